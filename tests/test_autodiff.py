"""Every operation's value and vector–Jacobian product, and what the engine promises besides."""

import pytest
from autodiff_checks import CHECKS

from calcml import autodiff


@pytest.mark.parametrize("name", CHECKS)
def test_the_engine_passes(name):
    CHECKS[name](autodiff)
