"""Google Classroom: the assignment's folder in Drive, "Ada Example - x.ipynb", without times."""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, mostly
from autograder.intake.people.people import Claim

_APART = re.compile(r"\s+[-–]\s+")


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of a folder of Google Classroom, downloaded from Drive."""
    if not mostly(members, _parts):
        return None
    return [_arrival(member) for member in members]


def _parts(member: Member) -> list[str]:
    """The name of the file, or of the archive that holds it, cut where names and titles meet."""
    names = [member.name, *(path.rsplit("/", 1)[-1] for path in reversed(member.inside))]
    for shown in names:
        parts = _APART.split(shown)
        if len(parts) > 1 and not any(sign.isdigit() for sign in parts[0]):
            return parts
    return []


def _arrival(member: Member) -> Arrival:
    parts = _parts(member)
    if not parts:
        return Arrival(member)
    claim = Claim(names=(parts[0],), verbatim=True)
    name = member.name if member.inside else " - ".join(parts[1:])
    longer = (" - ".join(parts[:k]) for k in range(2, len(parts)))
    readings = tuple(Claim(names=(text,), verbatim=True) for text in longer)
    return Arrival(member, (claim,), name, readings=readings)
