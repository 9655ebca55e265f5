"""Whose a file is: for any roster the right person, or nobody, whatever a system does to names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.intake.people.matching import Roster
from autograder.intake.people.names import split_full
from autograder.intake.people.people import Claim, Person
from autograder.intake.people.spotting import spot
from autograder.lesson.lesson import Lesson
from tests.support.made import (
    ascii_only,
    collected,
    notebook,
    rosters,
    spelled_out,
    without_marks,
    zipped,
)

FILE = "01_tiny.ipynb"
Naming = Callable[[Person], str]


def moodle(person: Person) -> str:
    dropped = "".join(c for c in person.full if c not in "&<>\"`|':\\/")  # as Moodle cleans names
    return f"{dropped}_{700000 + int(person.lms_id)}_assignsubmission_file_/{FILE}"


def moodle_flat(person: Person) -> str:
    return f"{person.last} {person.first}_{int(person.lms_id)}_assignsubmission_file_{FILE}"


def moodle_group(person: Person) -> str:
    return f"Group A-{person.full}_{int(person.lms_id)}_assignsubmission_file/{FILE}"


def canvas(person: Person) -> str:
    name = without_marks(f"{person.last}{person.first}")
    name = "".join(c for c in name if c.isalnum()).lower()
    return f"{name}_LATE_{person.lms_id}_99{person.lms_id}_{FILE}"


def canvas_other_number(person: Person) -> str:
    """The roster knows no numbers of the system, and it drops what is not ASCII."""
    name = "".join(c for c in ascii_only(f"{person.last}{person.first}") if c.isalnum()).lower()
    return f"{name or 'x'}_8{person.lms_id}_99{person.lms_id}_{FILE}"


def blackboard(person: Person) -> str:
    return f"Lesson_1_x_{person.id}_attempt_2026-10-12-03-59-00_{FILE}"


def classroom(person: Person) -> str:
    return f"Lesson/{person.full} - {FILE}"


def classroom_spelled_out(person: Person) -> str:
    return f"Lesson/{spelled_out(person.full)} - {FILE}"


def github(person: Person) -> str:
    return f"lesson-1-submissions/lesson-1-{person.login}/{FILE}"


def exchange(person: Person) -> str:
    return f"inbound/{person.id}+01_tiny+2026-10-12 01:59:00.123456 UTC+xYz/{FILE}"


def folder_of_id(person: Person) -> str:
    return f"all/{person.id.upper()}/work/{FILE}"


def folder_of_name(person: Person) -> str:
    return f"all/{person.last}, {person.first}/{FILE}"


def file_of_name(person: Person) -> str:
    return f"all/01_tiny_{without_marks(person.first)}_{without_marks(person.last)}.ipynb"


def file_of_mail(person: Person) -> str:
    return f"{person.email}.ipynb"


NAMINGS = [moodle, moodle_flat, moodle_group, canvas, canvas_other_number, blackboard, classroom]
NAMINGS += [classroom_spelled_out, github, exchange, folder_of_id, folder_of_name, file_of_name]
NAMINGS += [file_of_mail]
# Where the name holds an id, an address or an account, everybody is found; where it holds the name
# as people write it, everybody whose name is like nobody else's.
CERTAIN = {canvas, blackboard, github, exchange, folder_of_id, file_of_mail}
FULL_NAMES = {moodle, moodle_flat, moodle_group, classroom, folder_of_name}


@pytest.mark.parametrize("naming", NAMINGS, ids=lambda naming: naming.__name__)
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=rosters())
def test_a_file_is_its_owner_s_or_nobody_s(
    naming: Naming, people: list[Person], tiny: Lesson, tmp_path: Path
) -> None:
    named = list({naming(person): person for person in people}.items())
    people = [person for _, person in named] if naming in CERTAIN else people
    if naming is canvas_other_number:
        people = [replace(person, lms_id="") for person in people]
    path = zipped(tmp_path / "x.zip", [(name, notebook(p.id)) for name, p in named])
    found, others = collected(path, people, [tiny], lesson="01_tiny")
    owner = {name: person.id for name, person in named}
    for delivery in found:
        for row in (*delivery.new, *delivery.again):
            assert owner[row.member.path] == delivery.student, row.why
    taken, why = {delivery.student for delivery in found}, [(r.name, r.why) for r in others]
    assert all(reason for _, reason in why)
    if naming in CERTAIN:
        assert taken == {person.id for person in people}, why
    if naming in FULL_NAMES:
        assert {person.id for person in people if is_like_no_other(person, people)} <= taken, why


def is_like_no_other(person: Person, people: list[Person]) -> bool:
    """Whether no other name is the same, or a part of this one, when umlauts and marks are gone."""
    mine = plain_words(person)
    return not any(
        mine == plain_words(other)
        or "".join(sorted(mine)) == "".join(sorted(plain_words(other)))
        or mine <= plain_words(other)
        or plain_words(other) <= mine
        for other in people
        if other is not person
    )


def plain_words(person: Person) -> set[str]:
    """A name's words in small letters, however umlauts are written."""
    text = without_marks(spelled_out(person.full)).lower()
    for pair in ("ae", "oe", "ue", "aa"):
        text = text.replace(pair, pair[0])
    for sign in "'’":
        text = text.replace(sign, "")
    text = text.replace("ł", "l").replace("ß", "ss")
    return {"".join(text.replace("-", " ").split())} | set(text.replace("-", " ").split())


@given(rosters(), st.data())
def test_two_who_share_a_name_are_both_named_and_neither_is_taken(
    people: list[Person], data: st.DataObject
) -> None:
    one = data.draw(st.sampled_from(people))
    twin = Person("s999999", one.first, one.last)
    found = Roster([*people, twin]).find(Claim(names=(one.full,), verbatim=True))
    assert found.person is None
    assert {one.id, twin.id} <= {person.id for person in found.candidates}


@pytest.mark.parametrize(
    ("on_roster", "as_written"),
    [
        (("Jörg", "Beispiel"), "Joerg Beispiel"),
        (("Joerg", "Beispiel"), "Jörg Beispiel"),
        (("Jorg", "Beispiel"), "JÖRG BEISPIEL"),
        (("Jörg", "Beispiel"), "Beispiel, Jörg"),
        (("Jo\u0308rg", "Beispiel"), "Jörg Beispiel"),
        (("Seán", "O'Brien"), "Sean OBrien"),
        (("Seán", "O’Brien"), "Sean O'Brien"),
        (("Sean", "O'Brien"), "O Brien Sean"),
        (("Gabriel José", "García Márquez"), "García Márquez, Gabriel José"),
        (("Jean-Luc", "Núñez-Peña"), "Jean Luc Nunez Pena"),
        (("Jean-Luc", "Groß"), "Jean-Luc Gross"),
        (("Søren", "Åberg"), "Soren Aaberg"),
        (("Łukasz", "Nowak"), "lukasz  nowak"),
        (("Zoë", "D'Angelo"), "Zoe DAngelo"),
        (("Иван", "Иванов"), "Иванов Иван"),
    ],
)
def test_a_name_is_found_however_it_is_written(on_roster: tuple[str, str], as_written: str) -> None:
    person = Person("s1", *on_roster)
    others = [Person("s2", "Max", "Muster"), Person("s3", "Ana", "García")]
    assert Roster([person, *others]).find(Claim(names=(as_written,))).person == person


def test_a_part_of_a_name_is_only_a_hint() -> None:
    roster = Roster([Person("s1", "Ana María", "García López")])
    found = roster.find(Claim(names=("Ana García",)))
    assert found.person is None
    assert "perhaps s1 (Ana María García López)" in found.why


def test_things_that_point_to_different_people_decide_nothing() -> None:
    ada, max_ = (
        Person("s1", "Ada", "Example", lms_id="51"),
        Person("s2", "Max", "Muster", lms_id="52"),
    )
    roster = Roster([ada, max_])
    found = roster.find(Claim(lms_ids=("51",), one_word=("mustermax",)))
    assert found.person is None
    assert "the LMS id to s1 (Ada Example), the name to s2 (Max Muster)" in found.why
    stranger = roster.find(Claim(lms_ids=("99",), one_word=("mustermax",)))
    assert stranger.person is None
    assert "whose LMS id is another" in stranger.why


@pytest.mark.parametrize(
    ("components", "ids"),
    [
        (("s2700101_s2700102",), {"s2700101", "s2700102"}),
        (("Ada Example & Max Muster",), {"s2700101", "s2700102"}),
        (("lesson1-AdaExample",), {"s2700101"}),
        (("01_tiny_example_ada",), {"s2700101"}),
        (("Copy of lesson 1 (Ada Example)",), {"s2700101"}),
        (("work", "s2700102"), {"s2700102"}),
        (("s2700101", "s2700102_help"), set()),
        (("Ada",), set()),
        (("lesson 1", "2026"), set()),
    ],
)
def test_people_are_found_in_names_of_folders_and_files(
    components: tuple[str, ...], ids: set[str]
) -> None:
    people = [Person("s2700101", "Ada", "Example"), Person("s2700102", "Max", "Muster")]
    found = spot(Roster(people), components).matches
    assert {match.person.id for match in found if match.person} == ids
    assert all(match.why for match in found)


@given(st.text(min_size=1), st.text(min_size=1))
def test_any_text_may_be_a_name(one: str, two: str) -> None:
    roster = Roster([Person("s1", one, two), Person("s2", two, one)])
    for claim in (Claim(names=(one,)), Claim(one_word=(two,)), Claim(accounts=(one,))):
        assert roster.find(claim).why
    assert spot(roster, (one, two)).matches
    assert len(split_full(one)) == 2
