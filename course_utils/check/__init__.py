"""Tests that explain themselves, for the test cells of the lessons.

Every check is silent when the answer is right and raises `CheckFailed` when it is not: one or two
sentences a student understands, the input that failed, and what came out. The checks take plain
results (numbers, strings, lists, tuples, dicts, NumPy arrays) and look at type, shape and
finiteness before they look at values, so nothing passes by accident.

    from course_utils import check

    check.close(sigmoid(0.0), 0.5, what="sigmoid(0)")
    check.agree(sigmoid, reference.sigmoid, rng.normal(size=6))
    check.done("sigmoid", hidden="inputs of ±1000")

What a student's function raises itself passes through. A notebook that has imported this says any
error in a sentence, and of an exercise that is not written yet a quiet line.
"""

from __future__ import annotations

from course_utils import session
from course_utils.check.calls import (
    agree,
    gradient,
    keeps_arguments,
    no_warnings,
    raises,
    results,
)
from course_utils.check.failure import CheckFailed
from course_utils.check.values import close, done, lend, lesson, shape, summary, true

__all__ = [
    "CheckFailed",
    "agree",
    "close",
    "done",
    "gradient",
    "keeps_arguments",
    "lend",
    "lesson",
    "no_warnings",
    "raises",
    "results",
    "shape",
    "summary",
    "true",
]

session.install()
