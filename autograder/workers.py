"""Judge many submissions side by side. Workers are stateless: text in, a judgement out.

A worker needs only the package and bubblewrap, no folder of the course, so the same function can
run in a process of this machine or anywhere that a `concurrent.futures.Executor` reaches.
"""

from __future__ import annotations

import atexit
import contextlib
import multiprocessing
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import nbformat

from autograder.judge import Judge
from autograder.lesson import Lesson, parse_lesson
from autograder.namespaces import die_with_parent
from autograder.sandbox import Sandbox
from autograder.submission import Submission
from autograder.verdict import Judgement


@dataclass(frozen=True)
class Task:
    """All that a worker has to know to judge one submission.

    `hide` names folders that no student may read even where the environment lies inside them.
    """

    lesson: str
    source: str
    seed: int
    notebook: str
    notes: tuple[str, ...] = ()
    trusted: bool = False
    figures: bool = False
    hide: tuple[str, ...] = ()


def task(
    lesson: Lesson,
    notebook: str,
    notes: tuple[str, ...] = (),
    *,
    seed: int,
    trusted: bool = False,
    hide: tuple[str, ...] = (),
) -> Task:
    """The task of judging the notebook text under the lesson as it is now."""
    return Task(lesson.name, lesson.text, seed, notebook, notes, trusted=trusted, hide=hide)


def judge_task(task: Task) -> Judgement:
    """Judge one submission in this process, with a sandbox that is kept for the next."""
    judge = _judge(task.lesson, task.source, task.seed, _sandbox(task.trusted, task.hide))
    notebook = nbformat.reads(task.notebook, as_version=4)
    return judge.judge(Submission(notebook, task.notes), figures=task.figures)


def local_executor(workers: int) -> Executor:
    """Worker processes on this machine; they start clean, not as copies of this one."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(
        max_workers=workers, mp_context=context, initializer=_end_with_the_main_process
    )


def _end_with_the_main_process() -> None:
    """A main process that is killed leaves no worker behind (where the system can promise it)."""
    with contextlib.suppress(Exception):
        die_with_parent()


@lru_cache(maxsize=8)
def _judge(name: str, source: str, seed: int, sandbox: Sandbox) -> Judge:
    lesson = parse_lesson(Path(f"{name}.py"), source)
    return Judge(lesson, sandbox, seed=seed)


@lru_cache(maxsize=2)
def _sandbox(trusted: bool, hide: tuple[str, ...]) -> Sandbox:
    sandbox = Sandbox(trusted=trusted, hidden=hide)
    atexit.register(sandbox.close)
    return sandbox
