"""Output that survives a terminal which is not UTF-8: what it cannot show is spelled out."""

from __future__ import annotations

import codecs
import sys
import unicodedata

HANDLER = "autograder.spelled"
_SPELLED = {
    "→": "->",
    "←": "<-",
    "✓": "v",
    "✗": "x",
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "·": "-",
    "•": "*",
    "×": "x",
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "ß": "ss",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "æ": "ae",
    "œ": "oe",
}


def spell_out() -> None:
    """Let what this process prints never fail for want of a letter; twice does no harm."""
    codecs.register_error(HANDLER, _spelled)
    for stream in (sys.stdout, sys.stderr):
        encoding = getattr(stream, "encoding", None) or ""
        if hasattr(stream, "reconfigure") and not encoding.lower().startswith("utf"):
            stream.reconfigure(errors=HANDLER)


def shows_everything(stream: object) -> bool:
    """Whether a stream can show any letter."""
    return str(getattr(stream, "encoding", "") or "utf-8").lower().startswith("utf")


def _spelled(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = "".join(_letter(c) for c in error.object[error.start : error.end])
    return shown, error.end


def _letter(letter: str) -> str:
    """The letter spelled out, or without its marks; "?" for all others."""
    base = unicodedata.normalize("NFKD", letter)
    return _SPELLED.get(letter, "") or "".join(c for c in base if c.isascii()) or "?"
