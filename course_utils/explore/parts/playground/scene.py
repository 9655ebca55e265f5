"""A run of the playground at an epoch, and a kept one beside it, as a scene."""

from __future__ import annotations

import numpy as np

from course_utils.explore.parts.playground.examples import REACH
from course_utils.explore.parts.playground.hidden import maps, score, shadow
from course_utils.explore.parts.playground.runs import MOST, Asked, Run, Snapshot
from course_utils.explore.parts.playground.sampled import by_formula
from course_utils.stage import Contour, Field, Image, Layer, Line, Pane, Points, Text

CELLS, TILE = 48, 24  # along a side of the plane, and of a unit's map
ACROSS, UPWARDS = 8.0, 2.5  # of the pane with the maps: eight beside each other, in two rows
MARKERS = ("circle", "square")
TOP = 1.0  # of the losses shown
BOUNDS = (-REACH, REACH)
PANES = (
    Pane("plane", BOUNDS, BOUNDS, "x₁", "x₂", "this run", least=236, tallest=250),
    Pane("kept", BOUNDS, BOUNDS, "x₁", title="kept run", y_ticks=(), least=200, tallest=250,
         share=0.84),
    Pane("loss", (-3, MOST + 3), (0, TOP + 0.02), "epoch", "loss", "loss", least=236, tallest=250,
         fixed=False),
    Pane("space", (-1.06, 1.06), (-1.06, 1.06), title="the hidden space",
         x_ticks=(), y_ticks=(), least=210, tallest=190, share=0.5, fixed=False),
    Pane("units", (0, ACROSS), (0, UPWARDS), title="what each hidden unit says", x_ticks=(),
         y_ticks=(), least=420, tallest=205, aspect=ACROSS / UPWARDS, framed=False),
)  # fmt: skip


def grid(cells: int) -> np.ndarray:
    """Places over the plane (cells², 2), the lowest row first."""
    side = np.linspace(*BOUNDS, cells)
    return np.column_stack([each.ravel() for each in np.meshgrid(side, side)])


PLANE, TILES = grid(CELLS), grid(TILE)


class Space:
    """The last hidden layer's space at every snapshot of a run, in two coordinates.

    It is put into its pane by the ends of all that was on the tape so far, so that it keeps still.
    """

    def __init__(self, asked: Asked, run: Run) -> None:
        self._asked, self._run = asked, run
        self._low, self._high = np.full(2, np.inf), np.full(2, -np.inf)
        self._across = np.zeros(run.settings.units)
        self._seen: dict[int, tuple[np.ndarray, np.ndarray]] = {}

    def at(self, shot: Snapshot) -> tuple[np.ndarray, np.ndarray]:
        """The points, and two places of the line that parts the classes, from −1 to 1."""
        for each in self._run.tape[len(self._seen) :]:
            self._take_in(each)
        room = np.maximum(self._high - self._low, 1e-9)
        spots, line = (2 * (xy - self._low) / room - 1 for xy in self._seen[shot.epoch])
        return spots, line

    def _take_in(self, shot: Snapshot) -> None:
        X, kind = self._run.examples[0], self._run.settings.kind
        hidden = self._asked.hidden(X.copy(), shot.layers[:-1], kind)
        spots, cut, self._across = shadow(hidden, *score(shot.layers), self._across)
        low, high = np.percentile(spots, [1, 99], axis=0)
        room = 0.08 * np.maximum(high - low, 0.2)
        self._low = np.minimum(self._low, low - room)
        self._high = np.maximum(self._high, high + room)
        self._seen[shot.epoch] = spots, np.column_stack(cut)


def run_layers(
    asked: Asked, run: Run, shot: Snapshot, space: Space, *, by_weights: bool
) -> list[Layer]:
    """Everything of the run at one snapshot; `by_weights` where probes show it is the same."""
    kind, layers = run.settings.kind, shot.layers
    X, y, *_ = run.examples
    spots, line = space.at(shot)
    chance = by_formula if by_weights else asked.chance
    chances = chance(PLANE.copy(), layers, kind).reshape(CELLS, CELLS)
    return [
        Field("plane", chances, hover="probability of class 1: {}", follows="field"),
        Contour("plane", chances, odds=True, follows="contour"),
        *_points("plane", X, y, named=True),
        *_losses(run, shot),
        Line("space", line, "ink", 2),
        *_points("space", spots, y, named=False),
        *_units(asked, shot, kind),
    ]


def kept_layers(asked: Asked, run: Run | None, epoch: int) -> list[Layer]:
    """The kept run beside it, at the same epoch, and its losses."""
    if run is None:
        words = ("“keep this run” puts", "it here, to compare")
        places = np.array([[0.0, 0.25], [0.0, -0.25]])
        return [Text("kept", places, words, "grey", 12.5)]
    shot = run.at(epoch)
    chances = asked.chance(PLANE.copy(), shot.layers, run.settings.kind).reshape(CELLS, CELLS)
    X, y, *_ = run.examples
    curve = np.array([(each.epoch, min(each.losses[0], TOP)) for each in run.tape])
    return [
        Field("kept", chances, hover="probability of class 1: {}"),
        Contour("kept", chances, odds=True),
        *_points("kept", X, y, named=False),
        Line("loss", curve, "grey", 1.6, "dot"),
        Text("kept", np.array([[-2.45, 2.25]]), (f"loss {shot.losses[0]:.3f}",), align="left"),
    ]


def _points(pane: str, X: np.ndarray, y: np.ndarray, *, named: bool) -> list[Layer]:
    marks: list[Layer] = []
    for label, marker in enumerate(MARKERS):
        name = f"points of class {label}" if named else ""
        marks.append(
            Points(pane, X[y == label], marker, f"class{label}", 4 if named else 3, name=name,
                   adds=named)
        )  # fmt: skip
    return marks


def _losses(run: Run, shot: Snapshot) -> list[Layer]:
    epochs = [each.epoch for each in run.tape]
    looks = (("class1", "", "circle"), ("class3", "dash", "square"))
    layers: list[Layer] = []
    for k, (color, dash, marker) in enumerate(looks):
        curve = np.column_stack([epochs, [min(each.losses[k], TOP) for each in run.tape]])
        layers.append(Line("loss", curve, color, 2, dash))
        at = np.array([[shot.epoch, min(shot.losses[k], TOP)]], dtype=float)
        layers.append(Points("loss", at, marker, color, 5, follows=f"loss {k}", clip=False))
    names = ("learned from", "others")
    for k, name in enumerate(names):
        place = np.array([[MOST - 4, 0.95 - 0.1 * k]])
        layers.append(Text("loss", place, (name,), looks[k][0], 11.5, align="right"))
    return layers


def _units(asked: Asked, shot: Snapshot, kind: str) -> list[Layer]:
    """A map of the plane for each hidden unit; below the last ones their weights to class 1."""
    layers: list[Layer] = []
    deep = len(shot.layers) - 1
    for layer in range(deep):
        said = maps(asked.hidden(TILES.copy(), shot.layers[: layer + 1], kind), kind)
        top = UPWARDS - 1.25 * layer if deep > 1 else UPWARDS
        for unit, values in enumerate(said.T):
            picture = values.reshape(TILE, TILE)[::-1]
            extent = (unit + 0.04, unit + 0.96, top - 0.96, top - 0.04)
            layers.append(
                Image("units", picture, extent, "signs", smooth=True,
                      follows=f"unit {layer} {unit}")
            )  # fmt: skip
    weights, _ = score(shot.layers)
    top = UPWARDS - 1.25 * (deep - 1)
    for unit, weight in enumerate(weights):
        at = np.array([[unit + 0.5, top - 1.1]])
        text = f"{weight:+.1f}".replace("-", "−")
        layers.append(Text("units", at, (text,), "class1" if weight > 0 else "back", 11.5))
    return layers
