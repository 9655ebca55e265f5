"""A network of single numbers learns: its boundary after every step of a training, and its loss.

The student's own numbers train it; until they work, arrays do the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_utils import check
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import REFERENCE, Chosen, as_it_is
from course_utils.explore.parts.playground.film import (
    ETA,
    PANES,
    PROBLEMS,
    STEPS,
    UNITS,
    Cinema,
    Function,
    Params,
    checked,
    examples,
    spare,
)
from course_utils.stage import Choice, Play, Stage, Whole, draw_still, reset

ALT = (
    "Points of two classes and the probability that a small network gives them, as colour, after "
    "some step of its training; beside it the loss over the steps."
)
HINT = "▶ takes one step of gradient descent after another; the slider goes back along them."
WIDTH = 620  # of the still, in CSS pixels

__all__ = ["ALT", "PROBLEMS", "STEPS", "Params", "render", "show", "still"]


def render(params: Params | None = None, learn: Function | None = None) -> bytes:
    """One still picture as PNG bytes; it trains a network for this.

    Args:
        params: a problem of PROBLEMS, a step from 0 to STEPS.
        learn: that of `show`.

    Raises:
        ValueError: params are none that the controls can set.
        CheckFailed: learn returns what it should not.
    """
    scene = Cinema(learn or spare).draw(params or Params(), rest=True)
    return draw_still(PANES, scene, width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    *, learn: Function | None = None, start: Params | None = None, key: str = "value_network"
) -> Stage:
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
    spared = Chosen(spare, f"{REFERENCE} Arrays train it.", False)
    chosen = as_it_is(learn, name="network of Values", first=_first, trial=_trial, otherwise=spared)
    cinema = Cinema(chosen.function)
    stage = Stage(
        panes=PANES,
        controls=[
            Whole("step", "step", 0, STEPS, 1, "how many steps it has been trained"),
            Choice("problem", "points", tuple((name, name) for name in PROBLEMS), "what it learns"),
        ],
        params=start,
        draw=cinema.draw,
        alt=ALT,
        note=chosen.note,
        hint=HINT,
        play=Play("learn", cinema.step, "one step of gradient descent after another", 0.05),
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
        ends=lambda params: replace(params, step=STEPS),
    )
    cinema.stage = stage
    stage.take({"rest": True})
    return stage


def _first(learn: Function) -> None:
    X, y = examples(PROBLEMS[0])
    units = UNITS[PROBLEMS[0]]
    checked(learn(X.copy(), y.copy(), units, ETA, 3), units, 3)


def _trial(learn: Function) -> None:
    X, y = examples(PROBLEMS[0])
    film = checked(learn(X.copy(), y.copy(), 2, ETA, 3), 2, 3)
    for (loss, numbers), (right, there) in zip(film, spare(X, y, 2, ETA, 3), strict=True):
        check.close(loss, right, what="the loss of its training", rtol=1e-6)
        check.close(numbers, there, what="its parameters on the way", rtol=1e-6)
