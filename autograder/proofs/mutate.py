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
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.judge.causes.alike import changed_places, sent
from autograder.judge.testcell import run_test_cell
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson
from autograder.lesson.read import parse_lesson
from autograder.lesson.wrong.mutants import excused, mutants

SECONDS = 4.0  # of the processor: a busy machine is no reason to give up on an edit
_MEMORY = 4 * 2**30
SEEDS = range(1, 4)


@dataclass(frozen=True)
class Outcome:
    """What came of an exercise's mutants."""

    exercise: str
    tried: int
    survivors: tuple[str, ...]
    idle_excuses: tuple[str, ...]


class _TooLong(BaseException):
    """A mutant that does not end is noticed by everybody."""


def mutate(
    lesson: Lesson,
    executor: Executor,
    exercises: Sequence[Exercise] | None = None,
    seeds: Sequence[int] = SEEDS,
) -> Iterator[Outcome]:
    """The outcome for each of these exercises, by default all of a lesson, side by side.

    An edit is noticed if it is under every one of the seeds of the hidden tests' random inputs.
    """
    chosen = lesson.exercises if exercises is None else exercises
    jobs = [(lesson.name, lesson.text, exercise.name, seeds) for exercise in chosen]
    yield from executor.map(_try_exercise, *zip(*jobs, strict=True)) if jobs else ()


def lucky_mistakes(
    lesson: Lesson, executor: Executor, seeds: Sequence[int] = SEEDS
) -> Iterator[str]:
    """The known mistakes that pass under one of the seeds, in words."""
    jobs = [
        (lesson.name, lesson.text, wrong.exercise, wrong.source, seeds)
        for exercise in lesson.exercises
        for wrong in exercise.misconceptions
    ]
    names = [
        f"{wrong.exercise}/{wrong.name}" for e in lesson.exercises for wrong in e.misconceptions
    ]
    lucky = executor.map(_try_mistake, *zip(*jobs, strict=True)) if jobs else ()
    for name, seed in zip(names, lucky, strict=True):
        if seed is not None:
            yield f"{name} passes under seed {seed}"


def _try_mistake(
    name: str, text: str, exercise: str, source: str, seeds: Sequence[int]
) -> int | None:
    instructor = _instructor(name, text)
    return passes_under(instructor, instructor.lesson.exercise(exercise), source, seeds)


def _try_exercise(name: str, text: str, exercise_name: str, seeds: Sequence[int]) -> Outcome:
    instructor = _instructor(name, text)
    exercise = instructor.lesson.exercise(exercise_name)
    excuses = excused(exercise.cell.source)
    used: set[tuple[int, str]] = set()
    survivors = []
    tried = mutants(exercise.cell.source)
    for mutant in tried:
        if passes_under(instructor, exercise, mutant.source, seeds) is None:
            continue
        if (mutant.line, mutant.kind) in excuses:
            used.add((mutant.line, mutant.kind))
        else:
            survivors.append(str(mutant))
    idle = (f"line {line}, {kind}: {excuses[line, kind]}" for line, kind in set(excuses) - used)
    return Outcome(exercise_name, len(tried), tuple(survivors), tuple(sorted(idle)))


def passes_under(
    instructor: Instructor, exercise: Exercise, answer: str, seeds: Sequence[int]
) -> int | None:
    """The first of the seeds under which an answer passes all tests; None: it never does.

    Visible tests draw nothing: who fails there fails under every seed.
    """
    if any(_fails(instructor, exercise, answer, test, 0, hidden=False) for test in exercise.tests):
        return None
    for seed in seeds:
        if not any(_fails(instructor, exercise, answer, test, seed) for test in exercise.tests):
            return seed
    return None


def _fails(
    instructor: Instructor,
    exercise: Exercise,
    answer: str,
    cell: Cell,
    seed: int,
    *,
    hidden: bool = True,
) -> bool:
    source = cell.source if hidden else cell.without("HIDDEN TESTS")
    try:
        with _limits(), contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = instructor.namespace(cell, seed)
            exec(compile(answer, "<answer>", "exec"), theirs)
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

    before = signal.signal(signal.SIGPROF, stop)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, memory[1]))
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        resource.setrlimit(resource.RLIMIT_AS, memory)


@lru_cache(maxsize=8)
def _instructor(name: str, text: str) -> Instructor:
    return Instructor(parse_lesson(Path(name), text))
