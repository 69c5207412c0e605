"""Reading rule files: the built-in packs, users' files, and how these extend, disable and override rules.

A user's file may begin with

    extends  = ["built-in", "other.toml"]   # "built-in" is the default; [] starts from nothing
    disable  = ["en.share/*", "any.debris/lone-symbol"]
    [override."en.comments/reply-form"]
    confidence = "medium"

and goes on with `[pack]` and `[[rule]]` as every rule file does.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from cleantext._data import rules_dir
from cleantext.errors import RuleError
from cleantext.rules.model import Category, Pack, Rule
from cleantext.rules.pickles import uncollected
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.schema import Reader

__all__ = ["extended_files", "load_rules", "read_rule_files"]

SCHEMA = 1
_OTHER_FOLDERS = frozenset({"vocabulary", "encoding", "typography"})
"""Folders of rules/ whose files are read elsewhere, or are no packs."""
_TOP_KEYS = ("schema", "extends", "disable", "override", "pack", "rule", "category", "list")
BUILT_IN = "built-in"


@lru_cache(maxsize=16)
def load_rules(paths: tuple[str, ...] = ()) -> RuleSet:
    """The built-in rules and those of the given files and folders, compiled.

    Raises:
        RuleError: a file cannot be read or has a mistake.
    """
    loader = _Loader()
    files = [f for path in paths for f in _files(Path(path))]
    with uncollected():
        if _wants_built_in(files):
            loader.read_built_in()
        for file in files:
            loader.read(file, str(file))
        return RuleSet(loader.rules.values(), loader.categories, loader.vocabulary)  # type: ignore[arg-type]


def read_rule_files(paths: Iterable[str]) -> list[Rule]:
    """The rules that stand in the given files themselves, without those they extend."""
    loader = _Loader()
    for path in paths:
        for file in _files(Path(path)):
            loader.read(file, str(file))
    return list(loader.rules.values())


def _files(path: Path) -> list[Path]:
    if path.is_dir():
        found = sorted(p for p in path.rglob("*.toml") if not p.name.startswith("."))
        if not found:
            raise RuleError("is a folder without rule files (*.toml)", source=str(path))
        return found
    if not path.is_file():
        raise RuleError("is neither a file nor a folder", source=str(path))
    return [path]


def _wants_built_in(files: list[Path]) -> bool:
    return all(BUILT_IN in _extends(_read_toml(file, str(file)), str(file)) for file in files)


def _extends(data: Mapping[str, Any], source: str) -> list[str]:
    value = data.get("extends", [BUILT_IN])
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise RuleError(
            f'is {value!r}; it takes a list of file names, or "{BUILT_IN}"', source=source, key="extends"
        )
    return value


def extended_files(path: Path, seen: set[Path] | None = None) -> list[Path]:
    """A rule file, or those of a folder, and all that they extend; each once.

    Raises:
        RuleError: a file cannot be read, or what it extends is not there.
    """
    seen = set() if seen is None else seen
    for file in map(Path.resolve, _files(path)):
        if file not in seen:
            seen.add(file)
            for other in _extends(_read_toml(file, str(file)), str(file)):
                if other != BUILT_IN:
                    extended_files(file.parent / other, seen)
    return sorted(seen)


def _read_toml(file: Traversable, source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"is no TOML: {error}", source=source) from None
    except UnicodeDecodeError as error:
        raise RuleError(f"is not UTF-8: {error}", source=source) from None
    except OSError as error:
        raise RuleError(f"cannot be read: {error.strerror or error}", source=source) from None


class _Loader:
    """Gathers rules, categories and lists from files, in order."""

    def __init__(self) -> None:
        self.rules: dict[str, Rule] = {}
        self.categories: dict[str, Category] = {}
        self.vocabulary: dict[str, tuple[str, ...]] = {}
        self._read: set[str] = set()
        root = rules_dir()
        self._read_categories(root / "categories.toml")
        for file in sorted((root / "vocabulary").iterdir(), key=lambda f: f.name):
            if file.name.endswith(".toml"):
                self._read_lists(_read_toml(file, f"vocabulary/{file.name}"), f"vocabulary/{file.name}")

    def _read_categories(self, file: Traversable) -> None:
        reader = Reader(file.name, {})
        for table in _read_toml(file, file.name)["category"]:
            category = reader.category(table)
            self.categories[category.id] = category

    def _read_lists(self, data: Mapping[str, Any], source: str) -> None:
        lists = data.get("list", {})
        if not isinstance(lists, dict):
            raise RuleError(f"is {lists!r}; it takes a table of lists", source=source, key="list")
        for name, entries in lists.items():
            if not isinstance(entries, list) or not entries or not all(isinstance(e, str) for e in entries):
                raise RuleError(
                    f"is {entries!r}; it takes a list of strings", source=source, key=f"list.{name}"
                )
            self.vocabulary[name] = tuple(dict.fromkeys((*self.vocabulary.get(name, ()), *entries)))

    def read_built_in(self) -> None:
        for file, name in _walk(rules_dir()):
            self.read(file, name)

    def read(self, file: Traversable, source: str) -> None:
        # Files that extend one another, by whatever path, are read once.
        place = str(file.resolve()) if isinstance(file, Path) else source
        if place in self._read:
            return
        self._read.add(place)
        data = _read_toml(file, source)
        reader = Reader(source, self.categories)
        for key in data:
            if key not in _TOP_KEYS:
                reader.fail(key, f"is not a key here; allowed are {', '.join(_TOP_KEYS)}")
        if data.get("schema") != SCHEMA:
            reader.fail("schema", f"is {data.get('schema')!r}; this version reads schema = {SCHEMA}")
        for other in _extends(data, source):
            if other != BUILT_IN:
                for inner in _files((Path(source).parent / other).resolve()):
                    self.read(inner, str(inner))
        self._read_lists(data, source)
        self._disable(data.get("disable", []), reader)
        self._override(data.get("override", {}), reader)
        if "pack" not in data and "rule" in data:
            reader.fail("pack", "is missing; a file with rules begins with [pack] and its id")
        if "pack" in data:
            pack = reader.pack(data["pack"])
            self._add(data.get("rule", []), pack, reader)

    def _add(self, tables: object, pack: Pack, reader: Reader) -> None:
        if not isinstance(tables, list):
            reader.fail("rule", f"is {tables!r}; rules are written as [[rule]]")
        for table in tables:
            rule = reader.read_rule(table, pack)
            if rule.name in self.rules:
                other = self.rules[rule.name].pack.source
                raise RuleError(
                    f"has a name that is taken, in {other}; names are never used twice "
                    "(to change a rule, use [override])",
                    source=reader.source,
                    rule=rule.name,
                    key="id",
                )
            self.rules[rule.name] = rule

    def _disable(self, globs: object, reader: Reader) -> None:
        if not isinstance(globs, list) or not all(isinstance(g, str) for g in globs):
            reader.fail("disable", f"is {globs!r}; it takes a list of rule names or globs")
        for glob in globs:
            gone = [name for name in self.rules if fnmatchcase(name, glob)]
            if not gone:
                reader.fail("disable", f"holds {glob!r}, which fits no rule")
            for name in gone:
                del self.rules[name]

    def _override(self, table: object, reader: Reader) -> None:
        if not isinstance(table, dict):
            reader.fail("override", f"is {table!r}; it takes a table of rule names")
        for name, changes in table.items():
            if name not in self.rules:
                reader.fail(f"override.{name}", "is no rule")
            self.rules[name] = _overridden(self.rules[name], changes, reader)


_OVERRIDABLE = (
    "category",
    "confidence",
    "where",
    "languages",
    "sites",
    "priority",
    "status",
    "when",
    "unless",
)


def _overridden(rule: Rule, changes: object, reader: Reader) -> Rule:
    reader.rule = rule.name
    if not isinstance(changes, dict):
        reader.fail("override", f"is {changes!r}; it takes a table")
    for key in changes:
        if key not in _OVERRIDABLE:
            reader.fail(key, f"cannot be overridden; allowed are {', '.join(_OVERRIDABLE)}")
    # Read as part of a rule of its own, so that values meet the same checks.
    probe = {
        "id": rule.id,
        "about": "-",
        "select" if rule.matcher == "select" else "lines": ["x"],
        "drop": ["x"],
        "keep": ["y"],
        "category": rule.category,
    }
    if "status" in changes and changes["status"] == "deprecated":
        probe["replaced_by"] = rule.replaced_by or "-"
    read = reader.read_rule(probe | changes, replace(rule.pack, languages=(), sites=()))
    return replace(rule, **{key: getattr(read, key) for key in changes})


def _walk(root: Traversable, prefix: str = "") -> Iterator[tuple[Traversable, str]]:
    for entry in sorted(root.iterdir(), key=lambda e: e.name):
        name = f"{prefix}{entry.name}"
        if entry.is_dir():
            if prefix or entry.name not in _OTHER_FOLDERS:
                yield from _walk(entry, f"{name}/")
        elif entry.name.endswith(".toml") and name != "categories.toml":
            yield entry, name
