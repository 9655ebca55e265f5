# Lesson 1 once more: as the lecture writes it, with a dummy 1 among the inputs, and other ways to
# draw from `rng`.
# ruff: noqa: F821

# %% exercise="sigmoid"
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z, dtype=float)))


# %% exercise="log_odds"
def log_odds(p):
    return np.log(p) - np.log1p(-p)


# %% exercise="logistic_gradient"
def logistic_gradient(X, y, w, b):
    columns = [*X.T, np.ones(len(X))]
    errors = sigmoid(X.dot(w) + b) - y
    slopes = [np.mean(errors * column) for column in columns]
    return np.array(slopes[:-1]), slopes[-1]


# %% exercise="gradient_descent"
def gradient_descent(X, y, eta, tol, max_iters):
    w, b, losses = np.zeros(X.shape[1]), 0, []
    dw, db = logistic_gradient(X, y, w, b)
    while np.hypot(np.linalg.norm(dw), db) > tol and len(losses) < max_iters:
        losses += [mean_loss(X, y, w, b)]
        w, b = np.subtract(w, eta * dw), b - eta * db
        dw, db = logistic_gradient(X, y, w, b)
    return w, b, np.array(losses)


# %% exercise="standardize"
def standardize(X):
    mean, std = np.mean(X, axis=0), np.std(X, axis=0)
    std = np.where(np.all(X[0] == X, axis=0), 1, std)
    return np.divide(np.subtract(X, mean), std), mean, std


# %% exercise="sgd_epoch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    table = np.column_stack([X, y])
    table = rng.permutation(table)  # rows of X and y together
    for start in range(0, len(table), batch_size):
        rows = table[start : start + batch_size]
        dw, db = logistic_gradient(rows[:, :-1], rows[:, -1], w, b)
        w, b = w - eta * dw, b - eta * db
    return [w, b]


# %% exercise="bag_of_words"
def bag_of_words(documents, vocabulary):
    counts = np.zeros((len(documents), len(vocabulary)), dtype=int)
    place = {word: v for v, word in enumerate(vocabulary)}
    for n, words in enumerate(documents):
        known = [place[word] for word in words if word in place]
        np.add.at(counts[n], known, 1)
    return counts
