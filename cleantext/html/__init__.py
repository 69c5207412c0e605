"""Web pages: from bytes to the article's clean text."""

from __future__ import annotations

from cleantext.html.cleaner import PAGE_DEFAULTS, PageCleaner
from cleantext.html.dom import Removal
from cleantext.html.metadata import Metadata
from cleantext.html.result import PageResult

__all__ = ["PAGE_DEFAULTS", "Metadata", "PageCleaner", "PageResult", "Removal"]
