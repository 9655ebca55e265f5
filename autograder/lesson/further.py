"""Core and further: which exercises a course counts, and what they are worth then.

A further exercise is judged and explained like any other. Its points are 0, so that no total
anywhere knows of it, unless the course counts it (`count_further` of course.toml, or points of its
own there): then its marker says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autograder.lesson.lesson import WORTH, Cell

COUNTED = "counted"  # further="counted", which only a course's choice writes


def weighed(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with the points that they have in this course, beside what their author gave."""
    free = {cell.key for cell in cells if cell.options.get("further", False) is True}
    return tuple(
        _free(cell) if cell.kind == "tests" and cell.key in free else cell for cell in cells
    )


def _free(cell: Cell) -> Cell:
    return replace(cell, options={**cell.options, "points": 0, WORTH: cell.options["points"]})
