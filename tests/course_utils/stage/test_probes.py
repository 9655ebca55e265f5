"""A sample is drawn from only where random probes show that it is the student's function."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.stage.probes import AGREES, PROBES, Sample, sample_score, spent

REACH, MOST = 4.0, 6.0


def sampled(function: Callable[..., np.ndarray], **options: object) -> Sample:
    rng = np.random.default_rng(1)
    return sample_score(function, reach=REACH, most=MOST, **{"rng": rng, **options})  # type: ignore[arg-type]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def test_at_least_32_probes_are_made() -> None:
    calls = []

    def own(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        calls.append(w)
        return sigmoid(X @ w + b)

    assert sampled(own).table is not None
    assert len(calls) == 1 + PROBES >= 33


@given(st.integers(0, 2**32 - 1))
def test_a_sample_is_the_function_everywhere(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sample = sampled(lambda X, w, b: sigmoid(2 * (X @ w + b) - 1), rng=rng)
    X, w, b = (
        rng.uniform(-REACH, REACH, (50, 2)),
        rng.uniform(-MOST, MOST, 2),
        rng.uniform(-MOST, MOST),
    )
    assert np.abs(sample(X @ w + b) - sigmoid(2 * (X @ w + b) - 1)).max() <= AGREES


@pytest.mark.parametrize(
    "squash",
    [
        sigmoid,
        lambda z: sigmoid(z + 2),
        lambda z: sigmoid(3 * z),
        lambda z: 2 * sigmoid(z),
        lambda z: np.full(len(z), 0.5),
        lambda z: np.tanh(z),
    ],
    ids=["right", "shifted", "steeper", "scaled", "flat", "another"],
)
def test_a_wrong_function_of_the_score_is_sampled_as_it_is(
    squash: Callable[[np.ndarray], np.ndarray],
) -> None:
    sample = sampled(lambda X, w, b: squash(X @ w + b))
    z = np.linspace(-20, 20, 999)
    assert np.abs(sample(z) - squash(z)).max() <= AGREES


def right_on_the_grid(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    """Right where the sample asks, and only there."""
    z, high = X @ w + b, MOST * (2 * REACH + 1)
    places = (z + high) / (2 * high) * 8192
    off = np.abs(places - np.round(places))
    return sigmoid(z) + np.where(off > 1e-6, 0.01, 0.0)


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (right_on_the_grid, "a probe at random lies 0.01 from"),
        (lambda X, w, b: sigmoid(X @ w), "a probe at random lies"),
        (lambda X, w, b: sigmoid(X[:, 0] * w[0] + np.abs(X[:, 1]) * w[1] + b), "a probe at random"),
        (lambda X, w, b: sigmoid((X**2) @ w + b), "a probe at random"),
        (lambda X, w, b: sigmoid(X @ w + b)[:, None], "one finite number for each point"),
        (lambda X, w, b: np.where(w[0] < 0, np.nan, sigmoid(X @ w + b)), "a probe at random"),
        (lambda X, w, b: 1 / 0, "ZeroDivisionError"),
    ],
    ids=["right on the grid", "without bias", "bent", "squared", "a column", "nan", "raising"],
)
def test_where_sample_and_function_differ_there_is_no_sample(
    own: Callable[..., np.ndarray], why: str
) -> None:
    sample = sampled(own)
    assert sample.table is None
    assert why in sample.why
    assert sample.wire == {}


def test_a_slow_function_is_not_waited_for() -> None:
    ticks = itertools.count()
    sample = sampled(lambda X, w, b: sigmoid(X @ w + b), clock=lambda: 0.4 * next(ticks))
    assert sample.table is None
    assert "too long" in sample.why


def test_seconds_asleep_count_too() -> None:
    before = spent(), time.process_time()
    time.sleep(0.4)
    worked = time.process_time() - before[1]  # within what the other clock measures
    asleep = spent() - before[0]
    assert asleep - worked >= 0.1
