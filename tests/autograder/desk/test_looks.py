"""Every page keeps nobody out: axe-core finds nothing, by day and night; a phone shows it whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.autograder.desk.conftest import Office
from tests.autograder.desk.test_access import addresses
from tests.support.barriers import barriers
from tests.support.classes import LESSON
from tests.support.desk_day import MINUTES, Instructor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# What each page shows only when something has happened: a selector that says it is there.
PAGES = {
    "/": "#attention h3, #attention p:not(:has-text('Looking'))",
    f"/mark/{LESSON}/why": "form.give [name=points]",
    f"/lesson/{LESSON}": "svg",
    f"/exercise/{LESSON}/double": ".group textarea",
    f"/student?id=s000&lesson={LESSON}": ".history li",
    "/course": "table.list td",
    "/search?q=s0": "main li",
    "/collect": "form.drop",
    "/job": "#job",
    "/search?q=nobody": "h1",
    "/student?id=nobody": "[role=alert]",
    "/login": "form",
}
_OPEN = "for (const each of document.querySelectorAll('details')) each.open = true"
NOT_LOOKED_AT = {"/events", "/file", "/attention", "/feedback"}  # no page, or shown elsewhere


@contextmanager
def seen(instructor: Instructor, width: int, scheme: str) -> Iterator[Page]:
    """The same browser, of that width, by day or night."""
    of: Browser | None = instructor.page.context.browser
    assert of is not None
    state = instructor.page.context.storage_state()
    context = of.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        storage_state=state,
    )
    page = context.new_page()
    page.set_default_timeout(MINUTES)
    yield page
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_keeps_anybody_out_or_is_wider_than_the_screen(
    instructor: Instructor, width: int, scheme: str
) -> None:
    found = {}
    instructor.go("/course")
    instructor.press("Write the marks")
    instructor.watched()
    with seen(instructor, width, scheme) as page:
        for path, there in PAGES.items():
            page.goto(f"{instructor.address}{path}")
            page.wait_for_selector(there)
            page.evaluate(_OPEN)
            wide = page.evaluate("document.documentElement.scrollWidth")
            found[path] = [*barriers(page), *([f"{wide} pixels wide"] if wide > width else [])]
    assert {path: said for path, said in found.items() if said} == {}


def test_no_page_of_the_desk_is_left_out(office: Office) -> None:
    every = {path for method, path in addresses(office) if method == "GET"}
    pages = {path for path in every if not path.startswith("/static/")}
    assert pages == {path.partition("?")[0] for path in PAGES} | NOT_LOOKED_AT


def test_a_very_long_answer_leaves_the_form_in_sight(instructor: Instructor) -> None:
    with seen(instructor, 1280, "light") as page:
        page.goto(f"{instructor.address}/mark/{LESSON}/why")
        page.wait_for_selector("form.give [name=points]")
        page.evaluate(
            "document.querySelector('.answer').innerHTML = '<p>One line of many.</p>'.repeat(400)"
        )
        expect(page.get_by_role("button", name="Give and next")).to_be_in_viewport(ratio=1)
        page.keyboard.press("End")  # the answer has the focus, and is scrolled by keyboard
        page.wait_for_function("() => document.querySelector('.answer').scrollTop > 2000")
        expect(page.get_by_role("button", name="Give and next")).to_be_in_viewport(ratio=1)
