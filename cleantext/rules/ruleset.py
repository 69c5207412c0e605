"""A set of rules, compiled once: the index of lines, the spans, and the rules that need the whole document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from fnmatch import fnmatchcase
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cleantext.errors import OptionsError, RuleError
from cleantext.native import core
from cleantext.native.engine import Native
from cleantext.options import Options
from cleantext.rules.index import Index, PhraseEntry, asks_short_lines_only, rank
from cleantext.rules.language import Languages
from cleantext.rules.model import Category, Rule
from cleantext.rules.phrases import compile_phrases
from cleantext.rules.pickles import Sharing, dump, dump_packed, load, load_packed
from cleantext.rules.regexes import check_regex
from cleantext.rules.returning import Returning
from cleantext.rules.scene import Cues, Hit
from cleantext.rules.selectors import Selector, SelectorError, parse_selectors
from cleantext.rules.shapes import Shape
from cleantext.rules.spans import SpanIndex
from cleantext.rules.template import PhraseError, Vocabulary

if TYPE_CHECKING:
    from cleantext.native.flat import Flat

__all__ = ["RuleSet"]

_ALWAYS_LANGUAGES = frozenset({"en"})
"""English chrome stands on pages of every language, so knowing a page's language never switches it off."""
_MOST_KNOWN = 64
"""Options of which it is kept which rules are on: a dump has as many as it has languages."""
CUE_LISTS = ("cue", "address")
_PROFILE_CONFIDENCE = {
    "light": frozenset({"high"}),
    "standard": frozenset({"high", "medium"}),
    "strict": frozenset({"high", "medium", "low"}),
}


_APART = ("index", "site_index", "selectors", "vocabulary", "languages")
"""Parts that are pickled apart, and unpickled when they are first asked for: most texts need two of them."""


class RuleSet:
    """Rules in the order that decides between equals: built-in files by name, then users' files as given."""

    def __init__(
        self, rules: Sequence[Rule], categories: Mapping[str, Category], vocabulary: Vocabulary
    ) -> None:
        """Compile the rules.

        Raises:
            RuleError: a phrase or pattern cannot be read; names file, rule and key.
        """
        self._apart: dict[str, bytes] = {}
        self._flat: bytes | None = None
        """What the native core is made of, packed; None as long as nobody asked."""
        self.rules = tuple(rules)
        self.categories = dict(categories)
        self.vocabulary = dict(vocabulary)
        self.numbers = {rule.name: n for n, rule in enumerate(self.rules)}
        self.index = self._index(sited=False)
        self.site_index = self._index(sited=True)
        self.spans = SpanIndex(self.rules, self.vocabulary)
        self.cues = Cues({name: self.vocabulary.get(name, ()) for name in CUE_LISTS})
        self.languages = Languages(self.vocabulary)
        across = [n for n, r in enumerate(self.rules) if r.repeat and r.repeat.scope != "document"]
        self.across = tuple(sorted(across, key=lambda n: (rank(self.rules[n]), n)))
        """Rules for lines that return on other documents: those for sites, for languages, for any."""
        self.shapes = tuple(
            n
            for n, r in enumerate(self.rules)
            if r.matcher in ("shape", "score", "repeat") and n not in self.across
        )
        self.shapes_of = {n: Shape(r) for n, r in enumerate(self.rules) if r.matcher in ("shape", "score")}
        self.selectors = {n: self._parsed(r) for n, r in enumerate(self.rules) if r.matcher == "select"}
        self.sites = tuple(dict.fromkeys(s for r in self.rules if r.matcher != "select" for s in r.sites))
        """The hosts that rules on text are written for."""
        self.of_sites = tuple(n for n, r in enumerate(self.rules) if r.sites)
        """The numbers of rules for single sites."""
        self._known_on: dict[Options, bytes] = {}
        self.native = Native()
        self._check_regexes()

    def with_rules(self, rules: Sequence[Rule]) -> RuleSet:
        """A copy that names other rules, alike in all that was compiled."""
        twin = object.__new__(RuleSet)
        twin.__dict__.update(self.__dict__)
        twin._apart = dict(self._apart)
        twin._known_on = {}
        twin.rules = tuple(rules)
        return twin

    @cached_property
    def index(self) -> Index:
        """What finds the rules whose phrases fit a line."""
        part: Index = self._read_part("index")
        return part

    @cached_property
    def site_index(self) -> Index:
        """The same for rules for single sites, so that they cost nothing where the site is another or unknown."""
        part: Index = self._read_part("site_index")
        return part

    @cached_property
    def selectors(self) -> dict[int, tuple[tuple[str, Selector], ...]]:
        """For each rule for pages, by number: its selectors, as written and as read."""
        part: dict[int, tuple[tuple[str, Selector], ...]] = self._read_part("selectors")
        return part

    @cached_property
    def vocabulary(self) -> dict[str, tuple[str, ...]]:
        """The lists that phrases name."""
        part: dict[str, tuple[str, ...]] = self._read_part("vocabulary")
        return part

    @cached_property
    def languages(self) -> Languages:
        """What tells the language of a text."""
        part: Languages = self._read_part("languages")
        return part

    def _read_part(self, name: str) -> Any:
        data = self._apart.get(name)
        if data is not None:
            self.__dict__[name] = load(data)
            self._apart.pop(name, None)
        return self.__dict__[name]  # where there was no data, another thread was faster

    @property
    def has_flat(self) -> bool:
        """Whether `flat` need not be made, only read."""
        return self._flat is not None

    def flat(self) -> Flat | None:
        """The rules as the native core takes them; None where there is no core, or Python must decide them.

        Not kept as it is: a core takes what it needs.
        """
        if self._flat is not None:
            flat: Flat | None = load_packed(self._flat)
            return flat
        if core is None:
            return None
        from cleantext.native.flat import flattened

        return flattened(self)

    def __getstate__(self) -> dict[str, Any]:
        if self._flat is None:
            self._flat = dump_packed(self.flat())
        sharing = Sharing()
        state = {name: sharing.once(value) for name, value in self.__dict__.items() if name not in _APART}
        state["_apart"] = {name: self._apart.get(name) or _pickled(getattr(self, name)) for name in _APART}
        return state

    def hits(self, key: str) -> tuple[Hit, ...]:
        """Every phrase that fits a folded line, those of rules for any site too, the winner first."""
        return tuple(sorted({*self.index.hits(key), *self.site_index.hits(key)}))

    def hits_on(self, line: str) -> tuple[Hit, ...]:
        """As `hits`, for a line as it stands (stripped, not blank); regular expressions, too."""
        return tuple(sorted({*self.index.look(line).hits, *self.site_index.look(line).hits}))

    def _index(self, *, sited: bool) -> Index:
        """The index of the rules for single sites, or of the others."""
        regexes = [
            n
            for n, rule in enumerate(self.rules)
            if bool(rule.sites) is sited and rule.matcher == "regex" and asks_short_lines_only(rule)
        ]
        return Index(self.rules, self._entries(sited=sited), regexes)

    def _entries(self, *, sited: bool) -> Iterator[PhraseEntry]:
        """The phrases that lines are compared with, either of rules for single sites or of the others."""
        for number, rule in enumerate(self.rules):
            if bool(rule.sites) is not sited:
                continue
            if rule.matcher in ("lines", "from"):
                role = "line" if rule.matcher == "lines" else "from"
                yield from self._phrases(number, role, rule, rule.matcher, rule.phrases)
            elif rule.matcher == "block":
                for k, source in enumerate(rule.phrases):
                    yield from self._phrases(number, f"block{k}", rule, "block", (source,))
            yield from self._phrases(number, "near", rule, "near", rule.near)
            if isinstance(rule.to, tuple):
                yield from self._phrases(number, "to", rule, "to", rule.to)

    def _phrases(
        self, number: int, role: str, rule: Rule, key: str, sources: Sequence[str]
    ) -> Iterator[PhraseEntry]:
        for source in sources:
            try:
                for phrase in compile_phrases(source, self.vocabulary):
                    yield number, role, phrase
            except PhraseError as error:
                raise RuleError(str(error), source=rule.pack.source, rule=rule.name, key=key) from None

    @staticmethod
    def _parsed(rule: Rule) -> tuple[tuple[str, Selector], ...]:
        """The selectors of a rule for pages, each as written and as read."""
        parsed = []
        for source in rule.phrases:
            try:
                parsed += [(source, selector) for selector in parse_selectors(source)]
            except SelectorError as error:
                raise RuleError(
                    f"{source!r} {error}", source=rule.pack.source, rule=rule.name, key="select"
                ) from None
        return tuple(parsed)

    def _check_regexes(self) -> None:
        for rule in self.rules:
            for pattern in rule.phrases if rule.matcher == "regex" else ():
                if wrong := check_regex(pattern):
                    raise RuleError(
                        f"{pattern!r} {wrong}", source=rule.pack.source, rule=rule.name, key="regex"
                    )

    def active(self, options: Options, *, any_site: bool = False) -> bytearray:
        """Per rule, 1 when it may act under these options, else 0.

        Args:
            options: profile, language, site, and what is switched on and off.
            any_site: leave open which site it will be, as for pages, which say so themselves.

        Raises:
            OptionsError: `enable` or `disable` names neither a category nor, as a glob, any rule.
        """
        for key in ("enable", "disable"):
            for name in getattr(options, key):
                if name not in self.categories and not any(fnmatchcase(r.name, name) for r in self.rules):
                    known = ", ".join(sorted(self.categories))
                    raise OptionsError(
                        f"{key}={name!r} is no category and fits no rule; categories are {known}"
                    )
        if any_site:
            return bytearray(self._is_on(rule, options) for rule in self.rules)
        on = bytearray(self._on_elsewhere(options.but(site=None)))
        names = names_of(options.site) if options.site is not None else frozenset()
        for number in self.of_sites:
            rule = self.rules[number]
            on[number] = not names.isdisjoint(hosts_of(rule.sites)) and self._is_on(rule, options)
        return on

    def _on_elsewhere(self, options: Options) -> bytes:
        """The same where no site is known: kept, for a dump asks for it with each of its sites."""
        known = self._known_on.get(options)
        if known is None:
            known = bytes(not rule.sites and self._is_on(rule, options) for rule in self.rules)
            if len(self._known_on) >= _MOST_KNOWN:
                self._known_on.clear()
            self._known_on[options] = known
        return known

    def claims(self, returning: Mapping[int, Returning], active: bytearray) -> dict[int, Returning]:
        """Those lines that return as often as one of the active rules asks."""
        wanted = [r.repeat for n in self.across if active[n] and (r := self.rules[n]).repeat]
        return {i: counted for i, counted in returning.items() if any(map(counted.meets, wanted))}

    def _is_on(self, rule: Rule, options: Options) -> bool:
        if options.lang and rule.languages:
            spoken = _ALWAYS_LANGUAGES | {options.lang}
            if spoken.isdisjoint(rule.languages):
                return False
        if options.disable and _named(rule, options.disable):
            return False
        if options.enable and _named(rule, options.enable):
            return True
        if rule.category in options.disable:
            return False
        if rule.status == "preview":
            return False
        if rule.action != "drop":
            return True
        if rule.confidence not in _PROFILE_CONFIDENCE[options.profile]:
            return False
        return rule.category in options.enable or options.profile in self.categories[rule.category].profiles


def _pickled(part: object) -> bytes:
    """A part as a pickle, what is equal in it once."""
    if isinstance(part, Index):
        sharing, part = Sharing(), copy(part)
        part.__dict__.update({name: sharing.once(value) for name, value in part.__dict__.items()})
    return dump(part)


def _named(rule: Rule, globs: tuple[str, ...]) -> bool:
    return any("/" in glob and fnmatchcase(rule.name, glob) for glob in globs)


def site_fits(sites: Sequence[str], host: str | None) -> bool:
    """Whether a host is one of the sites; `.example.com` and `example.com` hold their subdomains too."""
    return host is not None and not names_of(host).isdisjoint(hosts_of(sites))


def hosts_of(sites: Sequence[str]) -> Iterator[str]:
    """Sites as `names_of` has them."""
    return (site.lstrip(".") for site in sites)


def names_of(host: str) -> frozenset[str]:
    """What sites may be called that hold a host: it, the domains above it, and `*`."""
    parts = host.split(".")
    return frozenset(("*", *(".".join(parts[n:]) for n in range(len(parts)))))
