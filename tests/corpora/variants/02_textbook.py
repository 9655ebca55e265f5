# Lesson 2 as a textbook would write it: masks, `where=`, and formulas in another order.
# ruff: noqa: F821

# %% exercise="entropy_bits"
def entropy_bits(p):
    surprise = np.log2(p, out=np.zeros(len(p)), where=p > 0)
    return np.array(-(p @ surprise))  # 0-dimensional


# %% exercise="cross_entropy_bits"
def cross_entropy_bits(p, q):
    if np.any((q == 0) & (p > 0)):
        return np.inf
    safe = np.where(p > 0, q, 1.0)
    return -np.dot(p, np.log(safe)) / np.log(2)


# %% exercise="kl_divergence_bits"
def kl_divergence_bits(p, q):
    if ((q == 0) & (p != 0)).any():
        return np.inf
    p, q = p[p > 0], q[p > 0]
    return np.sum(p * (np.log2(p) - np.log2(q)))


# %% exercise="bernoulli_likelihood"
def bernoulli_likelihood(y, p):
    return y * p + (1 - y) * (1 - p)


# %% exercise="negative_log_likelihood"
def negative_log_likelihood(y, p):
    with np.errstate(all="ignore"):
        costs = np.where(y == 1, -np.log(p), -np.log(1 - p))
    return costs.sum() / costs.size


# %% exercise="minimize_on_grid"
def minimize_on_grid(loss, grid):
    heights = np.array([loss(float(value)) for value in grid])
    return grid[heights == heights.min()][0]


# %% exercise="dloss_dp"
def dloss_dp(y, p):
    return np.where(y == 1, -1 / p, 1 / (1 - p))


# %% exercise="dp_dz"
def dp_dz(z):
    return (1 - np.tanh(z / 2) ** 2) / 4


# %% exercise="dloss_dz"
def dloss_dz(y, z):
    return np.where(np.equal(y, 1), -sigmoid(-z), sigmoid(z))


# %% exercise="dloss_dw"
def dloss_dw(X, y, w, b):
    return np.mean((sigmoid(X @ w + b) - y)[:, np.newaxis] * X, axis=0)


# %% exercise="squared_error_dz"
def squared_error_dz(y, z):
    return (sigmoid(z) - y) * dp_dz(z)


# %% exercise="bce_with_logits"
def bce_with_logits(y, z):
    margins = np.where(y == 1, z, -np.asarray(z, dtype=float))
    return np.array(np.mean(np.logaddexp(0.0, -margins)))


# %% exercise="multi_label_bce"
def multi_label_bce(Y, Z):
    return Z.shape[1] * bce_with_logits(Y.ravel(), Z.ravel())


# %% exercise="regularized_gradient"
def regularized_gradient(X, y, w, b, lam, kind):
    if kind == "l2":
        pull = np.array(w, dtype=float)
    elif kind == "l1":
        pull = np.divide(w, np.abs(w), out=np.zeros(len(w)), where=w != 0)
    else:
        raise ValueError
    pull *= lam
    pull += dloss_dw(X, y, w, b)
    return pull, float(dloss_dz(y, X @ w + b).mean())


# %% exercise="zero_one_loss"
def zero_one_loss(t, s):
    errors = np.ones(len(s))
    errors[np.sign(t) == np.sign(s)] = 0
    return errors


# %% exercise="hinge_loss"
def hinge_loss(t, s):
    missing = 1 - t * s
    return missing * (missing > 0)


# %% exercise="slip_likelihood_and_accuracy"
slip_p = [0.52, 0.51, 0.45]
