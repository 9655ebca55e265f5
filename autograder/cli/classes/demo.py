"""`autograder demo`"""

from __future__ import annotations

import argparse
import os
import time

from autograder.cli.classes import feedback, report
from autograder.cli.classes.grade import grade_watched
from autograder.cli.shared import drawn, judging, lessons
from autograder.common.terminal import console
from autograder.lesson.course import find_course
from autograder.lesson.lesson import Lesson

HELP = "make a sample class for the first lesson, or for others, and grade it"


def arguments(parser: argparse.ArgumentParser) -> None:
    first = "name or number; default: the first with exercises"
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help=first)
    parser.add_argument("--all", action="store_true", help="for every lesson: a minute each")
    judging(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.grading.grade import Order
    from autograder.grading.terminal import print_outcome
    from autograder.lesson.build import build
    from autograder.proofs.demo import demo_course, hand_in

    started = time.monotonic()
    course = demo_course(find_course())
    os.environ["AUTOGRADER_COURSE"] = str(course.root)
    wanted = [lesson for lesson in lessons(course, options.lessons) if lesson.exercises]
    if not options.lessons and not options.all:
        wanted = wanted[:1]
    build(course, course.all_lessons())
    unavailable = _why_no_sandbox()
    for lesson in wanted:
        each = hand_in(course, lesson, sandboxed=not unavailable)
        order = Order(
            course,
            each.lesson,
            each.students,
            workers=options.workers,
            trusted=bool(unavailable),
            seed=drawn(options.seed),
        )
        print_outcome(grade_watched(order), console)
        feedback.write(course, each.lesson)
        report.show(course, each.lesson, html=True)
        if each.left_out:
            console.print(f"Left out: {', '.join(each.left_out)}; {unavailable}", soft_wrap=True)
    _where_to_look(wanted, time.monotonic() - started)
    return 0


def _why_no_sandbox() -> str:
    """Why this machine cannot judge hostile submissions; empty when it can."""
    from autograder.sandbox.sandbox import Sandbox
    from autograder.sandbox.unavailable import SandboxUnavailable

    try:
        with Sandbox():
            return ""
    except SandboxUnavailable as error:
        return str(error)


def _where_to_look(wanted: list[Lesson], seconds: float) -> None:
    console.print(f"\nThe sample class was graded in {seconds:.0f} s. Look at:", style="bold")
    for lesson in wanted:
        console.print(f"  demo/grading/report/{lesson.name}.html")
    console.print("  demo/grading/feedback/<student>/<lesson>/<lesson>.html")
    console.print("  nbgrader's formgrader: cd demo && ../.venv/bin/jupyter lab")
    if len(wanted) == 1:
        console.print("A class for every lesson, a minute each: make demo ARGS=--all")
