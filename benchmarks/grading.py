"""Submissions per minute: `nbgrader autograde` with its stock execution, and `autograder grade`.

Both run as commands on a copy of the course in a temporary folder, on the honest part of the sample
class. Stock nbgrader takes a part of that class only, for it takes seconds for each; the marks of
those that both graded must be the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.lesson.course import Course
from autograder.proofs.demo import demo_course
from benchmarks import commands
from benchmarks.commands import Ran
from benchmarks.figures import Comparison, Figure, Report
from benchmarks.parts import parts

LESSON = "01_logistic_regression"
LAST = "06"  # the aim is set for the five before it
WORKERS = 2


@dataclass(frozen=True)
class Sizes:
    """How many submissions each takes."""

    ours: int
    stock: int
    parts: int = 0  # how many are looked at closely, to say where ours spends its time


@dataclass(frozen=True)
class Both:
    """One lesson graded by both; `idle` is our command with nothing left to do."""

    sizes: Sizes
    ours: Ran
    stock: Ran
    idle: Ran
    trusted: bool
    details: tuple[Figure, ...]


def measure(quick: bool, report: Report) -> Comparison:
    """Lesson 1 with both, and where our time goes. Raises MeasureError when the marks differ."""
    both = grade_with_both(LESSON, Sizes(3, 2, 2) if quick else Sizes(96, 6, 24), report)
    sizes = both.sizes
    return Comparison(
        title="Grading the sample class of lesson 1",
        ours=Figure("autograder grade", 60 * sizes.ours / both.ours.seconds, "submissions/min"),
        stock=Figure(
            "nbgrader autograde", 60 * sizes.stock / both.stock.seconds, "submissions/min"
        ),
        more_is_better=True,
        details=(
            Figure("stock: once it runs", both.stock.pace, "submissions/min"),
            Figure("ours: once it runs", both.ours.pace, "submissions/min"),
            Figure("ours: the command alone, nothing to do", both.idle.seconds, "s"),
            *both.details,
        ),
        remarks=(
            f"Ours: {sizes.ours} submissions in {both.ours.seconds:.1f} s, {WORKERS} workers"
            f"{', without a sandbox' if both.trusted else ''}. Stock: {sizes.stock} of them in "
            f"{both.stock.seconds:.1f} s. Both with start-up; the same marks where both graded.",
            "Stock execution also draws every picture of the lesson; ours draws none.",
            "CPU times are medians in one process at a time, of judge and student's process alike.",
            "They are taken on one core: what a worker has when every core has a worker.",
        ),
    )


def measure_all(quick: bool, report: Report) -> Comparison:
    """All lessons together: one submission of each, start-ups shared out."""
    names = [path.name for path in Course(commands.ROOT).sources()]
    names = [n for n in names if Course(commands.ROOT).lesson(n).exercises]
    sizes = Sizes(2, 1) if quick else Sizes(48, 3)
    found = {name: grade_with_both(name, sizes, report) for name in names[: 2 if quick else None]}
    ours, stock = _seconds(found.values())
    each = [
        Figure(f"{name}: times stock's pace", _times([both]), "×") for name, both in found.items()
    ]
    if several := [both for name, both in found.items() if not name.startswith(LAST)]:
        each.append(Figure(f"the first {len(several)}: times stock's pace", _times(several), "×"))
    return Comparison(
        title=f"Grading {len(found)} lessons, one submission of each",
        ours=Figure("autograder grade", ours, "s"),
        stock=Figure("nbgrader autograde", stock, "s"),
        more_is_better=False,
        details=tuple(each),
        remarks=(
            f"Of each lesson {sizes.ours} submissions with ours ({WORKERS} workers), {sizes.stock} "
            "of them with stock; start-up included. The same marks for those both graded.",
        ),
    )


def _seconds(found: Iterable[Both]) -> tuple[float, float]:
    """Seconds for one submission of each lesson, with ours and with stock."""
    pairs = [
        (both.ours.seconds / both.sizes.ours, both.stock.seconds / both.sizes.stock)
        for both in found
    ]
    return sum(ours for ours, _ in pairs), sum(stock for _, stock in pairs)


def _times(found: Iterable[Both]) -> float:
    ours, stock = _seconds(found)
    return stock / ours


def grade_with_both(name: str, sizes: Sizes, report: Report) -> Both:
    """Grade a class of one lesson with both, and hold the marks together.

    Raises MeasureError when a command fails or the marks differ.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Course(commands.ROOT)
        ours, stock = (demo_course(root, Path(folder) / which) for which in ("ours", "stock"))
        lesson = ours.lesson(name)
        everybody = commands.honest_class(lesson, sizes.ours)
        some = everybody[:: sizes.ours // sizes.stock][: sizes.stock]
        trusted = commands.no_sandbox()
        commands.hand_in(ours, lesson, everybody)
        commands.hand_in(stock, lesson, some)
        stock.config.write_text(stock.config.read_text() + commands.STOCK)

        command = commands.grade_command(lesson, WORKERS, trusted=trusted)
        ran = commands.run(command, ours, lesson, sizes.ours, f"autograder grade {name}", report)
        idle = commands.run(command, ours, lesson, 0, "autograder grade, nothing to do", report)
        command = [*commands.python("nbgrader"), "autograde", name]
        label = f"stock nbgrader autograde {name}"
        stock_ran = commands.run(command, stock, lesson, sizes.stock, label, report)
        commands.hold_together(ours, stock, lesson, [sample.student for sample in some])
        few = everybody[:: max(1, sizes.ours // sizes.parts)][: sizes.parts] if sizes.parts else []
        details: tuple[Figure, ...] = ()
        if few:
            alone = demo_course(root, Path(folder) / "alone")  # where nobody was graded before
            commands.hand_in(alone, lesson, few)
            details = parts(alone, lesson, few, report, trusted=trusted)
    return Both(sizes, ran, stock_ran, idle, trusted, details)
