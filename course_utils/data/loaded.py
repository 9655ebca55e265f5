"""Data sets that come with scikit-learn, which is imported when one is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from course_utils.data.chance import Data


def digits() -> Data:
    """1797 handwritten digits of 8 × 8 pixels, X (1797, 64) between 0 and 1, y from 0 to 9."""
    X, y = _from_sklearn("load_digits")
    return X / 16.0, y


def iris(*, columns: Sequence[int] = (0, 1, 2, 3)) -> Data:
    """Fisher's 150 irises: three kinds, lengths in cm.

    Args:
        columns: which of sepal length, sepal width, petal length, petal width to keep. (2, 3) is
            the pair that parts the kinds best.
    """
    X, y = _from_sklearn("load_iris")
    return X[:, list(columns)], y


def breast_cancer() -> Data:
    """569 tumours by 30 measurements on very different scales; y is 1 for benign."""
    return _from_sklearn("load_breast_cancer")


def _from_sklearn(loader: str) -> Data:
    try:
        from sklearn import datasets
    except ImportError:
        raise ImportError(
            "this data set comes with scikit-learn, which is not installed: "
            "run `pip install scikit-learn`."
        ) from None
    X, y = getattr(datasets, loader)(return_X_y=True)
    return np.asarray(X, dtype=float), np.asarray(y, dtype=int)
