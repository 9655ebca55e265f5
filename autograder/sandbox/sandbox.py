"""The sandbox: a warm Python behind walls, and a fresh child of it for each submission.

    with Sandbox() as sandbox, sandbox.fork() as child:
        child.channel.sendall(...)

A child sees the Python environment and `course_utils`, read-only, and a /tmp of its own; no
network, no other process, no repository. When it is killed or ends, everything it started ends with
it. What the walls are made of stands in `bubblewrap` (files), `namespaces` (the rest) and
`seccomp`. This room never runs a student's code. Linux only; elsewhere, `SandboxUnavailable`.
"""

from __future__ import annotations

import dataclasses
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from autograder.sandbox.child import Child, Exit, Limits
from autograder.sandbox.launch import Zygote
from autograder.sandbox.unavailable import SandboxEnded, SandboxUnavailable

__all__ = ["Child", "Exit", "Limits", "Sandbox", "SandboxUnavailable"]

_NOBODY = 65533  # who the zygote becomes when the grader is root: no one, and not the overflow uid


class Sandbox:
    """One warm Python behind walls. A context manager; safe to use from several threads.

    Args:
        limits: what each child may use.
        trusted: no walls at all, only a process of its own and limits: for one's own files.
        warm: modules to import once, besides NumPy, matplotlib, IPython and `course_utils`.
        entry: `module:function`, called in the child with its end of the channel.
        readable: more files and folders a child may read, at their own paths.
        modules: more modules and packages (paths) a child may import.
        hidden: more folders to keep out of sight, should they lie in one that is shown.

    Attributes:
        cold: modules that were to be warm but could not be imported, with the reason.
        starts: how often a zygote was started.

    Raises:
        SandboxUnavailable: something is missing on this machine.
    """

    def __init__(
        self,
        *,
        limits: Limits | None = None,
        trusted: bool = False,
        warm: Sequence[str] = (),
        entry: str = "autograder.inside.student:serve",
        readable: Sequence[str | Path] = (),
        modules: Sequence[str | Path] = (),
        hidden: Sequence[str | Path] = (),
    ) -> None:
        self.limits = limits or Limits()
        self.trusted = trusted
        self.cold: dict[str, str] = {}
        self.starts = 0
        self._warm, self._entry = tuple(warm), entry
        self._readable = [Path(path) for path in readable]
        self._modules = [Path(path) for path in modules]
        self._hidden = [Path(path).resolve() for path in hidden]
        self._lock = threading.RLock()
        self._zygote: Zygote | None = None
        self._closed = False
        with self._lock:
            self._running_zygote()

    def fork(self) -> Child:
        """A fresh child, ready to serve its channel.

        A zygote that died is started again; so is one inherited from another process by a fork.

        Raises:
            SandboxUnavailable: the walls cannot be put up.
        """
        with self._lock:
            for attempt in (1, 2):
                zygote = self._running_zygote()
                try:
                    return Child._start(zygote.control, self.limits)
                except (OSError, EOFError) as error:
                    self._stop()
                    if attempt == 2:
                        message = f"the sandbox died twice while starting a process: {error}"
                        raise SandboxUnavailable(message) from error
        raise AssertionError("unreachable")

    def alive_since(self, starts: int) -> bool:
        """Whether the zygote is the one of back then, `starts` being what it was, and still forks.

        Asked of the zygote itself: the kernel may tell of its end a moment late.
        """
        with self.fork():
            return self.starts == starts

    def close(self) -> None:
        """End the zygote and with it every child. Closing twice does nothing."""
        with self._lock:
            self._closed = True
            self._stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _running_zygote(self) -> Zygote:
        if self._closed:
            raise ValueError("this sandbox is closed; make a new one")
        if self._zygote is not None and not self._zygote.usable():
            self._stop()
        if self._zygote is None:
            try:
                self._zygote = self._start()
            except SandboxEnded:
                self._zygote = self._start()
            self.cold = self._zygote.cold
            self.starts += 1
        return self._zygote

    def _start(self) -> Zygote:
        return Zygote(
            self._settings(),
            readable=self._readable,
            modules=self._modules,
            hidden=self._hidden,
        )

    def _settings(self) -> dict[str, Any]:
        root = os.getuid() == 0 and not self.trusted
        return {
            "limits": dataclasses.asdict(self.limits),
            "trusted": self.trusted,
            "warm": self._warm,
            "entry": self._entry,
            "become": [_NOBODY, _NOBODY] if root else None,
            "work": None,
        }

    def _stop(self) -> None:
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            zygote.stop()
