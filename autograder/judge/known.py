"""Tests that went the same way before: what came of them, and why.

A test is the same for everybody, its random numbers too. Where a process answers all that a test
asks as another did, bit by bit, the test ends the same, and has the same cause.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace

from autograder.judge.calls.heard import Heard
from autograder.judge.causes.behaviour import Behaviour
from autograder.lesson.lesson import Cell, Misconception

_ROOM = 16 * 2**20  # bytes of replies whose tests are known, in all
_LARGEST = 2**18  # and of a single test
_MOST_CAUSES = 10_000
_Find = Callable[[], Misconception | None]


class Known:
    """The tests of one lesson under one seed, the latest of them."""

    def __init__(self) -> None:
        self._behaviours: OrderedDict[str, tuple[Behaviour, int]] = OrderedDict()
        self._size = 0
        self._causes: dict[tuple[str, ...], Misconception | None] = {}

    def behaviour(self, test: Cell, heard: Heard) -> Behaviour | None:
        """What came of the test when it heard the same."""
        key = _key(test, heard)
        if key not in self._behaviours:
            return None
        self._behaviours.move_to_end(key)
        return self._behaviours[key][0]

    def keep(self, test: Cell, heard: Heard, behaviour: Behaviour) -> Behaviour:
        """Keep what came of a test that heard this, if it is all that it heard."""
        key = _key(test, heard)
        if not key or heard.size > _LARGEST:
            return behaviour
        found = replace(behaviour, key=key)
        self._behaviours[key] = found, heard.size
        self._size += heard.size
        while self._size > _ROOM:
            _, (_, size) = self._behaviours.popitem(last=False)
            self._size -= size
        return found

    def cause(self, test: Cell, seen: Mapping[str, Behaviour], find: _Find) -> Misconception | None:
        """What `find()` returns, once for all answers that behaved as `seen`, by test cell."""
        key = (test.grade_id, *(each.key for each in seen.values()))
        if not all(key):
            return find()
        if key not in self._causes:
            if len(self._causes) >= _MOST_CAUSES:
                self._causes.clear()
            self._causes[key] = find()
        return self._causes[key]


def _key(test: Cell, heard: Heard) -> str:
    return f"{test.grade_id} {heard.key.hex()}" if heard.key is not None else ""
