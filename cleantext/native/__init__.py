"""The hot path in native code: an optional twin of the engine in `cleantext.rules`, which decides the same.

Where no compiler was at hand when the package was built, `core` is None and everything runs in Python. The
Python engine stays the reference: it explains, and tests compare the two text by text.

The environment variable CLEANTEXT_NATIVE chooses: with `off` everything runs in Python, with `on` it is an error if
the core is missing.
"""

from __future__ import annotations

import os
from types import ModuleType

__all__ = ["core"]


def _load() -> ModuleType | None:
    wish = os.environ.get("CLEANTEXT_NATIVE")
    if wish == "off":
        return None
    try:
        from cleantext.native import _core
    except ImportError:  # not built here: the engine in Python does the work
        if wish == "on":
            raise
        return None
    return _core


core = _load()
"""The compiled module, or None."""
