"""Text that others wrote: read in any usual encoding, safe to show in a terminal or spreadsheet.

(For HTML the templates escape by themselves.)
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_JUDGED_COLOUR = re.compile(r"�\[[\d;]*m")  # the judge has put "�" for the escape character
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes) -> str:
    """The text in `data`: what its byte order mark says, UTF-8, UTF-16, or else Windows-1252."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    if b"\0" in data[:400]:  # UTF-16 without a mark: every other byte of plain text is zero
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def without_colours(text: str) -> str:
    """`text` without terminal control sequences, such as the colours of IPython's messages."""
    return _JUDGED_COLOUR.sub("", _SEQUENCE.sub("", text))


def plain(text: str) -> str:
    """`text` in one line that cannot steer a terminal: what is invisible becomes '�'."""
    line = " ".join(without_colours(text).split())
    return "".join("�" if unicodedata.category(c) in _INVISIBLE else c for c in line)


def first_line(error: BaseException) -> str:
    """What an error of another package says, short enough to be part of a sentence."""
    return (str(error).strip().split("\n")[0] or type(error).__name__)[:160]


def counted(number: int, thing: str) -> str:
    """A number with its noun, which takes an "s" unless it is one: "1 file", "3 files"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def listed(texts: Sequence[str], most: int, between: str = ", ") -> str:
    """The first `most` of them, and how many more there are: "a, b and 3 more"."""
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return between.join(texts[:most]) + more


def csv_text(text: str) -> str:
    """`text` for a cell of a spreadsheet: a quote in front of what would start a formula."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) or text.startswith(_FORMULA) else shown
