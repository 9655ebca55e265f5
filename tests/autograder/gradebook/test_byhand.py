"""What a person gives at the desk is in nbgrader's rows, and who gave it is on record."""

from __future__ import annotations

from collections.abc import Callable

from autograder.database.opening import reading
from autograder.database.place import place
from autograder.database.rows import opened
from autograder.gradebook import byhand
from autograder.gradebook.notice import notice
from autograder.gradebook.penalties import penalties
from autograder.judge.verdict import Judgement
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.store import hands
from tests.support.classes import LESSON, enter, solved


def test_points_and_words_are_nbgraders_and_the_giver_is_kept(
    course: Course, tiny: Lesson, judged: Callable[..., Judgement]
) -> None:
    enter(course, "ann", solved(tiny), judged())
    rule = penalties(course)
    with reading(course) as store:
        with store.begin() as connection:
            assert byhand.waiting(connection, LESSON)["why"] == (1, 1)
            (answer,) = byhand.answers(connection, LESSON, "why")
            assert answer.waits
            assert len(answer.digest) == 32
            byhand.give(connection, LESSON, answer, "why", 3.5, rule, who="marker", why="read it")
            byhand.say(connection, LESSON, "ann", "why", "Nearly.", who="marker")
        with store.begin() as connection:
            (answer,) = byhand.answers(connection, LESSON, "why", "ann")
            assert (answer.waits, answer.points, answer.comment) == (False, 3.5, "Nearly.")
            kept = [(h.what, h.after, h.who, h.why) for h in hands.hands(connection, LESSON, "ann")]
        assert kept == [
            ("points", 3.5, "marker", "read it"),
            ("comment", "Nearly.", "marker", ""),
        ]
        (move,) = notice(course, LESSON, store)
        assert (move.before, move.after) == (10.0, 13.5)
        with store.begin() as connection:
            assert len(hands.hands(connection, LESSON)) == 2  # nothing is told twice
            byhand.give(connection, LESSON, answer, "why", None, rule, who="marker")
    with opened(place(course)) as book:
        grade = book.find_grade("why", LESSON, LESSON, "ann")
        assert (grade.manual_score, grade.needs_manual_grade) == (None, True)
        comment = book.find_comment("why", LESSON, LESSON, "ann")
        assert comment.comment == "Nearly."


def test_an_exercise_is_said_something_about_where_its_answer_is(
    course: Course, tiny: Lesson, judged: Callable[..., Judgement]
) -> None:
    enter(course, "ann", solved(tiny), judged())
    with reading(course) as store, store.begin() as connection:
        byhand.say(connection, LESSON, "ann", "double", "Neat.", who="marker")
        assert byhand.comments(connection, LESSON, "double") == {"ann": "Neat."}
