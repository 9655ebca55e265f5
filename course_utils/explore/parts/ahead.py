"""Results asked for ahead of time, so that a slider only has to look them up."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Hashable, Iterable
from typing import Any

import numpy as np

from course_utils.check import CheckFailed
from course_utils.errors import explain


class Ahead:
    """Results computed when the cell runs, so that a slider only has to look them up.

    Attributes:
        late: how many keys were left to the spare function because time was up.
    """

    def __init__(
        self,
        keys: Iterable[Hashable],
        work: Callable[[Any], Any],
        *,
        spare: Callable[[Any], Any],
        seconds: float = 1.2,
    ) -> None:
        """Ask `work` about every key; after so many seconds, `spare` about those that are left.

        An error of `work` is kept and raised when its key is looked up, not here.
        """
        self._results: dict[Hashable, Any] = {}
        self._problems: dict[Hashable, str] = {}
        self.late = 0
        end = time.perf_counter() + seconds
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            for key in keys:
                late = time.perf_counter() > end
                self.late += late
                try:
                    self._results[key] = spare(key) if late else work(key)
                except Exception as error:
                    self._problems[key] = explain(error)

    def __getitem__(self, key: Hashable) -> Any:
        """The result for this key.

        Raises:
            CheckFailed: the function failed for it; says how.
        """
        if key in self._problems:
            raise CheckFailed(self._problems[key])
        return self._results[key]

    def __len__(self) -> int:
        return len(self._results) + len(self._problems)

    def slow(self, name: str) -> str:
        """A sentence to put behind the note when `name` was too slow for all keys, or nothing."""
        if not self.late:
            return ""
        return (
            f" Your {name} is right but slow: {self.late} of the {len(self)} settings "
            f"use the reference shape."
        )
