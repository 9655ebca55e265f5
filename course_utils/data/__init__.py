"""Small data sets for the lessons: made here, or from scikit-learn. Nothing is downloaded.

Every maker returns X (N, D) floats and y (N,) integer labels, with the rows in random order, and
takes its options by keyword. `seed` is an integer or a `numpy.random.Generator`; there is no hidden
default, so a lesson shows where its chance comes from.
"""

from __future__ import annotations

from course_utils.data.chance import Data, Seed, split
from course_utils.data.drawn import drawn_digits
from course_utils.data.envelope import Envelope
from course_utils.data.files import mnist
from course_utils.data.ink import as_8x8, as_28x28
from course_utils.data.loaded import breast_cancer, digits, iris
from course_utils.data.made import (
    blobs,
    circles,
    documents,
    line_sides,
    moons,
    outliers,
    same_value,
    sine,
    spirals,
    xor,
)

__all__ = [
    "Data",
    "Envelope",
    "Seed",
    "as_8x8",
    "as_28x28",
    "blobs",
    "breast_cancer",
    "circles",
    "digits",
    "documents",
    "drawn_digits",
    "iris",
    "line_sides",
    "mnist",
    "moons",
    "outliers",
    "same_value",
    "sine",
    "spirals",
    "split",
    "xor",
]
