"""Circuit stepper: what is known at each step, whose numbers they are, and any expression."""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np
import pytest

from course_utils import live
from course_utils.explore import circuit_stepper
from course_utils.explore.circuit_stepper import Params, render, show, show_expression
from course_utils.explore.parts.circuits.traced import Traced, inputs_first
from course_utils.gradcheck import check_gradient
from tests.support.explorable_kit import broken, controls, picture, status, unfinished


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
    said = status(show(name, **{function: OWN[function]}))
    assert f"Using your {function}." in said
    for step in (0, 3, 5):
        assert render(Params(name, step), **OWN) == render(Params(name, step))


def test_the_steps_tell_the_numbers_of_the_slides() -> None:
    box = show("product", **OWN)
    said = []
    for step in range(6):
        controls(box)["step"].value = step
        said.append(status(box))
    assert "Only the inputs are known." in said[0]
    assert "Forward: 1 of 2 gates. Gate + makes 3 of −2 and 5." in said[1]
    assert "Gate × makes −12 of 3 and −4. The result is −12." in said[2]
    assert "Backward: 0 of 2 gates." in said[3]
    assert "Gate × gets the upstream gradient 1 and hands back 1 × (−4) = −4 to q,  " in said[4]
    assert "1 × 3 = 3 to z." in said[4]
    assert "−4 × 1 = −4 to x,  −4 × 1 = −4 to y." in said[5]


def test_every_step_of_every_circuit_shows_something_new() -> None:
    for name in circuit_stepper.NAMES:
        box = show(name)
        seen = set()
        for step in range(controls(box)["step"].max + 1):
            controls(box)["step"].value = step
            seen.add(picture(box))
        assert len(seen) == controls(box)["step"].max + 1


def test_the_gradient_of_a_wire_used_twice_waits_for_both_uses() -> None:
    box = show_expression(lambda x, y: (x * y + x).tanh() * x, Value, x=0.5, y=1.5)
    (shown,) = live.open_figures.values()
    drawn = inspect.getclosurevars(shown._update).nonlocals["picture"]
    texts = []
    for step in range(10):
        controls(box)["step"].value = step
        texts.append([below.text for below in drawn._below])
    assert ("",) * 6 + ("…", "…", "…", "1.199") in zip(*texts, strict=True)


def test_any_expression_is_drawn_by_the_students_value() -> None:
    box = show_expression(
        lambda a, b: (2 - a) / b + (a**2).sigmoid().log() - b.relu().exp(),
        Value, inputs_first, a=0.7, b=-1.2,
    )  # fmt: skip
    assert "Using your Value and topological_order." in status(box)
    before = picture(box)
    controls(box)["a"].value = 3.0
    assert picture(box) != before
    controls(box)["step"].value = controls(box)["step"].max
    a = 3.0
    result = (2 - a) / -1.2 - math.log(1 + math.exp(-(a**2))) - 1
    assert f"The result is {result:.4g}".replace("-", "−") in status(box)


def test_an_expression_may_change_its_form_while_a_slider_moves() -> None:
    box = show_expression(lambda x: x * 2 if x.data > 0 else (x + 1).tanh() * x, Value, x=1.0)
    small = controls(box)["step"].max
    for number in (1.5, -0.5, 2.0, -3.0):
        controls(box)["x"].value = number
        controls(box)["step"].value = small
        assert 'role="status"' in status(box), status(box)
    (shown,) = live.open_figures.values()
    blitted = shown.pixels().copy()
    shown.redraw()
    assert np.array_equal(shown.pixels(), blitted)


def test_a_value_that_is_wrong_or_unfinished_is_said_to_and_replaced() -> None:
    class Forgetful(Value):
        def backward(self) -> None:
            super().backward()
            for node in inputs_first(self):
                node.grad = 1.0

    def shown(kind: Any, order: Any = None) -> str:
        return status(show_expression(lambda x, y: x * y + x, kind, order, x=2.0, y=3.0))

    assert "Not your code yet. Not written yet: Value." in shown(unfinished)
    assert "Your Value is not ready yet: the gradient of x" in shown(Forgetful)
    assert "Your topological_order is not ready yet: ZeroDivisionError" in shown(Value, broken)
    backwards = "stands before its own input"
    assert backwards in shown(Value, lambda root: inputs_first(root)[::-1])


def test_an_expression_that_fails_for_some_inputs_is_said_there_and_the_sliders_go_on() -> None:
    box = show_expression(lambda x: x.log() * 2, Value, x=1.0)
    good = picture(box)
    controls(box)["x"].value = -1.0
    assert 'role="alert"' in status(box)
    assert picture(box) == good
    controls(box)["x"].value = 2.0
    assert 'role="status"' in status(box)


def test_a_function_that_fails_mid_drag_is_said_to_and_the_sliders_go_on() -> None:
    def fussy(x: float, y: float, z: float) -> dict[str, float]:
        return {} if x == 3.0 else product(x, y, z)

    box = show("product", product_circuit=fussy)
    controls(box)["x"].value = 3.0
    assert "product_circuit gave no finite number for q." in status(box)
    controls(box)["x"].value = 2.0
    assert 'role="status"' in status(box)


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
