"""How a run over records is carried out: fields, limits, workers. Frozen, checked when made, the flags' names."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from cleantext.errors import OptionsError

__all__ = ["BatchOptions", "Fields"]

MEBI = 1 << 20
_SWITCHES = ("with_removed", "with_counts", "with_flags", "details", "findings", "repeats", "salvage")
_FIELDS = ("text_field", "html_field", "url_field", "id_field", "lang_field")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The names of a record's fields, found out or given; None where records have none."""

    text: str | None = None
    html: str | None = None
    url: str | None = None
    id: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptions:
    """How records are read, cleaned in parallel and written.

    Attributes:
        text_field, html_field, url_field, id_field, lang_field: names of fields; None: looked for under the usual
            names; "" : not looked for.
        read_as: format of the inputs (`jsonl`, `csv`, ...) where their names do not tell.
        write_as: format of the output, with its packing (`jsonl.zst`), where its name does not tell.
        with_removed, with_counts, with_flags: what a record's new field `cleantext` tells of it.
        details: count removals by category and rule, which costs the explaining way for every record.
        findings: collect what a report page shows, which costs the same and a little more.
        workers: processes that clean; 0 cleans in this one.
        chunk_size: bytes of records that a worker takes at a time.
        max_record: bytes of the longest record that is cleaned; longer ones are rejected.
        max_expansion: how many times its packed size an input may grow to.
        time_limit: seconds that one record may take; past them it is rejected. Needs workers.
        max_errors: rejected records past which the run stops; None: no limit.
        repeats: count lines over all records first, so that rules with `repeat` and the scope `site` or `dump` act.
        count_memory: bytes that counting holds before it spills to the disk.
        salvage: publish what could be read of an input that breaks off.
    """

    text_field: str | None = None
    html_field: str | None = None
    url_field: str | None = None
    id_field: str | None = None
    lang_field: str | None = None
    read_as: str | None = None
    write_as: str | None = None
    with_removed: bool = False
    with_counts: bool = False
    with_flags: bool = False
    details: bool = False
    findings: bool = False
    workers: int = 1
    chunk_size: int = 2 * MEBI
    max_record: int = 16 * MEBI
    max_expansion: float = 500.0
    time_limit: float = 60.0
    max_errors: int | None = None
    repeats: bool = False
    count_memory: int = 256 * MEBI
    salvage: bool = False

    def __post_init__(self) -> None:
        for name, least in (("workers", 0), ("chunk_size", 1), ("max_record", 1), ("count_memory", 1)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or value < least:
                raise OptionsError(f"{name}={value!r} is not allowed; it takes a whole number from {least}")
        most = self.max_errors
        if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 0):
            raise OptionsError(f"max_errors={most!r} is not allowed; it takes a whole number from 0, or None")
        for name in ("time_limit", "max_expansion"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0:
                raise OptionsError(f"{name}={value!r} is not allowed; it takes a number above 0")
        for name in (*_FIELDS, "read_as", "write_as"):
            value = getattr(self, name)
            if value is not None and not isinstance(value, str):
                raise OptionsError(f"{name}={value!r} is not allowed; it takes a string, or None")
        for name in _SWITCHES:
            if not isinstance(getattr(self, name), bool):
                raise OptionsError(f"{name}={getattr(self, name)!r} is not allowed; it takes True or False")

    @property
    def explains(self) -> bool:
        """Whether each record's edits are needed, not only its clean text."""
        return self.tells or self.details or self.findings

    @property
    def tells(self) -> bool:
        """Whether records get a field that tells what was done to them."""
        return self.with_removed or self.with_counts or self.with_flags

    def but(self, **changes: Any) -> BatchOptions:
        """A copy with some options changed.

        Raises:
            OptionsError: a name is not an option, or a value is not allowed.
        """
        known = [f.name for f in fields(self)]
        unknown = sorted(set(changes) - set(known))
        if unknown:
            raise OptionsError(f"no option is called {unknown[0]!r}; there are {', '.join(known)}")
        return replace(self, **changes)

    def shapes_output(self) -> dict[str, Any]:
        """What the bytes of the output depend on: a run that goes on must have the same."""
        free = ("workers", "time_limit", "max_errors", "salvage", "max_expansion", "count_memory")
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in free}
