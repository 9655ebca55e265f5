"""Memory is bounded per process by the kernel, and for the whole tree by whoever watches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import processes
from autograder.sandbox.sandbox import Exit, Sandbox
from tests.support.sandbox_tools import Inside, alive, make, small, wait_until

pytestmark = pytest.mark.sandbox

MiB = 1 << 20


@pytest.fixture(scope="module")
def tight() -> Iterator[Sandbox]:
    with make(limits=small()) as sandbox:
        yield sandbox


def test_one_process_cannot_take_more_than_its_address_space(inside: Inside) -> None:
    assert inside.fails("eat", 4096 * MiB) == "MemoryError"
    inside("nothing")


def test_the_tree_of_a_child_is_measured_together(tight: Sandbox) -> None:
    with tight.fork() as child:
        inside = Inside(child)
        before = child.memory()
        assert 10 * MiB < before < tight.limits.memory
        inside("eat_together", 6, 60 * MiB)
        assert wait_until(lambda: child.memory() > 360 * MiB)
        pids = processes.tree(child.pid)
        child.kill()
        assert not any(map(alive, pids))
        assert child.memory() == 0


def test_pages_shared_with_honest_workers_are_counted_once(tight: Sandbox) -> None:
    with tight.fork() as child:
        inside = Inside(child)
        inside("eat", 60 * MiB)
        inside("share_pages", 20)
        assert processes.quick_memory(processes.tree(child.pid)) > tight.limits.memory
        assert child.memory() < tight.limits.memory


def test_memory_shared_between_processes_is_counted(tight: Sandbox) -> None:
    with tight.fork() as child:
        before = child.memory()
        Inside(child)("eat_shared", 50 * MiB)
        assert child.memory() - before > 45 * MiB


def test_what_waits_unread_in_sockets_is_counted(tight: Sandbox) -> None:
    with tight.fork() as child:
        before = child.memory()
        Inside(child)("eat_in_sockets", 10)
        assert wait_until(lambda: child.memory() - before > 200 * MiB)


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_a_scratch_folder_is_bounded_and_counted(tight: Sandbox, folder: str) -> None:
    with tight.fork() as child:
        before = child.memory()
        written = Inside(child)("fill", folder)
        assert 30 * MiB < written <= tight.limits.tmp_bytes
        assert child.memory() - before > 30 * MiB


def test_files_in_a_scratch_folder_are_bounded_in_number(inside: Inside) -> None:
    assert inside("fill_with_files", "/tmp") < 9000


def test_one_file_is_bounded(inside: Inside) -> None:
    inside("big_file", 60 * MiB)
    assert inside.fails("big_file", 65 * MiB) == "OSError"
    inside("nothing")


def test_descriptors_sent_to_the_grader_never_arrive(inside: Inside) -> None:
    before = set(Path("/proc/self/fd").iterdir())
    inside("smuggle")
    assert set(Path("/proc/self/fd").iterdir()) == before


def test_a_machine_that_runs_out_of_memory_ends_the_child_first(inside: Inside) -> None:
    assert Path(f"/proc/{inside.child.pid}/oom_score_adj").read_text().strip() == "1000"


def test_a_child_over_its_memory_is_not_saved_by_leaving_processes(tight: Sandbox) -> None:
    with tight.fork() as child:
        inside = Inside(child)
        inside("eat_together", 3, 60 * MiB)
        inside.start("leave", 0)
        assert child.exit(timeout=10) == Exit("exited", 0)
        assert child.memory() == 0
