"""Who is on the roster, and what a download says of whose a file is."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.intake.people.names import put_together


@dataclass(frozen=True)
class Person:
    """A student.

    Attributes:
        id: as in the gradebook.
        lms_id: the number that the learning management system has for them.
        login: the account there.
        also: what other systems call them, (kind, value): "id", "login", "email", "name".
    """

    id: str
    first: str = ""
    last: str = ""
    email: str = ""
    lms_id: str = ""
    login: str = ""
    also: tuple[tuple[str, str], ...] = ()

    @property
    def full(self) -> str:
        """First and last name, or what there is of them."""
        return put_together((self.first, self.last))

    @property
    def names(self) -> tuple[str, ...]:
        """The full name, and those that other systems have."""
        return tuple(filter(None, (self.full, *self.known_as("name"))))

    def __str__(self) -> str:
        return f"{self.id} ({self.full})" if self.full else self.id

    def known_as(self, kind: str) -> tuple[str, ...]:
        """What other systems call them."""
        return tuple(value for known, value in self.also if known == kind)


@dataclass(frozen=True)
class Claim:
    """What a download says of whose a file is: one student, of whom several things may be known.

    Attributes:
        ids: as in the gradebook, or as the registrar has them.
        lms_ids: the system's numbers, compared with the roster's numbers of the system only.
        accounts: login names; an id or the part of an e-mail address before the @ will do as well.
        emails: addresses.
        names: full names, their words in any order.
        one_word: the name as one word: "beispieljorg".
        verbatim: the system writes names as it has them, so that an exact name is exact.
    """

    ids: tuple[str, ...] = ()
    lms_ids: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    one_word: tuple[str, ...] = ()
    verbatim: bool = False

    def __str__(self) -> str:
        """What a person would call this student."""
        known = (
            *self.names,
            *self.ids,
            *self.accounts,
            *self.emails,
            *self.one_word,
            *self.lms_ids,
        )
        return known[0] if known else "nobody"
