"""What hostile submissions try, as functions to be called inside the sandbox by name.

`serve` stands in for `autograder.inside.student.serve`: one JSON line asks for a call, one
answers it.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import hashlib
import importlib
import json
import mmap
import os
import random
import resource
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)


def serve(sock: socket.socket) -> None:
    with sock.makefile("rw") as lines:
        for line in lines:
            name, *arguments = json.loads(line)
            try:
                answer = {"value": globals()[name](*arguments)}
            except BaseException as error:
                answer = {"error": type(error).__name__, "message": str(error)}
            lines.write(json.dumps(answer) + "\n")
            lines.flush()


def nothing() -> None:
    """The call an honest child answers."""


def _channel() -> socket.socket:
    number = next(number for number, kind in descriptors().items() if kind == "socket")
    return socket.socket(fileno=os.dup(number))


# Files


def exists(path: str) -> bool:
    return os.path.lexists(path)


def listing(path: str) -> list[str]:
    return sorted(entry.name for entry in Path(path).iterdir())


def folder() -> str:
    return str(Path.cwd())


def read(path: str) -> str:
    return Path(path).read_text(errors="replace")


def write(path: str, text: str = "mine") -> None:
    Path(path).write_text(text)


def names_anywhere(*names: str) -> list[str]:
    """Every path in sight whose last part is one of `names`."""
    found = []
    for folder, folders, files in os.walk("/"):
        found += [os.path.join(folder, name) for name in (*folders, *files) if name in names]
    return found


def import_module(name: str) -> None:
    importlib.import_module(name)


def writable_places(*scratch: str) -> list[str]:
    """Folders outside `scratch` in which a file can be made, or that can be changed themselves."""
    places = []
    for folder, folders, _ in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in scratch]
        for attempt in (_make_file, os.utime, lambda path: os.chmod(path, 0o777)):
            with contextlib.suppress(OSError):
                attempt(folder)
                places.append(folder)
    return places


def _make_file(folder: str) -> None:
    os.close(os.open(f"{folder}/mine", os.O_CREAT | os.O_EXCL, 0o600))


def writable_files(*scratch: str) -> list[str]:
    """Files outside `scratch` that open for writing, devices apart."""
    found = []
    for folder, folders, files in os.walk("/"):
        folders[:] = [name for name in folders if os.path.join(folder, name) not in scratch]
        for name in files:
            path = os.path.join(folder, name)
            with contextlib.suppress(OSError):
                descriptor = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
                if not stat.S_ISCHR(os.fstat(descriptor).st_mode):
                    found.append(path)
                os.close(descriptor)
    return found


def touch_devices() -> list[str]:
    touched = []
    for name in os.listdir("/dev"):
        for attempt in (os.utime, lambda path: os.chmod(path, 0o777)):
            with contextlib.suppress(OSError):
                if name != "shm":
                    attempt(f"/dev/{name}")
                    touched.append(name)
    return touched


def device_nodes() -> list[str]:
    found = []
    for folder, folders, files in os.walk("/"):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
                found.append(path)
    return sorted(found)


def make_device() -> None:
    os.mknod("/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(254, 0))


def locked_folder() -> None:
    """A folder that resists being cleaned."""
    inner = Path("/tmp/locked/inner")
    inner.mkdir(parents=True)
    inner.joinpath("secret").write_text("for my friend")
    inner.chmod(0)
    inner.parent.chmod(0)


def fill(folder: str) -> int:
    """Write until the folder is full; the bytes that went in."""
    total, block = 0, b"x" * (1 << 20)
    with contextlib.suppress(OSError):
        for number in range(64):
            with Path(f"{folder}/{number}").open("wb", buffering=0) as file:
                for _ in range(32):
                    total += file.write(block)
    return total


def fill_with_files(folder: str) -> int:
    count = 0
    with contextlib.suppress(OSError):
        while count < 100_000:
            os.close(os.open(f"{folder}/{count}", os.O_CREAT))
            count += 1
    return count


def big_file(size: int) -> None:
    with Path("/tmp/big").open("wb") as file:
        file.truncate(size)


# Processes


def pids() -> list[int]:
    """This process and its parent."""
    return [os.getpid(), os.getppid()]


def other_processes() -> list[int]:
    """Processes that can be named, other than this one."""
    found = []
    for pid in (*range(2, 3000), os.getppid() or 1):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            if pid != os.getpid():
                found.append(pid)
    return found


def kill(pid: int, number: int) -> None:
    os.kill(pid, number)


def cripple(pid: int) -> None:
    for kind in (resource.RLIMIT_NOFILE, resource.RLIMIT_CPU):
        resource.prlimit(pid, kind, (0, 0))


def limits() -> dict[str, tuple[int, int]]:
    names = [name for name in dir(resource) if name.startswith("RLIMIT_")]
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}


def raise_limits() -> list[str]:
    """Limits that could be made looser."""
    raised = []
    for name, (_, hard) in limits().items():
        if hard == resource.RLIM_INFINITY:
            continue
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(getattr(resource, name), (hard + 1, hard + 1))
            raised.append(name)
    return raised


def no_core_limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def fork_bomb() -> int:
    """Fork until the kernel says no; the number of processes there are then."""
    count = 1
    while count < 1000:
        try:
            if os.fork() == 0:
                time.sleep(600)
        except OSError:
            break
        count += 1
    return count


def real_fork_bomb() -> None:
    while True:
        with contextlib.suppress(OSError):
            os.fork()


def thread_bomb() -> int:
    count = 1
    try:
        while count < 1000:
            threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
            count += 1
    except RuntimeError:
        pass
    return count


def detach(leave: bool = False) -> None:
    """A grandchild in a session of its own, deaf to signals; with `leave`, this process ends."""
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        os.chdir("/")
        while True:
            time.sleep(0.01)
    os.wait()
    if leave:
        os._exit(3)


def loop(deaf: bool = True) -> None:
    if deaf:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        pass


def crash() -> None:
    ctypes.string_at(8)


def subprocess_crash() -> int:
    """A program of its own would leave a core: it is dumpable again."""
    return subprocess.run([sys.executable, "-c", "import os; os.abort()"], check=False).returncode


def leave(code: int) -> None:
    os._exit(code)


# Memory


def eat(size: int) -> int:
    """Touch `size` bytes in one process and keep them."""
    block = bytearray(size)
    block[::4096] = b"x" * len(block[::4096])
    globals().setdefault("_eaten", []).append(block)
    return len(block)


def eat_together(processes: int, size: int) -> None:
    for _ in range(processes):
        if os.fork() == 0:
            eat(size)
            time.sleep(600)


def eat_shared(size: int) -> None:
    """Memory shared between processes, in no file."""
    block = mmap.mmap(-1, size)
    for offset in range(0, size, 4096):
        block[offset] = 1
    globals()["_shared"] = block


def eat_in_sockets(processes: int) -> None:
    """Bytes sent and never read, which are in no process's memory."""
    for _ in range(processes):
        if os.fork() == 0:
            kept = []
            with contextlib.suppress(OSError):
                while True:
                    kept.append(socket.socketpair())
                    for end in kept[-1]:
                        end.setblocking(False)
                        with contextlib.suppress(BlockingIOError):
                            while True:
                                end.send(b"x" * 65536)
            time.sleep(600)


def share_pages(processes: int) -> None:
    """Honest workers: their memory is mostly that of the process they were forked from."""
    for _ in range(processes):
        if os.fork() == 0:
            time.sleep(600)


# The kernel


def syscall(number: int, *arguments: int) -> int:
    """The errno a raw system call fails with; 0 if it does not fail."""
    ctypes.set_errno(0)
    values = [ctypes.c_long(value) for value in arguments]
    return ctypes.get_errno() if _libc.syscall(ctypes.c_long(number), *values) < 0 else 0


def denied_calls() -> dict[str, int]:
    """For each call of the filter, the errno a harmless use of it fails with."""
    from autograder.inside import seccomp

    column = seccomp._ARCHES[os.uname().machine][0]
    calls = {name: row[column] for name, row in seccomp._DENIED.items()}
    return {name: syscall(call, 0, 0, 0, 0, 0) for name, call in calls.items() if call is not None}


def remount() -> int:
    """Make / writable, the way a root with capabilities could."""
    _libc.mount(b"none", b"/", None, ctypes.c_ulong(0x20 | 0x1000), None)
    return ctypes.get_errno()


def uncover() -> int:
    _libc.umount2(b"/proc", 2)
    return ctypes.get_errno()


def new_namespace(flag: int) -> list[int]:
    """Through unshare, clone and a program."""
    unshared = 0 if _libc.unshare(flag) == 0 else ctypes.get_errno()
    numbers = {"x86_64": 56, "aarch64": 220}
    cloned = syscall(numbers[os.uname().machine], flag | signal.SIGCHLD, 0, 0, 0, 0)
    program = subprocess.run(["/usr/bin/unshare", "-Ur", "true"], check=False, capture_output=True)
    return [unshared, cloned, program.returncode]


def capabilities() -> list[int]:
    """Effective, permitted and inheritable sets, and the number of capabilities in the bounding."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    _libc.capget(header, data)
    bounding = sum(_libc.prctl(23, ctypes.c_ulong(number)) == 1 for number in range(64))
    return [*data, bounding]


def become_root() -> None:
    os.setuid(0)


def setuid_program() -> str:
    return subprocess.run(["/usr/bin/su", "-c", "id -u"], capture_output=True, text=True).stdout


def grader_handle() -> int:
    """A process handle of whoever made the channel (SO_PEERPIDFD)."""
    return _channel().getsockopt(socket.SOL_SOCKET, 77)


def peer_pid() -> int:
    """The grader's process id, for what it is worth."""
    peer = _channel()
    return int.from_bytes(peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)[:4], "little")


# Channels


def descriptors() -> dict[int, str]:
    """Open descriptors: what they are, and for files where they stand."""
    found = {}
    for number in range(4096):
        with contextlib.suppress(OSError):
            status = os.fstat(number)
            if stat.S_ISSOCK(status.st_mode):
                found[number] = "socket"
            elif stat.S_ISREG(status.st_mode):
                writable = fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE != os.O_RDONLY
                place = os.lseek(number, 0, os.SEEK_CUR)
                found[number] = f"file {'to write' if writable else 'to read'} at {place}"
            else:
                null = status.st_rdev == os.makedev(1, 3)
                found[number] = "null" if null else oct(status.st_mode)
    return found


def move_files() -> None:
    """Move the position of every open file, for whoever shares it."""
    for number in range(4096):
        with contextlib.suppress(OSError):
            os.lseek(number, 12345, os.SEEK_SET)


def descriptors_of_a_program() -> str:
    """What a program started carelessly inherits."""
    script = "import attacks; print(sorted(attacks.descriptors()))"
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, '/course'); {script}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True, close_fds=False)
    return run.stdout.strip()


def environment() -> dict[str, str]:
    return dict(os.environ)


def socket_families() -> dict[int, str]:
    """Address families a socket can be had of (or a pair), by number."""
    found = {}
    for family in range(64):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            for make in (socket.socket, socket.socketpair):
                with contextlib.suppress(OSError):
                    make(family, kind)
                    found[family] = make.__name__
    return found


def listen_abstract(name: str) -> None:
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"\0{name}")
    server.listen()
    globals()["_server"] = server


def connect_abstract(name: str) -> None:
    socket.socket(socket.AF_UNIX).connect(f"\0{name}")


def sockets_in_sight() -> list[str]:
    """Unix sockets that can be connected to by their path: no namespace cuts these off."""
    found = []
    for folder, _, files in os.walk("/"):
        paths = (os.path.join(folder, name) for name in files)
        found += [path for path in paths if stat.S_ISSOCK(os.lstat(path).st_mode)]
    return found


def smuggle() -> None:
    """Send descriptors to the grader along with nothing in particular."""
    channel = _channel()
    socket.send_fds(channel, [b" "], [os.open("/tmp", os.O_RDONLY)] * 50)


# Honest work


def dice() -> list[object]:
    import numpy as np

    default = np.random.default_rng().random()
    legacy = np.random.random()  # noqa: NPY002
    return [
        random.random(),
        legacy,
        default,
        os.urandom(8).hex(),
        next(tempfile._RandomNameSequence()),
    ]


def honest_numpy() -> float:
    import numpy as np

    matrix = np.random.default_rng(0).normal(size=(300, 300))
    return float(np.linalg.norm(matrix @ np.linalg.inv(matrix) - np.eye(300)))


def honest_plot() -> int:
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.plot([1, 2, 3])
    figure.savefig("figure.png")
    return Path("figure.png").stat().st_size


def honest_fonts() -> str:
    """Letters that no figure has shown yet, from font files that were open before the fork."""
    import io

    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    axes.set_title("ŁódźΩ∑∂ŷ ½ ≈ ¿qué? 漢 $\\alpha\\beta\\mathcal{L}$", style="italic")
    axes.set_xlabel("Größe", weight="bold", family="serif")
    picture = io.BytesIO()
    figure.savefig(picture, format="png")
    return hashlib.sha256(picture.getvalue()).hexdigest()


def honest_sklearn() -> float:
    from sklearn.datasets import load_iris
    from sklearn.linear_model import LogisticRegression

    inputs, labels = load_iris(return_X_y=True)
    return float(LogisticRegression(max_iter=500).fit(inputs, labels).score(inputs, labels))


def honest_subprocess() -> str:
    return subprocess.run(["echo", "hello"], capture_output=True, text=True, check=True).stdout


def honest_python() -> str:
    command = [sys.executable, "-c", "import numpy; print(numpy.arange(3).sum())"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def honest_threads() -> int:
    done: list[int] = []
    threads = [threading.Thread(target=done.append, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


def honest_pool() -> list[int]:
    import multiprocessing

    with multiprocessing.get_context("fork").Pool(2) as pool:
        return pool.map(abs, [-1, -2, -3])


def honest_spawn() -> int:
    import multiprocessing

    context = multiprocessing.get_context("spawn")
    process = context.Process(target=print)
    process.start()
    process.join()
    return process.exitcode


def honest_shared_memory() -> int:
    from multiprocessing import shared_memory

    block = shared_memory.SharedMemory(create=True, size=1 << 20)
    block.buf[0] = 7
    value = block.buf[0]
    block.close()
    block.unlink()
    return value


def honest_files() -> str:
    with tempfile.NamedTemporaryFile("w+") as file:
        file.write("hello")
        file.seek(0)
        return file.read()


def errno_name(number: int) -> str:
    return errno.errorcode.get(number, str(number))
