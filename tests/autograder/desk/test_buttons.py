"""Buttons do what the commands do, in a running desk and a real browser, watched as they go on."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from autograder.lesson.course import Course
from tests.support.classes import LESSON, marks, solved
from tests.support.desk_day import Instructor, in_gradebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def archive(course: Course, folder: Path, *students: str) -> Path:
    """A learning system's archive with a folder for each student."""
    path, text = folder / "download.zip", solved(course.lesson(LESSON))
    with zipfile.ZipFile(path, "w") as made:
        for student in students:
            made.writestr(f"{student}/my work.ipynb", text)
    return path


def test_a_download_is_shown_agreed_to_graded_live_returned_and_exported(
    instructor: Instructor, tmp_path: Path
) -> None:
    page, course = instructor.page, instructor.course
    before = instructor.stages
    assert before["handed in"] == "3 students"
    instructor.go("/collect")
    page.get_by_label("Drop archives here").set_input_files(
        archive(course, tmp_path, "s100", "s101")
    )
    instructor.press("Show what is in it")
    rows = page.get_by_role("region", name="New files").locator("tbody tr")
    expect(rows).to_have_count(2)
    assert ["s100" in row for row in rows.all_inner_texts()] == [True, False]
    assert not (course.grading / "submitted" / "s100").exists()
    instructor.press("Take in 2 new files")
    instructor.watched()
    assert (course.grading / "submitted" / "s101").is_dir()
    assert instructor.stages["handed in"] == "5 students"

    instructor.press("Grade")
    seen = instructor.watched()
    lively = re.compile(r"at work: \d of 5, \d+/min s\d+")
    assert [text for text in seen if lively.fullmatch(text)], seen
    assert seen[-1].startswith("done")
    assert marks(course)["s100"] == marks(course)["s001"]
    assert instructor.stages["judged"] == "5 students"

    page.get_by_label("Form").select_option("folders")
    page.get_by_label("those with answers to mark, too").check()
    instructor.press("Return")
    instructor.watched()
    assert instructor.stages["returned"] == "5 students"

    instructor.go("/course")
    page.get_by_label("Export as").select_option("csv")
    instructor.press("Write the marks")
    instructor.watched()
    instructor.go("/course")
    page.get_by_text("Files written so far").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="marks/marks.csv").click()
    rows_of = list(csv.DictReader(download.value.path().read_text().splitlines()))
    assert len(rows_of) == 6
    names = page.locator("main li a").all_inner_texts()
    assert [name for name in names if name.startswith("returned/")]


def test_an_archive_that_is_dropped_on_the_page_is_shown(
    instructor: Instructor, tmp_path: Path
) -> None:
    page = instructor.page
    data = list(archive(instructor.course, tmp_path, "s200").read_bytes())
    instructor.go("/collect")
    page.evaluate(
        """data => {
            const files = new DataTransfer();
            files.items.add(new File([new Uint8Array(data)], "dropped.zip"));
            const event = new DragEvent("drop", { dataTransfer: files, bubbles: true });
            document.querySelector("form.drop").dispatchEvent(event);
        }""",
        data,
    )
    expect(page.get_by_role("region", name="New files")).to_contain_text("s200")
    assert not (instructor.course.grading / "submitted" / "s200").exists()


def test_a_file_that_is_nobodys_is_kept_aside_and_said_so(
    instructor: Instructor, tmp_path: Path
) -> None:
    page = instructor.page
    instructor.go("/collect")
    page.get_by_label("Drop archives here").set_input_files(
        archive(instructor.course, tmp_path, "zzz")
    )
    instructor.press("Show what is in it")
    expect(page.locator("main")).to_contain_text("nothing in its name or folders names anybody")
    instructor.press("Keep 1 file aside")
    instructor.watched()
    instructor.go("/")
    expect(page.locator("#attention")).to_contain_text("zzz/my work.ipynb")


def test_points_in_place_of_the_judges_need_a_reason_and_stand_in_the_history(
    instructor: Instructor,
) -> None:
    page, course = instructor.page, instructor.course
    instructor.go(f"/student?id=s000&lesson={LESSON}")
    points = page.get_by_label("Points for test_double; empty: the judge's")
    form = page.locator("form", has=points)
    points.fill("1.5")
    form.get_by_role("button", name="Override").click()
    assert page.evaluate("document.activeElement.name") == "why"  # the browser asks for it
    form.get_by_label("Reason").fill("The formula is right, the sign is a slip.")
    with page.expect_navigation():
        form.get_by_role("button", name="Override").click()
    expect(page.locator(".history")).to_contain_text("The formula is right, the sign is a slip.")
    with_hand = [given for given in in_gradebook(course) if given[0] == "test_double"]
    assert [points for _, points, _ in with_hand] == [1.5]


def test_more_time_is_given_and_what_is_no_date_is_said(instructor: Instructor) -> None:
    page = instructor.page
    for until, said in (("tomorrow", "not done"), ("2031-10-14T23:59", "done")):
        instructor.go(f"/student?id=s001&lesson={LESSON}")
        page.get_by_text("More time").click()
        page.get_by_label("Until").fill(until)
        page.get_by_label("Reason", exact=True).last.fill("ill")
        instructor.press("Extend")
        expect(page.locator("#job .far")).to_contain_text(said)
    expect(page.locator("#job .lines")).to_contain_text("s001 has until Tue 2031-10-14 23:59")
    expect(page.locator(".history")).to_contain_text("2031-10-14")


def test_a_judgement_is_made_once_more_as_it_was(instructor: Instructor) -> None:
    page, before = instructor.page, marks(instructor.course)
    instructor.go(f"/student?id=s000&lesson={LESSON}")
    instructor.press("Judge again as graded")
    expect(page.locator("#job .far")).to_contain_text("done")
    lines = page.locator("#job .lines")
    expect(lines).to_contain_text("double")
    expect(page.locator("#job .command")).to_contain_text("judge --trusted --as-graded s000")
    assert marks(instructor.course) == before


def test_the_feedback_page_is_as_the_student_sees_it(instructor: Instructor) -> None:
    instructor.go(f"/student?id=s000&lesson={LESSON}")
    instructor.press("Feedback page")
    instructor.page.wait_for_url(re.compile("/feedback"))
    expect(instructor.page.locator("body")).to_contain_text("double")
    assert instructor.page.evaluate("document.querySelectorAll('nav, script').length") == 0
