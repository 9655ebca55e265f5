"""What a picture is made of: panes with axes, and layers of numbers to draw in them.

Colours are names ("class0" … "class3", "ink", "grey", "pale", "bad", "good"), which the page looks
up for its theme, or "#rrggbb".
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, ClassVar

import numpy as np

from course_utils.stage.handles import Handle

Ticks = tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Pane:
    """Axes of the picture; panes stand side by side while there is room.

    Attributes:
        x: lowest and highest value across.
        y: lowest and highest value upwards.
        x_ticks: (value, text) of each; None for round numbers, () for none.
        share: of the width, beside the other panes'.
        aspect: width by height of the axes.
        least: CSS pixels of width; with less, panes stand below each other.
        tallest: CSS pixels that the axes may be high.
        fixed: whether the axes keep their aspect where they may not be higher.
        wide_ticks: CSS pixels for the labels on the left, instead of the usual.
        narrowest: CSS pixels below which the picture is scrolled sideways rather than squeezed.
    """

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    x_label: str = ""
    y_label: str = ""
    title: str = ""
    x_ticks: Ticks | None = None
    y_ticks: Ticks | None = None
    share: float = 1.0
    aspect: float = 1.0
    least: int = 240
    tallest: int = 440
    fixed: bool = True
    framed: bool = True
    wide_ticks: int = 0
    narrowest: int = 0


@dataclass(frozen=True)
class Layer:
    """Something drawn in a pane.

    Attributes:
        name: of what can be touched; the page speaks it.
        follows: which part of a sample it follows: "field", "contour", "arrow" or "dot"; of a
            network's tape "field", "contour", "unit LAYER NUMBER" or "loss LINE".
        clip: whether it ends at the edge of the axes.
    """

    kind: ClassVar[str] = ""
    pane: str
    name: str = field(default="", kw_only=True)
    follows: str = field(default="", kw_only=True)
    clip: bool = field(default=True, kw_only=True)


@dataclass(frozen=True)
class Field(Layer):
    """Values (rows, columns) over all of a pane, the lowest row first, as colour.

    Attributes:
        colors: "probability", "height", "ink" or "signs".
        low: the value of the first colour; high: of the last.
        hover: what the page says at the pointer; {} stands for the value.
    """

    kind = "field"
    values: np.ndarray
    colors: str = "probability"
    low: float = 0.0
    high: float = 1.0
    hover: str = ""
    digits: int = 2


@dataclass(frozen=True)
class Regions(Layer):
    """Probabilities (rows, columns, K) over all of a pane, the lowest row first, as regions.

    With `winner` each place has the colour of its most probable class, paler where that is less
    sure; without, of the only class above one half, no colour where there is none and grey where
    there are several.
    """

    kind = "regions"
    values: np.ndarray
    winner: bool = True
    colors: tuple[str, ...] = ("class0", "class1", "class2", "class3")


@dataclass(frozen=True)
class Contour(Layer):
    """Where values (rows, columns) over all of a pane cross a level, or one of several.

    With `odds` it is sought by their log-odds, which are straight where a probability bends.
    """

    kind = "contour"
    values: np.ndarray
    level: float = 0.5
    odds: bool = False
    color: str = "ink"
    width: float = 2.0
    dash: str = ""
    levels: tuple[float, ...] = ()


@dataclass(frozen=True)
class Line(Layer):
    """A line through places xy (N, 2); NaN parts its pieces. Dash is "", "dash" or "dot"."""

    kind = "line"
    xy: np.ndarray
    color: str = "ink"
    width: float = 2.0
    dash: str = ""


@dataclass(frozen=True)
class Points(Layer):
    """Marks at xy (N, 2): "circle", "square", "triangle", "diamond", "ring" or "cross".

    With a name they can be dragged, and deleted by dragging them out; `adds` lets a click add one.

    Attributes:
        size: CSS pixels from the middle to the rim.
        said: of each point, what the page speaks; by default where it is.
    """

    kind = "points"
    xy: np.ndarray
    marker: str = "circle"
    color: str = "ink"
    size: float = 4.5
    edge: str = "paper"
    adds: bool = False
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bars(Layer):
    """Bars xy (N, 3): middle, from, to. Lying ones have their middles upwards."""

    kind = "bars"
    xy: np.ndarray
    color: str = "class1"
    width: float = 0.7
    lying: bool = False
    alpha: float = 1.0


@dataclass(frozen=True)
class Arrows(Layer):
    """Arrows xy (N, 4): from x, y, to x, y."""

    kind = "arrows"
    xy: np.ndarray
    color: str = "ink"
    width: float = 2.0
    dash: str = ""


@dataclass(frozen=True)
class Boxes(Layer):
    """Frames xy (N, 4): left, bottom, right, top; filled, so that what lies below is hidden."""

    kind = "boxes"
    xy: np.ndarray
    color: str = "ink"
    width: float = 1.2
    fill: str = "paper"


@dataclass(frozen=True)
class Pulses(Layer):
    """A dot that runs once along each piece of xy (N, 2), parted by NaN; a still shows none.

    Attributes:
        turn: they run again in every scene with another one.
        seconds: from end to end.
    """

    kind = "pulses"
    xy: np.ndarray
    color: str = "ink"
    turn: str = ""
    seconds: float = 0.5


@dataclass(frozen=True)
class Text(Layer):
    """Texts at xy (N, 2), each with a rim of the page's colour, so that no line strikes it out."""

    kind = "text"
    xy: np.ndarray
    texts: tuple[str, ...]
    color: str = "ink"
    size: float = 12.0
    bold: bool = False
    align: str = "center"
    stands: str = "middle"


@dataclass(frozen=True)
class Image(Layer):
    """A small picture, values (rows, columns), the highest row first; each cell one square.

    Attributes:
        extent: left, right, bottom, top in the pane.
        smooth: whether the cells run into each other instead.
    """

    kind = "image"
    values: np.ndarray
    extent: tuple[float, float, float, float]
    colors: str = "ink"
    low: float = 0.0
    high: float = 1.0
    smooth: bool = False


@dataclass(frozen=True)
class Pad(Layer):
    """A square to draw on, from 0 to `size` both ways; strokes are lists of places [x, y]."""

    kind = "pad"
    strokes: tuple[Any, ...]
    size: float = 28.0
    width: float = 2.0


@dataclass(frozen=True)
class Scene:
    """One picture.

    Attributes:
        layers: drawn in this order.
        handles: what can be pulled.
        readouts: (name, value) or (name, value, "small") of numbers beside the picture.
        said: the picture in a sentence, for those who hear the page.
        tells: whether that sentence is in sight too, and said at every step of ▶.
        problem: what is wrong with the student's function, in sight.
        sampled: whether the page may draw from the sample while the pointer moves.
    """

    layers: tuple[Layer, ...]
    handles: tuple[Handle, ...] = ()
    readouts: tuple[tuple[str, ...], ...] = ()
    said: str = ""
    problem: str = ""
    sampled: bool = True
    tells: bool = False


def wire(it: Any) -> dict[str, Any]:
    """A pane, layer or handle as the page takes it: arrays become float32 bytes with a shape."""
    found = {each.name: _plain(getattr(it, each.name)) for each in fields(it)}
    if isinstance(it, Layer):
        found["kind"] = it.kind
    return found


def packed(array: Any) -> dict[str, Any]:
    """An array as {shape, bytes}: float32, little-endian."""
    with np.errstate(over="ignore"):
        values = np.ascontiguousarray(array, dtype="<f4")
    return {"shape": list(values.shape), "bytes": values.tobytes()}


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return packed(value)
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value.item() if isinstance(value, np.generic) else value
