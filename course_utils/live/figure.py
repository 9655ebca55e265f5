"""Pictures that follow a slider.

Redrawing a matplotlib figure for every move of a slider is slow and flickers. Here the parts that
stay are drawn once; a tick restores them, draws the few artists that move, and sends one PNG of
fixed size to one `ipywidgets.Image`. No pyplot, no JavaScript of our own: it works wherever
ipywidgets does.

    live = LiveFigure(alt="a line")
    ax = live.axes()
    line, = ax.plot(x, x)
    live.moves(line)

    def update(slope):
        line.set_ydata(slope * x)

    live.drive(update, slope=FloatSlider(...))

Nothing should be trained within a tick: precompute, and let the slider pick.
"""

from __future__ import annotations

import base64
import html
import time
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from course_utils import palette, png
from course_utils.errors import explain

if TYPE_CHECKING:
    from ipywidgets import VBox, Widget

AnyArtist = TypeVar("AnyArtist", bound=Artist)

_UNSEEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"

_open: dict[str, LiveFigure] = {}


class Canvas:
    """A figure of fixed size whose moving artists are drawn over a kept background.

    Attributes:
        figure: where to add axes and artists. Everything not named to `moves` stays as it is until
            `redraw` is called.
        size: (width, height) on the page, in CSS pixels.
    """

    def __init__(self, *, width: int = 560, height: int = 420, scale: float = 1.5) -> None:
        """A canvas of width × height CSS pixels, drawn `scale` times finer for sharp screens."""
        with matplotlib.rc_context(palette.STYLE):
            self.figure = Figure(figsize=(width / 100, height / 100), dpi=100 * scale)
        self.size = (width, height)
        self._canvas = FigureCanvasAgg(self.figure)
        self._moving: list[Artist] = []
        self._background: Any = None
        self._encoder = png.Encoder()

    def axes(
        self,
        left: float = 0.1,
        bottom: float = 0.13,
        width: float = 0.87,
        height: float = 0.8,
        **options: Any,
    ) -> Axes:
        """A new Axes in the style of the course; place and size as shares of the figure's."""
        with matplotlib.rc_context(palette.STYLE):
            return self.figure.add_axes((left, bottom, width, height), **options)

    def moves(self, artist: AnyArtist) -> AnyArtist:
        """Say that this artist is drawn anew at every tick. Returns it."""
        artist.set_animated(True)
        self._moving.append(artist)
        self._moving.sort(key=lambda a: a.get_zorder())
        self._background = None
        return artist

    def redraw(self) -> None:
        """Forget the background: call it after changing something that does not move."""
        self._background = None

    def pixels(self) -> np.ndarray:
        """The picture now, uint8 of shape (height, width, 4). A view: copy it to keep it."""
        if self._background is None:
            with matplotlib.rc_context(palette.STYLE):
                self._canvas.draw()
            self._background = self._canvas.copy_from_bbox(self.figure.bbox)
        self._canvas.restore_region(self._background)
        renderer = self._canvas.get_renderer()
        for artist in self._moving:
            artist.draw(renderer)
        return np.asarray(self._canvas.buffer_rgba())

    def png(self) -> bytes:
        """The picture now, as PNG."""
        return self._encoder.encode(self.pixels())


class LiveFigure(Canvas):
    """A canvas shown in a notebook and driven by controls.

    An error in an update is said below the controls, which stay as they are; the picture keeps its
    last good state.
    A LiveFigure closes the one that was opened before it with the same key, so that a cell run
    again and again leaves nothing behind. By default the key is the notebook cell.

    Attributes:
        image: the `ipywidgets.Image`.
        message: an `ipywidgets.HTML` line at the end for status and errors, read by screen readers.
    """

    def __init__(
        self,
        *,
        width: int = 560,
        height: int = 420,
        scale: float = 1.5,
        alt: str = "",
        key: str = "",
    ) -> None:
        """See `Canvas` for the size.

        Args:
            width: in CSS pixels.
            height: in CSS pixels.
            scale: pixels of the PNG for each CSS pixel.
            alt: what the picture shows, in words, for readers who do not see it.
            key: the name under which the next one closes this one; the cell is part of it.
        """
        from ipywidgets import HTML, Image, Layout

        super().__init__(width=width, height=height, scale=scale)
        self.image = Image(format="png", layout=Layout(width=f"{width}px", max_width="100%"))
        self.message = HTML()
        self.alt = alt
        self._controls: dict[str, Any] = {}
        self._update: Callable[..., Any] | None = None
        self._paused = False
        self._box: Any = None
        self._key = f"{_this_cell()}/{key}"
        previous = _open.pop(self._key, None)
        if previous is not None:
            previous.close()
        _open[self._key] = self

    def drive(
        self, update: Callable[..., str | None], *, rows: Sequence[Widget] = (), **controls: Widget
    ) -> VBox:
        """Call `update(**values)` whenever a control changes, and show what it made of the artists.

        Args:
            update: sets the moving artists from the controls' values; it may return a status line.
            rows: how to lay out the controls; by default one below the other.
            **controls: the widgets, by the names of update's parameters.

        Returns:
            The box to show: leave it as the last line of the cell. It carries a still picture for
            readers without a kernel.
        """
        self._update, self._controls = update, dict(controls)
        for control in controls.values():
            control.observe(self._on_change, names="value")
        # The message stands last: when it grows, no slider moves away under the pointer.
        self._box = _box([self.image, *(rows or controls.values()), self.message], self)
        self.tick()
        return self._box

    def tick(self) -> None:
        """Update from the controls' values and push the picture."""
        if self._update is None:
            return
        values = {name: control.value for name, control in self._controls.items()}
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                status = self._update(**values)
                picture = self.png()
        except Exception as error:
            self.say(
                f"{explain(error)} The picture shows the last setting that worked.", wrong=True
            )
            return
        self.image.value = picture
        self.say(status or "")

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Write a line of plain text below the controls; wrong marks it as an error.

        What the picture shows stands before it, for those who hear the page: an `Image` has no
        text of its own.
        """
        look = (
            f"color:#7A2E00;background:#FDF1EA;border-left:3px solid {palette.ORANGE};"
            if wrong
            else "opacity:.85;"
        )
        role, mark = ("alert", "✗ ") if wrong else ("status", "")
        line = (
            f'<div role="{role}" style="{look}padding:2px 8px;line-height:1.45;'
            f'max-width:{self.size[0]}px">{mark}{html.escape(text)}</div>'
        )
        shown = f'<div style="{_UNSEEN}">{html.escape(self.alt)}</div>' if self.alt else ""
        self.message.value = shown + (line if text else "")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Change several controls and tick once, at the end."""
        self._paused = True
        try:
            yield
        finally:
            self._paused = False
        self.tick()

    def play(self, states: Iterable[Mapping[str, Any]], *, seconds: float = 0.03) -> None:
        """Put the controls at one state after another, with a picture of each.

        Args:
            states: values by the names of controls; an error while they are made is said.
            seconds: from one picture to the next, at least.
        """
        try:
            for values in states:
                end = time.perf_counter() + seconds
                with self.together():
                    for name, value in values.items():
                        self._controls[name].value = value
                time.sleep(max(0.0, end - time.perf_counter()))
        except Exception as error:
            self.say(explain(error), wrong=True)

    def close(self) -> None:
        """Stop following the controls and let go of every widget and of the figure."""
        for control in self._controls.values():
            control.unobserve(self._on_change, names="value")
        self._controls, self._update, self._background = {}, None, None
        if self._box is not None:
            _close(self._box)
        _close(self.image)
        _close(self.message)
        if _open.get(self._key) is self:
            del _open[self._key]
        self._box = None

    def _on_change(self, _change: Any) -> None:
        if not self._paused:
            self.tick()


def _box(children: Sequence[Any], live: LiveFigure) -> Any:
    """A VBox that also carries the picture itself, for pages without widgets (GitHub, print)."""
    box = _kind_of_box()(children=list(children))
    box.live = weakref.ref(live)  # IPython keeps every box that a cell has shown
    return box


@cache
def _kind_of_box() -> Any:
    from ipywidgets import VBox

    class Picture(VBox):
        live: Any = None

        def _repr_mimebundle_(self, **options: Any) -> Any:
            bundle = super()._repr_mimebundle_(**options)
            live = self.live() if self.live is not None else None
            if live is not None:
                bundle["image/png"] = base64.b64encode(live.png()).decode("ascii")
                bundle["text/plain"] = live.alt or "a picture with controls"
            return bundle

    return Picture


def _close(widget: Any) -> None:
    """Close a widget, all it contains, and its layout and style, or ipywidgets keeps them."""
    children = getattr(widget, "children", ())
    for child in children:
        _close(child)
    for name in ("layout", "style"):
        part = getattr(widget, name, None)
        if part is not None and hasattr(part, "close"):
            part.close()
    widget.close()
    if children:
        widget.children = ()  # whoever keeps the box keeps neither buttons nor what they do


def _this_cell() -> str:
    """The id of the notebook cell that is running, or nothing."""
    try:
        from IPython import get_ipython

        shell: Any = get_ipython()
        return str(shell.get_parent()["metadata"]["cellId"])
    except (ImportError, AttributeError, KeyError, TypeError):
        return ""
