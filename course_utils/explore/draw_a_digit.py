"""Draw a digit and watch a network read it: its pixels, ten probabilities, which pixels spoke.

The network is the student's own once there is one, else a small one that comes with the course.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from course_utils.explore.parts import panel
from course_utils.explore.parts.own import REFERENCE, Chosen, as_it_is
from course_utils.explore.parts.reader import (
    ALT,
    ANSWER,
    PANES,
    Params,
    Probabilities,
    Reader,
    first,
    reference,
    try_probabilities,
)
from course_utils.stage import Button, Choice, Edit, Stage, draw_still

WIDTH = 720  # of the still, in CSS pixels
HINT = (
    "Draw in one or more strokes. By keyboard: Tab to the pad, arrow keys move the pen, Space "
    "lowers and lifts it."
)
WHO = "Without a blue pixel the answer would be less likely; without an orange one, more."
THE_COURSE = f"{REFERENCE} A network that comes with the course reads here."

__all__ = ["ALT", "Params", "render", "show", "still"]


def render(params: Params | None = None, *, probabilities: Probabilities | None = None) -> bytes:
    """One still picture as PNG bytes, of a 3.

    Args:
        params: which digit the pixels are asked about.
        probabilities: (X (N, 64) between 0 and 1) → (N, 10); by default the course's network.

    Raises:
        CheckFailed: probabilities returns something else.
    """
    scene = Reader(probabilities or reference).draw(params or Params(), rest=True)
    return draw_still(PANES, scene, width=WIDTH)


def still(params: Params | None = None, *, probabilities: Probabilities | None = None) -> Any:
    """The still picture, to be shown by a notebook cell."""
    return panel.still(render(params, probabilities=probabilities), width=WIDTH, alt=ALT)


def show(probabilities: Probabilities | None = None, *, key: str = "draw_a_digit") -> Stage:
    """The pad; leave it as the last line of the cell.

    Args:
        probabilities: the student's (X (N, 64) between 0 and 1) → (N, 10).
        key: a name of its own for a second picture in one cell.
    """
    chosen = as_it_is(
        probabilities, name="network", first=first, trial=try_probabilities,
        otherwise=Chosen(reference, THE_COURSE, False),
    )  # fmt: skip
    reader = Reader(chosen.function)

    def clear(params: Params) -> Params:
        reader.clear()
        return replace(params)

    digits = (("the answer", ANSWER), *((str(digit), digit) for digit in range(10)))
    return Stage(
        panes=PANES,
        controls=[
            Choice("about", "who spoke for", digits, "the digit that pixels are asked about")
        ],
        params=Params(),
        draw=reader.draw,
        alt=ALT,
        note=chosen.note,
        hint=f"{HINT} {WHO}",
        buttons=[Button("clear", "clear", clear, "an empty pad")],
        edit=Edit(ink=reader.draw_on),
        key=key,
        width=WIDTH,
    )
