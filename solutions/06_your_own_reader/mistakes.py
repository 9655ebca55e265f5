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
