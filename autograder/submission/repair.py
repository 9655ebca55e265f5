"""Put a submitted notebook's cells in order before they are judged and shown.

Cells that lost their names get them back, cells that were deleted come back from the release at
their place, and of copies one counts. So a deleted test is still judged, and a deleted answer is
merely unanswered.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from autograder.lesson.lesson import Lesson
from autograder.lesson.recognise import defined, grade_id, parses, recognise_cells
from autograder.submission.notebook_file import as_type

__all__ = [
    "defuse_markup",
    "grade_id",
    "number_cells",
    "other_language",
    "repair",
    "restore_cells",
    "single_cells",
]

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
# Where a link leads, in "](…" and "[name]: …", unless it is plainly an address or a file: a script
# can be written in too many ways to look for it.
_ODD_LINK = re.compile(
    r"\](?=\(|:)(?!.\s*<?(?:https?://|mailto:|attachment:|#))"
    r"(?!\(\s*[\w./%-]+(?:\s*\)|[#?]|\s+[\"'(]))"
)
_MOST_NAMED = 5


def repair(nb: Any, lesson: Lesson, released: Any) -> list[str]:
    """Put `nb` in order, in place; returns what was found and mended, one sentence each.

    What is repaired once stays as it is when it is repaired again.
    """
    strange = reset_metadata(nb, released)
    found = recognise_cells(nb, lesson, released)
    joined = join_pieces(nb, lesson)
    copied = single_cells(nb, released)
    retyped = reset_types(nb, released)
    restored = restore_cells(nb, released)
    set_up = restore_set_up(nb, lesson, released)
    language = other_language(nb)
    nb.metadata = copy.deepcopy(released.metadata)
    told = {
        "its cells had lost their names and were found by what they hold": found,
        "it has cells of another version of the lesson": strange,
        "cells that had been split were put together": joined,
        "of several copies of a cell the last that was worked on counts": copied,
        "cells had become cells of another type": retyped,
        "cells had been deleted and were put back": [*restored, *set_up],
    }
    notes = [f"{what} ({_listed(names)})" for what, names in told.items() if names]
    return notes + ([f"it says that its language is {language}"] if language else [])


def number_cells(nb: Any) -> None:
    """Note in each cell its position, under which the judge knows it."""
    for index, cell in enumerate(nb.cells):
        cell.metadata["autograder"] = {"index": index}


def reset_metadata(nb: Any, released: Any) -> list[str]:
    """Give each cell nbgrader's metadata as it was released; cells of the student's own get none.

    nbgrader believes them: another kind of cell, other points, or a form that it cannot read.
    Returns the names that the release does not know.
    """
    ours = {grade_id(cell): cell.metadata.nbgrader for cell in released.cells if grade_id(cell)}
    unknown = []
    for cell in nb.cells:
        name = grade_id(cell)
        cell.metadata = type(cell.metadata)()
        if name in ours:
            cell.metadata["nbgrader"] = copy.copy(ours[name])
        elif name:
            unknown.append(name)
    return unknown


def reset_types(nb: Any, released: Any) -> list[str]:
    """Make code cells code again and prose prose; returns the names of those that were not."""
    types = {grade_id(cell): cell.cell_type for cell in released.cells if grade_id(cell)}
    texts = {cell.source.strip(): cell for cell in released.cells if cell.cell_type == "code"}
    changed = []
    for index, cell in enumerate(nb.cells):
        ours = texts.get(cell.source.strip())
        kind = types.get(grade_id(cell)) or (ours.cell_type if ours else cell.cell_type)
        if kind != cell.cell_type:
            changed.append(grade_id(cell) or cell.id)
            nb.cells[index] = as_type(cell, kind)
    return changed


def restore_cells(nb: Any, released: Any) -> list[str]:
    """Put back the named cells of `released` that `nb` lacks; returns their grade ids."""
    present = {grade_id(cell) for cell in nb.cells}
    restored = []
    previous = ""
    for cell in released.cells:
        name = grade_id(cell)
        if name and name not in present:
            nb.cells.insert(_after(nb, previous), _copy(cell))
            restored.append(name)
        previous = name or previous
    return restored


def restore_set_up(nb: Any, lesson: Lesson, released: Any) -> list[str]:
    """Put back the cells that others need, such as imports, and bring late ones to their place.

    A cell that the student edited counts as there. Returns the ids of those put back.
    """
    given = {cell.grade_id[:64] for cell in lesson.cells if cell.kind == "given"}
    restored, previous = [], ""
    for place, ours in enumerate(released.cells):
        previous = grade_id(ours) or previous
        if ours.id not in given:
            continue
        later = {grade_id(cell) for cell in released.cells[place:]} - {""}
        end = _first(grade_id(cell) in later for cell in nb.cells)
        mine = _first(cell.id == ours.id for cell in nb.cells)
        if mine is None:
            mine = _first(cell.source.strip() == ours.source.strip() for cell in nb.cells)
        target = _after(nb, previous)
        if mine is not None and (end is None or mine < end or target >= end):
            continue
        cell = _copy(ours) if mine is None else nb.cells.pop(mine)
        nb.cells.insert(target, cell)
        restored.append(ours.id)
    return restored


def join_pieces(nb: Any, lesson: Lesson) -> list[str]:
    """Put the pieces of an exercise's cell together that are no Python each; returns the names."""
    joined = []
    for exercise in lesson.exercises:
        pieces = [cell for cell in nb.cells if grade_id(cell) == exercise.name]
        whole = "\n".join(cell.source for cell in pieces)
        if len(pieces) > 1 and not all(parses(c.source) for c in pieces) and parses(whole):
            pieces[0].source = whole
            rest = {id(piece) for piece in pieces[1:]}
            nb.cells = [cell for cell in nb.cells if id(cell) not in rest]
            joined.append(exercise.name)
    return joined


def single_cells(nb: Any, released: Any) -> list[str]:
    """Leave each grade id to one cell; returns the ids that several had.

    Of copies the last one that was worked on keeps the id, else the first; one that defines what
    is asked for comes before one that does not. The others stay as cells of the student's own.
    """
    sources = {grade_id(cell): cell.source for cell in released.cells}
    copies: dict[str, list[Any]] = {}
    for cell in nb.cells:
        if name := grade_id(cell):
            copies.setdefault(name, []).append(cell)
    repeated = [name for name, cells in copies.items() if len(cells) > 1]
    for name in repeated:
        cells, released_source = copies[name], sources.get(name, "")
        asked = defined(released_source)
        worked_on = [c for c in cells if c.source.strip() not in (released_source.strip(), "")]
        fitting = [cell for cell in worked_on if asked <= defined(cell.source)]
        kept = (fitting or worked_on or cells[:1])[-1]
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


def _after(nb: Any, name: str) -> int:
    """The position after the last cell of that name; 0 when there is none."""
    places = [index for index, cell in enumerate(nb.cells) if name and grade_id(cell) == name]
    return places[-1] + 1 if places else 0


def _copy(cell: Any) -> Any:
    """A released cell as one of the student's: of its metadata only nbgrader's."""
    copied = copy.deepcopy(cell)
    for key in set(copied.metadata) - {"nbgrader"}:
        del copied.metadata[key]
    return copied


def _first(are_it: Iterable[bool]) -> int | None:
    """The position of the first that is it; None when there is none."""
    return next((index for index, is_it in enumerate(are_it) if is_it), None)


def other_language(nb: Any) -> str:
    """The language that a notebook claims to be in, if it is not Python."""
    for part, key in (("language_info", "name"), ("kernelspec", "language")):
        about = nb.metadata.get(part)
        name = about.get(key) if isinstance(about, dict) else None
        if isinstance(name, str) and name and not name.lower().startswith(("python", "ipython")):
            return name[:40]
    return ""


def _listed(names: list[str]) -> str:
    """A few names as a student may have made them up."""
    distinct = list(dict.fromkeys(names))
    shown = ", ".join(repr(name[:60]) for name in distinct[:_MOST_NAMED])
    left = len(distinct) - _MOST_NAMED
    return f"{shown} and {left} more" if left > 0 else shown
