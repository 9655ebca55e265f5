"""The lesson that a notebook is of: one of those packed with the kit, or what it says itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from course_utils.notebook.names import defined, grade_id
from course_utils.notebook.outline import Asked, Outline, from_marked
from course_utils.notebook.recognise import lesson_of

RELEASED = Path(__file__).with_name("released")  # made when a kit is packed, of `outline.marked`


def of_the_kit(notebook: Any) -> Outline | None:
    """The lesson of the kit of which a notebook holds the most exercises; None without any."""
    import nbformat

    paths = sorted(RELEASED.glob("*.ipynb"))
    outlines = [from_marked(path.stem, nbformat.read(path, as_version=4)) for path in paths]
    return lesson_of(notebook, outlines) if outlines else None


def of_itself(name: str, notebook: Any) -> Outline:
    """The lesson that a notebook seems to be of, by its own metadata and its own text.

    Its first code cell counts as given: without it, no test says anything.
    """
    for cell in notebook.cells:
        if not isinstance(cell.metadata.get("nbgrader"), dict):
            cell.metadata.pop("nbgrader", None)
    about = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
    solutions = [name for name, cell in about.items() if _is(cell, "solution")]
    answers = [name for name in solutions if not _is(about[name], "grade")]
    tests: dict[str, list[str]] = {name: [] for name in answers}
    for test, cell in about.items():
        if _is(cell, "grade") and not _is(cell, "solution"):
            base = test.removeprefix("test_")
            tests.setdefault(base if base in answers else re.sub(r"_\d+$", "", base), []).append(
                test
            )
    first = next((cell for cell in notebook.cells if cell.cell_type == "code"), None)
    given = {} if first is None or grade_id(first) else {str(first.id): str(first.source)}
    exercises = (_asked(name, about.get(name), tuple(its)) for name, its in tests.items() if its)
    return Outline(name, tuple(exercises), given, {}, notebook)


def _asked(name: str, cell: Any, tests: tuple[str, ...]) -> Asked:
    source = "" if cell is None else str(cell.source)
    return Asked(name, tuple(sorted(defined(source))), (), "", "", tests)


def _is(cell: Any, what: str) -> bool:
    return bool(cell.metadata["nbgrader"].get(what))
