"""What is written of a submission: its rows once, then only what is another than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from autograder.database.place import place, settings
from autograder.gradebook import gradebook
from autograder.gradebook.books import Books, Entry
from autograder.gradebook.penalties import Penalties
from autograder.gradebook.roll.schedule import grant, set_dates
from autograder.gradebook.states import State, states
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store.store import Store

LESSON = "01_tiny"
BEFORE, AFTER = datetime(2024, 3, 1, 11), datetime(2024, 3, 2, 12)


@pytest.fixture
def books(course: Course, tiny: Lesson) -> Iterator[Books]:
    gradebook.prepare(course, tiny)
    found = place(course)
    with Store(found.url) as store, store.begin() as connection:
        set_dates(connection, LESSON, due="2024-03-01 12:00", timezone="UTC", late="50% a day")
    with Books(found, LESSON, Penalties(settings(course))) as opened:
        yield opened


@pytest.fixture
def written(books: Books) -> list[str]:
    """The kind and table of each statement that writes."""
    found: list[str] = []

    def note(*about: Any) -> None:
        words = about[2].split()
        if words[0] not in ("SELECT", "PRAGMA"):
            found.append(f"{words[0]} {words[1] if words[0] == 'UPDATE' else words[2]}")

    event.listen(books._gradebook.engine, "before_cursor_execute", note)
    return found


def entry(lesson: Lesson, time: datetime | None = BEFORE) -> Entry:
    tests = [test.grade_id for each in lesson.exercises for test in each.tests]
    scores = dict.fromkeys(tests, 1.0) | {cell.grade_id: None for cell in lesson.written}
    comments = {each.name: None for each in lesson.exercises}
    return Entry("ann", time, scores, comments, {name: f"digest of {name}" for name in scores})


def state(course: Course) -> State:
    with Store(place(course).url) as store, store.begin() as connection:
        return states(connection, LESSON)["ann"]


def give(course: Course, until: str) -> None:
    with Store(place(course).url) as store, store.begin() as connection:
        grant(connection, ["ann"], LESSON, until)


def test_what_is_as_it_was_is_not_written_again(
    books: Books, written: list[str], tiny: Lesson, course: Course
) -> None:
    first = entry(tiny)
    books.save(first)
    assert {"INSERT student", "INSERT grade", "INSERT comment"} < set(written)
    written.clear()
    books.save(first)
    books.save(replace(first, timestamp=None))
    assert written == []
    name = next(iter(first.comments))
    for changed, table in (
        (replace(first, scores={**first.scores, "test_double": 0.5}), ["UPDATE grade"]),
        (first, ["UPDATE grade"]),
        (replace(first, comments={**first.comments, name: "No response."}), ["UPDATE comment"]),
        (first, ["UPDATE comment"]),
        (replace(first, timestamp=datetime(2024, 3, 1)), ["UPDATE submitted_assignment"]),
        (
            replace(first, timestamp=None, answers={**first.answers, "test_double": "other"}),
            ["DELETE autograder_answer", "INSERT autograder_answer"],
        ),
    ):
        written.clear()
        books.save(changed)
        assert written == table
    assert state(course).handed_in == datetime(2024, 3, 1)
    assert state(course).auto["test_double"] == 1


def test_lateness_costs_what_it_costs_now_whatever_came_between(
    books: Books, tiny: Lesson, course: Course
) -> None:
    late = entry(tiny, AFTER)
    books.save(late)
    raw, penalty = state(course).raw, state(course).penalty
    assert penalty == raw / 2 > 0
    give(course, "2024-03-03 12:00")
    books.save(late)
    assert (state(course).penalty, state(course).seconds_late) == (None, 0)
    give(course, "none")
    books.save(late)
    assert (state(course).penalty, state(course).extension) == (penalty, None)
    books.save(replace(late, timestamp=BEFORE))
    assert (state(course).penalty, state(course).handed_in) == (None, BEFORE)
    give(course, "2024-03-01 11:30")
    books.save(replace(late, timestamp=None))
    assert (state(course).penalty, state(course).handed_in) == (None, BEFORE)


def test_more_time_of_another_student_is_not_ones_own(
    books: Books, tiny: Lesson, course: Course
) -> None:
    with Store(place(course).url) as store, store.begin() as connection:
        grant(connection, ["bob"], LESSON, "2024-03-09 12:00")
    books.save(entry(tiny, AFTER))
    assert state(course).penalty == state(course).raw / 2
