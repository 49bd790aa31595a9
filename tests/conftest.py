"""What holds for all tests: none fails because a machine is slow, and in CI the examples are always the same."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "calm", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("calm")

collect_ignore = ["conftest.py"]  # it holds no doctests, and shares its name with the one in browser/
