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

# %% hidden="above"
from lesson import *

# %% [markdown]
# ## 8 · The gradient of a batch, by matching shapes
#
# For one example the derivative with respect to the scores is $p - y$. The loss is a mean, so for
# the whole batch the derivatives form the table
#
# $$\frac{\partial L}{\partial Z} = \frac1N (P - Y), \qquad (N \times K) .$$
#
# What is $\partial L / \partial W$? One rule helps: **the gradient of a number has the shape of
# the array that it is taken with respect to.** The score $Z_{nk}$ depends on $W_{dk}$ through
# $X_{nd}$, so $\partial L / \partial W_{dk} = \sum_n X_{nd} \, G_{nk}$ with
# $G = \partial L / \partial Z$: an entry for every $d$ and $k$, summed over $n$. Only one way of
# multiplying $X$ and $G$ does that. Find it by looking at the shapes alone.
#
# Say $N = 5$ examples, $D = 3$ features, $K = 2$ classes. `X` is (5, 3), `G` is (5, 2).


# %% exercise="match_shapes" further=true minutes=4
# For each product give its shape as a tuple such as (4, 7), or None if the shapes do not fit.
#   shape_XtG  of X.T @ G
#   shape_GtX  of G.T @ X
#   shape_XG   of X @ G
# product_for_dW: which is the gradient with respect to our W, (D, K)? "XtG", "GtX" or "XG".
# product_for_transposed: and with respect to a W of shape (K, D), in Z = X @ W.T?
### BEGIN SOLUTION
shape_XtG = (3, 2)  # (3, 5) @ (5, 2)
shape_GtX = (2, 3)  # (2, 5) @ (5, 3)
shape_XG = None  # (5, 3) @ (5, 2): 3 is not 5
product_for_dW = "XtG"
product_for_transposed = "GtX"
### END SOLUTION


# %% tests="match_shapes" points=2
for some_shape in (shape_XtG, shape_GtX, shape_XG):
    check.true(
        some_shape is None or (isinstance(some_shape, tuple | list) and len(some_shape) == 2),
        "Each shape should be a tuple of two numbers, or None.",
        got=some_shape,
    )
for some_product in (product_for_dW, product_for_transposed):
    check.true(
        isinstance(some_product, str) and some_product in ("XtG", "GtX", "XG"),
        'Each product should be one of the texts "XtG", "GtX" and "XG".',
        got=some_product,
    )
check.done("match_shapes", hidden="all five answers")
### BEGIN HIDDEN TESTS
check.true(shape_XG is None, "shape_XG is not right: look at the two inner lengths.", got=shape_XG)
check.close(shape_XtG, (3, 2), what="shape_XtG")
check.close(shape_GtX, (2, 3), what="shape_GtX")
check.close(product_for_dW, "XtG", what="product_for_dW")
check.close(product_for_transposed, "GtX", what="product_for_transposed")
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `(a, b) @ (b, c)` has shape `(a, c)`, and the two inner lengths have to be equal. `.T` swaps the
# two lengths.
# </details>
#
# Know the limits of this rule. If $N$, $D$ and $K$ happen to be equal, *every* product fits, and
# only one is right. So test with three different lengths.
#
# Each bias is added to every row, so its derivative is the sum over the rows. And the penalty
# $\frac{\lambda}{2} \sum W_{dk}^2$ on the weights (not on the biases), which keeps them small,
# adds its own gradient $\lambda W$:
#
# $$
# \frac{\partial L}{\partial W} = X^T \, \frac{P - Y}{N} + \lambda W, \qquad
# \frac{\partial L}{\partial b_k} = \frac1N \sum_{n=1}^{N} (P - Y)_{nk} .
# $$
#
# The $\frac12$ is there to cancel the 2. (Some authors leave it out, and some add up the losses of
# all examples where we take the mean. Their $\lambda$ is then another number; always check which.)
#
# > **Predict.** What is left of `dW` when $P = Y$?

# %% look="guess_nothing_left_to_learn"
remember.predict(
    "nothing_left_to_learn",
    "P equals Y. What is left of dW?",
    ["nothing", "W", "λW", "X.T @ Y"],
    right=2,
    because=(
        "The data have no more to say, the penalty has. (Writing every example down twice changes "
        "nothing: it is the gradient of a mean.)"
    ),
)


# %% exercise="softmax_gradients"
def softmax_gradients(X, Y, W, b, lam):
    """Gradients of the mean cross-entropy of softmax regression, with an L2 penalty on W.

    X: (N, D) inputs.  Y: (N, K) one-hot rows.  W: (D, K) weights.  b: (K,) biases.
    lam: strength of the penalty lam/2 * sum(W**2), which is added to the mean of the N losses.
    Returns (dW, db): dW (D, K) and db (K,), the derivatives of that sum. Scores of ±1000 give no
    warning.

    Example: X = [[2.0]], Y = [[1.0, 0.0]], zero W and b, lam = 0.0: P is [[0.5, 0.5]], so
    dW = [[-1.0, 1.0]] and db = [-0.5, 0.5].
    """
    ### BEGIN SOLUTION
    dZ = (softmax(X @ W + b) - Y) / len(X)  # (N, K): the mean is in here already
    return X.T @ dZ + lam * W, np.sum(dZ, axis=0)
    ### END SOLUTION


# %% tests="softmax_gradients" points=3
X_batch = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [-1.0, 1.0, 0.5], [0.5, 0.0, 2.0]])
Y_batch = np.eye(2)[[0, 1, 1, 0]]
W_batch, b_batch = np.array([[0.1, -0.3], [0.0, 0.4], [-0.5, 0.2]]), np.array([0.05, -0.05])
check.close(
    softmax_gradients(
        np.array([[2.0]]), np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.zeros(2), 0.0
    )[0],
    np.array([[-1.0, 1.0]]),
    what="dW for one input [2.0] with label 0, from zero weights",
)
dW_got = softmax_gradients(X_batch.copy(), Y_batch.copy(), W_batch.copy(), b_batch.copy(), 0.1)[0]
check.shape(dW_got, (3, 2), what="dW for N = 4, D = 3, K = 2")
check.gradient(
    lambda W: multiclass.penalized_loss(X_batch, Y_batch, W, b_batch, 0.1),
    dW_got,
    W_batch,
    what="dW, with lam = 0.1,",
)
twice = (np.vstack([X_batch] * 2), np.vstack([Y_batch] * 2), W_batch.copy(), b_batch.copy())
check.close(
    softmax_gradients(*twice, 0.1)[0], dW_got, what="dW after writing every example down twice"
)
check.done(
    "softmax_gradients, dW",
    hidden="random data, N = D = K, no penalty, inputs and weights that are whole numbers",
)
### BEGIN HIDDEN TESTS
X_few = np.array([[1.0, 2.0], [0.0, 1.0], [-1.0, 1.0]])
W_few, b_few = np.array([[0.1, 0.2, -0.3], [0.0, -0.1, 0.4]]), np.array([0.05, 0.0, -0.05])
for strength, due in [
    (
        0.0,
        [
            [-0.3174010365768233, 0.35424533687224076, -0.036844300295417465],
            [-0.2673036517113575, 0.0032026504900527497, 0.26410100122130475],
        ],
    ),
    (
        0.1,
        [
            [-0.30740103657682327, 0.37424533687224076, -0.06684430029541746],
            [-0.2673036517113575, -0.006797349509947252, 0.3041010012213048],
        ],
    ),
]:
    moved = (X_few.copy(), np.eye(3)[[0, 2, 1]], W_few.copy(), b_few.copy())
    check.close(
        softmax_gradients(*moved, strength)[0],
        np.array(due),
        what="dW",
        given={
            "X": X_few,
            "Y": np.eye(3)[[0, 2, 1]],
            "W": W_few,
            "b": b_few,
            "lam": strength,
        },
    )
for N, D, K in [(1, 1, 2), (6, 1, 3), (1, 4, 3), (3, 3, 3), (20, 5, 4)]:
    X_try, W_try, b_try = rng.normal(size=(N, D)), rng.normal(size=(D, K)), rng.normal(size=K)
    Y_try, strength = np.eye(K)[rng.integers(0, K, N)], float(rng.uniform(0.1, 2))
    for lam_try in (strength, 0.0):
        copies = (X_try.copy(), Y_try.copy(), W_try.copy(), b_try.copy())
        check.close(
            softmax_gradients(*copies, lam_try)[0],
            reference.softmax_gradients(X_try, Y_try, W_try, b_try, lam_try)[0],
            what="dW",
            given={"X": X_try, "Y": Y_try, "W": W_try, "b": b_try, "lam": lam_try},
        )
X_whole, Y_whole = rng.integers(-2, 3, size=(5, 2)), np.eye(3, dtype=int)[[0, 1, 2, 2, 0]]
W_whole, b_whole = np.array([[1, 0, -1], [0, 2, 1]]), np.array([0, 1, 0])
right = reference.softmax_gradients(X_whole, Y_whole, W_whole, b_whole, 1)[0]
check.close(
    softmax_gradients(X_whole.copy(), Y_whole.copy(), W_whole.copy(), b_whole.copy(), 1)[0],
    right,
    what="dW for whole numbers",
    given={"X": X_whole, "Y": Y_whole, "W": W_whole, "b": b_whole, "lam": 1},
)
### END HIDDEN TESTS

# %% tests="softmax_gradients" points=2
X_batch = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, -1.0], [-1.0, 1.0, 0.5], [0.5, 0.0, 2.0]])
Y_batch = np.eye(2)[[0, 1, 1, 0]]
W_batch, b_batch = np.array([[0.1, -0.3], [0.0, 0.4], [-0.5, 0.2]]), np.array([0.05, -0.05])
check.keeps_arguments(softmax_gradients, X_batch, Y_batch, W_batch, b_batch, 0.1)
check.close(
    softmax_gradients(
        np.array([[2.0]]), np.array([[1.0, 0.0]]), np.zeros((1, 2)), np.zeros(2), 0.0
    )[1],
    np.array([-0.5, 0.5]),
    what="db for one input [2.0] with label 0, from zero weights",
)
db_got = softmax_gradients(X_batch, Y_batch, W_batch, b_batch, 0.1)[1]
check.shape(db_got, (2,), what="db for N = 4, D = 3, K = 2")
check.gradient(
    lambda b: multiclass.penalized_loss(X_batch, Y_batch, W_batch, b, 0.1),
    db_got,
    b_batch,
    what="db, with lam = 0.1,",
)
check.close(
    softmax_gradients(np.vstack([X_batch] * 2), np.vstack([Y_batch] * 2), W_batch, b_batch, 0.1)[1],
    db_got,
    what="db after writing every example down twice",
)
check.done("softmax_gradients, db", hidden="random data, N = D = K, no penalty, scores of ±1000")
### BEGIN HIDDEN TESTS
for N, D, K in [(1, 1, 2), (6, 1, 3), (1, 4, 3), (3, 3, 3), (20, 5, 4)]:
    X_try, W_try, b_try = rng.normal(size=(N, D)), rng.normal(size=(D, K)), rng.normal(size=K)
    Y_try, strength = np.eye(K)[rng.integers(0, K, N)], float(rng.uniform(0.1, 2))
    for lam_try in (strength, 0.0):
        check.close(
            softmax_gradients(X_try, Y_try, W_try, b_try, lam_try)[1],
            reference.softmax_gradients(X_try, Y_try, W_try, b_try, lam_try)[1],
            what="db",
            given={"X": X_try, "Y": Y_try, "W": W_try, "b": b_try, "lam": lam_try},
        )
X_turned, W_turned = rng.normal(size=(3, 8)).T[::2], rng.normal(size=(2, 3)).T
Y_turned = np.eye(2)[[0, 1, 1, 0]]
check.agree(
    softmax_gradients,
    reference.softmax_gradients,
    X_turned,
    Y_turned,
    W_turned,
    np.zeros(2),
    0.3,
)
X_far, Y_far = np.array([[1000.0], [-1000.0], [1.0]]), np.eye(2)[[1, 1, 0]]
far_slopes = check.no_warnings(
    softmax_gradients, X_far, Y_far, np.array([[1.0, -1.0]]), np.zeros(2), 0.1
)
check.close(
    far_slopes[1],
    reference.softmax_gradients(X_far, Y_far, np.array([[1.0, -1.0]]), np.zeros(2), 0.1)[1],
    what="db for scores of ±1000",
    given={"X": X_far, "Y": Y_far},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Write down the shape of everything: scores, probabilities, `P - Y`, `dW`, `db`. Two lines of code
# are enough.
# </details>
# <details><summary>Hint 2</summary>
#
# `dZ = (P - Y) / N` first. Then `dW` is the product you found above, plus the penalty's gradient,
# and `db` adds up the rows of `dZ`.
# </details>

# %% [markdown]
# ## 9 · Answers, and how many are right
#
# To answer with a label, take the class with the largest probability, $\hat y = \arg\max_k p_k$.
# The softmax keeps the order of the scores, so the largest *score* will do.
#
# > **Predict.** Does the answer change if all weights and biases are doubled?

# %% look="guess_doubled_weights"
remember.predict(
    "doubled_weights",
    "All weights and biases are doubled. What changes?",
    ["both", "nothing", "how sure the model is", "the answers"],
    right=2,
    because=(
        "The order of the scores stays: it is a temperature of one half. Nor does adding 5 to all "
        "biases change an answer."
    ),
)


# %% exercise="predict" further=true
def predict(X, W, b):
    """The most probable class for each row of X.

    X: (N, D) inputs.  W: (D, K) weights.  b: (K,) biases.
    Returns an array (N,) of whole numbers from 0 to K - 1. In a tie the smaller label wins.

    Example: with zero weights and b = [0.0, 1.0, 0.5] every row gets the label 1.
    """
    ### BEGIN SOLUTION
    return np.argmax(X @ W + b, axis=1)
    ### END SOLUTION


# %% tests="predict" points=1
X_ask = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0], [0.5, 0.25]])
W_ask, b_ask = np.array([[2.0, 0.0, -1.0], [0.0, 2.0, -1.0]]), np.array([0.0, 0.25, 0.0])
answers = predict(X_ask, W_ask, b_ask)
check.shape(answers, (4,), what="predict for four inputs")
check.close(
    predict(X_ask, np.zeros((2, 3)), np.array([0.0, 1.0, 0.5])),
    np.array([1, 1, 1, 1]),
    what="predict with zero weights and b = [0, 1, 0.5]",
)
check.close(
    answers[:3],
    np.array([0, 1, 2]),
    what="predict for the inputs [1, 0], [0, 1] and [-1, -1]",
    given={"W": W_ask, "b": b_ask},
)
check.close(predict(X_ask, W_ask, b_ask + 5.0), answers, what="predict after adding 5 to all b")
check.done("predict", hidden="random models, ties, scores of ±1000 without a warning")
### BEGIN HIDDEN TESTS
check.close(answers, np.array([0, 1, 2, 0]), what="predict", given={"X": X_ask, "W": W_ask})
for N, D, K in [(1, 1, 2), (1, 3, 5), (3, 3, 3), (25, 4, 6)]:
    X_try, W_try, b_try = rng.normal(size=(N, D)), rng.normal(size=(D, K)), 2 * rng.normal(size=K)
    check.agree(predict, reference.predict, X_try, W_try, b_try)
check.agree(predict, reference.predict, np.eye(3), np.ones((3, 4)), np.zeros(4))
check.agree(predict, reference.predict, np.eye(2), np.array([[0, 3, 3], [2, 1, 2]]), np.zeros(3))
X_far = np.array([[1000.0], [-1000.0]])
far_answers = check.no_warnings(predict, X_far, np.array([[1.0, -1.0, 0.5]]), np.zeros(3))
check.close(far_answers, np.array([0, 1]), what="predict for scores of ±1000")
### END HIDDEN TESTS

# %% tests="predict" points=1
X_ask = np.array([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0], [0.5, 0.25]])
W_ask, b_ask = np.array([[2.0, 0.0, -1.0], [0.0, 2.0, -1.0]]), np.array([0.0, 0.25, 0.0])
check.close(
    check.keeps_arguments(predict, X_ask, W_ask, b_ask),
    np.array([0, 1, 2, 0]),
    what="predict, asked to leave its arguments as they are,",
)
check.done("predict, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    predict, reference.predict, rng.normal(size=(5, 2)), rng.normal(size=(2, 3)), rng.normal(size=3)
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.argmax` returns the *place* of the largest entry, the first one if there are several. Along
# which axis do the classes lie?
# </details>
#
# The simplest report is the **accuracy**, the share of right answers. It is what we care about,
# but gradient descent cannot use it: when a weight changes a little, it does not change at all, or
# it jumps.


# %% exercise="accuracy" further=true minutes=3
def accuracy(y, y_hat):
    """The share of right answers.

    y: (N,) labels.  y_hat: (N,) predicted labels.
    Returns a number between 0.0 and 1.0.

    Example: accuracy(np.array([0, 1, 2, 2]), np.array([0, 1, 1, 2])) is 0.75.
    """
    ### BEGIN SOLUTION
    return np.mean(y == y_hat)
    ### END SOLUTION


# %% tests="accuracy" points=0.5
check.shape(accuracy(np.array([0, 1]), np.array([1, 1])), (), what="accuracy")
check.close(
    accuracy(np.array([0, 1, 2, 2]), np.array([0, 1, 1, 2])),
    0.75,
    what="accuracy with three of four answers right",
)
check.close(
    accuracy(np.array([3, 1]), np.array([3, 1])), 1.0, what="accuracy when everything is right"
)
check.done("accuracy", hidden="random labels, none right, classes of very different sizes")
### BEGIN HIDDEN TESTS
for N, K in [(1, 2), (9, 3), (50, 10)]:
    check.agree(accuracy, reference.accuracy, rng.integers(0, K, N), rng.integers(0, K, N))
check.agree(accuracy, reference.accuracy, np.array([1, 0, 2]), np.array([1, 1, 1]))
check.agree(accuracy, reference.accuracy, np.array([9, 9, 9]), np.array([0, 1, 2]))
check.agree(accuracy, reference.accuracy, np.array([0] * 9 + [1]), np.zeros(10, dtype=int))
### END HIDDEN TESTS

# %% tests="accuracy" points=0.5
check.close(
    check.keeps_arguments(accuracy, np.array([0, 1]), np.array([1, 1])),
    0.5,
    what="accuracy, asked to leave its arguments as they are,",
)
check.done("accuracy, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(accuracy, reference.accuracy, rng.integers(0, 3, size=7), rng.integers(0, 3, size=7))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Comparing two arrays gives True and False, and True counts as 1.
# </details>
#
# One number hides *which* mistakes are made. The **confusion matrix** counts them all: entry
# $(i, j)$ says how many examples of class $i$ got the answer $j$. Rows are the truth, columns the
# answers.
#
# > **Predict.** How do you get the accuracy from the matrix?

# %% look="guess_accuracy_from_the_matrix"
remember.predict(
    "accuracy_from_the_matrix",
    "How do you get the accuracy from the confusion matrix?",
    [
        "sum of the diagonal / sum of all entries",
        "sum of the diagonal / number of classes",
        "mean of the diagonal",
        "largest entry / sum of all entries",
    ],
    right=0,
    because=(
        "The diagonal counts the right answers, and a row adds up to the number of examples of its "
        "class."
    ),
)


# %% exercise="confusion_matrix" further=true
def confusion_matrix(y, y_hat, K):
    """How often each class got each answer.

    y: (N,) labels.  y_hat: (N,) predicted labels.  K: the number of classes.
    Returns an array (K, K) of whole numbers: entry (i, j) counts the examples with label i that
    were answered with j.

    Example: confusion_matrix(np.array([0, 1, 1]), np.array([0, 0, 1]), 2) is [[1, 0], [1, 1]].
    """
    ### BEGIN SOLUTION
    counts = np.zeros((K, K), dtype=int)
    for truth, answer in zip(y, y_hat, strict=True):
        counts[truth, answer] += 1
    return counts
    ### END SOLUTION


# %% tests="confusion_matrix" points=1
check.close(
    confusion_matrix(np.array([0, 1, 1]), np.array([0, 0, 1]), 2),
    np.array([[1, 0], [1, 1]]),
    what="confusion_matrix for the labels 0, 1, 1 and the answers 0, 0, 1",
)
y_true, y_said = np.array([0, 0, 0, 1, 1, 2, 2, 2]), np.array([0, 0, 1, 1, 2, 2, 0, 0])
mistakes = confusion_matrix(y_true, y_said, 4)
check.shape(mistakes, (4, 4), what="confusion_matrix with K = 4 (class 3 never occurs)")
check.close(
    mistakes.sum(axis=1),
    np.array([3, 2, 3, 0]),
    what="the row sums, which count the examples of each class",
    given={"y": y_true, "y_hat": y_said},
)
check.done("confusion_matrix", hidden="random labels and answers, repeated mistakes, one example")
### BEGIN HIDDEN TESTS
for N, K in [(1, 2), (12, 3), (60, 3), (60, 10)]:
    y_try, y_hat_try = rng.integers(0, K, N), rng.integers(0, K, N)
    check.agree(confusion_matrix, reference.confusion_matrix, y_try, y_hat_try, K)
check.close(
    mistakes,
    np.array([[2, 1, 0, 0], [0, 1, 1, 0], [2, 0, 1, 0], [0, 0, 0, 0]]),
    what="confusion_matrix",
    given={"y": y_true, "y_hat": y_said},
)
### END HIDDEN TESTS

# %% tests="confusion_matrix" points=1
y_true, y_said = np.array([0, 0, 0, 1, 1, 2, 2, 2]), np.array([0, 0, 1, 1, 2, 2, 0, 0])
check.close(
    check.keeps_arguments(confusion_matrix, y_true, y_said, 4),
    np.array([[2, 1, 0, 0], [0, 1, 1, 0], [2, 0, 1, 0], [0, 0, 0, 0]]),
    what="confusion_matrix, asked to leave its arguments as they are,",
)
check.done("confusion_matrix, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    confusion_matrix,
    reference.confusion_matrix,
    rng.integers(0, 3, size=12),
    rng.integers(0, 3, size=12),
    3,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start from zeros, loop over the examples, add 1 to one entry each time.
# </details>
# <details><summary>Hint 2</summary>
#
# `counts[y, y_hat] += 1` looks like a shortcut, but counts a pair that occurs three times only
# once. (`np.add.at` is the one that counts them all.)
# </details>

# %% [markdown]
# ## 10 · Training
#
# You have all the parts, and the epoch is *recall*: it is that of lesson 1, with a matrix of
# weights in place of a vector. You have shuffled and cut once, so `shuffled_batches`, below, does
# it for you; what is left is the step, and the record. Start with zeros: the loss is convex in
# `W` and `b`, so any start will do, and from zero the first loss is $\log K$. In each **epoch**
# shuffle the examples, cut them into batches, and take one step per batch, with the gradients *of
# that batch* at the weights as they are *by then*:
#
# $$W \leftarrow W - \eta \frac{\partial L}{\partial W}, \qquad
# b \leftarrow b - \eta \frac{\partial L}{\partial b} .$$
#
# At the end of each epoch record the loss over **all** training examples, penalty included: the
# number that the descent is meant to lower. (The mean of the losses seen along the way is cheaper,
# but it belongs to weights that were changing all the while.)
#
# > **Predict.** 1438 digits in batches of 32: how many digits are in the last batch?

# %% look="guess_last_batch"
remember.predict(
    "last_batch",
    "1438 digits in batches of 32. How many are in the last batch?",
    right=30,
    because="44 full batches hold 1408; with the last one an epoch takes 45 steps.",
)


# %%
def shuffled_batches(N, batch_size, rng):
    """One epoch: the numbers 0 to N - 1 in an order drawn by rng, an array for each batch (given)."""
    order = rng.permutation(N)
    for start in range(0, N, batch_size):
        yield order[start : start + batch_size]


# %% exercise="fit_softmax" minutes=10
def fit_softmax(X, y, K, eta, lam, epochs, batch_size, rng):
    """Train softmax regression by stochastic gradient descent, starting from zero.

    X: (N, D) inputs.  y: (N,) labels.  K: the number of classes.  eta: learning rate.
    lam: strength of the penalty lam/2 * sum(W**2).  epochs, batch_size: ints.
    rng: a numpy.random.Generator.
    In each epoch the examples are taken in a new order, shuffled by rng, each exactly once,
    batch_size at a time (the last batch may be shorter). Each batch makes one step with
    softmax_gradients of its examples, penalty included.
    Returns (W, b, losses): W (D, K), b (K,), and losses with one entry for each epoch: the mean
    cross-entropy over all N examples plus the penalty, measured after the epoch.

    Example: epochs = 0 takes no step: W and b are all zeros and losses is empty.
    """
    ### BEGIN SOLUTION
    N, D = np.shape(X)
    Y = one_hot(y, K)
    W, b, losses = np.zeros((D, K)), np.zeros(K), []
    for _ in range(epochs):
        for batch in shuffled_batches(N, batch_size, rng):
            dW, db = softmax_gradients(X[batch], Y[batch], W, b, lam)
            W, b = W - eta * dW, b - eta * db
        log_P = log_softmax(X @ W + b)
        losses.append(-np.mean(np.sum(Y * log_P, axis=1)) + lam / 2 * np.sum(W**2))
    return W, b, losses
    ### END SOLUTION


# %% tests="fit_softmax" points=5
check.keeps_arguments(fit_softmax, X_three, y_three, 3, 0.1, 0.1, 1, 30, np.random.default_rng(0))
check.close(
    fit_softmax(X_three, y_three, 3, 0.1, 0.0, 0, 10, np.random.default_rng(0)),
    (np.zeros((2, 3)), np.zeros(3), []),
    what="fit_softmax with no epoch",
)
check.close(
    fit_softmax(np.array([[2.0]]), np.array([0]), 2, 0.5, 0.0, 1, 1, np.random.default_rng(0)),
    (np.array([[0.5, -0.5]]), np.array([0.25, -0.25]), [0.0788897]),
    what="fit_softmax, one step with eta = 0.5 from one input [2.0] with label 0",
    atol=1e-7,
)
fit = fit_softmax(X_three, y_three, 3, 0.3, 0.05, 12, 90, np.random.default_rng(0))
check.true(
    isinstance(fit, tuple | list) and len(fit) == 3,
    "fit_softmax should return three things: W, b and losses.",
    got=fit,
)
check.shape(fit[0], (2, 3), what="W")
check.shape(fit[1], (3,), what="b")
check.true(
    len(fit[2]) == 12,
    "losses should have one entry for each epoch.",
    given={"epochs": 12},
    got=fit[2],
)
check.true(
    bool(np.all(np.diff(np.array(fit[2])) < 0)),
    "With all examples in one batch and this small learning rate every epoch should lower the "
    "loss; yours does not.",
    given={"eta": 0.3, "batch_size": 90},
    got=fit[2],
)
check.close(
    fit[2][-1],
    multiclass.penalized_loss(
        X_three, np.eye(3)[y_three], np.array(fit[0]), np.array(fit[1]), 0.05
    ),
    what="the last entry of losses, against the penalised loss of the W and b you return,",
)
five_equal = fit_softmax(
    np.ones((5, 1)), np.array([1, 1, 1, 1, 1]), 2, 1.0, 0.0, 1, 2, np.random.default_rng(1)
)
check.close(
    five_equal[1],
    np.array([-0.6967027612662078, 0.6967027612662078]),
    what="b after one epoch over five equal examples in batches of 2 (three steps)",
)
check.done("fit_softmax", hidden="other batch sizes, whether each epoch is shuffled, by rng alone")
### BEGIN HIDDEN TESTS
for N, D, K in [(6, 2, 3), (13, 3, 2), (20, 4, 5)]:
    X_try, y_try = rng.normal(size=(N, D)), rng.integers(0, K, N)
    for size, strength in [(N, 0.0), (N + 7, 0.5)]:
        mine = fit_softmax(X_try, y_try, K, 0.4, strength, 4, size, np.random.default_rng(N))
        check.close(
            mine,
            reference.fit_softmax(
                X_try, y_try, K, 0.4, strength, 4, size, np.random.default_rng(0)
            ),
            what=f"fit_softmax with all {N} examples in one batch",
            given={"X": X_try, "y": y_try, "K": K, "eta": 0.4, "lam": strength, "epochs": 4},
        )
# Equal examples: the order does not matter, the number and the size of the steps do
for size in (1, 3, 4):
    X_same, y_same = np.tile(rng.normal(size=2), (8, 1)), np.full(8, int(rng.integers(3)))
    check.close(
        fit_softmax(X_same, y_same, 3, 0.8, 0.1, 2, size, np.random.default_rng(size)),
        reference.fit_softmax(X_same, y_same, 3, 0.8, 0.1, 2, size, np.random.default_rng(0)),
        what=f"fit_softmax over eight equal examples in batches of {size}",
        given={"X": X_same, "y": y_same, "eta": 0.8, "lam": 0.1, "epochs": 2},
    )
# Each example once per epoch, with its own label: with inputs that are 1 in one place only, and a
# tiny step, the weight between a place and its label tells how much its example counted
for N, size in [(20, 1), (20, 6), (13, 4)]:
    y_once = rng.integers(0, 4, size=N)
    moved = fit_softmax(np.eye(N), y_once, 4, 1e-6, 0.0, 1, size, np.random.default_rng(N))
    full, rest = N // size * size, N % size
    check.close(
        np.sort(np.array(moved[0])[np.arange(N), y_once] / 0.75e-6),
        np.concatenate([np.full(full, 1 / size), np.full(rest, 1 / max(rest, 1))]),
        what=f"how much each of {N} examples counted, in batches of {size}, toward its own label",
        rtol=1e-3,
    )
# Which example is alone in the last batch changes with the generator, and from epoch to epoch
y_seven = np.array([0, 1, 0, 1, 0, 1, 0])
alone = []
for seed in range(20):
    W_one = fit_softmax(np.eye(7), y_seven, 2, 1e-6, 0.0, 1, 3, np.random.default_rng(seed))[0]
    alone.append(int(np.argmax(np.array(W_one)[np.arange(7), y_seven])))
check.true(
    len(set(alone)) > 2,
    "The batches are made of the same examples in every run; shuffle the examples with rng.",
)
W_eight = fit_softmax(np.eye(7), y_seven, 2, 1e-6, 0.0, 8, 3, np.random.default_rng(5))[0]
check.true(
    float(np.max(np.array(W_eight)[np.arange(7), y_seven])) < 7.5 * 0.5e-6,
    "The batches are made of the same examples in every epoch; shuffle anew for each epoch.",
)
y_try = rng.integers(0, 3, 11)
X_try = rng.normal(size=(11, 2)) + np.eye(3)[y_try, :2]
twins = [fit_softmax(X_try, y_try, 3, 1.0, 0.1, 3, 2, np.random.default_rng(3)) for _ in range(2)]
check.true(
    bool(np.array_equal(twins[0][0], twins[1][0])),
    "Equal generators give different results: take all randomness from rng.",
)
check.close(
    twins[0][2][-1],
    multiclass.penalized_loss(X_try, np.eye(3)[y_try], *map(np.array, twins[0][:2]), 0.1),
    what="the last entry of losses, after an epoch in small batches,",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two nested loops, over epochs and over `shuffled_batches(N, batch_size, rng)`, with one step inside.
# Each batch is an array of row numbers: `X[batch]` and `Y[batch]` belong together.
# </details>
# <details><summary>Hint 2</summary>
#
# The loss comes after the loop over the batches, from all of `X`, with the new `W` and `b`.
# </details>
#
# First the three groups of points from the top of the lesson, with your model. Between any two
# classes the boundary is straight. Why? (Where are two scores equal?)

# %% look="three_regions" alt="The points of three classes and the three regions of your trained model. Straight boundaries part them, and the colours are paler near the boundaries, where the model is less sure."
with if_ready():
    generator = np.random.default_rng(0)
    weights, bias, _ = fit_softmax(X_three, y_three, 3, 0.5, 0.01, 60, 16, generator)
    plots.boundary(
        lambda points: softmax(points @ weights + bias),
        X_three,
        y_three,
        title="your model of three classes",
    )

# %% [markdown]
# **And now the real thing.** 1438 handwritten digits to learn from, 359 held out: the model never
# sees them while it learns. It takes a few seconds at most, and gets 94 % or more of the held-out
# digits right.

# %% tests="fit_softmax" points=2 timeout=60
X_learn, X_held, y_learn, y_held = data.split(*data.digits(), fraction=0.2, seed=0)
W_read, b_read, losses_read = fit_softmax(
    X_learn, y_learn, 10, 0.5, 1e-3, 12, 32, np.random.default_rng(0)
)
check.shape(W_read, (64, 10), what="W for the digits")
share = float(np.mean(np.argmax(X_held @ W_read + b_read, axis=1) == y_held))
check.true(
    float(losses_read[-1]) < 0.5,
    "Twelve epochs should bring the loss well below its start of log 10 = 2.3; yours stays above "
    "0.5.",
    got=losses_read,
)
check.true(
    share >= 0.94,
    f"The model reads {share:.1%} of the held-out digits; it should read at least 94 %.",
)
check.done("fit_softmax on the digits", hidden="other ways to hold digits out")
### BEGIN HIDDEN TESTS
shares = []
for seed in (4, 7, 11):
    X_learn, X_held, y_learn, y_held = data.split(*data.digits(), fraction=0.2, seed=seed)
    generator = np.random.default_rng(seed)
    W_read, b_read, _ = fit_softmax(X_learn, y_learn, 10, 0.5, 1e-3, 12, 32, generator)
    shares.append(float(np.mean(np.argmax(X_held @ W_read + b_read, axis=1) == y_held)))
check.true(
    float(np.mean(shares)) >= 0.94,
    f"On other splits the model reads {np.mean(shares):.1%} of the held-out digits on average; it "
    "should read at least 94 %.",
)
### END HIDDEN TESTS

# %% look="digits_learning" alt="The training loss over 25 epochs for batches of 8, of 64 and of all digits, from 2.3 downwards. The smaller the batch, the faster it falls; the legend gives the accuracy on held-out digits."
with if_ready():
    X_learn, X_held, y_learn, y_held = data.split(*data.digits(), fraction=0.2, seed=0)
    fig, ax = plt.subplots(figsize=(7, 3))
    for size in (8, 64, len(y_learn)):
        generator = np.random.default_rng(0)
        weights, bias, track = fit_softmax(X_learn, y_learn, 10, 0.2, 1e-3, 25, size, generator)
        share = accuracy(y_held, predict(X_held, weights, bias))
        ax.plot([np.log(10), *track], ".-", label=f"batches of {size}: {share:.1%} held-out")
    ax.set(xlabel="epochs", ylabel="training loss with penalty", ylim=(0, 2.4))
    ax.legend()

# %% [markdown]
# All three start at $\log 10 = 2.3$, with the same learning rate. Small batches take more steps
# per epoch, so they learn faster per epoch; one batch of everything takes a single step. (Try
# batches of 1437. The last one is then a single digit, and its step counts as much as that of all
# the others.)
#
# What has it learned? Each class has one weight per pixel, so its weights are a picture too:
# purple pixels speak *for* the class when they are inked, orange ones *against* it. Look at the 0:
# what does it hold against ink in the middle?

# %% look="what_the_weights_look_for" alt="Ten small pictures, one for each digit: the weights of its class in the places of the pixels, orange and purple for the two signs. Some show a rough shape of their digit, such as the centre of the 0, where ink speaks against it."
with if_ready():
    X_learn, X_held, y_learn, y_held = data.split(*data.digits(), fraction=0.2, seed=0)
    generator = np.random.default_rng(0)
    weights, bias, _ = fit_softmax(X_learn, y_learn, 10, 0.5, 1e-3, 25, 32, generator)
    multiclass.weight_images(weights)

# %% [markdown]
# Which digits does it mix up? Your confusion matrix on the held-out digits, and some of the
# mistakes themselves (*truth → answer*). Would you have done better?

# %% look="mistakes" alt="A table of 10 × 10 counts, truth by answer, for held-out digits: nearly all stand on the diagonal. Below it up to ten digits that were read wrongly, each with its true label and the answer."
with if_ready():
    X_learn, X_held, y_learn, y_held = data.split(*data.digits(), fraction=0.2, seed=0)
    generator = np.random.default_rng(0)
    weights, bias, _ = fit_softmax(X_learn, y_learn, 10, 0.5, 1e-3, 25, 32, generator)
    answers = predict(X_held, weights, bias)
    fig, ax = plt.subplots(figsize=(4.6, 4.6), layout="constrained")
    multiclass.matrix(
        np.asarray(confusion_matrix(y_held, answers, 10)).astype(int), ax=ax, form="{:d}", limit=40
    )
    ax.set(xlabel="answer", ylabel="truth", title="held-out digits")
    wrong = np.flatnonzero(answers != y_held)[:10]
    plots.images(X_held[wrong], labels=[f"{y_held[n]} → {answers[n]}" for n in wrong])

# %% [markdown]
# ## 11 · How strong a penalty?
#
# $\lambda$ cannot be chosen by the training loss: that always prefers $\lambda = 0$. Nor should it
# be chosen on the examples that are kept for the final report. Whoever tries thirty values and
# reports the best has had thirty chances to be lucky, and the report is too good. So hold out a
# third part, for *choosing*: a **validation** set.
#
# When examples are few this is costly: every example held out is one not learned from. **k-fold
# cross-validation** lets every example play both parts. Shuffle, cut into $k$ parts (*folds*);
# train on $k - 1$ of them, measure on the one left out; repeat until each fold has been left out
# once; average. (A fold that is used to choose is a *validation* fold. The *test* set is yet
# another, untouched, for the last number.)
#
# ![Four rounds over four folds. In each round another fold is used for measuring, and the other
# three for training.](drawing:folds)
#
# > **Predict.** 11 examples, 4 folds. How large is the smallest fold?

# %% look="guess_smallest_fold"
remember.predict(
    "smallest_fold",
    "11 examples, 4 folds. How many examples are in the smallest fold?",
    right=2,
    because=(
        "Folds of 3, 3, 3 and 2. With 10 examples and 5 folds, 8 train and 2 measure each time, each "
        "example once."
    ),
)


# %% exercise="k_fold" further=true
def k_fold(N, k, rng):
    """Shuffled folds for cross-validation.

    N: the number of examples.  k: the number of folds, 2 <= k <= N.
    rng: a numpy.random.Generator, by which the examples are shuffled.
    Returns a list of k pairs (train, validation) of arrays of whole numbers, the positions of
    examples. Each of 0, ..., N - 1 stands in exactly one validation array; the train array of a
    pair holds all the others. The sizes of the validation arrays differ by at most one.

    Example: k_fold(4, 2, rng) may give [([3, 0], [2, 1]), ([2, 1], [3, 0])].
    """
    ### BEGIN SOLUTION
    folds = np.array_split(rng.permutation(N), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
    ### END SOLUTION


# %% tests="k_fold" points=3
pairs = k_fold(10, 5, np.random.default_rng(0))
check.true(
    isinstance(pairs, list | tuple)
    and len(pairs) == 5
    and all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs),
    "k_fold(10, 5, rng) should be a list of 5 pairs (train, validation).",
    got=pairs,
)
for train, validation in pairs:
    check.shape(np.asarray(validation), (2,), what="a validation array of k_fold(10, 5, rng)")
    check.shape(np.asarray(train), (8,), what="a train array of k_fold(10, 5, rng)")
    check.true(
        not set(np.asarray(train).tolist()) & set(np.asarray(validation).tolist()),
        "An example stands in train and in validation of the same pair.",
        got=(train, validation),
    )
check.close(
    np.sort(np.concatenate([np.asarray(validation) for _, validation in pairs])),
    np.arange(10),
    what="all the validation arrays of k_fold(10, 5, rng) together, in order",
)
check.done("k_fold", hidden="sizes that do not divide, whether it is shuffled, and by rng alone")
### BEGIN HIDDEN TESTS
for N, k in [(11, 4), (7, 7), (9, 2), (100, 3), (23, 5)]:
    pairs = k_fold(N, k, np.random.default_rng(N))
    check.true(len(pairs) == k, "There should be k pairs.", given={"N": N, "k": k}, got=len(pairs))
    parts = [np.asarray(validation) for _, validation in pairs]
    asked, about = {"N": N, "k": k}, "all the validation arrays together, in order"
    check.close(np.sort(np.concatenate(parts)), np.arange(N), what=about, given=asked)
    sizes = [len(part) for part in parts]
    uneven = "The sizes of the validation arrays differ by more than one."
    check.true(max(sizes) - min(sizes) <= 1, uneven, given=asked, got=sizes)
    for train, validation in pairs:
        both = np.concatenate([np.asarray(train), np.asarray(validation)])
        about = "train and validation of one pair together, in order"
        check.close(np.sort(both), np.arange(N), what=about, given=asked)
draws = {
    tuple(sorted(np.asarray(k_fold(12, 3, np.random.default_rng(seed))[0][1]).tolist()))
    for seed in range(20)
}
check.true(
    len(draws) > 2,
    "Different generators give the same folds; shuffle with rng before cutting.",
)
once, again = (k_fold(12, 3, np.random.default_rng(5)) for _ in range(2))
check.true(
    all(
        np.array_equal(np.sort(np.asarray(one[1])), np.sort(np.asarray(two[1])))
        for one, two in zip(once, again, strict=True)
    ),
    "Equal generators give different folds: take all randomness from rng.",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Shuffle once, then cut. `np.array_split(a, k)` cuts an array into k pieces that are as equal as
# can be.
# </details>
# <details><summary>Hint 2</summary>
#
# The train part of fold $i$ is all the pieces but piece $i$, put together with `np.concatenate`.
# </details>
#
# Now the choice. The way of training comes in as a *function*, `fit(X, y, lam)`, so that the same
# code can choose for any model.
#
# > **Predict.** Five candidates, four folds: how many times is a model trained?

# %% look="guess_how_many_trainings"
remember.predict(
    "how_many_trainings",
    "Five candidates, four folds. How many times is a model trained?",
    right=20,
    because=(
        "Each candidate once for every fold, and on the same folds: on others one may be ahead just "
        "because its validation examples were easier."
    ),
)


# %% exercise="choose_lambda" further=true
def choose_lambda(X, y, lambdas, k, rng, fit):
    """Choose the strength of the penalty by k-fold cross-validation.

    X: (N, D) inputs.  y: (N,) labels.  lambdas: a list of L candidates.  k: the number of folds.
    rng: a numpy.random.Generator.  fit: a function; fit(X, y, lam) trains on the examples it is
    given and returns (W, b).
    The folds are drawn once and serve all candidates. For each candidate and each fold: train on
    the fold's train part, take the accuracy on its validation part.
    Returns (best, mean_accuracies): mean_accuracies, a list of L numbers, holds the mean accuracy
    over the folds for each candidate, in the order of lambdas; best is the first candidate with
    the highest mean.

    Example: with k = 2, validation accuracies 0.8 and 0.9 for lam = 0.1 and 0.7 and 0.9 for
    lam = 1.0, it returns (0.1, [0.85, 0.8]).
    """
    ### BEGIN SOLUTION
    folds = k_fold(len(y), k, rng)
    mean_accuracies = []
    for lam in lambdas:
        scores = []
        for train, validation in folds:
            W, b = fit(X[train], y[train], lam)
            scores.append(accuracy(y[validation], predict(X[validation], W, b)))
        mean_accuracies.append(np.mean(scores))
    return lambdas[int(np.argmax(mean_accuracies))], mean_accuracies
    ### END SOLUTION


# %% tests="choose_lambda" points=2
def always_answer(X, y, lam):
    """A "training" that looks at nothing: the model answers with the class lam."""
    return np.zeros((X.shape[1], 4)), np.eye(4)[int(lam)]


def learn_by_heart(X, y, lam):
    """A "training" that knows every example it saw, and answers 3 to any other."""
    return X.T @ np.eye(4)[y], np.array([0.0, 0.0, 0.0, 0.5])


def count_examples(X, y, lam):
    """A "training" that only counts: of n examples it learns to answer the class n % 5."""
    return np.zeros((X.shape[1], 5)), np.eye(5)[len(y) % 5]


y_own = np.array([0, 1, 1, 2] * 4)
chosen = choose_lambda(
    np.eye(16), y_own.copy(), [0.0, 1.0, 2.0], 4, np.random.default_rng(0), always_answer
)
check.close(
    chosen[1],
    [0.25, 0.5, 0.25],
    what="the mean accuracies, with a fit that always answers the class lam",
    given={"y": y_own, "lambdas": [0.0, 1.0, 2.0], "k": 4},
)
counted = choose_lambda(
    np.eye(16), y_own.copy(), [0.5, 0.1], 4, np.random.default_rng(0), count_examples
)
check.close(
    counted[1],
    [0.25, 0.25],
    what="the mean accuracies with a fit that answers n % 5 after n examples, 2 after 12",
    given={"X": np.eye(16), "y": y_own, "k": 4},
)
by_heart = choose_lambda(
    np.eye(16), y_own.copy(), [0.5, 0.1], 4, np.random.default_rng(0), learn_by_heart
)
check.close(
    by_heart[1],
    [0.0, 0.0],
    what="the mean accuracies with a fit that learns by heart and knows nothing else",
    given={"X": np.eye(16), "y": y_own, "k": 4},
)
check.done("choose_lambda, the accuracies", hidden="other numbers of folds, and what fit is given")
### BEGIN HIDDEN TESTS
seen = {}


def take_notes(X, y, lam):
    who = [int(n) for n in np.argmax(np.asarray(X), axis=1)]
    right = bool(np.array_equal(np.asarray(y), np.array([0, 1, 1, 2] * 4)[who]))
    seen.setdefault(float(lam), []).append((tuple(sorted(who)), right))
    return np.zeros((16, 4)), np.eye(4)[0]


for k in (2, 5, 16):
    seen.clear()
    copies = (np.eye(16), y_own.copy(), [0.1, 1.0])
    noted = choose_lambda(*copies, k, np.random.default_rng(k), take_notes)
    for strength in (0.1, 1.0):
        check.true(
            len(seen.get(strength, [])) == k,
            "fit should be called once for each fold and candidate.",
            given={"k": k, "lam": strength},
            got=len(seen.get(strength, [])),
        )
        check.true(
            all(right for _, right in seen[strength]),
            "fit was given examples with the labels of others.",
            given={"k": k},
        )
        left_out = [n for who, _ in seen[strength] for n in range(16) if n not in who]
        about = "the examples left out of training, over all folds, in order"
        check.close(np.sort(np.array(left_out)), np.arange(16), what=about, given={"k": k})
    check.true(
        sorted(seen[0.1]) == sorted(seen[1.0]),
        "The candidates are not measured on the same folds; draw the folds once, for all.",
        given={"k": k},
    )
    check.true(
        bool(noted[1][0] == noted[1][1]),
        "Two candidates with the same model on the same folds have different mean accuracies.",
        given={"k": k},
        got=noted[1],
    )
draws = set()
for seed in range(12):
    seen.clear()
    choose_lambda(np.eye(16), y_own.copy(), [0.1], 4, np.random.default_rng(seed), take_notes)
    draws.add(seen[0.1][0][0])
check.true(
    len(draws) > 2, "Different generators give the same folds; the folds should come from rng."
)
### END HIDDEN TESTS


# %% tests="choose_lambda" points=2
def always_answer(X, y, lam):
    """A "training" that looks at nothing: the model answers with the class lam."""
    return np.zeros((X.shape[1], 4)), np.eye(4)[int(lam)]


X_own, y_own = np.eye(16), np.array([0, 1, 1, 2] * 4)  # an input of its own for every example
check.keeps_arguments(
    choose_lambda, X_own, y_own, [1.0, 0.0], 4, np.random.default_rng(0), always_answer
)
best = choose_lambda(X_own, y_own, [0.0, 2.0, 1.0], 4, np.random.default_rng(0), always_answer)[0]
check.close(
    best,
    1.0,
    what="the best of 0, 2 and 1, with a fit that always answers the class lam",
    given={"y": y_own, "k": 4},
)
check.done("choose_lambda, the best", hidden="the best first or last, ties, a single candidate")
### BEGIN HIDDEN TESTS
for candidates, due in [
    ([2.0, 0.0], 2.0),
    ([0.0, 2.0], 0.0),
    ([3.0, 2.0, 1.0], 1.0),
    ([1.0, 3.0, 0.0], 1.0),
    ([3.0], 3.0),
]:
    check.close(
        choose_lambda(X_own, y_own, candidates, 4, np.random.default_rng(1), always_answer)[0],
        due,
        what="the best candidate",
        given={"y": y_own, "lambdas": candidates, "k": 4},
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Draw the folds first. Then one loop over the candidates and, inside it, one over the folds.
# </details>
# <details><summary>Hint 2</summary>
#
# `X[train]` takes the rows at the positions in `train`. The accuracy comes from `predict` on
# `X[validation]`, never from rows that `fit` has seen.
# </details>
# <details><summary>Hint 3</summary>
#
# `np.argmax` returns the first of several equal ones: the *position* of the best, not the best.
# </details>
#
# We use only 150 of the digits, so that there is something to lose, and choose twice, with
# different shuffles. Beside it is the accuracy on the very examples used for training. Which
# $\lambda$ would you take? How much better is it than its neighbours, and how many digits is that?

# %% look="which_lambda" alt="Accuracy over six values of λ from 0 to 1. The training curve is at 1 for small λ and the two validation curves, one for each shuffle, lie flat below it near 0.85; from λ = 0.1 on all three fall steeply."
with if_ready():
    X_learn, _, y_learn, _ = data.split(*data.digits(), fraction=0.2, seed=0)
    X_few, y_few = X_learn[:150], y_learn[:150]
    candidates, places = [0.0, 1e-4, 1e-3, 1e-2, 1e-1, 1.0], np.arange(6)

    def train_digits(X, y, lam):
        return fit_softmax(X, y, 10, 0.5, lam, 60, 30, np.random.default_rng(0))[:2]

    fig, ax = plt.subplots(figsize=(7, 3))
    for seed in (0, 1):
        shuffle = np.random.default_rng(seed)
        chosen, means = choose_lambda(X_few, y_few, candidates, 5, shuffle, train_digits)
        ax.plot(places, means, "o-", label=f"validation, shuffle {seed}: choose {chosen:g}")
    trained = [
        accuracy(y_few, predict(X_few, *train_digits(X_few, y_few, lam))) for lam in candidates
    ]
    ax.plot(places, trained, "--", color=palette.GREY, label="training")
    ax.set_xticks(places, [f"{candidate:g}" for candidate in candidates])
    ax.set(xlabel=r"$\lambda$", ylabel="accuracy")
    ax.legend()

# %% [markdown]
# The training accuracy is perfect for weak penalties and has nothing to say about them. The
# validation curves are flat over a wide range and fall where the penalty is so strong that it
# silences the data. Neighbours differ by a digit or two of the 150, and two shuffles need not
# agree: when candidates are this close, do not read much into which one won.

# %% [markdown]
# Move λ from none to far too much, and watch the weights and the held-out digits.

# %% look="regularisation_path"
from course_utils.explore import regularisation_path

regularisation_path.show(
    fit_softmax=fit_softmax, softmax_gradients=softmax_gradients, predict=predict
)

# %% [markdown]
# ## 12 · One label, or several
#
# Softmax says: *exactly one of these*. For *sunny and cloudy* that is the wrong statement. If
# labels may hold together, make each of them a yes-or-no question of its own: the same scores
# $Z = XW + b$, but a **sigmoid** on each instead of a softmax on all, and the sum of $K$ two-class
# losses. (The labels are then taken to be independent of each other, *once the input is known*.)
# In vectors, with $\odot$ for entry-by-entry products,
#
# $$
# L = \mathbf{1}^T \left( -\mathbf{y} \odot \log \mathbf{p} -
# (\mathbf{1} - \mathbf{y}) \odot \log (\mathbf{1} - \mathbf{p}) \right), \qquad
# \frac{\partial L}{\partial \mathbf{z}} = \mathbf{p} - \mathbf{y} .
# $$
#
# (Without the $\odot$ these would be products of two columns, which do not exist.) Take the labels
# for Monday $[1, 0, 1]$ and Tuesday $[0, 1, 1]$, and the scores $[2, -1, 0]$ and $[-2, 1, 3]$. The
# sigmoids are $[0.881, 0.269, 0.5]$ and $[0.119, 0.731, 0.953]$, the losses of the two days 1.133
# and 0.489, 0.811 on average. This loss is `multi_label_bce` of lesson 2.
#
# | | single label | multi-label |
# |---|---|---|
# | rows of `Y` | one-hot, sum 1 | any 0s and 1s |
# | probabilities | softmax of the row, sum 1 | a sigmoid each, any sum |
# | Jacobian | full: $p_i (\delta_{ij} - p_j)$ | diagonal: $p_i (1 - p_i)$ |
# | loss of a row | $-\log p_y$ | sum of $K$ two-class losses |
# | derivative with respect to $z$ | $p - y$ | $p - y$ |
# | answer | the largest | all above one half |
#
# > **Predict.** In which of the two models does raising one score lower another probability?

# %% look="guess_one_or_several"
remember.predict(
    "one_or_several",
    "In which model does raising one score lower another probability?",
    ["softmax", "one sigmoid for each label", "neither", "both"],
    right=0,
    because="Its probabilities have to share. Only the sigmoids can say “none of these”.",
)

# %% look="one_label_or_several" alt="Bars for sunny, rainy and cloudy with two sets of scores. Your softmax always adds up to 1; a sigmoid for each adds up to more. When the first score rises from 2 to 3, the softmax of the others falls, and their sigmoids stay as they are."
with if_ready("one_or_several"):
    fig, axes = plt.subplots(1, 2, figsize=(9, 2.8), sharey=True)
    fig.subplots_adjust(left=0.05, right=0.99, wspace=0.05)
    skies, places = ["sunny", "rainy", "cloudy"], np.arange(3)
    for ax, scores in zip(axes, ([2.0, -1.0, 0.0], [3.0, -1.0, 0.0]), strict=True):
        each = 1 / (1 + np.exp(-np.array(scores)))
        shared = softmax(np.array([scores]))[0]
        ax.bar(places - 0.2, shared, width=0.38, label=f"your softmax, sum {np.sum(shared):.2f}")
        ax.bar(places + 0.2, each, width=0.38, label=f"a sigmoid each, sum {np.sum(each):.2f}")
        ax.set_xticks(places, skies)
        ax.set(title=f"scores {scores}", ylim=(0, 1.35))
        ax.legend()

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# Only the sigmoids can say *none of these*, because only they can all be small at once; and only
# under the softmax does raising one score lower another probability. From left to right only the
# score of *sunny* rises. The sigmoids of the others stay where they are; under the softmax they have
# to give way.
# </details>

# %% [markdown]
# The same difference in the plane: three classes learned by one softmax, and by three sigmoids
# that know nothing of each other. Where do the sigmoids leave a gap, and where do two of them
# claim the same point?

# %% look="three_classes"
from course_utils.explore import three_classes

three_classes.show(softmax=softmax, softmax_gradients=softmax_gradients)

# %% [markdown]
# ## 13 · Spot the slip
#
# Five formulas that are easily misread or mistyped. Settle each by a number.
#
# **First.** $p_i = \mathrm{softmax}(z_i)$. Take it literally: the softmax of one single score at a
# time. For $z = [2, 1, 0]$, what do the three "probabilities" add up to?

# %% exercise="slip_one_score" further=true
# slip_sum: a number.
### BEGIN SOLUTION
slip_sum = 3.0  # the softmax of a single score is e^z / e^z = 1, whatever z is
### END SOLUTION


# %% tests="slip_one_score" points=1
check.shape(slip_sum, (), what="slip_sum")
check.done("slip_one_score", hidden="the number")
### BEGIN HIDDEN TESTS
check.close(slip_sum, 3.0, what="slip_sum", atol=1e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Second.** A loss with two summation signs needs two indices; with one of them missing, every
# term is counted several times. Write the double sum properly, for $P$ with the rows
# $[0.7, 0.2, 0.1]$ and $[0.1, 0.3, 0.6]$ and the labels 0 and 2. How many of its six terms
# $Y_{nk} \log P_{nk}$ are not 0, and what is the loss, added up over both examples (no mean,
# natural logarithm)?

# %% exercise="slip_double_sum" further=true
# slip_terms: a whole number.  slip_total: a number, to three digits or more.
### BEGIN SOLUTION
slip_terms = 2  # one in each row: the class that happened
slip_total = -(np.log(0.7) + np.log(0.6))  # 0.8675
### END SOLUTION


# %% tests="slip_double_sum" points=1
check.shape(slip_terms, (), what="slip_terms")
check.shape(slip_total, (), what="slip_total")
check.done("slip_double_sum", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_terms, 2, what="slip_terms")
check.close(slip_total, 0.867500567704723, what="slip_total", rtol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** $\mathbf{z} = W \mathbf{x}$ with $W$ of shape $(k, n)$, used with a matrix $X$ whose
# *rows* are the examples. For MNIST, $k = 10$ and $n = 784$, take a batch of 100 pictures, so `X`
# is (100, 784). Which product gives all the scores, what shape does the gradient with respect to
# this $W$ have, and how many numbers of the full model does the formula leave out?

# %% exercise="slip_layout" further=true
# slip_scores: one of the texts "W @ X", "X @ W", "X @ W.T".
# slip_gradient_shape: a tuple of two numbers.
# slip_left_out: a whole number.
### BEGIN SOLUTION
slip_scores = "X @ W.T"  # (100, 784) @ (784, 10)
slip_gradient_shape = (10, 784)  # the shape of this W
slip_left_out = 10  # the biases, one for each class: 7850 - 7840
### END SOLUTION


# %% tests="slip_layout" points=1
check.true(
    isinstance(slip_scores, str) and slip_scores in ("W @ X", "X @ W", "X @ W.T"),
    'slip_scores should be one of the texts "W @ X", "X @ W" and "X @ W.T".',
    got=slip_scores,
)
check.true(
    isinstance(slip_gradient_shape, tuple | list) and len(slip_gradient_shape) == 2,
    "slip_gradient_shape should be a tuple of two numbers.",
    got=slip_gradient_shape,
)
check.shape(slip_left_out, (), what="slip_left_out")
check.done("slip_layout", hidden="all three answers")
### BEGIN HIDDEN TESTS
check.close(slip_scores, "X @ W.T", what="slip_scores")
check.close(slip_gradient_shape, (10, 784), what="slip_gradient_shape")
check.close(slip_left_out, 10, what="slip_left_out")
### END HIDDEN TESTS

# %% [markdown]
# **Fourth.** *Probabilities add up to 1.* Give each label a sigmoid of its own,
# $p_i = \sigma(z_i)$. What do the three sigmoids for $z = [2, -1, 0]$ add up to? (And is that a
# bug?)

# %% exercise="slip_sigmoids" further=true
# slip_sigmoid_sum: a number, to three digits or more.
### BEGIN SOLUTION
slip_sigmoid_sum = np.sum(1 / (1 + np.exp(-np.array([2.0, -1.0, 0.0]))))  # 1.6497, and no bug
### END SOLUTION


# %% tests="slip_sigmoids" points=1
check.shape(slip_sigmoid_sum, (), what="slip_sigmoid_sum")
check.done("slip_sigmoids", hidden="the number")
### BEGIN HIDDEN TESTS
check.close(slip_sigmoid_sum, 1.6497384993478774, what="slip_sigmoid_sum", rtol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Fifth.** One letter for two things: in some notes $b$ is the bias, and the softmax is printed
# as $y_k = \exp(b_k) / \sum_l \exp(b_l)$. Take the model below. Which probability of class 0 does
# the input $x$ get if $b$ is the bias? Which one does it get if $b$ stands for the scores, as is
# meant?

# %%
W_slip = np.array([[0.1, 0.2, -0.3], [0.0, -0.1, 0.4]])
b_slip = np.array([0.05, 0.0, -0.05])
x_slip = np.array([1.0, 2.0])

# %% exercise="slip_letter" further=true
# slip_as_printed, slip_as_meant: numbers, to three digits or more.
### BEGIN SOLUTION
slip_as_printed = np.exp(b_slip[0]) / np.sum(np.exp(b_slip))  # 0.3501, whatever x is
_scores = x_slip @ W_slip + b_slip
slip_as_meant = np.exp(_scores[0]) / np.sum(np.exp(_scores))  # 0.3115
### END SOLUTION


# %% tests="slip_letter" points=1
check.shape(slip_as_printed, (), what="slip_as_printed")
check.shape(slip_as_meant, (), what="slip_as_meant")
check.done("slip_letter", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_as_printed, 0.3501318614489532, what="slip_as_printed", rtol=2e-3)
check.close(slip_as_meant, 0.31147148378386436, what="slip_as_meant", rtol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the first</summary>
#
# With one score the sum in the denominator has one term.
# </details>
# <details><summary>Hint for the third</summary>
#
# In this layout row $k$ of $W$ belongs to class $k$. A gradient has the shape of the array it is
# taken with respect to. And count the numbers of section 2 again.
# </details>
# <details><summary>Hint for the fourth</summary>
#
# Which of the two columns of the table in section 12 is this?
# </details>

# %% [markdown]
# ## 14 · In your own words

# %% [markdown] written="same_gradient" points=4 figure="one_label_or_several"
# **Answered in words, marked by hand (4 points).** Look at your picture of section 12: the same scores
# through your softmax and through a sigmoid each. A classmate says: "The derivative with respect to
# the scores is $p - y$ in both cases, so the two models learn the same." Answer in five to eight
# sentences, from your picture: what became of the two probabilities of *cloudy* when the score of
# *sunny* rose from 2 to 3? Which entries of the Jacobian say so? Where does the derivation of $p - y$
# need that the labels add up to 1? And for which task is each of the two models right? (Your picture
# stands with your answer.)
#
# ### BEGIN SOLUTION
# **Model answer.** In my picture the sigmoid of *cloudy* stays at 0.50, while its softmax probability
# falls from about 0.11 to 0.05. With a sigmoid each, $p_k$ depends on its own score alone: the
# Jacobian is diagonal, with the entries $p_k (1 - p_k)$. With a softmax the off-diagonal entries are
# $-p_i p_j$: when one score rises the others have to give way, and the sum stays 1 (mine says 1.00; the
# sigmoids add up to 1.65 and 1.72). So the formula $p - y$ is the same, but the $p$ in it is not, and
# neither are the gradients and the weights they lead to. The chain rule for the softmax sums over all
# $i$ and gives $-y_j + p_j \sum_i y_i$, which is $p_j - y_j$ only because the labels add up to 1; with
# sigmoids there is no such sum, and $[1, 0, 1]$ is a fine label. Softmax is right when exactly one
# class holds, as for digits; sigmoids when several labels may hold at once, or none.
#
# **Marking guide.** 1 point each: (a) the numbers of *cloudy*, as the student's own picture has them
# (0.50 and 0.50; 0.11 and 0.05), and that therefore $p$ differs though the formula does not; (b)
# softmax couples the classes (off-diagonal $-p_i p_j$), sigmoids do not (diagonal Jacobian); (c)
# $\sum_i y_i = 1$ turns $p_j \sum_i y_i$ into $p_j$ (or $\sum_{i \ne j} y_i = 1 - y_j$); (d) softmax
# for one label out of several, sigmoids for labels that may hold together.
#
# **4 points, for example:** the model answer, or a shorter one with all four ideas.
#
# **2 points, for example:** "In the picture *cloudy* stays at 0.5 for the sigmoid and gets smaller for
# the softmax, so the p are different. Softmax is for digits, where one label is right; sigmoids are for
# skies, where several can be." (a and d; nothing about Jacobian or labels.)
#
# **0 points, for example:** "They are the same, because the gradient is the same; softmax is only
# normalised at the end."
#
# **Often seen, and weak:** "softmax probabilities sum to 1" given as the reason for $p - y$ (it is the
# *labels* that must; not c). "The sigmoid model has ten times as many weights" (it has as many).
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can tell a single-label from a multi-label task by looking at the rows of `Y`.
# - [ ] I can count the numbers in a softmax model and say what loss a fresh one should have,
#   $\log K$.
# - [ ] I know why only differences of scores count, and use it to keep the exponential in bounds.
# - [ ] I go to log-probabilities directly, not by way of the probabilities.
# - [ ] I can write down the softmax Jacobian, and say why its rows and columns add up to 0.
# - [ ] I can derive $p - y$ by the chain rule and point at the step that uses $\sum_i y_i = 1$.
# - [ ] I can find a gradient by matching shapes, and know when shapes alone cannot decide.
# - [ ] My model reads handwritten digits, and I have looked at what it gets wrong.
# - [ ] I choose a penalty on validation folds, and keep the test examples untouched.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** Here the chain rule went through two links, worked out on paper. Lesson 4
# lets the computer do it, for any number of links: every operation knows its own derivative, and
# the gradient flows backward through the circuit. Lesson 5 then puts a hidden layer between the
# pixels and your softmax.
#
# **To read on.**
#
# - The notes of Stanford's CS231n on [softmax
#   classifiers](https://cs231n.github.io/linear-classify/), with the same shift by the largest score.
# - Aston Zhang, Zachary Lipton, Mu Li and Alexander Smola, *Dive into Deep Learning*, [chapter 4 on
#   softmax regression](https://d2l.ai/chapter_linear-classification/index.html).
# - John Bridle, [Probabilistic Interpretation of Feedforward Classification Network
#   Outputs](https://doi.org/10.1007/978-3-642-76153-9_28), 1990: where the name *softmax* comes from.
# - Terence Parr and Jeremy Howard, [The Matrix Calculus You Need for Deep
#   Learning](https://arxiv.org/abs/1802.01528), 2018: Jacobians, slowly.
