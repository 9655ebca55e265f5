"""What the tests of the explorables share: reading a widget, and functions not yet done."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))


def controls(box: Any) -> dict[str, Any]:
    """Every control below the picture, by what is written before it."""
    found = {}
    for row in box.children[1:-1]:
        for control in getattr(row, "children", (row,)):
            found[control.description] = control
    return found


def picture(box: Any) -> bytes:
    return bytes(box.children[0].value)


def status(box: Any) -> str:
    return str(box.children[-1].value)


def unfinished(*args: object) -> np.ndarray:
    raise NotImplementedError


def broken(*args: object) -> np.ndarray:
    raise ZeroDivisionError("by my own hand")
