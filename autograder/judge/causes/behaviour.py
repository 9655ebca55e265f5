"""How an answer behaved in a test cell, and whether another one behaved alike."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.judge.causes.alike import COMPARED, alike
from autograder.judge.verdict import Failure

NO_CAST = "UFuncTypeError"  # fractions are written into an array of whole numbers
_SHAPES = re.compile(r"mismatch in its core dimension|not aligned|could not be broadcast")
_BY_CHANCE = 0.02  # how far what is measured on random numbers may differ


@dataclass(frozen=True)
class Behaviour:
    """What an answer did in a test cell: its values, each call's result, the checks it failed.

    `key` stands for all that the test heard of it; empty where that is not known.
    """

    trace: Sequence[tuple[Any, ...]]
    failures: Sequence[Failure]
    key: str = ""

    def resembles(self, other: Behaviour) -> bool:
        """Whether both failed the same checks with the same results.

        Calls whose results passed do not count: two right results may differ in their last digits.
        A warning that only one of the two gave is no difference: it can be silenced.
        """
        mine = {failure.statement: failure for failure in self.failures}
        theirs = {failure.statement: failure for failure in other.failures}
        alone = [(mine | theirs)[number] for number in mine.keys() ^ theirs.keys()]
        pairs = [(mine[number], theirs[number]) for number in mine if number in theirs]
        if not pairs or not all(failure.warned for failure in alone):
            return False
        known, found = plain_values(self.trace), plain_values(other.trace)
        if not all_alike(known, found) or not all(consistent(a, b) for a, b in pairs):
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
        return all_alike(self.trace, other.trace)

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
            consistent(a, theirs[number]) and a.seen is not None and not a.raised
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


def consistent(a: Failure, b: Failure) -> bool:
    """Whether two failures of one check show the same: the last call, what came out, the error."""
    if a.warned != b.warned:
        return bool(a.calls) and alike(a.calls[-1:], b.calls[-1:])
    if a.raised != b.raised or len(a.calls) != len(b.calls):
        return False
    return alike(a.seen, b.seen) and alike(a.calls[-1:], b.calls[-1:])


def spoils(failures: Sequence[Failure]) -> bool:
    """Whether all that went wrong is that an argument was written into."""
    changed = ["in place" in failure.sentence for failure in failures]
    return any(changed) and all(
        told or failure.raised == NO_CAST for told, failure in zip(changed, failures, strict=True)
    )


def _is_measured(value: Any) -> bool:
    """Whether this is a number with a fraction, so that it is hardly the same by accident."""
    return isinstance(value, float) and bool(np.isfinite(value)) and value != round(value)


def _evidence(failure: Failure) -> bool:
    return bool(failure.calls) or failure.seen is not None


def plain_values(trace: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The answers that are no functions, as they stood when the test began."""
    return [entry for entry in trace if entry[1] == "is"]


def _holds_data(trace: Sequence[tuple[Any, ...]]) -> bool:
    """Whether calls were made, and all that came out of them can be compared."""
    returned = [entry[2] for entry in trace if entry[1] == "returned"]
    return bool(trace) and all(isinstance(value, COMPARED) for value in returned)


def all_alike(mine: Sequence[Any], theirs: Sequence[Any]) -> bool:
    return len(mine) == len(theirs) and all(map(alike, mine, theirs))
