"""nbgrader's exchange: "s01+01_logistic_regression+2026-10-12 01:59:00.123456 UTC+x/…"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, mostly
from autograder.intake.downloads.clocks import read_clock
from autograder.intake.people.people import Claim

_FOLDER = re.compile(
    r"(?P<who>[^+/]+)\+(?P<lesson>[^+/]+)\+(?P<time>\d{4}-\d\d-\d\d[^+/]*)(?:\+.*)?"
)
_KEPT = ("submission_secret.txt", "timestamp.txt")


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of nbgrader's inbound folder; the secret goes with each, for the feedback."""
    if not mostly(members, lambda member: _found(member, name)):
        return None
    return [_arrival(member, name, members) for member in members]


def _found(member: Member, top: str) -> re.Match[str] | None:
    return next(filter(None, map(_FOLDER.fullmatch, (*member.folders, top))), None)


def _arrival(member: Member, top: str, members: Sequence[Member]) -> Arrival:
    found = _found(member, top)
    if found is None:
        return Arrival(member)
    day, clock = found["time"][:10], found["time"][10:]  # Windows keeps no ":" in names
    when = read_clock(day + re.sub(r"(\d\d)[_-](\d\d)[_-](\d\d)", r"\1:\2:\3", clock))
    with_it = [m for m in members if m.name in _KEPT and m.folders == member.folders]
    return Arrival(
        member,
        (Claim(ids=(found["who"],)),),
        member.name,
        when,
        "folder name",
        lesson=found["lesson"],
        beside=tuple(m for m in with_it if m.name != "timestamp.txt"),
    )
