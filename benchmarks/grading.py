"""Submissions per minute: `nbgrader autograde` with its stock execution, and `autograder grade`.

Both run as commands on a copy of the course in a temporary folder, on the honest part of the sample
class of lesson 1. Stock nbgrader takes a part of that class only, for it takes seconds for each;
the marks of those that both graded must be the same.
"""

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
from statistics import median

from autograder import gradebook
from autograder.collect import collect, stage
from autograder.course import Course
from autograder.demo import demo_course
from autograder.files import write_aside
from autograder.lesson import Lesson
from autograder.probe import probe
from autograder.samples import Sample, sample_class
from autograder.workers import judge_task, task
from benchmarks.figures import Comparison, Figure, Report

ROOT = Path(__file__).resolve().parent.parent
LESSON = "01_logistic_regression"
WORKERS = 2
SEED = 1
POLL_SECONDS = 0.1
STOCK = """
from autograder.nbgrader import JudgeCells
from nbgrader.preprocessors import Execute

steps = c.Autograde.autograde_preprocessors
steps[steps.index(JudgeCells)] = Execute
"""


class MeasureError(RuntimeError):
    """A measurement cannot be trusted; the text says why."""


@dataclass(frozen=True)
class Sizes:
    """How many submissions each takes."""

    ours: int
    stock: int
    parts: int  # how many are looked at closely, to say where ours spends its time


def measure(quick: bool, report: Report) -> Comparison:
    """Grade the class with both, hold the marks together, and look where our time goes.

    Raises MeasureError when a command fails or the marks differ.
    """
    sizes = Sizes(6, 2, 2) if quick else Sizes(48, 6, 12)
    with tempfile.TemporaryDirectory() as folder:
        ours, stock = (demo_course(Course(ROOT), Path(folder) / name) for name in ("ours", "stock"))
        lesson = ours.lesson(LESSON)
        everybody = honest_class(lesson, sizes.ours)
        some = everybody[:: sizes.ours // sizes.stock][: sizes.stock]
        trusted = _no_sandbox()
        hand_in(ours, lesson, everybody)
        hand_in(stock, lesson, some)
        stock.config.write_text(stock.config.read_text() + STOCK)

        command = [*_python("autograder.cli"), "grade", LESSON, "--workers", str(WORKERS)]
        command += ["--seed", str(SEED), *(["--trusted"] if trusted else [])]
        our_seconds = _run(command, ours, sizes.ours, "autograder grade", report)
        our_pace = _pace(ours)
        start_seconds = _run(command, ours, 0, "autograder grade, nothing left to do", report)
        command = [*_python("nbgrader"), "autograde", LESSON]
        stock_seconds = _run(command, stock, sizes.stock, "stock nbgrader autograde", report)
        stock_pace = _pace(stock)
        _hold_together(ours, stock, [sample.student for sample in some])
        details = _parts(ours, lesson, everybody[: sizes.parts], trusted, report)
    return Comparison(
        title="Grading the sample class of lesson 1",
        ours=Figure("autograder grade", 60 * sizes.ours / our_seconds, "submissions/min"),
        stock=Figure("nbgrader autograde", 60 * sizes.stock / stock_seconds, "submissions/min"),
        more_is_better=True,
        details=(
            Figure("stock: once it runs", stock_pace, "submissions/min"),
            Figure("ours: once it runs", our_pace, "submissions/min"),
            Figure("ours: the command alone, nothing to do", start_seconds, "s"),
            *details,
        ),
        remarks=(
            f"Ours: {sizes.ours} submissions in {our_seconds:.1f} s, {WORKERS} workers"
            f"{', without a sandbox' if trusted else ''}. Stock: {sizes.stock} of them in "
            f"{stock_seconds:.1f} s. Both with start-up; the same marks for those both graded.",
            "Stock execution also draws every picture of the lesson; ours draws none.",
        ),
    )


def honest_class(lesson: Lesson, size: int) -> list[Sample]:
    """From all over the honest part of the sample class, again from its start if need be."""
    honest = [sample for sample in sample_class(lesson) if sample.honest]
    spread = honest[:: max(1, len(honest) // size)]
    return [
        replace(sample, student=f"{sample.student}-{number}")
        for number, sample in enumerate(islice(cycle(spread), size))
    ]


def hand_in(course: Course, lesson: Lesson, samples: Sequence[Sample]) -> None:
    """Put the submissions where both graders look for them, and the lesson into the gradebook."""
    gradebook.prepare(course, lesson)
    for sample in samples:
        folder = course.grading / "submitted" / sample.student / lesson.name
        write_aside(folder / f"{lesson.name}.ipynb", sample.notebook)


def _no_sandbox() -> bool:
    """Whether this machine cannot make a sandbox; the sample class is our own, so go without."""
    return not all(finding.ok for finding in probe())


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]


def _run(command: list[str], course: Course, total: int, label: str, report: Report) -> float:
    """Seconds that the command takes; its progress is read off the folder that it fills."""
    done: set[str] = set()
    with tempfile.TemporaryFile("w+") as log, report.progress(label, total) as tick:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=course.root, env=_environment(course), stdout=log, stderr=log
        )
        try:
            while _runs(process):
                now = {path.parts[-3] for path in _graded(course)}
                for student in sorted(now - done):
                    tick(student)
                done |= now
            seconds = time.perf_counter() - begin
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0 or len(_graded(course)) < total:
            log.seek(0)
            raise MeasureError(f"{' '.join(command)} did not grade all:\n{log.read()[-3000:]}")
    return seconds


def _runs(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return True
    return False


def _graded(course: Course) -> list[Path]:
    return list((course.grading / "autograded").glob(f"*/{LESSON}/{LESSON}.ipynb"))


def _pace(course: Course) -> float:
    """Submissions per minute between the first that was finished and the last: no start-up."""
    times = sorted(path.stat().st_mtime for path in _graded(course))
    return 60 * (len(times) - 1) / (times[-1] - times[0])


def _environment(course: Course) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {
        **os.environ,
        "AUTOGRADER_COURSE": str(course.root),
        "AUTOGRADER_SEED": str(SEED),
        "PYTHONPATH": str(ROOT),
        "PATH": path,
    }


def _hold_together(ours: Course, stock: Course, students: Sequence[str]) -> None:
    """MeasureError unless both gave these students the same marks."""
    one, other = gradebook.scores(ours, LESSON), gradebook.scores(stock, LESSON)
    for student in students:
        if one[student]["score"] != other[student]["score"]:
            raise MeasureError(
                f"{student} got {one[student]['score']} from autograder grade and "
                f"{other[student]['score']} from stock nbgrader; the same was expected"
            )


def _parts(
    course: Course, lesson: Lesson, samples: Sequence[Sample], trusted: bool, report: Report
) -> tuple[Figure, ...]:
    """What one submission costs in one process: judging, and nbgrader's own part."""
    judging, writing = [], []
    with report.progress("where our time goes", len(samples)) as tick:
        for sample in samples:
            handed_in = collect(course, lesson, sample.student)
            work = task(lesson, handed_in.text, handed_in.notes, seed=SEED, trusted=trusted)
            begin = time.perf_counter()
            judgement = judge_task(work)
            judging.append(time.perf_counter() - begin)
            stage(course, lesson.name, handed_in)
            begin = time.perf_counter()
            gradebook.autograde(course, lesson.name, sample.student, judgement)
            writing.append(time.perf_counter() - begin)
            tick(sample.student)
    judge = median(judging[1:])
    return (
        Figure("ours: sandbox and reference answers, once a worker", judging[0] - judge, "s"),
        Figure("ours: judging, each submission", 1000 * judge, "ms"),
        Figure("ours: nbgrader's converter and gradebook, each", 1000 * median(writing[1:]), "ms"),
    )
