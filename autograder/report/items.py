"""How each exercise went: how hard it was, and whether it tells strong work from weak."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.judge.verdict import Verdict
from autograder.lesson.lesson import Lesson
from autograder.report.rows import StudentRow

LEAST_STUDENTS = 10  # of fewer, a correlation says nothing
# Below it, look at the exercise: Ebel and Frisbie, Essentials of Educational Measurement, 1991.
LOW = 0.2


@dataclass(frozen=True)
class ExerciseRow:
    """How an exercise went.

    Attributes:
        share: the mean share of the points, from 0 (hard) to 1 (easy): the difficulty; of those who
            passed, where there are no points. None while a person has still to mark any answer.
        discrimination: see `discriminations`; None where it cannot be worked out.
        waiting: how many answers a person has still to mark.
    """

    name: str
    points: float
    written: bool
    counts: Mapping[Verdict, int]
    share: float | None
    waiting: int = 0
    discrimination: float | None = None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def is_low(self) -> bool:
        """Whether those who did well elsewhere did hardly better here."""
        return self.discrimination is not None and self.discrimination < LOW


def exercise_rows(lesson: Lesson, students: Sequence[StudentRow]) -> list[ExerciseRow]:
    """A row for each exercise and each written question, in the lesson's order."""
    worth = {exercise.name: (exercise.points, False) for exercise in lesson.exercises}
    worth |= {cell.key: (float(cell.options["points"]), True) for cell in lesson.written}
    graded = [row for row in students if row.points]
    whole = [name for name in worth if graded and all(r.points[name] is not None for r in graded)]
    table = np.array([[row.points[name] for name in whole] for row in graded], dtype=float)
    table = table.reshape(len(graded), len(whole))
    found = dict(zip(whole, discriminations(table), strict=True))
    return [
        ExerciseRow(
            name,
            points,
            written,
            Counter(row.verdicts[name] for row in students if name in row.verdicts),
            _share(name, points, graded) if name in whole else None,
            sum(row.points[name] is None for row in graded),
            found.get(name),
        )
        for name, (points, written) in worth.items()
    ]


def discriminations(points: np.ndarray) -> list[float | None]:
    """The corrected item-total correlation of each exercise.

    Pearson's correlation of the points for an exercise with the sum of the points for all others:
    the exercise itself is left out of the total, with which it would correlate in any case
    (Nunnally and Bernstein, Psychometric Theory, 3rd edition 1994, chapter 8).

    Parameters
    ----------
    points : (students, exercises), in points.

    Returns a number from -1 to 1 for each exercise; None for all with fewer than `LEAST_STUDENTS`
    students, and for an exercise where all students have the same points, there or elsewhere.
    """
    students, exercises = points.shape
    if students < LEAST_STUDENTS:
        return [None] * exercises
    total = points.sum(axis=1)
    return [_correlation(column, total - column) for column in points.T]


def _correlation(one: np.ndarray, other: np.ndarray) -> float | None:
    a, b = one - one.mean(), other - other.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    smallest = 1e-12 * len(one) * max(1.0, float(np.abs(one).max() * np.abs(other).max()))
    return float(np.clip((a @ b) / size, -1.0, 1.0)) if size > smallest else None


def _share(name: str, points: float, graded: Sequence[StudentRow]) -> float | None:
    given = [value for row in graded if (value := row.points[name]) is not None]
    if given and not points:  # what adds no points: the share of those who passed
        return statistics.fmean(row.verdicts.get(name) is Verdict.PASS for row in graded)
    return statistics.fmean(given) / points if given else None
