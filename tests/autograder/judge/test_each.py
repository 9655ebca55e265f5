"""Many calls in one message mean what they mean one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.build import solved_notebook
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission

LESSON = '''\
# %%
import numpy as np

from course_utils import check

# %% exercise="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% tests="double" points=1
check.close(double(1), 2, what="double(1)")
### BEGIN HIDDEN TESTS
cases = [(np.array([n, n + 1]),) for n in range(100)]
for n, found in enumerate(check.results(double, cases)):
    check.close(found, 2 * cases[n][0], what="double", given={"x": cases[n][0]})
check.close(double(5), 10, what="double(5)")
### END HIDDEN TESTS
'''
COUNTS = "calls = 0\ndef double(x):\n    global calls\n    calls += 1\n"


def judged(answer: str, sandbox: Sandbox, *, seconds: float = 60) -> Judgement:
    lesson = parse_lesson(Path("01_each"), LESSON)
    notebook = solved_notebook(lesson, {"double": answer})
    return Judge(lesson, sandbox, seed=1, seconds=seconds).judge(Submission(notebook))


def test_a_hundred_calls_take_a_few_messages(trusted: Sandbox, asked: list[str]) -> None:
    assert judged("def double(x):\n    return 2 * x", trusted).tests[0].verdict is Verdict.PASS
    assert asked.count("several") == 6  # 2, 4, 8, 16, 32 and the rest, after a first call alone


def test_a_result_that_is_written_over_later_counts_as_it_was_returned(trusted: Sandbox) -> None:
    answer = "kept = np.zeros(2)\ndef double(x):\n    if not np.ndim(x):\n        return 2 * x\n"
    found = judged(answer + "    kept[:] = 2 * x\n    return kept", trusted)
    assert found.tests[0].verdict is Verdict.PASS


def test_the_call_that_raises_is_told_and_later_ones_are_not_made(trusted: Sandbox) -> None:
    raises = f"{COUNTS}    if calls == 43:\n        raise ValueError('n')\n    return 2 * x"
    found = judged(raises, trusted)
    assert found.tests[0].verdict is Verdict.FAIL
    (failure,) = found.tests[0].failures
    assert failure.sentence == "It raised ValueError in the line `raise ValueError('n')`: n."
    assert failure.given == "x = [41, 42]"


def test_what_a_call_after_a_failing_one_would_do_is_not_held_against_the_answer(
    trusted: Sandbox,
) -> None:
    answer = (
        f"{COUNTS}    if calls == 30:\n        raise ValueError('thirty')\n"
        "    if calls > 31:\n        import os\n        os._exit(1)\n    return 2 * x"
    )
    found = judged(answer, trusted)
    assert found.tests[0].verdict is Verdict.FAIL
    assert "thirty" in found.tests[0].failures[0].sentence


def test_a_call_among_many_that_ends_the_program_or_hangs_is_held_against_it(
    trusted: Sandbox,
) -> None:
    ends = f"{COUNTS}    if calls == 30:\n        import os\n        os._exit(1)\n    return 2 * x"
    assert judged(ends, trusted).tests[0].verdict is Verdict.CRASH
    hangs = f"{COUNTS}    while calls == 30:\n        pass\n    return 2 * x"
    assert judged(hangs, trusted, seconds=5).tests[0].verdict is Verdict.TIMEOUT


def test_results_that_do_not_fit_into_one_message_come_in_the_next(
    trusted: Sandbox, asked: list[str]
) -> None:
    large = "    if np.ndim(x) and 40 < x[0] < 44:\n        return 'x' * 2_500_000\n"
    found = judged(f"def double(x):\n{large}    return 2 * x", trusted)
    assert asked.count("several") < 20
    assert [failure.given for failure in found.tests[0].failures] == ["x = [41, 42]"]


@pytest.mark.parametrize(
    "said", ["None", "{}", "[[]] * len(replies)", "replies * 2"], ids=lambda said: said[:8]
)
def test_a_reply_of_another_form_is_refused(said: str, trusted: Sandbox) -> None:
    answer = f"""
import sys
server = type(sys.modules["autograder.inside.student"].JudgeFunction)
cls = sys.modules["autograder.inside.student"].Server
real = cls._do_several
def lies(self, message, blob):
    extra, value = real(self, message, blob)
    replies = extra["replies"]
    return {{"replies": {said} if message.get("stops") else replies}}, value
cls._do_several = lies
def double(x):
    return 2 * x
"""
    assert judged(answer, trusted).tests[0].verdict is Verdict.REFUSED
