"""Drag a far point: least squares on the labels tilts towards it, logistic regression does not.

The point is of class 1. Far out on its own side, the straight fit says much more than 1 there and
pays for being too right; where it stands among class 0, both fits have to move.
Logistic regression is fitted when the cell runs, to where the student's own gradient is zero.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import data, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.ahead import Ahead, Clock
from course_utils.explore.parts.logistic import Gradient, flat, reference_gradient, try_gradient
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import expit
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

X1, X2, COUNTS = range(-4, 13), range(-6, 7), (0, 1, 3, 8)
NEAR = 40
ALT = (
    "Two clouds of points and a far point of class 1, with the lines at which a least-squares fit "
    "and logistic regression part the classes. On the right, how hard every example pulls at each."
)
_VIEW = (-5.0, 13.0, -7.0, 7.0)
_PULLS = (-1.15, 1.45)
_HEIGHTS = {"straight": 1.0, "logistic": 0.0}  # of the strips of pulls
_STRAIGHT, _LOGISTIC = palette.PINK, palette.GREEN


@dataclass(frozen=True)
class Params:
    """What the controls set: where the far points stand (all at one place), and how many."""

    x1: int = 10
    x2: int = -6
    count: int = 8


def render(params: Params | None = None, *, logistic_gradient: Gradient | None = None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: x1 from X1, x2 from X2 and count from COUNTS.
        logistic_gradient: (X (N, D), y (N,), w (D,), b) → (dw (D,), db).

    Raises:
        ValueError: there is no fit for these parameters.
        CheckFailed: logistic_gradient fails for them.
    """
    params = params or Params()
    fit = _Fitter(logistic_gradient or reference_gradient)
    fits = Ahead({params, Params(count=0)} if _known(params) else (), fit, spare=fit)
    picture = Picture(Canvas(width=720, height=390), fits)
    picture.set(params)
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=720, alt=ALT)


def show(
    logistic_gradient: Gradient | None = None,
    *,
    start: Params | None = None,
    key: str = "outlier",
    clock: Clock = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        logistic_gradient: the student's (X (N, D), y (N,), w (D,), b) → (dw (D,), db).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    several = choose_each(
        logistic_gradient=Candidate(logistic_gradient, try_gradient, reference_gradient)
    )
    own, spare = several.functions["logistic_gradient"], _Fitter(reference_gradient)
    fits = Ahead(
        _everywhere(), _Fitter(own), spare=spare, first=_same(start), seconds=0.9, clock=clock
    )
    live = LiveFigure(width=720, height=390, alt=ALT, key=key)
    controls = {
        "x1": panel.whole(
            "far point x₁", start.x1, between=(X1[0], X1[-1]), label=120,
            tooltip="where the far points stand, from left to right",
        ),
        "x2": panel.whole(
            "far point x₂", start.x2, between=(X2[0], X2[-1]), label=120,
            tooltip="where the far points stand, from below to above",
        ),
        "count": panel.stops(
            "how many", start.count, options=COUNTS, label=120,
            tooltip="far points of class 1, all at the same place",
        ),
    }  # fmt: skip
    note = several.note + (fits.slow("logistic_gradient") if several.own else "")
    rows = (("x1",), ("x2",), ("count",))
    return panel.drive(live, Picture(live, fits).set, start, controls, rows=rows, note=note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, fits: Ahead) -> None:
        self.canvas, self.fits = canvas, fits
        self._draw_plane()
        self._draw_pulls()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if not _known(params):
            raise ValueError(
                f"x1 must be from {X1[0]} to {X1[-1]}, x2 from {X2[0]} to {X2[-1]} and count one "
                f"of {COUNTS}. Got {params} instead."
            )
        X, y = _examples(params)
        straight, logistic = _least_squares(X, y), self.fits[_same(params)]
        self._straight.set_data(*_line(straight, 0.5))
        self._logistic.set_data(*_line(logistic, 0.0))
        shown = params.count > 0
        self._far.set_data(([params.x1], [params.x2]) if shown else ([], []))
        self._times.text = f"× {params.count}" if params.count > 1 else ""
        self._times.place = (params.x1 + (0.5 if params.x1 < 11 else -1.7), params.x2 + 0.5)
        said = {"straight": _affine(straight, X), "logistic": expit(_affine(logistic, X))}
        self._move_pulls(said, y, params.count)
        return self._sentence(said, y, _turn(straight, _least_squares(*_near())), logistic)

    def _sentence(
        self, said: dict[str, np.ndarray], y: np.ndarray, tilt: float, logistic: np.ndarray
    ) -> str:
        wrong = {name: int(np.sum((p > 0.5) != y)) for name, p in said.items()}
        tilts = {"straight": tilt, "logistic": _turn(logistic, self.fits[Params(count=0)])}
        for name, text in self._results.items():
            text.text = f"tilted by {tilts[name]:.0f}°,  {wrong[name]} of {len(y)} wrong"
        return (
            f"The far points tilt least squares by {tilts['straight']:.0f}° "
            f"({wrong['straight']} of {len(y)} examples on the wrong side) and logistic regression "
            f"by {tilts['logistic']:.0f}° ({wrong['logistic']} of {len(y)})."
        )

    def _move_pulls(self, said: dict[str, np.ndarray], y: np.ndarray, count: int) -> None:
        for name, p in said.items():
            pulls = p - y
            for c, marks in enumerate(self._strips[name]):
                here = np.flatnonzero(y[:NEAR] == c)
                marks.set_data(pulls[here], _HEIGHTS[name] + _JITTER[here])
            self._far_pull[name].set_data((pulls[-1:], [_HEIGHTS[name]]) if count else ([], []))
            self._words[name].text = _signed(pulls[-1]) if count else ""
            self._words[name].place = (pulls[-1], _HEIGHTS[name] - 0.26)

    def _draw_plane(self) -> None:
        ax, moves = self.canvas.axes(0.07, 0.125, 0.53, 0.75), self.canvas.moves
        ax.set(xlim=_VIEW[:2], ylim=_VIEW[2:], xlabel="$x_1$", ylabel="$x_2$")
        X, y = _near()
        for c in (0, 1):
            ax.plot(*X[y == c].T, **_marks(c), markersize=6.5, zorder=3, label=f"class {c}")
        dim: Any = {"linewidth": 1, "alpha": 0.75, "linestyle": ":"}
        ax.plot(*_line(_least_squares(X, y), 0.5), color=_STRAIGHT, **dim)
        without = _Fitter(reference_gradient)(Params(count=0))
        ax.plot(*_line(without, 0.0), color=_LOGISTIC, **dim)
        straight: Any = {"color": _STRAIGHT, "linewidth": 2.6, "linestyle": "--"}
        ax.plot([], [], label="least squares: ½", **straight)
        ax.plot([], [], label="logistic: ½", color=_LOGISTIC, linewidth=2.6)
        ax.plot([], [], color=palette.GREY, label="without far points", **dim)
        ax.plot([], [], label="far point", **_FAR, markersize=9)
        ax.legend(
            ncols=3, loc="lower left", bbox_to_anchor=(-0.05, 1.0), fontsize=8.5, borderpad=0.2,
            columnspacing=1.4, handlelength=2.2, handletextpad=0.5, frameon=False,
        )  # fmt: skip
        self._straight = moves(ax.plot([], [], **straight)[0])
        self._logistic = moves(ax.plot([], [], color=_LOGISTIC, linewidth=2.6)[0])
        self._far = moves(ax.plot([], [], **_FAR, markersize=13)[0])
        self._times = words(self.canvas, ax, size=11, color=palette.BLUE)

    def _draw_pulls(self) -> None:
        """One strip of marks for each fit: prediction minus label, the pull of every example."""
        ax, moves = self.canvas.axes(0.65, 0.125, 0.335, 0.75), self.canvas.moves
        ax.set(xlim=_PULLS, ylim=(-0.75, 1.75), yticks=[], xlabel="prediction − label")
        ax.set_title("how hard each example pulls", fontsize=10, loc="left")
        ax.spines["left"].set_visible(False)
        self._strips: dict[str, list[Any]] = {}
        self._far_pull, self._words, self._results = {}, {}, {}
        rows = (("straight", "least squares", _STRAIGHT),
                ("logistic", "logistic regression", _LOGISTIC))  # fmt: skip
        for name, title, color in rows:
            height = _HEIGHTS[name]
            ax.plot(_PULLS, [height, height], color=color, linewidth=1, zorder=1)
            ax.plot([0, 0], [height - 0.2, height + 0.2], color=palette.GREY, linewidth=0.8)
            ax.text(_PULLS[0], height + 0.52, title, fontsize=10, weight="bold", va="top")
            self._results[name] = words(self.canvas, ax, (_PULLS[0], height + 0.31))
            dots = [ax.plot([], [], **_marks(c), markersize=5, zorder=3)[0] for c in (0, 1)]
            self._strips[name] = [moves(marks) for marks in dots]
            self._far_pull[name] = moves(ax.plot([], [], **_FAR, markersize=11, clip_on=False)[0])
            self._words[name] = words(self.canvas, ax, color=palette.BLUE, ha="center")


class _Fitter:
    """Newton's method to where a gradient is zero, each time from where the last one ended."""

    def __init__(self, gradient: Gradient) -> None:
        self._gradient = gradient
        self._place = np.zeros(3)

    def __call__(self, params: Params) -> np.ndarray:
        X, y = _examples(params)
        ones = np.column_stack([X, np.ones(len(X))])
        place = self._place
        for _ in range(30):
            slopes = flat(self._gradient, X, y, place)
            if float(np.abs(slopes).max()) < 1e-6:
                break
            p = expit(ones @ place)
            bend = (ones * (p * (1 - p))[:, None]).T @ ones / len(y)
            step = np.linalg.solve(bend + 1e-6 * np.eye(3), slopes)
            place = place - step * min(1.0, 2.0 / float(np.abs(step).max()))
        self._place = place
        return place


def _everywhere() -> Iterator[Params]:
    """All settings, each next to the one before it."""
    yield Params(count=0)
    for count in COUNTS[1:]:
        for i, x1 in enumerate(X1):
            for x2 in X2 if i % 2 == 0 else reversed(X2):
                yield Params(x1, x2, count)


def _known(params: Params) -> bool:
    return params.x1 in X1 and params.x2 in X2 and params.count in COUNTS


def _same(params: Params) -> Params:
    """Where there are no far points, it does not matter where they are."""
    return params if params.count else Params(count=0)


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


def _line(place: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Where place says level: two ends, both outside the picture."""
    w = place[:2]
    length = float(np.hypot(*w))
    if length < 1e-9:
        return np.empty(0), np.empty(0)
    foot = (level - place[2]) * w / length**2
    along = np.array([-w[1], w[0]]) / length * (40 + float(np.hypot(*foot)))
    ends = np.stack([foot - along, foot + along])
    return ends[:, 0], ends[:, 1]


_FAR: dict[str, Any] = {
    "linestyle": "", "marker": palette.MARKERS[1], "color": palette.COLORS[1],
    "markeredgecolor": palette.INK, "markeredgewidth": 1.4, "zorder": 4,
}  # fmt: skip


def _turn(place: np.ndarray, other: np.ndarray) -> float:
    """The angle between the weights of two fits, in degrees."""
    a, b = place[:2], other[:2]
    return float(np.degrees(np.arctan2(abs(a[0] * b[1] - a[1] * b[0]), a @ b)))


def _signed(value: float) -> str:
    return "0.000" if abs(value) < 0.0005 else f"{value:+.3f}".replace("-", "−")


def _marks(c: int) -> dict[str, Any]:
    return {
        "linestyle": "", "marker": palette.MARKERS[c], "color": palette.COLORS[c],
        "markeredgecolor": "white", "markeredgewidth": 0.7,
    }  # fmt: skip
