"""What came of a run over records: in words for people, as plain values for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cleantext._version import __version__
from cleantext.report.counts import describe_counts

if TYPE_CHECKING:
    from cleantext.batch.outcome import Outcome
    from cleantext.options import Options

__all__ = ["describe_errors", "describe_outcome", "outcome_json", "size_in_words"]


def describe_outcome(outcome: Outcome) -> str:
    """A few lines: records, shares, speed; what was rejected, and where it is; what could not be read."""
    s = outcome.summary
    seconds = max(outcome.seconds, 1e-9)
    words = [f"{s.records - s.rejected:,} records cleaned", f"{s.counts.changed:,} changed"]
    if s.without_text:
        words.append(f"{s.without_text:,} without a text left as they are")
    gone = f"{s.counts.removed_share:.1%} of their characters and {s.lines_fewer:,} lines went"
    lines = [f"{', '.join(words)}; {gone}"]
    if s.explained:
        lines.append(describe_counts(s.counts))
    lines += describe_errors(outcome)
    if not outcome.went_on:
        speed = f"{s.records / seconds:,.0f} records/s, {size_in_words(s.bytes_in / seconds)}/s"
        lines.append(f"{size_in_words(s.bytes_in)} in {seconds:.1f} s: {speed}")
    return "\n".join(lines)


def describe_errors(outcome: Outcome) -> list[str]:
    """A line for each kind of thing that went wrong: records that were rejected, inputs that were not read."""
    s, lines = outcome.summary, []
    if s.rejected:
        kinds = ", ".join(f"{kind} {n:,}" for kind, n in s.errors.most_common())
        where = f"; they are in {outcome.rejected}" if outcome.rejected else ""
        lines.append(f"{s.rejected:,} rejected ({kinds}){where}")
    for name, reason in outcome.failures:
        lines.append(f"{name}: {reason}")
    if outcome.failures:
        more = "" if outcome.salvaged else "; see --salvage for what could be read"
        lines.append(f"{len(outcome.failures):,} inputs not read to their end{more}")
    return lines


def outcome_json(outcome: Outcome, options: Options) -> dict[str, Any]:
    """Plain values: sums, outputs, what failed."""
    return {
        "cleantext": __version__,
        "options": asdict(options),
        "outputs": outcome.outputs,
        "rejected": outcome.rejected,
        "failures": [{"input": name, "error": reason} for name, reason in outcome.failures],
        "seconds": round(outcome.seconds, 3),
        "total": outcome.summary.as_json(),
    }


def size_in_words(size: float) -> str:
    """A number of bytes: `12 bytes`, `3.4 MB`."""
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} GB"
