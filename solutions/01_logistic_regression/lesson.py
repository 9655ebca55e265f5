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
# # Lesson 1 · Logistic regression
#
# By the end of this lesson you will be able to
#
# - turn a list of numbers into a **decision** with a weighted sum and a threshold, and set the
#   weights by hand so that a line falls where you want it;
# - turn the same sum into a **probability** with the sigmoid, and read weights as changes of odds;
# - **learn** the weights from examples: the gradient of the loss, gradient descent, and its noisy,
#   faster cousin that looks at a few examples at a time;
# - say why a straight least-squares fit is the wrong tool for labels;
# - tell messages about the weather from messages about cooking, with nothing but functions you
#   wrote.
#
# [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# When the lesson is marked, every exercise counts by itself: if one does not work out, go on with
# the next. In your notebook, later tests and pictures call what you wrote earlier; lesson 0 says
# how to borrow a working function. You need NumPy arrays, and the idea of a derivative as a slope;
# everything else is built here.
#
# Run the next two cells. The first loads the tools. The second draws where we are going: two
# groups of points and, between them, the lines along which a model such as you will train gives
# the second group a probability of 10 %, 50 % and 90 %.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, data, palette, plots, remember
from course_utils.ready import if_ready

plots.style()

X_clouds, y_clouds = data.blobs(n=80, centers=[[-1.0, -1.0], [1.5, 1.0]], seed=3)

# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("01_logistic_regression")

# %% look="where_we_are_going" alt="Two overlapping clouds of points, class 0 at the lower left and class 1 at the upper right. Three parallel straight lines fall from left to right between them; they are labelled 10 %, 50 % and 90 %, and the 50 % line parts the clouds."
with if_ready():
    fig, ax = plt.subplots(figsize=(5.5, 4.5))
    plots.points(X_clouds, y_clouds, ax=ax)
    across, up = np.meshgrid(np.linspace(-4, 4.5, 50), np.linspace(-4, 4, 50))
    score = 2.5 * across + 2 * up - 0.625
    cuts = [-np.log(9), 0, np.log(9)]
    levels = ax.contour(across, up, score, levels=cuts, colors=palette.GREY, linestyles="solid")
    ax.clabel(levels, fmt=dict(zip(levels.levels, ["10 %", "50 %", "90 %"], strict=True)))
    ax.set(xlabel="$x_1$", ylabel="$x_2$", title="three lines of equal probability of class 1")

# %% [markdown]
# ## 1 · A score and a threshold
#
# **Supervised learning** starts from pairs: an input $x_n$ and the answer $y_n$ that somebody
# gave for it. If the answer is a quantity (how warm will it be tomorrow?) the task is
# *regression*. To clean a picture of noise is regression as well, with one quantity for every
# pixel. If the answer is one of a few labels (will it be sunny?) the task is *classification*.
# There are also answers with a structure, such as the sentence on a scanned page, where each word
# depends on the others. Labels often come from quantities: a day is called rainy when more than
# so many millimetres fall. (The inputs alone, without answers, are the subject of *unsupervised*
# learning.) In this lesson there are two labels, 0 and 1. (With several labels a day becomes a
# row such as $[0, 1, 0]$; that is lesson 3.)
#
# The input has to be a list of numbers, its **features**. A picture is *flattened*, its rows laid end
# to end: of 28 × 28 grey pixels the one in row $r$, column $c$ (both from 0) becomes number
# $28r + c$ of 784, and in NumPy that is `picture.reshape(-1)`. A colour photograph, kangaroo or not,
# of $H$ × $W$ pixels with three colours is a list of $3HW$: 180 000 numbers for 200 × 300. Whatever the
# camera, the model sees one row of $D$ numbers and answers 0 or 1. We stack $N$
# inputs as the **rows** of `X`, shape `(N, D)`.
#
# A neuron has one weight per feature and one bias, and computes a **score**
#
# $$z = w_1 x_1 + w_2 x_2 + \dots + w_D x_D + b = w \cdot x + b .$$
#
# ![A neuron: each input is multiplied by its weight, the products and the bias are added up to
# the score z, and an activation turns the score into the output. The weights and the bias are
# learned.](drawing:neuron)
#
# For all rows at once that is `X @ w + b`: `(N, D) @ (D,)` gives `(N,)`. For the 28 × 28 picture,
# 784 weights and a bias: 785 numbers to learn. What happens to the score next, the **activation
# function**, is our choice (a *hyper-parameter*) and is not learned. The word *neuron* is borrowed
# from biology, but the resemblance is slight.
#
# The **perceptron** of the late 1950s takes a step: answer 1 if $z > 0$, else 0. Some books
# compare with a threshold instead, $w \cdot x + b > c$. This adds nothing: only the difference
# $b - c$ matters, so we drop $c$. The bias can even be hidden among the weights: give every input
# one more feature that is always 1. The row $[3, 5]$ becomes the *augmented* row $[3, 5, 1]$, the
# weights become $[w_1, w_2, b]$, and the product of the two is $3 w_1 + 5 w_2 + b$, the same
# score. In NumPy this is `np.column_stack([X, np.ones(len(X))]) @ np.append(w, b)`. We keep $b$
# apart, because a penalty (section 9) should leave it alone.
#
# > **Predict.** With $w = [2, 1]$ and $b = -2$: which of the inputs $[0,0]$, $[0,1]$, $[1,0]$,
# > $[1,1]$ get a 1?

# %% look="guess_who_gets_a_one"
remember.predict(
    "who_gets_a_one",
    "With w = [2, 1] and b = −2: which inputs get a 1?",
    ["[0, 1], [1, 0] and [1, 1]", "all four", "[1, 0] and [1, 1]", "only [1, 1]"],
    right=3,
    because=(
        "The scores are −2, −1, 0 and 1. The close call is [1, 0]: its score is exactly 0, and 0 is "
        "not above 0."
    ),
)


# %% exercise="perceptron_predict"
def perceptron_predict(X, w, b):
    """Answers of a perceptron.

    X: (N, D) inputs, one per row.  w: (D,) weights.  b: a number, the bias.
    Returns an array (N,) of 0 and 1: 1 where the score X @ w + b is above 0.
    A score of exactly 0 is not above 0.

    Example: X = [[3.0], [-1.0]], w = [1.0], b = 0.0 gives [1, 0].
    """
    ### BEGIN SOLUTION
    scores = X @ w + b
    return (scores > 0).astype(int)
    ### END SOLUTION


# %% tests="perceptron_predict" points=2
corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
labels = perceptron_predict(corners, np.array([2.0, 1.0]), -2.0)
check.shape(labels, (4,), what="perceptron_predict(X, w, b)")
check.close(
    perceptron_predict(np.array([[3.0], [-1.0]]), np.array([1.0]), 0.0),
    np.array([1, 0]),
    what="perceptron_predict for the inputs 3 and -1 with weight 1 and no bias",
)
check.close(labels, np.array([0, 0, 0, 1]), what="perceptron_predict with w = [2, 1] and b = -2")
check.close(
    perceptron_predict(np.zeros((3, 2)), np.array([1.0, 1.0]), 0.25),
    np.array([1, 1, 1]),
    what="perceptron_predict at the origin with bias 0.25 (every score is 0.25)",
)
check.done(
    "perceptron_predict", hidden="random inputs of other sizes, whole numbers, scores of exactly 0"
)
### BEGIN HIDDEN TESTS
for N, D in [(1, 1), (7, 2), (40, 5)]:
    X_try, w_try = rng.normal(size=(N, D)), rng.normal(size=D)
    check.agree(perceptron_predict, reference.perceptron_predict, X_try, w_try, float(rng.normal()))
X_try = rng.integers(-2, 3, size=(60, 3))
check.agree(perceptron_predict, reference.perceptron_predict, X_try, np.array([1, -1, 2]), 1)
w_try = np.array([1.0, 1.0, 0.0])
check.agree(perceptron_predict, reference.perceptron_predict, X_try[:, ::-1], w_try, -1.0)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# One line gives all the scores; no loop is needed. Print their shape before you go on.
# </details>
# <details><summary>Hint 2</summary>
#
# Comparing an array with a number gives an array of True and False. `.astype(int)` turns those
# into 1 and 0.
# </details>

# %% [markdown]
# ## 2 · Learning by being corrected
#
# Where do the weights come from? Look at one example at a time and compare the perceptron's answer
# $\hat y$ with the right one, $t$. If it is right, leave everything alone. If it is wrong, add or
# subtract the input,
#
# $$w \leftarrow w + (t - \hat y) x, \qquad b \leftarrow b + (t - \hat y) .$$
#
# If a 1 was missed, then $t - \hat y = 1$ and the score at this very $x$ rises by $x \cdot x + 1$:
# next time it is nearer to being right. The model stores one weight per *feature*, shared by all
# examples. (A common slip is to write $w_{1i}$, with the example's number $i$ on the weight. With
# 1000 examples of two features that would be 2000 weights; there are two. The number $i$ belongs
# on $x$ and $y$.)
#
# > **Predict.** Start from $w = [0, 0]$, $b = 0$ and show the example $x = [1, 1]$, $t = 1$. What
# > does the rule do when the same example is then shown a *second* time?

# %% look="guess_shown_twice"
remember.predict(
    "shown_twice",
    "From w = [0, 0], b = 0 the example x = [1, 1], t = 1 is shown twice. What happens the "
    "second time?",
    ["w and b grow again", "nothing", "w and b go back to 0"],
    right=1,
    because=(
        "The first time it is a missed 1: w becomes [1, 1] and b becomes 1. Its score is then 3, the "
        "answer is right, and nothing changes."
    ),
)


# %% exercise="perceptron_step" further=true
def perceptron_step(x, t, w, b):
    """One step of the perceptron rule, on one example.

    x: (D,) one input.  t: its right answer, 0 or 1.  w: (D,) weights.  b: a number, the bias.
    Returns the new (w, b). The prediction is 1 if the score is above 0, else 0. The arrays that
    come in are left as they are.

    Example: x = [2.0], t = 1, w = [0.0], b = 0.0: the prediction is 0, so w becomes [2.0], b 1.0.
    """
    ### BEGIN SOLUTION
    prediction = 1 if x @ w + b > 0 else 0
    error = t - prediction
    return w + error * x, b + error
    ### END SOLUTION


# %% tests="perceptron_step" points=2
x_step, w_step = np.array([1.0, 2.0]), np.array([0.5, -1.0])
check.close(
    perceptron_step(x_step, 0, w_step, 0.5),
    (np.array([0.5, -1.0]), 0.5),
    what="perceptron_step on an example that is already right (score -1, t = 0)",
)
check.close(
    perceptron_step(np.array([1.0, 1.0]), 1, np.zeros(2), 0.0),
    (np.array([1.0, 1.0]), 1.0),
    what="perceptron_step for x = [1, 1], t = 1, from zero weights",
)
missed = perceptron_step(x_step, 1, w_step, 0.5)
check.true(
    float(x_step @ missed[0] + missed[1]) > -1.0,
    "After a missed 1 the score of that example should have gone up; yours did not.",
    given={"x": x_step, "t": 1, "w": w_step, "b": 0.5},
    got=missed,
)
check.done("perceptron_step", hidden="both kinds of mistakes on random inputs, ties, whole numbers")
### BEGIN HIDDEN TESTS
for trial in range(12):
    x_try, w_try, b_try = rng.normal(size=3), rng.normal(size=3), trial / 4 - 1.5
    check.agree(perceptron_step, reference.perceptron_step, x_try, trial % 2, w_try, b_try)
for answer in (1, 0):  # first an answer that is right: by that, learning every time shows
    check.agree(
        perceptron_step, reference.perceptron_step, np.array([1, -2]), answer, np.array([4, 1]), -2
    )
    check.agree(
        perceptron_step, reference.perceptron_step, np.array([1, -2]), answer, np.array([5, 1]), -2
    )
### END HIDDEN TESTS

# %% tests="perceptron_step" points=1
check.close(
    check.keeps_arguments(perceptron_step, np.array([1.0, 2.0]), 1, np.array([-1.0, 0.0]), 0.0),
    (np.array([0.0, 2.0]), 1.0),
    what="perceptron_step, asked to leave its arguments as they are,",
)
check.done("perceptron_step, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
for t_try, score_try in [(1, -0.3), (0, 0.3), (1, 0.3), (0, -0.3)]:  # missed, missed, right, right
    x_try, w_try = rng.normal(size=3), rng.normal(size=3)
    b_try = score_try - x_try @ w_try
    check.agree(perceptron_step, reference.perceptron_step, x_try, t_try, w_try, b_try)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# First compute the prediction for this one input, a plain 0 or 1. Then `error = t - prediction` is
# 1, 0 or −1.
# </details>
# <details><summary>Hint 2</summary>
#
# `w + error * x` makes a new array. `w += error * x` would change the caller's array.
# </details>
#
# Below, your step is run for fifteen passes over two tiny problems: *are both inputs 1?* and *have
# both inputs the same value?* How many mistakes do you expect in each pass, early and late?

# %% look="perceptron_at_work" alt="Mistakes in each of 15 passes over the four examples. For 'both are 1' they rise to 3 and fall to 0, where they stay from the sixth pass on; for 'the same value' they soon are 4 in every pass."
with if_ready():
    fig, ax = plt.subplots(figsize=(6, 3))
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    problems = {"both are 1": [0, 0, 0, 1], "the same value": [1, 0, 0, 1]}
    for name, answers in problems.items():
        weights, bias, mistakes = np.zeros(2), 0.0, []
        for _ in range(15):
            wrong = 0
            for point, answer in zip(corners, answers, strict=True):
                before = bias
                weights, bias = perceptron_step(point, answer, weights, bias)
                wrong += int(bias != before)
            mistakes.append(wrong)
        ax.plot(range(1, 16), mistakes, "o-", label=name)
    ax.set(xlabel="pass over the four examples", ylabel="mistakes", ylim=(-0.2, 4.4))
    ax.legend()

# %% [markdown]
# If a line can separate the two classes, the rule makes finitely many mistakes and then stops
# changing. If no line can, as for *the same value*, it never stops: always give it a limit. (Four
# points, and the best any line can do is three right. Lesson 5 solves it with two layers.)
#
# **A cousin with a slope.** Leave the step out. What remains, $\hat y = w x$, is the smallest
# neuron there is. To say what *closer* means we need a loss, $L = \frac12 (y - \hat y)^2$. To get
# closer we move $w$ against the derivative of the loss, the distance scaled by $\eta$, the
# **learning rate**:
#
# $$
# \frac{dL}{dw} = -(y - \hat y) x, \qquad
# w \leftarrow w - \eta \frac{dL}{dw} = w + \eta (y - \hat y) x .
# $$
#
# This is **gradient descent** on a loss, and it looks just like the perceptron rule. That is no
# accident. Write the label as $s = +1$ or $-1$ and the score as $z$: the perceptron rule is
# gradient descent with $\eta = 1$, one example at a time, on the loss $\max(0, -s z)$, which is 0
# when the answer is right (at $z = 0$, where this loss has a kink, the rule picks a side). With
# several weights there is one *partial derivative* for each, and the list of them is the gradient;
# for $w = [1, -2]$, $x = [3, 1]$, $y = 2$ the error $\hat y - y$ is $-1$, the loss $0.5$ and the
# gradient $(\hat y - y) x = [-3, -1]$.
#
# Three common slips:
#
# - *The sign.* The term $(y - \hat y) x$ gets called "the gradient". At $x = 2$, $y = 4$,
#   $w = 0.5$ that term is $+6$, while the loss falls as $w$ grows: its slope is $-6$. The term is
#   *minus* the gradient, which is why it is added.
# - *The step size.* Leaving $\eta$ out means $\eta = 1$. For the step perceptron that is fine. For
#   $\hat y = wx$ every step multiplies the error by $1 - \eta x^2$.
# - *The letters.* Writing $y = wx$ beside the loss $\frac12 (y - \hat y)^2$ mixes up two things.
#   The prediction is $\hat y$; if it were $y$, the loss would always be 0 and there would be
#   nothing to learn.
#
# > **Predict.** One example, $x = 2$, $y = 4$, start $w = 0$. Each step multiplies the error by
# > $1 - 4\eta$. From which $\eta$ on does $w$ no longer settle at 2?

# %% look="guess_too_large_a_step"
remember.predict(
    "too_large_a_step",
    "One weight, one example: x = 2, y = 4. From which η on does w no longer settle at 2?",
    right=0.5,
    because=(
        "The error is multiplied by 1 − 4η in every step, and that is −1 at η = 0.5. With η = 0.25 "
        "one step arrives; with η = 1 it runs away."
    ),
)

# %% look="smallest_neurons" alt="Left: a parabola, the loss over one weight, with its lowest point at w = 2. With η = 0.1 the steps walk down one side, with 0.45 they jump from side to side and still come down, with 0.55 they climb. Right: contours of the loss over two weights, with a zigzag path that ends near the centre of the bowl."
with if_ready("too_large_a_step"):
    fig, (left, right_ax) = plt.subplots(1, 2, figsize=(10, 3.6), layout="constrained")
    grid = np.linspace(-4.3, 7, 200)
    left.plot(grid, (4 - 2 * grid) ** 2 / 2, color=palette.GREY)
    for eta in (0.1, 0.45, 0.55):
        walk = [0.0]
        for _ in range(6):
            walk.append(walk[-1] + eta * (4 - 2 * walk[-1]) * 2)
        left.plot(walk, (4 - 2 * np.array(walk)) ** 2 / 2, "o-", label=rf"$\eta$ = {eta}")
    left.set(xlabel="w", ylabel="loss", title="one weight, one example: x = 2, y = 4")
    left.legend()

    inputs, targets = np.array([[1.0, 2.0], [2.0, -1.0]]), np.array([5.0, 0.0])
    w1, w2 = np.meshgrid(np.linspace(-1, 3, 80), np.linspace(-0.5, 3.5, 80))
    bowl = sum((t - x[0] * w1 - x[1] * w2) ** 2 / 2 for x, t in zip(inputs, targets, strict=True))
    right_ax.contour(w1, w2, bowl, levels=12, cmap="Greys", linewidths=0.8)
    spot = np.array([3.0, 0.0])
    walk = [spot]
    for n in [0, 1] * 8:
        spot = spot + 0.1 * (targets[n] - spot @ inputs[n]) * inputs[n]
        walk.append(spot)
    right_ax.plot(*np.transpose(walk), "o-", markersize=3)
    right_ax.set(xlabel="$w_1$", ylabel="$w_2$", title="two weights, two examples, one at a time")

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# Left: with $\eta = 0.25$ one step would land on 2; below 0.5 the walk settles, at 0.5 it flips for
# ever between 0 and 4, and beyond 0.5 each jump overshoots by more than the last: with $\eta = 1$
# it goes 0, 8, −16, 56. The limit is $2/x^2$, two divided by the curvature of the loss. Right:
# each example pulls along its own input, and the weights of the two features settle at $[1, 2]$.
# </details>

# %% [markdown]
# ## 3 · Setting a neuron by hand
#
# Two features, two classes, and a line drawn between them. Which weights put the green points on
# the positive side, $w \cdot x + b > 0$, and the orange ones on the negative? Write the line as
# *something = 0*; that something, or its negative, is the score. To find out which, try one point.
#
# Case 1: the line $x_2 = 0.5 x_1 + 1.5$, and the origin is green. Case 2: the line
# $x_2 = x_1 - 2$, and again the origin is green. The points are below; run the cell and look.

# %%
green_1 = np.array([[0.0, 0.0], [2.0, 1.0], [-1.0, -0.5], [3.0, 2.0], [0.5, 1.0], [-2.0, -1.0]])
orange_1 = np.array([[0.0, 2.5], [-2.0, 1.5], [2.0, 3.5], [-1.0, 2.0], [1.0, 3.0], [-3.0, 1.0]])
green_2 = np.array([[0.0, 0.0], [1.0, 1.0], [-1.0, -1.5], [2.0, 1.0], [0.0, 2.0], [3.0, 2.5]])
orange_2 = np.array([[3.0, 0.0], [2.0, -1.0], [1.0, -2.0], [4.0, 1.0], [0.0, -3.0], [3.0, -1.0]])

# %% look="two_cases" alt="Two scatter plots of green circles and orange crosses with a dashed straight line between them. In case 1 the crosses lie above the line and the circles below; in case 2 it is the other way round."
with if_ready():
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    edge = np.array([-3.5, 4.5])
    cases = [(green_1, orange_1, 0.5 * edge + 1.5), (green_2, orange_2, edge - 2)]
    for number, (ax, (green, orange, line)) in enumerate(zip(axes, cases, strict=True), start=1):
        ax.plot(*green.T, "o", color=palette.GREEN, label="green")
        ax.plot(*orange.T, "X", color=palette.ORANGE, label="orange")
        ax.plot(edge, line, "--", color=palette.GREY)
        ax.set(title=f"case {number}", xlabel="$x_1$", ylabel="$x_2$", ylim=(-4, 4.5))
        ax.legend()

# %% exercise="hand_set_neuron"
# Case 1: hand_w_1, an array of shape (2,), and hand_b_1, a number.
# Case 2: hand_w_2 and hand_b_2.
# For example, the vertical line x1 = 3 with the origin on the positive side would be
# w = np.array([-1.0, 0.0]), b = 3.0.
### BEGIN SOLUTION
hand_w_1 = np.array([0.5, -1.0])  # 0.5 x1 - x2 + 1.5: at the origin +1.5
hand_b_1 = 1.5
hand_w_2 = np.array([-1.0, 1.0])  # -x1 + x2 + 2: at the origin +2
hand_b_2 = 2.0
### END SOLUTION

# %% tests="hand_set_neuron" points=3
check.shape(np.array(hand_w_1), (2,), what="hand_w_1")
check.shape(hand_b_1, (), what="hand_b_1")
check.shape(np.array(hand_w_2), (2,), what="hand_w_2")
check.shape(hand_b_2, (), what="hand_b_2")
check.true(
    float(hand_b_1) > 0,
    "Case 1: the origin is green, but its score is not positive.",
    given={"hand_w_1": hand_w_1, "hand_b_1": hand_b_1},
)
check.true(
    bool(np.all(green_1 @ np.array(hand_w_1) + hand_b_1 > 0)),
    "Case 1: some green points do not have a positive score. Try a green point in your formula.",
    given={"hand_w_1": hand_w_1, "hand_b_1": hand_b_1},
)
check.true(
    bool(np.all(orange_1 @ np.array(hand_w_1) + hand_b_1 < 0)),
    "Case 1: some orange points do not have a negative score. Try an orange point in your formula.",
    given={"hand_w_1": hand_w_1, "hand_b_1": hand_b_1},
)
check.true(
    bool(np.all(green_2 @ np.array(hand_w_2) + hand_b_2 > 0)),
    "Case 2: some green points do not have a positive score. Try a green point in your formula.",
    given={"hand_w_2": hand_w_2, "hand_b_2": hand_b_2},
)
check.true(
    bool(np.all(orange_2 @ np.array(hand_w_2) + hand_b_2 < 0)),
    "Case 2: some orange points do not have a negative score. Try an orange point in your formula.",
    given={"hand_w_2": hand_w_2, "hand_b_2": hand_b_2},
)
check.done("hand_set_neuron", hidden="points between the green ones, and between the orange ones")
### BEGIN HIDDEN TESTS
mix = rng.dirichlet(np.ones(6), size=50)
check.true(
    bool(
        np.all((mix @ green_1) @ np.array(hand_w_1) + hand_b_1 > 0)
        and np.all((mix @ orange_1) @ np.array(hand_w_1) + hand_b_1 < 0)
    ),
    "Case 1: a point between the green ones, or between the orange ones, is on the wrong side.",
    given={"hand_w_1": hand_w_1, "hand_b_1": hand_b_1},
)
check.true(
    bool(
        np.all((mix @ green_2) @ np.array(hand_w_2) + hand_b_2 > 0)
        and np.all((mix @ orange_2) @ np.array(hand_w_2) + hand_b_2 < 0)
    ),
    "Case 2: a point between the green ones, or between the orange ones, is on the wrong side.",
    given={"hand_w_2": hand_w_2, "hand_b_2": hand_b_2},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Bring everything to one side: $0.5 x_1 - x_2 + 1.5 = 0$ is the line of case 1. So is the same
# equation with all signs flipped.
# </details>
# <details><summary>Hint 2</summary>
#
# Two candidates, one question: which of them is positive at the origin, where both features are 0
# and only one number of the formula is left?
# </details>
#
# **How sure, and where.** The line is where the score is 0, and it stays where it is if $w$ and
# $b$ are multiplied by the same positive number. What changes is how fast the score grows as you
# walk away from the line: its slope straight across is the length of $w$. The neurons
# $w = [-7, 5]$, $b = 15$ and $w = [-70, 50]$, $b = 150$ share the line $x_2 = 1.4 x_1 - 3$, but
# the second is ten times as steep. Changing only $b$ moves the line without turning it: $[10, 5]$
# with $b = -1$ is the line $x_2 = -2x_1 + 0.2$, with $b = 15$ the line $x_2 = -2x_1 - 3$.
#
# > **Predict.** In the picture below the score of your case-1 neuron is drawn in shades, once as
# > it is and once with all three numbers multiplied by $-1$. What changes?

# %% look="guess_signs_flipped"
remember.predict(
    "signs_flipped",
    "All three numbers of a neuron are multiplied by −1. What changes?",
    [
        "the line turns by 90 degrees",
        "the two sides change places",
        "nothing",
        "the line moves to the other side of the origin",
    ],
    right=1,
    because=(
        "The line is where the score is 0, and −0 is 0. Every other score changes its sign, so green "
        "(positive) and purple (negative) change places."
    ),
)

# %% look="hand_set_regions" alt="The plane coloured by the score of your neuron: one colour where it is positive, another where it is negative, with a black line at 0 between them and the points of both classes on top. On the right, with all signs flipped, the line is the same and the colours have changed sides."
with if_ready("signs_flipped"):
    fig, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    across, up = np.meshgrid(np.linspace(-3.5, 4.5, 60), np.linspace(-3, 4.5, 60))
    for ax, sign in zip(axes, (1, -1), strict=True):
        score = sign * (hand_w_1[0] * across + hand_w_1[1] * up + hand_b_1)
        ax.pcolormesh(across, up, score, cmap="PRGn", vmin=-6, vmax=6, shading="auto")
        ax.contour(across, up, score, levels=[0], colors="black")
        ax.plot(*green_1.T, "o", color=palette.GREEN, markeredgecolor="white")
        ax.plot(*orange_1.T, "X", color=palette.ORANGE, markeredgecolor="white")
        ax.set(title="your neuron" if sign == 1 else "all signs flipped")

# %% [markdown]
# ## 4 · From a step to a slope: the sigmoid
#
# The step has a weakness. Change a weight a little and its answer does not change at all, or it
# jumps: the slope is 0 almost everywhere, so a gradient has nothing to say. (This does not mean
# that a step cannot learn anything. The perceptron rule of section 2 does learn: its loss is
# measured on the score, before the step.)
#
# Could we leave the score as it is and fit it to the labels 0 and 1 by least squares, answering 1
# above one half? Below, one feature, eight examples; six of them are near 0 and two far to the
# right, all of them on their proper side of 0.
#
# > **Predict.** With the six near points alone the straight line crosses one half at 0. Where does
# > it cross with the two far points?

# %% look="guess_tilted_line"
remember.predict(
    "tilted_line",
    "Two far points of class 1 are added, on their proper side. Where does the least-squares "
    "line cross one half now?",
    [
        "to the right of 0, before the point at 1",
        "to the left of 0",
        "at 0, as before",
        "to the right of the point at 1",
    ],
    right=3,
    because=(
        "To come down to 1 at the far points the line has to be flat, and it then reaches one half "
        "only beyond the point at 1."
    ),
)

# %% look="least_squares_tilts" alt="Eight points at height 0 or 1 over x, two of them far to the right. The line fitted to the first six crosses one half between the classes; the line fitted to all eight is flatter and crosses one half among the points labelled 1."
with if_ready("tilted_line"):
    fig, ax = plt.subplots(figsize=(7, 3.4))
    x_far = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 30.0, 35.0])
    y_far = (x_far > 0).astype(float)
    ax.plot(x_far, y_far, "o", color="black", label="examples")
    for count, style in [(6, "--"), (8, "-")]:
        slope, start = np.polyfit(x_far[:count], y_far[:count], 1)
        crossing = (0.5 - start) / slope
        grid = np.linspace(-5, 37, 2)
        label = f"least squares, {count} points: crosses ½ at {crossing:.2f}"
        ax.plot(grid, slope * grid + start, style, label=label)
    ax.axhline(0.5, color=palette.GREY, linewidth=0.5)
    ax.set(xlabel="x", ylabel="label", ylim=(-0.3, 1.9))
    ax.legend()

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# The two far points are the easiest of all, and they do the damage. For them the line says more
# than 1, squared error charges for being *too right* (a prediction of 1.5 for a label of 1 costs
# $0.5^2 = 0.25$), and the line tilts down to pay less, until the point at 1 is on the wrong side.
# </details>
#
# We want something that stops at 1: mostly 0 on one side, mostly 1 on the other, and smooth. That
# is the **sigmoid**, or logistic function,
#
# $$\sigma(z) = \frac{1}{1 + e^{-z}} .$$
#
# It maps every real score into the open interval $(0, 1)$, always rises, is 0.5 at $z = 0$, and
# $\sigma(-z) = 1 - \sigma(z)$. Mind which axis a 0.5 refers to: the *output* crosses 0.5 where the
# *score* is 0. (To switch at the input $x = 0.5$, take a large weight and a bias of minus half of
# it: $w = 20$, $b = -10$.)
#
# Two traps. *On paper*, it is easy to lose the minus: $1/(1 + e^{0.78})$ is 0.31, while
# $\sigma(0.78)$ is $1/(1 + e^{-0.78}) = 0.69$. *In floating point*: `np.exp(1000)` overflows, with
# a warning; yet $\sigma(-1000)$ is a perfectly good number, so close to 0 that it rounds to it.
# (From about $z = 37$ on, $\sigma(z)$ likewise rounds to exactly one. In exact arithmetic it never
# gets there.) Far out on either side the curve is almost flat; a neuron there is said to be
# **saturated**.
#
# > **Predict.** Multiply the top and bottom of $\sigma(z)$ by $e^{z}$: that gives
# > $e^{z} / (e^{z} + 1)$. For which $z$ is this form the safer one to compute?

# %% look="guess_safer_form"
remember.predict(
    "safer_form",
    "For which z is exp(z) / (exp(z) + 1) the safer form of the sigmoid?",
    [
        "for large negative z",
        "for z near 0",
        "they overflow at the same places",
        "for large positive z",
    ],
    right=0,
    because="There exp(z) is nearly 0. At z = 1000 it overflows, and the first form is the safe one.",
)


# %% exercise="sigmoid"
def sigmoid(z):
    """The logistic function, 1 / (1 + exp(-z)), for every entry of z.

    z: a number or an array of any shape.
    Returns an array of the same shape (a number for a number). Works for |z| up to 1000 without a
    warning: the results there are 0 and 1 to machine precision.

    Example: sigmoid(np.array([0.0, 1.0])) is [0.5, 0.7310586] to seven digits.
    """
    ### BEGIN SOLUTION
    z = np.asarray(z, dtype=float)
    small = np.exp(-np.abs(z))  # between 0 and 1, whatever z is
    # equivalent(comparison): at z = 0 both branches are one half
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))
    ### END SOLUTION


# %% tests="sigmoid" points=2
check.close(sigmoid(0.0), 0.5, what="sigmoid(0.0)")
z_check = np.array([-3.0, -1.0, 0.0, 0.5, 2.0])
check.shape(sigmoid(z_check), (5,), what="sigmoid of an array of shape (5,)")
check.shape(sigmoid(np.zeros((2, 3))), (2, 3), what="sigmoid of an array of shape (2, 3)")
check.close(sigmoid(np.array([0.78])), np.array([0.68568]), what="sigmoid(0.78)", atol=1e-5)
check.close(sigmoid(np.array([1.0])), np.array([0.7310586]), what="sigmoid(1.0)", atol=1e-7)
check.close(
    sigmoid(-z_check) + sigmoid(z_check),
    np.ones(5),
    what="sigmoid(-z) + sigmoid(z)",
    given={"z": z_check},
)
check.close(
    check.no_warnings(sigmoid, np.array([-1000.0, 1000.0])),
    np.array([0.0, 1.0]),
    what="sigmoid at -1000 and 1000",
)
check.done(
    "sigmoid",
    hidden="random arrays up to three dimensions, whole numbers, ±1000 anywhere, an array without entries",
)
### BEGIN HIDDEN TESTS
for size in [(), (1,), (6,), (4, 3), (2, 3, 4), (0,)]:
    check.agree(sigmoid, reference.sigmoid, np.array(4 * rng.normal(size=size)))
check.agree(sigmoid, reference.sigmoid, np.arange(-3, 4))
check.agree(sigmoid, reference.sigmoid, rng.normal(size=(4, 6))[::2, ::-3])
check.agree(sigmoid, reference.sigmoid, -2)
check.agree(sigmoid, reference.sigmoid, float(rng.normal()))
z_far = rng.permutation(np.array([-1000.0, -745.0, -710.0, -40.0, 0.0, 40.0, 710.0, 1000.0]))
check.close(
    check.no_warnings(sigmoid, z_far),
    reference.sigmoid(z_far),
    what="sigmoid of large scores",
    given={"z": z_far},
)
check.close(check.no_warnings(sigmoid, -1000.0), 0.0, what="sigmoid(-1000.0)")
### END HIDDEN TESTS

# %% tests="sigmoid" points=1
check.close(
    check.keeps_arguments(sigmoid, np.array([-2.0, 3.0])),
    np.array([0.1192029, 0.9525741]),
    what="sigmoid, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("sigmoid, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(sigmoid, reference.sigmoid, rng.normal(size=(2, 3)))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Write the formula down first and run the tests: everything but the last visible one should pass.
# </details>
# <details><summary>Hint 2</summary>
#
# Overflow comes from the exponential of a large *positive* number. The formula and the form from
# the prediction are each safe on one side of 0 only. $e^{-|z|}$ is safe on both.
# </details>
# <details><summary>Hint 3</summary>
#
# `np.where(z >= 0, a, b)` chooses entry by entry, but computes both `a` and `b` for all entries
# first: so both have to be harmless. Build both from `np.exp(-np.abs(z))`.
# </details>

# %% look="sigmoid_curve" alt="The perceptron's step from 0 to 1 at x = 0, and three S-shaped curves from your sigmoid through one half at x = 0. The larger the weight, 0.5, 1 or 4, the steeper the curve and the closer to the step."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4))
    grid = np.linspace(-8, 8, 400)
    ax.plot(
        grid,
        (grid > 0).astype(float),
        color=palette.GREY,
        linewidth=1,
        label="the perceptron's step",
    )
    for weight in (0.5, 1, 4):
        ax.plot(grid, sigmoid(weight * grid), label=rf"your sigmoid, $\sigma({weight} x)$")
    ax.axhline(0.5, color=palette.GREY, linewidth=0.5)
    ax.set(xlabel="x", ylabel="output")
    ax.legend()

# %% [markdown]
# A larger weight makes the curve steeper; in the limit it is the step again.

# %% [markdown]
# ## 5 · Back from probability to score: the log-odds
#
# If $p = \sigma(z)$ is the probability of class 1, solving for $z$ gives
#
# $$z = \log \frac{p}{1 - p} .$$
#
# The ratio $p / (1 - p)$ is the **odds** ("3 to 1" is $p = 0.75$); its natural logarithm is the
# **log-odds** or **logit**. So the score of a logistic neuron *is* the log-odds of class 1, and
# the logit is the *inverse* of the sigmoid. (The name is sometimes given to the sigmoid itself.
# The logit is what goes in, not what comes out.)
#
# > **Predict.** If the log-odds of $p$ are 2, what are those of $1 - p$?

# %% look="guess_odds_of_the_other"
remember.predict(
    "odds_of_the_other",
    "The log-odds of p are 2. What are those of 1 − p?",
    right=-2,
    because="Swapping the classes flips the sign. (For p = 0.5 the odds are 1 to 1 and the log-odds 0.)",
)


# %% exercise="log_odds" further=true minutes=3
def log_odds(p):
    """The score whose sigmoid is p: the natural logarithm of the odds, p against 1 - p.

    p: a number or an array of any shape, strictly between 0 and 1.
    Returns an array of the same shape (a number for a number), in nats (natural logarithm).

    Example: log_odds(np.array([0.5])) is [0.0].
    """
    ### BEGIN SOLUTION
    return np.log(p / (1 - p))
    ### END SOLUTION


# %% tests="log_odds" points=1
p_check = np.array([0.1, 0.25, 0.5, 0.8])
check.shape(log_odds(p_check), (4,), what="log_odds of an array of shape (4,)")
check.close(log_odds(0.5), 0.0, what="log_odds(0.5)")
check.close(
    log_odds(1 - p_check) + log_odds(p_check),
    np.zeros(4),
    what="log_odds(1 - p) + log_odds(p)",
    given={"p": p_check},
)
check.true(
    bool(np.all(np.diff(log_odds(p_check)) > 0)),
    "The log-odds should rise when the probability rises; yours do not.",
    given={"p": p_check},
    got=log_odds(p_check),
)
check.close(
    log_odds(np.array([0.11920292202211755, 0.9525741268224334])),
    np.array([-2.0, 3.0]),
    what="log_odds of the sigmoid of -2 and of 3",
)
check.done(
    "log_odds", hidden="random arrays, and probabilities very close to 0 and 1, without a warning"
)
### BEGIN HIDDEN TESTS
for size in [(), (5,), (3, 2)]:
    check.agree(log_odds, reference.log_odds, np.array(rng.uniform(0.01, 0.99, size=size)))
check.agree(log_odds, reference.log_odds, float(rng.uniform(0.1, 0.9)))
p_far = np.array([1e-300, 1e-12, 1e-5, 1 - 1e-5, 1 - 1e-12])
check.close(
    check.no_warnings(log_odds, p_far),
    reference.log_odds(p_far),
    what="log_odds of probabilities close to 0 and to 1",
    given={"p": p_far},
    rtol=1e-4,
)
### END HIDDEN TESTS

# %% tests="log_odds" points=1
check.close(
    check.keeps_arguments(log_odds, np.array([0.2, 0.7])),
    np.array([-1.3862944, 0.8472979]),
    what="log_odds, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("log_odds, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(log_odds, reference.log_odds, rng.uniform(0.1, 0.9, size=4))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.log` is the natural logarithm, and works on arrays.
# </details>

# %% [markdown]
# ## 6 · Logistic regression
#
# Score, then sigmoid: that is the whole model. It is a classifier in spite of its name.
#
# $$
# P(y = 1 \mid x) = \sigma(w \cdot x + b), \qquad
# P(y = 0 \mid x) = 1 - P(y = 1 \mid x) = \sigma(-(w \cdot x + b)) .
# $$
#
# To answer with a label, say 1 where $p \ge 0.5$. As $\sigma$ rises and is 0.5 at 0, that is the
# same as $z \ge 0$. (Compare the *probability* with 0.5 and the *score* with 0. To compare the
# score with 0.5 is a common slip: a score of 0.3 is already a probability of 0.57. And at exactly
# $z = 0$ this rule says 1, the perceptron 0: a convention, but tests must choose.)
#
# Conventions differ. Some books let $\sigma(w \cdot x + w_0)$ be the probability of class **0**;
# flip the signs of all the weights to get ours. Others write $\sigma(x \cdot \theta)$ with the
# constant feature 1 inside $x$. Why $x$ first? Because a whole batch of rows then works with the
# same formula: `X @ w` is `(N, D) @ (D,)`, while `w @ X` fits only by accident, when $N = D$, and
# is wrong even then.
#
# > **Predict.** What is $p$ for every input if all weights and the bias are 0?

# %% look="guess_all_zero"
remember.predict(
    "all_zero",
    "All weights and the bias are 0. What is p, whatever the input?",
    right=0.5,
    because=(
        "The score is 0, and the sigmoid of 0 is one half. (A network with no hidden layer and one "
        "sigmoid output is just this model: D weights and a bias.)"
    ),
)


# %% exercise="predict_proba"
def predict_proba(X, w, b):
    """The probability of class 1 for each row of X.

    X: (N, D) inputs, one per row.  w: (D,) weights.  b: a number, the bias.
    Returns an array (N,) of probabilities. Scores of ±1000 give no warning.

    Example: with w = [0.0, 0.0] and b = 0.0 every row gets 0.5.
    """
    ### BEGIN SOLUTION
    return sigmoid(X @ w + b)
    ### END SOLUTION


# %% tests="predict_proba" points=1
X_proba, w_proba = np.array([[3.0, 0.0, 1.0], [0.0, 2.0, 1.0], [1.0, 1.0, 0.0]]), [0.8, -1.2, 0.1]
chances = predict_proba(X_proba, np.array(w_proba), -0.1)
check.shape(chances, (3,), what="predict_proba(X, w, b) for three rows")
check.true(
    bool(np.all((chances > 0) & (chances < 1))),
    "Probabilities lie strictly between 0 and 1 here; yours do not.",
    got=chances,
)
check.close(
    predict_proba(X_proba, np.zeros(3), 0.0), np.full(3, 0.5), what="predict_proba, zero weights"
)
check.close(
    chances + predict_proba(X_proba, -np.array(w_proba), 0.1),
    np.ones(3),
    what="the probabilities plus those with all signs of w and b flipped",
)
check.close(
    chances,
    np.array([0.9168273, 0.0831727, 0.3775407]),
    what="predict_proba for scores of 2.4, -2.4 and -0.5",
    atol=1e-6,
)
check.done(
    "predict_proba", hidden="random inputs, whole numbers, scores of ±1000 without a warning"
)
### BEGIN HIDDEN TESTS
for N, D in [(1, 1), (1, 4), (8, 2), (30, 6)]:
    X_try, w_try = rng.normal(size=(N, D)), rng.normal(size=D)
    check.agree(predict_proba, reference.predict_proba, X_try, w_try, float(rng.normal()))
check.agree(
    predict_proba, reference.predict_proba, rng.integers(-2, 3, size=(5, 2)), np.array([1, -1]), 1
)
check.agree(
    predict_proba, reference.predict_proba, rng.normal(size=(3, 7)).T, np.array([0.5, 1.0, -2.0]), 0
)
X_far = np.array([[1000.0], [-1000.0], [1.0]])
check.close(
    check.no_warnings(predict_proba, X_far, np.array([1.0]), 0.0),
    reference.predict_proba(X_far, np.array([1.0]), 0.0),
    what="predict_proba for scores of 1000, -1000 and 1",
)
### END HIDDEN TESTS

# %% tests="predict_proba" points=1
X_proba, w_proba = np.array([[3.0, 0.0, 1.0], [0.0, 2.0, 1.0], [1.0, 1.0, 0.0]]), [0.8, -1.2, 0.1]
check.close(
    check.keeps_arguments(predict_proba, X_proba, np.array(w_proba), -0.1),
    np.array([0.9168273, 0.0831727, 0.3775407]),
    what="predict_proba, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("predict_proba, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    predict_proba, reference.predict_proba, rng.normal(size=(4, 2)), rng.normal(size=2), 0.5
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# One line, from what you already have. If the shape is wrong, look at the shapes of `X`, `w` and
# `X @ w`.
# </details>
#
# Now move the boundary. Pull at the line, or at the tip of $w$; sliders beside the picture set
# $w_1$, $w_2$ and $b$ of **your** model too. Rotate it about the origin (which number has to be 0
# for that?); move it without rotating it; and make the model surer of itself without moving the
# boundary at all. Then move, add and delete points. (The small picture shows the loss for every
# $w_1$ and $w_2$; *fit* walks downhill on it from where you are. Section 8 is about how.)

# %% look="decision_boundary"
from course_utils.explore import decision_boundary

decision_boundary.show(predict_proba=predict_proba, sigmoid=sigmoid)

# %% [markdown]
# The same thing as two surfaces over the plane: on the left the score, an inclined plane; on the
# right your probability, the plane squashed between 0 and 1. The *output* is bent. The *boundary*
# is not: the points where $p = 0.5$ are the points where the score is 0, a straight line. Read
# another way, the neuron turns its two features into one new **feature**: near 0 far on one side of
# the line, near 1 far on the other. In lesson 5 other neurons take such features for their inputs.

# %% look="two_surfaces" alt="Two surfaces over the plane of x₁ and x₂. The score is a tilted flat plane; the probability is flat near 0, rises in a smooth S across a straight line, and is flat near 1."
with if_ready():
    fig = plt.figure(figsize=(9, 3.8))
    across, up = np.meshgrid(np.linspace(-3, 3, 40), np.linspace(-3, 3, 40))
    places = np.column_stack([across.ravel(), up.ravel()])
    weights, bias = np.array([2.0, 1.0]), 0.5
    surfaces = {
        r"score $2x_1 + x_2 + 0.5$": places @ weights + bias,
        "probability": predict_proba(places, weights, bias),
    }
    for position, (name, heights) in enumerate(surfaces.items(), start=1):
        ax = fig.add_subplot(1, 2, position, projection="3d")
        ax.plot_surface(across, up, np.reshape(heights, across.shape), cmap="viridis")
        ax.set(title=name, xlabel="$x_1$", ylabel="$x_2$")
        ax.view_init(elev=25, azim=-120)

# %% [markdown]
# **The boundary as a line.** In two dimensions the boundary is $w_1 x_1 + w_2 x_2 + b = 0$. Solve
# it for $x_2$ and you can draw it.
#
# > **Predict.** For $w = [10, 5]$ and $b = -1$: how much does the height of the boundary change
# > when $x_1$ grows by 1?

# %% look="guess_slope_of_the_line"
remember.predict(
    "slope_of_the_line",
    "For w = [10, 5], b = −1: by how much does the boundary's height change when x1 grows by 1?",
    right=-2,
    because=(
        "Its slope is −w1/w2 = −2; it crosses x1 = 0 at 0.2. With w2 = 0 it would be a vertical "
        "line, with no height or every height."
    ),
)


# %% exercise="decision_line" further=true minutes=3
def decision_line(w, b, x1):
    """The height x2 of the decision boundary above x1, for two features.

    w: (2,) weights with w[1] not 0.  b: a number, the bias.  x1: a number or an array of any shape.
    Returns x2, a number for a number and an array of the same shape for an array: the point
    (x1, x2) has score 0.

    Example: w = [1.0, 1.0], b = 0.0 has the boundary x2 = -x1, so x1 = 2.0 gives -2.0.
    """
    ### BEGIN SOLUTION
    return -(w[0] * x1 + b) / w[1]
    ### END SOLUTION


# %% tests="decision_line" points=1
w_line = np.array([10.0, 5.0])
x1_check = np.array([-1.0, 0.0, 2.5])
check.shape(decision_line(w_line, -1.0, x1_check), (3,), what="decision_line for three x1")
check.close(decision_line(np.array([1.0, 1.0]), 0.0, 2.0), -2.0, what="decision_line for x2 = -x1")
check.close(
    decision_line(w_line, -1.0, 0.0), 0.2, what="decision_line at x1 = 0, with w = [10, 5], b = -1"
)
check.close(
    w_line[0] * x1_check + w_line[1] * decision_line(w_line, -1.0, x1_check) - 1.0,
    np.zeros(3),
    what="the score along your line",
    given={"w": w_line, "b": -1.0, "x1": x1_check},
)
check.close(
    decision_line(7 * w_line, -7.0, x1_check),
    decision_line(w_line, -1.0, x1_check),
    what="decision_line after multiplying w and b by 7",
)
check.done("decision_line", hidden="lines that rise and fall, arrays of any shape, whole numbers")
### BEGIN HIDDEN TESTS
for size in [(), (4,), (2, 3)]:
    for sign in (1, -1):
        w_try = np.array([rng.normal(), sign * rng.uniform(0.5, 2)])
        x1_try = np.array(rng.normal(size=size))
        check.agree(decision_line, reference.decision_line, w_try, float(rng.normal()), x1_try)
check.agree(decision_line, reference.decision_line, np.array([0.0, 2.0]), 3.0, np.arange(3))
check.agree(decision_line, reference.decision_line, np.array([3, -2]), 1, 2)
### END HIDDEN TESTS

# %% tests="decision_line" points=1
check.close(
    check.keeps_arguments(decision_line, np.array([1.0, 2.0]), 1.0, np.array([0.5, 1.5])),
    np.array([-0.75, -1.25]),
    what="decision_line, asked to leave its arguments as they are,",
)
check.done("decision_line, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(decision_line, reference.decision_line, np.array([0.7, -1.5]), 0.3, rng.normal(size=3))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# $w_2 x_2 = -(w_1 x_1 + b)$. What is left to do? Remember that `w[0]` is $w_1$ and `w[1]` is
# $w_2$.
# </details>

# %% look="lines_of_hand_set_neurons" alt="Four boundaries as straight lines, with a cross at the origin. Two with weights 10, 5 are parallel and fall to the right; the other two, whose weights and biases differ by a factor of ten, rise to the right and lie on each other."
with if_ready():
    fig, ax = plt.subplots(figsize=(6, 4))
    ends = np.array([-3.0, 3.0])
    for weights, bias in [([10, 5], -1), ([10, 5], 15), ([-7, 5], 15), ([-70, 50], 150)]:
        style = "--" if bias == 150 else "-"
        ax.plot(
            ends, decision_line(np.array(weights), bias, ends), style, label=f"{weights}, {bias}"
        )
    ax.plot(0, 0, "k+")
    ax.set(xlabel="$x_1$", ylabel="$x_2$", ylim=(-7, 7), title="boundaries of four neurons: w, b")
    ax.legend()

# %% [markdown]
# ## 7 · Which way is better? The gradient
#
# To learn the weights we need one number that says how bad they are. For logistic regression it is
# the **cross-entropy**: minus the logarithm of the probability that the model gave to what really
# happened, averaged over the examples. If $y = 1$ an example costs $-\log p$, if $y = 0$ it costs
# $-\log(1 - p)$. Lesson 2 takes this loss apart; here it is given, as `mean_loss`. (It is computed
# from the scores: at $z = 40$, $1 - p$ rounds to 0 and its logarithm would be $-\infty$.)
#
# Let the **margin** of an example be its score, with the sign flipped if the label is 0. Then the
# cost is $\log(1 + e^{-\text{margin}})$: 0.693 at margin 0, 0.313 at 1, 0.127 at 2, 0.007 at 5. A
# step is content with any margin above 0; this loss keeps asking for more, ever more gently.


# %%
def mean_loss(X, y, w, b):
    """Mean cross-entropy of the model (w, b) on examples X (N, D) with labels y (N,): a number."""
    z = X @ w + b
    return float(np.mean(np.logaddexp(0, z) - y * z))


# %% [markdown]
# The **gradient** is the list of partial derivatives, one for every number that can be adjusted:
# `dw` has the shape of `w`, `db` is a number like `b`. Together they point where the loss rises
# fastest. The derivation is the subject of lesson 2; its result could not be simpler. The
# derivative of one example's cost with respect to its score is $p_n - y_n$, the prediction minus
# the label. The score depends on weight $j$ through $x_{nj}$ and on the bias directly, so for the
# mean of $N$ costs
#
# $$
# \frac{\partial L}{\partial w_j} = \frac1N \sum_{n=1}^{N} (p_n - y_n) x_{nj}, \qquad
# \frac{\partial L}{\partial b} = \frac1N \sum_{n=1}^{N} (p_n - y_n) .
# $$
#
# In this workbook the loss is always a **mean**. Others sum instead. Neither is wrong, but with
# four examples the sum is four times as long, and a step size that suits one is four times too
# bold or too timid for the other.
#
# > **Predict.** If you write every example down twice, what happens to the mean gradient?

# %% look="guess_every_example_twice"
remember.predict(
    "every_example_twice",
    "Every example is written down twice. What happens to the mean gradient?",
    ["it doubles", "nothing", "it halves"],
    right=1,
    because="Twice the sum, divided by twice as many examples. (The sum itself doubles.)",
)


# %% exercise="logistic_gradient"
def logistic_gradient(X, y, w, b):
    """Gradient of the mean cross-entropy of logistic regression.

    X: (N, D) inputs.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number, the bias.
    Returns (dw, db), the partial derivatives of the mean loss: dw (D,), and db a number.

    Example: one input [2.0] with label 0 and zero weights has p = 0.5, so dw = [1.0], db = 0.5.
    """
    ### BEGIN SOLUTION
    error = predict_proba(X, w, b) - y  # (N,): dL/dz of each example
    return X.T @ error / len(y), np.mean(error)
    ### END SOLUTION


# %% tests="logistic_gradient" points=2
X_grad = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
y_grad, w_grad = np.array([1, 0, 1, 0]), np.array([0.5, -0.5])
check.close(
    logistic_gradient(np.array([[2.0]]), np.array([0]), np.zeros(1), 0.0)[0],
    np.array([1.0]),
    what="dw for one input [2.0] with label 0, from zero weights",
)
dw_grad = logistic_gradient(X_grad.copy(), y_grad.copy(), w_grad.copy(), 0.1)[0]
check.gradient(lambda w_moved: mean_loss(X_grad, y_grad, w_moved, 0.1), dw_grad, w_grad, what="dw")
check.close(
    logistic_gradient(np.vstack([X_grad, X_grad]), np.tile(y_grad, 2), w_grad.copy(), 0.1)[0],
    dw_grad,
    what="dw after writing every example down twice",
)
check.done(
    "logistic_gradient, dw",
    hidden="random data of other sizes, and inputs and weights that are whole numbers",
)
### BEGIN HIDDEN TESTS
for N, D in [(1, 1), (5, 1), (1, 4), (12, 3), (50, 6)]:
    X_try, w_try = rng.normal(size=(N, D)), rng.normal(size=D)
    y_try, b_try = rng.integers(0, 2, size=N), float(rng.normal())
    dw_try = logistic_gradient(X_try.copy(), y_try.copy(), w_try.copy(), b_try)[0]
    about = {"X": X_try, "y": y_try, "w": w_try, "b": b_try}
    right = reference.logistic_gradient(X_try, y_try, w_try, b_try)[0]
    check.close(dw_try, right, what="dw for random data", given=about)
    check.gradient(
        lambda v, X=X_try, y=y_try, b=b_try: mean_loss(X, y, v, b), dw_try, w_try, what="dw"
    )
X_whole, y_whole = rng.integers(-2, 3, size=(6, 2)), np.array([0.0, 1.0, 1.0, 0.0, 1.0, 0.0])
right = reference.logistic_gradient(X_whole, y_whole, np.array([1, -1]), 0)[0]
check.close(
    logistic_gradient(X_whole.copy(), y_whole.copy(), np.array([1, -1]), 0)[0],
    right,
    what="dw for inputs and weights that are whole numbers",
    given={"X": X_whole, "y": y_whole, "w": np.array([1, -1]), "b": 0},
)
### END HIDDEN TESTS

# %% tests="logistic_gradient" points=2
X_grad = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
y_grad, w_grad = np.array([1, 0, 1, 0]), np.array([0.5, -0.5])
check.keeps_arguments(logistic_gradient, X_grad, y_grad, w_grad, 0.1)
check.close(
    logistic_gradient(np.array([[2.0]]), np.array([0]), np.zeros(1), 0.0)[1],
    0.5,
    what="db for one input [2.0] with label 0, from zero weights",
)
db_grad = logistic_gradient(X_grad, y_grad, w_grad, 0.1)[1]
check.gradient(lambda b_moved: mean_loss(X_grad, y_grad, w_grad, b_moved), db_grad, 0.1, what="db")
check.close(
    logistic_gradient(np.vstack([X_grad, X_grad]), np.tile(y_grad, 2), w_grad, 0.1)[1],
    db_grad,
    what="db after writing every example down twice",
)
check.done("logistic_gradient, db", hidden="random data, and scores of ±1000 without a warning")
### BEGIN HIDDEN TESTS
for N, D in [(1, 1), (5, 1), (1, 4), (12, 3), (50, 6)]:
    X_try, w_try = rng.normal(size=(N, D)), rng.normal(size=D)
    y_try, b_try = rng.integers(0, 2, size=N), float(rng.normal())
    right = reference.logistic_gradient(X_try, y_try, w_try, b_try)[1]
    check.close(
        logistic_gradient(X_try, y_try, w_try, b_try)[1],
        right,
        what="db for random data",
        given={"X": X_try, "y": y_try, "w": w_try, "b": b_try},
    )
X_far, y_far = np.array([[1000.0], [-1000.0], [500.0]]), np.array([0, 1, 1])
far_slopes = check.no_warnings(logistic_gradient, X_far, y_far, np.array([1.0]), 0.0)
check.close(
    far_slopes[1],
    reference.logistic_gradient(X_far, y_far, np.array([1.0]), 0.0)[1],
    what="db for scores of 1000, -1000 and 500",
    given={"X": X_far, "y": y_far},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Write it as a loop over the examples first, and make the test pass. Then look for the matrix
# product that does the same.
# </details>
# <details><summary>Hint 2</summary>
#
# `error = p - y` has shape `(N,)`. You need a `(D,)` in which entry $j$ adds up column $j$ of `X`
# times `error`. Which of `X`, `X.T` goes with it?
# </details>

# %% [markdown]
# [[pause]] Next, you walk downhill.

# %% [markdown]
# ## 8 · Gradient descent
#
# Start somewhere, step against the gradient, and stop when it is (nearly) zero or when your
# patience runs out:
#
# $$
# w \leftarrow w - \eta \frac{\partial L}{\partial w}, \qquad
# b \leftarrow b - \eta \frac{\partial L}{\partial b} .
# $$
#
# ![A loss over one weight, shaped like a bowl. Left of its lowest place the slope is negative, so
# each step makes the weight larger; the steps get shorter as the slope does.](drawing:valley)
#
# For a small enough $\eta$ every step lowers the loss. In general it matters where you start: in
# the picture the same rule, from five places, finds two different valleys. The loss of logistic
# regression is *convex*: it has no false valleys. So we start at zero, where every $p$ is 0.5 and
# the loss is $\log 2 \approx 0.693$ whatever the data.

# %% look="two_valleys" alt="A curve with two valleys, a deeper one near t = −1 and a shallower one near t = 1. From five places on it dotted lines lead down to five descents, one below the other: those that start at −1.7, −0.5 and 0 end below the left valley, those that start at 0.5 and 1.7 below the right one."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4))
    grid = np.linspace(-1.75, 1.75, 300)
    ax.plot(grid, grid**4 - 2 * grid**2 + 0.3 * grid, color=palette.GREY)
    for row, start in enumerate((-1.7, -0.5, 0.0, 0.5, 1.7)):
        spot, walk = start, [start]
        for _ in range(300):
            spot -= 0.01 * (4 * spot**3 - 4 * spot + 0.3)
            walk.append(spot)
        color, below = palette.COLORS[int(spot > 0)], -1.8 - 0.4 * row
        foot = start**4 - 2 * start**2 + 0.3 * start
        ax.plot([start, start], [foot, below], ":", color=color, linewidth=1)
        ax.plot(walk[::6], np.full(51, below), ".-", color=color, markersize=4)
        ax.plot([start, spot], [foot, below], "o", color=color)
    ax.set(xlabel="t", title="$f(t) = t^4 - 2t^2 + 0.3t$; below it, five descents from the dots")

# %% [markdown]
# Three details decide whether such a loop is right.
#
# - *When to stop.* "Go on while the gradient is longer than $\varepsilon$ **or** steps remain" is
#   a common slip. With *or*, the loop goes on after it has arrived, and if it never arrives, it
#   never ends. Both must hold to go on: **and**.
# - *What to measure.* Stop on the length of the **whole** gradient, all of `dw` and `db` together.
#   The *loss* does not tell you whether you have arrived: for *the same value*, from section 2,
#   the very best line has a loss of $\log 2$, as large as at the start.
# - *A clean slate.* If you add up the gradient of the examples with `+=`, set the total back to 0
#   before the next pass. If you forget, each step uses the sum of all past gradients.
#
# > **Predict.** On $L = w^2 / 2$ (gradient $w$) from $w = 1$ with $\eta = 0.1$, the proper loop
# > multiplies $w$ by 0.9 at every step. What does the loop do if the reset is forgotten?

# %% look="guess_reset_forgotten"
remember.predict(
    "reset_forgotten",
    "The total of the gradient is never set back to 0. What does w do?",
    [
        "it swings about 0 for ever",
        "it arrives sooner",
        "it runs off to infinity",
        "it stops short of 0",
    ],
    right=0,
    because="The total keeps growing until w changes its sign, and only then begins to shrink.",
)

# %% look="forgotten_reset" alt="The weight over 100 steps. With the total reset before every pass it falls smoothly to 0; with a total that is never reset it swings between −1 and 1 and does not settle."
with if_ready("reset_forgotten"):
    fig, ax = plt.subplots(figsize=(7, 2.8))
    for forget in (False, True):
        spot, total, walk = 1.0, 0.0, [1.0]
        for _ in range(100):
            total = (total if forget else 0.0) + spot
            spot -= 0.1 * total
            walk.append(spot)
        ax.plot(walk, label="total never reset" if forget else "reset before every pass")
    ax.set(xlabel="step", ylabel="w", ylim=(-1.1, 1.6))
    ax.legend(loc="upper right", ncols=2)


# %% exercise="gradient_descent" keeps="gradient_descent"
def gradient_descent(X, y, eta, tol, max_iters):
    """Fit logistic regression by gradient descent on the mean loss, starting from zero.

    X: (N, D) inputs.  y: (N,) labels, 0 or 1.  eta: learning rate.  tol: a length.  max_iters: int.
    Before each step: stop if the length (Euclidean norm) of the whole gradient, dw and db together,
    is at most tol; stop also after max_iters steps.
    Returns (w, b, losses): w (D,), b a number, losses with one entry for each step taken, the mean
    loss (see mean_loss) measured before that step.

    Example: max_iters = 0 takes no step: w is all zeros, b is 0.0 and losses is empty.
    """
    ### BEGIN SOLUTION
    w, b, losses = np.zeros(X.shape[1]), 0.0, []
    for _ in range(max_iters):
        dw, db = logistic_gradient(X, y, w, b)
        if np.sqrt(dw @ dw + db**2) <= tol:
            break
        losses.append(mean_loss(X, y, w, b))
        w, b = w - eta * dw, b - eta * db
    return w, b, losses
    ### END SOLUTION


# %% tests="gradient_descent" points=3
X_row, y_row = np.arange(6.0).reshape(6, 1), np.array([0, 0, 1, 0, 1, 1])
check.close(
    gradient_descent(X_row.copy(), y_row.copy(), 0.1, 0.0, 0),
    (np.zeros(1), 0.0, []),
    what="gradient_descent with no step allowed",
)
one_step = gradient_descent(np.array([[2.0]]), np.array([0]), 0.5, 0.0, 1)
check.close(
    one_step,
    (np.array([-0.5]), -0.25, [0.6931471805599453]),
    what="gradient_descent, one step with eta = 0.5 from one input [2.0] with label 0",
)
fit = gradient_descent(X_row.copy(), y_row.copy(), 0.2, 0.0, 30)
check.true(
    len(fit[2]) == 30,
    "With tol = 0 and a gradient that is never zero, losses should have max_iters entries.",
    given={"max_iters": 30},
    got=len(fit[2]),
)
check.true(
    bool(np.all(np.diff(np.array(fit[2])) < 0)),
    "With this small learning rate every step should lower the loss; yours does not.",
    given={"eta": 0.2},
    got=fit[2],
)
check.true(
    float(fit[2][-1]) > mean_loss(X_row, y_row, fit[0], fit[1]),
    "The last entry of losses should be measured before the last step, so the loss of the returned "
    "w and b should be a little lower still.",
    got=fit[2][-1],
)
check.done("gradient_descent, the steps", hidden="random data, large inputs without a warning")
### BEGIN HIDDEN TESTS
for N, D in [(5, 1), (12, 2), (40, 4)]:
    X_try, y_try = rng.normal(size=(N, D)), rng.integers(0, 2, size=N)
    check.agree(gradient_descent, reference.gradient_descent, X_try, y_try, 0.4, 0.0, 7)
    check.agree(gradient_descent, reference.gradient_descent, X_try, y_try, 1.3, 0.0, 3)
X_far = 30 * rng.normal(size=(6, 1))
check.close(
    check.no_warnings(gradient_descent, X_far, np.array([0, 1, 1, 0, 1, 0]), 1.0, 0.0, 4),
    reference.gradient_descent(X_far, np.array([0, 1, 1, 0, 1, 0]), 1.0, 0.0, 4),
    what="gradient_descent with large inputs",
    given={"X": X_far},
)
### END HIDDEN TESTS

# %% tests="gradient_descent" points=2
X_row, y_row = np.arange(6.0).reshape(6, 1), np.array([0, 0, 1, 0, 1, 1])
check.keeps_arguments(gradient_descent, X_row, y_row, 0.2, 0.0, 3)
only_b = gradient_descent(np.zeros((4, 1)), np.array([1, 1, 1, 1]), 1.0, 0.3, 50)
check.true(
    len(only_b[2]) > 0,
    "Here dw is 0, but db is not: the whole gradient is longer than tol. Take a step.",
    given={"X": np.zeros((4, 1)), "y": np.array([1, 1, 1, 1]), "tol": 0.3},
)
check.true(
    0 < len(gradient_descent(X_row, y_row, 0.2, 0.1, 500)[2]) < 500,
    "With tol = 0.1 it should take some steps, and stop well before 500: the gradient gets short.",
    given={"eta": 0.2, "tol": 0.1, "max_iters": 500},
)
check.done("gradient_descent, when it stops", hidden="other tolerances, and a fit to the optimum")
### BEGIN HIDDEN TESTS
for N, D in [(5, 1), (12, 2), (40, 4)]:
    X_try, y_try = rng.normal(size=(N, D)), rng.integers(0, 2, size=N)
    check.close(
        len(gradient_descent(X_try, y_try, 0.3, 0.03, 60)[2]),
        len(reference.gradient_descent(X_try, y_try, 0.3, 0.03, 60)[2]),
        what="the number of steps with tol = 0.03 and max_iters = 60",
        given={"X": X_try, "y": y_try, "eta": 0.3},
    )
check.close(
    gradient_descent(X_row, y_row, 0.2, 1e6, 10),
    (np.zeros(1), 0.0, []),
    what="gradient_descent from where the gradient is shorter than tol",
    given={"X": X_row, "y": y_row, "tol": 1e6},
)
for X_edge, y_edge, eta_edge, tol_edge, due in [
    # The gradient at the start is (0, 0.5): exactly as long as tol, which is short enough
    (np.zeros((2, 1)), np.zeros(2), 1.0, 0.5, 10),
    # ... and (0.5, 0.5), each part within tol = 0.6, the whole not
    (np.ones((2, 1)), np.zeros(2), 0.1, 0.6, 10),
    # db is 0 and stays 0: all the slope is in w
    (np.array([[-1.0], [1.0], [2.0], [-2.0]]), np.array([0, 1, 1, 0]), 0.5, 0.2, 40),
]:
    check.close(
        len(gradient_descent(X_edge, y_edge, eta_edge, tol_edge, due)[2]),
        len(reference.gradient_descent(X_edge, y_edge, eta_edge, tol_edge, due)[2]),
        what="the number of steps",
        given={"X": X_edge, "y": y_edge, "eta": eta_edge, "tol": tol_edge, "max_iters": due},
    )
optimum = gradient_descent(X_row, y_row, 0.7, 1e-7, 4000)
check.close(
    optimum[:2],
    (np.array([1.21402758585142]), -3.0350689646285502),
    what="the optimum that gradient_descent finds for six examples in a row",
    given={"X": X_row, "y": y_row, "eta": 0.7, "tol": 1e-7, "max_iters": 4000},
    rtol=1e-5,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `for _ in range(max_iters):` bounds the number of steps. Inside, in this order: gradient, test of
# its length, loss, step.
# </details>
# <details><summary>Hint 2</summary>
#
# The squared length of the whole gradient is the sum of the squares of all entries of `dw`, plus
# `db**2`.
# </details>
# <details><summary>Hint 3</summary>
#
# Compute `dw` and `db` first, at the same `w` and `b`, and only then move both.
# </details>
#
# Six examples in a row, $x = 0$ to $5$ with the labels 0 0 1 0 1 1. Left, their loss as a
# landscape over $(w, b)$ and the path of **your** descent; right, the losses for three learning
# rates. Which one is too small, which too large, and how do the losses show it?

# %% look="descent_path" alt="Left: contours of the mean loss over w and b, a narrow slanting valley, with the path of 400 steps from the origin along its floor. Right: the loss over 60 steps. With η = 0.02 it falls slowly, with 0.5 faster and smoothly, with 2.5 it jumps up and down."
with if_ready():
    fig, (left, right_ax) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    X_line, y_line = np.arange(6.0).reshape(6, 1), np.array([0, 0, 1, 0, 1, 1])
    counts = [*range(30), *range(30, 401, 10)]
    path = [gradient_descent(X_line, y_line, 0.5, 0.0, count)[:2] for count in counts]
    plots.loss_surface(
        lambda spot: mean_loss(X_line, y_line, spot[:1], spot[1]),
        path=[[weights[0], bias] for weights, bias in path],
        limits=(-1, 3, -5, 1.5),
        names=("$w$", "$b$"),
        ax=left,
        title="400 steps of your descent, η = 0.5",
    )
    for eta in (0.02, 0.5, 2.5):
        losses = gradient_descent(X_line, y_line, eta, 0.0, 60)[2]
        plots.curve(losses, ax=right_ax, label=f"η = {eta}")
    right_ax.set(xlabel="step", ylabel="mean loss before the step", ylim=(0.3, 1.6))

# %% [markdown]
# Now roll down yourself: thirty steps of your descent. Where does it begin to swing across the
# valley, and where does it stop settling at all? Pull the ring to begin elsewhere, and press ▶.

# %% look="learning_rate"
from course_utils.explore import learning_rate

learning_rate.show(gradient_descent=gradient_descent, logistic_gradient=logistic_gradient)

# %% [markdown]
# The valley is long and narrow (its lowest point is at $w = 1.214$, $b = -3.035$): steps that are
# safe across it are slow along it. Section 10 does something about that. First, the promise of
# section 4: the eight points that tilted the least-squares line, now with your logistic fit.

# %% look="logistic_does_not_tilt" alt="The same eight points at height 0 or 1. The straight least-squares line crosses one half to the right of the first points labelled 1; the logistic curve steps up between the classes, and the two far points do not move it."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4))
    fig.subplots_adjust(bottom=0.17)
    x_far = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0, 30.0, 35.0])
    y_far = (x_far > 0).astype(float)
    slope, start = np.polyfit(x_far, y_far, 1)
    weights, bias, _ = gradient_descent(x_far[:, None], y_far, 0.1, 0.0, 300)
    grid = np.linspace(-5, 37, 400)
    ax.plot(x_far, y_far, "o", color="black")
    ax.plot(
        grid, slope * grid + start, "--", label=f"least squares: ½ at {(0.5 - start) / slope:.2f}"
    )
    curve = predict_proba(grid[:, None], weights, bias)
    ax.plot(grid, curve, label=f"logistic: ½ at {-bias / weights[0]:z.2f}")
    ax.axhline(0.5, color=palette.GREY, linewidth=0.5)
    ax.set(xlabel="x", ylabel="label, probability")
    ax.legend()

# %% [markdown]
# A far point on the right side has $p - y \approx 0$ and does not pull. Squared error on a
# straight line keeps pulling. Move a far point of class 1 yourself: which line follows it? Then
# move it in among class 0: now both have to move.

# %% look="far_points"
from course_utils.explore import outlier

outlier.show(logistic_gradient=logistic_gradient)

# %% [markdown]
# ## 9 · Not too sure: a prior on the weights
#
# Does convexity mean that the descent reaches a global minimum in the end? Two more things are
# needed: the step must be small enough, and there must *be* a minimum. If a line separates the
# classes there is none. Take any weights and bias that separate, and double them: every
# probability gets closer to its label, so the loss falls, and so on for ever.
#
# The cure is an opinion held before seeing the data: *weights are probably not large*. In a
# formula, this is a Gaussian prior on $w$ with mean 0 and precision $\alpha$ (variance $1/\alpha$
# in every direction). Minus its logarithm is $\frac{\alpha}{2} \sum_j w_j^2$ plus a constant, with
# the gradient $\alpha w$. Add it to the gradient of the loss: the descent now looks for the most
# probable weights given data *and* prior, the **maximum a posteriori** or MAP estimate,
#
# $$
# w \leftarrow w - \eta \left( \frac{\partial L}{\partial w} + \alpha w \right)
# = (1 - \eta \alpha) w - \eta \frac{\partial L}{\partial w} .
# $$
#
# The second form shows why it is also called **weight decay**. The bias has no prior: the data
# should decide where the boundary lies. (Mind the $N$. The prior belongs beside the *sum* of the
# costs; beside their *mean*, as here, the number to use is the prior's precision divided by $N$.)
#
# > **Predict.** If `dw` is zero, by which factor does one step multiply $w = [1, -2]$ with
# > $\eta = 0.1$ and $\alpha = 0.5$?

# %% look="guess_decay_factor"
remember.predict(
    "decay_factor",
    "dw is zero, η = 0.1 and α = 0.5. By which factor does one step multiply the weights?",
    right=0.95,
    because=(
        "1 − 0.1 · 0.5. With α = 0 the prior is infinitely wide: no opinion at all, plain gradient "
        "descent."
    ),
)


# %% exercise="map_step" further=true minutes=3
def map_step(w, dw, eta, alpha):
    """One step of gradient descent on the weights, with a Gaussian prior of precision alpha.

    w: (D,) weights.  dw: (D,) gradient of the loss alone.  eta: learning rate.  alpha: a number
    that is not negative.
    Returns the new weights, an array (D,); w itself is left as it is.

    Example: w = [1.0], dw = [0.0], eta = 0.5, alpha = 1.0 gives [0.5].
    """
    ### BEGIN SOLUTION
    return w - eta * (dw + alpha * w)
    ### END SOLUTION


# %% tests="map_step" points=1
w_map, dw_map = np.array([1.0, -2.0, 0.5]), np.array([0.2, 0.1, -0.4])
check.shape(map_step(w_map, dw_map, 0.1, 0.5), (3,), what="map_step for three weights")
check.close(
    map_step(w_map, dw_map, 0.1, 0.0),
    np.array([0.98, -2.01, 0.54]),
    what="map_step with alpha = 0, which is plain gradient descent",
)
check.close(
    map_step(w_map, np.zeros(3), 0.1, 0.5),
    np.array([0.95, -1.9, 0.475]),
    what="map_step without a gradient, which only shrinks the weights",
)
check.close(map_step(w_map, dw_map, 0.0, 0.5), w_map, what="map_step with eta = 0")
check.done(
    "map_step",
    hidden="random weights, gradients, learning rates and priors, weights that are whole numbers",
)
### BEGIN HIDDEN TESTS
for D in (1, 3, 8):
    w_try, dw_try = rng.normal(size=D), rng.normal(size=D)
    eta_try, alpha_try = float(rng.uniform(0.05, 0.9)), float(rng.uniform(0.1, 3))
    check.agree(map_step, reference.map_step, w_try, dw_try, eta_try, alpha_try)
check.agree(map_step, reference.map_step, np.array([3, -1]), np.array([1, 2]), 0.5, 1)
### END HIDDEN TESTS

# %% tests="map_step" points=1
check.close(
    check.keeps_arguments(map_step, np.array([1.0, -1.0]), np.array([0.5, 0.5]), 0.1, 0.1),
    np.array([0.94, -1.04]),
    what="map_step, asked to leave its arguments as they are,",
)
check.done("map_step, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(map_step, reference.map_step, rng.normal(size=3), rng.normal(size=3), 0.2, 0.7)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The learning rate multiplies *everything* that is subtracted.
# </details>
#
# Four examples on a line, at −2, −1, 1 and 2, perfectly separable, one weight and no bias. The
# steps are your `map_step` on your gradient. Note the axis of steps: 10, 100, 1000.

# %% look="weights_that_grow" alt="The weight over 3000 steps, on a logarithmic axis of steps, for four strengths α of the penalty. With α = 0 it keeps growing; the larger α, the sooner it levels off, and the lower."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    x_apart, y_apart = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
    for alpha in (0.0, 0.0025, 0.025, 0.25):
        weights, walk = np.zeros(1), []
        for _ in range(3000):
            slope, _ = logistic_gradient(x_apart, y_apart, weights, 0.0)
            weights = map_step(weights, slope, 1.0, alpha)
            walk.append(weights[0])
        ax.semilogx(range(1, 3001), walk, label=rf"$\alpha$ = {alpha}")
    ax.set(xlabel="step", ylabel="w")
    ax.legend()

# %% [markdown]
# Without a prior the weight is 4.0 after 100 steps, 6.2 after 1000 and 8.5 after 10 000: the
# growth never ends, it only gets slower. Any $\alpha > 0$ gives it a place to stop. How to choose
# $\alpha$? Not by the loss on these examples, which always prefers none; by examples kept aside
# (lessons 3 and 6).

# %% [markdown]
# ## 10 · Features on one scale
#
# If one feature runs from 0 to 1 and another from 0 to 1000, the loss is a long narrow valley: one
# learning rate cannot suit both. **Standardising** a feature, subtracting its mean and dividing by
# its standard deviation, makes the valley rounder:
#
# $$
# x'_{nj} = \frac{x_{nj} - m_j}{s_j}, \qquad
# s_j = \sqrt{\frac1N \sum_{n=1}^{N} (x_{nj} - m_j)^2} .
# $$
#
# One mean and one deviation per *column*, taken from the training examples; new examples are later
# moved and scaled by the same numbers, which is why the function hands them back.
#
# > **Predict.** What does the formula make of a column that is the same in every row?

# %% look="guess_constant_column"
remember.predict(
    "constant_column",
    "What does the formula make of a column that is the same in every row?",
    ["all 1", "all 0", "0 divided by 0", "the column itself"],
    right=2,
    because="It has no spread. It does not help to tell the examples apart either, so let it become all 0.",
)


# %% exercise="standardize" further=true
def standardize(X):
    """Shift and scale every column to mean 0 and standard deviation 1.

    X: (N, D) inputs, one per row.
    Returns (X_std, mean, std): X_std (N, D), and mean (D,), std (D,) of the columns of X, with the
    population standard deviation (divide by N). A column that is constant becomes all 0 and its std
    is given as 1. X itself is left as it is.

    Example: the column 1, 3 has mean 2 and std 1 and becomes -1, 1.
    """
    ### BEGIN SOLUTION
    constant = X.min(axis=0) == X.max(axis=0)
    mean = np.where(constant, X[0], X.mean(axis=0))
    std = np.where(constant, 1.0, X.std(axis=0))
    return (X - mean) / std, mean, std
    ### END SOLUTION


# %% tests="standardize" points=2
check.close(
    standardize(np.array([[1.0], [3.0]])),
    (np.array([[-1.0], [1.0]]), np.array([2.0]), np.array([1.0])),
    what="standardize of the column 1, 3",
)
X_scale = np.array([[1.0, 100.0, 5.0], [2.0, 200.0, 5.0], [3.0, 600.0, 5.0]])
scaled = check.no_warnings(standardize, X_scale)
check.true(
    isinstance(scaled, tuple | list) and len(scaled) == 3,
    "standardize should return three things: X_std, mean and std.",
    got=scaled,
)
check.shape(scaled[0], (3, 3), what="X_std")
check.close(scaled[1], np.array([2.0, 300.0, 5.0]), what="mean", given={"X": X_scale})
check.close(scaled[0][:, 2], np.zeros(3), what="the constant column of X_std", given={"X": X_scale})
check.close(scaled[2][2], 1.0, what="the std given for a constant column", given={"X": X_scale})
check.close(scaled[0].mean(axis=0), np.zeros(3), what="the column means of X_std")
check.close(
    (scaled[0] ** 2).mean(axis=0)[:2],
    np.ones(2),
    what="the mean square of the first two columns of X_std",
    given={"X": X_scale},
)
check.close(
    scaled[0] * scaled[2] + scaled[1], X_scale, what="X_std * std + mean, which should give X back"
)
check.done("standardize", hidden="random data, whole numbers, constant columns, a single row")
### BEGIN HIDDEN TESTS
for N, D in [(2, 1), (5, 3), (30, 4)]:
    X_try = rng.normal(size=(N, D)) * rng.uniform(0.5, 20, size=D) + rng.normal(size=D)
    check.agree(standardize, reference.standardize, X_try)
X_try = rng.normal(size=(8, 3))
X_try[:, 1] = -4.0
check.agree(standardize, reference.standardize, X_try)
check.agree(standardize, reference.standardize, X_try.T[:, :4])
check.agree(standardize, reference.standardize, np.array([[3, 1], [7, 1], [2, 1], [0, 1]]))
check.agree(standardize, reference.standardize, np.array([[2.0, -3.0, 0.0]]))
check.no_warnings(standardize, np.zeros((4, 2)))
### END HIDDEN TESTS

# %% tests="standardize" points=1
check.close(
    check.keeps_arguments(standardize, np.array([[1.0, 2.0], [3.0, 2.0]])),
    (np.array([[-1.0, 0.0], [1.0, 0.0]]), np.array([2.0, 2.0]), np.array([1.0, 1.0])),
    what="standardize, asked to leave its arguments as they are,",
)
check.done("standardize, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(standardize, reference.standardize, rng.normal(size=(5, 2)))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `X.mean(axis=0)` averages over the rows and leaves one number per column. `X.std(axis=0)` is
# already the population form.
# </details>
# <details><summary>Hint 2</summary>
#
# Make the std of constant columns 1 *before* you divide, for instance with `np.where`.
# </details>

# %% look="a_rounder_valley" alt="The mean loss over 100 steps. With raw features and η = 0.003 it falls very slowly, with η = 0.01 it jumps about; with standardised features and η = 1 it drops within a few steps and stays low."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    X_uneven = X_clouds * [1.0, 20.0] + [0.0, 30.0]
    for name, inputs, eta in [
        ("raw features, η = 0.003", X_uneven, 0.003),
        ("raw features, η = 0.01", X_uneven, 0.01),
        ("standardised features, η = 1", standardize(X_uneven)[0], 1.0),
    ]:
        ax.plot(gradient_descent(inputs, y_clouds, eta, 0.0, 100)[2], label=name)
    ax.set(xlabel="step", ylabel="mean loss", ylim=(0, 1.5))
    ax.legend()

# %% [markdown]
# ## 11 · A few examples at a time
#
# The gradient over a million examples is expensive, and a rough one is almost as useful for a
# single step. So: shuffle the examples, cut them into small **batches**, and take one step for
# each batch with the mean gradient *of that batch*, at the weights as they are *by then*. One pass
# over all examples is an **epoch**; the method is called **stochastic gradient descent**, SGD.
# With a batch of all examples it is gradient descent again; with batches of one it resembles the
# perceptron rule.
#
# The last batch may be short, because $N$ need not be a multiple of the batch size; it counts by
# the mean over its own examples. Randomness comes from `rng`, a NumPy generator that is handed in,
# so that the same seed gives the same run.
#
# > **Predict.** With 80 examples and batches of 30, how many steps are in an epoch?

# %% look="guess_short_batch"
remember.predict(
    "short_batch",
    "80 examples, batches of 30. How many steps are in an epoch?",
    right=3,
    because="Batches of 30, 30 and 20: the short one is a step too.",
)


# %% exercise="sgd_epoch"
def sgd_epoch(X, y, w, b, eta, batch_size, rng):
    """One pass of stochastic gradient descent for logistic regression.

    X: (N, D) inputs.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number, the bias.
    eta: learning rate.  batch_size: int, at least 1.  rng: a numpy.random.Generator.
    The examples are taken in an order shuffled by rng, each exactly once, batch_size at a time (the
    last batch may be shorter); each batch makes one step with the mean gradient of its examples.
    Returns the new (w, b). The arrays that come in are left as they are.

    Example: batch_size = N makes one step of ordinary gradient descent.
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(y))
    for start in range(0, len(y), batch_size):
        batch = order[start : start + batch_size]
        dw, db = logistic_gradient(X[batch], y[batch], w, b)
        w, b = w - eta * dw, b - eta * db
    return w, b
    ### END SOLUTION


# %% tests="sgd_epoch" points=2
X_four, y_four = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]]), np.array([1, 0, 1, 0])
check.close(
    sgd_epoch(X_four, y_four, np.array([0.5, -0.5]), 0.1, 0.5, 4, np.random.default_rng(0)),
    (np.array([0.39566596700342693, -0.4088827246368759]), 0.06353695297329302),
    what="sgd_epoch with one batch of all four examples",
)
check.close(
    sgd_epoch(np.ones((5, 1)), np.ones(5), np.zeros(1), 0.0, 1.0, 2, np.random.default_rng(1)),
    (np.array([0.9457846793097748]), 0.9457846793097748),
    what="sgd_epoch over five equal examples in batches of 2 (three steps)",
)
check.done("sgd_epoch, the steps", hidden="random data and other batch sizes")
### BEGIN HIDDEN TESTS
X_try, y_try = rng.normal(size=(6, 3)), rng.integers(0, 2, size=6)
w_try, b_try = rng.normal(size=3), float(rng.normal())
slopes = reference.logistic_gradient(X_try, y_try, w_try, b_try)
all_six = (w_try - 0.3 * slopes[0], b_try - 0.3 * slopes[1])
for size in (6, 7, 100):
    copies = (X_try.copy(), y_try.copy(), w_try.copy())
    check.close(
        sgd_epoch(*copies, b_try, 0.3, size, np.random.default_rng(size)),
        all_six,
        what=f"sgd_epoch with all 6 examples in one batch (batch_size = {size})",
        given={"X": X_try, "y": y_try, "w": w_try, "b": b_try, "eta": 0.3},
    )
for size in (1, 3, 4):
    row, label = rng.normal(size=2), int(rng.integers(2))
    X_same, y_same = np.tile(row, (8, 1)), np.full(8, label)
    check.close(
        sgd_epoch(X_same, y_same, np.zeros(2), 0.0, 0.8, size, np.random.default_rng(size)),
        reference.sgd_epoch(X_same, y_same, np.zeros(2), 0.0, 0.8, size, np.random.default_rng(0)),
        what=f"sgd_epoch over eight equal examples in batches of {size}",
        given={"X": X_same, "y": y_same, "eta": 0.8},
    )
### END HIDDEN TESTS

# %% tests="sgd_epoch" points=2
check.keeps_arguments(
    sgd_epoch, np.eye(2), np.array([1, 0]), np.zeros(2), 0.1, 0.5, 1, np.random.default_rng(0)
)
# With inputs that are 1 in one place only, and a tiny step, the weight of each place tells how much
# its example counted: 1/3 in a batch of three, 1 in a batch of one, 0 if it was left out.
passed = sgd_epoch(np.eye(7), np.ones(7), np.zeros(7), 0.0, 1e-6, 3, np.random.default_rng(2))
check.shape(passed[0], (7,), what="the new w")
check.close(
    np.sort(passed[0] / 0.5e-6),
    np.array([1, 1, 1, 1, 1, 1, 3]) / 3,
    what="how much each of seven examples counted in batches of 3, 3 and 1 (in ascending order)",
    rtol=1e-3,
)
check.done(
    "sgd_epoch, the order", hidden="labels of both kinds, whether it shuffles, and by rng alone"
)
### BEGIN HIDDEN TESTS
# Each example once, with its own label
for N, size in [(20, 1), (20, 6), (13, 4)]:
    y_once = rng.permutation(np.arange(N) % 2)
    moved = sgd_epoch(np.eye(N), y_once, np.zeros(N), 0.0, 1e-6, size, np.random.default_rng(N))
    full, rest = N // size * size, N % size
    check.close(
        np.sort(moved[0] / (0.5e-6 * (2 * y_once - 1))),
        np.concatenate([np.full(full, 1 / size), np.full(rest, 1 / max(rest, 1))]),
        what=f"how much each of {N} examples counted, in batches of {size}, toward its own label",
        rtol=1e-3,
    )
# Which example is alone in the last batch changes from one generator to the next
alone = [
    int(np.argmax(sgd_epoch(np.eye(7), np.ones(7), np.zeros(7), 0.0, 1e-6, 3, generator)[0]))
    for generator in [np.random.default_rng(seed) for seed in range(12)]
]
check.true(
    len(set(alone)) > 2,
    "The batches are made of the same examples in every pass; shuffle the examples with rng first.",
)
X_try, y_try = rng.normal(size=(6, 3)), rng.integers(0, 2, size=6)
w_try, b_try = rng.normal(size=3), float(rng.normal())
twins = [sgd_epoch(X_try, y_try, w_try, b_try, 2.0, 1, np.random.default_rng(11)) for _ in range(3)]
check.true(
    bool(np.array_equal(twins[0][0], twins[1][0]) and np.array_equal(twins[0][0], twins[2][0])),
    "Equal generators give different results: take all randomness from rng.",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `rng.permutation(N)` gives the numbers 0 to N − 1 in random order. Use one and the same order for
# `X` and `y`.
# </details>
# <details><summary>Hint 2</summary>
#
# `range(0, N, batch_size)` gives the starts of the batches. A slice that runs over the end of an
# array simply stops there, so the short last batch needs no special case.
# </details>

# %% look="noisy_descent" alt="The mean loss after each of 12 epochs for batches of 1, 8 and 80 examples. The smaller the batches, the sooner it comes down: with 1 within the first epoch, with 80 it is still falling at the end."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    for size in (1, 8, 80):
        generator = np.random.default_rng(0)
        weights, bias, track = np.zeros(2), 0.0, [np.log(2)]
        for _ in range(12):
            weights, bias = sgd_epoch(X_clouds, y_clouds, weights, bias, 0.5, size, generator)
            track.append(mean_loss(X_clouds, y_clouds, weights, bias))
        ax.plot(track, ".-", label=f"batches of {size}")
    ax.set(xlabel="epochs", ylabel="mean loss after the epoch")
    ax.legend()

# %% [markdown]
# Small batches are quick at first, because they take many steps per pass, and a little restless at
# the end.

# %% [markdown]
# ## 12 · Words as features
#
# What does all this have to do with text? Choose a vocabulary and let $x_j$ count how often word
# $j$ occurs in the document: a **bag of words**, since the order is lost. One row per document,
# one weight per word. Nothing assumes that words occur independently of each other within a class
# (as *naive Bayes* does): all weights are fitted together.
#
# > **Predict.** A model has the weights 0.8 for *good*, −1.2 for *boring*, 0.1 for *film* and the
# > bias −0.1. What is its score for "good good good film"?

# %% look="guess_score_of_a_review"
remember.predict(
    "score_of_a_review",
    "Weights: good 0.8, boring −1.2, film 0.1; bias −0.1. What is the score of “good good good "
    "film”?",
    right=2.4,
    because=(
        "3 · 0.8 + 0.1 − 0.1. One more “good” adds 0.8 to the score and multiplies the odds by "
        "exp(0.8), about 2.2."
    ),
)


# %% exercise="bag_of_words"
def bag_of_words(documents, vocabulary):
    """How often each word of the vocabulary stands in each document.

    documents: a list of N documents, each a list of words.  vocabulary: a list of V words, all
    different.
    Returns an array (N, V) of counts: row n, column v counts the words of documents[n] that are
    exactly vocabulary[v]. Case matters, a part of a longer word does not count, and other words
    are ignored.

    Example: bag_of_words([["a", "b", "a"]], ["a", "c"]) is [[2, 0]].
    """
    ### BEGIN SOLUTION
    # equivalent(function): every entry is assigned below
    counts = np.zeros((len(documents), len(vocabulary)))
    for n, words in enumerate(documents):
        for v, word in enumerate(vocabulary):
            counts[n, v] = words.count(word)
    return counts
    ### END SOLUTION


# %% tests="bag_of_words" points=2
notes = [["good", "good", "good", "film"], ["boring", "boring", "film"], ["boring", "good"], []]
counts = bag_of_words(notes, ["good", "boring", "film"])
check.shape(counts, (4, 3), what="bag_of_words for four documents and three words")
check.close(
    counts,
    np.array([[3, 0, 1], [0, 2, 1], [1, 1, 0], [0, 0, 0]]),
    what="bag_of_words",
    given={"documents": notes, "vocabulary": ["good", "boring", "film"]},
)
check.close(
    bag_of_words([["Good", "good"]], ["good"]),
    np.array([[1]]),
    what="bag_of_words for Good, good",
)
check.close(
    bag_of_words([["goodness", "good"]], ["good"]),
    np.array([[1]]),
    what="bag_of_words for goodness, good",
)
check.done("bag_of_words", hidden="random documents, empty ones, other orders of the vocabulary")
### BEGIN HIDDEN TESTS
letters = ["a", "b", "ab", "ba", "A", "aa", "cab"]
for N in (1, 3, 12):
    texts = [
        [letters[i] for i in rng.integers(0, 7, size=int(rng.integers(0, 12)))] for _ in range(N)
    ]
    chosen = [letters[i] for i in rng.permutation(7)[: int(rng.integers(2, 7))]]
    check.agree(bag_of_words, reference.bag_of_words, texts, chosen)
    check.agree(bag_of_words, reference.bag_of_words, texts, letters)
check.agree(bag_of_words, reference.bag_of_words, [["x", "y"], []], ["z"])
### END HIDDEN TESTS

# %% tests="bag_of_words" points=1
check.close(
    check.keeps_arguments(bag_of_words, [["b", "a"], ["a"]], ["b", "a"]),
    np.array([[1.0, 1.0], [0.0, 1.0]]),
    what="bag_of_words, asked to leave its arguments as they are,",
)
check.done("bag_of_words, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(bag_of_words, reference.bag_of_words, [["x", "y", "x"], ["y"], []], ["y", "x"])
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start from `np.zeros((N, V))` and fill in one entry at a time.
# </details>
# <details><summary>Hint 2</summary>
#
# A list has a method `count`. Mind that `"cat" in "category"` is true for texts, but a *list* of
# words is searched for whole words.
# </details>
#
# Sixteen short messages, about the weather (1) or about cooking (0), meet everything you wrote:
# counts, descent, probabilities. Some words mislead: *hot* and *cold* occur in both. Four new
# messages are then judged; put in your own, and see what the model makes of them. The last of the
# four, *hello*, contains no word of the vocabulary. All its counts are 0, its score is the bias
# alone, and the model answers $\sigma(b)$: what it believes when it has seen nothing.

# %% look="messages" alt="Bars of twelve word weights. Words of the weather such as rain, sun and sky have positive weights, words of the kitchen such as milk, oil and soup negative ones; cold and hot, which occur in both, are weakly positive."
with if_ready():
    messages, topics = data.documents()
    words = [
        "rain",
        "sun",
        "sky",
        "wind",
        "snow",
        "cold",
        "hot",
        "milk",
        "oil",
        "soup",
        "stir",
        "add",
    ]
    weights, bias, _ = gradient_descent(bag_of_words(messages, words), topics, 1.0, 1e-3, 300)
    for text in ["cold rain all night", "stir in the cold milk", "hot soup on a cold day", "hello"]:
        chance = predict_proba(bag_of_words([text.split()], words), weights, bias)[0]
        print(f"{chance:5.2f}  {text}")
    fig, ax = plt.subplots(figsize=(7, 3))
    ax.bar(words, weights)
    ax.axhline(0, color=palette.GREY, linewidth=0.5)
    ax.set(ylabel="weight", title="one more of this word multiplies the odds by $e^{weight}$")

# %% [markdown]
# ## 13 · Spot the slip
#
# Three common slips. Show with numbers that each is wrong.
#
# **First.** *To see on which side of a line the origin lies, put in (0, 0): the value of
# $w \cdot x + b$ there is just $-b$.* Take $w = [-0.5, 1]$, $b = -1.5$, one of the two candidates
# for case 1 of section 3. What is the value at the origin really?

# %% exercise="slip_value_at_origin" further=true
# slip_origin_value: a number.
### BEGIN SOLUTION
slip_origin_value = -1.5  # w @ 0 + b = +b
### END SOLUTION


# %% tests="slip_value_at_origin" points=1
check.shape(slip_origin_value, (), what="slip_origin_value")
check.done("slip_value_at_origin", hidden="the value")
### BEGIN HIDDEN TESTS
check.true(slip_origin_value != 1.5, "slip_origin_value is what the sentence claims.")
check.true(slip_origin_value != 0, "slip_origin_value is 0, so something of the score is missing.")
check.true(
    not 0 < slip_origin_value < 1, "slip_origin_value is between 0 and 1, like a probability."
)
check.close(slip_origin_value, -1.5, what="slip_origin_value")
### END HIDDEN TESTS

# %% [markdown]
# **Second.** *A sigmoid neuron computes* $1 / (1 + e^{-w \cdot x + b})$. Take $w = [10, 5]$,
# $b = -1$, and give a point at which this formula and the right one are on different sides of one
# half.

# %% exercise="slip_exponent" further=true
# slip_point: an array of shape (2,).
### BEGIN SOLUTION
slip_point = np.array([0.0, 0.0])  # the score is b = -1, but the wrong exponent makes it +1
### END SOLUTION


# %% tests="slip_exponent" points=1
check.shape(np.array(slip_point), (2,), what="slip_point")
slip_score = float(np.dot([10.0, 5.0], slip_point))
check.true(
    bool(np.isfinite(slip_score)), "slip_point should hold two finite numbers.", got=slip_point
)
check.done("slip_exponent", hidden="both formulas at your point")
### BEGIN HIDDEN TESTS
check.true(slip_score != 1, "At slip_point the right formula is exactly one half.", got=slip_point)
check.true(slip_score != -1, "At slip_point the wrong formula is exactly one half.", got=slip_point)
check.true(
    (slip_score - 1) * (slip_score + 1) < 0,
    "At slip_point the two formulas are not on different sides of one half.",
    got=slip_point,
)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** *Go on while the gradient is longer than $\varepsilon$ or steps remain.* Say
# $\varepsilon = 0.15$, 50 steps are allowed, and the gradient's length is 0.8 at the start and
# halves with every step. How many steps does the loop with **or** take? How many the loop with
# **and**?

# %% exercise="slip_stopping_rule" further=true
# slip_steps_or, slip_steps_and: whole numbers.
### BEGIN SOLUTION
slip_steps_or = 50  # steps remain, so it goes on, although it arrived long ago
slip_steps_and = 3  # 0.8, 0.4 and 0.2 are too long, 0.1 is short enough
### END SOLUTION


# %% tests="slip_stopping_rule" points=1
check.shape(slip_steps_or, (), what="slip_steps_or")
check.shape(slip_steps_and, (), what="slip_steps_and")
check.done("slip_stopping_rule", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_steps_or, 50, what="slip_steps_or")
check.close(slip_steps_and, 3, what="slip_steps_and")
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the second</summary>
#
# Simplify: $-w \cdot x + b = -(w \cdot x - b)$. Where do $w \cdot x + b$ and $w \cdot x - b$
# differ in sign?
# </details>
# <details><summary>Hint for the third</summary>
#
# Make a table: steps taken so far, length of the gradient, steps left. Ask before each step
# whether the loop goes on.
# </details>

# %% [markdown]
# ## 14 · In your own words

# %% [markdown] written="why_not_least_squares" points=4 figure="logistic_does_not_tilt"
# **Answered in words, marked by hand (4 points).** Look at your picture at the end of section 8: the
# same eight points, fitted by a straight line and by your gradient descent. A classmate asks why one
# should bother with the sigmoid and the cross-entropy, when a line would do. Answer in five to eight
# sentences, from your picture: where does each of the two fits cross one half? What does the point at
# $x = 35$ do to each of them, and why? Compare numbers: the derivative of that one example's cost
# with respect to its score, for the line and for your fit. (Your picture stands with your answer.)
#
# ### BEGIN SOLUTION
# **Model answer.** My line crosses one half at 1.44, so the point at 1 gets the wrong label; my
# logistic fit crosses at 0.00. For least squares an example costs $\frac12 (z - y)^2$, so the
# derivative with respect to its score is $z - y$. At $x = 35$ my line says about 1.13: the derivative
# is $+0.13$, the fit is pushed to *lower* the score of a point that was right, and this pull is
# multiplied by the input, 35. So a few such points outweigh many near the boundary, and the line
# tilts. For the cross-entropy the derivative is $p - y$. At $x = 35$ my $p$ is 1.000, so it is 0.000:
# what is far *and right* does not pull at all. What is far and *wrong* pulls with a size near 1, never
# more. Besides, the line's output is no probability: it is above 1 there.
#
# **Marking guide.** 1 point each: (a) both crossings, as the student's own picture has them
# (about 1.44 and 0.00); (b) least squares charges for being too right, so far points tilt the
# line; (c) the logistic derivative is $p - y$, with the numbers of the point at 35 (about 0.13
# against 0.00); (d) it fades *because* $p$ approaches $y$, for what is right, not for whatever is
# far. Words or formulas are both fine. A picture that is wrong (an exercise failed) costs nothing
# here: mark what is said about it.
#
# **4 points, for example:** the model answer, or a shorter one with all four ideas.
#
# **2 points, for example:** "The line crosses at 1.44 and the logistic fit at 0. The line wants to
# reach exactly 1 at the far points, so it tilts. The sigmoid is flat there, so the far points do not
# matter." (a and b; that it is *flat* says nothing of right and wrong.)
#
# **0 points, for example:** "Least squares is for regression and logistic regression is for
# classification, so one should not use a line for labels."
#
# **Often seen, and weak:** "logistic regression ignores outliers" (no: one on the wrong side pulls with
# a size near 1; b at most). "Its output lies between 0 and 1" (true, and no reason for the tilt).
# "The loss is convex" (so is the other one).
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can say what a score, a bias and an activation are, and count the numbers a neuron
#   stores.
# - [ ] I can find weights for a given line and choose their sign by trying one point.
# - [ ] I know what changes, and what does not, when $w$ and $b$ are multiplied by 10.
# - [ ] I can compute $\sigma$ safely, and go back with the log-odds.
# - [ ] I can read $e^{w_j}$ as the factor by which one more of feature $j$ changes the odds.
# - [ ] I know the gradient of the mean loss: *prediction minus label*, times the input.
# - [ ] My descent stops for the right reason, and I know the signs of a step that is too large.
# - [ ] I can say what a prior on the weights does, and when it is needed.
# - [ ] I can explain why the boundary of logistic regression is straight.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** Here we took the cross-entropy and its gradient $p - y$ on trust. Lesson 2
# derives them, one link of the chain at a time, from what it means to be surprised. And a neuron's
# output can itself be a feature for another neuron: that is where lessons 4 and 5 go.
#
# **To read on.**
#
# - Michael Nielsen, *Neural Networks and Deep Learning*,
#   [chapter 1](http://neuralnetworksanddeeplearning.com/chap1.html): perceptrons, sigmoid neurons
#   and a first network that reads digits.
# - The notes of Stanford's CS231n on [linear classification](https://cs231n.github.io/linear-classify/)
#   and on [gradient descent](https://cs231n.github.io/optimization-1/).
# - Frank Rosenblatt, [The Perceptron](https://doi.org/10.1037/h0042519), *Psychological Review*
#   65, 1958: where the rule of section 2 comes from.
# - Simon Prince, [*Understanding Deep Learning*](https://udlbook.github.io/udlbook/), chapters 5
#   and 6: losses and training, with notebooks.
