"""Every prompt to predict is a question that is kept; nothing open answers it before it is made."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from autograder.lesson.course import Course
from autograder.lesson.lesson import Cell, Lesson
from tests.support import ROOT

PROMPT = re.compile(r"^> \*\*Predict\.\*\*", re.M)
NAME = re.compile(r'remember\.predict\(\s*"(\w+)"')
WAITS = re.compile(r'with if_ready\("(\w+)"\)')
LESSONS = Course(ROOT).all_lessons()[1:]


def asked(cells: Sequence[Cell]) -> list[str]:
    """The predictions of a lesson, by name, in its order."""
    return [name for cell in cells for name in NAME.findall(cell.source)]


def waiting(cells: Sequence[Cell]) -> list[tuple[int, str]]:
    """Where pictures wait for a prediction, and for which."""
    return [(n, name) for n, cell in enumerate(cells) for name in WAITS.findall(cell.source)]


def opens_folded(cells: Sequence[Cell], place: int) -> bool:
    """Whether the prose right below a picture is folded, or begins something else."""
    below = cells[place + 1] if place + 1 < len(cells) else None
    if below is None or not below.markdown:
        return True
    return below.source.startswith(("<details>", "#", "**"))


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_every_prompt_is_followed_by_one_question_that_is_kept(lesson: Lesson) -> None:
    loose = [
        PROMPT.findall(cell.source) and cell.source[-80:]
        for cell, below in zip(lesson.cells, [*lesson.cells[1:], None], strict=True)
        if cell.markdown and PROMPT.search(cell.source)
        if len(PROMPT.findall(cell.source)) != 1 or below is None or not NAME.search(below.source)
    ]
    assert loose == []
    prompts = sum(len(PROMPT.findall(cell.source)) for cell in lesson.cells if cell.markdown)
    names = asked(lesson.cells)
    assert prompts == len(names) == len(set(names)) > 0
    assert not any("<summary>The prediction" in cell.source for cell in lesson.cells)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_a_picture_waits_for_a_question_above_it_and_what_it_shows_is_folded(
    lesson: Lesson,
) -> None:
    for place, name in waiting(lesson.cells):
        assert name in asked(lesson.cells[:place])
        assert opens_folded(lesson.cells, place), lesson.cells[place + 1].source[:200]


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)
def test_the_right_answer_does_not_always_stand_in_the_same_place(lesson: Lesson) -> None:
    places = [
        int(found)
        for cell in lesson.cells
        if NAME.search(cell.source) and "[" in cell.source
        for found in re.findall(r"^    right=(\d+),$", cell.source, re.M)
    ]
    assert len(places) < 3 or len(set(places)) > 1
