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
# [[time]]
#
# The key words, and where they are explained:
#
# | word | meaning | section |
# |---|---|---|
# | neuron, or unit | a weighted sum, a bias, and a bend | 1 |
# | activation | the bend; also what comes out of it | 1 |
# | hidden layer | units between inputs and outputs | 3 |
# | fully connected | every unit sees all outputs of the layer before | 1 |
# | backpropagation | the chain rule, a layer at a time, from the loss back | 7 |
# | stochastic gradient descent | steps against the gradient of a few examples | 9 |
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# Sections 1 to 4 prepare the ground, 5 to 10 build one network. When the lesson is
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
# **Before you begin: what do you remember of the earlier lessons?** Three questions of a
# minute each, with numbers that are new every time you run the cell. The effort of remembering is
# what makes it stay; none of it is marked.

# %% look="recall"
remember.recall("05_mlp_training")

# %% [markdown]
# ## 1 · Units that bend
#
# A **multi-layer perceptron** (MLP), the network of this lesson, is three things at once:
# *feed-forward* (layer after layer, no loops), *fully connected* (every unit sees all outputs of
# the layer before), and *non-linear* in its hidden layers. This section and the next are about the
# third. Drop the second, and you can have convolutions, in which a unit sees only a few
# neighbours; drop the first, and you have recurrent networks.
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
# > **Predict.** Which of the five give the same for $z = 1000$ and $z = 1001$, as far as a computer
# > can tell?

# %% look="guess_thousand_and_one"
remember.predict(
    "thousand_and_one",
    "Which of the five give the same for z = 1000 and z = 1001, in floating point?",
    ["none of them", "sigmoid and tanh", "only the sigmoid", "sigmoid, tanh and elu"],
    right=1,
    because=(
        "They are saturated; what that does to learning comes after the exercise. The elu levels "
        "off on the other side."
    ),
)


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


# %% tests="activate" points=2
kinds = ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]
z_act = np.array([-2.0, -0.5, 0.0, 0.5, 3.0])
for kind_try in kinds:
    check.shape(activate(z_act, kind_try), (5,), what=f'activate(z, "{kind_try}")')
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

# %% tests="activate" points=1
z_kept = np.array([-1.0, 0.0, 2.0])
for kind_try, due in {
    "sigmoid": [0.2689414, 0.5, 0.8807971],
    "tanh": [-0.7615942, 0.0, 0.9640276],
    "relu": [0.0, 0.0, 2.0],
    "leaky_relu": [-0.1, 0.0, 2.0],
    "elu": [-0.6321206, 0.0, 2.0],
}.items():
    check.close(
        check.keeps_arguments(activate, z_kept, kind_try),
        np.array(due),
        what=f'activate(z, "{kind_try}"), asked to leave z as it is,',
        atol=1e-7,
    )
check.done("activate, z kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
for kind_try in ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]:
    check.agree(activate, reference.activate, rng.normal(size=(2, 3)), kind_try)
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

# %% [markdown]
# **Derivatives** (*recall* of lesson 4, section 10, now from $z$). A hidden unit learns through the
# derivative of its activation: in the backward pass every gradient is multiplied by $g'(z)$. Where
# $g'$ is 0, nothing gets through.
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

# %% look="guess_ten_sigmoids"
remember.predict(
    "ten_sigmoids",
    ("Ten sigmoid layers. What is left of a gradient after their ten derivatives, at best?"),
    ["about one fortieth", "about one thousandth", "about one millionth", "all of it"],
    right=2,
    because="(1/4)¹⁰, and that only if all ten scores are 0: the vanishing gradient.",
)


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


# %% tests="activate_grad" points=2
z_slope = np.array([[-2.0, -0.7, 0.3], [1.0, 2.5, -0.1]])
for kind_try in ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]:
    slopes = activate_grad(z_slope, kind_try)
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

# %% tests="activate_grad" points=1
z_kept = np.array([-1.0, 0.5, 2.0])
for kind_try, due in {
    "sigmoid": [0.1966119, 0.2350037, 0.1049936],
    "tanh": [0.4199743, 0.7864477, 0.0706508],
    "relu": [0.0, 1.0, 1.0],
    "leaky_relu": [0.1, 1.0, 1.0],
    "elu": [0.3678794, 1.0, 1.0],
}.items():
    check.close(
        check.keeps_arguments(activate_grad, z_kept, kind_try),
        np.array(due),
        what=f'activate_grad(z, "{kind_try}"), asked to leave z as it is,',
        atol=1e-7,
    )
check.done("activate_grad, z kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
for kind_try in ["sigmoid", "tanh", "relu", "leaky_relu", "elu"]:
    check.agree(activate_grad, reference.activate_grad, rng.normal(size=(2, 3)), kind_try)
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
# either 1 or 0. Ten sigmoid layers multiply a gradient by at most $(1/4)^{10}$, a millionth: this
# **vanishing gradient** is one of the reasons why deep networks of sigmoids train so slowly. A
# ReLU unit that is off for every example stops learning (it is called *dead*); the leaky ReLU and
# the ELU keep a small derivative for that case.
#
# **Maxout** goes further: two affine maps, and of each pair of results the larger. The bend is
# then not given but *learned*. This has a price: the functions above have no weights, but a maxout
# layer has two full sets.
#
# $$h = \max(x W_1 + b_1, \; x W_2 + b_2) \quad \text{entry by entry}$$
#
# With one input and one output, $W_1 = 1$ and all else 0 is the ReLU; $W_2 = 0.1$ makes it the leaky
# ReLU, and $W_2 = -1$ the absolute value $|x|$.
#
# > **Predict.** How many numbers does a maxout layer from 3 inputs to 4 units store?

# %% look="guess_maxout_numbers"
remember.predict(
    "maxout_numbers",
    "How many numbers does a maxout layer from 3 inputs to 4 units store?",
    right=32,
    because="Two times 3 · 4 + 4; an ordinary layer stores 16.",
)


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


# %% tests="maxout" points=1
X_max = np.array([[-3.0], [-0.5], [0.0], [2.0]])
pieces = np.array([[2.0]]), np.array([1.0]), np.array([[-1.0]]), np.array([0.5])
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

# %% tests="maxout" points=1
X_max = np.array([[-3.0], [-0.5], [0.0], [2.0]])
pieces = np.array([[2.0]]), np.array([1.0]), np.array([[-1.0]]), np.array([0.5])
check.close(
    check.keeps_arguments(maxout, X_max, *pieces),
    np.array([[3.5], [1.0], [1.0], [5.0]]),
    what="maxout, asked to leave its arguments as they are,",
)
check.done("maxout, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    maxout,
    reference.maxout,
    rng.normal(size=(3, 2)),
    rng.normal(size=(2, 2)),
    np.ones(2),
    rng.normal(size=(2, 2)),
    np.zeros(2),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.maximum(A, B)` compares two arrays of one shape entry by entry. (`np.max` does something
# else: it looks for one largest entry.)
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
# > **Predict.** Can a hundred layers without activations do anything that one cannot?

# %% look="guess_hundred_flat_layers"
remember.predict(
    "hundred_flat_layers",
    "Can a hundred layers without activations do anything that one cannot?",
    ["yes, bend a boundary a hundred times", "no", "yes, if they are wide enough"],
    right=1,
    because=(
        "Collapse the first two, then the result with the third, and so on: one layer is left."
    ),
)


# %% exercise="collapse_linear" further=true
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


# %% tests="collapse_linear" points=2
first = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, -0.5])
second = np.array([[3.0], [1.0]]), np.array([0.25])
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

# %% tests="collapse_linear" points=1
first = np.array([[1.0, 2.0], [0.0, -1.0]]), np.array([0.5, -0.5])
second = np.array([[3.0], [1.0]]), np.array([0.25])
check.close(
    check.keeps_arguments(collapse_linear, *first, *second),
    (np.array([[5.0], [-1.0]]), np.array([1.25])),
    what="collapse_linear, asked to leave its arguments as they are,",
)
check.done("collapse_linear, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    collapse_linear,
    reference.collapse_linear,
    rng.normal(size=(3, 2)),
    np.ones(2),
    rng.normal(size=(2, 4)),
    np.zeros(4),
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
# > **Predict.** Let A say *both are 1* and B *neither is 1*. To how many different places in the new
# > space $(a_A, a_B)$ do the four corners go?

# %% look="guess_places_in_the_new_space"
remember.predict(
    "places_in_the_new_space",
    (
        "A says “both are 1”, B “neither is 1”. To how many places in (a_A, a_B) do the four "
        "corners go?"
    ),
    right=3,
    because=(
        "11 goes to (1, 0), 00 to (0, 1), and both 01 and 10 go to (0, 0). A line can separate "
        "those."
    ),
)


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

# %% look="hidden_space_by_hand" alt="Left: the four corners of a square, marked by whether their two inputs are the same or differ, and your lines A and B with the band of differ between them. Right: the same points in the space of the two hidden outputs, where 01 and 10 fall on the same place and a single straight line C separates same from differ."
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
# The idea has a model in nature. A nerve cell receives signals over many connections, some of which
# excite it and some of which inhibit it, and when enough has come together it sends a pulse on. Our
# neuron keeps three things of that: weights with a sign, a sum, and a bend. The resemblance ends
# there: a human brain has some $10^{11}$ neurons with some $10^4$ connections each, about $10^{15}$
# in all, and does not learn by the rules of this lesson.

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
# > **Predict.** How many numbers does a 3-4-2 network learn, weights and biases?

# %% look="guess_three_four_two"
remember.predict(
    "three_four_two",
    "How many numbers does a 3-4-2 network learn, weights and biases?",
    right=26,
    because="Its six neurons, 4 and 2, have 3 · 4 + 4 · 2 = 20 weights and 6 biases.",
)


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


# %% tests="count_parameters" points=1
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

# %% tests="count_parameters" points=1
check.close(
    check.keeps_arguments(count_parameters, [3, 4, 2]),
    26,
    what="count_parameters, asked to leave its arguments as they are,",
)
check.done("count_parameters, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    count_parameters, reference.count_parameters, [int(n) for n in rng.integers(1, 20, size=4)]
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `for n_in, n_out in pairwise(sizes):` goes through the layers: (3, 4), then (4, 2). (`pairwise` is
# from Python's `itertools`, loaded at the top.)
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
# > **Predict.** One sample at a time, single precision: how many GB?

# %% look="guess_quiz_gigabytes"
remember.predict(
    "quiz_gigabytes",
    ("300 billion parameters, one sample of 1 GB at a time, single precision: how many GB?"),
    right=3601,
    because=(
        "1200 for the parameters, the gradients and the activations each, and 1. With 1000 "
        "samples the activations dominate: 1.2 million GB."
    ),
)


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
# the same network, read from right to left.) You will need it again in section 12. Without its
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
# > **Predict.** `sizes = [64, 32, 10]` and 100 rows. What is the shape of $H_1$?

# %% look="guess_shape_of_h1"
remember.predict(
    "shape_of_h1",
    "sizes = [64, 32, 10] and 100 rows. What is the shape of H₁?",
    ["(64, 32)", "(100, 32)", "(32, 10)", "(100, 64)"],
    right=1,
    because=(
        "So is that of Z₁; the logits are (100, 10). No parameter has a 100 in its shape: the "
        "same weights serve every row."
    ),
)


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
    mlp_forward(np.array([[2.0], [1.0], [0.0]]), net_deep, "relu")[0],
    np.array([[0.5], [4.5], [4.5]]),
    what="the logits of a 1-1-1-1 network for 2, 1 and 0",
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
# > **Predict.** With twice as many units, how many times smaller is the largest error?

# %% look="guess_twice_the_units"
remember.predict(
    "twice_the_units",
    "Twice as many ReLU units: how many times smaller is the largest error?",
    right=4,
    because=(
        "Each piece is half as wide, and the gap between a parabola and its chord grows with the "
        "square of the width."
    ),
)

# %% look="universal" alt="The curve x² from 0 to 1 and two broken lines made by your network with 2 and 4 ReLU units. With 4 units the broken line is hard to tell from the curve."
with if_ready("twice_the_units"):
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
# **Why deeper?** With enough units, one hidden layer comes as close as you like. But a deep network
# can *reuse* what its early units found, and express with few units what a shallow one would need
# very many for.
# That deep networks also *train* well is an observation, not a theorem. (What about bad local
# minima? In networks with few units they are a real danger; in very large ones, experience says,
# most minima are of about the same quality. That a bad valley can exist is clear: gradient descent
# on $t^4 - 2t^2 + 0.3t$ from $t = 0.5$ ends at 0.960, where the value is −0.706; from −0.5 it ends
# at −1.036, with −1.305.)

# %% [markdown]
# ## 6 · Where to start
#
# Logistic regression may start with all weights zero: its loss has one valley. A network may not;
# section 8 shows what happens if it does. So the weights start **random**, and the biases at zero.
# How large should the weights be?
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
# three layers it serves ReLUs as well. (Some libraries cut the tails off: what lies more than two
# standard deviations from 0 is drawn again. That is a *truncated* normal distribution.)
#
# All this supposes inputs with a spread of about 1. If they have other units, **standardise** each
# column: subtract its mean, divide by its standard deviation. A column 1, 2, 3 and a column 100,
# 200, 600 become $(-1.22, 0, 1.22)$ and $(-0.93, -0.46, 1.39)$. Take mean and deviation from the
# *training* examples only, and use the same two numbers for all others. (For colour pictures, one
# pair per colour channel.)
#
# > **Predict.** A network of ten layers, 100 units each, no activations. With $s = 0.01$
# > everywhere, how large is the spread after ten layers, if it is 1 at the start?

# %% look="guess_spread_after_ten"
remember.predict(
    "spread_after_ten",
    ("Ten layers of 100 units, s = 0.01, no activations. What is left of a spread of 1?"),
    ["about 1", "about 1/100", "about 10⁻¹⁰", "about 10⁻²⁰"],
    right=2,
    because="Each layer multiplies it by 0.01 · √100 = 0.1.",
)


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


# %% tests="init_he" points=1
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
    float(np.std(init_he([200, 100], np.random.default_rng(1))[0][0])),
    0.1,
    what="the standard deviation of 20000 weights, from 200 units to 100,",
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

# %% tests="init_he" points=1
kept_start = check.keeps_arguments(init_he, [80, 50, 2], np.random.default_rng(0))
check.shape(kept_start[0][0], (80, 50), what="W of the first layer")
check.shape(kept_start[1][0], (50, 2), what="W of the second layer")
check.close(
    float(np.std(kept_start[0][0])),
    (2 / 80) ** 0.5,
    what="the standard deviation of 4000 weights, from 80 units to 50,",
    rtol=0.08,
)
check.done("init_he, sizes kept", hidden="the spread of another layer")
### BEGIN HIDDEN TESTS
first, _ = check.keeps_arguments(init_he, [150, 60, 3], rng)
check.shape(first[0], (150, 60), what="W of the first layer")
check.close(
    float(np.std(first[0])),
    (2 / 150) ** 0.5,
    what="the standard deviation of 9000 weights, from 150 units to 60,",
    rtol=0.06,
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
