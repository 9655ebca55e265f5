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
# # Lesson 6 · Your own reader
#
# By the end of this lesson you will be able to
#
# - recognise **underfitting** and **overfitting**, and say what helps against each;
# - tell **parameters** from **hyper-parameters**, and choose the latter on a **validation set**;
# - say why the number by which you chose is not the number to believe, and what a **test set** is
#   for.
#
# The key words are *capacity, bias, variance, validation, hyper-parameter, test set*.
# [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
# You need NumPy arrays and the idea of a loss; everything else is explained again.
# When the lesson is marked, every exercise counts by itself. In your notebook, later tests and
# pictures call what you wrote earlier; lesson 0 says how to borrow a working function.
#
# Run the next cell. It loads the tools.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, data, palette, plots, remember
from course_utils.ready import if_ready

plots.style()

# %% hidden="setup"
from itertools import combinations

from autograder.hidden import setup

reference, rng = setup("06_your_own_reader")

# %% [markdown]
# **Before you begin: what is left of the lessons before?** Three questions of a minute each, with
# numbers that are new every time you run the cell. What you have to think for is what stays; none
# of it is marked.

# %% look="recall"
remember.recall("06_your_own_reader")

# %% [markdown]
# ## 1 · Too simple, too flexible
#
# Take a problem that fits in a picture: points on one period of a sine, with some noise, and a
# polynomial through them,
#
# $$f(x) = c_0 + c_1 x + c_2 x^2 + \dots + c_M x^M .$$
#
# As a function of $x$ it bends; as a function of the coefficients $c$ it is linear. So it is the
# score of lesson 1, a weighted sum, with the features $1, x, x^2, \dots$ made by us. Its degree
# $M$ plays the part that depth and width play for a network: how flexible may the answer be? The
# word for this is **capacity**.


# %% exercise="polynomial_features"
def polynomial_features(x, M):
    """Powers of x as features.

    x: (N,) numbers.  M: the degree, a whole number from 0.
    Returns an array (N, M + 1): column m holds x to the power m, so the first column is all ones.

    Example: polynomial_features(np.array([2.0, 3.0]), 2) is [[1, 2, 4], [1, 3, 9]].
    """
    ### BEGIN SOLUTION
    return np.column_stack([x**m for m in range(M + 1)])
    ### END SOLUTION


# %% tests="polynomial_features" points=2
check.keeps_arguments(polynomial_features, np.array([1.0, 2.0]), 3)
x_poly = np.array([2.0, -1.0, 0.0])
check.shape(polynomial_features(x_poly, 4), (3, 5), what="polynomial_features of three x, M = 4")
check.shape(polynomial_features(x_poly, 0), (3, 1), what="polynomial_features of three x, M = 0")
check.close(
    polynomial_features(np.array([2.0, 3.0]), 2),
    np.array([[1.0, 2.0, 4.0], [1.0, 3.0, 9.0]]),
    what="polynomial_features of 2 and 3, M = 2",
)
check.done("polynomial_features", hidden="random x and other degrees")
### BEGIN HIDDEN TESTS
for N, M in [(1, 0), (1, 3), (6, 1), (5, 9)]:
    check.agree(polynomial_features, reference.polynomial_features, rng.normal(size=N), M)
check.agree(polynomial_features, reference.polynomial_features, np.array([-2, 0, 3]), 3)
check.agree(polynomial_features, reference.polynomial_features, rng.normal(size=8)[::-2], 2)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `x**3` takes the power entry by entry, and `x**0` is all ones, even at 0. `np.column_stack` puts a
# list of `(N,)` arrays side by side.
# </details>
#
# **Fitting.** With $\Phi$ the table of features, we want the $c$ that minimises
#
# $$\frac{1}{2N} \sum_n (\Phi_n \cdot c - y_n)^2 + \frac{\lambda}{2} \sum_{m \ge 1} c_m^2 .$$
#
# This needs no descent. Set the gradient to zero, and you get a linear system for $c$:
#
# $$\left( \tfrac1N \Phi^T \Phi + \lambda D \right) c = \tfrac1N \Phi^T y ,$$
#
# where $D$ is the identity matrix with a 0 in its first place, since the constant is not penalised.
#
# > **Predict.** Ten points, $M = 9$, $\lambda = 0$: how large is the error on the ten points?


# %% exercise="fit_polynomial"
def fit_polynomial(x, y, M, lam):
    """The best polynomial of degree M, with an L2 penalty on all coefficients but the constant.

    x, y: (N,) numbers, N > M.  M: the degree.  lam: strength of the penalty, 0 or more.
    Returns c, (M + 1,), constant first: the minimum of
        1/2 * mean((polynomial_features(x, M) @ c - y)**2) + lam/2 * sum(c[1:]**2).

    Example: the points (0, 1), (1, 3), (2, 5) with M = 1 and lam = 0 give c = [1.0, 2.0].
    """
    ### BEGIN SOLUTION
    # The same minimum as a plain least-squares problem: the penalty is M more "examples" that ask
    # sqrt(lam) * c_m to be 0. It keeps twice the digits of the linear system.
    features = polynomial_features(x, M) / np.sqrt(len(x))
    wishes = np.sqrt(lam) * np.eye(M + 1)[1:]
    targets = np.concatenate([y / np.sqrt(len(x)), np.zeros(M)])
    return np.linalg.lstsq(np.vstack([features, wishes]), targets, rcond=None)[0]
    ### END SOLUTION


# %% tests="fit_polynomial" points=2
x_fit = np.linspace(0, 1, 10)
noise_fit = np.array([0.15, -0.2, 0.1, 0.25, -0.1, -0.25, 0.2, -0.15, 0.05, -0.1])
y_fit = np.sin(2 * np.pi * x_fit) + noise_fit
check.shape(
    fit_polynomial(x_fit.copy(), y_fit.copy(), 3, 0.0), (4,), what="fit_polynomial with M = 3"
)
check.close(
    fit_polynomial(np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0]), 1, 0.0),
    np.array([1.0, 2.0]),
    what="fit_polynomial for three points on a line",
)
check.close(
    fit_polynomial(x_fit.copy(), 3 * x_fit**2 - x_fit, 2, 0.0),
    np.array([0.0, -1.0, 3.0]),
    what="fit_polynomial for points on a parabola",
    atol=1e-7,
)
check.done("fit_polynomial, no penalty", hidden="random points, other degrees, and M = 9")
### BEGIN HIDDEN TESTS
for M in (0, 1, 2, 4):
    N = int(rng.integers(8, 20))
    x_try, y_try = rng.uniform(-1, 1, size=N), rng.normal(size=N)
    check.agree(
        fit_polynomial, reference.fit_polynomial, x_try, y_try, M, 0.0, rtol=1e-5, atol=1e-7
    )
for M, error in [(0, 0.7171100791), (1, 0.5449467679), (3, 0.212892624), (5, 0.1442465612)]:
    c_try = fit_polynomial(x_fit.copy(), y_fit.copy(), M, 0.0)
    fitted = np.vander(x_fit, M + 1, increasing=True) @ c_try
    check.close(
        float(np.sqrt(np.mean((fitted - y_fit) ** 2))),
        error,
        what=f"the root mean squared error of M = {M} on ten points of a sine",
        rtol=1e-5,
    )
through_all = np.vander(x_fit, 10, increasing=True) @ fit_polynomial(
    x_fit.copy(), y_fit.copy(), 9, 0.0
)
check.close(through_all, y_fit, what="the values of M = 9 at its ten points", atol=1e-3)
### END HIDDEN TESTS

# %% tests="fit_polynomial" points=2
x_fit = np.linspace(0, 1, 10)
noise_fit = np.array([0.15, -0.2, 0.1, 0.25, -0.1, -0.25, 0.2, -0.15, 0.05, -0.1])
y_fit = np.sin(2 * np.pi * x_fit) + noise_fit
check.keeps_arguments(fit_polynomial, x_fit, y_fit, 2, 0.1)
c_fit = fit_polynomial(x_fit, y_fit, 3, 0.01)


def penalised_error(c):
    predicted = np.vander(x_fit, 4, increasing=True) @ c
    return 0.5 * np.mean((predicted - y_fit) ** 2) + 0.005 * np.sum(c[1:] ** 2)


check.shape(c_fit, (4,), what="fit_polynomial with M = 3 and lam = 0.01")
steps_fit = 0.001 * np.vstack([np.eye(4), -np.eye(4)])
least_fit = penalised_error(np.asarray(c_fit, dtype=float))
check.true(
    all(penalised_error(c_fit + step) > least_fit for step in steps_fit),
    "A small step away from these coefficients makes error and penalty together smaller; at the "
    "minimum no step does.",
    given={"x": x_fit, "y": y_fit, "M": 3, "lam": 0.01},
    got=c_fit,
)
check.close(
    float(fit_polynomial(x_fit, y_fit + 5, 3, 0.01)[0] - c_fit[0]),
    5.0,
    what="the change of the constant when 5 is added to every y",
)
check.done(
    "fit_polynomial, with a penalty",
    hidden="random points, other degrees and penalties, and whole numbers",
)
### BEGIN HIDDEN TESTS
for M in (0, 1, 2, 4):
    for lam in (0.001, 0.3, 10.0):
        N = int(rng.integers(8, 20))
        x_try, y_try = rng.uniform(-1, 1, size=N), rng.normal(size=N)
        check.agree(
            fit_polynomial, reference.fit_polynomial, x_try, y_try, M, lam, rtol=1e-5, atol=1e-7
        )
check.agree(
    fit_polynomial,
    reference.fit_polynomial,
    np.array([0, 1, 2, 4]),
    np.array([1, 0, 2, 1]),
    1,
    1,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.linalg.solve(A, v)` solves $A c = v$. Build $A$ and $v$ from `polynomial_features(x, M)`.
# </details>
# <details><summary>Hint 2</summary>
#
# `D = np.eye(M + 1)`, then `D[0, 0] = 0`. Do not forget the two $\frac1N$: with them $\lambda$
# means the same for 10 and for 1000 points.
# </details>
# <details><summary>The prediction</summary>
#
# 0, up to rounding: ten coefficients, ten points. That is not a good sign, as the picture shows.
# </details>

# %% look="under_and_over" alt="Four panels with the same ten noisy points of a sine and a fitted polynomial. Degree 1 is a straight line that misses the bend; degree 3 follows the sine; degree 9 goes through every point and swings wildly between them; degree 9 with a penalty is smooth again."
with if_ready():
    x_sine, t_sine = data.sine(n=10, noise=0.25, seed=4)
    fig, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained", sharey=True)
    grid = np.linspace(0, 1, 300)
    cases = [(1, 0.0, "underfitting"), (3, 0.0, "about right"), (9, 0.0, "overfitting")]
    for ax, (M, lam, verdict) in zip(axes, [*cases, (9, 1e-5, "tamed by a penalty")], strict=True):
        c = fit_polynomial(x_sine, t_sine, M, lam)
        ax.plot(grid, np.sin(2 * np.pi * grid), color=palette.GREY, linewidth=1, label="the truth")
        ax.plot(grid, polynomial_features(grid, M) @ c, label=f"largest |c|: {np.abs(c).max():.0f}")
        plots.samples(x_sine, t_sine, ax=ax, label="")
        ax.set(title=f"M = {M}: {verdict}", ylim=(-2.2, 2.2))
        ax.legend(loc="lower left")

# %% [markdown]
# $M = 1$ cannot follow the curve, whatever the coefficients: **underfitting**, an error called
# *bias*. $M = 9$ goes through every point and is wild between them, with huge coefficients:
# **overfitting**. It fits this noise; with other noise it would be another curve, and how much the
# answer depends on the luck of the draw is called *variance*. A common recipe: first take a model
# large enough to fit the training data, then restrain it, for instance with a penalty.
#
# Now try every degree and every penalty, with your own fit. Where does the error on the held-back
# points begin to rise again?

# %% look="polynomial_degree"
from course_utils.explore import polynomial_degree

polynomial_degree.show(fit_polynomial=fit_polynomial, polynomial_features=polynomial_features)

# %% [markdown]
# *Can we have low bias and low variance at once?* In the classical picture no: for a fixed amount
# of data, a more flexible model has less bias and more variance. (That picture is not the whole
# truth. Models with far more parameters than examples, among them large networks, can do well
# again; the error falls, rises, and falls a second time. This is called **double descent**.) And
# even in the classical picture, more data changes things.
#
# > **Predict.** Polynomials of degree 5, fitted to 10, 100 and 1000 noisy points of the sine, again
# > and again. Which of the two shrinks with the number of points, and how fast?

# %% look="more_data"
with if_ready():
    generator, places = np.random.default_rng(0), np.linspace(0, 1, 50)
    for N in (10, 100, 1000):
        x_many, curves = np.linspace(0, 1, N), []
        for _ in range(200):
            noisy = np.sin(2 * np.pi * x_many) + 0.3 * generator.normal(size=N)
            curves.append(polynomial_features(places, 5) @ fit_polynomial(x_many, noisy, 5, 0.0))
        bias = np.mean((np.mean(curves, axis=0) - np.sin(2 * np.pi * places)) ** 2)
        print(f"{N:5d} points: variance {np.var(curves, axis=0).mean():.5f}, bias² {bias:.5f}")

# %% [markdown]
# The variance falls like 1 divided by the number of points, at the same small bias. More data, or
# an average over several models: there are ways to have both.

# %% [markdown]
# ## 2 · Examples held back
#
# Who chooses the degree, the learning rate, the number of layers, the strength of the penalty? Not
# the training loss: it always prefers more capacity and less penalty. Weights and biases are
# **parameters**, found by training. These others are **hyper-parameters**, and are chosen by how
# well the trained model does on examples it was *not* trained on, the **validation set**. Usual
# shares are 80:20, 90:10 or, with plenty of data, 95:5. (*Recall*: this is one fold of lesson 3's
# cross-validation, for when examples are plenty.)
#
# ![All examples, shuffled once, in three parts. Training fits the weights; validation chooses the
# model, and one may go back and try again; the test is asked once.](drawing:three_sets)


# %% exercise="train_validation_split"
def train_validation_split(N, fraction, rng):
    """Hold back a random part of N examples.

    N: how many examples.  fraction: the share to hold back for validation, between 0 and 1.
    rng: a numpy.random.Generator.
    Returns (train, validation), two arrays of whole numbers, shuffled: together every number from
    0 to N - 1 once, round(N * fraction) of them in validation.

    Example: train_validation_split(5, 0.4, rng) may be (array([4, 0, 3]), array([1, 2])).
    """
    ### BEGIN SOLUTION
    order = rng.permutation(N)
    held = round(N * fraction)
    return order[held:], order[:held]
    ### END SOLUTION


# %% tests="train_validation_split" points=3
parts = train_validation_split(10, 0.3, np.random.default_rng(0))
check.true(
    isinstance(parts, (tuple, list)) and len(parts) == 2,
    "train_validation_split should return a pair of arrays.",
    got=parts,
)
check.shape(np.asarray(parts[0]), (7,), what="train, for N = 10 and fraction = 0.3,")
check.shape(np.asarray(parts[1]), (3,), what="validation, for N = 10 and fraction = 0.3,")
check.close(
    np.sort(np.concatenate([np.asarray(parts[0]), np.asarray(parts[1])])),
    np.arange(10),
    what="train and validation together, sorted,",
    given={"N": 10, "fraction": 0.3},
)
check.done("train_validation_split", hidden="other sizes and shares, and whether it is random")
### BEGIN HIDDEN TESTS
for N, fraction in [
    (1000, 0.2),
    (1000, 0.1),
    (1000, 0.05),
    (7, 0.25),
    (9, 0.3),
    (4, 0.0),
    (3, 1.0),
]:
    train_try, held_try = train_validation_split(N, fraction, rng)
    check.close(
        [len(train_try), len(held_try)],
        [N - round(N * fraction), round(N * fraction)],
        what="the lengths of train and validation",
        given={"N": N, "fraction": fraction},
    )
    check.close(
        np.sort(np.concatenate([np.asarray(train_try), np.asarray(held_try)])).astype(int),
        np.arange(N),
        what="train and validation together, sorted,",
        given={"N": N, "fraction": fraction},
    )
drawn = [train_validation_split(50, 0.4, np.random.default_rng(seed)) for seed in (3, 3, 4)]
check.true(
    np.array_equal(drawn[0][1], drawn[1][1])
    and not np.array_equal(np.sort(drawn[0][1]), np.sort(drawn[2][1])),
    "Which examples are held back should depend on rng, and on nothing else.",
)
check.true(
    not np.array_equal(drawn[0][0], np.sort(drawn[0][0])),
    "The examples in train come in the order they stand; shuffle them.",
)
often = np.zeros(12)
for seed in rng.integers(2**31, size=120).tolist():
    often[np.asarray(train_validation_split(12, 0.5, np.random.default_rng(seed))[1])] += 1
check.true(
    bool(np.all((often > 20) & (often < 100))),
    "Over 120 splits into halves, some examples are hardly ever, or nearly always, held back.",
    got=often,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One shuffled order of all numbers, cut once. Two separate draws would overlap.
# </details>
#
# Now choose. For each degree: fit on the training part, measure the mean squared error on *both*
# parts. Use the same split for all degrees; otherwise you compare luck.
#
# > **Predict.** As the degree grows, what happens to the error on the training part? And on the
# > validation part?


# %% exercise="choose_degree"
def choose_degree(x, y, degrees, rng):
    """Choose a polynomial's degree on examples held back.

    x, y: (N,) numbers.  degrees: a list of whole numbers.  rng: a Generator, for one split, with
    0.3 of the examples in the validation part.
    Every degree is fitted to the training part, without a penalty.
    Returns (best, train_errors, validation_errors): the degree of least validation error, and two
    lists with the mean squared errors (no half) of each degree on the two parts.
    """
    ### BEGIN SOLUTION
    train_part, held_part = train_validation_split(len(x), 0.3, rng)
    train_errors, validation_errors = [], []
    for M in degrees:
        c = fit_polynomial(x[train_part], y[train_part], M, 0.0)
        for part, errors in [(train_part, train_errors), (held_part, validation_errors)]:
            errors.append(float(np.mean((polynomial_features(x[part], M) @ c - y[part]) ** 2)))
    return degrees[int(np.argmin(validation_errors))], train_errors, validation_errors
    ### END SOLUTION


# %% tests="choose_degree" points=2
x_choose = np.linspace(-1, 1, 20)
y_choose = x_choose**3 - 0.5 * x_choose + 0.05 * np.cos(40 * x_choose)
chosen = choose_degree(x_choose.copy(), y_choose.copy(), [0, 1, 2, 3, 6], np.random.default_rng(0))
check.true(
    isinstance(chosen, (tuple, list)) and len(chosen) == 3,
    "choose_degree should return three things: best, train_errors and validation_errors.",
    got=chosen,
)
train_check, held_check = chosen[1], chosen[2]
check.shape(np.asarray(train_check), (5,), what="train_errors for five degrees, as an array,")
check.shape(np.asarray(held_check), (5,), what="validation_errors for five degrees, as an array,")
check.true(
    bool(np.all(np.diff(np.asarray(train_check)) <= 1e-9)),
    "On one and the same training part, a higher degree cannot fit worse; here an error rises.",
    given={"degrees": [0, 1, 2, 3, 6]},
    got=train_check,
)
check.done("choose_degree, the errors", hidden="those of every possible split of small data sets")
### BEGIN HIDDEN TESTS
for degrees in ([0, 1, 2], [3, 1], [2]):
    x_try, y_try = np.sort(rng.uniform(-1, 1, size=9)), rng.normal(size=9)
    answer_try = choose_degree(x_try.copy(), y_try.copy(), list(degrees), rng)
    got_errors = np.array([answer_try[1], answer_try[2]], dtype=float)
    explained = False
    for held_part in combinations(range(9), 3):
        held_part = np.array(held_part)
        train_part = np.setdiff1d(np.arange(9), held_part)
        errors = []
        for M in degrees:
            c = reference.fit_polynomial(x_try[train_part], y_try[train_part], M, 0.0)
            squares = (np.vander(x_try, M + 1, increasing=True) @ c - y_try) ** 2
            errors.append([squares[train_part].mean(), squares[held_part].mean()])
        if np.allclose(np.transpose(errors), got_errors, rtol=1e-5, atol=1e-9):
            explained = True
    check.true(
        explained,
        "There is no way to hold back 3 of these 9 examples that gives these errors: fit on the "
        "other 6, mean squared error on the 6 and on the 3.",
        given={"x": x_try, "y": y_try, "degrees": degrees},
        got=got_errors,
    )
picked = []
for seed in (5, 5, 6, 7, 8):
    copies = (x_choose.copy(), y_choose.copy(), [1, 3])
    picked.append(choose_degree(*copies, np.random.default_rng(seed))[1][0])
check.true(
    picked[0] == picked[1] and len({round(p, 12) for p in picked}) > 1,
    "The split should depend on rng, and on nothing else.",
    got=picked,
)
### END HIDDEN TESTS

# %% tests="choose_degree" points=2
x_choose = np.linspace(-1, 1, 20)
y_choose = x_choose**3 - 0.5 * x_choose + 0.05 * np.cos(40 * x_choose)
check.keeps_arguments(choose_degree, x_choose, y_choose, [2, 1], np.random.default_rng(0))
exact = choose_degree(x_choose, x_choose**3, [1, 3, 0], np.random.default_rng(0))
check.close(exact[0], 3, what="the best of the degrees 1, 3 and 0 for points on a cubic")
chosen = choose_degree(x_choose, y_choose, [0, 1, 2, 3, 6], np.random.default_rng(0))
check.close(
    chosen[0],
    [0, 1, 2, 3, 6][int(np.argmin(np.asarray(chosen[2])))],
    what="best, compared with the degree of least validation error,",
    given={"degrees": [0, 1, 2, 3, 6], "validation_errors": chosen[2]},
)
check.done("choose_degree, the best", hidden="random points, and high degrees on noisy points")
### BEGIN HIDDEN TESTS
for degrees in ([0, 1, 2], [3, 1], [2]):
    x_try, y_try = np.sort(rng.uniform(-1, 1, size=9)), rng.normal(size=9)
    best_try, _, held_try = choose_degree(x_try, y_try, degrees, rng)
    check.close(
        best_try,
        degrees[int(np.argmin(held_try))],
        what="best, compared with the degree of least validation error,",
        given={"degrees": degrees, "validation_errors": held_try},
    )
y_noisy = np.array([1.0, 1.0, -2.0] * 7)[:20]  # degree 11 follows some of it, and errs in between
for degrees in ([11, 1], [0, 11]):
    best_try = choose_degree(x_choose, y_noisy, degrees, np.random.default_rng(3))[0]
    check.close(
        best_try,
        min(degrees),
        what="the best degree for noisy points",
        given={"x": x_choose, "y": y_noisy, "degrees": degrees},
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `train_validation_split` once, before the loop. In the loop: fit on `x[train]`, `y[train]`; then
# two errors.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.argmin(validation_errors)` is a *position* in the list; `degrees[...]` at that position is the
# degree.
# </details>
# <details><summary>The prediction</summary>
#
# The training error only falls. The validation error falls at first; then it usually rises again,
# though not on every split: with so few points it can stay flat over many degrees.
# </details>

# %% look="choosing" alt="The mean squared error over the degree for three splits, on a logarithmic axis. The training error falls with nearly every degree; the validation error falls steeply up to degree 3 and is flat or rises after it. A vertical line marks the best degree: 8, 3 and 3."
with if_ready():
    x_sine, t_sine = data.sine(n=30, noise=0.25, seed=1)
    degrees = list(range(10))
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained", sharey=True)
    for ax, seed in zip(axes, (1, 2, 3), strict=True):
        best, fitted, held = choose_degree(x_sine, t_sine, degrees, np.random.default_rng(seed))
        ax.semilogy(degrees, fitted, "o-", label="training")
        ax.semilogy(degrees, held, "s-", label="validation")
        ax.axvline(best, color=palette.GREY, linewidth=1)
        ax.set(title=f"split {seed}: best is M = {best}", xlabel="degree", ylim=(0.01, 3))
    axes[0].set(ylabel="mean squared error")
    axes[0].legend()

# %% [markdown]
# Three splits of the same 30 points, and they need not agree: nine points are few to judge by.
# With few examples, use **$k$-fold cross-validation**: cut the examples into $k$ parts; hold back
# each in turn and train on the rest; average the $k$ validation errors; choose by the average.
# (Lesson 3 did this.)
#
# **And the final number?** A part that was held back for *choosing* is often called a test set. It
# is not. Of fifty models that merely guess, the best on 40 validation examples looks like this:

# %% look="best_of_fifty" alt="Two histograms of the share of 40 examples guessed right. That of any guesser is centred at one half; that of the best of 50 lies to its right, around two thirds."
with if_ready():
    generator = np.random.default_rng(0)
    truth = generator.integers(0, 2, size=(200, 1, 40))
    guesses = generator.integers(0, 2, size=(200, 50, 40))
    shares = np.mean(guesses == truth, axis=2)
    fig, ax = plt.subplots(figsize=(7, 2.6), layout="constrained")
    bins = np.arange(0.1875, 0.9, 0.025)
    ax.hist(shares.ravel(), bins=bins, density=True, alpha=0.6, label="any of the guessers")
    ax.hist(shares.max(axis=1), bins=bins, density=True, alpha=0.6, label="the best of 50")
    ax.set(xlabel="share of 40 validation examples right", yticks=[])
    ax.legend()
    print(f"all guessers: {shares.mean():.3f}; the best of fifty: {shares.max(axis=1).mean():.3f}")

# %% [markdown]
# 68 % by choosing, 50 % in truth. Whatever is used to choose is used up. For a number to believe,
# keep a third part, the **test set**, look at it once, at the very end, and change nothing
# afterwards. (Think of an exam. Practising on old exams is learning. Having seen this exam only
# buys a high mark.)
#
# All this assumes that the held-out examples are **representative** of those that the model will
# meet when it is used. If they are not (another scanner, another hospital, another year), even an
# honest test number promises too much. This is called *distribution shift*.
#
# <details><summary>Parameter or hyper-parameter? the weights · the number of hidden units · eta ·
# the biases · lam · the degree M · the coefficients c</summary>
#
# Weights, biases and coefficients are parameters; the rest are hyper-parameters.
# </details>
# <details><summary>What is held back: in a product, in a competition, in a paper?</summary>
#
# *A product*: training and validation are enough to build it. If anybody asks how good it will be,
# hold back a test set too. *A competition*: the organisers hold the test set, in secret; you split
# what you get into training and validation. *A paper*: all three, with 5, 10 or 20 % for the test,
# and everybody the same.
# </details>
#
# That also answers a question left open in lesson 1: *how do we choose the strength of the prior?*
# By validation, like every other hyper-parameter.

# %% [markdown]
# ## What you can do now
#
# - [ ] I recognise under- and overfitting, and know what to do against each.
# - [ ] I choose hyper-parameters on a validation set, and keep the test set for the end.
# - [ ] I know why the best of many is worse than it looks.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** This is the last lesson, and what you have built is, in small, what the
# large libraries do. They add three things: gates for every operation, so that nobody has to write
# a backward pass by hand (you made some in lesson 4); better steps than plain gradient descent;
# and layers that share weights, for pictures and for language. The idea is the one you know: a
# score, a loss, a gradient, a step.
#
# **To read on.**
#
# - Mikhail Belkin and others, [Reconciling Modern Machine-Learning Practice and the Classical
#   Bias–Variance Trade-off](https://arxiv.org/abs/1812.11118), 2019, and Preetum Nakkiran and
#   others, [Deep Double Descent](https://arxiv.org/abs/1912.02292), 2019.
# - Cynthia Dwork and others, [The Reusable Holdout](https://doi.org/10.1126/science.aaa9375),
#   *Science* 349, 2015: what happens to a held-out set that is used again and again.
# - Aston Zhang and others, *Dive into Deep Learning*,
#   [generalisation](https://d2l.ai/chapter_linear-regression/generalization.html); Simon Prince,
#   [*Understanding Deep Learning*](https://udlbook.github.io/udlbook/), chapters 8 and 9.
