"""Say what a student probably thought: does their function behave like a known wrong answer?

Each misconception of the exercise takes the very same test cell, with the same random numbers. If
it fails the checks that the student's answer failed, and what came out there is the same, its
sentence is the likely cause. A failure that shows nothing to compare is no evidence, and without
any evidence no cause is named: a false one is worse than none. Where an exercise has several test
cells, those before have their say first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.judge.calls.draws import Draws
from autograder.judge.causes.alike import alike, changed_places, sent, unchanged
from autograder.judge.causes.behaviour import (
    NO_CAST,
    Behaviour,
    all_alike,
    consistent,
    plain_values,
    spoils,
)
from autograder.judge.testcell import run_test_cell
from autograder.judge.verdict import Failure
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Misconception
from autograder.lesson.wrong.slips import only_changes, only_warns, slips

_COMPLAINTS = 2  # about different shapes: from then on they tell one slip from another


class Diagnosis:
    """The misconceptions of a lesson as they behave under one seed, each run once and kept.

    `draws` says where the generator of a test stands at each of its statements.
    """

    def __init__(
        self, instructor: Instructor, seed: int, draws: Callable[[Exercise, Cell], Draws]
    ) -> None:
        self._instructor = instructor
        self._seed = seed
        self._draws = draws
        self._known: dict[tuple[str, str], Behaviour] = {}
        self._known_numbers: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        self._early: dict[tuple[str, str, int], Failure | None] = {}

    def of(
        self, exercise: Exercise, test: Cell, seen: Mapping[str, Behaviour]
    ) -> Misconception | None:
        """The misconception that behaves in `test` as the answer did, or None.

        It is the first that did the same in every call, or else the only one whose failures show
        the same. `seen` holds what the answer did, by the grade id of the test cells taken so far.
        An earlier cell that does not fit rules a misconception out before a long cell is run for
        it. Where numbers are asked for, they tell by themselves: the same are the same mistake,
        others are not.
        """
        earlier = [cell for cell in exercise.tests if cell.grade_id in seen and cell is not test]
        similar = []
        for wrong in exercise.misconceptions:
            numbers = self._numbers(exercise, test, wrong)
            if not all_alike(numbers, plain_values(seen[test.grade_id].trace)):
                continue
            if len(numbers) == len(exercise.defines):
                return wrong
            if not all(self._fits(exercise, cell, wrong, seen) for cell in earlier):
                continue
            if not self._may_resemble(exercise, test, wrong, seen):
                continue
            known = self._behaviour(exercise, test, wrong)
            if known.resembles(seen[test.grade_id]):
                if known.did_the_same(seen[test.grade_id]):
                    return wrong
                similar.append(wrong)
        if not similar:
            return (
                self._slip(exercise, test, seen)
                or self._by_chance(exercise, test, seen)
                or self._among_others(exercise, test, seen)
            )
        return similar[0] if len(similar) == 1 else None

    def _by_chance(
        self, exercise: Exercise, test: Cell, seen: Mapping[str, Behaviour]
    ) -> Misconception | None:
        """The only mistake that did about the same, though it drew other random numbers."""
        long = any("timeout" in cell.options for cell in exercise.tests)
        if long or "rng" not in exercise.cell.source:
            return None
        about = [
            wrong
            for wrong in exercise.misconceptions
            if self._behaviour(exercise, test, wrong).resembles_by_chance(seen[test.grade_id])
        ]
        return about[0] if len(about) == 1 else None

    def _among_others(
        self, exercise: Exercise, test: Cell, seen: Mapping[str, Behaviour]
    ) -> Misconception | None:
        """The mistake that explains the first failure and more, where others come on top of it."""
        answer = seen[test.grade_id]
        explained = {
            wrong.name: (self._behaviour(exercise, test, wrong).share_of(answer), wrong)
            for wrong in exercise.misconceptions
            if self._may_resemble(exercise, test, wrong, seen)
        }
        most = max((share for share, _ in explained.values()), default=0)
        best = [wrong for share, wrong in explained.values() if share == most > 1]
        return best[0] if len(best) == 1 else None

    def _slip(
        self, exercise: Exercise, test: Cell, seen: Mapping[str, Behaviour]
    ) -> Misconception | None:
        """The first slip that gave the same in every call, and shows it; none in a training."""
        taken = [cell for cell in exercise.tests if cell.grade_id in seen]
        if any("timeout" in cell.options for cell in taken):
            return None
        failures = seen[test.grade_id].failures
        right = all(self._is_right(exercise, cell, seen[cell.grade_id]) for cell in taken)
        if right and all(failure.warned for failure in failures):
            return only_warns(exercise)
        if right and spoils(failures):
            return only_changes(exercise)
        if seen[test.grade_id].shows():
            return next(self._twins(exercise, test, taken, seen), None)
        complaints = seen[test.grade_id].complaints()
        if len(set(complaints)) < _COMPLAINTS:
            return None
        alike = [
            wrong
            for wrong in self._twins(exercise, test, taken, seen)
            if self._behaviour(exercise, test, wrong).complaints() == complaints
        ]
        return alike[0] if len({wrong.sentence for wrong in alike}) == 1 else None

    def _twins(
        self, exercise: Exercise, test: Cell, taken: list[Cell], seen: Mapping[str, Behaviour]
    ) -> Iterator[Misconception]:
        """The slips that gave the same in every call of the cells taken."""
        first = (seen[test.grade_id].telling() or seen[test.grade_id].failures)[0]
        for wrong in slips(exercise):
            if self._agrees_at(first, exercise, test, wrong) and all(
                self._behaviour(exercise, cell, wrong).is_twin_of(seen[cell.grade_id])
                for cell in taken
            ):
                yield wrong

    def _is_right(self, exercise: Exercise, cell: Cell, seen: Behaviour) -> bool:
        """Whether every call gave what the right answer gives."""
        due = self._behaviour(exercise, cell, only_warns(exercise)).trace
        pairs = zip(due, seen.trace, strict=False)
        came = [(a[:3], b[:3]) for a, b in pairs if b[1:] != ("raised", NO_CAST)]
        return len(due) == len(seen.trace) and all(alike(a, b) for a, b in came)

    def _agrees_at(
        self, first: Failure, exercise: Exercise, test: Cell, wrong: Misconception
    ) -> bool:
        """Whether the mistake fails alike where the answer failed first: soon known, and kept."""
        key = (test.grade_id, wrong.name, first.statement)
        if key not in self._early:
            failures = self._run(exercise, test, wrong, until=first.statement).failures
            self._early[key] = next((f for f in failures if f.statement == first.statement), None)
        failure = self._early[key]
        return failure is not None and consistent(failure, first)

    def _may_resemble(
        self, exercise: Exercise, cell: Cell, wrong: Misconception, seen: Mapping[str, Behaviour]
    ) -> bool:
        """Whether the mistake fails alike where the answer failed first, if it did."""
        telling = seen[cell.grade_id].telling()
        return not telling or self._agrees_at(telling[0], exercise, cell, wrong)

    def _fits(
        self, exercise: Exercise, cell: Cell, wrong: Misconception, seen: Mapping[str, Behaviour]
    ) -> bool:
        """Whether the misconception passes the cell if the answer did, and else resembles it."""
        if not self._may_resemble(exercise, cell, wrong, seen):
            return False
        known, answer = self._behaviour(exercise, cell, wrong), seen[cell.grade_id]
        return known.resembles(answer) or not (known.telling() or answer.telling())

    def _numbers(
        self, exercise: Exercise, test: Cell, wrong: Misconception
    ) -> list[tuple[Any, ...]]:
        """What a misconception defines that is no function, as a trace begins with it."""
        right = self._instructor.reference
        names = [name for name in exercise.defines if not callable(getattr(right, name))]
        key = (test.grade_id, wrong.name)
        if names and key not in self._known_numbers:
            theirs = self._defined(test, wrong)
            self._known_numbers[key] = [(name, "is", theirs[name]) for name in names]
        return self._known_numbers[key] if names else []

    def _behaviour(self, exercise: Exercise, test: Cell, wrong: Misconception) -> Behaviour:
        key = (test.grade_id, wrong.name)
        if key not in self._known:
            self._known[key] = self._run(exercise, test, wrong)
        return self._known[key]

    def _run(
        self, exercise: Exercise, test: Cell, wrong: Misconception, until: int | None = None
    ) -> Behaviour:
        theirs = self._defined(test, wrong)
        namespace = self._instructor.namespace(test, self._seed)
        trace: list[tuple[Any, ...]] = []
        for name in exercise.defines:
            value = namespace[name] = theirs[name]
            if callable(value):
                namespace[name] = _recorded(name, value, trace)
            else:
                trace.append((name, "is", value))
        draws = self._draws(exercise, test)
        found = run_test_cell(
            test.source, namespace, trace=trace, draws=draws, until=until, shown=False
        )
        return Behaviour(trace, found)

    def _defined(self, test: Cell, wrong: Misconception) -> dict[str, Any]:
        """What is there once the misconception's cell has run."""
        theirs = self._instructor.namespace(test, self._seed)
        exec(_compiled(wrong.name, wrong.source), theirs)
        return theirs


@lru_cache(maxsize=4096)
def _compiled(name: str, source: str) -> CodeType:
    return compile(source, f"<misconception {name}>", "exec")


def _recorded(
    name: str, function: Callable[..., Any], trace: list[tuple[Any, ...]]
) -> Callable[..., Any]:
    """`function` on copies of its arguments, writing into `trace` as a proxy does."""

    def call(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = sent(args), sent(kwargs)
        before = unchanged([*args, *kwargs.values()])
        try:
            value = function(*args, **kwargs)
        except Exception as error:
            trace.append((name, "raised", type(error).__name__))
            raise
        changed = changed_places(args, kwargs, before)
        call.changed = changed  # type: ignore[attr-defined]
        trace.append((name, "returned", value, tuple(changed)))
        return value

    call.__name__ = name
    return call
