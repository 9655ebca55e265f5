"""What four gates do to a gradient: add hands it out, multiply swaps, maximum routes, copy adds.

The same two numbers and the same upstream gradient go through all of them. Below every wire the
gradient is a stripe, as wide as it is large; where a gate's gradient is not what its own forward
says, its wire is red.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from course_utils.explore.parts import panel
from course_utils.explore.parts.circuits.gates import (
    NAMES,
    PANES,
    REACH,
    SPARE,
    STEP,
    Gate,
    Gates,
    Params,
    try_gate,
)
from course_utils.explore.parts.own import Candidate, each_as_it_is
from course_utils.stage import Range, Stage, draw_still, reset

WIDTH = 780  # of the still, in CSS pixels
ALT = (
    "Four gates, add, multiply, maximum and copy, with a value above and a gradient below every "
    "wire. The stripe below a wire is as wide as its gradient is large."
)
HINT = (
    "Pull a bead: on the left it sets an input, on the right the gradient that arrives. Above a "
    "wire: its value. Below it: its gradient, in a stripe as wide as it is large, purple where it "
    "is negative."
)

__all__ = ["ALT", "NAMES", "Params", "render", "show", "still"]


def render(params: Params | None = None, **gates: Gate | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: all between −REACH and REACH.
        **gates: the student's classes Add, Multiply, Maximum, Copy; those that are missing or None
            are the reference's.

    Raises:
        TypeError: there is a gate of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a gate returns something else than the numbers it should.
    """
    unknown = gates.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    shown = Gates({name: gates.get(name) or SPARE[name] for name in NAMES})
    return draw_still(PANES, shown.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **gates: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **gates), width=WIDTH, alt=ALT)


def show(
    Add: Gate | None = None,
    Multiply: Gate | None = None,
    Maximum: Gate | None = None,
    Copy: Gate | None = None,
    *,
    start: Params | None = None,
    key: str = "gate_patterns",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        Add: the student's class with forward(x, y) and backward(upstream) → two gradients.
        Multiply: the same.
        Maximum: the same.
        Copy: the student's class with forward(x) → two numbers and backward(up1, up2) → a gradient.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    given = zip(NAMES, (Add, Multiply, Maximum, Copy), strict=True)
    several = each_as_it_is(
        **{
            name: Candidate(own, partial(try_gate, name), SPARE[name], partial(_first, name, start))
            for name, own in given
        }
    )
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=Gates(several.functions).draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


def _first(name: str, start: Params, own: Gate) -> None:
    """Raises unless this gate's numbers can be drawn."""
    Gates(SPARE | {name: own}).draw(start, rest=True)


def _slider(name: str, label: str, tooltip: str) -> Range:
    return Range(name, label, -REACH, REACH, STEP, tooltip, digits=1, fine=0.1)


_CONTROLS = (
    _slider("x", "x", "the first input"),
    _slider("y", "y", "the second input"),
    _slider("up", "upstream u", "the gradient of the output"),
    _slider("other", "copy's u₂", "the gradient of copy's second output"),
)
