"""Where what is given back is written: below grading/, which git ignores, or out of the course."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from autograder.common.files import write_aside
from autograder.database.place import told
from autograder.lesson.course import Course

ARCHIVES = ("moodle", "canvas")  # forms that are one zip; all others are a folder


class ReturnError(RuntimeError):
    """Nothing can be given back as it was asked for; the text says why and what to do."""


def target(course: Course, lesson: str, form: str, out: Path | None) -> Path:
    """Where to write; raises ReturnError where `out` is no place for students' marks."""
    if out is None:
        name = f"{form}.zip" if form in ARCHIVES else form
        return course.grading / "returned" / lesson / name
    path = out.absolute()
    real = path.resolve()
    if real.is_relative_to(course.root) and not real.is_relative_to(course.grading):
        raise ReturnError(
            f"--out {out} lies in the course's repository, where marks could be committed; choose a"
            " place below grading/ or outside"
        )
    if form in ARCHIVES:
        if path.suffix.lower() != ".zip" or path.is_dir():
            raise ReturnError(f"--out {out}: a {form} archive is a file whose name ends in .zip")
    elif path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise ReturnError(f"--out {out} is there already; name a folder that is new or empty")
    return path


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Make `path` hold just these files, in one step; raises GradebookError."""
    with told(f"{path.name} cannot be written"):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
        try:
            for name, data in files.items():
                write_aside(aside / name, data)
            aside.chmod(0o755)
            if path.is_dir():
                old = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}-"))
                path.rename(old / path.name)
                aside.rename(path)
                shutil.rmtree(old)
            else:
                aside.rename(path)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
