"""A student's notebook as the judge takes it, with what was noted when it was read.

Which cell is which, and in what order, is `course_utils.notebook.steps`: a student's own check
goes by it too.
"""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

from autograder.lesson.lesson import Cell
from course_utils.notebook.names import TEXT_STUB
from course_utils.notebook.steps import Cells


class Submission(Cells):
    """A notebook's cells, matched to a lesson's on demand."""

    def __init__(self, notebook: Any, notes: tuple[str, ...] = ()) -> None:
        super().__init__(notebook.cells)
        self.notes = notes

    @classmethod
    def of_text(cls, text: str, notes: tuple[str, ...] = ()) -> Submission:
        """The submission in a notebook's text as `nbformat` writes it in format 4."""
        return cls(SimpleNamespace(**json.loads(text)), notes)

    def answered(self, cell: Cell) -> bool:
        """Whether a written question has an answer."""
        released = cell.without("SOLUTION", TEXT_STUB).strip()
        mine = (c.source.strip() for c in self._by_id.get(cell.key, ()))
        return any(text and text != released for text in mine)
