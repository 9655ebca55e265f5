"""A submission may end or block whoever judges it: the class is graded all the same."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.grading.grade import Order, grade
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.processes import tree, wait_gone
from autograder.sandbox.sandbox import Sandbox
from autograder.workers.seat import Seat, Seats
from autograder.workers.task import NotJudged, task
from tests.support.classes import (
    LESSON,
    finish,
    hand_in,
    marks,
    mixed_class,
    solved,
    start_grading,
    wait_for,
)

# Without walls, a student's process can reach those it comes from: its keeper, the zygote that
# forked that one, and the seat's process that started the zygote.
REACH = """
import os, pathlib, time

def above(steps):
    pid = os.getpid()
    for _ in range(steps):
        pid = int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return pid
"""
ITSELF, ZYGOTE, SEAT = "above(0)", "above(2)", "above(3)"
SCALE = "\nscale_factor = 3.0\n"


LARGE = "import numpy as np\ndef double(x):\n    return np.zeros(2_000_000)\n"


def harmful(lesson: Lesson, whom: str, number: int = signal.SIGKILL, *, once: str = "") -> str:
    """A perfect notebook that also sends a signal; with `once`, only if that file is not there."""
    act = f"os.kill({whom}, {int(number)}); time.sleep(2)"  # its own end comes a moment later
    if once:
        act = f"p = pathlib.Path({once!r})\nif not p.exists():\n    p.touch()\n    {act}"
    return solved(lesson, scale=REACH + act + SCALE)


def slow(lesson: Lesson) -> str:
    """A notebook with cells that take all the time there is."""
    nap = "import time\ntime.sleep(600)\n"
    return solved(lesson, double=nap, scale=nap, apply_twice=nap)


def test_whoever_ends_the_worker_or_the_sandbox_twice_is_given_up_and_the_rest_is_graded(
    course: Course, tiny: Lesson, tmp_path: Path
) -> None:
    hand_in(course, "a-worker", harmful(tiny, SEAT))
    hand_in(course, "b-worker-once", harmful(tiny, SEAT, once=str(tmp_path / "worker")))
    hand_in(course, "c-sandbox", harmful(tiny, ZYGOTE))
    hand_in(course, "d-sandbox-once", harmful(tiny, ZYGOTE, once=str(tmp_path / "sandbox")))
    hand_in(course, "e-itself", harmful(tiny, ITSELF))
    hand_in(course, "f-itself-once", harmful(tiny, ITSELF, once=str(tmp_path / "itself")))
    hand_in(course, "fine", solved(tiny))
    outcome = grade(Order(course, course.lesson(LESSON), workers=2, trusted=True))
    assert outcome.problems == {
        "a-worker": "judging it ended the grader's worker twice; look at it by hand",
        "c-sandbox": "judging it ended the sandbox twice; look at it by hand",
    }
    assert marks(course) == {
        "b-worker-once": 10,
        "d-sandbox-once": 10,
        "e-itself": 9,
        "f-itself-once": 10,
        "fine": 10,
    }


def test_a_stuck_worker_is_ended_and_the_next_submission_gets_a_fresh_one(tiny: Lesson) -> None:
    stuck = task(tiny, harmful(tiny, SEAT, signal.SIGSTOP), seed=1, trusted=True)
    fine = task(tiny, solved(tiny), seed=1, trusted=True)
    seat = Seat()
    try:
        assert seat.judge(fine).score == 10
        with pytest.raises(NotJudged, match="did not end within 2 s; look at it by hand"):
            seat.judge(replace(stuck, patience=2.0))
        assert seat.judge(fine).score == 10
    finally:
        seat.close()


def test_a_worker_without_memory_blames_no_student_and_is_replaced(tiny: Lesson) -> None:
    fine = task(tiny, solved(tiny), seed=1, trusted=True)
    with Seats(1) as seats:
        assert seats.submit(fine).result().score == 10
        (worker,) = seats.processes()
        little = 64 * 2**20  # less than it holds already: it gets no more
        resource.prlimit(worker, resource.RLIMIT_AS, (little, little))
        large = task(tiny, solved(tiny, double=LARGE), seed=1, trusted=True)
        with pytest.raises(NotJudged, match="no memory left; use fewer --workers"):
            seats.submit(large).result()
        assert seats.submit(large).result().score == 8
        assert seats.submit(fine).result().score == 10


def test_a_sandbox_that_is_killed_while_it_starts_is_started_again() -> None:
    def zygotes() -> list[int]:
        found = []
        for pid in tree(os.getpid())[1:]:
            with contextlib.suppress(OSError):
                if b"autograder.inside.zygote" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    found.append(pid)
        return found

    before = set(zygotes())
    with ThreadPoolExecutor(1) as other:
        first = other.submit(wait_for, lambda: set(zygotes()) - before)
        first.add_done_callback(lambda found: os.kill(min(found.result()), signal.SIGKILL))
        with Sandbox(trusted=True) as sandbox, sandbox.fork() as child:
            assert child.pid not in first.result()
            assert not set(zygotes()) & first.result()


def test_patience_leaves_room_for_all_that_a_lesson_may_take(tiny: Lesson) -> None:
    work = task(tiny, "", seed=1)
    assert 1200 < work.patience < 3600


def test_leaving_the_seats_by_an_exception_ends_the_work_at_once(tiny: Lesson) -> None:
    work = task(tiny, slow(tiny), seed=1, trusted=True)
    with contextlib.suppress(KeyboardInterrupt), Seats(1) as seats:
        future = seats.submit(work)
        wait_for(seats.processes)
        raise KeyboardInterrupt
    with pytest.raises(NotJudged, match="stopped"):
        future.result()


def test_control_c_stops_at_once_says_how_to_go_on_and_leaves_no_process(
    course: Course, tiny: Lesson
) -> None:
    mixed_class(course, tiny, 6)
    for student in ("s001", "s002"):
        hand_in(course, student, slow(tiny))
    grading = start_grading(course, "--trusted")
    records = course.grading / "records" / LESSON
    wait_for(lambda: list(records.glob("*.json")))
    below = [(pid, os.pidfd_open(pid)) for pid in tree(grading.pid)[1:]]
    assert len(below) >= 4, "two workers, two sandboxes"
    grading.send_signal(signal.SIGINT)
    code, _, complained = finish(grading)
    assert code == 130
    assert complained.strip() == (
        "autograder: stopped; what is done is kept: start the same command again to go on"
    )
    left = {path.stem for path in records.glob("*.json")}
    assert left.isdisjoint({"s001", "s002"}), "it waited for those who are slow"
    for pid, descriptor in below:
        assert wait_gone(descriptor, 60), f"process {pid} is left behind"
        os.close(descriptor)
