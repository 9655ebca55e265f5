"""What a lesson has computed once for a class: functions that its author names with `keeps`."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from autograder.lesson.instructor import Instructor
from tests.autograder.lesson.test_lesson import EXERCISE, complaint, parse

KEEPS = """\
# %% keeps="slow"
calls = []


def slow(settings, seed=0):
    calls.append((settings, seed))
    if settings["eta"] < 0:
        raise ValueError("eta")
    return [settings["eta"] * 2]

"""


def test_what_a_cell_keeps_is_computed_once_for_equal_plain_arguments() -> None:
    instructor = Instructor(parse(KEEPS + EXERCISE))
    first, second = (
        instructor.namespace(instructor.lesson.tests["test_double"], n) for n in (1, 2)
    )
    assert first["slow"]({"eta": 0.5}) == second["slow"]({"eta": 0.5}) == [1.0]
    assert len(first["calls"]) == 1
    first["slow"]({"eta": 0.5}).append("spoilt")
    assert second["slow"]({"eta": 0.5}) == [1.0]
    for other in ({"eta": 1}, {"eta": 1.0}, {"eta": True}, {"eta": 0.5, "more": 0}):
        first["slow"](other)
    first["slow"]({"eta": 0.5}, seed=1)
    assert len(first["calls"]) == 6


def test_errors_are_not_kept_nor_what_is_computed_from_more_than_plain_data() -> None:
    instructor = Instructor(parse(KEEPS + EXERCISE))
    names = instructor.namespace(instructor.lesson.tests["test_double"], 1)
    for _ in range(2):
        with pytest.raises(ValueError, match="eta"):
            names["slow"]({"eta": -1.0})
        names["slow"]({"eta": np.float64(0.5)})
        names["slow"]({"eta": 0.5, "why": "a" * 2000})
    assert len(names["calls"]) == 6


def test_what_is_kept_is_bounded() -> None:
    instructor = Instructor(parse(KEEPS + EXERCISE))
    names = instructor.namespace(instructor.lesson.tests["test_double"], 1)
    for n in range(300):
        names["slow"]({"eta": float(n)})
    names["slow"]({"eta": 299.0})
    assert len(names["calls"]) == 300
    names["slow"]({"eta": 0.0})
    assert len(names["calls"]) == 301


KEPT_ANSWER = """\
# %%
import warnings

import numpy as np

calls = []

# %% exercise="total" keeps="total"
def total(x, scale=1.0):
    ### BEGIN SOLUTION
    calls.append(x)
    if scale < 0:
        x *= scale
    if scale == 0:
        warnings.warn("nothing is left")
    return [x * scale, np.sum(x)]
    ### END SOLUTION

# %% tests="total" points=1
assert total(np.ones(2))[1] == 2
"""


@contextmanager
def quiet() -> Iterator[None]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def kept_answer() -> tuple[dict[str, Any], Any]:
    instructor = Instructor(parse(KEPT_ANSWER))
    names = instructor.namespace(instructor.lesson.tests["test_total"], 1)
    return names, names["reference"].total


def test_what_the_answer_to_an_exercise_keeps_is_told_by_every_bit_of_an_array() -> None:
    names, total = kept_answer()
    x = np.arange(6.0).reshape(2, 3)
    others = (x.T, x.ravel(), x.astype(int), x + 1e-15, x.astype(">f8"), np.copysign(x, -1))
    with quiet():
        first = total(x)
        assert total(np.asfortranarray(x.copy()))[1] == first[1] == 15
        assert len(names["calls"]) == 1
        for other in others:
            assert np.array_equal(total(other)[0], other)
        total(x, 2.0)
        total(x, scale=2.0)
        assert len(names["calls"]) == 9
        names["total"](x)  # what stands in the test's own namespace keeps nothing
    assert len(names["calls"]) == 10


def test_nobody_can_change_what_is_kept() -> None:
    names, total = kept_answer()
    x = np.ones(3)
    with quiet():
        for _ in range(3):
            found = total(x)
            assert found[0].tolist() == [1, 1, 1]
            found[0][:] = 7
            found.append("spoilt")
        x[0] = 5
        assert total(x)[1] == 7
    assert len(names["calls"]) == 2


def test_what_warns_or_changes_an_array_is_called_each_time() -> None:
    names, total = kept_answer()
    with quiet():
        for _ in range(2):
            x = np.ones(3)
            total(x, -1.0)
            assert x.tolist() == [-1, -1, -1]
        total(np.ones(3), 0.0)
    for _ in range(2):
        with pytest.warns(UserWarning, match="nothing is left"):
            total(np.ones(3), 0.0)
    assert len(names["calls"]) == 5


def test_arrays_of_objects_generators_and_long_arrays_are_not_kept_and_the_rest_is_bounded() -> (
    None
):
    names, total = kept_answer()
    with quiet():
        for _ in range(2):
            total(np.array([1, 2], dtype=object))
            total(np.ones(10_000))
        assert len(names["calls"]) == 4
        for n in range(300):
            total(np.full(2, n))
        total(np.full(2, 299))
        assert len(names["calls"]) == 304
        total(np.full(2, 0))
    assert len(names["calls"]) == 305


def test_a_cell_keeps_only_functions_of_its_own() -> None:
    assert "keeps='fast' names no function" in complaint(KEEPS.replace('"slow"', '"fast"', 1))
