"""Who speaks to the judge: one thread of the student's process at a time.

The judge's functions may be called from any thread, as at home. A call has its answer before the
next one is sent. What cannot be answered is refused at once, in words, rather than never.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator


class Turn:
    """Passed from thread to thread; the one that answers the judge's requests comes first."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._owner: int | None = None
        self._first_waits = False
        self._busy = False
        self._process = os.getpid()

    @contextlib.contextmanager
    def mine(self, name: str) -> Iterator[None]:
        """Hold the turn for a call of the judge's function `name`; calls within it are part of it.

        Raises:
            RuntimeError: this is another process, or the turn's holder is waiting for what this
                call is a part of.
        """
        if os.getpid() != self._process:
            raise RuntimeError(
                f"`{name}` was called from another process. While work is marked it answers only"
                " the notebook's own process: call it there, or from threads"
            )
        me = threading.get_ident()
        if self._owner == me:
            yield
            return
        with self._changed:
            while self._owner is not None or self._first_waits:
                if self._busy:
                    raise RuntimeError(
                        f"`{name}` was called from another thread while a function that it calls"
                        " was still running. While work is marked one call must end before the next"
                    )
                self._changed.wait()
            self._owner = me
        try:
            yield
        finally:
            self.pass_on()

    @contextlib.contextmanager
    def inside(self) -> Iterator[None]:
        """The student's code runs in the middle of a call, the turn being held."""
        before, self._busy = self._busy, True
        with self._changed:
            self._changed.notify_all()
        try:
            yield
        finally:
            self._busy = before

    def take(self) -> None:
        """Take the turn before all who wait for it, once it is passed on."""
        with self._changed:
            self._first_waits = True
            while self._owner is not None:
                self._changed.wait()
            self._owner, self._first_waits = threading.get_ident(), False

    def pass_on(self) -> None:
        """Let others have the turn."""
        with self._changed:
            self._owner = None
            self._changed.notify_all()
