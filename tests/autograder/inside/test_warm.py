"""What the lessons import is there before a submission comes: none of it is read for each anew."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator

from autograder.lesson.course import Course
from tests.support import ROOT

_LOADED = """
import json, sys
from autograder.inside import zygote
cold = zygote._warm_up(zygote._DEFAULT_WARM)
print(json.dumps([sorted(sys.modules), cold]))
"""
_STANDS_FOR_ANOTHER = "course_utils.explore"  # explorables are not mounted, what stands for them is


def test_all_that_the_lessons_import_is_warm() -> None:
    ran = subprocess.run([sys.executable, "-c", _LOADED], capture_output=True, check=True, cwd=ROOT)
    loaded, cold = json.loads(ran.stdout)
    assert not cold
    course = Course(ROOT)
    names = [path.name for path in course.sources()]
    cells = [cell for name in names for cell in course.lesson(name).cells]
    used = {
        module
        for cell in cells
        if cell.kind in ("given", "exercise")
        for module in _imported(cell.source)
        if not module.startswith(_STANDS_FOR_ANOTHER)
    }
    assert {"course_utils.remember", "matplotlib.pyplot"} <= used
    assert used <= set(loaded), f"let the zygote import {sorted(used - set(loaded))}"


def _imported(source: str) -> Iterator[str]:
    """The modules that code imports: of the course also those that it takes by `from`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "course_utils":
            yield from (f"course_utils.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
