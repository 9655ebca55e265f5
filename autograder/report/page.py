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
from urllib.parse import quote

from markupsafe import Markup

from autograder.common.files import write_aside
from autograder.common.text import csv_text, plain
from autograder.feedback.page import environment
from autograder.judge.verdict import HEADLINES, Verdict
from autograder.lesson.course import Course
from autograder.report.report import ClassReport, StudentRow

TEMPLATES = Path(__file__).resolve().parent / "templates"
NAME = "report.html.j2"
MOST_BINS = 24
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
    """One line a student: marks, a verdict for each exercise, remarks.

    Ids and remarks cannot become formulas of the spreadsheet that opens it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = [exercise.name for exercise in report.exercises]
    writer.writerow(["student", "score", "max_score", "open_marking", *names, "remarks"])
    for row in report.students:
        verdicts = [row.verdicts[name].value if name in row.verdicts else "" for name in names]
        score = "" if row.score is None else f"{row.score:.10g}"
        waits = "yes" if row.waits else ""
        remarks = csv_text("; ".join(row.remarks))
        writer.writerow(
            [csv_text(row.student), score, f"{report.max_score:g}", waits, *verdicts, remarks]
        )
    return text.getvalue()


def render(report: ClassReport, now: datetime) -> str:
    """The page as HTML."""
    script = (TEMPLATES / "sort.js").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    template = environment(TEMPLATES).get_template(NAME)
    return template.render(
        report=report,
        made=f"{now.day} {now:%B %Y, %H:%M}",
        bins=bins(report),
        headlines=HEADLINES,
        verdicts=[verdict for verdict in Verdict if verdict is not Verdict.MANUAL],
        used={verdict for row in report.students for verdict in row.verdicts.values()},
        feedback=lambda row: feedback_link(report, row),
        passed=lambda row: sum(v is Verdict.PASS for v in row.verdicts.values()),
        number=lambda value: f"{value:.2f}".rstrip("0").rstrip("."),
        plain=plain,
        script=Markup(script),  # ours, not the students'
        script_digest=digest,
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
