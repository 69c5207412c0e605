"""What a rule is, once read: plain frozen values, the same for built-in packs and users' files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, Literal

__all__ = ["Case", "Category", "Condition", "Matcher", "Pack", "Profile", "Repeat", "Rule", "Term"]

Matcher = Literal["lines", "block", "from", "span", "replace", "repeat", "regex", "shape", "score", "select"]
Where = Literal["anywhere", "head", "tail", "edges"]
Confidence = Literal["high", "medium", "low"]
Profile = Literal["light", "standard", "strict"]


class _Quick:
    """Pickles as the values of its fields alone: thousands are read at every start, which dataclasses are slow at."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind = type(self)
        return _made, (kind, tuple(getattr(self, f.name) for f in fields(kind)))  # type: ignore[arg-type]


def _made(kind: type, values: tuple[Any, ...]) -> Any:
    made: Any = object.__new__(kind)
    for put, value in zip(_setters(kind), values, strict=True):
        put(made, value)
    return made


@cache
def _setters(kind: type) -> tuple[Callable[[Any, Any], None], ...]:
    return tuple(kind.__dict__[f.name].__set__ for f in fields(kind))


@dataclass(frozen=True, slots=True)
class Condition(_Quick):
    """A sign and the values it may have: a range (both ends count), a truth value, or one of some words."""

    sign: str
    low: float = float("-inf")
    high: float = float("inf")
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.words:
            return f"{self.sign}={'|'.join(self.words)}"
        if self.low == self.high:
            return f"{self.sign}={self.low:g}"
        low = "" if self.low == float("-inf") else f"{self.low:g}"
        high = "" if self.high == float("inf") else f"{self.high:g}"
        return f"{self.sign}={low}..{high}"


@dataclass(frozen=True, slots=True)
class Term(_Quick):
    """One row of a scorecard: the weight counts when all of its conditions hold."""

    weight: float
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Repeat(_Quick):
    """What counts as a second copy."""

    scope: Literal["document", "site", "dump"] = "document"
    within: int = 4
    """Document: how many lines apart the copies may stand, blank ones not counted; 0 is any distance."""
    keep: Literal["first", "last"] = "first"
    min_docs: int = 5
    """Site and dump: on how many documents of it the line must stand."""
    min_share: float = 0.0
    """And on what share of them, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Case(_Quick):
    """A whole document as an example."""

    text: str
    want: str
    about: str = ""
    lang: str | None = None
    site: str | None = None
    returns: tuple[str, ...] = ()
    """Lines that stand on every other document of the site and the dump."""


@dataclass(frozen=True, slots=True)
class Category(_Quick):
    """A kind of thing that rules take."""

    id: str
    about: str
    profiles: tuple[str, ...] = ("light", "standard", "strict")


@dataclass(frozen=True, slots=True)
class Pack(_Quick):
    """The head of a rule file."""

    id: str
    about: str = ""
    version: str = "1"
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    category: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(_Quick):
    """One rule: exactly one matcher, what limits it, and its examples."""

    name: str
    """Full name, `pack/rule`."""
    pack: Pack
    matcher: Matcher
    about: str = ""
    category: str = ""
    action: Literal["drop", "keep", "main"] = "drop"
    """`main` is for `select` only: the element is where the article stands."""
    confidence: Confidence = "high"
    where: Where = "anywhere"
    languages: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    priority: int = 0
    status: Literal["stable", "preview", "deprecated"] = "stable"
    replaced_by: str = ""

    phrases: tuple[str, ...] = ()
    """lines, block, from, span: the phrases; regex: the patterns; select: the CSS selectors."""
    pairs: tuple[tuple[str, str], ...] = ()
    """replace: what becomes what."""
    near: tuple[str, ...] = ()
    to: tuple[str, ...] | int | Literal["end"] = "end"
    through_prose: bool = False
    at: Literal["any", "start", "end"] = "any"
    needs: tuple[str, ...] = ()
    repeat: Repeat | None = None
    when: tuple[Condition, ...] = ()
    unless: tuple[Condition, ...] = ()
    score: tuple[Term, ...] = ()
    threshold: float = 0.0
    strict_threshold: float = 0.0
    """score: what the sum must reach, and what under the profile `strict`."""

    drop: tuple[str, ...] = field(default=(), repr=False)
    keep: tuple[str, ...] = field(default=(), repr=False)
    cases: tuple[Case, ...] = field(default=(), repr=False)
    todo_drop: tuple[str, ...] = field(default=(), repr=False)
    todo_keep: tuple[str, ...] = field(default=(), repr=False)

    @property
    def id(self) -> str:
        """The name inside its pack."""
        return self.name.rpartition("/")[2]
