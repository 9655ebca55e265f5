"""Odd orders of deeds, odd files, and pages that take long to make."""

from __future__ import annotations

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from autograder.database.place import GradebookError
from autograder.desk.desk import PATIENCE, Desk
from autograder.desk.marking import reading
from autograder.desk.server import Place, serve
from autograder.lesson.lesson import Lesson
from tests.autograder.desk.conftest import Q2, Client, Office
from tests.autograder.desk.test_marking import form_of, mark, points_of
from tests.support.classes import LESSON


def test_a_mark_that_was_changed_and_changed_back_can_be_changed_again(office: Office) -> None:
    marker = office.marker("marker-1")
    card = mark(marker, Q2, marker.post(f"{Q2}/next").text, "2")
    again = marker.post(f"{Q2}/back", {"key": form_of(card)["key"][0]}).text
    mark(marker, Q2, again, "3")
    undone = marker.post("/undo")
    assert undone.headers["desk-at"] == Q2
    assert undone.headers["desk-key"] == form_of(again)["key"][0]
    assert list(points_of(office, "q2").values()).count(2.0) == 1
    card = marker.post(f"{Q2}/back", {"key": ""}).text
    assert "1 of 12 marked, 1 by you" in card
    assert "meanwhile" not in mark(marker, Q2, card, "1")
    given = list(points_of(office, "q2").values())
    assert (given.count(1.0), given.count(2.0), given.count(3.0)) == (1, 0, 0)


def test_an_answer_comes_while_another_page_is_still_being_made(office: Office) -> None:
    marker, made, begun = office.marker("marker-1"), threading.Event(), threading.Event()

    def slow() -> bool:
        begun.set()
        return made.wait(60)

    page = threading.Thread(target=office.desk.kept, args=("a report", 1, slow))
    page.start()
    assert begun.wait(60)
    came = threading.Thread(target=marker.post, args=(f"{Q2}/next",))
    came.start()
    came.join(30)
    waited = came.is_alive()
    made.set()
    page.join()
    came.join()
    assert not waited


def test_an_answer_that_cannot_be_read_holds_no_marker_up(office: Office) -> None:
    lost = office.desk.course.grading / "autograded" / "s005" / LESSON / f"{LESSON}.ipynb"
    lost.unlink()
    marker = office.marker("marker-1")
    card = marker.post(f"{Q2}/next").text
    unread = 0
    for _ in range(13):
        if "is gone" in card:
            unread += 1
            assert marker.post(f"{Q2}/give", {**form_of(card), "comment": ""}).status_code == 400
            card = marker.post(f"{Q2}/skip").text
        elif "Nothing is left" not in card:
            card = mark(marker, Q2, card, "1")
    assert unread > 0
    given = points_of(office, "q2")
    assert [student for student, points in given.items() if points is None] == ["s005"]


def dropped(instructor: Client, *names: str) -> tuple[int, str]:
    headers = {**instructor.headers, "x-csrf-token": instructor.csrf}
    files = [("file", (name, b"no archive")) for name in names]
    answer = instructor.http.post("/collect", files=files, headers=headers)
    return answer.status_code, answer.text


def test_a_file_whose_name_cannot_be_kept_is_one_sentence(office: Office) -> None:
    instructor = office.instructor()
    status, said = dropped(instructor, "x" * 300 + ".zip")
    assert (status, "may have 255 bytes" in said) == (422, True)
    status, said = dropped(instructor, "one/a.zip", "other/a.zip")
    assert (status, "two of the files are called a.zip" in said) == (422, True)


@pytest.mark.parametrize("path", ["/login", "/", Q2, "/student?id=s001", "/events"])
def test_a_gradebook_that_is_locked_is_said_at_once(office: Office, path: str) -> None:
    instructor, begun = office.instructor(), time.monotonic()
    with closing(sqlite3.connect(office.desk.course.gradebook)) as other:
        other.execute("BEGIN EXCLUSIVE")
        answer = instructor.get(path)
        assert (answer.status_code, answer.text.count("Another program holds")) == (503, 1)
        assert time.monotonic() - begun < 5 * PATIENCE
        other.rollback()


def test_changes_do_not_wait_one_after_another_for_a_locked_gradebook(office: Office) -> None:
    markers = [office.marker(f"marker-{n}") for n in range(6)]
    with closing(sqlite3.connect(office.desk.course.gradebook)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda each: each.post(f"{Q2}/next"), markers))
        assert time.monotonic() - begun < 4 * PATIENCE
        other.rollback()
    assert {answer.status_code for answer in answers} == {422}
    assert all("Another program holds the gradebook" in answer.text for answer in answers)
    assert "Give and next" in markers[0].post(f"{Q2}/next").text


def test_what_a_marker_wrote_does_not_name_the_error(office: Office) -> None:
    full = sqlite3.OperationalError("database or disk is full")

    def deed(connection: Connection) -> None:
        raise OperationalError("INSERT", {"comment": "the gradient is blocked"}, full)

    with pytest.raises(GradebookError, match="disk is full"):
        office.desk.change(deed)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        (Place(host="0.0.0.0"), "--host 0.0.0.0 is every address"),
        (Place(origin="desk.example.org"), "--origin: expected .* found 'desk.example.org'"),
        (Place(origin="https://desk.example.org/"), "nothing after them"),
        (Place(origin="https://Desk.example.org"), "small letters"),
    ],
)
def test_a_name_that_no_browser_could_use_is_one_sentence(
    office: Office, place: Place, said: str
) -> None:
    with pytest.raises(GradebookError, match=said):
        serve(office.desk.course, place, browser=False)


def test_the_next_answer_is_read_while_this_one_is_marked(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = reading._answer

    def counting(desk: Desk, lesson: Lesson, question: reading.Asked, student: str) -> object:
        read.append(student)
        return real(desk, lesson, question, student)

    monkeypatch.setattr(reading, "_answer", counting)
    marker = office.marker("marker-1")
    card = marker.post(f"{Q2}/next").text
    assert len(read) == 2
    mark(marker, Q2, card, "1")
    assert len(read) == len(set(read)) == 3
    given = [student for student, points in points_of(office, "q2").items() if points is not None]
    assert given == read[:1]
