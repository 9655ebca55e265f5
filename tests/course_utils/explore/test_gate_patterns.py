"""Gate patterns: the student's gates, the numbers they hand back, and what is said of mistakes."""

from __future__ import annotations

from typing import Any

import pytest

from course_utils.explore.gate_patterns import Params, render, show
from tests.support.explorable_kit import put, spoken


class Add:
    def forward(self, x: float, y: float) -> float:
        return x + y

    def backward(self, up: float) -> Any:
        return up, up


class Multiply(Add):
    def forward(self, x: float, y: float) -> float:
        self.kept = x, y
        return x * y

    def backward(self, up: float) -> Any:
        return [up * self.kept[1], up * self.kept[0]]


class Maximum(Add):
    def forward(self, x: float, y: float) -> float:
        self.first = x > y
        return max(x, y)

    def backward(self, up: float) -> Any:
        return (up * self.first, up * (not self.first))


class Copy:
    def forward(self, x: float) -> Any:
        return x, x

    def backward(self, first: float, second: float) -> float:
        return first + second


OWN = {"Add": Add, "Multiply": Multiply, "Maximum": Maximum, "Copy": Copy}


def test_the_students_gates_draw_the_same_and_it_is_said() -> None:
    box = show(**OWN)
    assert "Using your Add, Multiply, Maximum and Copy." in spoken(box)
    assert render(Params(-2, 3.5, -1, 5), **OWN) == render(Params(-2, 3.5, -1, 5))


def test_the_gradients_that_are_said_are_those_of_the_gates() -> None:
    said = spoken(show(**OWN, start=Params(x=-2, y=3, up=-1.5, other=0.5)))
    assert "add hands −1.5 and −1.5 to x and y, multiply −4.5 and 3, maximum " in said
    assert "maximum 0 and −1.5; copy adds 0.5 to it and hands −1 to x." in said


def test_gates_that_share_what_they_keep_are_found_out_and_drawn() -> None:
    class Shared(Multiply):
        def forward(self, x: float, y: float) -> float:
            Shared.kept = x, y
            return x * y

    note = show(**(OWN | {"Multiply": Shared})).note
    assert note.startswith("Using your Add, Multiply, Maximum and Copy.")
    assert "Your Multiply is drawn as it is, and it is not right yet: the first part of" in note


@pytest.mark.parametrize(
    ("name", "back", "sentence"),
    [
        ("Add", lambda self, up: (up, -up), "Add hands −2 to y; by the slope of its own forward"),
        ("Multiply", lambda self, up: self.kept, "Multiply hands 4 to x;"),
        ("Maximum", lambda self, up: (up, 0.0), "Maximum hands 2 to x;"),
        ("Copy", lambda self, one, other: one, "Copy hands 2 to x;"),
    ],
)
def test_a_wrong_gradient_is_drawn_as_it_is_and_its_wire_is_red(
    name: str, back: Any, sentence: str
) -> None:
    own = type(name, (OWN[name],), {"backward": back})
    shown = show(**(OWN | {name: own}))
    assert sentence in shown.scene.problem
    assert f"Your {name} is drawn as it is, and it is not right yet:" in shown.note
    wrong = [layer for layer in shown.scene.layers if layer.name == "wrong"]
    assert [layer.pane for layer in wrong] == [name]
    assert show(**OWN).scene.problem == ""


def test_every_bead_moves_its_number_in_every_gate() -> None:
    shown = show(**OWN)
    names = {handle.name for handle in shown.scene.handles}
    assert len(names) == 12
    for handle in shown.scene.handles:
        value = getattr(shown.params, handle.sets[0])
        put(shown, **{handle.sets[0]: value - 1})
        moved = next(each for each in shown.scene.handles if each.name == handle.name)
        assert (handle.at[0] - moved.at[0]) * handle.gain == pytest.approx(1.0)
        shown.take({"press": "reset"})


@pytest.mark.parametrize(
    ("name", "back", "sentence"),
    [
        ("Add", 1.0, "Add().backward must return two numbers."),
        ("Copy", (1.0, 1.0), "Copy().backward must return a number."),
        ("Maximum", (1.0, float("nan")), "Maximum().backward returned infinity or nan."),
    ],
)
def test_a_gate_that_returns_something_else_is_told(name: str, back: Any, sentence: str) -> None:
    own = type(name, (OWN[name],), {"backward": lambda self, *ups: back})
    with pytest.raises(AssertionError) as error:
        render(**{name: own})
    assert sentence in str(error.value)
    assert f"Your {name} is not ready yet: {sentence}" in spoken(show(**{name: own}))


def test_a_gate_that_fails_for_some_inputs_is_said_there_and_the_sliders_go_on() -> None:
    class Fussy(Add):
        def forward(self, x: float, y: float) -> float:
            if x == 1.5:
                raise ValueError("not this one")
            return x + y

    shown = show(Fussy)
    good = shown.take({})["layers"]
    answer = put(shown, x=1.5)
    assert "ValueError: not this one" in answer["problem"]
    assert answer["layers"] == good
    assert put(shown, x=2.0)["problem"] == ""
