"""Web pages: from bytes to the article's clean text.

What the names stand for is imported when they are first used: a run that meets no page pays for none.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cleantext.html.cleaner import PAGE_DEFAULTS, PageCleaner
    from cleantext.html.dom import Removal
    from cleantext.html.metadata import Metadata
    from cleantext.html.result import PageResult

__all__ = ["PAGE_DEFAULTS", "Metadata", "PageCleaner", "PageResult", "Removal"]

_HOMES = {
    "PAGE_DEFAULTS": "cleaner",
    "PageCleaner": "cleaner",
    "Removal": "dom",
    "Metadata": "metadata",
    "PageResult": "result",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
