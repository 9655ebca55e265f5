"""Milliseconds per epoch of lesson 5's reference `train`, and of scikit-learn's MLPClassifier.

Each side has a fresh kernel with that kernel's own default number of threads. They take turns, so
that both meet the same machine: once as it is, and once beside a process that keeps a core busy.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import run_kernel

from benchmarks.epochs import BATCH, HIDDEN, ROOT
from benchmarks.figures import Comparison, Figure, Report

SECONDS = 600.0


def measure(quick: bool, report: Report) -> Comparison:
    """The medians over several rounds of a few epochs each."""
    rounds, epochs = (2, 2) if quick else (7, 10)
    with _kernel("ours") as mine, _kernel("theirs") as sklearns:
        alone = _medians(mine, sklearns, rounds, epochs)
        with _neighbour():
            beside = _medians(mine, sklearns, rounds, epochs)
    return Comparison(
        title="one epoch of training on digits",
        ours=Figure("our reference train", alone[0], "ms"),
        stock=Figure("MLPClassifier", alone[1], "ms"),
        more_is_better=False,
        details=(
            Figure("our reference train, beside a busy process", beside[0], "ms"),
            Figure("MLPClassifier, beside a busy process", beside[1], "ms"),
        ),
        remarks=(
            f"1797 digits, 64-{HIDDEN}-10, relu, batches of {BATCH}, float64;"
            f" medians of {rounds} rounds of {epochs} epochs, start-up of a fit included;"
            " a fresh kernel for each side, with its default number of threads.",
        ),
    )


def _medians(
    mine: BlockingKernelClient, sklearns: BlockingKernelClient, rounds: int, epochs: int
) -> tuple[float, float]:
    turns = [(_asked(mine, epochs), _asked(sklearns, epochs)) for _ in range(rounds)]
    ours, theirs = zip(*turns, strict=True)
    return median(ours), median(theirs)


@contextmanager
def _kernel(side: str) -> Iterator[BlockingKernelClient]:
    """A fresh kernel in which one side is ready to train, within the block."""
    with run_kernel(kernel_name="python3", cwd=str(ROOT)) as client:
        _run(client, f"from benchmarks import epochs\nfit = epochs.{side}()")
        yield client


@contextmanager
def _neighbour() -> Iterator[None]:
    """Another process that keeps one core busy, within the block."""
    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        busy.kill()
        busy.wait()


def _asked(client: BlockingKernelClient, epochs: int) -> float:
    return float(_run(client, f"print(epochs.milliseconds(fit, {epochs}))"))


def _run(client: BlockingKernelClient, source: str) -> str:
    """What a cell prints. Raises RuntimeError where it fails."""
    printed: list[str] = []

    def keep(message: dict[str, dict[str, str]]) -> None:
        printed.append(message["content"].get("text", ""))

    reply = client.execute_interactive(source, timeout=SECONDS, output_hook=keep)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{reply['content'].get('ename')}: {reply['content'].get('evalue')}")
    return "".join(printed)
