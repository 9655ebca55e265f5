"""Test the tests: edit the reference answers automatically, and report the edits nobody notices.

A mutant that passes all of its exercise's tests is a mistake that would be marked as right. The
source may call an edit equivalent, with a reason (see `mutants.excused`); an excuse that excuses
nothing is reported too. Mutants are edits of the instructor's own code, so they run here, with a
time limit.
"""

from __future__ import annotations

import contextlib
import io
import resource
import signal
import warnings
from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.judge.diagnose import changed_places, sent
from autograder.judge.testcell import run_test_cell
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Exercise, Lesson
from autograder.lesson.read import parse_lesson
from autograder.proofs.mutants import Mutant, excused, mutants

SECONDS = 4.0
_MEMORY = 4 * 2**30
SEEDS = (1, 2)


@dataclass(frozen=True)
class Outcome:
    """What came of an exercise's mutants."""

    exercise: str
    tried: int
    survivors: tuple[str, ...]
    idle_excuses: tuple[str, ...]


class _TooLong(BaseException):
    """A mutant that does not end is noticed by everybody."""


def mutate(lesson: Lesson, executor: Executor) -> Iterator[Outcome]:
    """The outcome for each exercise of a lesson, worked out side by side."""
    jobs = [(lesson.name, lesson.text, exercise.name) for exercise in lesson.exercises]
    yield from executor.map(_try_exercise, *zip(*jobs, strict=True)) if jobs else ()


def _try_exercise(name: str, text: str, exercise_name: str) -> Outcome:
    instructor = _instructor(name, text)
    exercise = instructor.lesson.exercise(exercise_name)
    excuses = excused(exercise.cell.source)
    used: set[tuple[int, str]] = set()
    survivors = []
    tried = mutants(exercise.cell.source)
    for mutant in tried:
        if _noticed(instructor, exercise, mutant):
            continue
        if (mutant.line, mutant.kind) in excuses:
            used.add((mutant.line, mutant.kind))
        else:
            survivors.append(str(mutant))
    idle = (f"line {line}, {kind}: {excuses[line, kind]}" for line, kind in set(excuses) - used)
    return Outcome(exercise_name, len(tried), tuple(survivors), tuple(sorted(idle)))


def _noticed(instructor: Instructor, exercise: Exercise, mutant: Mutant) -> bool:
    """Whether any test of the exercise fails on the mutant."""
    return any(
        _fails(instructor, exercise, mutant, test.source, test.grade_id, seed)
        for seed in SEEDS
        for test in exercise.tests
    )


def _fails(
    instructor: Instructor, exercise: Exercise, mutant: Mutant, source: str, test: str, seed: int
) -> bool:
    cell = instructor.lesson.tests[test]
    try:
        with _limits(), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = instructor.namespace(cell, seed)
            exec(compile(mutant.source, "<mutant>", "exec"), theirs)
            namespace = instructor.namespace(cell, seed)
            for name in exercise.defines:
                namespace[name] = _wrapped(name, theirs[name])
            return bool(run_test_cell(source, namespace))
    except (_TooLong, Exception):
        return True


def _wrapped(name: str, value: Any) -> Any:
    """A function of the mutant as a proxy would call it: on copies, noting changed arguments."""
    if not callable(value) or isinstance(value, type):
        return value

    def call(*args: Any, **kwargs: Any) -> Any:
        mine, named = sent(args), sent(kwargs)
        before = sent([*mine, *named.values()])
        result = value(*mine, **named)
        call.changed = changed_places(mine, named, before)  # type: ignore[attr-defined]
        return result

    call.__name__ = name
    return call


@contextlib.contextmanager
def _limits() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise _TooLong

    before = signal.signal(signal.SIGALRM, stop)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, memory[1]))
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        resource.setrlimit(resource.RLIMIT_AS, memory)


@lru_cache(maxsize=8)
def _instructor(name: str, text: str) -> Instructor:
    return Instructor(parse_lesson(Path(name), text))
