"""Canvas: "exampleada_LATE_51001_9900001_x-1.ipynb": name, lateness, person, file, the file's name.

A second try ends in "-1". Nothing says when; the grades file says who has which number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, cell, mostly
from autograder.intake.people.people import Claim
from autograder.intake.rosters.headings import fields_of

_NAME = re.compile(
    r"(?P<who>[^_/]+(?:_[^_/]+)*?)_(?P<late>LATE_)?(?P<number>\d+)_(?P<file>\d+)_(?P<name>.+)"
)
_TRY = re.compile(r"(?P<stem>.*)-(?P<number>\d{1,3})(?P<ending>\.\w+(?:\.\w+)?)")
# Before "-1" these mean a number of the lesson's, not of the try: "lesson-1.ipynb".
_COUNTED = re.compile(
    r"(?:.*[^a-z])?(?:lesson|lab|week|homework|hw|assignment|exercise|ex|part|sheet|task|unit|nb"
    r"|notebook|lektion|woche|blatt|aufgabe|ubung|uebung|übung|lecon|leçon|tp|td|leccion|tarea|no)",
    re.IGNORECASE,
)


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of Canvas's "Download Submissions"."""
    if not mostly(members, _found):
        return None
    known = _grades(sheets)
    return [_arrival(member, known) for member in members]


def attempt_of(name: str) -> int:
    """Which try a file name speaks of: 2 for "x-1.ipynb", 1 for any other name."""
    found = _TRY.fullmatch(name)
    if found is None or _COUNTED.fullmatch(found["stem"]) or not int(found["number"]):
        return 1
    return int(found["number"]) + 1


def file_of(path: str) -> str:
    """The name that Canvas gave a file, from a path of its download.

    "exampleada_LATE_51001_9900001_x-1.ipynb"; empty where the path is none of Canvas's.
    """
    return next((part for part in reversed(path.split("/")) if _NAME.fullmatch(part)), "")


def _found(member: Member) -> re.Match[str] | None:
    """The name of the file, or of the archive that was handed in and holds it."""
    parts = [*(path.rsplit("/", 1)[-1] for path in member.inside), member.name]
    return next(filter(None, map(_NAME.fullmatch, parts)), None)


def _arrival(member: Member, known: dict[str, Claim]) -> Arrival:
    found = _found(member)
    if found is None:
        return Arrival(member)
    number, who = found["number"], found["who"]
    one_word = () if who.startswith("anon") and not known.get(number) else (who,)
    grades = known.get(number, Claim())
    claim = Claim(grades.ids, (number,), grades.accounts, grades.emails, grades.names, one_word)
    return Arrival(
        member,
        (claim,),
        (found["name"] if not member.inside else member.name).replace("+", " "),
        late=bool(found["late"]),
        attempt=attempt_of(found["name"]),
        order=int(found["file"]),
    )


def _grades(sheets: Sequence[Sheet]) -> dict[str, Claim]:
    """Who has which number, as the exported grades say."""
    found = {}
    for sheet in sheets:
        columns = fields_of(sheet.rows[0])
        if not {"lms_id", "full"} <= set(columns):
            continue
        for row in sheet.rows[1:]:
            values = {kind: cell(row, places[0]) for kind, places in columns.items()}
            number = values["lms_id"]
            if number.isdigit():
                sis = values.get("id", "")
                found[number] = Claim(
                    ids=(sis,) if sis else (),
                    accounts=(values["login"],) if values.get("login") else (),
                    names=(values["full"],) if values["full"] else (),
                )
    return found
