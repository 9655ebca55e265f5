"""The same work on a Dask cluster, through its executor interface.

A worker of the cluster needs this package and bubblewrap, no folder of the course. Dask runs tasks
in threads, so each thread has a seat, as on one machine; Dask itself gives the task of a worker
that is gone to another.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import socket
import time
from concurrent.futures import CancelledError, Executor, Future
from functools import cache
from pathlib import Path
from typing import Any

from autograder.common.text import first_line
from autograder.judge.verdict import Judgement
from autograder.workers.seat import judge_at_seat
from autograder.workers.task import NotJudged, Task

_CONNECT_SECONDS = 15
_WORKER_SECONDS = 60  # for workers to join, at the start and after all were lost
_PACKAGES = ("autograder", "course_utils")


class ClusterError(RuntimeError):
    """The cluster cannot be used; the text says what to do."""


class ClusterSeats:
    """Seats on the workers of a cluster, in the form of `autograder.workers.seat.Seats`.

    Raises:
        ClusterError: Dask is not installed here, nothing answers at the address, or no worker does.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._distributed = _distributed()
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told below
        try:
            self._client = self._distributed.Client(
                address, timeout=_CONNECT_SECONDS, set_as_default=False
            )
        except (OSError, TimeoutError, ValueError, ImportError) as error:
            raise ClusterError(
                f"no Dask scheduler answers at {address!r} ({first_line(error)}); start one"
                " (`dask scheduler`) and give the address that it prints: --scheduler tcp://HOST:8786"
            ) from error
        self._executor: Executor = self._client.get_executor(pure=False)
        self._seen = time.monotonic()

    def __enter__(self) -> ClusterSeats:
        try:
            self._client.wait_for_workers(1, timeout=_WORKER_SECONDS)
        except TimeoutError as error:
            self._client.close()
            raise ClusterError(self._no_worker()) from error
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        with contextlib.suppress(Exception):  # a cluster that is gone needs no goodbye
            self._executor.shutdown(wait=kind is None)
            self._client.close(timeout=1)

    def size(self) -> int:
        """How many submissions are judged at a time now; ClusterError when the cluster is lost."""
        if self._client.status == "closed":  # Dask has tried to reach it again, in vain
            raise ClusterError(self._lost())
        threads = self._threads()
        now = time.monotonic()
        if threads:
            self._seen = now
        elif now - self._seen > _WORKER_SECONDS:
            raise ClusterError(self._no_worker())
        return threads

    def prepare(self) -> None:
        """Nothing to do: its workers are there."""

    def submit(self, task: Task) -> Future[Judgement]:
        """Have a submission judged somewhere; raises ClusterError if the cluster is gone."""
        try:
            return self._executor.submit(judge_on_worker, fingerprint(), task)
        except Exception as error:
            if self._connected():
                raise
            raise ClusterError(self._lost()) from error

    def result(self, future: Future[Judgement]) -> Judgement:
        """What came of a submission; raises NotJudged, or ClusterError if the cluster is gone."""
        try:
            return future.result()
        except CancelledError as error:
            raise ClusterError(self._lost()) from error
        except self._distributed.KilledWorker as error:
            about = f"judging it ended {error.allowed_failures + 1} workers of the cluster"
            raise NotJudged(f"{about}; look at it by hand") from error
        except ModuleNotFoundError as error:
            raise ClusterError(
                f"a worker of the cluster lacks the course's package: {error}"
            ) from error
        except (NotJudged, ClusterError):
            raise
        except Exception as error:  # what Dask stumbles over when its scheduler goes away
            if self._connected() and not isinstance(error, self._distributed.comm.CommClosedError):
                raise
            raise ClusterError(self._lost()) from error

    def _threads(self) -> int:
        """How many tasks the workers take at a time: none where the scheduler does not answer."""
        if not self._connected():
            return 0
        try:
            return sum(self._client.nthreads().values())
        except OSError:  # it went away a moment ago, and the client has not noticed yet
            return 0

    def _connected(self) -> bool:
        return bool(self._client.status == "running")

    def _lost(self) -> str:
        return (
            f"the cluster at {self._address} was lost; start it and the same command again:"
            " what is done is kept"
        )

    def _no_worker(self) -> str:
        return (
            f"the cluster at {self._address} has no worker; start some where this package and"
            f" bubblewrap are installed: dask worker {self._address}"
        )


def judge_on_worker(version: str, task: Task) -> Judgement:
    """On a worker: judge at the seat of this thread, if it is the same judge as the grader's."""
    if version != fingerprint():
        raise ClusterError(
            f"the worker on {socket.gethostname()} has another version of this package;"
            " install the same one there and restart the worker"
        )
    return judge_at_seat(task)


@cache
def fingerprint() -> str:
    """A digest of the code that judges: what two machines must have in common."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        folder = Path(__file__).resolve().parents[2] / package
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise ClusterError(
            "--scheduler needs Dask, which is not installed here; run: pip install distributed"
        ) from error
    return distributed
