"""Parts hold what was written to them, whatever way it took to the disk."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleantext.batch import part as module
from cleantext.batch.part import Part
from cleantext.errors import BatchError

# Lengths around blocks, and around what is gathered.
LENGTHS = st.one_of(st.integers(0, 300), st.integers(4090, 4100), st.integers(8000, 30_000))


def noise(length: int, salt: int) -> bytes:
    return hashlib.shake_128(str(salt).encode()).digest(length)


STEPS = st.lists(st.tuples(LENGTHS, st.sampled_from(["", "", "flush", "open anew", "lose"])), max_size=12)


@given(steps=STEPS, block=st.sampled_from([4096, 1]))
@settings(max_examples=100)
def test_what_was_flushed_is_in_the_file(steps, block):
    """Also where the system refuses to be passed, as it does if what it is given is no block of a disk."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for name, value in ("_HELD", 10_000), ("_GATHERED", 3 * 4096), ("_BLOCK", block):
            patch.setattr(module, name, value)
        path = Path(folder) / "part"
        part = Part(path, 0)
        sure = written = b""
        for salt, (length, then) in enumerate(steps):
            written += (data := noise(length, salt))
            part.write(memoryview(data))
            assert part.size == len(written)
            if then in ("flush", "open anew"):
                part.flush()
                part.sync()
                sure = written
                assert path.read_bytes() == sure
            if then in ("open anew", "lose"):
                part.close()
                part, written = Part(path, len(sure)), sure
                assert path.read_bytes() == sure
        part.flush()
        part.close()
        assert path.read_bytes() == written


def test_a_part_that_is_too_short_is_not_gone_on_with(tmp_path):
    (tmp_path / "part").write_bytes(b"short")
    with pytest.raises(BatchError, match="shorter than its journal says"):
        Part(tmp_path / "part", 6)


@pytest.mark.skipif(not hasattr(os, "O_DIRECT"), reason="no way past the system's memory here")
def test_a_long_part_goes_on_past_the_systems_memory(tmp_path, monkeypatch):
    try:
        os.close(os.open(tmp_path / "part", os.O_CREAT | os.O_RDWR | os.O_DIRECT))
    except OSError:
        pytest.skip("this file system has none")
    monkeypatch.setattr(module, "_HELD", 10_000)
    monkeypatch.setattr(module, "_GATHERED", 4096)
    part = Part(tmp_path / "part", 0)
    part.write(noise(9_000, 1))
    assert part._direct is None
    part.write(noise(20_000, 2))
    assert part._direct is not None
    part.close()
