"""Where the rule files lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

__all__ = ["rules_dir"]


@cache
def rules_dir() -> Traversable:
    """The folder of built-in rule files: `cleantext/_rules` in a wheel, `rules/` at the top of a checkout.

    Raises:
        FileNotFoundError: the installation is broken: neither folder exists.
    """
    installed = files("cleantext") / "_rules"
    if installed.is_dir():
        return installed
    checkout = Path(__file__).resolve().parent.parent / "rules"
    if checkout.is_dir():
        return checkout
    raise FileNotFoundError(f"the built-in rules are missing: neither {installed} nor {checkout} is a folder")
