"""Write the tables of docs/rules.md that the code knows better: signs, signs of elements, holes, categories.

    python docs/make_reference.py            # rewrites the tables
    python docs/make_reference.py --check    # says whether they are in step, and changes nothing

Each stands between two comments, `<!-- made: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from cleantext.rules.elements import ELEMENT_SIGNS, ElementSign
from cleantext.rules.holes import HOLES
from cleantext.rules.load import load_rules
from cleantext.rules.signs import SIGNS, Sign

__all__ = ["PAGES", "TABLES", "written"]

PAGES = tuple(Path(__file__).with_name(name) for name in ("rules.md", "sites.md"))
_EXAMPLES = {
    "n": "`12`, `1,204`, `1.2k`",
    "date": "`May 3, 2019`, `3. März 2020`, `2021-04-05`, `2019年5月3日`",
    "time": "`12:30`, `4 pm`, `14:30 Uhr`",
    "name": "`Ann Example`, `J. O'Hara`; up to five words",
    "url": "`https://example.com/a`, `example.org`",
    "email": "`a.b@example.com`",
    "handle": "`@ann`",
    "...": "anything or nothing, up to 500 characters",
}


def _row(*cells: str) -> str:
    return f"| {' | '.join(c.replace('|', chr(92) + '|') for c in cells)} |"


def _values(sign: Sign | ElementSign) -> str:
    if sign.kind == "flag":
        return "true, false"
    return "number" if sign.kind == "number" else ", ".join(sign.words)


def _signs() -> Iterator[str]:
    yield _row("sign", "values", "says")
    yield _row("---", "---", "---")
    neighbours = {
        name for name, s in SIGNS.items() if s.about.endswith((" of the line above.", " of the line below."))
    }
    for name, sign in SIGNS.items():
        if name not in neighbours:
            yield _row(f"`{name}`", _values(sign), sign.about)
    for where in ("above", "below"):
        names = [n for n in SIGNS if n in neighbours and n.startswith(f"{where}_")]
        about = f"The same sign of the line {where}; 0 where there is none."
        yield _row(" ".join(f"`{n}`" for n in names), "as theirs", about)


def _element_signs() -> Iterator[str]:
    yield _row("sign", "values", "says")
    yield _row("---", "---", "---")
    for name, sign in ELEMENT_SIGNS.items():
        yield _row(f"`{name}`", _values(sign), sign.about)


def _holes() -> Iterator[str]:
    yield _row("hole", "fits")
    yield _row("---", "---")
    for name in HOLES:
        yield _row(f"`{{{name}}}`", _EXAMPLES[name])


def _categories() -> Iterator[str]:
    yield _row("category", "what it is", "on under")
    yield _row("---", "---", "---")
    for name, category in load_rules().categories.items():
        yield _row(f"`{name}`", category.about, ", ".join(category.profiles))


def _sites() -> Iterator[str]:
    yield _row("language", "sites")
    yield _row("---", "---")
    for language, sites in sorted(sites_by_language().items()):
        yield _row(f"`{language}`", ", ".join(sorted(sites)))


def sites_by_language() -> dict[str, set[str]]:
    """The hosts of the built-in site packs, by the language of their rules."""
    found: dict[str, set[str]] = {}
    for rule in load_rules().rules:
        for language in rule.languages if rule.pack.id.startswith("sites.") else ():
            found.setdefault(language, set()).update(rule.sites)
    return found


TABLES: dict[str, Callable[[], Iterator[str]]] = {
    "signs": _signs,
    "elements": _element_signs,
    "holes": _holes,
    "categories": _categories,
    "sites": _sites,
}


def written(page: str) -> str:
    """The page with its tables made anew."""

    def table(match: re.Match[str]) -> str:
        return "\n".join([match[1], "", *TABLES[match[2]](), "", "<!-- end -->"])

    return re.sub(r"(<!-- made: (\w+) -->)\n.*?<!-- end -->", table, page, flags=re.DOTALL)


def main() -> int:
    late = [page for page in PAGES if written(page.read_text("utf-8")) != page.read_text("utf-8")]
    if "--check" in sys.argv:
        names = ", ".join(page.name for page in late)
        print(f"out of step: {names}; run: python docs/make_reference.py" if late else "in step")
        return int(bool(late))
    for page in late:
        page.write_text(written(page.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
