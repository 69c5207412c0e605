"""Shared by all tests: Hypothesis profiles and the texts it draws."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

# Compiled rules go to a folder of the tests' own, not to the user's, where they would push others out.
os.environ.setdefault("CLEANTEXT_CACHE", str(Path(__file__).parent.parent / ".pytest_cache" / "rules"))

settings.register_profile(
    "fast", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "thorough", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))
