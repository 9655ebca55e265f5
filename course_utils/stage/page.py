"""The widget's JavaScript and style, put together from the files in static/.

A widget is one ES module. Its parts are modules of their own, which Node can test; here they are
joined in the order of their imports, without the lines that import and the word `export`.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

PARTS = ("scale", "field", "gestures", "network", "sampled", "colors", "link", "contact", "hit",
         "marks", "pulse", "draw", "controls", "handles", "playing", "pointer", "watch",
         "stage")  # fmt: skip
_IMPORT = re.compile(r"^import \{[^}]*\} from [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)


@cache
def script() -> str:
    """All parts as one ES module."""
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _read(f"{part}.js"))) for part in PARTS)


@cache
def style() -> str:
    """The style sheet."""
    return _read("stage.css")


def _read(name: str) -> str:
    return (files("course_utils.stage") / "static" / name).read_text(encoding="utf-8")
