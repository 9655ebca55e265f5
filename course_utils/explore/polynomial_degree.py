"""Too simple, too flexible: the degree of a polynomial, its errors, and a penalty.

Some of the points are held back. What is fitted to the others gets ever closer to them as the
degree grows; how it does on those held back says when to stop. Every point can be pulled: the
student's own fit follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils.explore.parts import panel
from course_utils.explore.parts.drawn.degrees import PANES, curve, errors, height, size, verdict
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.polynomials import (
    DEGREES,
    HELD,
    REFERENCE,
    Fits,
    Fitter,
    Function,
    points,
    try_features,
    try_fit,
)
from course_utils.stage import (
    Edit,
    Handle,
    Play,
    Scene,
    Stage,
    Stops,
    Whole,
    draw_still,
    onward,
    reset,
)

PENALTIES = (0.0, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
COUNTS = (14, 30, 100, 300)
DRAWS = range(1, 7)
FITTED, BACK = "points to fit", "points held back"
WIDTH = 760  # of the still, in CSS pixels
ALT = (
    "Left, noisy points on a sine, some of them held back, and a polynomial fitted to the others. "
    "Right, the mean squared error of every degree on both kinds of points."
)
HINT = (
    "Pull a point, or the degree on the right. A click adds a point to fit; dragged out of the "
    "picture (or with Delete), it is gone. Every picture is a fit by the functions named below."
)


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
    unknown = functions.keys() - REFERENCE.keys()
    if unknown:
        raise TypeError(f"functions must be {', '.join(REFERENCE)}. Got {unknown} instead.")
    chosen = {name: functions.get(name) or spare for name, spare in REFERENCE.items()}
    return draw_still(PANES, _Picture(chosen).draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    fit_polynomial: Function | None = None,
    polynomial_features: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "polynomial_degree",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        fit_polynomial: the student's (x (N,), y (N,), M, lam) → (M + 1,), constant first.
        polynomial_features: the student's (x (N,), M) → (N, M + 1).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    several = choose_each(
        fit_polynomial=Candidate(fit_polynomial, try_fit, REFERENCE["fit_polynomial"]),
        polynomial_features=Candidate(
            polynomial_features, try_features, REFERENCE["polynomial_features"]
        ),
    )
    picture = _Picture(several.functions)
    return Stage(
        panes=PANES,
        controls=_CONTROLS,
        params=start,
        draw=picture.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        play=Play(
            "degrees",
            onward("degree", DEGREES),
            "from the lowest degree to the highest",
            seconds=0.6,
        ),
        buttons=[reset(lambda _: picture.restart(start))],
        edit=Edit(move=picture.move, add=picture.add, remove=picture.remove),
        key=key,
        width=WIDTH,
    )


def _short(lam: float) -> str:
    return f"{lam:g}".replace("e-0", "e-").replace("-", "−")


_CONTROLS = (
    Whole("degree", "degree M", DEGREES[0], DEGREES[-1], 1,
          "the highest power of x in the polynomial"),
    Stops("lam", "penalty λ", tuple((_short(lam), lam) for lam in PENALTIES),
          "how strongly large coefficients are punished"),
    Stops("count", "points", tuple((str(count), count) for count in COUNTS),
          f"how many there are; {HELD:.0%} of them are held back"),
    Whole("draw", "draw", DRAWS[0], DRAWS[-1], 1,
          "other points from the same source: other noise, others held back"),
)  # fmt: skip


class _Picture:
    """The points as they were moved, and the scene of their fits by these functions."""

    def __init__(self, functions: dict[str, Function]) -> None:
        self._fit = Fitter(functions)
        self._fits: dict[tuple[int, int, float], Fits] = {}
        self._drawn: tuple[int, int] | None = None
        self._points: tuple[np.ndarray, ...] = ()

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        _require_known(params)
        if self._drawn != (params.count, params.draw):
            self._drawn = params.count, params.draw
            self._points = points(*self._drawn)
        key, here = (*self._drawn, params.lam), params.degree
        if key not in self._fits:
            self._fits[key] = self._fit(self._points, params.lam)
        fits = self._fits[key]
        if here in fits.problems:
            raise fits.problems[here]
        best = int(np.nanargmin(fits.held))
        training, held = size(fits.training[here]), size(fits.held[here])
        handle = Handle(
            "degree", "the degree", "errors", (float(here), float(height(fits.held[here]))),
            ("degree", ""), said=f"degree {here}", step=1, grab="degree",
        )  # fmt: skip
        return Scene(
            (*curve(self._points, fits.curves[here], FITTED, BACK), *errors(fits, here, best)),
            (handle,),
            readouts=(
                ("degree", f"{here}: {verdict(fits, here)}"),
                ("error, fitted to", training, "small"),
                ("error, held back", held, "small"),
                ("largest coefficient", size(fits.largest[here]), "small"),
            ),
            said=(
                f"Degree {here}, λ = {_short(params.lam)}: mean squared error {training} on the "
                f"{len(self._points[0])} points it is fitted to, {held} on the "
                f"{len(self._points[1])} held back. Of those, the least is "
                f"{size(fits.held[best])}, at degree {best}."
            ),
        )

    def move(self, layer: str, index: int, x: float, y: float) -> None:
        """Put a point somewhere else."""
        first = 0 if layer == FITTED else 1
        moved = [each.copy() for each in self._points]
        moved[first][index], moved[first + 2][index] = min(max(x, 0.0), 1.0), y
        self._put(moved)

    def add(self, layer: str, x: float, y: float, _params: Params) -> None:
        """A new point; a click adds one to fit."""
        first, moved = 1 if layer == BACK else 0, list(self._points)
        for k, value in ((first, min(max(x, 0.0), 1.0)), (first + 2, y)):
            moved[k] = np.append(moved[k], value)
        self._put(moved)

    def remove(self, layer: str, index: int) -> None:
        """Take a point away; two of each kind stay."""
        first, moved = 0 if layer == FITTED else 1, list(self._points)
        if len(moved[first]) > 2:
            for k in (first, first + 2):
                moved[k] = np.delete(moved[k], index)
            self._put(moved)

    def restart(self, start: Params) -> Params:
        """All points where they were, and the parameters to begin with."""
        self._drawn = None
        self._fits.clear()
        return start

    def _put(self, moved: list[np.ndarray]) -> None:
        self._points = tuple(moved)
        self._fits.clear()


def _require_known(params: Params) -> None:
    known = params.count in COUNTS and params.draw in DRAWS and params.lam in PENALTIES
    if not known or params.degree not in DEGREES:
        raise ValueError(
            f"degree must be one of {DEGREES}, lam of {PENALTIES}, count of {COUNTS} and draw of "
            f"{DRAWS}. Got {params} instead."
        )
