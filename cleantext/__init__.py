"""cleantext: strips web chrome from article text, repairs encoding damage, normalises quotes.

The ways in:

    cleantext.clean(text)                  # the clean text
    result = cleantext.explain(text)       # the same with every edit: result.text, .edits, .removed, .restore()
    cleantext.repair(text)                 # encoding damage alone
    cleaner = cleantext.Cleaner(profile="light", site="example.com")     # built once, for many texts
"""

from __future__ import annotations

from typing import Any

from cleantext._version import __version__
from cleantext.cleaner import Cleaner, cleaner_for
from cleantext.edits import Edit, Flag, OffsetMap, Removed, Result
from cleantext.encoding import repair
from cleantext.errors import (
    CleantextError,
    DecodeError,
    EditsError,
    MissingExtraError,
    OptionsError,
    RuleError,
    RuleExampleError,
)
from cleantext.options import Options

__all__ = [
    "Cleaner",
    "CleantextError",
    "DecodeError",
    "Edit",
    "EditsError",
    "Flag",
    "MissingExtraError",
    "OffsetMap",
    "Options",
    "OptionsError",
    "Removed",
    "Result",
    "RuleError",
    "RuleExampleError",
    "__version__",
    "clean",
    "explain",
    "repair",
]


def clean(text: str, **options: Any) -> str:
    """The text without web chrome and encoding damage, its quotes and spaces plain.

    Args:
        text: one document, lines ended by newlines.
        **options: any of `Options`, e.g. `profile="light"`, `lang="de"`, `site=url`, `quotes="keep"`.

    Raises:
        OptionsError: an option is unknown or has a value that is not allowed.
        RuleError: a rule file named in `rules` has a mistake.
    """
    return cleaner_for(options)(text)


def explain(text: str, **options: Any) -> Result:
    """As `clean`, with every edit: what changed, where, by which rule, and the way back."""
    return cleaner_for(options).explain(text)
