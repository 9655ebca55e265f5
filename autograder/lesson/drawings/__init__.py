"""The drawings of the lessons: neurons, layers, chains, shapes. A function draws each on axes.

`scripts/stills.py` draws them, and their pictures are committed, because text is drawn a little
differently on every machine. A lesson shows one by `![what it shows](drawing:name)` in its prose;
`build` attaches it to the cell, so that it is seen without running anything.
"""

from __future__ import annotations

from autograder.lesson.drawings.drawing import (
    DRAWINGS,
    SHARPNESS,
    Drawing,
    attached,
    file,
    named,
    of_lesson,
    paint,
)
from autograder.lesson.drawings.pens import CARD

__all__ = [
    "CARD",
    "DRAWINGS",
    "SHARPNESS",
    "Drawing",
    "attached",
    "file",
    "named",
    "of_lesson",
    "paint",
]
