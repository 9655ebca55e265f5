"""Two losses: where one slope vanishes and the other does not, by the student's own functions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from course_utils.explore import two_losses as explorable
from course_utils.explore.two_losses import Params
from tests.support.explorable_kit import pixels, put, sigmoid, spoken


def dloss_dz(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return sigmoid(z) - y


def squared_error_dz(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return (sigmoid(z) - y) * sigmoid(z) * (1 - sigmoid(z))


def bce_with_logits(y: np.ndarray, z: np.ndarray) -> float:
    return float(np.mean(np.log(1 + np.exp(z)) - y * z))


OWN: dict[str, Any] = {
    "dloss_dz": dloss_dz,
    "squared_error_dz": squared_error_dz,
    "bce_with_logits": bce_with_logits,
}


def test_the_status_gives_both_slopes_and_their_ratio() -> None:
    said = spoken(explorable.show(start=Params(z=-6.0, y=1)))
    one, label = np.array([-6.0]), np.array([1])
    steep, flat = dloss_dz(label, one)[0], squared_error_dz(label, one)[0]
    assert (
        f"the slope of cross-entropy is −{-steep:.4f}, that of squared error −{-flat:.4f}" in said
    )
    assert f": {steep / flat:.0f} times smaller." in said
    said = spoken(explorable.show(start=Params(z=0.0, y=0)))
    assert "is 0.5000, that of squared error 0.1250: 4 times smaller." in said


def test_a_descent_by_cross_entropy_arrives_and_by_squared_error_does_not() -> None:
    shown = explorable.show(start=Params(z=-6.0, y=1, steps=60))
    spots = {name: np.array([-6.0]) for name in ("dloss_dz", "squared_error_dz")}
    for name, spot in spots.items():
        for _ in range(60):
            spot -= OWN[name](np.array([1]), spot)
    p, q = (sigmoid(spot[0]) for spot in spots.values())
    assert p > 0.97
    assert q < 0.01
    said = spoken(shown)
    assert f"After 60 steps p is {p:.3f} by cross-entropy and {q:.3f} by squared error." in said


def test_the_score_is_pulled_along_and_play_descends_from_there() -> None:
    shown = explorable.show(dloss_dz, squared_error_dz)
    shown.take({"set": {"z": 2.35}, "rest": False})
    assert {handle.at[0] for handle in shown.scene.handles} == {2.35}
    answer, z = shown.take({"step": "first"}), np.array([2.35])
    for _ in range(3):
        z = z - dloss_dz(np.array([1]), z)
        marks = [each for each in shown.scene.layers if each.kind == "points"]
        ends = {float(each.xy[-1, 0]) for each in marks if each.size > 5}  # type: ignore[attr-defined]
        assert any(end == pytest.approx(z[0]) for end in ends)
        answer = shown.take({"step": "next"})
    assert answer["playing"]


def test_the_students_functions_draw_the_same_and_are_named() -> None:
    params = Params(z=-2.0, y=1, steps=20)
    own = pixels(explorable.render(params, **OWN)).astype(int)
    assert np.abs(own - pixels(explorable.render(params))).max() <= 2
    said = spoken(explorable.show(**OWN))
    assert "Using your dloss_dz, squared_error_dz and bce_with_logits." in said


def test_a_slope_that_fails_for_some_scores_is_said_to_and_the_slider_goes_on() -> None:
    def fragile(y: np.ndarray, z: np.ndarray) -> np.ndarray:
        if np.any(z > 5):
            raise OverflowError("too sure for me")
        return dloss_dz(y, z)

    shown = explorable.show(fragile, squared_error_dz)
    good = shown.scene.layers
    assert "OverflowError: too sure for me" in put(shown, z=6.0)["problem"]
    assert shown.scene.layers is good
    assert put(shown, z=2.0)["problem"] == ""
    assert "Using your dloss_dz and squared_error_dz." in spoken(shown)


def test_a_wrong_slope_is_not_used() -> None:
    said = spoken(explorable.show(dloss_dz, dloss_dz))
    assert "Using your dloss_dz. Your squared_error_dz is not ready yet: " in said


def test_a_function_of_another_name_is_refused() -> None:
    with pytest.raises(TypeError, match="must be dloss_dz"):
        explorable.render(dloss_dp=dloss_dz)
