"""What can go wrong, as one tree.

CleantextError
├── OptionsError      an option has a value that is not allowed (also a ValueError)
├── RuleError         a rule file has a mistake: names file, rule, key, what was found, what is allowed
│   └── RuleExampleError  a rule does not do what its own examples claim
├── DecodeError       bytes that are not text, or not in the encoding that was asked for
├── PageError         a page that cannot be read: too long, or no page at all (also a ValueError)
├── BatchError        a run over records cannot begin or go on: output in use, disk full, too many errors
│   ├── StoppedError      one that stopped on its way; the same command goes on with it
│   └── InputError        an input of records cannot be read, or not to its end
├── EditsError        edits that overlap, stand outside the text, or belong to another text
└── MissingExtraError an optional part is not installed: names the extra to install (also an ImportError)
"""

from __future__ import annotations

__all__ = [
    "BatchError",
    "CleantextError",
    "DecodeError",
    "EditsError",
    "InputError",
    "MissingExtraError",
    "OptionsError",
    "PageError",
    "RuleError",
    "RuleExampleError",
    "StoppedError",
]


class CleantextError(Exception):
    """Everything that cleantext raises on purpose."""


class OptionsError(CleantextError, ValueError):
    """An option has a value that is not allowed."""


class RuleError(CleantextError, ValueError):
    """A rule file has a mistake.

    Attributes:
        source: the file (or the name of the built-in pack) that holds it; "" where it is not known yet.
        rule: full name of the rule, "" when the mistake is outside a rule.
        key: the key at fault, "" when it is the whole table.
    """

    def __init__(self, message: str, *, source: str = "", rule: str = "", key: str = "") -> None:
        self.message, self.source, self.rule, self.key = message, source, rule, key
        where = [source, f"rule {rule!r}" if rule else "", f"key {key!r}" if key else ""]
        super().__init__(": ".join([*filter(None, where), message]))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild_rule_error, (type(self), self.message, self.source, self.rule, self.key)


def _rebuild_rule_error(kind: type[RuleError], message: str, source: str, rule: str, key: str) -> RuleError:
    return kind(message, source=source, rule=rule, key=key)


class RuleExampleError(RuleError):
    """A rule does not do what its own examples claim."""


class DecodeError(CleantextError, ValueError):
    """Bytes that are not text, or not in the encoding that was asked for."""


class PageError(CleantextError, ValueError):
    """A page that cannot be read: too long, or no page at all."""


class BatchError(CleantextError):
    """A run over records cannot begin or go on."""


class StoppedError(BatchError):
    """A run over records stopped on its way: the disk is full, too many errors. Begun again, it goes on."""


class InputError(BatchError):
    """An input of records cannot be read, or not to its end."""


class EditsError(CleantextError, ValueError):
    """Edits that overlap, stand outside the text, or belong to another text."""


class MissingExtraError(CleantextError, ImportError):
    """An optional part is not installed."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(
            f"{package} is not installed; it comes with: pip install 'cleantext-toolkit[{extra}]'",
            name=package,
        )
