"""Layers of polynomials of every degree: the curve through the points, and the errors."""

from __future__ import annotations

import numpy as np

from course_utils.explore.parts.polynomials import DEGREES, NOISE, SCALE, Fits
from course_utils.stage import Layer, Line, Pane, Points, Text

_LOW, _HIGH = np.log10(6e-3), np.log10(6.0)  # of the errors that the axis shows
_TRUTH = np.sin(2 * np.pi * SCALE)
_FITTED, _BACK = "class1", "class0"
_HEIGHTS = tuple((float(t), f"{t}".replace("-", "−")) for t in range(-2, 3))
_SIZES = ((-2.0, "0.01"), (-1.0, "0.1"), (0.0, "1"))
_NUMBERS = tuple((float(degree), str(degree)) for degree in DEGREES)
PANES = (
    Pane("curve", (-0.02, 1.02), (-2.1, 2.1), "x", "t",
         "● fitted to   ■ held back   grey: the truth", y_ticks=_HEIGHTS, aspect=1.15, least=290,
         tallest=340, fixed=False),
    Pane("errors", (-0.4, 9.4), (float(_LOW) - 0.12, float(_HIGH) + 0.12), "degree M",
         "mean squared error", "error of every degree", _NUMBERS, _SIZES, aspect=1.15, least=280,
         tallest=340, fixed=False, wide_ticks=34),
)  # fmt: skip


def height(error: float) -> float:
    """Where an error stands on its axis, at its end where it is beyond."""
    return float(np.clip(np.log10(max(error, 1e-12)), _LOW, _HIGH))


def verdict(fits: Fits, degree: int) -> str:
    """Which of the two mistakes this fit makes, if any, in a word or two."""
    if np.mean((fits.curves[degree] - _TRUTH) ** 2) < NOISE**2:
        return "about right"
    return "underfitting" if fits.training[degree] > 2 * NOISE**2 else "overfitting"


def size(number: float) -> str:
    """A number with as many digits as mean something."""
    digits = 3 if number < 10 else 1 if number < 100 else 0
    return f"{number:,.{digits}f}"


def curve(
    points: tuple[np.ndarray, ...], fitted: np.ndarray, name: str, name_of_held: str
) -> list[Layer]:
    """The truth, the points of both kinds, which can be pulled, and the polynomial (201,)."""
    x, held_x, t, held_t = points
    small = 4.5 if len(x) <= 30 else 2.6
    return [
        Line("curve", np.column_stack([SCALE, _TRUTH]), "grey", 1.4, "dash"),
        Points("curve", np.column_stack([x, t]), "circle", _FITTED, small, name=name, adds=True),
        Points("curve", np.column_stack([held_x, held_t]), "square", _BACK, small,
               name=name_of_held),
        Line("curve", np.column_stack([SCALE, np.clip(fitted, -9, 9)]), "class2", 2.4),
    ]  # fmt: skip


def errors(fits: Fits, here: int, best: int) -> list[Layer]:
    """Both errors over the degree; the line of the degree that is shown can be pulled."""
    noise, degrees = height(NOISE**2), np.array(DEGREES, dtype=float)
    layers: list[Layer] = [
        Line("errors", np.array([[here, -9.0], [here, 9.0]]), "pale", 7, name="degree"),
        Line("errors", np.array([[-1.0, noise], [10.0, noise]]), "grey", 1, "dot"),
    ]
    for values, color, marker, dash in (
        (fits.training, _FITTED, "circle", ""),
        (fits.held, _BACK, "square", "dash"),
    ):
        heights = [np.nan if np.isnan(value) else height(value) for value in values]
        places = np.column_stack([degrees, heights])
        layers += [
            Line("errors", places, color, 1.8, dash),
            Points("errors", places[np.isfinite(places[:, 1])], marker, color, 3.5),
            Points("errors", places[[here]], marker, color, 6.5, edge="ink", clip=False),
        ]
    low = np.array([[best, height(fits.held[best])]])
    layers += [
        Points("errors", low, "ring", _BACK, 9),
        Text("errors", np.array([[-0.3, noise - 0.05]]), ("noise alone",), "grey", 11,
             align="left", stands="below"),
    ]  # fmt: skip
    if fits.held[here] > 10**_HIGH:
        side = "right" if here > 5 else "left"
        at = np.array([[here + (-0.35 if here > 5 else 0.35), _HIGH - 0.06]])
        text = (f"↑ {size(fits.held[here])}",)
        layers.append(Text("errors", at, text, _BACK, 12, align=side, stands="below"))
    return layers
