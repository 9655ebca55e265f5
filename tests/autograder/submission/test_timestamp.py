"""When something was handed in: read within bounds, whatever lies where the time should be."""

from __future__ import annotations

import contextlib
import os
import socket
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.grade import Order, grade
from autograder.grading.records import read_record
from autograder.lesson.course import Course
from autograder.submission.timestamp import NAME, timestamp_of
from tests.support.classes import LESSON, hand_in, marks, solved

NOON = datetime(2026, 11, 20, 12, 0, 30)
READ = {
    "2026-11-20 12:00:30 UTC\n": NOON,
    "2026-11-20 12:00:30": NOON,
    "2026-11-20T12:00:30Z": NOON,
    "2026-11-20 14:00:30 +0200": NOON,
    "2026-11-20 13:00:30.000000 Europe/Berlin": NOON,
    "Fri, 20 Nov 2026 12:00:30 +0000": NOON,
    "2026-11-20": datetime(2026, 11, 20),
}
UNREAD = [
    "",
    "some time on Friday, I think",
    "Friday",
    "12",
    "1763654303",
    "2026-11-20-15-58-23-460007",
    "2026-11-20 12:00:30 CEST",
    "2026-11-20 12:00:30 ../../../../etc/passwd",
    "0001-01-01 00:00:00 +1400",
    "9" * 1000,
    "\x1b]0;owned\x07",
]


@pytest.mark.parametrize("text", READ)
def test_a_time_is_read_in_utc_without_a_word(text: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(text)
    found = timestamp_of(tmp_path)
    assert (found.time, found.note) == (READ[text], "")
    again = tmp_path / "again"
    again.mkdir()
    (again / NAME).write_text(found.text)
    assert timestamp_of(again).time == READ[text]


@pytest.mark.parametrize("text", UNREAD)
def test_what_is_no_time_is_a_note_that_says_what_was_found(text: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(text)
    found = timestamp_of(tmp_path)
    assert found.time is None
    assert found.text == ""
    assert "cannot be read" in found.note
    assert found.note.isprintable()
    assert len(found.note) < 300


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_another_encoding_is_read_and_told(encoding: str, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes("2026-11-20 12:00:30 UTC".encode(encoding))
    found = timestamp_of(tmp_path)
    assert found.time == NOON
    assert found.note == f"{NAME} is not plain text as nbgrader writes it; read as {NOON} UTC"


def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    kinds = ("a pipe", "a folder", "a link", "a socket", "3 GiB", "nothing")
    for number, kind in enumerate(kinds):
        folder = tmp_path / str(number)
        folder.mkdir()
        path = folder / NAME
        if kind == "a pipe":
            os.mkfifo(path)
        elif kind == "a folder":
            path.mkdir()
        elif kind == "a link":
            path.symlink_to("/nowhere")
        elif kind == "a socket":
            with contextlib.chdir(folder), socket.socket(socket.AF_UNIX) as bound:
                bound.bind(NAME)
        elif kind == "3 GiB":
            with path.open("wb") as file:
                file.truncate(3 * 2**30)
        found = timestamp_of(folder)
        assert found.time is None
        assert found.note == "" if kind == "nothing" else kind in found.note


@given(st.binary(max_size=2000))
def test_any_bytes_are_a_time_or_a_note(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    folder = tmp_path_factory.mktemp("time")
    (folder / NAME).write_bytes(data)
    found = timestamp_of(folder)
    assert found.time is not None or found.note


def test_the_time_in_the_folder_counts_before_one_further_inside(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / NAME).write_text("2026-11-01")
    assert timestamp_of(tmp_path).time == datetime(2026, 11, 1)
    (tmp_path / NAME).write_text("2026-11-20")
    assert timestamp_of(tmp_path).time == datetime(2026, 11, 20)


def test_the_work_is_judged_and_the_time_a_note(course: Course) -> None:
    lesson = course.lesson(LESSON)
    for student, text in (("ann", "soon"), ("bob", "\ufeff2026-11-20 12:00:30 UTC"), ("cem", "")):
        folder = hand_in(course, student, solved(lesson)).parent
        if text:
            (folder / NAME).write_text(text)
    os.mkfifo(folder / NAME)
    hand_in(course, " dee", solved(lesson))
    hand_in(course, "eve\u00a0", solved(lesson))
    outcome = grade(Order(course, lesson, workers=1, seed=1, trusted=True))
    assert marks(course) == {"ann": 10, "bob": 10, "cem": 10}
    assert set(outcome.problems) == {" dee", "eve\u00a0"}
    for said in outcome.problems.values():
        assert "begins or ends with a space, which nbgrader cuts off; rename the folder" in said
    for student, note in (("ann", "'soon'"), ("bob", "read as"), ("cem", "a pipe")):
        record = read_record(course, LESSON, student)
        assert record is not None
        assert note in "; ".join(record.judgement["notes"])
