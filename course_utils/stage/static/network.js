// A small network from its weights, for any epoch on a tape, while the pointer moves.

const SQUASH = {
  tanh: Math.tanh,
  relu: (z) => (z > 0 ? z : 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
};

// The outputs of every layer at (x, y): of each hidden layer after its activation, then the scores.
export function outputs(weights, sizes, activation, x, y) {
  const squash = SQUASH[activation];
  const found = [];
  let [before, from] = [[x, y], 0];
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const [rows, columns] = [sizes[layer - 1], sizes[layer]];
    const bias = from + rows * columns;
    const after = new Float64Array(columns);
    for (let k = 0; k < columns; k += 1) {
      let sum = weights[bias + k];
      for (let j = 0; j < rows; j += 1) sum += before[j] * weights[from + j * columns + k];
      after[k] = layer < sizes.length - 1 ? squash(sum) : sum;
    }
    found.push(after);
    before = after;
    from = bias + columns;
  }
  return found;
}

// The weights on the tape at an epoch: of the last snapshot that is no later.
export function weightsAt(sample, epoch) {
  let place = sample.epochs.findLastIndex((each) => each <= epoch);
  place = Math.max(0, place);
  const size = sample.table.length / sample.epochs.length;
  return { place, weights: sample.table.subarray(place * size, (place + 1) * size) };
}

// The probability of class 1, the lowest row first.
export function chances(sample, weights, pane, rows, columns) {
  const values = new Float32Array(rows * columns);
  for (let j = 0, at = 0; j < rows; j += 1) {
    const y = pane.y[0] + (j / (rows - 1)) * (pane.y[1] - pane.y[0]);
    for (let i = 0; i < columns; i += 1, at += 1) {
      const x = pane.x[0] + (i / (columns - 1)) * (pane.x[1] - pane.x[0]);
      const [first, second] = outputs(weights, sample.sizes, sample.activation, x, y).at(-1);
      values[at] = 1 / (1 + Math.exp(first - second));
    }
  }
  return values;
}

// What every layer says on a square of places over the plane, the highest row first.
export function everywhere(sample, weights, pane, size) {
  return Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [at % size, Math.floor(at / size)];
    return outputs(weights, sample.sizes, sample.activation,
      pane.x[0] + (i / (size - 1)) * (pane.x[1] - pane.x[0]),
      pane.y[1] - (j / (size - 1)) * (pane.y[1] - pane.y[0]));
  });
}

// A hidden unit of these as shades: ½ is 0, or the middle of a sigmoid's values.
export function shadesOf(said, activation, layer, unit) {
  const values = Float32Array.from(said, (layers) => layers[layer][unit]);
  if (activation === "sigmoid") return values;
  const top = activation === "tanh" ? 1
    : Math.max(1e-9, values.reduce((most, each) => Math.max(most, Math.abs(each)), 0));
  return values.map((each) => 0.5 + (0.5 * each) / top);
}

// Moves what follows the tape to the epoch of the parameters.
export function followNetwork(sample, params, scene, panes) {
  const { place, weights } = weightsAt(sample, params[sample.at ?? "epoch"]);
  const plane = panes.find((each) => each.name === "plane");
  let [field, said] = [null, null];
  for (const layer of scene.layers) {
    const [what, first, second] = layer.follows.split(" ");
    if (what === "field" || what === "contour") {
      const { shape: [rows, columns] } = layer.values;
      field ??= chances(sample, weights, plane, rows, columns);
      layer.values = { shape: [rows, columns], data: field };
    } else if (what === "unit") {
      const { shape } = layer.values;
      said ??= everywhere(sample, weights, plane, shape[0]);
      layer.values = { shape,
        data: shadesOf(said, sample.activation, Number(first), Number(second)) };
    } else if (what === "loss") {
      layer.xy.data.set([sample.epochs[place], Math.min(1, sample.losses[2 * place + Number(first)])]);
    }
  }
}
