"""Rules proposed from a dump: lines that cleaning leaves and that return, with examples from the dump.

Two passes over the same input. The first counts, exactly and in bounded memory, on how many documents each line stands,
its numbers and dates as holes (batch/repeats.py). The second gathers, for the lines that return, how they are written,
where they stand, and the sentences of the dump that come closest to them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cleantext.batch.chunk import Oversize, Task
from cleantext.batch.cleaners import Cleaners, host_of
from cleantext.batch.work import page_of, read_rows, value_of
from cleantext.options import Options
from cleantext.rules.folding import fold, number_key
from cleantext.rules.holes import HOLES, has_date
from cleantext.rules.model import Repeat
from cleantext.rules.returning import Counts, line_hash
from cleantext.rules.scene import count_words, reads_as_prose

__all__ = ["Found", "Gathering", "Proposal", "phrase_of", "prove", "written"]

MAX_LINE = 300
"""Longer lines (characters) are no phrases that anyone would read."""
MIN_LETTERS = 6
"""Letters that a phrase must have of its own."""
MAX_HOLES = 4
_OTHER_HOLES = tuple((f"{{{n}}}", re.compile(rf"(?<!\w){HOLES[n]}(?!\w)")) for n in ("email", "handle"))
_DATE = re.compile(rf"(?<!\w){HOLES['date']}(?!\w)")
_HOLE = re.compile(r"(\{[a-z]+\})")
_WORD = re.compile(r"[^\W\d_]{4,}")
_BESIDE = 0.5
"""Share of its places that must be beside chrome, where a line returns in the dump rather than on one site."""
_SENTENCE = range(40, 240)
"""Characters of the sentences that are taken as examples."""
_BATCH = 5_000
"""Sentences that are held before they are compared."""
_EXAMPLES = 3


def phrase_of(line: str) -> str:
    """The phrase of a line: folded, its dates, numbers and addresses as holes; "" where too little is left of it.

    Sentences keep theirs: reports of the weather and of markets differ in nothing else.
    """
    key = fold(line) if len(line) <= MAX_LINE else ""
    if not key or any(c in key for c in "{}|"):
        return ""
    if reads_as_prose(line):
        return key
    for hole, pattern in _OTHER_HOLES:
        key = pattern.sub(hole, key)
    if has_date(key):
        key = _DATE.sub("{date}", key)
    phrase = "".join(p if _HOLE.fullmatch(p) else number_key(p) for p in _HOLE.split(key))
    letters = sum(map(str.isalpha, _HOLE.sub("", phrase)))
    return phrase if letters >= MIN_LETTERS and len(_HOLE.findall(phrase)) <= MAX_HOLES else ""


@dataclass(slots=True)
class Found:
    """A phrase that returns, and what was seen of it."""

    phrase: str
    sites: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Host to the number of its documents with the line, and of all its documents."""
    dump: int = 0
    lines: Counter[str] = field(default_factory=Counter)
    """As written."""
    zones: Counter[str] = field(default_factory=Counter)
    beside: int = 0
    """Places beside a line that cleaning removes."""
    near_miss: tuple[int, int, str] = (0, 0, "")
    """The sentence that shares the most words with it: how many, its length (negative), the sentence."""

    @property
    def where(self) -> str:
        """The narrowest place that holds every one of its lines."""
        if not self.zones["body"]:
            return "tail" if not self.zones["head"] else "edges" if self.zones["tail"] else "head"
        return "anywhere"


class Gathering:
    """Takes in the dump a second time."""

    def __init__(self, options: Options, counts: Counts, asked: Repeat) -> None:
        self._cleaners = Cleaners(options)
        self._counts, self._asked = counts, asked
        self.found: dict[str, Found] = {}
        self._sentences: list[str] = []

    def take(self, task: Task) -> None:
        """Look at a chunk's documents."""
        fields = task.shape.fields
        if isinstance(task.chunk.body, Oversize):
            return
        for row in read_rows(task):
            text = value_of(row, fields.text)
            if isinstance(text, str) and page_of(row, fields) is None:
                url = value_of(row, fields.url)
                cleaner = self._cleaners.pick(value_of(row, fields.lang), url)
                self._document(cleaner.mend(text), cleaner(text), host_of(url))

    def _document(self, mended: str, clean: str, host: str) -> None:
        left = Counter(line.strip() for line in clean.split("\n"))
        lines = [line for raw in mended.split("\n") if (line := raw.strip())]
        gone = [left[line] <= 0 for line in lines]
        prose = [i for i, line in enumerate(lines) if not gone[i] and reads_as_prose(line)]
        returning: set[int] = set()
        for i, line in enumerate(lines):
            if not gone[i] and (found := self._returning(line, host)):
                returning.add(i)
                found.lines[line] += 1
                found.beside += any(gone[max(0, i - 1) : i + 2])
                articles = [p for p in prose if p != i]
                zone = "body" if not articles else "head" if i < articles[0] else "body"
                found.zones["tail" if articles and i > articles[-1] else zone] += 1
        for i in prose:
            if i not in returning and len(lines[i]) in _SENTENCE:
                self._sentences.append(lines[i])
        if len(self._sentences) > _BATCH:
            self.compare()

    def _returning(self, line: str, host: str) -> Found | None:
        """The phrase of a line, if it returns often enough, noted under its site."""
        phrase = phrase_of(line)
        if not phrase:
            return None
        number, site = line_hash(phrase), line_hash(host) if host else 0
        docs = self._counts.of(site ^ number) if host else 0
        dump = self._counts.of(number)
        size = self._counts.of(site ^ line_hash("")) if docs else 0
        often = docs >= self._asked.min_docs and docs >= self._asked.min_share * size
        if not often and dump < self._asked.min_docs:
            return None
        found = self.found.setdefault(phrase, Found(phrase))
        found.dump = dump
        if often:
            found.sites[host] = (docs, size)
        return found

    def compare(self) -> None:
        """Find the sentences gathered so far that come closest to phrases."""
        by_word: dict[str, list[Found]] = {}
        for found in self.found.values():
            for word in set(_WORD.findall(_HOLE.sub("", found.phrase))):
                by_word.setdefault(word, []).append(found)
        for sentence in self._sentences:
            shared: Counter[str] = Counter()
            for word in set(_WORD.findall(fold(sentence))):
                shared.update(found.phrase for found in by_word.get(word, ()))
            for phrase, words in shared.items():
                found = self.found[phrase]
                found.near_miss = max(found.near_miss, (words, -len(sentence), sentence))
        self._sentences.clear()

    def proposals(self, limit: int) -> list[Proposal]:
        """The best proposals, those of most documents first."""
        self.compare()
        made = [Proposal.of(f) for f in self.found.values() if self._is_likely(f)]
        made.sort(key=lambda p: (-p.docs, p.found.phrase))
        return made[:limit]

    def _is_likely(self, found: Found) -> bool:
        places = sum(found.zones.values())
        if not found.near_miss[2] or not places:
            return False
        long = count_words(found.phrase) >= 9
        if found.sites:
            return long or found.where != "anywhere" or found.beside >= _BESIDE * places
        return (long or found.where != "anywhere") and found.beside >= _BESIDE * places


@dataclass(frozen=True, slots=True)
class Proposal:
    """A rule, proposed."""

    found: Found
    docs: int
    drop: tuple[str, ...]
    keep: str

    @classmethod
    def of(cls, found: Found) -> Proposal:
        """The rule that a phrase would make."""
        docs = sum(n for n, _ in found.sites.values()) or found.dump
        lines = sorted(found.lines.items(), key=lambda item: (-item[1], item[0]))
        return cls(found, docs, tuple(line for line, _ in lines[:_EXAMPLES]), found.near_miss[2])

    def as_toml(self, name: str) -> str:
        """The rule as it stands in a file, with what was counted."""
        found = self.found
        places = sum(found.zones.values())
        said = [
            f"# on {n:,} of {size:,} documents of {host}" for host, (n, size) in sorted(found.sites.items())
        ]
        said = said[:_EXAMPLES] or [f"# on {found.dump:,} documents of the dump"]
        zones = ", ".join(f"{zone} {n:,}" for zone, n in sorted(found.zones.items()))
        rows = [
            *said,
            f"# {zones}; beside chrome {found.beside:,} of {places:,} times",
            "[[rule]]",
            f"id     = {_quoted(name)}",
            f"about  = {_quoted('A line that returns: ' + found.phrase[:60])}",
            f"lines  = [{_quoted(found.phrase)}]",
            f"where  = {_quoted(found.where)}",
            *([f"sites  = [{', '.join(map(_quoted, sorted(found.sites)))}]"] if found.sites else []),
            'status = "preview"',
            f"drop   = [{', '.join(map(_quoted, self.drop))}]",
            f"keep   = [{_quoted(self.keep)}]",
        ]
        return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, but for the delete character, which folding and examples may hold.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def written(proposals: list[Proposal], pack: str) -> dict[str, str]:
    """Full rule name to its table, in the order of the proposals."""
    made: dict[str, str] = {}
    for proposal in proposals:
        words = re.findall(r"[a-z0-9]+", _HOLE.sub("", proposal.found.phrase))[:4]
        base = "-".join(words) or "line"
        name, number = base, 1
        while f"{pack}/{name}" in made:
            number += 1
            name = f"{base}-{number}"
        made[f"{pack}/{name}"] = proposal.as_toml(name)
    return made


def prove(rules: dict[str, str], pack: str, path: Path) -> tuple[str, list[str]]:
    """The file of those rules whose examples come out as claimed, and the names of the others.

    Args:
        rules: as `written` gives them.
        pack: the id of their pack.
        path: a file to try them in, which is written.

    Raises:
        OSError: it cannot be written.
    """
    from cleantext.rules.check import check_rules
    from cleantext.rules.load import load_rules, read_rule_files

    text = _file(rules.values(), pack)
    path.write_text(text, encoding="utf-8")
    if not rules:
        return text, []
    name = (str(path),)
    failing = {f.rule for f in check_rules(load_rules(name), read_rule_files(name))}
    good = {rule: table for rule, table in rules.items() if rule not in failing}
    return _file(good.values(), pack), sorted(failing)


def _file(tables: Iterable[str], pack: str) -> str:
    head = (
        "# Proposed by `clean learn`: lines that return and that no rule takes. Read each, and change its status to\n"
        '# "stable", or strike it out; until then a rule acts only where it is switched on by name (--enable).\n\n'
        f'schema = 1\n\n[pack]\nid       = {_quoted(pack)}\nabout    = "Lines that return, proposed."\n'
        'category = "repeat"\n'
    )
    return "\n".join([head, *tables])
