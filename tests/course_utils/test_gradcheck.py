"""The gradient check finds mistakes, says where, and leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course_utils.gradcheck import NotMeasurable, check_gradient


def cubes(x: np.ndarray) -> float:
    return float(np.sum(x**3 / 3 + np.sin(x)))


def cubes_gradient(x: np.ndarray) -> np.ndarray:
    return x**2 + np.cos(x)


points = arrays.arrays(
    float, arrays.array_shapes(max_dims=3, max_side=5), elements=st.floats(-2, 2)
)


@settings(deadline=None, max_examples=60)
@given(x=points)
def test_a_right_gradient_passes_at_any_shape(x: np.ndarray) -> None:
    report = check_gradient(cubes, cubes_gradient, x)
    assert report.ok, str(report)
    assert "agrees" in str(report)


@settings(deadline=None, max_examples=60)
@given(x=points, entry=st.integers(0, 10**6), off=st.sampled_from([-1.0, 0.01, 3.0]))
def test_a_wrong_entry_is_found_and_named(x: np.ndarray, entry: int, off: float) -> None:
    wrong = cubes_gradient(x)
    wrong.flat[entry % x.size] += off
    report = check_gradient(cubes, wrong, x)
    assert not report.ok
    assert report.worst_index == np.unravel_index(entry % x.size, x.shape)
    assert abs(report.analytic - report.numeric - off) < 1e-6
    assert report.function == "cubes"
    assert f"[{report.place}]" in str(report)


@pytest.mark.parametrize("factor", [0.0, -1.0, 2.0, 1.001])
def test_zero_flipped_and_scaled_gradients_fail_even_when_they_are_small(factor: float) -> None:
    x = np.array([0.3, -0.7, 1.1])
    for size in (1.0, 1e-3):
        report = check_gradient(
            lambda x, s=size: s * cubes(x), factor * size * cubes_gradient(x), x
        )
        assert not report.ok


def test_numbers_and_integers_are_points_too() -> None:
    assert check_gradient(lambda x: x**2, 6.0, 3.0).ok
    assert check_gradient(lambda x: x**2, 5.0, 3.0).worst_index == ()
    x = np.array([1, 2])
    assert check_gradient(cubes, cubes_gradient(x), x).ok
    assert x.dtype.kind == "i"


def test_x_is_put_back_even_when_the_function_raises() -> None:
    x = np.array([1.0, 2.0])
    calls = []

    def breaks(x: np.ndarray) -> float:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError
        return cubes(x)

    with pytest.raises(RuntimeError):
        check_gradient(breaks, cubes_gradient(x), x)
    assert x.tolist() == [1.0, 2.0]


def test_a_function_may_read_x_from_outside() -> None:
    params = {"W": np.array([[0.5, -1.0]])}
    report = check_gradient(lambda _: cubes(params["W"]), cubes_gradient(params["W"]), params["W"])
    assert report.ok


def test_a_large_gradient_that_is_wrong_everywhere_is_found_in_few_calls() -> None:
    x = np.linspace(-1, 1, 5000)
    calls = []

    def counted(x: np.ndarray) -> float:
        calls.append(1)
        return cubes(x)

    assert not check_gradient(counted, 2 * cubes_gradient(x), x).ok
    assert len(calls) < 500


@pytest.mark.parametrize(
    ("f", "gradient"),
    [
        (cubes, np.zeros(2)),
        (cubes, np.full(3, np.nan)),
        (lambda x: x, np.zeros(3)),
        (lambda x: float("nan"), np.zeros(3)),
        (lambda x: None, np.zeros(3)),
    ],
)
def test_what_has_no_slope_is_said_in_a_sentence(f: object, gradient: np.ndarray) -> None:
    with pytest.raises(NotMeasurable, match=r"must .* Got .* instead"):
        check_gradient(f, gradient, np.ones(3))  # type: ignore[arg-type]
