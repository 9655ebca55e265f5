"""Edits of the answers show which mistakes the tests would let pass."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autograder.lesson.lesson import Lesson
from autograder.lesson.read import parse_lesson
from autograder.lesson.wrong.mutants import excused, mutants
from autograder.proofs.mutate import Outcome, mutate

WEAK = '''\
# %%
from course_utils import check

# %% exercise="shift"
def shift(x, by):
    """x moved by `by`."""
    ### BEGIN SOLUTION
    moved = x + by
    return moved
    ### END SOLUTION

# %% tests="shift" points=1
check.close(shift(0.0, 2.0), 2.0, what="shift(0, 2)")
'''
STRONG = 'check.close(shift(5.0, 2.0), 7.0, what="shift(5, 2)")\n'


class _Here(ThreadPoolExecutor):
    """Runs each call at once in this thread: mutants need the main thread's alarm."""

    def map(self, function, *columns, **_):  # type: ignore[no-untyped-def]
        return map(function, *columns)


def outcome(text: str) -> Outcome:
    lesson = parse_lesson(Path("01_weak"), text)
    return next(iter(mutate(lesson, _Here())))


@pytest.mark.parametrize(
    ("source", "edited"),
    [
        ("def f(x): return x + 1", "return x - 1"),
        ("def f(x): return x + 1", "return x\n"),
        ("def f(x): return -x", "return x\n"),
        ("def f(x): return x > 0", "x >= 0"),
        ("def f(x): return x.sum(axis=0)", "axis=1"),
        ("def f(x): return x.T @ x", "return x @ x"),
        ("def f(x):\n    y = x.copy()\n    return y", "y = x\n"),
        ("def f(x):\n    x += 1\n    return x", "pass"),
        ("def f(x): return np.sum(x)", "np.mean(x)"),
        ("def f(x): return (x, 2 * x)", "(x * 0, 2 * x)"),
        ("def f(x): return g(x)", "return x\n"),
    ],
)
def test_each_kind_of_edit_is_made(source: str, edited: str) -> None:
    assert any(edited in mutant.source + "\n" for mutant in mutants(source))


def test_no_mutant_is_the_answer_itself_or_made_twice(tiny: Lesson) -> None:
    for exercise in tiny.exercises:
        sources = [mutant.source for mutant in mutants(exercise.cell.source)]
        assert len(set(sources)) == len(sources)
        assert exercise.cell.source not in sources


def test_docstrings_and_defaults_are_left_alone() -> None:
    kinds = {mutant.kind for mutant in mutants('def f(x, n=3):\n    """Adds 1 to x."""')}
    assert kinds == {"identity"}


def test_the_words_of_an_error_are_left_alone_but_raising_it_is_not() -> None:
    source = "def f(x):\n    if x:\n        raise ValueError(f'{x + 1}')\n    return x"
    edited = [mutant.source for mutant in mutants(source)]
    assert not any("{x - 1}" in text for text in edited)
    assert any("pass" in text for text in edited)


def test_a_weak_test_lets_edits_pass_and_names_them() -> None:
    survivors = outcome(WEAK).survivors
    assert any("dropped term: x + by" in survivor for survivor in survivors)


def test_a_strong_test_lets_none_pass() -> None:
    assert outcome(WEAK + STRONG).survivors == ()


def test_an_excuse_needs_a_reason_and_something_to_excuse() -> None:
    assert excused("x = 1  # equivalent(constant):") == {}
    excuse = "    # equivalent(sign): no reason at all\n    moved"
    result = outcome((WEAK + STRONG).replace("    moved", excuse, 1))
    assert "no reason at all" in result.idle_excuses[0]


def test_a_mutant_that_never_ends_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.proofs.mutate.SECONDS", 0.2)
    loop = WEAK.replace("    return moved", "    while by != by:\n        pass\n    return moved")
    assert not any("comparison" in survivor for survivor in outcome(loop).survivors)
