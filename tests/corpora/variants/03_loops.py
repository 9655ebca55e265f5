# Lesson 3 with plain loops over Python's own numbers.
# ruff: noqa: F821

# %% exercise="one_hot"
import math


def one_hot(y, K):
    rows = []
    for label in y:
        if not 0 <= label < K:
            raise ValueError(f"no class {label}")
        rows.append([1.0 if k == label else 0.0 for k in range(K)])
    return np.array(rows).reshape(len(rows), K)


# %% exercise="softmax"
def softmax(Z):
    P = np.empty(Z.shape)
    for n, row in enumerate(Z):
        top = max(row)
        heights = [math.exp(score - top) for score in row]
        total = sum(heights)
        for k, height in enumerate(heights):
            P[n, k] = height / total
    return P


# %% exercise="log_softmax"
def log_softmax(Z):
    rows = []
    for row in Z:
        top = max(row)
        log_sum = top + math.log(math.fsum(math.exp(score - top) for score in row))
        rows.append([score - log_sum for score in row])
    return np.array(rows)


# %% exercise="cross_entropy"
def cross_entropy(P, Y):
    total = 0.0
    for chances, marks in zip(P, Y, strict=True):
        for chance, mark in zip(chances, marks, strict=True):
            if mark == 1:
                if chance == 0:
                    return math.inf
                total -= math.log(chance)
    return total / len(P)


# %% exercise="softmax_jacobian"
def softmax_jacobian(p):
    K = len(p)
    J = np.zeros((K, K))
    for i in range(K):
        for j in range(K):
            J[i, j] = p[i] * ((i == j) - p[j])
    return J


# %% exercise="dloss_dp"
def dloss_dp(p, y):
    return np.array([-1 / chance if mark else 0.0 for chance, mark in zip(p, y, strict=True)])


# %% exercise="dloss_dz_by_chain"
def dloss_dz_by_chain(z, y):
    heights = [math.exp(score) for score in z]
    p = [height / sum(heights) for height in heights]
    slopes = []
    for j in range(len(z)):
        slope = 0.0
        for i in range(len(z)):
            slope += -y[i] / p[i] * p[i] * ((1 if i == j else 0) - p[j])
        slopes.append(slope)
    return np.array(slopes)


# %% exercise="dloss_dz"
def dloss_dz(z, y):
    heights = [math.exp(score - max(z)) for score in z]
    total = sum(heights)
    return np.array([height / total - mark for height, mark in zip(heights, y, strict=True)])


# %% exercise="match_shapes"
shape_XtG = [3, 2]
shape_GtX = [2, 3]
shape_XG = None
product_for_dW = "XtG"
product_for_transposed = "GtX"


# %% exercise="softmax_gradients"
def softmax_gradients(X, Y, W, b, lam):
    dW, db = lam * W, np.zeros(len(b))
    for x, y in zip(X, Y, strict=True):
        z = np.array([sum(x * W[:, k]) + b[k] for k in range(len(b))])
        slope = dloss_dz(z, y) / len(X)
        dW = dW + np.outer(x, slope)
        db += slope
    return [dW, db]


# %% exercise="predict"
def predict(X, W, b):
    labels = []
    for row in X:
        scores = [float(row @ W[:, k] + b[k]) for k in range(len(b))]
        labels.append(scores.index(max(scores)))
    return np.array(labels)


# %% exercise="accuracy"
def accuracy(y, y_hat):
    right = 0
    for label, answer in zip(y, y_hat, strict=True):
        right += int(label == answer)
    return right / len(y)


# %% exercise="confusion_matrix"
def confusion_matrix(y, y_hat, K):
    table = [[sum((y == truth) & (y_hat == answer)) for answer in range(K)] for truth in range(K)]
    return np.array(table)


# %% exercise="fit_softmax"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    D = X.shape[1]
    W, b, losses = np.zeros((D, K)), np.zeros(K), []
    for _ in range(epochs):
        left = list(range(len(X)))
        rng.shuffle(left)
        while left:
            batch = [left.pop() for _ in range(min(batch_size, len(left)))]
            dW, db = softmax_gradients(X[batch], one_hot(y[batch], K), W, b, lam)
            W = W - eta * dW
            b = b - eta * db
        loss = lam / 2 * (W**2).sum()
        for scores, label in zip(log_softmax(X @ W + b), y, strict=True):
            loss -= scores[label] / len(X)
        losses.append(float(loss))
    return W, b, losses


# %% exercise="k_fold"
def k_fold(N, k, rng):
    order = list(range(N))
    rng.shuffle(order)
    pairs = []
    for fold in range(k):
        validation = order[fold::k]
        train = [n for n in order if n not in validation]
        pairs.append([np.array(train), np.array(validation)])
    return pairs


# %% exercise="choose_lambda"
def choose_lambda(X, y, lambdas, k, rng, fit):
    totals = [0.0] * len(lambdas)
    for train, validation in k_fold(len(X), k, rng):
        for i, lam in enumerate(lambdas):
            W, b = fit(X[train], y[train], lam)
            totals[i] += accuracy(y[validation], predict(X[validation], W, b))
    means = [total / k for total in totals]
    return lambdas[means.index(max(means))], means


# %% exercise="slip_one_score"
slip_sum = 3


# %% exercise="slip_double_sum"
slip_terms = 2
slip_total = 0.868


# %% exercise="slip_layout"
slip_scores = "X @ W.T"
slip_gradient_shape = [10, 784]
slip_left_out = 10


# %% exercise="slip_sigmoids"
slip_sigmoid_sum = 1.65


# %% exercise="slip_letter"
slip_as_printed = 0.350
slip_as_meant = 0.3115
