"""`autograder report`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson

HELP = "marks, success per exercise, misconceptions found"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON")
    parser.add_argument("--html", action="store_true", help="also write one HTML page")


def run(options: argparse.Namespace) -> int:
    course = find_course()
    show(course, course.lesson(options.lesson), html=options.html)
    return 0


def show(course: Course, lesson: Lesson, *, html: bool) -> None:
    """Print the report and write its files."""
    from autograder.gradebook.notice import notice
    from autograder.grading.terminal import print_moves
    from autograder.report.page import write_page, write_table
    from autograder.report.report import class_report
    from autograder.report.terminal import print_report

    moves = notice(course, lesson.name)
    found = class_report(course, lesson)
    print_report(found, console)
    paths = [write_table(course, found)] + ([write_page(course, found)] if html else [])
    console.print()
    print_moves(moves, console)
    for path in paths:
        console.print(f"wrote {path.relative_to(course.root)}", markup=False, soft_wrap=True)
