"""Make `lessons/` from `solutions/`.

The cell vocabulary becomes nbgrader's metadata, then nbgrader's own GenerateAssignment cuts the
answers and the hidden tests, and a leak check reads the result.
"""

from __future__ import annotations

import ast
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import SaveCells
from traitlets.config import Config

from autograder.common.files import write_aside
from autograder.common.logs import collected_log
from autograder.lesson.course import Course
from autograder.lesson.drawings import attached
from autograder.lesson.home.manifest import MANIFESTS, manifest
from autograder.lesson.home.seals import SEALED, is_of, seals
from autograder.lesson.home.stand_ins import STAND_INS, stand_ins
from autograder.lesson.leaks import find_leaks
from autograder.lesson.lesson import STUBS, Cell, Lesson, LessonError
from autograder.lesson.read import parse_lesson
from autograder.lesson.rules import check_described, check_given
from autograder.lesson.stills import with_stills
from course_utils.notebook.names import grade_id

SCHEMA = 3


def build(course: Course, lessons: list[Lesson]) -> list[Path]:
    """Write the released notebook of each lesson, and its manifest; returns what changed.

    Raises LessonError, and writes nothing, when a release would leak an answer or a hidden test.
    """
    for lesson in lessons:
        check_given(lesson)
        check_described(lesson)
    texts = {path: text for lesson in lessons for path, text in _made(course, lesson).items()}
    _refuse_leaks(texts, lessons)
    changed = [path for path, text in texts.items() if not _is(path, text)]
    for path in changed:
        write_aside(path, texts[path])
    return changed + list(filter(None, (_seal(course, lesson) for lesson in lessons)))


def _seal(course: Course, lesson: Lesson) -> Path | None:
    """Seal the sentences of a lesson that has changed; returns the file, if it was written."""
    path = course.root / SEALED / f"{lesson.name}.json"
    if not _has_seals(course, lesson) or is_of(_text(path), lesson):
        return None
    write_aside(path, seals(lesson))
    return path


def _has_seals(course: Course, lesson: Lesson) -> bool:
    return (course.root / SEALED).is_dir() and bool(lesson.misconceptions)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def refuse_leaks(lessons: list[Lesson]) -> None:
    """Raises LessonError where a release would show an answer or a hidden test."""
    made = {Path(f"{each.name}.ipynb"): _with_stills(each).encode() for each in lessons}
    _refuse_leaks(made, lessons)


def _refuse_leaks(texts: Mapping[Path, bytes], lessons: list[Lesson]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            (Path(folder) / path.name).write_bytes(text)
        leaks = find_leaks(Path(folder), lessons)
    if leaks:
        raise LessonError("the release would leak:\n" + "\n".join(f"  {leak}" for leak in leaks))


def stale(course: Course, lessons: list[Lesson]) -> list[str]:
    """What is wrong with the committed `lessons/`: stale, left over or leaking files."""
    problems = [
        f"{path.relative_to(course.root)} is not what solutions/{lesson.name} makes;"
        " run: make build"
        for lesson in lessons
        for path, text in _made(course, lesson).items()
        if not _is(path, text)
    ]
    problems += [
        f"{SEALED}/{lesson.name}.json is of another solutions/{lesson.name}; run: make build"
        for lesson in lessons
        if _has_seals(course, lesson)
        and not is_of(_text(course.root / SEALED / f"{lesson.name}.json"), lesson)
    ]
    known = {lesson.name for lesson in course.all_lessons()}
    for folder in sorted(course.lessons.glob("*/")):
        if folder.name not in known:
            problems.append(f"lessons/{folder.name} has no source in solutions/; delete it")
    left_over = [
        *(course.root / SEALED).glob("*.json"),
        *(course.root / MANIFESTS).glob("*.json"),
        *(course.root / STAND_INS).glob("*.bin"),
    ]
    for path in sorted(left_over):
        if path.stem not in known:
            left = path.relative_to(course.root)
            problems.append(f"{left} has no source in solutions/; delete it")
    return problems + [str(leak) for leak in find_leaks(course.lessons, lessons)]


def _made(course: Course, lesson: Lesson) -> dict[Path, bytes]:
    """All that is made of a lesson; a course without course_utils has use for the notebook only."""
    made = {course.release(lesson): _with_stills(lesson).encode()}
    folder = course.root / MANIFESTS
    if folder.is_dir() and lesson.exercises:
        about = manifest(lesson, released_notebook(lesson))
        made[folder / f"{lesson.name}.json"] = about.to_json().encode()
        made[course.root / STAND_INS / f"{lesson.name}.bin"] = stand_ins(lesson)
    return made


def _with_stills(lesson: Lesson) -> str:
    """What is committed: the release, and pictures for those who only read it."""
    return with_stills(lesson, release_text(lesson))


def release_text(lesson: Lesson) -> str:
    """The released notebook of a lesson as text, made by nbgrader's GenerateAssignment.

    Its cells have no outputs; a submission brings its own.
    """
    return _release_text(lesson.folder, lesson.text, lesson.mistakes_text)


def released_notebook(lesson: Lesson) -> Any:
    """The released notebook, kept from call to call: for reading only."""
    return _released(lesson.folder, lesson.text, lesson.mistakes_text)


@lru_cache(maxsize=16)
def _released(folder: Path, text: str, mistakes: str) -> Any:
    return nbformat.reads(_release_text(folder, text, mistakes), as_version=4)


@lru_cache(maxsize=16)
def _release_text(folder: Path, text: str, mistakes: str) -> str:
    lesson = parse_lesson(folder, text, mistakes)
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary)
        source = root / "source" / lesson.name / f"{lesson.name}.ipynb"
        source.parent.mkdir(parents=True)
        source.write_text(nbformat.writes(instructor_notebook(lesson)), encoding="utf-8")
        _generate(root, lesson.name)
        release = root / "release" / lesson.name / f"{lesson.name}.ipynb"
        notebook = nbformat.read(release, as_version=4)
    notebook.metadata = _notebook_metadata()
    return nbformat.writes(notebook) + "\n"


def instructor_notebook(lesson: Lesson) -> Any:
    """The lesson with answers and hidden tests, as nbgrader's source notebook."""
    cells = [
        _cell(lesson, cell, _source(lesson, cell)) for cell in lesson.cells if cell.kind != "hidden"
    ]
    return nbformat.v4.new_notebook(cells=cells, metadata=_notebook_metadata())


def solved_notebook(lesson: Lesson, answers: dict[str, str] | None = None) -> Any:
    """A perfect submission; `answers` replaces some exercises' cells by other code."""
    notebook = nbformat.reads(release_text(lesson), as_version=4)
    sources = {cell.grade_id: cell.solved for cell in lesson.cells}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name in sources and cell.metadata.nbgrader.get("solution"):
            cell.source = (answers or {}).get(name, sources[name])
    return notebook


def _source(lesson: Lesson, cell: Cell) -> str:
    """A cell's text in the nbgrader source; test cells get the hidden set-up around them."""
    if cell.kind != "tests":
        return cell.source
    preamble = [c.source for c in lesson.cells if c.kind == "hidden" and c.line < cell.line]
    name, grade_id = repr(lesson.name), repr(cell.grade_id)
    begin = [
        "from autograder import hidden as _hidden",
        f"_hidden.begin({name}, {grade_id}, globals())",
    ]
    first = _hidden_region([*preamble, *begin])
    return "\n".join([first, cell.source, _hidden_region([f"_hidden.finish({name}, {grade_id})"])])


def _hidden_region(lines: list[str]) -> str:
    return "\n".join(["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])


def _cell(lesson: Lesson, cell: Cell, source: str) -> Any:
    make = nbformat.v4.new_markdown_cell if cell.markdown else nbformat.v4.new_code_cell
    source, pictures = attached(lesson.folder, cell) if cell.markdown else (source, {})
    made = make(source=source, id=cell.grade_id[:64])
    if pictures:
        made["attachments"] = pictures
    if cell.kind in ("exercise", "tests", "written"):
        made.metadata["nbgrader"] = _metadata(cell)
    if cell.kind in ("tests", "look"):
        made.metadata |= _FOLDED
    if cell.kind == "tests" or (cell.kind == "exercise" and _may_raise(lesson, cell)):
        made.metadata["tags"] = ["raises-exception"]  # Run All goes on below it
    return made


# The code of a cell comes folded, in JupyterLab and in Colab.
_FOLDED = {"jupyter": {"source_hidden": True}, "cellView": "form"}


def _may_raise(lesson: Lesson, cell: Cell) -> bool:
    """Whether an exercise's cell raises NotImplementedError when it is run as released."""
    statements = ast.parse(lesson.exercise(cell.key).asked.released).body
    return any(isinstance(statement, ast.Raise) for statement in statements)


def _metadata(cell: Cell) -> dict[str, Any]:
    graded = cell.kind in ("tests", "written")
    metadata: dict[str, Any] = {
        "grade": graded,
        "grade_id": cell.grade_id,
        "locked": cell.kind == "tests",
        "schema_version": SCHEMA,
        "solution": cell.kind != "tests",
        "task": False,
    }
    if graded:
        metadata["points"] = cell.options["points"]
    return metadata


def _notebook_metadata() -> Any:
    return nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        }
    )


def _generate(root: Path, lesson: str) -> None:
    config = Config(ClearSolutions=STUBS)
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = lesson
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config), config=config)
    converter.no_database = True
    converter.preprocessors = [p for p in converter.preprocessors if p is not SaveCells]
    try:
        with collected_log(converter.log) as messages:
            converter.start()
    except NbGraderException as error:
        raise LessonError(f"nbgrader could not release {lesson}: {messages.last()}") from error


def _is(path: Path, data: bytes) -> bool:
    if not path.is_file():
        return False
    found = path.read_bytes()
    return data in (found, found.replace(b"\r\n", b"\n"))
