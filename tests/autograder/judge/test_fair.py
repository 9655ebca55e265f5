"""Marks are fair: what was not asked for costs nothing, everything wrong is told, and one hang is
one exercise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.lesson import Lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

Judged = Callable[..., Judgement]
CHANGES_ITS_ARGUMENT = """def quadruple(x):
    result = double(double(x))
    if isinstance(x, np.ndarray):
        x *= 0
    return result
"""
HANGS = "def double(x):\n    while True:\n        pass"


def verdicts(judgement: Judgement) -> dict[str, str]:
    return {result.name: result.verdict.value for result in judgement.exercises}


def test_a_changed_argument_is_told_and_costs_nothing_where_nobody_forbade_it(
    judged: Judged,
) -> None:
    judgement = judged(quadruple=CHANGES_ITS_ARGUMENT)
    assert judgement.score == judgement.max_score
    assert judgement.notes == ("quadruple changes its argument x in place; this cost no points",)
    assert judged().notes == ()


def test_a_changed_argument_costs_marks_where_the_exercise_says_so(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    x *= 2\n    return x")
    test = next(test for test in judgement.tests if test.exercise == "double")
    assert verdicts(judgement)["double"] == "fail"
    failure = test.failures[-1]
    assert failure.sentence == "double changes its argument x in place; work on a copy."
    assert failure.given.startswith("x = [")
    assert judgement.notes == ()


def test_every_check_that_fails_is_told(judged: Judged) -> None:
    judgement = judged(double="def double(x):\n    x += 1\n    return np.asarray(x) * 2")
    test = next(test for test in judgement.tests if test.exercise == "double")
    sentences = [failure.sentence for failure in test.failures]
    assert len(sentences) > 1
    assert any("double([1, 2])" in sentence for sentence in sentences)
    assert any("in place" in sentence for sentence in sentences)


def test_a_hang_is_found_in_its_time_and_the_rest_is_judged(tiny: Lesson, trusted: Sandbox) -> None:
    judge = Judge(tiny, trusted, seed=1, seconds=3)
    judgement = judge.judge(Submission(solved_notebook(tiny, {"double": HANGS})))
    found = verdicts(judgement)
    assert found.pop("double") == Verdict.TIMEOUT
    assert set(found.values()) <= {Verdict.PASS, Verdict.MANUAL}


def test_what_is_no_function_and_what_is_no_python_are_told_in_words(judged: Judged) -> None:
    def message(source: str) -> str:
        judgement = judged(double=source)
        return next(r.message for r in judgement.exercises if r.name == "double")

    assert message("double = 2.0") == "`double` should be a function, found 2.0."
    said = message("def double(x:\n    return")
    assert said.startswith("`double` is not defined: its cell stopped with SyntaxError: ")
    assert said.endswith(" (line 1).")
    assert message("1 / 0\n\n\nprint('double')") == (
        "`double` is not defined: its cell stopped with ZeroDivisionError: division by zero."
    )
    assert np.isclose(judged(double="double = lambda x: 2 * np.asarray(x)").score, 10)


def test_what_a_cell_lacks_here_does_not_cost_what_stands_below_it(judged: Judged) -> None:
    above = "import no_such_package\nname = input('? ')\n"
    judgement = judged(double=f"{above}\ndef double(x):\n    return 2 * np.asarray(x)")
    assert judgement.score == judgement.max_score
    failed = f"{above}\nraise ValueError('mine')\n\ndef double(x):\n    return 2 * np.asarray(x)"
    assert verdicts(judged(double=failed))["double"] == "pass"


def test_who_returns_a_random_generator_is_told_as_at_home(judged: Judged) -> None:
    judgement = judged(
        double="import numpy as np\n\ndef double(x):\n    return np.random.default_rng(1)"
    )
    (result,) = (each for each in judgement.exercises if each.name == "double")
    assert result.verdict is Verdict.FAIL
    said = [failure.sentence for test in judgement.tests for failure in test.failures]
    assert any("Generator" in sentence for sentence in said)
    assert not any("not accepted" in sentence for sentence in said)
