// What a pull at a handle does to the parameters. Each takes and returns {name: number}.

import { clamp, snap } from "./scale.js";

// Parameters within their bounds and on their steps; `bounds` is {name: [low, high, step]}.
export function kept(values, bounds) {
  const found = {};
  for (const [name, value] of Object.entries(values)) {
    const [low, high, step] = bounds[name] ?? [-Infinity, Infinity, 0];
    found[name] = clamp(snap(value, low, step), low, high);
  }
  return found;
}

// The handle stands where two parameters say: it was pulled to (x, y).
export function free(params, handle, [x, y]) {
  const [first, second] = handle.sets;
  return { ...(first && { [first]: x }), ...(second && { [second]: y }) };
}

// The line w·x + b = 0 is shifted by (x, y) − from; w stays.
export function offset(params, handle, [x, y], from) {
  const [w1, w2, b] = handle.sets;
  return { [b]: params[b] - params[w1] * (x - from[0]) - params[w2] * (y - from[1]) };
}

// The length of the arrow of w in the picture, and back. 0.35 keeps a short one visible.
export const SHORTEST = 0.35;
export const LONGER = 0.25;

// The foot of w's arrow, on the line nearest to the middle; kept in the picture; then its tip.
export function arrow(w, b, reach) {
  const length = Math.hypot(...w);
  if (!(length > 1e-9)) return { foot: [0, 0], tip: [0, 0], shown: false };
  const foot = w.map((each) => (-b * each) / length ** 2);
  const shown = foot.every((each) => Math.abs(each) < reach);
  const base = foot.map((each) => clamp(each, -reach + 0.3, reach - 0.3));
  const tip = base.map((each, i) => each + (w[i] / length) * (SHORTEST + LONGER * length));
  return { foot: base, tip, shown };
}

// w turns and grows with the tip of its arrow; the line goes on through the arrow's foot.
export function direction(params, handle, [x, y], from, foot) {
  const [w1, w2, b] = handle.sets;
  const [dx, dy] = [x - foot[0], y - foot[1]];
  const drawn = Math.hypot(dx, dy);
  if (drawn < 1e-6) return {};
  const length = Math.max(0.1, (drawn - SHORTEST) / LONGER);
  const w = [(dx / drawn) * length, (dy / drawn) * length];
  return { [w1]: w[0], [w2]: w[1], [b]: -w[0] * foot[0] - w[1] * foot[1] };
}

// One of several weights, the first that the handle names, gets this share; the others keep theirs
// of what is left, so that all together stay as much as `handle.total`.
export function share(params, handle, [, y]) {
  const [mine, ...others] = handle.sets;
  const part = clamp(y, 0, 1);
  const rest = others.reduce((sum, name) => sum + params[name], 0);
  const left = handle.total * (1 - part);
  const found = { [mine]: handle.total * part };
  for (const name of others) {
    found[name] = rest > 0 ? (params[name] / rest) * left : left / others.length;
  }
  return found;
}

// Where a handle stands at once that was pulled to (x, y), until Python has answered: the next press
// of a key begins there.
export function stands({ at, moves, sets }, [x, y]) {
  if (moves === "told" || moves === "direction") return [x, y];
  if (moves === "free") return [sets[0] ? x : at[0], sets[1] ? y : at[1]];
  return moves === "share" ? [at[0], y] : at;
}

// A knob on a track: a parameter turns by `gain` for each unit that the knob is pulled, to the right
// or upwards, whichever is more.
export function dial(params, handle, [x, y], from) {
  const [name] = handle.sets;
  const [dx, dy] = [x - from[0], y - from[1]];
  return { [name]: params[name] + (Math.abs(dx) >= Math.abs(dy) ? dx : dy) * handle.gain };
}

// Where the knob stands then, that stood at `base` for `before`.
export const turned = (handle, before, value, base) =>
  [base[0] + (value - before) / handle.gain, base[1]];

export const GESTURES = { free, offset, direction, share, dial };

// Where a press of this key sends a handle that stands at `at`; null for other keys.
export function stride(key, at, step, isLarge) {
  const far = step * (isLarge ? 5 : 1);
  const [dx, dy] = {
    ArrowLeft: [-far, 0], ArrowRight: [far, 0], ArrowUp: [0, far], ArrowDown: [0, -far],
  }[key] ?? [0, 0];
  return dx || dy ? [at[0] + dx, at[1] + dy] : null;
}
