"""Results asked for ahead of time, so that a slider only has to look them up."""

from __future__ import annotations

import time
import warnings
from collections import deque
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np

from course_utils.check import CheckFailed
from course_utils.errors import explain

PATIENCE = 0.2  # seconds: one result may take so long while a slider moves

Clock = Callable[[], float]  # seconds; of the processor by default: neighbours make nobody slow


class Ahead:
    """Results asked for when the cell runs, so that a slider only has to look them up.

    What there was no time for is asked when it is looked up, so that an error is said whatever the
    machine's pace. Only where one result takes longer than a slider can wait, a spare function
    stands in for it.

    Attributes:
        late: how many keys were left to the spare function.
    """

    def __init__(
        self,
        keys: Iterable[Hashable],
        work: Callable[[Any], Any],
        *,
        spare: Callable[[Any], Any],
        first: Hashable = None,
        seconds: float = 1.2,
        clock: Clock = time.process_time,
    ) -> None:
        """Ask `work` about every key for so many seconds.

        An error of `work` is kept and raised when its key is looked up, not here.

        Args:
            keys: what can be looked up.
            work: key → result; calls the student's function.
            spare: key → result, in place of a work that takes too long.
            first: the key to begin with, which is never left to the spare function.
            seconds: for all keys together.
            clock: measures them.
        """
        self._work = work
        self._results: dict[Hashable, Any] = {}
        self._problems: dict[Hashable, str] = {}
        left, start, took = deque(sorted(keys, key=lambda key: key != first)), clock(), 0.0
        while left and took <= seconds:
            self._ask(work, left.popleft())
            took = clock() - start
        self._asked, self.late = len(self._results) + len(self._problems), 0
        self._waiting = set(left) if took <= PATIENCE * self._asked else set()
        if not self._waiting:
            self.late = len(left)
            for key in left:
                self._ask(spare, key)

    def __getitem__(self, key: Hashable) -> Any:
        """The result for this key.

        Raises:
            CheckFailed: the function failed for it; says how.
        """
        if key in self._waiting:
            self._waiting.remove(key)
            self._ask(self._work, key)
        if key in self._problems:
            raise CheckFailed(self._problems[key])
        return self._results[key]

    def __len__(self) -> int:
        """How many keys there are."""
        return len(self._results) + len(self._problems) + len(self._waiting)

    def slow(self, name: str) -> str:
        """A sentence to put behind the note when `name` was too slow for all keys, or nothing.

        A function that fails somewhere is not called right: then the sentence is about that.
        """
        if not self.late:
            return ""
        if self._problems:
            problem = next(iter(self._problems.values()))
            return (
                f" Your {name} is slow, and fails for {len(self._problems)} of the {self._asked} "
                f"settings that there was time for: {problem}"
            )
        return (
            f" Your {name} is right but slow: {self.late} of the {len(self)} settings "
            f"show a reference."
        )

    def _ask(self, whom: Callable[[Any], Any], key: Hashable) -> None:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                self._results[key] = whom(key)
            except Exception as error:
                self._problems[key] = explain(error)
