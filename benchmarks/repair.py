"""Encoding repair beside ftfy, plsfix and clean-text, in one run; and its time on hostile input.

    python -m benchmarks.repair [--count 2000] [--damaged 0.03] [--hostile]

Prints, for a generated dump, its sound articles and its damaged ones: microseconds an article, and how many times
as long as ours each peer takes. `mended` is the share of damaged articles given back whole. clean-text is imported as
`cleantext` too and cannot share an environment with us, so it runs on the Python that CLEAN_TEXT_PYTHON names, on the
same articles; without it its row is left out. `make bench` sets it up.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path

import ftfy
import plsfix
from tabulate import tabulate

from benchmarks.articles import articles
from cleantext.encoding import repair

_CLEAN_TEXT = """
import json, sys, time
sys.path = [p for p in sys.path if p not in ("", {here!r})]
from cleantext import clean
run = lambda t: clean(t, **{options!r})
out = []
for texts in json.load(open({data!r}, encoding="utf-8")):
    best = 9e9
    for _ in range({rounds}):
        began = time.process_time()
        made = [run(t) for t in texts]
        best = min(best, time.process_time() - began)
    out.append([best, made])
print(json.dumps(out))
"""
LETTERS_KEPT = {"lower": False, "to_ascii": False}
"""What clean-text is told so that it mends a text and leaves its letters as they are."""
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "„": '"', "\u00a0": " "})
ROUNDS = 3

CODECS = ["cp1252", "latin-1", "mac_roman", "cp1250", "cp1251", "cp437"]
HOSTILE: dict[str, Callable[[int], str]] = {
    "Ã": lambda n: "Ã" * n,
    "Ã and space": lambda n: "Ã " * (n // 2),
    "Ã©": lambda n: "Ã©" * (n // 2),
    "â€": lambda n: "â€" * (n // 2),
    "¬† in one line": lambda n: "word¬† " * (n // 7),
    "Р and С": lambda n: "РС" * (n // 2),
    "√": lambda n: "√" * n,
    "à (three-byte leads)": lambda n: "à" * n,
    "one word of Õ": lambda n: "aÕ" * (n // 2),
    "ampersands": lambda n: "&amp;" * (n // 5),
    "&amp inside itself": lambda n: "&" + "amp;" * (n // 4),
    "question marks": lambda n: "a?s " * (n // 4),
    "backslashes": lambda n: "\\u2019" * (n // 6),
    "=C3": lambda n: "=C3" * (n // 3),
    "replacement characters": lambda n: "Ã\ufffd" * (n // 2),
    "zero-width joiners": lambda n: "\u200d" * n,
    "C1 controls": lambda n: "a\u0092s " * (n // 4),
    "three layers": lambda n: "ÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢ " * (n // 18),
    "lone surrogates": lambda n: "\ud83d" * n,
}


def _hurt(text: str, rng: random.Random) -> str:
    """The text as UTF-8 read as another codec: all of it, or every second odd character."""
    codec, half = rng.choice(CODECS), rng.random() < 0.5

    def one(char: str) -> str:
        return "".join(bytes([byte]).decode(codec, "ignore") or chr(byte) for byte in char.encode())

    return "".join(one(c) if c > "\x7f" and not (half and rng.random() < 0.5) else c for c in text)


def dump(count: int, damaged: float, seed: int = 1) -> tuple[list[str], list[tuple[str, str]]]:
    """Sound articles, and damaged ones with what they were."""
    rng = random.Random(seed)
    sound, pairs = [], []
    for text in articles(count, seed=seed):
        hurt = _hurt(text, rng) if rng.random() < damaged else text
        if hurt == text:
            sound.append(text)
        else:
            pairs.append((hurt, text))
    return sound, pairs


def _same(a: str, b: str) -> bool:
    def plain(text: str) -> list[str]:
        return unicodedata.normalize("NFC", text.translate(_PLAIN)).split()

    return plain(a) == plain(b)


def _seconds(run: Callable[[str], str], texts: list[str]) -> tuple[float, list[str]]:
    best, made = float("inf"), texts
    for _ in range(ROUNDS):
        began = time.process_time()
        made = [run(text) for text in texts]
        best = min(best, time.process_time() - began)
    return best, made


def timed_clean_text(
    groups: list[list[str]], options: dict[str, bool]
) -> list[tuple[float, list[str]]] | None:
    """Seconds that clean-text takes for each group of texts, and what it makes of them; None where it is missing."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "texts.json"
        data.write_text(json.dumps(groups), encoding="utf-8")
        here = str(Path(__file__).resolve().parent.parent)
        code = _CLEAN_TEXT.format(here=here, data=str(data), rounds=1, options=options)
        command = [os.environ.get("CLEAN_TEXT_PYTHON", sys.executable), "-I", "-c", code]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return None if done.returncode else [(s, made) for s, made in json.loads(done.stdout)]


def compare(count: int, damaged: float) -> str:
    """The table of times."""
    sound, pairs = dump(count, damaged)
    hurt = [text for text, _ in pairs]
    runs: dict[str, list[tuple[float, list[str]]]] = {
        "cleantext": [_seconds(repair, sound), _seconds(repair, hurt)],
        "ftfy.fix_text": [_seconds(ftfy.fix_text, sound), _seconds(ftfy.fix_text, hurt)],
        "plsfix": [_seconds(plsfix.fix_text, sound), _seconds(plsfix.fix_text, hurt)],
    }
    other = timed_clean_text([sound, hurt], LETTERS_KEPT)
    if other is not None:
        runs["clean-text"] = other
    ours = [runs["cleantext"][0][0], runs["cleantext"][1][0]]
    rows = []
    for name, ((clean, _), (bad, made)) in runs.items():
        whole = sum(_same(a, want) for a, (_, want) in zip(made, pairs, strict=True)) / len(pairs)
        both = clean + bad
        rows.append(
            [
                name,
                f"{both / count * 1e6:.0f}",
                f"{both / sum(ours):.1f}",
                f"{clean / len(sound) * 1e6:.0f}",
                f"{clean / ours[0]:.1f}",
                f"{bad / len(hurt) * 1e6:.0f}",
                f"{bad / ours[1]:.1f}",
                f"{whole:.2f}",
            ]
        )
    head = ["", "dump us", "times ours", "sound us", "times ours", "damaged us", "times ours", "mended"]
    return f"{count} articles, {len(hurt)} damaged\n" + tabulate(rows, headers=head)


def hostile(size: int) -> str:
    """Times at half and at all of a size; 2 is linear."""
    rows = []
    for name, make in HOSTILE.items():
        times = []
        for n in (size // 2, size):
            text = make(n)
            began = time.process_time()
            repair(text)
            times.append(time.process_time() - began)
        ratio = f"{times[1] / times[0]:.1f}" if times[0] > 0.01 else "-"
        rows.append([name, f"{times[0]:.3f}", f"{times[1]:.3f}", ratio])
    return tabulate(rows, headers=["", f"{size // 2} chars, s", f"{size} chars, s", "ratio"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--damaged", type=float, default=0.03)
    parser.add_argument("--hostile", action="store_true", help="time hostile input instead")
    parser.add_argument("--size", type=int, default=1_000_000, help="characters of hostile input")
    args = parser.parse_args()
    print(hostile(args.size) if args.hostile else compare(args.count, args.damaged))


if __name__ == "__main__":
    main()
