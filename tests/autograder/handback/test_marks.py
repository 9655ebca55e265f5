"""Marks leave in tables that spreadsheets open and LMS import; course totals add up by hand."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable

import pytest
from openpyxl import load_workbook

from autograder.cli.main import main
from autograder.database.opening import writing
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.handback.rules import Rules, RulesError, read_rules
from autograder.handback.table import Result, course_percent
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.people import Enrolment, Identity, drop, enrol, identify
from tests.support import ROOT
from tests.support.classes import LESSON, enter, give, solved

SECOND = "02_tiny"
HALF = "scale_factor = 2.0"


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory, tiny: Lesson, judged: Callable[..., Judgement]
) -> Course:
    """Three on the roster and one dropped: `ann` marked whole, `bob` still open, `zoe` absent."""
    root = tmp_path_factory.mktemp("made") / "course"
    fixture = ROOT / "tests" / "fixtures" / "course"
    shutil.copytree(fixture, root, ignore=shutil.ignore_patterns("__pycache__"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        course = Course(root)
        with writing(course, "students import") as store, store.begin() as connection:
            enrol(connection, Enrolment("ann", "51767", "ann01", "A"))
            enrol(connection, Enrolment("zoe"))
            enrol(connection, Enrolment("left"))
            identify(connection, Identity("ann", "blackboard", "login", "bb_ann"))
            drop(connection, "left")
        with opened(place(course)) as book:
            book.add_student("ann", first_name="Ann", last_name="Über, Jr.", email="a@b.example")
            book.add_student("bob", first_name="=1+1", last_name="O'Neil", email="-b@b.example")
            book.add_student("zoe", first_name="Zoë", last_name="", lms_user_id="99")
            book.add_student("left")
        enter(course, "ann", solved(tiny), judged(), handed_in="2026-10-11 11:59:59")
        enter(course, "bob", solved(tiny, scale=HALF), judged(scale=HALF))
        give(course, "ann", "why", 3.25)
    return course


@pytest.fixture
def graded(made: Course, course: Course) -> Course:
    shutil.copytree(made.root, course.root, dirs_exist_ok=True)
    return course


def exported(course: Course, form: str, name: str) -> bytes:
    assert main(["marks", "--format", form]) == 0
    return (course.grading / "marks" / name).read_bytes()


def rows(data: str, by: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data, newline=""), delimiter=by))


def test_the_table_holds_everybody_with_points_per_exercise_and_no_formula(
    graded: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    data = exported(graded, "csv", "marks.csv")
    assert data.startswith(b"\xef\xbb\xbf")  # spreadsheets read UTF-8 by this mark
    found = [*csv.DictReader(io.StringIO(data.decode("utf-8-sig")))]
    assert [row["student"] for row in found] == ["zoe", "bob", "ann"]
    zoe, bob, ann = found
    assert (ann["last_name"], ann["email"], ann["lms_id"]) == ("Über, Jr.", "a@b.example", "51767")
    assert (zoe["lms_id"], zoe[f"{LESSON}/status"], zoe[f"{LESSON}/total"]) == ("99", "absent", "")
    assert (bob["first_name"], bob["email"]) == ("'=1+1", "'-b@b.example")
    assert (bob[f"{LESSON}/scale"], bob[f"{LESSON}/why"]) == ("0", "")
    assert (bob[f"{LESSON}/total"], bob[f"{LESSON}/status"]) == ("9", "open")
    assert (ann[f"{LESSON}/double"], ann[f"{LESSON}/why"]) == ("2", "3.25")
    assert (ann[f"{LESSON}/total"], ann[f"{LESSON}/max"]) == ("13.25", "14")
    assert ann[f"{LESSON}/handed_in"] == "2026-10-11 11:59:59"
    assert ann["course_percent"] == "94.6429"  # 13.25 / 14
    said = capsys.readouterr().out
    assert f"3 students, {LESSON}\n1 of these results waits for marks by hand\n" in said


def test_the_workbook_has_numbers_as_numbers_and_text_as_text(graded: Course) -> None:
    book = load_workbook(io.BytesIO(exported(graded, "xlsx", "marks.xlsx")))
    assert book.sheetnames == ["course", LESSON]
    lines = list(book["course"].values)
    assert lines[0][:3] == ("student", "last_name", "first_name")
    bob = dict(zip(lines[0], lines[2], strict=True))
    assert (bob["student"], bob["first_name"], bob[LESSON]) == ("bob", "=1+1", 9)
    cell = next(c for row in book["course"].iter_rows() for c in row if c.value == "=1+1")
    assert cell.data_type == "s"
    lesson = list(book[LESSON].values)
    ann = dict(zip(lesson[0], lesson[3], strict=True))
    assert (ann["why"], ann["status"]) == (3.25, "marked")


def test_canvas_takes_its_own_headings_ids_and_points_possible(graded: Course) -> None:
    title = graded.lesson(LESSON).title
    lines = rows(exported(graded, "canvas", "canvas.csv").decode())
    assert lines == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", title],
        ["    Points Possible", "", "", "", "", "14"],
        ["Zoë", "99", "zoe", "", "", ""],
        ["O'Neil, =1+1", "", "bob", "", "", "9"],
        ["Über, Jr., Ann", "51767", "ann", "ann01", "A", "13.25"],
    ]
    named = f'[marks.columns.canvas]\n{LESSON} = "Tiny (4711)"\n'
    (graded.root / "course.toml").write_text(named)
    assert rows(exported(graded, "canvas", "canvas.csv").decode())[0][-1] == "Tiny (4711)"


def test_moodle_and_blackboard_take_theirs(graded: Course) -> None:
    title = graded.lesson(LESSON).title
    lines = rows(exported(graded, "moodle", "moodle.csv").decode())
    assert lines[0] == [
        "Username",
        "ID number",
        "Email address",
        "First name",
        "Last name",
        title,
    ]
    assert lines[3] == ["ann01", "ann", "a@b.example", "Ann", "Über, Jr.", "13.25"]
    data = exported(graded, "blackboard", "blackboard.txt")
    assert data.startswith(b"\xff\xfe")
    text = data.decode("utf-16")
    assert text.startswith('"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"')
    lines = rows(text, "\t")
    assert lines[0][-1] == f"{title} [Total Pts: 14 Score]"
    assert lines[3] == ["Über, Jr.", "Ann", "bb_ann", "ann", "13.25"]


def result(points: float) -> Result:
    return Result({"a": points}, 0.0, points, None, 0.0)


def test_a_course_total_weighs_lessons_leaves_the_lowest_out_and_counts_absence_as_zero(
    course: Course, tiny: Lesson
) -> None:
    for name in (SECOND, "03_tiny"):
        for source in course.sources()[0].glob("*.py"):
            copy = course.solutions / name / source.name
            copy.parent.mkdir(exist_ok=True)
            copy.write_text(source.read_text().replace(LESSON, name))
    lessons = course.all_lessons()  # 14 points each
    mine = {LESSON: result(14), SECOND: result(7)}
    assert course_percent(lessons, mine, Rules()) == pytest.approx(100 * 1.5 / 3)
    dropped = Rules(drop_lowest=1)
    assert course_percent(lessons, mine, dropped) == pytest.approx(75)
    weighed = Rules(1, {LESSON: 1, SECOND: 3, "03_tiny": 1})
    assert course_percent(lessons, mine, weighed) == pytest.approx(100 * (1 + 1.5) / 4)
    assert course_percent(lessons, mine, Rules(weights={LESSON: 1})) == 100
    assert course_percent([], {}, dropped) is None
    letters = Rules(letters=(("A", 90), ("B", 75)))
    assert [letters.letter(p) for p in (90, 89.9, 75 - 1e-12, 0, None)] == ["A", "B", "B", "", ""]


BAD = {
    "[marks\n": "course.toml cannot be read: ",
    "marks = 3": r"marks: expected a table \[marks\], found 3",
    "[marks]\ndrop = 1": (
        "marks.drop: there is no such key; there are: columns, count_further, drop_lowest"
    ),
    "[marks]\ndrop_lowest = 2": r"drop_lowest: expected a whole number from 0 to 1, found 2",
    "[marks]\ndrop_lowest = true": "found True",
    "[marks.weights]\n09_none = 1": "marks.weights.09_none: there is no lesson of that name",
    f"[marks.weights]\n{LESSON} = -1": "expected a number of at least 0, found -1",
    f"[marks.weights]\n{LESSON} = nan": "found nan",
    f"[marks.weights]\n{LESSON} = 0": "expected at least one weight above 0",
    '[marks.letters]\nA = "90"': "marks.letters.A: expected a number from 0 to 100, found '90'",
    "[marks.letters]\nA = 90\nB = 90": "expected different limits",
    "[marks.columns.ilias]\nx = 'y'": "marks.columns.ilias: there is no such key",
    f"[marks.columns.canvas]\n{LESSON} = 3": "expected a column's name, found 3",
}


@pytest.mark.parametrize(("text", "said"), BAD.items())
def test_a_rule_that_makes_no_sense_is_one_sentence(
    course: Course, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    (course.root / "course.toml").write_text(text)
    with pytest.raises(RulesError, match=said) as found:
        read_rules(course.root, [LESSON, SECOND])
    assert str(found.value).startswith("course.toml")
    assert "\n" not in str(found.value)


def test_the_rules_of_a_course_are_read_whole(course: Course) -> None:
    text = (
        f"[marks]\ndrop_lowest = 1\n[marks.weights]\n{LESSON} = 2\n[marks.letters]\nB = 75\nA = 90"
    )
    (course.root / "course.toml").write_text(text)
    found = read_rules(course.root, [LESSON, SECOND])
    assert found == Rules(1, {LESSON: 2.0}, (("A", 90.0), ("B", 75.0)))
