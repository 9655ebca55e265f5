"""A seat: one process that judges, one submission after another, watched from outside.

The judge needs a main thread for its alarms, and a submission may end or block whoever judges it.
So a thread (of this program, or of a cluster's worker) sits at a seat: it hands a task to a process
of its own and waits, but not for ever. A seat whose process ended gets a fresh one.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from autograder.common.text import first_line
from autograder.judge.verdict import Judgement
from autograder.lesson.lesson import LessonError
from autograder.sandbox.unavailable import SandboxUnavailable
from autograder.workers.task import NotJudged, Task

_ATTEMPTS = 2
_STOP_SECONDS = 10.0
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from autograder.workers.seat import serve; serve(int(sys.argv[1]))"
)
_NO_MEMORY = "the worker had no memory left; use fewer --workers, and start the same command again"
_here = threading.local()


class Seat:
    """The process that judges for one thread, started when it is first needed."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._closed = self._overdue = False
        self._lock = threading.Lock()

    def judge(self, task: Task) -> Judgement:
        """Judge in the seat's process; once more in a fresh one, should it end in the middle.

        Raises:
            NotJudged: it ended twice, took longer than `task.patience`, or stumbled.
            SandboxUnavailable: and whatever else a user can mend.
        """
        for _ in range(_ATTEMPTS):
            pipe = self.start()
            watchdog = threading.Timer(task.patience, self._lose_patience)
            watchdog.daemon = True
            watchdog.start()
            try:
                pipe.send(task)
                said = pipe.recv()
            except (OSError, EOFError):
                self.kill()
                if self._overdue:
                    about = f"judging it did not end within {task.patience:.0f} s"
                    raise NotJudged(f"{about}; look at it by hand") from None
                continue
            finally:
                watchdog.cancel()
            if isinstance(said, BaseException):
                raise said
            judgement: Judgement = said
            return judgement
        raise NotJudged("judging it ended the grader's worker twice; look at it by hand")

    def close(self) -> None:
        """Let the process end by itself, and take no more work."""
        with self._lock:
            self._closed = True
            if self._pipe is not None:
                self._pipe.close()
            if self._process is not None:
                try:
                    self._process.wait(_STOP_SECONDS)
                except subprocess.TimeoutExpired:
                    self._process.kill()

    def kill(self, *, for_good: bool = False) -> None:
        """End the process at once, wherever it is."""
        with self._lock:
            self._closed = self._closed or for_good
            if self._process is not None:
                self._process.kill()
                self._process.wait()
            self._process = None

    def start(self) -> Connection:
        """The way to the process, started if there is none; raises NotJudged once it is closed."""
        with self._lock:
            if self._closed:
                raise NotJudged("grading was stopped")
            if self._process is None or self._pipe is None or self._process.poll() is not None:
                self._process, self._pipe = _spawn()
            self._overdue = False
            return self._pipe

    def _lose_patience(self) -> None:
        self._overdue = True
        self.kill()


class Seats:
    """Seats side by side on this machine. A context manager.

    Left in order, it waits for what is at work; left by an exception, it ends everything at once.
    """

    def __init__(self, count: int) -> None:
        self._seats = [Seat() for _ in range(count)]
        self._free = list(self._seats)
        self._prepared = False
        self._executor = ThreadPoolExecutor(count, "seat", initializer=self._sit_down)

    def __enter__(self) -> Seats:
        return self

    def __exit__(self, kind: Any, *_: object) -> None:
        if kind is None:
            self._executor.shutdown(wait=True)
            for seat in self._seats:
                seat.close()
        else:
            self._executor.shutdown(wait=False, cancel_futures=True)
            for seat in self._seats:
                seat.kill(for_good=True)
            self._executor.shutdown(wait=True)

    def size(self) -> int:
        """How many submissions are judged at a time."""
        return len(self._seats)

    def prepare(self) -> None:
        """Start all processes, without waiting for them; after the first call, do nothing."""
        if not self._prepared:
            self._prepared = True
            for seat in self._seats:
                seat.start()

    def submit(self, task: Task) -> Future[Judgement]:
        """Have a submission judged at a seat that is free."""
        return self._executor.submit(judge_at_seat, task)

    def result(self, future: Future[Judgement]) -> Judgement:
        """What came of a submission; raises what `Seat.judge` raises."""
        return future.result()

    def processes(self) -> list[int]:
        """The process ids of the seats that are in use."""
        processes = [seat._process for seat in self._seats]
        return [process.pid for process in processes if process is not None]

    def _sit_down(self) -> None:
        _here.seat = self._free.pop()


def judge_at_seat(task: Task) -> Judgement:
    """Judge at the seat of the calling thread; raises what `Seat.judge` raises."""
    if not hasattr(_here, "seat"):
        _here.seat = Seat()
    seat: Seat = _here.seat
    return seat.judge(task)


def serve(descriptor: int) -> None:
    """Inside a seat's process: judge what comes until the other side hangs up or is gone."""
    from autograder.workers.workers import end_with_the_main_process  # it brings the judge with it

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the grader decides when to stop
    end_with_the_main_process()
    os.set_inheritable(descriptor, False)
    pipe = Connection(descriptor)
    while True:
        try:
            task = pipe.recv()
        except (EOFError, OSError):
            return
        try:
            outcome = _outcome(task)
        except MemoryError:
            pipe.send(NotJudged(_NO_MEMORY))
            return  # the next submission gets a process that holds nothing yet
        pipe.send(outcome)


def _outcome(task: Task) -> Judgement | Exception:
    from autograder.workers.workers import judge_task

    try:
        return judge_task(task)
    except MemoryError:
        raise
    except (LessonError, NotJudged, SandboxUnavailable) as error:
        return error
    except Exception as error:  # one submission, one line: the class goes on
        said = f"{type(error).__name__}: {first_line(error)}"
        return NotJudged(f"judging it failed ({said}); look at it by hand")


def _spawn() -> tuple[subprocess.Popen[bytes], Connection]:
    """A fresh Python that finds modules where this one does, and nothing of the working folder.

    In a session of its own: what a terminal sends to the grader is for the grader alone.
    """
    ours, theirs = socket.socketpair()
    path = json.dumps([folder or os.getcwd() for folder in sys.path])
    with theirs:
        command = [sys.executable, "-P", "-c", _CODE, str(theirs.fileno()), path]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], start_new_session=True
        )
    return process, Connection(ours.detach())
