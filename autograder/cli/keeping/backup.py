"""`autograder backup`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console
from autograder.lesson.course import find_course

HELP = "copy the gradebook to grading/backups/"


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(options: argparse.Namespace) -> int:
    from autograder.database.backup import back_up, unsaved
    from autograder.database.opening import reading

    course = find_course()
    with reading(course):
        said, copy = unsaved(course), back_up(course)
    if copy is None:
        console.print(said or "there is no gradebook yet", markup=False, soft_wrap=True)
        return 1 if said else 0
    place = copy.path.relative_to(course.root)
    console.print(f"{place}: {copy.holds()}", markup=False, soft_wrap=True)
    return 0
