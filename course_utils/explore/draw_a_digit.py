"""Draw a digit and watch a network read it: its pixels, ten probabilities, which pixels spoke.

The network is the student's own once there is one, else a small one that comes with the course.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from course_utils.explore.parts import panel
from course_utils.explore.parts.own import REFERENCE, Chosen, as_it_is, choose
from course_utils.explore.parts.reader import (
    ALT,
    ANSWER,
    Hidden,
    Params,
    Probabilities,
    Reader,
    first,
    panes,
    reference,
    reference_hidden,
    try_probabilities,
    units_of,
)
from course_utils.stage import Button, Choice, Edit, Stage, draw_still

WIDTH = 720  # of the still, in CSS pixels
HINT = (
    "Draw in one or more strokes. By keyboard: Tab to the pad, arrow keys move the pen, Space "
    "lowers and lifts it."
)
WHO = (
    "Without a blue pixel the answer would be less likely, or a hidden unit would say less; "
    "without an orange one, more."
)
THE_COURSE = f"{REFERENCE} A network that comes with the course reads here."

__all__ = ["ALT", "Params", "render", "show", "still"]


def render(
    params: Params | None = None,
    *,
    probabilities: Probabilities | None = None,
    hidden: Hidden | None = None,
) -> bytes:
    """One still picture as PNG bytes, of a 3.

    Args:
        params: which digit the pixels are asked about.
        probabilities: (X (N, 64) between 0 and 1) → (N, 10); by default the course's network.
        hidden: (X (N, 64)) → (N, units) of the same network; by default the course's beside the
            course's, and none beside another.

    Raises:
        CheckFailed: a function returns something else.
    """
    hidden = hidden or (None if probabilities else reference_hidden)
    scene = Reader(probabilities or reference, hidden).draw(params or Params(), rest=True)
    return draw_still(panes(_count(hidden)), scene, width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    probabilities: Probabilities | None = None,
    hidden: Hidden | None = None,
    *,
    key: str = "draw_a_digit",
) -> Stage:
    """The pad; leave it as the last line of the cell.

    Args:
        probabilities: the student's (X (N, 64) between 0 and 1) → (N, 10).
        hidden: what the first hidden units of the same network say, (X (N, 64)) → (N, units);
            without it they are left out.
        key: a name of its own for a second picture in one cell.
    """
    chosen = as_it_is(
        probabilities, name="network", first=first, trial=try_probabilities,
        otherwise=Chosen(reference, THE_COURSE, False),
    )  # fmt: skip
    seen_by, note = hidden if chosen.is_own else reference_hidden, chosen.note
    if seen_by is not None and chosen.is_own:
        units = choose(seen_by, name="hidden", trial=_try_hidden,
                       otherwise=Chosen(reference_hidden, "", False))  # fmt: skip
        if not units.is_own:
            why = units.note.strip().removeprefix("Your hidden ").removeprefix("is not ready yet: ")
            seen_by, note = None, f"{note} What its hidden units see cannot be asked: {why}"
    reader = Reader(chosen.function, seen_by)

    def clear(params: Params) -> Params:
        reader.clear()
        return replace(params)

    digits = (("the answer", ANSWER), *((str(digit), digit) for digit in range(10)))
    return Stage(
        panes=panes(_count(seen_by)),
        controls=[
            Choice("about", "who spoke for", digits, "the digit that pixels are asked about")
        ],
        params=Params(),
        draw=reader.draw,
        alt=ALT,
        note=note,
        hint=f"{HINT} {WHO}",
        buttons=[Button("clear", "clear", clear, "an empty pad")],
        edit=Edit(ink=reader.draw_on),
        key=key,
        width=WIDTH,
    )


def _count(hidden: Hidden | None) -> int:
    return np.shape(hidden(np.zeros((1, 64))))[1] if hidden else 0


def _try_hidden(hidden: Hidden) -> None:
    units_of(hidden, np.linspace(0, 1, 64))
