"""The rules as the native core takes them: conditions, shapes and scorecards in plain tuples.

The other half, the tables by which lines are looked up, stands in tables.py.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cleantext.native import core
from cleantext.rules.cards import Card
from cleantext.rules.decide import CLOSING
from cleantext.rules.language import SCRIPTS
from cleantext.rules.model import Condition, Rule
from cleantext.rules.ruleset import CUE_LISTS, RuleSet
from cleantext.rules.shapes import Shape
from cleantext.rules.signs import SIGNS

__all__ = ["NotNativeError", "export"]

MAX_ROWS = 128
"""Rows of a scorecard that the native core can weigh."""
_NOT_FOR_LINES = frozenset({"select", "span", "replace"})


class NotNativeError(RuntimeError):
    """The rules hold what the native core cannot decide, so that the engine in Python must."""


def export(rules: RuleSet) -> dict[str, Any]:
    """The rules and the shapes, as `Rules` in rules.h has them.

    Args:
        rules: the compiled rules.

    Raises:
        NotNativeError: a rule asks for a sign that the native core does not know, or a card has too many rows.
    """
    return {
        "rules": [_rule(rule) for rule in rules.rules],
        "shapes": [_shape(n, rules.shapes_of.get(n)) for n in rules.shapes],
        "languages": _languages(rules),
        **{name: (sorted(rules.cues.stems[name]), rules.cues.unspaced[name]) for name in CUE_LISTS},
    }


def _languages(rules: RuleSet) -> dict[str, Any]:
    """How a document's language is told, and the languages of each rule; all by number."""
    of_word = rules.languages.of_word
    names = {name for languages in of_word.values() for name in languages}
    names.update(name for _, languages in SCRIPTS.values() for name in languages)
    names.update(name for rule in rules.rules for name in rule.languages)
    number = {name: n for n, name in enumerate(sorted(names))}
    return {
        "count": len(number),
        "of_word": [(word, [number[name] for name in languages]) for word, languages in of_word.items()],
        "scripts": [
            (_ranges(pattern), [number[name] for name in languages])
            for pattern, languages in SCRIPTS.values()
        ],
        "of_rule": [[number[name] for name in rule.languages] for rule in rules.rules],
    }


def _ranges(one: re.Pattern[str]) -> list[tuple[int, int]]:
    """The characters of the Basic Multilingual Plane that a pattern of one character fits; both ends count."""
    runs = re.finditer(f"(?:{one.pattern})+", "".join(map(chr, range(0x10000))))
    return [(run.start(), run.end() - 1) for run in runs]


def _rule(rule: Rule) -> tuple[Any, ...]:
    about_lines = rule.matcher not in _NOT_FOR_LINES
    repeat = rule.repeat if rule.repeat and rule.repeat.scope == "document" else None
    return (
        rule.action == "keep",
        rule.confidence == "high",
        ("anywhere", "edges", "head", "tail").index(rule.where),
        [_condition(c) for c in rule.when] if about_lines else [],
        [_condition(c) for c in rule.unless] if about_lines else [],
        bool(rule.near),
        0 if rule.to == "end" else 1 if isinstance(rule.to, int) else 2,
        rule.to if isinstance(rule.to, int) else 0,
        rule.through_prose,
        len(rule.phrases),
        rule.category in CLOSING,
        rule.category == "nav",
        rule.category == "comments",
        bool(rule.languages) and "en" not in rule.languages,
        repeat is not None,
        repeat.within if repeat else 0,
        repeat.keep == "first" if repeat else False,
    )


def _condition(condition: Condition) -> tuple[Any, ...]:
    words = SIGNS[condition.sign].words
    allowed = sum(1 << n for n, word in enumerate(words) if word in condition.words)
    return _asked(condition.sign), condition.low, condition.high, allowed


def _asked(name: str) -> tuple[int, int]:
    """A sign as its number in the native core, and how many lines below it is asked."""
    assert core is not None
    known = core.sign_names()
    for prefix, step in (("", 0), ("above_", -1), ("below_", 1)):
        if name.startswith(prefix) and name.removeprefix(prefix) in known and name in SIGNS:
            return known.index(name.removeprefix(prefix)), step
    raise NotNativeError(f"the native core does not know the sign {name!r}")


def _shape(number: int, shape: Shape | None) -> tuple[Any, ...]:
    """A shape; of a rule that takes copies only its number."""
    if shape is None:
        return (number,)
    asked = ([(_condition(t.condition), t.wanted) for t in tests] for tests in shape.tests)
    return (
        number,
        [SIGNS["zone"].words.index(zone) for zone in shape.zones],
        shape.takes_prose,
        *asked,
        _card(shape.card) if shape.card else None,
        shape.threshold(strict=False),
        shape.threshold(strict=True),
    )


def _card(card: Card) -> tuple[Any, ...]:
    if card.size > MAX_ROWS:
        raise NotNativeError(f"the native core weighs cards of up to {MAX_ROWS} rows")
    names = {sign.fact: name for name, sign in SIGNS.items()}
    return (
        _bits((1 << card.size) - 1),
        [(weight, _bits(rows)) for weight, rows in card.by_weight],
        [
            (
                _asked(names[q.fact]),
                list(q.bounds),
                [_bits(rows) for rows in q.by_range],
                _by_word(SIGNS[names[q.fact]].words, q.by_word, q.by_range[0]),
                _bits(q.asked),
            )
            for q in card.questions
        ],
    )


def _by_word(words: tuple[str, ...], rows: Mapping[str, int], others: int) -> list[tuple[int, int]]:
    """The rows that each word of a sign leaves; none for a sign that is a number."""
    return [_bits(rows.get(word, others)) for word in words] if rows else []


def _bits(rows: int) -> tuple[int, int]:
    return rows & (1 << 64) - 1, rows >> 64
