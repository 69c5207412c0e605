"""The plainest matcher there can be: a loop over rules and phrases. The compiled index must decide as it does."""

from __future__ import annotations

import itertools
import re

from cleantext.rules.folding import fold, fold_inside
from cleantext.rules.holes import HOLES, words_hole

_NUMBER = re.compile(r"\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,:]\d+)*(?:[km](?![^\W_]))?")


def fits(phrase: str, line: str, vocabulary: dict[str, tuple[str, ...]]) -> bool:
    """Whether a phrase fits a whole line."""
    pieces = re.split(r"\{([^{}]*)\}", phrase)
    choices = [_forms(p, vocabulary) if i % 2 else [p] for i, p in enumerate(pieces)]
    key = fold(line)
    return any(_form_fits(form, key) for form in itertools.product(*choices))


def _forms(hole: str, vocabulary: dict[str, tuple[str, ...]]) -> list[str | re.Pattern[str]]:
    name = hole.strip()
    if name in HOLES:
        return [re.compile(HOLES[name])]
    if words := words_hole(name):
        return [re.compile(words)]
    if name in vocabulary:
        return list(vocabulary[name])
    if hole.rstrip().endswith("?"):
        at = hole.rindex("?")
        rest = hole[:at] + hole[at + 1 :]
        space_before, space_after = rest[: len(rest) - len(rest.lstrip())], rest[len(rest.rstrip()) :]
        return ["", *(space_before + o.strip() + space_after for o in rest.split("|"))]
    return list(hole.split("|"))


def _form_fits(form: tuple[str | re.Pattern[str], ...], key: str) -> bool:
    opens = [p for p in form if not isinstance(p, str)]
    literal = "".join(p for p in form if isinstance(p, str))
    if all(p.pattern == HOLES["n"] for p in opens) and not (opens and any(map(str.isdigit, literal))):
        text = "".join(p if isinstance(p, str) else "7" for p in form)
        if not opens:
            return fold(text) == key
        return _NUMBER.sub("#", fold(text)) == _NUMBER.sub("#", key)
    form = tuple(p for p in form if p != "")
    body = ""
    for part in form:
        body += re.escape(fold_inside(part)) if isinstance(part, str) else f"(?:{part.pattern})"
    edge = r"(?:\\ |\\[^@#%+?$&]|[\"'!,.:])+"
    body = re.sub(rf"^{edge}|{edge}$", "", re.sub(r"(?:\\ )+", r"\\ ", body))
    rest = f"(?:{HOLES['...']})"
    body = body.replace(rf"\ {rest}", rf"(?:\ {rest})?").replace(rf"{rest}\ ", rf"(?:{rest}\ )?")
    return re.fullmatch(body, key) is not None
