"""A lesson's cells in the gradebook, also where it loses or gains some after a hand-in.

nbgrader refuses that. Here the cells that are gone go with their marks (a copy of the gradebook was
made first, and what persons gave stays on record), and new ones get theirs at the next grading.
"""

from __future__ import annotations

from typing import Any

from nbgrader.api import Comment, Grade, MissingEntry
from nbgrader.preprocessors import SaveCells

_KINDS = ("grade", "solution", "task", "source")


class SaveChangedCells(SaveCells):
    """nbgrader's step of that name, which takes any change of the cells."""

    def _create_notebook(self, nb: Any) -> None:
        try:
            notebook = self.gradebook.find_notebook(self.notebook_id, self.assignment_id)
        except MissingEntry:
            notebook = None
        if notebook is not None and notebook.submissions:
            for kind in _KINDS:
                self._follow(kind, notebook)
        super()._create_notebook(nb)

    def _follow(self, kind: str, notebook: Any) -> None:
        """Let the gradebook hold just the cells of one kind that the lesson has now."""
        session = self.gradebook.db
        now = getattr(self, f"new_{kind}_cells")
        for cell in list(getattr(notebook, f"{kind}_cells")):
            if cell.name not in now:
                for rows in (Grade, Comment):
                    session.query(rows).filter(rows.cell_id == cell.id).delete()
                session.delete(cell)
        session.commit()
        session.expire_all()
        make = getattr(self.gradebook, f"update_or_create_{kind}_cell")
        for name, about in now.items():
            make(name, self.notebook_id, self.assignment_id, **about)
