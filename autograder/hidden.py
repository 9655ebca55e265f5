"""What hidden tests stand on when no judge runs them.

`autograder grade` never runs a hidden test in a student's process. Stock nbgrader does, and so
does an author who runs a lesson's source as Python; for both, this module offers the reference
answers and random numbers under the same names as the judge, and lends the reference answer of
an exercise that failed, as the judge does; of a pair, the student's own half where the test
passes with it.
"""

from __future__ import annotations

import copy
import os
from functools import lru_cache
from typing import Any

import numpy as np

from autograder.judge.testcell import run_test_cell
from autograder.lesson.course import find_course
from autograder.lesson.instructor import Instructor
from course_utils.check import failure

SEED = "AUTOGRADER_SEED"
_passed: dict[str, set[str]] = {}
_by_own: dict[str, set[str]] = {}  # exercises that fit the student's own other half of a pair


class LazyReference:
    """The reference answers of a lesson, read from its source when first asked for."""

    def __init__(self, lesson: str) -> None:
        self._lesson = lesson

    def __getattr__(self, name: str) -> Any:
        return getattr(_instructor(self._lesson).reference, name)


def setup(lesson: str) -> tuple[LazyReference, np.random.Generator]:
    """`reference` and `rng` for the hidden tests of `lesson`; the seed may be set in SEED."""
    seed = os.environ.get(SEED)
    return LazyReference(lesson), np.random.default_rng(None if seed is None else int(seed))


def begin(lesson: str, test: str, namespace: dict[str, Any]) -> None:
    """Before a test cell: lend the answers of the earlier exercises that did not pass.

    From here on no check tells what it expects: hidden ones are among them.
    """
    failure.tells_expected = False
    instructor = _instructor(lesson)
    passed = _passed.setdefault(lesson, set())
    by_own = _by_own.setdefault(lesson, set())
    this = instructor.lesson.exercise(instructor.lesson.tests[test].key)
    own: dict[str, Any] = {}
    for exercise in instructor.lesson.exercises:
        if exercise.name == this.name:
            break
        missed = not passed.issuperset(cell.grade_id for cell in exercise.tests)
        if exercise.lend and (missed or exercise.name in by_own):
            for name in exercise.asks:
                answer = getattr(instructor.reference, name)
                if callable(answer) and not isinstance(answer, type):
                    own |= {name: namespace.get(name)} if exercise.name == this.pair else {}
                    namespace[name] = answer
    if any(own.values()):
        lent = {name: namespace[name] for name in own}
        namespace.update(own)
        trial = {**namespace, "rng": copy.deepcopy(namespace.get("rng"))}
        if run_test_cell(instructor.lesson.tests[test].source, trial):
            namespace.update(lent)
        else:
            by_own.add(this.name)


def finish(lesson: str, test: str) -> None:
    """After the last check of a test cell: it passed."""
    _passed.setdefault(lesson, set()).add(test)


@lru_cache(maxsize=8)
def _instructor(lesson: str) -> Instructor:
    return Instructor(find_course().lesson(lesson))
