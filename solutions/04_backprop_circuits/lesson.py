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
# # Lesson 4 · Backprop circuits
#
# By the end of this lesson you will be able to
#
# - **measure** a derivative by turning a knob, and know how far to trust the measurement;
# - **compute** all derivatives of a formula in one pass from its end to its beginning, gate by
#   gate: backpropagation;
# - write a class of numbers that differentiate whatever you calculate with them by `+`, `*`, `**`,
#   exp, log and activations: some twenty lines of yours, and the heart of every deep-learning
#   library;
# - pass gradients through a network with hidden neurons and through whole layers at once, and
#   check every one of them against the measurement.
#
# [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# When the lesson is marked, every exercise counts by itself: if one does not work out, go on with
# the next. In your notebook, later tests and pictures call what you wrote earlier; lesson 0 says
# how to borrow a working function. You need the derivatives of $x^n$, $e^x$ and $1/x$, and
# to have heard of the chain rule; the rest is built here.
#
# Run the next two cells. The first loads the tools. The second draws a logistic neuron as a
# circuit of eight gates: on each wire, above the line, the number that flows through it from left
# to right. The space *below* each line is empty. What belongs there is the subject of this lesson:
# how much the result at the far right would change if the number on that wire changed.

# %%
import math
from copy import deepcopy
import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, circuits, plots, remember
from course_utils.ready import if_ready

plots.style()


def sigmoid(z):
    """The logistic function of lesson 1, for scores of any size (given)."""
    return np.exp(-np.logaddexp(0.0, -z))  # 1 / (1 + exp(-z)), by way of its logarithm


# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("04_backprop_circuits")

# %% look="where_we_are_going" alt="A circuit from left to right: two weights and two inputs are multiplied, added to a bias, and sent through minus, exp, plus 1 and 1 over. The value on each wire stands above it, from the inputs to the output 0.73; no gradients yet."
with if_ready():
    forward_only = {"w": [2.0, -3.0, -3.0], "x": [-1.0, -2.0], "w0x0": -2, "w1x1": 6, "dot": 4}
    forward_only |= {"sum": 1, "neg": -1, "exp": np.exp(-1), "inc": 1 + np.exp(-1)}
    forward_only |= {"f": sigmoid(1.0)}
    circuits.draw(circuits.fill(circuits.SIGMOID_NEURON, forward_only), title="a neuron")

# %% [markdown]
# **Before you begin: what do you remember of the earlier lessons?** Three questions of a
# minute each, with numbers that are new every time you run the cell. The effort of remembering is
# what makes it stay; none of it is marked.

# %% look="recall"
remember.recall("04_backprop_circuits")

# %% [markdown]
# ## 1 · Turning a knob
#
# The **derivative** of $f$ with respect to $w_1$ can be read in two ways. It is the *slope* of the
# curve you get when $w_1$ varies and all else stays fixed. And it tells you what the *knob* $w_1$
# does: turn it by a small $\Delta w_1$, and the result changes by about
#
# $$\Delta f \approx \frac{\partial f}{\partial w_1} \Delta w_1 .$$
#
# So one can measure it: turn the knob by a small step $h$ up and by the same step down, and divide
# the change of the result by the change of the knob,
#
# $$
# \frac{\partial f}{\partial x_i} \approx
# \frac{f(x + h e_i) - f(x - h e_i)}{2h} ,
# $$
#
# where $e_i$ is 1 in place $i$ and 0 elsewhere. This is the **central difference**. The forward
# difference, $(f(x + h e_i) - f(x)) / h$, needs fewer evaluations but is much less exact.
#
# With $\lim_{h \to 0}$ in front the formula is an equality, without it an approximation: writing
# both, $\approx \lim$, is contradictory. And mind *which* knob is moved:
# $\partial f / \partial x_i$ moves an input, training needs the derivatives with respect to the
# *weights*. The end of the lesson comes back to this.
#
# > **Predict.** $f(x) = x^2$ at $x = 1$, with a large step, $h = 0.5$; the true derivative is 2.
# > What does the *central* difference give?

# %% look="guess_central_on_a_parabola"
remember.predict(
    "central_on_a_parabola",
    ("x² at x = 1, with the large step h = 0.5. What does the central difference give?"),
    right=2,
    because=(
        "(2.25 − 0.25)/1, exact for every parabola. The forward difference gives (2.25 − 1)/0.5 ="
        " 2.5."
    ),
)


# %% exercise="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x, measured by central differences.

    f: a function of an array of x's shape that returns a number.
    x: an array of any shape (a single number's shape () included), of floats or integers; it is
       the same after the call as before.
    h: the step, the same for every entry.
    Returns an array of floats of x's shape: entry i is (f(x + h at i) - f(x - h at i)) / (2 h).

    Example: f = np.sum at x = np.array([5, 7]) gives [1.0, 1.0].
    """
    ### BEGIN SOLUTION
    start = np.array(x, dtype=float)
    gradient = np.zeros(start.shape)  # equivalent(function): every entry is assigned below
    for i in np.ndindex(start.shape):
        up, down = start.copy(), start.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient
    ### END SOLUTION


# %% tests="numerical_gradient" points=2
x_line, slopes_line = np.array([0.5, -0.2]), np.array([-0.8, 0.3])
check.shape(
    numerical_gradient(lambda x: float(slopes_line @ x), x_line),
    (2,),
    what="numerical_gradient at an array of shape (2,)",
)
check.close(
    numerical_gradient(lambda x: float(slopes_line @ x), x_line),
    slopes_line,
    what="numerical_gradient of f(x) = -0.8 x1 + 0.3 x2",
    given={"x": x_line},
    rtol=1e-6,
)
check.close(
    numerical_gradient(lambda x: float(np.sum(x**2)), np.array([[1.0, -2.0], [0.0, 3.0]])),
    np.array([[2.0, -4.0], [0.0, 6.0]]),
    what="numerical_gradient of the sum of squares at a (2, 2) array",
    rtol=1e-6,
)
check.close(
    numerical_gradient(lambda x: float(np.sum(x**3)), np.zeros(2), h=0.5),
    np.array([0.25, 0.25]),
    what="numerical_gradient of the sum of cubes at 0 with h = 0.5, where it should be off by h²",
)
check.close(
    numerical_gradient(lambda x: float(x[0] * x[1]), np.array([3, -2])),
    np.array([-2.0, 3.0]),
    what="numerical_gradient of x1 x2 at the integers [3, -2]",
    rtol=1e-6,
)
check.done("numerical_gradient", hidden="other functions, shapes and steps")
### BEGIN HIDDEN TESTS


def wavy(x):
    return float(np.sum(np.sin(x) * np.cos(2 * x)) + np.prod(np.shape(x)) * np.mean(x) ** 2)


def mixed(x):
    flat = np.ravel(x)
    return float(np.exp(0.3 * flat[0]) * flat[-1] + np.sum(flat[1:] * flat[:-1]))


for size in [(1,), (5,), (3, 2), (2, 2, 3), ()]:
    check.agree(
        numerical_gradient,
        reference.numerical_gradient,
        wavy,
        np.array(rng.normal(size=size)),
        rtol=1e-5,
        atol=1e-7,
    )
for size in [(4,), (2, 3)]:
    check.agree(
        numerical_gradient,
        reference.numerical_gradient,
        mixed,
        rng.normal(size=size),
        rtol=1e-5,
        atol=1e-7,
    )
for step in (0.5, 0.01):
    check.agree(numerical_gradient, reference.numerical_gradient, wavy, rng.normal(size=3), h=step)
whole = rng.integers(-3, 4, size=(2, 2))
check.agree(numerical_gradient, reference.numerical_gradient, wavy, whole, rtol=1e-5, atol=1e-7)
check.agree(
    numerical_gradient,
    reference.numerical_gradient,
    mixed,
    rng.normal(size=(4, 6))[::2, ::-3],
    rtol=1e-5,
    atol=1e-7,
)
### END HIDDEN TESTS

# %% tests="numerical_gradient" points=1
check.close(
    check.keeps_arguments(numerical_gradient, np.sum, np.array([1.0, 2.0, 3.0])),
    np.ones(3),
    what="numerical_gradient of the sum, asked to leave x as it is,",
    rtol=1e-6,
)
check.done("numerical_gradient, x kept", hidden="the same for a table and for whole numbers")
### BEGIN HIDDEN TESTS
for x_kept in (rng.normal(size=(2, 3)), np.array([[2, -1], [0, 3]])):
    check.close(
        check.keeps_arguments(numerical_gradient, lambda x: float(np.sum(x**2)), x_kept),
        2.0 * x_kept,
        what="numerical_gradient of the sum of squares, asked to leave x as it is,",
        rtol=1e-6,
        atol=1e-7,
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start with a float copy: `np.array(x, dtype=float)` makes one, whatever x is. An array of
# integers cannot hold `3.00001`.
# </details>
# <details><summary>Hint 2</summary>
#
# `for i in np.ndindex(x.shape)` visits every entry of an array of any shape; `i` is a tuple that
# can stand in square brackets. Move one entry at a time, and put it back.
# </details>
#
# How small should $h$ be? Below, the derivative of the sigmoid at $z = 1$, whose exact value is
# $0.19661193\ldots$, measured with your function and steps from $10^{-1}$ down to $10^{-14}$.
#
# > **Predict.** Does the error get smaller and smaller as $h$ gets smaller and smaller?

# %% look="guess_smaller_and_smaller"
remember.predict(
    "smaller_and_smaller",
    "Does the error get smaller and smaller as h gets smaller and smaller?",
    [
        "yes, down to h = 1e-14",
        "it falls, then stays the same",
        "it falls, then grows again",
        "it grows from the start",
    ],
    right=2,
    because=(
        "f(x + h) and f(x − h) agree in more and more digits, and rounding is what is left of "
        "their difference."
    ),
)

# %% look="error_against_h" alt="The error of a measured slope over the step h, both on logarithmic axes. From large steps to small ones, the forward difference falls to about 1e-8 near h = 1e-8 and rises again; the central difference falls twice as steeply, to about 1e-12 near h = 1e-5, and rises again. Both curves are V-shaped."
with if_ready("smaller_and_smaller"):
    fig, ax = plt.subplots(figsize=(7, 3.4), layout="constrained")
    steps = 10.0 ** -np.arange(1, 15)
    exact = sigmoid(1.0) * (1 - sigmoid(1.0))
    at_one = np.array([1.0])

    def sigmoid_of_entry(z):
        return sigmoid(z)[0]

    central = [abs(numerical_gradient(sigmoid_of_entry, at_one, h)[0] - exact) for h in steps]
    forward = [abs((sigmoid(1 + h) - sigmoid(1.0)) / h - exact) for h in steps]
    ax.loglog(steps, forward, "o-", label="forward difference")
    ax.loglog(steps, np.maximum(central, 1e-16), "s-", label="central difference (yours)")
    ax.set(xlabel="step h", ylabel="error of the slope")
    ax.legend()

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# From the right: the error of the forward difference shrinks like $h$, that of the central one
# like $h^2$. Then both grow again: $f(x+h)$ and $f(x-h)$ agree in more and more digits, and what
# is left of their difference is rounding error, of size $10^{-16} / h$ after the division. The
# best step is near $10^{-5}$ for the central difference, between $10^{-7}$ and $10^{-8}$ for the
# forward one.
# </details>
#
# To say whether two gradients agree we need a number that does not depend on their size. A common
# one is the **relative error**
#
# $$\frac{\lVert a - b \rVert}{\lVert a \rVert + \lVert b \rVert} ,$$
#
# where $\lVert a \rVert$ is the square root of the sum of the squares of all entries. It lies
# between 0 and 1. Between a measured gradient and the formula's, $10^{-7}$ is fine, and $10^{-2}$
# means that there is a mistake somewhere.
#
# > **Predict.** What is the relative error of a gradient $a \ne 0$ and a measurement that says 0?

# %% look="guess_something_and_nothing"
remember.predict(
    "something_and_nothing",
    ("A gradient a, not 0, and a measurement that says 0: what is their relative error?"),
    right=1,
    because=(
        "It is 1 for a and −a, too, and 0 for 0 and 0 by convention. So look at the absolute "
        "difference as well."
    ),
)


# %% exercise="relative_error" further=true
def relative_error(a, b):
    """How different two gradients are, between 0 and 1.

    a, b: arrays of the same shape, any shape, or two numbers.
    Returns a number: the norm of a - b, divided by the sum of the norms of a and of b; the norm is
    the square root of the sum of all squared entries. Where both are 0 throughout it is 0.

    Example: relative_error(np.array([3.0]), np.array([1.0])) is 0.5.
    """
    ### BEGIN SOLUTION
    size = np.linalg.norm(a) + np.linalg.norm(b)
    if size == 0:
        # equivalent(zeros): 0 is 0
        return 0.0  # equivalent(sign): 0 is 0
    return np.linalg.norm(np.subtract(a, b)) / size
    ### END SOLUTION


# %% tests="relative_error" points=1
g_left, g_right = np.array([3.0, 0.0]), np.array([3.0, 4.0])
check.close(relative_error(g_left, g_left), 0.0, what="relative_error of an array and itself")
check.close(relative_error(g_left, g_right), 0.5, what="relative_error([3, 0], [3, 4])")
check.close(
    relative_error(np.array([3.0]), np.array([1.0])), 0.5, what="relative_error([3.0], [1.0])"
)
check.close(relative_error(g_left, -g_left), 1.0, what="relative_error of [3, 0] and [-3, 0]")
check.close(
    relative_error(1000 * g_left, 1000 * g_right),
    0.5,
    what="relative_error([3000, 0], [3000, 4000]), which should be as before",
)
check.close(
    check.no_warnings(relative_error, np.zeros(3), np.zeros(3)),
    0.0,
    what="relative_error of two arrays of zeros",
)
check.done("relative_error", hidden="random arrays, tiny ones, single and whole numbers")
### BEGIN HIDDEN TESTS
for size in [(1,), (6,), (3, 4), (2, 3, 2)]:
    a_try = rng.normal(size=size)
    check.agree(relative_error, reference.relative_error, a_try, rng.normal(size=size))
    check.agree(
        relative_error,
        reference.relative_error,
        a_try,
        a_try + 1e-5 * rng.normal(size=size),
        atol=1e-14,
    )
check.agree(
    relative_error, reference.relative_error, 1e-9 * rng.normal(size=4), 1e-9 * rng.normal(size=4)
)
check.agree(relative_error, reference.relative_error, 2.0, -1.0)
check.agree(relative_error, reference.relative_error, np.array([2, -1]), np.array([1, 1]))
check.agree(relative_error, reference.relative_error, np.zeros(2), np.array([0.0, 1e-8]))
### END HIDDEN TESTS

# %% tests="relative_error" points=1
check.close(
    check.keeps_arguments(relative_error, np.array([1.0, 2.0]), np.array([2.0, 1.0])),
    0.3162278,
    what="relative_error, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("relative_error, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(relative_error, reference.relative_error, rng.normal(size=4), rng.normal(size=4))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.linalg.norm` of an array of any shape is the square root of the sum of its squares.
# </details>
# <details><summary>Hint 2</summary>
#
# 0 divided by 0 is the one case to catch before you divide.
# </details>

# %% [markdown]
# ## 2 · Three ways to a gradient
#
# | way | work for $P$ parameters | exactness | use |
# |---|---|---|---|
# | **numerical**: turn each knob | $2P$ evaluations of $f$ | some 6 to 10 digits | to check |
# | **symbolic**: differentiate the formula | the formula may explode | exact | short formulas |
# | **backprop** | one evaluation forward, one pass back | exact up to rounding | to train |
#
# A network with a million weights would need two million evaluations for *one* numerical
# gradient. Symbolic differentiation has three rules, for sums, products and compositions,
#
# $$(f + g)' = f' + g', \qquad (fg)' = f'g + fg', \qquad (f \circ g)' = f'(g) \cdot g' ,$$
#
# but every product turns into two terms, and in a formula that is nested deeply the same parts are
# written, and computed, again and again.
#
# Backpropagation uses the same three rules on *numbers* rather than formulas. It takes two passes.
# The **forward pass** computes the result, as one does to predict, and *keeps* every number on the
# way. The **backward pass** starts at the result and computes, for each number on the way, the
# derivative of the result with respect to it, using the numbers that were kept. Inference needs
# only the first pass; learning needs both.
#
# One gate, $z = g(x, y)$, somewhere in the middle of a long calculation that ends with $f$, needs
# to know nothing about the rest:
#
# $$
# \underbrace{\frac{\partial f}{\partial x}}_{\text{downstream}} =
# \underbrace{\frac{\partial f}{\partial z}}_{\text{upstream}} \cdot
# \underbrace{\frac{\partial z}{\partial x}}_{\text{local}} .
# $$
#
# - **upstream gradient**: the derivative of the final result with respect to this gate's *output*.
#   It comes from the right.
# - **local gradient**: the derivative of this gate's output with respect to one of its inputs. The
#   gate can compute it alone.
# - **downstream gradient**: their product, handed on to the left. If $x$ is used elsewhere as well,
#   it is this gate's share, and the shares are added; more about that soon.
#
# (Authors disagree about the direction of the stream. Some let it run with the data and say that
# gradients come *from downstream*; others let it run with the gradients. We follow the latter:
# upstream is the side of the result.)

# %% [markdown]
# ## 3 · Four gates
#
# Each gate is an object. `forward` takes the inputs, returns the output and remembers what it will
# need; `backward` takes the upstream gradient and returns one gradient for each input.
#
# ![A gate f with the inputs x and y. Forward, z is computed. Backward, the upstream gradient of L
# with respect to z arrives; multiplied by the local derivative of z with respect to x or y it
# goes on downstream.](drawing:gate)
#
# | gate | forward | backward, upstream $u$ |
# |---|---|---|
# | add | $x + y$ | *yours* |
# | multiply | $x y$ | *yours* |
# | maximum | $\max(x, y)$ | *yours* |
# | copy | $x \mapsto (x, x)$ | *yours*, two upstreams |
#
# > **Predict.** The *multiply* gate at $x = 4$, $y = 5$, with an upstream gradient of 1: what are the
# > downstream gradients for $x$ and $y$? Turn the knobs in your head: by how much does the output
# > change if $x$ grows by 0.01?

# %% look="guess_multiply_four_by_five"
remember.predict(
    "multiply_four_by_five",
    "Multiply, x = 4, y = 5, upstream 1: which gradients go down to x and to y?",
    ["4 and 5", "1 and 1", "5 and 4", "0 and 1"],
    right=2,
    because=(
        "If x grows by 0.01, the product grows by 5 · 0.01. (Add would hand down 1 and 1, the "
        "maximum 0 and 1.)"
    ),
)


# %% exercise="Add"
class Add:
    """The gate x + y."""

    def forward(self, x, y):
        """The output for the numbers x and y."""
        ### BEGIN SOLUTION
        return x + y
        ### END SOLUTION

    def backward(self, upstream):
        """A tuple of two numbers: the gradients for x and y, from the gradient of the output."""
        ### BEGIN SOLUTION
        return upstream, upstream
        ### END SOLUTION


# %% tests="Add" points=1
add_gate = Add()
check.close(add_gate.forward(3.0, 4.0), 7.0, what="Add().forward(3, 4)")
add_back = add_gate.backward(1.0)
check.true(
    isinstance(add_back, tuple | list | np.ndarray) and len(add_back) == 2,
    "Add().backward should return two gradients, one for each input.",
    got=add_back,
)
check.close(add_back, (1.0, 1.0), what="Add().backward(1) after forward(3, 4)")
check.close(add_gate.backward(2.0), (2.0, 2.0), what="Add().backward(2) after forward(3, 4)")
add_ones = Add()
check.close(add_ones.forward(1.0, 1.0), 2.0, what="Add().forward(1, 1)")
check.close(add_ones.backward(-5.0), (-5.0, -5.0), what="Add().backward(-5) after forward(1, 1)")
check.done("Add", hidden="random numbers")
### BEGIN HIDDEN TESTS
for _ in range(5):
    x_try, y_try, up_try = (float(number) for number in rng.normal(size=3))
    gate_try = Add()
    check.close(gate_try.forward(x_try, y_try), x_try + y_try, what="the output of an Add gate")
    check.close(
        gate_try.backward(up_try),
        (up_try, up_try),
        what="backward of an Add gate",
        given={"x": x_try, "y": y_try, "upstream": up_try},
    )
### END HIDDEN TESTS


# %% exercise="Multiply"
class Multiply:
    """The gate x * y."""

    def forward(self, x, y):
        """The output for the numbers x and y; keeps on self what backward needs."""
        ### BEGIN SOLUTION
        self.x, self.y = x, y
        return x * y
        ### END SOLUTION

    def backward(self, upstream):
        """A tuple of two numbers: the gradients for x and y, from the gradient of the output.

        Example: with 1 and 1 going in and an upstream gradient of 1, both are 1.
        """
        ### BEGIN SOLUTION
        return upstream * self.y, upstream * self.x
        ### END SOLUTION


# %% tests="Multiply" points=2
times_gate = Multiply()
check.close(times_gate.forward(2.0, 3.0), 6.0, what="Multiply().forward(2, 3)")
times_back, times_five = times_gate.backward(1.0), times_gate.backward(5.0)
check.true(
    isinstance(times_back, tuple | list | np.ndarray) and len(times_back) == 2,
    "Multiply().backward should return two gradients, one for each input.",
    got=times_back,
)
check.gradient(
    lambda p: Multiply().forward(float(p[0]), float(p[1])),
    np.array(times_back),
    np.array([2.0, 3.0]),
    what="Multiply().backward(1) after forward(2, 3)",
)
check.close(
    np.array(times_five),
    5 * np.array(times_back),
    what="Multiply().backward(5), which should be five times backward(1)",
)
twos_gate = Multiply()
check.close(twos_gate.forward(2.0, 2.0), 4.0, what="Multiply().forward(2, 2)")
check.close(twos_gate.backward(1.0), (2.0, 2.0), what="Multiply().backward(1) after forward(2, 2)")
one_gate, other_gate = Multiply(), Multiply()
both_out = (one_gate.forward(2.0, 2.0), other_gate.forward(7.0, 7.0))
check.close(
    one_gate.backward(1.0),
    (2.0, 2.0),
    what="backward(1) of a gate that saw 2 and 2, while another gate saw 7 and 7,",
)
check.done("Multiply", hidden="random numbers, zeros, several gates side by side")
### BEGIN HIDDEN TESTS
for _ in range(5):
    x_try, y_try, up_try = (float(number) for number in rng.normal(size=3))
    gate_try = Multiply()
    check.close(gate_try.forward(x_try, y_try), x_try * y_try, what="the output of a Multiply gate")
    check.close(
        gate_try.backward(up_try),
        (up_try * y_try, up_try * x_try),
        what="backward of a Multiply gate",
        given={"x": x_try, "y": y_try, "upstream": up_try},
    )
edge_gate = Multiply()
check.close(edge_gate.forward(1.0, 3.0), 3.0, what="the output of a Multiply gate for 1 and 3")
check.close(edge_gate.backward(1.0)[0], 3.0, what="the gradient for x after forward(1, 3)")
check.close(edge_gate.backward(1.0)[1], 1.0, what="the gradient for y after forward(1, 3)")
zero_gate = Multiply()
check.close(zero_gate.forward(0.0, -4.0), 0.0, what="the output of a Multiply gate for 0 and -4")
check.close(zero_gate.backward(3.0), (-12.0, 0.0), what="backward(3) after forward(0, -4)")
### END HIDDEN TESTS


# %% exercise="Maximum" further=true
class Maximum:
    """The gate max(x, y)."""

    def forward(self, x, y):
        """The larger of the numbers x and y (never equal here); keeps what backward needs."""
        ### BEGIN SOLUTION
        self.x_is_larger = x > y  # equivalent(comparison): they are never equal here
        return x if self.x_is_larger else y
        ### END SOLUTION

    def backward(self, upstream):
        """A tuple of two numbers: the gradients for x and y, from the gradient of the output."""
        ### BEGIN SOLUTION
        return (upstream, 0.0) if self.x_is_larger else (0.0, upstream)
        ### END SOLUTION


# %% tests="Maximum" points=2
max_gate, max_other = Maximum(), Maximum()
check.close(max_gate.forward(4.0, 5.0), 5.0, what="Maximum().forward(4, 5)")
check.close(max_other.forward(5.0, 4.0), 5.0, what="Maximum().forward(5, 4)")
max_back = max_gate.backward(1.0)
check.true(
    isinstance(max_back, tuple | list | np.ndarray) and len(max_back) == 2,
    "Maximum().backward should return two gradients, one for each input.",
    got=max_back,
)
check.gradient(
    lambda p: Maximum().forward(float(p[0]), float(p[1])),
    np.array(max_back),
    np.array([4.0, 5.0]),
    what="Maximum().backward(1) after forward(4, 5)",
)
max_nine = max_gate.backward(9.0)
check.close(
    float(np.sum(max_nine)), 9.0, what="the sum of the two gradients for an upstream gradient of 9"
)
check.close(
    np.array(max_nine),
    9 * np.array(max_back),
    what="Maximum().backward(9), which should be nine times backward(1)",
)
check.gradient(
    lambda p: Maximum().forward(float(p[0]), float(p[1])),
    np.array(max_other.backward(1.0)),
    np.array([5.0, 4.0]),
    what="Maximum().backward(1) after forward(5, 4)",
)
check.done("Maximum", hidden="random numbers, negative ones too")
### BEGIN HIDDEN TESTS
negative_gate = Maximum()
check.close(negative_gate.forward(-7.0, 2.0), 2.0, what="the output of a Maximum gate for -7 and 2")
check.close(negative_gate.backward(3.0), (0.0, 3.0), what="backward(3) after forward(-7, 2)")
unit_gate = Maximum()
check.close(unit_gate.forward(0.5, 1.0), 1.0, what="the output of a Maximum gate for 0.5 and 1")
check.close(unit_gate.backward(6.0), (0.0, 6.0), what="backward(6) after forward(0.5, 1)")
for sign in (1.0, -1.0, 1.0, -1.0):
    x_try = float(rng.normal())
    y_try, up_try = x_try + sign * float(rng.uniform(0.5, 2)), float(rng.normal())
    gate_try = Maximum()
    check.close(gate_try.forward(x_try, y_try), max(x_try, y_try), what="the output of Maximum")
    check.close(
        gate_try.backward(up_try),
        (up_try, 0.0) if x_try > y_try else (0.0, up_try),
        what="backward of a Maximum gate",
        given={"x": x_try, "y": y_try, "upstream": up_try},
    )
### END HIDDEN TESTS


# %% exercise="Copy"
class Copy:
    """A wire that splits in two: one number goes in, the same number comes out twice."""

    def forward(self, x):
        """The tuple (x, x)."""
        ### BEGIN SOLUTION
        return x, x
        ### END SOLUTION

    def backward(self, up1, up2):
        """One number, the gradient for x, from the gradients of the two outputs."""
        ### BEGIN SOLUTION
        return up1 + up2
        ### END SOLUTION


# %% tests="Copy" points=2
copy_gate = Copy()
check.close(copy_gate.forward(7.0), (7.0, 7.0), what="Copy().forward(7)")
check.shape(copy_gate.backward(4.0, 2.0), (), what="Copy().backward(4, 2)")
check.close(copy_gate.backward(5.0, 0.0), 5.0, what="Copy().backward(5, 0), a second copy unused,")
check.gradient(
    lambda p: 2 * Copy().forward(float(p))[0] + 4 * Copy().forward(float(p))[1],
    copy_gate.backward(2.0, 4.0),
    7.0,
    what="Copy().backward(2, 4) after forward(7)",
)
check.close(copy_gate.backward(2.0, 2.0), 4.0, what="Copy().backward(2, 2)")
check.done("Copy", hidden="random numbers")
### BEGIN HIDDEN TESTS
for _ in range(4):
    x_try, up_try, up_other = (float(number) for number in rng.normal(size=3))
    gate_try = Copy()
    check.close(gate_try.forward(x_try), (x_try, x_try), what="the outputs of a Copy gate")
    check.close(
        gate_try.backward(up_try, up_other),
        up_try + up_other,
        what="backward of a Copy gate",
        given={"x": x_try, "up1": up_try, "up2": up_other},
    )
check.close(Copy().backward(0.0, 3.0), 3.0, what="Copy().backward(0, 3)")
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for multiply</summary>
#
# The derivative of $xy$ with respect to $x$, with $y$ held fixed, is the *other* factor. Both have
# to be kept from the forward pass; keep them on `self`, so that every gate has its own.
# </details>
# <details><summary>Hint for maximum</summary>
#
# At $x = 4$, $y = 5$ the output is $y$. Turn the knob $x$ a little: nothing happens.
# </details>
# <details><summary>Hint for copy</summary>
#
# If $x$ grows by 0.01, both copies grow by 0.01. The result changes through the first copy by
# $0.01\,u_1$ and through the second by $0.01\,u_2$. What is the total, per 0.01?
# </details>
#
# Your gates at work, each with the upstream gradient drawn at its output. Read every picture from
# right to left. Each gate does one thing to a gradient: add *hands it out*, multiply *swaps and
# scales*, maximum *routes it*, and copy *adds up* the two that arrive.

# %% look="gate_patterns" alt="Three small circuits with values above the wires and gradients below. Add hands its gradient 2 to both inputs; multiply gives each input the gradient times the other input, 15 and 10; maximum gives all 9 to the larger input and 0 to the other."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(11, 2.3), layout="constrained")
    patterns = [
        ("+", Add(), 3.0, 4.0, 2.0, "add hands out"),
        ("×", Multiply(), 2.0, 3.0, 5.0, "multiply swaps"),
        ("max", Maximum(), 4.0, 5.0, 9.0, "maximum routes"),
    ]
    for ax, (symbol, gate, x_in, y_in, up, title) in zip(axes, patterns, strict=True):
        out = gate.forward(x_in, y_in)
        x_back, y_back = gate.backward(up)
        numbers = {"x": x_in, "y": y_in, "f": out, "dx": x_back, "dy": y_back, "df": up}
        table = [("x", "", ()), ("y", "", ()), ("f", symbol, ("x", "y"))]
        circuits.draw(circuits.fill(table, numbers), ax=ax)
        ax.set_title(title)
    print("copy adds: two copies of 7, upstream 4 and 2, give", Copy().backward(4.0, 2.0))

# %% [markdown]
# Try your four gates: change the inputs and the upstream gradient, and say what each wire will get
# before you look.

# %% look="gates_live"
from course_utils.explore import gate_patterns

gate_patterns.show(Add, Multiply, Maximum, Copy)

# %% [markdown]
# ## 4 · A first circuit: $(x + y) z$
#
# A formula is a **circuit** (or *computation graph*): numbers run along wires from gate to gate. A
# first example is
#
# $$q = x + y, \qquad f = q z, \qquad x = -2, \quad y = 5, \quad z = -4 .$$
#
# Forward, $q = 3$ and $f = -12$. Backward, begin at the end: $\partial f / \partial f = 1$, always.
# The multiply gate turns this 1 into gradients for $q$ and for $z$. The gradient for $q$ is then
# the *upstream* gradient of the add gate, and so on, until every wire has one.
#
# > **Predict.** Which of the three knobs $x$, $y$, $z$ should be turned *up* to make $f$ larger?

# %% look="guess_which_knob_up"
remember.predict(
    "which_knob_up",
    "Which knobs should be turned up to make f larger?",
    ["x and y", "only z", "all three", "none of them"],
    right=1,
    because="Its gradient is q = 3, above 0. Those of x and y are z = −4, below 0.",
)


# %% exercise="product_circuit"
def product_circuit(x, y, z):
    """Forward and backward through f = (x + y) z, wire by wire.

    x, y, z: numbers.
    Returns a dict of numbers: the values "q" (that is x + y) and "f", and the gradients of f with
    respect to each wire, "df", "dq", "dx", "dy", "dz".

    Example: x = 1, y = 1, z = 1 gives q = 2, f = 2, dz = 2 and all other gradients 1.
    """
    ### BEGIN SOLUTION
    q = x + y
    f = q * z
    df = 1.0
    dq = df * z  # equivalent(dropped factor): df is 1
    dz = df * q  # equivalent(dropped factor): df is 1
    dx, dy = dq, dq
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dx, "dy": dy, "dz": dz}
    ### END SOLUTION


# %% tests="product_circuit" points=3
wires_of_product = product_circuit(-2.0, 5.0, -4.0)
check.close(
    wires_of_product, {"q": 3.0, "f": -12.0}, what="the forward pass of product_circuit(-2, 5, -4)"
)
check.close(wires_of_product, {"df": 1.0}, what="the start of the backward pass")
check.gradient(
    lambda q: float(q) * -4.0, wires_of_product["dq"], 3.0, what="dq, with q = 3 and z = -4,"
)
for wire, spot in enumerate(["dx", "dy", "dz"]):
    check.gradient(
        lambda number, wire=wire: product_circuit(
            *(float(number) if place == wire else value for place, value in enumerate((-2, 5, -4)))
        )["f"],
        wires_of_product[spot],
        (-2.0, 5.0, -4.0)[wire],
        what=f"{spot} of product_circuit(-2, 5, -4)",
    )
check.close(
    product_circuit(1, 1, 1),
    {"q": 2, "f": 2, "df": 1, "dq": 1, "dz": 2, "dx": 1, "dy": 1},
    what="product_circuit(1, 1, 1)",
)
check.done("product_circuit", hidden="random numbers, zeros, every wire")
### BEGIN HIDDEN TESTS
check.agree(product_circuit, reference.product_circuit, -2.0, 5.0, -4.0)
for _ in range(5):
    x_try, y_try, z_try = (float(number) for number in rng.normal(size=3))
    check.agree(product_circuit, reference.product_circuit, x_try, y_try, z_try)
check.agree(product_circuit, reference.product_circuit, 3, -3, 7)
check.agree(product_circuit, reference.product_circuit, 2.5, -1.0, 0.0)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# One line per wire, in this order: q, f; then df, dq, dz, dx, dy. Each gradient is an earlier
# gradient times a local one.
# </details>
# <details><summary>Hint 2</summary>
#
# Which gate makes f? What did your `Multiply().backward` return? And which gate makes q?
# </details>

# %% look="product_picture" alt="The circuit of f = (x + y) z with x = −2, y = 5, z = −4. Values above the wires: the sum is 3, f is −12. Gradients below: −4 for x and for y, 3 for z."
with if_ready():
    inputs = {"x": -2.0, "y": 5.0, "z": -4.0}
    circuits.draw(
        circuits.fill(circuits.PRODUCT, inputs, product_circuit(**inputs)), title="f = (x + y) z"
    )

# %% [markdown]
# The same circuit in slow motion: ▶ goes through it gate by gate, forward and then backward. Which of the numbers below the wires change when you move $z$, and which stay?

# %% look="product_live"
from course_utils.explore import circuit_stepper

circuit_stepper.show("product", product_circuit=product_circuit)

# %% [markdown]
# ## 5 · A neuron, gate by gate
#
# Now the circuit from the beginning of the lesson, a logistic neuron with two inputs:
#
# $$f = \frac{1}{1 + e^{-(w_0 x_0 + w_1 x_1 + w_2)}} .$$
#
# Here $w_2$ is the bias; with the constant feature $x_2 = 1$ of lesson 1 it could be written
# $w_2 x_2$. The gates, with what each makes of its input $a$:
#
# | gate | output | local gradient |
# |---|---|---|
# | times a constant | $c\,a$ | $c$ |
# | exponential | $e^a$ | $e^a$ |
# | plus a constant | $a + c$ | $1$ |
# | inverse | $1/a$ | $-1/a^2$ |
#
# The wires have the names `w0x0`, `w1x1`, `dot` (the sum of these two), `sum` (plus $w_2$), `neg`
# (times −1), `exp`, `inc` (plus 1) and `f` (inverse). For $w = [2, -3, -3]$, $x = [-1, -2]$ the
# backward pass starts from 1 with $-1/1.37^2 \cdot 1 = -0.53$, then $1 \cdot (-0.53) = -0.53$,
# then $e^{-1} \cdot (-0.53) = -0.20$. Check the last on a calculator: $0.3679 \cdot (-0.53)$ is
# $-0.195$, which rounds to $-0.19$ or $-0.20$ as you like. The *unrounded* $-0.5344$ gives
# $-0.1966$. Round for the reader, never between two steps.
#
# > **Predict.** The gate times −1 sits in the middle. If you forgot it on the way *back*, which
# > gradients would come out wrong?

# %% look="guess_minus_forgotten"
remember.predict(
    "minus_forgotten",
    "The gate times −1 is forgotten on the way back. Which gradients come out wrong?",
    [
        "all of them",
        "only dneg",
        "dsum and all to its left, with the wrong sign",
        "only those of the weights",
    ],
    right=2,
    because=(
        "Going back, df to dneg come before that gate and are right. Everything after it has dsum "
        "as a factor, and dsum has lost its minus."
    ),
)


# %% exercise="sigmoid_circuit" further=true
def sigmoid_circuit(w, x):
    """Forward and backward through 1 / (1 + exp(-(w0 x0 + w1 x1 + w2))), wire by wire.

    w: (3,) weights, the last one is the bias.  x: (2,) inputs. Scores are moderate here, below 100.
    Returns a dict: the numbers "w0x0", "w1x1", "dot", "sum", "neg", "exp", "inc", "f"; the gradient
    of f with respect to each of them, "dw0x0", "dw1x1", "ddot", "dsum", "dneg", "dexp", "dinc",
    "df"; and with respect to w and x, "dw" of shape (3,), "dx" of shape (2,).

    Example: zero weights give "exp" = 1, "inc" = 2 and "f" = 0.5.
    """
    ### BEGIN SOLUTION
    w0x0 = w[0] * x[0]
    w1x1 = w[1] * x[1]
    dot = w0x0 + w1x1
    total = dot + w[2]
    neg = -1 * total
    exp = np.exp(neg)
    inc = exp + 1
    f = 1 / inc

    df = 1.0
    dinc = -1 / inc**2  # times df, which is 1
    dexp = dinc
    dneg = exp * dexp
    dsum = -1 * dneg
    ddot, dw2 = dsum, dsum
    dw0x0, dw1x1 = ddot, ddot
    dw0, dx0 = x[0] * dw0x0, w[0] * dw0x0
    dw1, dx1 = x[1] * dw1x1, w[1] * dw1x1

    values = {"w0x0": w0x0, "w1x1": w1x1, "dot": dot, "sum": total}
    values |= {"neg": neg, "exp": exp, "inc": inc, "f": f}
    gradients = {"df": df, "dinc": dinc, "dexp": dexp, "dneg": dneg, "dsum": dsum}
    gradients |= {"ddot": ddot, "dw0x0": dw0x0, "dw1x1": dw1x1}
    gradients |= {"dw": np.array([dw0, dw1, dw2]), "dx": np.array([dx0, dx1])}
    return values | gradients
    ### END SOLUTION


# %% tests="sigmoid_circuit" points=2
w_neuron, x_neuron = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
check.keeps_arguments(sigmoid_circuit, w_neuron, x_neuron)
wires_of_neuron = sigmoid_circuit(w_neuron, x_neuron)
check.close(
    wires_of_neuron,
    {"w0x0": -2.0, "w1x1": 6.0, "dot": 4.0, "sum": 1.0, "neg": -1.0},
    what="the forward pass for w = [2, -3, -3], x = [-1, -2]",
)
check.close(
    wires_of_neuron,
    {"exp": 0.3679, "inc": 1.3679, "f": 0.7311},
    what="the forward pass for w = [2, -3, -3], x = [-1, -2]",
    atol=5e-5,
)
check.done("sigmoid_circuit, forward", hidden="random weights and inputs, zeros, whole numbers")
### BEGIN HIDDEN TESTS
forward_wires = ("w0x0", "w1x1", "dot", "sum", "neg", "exp", "inc", "f")
for w_try, x_try in [
    (w_neuron, x_neuron),
    *((rng.normal(size=3), rng.normal(size=2)) for _ in range(5)),
    (np.zeros(3), np.array([1.0, -2.0])),
    (np.array([1, -2, 3]), np.array([2, 1])),
]:
    right = reference.sigmoid_circuit(w_try, x_try)
    check.close(
        sigmoid_circuit(w_try, x_try),
        {wire: right[wire] for wire in forward_wires},
        what="the forward pass",
        given={"w": w_try, "x": x_try},
    )
### END HIDDEN TESTS

# %% tests="sigmoid_circuit" points=4
w_neuron, x_neuron = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
wires_of_neuron = sigmoid_circuit(w_neuron.copy(), x_neuron.copy())
# The backward pass, one gate at a time: each gradient against the gradient before it and the slope
# of that one gate, so the first message names the first wrong gate.
check.close(wires_of_neuron, {"df": 1.0}, what="the start of the backward pass")
for wire, gate, inside in [
    ("dinc", lambda inc: 1 / float(inc), wires_of_neuron["inc"]),
    ("dexp", lambda exp: 1 / (1 + float(exp)), wires_of_neuron["exp"]),
    ("dneg", lambda neg: 1 / (1 + math.exp(neg)), wires_of_neuron["neg"]),
    ("dsum", lambda total: 1 / (1 + math.exp(-total)), wires_of_neuron["sum"]),
]:
    check.gradient(gate, wires_of_neuron[wire], inside, what=f"{wire}, going back from f,")
for wire in ("dot", "w0x0", "w1x1"):
    rest = float(wires_of_neuron["sum"]) - float(wires_of_neuron[wire])
    check.gradient(
        lambda part, rest=rest: 1 / (1 + math.exp(-(part + rest))),
        wires_of_neuron["d" + wire],
        wires_of_neuron[wire],
        what=f"d{wire}, going back from f,",
    )
check.gradient(
    lambda w: sigmoid_circuit(w, x_neuron.copy())["f"],
    wires_of_neuron["dw"],
    w_neuron,
    what="dw at the input",
)
check.gradient(
    lambda x: sigmoid_circuit(w_neuron.copy(), x)["f"],
    wires_of_neuron["dx"],
    x_neuron,
    what="dx at the input",
)
check.done("sigmoid_circuit, backward", hidden="random weights and inputs, zeros, whole numbers")
### BEGIN HIDDEN TESTS
for w_try, x_try in [
    (w_neuron, x_neuron),
    *((rng.normal(size=3), rng.normal(size=2)) for _ in range(5)),
    (np.zeros(3), np.array([1.0, -2.0])),
    (np.array([1, -2, 3]), np.array([2, 1])),
]:
    neuron = sigmoid_circuit(w_try.copy(), x_try.copy())
    inc, exp = float(neuron["inc"]), float(neuron["exp"])  # a slip forward costs the forward part
    slope = exp / inc**2
    due = {"df": 1.0, "dinc": -1 / inc**2, "dexp": -1 / inc**2, "dneg": -slope, "dsum": slope}
    due |= {"ddot": slope, "dw0x0": slope, "dw1x1": slope}
    due |= {"dw": slope * np.array([*x_try, 1.0]), "dx": slope * w_try[:2]}
    check.close(neuron, due, what="the backward pass", given={"w": w_try, "x": x_try})
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Write the forward pass first, one line per gate, and run the tests. Then the same lines from the
# last to the first: each turns into *d of its input = local gradient times d of its output*.
# </details>
# <details><summary>Hint 2</summary>
#
# The local gradient of the inverse uses its *input* `inc`, that of the exponential its *output*
# `exp`. Both are there from the forward pass.
# </details>
# <details><summary>Hint 3</summary>
#
# `dsum` goes unchanged through two add gates to `ddot`, to the bias, to `dw0x0` and to `dw1x1`.
# After that come two multiply gates, and multiply swaps.
# </details>

# %% look="neuron_picture" alt="The sigmoid neuron as a circuit, with the values of the forward pass above every wire, up to the output 0.73, and the gradients of the backward pass below, from 1 at the output back to each weight and input."
with if_ready():
    inputs = {"w": np.array([2.0, -3.0, -3.0]), "x": np.array([-1.0, -2.0])}
    wires = circuits.fill(circuits.SIGMOID_NEURON, inputs, sigmoid_circuit(**inputs))
    circuits.draw(wires, title="a neuron, forward and backward")

# %% [markdown]
# The same circuit one node at a time: step forward until the last value is there, then backward,
# and at each gate ask for its local gradient and for what comes from upstream.

# %% look="neuron_live"
from course_utils.explore import circuit_stepper

circuit_stepper.show("neuron", sigmoid_circuit=sigmoid_circuit)

# %% [markdown]
# **The same circuit with fewer gates.** What counts as a gate is up to us. The last four together
# are the sigmoid of `sum`; as one gate it needs its own local gradient:
#
# $$
# \frac{d\sigma}{dz} = \frac{e^{-z}}{(1 + e^{-z})^2}
# = \frac{1 + e^{-z} - 1}{1 + e^{-z}} \cdot \frac{1}{1 + e^{-z}}
# = (1 - \sigma(z))\,\sigma(z) .
# $$
#
# For $z = 1$ that is $0.2689 \cdot 0.7311 = 0.1966$ in a single step: look at `sum` in your
# picture. It is never more than $0.25$, at $z = 0$. How you cut the circuit changes the work and
# the memory, never the result. A good cut has gates whose local gradients are easily expressed.

# %% [markdown]
# [[pause]] Next, you teach numbers to differentiate themselves.

# %% [markdown]
# ## 6 · Any circuit: in which order?
#
# To go backward through *any* circuit, a node's gradient has to be complete before it is passed on:
# all the nodes that use it must have had their turn. So we need an order of the nodes in which
# **inputs come before their users**, a *topological order*; the backward pass then takes it from
# the end.
#
# Below, a node is anything that has a tuple `inputs` of other nodes. Nodes that are used several
# times are still one node and come once. And a circuit can be deep, ten thousand gates in a row:
# Python gives up on functions that call themselves more than about a thousand levels deep, so use
# a loop and a list of your own.
#
# > **Predict.** $d$ is made from $b$ and $c$; $b$ from $a$; $c$ from $a$ and $b$. How many
# > topological orders are there?

# %% look="guess_how_many_orders"
remember.predict(
    "how_many_orders",
    ("d is made from b and c; b from a; c from a and b. How many topological orders are there?"),
    right=1,
    because="a, b, c, d. (c cannot come before b, because it is made from it.)",
)


# %% exercise="topological_order" further=true
class Node:
    """A node for trying things out: it only knows what it was made from (given, leave as it is)."""

    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    """The last of `length` nodes, each but the first made from the one before (given)."""
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    """All nodes that root was made from, and root itself: inputs before their users, each once.

    root: an object with a tuple `inputs` of objects of the same kind; a node without inputs has (),
    and there are no cycles. Use nothing of a node but `inputs` and its identity (two nodes with
    the same name are two nodes). Works for chains of any length.
    Returns a list; the last item is root.

    Example: with a = Node("a") and b = Node("b", a, a) the order of b is [a, b].
    """
    ### BEGIN SOLUTION
    order, done = [], set()
    todo = [root]
    while todo:
        node = todo[-1]
        waiting = [part for part in node.inputs if id(part) not in done]
        if waiting:
            todo.extend(waiting)
            continue
        todo.pop()
        if id(node) not in done:
            done.add(id(node))
            order.append(node)
    return order
    ### END SOLUTION


# %% tests="topological_order" points=2
def check_order(about, graph, root, given=None):
    """Build a graph of Nodes, each made from those it names, and look at the order of its root."""
    nodes = circuits.build(Node, graph)
    order = topological_order(nodes[root])
    problem = circuits.order_problem(order, nodes, graph, root)
    check.true(problem == "", f"{about}: {problem}", given=given, got=circuits.named(order, nodes))


check_order("For c made from a and b", {"a": "", "b": "", "c": "ab"}, "c")
check_order("For the chain a → b → c", {"a": "", "b": "a", "c": "b"}, "c")
check_order("For b made from a and a", {"a": "", "b": "aa"}, "b")
graph_diamond = {"a": "", "b": "a", "c": "ab", "d": "bc"}
check_order("For b from a, c from a and b, d from b and c", graph_diamond, "d")
check_order("For the node b in the middle of that graph", graph_diamond, "b")
check.done("topological_order, part 1", hidden="random graphs, and a node without inputs")
### BEGIN HIDDEN TESTS


def random_graph(size):
    names = [f"n{i}" for i in range(size)]
    graph = {}
    for i, name in enumerate(names):
        count = int(rng.integers(0, min(i, 3) + 1))
        graph[name] = [names[j] for j in rng.choice(i, size=count, replace=False)] if i else []
    return graph


graph_late = {"a": "", "b": "a", "c": "b", "d": "c", "e": "ad", "f": "ea"}
check_order("For a graph with a long way and a short way to the same node", graph_late, "f")
graph_turned = {"a": "", "b": "a", "c": "b", "d": "c", "e": "da", "f": "ae"}
check_order("For a graph with a short way and a long way to the same node", graph_turned, "f")
for size in (8, 12, 15):
    graph_try = random_graph(size)
    check_order("For a random graph", graph_try, f"n{size - 1}", given={"inputs": graph_try})
check_order("For a node without inputs", {"alone": ""}, "alone")
### END HIDDEN TESTS


# %% tests="topological_order" points=2
def check_twins(about, graph, root, given=None):
    """The same for nodes that all have the name n; told in the letters that stand for them."""
    nodes = circuits.build(lambda name, *inputs: Node("n", *inputs), graph)
    order = topological_order(nodes[root])
    problem = circuits.order_problem(order, nodes, graph, root)
    check.true(problem == "", f"{about}: {problem}", given=given, got=circuits.named(order, nodes))


check_twins("For c made from a and b, which share a name", {"a": "", "b": "", "c": "ab"}, "c")
order_chain = topological_order(chain(10_000))
check.true(
    len(order_chain) == 10_000,
    "For a chain of 10,000 nodes the list does not hold 10,000 items.",
    got=len(order_chain),
)
check.done("topological_order, part 2", hidden="larger graphs of nodes that share a name")
### BEGIN HIDDEN TESTS
graph_named = {"a": "", "b": "", "c": "ab", "d": "ca", "e": "db"}
check_twins("For a graph of nodes that share a name", graph_named, "e")
graph_ladder = {"a": "", "b": "a"}
for name in "cdefghij":
    *earlier, last = graph_ladder
    graph_ladder[name] = [last, earlier[int(rng.integers(len(earlier)))]]
about = "For a random graph of nodes that share a name"
check_twins(about, graph_ladder, "j", given={"inputs": graph_ladder})
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Depth first: before a node may enter the list, all its inputs must be in it. Keep a list `todo`,
# look at its last item, and ask: are there inputs that are not done yet?
# </details>
# <details><summary>Hint 2</summary>
#
# If there are, append them to `todo` and look again later. If there are none, take the node off
# `todo` and, if it is not in the result yet, put it there.
# </details>
# <details><summary>Hint 3</summary>
#
# "Is it in the list?" is slow for long lists. Keep a set of `id(node)`: the identity, not the name.
# </details>
