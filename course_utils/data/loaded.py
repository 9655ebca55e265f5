"""Data sets that scikit-learn ships, bundled with the lessons (`scripts/datasets.py`).

Digits: E. Alpaydin and C. Kaynak, UCI Machine Learning Repository. Irises: R. A. Fisher, 1936.
Tumours: W. Wolberg, N. Street and O. Mangasarian, UCI Machine Learning Repository.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from course_utils.data.chance import Data

BUNDLED = Path(__file__).parent / "bundled.npz"


def digits() -> Data:
    """1797 handwritten digits of 8 × 8 pixels, X (1797, 64) between 0 and 1, y from 0 to 9."""
    X, y = _bundled("digits")
    return X / 16.0, y


def iris(*, columns: Sequence[int] = (0, 1, 2, 3)) -> Data:
    """Fisher's 150 irises: three kinds, lengths in cm.

    Args:
        columns: which of sepal length, sepal width, petal length, petal width to keep. (2, 3) is
            the pair that parts the kinds best.
    """
    X, y = _bundled("iris")
    return X[:, list(columns)], y


def breast_cancer() -> Data:
    """569 tumours by 30 measurements on very different scales; y is 1 for benign."""
    return _bundled("breast_cancer")


def _bundled(name: str) -> Data:
    with np.load(BUNDLED) as arrays:
        return arrays[f"{name}_X"].astype(float), arrays[f"{name}_y"].astype(int)
