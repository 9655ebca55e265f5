"""`autograder release`"""

from __future__ import annotations

import argparse

from autograder.cli.authors import kit
from autograder.cli.shared import lessons
from autograder.common.terminal import console
from autograder.lesson.course import find_course

HELP = "make lessons known to nbgrader and formgrader, before anybody hands in"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lessons", nargs="+", metavar="LESSON", help="name or number")
    parser.add_argument("--kit", action="store_true", help="pack what students get of them, too")


def run(options: argparse.Namespace) -> int:
    from autograder.database.opening import writing
    from autograder.gradebook.gradebook import prepare

    course = find_course()
    wanted = lessons(course, options.lessons)
    for lesson in wanted:
        with writing(course, f"release {lesson.name}", lesson.name):
            prepare(course, lesson)
        place = f"grading/release/{lesson.name}/"
        console.print(f"{place}: nbgrader release_assignment {lesson.name}", soft_wrap=True)
    if options.kit:
        return kit.make(course, wanted)
    return 0
