"""Put a submitted notebook's cells in order before they are judged and shown.

Cells that lost their names get them back, cells that were deleted come back from the release at
their place, and of copies one counts. So a deleted test is still judged, and a deleted answer is
merely unanswered.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode

from course_utils.notebook.file import as_type
from course_utils.notebook.names import (
    defined,
    grade_id,
    other_language,
    parses,
    statements_of,
)
from course_utils.notebook.outline import Outline, Release
from course_utils.notebook.recognise import recognise_cells

_MOST_NAMED = 5


def repair(nb: Any, outline: Outline) -> list[str]:
    """Put `nb` in order, in place; returns what was found and mended, one sentence each.

    What is repaired once stays as it is when it is repaired again.
    """
    release = outline.release
    strange = reset_metadata(nb, release)
    found = recognise_cells(nb, outline)
    joined = join_pieces(nb, outline)
    copied = single_cells(nb, release)
    retyped = reset_types(nb, release)
    restored = restore_cells(nb, release)
    set_up = restore_set_up(nb, outline)
    given = restore_given(nb, outline)
    language = other_language(nb)
    nb.metadata = copy.deepcopy(release.metadata)
    told = {
        "its cells had lost their names and were found by what they hold": found,
        "it has cells of another version of the lesson": strange,
        "cells that had been split were put together": joined,
        "of several copies of a cell the last that was worked on counts": copied,
        "cells had become cells of another type": retyped,
        "cells had been deleted and were put back": [*restored, *set_up],
        "what the lesson gives beside an answer had been deleted and was put back": given,
    }
    notes = [f"{what} ({_listed(names)})" for what, names in told.items() if names]
    return notes + ([f"it says that its language is {language}"] if language else [])


def reset_metadata(nb: Any, release: Release) -> list[str]:
    """Give each cell nbgrader's metadata as it was released; cells of the student's own get none.

    nbgrader believes them: another kind of cell, other points, or a form that it cannot read.
    Returns the names that the release does not know.
    """
    unknown = []
    for cell in nb.cells:
        name = grade_id(cell)
        ours = release.by_name.get(name)
        if ours is not None:
            about = {"nbgrader": NotebookNode(ours["metadata"]["nbgrader"])}
            cell["metadata"] = NotebookNode(about)
            continue
        cell["metadata"] = NotebookNode()
        if name:
            unknown.append(name)
    return unknown


def reset_types(nb: Any, release: Release) -> list[str]:
    """Make code cells code again and prose prose; returns the names of those that were not."""
    changed = []
    for index, cell in enumerate(nb.cells):
        name, kind = grade_id(cell), cell["cell_type"]
        ours = release.by_name.get(name)
        if ours is not None:
            kind = ours["cell_type"]
        elif kind != "code" and cell["source"].strip() in release.code:
            kind = "code"
        if kind != cell["cell_type"]:
            changed.append(name or cell["id"])
            nb.cells[index] = as_type(cell, kind)
    return changed


def restore_cells(nb: Any, release: Release) -> list[str]:
    """Put back the named cells of the release that `nb` lacks; returns their grade ids."""
    present = {grade_id(cell) for cell in nb.cells}
    restored = []
    previous = ""
    for name, cell in release.named:
        if name and name not in present:
            nb.cells.insert(_after(nb, previous), _copy(cell))
            restored.append(name)
        previous = name or previous
    return restored


def restore_given(nb: Any, outline: Outline) -> list[str]:
    """Put back what exercises' cells give beside the answer, where no cell defines it any more.

    What stood above the answer comes back above its cell, the rest below. Returns the names.
    """
    gone: list[str] = []
    for exercise in outline.exercises:
        if not exercise.gives:
            continue
        own = next(cell for cell in nb.cells if grade_id(cell) == exercise.name)
        if defined(own.source).issuperset(exercise.gives):
            continue
        there = {n for cell in nb.cells if cell.cell_type == "code" for n in defined(cell.source)}
        missing = [name for name in exercise.gives if name not in there]
        above, below = _around_answer(exercise.released, exercise.asks, missing)
        place = next(i for i, cell in enumerate(nb.cells) if cell is own)
        for parts, position in ((below, place + 1), (above, place)):
            if parts:
                nb.cells.insert(position, _own_cell(nb, "given", "\n\n\n".join(parts)))
        gone += missing
    return gone


def _around_answer(
    source: str, asks: tuple[str, ...], names: list[str]
) -> tuple[list[str], list[str]]:
    """The statements of a released cell that bind `names`: above the answer, and below it."""
    above: list[str] = []
    below: list[str] = []
    answered = False
    for text, bound in statements_of(source):
        if set(bound) & set(asks):
            answered = True
        elif set(bound) & set(names):
            (below if answered else above).append(text)
    return above, below


def _own_cell(nb: Any, name: str, source: str) -> Any:
    """A new code cell, with an id that no other has."""
    taken = {cell.id for cell in nb.cells}
    number = next(n for n in range(1, len(taken) + 2) if f"{name}-{n}" not in taken)
    return nbformat.v4.new_code_cell(source, id=f"{name}-{number}")


def restore_set_up(nb: Any, outline: Outline) -> list[str]:
    """Put back the cells that others need, such as imports, and bring late ones to their place.

    A cell that the student edited counts as there. Returns the ids of those put back.
    """
    restored = []
    places = _Places(nb)
    for given in outline.set_up:
        ours = given.cell
        end = places.first_of(given.later)
        mine = places.by_id.get(ours.id)
        if mine is None:
            mine = _first(cell.source.strip() == ours.source.strip() for cell in nb.cells)
        target = places.after(given.after)
        if mine is not None and (end is None or mine < end or target >= end):
            continue
        cell = _copy(ours) if mine is None else nb.cells.pop(mine)
        nb.cells.insert(target, cell)
        restored.append(ours.id)
        places = _Places(nb)
    return restored


class _Places:
    """Where the cells of a notebook stand."""

    def __init__(self, nb: Any) -> None:
        self._names = [grade_id(cell) for cell in nb.cells]
        self._last = {name: index for index, name in enumerate(self._names) if name}
        self.by_id = {cell["id"]: i for i, cell in reversed([*enumerate(nb.cells)])}  # the first

    def first_of(self, names: frozenset[str]) -> int | None:
        return _first(name in names for name in self._names)

    def after(self, name: str) -> int:
        """The position after the last cell of that name; 0 when there is none."""
        return self._last.get(name, -1) + 1


def join_pieces(nb: Any, outline: Outline) -> list[str]:
    """Put the pieces of an exercise's cell together that are no Python each; returns the names."""
    joined = []
    by_name = defaultdict(list)
    for cell in nb.cells:
        by_name[grade_id(cell)].append(cell)
    for exercise in outline.exercises:
        pieces = by_name[exercise.name]
        whole = "\n".join(cell.source for cell in pieces)
        if len(pieces) > 1 and not all(parses(c.source) for c in pieces) and parses(whole):
            pieces[0].source = whole
            rest = {id(piece) for piece in pieces[1:]}
            nb.cells = [cell for cell in nb.cells if id(cell) not in rest]
            joined.append(exercise.name)
    return joined


def single_cells(nb: Any, release: Release) -> list[str]:
    """Leave each grade id to one cell; returns the ids that several had.

    Of copies the last one that was worked on keeps the id, else the first; one that defines what
    is asked for comes before one that does not. The others stay as cells of the student's own.
    """
    copies: dict[str, list[Any]] = {}
    for cell in nb.cells:
        if name := grade_id(cell):
            copies.setdefault(name, []).append(cell)
    repeated = [name for name, cells in copies.items() if len(cells) > 1]
    for name in repeated:
        cells, ours = copies[name], release.by_name.get(name)
        released_source = "" if ours is None else ours.source
        asked = defined(released_source)
        worked_on = [c for c in cells if c.source.strip() not in (released_source.strip(), "")]
        fitting = [cell for cell in worked_on if asked <= defined(cell.source)]
        kept = (fitting or worked_on or cells[:1])[-1]
        for cell in cells:
            if cell is not kept:
                del cell.metadata["nbgrader"]
    return repeated


def _after(nb: Any, name: str) -> int:
    return _Places(nb).after(name)


def _copy(cell: Any) -> Any:
    """A released cell as one of the student's: of its metadata only nbgrader's."""
    copied = copy.deepcopy(cell)
    for key in set(copied.metadata) - {"nbgrader"}:
        del copied.metadata[key]
    return copied


def _first(are_it: Iterable[bool]) -> int | None:
    """The position of the first that is it; None when there is none."""
    return next((index for index, is_it in enumerate(are_it) if is_it), None)


def _listed(names: list[str]) -> str:
    """A few names as a student may have made them up."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(repr(name[:60]) for name in distinct[:_MOST_NAMED])
    left = len(distinct) - _MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown
