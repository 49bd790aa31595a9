"""What holds for all tests."""

from hypothesis import settings

# Speed is never asserted in a test: no example has a deadline. Hypothesis chooses the rest; in CI its choice is fixed.
settings.register_profile("calm", settings.default, deadline=None)
settings.load_profile("calm")
