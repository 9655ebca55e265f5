"""Move the line of a logistic regression by hand: the line, the arrow of w, the points.

`render` draws one still picture; `show` makes the one that is moved. It runs the student's own
`predict_proba`, or `sigmoid`, as it is, right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts import panel
from course_utils.explore.parts.boundary import ALT, DATA, MOST, PANES, REACH, Boundary, Params
from course_utils.explore.parts.own import REFERENCE, Chosen, as_it_is
from course_utils.stage import (
    Choice,
    Edit,
    Play,
    Range,
    Sample,
    Stage,
    draw_still,
    reset,
    sample_score,
)

Predict = Callable[[np.ndarray, np.ndarray, float], Any]
WIDTH = 720  # of the still, in CSS pixels
HINT = (
    "Pull the line, the tip of w or a point. A click adds a point; dragged out of the picture "
    "(or with Delete), it is gone."
)

__all__ = ["ALT", "DATA", "Params", "render", "show", "still"]


def render(params: Params | None = None, *, predict_proba: Predict | None = None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: weights, bias and data set; by default those the widget starts with.
        predict_proba: (X (N, 2), w (2,), b) → (N,); by default a reference.

    Raises:
        ValueError: params.data names no data set.
        CheckFailed: predict_proba returns something else than N probabilities.
    """
    params = params or Params()
    boundary = Boundary(predict_proba or _reference, Sample(None), params)
    scene = boundary.draw(params, rest=True)
    if scene.problem:
        check.true(False, scene.problem)
    return draw_still(PANES, scene, width=WIDTH)


def still(params: Params | None = None, *, predict_proba: Predict | None = None) -> Any:
    """The still picture, to be shown by a notebook cell."""
    return panel.still(render(params, predict_proba=predict_proba), width=WIDTH, alt=ALT)


def show(
    predict_proba: Predict | None = None,
    sigmoid: Callable[[np.ndarray], Any] | None = None,
    *,
    start: Params | None = None,
    key: str = "decision_boundary",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        predict_proba: the student's (X (N, 2), w (2,), b) → (N,).
        sigmoid: the student's (z) → same shape, used while predict_proba cannot be drawn.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    chosen = _choose(predict_proba, sigmoid, start)
    sample = sample_score(chosen.function, reach=REACH, most=MOST)
    boundary = Boundary(chosen.function, sample, start)
    note = chosen.note
    if sample.why:
        note += f" Every picture is drawn by your function itself: {sample.why}"
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=boundary.draw,
        alt=ALT,
        note=note,
        hint=HINT,
        play=Play("fit", boundary.descend, "gradient descent on the loss from here", seconds=0.05),
        buttons=[reset(lambda _: boundary.restart(start))],
        edit=Edit(move=boundary.move, add=boundary.add, remove=boundary.remove),
        sample=sample,
        key=key,
        width=WIDTH,
    )


def _weight(name: str, label: str, tooltip: str) -> Range:
    return Range(name, label, -MOST, MOST, 0.1, tooltip, digits=2)


_CONTROLS = (
    _weight("w1", "w₁", "weight of x1: turns and steepens"),
    _weight("w2", "w₂", "weight of x2: turns and steepens"),
    _weight("b", "b", "bias: shifts the line"),
    Choice("data", "data", tuple((name, name) for name in DATA), "the examples shown"),
    Choice("adds", "a click adds", (("class 0", 0), ("class 1", 1)), "the class of a new point"),
)


def _choose(
    predict_proba: Predict | None, sigmoid: Callable[[np.ndarray], Any] | None, start: Params
) -> Chosen:
    def first(function: Predict) -> None:
        Boundary(function, Sample(None), start).first(start)

    def with_squash(squash: Callable[[np.ndarray], Any]) -> Predict:
        return lambda X, w, b: squash(X @ w + b)

    reference = Chosen(_reference, REFERENCE, False)
    by_sigmoid = as_it_is(
        sigmoid, name="sigmoid", first=lambda own: first(with_squash(own)), trial=_try_sigmoid,
        otherwise=reference,
    )  # fmt: skip
    if by_sigmoid.is_own:
        by_sigmoid = Chosen(with_squash(by_sigmoid.function), by_sigmoid.note, True)
    return as_it_is(
        predict_proba, name="predict_proba", first=first, trial=_try_predict_proba,
        otherwise=by_sigmoid,
    )  # fmt: skip


def _try_sigmoid(sigmoid: Callable[[np.ndarray], Any]) -> None:
    z = np.array([-30.0, -1.5, 0.0, 0.5, 20.0])
    check.agree(sigmoid, _squash, z, rtol=1e-6)


def _try_predict_proba(predict_proba: Predict) -> None:
    X = np.array([[0.0, 0.0], [1.0, 2.0], [-3.0, 0.5], [2.5, -1.0]])
    w, b = np.array([0.7, -1.2]), 0.4
    check.agree(predict_proba, _reference, X, w, b, rtol=1e-6)


def _squash(z: np.ndarray) -> np.ndarray:
    return np.asarray((1 + np.tanh(z / 2)) / 2)


def _reference(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return _squash(X @ w + b)
