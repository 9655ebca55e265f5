// Values over the plane: between the grid's points, as a line of one level, as pixels.

// Bilinear, at a place given as shares (0 to 1) of the way across and upwards.
export function between(values, rows, columns, across, upwards) {
  const x = Math.min(Math.max(across, 0), 1) * (columns - 1);
  const y = Math.min(Math.max(upwards, 0), 1) * (rows - 1);
  const [i, j] = [Math.min(Math.floor(x), columns - 2), Math.min(Math.floor(y), rows - 2)];
  const [s, t] = [x - i, y - j];
  const at = j * columns + i;
  const low = values[at] * (1 - s) + values[at + 1] * s;
  const high = values[at + columns] * (1 - s) + values[at + columns + 1] * s;
  return low * (1 - t) + high * t;
}

// Log-odds are straight where a probability bends: a finer line from a coarse grid.
export const logit = (p) => {
  const kept = Math.min(Math.max(p, 1e-7), 1 - 1e-7);
  return Math.log(kept / (1 - kept));
};

// Marching squares: pieces [x1, y1, x2, y2] in shares of the grid where values cross the level.
export function contour(values, rows, columns, level, odds = false) {
  const height = odds ? (v) => logit(v) - logit(level) : (v) => v - level;
  const found = [];
  const edge = (a, b) => a / (a - b);
  for (let j = 0; j < rows - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      const at = j * columns + i;
      const a = height(values[at]);
      const b = height(values[at + 1]);
      const c = height(values[at + columns + 1]);
      const d = height(values[at + columns]);
      const crossed = [];
      if (a < 0 !== b < 0) crossed.push([i + edge(a, b), j]);
      if (b < 0 !== c < 0) crossed.push([i + 1, j + edge(b, c)]);
      if (d < 0 !== c < 0) crossed.push([i + edge(d, c), j + 1]);
      if (a < 0 !== d < 0) crossed.push([i, j + edge(a, d)]);
      for (let k = 0; k + 1 < crossed.length; k += 2) {
        const [[x1, y1], [x2, y2]] = [crossed[k], crossed[k + 1]];
        found.push([x1 / (columns - 1), y1 / (rows - 1), x2 / (columns - 1), y2 / (rows - 1)]);
      }
    }
  }
  return found;
}

// A table of 256 colours through these stops [[share, [r, g, b]], …], as bytes.
export function shades(stops) {
  const table = new Uint8ClampedArray(256 * 3);
  for (let k = 0; k < 256; k += 1) {
    const share = k / 255;
    const upper = Math.max(1, stops.findIndex(([at]) => at >= share));
    const [[low, from], [high, to]] = [stops[upper - 1], stops[upper]];
    const part = (share - low) / (high - low);
    for (let c = 0; c < 3; c += 1) table[3 * k + c] = from[c] + part * (to[c] - from[c]);
  }
  return table;
}

// RGBA bytes, `width` × `height`, top row first, of a field whose first row is the lowest.
export function pixels(values, rows, columns, width, height, low, high, table) {
  const bytes = new Uint8ClampedArray(4 * width * height);
  const scale = 255 / (high - low);
  const lefts = new Int32Array(width);
  const parts = new Float32Array(width);
  for (let i = 0; i < width; i += 1) {
    const x = ((i + 0.5) / width) * (columns - 1);
    lefts[i] = Math.min(Math.floor(x), columns - 2);
    parts[i] = x - lefts[i];
  }
  for (let j = 0; j < height; j += 1) {
    const y = (1 - (j + 0.5) / height) * (rows - 1);
    const row = Math.min(Math.floor(y), rows - 2);
    const t = y - row;
    for (let i = 0; i < width; i += 1) {
      const at = row * columns + lefts[i];
      const s = parts[i];
      const below = values[at] + s * (values[at + 1] - values[at]);
      const above = values[at + columns] + s * (values[at + columns + 1] - values[at + columns]);
      const value = (below + t * (above - below) - low) * scale;
      const shade = 3 * (value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value) || 0);
      const to = 4 * (j * width + i);
      bytes[to] = table[shade];
      bytes[to + 1] = table[shade + 1];
      bytes[to + 2] = table[shade + 2];
      bytes[to + 3] = Number.isNaN(value) ? 0 : 255;
    }
  }
  return bytes;
}

// Where pixels lie between the cells: for each the cell before it, and its share of the way on.
function steps(count, cells, isDown) {
  const [lower, share] = [new Int32Array(count), new Float32Array(count)];
  for (let k = 0; k < count; k += 1) {
    const along = (k + 0.5) / count;
    const place = (isDown ? 1 - along : along) * (cells - 1);
    lower[k] = Math.min(Math.floor(place), cells - 2);
    share[k] = place - lower[k];
  }
  return [lower, share];
}

// RGBA bytes of the regions of classes; values are (rows, columns, K) probabilities, the lowest row
// first. With `winner` a place has the colour of its most probable class, paler where that is less
// sure; without, of the only class above one half, the page's where there is none and
// `paints.several` where there are several. A dark line parts the regions.
export function regions({ shape: [rows, columns, classes], data }, width, height, winner, paints) {
  // Log-odds and logarithms are nearly straight where probabilities bend.
  const heights = data.map((p) => {
    const kept = Math.min(Math.max(p, 1e-9), 1 - 1e-9);
    return winner ? Math.log(kept) : Math.log(kept / (1 - kept));
  });
  const [lefts, across] = steps(width, columns, false);
  const [lows, upwards] = steps(height, rows, true);
  const found = new Uint8Array(width * height);
  const bytes = new Uint8ClampedArray(4 * width * height);
  const least = winner ? 1 / classes : 0.5;
  for (let j = 0, at = 0; j < height; j += 1) {
    for (let i = 0; i < width; i += 1, at += 1) {
      const corner = (lows[j] * columns + lefts[i]) * classes;
      let [best, most, above] = [0, -Infinity, 0];
      for (let c = 0; c < classes; c += 1) {
        const one = corner + c;
        const other = one + columns * classes;
        const below = heights[one] + across[i] * (heights[one + classes] - heights[one]);
        const over = heights[other] + across[i] * (heights[other + classes] - heights[other]);
        const value = below + upwards[j] * (over - below);
        above += value > 0 ? 1 : 0;
        if (value > most) [best, most] = [c, value];
      }
      found[at] = winner || above === 1 ? best : classes + (above > 1 ? 1 : 0);
      const sure = winner ? Math.exp(most) : 1 / (1 + Math.exp(-most));
      const strength = 0.1 + 0.42 * Math.min(1, Math.max(0, (sure - least) / (1 - least)));
      const isEdge = (i && found[at] !== found[at - 1]) || (j && found[at] !== found[at - width]);
      for (let k = 0; k < 3; k += 1) {
        const paper = paints.paper[k];
        let shade = paper;
        if (isEdge) shade = paints.edge[k];
        else if (found[at] < classes) shade = paper + strength * (paints.colors[found[at]][k] - paper);
        else if (found[at] > classes) shade = paints.several[k];
        bytes[4 * at + k] = shade;
      }
      bytes[4 * at + 3] = 255;
    }
  }
  return bytes;
}
