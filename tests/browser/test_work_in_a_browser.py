"""The start page of the browser edition: a student's work, downloaded, opened again, never lost."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from autograder.intake.downloads.archive import Download
from autograder.intake.downloads.mywork import saved_work
from autograder.lite import site
from tests.support.barriers import barriers
from tests.support.first_page import (
    KEEP,
    KEPT_BESIDE,
    NAME,
    PATH,
    SAVED,
    WHEN,
    notebook,
    publish,
    put,
    save,
    sources,
    take,
    zipped,
)
from tests.support.lite import serving
from tests.support.lite_page import FULL

pytestmark = pytest.mark.browser

# What a browser does that may not keep anything.
KEEPS_NOTHING = """(() => {
    const refuse = () => { throw new DOMException('denied', 'SecurityError'); };
    IDBFactory.prototype.open = IDBFactory.prototype.databases = refuse;
})();"""
TOLD, LESSONS = "#told", "#lessons"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site without JupyterLab: its first page, and one lesson."""
    folder = tmp_path / "site"
    shutil.copytree(Path(site.__file__).with_name("page"), folder)
    publish(folder, "0.1.0-aaaa")
    return folder


@pytest.fixture
def new_profile(folder: Path, browser: BrowserContext) -> Iterator[Callable[[], Page]]:
    """Opens the first page in a browser that has seen nothing yet."""
    assert browser.browser
    contexts = []
    with serving(folder) as address:

        def open_page() -> Page:
            assert browser.browser
            contexts.append(browser.browser.new_context())
            page = contexts[-1].new_page()
            page.goto(address)
            expect(page.get_by_role("link", name="Lesson 1 · Tiny", exact=True)).to_be_visible()
            return page

        yield open_page
        for context in contexts:
            context.close()


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download my work").click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def test_work_goes_from_one_browser_to_another_and_to_collect(
    new_profile: Callable[[], Page], tmp_path: Path
) -> None:
    page = new_profile()
    page.get_by_role("button", name="Download my work").click()
    expect(page.locator(TOLD)).to_contain_text("nothing is saved in this browser yet")
    save(page, "answer = 'π' # mine")
    for kept, text in KEPT_BESIDE.items():
        page.evaluate(KEEP, [{"path": kept, "text": text, "modified": WHEN}])
    path = downloaded(page, tmp_path)
    assert path.name.startswith("my-work-20")
    expect(page.locator(TOLD)).to_contain_text("1 lesson. Hand in this file as it is.")
    with Download(path) as download:
        found = saved_work(download.members)
        (member,) = (each for each in download.members if each.name.endswith(".ipynb"))
        assert nbformat.reads(member.read().decode(), as_version=4).cells[0].source.endswith("mine")
    assert found[PATH].lesson == NAME
    assert str(found[PATH].saved) == "2026-10-12 01:59:00+00:00"

    other = new_profile()
    assert sources(other) == {}
    take(other, path.name, path.read_bytes())
    expect(other.locator(TOLD)).to_have_text("Opened: Lesson 1 · Tiny.")
    assert sources(other) == {PATH: "answer = 'π' # mine"}
    expect(other.locator(LESSONS)).to_contain_text("saved")
    beside = {path: model for path, model in other.evaluate(SAVED).items() if "/." in path}
    assert {path: model["content"] for path, model in beside.items()} == KEPT_BESIDE


def test_what_is_opened_never_takes_the_place_of_other_work(
    new_profile: Callable[[], Page],
) -> None:
    page = new_profile()
    save(page, "here")
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED):
        take(page, "w.zip", zipped({f"lessons/{PATH}": notebook("from elsewhere")}, method))
        expect(page.locator(TOLD)).to_contain_text("Opened: Lesson 1 · Tiny.")
    found = sources(page)
    assert found.pop(PATH) == "from elsewhere"
    ((kept, text),) = found.items()  # the second file is what was there, and keeps nothing
    assert text == "here"
    assert kept.startswith(f"{NAME}/{NAME} (kept 20")


WHOLE = zipped({PATH: notebook("right")})
STORED = zipped({PATH: notebook("right")}, zipfile.ZIP_STORED)
DAMAGED = STORED.replace(b"right", b"wrong")
WITH_PASSWORD = STORED.replace(b"PK\x01\x02\x14\x03\x14\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01")
LIST_AT = WHOLE.index(b"PK\x01\x02")
CUT_OUT = WHOLE[: LIST_AT // 2] + WHOLE[LIST_AT:]  # the list of files points past the end
GARBLED = WHOLE[: LIST_AT // 2] + bytes(20) + WHOLE[LIST_AT // 2 + 20 :]
OLD_FORMAT = b'{"nbformat": 3, "worksheets": [{"cells": []}]}'
ODD_CELLS = b'{"cells": [null, {"cell_type": "code", "source": 3}], "metadata": null}'


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("w.zip", b"no zip", "it is no zip file, or only a part of one"),
        ("w.zip", zipped({"a.txt": "x"}), "it holds no notebook of this workbook"),
        ("w.zip", zipped({"a.ipynb": "x"}), "a.ipynb in it is no notebook"),
        ("w.zip", DAMAGED, f"{PATH} in it is damaged"),
        ("w.zip", GARBLED, f"{PATH} in it is damaged"),
        ("w.zip", CUT_OUT, "it is a zip file with a part missing"),
        ("w.zip", WITH_PASSWORD, "it has a password; pack it without"),
        ("w.zip", b"", "it is no zip file, or only a part of one"),
        ("w.pdf", b"%PDF-1.7 " + bytes(300), "it is no zip file, or only a part of one"),
        (f"{NAME}.ipynb", OLD_FORMAT, f"{NAME}.ipynb in it is no notebook"),
        (f"{NAME}.ipynb", ODD_CELLS, f"{NAME}.ipynb in it is no notebook"),
        ("w.ipynb", b'{"cells": []}', "it holds no notebook of this workbook"),
    ],
)
def test_a_file_that_is_no_work_is_a_sentence(
    new_profile: Callable[[], Page], name: str, content: bytes, said: str
) -> None:
    page = new_profile()
    save(page, "here")
    take(page, name, content)
    expect(page.locator(TOLD)).to_contain_text(f"That does not work: {said}")
    assert sources(page) == {PATH: "here"}


def test_a_newer_edition_lies_beside_the_work_and_the_page_says_so(
    folder: Path, new_profile: Callable[[], Page]
) -> None:
    page = new_profile()
    save(page, "mine")
    page.reload()
    expect(page.locator(LESSONS)).to_contain_text("saved")
    assert sources(page) == {PATH: "mine"}  # the same edition: nothing beside it
    publish(folder, "0.2.0-bbbb")
    page.reload()
    expect(page.locator(LESSONS)).to_contain_text("This lesson has changed since you began.")
    beside = f"{NAME}/{NAME} (edition 0.2.0-bbbb).ipynb"
    assert sources(page) == {PATH: "mine", beside: "# 0.2.0-bbbb"}
    assert notebooks_in(downloaded(page, folder)) == [PATH]  # nobody has worked in the other
    save(page, "begun anew", path=beside, edition="0.2.0-bbbb")
    page.reload()
    link = page.get_by_role("link", name="the new edition")
    expect(link).to_have_attribute("href", "/notebooks/index.html?path=" + quoted(beside))
    assert sources(page) == {PATH: "mine", beside: "begun anew"}
    assert notebooks_in(downloaded(page, folder)) == [beside, PATH]


def test_a_notebook_of_an_older_kit_stays_beside_the_newer_edition(
    folder: Path, new_profile: Callable[[], Page]
) -> None:
    publish(folder, "0.2.0-bbbb")
    page = new_profile()
    take(page, f"{NAME}.ipynb", notebook("done at home", "0.1.0-aaaa").encode())
    expect(page.locator(LESSONS)).to_contain_text("This lesson has changed since you began.")
    beside = f"{NAME}/{NAME} (edition 0.2.0-bbbb).ipynb"
    assert sources(page) == {PATH: "done at home", beside: "# 0.2.0-bbbb"}


def test_a_full_browser_and_one_that_keeps_nothing_are_said(
    folder: Path, new_profile: Callable[[], Page], screenshots: Path
) -> None:
    page = new_profile()
    save(page, "here")
    page.evaluate(FULL)
    take(page, "w.zip", zipped({PATH: notebook("from elsewhere")}))
    expect(page.locator(TOLD)).to_have_text(
        "That does not work: this browser has no room left for this site; download your work,"
        " then clear space."
    )
    page.screenshot(path=screenshots / "site-full.png")
    assert sources(page) == {PATH: "here"}
    assert notebooks_in(downloaded(page, folder)) == [PATH]

    page.add_init_script(KEEPS_NOTHING)
    page.reload()
    expect(page.locator(TOLD)).to_contain_text("This window keeps nothing")
    expect(page.get_by_role("link", name="Lesson 1 · Tiny", exact=True)).to_be_visible()
    page.screenshot(path=screenshots / "site-keeps-nothing.png")
    take(page, "w.zip", zipped({PATH: notebook("from elsewhere")}))
    expect(page.locator(TOLD)).to_contain_text(
        "That does not work: this browser keeps nothing for this site"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_first_page_keeps_nobody_out(
    folder: Path, new_profile: Callable[[], Page], scheme: Literal["light", "dark"]
) -> None:
    page = new_profile()
    page.emulate_media(color_scheme=scheme)
    save(page, "mine")
    publish(folder, "0.2.0-bbbb")
    page.reload()  # with all that the page can show: work, a newer edition, a sentence
    expect(page.locator(LESSONS)).to_contain_text("This lesson has changed")
    take(page, "w.zip", b"no zip")
    expect(page.locator(TOLD)).to_contain_text("That does not work")
    assert barriers(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def notebooks_in(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as archive:
        return sorted(name for name in archive.namelist() if name.endswith(".ipynb"))


def quoted(path: str) -> str:
    return quote(path, safe="()!*'~")


def test_what_python_is_made_of_is_fetched_with_progress(
    folder: Path, new_profile: Callable[[], Page]
) -> None:
    page = new_profile()
    expect(page.locator("#said")).to_have_text("Python is here. Open a lesson.")
    about: dict[str, Any] = json.loads((folder / "workbook.json").read_text())
    about["python"] = {"static/gone.wasm": 1_000_000}
    put(folder / "workbook.json", json.dumps(about))
    page.reload()
    expect(page.locator("#said")).to_contain_text("static/gone.wasm cannot be had (404)")
