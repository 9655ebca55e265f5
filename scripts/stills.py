"""Draw the still pictures of the lessons anew: `.venv/bin/python scripts/stills.py [lesson ...]`.

One for each cell that shows an explorable, and the drawings that the lesson's prose shows; they go
beside the lesson, to `solutions/NN_name/pictures/`, and `make build` puts them into the notebooks.
Only pictures that look different are written.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from autograder.lesson import drawings, stills  # noqa: E402
from autograder.lesson.course import Course  # noqa: E402
from autograder.lesson.lesson import Cell, Lesson  # noqa: E402

COLORS = 256
QUALITY = 80  # of a WebP of many colours
LINES, DRAWING = 64, 40  # colours of a still of lines and letters, and of a drawing
SHADES = 1200  # with fewer colours, a picture is lines and letters, too
ALIKE = 24.0  # of 255: another font is no other picture


def main() -> None:
    course = Course(ROOT)
    lessons = [course.lesson(name) for name in sys.argv[1:]] or course.all_lessons()
    for lesson in lessons:
        for cell in stills.explorables(lesson):
            keep_both(lesson, cell)
        for name in drawings.of_lesson(lesson):
            keep(drawings.file(lesson.folder, name), sketched(name))


def keep_both(lesson: Lesson, cell: Cell) -> None:
    """Write a still in its two forms, where it looks different from the one that is there."""
    png, width = stills.draw(cell)
    target, light = stills.file(lesson, cell), stills.smooth_file(lesson, cell)
    if not light.is_file():
        target.unlink(missing_ok=True)
    if keep(target, drawn(png, width)):
        light.write_bytes(smooth(png, width))


def keep(target: Path, picture: bytes) -> bool:
    """Write a picture that looks different from the one that is there; returns whether it did."""
    if target.is_file() and difference(target.read_bytes(), picture) < ALIKE:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture)
    print(f"{target.relative_to(ROOT)}: {len(picture) // 1000} kB")
    return True


def sketched(name: str) -> bytes:
    """The picture of a drawing."""
    png, _ = drawings.paint(name)
    painted = Image.open(io.BytesIO(png)).convert("RGBA")
    solid = Image.new("RGBA", painted.size, drawings.CARD)
    solid.alpha_composite(painted)
    most = Image.Quantize.MAXCOVERAGE
    few = solid.convert("RGB").quantize(DRAWING - 1, method=most, kmeans=2)
    known = few.getpalette() or []
    nothing = len(known) // 3
    few.putpalette([*known, *solid.getpixel((solid.width // 2, 1))[:3]])
    few.paste(nothing, mask=painted.getchannel("A").point(lambda alpha: 255 * (alpha < 128)))
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True, transparency=nothing)
    return out.getvalue()


def drawn(
    png: bytes, width: int, sharpness: float = stills.SHARPNESS, colors: int = COLORS
) -> bytes:
    """The picture with few colours, and no more pixels than it needs on paper."""
    if is_of_lines(png):
        colors = min(colors, LINES)
    picture = _sized(png, width, sharpness)
    most = Image.Quantize.MAXCOVERAGE
    few = picture.quantize(colors, method=most, kmeans=2, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def smooth(png: bytes, width: int) -> bytes:
    """The picture as WebP, with all its shades; as `drawn` has it where it is lines and letters."""
    out, lines = io.BytesIO(), is_of_lines(png)
    picture = Image.open(io.BytesIO(drawn(png, width))) if lines else _sized(png, width)
    picture.convert("RGB").save(out, "WEBP", lossless=lines, quality=QUALITY, method=6)
    return out.getvalue()


def is_of_lines(png: bytes) -> bool:
    """Whether a picture has so few colours that it has no shades."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    return len(picture.getcolors(picture.width * picture.height) or ()) in range(1, SHADES)


def _sized(png: bytes, width: int, sharpness: float = stills.SHARPNESS) -> Image.Image:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    wide = round(sharpness * width)
    if picture.width > wide:
        high = round(picture.height * wide / picture.width)
        picture = picture.resize((wide, high), Image.Resampling.LANCZOS)
    return picture


def difference(one: bytes, other: bytes) -> float:
    """How far two pictures are apart, seen from a distance: 0 to 255."""
    small = [_on_paper(png).convert("L") for png in (one, other)]
    if abs(small[0].width / small[0].height - small[1].width / small[1].height) > 0.02:
        return 255.0
    a, b = (np.asarray(picture.resize((60, 40), Image.Resampling.BOX), float) for picture in small)
    return float(np.abs(a - b).max())


def _on_paper(png: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(png)).convert("RGBA")
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    return paper


if __name__ == "__main__":
    main()
