"""From scores to probabilities: pull four scores, change the temperature, shift all of them.

Beside the student's softmax stands the formula exp(z) / Σ exp(z) as it is written, which breaks for
large scores. The slopes of the loss are shown only where a lesson has come to them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import check
from course_utils.explore.parts import panel, special
from course_utils.explore.parts.own import Candidate, choose_each
from course_utils.explore.parts.softmax import reference_softmax, try_softmax
from course_utils.stage import (
    Bars,
    Choice,
    Handle,
    Layer,
    Line,
    Pane,
    Points,
    Range,
    Scene,
    Stage,
    Stops,
    Text,
    draw_still,
    reset,
)

REACH = 5.0
CLASSES = (0, 1, 2, 3)
TEMPERATURES = (0.1, 0.2, 0.3, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
SHIFTS = (-1000, -745, -700, -100, -10, 0, 10, 100, 700, 710, 1000)
WIDTH = 760  # of the still, in CSS pixels
ALT = (
    "Bars for four classes: the scores, and the probabilities by softmax, with the naive formula "
    "marked beside them; where slopes are asked for, the slopes P − Y of the loss too."
)
HINT = "Pull the end of a bar of scores. A diamond marks exp(z) / Σ exp(z), computed naively."
Function = Callable[..., Any]
NOT_YET: Any = object()  # of a function that the lesson has not come to
_NAMES = tuple((float(k), f"class {k}") for k in CLASSES)


@dataclass(frozen=True)
class Params:
    """What the controls set. The softmax gets (z + shift) / temperature."""

    z0: float = 2.0
    z1: float = 1.0
    z2: float = 0.0
    z3: float = -1.0
    temperature: float = 1.0
    shift: int = 0
    label: int = 1


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
        dloss_dz: (z (K,), y (K,) one-hot) → (K,); without it the slopes are left out.

    Raises:
        ValueError: the temperature is not positive, or the label no class.
        CheckFailed: softmax returns no probabilities, or dloss_dz no slopes.
    """
    bars = _Bars(softmax or reference_softmax, dloss_dz)
    return draw_still(bars.panes, bars.draw(params or Params(), rest=True), width=WIDTH)


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=WIDTH, alt=ALT)


def show(
    softmax: Function | None = None,
    dloss_dz: Function | None = NOT_YET,
    *,
    start: Params | None = None,
    key: str = "softmax_bars",
) -> Stage:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        softmax: the student's (Z (N, K)) → (N, K). One that overflows is run all the same, and
            told when it does.
        dloss_dz: the student's (z (K,), y (K,)) → (K,); where it is left out, so are the slopes.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
    """
    start = start or Params()
    asked = {"softmax": Candidate(softmax, try_softmax, reference_softmax)}
    if dloss_dz is not NOT_YET:
        asked["dloss_dz"] = Candidate(dloss_dz, _try_slopes, _slopes)
    several = choose_each(**asked)
    bars = _Bars(several.functions["softmax"], several.functions.get("dloss_dz"))
    return Stage(
        panes=bars.panes,
        controls=_CONTROLS if dloss_dz is not NOT_YET else _CONTROLS[:-1],
        params=start,
        draw=bars.draw,
        alt=ALT,
        note=several.note,
        hint=HINT,
        buttons=[reset(lambda _: start)],
        key=key,
        width=WIDTH,
    )


class _Bars:
    """The scene for scores, by these functions."""

    def __init__(self, softmax: Function, dloss_dz: Function | None) -> None:
        self.softmax, self.dloss_dz = softmax, dloss_dz
        self.panes = PANES if dloss_dz is not None else PANES[:2]

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        if params.temperature <= 0 or params.label not in CLASSES:
            raise ValueError(
                f"temperature must be positive and label one of {CLASSES}. Got {params} instead."
            )
        scores = np.array([params.z0, params.z1, params.z2, params.z3])
        z = (scores + params.shift) / params.temperature
        p, naive = self._ask(z), _naive(z)
        layers = [*_ends("scores", scores, "{:.1f}", 1.1), *_ends("chances", p, "{:.3f}", 0.06)]
        layers.append(
            Points("chances", np.column_stack([CLASSES, naive]), "diamond", "yellow", 5.5)
        )
        lost = np.flatnonzero(~np.isfinite(naive))
        if len(lost):
            places = np.column_stack([lost, np.full(len(lost), 1.2)])
            layers.append(Text("chances", places, ("nan",) * len(lost), "bad", 12, bold=True))
        if self.dloss_dz is not None:
            layers += self._slopes(z, params.label)
        return Scene(
            tuple(layers),
            tuple(_handle(k, score) for k, score in enumerate(scores)),
            readouts=(
                ("softmax gets", _formula(params), "small"),
                ("exp of the largest", _power(z.max()), "small"),
            ),
            said=_sentence(z, p, naive, params.label if self.dloss_dz is not None else None),
        )

    def _slopes(self, z: np.ndarray, label: int) -> list[Layer]:
        y = (np.array(CLASSES) == label).astype(float)
        assert self.dloss_dz is not None
        slopes = self.dloss_dz(z.copy(), y.copy())
        check.shape(slopes, y.shape, what="the result of dloss_dz")
        slopes = np.asarray(slopes, dtype=float)
        finite = bool(np.isfinite(slopes).all())
        check.true(finite, f"dloss_dz returned nan or infinity for the scores {_list(z)}.")
        happened = Text("slopes", np.array([[label, 1.12]]), ("happened",), "grey", 11)
        return [*_ends("slopes", slopes, "{:+.2f}", 0.12), happened]

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


def _pane(name: str, title: str, y: tuple[float, float]) -> Pane:
    return Pane(name, (-0.6, 3.6), y, title=title, x_ticks=_NAMES, least=220, tallest=280,
                fixed=False)  # fmt: skip


PANES = (
    _pane("scores", "scores z", (-6.4, 6.4)),
    _pane("chances", "probabilities P", (0.0, 1.28)),
    _pane("slopes", "slopes of the loss, P − Y", (-1.25, 1.25)),
)
_CONTROLS: tuple[Range | Choice, ...] = (
    *(
        Range(f"z{k}", f"score of class {k}", -REACH, REACH, 0.1, f"the score (logit) of class {k}")
        for k in CLASSES
    ),
    Stops("temperature", "temperature", tuple((f"{t:g}", t) for t in TEMPERATURES),
          "all scores are divided by it before the softmax"),
    Stops("shift", "add to all", tuple((_sign, c) for c, _sign in (
        (c, f"{'+' if c > 0 else '−' if c else ''}{abs(c)}") for c in SHIFTS)),
        "a number added to every score"),
    Choice("label", "happened", tuple((f"class {k}", k) for k in CLASSES),
           "the class with the 1 in Y"),
)  # fmt: skip


def _ends(pane: str, values: np.ndarray, form: str, gap: float) -> list[Layer]:
    """A bar for each class and its number at the end, on a line at 0."""
    layers: list[Layer] = [Line(pane, np.array([[-0.6, 0.0], [3.6, 0.0]]), "grey", 1)]
    for k, value in enumerate(values):
        layers.append(Bars(pane, np.array([[k, 0.0, value]]), f"class{k}"))
    ends = values + np.where(values >= 0, gap, -gap)
    texts = tuple(form.format(value).replace("-", "−") for value in values)
    return [*layers, Text(pane, np.column_stack([CLASSES, ends]), texts, size=12)]


def _handle(k: int, score: float) -> Handle:
    said = f"{score:.1f}".replace("-", "−")
    return Handle(f"z{k}", f"score of class {k}", "scores", (float(k), float(score)), ("", f"z{k}"),
                  "free", said)  # fmt: skip


def _formula(params: Params) -> str:
    shift = f" {'+' if params.shift > 0 else '−'} {abs(params.shift)}" if params.shift else ""
    divided = f" / {params.temperature:g}" if params.temperature != 1 else ""
    return f"(z{shift}){divided}" if shift and divided else f"z{shift}{divided}"


def _sentence(z: np.ndarray, p: np.ndarray, naive: np.ndarray, label: int | None) -> str:
    if label is None:
        text = f"The most probable is class {p.argmax()}, with probability {p.max():.3f}."
    else:
        loss = float(special.logsumexp(z) - z[label])
        text = (
            f"Class {label} happened and has probability {p[label]:.3f}: the loss is {loss:.3f}, "
            f"the slope over its score {p[label] - 1:+.3f}.".replace("-", "−")
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


def _power(largest: float) -> str:
    with np.errstate(over="ignore", under="ignore"):
        value = np.exp(largest)
    if np.isinf(value) or value == 0:
        return "inf, too large" if value else "0, too small"
    return f"{value:.3g}".replace("e+0", "e+").replace("-", "−")


def _list(values: np.ndarray) -> str:
    return f"[{', '.join(f'{v:.4g}' for v in values)}]"


def _slopes(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(special.softmax(z)) - y


def _try_slopes(own: Function) -> None:
    z, y = np.array([0.3, -1.0, 2.0]), np.array([0.0, 1.0, 0.0])
    check.close(own(z, y), _slopes(z, y), what="the result of dloss_dz", rtol=1e-6)
