"""The functions that explorables compute with are those of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import special

from course_utils.explore.parts import special as own

SCORES = arrays(float, st.integers(1, 6), elements=st.floats(-1500, 1500))
SHARES = arrays(float, 4, elements=st.floats(0, 1))


@given(SCORES)
def test_they_agree_with_scipy_at_any_score(z: np.ndarray) -> None:
    assert own.expit(z) == pytest.approx(special.expit(z), rel=1e-12, abs=1e-300)
    assert own.log_expit(z) == pytest.approx(special.log_expit(z), rel=1e-12, abs=1e-300)
    assert own.softmax(z) == pytest.approx(special.softmax(z), rel=1e-9, abs=1e-300)
    assert own.logsumexp(z) == pytest.approx(special.logsumexp(z), rel=1e-12, abs=1e-12)


@given(SHARES, SHARES)
def test_the_relative_entropy_is_scipys(p: np.ndarray, q: np.ndarray) -> None:
    assert own.rel_entr(p, q) == pytest.approx(special.rel_entr(p, q), rel=1e-9, abs=1e-12)
