"""Compiled rules on disk: reading a thousand rules takes seconds, reading them compiled a fraction of one.

The cache is the user's own (`platformdirs`), one file for each state of the rule files; its name is a digest of
their contents, of this version's code and of Python's version, so that it is never stale. It leaves out the
examples. Without a place to write, everything works, only slower. CLEANTEXT_CACHE names another folder, or `off`.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from cleantext._data import rules_dir
from cleantext._version import __version__
from cleantext.native import core

if TYPE_CHECKING:
    from cleantext.rules.ruleset import RuleSet

__all__ = ["compile_apart", "compiled_rules", "rules_digest"]

_KEEP = 8
"""So many compiled states are kept; older ones go."""


@lru_cache(maxsize=16)
def compiled_rules(paths: tuple[str, ...] = ()) -> RuleSet:
    """As `load_rules`, from the cache where it can be; the rules come without their examples.

    Raises:
        RuleError: a file cannot be read or has a mistake.
    """
    file = _file(paths)
    rules = _read(file) if file else None
    if rules is None:
        from cleantext.rules.load import load_rules  # readers and checkers of files: mostly not needed

        rules = load_rules(paths)
        if file:
            rules = _without_examples(rules)
            _write(file, rules)
    return rules


def compile_apart(paths: tuple[str, ...]) -> None:
    """Have the rules compiled into the cache by a process of its own, unless they are there.

    For what starts several processes that need them: else all would compile, and keep the memory that it takes.
    Where it fails, they say why.

    Raises:
        RuleError: a file cannot be read.
    """
    file = _file(paths)
    if file is not None and not file.exists():
        import subprocess  # not worth its milliseconds at every start

        code = _COMPILE.format(path=sys.path, paths=paths)
        subprocess.run(
            [sys.executable, "-c", code], check=False, stdin=subprocess.DEVNULL, capture_output=True
        )


_COMPILE = """import sys
sys.path[:] = {path!r}
from cleantext.rules.cache import compiled_rules
compiled_rules({paths!r})"""


def _file(paths: tuple[str, ...]) -> Path | None:
    folder = _folder()
    return folder / f"{rules_digest(paths)}{_made_for()}.pickle" if folder else None


def _made_for() -> str:
    """The native core that compiled rules are made for, if there is one: they name its signs by number."""
    if core is None:
        return ""
    return "-" + hashlib.blake2b("\0".join(core.sign_names()).encode(), digest_size=4).hexdigest()


def _folder() -> Path | None:
    named = os.environ.get("CLEANTEXT_CACHE")
    if named is not None:
        return None if named == "off" else Path(named)
    import platformdirs

    return Path(platformdirs.user_cache_dir("cleantext")) / "rules"


def rules_digest(paths: tuple[str, ...]) -> str:
    """Changes when the rules do, or the code that reads them: a digest of both."""
    digest = _shipped_digest().copy()
    if paths:
        from cleantext.rules.load import extended_files

        for path in map(Path, paths):
            _add_files(digest, extended_files(path))
    return digest.hexdigest() + "-" + hashlib.blake2b("\0".join(paths).encode(), digest_size=4).hexdigest()


@lru_cache(maxsize=1)
def _shipped_digest() -> hashlib.blake2b:
    """Of the code and its rules, which stay the same while a process runs."""
    digest = hashlib.blake2b(f"{__version__} {sys.version_info[:3]}".encode(), digest_size=16)
    code = Path(__file__).parent
    _add_files(digest, sorted(code.glob("*.py")))
    _add_files(digest, sorted(code.parent.glob("native/*.py")))
    _add_files(digest, _toml_files(rules_dir()))
    return digest


def _add_files(digest: hashlib.blake2b, files: Iterable[Traversable]) -> None:
    for file in files:
        digest.update(f"\0{file}\0".encode())
        with suppress(OSError):  # what cannot be read is named when the rules are loaded
            digest.update(file.read_bytes())


def _toml_files(folder: Traversable) -> Iterator[Traversable]:
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _toml_files(entry)
        elif entry.name.endswith(".toml"):
            yield entry


def _without_examples(rules: RuleSet) -> RuleSet:
    bare = tuple(replace(r, drop=(), keep=(), cases=(), todo_drop=(), todo_keep=()) for r in rules.rules)
    return rules.with_rules(bare)


def _read(file: Path) -> RuleSet | None:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    from cleantext.rules.pickles import load
    from cleantext.rules.ruleset import RuleSet

    try:
        rules = load(data)
    except (pickle.UnpicklingError, EOFError, AttributeError, ImportError, IndexError, ValueError, TypeError):
        return None  # a file cut off or of another make: compile again and write it anew
    return rules if isinstance(rules, RuleSet) else None


def _write(file: Path, rules: RuleSet) -> None:
    from cleantext.rules.pickles import dump

    with suppress(OSError):  # no place to write: the next run compiles again
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(dump(rules))
            Path(name).replace(file)
        except BaseException:
            Path(name).unlink()
            raise
        others = sorted(file.parent.glob("*.pickle"), key=lambda f: f.stat().st_mtime)
        for old in others[:-_KEEP]:
            old.unlink()
