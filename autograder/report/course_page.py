"""The course as one HTML page and as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path

from autograder.common.files import write_aside
from autograder.common.text import csv_text
from autograder.handback.table import Result
from autograder.lesson.course import Course
from autograder.report.course import CourseReport
from autograder.report.page import filled, report_folder

_NAME = "course"


def write_course_page(course: Course, report: CourseReport, now: datetime | None = None) -> Path:
    """Write the page; returns where. It refers to those reports on lessons that are there."""
    folder = report_folder(course)
    there = {each.name for each in report.lessons if (folder / f"{each.name}.html").is_file()}
    path = folder / f"{_NAME}.html"
    write_aside(path, render_course(report, now or datetime.now().astimezone(), there))
    return path


def write_course_table(course: Course, report: CourseReport) -> Path:
    """Write the table of students as CSV; returns where."""
    path = report_folder(course) / f"{_NAME}.csv"
    write_aside(path, course_table(report))
    return path


def render_course(
    report: CourseReport, now: datetime, pages: frozenset[str] | set[str] = frozenset()
) -> str:
    """The page as HTML; `pages` are the lessons whose own report lies beside it."""
    lists = {
        "Open marking by hand": [(each, each.open) for each in report.lessons if each.open],
        "Late": [(each, each.late) for each in report.lessons if each.late],
        "Handed in nothing": [(each, each.absent) for each in report.lessons if each.absent],
    }
    return filled("course.html.j2", now, report=report, pages=pages, lists=lists)


def course_table(report: CourseReport) -> str:
    """One line a student; three columns a lesson: total, status, hours late."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = ("", " status", " hours late")
    lessons = [f"{each.name}{column}" for each in report.lessons for column in columns]
    writer.writerow(["student", "name", *lessons, "course_percent", "letter"])
    for row in report.rows:
        cells = [csv_text(row.person.student), csv_text(row.person.name)]
        for lesson in report.lessons:
            cells += _cells(row.results.get(lesson.name))
        percent = "" if row.percent is None else f"{row.percent:.10g}"
        writer.writerow([*cells, percent, csv_text(row.letter)])
    return text.getvalue()


def _cells(result: Result | None) -> list[str]:
    if result is None:
        return ["", "absent", ""]
    late = f"{result.seconds_late / 3600:.10g}" if result.seconds_late > 0 else ""
    return [f"{result.total:.10g}", "open" if result.waits else "marked", late]
