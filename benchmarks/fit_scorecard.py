"""Fits the scorecards of rules/any/scorecard.toml: many weak signs of chrome, weighed together.

    python -m benchmarks.fit_scorecard [FOLDER ...] [--light FOLDER ...] [--write rules/any/scorecard.toml]

FOLDERs hold labelled articles (docs/labelled-articles.md) beside the project's own; `--light` ones are noisier and
count less. For each zone of a document: the lines that phrases and cuts left are described by the signs
that rules know; the paths of small boosted trees propose rows (conjunctions of at most three signs); a sparse
logistic regression chooses among them; the weights are rounded. Folds are grouped by domain, and what they say
of strangers' articles is printed before anything is written. The rows are then read and pruned by hand.
"""

from __future__ import annotations

import argparse
import math
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from tabulate import tabulate

from benchmarks.labelled import Article, read_labelled
from cleantext.options import Options
from cleantext.rules.decide import Judge
from cleantext.rules.index import regex_hits
from cleantext.rules.load import load_rules
from cleantext.rules.scene import Scene, count_words
from cleantext.rules.shapes import GENERAL_MAX_WORDS
from cleantext.rules.signs import SIGNS
from cleantext.rules.strip import Stripper

ZONES = ("head", "body", "tail")
OWN = Path(__file__).parent.parent / "tests" / "articles"
UNIT = 0.2
"""Log-odds that one point of weight stands for."""
THRESHOLDS = {"head": 0.95, "body": 0.9, "tail": 0.5}
"""Log-odds from which a line goes."""
STRICT = 3
"""Points by which the profile `strict` asks for less."""

GUARDS = {"short_inside": 0.5, "entries_near": 0.6}
"""Lines with more of these signs are left alone: lists of every kind have the shape of chrome."""

LEFT_OUT = frozenset({"echo_after", "rest_echo", "rest_prose", "rest_phrases", "above_echo", "below_echo"})
"""Signs that look at the whole document for each line: dear to work out, and the folds do as well without them."""

Condition = tuple[str, float, float]
"""A sign and the range (low, high] of its values."""
Row = tuple[Condition, ...]


class Doc(NamedTuple):
    """The lines of an article that the scorecards are asked about, and how it stands without them."""

    domain: str
    weight: float
    places: list[int]
    labels: list[str]
    """Of all lines."""
    sizes: list[int]
    gone: list[bool]
    """Of all lines: whether phrases and cuts took them."""


def columns() -> list[tuple[str, str]]:
    """The columns of the matrix: sign and, for signs that are words, which word."""
    signs = (s for s in SIGNS.values() if s.name not in LEFT_OUT)
    return [(s.name, w) for s in signs for w in (s.words if s.kind == "word" else ("",))]


def describe(article: Article, stripper: Stripper, weight: float) -> tuple[Doc, list[list[float]]]:
    """An article after phrases and cuts, and the signs of each line that is left."""
    rules = stripper.rules
    texts = [" ".join(line.text.split()) for line in article.lines]
    looks = [rules.index.look(t) for t in texts]
    for i, tried in rules.spans.find("\n".join(texts), stripper.active).regexes.items():
        looks[i] = looks[i]._replace(hits=tuple(sorted((*looks[i].hits, *regex_hits(tried, texts[i])))))
    scene = Scene(texts, looks, stripper.active, rules.cues)
    judge = Judge(rules, scene, stripper.options, noting=False)
    judge.shape_rules = [n for n in judge.shape_rules if rules.rules[n].matcher != "score"]
    judge.run()
    places = [i for i in range(scene.size) if scene.taken[i] < 0 and i not in judge.kept and _asked(scene, i)]
    signs = [[_value(SIGNS[name].fact(scene, i), word) for name, word in columns()] for i in places]
    labels = [line.label for line in article.lines]
    return Doc(
        article.domain, weight, places, labels, list(map(len, texts)), [t >= 0 for t in scene.taken]
    ), signs


def _asked(scene: Scene, i: int) -> bool:
    """Whether the engine asks a scorecard about the line."""
    if scene.prose[i] or (scene.looks[i].prose and count_words(scene.texts[i]) > GENERAL_MAX_WORDS):
        return False
    return all(float(SIGNS[sign].fact(scene, i)) <= most for sign, most in GUARDS.items())


def _value(value: float | str, word: str) -> float:
    return float(value == word) if word else float(value)


class Lines(NamedTuple):
    """All lines asked about, as arrays, one row a line."""

    signs: np.ndarray
    chrome: np.ndarray
    weights: np.ndarray
    domains: np.ndarray
    zones: np.ndarray


def as_lines(docs: Sequence[Doc], signs: Sequence[list[list[float]]]) -> Lines:
    zone = [i for i, c in enumerate(columns()) if c[0] == "zone"]
    matrix = np.array([row for rows in signs for row in rows])
    labels = [d.labels[i] for d in docs for i in d.places]
    # Metadata is neither: kept or gone is both right, but what looks like it should rather stay.
    weights = [d.weight * (0.3 if d.labels[i] == "M" else 1.0) for d in docs for i in d.places]
    domains = [d.domain for d in docs for _ in d.places]
    zones = np.array([columns()[zone[k]][1] for k in matrix[:, zone].argmax(axis=1)])
    return Lines(matrix, np.array([x == "C" for x in labels]), np.array(weights), np.array(domains), zones)


def paths(tree: Any) -> Iterator[Row]:
    """Every path from the root of a tree, as ranges of signs."""
    stack: list[tuple[int, dict[int, tuple[float, float]]]] = [(0, {})]
    names = columns()
    while stack:
        node, ranges = stack.pop()
        if ranges:
            yield tuple(
                sorted(
                    (f"{names[f][0]}={names[f][1]}" if names[f][1] else names[f][0], *r)
                    for f, r in ranges.items()
                )
            )
        if tree.children_left[node] < 0:
            continue
        f, cut = int(tree.feature[node]), _rounded(float(tree.threshold[node]))
        low, high = ranges.get(f, (-math.inf, math.inf))
        stack.append((tree.children_left[node], ranges | {f: (low, min(high, cut))}))
        stack.append((tree.children_right[node], ranges | {f: (max(low, cut), high)}))


def _rounded(cut: float) -> float:
    return round(cut * 20) / 20 if abs(cut) < 1 else math.floor(cut) + 0.5


def fits(rows: Sequence[Row], signs: np.ndarray) -> np.ndarray:
    """Which rows hold for which lines: a matrix of lines by rows."""
    place = {(f"{n}={w}" if w else n): i for i, (n, w) in enumerate(columns())}
    out = np.ones((len(signs), len(rows)), bool)
    for k, row in enumerate(rows):
        for sign, low, high in row:
            column = signs[:, place[sign]]
            out[:, k] &= (column > low) & (column <= high)
    return out


class Card(NamedTuple):
    """A scorecard: rows, their whole-number weights, and the log-odds of a line that none of them fits."""

    rows: list[Row]
    weights: np.ndarray
    constant: float

    def score(self, signs: np.ndarray) -> np.ndarray:
        """Log-odds of each line to be chrome."""
        return UNIT * (fits(self.rows, signs) @ self.weights) + self.constant


def fit(lines: Lines, most: int, trees: int) -> Card:
    """A scorecard of at most so many rows."""
    forest = GradientBoostingClassifier(
        n_estimators=trees,
        max_depth=3,
        learning_rate=0.1,
        subsample=0.6,
        min_samples_leaf=30,
        max_features=0.5,
        random_state=1,
    )
    forest.fit(lines.signs, lines.chrome, sample_weight=lines.weights)
    rows = sorted({row for tree in forest.estimators_[:, 0] for row in paths(tree.tree_)})
    held = fits(rows, lines.signs)
    common = (held.sum(0) >= 20) & (held.sum(0) <= len(held) - 20)
    rows = [r for r, c in zip(rows, common, strict=True) if c]
    held = held[:, common].astype(float)
    sparse = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=0.1, max_iter=500)
    sparse.fit(held, lines.chrome, sample_weight=lines.weights)
    best = [k for k in np.argsort(-abs(sparse.coef_[0]))[:most] if abs(sparse.coef_[0][k]) > 0.01]
    final = LogisticRegression(C=0.03, max_iter=3000).fit(
        held[:, best], lines.chrome, sample_weight=lines.weights
    )
    weights = np.round(final.coef_[0] / UNIT)
    used = [k for k in range(len(best)) if weights[k]]
    return Card([rows[best[k]] for k in used], weights[used], float(final.intercept_[0]))


def grouped_scores(lines: Lines, most: int, trees: int, folds: int = 4) -> np.ndarray:
    """The points of every line by cards that never saw its domain."""
    out = np.full(len(lines.chrome), -99.0)
    for train, test in GroupKFold(folds).split(lines.signs, lines.chrome, lines.domains):
        for zone in ZONES:
            a, b = train[lines.zones[train] == zone], test[lines.zones[test] == zone]
            if len(b):
                out[b] = fit(Lines(*(part[a] for part in lines)), most, trees).score(lines.signs[b])
    return out


def figures(docs: Sequence[Doc], scores: np.ndarray, thresholds: np.ndarray) -> list[float]:
    """C_line, K_line, K_char, F1 and intact, in per cent, when lines from their threshold on go."""
    right = chrome = hurt = kept = lost = characters = intact = at = 0
    for doc in docs:
        gone = list(doc.gone)
        for i in doc.places:
            gone[i] = bool(scores[at] >= thresholds[at])
            at += 1
        chrome += doc.labels.count("C")
        kept += doc.labels.count("K")
        right += sum(g and x == "C" for g, x in zip(gone, doc.labels, strict=True))
        here = sum(g and x == "K" for g, x in zip(gone, doc.labels, strict=True))
        hurt += here
        intact += not here
        characters += sum(n for n, x in zip(doc.sizes, doc.labels, strict=True) if x == "K")
        lost += sum(n for n, x, g in zip(doc.sizes, doc.labels, gone, strict=True) if x == "K" and g)
    f1 = 2 * right / max(1, 2 * right + chrome - right + hurt)
    return [
        100 * x
        for x in (
            right / max(1, chrome),
            hurt / max(1, kept),
            lost / max(1, characters),
            f1,
            intact / max(1, len(docs)),
        )
    ]


def as_toml(zone: str, card: Card) -> str:
    """A card as the keys of its rule."""
    lines = []
    for row, weight in sorted(zip(card.rows, card.weights, strict=True), key=lambda rw: -rw[1]):
        cells = [f"weight = {int(weight)}", *(_cell(*condition) for condition in row)]
        lines.append(f"    {{ {', '.join(cells)} }},")
    points = math.ceil((THRESHOLDS[zone] - card.constant) / UNIT)
    keys = f"threshold = {points}\nstrict_threshold = {points - STRICT}\n"
    return f"# {zone}\n{keys}score = [\n" + "\n".join(lines) + "\n]\n"


def _cell(sign: str, low: float, high: float) -> str:
    name, _, word = sign.partition("=")
    known = SIGNS[name]
    if word:
        words = [word] if low >= 0 else [w for w in known.words if w != word]
        return f"{name} = {words!r}".replace("'", '"')
    if known.kind == "flag":
        return f"{name} = {'true' if low >= 0 else 'false'}"
    whole = abs(low) % 1 == 0.5 or abs(high) % 1 == 0.5
    start = "" if low == -math.inf else f"{math.ceil(low)}" if whole else f"{low:g}"
    end = "" if high == math.inf else f"{math.floor(high)}" if whole else f"{high:g}"
    return f'{name} = "{start}..{end}"'


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--light", nargs="*", type=Path, default=[])
    parser.add_argument("--most", type=int, default=45, help="rows of a card at most")
    parser.add_argument("--trees", type=int, default=80)
    parser.add_argument("--no-folds", action="store_true", help="skip the honest figures")
    parser.add_argument("--write", type=Path, help="where the rows go, as TOML to be reviewed")
    args = parser.parse_args()
    warnings.filterwarnings("ignore", category=FutureWarning)
    stripper = Stripper(load_rules(()), Options())
    docs, signs, groups = [], [], []
    for folder, weight in [(OWN, 1.0), *((f, 1.0) for f in args.folders), *((f, 0.5) for f in args.light)]:
        for article in read_labelled(folder):
            doc, rows = describe(article, stripper, weight)
            docs.append(doc)
            signs.append(rows)
            groups.append(str(folder.name))
    lines = as_lines(docs, signs)
    print(
        f"{len(docs)} articles, {len(lines.chrome)} lines left by phrases and cuts, "
        f"{int(lines.chrome.sum())} of them chrome"
    )
    cards = {
        zone: fit(Lines(*(p[lines.zones == zone] for p in lines)), args.most, args.trees) for zone in ZONES
    }
    seen = np.full(len(lines.chrome), -99.0)
    for zone, card in cards.items():
        seen[lines.zones == zone] = card.score(lines.signs[lines.zones == zone])
    scored = {"as fitted": seen}
    if not args.no_folds:
        scored["grouped folds"] = grouped_scores(lines, args.most, args.trees)
    table = []
    for name, scores in scored.items():
        for group in dict.fromkeys(groups):
            chosen = [d for d, g in zip(docs, groups, strict=True) if g == group]
            mask = np.repeat([g == group for g in groups], [len(d.places) for d in docs])
            zones = lines.zones[mask]
            for shift in (99.0, -0.5, 0.0, 0.5, 1.0):
                thresholds = np.array([THRESHOLDS[z] + shift for z in zones])
                table.append([name, group, shift, *figures(chosen, scores[mask], thresholds)])
    print(
        tabulate(
            table, ["", "set", "threshold +", "C_line", "K_line", "K_char", "F1", "intact"], floatfmt=".2f"
        )
    )
    if args.write:
        args.write.write_text("\n".join(as_toml(z, c) for z, c in cards.items()), encoding="utf-8")


if __name__ == "__main__":
    main()
