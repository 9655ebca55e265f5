"""A student's notebook as it is taken: which cell is which, and in what order.

Cells are known by their nbgrader grade id; where that was lost, by the names they define. Test
cells are only places: their text always comes from the lesson.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from course_utils.notebook.names import defined, grade_id
from course_utils.notebook.outline import Asked, Outline


@dataclass(frozen=True)
class Step:
    """One thing to do in order: run the cell at `index`, or take the `test` at this point.

    `look` names the lesson's cell that is only for looking, where it is as it was released, and
    `instead` is the lesson's text of a cell that others need: it completes one that stops.
    `beside` names the written question below which a cell of the student's own stands, before the
    next that is graded.
    """

    index: int
    source: str = ""
    exercise: str = ""
    test: str = ""
    look: str = ""
    instead: str = ""
    beside: str = ""

    def which(self) -> str:
        """What the cell is, as the start of a sentence."""
        if self.exercise:
            return f"the cell of {self.exercise}"
        if self.instead:
            return "a cell that the lesson gives (imports, as a rule)"
        return "a cell that is not the lesson's"


@dataclass(frozen=True)
class StudentCell:
    """A cell of the student's notebook, reduced to what matters here."""

    index: int
    source: str
    grade_id: str
    is_code: bool
    id: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """What its code defines."""
        return defined(self.source) if self.is_code else frozenset()

    def may_define(self, names: Iterable[str], how_many: Callable[[Iterator[bool]], bool]) -> bool:
        """Whether it holds the text of `how_many` (all or any) names: to parse a cell takes long.

        Beyond ASCII, a name can be written in several ways.
        """
        return not self.source.isascii() or how_many(name in self.source for name in names)


class Cells:
    """A notebook's cells, matched to a lesson's on demand."""

    def __init__(self, cells: Sequence[Any]) -> None:
        self.cells = tuple(
            StudentCell(
                i, _text(cell), grade_id(cell), cell.get("cell_type") == "code", str(cell.get("id"))
            )
            for i, cell in enumerate(cells)
        )
        self._by_id: dict[str, list[StudentCell]] = {}
        for cell in self.cells:
            self._by_id.setdefault(cell.grade_id, []).append(cell)

    def steps(self, lesson: Outline) -> Iterator[Step]:
        """The cells to run and, each at its place, the tests to take: all of them, once."""
        exercises = {exercise.name: exercise for exercise in lesson.exercises}
        places = self._places(lesson)
        elsewhere = {name for name in exercises if self._answered_elsewhere(name, lesson)}
        question = ""
        for cell in self.cells:
            if cell.grade_id:
                question = cell.grade_id if cell.grade_id in lesson.written else ""
            if cell.grade_id in elsewhere:  # an untouched cell would undo the answer
                if helpers := exercises[cell.grade_id].given:
                    yield Step(cell.index, helpers)
            elif cell.grade_id in exercises:
                yield Step(cell.index, cell.source, cell.grade_id)
            elif cell.is_code and cell.grade_id not in lesson.tests:
                look = lesson.looks.get(cell.source.strip(), "")
                instead = lesson.given.get(cell.id, "")
                beside = "" if look or instead else question
                yield Step(cell.index, cell.source, look=look, instead=instead, beside=beside)
            for test in places.pop(cell.index, []):
                yield Step(cell.index, test=test)
        for tests in places.values():
            for test in tests:
                yield Step(len(self.cells), test=test)

    def edited(self, name: str, lesson: Outline) -> bool:
        """Whether the student wrote something into an exercise's cell, or answered elsewhere."""
        exercise = lesson.exercise(name)
        return any(not _untouched(cell, exercise) for cell in self._answers(exercise, lesson))

    def _answered_elsewhere(self, name: str, lesson: Outline) -> bool:
        answers = self._answers(lesson.exercise(name), lesson)
        return bool(answers) and all(cell.grade_id != name for cell in answers)

    def _answers(self, exercise: Asked, lesson: Outline) -> list[StudentCell]:
        """The cells that answer an exercise: its own, unless it was answered in other cells."""
        named = self._by_id.get(exercise.name, [])
        if any(not _untouched(cell, exercise) for cell in named):
            return named
        asked = set(exercise.asks)
        taken = {e.name for e in lesson.exercises if asked <= set(e.defines)}
        others = [
            cell
            for cell in self.cells
            if cell.is_code and cell.grade_id not in taken and cell.grade_id not in lesson.tests
        ]
        whole = [cell for cell in others if cell.may_define(asked, all) and cell.names >= asked]
        if whole or named:
            return whole or named
        own = (cell for cell in others if not cell.grade_id)
        return [cell for cell in own if cell.may_define(asked, any) and cell.names & asked]

    def _places(self, lesson: Outline) -> dict[int, list[str]]:
        """After which cell each test is judged: at its own place, but never before its exercise
        or an earlier one, whatever was moved."""
        places: dict[int, list[str]] = {}
        first = 0
        for exercise in lesson.exercises:
            answers = self._answers(exercise, lesson)
            if answers:
                own_cell = answers[0].grade_id == exercise.name
                first = max(first, answers[0 if own_cell else -1].index)
            for test in exercise.tests:
                own = self._by_id.get(test)
                place = max(first, own[0].index) if own else first if answers else len(self.cells)
                places.setdefault(place, []).append(test)
        return places


def _text(cell: Any) -> str:
    source = cell.get("source", "")
    return "".join(source) if isinstance(source, list) else str(source)


def _untouched(cell: StudentCell, exercise: Asked) -> bool:
    """Whether an exercise's cell is as it was released, or empty."""
    return cell.source.strip() in ("", exercise.released.strip())
