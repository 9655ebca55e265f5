"""Lesson 5's reference `train` and scikit-learn's MLPClassifier, each as its own kernel has it.

The same work on both sides: handwritten digits, 64-64-10, relu, batches of 32, float64, plain
gradient descent with a penalty.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
LESSON = "05_mlp_training"
HIDDEN, BATCH, ETA, LAM = 64, 32, 0.1, 1e-4
Fit = Callable[[int], object]


def ours() -> Fit:
    """Trains for so many epochs; `course_utils.check` is imported, as in the lesson."""
    from autograder.lesson.course import Course
    from autograder.lesson.instructor import Instructor
    from course_utils import check, data

    assert check
    X, y = data.digits()
    train = Instructor(Course(ROOT).lesson(LESSON)).reference.train

    def fit(count: int) -> object:
        rng = np.random.default_rng(0)
        return train(X, y, [X.shape[1], HIDDEN, 10], "relu", ETA, LAM, count, BATCH, rng)

    return fit


def theirs() -> Fit:
    """The same for MLPClassifier, where nothing of the course but the data is imported."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    from course_utils import data

    X, y = data.digits()
    warnings.simplefilter("ignore", ConvergenceWarning)

    def fit(count: int) -> object:
        network = MLPClassifier(
            (HIDDEN,),
            solver="sgd",
            alpha=LAM,
            batch_size=BATCH,
            learning_rate_init=ETA,
            max_iter=count,
            momentum=0.0,
            n_iter_no_change=count + 1,
            random_state=0,
        )
        return network.fit(X, y)

    return fit


def milliseconds(fit: Fit, epochs: int) -> float:
    """For one epoch."""
    begin = time.perf_counter()
    fit(epochs)
    return 1000 * (time.perf_counter() - begin) / epochs
