"""Submissions per minute and memory against the size of the class and the number of workers.

Every size is graded by the command, from nothing. The rate is taken between the first submission
that is finished and the last, so start-up does not blur whether the thousandth costs what the first
did.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing

from autograder.lesson.course import Course
from autograder.proofs.demo import demo_course
from benchmarks import commands
from benchmarks.commands import Ran
from benchmarks.figures import Comparison, Figure, Report
from course_utils import palette

LESSON = "01_logistic_regression"
PICTURE = "throughput.png"
Found = dict[int, dict[int, Ran]]  # by workers, then by size


def measure(quick: bool, report: Report) -> Comparison:
    """Grade small and large classes; draws a picture. Raises MeasureError when a command fails."""
    sizes = {2: (3, 6)} if quick else {1: (10, 100), 2: (10, 30, 100, 300, 1000)}
    found: Found = {
        workers: {size: _grade(size, workers, report) for size in each}
        for workers, each in sizes.items()
    }
    draw(report.folder / PICTURE, found)
    most = found[max(found)]
    small, large = min(most), max(most)
    return Comparison(
        title=f"Time for one submission in a class of {large} and of {small}",
        ours=Figure(f"a class of {large}", 60_000 / most[large].pace, "ms each"),
        stock=Figure(f"a class of {small}", 60_000 / most[small].pace, "ms each"),
        more_is_better=False,
        details=tuple(
            Figure(f"{size} submissions, {workers} worker(s): {what}", value, unit)
            for workers, each in found.items()
            for size, ran in each.items()
            for what, value, unit in (
                ("once it runs", ran.pace, "submissions/min"),
                ("main process at its largest", ran.memory / 2**20, "MiB"),
            )
        ),
        remarks=(f"Lesson 1. Flat is a ratio near 1. The picture: {report.folder / PICTURE}",),
    )


def _grade(size: int, workers: int, report: Report) -> Ran:
    with tempfile.TemporaryDirectory() as folder:
        course = demo_course(Course(commands.ROOT), Path(folder) / "course")
        lesson = course.lesson(LESSON)
        commands.hand_in(course, lesson, commands.honest_class(lesson, size))
        command = commands.grade_command(lesson, workers, trusted=commands.no_sandbox())
        label = f"{size} submissions, {workers} worker(s)"
        return commands.run(command, course, lesson, size, label, report)


def draw(path: Path, found: Found) -> None:
    """Throughput, with start-up and without, against the size of the class."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(palette.STYLE):
        drawing = Drawing(figsize=(7, 4), dpi=150, layout="constrained")
        FigureCanvasAgg(drawing)
        ax = drawing.subplots()
        colors = (palette.ORANGE, palette.BLUE, palette.INK)
        for color, (workers, each) in zip(colors, sorted(found.items()), strict=False):
            sizes = sorted(each)
            name = f"{workers} worker{'s' if workers > 1 else ''}"
            running = [each[size].pace for size in sizes]
            whole = [60 * size / each[size].seconds for size in sizes]
            ax.plot(sizes, running, "o-", color=color, label=f"{name}, once it runs")
            ax.plot(sizes, whole, "o--", color=color, alpha=0.6, label=f"{name}, with start-up")
        ax.set(xscale="log", xlabel="submissions in the class", ylabel="submissions per minute")
        ax.set_ylim(bottom=0)
        ax.set_title("autograder grade, lesson 1", loc="left", fontsize=10)
        ax.legend(fontsize=9)
        drawing.savefig(path)
