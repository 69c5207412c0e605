"""The benchmark of speed runs as `make bench` calls it, and prints all of its tables; what they say is not looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.mark.slow
def test_the_benchmark_of_speed_prints_its_tables():
    sizes = "--count 20 --rounds 1 --warm 20 --size 1".split()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.speed", *sizes],
        cwd=ROOT,
        # As in the Makefile, from the project's folder; without clean-text in it that tool is left out.
        env=os.environ | {"CLEAN_TEXT_PYTHON": os.path.relpath(sys.executable, ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for wanted in ("ftfy.fix_text", "datatrove", "over plsfix", "times one worker", "one small file"):
        assert wanted in done.stdout
