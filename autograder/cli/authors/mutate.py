"""`autograder mutate`"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from autograder.cli.shared import judging, lessons, some_lessons
from autograder.common.terminal import console, progress
from autograder.lesson.course import find_course

if TYPE_CHECKING:
    from autograder.proofs.mutate import Outcome

HELP = "edit the answers: which edits do the tests miss?"


def arguments(parser: argparse.ArgumentParser) -> None:
    some_lessons(parser)
    judging(parser)


def run(options: argparse.Namespace) -> int:
    from autograder.proofs.mutate import mutate
    from autograder.workers.workers import local_executor

    missed = 0
    with local_executor(options.workers) as executor:
        for lesson in lessons(find_course(), options.lessons):
            outcomes = []
            with progress(lesson.name, len(lesson.exercises)) as tick:
                for outcome in mutate(lesson, executor):
                    outcomes.append(outcome)
                    tick(outcome.exercise)
            missed += _tell(lesson.name, outcomes)
    return 1 if missed else 0


def _tell(name: str, outcomes: list[Outcome]) -> int:
    """Print what went unnoticed; returns how much that was."""
    tried = sum(outcome.tried for outcome in outcomes)
    survivors = [(o.exercise, s) for o in outcomes for s in o.survivors]
    idle = [(o.exercise, excuse) for o in outcomes for excuse in o.idle_excuses]
    console.print(f"{name}: {len(survivors)} of {tried} edits go unnoticed")
    for exercise, text in survivors:
        console.print(f"  ✗ {exercise}, {text}", markup=False, soft_wrap=True)
    for exercise, text in idle:
        console.print(f"  ✗ {exercise}: excuses nothing: {text}", markup=False)
    return len(survivors) + len(idle)
