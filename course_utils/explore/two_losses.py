"""Squared error against cross-entropy: the cost of one score z, and its slope.

Where the model is sure and wrong, cross-entropy pulls with nearly 1 and squared error hardly at
all. A second slider lets both of them descend from z, by the student's own slopes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.ahead import Ahead
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import expit, log_expit
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

REACH, STEP = 8.0, 0.25  # z runs from −REACH to REACH
STARTS = np.arange(-REACH, REACH + STEP / 2, STEP)
STEPS, RATE = 60, 1.0
LABELS = (0, 1)
ALT = (
    "Left, the cost of a score z by cross-entropy and by half the squared error; right, the slopes "
    "of both. Marks show where z is and where a descent by each slope has led."
)
_SCALE = np.linspace(-REACH, REACH, 161)
_LOOKS: dict[str, Any] = {
    "entropy": {"color": palette.BLUE, "marker": "o", "linestyle": "-"},
    "squared": {"color": palette.ORANGE, "marker": "s", "linestyle": "--"},
}
_NAMES = {"entropy": "cross-entropy", "squared": "½ squared error"}
Function = Callable[..., Any]


@dataclass(frozen=True)
class Params:
    """What the controls set."""

    z: float = -6.0
    y: int = 1
    steps: int = 0


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: the score z (a multiple of STEP), the label, and how many steps to descend.
        **functions: dloss_dz and squared_error_dz, (y (N,), z (N,)) → (N,), and bce_with_logits,
            (y, z) → float; those that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function returns something else than one number for one score.
    """
    unknown = functions.keys() - _REFERENCE.keys()
    if unknown:
        raise TypeError(f"functions must be {', '.join(_REFERENCE)}. Got {unknown} instead.")
    chosen = {name: functions.get(name) or spare for name, spare in _REFERENCE.items()}
    picture = Picture(Canvas(width=760, height=350), Losses(chosen))
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=760, alt=ALT)


def show(
    dloss_dz: Function | None = None,
    squared_error_dz: Function | None = None,
    bce_with_logits: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "two_losses",
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        dloss_dz: the student's slope of the cross-entropy, (y (N,), z (N,)) → (N,).
        squared_error_dz: the student's slope of ½(σ(z) − y)², of the same shape.
        bce_with_logits: the student's (y, z) → mean loss; a later exercise, so it may be left out.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    given = (dloss_dz, squared_error_dz, bce_with_logits)
    several = choose_each(
        **{
            name: Candidate(own, _trial(name), spare)
            for (name, spare), own in zip(_REFERENCE.items(), given, strict=True)
        }
    )
    live = LiveFigure(width=760, height=350, alt=ALT, key=key)
    controls = {
        "z": panel.slider(
            "score z", start.z, between=(-REACH, REACH), step=STEP, form=".2f",
            tooltip="what the model says about one example, before the sigmoid",
        ),
        "y": panel.choice("label y", start.y, options=LABELS, tooltip="what is true of it"),
        "steps": panel.whole(
            "steps", start.steps, between=(0, STEPS),
            tooltip=f"of a descent on z with learning rate {RATE:g}, by each of the two slopes",
        ),
    }  # fmt: skip
    picture = Picture(live, Losses(several.functions))
    rows = (("z",), ("steps",), ("y",))
    return panel.drive(live, picture.set, start, controls, rows=rows, note=several.note)


class Losses:
    """Cost, slope and descents by some functions, computed ahead.

    Attributes:
        curves: (loss, label) → cost and slope over all z.
        walks: (loss, label) → where descents are, (STEPS + 1, starts).
    """

    def __init__(self, functions: dict[str, Function]) -> None:
        self.functions = functions
        self._slopes = {
            "entropy": functions["dloss_dz"],
            "squared": functions["squared_error_dz"],
        }
        keys = [(name, y) for name in _LOOKS for y in LABELS]
        self.walks = Ahead(keys, self._walk, spare=self._walk)
        self.curves = Ahead(keys, self._curve, spare=self._curve)

    def slope(self, name: str, y: int, z: float) -> float:
        """The slope of a loss for one score. CheckFailed if its function gives no number."""
        function = self._slopes[name]
        value = function(np.array([y]), np.array([z]))
        called = "dloss_dz" if name == "entropy" else "squared_error_dz"
        check.shape(value, (1,), what=f"the result of {called} for one score")
        number = float(np.ravel(value)[0])
        finite = bool(np.isfinite(number))
        check.true(finite, f"{called} returned {number} for y = {y}, z = {z:g}.")
        return number

    def _curve(self, key: tuple[str, int]) -> tuple[np.ndarray, np.ndarray]:
        """Cost and slope over all z; a gap where the slope fails."""
        name, y = key
        slopes = np.full(len(_SCALE), np.nan)
        for i, z in enumerate(_SCALE):
            try:
                slopes[i] = self.slope(name, y, float(z))
            except Exception:  # said when z gets there
                continue
        if name == "squared":
            return (expit(_SCALE) - y) ** 2 / 2, slopes
        cost = self.functions["bce_with_logits"]
        return np.array([float(cost(np.array([y]), np.array([z]))) for z in _SCALE]), slopes

    def _walk(self, key: tuple[str, int]) -> np.ndarray:
        """Where a descent is after 0, 1, … STEPS steps from every start: (STEPS + 1, starts)."""
        name, y = key
        places, label = [STARTS], np.full(len(STARTS), y)
        for _ in range(STEPS):
            slopes = np.asarray(self._slopes[name](label.copy(), places[-1].copy()), dtype=float)
            check.shape(slopes, STARTS.shape, what=f"the slopes of {_NAMES[name]}")
            places.append(places[-1] - RATE * slopes)
        return np.array(places)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, losses: Losses) -> None:
        self.canvas, self.losses = canvas, losses
        self._draw_costs()
        self._draw_slopes()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        start = round((params.z + REACH) / STEP)
        inside = 0 <= start < len(STARTS) and abs(STARTS[start] - params.z) < 1e-9
        if not inside or params.y not in LABELS or not 0 <= params.steps <= STEPS:
            raise ValueError(
                f"z must be a multiple of {STEP} from {-REACH} to {REACH}, y one of {LABELS}, "
                f"steps from 0 to {STEPS}. Got {params} instead."
            )
        slopes, ends = {}, {}
        for name in _LOOKS:
            slopes[name] = self.losses.slope(name, params.y, params.z)
            walk = np.array([params.z])
            if params.steps:
                walk = self.losses.walks[name, params.y][: params.steps + 1, start]
            ends[name] = float(walk[-1])
            self._move(name, params, walk)
        self._p.text = f"p = σ(z) = {expit(params.z):.4f}"
        self._y.text = f"label y = {params.y}"
        return _sentence(params, slopes, ends)

    def _move(self, name: str, params: Params, walk: np.ndarray) -> None:
        cost, slope = self.losses.curves[name, params.y]
        end = walk[-1:]
        for lines, heights in ((self._cost_lines, cost), (self._slope_lines, slope)):
            curve, trail, mark = lines[name]
            curve.set_ydata(heights)
            trail.set_data(walk, np.interp(walk, _SCALE, heights))
            mark.set_data(end, np.interp(end, _SCALE, heights))
        value = _number(self.losses.slope(name, params.y, float(end[0])))
        self._values[name].text = f"{_NAMES[name]}: {value} at p = {expit(end[0]):.4f}"

    def _draw_costs(self) -> None:
        ax = self._axes(0.06, "cost", (-0.35, 8.5))
        self._cost_lines = self._lines(ax)
        self._y = words(self.canvas, ax, (0, 7.9), size=11, ha="center", weight="bold")
        self._p = words(self.canvas, ax, (0, 7.2), size=11, ha="center")

    def _draw_slopes(self) -> None:
        ax = self._axes(0.565, "slope of the cost", (-1.15, 1.7))
        ax.set_yticks([-1, -0.5, 0, 0.5, 1])
        ax.axhline(0, color=palette.GREY, linewidth=0.8)
        self._slope_lines = self._lines(ax)
        ax.set_title("slopes where the marks are", loc="left", fontsize=10)
        self._values = {
            name: words(self.canvas, ax, (-REACH, height), color=_LOOKS[name]["color"])
            for name, height in (("entropy", 1.55), ("squared", 1.33))
        }

    def _axes(self, left: float, ylabel: str, ylim: tuple[float, float]) -> Any:
        ax = self.canvas.axes(left, 0.14, 0.42, 0.74)
        ax.set(xlim=(-REACH - 0.3, REACH + 0.3), ylim=ylim, xlabel="score z", ylabel=ylabel)
        ax.set_xticks(np.arange(-REACH, REACH + 1, 4))
        ax.grid(True)
        return ax

    def _lines(self, ax: Any) -> dict[str, Any]:
        """For each loss: its curve, the trail of the descent, and a mark where it ends."""
        lines = {}
        for name, look in _LOOKS.items():
            color, marker = look["color"], look["marker"]
            curve = ax.plot(_SCALE, 0 * _SCALE, color=color, linestyle=look["linestyle"])[0]
            trail = ax.plot([], [], marker, color=color, markersize=4.5, fillstyle="none")[0]
            mark = ax.plot(
                [], [], marker, color=color, markersize=11, markeredgecolor="white", zorder=4
            )[0]
            lines[name] = tuple(self.canvas.moves(artist) for artist in (curve, trail, mark))
        if ax.get_ylabel() == "cost":
            for name, look in _LOOKS.items():
                ax.plot([], [], **look, markersize=9, markeredgecolor="white", label=_NAMES[name])
            ax.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=2, frameon=False)
        return lines


def _sentence(params: Params, slopes: dict[str, float], ends: dict[str, float]) -> str:
    text = (
        f"At z = {_number(params.z, 'g')} with label {params.y} the slope of cross-entropy is "
        f"{_number(slopes['entropy'])}, that of squared error {_number(slopes['squared'])}"
    )
    times = abs(slopes["entropy"]) / max(abs(slopes["squared"]), 1e-300)
    text += f": {times:,.0f} times smaller." if times >= 2 else "."
    if params.steps:
        text += (
            f" After {panel.counted(params.steps, 'step')} p is {expit(ends['entropy']):.3f} by "
            f"cross-entropy and {expit(ends['squared']):.3f} by squared error."
        )
    return text


def _number(value: float, form: str = "") -> str:
    """With four decimals, or two digits of a number too small for that."""
    form = form or (".4f" if abs(value) >= 0.0005 else ".1e")
    return f"{value:{form}}".replace("-", "−")


def _slope_of_entropy(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return np.where(np.asarray(y) == 1, -expit(-z), expit(z))


def _slope_of_squares(y: np.ndarray, z: np.ndarray) -> np.ndarray:
    return _slope_of_entropy(y, z) * expit(z) * expit(-z)


def _cost(y: np.ndarray, z: np.ndarray) -> float:
    return float(-np.mean(log_expit(np.where(np.asarray(y) == 1, z, -np.asarray(z)))))


_REFERENCE: dict[str, Function] = {
    "dloss_dz": _slope_of_entropy,
    "squared_error_dz": _slope_of_squares,
    "bce_with_logits": _cost,
}


def _trial(name: str) -> Callable[[Function], None]:
    def trial(own: Function) -> None:
        y, z = np.array([1, 0, 1, 0]), np.array([-1.5, 0.5, 2.0, 3.0])
        expected = _REFERENCE[name](y, z)
        check.close(own(y, z), expected, what=f"the result of {name}", rtol=1e-6)

    return trial
