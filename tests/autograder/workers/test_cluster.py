"""A class is judged by a Dask cluster: the same marks, also when a worker is killed meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.cli.main import main
from autograder.grading.grade import Order, grade
from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.sandbox.processes import tree
from autograder.workers.cluster import ClusterError, ClusterSeats, fingerprint, judge_on_worker
from autograder.workers.task import task
from tests.support import ROOT
from tests.support.classes import LESSON, finish, marks, mixed_class, start_grading, wait_for
from tests.support.needs import why_no_sandbox

pytestmark = pytest.mark.slow
pytest.importorskip("distributed")

PROGRAMS = {"scheduler": "distributed.cli.dask_scheduler", "worker": "distributed.cli.dask_worker"}


class Cluster:
    """A scheduler and its workers, each a process of its own with an empty working folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        where = folder / "scheduler.json"
        file = ("--scheduler-file", str(where))
        self.scheduler = self._start(
            "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", *file
        )
        self.address = wait_for(lambda: self._address(where))

    def add_worker(self, *options: str) -> subprocess.Popen[bytes]:
        alone = ("--no-nanny", "--nthreads", "1", "--no-dashboard")
        self.workers.append(self._start("worker", self.address, *(options or alone)))
        return self.workers[-1]

    def end(self) -> None:
        """At once: a worker that has lost its scheduler is slow to end by itself."""
        for process in reversed(self._processes):
            process.kill()
            process.wait()

    def _start(self, program: str, *options: str) -> subprocess.Popen[bytes]:
        elsewhere = {k: v for k, v in os.environ.items() if k != "AUTOGRADER_COURSE"}
        with (self._folder / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", PROGRAMS[program], *options],
                cwd=self._folder,
                env={**elsewhere, "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )
        self._processes.append(process)
        return process

    @staticmethod
    def _address(where: Path) -> str:
        with contextlib.suppress(OSError, ValueError):
            return str(json.loads(where.read_text())["address"])
        return ""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        cluster.add_worker()
        cluster.add_worker()
        yield cluster
    finally:
        cluster.end()


def seats_below(worker: subprocess.Popen[bytes]) -> list[int]:
    found = []
    for pid in tree(worker.pid)[1:]:
        with contextlib.suppress(OSError):
            if b"autograder.workers.seat" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


@pytest.mark.long
def test_a_worker_killed_in_the_middle_changes_no_mark(
    course: Course, tiny: Lesson, cluster: Cluster
) -> None:
    deserved = mixed_class(course, tiny, 16)
    walls = ("--trusted",) if why_no_sandbox() else ()
    grading = start_grading(course, *walls, "--scheduler", cluster.address)
    folder = course.grading / "records" / LESSON
    wait_for(lambda: len(list(folder.glob("*.json"))) >= 3 or grading.poll() is not None)
    wait_for(lambda: all(map(seats_below, cluster.workers)) or grading.poll() is not None)
    assert grading.poll() is None, "both workers are at work"
    below = tree(cluster.workers[0].pid)
    cluster.workers[0].send_signal(signal.SIGKILL)
    code, printed, complained = finish(grading)
    assert code == 0, complained
    assert "16 graded" in printed
    assert marks(course) == deserved
    wait_for(lambda: not any(Path(f"/proc/{pid}/cwd").exists() for pid in below[1:]))


def test_a_worker_with_other_code_is_named(tiny: Lesson) -> None:
    work = task(tiny, "", seed=1)
    with pytest.raises(ClusterError, match="has another version of this package; install the same"):
        judge_on_worker(fingerprint()[::-1], work)


def test_an_address_where_nothing_answers_is_one_sentence(
    course: Course,
    tiny: Lesson,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mixed_class(course, tiny, 1)
    monkeypatch.setattr("autograder.workers.cluster._CONNECT_SECONDS", 1)
    assert main(["grade", "1", "--scheduler", "tcp://127.0.0.1:9"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("autograder: no Dask scheduler answers at 'tcp://127.0.0.1:9'")
    assert said.endswith("--scheduler tcp://HOST:8786\n")
    assert said.count("\n") == 1


def test_without_dask_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install distributed"):
        ClusterSeats("tcp://127.0.0.1:9")


def test_where_the_scheduler_goes_away_nobody_is_at_work_until_it_is_back(tmp_path: Path) -> None:
    """Also in the moment before Dask itself has noticed."""
    cluster = Cluster(tmp_path)
    try:
        cluster.add_worker()
        with ClusterSeats(cluster.address) as seats:
            assert seats.size() == 1
            cluster.scheduler.kill()
            wait_for(lambda: seats.size() == 0)
    finally:
        cluster.end()


def test_a_cluster_that_is_lost_stops_the_run_with_a_sentence(
    course: Course, tiny: Lesson, cluster: Cluster
) -> None:
    mixed_class(course, tiny, 12)

    def end_it(_: str) -> None:
        cluster.scheduler.kill()

    order = Order(course, course.lesson(LESSON), trusted=True, scheduler=cluster.address)
    with pytest.raises(ClusterError, match="was lost; start it and the same command again"):
        grade(order, end_it)
