"""What explorables that are touched promise: handles and controls that work, and a way back."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from PIL import Image

from course_utils.explore import (
    circuit_stepper,
    decision_boundary,
    draw_a_digit,
    gate_patterns,
    learning_rate,
    mlp_playground,
    outlier,
    polynomial_degree,
    regularisation_path,
    softmax_bars,
    three_classes,
    two_distributions,
    two_losses,
    value_network,
)
from course_utils.stage import Stage
from tests.support.explorable_kit import NAMES, broken, put, softmax, unfinished


@dataclass(frozen=True)
class Touched:
    """An explorable, another value for each of its parameters, and parameters at the edges."""

    module: ModuleType
    others: dict[str, Any]
    edges: tuple[Any, ...]
    functions: tuple[str, ...]


TOUCHED = (
    Touched(
        circuit_stepper,
        {"step": 12, "in_w0": 1.5, "in_x0": 2.0, "in_w1": 1.0, "in_x1": 4.5, "in_w2": 0.0},
        (
            circuit_stepper.Params("neuron", 17, (5, 5, 5, 5, 5)),
            circuit_stepper.Params("neuron", 17, (-5, 5, -5, 5, -5)),
            circuit_stepper.Params("product", 5, (0, 0, 0)),
            circuit_stepper.Params("two neurons", 13, (5, -5, 10, 40, 0)),
        ),
        ("sigmoid_circuit",),
    ),
    Touched(
        gate_patterns,
        {"x": -2.0, "y": 1.5, "up": -3.0, "other": 0.0},
        (
            gate_patterns.Params(5, 5, 5, 5),
            gate_patterns.Params(-5, -5, -5, -5),
            gate_patterns.Params(0, 0, 0, 0),
        ),
        gate_patterns.NAMES,
    ),
    Touched(
        decision_boundary,
        {"w1": 2.5, "w2": 1.0, "b": -2.0, "data": "moons", "adds": 1},
        (decision_boundary.Params(0, 0, 0), decision_boundary.Params(-6, 6, 6, "moons")),
        ("predict_proba",),
    ),
    Touched(
        draw_a_digit, {"about": 8}, (draw_a_digit.Params(0), draw_a_digit.Params(9)),
        ("probabilities",),
    ),
    Touched(
        mlp_playground,
        {"epoch": 5, "data": "same value?", "noise": 0.5, "layers": 2, "kind": "relu", "units": 2,
         "eta": 0.03, "lam": 1e-2, "seed": 4, "adds": 1},
        (
            mlp_playground.Params(0, "circles", 1, 1, "relu", 0.2, 0.1, 1.0, 8),
            mlp_playground.Params(20, "spirals", 2, 8, "sigmoid", 3.0, 0.1, 0.0, 2),
            mlp_playground.Params(20, "same value?", 1, 2, "tanh", 10.0, 0.0, 2.0, 3),
        ),
        mlp_playground.NAMES,
    ),
    Touched(
        learning_rate,
        {"eta": 2.5, "steps": 7, "inputs": "standardised", "w": 2.0, "b": -1.0},
        (
            learning_rate.Params(eta=0.01, steps=0),
            learning_rate.Params(eta=20.0),
            learning_rate.Params(20.0, 30, "standardised", -1.5, 3.75),
        ),
        ("gradient_descent", "logistic_gradient"),
    ),
    Touched(
        outlier,
        {"x1": 4.0, "x2": 3.0, "count": 1},
        (outlier.Params(count=0), outlier.Params(12, 6, 8), outlier.Params(-4, -6, 8)),
        ("logistic_gradient",),
    ),
    Touched(
        polynomial_degree,
        {"degree": 3, "lam": 1e-5, "count": 30, "draw": 2},
        (
            polynomial_degree.Params(0, 1.0, 300, 6),
            polynomial_degree.Params(0, 0.0, 14, 6),
            polynomial_degree.Params(9, 0.0, 14, 4),
        ),
        ("fit_polynomial", "polynomial_features"),
    ),
    Touched(
        regularisation_path,
        {"lam": 0.03, "count": 40, "wrong": 0.0},
        (
            regularisation_path.Params(0.3, 40, 0.0),
            regularisation_path.Params(0.0, 300, 0.0),
            regularisation_path.Params(0.3, 300),
        ),
        ("fit_softmax", "softmax_gradients", "predict"),
    ),
    Touched(
        softmax_bars,
        {"z0": -3.0, "z1": 4.0, "z2": 1.0, "z3": 2.0, "temperature": 0.2, "shift": 1000},
        (
            softmax_bars.Params(5, -5, 5, -5, 0.1, 1000, 1),
            softmax_bars.Params(-5, -5, -5, -5, 0.1, -1000, 3),
            softmax_bars.Params(5, 5, 5, 5, 10.0, 0, 0),
        ),
        ("softmax",),
    ),
    Touched(
        three_classes,
        {"data": "in a row", "steps": 2, "x1": -2.0, "x2": 3.0},
        (
            three_classes.Params(steps=0, x1=4, x2=4),
            three_classes.Params("in a row", 320, -4, -4),
            three_classes.Params("overlapping", 1),
        ),
        ("softmax", "softmax_gradients"),
    ),
    Touched(
        two_losses,
        {"z": 1.5, "steps": 20, "y": 0},
        (two_losses.Params(-8, 1, 60), two_losses.Params(8, 0, 60), two_losses.Params(0, 0, 0)),
        ("dloss_dz", "squared_error_dz", "bce_with_logits"),
    ),
    Touched(
        two_distributions,
        {f"{which}{k}": 7.0 for which in "pq" for k in (1, 2, 3)},
        (
            two_distributions.Params(8, 0, 0, 0, 8, 0),
            two_distributions.Params(0, 0, 1, 0, 0, 8),
            two_distributions.Params(8, 8, 8, 1, 1, 8),
        ),
        ("entropy_bits", "cross_entropy_bits", "kl_divergence_bits"),
    ),
    Touched(
        value_network,
        {"step": 30, "problem": "two moons"},
        (value_network.Params("two moons", 120), value_network.Params("two moons", 0)),
        ("learn",),
    ),
)  # fmt: skip

every = pytest.mark.parametrize(
    "it", TOUCHED, ids=[each.module.__name__.rpartition(".")[2] for each in TOUCHED]
)


def layers(answer: dict[str, Any]) -> Any:
    return answer["layers"]


def test_every_explorable_is_asked() -> None:
    assert sorted(each.module.__name__.rpartition(".")[2] for each in TOUCHED) == NAMES


@every
def test_every_control_changes_the_picture_and_reset_brings_it_back(it: Touched) -> None:
    shown: Stage = it.module.show()
    assert {control.name for control in shown.controls} == set(it.others)
    first = layers(shown.take({"rest": True}))
    way_back = [each.name for each in shown.buttons][-1]
    for name, value in it.others.items():
        answer = put(shown, **{name: value})
        assert answer["problem"] == ""
        assert layers(answer) != first or name == "adds", name
        if way_back == "reset":
            assert layers(shown.take({"press": "reset", "rest": True})) == first


@every
def test_every_handle_stands_in_its_pane_and_sets_parameters_that_a_control_sets_too(
    it: Touched,
) -> None:
    shown: Stage = it.module.show()
    panes = {pane.name: pane for pane in shown.panes}
    names = {control.name for control in shown.controls}
    for handle in shown.scene.handles:
        pane = panes[handle.pane]
        for at, (low, high) in zip(handle.at, (pane.x, pane.y), strict=True):
            assert low <= at <= high, handle.name
        assert set(handle.sets) - {""} <= names
        assert handle.label
        assert handle.said
    assert all(control.label and control.tooltip for control in shown.controls)
    assert len(it.module.ALT) > 60


@every
def test_the_widget_shows_what_render_draws(it: Touched) -> None:
    shown, drawn = (
        np.asarray(Image.open(io.BytesIO(png)).convert("L").resize((90, 60), Image.Resampling.BOX))
        for png in (it.module.show().png(), it.module.render())
    )
    assert (
        np.abs(shown.astype(int) - drawn).mean() < 3
    )  # the loss is asked on more places, or fewer
    assert it.module.still().data == it.module.render()


@every
def test_the_picture_at_the_edges_is_drawn_without_a_warning(it: Touched) -> None:
    first = it.module.render()
    for params in it.edges:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            drawn = it.module.render(params)
        assert drawn != first
        assert np.asarray(Image.open(io.BytesIO(drawn))).std() > 5


@every
def test_it_says_when_it_is_not_the_students_code(it: Touched) -> None:
    for functions in ({}, dict.fromkeys(it.functions, unfinished)):
        assert it.module.show(**functions).note.startswith("Not your code yet.")
    said = it.module.show(**dict.fromkeys(it.functions, broken)).note
    assert said.startswith("Not your code yet.")
    assert "ZeroDivisionError: by my own hand" in said


@every
def test_unknown_parameters_are_answered_with_a_sentence(it: Touched) -> None:
    wrong = {
        circuit_stepper: circuit_stepper.Params("adder"),
        gate_patterns: gate_patterns.Params(x=7),
        decision_boundary: decision_boundary.Params(data="spirals"),
        mlp_playground: mlp_playground.Params(units=5),
        learning_rate: learning_rate.Params(eta=0.123),
        outlier: outlier.Params(x1=99),
        polynomial_degree: polynomial_degree.Params(10),
        regularisation_path: regularisation_path.Params(0.123),
        softmax_bars: softmax_bars.Params(label=9),
        three_classes: three_classes.Params(data="moons"),
        two_distributions: two_distributions.Params(0, 0, 0),
        value_network: value_network.Params(step=121),
        two_losses: two_losses.Params(z=9.0),
    }
    if it.module in wrong:
        with pytest.raises((ValueError, AssertionError), match=r"must be|All weights of p are 0"):
            it.module.render(wrong[it.module])


def test_a_bar_of_scores_is_pulled_by_its_end() -> None:
    shown = softmax_bars.show(softmax)
    put(shown, z2=3.5)
    handle = next(each for each in shown.scene.handles if each.name == "z2")
    assert handle.at == (2.0, 3.5)
    assert handle.sets == ("", "z2")
