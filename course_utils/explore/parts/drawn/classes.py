"""Layers of three classes in the plane: points, directions, what is said at the cross."""

from __future__ import annotations

import numpy as np

from course_utils.stage import Arrows, Bars, Handle, Layer, Pane, Points, Text

REACH = 4.0
DRAWN = 0.8  # the arrow's length for each unit of a class's weights
KINDS = {"softmax": "one softmax", "sigmoids": "three sigmoids"}
_MARKERS = ("circle", "square", "triangle")
SPAN = (-REACH, REACH)
_ROWS = {"softmax": (6.0, 5.0, 4.0), "sigmoids": (2.0, 1.0, 0.0)}  # heights of the bars
_NAMES = tuple((row, str(c)) for rows in _ROWS.values() for c, row in enumerate(rows))
PANES = (
    Pane("softmax", SPAN, SPAN, "x₁", "x₂", "one softmax", share=1.5, least=230, tallest=330),
    Pane("sigmoids", SPAN, SPAN, "x₁", "x₂", "three sigmoids", share=1.5, least=230, tallest=330),
    Pane("said", (0, 1.3), (-0.7, 7.9), "at the cross", aspect=0.6, least=150,
         tallest=300, fixed=False, x_ticks=((0, "0"), (0.5, "½"), (1, "1")), y_ticks=_NAMES,
         wide_ticks=18),
)  # fmt: skip


def marks(kind: str, X: np.ndarray, y: np.ndarray, good: np.ndarray) -> list[Layer]:
    """The points X (N, 2) of each class, and a ring around those that are not `good` (N,)."""
    points: list[Layer] = [
        Points(kind, X[y == c], marker, f"class{c}", 4) for c, marker in enumerate(_MARKERS)
    ]
    return [*points, Points(kind, X[~good], "ring", "ink", 7.5)]


def _tips(W: np.ndarray) -> np.ndarray:
    """Where the arrows of the classes end, (3, 2), within the picture."""
    return np.clip(DRAWN * W.T, -REACH + 0.1, REACH - 0.1)


def arrows(kind: str, W: np.ndarray) -> list[Layer]:
    """The direction of every class, columns of W (2, 3), from the middle."""
    tips = _tips(W)
    return [
        Arrows(kind, np.array([[0, 0, *tip]]), color, width)
        for c, tip in enumerate(tips)
        for color, width in (("paper", 5.0), (f"class{c}", 2.6))
    ]


def handles(kind: str, W: np.ndarray, cross: tuple[float, float]) -> list[Handle]:
    """The tips of the arrows, and the cross."""
    made = [
        Handle(f"{kind} {c}", f"direction of class {c}, {KINDS[kind]}", kind,
               (float(tip[0]), float(tip[1])), moves="told", sets=("", ""),
               said=f"{W[0, c]:.2f}, {W[1, c]:.2f}".replace("-", "−"), step=0.1)
        for c, tip in enumerate(_tips(W))
    ]  # fmt: skip
    spoken = f"{cross[0]:.1f}, {cross[1]:.1f}".replace("-", "−")
    return [*made, Handle(f"cross {kind}", f"the cross, {KINDS[kind]}", kind,
                          cross, ("x1", "x2"), said=spoken)]  # fmt: skip


def bars(kind: str, p: np.ndarray) -> list[Layer]:
    """The three probabilities p (3,) at the cross."""
    layers: list[Layer] = []
    for c, (row, chance) in enumerate(zip(_ROWS[kind], p, strict=True)):
        layers.append(Bars("said", np.array([[row, 0.0, chance]]), f"class{c}", 0.72, lying=True))
    ends = np.column_stack([p + 0.03, _ROWS[kind]])
    title = np.array([[0.0, _ROWS[kind][0] + 0.75]])
    texts = tuple(f"{chance:.2f}" for chance in p)
    return [
        *layers,
        Text("said", ends, texts, size=11.5, align="left"),
        Text("said", title, (f"{kind}: sum {p.sum():.2f}",), size=11.5, align="left"),
    ]


def are_right(kind: str, P: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Which points: the most probable class, or for sigmoids their own class and no other."""
    if kind == "softmax":
        return np.asarray(P.argmax(axis=1) == y)
    return np.asarray(((P > 0.5) == (np.arange(3) == y[:, None])).all(axis=1))


def sentence(said: dict[str, np.ndarray], right: dict[str, int], count: int) -> str:
    """The picture in words: what both say (3,) at the cross, and how many points are right."""
    best = int(said["softmax"].argmax())
    above = [str(c) for c in np.flatnonzero(said["sigmoids"] > 0.5)]
    answer = f"class {' and '.join(above)}" if above else "none of these"
    return (
        f"At the cross softmax says class {best} ({said['softmax'][best]:.2f}), the sigmoids "
        f"{answer}, their sum is {said['sigmoids'].sum():.2f}. Right: softmax "
        f"{right['softmax']}, sigmoids {right['sigmoids']} of {count}."
    )
