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
# # Lesson 3 · Softmax gradients
#
# By the end of this lesson you will be able to
#
# - turn labels into one-hot rows, and say when that is the wrong thing to do;
# - turn several scores into **probabilities** that add up to one, with code that does not break
#   when the scores are large;
# - follow the chain rule through a **matrix of derivatives**, the Jacobian, and see it collapse
#   into *prediction minus label*;
# - find the gradient of a whole batch by matching **shapes**, and check it;
# - train a model that reads **handwritten digits**, look at its mistakes, and choose the strength
#   of its penalty without fooling yourself.
#
# [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# When the lesson is marked, every exercise counts by itself: if one does not work out, go on with
# the next. In your notebook, later tests and pictures call what you wrote earlier; lesson 0 says
# how to borrow a working function. You need NumPy arrays and the idea of a gradient as a
# list of partial derivatives. (Lessons 1 and 2 do for two classes what this one does for many;
# whatever we need from them is repeated here.)
#
# Run the next two cells. The first loads the tools. The second draws where we are going: three
# groups of points, and which of the three a model like yours considers most likely at each place.
# The paler the colour, the less sure the model is.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, data, multiclass, palette, plots, remember
from course_utils.ready import if_ready

plots.style()

X_three, y_three = data.blobs(n=90, centers=[[-1.8, -0.8], [1.6, -1.2], [0.2, 1.8]], seed=4)

# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("03_softmax_gradients")

# %% look="where_we_are_going" alt="Points of three classes in the plane, each with a colour and a shape of its own. Three straight boundaries meet at one point and cut the plane into three regions, one around each class."
with if_ready():
    directions = np.array([[-1.5, 1.8, -0.1], [-0.9, -1.1, 2.2]])

    def hand_made(points):
        heights = np.exp(points @ directions)
        return heights / np.sum(heights, axis=1, keepdims=True)

    plots.boundary(hand_made, X_three, y_three, title="which of three classes is the most probable")

# %% [markdown]
# **Before you begin: what do you remember of the earlier lessons?** Three questions of a
# minute each, with numbers that are new every time you run the cell. The effort of remembering is
# what makes it stay; none of it is marked.

# %% look="recall"
remember.recall("03_softmax_gradients")

# %% [markdown]
# ## 1 · Labels as rows
#
# Is it a 0, a 1, …, or a 9? Will the day be sunny, rainy or cloudy? Such a task has $K$ classes,
# numbered from 0 to $K - 1$ (with $K = 2$ it is the task of lessons 1 and 2). The numbers are
# names, not sizes: a 9 is not three times a 3, and predicting 4.5 because it may be a 0 or a 9
# helps nobody. So we give every class its own place, in a **one-hot** row: a 1 at the place of the
# class, 0 elsewhere. With the classes sunny, rainy, cloudy,
#
# | | sunny | rainy | cloudy |
# |---|---|---|---|
# | Monday | 1 | 0 | 0 |
# | Tuesday | 0 | 1 | 0 |
# | Wednesday | 0 | 0 | 1 |
#
# The table is `Y`, shape `(N, K)`: one row per example. Read as probabilities, such a row says *I
# am certain, it was this one*. That is the **single-label** case: exactly one 1 in each row. A
# weather report that allows *sunny and cloudy* has rows such as $[1, 0, 1]$. That is
# **multi-label**, a different task with a different model (section 12).
#
# ![The labels 2, 0 and 3 become three rows of four numbers: a 1 at the place of the label, and 0
# everywhere else.](drawing:one_hot)
#
# Data sets that everybody meets sooner or later, all three single-label:
#
# | data set | examples | features of each | classes |
# |---|---|---|---|
# | MNIST | 70 000 handwritten digits | 28 × 28 grey pixels, 784 | 10 |
# | CIFAR-10 | 60 000 photographs | 32 × 32 pixels in colour, 3072 | 10 kinds of things, from airplanes to trucks |
# | 20 Newsgroups | some 19 000 messages | how often each word occurs | 20 topics |
#
# Ours are digits too, 1797 of 8 × 8 pixels, already on your disk.
#
# > **Predict.** What does a column's mean of a single-label `Y` tell you?

# %% look="guess_mean_of_a_column"
remember.predict(
    "mean_of_a_column",
    "Y holds one-hot rows. What is the mean of one of its columns?",
    ["always 1", "the share of that class", "the number of examples of that class", "always 1/K"],
    right=1,
    because="Its sum is the number of examples of the class. Each row adds up to 1.",
)


# %% look="digits_to_read" alt="Twenty handwritten digits of 8 × 8 grey pixels in two rows, with the right label above each."
with if_ready():
    X_digits, y_digits = data.digits()
    plots.images(X_digits[:20], labels=y_digits[:20])


# %% exercise="one_hot"
def one_hot(y, K):
    """Labels as one-hot rows.

    y: (N,) whole numbers, the labels.  K: the number of classes.
    Returns an array (N, K) of floats: row n is 1.0 in column y[n] and 0.0 elsewhere.
    Raises a ValueError if a label is not one of 0, 1, ..., K - 1.

    Example: one_hot(np.array([1, 0]), 3) is [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]].
    """
    ### BEGIN SOLUTION
    if np.any(y < 0) or np.any(y >= K):
        raise ValueError(f"labels must lie between 0 and {K - 1}")
    Y = np.zeros((len(y), K))
    Y[np.arange(len(y)), y] = 1.0
    return Y
    ### END SOLUTION


# %% tests="one_hot" points=1
weather = one_hot(np.array([0, 1, 2]), 3)
check.shape(weather, (3, 3), what="one_hot of three labels, K = 3")
check.close(weather, np.eye(3), what="one_hot for sunny, rainy, cloudy")
check.shape(one_hot(np.array([0, 1]), 4), (2, 4), what="one_hot of two labels, K = 4")
check.close(
    one_hot(np.array([1, 0, 1, 2]), 5).sum(axis=1),
    np.ones(4),
    what="the row sums of one_hot",
    given={"y": np.array([1, 0, 1, 2]), "K": 5},
)
check.raises(ValueError, one_hot, np.array([0, 3]), 3, hint="With K = 3 there is no label 3.")
check.true(
    weather.dtype.kind == "f",
    "one_hot should hold floats, 0.0 and 1.0; yours holds another kind of entry.",
    got=weather,
)
check.done("one_hot", hidden="random labels, missing classes, labels that are out of range")
### BEGIN HIDDEN TESTS
for N, K in [(1, 1), (1, 4), (7, 3), (30, 10)]:
    check.agree(one_hot, reference.one_hot, rng.integers(0, K, size=N), K)
check.agree(one_hot, reference.one_hot, np.array([2, 2, 0]), 6)
check.agree(one_hot, reference.one_hot, np.array([3, 9, 1, 9, 0, 9])[::2], 4)
refused = "A label is a whole number from 0 to K - 1; what is not should not pass unnoticed."
for labels in ([0, 2], [5, 1], [0, -1], [-2, 1]):
    check.raises(ValueError, one_hot, np.array(labels), 2, hint=refused)
### END HIDDEN TESTS

# %% tests="one_hot" points=1
check.close(
    check.keeps_arguments(one_hot, np.array([1, 0, 1]), 2),
    np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]),
    what="one_hot, asked to leave its arguments as they are,",
)
check.done("one_hot, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(one_hot, reference.one_hot, rng.integers(0, 4, size=6), 4)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start from `np.zeros((N, K))` and set one entry in each row. A loop is fine.
# </details>
# <details><summary>Hint 2</summary>
#
# Without a loop: `Y[rows, columns] = 1` with two index arrays of the same length sets the entries
# (rows[0], columns[0]), (rows[1], columns[1]), …
# </details>
# <details><summary>Hint 3</summary>
#
# Check first. NumPy takes the index −1 for the *last* column and does not complain.
# </details>

# %% [markdown]
# ## 2 · One score per class
#
# In lesson 1 a neuron had one weight per feature and one bias. For $K$ classes take $K$ such
# neurons side by side, all looking at the same input. Their weights are the *columns* of a matrix
# `W`, shape `(D, K)`, their biases a row `b`, shape `(K,)`, and the scores of all examples are
#
# $$Z = X W + b, \qquad (N \times D)(D \times K) + (K) = (N \times K).$$
#
# ![X with N rows and D columns, times W with D rows and K columns, plus a row b of K numbers,
# gives Z with N rows and K columns.](drawing:shapes)
#
# One row of scores for each example, one column for each class; `b` is added to every row. The
# scores are called **logits**. For one MNIST picture of 28 × 28 pixels that is
# $(1 \times 784)(784 \times 10) + (1 \times 10) = (1 \times 10)$. That makes
# $784 \cdot 10 + 10 = 7850$ numbers to learn, against 785 for one neuron.
#
# Books differ. Many write $\mathbf{z} = W \mathbf{x} + \mathbf{b}$ with an input that is a
# *column* and a `W` of shape `(K, D)`, one row per class. Stack the inputs as *rows* of $X$, and
# $W X$ does not even fit; it has to be $X W^T$. Before you type in a formula, write down the shape
# of everything in it. (Section 13 comes back to this.)
#
# | this workbook | with inputs as columns |
# |---|---|
# | inputs `X` (N, D), rows | $\mathbf{x}$ (D, 1), or $X^T$ (D, N) |
# | weights `W` (D, K) | $W$ (K, D), the transpose |
# | biases `b` (K,) | $\mathbf{b}$ (K, 1) |
# | logits `Z` (N, K) | $\mathbf{z}$ (K, 1), or $Z^T$ (K, N) |
# | one-hot labels `Y` (N, K) | $Y^T$ (K, N) |
#
# **If you have MNIST.** Nothing here is downloaded. But if its files are on your machine, this
# reads them, and everything below works on them unchanged, with $D = 784$:
#
# ```python
# X, y = data.mnist("folder/with/the/files")              # (60000, 784), (60000,)
# X_test, y_test = data.mnist("folder/with/the/files", part="test")
# ```
#
# > **Predict.** Our digits have 8 × 8 pixels. How many numbers does the model have to learn?

# %% look="guess_how_many_numbers"
remember.predict(
    "how_many_numbers",
    "8 × 8 pixels, ten classes. How many numbers does the model have to learn?",
    right=650,
    because="64 · 10 weights and 10 biases. For a batch of 32, Z has the shape (32, 10).",
)

# %% [markdown]
# ## 3 · Softmax: scores that have to share
#
# Could each class have its own sigmoid? Then nothing would stop *sunny* and *rainy* from both
# getting 90 %. If exactly one of them will happen, the probabilities have to add up to 1: when one
# rises, the others have to fall. Make every score positive with the exponential, then divide by
# the total. That is the **softmax**:
#
# $$p_k = \frac{e^{z_k}}{\sum_{j=1}^{K} e^{z_j}} .$$
#
# (Formulas count the classes from 1 to $K$, code from 0.) It keeps the order of the scores. With
# $z = [2, 1, 0]$ it gives $[0.665, 0.245, 0.090]$: each step of 1 in score is a factor of
# $e \approx 2.7$ in probability. (Writing $p_i = \mathrm{softmax}(z_i)$, as if one score were
# enough, is a common slip. The sum runs over all of them: $p_i = \mathrm{softmax}(\mathbf{z})_i$.)
#
# **Only differences count.** Add the same number $c$ to all scores, and top and bottom are both
# multiplied by $e^c$. Nothing changes. So scores have no absolute level, and that is useful on a
# computer. `np.exp(710)` is too large for a float. Coded as it stands, the formula turns the
# scores 1002, 1001, 1000 into infinity divided by infinity, and −1000, −1001, −1002 into 0 divided
# by 0:


# %% look="naive_softmax_breaks"
def naive_softmax(z):
    return np.exp(z) / np.sum(np.exp(z))


with np.errstate(all="ignore"):
    for scores in ([2.0, 1.0, 0.0], [1002.0, 1001.0, 1000.0], [-1000.0, -1001.0, -1002.0]):
        print(f"{scores!s:28} gives {naive_softmax(np.array(scores)).round(4)}")

# %% [markdown]
# All three should give the same. Choose $c$ cleverly *before* taking exponentials, for every row
# its own, and they do.
#
# > **Predict.** Which $c$ makes the largest exponent of a row exactly 0?

# %% look="guess_which_shift"
remember.predict(
    "which_shift",
    "Which number, added to all scores of a row, makes the largest exponent exactly 0?",
    [
        "minus the mean",
        "the largest score",
        "minus the largest score",
        "minus the largest score of the whole batch",
    ],
    right=2,
    because=(
        "The largest term is then exp(0) = 1, so the sum lies between 1 and K. One shift for the "
        "whole batch would not do: a row 1000 below the largest score would be all zeros."
    ),
)


# %% exercise="softmax"
def softmax(Z):
    """Probabilities from scores, row by row.

    Z: (N, K) scores (logits), one row for each example.
    Returns an array (N, K): every row is positive (or 0, if too small for a float) and sums to 1.
    Works for scores up to ±1000 and beyond, without a warning. Z itself is left as it is.

    Example: softmax(np.array([[0.0, 0.0]])) is [[0.5, 0.5]].
    """
    ### BEGIN SOLUTION
    heights = np.exp(Z - np.max(Z, axis=1, keepdims=True))  # the largest of each row is 1
    return heights / np.sum(heights, axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="softmax" points=2
Z_check = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 0.5]])
P_check = softmax(Z_check.copy())
check.shape(P_check, (2, 3), what="softmax of scores of shape (2, 3)")
check.close(P_check.sum(axis=1), np.ones(2), what="the row sums of softmax", given={"Z": Z_check})
check.close(
    softmax(np.zeros((2, 4))), np.full((2, 4), 0.25), what="softmax of four equal scores, twice"
)
check.close(
    P_check[0],
    np.array([0.6652410, 0.2447285, 0.0900306]),
    what="softmax of the row [2, 1, 0]",
    atol=1e-7,
)
check.close(
    softmax(Z_check[1:].copy()),
    P_check[1:],
    what="softmax of the second row alone, without the first",
)
check.close(
    softmax(Z_check + np.array([[7.0], [-3.0]])),
    P_check,
    what="softmax after adding 7 to every score of one row and -3 to those of the other",
)
check.done("softmax, part 1", hidden="random scores of other shapes")
### BEGIN HIDDEN TESTS
for N, K in [(1, 1), (1, 5), (6, 3), (3, 6), (40, 10)]:
    check.agree(softmax, reference.softmax, 2 * rng.normal(size=(N, K)))
check.agree(softmax, reference.softmax, rng.normal(size=(6, 8))[::2, ::-3])
check.agree(softmax, reference.softmax, rng.normal(size=(3, 5)).T)
### END HIDDEN TESTS

# %% tests="softmax" points=2
check.keeps_arguments(softmax, np.array([[3.0, -1.0], [0.0, 2.0]]))
check.close(
    check.no_warnings(softmax, np.array([[1002.0, 1001.0, 1000.0]])),
    np.array([[0.6652410, 0.2447285, 0.0900306]]),
    what="softmax of the row [1002, 1001, 1000]",
    atol=1e-7,
)
check.done("softmax, part 2", hidden="whole numbers, and ±1000 anywhere in one batch")
### BEGIN HIDDEN TESTS
check.agree(softmax, reference.softmax, rng.integers(-3, 4, size=(4, 3)))
Z_level = rng.normal(size=(5, 3)) + np.array([[-1000.0], [0.0], [1000.0], [750.0], [-2000.0]])
check.close(
    check.no_warnings(softmax, Z_level),
    reference.softmax(Z_level),
    what="softmax of rows at very different levels",
    given={"Z": Z_level},
)
Z_far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -999.0], [0.0, 0.0, 800.0]])
check.close(
    check.no_warnings(softmax, Z_far),
    reference.softmax(Z_far),
    what="softmax of scores of ±1000 in one row",
    given={"Z": Z_far},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.sum(A, axis=1)` adds up each row and has shape `(N,)`; with `keepdims=True` it has shape
# `(N, 1)`, which divides an `(N, K)` array row by row.
# </details>
# <details><summary>Hint 2</summary>
#
# Subtract from each row its own largest score. `np.max` has `axis` and `keepdims` too.
# </details>
#
# **Your softmax at work.** Left: one score moves, two stay at 1 and 0. Middle and right: the
# scores $[2, 1, 0]$ divided by a **temperature** first. What happens for a very low temperature?
# For a very high one?

# %% look="softmax_curves" alt="Left: three probabilities while the first score goes from −5 to 7. The first rises in an S from 0 to 1, the other two fall, the second always above the third. Right: bars of the same three scores at two temperatures: at 0.3 nearly all probability is on the first class, at 4.0 the three are nearly equal."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(10, 3), layout="constrained", width_ratios=[2, 1, 1])
    grid = np.linspace(-5, 7, 200)
    moving = np.column_stack([grid, np.ones(200), np.zeros(200)])
    for k, curve in enumerate(np.transpose(softmax(moving))):
        axes[0].plot(grid, curve, label=f"$p_{k + 1}$")
    axes[0].set(xlabel="$z_1$, with $z_2 = 1$ and $z_3 = 0$", ylabel="probability")
    axes[0].legend()
    for ax, temperature in zip(axes[1:], (0.3, 4.0), strict=True):
        shares = softmax(np.array([[2.0, 1.0, 0.0]]) / temperature)[0]
        ax.bar(["$p_1$", "$p_2$", "$p_3$"], shares, color=palette.COLORS[:3])
        ax.set(ylim=(0, 1), title=f"temperature {temperature}")

# %% [markdown]
# Cold: the largest score takes all. In the limit the row is the one-hot row of the *arg max*, so
# the softmax is a soft **arg max**, and some authors call it *softargmax*. (The soft version of
# the *maximum* itself is log-sum-exp, in section 4.) Hot: all get the same. And two classes?
# $e^{z_1} / (e^{z_1} + e^{z_2}) = 1 / (1 + e^{-(z_1 - z_2)})$: the sigmoid of the difference.
# Softmax of $[1, 0]$ is $[0.731, 0.269]$, and $\sigma(1) = 0.731$. Logistic regression is softmax
# regression with the second score held at 0.

# %% [markdown]
# Now try it: move a score, change the temperature, add the same number to all scores.

# %% look="softmax_bars"
from course_utils.explore import softmax_bars

softmax_bars.show(softmax=softmax)

# %% [markdown]
# ## 4 · The logarithm, without going through 0
#
# The loss will need $\log p_k$. Taking the logarithm of the softmax is wasteful, and it can fail:
# a class whose score lies 1000 below the best gets the probability $e^{-1000}$, which a float
# rounds to 0, and $\log 0 = -\infty$. The true answer is an ordinary number. Do it on paper first:
#
# $$\log p_k = z_k - \log \sum_{j} e^{z_j} .$$
#
# The last term is called *log-sum-exp*. It needs the same care as before: shift first.
#
# > **Predict.** With the scores 0 and −1000, what is $\log p_2$?

# %% look="guess_log_of_the_small"
remember.predict(
    "log_of_the_small",
    "The scores are 0 and −1000. What is the logarithm of the second probability?",
    right=-1000,
    because=(
        "log p₁ is 0 to any number of digits, and log p₂ = −1000. A log-probability is at most 0, "
        "and has no smallest value."
    ),
)


# %% exercise="log_softmax" further=true
def log_softmax(Z):
    """The natural logarithm of the softmax, row by row.

    Z: (N, K) scores.
    Returns an array (N, K) of log-probabilities, none above 0. Exact for scores up to ±1000 and
    beyond, without a warning: nothing becomes -inf.

    Example: log_softmax(np.array([[0.0, 0.0]])) is [[-0.6931472, -0.6931472]] to seven digits.
    """
    ### BEGIN SOLUTION
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    return shifted - np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    ### END SOLUTION


# %% tests="log_softmax" points=2
Z_log = np.array([[2.0, 1.0, 0.0], [-1.0, 0.5, 0.5]])
logs = log_softmax(Z_log)
check.shape(logs, (2, 3), what="log_softmax of scores of shape (2, 3)")
check.true(
    bool(np.all(logs <= 0)),
    "A probability is at most 1, so its logarithm is at most 0; some of yours are above.",
    given={"Z": Z_log},
    got=logs,
)
check.close(np.exp(logs).sum(axis=1), np.ones(2), what="the row sums of exp(log_softmax(Z))")
check.close(
    log_softmax(np.zeros((1, 10))),
    np.full((1, 10), -2.302585092994046),
    what="log_softmax of ten equal scores",
)
check.close(
    logs - Z_log,
    np.repeat((logs - Z_log)[:, :1], 3, axis=1),
    what="log_softmax(Z) - Z, which should be one and the same number along each row",
)
check.close(
    check.no_warnings(log_softmax, np.array([[0.0, -1000.0]])),
    np.array([[0.0, -1000.0]]),
    what="log_softmax of the scores 0 and -1000",
)
check.done("log_softmax", hidden="random scores, whole numbers, ±1000 anywhere in one batch")
### BEGIN HIDDEN TESTS
for N, K in [(1, 1), (1, 5), (6, 3), (3, 6), (40, 10)]:
    check.agree(log_softmax, reference.log_softmax, 3 * rng.normal(size=(N, K)))
check.agree(log_softmax, reference.log_softmax, rng.integers(-3, 4, size=(4, 3)))
check.agree(log_softmax, reference.log_softmax, rng.normal(size=(3, 5)).T)
Z_level = rng.normal(size=(4, 3)) + np.array([[-1000.0], [0.0], [1000.0], [-2000.0]])
check.close(
    check.no_warnings(log_softmax, Z_level),
    reference.log_softmax(Z_level),
    what="log_softmax of rows at very different levels",
    given={"Z": Z_level},
)
Z_far = np.array([[1000.0, -1000.0, 0.0], [-1000.0, -1000.0, -999.0], [0.0, 0.0, 800.0]])
check.close(
    check.no_warnings(log_softmax, Z_far),
    reference.log_softmax(Z_far),
    what="log_softmax of scores of ±1000 in one row",
    given={"Z": Z_far},
)
### END HIDDEN TESTS

# %% tests="log_softmax" points=1
check.close(
    check.keeps_arguments(log_softmax, np.array([[3.0, -1.0], [0.0, 2.0]])),
    np.array([[-0.0181499, -4.0181499], [-2.126928, -0.126928]]),
    what="log_softmax, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("log_softmax, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(log_softmax, reference.log_softmax, rng.normal(size=(3, 4)))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Shift each row so that its largest score is 0, and apply the formula to the *shifted* scores from
# start to finish.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.log(np.sum(np.exp(...), axis=1, keepdims=True))` is one number per row.
# </details>

# %% look="two_ways_to_the_logarithm" alt="The log-probability of a score that lies up to 1000 below the best. Your log_softmax falls in a straight line to −1000; the logarithm of your softmax lies on the same line and breaks off near 745."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3))
    gaps = np.linspace(0, 1000, 401)
    pairs = np.column_stack([np.zeros(401), -gaps])
    with np.errstate(all="ignore"):
        detour = np.log(softmax(pairs))[:, 1]
    ax.plot(gaps, detour, linewidth=9, solid_capstyle="butt", label="logarithm of your softmax")
    ax.plot(gaps, log_softmax(pairs)[:, 1], label="your log_softmax")
    ax.set(xlabel="how far the score lies below the best", ylabel="log-probability")
    ax.legend()

# %% [markdown]
# The detour through the probability breaks down at about 745, the last place where $e^{-z}$ is not
# yet 0 in a float.

# %% [markdown]
# ## 5 · The loss: the logarithm of one probability
#
# For labels in one-hot rows $Y$ and predicted probabilities $P$, the **cross-entropy** is
#
# $$
# L = -\frac1N \sum_{n=1}^{N} \sum_{k=1}^{K} Y_{nk} \log P_{nk}
# = -\frac1N \sum_{n=1}^{N} \log P_{n, y_n} .
# $$
#
# In each row of $Y$ only one entry is not 0, so of $K$ terms only one survives: minus the
# logarithm of the probability that the model gave to the class that really happened. As in lesson
# 2 this is the cross-entropy between two distributions; the one-hot row has an entropy of 0, so
# only the model's surprise is left.
#
# ![Two bar charts over three classes. What happened: all of it at class 1. What the model said:
# 0.25, 0.6 and 0.15. The loss is minus the logarithm of 0.6, which is 0.51.](drawing:bars)
#
# - A model that knows nothing says $1/K$ everywhere and pays $\log K$, for digits
#   $\log 10 = 2.303$. That is what the loss of a fresh model should be; if yours is far off, look
#   for a bug.
# - A class with probability 0 costs nothing, as long as it does not happen: $0 \cdot \log 0$ counts
#   as 0. If it does happen, the loss is infinite.
# - The **squared error** $\frac12 \sum_k (P_{nk} - Y_{nk})^2$ is an alternative. It is never more
#   than 1, however wrong a model is. Section 7 shows what that does to its gradient.
#
# > **Predict.** Two examples with three classes: the model says $[0.7, 0.2, 0.1]$ and
# > $[0.1, 0.3, 0.6]$, the labels are 0 and 2. Is the loss above or below $\log 3$?

# %% look="guess_against_log_3"
remember.predict(
    "against_log_3",
    "The model says [0.7, 0.2, 0.1] and [0.1, 0.3, 0.6]; the labels are 0 and 2. Is the loss "
    "above or below log 3?",
    ["above", "exactly log 3", "below"],
    right=2,
    because=(
        "Only 0.7 and 0.6 count: −(log 0.7 + log 0.6)/2 = 0.434, and log 3 = 1.099 is what knowing "
        "nothing costs."
    ),
)


# %% exercise="cross_entropy"
def cross_entropy(P, Y):
    """Mean cross-entropy of predicted probabilities, in nats (natural logarithm).

    P: (N, K) probabilities, rows sum to 1.  Y: (N, K) one-hot rows.
    Returns a number: the mean over the N examples. A probability of 0 costs nothing where Y is 0;
    where Y is 1 it makes the loss infinite (np.inf). No warning in either case.

    Example: cross_entropy(np.array([[0.5, 0.5]]), np.array([[1.0, 0.0]])) is 0.6931472 to seven
    digits.
    """
    ### BEGIN SOLUTION
    chosen = np.sum(P * Y, axis=1)  # (N,): the probability of what really happened
    with np.errstate(divide="ignore"):  # log 0 is -inf, and that is meant
        return -np.mean(np.log(chosen))
    ### END SOLUTION


# %% tests="cross_entropy" points=2
P_loss, Y_loss = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.eye(3)[[0, 2]]
check.shape(cross_entropy(P_loss, Y_loss), (), what="cross_entropy")
check.close(
    cross_entropy(np.full((4, 10), 0.1), np.eye(10)[[3, 1, 4, 1]]),
    2.302585092994046,
    what="cross_entropy when all ten classes get the same probability",
)
check.close(
    cross_entropy(P_loss[:1], Y_loss[:1]),
    0.35667494393873245,
    what="cross_entropy of the row [0.7, 0.2, 0.1] with label 0",
)
check.close(
    cross_entropy(np.vstack([P_loss] * 3), np.vstack([Y_loss] * 3)),
    cross_entropy(P_loss, Y_loss),
    what="cross_entropy after writing every example down three times",
)
check.true(
    float(cross_entropy(P_loss, np.eye(3)[[1, 1]])) > float(cross_entropy(P_loss, Y_loss)),
    "When less probable classes happen, the loss should be larger; yours is not.",
    given={"P": P_loss},
)
check.close(
    check.no_warnings(cross_entropy, np.array([[1.0, 0.0]]), np.array([[1.0, 0.0]])),
    0.0,
    what="cross_entropy of a row that is certain, and right",
)
check.done("cross_entropy", hidden="random batches, probabilities of 0, tables Y of whole numbers")
### BEGIN HIDDEN TESTS
for N, K in [(1, 2), (5, 3), (3, 5), (50, 10)]:
    P_try = rng.dirichlet(np.ones(K), size=N)
    check.agree(cross_entropy, reference.cross_entropy, P_try, np.eye(K)[rng.integers(0, K, N)])
P_try = rng.dirichlet(np.ones(4), size=6)
Y_try = np.eye(4, dtype=int)[rng.integers(0, 4, 6)]
check.agree(cross_entropy, reference.cross_entropy, P_try, Y_try)
P_sure = np.array([[0.0, 1.0, 0.0], [0.25, 0.75, 0.0], [1e-300, 0.0, 1.0]])
for labels in ([1, 0, 2], [1, 1, 0], [1, 2, 2], [0, 0, 1]):
    check.close(
        check.no_warnings(cross_entropy, P_sure, np.eye(3)[labels]),
        reference.cross_entropy(P_sure, np.eye(3)[labels]),
        what="cross_entropy with probabilities of 0",
        given={"P": P_sure, "Y": np.eye(3)[labels]},
    )
### END HIDDEN TESTS

# %% tests="cross_entropy" points=1
P_loss, Y_loss = np.array([[0.7, 0.2, 0.1], [0.1, 0.3, 0.6]]), np.eye(3)[[0, 2]]
check.close(
    check.keeps_arguments(cross_entropy, P_loss, Y_loss),
    0.4337503,
    what="cross_entropy, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("cross_entropy, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    cross_entropy, reference.cross_entropy, rng.dirichlet(np.ones(3), size=2), np.eye(3)[[1, 0]]
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First find, for each row, the probability of the class that happened: an array `(N,)`. Then one
# logarithm and one mean.
# </details>
# <details><summary>Hint 2</summary>
#
# `P * Y` is 0 everywhere but in the right places, so its row sums are what you want. (Taking the
# logarithm of all of `P` first would meet 0 times −∞, which is not a number.)
# </details>
# <details><summary>Hint 3</summary>
#
# `np.log(0.0)` is `-inf`, as wanted, but warns. Inside `with np.errstate(divide="ignore"):` it
# does not.
# </details>

# %% [markdown]
# ## 6 · Every score moves every probability
#
# To learn, we need the derivative of the loss with respect to the scores. The loss depends on the
# probabilities, the probabilities on the scores: two links of a chain. In lesson 2 the second link
# was one number, $\sigma'(z) = p(1 - p)$. Here it is a **table**: raise one score a little, and
# *all* $K$ probabilities change. The table of all these derivatives is the **Jacobian**,
#
# $$J_{ij} = \frac{\partial p_i}{\partial z_j} .$$
#
# (A row for what changes, a column for what is moved: the *numerator layout*. Some books print the
# transpose, the *denominator layout*, and multiply in the opposite order. The gradient of a single
# number is an exception that nearly all of them make: it has the shape of what it is taken with
# respect to, `dW` that of `W`.)
#
# ![Three scores, three probabilities, a loss. Every score has an arrow to every probability, nine
# in all: the Jacobian. Of the arrows from the probabilities to the loss only one counts, that of
# the class that happened.](drawing:jacobian)
#
# By the quotient rule, with $S = \sum_k e^{z_k}$ and $\partial S / \partial z_j = e^{z_j}$:
#
# $$
# i = j: \quad \frac{e^{z_j} S - e^{z_j} e^{z_j}}{S^2} = p_j - p_j^2, \qquad\qquad
# i \ne j: \quad \frac{0 \cdot S - e^{z_i} e^{z_j}}{S^2} = - p_i p_j .
# $$
#
# With $\delta_{ij}$, which is 1 if $i = j$ and 0 otherwise, both are $p_i (\delta_{ij} - p_j)$. The
# diagonal is positive: a class gains from its own score. All else is negative: it gains at the
# expense of the others.
#
# > **Predict.** What does each column of $J$ add up to? (The probabilities sum to 1 whatever the
# > scores are.)

# %% look="guess_column_of_the_jacobian"
remember.predict(
    "column_of_the_jacobian",
    "What does each column of the Jacobian of softmax add up to?",
    right=0,
    because=(
        "What one probability gains, the others lose. So do the rows, since adding the same to all "
        "scores changes nothing; and so J has no inverse: the probabilities determine the scores "
        "only up to a constant."
    ),
)


# %% exercise="softmax_jacobian"
def softmax_jacobian(p):
    """The derivatives of the softmax probabilities with respect to the scores.

    p: (K,) probabilities, the softmax of some scores z (the scores themselves are not needed).
    Returns an array (K, K): entry (i, j) is the derivative of p[i] with respect to z[j].

    Example: softmax_jacobian(np.array([0.5, 0.5])) is [[0.25, -0.25], [-0.25, 0.25]].
    """
    ### BEGIN SOLUTION
    return np.diag(p) - np.outer(p, p)
    ### END SOLUTION


# %% tests="softmax_jacobian" points=2
z_jac = np.array([2.0, 1.0, 0.0])
p_jac = np.exp(z_jac) / np.sum(np.exp(z_jac))
J = softmax_jacobian(p_jac.copy())
check.shape(J, (3, 3), what="softmax_jacobian of three probabilities")
check.close(
    np.diag(softmax_jacobian(np.array([0.5, 0.5]))),
    np.array([0.25, 0.25]),
    what="the diagonal of softmax_jacobian of [0.5, 0.5]",
)
for i in range(3):
    others = float(np.sum(np.exp(z_jac)) - np.exp(z_jac[i]))
    check.gradient(
        lambda z, others=others: float(np.exp(z) / (np.exp(z) + others)),
        J[i, i],
        z_jac[i],
        what=f"entry ({i}, {i}) of the Jacobian",
    )
check.done("softmax_jacobian, the diagonal", hidden="random probabilities of other sizes")
### BEGIN HIDDEN TESTS
for K in (1, 2, 3, 6):
    p_try = rng.dirichlet(np.ones(K))
    check.close(
        np.diag(softmax_jacobian(p_try.copy())),
        np.diag(reference.softmax_jacobian(p_try)),
        what="the diagonal of the Jacobian",
        given={"p": p_try},
    )
### END HIDDEN TESTS

# %% tests="softmax_jacobian" points=2
check.keeps_arguments(softmax_jacobian, np.array([0.2, 0.3, 0.5]))
z_jac = np.array([2.0, 1.0, 0.0])
p_jac = np.exp(z_jac) / np.sum(np.exp(z_jac))
J = softmax_jacobian(p_jac)
check.shape(J, (3, 3), what="softmax_jacobian of three probabilities")
for i, j in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)]:
    others = float(np.sum(np.exp(z_jac)) - np.exp(z_jac[j]))
    check.gradient(
        lambda z, i=i, others=others: float(np.exp(z_jac[i]) / (np.exp(z) + others)),
        J[i, j],
        z_jac[j],
        what=f"entry ({i}, {j}) of the Jacobian",
    )
check.done("softmax_jacobian, off the diagonal", hidden="random probabilities, and certainty")
### BEGIN HIDDEN TESTS
for p_try in [
    *(rng.dirichlet(np.ones(K)) for K in (2, 3, 6)),
    np.array([0.0, 1.0, 0.0]),
    rng.dirichlet(np.ones(6))[::-2],
]:
    beside = ~np.eye(len(p_try), dtype=bool)
    check.close(
        np.where(beside, softmax_jacobian(p_try), 0.0),
        np.where(beside, reference.softmax_jacobian(p_try), 0.0),
        what="the Jacobian without its diagonal",
        given={"p": p_try},
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two loops over `i` and `j` and an `if` make a fine first answer.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.outer(a, b)` is the table of all products `a[i] * b[j]`. `np.diag(a)` is a table with `a` on
# its diagonal and 0 elsewhere.
# </details>
#
# Your Jacobian for a model that is unsure, for the scores $z = [2, 1, 0]$, and for a model that is
# nearly certain. What has become of the derivatives there?

# %% look="jacobians" alt="Three tables of 3 × 3 numbers, the Jacobian for three sets of scores. On the diagonal the numbers are positive, elsewhere negative, and each row adds up to 0. With one score far ahead all of them are close to 0."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(9, 3), layout="constrained")
    for ax, scores in zip(axes, ([0.0, 0.0, 0.0], [2.0, 1.0, 0.0], [5.0, 1.0, 0.0]), strict=True):
        shares = np.exp(scores) / np.sum(np.exp(scores))
        multiclass.matrix(
            softmax_jacobian(shares),
            ax=ax,
            rows=[f"$p_{k}$ = {share:.3f}" for k, share in enumerate(shares, start=1)],
            columns=["$z_1$", "$z_2$", "$z_3$"],
            form="{:.3f}",
            limit=0.25,
        )

# %% [markdown]
# ## 7 · Down the chain
#
# The other link is easy. For one example the loss is $-\sum_k y_k \log p_k$, so
#
# $$\frac{\partial L}{\partial p_i} = -\frac{y_i}{p_i} .$$
#
# Only the class that happened pulls: the smaller its probability, the harder. (*Recall*: line 1 of
# lesson 2, for a row in place of a number.)
#
# > **Predict.** What is the second entry of $\partial L / \partial p$ for
# > $p = [0.665, 0.245, 0.090]$ if class 1 (the second) happened?

# %% look="guess_second_entry"
remember.predict(
    "second_entry",
    "p = [0.665, 0.245, 0.090] and class 1 (the second) happened. What is the second entry of "
    "∂L/∂p?",
    right=-4.08,
    because=(
        "It is −1/0.245, and the other two are 0. Negative, because the loss falls when the "
        "probability of what happened rises."
    ),
)


# %% exercise="dloss_dp" further=true minutes=3
def dloss_dp(p, y):
    """Derivative of the cross-entropy of one example with respect to its probabilities.

    p: (K,) probabilities, all above 0.  y: (K,) the one-hot label.
    Returns an array (K,): entry i is the derivative of -sum(y * log(p)) with respect to p[i],
    each probability taken as a variable of its own.

    Example: p = [0.5, 0.5], y = [1.0, 0.0] gives [-2.0, 0.0].
    """
    ### BEGIN SOLUTION
    return -y / p
    ### END SOLUTION


# %% tests="dloss_dp" points=1
p_slope, y_slope = np.array([0.5, 0.3, 0.2]), np.array([0.0, 1.0, 0.0])
check.shape(dloss_dp(p_slope, y_slope), (3,), what="dloss_dp for three classes")
check.close(
    dloss_dp(np.array([0.5, 0.5]), np.array([1.0, 0.0])),
    np.array([-2.0, 0.0]),
    what="dloss_dp for p = [0.5, 0.5] and label 0",
)
check.gradient(
    lambda p: -float(np.sum(y_slope * np.log(p))),
    dloss_dp(p_slope, y_slope),
    p_slope,
    what="dloss_dp",
)
check.done("dloss_dp", hidden="random probabilities, very small ones, labels in whole numbers")
### BEGIN HIDDEN TESTS
for K in (2, 3, 7):
    for label in (0, K - 1):
        check.agree(dloss_dp, reference.dloss_dp, rng.dirichlet(np.ones(K)), np.eye(K)[label])
check.agree(dloss_dp, reference.dloss_dp, np.array([0.2, 0.8]), np.array([0, 1]))
check.agree(dloss_dp, reference.dloss_dp, np.array([1e-6, 1 - 1e-6]), np.array([1.0, 0.0]))
### END HIDDEN TESTS

# %% tests="dloss_dp" points=1
check.close(
    check.keeps_arguments(dloss_dp, np.array([0.4, 0.6]), np.array([0.0, 1.0])),
    np.array([0.0, -1.6666667]),
    what="dloss_dp, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dp, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(dloss_dp, reference.dloss_dp, rng.dirichlet(np.ones(3)), np.array([0.0, 1.0, 0.0]))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The derivative of $\log p$ is $1/p$. Arrays of one shape divide entry by entry.
# </details>
#
# **The two links together.** Score $j$ acts on the loss through *every* probability, so the chain
# rule adds up all these paths:
#
# $$
# \frac{\partial L}{\partial z_j}
# = \sum_{i=1}^{K} \frac{\partial L}{\partial p_i} \frac{\partial p_i}{\partial z_j} .
# $$
#
# That is the product of a vector and a matrix. Build it in exactly that way, starting from the
# scores.
#
# > **Predict.** Before you run it: which entry of the result will be negative?

# %% look="guess_negative_entry"
remember.predict(
    "negative_entry",
    "Which entry of the derivative with respect to the scores is negative?",
    [
        "none",
        "that of the class that happened",
        "those of all other classes",
        "that of the most probable class",
    ],
    right=1,
    because="Raising the score of what happened lowers the loss.",
)


# %% exercise="dloss_dz_by_chain" lend=false
def dloss_dz_by_chain(z, y):
    """Derivative of the cross-entropy of one example with respect to its scores, by the chain rule.

    z: (K,) scores (of moderate size, say up to ±30).  y: (K,) the one-hot label.
    Returns an array (K,): the derivative of the loss with respect to each score, put together
    from the Jacobian of the softmax and the derivative of the loss with respect to the
    probabilities.

    Example: z = [0.0, 0.0], y = [1.0, 0.0] gives [-0.5, 0.5].
    """
    ### BEGIN SOLUTION
    p = softmax(z[np.newaxis, :])[0]  # softmax takes rows: one row in, one row out
    return dloss_dp(p, y) @ softmax_jacobian(p)
    ### END SOLUTION


# %% tests="dloss_dz_by_chain" points=2
z_chain, y_chain = np.array([1.5, -0.5, 0.25]), np.array([0.0, 0.0, 1.0])
by_chain = dloss_dz_by_chain(z_chain, y_chain)
check.shape(by_chain, (3,), what="dloss_dz_by_chain for three classes")
check.close(
    dloss_dz_by_chain(np.zeros(2), np.array([1.0, 0.0])),
    np.array([-0.5, 0.5]),
    what="dloss_dz_by_chain for equal scores and label 0",
)
check.gradient(
    lambda z: float(np.log(np.sum(np.exp(z))) - y_chain @ z),
    by_chain,
    z_chain,
    what="dloss_dz_by_chain",
)
check.done("dloss_dz_by_chain", hidden="random scores, whole numbers, and every label")
### BEGIN HIDDEN TESTS
for K in (2, 3, 6):
    z_try = 2 * rng.normal(size=K)
    for label in range(K):
        check.agree(dloss_dz_by_chain, reference.dloss_dz_by_chain, z_try, np.eye(K)[label])
for z_try, label in [(np.array([2, 1, 0]), 1), (np.array([20.0, -5.0, 0.0]), 2)]:
    y_try = np.eye(3, dtype=int)[label]
    check.agree(dloss_dz_by_chain, reference.dloss_dz_by_chain, z_try, y_try)
### END HIDDEN TESTS

# %% tests="dloss_dz_by_chain" points=1
check.close(
    check.keeps_arguments(dloss_dz_by_chain, np.array([0.5, 1.0]), np.array([1.0, 0.0])),
    np.array([-0.6224593, 0.6224593]),
    what="dloss_dz_by_chain, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dz_by_chain, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    dloss_dz_by_chain, reference.dloss_dz_by_chain, rng.normal(size=3), np.array([0.0, 1.0, 0.0])
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Probabilities first. Your `softmax` takes a table: `z[np.newaxis, :]` is one row, and `[0]` takes
# the row out again.
# </details>
# <details><summary>Hint 2</summary>
#
# `v @ M` has the entries $\sum_i v_i M_{ij}$. With `*` you would get a table and no sum.
# </details>
#
# **And now watch it collapse.** Put in what the two links are, and split the sum into $i = j$ and
# the rest:
#
# $$
# \frac{\partial L}{\partial z_j}
# = -\frac{y_j}{p_j} (p_j - p_j^2) + \sum_{i \ne j} \frac{y_i}{p_i} \, p_i p_j
# = -y_j + y_j p_j + p_j \sum_{i \ne j} y_i .
# $$
#
# The labels are one-hot, so $\sum_{i \ne j} y_i = 1 - y_j$, and what is left is
#
# $$\frac{\partial L}{\partial z_j} = p_j - y_j .$$
#
# *Prediction minus label*, once more. The dangerous division by $p$ is gone, and so is the table.
#
# > **Predict.** $z = [2, 1, 0]$, class 1 happened. What do the three derivatives add up to?

# %% look="guess_sum_of_three"
remember.predict(
    "sum_of_three",
    "z = [2, 1, 0], class 1 happened. What do the three derivatives with respect to the scores "
    "add up to?",
    right=0,
    because=(
        "They are [0.665, −0.755, 0.090]: the right class is pushed up exactly as much as the others "
        "together are pushed down. All are 0 only if the right class has probability 1."
    ),
)


# %% exercise="dloss_dz" further=true lend=false minutes=3
def dloss_dz(z, y):
    """Derivative of the cross-entropy of one example with respect to its scores, the short way.

    z: (K,) scores, up to ±1000 and beyond.  y: (K,) the one-hot label.
    Returns an array (K,), without a warning.

    Example: z = [0.0, 0.0], y = [1.0, 0.0] gives [-0.5, 0.5].
    """
    ### BEGIN SOLUTION
    return softmax(z[np.newaxis, :])[0] - y
    ### END SOLUTION


# %% tests="dloss_dz" points=1
z_short, y_short = np.array([-0.5, 1.0, 0.75]), np.array([1.0, 0.0, 0.0])
short = dloss_dz(z_short, y_short)
check.shape(short, (3,), what="dloss_dz for three classes")
check.close(
    dloss_dz(np.zeros(2), np.array([1.0, 0.0])),
    np.array([-0.5, 0.5]),
    what="dloss_dz for equal scores and label 0",
)
check.close(np.sum(short), 0.0, what="the sum of the slopes", given={"z": z_short, "y": y_short})
check.gradient(
    lambda z: float(np.log(np.sum(np.exp(z))) - y_short @ z), short, z_short, what="dloss_dz"
)
check.close(
    check.no_warnings(dloss_dz, np.array([1000.0, 0.0]), np.array([0.0, 1.0])),
    np.array([1.0, -1.0]),
    what="dloss_dz when the scores are 1000 and 0 and the second class happened",
)
check.done("dloss_dz", hidden="random scores, whole numbers, every label, and ±1000")
### BEGIN HIDDEN TESTS
for K in (2, 3, 6):
    z_try = 2 * rng.normal(size=K)
    for label in range(K):
        check.agree(dloss_dz, reference.dloss_dz, z_try, np.eye(K)[label])
check.agree(dloss_dz, reference.dloss_dz, np.array([2, 1, 0]), np.array([0, 1, 0]))
for scores in ([1000.0, -1000.0, 0.0], [-1000.0, -1001.0, -1002.0], [800.0, 801.0, -5.0]):
    check.close(
        check.no_warnings(dloss_dz, np.array(scores), np.array([0.0, 0.0, 1.0])),
        reference.dloss_dz(np.array(scores), np.array([0.0, 0.0, 1.0])),
        what="dloss_dz of large scores",
        given={"z": np.array(scores), "y": np.array([0.0, 0.0, 1.0])},
    )
### END HIDDEN TESTS

# %% tests="dloss_dz" points=1
check.close(
    check.keeps_arguments(dloss_dz, np.array([0.5, 1.0]), np.array([1.0, 0.0])),
    np.array([-0.6224593, 0.6224593]),
    what="dloss_dz, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dz, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(dloss_dz, reference.dloss_dz, rng.normal(size=3), np.array([0.0, 1.0, 0.0]))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The last formula, and nothing else. The care for large scores is in your `softmax` already.
# </details>
#
# Two routes to the same place. Left: both your functions at $z = [2, 1, 0]$, with class 1, the
# second, as the label. Middle: the same for the "label" $t = [0, 2, 0]$, as if the class had
# happened twice. Where, in the derivation, did we use that the labels add up to 1? Right: both
# functions for scores that drift apart, the wrong class ahead.

# %% look="chain_against_short" alt="Left and middle: bars of the derivatives that dloss_dz_by_chain and dloss_dz give for two labels. For 0, 1, 0 they agree; for 0, 2, 0, which does not add up to 1, they differ. Right: the derivative for a score that is more and more wrong. Both fall from −0.5 to −1; the short form stays there up to a gap of 1000, the chain breaks off near 700."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(10, 3.2), layout="constrained")
    places = np.arange(3)
    for ax, label in zip(axes, ([0.0, 1.0, 0.0], [0.0, 2.0, 0.0]), strict=False):
        for offset, function in [(-0.2, dloss_dz_by_chain), (0.2, dloss_dz)]:
            slopes = function(np.array([2.0, 1.0, 0.0]), np.array(label))
            ax.bar(places + offset, slopes, width=0.38, label=function.__name__)
        ax.axhline(0, color=palette.GREY, linewidth=0.5)
        ax.set_xticks(places, ["$z_1$", "$z_2$", "$z_3$"])
        ax.set(title=f"label {label}", ylabel="derivative", ylim=(-2.2, 2.2))
    axes[0].legend()
    gaps = np.linspace(0, 1000, 201)
    with np.errstate(all="ignore"):
        for function, width in [(dloss_dz_by_chain, 9), (dloss_dz, 2)]:
            line = [function(np.array([gap, 0.0]), np.array([0.0, 1.0]))[1] for gap in gaps]
            axes[2].plot(gaps, line, linewidth=width, solid_capstyle="butt")
    axes[2].set(
        xlabel="$z_1 - z_2$, the second happened",
        ylabel=r"$\partial L / \partial z_2$",
        ylim=(-1.1, 0.1),
    )

# %% [markdown]
# For labels that add up to $s$ the chain gives $s p - t$, here $2p - t$. The chain is right for
# any $t$; the short form holds for labels that add up to 1. But the chain divides by a probability
# and multiplies by it again. Beyond a difference of about 710, $1/p$ is too large for a float: the
# chain breaks (its line simply ends); the short form does not.

# %% [markdown]
# The sliders once more: besides the probabilities, watch the derivatives $P - Y$ of your short
# form.

# %% look="slope_bars"
from course_utils.explore import softmax_bars

softmax_bars.show(softmax=softmax, dloss_dz=dloss_dz)

# %% [markdown]
# **What squared error would do.** Its derivative with respect to the probabilities is $p - y$;
# multiplied by the Jacobian, it becomes $(p - y) J$. Here are the derivatives of both losses with
# respect to the score of the right class, with the two other scores at 0. Follow them to the left,
# to a model that is *sure and wrong*.

# %% look="squared_against_cross_entropy" alt="The derivative of two losses over the score of the right class. For cross-entropy it goes from −1 at the left to 0 at the right; for squared error it has only a dip near 0 and is almost 0 at both ends."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3))
    grid, label = np.linspace(-10, 10, 200), np.array([1.0, 0.0, 0.0])
    trios = np.column_stack([grid, np.zeros(200), np.zeros(200)])
    entropy_slopes = [dloss_dz(z, label)[0] for z in trios]
    squared_slopes = [((p - label) @ softmax_jacobian(p))[0] for p in softmax(trios)]
    ax.plot(grid, entropy_slopes, label="cross-entropy: $p - y$")
    ax.plot(grid, squared_slopes, label="squared error: $(p - y) J$")
    ax.set(xlabel="score of the right class", ylabel="derivative of the loss")
    ax.legend()

# %% [markdown]
# The worse the model is, the harder cross-entropy pulls, up to 1. Squared error lets go: where the
# softmax is flat (**saturated**), nothing moves, right or wrong.

# %% [markdown]
# [[pause]] The second half trains the model and looks at what it learned.
