"""In a notebook, linear algebra keeps to one thread; elsewhere it is left as it is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.notebook.kernel import NOBODY_READS, Kernel

THREADS = """
import numpy as np
from threadpoolctl import threadpool_info
def threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
before = threads()
from course_utils import check
assert before
"""


@pytest.fixture(autouse=True)
def of_a_fresh_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.endswith("_NUM_THREADS")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv(NOBODY_READS, raising=False)


def test_a_notebook_trains_on_one_thread(tmp_path: Path) -> None:
    with Kernel(tmp_path, 60.0) as kernel:
        came = kernel.test(f"{THREADS}\nassert set(threads()) == {{1}}, threads()")
    assert came.error == "", came.text


def test_a_program_that_is_no_notebook_keeps_its_threads() -> None:
    code = f"{THREADS}\nassert threads() == before, threads()"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_whoever_has_set_a_number_of_threads_keeps_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "2")
    with Kernel(tmp_path, 60.0) as kernel:
        came = kernel.test(f"{THREADS}\nassert threads() == before, threads()")
    assert came.error == "", came.text
