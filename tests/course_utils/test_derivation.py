"""The ladder names the first wrong line of a derivation, and only that one."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils.derivation import Line, ladder, slope

X = np.array([0.5, 2.0])


def not_written():
    raise NotImplementedError


def test_a_line_that_agrees_with_the_one_above_holds():
    line = Line(
        "square_slope",
        "the slope of the square",
        lambda: 2 * X,
        lambda: slope(lambda x: np.sum(x**2), X),
    )
    assert ladder([line]) == "✓ square_slope  is the slope of the square: [1. 4.]"


def test_a_wrong_line_is_named_with_both_results():
    text = ladder([Line("slope", "twice x", lambda: X, lambda: 2 * X)])
    assert text.startswith("✗ slope  should be twice x")
    assert "[0.5 2. ]" in text
    assert "[1. 4.]" in text


def test_a_wrong_line_does_not_blame_the_next():
    wrong = Line("first", "twice x", lambda: X, lambda: 2 * X)
    right = Line("second", "the first line plus one", lambda: X + 1, lambda: X + 1)
    assert [entry[0] for entry in ladder([wrong, right]).split("\n")] == ["✗", "✓"]


def test_nothing_broadcasts():
    text = ladder([Line("mean", "one number", lambda: X, lambda: 0.5)])
    assert "its shape is (2,); expected ()" in text


def test_nan_never_agrees():
    text = ladder([Line("f", "a number", lambda: np.nan, lambda: np.nan)])
    assert text.startswith("✗")


def test_an_unwritten_line_waits_and_so_does_one_measured_by_it():
    lines = [
        Line("first", "…", not_written, lambda: 1.0),
        Line("second", "…", lambda: 1.0, not_written),
    ]
    first, second = ladder(lines).split("\n")
    assert first == "· first   not_written is not written yet."
    assert second == "· second  It waits for a line above to be written."


def test_an_error_is_said_in_a_line_and_stops_nothing():
    lines = [
        Line("bad", "…", lambda: 1 / 0, lambda: 1.0),
        Line("good", "one", lambda: 1.0, lambda: 1.0),
    ]
    bad, good = ladder(lines).split("\n")
    assert bad.startswith("· bad   ZeroDivisionError")
    assert good.startswith("✓")


def test_a_line_above_that_breaks_is_not_blamed_on_this_one():
    text = ladder([Line("good", "…", lambda: 1.0, lambda: 1 / 0)])
    assert text.startswith("· good  It cannot be compared with the lines above. ZeroDivisionError")


def test_warnings_of_a_students_line_stay_out_of_the_picture(recwarn):
    ladder([Line("log", "minus infinity", lambda: np.log(np.zeros(1)), lambda: np.zeros(1))])
    assert not recwarn.list


def test_the_empty_derivation_is_an_empty_text():
    assert ladder([]) == ""


@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
def test_slope_has_the_shape_of_x_and_leaves_x_alone(shape):
    x = np.full(shape, 3)
    measured = slope(lambda v: np.sum(v**2), x)
    assert measured.shape == shape
    assert np.allclose(measured, 6.0)
    assert np.array_equal(x, np.full(shape, 3))
