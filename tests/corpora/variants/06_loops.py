# Lesson 6 with plain loops over Python's own numbers, and lists where the docstring says so.
# ruff: noqa: F821

# %% exercise="polynomial_features"
def polynomial_features(x, M):
    rows = []
    for value in x:
        row = [1.0]
        for _ in range(M):
            row.append(row[-1] * float(value))
        rows.append(row)
    return np.array(rows)


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    # Gaussian elimination on the normal equations, with a pivot.
    N = len(x)
    rows = []
    for i in range(M + 1):
        row = [sum(float(v) ** (i + j) for v in x) / N for j in range(M + 1)]
        row[i] += lam if i > 0 else 0
        rows.append(row + [sum(t * float(v) ** i for v, t in zip(x, y, strict=True)) / N])
    for i in range(M + 1):
        pivot = max(range(i, M + 1), key=lambda r, i=i: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, M + 1):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [u - factor * v for u, v in zip(rows[r], rows[i], strict=True)]
    c = [0.0] * (M + 1)
    for i in reversed(range(M + 1)):
        rest = sum(rows[i][j] * c[j] for j in range(i + 1, M + 1))
        c[i] = (rows[i][-1] - rest) / rows[i][i]
    return np.array(c)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    left = list(range(N))
    validation = []
    for _ in range(round(N * fraction)):
        validation.append(left.pop(int(rng.integers(len(left)))))
    rng.shuffle(left)
    return [np.array(left, dtype=int), np.array(validation, dtype=int)]


# %% exercise="choose_degree"
def choose_degree(x, y, degrees, rng):
    train, held = train_validation_split(len(x), 0.3, rng)

    def error(c, part):
        total = 0.0
        for x_n, y_n in zip(x[part], y[part], strict=True):
            total += (sum(c_m * x_n**m for m, c_m in enumerate(c)) - y_n) ** 2
        return total / len(part)

    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train], y[train], M, 0)
        train_errors.append(error(c, train))
        validation_errors.append(error(c, held))
    pairs = zip(validation_errors, degrees, strict=True)
    return min(pairs)[1], train_errors, validation_errors


# %% exercise="train"
def mlp_forward(X, params, kind):
    H, kept = np.asarray(X, dtype=float), []
    for layer, (W, b) in enumerate(params):
        Z = np.array([[float(row @ column) for column in W.T] for row in H]) + b
        kept.append((H, Z))
        last = layer == len(params) - 1
        H = Z if last else np.tanh(Z) if kind == "tanh" else Z * (Z > 0)
    return H, kept


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    params = []
    for layer in range(len(sizes) - 1):
        spread = (2 / (sizes[layer] + sizes[layer + 1])) ** 0.5
        W = rng.normal(0, spread, size=(sizes[layer], sizes[layer + 1]))
        params.append([W, np.zeros(sizes[layer + 1])])

    def probabilities(Z):
        E = np.exp(Z - Z.max(axis=1)[:, None])
        return E / E.sum(axis=1)[:, None]

    def whole_loss():
        Z, _ = mlp_forward(X, params, kind)
        top = Z.max(axis=1)
        logs = Z[np.arange(len(y)), y] - top - np.log(np.exp(Z - top[:, None]).sum(axis=1))
        return float(-logs.mean()) + lam / 2 * sum(float((W**2).sum()) for W, _ in params)

    history = {"loss": []}
    for _ in range(epochs):
        left = list(rng.permutation(len(X)))
        while left:
            batch, left = left[:batch_size], left[batch_size:]
            Z, kept = mlp_forward(X[batch], params, kind)
            dZ = probabilities(Z)
            for row, label in enumerate(y[batch]):
                dZ[row, label] -= 1
            dZ /= len(batch)
            steps = []
            for layer in range(len(params) - 1, -1, -1):
                H, _ = kept[layer]
                steps.append((layer, H.T @ dZ + lam * params[layer][0], dZ.sum(axis=0)))
                if layer:
                    dH = dZ @ params[layer][0].T
                    dZ = dH * (1 - H**2) if kind == "tanh" else np.where(H > 0, dH, 0)
            for layer, dW, db in steps:
                params[layer][0] = params[layer][0] - eta * dW
                params[layer][1] = params[layer][1] - eta * db
        history["loss"].append(whole_loss())
    return params, history


# %% exercise="draw_settings"
def draw_settings(rng):
    import math

    width = 16 + int(81 * rng.random())
    kind = "tanh" if rng.random() < 0.5 else "relu"
    rate = math.exp(math.log(0.01) + rng.random() * math.log(100))
    return {"hidden": [width], "kind": kind, "eta": rate, "lam": 10 ** -(2 + 4 * rng.random())}


# %% exercise="search"
def search(score, budget, rng):
    best, highest, tried = None, -1.0, []
    while len(tried) < budget:
        settings = draw_settings(rng)
        share = score(settings)
        if share > highest:
            best, highest = settings, share
        tried.append([settings, share])
    return [best, tried]


# %% exercise="accuracy_interval"
def accuracy_interval(correct):
    N = len(correct)
    share = sum(bool(c) for c in correct) / N
    half = 1.96 * (share * (1 - share) / N) ** 0.5
    low, high = share - half, share + half
    if low < 0:
        low = 0
    if high > 1:
        high = 1
    return [share, low, high]


# %% exercise="surest_mistakes"
def surest_mistakes(P, y, count):
    found = []
    for n, row in enumerate(P):
        answer = max(range(len(row)), key=lambda k: row[k])
        if answer != y[n]:
            found.append((float(row[answer]), n))
    found.sort(reverse=True)
    return [n for _, n in found[:count]]
