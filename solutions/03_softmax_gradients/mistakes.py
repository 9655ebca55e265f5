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
# # Known mistakes of lesson 3

# %% hidden="setup"
import numpy as np

from course_utils import multiclass

# %% [markdown]
# ## `one_hot`


# %% misconception="one_hot" name="index_error"
def one_hot(y, K):
    """You leave a label that is too large to NumPy, which raises an IndexError;
    raise a ValueError for every label out of range, for -1 too.
    """
    return np.eye(K)[y]


# %% misconception="one_hot" name="negative_wraps"
def one_hot(y, K):
    """You refuse labels that are too large but let -1 pass,
    which NumPy takes for the last class.
    """
    if np.any(y >= K):
        raise ValueError("label too large")
    return np.eye(K)[y]


# %% misconception="one_hot" name="not_checked"
def one_hot(y, K):
    """A label out of range becomes a row of zeros without a word; raise a ValueError instead."""
    return (y[:, np.newaxis] == np.arange(K)).astype(float)


# %% misconception="one_hot" name="counts_from_one"
def one_hot(y, K):
    """You count the classes from 1; they are numbered from 0 to K - 1."""
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError("label out of range")
    return np.eye(K)[y - 1]


# %% misconception="one_hot" name="transposed"
def one_hot(y, K):
    """You have one row per class; make it one row per example, one column per class."""
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError("label out of range")
    return np.eye(K)[:, y]


# %% misconception="one_hot" name="classes_from_data"
def one_hot(y, K):
    """You take the number of classes from the largest label; a class may be missing, so use K."""
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError("label out of range")
    return np.eye(np.max(y) + 1)[y]


# %% misconception="one_hot" name="every_row"
def one_hot(y, K):
    """You set the columns of all labels in every row; Y[np.arange(N), y] takes one in each row."""
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError("label out of range")
    Y = np.zeros((len(y), K))
    Y[:, y] = 1.0
    return Y


# %% [markdown]
# ## `softmax`


# %% misconception="softmax" name="overflows"
def softmax(Z):
    """Your exponentials overflow for large scores; subtract the largest score of each row first."""
    heights = np.exp(Z)
    return heights / np.sum(heights, axis=1, keepdims=True)


# %% misconception="softmax" name="down_the_columns"
def softmax(Z):
    """You make the columns add up to 1; each row is one example, so sum along axis 1."""
    heights = np.exp(Z - np.max(Z, axis=0, keepdims=True))
    return heights / np.sum(heights, axis=0, keepdims=True)


# %% misconception="softmax" name="one_shift_for_all"
def softmax(Z):
    """You subtract the largest score of the whole batch; a row
    far below it becomes 0 divided by 0.
    """
    heights = np.exp(Z - np.max(Z))
    return heights / np.sum(heights, axis=1, keepdims=True)


# %% misconception="softmax" name="whole_table"
def softmax(Z):
    """You divide by the sum over the whole table; every row should add up to 1 by itself."""
    heights = np.exp(Z - np.max(Z))
    return heights / np.sum(heights)


# %% misconception="softmax" name="sigmoid_each"
def softmax(Z):
    """You take the sigmoid of each score; softmax divides by
    the sum over all classes of the row.
    """
    tail = np.exp(-np.abs(Z))
    return np.where(Z >= 0, 1 / (1 + tail), tail / (1 + tail))


# %% misconception="softmax" name="shifts_by_mean"
def softmax(Z):
    """You subtract the mean of each row, which can leave a large
    positive score; subtract the maximum.
    """
    heights = np.exp(Z - np.mean(Z, axis=1, keepdims=True))
    return heights / np.sum(heights, axis=1, keepdims=True)


# %% misconception="softmax" name="no_exponential"
def softmax(Z):
    """You divide the scores themselves by their sum; take the exponentials first."""
    return Z / np.sum(Z, axis=1, keepdims=True)


# %% misconception="softmax" name="changes_scores"
def softmax(Z):
    """Your answer is right, but Z -= ... changes the caller's scores; make a new array."""
    Z -= np.max(Z, axis=1, keepdims=True).astype(Z.dtype)
    heights = np.exp(Z)
    return heights / np.sum(heights, axis=1, keepdims=True)


# %% [markdown]
# ## `log_softmax`


# %% misconception="log_softmax" name="log_of_softmax"
def log_softmax(Z):
    """You take the logarithm of the softmax, which is -inf once a
    probability rounds to 0; use z - logsumexp.
    """
    return np.log(softmax(Z))


# %% misconception="log_softmax" name="shift_not_kept"
def log_softmax(Z):
    """You shift the scores inside the sum but not the score in front
    of it; use the shifted ones in both places.
    """
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    return Z - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))


# %% misconception="log_softmax" name="overflows"
def log_softmax(Z):
    """The formula is right, but np.exp overflows for large
    scores; subtract each row's maximum first.
    """
    return Z - np.log(np.sum(np.exp(Z), axis=1, keepdims=True))


# %% misconception="log_softmax" name="sign_reversed"
def log_softmax(Z):
    """You return minus the logarithm; the logarithm of a probability is 0 or negative."""
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    return np.log(np.sum(np.exp(shifted), axis=1, keepdims=True)) - shifted


# %% misconception="log_softmax" name="down_the_columns"
def log_softmax(Z):
    """You sum down the columns; each row is one example, so use axis 1."""
    shifted = Z - np.max(Z, axis=0, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=0, keepdims=True))


# %% misconception="log_softmax" name="in_bits"
def log_softmax(Z):
    """You use the logarithm to base 2; here it is the natural one."""
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    return (shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))) / np.log(2)


# %% misconception="log_softmax" name="log_of_max_only"
def log_softmax(Z):
    """You subtract only the largest score of each row; the log
    of the sum of exponentials is missing.
    """
    return Z - np.max(Z, axis=1, keepdims=True)


# %% [markdown]
# ## `cross_entropy`


# %% misconception="cross_entropy" name="sum_not_mean"
def cross_entropy(P, Y):
    """You add up the losses of the examples; take their mean."""
    with np.errstate(divide="ignore"):
        return -np.sum(np.log(np.sum(P * Y, axis=1)))


# %% misconception="cross_entropy" name="mean_over_entries"
def cross_entropy(P, Y):
    """You divide by N times K; the mean is over the N examples only."""
    with np.errstate(divide="ignore"):
        return -np.sum(np.log(np.sum(P * Y, axis=1))) / Y.size


# %% misconception="cross_entropy" name="two_class_terms"
def cross_entropy(P, Y):
    """You also charge log(1 - P) for the classes that did not
    happen; that is the multi-label loss.
    """
    wrong = np.where(Y > 0, 1 - P, P)
    with np.errstate(divide="ignore"):
        return -np.mean(np.sum(np.log(1 - wrong), axis=1))


# %% misconception="cross_entropy" name="sign_forgotten"
def cross_entropy(P, Y):
    """The minus is missing: a loss is positive, and the logarithm of a probability is not."""
    with np.errstate(divide="ignore"):
        return np.mean(np.log(np.sum(P * Y, axis=1)))


# %% misconception="cross_entropy" name="zero_times_infinity"
def cross_entropy(P, Y):
    """Where P and Y are both 0 you compute 0 times -inf, which is
    not a number; pick the right entries first.
    """
    return -np.mean(np.sum(Y * np.log(P), axis=1))


# %% misconception="cross_entropy" name="clipped"
def cross_entropy(P, Y):
    """You add a tiny number to keep the logarithm finite; what
    was given no chance costs infinitely much.
    """
    return -np.mean(np.log(np.sum(P * Y, axis=1) + 1e-12))


# %% misconception="cross_entropy" name="no_logarithm"
def cross_entropy(P, Y):
    """You average 1 minus the probability of the right class; the loss is minus its logarithm."""
    return np.mean(1 - np.sum(P * Y, axis=1))


# %% misconception="cross_entropy" name="in_bits"
def cross_entropy(P, Y):
    """You use the logarithm to base 2; here it is the natural one."""
    with np.errstate(divide="ignore"):
        return -np.mean(np.log2(np.sum(P * Y, axis=1)))


# %% [markdown]
# ## `softmax_jacobian`


# %% misconception="softmax_jacobian" name="diagonal_only"
def softmax_jacobian(p):
    """You have only the diagonal, as for sigmoids; every score moves every probability."""
    return np.diag(p * (1 - p))


# %% misconception="softmax_jacobian" name="plus_outer"
def softmax_jacobian(p):
    """Off the diagonal the slopes are negative: when one class gains, the others lose."""
    return np.diag(p) + np.outer(p, p)


# %% misconception="softmax_jacobian" name="no_diagonal_term"
def softmax_jacobian(p):
    """You use -p[i] * p[j] on the diagonal too; there the class's own gain, p[i], comes on top."""
    return -np.outer(p, p)


# %% misconception="softmax_jacobian" name="sign_reversed"
def softmax_jacobian(p):
    """All signs are the wrong way round: raising a score raises its own probability."""
    return np.outer(p, p) - np.diag(p)


# %% misconception="softmax_jacobian" name="delta_everywhere"
def softmax_jacobian(p):
    """You use p[i] * (1 - p[j]) everywhere; the 1 stands only where i equals j."""
    return np.outer(p, 1 - p)


# %% misconception="softmax_jacobian" name="softmax_again"
def softmax_jacobian(p):
    """You take the softmax of p; p holds the probabilities already."""
    q = softmax(p[np.newaxis, :])[0]
    return np.diag(q) - np.outer(q, q)


# %% misconception="softmax_jacobian" name="identity_for_diag"
def softmax_jacobian(p):
    """You subtract the products from the identity; on the
    diagonal the first term is p[i], not 1.
    """
    return np.eye(len(p)) - np.outer(p, p)


# %% misconception="softmax_jacobian" name="plus_off_the_diagonal"
def softmax_jacobian(p):
    """Off the diagonal the slopes are -p[i] * p[j]: what one class gains, the others lose."""
    return np.abs(np.diag(p) - np.outer(p, p))


# %% [markdown]
# ## `dloss_dp`


# %% misconception="dloss_dp" name="sign_reversed"
def dloss_dp(p, y):
    """The minus is missing: the loss falls when the probability of what happened rises."""
    return y / p


# %% misconception="dloss_dp" name="over_the_scores"
def dloss_dp(p, y):
    """You give p - y, the slope over the scores; asked for is the slope over the probabilities."""
    return p - y


# %% misconception="dloss_dp" name="all_classes"
def dloss_dp(p, y):
    """You give every class a slope of -1/p; only the class that happened is in the loss."""
    return -1 / p


# %% misconception="dloss_dp" name="the_loss_itself"
def dloss_dp(p, y):
    """You give the terms of the loss, -y log p; asked for are their slopes."""
    return -y * np.log(p)


# %% misconception="dloss_dp" name="two_class_form"
def dloss_dp(p, y):
    """You use the slope of the two-class loss, which also charges
    for log(1 - p); that term is not here.
    """
    return (p - y) / (p * (1 - p))


# %% [markdown]
# ## `dloss_dz_by_chain`


# %% misconception="dloss_dz_by_chain" name="diagonal_only"
def dloss_dz_by_chain(z, y):
    """You multiply entry by entry with p (1 - p), as if each probability had its own score only."""
    p = softmax(z[np.newaxis, :])[0]
    return dloss_dp(p, y) * p * (1 - p)


# %% misconception="dloss_dz_by_chain" name="jacobian_of_scores"
def dloss_dz_by_chain(z, y):
    """You put the scores into the Jacobian; it is written in terms of the probabilities."""
    p = softmax(z[np.newaxis, :])[0]
    return dloss_dp(p, y) @ softmax_jacobian(z)


# %% misconception="dloss_dz_by_chain" name="one_link"
def dloss_dz_by_chain(z, y):
    """You stop after the first link, the slope over the probabilities; the Jacobian is missing."""
    return dloss_dp(softmax(z[np.newaxis, :])[0], y)


# %% misconception="dloss_dz_by_chain" name="star_for_at"
def dloss_dz_by_chain(z, y):
    """You multiply with *, which gives a table and sums nothing; the chain rule needs @."""
    p = softmax(z[np.newaxis, :])[0]
    return dloss_dp(p, y) * softmax_jacobian(p)


# %% misconception="dloss_dz_by_chain" name="sign_reversed"
def dloss_dz_by_chain(z, y):
    """The sign is the wrong way round: the slope over the score of the right class is negative."""
    p = softmax(z[np.newaxis, :])[0]
    return -dloss_dp(p, y) @ softmax_jacobian(p)


# %% [markdown]
# ## `dloss_dz`


# %% misconception="dloss_dz" name="label_minus_prediction"
def dloss_dz(z, y):
    """You give y - p, which is minus the slope; it is prediction minus label."""
    return y - softmax(z[np.newaxis, :])[0]


# %% misconception="dloss_dz" name="scores_for_probabilities"
def dloss_dz(z, y):
    """You subtract the label from the scores; take their softmax first."""
    return z - y


# %% misconception="dloss_dz" name="sigmoid_each"
def dloss_dz(z, y):
    """You take the sigmoid of each score, as for multi-label;
    here the softmax of all of them is due.
    """
    tail = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + tail), tail / (1 + tail)) - y


# %% misconception="dloss_dz" name="right_class_only"
def dloss_dz(z, y):
    """You keep the slope of the right class only; the other scores are pushed down, by p each."""
    return (softmax(z[np.newaxis, :])[0] - y) * y


# %% misconception="dloss_dz" name="overflows"
def dloss_dz(z, y):
    """Your exponentials overflow for large scores; call your
    softmax, which knows how to avoid that.
    """
    return np.exp(z) / np.sum(np.exp(z)) - y


# %% misconception="dloss_dz" name="hard_answer"
def dloss_dz(z, y):
    """You subtract the label from the most probable class as a
    one-hot row; use the probabilities.
    """
    return np.eye(len(z))[np.argmax(z)] - y


# %% misconception="dloss_dz" name="by_the_chain"
def dloss_dz(z, y):
    """You went by the chain, which divides by a probability that
    can round to 0; the short form does not.
    """
    p = softmax(z[np.newaxis, :])[0]
    return dloss_dp(p, y) @ softmax_jacobian(p)


# %% [markdown]
# ## `match_shapes`

# %% misconception="match_shapes" name="layouts_swapped"
"""You have the two layouts the wrong way round: a gradient has the shape of its own W."""
shape_XtG, shape_GtX, shape_XG = (3, 2), (2, 3), None
product_for_dW, product_for_transposed = "GtX", "XtG"

# %% misconception="match_shapes" name="everything_fits"
"""X @ G does not exist here: the inner lengths, 3 and 5, are not equal."""
shape_XtG, shape_GtX, shape_XG = (3, 2), (2, 3), (5, 2)
product_for_dW, product_for_transposed = "XtG", "GtX"

# %% misconception="match_shapes" name="transpose_forgotten"
"""You read the shapes of X and G without the .T, which swaps the two lengths."""
shape_XtG, shape_GtX, shape_XG = (5, 2), (5, 3), None
product_for_dW, product_for_transposed = "XtG", "GtX"

# %% misconception="match_shapes" name="same_for_both"
"""That W is the transpose of ours, so its gradient is the transposed product."""
shape_XtG, shape_GtX, shape_XG = (3, 2), (2, 3), None
product_for_dW, product_for_transposed = "XtG", "XtG"

# %% [markdown]
# ## `softmax_gradients`


# %% misconception="softmax_gradients" name="sum_not_mean"
def softmax_gradients(X, Y, W, b, lam):
    """You add up the slopes of the examples; divide by their number N."""
    dZ = softmax(X @ W + b) - Y
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="bias_penalised"
def softmax_gradients(X, Y, W, b, lam):
    """You penalise the biases too; the penalty is on the weights alone."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0) + lam * b


# %% misconception="softmax_gradients" name="penalty_doubled"
def softmax_gradients(X, Y, W, b, lam):
    """You use 2 * lam * W; the half in the penalty cancels the 2."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + 2 * lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="penalty_forgotten"
def softmax_gradients(X, Y, W, b, lam):
    """You do not use lam: the slope of the penalty is missing in dW."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="penalty_divided"
def softmax_gradients(X, Y, W, b, lam):
    """You divide the penalty's slope by N as well; only the losses are averaged."""
    dZ = softmax(X @ W + b) - Y
    return (X.T @ dZ + lam * W) / len(X), np.sum(dZ, axis=0) / len(X)


# %% misconception="softmax_gradients" name="sign_reversed"
def softmax_gradients(X, Y, W, b, lam):
    """You use Y - P, so the part of the loss has the wrong sign; it is P - Y."""
    dZ = (Y - softmax(X @ W + b)) / len(X)
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="bias_summed"
def softmax_gradients(X, Y, W, b, lam):
    """Your dW is a mean but your db is a sum over the
    examples; both are slopes of the same mean.
    """
    dZ = softmax(X @ W + b) - Y
    return X.T @ dZ / len(X) + lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="transposed"
def softmax_gradients(X, Y, W, b, lam):
    """Your dW is of shape (K, D), the transpose; it should have the shape of W, (D, K)."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return dZ.T @ X + lam * W.T, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="answers_for_probabilities"
def softmax_gradients(X, Y, W, b, lam):
    """You subtract Y from the hard answers; the gradient needs the probabilities."""
    dZ = (np.eye(Y.shape[1])[np.argmax(X @ W + b, axis=1)] - Y) / len(X)
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="mean_over_entries"
def softmax_gradients(X, Y, W, b, lam):
    """You divide by N times K; the mean is over the N examples only."""
    dZ = (softmax(X @ W + b) - Y) / Y.size
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="bias_over_classes"
def softmax_gradients(X, Y, W, b, lam):
    """You sum P - Y over the classes, which is always 0; for db sum over the examples."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam * W, np.sum(dZ, axis=1)


# %% misconception="softmax_gradients" name="penalty_subtracted"
def softmax_gradients(X, Y, W, b, lam):
    """You subtract lam * W; the penalty adds its slope, and the step then subtracts it all."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ - lam * W, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="penalty_squared"
def softmax_gradients(X, Y, W, b, lam):
    """You add lam * W**2, a penalty and not its slope: the slope of lam/2 * W**2 is lam * W."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam * W**2, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="half_penalty_squared"
def softmax_gradients(X, Y, W, b, lam):
    """You add the penalty itself, lam/2 * W**2; its slope is lam * W."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam / 2 * W**2, np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="penalty_summed"
def softmax_gradients(X, Y, W, b, lam):
    """You add one number to every slope, the sum of the weights; each gets lam times its own."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam * np.sum(W), np.sum(dZ, axis=0)


# %% misconception="softmax_gradients" name="penalty_value"
def softmax_gradients(X, Y, W, b, lam):
    """You add the whole penalty, a number, to every slope; the slope of the penalty is lam * W."""
    dZ = (softmax(X @ W + b) - Y) / len(X)
    return X.T @ dZ + lam / 2 * np.sum(W**2), np.sum(dZ, axis=0)


# %% [markdown]
# ## `predict`


# %% misconception="predict" name="bias_forgotten"
def predict(X, W, b):
    """You leave the biases out of the scores."""
    return np.argmax(X @ W, axis=1)


# %% misconception="predict" name="over_examples"
def predict(X, W, b):
    """You look for the best example of each class; look for
    the best class of each example, axis 1.
    """
    return np.argmax(X @ W + b, axis=0)


# %% misconception="predict" name="least_probable"
def predict(X, W, b):
    """You return the class with the lowest score; the answer is the one with the highest."""
    return np.argmin(X @ W + b, axis=1)


# %% misconception="predict" name="gives_probabilities"
def predict(X, W, b):
    """You return the largest probability; asked for is the class it belongs to."""
    return np.max(softmax(X @ W + b), axis=1)


# %% misconception="predict" name="counts_from_one"
def predict(X, W, b):
    """You number the classes from 1; they are numbered from 0."""
    return np.argmax(X @ W + b, axis=1) + 1


# %% misconception="predict" name="last_of_a_tie"
def predict(X, W, b):
    """In a tie you take the larger label; the smaller one should win."""
    scores = X @ W + b
    return scores.shape[1] - 1 - np.argmax(scores[:, ::-1], axis=1)


# %% misconception="predict" name="one_hot_rows"
def predict(X, W, b):
    """You return one-hot rows; asked for are the labels
    themselves, one number for each row of X.
    """
    return np.eye(len(b))[np.argmax(X @ W + b, axis=1)]


# %% [markdown]
# ## `accuracy`


# %% misconception="accuracy" name="errors"
def accuracy(y, y_hat):
    """You return the share of wrong answers; the accuracy is the share of right ones."""
    return np.mean(y != y_hat)


# %% misconception="accuracy" name="percent"
def accuracy(y, y_hat):
    """You return percent; the accuracy here lies between 0 and 1."""
    return 100 * np.mean(y == y_hat)


# %% misconception="accuracy" name="count"
def accuracy(y, y_hat):
    """You return the number of right answers; divide by the number of examples."""
    return np.sum(y == y_hat)


# %% misconception="accuracy" name="distance"
def accuracy(y, y_hat):
    """You measure how far the labels are apart; labels are names, an answer is right or wrong."""
    return 1 - np.mean(np.abs(y - y_hat))


# %% misconception="accuracy" name="mean_over_classes"
def accuracy(y, y_hat):
    """You average the accuracies of the classes; here every example counts the same."""
    return np.mean([np.mean(y_hat[y == label] == label) for label in np.unique(y)])


# %% [markdown]
# ## `confusion_matrix`


# %% misconception="confusion_matrix" name="transposed"
def confusion_matrix(y, y_hat, K):
    """Your rows are the answers; rows are the truth, columns the answers."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y_hat, y), 1)
    return counts


# %% misconception="confusion_matrix" name="lost_repetitions"
def confusion_matrix(y, y_hat, K):
    """counts[y, y_hat] += 1 adds 1 only once for a pair that
    occurs several times; loop or use np.add.at.
    """
    counts = np.zeros((K, K), dtype=int)
    counts[y, y_hat] += 1
    return counts


# %% misconception="confusion_matrix" name="shares"
def confusion_matrix(y, y_hat, K):
    """You divide each row by its sum; the counts themselves are asked for."""
    counts = np.zeros((K, K))
    np.add.at(counts, (y, y_hat), 1)
    return counts / np.maximum(np.sum(counts, axis=1, keepdims=True), 1)


# %% misconception="confusion_matrix" name="classes_from_data"
def confusion_matrix(y, y_hat, K):
    """You take the number of classes from the labels; a class may be missing, so use K."""
    size = int(max(np.max(y), np.max(y_hat))) + 1
    counts = np.zeros((size, size), dtype=int)
    np.add.at(counts, (y, y_hat), 1)
    return counts


# %% misconception="confusion_matrix" name="mistakes_only"
def confusion_matrix(y, y_hat, K):
    """You leave out the right answers; they belong on the diagonal."""
    counts = np.zeros((K, K), dtype=int)
    np.add.at(counts, (y, y_hat), 1)
    return counts - np.diag(np.diag(counts))


# %% [markdown]
# ## `fit_softmax`


# %% misconception="fit_softmax" name="random_start"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You start from random weights; here the descent starts at zero."""
    Y, W, b, losses = one_hot(y, K), 0.1 * rng.normal(size=(X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="loss_before_epoch"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You measure the loss before each epoch; it is asked for after it."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
    return W, b, losses


# %% misconception="fit_softmax" name="loss_without_penalty"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """Your losses leave the penalty out; the descent lowers the sum of both."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, 0.0))
    return W, b, losses


# %% misconception="fit_softmax" name="loss_of_last_batch"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You measure the loss on the last batch of the epoch only;
    measure it on all training examples.
    """
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X[batch], Y[batch], W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="loss_along_the_way"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You average the losses of the batches along the way;
    measure the loss once, after the epoch.
    """
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order, seen = rng.permutation(len(X)), []
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            seen.append(multiclass.penalized_loss(X[batch], Y[batch], W, b, lam))
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(np.mean(seen))
    return W, b, losses


# %% misconception="fit_softmax" name="loss_after_every_step"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You note a loss after every batch; losses has one entry for each epoch."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
            losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="drops_last_batch"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You leave out the examples of the last, short batch."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X) - batch_size + 1, batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="with_replacement"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You draw each batch afresh, so some examples come twice
    and others never; shuffle, then cut.
    """
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = rng.integers(0, len(X), size=min(batch_size, len(X) - start))
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="not_shuffled"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You take the examples in the order they stand; shuffle them with rng in each epoch."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = slice(start, start + batch_size)
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="shuffled_once"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You shuffle once, before the first epoch; every epoch needs an order of its own."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    order = rng.permutation(len(X))
    for _ in range(epochs):
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="labels_not_shuffled"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You shuffle X but not the labels, so inputs get other
    examples' labels; use one order for both.
    """
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[start : start + batch_size], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="ascends"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You add the gradients, which climbs; to lower the loss, subtract them."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W + eta * dW, b + eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="bias_never_moves"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You never update the biases; they take a step with db, as the weights do with dW."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            W = W - eta * softmax_gradients(X[batch], Y[batch], W, b, lam)[0]
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="divides_by_batch_size"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """You divide by the size of the batch once more; softmax_gradients is a mean already."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW / len(batch), b - eta * db / len(batch)
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="penalty_not_in_step"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """Your steps ignore lam; the penalty belongs in the gradients as well as in the losses."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, 0.0)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, lam))
    return W, b, losses


# %% misconception="fit_softmax" name="penalty_doubled_in_the_loss"
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """Your losses lack the half of the penalty: it is lam/2 times the sum of the squares."""
    Y, W, b, losses = one_hot(y, K), np.zeros((X.shape[1], K)), np.zeros(K), []
    for _ in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            batch = order[start : start + batch_size]
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        losses.append(multiclass.penalized_loss(X, Y, W, b, 2 * lam))
    return W, b, losses


# %% [markdown]
# ## `k_fold`


# %% misconception="k_fold" name="not_shuffled"
def k_fold(N, k, rng):
    """You cut the examples in the order they stand; shuffle them with rng first."""
    folds = np.array_split(np.arange(N), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


# %% misconception="k_fold" name="trains_on_all"
def k_fold(N, k, rng):
    """Your train arrays hold all examples, those of the validation fold included; leave it out."""
    order = rng.permutation(N)
    return [(order, fold) for fold in np.array_split(order, k)]


# %% misconception="k_fold" name="swapped"
def k_fold(N, k, rng):
    """Your pairs are the wrong way round: train, the larger part, comes first."""
    folds = np.array_split(rng.permutation(N), k)
    return [(folds[i], np.concatenate(folds[:i] + folds[i + 1 :])) for i in range(k)]


# %% misconception="k_fold" name="drops_the_rest"
def k_fold(N, k, rng):
    """When k does not divide N, the examples left over stand in no validation array."""
    order, size = rng.permutation(N), N // k
    folds = [order[i * size : (i + 1) * size] for i in range(k)]
    return [(np.setdiff1d(order, fold), fold) for fold in folds]


# %% misconception="k_fold" name="rest_to_the_last"
def k_fold(N, k, rng):
    """You put all that is left over into the last fold; spread
    it, so that sizes differ by at most one.
    """
    folds = np.split(rng.permutation(N), [N // k * i for i in range(1, k)])
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


# %% misconception="k_fold" name="drawn_anew"
def k_fold(N, k, rng):
    """You shuffle anew for each fold, so some examples are left
    out twice and others never; shuffle once.
    """
    pairs = []
    for fold in range(k):
        folds = np.array_split(rng.permutation(N), k)
        held_out = folds.pop(fold)
        pairs.append((np.concatenate(folds), held_out))
    return pairs


# %% misconception="k_fold" name="own_generator"
def k_fold(N, k, rng):
    """You shuffle with a generator of your own, so the rng that is handed in has no effect."""
    folds = np.array_split(np.random.default_rng(0).permutation(N), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]


# %% [markdown]
# ## `choose_lambda`


# %% misconception="choose_lambda" name="measures_on_training"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You take the accuracy on the examples that were trained
    on; take it on the validation part.
    """
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for train, _ in folds:
            scores.append(accuracy(y[train], predict(X[train], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return lambdas[int(np.argmax(means))], means


# %% misconception="choose_lambda" name="trains_on_all"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You train on all examples, so the validation part has been seen; train on the train part."""
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for _, held in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X, y, lam))))
        means.append(np.mean(scores))
    return lambdas[int(np.argmax(means))], means


# %% misconception="choose_lambda" name="last_of_a_tie"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """Among equally good candidates you take the last; take the first."""
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for train, held in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return lambdas[len(means) - 1 - int(np.argmax(means[::-1]))], means


# %% misconception="choose_lambda" name="position"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You return the position of the best candidate; return the candidate itself."""
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for train, held in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return int(np.argmax(means)), means


# %% misconception="choose_lambda" name="least_accurate"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You take the candidate with the lowest accuracy;
    accuracy is not a loss, the highest is best.
    """
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for train, held in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return lambdas[int(np.argmin(means))], means


# %% misconception="choose_lambda" name="one_fold"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You use only the first fold; every fold takes its turn, and the accuracies are averaged."""
    train, held = k_fold(len(y), k, rng)[0]
    means = [accuracy(y[held], predict(X[held], *fit(X[train], y[train], v))) for v in lambdas]
    return lambdas[int(np.argmax(means))], means


# %% misconception="choose_lambda" name="new_folds_each_time"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You draw new folds for every candidate, so they are
    measured on different examples; draw once.
    """
    means = []
    for lam in lambdas:
        scores = []
        for train, held in k_fold(len(y), k, rng):
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return lambdas[int(np.argmax(means))], means


# %% misconception="choose_lambda" name="parts_swapped"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You train on the one fold that should be left out and measure on all the others."""
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for held, train in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return lambdas[int(np.argmax(means))], means


# %% misconception="choose_lambda" name="best_accuracy_returned"
def choose_lambda(X, y, lambdas, k, rng, fit):
    """You return the highest accuracy as best; best is the candidate that reached it."""
    folds, means = k_fold(len(y), k, rng), []
    for lam in lambdas:
        scores = []
        for train, held in folds:
            scores.append(accuracy(y[held], predict(X[held], *fit(X[train], y[train], lam))))
        means.append(np.mean(scores))
    return max(means), means


# %% [markdown]
# ## `slip_one_score`

# %% misconception="slip_one_score" name="as_if_coupled"
"""That is the sum of a proper softmax; taken one score at a time, each "softmax" is 1 by itself."""
slip_sum = 1.0

# %% misconception="slip_one_score" name="sigmoids"
"""You added up sigmoids; the softmax of a single score has
only its own exponential below the line.
"""
slip_sum = 2.1118556565

# %% misconception="slip_one_score" name="exponentials"
"""You added up the exponentials; each is still to be divided by its sum, which here is itself."""
slip_sum = 11.1073379274

# %% [markdown]
# ## `slip_double_sum`

# %% misconception="slip_double_sum" name="mean"
"""You took the mean; here the loss is added up over the examples."""
slip_terms, slip_total = 2, 0.4337502838523615

# %% misconception="slip_double_sum" name="once_per_class"
"""You counted every logarithm three times, once for each j;
with proper indices only one k counts.
"""
slip_terms, slip_total = 6, 2.602501703114169

# %% misconception="slip_double_sum" name="all_logarithms"
"""You added up all six logarithms; Y is 0 everywhere but at the class that happened."""
slip_terms, slip_total = 6, 8.28608147045285

# %% misconception="slip_double_sum" name="bits"
"""You used the logarithm to base 2; the natural one was asked for."""
slip_terms, slip_total = 2, 1.2515387669959643

# %% [markdown]
# ## `slip_layout`

# %% misconception="slip_layout" name="as_printed"
"""W @ X multiplies (10, 784) by (100, 784), which does not
fit: the examples are rows, not columns.
"""
slip_scores, slip_gradient_shape, slip_left_out = "W @ X", (10, 784), 10

# %% misconception="slip_layout" name="our_layout"
"""You answered for our layout; here W is (10, 784), and its gradient has that shape."""
slip_scores, slip_gradient_shape, slip_left_out = "X @ W", (784, 10), 10

# %% misconception="slip_layout" name="one_bias"
"""There is a bias for each of the ten classes, not one for all of them."""
slip_scores, slip_gradient_shape, slip_left_out = "X @ W.T", (10, 784), 1

# %% misconception="slip_layout" name="shape_of_the_scores"
"""You gave the shape of the scores; the gradient over W has the shape of W."""
slip_scores, slip_gradient_shape, slip_left_out = "X @ W.T", (100, 10), 10

# %% [markdown]
# ## `slip_sigmoids`

# %% misconception="slip_sigmoids" name="must_be_one"
"""Independent sigmoids need not add up to 1; that is a property of the softmax. Add them up."""
slip_sigmoid_sum = 1.0

# %% misconception="slip_sigmoids" name="sigmoid_of_sum"
"""You took the sigmoid of the sum of the scores; add up the three sigmoids."""
slip_sigmoid_sum = 0.7310585786300049

# %% misconception="slip_sigmoids" name="the_loss"
"""You gave the loss for the labels [1, 0, 1]; the sum of the probabilities is asked for."""
slip_sigmoid_sum = 1.133336879121141

# %% [markdown]
# ## `slip_letter`

# %% misconception="slip_letter" name="swapped"
"""You have the two readings the wrong way round: as printed, with b the bias, x plays no part."""
slip_as_printed, slip_as_meant = 0.31147148378386436, 0.3501318614489532

# %% misconception="slip_letter" name="same_twice"
"""As printed, with b the bias, the input plays no part: the probability comes from b_slip alone."""
slip_as_printed, slip_as_meant = 0.31147148378386436, 0.31147148378386436

# %% misconception="slip_letter" name="bias_left_out"
"""You left the bias out of the scores; they are x @ W + b."""
slip_as_printed, slip_as_meant = 0.3501318614489532, 0.29440667512512325
