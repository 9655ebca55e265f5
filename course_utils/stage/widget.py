"""The widget itself, and what a notebook shows where there is none (left)."""

from __future__ import annotations

import base64
import html
from functools import cache
from typing import Any

from course_utils.stage import page

# A page that runs shows the widget; one that was reopened shows the still before it.
_SWAP = """<style>
.jp-OutputArea-child:has(.cu-still):has(+ .jp-OutputArea-child .cu-stage),
.jp-OutputArea-child:has(.cu-still) + .jp-OutputArea-child:not(:has(.cu-stage)) { display: none; }
</style>"""


@cache
def kind() -> Any:
    """The class of the widget.

    Raises:
        ImportError: anywidget is not installed.
    """
    import anywidget
    import traitlets

    class StageWidget(anywidget.AnyWidget):
        _esm = traitlets.Unicode(page.script()).tag(sync=True)
        _css = traitlets.Unicode(page.style()).tag(sync=True)
        frame = traitlets.Dict().tag(sync=True)
        sample = traitlets.Dict().tag(sync=True)
        scene = traitlets.Dict().tag(sync=True)

    return StageWidget


def publish(widget: Any | None, png: bytes, *, width: int, alt: str) -> None:
    """Show a still picture and, behind it, the widget, which takes its place in a page that runs.

    Args:
        widget: None where there are no widgets.
        png: the picture.
        width: of the picture in CSS pixels.
        alt: the picture in words.
    """
    from IPython.display import display

    code = base64.b64encode(png).decode("ascii")
    said = html.escape(alt, quote=True)
    image = (
        f'<img class="cu-still" width="{width}" alt="{said}" src="data:image/png;base64,{code}">'
    )
    still = {"text/html": image + (_SWAP if widget is not None else ""), "text/plain": alt}
    display(still, raw=True)
    if widget is not None:
        view = {"version_major": 2, "version_minor": 0, "model_id": widget.model_id}
        shown = {"application/vnd.jupyter.widget-view+json": view, "text/plain": ""}
        display(shown, raw=True)


def close(widget: Any) -> None:
    """Close a widget and what it is laid out by."""
    layout = widget.layout
    widget.close()
    layout.close()
