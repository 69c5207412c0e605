"""Open holes: what they take, and that the fast test for dates never misses one."""

from __future__ import annotations

import re

import pytest

from cleantext.rules.folding import fold
from cleantext.rules.holes import DATE_LAST, HOLES, MAX_DATE, ends_with_date, has_date

DATES = [
    "May 3, 2019", "3 May 2019", "3rd of May 2019", "Monday, May 3, 2019", "Sept. 12, 2020", "12. September 2020", "Montag, 12.09.2020",
    "2020-09-12", "12/09/2020", "9/12/20", "12.09.20", "le 3 mars 2021", "3 de marzo de 2021", "1º de maio de 2020", "12 października 2019",
    "12 октября 2019", "2019年5月3日", "2019. 5. 3.", "2019년 5월 3일", "March 2020", "1er mars 2020", "3 maja 2020", "12-Jan-2020", "5 sierpnia 2018",
    "May 3, 2019 at 4:15 pm", "12.09.2020, 14:30 Uhr", "3. 5. 2019",
    "٣ مايو ٢٠١٩", "12 أكتوبر 2019", "۳ فروردین ۱۴۰۰", "15 دی 1399", "3 मई 2019", "१५ अगस्त २०२०", "3 พฤษภาคม 2562", "12 ก.ย. 2563",
    "3 tháng 5, 2019", "ngày 12 tháng 10 năm 2020",
]  # fmt: skip


@pytest.mark.parametrize("text", DATES)
def test_dates_as_the_world_writes_them_hold_a_date(text):
    assert has_date(fold(text))


@pytest.mark.parametrize("text", DATES)
def test_what_the_date_hole_fits_passes_the_fast_test(text):
    key = fold(text)
    if re.fullmatch(HOLES["date"], key):
        assert has_date(key)


@pytest.mark.parametrize("text", DATES)
@pytest.mark.parametrize("tail", ["", " at 4:15 pm", ", 14:30 Uhr", " um 9 h", " 10:30 gmt", " 5 a.m."])
def test_what_ends_with_a_date_is_known_to(text, tail):
    key = fold(text + tail)
    if re.search(HOLES["date"] + r"\Z", key):
        assert ends_with_date(fold(f"Printed by the harbour on {text}{tail}"))


def test_no_date_is_longer_than_the_end_that_is_searched():
    _, longest = re._parser.parse(DATE_LAST.source).getwidth()
    assert longest <= MAX_DATE


def test_most_dates_fit_the_hole_whole():
    fitting = [t for t in DATES if re.fullmatch(HOLES["date"], fold(t))]
    assert len(fitting) >= 34, sorted(set(DATES) - set(fitting))


@pytest.mark.parametrize(
    "text", ["12 comments", "chapter 3", "room 1204", "page 4 of 5", "version 2", "no digits in May"]
)
def test_numbers_alone_are_no_date(text):
    assert not has_date(fold(text))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("3-may-2020", True), ("3/may/2020", True), ("mon. 3 of may 2020", True), ("monday may 5 2020", True),
        ("may 2020", True), ("3-may", False), ("in may 2020", False), ("may", False), ("monday may", False),
    ],
)  # fmt: skip
def test_what_else_may_stand_around_a_month(text, fits):
    assert bool(re.fullmatch(HOLES["date"], text)) is fits
