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
_PAD, _BESIDE = 0.1, 0.75  # inches: around what is drawn; as far beside a figure labels are shown


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
            edges = _edges(figure, pyplot.rcParams["figure.subplot.bottom"])
            figure.savefig(buffer, format="png", dpi=72, bbox_inches=edges, pil_kwargs=_QUICK)
            outputs.figure(buffer.getvalue())
        pyplot.close("all")
    except BaseException as error:  # a student's figure may be broken in any way
        outputs.text("stderr", f"the figure could not be drawn: {type(error).__name__}\n")


def _edges(figure: Any, usual: float) -> Any:
    """What to show of a figure, in inches: labels around it too, as a notebook does. None: it all.

    To look for labels is to draw twice, so it is done only where nobody arranged the figure and its
    margins are the usual ones. What lies far out is cut: else the picture had no end.
    """
    bottoms = [axes.get_position().y0 for axes in figure.axes]
    if figure.get_layout_engine() or not any(abs(bottom - usual) < 1e-6 for bottom in bottoms):
        return None
    width, height = figure.get_size_inches()
    found = figure.get_tightbbox().padded(_PAD)
    most = type(found).from_extents(-_BESIDE, -_BESIDE, width + _BESIDE, height + _BESIDE)
    return type(found).intersection(found, most)
