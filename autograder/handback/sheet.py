"""Marks for a spreadsheet: everything there is, as CSV in one table or XLSX with a sheet a lesson.

Text cannot become a formula of the spreadsheet that opens it.
"""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from autograder.common.text import csv_text
from autograder.handback.forms import number
from autograder.handback.table import MarkTable, Result, Row, exercises
from autograder.lesson.lesson import Lesson

_WHO = ("student", "last_name", "first_name", "email", "lms_id", "login", "section")
_ABOUT = ("handed_in", "hours_late", "penalty", "total", "max", "status")
_WIDTH = 14

Cell = str | float | None


def as_csv(table: MarkTable) -> bytes:
    """One line a student; a lesson's columns begin with its name."""
    head = [*_WHO]
    for lesson in table.lessons:
        head += [f"{lesson.name}/{name}" for name in (*exercises(lesson), *_ABOUT)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*head, "course_percent", "letter"])
    for row in table.rows:
        cells: list[Cell] = [*_who(row)]
        for lesson in table.lessons:
            cells += _lesson(lesson, row.results.get(lesson.name))
        writer.writerow([_shown(cell) for cell in (*cells, row.percent, row.letter)])
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(table: MarkTable) -> bytes:
    """A first sheet with all totals, and one for each lesson with the points per exercise."""
    book = Workbook()
    book.remove(book.active)
    totals = [lesson.name for lesson in table.lessons]
    lines: list[list[Cell]] = [[*_WHO, *totals, "course_percent", "letter"]]
    for row in table.rows:
        found = (row.results.get(name) for name in totals)
        mine: list[Cell] = [result.total if result else None for result in found]
        lines.append([*_who(row), *mine, row.percent, row.letter])
    _fill(book.create_sheet("course"), lines)
    for lesson in table.lessons:
        lines = [[*_WHO, *exercises(lesson), *_ABOUT]]
        lines += [
            [*_who(row), *_lesson(lesson, row.results.get(lesson.name))] for row in table.rows
        ]
        _fill(book.create_sheet(lesson.name[:31]), lines)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _who(row: Row) -> list[str]:
    return [getattr(row.person, name) for name in _WHO]


def _lesson(lesson: Lesson, result: Result | None) -> list[Cell]:
    if result is None:
        empty: list[Cell] = [None] * (len(exercises(lesson)) + len(_ABOUT) - 2)
        return [*empty, lesson.max_score, "absent"]
    when = f"{result.handed_in:%Y-%m-%d %H:%M:%S}" if result.handed_in else ""
    status = "open" if result.waits else "marked"
    late = result.seconds_late / 3600 if result.seconds_late else None
    about: list[Cell] = [when, late, result.penalty or None, result.total]
    return [*result.points.values(), *about, lesson.max_score, status]


def _shown(cell: Cell) -> str:
    return csv_text(cell) if isinstance(cell, str) else number(cell)


def _fill(sheet: Worksheet, lines: list[list[Cell]]) -> None:
    for line_number, line in enumerate(lines, 1):
        for place, value in enumerate(line, 1):
            if value is None or value == "":
                continue
            cell: Any = sheet.cell(line_number, place)
            cell.value = round(value, 4) if isinstance(value, float) else _plain(value)
            if isinstance(value, str):
                cell.data_type = "s"  # whatever it begins with
            if line_number == 1:
                cell.font = Font(bold=True)
    for place in range(1, len(lines[0]) + 1):
        sheet.column_dimensions[sheet.cell(1, place).column_letter].width = _WIDTH
    sheet.freeze_panes = "B2"


def _plain(value: Any) -> Any:
    """Without the control characters that a sheet cannot hold."""
    return "".join(c for c in value if c.isprintable()) if isinstance(value, str) else value
