"""The film of a training of single numbers: as much of it as has been asked for, and its scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.explore.parts import panel
from course_utils.explore.parts.playground.functions import Layers
from course_utils.explore.parts.playground.sampled import by_formula, flat
from course_utils.explore.parts.special import expit
from course_utils.stage import (
    Contour,
    Field,
    Handle,
    Layer,
    Line,
    Pane,
    Points,
    Sample,
    Scene,
    Stage,
    packed,
)

PROBLEMS = ("the four corners", "two moons")
UNITS = {"the four corners": 2, "two moons": 5}
STEPS, ETA, FIRST = 120, 1.0, 8  # FIRST steps are asked for at first, then twice as many
CELLS, MOST = 48, 1.2  # along a side of the plane; the highest loss shown
Function = Callable[..., Any]
Film = list[tuple[float, np.ndarray]]
_REACH = {"the four corners": (-0.6, 1.6), "two moons": (-2.2, 2.2)}
PANES = (
    Pane("plane", (0, 1), (0, 1), "x₁", "x₂", "probability of class 1", x_ticks=(), y_ticks=(),
         least=270, tallest=350),
    Pane("loss", (-2, STEPS + 2), (0, MOST), "step", "loss", "loss", least=250, tallest=350,
         fixed=False),
)  # fmt: skip


@dataclass(frozen=True)
class Params:
    """What the controls set: which points, and after how many steps."""

    problem: str = PROBLEMS[0]
    step: int = 0


@cache
def examples(problem: str) -> tuple[np.ndarray, np.ndarray]:
    """X (N, 2) and y (N,) of a problem: four corners, or forty points of two moons."""
    return data.same_value() if problem == PROBLEMS[0] else data.moons(n=40, noise=0.1, seed=3)


def spare(X: Any, y: Any, units: int, eta: float, steps: int) -> Film:
    """The same training with arrays, from the same start."""
    numbers, film = first_numbers(units), []
    signs = np.where(np.asarray(y) == 1, 1.0, -1.0)
    for _ in range(steps):
        v, (H, scores) = _parted(numbers)[2], forward(numbers, np.asarray(X, dtype=float))
        film.append((float(np.mean(np.logaddexp(0, -signs * scores))), numbers))
        back = -signs * expit(-signs * scores) / len(signs)
        hidden = np.outer(back, v) * (1 - H**2)
        slopes = np.column_stack([hidden.T @ X, hidden.sum(axis=0)]).ravel()
        numbers = numbers - eta * np.concatenate([slopes, H.T @ back, [back.sum()]])
    return film


def first_numbers(units: int) -> np.ndarray:
    """(4 · units + 1,) where the training starts: normal weights, biases of 0."""
    rng = np.random.default_rng(4)
    hidden = np.column_stack([rng.normal(0, 1, size=(units, 2)), np.zeros(units)])
    return np.concatenate([hidden.ravel(), rng.normal(0, 1, size=units), [0.0]])


def _parted(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """W (2, units) and b (units,) of the hidden layer, v (units,) and c of the output."""
    units = (len(numbers) - 1) // 4
    hidden = numbers[: 3 * units].reshape(units, 3)
    return hidden[:, :2].T, hidden[:, 2], numbers[3 * units : -1], float(numbers[-1])


def forward(numbers: np.ndarray, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the hidden units say (N, units), and the scores (N,)."""
    W, b, v, c = _parted(numbers)
    H = np.tanh(X @ W + b)
    return H, H @ v + c


def checked(film: Any, units: int, steps: int) -> Film:
    """What a training said, as pairs of a loss and (4 · units + 1,) numbers.

    Raises:
        CheckFailed: it said something else.
    """
    check.true(len(film) == steps, f"the film should have {steps} pictures, one for each step.")
    found = []
    for loss, numbers in film:
        numbers = np.asarray(numbers, dtype=float)
        check.shape(numbers, (4 * units + 1,), what="the parameters in the film")
        found.append((float(loss), numbers))
    return found


class Cinema:
    """Each problem's film, as long as it has been asked for, and the scene of a step."""

    def __init__(self, learn: Function) -> None:
        self._learn = learn
        self._films: dict[str, Film] = {}
        self._problem = ""
        self.stage: Stage | None = None

    def film(self, problem: str, step: int) -> Film:
        """The film, at least as far as this step: it is asked for anew, twice as long."""
        known = self._films.get(problem, [])
        if step < len(known):
            return known
        X, y = examples(problem)
        steps = min(STEPS + 1, max(FIRST, 2 * len(known), step + 1))
        made = checked(
            self._learn(X.copy(), y.copy(), UNITS[problem], ETA, steps), UNITS[problem], steps
        )
        same = all(np.allclose(one[1], other[1]) for one, other in zip(known, made, strict=False))
        self._problem = "" if same else "Your learn does something else when it is asked again."
        self._films[problem] = made
        return made

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene; raises what the student's training raises."""
        if params.problem not in PROBLEMS or not 0 <= params.step <= STEPS:
            raise ValueError(
                f"the points must be one of {PROBLEMS}, the step from 0 to {STEPS}. "
                f"Got {params} instead."
            )
        film = self.film(params.problem, params.step)
        loss, numbers = film[params.step]
        finite = bool(np.isfinite([loss, *numbers]).all())
        check.true(finite, f"After step {params.step} the network says infinity or nan.")
        low, high = _REACH[params.problem]
        side = np.linspace(0, 1, CELLS)
        plane = np.column_stack([each.ravel() for each in np.meshgrid(side, side)])
        chances = by_formula(plane, _layers(numbers, low, high), "tanh").reshape(CELLS, CELLS)
        X, y = examples(params.problem)
        right = int(np.sum((forward(numbers, X)[1] > 0) == (y == 1)))
        if rest and self.stage is not None:
            self.stage.resample(_sample(film, low, high))
        curve = np.array(
            [(k, min(each, MOST)) for k, (each, _) in enumerate(film[: params.step + 1])]
        )
        at = np.array([[float(params.step), min(loss, MOST)]])
        layers: list[Layer] = [
            Field("plane", chances, hover="probability of class 1: {}", follows="field"),
            Contour("plane", chances, odds=True, follows="contour"),
            *_points(X, y, low, high),
            Line("loss", curve, "class1", 2),
            Points("loss", at, "circle", "class1", 6, follows="loss 0", clip=False),
        ]
        steps = panel.counted(params.step, "step")
        said = f"step {params.step}, loss {loss:.3f}"
        handle = Handle("now", "the step, on the loss", "loss", (at[0, 0], at[0, 1]), ("step", ""),
                        "free", said, step=1.0)  # fmt: skip
        return Scene(
            tuple(layers),
            (handle,),
            readouts=(
                ("step", f"{params.step}"),
                ("loss", f"{loss:.3f}"),
                ("right", f"{right} of {len(y)}"),
            ),
            said=f"After {steps}: loss {loss:.3f}, {right} of {len(y)} right.",
            problem=self._problem,
        )

    def step(self, params: Params, is_first: bool) -> Params | None:
        """▶: the next step; from the start again at the end."""
        if params.step >= STEPS:
            return replace(params, step=0) if is_first else None
        self.film(params.problem, params.step + 1)
        return replace(params, step=params.step + 1)


def _points(X: np.ndarray, y: np.ndarray, low: float, high: float) -> list[Layer]:
    shown = (X - low) / (high - low)
    return [
        Points("plane", shown[y == c], marker, f"class{c}", 6)
        for c, marker in enumerate(("circle", "square"))
    ]


def _layers(numbers: np.ndarray, low: float, high: float) -> Layers:
    """The network over the pane, 0 to 1 both ways; its score is that of the second of two."""
    W, b, v, c = _parted(numbers)
    second = np.column_stack([np.zeros_like(v), v])
    return [(W * (high - low), b + low * W.sum(axis=0)), (second, np.array([0.0, c]))]


def _sample(film: Film, low: float, high: float) -> Sample:
    losses = [(min(loss, MOST), 0.0) for loss, _ in film]
    return Sample(
        None,
        network={
            "table": packed([flat(_layers(numbers, low, high)) for _, numbers in film]),
            "epochs": list(range(len(film))),
            "losses": packed(losses),
            "sizes": [2, (len(film[0][1]) - 1) // 4, 2],
            "activation": "tanh",
            "at": "step",
        },
    )
