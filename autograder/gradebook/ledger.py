"""Where a class's marks go: nbgrader's gradebook, made ready when the workers have begun already.

Each submission's marks are entered first, then the attempt and its judgement.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from autograder.database.place import told
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.attempts import (
    Attempt,
    Judged,
    keep_attempt,
    keep_file,
    keep_judgement,
    keep_source,
    let_count,
    same_file,
)
from autograder.store.store import Store
from autograder.submission.collect import HandedIn
from course_utils.notebook.bounded import read_bounded
from course_utils.notebook.file import MAX_FILE

if TYPE_CHECKING:
    from autograder.gradebook.autograding import Take

# Between the two files of a lesson's source, where both are kept as one text.
MISTAKES = "\n\f\n"


class Ledger:
    """The gradebook for one lesson. A context manager."""

    def __init__(self, course: Course, lesson: Lesson, store: Store) -> None:
        self._course, self._lesson, self._store = course, lesson, store
        self._take: Take | None = None
        self._kept_source = False
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def open(self) -> Take:
        """Open it if it is not open, with the lesson in it; raises GradebookError."""
        if self._take is None:
            from autograder.gradebook import gradebook
            from autograder.gradebook.autograding import autograding

            gradebook.prepare(self._course, self._lesson)
            self._take = self._stack.enter_context(autograding(self._course, self._lesson))
        return self._take

    def enter(self, handed_in: HandedIn, judgement: Judgement) -> str:
        """Enter a submission's marks; returns why nbgrader does not take it, if so.

        Raises GradebookError when the gradebook cannot be written.
        """
        from autograder.gradebook.gradebook import NotebookError

        try:
            self.open()(handed_in, judgement)
        except NotebookError as error:
            return str(error)
        self._remember(handed_in, judgement)
        return ""

    def _remember(self, handed_in: HandedIn, judgement: Judgement) -> None:
        """Keep the file, that it was judged, and under which lesson."""
        from autograder.gradebook.states import standings

        lesson, student = self._lesson, handed_in.student
        data = read_bounded(handed_in.path, MAX_FILE, links=True)
        ending = handed_in.path.suffix
        digest, kept = keep_file(self._course.grading, student, lesson.name, data, ending)
        name = handed_in.path.name
        with told("the gradebook cannot be written"), self._store.begin() as connection:
            if not self._kept_source:
                text = lesson.text + MISTAKES + lesson.mistakes_text
                keep_source(connection, lesson.name, lesson.digest, text)
            when = standings(connection, lesson.name, student)[student].handed_in
            entry = Attempt(student, lesson.name, digest, kept, when, original_name=name)
            attempt = same_file(connection, entry) or keep_attempt(connection, entry)
            assert attempt.id is not None
            assert attempt.number is not None
            let_count(connection, student, lesson.name, attempt.number)
            score = (judgement.score, judgement.max_score)
            record = judgement.as_record()
            judged = Judged(attempt.id, judgement.seed, lesson.digest, *score, record)
            keep_judgement(connection, judged)
        self._kept_source = True
