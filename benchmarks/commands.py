"""Run a grading command on a class in a temporary course, and see how long and how large it was."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from autograder.common.files import write_aside
from autograder.gradebook import gradebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import Sample, sample_class
from autograder.sandbox.probe import probe
from benchmarks.figures import Report

ROOT = Path(__file__).resolve().parent.parent
SEED = 1
POLL_SECONDS = 0.1
# Marks of lesson 5 need what it trains, so stock nbgrader must be allowed more than its 30 s.
STOCK = """
from autograder.gradebook.nbgrader import JUDGE
from nbgrader.preprocessors import Execute

steps = list(c.Autograde.autograde_preprocessors)
steps[steps.index(JUDGE)] = Execute
c.Autograde.autograde_preprocessors = steps
"""


class MeasureError(RuntimeError):
    """A measurement cannot be trusted; the text says why."""


@dataclass(frozen=True)
class Ran:
    """What a command took.

    Attributes:
        seconds: all of it, start-up included.
        pace: submissions per minute between the first that was finished and the last.
        memory: bytes that its main process held at most.
    """

    seconds: float
    pace: float
    memory: int


def honest_class(lesson: Lesson, size: int) -> list[Sample]:
    """From all over the honest part of the sample class, again from its start if need be."""
    honest = [sample for sample in sample_class(lesson) if sample.honest]
    spread = honest[:: max(1, len(honest) // size)]
    return [
        replace(sample, student=f"{sample.student}-{number}")
        for number, sample in enumerate(islice(cycle(spread), size))
    ]


def hand_in(course: Course, lesson: Lesson, samples: Sequence[Sample]) -> None:
    """Put the submissions where graders look for them, and the lesson into the gradebook."""
    gradebook.prepare(course, lesson)
    for sample in samples:
        folder = course.grading / "submitted" / sample.student / lesson.name
        write_aside(folder / f"{lesson.name}.ipynb", sample.notebook)


def no_sandbox() -> bool:
    """Whether this machine cannot make a sandbox; the sample class is our own, so go without."""
    return not all(finding.ok for finding in probe())


def grade_command(lesson: Lesson, workers: int, *, trusted: bool) -> list[str]:
    """`autograder grade`, with a seed so that marks can be compared."""
    command = [*python("autograder"), "grade", lesson.name, "--workers", str(workers)]
    return [*command, "--seed", str(SEED), *(["--trusted"] if trusted else [])]


def python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def run(
    command: list[str], course: Course, lesson: Lesson, total: int, label: str, report: Report
) -> Ran:
    """Run a command that grades `total` submissions; its progress is read off its folder.

    Raises MeasureError when it fails or leaves some ungraded.
    """
    done: set[str] = set()
    most = 0
    with tempfile.TemporaryFile("w+") as log, report.progress(label, total) as tick:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=course.root, env=_environment(course), stdout=log, stderr=log
        )
        try:
            while _runs(process):
                most = max(most, memory(process.pid))
                now = {path.parts[-3] for path in graded(course, lesson)}
                for student in sorted(now - done):
                    tick(student)
                done |= now
            seconds = time.perf_counter() - begin
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0 or len(graded(course, lesson)) < total:
            log.seek(0)
            raise MeasureError(f"{' '.join(command)} did not grade all:\n{log.read()[-3000:]}")
    times = sorted(path.stat().st_mtime for path in graded(course, lesson))
    pace = 60 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0
    return Ran(seconds, pace, most)


def graded(course: Course, lesson: Lesson) -> list[Path]:
    """The autograded notebooks that are there."""
    return list((course.grading / "autograded").glob(f"*/{lesson.name}/{lesson.name}.ipynb"))


def hold_together(ours: Course, stock: Course, lesson: Lesson, students: Sequence[str]) -> None:
    """MeasureError unless both gave these students the same marks."""
    one, other = gradebook.scores(ours, lesson.name), gradebook.scores(stock, lesson.name)
    for student in students:
        if one[student]["score"] != other[student]["score"]:
            raise MeasureError(
                f"{student} got {one[student]['score']} from autograder grade and "
                f"{other[student]['score']} from stock nbgrader; the same was expected"
            )


def _runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def memory(pid: int) -> int:
    """Bytes of memory that the process holds now."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _environment(course: Course) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        **os.environ,
        "AUTOGRADER_COURSE": str(course.root),
        "AUTOGRADER_SEED": str(SEED),
        "PYTHONPATH": str(ROOT),
        "PATH": path,
    }
