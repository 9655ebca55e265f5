# Lesson 6's longer exercises once more: the normal equations, and one shuffle.
# ruff: noqa: F821

# %% exercise="polynomial_features"
def polynomial_features(x, M):
    return np.power.outer(x, np.arange(M + 1))


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    Phi = polynomial_features(x, M)
    if lam == 0:
        return np.linalg.pinv(Phi) @ y
    A = Phi.T @ Phi / len(x) + lam * np.diag(np.arange(M + 1) > 0)
    return np.linalg.inv(A) @ Phi.T @ y / len(x)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    order = np.arange(N)
    rng.shuffle(order)
    held = N - round(fraction * N)
    return order[:held], order[held:]
