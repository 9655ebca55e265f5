"""A child names no process but its own, and takes all of its own with it."""

from __future__ import annotations

import os
import signal
import time

import pytest

from autograder.sandbox import processes
from autograder.sandbox.sandbox import Exit, Sandbox
from tests.support.sandbox_tools import Inside, alive, make, wait_until

pytestmark = pytest.mark.sandbox


def test_a_child_is_alone_in_its_world(inside: Inside) -> None:
    assert inside("pids") == [1, 0]
    assert inside("other_processes") == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM, signal.SIGSEGV])
def test_signals_sent_everywhere_reach_nobody_else(inside: Inside, number: int) -> None:
    for pid in (1, -1, 2, 3):
        inside.start("kill", pid, number)
    # the next look at the zygote and its next child is the fixture's


def test_limits_set_on_process_1_bind_the_child_only(inside: Inside) -> None:
    inside.start("cripple", 1)


def test_no_limit_can_be_raised(inside: Inside) -> None:
    assert inside("raise_limits") == []


def test_the_graders_process_cannot_be_had_from_the_channel(inside: Inside) -> None:
    assert inside("peer_pid") == 0
    assert inside.fails("grader_handle") in ("PermissionError", "OSError")


def test_a_fork_bomb_stops_at_the_limit_and_is_gone_when_killed(inside: Inside) -> None:
    assert inside("fork_bomb") <= 64
    pids = processes.tree(inside.child.pid)
    assert len(pids) > 32
    inside.child.kill()
    assert not any(map(alive, pids))


def test_a_fork_bomb_in_full_swing_can_be_killed(sandbox: Sandbox, inside: Inside) -> None:
    inside.start("real_fork_bomb")
    time.sleep(0.3)
    with sandbox.fork() as other:
        assert Inside(other)("fork_bomb") > 32, "the bomb took another child's processes"
    pids = processes.tree(inside.child.pid)
    started = time.monotonic()
    inside.child.kill()
    assert time.monotonic() - started < 5
    assert not any(map(alive, pids))


def test_threads_are_counted_as_processes(inside: Inside) -> None:
    assert inside("thread_bomb") <= 64


def test_an_endless_loop_deaf_to_signals_is_killed_at_once(inside: Inside) -> None:
    inside.start("loop")
    time.sleep(0.1)
    started = time.monotonic()
    inside.child.kill()
    assert time.monotonic() - started < 2
    assert inside.child.exit() == Exit("signalled", signal.SIGKILL)


def test_a_child_that_stopped_itself_is_killed(inside: Inside) -> None:
    inside.start("kill", 1, signal.SIGSTOP)
    inside.child.kill()
    assert not alive(inside.child.pid)


def test_the_kernel_ends_a_child_that_used_up_its_processor_time() -> None:
    from autograder.sandbox.sandbox import Limits

    with make(limits=Limits(cpu_seconds=1)) as sandbox, sandbox.fork() as child:
        Inside(child).start("loop")
        assert child.exit(timeout=20) == Exit("signalled", signal.SIGKILL)


@pytest.mark.parametrize("leave", [False, True], ids=["killed", "left by itself"])
def test_a_detached_grandchild_is_gone_with_the_child(inside: Inside, leave: bool) -> None:
    if leave:
        pids: list[int] = []
        inside.start("detach", True)
        assert inside.child.exit(timeout=10) == Exit("exited", 3)
        # The fixture looks for a process that was left.
    else:
        inside("detach")
        pids = processes.tree(inside.child.pid)
        assert len(pids) == 2
        inside.child.kill()
    assert not any(map(alive, pids))


def test_a_child_that_ends_says_how(sandbox: Sandbox) -> None:
    with sandbox.fork() as child:
        Inside(child).start("leave", 7)
        assert child.exit(timeout=10) == Exit("exited", 7)
    with sandbox.fork() as child:
        child.channel.close()
        child.kill()
        assert child.exit() is not None


def test_a_running_child_has_no_exit_yet(inside: Inside) -> None:
    assert inside.child.exit(timeout=0) is None
    assert inside.child.exit(timeout=0.05) is None


def test_a_child_whose_channel_is_closed_ends_by_itself(sandbox: Sandbox) -> None:
    with sandbox.fork() as child:
        child.channel.close()
        assert child.exit(timeout=10) == Exit("exited", 0)


def test_killing_twice_and_after_the_end_does_nothing(sandbox: Sandbox) -> None:
    with sandbox.fork() as child:
        child.kill()
        child.kill()
    child.kill()


def test_a_crash_leaves_no_core_and_tells_its_signal(inside: Inside) -> None:
    inside.start("crash")
    assert inside.child.exit(timeout=10) == Exit("signalled", signal.SIGSEGV)


def test_a_program_of_its_own_leaves_no_core_either(inside: Inside) -> None:
    assert inside("limits")["RLIMIT_CORE"] == [1, 1]
    assert inside.fails("no_core_limit") in ("PermissionError", "ValueError")
    assert inside("subprocess_crash") == -signal.SIGABRT
    assert inside("listing", "/tmp/work") == []


def test_the_grader_ending_takes_everything_with_it() -> None:
    read, write = os.pipe()
    grader = os.fork()
    if grader == 0:
        sandbox = make()
        child = sandbox.fork()
        Inside(child).start("loop")
        os.write(write, f"{sandbox._zygote.pid} {child.pid}".encode())  # type: ignore[union-attr]
        time.sleep(600)
    pids = [int(word) for word in os.read(read, 100).split()]
    os.kill(grader, signal.SIGKILL)
    os.waitpid(grader, 0)
    assert wait_until(lambda: not any(map(alive, pids)))
