"""`autograder restore`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console
from autograder.lesson.course import find_course

HELP = "bring a copy of the gradebook back"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "which",
        nargs="?",
        default="",
        metavar="WHICH",
        help="a copy's name or how it begins, such as 2026-10-11; default: the newest",
    )
    parser.add_argument("--list", action="store_true", help="only show which copies there are")


def run(options: argparse.Namespace) -> int:
    from autograder.database.backup import copies
    from autograder.database.opening import restore

    course = find_course()
    if options.list:
        for copy in copies(course):
            console.print(f"{copy.name}  {copy.holds()}", markup=False, soft_wrap=True)
        return 0
    chosen, before = restore(course, options.which)
    console.print(f"brought back {chosen.name} ({chosen.holds()})", markup=False, soft_wrap=True)
    if before is not None and before != chosen:
        undo = f"what it replaced is {before.name} ({before.holds()})"
        console.print(undo, markup=False, soft_wrap=True)
    console.print("what was graded after that copy is graded again by: autograder grade LESSON")
    return 0
