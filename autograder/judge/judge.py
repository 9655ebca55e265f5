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
from collections.abc import Iterator, Sequence

from autograder.judge import guard
from autograder.judge.diagnose import Behaviour, Diagnosis
from autograder.judge.proxy import MISSING, Gone, StudentError, StudentFunction, StudentObject
from autograder.judge.session import CELL_SECONDS, TOTAL_SECONDS, Session
from autograder.judge.testcell import explain, run_test_cell, worth_telling
from autograder.judge.verdict import (
    ExerciseResult,
    Facts,
    Failure,
    Judgement,
    Stop,
    TestResult,
    Verdict,
    judge_facts,
)
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Lesson, Misconception
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from course_utils.check.show import show
from course_utils.notebook.after_error import note
from course_utils.notebook.names import keeps_its_names
from course_utils.notebook.steps import Step


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
        self._diagnosis = Diagnosis(self.instructor, self.seed)
        self._signatures = _signatures(self.instructor, lesson)

    def judge(self, submission: Submission, *, figures: bool = False) -> Judgement:
        """The verdicts on a submission; `figures` keeps the pictures its cells draw."""
        with Session(
            self._sandbox,
            seconds=self._seconds,
            total=self._total,
            operators=self.instructor.operators,
        ) as session:
            run = _Run(self, session, submission)
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

    def _behaviour(
        self, session: Session, exercise: Exercise, test: Cell, why_missing: str
    ) -> Behaviour:
        """Run a test cell against the student's answer; raises Gone when the process stops.

        `why_missing` says why the exercise's cell may not have defined what it should.
        """
        seconds = float(test.options.get("timeout", self._seconds))
        connection = session.connection(seconds)
        connection.begin_test()
        namespace = self.instructor.namespace(test, self.seed)

        def run() -> list[Failure]:
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
                namespace[name] = value
                if isinstance(value, StudentFunction) and name in self._signatures:
                    object.__setattr__(value, "__signature__", self._signatures[name])
                if not callable(value) and not isinstance(value, StudentObject):
                    connection.trace.append((name, "is", value))
            return early or run_test_cell(
                test.source, namespace, connection.enter, connection.trace
            )

        try:
            failures = guard.within(seconds + 1, run)
        except guard.TimeUp:
            raise Gone(Verdict.TIMEOUT, "Testing it did not finish in time.") from None
        except (MemoryError, RecursionError):
            raise Gone(Verdict.REFUSED, "It sent more than the judge can take in.") from None
        return Behaviour(list(connection.trace), failures)

    def parameter(self, function: str, place: int | str) -> str:
        """The name of an argument of the lesson's `function`, by its place in a call."""
        names = list(self._signatures[function].parameters) if function in self._signatures else []
        if isinstance(place, str):
            return place
        return names[place] if place < len(names) else f"number {place + 1}"

    def _is_no_function(self, name: str, value: object) -> bool:
        """Whether something that cannot be called stands where the lesson has a function."""
        return callable(getattr(self.instructor.reference, name)) and not callable(value)

    def _cause(
        self, exercise: Exercise, test: Cell, seen: dict[str, Behaviour]
    ) -> Misconception | None:
        """The misconception that behaves as `seen` in `test`, unless finding it takes too long."""
        try:
            return guard.within(CELL_SECONDS, lambda: self._diagnosis.of(exercise, test, seen))
        except (guard.TimeUp, MemoryError, RecursionError):
            return None


class _Run:
    """One submission on its way through the judge."""

    def __init__(self, judge: Judge, session: Session, submission: Submission) -> None:
        self._judge = judge
        self._session = session
        self._submission = submission
        self._stops: dict[str, Stop] = {}
        self._lent: set[str] = set()
        self._why_missing: dict[str, str] = {}
        self.notes: list[str] = []
        self._seen: dict[str, dict[str, Behaviour]] = {}  # by exercise, then by test cell
        self.results: dict[str, TestResult] = {}

    def take(self, step: Step, *, figures: bool) -> None:
        """Do one step of the notebook."""
        if step.test:
            test = self._judge.lesson.tests[step.test]
            self._test(self._judge.lesson.exercise(test.key), test)
            return
        shown = figures or bool(step.beside) or step.look in self._judge.lesson.figures
        if shown or not step.look:
            stop = self._session.run(step.index, step.source, figures=shown, instead=step.instead)
            error = self._session.error(step.index) if stop is None else ""
            if stop is not None and step.exercise:
                self._stops[step.exercise] = stop
            elif stop is not None:
                sentence = stop.sentence.rstrip(".")
                self.notes.append(f"{step.which()} was stopped and left out ({sentence})")
            elif step.exercise:
                self._why_missing[step.exercise] = _why_missing(step.source, error)
            self._tell_of_error(step, error)

    def _test(self, exercise: Exercise, test: Cell) -> None:
        stop = self._stops.get(exercise.name)
        failures: Sequence[Failure] = ()
        if stop is None:
            try:
                why = self._why_missing.get(exercise.name, "")
                behaviour = self._judge._behaviour(self._session, exercise, test, why)
                self._seen.setdefault(exercise.name, {})[test.grade_id] = behaviour
                failures = behaviour.failures
                self._tell_of_changes(exercise, behaviour)
            except Gone as gone:
                stop = gone.stop
                failures = [Failure(stop.sentence, stop.given)] if stop.given else []
                self._session.restart()
        edited = self._submission.edited(exercise.name, self._judge.lesson.outline)
        facts = Facts(edited, worth_telling(failures), stop)
        self.results[test.grade_id] = self._result(exercise, test, facts)
        if all(other.grade_id in self.results for other in exercise.tests):
            self._seen.pop(exercise.name, None)
        for done in self._judged_so_far():
            self._lend(done)

    def _tell_of_error(self, step: Step, error: str) -> None:
        """Note the error of a cell of which more counts than what stands above it."""
        line = self._session.stopped_at.get(step.index)
        if not error or (line is None and not step.instead):
            return
        self.notes.append(note(step.which(), line or 0, error, completed=bool(step.instead)))

    def _tell_of_changes(self, exercise: Exercise, seen: Behaviour) -> None:
        """Note the arguments that an answer changed, where no check says that it may not."""
        if any("in place" in failure.sentence for failure in seen.failures):
            return
        if any("keeps_arguments" in test.source for test in exercise.tests):
            return  # it may cost points, in a check that was not reached
        for name in exercise.defines:
            calls = (entry for entry in seen.trace if entry[:2] == (name, "returned"))
            places = dict.fromkeys(place for entry in calls for place in entry[3])
            if places:
                which = " and ".join(self._judge.parameter(name, place) for place in places)
                note = f"{name} changes its argument {which} in place; this cost no points"
                self.notes += [note] if note not in self.notes else []

    def _result(self, exercise: Exercise, test: Cell, facts: Facts) -> TestResult:
        verdict, message = judge_facts(facts)
        points = float(test.options["points"])
        wrong = None
        if verdict is Verdict.FAIL:
            wrong = self._judge._cause(exercise, test, self._seen[exercise.name])
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

    def _judged_so_far(self) -> Iterator[Exercise]:
        """The exercises, in the lesson's order, up to the first that has tests to be taken yet.

        A notebook's cells may stand in any order. An answer lent before an earlier exercise is
        judged would help with that one: whoever has predict_proba has sigmoid.
        """
        for exercise in self._judge.lesson.exercises:
            if any(test.grade_id not in self.results for test in exercise.tests):
                return
            yield exercise

    def _lend(self, exercise: Exercise) -> None:
        """Lend the reference of an exercise that failed, once."""
        passed = all(self.results[t.grade_id].verdict is Verdict.PASS for t in exercise.tests)
        if passed or not exercise.lend or exercise.name in self._lent:
            return
        self._lent.add(exercise.name)
        reference = self._judge.instructor.reference
        for name in exercise.asks:
            answer = getattr(reference, name)
            if callable(answer) and not isinstance(answer, type):
                self._session.lend(name, answer)


def _why_missing(source: str, error: str) -> str:
    """Why a cell may not have defined what it should, to be said after "its cell"."""
    magic = keeps_its_names(source)
    if magic and not error.startswith("UsageError"):  # which a magic that is not there would raise
        return f"begins with `{magic}`, which keeps what it defines to itself"
    return f"stopped with {error}" if error else ""


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
