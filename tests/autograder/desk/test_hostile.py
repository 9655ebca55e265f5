"""What students wrote is looked at and does nothing: no script, no request, no foreign bytes."""

from __future__ import annotations

import base64
import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext

from autograder.desk.marking import pictures
from autograder.desk.marking.pictures import draw, redrawn
from autograder.desk.recent import Recent
from autograder.feedback.view import CellView
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Sandbox
from tests.support import TINY_COURSE
from tests.support.classes import LESSON
from tests.support.desk_class import desk, enter_class, judge_once, questions

AWAY = "http://192.0.2.1"  # nobody's, RFC 5737
ANSWERS = {
    "script": "<script>window.ran = 1; fetch('AWAY/x')</script>",
    "image": '<img src="AWAY/x.png" onerror="window.ran = 1">\n\n![x](AWAY/y.png)',
    "svg": "<svg onload='window.ran = 1'><use href='AWAY/x.svg#a'/></svg>",
    "frame": "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>",
    "link": "[click](javascript:window.ran=1) <a href='javascript:window.ran=1'>x</a>",
    "form": "</textarea></form><form action='AWAY/x'><button id=steal>Give</button></form>",
    "style": "<style>@import 'AWAY/x.css'; body { background: url(AWAY/b.png) }</style>",
    "htmx": "<div hx-get='AWAY/x' hx-trigger='load' hx-on:load='window.ran = 1'></div>",
    "meta": "<meta http-equiv='refresh' content='0; url=AWAY'><base href='AWAY'>",
    "formula": r"$\href{javascript:window.ran=1}{x}$ $\text{<img src=x onerror=window.ran=1>}$",
    "template": "{{ 7 * 7 }} {% raw %} ${window.ran = 1} \u202egnp.exe",
    "code": "```html\n<script>window.ran = 1</script>\n```",
}


def picture(form: str, extra: bytes = b"") -> str:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(written, format=form)
    return base64.b64encode(written.getvalue() + extra).decode()


@pytest.mark.browser
@pytest.mark.slow
def test_hostile_answers_are_inert_wherever_the_desk_shows_them(
    tmp_path: Path, browser: BrowserContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "course"
    shutil.copytree(TINY_COURSE, root, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setenv("AUTOGRADER_COURSE", str(root))
    course = Course(root)
    lesson = questions(course, 1)
    with Sandbox(trusted=True) as sandbox:
        judgement = judge_once(lesson, sandbox)
    texts = {name: {"why": text.replace("AWAY", AWAY)} for name, text in ANSWERS.items()}
    texts["sketch"] = {"why": "![sketch](attachment:a.png) ![liar](attachment:b.png)"}
    liar = base64.b64encode(b"<svg onload='window.ran = 1'>").decode()
    attached = {"a.png": {"image/png": picture("PNG", b"<script>")}, "b.png": {"image/png": liar}}
    enter_class(course, lesson, judgement, texts, {"sketch why": attached})
    with desk(course) as running:
        page = browser.new_page()
        page.set_default_timeout(120_000)
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(running.login)
        page.wait_for_url(f"{running.address}/")
        page.goto(f"{running.address}/mark/{LESSON}/why")
        shown = 0
        for _ in texts:
            page.wait_for_selector("form.give [name=points]")
            key = page.locator("form.give [name=key]").input_value()
            shown += page.locator(".answer img").count()
            assert (
                page.locator(".answer script, .answer iframe, .answer svg, .answer form").count()
                == 0
            )
            page.keyboard.press("c")
            page.keyboard.type("<script>window.ran = 1</script>")
            page.locator("form.give [name=points]").fill("1")
            page.keyboard.press("Enter")
            page.wait_for_function(
                "key => (document.querySelector('form.give [name=key]') || {}).value !== key",
                arg=key,
            )
        page.wait_for_selector(".done")
        for name in ("script", "form", "sketch"):
            page.goto(f"{running.address}/student?id={name}")
        assert page.evaluate("window.ran") is None
        assert shown == 1
        assert {url.split("/")[2] for url in asked if not url.startswith("data:")} == {
            running.address.removeprefix("http://")
        }
        assert said == []
        page.close()


def test_a_picture_is_drawn_anew_from_its_pixels() -> None:
    for form in ("PNG", "JPEG"):
        kind = f"image/{form.lower()}"
        shown = redrawn(
            CellView("", attachments={"a": {kind: picture(form, b"<script>x</script>")}})
        )
        ((_, data),) = [(k, v) for k, v in shown.attachments["a"].items()]
        drawn = base64.b64decode(data)
        assert b"script" not in drawn
        with Image.open(io.BytesIO(drawn)) as picture_again:
            assert picture_again.size == (40, 30)


@pytest.mark.parametrize("data", ["!", base64.b64encode(b"no picture").decode(), ""])
def test_what_is_no_picture_is_left_out(data: str) -> None:
    bundle: dict[str, Any] = {"image/png": data, "text/html": "<script>"}
    shown = redrawn(CellView("", outputs=({"output_type": "display_data", "data": bundle},)))
    assert shown.outputs[0]["data"] == {
        "text/plain": "(A picture that cannot be read was left out.)"
    }


def test_a_picture_is_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawings: list[str] = []

    def counting(text: str, form: str) -> dict[str, Any] | None:
        drawings.append(text)
        return draw(text, form)

    monkeypatch.setattr(pictures, "draw", counting)
    texts = [picture("PNG", b"once"), picture("PNG", b"more"), "!once"]
    views = [CellView("", attachments={"a": {"image/png": text}}) for text in texts]
    first = [redrawn(view) for view in views]
    assert [redrawn(view) for view in views] == first
    assert drawings == texts


def test_what_was_made_lately_is_kept_as_far_as_there_is_room() -> None:
    made: list[str] = []

    def make(name: str) -> str:
        made.append(name)
        return name

    recent = Recent[str](6, len)
    for name in ("one", "two", "one", "six", "one", "two"):
        assert recent.of(name, lambda name=name: make(name)) == name  # type: ignore[misc]
    assert made == ["one", "two", "six", "two"]


def test_a_photograph_stands_as_the_telephone_was_held_and_tells_nothing_else() -> None:
    photograph = Image.new("RGB", (2400, 1200), "white")
    photograph.paste("red", (0, 0, 1200, 1200))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "somebody's telephone"
    written = io.BytesIO()
    photograph.save(written, format="JPEG", exif=exif)
    (drawn,) = (draw(base64.b64encode(written.getvalue()).decode(), "JPEG") or {}).values()
    with Image.open(io.BytesIO(base64.b64decode(drawn))) as shown:
        assert shown.size == (700, 1400)
        assert not shown.getexif()
        top, bottom = shown.getpixel((350, 100)), shown.getpixel((350, 1300))
    assert top == pytest.approx((254, 0, 0), abs=8)
    assert bottom == pytest.approx((255, 255, 255), abs=8)


def test_a_large_picture_is_made_to_fit_the_page() -> None:
    noise = Image.effect_noise((1800, 700), 90)
    written = io.BytesIO()
    noise.save(written, format="PNG")
    data = base64.b64encode(written.getvalue()).decode()
    shown = redrawn(CellView("", attachments={"a": {"image/png": data}}))
    assert len(base64.b64decode(shown.attachments["a"]["image/jpeg"])) <= 200_000
