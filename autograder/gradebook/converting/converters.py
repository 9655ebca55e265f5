"""nbgrader's converters, of hand-ins behind the same door as `autograder grade`.

`nbgrader autograde` and formgrader's button grade the class as `autograder grade` does; where the
configuration has put nbgrader's own execution back, they convert staged copies of what was
collected, one plain notebook each. Into feedback/ go pages, and what releasing them needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from nbgrader import converters
from nbgrader.converters.base import NbGraderException
from traitlets.utils.importstring import import_item

from autograder.common.files import write_aside
from autograder.common.text import plain
from autograder.database.opening import writing
from autograder.database.place import GradebookError
from autograder.gradebook.converting.preprocessors import JudgeCells
from autograder.gradebook.converting.source import write_source
from autograder.gradebook.converting.steps import JUDGE
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson, LessonError
from autograder.submission.collect import (
    SECRET,
    STAGED,
    clear_staged,
    collect,
    stage,
    students_with,
)
from autograder.submission.timestamp import NAME as TIMESTAMP
from course_utils.notebook.bounded import UnreadableFile, read_bounded

_MOST = 4096  # bytes of a small file that nbgrader keeps beside a notebook
# Grades a class; named as nbgrader names its plug-ins, for that room stands above this one.
_GRADE = "autograder.grading.autograde.grade_for_nbgrader"


class Autograde(converters.Autograde):
    """`nbgrader autograde`: never nearer to a student's folder than `collect` goes."""

    def start(self) -> None:
        """Grade who is asked for; raises NbGraderException, its reasons logged, one a line."""
        course = Course(Path(self.coursedir.root))
        judged = any(step in (JUDGE, JudgeCells) for step in self.autograde_preprocessors)
        try:
            lesson = course.lesson(self.coursedir.assignment_id)
        except LessonError as error:
            if judged:
                raise self.refused(str(error)) from error
            super().start()  # an assignment of nbgrader's own making
            return
        if judged:
            import_item(_GRADE)(self, course, lesson)
        else:
            self._execute_staged(course, lesson)

    def asked_for(self, course: Course, lesson: Lesson) -> list[str]:
        """The students of whom the command or button speaks; raises NbGraderException for none."""
        about = self.coursedir
        excluded = about.student_id_exclude.split(",")
        students = [
            student
            for student in students_with(course, lesson.name)
            if fnmatchcase(student, about.student_id) and student not in excluded
        ]
        if not students or not fnmatchcase(lesson.name, about.notebook_id):
            raise self.refused(
                f"nobody of {about.student_id!r} has handed in {lesson.name}: expected notebooks in"
                f" grading/submitted/<student>/{lesson.name}/"
            )
        return students

    def refused(self, *reasons: str) -> NbGraderException:
        """Log the reasons; returns the exception to raise."""
        for reason in reasons:
            self.log.error(reason)
        return NbGraderException("; ".join(reasons))

    def _execute_staged(self, course: Course, lesson: Lesson) -> None:
        """nbgrader's own autograding, of staged copies."""
        students = self.asked_for(course, lesson)
        clear_staged(course, lesson.name)
        problems = []
        for student in students:
            handed_in = collect(course, lesson, student)
            if handed_in.problem:
                problems.append(f"{plain(student)}: {handed_in.problem}")
            else:
                stage(course, lesson.name, handed_in)
        if len(problems) < len(students):
            with self._held(course, lesson), _submitted_from(self.coursedir, STAGED):
                super().start()
        if problems:
            raise self.refused(*problems)

    @contextmanager
    def _held(self, course: Course, lesson: Lesson) -> Iterator[None]:
        """Hold the lesson, the gradebook copied first, as our own runs do."""
        try:
            with writing(course, f"grade {lesson.name}", lesson.name):
                yield
        except GradebookError as error:
            raise self.refused(str(error)) from error


class GenerateAssignment(converters.GenerateAssignment):
    """`nbgrader generate_assignment`: a lesson's source is made first, from the course's own."""

    force: bool

    def start(self) -> None:
        """Make the source and the release; raises NbGraderException."""
        course = Course(Path(self.coursedir.root))
        try:
            lesson = course.lesson(self.coursedir.assignment_id)
        except LessonError:
            super().start()  # an assignment of nbgrader's own making
            return
        try:
            with writing(course, f"release {lesson.name}", lesson.name):
                self.force = write_source(course, lesson) or self.force
                super().start()
        except GradebookError as error:
            self.log.error(str(error))
            raise NbGraderException(str(error)) from error


class GenerateFeedback(converters.GenerateFeedback):
    """`nbgrader generate_feedback`: nothing but pages, and what releasing them needs."""

    notebooks: list[str]

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Choose the notebook; put beside its page what `nbgrader release_feedback` reads."""
        source = Path(self._format_source(assignment_id, student_id))
        target = Path(self._format_dest(assignment_id, student_id))
        self.notebooks = [path for path in self.notebooks if _is_of(assignment_id, Path(path))]
        if not self.notebooks:
            raise NbGraderException(f"{plain(student_id)} is not graded yet")
        found = {name: text for name in (TIMESTAMP, SECRET) if (text := _small(source / name))}
        if SECRET in found:  # it asks for both, and shows the time in its log only
            found.setdefault(TIMESTAMP, b"")
        for name, text in found.items():
            write_aside(target / name, text)


def _is_of(lesson: str, path: Path) -> bool:
    return path.name == f"{lesson}.ipynb" and not path.is_symlink()


def _small(path: Path) -> bytes:
    try:
        return read_bounded(path, _MOST)
    except UnreadableFile:
        return b""


@contextmanager
def _submitted_from(directory: Any, folder: str) -> Iterator[None]:
    """Within the block, nbgrader looks for what was handed in below another folder."""
    before, directory.submitted_directory = directory.submitted_directory, folder
    try:
        yield
    finally:
        directory.submitted_directory = before
