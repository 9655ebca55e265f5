"""The feedback pages that are ready to be given back, and why others are not."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from autograder.database.opening import reading
from autograder.feedback.feedback import page_path, write_feedback
from autograder.gradebook import gradebook
from autograder.gradebook.marks import Marks
from autograder.gradebook.notice import notice
from autograder.handback.placing import ReturnError
from autograder.handback.table import Person, exercises, people
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.attempts import Attempt, attempts
from autograder.store.moves import Move
from autograder.store.returns import Return, keep_return, returns
from autograder.store.store import Store

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Page:
    """A student's feedback page for a lesson.

    Attributes:
        html: the page as it is on disk.
        score, max_score: the total that it tells, after the penalty.
        penalty: points off for lateness.
        waiting: points that a person has still to give.
        attempts: what the student handed in, what counts first, then the newest first.
        before: how it was given back in the same form last.
    """

    person: Person
    html: bytes = field(repr=False)
    score: float
    max_score: float
    penalty: float
    waiting: float
    attempts: tuple[Attempt, ...]
    before: Return | None = None

    @property
    def student(self) -> str:
        return self.person.student

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.html).hexdigest()

    @property
    def moved(self) -> bool:
        """Whether another total was given back before."""
        return self.before is not None and abs(self.before.score - self.score) > 1e-9

    @property
    def same(self) -> bool:
        """Whether just this page was given back before."""
        return self.before is not None and self.before.digest == self.digest


@dataclass
class Pages:
    """What there is to give back.

    Attributes:
        ready: by name.
        waits: what a person has still to mark, by student who is left out because of it.
        problems: a sentence for each page that could not be made.
        absent: how many on the roster have handed in nothing.
        kept: how many are left out because they have been given back as they are.
    """

    ready: list[Page] = field(default_factory=list)
    waits: dict[str, list[str]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    absent: int = 0
    kept: int = 0
    moves: tuple[Move, ...] = ()


def pages(
    course: Course,
    lesson: Lesson,
    form: str,
    *,
    students: Sequence[str] = (),
    also_open: bool = False,
    only_new: bool = False,
    progress: Progress = lambda student: None,
) -> Pages:
    """Bring the pages of a lesson up to date and say which of them can be given back.

    Args:
        form: in which they will be given back, to find out what was before.
        students: only these; everybody who is graded and was not dropped by default.
        also_open: those too of whose marks some are still to be given by a person.
        only_new: not those that were given back in this form as they are.

    Raises:
        GradebookError: the gradebook cannot be used.
        ReturnError: a student of `students` has no marks in the lesson.
    """
    found = Pages(moves=tuple(notice(course, lesson.name)))
    marks = gradebook.marks(course, lesson.name)
    persons = {person.student: person for person in people(course)}
    for student in students:
        if student not in marks:
            raise ReturnError(f"{student} has no marks in {lesson.name}; nothing can be returned")
    wanted = list(dict.fromkeys(students)) or [who for who in persons if who in marks]
    found.absent = 0 if students else len(persons.keys() - marks.keys())
    for student in wanted:
        if marks[student].waits and not also_open:
            found.waits[student] = _open_questions(lesson, marks[student])
    todo = [student for student in wanted if student not in found.waits]
    if todo:
        found.problems = write_feedback(course, lesson, todo, progress=progress).problems
    with reading(course) as store:
        for student in todo:
            if student not in found.problems:
                person = persons.get(student, Person(student))
                path = page_path(course, lesson.name, student)
                page = _page(store, lesson, form, person, marks[student], path)
                if only_new and page.same:
                    found.kept += 1
                else:
                    found.ready.append(page)
    return found


def record(store: Store, lesson: str, form: str, place: str, given: Sequence[Page]) -> None:
    """Remember that these pages were given back."""
    with store.begin() as connection:
        for page in given:
            total = (page.score, page.max_score)
            entry = Return(page.student, lesson, form, *total, page.digest, place)
            keep_return(connection, entry)


def without(found: Pages, problems: Mapping[str, str]) -> Pages:
    """The same, less the pages that cannot be given back in some form, with the reasons."""
    ready = [page for page in found.ready if page.student not in problems]
    return replace(found, ready=ready, problems={**found.problems, **problems})


def _page(
    store: Store, lesson: Lesson, form: str, person: Person, marks: Marks, path: Path
) -> Page:
    student = person.student
    with store.begin() as connection:
        mine = attempts(connection, lesson.name, student)
        given = [r for r in returns(connection, lesson.name, student) if r.form == form]
    ordered = sorted(mine, key=lambda each: (each.counts, each.number or 0), reverse=True)
    return Page(
        person,
        path.read_bytes(),
        marks.score,
        marks.max_score,
        marks.late_penalty,
        sum(mark.max_score for mark in marks.cells.values() if mark.waits),
        tuple(ordered),
        given[-1] if given else None,
    )


def _open_questions(lesson: Lesson, marks: Marks) -> list[str]:
    """What a person has still to mark, by the names of exercises and questions."""
    waiting = {cell for cell, mark in marks.cells.items() if mark.waits}
    return [name for name, cells in exercises(lesson).items() if waiting & set(cells)]
