"""One forked child as the grader sees it: its channel, how much memory it holds, its end.

The child's process id comes from the kernel (SCM_CREDENTIALS), not from the child, and is held as a
pidfd, so a signal can never reach another process that was given the same number.
"""

from __future__ import annotations

import json
import os
import socket
import struct
from dataclasses import dataclass
from typing import Any, Literal, Self

from autograder.sandbox import processes
from autograder.sandbox.unavailable import SandboxUnavailable, explain

__all__ = ["Child", "Exit", "Limits"]

_MiB = 1 << 20
_FORK_SECONDS = 20
_FEW_THREADS = 6
_KILL_SECONDS = 20
_MAX_MESSAGE = 1 << 16
_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


@dataclass(frozen=True)
class Limits:
    """What a child may use. Sizes are bytes; the comment says who counts."""

    address_space: int = 2048 * _MiB  # the kernel, per process
    memory: int = 1536 * _MiB  # whoever asks `Child.memory()`, all processes and scratch folders
    cpu_seconds: int = 120  # the kernel, per process
    file_size: int = 64 * _MiB  # the kernel, per file
    open_files: int = 128  # the kernel, per process
    processes: int = 64  # the kernel, processes and threads of the child together
    stack: int = 8 * _MiB  # the kernel, per thread
    tmp_bytes: int = 128 * _MiB  # the kernel, /tmp and /dev/shm each
    tmp_files: int = 8192  # the kernel, /tmp and /dev/shm each


@dataclass(frozen=True)
class Exit:
    """How a child ended: its exit code, or the number of the signal that ended it."""

    kind: Literal["exited", "signalled"]
    code: int


class Child:
    """One fork of the zygote. A context manager: killed and waited for on the way out.

    Attributes:
        channel: the grader's end, a stream socket.
    """

    def __init__(self, channel: socket.socket, status: socket.socket, limits: Limits) -> None:
        self.channel = channel
        self._status, self._limits = status, limits
        self._scratch: list[int] = []
        self._pid = 0
        self._pidfds: list[int] = []  # the child's, its keeper's
        self._exit: Exit | None = None

    @classmethod
    def _start(cls, control: socket.socket, limits: Limits) -> Child:
        """Ask the zygote for a child and wait until its walls stand."""
        channel, its_channel = socket.socketpair()
        status, its_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        child = cls(channel, status, limits)
        try:
            with its_channel, its_status:
                status.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
                status.settimeout(_FORK_SECONDS)
                descriptors = [its_channel.fileno(), its_status.fileno()]
                socket.send_fds(control, [b"fork"], descriptors)
            _, keeper, child._scratch = _receive(status)
            child._pidfds.append(os.pidfd_open(keeper))
            _, child._pid, _ = _receive(status)
            child._pidfds.insert(0, os.pidfd_open(child._pid))
            status.send(b"go")
        except BaseException:
            child._close()
            raise
        return child

    @property
    def pid(self) -> int:
        """The child's process id as the grader sees it."""
        return self._pid

    def memory(self) -> int:
        """Bytes held by the child, all its processes, scratch folders and sockets, now.

        Cheap while the sum is within `Limits.memory`; beyond it, shared pages are counted once.
        """
        if self._exit is not None:
            return 0
        besides = sum(map(_used, self._scratch))
        if self._scratch:  # or its sockets are everybody's
            besides += processes.socket_memory(self._pid)
        pids = processes.tree(self._pid)
        quick = processes.quick_memory(pids) + besides
        return quick if quick <= self._limits.memory else processes.exact_memory(pids) + besides

    def tasks(self) -> frozenset[int]:
        """The threads of the child and of all its processes; none once it has ended."""
        return processes.tasks(self._pid) if self._exit is None else frozenset()

    def processor_seconds(self) -> float:
        """Computing time that the child and its processes have used so far."""
        return processes.processor_seconds(self._pid) if self._exit is None else 0.0

    def starved_seconds(self) -> float:
        """How long the child, and whoever asks, have waited so far for a processor."""
        child = processes.starved_seconds(self._pid) if self._exit is None else 0.0
        return child + processes.starved_seconds(os.getpid())

    def limits(self) -> bytes:
        """The table of the child's limits; empty once it has ended."""
        return processes.limits_table(self._pid) if self._exit is None else b""

    @staticmethod
    def lowered(before: bytes, after: bytes) -> list[str]:
        """The limits that are lower in a later table, by the kernel's name ("Max cpu time")."""
        had, has = processes.limits(before), processes.limits(after)
        return [name for name in had if has.get(name, had[name]) < had[name]]

    def calm(self) -> None:
        """If it runs many processes and threads, let them not slow down its neighbours."""
        if self._exit is None:
            processes.yield_to_others(self.tasks(), above=_FEW_THREADS)

    def kill(self) -> None:
        """End the child and everything it started; they are gone when this returns.

        Raises:
            TimeoutError: the kernel does not let go of a process.
        """
        if not self._pidfds:
            return
        processes.send_kill(self._pidfds[0])
        for pidfd in self._pidfds:
            if not processes.wait_gone(pidfd, _KILL_SECONDS):
                raise TimeoutError(f"process {self._pid} of a submission cannot be killed")
        self.exit(timeout=_KILL_SECONDS)

    def exit(self, timeout: float | None = None) -> Exit | None:
        """How the child ended, or None if it has not within `timeout` seconds (None: wait)."""
        if self._exit is None:
            self._status.settimeout(timeout)
            try:
                message = self._status.recv(_MAX_MESSAGE)
            except (TimeoutError, BlockingIOError):
                return None
            except OSError:
                message = b""
            self._exit = Exit(**json.loads(message)) if message else Exit("signalled", 9)
        return self._exit

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.kill()
        finally:
            self._close()

    def _close(self) -> None:
        self.channel.close()
        self._status.close()
        for number in (*self._pidfds, *self._scratch):
            os.close(number)
        self._pidfds, self._scratch = [], []


def _used(folder: int) -> int:
    """Bytes in use of the file system that a descriptor is on."""
    usage = os.statvfs(folder)
    return (usage.f_blocks - usage.f_bfree) * usage.f_frsize


def _receive(status: socket.socket) -> tuple[dict[str, Any], int, list[int]]:
    """A message, the process id of its sender, and the descriptors that came with it.

    Raises:
        EOFError: nobody is left to send one.
        SandboxUnavailable: the walls could not be put up.
    """
    room = socket.CMSG_SPACE(_CREDENTIALS.size) + socket.CMSG_SPACE(4 * 4)
    data, ancillary, _, _ = status.recvmsg(_MAX_MESSAGE, room, socket.MSG_CMSG_CLOEXEC)
    pid, descriptors = 0, []
    for _, kind, payload in ancillary:
        if kind == socket.SCM_CREDENTIALS:
            pid = _CREDENTIALS.unpack(payload[: _CREDENTIALS.size])[0]
        elif kind == socket.SCM_RIGHTS:
            descriptors += memoryview(payload).cast("i").tolist()
    if not data:
        raise EOFError("the process ended before it was ready")
    message = json.loads(data)
    if "error" in message:
        raise SandboxUnavailable(explain(message["error"]))
    return message, pid, descriptors
