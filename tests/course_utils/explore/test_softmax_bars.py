"""Logits to probabilities: the numbers, the temperature, and what overflow does to whom."""

from __future__ import annotations

import numpy as np
import pytest

from course_utils.check import CheckFailed
from course_utils.explore import softmax_bars as explorable
from course_utils.explore.softmax_bars import Params
from tests.support.explorable_kit import pixels, put, softmax, spoken


def naive(Z: np.ndarray) -> np.ndarray:
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def dloss_dz(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    return softmax(z[None])[0] - y


@pytest.mark.parametrize("temperature", [0.5, 1.0, 10.0])
def test_the_status_gives_probability_loss_and_slope(temperature: float) -> None:
    params = Params(1.0, -2.0, 0.5, 3.0, temperature, label=2)
    p = softmax(np.array([[1.0, -2.0, 0.5, 3.0]]) / temperature)[0, 2]
    said = spoken(explorable.show(softmax, dloss_dz, start=params))
    assert f"Class 2 happened and has probability {p:.3f}: the loss is {-np.log(p):.3f}" in said
    assert f"the slope over its score −{1 - p:.3f}." in said
    assert "Using your softmax and dloss_dz." in said


def test_adding_to_all_scores_breaks_only_the_naive_formula() -> None:
    shown = explorable.show(softmax, dloss_dz)
    unshifted = spoken(shown)
    for amount, lost in ((1000, "infinity"), (-1000, "0")):
        said = put(shown, shift=amount)["said"]
        assert f"The naive formula divides {lost} by {lost}: not a number." in said
        assert said.split("The naive")[0] in unshifted
    assert "naive formula divides" not in put(shown, shift=100)["said"]


def test_slopes_and_loss_are_shown_only_where_they_are_asked_for() -> None:
    shown = explorable.show(softmax)
    assert [pane.name for pane in shown.panes] == ["scores", "chances"]
    assert "loss" not in spoken(shown)
    assert "happened" not in [control.label for control in shown.controls]
    assert "dloss_dz" not in shown.note
    assert len(explorable.show(softmax, dloss_dz).panes) == 3


def test_the_students_functions_draw_the_same() -> None:
    for params in (Params(), Params(shift=-1000, temperature=0.2)):
        own = pixels(explorable.render(params, softmax=softmax)).astype(int)
        assert np.abs(own - pixels(explorable.render(params))).max() <= 2
        both = explorable.render(params, softmax=softmax, dloss_dz=dloss_dz)
        assert pixels(both).std() > 5


def test_a_softmax_that_overflows_is_run_and_told_when_it_does() -> None:
    shown = explorable.show(naive)
    assert "Using your softmax." in shown.note
    good = shown.take({"rest": True})["layers"]
    answer = put(shown, shift=1000)
    assert (
        "softmax returned nan or infinity for the scores [1002, 1001, 1000, 999]"
        in answer["problem"]
    )
    assert answer["layers"] == good
    assert put(shown, shift=10)["problem"] == ""


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(CheckFailed, match="no probabilities"):
        explorable.render(softmax=lambda Z: Z)
    said = spoken(explorable.show(lambda Z: 1 / (1 + np.exp(-Z))))
    assert "Your softmax is not ready yet: " in said
    with pytest.raises(ValueError, match="temperature must be positive"):
        explorable.render(Params(temperature=0.0))
