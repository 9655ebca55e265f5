"""When a submission was handed in, as the timestamp.txt beside it says, whatever is in that file.

nbgrader reads all of it, waits for a pipe, and stops at words that are no time. Here the file is
read within bounds, and what cannot be read as a time is a note: the work is judged all the same.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dateutil import parser

from autograder.common.text import decoded, plain
from autograder.deadlines.moments import DateError, read_zone
from course_utils.notebook.bounded import UnreadableFile, read_bounded

NAME = "timestamp.txt"
_MOST = 1024  # bytes; a time has thirty
_ZONE = re.compile(r"(?P<time>.*\d)\s*(?P<zone>[A-Za-z][\w+-]*(?:/[\w+-]+)*)", re.DOTALL)
# What a time does not say is taken from these: where they matter, it says no whole date.
_DEFAULTS = (datetime(2001, 1, 1), datetime(2002, 2, 2))


@dataclass(frozen=True)
class Timestamp:
    """A time of handing in, UTC without a zone (None: not known), and what to know about it.

    `text` is the time as nbgrader writes it; empty when it is not known.
    """

    time: datetime | None = None
    note: str = ""

    @property
    def text(self) -> str:
        return f"{self.time} UTC" if self.time is not None else ""


UNKNOWN = Timestamp()


def timestamp_of(folder: Path) -> Timestamp:
    """When what lies in a student's folder was handed in; never raises for what is there.

    nbgrader's word in the folder itself counts before any further inside.
    """
    inside = () if os.path.lexists(folder / NAME) else folder.rglob(NAME)
    places = sorted(inside, key=lambda path: (len(path.parts), path)) or [folder / NAME]
    return read_timestamp(places[0])


def read_timestamp(path: Path) -> Timestamp:
    """The time in the file at `path`; never raises for what is there."""
    if not os.path.lexists(path):
        return UNKNOWN
    try:
        data = read_bounded(path, _MOST)
    except UnreadableFile as error:
        return _unreadable(f"{NAME} {error}")
    text = decoded(data).strip()
    try:
        time = _parsed(text)
    except (ValueError, OverflowError, TypeError) as error:
        reason = f": {error}" if isinstance(error, DateError) else ""
        return _unreadable(f"found {plain(text)[:60]!r} in {NAME}{reason}")
    if data.isascii() and b"\0" not in data:
        return Timestamp(time)
    return Timestamp(time, f"{NAME} is not plain text as nbgrader writes it; read as {time} UTC")


def _unreadable(found: str) -> Timestamp:
    about = "the time of handing in cannot be read and is not used"
    return Timestamp(None, f"{about}: expected one such as 2026-11-20 15:58:23 UTC, {found}")


def _parsed(text: str) -> datetime:
    """The time that a text says, in UTC; raises ValueError and what dateutil raises besides."""
    zone = None
    found = _ZONE.fullmatch(text)
    if found and found["zone"].lower() not in ("z", "am", "pm"):
        text, zone = found["time"], read_zone(found["zone"][:40])
    first, second = (parser.parse(text, default=default) for default in _DEFAULTS)
    if first != second:
        raise DateError("it is no whole date")
    time = first if zone is None else first.replace(tzinfo=zone)
    return time if time.tzinfo is None else time.astimezone(UTC).replace(tzinfo=None)
