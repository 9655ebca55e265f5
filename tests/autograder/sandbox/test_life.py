"""Sandboxes start, survive their zygote, leak nothing, and say what a machine lacks."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from autograder.sandbox import bubblewrap, processes, unavailable
from autograder.sandbox.probe import probe
from autograder.sandbox.sandbox import Sandbox, SandboxUnavailable
from tests.support.sandbox_tools import (
    ATTACKS,
    GRADE,
    PATIENCE,
    Inside,
    alive,
    is_root,
    make,
    wait_until,
    zygote_of,
)

sandboxed = pytest.mark.sandbox


@sandboxed
def test_a_zygote_that_was_killed_is_started_again() -> None:
    with make() as sandbox:
        old = sandbox.fork()
        zygote = zygote_of(sandbox)
        os.kill(zygote, signal.SIGKILL)
        with sandbox.fork() as child:
            Inside(child)("nothing")
            assert zygote_of(sandbox) != zygote
        assert old.exit(PATIENCE) is not None
        assert not alive(old.pid)
        old.kill()


@sandboxed
def test_bwrap_that_was_killed_halfway_is_started_again_and_leaves_no_half() -> None:
    halves: list[int] = []
    started = threading.Event()

    def kill_the_first_half() -> None:
        """The moment that there are two: the second half waits for a word of the first."""
        before = set(processes.children(os.getpid()))
        while not halves and not started.is_set():
            for first in set(processes.children(os.getpid())) - before:
                if second := processes.children(first):
                    os.kill(first, signal.SIGKILL)
                    halves.extend((first, *second))

    caught = 0
    for _ in range(12):  # on a busy machine the moment may pass unseen
        halves.clear()
        started.clear()
        killer = threading.Thread(target=kill_the_first_half)
        killer.start()
        try:
            with make() as sandbox, sandbox.fork() as child:
                Inside(child)("nothing")
                started.set()
                killer.join()
                assert wait_until(lambda: not any(map(alive, halves)))
        finally:
            started.set()
        caught += bool(halves)
        if caught == 4:
            return
    if not caught:
        pytest.skip("the two halves were never seen apart")


@sandboxed
def test_closing_ends_every_child() -> None:
    sandbox = make()
    child = sandbox.fork()
    Inside(child).start("loop")
    bwrap, zygote = processes.tree(sandbox._zygote.pid)[:2]  # type: ignore[union-attr]
    sandbox.close()
    sandbox.close()
    assert wait_until(lambda: not any(map(alive, (bwrap, zygote, child.pid))))
    with pytest.raises(ValueError, match="closed"):
        sandbox.fork()


@sandboxed
def test_a_sandbox_outlives_the_thread_that_made_it() -> None:
    made: list[Sandbox] = []
    thread = threading.Thread(target=lambda: made.append(make()))
    thread.start()
    thread.join()
    zygote = zygote_of(made[0])
    time.sleep(0.1)
    with made[0] as sandbox, sandbox.fork() as child:
        Inside(child)("nothing")
        assert zygote_of(sandbox) == zygote


@sandboxed
def test_several_threads_fork_at_once(sandbox: Sandbox) -> None:
    answers = []

    def work() -> None:
        with sandbox.fork() as child:
            answers.append(Inside(child)("pids"))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [[1, 0]] * 8


@sandboxed
def test_a_forked_grader_starts_a_zygote_of_its_own(sandbox: Sandbox) -> None:
    zygote = zygote_of(sandbox)
    grader = os.fork()
    if grader == 0:
        code = 1
        try:
            with sandbox.fork() as child:
                Inside(child)("nothing")
                code = 0 if zygote_of(sandbox) != zygote else 2
            sandbox.close()
        finally:
            os._exit(code)
    assert os.waitpid(grader, 0)[1] == 0
    assert zygote_of(sandbox) == zygote
    with sandbox.fork() as child:
        Inside(child)("nothing")


@sandboxed
def test_children_leave_no_descriptor_mount_or_process(sandbox: Sandbox) -> None:
    zygote = zygote_of(sandbox)

    def traces() -> list[int]:
        folders = ["/proc/self/fd", f"/proc/{zygote}/fd"][: 2 if is_root() else 1]
        mounts = Path(f"/proc/{zygote}/mountinfo").read_text().splitlines()
        counts = [len(list(Path(folder).iterdir())) for folder in folders]
        return [*counts, len(mounts), len(processes.tree(zygote))]

    with sandbox.fork():
        pass
    assert wait_until(lambda: processes.tree(zygote) == [zygote])
    before = traces()
    for _ in range(30):
        with sandbox.fork() as child:
            child.memory()
    assert wait_until(lambda: traces() == before), (before, traces())


@sandboxed
@pytest.mark.skipif(not is_root(), reason="all the other tests are run as an ordinary user already")
def test_an_ordinary_user_gets_the_same_walls() -> None:
    user, ours = 61234, Path(bubblewrap.__file__).parents[2]
    check = "import sys; open(sys.argv[1]).close(); assert sys.version_info >= (3, 11)"
    for python in (sys.executable, "/usr/bin/python3"):
        command = [python, "-c", check, str(ATTACKS)]
        with contextlib.suppress(OSError, subprocess.CalledProcessError):
            subprocess.run(command, user=user, group=user, extra_groups=[], check=True)
            break
    else:
        pytest.skip("another user may not read the Python or the tests")
    lessons = str(ours / "solutions")  # the folder above may hold the environment, and be shown
    calls = [["pids"], ["capabilities"], ["errno_name", 1], ["exists", lessons], ["fork_bomb"]]
    script = GRADE.format(repository=str(ours), attacks=str(ATTACKS), calls=calls)
    run = subprocess.run(
        [python, "-c", script],
        user=user,
        group=user,
        extra_groups=[],
        env={"PATH": os.environ["PATH"], "HOME": "/nonexistent"},
        cwd="/",
        capture_output=True,
        text=True,
    )
    answers = [json.loads(line)["value"] for line in run.stdout.splitlines()]
    assert answers[:4] == [[1, 0], [0] * 7, "EPERM", False], run.stderr
    assert 32 < answers[4] <= 64


@sandboxed
def test_a_module_that_is_missing_is_named_and_no_obstacle() -> None:
    with make(warm=["no_such_module", "json"]) as sandbox:
        assert "No module named" in sandbox.cold["no_such_module"]
        assert "json" not in sandbox.cold
        with sandbox.fork() as child:
            Inside(child)("nothing")


@sandboxed
def test_an_entry_that_is_missing_is_an_error_that_names_it() -> None:
    with pytest.raises(SandboxUnavailable, match="no_such_module"):
        Sandbox(entry="no_such_module:serve")


@sandboxed
def test_this_machine_is_found_fit() -> None:
    findings = probe()
    assert [finding for finding in findings if not finding.ok] == []
    assert {"kernel", "bubblewrap", "sandbox", "seccomp"} <= {finding.name for finding in findings}


def test_without_bubblewrap_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bubblewrap, "find", lambda: None)
    with pytest.raises(SandboxUnavailable, match="apt install bubblewrap"):
        make()
    last = probe()[-1]
    assert (last.name, last.ok) == ("bubblewrap", False)
    assert "install" in last.remedy


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        ("bwrap: No permissions to create a new namespace, likely because …", "--privileged"),
        ("bwrap: setting up uid map: Permission denied", "seccomp=unconfined"),
        ("OSError: [Errno 1] unshare(user, mount, pid, … namespaces): no", "systempaths"),
        ("bwrap: Can't find source path /x: No such file or directory", "/x"),
        ("ModuleNotFoundError: No module named 'numpy'", "Python inside the sandbox"),
    ],
)
def test_where_namespaces_are_forbidden_the_error_is_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str, remedy: str
) -> None:
    monkeypatch.setattr(unavailable, "_SWITCHES", ())
    fake = tmp_path / "bwrap"
    fake.write_text(f"#!/bin/sh\necho warning >&2; cat >&2 <<'END'\n{said}\nEND\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(bubblewrap, "find", lambda: str(fake))
    with pytest.raises(SandboxUnavailable) as caught:
        make()
    assert remedy in str(caught.value)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_switch_of_the_kernel_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    switch = tmp_path / "restrict"
    switch.write_text("1\n")
    monkeypatch.setattr(unavailable, "_SWITCHES", ((str(switch), "1", "run `sudo sysctl x=0`"),))
    assert "sudo sysctl x=0" in unavailable.explain("bwrap: setting up uid map: Permission denied")
