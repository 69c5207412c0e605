"""The data of `rules/encoding`: read once, when the first suspect text arrives."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from cleantext._data import rules_dir
from cleantext.errors import RuleError

__all__ = ["read_pack"]

SCHEMA = 1


@cache
def read_pack(name: str) -> dict[str, Any]:
    """The content of `rules/encoding/<name>.toml`.

    Raises:
        RuleError: the file is no TOML, or of another schema.
    """
    source = f"encoding/{name}.toml"
    raw = (rules_dir() / "encoding" / f"{name}.toml").read_text(encoding="utf-8")
    try:
        pack = tomllib.loads(raw)
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"this is not TOML: {error}", source=source) from error
    if pack.get("schema") != SCHEMA:
        raise RuleError(f"schema = {pack.get('schema')!r}, but this version reads {SCHEMA}", source=source)
    return pack
