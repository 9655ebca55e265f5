"""Grade a class: collect, judge side by side, write the gradebook one by one, and be resumable.

Workers judge; only this process writes. A run may be killed at any moment and started again: what
is graded stays, what is not is graded next, and one odd submission is a line in the outcome.
"""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from autograder import gradebook
from autograder.collect import HandedIn, collect, stage, students_with
from autograder.course import Course
from autograder.lesson import Lesson
from autograder.records import Record, read_record, record_of, write_record
from autograder.verdict import Judgement
from autograder.workers import judge_task, local_executor, task

QUEUED_PER_WORKER = 3
MAX_ATTEMPTS = 2

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Order:
    """What to grade, and how."""

    course: Course
    lesson: Lesson
    students: tuple[str, ...] = ()
    workers: int = 2
    force: bool = False
    trusted: bool = False
    seed: int = field(default_factory=lambda: random.SystemRandom().randrange(2**31))


@dataclass
class Outcome:
    """What a run did, by student."""

    graded: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


class GradeError(RuntimeError):
    """Grading cannot begin; the text says what to do."""


def grade(order: Order, progress: Progress = lambda student: None) -> Outcome:
    """Grade what is not graded yet; `progress` is called with each student that is finished.

    Raises GradeError when there is nothing to grade, SandboxUnavailable when nothing can be judged
    safely, and GradebookError when the gradebook cannot be written.
    """
    students = order.students or tuple(students_with(order.course, order.lesson.name))
    if not students:
        place = f"grading/submitted/<student>/{order.lesson.name}/"
        raise GradeError(f"nobody has handed in {order.lesson.name}: expected notebooks in {place}")
    gradebook.prepare(order.course, order.lesson)
    outcome = Outcome()
    waiting = _still_to_do(order, students, outcome, progress)
    for handed_in, result in _judged(order, waiting):
        if isinstance(result, Judgement):
            _keep(order, handed_in, result, outcome)
        else:
            _set_aside(order, handed_in, result, outcome)
        progress(handed_in.student)
    return outcome


def _still_to_do(
    order: Order, students: tuple[str, ...], outcome: Outcome, progress: Progress
) -> Iterator[HandedIn]:
    """The submissions to judge; those that need not be are put into `outcome` on the way."""
    for student in students:
        handed_in = collect(order.course, order.lesson.name, student)
        if handed_in.problem:
            _set_aside(order, handed_in, handed_in.problem, outcome)
            progress(student)
        elif not order.force and _is_graded(order, handed_in):
            outcome.kept.append(student)
            progress(student)
        else:
            yield handed_in


def _is_graded(order: Order, handed_in: HandedIn) -> bool:
    name = order.lesson.name
    record = read_record(order.course, name, handed_in.student)
    page = order.course.grading / "autograded" / handed_in.student / name / f"{name}.ipynb"
    current = record is not None and record.is_of(handed_in.fingerprint, order.lesson.digest)
    return current and page.is_file()


def _judged(
    order: Order, waiting: Iterator[HandedIn]
) -> Iterator[tuple[HandedIn, Judgement | str]]:
    """Each submission with its judgement, or with a sentence when it could not be judged.

    A worker that dies takes the submissions in its pool with it: they are tried again in a new
    pool, one that is there for the second time is given up.
    """
    attempts: Counter[str] = Counter()
    again: list[HandedIn] = []
    done = False
    while not done:
        executor = local_executor(order.workers)
        running: dict[Future[Judgement], HandedIn] = {}
        try:
            for handed_in, future in _completed(order, executor, waiting, again, running):
                result = _result(future)
                if result is None:
                    attempts[handed_in.student] += 1
                    if attempts[handed_in.student] < MAX_ATTEMPTS:
                        again.append(handed_in)
                        continue
                    result = "judging it ended the grader's worker twice; look at it by hand"
                yield handed_in, result
            done = True
        except BrokenProcessPool:
            again += running.values()
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def _completed(
    order: Order,
    executor: Executor,
    waiting: Iterator[HandedIn],
    again: list[HandedIn],
    running: dict[Future[Judgement], HandedIn],
) -> Iterator[tuple[HandedIn, Future[Judgement]]]:
    """Keep the workers busy, few submissions ahead, and hand out what is done."""
    room = order.workers * QUEUED_PER_WORKER
    while True:
        while len(running) < room:
            handed_in = again.pop() if again else next(waiting, None)
            if handed_in is None:
                break
            work = task(order.lesson, handed_in.text, seed=order.seed, trusted=order.trusted)
            try:
                running[executor.submit(judge_task, work)] = handed_in
            except BrokenProcessPool:
                again.append(handed_in)
                raise
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future


def _result(future: Future[Judgement]) -> Judgement | None:
    """The judgement; None when the worker died under it."""
    with contextlib.suppress(BrokenProcessPool):
        return future.result()
    return None


def _keep(order: Order, handed_in: HandedIn, judgement: Judgement, outcome: Outcome) -> None:
    """Write the gradebook, then the record: in this order, so that no mark is lost."""
    name = order.lesson.name
    stage(order.course, name, handed_in)
    gradebook.autograde(order.course, name, handed_in.student, judgement)
    record = record_of(handed_in.student, handed_in.fingerprint, order.lesson.digest, judgement)
    write_record(order.course, record)
    outcome.graded.append(handed_in.student)


def _set_aside(order: Order, handed_in: HandedIn, problem: str, outcome: Outcome) -> None:
    name = order.lesson.name
    record = Record(handed_in.student, name, "", order.lesson.digest, {}, problem)
    write_record(order.course, record)
    outcome.problems[handed_in.student] = problem
