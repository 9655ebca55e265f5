"""A cell that does not end says so, and where it is; a quick one says nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType, SimpleNamespace

from course_utils.session.patience import LOOKS, SECONDS, Patience

Then = Callable[[], None]


class Clock:
    """Time passes when the test says so."""

    def __init__(self) -> None:
        self.alarms: list[tuple[float, Then]] = []

    def later(self, seconds: float, then: Then) -> Clock:
        self.alarms.append((seconds, then))
        return self

    def cancel(self) -> None:
        self.alarms.clear()

    def pass_by(self) -> None:
        while self.alarms:
            _, then = self.alarms.pop(0)
            then()


def looping(patience: Patience, clock: Clock) -> FrameType:
    patience.before()
    clock.pass_by()
    return sys._getframe()


def test_a_cell_that_runs_for_long_names_the_function_and_the_line_and_how_to_stop() -> None:
    clock, said = Clock(), list[str]()
    patience = Patience(later=clock.later, frame=sys._getframe, say=said.append)
    patience.before()
    assert clock.alarms[0][0] == SECONDS == 10.0
    clock.pass_by()
    (text,) = said
    joined = " ".join(text.split())
    assert joined.startswith("Still running after 10 seconds: pass_by, line ")
    assert joined.endswith("stop it: press ■ above, or Kernel → Interrupt Kernel.")
    assert max(map(len, text.split("\n"))) <= 72


def test_the_function_with_the_loop_is_named_and_not_the_one_that_it_calls() -> None:
    clock, said = Clock(), list[str]()
    now = list[FrameType]()
    patience = Patience(later=clock.later, frame=lambda: now[-1], say=said.append)

    def short() -> None:
        now.append(sys._getframe())
        _, then = clock.alarms.pop(0)
        then()

    def without_end() -> None:
        for _ in range(LOOKS):
            short()

    patience.before()
    without_end()
    (text,) = said
    assert " without_end, line " in text
    assert "(short())" in " ".join(text.split())


def test_a_cell_that_is_known_to_take_long_may_ask_for_more_time_and_the_next_has_none() -> None:
    clock, said = Clock(), list[str]()
    patience = Patience(later=clock.later, frame=sys._getframe, say=said.append)
    patience.before(SimpleNamespace(raw_cell="# @title Train\n# @patience 60\ntrain()"))
    assert clock.alarms[0][0] == 60.0
    clock.pass_by()
    assert said[0].startswith("Still running after 60 seconds: ")
    for source in ("train()  # @patience 60", "# @patience 2\ntrain()", None):
        patience.before(SimpleNamespace(raw_cell=source))
        assert clock.alarms.pop()[0] == SECONDS


def test_a_cell_that_ends_in_time_says_nothing_even_when_the_alarm_is_late() -> None:
    clock, said = Clock(), list[str]()
    patience = Patience(later=clock.later, frame=sys._getframe, say=said.append)
    patience.before()
    ((_, then),) = clock.alarms
    patience.after()
    assert clock.alarms == []
    then()
    assert said == []


def test_where_no_line_of_the_students_is_running_nothing_is_said() -> None:
    clock, said = Clock(), list[str]()
    patience = Patience(later=clock.later, frame=lambda: None, say=said.append)
    looping(patience, clock)
    assert said == []


def test_without_threads_cells_run_all_the_same() -> None:
    patience = Patience(later=lambda seconds, then: None)
    patience.before()
    patience.after()
