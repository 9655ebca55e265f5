"""Whether a timer is set that will interrupt or end this process: nobody outside can see it."""

from __future__ import annotations

from signal import ITIMER_PROF, ITIMER_REAL, ITIMER_VIRTUAL, getitimer


def armed() -> bool:
    """Whether an interval timer (an alarm, too) is running."""
    return any(getitimer(kind)[0] > 0 for kind in (ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF))
