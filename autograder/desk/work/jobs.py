"""Commands of `autograder` that buttons run: one at a time, in a process of its own, watched.

What a button does is what the command does. A server that ends takes its command along; what the
command has done is kept, and the same button goes on.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autograder.common.terminal import TELL, console
from autograder.database.place import GradebookError
from autograder.lesson.course import Course

_MOST_LINES = 400
_KEPT = 8
_STOP_SECONDS = 20.0


@dataclass
class Job:
    """A command that runs, or has run.

    Attributes:
        words: what it was called with, after `autograder`.
        who: the person that pressed the button.
        lines: what it has said.
        code: its exit code; None while it runs.
    """

    number: int
    words: tuple[str, ...]
    who: str
    lines: list[str] = field(default_factory=list)
    code: int | None = None
    label: str = ""
    done: float = 0
    total: float = 0
    at_work: str = ""
    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0

    @property
    def command(self) -> str:
        return " ".join(["autograder", *self.words])

    @property
    def per_minute(self) -> float:
        seconds = (self.ended or time.monotonic()) - self.began
        return 60 * self.done / seconds if seconds > 0 else 0.0

    def told(self) -> dict[str, Any]:
        """How far it is, for a page."""
        return {
            "number": self.number,
            "command": self.command,
            "done": int(self.done),
            "total": int(self.total),
            "rate": round(self.per_minute),
            "who": self.at_work,
            "lines": self.lines[-40:],
            "code": self.code,
        }


class Jobs:
    """The commands that were asked for, the newest last."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._changed = threading.Condition()
        self._jobs: list[Job] = []
        self._process: subprocess.Popen[bytes] | None = None
        self._version = 0

    def start(
        self, words: Sequence[str], who: str, after: Callable[[], object] = lambda: None
    ) -> Job:
        """Run a command; `after` is called when it has ended. Raises GradebookError: one runs."""
        with self._changed:
            if self.running is not None:
                raise GradebookError(f"{self.running.command} is still at work; wait until it ends")
            number = self._jobs[-1].number + 1 if self._jobs else 1
            job = Job(number, tuple(words), who)
            ours, theirs = os.pipe()
            self._process = process = self._spawn(job, theirs)
            self._jobs = [*self._jobs[-_KEPT:], job]
        console.print(f"desk: {who} runs {job.command}", markup=False, soft_wrap=True)
        threading.Thread(target=self._follow, args=(job, ours), daemon=True).start()
        threading.Thread(target=self._listen, args=(job, process, after), daemon=True).start()
        self._tell()
        return job

    @property
    def running(self) -> Job | None:
        return next((job for job in self._jobs if job.code is None), None)

    @property
    def newest(self) -> Job | None:
        return self._jobs[-1] if self._jobs else None

    def wait_for_news(self, version: int, seconds: float) -> int:
        """Wait until something has changed since that version; returns the version there is."""
        with self._changed:
            self._changed.wait_for(lambda: self._version != version, seconds)
            return self._version

    def close(self) -> None:
        """End the command that runs, as Ctrl-C does."""
        process = self._process
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()

    def _spawn(self, job: Job, descriptor: int) -> subprocess.Popen[bytes]:
        try:
            return subprocess.Popen(
                [sys.executable, "-m", "autograder", *job.words],
                env={
                    **os.environ,
                    TELL: str(descriptor),
                    "AUTOGRADER_COURSE": str(self._course.root),
                    "COLUMNS": "120",
                    "LOGNAME": job.who,  # so that the history says who it was
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[descriptor],
                start_new_session=True,
            )
        finally:
            os.close(descriptor)

    def _follow(self, job: Job, descriptor: int) -> None:
        """Read how far it is."""
        with open(descriptor, encoding="utf-8", errors="replace") as pipe:
            for line in pipe:
                about = json.loads(line)
                with self._changed:
                    job.label, job.at_work = about["label"], about["who"]
                    job.done, job.total = about["done"], about["total"] or 0
                self._tell()

    def _listen(
        self, job: Job, process: subprocess.Popen[bytes], after: Callable[[], object]
    ) -> None:
        """Read what it says, to its end."""
        assert process.stdout is not None
        for line in process.stdout:
            with self._changed:
                job.lines = [*job.lines[-_MOST_LINES:], line.decode(errors="replace").rstrip()]
            self._tell()
        code = process.wait()
        after()
        with self._changed:
            job.ended, job.code = time.monotonic(), code
        console.print(f"desk: {job.command} has ended ({code})", markup=False, soft_wrap=True)
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._version += 1
            self._changed.notify_all()
