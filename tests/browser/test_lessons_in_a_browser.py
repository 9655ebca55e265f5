"""The browser edition as a student meets it, from the start page to the mark.

It takes some minutes; pictures of the pages go to $SCREENSHOTS, or to pytest's temporary folder.
"""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from autograder.cli.main import main
from autograder.lesson.build import release_text
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lite.site import build
from tests.support import ROOT
from tests.support.classes import hand_in, marks
from tests.support.lab_page import CODE_CELLS
from tests.support.lite import obtained, or_skip, serving
from tests.support.lite_page import FULL, LitePage, expose, place, profile
from tests.support.stage_page import StagePage

pytestmark = [pytest.mark.browser, pytest.mark.long]

PATH = "01_logistic_regression/01_logistic_regression.ipynb"
TITLE = "Lesson 1 · Logistic regression"
LIVE = "look_decision_boundary"
IS_WHOLE = "said => said.clientWidth > 100 && said.scrollHeight <= said.clientHeight"
ENDLESS = "while True:\n    pass"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of all lessons."""
    folder = tmp_path_factory.mktemp("lite") / "site"
    course = Course(ROOT)
    with or_skip():
        build(course, course.all_lessons(), folder, obtained())
    expose(folder)
    return folder


def native(lesson: Lesson, answers: dict[str, str]) -> str:
    """The released lesson with these answers, as a student at home saves it."""
    notebook = nbformat.reads(release_text(lesson), as_version=4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return nbformat.writes(notebook)


def marks_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, work: Path, text: str) -> list[float]:
    """The marks of a file from a browser, and of a notebook from home."""
    root = tmp_path / "course"
    for part in ("solutions", "lessons"):
        shutil.copytree(ROOT / part, root / part)
    for name in ("nbgrader_config.py", "pyproject.toml"):
        shutil.copy(ROOT / name, root)
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    course = Course(root)
    roster = tmp_path / "roster.csv"
    roster.write_text("id,last_name,first_name\ns1,Example,Ada\ns2,Muster,Max\n")
    assert main(["students", "import", str(roster), "--yes"]) == 0
    assert main(["collect", str(work), "--yes", "--map", f"{work.name}=s1"]) == 0
    hand_in(course, "s2", text, lesson="01_logistic_regression")
    assert main(["grade", "1", "--trusted"]) == 0
    found = marks(course, "01_logistic_regression")
    return [found["s1"], found["s2"]]


def test_from_the_first_click_to_the_mark(
    site: Path,
    lesson: Lesson,
    browser: BrowserContext,
    screenshots: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert browser.browser
    refused: list[str] = []
    sigmoid = lesson.exercise("sigmoid")
    test = sigmoid.tests[0].grade_id
    mistake = sigmoid.misconceptions[0]
    right = {name: lesson.exercise(name).cell.solved for name in ("sigmoid", "predict_proba")}
    set_up = next(cell.grade_id for cell in lesson.cells if not cell.markdown)

    with serving(site) as address:
        with profile(browser.browser, refused) as context:
            page = LitePage(context.new_page())
            page.page.goto(address)
            link = page.page.get_by_role("link", name=TITLE, exact=True)
            expect(link).to_be_visible()
            page.screenshot(screenshots / "site-start.png")
            link.click()
            page.wait_for_python()
            page.screenshot(screenshots / "site-lesson.png")
            page.run(set_up)

            page.write("sigmoid", mistake.source)
            page.run("sigmoid")
            page.run(test)
            assert " ".join(mistake.sentence.split()) in page.said(test)
            page.show(test)
            page.screenshot(screenshots / "site-wrong.png")
            for name, text in right.items():
                page.write(name, text)
                page.run(name)
            page.run(test)
            assert page.said(test).startswith("✓ sigmoid")
            page.show(test)
            page.screenshot(screenshots / "site-right.png")

            page.run(LIVE)
            stage = StagePage(page, LIVE)
            before = stage.picture()
            x, y = stage.middle("tip of w")
            stage.pull([(x, y), (x + 30, y - 20), (x + 40, y + 30)])
            stage.until_other(before)
            page.screenshot(screenshots / "site-dragged.png")
            assert page.errors() == []

            page.start_endless(ENDLESS)
            expect(page.bar()).to_contain_text("Still running after 10 seconds")
            page.screenshot(screenshots / "site-endless.png")
            for width in (390, 700, 1280):
                page.page.set_viewport_size({"width": width, "height": 900})
                assert page.bar().evaluate(IS_WHOLE), width
                page.screenshot(screenshots / f"site-endless-{width}.png")
            page.page.set_viewport_size({"width": 1100, "height": 900})
            page.page.get_by_role("button", name="Restart", exact=True).click()
            page.wait_for_python()
            page.drop_extra()
            assert page.source("sigmoid") == right["sigmoid"]
            page.run(set_up)

            with page.page.expect_download() as waiting:
                page.page.get_by_role("button", name="Download my work").click()
            work = tmp_path / waiting.value.suggested_filename
            waiting.value.save_as(work)
            page.page.close()

        with profile(browser.browser, refused, dark=True) as context:
            page = LitePage(context.new_page())
            page.page.goto(address)
            expect(page.page.get_by_role("link", name=TITLE, exact=True)).to_be_visible()
            page.screenshot(screenshots / "site-start-dark.png")
            page.page.set_input_files("#file", work)
            expect(page.page.locator("#told")).to_contain_text("Opened: Lesson 1")
            page.page.goto(f"{address}{place(PATH, 'lab')}")
            page.wait_for_python()
            assert page.source("sigmoid") == right["sigmoid"]
            page.screenshot(screenshots / "site-lab-dark.png")
            assert page.errors() == []
    assert refused == []
    from_browser, from_home = marks_of(tmp_path, monkeypatch, work, native(lesson, right))
    assert from_browser == from_home > 0


@contextlib.contextmanager
def by_python(folder: Path) -> Iterator[str]:
    """The address of a folder that `python -m http.server` serves."""
    words = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1"]
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout
        try:
            port = server.stdout.readline().split(" port ")[1].split()[0]
            yield f"http://127.0.0.1:{port}/"
        finally:
            server.terminate()


def test_any_server_will_do_and_any_place_on_it(
    site: Path, browser: BrowserContext, screenshots: Path
) -> None:
    assert browser.browser
    refused: list[str] = []
    missing: list[str] = []
    with by_python(site.parent) as address, profile(browser.browser, refused) as context:
        tabs = []
        for app in ("notebooks", "lab"):
            page = LitePage(context.new_page())
            page.page.on("response", lambda it: missing.append(it.url) if it.status > 399 else ())
            page.page.goto(f"{address}{site.name}/{place(PATH, app)}")
            page.wait_for_python()
            for cell in page.page.evaluate(CODE_CELLS)[:2]:
                page.run(cell)
            page.screenshot(screenshots / f"site-{app}.png")
            assert page.errors() == []
            tabs.append(page)
        for page in tabs:
            page.page.bring_to_front()
            expect(page.bar()).to_contain_text("This lesson is open in another tab too.")
        page.screenshot(screenshots / "site-two-tabs.png")
        tabs[0].page.close()
        expect(page.bar()).to_contain_text("Your work is kept in this browser only.")

        page.page.evaluate(FULL)
        page.write("sigmoid", "# not saved anywhere")
        page.page.keyboard.press("Control+s")
        page.page.locator(".jp-Dialog").get_by_role("button").last.click()
        expect(page.bar()).to_contain_text("Your last change is not saved")
        page.screenshot(screenshots / "site-no-room.png")
        assert "# not saved anywhere" in downloaded(page.page, screenshots, PATH)
    assert missing == refused == []


def downloaded(page: Page, folder: Path, path: str) -> str:
    """A file in what "Download my work" gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my work").click()
    waiting.value.save_as(folder / "work.zip")
    with zipfile.ZipFile(folder / "work.zip") as archive:
        return archive.read(path).decode()
