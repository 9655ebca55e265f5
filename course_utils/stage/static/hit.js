// What lies under the pointer: a handle, a point that can be dragged, a line that can be grabbed.

import { between, contour } from "./field.js";
import { fromSegment, inside, print, toPixel } from "./scale.js";

// Where pane `name` is, or undefined.
export const paneAt = (panes, layout, left, top) =>
  panes.find((pane) => inside(layout.boxes[pane.name], left, top));

// Returns {handle}, {points, index} or null; `slack` widens everything for a finger.
export function hit(scene, panes, layout, left, top, slack = 0) {
  const pixel = (name, x, y) =>
    toPixel(panes.find((each) => each.name === name), layout.boxes[name], x, y);
  let best = null;
  let nearest = Infinity;
  const consider = (distance, within, found) => {
    if (distance <= within + slack && distance < nearest) [best, nearest] = [found, distance];
  };
  for (const handle of scene.handles) {
    const [x, y] = pixel(handle.pane, ...handle.at);
    consider(Math.hypot(left - x, top - y), 13, { handle });
  }
  if (best) return best;
  for (const layer of scene.layers) {
    if (!layer.name || layer.kind !== "points") continue;
    for (let index = 0; index < layer.xy.shape[0]; index += 1) {
      const [x, y] = pixel(layer.pane, layer.xy.data[2 * index], layer.xy.data[2 * index + 1]);
      consider(Math.hypot(left - x, top - y), layer.size + 3, { points: layer, index });
    }
  }
  if (best) return best;
  for (const handle of scene.handles) {
    const layer = scene.layers.find((each) => each.name && each.name === handle.grab);
    if (layer && paneAt(panes, layout, left, top)?.name === layer.pane) {
      for (const [from, to] of pieces(layer, layout.boxes[layer.pane], pixel)) {
        consider(fromSegment([left, top], from, to), 7, { handle });
      }
    }
  }
  return best;
}

// The straight pieces of a line or of a contour, in pixels.
function* pieces(layer, box, pixel) {
  if (layer.kind === "contour") {
    const [high, wide] = layer.values.shape;
    for (const [x1, y1, x2, y2] of contour(layer.values.data, high, wide, layer.level, layer.odds)) {
      yield [[box.left + x1 * box.width, box.top + (1 - y1) * box.height],
        [box.left + x2 * box.width, box.top + (1 - y2) * box.height]];
    }
    return;
  }
  const { data, shape } = layer.xy;
  for (let k = 1; k < shape[0]; k += 1) {
    const ends = [k - 1, k].map((at) => pixel(layer.pane, data[2 * at], data[2 * at + 1]));
    if (ends.flat().every(Number.isFinite)) yield ends;
  }
}

// What a field with words says at a place of a pane.
export function valueAt(scene, pane, x, y) {
  const layer = scene.layers.find((each) => each.hover && each.pane === pane.name);
  if (!layer) return "";
  const [high, wide] = layer.values.shape;
  const [across, upwards] = [pane.x, pane.y].map(([low, top], i) => ([x, y][i] - low) / (top - low));
  const value = between(layer.values.data, high, wide, across, upwards);
  return layer.hover.replace("{}", print(value, layer.digits));
}
