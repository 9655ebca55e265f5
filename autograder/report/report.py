"""How a class did in a lesson: the numbers behind the terminal report, the page and the table.

Worked out from what grading left behind: the records (verdicts, notes, problems) and the gradebook
(marks, those given by hand included). Nothing is judged here.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from autograder.database.opening import reading
from autograder.database.place import told
from autograder.feedback.feedback import page_path
from autograder.gradebook import gradebook
from autograder.gradebook.marks import Marks
from autograder.gradebook.roll import classbook
from autograder.gradebook.states import states
from autograder.grading.records import Record, read_records
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.report.behaviour import (
    SharedMistakes,
    WrongAnswer,
    shared_mistakes,
    wrong_answers,
)
from autograder.report.items import ExerciseRow, exercise_rows
from autograder.report.rows import About, StudentRow, student_row
from autograder.store.attempts import attempts


@dataclass(frozen=True)
class ClassReport:
    """A lesson and a class.

    Attributes:
        wrong: wrong answers that are alike, the largest groups first; known mistakes of one too.
        alone: how many wrong answers without a known cause no other resembles.
        shared: pairs of students with mistakes that nobody else made.
        absent: who is on the roster and handed in nothing.
    """

    lesson: str
    title: str
    max_score: float
    students: tuple[StudentRow, ...]
    exercises: tuple[ExerciseRow, ...]
    wrong: tuple[WrongAnswer, ...]
    alone: int = 0
    shared: tuple[SharedMistakes, ...] = ()
    absent: tuple[str, ...] = ()

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
    def late(self) -> list[StudentRow]:
        return [row for row in self.students if row.about.hours_late or row.late_penalty]

    @property
    def again(self) -> list[StudentRow]:
        """Who handed in more than once."""
        return [row for row in self.students if row.about.attempts > 1]

    @property
    def noted(self) -> list[StudentRow]:
        """Who was judged, but with something to know about it: the most urgent first."""
        found = [row for row in self.students if row.remarks and not row.problem]
        return sorted(found, key=lambda row: (not row.stopped, not row.late_penalty))

    @property
    def urgent(self) -> list[StudentRow]:
        """Whose submission was not judged, or did not come to its end."""
        return [*self.problems, *(row for row in self.noted if row.stopped)]

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
    with (
        told("the gradebook cannot be used"),
        reading(course) as store,
        store.begin() as connection,
    ):
        admitted = classbook.admitted(connection) or set()
        known = classbook.students(connection)
        found = states(connection, lesson.name)
        tries = Counter(entry.student for entry in attempts(connection, lesson.name))

    def about(student: str) -> About:
        row, state = known.get(student), found.get(student)
        names = (row.last_name, row.first_name) if row else ()
        return About(
            ", ".join(name for name in names if name),
            max(1, tries[student]),
            state.seconds_late / 3600 if state else 0.0,
            page_path(course, lesson.name, student).is_file(),
        )

    everybody = {record.student for record in records} | marks.keys()
    report = make_report(lesson, records, marks, {who: about(who) for who in everybody})
    return replace(report, absent=tuple(sorted(admitted - everybody, key=str.casefold)))


def make_report(
    lesson: Lesson,
    records: Sequence[Record],
    marks: Mapping[str, Marks],
    about: Mapping[str, About] | None = None,
) -> ClassReport:
    """The report as a function of its facts."""
    by_student = {record.student: record for record in records}
    students = tuple(
        student_row(
            lesson,
            student,
            by_student.get(student),
            marks.get(student),
            (about or {}).get(student, About()),
        )
        for student in sorted(by_student.keys() | marks.keys(), key=str.casefold)
    )
    wrong = wrong_answers(lesson, records)
    shown = tuple(group for group in wrong if group.name or len(group.students) > 1)
    return ClassReport(
        lesson.name,
        lesson.title,
        lesson.max_score,
        students,
        tuple(exercise_rows(lesson, students)),
        shown,
        len(wrong) - len(shown),
        shared_mistakes(wrong, sum(bool(record.judgement) for record in records)),
    )
