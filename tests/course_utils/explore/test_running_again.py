"""A cell with an explorable, run again and again in one kernel, leaves one set of everything."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

# How often each is run; the long version of the test runs all of them 100 times.
TIMES = {
    "gate_patterns": 30,
    "decision_boundary": 6,
    "draw_a_digit": 6,
    "expression": 6,
    "learning_rate": 6,
    "mlp_playground": 3,
    "outlier": 6,
    "polynomial_degree": 3,
    "regularisation_path": 3,
    "softmax_bars": 6,
    "three_classes": 6,
    "two_distributions": 6,
    "two_losses": 6,
    "value_network": 3,
}
Seen = dict[str, dict[str, list[float]]]


def times(name: str, everything: bool) -> int:
    """How often the cell is run."""
    return 100 if everything else TIMES[name]


@pytest.fixture(scope="module")
def seen(root: Path, everything: bool) -> Seen:
    asked = [f"{name}={times(name, everything)}" for name in TIMES]
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.rerun", *asked],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: Seen = json.loads(done.stdout)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("name", TIMES)
def test_a_cell_run_again_leaves_no_figure_no_widget_no_comm_and_no_memory(
    name: str, seen: Seen, everything: bool
) -> None:
    found = seen[name]
    for what in ("figures", "live figures", "open", "widgets", "comms"):
        before, after = found[what]
        assert after == before, f"{what}: {before} and later {after}"
    assert found["of pyplot"] == [0, 0]
    runs = times(name, everything) - times(name, everything) // 3 - 1
    before, after = found["objects"]
    assert after - before < 60 * runs  # what IPython notes of a run; a figure has thousands
    if runs > 15:
        before, after = found["megabytes"]
        assert after - before < 25  # five for each run that leaves its figure behind


def test_every_explorable_is_run(root: Path) -> None:
    files = (root / "course_utils" / "explore").glob("[!_]*.py")
    known = {path.stem for path in files} - {"circuit_stepper"}
    assert TIMES.keys() == known | {"expression"}
