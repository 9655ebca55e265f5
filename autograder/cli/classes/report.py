"""`autograder report`"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from autograder.common.terminal import console
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson

HELP = "how a lesson went, or the course: marks, difficulty, mistakes found"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lesson", nargs="?", metavar="LESSON", help="name or number; without it, the whole course"
    )
    parser.add_argument("--html", action="store_true", help="also write one HTML page")


def run(options: argparse.Namespace) -> int:
    course = find_course()
    if options.lesson is None:
        show_course(course, html=options.html)
    else:
        show(course, course.lesson(options.lesson), html=options.html)
    return 0


def show(course: Course, lesson: Lesson, *, html: bool) -> None:
    """Print the report on a lesson and write its files."""
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
    _say_where(course, paths)


def show_course(course: Course, *, html: bool) -> None:
    """Print the report on all lessons that anybody has a mark in, and write its files."""
    from autograder.grading.terminal import print_moves
    from autograder.handback.rules import read_rules
    from autograder.handback.table import lessons_with_marks, mark_table
    from autograder.report.course import course_report
    from autograder.report.course_page import write_course_page, write_course_table
    from autograder.report.course_terminal import print_course

    rules = read_rules(course.root, [path.stem for path in course.sources()])
    table = mark_table(course, lessons_with_marks(course), rules)
    found = course_report(table)
    print_course(found, console)
    console.print()
    print_moves(table.moves, console)
    paths = [write_course_table(course, found)]
    _say_where(course, paths + ([write_course_page(course, found)] if html else []))


def _say_where(course: Course, paths: Iterable[Path]) -> None:
    for path in paths:
        console.print(f"wrote {path.relative_to(course.root)}", markup=False, soft_wrap=True)
