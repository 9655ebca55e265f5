"""Formgrader, looked at in a browser that reaches nothing but this machine."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import nbformat
import pytest

from autograder.feedback.feedback import page_path, write_feedback
from autograder.gradebook import gradebook
from autograder.grading.grade import Order, grade
from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from tests.support import TINY_COURSE
from tests.support.classes import LESSON, hand_in
from tests.support.formgrader import Server, formgrader

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

LOOK = """

# %% look="line"
import matplotlib.pyplot as plt

plt.plot([double(0), double(1)])
plt.show()

# %% [markdown] written="why" points=4 figure="line"
"""
OWN = "import matplotlib.pyplot as plt\nplt.plot([3, 1, 2])\nplt.show()"
ANSWER = "A line, since $2x$ is linear: $$\\frac{1}{2}$$"


@dataclass(frozen=True)
class Open:
    """The class, and formgrader on it."""

    course: Course
    server: Server


@pytest.fixture(scope="module")
def open_class(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Two who answered in words, `ann` with a picture of her own below; the lesson asks for one."""
    root = tmp_path_factory.mktemp("formgrader") / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    source = root / "solutions" / LESSON / "lesson.py"
    marker = '\n# %% [markdown] written="why" points=4\n'
    assert marker in source.read_text()
    source.write_text(source.read_text().replace(marker, LOOK))
    course = Course(root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_COURSE", str(root))
        lesson = course.lesson(LESSON)
        notebook = solved_notebook(lesson, {"why": ANSWER})
        hand_in(course, "bob", nbformat.writes(notebook))
        notebook.cells.append(nbformat.v4.new_code_cell(OWN))
        hand_in(course, "ann", nbformat.writes(notebook))
        outcome = grade(Order(course, lesson, workers=1, trusted=True))
        assert not outcome.problems
        with formgrader(course) as server:
            yield Open(course, server)


@dataclass
class Seen:
    """A page, what went wrong on it, and what it asked for beyond this machine."""

    page: Page
    errors: list[str]
    outside: list[str]


@pytest.fixture
def seen(open_class: Open, browser: BrowserContext) -> Iterator[Seen]:
    """The submission of `ann` in formgrader, with the network off."""
    page = browser.new_page()
    found = Seen(page, [], [])
    page.on("response", lambda r: found.errors.append(r.url) if r.status >= 400 else None)
    page.set_extra_http_headers({"Authorization": f"token {open_class.server.token}"})
    page.on("pageerror", lambda error: found.errors.append(str(error)))

    def only_here(route: object, request: object) -> None:
        if urlsplit(request.url).hostname == "127.0.0.1":  # type: ignore[attr-defined]
            route.continue_()  # type: ignore[attr-defined]
        else:
            found.outside.append(request.url)  # type: ignore[attr-defined]
            route.abort()  # type: ignore[attr-defined]

    page.route("**/*", only_here)
    server = open_class.server
    submissions = server.tell(f"submitted_notebooks/{LESSON}/{LESSON}")
    [ann] = [each["id"] for each in submissions if each["student"] == "ann"]
    page.goto(f"{server.address}formgrader/submissions/{ann}/")
    page.wait_for_function("window.MathJax && MathJax.loaded === true", timeout=120_000)
    yield found
    page.close()


@pytest.mark.browser
@pytest.mark.slow
def test_formulas_and_keys_work_with_the_network_off(seen: Seen, open_class: Open) -> None:
    page = seen.page
    assert page.locator(".MathJax, .MathJax_Display").count() > 0
    assert "$$" not in page.get_by_role("main").inner_text()
    page.locator("input#why").fill("3")
    with page.expect_response(lambda answer: "/api/grade/" in answer.url):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+.")  # the next student, at the same question
    page.wait_for_url(re.compile(r"submissions/(?!.*/next)"))
    assert seen.errors == []
    assert seen.outside == []
    assert gradebook.marks(open_class.course, LESSON)["ann"].cells["why"].score == 3


@pytest.mark.browser
@pytest.mark.slow
def test_model_answer_guide_and_pictures_stand_beside_the_answer(seen: Seen) -> None:
    page = seen.page
    after = page.locator(".cell:has(input#why) ~ .cell")
    text = "\n".join(after.all_inner_texts())
    assert "For you, not shown to students" in text
    assert "Because two and two are four." in text
    pictures = page.locator(".cell:has(input#why) ~ .cell img")
    assert pictures.count() == 2  # what was asked for, and her own
    assert page.evaluate("[...document.images].every(i => i.complete && i.naturalWidth > 100)")


@pytest.mark.slow
def test_the_pictures_stand_on_the_feedback_page_and_the_guide_does_not(open_class: Open) -> None:
    course = open_class.course
    write_feedback(course, course.lesson(LESSON))
    found = {who: page_path(course, LESSON, who).read_text() for who in ("ann", "bob")}
    pictures = {who: page.count("<img") for who, page in found.items()}
    assert pictures == {"ann": 2, "bob": 1}
    for page in found.values():
        why = page[page.index('<section id="why"') :]
        assert why.index("<img") < (why.index("<details") if "<details" in why else len(why))
        assert "Because two and two are four." not in page
