"""Put a submitted notebook's cells in order before they are judged and shown.

Cells that were deleted come back from the release, at their place, so that a deleted test is still
judged and a deleted answer is merely unanswered.
"""

from __future__ import annotations

import copy
import re
from typing import Any

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# Where a link leads, in "](…" and "[name]: …", unless it is plainly an address or a file: a script
# can be written in too many ways to look for it.
_ODD_LINK = re.compile(
    r"\](?=\(|:)(?!.\s*<?(?:https?://|mailto:|attachment:|#))"
    r"(?!\(\s*[\w./%-]+(?:\s*\)|[#?]|\s+[\"'(]))"
)


def number_cells(nb: Any) -> None:
    """Note in each cell its position as submitted, under which the judge knows it."""
    for index, cell in enumerate(nb.cells):
        cell.metadata["autograder"] = {"index": index}


def reset_metadata(nb: Any, released: Any) -> None:
    """Give each cell nbgrader's metadata as it was released; cells of the student's own get none.

    nbgrader believes them: another kind of cell, other points, or a form that it cannot read.
    """
    ours = {grade_id(cell): cell.metadata.nbgrader for cell in released.cells if grade_id(cell)}
    for cell in nb.cells:
        name = grade_id(cell)
        cell.metadata.pop("nbgrader", None)
        if name in ours:
            cell.metadata["nbgrader"] = copy.deepcopy(ours[name])


def restore_cells(nb: Any, released: Any) -> list[str]:
    """Put back the named cells of `released` that `nb` lacks; returns their grade ids."""
    present = {grade_id(cell) for cell in nb.cells}
    restored = []
    previous = ""
    for cell in released.cells:
        name = grade_id(cell)
        if name and name not in present:
            nb.cells.insert(_after(nb, previous), copy.deepcopy(cell))
            restored.append(name)
        previous = name or previous
    return restored


def single_cells(nb: Any, released: Any) -> list[str]:
    """Leave each grade id to one cell; returns the ids that several had.

    Of copies the last one that was worked on keeps the id, else the first. The others stay in the
    notebook as cells of the student's own.
    """
    sources = {grade_id(cell): cell.source.strip() for cell in released.cells}
    copies: dict[str, list[Any]] = {}
    for cell in nb.cells:
        if name := grade_id(cell):
            copies.setdefault(name, []).append(cell)
    repeated = [name for name, cells in copies.items() if len(cells) > 1]
    for name in repeated:
        cells = copies[name]
        worked_on = [cell for cell in cells if cell.source.strip() not in (sources.get(name), "")]
        kept = worked_on[-1] if worked_on else cells[0]
        for cell in cells:
            if cell is not kept:
                del cell.metadata["nbgrader"]
    return repeated


def defuse_markup(nb: Any, released: Any) -> None:
    """Show the HTML in a student's prose, and links to scripts, as text.

    Formgrader would hand them to the browser. Cells as they were released keep their markup.
    """
    ours = {cell.source for cell in released.cells}
    for cell in nb.cells:
        if cell.cell_type == "raw":
            cell.cell_type = "markdown"
            cell.metadata.pop("raw_mimetype", None)
            cell.metadata.pop("format", None)
        if cell.cell_type == "markdown" and cell.source not in ours:
            cell.source = _ODD_LINK.sub(r"\\]", _TAG.sub("&lt;", cell.source))


def grade_id(cell: Any) -> str:
    """The nbgrader id of a cell, or an empty string."""
    metadata = cell.metadata.get("nbgrader")
    return str(metadata.get("grade_id") or "") if isinstance(metadata, dict) else ""


def _after(nb: Any, name: str) -> int:
    """The position after the last cell of that name; 0 when there is none."""
    places = [index for index, cell in enumerate(nb.cells) if name and grade_id(cell) == name]
    return places[-1] + 1 if places else 0
