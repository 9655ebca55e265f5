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
# # Lesson 5 · Training a multi-layer perceptron
#
# By the end of this lesson you will be able to
#
# - stack neurons in **layers**, say what each layer is for, and solve by hand a problem that no
#   single neuron can solve;
# - count what a network stores, and what training it costs in memory;
# - write the **forward pass**, the **backward pass** and the **training loop** of a network of any
#   depth, and check every one of them;
# - say why the weights must start random, and how large;
# - train a network that reads handwritten digits better than lesson 3 did, using only functions
#   you wrote.
#
# The key words are *neuron, layer, fully connected, activation, backpropagation, stochastic
# gradient descent*. [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# Sections 1 to 4 are preparations, 5 to 10 build one network. When the lesson is
# marked, every exercise counts by itself: if one does not work out, go on with the next. In your
# notebook, later tests and pictures call what you wrote earlier; lesson 0 says how to borrow a
# working function. You need NumPy arrays, the idea of a gradient, and the softmax of lesson 3;
# everything else is explained again.
#
# Run the next two cells. The first loads the tools. The second draws where we are going: two
# spirals, and the curve that a network has to find between them. No straight line can separate
# them.

# %%
from copy import deepcopy
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, data, multiclass, palette, plots, remember
from course_utils.ready import if_ready

plots.style()

X_same, y_same = data.same_value()  # 00, 01, 10, 11: is the value of both inputs the same?

# %% hidden="setup"
from itertools import permutations

from autograder.hidden import setup

reference, rng = setup("05_mlp_training")


def random_net(sizes, rng, scale=1.0):
    """Parameters with random weights and random biases."""
    return [
        (scale * rng.normal(size=(n_in, n_out)), scale * rng.normal(size=n_out))
        for n_in, n_out in pairwise(sizes)
    ]


def stepped(params, grads, eta):
    return [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)]


def same_numbers(params, others, tol=1e-8):
    """Whether two lists of (W, b) hold the same numbers."""
    pairs = [(a, b) for p, q in zip(params, others, strict=True) for a, b in zip(p, q, strict=True)]
    return all(
        np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=tol, atol=tol) for a, b in pairs
    )


# %% look="where_we_are_going" alt="Points of two classes on two spiral arms that wind around each other. The plane is coloured in two spiral regions, and their boundary follows the gap between the arms."
with if_ready():
    X_arms, y_arms = data.spirals(n=240, seed=2)

    def between_the_arms(points):
        radius = np.hypot(points[:, 0], points[:, 1])
        angle = np.arctan2(points[:, 1], points[:, 0])
        return 0.5 - 0.5 * np.tanh(4 * np.cos(angle - 2 * np.pi * radius))

    plots.boundary(between_the_arms, X_arms, y_arms, title="where a trained network must get to")

# %% [markdown]
# **Before you begin: what is left of the lessons before?** Three questions of a minute each, with
# numbers that are new every time you run the cell. The effort of remembering is what makes it
# stay; none of it is marked.

# %% look="recall"
remember.recall("05_mlp_training")

# %% [markdown]
# ## 1 · Units that bend
#
# A neuron computes a score, $z = w \cdot x + b$, and passes on $h = g(z)$. The function $g$ is its
# **activation**. The usual ones have no parameters of their own (maxout, at the end of this
# section, has); which one to use is our choice, a *hyper-parameter*. Five common ones:
#
# | kind | $g(z)$ | in words |
# |---|---|---|
# | `sigmoid` | $1 / (1 + e^{-z})$ | from 0 to 1 |
# | `tanh` | $(e^z - e^{-z}) / (e^z + e^{-z})$ | from −1 to 1, stretched: $2\sigma(2z) - 1$ |
# | `relu` | $\max(0, z)$ | the *rectified linear unit*: cut off below 0 |
# | `leaky_relu` | $z$ above 0, $0.1 z$ below | a ReLU that lets a tenth through |
# | `elu` | $z$ above 0, $e^z - 1$ below | a ReLU with a soft floor at −1 |
#
# (A leaky ReLU with slope $a$ below 0 may be written $\max(a z, z)$, but only if $a \le 1$. With
# $a = 2$, at $z = -1$, the maximum is −1, not −2.) In vision the ReLU and its relatives are the
# usual choice for hidden layers.
#
# The *last* layer is another matter: there the task decides. A quantity such as a temperature
# needs a plain score, with no activation at all, and the squared error. One yes-or-no label needs
# a sigmoid. One label out of $K$ needs a softmax over $K$ scores, and several labels at once need
# $K$ sigmoids, all with the cross-entropy. A ReLU there would be a mistake: it could never predict
# a temperature below 0, and where it is 0 it would not learn to.
#
# > **Predict.** Which of the five can give an exact 0? Which give the same for $z = 1000$ and
# > $z = 1001$, as far as a computer can tell?


# %% exercise="activate"
def activate(z, kind):
    """An activation function, entry by entry.

    z: a number or an array of any shape.
    kind: "sigmoid", "tanh", "relu", "leaky_relu" (slope 0.1 below 0) or "elu" (exp(z) - 1 below 0).
    Returns an array of the shape of z (a number for a number). Works for |z| up to 1000 without a
    warning, and leaves z as it is. Any other kind is a ValueError.

    Example: activate(np.array([-1.0, 2.0]), "leaky_relu") is [-0.1, 2.0].
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        small = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
        # equivalent(comparison): at z = 0, small is 1, and both branches are one half
        return np.where(z >= 0, 1.0, small) / (1 + small)
    if kind == "tanh":
        return np.tanh(z)
    if kind == "relu":
        return np.maximum(z, 0.0)
    if kind == "leaky_relu":
        return np.maximum(z, 0.1 * z)
    if kind == "elu":
        # The minimum keeps expm1 from overflowing where its value is not used.
        below = np.expm1(np.minimum(z, 0.0))  # equivalent(constant): 1.0 would do as well
        # equivalent(comparison): at z = 0 both branches are 0
        return np.where(z > 0, z, below)
    raise ValueError(f"no activation is called {kind!r}")
    ### END SOLUTION


# %% tests="activate" points=3
kinds = ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]
z_act = np.array([-2.0, -0.5, 0.0, 0.5, 3.0])
for kind_try in kinds:
    kept = check.keeps_arguments(activate, z_act, kind_try)
    check.shape(kept, (5,), what=f'activate(z, "{kind_try}")')
check.close(
    activate(z_act, "sigmoid") + activate(-z_act, "sigmoid"),
    np.ones(5),
    what="sigmoid at z plus sigmoid at -z",
    given={"z": z_act},
)
check.close(
    activate(z_act, "tanh"),
    2 * activate(2 * z_act, "sigmoid") - 1,
    what="tanh, compared with 2 sigmoid(2z) - 1",
    given={"z": z_act},
)
check.close(activate(np.array([1.0]), "sigmoid"), np.array([0.731059]), what="sigmoid", atol=1e-6)
check.close(activate(np.array([-2.0, 3.0]), "relu"), np.array([0.0, 3.0]), what="relu at -2 and 3")
check.close(
    activate(np.array([-1.0, 2.0]), "leaky_relu"),
    np.array([-0.1, 2.0]),
    what="leaky_relu at -1 and 2",
)
check.close(activate(np.array([-1.0]), "elu"), np.array([-0.632121]), what="elu(-1)", atol=1e-6)
check.close(
    check.no_warnings(activate, np.array([-1000.0, 1000.0]), "elu"),
    np.array([-1.0, 1000.0]),
    what="elu at -1000 and 1000",
)
check.raises(ValueError, activate, z_act, "step", hint="There is no activation called step here.")
check.done("activate", hidden="all five on random and empty arrays, whole numbers, and ±1000")
### BEGIN HIDDEN TESTS
for kind_try in kinds:
    for size in [(), (1,), (7,), (4, 3), (2, 3, 2), (0,)]:
        check.agree(activate, reference.activate, np.array(2 * rng.normal(size=size)), kind_try)
    check.agree(activate, reference.activate, np.arange(-3, 4), kind_try)
    check.agree(activate, reference.activate, rng.normal(size=(4, 6))[::2, ::-3], kind_try)
    check.agree(activate, reference.activate, float(rng.normal()), kind_try)
    check.close(
        check.no_warnings(activate, np.array([-1000.0, -710.0, 0.0, 710.0, 1000.0]), kind_try),
        reference.activate(np.array([-1000.0, -710.0, 0.0, 710.0, 1000.0]), kind_try),
        what=f"{kind_try} of large scores",
    )
z_grid = np.array([-3.0, -1.0, -0.5, 0.5, 2.0])
check.close(
    activate(z_grid, "tanh"),
    np.array([-0.9950547537, -0.761594156, -0.4621171573, 0.4621171573, 0.9640275801]),
    what="tanh",
    atol=1e-9,
)
for kind_try in ["ReLU", "", "softmax", "identity"]:
    check.raises(ValueError, activate, np.array([1.0]), kind_try)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Five branches, `if kind == "sigmoid": ...`, and `raise ValueError(...)` when none fits.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.maximum(z, 0)` compares entry by entry. `np.where(z > 0, a, b)` chooses entry by entry, but
# computes both `a` and `b` for *all* entries, so `np.exp(z)` at $z = 1000$ overflows even where it
# is not chosen. `np.minimum(z, 0)` is a harmless argument for it.
# </details>
# <details><summary>The prediction</summary>
#
# An exact 0: `tanh`, `leaky_relu` and `elu` at $z = 0$, `relu` for every $z \le 0$. (The sigmoid
# never, on paper; below about −745 it rounds to 0.) The same at 1000 and 1001: `sigmoid` and
# `tanh`. They are *saturated*, which is the subject of the next exercise.
# </details>

# %% [markdown]
# **Derivatives** (*recall* of lesson 4, section 10, now from $z$). A hidden unit learns through the derivative of its activation: in the backward
# pass every gradient is multiplied by $g'(z)$. Where $g'$ is 0, nothing gets through.
#
# | kind | $g'(z)$ |
# |---|---|
# | `sigmoid` | $\sigma(z) (1 - \sigma(z))$, at most ¼ |
# | `tanh` | $1 - \tanh^2 z$, at most 1 |
# | `relu` | 1 above 0, 0 below |
# | `leaky_relu` | 1 above 0, 0.1 below |
# | `elu` | 1 above 0, $e^z$ below |
#
# At exactly 0 the ReLU has a corner, and its derivative there is a convention. Ours is the slope
# on the left: 0 for `relu`, 0.1 for `leaky_relu`. (Many tables print $\tanh' = 1 / \cosh^2 z$. It
# is the same function, and a trap: $\cosh$ overflows beyond 710. An ELU with $\alpha \ne 1$, that
# is $\alpha (e^z - 1)$ below 0, would have a corner too; ours has none.)
#
# > **Predict.** Ten sigmoid layers on top of each other. By how much does a gradient shrink on its
# > way back through the ten derivatives, at best?


# %% exercise="activate_grad" further=true
def activate_grad(z, kind):
    """The derivative of the activation `kind` at the score z, entry by entry.

    z: a number or an array of any shape: scores, before the activation.
    kind: as in activate; any other kind is a ValueError.
    Returns an array of the shape of z (a number for a number). At exactly 0 the slope is 0 for
    relu and 0.1 for leaky_relu. Works for |z| up to 1000 without a warning.

    Example: activate_grad(np.array([-1.0, 2.0]), "relu") is [0.0, 1.0].
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    if kind == "sigmoid":
        p = activate(z, "sigmoid")
        return p * (1 - p)
    if kind == "tanh":
        return 1 - np.tanh(z) ** 2
    if kind == "relu":
        return np.where(z > 0, 1.0, 0.0)
    if kind == "leaky_relu":
        return np.where(z > 0, 1.0, 0.1)
    if kind == "elu":
        return np.exp(np.minimum(z, 0.0))  # exp(0) = 1 above 0
    raise ValueError(f"no activation is called {kind!r}")
    ### END SOLUTION


# %% tests="activate_grad" points=3
z_slope = np.array([[-2.0, -0.7, 0.3], [1.0, 2.5, -0.1]])
for kind_try in ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]:
    slopes = check.keeps_arguments(activate_grad, z_slope, kind_try)
    check.shape(slopes, (2, 3), what=f'activate_grad(z, "{kind_try}")')
    check.gradient(
        lambda z, kind=kind_try: float(np.sum(activate(z, kind))),
        slopes,
        z_slope,
        what=f'activate_grad(z, "{kind_try}")',
    )
check.close(activate_grad(0.0, "sigmoid"), 0.25, what="the slope of the sigmoid at 0")
check.close(
    activate_grad(np.array([-1.0, 0.0, 2.0]), "relu"),
    np.array([0.0, 0.0, 1.0]),
    what="the slope of relu at -1, 0 and 2",
)
check.close(
    check.no_warnings(activate_grad, np.array([-1000.0, 1000.0]), "tanh"),
    np.zeros(2),
    what="the slope of tanh at -1000 and 1000",
)
check.raises(ValueError, activate_grad, z_slope, "step")
check.done("activate_grad", hidden="all five on random arrays, whole numbers, 0 and ±1000")
### BEGIN HIDDEN TESTS
for kind_try in ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]:
    for size in [(), (6,), (4, 3), (2, 2, 3)]:
        z_try = np.array(2 * rng.normal(size=size))
        check.agree(activate_grad, reference.activate_grad, z_try, kind_try)
    check.agree(activate_grad, reference.activate_grad, np.arange(-3, 4), kind_try)
    check.agree(activate_grad, reference.activate_grad, 0.0, kind_try)
    z_far = np.array([-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0])
    check.close(
        check.no_warnings(activate_grad, z_far, kind_try),
        reference.activate_grad(z_far, kind_try),
        what=f"the slope of {kind_try} at large scores",
        given={"z": z_far},
    )
for kind_try in ["Tanh", "", "softmax"]:
    check.raises(ValueError, activate_grad, np.array([1.0]), kind_try)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The argument is the score $z$, not the output $h = g(z)$. For the sigmoid, compute the output
# first, then use it twice.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.where(z > 0, 1.0, 0.1)` is an array of slopes. For the ELU think of $e^{\min(z, 0)}$.
# </details>
# <details><summary>The prediction</summary>
#
# By $(1/4)^{10}$, about one millionth, and that only if all ten scores are 0. This is the
# **vanishing gradient**, one of the reasons why deep networks of sigmoids train so slowly.
# </details>

# %% look="activations_and_slopes" alt="Left: your five activations over z from −4 to 4: the sigmoid between 0 and 1, tanh between −1 and 1, ReLU and two that differ from it only left of 0: leaky_relu is a gentle line, elu a curve that levels off at −1. Right: their slopes."
with if_ready():
    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    grid = np.linspace(-4, 4, 401)
    for kind, line in zip(
        ["sigmoid", "tanh", "relu", "leaky_relu", "elu"], ["-", "-", "-", "--", ":"], strict=True
    ):
        left.plot(grid, activate(grid, kind), line, label=kind)
        right.plot(grid, activate_grad(grid, kind), line, label=kind)
    left.set(xlabel="z", title="your activations", ylim=(-1.3, 3))
    right.set(xlabel="z", title="their slopes", ylim=(-0.05, 1.1))
    left.legend()

# %% [markdown]
# Right: the derivatives of the sigmoid and tanh fade on *both* sides (saturation), the ReLU's is
# either 1 or 0. A ReLU unit that is off for every example stops learning (it is called *dead*);
# the leaky ReLU and the ELU keep a small derivative for that case.
#
# **Maxout** goes further: two affine maps, and of each pair of results the larger. The bend is
# then not given but *learned*. This has a price: the functions above have no weights, but a maxout
# layer has two full sets.
#
# $$h = \max(x W_1 + b_1, \; x W_2 + b_2) \quad \text{entry by entry}$$
#
# > **Predict.** One input, one output. Which $W_1, b_1, W_2, b_2$ make a ReLU? The absolute value?
# > And how many numbers does a maxout layer from 3 inputs to 4 units store?


# %% exercise="maxout" further=true
def maxout(X, W1, b1, W2, b2):
    """A maxout layer with two pieces: entry by entry the larger of two affine maps.

    X: (N, D) inputs, one per row.  W1, W2: (D, K) weights.  b1, b2: (K,) biases.
    Returns an array (N, K).

    Example: X = [[2.0]], W1 = [[1.0]], W2 = [[-1.0]] and no biases: the maps give 2 and -2, so the
    result is [[2.0]].
    """
    ### BEGIN SOLUTION
    return np.maximum(X @ W1 + b1, X @ W2 + b2)
    ### END SOLUTION


# %% tests="maxout" points=2
X_max = np.array([[-3.0], [-0.5], [0.0], [2.0]])
pieces = np.array([[2.0]]), np.array([1.0]), np.array([[-1.0]]), np.array([0.5])
check.keeps_arguments(maxout, X_max, *pieces)
check.shape(maxout(X_max, *pieces), (4, 1), what="maxout for four inputs and one unit")
check.close(
    maxout(np.array([[2.0]]), np.array([[1.0]]), np.zeros(1), np.array([[-1.0]]), np.zeros(1)),
    np.array([[2.0]]),
    what="maxout of 2 and -2",
)
check.close(
    maxout(X_max, *pieces),
    maxout(X_max, *pieces[2:], *pieces[:2]),
    what="maxout, compared with maxout after swapping the two maps",
)
check.close(
    maxout(X_max, *pieces),
    np.array([[3.5], [1.0], [1.0], [5.0]]),
    what="maxout of 2x + 1 and -x + 0.5",
    given={"x": X_max.ravel()},
)
check.done("maxout", hidden="random layers of other sizes, and whole numbers")
### BEGIN HIDDEN TESTS
for N, D, K in [(1, 1, 1), (5, 3, 4), (8, 2, 1), (3, 3, 3)]:
    (A, a), (B, b) = random_net([D, K], rng)[0], random_net([D, K], rng)[0]
    check.agree(maxout, reference.maxout, rng.normal(size=(N, D)), A, a, B, b)
check.agree(
    maxout,
    reference.maxout,
    rng.integers(-3, 4, size=(6, 2)),
    np.array([[1, 2], [0, -1]]),
    np.array([0, 1]),
    np.array([[-1, 0], [2, 2]]),
    np.array([3, -2]),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.maximum(A, B)` compares two arrays of one shape entry by entry. (`np.max` does something
# else: it looks for one largest entry.)
# </details>
# <details><summary>The prediction</summary>
#
# $W_1 = 1$ and all else 0 is the ReLU; $W_1 = 1$, $W_2 = -1$, no biases, is $|x|$. With 0.1 for
# $W_2$ it is the leaky ReLU. Two times $3 \cdot 4 + 4$, so 32 numbers; an ordinary layer stores 16.
# </details>

# %% [markdown]
# ## 2 · Why they must bend
#
# What if we leave the activation out? Two layers that only multiply and add are
#
# $$(x W_1 + b_1) W_2 + b_2 .$$
#
# Multiply it out, and see what is left.
#
# A **multi-layer perceptron** (MLP), the network of this lesson, is three things at once:
# *feed-forward* (layer after layer, no loops), *fully connected* (every unit sees all outputs of
# the layer before), and *non-linear* in its hidden layers. This section is about the third. Drop
# the second, and you can have convolutions, in which a unit sees only a few neighbours; drop the
# first, and you have recurrent networks.
#
# > **Predict.** Can a hundred layers without activations do anything that one cannot?


# %% exercise="collapse_linear"
def collapse_linear(W1, b1, W2, b2):
    """One layer that does the same as two layers without an activation between them.

    W1: (D, H), b1: (H,): the first layer, X @ W1 + b1.
    W2: (H, K), b2: (K,): the second layer, applied to what the first one gives.
    Returns (W, b), of shapes (D, K) and (K,), such that X @ W + b is what the two layers give for
    every X.

    Example: W1 = [[2.0]], b1 = [1.0], W2 = [[3.0]], b2 = [0.0] is x -> 3 (2x + 1), so W = [[6.0]],
    b = [3.0].
    """
    ### BEGIN SOLUTION
    return W1 @ W2, b1 @ W2 + b2
    ### END SOLUTION


# %% tests="collapse_linear" points=3
first = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, -0.5])
second = np.array([[3.0], [1.0]]), np.array([0.25])
check.keeps_arguments(collapse_linear, *first, *second)
W_one, b_one = collapse_linear(*first, *second)
check.shape(W_one, (2, 1), what="W, for layers of shapes (2, 2) and (2, 1)")
check.shape(b_one, (1,), what="b, for layers of shapes (2, 2) and (2, 1)")
check.close(
    collapse_linear(np.array([[2.0]]), np.array([1.0]), np.array([[3.0]]), np.zeros(1)),
    (np.array([[6.0]]), np.array([3.0])),
    what="collapse_linear for 3 (2x + 1)",
)
X_two = np.array([[1.0, 1.0], [2.0, -1.0], [0.0, 0.0]])
check.close(
    X_two @ W_one + b_one,
    np.array([[5.25], [12.25], [1.25]]),
    what="what your one layer gives for three inputs, the origin last",
    given={"X": X_two},
)
check.done("collapse_linear", hidden="random layers of other sizes")
### BEGIN HIDDEN TESTS
for sizes in [(1, 1, 1), (3, 5, 2), (4, 2, 4), (3, 3, 3)]:
    (A, a), (B, b) = random_net(sizes, rng)
    check.agree(collapse_linear, reference.collapse_linear, A, a, B, b)
    X_try = rng.normal(size=(4, sizes[0]))
    W_try, b_try = collapse_linear(A, a, B, b)
    check.close(
        X_try @ W_try + b_try,
        (X_try @ A + a) @ B + b,
        what="what your one layer gives, compared with the two layers,",
        given={"X": X_try},
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# $(x W_1 + b_1) W_2 = x W_1 W_2 + b_1 W_2$. Which part multiplies $x$?
# </details>
# <details><summary>Hint 2</summary>
#
# `(D, H) @ (H, K)` is `(D, K)`; `(H,) @ (H, K)` is `(K,)`.
# </details>
# <details><summary>The prediction</summary>
#
# No: collapse the first two, then the result with the third, and so on. Depth without a bend is a
# slower way to write one matrix.
# </details>

# %% [markdown]
# ## 3 · Two in front of one
#
# **The problem.** Two inputs, each 0 or 1: *do they have the same value?* (The answer is 1 for 00
# and 11, otherwise 0. This is called XNOR; its negation is XOR.) One neuron cannot do it: whatever
# the line, at most three of the four corners are right. Logistic regression gives up and says 0.5
# everywhere, with a loss of $\log 2$.
#
# **The idea.** Let two neurons, A and B, look at the inputs, and let a third, C, look only at what
# A and B say. For example,
#
# $$
# a_A = \sigma(-7 x_1 + 5 x_2 - 15), \qquad
# a_B = \sigma(10 x_1 + 5 x_2 - 15), \qquad
# a_C = \sigma(-100 a_A + 100 a_B - 10) .
# $$
#
# Fill in the truth table of C: with $a_A, a_B$ both 0 its score is −10; with B alone 90; with A
# alone −110; with both −10. So C says *B and not A*, and its region has a corner, which no single
# neuron's region has. In matrix form it is a 2-2-1 network, with shapes `(2, 2)`, `(2,)`, `(2, 1)`
# and `(1,)`: nine numbers.

# %% look="stacked_neurons" alt="Three maps of the plane. A and B each have a straight boundary; the third, B and not A, is high only in the wedge where B is high and A is low: a corner that no single neuron can make."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.5), layout="constrained", sharey=True)
    across, up = np.meshgrid(np.linspace(-6, 6, 121), np.linspace(-3, 9, 121))
    a_A = activate(-7 * across + 5 * up - 15, "sigmoid")
    a_B = activate(10 * across + 5 * up - 15, "sigmoid")
    a_C = activate(-100 * a_A + 100 * a_B - 10, "sigmoid")
    for ax, heights, name in zip(axes, (a_A, a_B, a_C), ("A", "B", "C: B and not A"), strict=True):
        ax.pcolormesh(across, up, heights, cmap=palette.probability_colors(), vmin=0, vmax=1)
        ax.contour(across, up, heights, levels=[0.5], colors=palette.INK)
        ax.set(title=name, xlabel="$x_1$")
    axes[0].set(ylabel="$x_2$")

# %% [markdown]
# The same works with neurons whose activation is a *sign*, −1 or 1. Then *A and B* is
# $\text{sign}(a_A + a_B - 1)$, because the sum is 2, 0 or −2 and only 2 is above 1. And *A or B*
# is $\text{sign}(a_A + a_B + 1)$. With four such neurons, one for each edge, and an *and* of all
# four, $\text{sign}(a_1 + a_2 + a_3 + a_4 - 3)$, a network says whether a point lies inside a
# rectangle. Such a network can be set by hand; gradient descent cannot train it, because the
# derivative of a sign is 0 wherever it exists.
#
# A and B form a **hidden layer**: their values are in no data set, neither inputs nor targets.
# That is all the word means. (It does not mean *layers whose weights are learned*: a 3-4-2 net
# learns two weight matrices, and has one hidden layer.) Seen from C, the hidden layer is a *new
# space*, in which the corners lie elsewhere: a layer moves the points so that the next one has an
# easier task.
#
# Now solve *the same value*. Ideas for the two hidden neurons: *both are 1*; *neither is 1*. What
# must the third do with them?
#
# Throughout this lesson the parameters of a network are a **list with one pair `(W, b)` per
# layer**, `W` of shape `(n_in, n_out)`, so that a layer is `H @ W + b`.
#
# > **Predict.** In the new space $(a_A, a_B)$, where do the four corners go? How many different
# > places is that?


# %% exercise="same_value_network"
def same_value_network():
    """Parameters of a 2-2-1 network that says whether two 0/1 inputs have the same value.

    The hidden units are sigmoids; the output is a logit, with no activation on it.
    Returns params = [(W1, b1), (W2, b2)] with shapes (2, 2), (2,), (2, 1) and (1,), set by hand:

        activate(X @ W1 + b1, "sigmoid") @ W2 + b2

    is above 0 for the inputs [0, 0] and [1, 1], and below 0 for [0, 1] and [1, 0].
    """
    ### BEGIN SOLUTION
    # equivalent(constant): one of the weights may as well be steeper
    W1 = np.array([[20.0, -20.0], [20.0, -20.0]])  # x1 + x2, and its negative
    b1 = np.array([-30.0, 10.0])  # both are 1: above 1.5; neither is: below 0.5
    # equivalent(constant): one of the weights may as well be steeper
    W2 = np.array([[20.0], [20.0]])
    b2 = np.array([-10.0])  # either of the two
    return [(W1, b1), (W2, b2)]
    ### END SOLUTION


# %% tests="same_value_network" points=1
(W1_same, b1_same), (W2_same, b2_same) = same_value_network()
check.shape(W1_same, (2, 2), what="W1 of same_value_network()")
check.shape(b1_same, (2,), what="b1 of same_value_network()")
check.shape(W2_same, (2, 1), what="W2 of same_value_network()")
check.shape(b2_same, (1,), what="b2 of same_value_network()")
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
logits_same = activate(corners @ W1_same + b1_same, "sigmoid") @ W2_same + b2_same
check.true(
    bool(np.all(np.isfinite(logits_same)) and np.all(logits_same != 0)),
    "The logits at the four corners should be finite, and none of them exactly 0.",
    got=logits_same,
)
right_corners = int(np.sum((logits_same[:, 0] > 0) == np.array([True, False, False, True])))
check.true(
    right_corners >= 3,
    "Fewer than three corners are right: the logit should be above 0 where the inputs are the "
    "same, and only there.",
    given={"X": corners},
    got=logits_same,
)
check.done("same_value_network, three corners", hidden="the same with sigmoids of our own")
### BEGIN HIDDEN TESTS
logits_same = reference.activate(corners @ W1_same + b1_same, "sigmoid") @ W2_same + b2_same
check.true(
    int(np.sum((logits_same[:, 0] > 0) == np.array([True, False, False, True]))) >= 3,
    "Fewer than three corners are right.",
    given={"X": corners},
    got=logits_same[:, 0],
)
### END HIDDEN TESTS

# %% tests="same_value_network" points=3
(W1_same, b1_same), (W2_same, b2_same) = same_value_network()
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
logits_same = activate(corners @ W1_same + b1_same, "sigmoid") @ W2_same + b2_same
check.shape(logits_same, (4, 1), what="the logits of the four corners")
right_corners = int(np.sum((logits_same[:, 0] > 0) == np.array([True, False, False, True])))
check.true(
    right_corners != 0,
    "All four answers are the wrong way round: this network says when the values differ.",
    got=logits_same,
)
check.true(
    right_corners == 4,
    "Not all four corners are right: the logit should be above 0 where the inputs are the same, "
    "and only there.",
    given={"X": corners},
    got=logits_same,
)
check.done("same_value_network", hidden="the same four corners again, with sigmoids of our own")
### BEGIN HIDDEN TESTS
logits_same = reference.activate(corners @ W1_same + b1_same, "sigmoid") @ W2_same + b2_same
check.true(
    bool(np.all((logits_same[:, 0] > 0) == np.array([True, False, False, True]))),
    "The logit is not above 0 exactly where the two inputs have the same value.",
    given={"X": corners},
    got=logits_same[:, 0],
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# $x_1 + x_2$ is 0, 1, 1 or 2 at the four corners. A neuron that is on only above 1.5 says *both are
# 1*. Which one says *neither*?
# </details>
# <details><summary>Hint 2</summary>
#
# Use large weights, such as 20: then a sigmoid is as good as a switch. The third neuron is an *or*
# of the two: on if $a_A + a_B$ is above one half.
# </details>
# <details><summary>The prediction</summary>
#
# To three places: 11 to $(1, 0)$, 00 to $(0, 1)$, and both 01 and 10 to $(0, 0)$. A line can
# separate those. (Other solutions have other pictures.)
# </details>

# %% look="hidden_space_by_hand" alt="Left: the four corners of a square, marked by whether their two inputs are the same or differ, and your lines A and B with the band of differ between them. Right: the same points in the space of the two hidden outputs, where 01 and 10 fall on one place and a single straight line C parts same from differ."
with if_ready():
    (W1, b1), (W2, b2) = same_value_network()
    fig, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    across, up = np.meshgrid(np.linspace(-0.4, 1.4, 161), np.linspace(-0.4, 1.4, 161))
    grid = np.column_stack([across.ravel(), up.ravel()])
    hidden = activate(grid @ W1 + b1, "sigmoid")
    for unit, name in enumerate("AB"):
        shaped = hidden[:, unit].reshape(across.shape)
        color = palette.COLORS[unit + 2]
        left.contour(across, up, shaped, levels=[0.5], colors=color, linewidths=3)
        left.plot([], [], color=color, label=name)
    answer = activate(hidden @ W2 + b2, "sigmoid").reshape(across.shape)
    left.pcolormesh(across, up, answer, cmap=palette.probability_colors(), vmin=0, vmax=1)
    plots.points(X_same, y_same, ax=left, labels=("differ", "same"), size=90)
    left.legend(loc="center right")
    left.set(title="the inputs: your lines A and B")

    new = activate(X_same @ W1 + b1, "sigmoid")
    answer = activate(grid @ W2 + b2, "sigmoid").reshape(across.shape)
    right.pcolormesh(across, up, answer, cmap=palette.probability_colors(), vmin=0, vmax=1)
    right.contour(across, up, answer, levels=[0.5], colors=palette.INK)
    plots.points(new, y_same, ax=right, labels=(), size=90)
    for corner, place in zip(["00", "01", "10", "11"], new, strict=True):
        shift = (8, -14) if corner == "10" else (8, 6)
        right.annotate(corner, place, xytext=shift, textcoords="offset points")
    right.set(title="the hidden layer's space: one line, C", xlabel="$a_A$", ylabel="$a_B$")

# %% [markdown]
# The idea has a model in nature, but the resemblance is slight: a human brain has some $10^{11}$
# neurons with some $10^4$ connections each, about $10^{15}$ in all, and does not learn by the
# rules of this lesson.

# %% [markdown]
# ## 4 · What a network costs
#
# A layer from $n_{in}$ to $n_{out}$ units stores $n_{in} \cdot n_{out}$ weights and $n_{out}$
# biases. (The inputs are not neurons: they have no biases.) A *2-2-1 network* is written
# `sizes = [2, 2, 1]`: inputs, hidden units, outputs.
#
# ![A 3-4-4-1 network: three inputs, two hidden layers of four units, one output. Every unit is
# joined to every unit of the next layer; weights and biases are 3 times 4 plus 4, 4 times 4 plus
# 4, and 4 times 1 plus 1.](drawing:network)
#
# **How many layers is that?** Authors do not agree. A net with two hidden layers is *3-layer* for
# some and *4-layer, counting the input* for others. We count what has weights: the hidden layers
# and the output. The **depth** is that number, the **width** the number of units in a layer.
#
# | sizes | hidden layers | weight layers (ours) | layers counting the input |
# |---|---|---|---|
# | 3-2-1 | 1 | 2 | 3 |
# | 3-4-2 | 1 | 2 | 3 |
# | 3-4-4-1 | 2 | 3 | 4 |
# | 784-10 | 0 | 1 | 2 |
#
# > **Predict.** How many neurons does a 3-4-2 network have, how many weights, and how many numbers
# > in all?


# %% exercise="count_parameters" further=true
def count_parameters(sizes):
    """How many numbers (weights and biases) a fully connected network learns.

    sizes: a list of whole numbers: inputs, units of each hidden layer, outputs.
    Returns a whole number.

    Example: count_parameters([2, 2, 1]) is 9.
    """
    ### BEGIN SOLUTION
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    ### END SOLUTION


# %% tests="count_parameters" points=2
check.keeps_arguments(count_parameters, [3, 4, 2])
check.close(count_parameters([2, 2, 1]), 9, what="count_parameters([2, 2, 1])")
check.close(count_parameters([784, 1]), 785, what="count_parameters([784, 1]), a single neuron")
check.close(
    count_parameters([3, 4, 2]) + count_parameters([2, 3]),
    count_parameters([3, 4, 2, 3]),
    what="the parameters of a 3-4-2 and of a 2-3 network, compared with those of a 3-4-2-3",
)
check.done("count_parameters", hidden="the networks of the table, and random sizes")
### BEGIN HIDDEN TESTS
for sizes, total in [([3, 4, 2], 26), ([3, 4, 4, 1], 41), ([784, 10], 7850), ([3, 2, 1], 11)]:
    check.close(count_parameters(sizes), total, what=f"count_parameters({sizes})")
for depth in (2, 3, 5, 8):
    sizes = [int(n) for n in rng.integers(1, 40, size=depth)]
    check.agree(count_parameters, reference.count_parameters, sizes)
check.agree(count_parameters, reference.count_parameters, [1, 1])
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `for n_in, n_out in pairwise(sizes):` goes through the layers: (3, 4), then (4, 2). (`pairwise` is
# from Python's `itertools`, loaded at the top.)
# </details>
# <details><summary>The prediction</summary>
#
# Six neurons (4 + 2), 20 weights, 26 numbers with the 6 biases.
# </details>
#
# **A three-minute quiz.** *You train a network with 300 billion parameters by gradient descent.
# How much memory do you need?* Count four things:
#
# - the **parameters**;
# - their **gradients**, as many numbers. One copy is enough for any number of samples: only their
#   mean is needed, so the gradients can be added up as they come;
# - the **activations**, what the layers pass on: the backward pass needs them, and since the
#   samples of a batch run side by side, for all of these at once. How many numbers for one sample?
#   As a budget, take *as many as parameters, at most*;
# - the **samples** themselves.
#
# In single precision a number takes 4 bytes, in double precision 8. The parameters of the quiz are
# 1200 GB or 2400 GB (with 1 GB = $10^9$ bytes), and a sample is 1 GB.
#
# > **Predict.** One sample at a time, single precision: how many GB? And with 1000 samples at a
# > time, which of the four dominates?


# %% exercise="training_memory_bytes" further=true
def training_memory_bytes(n_params, n_samples, sample_bytes, bytes_per_number):
    """Memory for one step of training, by the budget of the quiz.

    n_params: how many parameters.  n_samples: samples in the batch.  sample_bytes: size of one
    sample, in bytes.  bytes_per_number: 4 in single, 8 in double precision.
    Counts the parameters, one copy of their gradients, activations (as many numbers as parameters,
    for each sample), and the samples.
    Returns bytes, a whole number.

    Example: 10 parameters, 1 sample of 100 bytes, 4 bytes per number: 40 + 40 + 40 + 100 = 220.
    """
    ### BEGIN SOLUTION
    parameters = n_params * bytes_per_number
    gradients = parameters
    activations = parameters * n_samples
    return parameters + gradients + activations + n_samples * sample_bytes
    ### END SOLUTION


# %% tests="training_memory_bytes" points=2
check.close(training_memory_bytes(10, 1, 100, 4), 220, what="training_memory_bytes(10, 1, 100, 4)")
check.close(
    training_memory_bytes(300 * 10**9, 1, 10**9, 4),
    3601 * 10**9,
    what="the quiz: 300 billion parameters, one sample of 1 GB, single precision",
)
check.close(
    training_memory_bytes(0, 7, 11, 4), 77, what="training_memory_bytes without any parameters"
)
check.done("training_memory_bytes", hidden="the quiz with 1000 samples, and in double precision")
### BEGIN HIDDEN TESTS
for n_samples, size, gigabytes in [(1, 8, 7201), (1000, 4, 1203400), (1000, 8, 2405800)]:
    check.close(
        training_memory_bytes(300 * 10**9, n_samples, 10**9, size),
        gigabytes * 10**9,
        what=f"the quiz with {n_samples} samples and {size} bytes per number",
    )
for _ in range(4):
    numbers = [int(n) for n in rng.integers(1, 1000, size=4)]
    check.agree(training_memory_bytes, reference.training_memory_bytes, *numbers)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# Of the four terms two grow with the number of samples.
# </details>
# <details><summary>The prediction</summary>
#
# 1200 + 1200 + 1200 + 1 = 3601 GB. With 1000 samples: the activations, 1.2 million GB.
# </details>
#
# Two caveats. *Activations never cost more memory than parameters* is true for one sample of a
# fully connected net with biases: a layer from 784 to 10 has 7850 parameters and 10 outputs, so
# the budget is far too generous. In general it is false: a layer that moves eight little 3 × 3
# filters across a 28 × 28 picture has 80 parameters and 6272 outputs. And nothing is budgeted for
# what methods better than plain gradient descent remember between steps.

# %% look="memory_by_batch" alt="Gigabytes needed over the batch size, on logarithmic axes, for single and double precision. Both curves rise, less steeply at the smallest batches, where the parameters weigh most; double precision needs twice as much throughout."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
    batch = np.array([1, 3, 10, 30, 100, 300, 1000])
    for size, name in [(4, "single precision"), (8, "double precision")]:
        needed = [training_memory_bytes(300 * 10**9, int(n), 10**9, size) / 1e9 for n in batch]
        ax.loglog(batch, needed, "o-", label=name)
    ax.set(xlabel="samples in the batch", ylabel="GB", title="the quiz, by your budget")
    ax.legend()

# %% [markdown]
# ## 5 · Forward
#
# With $H_0 = X$, a batch of rows, layer after layer:
#
# $$Z_l = H_{l-1} W_l + b_l, \qquad H_l = g(Z_l), \qquad l = 1, 2, \dots, L .$$
#
# The last layer is different: we return its scores $Z_L$ as they are, the **logits**. What is done
# with them (softmax, sigmoid, nothing) belongs to the loss.
#
# Written out for one example, a unit $j$ of the first layer is $h_j = g(b_j + \sum_i x_i w_{ij})$:
# unit $j$ has column $j$ of the weights, and row $i$ belongs to input $i$. Notations vary. For
# some authors $w_{21}$ leads from input 2 to unit 1, for others from input 1 to unit 2; some
# number the layers from 0, some from 1; and in a summary such as $o = g(W g(W x))$ the biases are
# easily lost. An example, a 3-2-1 network:
#
# $$
# x = (0.4, \; 0.2, \; 0.2), \quad
# W_1 = \begin{pmatrix} 1 & 0.5 \\ 0.2 & 1.2 \\ 1.2 & 0.1 \end{pmatrix}, \quad
# b_1 = (0.1, \; 0.2), \quad
# W_2 = \begin{pmatrix} 0.3 \\ 0.9 \end{pmatrix}, \quad
# b_2 = 0.3 .
# $$
#
# With shapes `(n_in, n_out)` for *both* layers there is nothing to confuse: the number that takes
# input 2 to unit 1 is in row 2, column 1, so 0.2 in the first layer and 0.9 in the second. (With
# inputs as columns one writes `h = g(W1 @ x + b1)` in NumPy, where `x` is `(n_in, 1)`, `b1` is
# `(n_out, 1)` and `W1` is the transpose, `(n_out, n_in)`; the next layer is `W2 @ h + b2`. It is
# the same network, read from right to left.) You will need it again in section 11. Without its
# biases the output would be 0.6794 after a sigmoid; with them it is not.
#
# The rows are independent of each other, and so are the units of a layer: a layer is one matrix
# product, which is what graphics processors are good at. The number of multiplications is the
# same; they are just done side by side.
#
# **The cache.** The backward pass will need what was computed on the way. So the forward pass also
# returns a `cache`; nobody but your own backward pass looks inside. Read section 7 first if you
# want to know what it will ask for. A list with one pair per layer, *what went in* and *the
# scores*, is enough.
#
# > **Predict.** `sizes = [64, 32, 10]` and 100 rows. What is the shape of $Z_1$? Of $H_1$? Of the
# > logits? Which of the parameters' shapes depend on the number of rows?


# %% exercise="mlp_forward"
def mlp_forward(X, params, kind):
    """The forward pass of a multi-layer perceptron.

    X: (N, D) inputs, one per row.
    params: a list with one pair (W, b) per layer, W (n_in, n_out) and b (n_out,).
    kind: the activation of the hidden layers, as in activate. The last layer has none; if there is
    only one layer, it is the last.
    Returns (Z, cache): the logits Z, (N, K), and whatever your mlp_backward needs. A list with the
    pair (input of the layer, scores of the layer) for every layer is a good cache.

    Example: X = [[2.0]] and layers ([[1.0]], [-3.0]) and ([[5.0]], [0.5]) with "relu": the hidden
    score is -1, its relu 0, and Z is [[0.5]].
    """
    ### BEGIN SOLUTION
    H, cache = X, []
    for layer, (W, b) in enumerate(params, start=1):
        Z = H @ W + b
        # equivalent(statement): what the cache holds is for mlp_backward to show
        cache.append((H, Z))
        H = activate(Z, kind) if layer < len(params) else Z
    # equivalent(zeros): what the cache holds is for mlp_backward to show
    return H, cache
    ### END SOLUTION


# %% tests="mlp_forward" points=3
tiny_net = [(np.array([[1.0]]), np.array([-3.0])), (np.array([[5.0]]), np.array([0.5]))]
answer_fwd = mlp_forward(np.array([[2.0], [4.0]]), deepcopy(tiny_net), "relu")
check.true(
    isinstance(answer_fwd, tuple) and len(answer_fwd) == 2,
    "mlp_forward should return a pair: the logits and the cache.",
)
check.close(
    answer_fwd[0],
    np.array([[0.5], [5.5]]),
    what="the logits of a 1-1-1 network for 2 and 4",
    given={"params": tiny_net, "kind": "relu"},
)
net_fwd = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_fwd = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
Z_fwd = mlp_forward(X_fwd.copy(), deepcopy(net_fwd), "tanh")[0]
check.shape(Z_fwd, (3, 2), what="the logits of a 2-3-2 network for three rows")
check.close(
    mlp_forward(X_fwd[::-1].copy(), deepcopy(net_fwd), "tanh")[0],
    Z_fwd[::-1],
    what="the logits of the rows in reverse order",
)
check.close(
    mlp_forward(X_fwd.copy(), deepcopy(net_fwd[:1]), "tanh")[0],
    X_fwd @ net_fwd[0][0] + net_fwd[0][1],
    what="the logits of a network with a single layer (which has no activation)",
)
check.close(
    mlp_forward(X_fwd.copy(), deepcopy(net_fwd), "relu")[0][0],
    np.array([0.19, 0.005]),
    what="the logits of the first row, with relu",
    given={"X": X_fwd, "params": net_fwd},
)
check.done("mlp_forward, two layers", hidden="all activations, and the 3-2-1 network above")
### BEGIN HIDDEN TESTS
for sizes in [(3, 1), (2, 3, 2)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        X_try, net_try = rng.normal(size=(4, sizes[0])), random_net(sizes, rng)
        check.close(
            mlp_forward(X_try.copy(), deepcopy(net_try), kind_try)[0],
            reference.mlp_forward(X_try, net_try, kind_try)[0],
            what=f"the logits of a {'-'.join(map(str, sizes))} network with {kind_try}",
            given={"X": X_try, "params": net_try},
        )
net_321 = [
    (np.array([[1.0, 0.5], [0.2, 1.2], [1.2, 0.1]]), np.array([0.1, 0.2])),
    (np.array([[0.3], [0.9]]), np.array([0.3])),
]
check.close(
    mlp_forward(np.array([[0.4, 0.2, 0.2]]), net_321, "sigmoid")[0],
    np.array([[1.0990383837877231]]),
    what="the logit of the 3-2-1 network",
)
### END HIDDEN TESTS

# %% tests="mlp_forward" points=2
net_deep = [
    (np.array([[1.0]]), np.array([-1.0])),
    (np.array([[-2.0]]), np.array([1.0])),
    (np.array([[4.0]]), np.array([0.5])),
]
check.keeps_arguments(mlp_forward, np.array([[2.0], [1.0]]), net_deep, "relu")
check.close(
    mlp_forward(np.array([[2.0], [1.0]]), net_deep, "relu")[0],
    np.array([[0.5], [4.5]]),
    what="the logits of a 1-1-1-1 network for 2 and 1",
    given={"params": net_deep, "kind": "relu"},
)
check.done(
    "mlp_forward, more layers", hidden="more layers, whole numbers, large inputs without a warning"
)
### BEGIN HIDDEN TESTS
for sizes in [(4, 4, 4, 4), (3, 5, 2, 4, 1)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        X_try, net_try = rng.normal(size=(4, sizes[0])), random_net(sizes, rng)
        check.close(
            mlp_forward(X_try, net_try, kind_try)[0],
            reference.mlp_forward(X_try, net_try, kind_try)[0],
            what=f"the logits of a {'-'.join(map(str, sizes))} network with {kind_try}",
            given={"X": X_try, "params": net_try},
        )
net_plain = random_net((2, 3, 2), rng)
X_whole = rng.integers(-3, 4, size=(5, 2))
check.close(
    mlp_forward(X_whole, net_plain, "elu")[0],
    reference.mlp_forward(X_whole, net_plain, "elu")[0],
    what="the logits for whole numbers as inputs",
    given={"X": X_whole, "params": net_plain},
)
X_large = 1000 * np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
check.close(
    check.no_warnings(mlp_forward, X_large, net_plain, "sigmoid")[0],
    reference.mlp_forward(X_large, net_plain, "sigmoid")[0],
    what="the logits for large inputs",
    given={"X": X_large, "params": net_plain},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# One variable, `H`, that starts as `X` and is replaced by every layer. `for W, b in params:`.
# </details>
# <details><summary>Hint 2</summary>
#
# `enumerate(params)` also counts the layers, so that you know when you are at the last.
# </details>
# <details><summary>The prediction</summary>
#
# $Z_1$ and $H_1$: `(100, 32)`. The logits: `(100, 10)`. None: the same weights serve every row.
# </details>
#
# Below, the same logits by your matrix products and by a loop over rows and units.

# %% look="loops_or_matrices"
with if_ready():
    from time import perf_counter

    generator = np.random.default_rng(0)
    W, b = generator.normal(size=(64, 100)), generator.normal(size=100)
    X_many = generator.normal(size=(200, 64))

    def by_loops():
        return [[sum(W[:, j] * row) + b[j] for j in range(100)] for row in X_many]

    for name, way in [
        ("one matrix product", lambda: mlp_forward(X_many, [(W, b)], "relu")[0]),
        ("loops over rows and units", by_loops),
    ]:
        start = perf_counter()
        way()
        print(f"{name:26s} {1e3 * (perf_counter() - start):8.2f} ms")

# %% [markdown]
# **What can such a network say?** A famous theorem answers: with *one* hidden layer and enough
# units it can come as close as you like to any function. It is often shortened to *can represent
# any function*. Mind what the theorem says: it can **approximate**; **continuous** functions; on a
# **bounded, closed** set of inputs; with an activation that is not a polynomial; with **as many
# units as it takes**. And it says nothing about *finding* the weights. Below, $x^2$ by one hidden
# layer of $J$ ReLU units, weights set by hand so that it is exact at $J + 1$ points.
#
# > **Predict.** With twice as many units, how many times smaller is the largest error? When is it
# > exactly 0?

# %% look="universal" alt="The curve x² from 0 to 1 and two broken lines made by your network with 2 and 4 ReLU units. With 4 units the broken line is hard to tell from the curve."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
    grid = np.linspace(0, 1, 1001)
    ax.plot(grid, grid**2, color=palette.GREY, label="$x^2$")
    for J in (2, 4, 32):
        knots = np.linspace(0, 1, J + 1)[:-1]
        bends = np.append(1 / J, np.full(J - 1, 2 / J))  # how much steeper after each knot
        net = [(np.ones((1, J)), -knots), (bends[:, None], np.zeros(1))]
        fitted = mlp_forward(grid[:, None], net, "relu")[0][:, 0]
        worst = np.max(np.abs(fitted - grid**2))
        if J < 32:
            ax.plot(grid, fitted, "--", label=f"{J} units")
        print(f"{J:3d} units: largest error {worst:.6f}, and 1 / (4 J²) = {1 / (4 * J**2):.6f}")
    ax.set(xlabel="x", title="one hidden layer of ReLU units")
    ax.legend()

# %% [markdown]
# Four times smaller, and never 0. So why go **deeper**? Because a deep network can *reuse* what
# its early units found, and express with few units what a shallow one would need very many for.
# That deep networks also *train* well is an observation, not a theorem. (What about bad local
# minima? In networks with few units they are a real danger; in very large ones, experience says,
# most minima are of about the same quality. That a bad valley can exist is clear: gradient descent
# on $t^4 - 2t^2 + 0.3t$ from $t = 0.5$ ends at 0.960, where the value is −0.706; from −0.5 it ends
# at −1.036, with −1.305.)

# %% [markdown]
# ## 6 · Where to start
#
# Logistic regression may start with all weights zero: its loss has one valley. A network may not,
# and section 7 will show why: units that start equal stay equal for ever. So the weights start
# **random**, and the biases at zero. How large should the weights be?
#
# A score is a sum of $n_{in}$ terms. If the inputs have a spread (standard deviation) of about 1
# and the weights one of $s$, the score has a spread of about $s \sqrt{n_{in}}$. Too large an $s$,
# and the numbers grow from layer to layer; too small, and they fade. On the way back the same
# holds with $n_{out}$. The compromise between the two is **Glorot initialisation**, often called
# *Xavier*, after the first name of Xavier Glorot:
#
# $$s = \sqrt{\frac{2}{n_{in} + n_{out}}} .$$
#
# That is the **standard deviation**. (To take the same root for the *variance* is a common slip;
# section 12 measures what comes of it.) For a layer from 784 to 10 units $s = 0.0502$, from 784 to
# 100 it is 0.0476, from 100 to 10 it is 0.1348. The argument holds for activations that are close
# to $z$ around 0, such as tanh. A ReLU sets about half of its inputs to 0 and so halves the mean
# square of what it passes on; **He initialisation**, $s = \sqrt{2 / n_{in}}$, makes up for that,
# and the end of this section tries it. In `train` we use Glorot's number throughout; with two or
# three layers it serves ReLUs as well.
#
# All this supposes inputs with a spread of about 1. If they have other units, **standardise** each
# column: subtract its mean, divide by its standard deviation. A column 1, 2, 3 and a column 100,
# 200, 600 become $(-1.22, 0, 1.22)$ and $(-0.93, -0.46, 1.39)$. Take mean and deviation from the
# *training* examples only, and use the same two numbers for all others. (For colour pictures, one
# pair per colour channel.)
#
# > **Predict.** A network of ten layers, 100 units each, no activations. With $s = 0.01$
# > everywhere, how large is the spread after ten layers, if it is 1 at the start?


# %% exercise="init_params"
def init_params(sizes, rng, scheme):
    """Parameters to start the training from.

    sizes: a list of whole numbers: inputs, units of each hidden layer, outputs.
    rng: a numpy.random.Generator; all randomness comes from it.
    scheme: how the weights are drawn, independently of each other:
        "zeros"   all 0
        "normal"  from a normal distribution with mean 0 and standard deviation 0.01
        "xavier"  from a normal distribution with mean 0 and standard deviation
                  sqrt(2 / (n_in + n_out)), layer by layer
    Returns params, a list with one pair (W, b) per layer: W (n_in, n_out), and b (n_out,), zeros.

    Example: init_params([2, 1], rng, "zeros") is [(array([[0.0], [0.0]]), array([0.0]))].
    """
    ### BEGIN SOLUTION
    params = []
    for n_in, n_out in pairwise(sizes):
        deviation = {"zeros": 0.0, "normal": 0.01, "xavier": np.sqrt(2 / (n_in + n_out))}[scheme]
        params.append((deviation * rng.normal(size=(n_in, n_out)), np.zeros(n_out)))
    return params
    ### END SOLUTION


# %% tests="init_params" points=2
check.keeps_arguments(init_params, [3, 2], np.random.default_rng(0), "xavier")
for scheme_try in ("zeros", "normal", "xavier"):
    start_try = init_params([4, 3, 2], np.random.default_rng(1), scheme_try)
    check.true(
        isinstance(start_try, (list, tuple)) and len(start_try) == 2,
        "A 4-3-2 network should have a list of two pairs (W, b).",
        given={"scheme": scheme_try},
    )
    check.shape(start_try[0][0], (4, 3), what=f'W of the first layer, "{scheme_try}"')
    check.shape(start_try[1][0], (3, 2), what=f'W of the second layer, "{scheme_try}"')
    check.close(start_try[0][1], np.zeros(3), what=f'b of the first layer, "{scheme_try}"')
    check.close(start_try[1][1], np.zeros(2), what=f'b of the second layer, "{scheme_try}"')
check.close(
    init_params([2, 1], np.random.default_rng(1), "zeros"),
    [(np.zeros((2, 1)), np.zeros(1))],
    what='init_params([2, 1], rng, "zeros")',
)
check.done("init_params, the layers", hidden="other sizes")
### BEGIN HIDDEN TESTS
for sizes in [[1, 1], [5, 5, 5, 5], [2, 7, 3]]:
    for scheme_try in ("zeros", "normal", "xavier"):
        start_try = init_params(sizes, rng, scheme_try)
        check.true(
            [np.shape(W) for W, _ in start_try] == list(pairwise(sizes)),
            "The weights of some layer have the wrong shape.",
            given={"sizes": sizes},
        )
        check.close(
            [b for _, b in start_try],
            [np.zeros(n) for n in sizes[1:]],
            what="the biases",
            given={"sizes": sizes},
        )
check.agree(init_params, reference.init_params, [3, 4, 2], rng, "zeros")
### END HIDDEN TESTS

# %% tests="init_params" points=2
wide = init_params([200, 300], np.random.default_rng(1), "normal")[0][0]
check.close(
    float(np.std(wide)),
    0.01,
    what='the standard deviation of 60000 weights, "normal",',
    rtol=0.03,
)
check.true(
    bool(abs(np.mean(wide)) < 0.0003),
    "The mean of the weights should be about 0.",
    got=float(np.mean(wide)),
)
check.done(
    "init_params, the weights", hidden="their spread with Xavier, several sizes, and their source"
)
### BEGIN HIDDEN TESTS
for n_in, n_out in [(200, 300), (400, 100), (100, 400), (784, 100)]:
    for scheme_try, deviation in [("normal", 0.01), ("xavier", (2 / (n_in + n_out)) ** 0.5)]:
        drawn = init_params([n_in, n_out], rng, scheme_try)[0][0]
        check.shape(drawn, (n_in, n_out), what=f'W, "{scheme_try}"')
        check.close(
            float(np.std(drawn)),
            deviation,
            what=f'the standard deviation of the weights, "{scheme_try}", {n_in} to {n_out} units,',
            rtol=0.03,
        )
        check.true(
            bool(abs(np.mean(drawn)) < 0.03 * deviation),
            "The mean of the weights should be about 0.",
            got=float(np.mean(drawn)),
        )
        share = float(np.mean(np.abs(drawn) < deviation))
        check.true(
            abs(share - 0.6827) < 0.02,
            "The weights should follow a normal distribution: 68 % of them within one standard "
            "deviation.",
            got=share,
        )
        check.true(
            float(np.std(drawn.mean(axis=0))) < 0.2 * deviation
            and float(np.std(drawn.mean(axis=1))) < 0.2 * deviation,
            "Every weight should be drawn by itself: yours repeat along a row or a column.",
        )
layers = init_params([6, 6, 6], rng, "xavier")
check.true(
    not np.allclose(layers[0][0], layers[1][0]), "Two layers have got the very same weights."
)
for scheme_try in ("normal", "xavier"):
    one, two, three = (
        init_params([5, 4, 3], np.random.default_rng(seed), scheme_try) for seed in (8, 8, 9)
    )
    check.true(
        same_numbers(one, two),
        "The same generator should give the same weights: draw all of them from rng.",
        given={"scheme": scheme_try},
    )
    check.true(
        not np.allclose(one[0][0], three[0][0]),
        "Another generator should give other weights: draw all of them from rng.",
        given={"scheme": scheme_try},
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `rng.normal(size=(n_in, n_out))` has mean 0 and standard deviation 1. What happens to the standard
# deviation if you multiply all of it by 3?
# </details>
# <details><summary>Hint 2</summary>
#
# The size of a layer decides its spread, so compute it inside the loop over layers.
# </details>
# <details><summary>The prediction</summary>
#
# Each layer multiplies it by $0.01 \sqrt{100} = 0.1$; after ten layers it is $10^{-10}$.
# </details>

# %% look="spread_through_depth" alt="The spread of the scores through ten layers, on a logarithmic axis. With your Xavier it stays near 1; with twice that it doubles at each layer; with your normal of 0.01 it falls tenfold at each layer."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
    generator = np.random.default_rng(0)
    for scheme, factor, name in [
        ("xavier", 2.0, "twice your Xavier"),
        ("xavier", 1.0, "your Xavier"),
        ("normal", 1.0, "your normal, 0.01"),
    ]:
        H = generator.normal(size=(300, 100))
        spreads = [np.std(H)]
        for W, b in init_params([100] * 11, generator, scheme):
            H = mlp_forward(H, [(factor * W, b)], "tanh")[0]  # a last layer: no activation
            spreads.append(np.std(H))
        ax.semilogy(spreads, "o-", label=name)
    ax.set(xlabel="layer", ylabel="spread of the scores", title="ten layers, no activations")
    ax.legend()

# %% [markdown]
# **And with ReLUs?** The argument for Glorot's number left the activation out. A ReLU sets about
# half of its inputs to 0, so of the mean square of a score only half gets through. Ten layers of it
# lose a factor of $2^{10}$ in the mean square, unless the weights make up for it: with
# $s^2 = 2 / n_{in}$ instead of $1 / n_{in}$. That is He initialisation (Kaiming He and others,
# 2015).


# %% exercise="init_he" further=true
def init_he(sizes, rng):
    """Parameters by He initialisation.

    sizes: a list of whole numbers, as in init_params.  rng: a numpy.random.Generator.
    Returns params, a list with one pair (W, b) per layer: W (n_in, n_out) from a normal distribution
    with mean 0 and standard deviation sqrt(2 / n_in), and b (n_out,), zeros.

    Example: with sizes [200, 50, 10] the weights have standard deviations of 0.1 and 0.2.
    """
    ### BEGIN SOLUTION
    return [
        (rng.normal(0, np.sqrt(2 / n_in), size=(n_in, n_out)), np.zeros(n_out))
        for n_in, n_out in pairwise(sizes)
    ]
    ### END SOLUTION


# %% tests="init_he" points=2
check.keeps_arguments(init_he, [3, 2], np.random.default_rng(0))
he_start = init_he([4, 3, 2], np.random.default_rng(1))
check.true(
    isinstance(he_start, (list, tuple)) and len(he_start) == 2,
    "A 4-3-2 network should have a list of two pairs (W, b).",
)
check.shape(he_start[0][0], (4, 3), what="W of the first layer")
check.shape(he_start[1][0], (3, 2), what="W of the second layer")
check.close(he_start[0][1], np.zeros(3), what="b of the first layer")
check.close(he_start[1][1], np.zeros(2), what="b of the second layer")
check.close(
    float(np.std(init_he([200, 200], np.random.default_rng(1))[0][0])),
    0.1,
    what="the standard deviation of 40000 weights, from 200 units to 200,",
    rtol=0.03,
)
check.done("init_he", hidden="the spread of layers of other sizes, and its source")
### BEGIN HIDDEN TESTS
for n_in, n_out in [(200, 300), (400, 100), (100, 400), (784, 60)]:
    first, second = init_he([n_in, n_out, 150], rng)
    check.shape(first[0], (n_in, n_out), what="W of the first layer")
    check.close([first[1], second[1]], [np.zeros(n_out), np.zeros(150)], what="the biases")
    check.close(
        float(np.std(second[0])),
        (2 / n_out) ** 0.5,
        what=f"the standard deviation of the second layer's weights, {n_out} to 150 units,",
        rtol=0.04,
    )
    check.close(
        float(np.std(first[0])),
        (2 / n_in) ** 0.5,
        what=f"the standard deviation of the weights, {n_in} to {n_out} units,",
        rtol=0.03,
    )
    check.true(
        bool(abs(np.mean(first[0])) < 0.03 * (2 / n_in) ** 0.5),
        "The mean of the weights should be about 0.",
        got=float(np.mean(first[0])),
    )
    share = float(np.mean(np.abs(first[0]) < (2 / n_in) ** 0.5))
    check.true(
        abs(share - 0.6827) < 0.02,
        "The weights should follow a normal distribution: 68 % of them within one standard "
        "deviation.",
        got=share,
    )
    check.true(
        float(np.std(first[0].mean(axis=0))) < 0.2 * (2 / n_in) ** 0.5
        and float(np.std(first[0].mean(axis=1))) < 0.2 * (2 / n_in) ** 0.5,
        "Every weight should be drawn by itself: yours repeat along a row or a column.",
    )
deep_he = init_he([6, 6, 6], rng)
check.true(
    not np.allclose(deep_he[0][0], deep_he[1][0]), "Two layers have got the very same weights."
)
one, two, three = (init_he([5, 4, 3], np.random.default_rng(seed)) for seed in (8, 8, 9))
check.true(
    same_numbers(one, two) and not np.allclose(one[0][0], three[0][0]),
    "The weights should depend on rng, and on nothing else.",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# It is your `init_params` with one number changed. Only the inputs of a layer count.
# </details>

# %% look="he_through_relu" alt="Spread of the scores over twenty layers of ReLU units: with Glorot's start it falls in a straight line on a logarithmic axis to about a thousandth, with He's it stays near one."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2), layout="constrained")
    generator = np.random.default_rng(0)
    starts = {"Glorot": init_params([100] * 21, generator, "xavier")}
    starts["He"] = init_he([100] * 21, generator)
    for name, net in starts.items():
        H, spreads = generator.normal(size=(300, 100)), []
        for W, b in net:
            Z = mlp_forward(H, [(W, b)], "relu")[0]
            spreads.append(np.std(Z))
            H = activate(Z, "relu")
        ax.semilogy(np.arange(1, 21), spreads, "o-", label=name)
    ax.set(xlabel="layer", ylabel="spread of the scores", title="twenty layers of ReLU units")
    ax.set_xticks(range(0, 21, 5))
    ax.legend()

# %% [markdown]
# With Glorot's number every layer of ReLUs loses a factor of about $\sqrt2$; after twenty layers
# only a thousandth is left, on the way back as on the way forward. With He's number the spread stays.

# %% [markdown]
# [[pause]] Next, the network learns.

# %% [markdown]
# ## 7 · Backward
#
# One forward pass gives the logits $Z_L$; the loss says in which direction they should move:
# $dZ_L$, the gradient of the loss with respect to the logits. The rest is the chain rule, a layer
# at a time, from the last to the first. Given $dZ_l$:
#
# $$
# dW_l = H_{l-1}^T \, dZ_l, \qquad
# db_l = \text{the sum of the rows of } dZ_l, \qquad
# dH_{l-1} = dZ_l \, W_l^T, \qquad
# dZ_{l-1} = dH_{l-1} \odot g'(Z_{l-1}) .
# $$
#
# ![The computation graph of a network with one hidden layer: X, then W1 and b1, the activation,
# W2 and b2, the cross-entropy with Y, and the loss. The shape of each value stands at its arrow;
# the gradients come back with the same shapes.](drawing:graph)
#
# ($\odot$ multiplies entry by entry.) Check the shapes: `(n_in, N) @ (N, n_out)` is the shape of
# $W_l$, and `(N, n_out) @ (n_out, n_in)` that of $H_{l-1}$. Nothing else would fit. So the whole
# method, *forward; back to the output layer; back to the hidden layers; update*, is one forward
# loop, one backward loop, and a subtraction.
#
# Where is the $1/N$ of the mean loss? It is already in $dZ_L$, put there by whoever computed the
# loss. Here everything is summed over the rows.
#
# > **Predict.** What does $l = 1$ need besides $dZ_1$? Is there a $dZ_0$?

# %% exercise="mlp_backward" pair="mlp_forward"
mlp_forward = mlp_forward  # your forward pass, from section 5: the two share a cache


def mlp_backward(dZ, cache, params, kind):
    """The backward pass of a multi-layer perceptron.

    dZ: (N, K), the gradient of the loss with respect to the logits; it holds the 1/N already.
    cache: what your mlp_forward returned.  params, kind: as it was called with.
    Returns grads, a list with one pair (dW, db) per layer, in the order of params: dW has the shape
    of W, db that of b. They are sums over the rows of dZ.

    Example: for a single layer, Z = X @ W + b, the list is [(X.T @ dZ, the sum of dZ's rows)].
    """
    ### BEGIN SOLUTION
    grads = []
    for layer in reversed(range(len(params))):
        H, _ = cache[layer]
        grads.append((H.T @ dZ, dZ.sum(axis=0)))
        if layer > 0:  # equivalent(comparison): below the first layer nobody asks for dZ
            W, _ = params[layer]
            _, Z_below = cache[layer - 1]
            dZ = (dZ @ W.T) * activate_grad(Z_below, kind)
    return grads[::-1]
    ### END SOLUTION


def both_passes(X, dZ, params, kind):
    """Given; leave it as it is. The tests use it, so that your cache stays with you."""
    Z, cache = mlp_forward(X, params, kind)
    return Z, mlp_backward(dZ, cache, params, kind)


# %% tests="mlp_backward" points=4
net_back = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_back = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
dZ_back = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.25]])


def upstream_of(net):
    """The sum of dZ times the logits of a network of two layers with tanh between them."""
    (W1, b1), (W2, b2) = net
    return float(np.sum(dZ_back * (np.tanh(X_back @ W1 + b1) @ W2 + b2)))


flat_net = [(np.array([[2.0], [1.0]]), np.zeros(1))]
flat_back = both_passes(X_back.copy(), dZ_back[:, :1].copy(), flat_net, "tanh")[1]
check.close(
    flat_back[0][0],
    np.array([[-0.1], [3.65]]),
    what="dW of a network with a single layer",
    given={"X": X_back, "dZ": dZ_back[:, :1]},
)
Z_back, grads_back = both_passes(X_back.copy(), dZ_back.copy(), deepcopy(net_back), "tanh")
check.true(bool(np.any(Z_back != 0)), "The logits that both_passes returns are all 0.", got=Z_back)
check.true(
    isinstance(grads_back, (list, tuple)) and len(grads_back) == 2,
    "mlp_backward should return a list with one pair (dW, db) per layer.",
)
for layer in (0, 1):

    def upstream_sum(W, layer=layer):
        moved = deepcopy(net_back)
        moved[layer] = (W, moved[layer][1])
        return upstream_of(moved)

    check.gradient(
        upstream_sum, grads_back[layer][0], net_back[layer][0], what=f"dW of layer {layer + 1}"
    )
check.done("mlp_backward, dW", hidden="deeper networks, all activations, and inputs of 0")
### BEGIN HIDDEN TESTS
for sizes in [(3, 1), (2, 3, 2), (4, 4, 4, 4), (3, 5, 2, 4, 1)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        N = int(rng.integers(1, 6))
        X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
        dZ_try = rng.normal(size=(N, sizes[-1]))
        got_try = both_passes(X_try.copy(), dZ_try.copy(), deepcopy(net_try), kind_try)[1]
        check.close(
            [pair[0] for pair in got_try],
            [dW for dW, _ in reference.both_passes(X_try, dZ_try, net_try, kind_try)[1]],
            what=f"dW, layer by layer, of a {'-'.join(map(str, sizes))} network with {kind_try}",
            given={"X": X_try, "dZ": dZ_try, "params": net_try},
        )
zeros_back = both_passes(np.zeros((2, 2)), dZ_back[:2].copy(), deepcopy(net_back), "relu")[1]
check.close(
    [pair[0] for pair in zeros_back],
    [dW for dW, _ in reference.both_passes(np.zeros((2, 2)), dZ_back[:2], net_back, "relu")[1]],
    what="dW, layer by layer, for inputs of 0",
)
### END HIDDEN TESTS

# %% tests="mlp_backward" points=2
net_back = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_back = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
dZ_back = np.array([[1.0, -1.0], [0.5, 2.0], [-2.0, 0.25]])


def upstream_of(net):
    """The sum of dZ times the logits of a network of two layers with tanh between them."""
    (W1, b1), (W2, b2) = net
    return float(np.sum(dZ_back * (np.tanh(X_back @ W1 + b1) @ W2 + b2)))


check.keeps_arguments(both_passes, X_back, dZ_back, net_back, "relu")
flat_net = [(np.array([[2.0], [1.0]]), np.zeros(1))]
check.close(
    both_passes(X_back, dZ_back[:, :1], flat_net, "tanh")[1][0][1],
    np.array([-0.5]),
    what="db of a network with a single layer",
    given={"X": X_back, "dZ": dZ_back[:, :1]},
)
grads_back = both_passes(X_back, dZ_back, net_back, "tanh")[1]
for layer in (0, 1):

    def upstream_sum(b, layer=layer):
        moved = list(net_back)
        moved[layer] = (moved[layer][0], b)
        return upstream_of(moved)

    check.gradient(
        upstream_sum, grads_back[layer][1], net_back[layer][1], what=f"db of layer {layer + 1}"
    )
check.done(
    "mlp_backward, db", hidden="deeper networks, all activations, single rows, whole numbers"
)
### BEGIN HIDDEN TESTS
for sizes in [(3, 1), (2, 3, 2), (4, 4, 4, 4), (3, 5, 2, 4, 1)]:
    for kind_try in ("sigmoid", "tanh", "relu", "leaky_relu", "elu"):
        for N in (1, 4):
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            dZ_try = rng.normal(size=(N, sizes[-1]))
            check.close(
                [pair[1] for pair in both_passes(X_try, dZ_try, net_try, kind_try)[1]],
                [db for _, db in reference.both_passes(X_try, dZ_try, net_try, kind_try)[1]],
                what=f"db, layer by layer, of a {'-'.join(map(str, sizes))} network with "
                f"{kind_try}",
                given={"X": X_try, "dZ": dZ_try, "params": net_try},
            )
dZ_whole = rng.integers(-2, 3, size=(3, 2))
check.close(
    both_passes(X_back, dZ_whole, net_back, "elu")[1],
    reference.both_passes(X_back, dZ_whole, net_back, "elu")[1],
    what="the gradients for whole numbers as dZ",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First make the test with a single layer pass: no activation takes part.
# </details>
# <details><summary>Hint 2</summary>
#
# `for layer in reversed(range(len(params))):`. In each round: the two gradients of this layer;
# then, unless it is the first, `dZ` for the layer below. Use this layer's `W`, but the scores of
# the layer *below*.
# </details>
# <details><summary>Hint 3</summary>
#
# You collect the gradients from last to first; `grads[::-1]` reverses a list.
# </details>
# <details><summary>The prediction</summary>
#
# Only its input, $H_0 = X$. There is no $dZ_0$: we do not change the data.
# </details>
#
# **An old acquaintance.** At the end of section 10, lesson 4 took the gradient of a 2-2-1 network
# on *the same value*, by single numbers that differentiate themselves: 0.032223 and 0.026087 for
# the weights of its first hidden neuron, 0.023994 for the bias, 0.038476 for the bias of the output.
# Here is your `mlp_backward` on the same network.

# %% look="values_again"
with if_ready():
    W1, W2 = np.array([[0.5, -0.3], [0.2, 0.4]]), np.array([[0.6], [-0.7]])
    net = [(W1, np.zeros(2)), (W2, np.zeros(1))]
    scores, cache = mlp_forward(X_same, net, "tanh")
    (dW1, db1), (dW2, db2) = mlp_backward(
        (activate(scores, "sigmoid") - y_same[:, None]) / 4, cache, net, "tanh"
    )
    print("first layer, weights:", dW1.round(6).tolist(), " biases:", db1.round(6).tolist())
    print("output,      weights:", dW2.round(6).tolist(), " bias:  ", db2.round(6).tolist())

# %% [markdown]
# The same nine numbers: gate by gate in lesson 4, layer by layer here.

# %% [markdown]
# ## 8 · The loss, and what keeps the weights small
#
# For $K$ classes, with one-hot rows $Y$ and $P$ the softmax of the logits (lesson 3), we minimise
# the mean cross-entropy plus a penalty on large weights:
#
# $$
# L = -\frac1N \sum_{n} \sum_{k} Y_{nk} \log P_{nk} + \frac{\lambda}{2} \sum_l \sum_{ij}
# (W_l)_{ij}^2 , \qquad
# dZ_L = \frac{P - Y}{N} .
# $$
#
# The penalty adds $\lambda W_l$ to $dW_l$, and nothing to $db_l$: biases are not penalised. Its
# other name is **weight decay**, and the reason is a line of algebra: one step of size $\eta$ is
#
# $$
# W \leftarrow W - \eta (dW + \lambda W) = (1 - \eta \lambda) W - \eta \, dW .
# $$
#
# For $w = (1, -2, 0.5)$, $dw = (0.2, 0.1, -0.4)$, $\eta = 0.1$ and $\lambda = 0.5$: every weight
# is first multiplied by 0.95, and the step ends at $(0.93, -1.91, 0.515)$. (The letters differ
# between authors: $\lambda$ may be the learning rate or the penalty, $\alpha$ the precision of a
# prior or the learning rate. We write `eta` and `lam`.)
#
# A sum of absolute values in place of the squares is the **L1** penalty. The weights
# $W = ((1, -2), (0.5, 0))$ with $\lambda = 0.1$ cost $\frac{\lambda}{2} \sum W^2 = 0.2625$ by the
# one and $\lambda \sum |W| = 0.35$ by the other. As in lesson 2, the squares belong to a Gaussian
# prior and pull a weight in proportion to its size. The absolute values belong to a Laplacian
# prior, pull all weights equally hard, and can make many of them exactly 0. (This needs the right
# method: plain gradient steps hop back and forth across 0 and hardly ever land on it.)
#
# > **Predict.** All weights 0, ten classes. What is the loss?


# %% exercise="loss_and_gradients"
def loss_and_gradients(X, Y, params, kind, lam):
    """Softmax cross-entropy of a network with an L2 penalty, and its gradients.

    X: (N, D) inputs.  Y: (N, K) one-hot rows.  params: list of (W, b) per layer.  kind: activation
    of the hidden layers.  lam: strength of the penalty lam/2 * (sum of all squared weights, of all
    layers; biases are not penalised).
    Returns (loss, grads): the mean cross-entropy plus the penalty, a number, and a list with one
    pair (dW, db) per layer. Logits of ±1000 give no warning.

    Example: with all weights and biases 0 and lam = 0 the loss is the logarithm of K.
    """
    ### BEGIN SOLUTION
    Z, cache = mlp_forward(X, params, kind)
    Z = Z - Z.max(axis=1, keepdims=True)  # changes no probability, and no exponential overflows
    log_P = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    penalty = lam / 2 * sum((W**2).sum() for W, _ in params)
    loss = -(Y * log_P).sum() / len(X) + penalty
    grads = mlp_backward((np.exp(log_P) - Y) / len(X), cache, params, kind)
    return loss, [(dW + lam * W, db) for (dW, db), (W, _) in zip(grads, params, strict=True)]
    ### END SOLUTION


# %% tests="loss_and_gradients" points=2
net_loss = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_loss = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
Y_loss = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
check.keeps_arguments(loss_and_gradients, X_loss, Y_loss, net_loss, "relu", 0.1)
zero_net = [(np.zeros((2, 3)), np.zeros(3)), (np.zeros((3, 2)), np.zeros(2))]
check.close(
    loss_and_gradients(X_loss, Y_loss, zero_net, "tanh", 0.0)[0],
    0.6931471805599453,
    what="the loss with all parameters 0, two classes,",
)
loss_free = loss_and_gradients(X_loss, Y_loss, net_loss, "tanh", 0.0)[0]
loss_held = loss_and_gradients(X_loss, Y_loss, net_loss, "tanh", 0.1)[0]
check.true(
    bool(loss_held > loss_free > 0),
    "The penalty should make the loss larger.",
    got=[loss_free, loss_held],
)
check.close(loss_held, 0.6443112606346423, what="the loss of a small network with lam = 0.1")
twice_held = loss_and_gradients(
    np.vstack([X_loss, X_loss]), np.vstack([Y_loss, Y_loss]), net_loss, "tanh", 0.1
)
check.close(twice_held[0], loss_held, what="the loss after writing every example down twice")
check.done("loss_and_gradients, the loss", hidden="deeper networks, and logits of ±1000")
### BEGIN HIDDEN TESTS
for sizes in [(3, 2), (2, 3, 2), (4, 6, 5, 3)]:
    for kind_try in ("sigmoid", "tanh", "relu", "elu"):
        for lam_try in (0.0, 0.3):
            N = int(rng.integers(2, 7))
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            Y_try = np.eye(sizes[-1])[rng.integers(0, sizes[-1], size=N)]
            check.close(
                loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[0],
                reference.loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[0],
                what=f"the loss of a {'-'.join(map(str, sizes))} network with {kind_try}",
                given={"X": X_try, "Y": Y_try, "params": net_try, "lam": lam_try},
            )
far_net = [(np.array([[1000.0, -1000.0, 0.0]]), np.array([0.0, 0.0, 1.0]))]
X_far = np.array([[1.0], [-1.0]])
for labels in ([0, 1], [2, 2], [1, 0]):
    Y_far = np.eye(3)[labels]
    far = check.no_warnings(loss_and_gradients, X_far, Y_far, far_net, "relu", 0.0)
    check.close(
        far[0],
        reference.loss_and_gradients(X_far, Y_far, far_net, "relu", 0.0)[0],
        what="the loss for logits of 1000 and -1000",
        given={"X": X_far, "Y": Y_far, "params": far_net},
    )
### END HIDDEN TESTS

# %% tests="loss_and_gradients" points=3
net_loss = [
    (np.array([[0.1, -0.2, 0.3], [0.4, 0.1, -0.5]]), np.array([0.05, -0.05, 0.1])),
    (np.array([[0.2, -0.1], [0.3, 0.4], [-0.6, 0.5]]), np.array([0.0, 0.1])),
]
X_loss = np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.7]])
Y_loss = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])


def grads_of(params, lam):
    """The gradients for these parameters, from copies of everything."""
    answer = loss_and_gradients(X_loss.copy(), Y_loss.copy(), deepcopy(params), "tanh", lam)
    return answer[1]


grads_free, grads_held = grads_of(net_loss, 0.0), grads_of(net_loss, 0.1)
check.close(
    [grads_held[0][1], grads_held[1][1]],
    [grads_free[0][1], grads_free[1][1]],
    what="db of both layers with a penalty, compared with db without,",
)
for layer in (0, 1):
    for part, name in enumerate(["dW", "db"]):

        def moved_loss(values, layer=layer, part=part):
            moved = [list(pair) for pair in net_loss]
            moved[layer][part] = values
            H = np.tanh(X_loss @ moved[0][0] + moved[0][1])
            loss = multiclass.penalized_loss(H, Y_loss, *moved[1], 0.1)
            return float(loss + 0.05 * np.sum(moved[0][0] ** 2))

        check.gradient(
            moved_loss,
            grads_held[layer][part],
            net_loss[layer][part],
            what=f"{name} of layer {layer + 1}",
        )
check.done(
    "loss_and_gradients, the gradients", hidden="deeper networks, single rows, logits of ±1000"
)
### BEGIN HIDDEN TESTS
for sizes in [(3, 2), (2, 3, 2), (4, 6, 5, 3)]:
    for kind_try in ("sigmoid", "tanh", "relu", "elu"):
        for N, lam_try in ((1, 0.0), (5, 0.3)):
            X_try, net_try = rng.normal(size=(N, sizes[0])), random_net(sizes, rng)
            Y_try = np.eye(sizes[-1])[rng.integers(0, sizes[-1], size=N)]
            copies = (X_try.copy(), Y_try.copy(), deepcopy(net_try))
            check.close(
                loss_and_gradients(*copies, kind_try, lam_try)[1],
                reference.loss_and_gradients(X_try, Y_try, net_try, kind_try, lam_try)[1],
                what=f"the gradients of a {'-'.join(map(str, sizes))} network with {kind_try}",
                given={"X": X_try, "Y": Y_try, "params": net_try, "lam": lam_try},
            )
far_net = [(np.array([[1000.0, -1000.0, 0.0]]), np.array([0.0, 0.0, 1.0]))]
X_far = np.array([[1.0], [-1.0]])
for labels in ([0, 1], [2, 2], [1, 0]):
    Y_far = np.eye(3)[labels]
    far = check.no_warnings(
        loss_and_gradients, X_far.copy(), Y_far.copy(), deepcopy(far_net), "relu", 0.0
    )
    check.close(
        far[1],
        reference.loss_and_gradients(X_far, Y_far, far_net, "relu", 0.0)[1],
        what="the gradients for logits of 1000 and -1000",
        given={"X": X_far, "Y": Y_far, "params": far_net},
    )
wide_net = [(np.array([[1.0, 0.5]]), np.zeros(2))]
X_wide = np.array([[1000.0], [-1000.0]])
check.close(
    loss_and_gradients(X_wide.copy(), np.eye(2), deepcopy(wide_net), "relu", 0.0)[1],
    reference.loss_and_gradients(X_wide, np.eye(2), wide_net, "relu", 0.0)[1],
    what="the gradients for inputs of ±1000",
    given={"X": X_wide, "Y": np.eye(2), "params": wide_net},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The order: forward; loss from the logits; $dZ$ from the probabilities; backward; penalty on the
# loss and on every `dW`.
# </details>
# <details><summary>Hint 2</summary>
#
# For the logarithm of the softmax, first subtract each row's largest logit, as in lesson 3. Then
# $\log P = Z - \log \sum e^{Z}$, row by row, is safe.
# </details>
# <details><summary>The prediction</summary>
#
# All logits are equal, every probability is a tenth, and the loss is $\log 10 \approx 2.303$. A
# fresh network should start near it: a cheap test of your code.
# </details>
#
# **Why not start at zero?** Three networks with two tanh units learn *the same value*, 300 steps
# each. One starts with all numbers 0; in another the two units start alike, with all weights of
# the first layer one half; in the third they start different. Each line is one weight of the first
# layer.
#
# > **Predict.** In the first network, what is $dW_2 = H^T dZ$ when all hidden outputs are 0? And
# > $dW_1$, which has to come back through $W_2$?

# %% look="symmetry" alt="How two units' weights move over 300 steps from three starts. From all 0 nothing moves; from two units alike the lines of both units stay on each other; from different weights the units part, and only there does the loss become small."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.3), layout="constrained", sharey=True)
    starts = {
        "all 0": np.zeros((2, 2)),
        "two units alike": np.full((2, 2), 0.5),
        "different": np.array([[0.5, -0.3], [0.2, 0.4]]),
    }
    Y_same = np.eye(2)[y_same]
    for ax, (name, W_start) in zip(axes, starts.items(), strict=True):
        W_top = np.array([[-0.5, 0.5], [-0.5, 0.5]]) if np.any(W_start) else np.zeros((2, 2))
        net, track = [(W_start, np.zeros(2)), (W_top, np.zeros(2))], []
        for _ in range(300):
            track.append(net[0][0].copy())
            loss, grads = loss_and_gradients(X_same, Y_same, net, "tanh", 0.0)
            net = [
                (W - 0.5 * dW, b - 0.5 * db) for (W, b), (dW, db) in zip(net, grads, strict=True)
            ]
        track = np.array(track)
        for unit, line in enumerate(["-", "--"]):
            for i in range(2):
                label = f"$x_{i + 1}$ to unit {unit + 1}"
                ax.plot(track[:, i, unit], line, color=palette.COLORS[unit], label=label)
        ax.set(title=f"{name}: loss {loss:.3f}", xlabel="step")
    axes[2].legend()

# %% [markdown]
# All zero: no weight ever moves, since every gradient has a factor that is 0. (The output's biases
# could, but here both labels are equally frequent.) All equal: the weights move, but the two units
# get the same gradient at every step and remain one unit, written down twice; the solid and the
# dashed lines are on top of each other. Only what starts different can become different. That is
# **symmetry breaking**, and no later gradient step can do it.
#
# It is one case of a general warning. Gradient descent does not always *converge to a local
# minimum*. What it finds (with steps small enough) is a place where the gradient is 0, and that
# can be a saddle point: on $f = x^2 - y^2$, from any point with $y = 0$, it moves to the origin
# and stays there, although $f$ falls on both sides.

# %% [markdown]
# ## 9 · Many small steps
#
# The recipe of the whole course in five lines: *data*; a *function* with parameters; a *loss* that
# says how bad they are; the *goal*, parameters of least loss, $\theta^* = \arg\min_\theta L$; and a
# *procedure* that gets there by
#
# $$\theta \leftarrow \theta - \eta \, \nabla_\theta L .$$
#
# The full gradient is expensive, and a rough one is almost as useful. **Stochastic gradient
# descent** (*recall* of lessons 1 and 3) takes a few examples, a *mini-batch*, and steps at once. One pass over all
# examples is an **epoch**; each shuffles anew.
#
# > **Predict.** Here are the lines of the training loop, shuffled. Sort them: (a) for every
# > mini-batch · (b) $\Delta = -\nabla \ell - \lambda \nabla \Omega$ · (c) choose random parameters
# > $\theta$ · (d) for every epoch · (e) $\theta \leftarrow \theta + \eta \Delta$


# %% exercise="minibatches" further=true
def minibatches(N, batch_size, rng):
    """One epoch: the numbers 0 to N - 1, shuffled and cut into batches.

    N: how many examples.  batch_size: examples per batch.  rng: a numpy.random.Generator.
    Returns a list of arrays of whole numbers. Together they hold every number once. All have
    batch_size entries, but the last may have fewer; none is empty.

    Example: minibatches(5, 2, rng) may be [array([3, 0]), array([4, 1]), array([2])].
    """
    ### BEGIN SOLUTION
    order = rng.permutation(N)
    return [order[start : start + batch_size] for start in range(0, N, batch_size)]
    ### END SOLUTION


# %% tests="minibatches" points=3
batches = minibatches(10, 4, np.random.default_rng(0))
check.true(
    isinstance(batches, (list, tuple)), "minibatches should return a list of arrays.", got=batches
)
check.close(
    [len(batch) for batch in batches],
    [4, 4, 2],
    what="the lengths of the batches of minibatches(10, 4, rng)",
)
check.close(
    np.sort(np.concatenate([np.asarray(batch) for batch in batches])),
    np.arange(10),
    what="the entries of all batches, sorted,",
    given={"N": 10, "batch_size": 4},
)
check.close(
    [len(batch) for batch in minibatches(6, 3, np.random.default_rng(0))],
    [3, 3],
    what="the lengths of the batches of minibatches(6, 3, rng)",
)
check.done("minibatches", hidden="other sizes, and whether the order is random")
### BEGIN HIDDEN TESTS
for N, batch_size in [(1, 1), (1, 5), (7, 7), (7, 1), (12, 5), (100, 32), (96, 32)]:
    batches = minibatches(N, batch_size, rng)
    check.close(
        [len(batch) for batch in batches],
        [min(batch_size, N - start) for start in range(0, N, batch_size)],
        what="the lengths of the batches",
        given={"N": N, "batch_size": batch_size},
    )
    check.close(
        np.sort(np.concatenate([np.asarray(batch) for batch in batches])),
        np.arange(N),
        what="the entries of all batches, sorted,",
        given={"N": N, "batch_size": batch_size},
    )
orders = [
    np.concatenate([np.asarray(b) for b in minibatches(60, 7, np.random.default_rng(seed))])
    for seed in (4, 4, 5)
]
check.true(
    not np.array_equal(orders[0], np.sort(orders[0])),
    "The examples come in the order they stand; shuffle them.",
)
check.true(
    np.array_equal(orders[0], orders[1]) and not np.array_equal(orders[0], orders[2]),
    "The order should depend on rng, and on nothing else.",
)
firsts = [
    int(np.asarray(minibatches(20, 4, np.random.default_rng(seed))[0])[0])
    for seed in rng.integers(2**31, size=60).tolist()
]
check.true(
    len(set(firsts)) > 10,
    "Over 60 epochs of 20 examples, hardly any example ever comes first: shuffle all of them.",
    got=firsts,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `rng.permutation(N)` is a shuffled `np.arange(N)`.
# </details>
# <details><summary>Hint 2</summary>
#
# `range(0, N, batch_size)` gives the starts of the batches; a slice that runs over the end of an
# array stops there by itself.
# </details>
# <details><summary>The prediction</summary>
#
# c, d, a, b, e: start; for every epoch; for every mini-batch; direction; step. As $\Delta$ already
# holds the minus, adding it is right.
# </details>
#
# **How long a step?** Three ways are in use: one $\eta$ for ever; one that shrinks between epochs;
# or a *search*, at every step, for a length that really lowers the loss. The simplest search,
# *backtracking*, starts at 1 and halves until the loss falls by at least half of what the gradient
# promises. In a valley ten times as steep in one direction as in the other,
# $f(w) = \frac12 (w_1^2 + 10 w_2^2)$, from $(1, 1)$:

# %% look="step_search"
with if_ready():
    steepness, spot = np.array([1.0, 10.0]), np.array([1.0, 1.0])

    def valley(w):
        return 0.5 * float(np.sum(steepness * w**2))

    for step in range(1, 5):
        slope, length = steepness * spot, 1.0
        while valley(spot - length * slope) > valley(spot) - 0.5 * length * float(slope @ slope):
            length /= 2
        spot = spot - length * slope
        print(f"step {step}: length {length:.4f}, now at {spot.round(4)}, f = {valley(spot):.4f}")

# %% [markdown]
# The length it finds changes from step to step; a constant one must be below $2/10$ for the steep
# direction, however slow that is in the flat one. With mini-batches a search makes little sense
# (the loss of one batch is not the loss), so we take the first way.

# %% [markdown]
# ## 10 · Training
#
# You have all the parts: start (section 6), epochs and batches (9), gradients (8), a step for
# every `W` and `b`. What should be recorded on the way? After every epoch, the loss on the *whole*
# training set, with the penalty: one number, comparable from epoch to epoch.
#
# > **Predict.** 1797 digits, `batch_size=32`, 10 epochs: how many steps? If you see the loss go up,
# > what is the first thing to try?


# %% exercise="train"
def train(X, y, sizes, kind, eta, lam, epochs, batch_size, rng):
    """Train a network by mini-batch gradient descent on softmax cross-entropy.

    X: (N, D) inputs.  y: (N,) labels, whole numbers from 0.  sizes: [D, ..., K], as in init_params.
    kind: activation.  eta: learning rate.  lam: strength of the L2 penalty.  epochs: passes over
    the examples, each in a new random order.  batch_size: examples per step.  rng: a Generator, for
    the Xavier start and for the order.
    Every step is plain gradient descent on one batch, for every W and b: new = old - eta * gradient
    (of the batch's mean loss with the penalty).
    Returns (params, history): history is a dict, and history["loss"] a list with one number per
    epoch: the loss of all examples, with the penalty, after the epoch.
    """
    ### BEGIN SOLUTION
    Y = np.eye(sizes[-1])[y]  # row y[n] of the identity matrix is the one-hot row of example n
    params, losses = init_params(sizes, rng, "xavier"), []
    for _ in range(epochs):
        for batch in minibatches(len(X), batch_size, rng):
            _, grads = loss_and_gradients(X[batch], Y[batch], params, kind, lam)
            params = [
                (W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(params, grads, strict=True)
            ]
        losses.append(loss_and_gradients(X, Y, params, kind, lam)[0])
    return params, {"loss": losses}
    ### END SOLUTION


# %% tests="train" points=5
X_tiny = np.array([[0.0, 1.0], [1.0, -1.0], [2.0, 0.5], [-1.0, 0.3], [0.5, 0.5]])
y_tiny = np.array([0, 1, 2, 1, 0])
check.keeps_arguments(
    train, X_tiny, y_tiny, [2, 3, 3], "relu", 0.1, 0.0, 2, 2, np.random.default_rng(0)
)
one_batch = {"kind": "tanh", "eta": 0.1, "lam": 0.01, "epochs": 8, "batch_size": 5}
net_tiny, history_tiny = train(X_tiny, y_tiny, [2, 4, 3], **one_batch, rng=np.random.default_rng(0))
check.true(
    isinstance(history_tiny, dict) and "loss" in history_tiny,
    'history should be a dict with an entry "loss".',
    got=history_tiny,
)
check.shape(
    np.asarray(history_tiny["loss"]), (8,), what='history["loss"] after 8 epochs, as an array,'
)
check.shape(net_tiny[0][0], (2, 4), what="W of the first layer")
check.shape(net_tiny[1][1], (3,), what="b of the last layer")
check.close(
    float(history_tiny["loss"][-1]),
    float(loss_and_gradients(X_tiny, np.eye(3)[y_tiny], net_tiny, "tanh", 0.01)[0]),
    what='the last entry of history["loss"], compared with the loss of the returned parameters,',
)
check.true(
    bool(np.all(np.diff(np.asarray(history_tiny["loss"])) < 0)),
    "With all examples in one batch and this small eta, the loss should fall in every epoch.",
    got=history_tiny["loss"],
)
still_net, still_history = train(
    X_tiny, y_tiny, [2, 4, 3], "tanh", 0.0, 0.01, 2, 2, np.random.default_rng(0)
)
check.close(
    still_net[0][1], np.zeros(4), what="the biases of the first layer, trained with eta = 0,"
)
check.shape(
    np.asarray(still_history["loss"]),
    (2,),
    what='history["loss"] after two epochs of three batches each, as an array,',
)
check.true(
    bool(np.std(still_net[0][0]) > 0.1),
    "With eta = 0 the weights stay at the Xavier start; yours are not spread like that.",
    got=still_net[0][0],
)
check.done("train", hidden="every step on small data sets, one batch and several, and the start")
### BEGIN HIDDEN TESTS
seed = int(rng.integers(2**31))
# eta = 0 draws the same random numbers and takes no step: it shows where the training starts.
start_wide = train(
    rng.normal(size=(4, 90)),
    np.array([0, 1, 2, 0]),
    [90, 160, 3],
    "relu",
    0.0,
    0.0,
    1,
    4,
    np.random.default_rng(seed),
)[0]
check.close(
    float(np.std(start_wide[0][0])),
    (2 / 250) ** 0.5,
    what="the standard deviation of the first layer's weights at the start,",
    rtol=0.04,
)
for sizes, kind_try, lam in [
    ([2, 4, 3], "tanh", 0.2),
    ([2, 3, 3, 3], "relu", 0.0),
    ([2, 3], "elu", 1),
]:
    X_try, y_try = rng.normal(size=(9, 2)), rng.integers(0, 3, size=9)
    Y_try = np.eye(3)[y_try]
    start_try = train(X_try, y_try, sizes, kind_try, 0.0, lam, 4, 9, np.random.default_rng(seed))[0]
    expected, losses = start_try, []
    for _ in range(4):
        expected = stepped(
            expected, reference.loss_and_gradients(X_try, Y_try, expected, kind_try, lam)[1], 0.3
        )
        losses.append(reference.loss_and_gradients(X_try, Y_try, expected, kind_try, lam)[0])
    got_net, got_history = train(
        X_try, y_try, sizes, kind_try, 0.3, lam, 4, 9, np.random.default_rng(seed)
    )
    check.close(
        np.asarray(got_history["loss"]),
        np.array(losses),
        what='history["loss"] of four epochs, with all examples in one batch,',
        given={"X": X_try, "y": y_try},
    )
    check.close(
        [list(pair) for pair in got_net],
        [list(pair) for pair in expected],
        what="the parameters after four epochs, with all examples in one batch,",
        given={"X": X_try, "y": y_try},
        rtol=1e-6,
    )


def after_one_epoch(X, y, start, eta, lam, batches):
    """Parameters after steps on these batches, in this order."""
    params = start
    for batch in batches:
        batch = list(batch)
        grads = reference.loss_and_gradients(X[batch], np.eye(3)[y[batch]], params, "tanh", lam)[1]
        params = stepped(params, grads, eta)
    return params


for N in (3, 4):
    X_try, y_try = rng.normal(size=(N, 2)), np.arange(N) % 3
    draw = {"kind": "tanh", "lam": 0.1, "epochs": 1, "batch_size": 2}
    start_try = train(X_try, y_try, [2, 3, 3], eta=0.0, **draw, rng=np.random.default_rng(seed))[0]
    got_net = train(X_try, y_try, [2, 3, 3], eta=0.4, **draw, rng=np.random.default_rng(seed))[0]
    ways = [
        after_one_epoch(X_try, y_try, start_try, 0.4, 0.1, [order[:cut], order[cut:]])
        for order in permutations(range(N))
        for cut in {2, N - 2}
    ]
    check.true(
        any(same_numbers(got_net, way) for way in ways),
        "After one epoch in batches of two, the parameters are not what any order of the examples "
        "would lead to: a step for each batch, on its own rows of X and y, every example once.",
        given={"X": X_try, "y": y_try, "eta": 0.4, "lam": 0.1},
        got=got_net[0][0],
    )
check.close(
    train(X_tiny, y_tiny, [2, 3, 3], "relu", 0.1, 0.0, 0, 2, np.random.default_rng(0))[1]["loss"],
    [],
    what='history["loss"] after no epoch at all',
)
### END HIDDEN TESTS

# %% tests="train" points=4 timeout=60
X_digits, y_digits = data.digits()
X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=3)
reader, _ = train(
    X_train, y_train, [64, 32, 10], "tanh", 0.1, 1e-4, 5, 20, np.random.default_rng(0)
)
correct = float(np.mean(np.argmax(mlp_forward(X_held, reader, "tanh")[0], axis=1) == y_held))
check.true(
    correct >= 0.85,
    "After five epochs on the digits at least 85 % of the held-out ones should be right.",
    got=correct,
)
check.done("train", hidden="the digits with more epochs, 95 % on average, and two spirals, 95 %")
### BEGIN HIDDEN TESTS
shares = []
for number in (2, 4, 6):
    X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=number)
    reader, _ = train(
        X_train, y_train, [64, 48, 10], "tanh", 0.1, 1e-4, 14, 20, np.random.default_rng(number)
    )
    guesses = np.argmax(reference.mlp_forward(X_held, reader, "tanh")[0], axis=1)
    shares.append(float(np.mean(guesses == y_held)))
check.true(
    float(np.mean(shares)) >= 0.95,
    "On the digits, fewer than 95 % of the held-out ones are right, on average over three splits.",
    got=shares,
)
X_train, y_train = data.spirals(n=300, seed=1)
X_held, y_held = data.spirals(n=300, seed=2)
spiral_net, _ = train(
    X_train, y_train, [2, 32, 2], "relu", 0.5, 0.0, 60, 20, np.random.default_rng(5)
)
guesses = np.argmax(reference.mlp_forward(X_held, spiral_net, "relu")[0], axis=1)
check.true(
    float(np.mean(guesses == y_held)) >= 0.95,
    "On the two spirals, fewer than 95 % of the held-out points are right.",
    got=float(np.mean(guesses == y_held)),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.eye(K)[y]` turns labels into one-hot rows: row `y[n]` of the identity matrix.
# </details>
# <details><summary>Hint 2</summary>
#
# For every batch: `loss_and_gradients(X[batch], Y[batch], ...)`, then a new list of pairs
# `(W - eta * dW, b - eta * db)`. The gradients already hold the penalty.
# </details>
# <details><summary>Hint 3</summary>
#
# `history` is `{"loss": losses}`; append once per epoch, *after* its batches, on all of `X`.
# </details>
# <details><summary>The prediction</summary>
#
# 57 batches an epoch, the last with 5 examples: 570 steps. A smaller `eta`.
# </details>
#
# **First overfit one batch.** Before a long training, train on a handful of examples, without a
# penalty, and see whether the loss goes to 0. A network with more parameters than there are numbers
# to learn can always do that. If yours cannot, the mistake is in the code, and no learning rate
# will help.

# %% look="one_batch_first"
with if_ready():
    X_few, y_few = (part[:16] for part in data.digits())
    net, history = train(
        X_few, y_few, [64, 48, 10], "tanh", 0.2, 0.0, 500, 16, np.random.default_rng(0)
    )
    right = np.mean(np.argmax(mlp_forward(X_few, net, "tanh")[0], axis=1) == y_few)
    losses = history["loss"]
    print(
        f"16 digits: loss {losses[0]:.3f} after 1 epoch, {losses[-1]:.4f} after 500; {right:.0%} right"
    )

# %% [markdown]
# Two spirals, and your network with 2, 5 and 32 hidden units. (This takes a few seconds.)

# %% look="spirals" alt="Three maps of two spiral arms with the boundary that a network has learned: nearly straight with 2 hidden units, bent around the arms with 5 and with 32. On the right the training loss over 200 epochs: with 2 units it stays near 0.35, with 5 it comes close to 0 late, with 32 early."
with if_ready():
    X_arms, y_arms = data.spirals(n=300, seed=1)
    fig, axes = plt.subplots(1, 4, figsize=(11, 3), layout="constrained")
    for ax, units in zip(axes, (2, 5, 32), strict=False):
        net, history = train(
            X_arms, y_arms, [2, units, 2], "tanh", 0.2, 0.0, 200, 10, np.random.default_rng(1)
        )

        def chance(points, net=net):
            Z = mlp_forward(points, net, "tanh")[0]
            return activate(Z[:, 1] - Z[:, 0], "sigmoid")  # softmax of two classes

        plots.boundary(chance, X_arms, y_arms, ax=ax, labels=(), title=f"{units} hidden units")
        axes[3].plot(history["loss"], label=f"{units} units")
    axes[3].set(xlabel="epoch", title="training loss")
    axes[3].legend()

# %% [markdown]
# Two hidden units cannot bend the line often enough. Five can, with luck. With more units it
# happens sooner. The loss stays flat for a long time, then suddenly drops. Which design decisions
# have we made? Depth, width, activation, loss, learning rate, penalty, batch size, epochs: none of
# them is learned. (*TensorFlow Playground* lets you play with them in the browser.)
#
# **A hidden layer's new space.** The noisy version of *the same value*, left, and the very same
# points as the two hidden units of your trained network see them. Compare with the space you built
# by hand in section 3. With so few units the start matters: some of eight random starts get stuck
# in a poor valley, so we keep the best.
#
# > **Predict.** What will the boundary look like on the right?

# %% look="learned_hidden_space" alt="Left: noisy points around the four corners of a square; the network has learned a diagonal band for same and two corners for differ. Right: the same points in the space of the two hidden units, where one straight line parts them."
with if_ready():
    X_noisy, y_noisy = data.same_value(n=160, noise=0.12, seed=0)
    tries = []
    for seed in range(8):
        net, history = train(
            X_noisy, y_noisy, [2, 2, 2], "tanh", 0.2, 1e-3, 60, 10, np.random.default_rng(seed)
        )
        tries.append((history["loss"][-1], seed, net))
    net = min(tries)[2]
    print("final losses of eight starts:", [round(float(loss), 3) for loss, _, _ in tries])

    def chance_of_same(points, net=net):
        Z = mlp_forward(points, net, "tanh")[0]
        return activate(Z[:, 1] - Z[:, 0], "sigmoid")

    fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
    plots.boundary(
        chance_of_same, X_noisy, y_noisy, ax=left, labels=("differ", "same"), title="the inputs"
    )
    new_space = activate(mlp_forward(X_noisy, net[:1], "tanh")[0], "tanh")
    plots.boundary(
        lambda H: chance_of_same(H, net=net[1:]),
        new_space,
        y_noisy,
        ax=right,
        labels=(),
        title="what the hidden layer makes of them",
    )
    right.set(xlabel="$h_1$", ylabel="$h_2$")

# %% [markdown]
# Now play with it. Choose data, hidden units, activation and penalty; a network is trained with
# your functions when you let go, and the first slider walks through its training: the probability,
# what each hidden unit sees, the loss, and the space that the hidden layer makes.

# %% look="mlp_playground"
from course_utils.explore import mlp_playground

mlp_playground.show(
    init_params=init_params,
    minibatches=minibatches,
    loss_and_gradients=loss_and_gradients,
    mlp_forward=mlp_forward,
    activate=activate,
)

# %% [markdown]
# **Reading digits.** 1797 pictures of 8 × 8 pixels, a quarter of them held out, 64 inputs, 48 hidden
# units, 10 outputs. Is it worth it? A network *without* a hidden layer, `[64, 10]`, is the softmax
# regression of lesson 3. So your `train` can train both, on the same five splits, with the same
# learning rate, penalty, epochs and batches. (This takes ten seconds or so.)
#
# > **Predict.** 64-48-10: how many parameters? How many is that for each training example? And how
# > many of a hundred held-out digits will the hidden layer win or lose?

# %% look="reading_digits" alt="Twenty small pictures of what the first hidden units look for: blotches and strokes of light and dark. Below them up to ten digits that the network read wrongly, each with its true label and the answer."
with if_ready():
    X_digits, y_digits = data.digits()

    def read_digits(seed, sizes, lam):
        """A network trained on one split, its answers on the held-out digits, and those digits."""
        X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=seed)
        start = np.random.default_rng(seed)
        net, _ = train(X_train, y_train, sizes, "tanh", 0.2, lam, 40, 16, start)
        return net, np.argmax(mlp_forward(X_held, net, "tanh")[0], axis=1), X_held, y_held

    rows = []
    for seed in range(5):
        _, plain, _, _ = read_digits(seed, [64, 10], 1e-4)
        net, answers, X_held, y_held = read_digits(seed, [64, 48, 10], 1e-4)
        rows.append([np.mean(plain == y_held), np.mean(answers == y_held)])
        if seed == 0:
            print("held-out digits read right\nsplit   softmax   your network")
        print(f"{seed:5d}   {rows[-1][0]:7.1%}   {rows[-1][1]:12.1%}")
    print(" mean   {:7.1%}   {:12.1%}".format(*np.mean(rows, axis=0)))
    _, held_down, _, truth = read_digits(0, [64, 48, 10], 1e-2)
    print(f"split 0 again, with a penalty of 0.01: {np.mean(held_down == truth):.1%}")
    filters = net[0][0].T[:20]
    plots.images(filters - filters.min())
    wrong = np.flatnonzero(answers != y_held)[:10]
    notes = [f"{y_held[n]} as {answers[n]}" for n in wrong]
    plots.images(X_held[wrong], labels=notes)

# %% [markdown]
# On average the softmax reads 96.1 % of the held-out digits and your network 97.2 %. With everything
# else equal, that is what the hidden layer buys: more than a quarter of the softmax's mistakes are
# gone. But it pays only with the right settings. With a penalty a hundred times as strong, 0.01
# instead of 0.0001, the weights are held so small that the network reads fewer digits than the
# softmax (95.1 % on split 0). The first row of pictures shows the weights of 20 hidden units, each
# as an image: where a unit likes ink (dark) and where it dislikes it (light). The second shows some
# digits that the last network reads wrong.
#
# 3610 parameters and 1348 examples: nearly three parameters for every example. How can that go well?
# It need not, and lesson 6 shows what goes wrong when it does not.
#
# <details><summary>Three questions on networks, to answer aloud</summary>
#
# *What does a hidden unit do?* It computes a feature of its inputs, a soft yes or no, that the next
# layer can use. *How many layers and units should there be?* There is no formula: try, and compare
# on examples held out, as in lesson 6. *How are the weights set?* They are learned: define a
# loss, then follow a procedure that makes it smaller.
# </details>

# %% [markdown]
# ## 11 · Watch it, stop it, speed it up
#
# **Two curves.** The training loss says how well the network fits what it has seen. What matters is
# what it has not seen, so watch a second loss on digits held back for that: the **validation
# loss**. To make the difference plain, here are only 150 digits to learn from.
#
# > **Predict.** Which of the two losses can rise while the other falls?

# %% look="learning_curves" alt="Two panels with losses over 120 epochs, without a penalty and with one: the training loss falls far below the validation loss, which stays flat; with the penalty the gap is smaller."
with if_ready():
    X_digits, y_digits = data.digits()
    X_few, y_few = X_digits[:150], y_digits[:150]
    X_valid, y_valid = X_digits[1000:], y_digits[1000:]
    by_penalty = {}
    fig, axes = plt.subplots(1, 2, figsize=(10, 3.4), layout="constrained", sharey=True)
    for ax, lam in zip(axes, (0.0, 1e-2), strict=True):
        generator = np.random.default_rng(0)
        net, seen, unseen = init_params([64, 48, 10], generator, "xavier"), [], []
        for _ in range(120):
            for rows in minibatches(150, 10, generator):
                slopes = loss_and_gradients(X_few[rows], np.eye(10)[y_few[rows]], net, "tanh", lam)
                net = [
                    (layer[0] - 0.2 * slope[0], layer[1] - 0.2 * slope[1])
                    for layer, slope in zip(net, slopes[1], strict=True)
                ]
            for losses, (X_part, y_part) in [(seen, (X_few, y_few)), (unseen, (X_valid, y_valid))]:
                losses.append(loss_and_gradients(X_part, np.eye(10)[y_part], net, "tanh", 0.0)[0])
        by_penalty[lam] = unseen
        ax.semilogy(np.arange(1, 121), seen, label="training")
        ax.semilogy(np.arange(1, 121), unseen, "--", label="validation")
        right = np.mean(np.argmax(mlp_forward(X_valid, net, "tanh")[0], axis=1) == y_valid)
        ax.set(title=f"λ = {lam:g}: {right:.1%} of the others right", xlabel="epoch")
    axes[0].set(ylabel="loss without the penalty")
    axes[0].legend()
    validation_losses = by_penalty

# %% [markdown]
# The gap between the curves is **overfitting**. Without a penalty the training loss falls without
# end, while the validation loss stops falling early and then creeps up: from then on the network only
# grows surer of what it has seen. With the penalty the curves stay closer together. Closer together
# is not the same as lower: a penalty of 0.01 is too strong here, and the network reads fewer of the
# other digits than without one.
#
# **Early stopping** is the other remedy, and the cheapest of all: keep the parameters of the epoch
# with the least validation loss, and stop when there has been no better one for a while. How long
# a while is called the **patience**.


# %% exercise="early_stopping" further=true
def early_stopping(losses, patience):
    """When to stop, and which epoch's parameters to keep.

    losses: a list of validation losses, that of epoch 0, 1, 2 and so on; at least one.
    patience: a whole number from 1.  Training stops as soon as `patience` epochs in a row have
    brought no loss below the least one before them; if that never happens, after the last epoch.
    Returns (kept, last): the epoch of the least loss until then (the first, if several share it),
    and the last epoch that was run.

    Example: early_stopping([3.0, 2.0, 2.5, 2.4, 1.0], 2) is (1, 3): epochs 2 and 3 bring nothing
    better than epoch 1. With patience 3 it is (4, 4).
    """
    ### BEGIN SOLUTION
    kept = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[kept]:
            kept = epoch
        elif epoch - kept >= patience:
            return kept, epoch
    return kept, len(losses) - 1
    ### END SOLUTION


# %% tests="early_stopping" points=2
fall_and_rise = [3.0, 2.0, 2.5, 2.4, 1.0]
check.keeps_arguments(early_stopping, fall_and_rise, 2)
check.close(early_stopping(fall_and_rise, 2), (1, 3), what="early_stopping, patience 2,")
check.close(early_stopping(fall_and_rise, 3), (4, 4), what="early_stopping, patience 3,")
check.close(
    early_stopping([3.0, 2.0, 2.5, 2.4, 2.6, 2.7, 1.0], 2),
    (1, 3),
    what="early_stopping where the loss falls again later, patience 2,",
)
check.close(
    early_stopping([4.0, 3.0, 2.0], 1), (2, 2), what="early_stopping of losses that only fall"
)
check.done("early_stopping", hidden="random losses, equal ones, a single one, and long patience")
### BEGIN HIDDEN TESTS
for length in (1, 2, 5, 12, 12, 30):
    for patience in (1, 2, 3, 7):
        losses_try = [float(loss) for loss in rng.integers(1, 9, size=length)]
        last_try = next(
            (
                epoch
                for epoch in range(patience, length)
                if min(losses_try[epoch - patience + 1 : epoch + 1])
                >= min(losses_try[: epoch - patience + 1])
            ),
            length - 1,
        )
        check.close(
            early_stopping(list(losses_try), patience),
            (int(np.argmin(losses_try[: last_try + 1])), last_try),
            what="early_stopping",
            given={"losses": losses_try, "patience": patience},
        )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One loop over the epochs that remembers the best one so far. At each epoch: is it better? If not,
# how many epochs ago was the best?
# </details>
# <details><summary>The prediction</summary>
#
# The validation loss can rise while the training loss falls. The other way round is rare, and a
# sign that something else is going on.
# </details>

# %% look="where_to_stop"
with if_ready():
    for lam, losses in validation_losses.items():
        kept, last = early_stopping(losses, 10)
        print(
            f"lam {lam:g}: least validation loss {losses[kept]:.3f} in epoch {kept + 1}, stopped"
            f" after {last + 1}; in epoch 120 it is {losses[-1]:.3f}"
        )

# %% [markdown]
# The validation digits have now been used to choose (when to stop). For a number to report, a third
# set is needed; that is lesson 6.
#
# **Momentum.** In a long valley most of the gradient points across it, and plain descent zigzags.
# **Momentum** steps along a running sum of the gradients instead, the *velocity* $v$, which starts
# at 0:
#
# $$v \leftarrow \mu v + dw, \qquad w \leftarrow w - \eta v .$$
#
# Across the valley the gradients alternate in sign and cancel; along it they add up. (The name
# comes from mechanics: a heavy ball keeps rolling.) Some write $v \leftarrow \mu v - \eta\,dw$ and
# $w \leftarrow w + v$; while $\eta$ stays the same, it is the same.
#
# > **Predict.** The gradient is 1 at every step, and $\mu = 0.9$. Towards which number does $v$ go?


# %% exercise="momentum_step" further=true
def momentum_step(w, dw, v, eta, mu):
    """One step of gradient descent with momentum.

    w, dw, v: arrays of one shape, of whole numbers too: parameters, gradient, velocity so far (zeros
    before the first step).  eta: learning rate.  mu: how much of the velocity is kept, 0 to 1.
    Returns (w, v), new arrays: the velocity mu v + dw, and the parameters after a step of eta
    times this new velocity, downwards.

    Example: momentum_step(1.0, 2.0, 10.0, 0.1, 0.5) is (0.3, 7.0).
    """
    ### BEGIN SOLUTION
    v = mu * v + dw
    return w - eta * v, v
    ### END SOLUTION


# %% tests="momentum_step" points=2
w_step, dw_step, v_step = np.array([1.0, -2.0]), np.array([2.0, 1.0]), np.array([10.0, 0.0])
check.keeps_arguments(momentum_step, w_step, dw_step, v_step, 0.1, 0.5)
check.close(
    momentum_step(w_step, dw_step, v_step, 0.1, 0.5),
    (np.array([0.3, -2.1]), np.array([7.0, 1.0])),
    what="momentum_step, w and v,",
)
check.close(
    momentum_step(w_step, dw_step, 0 * v_step, 0.1, 0.9)[0],
    w_step - 0.1 * dw_step,
    what="w after the first step, compared with plain gradient descent,",
)
v_long = np.zeros(1)
for _ in range(200):
    v_long = momentum_step(np.zeros(1), np.ones(1), v_long, 0.1, 0.9)[1]
check.close(v_long, np.array([10.0]), what="v after 200 steps with gradient 1 and mu = 0.9")
check.done("momentum_step", hidden="several steps with random gradients, matrices, mu = 0")
### BEGIN HIDDEN TESTS
for size in [(3,), (2, 4), ()]:
    for mu in (0.0, 0.5, 0.9):
        # All steps written out: after step t, v is the sum over i of mu^(t - i) times gradient i.
        slopes = rng.normal(size=(6, *size))
        w_try, v_try = rng.normal(size=size), np.zeros(size)
        w_start = w_try.copy()
        for t, slope in enumerate(slopes):
            w_try, v_try = momentum_step(w_try, slope, v_try, 0.3, mu)
            sums = [sum(mu ** (k - i) * slopes[i] for i in range(k + 1)) for k in range(t + 1)]
            check.close(v_try, sums[-1], what=f"v after {t + 1} steps", given={"mu": mu})
            check.close(
                w_try, w_start - 0.3 * sum(sums), what=f"w after {t + 1} steps", given={"mu": mu}
            )
check.close(
    momentum_step(np.array([1, 2]), np.array([1, 0]), np.array([0, 2]), 0.5, 0.5),
    (np.array([0.5, 1.5]), np.array([1.0, 1.0])),
    what="momentum_step for whole numbers",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# First the new velocity, then the step, with the *new* one. `v = mu * v + dw` makes a new array;
# `v *= mu` would change the caller's.
# </details>
# <details><summary>The prediction</summary>
#
# $1 + 0.9 + 0.9^2 + \dots = 1 / (1 - 0.9) = 10$. Where the gradient keeps its direction, the steps
# become ten times as long; so $\eta$ is usually chosen smaller than without momentum.
# </details>
#
# **Adam** goes one step further and gives every single parameter a step length of its own. It keeps
# two running means, both 0 at the start: $m$ of the gradient, $s$ of its square. At step
# $t = 1, 2, \dots$
#
# $$
# m \leftarrow \beta_1 m + (1 - \beta_1)\,dw, \qquad s \leftarrow \beta_2 s + (1 - \beta_2)\,dw^2,
# \qquad
# \hat m = \frac{m}{1 - \beta_1^t}, \quad \hat s = \frac{s}{1 - \beta_2^t}, \qquad
# w \leftarrow w - \eta \, \frac{\hat m}{\sqrt{\hat s} + \varepsilon} .
# $$
#
# Everything is done entry by entry. The divisions by $1 - \beta^t$ undo the start at 0: without
# them, the first means would be ten and a thousand times too small. $\varepsilon$ only keeps the
# denominator from 0. The usual values are $\beta_1 = 0.9$, $\beta_2 = 0.999$,
# $\varepsilon = 10^{-8}$.
#
# > **Predict.** How far does the first step go, with $\eta = 0.1$, if the gradient is 1000? If it
# > is 0.001?


# %% exercise="adam_step" further=true
def adam_step(w, dw, m, s, t, eta, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam.

    w, dw: arrays of one shape, the parameters and the gradient.  m, s: the running means of the
    gradient and of its square so far, zeros before the first step.  t: the number of this step,
    from 1.  eta: learning rate.  beta1, beta2: how much of m and of s is kept.  eps: added to the
    root of s-hat.
    Returns (w, m, s), new arrays; m and s as they are to be handed on, without the correction.

    Example: in the first step each entry of w moves by about eta, against the sign of its gradient.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * dw
    s = beta2 * s + (1 - beta2) * dw**2
    m_hat, s_hat = m / (1 - beta1**t), s / (1 - beta2**t)
    return w - eta * m_hat / (np.sqrt(s_hat) + eps), m, s
    ### END SOLUTION


# %% tests="adam_step" points=3
w_adam, dw_adam = np.array([1.0, -2.0, 3.0]), np.array([1000.0, -0.001, 0.5])
check.keeps_arguments(adam_step, w_adam, dw_adam, np.ones(3), np.ones(3), 2, 0.1)
first_adam = adam_step(w_adam, dw_adam, np.zeros(3), np.zeros(3), 1, 0.1)
check.close(
    first_adam[0],
    np.array([0.9, -1.9, 2.9]),
    what="w after the first step with eta = 0.1",
    given={"dw": dw_adam},
    atol=1e-4,
)
check.close(
    first_adam[1:],
    (np.array([100.0, -0.0001, 0.05]), np.array([1000.0, 1e-9, 0.00025])),
    what="m and s after the first step",
    given={"dw": dw_adam},
)
check.close(
    adam_step(np.zeros(1), np.zeros(1), np.zeros(1), np.zeros(1), 1, 0.1)[0],
    np.zeros(1),
    what="w after a step with gradient 0",
)
check.done("adam_step", hidden="many steps against all sums written out, other beta and eps")
### BEGIN HIDDEN TESTS
for size in [(3,), (2, 3), ()]:
    for beta1, beta2, eps in [(0.9, 0.999, 1e-8), (0.5, 0.8, 0.1), (0.0, 0.9, 1e-3)]:
        # Independent of the recursion: weighted means of all gradients so far, weights summing to 1.
        slopes = rng.normal(size=(7, *size))
        w_try, m_try, s_try = rng.normal(size=size), np.zeros(size), np.zeros(size)
        w_right = w_try.copy()
        for t in range(1, 8):
            w_try, m_try, s_try = adam_step(
                w_try, slopes[t - 1], m_try, s_try, t, 0.2, beta1, beta2, eps
            )
            ages = np.arange(t - 1, -1, -1).reshape((t,) + (1,) * len(size))
            first = np.sum(beta1**ages * slopes[:t], axis=0) / np.sum(float(beta1) ** ages)
            second = np.sum(beta2**ages * slopes[:t] ** 2, axis=0) / np.sum(beta2**ages)
            w_right = w_right - 0.2 * first / (second**0.5 + eps)
            told = {"beta1": beta1, "beta2": beta2, "eps": eps, "gradients": slopes[:t]}
            check.close(w_try, w_right, what=f"w after {t} steps of Adam", given=told)
            check.close(
                (m_try, s_try),
                (first * (1 - beta1**t), second * (1 - beta2**t)),
                what=f"m and s after {t} steps of Adam",
                given=told,
            )
usual = adam_step(np.ones(2), np.array([0.3, -1.0]), np.ones(2), np.ones(2), 3, 0.1)
named = adam_step(
    np.ones(2), np.array([0.3, -1.0]), np.ones(2), np.ones(2), 3, 0.1, 0.9, 0.999, 1e-8
)
check.close(usual, named, what="adam_step without beta1, beta2 and eps")
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Two new means first, from the old ones; then two corrected copies; then the step. Hand the
# *uncorrected* means on.
# </details>
# <details><summary>Hint 2</summary>
#
# `dw**2` is entry by entry. The root is taken first, then `eps` is added.
# </details>
# <details><summary>The prediction</summary>
#
# By about 0.1 both times: after the first correction $\hat m = dw$ and $\hat s = dw^2$, and
# $dw / |dw|$ is the sign. That is Adam's strength (no parameter is left behind because its gradient
# is small) and its weakness (it steps boldly where the gradient is only noise).
# </details>
#
# Left, a valley 25 times as steep across as along. Right, the digits: the same start, the same
# batches, three ways to step.

# %% look="better_steps" alt="Left, three paths in a long valley: plain descent zigzags, momentum swings wide, Adam curves in. Right, training losses over 12 epochs: momentum and Adam fall below plain descent."
with if_ready():

    def plain(w, dw, memory, t):
        return w - memory["eta"] * dw

    def heavy(w, dw, memory, t):
        w, memory["v"] = momentum_step(w, dw, memory.get("v", 0 * w), memory["eta"], 0.9)
        return w

    def adaptive(w, dw, memory, t):
        zero = 0 * w
        w, memory["m"], memory["s"] = adam_step(
            w, dw, memory.get("m", zero), memory.get("s", zero), t, memory["eta"]
        )
        return w

    fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    X_digits, y_digits = data.digits()
    X_train, X_held, y_train, y_held = data.split(X_digits, y_digits, 0.25, seed=0)
    Y_train, steepness = np.eye(10)[y_train], np.array([1.0, 25.0])
    ways = {"plain": (plain, 0.07, 0.1), "momentum": (heavy, 0.02, 0.02)}
    ways["Adam"] = (adaptive, 0.3, 0.003)
    for name, (way, eta_valley, eta_digits) in ways.items():
        spot, path, memory = np.array([4.0, 1.0]), [], {"eta": eta_valley}
        for t in range(1, 41):
            path.append(spot)
            spot = way(spot, steepness * spot, memory, t)
        left.plot(*np.array(path).T, ".-", linewidth=1, label=name)
        generator = np.random.default_rng(0)
        net, losses, t = init_params([64, 48, 10], generator, "xavier"), [], 0
        memories = [[{"eta": eta_digits}, {"eta": eta_digits}] for _ in net]
        for _ in range(12):
            for rows in minibatches(len(X_train), 32, generator):
                t += 1
                slopes = loss_and_gradients(X_train[rows], Y_train[rows], net, "tanh", 1e-4)[1]
                net = [
                    tuple(
                        way(w, dw, memory, t)
                        for w, dw, memory in zip(layer, slope, memories[n], strict=True)
                    )
                    for n, (layer, slope) in enumerate(zip(net, slopes, strict=True))
                ]
            losses.append(loss_and_gradients(X_train, Y_train, net, "tanh", 1e-4)[0])
        answers = np.argmax(mlp_forward(X_held, net, "tanh")[0], axis=1)
        share = np.mean(answers == y_held)
        right.semilogy(np.arange(1, 13), losses, "o-", label=f"{name}: {share:.1%} held out right")
    left.plot(0, 0, "k+", markersize=12)
    left.set(xlabel="$w_1$", ylabel="$w_2$", title="forty steps in a valley")
    right.set(xlabel="epoch", title="training loss on the digits")
    left.legend()
    right.legend()

# %% [markdown]
# Momentum and Adam get further in the same number of epochs. Not a miracle: with $\eta = 0.6$ in
# place of 0.1, plain descent does as well on this small problem. They pay off where one $\eta$ has to serve
# parameters whose gradients differ a hundredfold, as in deep networks.

# %% [markdown]
# ## 12 · Spot the slip
#
# Five common slips. Show with numbers that each is wrong. (Use Python as you like.)
#
# **First.** *Glorot (Xavier) initialisation: the variance of the weights is*
# $\sqrt{2 / (n_{in} + n_{out})}$. Take layers of 100 units, followed by layers of 100 units. What
# is the standard deviation of the weights then? And how many times larger than with the right
# formula does the spread of the scores become, after five layers without activations?

# %% exercise="slip_xavier" further=true
# slip_deviation: the standard deviation by that formula.
# slip_growth: how many times too large the spread is after five layers.
### BEGIN SOLUTION
slip_deviation = 0.1**0.5  # sqrt(2 / 200) = 0.1 taken as the variance; it should be the deviation
slip_growth = (slip_deviation / 0.1) ** 5  # each layer multiplies by the same factor too much
### END SOLUTION

# %% tests="slip_xavier" points=1
check.shape(slip_deviation, (), what="slip_deviation")
check.shape(slip_growth, (), what="slip_growth")
check.done("slip_xavier", hidden="both numbers, to 1 %")
### BEGIN HIDDEN TESTS
check.close(slip_deviation, 0.31622776601683794, what="slip_deviation", rtol=0.01)
check.close(slip_growth, 316.22776601683796, what="slip_growth", rtol=0.01)
### END HIDDEN TESTS

# %% [markdown]
# **Second.** Somebody puts $x = (0.4, 0.2, 0.2)$ through the 3-2-1 network of section 5 by hand,
# with sigmoids in both layers. For hidden unit 2 the sheet says $0.2 + 0.24 + 0.03 + 0.2 = 0.49$,
# then $g(0.49) = 0.62$, and for the output
# $g(0.3 \cdot 0.68 + 0.9 \cdot 0.62 + 0.3) = g(1.062) = 0.74$. One of the four terms is wrong, and
# the sum is wrong even for the terms that stand there. What is the score of hidden unit 2, and
# what is the network's output, to four digits?

# %% exercise="slip_by_hand" further=true
# slip_score: the score of hidden unit 2.
# slip_output: the output, after its sigmoid.
### BEGIN SOLUTION
slip_score = 0.4 * 0.5 + 0.2 * 1.2 + 0.2 * 0.1 + 0.2
_hidden = 1 / (1 + np.exp(-np.array([0.4 + 0.04 + 0.24 + 0.1, slip_score])))
slip_output = 1 / (1 + np.exp(-(_hidden @ np.array([0.3, 0.9]) + 0.3)))
### END SOLUTION

# %% tests="slip_by_hand" points=1
check.shape(slip_score, (), what="slip_score")
check.shape(slip_output, (), what="slip_output")
check.done("slip_by_hand", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_score, 0.66, what="slip_score", atol=1e-6)
check.close(slip_output, 0.7500798843241387, what="slip_output", atol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** *1203400 GB = 1.15 PB*, says an answer to the memory quiz. There, $300 \cdot 10^9$
# numbers of 4 bytes were counted as 1200 GB. How many petabytes are 1203400 of *those* gigabytes,
# with a petabyte of $10^{15}$ bytes? And how many pebibytes (PiB), of $2^{50}$ bytes? (1.15 is
# neither.)

# %% exercise="slip_memory_units" further=true
# slip_petabytes, slip_pebibytes: two numbers.
### BEGIN SOLUTION
slip_petabytes = 1203400e9 / 1e15
slip_pebibytes = 1203400e9 / 2**50  # 1.15 is 1203400 / 1024**2: decimal GB, binary step
### END SOLUTION

# %% tests="slip_memory_units" points=1
check.shape(slip_petabytes, (), what="slip_petabytes")
check.shape(slip_pebibytes, (), what="slip_pebibytes")
check.done("slip_memory_units", hidden="both numbers, to three digits")
### BEGIN HIDDEN TESTS
check.close(slip_petabytes, 1.2034, what="slip_petabytes", rtol=5e-3)
check.close(slip_pebibytes, 1.0688339102671307, what="slip_pebibytes", rtol=5e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Fourth.** *Train by* $\theta \leftarrow \theta + \eta \, \partial L / \partial \theta$. Take
# the loss $L(w) = \frac12 (4 - 2w)^2$, start at $w = 0$, and take one step with $\eta = 0.1$. What
# is the loss after this step? And after the right one?

# %% exercise="slip_direction"
# slip_loss_plus, slip_loss_minus: the loss after that step, and after the right one.
### BEGIN SOLUTION
_slope = -2 * 4  # -8
slip_loss_plus = 0.5 * (4 - 2 * (0.1 * _slope)) ** 2  # from 8 up
slip_loss_minus = 0.5 * (4 - 2 * (-0.1 * _slope)) ** 2  # from 8 down
### END SOLUTION

# %% tests="slip_direction" points=1
check.shape(slip_loss_plus, (), what="slip_loss_plus")
check.shape(slip_loss_minus, (), what="slip_loss_minus")
check.done("slip_direction", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_loss_plus, 15.68, what="slip_loss_plus", atol=1e-6)
check.close(slip_loss_minus, 2.88, what="slip_loss_minus", atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# **Fifth.** The objective is *the sum of the losses of all examples, plus* $\lambda \|w\|^2$. The
# loop goes through the examples one by one and adds $\lambda \nabla \|w\|^2$ to the gradient *of
# each*. Take 10 examples, $\lambda = 0.3$, and one weight, $w = 2$, held still. What does the
# penalty contribute to the gradients, in total, in one pass of the loop? And what is its gradient
# in the objective?

# %% exercise="slip_decay" further=true
# slip_decay_loop, slip_decay_objective: two numbers.
### BEGIN SOLUTION
slip_decay_loop = 10 * 0.3 * 2 * 2.0  # ten times too much; for a mean of losses it would be right
slip_decay_objective = 0.3 * 2 * 2.0
### END SOLUTION

# %% tests="slip_decay" points=1
check.shape(slip_decay_loop, (), what="slip_decay_loop")
check.shape(slip_decay_objective, (), what="slip_decay_objective")
check.done("slip_decay", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_decay_loop, 12.0, what="slip_decay_loop", atol=1e-6)
check.close(slip_decay_objective, 1.2, what="slip_decay_objective", atol=1e-6)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the first</summary>
#
# The standard deviation is the root of the variance. Every layer multiplies the spread by the same
# number; by how much is that number too large?
# </details>
# <details><summary>Hint for the fifth</summary>
#
# This penalty has no half: the derivative of $w^2$ is $2w$.
# </details>

# %% [markdown]
# ## 13 · In your own words

# %% [markdown] written="why_not_zero" points=4 figure="symmetry"
# **Answered in words, marked by hand (4 points).** Look again at *your* three pictures "all 0",
# "two units alike" and "different" of section 8, with the loss above each; whoever marks this sees
# them beside your answer. In five to eight sentences:
#
# 1. In your first picture no line moves. Which factor of the backward pass is 0, in $dW_2$ and in
#    $dW_1$?
# 2. In your second picture the lines move, but solid and dashed lie on each other. Why do the two
#    units never part? Quote your losses: what did two equal units cost, compared with your third
#    picture?
# 3. What would you do instead, and what goes wrong if the random weights are much too large, or
#    much too small?
#
# ### BEGIN SOLUTION
# **Model answer.** *1.* With all numbers 0 every hidden score is 0 and so is every hidden output,
# as $\tanh 0 = 0$. Then $dW_2 = H^T dZ_2 = 0$. And $dW_1 = X^T dZ_1$ with
# $dZ_1 = (dZ_2 W_2^T) \odot g'(Z_1)$, which is 0 since $W_2$ is. *2.* In the second picture the two
# units have the same weights in and out, so they compute the same output, and by the same formulas
# get the same gradient: columns of $W_1$ that are equal stay equal after every step, and the layer
# acts as one unit. One unit cannot solve *the same value*; my loss stays at 0.693, which is $\log 2$ and no
# better than a coin, while the two different units reach 0.017. *3.* Start with random weights. If they are too large, the
# scores grow from layer to layer and the tanh units saturate, so their derivatives are nearly 0; if
# too small, signals and gradients fade with depth. A standard deviation of
# $\sqrt{2 / (n_{in} + n_{out})}$ keeps the spread about constant.
#
# **Marking guide.** 1 point: $dW_2 = 0$ because the hidden outputs are 0. 1 point: $dW_1 = 0$
# because the gradient comes back through $W_2 = 0$. 1 point: equal units get equal gradients and
# stay equal, with the losses of the own pictures. 1 point: a random start with a spread that
# neither saturates nor fades. Words or formulas are both fine. (At the very first step
# $dZ_2 W_2^T$ can be 0 with equal weights, as each row of $P - Y$ adds up to 0, so $W_1$ may move
# from the second step on only; nobody needs to notice.)
#
# *Full (4):* the model answer, or this in short: "H is 0, so dW2 = HᵀdZ is 0; dZ goes back through
# W2 = 0, so dW1 is 0. Two equal columns get the same dW and stay the same: one unit, loss 0.693
# against 0.017. Draw them at random, with Glorot's spread: larger saturates tanh, smaller fades."
#
# *Half (2):* "With zeros the gradient is zero because everything is multiplied by zero. Equal units
# always do the same, so you need random numbers." The symmetry is seen and the remedy named, but
# not which factor is 0 where, no number from the pictures, nothing on the size.
#
# *None (0):* "The network is stuck in a local minimum; a larger learning rate or more epochs would
# help." Nothing of it follows from the pictures; no step length gets a zero gradient to move.
#
# *Frequent weak answers.* "The derivative of tanh at 0 is 0": it is 1, the largest it can be. "Zero
# worked for logistic regression, so the data must be the problem": there no two units can be
# exchanged. "Random, so that it converges faster": without it, it does not converge to a solution
# at all.
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can name the layers of a network, and count layers and parameters by one rule.
# - [ ] I know five activations with their derivatives, and what happens where a derivative is 0.
# - [ ] I can say why layers without activations are one layer.
# - [ ] I can solve *the same value* by hand, and say what the hidden layer does to the points.
# - [ ] I can estimate the memory that training takes, and what a larger batch adds.
# - [ ] I have written the forward and the backward pass, and know the shape of everything in them.
# - [ ] I know why the weights start random, and what Glorot's and He's numbers balance.
# - [ ] I have trained a network, and can read its loss curve and its validation curve.
# - [ ] I overfit one batch first, stop when the validation loss no longer falls, and know what
#       momentum and Adam do to a step.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** You have trained a network with the sizes, the learning rate and the penalty
# that this lesson gave you. Who chooses them, and how does one know that the choice is good? That is
# lesson 6, the last one.
#
# **To read on.**
#
# - George Cybenko, [Approximation by Superpositions of a Sigmoidal
#   Function](https://doi.org/10.1007/BF02551274), 1989, and, in pictures, Michael Nielsen,
#   [chapter 4](http://neuralnetworksanddeeplearning.com/chap4.html): what one hidden layer can do.
# - Xavier Glorot and Yoshua Bengio, *Understanding the Difficulty of Training Deep Feedforward
#   Neural Networks*, 2010, and Kaiming He and others, [Delving Deep into
#   Rectifiers](https://arxiv.org/abs/1502.01852), 2015: how large the first weights should be.
# - Anna Choromanska and others, [The Loss Surfaces of Multilayer
#   Networks](https://arxiv.org/abs/1412.0233), 2015: valleys in large networks.
# - Gabriel Goh, [Why Momentum Really Works](https://doi.org/10.23915/distill.00006), *Distill*, 2017,
#   and Diederik Kingma and Jimmy Ba, [Adam](https://arxiv.org/abs/1412.6980), 2015: better steps.
# - Ian Goodfellow, Yoshua Bengio and Aaron Courville, *Deep Learning*, chapter 6; Simon Prince,
#   [*Understanding Deep Learning*](https://udlbook.github.io/udlbook/), chapters 3, 4, 6 and 7.
