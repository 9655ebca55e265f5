"""Put a submitted notebook's cells in order before they are judged.

Cells that were deleted come back from the release, at their place, so that a deleted test is still
judged and a deleted answer is merely unanswered.
"""

from __future__ import annotations

import copy
from typing import Any


def number_cells(nb: Any) -> None:
    """Note in each cell its position as submitted, under which the judge knows it."""
    for index, cell in enumerate(nb.cells):
        cell.metadata["autograder"] = {"index": index}


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


def grade_id(cell: Any) -> str:
    """The nbgrader id of a cell, or an empty string."""
    metadata = cell.metadata.get("nbgrader")
    return str(metadata.get("grade_id") or "") if isinstance(metadata, dict) else ""


def _after(nb: Any, name: str) -> int:
    """The position after the last cell of that name; 0 when there is none."""
    places = [index for index, cell in enumerate(nb.cells) if name and grade_id(cell) == name]
    return places[-1] + 1 if places else 0
