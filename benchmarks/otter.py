"""Submissions per minute: `otter run`, and `autograder grade`, on ten exercises of lesson 1.

otter-grader lives in an environment of its own under build/, so that its dependencies touch
nothing; it is made when it is first asked for. Its assignment is made from the lesson's own source:
the same notebook, and the visible tests of the same exercises. Ours judges the hidden ones as well.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import nbformat

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import LESSON_FILE, MISTAKES_FILE, Lesson
from autograder.proofs.demo import demo_course
from autograder.proofs.samples import Sample
from benchmarks import commands
from benchmarks.commands import MeasureError
from benchmarks.figures import Comparison, Figure, Report, Skipped

LESSON = "01_logistic_regression"
EXERCISES = 10
WORKERS = 2
VERSION = "7.0.0"
HOME = commands.ROOT / "build" / "otter"
# What the notebook imports, beside otter itself.
PACKAGES = (f"otter-grader=={VERSION}", "ipykernel", "ipywidgets", "matplotlib", "numpy")
_INSTALL_SECONDS = 600
_RUN_SECONDS = 300
# An exercise's visible tests, as they stand in the notebook, in the names that it has defined.
_TEST = """OK_FORMAT = False

from otter.test_files import test_case

name = {name!r}
points = {points!r}


@test_case()
def test(env):
    exec({source!r}, dict(env))
"""


@dataclass(frozen=True)
class Sizes:
    """How many submissions each takes."""

    ours: int
    otter: int


def measure(quick: bool, report: Report) -> Comparison:
    """Grade solved notebooks with both; each must give all points.

    Raises Skipped where otter cannot be installed, MeasureError when a command fails.
    """
    sizes = Sizes(4, 1) if quick else Sizes(96, 4)
    program = _install(report)
    with tempfile.TemporaryDirectory() as folder:
        course = demo_course(Course(commands.ROOT), Path(folder) / "course")
        lesson = cut(course)
        solved = nbformat.writes(solved_notebook(lesson))
        everybody = [Sample(f"solved-{number}", solved) for number in range(sizes.ours)]
        commands.hand_in(course, lesson, everybody)
        command = commands.grade_command(lesson, WORKERS, trusted=commands.no_sandbox())
        ours = commands.run(command, course, lesson, sizes.ours, "autograder grade", report)
        seconds = [_run_otter(program, lesson, Path(folder), report) for _ in range(sizes.otter)]
    each = sum(seconds) / len(seconds)
    return Comparison(
        title=f"Grading {EXERCISES} exercises of lesson 1",
        ours=Figure("autograder grade", 60 * sizes.ours / ours.seconds, "submissions/min"),
        stock=Figure(f"otter run {VERSION}", 60 / each, "submissions/min"),
        more_is_better=True,
        details=(
            Figure("ours: once it runs", ours.pace, "submissions/min"),
            Figure("otter: its quickest run", 60 / min(seconds), "submissions/min"),
        ),
        remarks=(
            f"Ours: {sizes.ours} solved notebooks, {WORKERS} workers, start-up included, visible "
            f"and hidden tests. otter: {sizes.otter} of them, a command each, visible tests only.",
        ),
    )


def cut(course: Course) -> Lesson:
    """Leave only the first ten exercises of the lesson in the course's source of it."""
    lesson = course.lesson(LESSON)
    last = max(test.line for test in lesson.exercises[EXERCISES - 1].tests)
    end = next(cell.line for cell in lesson.cells if cell.line > last) - 1
    dropped = {exercise.name for exercise in lesson.exercises[EXERCISES:]}
    lines = lesson.mistakes_text.split("\n")
    starts = [cell.line - 1 for cell in lesson.mistakes] + [len(lines)]
    wrong: list[str] = []
    for cell, (start, following) in zip(lesson.mistakes, pairwise(starts), strict=True):
        if cell.key not in dropped:
            wrong += lines[start:following]
    texts = {LESSON_FILE: lesson.text.split("\n")[:end], MISTAKES_FILE: wrong}
    for name, kept in texts.items():
        (lesson.folder / name).write_text("\n".join(kept) + "\n", encoding="utf-8")
    return course.lesson(LESSON)


def assignment(lesson: Lesson, path: Path) -> float:
    """Write otter's autograder.zip for the lesson's visible tests; returns the points in all."""
    settings = {"show_stdout": False, "show_hidden": True, "print_summary": False}
    points = 0.0
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps(settings))
        archive.writestr("requirements.txt", "")
        for exercise in lesson.exercises:
            source = "\n".join(test.without("HIDDEN TESTS") for test in exercise.tests)
            text = _TEST.format(name=exercise.name, points=exercise.points, source=source)
            archive.writestr(f"tests/{exercise.name}.py", text)
            points += exercise.points
    return points


def _run_otter(program: Path, lesson: Lesson, folder: Path, report: Report) -> float:
    """Seconds that `otter run` takes for the solved notebook."""
    place = folder / "otter"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    points = assignment(lesson, place / "autograder.zip")
    nbformat.write(solved_notebook(lesson), place / f"{LESSON}.ipynb")
    command = [program, "run", "-a", "autograder.zip", "-o", ".", f"{LESSON}.ipynb"]
    report.console.print("otter run ...")
    begin = time.perf_counter()
    said = subprocess.run(
        command,
        cwd=place,
        env=environment(program),
        capture_output=True,
        text=True,
        check=False,
        timeout=_RUN_SECONDS,
    )
    seconds = time.perf_counter() - begin
    results = place / "results.json"
    if said.returncode != 0 or not results.is_file():
        raise MeasureError(f"otter run failed:\n{(said.stdout + said.stderr)[-3000:]}")
    tests = json.loads(results.read_text())["tests"]
    score = sum(test.get("score", 0.0) for test in tests)
    if abs(score - points) > 1e-9:
        raise MeasureError(f"otter run gave {score} of {points} points for the solved notebook")
    return seconds


def environment(program: Path) -> dict[str, str]:
    """Its own programs first, and the lesson's `course_utils`."""
    path = os.pathsep.join([str(program.parent), os.environ.get("PATH", os.defpath)])
    return {**os.environ, "PATH": path, "PYTHONPATH": str(commands.ROOT)}


def _install(report: Report) -> Path:
    """The otter program, installed if need be; raises Skipped with the reason when it cannot be."""
    program = HOME / "bin" / "otter"
    if program.is_file():
        return program
    if report.only != "otter":
        raise Skipped("otter-grader is installed when it is asked for: --only otter")
    report.console.print(f"installing otter-grader {VERSION} into {HOME} ...", markup=False)
    shutil.rmtree(HOME, ignore_errors=True)
    uv = shutil.which("uv")
    python = HOME / "bin" / "python"
    if uv:
        make = [uv, "venv", "--quiet", "--python", sys.executable, str(HOME)]
        add = [uv, "pip", "install", "--quiet", "--python", str(python), *PACKAGES]
    else:
        make = [sys.executable, "-m", "venv", str(HOME)]
        add = [str(python), "-m", "pip", "install", "--quiet", *PACKAGES]
    try:
        for command in (make, add):
            subprocess.run(
                command, check=True, capture_output=True, text=True, timeout=_INSTALL_SECONDS
            )
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(HOME, ignore_errors=True)
        said = (getattr(error, "stderr", "") or str(error)).strip().split("\n")[-1]
        raise Skipped(f"otter-grader cannot be installed here ({said})") from error
    return program
