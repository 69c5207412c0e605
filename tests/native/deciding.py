"""The engine in Python and the native core decide on the same scenes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cleantext.native import core
from cleantext.native.flat import Places
from cleantext.native.host import Host
from cleantext.options import Options
from cleantext.rules.decide import decide
from cleantext.rules.load import load_rules
from cleantext.rules.ruleset import RuleSet
from cleantext.rules.scene import Look, Scene
from cleantext.rules.strip import MAX_PASSES, Stripper

FORMS = ("", "fence", "row", "code")


class Twins:
    """One set of rules in both engines."""

    def __init__(self, rules: RuleSet) -> None:
        flat = rules.flat()
        assert core is not None
        assert flat is not None
        self.rules = rules
        self.places = {hit: place for place, hit in enumerate(Places(rules).order)}
        self.native: Any = core.Core(flat.rules, flat.tables, Host(flat.patterns, flat.expressions))
        self.strippers: dict[Options, Stripper] = {}

    @classmethod
    def built_in(cls) -> Twins:
        """Of the rules that come with the package."""
        return cls(load_rules())

    def rounds(self, text: str, options: Options) -> Iterator[tuple[list[str], list[int], list[int]]]:
        """For each round that a text goes through: its lines, and what either engine takes of them."""
        stripper = self.strippers.get(options)
        if stripper is None:
            stripper = self.strippers[options] = Stripper(self.rules, options)
        lines = text.split("\n")
        found = self.rules.spans.find(text, stripper.active)
        _, texts, looks = stripper._look_up(lines, found)
        for _ in range(MAX_PASSES):
            stripper._look_closely(texts, looks)
            scene = stripper._scene(texts, looks)
            if scene is None:
                return
            taken = decide(self.rules, scene, options, noting=False).taken
            yield texts, taken, self.decide(texts, looks, stripper)
            if max(taken) < 0:
                return
            kept = [i for i, t in enumerate(taken) if t < 0]
            texts, looks = [texts[i] for i in kept], [looks[i] for i in kept]

    def with_rows(self, texts: list[str], rows: list[bool], options: Options) -> tuple[list[int], list[int]]:
        """What either engine takes of lines of which some are said to be rows of tables."""
        stripper = Stripper(self.rules, options)
        _, texts, looks = stripper._look_up(texts, self.rules.spans.find("", stripper.active))
        places = frozenset(i for i, named in enumerate(rows) if named)
        scene = Scene(texts, looks, stripper.active, self.rules.cues)
        python = decide(self.rules, scene, options, noting=False, rows=places).taken
        return python, self.decide(texts, looks, stripper, bytes(rows))

    def decide(
        self, texts: list[str], looks: Sequence[Look], stripper: Stripper, rows: bytes = b""
    ) -> list[int]:
        """What the native core takes."""
        known = [(x.key, [self.places[h] for h in x.hits], x.prose, FORMS.index(x.form)) for x in looks]
        taken: list[int] = self.native.decide(texts, known, stripper._settings, list(rows))
        return taken
