"""nbgrader's own `autograde`, with our judge or with its stock execution of notebooks."""

from __future__ import annotations

import os
import subprocess
import sys

from autograder.lesson.course import Course
from tests.support import ROOT

EXECUTE = """
from nbgrader.preprocessors import Execute
from autograder.gradebook.nbgrader import JUDGE

steps = c.Autograde.autograde_preprocessors
steps[steps.index(JUDGE)] = Execute
c.Execute.timeout = c.Execute.iopub_timeout = 300  # it gives up after four seconds
"""


def put_stock_execution_back(course: Course) -> None:
    """Let the course's nbgrader run submissions in a kernel, hidden tests and all."""
    course.config.write_text(course.config.read_text() + EXECUTE)


def run_nbgrader(course: Course, lesson: str, seed: int = 1) -> None:
    """`nbgrader autograde` of a whole class, from the command line."""
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", "autograde", lesson, "--force"],
        cwd=course.root,
        env={**os.environ, "AUTOGRADER_SEED": str(seed), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
