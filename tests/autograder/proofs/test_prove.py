"""What a lesson claims of itself is judged, and a claim that does not hold is told."""

from __future__ import annotations

import pytest

from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.proofs.prove import count_claims, prove
from autograder.workers.seat import Seats

pytestmark = [pytest.mark.slow, pytest.mark.sandbox]


def proven(lesson: Lesson) -> tuple[list[str], list[str]]:
    """The claims that do not hold, and what the progress bar was told of."""
    told: list[str] = []
    with Seats(1) as seats:
        return prove(lesson, seats, seed=3, progress=told.append), told


def test_a_lesson_as_it_should_be_holds_all_its_claims(tiny: Lesson) -> None:
    problems, told = proven(tiny)
    assert problems == []
    assert len(told) == count_claims(tiny)
    assert len(set(told)) == len(told)


def test_a_known_mistake_that_passes_the_tests_is_told_by_its_name(tiny: Lesson) -> None:
    harmless = '''
# %% misconception="double" name="no_mistake"
def double(x):
    """You doubled x, which is no mistake at all."""
    return np.asarray(x) + np.asarray(x)
'''
    lesson = parse_lesson(tiny.folder, tiny.text, tiny.mistakes_text + harmless)
    problems, told = proven(lesson)
    assert problems == ["double/no_mistake: double should fail, but the verdict is pass"]
    assert len(told) == count_claims(lesson)
