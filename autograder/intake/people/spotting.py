"""Students named somewhere in the names of folders and files: "lesson1_Ada Example", "s27_s28".

A folder that is named after one person decides; so does a name in which one person, or a group by
their ids, is found. Names that speak of different people decide nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.intake.people.matching import Match, Roster
from autograder.intake.people.names import joined_keys, words
from autograder.intake.people.people import Person

_PIECES = re.compile(r"[\s_+,;()\[\]&]+|(?<=\W)-|-(?=\W)")
_AND = re.compile(r"\s*(?:&|\+|;|\band\b|\bund\b|\bet\b|\by\b)\s*")
_SHORTEST = 4  # characters of an id or login that is looked for inside a name
_SHORTEST_JOINED = 6


@dataclass(frozen=True)
class Spotted:
    """Whose a file is, by its name: several for a group; or why it is nobody's."""

    matches: tuple[Match, ...]


def spot(roster: Roster, components: Sequence[str]) -> Spotted:
    """Whose a file is by the names of its folders, innermost first, and its own."""
    found: dict[tuple[str, ...], tuple[str, str]] = {}
    for text in components:
        if named := _named_in(roster, text):
            found.setdefault(named[0], (named[1], text))
    if not found:
        return Spotted((Match(None, "nothing in its name or folders names anybody on the roster"),))
    if len(found) > 1:
        everybody = sorted({student for ids in found for student in ids})
        people = tuple(filter(None, map(roster.get, everybody)))
        listed = ", ".join(map(str, people))
        return Spotted((Match(None, f"its name and folders name {listed}", people),))
    (ids, (why, text)), *_ = found.items()
    people = tuple(filter(None, map(roster.get, ids)))
    if why == "several":
        listed = ", ".join(map(str, people))
        return Spotted((Match(None, f"{text!r} fits {listed}", people),))
    group = " (group)" if len(people) > 1 else ""
    return Spotted(tuple(Match(person, f"{why} in {text!r}{group}") for person in people))


def _named_in(roster: Roster, text: str) -> tuple[tuple[str, ...], str] | None:
    """The ids of those who are named in a text, and how: "id", "name", or "several" if unclear."""
    whole = roster.anyone(text)
    if whole:
        how = "id" if roster.accounts(text) else "name"
        return tuple(sorted(whole)), how if len(whole) == 1 else "several"
    pieces = [piece for piece in _PIECES.split(text) if len(piece) >= _SHORTEST]
    by_id = {piece: roster.accounts(piece) for piece in [*pieces, *_hyphened(pieces)]}
    ids = {student for found in by_id.values() if len(found) == 1 for student in found}
    if ids:
        return tuple(sorted(ids)), "id"
    parts = [part for part in _AND.split(text) if part]
    each = [roster.anyone(part) for part in parts]
    if len(parts) > 1 and all(len(found) == 1 for found in each):
        return tuple(sorted(set.union(*each))), "name"
    by_name = _by_words(roster.people, text)
    if not by_name:
        return None
    return tuple(sorted(by_name)), "name" if len(by_name) == 1 else "several"


def _hyphened(pieces: Sequence[str]) -> list[str]:
    return [part for piece in pieces for part in piece.split("-") if len(part) >= _SHORTEST]


def _by_words(people: Sequence[Person], text: str) -> set[str]:
    """Those whose whole name is among the words of a text; the longer of names within names."""
    said = set(words(text))
    found: dict[str, frozenset[str]] = {}
    for person in people:
        for name in person.names:
            mine = frozenset(words(name))
            if len(mine) > 1 and mine <= said:
                found[person.id] = found.get(person.id, frozenset()) | mine
        one_word = joined_keys(person.first, person.last)
        if any(len(key) >= _SHORTEST_JOINED and key in said for key in one_word):
            found.setdefault(person.id, one_word)
    return {
        student
        for student, mine in found.items()
        if not any(mine < other for other in found.values())
    }
