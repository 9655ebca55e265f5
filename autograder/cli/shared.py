"""What several commands share: arguments, and the lessons and seeds that they stand for."""

from __future__ import annotations

import argparse
import os
import random
import sys

from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson


def some_lessons(parser: argparse.ArgumentParser) -> None:
    """Any number of lessons; none is all of them."""
    parser.add_argument("lessons", nargs="*", metavar="LESSON", help="name or number; default: all")


def judging(parser: argparse.ArgumentParser) -> None:
    """How many workers judge, and the seed of the hidden tests."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2
    parser.add_argument(
        "--workers", type=_count, default=cores, metavar="N", help=f"default: {cores}"
    )
    seed(parser)


def seed(parser: argparse.ArgumentParser) -> None:
    """The seed of the hidden tests."""
    parser.add_argument("--seed", type=int, help="of the hidden tests' random inputs")


def trusted(parser: argparse.ArgumentParser) -> None:
    """Whether to judge without walls."""
    parser.add_argument(
        "--trusted", action="store_true", help="no sandbox: only for your own files"
    )


def lessons(course: Course, names: list[str]) -> list[Lesson]:
    """The lessons with these names or numbers; without any, all there are."""
    return [course.lesson(name) for name in names] if names else course.all_lessons()


def drawn(seed: int | None) -> int:
    """The seed that was given, or a fresh one."""
    return random.SystemRandom().randrange(2**31) if seed is None else seed


def ask_first(parser: argparse.ArgumentParser) -> None:
    """Whether to ask before anything is written."""
    parser.add_argument("--yes", action="store_true", help="do not ask: for scripts")


def confirmed(question: str, *, yes: bool) -> bool:
    """Whether the person at the terminal, or `--yes`, agrees; False without either."""
    if yes:
        return True
    if not sys.stdin.isatty():
        console.print("Nothing is written: this is no terminal to ask in; add --yes.", markup=False)
        return False
    return console.input(f"{question} [y/N] ", markup=False).strip().lower() in ("y", "yes")


def assignments(pairs: list[str], what: str) -> dict[str, str]:
    """The values of a repeated `--map NAME=VALUE`; raises IntakeError."""
    from autograder.intake.downloads.archive import IntakeError

    found = {}
    for pair in pairs:
        name, equals, value = pair.rpartition("=")
        if not (name.strip() and equals and value.strip()):
            raise IntakeError(f"--map {pair!r} cannot be read; write it as --map {what}")
        found[name.strip()] = value.strip()
    return found


def let_best_count(
    course: Course, pairs: list[tuple[str, str]], options: argparse.Namespace
) -> None:
    """Let the best attempt of these (student, lesson) count, and say which it is."""
    if not pairs:
        return
    from autograder.intake import best

    names = ", ".join(sorted({lesson for _, lesson in pairs}))
    console.print(
        f"the best attempt counts in {names} (collect --latest ends that)", soft_wrap=True
    )
    seeded, trusted = drawn(options.seed), options.trusted
    for line in best.let_best_count(
        course, pairs, workers=options.workers, trusted=trusted, seed=seeded
    ):
        console.print(f"  {plain(line)}", markup=False, soft_wrap=True)


def no_lesson_in(name: str, language: str) -> str:
    """What is said of a notebook in another language, in which no lesson is found."""
    return (
        f"{plain(name)} is written in {plain(language)} and holds no exercise of any lesson;"
        " the lessons are in Python"
    )


def _count(text: str) -> int:
    """A number of workers: at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number
