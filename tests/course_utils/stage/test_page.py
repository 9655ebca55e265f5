"""The page's own code: tested by Node, and held to what Python says of the same picture."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course_utils.explore import (
    decision_boundary,
    learning_rate,
    polynomial_degree,
    regularisation_path,
    three_classes,
)
from course_utils.explore.parts import boundary, reader
from course_utils.stage import Regions, page, placing
from course_utils.stage.layers import wire
from course_utils.stage.still import region_shades

HERE = Path(__file__).parent
STATIC = Path(page.__file__).parent / "static"


def asked(node: str, code: str, given: Any) -> Any:
    """What an expression over `given` and the page's parts says."""
    program = f"""
        const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
        const parts = ["scale", "gestures", "sampled", "field", "colors"].map((name) =>
            import("file://{STATIC}/" + name + ".js"));
        Promise.all(parts).then(([scale, gestures, sampled, field, colors]) =>
            console.log(JSON.stringify({code})));
    """
    done = subprocess.run(
        [node, "-e", program], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_pure_parts_pass_their_own_tests(node: str) -> None:
    tests = [str(path) for path in sorted(HERE.glob("*.test.mjs"))]
    command = [node, "--test", "--test-reporter", "tap", *tests]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]


def test_all_parts_together_are_one_module(node: str, tmp_path: Path) -> None:
    whole = tmp_path / "stage.mjs"
    whole.write_text(page.script(), encoding="utf-8")
    done = subprocess.run(
        [node, "--check", str(whole)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = page.script().splitlines()
    assert not [line for line in lines if line.startswith("import")]
    assert [line for line in lines if line.startswith("export")] == ["export default { render };"]
    assert {path.stem for path in STATIC.glob("*.js")} == set(page.PARTS)


@pytest.mark.parametrize("width", [360, 700, 1000])
@pytest.mark.parametrize(
    "panes",
    [boundary.PANES, reader.panes(48), learning_rate.PANES, three_classes.PANES,
     regularisation_path.PANES, polynomial_degree.PANES],
    ids=["boundary", "reader", "rate", "classes", "penalties", "degrees"],
)  # fmt: skip
def test_stills_are_laid_out_as_the_page_is(node: str, panes: Any, width: int) -> None:
    given = {"panes": [wire(pane) for pane in panes], "width": width}
    found = asked(node, "scale.place(given.panes, given.width)", given)
    boxes, height = placing.place(panes, width)
    assert found["height"] == pytest.approx(height)
    for name, box in boxes.items():
        assert found["boxes"][name] == pytest.approx(vars(box)), name


@pytest.mark.parametrize("winner", [True, False])
def test_regions_have_the_colours_in_the_page_that_they_have_in_a_still(
    node: str, winner: bool
) -> None:
    shown = three_classes.show(key="regions")
    try:
        layer = next(
            each for each in shown.scene.layers if isinstance(each, Regions)
            and each.winner == winner
        )  # fmt: skip
    finally:
        shown.close()
    values = layer.values.astype(np.float32)
    given = {"shape": list(values.shape), "data": values.ravel().tolist(), "winner": winner}
    code = """((theme) => Array.from(field.regions(given, 90, 90, given.winner, {
        colors: ["class0", "class1", "class2"].map(theme.rgb), paper: theme.rgb("paper"),
        edge: theme.rgb("ink"), several: theme.several })))(colors.themed([255, 255, 255]))"""
    seen = np.reshape(asked(node, code, given), (90, 90, 4))[::-1, :, :3]
    apart = np.abs(seen - 255 * region_shades(layer, 90)).max(axis=2)
    assert np.percentile(apart, 98) < 3  # an edge may be a pixel further


@pytest.mark.parametrize(
    "params",
    [
        boundary.Params(),
        boundary.Params(2.5, 0.5, -3.0),
        boundary.Params(0.2, -0.1, 6.0),
        boundary.Params(0.0, 0.0, 1.0),
    ],
)
def test_while_the_pointer_moves_the_page_draws_the_layers_that_python_would(
    node: str, params: boundary.Params
) -> None:
    shown = decision_boundary.show(lambda X, w, b: 0.1 + 0.8 / (1 + np.exp(-(X @ w + b))))
    try:
        sample = {**shown.sample.wire, "table": np.asarray(shown.sample.table).tolist()}
        cells = [boundary.CELLS, boundary.CELLS]
        layers: list[dict[str, Any]] = [
            {"pane": "plane", "follows": "field", "values": {"shape": cells, "data": [0] * 3600}},
            {"pane": "plane", "follows": "arrow", "xy": {}},
        ]
        handles = [{"name": name, "moves": name, "sets": []} for name in ("offset", "direction")]
        given = {
            "sample": sample, "scene": {"layers": layers, "handles": handles},
            "params": {"w1": params.w1, "w2": params.w2, "b": params.b},
            "panes": [wire(pane) for pane in boundary.PANES],
        }  # fmt: skip
        follow = (
            "(sampled.follow(given.sample, given.params, given.scene, given.panes), given.scene)"
        )
        found = asked(node, follow, given)
        scene = shown.draw(params, rest=True)
    finally:
        shown.close()
    field = next(layer for layer in scene.layers if layer.follows == "field")
    arrow = next(layer for layer in scene.layers if layer.follows == "arrow")
    drawn, turned = found["layers"]
    assert np.asarray(drawn["values"]["data"]) == pytest.approx(field.values.ravel(), abs=1e-4)  # type: ignore[attr-defined]
    assert turned["xy"]["shape"] == list(arrow.xy.shape)  # type: ignore[attr-defined]
    assert turned["xy"]["data"] == pytest.approx(arrow.xy.ravel())  # type: ignore[attr-defined]
    line, tip = found["handles"]
    if params.w1 or params.w2:
        assert line["at"] == pytest.approx(scene.handles[0].at)
        assert tip["at"] == pytest.approx(scene.handles[1].at)
