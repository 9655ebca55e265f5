# Lesson 6 with plain loops over Python's own numbers, and lists where the docstring says so.
# ruff: noqa: F821

# %% exercise="polynomial_features"
def polynomial_features(x, M):
    rows = []
    for value in x:
        row = [1.0]
        for _ in range(M):
            row.append(row[-1] * float(value))
        rows.append(row)
    return np.array(rows)


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    # Gaussian elimination on the normal equations, with a pivot.
    N = len(x)
    rows = []
    for i in range(M + 1):
        row = [sum(float(v) ** (i + j) for v in x) / N for j in range(M + 1)]
        row[i] += lam if i > 0 else 0
        rows.append(row + [sum(t * float(v) ** i for v, t in zip(x, y, strict=True)) / N])
    for i in range(M + 1):
        pivot = max(range(i, M + 1), key=lambda r, i=i: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, M + 1):
            factor = rows[r][i] / rows[i][i]
            rows[r] = [u - factor * v for u, v in zip(rows[r], rows[i], strict=True)]
    c = [0.0] * (M + 1)
    for i in reversed(range(M + 1)):
        rest = sum(rows[i][j] * c[j] for j in range(i + 1, M + 1))
        c[i] = (rows[i][-1] - rest) / rows[i][i]
    return np.array(c)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    left = list(range(N))
    validation = []
    for _ in range(round(N * fraction)):
        validation.append(left.pop(int(rng.integers(len(left)))))
    rng.shuffle(left)
    return [np.array(left, dtype=int), np.array(validation, dtype=int)]


# %% exercise="choose_degree"
def choose_degree(x, y, degrees, rng):
    train, held = train_validation_split(len(x), 0.3, rng)

    def error(c, part):
        total = 0.0
        for x_n, y_n in zip(x[part], y[part], strict=True):
            total += (sum(c_m * x_n**m for m, c_m in enumerate(c)) - y_n) ** 2
        return total / len(part)

    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train], y[train], M, 0)
        train_errors.append(error(c, train))
        validation_errors.append(error(c, held))
    pairs = zip(validation_errors, degrees, strict=True)
    return min(pairs)[1], train_errors, validation_errors
