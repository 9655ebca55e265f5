"""Milliseconds per epoch of lesson 5's reference `train`, and of scikit-learn's MLPClassifier.

The same work on both sides: handwritten digits, 64-64-10, relu, batches of 32, float64, plain
gradient descent with a penalty. The two take turns, so that both meet the same machine.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from benchmarks.figures import Comparison, Figure, Report
from course_utils import data

ROOT = Path(__file__).resolve().parent.parent
LESSON = "05_mlp_training"
HIDDEN, BATCH, ETA, LAM = 64, 32, 0.1, 1e-4


def measure(quick: bool, report: Report) -> Comparison:
    """The medians over several rounds of a few epochs each."""
    rounds, epochs = (2, 2) if quick else (7, 10)
    X, y = data.digits()
    train = Instructor(Course(ROOT).lesson(LESSON)).reference.train

    def ours(count: int) -> object:
        rng = np.random.default_rng(0)
        sizes = [X.shape[1], HIDDEN, 10]
        return train(X, y, sizes, "relu", ETA, LAM, count, BATCH, rng)

    def theirs(count: int) -> object:
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
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return network.fit(X, y)

    mine, sklearns = [], []
    for _ in range(rounds):
        mine.append(_per_epoch(ours, epochs))
        sklearns.append(_per_epoch(theirs, epochs))
    return Comparison(
        title="one epoch of training on digits",
        ours=Figure("our reference train", median(mine), "ms"),
        stock=Figure("MLPClassifier", median(sklearns), "ms"),
        more_is_better=False,
        remarks=(
            f"{len(X)} digits, 64-{HIDDEN}-10, relu, batches of {BATCH}, float64;"
            f" medians of {rounds} rounds of {epochs} epochs, start-up of a fit included.",
        ),
    )


def _per_epoch(fit: Callable[[int], object], epochs: int) -> float:
    """Milliseconds per epoch."""
    begin = time.perf_counter()
    fit(epochs)
    return 1000 * (time.perf_counter() - begin) / epochs
