"""The class report: right numbers, any size of class, and nothing of a student's that acts."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from autograder.common.text import csv_text, plain
from autograder.gradebook.marks import Mark, Marks
from autograder.grading.records import Record
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.report.page import bins, render, table, write_page, write_table
from autograder.report.report import ClassReport, make_report
from autograder.report.rows import About
from autograder.report.terminal import print_report
from tests.support import TINY_COURSE
from tests.support.barriers import barriers

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

GRADED = {
    exercise.name: exercise.tests[0].grade_id
    for exercise in Course(TINY_COURSE).lesson("01_tiny").exercises
}
NOW = datetime(2025, 11, 21, 10, 30)
HOSTILE = '<img src=x onerror="alert(1)">'
ANSI = "\x1b[2J\x1b]0;owned\x07red\x1b[31m\u202e"


@pytest.fixture(scope="module")
def tiny() -> Lesson:
    return Course(TINY_COURSE).lesson("01_tiny")


def record(
    student: str,
    *,
    notes: tuple[str, ...] = (),
    problem: str = "",
    seed: int = 7,
    failures: dict[str, list[list[str]]] | None = None,
    **wrong: str,
) -> Record:
    """A record by hand: everything passed but `wrong`, an exercise's verdict or misconception."""
    exercises: list[dict[str, Any]] = []
    for name in ("double", "scale", "apply_twice", "quadruple", "Counter"):
        verdict, _, misconception = wrong.get(name, "pass").partition("/")
        found = f"{name}/{misconception}" if misconception else None
        exercises.append({"name": name, "verdict": verdict, "misconception": found})
    exercises.append({"name": "why", "verdict": "manual", "misconception": None})
    about = {"exercises": exercises, "notes": list(notes), "seed": seed, "failures": failures or {}}
    judgement = {} if problem else about
    return Record(student, "01_tiny", "f", "d", judgement, problem)


WORTH = {"double": 2.0, "scale": 1.0, "apply_twice": 2.0, "quadruple": 3.0, "Counter": 2.0}


def marks(score: float, *, written: float | None = None, late: float = 0.0) -> Marks:
    """Points for the exercises in order until there are `score` of them."""
    cells = {}
    for name, worth in WORTH.items():
        points = min(worth, score)
        score -= points
        cells[GRADED[name]] = Mark(points, worth, False, False, points)
    given = Mark(written or 0.0, 4.0, waits=written is None, by_hand=written is not None)
    return Marks({**cells, "why": given}, {}, late)


def shown(report: ClassReport, width: int = 100, **options: Any) -> str:
    text = io.StringIO()
    print_report(report, Console(file=text, width=width, highlight=False, **options))
    return text.getvalue()


@pytest.fixture(scope="module")
def small(tiny: Lesson) -> ClassReport:
    records = [
        record("ann"),
        record("bob", double="fail/squared", scale="unanswered", notes=("handed in as 'x.ipynb'",)),
        record("cem", double="fail/squared", Counter="timeout"),
        record("dea", problem="no notebook was handed in; ask for 01_tiny.ipynb"),
    ]
    given = {"ann": marks(10, written=3), "bob": marks(7), "cem": marks(6, late=1.0)}
    about = {"ann": About("Über, Ann", has_feedback=True), "bob": About(attempts=3)}
    about["cem"] = About(hours_late=2.5)
    return make_report(tiny, records, given, about)


def test_marks_given_by_hand_and_penalties_count(small: ClassReport) -> None:
    assert {row.student: row.score for row in small.students} == {
        "ann": 13.0,
        "bob": 7.0,
        "cem": 5.0,
        "dea": None,
    }
    assert [row.student for row in small.waiting] == ["bob", "cem"]


def test_the_summary_leaves_out_who_was_not_judged(small: ClassReport) -> None:
    assert small.scores == [5.0, 7.0, 13.0]
    assert small.mean == pytest.approx(25 / 3)
    assert small.quartiles == (6.0, 7.0, 10.0)


def test_the_share_of_an_exercise_is_the_mean_of_its_points(small: ClassReport) -> None:
    share = {row.name: row.share for row in small.exercises}
    assert share["double"] == 1.0
    assert share["quadruple"] == pytest.approx((1 + 2 / 3 + 1 / 3) / 3)
    assert share["Counter"] == pytest.approx(1 / 3)
    assert share["why"] is None  # a mean of what is not marked yet says nothing
    [why] = [row for row in small.exercises if row.written]
    assert (why.waiting, why.total) == (2, 3)
    assert "2 of 3 wait for marks by hand" in shown(small)


def test_a_written_question_has_its_mean_mark_when_all_are_given(tiny: Lesson) -> None:
    given = {"ann": marks(10, written=3), "bob": marks(10, written=1)}
    report = make_report(tiny, [record("ann"), record("bob")], given)
    assert report.exercises[-1].share == 0.5
    assert "mean mark" in shown(report)


def test_in_a_large_class_whose_program_ended_comes_before_file_names_and_is_never_left_out(
    tiny: Lesson,
) -> None:
    renamed = [record(f"a{n:03d}", notes=("handed in as 'x.ipynb'",)) for n in range(60)]
    crashed = [record(f"z{n:03d}", double="crash") for n in range(25)]
    report = make_report(tiny, renamed + crashed, {})
    text = shown(report)
    assert all(row.student in text for row in crashed)
    assert "a000" not in text
    assert "… and 60 more: see the table of all students" in text
    few = make_report(tiny, renamed + crashed[:3], {})
    text = shown(few)
    assert all(row.student in text for row in crashed[:3])
    assert text.index("z000") < text.index("a000")


def test_who_handed_in_nothing_is_named(small: ClassReport) -> None:
    report = replace(small, absent=("eve", HOSTILE))
    assert f"Handed in nothing\n  2: eve, {HOSTILE}" in shown(report)
    page = render(report, NOW)
    assert "Handed in nothing" in page
    assert "eve" in page
    assert HOSTILE not in page


def test_known_mistakes_come_with_their_sentence_and_who_made_them(small: ClassReport) -> None:
    (row,) = small.wrong
    assert (row.exercise, row.name, row.students) == ("double", "squared", ("bob", "cem"))
    assert row.sentence == "You squared where twice was asked for."


def test_a_misconception_that_left_the_lesson_is_still_counted(tiny: Lesson) -> None:
    report = make_report(tiny, [record("ann", double="fail/of_old")], {})
    assert report.wrong[0].sentence == ""
    assert "no longer in the lesson" in shown(report)
    assert "no longer in the lesson" in render(report, NOW)


def test_who_was_graded_by_nbgrader_alone_is_in_the_report(tiny: Lesson) -> None:
    report = make_report(tiny, [], {"eve": marks(4)})
    assert report.students[0].score == 4.0
    assert "eve" in shown(report)


def test_a_small_class_is_shown_whole_in_the_terminal(small: ClassReport) -> None:
    text = shown(small)
    for words in (
        "ann",
        "13",
        "✗·✓✓✓?",
        "7+",
        "no notebook was handed in",
        "handed in as 'x.ipynb'",
    ):
        assert words in text
    assert "2  double: You squared" in text
    assert "Counter: timeout" in text


def test_without_a_terminal_the_output_holds_no_control_codes(small: ClassReport) -> None:
    assert "\x1b" not in shown(small)
    assert "\x1b" in shown(small, force_terminal=True)


@pytest.mark.parametrize("width", [24, 40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal(small: ClassReport, width: int) -> None:
    assert max(map(len, shown(small, width).splitlines())) <= width


def test_of_a_large_class_only_those_to_look_at_are_listed(tiny: Lesson) -> None:
    records = [record(f"student-{n}") for n in range(600)]
    records[7] = record("student-7", problem="no notebook was handed in")
    records[8] = record("student-8", double="crash")
    report = make_report(tiny, records, {r.student: marks(5) for r in records})
    text = shown(report)
    assert "student-8" in text
    assert "student-7: no notebook" in text
    assert "student-9" not in text
    assert len(text.splitlines()) < 60
    assert len(table(report).splitlines()) == 601


def test_a_class_of_one_and_a_class_of_nobody_have_a_report(tiny: Lesson) -> None:
    one = make_report(tiny, [record("ann")], {"ann": marks(10)})
    assert "median" not in shown(one)
    assert "ann" in render(one, NOW)
    nobody = make_report(tiny, [], {})
    assert "autograder grade 01_tiny" in shown(nobody)
    assert "Nobody is graded yet" in render(nobody, NOW)


def test_every_mark_lies_in_one_bar_of_the_histogram(tiny: Lesson) -> None:
    scores = [0, 0.25, 5, 9.999, 10]
    report = make_report(tiny, [], {f"s{n}": marks(score) for n, score in enumerate(scores)})
    assert sum(bin.count for bin in bins(report)) == len(scores)
    assert bins(report)[0].low == 0
    assert bins(report)[-1].high >= report.max_score


# --- what students wrote -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def hostile(tiny: Lesson) -> ClassReport:
    ids = [HOSTILE, "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", f"x{ANSI}"]
    records = [record(student, notes=(f"handed in as '{HOSTILE}{ANSI}'",)) for student in ids]
    records.append(record("zoe", problem=f"{HOSTILE}{ANSI}</script>"))
    about = dict.fromkeys(ids, About(f"{HOSTILE}{ANSI}", has_feedback=True))
    return make_report(tiny, records, {i: marks(1) for i in ids}, about)


class Elements(HTMLParser):
    """Collects the elements of a page and their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_nothing_of_a_students_becomes_markup_of_the_page(hostile: ClassReport) -> None:
    elements = Elements(render(hostile, NOW)).found
    assert [tag for tag, _ in elements].count("script") == 1
    assert not [tag for tag, _ in elements if tag in ("img", "iframe", "object", "link", "base")]
    assert not [name for _, attributes in elements for name in attributes if name.startswith("on")]


def test_the_page_refers_to_nothing_but_its_neighbours(hostile: ClassReport) -> None:
    page = render(hostile, NOW)
    addresses = [a[name] for _, a in Elements(page).found for name in ("href", "src") if name in a]
    assert addresses
    for address in addresses:
        assert re.fullmatch(
            r"(\.\./feedback/[\w%.~-]+/01_tiny/)?01_tiny\.(html|csv)", address or ""
        )
    assert "http" not in page.replace("http-equiv", "")


def test_the_only_script_that_may_run_is_the_one_that_sorts(hostile: ClassReport) -> None:
    page = render(hostile, NOW)
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert "default-src 'none'" in policy[1]
    assert re.search(r"script-src 'sha256-[\w+/]{43}='", policy[1])


def test_control_codes_of_students_reach_neither_terminal_nor_page_nor_table(
    hostile: ClassReport,
) -> None:
    for text in (shown(hostile), render(hostile, NOW), table(hostile)):
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e]", text)


def test_no_cell_of_the_table_is_a_formula(hostile: ClassReport) -> None:
    rows = list(csv.reader(io.StringIO(table(hostile))))
    assert {len(row) for row in rows} == {len(rows[0])}
    for row in rows:
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert "'=cmd|' /C calc'!A0" in {row[0] for row in rows}


def test_a_formula_is_found_behind_blanks_and_control_codes() -> None:
    assert csv_text("  =1+1") == "'=1+1"
    assert csv_text("\x1b[31m=1+1") == "'=1+1"
    assert csv_text("\t=1") == "'=1"
    assert csv_text("a=1") == "a=1"


def test_rich_markup_in_a_name_is_only_text(tiny: Lesson) -> None:
    report = make_report(tiny, [record("[bold]ann[/]")], {"[bold]ann[/]": marks(1)})
    assert "[bold]ann[/]" in shown(report)


def test_plain_text_is_one_line() -> None:
    assert plain("a\nb\x1b[31mc\x1b[0m\x07") == "a bc�"


def test_the_page_and_the_table_are_written_into_the_report_folder(
    small: ClassReport, tmp_path: Path
) -> None:
    course = Course(tmp_path)
    page, sheet = write_page(course, small, NOW), write_table(course, small)
    assert page == tmp_path / "grading" / "report" / "01_tiny.html"
    assert "21 November 2025, 10:30" in page.read_text(encoding="utf-8")
    ann, bob, cem, dea = csv.DictReader(sheet.read_text(encoding="utf-8").splitlines())
    assert (ann["student"], ann["name"], ann["score"], ann["max_score"]) == (
        "ann",
        "Über, Ann",
        "13",
        "14",
    )
    assert (ann["double"], ann["double points"], ann["why points"]) == ("pass", "2", "3")
    assert (bob["attempts"], bob["open_marking"], bob["why points"]) == ("3", "yes", "")
    assert (cem["penalty"], cem["hours_late"], cem["score"]) == ("1", "2.5", "5")
    assert dea["score"] == ""


@pytest.mark.browser
def test_a_click_on_a_heading_sorts_the_students_and_nothing_keeps_anybody_out(
    small: ClassReport, tmp_path: Path, browser: BrowserContext
) -> None:
    path = tmp_path / "page.html"
    path.write_text(render(small, NOW), encoding="utf-8")
    page = browser.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(path.as_uri())
    page.get_by_role("button", name="points of 14").click()
    names = page.locator("table.students tbody th").all_inner_texts()
    assert barriers(page) == []
    page.close()
    assert names == ["dea", "cem", "bob", "ann\nÜber, Ann"]
    assert problems == []
