"""Move the line of a logistic regression: sliders for w1, w2 and b.

`render` draws one still picture; `show` makes the picture that follows the sliders and runs the
student's own `predict_proba` or `sigmoid` as soon as they work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import Chosen, choose
from course_utils.live import Canvas, LiveFigure
from course_utils.live.field import Field
from course_utils.live.words import words

REACH = 4.0  # the picture shows −4 … 4 along both axes
CELLS = 60  # the probability is asked on CELLS × CELLS points and smoothed between them
MOST, STEP = 6.0, 0.1  # of the sliders
FIT_STEPS, FIT_RATE = 400, 0.5
_FRAMES = frozenset(round(k * k * FIT_STEPS / 1600) for k in range(41))  # ever fewer of the steps
DATA = ("two clouds", "overlapping", "far points", "moons", "same value?")
ALT = (
    "Two classes of points in the plane. Colour shows the probability of class 1; a line shows "
    "where it is one half, an arrow the direction of w."
)
_RING: Any = {"fillstyle": "none", "markeredgecolor": palette.INK, "markeredgewidth": 1.1}
Predict = Callable[[np.ndarray, np.ndarray, float], Any]


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    w1: float = 1.0
    w2: float = -0.5
    b: float = 0.5
    data: str = DATA[0]


def render(params: Params | None = None, *, predict_proba: Predict | None = None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: weights, bias and data set; by default those the widget starts with.
        predict_proba: (X (N, 2), w (2,), b) → (N,); by default the reference shape.

    Raises:
        ValueError: params.data names no data set.
        CheckFailed: predict_proba returns something else than N probabilities.
    """
    picture = Picture(Canvas(width=600, height=420), predict_proba or _reference)
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, *, predict_proba: Predict | None = None) -> Any:
    """The still picture, to be shown by a notebook cell."""
    return panel.still(render(params, predict_proba=predict_proba), width=600, alt=ALT)


def show(
    predict_proba: Predict | None = None,
    sigmoid: Callable[[np.ndarray], Any] | None = None,
    *,
    start: Params | None = None,
    key: str = "decision_boundary",
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        predict_proba: the student's (X (N, 2), w (2,), b) → (N,).
        sigmoid: the student's (z) → same shape, used while predict_proba is not ready.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    chosen = _choose(predict_proba, sigmoid)
    start = start or Params()
    live = LiveFigure(width=600, height=420, alt=ALT, key=key)
    picture = Picture(live, chosen.function)
    limits: Any = {"between": (-MOST, MOST), "step": STEP, "label": 60}
    controls = {
        "w1": panel.slider("w₁", start.w1, tooltip="weight of x1: turns and steepens", **limits),
        "w2": panel.slider("w₂", start.w2, tooltip="weight of x2: turns and steepens", **limits),
        "b": panel.slider("b", start.b, tooltip="bias: shifts the line", **limits),
        "data": panel.choice(
            "data", start.data, options=DATA, tooltip="the examples shown", label=60
        ),
    }

    def fit() -> None:
        now = {name: control.value for name, control in controls.items()}
        live.play(picture.descent(Params(**now)))

    button = panel.button("fit", fit, tooltip=f"{FIT_STEPS} steps of gradient descent from here")
    rows = (("w1",), ("w2",), ("b",), ("data",))
    return panel.drive(
        live, picture.set, start, controls, rows=rows, note=chosen.note, buttons=[button]
    )


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, predict_proba: Predict) -> None:
        self.canvas = canvas
        self.predict_proba = predict_proba
        self._draw_frame()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        X, y = _examples(params.data)
        w, b = np.array([params.w1, params.w2]), params.b
        p, field = self._ask(X, w, b), self._ask(self._field.grid, w, b)
        said = (p > 0.5).astype(int)
        self._move_field(field)
        self._move_points(X, y, said)
        self._move_arrow(w, b)
        return self._move_numbers(params, p, y, said)

    def descent(self, params: Params) -> Iterator[dict[str, float]]:
        """Some of the places on the way down the mean cross-entropy, by predict_proba's slopes."""
        X, y = _examples(params.data)
        with_ones = np.column_stack([X, np.ones(len(X))])
        place = np.array([params.w1, params.w2, params.b])
        for step in range(FIT_STEPS + 1):
            if step in _FRAMES:
                w1, w2, b = (float(number) for number in place.round(1))
                yield {"w1": w1, "w2": w2, "b": b}
            pull = self._ask(X, place[:2], float(place[2])) - y
            place = np.clip(place - FIT_RATE * pull @ with_ones / len(X), -MOST, MOST)

    def _ask(self, X: np.ndarray, w: np.ndarray, b: float) -> np.ndarray:
        p = self.predict_proba(X.copy(), w.copy(), b)
        check.shape(p, (len(X),), what="the result of predict_proba")
        p = np.asarray(p, dtype=float)
        inside = bool(np.all((p >= 0) & (p <= 1)))
        check.true(inside, "predict_proba returned values that are not between 0 and 1.")
        return p

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


def _choose(predict_proba: Predict | None, sigmoid: Callable[[np.ndarray], Any] | None) -> Chosen:
    reference = Chosen(_reference, "The reference shape is shown.", False)
    with_sigmoid = choose(sigmoid, name="sigmoid", trial=_try_sigmoid, otherwise=reference)
    if with_sigmoid.is_own:
        squash = with_sigmoid.function
        with_sigmoid = Chosen(lambda X, w, b: squash(X @ w + b), with_sigmoid.note, True)
    return choose(
        predict_proba, name="predict_proba", trial=_try_predict_proba, otherwise=with_sigmoid
    )


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


@cache
def _examples(name: str) -> data.Data:
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


def _formula(params: Params) -> str:
    def term(value: float, name: str) -> str:
        sign = "−" if value < 0 else "+"
        return f"{sign} {abs(value):.1f}{name}"

    text = f"{term(params.w1, ' x₁')} {term(params.w2, ' x₂')} {term(params.b, '')}"
    return text.removeprefix("+ ").replace("− ", "−", 1 if params.w1 < 0 else 0)
