"""A step that is passed over does what nbgrader's step does, on whatever it is given."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import nbformat
import pytest
from nbgrader.preprocessors import ClearOutput, DeduplicateIds, LimitOutput, OverwriteCells
from traitlets.config import Config

from autograder.database.place import place, settings
from autograder.gradebook import gradebook
from autograder.gradebook.books import Books
from autograder.gradebook.converting.quick import (
    QuickClearOutput,
    QuickDeduplicateIds,
    QuickLimitOutput,
    QuickOverwriteCells,
)
from autograder.gradebook.penalties import Penalties
from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson

Change = Callable[[Any], object]


def shown(*outputs: dict[str, Any]) -> Change:
    return lambda cells: cells["double"].update(outputs=nbformat.from_dict(list(outputs)))


def stream(lines: int) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": "\n".join("x" * lines)}


def error(lines: int) -> dict[str, Any]:
    return {"output_type": "error", "ename": "E", "evalue": "", "traceback": ["x"] * lines}


def about(name: str, **changes: Any) -> Change:
    return lambda cells: cells[name].metadata.nbgrader.update(changes)


CHANGES: dict[str, Change] = {
    "nothing": lambda cells: None,
    "an output": shown(stream(1)),
    "a count": lambda cells: cells["double"].update(execution_count=3),
    "a folded output": lambda cells: cells["double"].metadata.update(collapsed=True),
    "a name twice": about("test_scale", grade_id="test_double"),
    "as many lines as may be": shown(stream(6), stream(4)),
    "a line too many": shown(stream(6), stream(5)),
    "lines that are full, and one more": shown(stream(10), error(1), stream(1)),
    "one text that is too long": shown(stream(40)),
    "a traceback as long as may be": shown(error(5), error(5)),
    "a traceback that is too long": shown(error(1), error(6)),
    "other points": about("test_double", points=50),
    "another checksum": about("test_double", checksum="0"),
    "not locked": about("test_double", locked=False, grade=False),
    "no answer any more": about("double", solution=False),
    "a name that nobody knows": about("double", grade_id="nobody"),
    "no name": about("double", grade_id=""),
    "another test": lambda cells: cells["test_double"].update(source="pass"),
    "another answer": lambda cells: cells["double"].update(source="double = 2"),
    "prose for code": lambda cells: cells["test_double"].update(cell_type="markdown"),
    "none of its metadata": lambda cells: cells["double"].metadata.pop("nbgrader"),
}


def changed(released: Any, change: str) -> Any:
    nb = copy.deepcopy(released)
    CHANGES[change]({cell.id: cell for cell in nb.cells})
    return nb


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (ClearOutput, QuickClearOutput),
        (DeduplicateIds, QuickDeduplicateIds),
        (LimitOutput, QuickLimitOutput),
    ],
)
@pytest.mark.parametrize("most", [(10, 5), (-1, -1), (10, -1), (-1, 5), (0, 0)])
def test_each_step_leaves_what_nbgraders_leaves(
    tiny: Lesson, theirs: type[Any], ours: type[Any], most: tuple[int, int]
) -> None:
    config = Config(LimitOutput={"max_lines": most[0], "max_traceback": most[1]})
    ours_step, theirs_step = ours(config=config), theirs(config=config)
    for change in CHANGES:
        made, expected = (changed(released_notebook(tiny), change) for _ in range(2))
        assert ours_step(made, {})[0] == theirs_step(expected, {})[0], change


def test_settings_of_nbgraders_steps_are_those_of_ours() -> None:
    config = Config(ClearOutput={"remove_metadata_fields": {"mine"}}, LimitOutput={"max_lines": 3})
    assert QuickClearOutput(config=config).remove_metadata_fields == {"mine"}
    assert QuickLimitOutput(config=config).max_lines == 3


def test_cells_are_overwritten_as_nbgrader_does_it_whatever_came_before(
    course: Course, tiny: Lesson
) -> None:
    gradebook.prepare(course, tiny)
    found, config = place(course), settings(course)
    names = {"assignment": tiny.name, "notebook": tiny.name, "db_url": found.url}
    released = released_notebook(tiny)
    with Books(found, tiny.name, Penalties(config)) as books:
        ours, theirs = QuickOverwriteCells(books, config=config), OverwriteCells(config=config)
        for change in (*CHANGES, *reversed(CHANGES)):
            made = left_by(ours, changed(released, change), names)
            assert made == left_by(theirs, changed(released, change), names), change
    assert left_by(ours, changed(released, "not locked"), names) == "refused"


def left_by(step: Any, nb: Any, about: dict[str, str]) -> str:
    """The notebook's text after a step; it refuses what it cannot make right."""
    try:
        return nbformat.writes(step(nb, {"nbgrader": about})[0])
    except Exception:
        return "refused"
