"""The documents: tables in step with the code, examples that do what they say, links that lead somewhere."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

import cleantext
from cleantext.rules.check import check_rules
from cleantext.rules.load import load_rules, read_rule_files

ROOT = Path(__file__).parent.parent
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


def anchors(page: Path) -> set[str]:
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in heads}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    text = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)]+)\)", re.sub(r"`[^`]*`", "", text)):
        if target.startswith(("http:", "https:")):
            continue
        name, _, anchor = target.partition("#")
        path = page.parent / name if name else page
        assert path.exists(), target
        if anchor:
            assert anchor in anchors(path), target


def test_tables_of_the_reference_are_in_step():
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for page in module.PAGES:
        text = page.read_text("utf-8")
        assert module.written(text) == text, f"{page.name}: run python docs/make_reference.py"


@pytest.mark.parametrize("name", ["docs/rules.md", "CONTRIBUTING.md"])
def test_whole_rule_files_in_the_documents_are_proved(name, tmp_path):
    files = [b for b in blocks(ROOT / name, "toml") if "[pack]" in b and "[[rule]]" in b]
    assert files
    for number, body in enumerate(files):
        path = tmp_path / f"{number}.toml"
        path.write_text(body.replace("schema = 1", "schema = 1\nextends = []", 1), "utf-8")
        assert check_rules(load_rules((str(path),)), read_rule_files((str(path),))) == []


def test_the_readme_shows_what_comes_of_its_example():
    before, after = blocks(ROOT / "README.md", "text")[:2]
    assert cleantext.clean(before) == after
    shown = blocks(ROOT / "README.md", "text")[2]
    result = cleantext.explain(before, lang="en")
    lines = before.split("\n")
    for number, rule, line in re.findall(r"^ +(\d+) +(\S+) +- (.*)$", shown, flags=re.MULTILINE):
        assert lines[int(number) - 1] == line
        assert (rule, line) in [(r.rule, r.text) for r in result.removed]


def test_the_readme_names_every_category():
    rows = re.findall(r"^\| ((?:`\w+` ?)+)\|", (ROOT / "README.md").read_text("utf-8"), flags=re.MULTILINE)
    by_default = {c.id: "standard" in c.profiles for c in load_rules().categories.values()}
    named = [set(re.findall(r"`(\w+)`", row)) for row in rows if "`ad`" in row or "`byline`" in row]
    assert named == [{c for c, on in by_default.items() if on}, {c for c, on in by_default.items() if not on}]


@pytest.mark.parametrize("name", ["README.md", "docs/library.md", "docs/html.md", "docs/batch.md"])
def test_python_in_the_documents_runs(name):
    text = "Skip to main content\n\nThe last keeper of the Graystone light will miss the stairs, he said on Friday.\n\nShare\n"
    names = {"text": text, "texts": [text]}
    for code in blocks(ROOT / name, "python"):
        exec(compile(code, name, "exec"), names)
