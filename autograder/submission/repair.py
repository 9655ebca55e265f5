"""Put a submitted notebook in order before it is judged and shown.

How that is done is `course_utils.notebook.repair`: a student's own check does it too.
"""

from __future__ import annotations

import re
from typing import Any

from nbformat import NotebookNode

from autograder.lesson.lesson import Lesson
from course_utils.notebook import repair as notebooks

__all__ = ["defuse_markup", "number_cells", "repair"]

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# Where a link leads, in "](…" and "[name]: …", unless it is plainly an address or a file: a script
# can be written in too many ways to look for it.
_ODD_LINK = re.compile(
    r"\](?=\(|:)(?!.\s*<?(?:https?://|mailto:|attachment:|#))"
    r"(?!\(\s*[\w./%-]+(?:\s*\)|[#?]|\s+[\"'(]))"
)


def repair(nb: Any, lesson: Lesson, released: Any) -> list[str]:
    """Put `nb` in order, in place; returns what was found and mended, one sentence each.

    `released` is the lesson's released notebook.
    """
    return notebooks.repair(nb, lesson.outline.with_release(released))


def number_cells(nb: Any) -> None:
    """Note in each cell its position, under which the judge knows it."""
    for index, cell in enumerate(nb.cells):
        cell["metadata"]["autograder"] = NotebookNode(index=index)


def defuse_markup(nb: Any, released: Any) -> None:
    """Show the HTML in a student's prose, and links to scripts, as text.

    Formgrader would hand them to the browser. Cells as they were released keep their markup.
    """
    ours = {cell["source"] for cell in released.cells}
    for cell in nb.cells:
        if cell["cell_type"] == "raw":
            cell["cell_type"] = "markdown"
            cell["metadata"].pop("raw_mimetype", None)
            cell["metadata"].pop("format", None)
        if cell["cell_type"] == "markdown" and cell["source"] not in ours:
            cell["source"] = _ODD_LINK.sub(r"\\]", _TAG.sub("&lt;", cell["source"]))
