"""The decision boundary: drawn by the student's own function, right or wrong, and moved by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

from course_utils.explore import decision_boundary
from course_utils.explore.decision_boundary import DATA, Params, render
from course_utils.explore.parts.boundary import CELLS
from course_utils.stage import Field, Points, Stage


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def predict_proba(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return sigmoid(X @ w + b)


def unfinished(*args: object) -> np.ndarray:
    raise NotImplementedError


def field(shown: Stage) -> np.ndarray:
    return next(layer.values for layer in shown.scene.layers if isinstance(layer, Field))


def points(shown: Stage) -> list[np.ndarray]:
    layers = [each for each in shown.scene.layers if isinstance(each, Points) and each.name]
    return [layer.xy for layer in layers]


def drawn_by(squash: Callable[[np.ndarray], np.ndarray], params: Params) -> np.ndarray:
    side = np.linspace(-4, 4, CELLS)
    X = np.column_stack([each.ravel() for each in np.meshgrid(side, side)])
    return squash(X @ np.array([params.w1, params.w2]) + params.b).reshape(CELLS, CELLS)


@pytest.mark.parametrize("name", DATA)
def test_render_draws_every_data_set(name: str) -> None:
    picture = pixels(render(Params(data=name)))
    assert picture.shape[1] == 1080
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 100


def test_render_is_the_same_for_the_same_parameters_and_for_a_right_answer() -> None:
    params = Params(w1=2.0, w2=-1.0, b=0.3)
    assert render(params) == render(params)
    assert render(params) != render(Params())
    own = pixels(render(params, predict_proba=predict_proba))
    agreed = np.abs(own - pixels(render(params))).max(axis=2) <= 2
    assert agreed.mean() > 0.99  # the loss is asked on fewer places, or more


def test_the_colours_follow_the_probability() -> None:
    picture = pixels(render(Params(w1=3.0, w2=0.0, b=0.0)))
    left, right = picture[160, 110], picture[600, 540]
    assert left[0] > left[2] + 50
    assert right[2] > right[0] + 50


@pytest.mark.parametrize(
    "params",
    [Params(0, 0, 0), Params(0, 0, 6), Params(6, 6, 6), Params(0, 0.1, -6), Params(-6, 0, 0)],
)
def test_render_stands_every_corner_of_the_sliders(params: Params) -> None:
    assert pixels(render(params)).std() > 5


def test_an_unknown_data_set_is_answered_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="data must be one of 'two clouds'"):
        render(Params(data="spirals"))
    with pytest.raises(AssertionError, match="not between 0 and 1"):
        render(predict_proba=lambda X, w, b: 3 * predict_proba(X, w, b))


def test_it_says_whose_function_is_drawn() -> None:
    assert decision_boundary.show(predict_proba, sigmoid).note == "Using your predict_proba."
    said = decision_boundary.show(unfinished, sigmoid).note
    assert said == "Using your sigmoid. Your predict_proba is not written yet."
    assert decision_boundary.show().note == "Not your code yet."
    said = decision_boundary.show(lambda X, w, b: 1 / 0).note
    assert said.startswith("Not your code yet. Your predict_proba is not ready yet: ZeroDivision")


WRONG: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "shifted": lambda z: sigmoid(z + 2),
    "steeper": lambda z: sigmoid(3 * z),
    "upside down": lambda z: sigmoid(-z),
    "flat": lambda z: np.full(np.shape(z), 0.3),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("rest", [True, False])
def test_a_wrong_sigmoid_is_drawn_as_it_is(name: str, rest: bool) -> None:
    squash = WRONG[name]
    shown = decision_boundary.show(lambda X, w, b: squash(X @ w + b))
    assert "It is drawn as it is, and it is not right yet: " in shown.note
    shown.take({"set": {"w1": 2.37, "b": -0.61}, "rest": rest})
    assert np.abs(field(shown) - drawn_by(squash, shown.params)).max() <= 1e-4
    assert np.abs(field(shown) - drawn_by(sigmoid, shown.params)).max() > 0.1


def test_probabilities_beyond_1_are_drawn_and_said_to_be_none() -> None:
    shown = decision_boundary.show(lambda X, w, b: 2 * predict_proba(X, w, b))
    assert "not between 0 and 1" in shown.scene.problem
    assert np.allclose(field(shown), 2 * drawn_by(sigmoid, shown.params), atol=1e-4)


def test_a_function_of_something_else_than_the_score_is_drawn_by_itself_alone() -> None:
    def bent(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        return sigmoid(X[:, 0] * w[0] + np.abs(X[:, 1]) * w[1] + b)

    shown = decision_boundary.show(bent)
    assert "Every picture is drawn by your function itself: a probe" in shown.note
    assert shown.sample.wire == {}
    answer = shown.take({"set": {"w2": -2.0}, "rest": False})
    assert answer["sampled"] is False
    side = np.linspace(-4, 4, CELLS)
    across, up = np.meshgrid(side, side)
    assert np.allclose(field(shown), sigmoid(across - 2 * np.abs(up) + 0.5))


def test_a_function_that_changes_its_mind_is_found_out_at_rest() -> None:
    mood = [0.0]
    shown = decision_boundary.show(lambda X, w, b: sigmoid(X @ w + b + mood[0]))
    assert shown.scene.sampled
    mood[0] = 1.0
    answer = shown.take({"set": {"w1": 1.5}, "rest": False})
    assert answer["sampled"]
    answer = shown.take({"rest": True})
    assert "something else here than it said when it was sampled" in answer["problem"]
    assert not answer["sampled"]
    assert np.allclose(field(shown), drawn_by(lambda z: sigmoid(z + 1), shown.params))


def test_a_function_that_fails_while_dragging_leaves_the_last_good_picture() -> None:
    def fragile(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        if w[0] > 3:
            raise ValueError("too steep for me")
        return predict_proba(X, w, b)

    shown = decision_boundary.show(fragile)
    assert shown.sample.table is None
    good = shown.take({"set": {"w1": 2}, "rest": True})
    answer = shown.take({"set": {"w1": 3.5}, "rest": False})
    assert "too steep for me" in answer["problem"]
    assert answer["layers"] == good["layers"]
    assert shown.take({"set": {"w1": 1.5}, "rest": True})["problem"] == ""


def test_points_are_moved_added_and_taken_away() -> None:
    shown = decision_boundary.show(predict_proba)
    zeros, ones = points(shown)
    shown.take({"drag": {"points of class 1": [3, -2.0, 2.5]}, "rest": True})
    assert np.allclose(points(shown)[1][3], [-2.0, 2.5])
    assert np.array_equal(points(shown)[0], zeros)
    shown.take({"set": {"adds": 1}, "rest": True})
    shown.take({"add": ["", 0.5, 0.25], "rest": True})
    assert np.allclose(points(shown)[1][-1], [0.5, 0.25])
    shown.take({"add": ["points of class 0", 1.0, 1.0], "rest": True})
    assert [len(each) for each in points(shown)] == [len(zeros) + 1, len(ones) + 1]
    shown.take({"remove": ["points of class 0", 0], "rest": True})
    assert np.array_equal(points(shown)[0][:-1], zeros[1:])
    assert "of 61" in shown.scene.said
    shown.take({"press": "reset", "rest": True})
    assert np.array_equal(points(shown)[1], ones)


def test_the_last_point_stays() -> None:
    shown = decision_boundary.show(predict_proba)
    for layer in ("points of class 0", "points of class 1"):
        for _ in range(30):
            shown.take({"remove": [layer, 0], "rest": True})
    assert sum(map(len, points(shown))) == 1


@pytest.mark.parametrize("own", [predict_proba, lambda X, w, b: sigmoid(X @ w + b + 1)])
def test_play_goes_down_the_loss_by_the_students_function(own: Any) -> None:
    asked: list[int] = []

    def counted(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        asked.append(len(X))
        return own(X, w, b)

    shown = decision_boundary.show(counted, start=Params(-2.0, 2.0, 1.0, "overlapping"))
    before, losses = len(asked), []
    for k in range(400):
        answer = shown.take({"step": "next" if k else "first"})
        losses.append(float(answer["readouts"][0][1]))
        if not answer["playing"]:
            break
    assert not answer["playing"]
    assert len(asked) > before + 20
    X = np.vstack(points(shown))
    y = np.repeat([0, 1], [len(each) for each in points(shown)])
    w, b = np.array([shown.params.w1, shown.params.w2]), shown.params.b
    slopes = (own(X, w, b) - y) @ np.column_stack([X, np.ones(len(X))]) / len(y)
    assert np.abs(slopes).max() < 0.01
    assert losses == sorted(losses, reverse=True) or own is not predict_proba


def test_the_loss_picture_is_the_mean_cross_entropy_of_these_points() -> None:
    shown = decision_boundary.show(predict_proba)
    _, losses = (each.values for each in shown.scene.layers if isinstance(each, Field))
    zeros, ones = points(shown)
    X, y = np.vstack([zeros, ones]), np.repeat([0, 1], [len(zeros), len(ones)])
    ends = np.linspace(-6, 6, len(losses))
    for row, column in ((20, 20), (14, 26), (24, 18)):
        p = predict_proba(X, np.array([ends[column], ends[row]]), shown.params.b)
        expected = -np.mean(np.log(np.where(y == 1, p, 1 - p)))
        assert losses[row, column] == pytest.approx(expected, abs=0.02)
