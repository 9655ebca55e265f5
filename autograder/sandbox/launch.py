"""Start the zygote behind its outer wall, and end it; on machines that cannot, say why."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from autograder.inside import namespaces, seccomp
from autograder.sandbox import bubblewrap
from autograder.sandbox.unavailable import SandboxEnded, SandboxUnavailable, explain

__all__ = ["Zygote"]

_START_SECONDS = 120  # importing everything from a cold disk
_STOP_SECONDS = 10
_LOOK_SECONDS = 0.2  # between two looks at whether it lives
_MAX_MESSAGE = 1 << 16

# `--die-with-parent` means the parent *thread*: this one lives as long as the program.
_starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox-starter")


def _renew_starter() -> None:
    global _starter
    _starter = ThreadPoolExecutor(1, thread_name_prefix="sandbox-starter")


os.register_at_fork(after_in_child=_renew_starter)


class Zygote:
    """The running zygote: its control socket and the process that holds it.

    Attributes:
        control: requests go here, each with a channel and a status socket.
        cold: modules it could not import, with the reason.
        pid: of `bwrap`, or of the zygote itself in trusted mode.

    Raises:
        SandboxUnavailable: it does not start; the message says what to do.
    """

    def __init__(
        self,
        settings: dict[str, Any],
        *,
        readable: Sequence[Path] = (),
        modules: Sequence[Path] = (),
        hidden: Sequence[Path] = (),
    ) -> None:
        self._owner = os.getpid()
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.control, its_control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with its_control, tempfile.TemporaryFile() as errors:
            number = its_control.fileno()
            try:
                if settings["trusted"]:
                    command, environment = self._plain(number, settings, modules)
                else:
                    command = _walled(number, settings, readable, modules, hidden)
                    environment = {"PATH": os.defpath}
                self._process = _starter.submit(
                    _spawn, command, environment, number, errors
                ).result()
            except BaseException:
                self.control.close()
                self._remove_folder()
                raise
            its_control.close()
            self.pid = self._process.pid
            self.cold = self._await_ready(errors)

    def usable(self) -> bool:
        """Whether it runs and was started by this very process."""
        return self._owner == os.getpid() and self._process.poll() is None

    def stop(self) -> None:
        """Hang up; wait until it and all its children are gone."""
        self.control.close()
        if self._owner != os.getpid():
            return
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._remove_folder()

    def _await_ready(self, errors: IO[bytes]) -> dict[str, str]:
        self._await_word()
        self.control.settimeout(0)
        try:
            data = self.control.recv(_MAX_MESSAGE)
            said = json.loads(data) if data else {}
        except OSError:
            said = {"error": f"no sign of life after {_START_SECONDS} s"}
        if said.get("ready"):
            self.control.settimeout(None)
            cold: dict[str, str] = said["cold"]
            return cold
        if not said:
            self._process.wait(_STOP_SECONDS)
        self.stop()
        errors.seek(0)
        text = errors.read().decode(errors="replace").strip()
        if not (said or text):
            raise SandboxEnded(explain("it ended without a word"))
        raise SandboxUnavailable(explain(said.get("error") or text))

    def _await_word(self) -> None:
        """Wait until it says something or hangs up, for a bounded time.

        bwrap is two processes at first. Should the first be killed before it has let the second go
        on, that one would wait for ever: it is still of the first one's group, and is ended here.
        """
        heard = select.poll()
        heard.register(self.control, select.POLLIN)
        end = time.monotonic() + _START_SECONDS
        while not heard.poll(_LOOK_SECONDS * 1000) and time.monotonic() < end:
            if _has_ended(self.pid):
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pid, signal.SIGKILL)

    def _plain(self, number: int, settings: dict[str, Any], modules: Sequence[Path]) -> Any:
        """Trusted mode: the same files under the same names, but nothing is hidden."""
        self._folder = tempfile.TemporaryDirectory(prefix="autograder-")
        course = Path(self._folder.name, "course")
        for name, path in bubblewrap.course_files(modules).items():
            link = course / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(path)
        home = Path(self._folder.name, "home")
        home.mkdir()
        settings["work"] = str(home)
        environment = bubblewrap.environment(str(home))
        return bubblewrap.python(number, json.dumps(settings), str(course)), environment

    def _remove_folder(self) -> None:
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._folder.cleanup()
            shutil.rmtree(self._folder.name, ignore_errors=True)


def _walled(
    number: int,
    settings: dict[str, Any],
    readable: Sequence[Path],
    modules: Sequence[Path],
    hidden: Sequence[Path],
) -> list[str]:
    if not sys.platform.startswith("linux"):
        raise SandboxUnavailable(
            f"the sandbox is made of parts of Linux and this is {sys.platform}; "
            "grade on Linux (WSL 2 will do)"
        )
    if not seccomp.supported():
        raise SandboxUnavailable(
            f"the sandbox knows the system calls of x86_64 and aarch64, not of {os.uname().machine}"
        )
    bwrap = bubblewrap.find()
    if bwrap is None:
        raise SandboxUnavailable(
            "bubblewrap is not installed; install it: `apt install bubblewrap`, "
            "`dnf install bubblewrap` or `conda install -c conda-forge bubblewrap`"
        )
    settings["keep"] = bubblewrap.scratch_views(readable, namespaces.SCRATCH)
    try:
        return bubblewrap.command(
            bwrap,
            files=bubblewrap.course_files(modules),
            readable=readable,
            hidden=hidden,
            run=bubblewrap.python(number, json.dumps(settings)),
        )
    except ValueError as error:
        raise SandboxUnavailable(str(error)) from error


def _has_ended(pid: int) -> bool:
    """Whether a child of this process has ended; it is not reaped, so its number stays its own."""
    return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _spawn(
    command: list[str], environment: dict[str, str], number: int, errors: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=errors,
        pass_fds=[number],
        start_new_session=True,
        cwd="/",
    )
