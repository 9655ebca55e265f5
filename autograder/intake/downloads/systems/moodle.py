"""Moodle: "Ada Example_700101_assignsubmission_file_/x.ipynb", times in the grading worksheet.

The number is that of the participant in this assignment; the worksheet says who that is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, cell, mostly
from autograder.intake.downloads.clocks import read_clock
from autograder.intake.people.people import Claim
from autograder.intake.rosters.headings import fields_of, fold

_PLACE = re.compile(
    r"(?P<who>[^/]*)_(?P<number>\d+)_assignsubmission_(?P<kind>[a-z]+)_?(?P<rest>.*)"
)
_NUMBER = re.compile(r"(\d+)\s*\Z")
# The heading of the time in the languages of the worksheets seen; elsewhere the first date counts.
_WHEN = {
    "last modified submission",
    "zuletzt geandert abgabe",
    "derniere modification travail remis",
    "derniere modification remise",
    "ultima modificacion entrega",
}


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of Moodle's "Download all submissions"."""
    if not mostly(members, _found):
        return None
    placed = {member: found for member in members if (found := _found(member))}
    said = _worksheet({found["number"] for found in placed.values()}, sheets)
    return [
        _arrival(member, found, said) if found else Arrival(member)
        for member in members
        for found in [placed.get(member)]
    ]


def folder_of(path: str) -> str:
    """The folder that Moodle has a participant's files in, from a path of its download.

    "Ada Example_700101_assignsubmission_file_"; empty where the path is none of Moodle's.
    """
    for part in reversed(path.split("/")):
        if found := _PLACE.fullmatch(part):
            return f"{found['who']}_{found['number']}_assignsubmission_file_"
    return ""


def _found(member: Member) -> re.Match[str] | None:
    return next(filter(None, map(_PLACE.fullmatch, reversed(member.path.split("/")))), None)


def _arrival(
    member: Member, found: re.Match[str], said: Mapping[str, tuple[Claim, str]]
) -> Arrival:
    rest = found["rest"]
    name = member.name if "/" in member.path and not rest else rest
    known, when = said.get(found["number"], (Claim(), ""))
    names = (found["who"], *([found["who"].partition("-")[2]] if "-" in found["who"] else []))
    others = tuple(Claim(names=(text,), verbatim=True) for text in names[1:])
    claim = known if known != Claim() else Claim(names=names[:1], verbatim=True)
    handed_in = read_clock(when)
    other = () if found["kind"] == "file" else (f"{found['kind']} is not a file",)
    return Arrival(
        member,
        (claim,),
        name,
        handed_in,
        "grading worksheet" if handed_in else "",
        remarks=other,
        readings=() if claim is known else others,
    )


def _worksheet(numbers: set[str], sheets: Sequence[Sheet]) -> dict[str, tuple[Claim, str]]:
    """By participant: who it is, and when they handed in; of the worksheet that knows the most."""
    read_all = [_rows(sheet) for sheet in sheets]
    return max(read_all, key=lambda rows: len(numbers & set(rows)), default={})


def _rows(sheet: Sheet) -> dict[str, tuple[Claim, str]]:
    headings, *rows = sheet.rows
    columns = fields_of(headings)
    when = [p for p, name in enumerate(headings) if fold(name) in _WHEN]
    found = {}
    for row in rows:
        number = _NUMBER.search(row[0]) if row else None
        if number is None or row[0].isdigit():
            continue

        def value(kind: str, row: list[str] = row) -> tuple[str, ...]:
            shown = cell(row, columns.get(kind, [None])[0])
            return (shown,) if shown else ()

        claim = Claim(
            ids=value("id") if columns.get("id", [0])[0] != 0 else (),
            emails=value("email"),
            names=value("full"),
            verbatim=True,
        )
        dates = [row[p] for p in when if p < len(row)] or [c for c in row[4:] if read_clock(c)]
        found[number[1]] = (claim, dates[0] if dates else "")
    return found
