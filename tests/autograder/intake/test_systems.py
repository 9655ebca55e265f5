"""Downloads as an instructor gets them from each system: whose, which lesson, when, which try."""

from __future__ import annotations

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autograder.intake.downloads.clocks import read_clock
from autograder.intake.downloads.systems.canvas import attempt_of
from autograder.intake.people.people import Person
from autograder.lesson.build import release_text
from autograder.lesson.lesson import Lesson
from tests.support.classes import solved
from tests.support.made import collected, notebook, zip_bytes, zipped

ADA = Person("s2700101", "Ada", "Example", "ada@example.org", "51001", "adaexample")
MAX = Person("s2700102", "Max", "Muster", "max@example.org", "51014", "maxmuster")
JOERG = Person("s2700103", "Jörg", "Beispiel", "joerg@example.org", "51027", "jbeispiel")
CLASS = (ADA, MAX, JOERG)
NB = "01_tiny.ipynb"


def test_moodle_times_are_those_of_the_grading_worksheet(tiny: Lesson, tmp_path: Path) -> None:
    head = "ID,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status,Zuletzt geändert (Abgabe)\n"
    mine = 'Teilnehmer/in700101,Ada Example,s2700101,,Abgegeben,"Montag, 12. Oktober 2026, 03:59"\n'
    (tmp_path / "Bewertungen.csv").write_text("\ufeff" + head + mine, encoding="utf-16")
    path = zipped(
        tmp_path / "DL101-Lesson 1-48.zip",
        [
            (f"A. Example_700101_assignsubmission_file/{NB}", notebook("ada")),
            ("A. Example_700101_assignsubmission_onlinetext/onlinetext.html", "<p>see file</p>"),
        ],
    )
    (found,), others = collected(path, CLASS, [tiny])
    assert found.student == ADA.id
    assert found.counts is not None
    assert found.counts.handed_in == datetime(2026, 10, 12, 1, 59)
    assert [row.kind for row in others] == ["left over"]


def test_moodle_without_a_worksheet_has_no_times(tiny: Lesson, tmp_path: Path) -> None:
    name = f"Beispiel Jörg_700135_assignsubmission_file_/{NB}"
    (found,), _ = collected(zipped(tmp_path / "x.zip", [(name, notebook())]), CLASS, [tiny])
    assert (found.student, found.new[0].handed_in) == (JOERG.id, None)


def test_canvas_tries_and_lateness_are_read_from_names(tiny: Lesson, tmp_path: Path) -> None:
    members = [
        (f"exampleada_51001_9900001_{NB}", notebook("first")),
        ("exampleada_LATE_51001_9900002_01_tiny-1.ipynb", notebook("second")),
        (f"mustermax_51014_9900003_{NB}", notebook("max")),
    ]
    found, _ = collected(zipped(tmp_path / "submissions.zip", members), CLASS, [tiny])
    ada = next(delivery for delivery in found if delivery.student == ADA.id)
    assert [row.arrival.attempt for row in ada.new] == [1, 2]
    assert ada.counts is ada.new[-1]
    assert [row.late for row in ada.new] == [False, True]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("01_tiny-1.ipynb", 2),
        ("01_tiny-Copy1-12.ipynb", 13),
        ("01_tiny-Copy1.ipynb", 1),
        ("01_tiny (1).ipynb", 1),
        ("lesson-1.ipynb", 1),
        ("Übung-3.ipynb", 1),
        ("my_lab-2.ipynb", 1),
        ("lesson-1-1.ipynb", 2),
        ("x-0.ipynb", 1),
        ("x-2026.ipynb", 1),
    ],
)
def test_a_number_at_the_end_is_a_try_unless_it_is_the_lesson_s(name: str, number: int) -> None:
    assert attempt_of(name) == number


def test_blackboard_s_text_file_says_who_where_the_login_is_not_known(
    tiny: Lesson, tmp_path: Path
) -> None:
    stem = "Lesson_1_jb_77_attempt_2026-10-13-01-59-00"
    text = "Name: Jörg Beispiel (jb_77)\nAssignment: Lesson 1\n\nFiles:\n\tOriginal filename: x\n"
    members = [(f"{stem}_my work.ipynb", notebook()), (f"{stem}.txt", text.encode("cp1252"))]
    (found,), _ = collected(
        zipped(tmp_path / "gradebook.zip", members), CLASS, [tiny], lesson="01_tiny"
    )
    assert found.student == JOERG.id
    assert found.new[0].handed_in == datetime(2026, 10, 12, 23, 59)


def test_the_latest_of_blackboard_s_attempts_counts(tiny: Lesson, tmp_path: Path) -> None:
    members = [
        (f"L_s2700101_attempt_2026-10-{day}-08-00-00_{NB}", notebook(f"day {day}"))
        for day in ("11", "09", "10")
    ]
    (found,), _ = collected(zipped(tmp_path / "gradebook.zip", members), CLASS, [tiny])
    assert [f"{row.handed_in:%d}" for row in found.new] == ["09", "10", "11"]
    assert found.counts is found.new[-1]


def test_gradescope_groups_are_several_students_hand_ins(tiny: Lesson, tmp_path: Path) -> None:
    said = (
        "submission_1:\n  :submitters:\n  - :name: Ada Example\n    :sid: s2700101\n"
        "  - :name: Max Muster\n    :email: max@example.org\n"
        "  :created_at: 2026-10-12 01:59:00.000000000 Z\n  :history: []\n"
    )
    members = [
        (f"assignment_1_export/submission_1/{NB}", notebook("both")),
        (f"assignment_1_export/submission_2/{NB}", notebook("whose?")),
        ("assignment_1_export/submission_metadata.yml", said),
    ]
    found, others = collected(zipped(tmp_path / "x.zip", members), CLASS, [tiny])
    assert {delivery.student for delivery in found} == {ADA.id, MAX.id}
    assert {delivery.new[0].group for delivery in found} == {(ADA.id, MAX.id)}
    assert all(d.new[0].handed_in == datetime(2026, 10, 12, 1, 59) for d in found)
    assert "open" in {row.kind for row in others}


@pytest.mark.parametrize(
    "yml", ["- a\n- b", "{", "submission_1: 7", "&a [*a, *a]", "!!python/name:os"]
)
def test_a_strange_yml_leaves_files_open(yml: str, tiny: Lesson, tmp_path: Path) -> None:
    members = [(f"e/submission_1/{NB}", notebook()), ("e/submission_metadata.yml", yml)]
    found, others = collected(zipped(tmp_path / "x.zip", members), CLASS, [tiny])
    assert not found
    assert {row.kind for row in others} == {"open", "left over"}


def test_github_accounts_are_told_by_the_roster_beside_and_other_lessons_left(
    tiny: Lesson, tmp_path: Path
) -> None:
    (tmp_path / "classroom_roster.csv").write_text(
        '"identifier","github_username","github_id","name"\n"s2700102","the-max","9","Max Muster"\n'
    )
    (tmp_path / "grades.csv").write_text(
        "assignment_name,github_username,roster_identifier,submission_timestamp\n"
        "lesson-1,the-max,s2700102,2026-10-12 01:59:00 UTC\n"
    )
    root = "lesson-1-submissions/lesson-1-the-max"
    members = [
        (f"{root}/lessons/01_tiny/{NB}", notebook("max")),
        (f"{root}/README.md", "#"),
        (f"{root}/.ipynb_checkpoints/01_tiny-checkpoint.ipynb", notebook("old")),
        (f"lesson-1-submissions/lesson-1-adaexample/lessons/01_tiny/{NB}", notebook("ada")),
    ]
    found, others = collected(zipped(tmp_path / "lesson-1-submissions.zip", members), CLASS, [tiny])
    times = {delivery.student: delivery.new[0].handed_in for delivery in found}
    assert times == {MAX.id: datetime(2026, 10, 12, 1, 59), ADA.id: None}
    assert [row.member.name for row in others] == ["README.md"]


def test_the_exchange_s_folder_names_say_who_and_when(tiny: Lesson, tmp_path: Path) -> None:
    for clock, mark in (("08:00:00.5", "one"), ("09:00:00.5", "two")):
        folder = tmp_path / "inbound" / f"s2700101+01_tiny+2026-10-12 {clock} UTC+a"
        folder.mkdir(parents=True)
        (folder / NB).write_text(notebook(mark))
        (folder / "submission_secret.txt").write_text(f"secret {mark}")
    (found,), _ = collected(tmp_path / "inbound", CLASS, [tiny])
    assert found.counts is not None
    assert found.counts.handed_in == datetime(2026, 10, 12, 9)
    assert found.counts.arrival.beside[0].read() == b"secret two"


def test_my_work_says_lessons_and_times_by_itself(tiny: Lesson, tmp_path: Path) -> None:
    manifest = {
        "format": "my-work",
        "version": 1,
        "lessons": [{"lesson": "01_tiny", "file": "a.ipynb", "saved": "2026-10-12T01:59:00Z"}],
    }
    work = [("a.ipynb", notebook("mine")), ("my-work.json", json.dumps(manifest))]
    (found,), _ = collected(zipped(tmp_path / "Ada Example.zip", work), CLASS, [tiny])
    assert (found.student, found.lesson) == (ADA.id, "01_tiny")
    assert found.new[0].handed_in == datetime(2026, 10, 12, 1, 59)
    assert found.new[0].when_from == "the student's browser"
    inside = "Ada Example_700101_assignsubmission_file_/my-work.zip"
    (again,), _ = collected(
        zipped(tmp_path / "moodle" / "x.zip", [(inside, zip_bytes(work))]), CLASS, [tiny]
    )
    assert (again.student, again.lesson) == (ADA.id, "01_tiny")
    assert again.new[0].handed_in is None, "Moodle knows when; the student's clock does not count"


def test_a_released_notebook_beside_one_that_was_worked_on_is_left_over(
    tiny: Lesson, tmp_path: Path
) -> None:
    members = [
        (f"s2700101/{NB}", release_text(tiny)),
        ("s2700101/mine.ipynb", solved(tiny)),
        (f"s2700102/{NB}", release_text(tiny)),
    ]
    found, others = collected(zipped(tmp_path / "x.zip", members), CLASS, [tiny])
    assert {d.student: d.new[0].name for d in found} == {ADA.id: "mine.ipynb", MAX.id: NB}
    assert [row.why for row in others] == ["as it was released"]


def test_two_files_that_nothing_tells_apart_are_asked_about(tiny: Lesson, tmp_path: Path) -> None:
    one, two = solved(tiny), solved(tiny, scale="scale_factor = 2.0")
    members = [("s2700101/a.ipynb", one), ("s2700101/b.ipynb", two)]
    path = zipped(tmp_path / "x.zip", members)
    found, others = collected(path, CLASS, [tiny])
    assert not [delivery for delivery in found if delivery.new]
    assert all("say which counts: --map" in row.why for row in others)
    (mapped,), _ = collected(path, CLASS, [tiny], by_hand={"a.ipynb": (ADA,)})
    assert mapped.counts is not None
    assert mapped.counts.name == "a.ipynb"
    assert len(mapped.new) == 2


def test_files_own_times_are_hand_ins_only_where_several_differ(
    tiny: Lesson, tmp_path: Path
) -> None:
    entries = [("s2700101", notebook("ada"), 12), ("s2700102", notebook("max"), 13)]

    def times(*entries: tuple[str, str, int]) -> list[datetime | None]:
        for student, text, day in entries:
            folder = tmp_path / f"{len(entries)}-{day}" / student
            folder.mkdir(parents=True)
            (folder / NB).write_text(text)
            moment = datetime(2026, 10, day, 8, tzinfo=UTC).timestamp()
            os.utime(folder / NB, (moment, moment))
            shutil.copytree(folder, tmp_path / f"all-{len(entries)}" / student)
        found, _ = collected(tmp_path / f"all-{len(entries)}", CLASS, [tiny])
        return [delivery.new[0].handed_in for delivery in found]

    assert times(*entries) == [datetime(2026, 10, 12, 8), datetime(2026, 10, 13, 8)]
    assert times(entries[0]) == [None]
    alone = zipped(tmp_path / "one.zip", [(f"s2700101/{NB}", notebook("ada"))])
    (found,), _ = collected(alone, CLASS, [tiny])
    assert found.new[0].handed_in is None


def test_another_lesson_than_the_one_asked_for_is_a_line(tiny: Lesson, tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", [("s2700101/work.ipynb", solved(tiny))])
    other = type(tiny)(**{**vars_of(tiny), "name": "02_other", "cells": ()})
    found, (row,) = collected(path, CLASS, [tiny, other], lesson="02_other")
    assert not found
    assert row.person == ADA
    assert "holds the lesson 01_tiny, not 02_other" in row.why


def vars_of(lesson: Lesson) -> dict[str, object]:
    """What a lesson was made of."""
    return {name: getattr(lesson, name) for name in lesson.__dataclass_fields__}


def test_a_hand_in_without_a_notebook_is_a_line_for_its_student(
    tiny: Lesson, tmp_path: Path
) -> None:
    members = [("s2700101/report.pdf", b"%PDF"), (f"s2700102/{NB}", notebook())]
    found, (row,) = collected(zipped(tmp_path / "x.zip", members), CLASS, [tiny])
    assert [delivery.student for delivery in found] == [MAX.id]
    assert (row.kind, row.person) == ("problem", ADA)
    assert "no notebook was handed in, only 'report.pdf'" in row.why


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Monday, 12 October 2026, 03:59 AM", datetime(2026, 10, 12, 3, 59)),
        ("Monday, 12 October 2026, 12:05 AM", datetime(2026, 10, 12, 0, 5)),
        ("Monday, October 12, 2026 3:59:07 PM CEST", datetime(2026, 10, 12, 15, 59, 7)),
        ("Montag, 12. Oktober 2026, 03:59", datetime(2026, 10, 12, 3, 59)),
        ("Samstag, 7. März 2026, 23:59", datetime(2026, 3, 7, 23, 59)),
        ("lundi 12 octobre 2026, 03:59", datetime(2026, 10, 12, 3, 59)),
        ("1er août 2026, 03:59", datetime(2026, 8, 1, 3, 59)),
        ("lunes, 12 de octubre de 2026, 03:59", datetime(2026, 10, 12, 3, 59)),
        ("12.10.2026 03:59", datetime(2026, 10, 12, 3, 59)),
        ("2026-10-12 01:59:00.000000000 Z", datetime(2026, 10, 12, 1, 59, tzinfo=UTC)),
        ("2026-10-12 01:59:00 UTC", datetime(2026, 10, 12, 1, 59, tzinfo=UTC)),
        ("2026-10-12T03:59:00+02:00", datetime(2026, 10, 12, 1, 59, tzinfo=UTC)),
        ("some time on Friday, I think", None),
        ("-", None),
        ("2026-13-12 01:59", None),
    ],
)
def test_systems_dates_are_read_in_their_languages(text: str, moment: datetime | None) -> None:
    assert read_clock(text) == moment
