# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Known mistakes of lesson 6

# %% hidden="setup"
from itertools import pairwise

import numpy as np

# %% [markdown]
# ## `polynomial_features`


# %% misconception="polynomial_features" name="no_constant"
def polynomial_features(x, M):
    """You start with x to the power 1; the first column is the power 0, all ones."""
    return np.column_stack([x**m for m in range(1, M + 2)])


# %% misconception="polynomial_features" name="highest_first"
def polynomial_features(x, M):
    """Your columns run from the highest power down; start with the ones."""
    return np.vander(x, M + 1)


# %% misconception="polynomial_features" name="one_too_few"
def polynomial_features(x, M):
    """Your powers stop at M - 1; the last column is x to the power M."""
    return np.column_stack([x**m for m in range(M)] or [np.ones((len(x), 0))])


# %% misconception="polynomial_features" name="multiples"
def polynomial_features(x, M):
    """You multiply x by m; take its power m."""
    return np.column_stack([np.ones(len(x))] + [m * x for m in range(1, M + 1)])


# %% misconception="polynomial_features" name="rows_for_columns"
def polynomial_features(x, M):
    """Your powers are in rows; one row per example, one column per power."""
    return np.array([x**m for m in range(M + 1)])


# %% misconception="polynomial_features" name="one_too_many"
def polynomial_features(x, M):
    """You go up to the power M + 1; stop at M."""
    return np.column_stack([x**m for m in range(M + 2)])


# %% [markdown]
# ## `fit_polynomial`


# %% misconception="fit_polynomial" name="constant_penalised"
def fit_polynomial(x, y, M, lam):
    """You penalise the constant as well; D has a 0 in its first place."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    A = P.T @ P / len(x) + lam * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="penalty_without_mean"
def fit_polynomial(x, y, M, lam):
    """You divide by N neither the features nor y, so your penalty is N times too weak."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P + lam * D
    v = P.T @ y
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="penalty_ignored"
def fit_polynomial(x, y, M, lam):
    """You do not use lam."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + 0 * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="penalty_doubled"
def fit_polynomial(x, y, M, lam):
    """Your penalty is twice too strong: the halves of both terms cancel the 2 of their slopes."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + 2 * lam * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="penalty_halved"
def fit_polynomial(x, y, M, lam):
    """Your penalty is half as strong as asked: the slope of lam/2 times c squared is lam times
    c."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + lam / 2 * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="highest_first"
def fit_polynomial(x, y, M, lam):
    """Your coefficients run from the highest power down; the constant comes first."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + lam * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0][::-1]


# %% misconception="fit_polynomial" name="penalty_times_n"
def fit_polynomial(x, y, M, lam):
    """You multiply lam by N although the rest is a mean."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + len(x) * lam * D
    v = P.T @ y / len(x)
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% misconception="fit_polynomial" name="half_the_answer"
def fit_polynomial(x, y, M, lam):
    """You keep a half on one side only; it cancels on both."""
    P = polynomial_features(x, M)
    D = np.eye(M + 1)
    D[0, 0] = 0
    A = P.T @ P / len(x) + lam * D
    v = P.T @ y / len(x) / 2
    return np.linalg.lstsq(A, v, rcond=None)[0]


# %% [markdown]
# ## `train_validation_split`


# %% misconception="train_validation_split" name="swapped"
def train_validation_split(N, fraction, rng):
    """Your two parts are the wrong way round: fraction is the share of the validation part."""
    order, held = rng.permutation(N), round(N * fraction)
    return order[:held], order[held:]


# %% misconception="train_validation_split" name="not_shuffled"
def train_validation_split(N, fraction, rng):
    """You hold back the examples at the end as they stand; shuffle first."""
    order, cut = np.arange(N), N - round(N * fraction)
    return order[:cut], order[cut:]


# %% misconception="train_validation_split" name="overlap"
def train_validation_split(N, fraction, rng):
    """You draw the two parts separately, so they overlap; cut one shuffled order in two."""
    held = round(N * fraction)
    return rng.permutation(N)[held:], rng.permutation(N)[:held]


# %% misconception="train_validation_split" name="rounded_down"
def train_validation_split(N, fraction, rng):
    """You round down; the validation part has round(N * fraction) examples."""
    order, held = rng.permutation(N), int(N * fraction)
    return order[held:], order[:held]


# %% misconception="train_validation_split" name="train_has_all"
def train_validation_split(N, fraction, rng):
    """You leave the held-out examples in the training part too."""
    order, held = rng.permutation(N), round(N * fraction)
    return order, order[:held]


# %% misconception="train_validation_split" name="train_unshuffled"
def train_validation_split(N, fraction, rng):
    """You hold back a random part, but the training part comes in the order it stands."""
    order, held = rng.permutation(N), round(N * fraction)
    return np.sort(order[held:]), order[:held]


# %% misconception="train_validation_split" name="own_generator"
def train_validation_split(N, fraction, rng):
    """You make a generator of your own; use the one you are given."""
    order, held = np.random.default_rng(0).permutation(N), round(N * fraction)
    return order[held:], order[:held]


# %% [markdown]
# ## `choose_degree`


# %% misconception="choose_degree" name="best_in_training"
def choose_degree(x, y, degrees, rng):
    """You choose the degree of least training error, which is always the most flexible; use the
    validation error."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(train_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="position_for_degree"
def choose_degree(x, y, degrees, rng):
    """You return the position in the list; return the degree at that position."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return int(np.argmin(validation_errors)), train_errors, validation_errors


# %% misconception="choose_degree" name="new_split_each_time"
def choose_degree(x, y, degrees, rng):
    """You split anew for every degree, so you compare luck; split once, before the loop."""
    train_errors, validation_errors = [], []
    for M in degrees:
        train_part, held_part = train_validation_split(len(x), 0.3, rng)
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="fitted_to_all"
def choose_degree(x, y, degrees, rng):
    """You fit to all examples, the held-out ones included, which spoils the validation error."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[:], y[:], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="root_of_mean"
def choose_degree(x, y, degrees, rng):
    """You return root mean squared errors; the mean squared error has no root."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.sqrt(np.mean(gaps**2))))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="sum_of_squares"
def choose_degree(x, y, degrees, rng):
    """You sum the squared errors; take their mean, as the parts have different sizes."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.sum(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="half_squared_error"
def choose_degree(x, y, degrees, rng):
    """You halve the squared errors; no half is asked for."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(0.5 * np.mean(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="parts_swapped"
def choose_degree(x, y, degrees, rng):
    """You fit to the 0.3 that should be held back, and validate on the rest."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[held_part], y[held_part], M, 0.0)
        for part, errors in [(held_part, train_errors), (train_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="tenth_held_back"
def choose_degree(x, y, degrees, rng):
    """You hold back 0.2 of the examples; 0.3 is asked for."""
    train_part, held_part = train_validation_split(len(x), 0.2, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="worst_degree"
def choose_degree(x, y, degrees, rng):
    """You return the degree of largest validation error."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmax(validation_errors))], train_errors, validation_errors


# %% misconception="choose_degree" name="errors_exchanged"
def choose_degree(x, y, degrees, rng):
    """Your two lists are exchanged: the training errors come first."""
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(held_part, train_errors), (train_part, validation_errors)]:
            gaps = polynomial_features(x[part], M) @ c - y[part]
            errors.append(float(np.mean(gaps**2)))
    return degrees[int(np.argmin(train_errors))], train_errors, validation_errors


# %% [markdown]
# ## `train`


# %% misconception="train" name="ascends"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You add the gradient, which climbs; subtract it."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W + eta * (H.T @ dZ + lam * W), b + eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="normal_start"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You start from weights of 0.01; the Xavier start is asked for."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (0.01 * rng.normal(size=(n_in, n_out)), np.zeros(n_out)) for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="loss_before_epoch"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You write down the loss before each epoch; it should be the loss after it."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        losses.append(forward_and_loss(X, Y)[0])
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
    return params, {"loss": losses}


# %% misconception="train" name="penalty_not_trained"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """The penalty is in your history, but your steps know nothing of lam."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="not_shuffled"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You take the examples in the order they stand; every epoch should shuffle anew."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = np.arange(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="one_step_per_epoch"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You take one step per epoch, on all examples; take one for every batch."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for _start in range(1):
            batch = order
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="slope_forgotten"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """On the way back you pass dZ @ W.T on as it is; it is multiplied by the derivative of the activation."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = dZ @ W.T
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="bends_the_last_layer"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return bend(inputs[-1] @ W + b), inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You put the last layer through the activation too; the logits are plain scores."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, {"loss": losses}


# %% misconception="train" name="bare_list"
def mlp_forward(X, params, kind):
    bend = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0.0)}[kind]
    inputs = [X]
    for W, b in params[:-1]:
        inputs.append(bend(inputs[-1] @ W + b))
    W, b = params[-1]
    return inputs[-1] @ W + b, inputs


def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """You return the list of losses; history is a dict with the list under 'loss'."""
    Y = np.eye(sizes[-1])[y]
    params = [
        (np.sqrt(2 / (n_in + n_out)) * rng.normal(size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]

    def forward_and_loss(X, Y):
        Z, inputs = mlp_forward(X, params, kind)
        Z = Z - Z.max(axis=1, keepdims=True)
        log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
        penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
        return penalty - (Y * log_P).sum() / len(X), (np.exp(log_P) - Y) / len(X), inputs

    losses = []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            _, dZ, inputs = forward_and_loss(X[batch], Y[batch])
            moved = []
            for (W, b), H in zip(params[::-1], inputs[::-1], strict=True):
                moved.append((W - eta * (H.T @ dZ + lam * W), b - eta * dZ.sum(axis=0)))
                dZ = (dZ @ W.T) * (1 - H**2 if kind == "tanh" else H > 0)
            params = moved[::-1]
        losses.append(forward_and_loss(X, Y)[0])
    return params, losses


# %% [markdown]
# ## `draw_settings`


# %% misconception="draw_settings" name="uniform_rate"
def draw_settings(rng):
    """Your eta is uniform; nine in ten of your draws are above 0.1. Draw its logarithm uniformly."""
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(rng.uniform(0.01, 1)),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% misconception="draw_settings" name="uniform_penalty"
def draw_settings(rng):
    """Your lam is uniform, so it is hardly ever small; draw its logarithm uniformly."""
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(10 ** rng.uniform(-2, 0)),
        "lam": float(rng.uniform(1e-6, 1e-2)),
    }


# %% misconception="draw_settings" name="natural_exponent"
def draw_settings(rng):
    """You raise e to the drawn power; the ends of the range are powers of 10."""
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(np.exp(rng.uniform(-2, 0))),
        "lam": float(np.exp(rng.uniform(-6, -2))),
    }


# %% misconception="draw_settings" name="ninety_six_never"
def draw_settings(rng):
    """rng.integers never returns its upper end, so your width is never 96."""
    return {
        "hidden": [int(rng.integers(16, 96))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(10 ** rng.uniform(-2, 0)),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% misconception="draw_settings" name="always_tanh"
def draw_settings(rng):
    """Your activation is always tanh; draw it as well."""
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": "tanh",
        "eta": float(10 ** rng.uniform(-2, 0)),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% misconception="draw_settings" name="one_draw_for_both"
def draw_settings(rng):
    """You use one draw for eta and lam, so they rise and fall together; draw each by itself."""
    u = rng.uniform(0, 1)
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(10 ** (-2 + 2 * u)),
        "lam": float(10 ** (-6 + 4 * u)),
    }


# %% misconception="draw_settings" name="own_generator"
def draw_settings(rng):
    """You make a generator of your own; use the one you are given."""
    rng = np.random.default_rng(0)
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(10 ** rng.uniform(-2, 0)),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% misconception="draw_settings" name="width_without_list"
def draw_settings(rng):
    """ "hidden" holds a number; it is a list with one number, so that there could be two layers."""
    return {
        "hidden": int(rng.integers(16, 97)),
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float(10 ** rng.uniform(-2, 0)),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% misconception="draw_settings" name="rates_from_a_list"
def draw_settings(rng):
    """You choose eta from a short list; any number between 0.01 and 1 should be possible."""
    return {
        "hidden": [int(rng.integers(16, 97))],
        "kind": ["tanh", "relu"][int(rng.integers(2))],
        "eta": float([0.01, 0.1, 1.0][int(rng.integers(3))]),
        "lam": float(10 ** rng.uniform(-6, -2)),
    }


# %% [markdown]
# ## `search`


# %% misconception="search" name="worst_of_all"
def search(score, budget, rng):
    """You return the settings of the lowest accuracy."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return min(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="one_too_many"
def search(score, budget, rng):
    """You train once more than the budget allows."""
    tried = []
    for _ in range(budget + 1):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="one_too_few"
def search(score, budget, rng):
    """You leave one training of the budget unused."""
    tried = []
    for _ in range(1, max(budget, 2)):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="last_of_equals"
def search(score, budget, rng):
    """Of several settings with the highest accuracy you return the last; return the first."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return max(tried[::-1], key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="drawn_once"
def search(score, budget, rng):
    """You draw the settings once and train them again and again; draw anew for every try."""
    tried = []
    settings = draw_settings(rng)
    for _ in range(budget):
        tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="scored_twice"
def search(score, budget, rng):
    """You train every try twice, once to look and once to write down; keep the first result."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        if score(settings) >= 0:
            tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="pair_as_best"
def search(score, budget, rng):
    """Your best is a pair; return the settings alone."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1]), tried


# %% misconception="search" name="the_last_try"
def search(score, budget, rng):
    """You return the settings of the last try, not of the best."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return tried[-1][0], tried


# %% misconception="search" name="only_improvements"
def search(score, budget, rng):
    """You keep only tries that beat all before; tried holds every try."""
    tried = []
    for _ in range(budget):
        settings = draw_settings(rng)
        share = score(settings)
        if not tried or share > tried[-1][1]:
            tried.append((settings, share))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% misconception="search" name="own_generator"
def search(score, budget, rng):
    """You make a generator of your own; use the one you are given."""
    tried, rng = [], np.random.default_rng(0)
    for _ in range(budget):
        settings = draw_settings(rng)
        tried.append((settings, score(settings)))
    return max(tried, key=lambda pair: pair[1])[0], tried


# %% [markdown]
# ## `chosen`

# %% misconception="chosen" name="timid"
"""Your learning rate is so small that 30 epochs are not enough; look at your tries again."""
chosen = {"hidden": [64], "kind": "tanh", "eta": 0.02, "lam": 1e-4}

# %% misconception="chosen" name="held_down"
"""Your penalty holds the weights so small that the network can hardly learn."""
chosen = {"hidden": [64], "kind": "tanh", "eta": 0.2, "lam": 0.02}

# %% misconception="chosen" name="too_fast"
"""Your learning rate is so large that the training falls apart."""
chosen = {"hidden": [64], "kind": "relu", "eta": 2.0, "lam": 1e-3}

# %% misconception="chosen" name="three_units"
"""A handful of hidden units cannot tell ten digits apart."""
chosen = {"hidden": [3], "kind": "tanh", "eta": 0.5, "lam": 1e-4}

# %% misconception="chosen" name="three_layers"
"""The rules allow one or two hidden layers."""
chosen = {"hidden": [64, 64, 64], "kind": "tanh", "eta": 0.3, "lam": 1e-4}

# %% misconception="chosen" name="too_wide"
"""The rules allow at most 128 units in a layer."""
chosen = {"hidden": [1024], "kind": "tanh", "eta": 0.3, "lam": 1e-4}

# %% misconception="chosen" name="good_enough_to_pass"
"""Good, but single runs of yours differ by more than what is missing; try a few more settings,
each with several seeds."""
chosen = {"hidden": [64], "kind": "relu", "eta": 0.15, "lam": 1e-4}

# %% [markdown]
# ## `accuracy_interval`


# %% misconception="accuracy_interval" name="one_deviation"
def accuracy_interval(correct):
    """You go one standard deviation to either side; 95 % takes 1.96 of them."""
    share = float(np.mean(correct))
    half = np.sqrt(share * (1 - share) / len(correct))
    return share, max(0.0, share - half), min(1.0, share + half)


# %% misconception="accuracy_interval" name="without_root"
def accuracy_interval(correct):
    """You forgot the root: share (1 - share) / N is the variance."""
    share = float(np.mean(correct))
    half = 1.96 * (share * (1 - share) / len(correct))
    return share, max(0.0, share - half), min(1.0, share + half)


# %% misconception="accuracy_interval" name="not_divided"
def accuracy_interval(correct):
    """You forgot to divide by N; the interval should become narrower with more examples."""
    share = float(np.mean(correct))
    half = 1.96 * np.sqrt(share * (1 - share))
    return share, max(0.0, share - half), min(1.0, share + half)


# %% misconception="accuracy_interval" name="root_of_n_only"
def accuracy_interval(correct):
    """You divide 1.96 by the root of N and leave share (1 - share) out."""
    share = float(np.mean(correct))
    half = 1.96 * np.sqrt(1 / len(correct))
    return share, max(0.0, share - half), min(1.0, share + half)


# %% misconception="accuracy_interval" name="leaves_the_range"
def accuracy_interval(correct):
    """Your interval goes below 0 or above 1; cut it off there."""
    share = float(np.mean(correct))
    half = 1.96 * np.sqrt(share * (1 - share) / len(correct))
    return share, share - half, share + half


# %% misconception="accuracy_interval" name="widest_case"
def accuracy_interval(correct):
    """You always take the spread of a share of one half, the widest there is."""
    share = float(np.mean(correct))
    half = 1.96 * np.sqrt(0.25 / len(correct))
    return share, max(0.0, share - half), min(1.0, share + half)


# %% misconception="accuracy_interval" name="width_for_ends"
def accuracy_interval(correct):
    """You return the half width; the two ends of the interval are asked for."""
    share = float(np.mean(correct))
    half = 1.96 * np.sqrt(share * (1 - share) / len(correct))
    return share, half, half


# %% [markdown]
# ## `surest_mistakes`


# %% misconception="surest_mistakes" name="least_sure_first"
def surest_mistakes(P, y, count):
    """You begin with the mistakes it was least sure of."""
    answers, sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers != y)
    return wrong[np.argsort(sure[wrong])][:count]


# %% misconception="surest_mistakes" name="right_answers"
def surest_mistakes(P, y, count):
    """You return the surest right answers; look for the wrong ones."""
    answers, sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers == y)
    return wrong[np.argsort(-sure[wrong])][:count]


# %% misconception="surest_mistakes" name="not_sorted"
def surest_mistakes(P, y, count):
    """You return the mistakes in the order they stand; the surest comes first."""
    answers, _sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers != y)
    return wrong[:count]


# %% misconception="surest_mistakes" name="positions_among_mistakes"
def surest_mistakes(P, y, count):
    """argsort gives positions among the mistakes; use them to index the rows of the mistakes."""
    answers, sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers != y)
    return np.argsort(-sure[wrong])[:count]


# %% misconception="surest_mistakes" name="by_true_class"
def surest_mistakes(P, y, count):
    """You sort by the probability of the true label; sort by that of the answer that was given."""
    answers, sure = np.argmax(P, axis=1), -P[np.arange(len(y)), y]
    wrong = np.flatnonzero(answers != y)
    return wrong[np.argsort(-sure[wrong])][:count]


# %% misconception="surest_mistakes" name="all_of_them"
def surest_mistakes(P, y, count):
    """You return all mistakes; at most count are asked for."""
    answers, sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers != y)
    return wrong[np.argsort(-sure[wrong])]


# %% misconception="surest_mistakes" name="cut_before_sorting"
def surest_mistakes(P, y, count):
    """You take the first mistakes and sort those; sort all of them, then cut."""
    answers, sure = np.argmax(P, axis=1), np.max(P, axis=1)
    wrong = np.flatnonzero(answers != y)[:count]
    return wrong[np.argsort(-sure[wrong])][:count]
