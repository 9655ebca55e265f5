"""Of wrong answers that nobody had listed, most are told their cause, and none a false one."""

from __future__ import annotations

import pytest

from autograder.judge.judge import Judge
from autograder.lesson.build import released_notebook, solved_notebook
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.repair import repair
from autograder.submission.submission import Submission
from tests.corpora.plausible import LISTS, Plausible, answers
from tests.support import ROOT

COURSE = Course(ROOT)
SHARE = 0.8  # of the answers of a list that are told a cause


def causes(lesson: Lesson, wrong: list[Plausible], sandbox: Sandbox) -> dict[Plausible, set[str]]:
    """The cause that each answer is told: one of each exercise in a notebook."""
    found: dict[Plausible, set[str]] = {}
    while rest := [each for each in wrong if each not in found]:
        row = {each.exercise: each for each in reversed(rest)}
        notebook = solved_notebook(lesson, {name: each.source for name, each in row.items()})
        repair(notebook, lesson, released_notebook(lesson))
        judgement = Judge(lesson, sandbox, seed=5, seconds=120.0).judge(Submission(notebook))
        for name, each in row.items():
            tests = [test for test in judgement.tests if test.exercise == name]
            assert any(test.verdict != "pass" for test in tests), each.fault
            found[each] = {t.misconception.partition("/")[2] for t in tests if t.misconception}
    return found


@pytest.mark.long
@pytest.mark.parametrize("name", LISTS)
def test_four_of_five_are_told_a_cause_and_it_is_theirs(name: str, trusted: Sandbox) -> None:
    found: dict[Plausible, set[str]] = {}
    for lesson in COURSE.all_lessons():
        wrong = [each for each in answers(name) if each.lesson == lesson.name[1]]
        found |= causes(lesson, wrong, trusted)
    others = {
        f"{each.exercise}/{each.fault}": told
        for each, told in found.items()
        if each.known and any(not cause.startswith("slip_") for cause in told - {each.known})
    }
    assert others == {}
    assert sum(map(bool, found.values())) >= SHARE * len(found)
