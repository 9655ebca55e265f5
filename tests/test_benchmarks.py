"""The benchmarks run and find figures; how large they are is no test's business."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.figures import Comparison, Figure


@pytest.mark.slow
@pytest.mark.parametrize("name", ["grade", "ticks"])
def test_a_quick_run_leaves_figures_and_a_chart(name: str, root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "benchmarks", "--quick", "--only", name, "--out", tmp_path]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads((tmp_path / "results.json").read_text())["results"][name]
    figures = [found["ours"], found["stock"], *found["details"]]
    assert len(figures) >= 4
    assert all(figure["value"] > 0 for figure in figures), figures
    assert found["ratio"] > 0
    assert found["title"] in done.stdout
    assert (tmp_path / "results.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("more_is_better", "ratio"), [(True, 4.0), (False, 0.25)])
def test_the_ratio_says_how_many_times_better_ours_is(more_is_better: bool, ratio: float) -> None:
    ours, stock = Figure("ours", 8.0, "x"), Figure("stock", 2.0, "x")
    assert Comparison("title", ours, stock, more_is_better).ratio == ratio
