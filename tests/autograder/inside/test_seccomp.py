"""The filter is a program; here it is run, for both machines, without a kernel."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from autograder.inside import seccomp

ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {
    "x86_64": {"read": 0, "write": 1, "fork": 57, "execve": 59, "socket": 41, "clone": 56},
    "aarch64": {"read": 63, "write": 64, "execve": 221, "socket": 198, "clone": 220},
}
CALLS["x86_64"] |= {"getsockopt": 55, "prlimit": 302, "setrlimit": 160, "ioctl": 16, "pidfd": 434}
CALLS["aarch64"] |= {"getsockopt": 209, "prlimit": 261, "setrlimit": 164, "ioctl": 29, "pidfd": 434}


def judge(machine: str, call: int, *arguments: int, arch: int | None = None) -> int:
    """What the filter says to a system call; every jump must go forward and stay inside."""
    program = list(struct.iter_unpack("HBBI", seccomp.build(machine)))
    values = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", call, MACHINES[machine] if arch is None else arch, 0, *values)
    loaded, place = 0, 0
    while True:
        operation, on_true, on_false, value = program[place]
        place += 1
        if operation == 0x06:
            return int(value)
        if operation == 0x20:
            loaded = struct.unpack_from("<I", data, value)[0]
            continue
        tests = {0x15: loaded == value, 0x25: loaded > value, 0x45: bool(loaded & value)}
        place += on_true if tests[operation] else on_false


@pytest.fixture(params=MACHINES)
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_ordinary_calls_are_allowed(machine: str) -> None:
    for name in set(CALLS[machine]) - {"socket"}:
        assert judge(machine, CALLS[machine][name]) == ALLOW


def test_every_listed_call_is_refused(machine: str) -> None:
    column = list(MACHINES).index(machine)
    for name, numbers in seccomp._DENIED.items():
        if numbers[column] is not None:
            assert judge(machine, numbers[column]) == EPERM, name


def test_no_number_is_listed_twice() -> None:
    for column in (0, 1):
        numbers = [row[column] for row in seccomp._DENIED.values() if row[column] is not None]
        assert len(numbers) == len(set(numbers))


def test_the_calls_of_another_machine_end_the_process(machine: str) -> None:
    for arch in (0x40000003, 0x40000028, 0):  # i386, arm, nonsense
        assert judge(machine, 0, arch=arch) == KILL


def test_unknown_x32_and_negative_calls_look_absent(machine: str) -> None:
    for call in (435, seccomp._LAST_KNOWN + 1, 0x40000000 + 1, -1):
        assert judge(machine, call) == ENOSYS


@pytest.mark.parametrize("bit", [7, 17, 25, 26, 27, 28, 29, 30])
def test_a_clone_may_not_make_a_namespace(machine: str, bit: int) -> None:
    assert judge(machine, CALLS[machine]["clone"], (1 << bit) | 17) == EPERM


def test_a_clone_may_make_threads_and_processes(machine: str) -> None:
    for flags in (17, 0x3D0F00, 0x01200011):
        assert judge(machine, CALLS[machine]["clone"], flags) == ALLOW


def test_only_unix_sockets_are_allowed(machine: str) -> None:
    for family in range(64):
        expected = ALLOW if family == socket.AF_UNIX else EPERM
        assert judge(machine, CALLS[machine]["socket"], family, 1) == expected


def test_only_the_options_that_hand_out_processes_are_refused(machine: str) -> None:
    call = CALLS[machine]["getsockopt"]
    assert judge(machine, call, 3, 1, 77) == EPERM
    assert judge(machine, call, 3, 1, 17) == ALLOW
    assert judge(machine, call, 3, 6, 77) == ALLOW


def test_socket_buffers_may_not_grow(machine: str) -> None:
    call = {"x86_64": 54, "aarch64": 208}[machine]
    for option in (7, 8, 32, 33, 76, 77):
        assert judge(machine, call, 3, 1, option) == EPERM
    assert judge(machine, call, 3, 1, 2) == ALLOW  # SO_REUSEADDR
    assert judge(machine, CALLS[machine]["getsockopt"], 3, 1, 7) == ALLOW


def test_the_core_limit_may_be_read_and_not_set(machine: str) -> None:
    call = CALLS[machine]["prlimit"]
    assert judge(machine, call, 0, 4, 0, 0x7FFF0000) == ALLOW
    assert judge(machine, call, 0, 4, 0x7FFF0000, 0) == EPERM
    assert judge(machine, call, 0, 4, 0x7F0000000000, 0) == EPERM  # lower half zero
    assert judge(machine, call, 0, 7, 0x7FFF0000, 0) == ALLOW
    assert judge(machine, CALLS[machine]["setrlimit"], 4, 0x7FFF0000) == EPERM


def test_nobody_types_into_a_terminal(machine: str) -> None:
    assert judge(machine, CALLS[machine]["ioctl"], 0, 0x5412) == EPERM
    assert judge(machine, CALLS[machine]["ioctl"], 0, 0x5413) == ALLOW


def test_another_machine_is_named_in_the_error() -> None:
    with pytest.raises(OSError, match=r"riscv64.*aarch64, x86_64"):
        seccomp.build("riscv64")
