# Lesson 2 with plain loops over Python's own numbers.
# ruff: noqa: F821

# %% exercise="entropy_bits"
import math


def entropy_bits(p):
    total = 0.0
    for chance in p:
        if chance > 0:
            total -= chance * math.log2(chance)
    return total


# %% exercise="cross_entropy_bits"
def cross_entropy_bits(p, q):
    total = 0.0
    for happens, expected in zip(p, q, strict=True):
        if happens == 0:
            continue
        if expected == 0:
            return math.inf
        total -= happens * math.log2(expected)
    return total


# %% exercise="kl_divergence_bits"
def kl_divergence_bits(p, q):
    extra = 0.0
    for happens, expected in zip(p, q, strict=True):
        if happens > 0:
            if expected == 0:
                return float("inf")
            extra += happens * (math.log2(happens) - math.log2(expected))
    return extra


# %% exercise="bernoulli_likelihood"
def bernoulli_likelihood(y, p):
    pairs = zip(y, p, strict=True)
    return np.array([chance if label == 1 else 1 - chance for label, chance in pairs])


# %% exercise="negative_log_likelihood"
def negative_log_likelihood(y, p):
    total = 0
    for label, chance in zip(y, p, strict=True):
        likelihood = chance if label else 1 - chance
        if likelihood == 0:
            return math.inf
        total += -math.log(likelihood)
    return total / len(y)


# %% exercise="minimize_on_grid"
def minimize_on_grid(loss, grid):
    best, least = None, math.inf
    for value in grid:
        height = loss(value)
        if height < least:
            best, least = value, height
    return float(best)


# %% exercise="dloss_dp"
def dloss_dp(y, p):
    slopes = np.empty(len(p))
    for n, (label, chance) in enumerate(zip(y, p, strict=True)):
        slopes[n] = -1 / chance if label == 1 else 1 / (1 - chance)
    return slopes


# %% exercise="dp_dz"
def dp_dz(z):
    slopes = []
    for score in z:
        small = math.exp(-abs(score))
        slopes.append(small / (1 + small) ** 2)
    return np.array(slopes)


# %% exercise="dloss_dz"
def dloss_dz(y, z):
    return np.array([float(sigmoid(score)) - label for label, score in zip(y, z, strict=True)])


# %% exercise="dloss_dw"
def dloss_dw(X, y, w, b):
    N, D = X.shape
    gradient = np.zeros(D)
    for n in range(N):
        score = sum(X[n, j] * w[j] for j in range(D)) + b
        for j in range(D):
            gradient[j] += (sigmoid(score) - y[n]) * X[n, j] / N
    return gradient


# %% exercise="squared_error_dz"
def squared_error_dz(y, z):
    slopes = np.zeros(len(z))
    for n in range(len(z)):
        p = sigmoid(z[n])
        slopes[n] = (p - y[n]) * sigmoid(z[n]) * sigmoid(-z[n])
    return slopes


# %% exercise="bce_with_logits"
def bce_with_logits(y, z):
    costs = []
    for label, score in zip(y, z, strict=True):
        margin = score if label == 1 else -score
        costs.append(math.log1p(math.exp(-abs(margin))) + max(-margin, 0))
    return math.fsum(costs) / len(costs)


# %% exercise="multi_label_bce"
def multi_label_bce(Y, Z):
    rows = []
    for labels, scores in zip(Y, Z, strict=True):
        rows.append(sum(bce_with_logits([y], [z]) for y, z in zip(labels, scores, strict=True)))
    return sum(rows) / len(rows)


# %% exercise="regularized_loss"
def regularized_loss(X, y, w, b, lam, kind):
    penalties = {"l2": lambda v: lam * v * v / 2, "l1": lambda v: lam * abs(v)}
    if kind not in penalties:
        raise ValueError(kind)
    scores = [sum(x * v for x, v in zip(row, w, strict=True)) + b for row in X]
    return bce_with_logits(y, scores) + sum(penalties[kind](v) for v in w)


# %% exercise="regularized_gradient"
def regularized_gradient(X, y, w, b, lam, kind):
    if kind not in ("l1", "l2"):
        raise ValueError("only l1 and l2")
    dw, db = np.zeros(len(w)), 0.0
    for row, label in zip(X, y, strict=True):
        error = sigmoid(sum(row * w) + b) - label
        dw += error * row / len(y)
        db += error / len(y)
    for j, weight in enumerate(w):
        if kind == "l2":
            dw[j] += lam * weight
        elif weight != 0:
            dw[j] += lam if weight > 0 else -lam
    return [dw, db]


# %% exercise="zero_one_loss"
def zero_one_loss(t, s):
    return np.array([0 if target * score > 0 else 1 for target, score in zip(t, s, strict=True)])


# %% exercise="hinge_loss"
def hinge_loss(t, s):
    return np.array([max(0, 1 - target * score) for target, score in zip(t, s, strict=True)])


# %% exercise="slip_derivative"
slip_slope_printed, slip_slope_of_j = 4, -4


# %% exercise="slip_log_likelihood"
slip_change_of_loss = 3 * math.log(5 / 9)
slip_change_of_log_likelihood = -slip_change_of_loss


# %% exercise="slip_likelihood_and_accuracy"
slip_p = np.array([0.51, 0.51, 0.45])


# %% exercise="slip_upper_bound"
slip_margin = 0
slip_factor = 1.4426950408889634


# %% exercise="slip_penalty"
slip_alpha, slip_lam = 2, np.float64(1) / 5
