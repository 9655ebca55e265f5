"""Where a submission's time goes: fork, student's code, judging, conversion, gradebook, files.

One submission after another in one process, none of them graded before, with the rooms that do the
work timed from outside, on one core: that is what each worker has of a machine whose cores all have
one.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from autograder.gradebook import autograding, books
from autograder.grading import records
from autograder.judge import session
from autograder.judge.judge import Judge
from autograder.judge.proxy import Connection
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import Sample
from autograder.sandbox import sandbox
from autograder.submission.collect import collect
from autograder.submission.submission import Submission
from benchmarks.commands import SEED
from benchmarks.figures import Figure, Report

CLOCK = Path(__file__).with_name("student_clock.py")
NAMES = {
    "fork": "fork and end of the student's process",
    "student": "student's code (CPU)",
    "judging": "judging (CPU)",
    "conversion": "reading and conversion (CPU)",
    "gradebook": "gradebook (CPU)",
    "writing": "writing (CPU)",
}


class Watch:
    """Seconds spent in named parts of the current submission, and all submissions' before it."""

    def __init__(self) -> None:
        self.all: list[dict[str, float]] = []
        self.now: dict[str, float] = defaultdict(float)
        self.clocks: dict[int, list[float]] = {}  # of each process of the student's

    def finish(self) -> None:
        """Close the account of a submission."""
        own = sum(clock[0] for clock in self.clocks.values())
        served = sum(clock[1] - clock[0] for clock in self.clocks.values())
        now = self.now
        self.all.append(
            {
                "fork": now["fork"],
                "student": own,
                "judging": now["judge"] - now["forking"] + served,
                "conversion": now["read"] + now["take"] - now["gradebook"] - now["page"],
                "gradebook": now["gradebook"],
                "writing": now["page"] + now["record"],
            }
        )
        self.now, self.clocks = defaultdict(float), {}

    def part(self, name: str) -> float:
        """Milliseconds that the part takes in the median submission; the first is left out."""
        return 1000 * median(account[name] for account in self.all[1:])

    def added(self) -> float:
        """Milliseconds that the median submission takes beyond the student's own code."""
        totals = [sum(account.values()) - account["student"] for account in self.all[1:]]
        return 1000 * median(totals)


def parts(
    course: Course, lesson: Lesson, samples: Sequence[Sample], report: Report, *, trusted: bool
) -> tuple[Figure, ...]:
    """Grade the samples with a clock in every room."""
    watch = Watch()
    with ExitStack() as stack, report.progress("where our time goes", len(samples)) as tick:
        stack.enter_context(_on_one_core())
        box = sandbox.Sandbox(
            trusted=trusted,
            hidden=(course.root,),
            entry="student_clock:serve",
            modules=(CLOCK,),
        )
        stack.enter_context(box)
        stack.enter_context(_clocks(watch))
        begin = time.thread_time()
        judge = Judge(lesson, box, seed=SEED)
        instructor = time.thread_time() - begin
        take = stack.enter_context(autograding.autograding(course, lesson))
        for sample in samples:
            _grade(course, lesson, sample.student, judge, take, watch)
            tick(sample.student)
    return (
        *(Figure(f"ours: {name}", watch.part(part), "ms") for part, name in NAMES.items()),
        Figure("ours: added to the student's code, each", watch.added(), "ms"),
        Figure("ours: reference answers, once a worker", instructor, "s"),
    )


def _grade(
    course: Course, lesson: Lesson, student: str, judge: Judge, take: Any, watch: Watch
) -> None:
    with _clock(watch, "read"):
        handed_in = collect(course, lesson, student)
    with _clock(watch, "judge"):
        judgement = judge.judge(Submission.of_text(handed_in.text, handed_in.notes))
    with _clock(watch, "take"):
        take(handed_in, judgement)
    with _clock(watch, "record"):
        about = (student, handed_in.fingerprint, lesson.digest, judgement)
        records.write_record(course, records.record_of(*about))
    watch.finish()


@contextmanager
def _on_one_core() -> Iterator[None]:
    """Keep this process, each of its threads, and all that they start to one core."""
    cores = os.sched_getaffinity(0)
    _keep_to({min(cores)})
    try:
        yield
    finally:
        _keep_to(cores)


def _keep_to(cores: set[int]) -> None:
    for thread in Path("/proc/self/task").iterdir():
        os.sched_setaffinity(int(thread.name), cores)


@contextmanager
def _clock(watch: Watch, name: str, now: Callable[[], float] = time.thread_time) -> Iterator[None]:
    begin = now()
    try:
        yield
    finally:
        watch.now[name] += now() - begin


@contextmanager
def _clocks(watch: Watch) -> Iterator[None]:
    """Put clocks around the rooms' own functions, and take them away again."""
    with ExitStack() as stack:
        for owner, name, part, now in (
            (sandbox.Sandbox, "fork", "fork", time.perf_counter),
            (session.Session, "restart", "fork", time.perf_counter),
            (sandbox.Sandbox, "fork", "forking", time.thread_time),
            (session.Session, "restart", "forking", time.thread_time),
            (books.Books, "save", "gradebook", time.thread_time),
            (autograding._Steps, "_write", "page", time.thread_time),
        ):
            stack.enter_context(_around(owner, name, _counted(watch, part, now)))

        def listen(real: Callable[..., Any]) -> Callable[..., Any]:
            def ask(connection: Connection, *args: Any) -> Any:
                reply, blob = real(connection, *args)
                watch.clocks[id(connection)] = reply.get("clock", [0.0, 0.0])
                return reply, blob

            return ask

        stack.enter_context(_around(Connection, "_ask", listen))
        yield


def _counted(
    watch: Watch, part: str, now: Callable[[], float]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def around(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            with _clock(watch, part, now):
                return real(*args, **kwargs)

        return call

    return around


@contextmanager
def _around(
    owner: type, name: str, wrapper: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> Iterator[None]:
    real = getattr(owner, name)
    setattr(owner, name, wrapper(real))
    try:
        yield
    finally:
        setattr(owner, name, real)
