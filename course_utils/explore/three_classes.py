"""Regions of three classes: one softmax against three independent sigmoids, on the same data.

A softmax shares one probability out, so every point has a winner. Three sigmoids answer three
separate questions: where they overlap several answers hold, elsewhere none. Both take the same
steps of gradient descent, the softmax by the student's own gradients, and the direction of every
class can be pulled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.explore.parts import panel, special
from course_utils.explore.parts.drawn.classes import (
    DRAWN,
    KINDS,
    PANES,
    SPAN,
    are_right,
    arrows,
    bars,
    handles,
    marks,
    sentence,
)
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.softmax import (
    Descent,
    Function,
    Weights,
    gradients,
    reference_gradients,
    reference_softmax,
    try_gradients,
    try_softmax,
)
from course_utils.stage import (
    Choice,
    Edit,
    Layer,
    Line,
    Play,
    Points,
    Range,
    Regions,
    Scene,
    Stage,
    Stops,
    draw_still,
    reset,
    spent,
)

CELLS = 48
DATA = ("triangle", "in a row", "overlapping")
STOPS = (0, 1, 2, 3, 5, 8, 12, 20, 40, 80, 160, 320)  # steps of descent to choose from
RATE, DECAY, PATIENCE = 0.5, 1e-3, 2.0  # seconds for the steps of one picture
FIT_STEPS, FLAT = 3, 0.004  # of each move of ▶; the length of a step at which it stops
WIDTH = 780  # of the still, in CSS pixels
ALT = (
    "Three classes of points, twice: coloured by the softmax's regions on the left, by three "
    "sigmoids' on the right, where white is no class and grey several. Bars show what both say at "
    "a cross that can be moved."
)
HINT = (
    "Pull the tip of an arrow, the direction of a class, or the cross. On the right no colour is "
    "no class and grey several; rings are around points that are not right."
)


@dataclass(frozen=True)
class Turned:
    """Weights put by hand or by ▶, and the setting from which that began."""

    data: str
    steps: int
    weights: tuple[tuple[float, ...], ...]  # of the softmax and of the sigmoids: W row by row, b
    more: int = 0  # steps of ▶


@dataclass(frozen=True)
class Params:
    """What the controls set: data, steps of descent, where to ask; and what the hand set."""

    data: str = DATA[0]
    steps: int = STOPS[-1]
    x1: float = 0.2
    x2: float = -0.6
    turned: Turned | None = None


def render(
    params: Params | None = None,
    *,
    softmax: Function | None = None,
    softmax_gradients: Function | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: data set, steps (one of STOPS) and place.
        softmax: (Z (N, K)) → (N, K).
        softmax_gradients: (X (N, D), Y (N, K) one-hot, W (D, K), b (K,), lam) → (dW, db).

    Raises:
        ValueError: params.data or params.steps is not known.
        CheckFailed: softmax returns no probabilities, or softmax_gradients no gradients.
    """
    picture = _Picture(softmax or reference_softmax, softmax_gradients or reference_gradients)
    return draw_still(PANES, picture.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    softmax: Function | None = None,
    softmax_gradients: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "three_classes",
    clock: Callable[[], float] = spent,
) -> Stage:
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
    picture = _Picture(functions["softmax"], functions["softmax_gradients"], clock)
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=picture.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play("fit", picture.fit, "gradient descent of both from here", seconds=0.06),
        buttons=[reset(lambda _: start)],
        edit=Edit(pull=picture.turn),
        key=key,
        width=WIDTH,
    )


_CONTROLS = (
    Stops("steps", "steps", tuple((str(stop), stop) for stop in STOPS),
          "of gradient descent from zero, the same for both models"),
    Range("x1", "cross x₁", *SPAN, 0.1, "where both models are asked, from left to right"),
    Range("x2", "cross x₂", *SPAN, 0.1, "where both models are asked, from below to above"),
    Choice("data", "data", tuple((name, name) for name in DATA), "the examples shown"),
)  # fmt: skip


class _Picture:
    """The scene for weights of both models, by these functions."""

    def __init__(
        self,
        softmax: Function,
        softmax_gradients: Function,
        clock: Callable[[], float] = spent,
    ) -> None:
        self._squash = {"softmax": softmax, "sigmoids": special.expit}
        self._slopes = {"softmax": softmax_gradients, "sigmoids": _of_sigmoids}
        self._clock = clock
        self._descents: dict[tuple[str, str], Descent] = {}
        side = np.linspace(*SPAN, CELLS)
        self._grid = np.column_stack([a.ravel() for a in np.meshgrid(side, side)])

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        weights, made = self._weights(params)
        cross = (params.x1, params.x2)
        here = np.array([cross])
        X, y = _examples(params.data)
        layers: list[Layer] = [Line("said", np.array([[0.5, -1], [0.5, 9]]), "grey", 0.8, "dot")]
        said, right = {}, {}
        for kind, pair in weights.items():
            field = self._ask(kind, self._grid, pair).reshape(CELLS, CELLS, 3)
            P, said[kind] = self._ask(kind, X, pair), self._ask(kind, here, pair)[0]
            good = are_right(kind, P, y)
            right[kind] = int(good.sum())
            layers += [Regions(kind, field, kind == "softmax"), *marks(kind, X, y, good),
                       *arrows(kind, pair[0]), Points(kind, here, "cross", "ink", 6)]  # fmt: skip
            layers += bars(kind, said[kind])
        pulled = [each for kind, pair in weights.items() for each in handles(kind, pair[0], cross)]
        return Scene(
            tuple(layers),
            tuple(pulled),
            readouts=(
                *((f"{KINDS[kind]}: right", f"{right[kind]} of {len(y)}") for kind in KINDS),
                ("steps of descent", made, "small"),
            ),
            said=sentence(said, right, len(y)),
        )

    def turn(self, handle: str, x: float, y: float, params: Params) -> Params:
        """The direction of a class, pulled to where its arrow ends now."""
        weights, _ = self._weights(params)
        kind, c = handle.split()[0], int(handle[-1])
        W, b = (each.copy() for each in weights[kind])
        W[:, c] = np.array([x, y]) / DRAWN
        more = params.turned.more if params.turned else 0
        return _turned(params, {**weights, kind: (W, b)}, more)

    def fit(self, params: Params, is_first: bool) -> Params | None:
        """A few steps of both from where they are; None where they hardly move any more."""
        weights, _ = self._weights(params)
        before = weights
        for _ in range(FIT_STEPS):
            weights = {
                kind: self._descent(kind, params.data).after(*pair)
                for kind, pair in weights.items()
            }
        apart = max(
            float(np.abs(weights[kind][k] - before[kind][k]).max())
            for kind in weights
            for k in (0, 1)
        )
        more = params.turned.more if params.turned else 0
        return _turned(params, weights, more + FIT_STEPS) if apart > FLAT * FIT_STEPS else None

    def _weights(self, params: Params) -> tuple[dict[str, Weights], str]:
        """Of both models, and how they came about in a word or two."""
        if params.data not in DATA or params.steps not in STOPS:
            raise ValueError(
                f"data must be one of {DATA} and steps one of {STOPS}. Got {params} instead."
            )
        turned = params.turned
        if turned and (turned.data, turned.steps) == (params.data, params.steps):
            pairs = (np.array(numbers) for numbers in turned.weights)
            weights = {k: (n[:6].reshape(2, 3), n[6:]) for k, n in zip(KINDS, pairs, strict=True)}
            return weights, f"{turned.more} from where you put it"
        found, steps = {}, params.steps
        for kind in KINDS:  # the sigmoids make no more steps than there was time for
            descent = self._descent(kind, params.data)
            found[kind] = descent.upto(steps, PATIENCE)
            steps = min(steps, descent.step)
        late = f", your code takes long: of {params.steps}" if steps < params.steps else ""
        return found, f"{steps} from zero{late}"

    def _descent(self, kind: str, name: str) -> Descent:
        if (kind, name) not in self._descents:
            self._descents[kind, name] = Descent(
                self._slopes[kind], *_examples(name), rate=RATE, decay=DECAY, clock=self._clock
            )
        return self._descents[kind, name]

    def _ask(self, kind: str, X: np.ndarray, weights: Weights) -> np.ndarray:
        W, b = weights
        P = self._squash[kind](X @ W + b)
        if kind == "softmax":
            check.shape(P, (len(X), 3), what="the result of softmax")
            P = np.asarray(P, dtype=float)
            good = bool((np.abs(P.sum(axis=1) - 1) < 1e-6).all() and (P >= 0).all())
            check.true(good, "softmax returned rows that are no probabilities.")
        return np.asarray(P)


def _turned(params: Params, weights: dict[str, Weights], more: int) -> Params:
    numbers = tuple(tuple(np.append(W.ravel(), b).tolist()) for W, b in weights.values())
    return replace(params, turned=Turned(params.data, params.steps, numbers, more))


@cache
def _examples(name: str) -> data.Data:
    centers = {
        "triangle": ((-2.0, -1.3), (2.0, -1.3), (0.0, 2.1)),
        "in a row": ((-2.5, -0.6), (0.0, 0.0), (2.5, 0.6)),
        "overlapping": ((-1.1, -0.7), (1.1, -0.7), (0.0, 1.2)),
    }[name]
    return data.blobs(n=75, centers=centers, spread=0.9 if name == DATA[2] else 0.6, seed=4)


def _of_sigmoids(*given: Any) -> Weights:
    return gradients(special.expit, *given)
