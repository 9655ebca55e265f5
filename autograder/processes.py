"""The grader's view of a child's processes: which they are, what memory they hold, and their end.

Every process a child starts hangs below it (it is PID 1 of its own process namespace, and adopts its orphans), so the
tree found here has no way out. Nothing here believes a word the child says.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable

__all__ = ["exact_memory", "quick_memory", "send_kill", "tree", "wait_gone"]

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def tree(pid: int) -> list[int]:
    """`pid` and all its descendants at this moment, as far as they can be seen."""
    found, todo = [], [pid]
    while todo:
        process = todo.pop()
        found.append(process)
        todo += _children(process)
    return found


def quick_memory(pids: Iterable[int]) -> int:
    """Resident bytes, pages shared between the processes counted once for each: never too little.

    Swap is not in it; `exact_memory` has it.
    """
    total = 0
    for pid in pids:
        with (
            contextlib.suppress(OSError, ValueError, IndexError),
            open(f"/proc/{pid}/statm") as file,
        ):
            total += int(file.read().split()[1]) * _PAGE
    return total


def exact_memory(pids: Iterable[int]) -> int:
    """Resident and swapped bytes, each shared page divided among those who share it (PSS)."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
                lines = [line.split() for line in file]
            total += 1024 * sum(
                int(words[1]) for words in lines if words[0] in ("Pss:", "SwapPss:")
            )
        except (OSError, ValueError, IndexError):
            total += quick_memory([pid])
    return total


def send_kill(pidfd: int) -> None:
    """SIGKILL, to exactly this process."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def wait_gone(pidfd: int, timeout: float) -> bool:
    """Whether the process ended within `timeout` seconds."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(timeout * 1000))


def _children(pid: int) -> list[int]:
    children: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with contextlib.suppress(OSError), open(f"/proc/{pid}/task/{thread}/children") as file:
                children += [int(word) for word in file.read().split()]
    return children
