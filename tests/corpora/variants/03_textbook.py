# Lesson 3 once more: shifts and masks by hand, in place on copies, through log-probabilities.
# ruff: noqa: F821

# %% exercise="one_hot"
def one_hot(y, K):
    if not set(np.unique(y).tolist()) <= set(range(K)):
        raise ValueError(f"there are {K} classes")
    return np.eye(K)[y]


# %% exercise="softmax"
def softmax(Z):
    heights = Z.astype(float)
    heights -= Z.max(axis=1).reshape(-1, 1)
    np.exp(heights, out=heights)
    heights /= heights.sum(axis=1).reshape(-1, 1)
    return heights


# %% exercise="log_softmax"
def log_softmax(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


# %% exercise="cross_entropy"
def cross_entropy(P, Y):
    picked = P[np.arange(len(P)), np.argmax(Y, axis=1)]
    if np.any(picked == 0):
        return np.inf
    return np.array(np.mean(-np.log(picked)))


# %% exercise="softmax_jacobian"
def softmax_jacobian(p):
    J = -p[:, np.newaxis] @ p[np.newaxis, :]
    np.fill_diagonal(J, p * (1 - p))
    return J


# %% exercise="dloss_dp"
def dloss_dp(p, y):
    return np.divide(-y, p)


# %% exercise="dloss_dz_by_chain"
def dloss_dz_by_chain(z, y):
    p = np.exp(z - z.max())
    p = p / p.sum()
    return softmax_jacobian(p).T.dot(dloss_dp(p, y))


# %% exercise="dloss_dz"
def dloss_dz(z, y):
    return np.exp(log_softmax(z.reshape(1, -1))).ravel() - y


# %% exercise="softmax_gradients"
def softmax_gradients(X, Y, W, b, lam):
    P = np.exp(log_softmax(X @ W + b))
    return (P - Y).T.dot(X).T / len(Y) + lam * W, np.ones(len(Y)) @ (P - Y) / len(Y)


# %% exercise="predict"
def predict(X, W, b):
    scores = X @ W + b
    return np.array([np.flatnonzero(row == row.max())[0] for row in scores])


# %% exercise="accuracy"
def accuracy(y, y_hat):
    return 1 - (np.array(y) != np.array(y_hat)).mean()


# %% exercise="confusion_matrix"
def confusion_matrix(y, y_hat, K):
    table = np.zeros((K, K), dtype=np.int32)
    np.add.at(table, (y, y_hat), 1)
    return table


# %% exercise="fit_softmax"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    W, b, losses = np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = np.arange(len(X))
        rng.shuffle(order)
        for first in range(0, len(X), batch_size):
            rows = order[first : first + batch_size]
            dW, db = softmax_gradients(X[rows], np.eye(K)[y[rows]], W, b, lam)
            W -= eta * dW
            b -= eta * db
        P = softmax(X @ W + b)
        losses.append(cross_entropy(P, np.eye(K)[y]) + lam / 2 * np.linalg.norm(W) ** 2)
    return W, b, losses


# %% exercise="k_fold"
def k_fold(N, k, rng):
    order = rng.permuted(np.arange(N))
    cuts = [i * N // k for i in range(k + 1)]
    pairs = []
    for i in range(k):
        start, stop = cuts[i], cuts[i + 1]
        pairs.append((np.delete(order, slice(start, stop)), order[start:stop]))
    return pairs
