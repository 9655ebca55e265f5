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
# # Known mistakes of lesson 2

# %% hidden="setup"
import numpy as np

from autograder.hidden import setup

reference, rng = setup("02_cross_entropy")
sigmoid = reference.sigmoid

# %% [markdown]
# ## `entropy_bits`


# %% misconception="entropy_bits" name="nats"
def entropy_bits(p):
    """You use the natural logarithm, which gives nats; bits need base 2 (np.log2)."""
    return float(-np.sum(p[p > 0] * np.log(p[p > 0])))


# %% misconception="entropy_bits" name="sign_lost"
def entropy_bits(p):
    """You left out the minus sign: logarithms of probabilities are negative, entropy is not."""
    return float(np.sum(p[p > 0] * np.log2(p[p > 0])))


# %% misconception="entropy_bits" name="nan_at_zero"
def entropy_bits(p):
    """An outcome of probability 0 makes yours nan: NumPy does not know that 0 log 0 counts as 0."""
    return float(-np.sum(p * np.log2(p)))


# %% misconception="entropy_bits" name="unweighted"
def entropy_bits(p):
    """You add up the surprises; entropy weights each with the probability that it happens."""
    return float(-np.sum(np.log2(p[p > 0])))


# %% misconception="entropy_bits" name="divides_by_k"
def entropy_bits(p):
    """You divide by the number of outcomes; the probabilities are the weights of the mean."""
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])) / len(p))


# %% misconception="entropy_bits" name="one_value_each"
def entropy_bits(p):
    """You return one value for each outcome; the entropy is their sum."""
    return -p * np.log2(np.where(p > 0, p, 1.0))


# %% misconception="entropy_bits" name="plain_mean"
def entropy_bits(p):
    """You take the plain mean of the surprises; each weighs as much as its probability."""
    return float(-np.mean(np.log2(p[p > 0])))


# %% [markdown]
# ## `cross_entropy_bits`


# %% misconception="cross_entropy_bits" name="swapped"
def cross_entropy_bits(p, q):
    """You swapped p and q: what happens does the weighting, what is expected is in the log."""
    happens = q > 0
    with np.errstate(divide="ignore"):
        return float(-np.sum(q[happens] * np.log2(p[happens])))


# %% misconception="cross_entropy_bits" name="nats"
def cross_entropy_bits(p, q):
    """You use the natural logarithm, which gives nats; bits need base 2 (np.log2)."""
    happens = p > 0
    with np.errstate(divide="ignore"):
        return float(-np.sum(p[happens] * np.log(q[happens])))


# %% misconception="cross_entropy_bits" name="nan_at_zero"
def cross_entropy_bits(p, q):
    """Where p and q are both 0 yours gives nan: leave out what never happens."""
    return float(-np.sum(p * np.log2(q)))


# %% misconception="cross_entropy_bits" name="epsilon"
def cross_entropy_bits(p, q):
    """You add a small number inside the log, which turns inf into a harmless-looking number."""
    return float(-np.sum(p * np.log2(q + 1e-12)))


# %% misconception="cross_entropy_bits" name="skips_zeros_of_q"
def cross_entropy_bits(p, q):
    """You skip the outcomes with q = 0; if one of them can happen, the surprise is infinite."""
    expected = q > 0
    return float(-np.sum(p[expected] * np.log2(q[expected])))


# %% misconception="cross_entropy_bits" name="inf_too_often"
def cross_entropy_bits(p, q):
    """You give inf wherever q is 0; that matters only where p is not 0."""
    if np.any(q == 0):
        return np.inf
    return float(-np.sum(p * np.log2(q)))


# %% misconception="cross_entropy_bits" name="entropy_of_p"
def cross_entropy_bits(p, q):
    """You compute the entropy of p; the word lengths come from q, the expected distribution."""
    return float(-np.sum(p[p > 0] * np.log2(p[p > 0])))


# %% misconception="cross_entropy_bits" name="sign_lost"
def cross_entropy_bits(p, q):
    """You left out the minus sign: cross-entropy is never negative."""
    happens = p > 0
    with np.errstate(divide="ignore"):
        return float(np.sum(p[happens] * np.log2(q[happens])))


# %% [markdown]
# ## `kl_divergence_bits`


# %% misconception="kl_divergence_bits" name="swapped"
def kl_divergence_bits(p, q):
    """You computed the divergence the other way round: p is what happens, q what is expected."""
    return cross_entropy_bits(q, p) - entropy_bits(q)


# %% misconception="kl_divergence_bits" name="added"
def kl_divergence_bits(p, q):
    """You add the entropy; the extra cost is the cross-entropy minus the entropy."""
    return cross_entropy_bits(p, q) + entropy_bits(p)


# %% misconception="kl_divergence_bits" name="entropy_of_q"
def kl_divergence_bits(p, q):
    """You subtract the entropy of q; what cannot be saved is the entropy of p, what happens."""
    return cross_entropy_bits(p, q) - entropy_bits(q)


# %% misconception="kl_divergence_bits" name="sign_reversed"
def kl_divergence_bits(p, q):
    """Yours is never positive: the fraction in the logarithm is p over q, not q over p."""
    return entropy_bits(p) - cross_entropy_bits(p, q)


# %% misconception="kl_divergence_bits" name="nan_at_zero"
def kl_divergence_bits(p, q):
    """Where p is 0 yours gives nan: what never happens adds nothing."""
    return float(np.sum(p * np.log2(p / q)))


# %% misconception="kl_divergence_bits" name="nats"
def kl_divergence_bits(p, q):
    """You measure in nats; divide by log 2, or use np.log2, to get bits."""
    return (cross_entropy_bits(p, q) - entropy_bits(p)) * np.log(2)


# %% misconception="kl_divergence_bits" name="both_ways"
def kl_divergence_bits(p, q):
    """You average the two directions; the divergence is not symmetric and is meant one way."""
    there = cross_entropy_bits(p, q) - entropy_bits(p)
    back = cross_entropy_bits(q, p) - entropy_bits(q)
    return (there + back) / 2


# %% [markdown]
# ## `bernoulli_likelihood`


# %% misconception="bernoulli_likelihood" name="labels_swapped"
def bernoulli_likelihood(y, p):
    """You swapped the cases: p is the probability of label 1, so label 1 gets p."""
    return p ** (1 - y) * (1 - p) ** y


# %% misconception="bernoulli_likelihood" name="p_for_both_labels"
def bernoulli_likelihood(y, p):
    """You return p whatever the label is; label 0 has the probability 1 - p."""
    return p * np.ones(len(y))


# %% misconception="bernoulli_likelihood" name="multiplied_out"
def bernoulli_likelihood(y, p):
    """You return the product over all examples; one likelihood for each is asked for."""
    return np.prod(p**y * (1 - p) ** (1 - y))


# %% misconception="bernoulli_likelihood" name="logarithm"
def bernoulli_likelihood(y, p):
    """You took the logarithm already; here the likelihood itself is asked for."""
    return np.log(np.where(y == 1, p, 1 - p))


# %% misconception="bernoulli_likelihood" name="only_label_one"
def bernoulli_likelihood(y, p):
    """You leave out the factor for label 0, so every 0 counts as certain."""
    return p**y


# %% misconception="bernoulli_likelihood" name="powers_as_products"
def bernoulli_likelihood(y, p):
    """You multiply by y and 1 - y; they are exponents, a power of 0 gives 1 and not 0."""
    return (p * y) * ((1 - p) * (1 - y))


# %% misconception="bernoulli_likelihood" name="right_or_wrong"
def bernoulli_likelihood(y, p):
    """You say whether a yes/no answer would be right; the likelihood is a probability."""
    return ((p >= 0.5) == (y == 1)).astype(float)


# %% [markdown]
# ## `negative_log_likelihood`


# %% misconception="negative_log_likelihood" name="sum_not_mean"
def negative_log_likelihood(y, p):
    """You sum over the examples; the loss is their mean, so divide by their number."""
    with np.errstate(divide="ignore"):
        return float(np.sum(-np.log(np.where(y == 1, p, 1 - p))))


# %% misconception="negative_log_likelihood" name="minus_lost"
def negative_log_likelihood(y, p):
    """You return the log-likelihood; the loss is its negative, which is never below 0."""
    with np.errstate(divide="ignore"):
        return float(np.mean(np.log(np.where(y == 1, p, 1 - p))))


# %% misconception="negative_log_likelihood" name="bits"
def negative_log_likelihood(y, p):
    """You use base 2; losses are in nats here, with the natural logarithm."""
    with np.errstate(divide="ignore"):
        return float(np.mean(-np.log2(np.where(y == 1, p, 1 - p))))


# %% misconception="negative_log_likelihood" name="zero_times_infinity"
def negative_log_likelihood(y, p):
    """The term that is switched off is 0 times infinity at p = 0 or 1, which NumPy calls nan."""
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


# %% misconception="negative_log_likelihood" name="clipped"
def negative_log_likelihood(y, p):
    """You clip p away from 0 and 1, which hides that a certain model was wrong: it costs inf."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


# %% misconception="negative_log_likelihood" name="labels_swapped"
def negative_log_likelihood(y, p):
    """You swapped the cases: a label 1 costs -log p, a label 0 costs -log(1 - p)."""
    with np.errstate(divide="ignore"):
        return float(np.mean(-np.log(np.where(y == 1, 1 - p, p))))


# %% misconception="negative_log_likelihood" name="only_label_one"
def negative_log_likelihood(y, p):
    """You left out the term of the label 0, so those examples cost nothing."""
    with np.errstate(divide="ignore"):
        return float(np.mean(-np.log(np.where(y == 1, p, 1.0))))


# %% misconception="negative_log_likelihood" name="underflows"
def negative_log_likelihood(y, p):
    """Your product of likelihoods underflows to 0 with many examples; add logarithms instead."""
    with np.errstate(divide="ignore"):
        return float(-np.log(np.prod(np.where(y == 1, p, 1 - p))) / len(y))


# %% misconception="negative_log_likelihood" name="log_of_the_mean"
def negative_log_likelihood(y, p):
    """You take the logarithm of the mean likelihood; it is the mean of the logarithms."""
    with np.errstate(divide="ignore"):
        return float(-np.log(np.mean(np.where(y == 1, p, 1 - p))))


# %% [markdown]
# ## `minimize_on_grid`


# %% misconception="minimize_on_grid" name="position"
def minimize_on_grid(loss, grid):
    """You return the position in the grid; the grid's value at that position is asked for."""
    return int(np.argmin([loss(value) for value in grid]))


# %% misconception="minimize_on_grid" name="the_loss_itself"
def minimize_on_grid(loss, grid):
    """You return the least loss; asked for is the place where the loss is least."""
    return min(loss(value) for value in grid)


# %% misconception="minimize_on_grid" name="maximizes"
def minimize_on_grid(loss, grid):
    """You look for the largest loss; a likelihood is maximised, a loss is minimised."""
    return grid[np.argmax([loss(value) for value in grid])]


# %% misconception="minimize_on_grid" name="closest_to_zero"
def minimize_on_grid(loss, grid):
    """You look for the loss closest to 0; a loss may be negative, and less is still better."""
    return grid[np.argmin([abs(loss(value)) for value in grid])]


# %% misconception="minimize_on_grid" name="first_valley"
def minimize_on_grid(loss, grid):
    """You stop as soon as the loss rises; a deeper valley may come later in the grid."""
    best = grid[0]
    for value in grid[1:]:
        if loss(value) > loss(best):
            break
        if loss(value) < loss(best):
            best = value
    return best


# %% misconception="minimize_on_grid" name="last_of_equals"
def minimize_on_grid(loss, grid):
    """Where several grid values share the least loss, you return the last; return the first."""
    best = grid[0]
    for value in grid:
        if loss(value) <= loss(best):
            best = value
    return best


# %% [markdown]
# ## `dloss_dp`


# %% misconception="dloss_dp" name="inner_derivative"
def dloss_dp(y, p):
    """You forgot the inner derivative: log(1 - p) has the slope -1 / (1 - p), so signs turn."""
    return -y / p - (1 - y) / (1 - p)


# %% misconception="dloss_dp" name="sign_reversed"
def dloss_dp(y, p):
    """You differentiated the log-likelihood; the loss has a minus sign in front."""
    return y / p - (1 - y) / (1 - p)


# %% misconception="dloss_dp" name="both_plus"
def dloss_dp(y, p):
    """Both of your terms are positive, so for no label would a larger p ever cost less."""
    return y / p + (1 - y) / (1 - p)


# %% misconception="dloss_dp" name="already_cancelled"
def dloss_dp(y, p):
    """p - y is the slope over the score z; over p it still has the denominator p (1 - p)."""
    return p - y


# %% misconception="dloss_dp" name="mean_taken"
def dloss_dp(y, p):
    """You divide by the number of examples; this line is for each example by itself."""
    return (p - y) / (p * (1 - p)) / len(y)


# %% misconception="dloss_dp" name="only_label_one"
def dloss_dp(y, p):
    """You differentiated only the term of the label 1; a label 0 has a slope too."""
    return -y / p


# %% misconception="dloss_dp" name="the_loss"
def dloss_dp(y, p):
    """You return the cost of each example; its slope over p is asked for."""
    return -y * np.log(p) - (1 - y) * np.log(1 - p)


# %% [markdown]
# ## `dp_dz`


# %% misconception="dp_dz" name="score_for_probability"
def dp_dz(z):
    """You compute z (1 - z); put the sigmoid of z into p (1 - p), not z itself."""
    return z * (1 - z)


# %% misconception="dp_dz" name="overflows"
def dp_dz(z):
    """Right on paper, but exp(1000) overflows and you get nan; write it with sigmoid(z) alone."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% misconception="dp_dz" name="square_forgotten"
def dp_dz(z):
    """You lost the square of the denominator: what you return is 1 - p, not p (1 - p)."""
    return sigmoid(-z)


# %% misconception="dp_dz" name="like_tanh"
def dp_dz(z):
    """1 - p² is the slope of the hyperbolic tangent; the sigmoid's is p (1 - p)."""
    return 1 - sigmoid(z) ** 2


# %% misconception="dp_dz" name="sign_wrong"
def dp_dz(z):
    """Two minus signs meet in the chain rule and cancel: the sigmoid rises everywhere."""
    p = sigmoid(z)
    return -p * (1 - p)


# %% misconception="dp_dz" name="sigmoid_of_slope"
def dp_dz(z):
    """You return the sigmoid itself; its slope is asked for."""
    return sigmoid(z)


# %% misconception="dp_dz" name="sigmoid_of_sigmoid"
def dp_dz(z):
    """You take the sigmoid of what is a probability already; p itself goes into p (1 - p)."""
    p = sigmoid(z)
    return sigmoid(p) * (1 - sigmoid(p))


# %% misconception="dp_dz" name="second_sigmoid_in_one_factor"
def dp_dz(z):
    """In one of the two factors you take the sigmoid of the sigmoid; both hold p itself."""
    p = sigmoid(z)
    return p * (1 - sigmoid(p))


# %% [markdown]
# ## `dloss_dz`


# %% misconception="dloss_dz" name="sign_reversed"
def dloss_dz(y, z):
    """You have label minus prediction, which is minus the slope; it is p - y."""
    return y - sigmoid(z)


# %% misconception="dloss_dz" name="not_cancelled"
def dloss_dz(y, z):
    """Right on paper, but at ±1000 your factors are 0 and infinite: cancel before you compute."""
    p = sigmoid(z)
    return (-y / p + (1 - y) / (1 - p)) * (p * (1 - p))


# %% misconception="dloss_dz" name="factor_twice"
def dloss_dz(y, z):
    """Your slope has an extra p (1 - p): with cross-entropy that factor cancels."""
    p = sigmoid(z)
    return (p - y) * p * (1 - p)


# %% misconception="dloss_dz" name="score_for_probability"
def dloss_dz(y, z):
    """You subtract the label from the score; it is subtracted from the probability."""
    return z - y


# %% misconception="dloss_dz" name="slope_over_p"
def dloss_dz(y, z):
    """This is line 1, the slope over p; multiply by line 2 to get the slope over z."""
    p = sigmoid(z)
    return (p - y) / (p * (1 - p))


# %% misconception="dloss_dz" name="mean_taken"
def dloss_dz(y, z):
    """You divide by the number of examples; this line is for each example by itself."""
    return (sigmoid(z) - y) / len(y)


# %% misconception="dloss_dz" name="labels_for_probabilities"
def dloss_dz(y, z):
    """You compare the label with the answer 0 or 1; the slope needs the probability."""
    return (z > 0).astype(float) - y


# %% [markdown]
# ## `dloss_dw`


# %% misconception="dloss_dw" name="sum_not_mean"
def dloss_dw(X, y, w, b):
    """You sum over the examples; the loss is their mean, so divide by their number."""
    return X.T @ (sigmoid(X @ w + b) - y)


# %% misconception="dloss_dw" name="sign_reversed"
def dloss_dw(X, y, w, b):
    """You use y - p, which is minus the gradient; the slope of the cost over z is p - y."""
    return X.T @ (y - sigmoid(X @ w + b)) / len(y)


# %% misconception="dloss_dw" name="bias_forgotten"
def dloss_dw(X, y, w, b):
    """You left the bias out of the score, so p belongs to another model."""
    return X.T @ (sigmoid(X @ w) - y) / len(y)


# %% misconception="dloss_dw" name="one_row_each"
def dloss_dw(X, y, w, b):
    """You return the gradient of every example in a row; take the mean over the rows."""
    return (sigmoid(X @ w + b) - y)[:, None] * X


# %% misconception="dloss_dw" name="inputs_forgotten"
def dloss_dw(X, y, w, b):
    """You left out line 4: each slope is multiplied by the input x of its example."""
    return np.full(len(w), np.mean(sigmoid(X @ w + b) - y))


# %% misconception="dloss_dw" name="squared_error"
def dloss_dw(X, y, w, b):
    """The factor p (1 - p) belongs to squared error; with cross-entropy it cancels."""
    p = sigmoid(X @ w + b)
    return X.T @ ((p - y) * p * (1 - p)) / len(y)


# %% misconception="dloss_dw" name="divides_by_features"
def dloss_dw(X, y, w, b):
    """You divide by the number of features; the mean is over the examples, len(y)."""
    return X.T @ (sigmoid(X @ w + b) - y) / X.shape[1]


# %% [markdown]
# ## `squared_error_dz`


# %% misconception="squared_error_dz" name="chain_forgotten"
def squared_error_dz(y, z):
    """You stopped at p - y, the slope over p; the slope of the sigmoid is still to come."""
    return sigmoid(z) - y


# %% misconception="squared_error_dz" name="half_forgotten"
def squared_error_dz(y, z):
    """The half in front cancels the 2 of the square; your slope is twice too large."""
    p = sigmoid(z)
    return 2 * (p - y) * p * (1 - p)


# %% misconception="squared_error_dz" name="sign_reversed"
def squared_error_dz(y, z):
    """You have label minus prediction, which turns the sign of the slope."""
    p = sigmoid(z)
    return (y - p) * p * (1 - p)


# %% misconception="squared_error_dz" name="slope_at_score"
def squared_error_dz(y, z):
    """Your second factor is z (1 - z); the slope of the sigmoid is p (1 - p)."""
    return (sigmoid(z) - y) * z * (1 - z)


# %% misconception="squared_error_dz" name="only_sigmoids_slope"
def squared_error_dz(y, z):
    """You return the slope of the sigmoid alone; multiply it by p - y."""
    p = sigmoid(z)
    return p * (1 - p)


# %% misconception="squared_error_dz" name="the_loss"
def squared_error_dz(y, z):
    """You return the loss of each example; its slope over the score is asked for."""
    return (sigmoid(z) - y) ** 2 / 2


# %% [markdown]
# ## `bce_with_logits`


# %% misconception="bce_with_logits" name="through_probabilities"
def bce_with_logits(y, z):
    """You go through the probability, which rounds to 0 or 1 far out; start from the score."""
    p = sigmoid(z)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


# %% misconception="bce_with_logits" name="clipped"
def bce_with_logits(y, z):
    """You clip the probability, so no example costs more than 34.5; start from the score."""
    p = np.clip(sigmoid(z), 1e-15, 1 - 1e-15)
    return float(np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p)))


# %% misconception="bce_with_logits" name="overflows"
def bce_with_logits(y, z):
    """The formula is right, but exp(1000) overflows to inf; rewrite log(1 + exp(z)) for large z."""
    return float(np.mean(np.log(1 + np.exp(z)) - y * z))


# %% misconception="bce_with_logits" name="sum_not_mean"
def bce_with_logits(y, z):
    """You sum over the examples; the loss is their mean."""
    return float(np.sum(np.logaddexp(0, z) - y * z))


# %% misconception="bce_with_logits" name="label_term_forgotten"
def bce_with_logits(y, z):
    """You left out - y z, so every label is treated as a 0."""
    return float(np.mean(np.logaddexp(0, z)))


# %% misconception="bce_with_logits" name="sign_of_z"
def bce_with_logits(y, z):
    """The sign of z is the wrong way round: a high score should be cheap for the label 1."""
    return float(np.mean(np.logaddexp(0, -z) + y * z))


# %% misconception="bce_with_logits" name="large_scores_cut"
def bce_with_logits(y, z):
    """You limit the scores before computing; a score of 1000 has to cost 1000 if it is wrong."""
    z = np.clip(z, -500, 500)
    return float(np.mean(np.log1p(np.exp(z)) - y * z))


# %% misconception="bce_with_logits" name="one_value_each"
def bce_with_logits(y, z):
    """You return one cost for each example; the loss is their mean, a single number."""
    return np.logaddexp(0, z) - y * z


# %% misconception="bce_with_logits" name="probabilities_clipped"
def bce_with_logits(y, z):
    """You keep the probabilities away from 0 and 1, so a large loss stops growing; work with the
    scores."""
    p = np.clip(sigmoid(z), 1e-12, 1 - 1e-12)
    return -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))


# %% [markdown]
# ## `multi_label_bce`


# %% misconception="multi_label_bce" name="mean_of_everything"
def multi_label_bce(Y, Z):
    """You average over the labels too; the costs of an example's labels add up."""
    return float(np.mean(np.logaddexp(0, Z) - Y * Z))


# %% misconception="multi_label_bce" name="sum_of_everything"
def multi_label_bce(Y, Z):
    """You sum over the examples too; over the examples the loss is a mean."""
    return float(np.sum(np.logaddexp(0, Z) - Y * Z))


# %% misconception="multi_label_bce" name="axes_swapped"
def multi_label_bce(Y, Z):
    """You sum over the examples and average over the labels; it is the other way round."""
    return float(np.mean(np.sum(np.logaddexp(0, Z) - Y * Z, axis=0)))


# %% misconception="multi_label_bce" name="softmax"
def multi_label_bce(Y, Z):
    """You let the labels compete, as softmax does; each label has a yes or no of its own."""
    log_p = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    return float(np.mean(-np.sum(Y * log_p, axis=1)))


# %% misconception="multi_label_bce" name="only_the_yes_labels"
def multi_label_bce(Y, Z):
    """You count only the labels that are 1; a wrong yes for a label 0 costs something too."""
    return float(np.mean(np.sum(Y * (np.logaddexp(0, Z) - Z), axis=1)))


# %% misconception="multi_label_bce" name="through_probabilities"
def multi_label_bce(Y, Z):
    """You go through the probability, which rounds to 0 or 1 far out; start from the scores."""
    P = sigmoid(Z)
    return float(np.mean(np.sum(-Y * np.log(P) - (1 - Y) * np.log(1 - P), axis=1)))


# %% misconception="multi_label_bce" name="one_value_each"
def multi_label_bce(Y, Z):
    """You return one cost for each example; take their mean."""
    return np.sum(np.logaddexp(0, Z) - Y * Z, axis=1)


# %% [markdown]
# ## `regularized_loss`


# %% misconception="regularized_loss" name="half_forgotten"
def regularized_loss(X, y, w, b, lam, kind):
    """Your l2 penalty lacks the half: it is lam / 2 times the sum of squares."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam * np.sum(w**2) if kind == "l2" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="half_in_l1"
def regularized_loss(X, y, w, b, lam, kind):
    """You halve the l1 penalty too; the half is there only to cancel the 2 of a square."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * (np.sum(w**2) if kind == "l2" else np.sum(np.abs(w)))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="bias_penalised"
def regularized_loss(X, y, w, b, lam, kind):
    """You penalise the bias as well; the prior is on the weights alone."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    theta = np.append(w, b)
    penalty = lam / 2 * np.sum(theta**2) if kind == "l2" else lam * np.sum(np.abs(theta))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="penalty_divided"
def regularized_loss(X, y, w, b, lam, kind):
    """You divide the penalty by the number of examples; it stands beside the mean as it is."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.sum(w**2) if kind == "l2" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty / len(y)


# %% misconception="regularized_loss" name="penalty_averaged"
def regularized_loss(X, y, w, b, lam, kind):
    """You take the mean over the weights; the penalty is their sum."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.mean(w**2) if kind == "l2" else lam * np.mean(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="root_taken"
def regularized_loss(X, y, w, b, lam, kind):
    """Your l2 penalty is the length of w; it is the squared length."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.sqrt(np.sum(w**2)) if kind == "l2" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="signed_l1"
def regularized_loss(X, y, w, b, lam, kind):
    """You add the weights with their signs in l1, so some cancel; take absolute values."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.sum(w**2) if kind == "l2" else lam * np.sum(w)
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="kinds_swapped"
def regularized_loss(X, y, w, b, lam, kind):
    """You swapped the two kinds: l2 has the squares, l1 the absolute values."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.sum(w**2) if kind == "l1" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="any_kind"
def regularized_loss(X, y, w, b, lam, kind):
    """You take every other kind for l1; an unknown kind should raise ValueError."""
    penalty = lam / 2 * np.sum(w**2) if kind == "l2" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) + penalty


# %% misconception="regularized_loss" name="subtracted"
def regularized_loss(X, y, w, b, lam, kind):
    """You subtract the penalty, which rewards large weights; it is added to the loss."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    penalty = lam / 2 * np.sum(w**2) if kind == "l2" else lam * np.sum(np.abs(w))
    return bce_with_logits(y, X @ w + b) - penalty


# %% [markdown]
# ## `regularized_gradient`


# %% misconception="regularized_gradient" name="factor_two"
def regularized_gradient(X, y, w, b, lam, kind):
    """The l2 penalty pulls with lam * w: the half in front cancels the 2 of the square."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = 2 * lam * w if kind == "l2" else lam * np.sign(w)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="half_kept"
def regularized_gradient(X, y, w, b, lam, kind):
    """You kept the half but not the 2 of the square: the slope of lam / 2 w² is lam w."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam / 2 * w if kind == "l2" else lam * np.sign(w)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="bias_penalised"
def regularized_gradient(X, y, w, b, lam, kind):
    """You pull on the bias as well; it has no penalty, so db is the data's part alone."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.sign(w)
    bias_pull = lam * b if kind == "l2" else lam * np.sign(b)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b)) + bias_pull


# %% misconception="regularized_gradient" name="absolute_value"
def regularized_gradient(X, y, w, b, lam, kind):
    """For l1 you add |w| itself; its slope is the sign of w."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.abs(w)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="slope_at_zero"
def regularized_gradient(X, y, w, b, lam, kind):
    """At a weight of exactly 0 you pull by lam; the slope there counts as 0."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.where(w >= 0, 1.0, -1.0)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="pushes_out"
def regularized_gradient(X, y, w, b, lam, kind):
    """You subtract the slope of the penalty; a gradient of a sum is the sum of the gradients."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.sign(w)
    return dloss_dw(X, y, w, b) - pull, np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="penalty_divided"
def regularized_gradient(X, y, w, b, lam, kind):
    """You divide the penalty's slope by the number of examples; only the data's part is a mean."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.sign(w)
    return dloss_dw(X, y, w, b) + pull / len(y), np.mean(dloss_dz(y, X @ w + b))


# %% misconception="regularized_gradient" name="summed_slopes"
def regularized_gradient(X, y, w, b, lam, kind):
    """You sum the data's slopes over the examples; they belong to a mean loss."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l2" else lam * np.sign(w)
    error = dloss_dz(y, X @ w + b)
    return X.T @ error + pull, np.sum(error)


# %% misconception="regularized_gradient" name="kinds_swapped"
def regularized_gradient(X, y, w, b, lam, kind):
    """You swapped the two kinds: l2 pulls with lam w, l1 with lam times the sign of w."""
    if kind not in ("l1", "l2"):
        raise ValueError(kind)
    pull = lam * w if kind == "l1" else lam * np.sign(w)
    return dloss_dw(X, y, w, b) + pull, np.mean(dloss_dz(y, X @ w + b))


# %% [markdown]
# ## `zero_one_loss`


# %% misconception="zero_one_loss" name="tie_is_right"
def zero_one_loss(t, s):
    """You count a score of exactly 0 as right; it gives no answer and counts as an error."""
    return (t * s < 0).astype(float)


# %% misconception="zero_one_loss" name="counts_right_answers"
def zero_one_loss(t, s):
    """You give 1 to the right answers; a loss is 1 where the answer is wrong."""
    return (t * s > 0).astype(float)


# %% misconception="zero_one_loss" name="compared_as_numbers"
def zero_one_loss(t, s):
    """You ask whether score and target are equal; only their signs have to agree."""
    return (t != s).astype(float)


# %% misconception="zero_one_loss" name="labels_zero_one"
def zero_one_loss(t, s):
    """You answer with 0 and 1, but the targets are -1 and 1, so a right -1 counts as wrong."""
    return ((s > 0).astype(int) != t).astype(float)


# %% misconception="zero_one_loss" name="mean_taken"
def zero_one_loss(t, s):
    """You return the error rate; here one loss for each example is asked for."""
    return float(np.mean(t * s <= 0))


# %% misconception="zero_one_loss" name="half_is_the_cut"
def zero_one_loss(t, s):
    """You cut the score at 0.5, as one does with probabilities; scores are cut at 0."""
    return (np.where(s > 0.5, 1, -1) != t).astype(float)


# %% [markdown]
# ## `hinge_loss`


# %% misconception="hinge_loss" name="no_floor"
def hinge_loss(t, s):
    """You left out the max with 0, so margins beyond 1 earn a reward."""
    return 1.0 - t * s


# %% misconception="hinge_loss" name="corner_at_zero"
def hinge_loss(t, s):
    """You are content with any positive margin; the hinge asks for a margin of 1."""
    return np.maximum(0, -t * s)


# %% misconception="hinge_loss" name="squared"
def hinge_loss(t, s):
    """You squared the hinge; that is another loss, the plain one grows in a straight line."""
    return np.maximum(0, 1.0 - t * s) ** 2


# %% misconception="hinge_loss" name="target_forgotten"
def hinge_loss(t, s):
    """You left out the target: the margin is t times s, not s alone."""
    return np.maximum(0, 1.0 - s)


# %% misconception="hinge_loss" name="labels_zero_one"
def hinge_loss(t, s):
    """You turned the targets into 0 and 1; the hinge needs -1 and 1, or every 0 costs 1."""
    return np.maximum(0, 1 - (t > 0) * s)


# %% misconception="hinge_loss" name="mean_taken"
def hinge_loss(t, s):
    """You return the mean; here one loss for each example is asked for."""
    return float(np.mean(np.maximum(0, 1 - t * s)))


# %% misconception="hinge_loss" name="distance_from_one"
def hinge_loss(t, s):
    """You charge for the distance from margin 1 on both sides; more than 1 is free."""
    return np.abs(1.0 - t * s)


# %% [markdown]
# ## `slip_derivative`

# %% misconception="slip_derivative" name="printed_formula_believed"
"""You took the printed slope for the true one: the inner derivative of log(1 - y) is -1."""
slip_slope_printed = 4.0
slip_slope_of_j = 4.0

# %% [markdown]
# ## `slip_log_likelihood`

# %% misconception="slip_log_likelihood" name="both_fall"
"""The log-likelihood is minus the loss: when the loss falls, it rises by as much."""
slip_change_of_loss = -1.7634
slip_change_of_log_likelihood = -1.7634

# %% misconception="slip_log_likelihood" name="means"
"""You took the means; the changes of the sums over the three examples are asked for."""
slip_change_of_loss = -0.5878
slip_change_of_log_likelihood = 0.5878

# %% [markdown]
# ## `slip_likelihood_and_accuracy`

# %% misconception="slip_likelihood_and_accuracy" name="sure_and_right"
"""Being right and sure makes the likelihood high; stay right, but be as unsure as you can."""
slip_p = np.array([0.9, 0.9, 0.1])

# %% misconception="slip_likelihood_and_accuracy" name="wrong_answers"
"""The likelihood is low because the answers are wrong; find one where all three are right."""
slip_p = np.array([0.1, 0.9, 0.1])

# %% [markdown]
# ## `slip_upper_bound`

# %% misconception="slip_upper_bound" name="margin_positive"
"""At a positive margin the zero-one loss is 0 and nothing is below it; look at small errors."""
slip_margin = 0.5
slip_factor = 1.442695

# %% misconception="slip_upper_bound" name="margin_too_negative"
"""So far on the wrong side the cross-entropy is well above 1; look closer to margin 0."""
slip_margin = -1.0
slip_factor = 1.442695

# %% misconception="slip_upper_bound" name="factor_upside_down"
"""Multiplying by log 2 lowers the curve; to raise log 2 to 1, divide by it."""
slip_margin = 0.0
slip_factor = 0.693147

# %% [markdown]
# ## `slip_penalty`

# %% misconception="slip_penalty" name="alpha_one"
"""The prior's cost is alpha / 2 times the squared norm, so a bare squared norm has alpha = 2."""
slip_alpha = 1.0
slip_lam = 0.2

# %% misconception="slip_penalty" name="halved"
"""You halved where you should have doubled: lam / 2 equals 0.1."""
slip_alpha = 2.0
slip_lam = 0.05
