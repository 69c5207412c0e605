"""Speed beside floors and peers, in one run: medians of several rounds, every stage and tool in turn in each round.

    python -m benchmarks.speed [--count 3000] [--rounds 5] [--warm 2000] [--size 100 2000]
    python -m benchmarks.speed --dump ARTICLES.jsonl.zst --count 200 --warm 500 --size 0

Prints microseconds a record for: the floors (split lines, parse, and JSON lines in and out with the text split and
joined), our stages one by one and together, and peers on the same texts; then the ratios that the project aims at.
Before it measures, each of them, floors and peers too, goes through `--warm` records, as in a dump of millions: what is
read, built or compiled when it is first needed is there, and lines that stand in every other record are known. The
records that are measured are new to all of them, and what comes out is dropped at once, as by who writes it away: to
keep it takes new pages of memory, which the kernel clears first. With `--dump` they are those of a dump of one's own,
of which it takes (warm + count * rounds) * 5.

Peers do what they do as they come; where some of it is nothing that we do (sentences counted, letters made small and
ASCII), they are measured without it, too. The slow ones get the first 200 records of a round.

With `--size MB` above 0 a dump of that size goes through the command, too: see benchmarks.command.
`--calls` counts calls of functions instead, which a busy machine does not change. clean-text runs on the Python that
CLEAN_TEXT_PYTHON names (see benchmarks.repair); peers that are not installed are left out.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import fsspec
import orjson
from tabulate import tabulate

from benchmarks.calls import calls_of
from benchmarks.command import starts, through_command
from benchmarks.dump import records
from benchmarks.labelled import Article
from benchmarks.peers import SYSTEMS
from benchmarks.repair import LETTERS_KEPT, timed_clean_text
from cleantext import Cleaner, Options
from cleantext.batch.chunk import Chunk, Shape, Task
from cleantext.batch.formats import Kind
from cleantext.batch.settings import BatchOptions, Fields
from cleantext.batch.work import Job, Work
from cleantext.encoding import repair
from cleantext.typography import normalise

KEEP = Options(repair=False, quotes="keep", spaces="keep", form="keep")
FLOOR = "JSON lines in, split, join, JSON lines out"
WHOLE = "all of it, text to text"
CHUNK = "all of it, JSON lines to JSON lines"
FEW = 200
"""Records of a round that slow peers get."""
CLEAN_TEXT = {"clean-text": {}, "clean-text, letters kept": LETTERS_KEPT}
AIMS = [
    ("over ftfy.fix_text", "ftfy.fix_text", 25),
    ("over clean-text", "clean-text", 40),
    ("over clean-text, letters kept", "clean-text, letters kept", 40),
    ("over plsfix", "plsfix.fix_text", 1),
    ("over datatrove, FTFY formatter and C4 filter", "datatrove", 25),
    ("over datatrove, no sentences counted", "datatrove, no sentences counted", 25),
]


class Round(NamedTuple):
    """The records of one round. Each has its own: what is kept from text to text must not have met them before."""

    lines: list[bytes]
    data: bytes
    texts: list[str]


Stage = Callable[[Round], object]


def _round(lines: list[bytes]) -> Round:
    return Round(lines, b"\n".join(lines) + b"\n", [orjson.loads(line)["text"] for line in lines])


def _each(run: Callable[[str], object]) -> Stage:
    def go(r: Round) -> None:
        for text in r.texts:
            run(text)

    return go


def _through(r: Round) -> bytes:
    out = []
    for line in r.lines:
        record = orjson.loads(line)
        record["text"] = "\n".join(record["text"].split("\n"))
        out.append(orjson.dumps(record))
    return b"\n".join(out)


def _floors() -> dict[str, Stage]:
    return {
        "split lines": lambda r: r.data.split(b"\n"),
        "parse": lambda r: [orjson.loads(line) for line in r.lines],
        FLOOR: _through,
    }


def _ours() -> dict[str, Stage]:
    default = Options()
    work = Work(Job(options=default, pages=default, batch=BatchOptions()))
    shape = Shape(input="jsonl", output=Kind("jsonl"), fields=Fields(text="text", url="url"))

    def chunk(r: Round) -> object:
        size = len(r.data)
        return work.do(Task(Chunk(0, size, r.data, size), "", shape), lambda _: None)

    return {
        "repair": _each(repair),
        "typography": _each(lambda text: normalise(text, default)),
        "strip": _each(Cleaner(KEEP).clean),
        WHOLE: _each(Cleaner().clean),
        CHUNK: chunk,
    }


def _peers() -> dict[str, Stage]:
    made: dict[str, Stage] = {}
    if importlib.util.find_spec("ftfy"):
        made["ftfy.fix_text"] = _each(importlib.import_module("ftfy").fix_text)
    if importlib.util.find_spec("plsfix"):
        made["plsfix.fix_text"] = _each(importlib.import_module("plsfix").fix_text)
    if importlib.util.find_spec("datatrove"):
        made["datatrove, no sentences counted"] = _each(_datatrove(min_num_sentences=-1))
    return made


def _slow_peers() -> dict[str, Stage]:
    made: dict[str, Stage] = {}
    if importlib.util.find_spec("datatrove") and importlib.util.find_spec("spacy"):
        made["datatrove"] = _each(_datatrove())
    if importlib.util.find_spec("justext"):
        justext = SYSTEMS["jusText"]
        made["jusText"] = _each(lambda text: justext(Article(id="", lang="en", text=text, lines=())))
    return made


def _datatrove(**options: int) -> Callable[[str], object]:
    data: Any = importlib.import_module("datatrove.data")
    filters: Any = importlib.import_module("datatrove.pipeline.filters")
    formatters: Any = importlib.import_module("datatrove.pipeline.formatters")
    mend, lines = formatters.FTFYFormatter(), filters.C4QualityFilter(**options)
    return lambda text: lines.filter(data.Document(text=mend.format(text), id=""))


def _clean_text(samples: list[list[str]]) -> dict[str, float]:
    """Microseconds a record, the median of all samples but the first, which is there to warm up."""
    medians = {}
    for name, options in CLEAN_TEXT.items():
        if (taken := timed_clean_text(samples, options)) is not None:
            each = [seconds / len(texts) for texts, (seconds, _) in zip(samples, taken, strict=True)]
            medians[name] = statistics.median(each[1:]) * 1e6
    return medians


def measure(count: int, rounds: int, warm: int, dump: str | None = None) -> str:
    """The tables of stages and ratios.

    Args:
        count: records that are measured in each round.
        rounds: rounds that are measured.
        warm: records that go through all of them before.
        dump: JSON lines to take instead of made records, packed or not, each with a field `text`.

    Raises:
        ValueError: the dump has too few records.
    """
    slow = _slow_peers()
    groups = {"floor": _floors(), "ours": _ours(), "peer": _peers() | slow}
    stages = [(name, run) for group in groups.values() for name, run in group.items()]
    fresh = len(groups["ours"])  # so many sets of records in each round: no stage of ours meets another's
    wanted = (warm + count * rounds) * fresh
    made = records(wanted) if dump is None else _read(dump, wanted)
    taken: dict[str, list[float]] = {name: [] for name, _ in stages}
    samples = []
    for turn, size in enumerate([warm] + [count] * rounds):
        pool = [_round([line.rstrip(b"\n") for line in islice(made, size)]) for _ in range(fresh)]
        for number, (name, run) in enumerate(stages):
            given = pool[number % fresh]
            if name in slow:
                given = _round(given.lines[:FEW])
            began = time.process_time()
            run(given)
            if turn:
                taken[name].append((time.process_time() - began) / len(given.lines) * 1e6)
        samples.append(pool[0].texts[:FEW])
        if turn == 0:
            # As the command does: rules and modules stay, and are not searched for garbage; those of peers neither.
            gc.collect()
            gc.freeze()
    medians = {name: statistics.median(seconds) for name, seconds in taken.items()}
    medians |= _clean_text(samples)
    kinds = {name: kind for kind, group in groups.items() for name in group}
    rows = [
        [
            kinds.get(name, "peer"),
            name,
            f"{took:.1f}",
            f"{took / medians[FLOOR]:.2f}",
            f"{took / medians[WHOLE]:.2f}",
        ]
        for name, took in medians.items()
    ]
    plain = sum(text.isascii() for text in pool[0].texts) / count
    looks = f"{len(pool[0].data) / count:.0f} bytes, {1 - plain:.0%} not ASCII"
    head = f"{count} records of {looks}, new ones in every round, after {warm}; median of {rounds} rounds\n"
    stages_table = tabulate(rows, ["", "", "us a record", "times the floor", "times ours"])
    return f"{head}{stages_table}\n\n{_aims(medians)}"


def _read(dump: str, wanted: int) -> Iterator[bytes]:
    with fsspec.open(dump, "rt", encoding="utf-8", compression="infer") as file:
        lines = [line.encode() for line in islice(file, wanted)]
    if len(lines) < wanted:
        raise ValueError(
            f"{dump} has {len(lines):,} records, not {wanted:,}: ask for fewer (--warm, --count)"
        )
    return iter(lines)


def calls(count: int) -> str:
    """Calls of functions a record, Python's own and built-in ones: the same on every machine, however busy."""
    made = records(2 * count)
    warm, fresh = (_round([line.rstrip(b"\n") for line in islice(made, count)]) for _ in range(2))
    rows = []
    for name, run in _ours().items():
        run(warm)
        rows.append([name, f"{calls_of(partial(run, fresh)) / count:,.0f}"])
    return tabulate(rows, ["", "calls a record"])


def _aims(medians: dict[str, float]) -> str:
    rows = [
        [what, f"{medians[name] / medians[WHOLE]:.2f}", f"at least {aim}"]
        for what, name, aim in AIMS
        if name in medians
    ]
    rows.append(["of the floor", f"{medians[CHUNK] / medians[FLOOR]:.2f}", "at most 6"])
    return tabulate(rows, ["ratio", "measured", "aim"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=3000, help="records for the stages")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--warm", type=int, default=2000, help="records before those that are measured")
    parser.add_argument(
        "--dump", help="JSON lines with a field `text`, to be measured instead of made records"
    )
    parser.add_argument(
        "--calls", action="store_true", help="count calls of functions, and measure nothing else"
    )
    parser.add_argument(
        "--size", type=int, nargs="*", default=[100, 2000], help="MB of the dumps for the command; 0: none"
    )
    args = parser.parse_args()
    if args.calls:
        print(calls(args.count))
        return
    print(measure(args.count, args.rounds, args.warm, args.dump))
    if sizes := [size for size in args.size if size]:
        print("\n" + through_command(sizes, args.rounds))
        print("\n" + starts(args.rounds))


if __name__ == "__main__":
    main()
