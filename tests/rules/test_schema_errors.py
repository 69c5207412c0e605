"""A mistake in a rule file gets an error that names file, rule, key, what was found and what is allowed.

The cases stand in schema_errors.toml.
"""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import pytest

from cleantext.errors import RuleError
from cleantext.rules.load import load_rules
from tests.rules.written import HEAD, completed

CASES = tomllib.loads((Path(__file__).parent / "schema_errors.toml").read_text("utf-8"))["case"]


def loading(path: Path) -> RuleError:
    with pytest.raises(RuleError) as caught:
        load_rules((str(path),))
    return caught.value


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_mistakes_are_named(case, tmp_path):
    for name, body in case.get("files", {}).items():
        (tmp_path / name).write_text(body, "utf-8")
    path = tmp_path / "rules.toml"
    path.write_text(case.get("file") or HEAD + completed(case["rules"]), "utf-8")
    error = loading(path)
    assert (error.source, error.rule, error.key) == (str(path), case.get("rule", ""), case.get("key", ""))
    for part in case["says"]:
        assert part in error.message
    for part in (error.source, error.rule, error.key, error.message):
        assert part in str(error)


def test_every_case_has_a_name_of_its_own():
    names = [case["name"] for case in CASES]
    assert len(names) == len(set(names))


def test_a_path_that_is_nothing(tmp_path):
    error = loading(tmp_path / "none.toml")
    assert error.source == str(tmp_path / "none.toml")
    assert "neither a file nor a folder" in error.message


def test_a_folder_without_rule_files(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    assert "a folder without rule files (*.toml)" in loading(tmp_path).message


def test_a_file_that_is_not_utf8(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_bytes("schema = 1 # Überschriften".encode("latin-1"))
    error = loading(path)
    assert error.source == str(path)
    assert "is not UTF-8" in error.message


def test_a_mistake_in_an_extended_file_names_that_file(tmp_path):
    (tmp_path / "rules.toml").write_text('schema = 1\nextends = ["base.toml"]\n', "utf-8")
    (tmp_path / "base.toml").write_text("schema = 1\nextends = []\nspeed = 3\n", "utf-8")
    error = loading(tmp_path / "rules.toml")
    assert error.source == str(tmp_path / "base.toml")
    assert error.key == "speed"


def test_an_extended_file_that_is_missing(tmp_path):
    (tmp_path / "rules.toml").write_text('schema = 1\nextends = ["base.toml"]\n', "utf-8")
    error = loading(tmp_path / "rules.toml")
    assert error.source == str(tmp_path / "base.toml")
    assert "neither a file nor a folder" in error.message


def test_the_error_survives_pickling(tmp_path):
    error = loading(tmp_path / "none.toml")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.source, again.message) == (str(error), error.source, error.message)
