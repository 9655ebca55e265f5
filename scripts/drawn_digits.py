"""Draw the digits of `course_utils.data.drawn_digits` anew: `.venv/bin/python` and this file.

Each digit has some shapes, each a list of strokes, each a list of points (x from the left, y from
the top, a digit being about 1 high). For every picture one shape is taken, its points are moved a
little, the whole is slanted, turned and stretched, and a round pen follows smooth curves through
the points. The file is the same on every machine, up to rounding at the edges of the ink.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from course_utils.data.drawn import FILE  # noqa: E402
from course_utils.data.ink import as_8x8, as_28x28  # noqa: E402

EACH, SEED, PAGE = 40, 20, 96
Stroke = list[tuple[float, float]]

RING = [
    (0.5, 0),
    (0.2, 0.15),
    (0.1, 0.5),
    (0.2, 0.85),
    (0.5, 1),
    (0.8, 0.85),
    (0.9, 0.5),
    (0.8, 0.15),
    (0.5, 0),
]
SHAPES: dict[int, list[list[Stroke]]] = {
    0: [
        [RING],
        [[(.55, 0), (.3, .08), (.18, .45), (.25, .85), (.5, 1), (.72, .85), (.8, .45), (.7, .1),
          (.5, .02)]],
    ],
    1: [
        [[(.5, 0), (.5, .5), (.5, 1)]],
        [[(.3, .22), (.45, .1), (.55, 0)], [(.55, 0), (.55, .5), (.55, 1)]],
        [[(.3, .2), (.55, 0)], [(.55, 0), (.55, 1)], [(.3, 1), (.8, 1)]],
    ],
    2: [
        [[(.15, .25), (.25, .06), (.5, 0), (.78, .12), (.8, .35), (.6, .6), (.3, .85), (.12, 1)],
         [(.12, 1), (.5, .98), (.9, 1)]],
        [[(.2, .2), (.4, .02), (.7, .08), (.8, .3), (.62, .6), (.35, .88), (.18, .92), (.2, .8),
          (.4, .85), (.65, .98), (.9, .9)]],
    ],
    3: [
        [[(.2, .1), (.45, 0), (.75, .1), (.75, .33), (.45, .47)],
         [(.45, .47), (.8, .58), (.85, .8), (.6, .98), (.3, .98), (.15, .85)]],
        [[(.2, .03), (.8, .03)], [(.8, .03), (.45, .42)],
         [(.45, .42), (.8, .55), (.82, .82), (.55, 1), (.2, .9)]],
    ],
    4: [
        [[(.35, 0), (.22, .3), (.12, .58)], [(.12, .58), (.9, .58)],
         [(.68, .2), (.66, .6), (.64, 1)]],
        [[(.65, 0), (.4, .32), (.12, .65)], [(.12, .65), (.9, .65)], [(.65, 0), (.65, 1)]],
    ],
    5: [
        [[(.8, .02), (.28, .02)], [(.28, .02), (.22, .45)],
         [(.22, .45), (.5, .36), (.78, .5), (.8, .78), (.58, .98), (.18, .92)]],
        [[(.78, .04), (.3, .0)], [(.3, .0), (.26, .42)],
         [(.26, .42), (.6, .42), (.8, .65), (.68, .92), (.4, 1), (.15, .9)]],
    ],
    6: [
        [[(.65, 0), (.4, .15), (.22, .45), (.18, .75), (.35, .98), (.65, .98), (.8, .76),
          (.65, .55), (.38, .55), (.2, .74)]],
        [[(.45, 0), (.3, .3), (.2, .68), (.35, .96), (.65, .98), (.78, .78), (.65, .6), (.4, .6),
          (.22, .75)]],
    ],
    7: [
        [[(.12, .04), (.85, .04)], [(.85, .04), (.6, .45), (.42, 1)]],
        [[(.12, .04), (.85, .04)], [(.85, .04), (.58, .5), (.42, 1)], [(.3, .5), (.8, .5)]],
        [[(.15, .2), (.18, .04)], [(.18, .04), (.85, .06)], [(.85, .06), (.55, .5), (.5, 1)]],
    ],
    8: [
        [[(.75, .12), (.5, 0), (.25, .12), (.3, .35), (.55, .5), (.78, .7), (.7, .95), (.45, 1),
          (.2, .9), (.22, .68), (.48, .48), (.74, .32), (.75, .12)]],
        [[(.5, .02), (.28, .12), (.28, .36), (.5, .46), (.72, .36), (.72, .12), (.5, .02)],
         [(.5, .46), (.22, .58), (.2, .88), (.5, 1), (.8, .88), (.78, .58), (.5, .46)]],
    ],
    9: [
        [[(.78, .2), (.55, 0), (.25, .1), (.2, .35), (.42, .5), (.7, .4), (.78, .2)],
         [(.78, .2), (.76, .6), (.66, 1)]],
        [[(.8, .22), (.5, .02), (.22, .2), (.32, .48), (.62, .46), (.8, .22)],
         [(.8, .22), (.82, .62), (.65, .95), (.3, .96)]],
    ],
}  # fmt: skip


def curve(points: np.ndarray) -> np.ndarray:
    """(M, 2) places close together on a smooth curve through the points (Catmull-Rom)."""
    if len(points) == 2:
        return points[0] + np.linspace(0, 1, 40)[:, None] * (points[1] - points[0])
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, 24)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        bend = 2 * a - 5 * b + 4 * c - d, 3 * b - a - 3 * c + d
        pieces.append(b + 0.5 * ((c - a) * t + bend[0] * t**2 + bend[1] * t**3))
    return np.vstack(pieces)


def drawn(strokes: list[Stroke], rng: np.random.Generator) -> np.ndarray:
    """(PAGE, PAGE) ink of one digit, its strokes as a hand would never write them twice."""
    slant, turn = rng.normal(0.12, 0.12), np.deg2rad(rng.normal(0, 5))
    wide, pen = rng.uniform(0.62, 0.9), rng.uniform(0.065, 0.095)
    shear = np.array([[wide, -slant], [0.0, 1.0]])
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    lines = []
    for stroke in strokes:
        points = np.array(stroke, dtype=float)
        points += rng.normal(0, 0.022, size=points.shape)
        lines.append(curve((points - 0.5) @ (rotation @ shear).T))
    places = (np.arange(PAGE) + 0.5) / PAGE * 1.8 - 0.9
    across, down = np.meshgrid(places, places)
    ink = np.zeros((PAGE, PAGE))
    for x, y in np.vstack(lines):
        ink[(across - x) ** 2 + (down - y) ** 2 < pen**2] = 1.0
    return ink


def main() -> None:
    rng = np.random.default_rng(SEED)
    labels = rng.permutation(np.repeat(np.arange(10), EACH))
    small, large = [], []
    for digit in labels:
        shapes = SHAPES[int(digit)]
        ink = drawn(shapes[int(rng.integers(len(shapes)))], rng)
        small.append(np.round(16 * as_8x8(ink)))
        large.append(np.round(255 * as_28x28(ink)))
    arrays = {"x_8": small, "x_28": large, "y": labels}
    np.savez_compressed(FILE, **{name: np.array(a, dtype=np.uint8) for name, a in arrays.items()})
    print(f"{FILE.relative_to(ROOT)}: {len(labels)} digits, {FILE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
