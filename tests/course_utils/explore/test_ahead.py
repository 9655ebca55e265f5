"""Results asked for ahead of time: what there is no time for, what fails, and what is too slow."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_utils.check import CheckFailed
from course_utils.explore.parts.ahead import PATIENCE, Ahead
from tests.support.explorable_kit import ticking

KEYS = range(10)


class Asked:
    """A function that notes what it is asked, and fails for some keys."""

    def __init__(self, *failing: int) -> None:
        self.keys: list[int] = []
        self._failing = failing

    def __call__(self, key: int) -> tuple[str, int]:
        self.keys.append(key)
        if key in self._failing:
            raise OverflowError(f"not {key}")
        return "own", key


def spare(key: int) -> tuple[str, int]:
    return "spare", key


def looked_up(ahead: Ahead, key: Any) -> Any:
    try:
        return ahead[key]
    except CheckFailed as problem:
        return str(problem)


def test_while_there_is_time_everything_is_asked_before_it_is_looked_up() -> None:
    own = Asked()
    ahead = Ahead(KEYS, own, spare=spare, seconds=1, clock=ticking(0))
    assert own.keys == list(KEYS)
    assert [ahead[key] for key in KEYS] == [("own", key) for key in KEYS]
    assert own.keys == list(KEYS)
    assert (len(ahead), ahead.late, ahead.slow("f")) == (10, 0, "")


def test_what_there_was_no_time_for_is_asked_once_when_it_is_looked_up() -> None:
    own = Asked(7)
    ahead = Ahead(KEYS, own, spare=spare, seconds=0.3, clock=ticking(0.1))
    asked = len(own.keys)
    assert 0 < asked < 5
    assert len(ahead) == 10
    assert ahead.slow("f") == ""
    for _ in range(2):
        assert ahead[9] == ("own", 9)
        with pytest.raises(CheckFailed, match="not 7"):
            ahead[7]
    assert own.keys[asked:] == [9, 7]
    with pytest.raises(KeyError):
        ahead[10]


@given(st.floats(0, PATIENCE * 0.99), st.floats(0, 3), st.sets(st.sampled_from(KEYS)))
def test_results_and_errors_do_not_depend_on_the_pace(
    pace: float, seconds: float, failing: set[int]
) -> None:
    def all_of(clock: Any) -> list[Any]:
        ahead = Ahead(KEYS, Asked(*failing), spare=spare, seconds=seconds, clock=clock)
        return [*(looked_up(ahead, key) for key in KEYS), ahead.slow("f")]

    assert all_of(ticking(pace)) == all_of(ticking(0))


def test_what_takes_longer_than_a_slider_can_wait_is_left_to_the_spare_function() -> None:
    own = Asked()
    ahead = Ahead(KEYS, own, spare=spare, first=4, seconds=1.5, clock=ticking(1))
    assert own.keys == [4, 0]
    assert [ahead[key][0] for key in KEYS] == ["own" if key in (0, 4) else "spare" for key in KEYS]
    assert own.keys == [4, 0]
    assert ahead.slow("f") == (" Your f is right but slow: 8 of the 10 settings show a reference.")


def test_the_first_key_is_never_left_to_the_spare_function() -> None:
    own = Asked(4)
    ahead = Ahead(KEYS, own, spare=spare, first=4, seconds=0, clock=ticking(100))
    assert own.keys == [4]
    assert "not 4" in looked_up(ahead, 4)


def test_a_slow_function_that_fails_is_not_called_right() -> None:
    ahead = Ahead(KEYS, Asked(1), spare=spare, seconds=2.5, clock=ticking(1))
    said = ahead.slow("f")
    assert "right" not in said
    assert "Your f is slow, and fails for 1 of the 3 settings that there was time for: " in said
    assert "OverflowError: not 1" in said
