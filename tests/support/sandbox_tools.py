"""What the tests of the sandbox share: children that run attacks by name, and patience."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from autograder.sandbox import processes
from autograder.sandbox.sandbox import Child, Limits, Sandbox

ATTACKS = Path(__file__).with_name("attacks.py")
SCRATCH = ("/tmp", "/dev/shm")

# A grader as a program: the answers of calls, one JSON line each.
GRADE = """
import json, sys
sys.path.insert(0, {repository!r})
from autograder.sandbox.sandbox import Sandbox
with Sandbox(entry="attacks:serve", modules=[{attacks!r}]) as sandbox, sandbox.fork() as child:
    lines = child.channel.makefile("rw")
    for call in {calls!r}:
        print(json.dumps(call), file=lines, flush=True)
        print(lines.readline(), end="")
"""


class Inside:
    """A child that runs the functions of `attacks` by name."""

    def __init__(self, child: Child) -> None:
        self.child = child
        self._lines = child.channel.makefile("rw")

    def start(self, name: str, *arguments: Any) -> None:
        """Have a call made, and do not wait for it."""
        self._lines.write(json.dumps([name, *arguments]) + "\n")
        self._lines.flush()

    def answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._lines.readline() or '{"error": "gone"}')
        return answer

    def __call__(self, name: str, *arguments: Any) -> Any:
        """What the call returns; it may not raise."""
        self.start(name, *arguments)
        answer = self.answer()
        assert "error" not in answer, answer
        return answer["value"]

    def fails(self, name: str, *arguments: Any) -> str:
        """The name of the exception the call raises; it must raise one."""
        self.start(name, *arguments)
        return str(self.answer().get("error"))


def make(**options: Any) -> Sandbox:
    return Sandbox(entry="attacks:serve", modules=[ATTACKS], **options)


def zygote_of(sandbox: Sandbox) -> int:
    """The process id of the zygote (the child of `bwrap`, or the very process in trusted mode)."""
    assert sandbox._zygote is not None
    return processes.tree(sandbox._zygote.pid)[0 if sandbox.trusted else 1]


def alive(pid: int) -> bool:
    """Whether the process runs: a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(condition: Any, seconds: float = 5) -> bool:
    """Whether the condition comes true in time."""
    end = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return bool(holds)


def small(**changes: int) -> Limits:
    """Limits that a test reaches quickly."""
    return Limits(**{"memory": 300 << 20, "tmp_bytes": 32 << 20, **changes})


def is_root() -> bool:
    return os.getuid() == 0
