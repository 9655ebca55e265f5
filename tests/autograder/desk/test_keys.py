"""Marking by keyboard alone in a real browser, and nothing lost when the page goes away."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.classes import LESSON, wait_for
from tests.support.desk_day import MINUTES, Instructor, in_gradebook

pytestmark = [pytest.mark.browser, pytest.mark.slow]
AT = f"/mark/{LESSON}/q2"


def key_of(page: Page) -> str:
    """Which answer is shown."""
    return page.locator("form.give [name=key]").input_value()


def press(page: Page, *keys: str) -> str:
    """Press keys; the last of them brings another answer, whose key is returned."""
    before = key_of(page)
    for key in keys:
        page.keyboard.press(key)
    page.wait_for_function(
        "before => { const key = document.querySelector('form.give [name=key]');"
        " return key && key.value && key.value !== before; }",
        arg=before,
    )
    return key_of(page)


def test_a_question_is_marked_by_keys_alone(instructor: Instructor) -> None:
    page = instructor.page
    instructor.go(AT)
    page.get_by_text("Rubric", exact=True).click()
    with page.expect_navigation():
        instructor.press("Begin with the 3 items of the guide")
    page.wait_for_selector("form.give [name=points]")
    points = page.locator("form.give [name=points]")
    first = key_of(page)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(points).to_have_value("3")
    page.keyboard.press("1")
    expect(points).to_have_value("2")
    page.keyboard.press("9")  # there is no such item
    expect(points).to_have_value("2")
    page.keyboard.press("c")
    page.keyboard.type("1 s b u f: only words")
    second = press(page, "Control+Enter")
    marked = [given[1:] for given in in_gradebook(instructor.course) if given[0] == "q2"]
    assert set(marked) == {(2.0, "1 s b u f: only words")}  # of all who answered the same

    assert press(page, "b") == first
    expect(page.get_by_label("Comment")).to_have_value("1 s b u f: only words")
    expect(points).to_have_value("2")
    expect(page.locator("[name=chosen]:checked")).to_have_count(1)
    page.keyboard.press("p")
    page.keyboard.type("4")
    assert press(page, "Enter") == second
    page.get_by_text("Said before").click()
    page.get_by_role("button", name="1 s b u f: only words").click()
    expect(page.get_by_label("Comment")).to_have_value("1 s b u f: only words")

    third = press(page, "Escape", "s")
    assert third not in (first, second)
    shown = press(page, "f")
    while shown not in (second, third):
        shown = press(page, "s")
    assert shown == second  # what is put aside comes in the order in which it was
    expect(page.get_by_label("Comment")).to_have_value("1 s b u f: only words")
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text(f"Undone: q2: 4 points for {len(marked)} answer")
    page.wait_for_function(
        "first => document.querySelector('form.give [name=key]').value === first", arg=first
    )
    given = {given[1:] for given in in_gradebook(instructor.course) if given[0] == "q2"}
    assert given == {(2.0, "1 s b u f: only words")}
    page.keyboard.press("u")
    expect(points).to_have_value("")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def kept(instructor: Instructor) -> str:
    """The comment that stands there when the page is opened anew."""
    instructor.go(AT)
    instructor.page.wait_for_selector("form.give [name=points]")
    return instructor.page.get_by_label("Comment").input_value()


@pytest.mark.parametrize("leave", ["go", "close"])
def test_a_sentence_that_was_begun_is_there_when_the_page_was_left_at_once(
    instructor: Instructor, leave: str
) -> None:
    page = instructor.page.context.new_page()
    page.set_default_timeout(MINUTES)
    page.goto(f"{instructor.address}{AT}")
    page.wait_for_selector("form.give [name=points]")
    begun = f"In the middle of a sentence, then {leave}"
    page.keyboard.press("c")
    page.keyboard.press("Control+a")
    page.keyboard.type(begun)
    if leave == "go":
        page.goto(f"{instructor.address}/")
        page.close()
    else:
        page.close(run_before_unload=True)
    wait_for(lambda: kept(instructor) == begun)
    expect(instructor.page.locator("form.give")).to_contain_text("As you left it.")
