"""Where things are: the course's folders, found from the working folder or named by the user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path, PurePath

from autograder.lesson.lesson import LESSON_FILE, MISTAKES_FILE, Lesson, LessonError
from autograder.lesson.read import read_lesson

CONFIG = "nbgrader_config.py"


class CourseError(RuntimeError):
    """The course's folders are not as they should be; the text says what to do."""


@dataclass(frozen=True)
class Course:
    """A course folder: `solutions/` and `lessons/`, and `grading/` for all that grading makes."""

    root: Path

    @property
    def solutions(self) -> Path:
        return self.root / "solutions"

    @property
    def lessons(self) -> Path:
        return self.root / "lessons"

    @property
    def grading(self) -> Path:
        return self.root / "grading"

    @property
    def config(self) -> Path:
        return self.root / CONFIG

    @property
    def gradebook(self) -> Path:
        """nbgrader's database, unless the configuration names another."""
        return self.grading / "gradebook.db"

    def sources(self) -> list[Path]:
        """The folders of the lessons, in order; raises LessonError where a lesson is one file."""
        found = sorted(self.solutions.glob("[0-9][0-9]_*"))
        for path in found:
            if path.suffix == ".py":
                home = f"solutions/{path.stem}/{LESSON_FILE}"
                raise LessonError(f"solutions/{path.name}: a lesson is a folder; move it to {home}")
        return [path for path in found if any(path.glob("*.py"))]

    def lesson(self, name: str) -> Lesson:
        """The lesson called `name`: a number such as '1' or '01' will do, or a path of its files.

        Raises LessonError.
        """
        parts = [part for part in PurePath(name).parts if part not in (LESSON_FILE, MISTAKES_FILE)]
        name = parts[-1].removesuffix(".ipynb") if parts else name
        number = f"{int(name):02d}_" if name.isdigit() else None
        for folder in self.sources():
            if folder.name == name or (number and folder.name.startswith(number)):
                return read_lesson(folder)
        known = ", ".join(folder.name for folder in self.sources()) or "none"
        raise LessonError(f"there is no lesson {name!r} in solutions/; there are: {known}")

    def all_lessons(self) -> list[Lesson]:
        return [read_lesson(folder) for folder in self.sources()]

    def release(self, lesson: Lesson) -> Path:
        """The released notebook of a lesson."""
        return self.lessons / lesson.name / f"{lesson.name}.ipynb"


def find_course(start: Path | None = None) -> Course:
    """The course that holds `start` (default: $AUTOGRADER_COURSE or the working folder)."""
    named = os.environ.get("AUTOGRADER_COURSE")
    here = (start or Path(named or ".")).resolve()
    for folder in (here, *here.parents):
        if (folder / CONFIG).is_file() and (folder / "solutions").is_dir():
            return Course(folder)
    raise CourseError(
        f"{here} is in no course: no folder above it holds {CONFIG} and solutions/;"
        " run this inside the course's repository, or set AUTOGRADER_COURSE"
    )
