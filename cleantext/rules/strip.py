"""Stripping: from decisions to the text without chrome, or to edits that say what went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from copy import copy
from typing import Any, NamedTuple

from cleantext.edits import Edit, Flag, apply_edits, compose
from cleantext.native import core
from cleantext.options import Options
from cleantext.rules.decide import Decisions, decide
from cleantext.rules.index import MAX_LINE, regex_hits
from cleantext.rules.returning import Returning, Site
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Hit, Look, Scene
from cleantext.rules.spans import Found, Span

__all__ = ["Stripped", "Stripper"]

MAX_PASSES = 12
CLOSE_LINES = 2


class Stripped(NamedTuple):
    """A text without its chrome, with what was done."""

    text: str
    edits: list[Edit]
    flags: list[Flag]


class Stripper:
    """The rules under some options, ready to run. Holds no state of a document."""

    def __init__(self, rules: RuleSet, options: Options) -> None:
        self.rules = rules
        self.options = options
        self.active = rules.active(options)
        o = options
        self._sited = any(self.active[n] for n in rules.of_sites)
        self._settings = core and core.Settings(
            bytes(self.active),
            strict=o.profile == "strict",
            max_loss=o.max_loss,
            language_known=o.lang is not None,
            sited=self._sited,
        )
        self.site: Site | None = None
        """How often lines return on other documents, where that was counted."""

    def among(self, site: Site) -> Stripper:
        """The same for documents of a site, of which is known how often their lines return."""
        twin = copy(self)
        twin.site = site
        return twin

    def strip(self, text: str, rows: Set[str] = frozenset()) -> str:
        """The text without its chrome.

        Args:
            text: any text.
            rows: lines, without the spaces around them, that are to be left alone as rows of tables are.
        """
        return self.stripped(text, rows)[0]

    def stripped(self, text: str, rows: Set[str] = frozenset()) -> tuple[str, bool]:
        """The same, and whether all that is left of it are lines as they were."""
        native = self.rules.native.of(self.rules, len(text)) if not rows and self.site is None else None
        if native is None:
            spanless, found = self._without_spans(text)
            return self._without_lines(spanless, found, rows), spanless is text
        done: str | None = native.strip(text, self._settings, False)
        if done is not None:
            return done, True
        # Some rule on parts of lines may act, and comes first.
        spanless, _ = self._without_spans(text)
        return native.strip(spanless, self._settings, True), spanless is text

    def at_once(self, typography: Any, guard: Any) -> Callable[[str], str | None] | None:
        """Mending and stripping in one call of the native core, which gives None for a text that Python must mend.

        None where there is no native core yet, or Python must see each text.

        Args:
            typography: what mends a text in the native core,
            guard: and tells whether it needs more; both None where nothing is mended.
        """
        native = self.rules.native.made
        if core is None or native is None or self.site is not None:
            return None
        clean: Callable[[str], str | None] = core.cleaning(
            native, self._settings, typography, guard, lambda text: self._without_spans(text)[0]
        )
        return clean

    def _without_spans(self, text: str) -> tuple[str, Found]:
        """The text without what rules on parts of lines take, and what the last search found."""
        for _ in range(MAX_PASSES):
            found = self.rules.spans.find(text, self.active)
            if not found.spans:
                break
            text = apply_edits(text, [self._span_edit(s) for s in _widened(text, found.spans)])
        return text, found

    def _without_lines(self, text: str, found: Found, rows: Set[str]) -> str:
        """The text without the lines that rules take."""
        # Lines that go leave the others as they are, spans and all: only the decisions are made again.
        lines = text.split("\n")
        numbers, texts, looks = self._look_up(lines, found)
        whole = True
        for _ in range(MAX_PASSES):
            self._look_closely(texts, looks)
            scene = self._scene(texts, looks)
            if scene is None:
                break
            known = _places(texts, rows)
            taken = decide(self.rules, scene, self.options, noting=False, rows=known).taken
            if max(taken) < 0:
                break
            whole = False
            gone = _with_blanks(lines, {n for n, t in zip(numbers, taken, strict=True) if t >= 0})
            lines = [line for n, line in enumerate(lines) if n not in gone]
            kept = [i for i, t in enumerate(taken) if t < 0]
            texts, looks = [texts[i] for i in kept], [looks[i] for i in kept]
            numbers = [n for n, line in enumerate(lines) if line.strip()]
        return text if whole else "\n".join(lines)

    def prepare(self) -> None:
        """Make what `strip` works with, for there is much to come."""
        self.rules.native.prepare(self.rules)

    def explain(self, text: str, rows: Set[str] = frozenset()) -> Stripped:
        """The same, with an edit for each line and span that went."""
        edits: list[Edit] = []
        flags: list[Flag] = []
        for _ in range(MAX_PASSES):
            more, new_flags = self._edits_once(text, rows)
            flags += [f for f in new_flags if f.name not in {g.name for g in flags}]
            if not more:
                break
            edits = compose(edits, more, text)
            text = apply_edits(text, more)
        return Stripped(text, edits, flags)

    def _edits_once(self, text: str, rows: Set[str]) -> tuple[list[Edit], list[Flag]]:
        found = self.rules.spans.find(text, self.active)
        if found.spans:
            return [self._span_edit(s) for s in _widened(text, found.spans)], []
        lines = text.split("\n")
        numbers, texts, looks = self._look_up(lines, found)
        self._look_closely(texts, looks)
        scene = self._scene(texts, looks)
        if scene is None:
            return [], []
        decisions = decide(self.rules, scene, self.options, noting=True, rows=_places(texts, rows))
        flags = []
        if decisions.braked:
            message = (
                f"rules would have taken {decisions.braked:.0%} of the prose, more than max_loss="
                f"{self.options.max_loss:g} allows; their lines were given back"
            )
            flags.append(Flag("brake", message, 0, len(text)))
        place = {n: i for i, n in enumerate(numbers)}
        taken = {n: t for n, t in zip(numbers, decisions.taken, strict=True) if t >= 0}
        gone = _with_blanks(lines, set(taken))
        last_kept = max((n for n in range(len(lines)) if n not in gone), default=-1)
        edits, start = [], 0
        for n, line in enumerate(lines):
            end = start + len(line)
            if n in gone:
                # A line goes with the line end after it; below the last line that stays, with the one before it.
                low, high = (start, end + 1) if n < last_kept else (start - 1, end)
                low, high = max(0, low), min(high, len(text))
                if n in taken:
                    edits.append(self._line_edit(low, high, taken[n], place[n], scene, decisions))
                else:
                    edits.append(Edit(low, high, "", "any.blank/beside-removed", "spaces"))
            start = end + 1
        return edits, flags

    def _look_up(self, lines: list[str], found: Found) -> tuple[list[int], list[str], list[Look]]:
        """Of the lines that are not blank: their numbers, their text without the spaces around it, their looks."""
        numbers, texts, looks = [], [], []
        index = self.rules.index
        index_of_sites = self.rules.site_index if self._sited else None  # not read in vain
        known, look_up, regexes = index.cache.get, index.look, found.regexes
        for n, line in enumerate(lines):
            text = line.strip()
            if text:
                look = known(text) or look_up(text)
                if index_of_sites is not None:
                    look = _with_hits(look, index_of_sites.look(text).hits)
                if n in regexes and len(text) <= MAX_LINE and (more := regex_hits(regexes[n], text)):
                    look = _with_hits(look, more)
                numbers.append(n)
                texts.append(text)
                looks.append(look)
        return numbers, texts, looks

    def _scene(self, texts: list[str], looks: list[Look]) -> Scene | None:
        """The document as rules see it; None where no rule has anything to say of it."""
        returning = {} if self.site is None else self._returning(self.site, texts, looks)
        if not returning and all(look.prose and not look.hits for look in looks):
            return None
        return Scene(texts, looks, self.active, self.rules.cues, returning)

    def _returning(self, site: Site, texts: list[str], looks: list[Look]) -> dict[int, Returning]:
        """The lines that return on other documents; none where so much of the prose does that this one is a copy."""
        found = self.rules.claims(site.find(texts), self.active)
        prose = {i: len(text) for i, text in enumerate(texts) if looks[i].prose}
        returns = sum(prose.get(i, 0) for i in found)
        return {} if returns > self.options.max_loss * sum(prose.values()) else found

    def _look_closely(self, texts: list[str], looks: list[Look]) -> None:
        """Have another look at the last lines, where biographies and appeals stand, long lines among them."""
        for i in range(max(0, len(texts) - CLOSE_LINES), len(texts)):
            if not looks[i].key:
                looks[i] = _with_hits(self.rules.index.look_closely(texts[i]), looks[i].hits)

    def _line_edit(
        self, low: int, high: int, number: int, i: int, scene: Scene, decisions: Decisions
    ) -> Edit:
        rule = self.rules.rules[number]
        losers = dict.fromkeys(
            self.rules.rules[h.rule].name
            for h in scene.looks[i].hits
            if h.rule != number and h.role in ("line", "from") and self.active[h.rule]
        )
        note = decisions.notes.get(i, "")
        return Edit(low, high, "", rule.name, rule.category, rule.confidence, note, tuple(losers))

    def _span_edit(self, span: Span) -> Edit:
        rule = self.rules.rules[span.rule]
        return Edit(span.start, span.end, span.replacement, rule.name, rule.category, rule.confidence)


def _places(texts: list[str], rows: Set[str]) -> Set[int]:
    return {i for i, text in enumerate(texts) if text in rows} if rows else frozenset()


def _with_hits(look: Look, more: Iterable[Hit]) -> Look:
    return look._replace(hits=tuple(sorted({*look.hits, *more}))) if more else look


def _widened(text: str, spans: list[Span]) -> list[Span]:
    """Spans with the space that would be left double, or at an end of the line."""
    out: list[Span] = []
    for span in spans:
        start, end = span.start, span.end
        if not span.replacement:
            before = text[start - 1 : start]
            after = text[end : end + 1]
            floor = out[-1].end if out else 0
            if after == " " and before in ("", " ", "\n"):
                end += 1
            elif before == " " and after in ("", "\n", ".", ",", ";", ":", ")") and start - 1 >= floor:
                start -= 1
        out.append(span._replace(start=start, end=end))
    return out


def _with_blanks(lines: list[str], taken: set[int]) -> set[int]:
    """The lines taken, and the blank ones that would be left double, or at an end of the text."""
    gone = set(taken)
    kept_blank = True  # whether the last line kept is blank; the start of the text counts as one
    removed_since = False
    last_text = -1
    for n, line in enumerate(lines):
        if n in taken:
            removed_since = True
            continue
        blank = not line.strip()
        if blank and kept_blank and removed_since and n < len(lines) - 1:
            gone.add(n)
            continue
        if not blank:
            removed_since = False
            last_text = n
        kept_blank = blank
    if last_text < 0:
        return set(range(len(lines)))
    if removed_since:
        # All below the last line that stays was removed or is blank; a final line end stays as it was.
        final = len(lines) - 1 if not lines[-1] else len(lines)
        gone.update(range(last_text + 1, final))
    return gone
