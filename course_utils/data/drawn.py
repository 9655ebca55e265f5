"""Digits drawn by a program, which come with the course: what a reader of digits never saw."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from course_utils.data.chance import Data

SIDES = (8, 28)
FILE = Path(__file__).with_name("drawn_digits.npz")


def drawn_digits(*, side: int = 8) -> Data:
    """400 digits drawn by a program, 40 of each, in random order.

    A pen follows strokes that were written down point by point, several shapes for each digit; the
    points, the slant, the proportions and the pen differ from digit to digit
    (`scripts/drawn_digits.py`). The pictures were cut out, scaled and centred as those of
    `digits()` were, or, with side=28, as those of MNIST.

    Args:
        side: pixels along each side, 8 or 28.

    Returns:
        X (400, side · side) between 0 and 1, y (400,) from 0 to 9.

    Raises:
        ValueError: side is another number.
    """
    if side not in SIDES:
        raise ValueError(f"side must be 8 or 28. Got {side!r} instead.")
    arrays = _arrays()
    full = 16.0 if side == 8 else 255.0
    return arrays[f"x_{side}"] / full, arrays["y"].astype(int)


@cache
def _arrays() -> dict[str, np.ndarray]:
    with np.load(FILE, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}
