// Layers on a canvas. Every function draws one kind; places come in data coordinates.
// What takes long (the colours of a field, the lines of a level) is kept for as long as the values
// are the same object: link.js keeps those that have not changed.

import { contour, pixels, regions, shades } from "./field.js";
import { outline } from "./marks.js";
import { along, parted } from "./pulse.js";
import { margins, print, ticks, toPixel } from "./scale.js";

const FONT = "system-ui, -apple-system, 'Segoe UI', sans-serif";
const DASHES = { "": [], dash: [7, 5], dot: [2, 4] };
const font = (size, bold) => `${bold ? "600 " : ""}${size}px ${FONT}`;

// Draw the whole scene. `look` holds ctx, ratio (device pixels for each CSS pixel), theme and
// share(layer): how far pulses have come.
export function draw(look, panes, layout, scene) {
  const { ctx, ratio, theme } = look;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.clearRect(0, 0, layout.width, layout.height);
  for (const pane of panes) {
    const box = layout.boxes[pane.name];
    const here = { ...look, pane, box, at: (x, y) => toPixel(pane, box, x, y) };
    ctx.save();
    ctx.beginPath();
    ctx.rect(box.left, box.top, box.width, box.height);
    ctx.clip();
    const mine = scene.layers.filter((layer) => layer.pane === pane.name);
    for (const layer of mine.filter((each) => each.clip !== false)) LAYERS[layer.kind](here, layer);
    ctx.restore();
    frame(here, theme);
    for (const layer of mine.filter((each) => each.clip === false)) LAYERS[layer.kind](here, layer);
  }
}

function frame({ ctx, pane, box }, theme) {
  ctx.fillStyle = theme.color("grey");
  ctx.font = font(11.5);
  const base = box.top + box.height;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  for (const [value, label] of marks(pane.x_ticks, pane.x, box.width / 70)) {
    ctx.fillText(label, box.left + ((value - pane.x[0]) / (pane.x[1] - pane.x[0])) * box.width,
      base + 5);
  }
  ctx.textAlign = "right";
  ctx.textBaseline = "middle";
  for (const [value, label] of marks(pane.y_ticks, pane.y, box.height / 45)) {
    ctx.fillText(label, box.left - 6,
      base - ((value - pane.y[0]) / (pane.y[1] - pane.y[0])) * box.height);
  }
  ctx.fillStyle = theme.color("ink");
  ctx.font = font(12.5);
  ctx.textAlign = "center";
  ctx.textBaseline = "alphabetic";
  if (pane.x_label) ctx.fillText(pane.x_label, box.left + box.width / 2,
    base + margins(pane).bottom - 2);
  if (pane.y_label) {
    ctx.save();
    ctx.translate(box.left - (pane.y_ticks?.length === 0 ? 8 : (pane.wide_ticks || 30) + 2),
      box.top + box.height / 2);
    ctx.rotate(-Math.PI / 2);
    ctx.fillText(pane.y_label, 0, 0);
    ctx.restore();
  }
  if (pane.title) {
    ctx.font = font(12.5, true);
    ctx.textAlign = "left";
    ctx.fillText(pane.title, box.left, box.top - 8);
  }
  if (!pane.framed) return;
  ctx.strokeStyle = theme.color("pale");
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.strokeRect(box.left + 0.5, box.top + 0.5, box.width - 1, box.height - 1);
}

// Ticks that were asked for, or as many round ones as fit.
function marks(asked, [low, high], count) {
  if (asked) return asked;
  const found = ticks(low, high, Math.max(2, Math.min(8, count)));
  const step = found.length > 1 ? found[1] - found[0] : 1;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return found.map((value) => [value, print(value, digits)]);
}

const rows = (xy) => Array.from({ length: xy.shape[0] }, (_, k) =>
  Array.from({ length: xy.shape[1] }, (__, i) => xy.data[k * xy.shape[1] + i]));

// What was made of a layer's values the last time, made anew where they or the sizes are others.
const drawnOf = new WeakMap();
function once(values, key, make) {
  const before = drawnOf.get(values);
  if (before?.key === key) return before.made;
  const made = make();
  drawnOf.set(values, { key, made });
  return made;
}

// Colours in a canvas of their own, in half the pixels: it is smooth between the cells.
function colored({ ctx, box, ratio, theme }, { values }, key, make) {
  const fine = Math.min(ratio, 1.5) * 0.5;
  const width = Math.max(2, Math.round(box.width * fine));
  const height = Math.max(2, Math.round(box.height * fine));
  const made = once(values, `${key} ${width} ${height} ${theme.key}`, () => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const bytes = make(width, height);
    canvas.getContext("2d").putImageData(new ImageData(bytes, width, height), 0, 0);
    return canvas;
  });
  ctx.imageSmoothingEnabled = true;
  ctx.drawImage(made, box.left, box.top, box.width, box.height);
}

const LAYERS = {
  field(look, layer) {
    const { values: { shape: [high, wide], data }, low, high: top, colors } = layer;
    colored(look, layer, `${colors} ${low} ${top}`, (width, height) =>
      pixels(data, high, wide, width, height, low, top, shades(look.theme.stops[colors])));
  },

  regions(look, layer) {
    const { theme } = look;
    const colors = layer.colors.map((name) => theme.rgb(name));
    const paints = { colors, paper: theme.rgb("paper"), edge: theme.rgb("ink"),
      several: theme.several };
    colored(look, layer, `regions ${layer.winner}`, (width, height) =>
      regions(layer.values, width, height, layer.winner, paints));
  },

  contour({ ctx, box, theme }, layer) {
    const { values, odds } = layer;
    const [high, wide] = values.shape;
    const levels = [layer.level, ...layer.levels];
    const found = once(values, `${levels} ${odds}`, () =>
      levels.flatMap((level) => contour(values.data, high, wide, level, odds)));
    stroke(ctx, theme, layer);
    ctx.beginPath();
    for (const [x1, y1, x2, y2] of found) {
      ctx.moveTo(box.left + x1 * box.width, box.top + (1 - y1) * box.height);
      ctx.lineTo(box.left + x2 * box.width, box.top + (1 - y2) * box.height);
    }
    ctx.stroke();
  },

  line({ ctx, at, theme }, layer) {
    stroke(ctx, theme, layer);
    ctx.beginPath();
    let isOn = false;
    for (const [x, y] of rows(layer.xy)) {
      const isThere = Number.isFinite(x) && Number.isFinite(y);
      if (isThere) ctx[isOn ? "lineTo" : "moveTo"](...at(x, y));
      isOn = isThere;
    }
    ctx.stroke();
  },

  arrows({ ctx, at, theme }, layer) {
    stroke(ctx, theme, layer);
    ctx.fillStyle = theme.color(layer.color);
    for (const [x1, y1, x2, y2] of rows(layer.xy)) {
      const [from, to] = [at(x1, y1), at(x2, y2)];
      const long = Math.hypot(to[0] - from[0], to[1] - from[1]);
      if (long < 1) continue;
      const [dx, dy] = [(to[0] - from[0]) / long, (to[1] - from[1]) / long];
      const head = Math.min(11, long);
      ctx.beginPath();
      ctx.moveTo(...from);
      ctx.lineTo(to[0] - head * 0.8 * dx, to[1] - head * 0.8 * dy);
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(...to);
      ctx.lineTo(to[0] - head * dx - head * 0.42 * dy, to[1] - head * dy + head * 0.42 * dx);
      ctx.lineTo(to[0] - head * dx + head * 0.42 * dy, to[1] - head * dy - head * 0.42 * dx);
      ctx.fill();
    }
  },

  points({ ctx, at, theme }, layer) {
    ctx.setLineDash([]);
    for (const [x, y] of rows(layer.xy)) {
      const [left, top] = at(x, y);
      ctx.beginPath();
      outline(ctx, layer.marker, left, top, layer.size);
      if (layer.marker !== "ring" && layer.marker !== "cross") {
        ctx.fillStyle = theme.color(layer.color);
        ctx.fill();
      }
      const bare = layer.marker === "ring" || layer.marker === "cross";
      ctx.strokeStyle = theme.color(bare ? layer.color : layer.edge);
      ctx.lineWidth = bare ? 1.6 : 1;
      ctx.stroke();
    }
  },

  boxes({ ctx, at, theme }, layer) {
    ctx.setLineDash([]);
    ctx.fillStyle = theme.color(layer.fill);
    ctx.strokeStyle = theme.color(layer.color);
    ctx.lineWidth = layer.width;
    for (const [x1, y1, x2, y2] of rows(layer.xy)) {
      const [[left, bottom], [right, top]] = [at(x1, y1), at(x2, y2)];
      ctx.beginPath();
      ctx.roundRect(left, top, right - left, bottom - top, 4);
      ctx.fill();
      ctx.stroke();
    }
  },

  pulses({ ctx, at, theme, share }, layer) {
    const done = share(layer);
    if (done >= 1) return;
    ctx.fillStyle = theme.color(layer.color);
    for (const piece of parted(rows(layer.xy))) {
      ctx.beginPath();
      ctx.arc(...at(...along(piece, done)), 5, 0, 2 * Math.PI);
      ctx.fill();
    }
  },

  bars({ ctx, at, theme }, layer) {
    for (const [middle, from, to] of rows(layer.xy)) {
      const half = layer.width / 2;
      const [[x1, y1], [x2, y2]] = layer.lying
        ? [at(from, middle - half), at(to, middle + half)]
        : [at(middle - half, from), at(middle + half, to)];
      ctx.fillStyle = theme.color(layer.color);
      ctx.globalAlpha = layer.alpha;
      ctx.fillRect(Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1));
      ctx.globalAlpha = 1;
    }
  },

  // With a rim in the colour of the page, so that no line strikes it through.
  text({ ctx, at, theme }, layer) {
    ctx.font = font(layer.size, layer.bold);
    ctx.textAlign = layer.align;
    ctx.textBaseline = { below: "top", middle: "middle", above: "bottom" }[layer.stands];
    ctx.lineJoin = "round";
    ctx.setLineDash([]);
    ctx.lineWidth = 4;
    ctx.strokeStyle = theme.color("paper");
    ctx.fillStyle = theme.color(layer.color);
    layer.texts.forEach((text, k) => {
      const [left, top] = at(layer.xy.data[2 * k], layer.xy.data[2 * k + 1]);
      ctx.strokeText(text, left, top);
      ctx.fillText(text, left, top);
    });
  },

  pad({ ctx, at, box, theme }, layer) {
    ctx.setLineDash([]);
    ctx.strokeStyle = theme.color("ink");
    ctx.fillStyle = theme.color("ink");
    ctx.lineWidth = (layer.width * box.width) / layer.size;
    ctx.lineCap = "round";
    ctx.lineJoin = "round";
    for (const places of layer.strokes) {
      ctx.beginPath();
      if (places.length === 1) {
        ctx.arc(...at(...places[0]), ctx.lineWidth / 2, 0, 2 * Math.PI);
        ctx.fill();
      } else {
        places.forEach(([x, y], k) => ctx[k ? "lineTo" : "moveTo"](...at(x, y)));
        ctx.stroke();
      }
    }
  },

  // Small pictures, each cell one square: sharp edges between them.
  image({ ctx, at, theme, spare }, layer) {
    const [high, wide] = layer.values.shape;
    const table = shades(theme.stops[layer.colors]);
    const bytes = new Uint8ClampedArray(4 * high * wide);
    layer.values.data.forEach((value, k) => {
      const share = (value - layer.low) / (layer.high - layer.low);
      const shade = 3 * Math.round(255 * Math.min(1, Math.max(0, share)));
      bytes.set([table[shade], table[shade + 1], table[shade + 2], 255], 4 * k);
    });
    spare.width = wide;
    spare.height = high;
    spare.getContext("2d").putImageData(new ImageData(bytes, wide, high), 0, 0);
    const [x1, x2, y1, y2] = layer.extent;
    const [[left, bottom], [right, top]] = [at(x1, y1), at(x2, y2)];
    ctx.imageSmoothingEnabled = layer.smooth;
    ctx.drawImage(spare, left, top, right - left, bottom - top);
    ctx.imageSmoothingEnabled = true;
    ctx.strokeStyle = theme.color("pale");
    ctx.lineWidth = 1;
    ctx.setLineDash([]);
    ctx.strokeRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1);
  },
};

function stroke(ctx, theme, layer) {
  ctx.strokeStyle = theme.color(layer.color);
  ctx.lineWidth = layer.width;
  ctx.setLineDash(DASHES[layer.dash]);
  ctx.lineCap = "round";
  ctx.lineJoin = "round";
}
