"""Blackboard: "Lesson 1_s2700101_attempt_2026-10-12-03-59-00_x.ipynb", and a text file beside it.

The time is that of the attempt on the server's clock; the text file has the name of the person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from autograder.common.text import decoded
from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, mostly
from autograder.intake.people.people import Claim
from course_utils.notebook.bounded import UnreadableFile

_NAME = re.compile(
    r"(?P<before>.+)_(?P<word>[^\W\d_]+)_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<name>.+)|(?P<txt>\.txt))"
)
_WHO = re.compile(r"^[^\n:]{2,30}:\s*(?P<name>[^\n]*?)\s*\((?P<login>[^()\n]+)\)\s*$", re.MULTILINE)
_MOST_TEXT = 2**20


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of Blackboard's "Assignment File Download"."""
    if not mostly(members, _found):
        return None
    texts = {}
    for member in members:
        found = _NAME.fullmatch(member.name)
        if found and found["txt"]:
            texts[_attempt(found)] = _people(member)
    return [_arrival(member, texts) for member in members]


def _found(member: Member) -> re.Match[str] | None:
    parts = [*(path.rsplit("/", 1)[-1] for path in member.inside), member.name]
    return next(filter(None, map(_NAME.fullmatch, parts)), None)


def _attempt(found: re.Match[str]) -> tuple[str, str]:
    return found["before"], found["time"]


def _arrival(member: Member, texts: dict[tuple[str, str], list[Claim]]) -> Arrival:
    found = _found(member)
    if found is None or found["txt"]:
        return Arrival(member)
    claims = texts.get(_attempt(found), [])
    try:
        when = datetime.strptime(found["time"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:
        when = None
    if not claims:  # the login is what stands after some "_": the lesson's name may have some too
        parts = found["before"].split("_")
        logins = ["_".join(parts[k:]) for k in range(1, len(parts))] or [found["before"]]
        claim, *others = [Claim(accounts=(login,)) for login in reversed(logins)]
        return Arrival(member, (claim,), found["name"], when, "file name", readings=tuple(others))
    return Arrival(member, tuple(claims), found["name"], when, "file name")


def _people(member: Member) -> list[Claim]:
    """Who handed in, from the first lines of the text file: "Name: Ada Example (s2700101)"."""
    try:
        text = decoded(member.read(_MOST_TEXT))
    except UnreadableFile:
        return []
    start = text.replace("\r", "").split("\n\n")[0]
    found = [Claim(accounts=(m["login"],), names=(m["name"],)) for m in _WHO.finditer(start)]
    return found[:1]
