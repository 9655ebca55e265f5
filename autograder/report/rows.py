"""One student in a lesson's report: marks, verdicts, and what an instructor should know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from autograder.gradebook.marks import Mark, Marks
from autograder.grading.records import Record
from autograder.handback.table import exercises
from autograder.judge.verdict import Verdict
from autograder.lesson.lesson import Lesson

STOPPED = (Verdict.TIMEOUT, Verdict.CRASH, Verdict.REFUSED)


@dataclass(frozen=True)
class About:
    """What is known of a student beside marks and record.

    Attributes:
        name: as on the roster, last name first; empty where it is not known.
        attempts: how many notebooks were handed in for the lesson.
        hours_late: after the due date and any extension.
        has_feedback: whether there is a feedback page.
    """

    name: str = ""
    attempts: int = 1
    hours_late: float = 0.0
    has_feedback: bool = False


@dataclass(frozen=True)
class Override:
    """Points that a person gave for an exercise in place of the judge's."""

    exercise: str
    judged: float
    given: float

    def __str__(self) -> str:
        return f"{self.exercise}: {self.given:g} points by hand instead of {self.judged:g}"


@dataclass(frozen=True)
class StudentRow:
    """One student. `score` is None without a mark.

    Attributes:
        verdicts: by exercise.
        points: by exercise; None where a person has still to give them.
        late_penalty: points off for lateness, taken off `score` already.
        has_marks: whether the gradebook holds any.
    """

    student: str
    score: float | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    points: Mapping[str, float | None] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    waits: bool = False
    late_penalty: float = 0.0
    notes: tuple[str, ...] = ()
    problem: str = ""
    about: About = field(default_factory=About)

    @property
    def stopped(self) -> tuple[str, ...]:
        """The exercises whose program did not come to its end."""
        return tuple(name for name, verdict in self.verdicts.items() if verdict in STOPPED)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an instructor should know, most urgent first."""
        ended = [f"{name}: {self.verdicts[name].value}" for name in self.stopped]
        problem = [f"not judged: {self.problem}"] if self.problem else []
        return (*problem, *ended, *self._late(), *map(str, self.overrides), *self.notes)

    def _late(self) -> list[str]:
        hours = f"{self.about.hours_late:.1f} h late" if self.about.hours_late else ""
        if self.late_penalty:
            off = f"{self.late_penalty:g} points off for lateness"
            return [f"{off} ({hours})" if hours else off]
        return [f"{hours}, no points off"] if hours else []


def student_row(
    lesson: Lesson, student: str, record: Record | None, marks: Marks | None, about: About
) -> StudentRow:
    """The row of a student from the record and the marks, either of which may be missing."""
    judgement = record.judgement if record else {}
    verdicts = {e["name"]: Verdict(e["verdict"]) for e in judgement.get("exercises", [])}
    cells = marks.cells if marks else {}
    by_exercise = {
        name: [cells[cell] for cell in graded if cell in cells]
        for name, graded in exercises(lesson).items()
    }
    return StudentRow(
        student,
        marks.score if marks and cells else None,
        verdicts,
        {name: _points(given) for name, given in by_exercise.items()} if cells else {},
        tuple(_overrides(by_exercise)),
        waits=bool(marks and marks.waits),
        late_penalty=marks.late_penalty if marks else 0.0,
        notes=tuple(judgement.get("notes", ())),
        problem=record.problem if record else "",
        about=about,
    )


def _points(given: Sequence[Mark]) -> float | None:
    waits = any(mark.waits for mark in given)
    return None if waits or not given else sum(mark.score for mark in given)


def _overrides(by_exercise: Mapping[str, Sequence[Mark]]) -> list[Override]:
    found = []
    for name, given in by_exercise.items():
        judged = sum(mark.score if mark.auto is None else mark.auto for mark in given)
        total = sum(mark.score for mark in given)
        if any(mark.by_hand and mark.auto is not None for mark in given) and total != judged:
            found.append(Override(name, judged, total))
    return found
