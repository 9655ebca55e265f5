"""Still pictures in released notebooks, for those who read them where nothing runs, as on GitHub.

A cell that shows an explorable carries, until it is run, the picture that its widget begins with.
The pictures are files in `solutions/NN_name/pictures/`, drawn by `scripts/stills.py` and committed:
text is drawn a little differently on every machine, and a release must be the same on all. Each is
there twice: as WebP, small and smooth, for pages that show HTML, and as PNG for all others.
"""

from __future__ import annotations

import ast
import base64
import builtins
import re
import struct
from importlib import import_module
from pathlib import Path
from typing import Any

import matplotlib
import nbformat

from autograder.lesson.lesson import Cell, Lesson
from course_utils import palette
from course_utils.shown import image

PICTURES = "pictures"
SHARPNESS = 1.25  # pixels of a still for each CSS pixel
_IMPORT = "from course_utils.explore import"
_NAMES = re.compile(rf"^{_IMPORT} (\w+)", re.MULTILINE)
_NOTE = "*A still picture. Run the cell to move it.*"


def explorables(lesson: Lesson) -> list[Cell]:
    """The cells of a lesson that show an explorable."""
    return [cell for cell in lesson.cells if cell.kind == "look" and _IMPORT in cell.source]


def file(lesson: Lesson, cell: Cell) -> Path:
    """Where the still picture of a cell is kept."""
    return lesson.folder / PICTURES / f"{cell.grade_id}.png"


def smooth_file(lesson: Lesson, cell: Cell) -> Path:
    """Where the same picture is kept as WebP."""
    return file(lesson, cell).with_suffix(".webp")


def with_stills(lesson: Lesson, text: str) -> str:
    """A released notebook as text, with the still pictures that there are as outputs."""
    notebook: Any = nbformat.reads(text, as_version=4)
    shown = {cell.grade_id: cell for cell in explorables(lesson)}
    for cell in notebook.cells:
        kept = [place(lesson, shown[cell.id]) for place in _PLACES] if cell.id in shown else []
        if kept and all(path.is_file() for path in kept):
            png, webp = (path.read_bytes() for path in kept)
            cell.outputs = _outputs(png, webp, alt_in(cell.source))
    return nbformat.writes(notebook) + "\n"


def draw(cell: Cell) -> tuple[bytes, int]:
    """What a cell's explorable shows at first: a PNG, and its width in CSS pixels.

    The cell is run with the reference's functions, in the lessons' style. What plays is drawn as it
    is at its end.
    """
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        palette.style()
        return _draw(cell)


def _draw(cell: Cell) -> tuple[bytes, int]:
    tree = ast.parse(cell.source)
    last = tree.body.pop()
    if not isinstance(last, ast.Expr):
        raise ValueError(f"the last line of {cell.grade_id} must be the explorable; it shows none")
    names = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    space: dict[str, Any] = dict.fromkeys(names - set(dir(builtins)))  # no student's function yet
    exec(compile(tree, cell.grade_id, "exec"), space)
    stage = eval(compile(ast.Expression(last.value), cell.grade_id, "eval"), space)
    return stage.png(at_the_end=True), int(stage.width)


def alt_in(source: str) -> str:
    """What the explorable shows that a cell with this source imports, in its own words."""
    found = _NAMES.search(source)
    if found is None:
        return ""
    return str(import_module(f"course_utils.explore.{found[1]}").ALT)


_PLACES = (file, smooth_file)


def _outputs(png: bytes, webp: bytes, alt: str) -> list[Any]:
    """The picture with its words, for JupyterLab, and alone, for pages that show no HTML."""
    width = round(struct.unpack(">I", png[16:20])[0] / SHARPNESS)  # of a PNG's header
    smooth = base64.b64encode(webp).decode("ascii")
    data = {
        "text/html": image(smooth, alt, width, form="webp") + "\n",
        "image/png": base64.b64encode(png).decode("ascii") + "\n",
        "text/plain": alt,
    }
    note = {"text/markdown": _NOTE, "text/plain": _NOTE.strip("*")}
    size = {"image/png": {"width": width}}
    return [
        nbformat.v4.new_output("display_data", data=data, metadata=size),
        nbformat.v4.new_output("display_data", data=note),
    ]
