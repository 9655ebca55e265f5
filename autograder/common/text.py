"""Text that students wrote, made safe to show: in a terminal, and in a spreadsheet.

(For HTML the templates escape by themselves.)
"""

from __future__ import annotations

import re
import unicodedata

_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
_JUDGED_COLOUR = re.compile(r"�\[[\d;]*m")  # the judge has put "�" for the escape character
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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


def csv_text(text: str) -> str:
    """`text` for a cell of a spreadsheet: a quote in front of what would start a formula."""
    shown = plain(text)
    return f"'{shown}" if shown.startswith(_FORMULA) or text.startswith(_FORMULA) else shown
