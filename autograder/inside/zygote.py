"""Inside the sandbox: a warm Python that forks one child per submission.

It imports the heavy libraries once, then waits on its control socket. Each request carries two
descriptors: the channel a child is to serve, and a status socket. The request is answered by a
*keeper*, a fork that puts walls around itself (`namespaces.enter`), forks the child as PID 1 of
its own process namespace, waits for it and reports how it ended. So nothing a child leaves, be it
a process, file, queue or mount, is there for the next one. The zygote itself never runs a
student's code and stays single-threaded. A child's memory is a copy of its own, so it must never
hold a secret.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import itertools
import json
import os
import random
import signal
import socket
import stat
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn

from autograder.inside import namespaces, pages

Serve = Callable[[socket.socket], None]

_DEFAULT_WARM = (
    "encodings.ascii",
    "numpy",
    "numpy.random",  # NumPy 2 imports it when it is first asked for
    "matplotlib.pyplot",
    "IPython.core.interactiveshell",
    "IPython.core.logger",  # from here on what IPython and the lessons import when they first run
    "bdb",
    "course_utils.check",
    "course_utils.circuits",
    "course_utils.data",
    "course_utils.derivation",
    "course_utils.errors",
    "course_utils.gradcheck",
    "course_utils.multiclass",
    "course_utils.plots",
    "course_utils.ready",
    "course_utils.remember",
    "importlib.metadata",
    "zipfile",  # by which NumPy reads the digits, and the next one with it
    "encodings.cp437",
)
_MAX_MESSAGE = 1 << 16


def main(descriptor: int, settings: dict[str, Any]) -> None:
    """Warm up, say so, and fork until the grader hangs up.

    Args:
        descriptor: of the control socket, a Unix SOCK_SEQPACKET.
        settings: as made by `autograder.sandbox.sandbox.Sandbox`.
    """
    control = socket.socket(fileno=descriptor)
    control.set_inheritable(False)
    _handle_no_signals()  # a handler would let a child signal PID 1
    try:
        if settings["become"]:
            namespaces.become(*settings["become"])
        cold = _warm_up([*_DEFAULT_WARM, *settings["warm"]])
        serve = _load(settings["entry"])
        _require_one_thread()
    except BaseException as error:
        _send(control, {"error": f"{type(error).__name__}: {error}"})
        raise
    gc.collect()
    gc.disable()
    gc.freeze()
    pages.collapse()
    if not settings["trusted"]:
        namespaces.prepare()
        namespaces.hide_memory()
    settings["held"] = _held(control)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps the keepers
    _send(control, {"ready": True, "cold": cold})
    _answer(control, serve, settings)


def _answer(control: socket.socket, serve: Serve, settings: dict[str, Any]) -> None:
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, _MAX_MESSAGE, 2)
        if not message:
            return
        if len(descriptors) == 2 and os.fork() == 0:
            control.close()
            _keep(descriptors[0], descriptors[1], serve, settings)
        for number in descriptors:
            os.close(number)


def _keep(channel: int, status_descriptor: int, serve: Serve, settings: dict[str, Any]) -> NoReturn:
    """The keeper: put up the walls, fork the child, wait for it, report how it ended."""
    status = socket.socket(fileno=status_descriptor)
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        namespaces.die_with_parent()
        scratch = _walls(settings)
        socket.send_fds(status, [b'{"keeper": true}'], scratch)
        for number in scratch:
            os.close(number)
        child = os.fork()
        if child == 0:
            _child(channel, status, serve, settings)
        os.close(channel)
        _, outcome = os.waitpid(child, 0)
        if settings["trusted"]:
            _end_orphans()
        ended = _how(outcome)
        with contextlib.suppress(OSError):  # the grader may have hung up already
            _send(status, ended)
        code = 0
    except BaseException as error:
        with contextlib.suppress(BaseException):
            _send(status, {"error": f"{type(error).__name__}: {error}"})
    finally:
        os._exit(code)


def _child(channel: int, status: socket.socket, serve: Serve, settings: dict[str, Any]) -> NoReturn:
    """Give up every privilege, wait until the grader knows this process, and serve."""
    code = 1
    try:
        namespaces.die_with_parent()
        os.setsid()
        work = f"{settings['work']}/{os.getpid()}" if settings["trusted"] else "/tmp/work"
        os.mkdir(work, mode=0o700)
        os.chdir(work)
        _forget()
        namespaces.confine(settings["limits"], walls=not settings["trusted"])
        _send(status, {"child": True, "work": work})
    except BaseException as error:
        _send(status, {"error": f"{type(error).__name__}: {error}"})
        os._exit(1)
    try:
        if not status.recv(_MAX_MESSAGE):
            os._exit(1)  # the grader went away
        status.close()
        _own_descriptors(channel, settings["held"])
        gc.enable()
        serve(socket.socket(fileno=channel))
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    finally:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(BaseException):
                stream.flush()
        os._exit(code & 0xFF)


def _walls(settings: dict[str, Any]) -> list[int]:
    if settings["trusted"]:
        namespaces.adopt_orphans()
        return []
    limits = settings["limits"]
    return namespaces.enter(
        tmp_bytes=limits["tmp_bytes"], tmp_files=limits["tmp_files"], keep=settings["keep"]
    )


def _held(control: socket.socket) -> dict[int, str]:
    """Descriptors the warm modules keep open (matplotlib its fonts), with their paths."""
    held = {}
    for entry in Path("/proc/self/fd").iterdir():
        if int(entry.name) > 2 and int(entry.name) != control.fileno():
            with contextlib.suppress(OSError):
                held[int(entry.name)] = os.readlink(entry)
    return held


def _own_descriptors(channel: int, held: dict[int, str]) -> None:
    """Nothing that is open is shared with anybody but the channel.

    What the warm modules hold keeps its number, or an object finalized later would close another's.
    """
    null = os.open(os.devnull, os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    os.set_inheritable(channel, False)
    kept = [2, channel]
    for number, path in held.items():
        with contextlib.suppress(OSError):  # closed since
            _open_again(number, path, null)
            kept.append(number)
    kept = [*sorted(kept), 1 << 20]
    for below, above in itertools.pairwise(kept):
        os.closerange(below + 1, above)


def _open_again(number: int, path: str, null: int) -> None:
    """A file, at the same place but with a position of its own; /dev/null for all else."""
    before = os.fstat(number)
    if stat.S_ISREG(before.st_mode):
        with contextlib.suppress(OSError):
            own = os.open(path, os.O_RDONLY)
            if os.path.samestat(before, os.fstat(own)):
                os.lseek(own, os.lseek(number, 0, os.SEEK_CUR), os.SEEK_SET)
                os.dup2(own, number, inheritable=False)
                return
    os.dup2(null, number, inheritable=False)


def _handle_no_signals() -> None:
    for number in signal.valid_signals():
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)


def _forget() -> None:
    """Signals, arguments and random states as in a process of one's own."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # as Python starts: an OSError instead
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.umask(0o022)
    sys.argv[:] = [""]
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(list(os.urandom(64)))


def _end_orphans() -> None:
    """Trusted mode, where no process namespace does it: kill whatever the child left running."""
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        for pid in children.read_text().split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _how(outcome: int) -> dict[str, Any]:
    if os.WIFSIGNALED(outcome):
        return {"kind": "signalled", "code": os.WTERMSIG(outcome)}
    return {"kind": "exited", "code": os.WEXITSTATUS(outcome)}


def _warm_up(names: Iterable[str]) -> dict[str, str]:
    """Import what submissions import; return what could not be, with the reason.

    A missing module is no error here: a student's own import will say it better.
    """
    cold: dict[str, str] = {}
    for name in names:
        try:
            importlib.import_module(name)
        except Exception as error:
            cold[name] = f"{type(error).__name__}: {error}"
    if "matplotlib.pyplot" in sys.modules:
        _draw_one_figure()
    return cold


def _draw_one_figure() -> None:
    """The first figure loads fonts and backends; let it be this one."""
    import io

    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([0, 1], [0, 1], label="$x$")
    axes.set(title="warm", xlabel="x", ylabel="y")
    axes.legend()
    figure.savefig(io.BytesIO(), format="png")
    plt.close(figure)


def report(sock: socket.socket) -> None:
    """An entry for checking the walls: say what is to be seen from inside."""
    facts = {
        "pid": os.getpid(),
        "uid": os.getuid(),
        "seccomp": namespaces.seccomp_mode(),
        "processes": sorted(path.name for path in Path("/proc").iterdir()),
        "scratch": {folder: sorted(os.listdir(folder)) for folder in namespaces.SCRATCH},
    }
    sock.sendall(json.dumps(facts).encode())


def _load(entry: str) -> Serve:
    module, _, name = entry.partition(":")
    serve: Serve = getattr(importlib.import_module(module), name)
    return serve


def _require_one_thread() -> None:
    threads = len(list(Path("/proc/self/task").iterdir()))
    if threads != 1:
        raise RuntimeError(
            f"the warm modules started {threads - 1} threads, which a fork does not copy; "
            "take the module that starts them out of `warm`"
        )


def _send(sock: socket.socket, message: dict[str, Any]) -> None:
    sock.send(json.dumps(message).encode())
