"""What a change is, and how several are taken together."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from tests.support import ROOT

Notebook = Any
EDITS: dict[str, Edit] = {}


@dataclass(frozen=True)
class Edit:
    """A change to a solved notebook of the lesson with this number.

    `exercise` is the one in whose cell it is; empty where the whole notebook is touched. It loses
    that exercise or it does not; a note holds `note`, and `says` stands in what is said of it.
    """

    lesson: str
    exercise: str
    change: Callable[[Notebook], object]
    loses: bool = False
    note: str = ""
    says: str = ""


def edit(
    lesson: int, exercise: str = "", **expected: Any
) -> Callable[[Callable[[Notebook], object]], None]:
    """Registers a function that changes the notebook."""

    def register(change: Callable[[Notebook], object]) -> None:
        assert change.__name__ not in EDITS
        EDITS[change.__name__] = Edit(str(lesson), exercise, change, **expected)

    return register


def above(lesson: int, exercise: str, name: str, *lines: str, **expected: Any) -> None:
    """Registers lines at the top of an exercise's cell."""

    def change(nb: Notebook) -> None:
        found = cell(nb, exercise)
        found.source = "\n".join([*lines, found.source])

    change.__name__ = name
    edit(lesson, exercise, **expected)(change)


def instead(lesson: int, exercise: str, name: str, source: str, **expected: Any) -> None:
    """Registers another text of an exercise's cell."""

    def change(nb: Notebook) -> None:
        cell(nb, exercise).source = source.strip()

    change.__name__ = name
    edit(lesson, exercise, **expected)(change)


def packed() -> list[tuple[str, list[str]]]:
    """(lesson, names of changes) so that each is taken once, and no two in one cell."""
    whole = [(each.lesson, [name]) for name, each in EDITS.items() if not each.exercise]
    packs: list[tuple[str, list[str]]] = []
    for name, each in EDITS.items():
        if not each.exercise:
            continue
        fits = (
            names
            for lesson, names in packs
            if lesson == each.lesson
            and all(EDITS[other].exercise != each.exercise for other in names)
        )
        names = next(fits, None)
        if names is None:
            packs.append((each.lesson, [name]))
        else:
            names.append(name)
    return packs + whole


def cell(nb: Notebook, name: str) -> Any:
    """The cell of that id; "setup" is the first of code."""
    if name == "setup":
        return next(found for found in nb.cells if found.cell_type == "code")
    return next(found for found in nb.cells if found.id == name)


def own_cell(nb: Notebook, before: str, source: str) -> None:
    """A cell that the lesson does not have."""
    import nbformat

    place = nb.cells.index(cell(nb, before))
    nb.cells.insert(place, nbformat.v4.new_code_cell(source, id=f"own-{len(nb.cells)}"))


def released(lesson: int, name: str) -> str:
    """The text of a cell as it was released."""
    return str(cell(released_notebook(Course(ROOT).lesson(str(lesson))), name).source)


def without(source: str, names: Sequence[str]) -> str:
    """A cell's text without the definitions of `names`."""
    lines: list[str | None] = list(source.split("\n"))
    for node in ast.parse(source).body:
        if getattr(node, "name", None) in names:
            lines[node.lineno - 1 : node.end_lineno] = [None] * (node.end_lineno - node.lineno + 1)
    return "\n".join(line for line in lines if line is not None).strip()
