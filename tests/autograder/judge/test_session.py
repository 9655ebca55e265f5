"""A submission's process, and what the judge's functions do for it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.judge.session import Session
from autograder.judge.verdict import Verdict
from autograder.sandbox.sandbox import Sandbox

WORK = "import time\nwhile time.process_time() - {began} < {seconds}:\n    pass\n"


def test_a_lent_function_draws_from_the_generator_it_is_given(trusted: Sandbox) -> None:
    def shuffled(count: int, rng: np.random.Generator) -> np.ndarray:
        return rng.permutation(count)

    cells = ("import numpy as np\nrng = np.random.default_rng(4)",)
    uses = "orders = [shuffled(6, rng), shuffled(6, rng=rng), rng.permutation(6)]"
    with Session(trusted) as session:
        for index, source in enumerate(cells):
            assert session.run(index, source) is None
        session.lend("shuffled", shuffled)
        assert session.run(1, uses) is None
        orders = session.current.get("orders")
    rng = np.random.default_rng(4)
    assert [list(order) for order in orders] == [list(rng.permutation(6)) for _ in range(3)]


@contextlib.contextmanager
def crowded(neighbours: int) -> Iterator[None]:
    """In the block, this process and what it starts share one processor with busy neighbours."""
    before = os.sched_getaffinity(0)
    pin({min(before)})
    try:
        with contextlib.ExitStack() as stack:
            for _ in range(neighbours):
                code = "print(flush=True)\nwhile True: pass"
                busy = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
                stack.enter_context(busy)
                stack.callback(busy.kill)
                assert busy.stdout is not None
                busy.stdout.readline()  # it has begun
            yield
    finally:
        pin(before)


def pin(processors: set[int]) -> None:
    """Keep every thread of this process to these: a sandbox is started by one of its own."""
    for thread in os.listdir("/proc/self/task"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            os.sched_setaffinity(int(thread), processors)


@pytest.mark.skipif(not os.path.exists("/proc/self/schedstat"), reason="the kernel does not say")
def test_waiting_for_a_processor_is_not_counted_as_time_that_a_cell_took() -> None:
    with (
        crowded(3),
        Sandbox(trusted=True) as sandbox,
        Session(sandbox, seconds=60) as session,
    ):
        assert session.run(0, "import time\nbegan = time.process_time(), time.monotonic()") is None
        session._seconds = 0.5  # from now on, for a cell
        work = WORK.format(began="began[0]", seconds=0.35)
        assert session.run(1, work + "took = time.monotonic() - began[1]") is None
        assert session.current.get("took") > session._seconds


def test_sleeping_is_counted_whoever_else_is_busy() -> None:
    with crowded(3), Sandbox(trusted=True) as sandbox, Session(sandbox, seconds=60) as session:
        assert session.run(0, "import time") is None
        session._seconds = 0.5
        stop = session.run(1, "time.sleep(30)")
        assert stop is not None
        assert stop.verdict is Verdict.TIMEOUT


def test_who_computes_without_end_is_stopped_on_a_busy_machine_too() -> None:
    with crowded(3), Sandbox(trusted=True) as sandbox, Session(sandbox, seconds=60) as session:
        assert session.run(0, "import time") is None
        session._seconds = 0.5
        began = time.monotonic()
        stop = session.run(1, "while True:\n    pass")
        assert stop is not None
        assert stop.verdict is Verdict.TIMEOUT
        assert time.monotonic() - began > 0.5
