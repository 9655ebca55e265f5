"""Layers of a model for every penalty: paths of its weights, accuracies, weights as pictures."""

from __future__ import annotations

import numpy as np

from course_utils.explore.parts.digits import CLASSES, PENALTIES, Fit
from course_utils.stage import Image, Layer, Line, Pane, Points, Text

SHOWN = 40  # of the 640 weights have a line
_REACH = 3.2  # of the axis of weights
_COLUMNS = 5  # of pictures


def short(lam: float) -> str:
    """A strength of the penalty, as it is written."""
    return f"{lam:g}" if lam == 0 or lam >= 0.01 else f"{lam:.0e}".replace("e-0", "e−")


_TICKS = tuple(
    (float(k), "" if f"{lam:e}"[0] == "3" else short(lam)) for k, lam in enumerate(PENALTIES)
)
_ACROSS = (-0.3, len(PENALTIES) - 0.7)
PANES = (
    Pane("paths", _ACROSS, (-_REACH, _REACH), "penalty λ", "weight",
         f"the {SHOWN} largest weights", _TICKS, aspect=1.3, least=280, tallest=270, fixed=False),
    Pane("accuracy", _ACROSS, (0.3, 1.03), "penalty λ", "", "accuracy: ● learned from  ■ held out",
         _TICKS, tuple((share, f"{share:.0%}") for share in (0.4, 0.6, 0.8, 1.0)), aspect=1.3,
         least=280, tallest=270, fixed=False, wide_ticks=38),
    Pane("weights", (0, _COLUMNS), (0, 2.0), title="blue: ink speaks for it; orange: against it",
         x_ticks=(), y_ticks=(), aspect=2.5, least=330, tallest=200, framed=False),
)  # fmt: skip


def paths(fits: list[Fit | None]) -> list[Layer]:
    """The largest weights over the penalty, with gaps where there is no model."""
    nothing = np.full((64, CLASSES), np.nan)
    weights = np.array([nothing if fit is None else fit.W for fit in fits])
    weights = weights.reshape(len(fits), -1)
    sizes = np.nan_to_num(np.abs(weights)).max(axis=0)
    lines = np.clip(weights[:, np.argsort(-sizes)[:SHOWN]], -9, 9).T
    grow = np.nansum(lines, axis=1) > 0
    layers: list[Layer] = [Line("paths", np.array([[-1.0, 0.0], [99.0, 0.0]]), "grey", 0.8)]
    for mine, color in ((lines[grow], "class1"), (lines[~grow], "class0")):
        places = np.broadcast_to(np.arange(len(fits) + 1.0), (len(mine), len(fits) + 1))
        ended = np.column_stack([mine, np.full(len(mine), np.nan)])
        layers.append(Line("paths", np.stack([places.ravel(), ended.ravel()], axis=1), color, 0.9))
    return layers


def accuracies(fits: list[Fit | None], here: int, best: int) -> list[Layer]:
    """Both accuracies over the penalty, what is shown now, and the highest of those held out."""
    shares = np.array([(np.nan, np.nan) if f is None else (f.learned, f.held) for f in fits])
    layers: list[Layer] = []
    for values, color, marker, dash in (
        (shares[:, 0], "grey", "circle", ""),
        (shares[:, 1], "class2", "square", "dash"),
    ):
        places = np.column_stack([np.arange(len(fits)), values])
        layers += [
            Line("accuracy", places, color, 1.8, dash),
            Points("accuracy", places[np.isfinite(values)], marker, color, 3.5),
            Points("accuracy", places[[here]], marker, color, 6.5, edge="ink", clip=False),
        ]
    return [*layers, Points("accuracy", np.array([[best, shares[best, 1]]]), "ring", "class2", 9.5)]


def levels(here: int) -> list[Layer]:
    """The strength that is shown, which can be pulled."""
    ends = np.array([[here, -9.0], [here, 9.0]])
    return [Line("paths", ends, "pale", 7, name="λ on the weights"),
            Line("accuracy", ends, "pale", 7, name="λ on the accuracy")]  # fmt: skip


def pictures(W: np.ndarray) -> list[Layer]:
    """The weights (64, 10) of every class as a picture of 8 × 8, with its digit beside it."""
    most = max(float(np.abs(W).max()), 1e-12)
    layers: list[Layer] = []
    for c in range(CLASSES):
        left, bottom = c % _COLUMNS, 1 - c // _COLUMNS
        extent = (left + 0.16, left + 0.96, bottom + 0.1, bottom + 0.9)
        square = W[:, c].reshape(8, 8)
        layers.append(Image("weights", square, extent, "signs", -most, most))
        at = np.array([[left + 0.09, bottom + 0.5]])
        layers.append(Text("weights", at, (str(c),), size=13, bold=True))
    return layers
