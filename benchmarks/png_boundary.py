"""The decision boundary as pictures sent from the kernel: what the stage is measured against.

Each move of a slider draws with matplotlib, over a kept background, and sends a PNG; with the same
function and the same points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ipywidgets import Dropdown, FloatSlider, Layout

from benchmarks.png_field import Field
from benchmarks.png_words import words
from course_utils import palette
from course_utils.explore.parts.boundary import CELLS, MOST, REACH, examples
from course_utils.live import Canvas, LiveFigure

STEP = 0.1
_RING: Any = {"fillstyle": "none", "markeredgecolor": palette.INK, "markeredgewidth": 1.1}
Predict = Callable[[np.ndarray, np.ndarray, float], Any]


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    w1: float = 1.0
    w2: float = -0.5
    b: float = 0.5
    data: str = "two clouds"


def show(predict_proba: Predict | None = None, *, key: str = "png_boundary") -> Any:
    """The picture with its sliders."""
    live = LiveFigure(width=600, height=420, alt="a line between two classes of points", key=key)
    picture = Picture(live, predict_proba or _sigmoid_of_score)
    start, sliders = Params(), {}
    for name, label in (("w1", "w₁"), ("w2", "w₂"), ("b", "b")):
        sliders[name] = FloatSlider(
            value=getattr(start, name), min=-MOST, max=MOST, step=STEP, description=label,
            readout_format=".1f", continuous_update=True, layout=Layout(width="460px"),
        )  # fmt: skip
    data = Dropdown(options=("two clouds", "moons"), value=start.data, description="data")
    return live.drive(lambda **values: picture.set(Params(**values)), **sliders, data=data)


def _sigmoid_of_score(X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-(X @ w + b))))


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, predict_proba: Predict) -> None:
        self.canvas = canvas
        self.predict_proba = predict_proba
        self._draw_frame()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        X, y = examples(params.data)
        w, b = np.array([params.w1, params.w2]), params.b
        p, field = self._ask(X, w, b), self._ask(self._field.grid, w, b)
        said = (p > 0.5).astype(int)
        self._move_field(field)
        self._move_points(X, y, said)
        self._move_arrow(w, b)
        return self._move_numbers(params, p, y, said)

    def _ask(self, X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        return np.asarray(self.predict_proba(X.copy(), w.copy(), b), dtype=float)

    def _draw_frame(self) -> None:
        ax = self.canvas.axes(0.075, 0.115, 0.595, 0.85)
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$x_1$", ylabel="$x_2$")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        self._draw_scale(self.canvas.axes(0.72, 0.115, 0.25, 0.03))
        moves = self.canvas.moves
        self._field = moves(Field(ax, cells=CELLS))
        self._line = moves(ax.plot([], [], color=palette.INK, linewidth=2, zorder=2)[0])
        self._shaft = moves(ax.plot([], [], color=palette.INK, linewidth=1.4, zorder=4)[0])
        self._head = moves(
            ax.plot([], [], color=palette.INK, marker=(3, 0, 0), markersize=8, zorder=4)[0]
        )
        edge: Any = {
            "linestyle": "",
            "markeredgecolor": "white",
            "markeredgewidth": 0.7,
            "zorder": 3,
        }
        self._classes = [
            moves(
                ax.plot(
                    [], [], palette.MARKERS[c], color=palette.COLORS[c], markersize=6.5, **edge
                )[0]
            )
            for c in (0, 1)
        ]
        self._wrong = moves(ax.plot([], [], "o", markersize=11, zorder=3.5, **_RING)[0])
        self._draw_words()

    def _draw_scale(self, ax: Any) -> None:
        """The key to the colours."""
        shades = np.linspace(0, 1, 256)[None]
        colors = palette.probability_colors()
        ax.imshow(shades, cmap=colors, aspect="auto", extent=(0, 1, 0, 1))
        ax.set(yticks=[], xticks=[0, 0.5, 1], xticklabels=["0", "½", "1"])
        ax.set_title("probability of class 1", fontsize=9, loc="left", pad=4)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)

    def _draw_words(self) -> None:
        figure, left = self.canvas.figure, 0.72

        def label(y: float, text: str) -> None:
            figure.text(left, y, text, fontsize=9, color=palette.GREY, va="top")

        def value(y: float, size: float) -> Any:
            return words(self.canvas, figure, (left, y), size=size, va="top")

        label(0.965, "z = w₁x₁ + w₂x₂ + b")
        self._formula = value(0.918, 10)
        label(0.80, "mean cross-entropy")
        self._loss = value(0.76, 21)
        label(0.668, "always ½: ln 2 ≈ 0.693")
        label(0.57, "accuracy")
        self._accuracy = value(0.53, 21)
        self._count = value(0.438, 9)
        key = self.canvas.axes(left, 0.21, 0.25, 0.16)
        key.axis("off")
        key.set(xlim=(0, 10), ylim=(0, 3))
        for row, (marker, color, name) in enumerate(
            ((palette.MARKERS[0], palette.COLORS[0], "class 0"),
             (palette.MARKERS[1], palette.COLORS[1], "class 1"))
        ):  # fmt: skip
            key.plot(0.3, 2.5 - row, marker, color=color, markersize=6.5, clip_on=False)
            key.text(1.1, 2.5 - row, name, fontsize=9, va="center")
        key.plot(0.3, 0.5, "o", markersize=9, clip_on=False, **_RING)
        key.text(1.1, 0.5, "on the wrong side", fontsize=9, va="center")

    def _move_field(self, field: np.ndarray) -> None:
        self._field.set_values(field)
        self._line.set_data(*self._field.level_line(field))

    def _move_points(self, X: np.ndarray, y: np.ndarray, said: np.ndarray) -> None:
        for c, marks in enumerate(self._classes):
            marks.set_data(*X[y == c].T)
        self._wrong.set_data(*X[said != y].T)

    def _move_arrow(self, w: np.ndarray, b: float) -> None:
        """w stands on the line, at the point nearest to the middle of the picture."""
        length = float(np.linalg.norm(w))
        foot = -b * w / length**2 if length > 0 else np.full(2, np.inf)
        if not np.all(np.abs(foot) < REACH):
            self._shaft.set_data([], [])
            self._head.set_data([], [])
            return
        tip = foot + w / length * (0.35 + 0.25 * length)
        self._shaft.set_data(*zip(foot, tip, strict=True))
        self._head.set_data([tip[0]], [tip[1]])
        self._head.set_marker((3, 0, np.degrees(np.arctan2(w[1], w[0])) - 90))

    def _move_numbers(self, params: Params, p: np.ndarray, y: np.ndarray, said: np.ndarray) -> str:
        likely = np.where(y == 1, p, 1 - p)
        loss = float(np.mean(-np.log(np.maximum(likely, 1e-12))))
        right = int(np.sum(said == y))
        self._formula.text = _formula(params)
        self._loss.text = f"{loss:.3f}"
        self._accuracy.text = f"{right / len(y):.0%}"
        self._count.text = f"{right} of {len(y)}"
        return f"Mean cross-entropy {loss:.3f}, accuracy {right} of {len(y)}."


def _formula(params: Params) -> str:
    def term(value: float, name: str) -> str:
        sign = "−" if value < 0 else "+"
        return f"{sign} {abs(value):.1f}{name}"

    text = f"{term(params.w1, ' x₁')} {term(params.w2, ' x₂')} {term(params.b, '')}"
    return text.removeprefix("+ ").replace("− ", "−", 1 if params.w1 < 0 else 0)
