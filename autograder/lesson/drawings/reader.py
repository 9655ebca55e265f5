"""The drawing that lesson 0 opens with: what the course ends in."""

from __future__ import annotations

import warnings
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from autograder.lesson.drawings.pens import LINE, arrow, circle, column, paper, words
from course_utils import data
from course_utils.palette import BLUE, GREY, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SHOWN = 5  # of the digits held out
_HIDDEN = 48


def reader(ax: Axes) -> None:
    """A digit that no training has seen, a network, and the chances that it gives to 0 … 9."""
    pixels, chances = _read()
    paper(ax, 7.4, 3.3)
    ax.imshow(pixels, cmap="Greys", extent=(0.3, 1.9, 0.95, 2.55), zorder=1)
    words(ax, (1.1, 2.8), "8 × 8 pixels")
    layers = [
        column(x, n, 1.75, gap) for x, n, gap in ((2.7, 5, 0.42), (3.9, 7, 0.36), (5.1, 5, 0.42))
    ]
    for before, after in pairwise(layers):
        for start in before:
            for end in after:
                ax.plot(*zip(start, end, strict=True), color=LINE, lw=0.7, zorder=0)
    for layer, text in zip(layers, ("64", str(_HIDDEN), "10"), strict=True):
        for node in layer:
            circle(ax, node, radius=0.12, fill="#DCEBF5")
        words(ax, (layer[0][0], 3.1), text, color=BLUE)
    arrow(ax, (1.9, 1.75), (2.7, 1.75), gap=0.16)
    arrow(ax, (5.1, 1.75), (5.95, 1.75), gap=0.16)
    best = int(np.argmax(chances))
    for k, chance in enumerate(chances):
        height = 2.95 - 0.27 * k
        words(ax, (6.1, height), str(k), fontsize=9, color=ORANGE if k == best else GREY)
        ax.barh(height, max(chance, 0.01), 0.19, left=6.22, color=ORANGE if k == best else LINE)
    words(ax, (6.75, 0.2), "how sure: " + f"{chances[best]:.0%}".replace("%", " %"), fontsize=9)
    words(ax, (1.1, 0.62), "a digit it has\nnever seen", fontsize=9, color=GREY)
    words(ax, (3.9, 0.2), "every line a weight, every weight learned", fontsize=9, color=GREY)


def _read() -> tuple[np.ndarray, np.ndarray]:
    """A held-out digit (8, 8), and the chances (10,) that a trained network gives it."""
    from sklearn.neural_network import MLPClassifier

    X, y = data.digits()
    X_train, X_held, y_train, _ = data.split(X, y, 0.25, seed=0)
    network = MLPClassifier((_HIDDEN,), activation="tanh", alpha=1e-4, max_iter=60, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it may stop before it has arrived
        network.fit(X_train, y_train)
    chances = network.predict_proba(X_held[_SHOWN : _SHOWN + 1])[0]
    return X_held[_SHOWN].reshape(8, 8), chances
