"""Read a lesson from its folder, `solutions/NN_name/`.

`lesson.py` is what a reader follows; a long lesson goes on in `lesson_2.py` and so on.
`mistakes.py`, which may be missing, holds the known wrong answers. A short lesson may keep them in
`lesson.py`, or be one file, `solutions/NN_name.py`. All are jupytext py:percent notebooks whose
cell markers carry a small vocabulary (see docs/authoring.md). What would make a wrong or leaking
release is a LessonError that names the file, the line and the remedy.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from autograder.common.paired import jupytext
from autograder.lesson.furnish import furnished
from autograder.lesson.further import COUNTED, weighed
from autograder.lesson.lesson import (
    LESSON_FILE,
    MISTAKES_FILE,
    PLAIN_NAME,
    Cell,
    Lesson,
    LessonError,
)
from autograder.lesson.parts import ABOVE, as_one, part_files, part_texts
from autograder.lesson.rules import check

KINDS = ("exercise", "tests", "written", "look", "hidden", "misconception")
OPTIONS = {
    "given": {"keeps"},
    "exercise": {"further", "keeps", "lend", "minutes", "pair"},
    "tests": {"points", "timeout"},
    "written": {"points", "figure", "minutes"},
    "look": {"alt"},
    "hidden": set(),
    "misconception": {"name"},
}


# A line that begins with `# %` or `# ls` is a comment of the lesson's, not a magic put aside.
_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}
# What JupyterLab and other editors write on a cell for themselves.
_EDITORS = {
    "cell_marker",
    "collapsed",
    "deletable",
    "editable",
    "execution",
    "id",
    "jupyter",
    "lines_to_end_of_cell_marker",
    "lines_to_next_cell",
    "scrolled",
    "slideshow",
    "tags",
    "trusted",
    "vscode",
}
_EDITORS_PREFIX = ("jp-", "jupyterlab-", "nteract", "colab")


def _number(value: Any, *, above: bool) -> str:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    fine = number and math.isfinite(value) and (value > 0 if above else value >= 0)
    return "" if fine else f"a number {'above 0' if above else 'of at least 0'}"


def _is_sentence(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value


_RULES: dict[str, Callable[[Any], str]] = {
    "points": partial(_number, above=False),
    "timeout": partial(_number, above=True),
    "minutes": partial(_number, above=True),
    "lend": lambda value: "" if isinstance(value, bool) else "True or False",
    "further": lambda value: "" if value in (True, False, COUNTED) else "True or False",
    "pair": lambda value: "" if PLAIN_NAME.match(str(value)) else "the name of an exercise",
    "keeps": lambda value: "" if PLAIN_NAME.match(str(value)) else "the name of a function",
    "name": lambda value: "" if PLAIN_NAME.match(str(value)) else "a plain name such as 'doubled'",
    "alt": lambda value: "" if _is_sentence(value) else "a sentence that says what there is to see",
    "figure": lambda value: "" if PLAIN_NAME.match(str(value)) else "the name of a look cell",
}


def read_lesson(folder: Path) -> Lesson:
    """The lesson in `folder`, or in the file `folder`.py; raises LessonError for a broken rule."""
    alone = folder.parent / f"{folder.name}.py"
    if not folder.is_dir() and alone.is_file():
        return parse_lesson(folder, _text(alone), file=alone.name)
    wrong = folder / MISTAKES_FILE
    mistakes = _text(wrong) if wrong.exists() else ""
    parts = [(path.name, _text(path)) for path in part_files(folder)]
    return parse_lesson(folder, as_one(parts), mistakes)


@lru_cache(maxsize=32)
def parse_lesson(folder: Path, text: str, mistakes: str = "", *, file: str = "") -> Lesson:
    """The lesson whose `lesson.py` and `mistakes.py` hold these texts; raises LessonError.

    `text` may be several files, as `parts.as_one` joins them. `folder` names the lesson, and need
    not exist; `file` is what messages call `lesson.py`.
    """
    lesson = parse_source(folder, text, mistakes, file=file)
    return replace(lesson, cells=furnished(replace(lesson, cells=weighed(lesson.cells))))


def parse_source(folder: Path, text: str, mistakes: str = "", *, file: str = "") -> Lesson:
    """As `parse_lesson`, with the cells and the points of the source, and no other cells."""
    parts = part_texts(text, file or f"{folder.name}/{LESSON_FILE}")
    found = [cell for name, part in parts for cell in _cells(name, part)]
    found = _without_above(found, parts[0][0])
    cells = _with_grade_ids([cell for cell in found if cell.kind != "misconception"])
    wrong = [cell for cell in found if cell.kind == "misconception"]
    wrong += _cells(f"{folder.name}/{MISTAKES_FILE}", mistakes) if mistakes else []
    lesson = Lesson(folder.name, folder, text, tuple(cells), mistakes, tuple(wrong))
    check(lesson)
    return lesson


def _without_above(cells: list[Cell], first: str) -> list[Cell]:
    """The cells without those that bring a later file what stands in the ones before it."""
    kept, seen = [], {first}
    for cell in cells:
        above = (cell.kind, cell.key) == ("hidden", ABOVE)
        if above and cell.file in seen:
            raise LessonError(
                f"{cell.where()}: a hidden cell of the name {ABOVE!r} brings a later file of a"
                " lesson what stands above it, and can only be the first cell of code there"
            )
        if not cell.markdown:
            seen.add(cell.file)
        if not above:
            kept.append(cell)
    return kept


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LessonError(f"{path}: the lesson's source cannot be read ({error})") from error


def _cells(file: str, text: str) -> list[Cell]:
    notebook = jupytext.reads(text, fmt=_FORMAT)
    lines = _lines(text, [cell.source for cell in notebook.cells])
    return [_cell(file, cell, n) for cell, n in zip(notebook.cells, lines, strict=True)]


def _lines(text: str, sources: list[str]) -> list[int]:
    """The line of each cell's marker; what stands above all markers is a cell without one."""
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.startswith("# %%")]
    if len(sources) == len(lines) + 1:
        lines.insert(0, text[: text.find(sources[0])].count("\n"))
    return lines if len(lines) == len(sources) else [0] * len(sources)


def _cell(file: str, cell: Any, line: int) -> Cell:
    metadata = {
        word: value
        for word, value in cell.metadata.items()
        if word not in _EDITORS and not word.startswith(_EDITORS_PREFIX)
    }
    kinds = [kind for kind in KINDS if kind in metadata]
    where = f"{file}, line {line}"
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
    for word, value in metadata.items():
        if problem := _RULES[word](value):
            raise LessonError(f"{where}: {word} must be {problem}, found {value!r}")
    if kinds and not PLAIN_NAME.match(key):
        raise LessonError(f"{where}: {kind}={key!r} must be a plain name such as 'sigmoid'")
    if (cell.cell_type == "markdown") != (kind in ("prose", "written")):
        raise LessonError(f"{where}: a {kind} cell cannot be of type {cell.cell_type}")
    return Cell(
        kind, key, cell.source.rstrip("\n"), file, line, cell.cell_type == "markdown", metadata
    )


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
