"""Typography: quotation marks, spaces, dashes, ellipses and the Unicode form of a text.

`normalise` gives the new text, `find_changes` the same as edits; each option adds a step, and each step is
defined once. No str raises; running twice changes nothing more.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any
from unicodedata import is_normalized

from cleantext.edits import Edit, compose
from cleantext.native import core
from cleantext.options import Dashes, Ellipses, Form, Options, Quotes, Spaces
from cleantext.typography.form import NORMAL
from cleantext.typography.scripts import CJK, COUNTED_CJK, LATIN, no_cjk
from cleantext.typography.shields import code_words, looks_like_code
from cleantext.typography.spaces import LINE_ENDS, SPACES, WIDE
from cleantext.typography.steps import Step
from cleantext.typography.straight import ACUTES, BACKTICKS, DOUBLED, STRAIGHT

__all__ = ["NATIVE", "find_changes", "is_simple", "normalise"]


def normalise(text: str, options: Options, lang: str | None = None) -> str:
    """The text with its typography as the options ask.

    Args:
        text: any text, of any language; line ends of any kind.
        options: of these `quotes`, `spaces`, `dashes`, `ellipses`, `form` and `lang` matter.
        lang: language of this text as an ISO 639-1 code, if it is known; else `options.lang` holds.

    Returns:
        The text; the same object where nothing was to be done.
    """
    if not (NATIVE and is_simple(options)):
        return _applied(_steps(options, lang), text)
    made: str | None = NATIVE.apply(text)
    if made is None:
        # It may have been for its line ends or its form: the rest hangs on them, but for what quotes stay.
        steps = _steps(options, lang)
        last = len(steps) - _AFTER_FORM
        text = _applied(steps[:last], text)
        made = NATIVE.apply(text) if no_cjk(text) else None
        if made is None:
            return _applied(steps[last:], text)
    return made


def _applied(steps: tuple[Step, ...], text: str) -> str:
    for step in steps:
        text = step.apply(text)
    return text


def is_simple(options: Options) -> bool:
    """Whether marks and spaces are made plain and nothing else: the default, and what the native core can do."""
    o = options
    return (
        o.quotes == "straight"
        and o.spaces == "plain"
        and o.dashes == o.ellipses == "keep"
        and o.form in {"NFC", "keep"}
    )


def _look_closely(line: str, spaces_stay: bool, first: bool) -> str:
    """A line as the steps make it that neither ends lines otherwise nor has fences around it.

    Args:
        line: of a text in normal form.
        spaces_stay: it is a row of a table, or code.
        first: no line with text comes before it.
    """
    before = "" if first else "x\n"
    text = before + line
    for step in (STRAIGHT, DOUBLED, BACKTICKS, ACUTES) if spaces_stay else _LINE_STEPS:
        text = step.apply(text)
    return text[len(before) :]


_LINE_STEPS: tuple[Step, ...] = (STRAIGHT, WIDE, SPACES, DOUBLED, BACKTICKS, ACUTES)
_AFTER_FORM = 5
"""How many of them stand behind the step that sets the form."""
NATIVE: Any = (
    core.Typography(
        table={**STRAIGHT.table, **WIDE.table},
        east=CJK,
        counted=COUNTED_CJK,
        latin=LATIN,
        normal=NORMAL,
        is_normal=partial(is_normalized, "NFC"),
        is_code=looks_like_code,
        code_words=code_words(),
        close_look=_look_closely,
    )
    if core
    else None
)
"""Does that in one pass; what few texts have is left to the steps."""


def find_changes(text: str, options: Options, lang: str | None = None) -> tuple[Edit, ...]:
    """What `normalise` does, as sorted and disjoint edits of `text`: `apply_edits` makes the same of them.

    Args:
        text, options, lang: as for `normalise`.

    Returns:
        Edits of the categories `quotes`, `spaces`, `dashes` (ellipses too) and `form`, whose rules are named
        `typography.<category>/<what was done>`.
    """
    source = text
    edits: list[Edit] = []
    for step in _steps(options, lang):
        more = step.edits(text)
        if more:
            edits = compose(edits, more, text)
            text = step.apply(text)
    return tuple(e for e in edits if source[e.start : e.end] != e.replacement)


def _steps(options: Options, lang: str | None) -> tuple[Step, ...]:
    o = options
    curly_lang = (lang or o.lang) if o.quotes == "curly" else None
    return _plan(o.quotes, o.spaces, o.dashes, o.ellipses, o.form, curly_lang)


@lru_cache(maxsize=256)
def _plan(
    quotes: Quotes, spaces: Spaces, dashes: Dashes, ellipses: Ellipses, form: Form, lang: str | None
) -> tuple[Step, ...]:
    """The steps in their order.

    Each leaves alone what those before it look at, so that a second run finds nothing to do. Compatibility
    forms come first, for they make spaces, quotes and dots. The canonical ones make none, so they may come
    after the straight quotes, when an English text is mostly ASCII, which is normal without looking. Curly
    quotes come last: they look at the spaces and dashes beside them, and may set narrow spaces (French).
    """
    steps: list[Step] = []
    if spaces == "plain":
        steps.append(LINE_ENDS)
    if quotes == "straight":
        steps.append(STRAIGHT)
    if form != "keep":
        from cleantext.typography.form import form_step

        steps.insert(0 if "K" in form else len(steps), form_step(form))
    if spaces == "plain":
        steps += [WIDE, SPACES]
    if dashes != "keep":
        from cleantext.typography.dashes import dash_step

        steps.append(dash_step(dashes))
    if ellipses != "keep":
        from cleantext.typography.dashes import ellipsis_step

        steps.append(ellipsis_step(ellipses))
    if quotes != "keep":
        steps += [DOUBLED, BACKTICKS, ACUTES]
    if quotes == "curly":
        from cleantext.typography.curly import curly_step

        steps.append(curly_step(lang))
    return tuple(steps)
