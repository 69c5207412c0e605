"""Records as bytes: what is not changed stays as it is spelled."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleantext.batch import jsontext
from cleantext.batch.jsontext import dump_value, parse_record, place_of, replaced, spans
from cleantext.native import core

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.text(max_size=4) | st.just("text"), VALUES, max_size=5)
SPELLINGS = st.fixed_dictionaries({"ensure_ascii": st.booleans(), "indent": st.sampled_from([None, 1])})


@given(RECORDS, st.text(), st.text(), SPELLINGS)
def test_a_changed_field_changes_and_all_others_stay(record, old, new, spelling):
    record = record | {"text": old}
    raw = json.dumps(record, **spelling).encode("utf-8", "surrogatepass")
    made = replaced(raw, record, {"text": new})
    assert json.loads(made) == record | {"text": new}
    assert list(json.loads(made)) == list(record)


@given(
    RECORDS, st.text(), st.dictionaries(st.sampled_from(["text", "cleantext", "é"]), st.text(), min_size=1)
)
def test_several_fields_change_and_new_ones_come_last(record, old, changes):
    record = record | {"text": old}
    made = replaced(json.dumps(record).encode(), record, changes)
    assert json.loads(made) == record | changes
    assert list(json.loads(made)) == list(record | changes)


SPELLED = [
    '{"n": 123456789012345678901234567890, "text": "a", "f": 1.10, "e": 1E+2}',
    '{ "text" : "a" , "z": -0.0 }',
    '{"kind": "text", "text": "a"}',
    '{"meta": {"text": "a"}, "text": "a"}',
    '{"te\\u0078t": "a", "x": "text"}',
    '{"te\\u0078t": "a", "inside": {"text": "a"}}',
    '{"inside": {"text": "a"}, "te\\u0078t": "a"}',
    '{"text": "a", "te\\u0078t" : "a"}',
    '{"ends in \\"text": "a", "te\\u0078t": "a"}',
    '{"say \\"text": "a", "text": "a"}',
    '{"x": "\\"text\\": \\"a\\"", "text": "a"}',
    '{"text": "\\u0061", "path": "\\/"}',
    '{"text": "a", "n": NaN}',
    '{"text": "a", "half": "\\ud83d"}',
    '{"text":"a"}\r',
]


@pytest.mark.parametrize("raw", SPELLED)
def test_numbers_escapes_and_spaces_stay_as_spelled(raw):
    made = replaced(raw.encode(), parse_record(raw.encode()), {"text": "b"}).decode()
    values = json.loads(made, parse_constant=str)
    assert values == json.loads(raw, parse_constant=str) | {"text": "b"}
    # Undoing the one change leaves the bytes that came in: nothing else moved.
    place = next(p for p in ('"\\u0061"', '"a"') if p in raw)
    assert any(made[:i] + place + made[i + 3 :] == raw for i in range(len(made)) if made[i : i + 3] == '"b"')


@pytest.mark.parametrize("native", [True, False])
@given(RECORDS, st.text(), SPELLINGS, st.sampled_from(["text", "te\\u0078t"]))
def test_the_place_of_a_text_is_that_of_the_record_s_own(native, record, text, spelling, key):
    spelled = json.dumps(record | {"text": text}, **spelling).replace('"text"', f'"{key}"', 1)
    raw = spelled.encode("utf-8", "surrogatepass")
    values = json.loads(spelled)
    start, end = spans(spelled)["text"]
    with pytest.MonkeyPatch.context() as patch:
        if not native:
            patch.setattr(jsontext, "core", None)
        place = place_of(raw, values, "text") if isinstance(values["text"], str) else None
    if place is not None:
        assert place == tuple(len(spelled[:at].encode("utf-8", "surrogatepass")) for at in (start, end))


@pytest.mark.skipif(core is None, reason="there is no native core")
@pytest.mark.parametrize("raw", SPELLED)
def test_the_quick_way_to_a_text_finds_it_or_gives_up(raw):
    assert core.place_of_json_string(raw.encode(), b'"text"') in (None, spans(raw)["text"])


def test_a_record_in_ascii_stays_in_ascii():
    assert replaced(b'{"text": "\\u00e9"}', {"text": "é"}, {"text": "è"}) == b'{"text": "\\u00e8"}'
    assert replaced('{"text": "é"}'.encode(), {"text": "é"}, {"text": "è"}) == '{"text": "è"}'.encode()


def test_what_orjson_refuses_is_read_as_python_writes_it():
    assert math.isnan(parse_record(b'{"a": NaN}')["a"])
    assert parse_record(b'{"a": "\\ud83d"}')["a"] == "\ud83d"
    assert json.loads(dump_value({"a": "\ud83d", "n": 10**40})) == {"a": "\ud83d", "n": 10**40}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"{", "Expecting"),
        (b"[1]", "a list"),
        (b'"x"', "a string"),
        (b"3", "a number"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_record_is_said(raw, said):
    with pytest.raises(ValueError, match=said):
        parse_record(raw)
