"""Drawings by name: painted, kept beside the lesson that shows them, attached to its cells.

Each lies on a light card with round corners, nothing around it: on a page of any colour it looks
like a card on a table.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib

from autograder.lesson.drawings import layers, neurons, reader
from autograder.lesson.drawings.pens import MARGIN, card
from autograder.lesson.lesson import Cell, Lesson, LessonError
from course_utils import palette

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHARPNESS = 1.6  # pixels for each CSS pixel
_INCH = 96  # CSS pixels
_SHOWN = re.compile(r"!\[([^\]]*)\]\(drawing:(\w+)\)", re.DOTALL)


@dataclass(frozen=True)
class Drawing:
    """What is drawn on a card, on this many inches of it; `framed` ones have axes to read."""

    draw: Callable[[Axes], None]
    size: tuple[float, float]
    framed: bool = False


DRAWINGS: Mapping[str, Drawing] = {
    "reader": Drawing(reader.reader, (7.4, 3.3)),
    "neuron": Drawing(neurons.neuron, (6.6, 2.6)),
    "valley": Drawing(neurons.valley, (6.0, 3.0), framed=True),
    "chain": Drawing(neurons.chain, (7.0, 2.3)),
    "bars": Drawing(neurons.bars, (6.6, 2.6)),
    "gate": Drawing(neurons.gate, (6.4, 2.7)),
    "sigmoid_and_relu": Drawing(neurons.sigmoid_and_relu, (7.0, 2.6)),
    "one_hot": Drawing(layers.one_hot, (5.6, 2.5)),
    "shapes": Drawing(layers.shapes, (7.0, 2.7)),
    "jacobian": Drawing(layers.jacobian, (6.6, 2.8)),
    "folds": Drawing(layers.folds, (6.6, 2.6)),
    "network": Drawing(layers.network, (6.6, 3.1)),
    "graph": Drawing(layers.graph, (8.2, 2.9)),
    "three_sets": Drawing(layers.three_sets, (7.0, 1.9)),
}


def named(source: str) -> dict[str, str]:
    """Drawings in a cell's prose → the text for who cannot see them."""
    return {name: " ".join(alt.split()) for alt, name in _SHOWN.findall(source)}


def of_lesson(lesson: Lesson) -> list[str]:
    """The drawings that a lesson shows, in order."""
    return [name for cell in lesson.cells if cell.markdown for name in named(cell.source)]


def file(folder: Path, name: str) -> Path:
    """Where the picture of a drawing is kept, beside the lesson in `folder`."""
    return folder / "pictures" / f"drawing_{name}.png"


def attached(folder: Path, cell: Cell) -> tuple[str, dict[str, dict[str, str]]]:
    """A cell's text as released, and the pictures that go with it.

    Raises LessonError where there is no such drawing, or no picture of it.
    """
    pictures = {}
    for name in named(cell.source):
        if name not in DRAWINGS:
            known = ", ".join(DRAWINGS)
            raise LessonError(f"{cell.where()}: there is no drawing {name!r}; there are: {known}")
        path = file(folder, name)
        if not path.is_file():
            raise LessonError(
                f"{cell.where()}: the drawing {name!r} has no picture yet; run:"
                f" .venv/bin/python scripts/stills.py {folder.name}"
            )
        png = base64.b64encode(path.read_bytes()).decode("ascii")
        pictures[f"{name}.png"] = {"image/png": png}
    return _SHOWN.sub(_as_attachment, cell.source), pictures


def paint(name: str) -> tuple[bytes, int]:
    """A PNG of a drawing, and its width in CSS pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    drawing = DRAWINGS[name]
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        palette.style()
        width, height = (side + 2 * MARGIN for side in drawing.size)
        figure = Figure(figsize=(width, height), dpi=_INCH * SHARPNESS)
        FigureCanvasAgg(figure)
        card(figure)
        left, low, wide, high = (0.07, 0.13, 0.91, 0.84) if drawing.framed else (0.0, 0.0, 1.0, 1.0)
        across, up = drawing.size[0] / width, drawing.size[1] / height
        begin = (MARGIN / width + left * across, MARGIN / height + low * up)
        axes = figure.add_axes((*begin, wide * across, high * up), facecolor="none")
        drawing.draw(axes)
        out = io.BytesIO()
        figure.savefig(out, format="png", facecolor="none")
    return out.getvalue(), round(_INCH * width)


def _as_attachment(shown: re.Match[str]) -> str:
    return f"![{' '.join(shown[1].split())}](attachment:{shown[2]}.png)"
