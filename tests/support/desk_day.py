"""A marking day at the desk, walked in browsers by two markers at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page, expect

from autograder.database.place import place
from autograder.database.rows import opened
from autograder.lesson.course import Course
from tests.support.classes import LESSON

PASSWORD = "a long password"
MINUTES = 180_000
_SEEN = """() => {
  window.seen = [];
  const far = document.querySelector("#job .far");
  new MutationObserver(() => window.seen.push(far.textContent)).observe(far, { childList: true });
}"""


@dataclass
class Marker:
    """Somebody at a browser of their own; `given` are comments with the points for them."""

    name: str
    page: Page
    given: list[tuple[str, float, str]] = field(default_factory=list)

    @classmethod
    def at(cls, browser: BrowserContext, address: str, name: str) -> Marker:
        """Log in with name and password."""
        of: Browser | None = browser.browser
        assert of is not None
        page = of.new_context(viewport={"width": 1200, "height": 900}).new_page()
        page.set_default_timeout(120_000)
        marker = cls(name, page)
        marker.log_in(address)
        return marker

    def log_in(self, address: str) -> None:
        self.page.goto(f"{address}/login")
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        self.page.wait_for_url(f"{address}/")

    def begin(self, address: str, cell: str) -> None:
        """Go to a question."""
        self.page.goto(f"{address}/mark/{LESSON}/{cell}")
        self.page.wait_for_selector("form.give [name=points], .done")

    @property
    def has_one(self) -> bool:
        """Whether there is an answer to mark."""
        return self.page.locator("form.give [name=points]").count() == 1

    @property
    def key(self) -> str:
        return self.page.locator("form.give [name=key]").input_value()

    def mark(self, cell: str) -> None:
        """Give points, and words that no other answer has, by keyboard; wait for the next."""
        key, points = self.key, float(len(self.given) % 5)
        words = f"{self.name} says {len(self.given)} of {cell}."
        self.page.keyboard.press("c")
        self.page.keyboard.type(words)
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("p")
        self.page.keyboard.type(f"{points:g}")
        self.page.keyboard.press("Enter")
        self.page.wait_for_function(
            "key => (document.querySelector('form.give [name=key]') || {}).value !== key", arg=key
        )
        self.given.append((cell, points, words))


@dataclass
class Instructor:
    """Somebody at a desk that runs, with a browser."""

    course: Course
    page: Page
    address: str

    def go(self, path: str) -> None:
        self.page.goto(f"{self.address}{path}")

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).first.click()

    def watched(self) -> list[str]:
        """Everything that the page of the running command said of how far it is, until it ended."""
        self.page.wait_for_selector("#job:not([hidden])")
        self.page.evaluate(_SEEN)
        far = self.page.locator("#job .far")
        expect(far).to_contain_text(re.compile("done|stopped"), timeout=MINUTES)
        assert far.inner_text().startswith("done"), self.page.locator("#job").inner_text()
        seen: list[str] = self.page.evaluate("window.seen")
        return seen

    @property
    def stages(self) -> dict[str, str]:
        """Of the first lesson on the page of the class."""
        self.go("/")
        names = self.page.locator(".stages dt").all_inner_texts()
        numbers = self.page.locator(".stages dd").all_inner_texts()
        return dict(zip(names, numbers, strict=True))


def in_gradebook(course: Course) -> list[tuple[str, float, str]]:
    """Cell, points and comment of all that a person gave, by nbgrader's own API."""
    return [given for of_student in by_student(course).values() for given in of_student]


def by_student(course: Course) -> dict[str, list[tuple[str, float, str]]]:
    """The same for each student."""
    found: dict[str, list[tuple[str, float, str]]] = {}
    with opened(place(course)) as book:
        for submission in book.assignment_submissions(LESSON):
            (notebook,) = submission.notebooks
            comments = {comment.name: comment.manual_comment for comment in notebook.comments}
            found[submission.student.id] = [
                (grade.name, grade.manual_score, comments.get(grade.name) or "")
                for grade in notebook.grades
                if grade.manual_score is not None
            ]
    return found
