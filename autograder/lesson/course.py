"""Where things are: the course's folders, found from the working folder or named by the user."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder.lesson.lesson import Lesson, LessonError, read_lesson

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
        """The lessons' sources, in order."""
        return sorted(self.solutions.glob("[0-9][0-9]_*.py"))

    def lesson(self, name: str) -> Lesson:
        """The lesson called `name` (a number such as '1' or '01' will do); raises LessonError."""
        name = name.removesuffix(".py").removesuffix(".ipynb").rsplit("/", 1)[-1]
        number = f"{int(name):02d}_" if name.isdigit() else None
        for path in self.sources():
            if path.stem == name or (number and path.stem.startswith(number)):
                return read_lesson(path)
        known = ", ".join(path.stem for path in self.sources()) or "none"
        raise LessonError(f"there is no lesson {name!r} in solutions/; there are: {known}")

    def all_lessons(self) -> list[Lesson]:
        return [read_lesson(path) for path in self.sources()]

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
