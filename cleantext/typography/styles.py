"""How a language sets its quotation marks: the table `rules/typography/quotes.toml`, read on first need."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from cleantext._data import rules_dir
from cleantext.typography.scripts import main_script

__all__ = ["Style", "style_for", "styles"]


@dataclass(frozen=True, slots=True)
class Style:
    """The marks of a language, each as opening and closing; `double` is "" where it is left as written."""

    double: str = ""
    inner: str = ""
    single: str = ""
    space: str = ""
    elisions: frozenset[str] = frozenset()


@cache
def styles() -> dict[str, Style]:
    """The style of each language in the table."""
    out = {}
    for lang, row in _table()["language"].items():
        double = row.get("double", "")
        out[lang] = Style(
            double=double,
            inner=row.get("inner", double),
            single=row.get("single", ""),
            space=row.get("space", ""),
            elisions=frozenset(row.get("elisions", ())),
        )
    return out


def style_for(lang: str | None, text: str) -> Style:
    """The style of the language; of the text's script where the language is not known or not in the table."""
    table = styles()
    if lang in table:
        return table[lang]
    return table[str(_table()["script"][main_script(text)])]


@cache
def _table() -> dict[str, Any]:
    source = rules_dir() / "typography" / "quotes.toml"
    table: dict[str, Any] = tomllib.loads(source.read_text(encoding="utf-8"))
    return table
