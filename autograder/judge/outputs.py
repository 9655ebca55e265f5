"""What a cell showed, rebuilt from what its process said: known forms, bounded, nothing live."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache
from typing import Any

from PIL import Image

# Control characters but tab and line ends, escape among them, and halves of surrogate pairs.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_KINDS = ("stream", "display_data")
_MAX_OUTPUTS = 200
_MAX_TEXT = 40_000
_MAX_PICTURE = 2**22
MOST_PIXELS = 4_000_000
_PICTURES_KEPT, _MOST_KEPT = 16, 2**18  # so many, each of so many characters
_QUICK = 2  # of 9: a drawing gets no smaller by more


def checked_outputs(reply: dict[str, Any], *, figures: bool) -> list[dict[str, Any]]:
    """A cell's outputs rebuilt from what the process said, in known forms and bounded."""
    outputs: list[dict[str, Any]] = []
    items = reply.get("outputs")
    for item in items[:_MAX_OUTPUTS] if type(items) is list else []:
        if type(item) is not dict or item.get("output_type") not in _KINDS:
            continue
        if item["output_type"] == "stream":
            name = "stderr" if item.get("name") == "stderr" else "stdout"
            text = _text(item.get("text"), _MAX_TEXT)
            outputs.append({"output_type": "stream", "name": name, "text": text})
        else:
            outputs.append(_display(item.get("data"), figures=figures))
    error = reply.get("error")
    if type(error) is dict:
        fields = (_text(error.get(key), 8000) for key in ("ename", "evalue", "traceback"))
        outputs.append(error_output(*fields))
    return outputs


def _text(value: Any, longest: int) -> str:
    """Text of the process's as text that can be written to a file and shown in a terminal."""
    text = value[:longest] if type(value) is str else ""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def _display(data: Any, *, figures: bool) -> dict[str, Any]:
    """A display output with plain text and, if it is one, a PNG picture: drawn anew."""
    kept: dict[str, str] = {}
    if type(data) is dict:
        kept["text/plain"] = _text(data.get("text/plain"), _MAX_TEXT)
        picture = data.get("image/png") if figures else None
        if type(picture) is str and len(picture) < _MAX_PICTURE and (anew := redrawn(picture)):
            kept["image/png"] = anew
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def redrawn(text: str) -> str | None:
    """A PNG in base64, written anew from its pixels and nothing else that the file held.

    None for anything else, or one too large. The last few are kept: what right answers draw is
    the same in every submission, to the byte.
    """
    return (_redrawn_once if len(text) <= _MOST_KEPT else _redrawn)(text)


def _redrawn(text: str) -> str | None:
    try:
        data = base64.b64decode(text, validate=True)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            pixels = picture.convert("RGBA")
    except Exception:  # whatever upsets the decoder: it is no picture
        return None
    clean = Image.frombytes("RGBA", pixels.size, pixels.tobytes())
    written = io.BytesIO()
    clean.save(written, format="PNG", compress_level=_QUICK)
    return base64.b64encode(written.getvalue()).decode()


_redrawn_once = lru_cache(maxsize=_PICTURES_KEPT)(_redrawn)


def error_output(name: str, text: str, trace: str) -> dict[str, Any]:
    """An error as a cell shows it."""
    lines = trace.split("\n") if trace else [f"{name}: {text}"]
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": lines}
