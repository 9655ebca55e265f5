"""While the tape is scrubbed, the page draws the layers that Python would."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course_utils.explore import mlp_playground, value_network
from course_utils.explore.mlp_playground import Params
from course_utils.stage import page
from course_utils.stage.layers import wire

STATIC = Path(page.__file__).parent / "static"
CASES = {
    "tanh": lambda: mlp_playground.show(start=Params(3)),
    "two relu layers": lambda: mlp_playground.show(start=Params(3, "circles", 2, 3, "relu")),
    "sigmoid": lambda: mlp_playground.show(start=Params(3, "spirals", 1, 8, "sigmoid")),
    "Values": lambda: value_network.show(start=value_network.Params(step=3)),
}


def plain(it: Any) -> Any:
    """What goes to the page, with its arrays as lists."""
    if isinstance(it, dict) and "bytes" in it:
        return {"shape": it["shape"], "data": np.frombuffer(it["bytes"], "<f4").tolist()}
    if isinstance(it, dict):
        return {name: plain(each) for name, each in it.items()}
    return [plain(each) for each in it] if isinstance(it, list | tuple) else it


@pytest.mark.parametrize("name", CASES)
def test_the_page_draws_an_earlier_snapshot_as_python_does(node: str, name: str) -> None:
    shown = CASES[name]()
    try:
        sample = plain(shown.sample.wire)
        sample |= {key: sample[key]["data"] for key in ("table", "losses")}
        last = plain(shown.take({"rest": True})["layers"])
        at = sample.get("at", "epoch")
        due = plain(shown.take({"set": {at: 1}, "rest": True})["layers"])
        given = {"sample": sample, "layers": last, "params": {at: 1},
                 "panes": [wire(pane) for pane in shown.panes]}  # fmt: skip
    finally:
        shown.close()
    program = f"""
        const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
        given.sample.table = Float32Array.from(given.sample.table);
        for (const {{ xy }} of given.layers) if (xy) xy.data = Float32Array.from(xy.data);
        import("file://{STATIC}/network.js").then(({{ followNetwork }}) => {{
            followNetwork(given.sample, given.params, given, given.panes);
            const lists = (key, value) => ArrayBuffer.isView(value) ? [...value] : value;
            console.log(JSON.stringify(given.layers, lists));
        }});
    """
    done = subprocess.run(
        [node, "-e", program], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    seen = set()
    for drawn, expected in zip(found, due, strict=True):
        if drawn["follows"]:
            key = "values" if "values" in drawn else "xy"
            assert drawn[key]["data"] == pytest.approx(expected[key]["data"], abs=1e-4)
            seen.add(drawn["follows"].split(" ")[0])
    assert {"field", "contour", "loss"} <= seen
    assert name == "Values" or "unit" in seen
