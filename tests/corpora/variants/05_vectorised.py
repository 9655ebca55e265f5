# Lesson 5 with SciPy, einsum, work in place on copies, and other ways to draw from `rng`.
# ruff: noqa: F821

# %% exercise="activate"
from scipy import special


def activate(z, kind):
    known = {
        "sigmoid": special.expit,
        "tanh": np.tanh,
        "relu": lambda v: v * (v > 0),
        "leaky_relu": lambda v: np.where(v > 0, v, 0.1 * v),
        "elu": lambda v: np.where(v > 0, v, special.expm1(np.clip(v, None, 0))),
    }
    try:
        return known[kind](np.asarray(z))
    except KeyError as error:
        raise ValueError(f"kind must be one of {list(known)}") from error


# %% exercise="activate_grad"
def activate_grad(z, kind):
    z = np.asarray(z)
    match kind:
        case "sigmoid":
            return special.expit(z) * special.expit(-z)
        case "tanh":
            return (1 - np.tanh(z)) * (1 + np.tanh(z))
        case "relu":
            return np.heaviside(z, 0.0)
        case "leaky_relu":
            return np.heaviside(z, 0.0) * 0.9 + 0.1
        case "elu":
            return np.where(z > 0, 1.0, activate(z, "elu") + 1)
    raise ValueError(kind)


# %% exercise="maxout"
def maxout(X, W1, b1, W2, b2):
    return np.max([np.dot(X, W1) + b1, np.dot(X, W2) + b2], axis=0)


# %% exercise="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    def both(X):
        return (X @ W1 + b1) @ W2 + b2

    b = both(np.zeros((1, W1.shape[0])))[0]
    return both(np.eye(W1.shape[0])) - b, b


# %% exercise="same_value_network"
def same_value_network():
    # The bumps on either side of x1 = x2, turned upside down.
    W1 = np.array([[12.0, -12.0], [-12.0, 12.0]], dtype=np.float32)
    b1 = np.full(2, -6.0, dtype=np.float32)
    W2 = np.full((2, 1), -8.0, dtype=np.float32)
    return [(W1, b1), (W2, np.array([4.0], dtype=np.float32))]


# %% exercise="count_parameters"
def count_parameters(sizes):
    sizes = np.asarray(sizes)
    return np.sum(sizes[:-1] * sizes[1:]) + sizes[1:].sum()


# %% exercise="training_memory_bytes"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    return (2 + n_samples) * n_params * bytes_per_number + n_samples * sample_bytes


# %% exercise="mlp_forward"
def mlp_forward(X, params, kind):
    *hidden, (W_last, b_last) = params
    layers = [X]
    for W, b in hidden:
        layers.append(activate(np.einsum("nd,dh->nh", layers[-1], W) + b, kind))
    return layers[-1] @ W_last + b_last, layers


# %% exercise="init_params"
def init_params(sizes, rng, scheme):
    params = []
    for n_in, n_out in zip(sizes, sizes[1:]):  # noqa: B905, RUF007
        if scheme == "zeros":
            W = np.zeros((n_in, n_out))
        else:
            spread = 0.01 if scheme == "normal" else (2 / (n_in + n_out)) ** 0.5
            W = rng.standard_normal((n_out, n_in)).T * spread
        params.append((W, np.zeros((n_out,))))
    return tuple(params)


# %% exercise="mlp_backward"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    grads = [None] * len(params)
    for layer in range(len(params))[::-1]:
        H = cache[layer]
        grads[layer] = (np.einsum("nd,nk->dk", H, dZ), np.einsum("nk->k", dZ))
        if layer:
            # The slope from what is kept, the unit's output
            slope = {
                "sigmoid": H * (1 - H),
                "tanh": 1 - H * H,
                "relu": (H > 0) * 1.0,
                "leaky_relu": np.where(H > 0, 1, 0.1),
                "elu": np.where(H > 0, 1, H + 1),
            }[kind]
            dZ = np.einsum("nk,hk,nh->nh", dZ, params[layer][0], slope)
    return tuple(grads)


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% exercise="loss_and_gradients"
def loss_and_gradients(X, Y, params, kind, lam):
    Z, cache = mlp_forward(X, params, kind)
    loss = (special.logsumexp(Z, axis=1) - (Y * Z).sum(axis=1)).mean()
    grads = []
    backward = mlp_backward((special.softmax(Z, axis=1) - Y) / len(Y), cache, params, kind)
    for (W, _), (dW, db) in zip(params, backward, strict=True):
        loss += lam / 2 * np.vdot(W, W)
        grads.append((dW + lam * W, db))
    return loss, grads


# %% exercise="minibatches"
def minibatches(N, batch_size, rng):
    order = np.argsort(rng.random(N))
    return np.array_split(order, range(batch_size, N, batch_size))


# %% exercise="train"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    Y = (y[:, None] == np.arange(sizes[-1])).astype(float)
    params = [(W.copy(), b.copy()) for W, b in init_params(sizes, rng, "xavier")]
    history = {"loss": np.zeros(epochs)}
    for epoch in range(epochs):
        for batch in minibatches(len(y), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            for (W, b), (dW, db) in zip(params, grads, strict=True):
                W -= eta * dW
                b -= eta * db
        history["loss"][epoch] = loss_and_gradients(X, Y, params, kind, lam)[0]
    return params, history
