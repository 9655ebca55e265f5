"""Pictures of students', drawn anew: what a browser gets was written here, from pixels alone."""

from __future__ import annotations

import base64
import hashlib
import io
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PIL import Image

from autograder.feedback.view import CellView

MOST_PIXELS = 16_000_000
LONGEST_SIDE = 1400  # pixels
LARGEST = 200_000  # bytes: what a page shows
KEPT = 48_000_000  # characters of pictures that were drawn already
_KINDS = {"image/png": "PNG", "image/jpeg": "JPEG"}


def redrawn(view: CellView) -> CellView:
    """A cell whose pictures were drawn anew; what cannot be is left out."""
    attachments = {name: _bundle(data) for name, data in view.attachments.items()}
    outputs = tuple(_output(output) for output in view.outputs)
    return replace(view, attachments=attachments, outputs=outputs)


def _output(output: Mapping[str, Any]) -> Mapping[str, Any]:
    data = output.get("data")
    return {**output, "data": _bundle(data)} if isinstance(data, Mapping) else output


def _bundle(data: Any) -> dict[str, Any]:
    """A MIME bundle with its picture drawn anew, and nothing else but plain text."""
    if not isinstance(data, Mapping):
        return {}
    kept = {"text/plain": data["text/plain"]} if "text/plain" in data else {}
    for kind, form in _KINDS.items():
        if kind in data:
            drawn = _DRAWN.of("".join(map(str, data[kind])), form)
            return drawn or {"text/plain": "(A picture that cannot be read was left out.)"}
    return kept


class Drawn:
    """Pictures that were drawn already, by a digest of what they were drawn from.

    Those that nobody has looked at for longest are forgotten first.
    """

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._kept: OrderedDict[bytes, dict[str, Any] | None] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, text: str, form: str) -> dict[str, Any] | None:
        """The picture as `draw` draws it."""
        name = hashlib.sha256(f"{form} {text}".encode(errors="replace")).digest()
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        drawn = draw(text, form)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = drawn
                self._size += _size(drawn)
            while self._size > self._most:
                self._size -= _size(self._kept.popitem(last=False)[1])
        return drawn


def _size(drawn: Mapping[str, Any] | None) -> int:
    return 100 + sum(map(len, (drawn or {}).values()))


_DRAWN = Drawn(KEPT)


def draw(text: str, form: str) -> dict[str, Any] | None:
    """A picture in base64, drawn anew as a MIME bundle; None where it is none, or too large."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            pixels = picture.convert("RGBA")
    except Exception:  # whatever upsets the decoder: it is no picture
        return None
    paper = Image.new("RGBA", pixels.size, "white")
    clean = Image.alpha_composite(paper, pixels).convert("RGB")
    clean.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    for kind, options in (("PNG", {"optimize": False}), ("JPEG", {"quality": 80}), ("JPEG", {})):
        written = io.BytesIO()
        clean.save(written, format=kind, **options)
        if written.tell() <= LARGEST:
            return {f"image/{kind.lower()}": base64.b64encode(written.getvalue()).decode()}
        if kind == "JPEG":
            clean.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2))
    return None
