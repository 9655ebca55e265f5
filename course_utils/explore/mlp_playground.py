"""A small network at school: train it, then step through what it was after every few epochs.

Training runs when the cell runs and when one of its settings changes; the slider only picks a
stored snapshot. The student's own functions train and draw; a training of theirs gets 1.5 seconds.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_utils import palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.network import (
    DATA,
    EPOCHS,
    KINDS,
    NAMES,
    PENALTIES,
    REACH,
    SECONDS,
    STARTS,
    UNITS,
    Function,
    Network,
    Settings,
    candidates,
    examples,
)
from course_utils.explore.parts.own import choose_each
from course_utils.explore.parts.snapshots import Frame, Frames
from course_utils.live import Canvas, LiveFigure
from course_utils.live.field import Field
from course_utils.live.words import words

ALT = (
    "Two classes of points and the probability a network gives them, as colour; its loss over the "
    "epochs; the points as its hidden layer sees them; and below, what each hidden unit says."
)
_SIZE = (860, 510)
_LOSSES = (0.0, 1.0)
_EDGE: Any = {"linestyle": "", "markeredgecolor": "white", "markeredgewidth": 0.5}


@dataclass(frozen=True)
class Params:
    """What the controls set: the epoch to show, and what training depends on."""

    epoch: int = EPOCHS[-1]
    data: str = DATA[0]
    units: int = 4
    kind: str = KINDS[0]
    lam: float = 0.0
    seed: int = 1


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes; it trains a network for this.

    Args:
        params: each from the tuple of its name: EPOCHS, DATA, UNITS, KINDS, PENALTIES, STARTS.
        **functions: those of `show`; the ones that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function returns what it should not.
    """
    unknown = functions.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    given = {name: own for name, own in functions.items() if own is not None}
    picture = Picture(Canvas(width=_SIZE[0], height=_SIZE[1]), Frames(Network(given)))
    picture.set(params or Params())
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=_SIZE[0], alt=ALT)


def show(
    *,
    init_params: Function | None = None,
    minibatches: Function | None = None,
    loss_and_gradients: Function | None = None,
    mlp_forward: Function | None = None,
    activate: Function | None = None,
    start: Params | None = None,
    key: str = "mlp_playground",
    clock: Callable[[], float] = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        init_params: the student's (sizes, rng, scheme) → list of (W, b).
        minibatches: the student's (N, batch_size, rng) → list of index arrays.
        loss_and_gradients: the student's (X, Y, params, kind, lam) → (loss, grads).
        mlp_forward: the student's (X, params, kind) → (Z, cache).
        activate: the student's (z, kind) → the same shape.
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long a training by the student's functions takes.
    """
    start = start or Params()
    given = (init_params, minibatches, loss_and_gradients, mlp_forward, activate)
    several = choose_each(**candidates(**dict(zip(NAMES, given, strict=True))))
    live = LiveFigure(width=_SIZE[0], height=_SIZE[1], alt=ALT, key=key)
    seconds = SECONDS if several.own else math.inf  # the reference is quick
    network = Network(several.functions, seconds=seconds, clock=clock)
    picture = Picture(live, Frames(network), busy=live.say)
    controls = _controls(start)
    rows = (("epoch",), ("data", "kind"), ("units", "lam"), ("seed",))
    return panel.drive(live, picture.set, start, controls, rows=rows, note=several.note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(
        self, canvas: Canvas, frames: Frames, *, busy: Callable[[str], None] | None = None
    ) -> None:
        """Busy is told a sentence before every training."""
        self.canvas, self._frames, self._busy = canvas, frames, busy
        self._settings: Settings | None = None
        self._draw_plane()
        self._draw_losses()
        self._draw_space()
        self._draw_units()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        settings = Settings(params.data, params.units, params.kind, params.lam, params.seed)
        if not _known(params):
            raise ValueError(
                "every parameter must be one of those the controls offer: "
                f"{EPOCHS}, {DATA}, {UNITS}, {KINDS}, {PENALTIES}, {STARTS}. Got {params} instead."
            )
        if self._busy is not None and settings not in self._frames:
            self._busy(f"Training {params.units} {params.kind} units on {params.data} …")
        frames = self._frames[settings, self._field.grid, self._tiles[0].grid]
        if settings != self._settings:
            self._change(settings, frames)
        frame = next(f for f in reversed(frames) if f.shot.epoch <= params.epoch)
        self._move(frame, params)
        return _sentence(frame, params, late=frames[-1].shot.epoch < params.epoch)

    def _change(self, settings: Settings, frames: list[Frame]) -> None:
        """Another training: what stays the same for all its snapshots is drawn anew."""
        X, y, *_ = examples(settings.data)
        for c, marks in enumerate(self._points):
            marks.set_data(*X[y == c].T)
        epochs = [frame.shot.epoch for frame in frames]
        for i, line in enumerate(self._curves):
            losses = [frame.shot.losses[i] for frame in frames]
            line.set_data(epochs, np.clip(losses, *_LOSSES))
        spots = np.concatenate([frame.space for frame in frames[1:] or frames])
        low, high = np.percentile(spots, [1, 99], axis=0)
        room = 0.12 * np.maximum(high - low, 0.2)
        (x0, y0), (x1, y1) = low - room, high + room
        names = ("output of unit 1", "output of unit 2" if settings.units == 2 else "")
        if settings.units > 2:
            names = ("towards class 1 →", "across")
        self._space.set(xlim=(x0, x1), ylim=(y0, y1), xlabel=names[0], ylabel=names[1])
        for i, tile in enumerate(self._tiles):
            tile.set_visible(i < settings.units)
            self._borders[i].set_visible(i < settings.units)
        self._settings = settings
        self.canvas.redraw()

    def _move(self, frame: Frame, params: Params) -> None:
        shot = frame.shot
        self._field.set_values(frame.field)
        self._line.set_data(*self._field.level_line(frame.field))
        for i, mark in enumerate(self._now):
            mark.set_data([shot.epoch], np.clip(shot.losses[i : i + 1], *_LOSSES))
        *_, labels = examples(params.data)[:2]
        for c, marks in enumerate(self._spots):
            marks.set_data(*frame.space[labels == c].T)
        self._cut.set_data(*frame.cut)
        weights = shot.layers[1][0][:, 1] - shot.layers[1][0][:, 0]
        for i, (tile, text) in enumerate(zip(self._tiles, self._weights, strict=True)):
            text.text = ""
            if i < params.units:
                tile.set_values(frame.units[:, i])
                text.text = f"× {weights[i]:+.1f}".replace("-", "−")
                text.color = palette.BLUE if weights[i] > 0 else palette.ORANGE
        self._epoch.text = f"epoch {shot.epoch}"
        self._right.text = f"{shot.right[0]:.0%} right"

    def _draw_plane(self) -> None:
        ax, moves = self.canvas.axes(0.056, 0.36, 0.394, 0.58), self.canvas.moves
        ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH), xlabel="$x_1$", ylabel="$x_2$")
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
        self._field = moves(Field(ax, cells=48))
        self._line = moves(ax.plot([], [], color=palette.INK, linewidth=1.8, zorder=2)[0])
        self._points = [moves(_marks(ax, c, 5)) for c in (0, 1)]
        self._epoch = words(self.canvas, self.canvas.figure, (0.056, 0.965), size=11, weight="bold")
        self._right = words(self.canvas, self.canvas.figure, (0.45, 0.965), size=10, ha="right")

    def _draw_losses(self) -> None:
        ax, moves = self.canvas.axes(0.535, 0.755, 0.445, 0.185), self.canvas.moves
        ax.set(xlim=(-2, EPOCHS[-1] + 2), ylim=_LOSSES, xlabel="epoch", ylabel="loss")
        ax.xaxis.labelpad = -3
        ax.grid(True)
        looks = (("o", "-", palette.BLUE, "learned from"), ("s", "--", palette.PINK, "others"))
        self._curves, self._now = [], []
        for marker, dashes, color, name in looks:
            self._curves += ax.plot([], [], dashes, color=color, linewidth=1.6, label=name)
            large: Any = {"markersize": 8, "markeredgecolor": "white", "clip_on": False}
            self._now += [moves(ax.plot([], [], marker, color=color, zorder=4, **large)[0])]
        ax.legend(loc="lower right", bbox_to_anchor=(1.02, 0.95), ncols=2, frameon=False)

    def _draw_space(self) -> None:
        ax, moves = self.canvas.axes(0.535, 0.36, 0.445, 0.26), self.canvas.moves
        ax.set_title("the same points, as the hidden layer sees them", fontsize=10, loc="left")
        ax.tick_params(labelsize=8, length=2)
        self._space = ax
        self._cut = moves(ax.plot([], [], color=palette.INK, linewidth=1.8)[0])
        self._spots = [moves(_marks(ax, c, 4.5)) for c in (0, 1)]

    def _draw_units(self) -> None:
        figure, canvas = self.canvas.figure, self.canvas
        figure.text(0.056, 0.262, "what each hidden unit says, and its weight towards class 1",
                    fontsize=10)  # fmt: skip
        self._tiles, self._weights, self._borders = [], [], list[Any]()
        for i in range(UNITS[-1]):
            left = 0.056 + 0.1165 * i
            ax = canvas.axes(left, 0.065, 0.1075, 0.18)
            ax.set(xlim=(-REACH, REACH), ylim=(-REACH, REACH))
            ax.set(xticks=[], yticks=[])
            ax.spines[:].set(visible=True, color=palette.PALE)
            self._borders.append(ax)
            self._tiles.append(canvas.moves(Field(ax, cells=24)))
            self._weights.append(words(canvas, figure, (left + 0.054, 0.035), ha="center"))


def _marks(ax: Any, c: int, size: float) -> Any:
    look: Any = {"color": palette.COLORS[c], "markersize": size, "zorder": 3, **_EDGE}
    return ax.plot([], [], palette.MARKERS[c], **look)[0]


def _controls(start: Params) -> dict[str, Any]:
    controls = {
        "epoch": panel.stops(
            "epoch", start.epoch, options=EPOCHS, tooltip="how long it has been trained by then",
        ),
        "data": panel.choice("data", start.data, options=DATA, tooltip="the points; trains anew"),
        "kind": panel.choice(
            "activation", start.kind, options=KINDS, tooltip="of the hidden units; trains anew"
        ),
        "units": panel.stops(
            "hidden units", start.units, options=UNITS, width=panel.HALF,
            tooltip="how many; trains anew",
        ),
        "lam": panel.stops(
            "penalty λ", start.lam, width=panel.HALF, tooltip="on all weights; trains anew",
            options=[(f"{lam:g}".replace("e-0", "e−"), lam) for lam in PENALTIES],
        ),
        "seed": panel.whole(
            "random start", start.seed, between=(STARTS[0], STARTS[-1]), width=panel.HALF,
            tooltip="other first weights and another order of the points; trains anew",
        ),
    }  # fmt: skip
    for name in ("units", "lam", "seed"):
        controls[name].continuous_update = False  # one training when the slider is let go
    return controls


def _known(params: Params) -> bool:
    offered = ((params.epoch, EPOCHS), (params.data, DATA), (params.units, UNITS),
               (params.kind, KINDS), (params.lam, PENALTIES), (params.seed, STARTS))  # fmt: skip
    return all(value in options for value, options in offered)


def _sentence(frame: Frame, params: Params, *, late: bool) -> str:
    shot = frame.shot
    text = (
        f"Epoch {shot.epoch}: mean loss {shot.losses[0]:.3f} on the points learned from "
        f"({shot.right[0]:.1%} right), {shot.losses[1]:.3f} on others ({shot.right[1]:.1%} right)."
    )
    return f"{text} Training stopped there, its time was up." if late else text
