"""`autograder build`"""

from __future__ import annotations

import argparse

from autograder.cli.shared import lessons, some_lessons
from autograder.common.terminal import console
from autograder.common.text import counted
from autograder.lesson.course import Course, find_course
from autograder.lesson.lesson import Lesson

HELP = "make lessons/ from solutions/"


def arguments(parser: argparse.ArgumentParser) -> None:
    some_lessons(parser)
    parser.add_argument(
        "--check", action="store_true", help="only look: exit 1 if stale or leaking"
    )


def run(options: argparse.Namespace) -> int:
    course = find_course()
    wanted = lessons(course, options.lessons)
    return _look(course, wanted) if options.check else _build(course, wanted)


def _look(course: Course, wanted: list[Lesson]) -> int:
    from autograder.lesson.build import stale

    problems = stale(course, wanted)
    for problem in problems:
        console.print(problem, markup=False)
    if not problems:
        console.print(
            f"lessons/ is up to date and leaks nothing ({counted(len(wanted), 'lesson')})"
        )
    return 1 if problems else 0


def _build(course: Course, wanted: list[Lesson]) -> int:
    from autograder.lesson.build import build
    from autograder.lesson.rules import without_setup

    changed = build(course, wanted)
    for path in changed:
        console.print(f"wrote {path.relative_to(course.root)}", markup=False)
    if not changed:
        console.print("nothing to do: lessons/ is up to date")
    for lesson in wanted:
        if said := without_setup(lesson):
            console.print(said, markup=False)
    return 0
