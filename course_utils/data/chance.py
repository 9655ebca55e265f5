"""What every data set needs of chance: a seed, as many labels of each class, and another order."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Seed: TypeAlias = "int | np.random.Generator"  # text: NumPy loads its generators when used
Data = tuple[np.ndarray, np.ndarray]


def split(X: Any, y: Any, fraction: float = 0.2, seed: Seed = 0) -> tuple[np.ndarray, ...]:
    """Hold out round(N · fraction) examples, chosen by chance; every example lands in one part.

    Args:
        X: (N, …) examples.
        y: (N,) labels.
        fraction: the share held out, above 0 and below 1.
        seed: integer or Generator.

    Returns:
        X_train, X_held_out, y_train, y_held_out (the order of scikit-learn's train_test_split).
    """
    examples, labels = np.asarray(X), np.asarray(y)
    if len(examples) != len(labels):
        raise ValueError(
            f"X and y must have as many rows as each other. "
            f"Got {len(examples)} and {len(labels)} instead."
        )
    held = round(len(labels) * fraction)
    if not 0 < held < len(labels):
        raise ValueError(
            f"fraction must leave examples in both parts. Got {fraction} of {len(labels)} instead."
        )
    order = np.random.default_rng(seed).permutation(len(labels))
    train, out = order[held:], order[:held]
    return examples[train], examples[out], labels[train], labels[out]


def even_labels(n: int, classes: int) -> np.ndarray:
    """(n,) labels from 0, each class as often as the others up to one.

    Raises:
        ValueError: there are fewer examples than classes.
    """
    if n < classes:
        raise ValueError(f"n must be at least {classes}, one for each class. Got {n} instead.")
    return np.arange(n) % classes


def shuffled(X: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> Data:
    """The examples X (N, …) and their labels y (N,) in a random order."""
    mixed = rng.permutation(len(y))
    return X[mixed], y[mixed]
