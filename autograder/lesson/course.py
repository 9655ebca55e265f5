"""Where things are: the course's folders, found from the working folder or named by the user."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from autograder.lesson.choice.dropping import choose
from autograder.lesson.choice.selection import read_selection, refuse_unknown_lessons
from autograder.lesson.lesson import MISTAKES_FILE, Lesson, LessonError
from autograder.lesson.parts import is_lesson_file
from autograder.lesson.read import read_lesson

CONFIG = "nbgrader_config.py"
_OWN = Path(__file__).resolve().parents[2]  # where this program lies, which is often a course
_AMONG_HAND_INS = {"grading", "submitted", "downloaded", "extracted"}  # folders
_WITH_IT = ("timestamp.txt", "submission_secret.txt")  # files beside what was handed in


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
        """The folders of the lessons, in order; of a lesson in one file, its path without `.py`.

        Raises LessonError where a lesson is both.
        """
        found = []
        for path in sorted(self.solutions.glob("[0-9][0-9]_*")):
            if path.suffix == ".py" and path.with_suffix("").is_dir():
                both = f"solutions/{path.stem}/ and solutions/{path.name}"
                raise LessonError(f"{both} are two lessons of one name; remove one of them")
            if path.suffix == ".py" or any(path.glob("*.py")):
                found.append(path.with_suffix("") if path.suffix == ".py" else path)
        return found

    def source(self, name: str) -> Path:
        """The folder of a lesson, as `sources` has it, by the lesson's name.

        A number such as '1' or '01' will do, or a path of its files. Raises LessonError.
        """
        parts = [p for p in PurePath(name).parts if p != MISTAKES_FILE and not is_lesson_file(p)]
        name = parts[-1].removesuffix(".ipynb").removesuffix(".py") if parts else name
        number = f"{int(name):02d}_" if name.isdigit() else None
        for folder in self.sources():
            if folder.name == name or (number and folder.name.startswith(number)):
                return folder
        known = ", ".join(folder.name for folder in self.sources()) or "none"
        raise LessonError(f"there is no lesson {name!r} in solutions/; there are: {known}")

    def lesson(self, name: str) -> Lesson:
        """The lesson that `source` finds, as course.toml chooses from it; raises LessonError."""
        return self._chosen(self.source(name))

    def all_lessons(self) -> list[Lesson]:
        """As `lesson` has them, in order."""
        sources = self.sources()
        refuse_unknown_lessons(self.root, [folder.name for folder in sources])
        return [self._chosen(folder) for folder in sources]

    def _chosen(self, folder: Path) -> Lesson:
        return choose(read_lesson(folder), read_selection(self.root, folder.name)).lesson

    def release(self, lesson: Lesson) -> Path:
        """The released notebook of a lesson."""
        return self.lessons / lesson.name / f"{lesson.name}.ipynb"


def find_course(start: Path | None = None) -> Course:
    """The course that holds `start` (default: $AUTOGRADER_COURSE or the working folder).

    A course's code is run, so what was handed in is never taken for one: of several folders around
    each other the outermost is the course, and none that lies among hand-ins or looks like one. A
    folder that $AUTOGRADER_COURSE names is taken at its word. Where another one would have been
    found nearer by, a line says which it is. Raises CourseError.
    """
    named = os.environ.get("AUTOGRADER_COURSE") if start is None else None
    here = (start or Path(named or ".")).resolve()
    if named and _looks_like_a_course(here):
        return Course(here)
    around = [folder for folder in (here, *here.parents) if _looks_like_a_course(folder)]
    courses = [folder for folder in around if not _is_handed_in(folder)]
    if not courses:
        why = "is no course but something that was handed in, by where it lies or what lies in it"
        refused = f"; {around[0]} {why}" if around else ""
        raise CourseError(
            f"{here} is in no course: no folder above it holds {CONFIG} and solutions/{refused};"
            " run this inside the course's repository, or set AUTOGRADER_COURSE"
        )
    found = courses[-1]
    if found != around[0]:
        remark = f"the course is {found}, not {around[0]}, which lies in it"
        print(f"autograder: {remark} (AUTOGRADER_COURSE names another)", file=sys.stderr)
    elif not named and found != _OWN and _looks_like_a_course(_OWN):
        print(
            f"autograder: the course is {found}, not {_OWN}, where this program is from",
            file=sys.stderr,
        )
    return Course(found)


def _looks_like_a_course(folder: Path) -> bool:
    return (folder / CONFIG).is_file() and (folder / "solutions").is_dir()


def _is_handed_in(folder: Path) -> bool:
    """Whether a folder lies where hand-ins do, or holds what they hold beside a notebook."""
    if _OWN.is_relative_to(folder):
        return False  # this very program's
    if _AMONG_HAND_INS.intersection(folder.parent.parts):
        return True
    return any(path.suffix == ".ipynb" or path.name in _WITH_IT for path in folder.iterdir())
