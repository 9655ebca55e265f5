"""The course page: everybody in every lesson, with the totals of `autograder marks`."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

from autograder.cli.main import main
from autograder.handback.rules import Rules
from autograder.handback.table import MarkTable, Person, Result, Row, course_percent
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.report.course import CourseReport, course_report
from autograder.report.course_page import course_table, render_course
from autograder.report.course_terminal import print_course
from tests.autograder.report.test_report import ANSI, HOSTILE, NOW
from tests.support.classes import LESSON, hand_in, solved

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

RULES = Rules(drop_lowest=0, letters=(("A", 60.0), ("B", 0.0)))


def result(total: float, *, late: float = 0.0, waits: bool = False) -> Result:
    handed_in = datetime(2026, 10, 11, 12)
    return Result({"double": None if waits else total}, late, total, handed_in, late * 3600)


def report_of(tiny: Lesson, **students: Result | None) -> CourseReport:
    rows = []
    for student, found in students.items():
        mine = {} if found is None else {tiny.name: found}
        percent = course_percent([tiny], mine, RULES)
        person = Person(student, "Ann", "Über")
        rows.append(Row(person, mine, percent, RULES.letter(percent)))
    return course_report(MarkTable((tiny,), tuple(rows), RULES))


@pytest.fixture(scope="module")
def small(tiny: Lesson) -> CourseReport:
    return report_of(
        tiny, ann=result(14), bob=result(7, late=2), cem=result(5, waits=True), dea=None
    )


def shown(report: CourseReport, width: int = 80) -> str:
    text = io.StringIO()
    print_course(report, Console(file=text, width=width, highlight=False))
    return text.getvalue()


def test_terminal_page_and_table_say_the_same(small: CourseReport) -> None:
    (lesson,) = small.lessons
    assert (lesson.absent, lesson.open, lesson.late) == (("dea",), ("cem",), ("bob",))
    assert lesson.median == 7
    text, page = shown(small), " ".join(render_course(small, NOW).split())
    for line in (r"ann +14 +100 % +A", r"bob +7L +50 % +B", r"cem +5\+ ", r"dea +– +0 % +B"):
        assert re.search(line, text)
    assert '7 <span class="soft">late, −2</span>' in page
    assert '5 <span class="soft">open</span>' in page
    assert "absent</td>" in page
    table = {row["student"]: row for row in csv.DictReader(io.StringIO(course_table(small)))}
    assert table["bob"][LESSON] == "7"
    assert table["bob"][f"{LESSON} hours late"] == "2"
    status = [row[f"{LESSON} status"] for row in table.values()]
    assert status == ["marked", "marked", "open", "absent"]
    assert table["dea"]["course_percent"] == "0"


@pytest.mark.parametrize("width", [24, 40, 80])
def test_no_line_is_wider_than_the_terminal(tiny: Lesson, width: int) -> None:
    some = {f"a-student-with-a-long-name-{n}": result(n % 14) for n in range(60)}
    some["late"] = result(3, late=1)
    assert max(map(len, shown(report_of(tiny, **some), width).splitlines())) <= width


def test_of_a_large_course_those_to_look_at_are_shown(tiny: Lesson) -> None:
    some: dict[str, Result | None] = {f"s{n:03d}": result(9) for n in range(60)}
    some |= {"late": result(3, late=1), "away": None}
    text = shown(report_of(tiny, **some))
    assert "Students to look at" in text
    assert "late" in text
    assert "s007" not in text


def test_nothing_of_a_students_acts_in_any_of_them(tiny: Lesson) -> None:
    report = report_of(tiny, **{f"{HOSTILE}{ANSI}": None, "=1+1": result(1, waits=True)})
    page, table = render_course(report, NOW), course_table(report)
    assert HOSTILE not in page
    for text in (shown(report), page, table):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "'=1+1" in table


def test_without_a_lesson_the_command_reports_on_the_course(
    course: Course, tiny: Lesson, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["report"]) == 0
    assert "Nobody is graded yet" in capsys.readouterr().out
    hand_in(course, "ann", solved(tiny))
    assert main(["grade", "1", "--trusted", "--workers", "1"]) == 0
    capsys.readouterr()
    assert main(["report", "--html"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"ann +10\+", said)
    assert main(["marks"]) == 0
    [row] = csv.DictReader((course.grading / "report" / "course.csv").open(encoding="utf-8"))
    marks = (course.grading / "marks" / "marks.csv").read_text(encoding="utf-8-sig")
    [given] = csv.DictReader(io.StringIO(marks))
    assert row[LESSON] == given[f"{LESSON}/total"]
    assert float(row["course_percent"]) == pytest.approx(float(given["course_percent"]), abs=1e-4)
    assert (course.grading / "report" / "course.html").is_file()


@pytest.mark.browser
def test_the_page_reads_well_for_everybody(
    small: CourseReport, tmp_path_factory: pytest.TempPathFactory, browser: BrowserContext
) -> None:
    path = tmp_path_factory.mktemp("page") / "course.html"
    path.write_text(render_course(small, NOW), encoding="utf-8")
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.get_by_role("button", name="course, %").click()
    rows = page.get_by_role("rowheader").all_inner_texts()
    loose = page.locator("th:not([scope])").count()
    heading = page.get_by_role("heading", level=1).inner_text()
    page.set_viewport_size({"width": 390, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert [name.split("\n")[0] for name in rows if "Über" in name] == ["dea", "cem", "bob", "ann"]
    assert (loose, heading, wide) == (0, "The course", 390)
    assert asked == [path.as_uri()]
