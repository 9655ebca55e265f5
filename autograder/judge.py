"""Judge one submission: run its cells in the sandbox, and the lesson's tests here.

The judge is trusted and holds the reference answers; the student's process only computes. Cells
are taken in order and each test cell is judged when it is reached, so the meaning is that of
running the notebook. One bad exercise costs its own points only: when it fails, later cells
are lent the reference answer over the wire, and when it hangs or ends the process, a fresh
process replays the other cells. The judge knows no nbgrader.
"""

from __future__ import annotations

import contextlib
import random
import signal
import threading
from collections.abc import Iterator
from typing import Any

from autograder.diagnose import Behaviour, Diagnosis
from autograder.instructor import Instructor
from autograder.lesson import Cell, Exercise, Lesson
from autograder.proxy import MISSING, Gone, StudentError, StudentObject
from autograder.sandbox import Sandbox
from autograder.session import CELL_SECONDS, Session
from autograder.submission import Step, Submission
from autograder.testcell import run_test_cell
from autograder.verdict import (
    ExerciseResult,
    Facts,
    Failure,
    Judgement,
    Stop,
    TestResult,
    Verdict,
    judge_facts,
)


class Judge:
    """Judges submissions of one lesson, all with the same hidden random numbers.

    Parameters
    ----------
    lesson : the lesson, from its source.
    sandbox : where students' processes come from.
    seed : of the hidden tests' random inputs; drawn afresh when not given.
    seconds : how long a cell may run, and the tests of one cell unless they say `timeout=`.
    """

    def __init__(
        self,
        lesson: Lesson,
        sandbox: Sandbox,
        *,
        seed: int | None = None,
        seconds: float = CELL_SECONDS,
    ) -> None:
        self.lesson = lesson
        self.seed = random.SystemRandom().randrange(2**31) if seed is None else seed
        self.instructor = Instructor(lesson)
        self._sandbox = sandbox
        self._seconds = seconds
        self._diagnosis = Diagnosis(self.instructor, self.seed)

    def judge(self, submission: Submission, *, figures: bool = False) -> Judgement:
        """The verdicts on a submission; `figures` keeps the pictures its cells draw."""
        with Session(self._sandbox, figures=figures, seconds=self._seconds) as session:
            run = _Run(self, session, submission)
            for step in submission.steps(self.lesson):
                run.take(step, figures=figures)
        written = tuple(_written(cell, submission) for cell in self.lesson.written)
        return Judgement(
            self.lesson.name,
            self.seed,
            tuple(run.results[grade_id] for grade_id in self.lesson.tests),
            written,
            session.outputs,
            (*submission.notes, *session.notes),
        )

    def _behaviour(self, session: Session, exercise: Exercise, test: Cell) -> Behaviour:
        """Run a test cell against the student's answer; raises Gone when the process stops."""
        namespace = self.instructor.namespace(test, self.seed)
        seconds = float(test.options.get("timeout", self._seconds))
        connection = session.connection(seconds)
        connection.trace.clear()
        with _time_limit(seconds + 1):
            early: list[Failure] = []
            for name in exercise.defines:
                value = _fetch(session, name)
                if value is MISSING:
                    early.append(Failure(f"`{name}` is not defined."))
                    namespace.pop(name, None)
                else:
                    namespace[name] = value
                    if not isinstance(value, StudentObject):
                        connection.trace.append((name, "is", value))
            failures = early or run_test_cell(test.source, namespace)
        return Behaviour(list(connection.trace), failures)


class _Run:
    """One submission on its way through the judge."""

    def __init__(self, judge: Judge, session: Session, submission: Submission) -> None:
        self._judge = judge
        self._session = session
        self._submission = submission
        self._stops: dict[str, Stop] = {}
        self.results: dict[str, TestResult] = {}

    def take(self, step: Step, *, figures: bool) -> None:
        """Do one step of the notebook."""
        if step.test is not None:
            self._test(self._judge.lesson.exercise(step.test.key), step.test)
        elif not step.only_looks or figures:
            stop = self._session.run(step.index, step.source)
            if stop is not None and step.exercise:
                self._stops[step.exercise] = stop

    def _test(self, exercise: Exercise, test: Cell) -> None:
        behaviour, stop = Behaviour((), ()), self._stops.get(exercise.name)
        if stop is None:
            try:
                behaviour = self._judge._behaviour(self._session, exercise, test)
            except Gone as gone:
                stop = gone.stop
                self._session.restart()
        edited = self._submission.edited(exercise)
        facts = Facts(edited, tuple(behaviour.failures), stop)
        self.results[test.grade_id] = self._result(exercise, test, facts, behaviour)
        self._lend(exercise)

    def _result(
        self, exercise: Exercise, test: Cell, facts: Facts, behaviour: Behaviour
    ) -> TestResult:
        verdict, message = judge_facts(facts)
        points = float(test.options["points"])
        wrong = None
        if verdict is Verdict.FAIL:
            wrong = self._judge._diagnosis.of(exercise, test, behaviour)
        return TestResult(
            test.grade_id,
            exercise.name,
            verdict,
            points if verdict is Verdict.PASS else 0.0,
            points,
            facts.failures,
            message,
            f"{exercise.name}/{wrong.name}" if wrong else "",
            wrong.sentence if wrong else "",
        )

    def _lend(self, exercise: Exercise) -> None:
        """Once all its tests were taken, lend the reference of an exercise that failed."""
        if any(test.grade_id not in self.results for test in exercise.tests):
            return
        passed = all(self.results[t.grade_id].verdict is Verdict.PASS for t in exercise.tests)
        if passed or not exercise.lend:
            return
        reference = self._judge.instructor.reference
        for name in exercise.defines:
            answer = getattr(reference, name)
            if callable(answer) and not isinstance(answer, type):
                self._session.lend(name, answer)


def _fetch(session: Session, name: str) -> Any:
    try:
        return session.current.get(name)
    except StudentError:
        return MISSING


def _written(cell: Cell, submission: Submission) -> ExerciseResult:
    """A written answer's place in the judgement: a person marks it."""
    answered = submission.answered(cell)
    verdict = Verdict.MANUAL if answered else Verdict.UNANSWERED
    message = "This answer is marked by a person." if answered else "Not answered yet."
    points = None if answered else 0.0
    return ExerciseResult(cell.key, verdict, points, float(cell.options["points"]), message, None)


@contextlib.contextmanager
def _time_limit(seconds: float) -> Iterator[None]:
    """Stop the judge's own work on a student's data after `seconds` (main thread only)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: Any) -> None:
        raise Gone(Verdict.TIMEOUT, "Testing it did not finish within the time limit.")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
