"""How a figure comes to the page of a notebook: with words for who does not see it, and on paper
that does not glare where the page is dark.

The words stand in the cell that draws it, in a comment of one line:

    # @alt A straight line that rises from the lower left to the upper right.

A figure of a cell without one is told by its titles and the names of its axes.
"""

from __future__ import annotations

import base64
import html
import importlib
import io
import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ALT = "# @alt "
PLATE = "course-picture"  # the class of every picture
DARK = (
    f'<style>[data-jp-theme-light="false"] .{PLATE}, .vscode-dark .{PLATE}'
    "{filter:brightness(.86)}</style>"
)
_PAPER = "background:#fff;border-radius:4px;max-width:100%"
_ALT = re.compile(rf"^{ALT}\s*(\S.*)$", re.MULTILINE)

_cell = {"source": ""}  # the cell that is running
_drawn: WeakKeyDictionary[Any, str] = WeakKeyDictionary()  # figure → PNG in base64, for one showing


def alt_of(source: str) -> str:
    """What a cell with this source says of its picture; empty where it says nothing."""
    found = _ALT.search(source)
    return found[1].strip() if found else ""


def install() -> None:
    """In a notebook's kernel, show every figure with its words."""
    from course_utils.session.kernel import shell  # not where lessons are only read

    here = shell()
    if here is None or _begins in here.events.callbacks["pre_run_cell"]:
        return
    here.events.register("pre_run_cell", _begins)
    import matplotlib

    # Matplotlib's own way of showing figures begins with this import, or else with the first
    # figure, and forgets all others.
    if matplotlib.get_backend().endswith("inline"):
        importlib.import_module("matplotlib_inline.backend_inline")
    here.events.register("post_execute", _take_over)
    _cell["source"] = str(here.user_ns.get("In", [""])[-1])
    _take_over()


def _begins(info: Any) -> None:
    _cell["source"] = str(info.raw_cell or "")


def _take_over() -> None:
    from matplotlib.figure import Figure

    from course_utils.session.kernel import shell

    formatters = shell().display_formatter.formatters
    formatters["text/html"].for_type(Figure, _as_html)
    formatters["image/png"].for_type(Figure, _as_png)


def _as_html(figure: Figure) -> str:
    picture = _drawn[figure] = _png(figure)
    return image(picture, alt_of(_cell["source"]) or _told_by(figure))


def image(picture: str, alt: str, width: int | None = None, *, form: str = "png") -> str:
    """A picture in base64 as HTML; width in CSS pixels, `form` as in its MIME type."""
    size = f' width="{width}"' if width else ""
    return (
        f'<img class="{PLATE}" alt="{html.escape(alt)}"{size} style="{_PAPER}" '
        f'src="data:image/{form};base64,{picture}">{DARK}'
    )


def _as_png(figure: Figure) -> str:
    """The same picture, for pages that show no HTML."""
    return _drawn.pop(figure, None) or _png(figure)


def _png(figure: Figure) -> str:
    target = io.BytesIO()
    figure.savefig(target, format="png", bbox_inches="tight", facecolor=figure.get_facecolor())
    return base64.b64encode(target.getvalue()).decode("ascii")


def _told_by(figure: Figure) -> str:
    parts = [figure.get_suptitle()]
    for axes in figure.axes:
        parts += [axes.get_title(loc) for loc in ("left", "center", "right")]
        names = (axes.get_xlabel(), axes.get_ylabel())
        parts.append(" and ".join(f"{name}" for name in names if name))
    said = "; ".join(dict.fromkeys(part for part in parts if part))
    return f"A figure: {said}" if said else "A figure without titles"
