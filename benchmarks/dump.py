"""A dump of made articles as JSON lines: the same bytes for the same size.

    python -m benchmarks.dump OUT.jsonl [--size 100] [--damaged 0.025]

Articles of about 4 KB in paragraphs of one to three sentences; 55 in 100 with chrome, which is then 10 to 20 in 100
of their lines; about a quarter other than ASCII; lines do not repeat save chrome.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import orjson

from benchmarks.articles import Mix, articles

__all__ = ["DAMAGED", "MIX", "records", "write_dump"]

MIX = Mix(curly=0.06, foreign=0.05, sentences=(1, 3), tail=4)
DAMAGED = 0.025


def records(count: int, damaged: float = DAMAGED) -> Iterator[bytes]:
    """So many records, a line each."""
    for n, text in enumerate(articles(count, damaged=damaged, mix=MIX)):
        record = {
            "id": f"made-{n:08}",
            "url": f"https://site{n % 97}.example/{n}",
            "score": n / 1000,
            "text": text,
        }
        yield orjson.dumps(record) + b"\n"


def write_dump(path: Path, size: int, damaged: float = DAMAGED) -> int:
    """Write records until there are `size` bytes of them; gives how many there are."""
    written = count = 0
    with path.open("wb") as file:
        for line in records(1 << 40, damaged):
            file.write(line)
            written += len(line)
            count += 1
            if written >= size:
                break
    return count


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--size", type=int, default=100, help="in MB")
    parser.add_argument("--damaged", type=float, default=DAMAGED)
    args = parser.parse_args()
    print(f"{write_dump(args.out, args.size * 1_000_000, args.damaged):,} records")


if __name__ == "__main__":
    main()
