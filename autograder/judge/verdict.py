"""Verdicts are values: what the judge saw goes in as facts, what a student gets comes out.

Nothing here runs code or reads files, so the rules of marking can be read, and tested, in one
place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """What became of an exercise."""

    PASS = "pass"
    FAIL = "fail"
    UNANSWERED = "unanswered"
    TIMEOUT = "timeout"
    CRASH = "crash"
    REFUSED = "refused"
    MANUAL = "manual"


SEVERITY = (Verdict.REFUSED, Verdict.CRASH, Verdict.TIMEOUT, Verdict.FAIL, Verdict.UNANSWERED)


STAND_IN = "It uses the stand-in that check.lend lends, which earns no points."
_MARGIN = len("  came out: ")


@dataclass(frozen=True)
class Failure:
    """One check that did not hold: a sentence, the input that shows it, and what came out."""

    sentence: str
    given: str = ""
    got: str = ""
    expected: str = ""
    not_implemented: bool = False
    statement: int = -1
    raised: str = ""
    warned: bool = False  # it is about a warning alone
    # What the diagnosis compares; never sent anywhere.
    seen: Any = field(default=None, compare=False, repr=False)  # what came out, as data
    calls: tuple[Any, ...] = field(default=(), compare=False, repr=False)  # of this statement
    said: str = field(default="", compare=False, repr=False)  # the words of what it raised

    def lines(self) -> list[str]:
        """The failure as its student reads it."""
        shown = [self.sentence]
        for label, text in (
            ("input", self.given),
            ("came out", self.got),
            ("expected", self.expected),
        ):
            if text:
                margin = f"  {label}:".ljust(_MARGIN)
                shown += (margin + text).replace("\n", "\n" + " " * _MARGIN).split("\n")
        return shown


@dataclass(frozen=True)
class Stop:
    """Why the student's process could not go on: a verdict and a sentence."""

    verdict: Verdict
    sentence: str
    given: str = ""  # the input of the call that did not come back


@dataclass(frozen=True)
class Facts:
    """All that the judge saw of one test cell.

    `edited` is whether the exercise's cell differs from the released one.
    """

    edited: bool
    failures: tuple[Failure, ...] = ()
    stop: Stop | None = None


@dataclass(frozen=True)
class TestResult:
    """The verdict on one test cell."""

    grade_id: str
    exercise: str
    verdict: Verdict
    points: float
    max_points: float
    failures: tuple[Failure, ...] = ()
    message: str = ""
    misconception: str = ""
    explanation: str = ""

    def lines(self) -> list[str]:
        """The verdict as its student reads it: every failing check, then the likely cause."""
        if self.verdict is Verdict.PASS:
            return [f"✓ {self.exercise}: passed, {self._points()}"]
        head = f"✗ {self.exercise}: {HEADLINES[self.verdict]}, {self._points()}"
        lines = [head]
        if self.verdict is Verdict.FAIL:
            for failure in self.failures:
                lines += [f"• {failure.lines()[0]}", *failure.lines()[1:]]
        else:
            shown = self.failures[:1] if self.verdict is not Verdict.UNANSWERED else ()
            given = [line for failure in shown for line in failure.lines()[1:]]
            lines += [f"• {self.message}", *given] if given else [self.message]
        if self.explanation:
            lines.append(f"Likely cause: {self.explanation}")
        return lines

    def _points(self) -> str:
        if not self.max_points:
            return "which adds no points"
        return f"{self.points:g} of {self.max_points:g} points"


HEADLINES = {
    Verdict.PASS: "passed",
    Verdict.FAIL: "not right yet",
    Verdict.UNANSWERED: "not answered",
    Verdict.TIMEOUT: "stopped, it took too long",
    Verdict.CRASH: "stopped, the program ended",
    Verdict.REFUSED: "not accepted",
    Verdict.MANUAL: "marked by a person",
}


@dataclass(frozen=True)
class ExerciseResult:
    """What one exercise got, over all of its test cells. `points` is None when marked by hand."""

    name: str
    verdict: Verdict
    points: float | None
    max_points: float
    message: str
    misconception: str | None


@dataclass(frozen=True)
class Judgement:
    """What one submission got, with the outputs its cells showed (by position)."""

    lesson: str
    seed: int
    tests: tuple[TestResult, ...]
    written: tuple[ExerciseResult, ...]
    outputs: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def score(self) -> float:
        """Points that were awarded automatically."""
        return sum(test.points for test in self.tests)

    @property
    def max_score(self) -> float:
        """Points that can be awarded automatically."""
        return sum(test.max_points for test in self.tests)

    @property
    def exercises(self) -> tuple[ExerciseResult, ...]:
        """One result for each exercise, in the order of the lesson; then the written ones."""
        names = dict.fromkeys(test.exercise for test in self.tests)
        results = (exercise_result([t for t in self.tests if t.exercise == n]) for n in names)
        return (*results, *self.written)

    def as_json(self) -> dict[str, Any]:
        """The shape that `autograder judge --json` prints."""
        return {
            "lesson": self.lesson,
            "score": self.score,
            "max_score": self.max_score,
            "seed": self.seed,
            "notes": list(self.notes),
            "exercises": [asdict(exercise) for exercise in self.exercises],
        }

    def as_record(self) -> dict[str, Any]:
        """As JSON, and with every check that failed: what it said, was given and saw."""
        failures: dict[str, list[list[str]]] = {}
        for test in self.tests:
            seen = [[f.sentence, f.given, f.got] for f in test.failures]
            if seen:
                failures.setdefault(test.exercise, []).extend(seen)
        return {**self.as_json(), "failures": failures}


def judge_facts(facts: Facts) -> tuple[Verdict, str]:
    """The verdict on a test cell and the sentence that goes with it: a pure function."""
    if facts.stop is not None:
        return facts.stop.verdict, facts.stop.sentence
    if not facts.failures:
        return Verdict.PASS, ""
    if not facts.edited or all(failure.not_implemented for failure in facts.failures):
        if any(failure.sentence == STAND_IN for failure in facts.failures):
            return Verdict.UNANSWERED, STAND_IN
        return Verdict.UNANSWERED, "This exercise has not been answered yet."
    first = next(f for f in facts.failures if not f.not_implemented)
    return Verdict.FAIL, first.sentence


def exercise_result(tests: Sequence[TestResult]) -> ExerciseResult:
    """The result of an exercise from those of its test cells (at least one)."""
    verdict = worst(test.verdict for test in tests)
    lost = [test for test in tests if test.verdict is not Verdict.PASS]
    decisive = next((test for test in lost if test.verdict is verdict), [*lost, *tests][0])
    misconception = next((t.misconception for t in tests if t.misconception), None)
    explanation = next((t.explanation for t in tests if t.explanation), "")
    message = " ".join(part for part in (decisive.message, explanation) if part)
    points, max_points = sum(t.points for t in tests), sum(t.max_points for t in tests)
    return ExerciseResult(decisive.exercise, verdict, points, max_points, message, misconception)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict that describes several: all passed, else the most severe.

    Some passed and the rest unanswered is a failure: the exercise was begun.
    """
    seen = set(verdicts)
    if seen == {Verdict.PASS}:
        return Verdict.PASS
    if seen == {Verdict.PASS, Verdict.UNANSWERED}:
        return Verdict.FAIL
    return next(verdict for verdict in SEVERITY if verdict in seen)
