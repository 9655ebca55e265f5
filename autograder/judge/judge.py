"""Judge one submission: run its cells in the sandbox, and the lesson's tests here.

The judge is trusted and holds the reference answers; the student's process only computes. Cells
are taken in order and each test cell is judged when it is reached, so the meaning is that of
running the notebook. One bad exercise costs its own points only: when it fails, later cells
are lent the reference answer over the wire, and when it hangs or ends the process, a fresh
process replays the other cells. The judge knows no nbgrader.
"""

from __future__ import annotations

import inspect
import random
from typing import Any

from autograder.judge import guard
from autograder.judge.calls.plan import Plan
from autograder.judge.calls.rehearsal import Rehearsal
from autograder.judge.causes.behaviour import Behaviour
from autograder.judge.causes.diagnosis import Diagnosis
from autograder.judge.guard import CELL_SECONDS, TOTAL_SECONDS
from autograder.judge.known import Known
from autograder.judge.proxy import (
    MISSING,
    Connection,
    Gone,
    StudentError,
    StudentFunction,
    StudentObject,
)
from autograder.judge.run import Run
from autograder.judge.session import Session
from autograder.judge.testcell import explain, run_test_cell, told_apart
from autograder.judge.verdict import (
    ExerciseResult,
    Failure,
    Judgement,
    Verdict,
)
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson, Misconception
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from course_utils.check.show import show


class Judge:
    """Judges submissions of one lesson, all with the same hidden random numbers.

    Parameters
    ----------
    lesson : the lesson, from its source.
    sandbox : where students' processes come from.
    seed : of the hidden tests' random inputs; drawn afresh when not given.
    seconds : how long a cell may run, and the tests of one cell unless they say `timeout=`.
    total : seconds after which a submission is judged no further.
    """

    def __init__(
        self,
        lesson: Lesson,
        sandbox: Sandbox,
        *,
        seed: int | None = None,
        seconds: float = CELL_SECONDS,
        total: float = TOTAL_SECONDS,
    ) -> None:
        self.lesson = lesson
        self.seed = random.SystemRandom().randrange(2**31) if seed is None else seed
        self.instructor = Instructor(lesson)
        self._sandbox = sandbox
        self._seconds, self._total = seconds, total
        self._rehearsal = Rehearsal(self.instructor, self.seed)
        self._diagnosis = Diagnosis(self.instructor, self.seed, self._rehearsal.draws)
        self._known = Known()
        self._signatures = _signatures(self.instructor, lesson)

    def judge(self, submission: Submission, *, figures: bool = False) -> Judgement:
        """The verdicts on a submission; `figures` keeps the pictures its cells draw."""
        with Session(
            self._sandbox,
            seconds=self._seconds,
            total=self._total,
            operators=self.instructor.operators,
        ) as session:
            run = Run(self, session, submission)
            for step in submission.steps(self.lesson.outline):
                run.take(step, figures=figures)
        written = tuple(_written(cell, submission) for cell in self.lesson.written)
        return Judgement(
            self.lesson.name,
            self.seed,
            tuple(run.results[grade_id] for grade_id in self.lesson.tests),
            written,
            session.outputs,
            (*submission.notes, *session.notes, *run.notes),
        )

    def behaviour(
        self, session: Session, exercise: Exercise, test: Cell, why_missing: str
    ) -> Behaviour:
        """Run a test cell against the student's answer; raises Gone when the process stops.

        `why_missing` says why the exercise's cell may not have defined what it should. Calls are
        asked for ahead of the test; where they end the process, the test is run once more without.
        """
        plan = self._rehearsal.plan(exercise, test) if session.foresees else None
        try:
            return self._behaviour(session, exercise, test, why_missing, plan)
        except Gone:
            if not session.hasty:
                raise
        session.foresees = False
        session.restart()
        return self._behaviour(session, exercise, test, why_missing, None)

    def _behaviour(
        self, session: Session, exercise: Exercise, test: Cell, why_missing: str, plan: Plan | None
    ) -> Behaviour:
        seconds = float(test.options.get("timeout", self._seconds))
        connection = session.connection(seconds)
        connection.begin_test(plan)

        def run() -> Behaviour:
            answers, early = self._fetch(connection, exercise, why_missing)
            if early:
                return Behaviour(list(connection.trace), early)
            known = self._known.behaviour(test, connection.heard)
            if known is not None:
                connection.skip_test()
                return known
            namespace = {**self.instructor.namespace(test, self.seed), **answers}
            draws = self._rehearsal.draws(exercise, test)
            found = run_test_cell(
                test.source, namespace, connection.enter, connection.trace, draws=draws
            )
            found = told_apart(found, test, lambda: self._fails_anyway(test))
            behaviour = Behaviour(list(connection.trace), found)
            return self._known.keep(test, connection.heard, behaviour)

        try:
            return guard.within(seconds + 1, run, late=session.late)
        except guard.TimeUp:
            raise Gone(Verdict.TIMEOUT, "Testing it did not finish in time.") from None
        except (MemoryError, RecursionError):
            raise Gone(Verdict.REFUSED, "It sent more than the judge can take in.") from None

    def _fetch(
        self, connection: Connection, exercise: Exercise, why_missing: str
    ) -> tuple[dict[str, Any], list[Failure]]:
        """The student's answers to an exercise by name, and what is wrong with them at once."""
        answers: dict[str, Any] = {}
        early: list[Failure] = []
        for name in exercise.defines:
            try:
                value = connection.get(name)
            except StudentError as error:
                early.append(Failure(f"`{name}` cannot be used. {explain(error).sentence}"))
                continue
            if value is MISSING:
                why = f": its cell {why_missing}" if why_missing else ""
                early.append(Failure(f"`{name}` is not defined{why}".rstrip(".") + "."))
                continue
            if self._is_no_function(name, value):
                early.append(Failure(f"`{name}` should be a function, found {show(value)}."))
                continue
            answers[name] = value
            if isinstance(value, StudentFunction) and name in self._signatures:
                object.__setattr__(value, "__signature__", self._signatures[name])
            if not callable(value) and not isinstance(value, StudentObject):
                connection.trace.append((name, "is", value))
        return answers, early

    def parameter(self, function: str, place: int | str) -> str:
        """The name of an argument of the lesson's `function`, by its place in a call."""
        names = list(self._signatures[function].parameters) if function in self._signatures else []
        if isinstance(place, str):
            return place
        return names[place] if place < len(names) else f"number {place + 1}"

    def _fails_anyway(self, test: Cell) -> set[int]:
        """The statements of a test that fail with the right answer."""
        namespace = self.instructor.namespace(test, self.seed)
        return {failure.statement for failure in run_test_cell(test.source, namespace)}

    def _is_no_function(self, name: str, value: object) -> bool:
        """Whether something that cannot be called stands where the lesson has a function."""
        return callable(getattr(self.instructor.reference, name)) and not callable(value)

    def cause(
        self, exercise: Exercise, test: Cell, seen: dict[str, Behaviour]
    ) -> Misconception | None:
        """The misconception that behaves as `seen` in `test`, unless finding it takes too long."""
        try:
            return self._known.cause(test, seen, lambda: self._searched(exercise, test, seen))
        except (guard.TimeUp, MemoryError, RecursionError):
            return None

    def _searched(
        self, exercise: Exercise, test: Cell, seen: dict[str, Behaviour]
    ) -> Misconception | None:
        return guard.within(CELL_SECONDS, lambda: self._diagnosis.of(exercise, test, seen))


def _signatures(instructor: Instructor, lesson: Lesson) -> dict[str, inspect.Signature]:
    """How the lesson's functions are called: feedback names their arguments as the lesson does."""
    names = (name for exercise in lesson.exercises for name in exercise.defines)
    functions = {name: getattr(instructor.reference, name) for name in names}
    return {name: inspect.signature(f) for name, f in functions.items() if inspect.isfunction(f)}


def _written(cell: Cell, submission: Submission) -> ExerciseResult:
    """A written answer's place in the judgement: a person marks it."""
    answered = submission.answered(cell)
    verdict = Verdict.MANUAL if answered else Verdict.UNANSWERED
    message = "This answer is marked by a person." if answered else "Not answered yet."
    points = None if answered else 0.0
    return ExerciseResult(cell.key, verdict, points, float(cell.options["points"]), message, None)
