"""What a lesson may not be: each rule broken is a LessonError with the place and the remedy."""

from __future__ import annotations

import ast
import builtins
import symtable
from collections import Counter
from collections.abc import Iterator

from autograder.lesson.choice.needs import brings, needs
from autograder.lesson.lesson import (
    LESSON_FILE,
    MARKER,
    MISTAKES_FILE,
    PLAIN_NAME,
    Cell,
    Lesson,
    LessonError,
    misconception,
)
from course_utils.notebook.names import bound_names


def check(lesson: Lesson) -> None:
    """Raises LessonError for the first rule that a lesson breaks."""
    _check_places(lesson)
    for cell in (*lesson.cells, *lesson.mistakes):
        _check_regions(cell)
        _check_code(cell)
    _check_names(lesson)
    _check_keeps(lesson)
    _check_bindings(lesson)
    _check_misconceptions(lesson)


def _check_places(lesson: Lesson) -> None:
    """Whether `mistakes.py` holds nothing but known wrong answers and what they need."""
    own = [cell for cell in lesson.mistakes if cell.file.endswith(f"/{MISTAKES_FILE}")]
    code = [cell for cell in own if cell.kind != "prose" and cell.source.strip()]
    for position, cell in enumerate(code):
        setup = cell.kind == "hidden" and position == 0
        if not setup and cell.kind != "misconception":
            raise LessonError(
                f"{cell.where()}: {_FOUND.get(cell.kind, f'a {cell.kind} cell')} has no place here;"
                f' {MISTAKES_FILE} holds wrong answers (misconception="…"), headings, and before'
                f' them at most one set-up cell (hidden="setup"). All else stands in {LESSON_FILE}'
            )


_FOUND = {
    "exercise": "an exercise cell",
    "given": "a code cell without a word on its marker",
    "hidden": "a second set-up, or one below a wrong answer,",
}


def _check_regions(cell: Cell) -> None:
    allowed = {"exercise": "SOLUTION", "written": "SOLUTION", "tests": "HIDDEN TESTS"}
    opened = ""
    for offset, text in enumerate(cell.source.split("\n"), 1):
        marker = MARKER.match(text.strip())
        where = cell.where(offset)
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
        raise LessonError(f"{cell.where()}: {opened} is never closed")
    if cell.kind in ("exercise", "written") and not cell.only("SOLUTION"):
        raise LessonError(
            f"{cell.where()}: {cell.key!r} marks no solution;"
            " put it between '### BEGIN SOLUTION' and '### END SOLUTION'"
        )


def _check_code(cell: Cell) -> None:
    if cell.markdown:
        return
    try:
        ast.parse(cell.source)
        ast.parse(cell.without("SOLUTION", "raise NotImplementedError"))
    except SyntaxError as error:
        raise LessonError(f"{cell.where(error.lineno or 0)}: {error.msg}") from error


def _check_keeps(lesson: Lesson) -> None:
    """Whether what a cell `keeps` is a function that it defines."""
    for cell in lesson.cells:
        keeps = cell.options.get("keeps")
        tree = ast.parse(cell.source) if keeps else ast.Module([], [])
        if keeps and keeps not in {n.name for n in tree.body if isinstance(n, ast.FunctionDef)}:
            raise LessonError(f"{cell.where()}: keeps={keeps!r} names no function of this cell")


def _check_names(lesson: Lesson) -> None:
    file = f"{lesson.name}/{LESSON_FILE}"
    keys = Counter(c.key for c in lesson.cells if c.kind in ("exercise", "written"))
    repeated = [key for key, count in keys.items() if count > 1]
    if repeated:
        raise LessonError(f"{file}: {repeated[0]!r} names two exercises")
    seen: set[str] = set()
    for cell in lesson.cells:
        if cell.kind == "exercise":
            if cell.options.get("pair", "") not in {"", *seen}:
                raise LessonError(
                    f"{cell.where()}: pair={cell.options['pair']!r} names no exercise before it"
                )
            seen.add(cell.key)
        if cell.kind == "tests" and cell.key not in seen:
            raise LessonError(
                f"{cell.where()}: tests for {cell.key!r}, but no such exercise before it"
            )
        if cell.kind in ("tests", "written") and float(cell.options.get("points", 0)) <= 0:
            raise LessonError(
                f"{cell.where()}: say what {cell.key!r} is worth, for example points=3"
            )
    for exercise in lesson.exercises:
        if not exercise.tests:
            raise LessonError(f"{file}: exercise {exercise.name!r} has no tests")
    unknown = lesson.figures - {cell.key for cell in lesson.cells if cell.kind == "look"}
    if unknown:
        raise LessonError(f"{file}: figure={min(unknown)!r} names no look cell")


def _check_bindings(lesson: Lesson) -> None:
    """Whether tests and pictures leave alone what the notebook's other cells define.

    At home, and where stock nbgrader executes a notebook, all cells share their names.
    """
    others = [cell for cell in reversed(lesson.cells) if cell.kind in ("given", "exercise")]
    assigned = {name: cell for cell in others for name in _bound(cell.source)[0]}
    owners = {name: cell for cell in others for name in _bound(cell.source)[1]} | assigned
    for cell in lesson.cells:
        if cell.kind not in ("tests", "look"):
            continue
        mine, imports = _bound(cell.source)  # to import again what is imported changes nothing
        if taken := mine & owners.keys() | imports & assigned.keys():
            name, what = min(taken), "tests" if cell.kind == "tests" else "picture"
            raise LessonError(
                f"{cell.where()}: the {what} {cell.key!r} would give {name} another value, which"
                f" {owners[name].where()} defines and other cells may use; take another name"
            )


def _bound(source: str) -> tuple[set[str], set[str]]:
    """The names that code assigns to at its top level, and those that it imports there."""
    symbols = symtable.symtable(source, "<cell>", "exec").get_symbols()
    assigned = {symbol.get_name() for symbol in symbols if symbol.is_assigned()}
    return assigned, {symbol.get_name() for symbol in symbols if symbol.is_imported()}


def check_given(lesson: Lesson) -> None:
    """Raises LessonError where given code or a picture uses what nothing above it defines.

    Asked of whoever builds a lesson, not of those who only judge by it.
    """
    code = [c for c in lesson.cells if c.kind in ("given", "exercise", "look")]
    if any("import *" in cell.source for cell in code):
        return
    known = {*dir(builtins), *_NOTEBOOK}
    for cell in code:
        missing = needs(cell.source) - known if cell.kind != "exercise" else set()
        if missing:
            what = f"the picture {cell.key!r}" if cell.kind == "look" else "this given code"
            raise LessonError(
                f"{cell.where()}: {what} uses {' and '.join(sorted(missing))}, which nothing above"
                " it defines, so that it would fail or wait for ever; define it, or cut the cell"
            )
        known |= brings(cell.source)


def without_setup(lesson: Lesson) -> str:
    """What to do so that the source runs as Python, where nothing brings what its tests read."""
    brought = {
        name for cell in lesson.cells if cell.kind == "hidden" for name in brings(cell.source)
    }
    for cell in lesson.tests.values():
        lacking = needs(cell.source) & {"reference", "rng"} - brought
        if lacking:
            return (
                f"{cell.where()}: only `autograder` knows {' and '.join(sorted(lacking))} here; for"
                " `python` to run the source too, put a set-up cell below the imports:\n\n"
                '    # %% hidden="setup"\n    from autograder.hidden import setup\n\n'
                f'    reference, rng = setup("{lesson.name}")'
            )
    return ""


def check_described(lesson: Lesson) -> None:
    """Raises LessonError where a look cell draws a picture and does not say what it shows.

    An explorable of course_utils brings its own words. Asked of whoever builds a lesson.
    """
    code = [c for c in lesson.cells if c.kind in ("given", "exercise", "look")]
    pens = {name for cell in code for name in _pens(cell.source)}
    for cell in code:
        if cell.kind != "look" or cell.options.get("alt"):
            continue
        loads = {node.id for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)}
        if pens & loads or ("LiveFigure(" in cell.source and "alt=" not in cell.source):
            raise LessonError(
                f"{cell.where()}: the picture {cell.key!r} says nothing to who cannot see it; write"
                ' what there is to see on its marker: look="…" alt="A line that rises …"'
            )


_DRAWING = ("matplotlib", "course_utils.plots", "course_utils.circuits", "course_utils.multiclass")


def _pens(source: str) -> Iterator[str]:
    """The names under which code imports what draws pictures."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            module = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            for alias in node.names:
                if f"{module}{alias.name}".startswith(_DRAWING):
                    yield (alias.asname or alias.name).partition(".")[0]


_NOTEBOOK = ("display", "get_ipython", "__name__", "__file__")  # what a notebook's kernel brings


def _check_misconceptions(lesson: Lesson) -> None:
    exercises = {exercise.name: exercise for exercise in lesson.exercises}
    names: set[tuple[str, str]] = set()
    for cell in lesson.misconceptions:
        if cell.key not in exercises:
            raise LessonError(
                f"{cell.where()}: misconception for {cell.key!r}, but no such exercise in"
                f" {LESSON_FILE}; there are: {', '.join(exercises) or 'none'}"
            )
        wrong, defines = misconception(cell), exercises[cell.key].defines
        about = f"{cell.where()}: misconception {wrong.name!r} of {cell.key!r}"
        if not PLAIN_NAME.match(wrong.name) or (cell.key, wrong.name) in names:
            raise LessonError(f'{about} needs a name of its own, such as name="wrong_sign"')
        names.add((cell.key, wrong.name))
        if not wrong.sentence:
            raise LessonError(f"{about} needs a docstring that explains it to the student")
        if not set(defines) <= set(bound_names(wrong.source)):
            raise LessonError(f"{about} must define {', '.join(defines)}")
