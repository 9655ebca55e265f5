"""A digit drawn by hand: its pixels as the network sees them, what it says, which pixels spoke."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np

from course_utils import check, data
from course_utils.data.ink import as_8x8, as_28x28
from course_utils.stage import Bars, Image, Layer, Pad, Pane, Scene, Text

SIZE, FINE = 28, 4  # the pad's side, cells of ink for each unit
PEN = 2.0  # radius; a digit that fills the pad has as much ink as the digits of the training data
ANSWER = -1
ALT = (
    "A pad to draw a digit on. Beside it the digit as 28 by 28 and as 8 by 8 pixels, as the "
    "network sees it, which of these pixels spoke for the answer, and ten probabilities as bars."
)
DIGITS = tuple((float(digit), str(digit)) for digit in range(10))
_SQUARE = (0.0, 1.0)
PANES = (
    Pane("pad", (0, SIZE), (0, SIZE), title="draw here", x_ticks=(), y_ticks=(), share=2.1,
         least=200, tallest=300),
    Pane("fine", _SQUARE, _SQUARE, title="28 × 28", x_ticks=(), y_ticks=(), least=100,
         tallest=170),
    Pane("coarse", _SQUARE, _SQUARE, title="8 × 8", x_ticks=(), y_ticks=(), least=100,
         tallest=170),
    Pane("spoke", _SQUARE, _SQUARE, title="who spoke", x_ticks=(), y_ticks=(), least=100,
         tallest=170),
    Pane("said", (-0.5, 9.5), (0, 1.25), title="probability", x_ticks=DIGITS,
         y_ticks=((0, "0"), (0.5, "½"), (1, "1")), aspect=2.6, least=330, tallest=130,
         fixed=False),
)  # fmt: skip
# A first digit, until somebody draws one: places on a pad that ends at 28, upwards.
_THREE = ((9, 21), (12, 23.5), (16, 23), (18, 20.5), (17, 17.5), (13.5, 15), (17.5, 13.5), (19, 10),
          (17, 6.5), (13, 5), (9, 7))  # fmt: skip

ACROSS, MOST_UNITS = 8, 24  # hidden units in a row, and in all, that are shown
Probabilities = Callable[[np.ndarray], Any]  # (N, 64) → (N, 10)
Hidden = Callable[[np.ndarray], Any]  # (N, 64) → (N, units)


def panes(units: int) -> tuple[Pane, ...]:
    """The panes, with one for so many hidden units; none for 0."""
    if not units:
        return PANES
    shown = min(units, MOST_UNITS)
    rows = -(-shown // ACROSS)
    title = (
        f"what {shown} of {units} hidden units see"
        if shown < units
        else (f"what the {units} hidden units see")
    )
    pane = Pane("units", (0, ACROSS), (0, rows), title=title, x_ticks=(), y_ticks=(),
                aspect=ACROSS / rows, least=330, tallest=66 * rows, framed=False)  # fmt: skip
    return (*PANES, pane)


@dataclass(frozen=True)
class Params:
    """Which digit the pixels are asked about: 0 to 9, or ANSWER, the most probable."""

    about: int = ANSWER


class Ink:
    """What was drawn, as strokes and as a page of ink."""

    def __init__(self) -> None:
        self.strokes: list[list[list[float]]] = []
        self.page = np.zeros((SIZE * FINE, SIZE * FINE))

    def draw(self, places: Sequence[Sequence[float]]) -> None:
        """Go on with the pen; each place is (is a new stroke, x, y), y upwards."""
        for is_new, x, y in places:
            here = [min(max(float(each), 0.0), float(SIZE)) for each in (x, y)]
            if is_new or not self.strokes:
                self.strokes.append([])
            stroke = self.strokes[-1]
            self._blacken(stroke[-1] if stroke else here, here)
            stroke.append(here)

    def _blacken(self, start: Sequence[float], end: Sequence[float]) -> None:
        """Ink on every cell within the pen's radius of a straight piece."""
        a, b = (np.array([each[0], SIZE - each[1]]) * FINE for each in (start, end))
        radius = PEN * FINE
        low = np.maximum(np.floor(np.minimum(a, b) - radius).astype(int), 0)
        high = np.minimum(np.ceil(np.maximum(a, b) + radius).astype(int), SIZE * FINE)
        across, down = np.meshgrid(
            *(np.arange(*ends) + 0.5 for ends in zip(low, high, strict=True))
        )
        along, length = b - a, float((b - a) @ (b - a))
        share = ((across - a[0]) * along[0] + (down - a[1]) * along[1]) / (length or 1.0)
        share = np.clip(share, 0, 1)
        apart = np.hypot(across - a[0] - share * along[0], down - a[1] - share * along[1])
        self.page[low[1] : high[1], low[0] : high[0]][apart <= radius] = 1.0


class Reader:
    """The pad, and the scene for what is on it."""

    def __init__(self, probabilities: Probabilities, hidden: Hidden | None = None) -> None:
        self.probabilities, self.hidden = probabilities, hidden
        self._ink, self._is_example = Ink(), True
        self._ink.draw([(k == 0, *place) for k, place in enumerate(_THREE)])

    def draw_on(self, places: Sequence[Sequence[float]]) -> None:
        """More ink; the first stroke takes the example away."""
        if self._is_example:
            self.clear()
        self._ink.draw(places)

    def clear(self) -> None:
        """An empty pad."""
        self._ink, self._is_example = Ink(), False

    def draw(self, params: Params, *, rest: bool) -> Scene:
        """The scene."""
        strokes = tuple(tuple(map(tuple, stroke)) for stroke in self._ink.strokes)
        pad = Pad("pad", strokes, SIZE, 2 * PEN, name="pad")
        if not self._ink.page.any():
            empty = Text("said", np.array([[4.5, 0.5]]), ("draw a digit",), "grey")
            return Scene((pad, empty), readouts=(("read as", "–"),), said="The pad is empty.")
        seen = as_8x8(self._ink.page)
        p, spoke = self._asked(seen, params.about)
        units = units_of(self.hidden, seen) if self.hidden else []
        digit = int(p.argmax())
        return Scene(
            (
                pad,
                Image("fine", as_28x28(self._ink.page).reshape(28, 28), (0, 1, 0, 1)),
                Image("coarse", seen.reshape(8, 8), (0, 1, 0, 1)),
                _speakers(spoke),
                *_bars(p, digit),
                *units,
            ),
            readouts=(("read as", str(digit)), ("with probability", f"{p[digit]:.0%}")),
            said=f"Read as {digit}, with probability {p[digit]:.0%}.",
        )

    def _asked(self, seen: np.ndarray, about: int) -> tuple[np.ndarray, np.ndarray]:
        """Probabilities (10,), and how much each pixel (64,) adds to the log-probability."""
        P = self.probabilities(_without_each(seen))
        check.shape(P, (65, 10), what="the probabilities of 65 pictures")
        P = np.asarray(P, dtype=float)
        check.true(bool(np.isfinite(P).all()), "The probabilities hold infinity or nan.")
        k = int(P[64].argmax()) if about == ANSWER else about
        logs = np.log(np.clip(P[:, k], 1e-12, None))
        return P[64], logs[64] - logs[:64]


def _without_each(seen: np.ndarray) -> np.ndarray:
    """The picture (64,) without each of its pixels, then as it is: (65, 64)."""
    X = np.tile(seen, (65, 1))
    X[np.arange(64), np.arange(64)] = 0.0
    return X


def units_of(hidden: Hidden, seen: np.ndarray) -> list[Layer]:
    """What hidden units make of a picture (64,).

    A tile for each of the first units: blue pixels raise what it says, orange ones lower it; and
    below, a bar for what it says.
    """
    H = hidden(_without_each(seen))
    good = np.ndim(H) == 2 and len(H) == 65 and bool(np.isfinite(H).all())
    check.true(good, "hidden must return a row of finite numbers for each picture.")
    H = np.asarray(H, dtype=float)[:, :MOST_UNITS]
    pushes, said = H[64] - H[:64], H[64]
    most, loud = (max(float(np.abs(each).max()), 1e-6) for each in (pushes, said))
    count, layers, bars = len(said), list[Layer](), np.zeros((len(said), 3))
    rows = -(-count // ACROSS)
    for k in range(count):
        left, bottom = k % ACROSS, rows - 1 - k // ACROSS
        extent = (left + 0.1, left + 0.9, bottom + 0.18, bottom + 0.98)
        square = pushes[:, k].reshape(8, 8)
        layers.append(Image("units", square, extent, "signs", -most, most))
        bars[k] = bottom + 0.09, left + 0.5, left + 0.5 + 0.4 * said[k] / loud
    for mine, color in ((said >= 0, "class1"), (said < 0, "class0")):
        layers.append(Bars("units", bars[mine], color, 0.1, lying=True))
    return layers


def first(probabilities: Probabilities) -> None:
    """Ask for what the first picture needs; raises what the function raises."""
    Reader(probabilities).draw(Params(), rest=True)


def try_probabilities(probabilities: Probabilities) -> None:
    """Raise where rows do not sum to 1, or fewer than half of the digits are read."""
    X, y = data.digits()
    P = np.asarray(probabilities(X[:200].copy()), dtype=float)
    check.shape(P, (200, 10), what="the probabilities of 200 pictures")
    check.close(P.sum(axis=1), np.ones(200), what="the sum of ten probabilities")
    share = float(np.mean(P.argmax(axis=1) == y[:200]))
    check.true(share > 0.5, f"it reads only {share:.0%} of the digits.")


def reference(X: np.ndarray) -> np.ndarray:
    """Probabilities (N, 10) of pictures (N, 64), of a network that comes with the course."""
    weights = _weights()
    scores = np.tanh(reference_hidden(X)) @ weights["W2"] + weights["b2"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def reference_hidden(X: np.ndarray) -> np.ndarray:
    """The scores (N, 48) of the hidden units of the same network, before they are bent."""
    weights = _weights()
    return np.asarray(X @ weights["W1"] + weights["b1"])


@cache
def _weights() -> dict[str, np.ndarray]:
    place = files("course_utils.explore.parts") / "reader.npz"
    with place.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(float) for name in arrays.files}


def _speakers(spoke: np.ndarray) -> Layer:
    most = max(float(np.abs(spoke).max()), 1e-6)
    return Image("spoke", spoke.reshape(8, 8), (0, 1, 0, 1), "signs", -most, most)


def _bars(p: np.ndarray, digit: int) -> list[Layer]:
    rows = np.column_stack([np.arange(10), np.zeros(10), p])
    answer = np.arange(10) == digit
    texts = tuple(f"{each:.0%}" if each >= 0.005 else "" for each in p)
    return [
        Bars("said", rows[~answer], "sky"),
        Bars("said", rows[answer], "class1"),
        Text("said", np.column_stack([np.arange(10), p + 0.02]), texts, size=11, stands="above"),
    ]
