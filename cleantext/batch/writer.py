"""The outputs of a run: chunks added to their parts in order, parts published when they are whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson

from cleantext.batch.chunk import Done
from cleantext.batch.encode import TABLES
from cleantext.batch.journal import Journal
from cleantext.batch.outputs import Sink, StandardOutput, publish, remove
from cleantext.batch.part import Part
from cleantext.batch.plan import Plan
from cleantext.batch.shapes import Shapes
from cleantext.batch.state import REJECTED, State
from cleantext.batch.streams import packer

__all__ = ["Writer"]


class Writer:
    """Writes what came of chunks, and notes in the run's state how far each output is."""

    def __init__(
        self,
        plan: Plan,
        state: State,
        shapes: Shapes,
        journal: Journal | None,
        note: Callable[[str], None],
        *,
        salvage: bool,
    ) -> None:
        """Write nothing yet.

        Args:
            plan: inputs and outputs.
            state: how far the run is; sizes, rows and what is published are noted in it.
            shapes: of its inputs.
            journal: None: all goes to standard output, and nothing can be published.
            note: told of rejected records where no file is.
            salvage: publish outputs that parts are missing of.
        """
        self._plan, self._state, self._shapes, self._journal = plan, state, shapes, journal
        self._note, self._salvage = note, salvage
        self._standard = StandardOutput()
        self._sources_of: list[list[int]] = [[] for _ in plan.targets]
        for number, target in enumerate(plan.goes_to):
            self._sources_of[target].append(number)

    def take(self, done: Done, target: int) -> None:
        """Add a chunk to its output, and its rejected records to theirs."""
        rows = self._state.rows
        if done.body:
            framing = self._shapes.framing(target)
            self._frame(target, framing.between if rows.get(target) else framing.head)
            self._write(target, done.body)
            rows[target] = rows.get(target, 0) + done.rows
        if done.rejected:
            self._reject(done.rejected)

    def _frame(self, target: int, data: bytes) -> None:
        """Write what stands around records, if there is anything."""
        if data:
            self._write(target, packer(self._plan.targets[target].kind.packing)(data))

    def _write(self, target: int, data: bytes | memoryview) -> None:
        sink = self._sink(target)
        sink.write(data)
        self._state.sizes[target] = sink.size

    def _sink(self, target: int) -> Sink:
        if self._journal is None:
            return self._standard
        return self._journal.part(f"part-{target}", self._state.sizes.get(target, 0))

    def _reject(self, lines: bytes) -> None:
        if self._journal is not None:
            part = self._journal.part("rejected", self._state.rejected)
            part.write(lines)
            self._state.rejected = part.size
        else:
            for line in lines.splitlines():
                record = orjson.loads(line)
                self._note(f"rejected: {record['file']}: at {record['offset']:,}: {record['message']}")

    def end(self, target: int) -> None:
        """Publish a target whose sources are all read, unless a part of them is missing."""
        state = self._state
        sources = self._sources_of[target]
        if target in state.published or any(s not in state.over for s in sources):
            return
        if any(state.over[s] for s in sources) and not self._salvage:
            if self._journal is not None:
                self._journal.drop(f"part-{target}")
            return
        if target not in state.publishing or self._part_exists(f"part-{target}"):
            framing = self._shapes.framing(target)
            if not state.rows.get(target):
                self._frame(target, framing.head)
            self._frame(target, framing.tail)
            self._publish(target, f"part-{target}", self._plan.targets[target].name)
        state.published.add(target)

    def _part_exists(self, part: str) -> bool:
        return self._journal is not None and (self._journal.folder / part).exists()

    def _publish(self, number: int, part: str, name: str) -> None:
        """Give a part its name, noting before that it may be gone from here, and after that it is there."""
        if self._journal is None:
            return
        size = self._state.rejected if number == REJECTED else self._state.sizes.get(number, 0)
        whole = self._journal.part(part, size)
        self._journal.add({"publishing": number})
        self._journal.commit()
        publish(self._finished(number, whole), name)
        self._journal.drop(part)
        self._journal.add({"published": number})

    def _finished(self, number: int, part: Part) -> Path:
        """The file to publish: the part itself, or the table that is made of it; the part stays until that is whole."""
        if number == REJECTED or self._plan.targets[number].kind.format not in TABLES:
            return part.path
        from cleantext.batch.formats.tablerows import write_table

        table = part.path.with_name(part.path.name + ".table")
        write_table(part.path, table, self._plan.targets[number].kind.format)
        return table

    def end_rejected(self) -> str | None:
        """Publish the rejected records; gives the name of their file, if there are any."""
        name = self._plan.rejected
        if name is None:
            return None
        if not self._state.rejected:
            remove(name)  # of a run before, which this one replaces
            return None
        if REJECTED not in self._state.publishing or self._part_exists("rejected"):
            self._publish(REJECTED, "rejected", name)
        return name
