"""What a student's cell showed, as plain data of a bounded size.

Text only, and PNG figures when asked for: nothing that could run in a reader's browser.
"""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

MAX_OUTPUT = 32_000
MAX_FIGURES = 8
_QUICK = {"compress_level": 1}  # the judge writes it anew


class Outputs:
    """What one cell showed, as nbformat output dictionaries, cut off at MAX_OUTPUT characters."""

    def __init__(self) -> None:
        self.items: list[dict[str, Any]] = []
        self._left = MAX_OUTPUT

    def text(self, name: str, text: str) -> None:
        text = self._cut(text)
        if not text:
            return
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self.items.append({"output_type": "stream", "name": name, "text": text})

    def data(self, text: str) -> None:
        """A displayed value, by its plain text."""
        text = self._cut(text)
        if text:
            data = {"text/plain": text}
            self.items.append({"output_type": "display_data", "data": data, "metadata": {}})

    def figure(self, png: bytes) -> None:
        data = {"image/png": base64.b64encode(png).decode(), "text/plain": "<Figure>"}
        self.items.append({"output_type": "display_data", "data": data, "metadata": {}})

    def _cut(self, text: str) -> str:
        if self._left <= 0:
            return ""
        text, rest = text[: self._left], text[self._left :]
        self._left -= len(text)
        return text + "\n… (more output was cut)\n" if rest else text


class Stream(io.TextIOBase):
    """A file that writes into Outputs."""

    def __init__(self, outputs: Outputs, name: str) -> None:
        self._outputs = outputs
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.text(self._name, str(text))
        return len(text)


def draw_open(outputs: Outputs, *, show: bool) -> None:
    """Draw the open figures when somebody will look at them; close them in any case."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    try:
        for number in pyplot.get_fignums()[:MAX_FIGURES] if show else []:
            buffer, figure = io.BytesIO(), pyplot.figure(number)
            edges = "tight" if _may_cut(figure, pyplot.rcParams["figure.subplot.bottom"]) else None
            figure.savefig(buffer, format="png", dpi=72, bbox_inches=edges, pil_kwargs=_QUICK)
            outputs.figure(buffer.getvalue())
        pyplot.close("all")
    except BaseException as error:  # a student's figure may be broken in any way
        outputs.text("stderr", f"the figure could not be drawn: {type(error).__name__}\n")


def _may_cut(figure: Any, usual: float) -> bool:
    """Whether labels may lie outside the figure: nobody arranged it, and the margins are usual.

    A notebook shows what lies outside. To look for it is to draw twice, so it is done only here.
    """
    if figure.get_layout_engine() is not None:
        return False
    return any(abs(axes.get_position().y0 - usual) < 1e-6 for axes in figure.axes)
