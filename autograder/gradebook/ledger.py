"""Where a class's marks go: nbgrader's gradebook, opened when the workers have begun already.

nbgrader takes a second to import and to get ready. A run that finds nothing to do never needs it.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.submission.collect import HandedIn

if TYPE_CHECKING:
    from autograder.gradebook.autograding import Take


class Ledger:
    """The gradebook for one lesson. A context manager."""

    def __init__(self, course: Course, lesson: Lesson) -> None:
        self._course, self._lesson = course, lesson
        self._take: Take | None = None
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
        return ""
