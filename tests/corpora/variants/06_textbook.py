# Lesson 6's longer exercises once more: the normal equations, and one shuffle.
# ruff: noqa: F821

# %% exercise="polynomial_features"
def polynomial_features(x, M):
    return np.power.outer(x, np.arange(M + 1))


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    Phi = polynomial_features(x, M)
    if lam == 0:
        return np.linalg.pinv(Phi) @ y
    A = Phi.T @ Phi / len(x) + lam * np.diag(np.arange(M + 1) > 0)
    return np.linalg.inv(A) @ Phi.T @ y / len(x)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    order = np.arange(N)
    rng.shuffle(order)
    held = N - round(fraction * N)
    return order[:held], order[held:]


# %% exercise="train"
# As it is copied from lesson 5.
def activate(z, kind):
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        small = np.exp(-np.abs(z))  # between 0 and 1, whatever z is

        return np.where(z >= 0, 1.0, small) / (1 + small)
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        # The minimum keeps expm1 from overflowing where its value is not used.
        below = np.expm1(np.minimum(z, 0.0))

        return np.where(z > 0, z, below)
    raise ValueError(f"no activation is called {kind!r}")


def activate_grad(z, kind):
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = activate(z, "sigmoid")
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))  # exp(0) = 1 above 0
    raise ValueError(f"no activation is called {kind!r}")


def init_params(sizes, rng, scheme):
    params = []
    for n_in, n_out in pairwise(sizes):
        deviation = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params


def mlp_forward(X, params, kind):
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W + b

        cache.append((H, Z))
        H = activate(Z, kind) if layer < len(params) else Z

    return H, cache


def mlp_backward(dZ, cache, params, kind):
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


def loss_and_gradients(X, Y, params, kind, lam):
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)  # changes no probability, and no exponential overflows
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]


def minibatches(N, batch_size, rng):
    order = rng.permutation(N)
    return [order[start : start + batch_size] for start in range(0, N, batch_size)]


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    Y = np.eye(sizes[-1])[y]  # row y[n] of the identity matrix is the one-hot row of example n
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}


# %% exercise="draw_settings"
def draw_settings(rng):
    low, high = np.log10([1e-2, 1e-6]), np.log10([1.0, 1e-2])
    eta, lam = 10 ** rng.uniform(low, high)
    width = rng.choice(np.arange(16, 97))
    return {"hidden": [width], "kind": rng.choice(["tanh", "relu"]), "eta": eta, "lam": lam}


# %% exercise="search"
def search(score, budget, rng):
    settings = [draw_settings(rng) for _ in range(budget)]
    shares = [score(one) for one in settings]
    return settings[np.argmax(shares)], list(zip(settings, shares, strict=True))


# %% exercise="accuracy_interval"
def accuracy_interval(correct):
    p = np.mean(np.asarray(correct, dtype=float))
    low, high = np.clip(
        p + np.array([-1, 1]) * 1.96 * np.sqrt(p * (1 - p) / np.size(correct)), 0, 1
    )
    return p, low, high


# %% exercise="surest_mistakes"
def surest_mistakes(P, y, count):
    wrong = P.argmax(axis=1) != y
    order = np.argsort(P.max(axis=1))[::-1]
    return order[wrong[order]][:count]
