"""Pictures of students', drawn anew: what a browser gets was written here, from pixels alone."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PIL import Image, ImageOps

from autograder.desk.recent import Recent
from autograder.feedback.view import CellView

MOST_PIXELS = 16_000_000
LONGEST_SIDE = 1400  # pixels
LARGEST = 200_000  # bytes: what a page shows
MUCH_TOO_LARGE = 2 * LARGEST  # bytes: then a PNG need not be tried
KEPT = 24_000_000  # characters of pictures that were drawn already
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
            text = data[kind] if isinstance(data[kind], str) else "".join(map(str, data[kind]))
            drawn = _drawn(text, form)
            return drawn or {"text/plain": "(A picture that cannot be read was left out.)"}
    return kept


def _size(drawn: Mapping[str, Any] | None) -> int:
    return 100 + sum(map(len, (drawn or {}).values()))


_recent = Recent[dict[str, Any] | None](KEPT, _size)


def _drawn(text: str, form: str) -> dict[str, Any] | None:
    """As `draw`, once for each picture."""
    name = hashlib.sha256(f"{form} {text}".encode(errors="replace")).digest()
    return _recent.of(name, lambda: draw(text, form))


def draw(text: str, form: str) -> dict[str, Any] | None:
    """A picture in base64, drawn anew as a MIME bundle; None where it is none, or too large."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        with Image.open(io.BytesIO(data), formats=(form,)) as picture:
            whole = picture.width * picture.height
            if whole > MOST_PIXELS:
                return None
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read as small as will do
            small = picture.convert("RGB" if form == "JPEG" else "RGBA")
            small.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(small)  # as the telephone was held
    except Exception:  # whatever upsets the decoder: it is no picture
        return None
    clean = _on_paper(upright)
    shrunk = clean.width * clean.height / whole
    as_png = form == "PNG" and len(data) * shrunk <= MUCH_TOO_LARGE
    return _written(clean, as_png=as_png)


def _on_paper(picture: Image.Image) -> Image.Image:
    """Without what can be seen through."""
    if picture.mode == "RGB":
        return picture
    paper = Image.new("RGBA", picture.size, "white")
    return Image.alpha_composite(paper, picture).convert("RGB")


def _written(clean: Image.Image, *, as_png: bool) -> dict[str, Any] | None:
    """The first way of writing it that is not too large."""
    tries: list[tuple[str, dict[str, Any]]] = [("PNG", {"compress_level": 4})] if as_png else []
    for kind, options in [*tries, ("JPEG", {"quality": 80}), ("JPEG", {})]:
        written = io.BytesIO()
        clean.save(written, format=kind, exif=b"", **options)
        if written.tell() <= LARGEST:
            return {f"image/{kind.lower()}": base64.b64encode(written.getvalue()).decode()}
        if kind == "JPEG":
            clean.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2))
    return None
