"""Memory that is shared with forked processes: each number of a row has a part of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleantext.batch.slots import Slots


@given(st.integers(1, 5), st.integers(1, 20), st.integers(0, 100), st.data())
def test_what_was_put_last_under_each_of_the_last_numbers_is_there(count, size, first, data):
    slots = Slots(count, size)
    bodies = data.draw(st.lists(st.binary(max_size=size + 2), max_size=12))
    fits = [slots.put(first + n, body) for n, body in enumerate(bodies)]
    assert fits == [len(body) <= size for body in bodies]
    for n in range(max(0, len(bodies) - count), len(bodies)):
        if fits[n]:
            assert slots.get(first + n, len(bodies[n])) == bodies[n]
