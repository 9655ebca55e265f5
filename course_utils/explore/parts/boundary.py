"""A line between two classes of points, and the loss over its two weights, as a scene."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.stage import (
    Arrows,
    Contour,
    Field,
    Handle,
    Layer,
    Pane,
    Points,
    Sample,
    Scene,
    spent,
)
from course_utils.stage.probes import AGREES

REACH = 4.0  # the picture shows −4 … 4 along both axes
CELLS = 60  # the probability is asked on CELLS × CELLS points and smoothed between them
MOST = 6.0  # of weights and bias
LOSSES, FEW_LOSSES = 41, 13  # places along a side of the loss picture: from a sample, and without
PATIENCE = 0.4  # seconds that a function without a sample may take for the loss picture
FIT_STEPS, FIT_RATE, FLAT = 5, 0.5, 0.004  # of each move of ▶; slopes at which it stops
LEVELS = (0.03, 0.1, 0.3, 1.0, 3.0)  # of the lines in the loss picture, above its lowest place
DATA = ("two clouds", "overlapping", "far points", "moons", "same value?")
ALT = (
    "Two classes of points in the plane. Colour shows the probability of class 1; a line shows "
    "where it is one half, an arrow the direction of w. Beside it, the loss for every w₁ and w₂."
)
MARKERS = ("circle", "square")
PANES = (
    Pane("plane", (-REACH, REACH), (-REACH, REACH), "x₁", "x₂", "probability of class 1",
         share=1.35, least=270, tallest=400),
    Pane("loss", (-MOST, MOST), (-MOST, MOST), "w₁", "w₂", "loss for this b", least=210,
         tallest=280),
)  # fmt: skip
Predict = Callable[[np.ndarray, np.ndarray, float], Any]


@dataclass(frozen=True)
class Params:
    """What the controls set; `adds` is the class of a point that a click adds."""

    w1: float = 1.0
    w2: float = -0.5
    b: float = 0.5
    data: str = DATA[0]
    adds: int = 0


class Boundary:
    """The points as they were moved, and the scene for parameters."""

    def __init__(self, predict_proba: Predict, sample: Sample, start: Params) -> None:
        self.predict_proba, self.sample = predict_proba, sample
        self._sides = np.linspace(-REACH, REACH, CELLS)
        self.grid = np.column_stack([a.ravel() for a in np.meshgrid(self._sides, self._sides)])
        self.X: np.ndarray
        self.y: np.ndarray
        self._take_data(start.data)
        self._losses: tuple[Any, np.ndarray] = (None, np.full((2, 2), np.nan))

    def first(self, params: Params) -> None:
        """Ask for what the first picture needs; raises what the function raises."""
        w = np.array([params.w1, params.w2])
        for X in (self.X, self.grid):
            self._ask(X, w, params.b)

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene; while the pointer moves, from the sample where there is one."""
        if params.data != self._data:
            self._take_data(params.data)
        w, b = np.array([params.w1, params.w2]), params.b
        scores = self.X @ w + b, self.grid @ w + b
        has_sample, problem = self.sample.table is not None, ""
        if has_sample and not rest:
            p, field = self.sample(scores[0]), self.sample(scores[1])
        else:
            p, field = self._ask(self.X, w, b), self._ask(self.grid, w, b)
            if has_sample and not self._confirmed(p, field, scores):
                self.sample = Sample(None)
                problem = (
                    "Your function says something else here than it said when it was sampled. From "
                    "now on every picture is drawn by your function itself."
                )
        if not np.all((field >= 0) & (field <= 1)):
            problem = "predict_proba returned values that are not between 0 and 1."
        return self._scene(params, p, field.reshape(CELLS, CELLS), rest, problem)

    def descend(self, params: Params, is_first: bool) -> Params | None:
        """A few steps down the mean cross-entropy, by predict_proba's slopes; None at the end."""
        with_ones = np.column_stack([self.X, np.ones(len(self.X))])
        place = np.array([params.w1, params.w2, params.b])
        for _ in range(FIT_STEPS):
            pull = self._ask(self.X, place[:2], float(place[2])) - self.y
            slopes = pull @ with_ones / max(1, len(self.X))
            if float(np.abs(slopes).max(initial=0.0)) < FLAT:
                return None
            moved = np.clip(place - FIT_RATE * slopes, -MOST, MOST)
            if np.abs(moved - place).max() < FLAT * 1e-2:
                return None
            place = moved
        w1, w2, b = (float(number) for number in place)
        return replace(params, w1=w1, w2=w2, b=b)

    def move(self, layer: str, index: int, x: float, y: float) -> None:
        """Put a point of a class somewhere else."""
        self.X = self.X.copy()
        self.X[self._row(layer, index)] = x, y

    def add(self, layer: str, x: float, y: float, params: Params) -> None:
        """A new point: of the layer's class, or of the one that a click adds."""
        label = params.adds if not layer else int(layer[-1])
        self.X, self.y = np.vstack([self.X, [x, y]]), np.append(self.y, label)

    def remove(self, layer: str, index: int) -> None:
        """Take a point away; the last one stays."""
        if len(self.y) > 1:
            row = self._row(layer, index)
            self.X, self.y = np.delete(self.X, row, axis=0), np.delete(self.y, row)

    def restart(self, start: Params) -> Params:
        """All points where they were, and the parameters to begin with."""
        self._take_data(start.data)
        return start

    def _row(self, layer: str, index: int) -> int:
        return int(np.flatnonzero(self.y == int(layer[-1]))[index])

    def _take_data(self, name: str) -> None:
        self.X, self.y = examples(name)
        self._data = name

    def _ask(self, X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        p = self.predict_proba(X.copy(), w.copy(), b)
        check.shape(p, (len(X),), what="the result of predict_proba")
        return np.asarray(p, dtype=float)

    def _confirmed(
        self, p: np.ndarray, field: np.ndarray, scores: tuple[np.ndarray, np.ndarray]
    ) -> bool:
        apart = np.append(p - self.sample(scores[0]), field - self.sample(scores[1]))
        return bool(np.all(np.abs(apart) <= AGREES))

    def _scene(
        self, params: Params, p: np.ndarray, field: np.ndarray, rest: bool, problem: str
    ) -> Scene:
        right = int(np.sum((p > 0.5) == (self.y == 1)))
        loss, share = mean_cross_entropy(p, self.y), right / len(self.y)
        layers: list[Layer] = [
            Field("plane", field, hover="probability of class 1: {}", follows="field"),
            Contour("plane", field, odds=True, name="line", follows="contour"),
            *self._marks(p),
        ]
        arrow, handles = arrow_of(params)
        layers.append(arrow)
        losses = self._landscape(params.b, rest)
        if np.isfinite(losses).any():
            low = float(np.nanmin(losses))
            layers.append(Field("loss", losses, "height", low, low + 2.0, hover="loss {}"))
            above = tuple(low + up for up in LEVELS)
            layers.append(Contour("loss", losses, above[0], levels=above[1:], color="grey",
                                  width=0.8))  # fmt: skip
        place = np.array([[params.w1, params.w2]])
        layers.append(Points("loss", place, "circle", "ink", 6, follows="dot", clip=False))
        return Scene(
            tuple(layers),
            handles,
            readouts=(
                ("mean cross-entropy", f"{loss:.3f}"),
                ("accuracy", f"{share:.0%}"),
                ("right", f"{right} of {len(self.y)}", "small"),
                ("always ½", "ln 2 ≈ 0.693", "small"),
            ),
            said=f"Mean cross-entropy {loss:.3f}, accuracy {right} of {len(self.y)}.",
            problem=problem,
            sampled=self.sample.table is not None,
        )

    def _marks(self, p: np.ndarray) -> list[Layer]:
        """The points of each class, and a ring around those on the wrong side."""
        marks: list[Layer] = []
        for label, marker in enumerate(MARKERS):
            mine = self.y == label
            said = tuple(
                f"{x:.1f}, {y:.1f}, probability of class 1 {chance:.2f}".replace("-", "−")
                for (x, y), chance in zip(self.X[mine], p[mine], strict=True)
            )
            marks.append(
                Points("plane", self.X[mine], marker, f"class{label}", 5,
                       name=f"points of class {label}", adds=True, said=said)
            )  # fmt: skip
        wrong = (p > 0.5) != (self.y == 1)
        marks.append(Points("plane", self.X[wrong], "ring", "ink", 8.5))
        return marks

    def _landscape(self, b: float, rest: bool) -> np.ndarray:
        """The loss over w₁ and w₂ for this bias; NaN where the function fails or is too slow."""
        has_sample = self.sample.table is not None
        key = (b, self.X.tobytes(), self.y.tobytes(), has_sample)
        if key != self._losses[0] and (rest or has_sample):
            side = LOSSES if has_sample else FEW_LOSSES
            ends = np.linspace(-MOST, MOST, side)
            W = np.stack(np.meshgrid(ends, ends)).reshape(2, -1)
            losses = self._sampled_losses(W, b) if has_sample else self._asked_losses(W, b)
            self._losses = (key, losses.reshape(side, side))
        return self._losses[1]

    def _sampled_losses(self, W: np.ndarray, b: float) -> np.ndarray:
        return np.asarray(mean_cross_entropy(self.sample(self.X @ W + b), self.y))

    def _asked_losses(self, W: np.ndarray, b: float) -> np.ndarray:
        losses, begin = np.full(W.shape[1], np.nan), spent()
        for k, w in enumerate(W.T):
            if spent() - begin > PATIENCE:
                return np.full_like(losses, np.nan)
            with suppress(Exception):  # said where the student asks for these weights
                losses[k] = mean_cross_entropy(self._ask(self.X, w, b), self.y)
        return losses


def mean_cross_entropy(p: np.ndarray, y: np.ndarray) -> Any:
    """The mean over the first axis of p (N,) or (N, K) for labels y (N,)."""
    is_one = (y == 1).reshape(-1, *[1] * (p.ndim - 1))
    return np.mean(-np.log(np.maximum(np.where(is_one, p, 1 - p), 1e-12)), axis=0)


SHORTEST, LONGER = 0.35, 0.25  # the arrow's length is SHORTEST + LONGER·‖w‖, as in gestures.js


def arrow_of(params: Params) -> tuple[Arrows, tuple[Handle, ...]]:
    """w, standing on the line nearest to the middle, and the handles that move the line.

    As in gestures.js, which moves them while the pointer does.
    """
    w, b = np.array([params.w1, params.w2]), params.b
    length = float(np.linalg.norm(w))
    far = np.full(2, np.inf)
    foot = -b * w / length**2 if length > 1e-9 else far
    shown = bool(np.all(np.abs(foot) < REACH))
    base = np.clip(foot, -REACH + 0.3, REACH - 0.3) if length > 1e-9 else np.zeros(2)
    tip = base + w / length * (SHORTEST + LONGER * length) if length > 1e-9 else base + (0.35, 0)
    arrow = Arrows("plane", np.array([[*base, *tip]] if shown else np.empty((0, 4))),
                   follows="arrow")  # fmt: skip
    said = f"w₁ {params.w1:.2f}, w₂ {params.w2:.2f}, b {b:.2f}".replace("-", "−")
    names, at, to = (
        ("w1", "w2", "b"),
        (float(base[0]), float(base[1])),
        (float(tip[0]), float(tip[1])),
    )
    return arrow, (
        Handle("line", "the line: shifts it", "plane", at, names, "offset", said, grab="line"),
        Handle("arrow", "tip of w: turns and steepens", "plane", to, names, "direction", said,
               foot=at),
        Handle("dot", "your w₁ and w₂ on the loss", "loss", (params.w1, params.w2),
               ("w1", "w2"), "free", said, look="none"),
    )  # fmt: skip


@cache
def examples(name: str) -> data.Data:
    """The data sets, all within the picture."""
    if name == "two clouds":
        return data.blobs(n=60, centers=((-1.6, 1.2), (1.6, -1.2)), spread=0.8, seed=3)
    if name == "overlapping":
        return data.blobs(n=80, centers=((-0.8, -0.4), (0.8, 0.4)), spread=1.1, seed=4)
    if name == "far points":
        X, y = data.outliers(n=60, far=8, distance=6.0, seed=5)
        return X * 0.6 - np.array([1.4, -1.0]), y
    if name == "moons":
        X, y = data.moons(n=80, noise=0.12, seed=6)
        return 1.9 * X, y
    if name == "same value?":
        X, y = data.same_value(n=80, noise=0.13, seed=7)
        return 4 * X - 2, y
    raise ValueError(f"data must be one of {', '.join(map(repr, DATA))}. Got {name!r} instead.")
