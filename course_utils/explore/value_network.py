"""A network of single numbers learns: its boundary after every step of a training, and its loss.

The student's own numbers train it; until they work, arrays do the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from course_utils import check, data, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import Chosen, choose
from course_utils.explore.parts.special import expit
from course_utils.live import Canvas, LiveFigure
from course_utils.live.field import Field
from course_utils.live.words import words

ALT = (
    "Points of two classes and the probability that a small network gives them, as colour, after "
    "some step of its training; beside it the loss over the steps."
)
PROBLEMS = ("the four corners", "two moons")
UNITS = {"the four corners": 2, "two moons": 5}
STEPS, ETA = 120, 1.0
_SIZE = (760, 380)
_REACH = {"the four corners": (-0.6, 1.6), "two moons": (-2.2, 2.2)}
_SPARE = "Arrays train it."
Function = Callable[..., Any]
Film = list[tuple[float, np.ndarray]]


@dataclass(frozen=True)
class Params:
    """What the controls set: which points, and after how many steps."""

    problem: str = PROBLEMS[0]
    step: int = STEPS


def render(params: Params | None = None, learn: Function | None = None) -> bytes:
    """One still picture as PNG bytes; it trains a network for this.

    Args:
        params: a problem of PROBLEMS, a step from 0 to STEPS.
        learn: that of `show`.

    Raises:
        ValueError: params are none that the controls can set.
        CheckFailed: learn returns what it should not.
    """
    picture = Picture(Canvas(width=_SIZE[0], height=_SIZE[1]), _films(learn or spare))
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=_SIZE[0], alt=ALT)


def show(
    *, learn: Function | None = None, start: Params | None = None, key: str = "value_network"
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        learn: the student's (X, y, units, eta, steps) → film, a list with one pair (loss, numbers)
            for each step, as they are before it: a float, and the 4 · units + 1 parameters of a
            2-units-1 tanh network, each hidden neuron's two weights and its bias, then the
            output's weights and its bias.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    otherwise = Chosen(spare, _SPARE, False)
    chosen = choose(learn, name="network of Values", trial=_trial, otherwise=otherwise)
    live = LiveFigure(width=_SIZE[0], height=_SIZE[1], alt=ALT, key=key)
    picture = Picture(live, _films(chosen.function), busy=live.say)
    controls = {
        "step": panel.whole(
            "step", start.step, between=(0, STEPS), tooltip="how many steps it has been trained"
        ),
        "problem": panel.choice(
            "points", start.problem, options=PROBLEMS, tooltip="what it learns; trains anew"
        ),
    }
    rows = (("step",), ("problem",))
    return panel.drive(live, picture.set, start, controls, rows=rows, note=chosen.note)


@cache
def examples(problem: str) -> tuple[np.ndarray, np.ndarray]:
    """X (N, 2) and y (N,) of a problem: four corners, or forty points of two moons."""
    return data.same_value() if problem == PROBLEMS[0] else data.moons(n=40, noise=0.1, seed=3)


def spare(X: Any, y: Any, units: int, eta: float, steps: int) -> Film:
    """The same training with arrays, from the same start."""
    numbers, film = first_numbers(units), []
    signs = np.where(np.asarray(y) == 1, 1.0, -1.0)
    for _ in range(steps):
        v, (H, scores) = _layers(numbers)[2], _forward(numbers, np.asarray(X, dtype=float))
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


def _layers(numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """W (2, units) and b (units,) of the hidden layer, v (units,) and c of the output."""
    units = (len(numbers) - 1) // 4
    hidden = numbers[: 3 * units].reshape(units, 3)
    return hidden[:, :2].T, hidden[:, 2], numbers[3 * units : -1], float(numbers[-1])


def _forward(numbers: np.ndarray, X: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What the hidden units say (N, units), and the scores (N,)."""
    W, b, v, c = _layers(numbers)
    H = np.tanh(X @ W + b)
    return H, H @ v + c


def _trial(learn: Function) -> None:
    X, y = examples(PROBLEMS[0])
    film = _checked(learn(X.copy(), y.copy(), 2, ETA, 3), 2, 3)
    for (loss, numbers), (right, there) in zip(film, spare(X, y, 2, ETA, 3), strict=True):
        check.close(loss, right, what="the loss of its training", rtol=1e-6)
        check.close(numbers, there, what="its parameters on the way", rtol=1e-6)


def _checked(film: Any, units: int, steps: int) -> Film:
    check.true(len(film) == steps, f"the film should have {steps} pictures, one for each step.")
    checked = []
    for loss, numbers in film:
        numbers = np.asarray(numbers, dtype=float)
        check.shape(numbers, (4 * units + 1,), what="the parameters in the film")
        checked.append((float(loss), numbers))
    return checked


def _films(learn: Function) -> Callable[[str], Film]:
    """Each problem's film, made when it is first asked for."""
    films: dict[str, Film] = {}

    def film(problem: str) -> Film:
        if problem not in films:
            X, y = examples(problem)
            made = learn(X.copy(), y.copy(), UNITS[problem], ETA, STEPS + 1)
            films[problem] = _checked(made, UNITS[problem], STEPS + 1)
        return films[problem]

    return film


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(
        self,
        canvas: Canvas,
        film: Callable[[str], Film],
        *,
        busy: Callable[[str], None] | None = None,
    ) -> None:
        """Busy is told a sentence before the points change."""
        self.canvas, self._film, self._busy = canvas, film, busy
        self._problem = ""
        self._planes = {problem: self._draw_plane(problem) for problem in PROBLEMS}
        self._draw_loss()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if params.problem not in PROBLEMS or not 0 <= params.step <= STEPS:
            raise ValueError(
                f"the points must be one of {PROBLEMS}, the step from 0 to {STEPS}. "
                f"Got {params} instead."
            )
        if self._busy is not None and params.problem != self._problem:
            self._busy(f"Training {UNITS[params.problem]} hidden neurons on {params.problem} …")
        film = self._film(params.problem)
        if params.problem != self._problem:
            self._change(params.problem, film)
        loss, numbers = film[params.step]
        _, field, line, *_ = self._planes[params.problem]
        p = expit(_forward(numbers, field.grid)[1])
        field.set_values(p)
        line.set_data(*field.level_line(p))
        self._now.set_data([params.step], [loss])
        self._step.text = f"step {params.step}"
        X, y = examples(params.problem)
        right = f"{int(np.sum((_forward(numbers, X)[1] > 0) == (y == 1)))} of {len(y)} right"
        return f"After {panel.counted(params.step, 'step')}: loss {loss:.3f}, {right}."

    def _change(self, problem: str, film: Film) -> None:
        for name, artists in self._planes.items():
            for artist in artists:
                artist.set_visible(name == problem)
        self._curve.set_data(range(len(film)), [loss for loss, _ in film])
        self._problem = problem
        self.canvas.redraw()

    def _draw_plane(self, problem: str) -> list[Any]:
        low, high = _REACH[problem]
        ax, moves = self.canvas.axes(0.08, 0.13, 0.43, 0.78), self.canvas.moves
        ax.set(xlim=(low, high), ylim=(low, high), xlabel="$x_1$", ylabel="$x_2$")
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0)
        field = moves(Field(ax, cells=48))
        line = moves(ax.plot([], [], color=palette.INK, linewidth=1.8, zorder=2)[0])
        X, y = examples(problem)
        artists = [ax, field, line]
        for c in (0, 1):
            look: Any = {"color": palette.COLORS[c], "markersize": 7, "zorder": 3}
            look |= {"linestyle": "", "markeredgecolor": "white", "markeredgewidth": 0.5}
            artists.append(moves(ax.plot(*X[y == c].T, palette.MARKERS[c], **look)[0]))
        return artists

    def _draw_loss(self) -> None:
        ax = self.canvas.axes(0.6, 0.13, 0.38, 0.78)
        ax.set(xlim=(-2, STEPS + 2), ylim=(0, 1.2), xlabel="step", ylabel="loss")
        ax.grid(True)
        self._curve = ax.plot([], [], color=palette.BLUE, linewidth=1.6)[0]
        look: Any = {"color": palette.BLUE, "markersize": 8, "markeredgecolor": "white"}
        self._now = self.canvas.moves(ax.plot([], [], "o", clip_on=False, **look)[0])
        place = (0.08, 0.955)
        self._step = words(self.canvas, self.canvas.figure, place, size=11, weight="bold")
