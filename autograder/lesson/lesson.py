"""A lesson as its author wrote it: the one model that everything else uses.

`read` makes it from the files of `solutions/NN_name/`, and `rules` says what it may not be.
"""

from __future__ import annotations

import ast
import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from course_utils.notebook.names import (
    TEXT_STUB,
    bound_names,
    first_line,
    names_of,
    statements_of,
)
from course_utils.notebook.outline import Asked, Outline

LESSON_FILE = "lesson.py"
MISTAKES_FILE = "mistakes.py"
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError"
STUBS = {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB}  # as nbgrader is set
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}\Z")
PREDICTS = "remember.predict("  # what such a cell calls
WORTH = "worth"  # the option of a test cell that keeps its author's points
MARKER = re.compile(r"### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*\Z")


class LessonError(ValueError):
    """A lesson's source that cannot be used; the text says where, what and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of the source. `kind` is 'prose', 'given' or a word of its marker; `key` its name.

    `file` names the file as messages do, and `line` is that of the cell's marker in it.
    """

    kind: str
    key: str
    source: str
    file: str
    line: int
    markdown: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    grade_id: str = ""

    def where(self, offset: int = 0) -> str:
        """The place of the cell, or of the line `offset` lines further, for a message."""
        return f"{self.file}, line {max(1, self.line + offset)}"

    def without(self, region: str, stub: str = "") -> str:
        """The source with the marked regions cut; `stub` replaces each, indented like it."""
        kept: list[str] = []
        inside = False
        for line in self.source.split("\n"):
            marker = MARKER.match(line.strip())
            if marker and marker[2] == region:
                inside = marker[1] == "BEGIN"
                if inside and stub:
                    indent = line[: len(line) - len(line.lstrip())]
                    kept += [indent + part for part in stub.split("\n")]
            elif not inside:
                kept.append(line)
        return "\n".join(kept)

    @property
    def solved(self) -> str:
        """The source with its answers, without the marks around them."""
        return "\n".join(x for x in self.source.split("\n") if not MARKER.match(x.strip()))

    def only(self, region: str) -> list[str]:
        """The lines inside the marked regions."""
        lines: list[str] = []
        inside = False
        for line in self.source.split("\n"):
            marker = MARKER.match(line.strip())
            if marker and marker[2] == region:
                inside = marker[1] == "BEGIN"
            elif inside:
                lines.append(line)
        return lines


@dataclass(frozen=True)
class Misconception:
    """A known wrong answer; `sentence` explains it to the student."""

    exercise: str
    name: str
    source: str
    sentence: str


@dataclass(frozen=True)
class Exercise:
    """One exercise: the student's cell, its tests and the known wrong answers."""

    name: str
    cell: Cell
    tests: tuple[Cell, ...]
    misconceptions: tuple[Misconception, ...]

    @cached_property
    def defines(self) -> tuple[str, ...]:
        """The names that the answer binds, in order."""
        return bound_names(self.cell.source)

    @cached_property
    def asks(self) -> tuple[str, ...]:
        """Of these, the names in whose statements the student has to write."""
        return names_of([node for node in self._statements if self._is_written(node)])

    @cached_property
    def gives(self) -> tuple[str, ...]:
        """The other names that its cell brings, such as a helper that the tests use."""
        return tuple(name for name in self.defines if name not in self.asks)

    @cached_property
    def given(self) -> str:
        """The statements of the cell that have nothing to do with what is asked."""
        parts = statements_of(self.cell.source)
        return "\n\n\n".join(text for text, names in parts if set(names).isdisjoint(self.asks))

    @cached_property
    def asked(self) -> Asked:
        """What students have of it."""
        released = self.cell.without("SOLUTION", CODE_STUB)
        tests = tuple(test.grade_id for test in self.tests)
        return Asked(self.name, self.asks, self.gives, released, self.given, tests, self.pair)

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        return ast.parse(self.cell.source).body

    @cached_property
    def _written(self) -> frozenset[int]:
        """The lines between the markers of a solution."""
        inside, found = False, set()
        for number, line in enumerate(self.cell.source.split("\n"), 1):
            if marker := MARKER.match(line.strip()):
                inside = marker[1] == "BEGIN"
            elif inside:
                found.add(number)
        return frozenset(found)

    def _is_written(self, node: ast.stmt) -> bool:
        lines = range(first_line(node), (node.end_lineno or 0) + 1)
        return not self._written.isdisjoint(lines)

    @property
    def points(self) -> float:
        return sum(float(cell.options["points"]) for cell in self.tests)

    @property
    def worth(self) -> float:
        """The points that its author gave it, whether or not this course counts them."""
        return sum(float(c.options.get(WORTH, c.options["points"])) for c in self.tests)

    @property
    def further(self) -> bool:
        """Whether it goes beyond the core of the lesson."""
        return bool(self.cell.options.get("further", False))

    @property
    def pair(self) -> str:
        """The earlier exercise that it makes a pair with; empty when there is none.

        The two are written for each other (a forward and a backward pass with its cache): when the
        other failed, it counts as right if it works with either, the student's or the reference.
        """
        return str(self.cell.options.get("pair", ""))

    @property
    def lend(self) -> bool:
        """Whether later exercises may call the reference answer when this one failed."""
        return bool(self.cell.options.get("lend", True))


@dataclass(frozen=True)
class Lesson:
    """A lesson: the text and the cells of `lesson.py`, and those of `mistakes.py` beside it.

    A long lesson lies in several files, which `text` holds as one (see `parts`). `folder` is that
    of the files; it need not exist.
    """

    name: str
    folder: Path
    text: str
    cells: tuple[Cell, ...]
    mistakes_text: str = ""
    mistakes: tuple[Cell, ...] = ()

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        return tuple(self._exercise(cell) for cell in self.cells if cell.kind == "exercise")

    @cached_property
    def written(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind == "written")

    @cached_property
    def figures(self) -> frozenset[str]:
        """The `look` cells whose pictures a person sees beside a written answer."""
        named = (cell.options.get("figure") for cell in self.written)
        return frozenset(str(name) for name in named if name is not None)

    @cached_property
    def tests(self) -> dict[str, Cell]:
        """Test cells by grade id."""
        return {cell.grade_id: cell for cell in self.cells if cell.kind == "tests"}

    @cached_property
    def digest(self) -> str:
        """Changes whenever anything in its files changes."""
        cells = (*self.cells, *self.mistakes)
        text = "\0".join(f"{c.kind}\0{c.key}\0{c.options}\0{c.source}" for c in cells)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @cached_property
    def misconceptions(self) -> tuple[Cell, ...]:
        """The cells of known wrong answers."""
        return tuple(cell for cell in self.mistakes if cell.kind == "misconception")

    @property
    def title(self) -> str:
        heading = re.search(r"^# (.+)$", self.cells[0].source if self.cells else "", re.M)
        return heading[1].strip() if heading else self.name

    @property
    def max_score(self) -> float:
        written = sum(float(cell.options["points"]) for cell in self.written)
        return written + sum(exercise.points for exercise in self.exercises)

    @cached_property
    def outline(self) -> Outline:
        """What students have of it, but for the released notebook."""
        given = {c.grade_id[:64]: c.source for c in self.cells if c.kind == "given"}
        looks = {c.source.strip(): c.key for c in self.cells if c.kind == "look"}
        written = frozenset(cell.grade_id for cell in self.written)
        asked = tuple(each.asked for each in self.exercises)
        return Outline(self.name, asked, given, looks, written=written)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; KeyError when there is none."""
        return {exercise.name: exercise for exercise in self.exercises}[name]

    def _exercise(self, cell: Cell) -> Exercise:
        tests = tuple(c for c in self.cells if c.kind == "tests" and c.key == cell.key)
        wrong = (misconception(c) for c in self.misconceptions if c.key == cell.key)
        return Exercise(cell.key, cell, tests, tuple(wrong))


def is_prediction(cell: Cell) -> bool:
    """Whether a cell asks for a prediction."""
    return cell.kind == "look" and PREDICTS in cell.source


def misconception(cell: Cell) -> Misconception:
    """The known wrong answer in a cell."""
    tree = ast.parse(cell.source)
    nodes = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    texts = [ast.get_docstring(tree), *(ast.get_docstring(node) for node in nodes)]
    sentence = " ".join((next((t for t in texts if t), "") or "").split())
    return Misconception(cell.key, str(cell.options.get("name", "")), cell.source, sentence)
