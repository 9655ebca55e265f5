"""A child has no privilege, no network, and a smaller kernel than other programs."""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.inside import seccomp
from autograder.sandbox.sandbox import Sandbox
from tests.support.sandbox_tools import ATTACKS, Inside, is_root

pytestmark = pytest.mark.sandbox

NAMESPACES = {
    "user": 0x10000000,
    "mount": 0x00020000,
    "process": 0x20000000,
    "network": 0x40000000,
    "ipc": 0x08000000,
    "host name": 0x04000000,
    "cgroup": 0x02000000,
}


def test_every_call_of_the_filter_is_refused(inside: Inside) -> None:
    answers = inside("denied_calls")
    assert {name: code for name, code in answers.items() if code != errno.EPERM} == {}
    assert len(answers) > 60


def test_calls_nobody_has_looked_at_look_absent(inside: Inside) -> None:
    clone3, future = 435, seccomp._LAST_KNOWN + 1
    for number in (clone3, future, 600, 0x40000000 + 39):
        assert inside("errno_name", inside("syscall", number, 0, 0)) == "ENOSYS"


@pytest.mark.parametrize("flag", NAMESPACES.values(), ids=NAMESPACES)
def test_no_further_namespace_can_be_made(inside: Inside, flag: int) -> None:
    unshared, cloned, program = inside("new_namespace", flag)
    assert inside("errno_name", unshared) == "EPERM"
    assert inside("errno_name", cloned) == "EPERM"
    assert program != 0


def test_a_child_has_no_capability_and_gets_none(inside: Inside) -> None:
    assert inside("capabilities") == [0] * 7
    assert inside.fails("become_root") in ("PermissionError", "OSError")
    assert inside("setuid_program") == ""


@pytest.mark.skipif(not is_root(), reason="only root has a uid to give up")
def test_a_child_of_root_is_somebody_else_outside_too(inside: Inside) -> None:
    uids = Path(f"/proc/{inside.child.pid}/status").read_text().split("Uid:")[1].split()[:4]
    assert "0" not in uids


def test_the_only_sockets_are_those_within_the_child(inside: Inside) -> None:
    assert set(inside("socket_families")) == {str(int(socket.AF_UNIX))}


def test_abstract_sockets_of_two_children_do_not_meet(sandbox: Sandbox, inside: Inside) -> None:
    inside("listen_abstract", "meet")
    inside("connect_abstract", "meet")
    with sandbox.fork() as other:
        assert Inside(other).fails("connect_abstract", "meet") == "ConnectionRefusedError"


def test_a_child_inherits_its_channel_and_nothing_else(inside: Inside) -> None:
    found = inside("descriptors")
    assert [found.pop(number) for number in "012"] == ["null"] * 3
    assert sorted(found.values()).count("socket") == 1
    others = {kind for kind in found.values() if not kind.startswith("file to read")}
    assert others <= {"socket", "null"}


def test_a_program_of_the_child_inherits_no_channel(inside: Inside) -> None:
    assert inside("descriptors_of_a_program") == "[0, 1, 2]"


def test_files_open_in_two_children_do_not_move_together(sandbox: Sandbox, inside: Inside) -> None:
    with sandbox.fork() as other:
        before = Inside(other)("descriptors")
        inside("move_files")
        assert Inside(other)("descriptors") == before


def test_two_children_do_not_share_their_luck(sandbox: Sandbox) -> None:
    with sandbox.fork() as one, sandbox.fork() as two:
        first, second = Inside(one)("dice"), Inside(two)("dice")
    assert all(mine != yours for mine, yours in zip(first, second, strict=True))


@pytest.mark.parametrize(
    ("work", "result"),
    [
        ("honest_subprocess", "hello\n"),
        ("honest_python", "3\n"),
        ("honest_threads", 8),
        ("honest_pool", [1, 2, 3]),
        ("honest_spawn", 0),
        ("honest_shared_memory", 7),
        ("honest_files", "hello"),
    ],
)
def test_honest_programs_run(inside: Inside, work: str, result: object) -> None:
    assert inside(work) == result


def test_honest_mathematics_runs(inside: Inside) -> None:
    assert inside("honest_numpy") < 1e-8
    assert inside("honest_plot") > 1000


def test_fonts_opened_before_the_fork_are_whole(inside: Inside) -> None:
    """The first and the second child draw what a program without a sandbox draws."""
    script = "import attacks; print(attacks.honest_fonts())"
    command = [sys.executable, "-W", "ignore", "-c", script]
    env = {"PYTHONPATH": str(ATTACKS.parent), "MPLBACKEND": "Agg", "HOME": "/nonexistent"}
    plain = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
    assert inside("honest_fonts") == plain.stdout.strip()


def test_honest_machine_learning_runs(inside: Inside) -> None:
    pytest.importorskip("sklearn")
    assert inside("honest_sklearn") > 0.9
