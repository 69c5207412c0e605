"""From the tables of a TOML file to rules, with errors that name file, rule, key, what was found and allowed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, NoReturn, get_args

from cleantext.errors import RuleError
from cleantext.rules.elements import ELEMENT_SIGNS, ElementSign
from cleantext.rules.model import (
    Case,
    Category,
    Condition,
    Confidence,
    Matcher,
    Pack,
    Profile,
    Repeat,
    Rule,
    Term,
    Where,
)
from cleantext.rules.selectors import SelectorError, filing_keys, parse_selectors
from cleantext.rules.signs import SIGNS, Sign

__all__ = ["Reader", "read_condition"]

Table = Mapping[str, Any]
Signs = Mapping[str, Sign] | Mapping[str, ElementSign]

MATCHERS: tuple[Matcher, ...] = get_args(Matcher)
_ID = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_CODE = re.compile(r"[a-z]{2,3}")
_SITE = re.compile(r"\.?[a-z0-9-]+(?:\.[a-z0-9-]+)+|\*")
_RANGE = re.compile(r"(-?\d+(?:\.\d+)?)?(\.\.)?(-?\d+(?:\.\d+)?)?")

_PACK_KEYS = ("id", "about", "version", "languages", "sites", "category")
_SCOPE_KEYS = (
    "id", "about", "category", "action", "confidence", "where", "languages", "sites", "priority", "status",
    "replaced_by", "when", "unless", "max_words", "min_words",
    "drop", "keep", "case", "todo_drop", "todo_keep",
)  # fmt: skip
_MATCHER_KEYS: dict[str, tuple[str, ...]] = {
    "lines": ("near",),
    "block": ("near",),
    "from": ("near", "to", "through_prose"),
    "span": ("at",),
    "replace": (),
    "repeat": (),
    "regex": ("needs", "near"),
    "shape": ("near",),
    "score": ("threshold", "strict_threshold", "near"),
    "select": (),
}


class Reader:
    """Reads the tables of one rule file."""

    def __init__(self, source: str, categories: Mapping[str, Category]) -> None:
        self.source = source
        self.categories = categories
        self.rule = ""

    def fail(self, key: str, message: str) -> NoReturn:
        """Raise a RuleError for the rule being read."""
        raise RuleError(message, source=self.source, rule=self.rule, key=key)

    def pack(self, table: object) -> Pack:
        """The `[pack]` table."""
        t = self._table(table, "pack")
        self._known(t, _PACK_KEYS, "pack.")
        pack_id = self._id(t, "pack.id")
        return Pack(
            id=pack_id,
            about=self._string(t, "about", ""),
            version=self._string(t, "version", "1"),
            languages=self._languages(t),
            sites=self._sites(t),
            category=self._category(t, "", required=False),
            source=self.source,
        )

    def read_rule(self, table: object, pack: Pack) -> Rule:
        """One `[[rule]]` table."""
        t = self._table(table, "rule")
        self.rule = f"{pack.id}/{t.get('id', '?')}"
        rule_id = self._id(t, "id")
        found = [m for m in MATCHERS if m in t]
        if len(found) != 1:
            has = f"the matchers {' and '.join(found)}" if found else "no matcher"
            self.fail("", f"has {has}; it takes exactly one of {', '.join(MATCHERS)}")
        matcher = found[0]
        self._known(t, (*_SCOPE_KEYS, matcher, *_MATCHER_KEYS[matcher]), "")
        rest: dict[str, Any] = getattr(self, f"_read_{matcher}", self._read_phrases)(t, matcher)
        signs = ELEMENT_SIGNS if matcher == "select" else SIGNS
        when = list(rest.pop("when", ())) + list(self.conditions(t.get("when", {}), "when", signs))
        if "max_words" in t or "min_words" in t:
            low, high = self._int(t, "min_words", 0), self._int(t, "max_words", 1_000_000)
            when.append(Condition("words", low, high))
        actions = ("drop", "keep", "main") if matcher == "select" else ("drop", "keep")
        action = self._choice(t, "action", actions, "drop")
        rule = Rule(
            name=f"{pack.id}/{rule_id}",
            pack=pack,
            matcher=matcher,
            about=self._string(t, "about", ""),
            category=self._category(t, pack.category, required=action == "drop"),
            action=action,  # type: ignore[arg-type]
            confidence=self._choice(t, "confidence", get_args(Confidence), "high"),  # type: ignore[arg-type]
            where=self._choice(t, "where", get_args(Where), "anywhere"),  # type: ignore[arg-type]
            languages=self._languages(t) or pack.languages,
            sites=self._sites(t) or pack.sites,
            priority=self._int(t, "priority", 0),
            status=self._choice(t, "status", ("stable", "preview", "deprecated"), "stable"),  # type: ignore[arg-type]
            replaced_by=self._string(t, "replaced_by", ""),
            when=tuple(when),
            unless=self.conditions(t.get("unless", {}), "unless", signs),
            near=self._strings(t, "near"),
            drop=self._strings(t, "drop"),
            keep=self._strings(t, "keep"),
            todo_drop=self._strings(t, "todo_drop"),
            todo_keep=self._strings(t, "todo_keep"),
            cases=tuple(self._case(c) for c in self._tables(t, "case")),
            **rest,
        )
        self._sense(rule)
        self.rule = ""
        return rule

    def _sense(self, rule: Rule) -> None:
        if not rule.about:
            self.fail("about", "is missing; say in a sentence what the rule takes")
        if not (rule.drop or rule.cases):
            self.fail("drop", "is missing; a rule shows at least one text that it takes (drop, or a case)")
        if not (rule.keep or rule.cases):
            self.fail(
                "keep",
                "is missing; a rule shows at least one text that comes close and stays (keep, or a case)",
            )
        if rule.matcher == "select" and rule.where != "anywhere":
            self.fail("where", "is for lines; of elements, ask for a selector, or for signs under `when`")
        if rule.status == "deprecated" and not rule.replaced_by:
            self.fail("replaced_by", "is missing; a deprecated rule names the one that replaced it")

    # Matchers

    def _read_phrases(self, t: Table, matcher: str) -> dict[str, Any]:
        phrases = self._strings(t, matcher)
        if not phrases:
            self.fail(matcher, "is empty; it takes a list of phrases")
        if matcher == "block" and len(phrases) < 2:
            self.fail(matcher, "has one line; a block has two or more (a single line goes under `lines`)")
        rest: dict[str, Any] = {"phrases": phrases}
        if matcher == "span":
            rest["at"] = self._choice(t, "at", ("any", "start", "end"), "any")
        if matcher == "from":
            to = t.get("to", "end")
            if isinstance(to, list):
                to = self._strings(t, "to")
            elif to != "end" and (isinstance(to, bool) or not isinstance(to, int) or to < 1):
                self.fail("to", f'is {to!r}; it takes "end", a number of lines, or a list of phrases')
            rest |= {"to": to, "through_prose": self._bool(t, "through_prose", False)}
        return rest

    def _read_select(self, t: Table, matcher: str) -> dict[str, Any]:
        sources = self._strings(t, "select")
        if not sources:
            self.fail("select", 'is empty; it takes a list of CSS selectors, e.g. ["div.share-bar"]')
        for source in sources:
            try:
                selectors = parse_selectors(source)
            except SelectorError as error:
                self.fail("select", f"{source!r} {error}")
            if not all(filing_keys(selector.last) for selector in selectors):
                self.fail(
                    "select",
                    f"{source!r} fits every element; the element that goes needs a name, a class, an id or "
                    "another attribute of its own",
                )
        return {"phrases": sources}

    def _read_regex(self, t: Table, matcher: str) -> dict[str, Any]:
        patterns, needs = self._strings(t, "regex"), self._strings(t, "needs")
        if not patterns:
            self.fail("regex", "is empty; it takes a list of patterns")
        if not needs:
            self.fail(
                "needs", "is missing; it lists literals, one of which every match holds (in lower case)"
            )
        return {"phrases": patterns, "needs": tuple(n.lower() for n in needs)}

    def _read_replace(self, t: Table, matcher: str) -> dict[str, Any]:
        table = self._table(t["replace"], "replace")
        pairs = tuple(table.items())
        if not pairs or not all(k and isinstance(v, str) for k, v in pairs):
            self.fail(
                "replace", f'is {table!r}; it takes a table of text to text, e.g. {{ "&hellip;" = "…" }}'
            )
        for old, new in pairs:
            if any(o in new for o, _ in pairs):
                self.fail(
                    "replace",
                    f"{old!r} becomes {new!r}, which holds text that is replaced again: it would never end",
                )
        return {"pairs": pairs}

    def _read_repeat(self, t: Table, matcher: str) -> dict[str, Any]:
        table = self._table(t["repeat"], "repeat")
        self._known(table, ("scope", "within", "keep", "min_docs", "min_share"), "repeat.")
        repeat = Repeat(
            scope=self._choice(table, "scope", ("document", "site", "dump"), "document"),  # type: ignore[arg-type]
            within=self._int(table, "within", 4),
            keep=self._choice(table, "keep", ("first", "last"), "first"),  # type: ignore[arg-type]
            min_docs=self._int(table, "min_docs", 5),
            min_share=self._number(table, "min_share", 0.0),
        )
        if repeat.min_docs < 2:
            self.fail("repeat.min_docs", f"is {repeat.min_docs}; it takes a whole number from 2")
        if not 0 <= repeat.min_share <= 1:
            self.fail("repeat.min_share", f"is {repeat.min_share:g}; it takes a share, 0 to 1")
        if t.get("action") == "keep":
            self.fail(
                "action",
                "is 'keep'; a repeat rule takes lines, and what it shall not take goes under `unless`",
            )
        return {"repeat": repeat}

    def _read_shape(self, t: Table, matcher: str) -> dict[str, Any]:
        conditions = self.conditions(t["shape"], "shape")
        if not conditions:
            self.fail("shape", "is empty; it takes a table of signs")
        return {"when": conditions}

    def _read_score(self, t: Table, matcher: str) -> dict[str, Any]:
        terms = []
        for row in self._tables(t, "score"):
            row = dict(row)
            row.pop("about", None)
            weight = row.pop("weight", None)
            if isinstance(weight, bool) or not isinstance(weight, int | float):
                self.fail("score", f"has a row whose weight is {weight!r}; it takes a number")
            terms.append(Term(float(weight), self.conditions(row, "score")))
        if not terms:
            self.fail("score", 'is empty; it takes a list of rows such as { weight = 2, zone = "tail" }')
        if "threshold" not in t:
            self.fail("threshold", "is missing; it takes the sum from which the rule applies")
        threshold = self._number(t, "threshold", 0.0)
        strict = self._number(t, "strict_threshold", threshold)
        if strict > threshold:
            self.fail("strict_threshold", f"is {strict:g}; it takes at most the threshold, {threshold:g}")
        return {"score": tuple(terms), "threshold": threshold, "strict_threshold": strict}

    # Values

    def conditions(self, table: object, key: str, signs: Signs = SIGNS) -> tuple[Condition, ...]:
        """A table of signs, as in `when`, `unless`, `shape` and the rows of `score`."""
        return tuple(
            read_condition(sign, value, lambda m: self.fail(f"{key}.{sign}", m), signs)  # noqa: B023 - called at once
            for sign, value in self._table(table, key).items()
        )

    def _case(self, t: Table) -> Case:
        self._known(t, ("text", "want", "about", "lang", "site", "returns"), "case.")
        text, want = self._string(t, "text", None), self._string(t, "want", None)
        return Case(
            text=text.strip("\n"),
            want=text.strip("\n") if want == "same" else want.strip("\n"),
            about=self._string(t, "about", ""),
            lang=t.get("lang"),
            site=t.get("site"),
            returns=self._strings(t, "returns"),
        )

    def _table(self, value: object, key: str) -> Table:
        if not isinstance(value, dict):
            self.fail(key, f"is {value!r}; it takes a table")
        return value

    def _tables(self, t: Table, key: str) -> list[Table]:
        value = t.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fail(key, f"is {value!r}; it takes a list of tables")
        return value

    def _known(self, t: Table, allowed: tuple[str, ...], prefix: str) -> None:
        for key in t:
            if key not in allowed:
                self.fail(prefix + key, f"is not a key here; allowed are {', '.join(allowed)}")

    def _id(self, t: Table, key: str) -> str:
        value = t.get("id")
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.fail(
                key, f'is {value!r}; it takes a name in lower case, digits and hyphens, e.g. "reply-form"'
            )
        return value

    def _string(self, t: Table, key: str, default: str | None) -> str:
        value = t.get(key, default)
        if not isinstance(value, str):
            self.fail(
                key, f"is {value!r}; it takes a string" if key in t else "is missing; it takes a string"
            )
        return value

    def _strings(self, t: Table, key: str) -> tuple[str, ...]:
        value = t.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.fail(key, f"is {value!r}; it takes a list of strings")
        return tuple(value)

    def _choice(self, t: Table, key: str, allowed: tuple[str, ...], default: str) -> str:
        value = t.get(key, default)
        if value not in allowed:
            self.fail(key, f"is {value!r}; allowed are {', '.join(allowed)}")
        return str(value)

    def _int(self, t: Table, key: str, default: int) -> int:
        value = t.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            self.fail(key, f"is {value!r}; it takes a whole number")
        return value

    def _number(self, t: Table, key: str, default: float) -> float:
        value = t.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(key, f"is {value!r}; it takes a number")
        return float(value)

    def _bool(self, t: Table, key: str, default: bool) -> bool:
        value = t.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, f"is {value!r}; it takes true or false")
        return value

    def _languages(self, t: Table) -> tuple[str, ...]:
        codes = self._strings(t, "languages")
        for code in codes:
            if code != "any" and not _CODE.fullmatch(code):
                self.fail("languages", f'holds {code!r}; it takes codes such as "en", or "any"')
        return tuple(c for c in codes if c != "any")

    def _sites(self, t: Table) -> tuple[str, ...]:
        sites = self._strings(t, "sites")
        for site in sites:
            if not _SITE.fullmatch(site):
                self.fail(
                    "sites", f'holds {site!r}; it takes host names such as "example.com" or ".example.com"'
                )
        return sites

    def _category(self, t: Table, default: str, *, required: bool = True) -> str:
        value = t.get("category", default)
        if not isinstance(value, str) or (value not in self.categories and (value or required)):
            self.fail("category", f"is {value!r}; allowed are {', '.join(sorted(self.categories))}")
        return value

    def category(self, table: object) -> Category:
        """One `[[category]]` table."""
        t = self._table(table, "category")
        self._known(t, ("id", "about", "profiles"), "category.")
        profiles = self._strings(t, "profiles") if "profiles" in t else get_args(Profile)
        return Category(self._id(t, "category.id"), self._string(t, "about", None), tuple(profiles))


def read_condition(
    sign: str, value: object, fail: Callable[[str], NoReturn], signs: Signs = SIGNS
) -> Condition:
    """One sign with its value: `true`, a number, a range such as "2..6" or "0.8..", a word or words."""
    known = signs.get(sign)
    if known is None:
        fail(f"is not a sign; there are {', '.join(sorted(signs))}")
    if known.kind == "flag":
        if not isinstance(value, bool):
            fail(f"is {value!r}; it takes true or false")
        return Condition(sign, float(value), float(value))
    if known.kind == "word":
        words = [value] if isinstance(value, str) else value
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            fail(f"is {value!r}; it takes a string or a list of strings")
        if known.words and (odd := [w for w in words if w not in known.words]):
            fail(f"is {odd[0]!r}; allowed are {', '.join(known.words)}")
        return Condition(sign, words=tuple(words))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Condition(sign, float(value), float(value))
    match = _RANGE.fullmatch(value) if isinstance(value, str) else None
    if not match or not (match[1] or match[3]):
        fail(f'is {value!r}; it takes a number or a range such as "2..6", "..6" or "0.8.."')
    low = float(match[1]) if match[1] else float("-inf")
    high = (float(match[3]) if match[3] else float("inf")) if match[2] else low
    return Condition(sign, low, high)
