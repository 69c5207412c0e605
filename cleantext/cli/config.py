"""Settings from files: `cleantext.toml`, or `[tool.cleantext]` in `pyproject.toml`.

The names are those of the flags, with `_` or `-` between words. The first file found from a folder upward
holds; a folder's `cleantext.toml` stands before its `pyproject.toml`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from cleantext.errors import OptionsError
from cleantext.options import Options

__all__ = ["Config", "find_config", "is_encoding", "merge_options", "read_config"]

OWN_FILE = "cleantext.toml"
SHARED_FILE = "pyproject.toml"
_OPTIONS = tuple(f.name for f in fields(Options))
_COMMAND_KEYS = {"encoding": str, "backup": bool, "quiet": bool}
"""Keys that are the command's, not the cleaner's, and what they hold."""
_LISTS = ("rules", "enable", "disable")


@dataclass(frozen=True, slots=True)
class Config:
    """What a settings file says, checked."""

    path: Path | None = None
    options: dict[str, Any] = field(default_factory=dict)
    """Names and values of `Options`."""
    command: dict[str, Any] = field(default_factory=dict)
    """`encoding`, `backup`, `quiet`."""


def find_config(start: Path) -> Path | None:
    """The settings file that holds for a folder, if there is one.

    Raises:
        OptionsError: a `pyproject.toml` on the way cannot be read, so that nobody can say.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        own = folder / OWN_FILE
        if own.is_file():
            return own
        shared = folder / SHARED_FILE
        if shared.is_file() and _table(shared) is not None:
            return shared
    return None


def read_config(path: Path) -> Config:
    """Read and check a settings file.

    Raises:
        OptionsError: it cannot be read, or holds a key or value that is not allowed; names file and key.
    """
    table = _table(path)
    if table is None:
        raise OptionsError(f"{path}: has no table [tool.cleantext]")
    config = Config(path)
    for key, value in table.items():
        name = key.replace("-", "_")
        if name in _COMMAND_KEYS:
            kind = _COMMAND_KEYS[name]
            if not isinstance(value, kind):
                wanted = "true or false" if kind is bool else "a string"
                raise OptionsError(f"{path}: key {key!r}: is {value!r}; it takes {wanted}")
            if isinstance(value, str) and not is_encoding(value):
                raise OptionsError(f"{path}: key {key!r}: {value!r} is no text encoding")
            config.command[name] = value
        elif name in _OPTIONS:
            config.options[name] = _option(path, key, name, value)
        else:
            known = ", ".join((*_OPTIONS, *_COMMAND_KEYS))
            raise OptionsError(f"{path}: key {key!r}: is not a setting; there are {known}")
    return config


def is_encoding(name: str) -> bool:
    """Whether a codec, or a label that the web uses for one, has this name and reads text."""
    from cleantext.encoding.labels import web_codec

    try:
        return codecs.lookup(name)._is_text_encoding or web_codec(name) is not None
    except (LookupError, ValueError):
        return web_codec(name) is not None


def _option(path: Path, key: str, name: str, value: object) -> object:
    if name in _LISTS and isinstance(value, list) and all(isinstance(v, str) for v in value):
        # Rule files are named from where the settings stand, whatever folder the command runs in.
        value = tuple(str(path.parent / v) if name == "rules" else v for v in value)
    try:
        Options(**{name: value})  # type: ignore[arg-type]  # wrong types are what it checks
    except (OptionsError, TypeError) as error:
        raise OptionsError(f"{path}: key {key!r}: {error}") from None
    return value


def _table(path: Path) -> dict[str, Any] | None:
    import tomllib

    try:
        data = tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise OptionsError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionsError(f"{path}: is no TOML: {error} (--no-config leaves settings files alone)") from None
    if path.name != SHARED_FILE:
        return data
    tool = data.get("tool", {})
    table = tool.get("cleantext") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise OptionsError(f"{path}: key 'tool.cleantext': is {table!r}; it takes a table")
    return table


def merge_options(config: Config, given: dict[str, Any]) -> Options:
    """Options from a settings file and the command line; where both speak, the command line holds.

    Args:
        config: the settings file.
        given: names and values of the flags that were given. `rules`, `enable` and `disable` add to the
            settings, and what one of the latter names loses its mention on the other side there.

    Raises:
        OptionsError: a value is not allowed.
    """
    merged = dict(config.options)
    opposite = {"enable": "disable", "disable": "enable"}
    for name, value in given.items():
        if name in _LISTS:
            if name in opposite and opposite[name] in merged:
                merged[opposite[name]] = tuple(v for v in merged[opposite[name]] if v not in value)
            value = (*merged.get(name, ()), *value)
        merged[name] = value
    return Options(**merged)
