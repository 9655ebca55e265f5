"""What the hidden layers of lesson 5 buy: held-out digits, beside the softmax of lesson 3.

Both are the lessons' reference answers with the settings that lesson 5 prints its table for, on the
same splits, with the same learning rate, penalty, epochs and batches.
"""

from __future__ import annotations

import time

import numpy as np

from autograder.lesson.course import Course
from autograder.lesson.instructor import Instructor
from benchmarks.commands import ROOT
from benchmarks.figures import Comparison, Figure, Report
from course_utils import data

SPLITS, EPOCHS, BATCH = range(5), 40, 16
ETA, LAM, HIDDEN, KIND = 0.2, 1e-4, (96, 96), "relu"


def measure(quick: bool, report: Report) -> Comparison:
    """Means over the splits; a quick run takes few epochs, and its figures mean little."""
    epochs = 4 if quick else EPOCHS
    three, five = (Instructor(Course(ROOT).lesson(n)).reference for n in ("03", "05"))
    X, y = data.digits()
    softmax, network, begin = [], [], time.perf_counter()
    with report.progress("reading held-out digits", len(SPLITS)) as tick:
        for seed in SPLITS:
            X_seen, X_held, y_seen, y_held = data.split(X, y, 0.25, seed=seed)
            how = (ETA, LAM, epochs, BATCH)
            W, b, _ = three.fit_softmax(X_seen, y_seen, 10, *how, np.random.default_rng(seed))
            softmax.append(_wrong(X_held @ W + b, y_held))
            sizes, rng = [X.shape[1], *HIDDEN, 10], np.random.default_rng(seed)
            net, _ = five.train(X_seen, y_seen, sizes, KIND, *how, rng)
            network.append(_wrong(five.mlp_forward(X_held, net, KIND)[0], y_held))
            tick(f"split {seed}")
    took = time.perf_counter() - begin
    ours, plain = float(np.mean(network)), float(np.mean(softmax))
    return Comparison(
        title="held-out digits read wrong",
        ours=Figure("lesson 5's network, 64-96-96-10", ours, "of 100"),
        stock=Figure("lesson 3's softmax", plain, "of 100"),
        more_is_better=False,
        details=(
            *(Figure(f"network, split {n}", wrong, "of 100") for n, wrong in enumerate(network)),
            *(Figure(f"softmax, split {n}", wrong, "of 100") for n, wrong in enumerate(softmax)),
            Figure("all ten training runs", took, "s"),
        ),
        remarks=(
            f"The network reads {100 - ours:.2f} of 100, softmax {100 - plain:.2f}:"
            f" {plain - ours:+.2f} on average over {len(SPLITS)} splits, {epochs} epochs each.",
        ),
    )


def _wrong(Z: np.ndarray, y: np.ndarray) -> float:
    """In a hundred."""
    return 100 * float(np.mean(np.argmax(Z, axis=1) != y))
