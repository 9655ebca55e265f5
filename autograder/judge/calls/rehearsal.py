"""Finds out which calls a test cell makes, by running it with the right answer.

It is run twice, the second time with results that differ in their last bit, as those of another
right answer may: a call that is sent the same both times does not depend on what came back before.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.inside.wire import Encoder, WireError
from autograder.judge import guard
from autograder.judge.calls.draws import Draws, state_in
from autograder.judge.calls.plan import Plan, Planned, refuse
from autograder.judge.calls.state import error_state
from autograder.judge.causes.alike import sent
from autograder.judge.testcell import run_test_cell
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Cell, Exercise
from course_utils.check.show import StandIn

_LONGEST = 0.05  # seconds that the right answer may take: what takes longer gains nothing


class Rehearsal:
    """What is known of a lesson's tests before answers come, each found out when first asked for.

    Parameters
    ----------
    instructor : the right answers.
    seed : of the hidden tests' random inputs.
    """

    def __init__(self, instructor: Instructor, seed: int) -> None:
        self._instructor = instructor
        self._seed = seed
        self._found: dict[str, tuple[Plan | None, Draws]] = {}

    def plan(self, exercise: Exercise, test: Cell) -> Plan | None:
        """The calls of a test that are known beforehand; None where too few are."""
        return self._of(exercise, test)[0]

    def draws(self, exercise: Exercise, test: Cell) -> Draws:
        """The random numbers that a test draws."""
        return self._of(exercise, test)[1]

    def _of(self, exercise: Exercise, test: Cell) -> tuple[Plan | None, Draws]:
        if test.grade_id not in self._found:
            found: tuple[Plan | None, Draws] = None, Draws({})
            with contextlib.suppress(guard.TimeUp, MemoryError, RecursionError):
                found = guard.within(guard.CELL_SECONDS, lambda: self._rehearsed(exercise, test))
            self._found[test.grade_id] = found
        return self._found[test.grade_id]

    def _rehearsed(self, exercise: Exercise, test: Cell) -> tuple[Plan | None, Draws]:
        answers = {name: getattr(self._instructor.reference, name) for name in exercise.defines}
        exact = self._noted(answers, test, lambda value: value)
        draws = Draws({} if exact.failed else exact.states)
        objects = any(isinstance(answer, type) for answer in answers.values())
        if exact.failed or objects or not exact.calls or exact.seconds > _LONGEST:
            return None, draws
        return self._planned(exact, self._noted(answers, test, _nudged)), draws

    def _planned(self, exact: _Notes, nudged: _Notes) -> Plan | None:
        calls: list[Planned | None] = []
        spans = {}
        for statement, made in exact.calls.items():
            again = nudged.calls.get(statement, [])
            again = again + [None] * (len(made) - len(again))
            start = len(calls)
            calls += [_if_same(a, b) for a, b in zip(made, again, strict=False)]
            spans[statement] = start, len(calls)
        plan = Plan(calls, spans)
        return plan if plan.worth_it else None

    def _noted(
        self,
        answers: dict[str, Any],
        test: Cell,
        altered: Callable[[Any], Any],
    ) -> _Notes:
        namespace = self._instructor.namespace(test, self._seed)
        notes = _Notes(namespace)
        for name, answer in answers.items():
            plain = isinstance(answer, type) or not callable(answer)
            namespace[name] = answer if plain else _Rehearsed(name, answer, notes, altered)
        notes.failed = bool(run_test_cell(test.source, namespace, notes.enter))
        return notes


class _Notes:
    """The calls of a test by statement, as they would be sent, None for what is no data; and where
    its generator stood."""

    def __init__(self, namespace: Mapping[str, Any]) -> None:
        self._namespace = namespace
        self.calls: dict[int, list[Planned | None]] = {}
        self.states: dict[int, Mapping[str, Any]] = {}
        self.failed = self._over = False
        self.seconds = 0.0
        self._statement = 0
        self._hidden = False

    def enter(self, *, hidden: bool, statement: int) -> None:
        self._hidden, self._statement = hidden, statement
        if (state := state_in(self._namespace)) is not None:
            self.states[statement] = state

    def add(self, call: Planned | None) -> None:
        self.calls.setdefault(self._statement, []).append(None if self._over else call)

    def end(self) -> None:
        """Plan no further: what follows may go to an object that came back."""
        self._over = True

    def state(self) -> dict[str, str]:
        return error_state(neutral=self._hidden)


class _Rehearsed(StandIn):
    """The right answer, called as a student's function is: with copies, and noted down."""

    type_name = "function"

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        notes: _Notes,
        altered: Callable[[Any], Any],
    ) -> None:
        self.__name__ = name
        self.itself = self
        self.changed: list[int | str] = []
        self._function, self._notes, self._altered = function, notes, altered

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        mine, named = sent(args), sent(kwargs)
        call = _as_sent(self.__name__, (args, kwargs), self._notes.state())
        began = time.thread_time()
        try:
            value = self._function(*mine, **named)
        except Exception:
            self._notes.add(call)
            raise
        self._notes.seconds += time.thread_time() - began
        self._notes.add(call)
        if not _is_data(value, generators=False):
            self._notes.end()
        return self._altered(value)

    def call_each(self, cases: list[tuple[Any, ...]]) -> list[Any]:
        self._notes.add(None)  # these travel together anyhow
        return [self._altered(self._function(*sent(case))) for case in cases]


def _as_sent(name: str, arguments: Any, state: dict[str, str]) -> Planned | None:
    return Planned(name, sent(arguments), state) if _is_data(arguments) else None


def _is_data(value: Any, *, generators: bool = True) -> bool:
    try:
        Encoder(refuse, generators=generators).encode(value)
    except WireError:
        return False
    return True


def _if_same(first: Planned | None, second: Planned | None) -> Planned | None:
    if first is None or second is None:
        return None
    return first if first.is_call(second.name, second.arguments, second.state) else None


def _nudged(value: Any) -> Any:
    """The value with each fraction in it one step nearer to zero."""
    kind = type(value)
    if kind is float:
        return math.nextafter(value, 0.0)
    if kind in (list, tuple):
        return kind(map(_nudged, value))
    if kind is dict:
        return {key: _nudged(item) for key, item in value.items()}
    if isinstance(value, np.ndarray | np.floating) and value.dtype.kind == "f":
        return np.nextafter(value, value.dtype.type(0))
    return value
