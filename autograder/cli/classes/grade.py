"""`autograder grade`"""

from __future__ import annotations

import argparse
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.cli.shared import drawn, judging, trusted
from autograder.common.terminal import console, progress
from autograder.lesson.course import find_course

if TYPE_CHECKING:
    from autograder.grading.grade import Order, Outcome

HELP = "grade the class in grading/submitted/"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("lesson", metavar="LESSON", help="name or number")
    parser.add_argument(
        "--student", action="append", metavar="ID", help="only this one (repeatable)"
    )
    parser.add_argument("--force", action="store_true", help="grade again what is already graded")
    trusted(parser)
    parser.add_argument("--figures", action="store_true", help="keep the pictures that cells draw")
    parser.add_argument(
        "--scheduler", default="", metavar="ADDRESS", help="judge on a Dask cluster"
    )
    parser.add_argument(
        "--new-gradebook",
        action="store_true",
        help="go on though the gradebook is gone or another one",
    )
    judging(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.grading.grade import Order
    from autograder.grading.terminal import print_changes, print_moves, print_outcome
    from autograder.submission.collect import students_with

    course = find_course()
    lesson = course.lesson(options.lesson)
    order = Order(
        course,
        lesson,
        tuple(options.student or students_with(course, lesson.name)),
        workers=options.workers,
        force=options.force,
        trusted=options.trusted,
        figures=options.figures,
        scheduler=options.scheduler,
        anew=options.new_gradebook,
        seed=drawn(options.seed),
    )
    outcome = grade_watched(order)
    print_outcome(outcome, console)
    print_changes(order, outcome, console)
    print_moves(outcome.moves, console)
    if outcome.graded:
        _grade_the_best(order, outcome, options)
    return 1 if outcome.problems else 0


def _grade_the_best(order: Order, outcome: Outcome, options: argparse.Namespace) -> None:
    """Where a lesson's best attempt counts, grade that one of those who handed in another."""
    from autograder.cli.shared import let_best_count
    from autograder.grading.terminal import print_moves
    from autograder.intake import best

    name = order.lesson.name
    let_best_count(
        order.course, best.by_best(order.course, [(who, name) for who in outcome.graded]), options
    )
    others = best.counts_ungraded(order.course, name, outcome.graded)
    if others:
        print_moves(grade_watched(replace(order, students=tuple(others))).moves, console)


def grade_watched(order: Order) -> Outcome:
    """Grade with a progress bar."""
    from autograder.grading.grade import grade

    with progress(order.lesson.name, len(order.students)) as bar:
        return grade(order, bar, bar.at_work)
