# Lesson 6 with NumPy's own polynomials, and other ways to draw from `rng`.
# ruff: noqa: F821

# %% exercise="polynomial_features"
def polynomial_features(x, M):
    return np.vander(x, M + 1, increasing=True)


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    Phi = np.vander(x, M + 1, increasing=True).astype(float)
    penalty = lam * len(x) * np.diag([0] + [1] * M)
    return np.linalg.solve(Phi.T @ Phi + penalty, Phi.T @ y)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    validation = rng.choice(N, size=round(N * fraction), replace=False)
    return rng.permutation(np.setdiff1d(np.arange(N), validation)), validation


# %% exercise="choose_degree"
def choose_degree(x, y, degrees, rng):
    train, held = train_validation_split(x.size, 0.3, rng)
    fits = [np.polynomial.polynomial.polyfit(x[train], y[train], M) for M in degrees]
    guesses = [np.polynomial.polynomial.polyval(x, c) for c in fits]
    errors = (np.array(guesses) - y) ** 2
    held_errors = errors[:, held].mean(axis=1)
    return degrees[held_errors.argmin()], errors[:, train].mean(axis=1), held_errors
