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

COLORS = 128
LINES = 32  # colours of a drawing
SHADES = 1200  # with fewer colours, a picture is lines and letters, too
ALIKE = 24.0  # of 255: another font is no other picture


def main() -> None:
    course = Course(ROOT)
    lessons = [course.lesson(name) for name in sys.argv[1:]] or course.all_lessons()
    for lesson in lessons:
        for cell in stills.explorables(lesson):
            keep(stills.file(lesson, cell), drawn(*stills.draw(cell)))
        for name in drawings.of_lesson(lesson):
            keep(drawings.file(lesson.folder, name), sketched(name))


def keep(target: Path, picture: bytes) -> None:
    """Write a picture that looks different from the one that is there."""
    if target.is_file() and difference(target.read_bytes(), picture) < ALIKE:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture)
    print(f"{target.relative_to(ROOT)}: {len(picture) // 1000} kB")


def sketched(name: str) -> bytes:
    """The picture of a drawing."""
    png, width = drawings.paint(name)
    return drawn(png, width, drawings.SHARPNESS, LINES)


def drawn(
    png: bytes, width: int, sharpness: float = stills.SHARPNESS, colors: int = COLORS
) -> bytes:
    """The picture with few colours, and no more pixels than it needs on paper."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    if len(picture.getcolors(picture.width * picture.height) or ()) < SHADES:
        colors = LINES
    wide = round(sharpness * width)
    if picture.width > wide:
        high = round(picture.height * wide / picture.width)
        picture = picture.resize((wide, high), Image.Resampling.LANCZOS)
    few = picture.quantize(colors, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    if colors > LINES:
        few = without_bands(picture, few)
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


def without_bands(picture: Image.Image, few: Image.Image) -> Image.Image:
    """The picture in the colours of `few`; where they are not exact, neighbours share the error."""
    shared = picture.quantize(palette=few, dither=Image.Dither.FLOYDSTEINBERG)
    apart = np.abs(np.asarray(picture, int) - np.asarray(few.convert("RGB"), int)).max(axis=2)
    mixed = Image.fromarray(np.where(apart <= 1, np.asarray(few), np.asarray(shared)))
    mixed.putpalette(few.getpalette() or [])
    return mixed


def difference(one: bytes, other: bytes) -> float:
    """How far two pictures are apart, seen from a distance: 0 to 255."""
    small = [Image.open(io.BytesIO(png)).convert("L") for png in (one, other)]
    if abs(small[0].width / small[0].height - small[1].width / small[1].height) > 0.02:
        return 255.0
    a, b = (np.asarray(picture.resize((60, 40), Image.Resampling.BOX), float) for picture in small)
    return float(np.abs(a - b).max())


if __name__ == "__main__":
    main()
