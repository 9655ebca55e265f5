"""`autograder extend`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.lesson.course import find_course

HELP = "give a student more time for a lesson"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("student", metavar="STUDENT", help="id, login, e-mail or name")
    parser.add_argument("lesson", metavar="LESSON", help="name or number")
    parser.add_argument(
        "--until", required=True, metavar="WHEN", help='2026-10-14T23:59; "none" takes it back'
    )
    parser.add_argument("--reason", default="", help="kept beside it")


def run(options: argparse.Namespace) -> int:
    from autograder.database.opening import writing
    from autograder.deadlines.moments import shown
    from autograder.gradebook.notice import notice
    from autograder.gradebook.roll.schedule import grant, lesson_dates
    from autograder.grading.terminal import print_moves
    from autograder.intake.rosters.enrol import one_student

    course = find_course()
    lesson = course.lesson(options.lesson).name
    with writing(course, f"extend {lesson}", lesson) as store:
        before = notice(course, lesson, store)
        with store.begin() as connection:
            student = one_student(connection, options.student)
            until = grant(connection, [student.id], lesson, options.until, options.reason)
            found = lesson_dates(connection, lesson)
        moves = notice(course, lesson, store)
    if until is None:
        said = f"{student} has no extension for {lesson}; due {found.shown}"
    else:
        said = f"{student} has until {shown(until, found.zone)} for {lesson} (due: {found.shown})"
    console.print(plain(said), markup=False, soft_wrap=True)
    if until and found.due and until <= found.due:
        console.print("That is not later than the due date: it gives no more time.", markup=False)
    print_moves([*before, *moves], console)
    return 0
