"""Controls around a live picture: sliders that say what they set, rows of them, and a reset.

A picture's parameters are a frozen dataclass; its controls carry the names of the fields.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from course_utils.live import LiveFigure

if TYPE_CHECKING:
    from ipywidgets import Dropdown, FloatSlider, IntSlider, SelectionSlider, VBox, Widget

Params = TypeVar("Params")

WIDE, HALF = 460, 300  # CSS pixels: a slider with a row of its own, and one of two in a row


def slider(
    name: str,
    value: float,
    *,
    between: tuple[float, float],
    step: float,
    tooltip: str,
    form: str = ".1f",
    width: int = WIDE,
    label: int = 90,
) -> FloatSlider:
    """A slider of real numbers, shown in the format `form`; label is the width of its name."""
    from ipywidgets import FloatSlider

    return FloatSlider(
        value=value, min=between[0], max=between[1], step=step, description=name,
        readout_format=form, tooltip=tooltip, continuous_update=True, **_look(width, label),
    )  # fmt: skip


def whole(
    name: str,
    value: int,
    *,
    between: tuple[int, int],
    tooltip: str,
    step: int = 1,
    width: int = WIDE,
    label: int = 90,
) -> IntSlider:
    """A slider of whole numbers."""
    from ipywidgets import IntSlider

    return IntSlider(
        value=value, min=between[0], max=between[1], step=step, description=name,
        tooltip=tooltip, continuous_update=True, **_look(width, label),
    )  # fmt: skip


def stops(
    name: str,
    value: Any,
    *,
    options: Sequence[Any],
    tooltip: str,
    width: int = WIDE,
    label: int = 90,
) -> SelectionSlider:
    """A slider that stands at one of a few values, given alone or as (text, value)."""
    from ipywidgets import SelectionSlider

    return SelectionSlider(
        options=list(options), value=value, description=name, tooltip=tooltip,
        continuous_update=True, **_look(width, label),
    )  # fmt: skip


def choice(
    name: str,
    value: Any,
    *,
    options: Sequence[Any],
    tooltip: str,
    width: int = HALF,
    label: int = 90,
) -> Dropdown:
    """A list to pick from, of values or of (text, value)."""
    from ipywidgets import Dropdown

    return Dropdown(
        options=list(options), value=value, description=name, tooltip=tooltip, **_look(width, label)
    )


def drive(
    live: LiveFigure,
    set_picture: Callable[[Params], str],
    start: Params,
    controls: Mapping[str, Widget],
    *,
    rows: Sequence[Sequence[str]],
    note: str = "",
    buttons: Sequence[Widget] = (),
) -> VBox:
    """The picture with its controls and, at the end of the last row, buttons and a reset.

    Args:
        live: where the picture is drawn.
        set_picture: moves the artists to these parameters and returns a sentence.
        start: where the controls stand after a reset.
        controls: one for each field of the parameters, by its name.
        rows: the names of the controls in each row.
        note: stands after the sentence; it says whose functions compute.
        buttons: of this picture's own.
    """
    from ipywidgets import HBox, Layout

    kind = type(start)

    def update(**values: Any) -> str:
        return f"{set_picture(kind(**values))} {note}".strip()

    boxes = []
    for i, row in enumerate(rows):
        here = [controls[name] for name in row]
        if i == len(rows) - 1:
            here += [*buttons, _reset(live, start, controls)]
        wrapping = Layout(flex_flow="row wrap", align_items="center")
        boxes.append(HBox(here, layout=wrapping))
    return live.drive(update, rows=boxes, **controls)


def still(png: bytes, *, width: int, alt: str) -> Any:
    """A picture that does not move, to be shown by a notebook cell; width in CSS pixels."""
    from IPython.display import Image

    return Image(data=png, width=width, alt=alt)


def counted(number: int, what: str) -> str:
    """'1 step', '2 steps'."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def button(name: str, do: Callable[[], None], *, tooltip: str) -> Widget:
    """A button as wide as its name."""
    from ipywidgets import Button, Layout

    made = Button(description=name, tooltip=tooltip, layout=Layout(width="auto"))
    made.on_click(lambda _button: do())
    return made


def _reset(live: LiveFigure, start: Any, controls: Mapping[str, Any]) -> Widget:
    def put_back() -> None:
        with live.together():
            for name, control in controls.items():
                control.value = getattr(start, name)

    return button("reset", put_back, tooltip="back to the start")


def _look(width: int, label: int) -> dict[str, Any]:
    from ipywidgets import Layout

    return {
        "layout": Layout(width=f"{width}px", max_width="100%"),
        "style": {"description_width": f"{label}px"},
    }
