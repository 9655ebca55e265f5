"""The still pictures in the notebooks are those of the explorables as they are now."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from autograder.lesson import stills
from autograder.lesson.course import Course
from autograder.lesson.lesson import Cell, Lesson
from course_utils import live
from course_utils.stage import open_stages
from scripts.stills import ALIKE, difference, drawn
from tests.support import ROOT

SHOWN = [
    (lesson, cell) for lesson in Course(ROOT).all_lessons() for cell in stills.explorables(lesson)
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
    assert kept == {stills.file(lesson, cell) for lesson, cell in SHOWN}
