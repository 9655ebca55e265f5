"""The grader's view of a child's processes: which they are, the memory they hold, and their end.

Every process a child starts hangs below it (it is PID 1 of its own process namespace, and adopts
its orphans), so there is no way out of the tree found here. Nothing here believes the child.
"""

from __future__ import annotations

import contextlib
import functools
import os
import select
import signal
import socket
from collections.abc import Collection, Iterable

__all__ = [
    "children",
    "exact_memory",
    "limits",
    "limits_table",
    "processor_seconds",
    "quick_memory",
    "send_kill",
    "socket_memory",
    "starved_seconds",
    "tasks",
    "tree",
    "wait_gone",
    "yield_to_others",
]

_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def tree(pid: int) -> list[int]:
    """`pid` and all its descendants at this moment, as far as they can be seen."""
    found, todo = [], [pid]
    while todo:
        process = todo.pop()
        found.append(process)
        todo += children(process)
    return found


def tasks(pid: int) -> frozenset[int]:
    """The threads of `pid` and of all its descendants at this moment."""
    found: set[int] = set()
    todo = [pid]
    while todo:
        process = todo.pop()
        threads = _threads(process)
        found.update(map(int, threads))
        for thread in threads:
            todo += _children(process, thread)
    return frozenset(found)


def processor_seconds(pid: int) -> float:
    """Computing time that `pid`, its descendants and those of them that ended have used."""
    total = 0
    for process in tree(pid):
        for words in _table(
            process, "stat"
        ):  # from the last parenthesis on: a name may hold blanks
            last = max((n for n, word in enumerate(words) if word.endswith(")")), default=1)
            total += sum(map(int, words[last + 12 : last + 16]))
    return total / _TICKS


def starved_seconds(pid: int) -> float:
    """How long the first thread of `pid` could have run and had to wait for a processor.

    0 where the kernel does not say (it is the second number in proc(5)'s schedstat).
    """
    words = _quick_read(f"/proc/{pid}/schedstat").split()
    return int(words[1]) / 1e9 if len(words) > 1 else 0.0


def limits(table: bytes) -> dict[str, tuple[float, float]]:
    """The soft and the hard limits in a table as from `limits_table`, by the kernel's names."""
    found = {}
    for line in table.decode().splitlines()[1:]:
        words = line.split()
        numbers = [n for n, word in enumerate(words) if word == "unlimited" or word.isdigit()]
        if len(numbers) >= 2:
            soft, hard = (float(words[n].replace("unlimited", "inf")) for n in numbers[:2])
            found[" ".join(words[: numbers[0]])] = (soft, hard)
    return found


def limits_table(pid: int) -> bytes:
    """The limits of a process as the kernel shows them; empty when it is gone."""
    return _quick_read(f"/proc/{pid}/limits")


def _quick_read(path: str) -> bytes:
    """A small file of the kernel's; empty when it is not there."""
    try:
        file = os.open(path, os.O_RDONLY)  # quicker than open()
    except OSError:
        return b""
    try:
        return os.read(file, 1 << 16)
    except OSError:
        return b""
    finally:
        os.close(file)


def quick_memory(pids: Iterable[int]) -> int:
    """Resident bytes, pages shared between the processes counted once for each: never too little.

    Swap is not in it; `exact_memory` has it.
    """
    pages = (words[1] for pid in pids for words in _table(pid, "statm") if len(words) > 1)
    return _PAGE * sum(map(int, pages))


def exact_memory(pids: Iterable[int]) -> int:
    """Resident and swapped bytes, each shared page divided among those who share it (PSS)."""
    total = 0
    for pid in pids:
        table = _table(pid, "smaps_rollup")
        sizes = [int(words[1]) for words in table if words[0] in ("Pss:", "SwapPss:")]
        total += 1024 * sum(sizes) if sizes else quick_memory([pid])
    return total


def socket_memory(pid: int) -> int:
    """The most bytes that may wait unread in the Unix sockets of the network namespace of `pid`.

    They belong to no process, so no limit binds them; a socket sends ahead this much at most.
    """
    sockets = max(0, len(_table(pid, "net/unix")) - 1)
    return sockets * _send_buffer() if sockets else 0


@functools.cache
def _send_buffer() -> int:
    with socket.socket(socket.AF_UNIX) as fresh:
        return fresh.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF)


def yield_to_others(threads: Collection[int], *, above: int) -> None:
    """Let these threads run only when nobody else wants to, if they are many.

    What they start from then on does the same. A single busy process is let be.
    """
    for thread in threads if len(threads) > above else ():
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, 19)


def send_kill(pidfd: int) -> None:
    """SIGKILL, to exactly this process."""
    with contextlib.suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


def wait_gone(pidfd: int, timeout: float) -> bool:
    """Whether the process ended within `timeout` seconds."""
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(timeout * 1000))


def children(pid: int) -> list[int]:
    """The processes that `pid` has started and not yet reaped."""
    return [child for thread in _threads(pid) for child in _children(pid, thread)]


def _children(pid: int, thread: str) -> list[int]:
    return list(map(int, _quick_read(f"/proc/{pid}/task/{thread}/children").split()))


def _threads(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []


def _table(pid: int, name: str) -> list[list[str]]:
    """The words of each line of a file in /proc; none when the process is gone."""
    return [
        line.split()
        for line in _all_of(f"/proc/{pid}/{name}").decode(errors="replace").splitlines()
    ]


def _all_of(path: str) -> bytes:
    """A file of the kernel's of any length; empty when it is not there."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""
