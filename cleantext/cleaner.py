"""The way of a document: text -> repair -> typography -> strip -> clean text, or the edits that lead there.

Typography stands before the rules, so that they see lines whose spaces and quotes are plain whichever way they
came, and a second run meets the same lines as the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from cleantext.edits import Edit, Flag, Result, apply_edits, compose
from cleantext.encoding import find_repairs, repair
from cleantext.options import Options

if TYPE_CHECKING:
    from cleantext.rules.returning import Site
    from cleantext.rules.ruleset import RuleSet

__all__ = ["Cleaner", "cleaner_for"]

MAX_PASSES = 6
_SAMPLE = "Share\nThe “first” text – as any other – waits for what is read and built when it is needed.\nTags: none\n"
_DEFAULT = Options()


class Cleaner:
    """Options and compiled rules, built once; call it with a text.

        cleaner = Cleaner(profile="light", lang="de")
        cleaner(text)                  # the clean text
        cleaner.explain(text)          # the same, with every edit

    Safe to share between threads. Pickles by its options, so sending one to a worker is cheap.
    """

    __slots__ = ("_at_once", "_mender", "_stripper", "options")

    def __init__(self, options: Options | None = None, **changes: Any) -> None:
        """Compile the rules that the options name.

        Args:
            options: what to do; default options when None.
            **changes: single options that differ from them.

        Raises:
            OptionsError: an option is unknown or has a value that is not allowed.
            RuleError: a rule file has a mistake.
        """
        self.options = (options or _DEFAULT).but(**changes)
        self._at_once: Callable[[str], str | None] | None = None
        self._mender: Callable[[str], tuple[str, bool]] | None = None
        self._stripper = None
        if self.options.strip:
            from cleantext.rules.cache import compiled_rules
            from cleantext.rules.strip import Stripper

            self._stripper = Stripper(compiled_rules(self.options.rules), self.options)

    def __call__(self, text: str, *, rows: Set[str] = frozenset()) -> str:
        """The clean text.

        Args:
            text: any text.
            rows: lines, as `mend` leaves them and without the spaces around them, that are rows of a table or the
                like though their text does not show it: rules leave them alone.
        """
        if self._at_once is not None and not rows:
            done = self._at_once(text)
            return self._by_python(text, self._at_once) if done is None else done
        if self._at_once is None:
            self._at_once = self._native_way()
        return self._in_stages(text, rows, *self._mend(text))

    clean = __call__

    def _by_python(self, text: str, at_once: Callable[[str], str | None]) -> str:
        """The clean text of one that Python must mend; if that was damage, the rest goes at once."""
        from cleantext.typography import normalise

        repaired = repair(text)
        done = None if repaired is text else at_once(repaired)
        return self._in_stages(text, frozenset(), normalise(repaired, self.options)) if done is None else done

    def _in_stages(self, text: str, rows: Set[str], mended: str, settled: bool = False) -> str:
        """The same, stage by stage, of a text that was mended."""
        for _ in range(MAX_PASSES):
            clean, by_line = self._stripper.stripped(mended, rows) if self._stripper else (mended, True)
            if clean == text or (settled and by_line):
                break
            # What stripping leaves it would leave again; only the text's characters may need another look.
            text = clean
            mended, settled = self._mend(clean)
            if mended == clean:
                break
        return clean

    def _native_way(self) -> Callable[[str], str | None] | None:
        """All stages in one call, which gives None for texts that Python must mend; None while there is no such way."""
        from cleantext.mending import native_parts  # reads tables, which few starts need

        parts = native_parts(self.options)
        return self._stripper.at_once(*parts) if self._stripper and parts else None

    def warm(self, *, explain: bool = False) -> Cleaner:
        """Read and build all that the first text would wait for; the same cleaner.

        For servers, which do so before they fork. `gc.freeze()` then spares the collector the rules, which stay.

        Args:
            explain: texts will be explained; else cleaned, for which the native core is made where there is one.
        """
        from cleantext.rules.pickles import uncollected

        with uncollected():
            if explain:
                self.explain(_SAMPLE)
            else:
                if self._stripper:
                    self._stripper.prepare()
                self(_SAMPLE)
        return self

    def stream(self, texts: Iterable[str], *, workers: int = 0) -> Iterator[str]:
        """The clean texts, in order, as they are asked for.

        Args:
            texts: read as they are needed, never all at once.
            workers: processes that clean; 0 cleans in this one.

        Raises:
            BatchError: a text stops its worker: it takes all of the memory, or a minute and more.
        """
        if not workers:
            return map(self, texts)
        from cleantext.batch.stream import stream_texts

        return stream_texts(texts, self.options, workers)

    def explain(self, text: str, *, rows: Set[str] = frozenset()) -> Result:
        """The clean text with every edit that led to it; `explain(x).text == clean(x)`."""
        source = text
        edits: list[Edit] = []
        flags: list[Flag] = []
        strip = partial(self._explain_strip, rows=rows)
        for _ in range(MAX_PASSES):
            before = text
            for stage in (self._explain_repair, self._explain_typography, strip):
                more, new_flags = stage(text)
                edits = compose(edits, more, text)
                text = apply_edits(text, more)
                flags += [f for f in new_flags if f.name not in {g.name for g in flags}]
            if text == before or self.mend(text) == text:
                break
        return Result(source=source, text=text, edits=tuple(edits), flags=tuple(flags))

    @property
    def rules(self) -> RuleSet | None:
        """The compiled rules; None where nothing is stripped."""
        return self._stripper.rules if self._stripper else None

    def has_rules_for(self, host: str) -> bool:
        """Whether some rule on text is written for a site, so that it needs a cleaner of its own."""
        from cleantext.rules.ruleset import site_fits

        return self.rules is not None and site_fits(self.rules.sites, host)

    def among(self, site: Site) -> Cleaner:
        """The same cleaner for documents of a site, of which is known how often their lines return on others."""
        if self._stripper is None:
            return self
        twin = object.__new__(Cleaner)
        twin.options, twin._mender, twin._stripper = self.options, self._mender, self._stripper.among(site)
        twin._at_once = None
        return twin

    def mend(self, text: str) -> str:
        """The text with encoding and typography mended, none of it stripped."""
        return self._mend(text)[0]

    def _mend(self, text: str) -> tuple[str, bool]:
        """The same, and whether it is settled; see `mending.mender`."""
        if self._mender is None:
            from cleantext.mending import mender  # reads tables, which few starts need

            self._mender = mender(self.options)
        return self._mender(text)

    def _explain_repair(self, text: str) -> tuple[list[Edit], list[Flag]]:
        if not self.options.repair:
            return [], []
        found = find_repairs(text)
        return list(found.edits), list(found.flags)

    def _explain_typography(self, text: str) -> tuple[list[Edit], list[Flag]]:
        from cleantext.typography import find_changes

        return list(find_changes(text, self.options, self.options.lang)), []

    def _explain_strip(self, text: str, rows: Set[str]) -> tuple[list[Edit], list[Flag]]:
        if self._stripper is None:
            return [], []
        stripped = self._stripper.explain(text, rows)
        return stripped.edits, stripped.flags

    def __reduce__(self) -> tuple[object, ...]:
        return Cleaner, (self.options,)


@lru_cache(maxsize=64)
def _cached(options: Options) -> Cleaner:
    return Cleaner(options)


def cleaner_for(changes: Mapping[str, Any]) -> Cleaner:
    """The cleaner for some options, built once for each set of them; sites that no rule is for share one."""
    return _cached(_with_known_site(_DEFAULT.but(**changes)))


@lru_cache(maxsize=4096)
def _with_known_site(options: Options) -> Options:
    """The options, without their site when no rule is written for it."""
    if options.site is None:
        return options
    anywhere = options.but(site=None)
    return options if _cached(anywhere).has_rules_for(options.site) else anywhere
