"""A command to call, and rules of its own that no built-in pack can change under the tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cleantext.cli.root import root
from tests.cli.texts import ARTICLE, RULES

Clean = Callable[..., Result]


@pytest.fixture
def rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "test.toml"
    path.write_text(RULES, "utf-8")
    return path


@pytest.fixture
def clean(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clean:
    """Call `clean ... --rules RULES` in an empty folder; arguments may be paths."""
    monkeypatch.chdir(tmp_path)

    def call(*args: object, stdin: bytes | None = None, with_rules: bool = True) -> Result:
        extra = ["--rules", str(rules)] if with_rules else []
        return CliRunner().invoke(root, [*map(str, args), *extra], input=stdin, prog_name="clean")

    return call


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_text(ARTICLE, "utf-8")
    return path
