// Pictures from a sample of the student's function, while the pointer moves.

import { arrow } from "./gestures.js";
import { followNetwork } from "./network.js";

// table(w·x + b) on a grid over the pane, the lowest row first; the table has values at even places
// from `low` to `high`, straight between them.
export function linearField(sample, w, b, pane, rows, columns, into) {
  const values = into ?? new Float32Array(rows * columns);
  const { table, low, high } = sample;
  const last = table.length - 1;
  const scale = last / (high - low);
  const across = (w[0] * (pane.x[1] - pane.x[0]) * scale) / (columns - 1);
  const upwards = (pane.y[1] - pane.y[0]) / (rows - 1);
  for (let j = 0, at = 0; j < rows; j += 1) {
    const y = pane.y[0] + j * upwards;
    let place = (w[0] * pane.x[0] + w[1] * y + b - low) * scale;
    for (let i = 0; i < columns; i += 1, at += 1, place += across) {
      if (!(place > 0)) values[at] = table[0];
      else if (place >= last) values[at] = table[last];
      else {
        const index = place | 0;
        values[at] = table[index] + (place - index) * (table[index + 1] - table[index]);
      }
    }
  }
  return values;
}

// Moves the layers and handles that follow the sample to where the parameters are now.
export function follow(sample, params, scene, panes) {
  if (sample.kind === "network") followNetwork(sample, params, scene, panes);
  if (sample.kind !== "linear") return;
  const [w1, w2, b] = sample.sets.map((name) => params[name]);
  const { foot, tip, shown } = arrow([w1, w2], b, sample.reach);
  for (const layer of scene.layers) {
    if (layer.follows === "field" || layer.follows === "contour") {
      const [rows, columns] = layer.values.shape;
      const pane = panes.find((each) => each.name === layer.pane);
      const { data } = layer.values;
      layer.values = { shape: [rows, columns],
        data: linearField(sample, [w1, w2], b, pane, rows, columns, data) };
    } else if (layer.follows === "arrow") {
      layer.xy = { shape: [shown ? 1 : 0, 4], data: shown ? [...foot, ...tip] : [] };
    } else if (layer.follows === "dot") {
      layer.xy = { shape: [1, 2], data: [w1, w2] };
    }
  }
  for (const handle of scene.handles) {
    if (handle.moves === "direction") Object.assign(handle, { at: tip, foot });
    if (handle.moves === "offset") Object.assign(handle, { at: foot });
    if (handle.moves === "free" && handle.sets[0] === sample.sets[0]) handle.at = [w1, w2];
  }
}
