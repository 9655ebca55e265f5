"""What can be pulled in a picture, by mouse, finger or keyboard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Handle:
    """A place in a pane that sets parameters when it is pulled.

    Attributes:
        label: its name, spoken when it has the focus.
        at: where it stands, in the pane's coordinates.
        sets: the names of the parameters. A free handle: across and upwards, "" for a direction
            in which it does not move. Of a line w·x + b = 0: w₁, w₂ and b.
        moves: "free"; "offset" shifts a line, "direction" turns it by the tip of w; "share" gives
            the first of several weights a share (upwards) of `total`, the others what is left;
            "dial" turns one parameter like a knob, by `gain` for each unit of the pane;
            "told": Python's `Edit.pull` hears where it is.
        said: its value in words.
        step: how far an arrow key moves it; five times as far with Shift.
        look: "ring", or "none" where a layer shows it already.
        grab: the name of a line or contour by which it can be taken anywhere.
        foot: where the arrow of a "direction" begins.
    """

    name: str
    label: str
    pane: str
    at: tuple[float, float]
    sets: tuple[str, ...]
    moves: str = "free"
    said: str = ""
    step: float = 0.1
    look: str = "ring"
    grab: str = ""
    foot: tuple[float, float] | None = None
    total: float = 1.0
    gain: float = 1.0
