# Lesson 1 with einsum, SciPy, single precision where it loses nothing, and work in place on copies.
# ruff: noqa: E402, F821

# %% exercise="perceptron_predict"
def perceptron_predict(X, w, b):
    return np.where(np.einsum("nd,d->n", X, w) > -b, 1, 0).astype(np.float32)


# %% exercise="perceptron_step"
def perceptron_step(x, t, w, b):
    error = t - np.heaviside(np.inner(x, w) + b, 0)
    w = np.array(w, dtype=float)
    w += error * x
    return w, b + error


# %% exercise="sigmoid"
from scipy.special import expit


def sigmoid(z):
    return expit(z)


# %% exercise="log_odds"
from scipy.special import logit


def log_odds(p):
    return logit(p)


# %% exercise="predict_proba"
def predict_proba(X, w, b):
    return 0.5 * (1 + np.tanh(0.5 * (np.dot(X, w) + b)))


# %% exercise="decision_line"
def decision_line(w, b, x1):
    slope, height = -w[0] / w[1], -b / w[1]
    return np.polyval([slope, height], x1)


# %% exercise="logistic_gradient"
def logistic_gradient(X, y, w, b):
    X1 = np.c_[X, np.ones(len(X))]
    theta = np.append(w, b)
    slope = np.einsum("n,nd->d", expit(X1 @ theta) - y, X1) / X1.shape[0]
    return slope[:-1], slope[-1]


# %% exercise="gradient_descent"
def gradient_descent(X, y, eta, tol, max_iters):
    X1 = np.hstack([X, np.ones((X.shape[0], 1))])
    theta, losses = np.zeros(X1.shape[1]), np.full(max_iters, np.nan)
    for step in range(max_iters):
        z = X1 @ theta
        slope = np.mean((expit(z) - y)[:, np.newaxis] * X1, axis=0)
        if np.linalg.norm(slope) <= tol:
            return theta[:-1], theta[-1], losses[:step]
        losses[step] = np.mean(np.logaddexp(0, np.where(y == 1, -z, z)))
        theta -= eta * slope
    return theta[:-1], theta[-1], losses


# %% exercise="map_step"
def map_step(w, dw, eta, alpha):
    w = w.astype(float).copy()
    w *= 1 - eta * alpha
    w -= eta * dw
    return w


# %% exercise="standardize"
def standardize(X):
    X = X.astype(float)
    mean = X.mean(axis=0)
    X -= mean
    std = np.sqrt(np.einsum("nd,nd->d", X, X) / len(X))
    std[np.ptp(X, axis=0) == 0] = 1.0
    X /= std
    return X, mean, std


# %% exercise="sgd_epoch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    order = np.argsort(rng.random(len(y)))
    for batch in np.split(order, np.arange(batch_size, len(y), batch_size)):
        error = expit(X[batch] @ w + b) - y[batch]
        w = w - eta * np.mean(X[batch] * error[:, None], axis=0)
        b = b - eta * error.mean()
    return w, b


# %% exercise="bag_of_words"
from collections import Counter


def bag_of_words(documents, vocabulary):
    counts = [Counter(words) for words in documents]
    return np.array([[c[word] for word in vocabulary] for c in counts], dtype=np.float32)
