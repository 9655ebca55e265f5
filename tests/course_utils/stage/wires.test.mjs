// Pulses along wires and knobs on tracks, under Node.

import assert from "node:assert/strict";
import { test } from "node:test";

const at = (name) => new URL(`../../../course_utils/stage/static/${name}.js`, import.meta.url);
const { dial, turned } = await import(at("gestures"));
const { valueAt } = await import(at("hit"));
const { along, parted, Pulses } = await import(at("pulse"));

test("a line is parted where there is no number", () => {
  assert.deepEqual(parted([[0, 0], [1, 0], [NaN, NaN], [2, 2], [3, 2], [NaN, 1]]),
    [[[0, 0], [1, 0]], [[2, 2], [3, 2]]]);
});

test("a pulse goes by length, not by corners", () => {
  const piece = [[0, 0], [1, 0], [1, 3]];
  assert.deepEqual(along(piece, 0), [0, 0]);
  assert.deepEqual(along(piece, 0.25), [1, 0]);
  assert.deepEqual(along(piece, 0.5), [1, 1]);
  assert.deepEqual(along(piece, 1), [1, 3]);
  assert.deepEqual(along([[2, 2]], 0.5), [2, 2]);
});

test("pulses run once in each turn", () => {
  const pulses = new Pulses();
  const layer = { kind: "pulses", name: "forward", turn: "1", seconds: 0.5 };
  assert.equal(pulses.share(layer, 1000), 0);
  assert.equal(pulses.share(layer, 1250), 0.5);
  assert.ok(pulses.areRunning([layer, { kind: "line" }], 1250));
  assert.equal(pulses.share(layer, 1600), 1);
  assert.ok(!pulses.areRunning([layer], 1600));
  assert.equal(pulses.share({ ...layer, turn: "2" }, 1700), 0);
});

test("a knob turns its parameter by its gain, and stands where that says", () => {
  const handle = { sets: ["x0"], gain: 0.1 };
  assert.deepEqual(dial({ x0: 2 }, handle, [130, 51], [100, 50]), { x0: 5 });
  assert.deepEqual(dial({ x0: 2 }, handle, [100, 60], [100, 50]), { x0: 3 });
  assert.deepEqual(turned(handle, 2, 5, [40, 7]), [70, 7]);
});

test("what a field says is the value at the pointer", () => {
  const pane = { name: "plane", x: [-1, 1], y: [0, 2] };
  const field = { pane: "plane", hover: "loss {}", digits: 1,
    values: { shape: [2, 2], data: [0, 2, 4, 6] } };
  assert.equal(valueAt({ layers: [field] }, pane, 0, 1), "loss 3.0");
  assert.equal(valueAt({ layers: [] }, pane, 0, 1), "");
});
