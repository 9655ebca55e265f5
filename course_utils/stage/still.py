"""The same layers as a still picture, drawn with matplotlib."""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.patheffects import withStroke

from course_utils import palette
from course_utils.stage.layers import (
    Arrows,
    Bars,
    Boxes,
    Contour,
    Field,
    Image,
    Line,
    Pad,
    Pane,
    Points,
    Pulses,
    Regions,
    Scene,
    Text,
)
from course_utils.stage.placing import place

SCALE = 1.5  # pixels for each CSS pixel
POINT = 0.75  # of a CSS pixel
HEAD = 46  # CSS pixels above the panes for the numbers
ROW, LETTER = 17, 7.2  # CSS pixels of a row of the sentence, and of a letter across
COLORS = {
    "ink": palette.INK, "grey": palette.GREY, "pale": palette.PALE, "paper": palette.PAPER,
    "class0": palette.ORANGE, "class1": palette.BLUE, "class2": palette.GREEN,
    "class3": palette.PINK, "sky": palette.SKY, "yellow": palette.YELLOW,
    "bad": "#C2185B", "good": "#007A59", "back": palette.for_text(palette.ORANGE),
}  # fmt: skip
MAPS = {
    "height": ("#26AA82", "#B2DFD2", "#FFFFFF"),
    "ink": (palette.PAPER, palette.INK),
    "signs": (palette.ORANGE, palette.PAPER, palette.BLUE),
}
MARKERS = {"circle": "o", "square": "s", "triangle": "^", "diamond": "D", "ring": "o", "cross": "x"}
DASHES: dict[str, Any] = {"": "-", "dash": (0, (4, 2.5)), "dot": (0, (1, 2))}


def draw_still(panes: Sequence[Pane], scene: Scene, *, width: int = 720) -> bytes:
    """A scene as PNG bytes, `width` CSS pixels wide: its panes in a row below its numbers."""
    told = textwrap.wrap(scene.said, int(width / LETTER)) if scene.tells else []
    head = (HEAD if scene.readouts else 0) + len(told) * ROW
    boxes, height = place(panes, width)
    with matplotlib.rc_context(palette.STYLE):
        inches = (width / 100, (height + head) / 100)
        figure = Figure(figsize=inches, dpi=100 * SCALE)
        canvas = FigureCanvasAgg(figure)
        for pane in panes:
            box, all_of_it = boxes[pane.name], height + head
            bottom = 1 - (box.top + head + box.height) / all_of_it
            size = box.width / width, box.height / all_of_it
            ax = figure.add_axes((box.left / width, bottom, *size))
            _frame(ax, pane)
            for layer in scene.layers:
                if layer.pane == pane.name:
                    artists = _DRAW[type(layer)](ax, layer)
                    for artist in artists:
                        artist.set_clip_on(layer.clip)
        _numbers(figure, scene, width, height + head)
        top = 1 - (head - len(told) * ROW) / (height + head)
        figure.text(8 / width, top, "\n".join(told), fontsize=9, va="top", linespacing=1.35)
        out = io.BytesIO()
        canvas.print_png(out)
    return out.getvalue()


def _frame(ax: Any, pane: Pane) -> None:
    ax.set(xlim=pane.x, ylim=pane.y, xlabel=pane.x_label, ylabel=pane.y_label)
    ax.set_title(pane.title, fontsize=10, loc="left", weight="bold")
    for ticks, set_ticks in ((pane.x_ticks, ax.set_xticks), (pane.y_ticks, ax.set_yticks)):
        if ticks is not None:
            set_ticks([value for value, _ in ticks], labels=[text for _, text in ticks])
    ax.tick_params(length=0, labelsize=8.5)
    ax.spines[:].set_visible(pane.framed)
    ax.spines[:].set_color(palette.PALE)


def _numbers(figure: Figure, scene: Scene, width: int, height: float) -> None:
    places = np.linspace(0, width, max(3, len(scene.readouts)) + 1)
    for left, (name, value, *small) in zip(places, scene.readouts, strict=False):
        at = (left + 8) / width
        figure.text(at, 1 - 4 / height, name, fontsize=8.5, color=palette.GREY, va="top")
        figure.text(at, 1 - 19 / height, value, fontsize=10 if small else 14, va="top")


def _color(name: str) -> str:
    return COLORS.get(name, name)


def _map(name: str) -> Any:
    if name == "probability":
        return palette.probability_colors()
    return LinearSegmentedColormap.from_list(name, MAPS[name])


def _stroke(layer: Any) -> dict[str, Any]:
    width = layer.width * POINT
    return {"color": _color(layer.color), "linewidth": width, "linestyle": DASHES[layer.dash]}


def _field(ax: Any, it: Field) -> list[Any]:
    extent = (*ax.get_xlim(), *ax.get_ylim())
    rows, columns = it.values.shape
    # Cells stand at the grid's points: half a cell hangs over each edge.
    dx, dy = ((extent[1] - extent[0]) / (columns - 1) / 2, (extent[3] - extent[2]) / (rows - 1) / 2)
    over = (extent[0] - dx, extent[1] + dx, extent[2] - dy, extent[3] + dy)
    image = ax.imshow(
        it.values, origin="lower", extent=over, vmin=it.low, vmax=it.high, cmap=_map(it.colors),
        aspect="auto", interpolation="bilinear",
    )  # fmt: skip
    ax.set(xlim=extent[:2], ylim=extent[2:])
    return [image]


def _regions(ax: Any, it: Regions) -> list[Any]:
    side = max(2, round(ax.get_position().width * ax.figure.get_figwidth() * 100))
    shades = region_shades(it, side)
    limits = ax.get_xlim(), ax.get_ylim()
    image = ax.imshow(shades, origin="lower", extent=(*limits[0], *limits[1]), aspect="auto")
    ax.set(xlim=limits[0], ylim=limits[1])
    return [image]


def region_shades(it: Regions, side: int) -> np.ndarray:
    """Colours (side, side, 3) from 0 to 1, the lowest row first, as field.js makes them."""
    classes, ink = it.values.shape[2], np.array(to_rgb(palette.INK))
    kept = np.clip(np.asarray(it.values, dtype=float), 1e-9, 1 - 1e-9)
    fine = _finer(np.log(kept) if it.winner else np.log(kept / (1 - kept)), side)
    best, above, most = fine.argmax(axis=2), (fine > 0).sum(axis=2), fine.max(axis=2)
    sure, least = (np.exp(most), 1 / classes) if it.winner else (1 / (1 + np.exp(-most)), 0.5)
    strength = 0.1 + 0.42 * np.clip((sure - least) / (1 - least), 0, 1)[..., None]
    hues = np.array([to_rgb(_color(name)) for name in it.colors])
    shades = 1 - strength * (1 - hues[best])
    region = best if it.winner else np.where(above == 1, best, classes + (above > 1))
    shades[region == classes] = 1.0
    shades[region == classes + 1] = 1 - 0.28 * (1 - ink)
    edge = np.zeros(region.shape, dtype=bool)
    edge[:, 1:] |= region[:, 1:] != region[:, :-1]
    edge[:-1] |= region[:-1] != region[1:]
    shades[edge] = ink
    return shades


def _finer(values: np.ndarray, side: int) -> np.ndarray:
    """Values (rows, columns, K) on side × side places, straight between the cells."""
    for axis in (0, 1):
        place = (np.arange(side) + 0.5) / side * (values.shape[axis] - 1)
        lower = np.minimum(place.astype(int), values.shape[axis] - 2)
        share = np.expand_dims(place - lower, (1, 2) if axis == 0 else (0, 2))
        low, high = values.take(lower, axis), values.take(lower + 1, axis)
        values = low + share * (high - low)
    return values


def _contour(ax: Any, it: Contour) -> list[Any]:
    from contourpy import LineType, contour_generator

    values, levels = np.asarray(it.values, dtype=float), np.array([it.level, *it.levels])
    if it.odds:
        kept = np.clip(values, 1e-7, 1 - 1e-7)
        values, levels = np.log(kept / (1 - kept)), np.log(levels / (1 - levels))
    rows, columns = values.shape
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    x, y = np.linspace(left, right, columns), np.linspace(bottom, top, rows)
    generator = contour_generator(x, y, values, line_type=LineType.ChunkCombinedNan)
    lines = [generator.lines(float(level))[0][0] for level in levels]
    return [ax.plot(*line.T, **_stroke(it))[0] for line in lines if line is not None]


def _line(ax: Any, it: Line) -> list[Any]:
    return list(ax.plot(*np.reshape(it.xy, (-1, 2)).T, **_stroke(it)))


def _points(ax: Any, it: Points) -> list[Any]:
    bare = it.marker in ("ring", "cross")
    look: dict[str, Any] = {
        "marker": MARKERS[it.marker], "linestyle": "", "markersize": 2 * it.size * POINT,
        "markerfacecolor": "none" if bare else _color(it.color),
        "markeredgecolor": _color(it.color if bare else it.edge), "markeredgewidth": 0.9,
    }  # fmt: skip
    return list(ax.plot(*np.reshape(it.xy, (-1, 2)).T, **look))


def _arrows(ax: Any, it: Arrows) -> list[Any]:
    made = []
    for x1, y1, x2, y2 in np.reshape(it.xy, (-1, 4)):
        look: Any = {"arrowstyle": "-|>", "shrinkA": 0, "shrinkB": 0, "mutation_scale": 10}
        look |= {"color": _color(it.color), "linewidth": it.width * POINT}
        made.append(ax.annotate("", (x2, y2), (x1, y1), arrowprops=look))
    return made


def _bars(ax: Any, it: Bars) -> list[Any]:
    middles, lows, highs = np.reshape(it.xy, (-1, 3)).T
    look: Any = {"color": _color(it.color), "alpha": it.alpha}
    if it.lying:
        return list(ax.barh(middles, highs - lows, left=lows, height=it.width, **look))
    return list(ax.bar(middles, highs - lows, bottom=lows, width=it.width, **look))


def _boxes(ax: Any, it: Boxes) -> list[Any]:
    look: Any = {"facecolor": _color(it.fill), "edgecolor": _color(it.color), "zorder": 2.5}
    look |= {"linewidth": it.width * POINT, "boxstyle": "square,pad=0"}
    return [
        ax.add_patch(FancyBboxPatch((left, bottom), right - left, top - bottom, **look))
        for left, bottom, right, top in np.reshape(it.xy, (-1, 4))
    ]


def _text(ax: Any, it: Text) -> list[Any]:
    va = {"below": "top", "middle": "center", "above": "bottom"}[it.stands]
    look: Any = {
        "color": _color(it.color), "fontsize": it.size * POINT, "ha": it.align, "va": va,
        "weight": "bold" if it.bold else "normal", "zorder": 6,
        "path_effects": [withStroke(linewidth=3, foreground=palette.PAPER)],
    }  # fmt: skip
    places = np.reshape(it.xy, (-1, 2))
    return [ax.text(x, y, text, **look) for (x, y), text in zip(places, it.texts, strict=True)]


def _image(ax: Any, it: Image) -> list[Any]:
    limits = ax.get_xlim(), ax.get_ylim()
    image = ax.imshow(
        it.values, extent=it.extent, vmin=it.low, vmax=it.high, cmap=_map(it.colors),
        aspect="auto", interpolation="bilinear" if it.smooth else "nearest",
    )  # fmt: skip
    ax.set(xlim=limits[0], ylim=limits[1])
    return [image]


def _pad(ax: Any, it: Pad) -> list[Any]:
    box = ax.get_position()
    inches = box.width * ax.figure.get_figwidth()
    look: Any = {"color": palette.INK, "linewidth": 72 * inches * it.width / it.size}
    look |= {"solid_capstyle": "round", "solid_joinstyle": "round"}
    made: list[Any] = []
    for stroke in it.strokes:
        made += ax.plot(*np.reshape(stroke, (-1, 2)).T, **look)
    return made


_DRAW: dict[type, Callable[[Any, Any], list[Any]]] = {
    Field: _field, Regions: _regions, Contour: _contour, Line: _line, Points: _points,
    Arrows: _arrows, Bars: _bars, Text: _text, Image: _image, Pad: _pad, Boxes: _boxes,
    Pulses: lambda ax, it: [],
}  # fmt: skip
