"""The course in a terminal: lessons, then students; as many lessons side by side as fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.common.text import listed, plain
from autograder.handback.table import Result, Row
from autograder.report.course import CourseReport, LessonColumn
from autograder.report.terminal import LARGEST_CLASS, MOST_ROWS
from autograder.report.words import bare_table, number, print_parts

_CELL = 9  # letters for a lesson's marks, and what stands around them
_COURSE = 17


def print_course(report: CourseReport, console: Console) -> None:
    """Print everything there is to say about a course."""
    if not report.lessons:
        console.print("Nobody is graded yet; run: autograder grade LESSON")
        return
    print_parts(_parts(report, console.width), console)


def _parts(report: CourseReport, width: int) -> Iterator[tuple[str, RenderableType]]:
    yield "Lessons", _lessons(report)
    everybody = len(report.rows) <= LARGEST_CLASS
    rows = list(report.rows) if everybody else report.to_look_at[:MOST_ROWS]
    wide = min(28, max((len(row.person.student) for row in rows), default=0))
    fit = max(1, (width - wide - _COURSE) // _CELL)
    for start in range(0, len(report.lessons), fit):
        heading = "Students" if everybody else "Students to look at"
        last = start + fit >= len(report.lessons)
        part = range(start, min(start + fit, len(report.lessons)))
        yield "" if start else heading, _students(report, rows, part, width, last=last)
    if not everybody and len(report.to_look_at) > MOST_ROWS:
        left = len(report.to_look_at) - MOST_ROWS
        yield "", Text(f"… and {left} more: see the table of all students")
    yield (
        "",
        Text(
            f"– handed in nothing   + open marking by hand   L late\n{report.how_totals_are_made}",
            "dim",
        ),
    )
    for heading, of in (("Open marking by hand", "open"), ("Late", "late"), ("Absent", "absent")):
        lines = [_names(n, getattr(lesson, of)) for n, lesson in _numbered(report)]
        if found := [line for line in lines if line]:
            yield heading, Padding(Text("\n".join(found)), (0, 0, 0, 2))


def _numbered(report: CourseReport) -> list[tuple[str, LessonColumn]]:
    return [(short(lesson), lesson) for lesson in report.lessons]


def short(lesson: LessonColumn) -> str:
    """The lesson's number, as commands take it; the name where it has none."""
    first = lesson.name.partition("_")[0]
    return first.lstrip("0") or "0" if first.isdecimal() else lesson.name


def _names(number_of_lesson: str, students: Sequence[str]) -> str:
    if not students:
        return ""
    shown = listed([*map(plain, students)], MOST_ROWS)
    return f"lesson {number_of_lesson}, {len(students)}: {shown}"


def _lessons(report: CourseReport) -> Table:
    table = bare_table()
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("", overflow="fold", ratio=1)
    for heading in ("here", "absent", "open", "late", "median"):
        table.add_column(heading, justify="right", no_wrap=True)
    for shown, lesson in _numbered(report):
        median = "–" if lesson.median is None else number(lesson.median)
        so_far = "+" if lesson.open else ""
        counts = (lesson.handed_in, lesson.absent, lesson.open, lesson.late)
        table.add_row(
            shown,
            plain(lesson.title),
            *(str(len(students)) if students else "·" for students in counts),
            f"{median}{so_far} of {lesson.max_score:g}",
        )
    return table


def _students(
    report: CourseReport, rows: Sequence[Row], places: range, width: int, *, last: bool
) -> Table:
    table = bare_table()
    table.add_column("student", overflow="fold", max_width=max(10, width - _COURSE - _CELL))
    lessons = [report.lessons[place] for place in places]
    for lesson in lessons:
        table.add_column(short(lesson)[:_CELL], justify="right", no_wrap=True)
    if last:
        table.add_column("course", justify="right", no_wrap=True)
        if report.has_letters:
            table.add_column("", no_wrap=True)
    for row in rows:
        course = "–" if row.percent is None else f"{number(row.percent)} %"
        cells = [Text(plain(row.person.student))]
        cells += [_mark(row.results.get(lesson.name)) for lesson in lessons]
        cells += [Text(course)] if last else []
        cells += [Text(plain(row.letter))] if last and report.has_letters else []
        table.add_row(*cells)
    return table


def _mark(result: Result | None) -> Text:
    if result is None:
        return Text("–", style="dim")
    late = "L" if result.seconds_late > 0 else ""
    return Text(f"{number(result.total)}{'+' if result.waits else ''}{late}")
