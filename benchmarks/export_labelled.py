"""Write labelled articles as JSON lines, a file a language, for scorers and tools that read only those.

python -m benchmarks.export_labelled OUT [PATH ...]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks.accuracy import OWN_ARTICLES
from benchmarks.labelled import Article, LabelledError, as_record, read_labelled

__all__ = ["export", "main"]


def export(articles: Iterable[Article], out: Path) -> dict[str, int]:
    """Write `out/<lang>.jsonl` and say how many articles each holds.

    Raises:
        OSError: the folder or a file cannot be written.
    """
    by_lang: defaultdict[str, list[Article]] = defaultdict(list)
    for article in articles:
        by_lang[article.lang or "unknown"].append(article)
    out.mkdir(parents=True, exist_ok=True)
    for lang, members in by_lang.items():
        rows = (json.dumps(as_record(article), ensure_ascii=False) for article in members)
        (out / f"{lang}.jsonl").write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return {lang: len(members) for lang, members in sorted(by_lang.items())}


def main(argv: Sequence[str] | None = None) -> int:
    """The command; 0, or 2 with a message."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export_labelled", description=__doc__)
    parser.add_argument("out", type=Path, help="folder for the files")
    parser.add_argument(
        "paths", nargs="*", type=Path, help="files or folders (default: the project's own articles)"
    )
    args = parser.parse_args(argv)
    try:
        written = export((a for path in args.paths or [OWN_ARTICLES] for a in read_labelled(path)), args.out)
    except (LabelledError, OSError) as error:
        print(f"export_labelled: {error}", file=sys.stderr)
        return 2
    for lang, number in written.items():
        print(f"{args.out / lang}.jsonl: {number} articles")
    return 0


if __name__ == "__main__":
    sys.exit(main())
