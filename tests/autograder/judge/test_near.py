"""Two numbers are near for a search of causes exactly where NumPy says so."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.judge.causes.alike import alike
from autograder.judge.causes.near import near_arrays, near_numbers

SPECIAL = [0.0, -0.0, 1.0, 1 + 1e-7, 1 + 1e-6, 1 + 1.1e-6, -1.0, 1e-10, 1.1e-10, 1e-320, 1e308]
ODD = [*SPECIAL, -1e308, 1.7e308, 2.0**53, 2.0**53 + 2, np.inf, -np.inf, np.nan]
FLOATS = st.one_of(st.sampled_from(ODD), st.floats())
INTS = st.one_of(st.sampled_from([0, 1, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 2**70]))
NUMBERS = st.one_of(FLOATS, INTS, st.booleans())
TOLERANCES = st.sampled_from([(1e-6, 1e-10), (0.0, 0.0), (0.02, 1e-10)])
DTYPES = ("f8", "f4", "f2", ">f8", "i8", "i1", "u8", "?", "c16", "g")


def numpy_says(a: Any, b: Any, rtol: float, atol: float) -> bool:
    with np.errstate(all="ignore"):
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))


@given(FLOATS, FLOATS, TOLERANCES)
def test_two_numbers(a: float, b: float, tolerance: tuple[float, float]) -> None:
    expected = numpy_says(np.asarray(a), np.asarray(b), *tolerance)
    assert near_numbers(a, b, *tolerance) == expected


@given(NUMBERS, NUMBERS, TOLERANCES)
def test_two_plain_numbers_of_any_kind(a: Any, b: Any, tolerance: tuple[float, float]) -> None:
    """Integers that no int64 holds are compared as objects: exactly, and with integers only."""
    x, y = np.asarray(a), np.asarray(b)
    if "O" in x.dtype.kind + y.dtype.kind:
        expected = x.dtype.kind == y.dtype.kind and a == b
    else:
        expected = numpy_says(x, y, *tolerance)
    assert alike(a, b, rtol=tolerance[0], atol=tolerance[1]) == expected


@st.composite
def pairs(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Two arrays of one shape: of any kinds, the second often nearly the first."""
    shape = draw(arrays.array_shapes(min_dims=0, max_dims=2, min_side=0, max_side=4))
    kind, other = draw(st.sampled_from(DTYPES)), draw(st.sampled_from(DTYPES))
    elements = st.sampled_from(ODD) if kind in ("f8", "g", "c16") else None
    a = draw(arrays.arrays(kind, shape, elements=elements))
    if draw(st.booleans()):
        b = draw(arrays.arrays(other, shape))
    else:
        with np.errstate(all="ignore"):
            b = (a * draw(st.sampled_from([1, 1 + 1e-7, 1 + 1e-5]))).astype(a.dtype)
        if b.size and draw(st.booleans()):
            b.flat[-1] = draw(st.sampled_from([0, 1, b.flat[0]]))
    return a, b[..., ::-1] if b.ndim and draw(st.booleans()) else b


@settings(max_examples=400)
@given(pairs(), TOLERANCES)
def test_two_arrays(pair: tuple[np.ndarray, np.ndarray], tolerance: tuple[float, float]) -> None:
    a, b = pair
    with np.errstate(all="ignore"):
        assert near_arrays(a, b, *tolerance) == numpy_says(a, b, *tolerance)


@given(st.lists(st.tuples(FLOATS, FLOATS), max_size=20), TOLERANCES)
def test_a_list_of_numbers_is_compared_number_by_number(
    numbers: list[tuple[float, float]], tolerance: tuple[float, float]
) -> None:
    a, b = [x for x, _ in numbers], [y for _, y in numbers]
    expected = all(near_numbers(x, y, *tolerance) for x, y in numbers)
    assert alike(a, b, rtol=tolerance[0], atol=tolerance[1]) == expected
    assert alike(a, tuple(a), rtol=tolerance[0], atol=tolerance[1])


@pytest.mark.parametrize("place", [0, 1, 999])
def test_one_number_among_many_tells_two_results_apart(place: int) -> None:
    a = np.random.default_rng(0).normal(size=1000)
    b = a.copy()
    assert alike(list(map(float, a)), b)
    assert alike(a, b)
    b[place] += 1e-3
    assert not alike(a, b)
    assert not alike(list(map(float, a)), list(map(float, b)))
