"""A canvas in a notebook: controls below it, a line for status and errors, one of each cell."""

from __future__ import annotations

import base64
import html
import warnings
import weakref
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from course_utils import palette, shown
from course_utils.errors import explain
from course_utils.live.canvas import Canvas
from course_utils.live.names import BOX, names
from course_utils.session.kernel import this_cell

if TYPE_CHECKING:
    from ipywidgets import VBox, Widget

open_figures: dict[str, LiveFigure] = {}


class LiveFigure(Canvas):
    """A canvas shown in a notebook and driven by controls.

    An error in an update is said below the controls, which stay as they are; the picture keeps its
    last good state.
    A LiveFigure closes the one that was opened before it with the same key, so that a cell run
    again and again leaves nothing behind. By default the key is the notebook cell.

    Attributes:
        image: the `ipywidgets.Image`.
        message: an `ipywidgets.HTML` line at the end for status and errors, read by screen readers.
    """

    def __init__(
        self,
        *,
        width: int = 560,
        height: int = 420,
        scale: float = 1.5,
        alt: str = "",
        key: str = "",
    ) -> None:
        """See `Canvas` for the size.

        Args:
            width: in CSS pixels.
            height: in CSS pixels.
            scale: pixels of the PNG for each CSS pixel.
            alt: what the picture shows, in words, for readers who do not see it.
            key: the name under which the next one closes this one; the cell is part of it.
        """
        from ipywidgets import HTML, Image, Layout

        super().__init__(width=width, height=height, scale=scale)
        self.image = Image(format="png", layout=Layout(width=f"{width}px", max_width="100%"))
        self.image.add_class(shown.PLATE)
        self.message = HTML()
        self.alt = alt
        self._controls: dict[str, Any] = {}
        self._update: Callable[..., Any] | None = None
        self._box: Any = None
        self._key = f"{this_cell()}/{key}"
        previous = open_figures.pop(self._key, None)
        if previous is not None:
            previous.close()
        open_figures[self._key] = self

    def drive(
        self, update: Callable[..., str | None], *, rows: Sequence[Widget] = (), **controls: Widget
    ) -> VBox:
        """Call `update(**values)` whenever a control changes, and show what it made of the artists.

        Args:
            update: sets the moving artists from the controls' values; it may return a status line.
            rows: how to lay out the controls; by default one below the other.
            **controls: the widgets, by the names of update's parameters.

        Returns:
            The box to show: leave it as the last line of the cell. It carries a still picture for
            readers without a kernel.
        """
        self._update, self._controls = update, dict(controls)
        for control in controls.values():
            control.observe(self._on_change, names="value")
        # The message stands last: when it grows, no slider moves away under the pointer.
        parts = [self.image, *(rows or controls.values()), names(self.alt), self.message]
        self._box = _box(parts, self)
        self.tick()
        return self._box

    def tick(self) -> None:
        """Update from the controls' values and push the picture."""
        if self._update is None:
            return
        values = {name: control.value for name, control in self._controls.items()}
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                status = self._update(**values)
                picture = self.png()
        except Exception as error:
            self.say(
                f"{explain(error)} The picture shows the last setting that worked.", wrong=True
            )
            return
        self.image.value = picture
        self.say(status or "")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Write a line of plain text below the controls; wrong marks it as an error."""
        look = (
            f"color:#7A2E00;background:#FDF1EA;border-left:3px solid {palette.ORANGE};"
            if wrong
            else "opacity:.85;"
        )
        role, mark = ("alert", "✗ ") if wrong else ("status", "")
        line = (
            f'<div role="{role}" style="{look}padding:2px 8px;line-height:1.45;'
            f'max-width:{self.size[0]}px">{mark}{html.escape(text)}</div>'
        )
        self.message.value = shown.DARK + (line if text else "")

    def close(self) -> None:
        """Stop following the controls and let go of every widget and of the figure."""
        for control in self._controls.values():
            control.unobserve(self._on_change, names="value")
        self._controls, self._update, self._background = {}, None, None
        if self._box is not None:
            _close(self._box)
        _close(self.image)
        _close(self.message)
        if open_figures.get(self._key) is self:
            del open_figures[self._key]
        self._box = None

    def _on_change(self, _change: Any) -> None:
        self.tick()


def _box(children: Sequence[Any], live: LiveFigure) -> Any:
    """A VBox that also carries the picture itself, for pages without widgets (GitHub, print)."""
    box = _kind_of_box()(children=list(children))
    box.add_class(BOX)
    box.live = weakref.ref(live)  # IPython keeps every box that a cell has shown
    return box


@cache
def _kind_of_box() -> Any:
    from ipywidgets import VBox

    class Picture(VBox):
        live: Any = None

        def _repr_mimebundle_(self, **options: Any) -> Any:
            bundle = super()._repr_mimebundle_(**options)
            live = self.live() if self.live is not None else None
            if live is not None:
                bundle["image/png"] = base64.b64encode(live.png()).decode("ascii")
                bundle["text/plain"] = live.alt or "a picture with controls"
            return bundle

    return Picture


def _close(widget: Any) -> None:
    """Close a widget, all it contains, and its layout and style, or ipywidgets keeps them."""
    children = getattr(widget, "children", ())
    for child in children:
        _close(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if part is not None and hasattr(part, "close"):
            part.close()
    widget.close()
    if children:
        widget.children = ()  # whoever keeps the box keeps neither buttons nor what they do
