"""Judge many submissions side by side. Workers are stateless: text in, a judgement out.

A worker needs only the package and bubblewrap, no folder of the course, so the same function can
run in a process of this machine or anywhere that a `concurrent.futures.Executor` reaches.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from autograder.inside.namespaces import die_with_parent
from autograder.judge import guard
from autograder.judge.errors import KILLED
from autograder.judge.judge import Judge
from autograder.judge.verdict import Judgement, Verdict
from autograder.lesson.read import parse_lesson
from autograder.sandbox.sandbox import Sandbox
from autograder.submission.submission import Submission
from autograder.workers.task import ATTEMPTS, NotJudged, Task


def judge_task(task: Task) -> Judgement:
    """Judge one submission in this process, with a sandbox that is kept for the next.

    When the sandbox itself ended meanwhile, the student is not to blame: it is judged once more. So
    it is when the student's process was killed from outside, by a system out of memory or a person;
    the second time it is taken for the student's fault.

    Raises:
        MemoryError: there is none left, which may have looked like the student's fault.
        NotJudged: it ended both times.
        SandboxUnavailable: there is none.
    """
    sandbox = _sandbox(task.trusted, task.hide)
    judge = _judge(task.lesson, task.source, task.mistakes, task.seed, sandbox)
    submission = Submission.of_text(task.notebook, task.notes)
    for attempt in range(1, ATTEMPTS + 1):
        before = sandbox.starts
        judgement = judge.judge(submission, figures=task.figures)
        if not _stopped(judgement):
            return judgement
        if not guard.to_be_had():
            raise MemoryError("this process is given no more memory")
        if sandbox.alive_since(before) and (attempt > 1 or not _killed(judgement)):
            return judgement
    raise NotJudged("judging it ended the sandbox twice; look at it by hand")


def _stopped(judgement: Judgement) -> bool:
    """Whether a process of the student's stopped, or seems to have."""
    stops = (Verdict.CRASH, Verdict.REFUSED, Verdict.TIMEOUT)
    shown = (error["ename"] in stops for error in _errors(judgement))
    return any(test.verdict in stops for test in judgement.tests) or any(shown)


def _killed(judgement: Judgement) -> bool:
    """Whether a process of the student's was killed, which it cannot do itself in the sandbox."""
    shown = (KILLED in error["evalue"] for error in _errors(judgement))
    return any(KILLED in test.message for test in judgement.tests) or any(shown)


def _errors(judgement: Judgement) -> Iterator[dict[str, Any]]:
    """What ended cells, as they show it."""
    shown = (output for outputs in judgement.outputs.values() for output in outputs)
    return (output for output in shown if output["output_type"] == "error")


def local_executor(workers: int) -> Executor:
    """Worker processes on this machine; they start clean, not as copies of this one."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=end_with_the_main_process
    )


def end_with_the_main_process() -> None:
    """A main process that is killed leaves no worker behind (where the system can promise it)."""
    with contextlib.suppress(Exception):
        die_with_parent()


@lru_cache(maxsize=8)
def _judge(name: str, source: str, mistakes: str, seed: int, sandbox: Sandbox) -> Judge:
    lesson = parse_lesson(Path(name), source, mistakes)
    return Judge(lesson, sandbox, seed=seed)


@lru_cache(maxsize=2)
def _sandbox(trusted: bool, hide: tuple[str, ...]) -> Sandbox:
    sandbox = Sandbox(trusted=trusted, hidden=hide)
    atexit.register(sandbox.close)
    return sandbox
