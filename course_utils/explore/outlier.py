"""Drag a far point: least squares on the labels tilts towards it, logistic regression does not.

The point is of class 1. Far out on its own side, the straight fit says much more than 1 there and
pays for being too right; where it stands among class 0, both fits have to move.
Logistic regression is fitted for every place of the point, to where the student's own gradient is
zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import data
from course_utils.explore.parts import panel
from course_utils.explore.parts.logistic import Gradient, flat, reference_gradient, try_gradient
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import expit
from course_utils.stage import (
    Handle,
    Layer,
    Line,
    Pane,
    Points,
    Range,
    Scene,
    Stage,
    Stops,
    Text,
    draw_still,
    reset,
)

X1, X2, COUNTS = (-4.0, 12.0), (-6.0, 6.0), (0, 1, 3, 8)
NEAR = 40
WIDTH = 760  # of the still, in CSS pixels
ALT = (
    "Two clouds of points and a far point of class 1, with the lines at which a least-squares fit "
    "and logistic regression part the classes. On the right, how hard every example pulls at each."
)
HINT = "Pull the far point. Dashed: least squares. Solid: logistic regression. Dotted: without it."
_HEIGHTS = {"straight": 1.0, "logistic": 0.0}  # of the strips of pulls
_COLORS = {"straight": "class3", "logistic": "class2"}
_TITLES = {"straight": "least squares", "logistic": "logistic regression"}
_MARKERS = ("circle", "square")
PANES = (
    Pane("plane", (-5.0, 13.0), (-7.0, 7.0), "x₁", "x₂", share=1.5, aspect=1.3, least=290,
         tallest=360),
    Pane("pulls", (-1.15, 1.45), (-0.6, 1.6), "prediction − label", title="how hard each one pulls",
         y_ticks=(), least=230, tallest=280, fixed=False),
)  # fmt: skip


@dataclass(frozen=True)
class Params:
    """What the controls set: where the far points stand (all at one place), and how many."""

    x1: float = 10.0
    x2: float = -6.0
    count: int = 8


def render(params: Params | None = None, *, logistic_gradient: Gradient | None = None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: x1 within X1, x2 within X2 and count from COUNTS.
        logistic_gradient: (X (N, D), y (N,), w (D,), b) → (dw (D,), db).

    Raises:
        ValueError: there is no fit for these parameters.
        CheckFailed: logistic_gradient fails for them.
    """
    picture = _Picture(logistic_gradient or reference_gradient)
    return draw_still(PANES, picture.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    logistic_gradient: Gradient | None = None,
    *,
    start: Params | None = None,
    key: str = "outlier",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        logistic_gradient: the student's (X (N, D), y (N,), w (D,), b) → (dw (D,), db).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    several = choose_each(
        logistic_gradient=Candidate(logistic_gradient, try_gradient, reference_gradient)
    )
    picture = _Picture(several.functions["logistic_gradient"])
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=picture.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


_CONTROLS = (
    Range("x1", "far point x₁", *X1, 1, "where they stand, from left to right", fine=0.1),
    Range("x2", "far point x₂", *X2, 1, "where they stand, from below to above", fine=0.1),
    Stops("count", "how many", tuple((str(count), count) for count in COUNTS),
          "far points of class 1, all at the same place"),
)  # fmt: skip


class _Picture:
    """The scene for a place of the far points."""

    def __init__(self, gradient: Gradient) -> None:
        self._fit = _Fitter(gradient)
        self._without: np.ndarray | None = None

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        _require_known(params)
        if self._without is None:
            self._without = self._fit(Params(count=0))
        X, y = _examples(params)
        fits = {"straight": _least_squares(X, y), "logistic": self._fit(params, self._without)}
        said = {
            "straight": _affine(fits["straight"], X),
            "logistic": expit(_affine(fits["logistic"], X)),
        }
        bare = {"straight": _least_squares(*_near()), "logistic": self._without}
        tilts = {name: _turn(fits[name], bare[name]) for name in fits}
        wrong = {name: int(np.sum((p > 0.5) != y)) for name, p in said.items()}
        layers = (*_lines(bare, "dot", 1.2), *_lines(fits, "", 2.6), *_clouds(), *_far(params),
                  *_strips(said, y, params.count))  # fmt: skip
        at = (params.x1, params.x2)
        spoken = f"{at[0]:.1f}, {at[1]:.1f}".replace("-", "−")
        handle = Handle("far", "the far point", "plane", at, ("x1", "x2"), said=spoken, step=0.5)
        return Scene(
            layers,
            (handle,) if params.count else (),
            readouts=tuple(
                (f"{title} tilts", f"{tilts[name]:.0f}°, {wrong[name]} of {len(y)} wrong", "small")
                for name, title in _TITLES.items()
            ),
            said=_sentence(tilts, wrong, len(y)),
        )  # fmt: skip


def _require_known(params: Params) -> None:
    inside = X1[0] <= params.x1 <= X1[1] and X2[0] <= params.x2 <= X2[1]
    if not inside or params.count not in COUNTS:
        raise ValueError(
            f"x1 must be from {X1[0]:g} to {X1[1]:g}, x2 from {X2[0]:g} to {X2[1]:g} and count one "
            f"of {COUNTS}. Got {params} instead."
        )


def _sentence(tilts: dict[str, float], wrong: dict[str, int], total: int) -> str:
    return (
        f"The far points tilt least squares by {tilts['straight']:.0f}° ({wrong['straight']} of "
        f"{total} examples on the wrong side) and logistic regression by {tilts['logistic']:.0f}° "
        f"({wrong['logistic']} of {total})."
    )


def _lines(fits: dict[str, np.ndarray], dash: str, width: float) -> list[Layer]:
    levels = {"straight": 0.5, "logistic": 0.0}
    dashes = {"straight": dash or "dash", "logistic": dash}
    return [
        Line("plane", _line(place, levels[name]), _COLORS[name], width, dashes[name])
        for name, place in fits.items()
    ]


def _clouds() -> list[Layer]:
    X, y = _near()
    return [Points("plane", X[y == c], _MARKERS[c], f"class{c}") for c in (0, 1)]


def _far(params: Params) -> list[Layer]:
    if not params.count:
        return []
    place = np.array([[params.x1, params.x2]])
    layers: list[Layer] = [Points("plane", place, "square", "class1", 7, edge="ink")]
    if params.count > 1:
        aside = place + (1.1 if params.x1 < 11 else -1.2, 0.6)
        layers.append(Text("plane", aside, (f"× {params.count}",), "class1", 13))
    return layers


def _strips(said: dict[str, np.ndarray], y: np.ndarray, count: int) -> list[Layer]:
    """One strip of marks for each fit: prediction minus label, the pull of every example."""
    layers: list[Layer] = [Line("pulls", np.array([[0, -0.6], [0, 1.6]]), "pale", 1)]
    for name, p in said.items():
        pulls, height = p - y, _HEIGHTS[name]
        layers.append(Line("pulls", np.array([[-1.15, height], [1.45, height]]), _COLORS[name], 1))
        for c in (0, 1):
            here = np.flatnonzero(y[:NEAR] == c)
            places = np.column_stack([pulls[here], height + _JITTER[here]])
            layers.append(Points("pulls", places, _MARKERS[c], f"class{c}", 3.5))
        title = Text("pulls", np.array([[-1.1, height + 0.4]]), (_TITLES[name],), _COLORS[name], 12,
                     bold=True, align="left")  # fmt: skip
        layers.append(title)
        if count:
            far = np.array([[pulls[-1], height]])
            layers.append(Points("pulls", far, "square", "class1", 6, edge="ink"))
            number = _signed(float(pulls[-1]))
            layers.append(Text("pulls", far + (0, -0.24), (number,), "class1", 12))
    return layers


class _Fitter:
    """Newton's method to where a gradient is zero; without far points is where it begins."""

    def __init__(self, gradient: Gradient) -> None:
        self._gradient = gradient

    def __call__(self, params: Params, start: np.ndarray | None = None) -> np.ndarray:
        """The place (3,): w₁, w₂, b."""
        X, y = _examples(params)
        place = np.zeros(3) if start is None else start
        for most in (2.0, 0.5):  # with long steps it may jump to and fro over the place
            for _ in range(30 if most > 1 else 200):
                slopes = flat(self._gradient, X, y, place)
                if float(np.abs(slopes).max()) < 1e-8:
                    return place
                place = place - _step(X, slopes, place, most)
            place = np.zeros(3)
        return place


def _step(X: np.ndarray, slopes: np.ndarray, place: np.ndarray, most: float) -> np.ndarray:
    ones = np.column_stack([X, np.ones(len(X))])
    p = expit(ones @ place)
    bend = (ones * (p * (1 - p))[:, None]).T @ ones / len(X)
    step = np.linalg.solve(bend + 1e-9 * np.eye(3), slopes)
    return np.asarray(step * min(1.0, most / float(np.abs(step).max())))


@cache
def _near() -> data.Data:
    """Two clouds that touch, so that there is a best logistic regression."""
    return data.blobs(n=NEAR, centers=((-1.6, 0.0), (1.6, 0.0)), spread=1.15, seed=7)


_JITTER = np.random.default_rng(0).uniform(-0.13, 0.13, NEAR)


def _examples(params: Params) -> data.Data:
    X, y = _near()
    far = np.tile([float(params.x1), float(params.x2)], (params.count, 1))
    return np.vstack([X, far]), np.append(y, np.ones(params.count, dtype=int))


def _least_squares(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.linalg.lstsq(np.column_stack([X, np.ones(len(X))]), y, rcond=None)[0]


def _affine(place: np.ndarray, X: np.ndarray) -> np.ndarray:
    return X @ place[:2] + place[2]


def _line(place: np.ndarray, level: float) -> np.ndarray:
    """Where place says level, (2, 2): two ends, both outside the picture; (0, 2) for no line."""
    w = place[:2]
    length = float(np.hypot(*w))
    if length < 1e-9:
        return np.empty((0, 2))
    foot = (level - place[2]) * w / length**2
    along = np.array([-w[1], w[0]]) / length * (40 + float(np.hypot(*foot)))
    return np.stack([foot - along, foot + along])


def _turn(place: np.ndarray, other: np.ndarray) -> float:
    """The angle between the weights of two fits, in degrees."""
    a, b = place[:2], other[:2]
    return float(np.degrees(np.arctan2(abs(a[0] * b[1] - a[1] * b[0]), a @ b)))


def _signed(value: float) -> str:
    return "0.000" if abs(value) < 0.0005 else f"{value:+.3f}".replace("-", "−")
