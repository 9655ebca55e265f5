"""What several commands share: arguments, and the lessons and seeds that they stand for."""

from __future__ import annotations

import argparse
import os
import random

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


def _count(text: str) -> int:
    """A number of workers: at least one."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number
