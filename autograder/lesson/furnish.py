"""What a lesson gets without its author's writing it: headings, a beginning and an end.

Each exercise gets a heading with its number, points and minutes, and where it calls a further one,
how to borrow that; each section gets its minutes; the first cell that imports the checks says which
lesson this is; the last cell says how far one has come.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.lesson.home.manifest import loaded, minutes, numbers, worth
from autograder.lesson.lesson import Cell, Lesson, is_prediction
from autograder.lesson.load import timed
from course_utils.manifest import amount
from course_utils.shown import ALT

SUMMARY = "summary"
_SUM_UP = "# @title How far am I?\ncheck.summary()"
_SURPRISES = "\nremember.surprises()"  # of the predictions, where the lesson asks for any
_RECALLS = "remember.recall("
_IMPORTS_CHECK = re.compile(r"^from course_utils import (?:\(?[\w, ]*\b)?check\b", re.MULTILINE)


def furnished(lesson: Lesson) -> tuple[Cell, ...]:
    """The cells of a lesson and what every lesson has."""
    cells = lesson.cells
    number = numbers(lesson.name, cells)
    begin = next((cell for cell in cells if _begins(cell)), None)
    titled = [_titled(cell, number) for cell in timed(cells)]
    if begin is None or not any(cell.kind == "tests" for cell in cells):
        return tuple(titled)
    source = f'{begin.source}\n\ncheck.lesson("{lesson.name}")'
    told = [replace(cell, source=source) if cell is begin else cell for cell in titled]
    predicts = any(map(is_prediction, cells))
    sum_up = _SUM_UP + _SURPRISES * predicts
    end = Cell("look", SUMMARY, sum_up, begin.file, 0, grade_id=f"look_{SUMMARY}")
    return (*_with_headings(lesson, told), end)


def _titled(cell: Cell, number: Mapping[str, str]) -> Cell:
    """A cell that comes folded says in its first line, which is still seen, what it is; one with a
    picture says in its second what there is to see."""
    if cell.kind == "tests":
        title = f"Tests of exercise {number[cell.key]}, {cell.key}"
    elif cell.kind == "look":
        kind, name = "To look at", cell.key
        if is_prediction(cell):
            kind, name = "Your prediction", cell.key.removeprefix("guess_")
        elif _RECALLS in cell.source:
            kind = "Three questions"
        title = f"{kind}: {name.replace('_', ' ')}"
        if alt := cell.options.get("alt"):
            title += f"\n{ALT}{alt}"
    else:
        return cell
    return replace(cell, source=f"# @title {title}\n{cell.source}")


def _begins(cell: Cell) -> bool:
    return cell.kind == "given" and bool(_IMPORTS_CHECK.search(cell.source))


def _with_headings(lesson: Lesson, cells: Sequence[Cell]) -> Iterator[Cell]:
    number, borrowed = numbers(lesson.name, cells), _borrowed(lesson)
    for cell in cells:
        if cell.kind in ("exercise", "written"):
            heading = _heading(number[cell.key], cell, cells)
            about = borrowed.get(cell.key, "") if cell.kind == "exercise" else ""
            yield replace(heading, source=heading.source + about)
        yield cell


def _borrowed(lesson: Lesson) -> dict[str, str]:
    """Core exercise → what to do without the further ones that it calls, of those that do."""
    further = {name: e.name for e in lesson.exercises if e.further and e.lend for name in e.asks}
    said = {}
    for exercise in lesson.exercises:
        if not exercise.further and not further.keys().isdisjoint(
            used := loaded(exercise.cell.source)
        ):
            calls = dict.fromkeys(name for key, name in further.items() if key in used)
            what = " and ".join(f"`{name}`" for name in calls)
            how = " and ".join(f'`check.lend("{name}")`' for name in calls)
            said[exercise.name] = (
                f"\n\nIt builds on {what}, which is *further*. If you have left that out, {how}"
                " in a cell of its own lends you one that works."
            )
    return said


def _heading(number: str, cell: Cell, cells: Sequence[Cell]) -> Cell:
    """For example "### Exercise 1.4 · `sigmoid` · 3 points · 6 min"; further ones say so."""
    further = bool(cell.options.get("further", False))
    if cell.kind == "written":
        name, points, time = "in words", _points([cell]), minutes(cell)
    else:
        points = _points([c for c in cells if c.kind == "tests" and c.key == cell.key])
        name, time = f"`{cell.key}`", minutes(cell, worth(cell.key, cells))
    said = ["further"] * further + [amount(points)] * bool(points or not further)
    text = " · ".join([f"### Exercise {number}", name, *said, f"{time} min"])
    return Cell(
        "prose", "", text, cell.file, cell.line, markdown=True, grade_id=f"{cell.key}-heading"
    )


def _points(cells: Sequence[Cell]) -> float:
    return sum(float(cell.options.get("points", 0)) for cell in cells)
