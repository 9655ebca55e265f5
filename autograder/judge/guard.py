"""Bounds on the judge's own work with what a student's process sent: time and memory.

What a student sends decides how long reading it, testing it and answering its calls takes. This
room makes sure that it ends. It knows nothing of students or verdicts.
"""

from __future__ import annotations

import contextlib
import mmap
import os
import resource
import signal
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TypeVar

CELL_SECONDS = 10.0  # for a cell of a submission, and for a test
TOTAL_SECONDS = 600.0  # for all of a submission
MOST_LATE = 9.0  # times what was given: so much more where others had the processors
MEMORY = 1536 * 2**20
_EARLY = 0.01  # an alarm may come a moment before its time
_AGAIN = 1.0  # an exception raised in a finaliser is lost; then the next one gets through
_PAGE = os.sysconf("SC_PAGE_SIZE")
_Result = TypeVar("_Result")


class TimeUp(BaseException):
    """The time is over. Not an Exception: nothing that is being tested may swallow it."""


def within(
    seconds: float,
    work: Callable[[], _Result],
    *,
    memory: int = MEMORY,
    late: Callable[[], float] = float,
) -> _Result:
    """What `work()` returns, if it takes at most `seconds` and `memory` bytes more than now.

    `late` is asked when the time is over: by how many seconds the end is put off. The clock works
    in the main thread only: elsewhere Python lets no signal interrupt the work. May be nested.

    Raises:
        TimeUp: it took longer.
        MemoryError: it took more.
    """
    with _memory_limit(memory):
        if threading.current_thread() is not threading.main_thread():
            return work()
        return _within_time(seconds, work, late)


def _within_time(seconds: float, work: Callable[[], _Result], late: Callable[[], float]) -> _Result:
    def stop(_: int, frame: FrameType | None) -> None:
        if time.monotonic() < started + seconds + late() - _EARLY:
            return  # the alarm comes again
        while frame is not None:  # nowhere but inside the work: an alarm may come a moment late
            if frame.f_code is _inside.__code__:
                raise TimeUp(f"more than {seconds:g} s")
            frame = frame.f_back

    started = time.monotonic()
    handler = signal.signal(signal.SIGALRM, stop)
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        return _inside(work)
    finally:
        outer = max(left - (time.monotonic() - started), 1e-3) if left else 0.0
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, outer, interval)


def _inside(work: Callable[[], _Result]) -> _Result:
    return work()


@contextlib.contextmanager
def _memory_limit(room: int) -> Iterator[None]:
    """No more than `room` bytes of address space beyond what is in use now."""
    used = _address_space()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limits = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    if used is None:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (min([used + room, *limits]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def to_be_had(memory: int = MEMORY) -> bool:
    """Whether this process would be given so many bytes now: if not, no work is to blame for it."""
    try:
        mmap.mmap(-1, memory).close()
    except (OSError, MemoryError):
        return False
    return True


def _address_space() -> int | None:
    """Bytes of address space in use, or None where the system does not say."""
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)  # quicker than open()
    except OSError:
        return None
    try:
        return int(os.read(statm, 100).split()[0]) * _PAGE
    finally:
        os.close(statm)
