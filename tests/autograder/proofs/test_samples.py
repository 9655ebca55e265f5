"""Every lesson has a sample class of everything that may be handed in."""

from __future__ import annotations

from typing import Any

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.proofs.samples import HOSTILE, sample_class
from tests.support import ROOT

COURSE = Course(ROOT)


def test_where_nothing_is_hidden_the_seeker_of_answers_finds_them(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(course.root)
    found: dict[str, Any] = {}
    exec(HOSTILE["looks-for-answers"].replace("ANSWER", "double"), found)
    assert found["double"](3) == 6


@pytest.mark.parametrize("name", [path.name for path in COURSE.sources()[1:]])
def test_the_sample_class_of_a_lesson_is_complete(name: str) -> None:
    lesson: Lesson = COURSE.lesson(name)
    samples = sample_class(lesson)
    texts = [sample.notebook for sample in samples]
    assert len(samples) >= 24
    assert len({sample.student for sample in samples}) == len(samples)
    assert sum(not sample.honest for sample in samples) == len(HOSTILE) == 6
    assert any(sample.student.startswith("partly") for sample in samples)
    for exercise in lesson.exercises:
        for wrong in exercise.misconceptions:
            first_line = wrong.sentence.split(". ")[0][:30].replace('"', '\\"')
            assert any(first_line in text for text in texts), wrong.name
