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

from course_utils import check
from course_utils.explore.parts import panel
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.special import rel_entr
from course_utils.stage import (
    Bars,
    Handle,
    Layer,
    Line,
    Pane,
    Range,
    Scene,
    Stage,
    Text,
    draw_still,
    reset,
)

OUTCOMES = ("sunny", "rainy", "cloudy")
MOST = 8  # the largest weight
WIDTH = 720  # of the still, in CSS pixels
TOP = 4.0  # bits that fit into the picture
ALT = (
    "Left, the probabilities of two distributions p and q over three kinds of weather. Right, "
    "stacked bars: entropy below, divergence above, cross-entropy as the whole."
)
_PAIRS = (("p", "p"), ("p", "q"), ("q", "p"))  # what happens, what is expected
_COLORS, _NAMES = {"p": "class1", "q": "class3"}, {"p": "happens", "q": "is expected"}
_FLOOR, _PRICE = "sky", "class0"
HALF = 0.2  # of the distance between two bars of an outcome
HINT = (
    "Pull the top of a bar: the others of its colour make room, so that they stay a distribution."
)
PANES = (
    Pane("chances", (-0.55, 2.55), (-0.25, 1.2), y_label="probability", least=290, tallest=300,
         title="p happens (blue), q is expected (pink)", aspect=1.1, fixed=False,
         x_ticks=tuple(enumerate(OUTCOMES)), y_ticks=((0, "0"), (0.5, "½"), (1, "1"))),
    Pane("stacks", (-0.55, 2.55), (0, TOP + 0.6), y_label="bits per report", least=290, tallest=300,
         title="entropy, and divergence on top", aspect=1.1, fixed=False,
         x_ticks=((0, "H(p)"), (1, "H(p, q)"), (2, "H(q, p)"))),
)  # fmt: skip
Measure = Callable[..., Any]


@dataclass(frozen=True)
class Params:
    """What the controls set: weights of the outcomes, to be divided by their sum."""

    p1: float = 4
    p2: float = 2
    p3: float = 2
    q1: float = 1
    q2: float = 1
    q3: float = 6


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
    return draw_still(PANES, _draw(measures, params or Params()), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    entropy_bits: Measure | None = None,
    cross_entropy_bits: Measure | None = None,
    kl_divergence_bits: Measure | None = None,
    *,
    start: Params | None = None,
    key: str = "two_distributions",
) -> Stage:
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
    controls = [
        Range(
            f"{which}{k}", f"{which} of {outcome}", 0, MOST, 1,
            f"weight of {outcome} in {which}; divided by the sum of all", digits=2, fine=0,
        )
        for which in "pq"
        for k, outcome in enumerate(OUTCOMES, start=1)
    ]  # fmt: skip
    return Stage(
        panes=PANES,
        controls=controls,
        params=start,
        draw=lambda params, rest: _draw(several.functions, params),
        alt=ALT,
        note=several.note,
        hint=HINT,
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


def _draw(measures: dict[str, Measure], params: Params) -> Scene:
    """The scene for these weights, by these functions."""
    weights = np.array(astuple(params), dtype=float)
    chances = {"p": _shares(weights[:3], "p"), "q": _shares(weights[3:], "q")}
    stacks = {pair: _measure(measures, *(chances[each] for each in pair)) for pair in _PAIRS}
    floor = min(stacks["p", "p"][0], TOP)
    level = Line("stacks", np.array([[-0.31, floor], [1.31, floor]]), "ink", 1, "dot")
    there = stacks["p", "q"]
    return Scene(
        (*_chances(chances), *_stacks(stacks), level),
        _handles(chances),
        readouts=(
            ("H(p, q), bits", _bits_text(there[2])),
            ("entropy H(p)", _bits_text(there[0]), "small"),
            ("divergence of q from p", _bits_text(there[1]), "small"),
        ),
        said=_sentence(chances, there, stacks["q", "p"]),
    )


def _measure(
    measures: dict[str, Measure], p: np.ndarray, q: np.ndarray
) -> tuple[float, float, float]:
    """Entropy of p, divergence of q from p, cross-entropy, each as its function says it."""
    return (
        _bits(measures, "entropy_bits", p),
        _bits(measures, "kl_divergence_bits", p, q),
        _bits(measures, "cross_entropy_bits", p, q),
    )


def _bits(measures: dict[str, Measure], name: str, *chances: np.ndarray) -> float:
    value = measures[name](*(c.copy() for c in chances))
    given = " and ".join(f"[{', '.join(f'{x:.3g}' for x in c)}]" for c in chances)
    check.shape(value, (), what=f"the result of {name}")
    number = float(value)
    good = number > -1e-6  # no comparison with nan is true
    check.true(good, f"{name} returned {number:.3g} for {given}; bits cannot be that.")
    return max(number, 0.0)


def _chances(chances: dict[str, np.ndarray]) -> list[Layer]:
    layers: list[Layer] = []
    for which, values in chances.items():
        places = np.arange(3) + (-HALF if which == "p" else HALF)
        bars = np.column_stack([places, np.zeros(3), values])
        layers.append(Bars("chances", bars, _COLORS[which], 0.36))
        texts = tuple(f"{value:.2f}" for value in values)
        layers.append(Text("chances", np.column_stack([places, values + 0.14]), texts, size=11))
    lengths = tuple(f"{abs(np.log2(v)):.2f} bits" if v else "∞ bits" for v in chances["q"])
    below = np.column_stack([np.arange(3), np.full(3, -0.19)])
    code = Text(
        "chances", np.array([[1.0, -0.075]]), ("its word in a code made for q:",), "grey", 11
    )
    return [*layers, code, Text("chances", below, lengths, size=12, bold=True)]


def _stacks(stacks: dict[tuple[str, str], tuple[float, float, float]]) -> list[Layer]:
    low = [[x, 0, min(floor, TOP)] for x, (floor, _, _) in enumerate(stacks.values())]
    high = [
        [x, min(floor, TOP), max(min(floor + price, TOP + 0.2), min(floor, TOP))]
        for x, (floor, price, _) in enumerate(stacks.values())
    ]
    texts, places = [], []
    for x, (_, _, whole) in enumerate(stacks.values()):
        texts.append(
            f"{whole:.3f}" if whole <= TOP else "∞" if np.isinf(whole) else f"↑ {whole:.2f}"
        )
        places.append([x, min(whole, TOP + 0.2) + 0.2])
    return [
        Bars("stacks", np.array(low), _FLOOR, 0.62),
        Bars("stacks", np.array(high), _PRICE, 0.62),
        Text("stacks", np.array(places), tuple(texts), size=12.5),
    ]


def _handles(chances: dict[str, np.ndarray]) -> tuple[Handle, ...]:
    handles = []
    for which, values in chances.items():
        for k, (outcome, value) in enumerate(zip(OUTCOMES, values, strict=True)):
            others = [f"{which}{j}" for j in (1, 2, 3) if j != k + 1]
            place = (k + (-HALF if which == "p" else HALF), float(value))
            handles.append(
                Handle(f"{which}{k + 1}", f"{outcome} {_NAMES[which]}", "chances", place,
                       (f"{which}{k + 1}", *others), "share", f"{which} {value:.2f}", step=0.02,
                       total=float(MOST))
            )  # fmt: skip
    return tuple(handles)


def _bits_text(value: float) -> str:
    return "∞" if np.isinf(value) else f"{value:.3f}"


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
