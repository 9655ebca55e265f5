// Where things stand: panes in the picture, data in a pane, ticks along an axis. No page needed.

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

// The nearest value on a grid that starts at `low`; no grid where the step is 0.
export function snap(value, low, step) {
  if (!(step > 0)) return value;
  const origin = Number.isFinite(low) ? low : 0;
  return Number((origin + Math.round((value - origin) / step) * step).toFixed(10));
}

// Panes side by side while each has its least width, below each other when not.
// Returns {width, height, boxes: {name: {left, top, width, height}}} in CSS pixels, axes inside.
export function place(panes, width, gap = 14) {
  const rows = [];
  let row = [];
  let used = 0;
  for (const pane of panes) {
    if (row.length && used + gap + pane.least > width) {
      rows.push(row);
      row = [];
      used = 0;
    }
    used += (row.length ? gap : 0) + pane.least;
    row.push(pane);
  }
  if (row.length) rows.push(row);
  const boxes = {};
  let top = 0;
  for (const each of rows) {
    const free = width - gap * (each.length - 1);
    const shares = each.reduce((sum, pane) => sum + pane.share, 0);
    let left = 0;
    let tallest = 0;
    for (const pane of each) {
      const margin = margins(pane);
      const outer = (free * pane.share) / shares;
      let inner = Math.max(40, outer - margin.left - margin.right);
      let height = inner / pane.aspect;
      if (height > pane.tallest) {
        height = pane.tallest;
        if (pane.fixed) inner = height * pane.aspect;
      }
      boxes[pane.name] = { left: left + margin.left, top: top + margin.top, width: inner, height };
      tallest = Math.max(tallest, margin.top + height + margin.bottom);
      left += outer + gap;
    }
    top += tallest + (each === rows.at(-1) ? 0 : 6);
  }
  return { width, height: top, boxes };
}

// Room around a pane's axes for what is written there. Ticks that nobody asked for are null, or not
// there at all: a browser's own Python leaves out what is None.
export function margins(pane) {
  const across = !pane.x_ticks || pane.x_ticks.length > 0;
  const upwards = !pane.y_ticks || pane.y_ticks.length > 0;
  return {
    left: (upwards ? (pane.wide_ticks || 30) : 6) + (pane.y_label ? 16 : 0),
    right: 10,
    top: pane.title ? 24 : 8,
    bottom: (across ? 18 : 4) + (pane.x_label ? 17 : 0),
  };
}

export function toPixel(pane, box, x, y) {
  return [
    box.left + ((x - pane.x[0]) / (pane.x[1] - pane.x[0])) * box.width,
    box.top + (1 - (y - pane.y[0]) / (pane.y[1] - pane.y[0])) * box.height,
  ];
}

export function toData(pane, box, left, top) {
  return [
    pane.x[0] + ((left - box.left) / box.width) * (pane.x[1] - pane.x[0]),
    pane.y[0] + (1 - (top - box.top) / box.height) * (pane.y[1] - pane.y[0]),
  ];
}

export const inside = (box, left, top, by = 0) =>
  left >= box.left - by && left <= box.left + box.width + by
  && top >= box.top - by && top <= box.top + box.height + by;

// Round places between low and high, some `count` of them.
export function ticks(low, high, count = 5) {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= raw * 0.7);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) {
    found.push(Number((k * step).toPrecision(12)));
  }
  return found;
}

// A number as it is printed: a true minus sign, and no minus before a zero.
export function print(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// How far a place is from a straight piece between two others.
export function fromSegment([x, y], [x1, y1], [x2, y2]) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length ? clamp(((x - x1) * dx + (y - y1) * dy) / length, 0, 1) : 0;
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
