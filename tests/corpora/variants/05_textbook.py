# Lesson 5's longer exercises once more: a recursive network, one flat loop, one draw for all.
# ruff: noqa: F821

# %% exercise="mlp_forward"
def mlp_forward(X, params, kind):
    (W, b), rest = params[0], params[1:]
    Z = X.dot(W)
    Z += b
    if not rest:
        return Z, [(X, None)]
    out, cache = mlp_forward(activate(Z, kind), rest, kind)
    return out, [(X, activate_grad(Z, kind)), *cache]


# %% exercise="init_params"
def init_params(sizes, rng, scheme):
    def std(n_in, n_out):
        return {"zeros": 0.0, "normal": 1e-2, "xavier": np.sqrt(2.0 / (n_in + n_out))}[scheme]

    shapes = [(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    numbers = rng.normal(size=sum(n_in * n_out for n_in, n_out in shapes))
    params, used = [], 0
    for n_in, n_out in shapes:
        W = numbers[used : used + n_in * n_out].reshape(n_in, n_out)
        params.append((std(n_in, n_out) * W, np.zeros(n_out)))
        used += n_in * n_out
    return params


# %% exercise="mlp_backward"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    (X, _), (W, b) = cache[-1], params[-1]
    own = [(X.T.dot(dZ), np.sum(dZ, axis=0).reshape(b.shape))]
    if len(params) == 1:
        return own
    dH = dZ.dot(W.T)
    return mlp_backward(dH * cache[-2][1], cache[:-1], params[:-1], kind) + own


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% exercise="loss_and_gradients"
def loss_and_gradients(X, Y, params, kind, lam):
    Z, cache = mlp_forward(X, params, kind)
    P = np.exp(Z - Z.max(axis=1)[:, None])
    P /= P.sum(axis=1)[:, None]
    log_P = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    loss = -np.sum(log_P[Y == 1]) / len(Y)
    grads = mlp_backward((P - Y) / len(Y), cache, params, kind)
    grads = [[dW + lam * params[i][0], db] for i, (dW, db) in enumerate(grads)]
    return [loss + lam * sum(np.sum(W**2) for W, b in params) / 2, grads]


# %% exercise="minibatches"
def minibatches(N, batch_size, rng):
    order = np.arange(N)
    rng.shuffle(order)
    count = int(np.ceil(N / batch_size))
    return [order[i * batch_size : (i + 1) * batch_size].tolist() for i in range(count)]


# %% exercise="train"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    params = init_params(sizes, rng, "xavier")
    Y = np.zeros((len(y), sizes[-1]))
    Y[np.arange(len(y)), y] = 1
    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))  # shuffled copies, then slices
        X_mixed, Y_mixed = X[order], Y[order]
        for start in range(0, len(X), batch_size):
            rows = slice(start, start + batch_size)
            grads = loss_and_gradients(X_mixed[rows], Y_mixed[rows], params, kind, lam)[1]
            params = [
                [W - eta * dW, b - eta * db] for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses += [loss_and_gradients(X, Y, params, kind, lam)[0]]
    return [params, {"loss": losses, "epochs": epochs}]


# %% exercise="init_he"
def init_he(sizes, rng):
    def layer(n_in, n_out):
        return rng.standard_normal((n_in, n_out)) * np.sqrt(2.0) / np.sqrt(n_in), np.zeros(n_out)

    return list(map(layer, sizes[:-1], sizes[1:]))


# %% exercise="early_stopping"
def early_stopping(losses, patience):
    for last in range(len(losses)):
        kept = int(np.argmin(losses[: last + 1]))
        if last - kept == patience:
            break
    return kept, last


# %% exercise="momentum_step"
def momentum_step(w, dw, v, eta, mu):
    step = -eta * mu * v - eta * dw
    return w + step, mu * v + dw


# %% exercise="adam_step"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    m, s = beta1 * m + dw - beta1 * dw, beta2 * s + np.square(dw) - beta2 * np.square(dw)
    # The corrections drawn together into the learning rate, as in the paper's efficient form.
    root = np.sqrt(1 - beta2**t)
    return w - eta * root / (1 - beta1**t) * m / (np.sqrt(s) + eps * root), m, s
