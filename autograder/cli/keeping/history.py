"""`autograder history`"""

from __future__ import annotations

import argparse

from autograder.common.terminal import console
from autograder.lesson.course import find_course

HELP = "all that happened to a student's work, and why"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("student", metavar="STUDENT")
    parser.add_argument("lesson", nargs="?", metavar="LESSON", help="default: all")


def run(options: argparse.Namespace) -> int:
    from autograder.common.text import plain
    from autograder.database.opening import reading
    from autograder.gradebook.notice import notice
    from autograder.grading.history import history, lessons_of

    course = find_course()
    names = [course.lesson(options.lesson).name] if options.lesson else lessons_of(course)
    found = 0
    with reading(course) as store:
        for name in names:
            notice(course, name, store)
            events = history(store, name, options.student)
            if events:
                console.print(f"{plain(options.student)}, {name} (times are UTC)", style="bold")
            for event in events:
                console.print(f"{event.at}  {plain(event.line)}", markup=False, soft_wrap=True)
                for detail in event.details:
                    indent = " " * (21 + len(detail) - len(detail.lstrip()))
                    console.print(f"{indent}{plain(detail)}", markup=False, soft_wrap=True)
            found += len(events)
    if not found:
        console.print(f"nothing is on record of {plain(options.student)}", markup=False)
    return 0 if found else 1
