"""A student's notebook as the judge reads it: which cell is which, and in what order to take them.

Cells are known by their nbgrader grade id; where that was lost, by the names they define. Test
cells are only places: their text always comes from the lesson's source.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from autograder.lesson import CODE_STUB, TEXT_STUB, Cell, Exercise, Lesson, bound_names

MAX_FILE = 64 * 2**20
MAX_CELLS = 5000
_MAX_PARSED = 100_000  # characters; parsing takes a hundred times the memory of the text


class SubmissionError(ValueError):
    """A submitted file that cannot be judged; the text says why and what to ask for."""


@dataclass(frozen=True)
class Step:
    """One thing to do in order: run the cell at `index`, or judge `test` at this point."""

    index: int
    source: str = ""
    exercise: str = ""
    test: Cell | None = None
    only_looks: bool = False


@dataclass(frozen=True)
class StudentCell:
    """A cell of the student's notebook, reduced to what matters here."""

    index: int
    source: str
    grade_id: str
    is_code: bool


class Submission:
    """A notebook's cells, matched to a lesson's on demand."""

    def __init__(self, notebook: Any, notes: tuple[str, ...] = ()) -> None:
        self.cells = tuple(
            StudentCell(i, _text(cell), _grade_id(cell), cell.get("cell_type") == "code")
            for i, cell in enumerate(notebook.cells)
        )
        self.notes = notes

    def steps(self, lesson: Lesson) -> Iterator[Step]:
        """The cells to run and, each at its place, the tests to judge: all of them, once."""
        looks = {cell.source.strip() for cell in lesson.cells if cell.kind == "look"}
        exercises = {exercise.name for exercise in lesson.exercises}
        places = self._places(lesson)
        for cell in self.cells:
            if cell.grade_id in exercises:
                yield Step(cell.index, cell.source, cell.grade_id)
            elif cell.is_code and cell.grade_id not in lesson.tests:
                only_looks = cell.source.strip() in looks
                yield Step(cell.index, cell.source, only_looks=only_looks)
            for test in places.pop(cell.index, []):
                yield Step(cell.index, test=test)
        for tests in places.values():
            for test in tests:
                yield Step(len(self.cells), test=test)

    def edited(self, exercise: Exercise) -> bool:
        """Whether the student wrote something into the exercise's cell, or answered elsewhere."""
        released = exercise.cell.without("SOLUTION", CODE_STUB).strip()
        mine = (cell.source.strip() for cell in self._cells_of(exercise))
        return any(source and source != released for source in mine)

    def answered(self, cell: Cell) -> bool:
        """Whether a written question has an answer."""
        released = cell.without("SOLUTION", TEXT_STUB).strip()
        mine = (c.source.strip() for c in self.cells if c.grade_id == cell.key)
        return any(text and text != released for text in mine)

    def _cells_of(self, exercise: Exercise) -> list[StudentCell]:
        named = [cell for cell in self.cells if cell.grade_id == exercise.name]
        return named or [c for c in self.cells if c.is_code and _binds(c, exercise)]

    def _places(self, lesson: Lesson) -> dict[int, list[Cell]]:
        """After which cell each test is judged: at its own place, never before its exercise."""
        places: dict[int, list[Cell]] = {}
        for exercise in lesson.exercises:
            answers = [cell.index for cell in self._cells_of(exercise)]
            for test in exercise.tests:
                own = [cell.index for cell in self.cells if cell.grade_id == test.grade_id]
                candidates = [*own[:1], *(answers[:1] if own else answers[-1:])]
                place = max(candidates, default=len(self.cells))
                places.setdefault(place, []).append(test)
        return places


def read_submission(path: Path) -> Submission:
    """The submission in a notebook (or a lesson's source, taken as solved).

    Raises SubmissionError with one sentence when the file cannot be judged.
    """
    return Submission(read_notebook(path))


def read_notebook(path: Path) -> Any:
    """The notebook at `path` in nbformat 4; raises SubmissionError."""
    try:
        if path.stat().st_size > MAX_FILE:
            size = path.stat().st_size / 2**20
            raise SubmissionError(
                f"{path.name} is {size:.0f} MiB, more than {MAX_FILE // 2**20};"
                " ask for it again with its outputs cleared"
            )
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SubmissionError(f"{path.name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SubmissionError(
            f"{path.name} is not a notebook (it is not text); ask for the .ipynb file"
        ) from error
    if path.suffix == ".py":
        return jupytext.reads(text, fmt="py:percent")
    try:
        notebook = nbformat.reads(_without_surrogates(text), as_version=4)
    except Exception as error:  # nbformat raises many kinds, for many kinds of damage
        raise SubmissionError(
            f"{path.name} is not a readable notebook ({_first_line(error)});"
            " ask the student to open it in JupyterLab, save it and hand it in again"
        ) from error
    if len(notebook.cells) > MAX_CELLS:
        raise SubmissionError(
            f"{path.name} has {len(notebook.cells)} cells, more than {MAX_CELLS};"
            " ask for the lesson's notebook with the answers in it"
        )
    return notebook


def _without_surrogates(text: str) -> str:
    """The same JSON without halves of surrogate pairs, which no file can be written with."""
    if not re.search(r"\\u[dD][89a-fA-F]", text):
        return text
    return json.dumps(json.loads(text), ensure_ascii=False).encode(errors="replace").decode()


def grade_ids(notebook: Any) -> set[str]:
    """The grade ids that a notebook's cells carry."""
    return {_grade_id(cell) for cell in notebook.cells} - {""}


def _first_line(error: Exception) -> str:
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:160]


def _text(cell: Any) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _grade_id(cell: Any) -> str:
    metadata = cell.get("metadata", {}).get("nbgrader", {})
    return str(metadata.get("grade_id", "")) if isinstance(metadata, dict) else ""


def _binds(cell: StudentCell, exercise: Exercise) -> bool:
    if len(cell.source) > _MAX_PARSED:
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return bool(set(exercise.defines) & set(bound_names(cell.source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False  # MemoryError: what Python says of a thousand minus signs in a row
