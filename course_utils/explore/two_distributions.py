"""Entropy, cross-entropy and divergence of two distributions, as stacked bars.

p is what happens, q what is expected. A stack is the cross-entropy: its lower part is the entropy
of what happens, which nobody can save, its upper part the divergence, the price of expecting the
wrong thing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import Any

import numpy as np

from course_utils import check, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import rel_entr
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

OUTCOMES = ("sunny", "rainy", "cloudy")
MOST = 8  # the largest weight
TOP = 4.0  # bits that fit into the picture
ALT = (
    "Left, the probabilities of two distributions p and q over three kinds of weather. Right, "
    "stacked bars: entropy below, divergence above, cross-entropy as the whole."
)
_P, _Q, _FLOOR, _PRICE = palette.BLUE, palette.PINK, palette.SKY, palette.ORANGE
_PAIRS = (("p", "p"), ("p", "q"), ("q", "p"))  # what happens, what is expected
_ABOVE: Any = {
    "loc": "lower left", "bbox_to_anchor": (-0.03, 1.0), "ncols": 2, "frameon": False,
    "columnspacing": 1.2, "handletextpad": 0.5, "borderpad": 0.2,
}  # fmt: skip
Measure = Callable[..., Any]


@dataclass(frozen=True)
class Params:
    """What the controls set: weights of the outcomes, to be divided by their sum."""

    p1: int = 4
    p2: int = 2
    p3: int = 2
    q1: int = 1
    q2: int = 1
    q3: int = 6


def render(
    params: Params | None = None,
    *,
    entropy_bits: Measure | None = None,
    cross_entropy_bits: Measure | None = None,
    kl_divergence_bits: Measure | None = None,
) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: the weights of p and q.
        entropy_bits: (p (K,)) → float.
        cross_entropy_bits: (p (K,), q (K,)) → float, may be infinite.
        kl_divergence_bits: (p (K,), q (K,)) → float, may be infinite.

    Raises:
        CheckFailed: all weights of p or of q are 0, or a function returns something else than a
            number of bits.
    """
    given = (entropy_bits, cross_entropy_bits, kl_divergence_bits)
    measures = {
        name: own or spare for (name, spare), own in zip(_REFERENCE.items(), given, strict=True)
    }
    picture = Picture(Canvas(width=720, height=360), measures)
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=720, alt=ALT)


def show(
    entropy_bits: Measure | None = None,
    cross_entropy_bits: Measure | None = None,
    kl_divergence_bits: Measure | None = None,
    *,
    start: Params | None = None,
    key: str = "two_distributions",
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        entropy_bits: the student's (p (K,)) → float.
        cross_entropy_bits: the student's (p (K,), q (K,)) → float.
        kl_divergence_bits: the student's (p (K,), q (K,)) → float.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    given = (entropy_bits, cross_entropy_bits, kl_divergence_bits)
    several = choose_each(
        **{
            name: Candidate(own, _trial(name), spare)
            for (name, spare), own in zip(_REFERENCE.items(), given, strict=True)
        }
    )
    live = LiveFigure(width=720, height=360, alt=ALT, key=key)
    controls = {
        f"{which}{k}": panel.whole(
            f"{which} of {outcome}", getattr(start, f"{which}{k}"), between=(0, MOST),
            width=panel.HALF, tooltip=f"weight of {outcome} in {which}; divided by the sum of all",
        )
        for k, outcome in enumerate(OUTCOMES, start=1)
        for which in "pq"
    }  # fmt: skip
    rows = (("p1", "q1"), ("p2", "q2"), ("p3", "q3"))
    picture = Picture(live, several.functions)
    return panel.drive(live, picture.set, start, controls, rows=rows, note=several.note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, measures: dict[str, Measure]) -> None:
        self.canvas, self.measures = canvas, measures
        self._draw_chances()
        self._draw_stacks()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        weights = np.array(astuple(params), dtype=float)
        chances = {"p": _shares(weights[:3], "p"), "q": _shares(weights[3:], "q")}
        stacks = {pair: self._measure(chances[pair[0]], chances[pair[1]]) for pair in _PAIRS}
        self._move_chances(chances)
        for pair, stack in stacks.items():
            self._move_stack(pair, *stack)
        floor = min(stacks["p", "p"][0], TOP)
        self._level.set_ydata([floor, floor])
        return _sentence(chances, stacks["p", "q"], stacks["q", "p"])

    def _measure(self, p: np.ndarray, q: np.ndarray) -> tuple[float, float, float]:
        """Entropy of p, divergence of q from p, cross-entropy, each as its function says it."""
        return (
            self._bits("entropy_bits", p),
            self._bits("kl_divergence_bits", p, q),
            self._bits("cross_entropy_bits", p, q),
        )

    def _bits(self, name: str, *chances: np.ndarray) -> float:
        value = self.measures[name](*(c.copy() for c in chances))
        given = " and ".join(f"[{', '.join(f'{x:.3g}' for x in c)}]" for c in chances)
        check.shape(value, (), what=f"the result of {name}")
        number = float(value)
        good = number > -1e-6  # no comparison with nan is true
        check.true(good, f"{name} returned {number:.3g} for {given}; bits cannot be that.")
        return max(number, 0.0)

    def _move_chances(self, chances: dict[str, np.ndarray]) -> None:
        for which, values in chances.items():
            for k, value in enumerate(values):
                bar, label = self._bars[which][k], self._labels[which][k]
                bar.set_height(value)
                label.text = f"{value:.2f}"
                label.place = (bar.get_x() + 0.19, value + 0.035)
        for k, value in enumerate(chances["q"]):
            self._lengths[k].text = f"{abs(np.log2(value)):.2f}" if value else "∞"

    def _move_stack(self, pair: tuple[str, str], floor: float, price: float, whole: float) -> None:
        low, high = self._stacks[pair]
        low.set_height(min(floor, TOP))
        high.set_y(min(floor, TOP))
        high.set_height(max(min(floor + price, TOP + 0.2) - min(floor, TOP), 0.0))
        label = self._totals[pair]
        fits = whole <= TOP
        label.text = f"{whole:.3f}" if fits else ("∞" if np.isinf(whole) else f"↑ {whole:.2f}")
        label.place = (label.place[0], min(whole, TOP + 0.2) + 0.2)

    def _draw_chances(self) -> None:
        ax, moves = self.canvas.axes(0.075, 0.27, 0.40, 0.64), self.canvas.moves
        ax.set(xlim=(-0.55, 2.55), ylim=(0, 1.1), ylabel="probability")
        ax.set_xticks(range(3), OUTCOMES, fontsize=10, color=palette.INK)
        ax.tick_params(axis="x", length=0)
        self._bars: dict[str, list[Any]] = {}
        self._labels: dict[str, list[Any]] = {}
        for which, color, name, left in (
            ("p", _P, "p happens", -0.4),
            ("q", _Q, "q is expected", 0.02),
        ):
            bars = ax.bar(np.arange(3) + left, [0.0] * 3, 0.38, align="edge", color=color)
            self._bars[which] = [moves(bar) for bar in bars]
            self._labels[which] = [words(self.canvas, ax, ha="center") for _ in range(3)]
            ax.plot([], [], "s", color=color, markersize=9, label=name)
        ax.legend(**_ABOVE)
        ax.text(-0.5, -0.24, "bits for its word in a code made for q:", color=palette.GREY,
                fontsize=9)  # fmt: skip
        self._lengths = [
            words(self.canvas, ax, (k, -0.33), size=10, ha="center", weight="bold")
            for k in range(3)
        ]

    def _draw_stacks(self) -> None:
        ax, moves = self.canvas.axes(0.565, 0.27, 0.425, 0.64), self.canvas.moves
        ax.set(xlim=(-0.55, 2.55), ylim=(0, TOP + 0.6), ylabel="bits per report")
        names = ["H(p)", "H(p, q)", "H(q, p)"]
        ax.set_xticks(range(3), names, fontsize=11, color=palette.INK)
        ax.tick_params(axis="x", length=0)
        explained = ("p happens,\np is expected", "p happens,\nq is expected",
                     "q happens,\np is expected")  # fmt: skip
        for x, text in enumerate(explained):
            ax.text(x, -0.6, text, fontsize=8.5, color=palette.GREY, ha="center", va="top")
        self._stacks, self._totals = {}, {}
        for x, pair in enumerate(_PAIRS):
            low = ax.bar(x, 0.0, 0.62, color=_FLOOR)[0]
            high = ax.bar(x, 0.0, 0.62, color=_PRICE, hatch="///", edgecolor="white")[0]
            self._stacks[pair] = moves(low), moves(high)
            self._totals[pair] = words(self.canvas, ax, (x, 0), size=11, ha="center")
        style: Any = {"color": palette.INK, "linewidth": 1, "linestyle": ":"}
        self._level = moves(ax.plot([-0.31, 1.31], [0, 0], **style)[0])
        low = ax.bar(0, 0, color=_FLOOR, label="entropy")
        high = ax.bar(0, 0, color=_PRICE, hatch="///", edgecolor="white", label="divergence")
        ax.legend(**_ABOVE)


def _sentence(
    chances: dict[str, np.ndarray], there: tuple[float, ...], back: tuple[float, ...]
) -> str:
    floor, price, whole = there
    if np.isinf(whole):
        ruled_out = (chances["q"] == 0) & (chances["p"] > 0)
        names = [name for name, out in zip(OUTCOMES, ruled_out, strict=True) if out]
        return f"q rules out what does happen ({', '.join(names)}): H(p, q) is infinite."
    other = "infinite" if np.isinf(back[1]) else f"{back[1]:.3f}"
    return (
        f"H(p, q) = {whole:.3f} bits: the entropy H(p) {floor:.3f}, and the divergence of q from p "
        f"{price:.3f}. The other way round the divergence is {other}."
    )


def _shares(weights: np.ndarray, name: str) -> np.ndarray:
    total = float(weights.sum())
    check.true(total > 0, f"All weights of {name} are 0: give at least one outcome some.")
    return weights / total


def _kl(p: np.ndarray, q: np.ndarray) -> float:
    return float(rel_entr(p, q).sum() / np.log(2))


def _entropy(p: np.ndarray) -> float:
    return float(np.log2(len(p))) - _kl(p, np.full(len(p), 1 / len(p)))


_REFERENCE: dict[str, Measure] = {
    "entropy_bits": _entropy,
    "cross_entropy_bits": lambda p, q: _entropy(p) + _kl(p, q),
    "kl_divergence_bits": _kl,
}


def _trial(name: str) -> Callable[[Measure], None]:
    def trial(own: Measure) -> None:
        p, q = np.array([0.1, 0.6, 0.3]), np.array([0.3, 0.3, 0.4])
        arguments = (p,) if name == "entropy_bits" else (p, q)
        expected = _REFERENCE[name](*arguments)
        check.close(own(*arguments), expected, what=f"the result of {name}", rtol=1e-6)

    return trial
