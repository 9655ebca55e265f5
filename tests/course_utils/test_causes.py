"""A known mistake says its sentence at home; nothing else opens a seal."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import Any

import matplotlib
import numpy as np
import pytest

from autograder.lesson.course import Course
from autograder.lesson.home.seals import Seen, behaviour, behaviours, not_opened
from autograder.lesson.instructor import Instructor
from autograder.lesson.lesson import Lesson
from course_utils.causes import fingerprint, seal, seals_of, unseal
from course_utils.sealing import FOLDER
from tests.support import ROOT
from tests.support.drawn_answers import drawn_wrong

DRAWN = 10_000  # wrong outputs, of all lessons together
LESSONS = [lesson for lesson in Course(ROOT).all_lessons() if lesson.misconceptions]
TEST = "check.close(half(3.0), 1.5, what='half(3)')\ncheck.close(half(9.0), 4.5, what='half(9)')"


def seen(half: Any) -> str:
    from course_utils import check

    return fingerprint(TEST, {"check": check, "half": half}, ["half"])


def test_an_answer_that_does_the_same_opens_the_seal_and_no_other_does() -> None:
    closed = [seal("test_half", seen(lambda x: x * 2), "You doubled it.")]
    assert unseal(closed, "test_half", seen(lambda x: x + x)) == "You doubled it."
    for other in (lambda x: x * 3, lambda x: [x * 2], lambda x: None, lambda x: x / 0):
        assert unseal(closed, "test_half", seen(other)) == ""
    assert unseal(closed, "test_other", seen(lambda x: x * 2)) == ""
    assert "doubled" not in str(closed)


def test_a_right_answer_has_no_cause_and_last_digits_do_not_matter() -> None:
    assert seen(lambda x: x / 2) == ""
    assert unseal([seal("test_half", "", "?")], "test_half", "") == ""
    assert seen(lambda x: x * 2 * (1 + 1e-15)) == seen(lambda x: x * 2)
    assert seen(lambda x: np.float64(x * 2)) == seen(lambda x: x * 2)
    assert seen(lambda x: x * 2.001) != seen(lambda x: x * 2)


def test_what_an_answer_raises_or_changes_belongs_to_what_it_does() -> None:
    def changes(x: np.ndarray) -> np.ndarray:
        x += 1
        return np.array([7.0])

    test = "check.close(f(np.array([1.0])), np.array([2.0]), what='f')"
    from course_utils import check

    def of(f: Callable[..., Any]) -> str:
        return fingerprint(test, {"check": check, "np": np, "f": f}, ["f"])

    keeps = of(lambda x: np.array([7.0]))
    assert len({keeps, of(changes), of(lambda x: x.nope), of(lambda x: x[3])}) == 4


def usual(lesson: Lesson) -> Any:
    """Every third lesson always, the others for `--all`."""
    always = LESSONS.index(lesson) % 3 == 0
    return pytest.param(lesson, id=lesson.name, marks=() if always else pytest.mark.long)


def test_a_seal_that_was_tampered_with_says_nothing() -> None:
    what = seen(lambda x: x * 2)
    tag, closed = seal("test_half", what, "You doubled it.")
    worse = ("0" if closed[0] != "0" else "1") + closed[1:]
    assert unseal([[tag, worse]], "test_half", what) == ""


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [usual(lesson) for lesson in LESSONS])
def test_of_the_mistakes_that_fail_visibly_nearly_all_say_their_sentence(
    lesson: Lesson,
) -> None:
    with matplotlib.rc_context():
        found = behaviours(lesson)
        assert not_opened(lesson) == []
    visible = {(each.wrong.exercise, each.wrong.name) for each in found}
    named = {(each.wrong.exercise, each.wrong.name) for each in found if each.alone}
    assert len(named) >= 0.95 * len(visible), sorted(visible - named)  # so of all lessons' too
    for_all = sum(len(seals) for seals in seals_of(lesson.name).values())
    assert for_all == len({(each.test, each.what) for each in found if each.alone})


def test_the_sealed_files_hold_no_sentence() -> None:
    text = "".join(path.read_text() for path in FOLDER.glob("*.json"))
    sentences = [
        m.sentence for lesson in LESSONS for e in lesson.exercises for m in e.misconceptions
    ]
    assert len(sentences) > 600
    assert not [sentence for sentence in sentences if sentence[:20] in text]


@pytest.mark.slow
@pytest.mark.parametrize("lesson", [usual(lesson) for lesson in LESSONS])
def test_no_right_answer_and_no_drawn_output_opens_a_seal(lesson: Lesson, everything: bool) -> None:
    closed = seals_of(lesson.name)
    with matplotlib.rc_context():
        instructor = Instructor(lesson)
        tests = [(exercise, test) for exercise in lesson.exercises for test in exercise.tests]
        for exercise, test in tests:
            assert behaviour(instructor, exercise, test, exercise.cell.source) == ""
        wrong = drawn_wrong(lesson, instructor)
        opened = [
            sentence
            for test, what in islice(wrong, -(-DRAWN // len(LESSONS)) if everything else 100)
            if (sentence := unseal(closed.get(test.grade_id, []), test.grade_id, what))
        ]
    assert opened == []


def test_two_mistakes_that_look_alike_are_not_told_apart() -> None:
    lesson = next(each for each in LESSONS if each.name.startswith("04"))
    found: list[Seen] = behaviours(lesson)
    sentences: dict[tuple[str, str], set[str]] = {}
    for each in found:
        sentences.setdefault((each.test, each.what), set()).add(each.wrong.sentence)
    told = [len(sentences[each.test, each.what]) == 1 for each in found]
    assert [each.alone for each in found] == told
    assert not all(told)
