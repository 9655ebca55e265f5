"""Squared error against cross-entropy: the cost of one score z, and its slope.

Where the model is sure and wrong, cross-entropy pulls with nearly 1 and squared error hardly at
all. The score is pulled anywhere, and both descend from there by the student's own slopes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts import panel
from course_utils.explore.parts.drawn.losses import LOOKS, NAMES, PANES, REACH, labels, number
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import expit, log_expit
from course_utils.stage import (
    Choice,
    Handle,
    Layer,
    Line,
    Play,
    Points,
    Range,
    Scene,
    Stage,
    Whole,
    draw_still,
    onward,
    reset,
)

STEPS, RATE = 60, 1.0
LABELS = (0, 1)
WIDTH = 760  # of the still, in CSS pixels
ALT = (
    "Left, the cost of a score z by cross-entropy and by half the squared error; right, the slopes "
    "of both. Marks show where z is and where a descent by each slope has led."
)
HINT = (
    "Pull the upright line to a score, and press ▶. Solid: cross-entropy. Dashed: squared error. "
    "The costs are given; slopes and descents are by the functions named below."
)
_SCALE = np.linspace(-REACH, REACH, 161)
_CALLED = {"entropy": "dloss_dz", "squared": "squared_error_dz"}
Function = Callable[..., Any]


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    z: float = -6.0
    y: int = 1
    steps: int = 0


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: the score z, the label, and how many steps to descend.
        **functions: dloss_dz and squared_error_dz, (y (N,), z (N,)) → (N,), and bce_with_logits,
            (y, z) → float; those that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function returns something else than one number for one score.
    """
    unknown = functions.keys() - _REFERENCE.keys()
    if unknown:
        raise TypeError(f"functions must be {', '.join(_REFERENCE)}. Got {unknown} instead.")
    chosen = {name: functions.get(name) or spare for name, spare in _REFERENCE.items()}
    return draw_still(PANES, Losses(chosen).draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    dloss_dz: Function | None = None,
    squared_error_dz: Function | None = None,
    bce_with_logits: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "two_losses",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        dloss_dz: the student's slope of the cross-entropy, (y (N,), z (N,)) → (N,).
        squared_error_dz: the student's slope of ½(σ(z) − y)², of the same shape.
        bce_with_logits: the student's (y, z) → mean loss; a later exercise, so it may be left out.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    given = (dloss_dz, squared_error_dz, bce_with_logits)
    several = choose_each(
        **{
            name: Candidate(own, _trial(name), spare)
            for (name, spare), own in zip(_REFERENCE.items(), given, strict=True)
        }
    )
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=Losses(several.functions).draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play(
            "descend",
            onward("steps", range(STEPS + 1)),
            "step by step from z, by both slopes",
            seconds=0.08,
        ),
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


_CONTROLS = (
    Range("z", "score z", -REACH, REACH, 0.25,
          "what the model says about one example, before the sigmoid", digits=2, fine=0.05),
    Whole("steps", "steps", 0, STEPS, 1,
          f"of a descent on z with learning rate {RATE:g}, by each of the two slopes"),
    Choice("y", "label y", tuple((str(y), y) for y in LABELS), "what is true of it"),
)  # fmt: skip


class Losses:
    """Cost, slope and descents by some functions, and the scene of them.

    Curves and walks are asked for once for each setting.
    """

    def __init__(self, functions: dict[str, Function]) -> None:
        self._cost = functions["bce_with_logits"]
        self._slopes = {name: functions[called] for name, called in _CALLED.items()}
        self._curves: dict[tuple[str, int], tuple[np.ndarray, np.ndarray]] = {}
        self._walks: dict[tuple[str, int, float], np.ndarray] = {}

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        if abs(params.z) > REACH or params.y not in LABELS or not 0 <= params.steps <= STEPS:
            raise ValueError(
                f"z must be from {-REACH:g} to {REACH:g}, y one of {LABELS}, steps from 0 to "
                f"{STEPS}. Got {params} instead."
            )
        slopes = {name: self.slope(name, params.y, params.z) for name in LOOKS}
        walks = {name: self._walk(name, params)[: params.steps + 1] for name in LOOKS}
        ends = {name: float(walk[-1]) for name, walk in walks.items()}
        there = {name: self.slope(name, params.y, ends[name]) for name in LOOKS}
        layers: list[Layer] = [
            Line("slope", np.array([[-9, 0], [9, 0]]), "grey", 0.8),
            Line("cost", np.array([[params.z, -9], [params.z, 9]]), "pale", 2.5, name="z"),
            Line("slope", np.array([[params.z, -9], [params.z, 9]]), "pale", 2.5, name="z, again"),
        ]
        for name in LOOKS:
            layers += self._layers(name, params.y, walks[name])
        layers += labels(params.y)
        said = number(params.z, "g")
        return Scene(
            tuple(layers),
            (Handle("z", "the score z", "cost", (params.z, 8.2), ("z", ""), said=said, step=0.25,
                    grab="z"),
             Handle("z too", "the score z on the slopes", "slope", (params.z, 1.1), ("z", ""),
                    said=said, step=0.25, grab="z, again")),
            readouts=(
                *((f"slope of {NAMES[name]}", number(there[name])) for name in LOOKS),
                *((f"p by {NAMES[name]}", f"{expit(ends[name]):.4f}", "small") for name in LOOKS),
            ),
            said=_sentence(params, slopes, ends),
        )  # fmt: skip

    def slope(self, name: str, y: int, z: float) -> float:
        """The slope of a loss for one score. CheckFailed if its function gives no number."""
        function = self._slopes[name]
        value = function(np.array([y]), np.array([z]))
        called = _CALLED[name]
        check.shape(value, (1,), what=f"the result of {called} for one score")
        slope = float(np.ravel(value)[0])
        finite = bool(np.isfinite(slope))
        check.true(finite, f"{called} returned {slope} for y = {y}, z = {z:g}.")
        return slope

    def _layers(self, name: str, y: int, walk: np.ndarray) -> list[Layer]:
        """A loss's curves, the trails of its descent, and marks where it ends."""
        color, marker, dash = LOOKS[name]
        layers: list[Layer] = []
        for pane, heights in zip(("cost", "slope"), self._curve(name, y), strict=True):
            trail = np.column_stack([walk, np.interp(walk, _SCALE, heights)])
            layers += [
                Line(pane, np.column_stack([_SCALE, heights]), color, 2.2, dash),
                Points(pane, trail[:-1], marker, color, 2.5),
                Points(pane, trail[-1:], marker, color, 6.5, edge="ink"),
            ]
        return layers

    def _curve(self, name: str, y: int) -> tuple[np.ndarray, np.ndarray]:
        """Cost and slope over all z; a gap where the slope fails."""
        if (name, y) not in self._curves:
            slopes = np.full(len(_SCALE), np.nan)
            for i, z in enumerate(_SCALE):
                try:
                    slopes[i] = self.slope(name, y, float(z))
                except Exception:  # said when z gets there
                    continue
            self._curves[name, y] = self._costs(name, y), slopes
        return self._curves[name, y]

    def _costs(self, name: str, y: int) -> np.ndarray:
        if name == "squared":
            return np.asarray((expit(_SCALE) - y) ** 2 / 2)
        return np.array([float(self._cost(np.array([y]), np.array([z]))) for z in _SCALE])

    def _walk(self, name: str, params: Params) -> np.ndarray:
        """Where a descent from z is after 0, 1, … steps, as many as are shown: (steps + 1,)."""
        key = (name, params.y, params.z)
        walk = self._walks.get(key, np.array([params.z]))
        places = list(walk)
        while len(places) <= params.steps:
            places.append(places[-1] - RATE * self.slope(name, params.y, places[-1]))
        if len(self._walks) > 500:
            self._walks.clear()
        self._walks[key] = np.array(places)
        return self._walks[key]


def _sentence(params: Params, slopes: dict[str, float], ends: dict[str, float]) -> str:
    text = (
        f"At z = {number(params.z, 'g')} with label {params.y} the slope of cross-entropy is "
        f"{number(slopes['entropy'])}, that of squared error {number(slopes['squared'])}"
    )
    times = abs(slopes["entropy"]) / max(abs(slopes["squared"]), 1e-300)
    text += f": {times:,.0f} times smaller." if times >= 2 else "."
    if params.steps:
        text += (
            f" After {panel.counted(params.steps, 'step')} p is {expit(ends['entropy']):.3f} by "
            f"cross-entropy and {expit(ends['squared']):.3f} by squared error."
        )
    return text


def _slope_of_entropy(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return np.where(np.asarray(y) == 1, -expit(-z), expit(z))


def _slope_of_squares(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return _slope_of_entropy(y, z) * expit(z) * expit(-z)


def _cost(y: np.ndarray, z: np.ndarray) -> float:
    return float(-np.mean(log_expit(np.where(np.asarray(y) == 1, z, -np.asarray(z)))))


_REFERENCE: dict[str, Function] = {
    "dloss_dz": _slope_of_entropy,
    "squared_error_dz": _slope_of_squares,
    "bce_with_logits": _cost,
}


def _trial(name: str) -> Callable[[Function], None]:
    def trial(own: Function) -> None:
        y, z = np.array([1, 0, 1, 0]), np.array([-1.5, 0.5, 2.0, 3.0])
        expected = _REFERENCE[name](y, z)
        check.close(own(y, z), expected, what=f"the result of {name}", rtol=1e-6)

    return trial
