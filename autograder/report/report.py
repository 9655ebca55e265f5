"""How a class did in a lesson: the numbers behind the terminal report, the page and the table.

Worked out from what grading left behind: the records (verdicts, notes, problems) and the gradebook
(marks, those given by hand included). Nothing is judged here.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from autograder.feedback.feedback import page_path
from autograder.gradebook import gradebook
from autograder.gradebook.marks import Marks
from autograder.grading.records import Record, read_records
from autograder.judge.verdict import Verdict
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.slips import slips, without_values

STOPPED = (Verdict.TIMEOUT, Verdict.CRASH, Verdict.REFUSED)


@dataclass(frozen=True)
class StudentRow:
    """One student. `score` is None without a mark; `verdicts` goes by exercise."""

    student: str
    score: float | None = None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    waits: bool = False
    late_penalty: float = 0.0
    notes: tuple[str, ...] = ()
    problem: str = ""
    has_feedback: bool = False

    @property
    def stopped(self) -> tuple[str, ...]:
        """The exercises whose program did not come to its end."""
        return tuple(name for name, verdict in self.verdicts.items() if verdict in STOPPED)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What an instructor should know, most urgent first."""
        ended = [f"{name}: {self.verdicts[name].value}" for name in self.stopped]
        late = [f"{self.late_penalty:g} points off for lateness"] if self.late_penalty else []
        problem = [f"not judged: {self.problem}"] if self.problem else []
        return (*problem, *ended, *late, *self.notes)


@dataclass(frozen=True)
class ExerciseRow:
    """How an exercise went. `share` is that of those who passed, or of the points by hand."""

    name: str
    points: float
    written: bool
    counts: Mapping[Verdict, int]
    share: float | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class MisconceptionRow:
    """A known mistake that was found; `sentence` is what its students were told."""

    exercise: str
    name: str
    sentence: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ClassReport:
    """A lesson and a class."""

    lesson: str
    title: str
    max_score: float
    students: tuple[StudentRow, ...]
    exercises: tuple[ExerciseRow, ...]
    misconceptions: tuple[MisconceptionRow, ...]

    @cached_property
    def scores(self) -> list[float]:
        """The marks there are, in order of size."""
        return sorted(row.score for row in self.students if row.score is not None)

    @property
    def problems(self) -> list[StudentRow]:
        return [row for row in self.students if row.problem]

    @property
    def waiting(self) -> list[StudentRow]:
        return [row for row in self.students if row.waits]

    @property
    def noted(self) -> list[StudentRow]:
        """Who was judged, but with something to know about it."""
        return [row for row in self.students if row.remarks and not row.problem]

    @property
    def mean(self) -> float | None:
        return statistics.fmean(self.scores) if self.scores else None

    @property
    def quartiles(self) -> tuple[float, float, float] | None:
        """First quartile, median, third quartile; of a single mark all three are that mark."""
        if not self.scores:
            return None
        doubled = self.scores if len(self.scores) > 1 else self.scores * 2
        first, median, third = statistics.quantiles(doubled, n=4, method="inclusive")
        return first, median, third


def class_report(course: Course, lesson: Lesson) -> ClassReport:
    """The report on everybody who handed in, read from the records and the gradebook.

    Raises GradebookError when the gradebook cannot be read.
    """
    records = read_records(course, lesson.name)
    marks = gradebook.marks(course, lesson.name)
    pages = {r.student: page_path(course, lesson.name, r.student).is_file() for r in records}
    return make_report(lesson, records, marks, lambda student: pages.get(student, False))


def make_report(
    lesson: Lesson,
    records: Sequence[Record],
    marks: Mapping[str, Marks],
    has_feedback: Callable[[str], bool] = lambda student: False,
) -> ClassReport:
    """The report as a function of its facts."""
    by_student = {record.student: record for record in records}
    students = tuple(
        _student(student, by_student.get(student), marks.get(student), has_feedback(student))
        for student in sorted(by_student.keys() | marks.keys(), key=str.casefold)
    )
    return ClassReport(
        lesson.name,
        lesson.title,
        lesson.max_score,
        students,
        tuple(_exercises(lesson, students, marks)),
        tuple(_misconceptions(lesson, records)),
    )


def _student(
    student: str, record: Record | None, marks: Marks | None, has_feedback: bool
) -> StudentRow:
    judgement = record.judgement if record else {}
    verdicts = {e["name"]: Verdict(e["verdict"]) for e in judgement.get("exercises", [])}
    return StudentRow(
        student,
        marks.score if marks and marks.cells else None,
        verdicts,
        waits=bool(marks and marks.waits),
        late_penalty=marks.late_penalty if marks else 0.0,
        notes=tuple(judgement.get("notes", ())),
        problem=record.problem if record else "",
        has_feedback=has_feedback,
    )


def _exercises(
    lesson: Lesson, students: Iterable[StudentRow], marks: Mapping[str, Marks]
) -> Iterable[ExerciseRow]:
    seen = [row.verdicts for row in students if row.verdicts]
    for exercise in lesson.exercises:
        counts = Counter(v[exercise.name] for v in seen if exercise.name in v)
        share = counts[Verdict.PASS] / counts.total() if counts else None
        yield ExerciseRow(exercise.name, exercise.points, False, counts, share)
    for cell in lesson.written:
        given = [m.cells[cell.grade_id] for m in marks.values() if cell.grade_id in m.cells]
        done = [mark.score / mark.max_score for mark in given if not mark.waits and mark.max_score]
        counts = Counter(v[cell.key] for v in seen if cell.key in v)
        share = statistics.fmean(done) if done else None
        yield ExerciseRow(cell.key, float(cell.options["points"]), True, counts, share)


def _misconceptions(lesson: Lesson, records: Iterable[Record]) -> list[MisconceptionRow]:
    """Those found, the most frequent first; in the order of the lesson where as many had them."""
    found: dict[str, list[str]] = {}
    for record in records:
        for exercise in record.judgement.get("exercises", []):
            if exercise.get("misconception"):
                found.setdefault(exercise["misconception"], []).append(record.student)
    sentences = {
        f"{exercise.name}/{wrong.name}": wrong.sentence
        for exercise in lesson.exercises
        for wrong in (*exercise.misconceptions, *slips(exercise), *without_values(exercise))
    }
    order = {key: number for number, key in enumerate(sentences)}
    rows = [
        MisconceptionRow(*key.partition("/")[::2], sentences.get(key, ""), tuple(sorted(students)))
        for key, students in sorted(found.items(), key=lambda item: order.get(item[0], len(order)))
    ]
    return sorted(rows, key=lambda row: -len(row.students))
