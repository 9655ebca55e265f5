"""Inside the sandbox: the walls around one child, up before it runs a line of a student's code.

`enter` gives the calling process namespaces of its own (users, mounts, processes, network, System V
and POSIX queues, host name, cgroups) with private scratch folders; `confine` sets its limits and
takes away its capabilities and the dangerous system calls. Both are one-way. This module runs in
the sandbox, so it imports no other room but `seccomp`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from autograder.inside import seccomp

# linux/sched.h. CLONE_NEWTIME is left out: it changes nothing that is shared.
_NEWNS, _NEWCGROUP, _NEWUTS, _NEWIPC = 0x00020000, 0x02000000, 0x04000000, 0x08000000
_NEWUSER, _NEWPID, _NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC = 1, 2, 4, 8
_MS_REMOUNT, _MS_BIND, _MS_REC, _MS_PRIVATE = 0x20, 0x1000, 0x4000, 1 << 18

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP = 1, 4, 24
_PR_GET_SECCOMP, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 21, 36, 38
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
_CAPABILITY_VERSION_3 = 0x20080522
_LAST_CAPABILITY = 63

DEVICES = ("null", "zero", "full", "random", "urandom")
# Folders of the child's own; all else it sees is read-only.
SCRATCH = ("/tmp", "/dev/shm")

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(option: int, value: int, third: int = 0) -> int:
    arguments = [ctypes.c_ulong(number) for number in (value, third, 0, 0)]
    return int(_libc.prctl(ctypes.c_int(option), *arguments))


def hide_memory() -> None:
    """Nobody of the same uid may read or trace this process, nor does it leave a core file."""
    _check(_prctl(_PR_SET_DUMPABLE, 0), "prctl(PR_SET_DUMPABLE)")


def die_with_parent(signal_number: int = 9) -> None:
    """The kernel kills this process when the one that forked it ends."""
    _check(_prctl(_PR_SET_PDEATHSIG, signal_number), "prctl(PR_SET_PDEATHSIG)")


def adopt_orphans() -> None:
    """Descendants whose parent ends become children of this process, so that it can end them."""
    _check(_prctl(_PR_SET_CHILD_SUBREAPER, 1), "prctl(PR_SET_CHILD_SUBREAPER)")


def seccomp_mode() -> int:
    """0: no filter, 2: a filter."""
    return _prctl(_PR_GET_SECCOMP, 0)


def become(uid: int, gid: int) -> None:
    """Give up root for good: limits on processes bind no root, and root owns too many files."""
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)
    _check(_prctl(_PR_SET_NO_NEW_PRIVS, 1), "prctl(PR_SET_NO_NEW_PRIVS)")


def enter(*, tmp_bytes: int, tmp_files: int, keep: Iterable[str] = ()) -> list[int]:
    """Leave the zygote's namespaces for new ones; the next process forked is PID 1 of its own.

    /tmp and /dev/shm become empty folders that no other child sees, /proc an empty one that
    nobody can write.

    Args:
        tmp_bytes: bytes each scratch folder holds.
        tmp_files: files and folders each scratch folder holds.
        keep: what the sandbox shows below the scratch folders, to be seen in the new ones too.

    Returns:
        One descriptor per scratch folder, for `os.statvfs`.

    Raises:
        OSError: the kernel refuses a step; the message names it.
    """
    with _writable_proc():
        _new_namespaces(os.getuid(), os.getgid())
    _mount("none", "/", None, _MS_REC | _MS_PRIVATE)
    kept = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in keep}
    for folder in SCRATCH:
        options = f"size={tmp_bytes},nr_inodes={tmp_files},mode=1777"
        _mount("tmpfs", folder, options, _MS_NOSUID | _MS_NODEV)
    for path, descriptor in kept.items():
        _show_again(path, descriptor)
    read_only = _MS_RDONLY | _MS_NOSUID | _MS_NOEXEC
    for name in DEVICES:  # they can be written to all the same, but not touched
        _mount("none", f"/dev/{name}", None, read_only | _MS_REMOUNT | _MS_BIND)
    _mount("tmpfs", "/proc", "size=4k,nr_inodes=1,mode=555", read_only | _MS_NODEV)
    return [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC) for folder in SCRATCH]


def _new_namespaces(uid: int, gid: int) -> None:
    flags = _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | _NEWNET | _NEWUTS | _NEWCGROUP
    _check(_libc.unshare(ctypes.c_int(flags)), "unshare(user, mount, pid, … namespaces)")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{uid} {uid} 1")
    _write("/proc/self/gid_map", f"{gid} {gid} 1")
    with contextlib.suppress(OSError):  # the seccomp filter refuses them as well
        _write("/proc/sys/user/max_user_namespaces", "0")
    with contextlib.suppress(OSError):  # if the machine runs out of memory, this goes first
        _write("/proc/self/oom_score_adj", "1000")


def _show_again(path: str, descriptor: int) -> None:
    """Bind what a scratch folder covered (a bind of a read-only mount is read-only)."""
    source = f"/proc/self/fd/{descriptor}"
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    if Path(source).is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch(0o444)
    _mount(source, path, None, _MS_BIND | _MS_REC)
    os.close(descriptor)


def prepare() -> None:
    """Work out beforehand, and once, what `confine` needs."""
    seccomp.build()


def confine(limits: Mapping[str, Any], *, walls: bool) -> None:
    """Set the limits of this process and its descendants and, with `walls`, drop every privilege.

    Args:
        limits: the fields of `autograder.sandbox.sandbox.Limits`.
        walls: False in trusted mode, where only the limits are set.
    """
    for kind, wanted in _rlimits(limits):
        _lower(kind, wanted)
    if not walls:
        return
    _lower(
        resource.RLIMIT_NPROC, limits["processes"]
    )  # counted per uid: outside, for the whole user
    for capability in range(_LAST_CAPABILITY + 1):
        if _prctl(_PR_CAPBSET_DROP, capability) < 0:
            break  # past the last one the kernel knows
    _prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(_libc.capset(header, nothing), "capset")
    hide_memory()
    seccomp.install()


def _rlimits(limits: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    yield resource.RLIMIT_AS, limits["address_space"]
    yield resource.RLIMIT_CPU, limits["cpu_seconds"]
    yield resource.RLIMIT_FSIZE, limits["file_size"]
    yield resource.RLIMIT_NOFILE, limits["open_files"]
    yield resource.RLIMIT_STACK, limits["stack"]
    yield resource.RLIMIT_CORE, 1  # not 0: a core sent to a collector is only stopped by 1
    yield resource.RLIMIT_MEMLOCK, 0
    yield resource.RLIMIT_SIGPENDING, 512  # of the kernel's memory: timers and queued signals
    yield resource.RLIMIT_MSGQUEUE, 0


def _lower(kind: int, wanted: int) -> None:
    """Soft and hard limit become `wanted`, or stay where they are already lower."""
    hard = resource.getrlimit(kind)[1]
    value = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(kind, (value, value))


@contextlib.contextmanager
def _writable_proc() -> Iterator[None]:
    """An undumpable process may not write its own /proc files; be dumpable for a moment."""
    _check(_prctl(_PR_SET_DUMPABLE, 1), "prctl(PR_SET_DUMPABLE)")
    try:
        yield
    finally:
        hide_memory()


def _write(path: str, text: str) -> None:
    Path(path).write_text(text)


def _mount(source: str, target: str, options: str | None, flags: int) -> None:
    result = _libc.mount(
        source.encode(),
        target.encode(),
        b"tmpfs" if source == "tmpfs" else None,
        ctypes.c_ulong(flags),
        options.encode() if options else None,
    )
    _check(result, f"mount({target})")
