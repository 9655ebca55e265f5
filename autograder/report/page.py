"""A class report as one HTML page and as a table for spreadsheets.

The page needs nothing from anywhere: its style, its picture and the few lines of script that sort
the table are in it, and its content security policy lets nothing else in.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import math
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from autograder.common.files import write_aside
from autograder.common.text import csv_text, plain
from autograder.feedback.page import environment
from autograder.judge.verdict import HEADLINES, Verdict
from autograder.lesson.course import Course
from autograder.report.items import LOW
from autograder.report.report import ClassReport
from autograder.report.rows import StudentRow
from autograder.report.words import ABOUT_PAIRS, number, signed

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = "report.html.j2"
MOST_BINS = 24
_COLUMNS = (
    "student",
    "name",
    "score",
    "max_score",
    "open_marking",
    "penalty",
    "hours_late",
    "attempts",
)
_STEPS = (0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000)


@dataclass(frozen=True)
class Bin:
    """How many marks lie in [low, high), the last bin including its end."""

    low: float
    high: float
    count: int


def write_page(course: Course, report: ClassReport, now: datetime | None = None) -> Path:
    """Write the page; returns where."""
    path = report_folder(course) / f"{report.lesson}.html"
    write_aside(path, render(report, now or datetime.now().astimezone()))
    return path


def write_table(course: Course, report: ClassReport) -> Path:
    """Write the table of students as CSV; returns where."""
    path = report_folder(course) / f"{report.lesson}.csv"
    write_aside(path, table(report))
    return path


def report_folder(course: Course) -> Path:
    return course.grading / "report"


def table(report: ClassReport) -> str:
    """One line a student, absent ones too: marks, verdict and points for each exercise, remarks.

    Ids and remarks cannot become formulas of the spreadsheet that opens it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [exercise.name for exercise in report.exercises]
    points = [f"{name} points" for name in names]
    writer.writerow([*_COLUMNS, *names, *points, "remarks"])
    for row in report.students:
        verdicts = [row.verdicts[name].value if name in row.verdicts else "" for name in names]
        given = [_exact(row.points.get(name)) for name in names]
        remarks = csv_text("; ".join(row.remarks))
        writer.writerow([*_about(report, row), *verdicts, *given, remarks])
    for student in report.absent:
        nothing = [""] * (len(_COLUMNS) - 2 + 2 * len(names))
        writer.writerow([csv_text(student), *nothing, "", "handed in nothing"])
    return text.getvalue()


def _about(report: ClassReport, row: StudentRow) -> list[str]:
    """The cells of the columns in _COLUMNS."""
    return [
        csv_text(row.student),
        csv_text(row.about.name),
        _exact(row.score),
        f"{report.max_score:g}",
        "yes" if row.waits else "",
        _exact(row.late_penalty or None),
        _exact(row.about.hours_late or None),
        str(row.about.attempts),
    ]


def _exact(value: float | None) -> str:
    return "" if value is None else f"{value:.10g}"


def render(report: ClassReport, now: datetime) -> str:
    """The page as HTML."""
    return filled(
        NAME,
        now,
        report=report,
        bins=bins(report),
        headlines=HEADLINES,
        verdicts=[verdict for verdict in Verdict if verdict is not Verdict.MANUAL],
        used={verdict for row in report.students for verdict in row.verdicts.values()},
        feedback=lambda row: feedback_link(report, row),
        passed=lambda row: sum(v is Verdict.PASS for v in row.verdicts.values()),
        with_r=any(row.discrimination is not None for row in report.exercises),
        low=LOW,
        about_pairs=ABOUT_PAIRS,
    )


def filled(template: str, now: datetime, **about: Any) -> str:
    """A template of this room as HTML, with the script that sorts and what all of them use."""
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        environment(TEMPLATES)
        .get_template(template)
        .render(
            made=f"{now.day} {now:%B %Y, %H:%M}",
            number=number,
            signed=signed,
            plain=plain,
            script=Markup(script),  # ours, not the students'
            script_digest=digest,
            **about,
        )
    )


def feedback_link(report: ClassReport, row: StudentRow) -> str:
    """The address of a student's feedback page, from the report's folder."""
    return f"../feedback/{quote(row.student, safe='')}/{report.lesson}/{report.lesson}.html"


def bins(report: ClassReport) -> list[Bin]:
    """The marks counted in at most MOST_BINS equal steps of a round width."""
    largest = max([report.max_score, *report.scores])
    step = next((s for s in _STEPS if largest / s <= MOST_BINS), largest / MOST_BINS)
    number = max(1, math.ceil(largest / step))
    counts = [0] * number
    for score in report.scores:
        counts[min(int(score / step), number - 1)] += 1
    return [Bin(i * step, (i + 1) * step, count) for i, count in enumerate(counts)]
