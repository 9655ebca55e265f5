"""Descent on the loss surface of logistic regression, from crawling to leaping.

Six examples in a row, x = 0 … 5, labels 0 0 1 0 1 1. Their valley is long and narrow; with the
inputs standardised it is nearly round, and a learning rate eight times larger still settles.
Every path is walked when the cell runs, by the student's own functions where they work.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.ahead import Ahead, Clock
from course_utils.explore.parts.logistic import flat, reference_gradient, try_gradient
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

RATES = (
    0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8,
    2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 20.0,
)  # fmt: skip
STEPS = 30
INPUTS = ("as they are", "standardised")
ALT = (
    "Left, the loss as a landscape over weight and bias, with the path of a descent. Right, the "
    "mean loss at every step."
)
_X, _Y = np.arange(6.0), np.array([0, 0, 1, 0, 1, 1])
_BEST = {  # weight and bias of least loss, and the largest rate at which a descent settles there
    INPUTS[0]: (1.214, -3.035, 1.779),
    INPUTS[1]: (2.073, 0.0, 15.31),
}
_LEAST = 0.412998
_VIEW = {INPUTS[0]: (-1.5, 5, -5.5, 2), INPUTS[1]: (-1.5, 5, -3.75, 3.75)}
_LOSSES = (0.35, 1.6)
Descend = Callable[..., Any]
Path = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    eta: float = 0.4
    steps: int = STEPS
    inputs: str = INPUTS[0]


def render(
    params: Params | None = None,
    *,
    gradient_descent: Descend | None = None,
    logistic_gradient: Descend | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: learning rate (one of RATES), steps shown (0 … STEPS) and inputs (one of INPUTS).
        gradient_descent: (X (N, D), y (N,), eta, tol, max_iters) → (w (D,), b, losses).
        logistic_gradient: (X, y, w, b) → (dw (D,), db), used where there is no gradient_descent.

    Raises:
        ValueError: a parameter is none of those that were walked.
        CheckFailed: the function given fails for these parameters.
    """
    params = params or Params()
    walk = _walker(gradient_descent, logistic_gradient)
    paths = Ahead([(params.inputs, params.eta)] if _known(params) else (), walk, spare=walk)
    picture = Picture(Canvas(width=760, height=350), paths)
    picture.set(params)
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=760, alt=ALT)


def show(
    gradient_descent: Descend | None = None,
    logistic_gradient: Descend | None = None,
    *,
    start: Params | None = None,
    key: str = "learning_rate",
    clock: Clock = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        gradient_descent: the student's (X, y, eta, tol, max_iters) → (w, b, losses).
        logistic_gradient: the student's (X, y, w, b) → (dw, db), while gradient_descent is not
            ready.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    several = choose_each(
        gradient_descent=Candidate(gradient_descent, _try_descent, reference_gradient),
        logistic_gradient=Candidate(logistic_gradient, try_gradient, reference_gradient),
    )
    own = {name: several.functions[name] for name in several.own}
    descent, gradient = own.get("gradient_descent"), own.get("logistic_gradient")
    keys = [(name, eta) for name in INPUTS for eta in RATES]
    spare = _walker(None, gradient)  # still the student's, and one call a step
    walk, first = _walker(descent, gradient), (start.inputs, start.eta)
    paths = Ahead(keys, walk, spare=spare, first=first, seconds=0.8, clock=clock)
    slow = paths.slow(*own) if len(own) == 1 else ""
    live = LiveFigure(width=760, height=350, alt=ALT, key=key)
    controls = {
        "eta": panel.stops(
            "learning rate η", start.eta, options=[(f"{eta:g}", eta) for eta in RATES], label=120,
            tooltip="how far a step goes for each unit of slope",
        ),
        "steps": panel.whole(
            "steps shown", start.steps, between=(0, STEPS), label=120,
            tooltip="how many steps of the descent are drawn",
        ),
        "inputs": panel.choice(
            "inputs x", start.inputs, options=INPUTS, label=120,
            tooltip="standardised: mean 0 and standard deviation 1",
        ),
    }  # fmt: skip
    rows = (("eta",), ("steps",), ("inputs",))
    note = several.note + slow
    return panel.drive(live, Picture(live, paths).set, start, controls, rows=rows, note=note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, paths: Ahead) -> None:
        self.canvas, self.paths = canvas, paths
        self._inputs = ""
        self._draw_surface()
        self._draw_losses()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if not _known(params):
            raise ValueError(
                f"eta must be one of RATES, steps from 0 to {STEPS} and inputs one of {INPUTS}. "
                f"Got {params} instead."
            )
        places, losses = self.paths[params.inputs, params.eta]
        self._show_surface(params.inputs)
        seen = places[: params.steps + 1]
        self._walk.set_data(*seen.T)
        self._end.set_data(*seen[-1:].T)
        self._curve.set_data(np.arange(params.steps + 1), losses[: params.steps + 1])
        self._now.set_data([params.steps], [min(losses[params.steps], _LOSSES[1])])
        self._rate.text = f"η = {params.eta:g}"
        top = float(np.max(losses[: params.steps + 1]))
        self._above.text = f"up to {top:.3g}: above the picture" if top > _LOSSES[1] else ""
        return self._sentence(params, losses)

    def _sentence(self, params: Params, losses: np.ndarray) -> str:
        name, limit = _verdict(params, losses), _BEST[params.inputs][2]
        self._verdict.text = name
        outside = " The path leaves the picture." if self._leaves(params) else ""
        return (
            f"η = {params.eta:g}: {name}. Mean loss after {panel.counted(params.steps, 'step')} "
            f"{losses[params.steps]:.3f}; the least possible is {_LEAST:.3f}. In this valley a "
            f"descent can settle only below η = {limit:.2f}.{outside}"
        )

    def _leaves(self, params: Params) -> bool:
        left, right, low, high = _VIEW[params.inputs]
        w, b = self.paths[params.inputs, params.eta][0][: params.steps + 1].T
        return bool(np.any((w < left) | (w > right) | (b < low) | (b > high)))

    def _draw_surface(self) -> None:
        ax = self.canvas.axes(0.065, 0.14, 0.40, 0.76)
        ax.set_title("loss over weight and bias: darker is lower", fontsize=10, loc="left")
        self._surface, moves = ax, self.canvas.moves
        self._contours = {name: self._contour(ax, name) for name in INPUTS}
        self._best = ax.plot([], [], "+", color="white", markersize=11, markeredgewidth=2)[0]
        ax.plot(0, 0, "o", color="white", markeredgecolor=palette.ORANGE, markersize=8)
        self._walk = moves(
            ax.plot([], [], ".-", color=palette.ORANGE, linewidth=1.4, markersize=6)[0]
        )
        self._end = moves(
            ax.plot([], [], "*", color=palette.ORANGE, markeredgecolor="white", markersize=15)[0]
        )

    def _contour(self, ax: Any, inputs: str) -> list[Any]:
        left, right, low, high = _VIEW[inputs]
        w, b = np.meshgrid(np.linspace(left, right, 90), np.linspace(low, high, 90))
        scores = _inputs(inputs) * w[..., None] + b[..., None]
        heights = np.mean(np.logaddexp(0, scores) - _Y * scores, axis=-1)
        levels = _LEAST + (8.0 - _LEAST) * np.linspace(0, 1, 16) ** 2
        filled = ax.contourf(w, b, heights, levels, cmap="Blues_r", extend="max", alpha=0.8)
        return [filled, ax.contour(w, b, heights, levels, colors="white", linewidths=0.6)]

    def _show_surface(self, inputs: str) -> None:
        """Another landscape: what does not move is drawn anew, at this tick only."""
        if inputs == self._inputs:
            return
        self._inputs = inputs
        for name, artists in self._contours.items():
            for artist in artists:
                artist.set_visible(name == inputs)
        left, right, low, high = _VIEW[inputs]
        of_x = "x" if inputs == INPUTS[0] else "x, standardised"
        self._surface.set(xlim=(left, right), ylim=(low, high), ylabel="bias b")
        self._surface.set_xlabel(f"weight w of {of_x}")
        self._best.set_data([_BEST[inputs][0]], [_BEST[inputs][1]])
        self.canvas.redraw()

    def _draw_losses(self) -> None:
        ax, moves = self.canvas.axes(0.555, 0.14, 0.425, 0.76), self.canvas.moves
        ax.set(xlim=(-0.5, STEPS + 0.5), ylim=_LOSSES, xlabel="step", ylabel="mean loss")
        ax.grid(True)
        ax.axhline(np.log(2), color=palette.GREY, linewidth=0.8, linestyle=":")
        ax.axhline(_LEAST, color=palette.GREY, linewidth=0.8)
        note: Any = {"fontsize": 8.5, "ha": "right", "color": palette.GREY}
        ax.text(STEPS, np.log(2) + 0.02, "at the start: ln 2", **note)
        ax.text(STEPS, _LEAST - 0.05, f"least possible: {_LEAST:.3f}", **note)
        style: Any = {"color": palette.ORANGE, "linewidth": 1.6, "markersize": 6}
        self._curve = moves(ax.plot([], [], ".-", **style)[0])
        self._now = moves(
            ax.plot(
                [],
                [],
                "*",
                color=palette.ORANGE,
                markeredgecolor="white",
                markersize=15,
                clip_on=False,
            )[0]
        )
        canvas = self.canvas
        self._above = words(canvas, ax, (STEPS, 1.55), color=palette.ORANGE, ha="right")
        self._rate = words(canvas, ax, (-0.5, 1.65), size=12)
        self._verdict = words(canvas, ax, (STEPS + 0.5, 1.65), size=10, ha="right")


def _verdict(params: Params, losses: np.ndarray) -> str:
    """How the whole walk went, in a few words."""
    gap = losses - _LEAST
    if params.eta > _BEST[params.inputs][2]:
        return "too large, it never settles"
    if np.any(np.diff(losses) > 1e-9):
        return "large, it swings to and fro"
    if gap[-1] > 0.5 * gap[0]:
        return "small, it crawls"
    return "it settles" if gap[-1] < 0.01 * gap[0] else "it is on its way"


def _known(params: Params) -> bool:
    return params.eta in RATES and 0 <= params.steps <= STEPS and params.inputs in INPUTS


def _inputs(name: str) -> np.ndarray:
    return _X if name == INPUTS[0] else (_X - _X.mean()) / _X.std()


def _walker(descent: Descend | None, gradient: Descend | None) -> Callable[[Any], Path]:
    """(inputs, eta) → where each step led, by the first of the two functions that is there."""
    if descent is None:
        return lambda key: _walk_by_gradient(gradient or reference_gradient, *key)
    return lambda key: _walk_by_descent(descent, *key)


def _walk_by_gradient(gradient: Descend, inputs: str, eta: float) -> Path:
    places = [np.zeros(2)]
    for _ in range(STEPS):
        places.append(places[-1] - eta * flat(gradient, _inputs(inputs)[:, None], _Y, places[-1]))
    return _with_losses(np.array(places), inputs)


def _walk_by_descent(descent: Descend, inputs: str, eta: float) -> Path:
    """Runs of 0, 1, 2, … steps from zero: the only way to see the places between."""
    places = []
    for count in range(STEPS + 1):
        w, b, _ = descent(_inputs(inputs)[:, None], _Y.copy(), eta, 0.0, count)
        check.shape(w, (1,), what="w, as gradient_descent returns it,")
        places.append([float(np.ravel(w)[0]), float(b)])
    finite = bool(np.isfinite(places).all())
    check.true(finite, "gradient_descent leads to numbers that are not finite.")
    return _with_losses(np.array(places), inputs)


def _with_losses(places: np.ndarray, inputs: str) -> Path:
    scores = _inputs(inputs) * places[:, :1] + places[:, 1:]
    return places, np.mean(np.logaddexp(0, scores) - _Y * scores, axis=1)


def _try_descent(descent: Descend) -> None:
    for count in (0, 3):
        got = descent(_X[:, None], _Y.copy(), 0.3, 0.0, count)
        three = isinstance(got, tuple) and len(got) == 3
        check.true(three, "gradient_descent must return a tuple of three: (w, b, losses).")
        place = np.zeros(2)
        for _ in range(count):
            place = place - 0.3 * flat(reference_gradient, _X[:, None], _Y, place)
        what = f"gradient_descent after {count} steps"
        check.close((got[0], got[1]), (place[:1], float(place[1])), what=what, rtol=1e-6)
