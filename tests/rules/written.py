"""Rule files as test cases write them: short, and here made whole."""

from __future__ import annotations

import tomllib

__all__ = ["HEAD", "completed"]

HEAD = """
schema = 1
extends = []
[pack]
id = "t.x"
about = "For tests."
languages = ["en"]
category = "share"
"""
_REST = {
    "about": '"A rule."',
    "drop": '["Pass it on"]',
    "keep": '["Nobody ever came there."]',
}


def completed(rules: str) -> str:
    """Rules with what every rule has, where a case leaves it out."""
    out = []
    for rule in rules.split("[[rule]]")[1:]:
        keys = tomllib.loads(rule)
        out.append("[[rule]]" + rule + "".join(f"{k} = {v}\n" for k, v in _REST.items() if k not in keys))
    return "".join(out)
