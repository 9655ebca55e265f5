"""What people do around a right answer costs nothing, or is told, wherever the notebook is run."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.repair import repair
from autograder.submission.submission import Submission
from course_utils.notebook.outline import Outline
from course_utils.selfcheck import check_notebook
from tests.corpora.at_home import EDITS, packed
from tests.support import ROOT

COURSE = Course(ROOT)
PACKS = packed()
Judging = Callable[[str, list[str]], Judgement]


def edited(lesson: Lesson, names: list[str]) -> Any:
    """A solved notebook with these changes."""
    notebook = copy.deepcopy(solved_notebook(lesson))
    for name in names:
        EDITS[name].change(notebook)
    return notebook


def judging(sandbox: Sandbox) -> Judging:
    @cache
    def judge(number: str) -> Judge:
        return Judge(COURSE.lesson(number), sandbox, seed=3, seconds=120.0)  # on any machine

    def run(number: str, names: list[str]) -> Judgement:
        lesson = judge(number).lesson
        notebook = edited(lesson, names)
        notes = repair(notebook, lesson, released_notebook(lesson))
        return judge(number).judge(Submission(notebook, tuple(notes)))

    return run


@pytest.fixture(scope="module")
def walled() -> Iterator[Judging]:
    with Sandbox(hidden=(ROOT,)) as sandbox:
        yield judging(sandbox)


@pytest.fixture(scope="module")
def unwalled() -> Iterator[Judging]:
    with Sandbox(trusted=True) as sandbox:
        yield judging(sandbox)


def assert_as_expected(judgement: Judgement, names: list[str]) -> None:
    found = {each.name: each for each in judgement.exercises}
    lost = {n for n, each in found.items() if each.verdict not in (Verdict.PASS, Verdict.MANUAL)}
    expected = {EDITS[name].exercise for name in names if EDITS[name].loses}
    assert lost == expected, {name: found[name].message for name in lost ^ expected}
    notes = "; ".join(judgement.notes)
    for name in names:
        edit = EDITS[name]
        assert edit.note in notes
        assert not edit.says or edit.says in found[edit.exercise].message
    if not any(EDITS[name].note for name in names):
        assert notes == ""
    assert "StudentObject" not in str(judgement)


@pytest.mark.slow
@pytest.mark.sandbox
@pytest.mark.parametrize(("number", "names"), PACKS, ids=lambda each: each[0])
def test_what_is_done_around_an_answer_costs_what_it_should(
    number: str, names: list[str], walled: Judging
) -> None:
    assert_as_expected(walled(number, names), names)


@pytest.mark.long
@pytest.mark.sandbox
@pytest.mark.parametrize("name", EDITS)
def test_each_change_alone_gets_the_same_with_and_without_walls(
    name: str, walled: Judging, unwalled: Judging
) -> None:
    number = EDITS[name].lesson
    judgement = walled(number, [name])
    assert_as_expected(judgement, [name])
    assert unwalled(number, [name]).exercises == judgement.exercises


@pytest.mark.long
@pytest.mark.parametrize(("number", "names"), PACKS, ids=lambda each: each[0])
def test_a_students_own_check_says_the_same(number: str, names: list[str], tmp_path: Path) -> None:
    lesson = COURSE.lesson(number)
    path = tmp_path / f"{lesson.name}.ipynb"
    nbformat.write(edited(lesson, names), path)

    def outline(_: Any) -> Outline:
        return replace(lesson.outline, released=released_notebook(lesson))

    found = check_notebook(path, find=outline)
    expected = {EDITS[name].exercise for name in names if EDITS[name].loses and at_home_too(name)}
    problems = {each.exercise: each.problem for each in found.results if each.problem}
    assert expected <= problems.keys()  # and those that wait for them: at home nothing is lent
    assert expected or not problems, problems
    notes = "; ".join(found.notes)
    for name in names:
        assert EDITS[name].note in notes


def at_home_too(name: str) -> bool:
    """Whether what is lost is lost at home: other processes can call what is given there."""
    return name != "another_process"
