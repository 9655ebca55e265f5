"""nbgrader's steps, passed over where a notebook has nothing for them, or all was seen before.

Each of them looks at every cell of every submission. What it does when it has something to do is
nbgrader's own; its settings are those of nbgrader's step.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import ClearOutput, DeduplicateIds, LimitOutput, OverwriteCells

from autograder.gradebook.books import Books
from course_utils.notebook.names import grade_id

_silent = logging.Logger("silent", logging.CRITICAL)


class QuickClearOutput(ClearOutput):
    """nbgrader's step; what was collected has no outputs left."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        fields = self.remove_metadata_fields
        for cell in nb.cells:
            if cell["cell_type"] == "code" and (
                cell["outputs"]
                or cell["execution_count"] is not None
                or not fields.isdisjoint(cell["metadata"])
            ):
                return super().preprocess(nb, resources)
        return nb, resources


class QuickDeduplicateIds(DeduplicateIds):
    """nbgrader's step; what was collected has each grade id once."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        names = [name for name in map(grade_id, nb.cells) if name]
        if len(set(names)) < len(names):
            return super().preprocess(nb, resources)
        return nb, resources


class QuickLimitOutput(LimitOutput):
    """nbgrader's step; few cells show more than they may."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        lines, traceback = self.max_lines, self.max_traceback
        for cell in nb.cells:
            if cell["cell_type"] == "code" and (outputs := cell["outputs"]):
                shown = sum(o["text"].count("\n") + 1 for o in outputs if _is(o, "stream"))
                raised = max((len(o["traceback"]) for o in outputs if _is(o, "error")), default=0)
                if shown > lines != -1 or raised > traceback != -1:
                    return super().preprocess(nb, resources)
        return nb, resources


def _is(output: Any, kind: str) -> bool:
    return bool(output["output_type"] == kind)


@dataclass(frozen=True)
class _Seen:
    """What the step made of a cell: its type, metadata and text before; the last two after.

    The text is None where the step does not look at it.
    """

    kind: str
    before: Any
    source: str | None
    after: Any
    made: str | None

    def is_of(self, cell: Any) -> bool:
        return bool(
            cell["cell_type"] == self.kind
            and cell["metadata"]["nbgrader"] == self.before
            and self.source in (None, cell["source"])
        )


class QuickOverwriteCells(OverwriteCells):
    """nbgrader's step, asking the books that are open already, once for each cell of a lesson.

    Its metadata come from the release, and a test's text too: most are the same in everybody's.
    """

    def __init__(self, books: Books, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gradebook = books
        self.log = _silent  # it warns of each cell that was released without its hidden part
        self._seen: dict[str, _Seen] = {}

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        self.notebook_id = self.assignment_id = resources["nbgrader"]["assignment"]
        return Preprocessor.preprocess(self, nb, resources)  # cell by cell

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        name = grade_id(cell)
        seen = self._seen.get(name)
        if not name:
            return super().preprocess_cell(cell, resources, index)
        if seen is None or not seen.is_of(cell):
            return self._see(name, cell, resources, index)
        cell["metadata"]["nbgrader"] = NotebookNode(seen.after)
        if seen.made is not None:
            cell["source"] = seen.made
        return cell, resources

    def _see(self, name: str, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        """nbgrader's own step, the outcome of which is remembered; the latest for each name."""
        kind, source = cell["cell_type"], cell["source"]
        before = NotebookNode(cell["metadata"]["nbgrader"])
        cell, resources = super().preprocess_cell(cell, resources, index)
        if grade_id(cell) == name and cell["cell_type"] == kind:
            after = NotebookNode(cell["metadata"]["nbgrader"])
            place = (name, self.notebook_id, self.assignment_id)
            looks = self.gradebook.find_source_cell(*place).locked  # only then at the text
            texts = (source, cell["source"]) if looks else (None, None)
            self._seen[name] = _Seen(kind, before, texts[0], after, texts[1])
        return cell, resources
