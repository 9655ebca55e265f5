"""Checks of one value: close, shape, true; and the line that says all is well."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from course_utils import session
from course_utils.check.compare import Subject, Tolerance, compare, wrong_shape
from course_utils.check.failure import CheckFailed
from course_utils.check.plain import NotPlain, describe, snapshot
from course_utils.check.settled import settle


def close(
    got: Any,
    expected: Any,
    *,
    what: str,
    given: Mapping[str, Any] | None = None,
    rtol: float = 1e-7,
    atol: float = 1e-9,
) -> None:
    """Fail unless `got` is `expected` up to rounding: |got − expected| ≤ atol + rtol·|expected|.

    Nothing broadcasts. NaN equals only NaN, inf only the same inf, and integers must be exact.
    Tuples, lists and dicts are compared part by part; an expected list also accepts an array.

    Args:
        got: what the student's code gave.
        expected: numbers, texts, arrays, or lists, tuples and dicts of them.
        what: the thing under test, as the start of a sentence: "sigmoid(0)", "the weight hand_w_1".
        given: the input that led here, name → value, shown when the check fails.

    Raises:
        CheckFailed: they differ.
    """
    compare(got, expected, Subject(what, given=given, told=True), Tolerance(rtol, atol))


def shape(
    got: Any, shape: tuple[int | None, ...], *, what: str, given: Mapping[str, Any] | None = None
) -> None:
    """Fail unless `got` is an array of numbers of this shape; None stands for any length.

    The shape () asks for a single number.

    Raises:
        CheckFailed: the kind or the shape is another.
    """
    subject = Subject(what, given=given)
    due = f"an array of shape {str(shape).replace('None', 'any')}" if shape else "a single number"
    try:
        plain = snapshot(got)
    except NotPlain as error:
        raise subject.fail(f"{error}; expected {due}.", None) from None
    if not shape:
        if isinstance(plain, (int, float)):
            return
        raise subject.fail(f"{describe(plain)}; expected {due}.", plain)
    if not isinstance(plain, np.ndarray):
        missing = " (is a return missing?)" if plain is None else ""
        raise subject.fail(f"{describe(plain)}; expected {due}{missing}.", plain)
    fits = len(shape) == plain.ndim and all(
        due in (None, found) for due, found in zip(shape, plain.shape, strict=True)
    )
    if not fits:
        raise subject.fail(wrong_shape(plain, shape, given), plain)


def true(
    condition: Any, sentence: str, *, given: Mapping[str, Any] | None = None, got: Any = None
) -> None:
    """Fail with `sentence` unless `condition` is True.

    Only a plain truth value counts: an array, or an object that calls itself true, fails.

    Args:
        condition: a bool (numpy.bool_ is one too).
        sentence: what is wrong, said when the condition is not met.
        given: the input that led here, name → value.
        got: what came out.

    Raises:
        CheckFailed: the condition is False, or no truth value.
    """
    if type(condition) not in (bool, np.bool_):
        sentence = f"{sentence} (The check needs True or False and found {describe(condition)}.)"
        raise CheckFailed(sentence, given, got)
    if not condition:
        raise CheckFailed(sentence, given, got)


def done(name: str, *, hidden: str = "") -> None:
    """Say that the visible tests of an exercise pass, and what the hidden ones will also try.

    Raises:
        CheckFailed: in a notebook, where the answer is a number that is not right.
    """
    right = settle(*session.at_work(name))
    print(f"✓ {name}: right." if right else f"✓ {name}: the visible tests pass.")
    if hidden and not right:
        also = f"When it is marked, hidden tests also try {hidden.rstrip('.')}."
        print("  " + session.wrapped(also))
    if so_far := session.finished(name):
        print(f"  {so_far}")


def lesson(name: str) -> None:
    """Say which lesson a notebook is: `done` tells then how far one is, and `summary` works."""
    session.begin(name)


def lend(name: str) -> None:
    """Put a working answer of the exercise `name` in place, until its own cell is run again.

    It earns no points: where work is marked, there is nothing to lend.

    Raises:
        ValueError: the lesson has no such exercise, or nothing to lend for it.
    """
    session.lend(name, sys._getframe(1).f_globals)


def summary() -> None:
    """Print what is open in this lesson, the points within reach, and how to hand in."""
    session.summary()
