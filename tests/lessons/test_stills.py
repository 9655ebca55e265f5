"""The still pictures in the notebooks are those of the explorables as they are now."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from autograder.lesson import drawings, stills
from autograder.lesson.build import released_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Cell, Lesson, LessonError
from course_utils import live
from course_utils.stage import open_stages
from scripts.stills import ALIKE, difference, drawn, sketched, smooth
from tests.support import ROOT

SHOWN = [
    (lesson, cell) for lesson in Course(ROOT).all_lessons() for cell in stills.explorables(lesson)
]
DRAWN = [
    (lesson, name) for lesson in Course(ROOT).all_lessons() for name in drawings.of_lesson(lesson)
]
every = pytest.mark.parametrize(
    ("lesson", "cell"), SHOWN, ids=[cell.grade_id.removeprefix("look_") for _, cell in SHOWN]
)


@every
def test_a_still_is_what_the_explorable_shows_and_not_large(lesson: Lesson, cell: Cell) -> None:
    kept = stills.file(lesson, cell).read_bytes()
    png, width = stills.draw(cell)
    for shown in [*live.open_figures.values(), *open_stages.values()]:
        shown.close()
    now = drawn(png, width)
    apart = difference(kept, now)
    assert apart < ALIKE, f"{cell.grade_id} has changed; run: .venv/bin/python scripts/stills.py"
    assert struct.unpack(">I", kept[16:20])[0] == round(stills.SHARPNESS * width)
    assert len(kept) < 60_000
    light = stills.smooth_file(lesson, cell).read_bytes()
    assert len(light) < 60_000
    assert difference(light, now) < ALIKE
    assert bands(light, png) < 4
    assert bands(kept, png) <= 8


def bands(kept: bytes, drawn: bytes) -> float:
    """How far a still's colours are from the picture's where it is smooth, from some distance."""
    one = Image.open(io.BytesIO(kept)).convert("RGB")
    other = Image.open(io.BytesIO(drawn)).convert("RGB").resize(one.size, Image.Resampling.LANCZOS)
    far = [np.asarray(each.filter(ImageFilter.BoxBlur(3)), int) for each in (one, other)]
    smooth = np.abs(np.asarray(other, int) - far[1]).max(axis=2) <= 1
    return float(np.percentile(np.abs(far[0] - far[1]).max(axis=2)[smooth], 95))


def test_a_still_of_few_colours_with_bands_is_noticed() -> None:
    shades = np.tile(np.linspace(80, 255, 400), (200, 1)).astype(np.uint8)
    picture, out = Image.fromarray(np.stack([shades] * 3, axis=2)), io.BytesIO()
    picture.save(out, "PNG")
    banded, few = io.BytesIO(), picture.quantize(8, dither=Image.Dither.NONE)
    few.save(banded, "PNG")
    assert bands(banded.getvalue(), out.getvalue()) > 4
    assert bands(drawn(out.getvalue(), 400), out.getvalue()) <= 1
    assert bands(smooth(out.getvalue(), 400), out.getvalue()) <= 1


def test_another_picture_is_noticed() -> None:
    one, other = (stills.file(*pair).read_bytes() for pair in SHOWN[:2])
    assert difference(one, one) == 0
    assert difference(one, other) > ALIKE
    blank = Image.open(io.BytesIO(one)).convert("RGB")
    blank.paste((255, 255, 255), (100, 100, 220, 180))
    out = io.BytesIO()
    blank.save(out, "PNG")
    assert difference(one, out.getvalue()) > ALIKE


def test_there_is_no_still_without_its_cell() -> None:
    kept = {path for path in (ROOT / "solutions").glob("*/pictures/**/*") if path.is_file()}
    shown = {
        place(lesson, cell) for lesson, cell in SHOWN for place in (stills.file, stills.smooth_file)
    }
    assert kept == shown | {drawings.file(lesson.folder, name) for lesson, name in DRAWN}


@pytest.mark.parametrize(("lesson", "name"), DRAWN, ids=[name for _, name in DRAWN])
def test_a_drawing_is_what_its_code_draws_and_not_large(lesson: Lesson, name: str) -> None:
    kept = drawings.file(lesson.folder, name).read_bytes()
    apart = difference(kept, sketched(name))
    assert apart < ALIKE, f"{name} has changed; run: .venv/bin/python scripts/stills.py"
    assert len(kept) < 30_000
    alpha = np.asarray(Image.open(io.BytesIO(kept)).convert("RGBA").getchannel("A"))
    corners = [alpha[row, column] for row in (0, -1) for column in (0, -1)]
    assert corners == [0] * 4, "a card with round corners, on a page of any colour"
    assert np.mean(alpha == 255) > 0.99


def test_each_drawing_has_one_place_and_a_text_for_who_cannot_see_it() -> None:
    assert sorted(name for _, name in DRAWN) == sorted(drawings.DRAWINGS)
    assert len(DRAWN) >= 12
    texts = [
        text
        for lesson in Course(ROOT).all_lessons()
        for cell in lesson.cells
        for text in drawings.named(cell.source).values()
    ]
    assert all(len(text) > 60 for text in texts)


def test_a_drawing_is_attached_to_its_cell() -> None:
    lesson = Course(ROOT).lesson("3")
    attached = {
        name: cell.source
        for cell in released_notebook(lesson).cells
        for name in cell.get("attachments", {})
    }
    assert {f"{name}.png" for name in drawings.of_lesson(lesson)} == attached.keys()
    assert all(f"](attachment:{name})" in source for name, source in attached.items())


def test_an_unknown_drawing_or_one_without_a_picture_is_one_sentence(tmp_path: Path) -> None:
    cell = Cell("prose", "", "![A](drawing:mouse)", "lesson.py", 3, markdown=True)
    with pytest.raises(LessonError, match="line 3: there is no drawing 'mouse'; there are: reader"):
        drawings.attached(tmp_path, cell)
    cell = replace(cell, source="![A neuron](drawing:neuron)")
    with pytest.raises(LessonError, match=r"'neuron' has no picture yet; run: .*stills.py"):
        drawings.attached(tmp_path, cell)
