"""From what was counted to the page: figures put in order and words, then the template (jinja2, all text escaped)."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar

from cleantext._version import __version__
from cleantext.edits import TEXT_CATEGORIES
from cleantext.errors import MissingExtraError
from cleantext.options import Options
from cleantext.report.dump import size_in_words
from cleantext.report.findings import MAX_FLAGGED, MAX_SITES, Findings, Tally
from cleantext.report.samples import PER_CATEGORY, Piece

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

    from cleantext.batch.summary import Summary

__all__ = ["Report", "check_installed", "render_page"]

MAX_RULES = 1000
MAX_SHOWN_SITES = 500
"""Rows of the page's longest tables."""
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_UNSEEN = re.compile(rf"{_CONTROLS.pattern}|[\xad\u061c\u180e\u200b-\u200f\u2028\u2029\u2060-\u2064\ufeff]")
_BLANKS = {ord(" "): "␣", ord("\n"): "⏎\n", ord("\t"): "⇥"}
T = TypeVar("T", bound=Tally)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a page tells."""

    summary: Summary
    findings: Findings
    options: Options
    inputs: Sequence[str]
    outputs: Sequence[str]
    documents: str = "records"
    """What was cleaned, in the plural."""
    rejected: str | None = None
    """The file of rejected records."""
    failures: Sequence[tuple[str, str]] = ()
    """Inputs that were not read to their end, and why."""
    seconds: float = 0.0
    workers: int = 1
    went_on: bool = False
    """Whether the run went on with an interrupted one; its time is then that of the last part alone."""


def check_installed() -> None:
    """Raise MissingExtraError now if the page could not be made at the end."""
    _environment()


def render_page(report: Report) -> str:
    """The page, without anything that UTF-8 cannot hold."""
    script = _part("script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    template = _environment().from_string(_part("page.html"))
    own = {"script": _own(script), "style": _own(_part("style.css")), "script_hash": f"sha256-{digest}"}
    return template.render(_view(report), **own)


def _own(text: str) -> Markup:
    """A part of the page that comes from this package, and must not be escaped."""
    from markupsafe import Markup

    return Markup(text)


def _part(name: str) -> str:
    return (files("cleantext.report") / "page" / name).read_text("utf-8")


def _environment() -> Environment:
    try:
        from jinja2 import Environment, StrictUndefined
    except ImportError as error:
        raise MissingExtraError("jinja2", "report") from error
    environment = Environment(autoescape=True, finalize=_seen, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"exact": _exact, "gone": _gone, "percent": _percent}
    return environment


def _seen(value: object) -> object:
    """What is about to be printed; in a text, what would steer the page or cannot be written is spelled out."""
    return _CONTROLS.sub(_spelled, value) if type(value) is str else value  # and not Markup, which is our own


def _exact(text: str) -> str:
    """A changed text: characters that cannot be seen, and spaces that look like others, are spelled out."""
    if not text.strip(" \n\t"):
        return text.translate(_BLANKS)
    text = _UNSEEN.sub(_spelled, text)
    return "".join(_spell(c) if c != " " and unicodedata.category(c) == "Zs" else c for c in text)


def _gone(piece: Piece) -> tuple[str, str]:
    """What a change took, and the line ends after it, which stand behind its mark where nothing replaces them."""
    text = _exact(piece.text)
    shown = text.rstrip("\n")
    return shown, "" if piece.left_out or piece.replacement.endswith("\n") else text[len(shown) :]


def _spelled(match: re.Match[str]) -> str:
    return _spell(match[0])


def _spell(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _percent(share: float) -> str:
    """`0 %`, `<0.1 %`, `12.3 %`."""
    percent = 100 * share
    if 0 < percent < 0.1:
        return "<0.1 %"
    return f"{percent:.1f} %".replace(".0 %", " %")


def _view(report: Report) -> dict[str, Any]:
    """What the template takes."""
    found, summary = report.findings, report.summary
    rules = _by_characters(found.rules)
    return {
        "title": _listed(report.inputs, 3),
        "documents": report.documents,
        "version": __version__,
        "figures": _figures(report),
        "sections": _sections(report),
        "categories": _categories(found),
        "rules": [{"name": name} | asdict(rule) for name, rule in rules[:MAX_RULES]],
        "more_rules": max(0, len(rules) - MAX_RULES),
        "sites": _sites(found),
        "site_hint": "; --url-field says which field holds them" if report.documents == "records" else "",
        "more_sites": _more_sites(found),
        "shares": _shares(summary),
        "flags": found.flags.most_common(),
        "flagged": sorted(found.flagged, key=lambda f: (-found.flags[f.flag], f.flag)),
        "most_flagged": MAX_FLAGGED,
        "errors": summary.errors.most_common(),
        "rejects": found.rejected,
        "rejected_caption": _rejected_caption(report),
        "failures": report.failures,
        "samples": [sample for _, sample in sorted(found.samples.kept.items())],
        "per_category": PER_CATEGORY,
        "run": _run(report),
    }


def _sections(report: Report) -> list[tuple[str, str, int | None]]:
    found = report.findings
    return [
        ("categories", "Categories", len(found.categories)),
        ("rules", "Rules", len(found.rules)),
        ("sites", "Sites", len(found.sites)),
        ("shares", "Removed shares", None),
        ("flagged", "Flagged", found.flags.total()),
        ("rejected", "Rejected", report.summary.rejected + len(report.failures)),
        ("samples", "Samples", len(found.samples.kept)),
        ("run", "The run", None),
    ]


def _figures(report: Report) -> list[tuple[str, str, str]]:
    s, counts = report.summary, report.summary.counts
    cleaned = s.records - s.rejected
    lines = [f"{counts.pieces_removed:,} pieces of others"] if counts.pieces_removed else []
    rows = [
        (f"{report.documents.capitalize()} cleaned", f"{cleaned:,}", size_in_words(s.bytes_in)),
        (
            "Changed",
            f"{counts.changed:,}",
            f"{_percent(counts.changed / cleaned if cleaned else 0.0)} of them",
        ),
        (
            "Characters removed",
            _percent(counts.removed_share),
            f"{counts.characters_in - counts.characters_out:,} of {counts.characters_in:,}",
        ),
        ("Lines removed", f"{counts.lines_removed:,}", ", ".join(lines)),
        ("Flagged", f"{counts.flagged:,}", ""),
        ("Rejected", f"{s.rejected:,}", ", ".join(f"{k} {n:,}" for k, n in s.errors.most_common(2))),
    ]
    if s.without_text:
        rows.insert(2, ("Without a text", f"{s.without_text:,}", "left as they are"))
    if report.went_on:
        rows.append(("Time", f"{report.seconds:.1f} s", "of the last part: the run was interrupted"))
    else:
        rate = f"{s.records / max(report.seconds, 1e-9):,.0f} {report.documents} a second"
        rows.append(("Time", f"{report.seconds:.1f} s", rate))
    return rows


def _categories(found: Findings) -> list[dict[str, Any]]:
    rows = _by_characters(found.categories)
    went = {name: max(0, tally.characters) for name, tally in rows}
    whole, most = sum(went.values()) or 1, max(went.values(), default=0) or 1
    return [
        {
            "name": name,
            "kind": "mended" if name in TEXT_CATEGORIES else "removed",
            "share": went[name] / whole,
            "bar": went[name] / most,
        }
        | asdict(tally)
        for name, tally in rows
    ]


def _by_characters(tallies: Mapping[str, T]) -> list[tuple[str, T]]:
    """What shortened texts most first."""
    return sorted(tallies.items(), key=lambda item: (-item[1].characters, -item[1].changes, item[0]))


def _sites(found: Findings) -> list[dict[str, Any]]:
    sites = [(name, s, s.characters_in - s.characters_out) for name, s in found.sites.items()]
    sites.sort(key=lambda row: (-row[2], row[0]))
    return [
        {
            "name": name,
            "share": site.removed_share,
            "bar": max(0.0, site.removed_share),
            "removed": removed,
        }
        | asdict(site)
        for name, site, removed in sites[:MAX_SHOWN_SITES]
    ]


def _more_sites(found: Findings) -> str:
    parts = []
    if (more := len(found.sites) - MAX_SHOWN_SITES) > 0:
        parts.append(f"{more:,} sites of which less went are not shown.")
    if other := found.other_sites.documents:
        parts.append(f"{other:,} further documents are of sites met after the first {MAX_SITES:,}.")
    return " ".join(parts)


def _shares(summary: Summary) -> list[dict[str, Any]]:
    """Unchanged documents, then bars as wide as the summary's, up to the last that is not empty."""
    from cleantext.batch.summary import SHARES

    whole = summary.records - summary.rejected
    if not whole:
        return []
    width = 100 // SHARES
    counts = [("unchanged", whole - summary.counts.changed)]
    counts += [
        (f"{bar * width} to {(bar + 1) * width} %", summary.shares[bar])
        for bar in range(max(summary.shares, default=-1) + 1)
    ]
    most = max(n for _, n in counts)
    return [{"name": name, "count": n, "share": n / whole, "bar": n / most} for name, n in counts]


def _rejected_caption(report: Report) -> str:
    shown, whole = len(report.findings.rejected), report.summary.rejected
    words = "All of them." if shown >= whole else f"The first {shown:,} of {whole:,}."
    return f"{words} They are whole in {report.rejected}." if report.rejected else words


def _run(report: Report) -> list[tuple[str, str]]:
    defaults = asdict(Options())
    changed = [f"{k} = {v!r}" for k, v in asdict(report.options).items() if v != defaults[k]]
    rows = [
        ("cleantext", __version__),
        ("Options that differ", ", ".join(changed) or "none: all are the default ones"),
        ("Inputs", _listed(report.inputs, 10)),
        ("Outputs", _listed(report.outputs, 10) or "none"),
        ("Workers", str(report.workers)),
    ]
    if report.went_on:
        rows.append(
            ("Interrupted", "yes; figures and samples are of the whole run, the time of its last part")
        )
    return rows


def _listed(names: Sequence[str], most: int) -> str:
    words = ", ".join(names[:most])
    return words if len(names) <= most else f"{words} and {len(names) - most:,} more"
