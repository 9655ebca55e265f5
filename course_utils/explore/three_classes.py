"""Regions of three classes: one softmax against three independent sigmoids, on the same data.

A softmax shares one probability out, so every point has a winner. Three sigmoids answer three
separate questions: where they overlap several answers hold, elsewhere none. Both models take the
same steps of gradient descent when the cell runs, the softmax by the student's own gradients.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from course_utils import check, data, palette
from course_utils.explore.parts import panel, special
from course_utils.explore.parts.ahead import Ahead, Clock
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.softmax import (
    Function,
    Weights,
    gradients,
    reference_gradients,
    reference_softmax,
    try_gradients,
    try_softmax,
)
from course_utils.live import Canvas, LiveFigure
from course_utils.live.class_field import ClassField
from course_utils.live.words import words

REACH, CELLS = 4.0, 48
DATA = ("triangle", "in a row", "overlapping")
STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 320)  # steps of descent that are kept
RATE, DECAY = 0.5, 1e-3
ALT = (
    "Three classes of points, twice: coloured by the softmax's regions on the left, by three "
    "sigmoids' on the right, where white is no class and grey several. Bars show what both say at "
    "a cross that can be moved."
)
_KINDS = ("softmax", "sigmoids")


@dataclass(frozen=True)
class Params:
    """What the controls set: data, steps of descent (one of STOPS), and where to ask."""

    data: str = DATA[0]
    steps: int = STOPS[-1]
    x1: float = 0.2
    x2: float = -0.6


def render(
    params: Params | None = None,
    *,
    softmax: Function | None = None,
    softmax_gradients: Function | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: data set, steps and place.
        softmax: (Z (N, K)) → (N, K).
        softmax_gradients: (X (N, D), Y (N, K) one-hot, W (D, K), b (K,), lam) → (dW, db).

    Raises:
        ValueError: params.data or params.steps is not known.
        CheckFailed: softmax returns no probabilities, or softmax_gradients no gradients.
    """
    params = params or Params()
    train = _trainer(softmax_gradients or reference_gradients)
    models = Ahead([("softmax", n) for n in DATA if n == params.data], train, spare=train)
    picture = Picture(Canvas(width=780, height=330), models, softmax or reference_softmax)
    picture.set(params)
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=780, alt=ALT)


def show(
    softmax: Function | None = None,
    softmax_gradients: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "three_classes",
    clock: Clock = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        softmax: the student's (Z (N, K)) → (N, K).
        softmax_gradients: the student's (X, Y, W, b, lam) → (dW (D, K), db (K,)).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    several = choose_each(
        softmax=Candidate(softmax, try_softmax, reference_softmax),
        softmax_gradients=Candidate(softmax_gradients, try_gradients, reference_gradients),
    )
    functions = several.functions
    train, spare = _trainer(functions["softmax_gradients"]), _trainer(reference_gradients)
    keys, first = [("softmax", name) for name in DATA], ("softmax", start.data)
    models = Ahead(keys, train, spare=spare, first=first, seconds=0.9, clock=clock)
    live = LiveFigure(width=780, height=330, alt=ALT, key=key)
    controls = {
        "data": panel.choice("data", start.data, options=DATA, tooltip="the examples shown"),
        "steps": panel.stops(
            "steps", start.steps, options=STOPS,
            tooltip="of gradient descent from zero, the same for both models",
        ),
        "x1": panel.slider(
            "cross x₁", start.x1, between=(-REACH, REACH), step=0.1, width=panel.HALF,
            tooltip="where both models are asked, from left to right",
        ),
        "x2": panel.slider(
            "cross x₂", start.x2, between=(-REACH, REACH), step=0.1, width=panel.HALF,
            tooltip="where both models are asked, from below to above",
        ),
    }  # fmt: skip
    picture = Picture(live, models, functions["softmax"])
    name = "softmax_gradients"
    note = several.note + (models.slow(name) if name in several.own else "")
    rows = (("steps",), ("x1", "x2"), ("data",))
    return panel.drive(live, picture.set, start, controls, rows=rows, note=note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, models: Ahead, softmax: Function) -> None:
        self.canvas, self.models = canvas, models
        self._squash = {"softmax": softmax, "sigmoids": special.expit}
        self._shown: tuple[str, int] | None = None
        self._draw_planes()
        self._draw_bars()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if params.data not in DATA or params.steps not in STOPS:
            raise ValueError(
                f"data must be one of {DATA} and steps one of {STOPS}. Got {params} instead."
            )
        stop = STOPS.index(params.steps)
        softmax, sigmoids = self.models["softmax", params.data], _sigmoids(params.data)
        weights = {"softmax": softmax[stop], "sigmoids": sigmoids[stop]}
        here = np.array([[params.x1, params.x2]])
        said = {kind: self._ask(kind, here, weights[kind])[0] for kind in _KINDS}
        if self._shown != (params.data, params.steps):
            self._shown = None  # in case a function fails half-way
            right = {kind: self._move_plane(kind, params.data, weights[kind]) for kind in _KINDS}
            self._shown, self._right = (params.data, params.steps), right
        for kind in _KINDS:
            self._cross[kind].set_data(*here.T)
            self._move_bars(kind, said[kind])
        return self._sentence(params, said)

    def _ask(self, kind: str, X: np.ndarray, weights: Weights) -> np.ndarray:
        W, b = weights
        P = self._squash[kind](X @ W + b)
        if kind == "softmax":
            check.shape(P, (len(X), 3), what="the result of softmax")
            P = np.asarray(P, dtype=float)
            good = bool((np.abs(P.sum(axis=1) - 1) < 1e-6).all() and (P >= 0).all())
            check.true(good, "softmax returned rows that are no probabilities.")
        return np.asarray(P)

    def _move_plane(self, kind: str, name: str, weights: Weights) -> int:
        """Regions and points; returns how many points the model gets right."""
        X, y = _examples(name)
        field = self._fields[kind]
        field.set_values(self._ask(kind, field.grid, weights))
        P = self._ask(kind, X, weights)
        if kind == "softmax":
            right = P.argmax(axis=1) == y
        else:  # its own class, and no other
            right = ((P > 0.5) == (np.arange(3) == y[:, None])).all(axis=1)
        for c, marks in enumerate(self._points[kind]):
            marks.set_data(*X[y == c].T)
        self._wrong[kind].set_data(*X[~right].T)
        self._scores[kind].text = f"{right.sum()} of {len(y)} right"
        return int(right.sum())

    def _move_bars(self, kind: str, p: np.ndarray) -> None:
        for c, chance in enumerate(p):
            self._bars[kind][c].set_width(chance)
            label = self._labels[kind][c]
            label.text, label.place = f"{chance:.2f}", (chance + 0.04, label.place[1])
        self._sums[kind].text = f"sum {p.sum():.2f}"

    def _sentence(self, params: Params, said: dict[str, np.ndarray]) -> str:
        best = int(said["softmax"].argmax())
        above = [str(c) for c in np.flatnonzero(said["sigmoids"] > 0.5)]
        answer = f"class {' and '.join(above)}" if above else "none of these"
        count = len(_examples(params.data)[1])
        return (
            f"At the cross softmax says class {best} ({said['softmax'][best]:.2f}), the sigmoids "
            f"{answer}, their sum is {said['sigmoids'].sum():.2f}. Right: softmax "
            f"{self._right['softmax']}, sigmoids {self._right['sigmoids']} of {count}."
        )

    def _draw_planes(self) -> None:
        self._fields: dict[str, ClassField] = {}
        self._points: dict[str, list[Any]] = {}
        self._wrong, self._cross, self._scores = {}, {}, {}
        titles = {"softmax": "one softmax", "sigmoids": "three sigmoids"}
        for left, kind in ((0.045, "softmax"), (0.405, "sigmoids")):
            ax = self._plane(left, titles[kind])
            self._fields[kind] = self.canvas.moves(
                ClassField(ax, cells=CELLS, winner=kind == "softmax")
            )
            self._points[kind] = [self._marks(ax, c) for c in range(3)]
            ring: Any = {"fillstyle": "none", "markeredgecolor": palette.INK, "zorder": 3.5}
            self._wrong[kind] = self.canvas.moves(ax.plot([], [], "o", markersize=10, **ring)[0])
            cross: Any = {
                "markeredgewidth": 2.2,
                "zorder": 6,
                "clip_on": False,
                "color": palette.INK,
            }
            self._cross[kind] = self.canvas.moves(ax.plot([], [], "+", markersize=15, **cross)[0])
            self._scores[kind] = words(self.canvas, ax, (REACH, 4.4), ha="right")

    def _plane(self, left: float, title: str) -> Axes:
        ax = self.canvas.axes(left, 0.115, 0.325, 0.78)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$x_1$")
        if left < 0.1:
            ax.set_ylabel("$x_2$", labelpad=-4)
        ax.set_title(title, loc="left", weight="bold")
        ax.set(xticks=[-4, -2, 0, 2, 4], yticks=[-4, -2, 0, 2, 4])
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        return ax

    def _marks(self, ax: Axes, c: int) -> Any:
        return self.canvas.moves(
            ax.plot(
                [], [], palette.MARKERS[c], color=palette.COLORS[c], markersize=6,
                markeredgecolor="white", markeredgewidth=0.7, zorder=3,
            )[0]
        )  # fmt: skip

    def _draw_bars(self) -> None:
        figure = self.canvas.figure
        self._bars: dict[str, list[Any]] = {}
        self._labels: dict[str, list[Any]] = {}
        self._sums = {}
        for bottom, kind, title in ((0.66, "softmax", "softmax at +"),
                                    (0.31, "sigmoids", "sigmoids at +")):  # fmt: skip
            ax = self.canvas.axes(0.77, bottom, 0.215, 0.235)
            ax.set(xlim=(0, 1.22), ylim=(2.6, -0.6), xticks=[0, 0.5, 1], yticks=[0, 1, 2])
            ax.tick_params(length=0, labelbottom=kind == "sigmoids")
            ax.set_title(title, loc="left", fontsize=10)
            ax.axvline(0.5, color=palette.GREY, linewidth=0.8, linestyle=":")
            bars = ax.barh([0, 1, 2], [0.0] * 3, 0.7, color=palette.COLORS[:3])
            self._bars[kind] = [self.canvas.moves(bar) for bar in bars]
            self._labels[kind] = [words(self.canvas, ax, (0, c)) for c in range(3)]
            self._sums[kind] = words(self.canvas, ax, (1.22, -1.1), ha="right")
        note = "white: none above ½\ngrey: several above ½\nrings: not right"
        figure.text(0.77, 0.035, note, fontsize=8.5, color=palette.GREY, linespacing=1.35)


@cache
def _examples(name: str) -> data.Data:
    centers = {
        "triangle": ((-2.0, -1.3), (2.0, -1.3), (0.0, 2.1)),
        "in a row": ((-2.5, -0.6), (0.0, 0.0), (2.5, 0.6)),
        "overlapping": ((-1.1, -0.7), (1.1, -0.7), (0.0, 1.2)),
    }[name]
    return data.blobs(n=75, centers=centers, spread=0.9 if name == DATA[2] else 0.6, seed=4)


def _trainer(slopes: Function) -> Callable[[tuple[str, str]], list[Weights]]:
    """A function (kind, data) → the weights after each of the kept steps."""

    def train(key: tuple[str, str]) -> list[Weights]:
        X, y = _examples(key[1])
        Y = (y[:, None] == np.arange(3)).astype(float)
        W, b, kept = np.zeros((2, 3)), np.zeros(3), []
        for step in range(STOPS[-1] + 1):
            if step in STOPS:
                kept.append((W, b))
            dW, db = slopes(X.copy(), Y.copy(), W.copy(), b.copy(), DECAY)
            check.shape(dW, W.shape, what="dW, as softmax_gradients returns it,")
            check.shape(db, b.shape, what="db, as softmax_gradients returns it,")
            W, b = W - RATE * np.asarray(dW), b - RATE * np.asarray(db)
        finite = bool(np.isfinite(W).all() and np.isfinite(b).all())
        check.true(finite, "softmax_gradients leads to weights that are not finite.")
        return kept

    return train


@cache
def _sigmoids(name: str) -> list[Weights]:
    return _trainer(lambda *given: gradients(special.expit, *given))(("", name))
