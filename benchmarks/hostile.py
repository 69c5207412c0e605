"""Hostile inputs at doubling sizes: the time must double with them, not square.

    python -m benchmarks.hostile [--size 2000000]

Prints, per family, the time at a quarter, half and all of the size (characters), and the ratio of the last two: 2 is
linear.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from tabulate import tabulate

import cleantext

FAMILIES: dict[str, Callable[[int], str]] = {
    "one long line of words": lambda n: "word " * (n // 5),
    "one long line without spaces": lambda n: "a" * n,
    "short lines, all the same": lambda n: "Share\n" * (n // 6),
    "short lines, all different": lambda n: "\n".join(f"line {i} of x" for i in range(n // 14)),
    "short lines below an article": lambda n: (
        "The mayor opened the new library on Saturday, and two hundred people came to see it.\n" * 8
        + "\n".join(f"Story {i} of the town" for i in range(n // 22))
    ),
    "chrome between short lines": lambda n: "\n".join(f"Share\nline {i} of x" for i in range(n // 20)),
    "chrome and prose in turn": lambda n: (
        "Leave a Reply\n\nThe mayor opened the new library on Saturday, and two hundred people came to see it.\n\n"
        * (n // 103)
    ),
    "prose, all different": lambda n: "\n".join(
        f"The mayor opened library number {i} on Saturday, and two hundred people came to see it."
        for i in range(n // 88)
    ),
    "brackets": lambda n: "(" * (n // 2) + ")" * (n // 2),
    "braces and pipes": lambda n: "{a|" * (n // 3),
    "bullets": lambda n: "• " * (n // 2),
    "emoji": lambda n: "👩‍👩‍👧‍👦🏽" * (n // 8),
    "characters beyond the first plane, all different": lambda n: (
        "Ã©" + "".join(chr(0x20000 + i % 0xC0000) for i in range(n))
    ),
    "combining marks": lambda n: "e" + "\u0301" * n,
    "combining marks out of order": lambda n: "e" + "\u0301\u0322" * (n // 2),
    "combining marks on each letter": lambda n: "e\u0301\u0327" * (n // 3),
    "NULs": lambda n: "\0" * n,
    "lone surrogates": lambda n: "\ud800" * n,
    "blank lines": lambda n: "\n" * n,
    "spaces": lambda n: " " * n,
    "spaces and line ends": lambda n: " \n" * (n // 2),
    "no-break spaces": lambda n: "a\u00a0" * (n // 2),
    "curly quotes": lambda n: "“a’" * (n // 3),
    "straight quotes": lambda n: "\"a' " * (n // 4),
    "digits and separators": lambda n: "1,2.3:4 " * (n // 8),
    "dates": lambda n: "May 3, 2019 " * (n // 12),
    "urls": lambda n: "https://a.example/b?c=d&e=f " * (n // 28),
    "mojibake": lambda n: "Ãƒ¢â‚¬â„¢" * (n // 9),
    "mojibake leads alone": lambda n: "Ã" * n,
    "entities": lambda n: "&amp;" * (n // 5),
    "half an entity": lambda n: "&#" * (n // 2),
    "question marks": lambda n: "don?t " * (n // 6),
    "tables": lambda n: "| a | b | c |\n" * (n // 14),
    "code fences": lambda n: "```\nx\n" * (n // 6),
    "Chinese": lambda n: "市議会は月曜日、橋を架け替える計画を可決しました。\n" * (n // 25),
}


def seconds(text: str, call: Callable[[str], str]) -> float:
    began = time.process_time()
    call(text)
    return time.process_time() - began


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of the largest text")
    parser.add_argument("--only", default="", help="families whose name holds this")
    args = parser.parse_args()
    cleaner = cleantext.Cleaner()
    cleaner("A first sentence, so that tables and rules are loaded — “before” the clock runs.")
    rows = []
    for name, make in FAMILIES.items():
        if args.only in name:
            times = [seconds(make(args.size // k), cleaner) for k in (4, 2, 1)]
            rows.append([name, *times, times[2] / max(times[1], 1e-4)])
    print(tabulate(rows, ["family", "quarter s", "half s", "all s", "ratio"], floatfmt=".2f"))


if __name__ == "__main__":
    main()
