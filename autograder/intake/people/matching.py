"""Whose a file is: the one person on the roster to whom everything that is known of it can belong.

Two things that point to different people, or one that points to several, decide nothing: the file
stays unmatched, and the people it may belong to are named. A wrong match gives one student's work
to another; an open one costs a `--map`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from autograder.common.text import listed
from autograder.intake.people.names import joined, joined_keys, keys, related, same_form
from autograder.intake.people.people import Claim, Person

_MOST_NAMED = 5


@dataclass(frozen=True)
class Match:
    """Whose it is, or why that is not known.

    Attributes:
        why: what decided, or what stands in the way.
        candidates: those to whom it points, where they are several.
        near: those who are only called in a similar way.
    """

    person: Person | None
    why: str
    candidates: tuple[Person, ...] = ()
    near: tuple[Person, ...] = ()


class Roster:
    """Everybody, found by what systems call them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people = tuple(people)
        self._by: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
        for number, person in enumerate(self.people):
            for kind, value in _known(person):
                if value:
                    self._by[kind][value].add(number)

    def __len__(self) -> int:
        return len(self.people)

    def get(self, student: str) -> Person | None:
        """The person with that id."""
        found = self._by["id"].get(_exact(student), set())
        mine = [self.people[n] for n in found if self.people[n].id == student]
        return mine[0] if mine else None

    def find(self, claim: Claim) -> Match:
        """The person to whom all of a claim points."""
        said = [(what, who) for what, who in self._evidence(claim) if who]
        if not said:
            return self._nobody(claim)
        common = set.intersection(*(who for _, who in said))
        if len(common) == 1:
            why = next(what for what, who in said if len(who) == 1 or who == common)
            person = self.people[common.pop()]
            return _unless_another(claim, person, why)
        everybody = self._named(set.union(*(who for _, who in said)))
        if common:
            what = said[0][0]
            return Match(None, f"the {what} fits {_listed(self._named(common))}", everybody)
        points = (f"the {what} to {_listed(self._named(who))}" for what, who in said)
        return Match(None, f"points to different people: {', '.join(points)}", everybody)

    def anyone(self, text: str) -> set[str]:
        """The ids of those whose id, account, address or name `text` is, as a whole."""
        claim = Claim(ids=(text,), accounts=(text,), emails=(text,), names=(text,))
        return {self.people[n].id for _, who in self._evidence(claim) for n in who}

    def accounts(self, text: str) -> set[str]:
        """The ids of those whose id, account or address `text` is."""
        return {
            self.people[n].id
            for kind in ("id", "other id", "account", "email")
            for n in self._by[kind].get(_exact(text), ())
        }

    def _evidence(self, claim: Claim) -> Iterator[tuple[str, set[int]]]:
        """What each part of a claim says: what it is, and whom it may mean."""
        for what, kinds, values in (
            ("id", ("id", "other id"), claim.ids),
            ("LMS id", ("lms id",), claim.lms_ids),
            ("login", ("account", "id", "other id", "local part"), claim.accounts),
            ("e-mail", ("email",), claim.emails),
        ):
            for value in filter(None, map(_exact, values)):
                yield what, self._first(kinds, value)
        for name in claim.names:
            yield "name", self._called(name, claim.verbatim)
        for name in claim.one_word:
            yield "name", self._any("joined", joined(name))

    def _first(self, kinds: tuple[str, ...], value: str) -> set[int]:
        """Whom a value means, as the first of the kinds that knows it."""
        found = (self._by[kind].get(value) for kind in kinds)
        return next((set(who) for who in found if who), set())

    def _called(self, name: str, verbatim: bool) -> set[int]:
        exact = self._by["exact name"].get(same_form(name), set()) if verbatim else set()
        if len(exact) == 1:
            return set(exact)
        return self._any("name", keys(name)) | self._any("joined", joined(name))

    def _any(self, kind: str, found: Iterable[str]) -> set[int]:
        return {number for key in found for number in self._by[kind].get(key, ())}

    def _nobody(self, claim: Claim) -> Match:
        """Nobody is called so; who has a similar name is named."""
        near = [
            person
            for person in self.people
            if any(related(name, mine) for name in claim.names for mine in person.names)
        ]
        perhaps = f"; perhaps {_listed(near)}" if near else ""
        return Match(None, f"nobody on the roster is {str(claim)!r}{perhaps}", near=tuple(near))

    def _named(self, numbers: set[int]) -> tuple[Person, ...]:
        return tuple(self.people[number] for number in sorted(numbers))


def _unless_another(claim: Claim, person: Person, why: str) -> Match:
    """The match, unless the roster has another number of the system for that person."""
    if person.lms_id and claim.lms_ids and _exact(person.lms_id) not in map(_exact, claim.lms_ids):
        numbers = f"the file says {', '.join(claim.lms_ids)}, the roster {person.lms_id}"
        reason = f"the {why} fits {person}, whose LMS id is another ({numbers})"
        return Match(None, reason, (person,))
    return Match(person, why)


def _known(person: Person) -> Iterator[tuple[str, str]]:
    yield "id", _exact(person.id)
    yield "lms id", _exact(person.lms_id)
    yield from (("other id", _exact(value)) for value in person.known_as("id"))
    yield from (("account", _exact(v)) for v in (person.login, *person.known_as("login")))
    for address in (person.email, *person.known_as("email")):
        yield "email", _exact(address)
        yield "local part", _exact(address.partition("@")[0])
    for name in person.names:
        yield "exact name", same_form(name)
        yield from (("name", key) for key in keys(name))
        yield from (("joined", key) for key in joined(name))
    yield from (("joined", key) for key in joined_keys(person.first, person.last))


def _exact(value: str) -> str:
    return same_form(value).casefold()


def _listed(people: Iterable[Person]) -> str:
    return listed([str(person) for person in people], _MOST_NAMED)
