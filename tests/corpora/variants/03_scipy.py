# Lesson 3 with SciPy, einsum, one step for the whole table, and other ways to draw from `rng`.
# ruff: noqa: E402, F821

# %% exercise="one_hot"
def one_hot(y, K):
    if len(y) and (min(y) < 0 or max(y) > K - 1):
        raise ValueError("labels out of range")
    return (np.arange(K) == np.asarray(y)[:, None]).astype(np.float32)


# %% exercise="softmax"
from scipy import special


def softmax(Z):
    return special.softmax(Z, axis=1)


# %% exercise="log_softmax"
def log_softmax(Z):
    return special.log_softmax(Z, axis=1)


# %% exercise="cross_entropy"
def cross_entropy(P, Y):
    return -special.xlogy(Y, P).sum() / len(P)


# %% exercise="softmax_jacobian"
def softmax_jacobian(p):
    return p[:, None] * (np.eye(p.size) - p)


# %% exercise="dloss_dp"
def dloss_dp(p, y):
    slopes = np.zeros_like(p)
    slopes[np.argmax(y)] = -1 / p[np.argmax(y)]
    return slopes


# %% exercise="dloss_dz_by_chain"
def dloss_dz_by_chain(z, y):
    p = special.softmax(z)
    return np.einsum("i,ij->j", -y / p, np.diag(p) - np.multiply.outer(p, p))


# %% exercise="dloss_dz"
def dloss_dz(z, y):
    slope = np.exp(z - special.logsumexp(z))
    slope[y == 1] -= 1
    return slope


# %% exercise="softmax_gradients"
def softmax_gradients(X, Y, W, b, lam):
    errors = special.softmax(np.einsum("nd,dk->nk", X, W) + b, axis=-1) - Y
    dW = np.einsum("nd,nk->dk", X, errors) / X.shape[0]
    dW += lam * W
    return dW, errors.mean(axis=0)


# %% exercise="predict"
def predict(X, W, b):
    return special.softmax(X.dot(W) + b, axis=1).argmax(axis=1)


# %% exercise="accuracy"
def accuracy(y, y_hat):
    return np.count_nonzero(y == y_hat) / y.size


# %% exercise="confusion_matrix"
def confusion_matrix(y, y_hat, K):
    return np.bincount(np.asarray(y) * K + y_hat, minlength=K * K).reshape(K, K)


# %% exercise="fit_softmax"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    X1, Y = np.c_[X, np.ones(len(X))], np.eye(K)[y]
    theta = np.zeros((X1.shape[1], K))
    losses = np.empty(epochs)
    for epoch in range(epochs):
        order = np.argsort(rng.random(len(X)))
        for batch in np.split(order, range(batch_size, len(X), batch_size)):
            step = X1[batch].T @ (special.softmax(X1[batch] @ theta, axis=1) - Y[batch])
            step /= len(batch)
            step[:-1] += lam * theta[:-1]
            theta -= eta * step
        log_P = special.log_softmax(X1 @ theta, axis=1)
        losses[epoch] = -np.mean(log_P[Y == 1]) + lam / 2 * np.sum(theta[:-1] ** 2)
    return theta[:-1], theta[-1], losses


# %% exercise="k_fold"
def k_fold(N, k, rng):
    which = rng.permutation(np.arange(N) % k)
    return [(np.flatnonzero(which != i), np.flatnonzero(which == i)) for i in range(k)]


# %% exercise="choose_lambda"
def choose_lambda(X, y, lambdas, k, rng, fit):
    folds = k_fold(len(y), k, rng)
    table = np.empty((len(lambdas), k))
    for i, lam in enumerate(lambdas):
        for j, (train, held) in enumerate(folds):
            W, b = fit(X[train], y[train], lam)
            table[i, j] = np.mean(np.argmax(X[held] @ W + b, axis=1) == y[held])
    means = table.mean(axis=1)
    return lambdas[means.argmax()], means
