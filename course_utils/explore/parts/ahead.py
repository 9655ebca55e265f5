"""Whose functions a picture runs when it needs several, and what they say, asked ahead of time.

A student's function may be missing, wrong, slow, or fail for some inputs only. Here each of these
becomes a sentence in the widget; none of them stops a slider.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.check import CheckFailed
from course_utils.errors import explain
from course_utils.explore.own import Chosen, choose

REFERENCE = "The reference shape is shown."

Function = Callable[..., Any]


@dataclass(frozen=True)
class Candidate:
    """A student's function, how to try it, and what to run until it works."""

    own: Function | None
    trial: Callable[[Function], None]
    spare: Function


@dataclass(frozen=True)
class Several:
    """The functions to run, by name; which are the student's own; and a sentence on that."""

    functions: dict[str, Function]
    own: frozenset[str]
    note: str


def choose_each(**candidates: Candidate) -> Several:
    """Every function by itself: the student's own if it passes its trial, else the spare one."""
    functions, own, waiting, wrong = {}, [], [], []
    for name, it in candidates.items():

        def trial(function: Function, name: str = name, it: Candidate = it) -> None:
            try:
                it.trial(function)
            except NotImplementedError:
                waiting.append(name)
                raise

        chosen = choose(it.own, name=name, trial=trial, otherwise=Chosen(it.spare, "", False))
        functions[name] = chosen.function
        if chosen.is_own:
            own.append(name)
        elif name not in waiting:
            wrong.append(chosen.note.strip())
    sentences = [f"Using your {listed(own)}." if own else REFERENCE]
    if waiting:
        sentences.append(f"Not written yet: {listed(waiting)}.")
    note = " ".join(sentences + [text for text in wrong if text])
    return Several(functions, frozenset(own), note)


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


def listed(names: Iterable[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last
