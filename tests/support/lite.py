"""The browser edition for tests: Pyodide's folder, the site, and Pyodide under Node."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from autograder.lesson.course import Course
from autograder.lesson.packing.kit import staged
from autograder.lite.obtain import Obtained
from autograder.lite.pyodide import LiteError
from autograder.lite.serve import server
from autograder.lite.site import python_of
from tests.support import ROOT

_NODE = Path(__file__).with_name("pyodide.mjs")
NO_WHEELS = "Pyodide's wheels cannot be had here"


@dataclass(frozen=True)
class Came:
    """What came of one cell."""

    status: str
    error: str
    output: str
    seconds: float


def obtained() -> Obtained:
    """Pyodide, from where PYODIDE says or wherever it is."""
    place = os.environ.get("PYODIDE")
    return Obtained(Path(place) if place else None)


@contextlib.contextmanager
def or_skip() -> Iterator[None]:
    """Leaves a test out where Pyodide's files are not to be had, and says so by that name."""
    try:
        yield
    except LiteError as error:
        pytest.skip(f"{NO_WHEELS}: {error}")


def python_folder(course: Course, folder: Path) -> Path:
    """A folder with Pyodide and `course_utils`, as the site has it."""
    with staged(course, course.all_lessons()) as kit:
        python_of(course, kit, obtained(), folder)
    return folder


def run_in_pyodide(
    python: Path, notebooks: Sequence[Sequence[str]], work: Path
) -> list[list[Came]]:
    """Run the cells of each notebook in one start of Pyodide under Node."""
    asked, results = work / "notebooks.json", work / "results.json"
    asked.write_text(json.dumps([list(cells) for cells in notebooks]))
    node = shutil.which("node") or shutil.which("nodejs")
    assert node, "see `why_no_node`"
    done = subprocess.run(
        [node, _NODE, python, asked, results],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=3600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Any = json.loads(results.read_text())["found"]
    return [[Came(**came) for came in cells] for cells in found]


@contextlib.contextmanager
def serving(folder: Path, *, isolated: bool = False) -> Iterator[str]:
    """The address at which a site is served: as GitHub Pages does unless `isolated`."""
    with server(folder, isolated=isolated) as serves:
        threading.Thread(target=serves.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{serves.server_port}/"
        finally:
            serves.shutdown()


def course() -> Course:
    """The course of this repository."""
    return Course(ROOT)
