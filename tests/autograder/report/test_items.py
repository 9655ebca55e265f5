"""How hard an exercise was and whether it discriminates: against formulas worked out otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.report.items import LEAST_STUDENTS, discriminations

points = arrays(
    float, st.tuples(st.integers(10, 40), st.integers(2, 8)), elements=st.integers(0, 6).map(float)
)


@given(points)
def test_the_discrimination_is_the_one_of_the_corrected_formula(table: np.ndarray) -> None:
    total = table.sum(axis=1)
    for column, found in zip(table.T, discriminations(table), strict=True):
        rest = total - column
        if column.std() == 0 or rest.std() == 0:
            assert found is None
            continue
        r, own, all_of_it = np.corrcoef(column, total)[0, 1], column.std(), total.std()
        # r(i, T - i) from r(i, T) and the two standard deviations
        corrected = (r * all_of_it - own) / np.sqrt(all_of_it**2 + own**2 - 2 * r * all_of_it * own)
        assert found == pytest.approx(corrected, abs=1e-7)
        assert found is not None
        assert -1 <= found <= 1


@given(points, st.floats(0.1, 100))
def test_it_does_not_depend_on_the_unit_of_the_points_or_the_order_of_the_students(
    table: np.ndarray, unit: float
) -> None:
    once, again = discriminations(table), discriminations(table[::-1] * unit)
    for a, b in zip(once, again, strict=True):
        assert a == (None if b is None else pytest.approx(b, abs=1e-7))


def test_an_exercise_that_only_the_weak_solve_is_negative() -> None:
    strength = np.arange(12.0)
    table = np.stack([3 * strength, 2 * strength, 11 - strength], axis=1)
    good, also, odd = discriminations(table)
    assert good == also == pytest.approx(1)
    assert odd == pytest.approx(-1)


def test_of_a_small_class_it_says_nothing() -> None:
    table = np.random.default_rng(1).integers(0, 3, (LEAST_STUDENTS - 1, 4)).astype(float)
    assert discriminations(table) == [None] * 4
    assert discriminations(np.zeros((0, 3))) == [None] * 3
