"""A judgement made again exactly as it was: the same file, the same seed, the same lesson."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from autograder.database.opening import reading
from autograder.gradebook.ledger import MISTAKES
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.store import attempts
from autograder.store.attempts import Judged, Latest
from autograder.submission.notebook_file import read_notebook
from autograder.submission.repair import repair
from autograder.submission.submission import Submission


class AppealError(RuntimeError):
    """A judgement cannot be made again; the text says what is missing."""


@dataclass(frozen=True)
class Again:
    """A judgement made again, and how it was the first time.

    Attributes:
        before: what is on record.
        attempt: the number of the attempt.
        changed: whether the lesson has changed since; the one of then was used.
    """

    judgement: Judgement
    before: Judged
    attempt: int
    changed: bool

    @property
    def same(self) -> bool:
        """Whether verdicts, points and failing inputs are those on record."""
        now = self.judgement.as_record()
        kept = self.before.verdicts
        names = ("exercises", "failures") if "failures" in kept else ("exercises",)
        return all(now[name] == kept[name] for name in names)


def judge_again(course: Course, name: str, student: str, *, trusted: bool = False) -> Again:
    """Judge what counts for a student's lesson as it was judged last.

    Raises AppealError when nothing was judged or what it needs is gone.
    """
    today = course.lesson(name)
    with reading(course) as store, store.begin() as connection:
        found = attempts.latest(connection, today.name).get(student)
        if found is None:
            raise AppealError(f"no judgement of {student} for {today.name} is on record")
        text = attempts.kept_source(connection, found.lesson_digest)
        known = attempts.attempts(connection, today.name, student)
        number = next(a.id for a in known if a.number == found.number)
        assert number is not None
        before = attempts.judgements(connection, number)[-1]
    lesson = _lesson(today, found, text)
    notebook = read_notebook(_file(course, found))
    from autograder.lesson.build import released_notebook

    repair(notebook, lesson, released_notebook(lesson))
    notes = tuple(before.verdicts.get("notes", ()))
    with Sandbox(trusted=trusted, hidden=(course.root,)) as sandbox:
        judgement = Judge(lesson, sandbox, seed=found.seed).judge(Submission(notebook, notes))
    return Again(judgement, before, found.number, lesson.digest != today.digest)


def _lesson(today: Lesson, found: Latest, text: str | None) -> Lesson:
    """The lesson as it was."""
    if found.lesson_digest == today.digest:
        return today
    if text is None:
        raise AppealError(
            f"{today.name} has changed since, and its source of then ({found.lesson_digest}) was"
            " not kept; take it from the course's history, and judge --seed"
            f" {found.seed} grading/{found.kept}"
        )
    source, _, mistakes = text.partition(MISTAKES)
    return parse_lesson(today.folder, source, mistakes)


def _file(course: Course, found: Latest) -> Path:
    path = course.grading / found.kept
    if not path.is_file():
        raise AppealError(f"the notebook of attempt {found.number} is gone: grading/{found.kept}")
    return path
