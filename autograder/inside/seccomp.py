"""The system calls a student's process may not make, as a seccomp filter built without any library.

The filter is a denylist with a lid: known calls that name other processes, change mounts or
namespaces, hold memory nobody counts, or open seldom-used corners of the kernel answer EPERM; calls
newer than the list answer ENOSYS, so a future kernel opens nothing by itself. Namespaces,
capabilities and limits are the walls; this is the second lock. Nothing here touches the system
before `install()`.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import socket
import struct
from functools import cache

__all__ = ["build", "install", "supported"]

# (x86_64, aarch64), from Linux's asm/unistd_64.h and asm-generic/unistd.h; from 424 on the numbers
# are the same everywhere. `None`: the machine has no such call.
_DENIED: dict[str, tuple[int | None, int | None]] = {
    # other processes
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "kcmp": (312, 272),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # mounts and namespaces
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "unshare": (272, 97),
    "setns": (308, 268),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "statmount": (457, 457),
    "listmount": (458, 458),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    # what outlives a process or is counted for nobody
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "shmget": (29, 194),
    "shmctl": (31, 195),
    "shmat": (30, 196),
    "semget": (64, 190),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgctl": (71, 187),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    # corners of the kernel no exercise needs
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "io_submit": (209, 2),
    "vmsplice": (278, 75),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "cachestat": (451, 451),
    "lsm_get_self_attr": (459, 459),
    "lsm_set_self_attr": (460, 460),
    "lsm_list_modules": (461, 461),
    "lookup_dcookie": (212, 18),
    "personality": (135, 92),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "ustat": (136, None),
    "sysfs": (139, None),
    "_sysctl": (156, None),
    "ioperm": (173, None),
    "iopl": (172, None),
    # the machine itself
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "create_module": (174, None),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "nfsservctl": (180, 42),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "acct": (163, 89),
    "syslog": (103, 116),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
}
# Calls whose arguments decide, or that must look absent: (x86_64, aarch64).
_CLONE, _CLONE3 = (56, 220), 435
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
_GETSOCKOPT, _SETSOCKOPT = (55, 209), (54, 208)
_IOCTL = (16, 29)
_SETRLIMIT, _PRLIMIT = (160, 164), (302, 261)
_RLIMIT_CORE = 4  # it stays at 1: at 0, a crash would reach the machine's core collector
_LAST_KNOWN = (
    466  # removexattrat, Linux 6.13; a newer call is ENOSYS until somebody has looked at it
)

# mnt | cgroup | uts | ipc | user | pid | net | time: every CLONE_NEW* flag of clone(2)
_NEW_NAMESPACES = (
    0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x80
)
# SOL_SOCKET's SO_PASSPIDFD and SO_PEERPIDFD: a handle of the process that made the channel.
_PIDFD_OPTIONS = (76, 77)
# SO_SNDBUF, SO_RCVBUF and their …FORCE: memory of the kernel, counted for nobody.
_BUFFER_OPTIONS = (7, 8, 32, 33)
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing into somebody's terminal

_ARCHES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _JEQ, _JGT, _JSET, _RET = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_NR, _ARCH, _ARG0 = 0, 4, 16

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _FILTER_MODE = 38, 22, 2

_Instruction = tuple[int, int, int, int]


def supported(machine: str | None = None) -> bool:
    """Whether system call numbers are known for `machine` (default: this one)."""
    return (machine or platform.machine()) in _ARCHES


@cache
def build(machine: str | None = None) -> bytes:
    """The filter as an array of `struct sock_filter` for `machine` (default: this one).

    Raises:
        OSError: the machine is neither x86_64 nor aarch64.
    """
    machine = machine or platform.machine()
    if machine not in _ARCHES:
        known = ", ".join(sorted(_ARCHES))
        raise OSError(errno.ENOSYS, f"no system call numbers for {machine!r}; known are {known}")
    column, arch = _ARCHES[machine]

    program: list[_Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_JEQ, 1, 0, arch),
        (_RET, 0, 0, _KILL),  # 32-bit calls on a 64-bit machine have other numbers
        (_LOAD, 0, 0, _NR),
        *_when(_JGT, _LAST_KNOWN, [_errno(errno.ENOSYS)]),  # x32 calls (bit 30) land here too
        *_when(
            _JEQ, _CLONE3, [_errno(errno.ENOSYS)]
        ),  # its flags are in memory; libc falls back to clone
    ]
    for numbers in _DENIED.values():
        if (number := numbers[column]) is not None:
            program += _when(_JEQ, number, [_errno(errno.EPERM)])
    program += _when(_JEQ, _CLONE[column], _refuse_if_any_bit(_NEW_NAMESPACES))
    for call in (_SOCKET, _SOCKETPAIR):
        program += _when(_JEQ, call[column], _refuse_unless(socket.AF_UNIX))
    for call, options in (
        (_GETSOCKOPT, _PIDFD_OPTIONS),
        (_SETSOCKOPT, _PIDFD_OPTIONS + _BUFFER_OPTIONS),
    ):
        refuse = _refuse_values(2, options, level=socket.SOL_SOCKET)
        program += _when(_JEQ, call[column], refuse)
    program += _when(_JEQ, _IOCTL[column], _refuse_values(1, _TERMINAL_INPUT))
    program += _when(_JEQ, _SETRLIMIT[column], _refuse_values(0, (_RLIMIT_CORE,)))
    program += _when(_JEQ, _PRLIMIT[column], _refuse_new_core_limit())
    program.append(_allow())
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def install() -> None:
    """Put the filter on this process and everything it starts, for good.

    Raises:
        OSError: the kernel has no seccomp filters or the machine is unknown.
    """
    code = build()
    count = len(code) // 8
    buffer = ctypes.create_string_buffer(code, len(code))

    class _Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    program = _Program(count, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS)")
    if libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_FILTER_MODE), ctypes.byref(program), zero, zero):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl(PR_SET_SECCOMP): {os.strerror(number)}")


def _when(test: int, value: int, then: list[_Instruction]) -> list[_Instruction]:
    """`then` (which ends in a return) if the loaded number passes `test`, else go on behind it."""
    return [(test, 0, len(then), value), *then]


def _refuse_unless(value: int) -> list[_Instruction]:
    """EPERM unless argument 0 is `value`."""
    return [(_LOAD, 0, 0, _ARG0), (_JEQ, 1, 0, value), _errno(errno.EPERM), _allow()]


def _refuse_if_any_bit(mask: int) -> list[_Instruction]:
    """EPERM if argument 0 has a bit of `mask`."""
    return [(_LOAD, 0, 0, _ARG0), (_JSET, 0, 1, mask), _errno(errno.EPERM), _allow()]


def _refuse_values(
    argument: int, values: tuple[int, ...], *, level: int | None = None
) -> list[_Instruction]:
    """EPERM if `argument` is one of `values` (and argument 1 is `level`, where given)."""
    checks: list[_Instruction] = [(_LOAD, 0, 0, _ARG0 + 8 * argument)]
    for value in values:
        checks += _when(_JEQ, value, [_errno(errno.EPERM)])
    checks.append(_allow())
    if level is None:
        return checks
    return [(_LOAD, 0, 0, _ARG0 + 8), (_JEQ, 1, 0, level), _allow(), *checks]


def _refuse_new_core_limit() -> list[_Instruction]:
    """EPERM for prlimit(_, RLIMIT_CORE, new, _) unless `new`, both halves of it, is NULL."""
    return [
        (_LOAD, 0, 0, _ARG0 + 8),
        (_JEQ, 1, 0, _RLIMIT_CORE),
        _allow(),
        (_LOAD, 0, 0, _ARG0 + 16),
        (_JEQ, 1, 0, 0),
        _errno(errno.EPERM),
        (_LOAD, 0, 0, _ARG0 + 20),
        (_JEQ, 1, 0, 0),
        _errno(errno.EPERM),
        _allow(),
    ]


def _errno(number: int) -> _Instruction:
    return (_RET, 0, 0, _ERRNO | number)


def _allow() -> _Instruction:
    return (_RET, 0, 0, _ALLOW)
