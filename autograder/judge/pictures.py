"""A picture from a student's process: its pixels are kept, and nothing else that the file held."""

from __future__ import annotations

import base64
import io

from PIL import Image

MOST_PIXELS = 4_000_000


def redrawn(text: str) -> str | None:
    """A PNG in base64, written anew from its pixels; None for anything else, or one too large."""
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
    clean.save(written, format="PNG")
    return base64.b64encode(written.getvalue()).decode()
