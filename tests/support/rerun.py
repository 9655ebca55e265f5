"""Run the cells of explorables again and again in one IPython; print what is left behind, as JSON.

A program of its own: `python -m tests.support.rerun NAME=TIMES ...`. IPython keeps every cell's
result in `Out`, so nothing may hang on the box that `show` returns.
"""

from __future__ import annotations

import contextlib
import gc
import io
import json
import sys
from pathlib import Path
from typing import Any

import comm
import matplotlib.pyplot as plt
from IPython.core.interactiveshell import InteractiveShell
from ipywidgets.widgets import widget as registry
from matplotlib.figure import Figure

from course_utils import live
from course_utils.stage import open_stages

PAGE = 4096 / 1e6  # megabytes
CELL = "from course_utils.explore import {0}\n{0}.show()"
CIRCUIT = (
    "from course_utils.explore import circuit_stepper\n"
    "circuit_stepper.show_expression(lambda x, y: (x * y + x).tanh(), x=0.5, y=1.5)"
)


def main() -> None:
    shell = InteractiveShell.instance()
    found = {}
    for argument in sys.argv[1:]:
        name, times = argument.split("=")
        found[name] = _rerun(shell, CIRCUIT if name == "expression" else CELL.format(name), times)
    print(json.dumps(found))


def _rerun(shell: Any, cell: str, times: str) -> dict[str, list[float]]:
    """What there is after a third of the runs, and at the end."""
    seen = []
    count = int(times)
    for run in range(count):
        with contextlib.redirect_stdout(io.StringIO()):
            shell.run_cell(cell, store_history=True).raise_error()
        if run in (count // 3, count - 1):
            seen.append(_alive())
    assert len(shell.user_ns["Out"]) >= count
    return {key: [each[key] for each in seen] for key in seen[0]}


def _alive() -> dict[str, float]:
    gc.collect()
    objects = gc.get_objects()
    resident = int(Path("/proc/self/statm").read_text().split()[1]) * PAGE
    return {
        "figures": sum(isinstance(each, Figure) for each in objects),
        "live figures": sum(isinstance(each, live.LiveFigure) for each in objects),
        "of pyplot": len(plt.get_fignums()),
        "open": len(live.open_figures) + len(open_stages),
        "widgets": len(registry._instances),
        "comms": len(comm.get_comm_manager().comms),
        "megabytes": resident,
        "objects": len(objects),
    }


if __name__ == "__main__":
    main()
