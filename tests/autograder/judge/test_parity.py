"""Same code, same verdict: the visible tests say in the judge what they say in a real kernel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograder.lesson.build import solved_notebook
from autograder.lesson.course import Course
from autograder.sandbox.sandbox import Sandbox
from tests.corpora.at_home import EDITS, packed
from tests.support import ROOT
from tests.support.parity import TwoPlaces, choices, every_choice_once, mixture

COURSE = Course(ROOT)
LESSONS = [lesson.name for lesson in COURSE.all_lessons() if lesson.exercises]
MIXTURES = 300
EACH = MIXTURES // len(LESSONS)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(hidden=(ROOT,)) as sandbox:
        yield sandbox


@cache
def two_places(name: str, sandbox: Sandbox) -> TwoPlaces:
    return TwoPlaces(COURSE.lesson(name), sandbox)


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize("name", LESSONS[:1] + LESSONS[3:4])
def test_a_mixture_gets_the_same_in_both_places(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    lesson = COURSE.lesson(name)
    chosen = mixture(lesson, seed=1)
    assert len(chosen) > len(lesson.exercises) / 2
    places = two_places(name, sandbox)
    assert places.differences(solved_notebook(lesson, chosen), tmp_path) == []


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("name", LESSONS)
def test_every_known_mistake_and_style_gets_the_same_in_both_places(
    name: str, sandbox: Sandbox, tmp_path: Path
) -> None:
    lesson = COURSE.lesson(name)
    chosen = every_choice_once(lesson)
    assert sum(map(len, chosen)) == sum(map(len, choices(lesson).values()))
    places = two_places(name, sandbox)
    differences = {
        number: places.differences(solved_notebook(lesson, each), tmp_path)
        for number, each in enumerate(chosen)
    }
    assert {number: found for number, found in differences.items() if found} == {}


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("seed", range(EACH))
@pytest.mark.parametrize("name", LESSONS)
def test_drawn_mixtures_get_the_same_in_both_places(
    name: str, seed: int, sandbox: Sandbox, tmp_path: Path
) -> None:
    lesson = COURSE.lesson(name)
    notebook = solved_notebook(lesson, mixture(lesson, 1000 + seed))
    assert two_places(name, sandbox).differences(notebook, tmp_path) == []


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize(("number", "names"), packed(), ids=lambda each: each[0])
def test_what_is_done_around_an_answer_gets_the_same_in_both_places(
    number: str, names: list[str], sandbox: Sandbox, tmp_path: Path
) -> None:
    lesson = COURSE.lesson(number)
    notebook = solved_notebook(lesson)
    for name in names:
        EDITS[name].change(notebook)
    differences = two_places(lesson.name, sandbox).differences(notebook, tmp_path)
    assert [each for each in differences if "another process" not in each] == []
