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
# # Known mistakes of lesson 1

# %% hidden="setup"
import numpy as np

from autograder.hidden import setup

reference, rng = setup("01_logistic_regression")
mean_loss = reference.mean_loss

# %% [markdown]
# ## `perceptron_predict`


# %% misconception="perceptron_predict" name="tie_is_one"
def perceptron_predict(X, w, b):
    """You answer 1 also when the score is exactly 0; the perceptron needs a score above 0."""
    return (X @ w + b >= 0).astype(int)


# %% misconception="perceptron_predict" name="no_bias"
def perceptron_predict(X, w, b):
    """You compare X @ w with 0 and leave the bias b out of the score."""
    return (X @ w > 0).astype(int)


# %% misconception="perceptron_predict" name="minus_bias"
def perceptron_predict(X, w, b):
    """You subtract the bias as if it were a threshold; the score adds it."""
    return (X @ w - b > 0).astype(int)


# %% misconception="perceptron_predict" name="threshold_half"
def perceptron_predict(X, w, b):
    """You compare the score with 0.5, where a probability would be cut; a score is cut at 0."""
    return (X @ w + b > 0.5).astype(int)


# %% misconception="perceptron_predict" name="plus_minus_one"
def perceptron_predict(X, w, b):
    """You answer -1 for the negative class; the labels here are 0 and 1."""
    return np.where(X @ w + b > 0, 1, -1)


# %% misconception="perceptron_predict" name="gives_scores"
def perceptron_predict(X, w, b):
    """You return the scores themselves; the perceptron answers with 0 or 1."""
    return X @ w + b


# %% misconception="perceptron_predict" name="sign"
def perceptron_predict(X, w, b):
    """You return the sign, -1, 0 or 1; the answers are 0 and 1."""
    return np.sign(X @ w + b)


# %% [markdown]
# ## `perceptron_step`


# %% misconception="perceptron_step" name="sign_reversed"
def perceptron_step(x, t, w, b):
    """You add (prediction - t) times x; the rule adds (t - prediction), so yours unlearns."""
    error = (1 if x @ w + b > 0 else 0) - t
    return w + error * x, b + error


# %% misconception="perceptron_step" name="bias_forgotten"
def perceptron_step(x, t, w, b):
    """You correct the weights but leave the bias as it was; it takes part in every step."""
    error = t - (1 if x @ w + b > 0 else 0)
    return w + error * x, b


# %% misconception="perceptron_step" name="score_for_prediction"
def perceptron_step(x, t, w, b):
    """You compare t with the score; the perceptron rule compares it with the prediction, 0 or 1."""
    error = t - (x @ w + b)
    return w + error * x, b + error


# %% misconception="perceptron_step" name="bias_left_out_of_score"
def perceptron_step(x, t, w, b):
    """You decide the prediction from w and x alone; the score includes the bias."""
    error = t - (1 if x @ w > 0 else 0)
    return w + error * x, b + error


# %% misconception="perceptron_step" name="input_forgotten"
def perceptron_step(x, t, w, b):
    """You add the error to every weight; it has to be multiplied by the input x first."""
    error = t - (1 if x @ w + b > 0 else 0)
    return w + error, b + error


# %% misconception="perceptron_step" name="only_missed_ones"
def perceptron_step(x, t, w, b):
    """You correct missed ones but not false alarms: when t is 0 and the answer 1, subtract x."""
    error = max(t - (1 if x @ w + b > 0 else 0), 0)
    return w + error * x, b + error


# %% misconception="perceptron_step" name="changes_w"
def perceptron_step(x, t, w, b):
    """Your numbers are right, but += changes the array that was handed in; make a new one."""
    error = t - (1 if x @ w + b > 0 else 0)
    w += error * x
    return w, b + error


# %% misconception="perceptron_step" name="learns_every_time"
def perceptron_step(x, t, w, b):
    """You add t times x whatever the prediction is; where it is right, nothing changes."""
    return w + t * x, b + t


# %% misconception="perceptron_step" name="adds_when_wrong"
def perceptron_step(x, t, w, b):
    """You add x at every mistake; where 0 was right and 1 was said, subtract it."""
    prediction = 1 if x @ w + b > 0 else 0
    wrong = int(prediction != t)
    return w + wrong * x, b + wrong


# %% [markdown]
# ## `hand_set_neuron`

# %% misconception="hand_set_neuron" name="origin_is_minus_b"
"""Your first neuron has all its signs turned: at the origin the score is +b, not -b, so b must be
positive if the origin is green."""
hand_w_1, hand_b_1 = np.array([-0.5, 1.0]), -1.5
hand_w_2, hand_b_2 = np.array([-1.0, 1.0]), 2.0

# %% misconception="hand_set_neuron" name="both_turned"
"""Both your neurons draw the right lines but point the wrong way: turn the signs of w and b."""
hand_w_1, hand_b_1 = np.array([-0.5, 1.0]), -1.5
hand_w_2, hand_b_2 = np.array([1.0, -1.0]), -2.0

# %% misconception="hand_set_neuron" name="x2_not_moved"
"""You read the weights off the right-hand side of the line; bring x2 over to that side first, where
its weight becomes negative."""
hand_w_1, hand_b_1 = np.array([0.5, 1.0]), 1.5
hand_w_2, hand_b_2 = np.array([1.0, 1.0]), -2.0

# %% misconception="hand_set_neuron" name="bias_sign"
"""The weights are right, but the biases have the wrong sign: the lines are on the wrong side of the
origin."""
hand_w_1, hand_b_1 = np.array([0.5, -1.0]), -1.5
hand_w_2, hand_b_2 = np.array([-1.0, 1.0]), -2.0

# %% [markdown]
# ## `sigmoid`


# %% misconception="sigmoid" name="plus_exponent"
def sigmoid(z):
    """You wrote exp(z) where the formula has exp(-z): your curve falls instead of rising."""
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, small / (1 + small), 1 / (1 + small))


# %% misconception="sigmoid" name="overflow_warning"
def sigmoid(z):
    """Your formula is right, but exp(-z) overflows for scores far below 0."""
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


# %% misconception="sigmoid" name="overflow_nan"
def sigmoid(z):
    """You divide exp(z) by 1 + exp(z), which is infinity over infinity for large scores."""
    return np.exp(np.asarray(z, dtype=float)) / (1 + np.exp(np.asarray(z, dtype=float)))


# %% misconception="sigmoid" name="one_number_only"
def sigmoid(z):
    """math.exp takes one number; np.exp takes a whole array, entry by entry."""
    import math

    return 1 / (1 + math.exp(-z))


# %% misconception="sigmoid" name="tanh"
def sigmoid(z):
    """That is tanh, which runs from -1 to 1; the sigmoid runs from 0 to 1."""
    return np.tanh(np.asarray(z, dtype=float))


# %% misconception="sigmoid" name="step"
def sigmoid(z):
    """You return the hard 0 or 1 of the perceptron; the sigmoid is a smooth curve between them."""
    return (np.asarray(z) > 0).astype(float)


# %% misconception="sigmoid" name="slope_of_sigmoid"
def sigmoid(z):
    """You return the slope, sigma times (1 - sigma); the function itself is asked for."""
    small = np.exp(-np.abs(np.asarray(z, dtype=float)))
    return small / (1 + small) ** 2


# %% [markdown]
# ## `log_odds`


# %% misconception="log_odds" name="odds_without_log"
def log_odds(p):
    """You return the odds, p / (1 - p); their logarithm is missing."""
    return p / (1 - p)


# %% misconception="log_odds" name="upside_down"
def log_odds(p):
    """You divide 1 - p by p; the odds of class 1 are p against 1 - p."""
    return np.log((1 - p) / p)


# %% misconception="log_odds" name="log_p_only"
def log_odds(p):
    """You take the logarithm of p alone; it is p divided by 1 - p that goes into the logarithm."""
    return np.log(p)


# %% misconception="log_odds" name="bits"
def log_odds(p):
    """You take the logarithm to base 2; the inverse of the sigmoid needs the natural logarithm."""
    return np.log2(p / (1 - p))


# %% misconception="log_odds" name="sigmoid_again"
def log_odds(p):
    """You apply the sigmoid once more; the log-odds undo it."""
    return 1 / (1 + np.exp(-np.asarray(p)))


# %% [markdown]
# ## `predict_proba`


# %% misconception="predict_proba" name="no_bias"
def predict_proba(X, w, b):
    """You leave the bias b out of the score."""
    return (1 + np.tanh(X @ w / 2)) / 2


# %% misconception="predict_proba" name="minus_bias"
def predict_proba(X, w, b):
    """You subtract the bias; the score is X @ w plus b."""
    return (1 + np.tanh((X @ w - b) / 2)) / 2


# %% misconception="predict_proba" name="class_zero"
def predict_proba(X, w, b):
    """You return the probability of class 0; here, sigma of the score is that of class 1."""
    return (1 + np.tanh(-(X @ w + b) / 2)) / 2


# %% misconception="predict_proba" name="gives_scores"
def predict_proba(X, w, b):
    """You return the scores; put them through the sigmoid to get probabilities."""
    return X @ w + b


# %% misconception="predict_proba" name="gives_labels"
def predict_proba(X, w, b):
    """You return labels 0 and 1; here the probability itself is asked for."""
    return (X @ w + b >= 0).astype(float)


# %% [markdown]
# ## `decision_line`


# %% misconception="decision_line" name="sign_lost"
def decision_line(w, b, x1):
    """You lost the minus sign when you moved w1 x1 + b to the other side."""
    return (w[0] * x1 + b) / w[1]


# %% misconception="decision_line" name="weights_swapped"
def decision_line(w, b, x1):
    """You swapped the weights: solve for x2, so divide by the weight of x2."""
    return -(w[1] * x1 + b) / w[0]


# %% misconception="decision_line" name="bias_forgotten"
def decision_line(w, b, x1):
    """You left out the bias, so all your lines go through the origin."""
    return -w[0] * x1 / w[1]


# %% misconception="decision_line" name="bias_not_moved"
def decision_line(w, b, x1):
    """The bias changes sign too when it moves to the other side."""
    return (b - w[0] * x1) / w[1]


# %% misconception="decision_line" name="not_divided"
def decision_line(w, b, x1):
    """You found w2 times x2; divide by w2 to get x2."""
    return -(w[0] * x1 + b)


# %% [markdown]
# ## `logistic_gradient`


# %% misconception="logistic_gradient" name="sum_not_mean"
def logistic_gradient(X, y, w, b):
    """You sum over the examples; the loss is their mean, so divide by their number."""
    error = predict_proba(X, w, b) - y
    return X.T @ error, np.sum(error)


# %% misconception="logistic_gradient" name="sign_reversed"
def logistic_gradient(X, y, w, b):
    """You use y - p, which is minus the gradient; the slope of the loss is p - y."""
    error = y - predict_proba(X, w, b)
    return X.T @ error / len(y), np.mean(error)


# %% misconception="logistic_gradient" name="bias_summed"
def logistic_gradient(X, y, w, b):
    """Your dw is a mean but your db is a sum; both are slopes of the same mean loss."""
    error = predict_proba(X, w, b) - y
    return X.T @ error / len(y), np.sum(error)


# %% misconception="logistic_gradient" name="one_number_for_all_weights"
def logistic_gradient(X, y, w, b):
    """You average over the weights too; dw has one slope for each weight."""
    error = predict_proba(X, w, b) - y
    return np.mean(X.T @ error) / len(y), np.mean(error)


# %% misconception="logistic_gradient" name="mean_over_the_weights"
def logistic_gradient(X, y, w, b):
    """np.mean averages over the weights, not over the examples: divide X.T @ error by N instead."""
    error = predict_proba(X, w, b) - y
    return np.mean(X.T @ error), np.mean(error)


# %% misconception="logistic_gradient" name="squared_error"
def logistic_gradient(X, y, w, b):
    """The extra factor p (1 - p) belongs to squared error; with cross-entropy it cancels."""
    p = predict_proba(X, w, b)
    error = (p - y) * p * (1 - p)
    return X.T @ error / len(y), np.mean(error)


# %% misconception="logistic_gradient" name="labels_for_probabilities"
def logistic_gradient(X, y, w, b):
    """You subtract y from the predicted labels; the gradient needs the probabilities."""
    error = (X @ w + b > 0).astype(float) - y
    return X.T @ error / len(y), np.mean(error)


# %% misconception="logistic_gradient" name="scores_for_probabilities"
def logistic_gradient(X, y, w, b):
    """You subtract y from the scores, as least squares does; it is p - y, not z - y."""
    error = X @ w + b - y
    return X.T @ error / len(y), np.mean(error)


# %% [markdown]
# ## `gradient_descent`


# %% misconception="gradient_descent" name="ascends"
def gradient_descent(X, y, eta, tol, max_iters):
    """You add the gradient, which climbs; to lower the loss, subtract it."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w, b = w + eta * dw, b + eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="loss_after_step"
def gradient_descent(X, y, eta, tol, max_iters):
    """You measure the loss after the step; losses holds the one before it, the first is log 2."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        w, b = w - eta * dw, b - eta * db
        losses.append(mean_loss(X, y, w, b))
    return w, b, losses


# %% misconception="gradient_descent" name="never_stops_early"
def gradient_descent(X, y, eta, tol, max_iters):
    """You always use up max_iters steps; stop as soon as the gradient is short enough."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="norm_of_w_only"
def gradient_descent(X, y, eta, tol, max_iters):
    """You stop when dw is short and forget db; the bias may still have far to go."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="accumulates"
def gradient_descent(X, y, eta, tol, max_iters):
    """Your gradient is never reset: each step uses the sum of all the gradients so far."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    total_w, total_b = np.zeros(X.shape[1]), 0.0
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        total_w, total_b = total_w + dw, total_b + db
        w, b = w - eta * total_w, b - eta * total_b
    return w, b, losses


# %% misconception="gradient_descent" name="bias_after_weights"
def gradient_descent(X, y, eta, tol, max_iters):
    """You move w before you compute db; take both slopes at the same place, then move both."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w = w - eta * dw
        b = b - eta * logistic_gradient(X, y, w, b)[1]
    return w, b, losses


# %% misconception="gradient_descent" name="starts_at_one"
def gradient_descent(X, y, eta, tol, max_iters):
    """You start with weights of 1; the descent starts at zero."""
    w, b, losses = np.ones(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="stops_on_loss_change"
def gradient_descent(X, y, eta, tol, max_iters):
    """You stop when the loss hardly changes; tol is about the length of the gradient."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        loss = mean_loss(X, y, w, b)
        if losses and abs(losses[-1] - loss) <= tol:
            break
        losses.append(loss)
        dw, db = logistic_gradient(X, y, w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="steps_before_testing"
def gradient_descent(X, y, eta, tol, max_iters):
    """You test the gradient's length only after a step; a short gradient means no step at all."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
    return w, b, losses


# %% misconception="gradient_descent" name="lengths_for_losses"
def gradient_descent(X, y, eta, tol, max_iters):
    """You keep the lengths of the gradient; losses holds the mean loss before each step."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        length = np.sqrt(dw @ dw + db**2)
        if length <= tol:
            break
        losses.append(length)
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% misconception="gradient_descent" name="absolute_values_for_length"
def gradient_descent(X, y, eta, tol, max_iters):
    """You stop by the sum of the absolute slopes; the length is the root of the sum of squares."""
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sum(np.abs(dw)) + abs(db) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses


# %% [markdown]
# ## `map_step`


# %% misconception="map_step" name="prior_pushes_out"
def map_step(w, dw, eta, alpha):
    """Your prior makes the weights grow; its gradient alpha * w is added to dw, then subtracted."""
    return w - eta * (dw - alpha * w)


# %% misconception="map_step" name="prior_without_eta"
def map_step(w, dw, eta, alpha):
    """You take away alpha * w at full length; the learning rate multiplies the prior's pull too."""
    return w - eta * dw - alpha * w


# %% misconception="map_step" name="factor_two"
def map_step(w, dw, eta, alpha):
    """You use 2 * alpha * w; the half in the prior's cost cancels the 2 of its slope."""
    return w - eta * (dw + 2 * alpha * w)


# %% misconception="map_step" name="sign_of_w"
def map_step(w, dw, eta, alpha):
    """You pull every weight equally, as an L1 penalty does; a Gaussian pulls by alpha * w."""
    return w - eta * (dw + alpha * np.sign(w))


# %% misconception="map_step" name="no_prior"
def map_step(w, dw, eta, alpha):
    """Your step does not use alpha: that is gradient descent without the prior."""
    return w - eta * dw


# %% [markdown]
# ## `standardize`


# %% misconception="standardize" name="sample_std"
def standardize(X):
    """You divide by N - 1 in the standard deviation; the population form divides by N."""
    mean = X.mean(axis=0)
    std = X.std(axis=0, ddof=1)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% misconception="standardize" name="one_mean_for_all"
def standardize(X):
    """You took one mean and one deviation over the whole table; each column needs its own."""
    mean, std = np.full(X.shape[1], X.mean()), np.full(X.shape[1], X.std())
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% misconception="standardize" name="constant_column_nan"
def standardize(X):
    """You divide 0 by 0 in a constant column; give such a column the std 1 before dividing."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / std, mean, std


# %% misconception="standardize" name="zero_std_returned"
def standardize(X):
    """X_std is right, but you still return 0 as the std of a constant column; it is given as 1."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    return (X - mean) / np.where(std == 0, 1.0, std), mean, std


# %% misconception="standardize" name="variance"
def standardize(X):
    """You divide by the variance; the standard deviation is its square root."""
    mean, std = X.mean(axis=0), X.var(axis=0)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% misconception="standardize" name="mean_not_subtracted"
def standardize(X):
    """You scale the columns but do not subtract their means."""
    mean, std = X.mean(axis=0), X.std(axis=0)
    std = np.where(std == 0, 1.0, std)
    return X / std, mean, std


# %% misconception="standardize" name="divides_by_variance"
def standardize(X):
    """You divide by the variance; divide by the standard deviation, its root."""
    constant = X.min(axis=0) == X.max(axis=0)
    mean = np.where(constant, X[0], X.mean(axis=0))
    std = np.where(constant, 1.0, X.std(axis=0))
    return (X - mean) / std**2, mean, std


# %% misconception="standardize" name="along_the_rows"
def standardize(X):
    """You take mean and deviation along each row; every column, a feature, has its own: axis=0."""
    mean = X.mean(axis=1, keepdims=True)
    std = X.std(axis=1, keepdims=True)
    std = np.where(std == 0, 1.0, std)
    return (X - mean) / std, mean, std


# %% [markdown]
# ## `sgd_epoch`


# %% misconception="sgd_epoch" name="with_replacement"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You draw each batch afresh, so some examples come twice and others never; shuffle once."""
    for start in range(0, len(y), batch_size):
        batch = rng.integers(0, len(y), size=min(batch_size, len(y) - start))
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b


# %% misconception="sgd_epoch" name="drops_last_batch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You leave out the examples of the last, short batch."""
    order = rng.permutation(len(y))
    for start in range(0, len(y) - batch_size + 1, batch_size):
        batch = order[start : start + batch_size]
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b


# %% misconception="sgd_epoch" name="sum_in_batch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You sum the gradient over each batch; take its mean, whatever the batch's size."""
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw * len(batch), b - eta * db * len(batch)
    return w, b


# %% misconception="sgd_epoch" name="divides_by_batch_size"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You divide the last, short batch by batch_size; divide by the examples it really has."""
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        share = len(batch) / batch_size
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw * share, b - eta * db * share
    return w, b


# %% misconception="sgd_epoch" name="gradients_at_the_start"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You compute every batch's gradient at the weights you started from; use the latest ones."""
    order, new_w, new_b = rng.permutation(len(y)), w, b
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        new_w, new_b = new_w - eta * dw, new_b - eta * db
    return new_w, new_b


# %% misconception="sgd_epoch" name="not_shuffled"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You take the examples in the order they stand; shuffle them with rng first."""
    for start in range(0, len(y), batch_size):
        batch = slice(start, start + batch_size)
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b


# %% misconception="sgd_epoch" name="labels_not_shuffled"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You shuffle X but not y, so inputs get other examples' labels; use one order for both."""
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        dw, db = logistic_gradient(X[batch], y[start : start + batch_size], w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b


# %% misconception="sgd_epoch" name="all_examples_each_step"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """You cut batches, but take the gradient of all examples in every step."""
    order = rng.permutation(len(y))
    for _ in range(0, len(order), batch_size):
        dw, db = logistic_gradient(X, y, w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b


# %% [markdown]
# ## `bag_of_words`


# %% misconception="bag_of_words" name="presence"
def bag_of_words(documents, vocabulary):
    """You note only whether a word occurs; count how often it does."""
    return np.array([[float(word in words) for word in vocabulary] for words in documents])


# %% misconception="bag_of_words" name="parts_of_words"
def bag_of_words(documents, vocabulary):
    """You also count longer words that contain the word; only exact matches count."""
    return np.array([[" ".join(words).count(v) for v in vocabulary] for words in documents])


# %% misconception="bag_of_words" name="case_ignored"
def bag_of_words(documents, vocabulary):
    """You ignore upper and lower case; here case matters, only exact matches count."""
    lower = [[word.lower() for word in words] for words in documents]
    return np.array([[words.count(v.lower()) for v in vocabulary] for words in lower])


# %% misconception="bag_of_words" name="transposed"
def bag_of_words(documents, vocabulary):
    """You have one row per word; make it one row per document, one column per word."""
    return np.array([[words.count(v) for words in documents] for v in vocabulary])


# %% misconception="bag_of_words" name="frequencies"
def bag_of_words(documents, vocabulary):
    """You divide by the length of the document; the counts themselves are asked for."""
    return np.array(
        [[words.count(v) / max(len(words), 1) for v in vocabulary] for words in documents]
    )


# %% misconception="bag_of_words" name="vocabulary_sorted"
def bag_of_words(documents, vocabulary):
    """Your columns are in alphabetical order; they follow the order of the vocabulary."""
    return np.array([[words.count(v) for v in sorted(vocabulary)] for words in documents])


# %% [markdown]
# ## `slip_value_at_origin`

# %% misconception="slip_value_at_origin" name="minus_b"
"""At the origin nothing but the bias is left, with its own sign: the value is +b, not -b."""
slip_origin_value = 1.5

# %% misconception="slip_value_at_origin" name="bias_forgotten"
"""At the origin both products are 0, but the bias is still there."""
slip_origin_value = 0.0

# %% misconception="slip_value_at_origin" name="probability"
"""You gave the sigmoid of the value at the origin; the value itself is asked for."""
slip_origin_value = 1 / (1 + np.exp(1.5))

# %% [markdown]
# ## `slip_exponent`

# %% misconception="slip_exponent" name="far_point"
"""Far from the line the bias decides nothing, and both formulas agree; look where w.x is small."""
slip_point = np.array([1.0, 1.0])

# %% misconception="slip_exponent" name="on_the_boundary"
"""Your point lies on the right boundary: there the right formula is exactly one half, on no side."""
slip_point = np.array([0.0, 0.2])

# %% misconception="slip_exponent" name="on_the_other_line"
"""Your point lies where the wrong formula is exactly one half; go between the two lines."""
slip_point = np.array([0.0, -0.2])

# %% [markdown]
# ## `slip_stopping_rule`

# %% misconception="slip_stopping_rule" name="or_for_and"
"""You have the two loops the wrong way round: "or" goes on as long as either reason holds."""
slip_steps_or, slip_steps_and = 3, 50

# %% misconception="slip_stopping_rule" name="one_step_more"
"""You count the length that stops the loop as a step too; it is measured, but no step follows."""
slip_steps_or, slip_steps_and = 50, 4

# %% misconception="slip_stopping_rule" name="or_stops_too"
"""You let the loop with "or" stop once the gradient is short; but steps remain, so it goes on."""
slip_steps_or, slip_steps_and = 3, 3
