"""The files of a lesson's source: `lesson.py`, and where it is long, `lesson_2.py` and so on.

They are read one after the other, as if they were one. Where a lesson's source is kept or sent as
one text, the files follow each other with a line between them that names the next.
"""

from __future__ import annotations

import re
from pathlib import Path

from autograder.lesson.lesson import LESSON_FILE, LessonError

_LATER = re.compile(r"lesson_([2-9])\.py\Z")
_NUMBERED = re.compile(r"lesson_\d+\.py\Z")
_BETWEEN = re.compile(r"\n# \f (lesson_[2-9]\.py)\n")
ABOVE = "above"  # the key of the hidden cell by which a later file runs alone


def is_lesson_file(name: str) -> bool:
    """Whether a file of that name holds a lesson, or a part of one."""
    return name == LESSON_FILE or _LATER.match(name) is not None


def part_files(folder: Path) -> list[Path]:
    """The files of the lesson in `folder`, in order; raises LessonError where one is missing."""
    later = sorted(path for path in folder.glob("lesson_*.py") if _NUMBERED.match(path.name))
    wanted = [folder / f"lesson_{number}.py" for number in range(2, len(later) + 2)]
    for path, name in zip(later, wanted, strict=True):
        if not _LATER.match(path.name):
            raise LessonError(
                f"{folder.name}/{path.name} is no file of the lesson: they are {LESSON_FILE} and"
                " lesson_2.py to lesson_9.py"
            )
        if path != name:
            raise LessonError(
                f"{folder.name}/{path.name} is there, but no {name.name} before it; the files of a"
                f" lesson are {LESSON_FILE}, lesson_2.py, lesson_3.py and so on"
            )
    return [folder / LESSON_FILE, *later]


def as_one(parts: list[tuple[str, str]]) -> str:
    """One text of files, each with its name; the first is that of `lesson.py`."""
    (_, first), *later = parts
    return first + "".join(f"\n# \f {name}\n{text}" for name, text in later)


def part_texts(text: str, first: str = LESSON_FILE) -> list[tuple[str, str]]:
    """The names and texts of the files that `as_one` made one text of.

    `first` is the path of the first file; the others are called by what lies beside it.
    """
    beginning, *rest = _BETWEEN.split(text)
    beside = first.rpartition("/")[0] + "/" if "/" in first else ""
    names = [beside + name for name in rest[::2]]
    return [(first, beginning), *zip(names, rest[1::2], strict=True)]
