"""Circuit stepper: what is known at each step, whose numbers they are, and any expression."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from course_utils.explore import circuit_stepper
from course_utils.explore.circuit_stepper import Params, render, show, show_expression
from course_utils.explore.parts.circuits.measured import measured_slopes
from course_utils.explore.parts.circuits.traced import Traced, inputs_first
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import broken, put, spoken, unfinished


def product(x: float, y: float, z: float) -> dict[str, float]:
    return {"q": x + y, "f": (x + y) * z, "df": 1.0, "dq": z, "dx": z, "dy": z, "dz": x + y}


def neuron(w: Any, x: Any) -> dict[str, Any]:
    total = w[0] * x[0] + w[1] * x[1] + w[2]
    f = 1 / (1 + math.exp(-total))
    s = f * (1 - f)
    found = {"w0x0": w[0] * x[0], "w1x1": w[1] * x[1], "dot": total - w[2], "sum": total}
    found |= {"neg": -total, "exp": math.exp(-total), "inc": 1 / f, "f": f, "df": 1.0}
    found |= {"dinc": -f * f, "dexp": -f * f, "dneg": -s}
    found |= dict.fromkeys(("dsum", "ddot", "dw0x0", "dw1x1"), s)
    return found | {"dw": s * np.array([x[0], x[1], 1.0]), "dx": s * w[:2]}


def network(x: Any, y: float, p: Any) -> dict[str, Any]:
    z = {u: p[f"w{u}"] @ x + p[f"b{u}"] for u in "AB"}
    a = {u: 1 / (1 + math.exp(-z[u])) for u in "AB"}
    y_hat = p["wC"] @ np.array([a["A"], a["B"]]) + p["bC"]
    up = 2 * (y_hat - y)
    found = {"y_hat": y_hat, "loss": (y - y_hat) ** 2, "dy_hat": up, "dbC": up}
    for i, u in enumerate("AB"):
        back = up * p["wC"][i] * a[u] * (1 - a[u])
        found |= {f"z{u}": z[u], f"a{u}": a[u], f"da{u}": up * p["wC"][i]}
        found |= {f"dz{u}": back, f"db{u}": back, f"dw{u}": back * x}
    return found


OWN = {"product_circuit": product, "sigmoid_circuit": neuron, "two_neuron_network": network}


class Value(Traced):
    """Somebody's own, with other names inside."""


@pytest.mark.parametrize("name", circuit_stepper.NAMES)
def test_the_students_function_draws_the_same_and_it_is_said(name: str) -> None:
    function = circuit_stepper.FUNCTIONS[name]
    said = spoken(show(name, **{function: OWN[function]}))
    assert f"Using your {function}." in said
    for step in (0, 3, 5):
        assert render(Params(name, step), **OWN) == render(Params(name, step))


def texts(shown: Any) -> list[str]:
    """Everything that is written in the picture."""
    return [text for layer in shown.scene.layers if layer.kind == "text" for text in layer.texts]


def red(shown: Any) -> int:
    """How many wires are red."""
    wrong = [layer for layer in shown.scene.layers if layer.name == "wrong"]
    return sum(int(np.isnan(layer.xy[:, 0]).sum()) for layer in wrong)


def test_the_steps_tell_the_numbers_of_the_slides() -> None:
    shown = show("product", **OWN)
    said = [put(shown, step=step)["said"] for step in range(6)]
    assert "Only the inputs are known." in said[0]
    assert "Forward: 1 of 2 gates. Gate + makes 3 of −2 and 5." in said[1]
    assert "Gate × makes −12 of 3 and −4. The result is −12." in said[2]
    assert "Backward: 0 of 2 gates." in said[3]
    assert "Gate × gets the upstream gradient 1 and hands back 1 × (−4) = −4 to q,  " in said[4]
    assert "1 × 3 = 3 to z." in said[4]
    assert "−4 × 1 = −4 to x,  −4 × 1 = −4 to y." in said[5]
    assert shown.scene.tells


@pytest.mark.parametrize("name", circuit_stepper.NAMES)
def test_every_step_shows_something_new_and_pulses_run_both_ways(name: str) -> None:
    shown = show(name)
    last = shown.controls[0].high  # type: ignore[union-attr]
    seen = set()
    for step in range(int(last) + 1):
        seen.add(str(put(shown, step=step)["layers"]))
        pulses = [layer for layer in shown.scene.layers if layer.kind == "pulses"]
        half = (last - 1) / 2
        assert bool(pulses) == (step not in (0, half + 1))
        for layer in pulses:
            first, second = layer.xy[:2, 0]
            assert (second > first) == (step <= half)
            assert layer.turn == str(step)
    assert len(seen) == last + 1


def test_forward_and_backward_play_to_their_ends_and_begin_again() -> None:
    shown = show("product")

    def played(number: int) -> list[int]:
        steps, word = [], "first"
        while shown.take({"step": word, "play": number, "rest": False})["playing"]:
            steps.append(shown.params.step)
            word = "next"
        return steps

    assert played(0) == [1, 2]
    assert played(0) == [1, 2]
    assert played(1) == [4, 5]
    assert played(1) == [4, 5]
    put(shown, step=1)
    assert played(0) == [2]
    assert [button.name for button in shown.buttons] == ["back", "next", "reset"]
    shown.take({"press": "next"})
    assert shown.params.step == 3
    shown.take({"press": "back"})
    shown.take({"press": "back"})
    assert shown.params.step == 1
    shown.take({"press": "reset"})
    assert shown.params.step == 0


def test_a_bead_stands_where_its_input_is_and_pulls_as_far_as_it_goes() -> None:
    shown = show("neuron")
    bead = next(each for each in shown.scene.handles if each.name == "in_w0")
    put(shown, in_w0=3.0)
    moved = next(each for each in shown.scene.handles if each.name == "in_w0")
    assert (moved.at[0] - bead.at[0]) * bead.gain == pytest.approx(1.0)
    assert bead.step * bead.gain == pytest.approx(0.5)  # of an arrow key
    assert (bead.said, moved.said) == ("2", "3")


def test_the_gradient_of_a_wire_used_twice_waits_for_both_uses() -> None:
    shown = show_expression(lambda x, y: (x * y + x).tanh() * x, Value, x=0.5, y=1.5)
    seen = []
    for step in range(10):
        put(shown, step=step)
        seen.append(("…" in texts(shown), "1.199" in texts(shown)))
    assert seen == [(False, False)] * 6 + [(True, False)] * 3 + [(False, True)]


def test_any_expression_is_drawn_by_the_students_value() -> None:
    shown = show_expression(
        lambda a, b: (2 - a) / b + (a**2).sigmoid().log() - b.relu().exp(),
        Value, inputs_first, a=0.7, b=-1.2,
    )  # fmt: skip
    assert shown.note == "Using your Value. Using your topological_order."
    before = str(shown.take({})["layers"])
    put(shown, in_a=3.0)
    assert str(shown.take({})["layers"]) != before
    put(shown, step=99)
    assert red(shown) == 0
    a = 3.0
    result = (2 - a) / -1.2 - math.log(1 + math.exp(-(a**2))) - 1
    assert f"The result is {result:.4g}".replace("-", "−") in spoken(shown)


def test_an_expression_may_change_its_form_while_a_slider_moves() -> None:
    shown = show_expression(lambda x: x * 2 if x.data > 0 else (x + 1).tanh() * x, Value, x=1.0)
    for number in (1.5, -0.5, 2.0, -3.0):
        assert put(shown, in_x=number, step=99)["problem"] == ""
        for layer in shown.scene.layers:
            if layer.kind == "line":
                assert np.nanmin(layer.xy) >= 0
                assert np.nanmax(layer.xy[:, 0]) <= shown.panes[0].x[1] + 1e-6


@pytest.mark.parametrize("name", circuit_stepper.NAMES)
def test_right_functions_have_no_red_wire_whatever_the_inputs(name: str) -> None:
    shown = show(name, **OWN)
    rng = np.random.default_rng(1)
    inputs = [control for control in shown.controls if control.name != "step"]
    for k in range(8):
        ends = {c.name: (c.low, c.high)[k % 2] for c in inputs}  # type: ignore[union-attr]
        drawn = {c.name: float(rng.uniform(c.low, c.high)) for c in inputs}  # type: ignore[union-attr]
        answer = put(shown, step=99, **(ends if k < 2 else drawn))
        assert (answer["problem"], red(shown)) == ("", 0)


@pytest.mark.parametrize("key", ["dq", "dx", "dy", "dz"])
@pytest.mark.parametrize("wrong", [lambda d: -d, lambda d: 2 * d, lambda d: 0.0, lambda d: d + 1])
def test_a_wrong_gradient_is_drawn_as_it_is_and_its_wire_is_red(key: str, wrong: Any) -> None:
    def own(x: float, y: float, z: float) -> dict[str, float]:
        found = product(x, y, z)
        return found | {key: wrong(found[key])}

    shown = show("product", product_circuit=own)
    assert shown.note.startswith("Using your product_circuit. It is drawn as it is, and it is not")
    assert put(shown, step=3)["problem"] == ""
    answer = put(shown, step=5)
    assert red(shown) >= 1
    assert "by the slope measured there. Your gradient is" in answer["problem"]
    shown_number = f"{wrong(product(-2, 5, -4)[key]) + 0.0:.4g}".replace("-", "−")
    assert shown_number in texts(shown)


def test_a_wrong_value_is_red_where_it_is_made() -> None:
    def own(x: float, y: float, z: float) -> dict[str, float]:
        return product(x, y, z) | {"q": x - y}

    shown = show("product", product_circuit=own)
    assert put(shown, step=0)["problem"] == ""
    assert put(shown, step=1)["problem"] == "Red: Gate + makes 3 of −2 and 5. Your value is −7."
    assert red(shown) == 1


def test_one_slip_of_the_two_neurons_is_one_red_wire() -> None:
    def own(x: Any, y: float, p: Any) -> dict[str, Any]:
        found = network(x, y, p)
        return found | {"dwA": found["dwA"][::-1]}

    shown = show("two neurons", two_neuron_network=own)
    answer = put(shown, step=13)
    assert red(shown) == 1
    assert "hand (−84.5, 211) back to wA" in answer["problem"]
    assert "(211, −84.5)" in texts(shown)


def test_the_saturated_neuron_shows_what_the_text_says() -> None:
    shown = show("two neurons", **OWN)
    put(shown, step=13)
    written = texts(shown)
    assert {"−42", "(10, −2)", "42.27", "wA", "bC"} <= set(written)
    tiny = [text for text in written if "e−16" in text or "e−17" in text or "e−19" in text]
    assert len(tiny) >= 4  # B's output, and the gradients of its score, bias and weights
    put(shown, in_bB=30.0, step=13)
    assert not [text for text in texts(shown) if "e−" in text]


class Forgetful(Value):
    """Sets what it should add."""

    def backward(self) -> None:
        super().backward()
        for node in inputs_first(self):
            node.grad = 1.0


class Steep(Value):
    """A tanh with a slope of its own."""

    def __add__(self, other: Any) -> Any:
        return type(self).through("+", self, other)

    def tanh(self) -> Any:
        return type(self)(math.tanh(self.data), (self,), (1 + math.tanh(self.data),), "tanh")


def test_a_value_with_a_wrong_slope_is_drawn_with_a_red_wire() -> None:
    shown = show_expression(lambda x: (x * 2.0).tanh(), Steep, x=0.4)
    assert "Using your Value. It is drawn as it is, and it is not right yet:" in shown.note
    answer = put(shown, step=99)
    slope, right = 1 + math.tanh(0.8), 1 - math.tanh(0.8) ** 2
    assert (
        f"your slope for its input is {slope:.4g}; measured, it is {right:.4g}."
        in (answer["problem"])
    )
    assert red(shown) == 1


def test_gradients_that_do_not_add_up_are_told_with_both_uses() -> None:
    shown = show_expression(lambda x, y: x * y + x, Forgetful, x=2.0, y=3.0)
    answer = put(shown, step=99)
    assert "x is used by 2 gates: what they hand back adds up to 4, measured." in answer["problem"]
    assert red(shown) == 3  # both uses of x, and y


def test_what_cannot_be_drawn_is_said_and_replaced() -> None:
    def note(kind: Any, order: Any = None) -> str:
        return show_expression(lambda x, y: x * y + x, kind, order, x=2.0, y=3.0).note

    assert note(unfinished) == "Not your code yet. Your Value is not written yet."
    assert "Your topological_order is not ready yet: ZeroDivisionError" in note(Value, broken)
    assert "stands before its own input" in note(Value, lambda root: inputs_first(root)[::-1])
    assert show("product", product_circuit=unfinished).note == (
        "Not your code yet. Your product_circuit is not written yet."
    )
    said = show("product", product_circuit=lambda x, y, z: {"q": x + y}).note
    assert "gave no finite number for f" in said


def test_an_expression_that_fails_for_some_inputs_is_said_there_and_the_sliders_go_on() -> None:
    shown = show_expression(lambda x: x.log() * 2, Value, x=1.0)
    good = shown.take({})["layers"]
    answer = put(shown, in_x=-1.0)
    assert "ValueError" in answer["problem"]
    assert answer["layers"] == good
    assert put(shown, in_x=2.0)["problem"] == ""


def test_a_function_that_fails_mid_drag_is_said_to_and_the_sliders_go_on() -> None:
    def fussy(x: float, y: float, z: float) -> dict[str, float]:
        return {} if x == 3.0 else product(x, y, z)

    shown = show("product", product_circuit=fussy)
    assert "product_circuit gave no finite number for q." in put(shown, in_x=3.0)["problem"]
    assert put(shown, in_x=2.0)["problem"] == ""


def test_slopes_are_measured_at_corners_too() -> None:
    slopes, doubts = measured_slopes(lambda a: max(a, 0.0), [0.0])
    assert abs(slopes[0] - 0.5) < 1e-6
    assert doubts[0] > 0.9
    slopes, doubts = measured_slopes(math.exp, [2.0])
    assert slopes[0] == pytest.approx(math.exp(2.0))
    assert doubts[0] < 1e-6


def test_the_reference_agrees_with_measured_slopes() -> None:
    def calculation(x: Any, y: Any) -> Any:
        return (x * y - 3 / y + 2**x).tanh() * (x**3).sigmoid() + y.exp().log() - (-x).relu()

    x, y = Traced(0.4), Traced(1.3)
    calculation(x, y).backward()
    report = check_gradient(
        lambda p: calculation(Traced(p[0]), Traced(p[1])).data,
        np.array([x.grad, y.grad]),
        np.array([0.4, 1.3]),
    )
    assert report.ok


def test_inputs_and_names_that_do_not_fit_are_told() -> None:
    with pytest.raises(ValueError, match="one number for each of x, y, z"):
        render(Params("product", 0, (1.0,)))
    with pytest.raises(ValueError, match="from 0 to 5"):
        render(Params("product", 6))
    with pytest.raises(TypeError, match="missing a required argument"):
        show_expression(lambda x, y: x * y, Value, x=1.0)


def test_a_power_is_measured_where_it_has_a_slope_and_let_be_where_it_has_none() -> None:
    shown = show_expression(lambda x: x**1.5, x=4.0)
    assert put(shown, step=3)["problem"] == ""
    assert put(shown, in_x=0.0)["problem"] == ""
