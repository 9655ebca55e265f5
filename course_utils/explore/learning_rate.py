"""Descent on the loss surface of logistic regression, from crawling to leaping.

Six examples in a row, x = 0 … 5, labels 0 0 1 0 1 1. Their valley is long and narrow; with the
inputs standardised it is nearly round, and a learning rate eight times larger still settles. The
ball is put anywhere and rolls by the student's own functions: from zero by gradient_descent, which
knows no other place to begin, and from elsewhere by logistic_gradient.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils.explore.parts import panel
from course_utils.explore.parts.descent import (
    BEST,
    INPUTS,
    LEAST,
    STEPS,
    Descend,
    Walks,
    mean_loss,
    try_descent,
    verdict,
)
from course_utils.explore.parts.logistic import reference_gradient, try_gradient
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.stage import (
    Choice,
    Contour,
    Field,
    Handle,
    Layer,
    Line,
    Pane,
    Play,
    Points,
    Range,
    Scene,
    Stage,
    Stops,
    Text,
    Whole,
    draw_still,
    onward,
    reset,
)

RATES = (
    0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2, 1.4, 1.6, 1.8,
    2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 20.0,
)  # fmt: skip
WEIGHTS, BIASES = (-1.5, 5.0), (-5.5, 3.75)  # of the surface that is shown
WIDTH = 760  # of the still, in CSS pixels
ALT = (
    "Left, the loss as a landscape over weight and bias, with the path of a descent. Right, the "
    "mean loss at every step."
)
HINT = "Pull the ring to where the descent begins, and press ▶. Green is low, + the lowest place."
_LOSSES = (0.2, 1.6)
_LEVELS = tuple(LEAST + 7.6 * share**2 for share in np.linspace(0.06, 1, 15))
_CELLS, _FAR = 64, 1e4
PANES = (
    Pane("surface", WEIGHTS, BIASES, "weight w", "bias b", "loss over weight and bias",
         share=1.15, aspect=1.05, least=280, tallest=380),
    Pane("losses", (-0.5, STEPS + 0.5), _LOSSES, "step", "mean loss", "mean loss at every step",
         aspect=1.15, least=260, tallest=320, fixed=False),
)  # fmt: skip


@dataclass(frozen=True)
class Params:
    """What the controls set; w and b are where the descent begins."""

    eta: float = 0.4
    steps: int = STEPS
    inputs: str = INPUTS[0]
    w: float = 0.0
    b: float = 0.0


def render(
    params: Params | None = None,
    *,
    gradient_descent: Descend | None = None,
    logistic_gradient: Descend | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: learning rate (one of RATES), steps shown (0 … STEPS), inputs (one of INPUTS), and
            a start within WEIGHTS and BIASES.
        gradient_descent: (X (N, D), y (N,), eta, tol, max_iters) → (w (D,), b, losses), from zero.
        logistic_gradient: (X, y, w, b) → (dw (D,), db), used where gradient_descent is not.

    Raises:
        ValueError: a parameter is none that the controls can set.
        CheckFailed: the function given fails for these parameters.
    """
    picture = _Picture(gradient_descent, logistic_gradient)
    return draw_still(PANES, picture.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    gradient_descent: Descend | None = None,
    logistic_gradient: Descend | None = None,
    *,
    start: Params | None = None,
    key: str = "learning_rate",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        gradient_descent: the student's (X, y, eta, tol, max_iters) → (w, b, losses).
        logistic_gradient: the student's (X, y, w, b) → (dw, db), from where gradient_descent
            cannot start, and while it is not ready.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    several = choose_each(
        gradient_descent=Candidate(gradient_descent, try_descent, reference_gradient),
        logistic_gradient=Candidate(logistic_gradient, try_gradient, reference_gradient),
    )
    own = {name: several.functions[name] for name in several.own}
    picture = _Picture(own.get("gradient_descent"), own.get("logistic_gradient"))
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=picture.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play(
            "roll", onward("steps", range(STEPS + 1)), "step by step, from the ring", seconds=0.15
        ),
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


_CONTROLS = (
    Stops("eta", "learning rate η", tuple((f"{eta:g}", eta) for eta in RATES),
          "how far a step goes for each unit of slope"),
    Whole("steps", "steps shown", 0, STEPS, 1, "how many steps of the descent are drawn"),
    Range("w", "start: w", *WEIGHTS, 0.25, "the weight to begin with", digits=2, fine=0.05),
    Range("b", "start: b", *BIASES, 0.25, "the bias to begin with", digits=2, fine=0.05),
    Choice("inputs", "inputs x", tuple((name, name) for name in INPUTS),
           "standardised: mean 0 and standard deviation 1"),
)  # fmt: skip


class _Picture:
    """The scene for a learning rate and a start, by these functions."""

    def __init__(self, descent: Descend | None, gradient: Descend | None) -> None:
        self._walk = Walks(descent, gradient)

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        _require_known(params)
        start, count = (params.w, params.b), params.steps
        places, losses = self._walk(params.inputs, params.eta, start)
        name, limit = verdict(params.inputs, params.eta, losses), BEST[params.inputs][2]
        outside = " The path leaves the picture." if _leaves(places[: count + 1]) else ""
        spoken = f"w {params.w:.2f}, b {params.b:.2f}".replace("-", "−")
        return Scene(
            (*_surface(params.inputs, places[: count + 1]), *_curve(losses[: count + 1])),
            (Handle("start", "the ball's start", "surface", start, ("w", "b"),
                    said=spoken, step=0.25),),
            readouts=(
                ("mean loss", f"{losses[count]:.3f}"),
                ("least possible", f"{LEAST:.3f}", "small"),
                (f"all {STEPS} steps", name, "small"),
                ("walked by", self._walk.who(start), "small"),
            ),
            said=(
                f"η = {params.eta:g}: {name}. Mean loss after {panel.counted(count, 'step')} "
                f"{losses[count]:.3f}; the least possible is {LEAST:.3f}. In this valley a "
                f"descent can settle only below η = {limit:.2f}.{outside}"
            ),
        )  # fmt: skip


def _require_known(params: Params) -> None:
    inside = WEIGHTS[0] <= params.w <= WEIGHTS[1] and BIASES[0] <= params.b <= BIASES[1]
    known = params.eta in RATES and 0 <= params.steps <= STEPS and params.inputs in INPUTS
    if not (known and inside):
        raise ValueError(
            f"eta must be one of RATES, steps from 0 to {STEPS}, inputs one of {INPUTS}, w within "
            f"{WEIGHTS} and b within {BIASES}. Got {params} instead."
        )


def _leaves(places: np.ndarray) -> bool:
    w, b = places.T
    inside = (w >= WEIGHTS[0]) & (w <= WEIGHTS[1]) & (b >= BIASES[0]) & (b <= BIASES[1])
    return not bool(inside.all())


def _surface(inputs: str, places: np.ndarray) -> list[Layer]:
    heights, seen = _heights(inputs), np.clip(places, -_FAR, _FAR)
    return [
        Field("surface", heights, "height", LEAST, LEAST + 3.0, hover="loss {}"),
        Contour("surface", heights, _LEVELS[0], levels=_LEVELS[1:], color="grey", width=0.7),
        Text("surface", np.array([BEST[inputs][:2]]), ("+",), "ink", 17, bold=True),
        Line("surface", seen, "class0", 1.6),
        Points("surface", seen[:-1], "circle", "class0", 2.5),
        Points("surface", seen[-1:], "circle", "class0", 6.5, edge="ink"),
    ]


@cache
def _heights(inputs: str) -> np.ndarray:
    w, b = np.meshgrid(np.linspace(*WEIGHTS, _CELLS), np.linspace(*BIASES, _CELLS))
    return mean_loss(inputs, w, b)


def _curve(losses: np.ndarray) -> list[Layer]:
    top, end = float(np.max(losses)), len(losses) - 1
    steps = np.column_stack([np.arange(end + 1), np.minimum(losses, _FAR)])
    here = np.array([[end, min(losses[-1], _LOSSES[1])]])
    ln2 = float(np.log(2))
    layers: list[Layer] = [
        Line("losses", np.array([[-1, height], [STEPS + 1, height]]), "grey", 1, dash)
        for height, dash in ((ln2, "dot"), (LEAST, ""))
    ]
    layers += [
        Line("losses", steps, "class0", 1.6),
        Points("losses", steps, "circle", "class0", 2.5),
        Points("losses", here, "circle", "class0", 6.5, edge="ink", clip=False),
        Text("losses", np.array([[STEPS, ln2 + 0.012]]), ("from zero: ln 2",), "grey", 11,
             align="right", stands="above"),
        Text("losses", np.array([[STEPS, LEAST - 0.012]]), (f"least possible: {LEAST:.3f}",),
             "grey", 11, align="right", stands="below"),
    ]  # fmt: skip
    if top > _LOSSES[1]:
        layers.append(Text("losses", np.array([[STEPS, 1.52]]),
                           (f"up to {top:.3g}: above the picture",), "class0", 11.5,
                           align="right"))  # fmt: skip
    return layers
