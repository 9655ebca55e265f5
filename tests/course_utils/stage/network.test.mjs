// A small network on the page, under Node.

import assert from "node:assert/strict";
import { test } from "node:test";

const at = (name) => new URL(`../../../course_utils/stage/static/${name}.js`, import.meta.url);
const { chances, everywhere, followNetwork, outputs, shadesOf, weightsAt } = await import(at("network"));

const near = (one, other, within = 1e-6) =>
  assert.ok(Math.abs(one - other) <= within, `${one} is not ${other}`);
const PANE = { name: "plane", x: [-1, 1], y: [-1, 1] };
// W (2, 2), b (2,), then V (2, 2), c (2,)
const WEIGHTS = [1, -2, 0.5, 3, 0.1, -0.2, 2, -1, 0.5, 1.5, 0.3, -0.4];
const sample = (activation) => ({ kind: "network", sizes: [2, 2, 2], activation,
  epochs: [0, 4], table: Float32Array.from([...WEIGHTS.map(() => 0), ...WEIGHTS]),
  losses: Float32Array.from([0.7, 0.8, 0.2, 3]) });

test("a network is its weights, layer by layer", () => {
  const [x, y] = [0.5, -1];
  const before = [1 * x + 0.5 * y + 0.1, -2 * x + 3 * y - 0.2];
  for (const [activation, squash] of [["tanh", Math.tanh], ["relu", (z) => Math.max(z, 0)],
    ["sigmoid", (z) => 1 / (1 + Math.exp(-z))]]) {
    const hidden = before.map(squash);
    const [said, scores] = outputs(WEIGHTS, [2, 2, 2], activation, x, y);
    hidden.forEach((each, k) => near(said[k], each));
    near(scores[0], 2 * hidden[0] + 0.5 * hidden[1] + 0.3);
    near(scores[1], -hidden[0] + 1.5 * hidden[1] - 0.4);
  }
});

test("the weights of an epoch are those of the last snapshot before it", () => {
  assert.equal(weightsAt(sample("tanh"), 3).place, 0);
  assert.equal(weightsAt(sample("tanh"), 4).weights[0], 1);
  assert.equal(weightsAt(sample("tanh"), 99).place, 1);
});

test("fields go from the lowest row up, maps of units from the highest down", () => {
  const it = sample("tanh");
  const { weights } = weightsAt(it, 4);
  const field = chances(it, weights, PANE, 3, 3);
  const [first, second] = outputs(weights, it.sizes, "tanh", 1, -1).at(-1);
  near(field[2], 1 / (1 + Math.exp(first - second)));
  const said = everywhere(it, weights, PANE, 3);
  near(said[0][0][1], outputs(weights, it.sizes, "tanh", -1, 1)[0][1]);
  near(shadesOf(said, "tanh", 0, 1)[0], 0.5 + 0.5 * said[0][0][1]);
  assert.equal(Math.max(...shadesOf(everywhere(it, weights, PANE, 3), "relu", 0, 1).map(Math.abs)) <= 1, true);
  near(shadesOf(said, "sigmoid", 0, 0)[4], said[4][0][0]);
});

test("what follows the tape moves with the epoch, and the rest stays", () => {
  const grid = { shape: [2, 2], data: new Float32Array(4) };
  const layers = [
    { follows: "field", values: grid }, { follows: "contour", values: grid },
    { follows: "unit 0 1", values: { shape: [2, 2], data: [9, 9, 9, 9] } },
    { follows: "loss 1", xy: { shape: [1, 2], data: Float32Array.from([0, 0]) } },
    { follows: "", xy: { shape: [1, 2], data: [5, 5] } },
  ];
  followNetwork(sample("tanh"), { epoch: 7 }, { layers }, [PANE]);
  assert.notEqual(layers[0].values.data[1], 0);
  assert.equal(layers[0].values.data, layers[1].values.data);
  assert.notEqual(layers[2].values.data[0], 9);
  assert.deepEqual([...layers[3].xy.data], [4, 1]);
  assert.deepEqual(layers[4].xy.data, [5, 5]);
});
