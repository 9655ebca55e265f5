# Lesson 1 with plain loops over Python's own numbers.
# ruff: noqa: E402, F821

# %% exercise="perceptron_predict"
def perceptron_predict(X, w, b):
    answers = []
    for row in X:
        score = b
        for feature, weight in zip(row, w, strict=True):
            score += feature * weight
        answers.append(1 if score > 0 else 0)
    return np.array(answers)


# %% exercise="perceptron_step"
def perceptron_step(x, t, w, b):
    score = sum(x_j * w_j for x_j, w_j in zip(x, w, strict=True)) + b
    if score > 0 and t == 0:
        return np.array([w_j - x_j for x_j, w_j in zip(x, w, strict=True)]), b - 1
    if score <= 0 and t == 1:
        return np.array([w_j + x_j for x_j, w_j in zip(x, w, strict=True)]), b + 1
    return w, b


# %% exercise="hand_set_neuron"
hand_w_1, hand_b_1 = [5, -10], 15
hand_w_2, hand_b_2 = (-0.1, 0.1), 0.2


# %% exercise="sigmoid"
import math


def sigmoid(z):
    def one(value):
        if value >= 0:
            return 1 / (1 + math.exp(-value))
        return math.exp(value) / (1 + math.exp(value))

    z = np.asarray(z)
    if z.ndim == 0:
        return one(float(z))
    flat = [one(float(value)) for value in z.ravel()]
    return np.array(flat, dtype=float).reshape(z.shape)


# %% exercise="log_odds"
from math import log


def log_odds(p):
    if np.ndim(p) == 0:
        return log(p) - log(1 - p)
    result = np.empty(np.shape(p))
    for place, chance in np.ndenumerate(p):
        result[place] = log(chance) - log(1 - chance)
    return result


# %% exercise="predict_proba"
def predict_proba(X, w, b):
    chances = []
    for row in X:
        score = sum(float(feature) * float(weight) for feature, weight in zip(row, w, strict=True))
        chances.append(sigmoid(score + b))
    return np.array(chances)


# %% exercise="decision_line"
def decision_line(w, b, x1):
    if np.ndim(x1) == 0:
        return float(-w[0] / w[1] * x1 - b / w[1])
    heights = [decision_line(w, b, value) for value in x1]
    return np.array(heights)


# %% exercise="logistic_gradient"
def logistic_gradient(X, y, w, b):
    N, D = X.shape
    dw, db = np.zeros(D), 0.0
    for n in range(N):
        score = b
        for j in range(D):
            score += X[n, j] * w[j]
        error = sigmoid(score) - y[n]
        for j in range(D):
            dw[j] += error * X[n, j] / N
        db += error / N
    return dw, db


# %% exercise="gradient_descent"
def gradient_descent(X, y, eta, tol, max_iters):
    w, b = np.zeros(X.shape[1]), 0.0
    losses = []
    while len(losses) < max_iters:
        dw, db = logistic_gradient(X, y, w, b)
        length = math.sqrt(sum(slope**2 for slope in dw) + db**2)
        if not length > tol:
            return w, b, losses
        losses.append(mean_loss(X, y, w, b))
        for j in range(len(w)):
            w[j] = w[j] - eta * dw[j]
        b = b - eta * db
    return w, b, losses


# %% exercise="map_step"
def map_step(w, dw, eta, alpha):
    new = [(1 - eta * alpha) * w_j - eta * dw_j for w_j, dw_j in zip(w, dw, strict=True)]
    return np.array(new)


# %% exercise="standardize"
def standardize(X):
    N, D = X.shape
    X_std, mean, std = np.zeros((N, D)), [0.0] * D, [1.0] * D
    for j in range(D):
        column = [float(value) for value in X[:, j]]
        mean[j] = sum(column) / N
        variance = sum((value - mean[j]) ** 2 for value in column) / N
        if min(column) == max(column):
            continue
        std[j] = math.sqrt(variance)
        for n in range(N):
            X_std[n, j] = (column[n] - mean[j]) / std[j]
    return X_std, np.array(mean), np.array(std)


# %% exercise="sgd_epoch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    order = list(range(len(X)))
    rng.shuffle(order)
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        dw, db = logistic_gradient(np.array([X[n] for n in batch]), [y[n] for n in batch], w, b)
        w = [w_j - eta * dw_j for w_j, dw_j in zip(w, dw, strict=True)]
        b = b - eta * db
    return np.array(w), b


# %% exercise="bag_of_words"
def bag_of_words(documents, vocabulary):
    rows = []
    for words in documents:
        row = [0] * len(vocabulary)
        for word in words:
            if word in vocabulary:
                row[vocabulary.index(word)] += 1
        rows.append(row)
    return np.array(rows)


# %% exercise="slip_value_at_origin"
slip_origin_value = np.dot([-0.5, 1.0], [0.0, 0.0]) - 1.5


# %% exercise="slip_exponent"
slip_point = [0, 0]


# %% exercise="slip_stopping_rule"
slip_steps_or = np.int64(50)
slip_steps_and = 3.0
