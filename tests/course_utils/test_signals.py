"""Where floating-point signals are missing, as in a browser, there are the same warnings."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from autograder.lesson.course import Course
from autograder.lesson.home.seals import behaviours
from course_utils import check
from course_utils.check import calls
from course_utils.check.failure import CheckFailed, GaveWarning
from course_utils.check.signals import Overlooked, _Watched, signals_are_missing, watched_call
from tests.support import ROOT


def _in_place(x: np.ndarray) -> np.ndarray:
    x = x.copy()
    x *= 1e300
    return x


def _masked(x: np.ndarray) -> np.ndarray:
    out = np.zeros_like(x)
    out[x > 0] = 1 / (1 + np.exp(-x[x > 0]))
    return out


DOES: dict[str, Callable[[np.ndarray], Any]] = {
    "naive sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "naive softmax": lambda x: np.exp(x) / np.sum(np.exp(x)),
    "stable softmax": lambda x: np.exp(x - x.max()) / np.exp(x - x.max()).sum(),
    "a logarithm": lambda x: -np.log(np.abs(x)),
    "a logarithm of what is negative": lambda x: np.log(x),
    "a quotient": lambda x: x / np.asarray(x),
    "an inverse": lambda x: 1 / np.array(x, dtype=float),
    "a power": lambda x: x**-2,
    "a square": lambda x: x**2,
    "a large product": lambda x: x * 1e305,
    "in place": _in_place,
    "masked": _masked,
    "chosen": lambda x: np.log(np.where(x > 0, x, 1.0)),
    "a sum": lambda x: np.sum(x.clip(-1e4, 1e4) * 1e304),
    "a difference of infinities": lambda x: np.inf * np.sign(x) - np.inf,
    "a product of matrices": lambda x: (
        np.outer(x.clip(-9, 9), x.clip(-9, 9)) @ np.full((4, 2), 1e306)
    ),
    "a number at a time": lambda x: [np.exp(float(each)) for each in x],
    "ignored": np.errstate(all="ignore")(lambda x: np.exp(x * 1e3) + np.log(x * 0.0)),
    "only where it can be done": lambda x: np.divide(1, x, out=np.full(4, np.inf), where=x != 0),
    "only where it is done": lambda x: np.exp(x * 9, out=np.ones(4), where=x > 1),
    "a row where it can be done": lambda x: np.divide(
        np.ones((3, 4)), x, out=np.full((3, 4), np.nan), where=np.abs(x) > 1e-300
    ),
    "a sum of some": lambda x: np.sum(np.log(np.abs(x) + 1e-9) * 1e306, where=x > 0),
    "a sum of some rows": lambda x: np.add.reduce(
        np.array([x.clip(-1e5, 1e5) * 1e303, x]), axis=1, initial=1e308, where=[[True], [False]]
    ),
    "a sum that begins far out": lambda x: np.add.reduce(x.clip(-9, 9), initial=np.inf),
    "a largest that begins at the least": lambda x: np.max(x, initial=-np.inf),
    "the least of none": lambda x: np.min(x[:0], initial=np.inf) + np.sum(x[:0]),
    "a list of them": lambda x: {"p": (1 / x, [np.exp(x)])},
}
OTHER_WORDS = {"zero_by_zero"}  # an operator between two single numbers: a later check fails
NUMBERS = st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.5, 30.0, 800.0, -800.0, 1e308, -1e308]) | (
    st.floats(-1e4, 1e4)
)
SUBNORMAL = 2.0**-1030  # its reciprocal overflows


def texts(call: Callable[[], Any]) -> tuple[list[warnings.WarningMessage], Any]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with np.errstate(over="warn", divide="warn", invalid="warn", under="ignore"):
            result = call()
    return caught, result


@pytest.mark.parametrize("name", DOES)
@given(x=arrays(float, 4, elements=NUMBERS))
@example(x=np.full(4, SUBNORMAL))
@example(x=np.array([SUBNORMAL, 0.0, 1.0, -SUBNORMAL]))
@example(x=np.array([800.0, 0.0, -800.0, 1e308]))
def test_what_numpy_warns_of_is_seen_from_outside(name: str, x: np.ndarray) -> None:
    f = DOES[name]
    said, expected = texts(lambda: f(x.copy()))
    seen, result = texts(lambda: watched_call(f, (x,), {}))
    ours = {str(w.message) for w in seen if w.category is Overlooked}
    assert ours == {str(w.message) for w in said if w.category is RuntimeWarning}
    np.testing.assert_equal(result, expected)


def test_nothing_that_is_watched_comes_out() -> None:
    def cache(x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
        return {"x": x, "both": [x + y, (np.asarray(x),)]}

    found = watched_call(cache, (np.ones(3),), {"y": np.zeros(3)})
    parts = [found["x"], found["both"][0], found["both"][1][0]]
    assert [type(part) for part in parts] == [np.ndarray] * 3
    assert not isinstance(np.exp(np.ones(2)), _Watched)


def test_an_argument_is_not_changed() -> None:
    x = np.ones(3)
    watched_call(lambda x: x.__imul__(2), (x,), {})
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_here_numpy_notices() -> None:
    assert not signals_are_missing()


@pytest.mark.parametrize(
    "number", [1, 2, 3, *(pytest.param(n, marks=pytest.mark.long) for n in (4, 5, 6))]
)
def test_each_known_mistake_does_the_same_where_signals_are_missing(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = Course(ROOT).lesson(str(number))
    at_home = behaviours(lesson)
    monkeypatch.setattr(calls, "signals_are_missing", lambda: True)
    monkeypatch.setattr(calls, "watched_call", _ours_alone)
    in_a_browser = behaviours(lesson)
    assert [(s.test, s.wrong) for s in in_a_browser] == [(s.test, s.wrong) for s in at_home]
    unlike = {s.wrong.name for s, h in zip(in_a_browser, at_home, strict=True) if s.what != h.what}
    assert unlike <= OTHER_WORDS


def _ours_alone(f: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = watched_call(f, args, kwargs)
    for each in caught:
        if each.category is not RuntimeWarning:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)
    return result


def test_a_check_for_warnings_fails_where_signals_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calls, "signals_are_missing", lambda: True)
    monkeypatch.setattr(calls, "watched_call", _ours_alone)
    far = np.array([-1000.0, 1000.0])
    with pytest.raises(GaveWarning, match="overflow encountered in exp"):
        check.no_warnings(DOES["naive sigmoid"], far)
    assert check.no_warnings(DOES["stable softmax"], far).tolist() == [0.0, 1.0]
    with pytest.raises(CheckFailed):
        check.no_warnings(lambda x: np.log(x), 0.0)
