"""A picture that is drawn now and shown once a prediction is made."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt

from course_utils.remember.kept import at_hand
from course_utils.session.kernel import shell

WAITS = "This picture opens when you have made your prediction above."


@contextlib.contextmanager
def held(name: str) -> Iterator[None]:
    """Keep what the block draws and prints out of sight until the prediction `name` is made.

    The cells below run on meanwhile. Where the prediction is made, or nobody asked for it, this
    does nothing.
    """
    here = shell()
    if here is None or not name or not at_hand().is_open(name):
        yield
        return
    before = set(plt.get_fignums())
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        yield
    formatted = here.display_formatter.format
    shown = [{"text/plain": said.getvalue()}] if said.getvalue() else []
    for number in [n for n in plt.get_fignums() if n not in before]:
        figure = plt.figure(number)
        shown.append(formatted(figure)[0])
        plt.close(figure)
    _show_later(name, shown)


def _show_later(name: str, shown: list[dict[str, Any]]) -> None:
    from IPython.display import display

    places = [
        display({"text/plain": "" if place else WAITS}, raw=True, display_id=True)
        for place, _ in enumerate(shown)
    ]

    def open_up() -> None:
        for place, bundle in zip(places, shown, strict=True):
            place.update(bundle, raw=True)

    at_hand().when_made(name, open_up)
