"""A cell that does not end says so: after ten seconds, with the function and the line that runs.

A cell that is known to take long asks for more time in a comment of one line:

    # @patience 60
"""

from __future__ import annotations

import contextlib
import re
import sys
import threading
from collections.abc import Callable, Sequence
from itertools import takewhile
from types import FrameType
from typing import Any, Protocol

from course_utils.session.frames import CELL, Place, of_frame, own_frames
from course_utils.session.kernel import shell
from course_utils.session.sentences import wrapped

SECONDS = 10.0
# Looks at what is running: what calls others in a loop is there each time, what it calls is not.
LOOKS = 5
_PAUSE = 0.1  # seconds between two looks
_ASKED = re.compile(r"^# @patience (\d{1,3})$", re.MULTILINE)


class Alarm(Protocol):
    """Something that goes off later, unless it is cancelled."""

    def cancel(self) -> None: ...


def in_a_thread(seconds: float, then: Callable[[], None]) -> Alarm | None:
    """Calls `then` after some time; None where there are no threads (in a browser)."""
    timer = threading.Timer(seconds, then)
    timer.daemon = True
    with contextlib.suppress(RuntimeError):
        timer.start()
        return timer
    return None


def running() -> FrameType | None:
    """What the main thread is doing."""
    return sys._current_frames().get(threading.main_thread().ident or 0)


class Patience:
    """Waits for each cell, and says of one that takes long where it is, once."""

    def __init__(
        self,
        *,
        later: Callable[[float, Callable[[], None]], Alarm | None] = in_a_thread,
        frame: Callable[[], FrameType | None] = running,
        say: Callable[[str], None] = print,
    ) -> None:
        self._later, self._frame, self._say = later, frame, say
        self._alarm: Alarm | None = None
        self._seen: list[list[FrameType]] = []
        self._seconds = SECONDS

    def before(self, info: Any = None) -> None:
        """A cell begins to run; `info` holds its source."""
        self.after()
        asked = _ASKED.search(str(getattr(info, "raw_cell", "")))
        self._seconds = max(SECONDS, float(asked[1])) if asked else SECONDS
        self._alarm = self._later(self._seconds, self._tell)

    def after(self, *_: Any) -> None:
        """A cell has run."""
        alarm, self._alarm, self._seen = self._alarm, None, []
        if alarm is not None:
            alarm.cancel()

    def _tell(self) -> None:
        if self._alarm is None:
            return
        self._seen.append(own_frames(self._frame()))
        if len(self._seen) < LOOKS:
            self._alarm = self._later(_PAUSE, self._tell)
            return
        seen, self._seen = self._seen, []
        if frame := lasting(seen):
            self._say(wrapped(sentence(of_frame(frame), self._seconds)))


def lasting(seen: Sequence[Sequence[FrameType]]) -> FrameType | None:
    """The innermost of the frames that ran all the time; each look has the outermost first."""
    side_by_side = zip(*seen, strict=False)
    stayed = takewhile(lambda each: all(frame is each[0] for frame in each), side_by_side)
    *_, last = (None, *(each[0] for each in stayed))
    return last


def sentence(place: Place, seconds: float = SECONDS) -> str:
    """What is said of a cell that has been running for so long."""
    what = "this cell" if place.function == CELL else place.function
    text = f" ({place.text})" if place.text else ""
    return (
        f"Still running after {seconds:g} seconds: {what}, line {place.line}{text}. If that is a"
        " loop without an end, stop it: press ■ above, or Kernel → Interrupt Kernel."
    )


_installed: list[Patience] = []


def install() -> None:
    """In a notebook's kernel, wait for every cell; elsewhere do nothing."""
    here = shell()
    if here is None or _installed:
        return
    patience = Patience()
    _installed.append(patience)
    here.events.register("pre_run_cell", patience.before)
    here.events.register("post_run_cell", patience.after)
