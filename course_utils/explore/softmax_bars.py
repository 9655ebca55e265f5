"""From logits to probabilities: sliders for four scores, a temperature, and a shift of all scores.

Bars show the scores, the probabilities of the student's own softmax beside those of the formula as
it stands, which overflows, and the derivative of the loss with respect to the scores, P − Y.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check, palette
from course_utils.explore.parts import panel, special
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.softmax import Function, reference_softmax, try_softmax
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

REACH = 5.0
CLASSES = (1, 2, 3, 4)
TEMPERATURES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
SHIFTS = (-1000, -745, -700, -100, -10, 0, 10, 100, 700, 710, 1000)
ALT = (
    "Bars for four classes: the scores, the probabilities by softmax with the naive formula marked "
    "beside them, and the slopes P − Y of the loss."
)


@dataclass(frozen=True)
class Params:
    """What the controls set. The softmax gets (z + shift) / temperature."""

    z1: float = 2.0
    z2: float = 1.0
    z3: float = 0.0
    z4: float = -1.0
    temperature: float = 1.0
    shift: int = 0
    label: int = 2


def render(
    params: Params | None = None,
    *,
    softmax: Function | None = None,
    dloss_dz: Function | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: scores, temperature above 0, shift, and the class that happened, one of CLASSES.
        softmax: (Z (N, K)) → (N, K).
        dloss_dz: (z (K,), y (K,) one-hot) → (K,).

    Raises:
        ValueError: the temperature is not positive, or the label no class.
        CheckFailed: softmax returns no probabilities, or dloss_dz no slopes.
    """
    picture = Picture(
        Canvas(width=760, height=350), softmax or reference_softmax, dloss_dz or _slopes
    )
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=760, alt=ALT)


def show(
    softmax: Function | None = None,
    dloss_dz: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "softmax_bars",
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        softmax: the student's (Z (N, K)) → (N, K). One that overflows is run all the same, and
            told when it does.
        dloss_dz: the student's (z (K,), y (K,)) → (K,); a later exercise, so it may be left out.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    several = choose_each(
        softmax=Candidate(softmax, try_softmax, reference_softmax),
        dloss_dz=Candidate(dloss_dz, _try_slopes, _slopes),
    )
    live = LiveFigure(width=760, height=350, alt=ALT, key=key)
    controls = {
        f"z{k}": panel.slider(
            f"score z{'₁₂₃₄'[k - 1]}", getattr(start, f"z{k}"), between=(-REACH, REACH), step=0.1,
            width=panel.HALF, tooltip=f"the score (logit) of class {k}",
        )
        for k in CLASSES
    } | {
        "temperature": panel.stops(
            "temperature", start.temperature, width=panel.HALF,
            options=[(f"{t:g}", t) for t in TEMPERATURES],
            tooltip="all scores are divided by it before the softmax",
        ),
        "shift": panel.stops(
            "add to all", start.shift, options=[(_sign(c), c) for c in SHIFTS],
            width=panel.HALF, tooltip="a number added to every score",
        ),
        "label": panel.choice(
            "happened", start.label, options=[(f"class {k}", k) for k in CLASSES],
            tooltip="the class with the 1 in Y",
        ),
    }  # fmt: skip
    picture = Picture(live, several.functions["softmax"], several.functions["dloss_dz"])
    rows = (("z1", "z2"), ("z3", "z4"), ("temperature", "shift"), ("label",))
    return panel.drive(live, picture.set, start, controls, rows=rows, note=several.note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, softmax: Function, dloss_dz: Function) -> None:
        self.canvas, self.softmax, self.dloss_dz = canvas, softmax, dloss_dz
        self._draw_scores()
        self._draw_chances()
        self._draw_slopes()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if params.temperature <= 0 or params.label not in CLASSES:
            raise ValueError(
                f"temperature must be positive and label one of {CLASSES}. Got {params} instead."
            )
        scores = np.array([params.z1, params.z2, params.z3, params.z4])
        z = (scores + params.shift) / params.temperature
        y = (np.array(CLASSES) == params.label).astype(float)
        p, naive, slopes = self._ask(z), _naive(z), self._ask_slopes(z, y)
        self._move_scores(params, scores, z)
        self._move_chances(p, naive)
        for k, slope in enumerate(slopes):
            self._slope_bars[k].set_height(slope)
            self._put(self._slope_words[k], slope, f"{slope:+.2f}", 0.1)
        self._one.set_data([params.label], [0])
        return _sentence(params, z, p, naive)

    def _ask(self, z: np.ndarray) -> np.ndarray:
        P = self.softmax(z[None].copy())
        check.shape(P, (1, len(z)), what="the result of softmax")
        p = np.asarray(P, dtype=float)[0]
        right = bool(np.isfinite(p).all())
        check.true(
            right,
            f"softmax returned nan or infinity for the scores {_list(z)}: their exponentials are "
            "too large or all too small for a float.",
        )
        right = bool((p >= 0).all() and abs(p.sum() - 1) < 1e-6)
        check.true(right, f"softmax returned {_list(p)}, which are no probabilities.")
        return p

    def _ask_slopes(self, z: np.ndarray, y: np.ndarray) -> np.ndarray:
        slopes = self.dloss_dz(z.copy(), y.copy())
        check.shape(slopes, y.shape, what="the result of dloss_dz")
        slopes = np.asarray(slopes, dtype=float)
        finite = bool(np.isfinite(slopes).all())
        check.true(finite, f"dloss_dz returned nan or infinity for the scores {_list(z)}.")
        return slopes

    def _move_scores(self, params: Params, scores: np.ndarray, z: np.ndarray) -> None:
        for k, score in enumerate(scores):
            self._score_bars[k].set_height(score)
            self._put(self._score_words[k], score, f"{score:.1f}", 0.5)
        shift = f" {_sign(params.shift)}" if params.shift else ""
        divided = f" / {params.temperature:g}" if params.temperature != 1 else ""
        formula = f"(z{shift}){divided}" if shift and divided else f"z{shift}{divided}"
        self._formula.text = f"softmax gets {formula}" if shift or divided else "softmax gets z"
        with np.errstate(over="ignore", under="ignore"):
            largest = np.exp(z.max())
        self._largest.text = f"exp of the largest: {_power(largest)}"

    def _move_chances(self, p: np.ndarray, naive: np.ndarray) -> None:
        for k, chance in enumerate(p):
            self._chance_bars[k].set_height(chance)
            self._put(self._chance_words[k], chance, f"{chance:.3f}", 0.11)
        self._naive.set_data(CLASSES, np.where(np.isfinite(naive), naive, np.nan))
        for k, value in enumerate(naive):
            self._nans[k].text = "" if np.isfinite(value) else "nan"

    def _put(self, label: Any, height: float, text: str, gap: float) -> None:
        label.text = text.replace("-", "−")
        label.place = (label.place[0], height + (gap if height >= 0 else -gap))

    def _draw_scores(self) -> None:
        ax = self._axes(0.05, (-6.2, 7.6), "scores z")
        self._score_bars, self._score_words = self._bars(ax)
        self._formula = words(self.canvas, ax, (0.45, 7.1), size=9)
        self._largest = words(self.canvas, ax, (0.45, 6.35), size=9, color=palette.GREY)

    def _draw_chances(self) -> None:
        ax = self._axes(0.385, (0, 1.52), "probabilities P")
        ax.set_yticks([0, 0.2, 0.4, 0.6, 0.8, 1])
        self._chance_bars, self._chance_words = self._bars(ax)
        self._naive = self.canvas.moves(
            ax.plot([], [], "D", color=palette.INK, fillstyle="none", markersize=8, clip_on=False)[
                0
            ]
        )
        ax.plot(
            [], [], "D", color=palette.INK, fillstyle="none", label="exp(z) / Σ exp(z), naively"
        )
        ax.legend(loc="upper left", bbox_to_anchor=(-0.04, 1.02), frameon=False, handlelength=1.2)
        self._nans = [
            words(self.canvas, ax, (k, 1.26), size=10, weight="bold", color=palette.ORANGE,
                  ha="center")
            for k in CLASSES
        ]  # fmt: skip

    def _draw_slopes(self) -> None:
        ax = self._axes(0.715, (-1.25, 1.5), "slopes of the loss, P − Y")
        ax.set_yticks([-1, -0.5, 0, 0.5, 1])
        self._slope_bars, self._slope_words = self._bars(ax)
        self._one = self.canvas.moves(
            ax.plot([], [], "*", color=palette.INK, markersize=11, zorder=5)[0]
        )
        ax.plot([], [], "*", color=palette.INK, markersize=9, label="the class that happened")
        ax.legend(loc="upper left", bbox_to_anchor=(-0.04, 1.02), frameon=False, handlelength=1.2)

    def _axes(self, left: float, ylim: tuple[float, float], title: str) -> Any:
        ax = self.canvas.axes(left, 0.12, 0.275, 0.78)
        ax.set(xlim=(0.4, 4.6), ylim=ylim)
        ax.set_title(title, loc="left")
        ax.axhline(0, color=palette.GREY, linewidth=0.8)
        ax.set_xticks(CLASSES, [f"class {k}" for k in CLASSES])
        ax.tick_params(axis="x", length=0)
        ax.spines["bottom"].set_visible(False)
        return ax

    def _bars(self, ax: Any) -> tuple[list[Any], list[Any]]:
        """A bar for each class, and the text that stands at its end."""
        bars = ax.bar(CLASSES, [0.0] * 4, 0.7, color=palette.COLORS[:4])
        texts = [words(self.canvas, ax, (k, 0), ha="center") for k in CLASSES]
        return [self.canvas.moves(bar) for bar in bars], texts


def _sentence(params: Params, z: np.ndarray, p: np.ndarray, naive: np.ndarray) -> str:
    k = params.label - 1
    loss = float(special.logsumexp(z) - z[k])
    text = (
        f"Class {params.label} happened and has probability {p[k]:.3f}: the loss is {loss:.3f}, "
        f"the slope over its score {p[k] - 1:+.3f}.".replace("-", "−")
    )
    if np.isnan(naive).any():
        with np.errstate(over="ignore", under="ignore"):
            lost = "infinity" if np.isinf(np.exp(z)).any() else "0"
        text += f" The naive formula divides {lost} by {lost}: not a number."
    return text


def _naive(z: np.ndarray) -> np.ndarray:
    """The formula as it stands: what must not be done."""
    with np.errstate(all="ignore"):
        powers = np.exp(z)
        return np.asarray(powers / powers.sum())


def _power(value: float) -> str:
    if np.isinf(value) or value == 0:
        return "inf, too large" if value else "0, too small"
    return f"{value:.3g}".replace("e+0", "e+").replace("-", "−")


def _sign(number: int) -> str:
    return "0" if number == 0 else f"{'+' if number > 0 else '−'} {abs(number)}"


def _list(values: np.ndarray) -> str:
    return f"[{', '.join(f'{v:.4g}' for v in values)}]"


def _slopes(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(special.softmax(z)) - y


def _try_slopes(own: Function) -> None:
    z, y = np.array([0.3, -1.0, 2.0]), np.array([0.0, 1.0, 0.0])
    check.close(own(z, y), _slopes(z, y), what="the result of dloss_dz", rtol=1e-6)
