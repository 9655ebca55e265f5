// The pure parts of the stage's page, under Node: `node --test parts.test.mjs`.

import assert from "node:assert/strict";
import { test } from "node:test";

const at = (name) => new URL(`../../../course_utils/stage/static/${name}.js`, import.meta.url);
const { between, contour, pixels, regions, shades } = await import(at("field"));
const { arrow, direction, free, kept, offset, share, stands, stride } = await import(at("gestures"));
const { hit } = await import(at("hit"));
const { decode, Link } = await import(at("link"));
const { follow, linearField } = await import(at("sampled"));
const { margins, place, print, snap, ticks, toData, toPixel } = await import(at("scale"));
const { luminance, parse, themed } = await import(at("colors"));

const near = (one, other, within = 1e-6) =>
  assert.ok(Math.abs(one - other) <= within, `${one} is not ${other}`);
const PANE = { name: "plane", x: [-4, 4], y: [-2, 6], x_label: "", y_label: "", title: "",
  x_ticks: [], y_ticks: [], share: 1, aspect: 1, least: 200, tallest: 400, fixed: true };
const BOX = { left: 10, top: 20, width: 400, height: 400 };

test("a place goes to pixels and back", () => {
  for (const where of [[-4, -2], [0, 0], [3.3, 5.1]]) {
    toData(PANE, BOX, ...toPixel(PANE, BOX, ...where)).forEach((v, i) => near(v, where[i]));
  }
  assert.deepEqual(toPixel(PANE, BOX, -4, 6), [10, 20]);
});

test("panes stand side by side while there is room, else below each other", () => {
  const panes = [PANE, { ...PANE, name: "loss" }];
  const wide = place(panes, 700).boxes;
  assert.equal(wide.plane.top, wide.loss.top);
  assert.ok(wide.loss.left > wide.plane.left + wide.plane.width);
  const narrow = place(panes, 390).boxes;
  assert.equal(narrow.plane.left, narrow.loss.left);
  assert.ok(narrow.loss.top > narrow.plane.top + narrow.plane.height);
});

test("ticks are round and within the axis, and there are some on a narrow one", () => {
  assert.deepEqual(ticks(-4, 4, 4), [-4, -2, 0, 2, 4]);
  for (const [low, high, count] of [[0, 1, 5], [-6, 6, 2.5], [0.013, 0.019, 3], [-4, 4, 3.7]]) {
    const found = ticks(low, high, count);
    assert.ok(found.length >= 2 && found.length <= 2 * count + 2, `${found}`);
    assert.ok(found.every((each) => each >= low && each <= high + 1e-12));
  }
});

test("numbers are printed with a true minus sign, never minus zero", () => {
  assert.equal(print(-0.5, 1), "−0.5");
  assert.equal(print(-0.04, 1), "0.0");
  assert.equal(snap(0.37, -6, 0.1), 0.4);
});

test("keys pressed faster than Python answers add up: each begins where the handle was sent", () => {
  for (const moves of ["free", "direction", "told"]) {
    const handle = { at: [0, 1], moves, sets: ["a", "b"] };
    for (let presses = 0; presses < 3; presses += 1) {
      handle.at = stands(handle, stride("ArrowRight", handle.at, 0.5, false));
    }
    assert.deepEqual(handle.at, [1.5, 1]);
  }
  const upright = { at: [2, 0.25], moves: "free", sets: ["", "b"] };
  assert.deepEqual(stands(upright, [9, 0.5]), [2, 0.5]);
  assert.deepEqual(stands({ at: [2, 0.25], moves: "share", sets: ["a"] }, [9, 0.5]), [2, 0.5]);
  const line = { at: [2, 0.25], moves: "offset", sets: ["a", "b", "c"] };
  assert.deepEqual(stands(line, [9, 0.5]), [2, 0.25]); // it goes on from its parameters
});

test("a field between its places is bilinear", () => {
  const values = [0, 1, 2, 3, 4, 5]; // 2 rows, 3 columns
  near(between(values, 2, 3, 0.5, 0), 1);
  near(between(values, 2, 3, 0.25, 0.5), 2);
  near(between(values, 2, 3, 1, 1), 5);
});

test("the contour of a straight score is that straight line", () => {
  const [rows, columns] = [40, 50];
  const values = Array.from({ length: rows * columns }, (_, k) => {
    const [x, y] = [(k % columns) / (columns - 1), Math.floor(k / columns) / (rows - 1)];
    return 1 / (1 + Math.exp(-(9 * x - 5 * y - 2)));
  });
  const found = contour(values, rows, columns, 0.5, true);
  assert.ok(found.length > 40);
  for (const [x1, y1, x2, y2] of found) {
    near(9 * x1 - 5 * y1, 2, 1e-3);
    near(9 * x2 - 5 * y2, 2, 1e-3);
  }
  assert.deepEqual(contour(values.map(() => 0.2), rows, columns, 0.5, true), []);
});

test("pixels run from the first colour to the last, the top row first", () => {
  const table = shades([[0, [0, 0, 0]], [1, [255, 255, 255]]]);
  const bytes = pixels([0, 0, 1, 1], 2, 2, 4, 4, 0, 1, table);
  assert.ok(bytes[0] > 200 && bytes[4 * 15] < 60);
  assert.equal(bytes[3], 255);
  assert.equal(pixels([NaN, 0, 1, 1], 2, 2, 2, 2, 0, 1, table)[4 * 2 + 3], 0);
});

test("a shifted line keeps w and goes through where it was pulled", () => {
  const params = { w1: 1.5, w2: -0.5, b: 0.25 };
  const handle = { sets: ["w1", "w2", "b"] };
  const from = [0.2, 1.1]; // on the line: 0.3 − 0.55 + 0.25 = 0
  const { b } = offset(params, handle, [1, -2], from);
  near(1.5 * 1 - 0.5 * -2 + b, 0);
});

test("a turned line goes on through the foot of w, which points to the hand", () => {
  const handle = { sets: ["w1", "w2", "b"] };
  const { foot } = arrow([1, -0.5], 0.5, 4);
  const turned = direction({}, handle, [1.2, 1.4], null, foot);
  near(turned.w1 * foot[0] + turned.w2 * foot[1] + turned.b, 0);
  near((1.2 - foot[0]) * turned.w2, (1.4 - foot[1]) * turned.w1);
  assert.ok(turned.w2 > 0);
});

test("what a handle does not set stays", () => {
  assert.deepEqual(free({}, { sets: ["", "p2"] }, [3, 0.4]), { p2: 0.4 });
  assert.deepEqual(kept({ a: 9, b: 0.27 }, { a: [0, 5, 0], b: [0, 1, 0.1] }), { a: 5, b: 0.3 });
});

test("a share that is pulled leaves the others their proportions, and all together stay", () => {
  const handle = { sets: ["a", "b", "c"], total: 8 };
  assert.deepEqual(share({ a: 4, b: 3, c: 1 }, handle, [0, 0.75]), { a: 6, b: 1.5, c: 0.5 });
  assert.deepEqual(share({ a: 8, b: 0, c: 0 }, handle, [0, 0.5]), { a: 4, b: 2, c: 2 });
  assert.deepEqual(share({ a: 4, b: 4, c: 0 }, handle, [0, 1.7]), { a: 8, b: 0, c: 0 });
});

test("arrow keys move a step, with Shift five, other keys nothing", () => {
  assert.deepEqual(stride("ArrowUp", [1, 1], 0.1, false), [1, 1.1]);
  assert.deepEqual(stride("ArrowLeft", [1, 1], 0.1, true), [0.5, 1]);
  assert.equal(stride("a", [1, 1], 0.1, false), null);
});

test("a sampled field is the table of the score", () => {
  const table = Float64Array.from({ length: 4001 }, (_, k) => Math.tanh(-20 + k / 100));
  const sample = { table, low: -20, high: 20 };
  const [rows, columns] = [7, 9];
  const field = linearField(sample, [1.3, -0.7], 0.2, PANE, rows, columns);
  for (let j = 0; j < rows; j += 1) {
    for (let i = 0; i < columns; i += 1) {
      const [x, y] = [-4 + (8 * i) / (columns - 1), -2 + (8 * j) / (rows - 1)];
      near(field[j * columns + i], Math.tanh(1.3 * x - 0.7 * y + 0.2), 1e-4);
    }
  }
  const beyond = linearField(sample, [50, 0], 0, PANE, 2, 3);
  assert.deepEqual([beyond[0], beyond[2]], [table[0], table[4000]].map(Math.fround));
});

test("what follows a sample goes where the parameters are; the rest stays", () => {
  const table = Float64Array.from({ length: 201 }, (_, k) => k / 200);
  const sample = { kind: "linear", table, low: -1, high: 1, sets: ["w1", "w2", "b"], reach: 4 };
  const points = { kind: "points", pane: "plane", xy: { shape: [1, 2], data: [1, 1] }, follows: "" };
  const field = { kind: "field", pane: "plane", follows: "field",
    values: { shape: [2, 2], data: new Float32Array(4) } };
  const handle = { name: "line", moves: "offset", at: [9, 9], sets: ["w1", "w2", "b"] };
  follow(sample, { w1: 0.1, w2: 0, b: 0.2 }, { layers: [field, points], handles: [handle] }, [PANE]);
  near(field.values.data[1], 0.8); // 0.1 · 4 + 0.2 = 0.6
  near(handle.at[0], -2);
  assert.deepEqual(points.xy.data, [1, 1]);
});

test("one message is under way at a time, and the latest wish waits behind it", () => {
  const sent = [];
  const link = new Link((message) => sent.push(message));
  link.ask({ set: { a: 1 }, rest: false });
  link.ask({ set: { a: 2 }, rest: false });
  link.ask({ set: { b: 3 }, rest: true });
  assert.equal(sent.length, 1);
  assert.equal(link.answered(1), false);
  assert.deepEqual(sent[1], { n: 2, set: { a: 2, b: 3 }, rest: true });
  assert.equal(link.answered(2), true);
  link.ask({ press: "reset", rest: true });
  link.ask({ set: { a: 4 }, rest: false });
  assert.equal(link.answered(3), false);
  assert.deepEqual(sent[3], { n: 4, set: { a: 4 }, rest: false });
  assert.equal(link.isBusy, true);
});

test("what may be late is asked before what may not, and never after it", () => {
  const sent = [];
  const link = new Link((message) => sent.push(message));
  link.askLater({ set: { a: 1 }, rest: false });
  link.askLater({ set: { a: 2 }, rest: false });
  assert.equal(sent.length, 0);
  assert.equal(link.isBusy, true);
  link.ask({ press: "reset", rest: true });
  assert.deepEqual(sent[0], { n: 1, set: { a: 2 }, rest: false });
  assert.equal(link.answered(1), false);
  assert.equal(sent[1].press, "reset");
  assert.equal(link.answered(2), true);
});

test("what may be late is asked a moment later by itself", async () => {
  const sent = [];
  const link = new Link((message) => sent.push(message));
  link.askLater({ set: { a: 1 }, rest: false });
  for (let k = 0; k < 100 && !sent.length; k += 1) {
    await new Promise((done) => { setTimeout(done, 20); });
  }
  assert.deepEqual(sent, [{ n: 1, set: { a: 1 }, rest: false }]);
});

test("no stroke of ink is lost while a message is under way", () => {
  const sent = [];
  const link = new Link((message) => sent.push(message));
  link.ask({ ink: [[1, 0, 0]] });
  link.ask({ ink: [[0, 1, 0]] });
  link.ask({ ink: [[0, 2, 0]] });
  link.answered(1);
  assert.deepEqual(sent[1].ink, [[0, 1, 0], [0, 2, 0]]);
});

test("arrays are read wherever their bytes begin", () => {
  const whole = new Uint8Array(11);
  new DataView(whole.buffer).setFloat32(3, 2.5, true);
  const view = new DataView(whole.buffer, 3, 4);
  const { layers: [{ xy }] } = decode({ layers: [{ xy: { shape: [1, 1], bytes: view } }] });
  assert.equal(xy.data[0], 2.5);
});

test("ticks that a browser's own Python left out are those that nobody asked for", () => {
  const { x_ticks: _, y_ticks: __, ...without } = PANE;
  assert.deepEqual(margins(without), margins({ ...PANE, x_ticks: null, y_ticks: null }));
  assert.ok(margins(without).bottom > margins(PANE).bottom);
});

test("under the pointer: a handle first, then a point, then a line that can be grabbed", () => {
  const line = { kind: "line", pane: "plane", name: "line",
    xy: { shape: [2, 2], data: [-4, 0, 4, 0] } };
  const points = { kind: "points", pane: "plane", name: "dots", size: 5,
    xy: { shape: [2, 2], data: [1, 0, -1, 3] } };
  const grabbed = { name: "l", pane: "plane", at: [3, 0], look: "ring", grab: "line" };
  const scene = { layers: [line, points], handles: [grabbed] };
  const layout = { boxes: { plane: BOX } };
  const under = (x, y, slack) => hit(scene, [PANE], layout, ...toPixel(PANE, BOX, x, y), slack);
  assert.equal(under(3.1, 0.1).handle, grabbed);
  assert.deepEqual([under(1.05, 0.05).points, under(-1, 3).index], [points, 1]);
  assert.equal(under(-2, 0.1).handle, grabbed);
  assert.equal(under(-2, 2), null);
  assert.equal(under(-2, 0.3, 12).handle, grabbed);
});

test("small letters keep their distance from the page, light and dark", () => {
  const contrast = (one, other) => {
    const [high, low] = [one, other].map((rgb) => luminance(rgb.map((c) =>
      255 * (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4))))
      .sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  for (const paper of [[255, 255, 255], [17, 17, 17]]) {
    const { color } = themed(paper);
    for (const name of ["ink", "grey", "bad", "good"]) {
      assert.ok(contrast(parse(color(name)), paper) >= 4.5, `${name} on ${paper}`);
    }
    for (const name of ["class0", "class1", "class2", "class3"]) {
      assert.ok(contrast(parse(color(name)), paper) >= 3, `${name} on ${paper}`);
    }
  }
});

test("regions have the colour of their class, none has the page's, several are grey", () => {
  const paints = { colors: [[200, 0, 0], [0, 0, 200]], paper: [255, 255, 255], edge: [0, 0, 0],
    several: [180, 180, 180] };
  const two = (...p) => ({ shape: [2, 2, 2], data: Float32Array.from([p, p, p, p].flat()) });
  const at = (bytes, k) => [...bytes.slice(4 * k, 4 * k + 3)];
  const sure = at(regions(two(0.99, 0.01), 4, 4, true, paints), 5);
  assert.ok(sure[0] > sure[1] && sure[1] < 140);
  const doubtful = at(regions(two(0.55, 0.45), 4, 4, true, paints), 5);
  assert.ok(doubtful[1] > 200 && doubtful[0] > doubtful[1]);
  assert.deepEqual(at(regions(two(0.2, 0.3), 4, 4, false, paints), 5), [255, 255, 255]);
  assert.deepEqual(at(regions(two(0.8, 0.9), 4, 4, false, paints), 5), [180, 180, 180]);
  const left = { shape: [2, 2, 2], data: Float32Array.from([0.9, 0.1, 0.1, 0.9, 0.9, 0.1, 0.1, 0.9]) };
  const row = regions(left, 4, 4, true, paints);
  assert.deepEqual(at(row, 2), [0, 0, 0]); // where the second class begins
  assert.ok(at(row, 0)[0] > at(row, 0)[2] && at(row, 3)[2] > at(row, 3)[0]);
});

test("an array that has not changed is the same object in the next scene", () => {
  const bytes = (...numbers) => new Uint8Array(Float32Array.from(numbers).buffer);
  const scene = (...numbers) => ({ layers: [{ values: { shape: [1, 2], bytes: bytes(3, NaN) } },
    { values: { shape: [1, 2], bytes: bytes(...numbers) } }] });
  const before = decode(scene(1, 2));
  const after = decode(scene(1, 5), before);
  assert.equal(after.layers[0].values, before.layers[0].values);
  assert.notEqual(after.layers[1].values, before.layers[1].values);
  assert.deepEqual([...after.layers[1].values.data], [1, 5]);
  const other = decode({ layers: [{ values: { shape: [2, 1], bytes: bytes(3, NaN) } }] }, before);
  assert.deepEqual(other.layers[0].values.shape, [2, 1]);
});
