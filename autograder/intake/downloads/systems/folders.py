"""Folders and files named after students in any way: "s2700101/x.ipynb", "Ada Example.ipynb".

The times of the files are those of the hand-ins where they differ. Where all are the same, the
archive was made at that time; and the time of one file alone may be that of a download.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, is_notebook

_SAME = 120.0  # seconds within which files were written by one and the same copying


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """Every file with the folders it lies in, from the innermost on, its own name last."""
    believed = _times_differ([m for m in members if is_notebook(m.name)])
    stem = name.rsplit(".", 1)[0]
    return [
        Arrival(
            member,
            name=member.name,
            handed_in=member.modified if believed else None,
            when_from="the file's own time" if believed and member.modified else "",
            components=(*reversed(member.folders), member.name.split(".ipynb")[0], stem),
        )
        for member in members
    ]


def _times_differ(members: Sequence[Member]) -> bool:
    times = [_seconds(member.modified) for member in members if member.modified]
    return len(times) > 1 and max(times) - min(times) > _SAME


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
