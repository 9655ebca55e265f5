// Dots that run along wires: where they are, and how far they have come.

// A line's places in pieces, parted where one is no number.
export function parted(places) {
  const found = [[]];
  for (const place of places) {
    if (place.every(Number.isFinite)) found.at(-1).push(place);
    else if (found.at(-1).length) found.push([]);
  }
  return found.filter((piece) => piece.length);
}

// The place that is a share (0 to 1) of a piece's length from its beginning.
export function along(piece, share) {
  const lengths = piece.slice(1).map(([x, y], k) => Math.hypot(x - piece[k][0], y - piece[k][1]));
  let left = share * lengths.reduce((sum, each) => sum + each, 0);
  for (let k = 0; k < lengths.length; k += 1) {
    if (left <= lengths[k] && lengths[k] > 0) {
      const part = left / lengths[k];
      return piece[k].map((each, i) => each + part * (piece[k + 1][i] - each));
    }
    left -= lengths[k];
  }
  return piece.at(-1);
}

// When pulses set out: each layer's begin anew with its next turn.
export class Pulses {
  constructor() {
    this.begun = new Map();
  }

  // How far a layer's pulses are at this time in milliseconds; 1 when they have arrived.
  share(layer, now) {
    const known = this.begun.get(layer.name);
    if (known?.turn === layer.turn) return Math.min(1, (now - known.at) / (1000 * layer.seconds));
    this.begun.set(layer.name, { turn: layer.turn, at: now });
    return 0;
  }

  // Whether any of these layers' pulses are still under way.
  areRunning(layers, now) {
    return layers.some((layer) => layer.kind === "pulses" && this.share(layer, now) < 1);
  }
}
