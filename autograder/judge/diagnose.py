"""Say what a student probably thought: does their function behave like a known wrong answer?

Each misconception of the exercise takes the very same test cell, with the same random numbers. If
it fails the checks that the student's answer failed, and what came out there is the same, its
sentence is the likely cause. A failure that shows nothing to compare is no evidence, and without
any evidence no cause is named: a false one is worse than none. Where an exercise has several test
cells, those before have their say first.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.judge.proxy import StudentFunction, StudentObject
from autograder.judge.testcell import run_test_cell, up_to
from autograder.judge.verdict import Failure
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise, Misconception
from autograder.lesson.wrong.slips import only_changes, only_warns, slips

_RTOL, _ATOL = 1e-6, 1e-10
_SHAPES = re.compile(r"mismatch in its core dimension|not aligned|could not be broadcast")
_NO_CAST = "UFuncTypeError"  # fractions are written into an array of whole numbers
_BY_CHANCE = 0.02  # how far what is measured on random numbers may differ
_COMPLAINTS = 2  # about different shapes: from then on they tell one slip from another


@dataclass(frozen=True)
class Behaviour:
    """What an answer did in a test cell: its values, each call's result, the checks it failed."""

    trace: Sequence[tuple[Any, ...]]
    failures: Sequence[Failure]

    def resembles(self, other: Behaviour) -> bool:
        """Whether both failed the same checks with the same results.

        Calls whose results passed do not count: two right results may differ in their last digits.
        A warning that only one of the two gave is no difference: it can be silenced.
        """
        mine = {failure.statement: failure for failure in self.failures}
        theirs = {failure.statement: failure for failure in other.failures}
        alone = [(mine | theirs)[number] for number in mine.keys() ^ theirs.keys()]
        pairs = [(mine[number], theirs[number]) for number in mine if number in theirs]
        if not all(failure.warned for failure in alone) or not all(
            _consistent(a, b) for a, b in pairs
        ):
            return False
        known, found = _values(self.trace), _values(other.trace)
        if not pairs or not _all_alike(known, found):
            return False
        if known or any(_evidence(a) for a, _ in pairs):
            return True
        return _holds_data(self.trace) and self.did_the_same(other)

    def resembles_by_chance(self, other: Behaviour) -> bool:
        """Whether both failed the same checks with about the same numbers, drawn at random."""
        mine = {failure.statement: failure for failure in self.telling()}
        theirs = {failure.statement: failure for failure in other.telling()}
        if mine.keys() != theirs.keys() or any(f.raised for f in (mine | theirs).values()):
            return False
        measured = [(mine[n].seen, theirs[n].seen) for n in mine if _is_measured(mine[n].seen)]
        others = [(mine[n].seen, theirs[n].seen) for n in mine if not _is_measured(mine[n].seen)]
        return (
            bool(measured)
            and all(_is_measured(b) and alike(a, b, rtol=_BY_CHANCE) for a, b in measured)
            and all(np.shape(a) == np.shape(b) for a, b in others)
        )

    def did_the_same(self, other: Behaviour) -> bool:
        """Whether every call of both gave the same."""
        return _all_alike(self.trace, other.trace)

    def is_twin_of(self, other: Behaviour) -> bool:
        """Whether both gave the same in every call, and failed the same checks with it."""
        same = not (self.telling() or other.telling()) or self.resembles(other)
        return same and self.did_the_same(other)

    def share_of(self, other: Behaviour) -> int:
        """How many failures of `other` all the failures here account for: the first, and no other
        result in any check that both fail; 0 where they do not."""
        mine = {failure.statement: failure for failure in self.telling()}
        theirs = {failure.statement: failure for failure in other.telling()}
        if not mine or not mine.keys() <= theirs.keys() or min(mine) != min(theirs):
            return 0
        if not all(
            _consistent(a, theirs[number]) and a.seen is not None and not a.raised
            for number, a in mine.items()
        ):
            return 0
        return len(mine)

    def shows(self) -> bool:
        """Whether more can be seen than errors: calls, and a result that a check refused."""
        returned = [entry[2] for entry in self.trace if entry[1] == "returned"]
        if returned and all(value is None for value in returned):
            return True
        wrong = [f for f in self.failures if f.warned or (f.seen is not None and not f.raised)]
        return len(returned) > 1 and bool(wrong)

    def complaints(self) -> list[str]:
        """What NumPy said of shapes that do not fit, failure by failure."""
        return [f.said for f in self.failures if f.raised and _SHAPES.search(f.said)]

    def telling(self) -> list[Failure]:
        """The failures that are about more than a warning."""
        return [failure for failure in self.failures if not failure.warned]


def _consistent(a: Failure, b: Failure) -> bool:
    """Whether two failures of one check show the same: the last call, what came out, the error."""
    if not alike(a.calls[-1:], b.calls[-1:]):
        return False
    if a.warned != b.warned:
        return bool(a.calls)
    return a.raised == b.raised and len(a.calls) == len(b.calls) and alike(a.seen, b.seen)


def _spoils(failures: Sequence[Failure]) -> bool:
    """Whether all that went wrong is that an argument was written into."""
    changed = ["in place" in failure.sentence for failure in failures]
    return any(changed) and all(
        told or failure.raised == _NO_CAST for told, failure in zip(changed, failures, strict=True)
    )


def _is_measured(value: Any) -> bool:
    """Whether this is a number with a fraction, so that it is hardly the same by accident."""
    return isinstance(value, float) and bool(np.isfinite(value)) and value != round(value)


def _evidence(failure: Failure) -> bool:
    return bool(failure.calls) or failure.seen is not None


def _values(trace: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The answers that are no functions, as they stood when the test began."""
    return [entry for entry in trace if entry[1] == "is"]


def _holds_data(trace: Sequence[tuple[Any, ...]]) -> bool:
    """Whether calls were made, and all that came out of them can be compared."""
    returned = [entry[2] for entry in trace if entry[1] == "returned"]
    return bool(trace) and all(isinstance(value, _COMPARED) for value in returned)


def _all_alike(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    return len(mine) == len(theirs) and all(map(alike, mine, theirs))


class Diagnosis:
    """The misconceptions of a lesson as they behave under one seed, each run once and kept."""

    def __init__(self, instructor: Instructor, seed: int) -> None:
        self._instructor = instructor
        self._seed = seed
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
            if not _all_alike(numbers, _values(seen[test.grade_id].trace)):
                continue
            if len(numbers) == len(exercise.defines):
                return wrong
            if not all(self._fits(exercise, cell, wrong, seen) for cell in earlier):
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
        if any("timeout" in cell.options for cell in exercise.tests):
            return None
        about = [
            wrong
            for wrong in exercise.misconceptions
            if self._behaviour(exercise, test, wrong).resembles_by_chance(seen[test.grade_id])
        ]
        return about[0] if len(about) == 1 and "rng" in exercise.cell.source else None

    def _among_others(
        self, exercise: Exercise, test: Cell, seen: Mapping[str, Behaviour]
    ) -> Misconception | None:
        """The mistake that explains the first failure and more, where others come on top of it."""
        answer = seen[test.grade_id]
        explained = {
            wrong.name: (self._behaviour(exercise, test, wrong).share_of(answer), wrong)
            for wrong in exercise.misconceptions
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
        if right and _spoils(failures):
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
        came = [(a[:3], b[:3]) for a, b in pairs if b[1:] != ("raised", _NO_CAST)]
        return len(due) == len(seen.trace) and all(alike(a, b) for a, b in came)

    def _agrees_at(
        self, first: Failure, exercise: Exercise, test: Cell, wrong: Misconception
    ) -> bool:
        """Whether the mistake fails alike where the answer failed first: soon known, and kept."""
        key = (test.grade_id, wrong.name, first.statement)
        if key not in self._early:
            begun = replace(test, source=up_to(test.source, first.statement))
            failures = self._run(exercise, begun, wrong).failures
            self._early[key] = next((f for f in failures if f.statement == first.statement), None)
        failure = self._early[key]
        return failure is not None and _consistent(failure, first)

    def _fits(
        self, exercise: Exercise, cell: Cell, wrong: Misconception, seen: Mapping[str, Behaviour]
    ) -> bool:
        """Whether the misconception passes the cell if the answer did, and else resembles it."""
        known, answer = self._behaviour(exercise, cell, wrong), seen[cell.grade_id]
        return known.resembles(answer) or not (known.telling() or answer.telling())

    def _numbers(
        self, exercise: Exercise, test: Cell, wrong: Misconception
    ) -> list[tuple[Any, ...]]:
        """What a misconception defines that is no function, as a trace begins with it."""
        key = (test.grade_id, wrong.name)
        if key not in self._known_numbers:
            theirs = self._defined(test, wrong)
            values = [(name, "is", theirs[name]) for name in exercise.defines]
            self._known_numbers[key] = [value for value in values if not callable(value[2])]
        return self._known_numbers[key]

    def _behaviour(self, exercise: Exercise, test: Cell, wrong: Misconception) -> Behaviour:
        key = (test.grade_id, wrong.name)
        if key not in self._known:
            self._known[key] = self._run(exercise, test, wrong)
        return self._known[key]

    def _run(self, exercise: Exercise, test: Cell, wrong: Misconception) -> Behaviour:
        theirs = self._defined(test, wrong)
        namespace = self._instructor.namespace(test, self._seed)
        trace: list[tuple[Any, ...]] = []
        for name in exercise.defines:
            value = namespace[name] = theirs[name]
            if callable(value):
                namespace[name] = _recorded(name, value, trace)
            else:
                trace.append((name, "is", value))
        return Behaviour(trace, run_test_cell(test.source, namespace, trace=trace))

    def _defined(self, test: Cell, wrong: Misconception) -> dict[str, Any]:
        """What is there once the misconception's cell has run."""
        theirs = self._instructor.namespace(test, self._seed)
        exec(compile(wrong.source, f"<misconception {wrong.name}>", "exec"), theirs)
        return theirs


def _recorded(
    name: str, function: Callable[..., Any], trace: list[tuple[Any, ...]]
) -> Callable[..., Any]:
    """`function` on copies of its arguments, writing into `trace` as a proxy does."""

    def call(*args: Any, **kwargs: Any) -> Any:
        args, kwargs = sent(args), sent(kwargs)
        before = sent([*args, *kwargs.values()])
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


def changed_places(args: Any, kwargs: dict[str, Any], before: list[Any]) -> list[int | str]:
    """The arguments (positions, keywords) that are not what they were `before`."""
    places = zip([*range(len(args)), *kwargs], before, [*args, *kwargs.values()], strict=True)
    return [place for place, old, new in places if not _same_argument(old, new)]


def sent(value: Any) -> Any:
    """A copy as the wire makes one: data is copied, functions and objects stay themselves."""
    kind = type(value)
    if kind in (list, tuple, set, frozenset):
        return kind(sent(item) for item in value)
    if kind is dict:
        return {sent(key): sent(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.random.Generator):
        return copy.deepcopy(value)
    return value


def _same_argument(old: Any, new: Any) -> bool:
    if callable(old) or isinstance(old, np.random.Generator):
        return True
    return alike(old, new, rtol=0.0, atol=0.0)


def alike(a: Any, b: Any, *, rtol: float = _RTOL, atol: float = _ATOL) -> bool:
    """Whether two results are the same data up to rounding; objects only by their kind."""
    if isinstance(a, StudentObject) or isinstance(b, StudentObject):
        return _kind(a) == _kind(b)
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(alike(a[k], b[k], rtol=rtol, atol=atol) for k in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(
            alike(x, y, rtol=rtol, atol=atol) for x, y in zip(a, b, strict=True)
        )
    if isinstance(a, np.ndarray) and a.ndim and isinstance(b, list | tuple):
        return alike(list(a), b, rtol=rtol, atol=atol)
    if isinstance(b, np.ndarray) and b.ndim and isinstance(a, list | tuple):
        return alike(a, list(b), rtol=rtol, atol=atol)
    if isinstance(a, _DATA) and isinstance(b, _DATA):
        return _alike_arrays(np.asarray(a), np.asarray(b), rtol, atol)
    if isinstance(a, str | None) or isinstance(b, str | None):
        return type(a) is type(b) and a == b
    return _kind(a) == _kind(b)


_DATA = (bool, int, float, complex, np.ndarray, np.generic)
_COMPARED = (*_DATA, str, list, tuple, dict)


def _alike_arrays(a: np.ndarray, b: np.ndarray, rtol: float, atol: float) -> bool:
    if a.shape != b.shape:
        return False
    if a.dtype.kind in "biufc" and b.dtype.kind in "biufc":
        return bool(np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True))
    return bool(a.dtype.kind == b.dtype.kind and np.array_equal(a, b))


def _kind(value: Any) -> str:
    if isinstance(value, StudentFunction):
        return "function"
    if isinstance(value, StudentObject):
        return value.type_name
    return "function" if callable(value) else type(value).__name__
