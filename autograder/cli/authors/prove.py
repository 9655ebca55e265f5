"""`autograder prove`"""

from __future__ import annotations

import argparse

from autograder.cli.shared import drawn, judging, lessons, some_lessons
from autograder.common.terminal import console, progress
from autograder.lesson.course import find_course

HELP = "judge a lesson's answers and all known mistakes"


def arguments(parser: argparse.ArgumentParser) -> None:
    some_lessons(parser)
    judging(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.proofs.prove import count_claims, prove
    from autograder.workers.seat import Seats

    found = 0
    with Seats(options.workers) as seats:
        for lesson in lessons(find_course(), options.lessons):
            total = count_claims(lesson)
            with progress(lesson.name, total) as tick:
                problems = prove(lesson, seats, seed=drawn(options.seed), progress=tick)
            console.print(f"{lesson.name}: {total - len(problems)} of {total} claims hold")
            for problem in problems:
                console.print(f"  ✗ {problem}", markup=False, soft_wrap=True)
            found += len(problems)
    return 1 if found else 0
