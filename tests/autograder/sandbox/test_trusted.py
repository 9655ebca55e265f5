"""Trusted mode: the same children without walls, for one's own files."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.sandbox import bubblewrap, processes
from autograder.sandbox.sandbox import Exit, Sandbox
from tests.support.sandbox_tools import Inside, alive, make, wait_until, zygote_of


@pytest.fixture(scope="module")
def trusted() -> Iterator[Sandbox]:
    with make(trusted=True) as sandbox:
        yield sandbox


def test_it_needs_no_bubblewrap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    with make(trusted=True) as sandbox, sandbox.fork() as child:
        Inside(child)("nothing")


def test_limits_are_set_all_the_same(trusted: Sandbox) -> None:
    with trusted.fork() as child:
        limits = Inside(child)("limits")
    assert limits["RLIMIT_AS"][1] == trusted.limits.address_space
    assert limits["RLIMIT_FSIZE"][1] == trusted.limits.file_size


def test_each_child_has_a_folder_and_descriptors_of_its_own(trusted: Sandbox) -> None:
    with trusted.fork() as one, trusted.fork() as two:
        folders = {Inside(one)("folder"), Inside(two)("folder")}
        assert len(folders) == 2
        kinds = [kind.split(" at ")[0] for kind in Inside(one)("descriptors").values()]
        assert kinds[:3] == ["null"] * 3
        assert kinds.count("socket") == 1
        assert set(kinds) <= {"null", "socket", "file to read"}


def test_its_folders_are_gone_when_it_is_closed() -> None:
    with make(trusted=True) as sandbox, sandbox.fork() as child:
        folder = Path(Inside(child)("folder"))
        Inside(child)("write", str(folder / "note"))
        assert folder.joinpath("note").exists()
    assert not folder.exists()
    assert not folder.parent.parent.exists()


def test_numpy_is_never_picked_up_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("numpy.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    with make(trusted=True) as sandbox, sandbox.fork() as child:
        assert sandbox.cold == {}
        Inside(child)("honest_numpy")


def test_an_endless_loop_is_killed(trusted: Sandbox) -> None:
    with trusted.fork() as child:
        Inside(child).start("loop")
        time.sleep(0.05)
        child.kill()
        assert child.exit() == Exit("signalled", signal.SIGKILL)


@pytest.mark.parametrize("leave", [False, True], ids=["killed", "left by itself"])
def test_a_detached_grandchild_is_gone_with_the_child(trusted: Sandbox, leave: bool) -> None:
    with trusted.fork() as child:
        Inside(child).start("detach", leave)
        if leave:
            assert child.exit(timeout=10) == Exit("exited", 3)
        else:
            assert wait_until(lambda: len(processes.tree(zygote_of(trusted))) == 4)
            pids = processes.tree(zygote_of(trusted))[1:]
            child.kill()
            assert not any(map(alive, pids))
    zygote = zygote_of(trusted)
    assert wait_until(lambda: processes.tree(zygote) == [zygote])
