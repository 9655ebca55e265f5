"""A download read by the system that made it, with the tables that lie beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.intake.downloads.archive import Download, IntakeError
from autograder.intake.downloads.arrivals import Arrival, Read, Sheet
from autograder.intake.downloads.systems import (
    blackboard,
    canvas,
    classroom,
    exchange,
    folders,
    github,
    gradescope,
    moodle,
)
from autograder.intake.people.matching import Match, Roster
from autograder.intake.people.spotting import spot
from autograder.intake.rosters.headings import understood
from autograder.intake.rosters.tables import ENDINGS, read_rows

# In this order: what says the most of itself first, what fits anything last.
SYSTEMS: tuple[tuple[str, Read], ...] = (
    ("Gradescope", gradescope.read),
    ("nbgrader's exchange", exchange.read),
    ("Moodle", moodle.read),
    ("Blackboard", blackboard.read),
    ("Canvas", canvas.read),
    ("Google Classroom", classroom.read),
    ("GitHub Classroom", github.read),
    ("folders and files", folders.read),
)
_MOST_SHEETS = 50


def is_table(path: Path) -> bool:
    """Whether a file given by name is a table that goes with downloads, not a download."""
    return path.suffix.lower() in ENDINGS and path.is_file()


def sheets_beside(path: Path, given: Sequence[Path]) -> list[Sheet]:
    """The tables that were given, and those in the download's folder that can be read.

    A table of another assignment does no harm: a system asks only for people of its own download.
    """
    beside = []
    if path.is_file():
        around = sorted(p for p in path.parent.iterdir() if p.suffix.lower() in ENDINGS)
        beside = [p for p in around[:_MOST_SHEETS] if p not in given]
    found = [Sheet(table.name, read_rows(table, understood)) for table in given]
    for table in beside:
        try:
            rows = read_rows(table, understood)
        except IntakeError:
            continue
        if understood(rows[0]):
            found.append(Sheet(table.name, rows))
    return found


def read_download(
    download: Download, sheets: Sequence[Sheet], roster: Roster
) -> tuple[str, list[Arrival]]:
    """The name of the system, and every file as it says whose it is.

    Where two systems name files alike, the first whose people are on the roster is taken.
    """
    members = download.members
    fallback: tuple[str, list[Arrival]] | None = None
    for system, read in SYSTEMS:
        found = read(download.name, members, sheets)
        if found is None:
            continue
        named = [arrival for arrival in found if arrival.claims or arrival.components]
        if any(whose(roster, arrival)[0].person for arrival in named):
            return system, found
        fallback = fallback or (system, found)
    return fallback or (SYSTEMS[-1][0], [])


def whose(roster: Roster, arrival: Arrival) -> tuple[Match, ...]:
    """Whose a file is: one match for each student that it names."""
    if arrival.components:
        return spot(roster, arrival.components).matches
    if not arrival.claims:
        return (Match(None, "nothing says whose it is"),)
    if arrival.readings:
        return (_one_reading(roster, arrival),)
    return tuple(roster.find(claim) for claim in arrival.claims)


def _one_reading(roster: Roster, arrival: Arrival) -> Match:
    """The match where only one way to read a name leads to anybody."""
    every = [roster.find(claim) for claim in (*arrival.claims, *arrival.readings)]
    people = {match.person.id: match for match in every if match.person}
    unclear = [match for match in every if match.person is None and match.candidates]
    if len(people) == 1 and not unclear:
        return next(iter(people.values()))
    if people:
        named = tuple(match.person for match in people.values() if match.person)
        listed = ", ".join(map(str, named))
        return Match(None, f"its name can be read as that of {listed}", named)
    return unclear[0] if unclear else every[0]
