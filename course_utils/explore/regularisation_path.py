"""How strong a penalty? Weights and held-out accuracy over λ, on handwritten digits.

Softmax regression is trained for every λ when the cell runs, by the student's own functions; the
sliders only choose which result is seen. Some of the labels to learn from are wrong, if wanted: the
training accuracy likes to learn those too, and a penalty forbids it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from course_utils import check, palette
from course_utils.explore.parts import panel
from course_utils.explore.parts.ahead import Ahead, Clock
from course_utils.explore.parts.digits import (
    CLASSES,
    COUNTS,
    NAMES,
    PENALTIES,
    WRONG,
    Fit,
    Function,
    candidates,
    held,
    trainer,
)
from course_utils.explore.parts.own import choose_each
from course_utils.live import Canvas, LiveFigure
from course_utils.live.words import words

SHOWN = 40  # of the 640 weights have a line
ALT = (
    "Left, the largest weights of a softmax regression on digits, and its accuracy on the digits "
    "it learned from and on those held out, over the strength of the penalty. Right, the weights "
    "of every class as a picture, at the chosen strength."
)
_SIZE: Any = {"width": 780, "height": 430, "scale": 1.25}  # less sharp: a tick must stay quick
_PLACES = np.arange(len(PENALTIES))
_REACH = 3.2  # of the axis of weights
_ACCURACIES = (0.3, 1.03)


@dataclass(frozen=True)
class Params:
    """What the controls set: the penalty, how many digits are learned from, wrong labels."""

    lam: float = 0.0
    count: int = 150
    wrong: float = 0.2


def render(params: Params | None = None, **functions: Function | None) -> bytes:
    """One still picture as PNG bytes.

    Args:
        params: lam from PENALTIES, count from COUNTS and wrong from WRONG.
        **functions: those of `show`; the ones that are missing or None are the reference's.

    Raises:
        TypeError: there is a function of another name.
        ValueError: params are none that the controls can set.
        CheckFailed: a function fails for these parameters.
    """
    params = params or Params()
    unknown = functions.keys() - set(NAMES)
    if unknown:
        raise TypeError(f"functions must be {', '.join(NAMES)}. Got {unknown} instead.")
    given = {name: own for name, own in functions.items() if own is not None}
    keys = [(lam, params.count, params.wrong) for lam in PENALTIES] if _known(params) else []
    train = trainer(given)
    picture = Picture(Canvas(**_SIZE), Ahead(keys, train, spare=train))
    picture.set(params)
    return picture.canvas.png()


def still(params: Params | None = None, **functions: Any) -> Any:
    """The still picture, to be shown by a notebook cell. Takes what `render` takes."""
    return panel.still(render(params, **functions), width=_SIZE["width"], alt=ALT)


def show(
    fit_softmax: Function | None = None,
    softmax_gradients: Function | None = None,
    predict: Function | None = None,
    *,
    start: Params | None = None,
    key: str = "regularisation_path",
    clock: Clock = time.process_time,
) -> Any:
    """The picture with its controls; leave it as the last line of the cell.

    Args:
        fit_softmax: the student's (X, y, K, eta, lam, epochs, batch_size, rng) → (W, b, losses).
        softmax_gradients: the student's (X, Y, W, b, lam) → (dW, db), for a training loop of ours
            while fit_softmax is not ready.
        predict: the student's (X, W, b) → (N,).
        start: where the controls stand at first and after a reset.
        key: a name of its own for a second picture in one cell.
        clock: in seconds; measures how long the student's functions take.
    """
    start = start or Params()
    given = {"fit_softmax": fit_softmax, "softmax_gradients": softmax_gradients}
    several = choose_each(**candidates(**given, predict=predict))
    own = {name: several.functions[name] for name in several.own}
    keys = [(lam, count, wrong) for wrong in WRONG for count in COUNTS for lam in PENALTIES]
    held()  # reads the digits, before the clock of the training starts
    keys.sort(key=lambda key: key[1:] != (start.count, start.wrong))  # in case time runs out
    train, spare, first = trainer(own), trainer({}), (start.lam, start.count, start.wrong)
    fits = Ahead(keys, train, spare=spare, first=first, seconds=1.0, clock=clock)
    live = LiveFigure(**_SIZE, alt=ALT, key=key)
    controls = {
        "lam": panel.stops(
            "penalty λ", start.lam, options=[(_short(lam), lam) for lam in PENALTIES], label=120,
            tooltip="strength of λ/2 · Σ W², which is added to the loss",
        ),
        "count": panel.stops(
            "learned from", start.count, options=[(f"{n} digits", n) for n in COUNTS], label=120,
            tooltip="how many digits the model is trained on; it is measured on others",
        ),
        "wrong": panel.choice(
            "wrong labels", start.wrong, options=[(f"{wrong:.0%}", wrong) for wrong in WRONG],
            label=120, tooltip="share of the digits learned from whose label is drawn at random",
        ),
    }  # fmt: skip
    note = several.note + (fits.slow("training") if several.own else "")
    rows = (("lam",), ("count",), ("wrong",))
    return panel.drive(live, Picture(live, fits).set, start, controls, rows=rows, note=note)


class Picture:
    """The artists of the picture, and how they follow the parameters."""

    def __init__(self, canvas: Canvas, fits: Ahead) -> None:
        self.canvas, self.fits = canvas, fits
        self._shown: tuple[int, float] | None = None
        self._draw_path()
        self._draw_accuracies()
        self._draw_images()

    def set(self, params: Params) -> str:
        """Move everything to these parameters. Returns the picture in a sentence."""
        if not _known(params):
            raise ValueError(
                f"lam must be one of {PENALTIES}, count of {COUNTS} and wrong of {WRONG}. "
                f"Got {params} instead."
            )
        fit = self.fits[params.lam, params.count, params.wrong]
        self._show_paths(params.count, params.wrong)
        place = PENALTIES.index(params.lam)
        for line in self._now:
            line.set_xdata([place, place])
        for mark, share in zip(self._marks, (fit.learned, fit.held), strict=True):
            mark.set_data([place], [share])
        largest = float(np.max(np.abs(fit.W)))
        self._images.set_values(fit.W / max(largest, 1e-12))
        self._largest.text = f"at λ = {_short(params.lam)}: largest weight {largest:.2f}"
        best = self._best
        return (
            f"λ = {_short(params.lam)}: the answer is the label for {fit.learned:.1%} of the "
            f"{params.count} digits learned from, and for {fit.held:.1%} of the {len(held()[1])} "
            f"held out; the largest weight is {largest:.2f}. Held-out accuracy is highest at "
            f"λ = {_short(best[0])} ({best[1]:.1%})."
        )

    def _show_paths(self, count: int, wrong: float) -> None:
        """Other curves, for another number of digits or of wrong labels."""
        if self._shown == (count, wrong):
            return
        fits: list[Fit | None] = []
        for lam in PENALTIES:
            try:
                fits.append(self.fits[lam, count, wrong])
            except check.CheckFailed:  # said when the slider gets there
                fits.append(None)
        nothing = np.full((64, CLASSES), np.nan)
        weights = np.array([nothing if fit is None else fit.W for fit in fits])
        weights = weights.reshape(len(PENALTIES), -1)
        sizes = np.nan_to_num(np.abs(weights)).max(axis=0)
        paths = np.clip(weights[:, np.argsort(-sizes)[:SHOWN]], -9, 9).T
        self._paths.set_segments([np.column_stack([_PLACES, path]) for path in paths])
        grow = np.nansum(paths, axis=1) > 0
        self._paths.set_color([palette.BLUE if up else palette.ORANGE for up in grow])
        shares = np.array([(np.nan, np.nan) if f is None else (f.learned, f.held) for f in fits])
        for line, heights in zip(self._curves, shares.T, strict=True):
            line.set_ydata(heights)
        best = int(np.nanargmax(shares[:, 1]))
        self._best = PENALTIES[best], float(shares[best, 1])
        self._star.set_data([best], [shares[best, 1]])
        self._shown = count, wrong

    def _draw_path(self) -> None:
        ax = self._axes(0.565, (-_REACH, _REACH), f"the {SHOWN} largest weights")
        ax.axhline(0, color=palette.GREY, linewidth=0.8)
        ax.tick_params(labelbottom=False)
        paths: Any = LineCollection([], linewidths=0.8, alpha=0.7)
        self._paths: Any = self.canvas.moves(ax.add_collection(paths, autolim=False))
        self._now = [self._level(ax)]

    def _draw_accuracies(self) -> None:
        ax, moves = self._axes(0.115, _ACCURACIES, "accuracy"), self.canvas.moves
        ax.set_yticks([0.4, 0.6, 0.8, 1.0], ["40%", "60%", "80%", "100%"])
        ax.set_xlabel("strength of the penalty λ")
        style: Any = {"linewidth": 1.6, "markersize": 4}
        large: Any = {"markersize": 10, "markeredgecolor": "white", "zorder": 4, "clip_on": False}
        looks = (
            ("o", "-", palette.GREY, "learned from"),
            ("s", "--", palette.GREEN, "held out"),
        )
        self._curves, self._marks = [], []
        for marker, dashes, color, name in looks:
            curve = ax.plot(
                _PLACES, 0 * _PLACES, marker + dashes, color=color, label=name, **style
            )[0]
            self._curves.append(moves(curve))
            self._marks += [moves(ax.plot([], [], marker, color=color, **large)[0])]
        ring: Any = {"fillstyle": "none", "color": palette.GREEN, "label": "highest"}
        self._star = moves(ax.plot([], [], "s", markersize=10, **ring)[0])
        ax.legend(
            loc="lower right", bbox_to_anchor=(1.02, 0.97), ncols=3, frameon=False,
            fontsize=8.5, columnspacing=1.2, handletextpad=0.4,
        )  # fmt: skip
        self._now.append(self._level(ax))

    def _draw_images(self) -> None:
        figure = self.canvas.figure
        ax = self.canvas.axes(0.575, 0.105, 0.41, 0.79)
        ax.set(xlim=(0, 3), ylim=(4, 0))
        ax.axis("off")
        self._images = self.canvas.moves(_Images(ax))
        for c in range(CLASSES):
            column, row = _cell(c)
            ax.text(column + 0.5, row + 0.155, f"{c}", fontsize=9, ha="center", va="center")
        figure.text(0.583, 0.955, "the weights of every class, as a picture", fontsize=10)
        figure.text(0.785, 0.18, "purple: ink here speaks\nfor the class; orange:\nagainst it",
                    fontsize=9, color=palette.GREY, va="center", linespacing=1.35)  # fmt: skip
        self._largest = words(self.canvas, figure, (0.583, 0.925), size=9, color=palette.GREY)

    def _axes(self, bottom: float, ylim: tuple[float, float], title: str) -> Axes:
        ax = self.canvas.axes(0.07, bottom, 0.465, 0.375)
        ax.set(xlim=(-0.3, len(PENALTIES) - 0.7), ylim=ylim)
        ax.set_title(title, fontsize=10, loc="left")
        ax.set_xticks(_PLACES, ["" if f"{lam:e}"[0] == "3" else _short(lam) for lam in PENALTIES])
        ax.grid(True)
        return ax

    def _level(self, ax: Axes) -> Any:
        style: Any = {"color": palette.SKY, "linewidth": 7, "alpha": 0.4, "zorder": 1}
        return self.canvas.moves(ax.axvline(0, **style))


class _Images(Artist):
    """Ten pictures of 8 × 8 squares in the cells of an Axes that keeps its place."""

    def __init__(self, ax: Axes) -> None:
        super().__init__()
        self.set_figure(ax.figure.figure)
        shades = matplotlib.colormaps["PuOr_r"](np.linspace(0.1, 0.9, 255))
        self._shades = (255 * shades).round().astype(np.uint8)
        box = ax.get_window_extent()
        self._times = int(min(box.width / 3, box.height / 4 * 0.86) * 0.9) // 8
        self._corners = []
        for c in range(CLASSES):
            column, row = _cell(c)
            x, y = ax.transData.transform((column + 0.5, row + 1.0))
            self._corners.append((round(x - 4 * self._times), round(y)))
        self._pictures: list[np.ndarray] = []

    def set_values(self, W: np.ndarray) -> None:
        """Show W (64, 10), entries between −1 and 1."""
        shade = np.round((np.clip(W, -1, 1) + 1) * 127).astype(np.intp)
        self._pictures = []
        for c in range(CLASSES):
            square = self._shades[shade[:, c].reshape(8, 8)[::-1]]  # pictures grow upwards
            self._pictures.append(square.repeat(self._times, axis=0).repeat(self._times, axis=1))

    def draw(self, renderer: Any) -> None:
        """Copy the pixels to where they belong."""
        for (left, bottom), picture in zip(self._corners, self._pictures, strict=False):
            renderer.draw_image(renderer.new_gc(), left, bottom, np.ascontiguousarray(picture))


def _cell(c: int) -> tuple[int, int]:
    """Column and row of a class's picture."""
    return c % 3, c // 3


def _known(params: Params) -> bool:
    return params.lam in PENALTIES and params.count in COUNTS and params.wrong in WRONG


def _short(lam: float) -> str:
    return f"{lam:g}" if lam == 0 or lam >= 0.01 else f"{lam:.0e}".replace("e-0", "e−")
