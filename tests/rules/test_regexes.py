"""The escape hatch: which patterns are let through, and that none can hang."""

from __future__ import annotations

import pytest

from cleantext.rules.regexes import check_regex, search_regex

SOUND = [
    r"photo \d{1,3} of \d{1,3}",
    r"(?:photo|image) \d{1,3}",
    r"(?:photo \d{1,3})?x",
    r"(?:photo \d{1,3} ){2}+x",
    r"[^\]*+?]{1,9} photo",
    r"[]*]{1,3}photo",
    r"photo \(\*\+\?\)",
    r"photo {x} of {}",
    r"(?<=a)photo",
    r"\d++ photos",
]
UNSOUND = [
    r"photo \d+ of",
    r"(?:\w{1,9} ){1,9}photo",
    r"(?:\w{1,9} ){1,9}?photo",
    r"((?:\w{1,9})x){3}",
    r"\w{3,}photo",
    r"\w{,}photo",
    r"(?i:a*)photo",
]


@pytest.mark.parametrize("pattern", SOUND)
def test_bounded_patterns_pass(pattern):
    assert check_regex(pattern) is None


@pytest.mark.parametrize("pattern", UNSOUND)
def test_unbounded_and_nested_ones_do_not(pattern):
    assert "repetition" in (check_regex(pattern) or "")


def test_a_pattern_that_takes_too_long_fits_nothing():
    # Each of the parts may take the a's in many ways; the pattern is bounded, and still far too slow.
    pattern = "x" + "[ab]{0,60}" * 6 + "[cd]"
    assert check_regex(pattern) is None
    assert not search_regex(pattern, "x" + "a" * 300 + "b")


def test_patterns_fit_the_whole_line_in_any_case():
    assert search_regex(r"photo \d{1,3}", "PHOTO 12")
    assert not search_regex(r"photo \d{1,3}", "photo 12 shows the pool")
