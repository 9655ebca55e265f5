# Lesson 5 with plain loops over Python's own numbers, and lists where the docstring says so.
# ruff: noqa: F821

# %% exercise="activate"
import math


def activate(z, kind):
    def one(v):
        if kind == "sigmoid":
            return 1 / (1 + math.exp(-v)) if v > 0 else math.exp(v) / (1 + math.exp(v))
        if kind == "tanh":
            return math.tanh(v)
        if kind == "relu":
            return v if v > 0 else 0.0
        if kind == "leaky_relu":
            return v if v > 0 else v / 10
        if kind == "elu":
            return v if v > 0 else math.exp(v) - 1
        raise ValueError(f"kind must be a known activation, not {kind}")

    one(0.0)  # an unknown kind is an error, even where there is nothing to do
    if np.ndim(z) == 0:
        return one(float(z))
    result = np.zeros(np.shape(z))
    for place, v in np.ndenumerate(z):
        result[place] = one(float(v))
    return result


# %% exercise="activate_grad"
def activate_grad(z, kind):
    slopes = {
        "sigmoid": lambda v: activate(v, "sigmoid") * activate(-v, "sigmoid"),
        "tanh": lambda v: 1 - math.tanh(v) ** 2,
        "relu": lambda v: int(v > 0),
        "leaky_relu": lambda v: 1 if v > 0 else 0.1,
        "elu": lambda v: 1 if v >= 0 else math.exp(v),
    }
    if kind not in slopes:
        raise ValueError("unknown")
    if np.ndim(z) == 0:
        return slopes[kind](float(z))
    flat = [slopes[kind](float(v)) for v in np.ravel(z)]
    return np.array(flat, dtype=float).reshape(np.shape(z))


# %% exercise="maxout"
def maxout(X, W1, b1, W2, b2):
    N, K = len(X), len(b1)
    H = np.zeros((N, K))
    for n in range(N):
        for k in range(K):
            H[n, k] = max(float(X[n] @ W1[:, k] + b1[k]), float(X[n] @ W2[:, k] + b2[k]))
    return H


# %% exercise="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    W, b = np.zeros((W1.shape[0], W2.shape[1])), np.zeros(W2.shape[1])
    for k in range(W2.shape[1]):
        b[k] = b2[k]
        for h in range(W2.shape[0]):
            b[k] += b1[h] * W2[h, k]
            for d in range(W1.shape[0]):
                W[d, k] += W1[d, h] * W2[h, k]
    return [W, b]


# %% exercise="same_value_network"
def same_value_network():
    # One unit sees "at least one", the other "both"; the same value is "not the one without both".
    W1 = np.array([[10, 10], [10, 10]])
    b1 = np.array([-5, -15])
    W2 = np.array([[-10], [10]])
    b2 = np.array([5])
    return [[W1, b1], [W2, b2]]


# %% exercise="count_parameters"
def count_parameters(sizes):
    total = 0
    for layer in range(1, len(sizes)):
        total += sizes[layer - 1] * sizes[layer]  # weights
        total += sizes[layer]  # biases
    return total


# %% exercise="training_memory_bytes"
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    numbers = n_params + n_params
    numbers += n_params * n_samples
    return numbers * bytes_per_number + n_samples * sample_bytes


# %% exercise="mlp_forward"
def mlp_forward(X, params, kind):
    inputs, scores = [X], []
    for W, b in params:
        scores.append(np.array([row @ W + b for row in inputs[-1]]))
        inputs.append(activate(scores[-1], kind))
    return scores[-1], {"inputs": inputs, "scores": scores}


# %% exercise="init_params"
def init_params(sizes, rng, scheme):
    params = []
    for layer in range(len(sizes) - 1):
        n_in, n_out = sizes[layer], sizes[layer + 1]
        W = np.zeros((n_in, n_out))
        if scheme != "zeros":
            std = 0.01 if scheme == "normal" else math.sqrt(2 / (n_in + n_out))
            for i in range(n_in):
                for j in range(n_out):
                    W[i, j] = rng.normal(0, std)
        params.append([W, np.zeros(n_out)])
    return params


# %% exercise="mlp_backward"
mlp_forward = mlp_forward


def mlp_backward(dZ, cache, params, kind):
    grads = []
    upstream = dZ
    for layer in range(len(params) - 1, -1, -1):
        inputs = cache["inputs"][layer]
        dW, db = np.zeros(params[layer][0].shape), np.zeros(params[layer][1].shape)
        for row, slope in zip(inputs, upstream, strict=True):
            dW += np.outer(row, slope)
            db += slope
        grads.insert(0, [dW, db])
        if layer > 0:
            below = cache["scores"][layer - 1]
            upstream = np.array([params[layer][0] @ slope for slope in upstream])
            upstream = upstream * activate_grad(below, kind)
    return grads


def both_passes(X, dZ, params, kind):
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% exercise="loss_and_gradients"
def loss_and_gradients(X, Y, params, kind, lam):
    Z, cache = mlp_forward(X, params, kind)
    loss, dZ = 0.0, np.zeros(Z.shape)
    for n, (scores, marks) in enumerate(zip(Z, Y, strict=True)):
        top = max(scores)
        log_sum = top + math.log(sum(math.exp(s - top) for s in scores))
        for k in range(len(scores)):
            dZ[n, k] = (math.exp(scores[k] - log_sum) - marks[k]) / len(X)
            loss -= marks[k] * (scores[k] - log_sum) / len(X)
    grads = mlp_backward(dZ, cache, params, kind)
    for pair, (W, _) in zip(grads, params, strict=True):
        pair[0] = pair[0] + lam * W
        loss += lam / 2 * sum(float(w) ** 2 for w in W.ravel())
    return loss, grads


# %% exercise="minibatches"
def minibatches(N, batch_size, rng):
    left = list(range(N))
    rng.shuffle(left)
    batches = []
    while left:
        batches.append(np.array([left.pop() for _ in range(min(batch_size, len(left)))]))
    return batches


# %% exercise="init_he"
def init_he(sizes, rng):
    params = []
    for layer in range(len(sizes) - 1):
        W = np.empty((sizes[layer], sizes[layer + 1]))
        for i in range(len(W)):
            W[i] = rng.normal(scale=(2 / sizes[layer]) ** 0.5, size=sizes[layer + 1])
        params.append([W, np.zeros(sizes[layer + 1])])
    return params


# %% exercise="early_stopping"
def early_stopping(losses, patience):
    best, kept, waited = float("inf"), 0, 0
    for epoch in range(len(losses)):
        if losses[epoch] < best:
            best, kept, waited = losses[epoch], epoch, 0
        else:
            waited += 1
        if waited == patience:
            break
    return [kept, epoch]


# %% exercise="momentum_step"
def momentum_step(w, dw, v, eta, mu):
    velocity = np.array(v, dtype=float)
    velocity *= mu
    velocity += dw
    moved = np.array(w, dtype=float)
    moved -= eta * velocity
    return [moved, velocity]


# %% exercise="adam_step"
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    w, dw, m, s = (np.array(part, dtype=float) for part in (w, dw, m, s))
    for place in np.ndindex(w.shape):
        g = float(dw[place])
        m[place] += (1 - beta1) * (g - m[place])
        s[place] += (1 - beta2) * (g * g - s[place])
        root = (s[place] / (1 - beta2**t)) ** 0.5
        w[place] -= eta * m[place] / (1 - beta1**t) / (root + eps)
    return [w, m, s]
