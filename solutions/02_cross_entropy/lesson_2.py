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
# ## 8 · Why not squared error?
#
# Take $L = \frac12 (\sigma(z) - y)^2$ instead. Line 1 becomes $p - y$, line 2 stays. This time
# nothing cancels:
#
# $$ \frac{\partial L}{\partial z} = (p - y) \cdot \Box . $$
#
# Where the sigmoid is flat, $p$ near 0 or near 1, the second factor is nearly 0, *whether the
# answer is right or wrong*. The neuron is **saturated**. (In a network of many layers, factors
# like this one multiply, and the gradient that reaches the first layers can become tiny: the
# **vanishing gradient**. Saturation is one of its causes.)
#
# > **Predict.** The label is 1 and the score is $-10$: about as wrong as it gets. By which factor
# > is the derivative of cross-entropy the larger one?

# %% look="guess_which_factor"
remember.predict(
    "which_factor",
    "Label 1, score −10. How many times larger is cross-entropy's derivative than squared error's?",
    ["about 100 times", "about 2 times", "about 10 times", "about 22 000 times"],
    right=3,
    because=(
        "−0.99995 against −0.0000454. Squared error's is largest at p = 1/3, with 4/27 in size: it "
        "learns most from examples that are moderately wrong."
    ),
)


# %% exercise="squared_error_dz"
def squared_error_dz(y, z):
    """Derivative, with respect to the score, of half the squared error ½ (sigmoid(z) - y)².

    y: (N,) labels, 0 or 1.  z: (N,) scores.
    Returns an array (N,), example by example (no mean). Scores of ±1000 give no warning. You may
    use sigmoid.

    Example: y = [1], z = [0.0] gives [-0.125].
    """
    ### BEGIN SOLUTION
    p = sigmoid(z)
    return (p - y) * p * (1 - p)
    ### END SOLUTION


# %% tests="squared_error_dz" points=1
z_square = np.array([-4.0, -1.0, 0.0, 0.5, 3.0])
yes, no = np.ones(5, dtype=int), np.zeros(5, dtype=int)
check.shape(squared_error_dz(yes, z_square), (5,), what="squared_error_dz of five examples")
check.close(
    squared_error_dz(np.array([1]), np.array([0.0])),
    np.array([-0.125]),
    what="squared_error_dz(1, 0)",
)
check.gradient(
    lambda z_moved: float(np.sum((sigmoid(z_moved) - 1) ** 2) / 2),
    squared_error_dz(yes, z_square),
    z_square,
    what="squared_error_dz for the label 1",
)
check.gradient(
    lambda z_moved: float(np.sum(sigmoid(z_moved) ** 2) / 2),
    squared_error_dz(no, z_square),
    z_square,
    what="squared_error_dz for the label 0",
)
check.close(
    check.no_warnings(squared_error_dz, np.array([1, 1, 0]), np.array([-1000.0, 1000.0, 1000.0])),
    np.zeros(3),
    what="squared_error_dz at ±1000, right or wrong",
)
check.done("squared_error_dz", hidden="random mixed labels, whole numbers, every size up to ±1000")
### BEGIN HIDDEN TESTS
z_table = np.array([-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0])
check.close(
    squared_error_dz(np.ones(7), z_table),
    np.array(
        [
            -4.5393746863032435e-05,
            -0.006603562218556359,
            -0.09247804322982978,
            -0.125,
            -0.012515542173676753,
            -4.4494452233794356e-05,
            -2.060872919233693e-09,
        ]
    ),
    what="squared_error_dz for the label 1",
    given={"z": z_table},
)
check.close(
    squared_error_dz(np.array([1]), np.array([-np.log(2)])),
    np.array([-4 / 27]),
    what="squared_error_dz where p is one third",
)
for N in (1, 7, 40):
    y_try, z_try = rng.integers(0, 2, size=N), 3 * rng.normal(size=N)
    check.agree(squared_error_dz, reference.squared_error_dz, y_try, z_try)
    check.agree(squared_error_dz, reference.squared_error_dz, y_try.astype(float), z_try)
check.agree(squared_error_dz, reference.squared_error_dz, np.array([0, 1, 1, 0]), np.arange(-2, 2))
z_far = np.array([-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0])
for label in (0, 1):
    check.close(
        check.no_warnings(squared_error_dz, np.full(6, label), z_far),
        reference.squared_error_dz(np.full(6, label), z_far),
        what=f"squared_error_dz of large scores, label {label}",
        given={"z": z_far},
    )
### END HIDDEN TESTS

# %% tests="squared_error_dz" points=1
check.close(
    check.keeps_arguments(squared_error_dz, np.array([0, 1]), np.array([-1.0, 2.0])),
    np.array([0.0528771, -0.0125155]),
    what="squared_error_dz, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("squared_error_dz, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(squared_error_dz, reference.squared_error_dz, np.array([1, 0, 1]), rng.normal(size=3))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The derivative of $\frac12 u^2$ is $u$. Here $u = \sigma(z) - y$, and the chain rule contributes
# the derivative of $\sigma$, your line 2.
# </details>

# %% look="two_slopes" alt="The derivative of two costs over the score for label 1. Your dloss_dz goes from −1 at the left to 0 at the right; your squared_error_dz has only a shallow dip near 0 and is almost 0 at both ends."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    scores, ones = np.linspace(-10, 10, 401), np.ones(401)
    ax.plot(scores, dloss_dz(ones, scores), label="your dloss_dz")
    ax.plot(scores, squared_error_dz(ones, scores), "--", label="your squared_error_dz")
    ax.set(xlabel="score z, label 1", ylabel="derivative of the cost")
    ax.legend()

# %% [markdown]
# Cross-entropy's derivative fades too, but only where the answer is right and nothing is left to
# learn. Squared error's fades on both sides. Below, one weight, one example ($x = 1$, $y = 1$),
# started at $w = -10$: 60 steps of descent with each of your two derivatives, $\eta = 1$.

# %% look="race" alt="The probability p, which should become 1, over 60 steps from a score of −10. With cross-entropy it rises to almost 1; with squared error it stays at 0 throughout."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    fig.subplots_adjust(bottom=0.18)
    pushes = {"cross-entropy": (dloss_dz, "-"), "squared error": (squared_error_dz, "--")}
    for name, (push, line) in pushes.items():
        spot, walk = np.array([-10.0]), [-10.0]
        for _ in range(60):
            spot = spot - 1.0 * push(np.array([1]), spot)
            walk.append(float(spot[0]))
        ax.plot(sigmoid(np.array(walk)), line, label=f"{name}: w ends at {walk[-1]:.2f}")
    ax.set(xlabel="step", ylabel="p, should become 1")
    ax.legend(loc="center right")

# %% [markdown]
# The loss of squared error is nearly flat out there, at its *worst* value. It would need more than
# twenty thousand steps just to get going. (A learning rate thousands of times larger would free it
# here. With more than one example it would be far too large for all those that are *not* out
# there.)

# %% [markdown]
# Walk along the score and compare: the height of each loss, and how hard it pushes.

# %% look="two_losses"
from course_utils.explore import two_losses

two_losses.show(dloss_dz=dloss_dz, squared_error_dz=squared_error_dz)

# %% [markdown]
# ## 9 · Scores of a thousand
#
# The formula $-y \log p - (1 - y) \log(1 - p)$ with $p = \sigma(z)$ is right on paper. In floating
# point $\sigma(40)$ is exactly 1, so a label 0 with that score costs $-\log 0 = \infty$ instead of
# a mere forty. And a label 1, which costs next to nothing, meets $0 \cdot \log 0$: not a number.
# Taking the logarithm of a rounded probability is too late; do it on paper:
#
# $$
# -\log \sigma(z) = \log (1 + e^{-z}), \qquad
# -\log (1 - \sigma(z)) = \log (1 + e^{-z}) + z = \log (1 + e^{z}) .
# $$
#
# Weighted with $y$ and $1 - y$, the cost of one example is
#
# $$ L = \log(1 + e^{z}) - y z . $$
#
# No probability appears: the loss is computed *from the score*, or **logit**. One thing is left to
# take care of: $e^{1000}$ overflows too. Which part of $\log(1 + e^z)$ is it safe to replace, and
# by what, if $z$ is large?
#
# > **Predict.** What does a score of 1000 cost with label 0?

# %% look="guess_cost_of_a_thousand"
remember.predict(
    "cost_of_a_thousand",
    "What does a score of 1000 cost with label 0?",
    right=1000,
    because=(
        "log(1 + exp(1000)) is 1000 to hundreds of digits. The formula with probabilities says "
        "infinity, and for the label 1 nan."
    ),
)


# %% exercise="bce_with_logits"
def bce_with_logits(y, z):
    """The mean binary cross-entropy, computed from the scores.

    y: (N,) labels, 0 or 1.  z: (N,) scores (logits).
    Returns a number, in nats. Exact for scores up to ±1000, without a warning.

    Example: y = [1, 0], z = [0.0, 0.0] gives 0.6931472.
    """
    ### BEGIN SOLUTION
    softplus = np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # log(1 + exp(z)), never overflows
    return float(np.mean(softplus - y * z))
    ### END SOLUTION


# %% tests="bce_with_logits" points=2
z_loss, y_loss = np.array([-3.0, -0.5, 1.0, 2.0]), np.array([0, 1, 1, 0])
check.shape(bce_with_logits(y_loss, z_loss), (), what="bce_with_logits(y, z)")
check.close(
    bce_with_logits(np.array([1, 0]), np.zeros(2)),
    0.6931472,
    what="bce_with_logits of scores of 0",
    atol=1e-6,
)
check.close(
    bce_with_logits(y_loss, z_loss),
    float(np.mean(-np.log(np.where(y_loss == 1, sigmoid(z_loss), 1 - sigmoid(z_loss))))),
    what="bce_with_logits for moderate scores, where the formula with probabilities works,",
    given={"y": y_loss, "z": z_loss},
)
check.close(
    check.no_warnings(bce_with_logits, np.array([1, 0]), np.array([1000.0, -1000.0])),
    0.0,
    what="bce_with_logits of scores that are far out and right",
    given={"y": np.array([1, 0]), "z": np.array([1000.0, -1000.0])},
)
check.close(
    check.no_warnings(bce_with_logits, np.array([1, 0]), np.array([-1000.0, 40.0])),
    520.0,
    what="bce_with_logits of scores that are far out and wrong",
    given={"y": np.array([1, 0]), "z": np.array([-1000.0, 40.0])},
)
check.done("bce_with_logits", hidden="random data, whole numbers, and every size up to ±1000")
### BEGIN HIDDEN TESTS
z_table = np.array([-1000.0, -50.0, -1.0, 0.0, 1.0, 50.0, 1000.0])
loss_label_1 = [1000.0, 50.0, 1.3132616875182228, 0.6931471805599453, 0.31326168751822286, 0.0, 0.0]
for position in range(7):
    score = z_table[position : position + 1]
    check.close(
        check.no_warnings(bce_with_logits, np.array([1]), score),
        loss_label_1[position],
        what="bce_with_logits of a label 1",
        given={"z": score},
    )
    check.close(
        check.no_warnings(bce_with_logits, np.array([0]), score),
        loss_label_1[6 - position],
        what="bce_with_logits of a label 0",
        given={"z": score},
    )
check.close(
    bce_with_logits(np.array([1.0, 0.0, 1.0, 0.0]), np.array([0.6, -0.9, 0.1, 1.6])),
    0.8017348065449708,
    what="bce_with_logits of four examples",
)
for N in (1, 6, 50):
    y_try, z_try = rng.integers(0, 2, size=N), 4 * rng.normal(size=N)
    check.agree(bce_with_logits, reference.bce_with_logits, y_try, z_try)
    check.agree(bce_with_logits, reference.bce_with_logits, y_try.astype(float), z_try[::-1])
check.agree(bce_with_logits, reference.bce_with_logits, np.array([0, 1, 1, 0]), np.arange(-2, 2))
z_far = rng.permutation(np.array([-1000.0, -745.0, -710.0, -40.0, 0.0, 40.0, 710.0, 1000.0]))
y_far = rng.integers(0, 2, size=8)
check.close(
    check.no_warnings(bce_with_logits, y_far, z_far),
    reference.bce_with_logits(y_far, z_far),
    what="bce_with_logits of large scores",
    given={"y": y_far, "z": z_far},
)
### END HIDDEN TESTS

# %% tests="bce_with_logits" points=1
check.close(
    check.keeps_arguments(bce_with_logits, np.array([0, 1]), np.array([-1.0, 2.0])),
    0.2200948,
    what="bce_with_logits, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("bce_with_logits, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(bce_with_logits, reference.bce_with_logits, np.array([1, 0, 1]), rng.normal(size=3))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# For $z > 0$ take $e^z$ out of the bracket: $\log(1 + e^z) = z + \log(1 + e^{-z})$. For $z \le 0$
# leave it. Both contain $e^{-|z|}$, which never overflows.
# </details>
# <details><summary>Hint 2</summary>
#
# NumPy has this very thing: `np.logaddexp(a, b)` is $\log(e^a + e^b)$ without overflow. Which `a`
# makes $e^a = 1$?
# </details>
#
# The textbook formula, a popular patch (squeeze $p$ into $[10^{-15}, 1 - 10^{-15}]$), and yours:

# %% look="far_scores"
with if_ready():

    def naive(label, p):
        """The textbook formula, on probabilities."""
        with np.errstate(all="ignore"):
            return float(-label * np.log(p) - (1 - label) * np.log(1 - p))

    rows = []
    for label, score in [(1, 5.0), (0, 5.0), (0, 36.0), (0, 40.0), (1, 1000.0), (0, 1000.0)]:
        p = sigmoid(score)
        patched = naive(label, np.clip(p, 1e-15, 1 - 1e-15))
        yours = bce_with_logits(np.array([label]), np.array([score]))
        plain = naive(label, p)
        rows.append(f"{label:6d} {score:8.0f} {plain:11.5f} {patched:11.5f} {yours:12.5f}")
    print(" label    score     formula     patched        yours", *rows, sep="\n")

# %% [markdown]
# The patch is no cure: it silences the warning and stops counting at 34.5, where it leaves a
# derivative of zero. Even at 36 the plain formula is off in the second digit after the point,
# because $1 - p$ has lost nearly all of its digits.

# %% [markdown]
# ## 10 · Several labels at once
#
# A photograph can show a beach *and* a dog, or neither. Give every label its own score and its own
# sigmoid, one row of `Z` per example and one column per label. Once the input is known, the labels
# are taken to be independent, so their likelihoods multiply and their costs **add up**; over the
# examples we take the **mean**:
#
# $$
# L = \frac1N \sum_{n=1}^{N} \sum_{k=1}^{K} \Big( \log(1 + e^{z_{nk}}) - y_{nk} z_{nk} \Big) .
# $$
#
# > **Predict.** For the scores $[2, -1, 0]$ the three probabilities add up to 1.65. Is that a
# > mistake?

# %% look="guess_sum_of_1_65"
remember.predict(
    "sum_of_1_65",
    "Three sigmoids say probabilities that add up to 1.65. Is that a mistake?",
    [
        "no, the questions are separate",
        "only if there are more than two labels",
        "yes, they have to add up to 1",
    ],
    right=0,
    because=(
        "Several answers can be yes. If exactly one label can apply, they should add up to 1: that "
        "needs the softmax of lesson 3."
    ),
)


# %% exercise="multi_label_bce" further=true
def multi_label_bce(Y, Z):
    """The binary cross-entropy of several yes/no labels, from the scores.

    Y: (N, K) labels, 0 or 1.  Z: (N, K) scores.
    Returns a number, in nats: the mean over the N examples of the sum over the K labels. Exact for
    scores up to ±1000, without a warning.

    Example: Y = [[1, 0]], Z = [[0.0, 0.0]] gives 2 log 2 = 1.3862944.
    """
    ### BEGIN SOLUTION
    costs = np.maximum(Z, 0) + np.log1p(np.exp(-np.abs(Z))) - Y * Z  # (N, K)
    return float(np.mean(np.sum(costs, axis=1)))
    ### END SOLUTION


# %% tests="multi_label_bce" points=1
Z_photo, Y_photo = np.array([[2.0, -1.0, 0.0], [-2.0, 1.0, 3.0]]), np.array([[1, 0, 1], [0, 1, 1]])
check.shape(multi_label_bce(Y_photo, Z_photo), (), what="multi_label_bce(Y, Z)")
check.close(
    multi_label_bce(np.array([[1, 0]]), np.zeros((1, 2))),
    1.3862944,
    what="multi_label_bce of one example with two scores of 0",
    atol=1e-6,
)
check.close(
    multi_label_bce(np.vstack([Y_photo, Y_photo]), np.vstack([Z_photo, Z_photo])),
    multi_label_bce(Y_photo, Z_photo),
    what="multi_label_bce after writing every example down twice",
)
check.close(
    multi_label_bce(np.hstack([Y_photo, Y_photo]), np.hstack([Z_photo, Z_photo])),
    2 * float(multi_label_bce(Y_photo, Z_photo)),
    what="multi_label_bce after writing every label down twice",
)
check.close(
    multi_label_bce(Y_photo[:1], Z_photo[:1]),
    1.1333369,
    what="multi_label_bce of the labels 1, 0, 1 with the scores 2, -1, 0",
    atol=1e-6,
)
check.close(
    check.no_warnings(multi_label_bce, np.array([[1, 1]]), np.array([[1000.0, -1000.0]])),
    1000.0,
    what="multi_label_bce at ±1000",
)
check.done("multi_label_bce", hidden="random data, whole numbers, scores of ±1000 anywhere")
### BEGIN HIDDEN TESTS
check.close(
    multi_label_bce(Y_photo.astype(float), Z_photo),
    0.8110569646280391,
    what="multi_label_bce of two examples with three labels",
    given={"Y": Y_photo, "Z": Z_photo},
)
for N, K in [(1, 1), (1, 5), (4, 1), (3, 3), (12, 4)]:
    Y_try, Z_try = rng.integers(0, 2, size=(N, K)), 3 * rng.normal(size=(N, K))
    check.agree(multi_label_bce, reference.multi_label_bce, Y_try, Z_try)
check.agree(
    multi_label_bce,
    reference.multi_label_bce,
    rng.integers(0, 2, size=(2, 5)).T,
    rng.integers(-3, 4, size=(5, 4))[:, ::2],
)
Z_far = rng.permutation(np.array([-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0])).reshape(3, 2)
Y_far = rng.integers(0, 2, size=(3, 2))
check.close(
    check.no_warnings(multi_label_bce, Y_far, Z_far),
    reference.multi_label_bce(Y_far, Z_far),
    what="multi_label_bce of large scores",
    given={"Y": Y_far, "Z": Z_far},
)
### END HIDDEN TESTS

# %% tests="multi_label_bce" points=1
Z_photo, Y_photo = np.array([[2.0, -1.0, 0.0], [-2.0, 1.0, 3.0]]), np.array([[1, 0, 1], [0, 1, 1]])
check.close(
    check.keeps_arguments(multi_label_bce, Y_photo, Z_photo),
    0.811057,
    what="multi_label_bce, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("multi_label_bce, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    multi_label_bce, reference.multi_label_bce, np.array([[1, 0], [1, 1]]), rng.normal(size=(2, 2))
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The costs form an array `(N, K)`. `axis=1` sums along each row. You may also loop over the columns
# and call `bce_with_logits` for each.
# </details>

# %% look="labels_of_a_photo" alt="For beach, dog and snow two bars each: the probability your model gives, and the cost of it. Where the probability agrees with the label the cost is small; it is largest for snow, a yes at a probability of one half."
with if_ready():
    fig, ax = plt.subplots(figsize=(6.5, 3))
    truth, scores, places = np.array([1, 0, 1]), np.array([2.0, -1.0, 0.0]), np.arange(3)
    costs = [multi_label_bce(truth[None, k : k + 1], scores[None, k : k + 1]) for k in range(3)]
    ax.bar(places - 0.2, sigmoid(scores), 0.4, color=palette.SKY, label="probability")
    ax.bar(places + 0.2, costs, 0.4, color=palette.ORANGE, label="cost, from your function")
    ax.set_xticks(places, ["beach: yes", "dog: no", "snow: yes"])
    ax.set(title=f"the photo costs {sum(costs):.3f} nats in all")
    ax.legend()

# %% [markdown]
# ## 11 · An opinion before the data: priors and penalties
#
# The likelihood asks which weights make the *data* probable. Bayes' rule asks which *weights* are
# probable, given the data, and lets an opinion held beforehand, the **prior** $P(w)$, have a say:
#
# $$ P(w \mid \text{data}) \propto P(\text{data} \mid w) P(w) . $$
#
# The most probable weights are the **maximum a posteriori** estimate, MAP. Minus the logarithm
# turns the product into a sum, as before: *cost of the data* plus *cost of the weights*,
# $-\log P(w)$. Two priors are popular. Both say *probably near 0*.
#
# | prior on each weight | density | its cost, up to a constant | derivative |
# |---|---|---|---|
# | Gaussian, mean 0, precision $\alpha$ | $\propto e^{-\alpha w^2 / 2}$ | $\frac{\alpha}{2} w^2$ | $\alpha w$ |
# | Laplacian, mean 0, width $s$ | $\propto e^{-\lvert w \rvert / s}$ | $\lvert w \rvert / s$ | $\pm 1/s$ |
#
# So a Gaussian prior is an **L2** penalty and a Laplacian prior an **L1** penalty. The Gaussian
# pulls in proportion to the weight: large ones hard, small ones hardly at all. The Laplacian pulls
# every weight equally hard, however small, and so can hold some of them at exactly 0. The bias has
# no prior: the data should decide how common each class is.
#
# In this workbook the loss is a *mean*, and the penalty stands beside it:
#
# $$
# L_{\text{l2}} = L + \frac{\lambda}{2} \sum_j w_j^2, \qquad
# L_{\text{l1}} = L + \lambda \sum_j \lvert w_j \rvert .
# $$
#
# The prior belongs beside the *sum* of the costs. Dividing everything by $N$ gives
# $\lambda = \alpha / N$, and $\lambda = 1 / (sN)$: with more data the same prior counts for less.
#
# Three things are often mixed up:
#
# - *The density* is $\frac{1}{\sigma \sqrt{2\pi}} e^{-(\mu - x)^2 / 2\sigma^2}$. Without the
#   $\sigma$ in the denominator the area under it is not 1; for $\sigma = 2$ it is 2.
# - *The factor.* The derivative of $\lVert w \rVert^2$ is $2w$, so a bare $+ \lVert w \rVert^2$ is
#   the prior with $\alpha = 2$. A half in front makes it simply $\lambda w$; hence our
#   $\frac{\lambda}{2}$.
# - *The gradient and the step.* The gradient of the prior's part is $\alpha w$; the **step**
#   (lesson 1) subtracts $\eta \alpha w$ as well as $\eta\, \partial L / \partial w$.
#
# > **Predict.** What does a larger $\alpha$ do to the weights?

# %% look="guess_larger_alpha"
remember.predict(
    "larger_alpha",
    "What does a larger precision α of the prior do to the weights?",
    ["it pulls them closer to 0", "it lets them grow", "nothing, it is a constant"],
    right=0,
    because=(
        "The narrower the prior, the stronger the opinion. (A constant factor of the density would "
        "be a constant term: its derivative is 0.) At the corner of |w| we take the slope 0, the "
        "middle one of those that stay below the curve, the subgradients."
    ),
)


# %% exercise="regularized_loss" further=true
def regularized_loss(X, y, w, b, lam, kind):
    """The mean cross-entropy of a logistic regression, with a penalty on its weights.

    X: (N, D) inputs.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number, never penalised.
    lam: strength of the penalty, a number that is not negative.
    kind: "l2" adds lam / 2 times the sum of w squared, "l1" adds lam times the sum of |w|; another
    kind raises ValueError.
    Returns a number. Scores of ±1000 give no warning.

    Example: X = [[0.0]], y = [1], w = [2.0], b = 0.0, lam = 0.5, kind = "l2" gives log 2 + 1.
    """
    ### BEGIN SOLUTION
    if kind == "l2":
        penalty = lam / 2 * np.sum(w**2)  # minus the log of a Gaussian prior
    elif kind == "l1":
        penalty = lam * np.sum(np.abs(w))  # minus the log of a Laplacian prior
    else:
        raise ValueError(f"kind must be 'l2' or 'l1'. Got {kind!r} instead.")
    return float(bce_with_logits(y, X @ w + b) + penalty)
    ### END SOLUTION


# %% tests="regularized_loss" points=2
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
check.close(
    regularized_loss(np.zeros((1, 1)), np.array([1]), np.array([2.0]), 0.0, 0.5, "l2"),
    float(np.log(2) + 1),
    what="regularized_loss of one input 0 with w = 2, lam = 0.5, l2",
)
plain = regularized_loss(X_prior, y_prior, w_prior, 0.3, 0.0, "l2")
check.shape(plain, (), what="regularized_loss")
check.close(
    regularized_loss(X_prior, y_prior, w_prior, 0.3, 0.0, "l1"),
    plain,
    what="regularized_loss with lam = 0, l1 (the kind should not matter then)",
)
check.close(
    regularized_loss(X_prior, y_prior, w_prior, 0.3, 0.1, "l2") - plain,
    0.2625,
    what="what l2 adds for w = [1, -2, 0.5] and lam = 0.1",
)
check.close(
    regularized_loss(X_prior, y_prior, w_prior, 0.3, 0.1, "l1") - plain,
    0.35,
    what="what l1 adds for w = [1, -2, 0.5] and lam = 0.1",
)
no_inputs = np.zeros((2, 1))
check.close(
    regularized_loss(no_inputs, np.array([1, 0]), np.zeros(1), 1.5, 3.0, "l2"),
    regularized_loss(no_inputs, np.array([1, 0]), np.zeros(1), 1.5, 0.0, "l2"),
    what="regularized_loss with weights of 0, on which nothing should be paid,",
    given={"w": np.zeros(1), "b": 1.5, "lam": 3.0},
)
check.raises(
    ValueError,
    regularized_loss,
    X_prior,
    y_prior,
    w_prior,
    0.3,
    0.1,
    "l3",
    hint="Only 'l2' and 'l1' are known.",
)
check.done("regularized_loss", hidden="random data of both kinds, whole numbers, scores of ±1000")
### BEGIN HIDDEN TESTS
for N, D in [(1, 1), (6, 1), (3, 5), (20, 3)]:
    X_try, y_try, w_try = rng.normal(size=(N, D)), rng.integers(0, 2, N), rng.normal(size=D)
    for kind in ("l2", "l1"):
        check.agree(
            regularized_loss,
            reference.regularized_loss,
            X_try,
            y_try,
            w_try,
            float(rng.normal()),
            float(rng.uniform(0.1, 2)),
            kind,
        )
check.agree(
    regularized_loss,
    reference.regularized_loss,
    rng.integers(-2, 3, size=(6, 2)),
    np.array([0, 1, 1, 0, 1, 0]),
    np.array([1, -1]),
    1,
    1,
    "l1",
)
check.close(
    regularized_loss(X_prior[:, :2], y_prior, np.array([0.5, -0.5]), 0.1, 0.0, "l2"),
    0.8017348065449708,
    what="regularized_loss of four examples with lam = 0",
)
X_far = np.array([[1000.0], [-1000.0], [500.0]])
for kind in ("l2", "l1"):
    check.close(
        check.no_warnings(
            regularized_loss, X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0, 0.2, kind
        ),
        reference.regularized_loss(X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0, 0.2, kind),
        what=f"regularized_loss for scores of 1000, -1000 and 500, {kind}",
    )
check.raises(ValueError, regularized_loss, X_prior, y_prior, w_prior, 0.3, 0.1, "elastic")
### END HIDDEN TESTS

# %% tests="regularized_loss" points=1
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
check.close(
    check.keeps_arguments(regularized_loss, X_prior, y_prior, w_prior, 0.3, 0.1, "l1"),
    1.855453,
    what="regularized_loss, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("regularized_loss, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    regularized_loss,
    reference.regularized_loss,
    rng.normal(size=(3, 2)),
    np.array([1, 0, 1]),
    rng.normal(size=2),
    0.4,
    0.2,
    "l2",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The first part is `bce_with_logits` at the scores `X @ w + b`. The second part needs `w` only.
# </details>
# <details><summary>Hint 2</summary>
#
# `raise ValueError("…")` in the branch that is left when neither kind fits.
# </details>


# %% exercise="regularized_gradient"
def regularized_gradient(X, y, w, b, lam, kind):
    """The gradient of regularized_loss with respect to the weights and the bias.

    X: (N, D) inputs.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number, never penalised.
    lam: strength of the penalty.  kind: "l2" or "l1", as in regularized_loss; another kind raises
    ValueError.
    Returns (dw, db): dw (D,) and db a number. The derivative of |w| at w = 0 counts as 0.

    Example: X = [[0.0]], y = [1], w = [2.0], b = 0.0, lam = 0.5, kind = "l2" gives [1.0] and -0.5.
    """
    ### BEGIN SOLUTION
    if kind == "l2":
        pull = lam * w
    elif kind == "l1":
        pull = lam * np.sign(w)  # 0 at 0
    else:
        raise ValueError(f"kind must be 'l2' or 'l1'. Got {kind!r} instead.")
    db = np.mean(dloss_dz(y, X @ w + b))
    return dloss_dw(X, y, w, b) + pull, db
    ### END SOLUTION


# %% tests="regularized_gradient" points=2
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
# An example costs -log of the sigmoid of its score, or of minus its score
signs = 2 * y_prior - 1


def data_cost(w, b):
    return float(np.mean(-np.log(sigmoid(signs * (X_prior @ w + b)))))


check.close(
    regularized_gradient(np.zeros((1, 1)), np.array([1]), np.array([2.0]), 0.0, 0.5, "l2"),
    (np.array([1.0]), -0.5),
    what="regularized_gradient of one input 0 with w = 2, lam = 0.5, l2",
)
slopes = regularized_gradient(X_prior, y_prior, w_prior, 0.3, 0.4, "l2")
check.gradient(
    lambda w: data_cost(w, 0.3) + 0.4 * float(np.dot(w, w)) / 2,
    slopes[0],
    w_prior,
    what="dw for l2",
)
check.gradient(lambda b: data_cost(w_prior, b), slopes[1], 0.3, what="db for l2")
slopes = regularized_gradient(X_prior, y_prior, w_prior, 0.3, 0.4, "l1")
check.gradient(
    lambda w: data_cost(w, 0.3) + 0.4 * float(np.sum(np.abs(w))),
    slopes[0],
    w_prior,
    what="dw for l1",
)
check.gradient(lambda b: data_cost(w_prior, b), slopes[1], 0.3, what="db for l1")
check.close(
    regularized_gradient(np.zeros((1, 2)), np.array([0]), np.zeros(2), 0.0, 5.0, "l1")[0],
    np.zeros(2),
    what="dw for l1 at weights of 0",
)
check.raises(ValueError, regularized_gradient, X_prior, y_prior, w_prior, 0.3, 0.1, "l3")
check.done(
    "regularized_gradient",
    hidden="both kinds, weights of 0, whole numbers, scores of ±1000 without a warning",
)
### BEGIN HIDDEN TESTS
for lam_try in (0.0, 0.7):
    for kind in ("l2", "l1"):
        for N, D in [(1, 1), (6, 1), (1, 4), (3, 3), (20, 3)]:
            X_try, y_try, w_try = rng.normal(size=(N, D)), rng.integers(0, 2, N), rng.normal(size=D)
            w_try[0] = 0.0
            check.agree(
                regularized_gradient,
                reference.regularized_gradient,
                X_try,
                y_try,
                w_try,
                float(rng.normal()),
                lam_try,
                kind,
            )
# Where the slopes of data and prior cancel: the most probable weight of four separable examples,
# with a prior of precision 1 beside the sum of four costs, which is lam = 1/4 beside their mean
check.close(
    regularized_gradient(
        np.array([[-2.0], [-1.0], [1.0], [2.0]]),
        np.array([0, 0, 1, 1]),
        np.array([1.0065943148735454]),
        0.0,
        0.25,
        "l2",
    ),
    (np.zeros(1), 0.0),
    what="regularized_gradient at the most probable weight of four examples",
)
check.close(
    regularized_gradient(
        np.arange(6.0)[:, None],
        np.array([0, 0, 1, 0, 1, 1]),
        np.array([0.8780519133268385]),
        -2.195129783317096,
        0.1,
        "l2",
    ),
    (np.zeros(1), 0.0),
    what="regularized_gradient at the optimum of six examples in a row",
)
check.agree(
    regularized_gradient,
    reference.regularized_gradient,
    rng.integers(-2, 3, size=(6, 2)),
    np.array([0, 1, 1, 0, 1, 0]),
    np.array([1, -1]),
    0,
    1,
    "l1",
)
X_far = np.array([[1000.0], [-1000.0], [500.0]])
check.close(
    check.no_warnings(
        regularized_gradient, X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0, 0.2, "l2"
    ),
    reference.regularized_gradient(X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0, 0.2, "l2"),
    what="regularized_gradient for scores of 1000, -1000 and 500",
)
### END HIDDEN TESTS

# %% tests="regularized_gradient" points=1
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
check.close(
    check.keeps_arguments(regularized_gradient, X_prior, y_prior, w_prior, 0.3, 0.1, "l2"),
    (np.array([0.406091, -0.6076193, 0.2487044]), 0.0618252),
    what="regularized_gradient, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("regularized_gradient, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    regularized_gradient,
    reference.regularized_gradient,
    rng.normal(size=(3, 2)),
    np.array([1, 0, 1]),
    rng.normal(size=2),
    0.4,
    0.2,
    "l1",
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `dw` is line 4 plus the derivative of the penalty. `db` is the mean of line 3 and nothing else.
# </details>
# <details><summary>Hint 2</summary>
#
# `np.sign` gives −1, 0 or 1, entry by entry.
# </details>
#
# Left: the two priors with the same spread. Middle and right: **your** loss over two weights,
# with each penalty, for twenty examples whose label depends on $x_1$ and on chance, not on $x_2$.
# The dot is the least loss on the grid; the cross is where it would be without a penalty. Which
# penalty sets $w_2$ to exactly 0?

# %% look="two_priors" alt="Left: the densities of a Gaussian and a Laplacian of the same standard deviation; the Laplacian has a sharp peak at 0. Middle and right: contours of a regularised loss over two weights, with a cross at the best place without a penalty and a dot at that with one. With l2 the dot has moved towards the origin, with l1 it lies on the axis where w₂ = 0."
with if_ready():
    fig, (left, middle, right) = plt.subplots(1, 3, figsize=(11, 3.5), layout="constrained")
    w_line, sigma = np.linspace(-6, 6, 401), 2.0
    gauss = np.exp(-(w_line**2) / (2 * sigma**2)) / (sigma * np.sqrt(2 * np.pi))
    width = sigma / np.sqrt(2)
    left.plot(w_line, gauss, label="Gaussian")
    left.plot(w_line, np.exp(-np.abs(w_line) / width) / (2 * width), "--", label="Laplacian")
    left.set(xlabel="w", ylabel="density", ylim=(0, 0.55), title="standard deviation 2")
    left.legend()

    generator = np.random.default_rng(19)
    X_some = generator.normal(size=(20, 2))
    y_some = (X_some[:, 0] + generator.normal(size=20) > 0).astype(int)
    across, up = np.linspace(-0.5, 3.5, 41), np.linspace(-1.5, 2.5, 41)
    for ax, kind in [(middle, "l2"), (right, "l1")]:
        spots = {}
        for lam in (0.0, 0.1):
            heights = [
                [regularized_loss(X_some, y_some, np.array([u, v]), 0.0, lam, kind) for u in across]
                for v in up
            ]
            row, column = np.unravel_index(np.argmin(heights), (41, 41))
            spots[lam] = across[column], up[row] + 0.0
        ax.contour(across, up, heights, levels=14, cmap="Greys_r")
        ax.axhline(0, color=palette.GREY, linewidth=0.5)
        ax.axvline(0, color=palette.GREY, linewidth=0.5)
        ax.plot(*spots[0.0], "x", color=palette.INK)
        ax.plot(*spots[0.1], "o", color=palette.ORANGE)
        ax.set(xlabel="$w_1$", ylabel="$w_2$")
        ax.set_title(f"{kind}, λ = 0.1: best at {spots[0.1][0]:.1f}, {spots[0.1][1]:.1f}")

# %% [markdown]
# A word of caution: it is the *minimum* of the L1 loss that lies at exactly 0. Plain steps along
# your gradient hop back and forth around it, because the pull changes sign there without getting
# weaker. There is a step made for this, *soft thresholding*; lesson 5 comes back to
# regularisation.

# %% [markdown]
# ## 12 · The errors we count and the losses we minimise
#
# In the end we count mistakes. With targets $t = \pm 1$ and a score $s$, the answer is right if
# both have the same sign, that is, if the **margin** $t s$ is positive. The **zero-one** loss
# counts the rest. Its mean over the examples is the error rate, and *empirical risk minimisation*
# is the plan to make the mean loss over the data small, plus perhaps a penalty. With zero-one this
# cannot be done by gradient descent: the risk is a staircase, with slope 0 on every step.
#
# So we minimise a **surrogate**, a loss that has a slope and is convex in the score. The **hinge**
# loss is one,
#
# $$ \max(0, 1 - t s), $$
#
# which is satisfied once the margin reaches 1. The cross-entropy is another: with $t = 2y - 1$ it
# is $\log(1 + e^{-ts})$, and never quite satisfied. Drop the 1 from the hinge and you have
# $\max(0, -t s)$, the loss of the perceptron rule (lesson 1).
#
# Mind the labels: the hinge needs $-1$ and $1$, while a probability goes with 0 and 1.
#
# > **Predict.** What does the hinge loss say about a prediction if its label is written as 0
# > instead of $-1$?

# %% look="guess_hinge_of_zero"
remember.predict(
    "hinge_of_zero",
    "A label is written as 0 instead of −1. What is the hinge loss of any prediction for it?",
    right=1,
    because=(
        "The margin is always 0, so nothing can be learned from such an example. At margins of 2, 1, "
        "0.5, 0 and −1 the loss is 0, 0, 0.5, 1 and 2."
    ),
)


# %% exercise="zero_one_loss" further=true
def zero_one_loss(t, s):
    """1 for every wrong answer, 0 for every right one.

    t: (N,) targets, -1 or 1.  s: (N,) scores; the answer is the sign of the score. A score of
    exactly 0 counts as an error.
    Returns an array (N,).

    Example: t = [1, -1], s = [3.0, 0.5] gives [0, 1].
    """
    ### BEGIN SOLUTION
    return (t * s <= 0).astype(float)
    ### END SOLUTION


# %% tests="zero_one_loss" points=1
s_margin = np.array([-2.0, -1.0, 0.5, 1.0, 2.0])
check.shape(zero_one_loss(np.ones(5, dtype=int), s_margin), (5,), what="zero_one_loss of 5 scores")
check.close(
    zero_one_loss(np.array([1, -1]), np.array([3.0, 0.5])),
    np.array([0, 1]),
    what="zero_one_loss of the targets 1, -1 and the scores 3, 0.5",
)
check.close(
    zero_one_loss(-np.ones(5, dtype=int), -s_margin),
    zero_one_loss(np.ones(5, dtype=int), s_margin),
    what="zero_one_loss after turning the signs of targets and scores",
    given={"s": s_margin},
)
check.close(
    zero_one_loss(np.array([1, -1]), np.zeros(2)),
    np.array([1, 1]),
    what="zero_one_loss of scores of exactly 0",
)
check.done("zero_one_loss", hidden="random targets and scores, whole numbers, and ties")
### BEGIN HIDDEN TESTS
check.close(
    zero_one_loss(np.ones(6), np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])),
    np.array([1.0, 1.0, 1.0, 0.0, 0.0, 0.0]),
    what="zero_one_loss for the target 1",
)
for N in (1, 8, 40):
    t_try = 2 * rng.integers(0, 2, size=N) - 1
    check.agree(zero_one_loss, reference.zero_one_loss, t_try, rng.normal(size=N))
    check.agree(zero_one_loss, reference.zero_one_loss, t_try, rng.integers(-2, 3, size=N))
check.agree(
    zero_one_loss, reference.zero_one_loss, np.array([1.0, -1.0, -1.0]), rng.normal(size=6)[::2]
)
### END HIDDEN TESTS

# %% tests="zero_one_loss" points=1
check.close(
    check.keeps_arguments(zero_one_loss, np.array([1, -1]), np.array([0.3, 0.6])),
    np.array([0.0, 1.0]),
    what="zero_one_loss, asked to leave its arguments as they are,",
)
check.done("zero_one_loss, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(zero_one_loss, reference.zero_one_loss, np.array([1, -1, 1, -1]), rng.normal(size=4))
### END HIDDEN TESTS


# %% exercise="hinge_loss" further=true
def hinge_loss(t, s):
    """The hinge loss, max(0, 1 - t s), of every example.

    t: (N,) targets, -1 or 1.  s: (N,) scores.
    Returns an array (N,).

    Example: t = [1, -1], s = [3.0, 0.5] gives [0.0, 1.5].
    """
    ### BEGIN SOLUTION
    return np.maximum(0, 1 - t * s)
    ### END SOLUTION


# %% tests="hinge_loss" points=1
s_margin = np.array([-2.0, -1.0, 0.0, 0.5, 1.0, 2.0])
signs = np.array([1, -1, 1, -1, 1, -1])
check.shape(hinge_loss(signs, s_margin), (6,), what="hinge_loss of six scores")
check.close(
    hinge_loss(np.array([1, -1]), np.array([3.0, 0.5])),
    np.array([0.0, 1.5]),
    what="hinge_loss of the targets 1, -1 and the scores 3, 0.5",
)
check.close(
    hinge_loss(-signs, -s_margin),
    hinge_loss(signs, s_margin),
    what="hinge_loss after turning the signs of targets and scores",
    given={"t": signs, "s": s_margin},
)
check.true(
    bool(np.all(hinge_loss(signs, s_margin) >= (signs * s_margin <= 0))),
    "The hinge loss should never be below the zero-one loss; yours is.",
    given={"t": signs, "s": s_margin},
    got=hinge_loss(signs, s_margin),
)
check.close(
    hinge_loss(np.array([1, 1, -1]), np.array([1.0, 7.0, -1000.0])),
    np.zeros(3),
    what="hinge_loss where the margin is 1 or more",
)
check.done("hinge_loss", hidden="random targets and scores, and whole numbers")
### BEGIN HIDDEN TESTS
check.close(
    hinge_loss(np.ones(6), s_margin),
    np.array([3.0, 2.0, 1.0, 0.5, 0.0, 0.0]),
    what="hinge_loss for the target 1",
    given={"s": s_margin},
)
for N in (1, 8, 40):
    t_try = 2 * rng.integers(0, 2, size=N) - 1
    check.agree(hinge_loss, reference.hinge_loss, t_try, 2 * rng.normal(size=N))
    check.agree(hinge_loss, reference.hinge_loss, t_try, rng.integers(-3, 4, size=N))
check.agree(hinge_loss, reference.hinge_loss, np.array([1.0, -1.0, -1.0]), rng.normal(size=6)[::2])
### END HIDDEN TESTS

# %% tests="hinge_loss" points=1
check.close(
    check.keeps_arguments(hinge_loss, np.array([1, -1]), np.array([0.3, 1.6])),
    np.array([0.7, 2.6]),
    what="hinge_loss, asked to leave its arguments as they are,",
)
check.done("hinge_loss, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(hinge_loss, reference.hinge_loss, np.array([1, -1, 1, -1]), rng.normal(size=4))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for both</summary>
#
# Everything depends on the margin `t * s` alone. `np.maximum(a, b)` takes the larger of two, entry
# by entry; `np.max` would look for the largest of the whole array.
# </details>
#
# Left, the losses as functions of the margin, two of them yours. Right, the mean of each over
# eight examples with one feature, as the only weight varies: a staircase, and two bowls above it.
# Do the bowls have their lowest points where the staircase has its lowest step?

# %% look="step_and_surrogates" alt="Left: four losses over the margin. Zero-one is a step from 1 to 0 at 0; hinge is a straight line down to 0 at a margin of 1; the two cross-entropies are smooth curves that fall towards 0, the one in bits through 1 at 0. Right: the mean of three of them over one weight: zero-one is a staircase, hinge is made of straight pieces, cross-entropy is a smooth valley."
with if_ready():
    fig, (left, right) = plt.subplots(1, 2, figsize=(10.5, 3.7), layout="constrained")
    margin = np.linspace(-2.5, 2.5, 501)
    one = np.ones(501)
    left.plot(margin, zero_one_loss(one, margin), color=palette.INK, label="your zero-one")
    left.plot(margin, hinge_loss(one, margin), "--", label="your hinge")
    left.plot(margin, np.logaddexp(0, -margin), label="cross-entropy, nats")
    left.plot(margin, np.logaddexp(0, -margin) / np.log(2), ":", label="cross-entropy, bits")
    left.set(xlabel="margin, t s", ylabel="loss", ylim=(-0.1, 3.6))
    left.legend()

    x_risk = np.array([-2.0, -1.2, -0.7, -0.3, 0.4, 0.8, 1.5, 2.2])
    t_risk = np.array([-1, -1, 1, -1, 1, -1, 1, 1])
    weights = np.linspace(-2, 5, 351)
    losses = {"zero-one": zero_one_loss, "hinge": hinge_loss}
    losses["cross-entropy"] = lambda t, s: np.logaddexp(0, -t * s)
    for name, loss in losses.items():
        risk = [np.mean(loss(t_risk, w * x_risk - 0.5)) for w in weights]
        color = palette.INK if name == "zero-one" else None
        right.plot(weights, risk, "--" if name == "hinge" else "-", color=color, label=name)
    right.set(xlabel="w, with b = −0.5", ylabel="mean loss", ylim=(0, 2.2))
    right.legend()

# %% [markdown]
# Near it, but not on it: at the best weight for the hinge three of the eight are wrong, where two
# would do. A surrogate is only a stand-in, and sometimes you can tell.

# %% [markdown]
# ## 13 · Spot the slip
#
# Five common slips. Each is wrong, or says more than is true. Show it with numbers.
#
# **First.** A table of losses gives for the cross-entropy, with $y^\ast$ the label and $y$ the
# prediction, $J = y^\ast \log y + (1 - y^\ast) \log(1 - y)$ and
# $\frac{dJ}{dy} = y^\ast \frac1y + (1 - y^\ast) \frac{1}{1 - y}$. The loss has lost its minus
# sign, and that is not all. Take the label 0 and the prediction 0.75. What is the derivative
# according to the second formula? And what is the derivative of that very $J$, measured?

# %% exercise="slip_derivative" further=true
# slip_slope_printed: a number, from the second formula.
# slip_slope_of_j: a number, the slope that J really has there.
### BEGIN SOLUTION
slip_slope_printed = 4.0  # 1 / (1 - 0.75)
slip_slope_of_j = -4.0  # J = log(1 - y), and the inner derivative is -1
### END SOLUTION


# %% tests="slip_derivative" points=1
check.shape(slip_slope_printed, (), what="slip_slope_printed")
check.shape(slip_slope_of_j, (), what="slip_slope_of_j")
check.done("slip_derivative", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.true(
    abs(slip_slope_of_j - 4.0) > 1e-3,
    "This J falls when y rises from 0.75: measure it with a small step.",
    got=slip_slope_of_j,
)
check.close(slip_slope_printed, 4.0, what="slip_slope_printed", atol=1e-3)
check.close(slip_slope_of_j, -4.0, what="slip_slope_of_j", atol=1e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Second.** *The cross-entropy loss minimises the classifier's log-likelihood.* The labels are 1,
# 0, 1. Before training the model says 0.5, 0.5, 0.5, afterwards 0.9, 0.1, 0.9. By how much does the
# cross-entropy change (afterwards minus before)? By how much the log-likelihood? Use sums over the
# three examples, not means, and give three decimals.

# %% exercise="slip_log_likelihood" further=true
# slip_change_of_loss, slip_change_of_log_likelihood: numbers, in nats.
### BEGIN SOLUTION
slip_change_of_loss = 3 * (-np.log(0.9)) - 3 * (-np.log(0.5))  # from 2.079 down to 0.316
slip_change_of_log_likelihood = 3 * np.log(0.9) - 3 * np.log(0.5)  # the same, upwards
### END SOLUTION


# %% tests="slip_log_likelihood" points=1
check.shape(slip_change_of_loss, (), what="slip_change_of_loss")
check.shape(slip_change_of_log_likelihood, (), what="slip_change_of_log_likelihood")
check.done("slip_log_likelihood", hidden="both numbers, sign included")
### BEGIN HIDDEN TESTS
check.true(
    abs(slip_change_of_log_likelihood + 1.7634) > 2e-3,
    "The log-likelihood does not fall: the labels have become more probable.",
    got=slip_change_of_log_likelihood,
)
check.true(
    abs(slip_change_of_loss + 0.5878) > 2e-3,
    "That is the change of the mean; the sums over the three examples are asked for.",
    got=slip_change_of_loss,
)
check.close(slip_change_of_loss, -1.7634, what="slip_change_of_loss", atol=2e-3)
check.close(slip_change_of_log_likelihood, 1.7634, what="slip_change_of_log_likelihood", atol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** *The likelihood is the probability that the classifier is correct.* Give three
# probabilities of label 1 for which a classifier that answers 1 at 0.5 or above gets all of the
# labels 1, 1, 0 right, while their likelihood is below 0.15.

# %% exercise="slip_likelihood_and_accuracy" further=true
# slip_p: an array of shape (3,), probabilities of label 1.
### BEGIN SOLUTION
slip_p = np.array([0.51, 0.51, 0.49])  # right three times, and hardly sure: 0.51³ = 0.133
### END SOLUTION


# %% tests="slip_likelihood_and_accuracy" points=1
check.shape(np.array(slip_p), (3,), what="slip_p")
check.true(
    bool(np.all((np.array(slip_p) >= 0) & (np.array(slip_p) <= 1))),
    "slip_p should hold three probabilities, from 0 to 1.",
    got=slip_p,
)
check.done("slip_likelihood_and_accuracy", hidden="the answers, and the likelihood of the labels")
### BEGIN HIDDEN TESTS
check.true(
    bool(np.all((np.array(slip_p) >= 0.5) == np.array([True, True, False]))),
    "The classifier does not answer 1, 1, 0 with these probabilities.",
    got=slip_p,
)
check.true(
    bool(np.prod(np.where([True, True, False], slip_p, 1 - np.array(slip_p))) < 0.15),
    "The likelihood of the labels 1, 1, 0 is not below 0.15 with these probabilities.",
    got=slip_p,
)
### END HIDDEN TESTS

# %% [markdown]
# **Fourth.** *A surrogate is an upper bound of the classification error.* True of the hinge. Give
# a margin at which the cross-entropy in nats, $\log(1 + e^{-m})$, lies *below* the zero-one loss.
# By which factor, at least, must the cross-entropy be multiplied to become an upper bound
# everywhere? Give three decimals.

# %% exercise="slip_upper_bound" further=true
# slip_margin: a number.  slip_factor: a number, the smallest that will do.
### BEGIN SOLUTION
slip_margin = 0.0  # an error, zero-one loss 1, and log 2 = 0.693
slip_factor = 1 / np.log(2)  # measured in bits it is 1 at margin 0
### END SOLUTION


# %% tests="slip_upper_bound" points=1
check.shape(slip_margin, (), what="slip_margin")
check.shape(slip_factor, (), what="slip_factor")
check.done("slip_upper_bound", hidden="both losses at your margin, and the factor")
### BEGIN HIDDEN TESTS
check.true(
    slip_margin <= 0,
    "At a positive margin the answer is right and the zero-one loss is 0; nothing is below that.",
    got=slip_margin,
)
check.true(
    bool(np.logaddexp(0, -slip_margin) < 1),
    "At slip_margin the cross-entropy is not below 1.",
    got=slip_margin,
)
check.true(
    abs(slip_factor - np.log(2)) > 2e-3,
    "That factor turns bits into nats; it makes the curve lower, not higher.",
    got=slip_factor,
)
check.close(slip_factor, 1.4427, what="slip_factor", atol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Fifth.** *Cross-entropy plus* $\lVert w \rVert^2$ *is the MAP estimate with the prior*
# $\mathcal N(0, \alpha^{-1} I)$, and the update with that prior has the term $\alpha w_j$. Which
# $\alpha$ makes both true, when the costs are summed? And which `lam` of this workbook,
# $\frac{\lambda}{2} \sum w^2$, is the same as the penalty $0.1 \sum w^2$?

# %% exercise="slip_penalty" further=true
# slip_alpha, slip_lam: numbers.
### BEGIN SOLUTION
slip_alpha = 2.0  # alpha / 2 = 1
slip_lam = 0.2  # lam / 2 = 0.1
### END SOLUTION


# %% tests="slip_penalty" points=1
check.shape(slip_alpha, (), what="slip_alpha")
check.shape(slip_lam, (), what="slip_lam")
check.done("slip_penalty", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.true(
    abs(slip_alpha - 1) > 1e-6,
    "With alpha = 1 the prior's cost is half the squared norm: compare the slopes, w and 2 w.",
    got=slip_alpha,
)
check.true(
    abs(slip_lam - 0.05) > 1e-6,
    "Halving goes the wrong way: lam / 2 has to equal 0.1.",
    got=slip_lam,
)
check.close(slip_alpha, 2.0, what="slip_alpha")
check.close(slip_lam, 0.2, what="slip_lam")
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the first</summary>
#
# With the label 0, $J = \log(1 - y)$. Compute it at 0.7501 and at 0.7499.
# </details>
# <details><summary>Hint for the fourth</summary>
#
# Look at the left picture of section 12, around margin 0. The worst place for the bound is where
# the zero-one loss is 1 and the other curve is lowest.
# </details>

# %% [markdown]
# ## 14 · In your own words

# %% [markdown] written="why_cross_entropy" points=4 figure="race"
# **Answered in words, marked by hand (4 points).** Look at your picture of the race in section 8: one
# sigmoid neuron with label 1, started at the score $-10$, sixty steps of each loss. A classmate sees
# the flat curve and concludes that its learning rate is too small. Answer in five to eight sentences,
# from your picture: at which scores do your two runs end? Which factors make up the derivative of each
# loss with respect to the score, which one is to blame, and what becomes of it in cross-entropy? Does
# cross-entropy's derivative ever fade? (Your picture stands with your answer.)
#
# ### BEGIN SOLUTION
# **Model answer.** My run with squared error ends at −10.00, where it began; the one with
# cross-entropy ends at 3.87, with $p = 0.98$. By the chain rule the derivative
# with respect to the score is the derivative of the loss with respect to the probability times that of
# the sigmoid, $p (1 - p)$. For half the squared error the first factor is $p - y$, here close to $-1$,
# as it should be. But $p (1 - p)$ is almost 0, because the sigmoid is flat there, and so is the
# product, $-0.000045$: the neuron is very wrong and is hardly corrected. For cross-entropy the first
# factor is $\frac{p - y}{p (1 - p)}$; the two factors $p (1 - p)$ cancel, and $p - y \approx -1$ is
# left. That does fade, but only where $p$ is close to $y$: where the answer is right. A learning rate
# that helps at $-10$ would have to be some 22 000 times as large, far too large for every example that
# is not in the flat part.
#
# **Marking guide.** 1 point each: (a) the two ends, as the student's own picture has them (−10.00
# and 3.87); (b) the derivative is a product that contains $p (1 - p)$, which is nearly 0 far out
# even when the answer is wrong (saturation); (c) with cross-entropy it cancels and $p - y$ is
# left; (d) that derivative fades only for confident *right* answers. The learning rate need not
# be mentioned; blaming it alone earns neither b nor c.
#
# **4 points, for example:** the model answer, or a shorter one with all four ideas.
#
# **2 points, for example:** "Squared error stays at −10, cross-entropy gets to a positive score. The
# sigmoid is flat at −10, so its derivative is almost 0 and the neuron cannot learn. Cross-entropy has a
# larger gradient." (a and b; *why* it is larger is missing.)
#
# **0 points, for example:** "Cross-entropy is the right loss for classification, and with more steps
# or a larger learning rate squared error would arrive as well."
#
# **Often seen, and weak:** "the gradient vanishes because there are many layers" (there is one).
# "Cross-entropy punishes wrong answers more" (true of the loss; the question is about its derivative).
# "$p (1 - p)$ cancels" without saying what is left (b, and half of c: give b only).
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can compute entropy, cross-entropy and divergence, and say what each costs in bits.
# - [ ] I know what happens in them where $p$ is 0, and where $q$ is 0.
# - [ ] I can tell the likelihood of the labels from the accuracy of the answers.
# - [ ] I can say why we take minus the logarithm, what is minimised and what is maximised.
# - [ ] I can derive $p - y$ on an empty sheet, one line at a time, and check each line by measuring.
# - [ ] I can explain why squared error on a sigmoid learns least where it is most wrong.
# - [ ] I compute the loss from scores, and can say where probabilities break it.
# - [ ] I can read an L2 penalty as a Gaussian prior, an L1 penalty as a Laplacian one.
# - [ ] I know where the factors 2 and $N$ go.
# - [ ] I know why we minimise a surrogate and not the number of errors.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** Two labels become many. Lesson 3 replaces the sigmoid by the softmax, and
# one derivative by a whole table of them, and arrives at the same result: prediction minus label.
#
# **To read on.**
#
# - Claude Shannon, [A Mathematical Theory of
#   Communication](https://doi.org/10.1002/j.1538-7305.1948.tb01338.x), 1948: entropy and codes.
# - Michael Nielsen, [chapter 3](http://neuralnetworksanddeeplearning.com/chap3.html): squared error
#   and cross-entropy as you met them in section 8.
# - Peter Bartlett, Michael Jordan and Jon McAuliffe, [Convexity, Classification, and Risk
#   Bounds](https://doi.org/10.1198/016214505000000907), 2006: which surrogates are good ones.
