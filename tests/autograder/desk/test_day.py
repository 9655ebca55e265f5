"""A day at the desk: two markers in two browsers, a kill in the middle, every mark exactly once."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from autograder.cli.main import main
from autograder.database.opening import writing
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Sandbox
from autograder.store.desk.accounts import INSTRUCTOR, MARKER, set_account
from tests.support import TINY_COURSE
from tests.support.classes import LESSON
from tests.support.desk_class import desk, different, enter_class, judge_once, questions
from tests.support.desk_day import PASSWORD, Marker, by_student, in_gradebook

pytestmark = pytest.mark.browser


def made(root: Path, students: int, number: int) -> Course:
    """A class whose answers all differ, and two who may mark."""
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    course = Course(root)
    lesson = questions(course, number)
    with Sandbox(trusted=True) as sandbox:
        judgement = judge_once(lesson, sandbox)
    names = [cell.key for cell in lesson.written]
    texts = {f"s{n:03d}": {name: different(n, name) for name in names} for n in range(students)}
    enter_class(course, lesson, judgement, texts)
    with writing(course, "desk --account") as store, store.begin() as connection:
        set_account(connection, "marker-1", INSTRUCTOR, PASSWORD)
        set_account(connection, "marker-2", MARKER, PASSWORD)
    return course


def walk(course: Course, browser: BrowserContext, cells: list[str], students: int) -> None:
    with desk(course) as running:
        port, address = running.port, running.address
        markers = [Marker.at(browser, address, f"marker-{n}") for n in (1, 2)]
        for marker in markers:
            marker.begin(address, cells[0])
        for _ in range(max(2, students // 4)):
            for marker in markers:
                marker.mark(cells[0])
        begun = markers[0].key
        markers[0].page.keyboard.press("c")
        with markers[0].page.expect_response("**/draft"):
            markers[0].page.keyboard.type("In the middle of a sen")
        running.kill()
        confirmed = sorted(given for marker in markers for given in marker.given)
        assert sorted(in_gradebook(course)) == confirmed
    with desk(course, "--port", port) as running:
        for marker in markers:
            marker.begin(address, cells[0])
        assert markers[0].key == begun
        comment = markers[0].page.get_by_label("Comment")
        expect(comment).to_have_value("In the middle of a sen")
        comment.fill("")
        for cell in cells:
            for marker in markers:
                marker.begin(address, cell)
            while any(marker.has_one for marker in markers):
                for marker in markers:
                    if marker.has_one:
                        marker.mark(cell)
                    else:
                        marker.begin(address, cell)
        for marker in markers:
            marker.page.context.close()
    given = Counter(given for marker in markers for given in marker.given)
    assert sum(given.values()) == students * len(cells)
    assert set(given.values()) == {1}
    assert Counter(in_gradebook(course)) == given


def told_once(course: Course, cells: list[str]) -> None:
    """Comments stand on their own student's feedback page, once; points are in the export."""
    assert main(["feedback", "1"]) == 0
    assert main(["marks", "--format", "csv"]) == 0
    every = {
        path.parts[-3]: path.read_text() for path in course.grading.glob("feedback/*/*/*.html")
    }
    table = (course.grading / "marks" / "marks.csv").read_text(encoding="utf-8-sig")
    rows = {row["student"]: row for row in csv.DictReader(table.splitlines())}
    given = by_student(course)
    assert set(given) == set(every) == set(rows)
    for student, marks in given.items():
        assert {cell for cell, _, _ in marks} == set(cells)
        for cell, points, words in marks:
            assert every[student].count(words) == 1, words
            assert sum(page.count(words) for page in every.values()) == 1, words
            assert float(rows[student][f"{LESSON}/{cell}"]) == points


@pytest.mark.slow
def test_a_short_day(
    tmp_path: Path, browser: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path / "course"))
    course = made(tmp_path / "course", 6, 1)
    walk(course, browser, ["why"], 6)
    told_once(course, ["why"])


@pytest.mark.long
def test_a_day_with_sixty_students_and_six_questions(
    tmp_path: Path, browser: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUTOGRADER_COURSE", str(tmp_path / "course"))
    course = made(tmp_path / "course", 60, 6)
    cells = ["why", *(f"q{n}" for n in range(2, 7))]
    walk(course, browser, cells, 60)
    told_once(course, cells)
