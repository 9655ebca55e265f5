"""Too simple, too flexible: the degree of a polynomial, its errors, and a penalty.

Some of the points are held back. What is fitted to the others gets ever closer to them as the
degree grows; how it does on those held back says when to stop. Fits are made when the cell runs.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.ahead import Ahead, Clock
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.polynomials import (
    DEGREES,
    HELD,
    NOISE,
    REFERENCE,
    SCALE,
    Fits,
    Fitter,
    Function,
    points,
    try_features,
    try_fit,
)
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

PENALTIES = (0.0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
COUNTS = (14, 30, 100, 300)
DRAWS = range(1, 7)
ALT = (
    "Left, noisy points on a sine, some of them held back, and a polynomial fitted to the others. "
    "Right, the mean squared error of every degree on both kinds of points."
)
_TRUTH = np.sin(2 * np.pi * SCALE)
_ERRORS = (6e-3, 6.0)  # what the axis of errors shows
_CURVES = (-2.1, 2.1)
_TRAINING, _HELD = palette.BLUE, palette.ORANGE


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    degree: int = 9
    lam: float = 0.0
    count: int = 14
    draw: int = 1


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: degree from DEGREES, lam from PENALTIES, count from COUNTS, draw from DRAWS.
        **functions: polynomial_features (x (N,), M) → (N, M + 1) and fit_polynomial
            (x (N,), y (N,), M, lam) → (M + 1,); those that are missing are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function fails for these parameters.
    """
    params = params or Params()
    unknown = functions.keys() - REFERENCE.keys()
    if unknown:
        raise TypeError(f"functions must be {', '.join(REFERENCE)}. Got {unknown} instead.")
    fit = Fitter({name: functions.get(name) or spare for name, spare in REFERENCE.items()})
    fits = Ahead([_key(params)] if _known(params) else (), fit, spare=fit)
    picture = Picture(Canvas(width=760, height=350), fits)
    picture.set(params)
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=760, alt=ALT)


def show(
    fit_polynomial: Function | None = None,
    polynomial_features: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "polynomial_degree",
    clock: Clock = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        fit_polynomial: the student's (x (N,), y (N,), M, lam) → (M + 1,), constant first.
        polynomial_features: the student's (x (N,), M) → (N, M + 1).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    several = choose_each(
        fit_polynomial=Candidate(fit_polynomial, try_fit, REFERENCE["fit_polynomial"]),
        polynomial_features=Candidate(
            polynomial_features, try_features, REFERENCE["polynomial_features"]
        ),
    )
    keys = [(count, draw, lam) for count in COUNTS for lam in PENALTIES for draw in DRAWS]
    keys.sort(key=lambda key: key[0] != start.count)  # if time runs out, then not for these
    fit, spare = Fitter(several.functions), Fitter(REFERENCE)
    fits = Ahead(keys, fit, spare=spare, first=_key(start), seconds=0.9, clock=clock)
    live = LiveFigure(width=760, height=350, alt=ALT, key=key)
    controls = {
        "degree": panel.whole(
            "degree M", start.degree, between=(DEGREES[0], DEGREES[-1]), label=120,
            tooltip="the highest power of x in the polynomial",
        ),
        "lam": panel.stops(
            "penalty λ", start.lam, options=[(_short(lam), lam) for lam in PENALTIES], label=120,
            tooltip="how strongly large coefficients are punished",
        ),
        "count": panel.stops(
            "points", start.count, options=COUNTS, label=120,
            tooltip=f"how many there are; {HELD:.0%} of them are held back",
        ),
        "draw": panel.whole(
            "draw", start.draw, between=(DRAWS[0], DRAWS[-1]), label=120,
            tooltip="other points from the same source: other noise, others held back",
        ),
    }  # fmt: skip
    note = several.note + (fits.slow("fit") if several.own else "")
    rows = (("degree",), ("lam",), ("count",), ("draw",))
    return panel.drive(live, Picture(live, fits).set, start, controls, rows=rows, note=note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, fits: Ahead) -> None:
        self.canvas, self.fits = canvas, fits
        self._draw_curve()
        self._draw_errors()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if not _known(params):
            raise ValueError(
                f"degree must be one of {DEGREES}, lam of {PENALTIES}, count of {COUNTS} and draw "
                f"of {DRAWS}. Got {params} instead."
            )
        fits = self.fits[_key(params)]
        x, held_x, t, held_t = points(params.count, params.draw)
        size = 6.5 if params.count <= 30 else 3.5
        for marks, at in ((self._seen, (x, t)), (self._unseen, (held_x, held_t))):
            marks.set_data(*at)
            marks.set_markersize(size)
        self._curve.set_ydata(np.clip(fits.curves[params.degree], -9, 9))
        here = params.degree
        for line, mark, errors in (
            (self._training, self._now, fits.training),
            (self._held, self._now_held, fits.held),
        ):
            line.set_ydata(np.clip(errors, *_ERRORS))
            mark.set_data([here], np.clip(errors[here : here + 1], *_ERRORS))
        best = int(np.argmin(fits.held))
        self._best.set_xdata([best, best])
        self._level.set_xdata([here, here])
        self._verdict.text = _verdict(fits, here)
        self._largest.text = f"largest coefficient: {_size(fits.largest[here])}"
        self._chosen.text = f"least at M = {best}"
        over = fits.held[here] > _ERRORS[1]
        self._over.text = f"↑ {_size(fits.held[here])}" if over else ""
        self._over.place = (here - 0.35, 4.4)
        training, held = _size(fits.training[here]), _size(fits.held[here])
        return (
            f"Degree {here}, λ = {_short(params.lam)}: mean squared error {training} on the "
            f"{len(x)} points it is fitted to, {held} on the {len(held_x)} held back. Of those, "
            f"the least is {_size(fits.held[best])}, at degree {best}."
        )

    def _draw_curve(self) -> None:
        ax, moves = self.canvas.axes(0.055, 0.14, 0.425, 0.70), self.canvas.moves
        ax.set(xlim=(-0.02, 1.02), ylim=_CURVES, xlabel="x", ylabel="t")
        ax.grid(True)
        ax.plot(SCALE, _TRUTH, color=palette.GREY, linewidth=1.2, linestyle="--", label="truth")
        (self._curve,) = ax.plot(SCALE, _TRUTH, color=palette.GREEN, label="fit", zorder=3.5)
        style: Any = {"linestyle": "", "markeredgecolor": "white", "zorder": 3}
        (self._seen,) = ax.plot([], [], "o", color=_TRAINING, label="fitted to", **style)
        (self._unseen,) = ax.plot([], [], "s", color=_HELD, label="held back", **style)
        for artist in (self._curve, self._seen, self._unseen):
            moves(artist)
        for marks in (self._seen, self._unseen):
            marks.set_markersize(6.5)
        ax.legend(**_ABOVE)
        self._verdict = words(self.canvas, ax, (0.02, -1.63), size=11, weight="bold")
        self._largest = words(self.canvas, ax, (0.02, -1.90))

    def _draw_errors(self) -> None:
        ax, moves = self.canvas.axes(0.575, 0.14, 0.41, 0.70), self.canvas.moves
        ax.set(xlim=(-0.4, 9.4), ylim=_ERRORS, yscale="log", xlabel="degree M")
        ax.set_ylabel("mean squared error", labelpad=1)
        ax.set_xticks(DEGREES)
        ax.grid(True)
        ax.axhline(NOISE**2, color=palette.GREY, linewidth=0.9, linestyle=":")
        ax.text(-0.3, NOISE**2 * 0.95, "noise alone", fontsize=8.5,
                color=palette.GREY, va="top")  # fmt: skip
        degrees, flat = list(DEGREES), np.full(len(DEGREES), NOISE)
        self._level = moves(ax.axvline(0, color=palette.GREEN, linewidth=6, alpha=0.25))
        self._best = moves(ax.axvline(0, color=_HELD, linewidth=1, linestyle="--"))
        style: Any = {"linewidth": 1.6, "markersize": 5, "markeredgecolor": "white"}
        large: Any = {"markersize": 11, "markeredgecolor": "white", "zorder": 4, "clip_on": False}
        (self._training,) = ax.plot(
            degrees, flat, "o-", color=_TRAINING, label="fitted to", **style
        )
        (self._held,) = ax.plot(degrees, flat, "s--", color=_HELD, label="held back", **style)
        (self._now,) = ax.plot([], [], "o", color=_TRAINING, **large)
        (self._now_held,) = ax.plot([], [], "s", color=_HELD, **large)
        for artist in (self._training, self._held, self._now, self._now_held):
            moves(artist)
        ax.legend(**_ABOVE)
        self._chosen = words(self.canvas, ax, (9.4, 10.6), color=_HELD, ha="right")
        self._over = words(self.canvas, ax, (9, 4.4), color=_HELD, ha="right")


_ABOVE: Any = {
    "loc": "lower left", "bbox_to_anchor": (-0.02, 1.0), "ncols": 4, "frameon": False,
    "handlelength": 1.5, "columnspacing": 1.3, "handletextpad": 0.4,
}  # fmt: skip


def _key(params: Params) -> tuple[int, int, float]:
    return params.count, params.draw, params.lam


def _known(params: Params) -> bool:
    known = params.count in COUNTS and params.draw in DRAWS and params.lam in PENALTIES
    return known and params.degree in DEGREES


def _verdict(fits: Fits, degree: int) -> str:
    """Which of the two mistakes this fit makes, if any, in a word or two."""
    if np.mean((fits.curves[degree] - _TRUTH) ** 2) < NOISE**2:
        return "about right"
    return "underfitting" if fits.training[degree] > 2 * NOISE**2 else "overfitting"


def _short(lam: float) -> str:
    return f"{lam:g}".replace("e-0", "e-").replace("-", "−")


def _size(number: float) -> str:
    digits = 3 if number < 10 else 1 if number < 100 else 0
    return f"{number:,.{digits}f}"
