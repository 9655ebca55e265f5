"""Give a notebook's cells their names back where they were lost, as some programs lose them.

A cell is known by its id, by its text, by the names it defines, or by its place between others
that are known: in this order. What is found gets nbgrader's metadata as it was released.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from course_utils.notebook.names import defined, grade_id
from course_utils.notebook.outline import Outline


class Exercise(Protocol):
    """What an exercise is known by."""

    @property
    def name(self) -> str: ...

    @property
    def asks(self) -> tuple[str, ...]: ...


class Lesson(Protocol):
    """Whatever has exercises: a lesson, or its outline."""

    @property
    def exercises(self) -> Sequence[Exercise]: ...


_Lesson = TypeVar("_Lesson", bound=Lesson)


def recognise_cells(nb: Any, outline: Outline) -> list[str]:
    """Name the cells of `nb` that have lost their names; returns the names found."""
    found: list[str] = []
    for rule in (_by_id, _by_text, _by_names, _by_place):
        lost = _lost(nb, outline)
        if not lost:
            break
        free = [cell for cell in nb.cells if not grade_id(cell)]
        for theirs, ours in rule(free, lost, nb, outline):
            if not grade_id(theirs) and grade_id(ours) not in found:
                theirs.metadata["nbgrader"] = copy.deepcopy(ours.metadata.nbgrader)
                found.append(grade_id(ours))
    return found


def exercises_in(nb: Any, *lessons: Lesson) -> list[int]:
    """How many of each lesson's exercises a notebook holds, by the names of cells or in them."""
    ids = {grade_id(cell) for cell in nb.cells} | {cell["id"] for cell in nb.cells}
    if all(exercise.name in ids for lesson in lessons for exercise in lesson.exercises):
        return [len(lesson.exercises) for lesson in lessons]
    names = {name for cell in nb.cells if cell.cell_type == "code" for name in defined(cell.source)}
    return [
        sum(e.name in ids or names.issuperset(e.asks) for e in lesson.exercises)
        for lesson in lessons
    ]


def lesson_of(nb: Any, lessons: Sequence[_Lesson]) -> _Lesson | None:
    """The lesson of which a notebook holds the most exercises; None when it holds none."""
    counts = exercises_in(nb, *lessons)
    return lessons[counts.index(max(counts))] if any(counts) else None


_Pairs = Iterator[tuple[Any, Any]]


def _lost(nb: Any, outline: Outline) -> list[Any]:
    present = {grade_id(cell) for cell in nb.cells}
    return [cell for name, cell in outline.release.named if name and name not in present]


def _by_id(free: list[Any], lost: list[Any], nb: Any, outline: Outline) -> _Pairs:
    by_id = {cell.id: cell for cell in free}
    return ((by_id[ours.id], ours) for ours in lost if ours.id in by_id)


def _by_text(free: list[Any], lost: list[Any], nb: Any, outline: Outline) -> _Pairs:
    """Cells that were left as they are: most tests, and what is not answered.

    An untouched answer is known by its names below, for there may be a copy that was worked on.
    """
    by_text = {cell.source.strip(): cell for cell in reversed(free)}
    for ours in lost:
        untouched = by_text.get(ours.source.strip())
        if untouched is not None and grade_id(ours) in outline.tests:
            yield untouched, ours


def _by_names(free: list[Any], lost: list[Any], nb: Any, outline: Outline) -> _Pairs:
    """The last cell that defines what an exercise asks for, an untouched one only if need be."""
    ours = {grade_id(cell): cell for cell in lost}
    texts = {cell.source.strip() for cell in outline.released.cells}
    wanted = [exercise for exercise in outline.exercises if exercise.name in ours]
    names = [(cell, defined(cell.source)) for cell in free] if wanted else []
    for exercise in sorted(wanted, key=lambda each: -len(each.asks)):
        asked = set(exercise.asks)
        left = [(cell, own) for cell, own in names if not grade_id(cell)]
        mine = [cell for cell, own in left if own >= asked]
        mine = mine or [cell for cell, own in left if cell.cell_type == "code" and own & asked]
        if mine:
            worked_on = [cell for cell in mine if cell.source.strip() not in texts]
            yield (worked_on or mine)[-1], ours[exercise.name]


def _by_place(free: list[Any], lost: list[Any], nb: Any, outline: Outline) -> _Pairs:
    """Answers that nothing tells but where they stand: prose, and functions of another name."""
    released = outline.released
    places = _places(nb, released)
    for ours in lost:
        if grade_id(ours) in outline.tests:
            continue
        index = released.cells.index(ours)
        before = max((places[i] for i in range(index) if i in places), default=-1)
        after = next((places[i] for i in range(index + 1, len(released.cells)) if i in places), 0)
        between = nb.cells[before + 1 : after or len(nb.cells)]
        for cell in between:
            if cell.cell_type == ours.cell_type and cell.source.strip() and not grade_id(cell):
                yield cell, ours
                break


def _places(nb: Any, released: Any) -> dict[int, int]:
    """Where released cells (by their positions) stand in `nb`, for those that can be told."""
    names = _first(nb.cells, grade_id)
    texts = _first(nb.cells, lambda cell: cell.source.strip())
    places = {}
    for index, cell in enumerate(released.cells):
        place = names.get(grade_id(cell), texts.get(cell.source.strip()))
        if place is not None:
            places[index] = place
    return places


def _first(cells: Iterable[Any], key: Any) -> dict[str, int]:
    """The position of the first cell for each key that is not empty."""
    found: dict[str, int] = {}
    for index, cell in enumerate(cells):
        if key(cell):
            found.setdefault(key(cell), index)
    return found
