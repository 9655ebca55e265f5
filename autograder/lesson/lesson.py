"""Read a lesson's source, `solutions/NN_name.py`, into the one model everything else uses.

The source is a jupytext py:percent notebook whose cell markers carry a small vocabulary (see
docs/authoring.md). Reading it checks the vocabulary: what would make a wrong or leaking release
is a LessonError that names the file, the line and the remedy.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import jupytext

KINDS = ("exercise", "tests", "written", "look", "hidden", "misconception")
OPTIONS = {
    "exercise": {"lend"},
    "tests": {"points", "timeout"},
    "written": {"points", "figure"},
    "look": set(),
    "hidden": set(),
    "misconception": {"name"},
}
CODE_STUB = "# YOUR CODE HERE\nraise NotImplementedError"
TEXT_STUB = "*Your answer goes here.*"
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,60}\Z")
_REGION = re.compile(r"### (BEGIN|END) (SOLUTION|HIDDEN TESTS)\s*\Z")


class LessonError(ValueError):
    """A lesson's source that cannot be used; the text says where, what and what to do."""


@dataclass(frozen=True)
class Cell:
    """One cell of the source. `kind` is 'prose', 'given' or one of KINDS; `key` its name."""

    kind: str
    key: str
    source: str
    line: int
    markdown: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    grade_id: str = ""

    def without(self, region: str, stub: str = "") -> str:
        """The source with the marked regions cut; `stub` replaces each, indented like it."""
        kept: list[str] = []
        inside = False
        for line in self.source.split("\n"):
            marker = _REGION.match(line.strip())
            if marker and marker[2] == region:
                inside = marker[1] == "BEGIN"
                if inside and stub:
                    indent = line[: len(line) - len(line.lstrip())]
                    kept += [indent + part for part in stub.split("\n")]
            elif not inside:
                kept.append(line)
        return "\n".join(kept)

    def only(self, region: str) -> list[str]:
        """The lines inside the marked regions."""
        lines: list[str] = []
        inside = False
        for line in self.source.split("\n"):
            marker = _REGION.match(line.strip())
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

    @property
    def points(self) -> float:
        return sum(float(cell.options["points"]) for cell in self.tests)

    @property
    def lend(self) -> bool:
        """Whether later exercises may call the reference answer when this one failed."""
        return bool(self.cell.options.get("lend", True))


@dataclass(frozen=True)
class Lesson:
    """A lesson as its author wrote it."""

    name: str
    path: Path
    text: str
    cells: tuple[Cell, ...]

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
        """Changes whenever anything in the source changes."""
        text = "\0".join(f"{c.kind}\0{c.key}\0{c.options}\0{c.source}" for c in self.cells)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    @property
    def title(self) -> str:
        heading = re.search(r"^# (.+)$", self.cells[0].source if self.cells else "", re.M)
        return heading[1].strip() if heading else self.name

    @property
    def max_score(self) -> float:
        written = sum(float(cell.options["points"]) for cell in self.written)
        return written + sum(exercise.points for exercise in self.exercises)

    def exercise(self, name: str) -> Exercise:
        """The exercise of that name; KeyError when there is none."""
        return {exercise.name: exercise for exercise in self.exercises}[name]

    def _exercise(self, cell: Cell) -> Exercise:
        tests = tuple(c for c in self.cells if c.kind == "tests" and c.key == cell.key)
        wrong = (c for c in self.cells if c.kind == "misconception" and c.key == cell.key)
        return Exercise(cell.key, cell, tests, tuple(_misconception(c) for c in wrong))


def read_lesson(path: Path) -> Lesson:
    """The lesson in the source file `path`; raises LessonError when it breaks a rule."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{path}: the lesson's source cannot be read ({error})") from error
    return parse_lesson(path, text)


@lru_cache(maxsize=32)
def parse_lesson(path: Path, text: str) -> Lesson:
    """The lesson in `text`; `path` names it, and need not exist."""
    notebook = jupytext.reads(text, fmt="py:percent")
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("# %%")]
    if len(lines) != len(notebook.cells):
        lines = [0] * len(notebook.cells)
    cells = [_cell(path, cell, n) for cell, n in zip(notebook.cells, lines, strict=True)]
    lesson = Lesson(path.stem, path, text, tuple(_with_grade_ids(cells)))
    _check(lesson)
    return lesson


def _cell(path: Path, cell: Any, line: int) -> Cell:
    metadata = {
        k: v for k, v in cell.metadata.items() if k not in ("jupyter", "lines_to_next_cell")
    }
    kinds = [kind for kind in KINDS if kind in metadata]
    where = f"{path.name}, line {line}"
    if len(kinds) > 1:
        raise LessonError(f"{where}: a cell is one thing, not both {kinds[0]!r} and {kinds[1]!r}")
    kind = kinds[0] if kinds else ("prose" if cell.cell_type == "markdown" else "given")
    key = str(metadata.pop(kind, ""))
    unknown = sorted(set(metadata) - OPTIONS.get(kind, set()))
    if unknown:
        allowed = ", ".join((*KINDS, *sorted(OPTIONS.get(kind, set()))))
        raise LessonError(
            f"{where}: unknown word {unknown[0]!r} on a cell marker; known: {allowed}"
        )
    if kinds and not _NAME.match(key):
        raise LessonError(f"{where}: {kind}={key!r} must be a plain name such as 'sigmoid'")
    if (cell.cell_type == "markdown") != (kind in ("prose", "written")):
        raise LessonError(f"{where}: a {kind} cell cannot be of type {cell.cell_type}")
    return Cell(kind, key, cell.source, line, cell.cell_type == "markdown", metadata)


def _with_grade_ids(cells: list[Cell]) -> list[Cell]:
    """Give every cell a lasting id that is made from names, so that a rebuild changes nothing."""
    seen: Counter[str] = Counter()
    named, result = "start", []
    for cell in cells:
        if cell.kind in ("exercise", "tests", "written", "look"):
            base = {"tests": f"test_{cell.key}", "look": f"look_{cell.key}"}.get(
                cell.kind, cell.key
            )
            named = cell.key
        else:
            base = f"{named}-{'text' if cell.markdown else 'code'}"
        seen[base] += 1
        grade_id = base if seen[base] == 1 else f"{base}_{seen[base]}"
        result.append(replace(cell, grade_id=grade_id))
    return result


def _misconception(cell: Cell) -> Misconception:
    tree = ast.parse(cell.source)
    nodes = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef)]
    texts = [ast.get_docstring(tree), *(ast.get_docstring(node) for node in nodes)]
    sentence = " ".join((next((t for t in texts if t), "") or "").split())
    return Misconception(cell.key, str(cell.options.get("name", "")), cell.source, sentence)


def bound_names(source: str) -> tuple[str, ...]:
    """The top-level names that `source` binds by def, class or assignment, in order."""
    names: dict[str, None] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names[node.name] = None
        else:
            stored = (n for n in ast.walk(node) if isinstance(n, ast.Name))
            names |= {n.id: None for n in stored if isinstance(n.ctx, ast.Store)}
    return tuple(name for name in names if not name.startswith("_"))


def _check(lesson: Lesson) -> None:
    for cell in lesson.cells:
        _check_regions(lesson, cell)
        _check_code(lesson, cell)
    _check_names(lesson)
    _check_misconceptions(lesson)


def _check_regions(lesson: Lesson, cell: Cell) -> None:
    allowed = {"exercise": "SOLUTION", "written": "SOLUTION", "tests": "HIDDEN TESTS"}
    opened = ""
    for offset, text in enumerate(cell.source.split("\n"), 1):
        marker = _REGION.match(text.strip())
        where = f"{lesson.path.name}, line {cell.line + offset}"
        if marker is None:
            if "BEGIN SOLUTION" in text or "HIDDEN TESTS" in text or "END SOLUTION" in text:
                raise LessonError(
                    f"{where}: write a marker as '### BEGIN SOLUTION', found {text!r}"
                )
            continue
        side, region = marker.groups()
        if region != allowed.get(cell.kind):
            raise LessonError(f"{where}: a {cell.kind} cell cannot hold {region} markers")
        if side == "BEGIN" and opened:
            raise LessonError(f"{where}: a {region} marker inside another; close it first")
        if side == "END" and not opened:
            raise LessonError(f"{where}: END {region} without a BEGIN")
        opened = region if side == "BEGIN" else ""
    if opened:
        raise LessonError(f"{lesson.path.name}, line {cell.line}: {opened} is never closed")
    if cell.kind in ("exercise", "written") and not cell.only("SOLUTION"):
        raise LessonError(
            f"{lesson.path.name}, line {cell.line}: {cell.key!r} marks no solution;"
            " put it between '### BEGIN SOLUTION' and '### END SOLUTION'"
        )


def _check_code(lesson: Lesson, cell: Cell) -> None:
    if cell.markdown:
        return
    try:
        ast.parse(cell.source)
        ast.parse(cell.without("SOLUTION", "raise NotImplementedError"))
    except SyntaxError as error:
        line = cell.line + (error.lineno or 0)
        raise LessonError(f"{lesson.path.name}, line {line}: {error.msg}") from error


def _check_names(lesson: Lesson) -> None:
    keys = Counter(c.key for c in lesson.cells if c.kind in ("exercise", "written"))
    repeated = [key for key, count in keys.items() if count > 1]
    if repeated:
        raise LessonError(f"{lesson.path.name}: {repeated[0]!r} names two exercises")
    seen: set[str] = set()
    for cell in lesson.cells:
        where = f"{lesson.path.name}, line {cell.line}"
        if cell.kind == "exercise":
            seen.add(cell.key)
        if cell.kind in ("tests", "misconception") and cell.key not in seen:
            raise LessonError(
                f"{where}: {cell.kind} for {cell.key!r}, but no such exercise before it"
            )
        if cell.kind in ("tests", "written") and float(cell.options.get("points", 0)) <= 0:
            raise LessonError(f"{where}: say what {cell.key!r} is worth, for example points=3")
    for exercise in lesson.exercises:
        if not exercise.tests:
            raise LessonError(f"{lesson.path.name}: exercise {exercise.name!r} has no tests")
    unknown = lesson.figures - {cell.key for cell in lesson.cells if cell.kind == "look"}
    if unknown:
        raise LessonError(f"{lesson.path.name}: figure={min(unknown)!r} names no look cell")


def _check_misconceptions(lesson: Lesson) -> None:
    kinds = [cell.kind for cell in lesson.cells]
    if "misconception" in kinds:
        tail = kinds[kinds.index("misconception") :]
        if set(tail) - {"misconception", "prose"}:
            raise LessonError(f"{lesson.path.name}: misconceptions stand at the end of the file")
    for exercise in lesson.exercises:
        names = Counter(m.name for m in exercise.misconceptions)
        for wrong in exercise.misconceptions:
            where = f"{lesson.path.name}: misconception {wrong.name!r} of {exercise.name!r}"
            if not _NAME.match(wrong.name) or names[wrong.name] > 1:
                raise LessonError(f'{where} needs a name of its own, such as name="wrong_sign"')
            if not wrong.sentence:
                raise LessonError(f"{where} needs a docstring that explains it to the student")
            if not set(exercise.defines) <= set(bound_names(wrong.source)):
                raise LessonError(f"{where} must define {', '.join(exercise.defines)}")
