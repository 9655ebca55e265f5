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
# # Lesson 2 · The cross-entropy derivation
#
# By the end of this lesson you will be able to
#
# - measure **surprise** in bits, and say what it costs to expect the wrong thing;
# - turn *which model makes the data most probable?* into a **loss** to be minimised;
# - **derive** its gradient, one line at a time, and find a wrong line by measuring it;
# - explain why squared error on a sigmoid stops learning where it should learn most;
# - compute the loss for scores as far out as ±1000, where the textbook formula breaks;
# - read a penalty on the weights as an **opinion** held before seeing the data;
# - tell the errors we count from the losses we minimise, and say why we need both.
#
# [[time]]
#
# Letters and shapes are those of the [notation card](../00_start_here/00_start_here.ipynb#Notation) in lesson 0.
#
# When the lesson is marked, every exercise counts by itself: if one does not work out, go on with
# the next. In your notebook, later tests and pictures call what you wrote earlier; lesson 0 says
# how to borrow a working function. You need NumPy arrays and two facts about derivatives: the
# derivative of $\log u$ is $1/u$, and derivatives multiply along a chain. Unless stated otherwise,
# $\log$ is the natural logarithm.
#
# Run the next two cells. The first loads the tools. The second draws where we are going: how
# strongly two losses push a score upwards when the answer was *yes*, for scores that are wrong
# (left of 0) and right (right of 0). One of them gives up on the worst mistakes.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_utils import check, palette, plots, remember
from course_utils.derivation import Line, ladder, slope
from course_utils.ready import if_ready

plots.style()


def sigmoid(z):
    """The logistic function of lesson 1, exact at ±1000."""
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


# %% hidden="setup"
from autograder.hidden import setup

reference, rng = setup("02_cross_entropy")

# %% look="where_we_are_going" alt="How strongly two losses push a score upwards when the label is 1, for scores from −10 to 10. Cross-entropy pushes with almost 1 at the far left and falls to 0 on the right; squared error pushes with a small hump near 0 only, and with almost nothing at both ends."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.2))
    scores = np.linspace(-10, 10, 300)
    said = 1 / (1 + np.exp(-scores))
    ax.plot(scores, 1 - said, label="cross-entropy")
    ax.plot(scores, (1 - said) * said * (1 - said), "--", label="squared error")
    ax.set(xlabel="score z, label 1", ylabel="push upwards")
    ax.legend()

# %% [markdown]
# **Before you begin: what do you remember of lesson 1?** Three questions of a
# minute each, with numbers that are new every time you run the cell. The effort of remembering is
# what makes it stay; none of it is marked.

# %% look="recall"
remember.recall("02_cross_entropy")

# %% [markdown]
# ## 1 · Surprise, in bits
#
# How surprising is it to hear that something happened? If it was certain, not at all. If it had
# one chance in eight, as surprising as three coins that all come up heads. **Surprise** is minus
# the logarithm of the probability. With base 2 its unit is the **bit**:
#
# $$ \text{surprise} = -\log_2 p : \qquad 1 \to 0, \quad \tfrac12 \to 1, \quad
# \tfrac14 \to 2, \quad \tfrac18 \to 3 \text{ bits.} $$
#
# The logarithm is there because chances multiply while surprises should add up. The average
# surprise of a distribution $p = (p_1, \dots, p_K)$ is its **entropy**,
#
# $$ H(p) = -\sum_{k=1}^{K} p_k \log_2 p_k . $$
#
# It is also a length. Suppose you send weather reports: sun half of the time, rain and snow a
# quarter each. Call them `0`, `10` and `11`; no word begins another, so no commas are needed. Each
# word is exactly as long as its surprise, and a report takes $H(p)$ bits on average. No code that
# can be read back does better. (For other probabilities, words of whole bits have to be a little
# longer than that; coding many reports at once comes as close to $H$ as you like.)
#
# What never happens adds nothing: $p \log p$ goes to 0 as $p$ does, so by convention
# $0 \log 0 = 0$. NumPy does not know this convention.
#
# > **Predict.** How many bits does a weather report take on average?

# %% look="guess_weather_bits"
remember.predict(
    "weather_bits",
    "How many bits does a weather report take on average?",
    right=1.5,
    because=(
        "½ · 1 + ¼ · 2 + ¼ · 2. A fair coin takes 1 bit, a coin that always shows heads 0, eight "
        "equally likely outcomes 3."
    ),
)


# %% exercise="entropy_bits"
def entropy_bits(p):
    """The entropy of a distribution, in bits.

    p: (K,) probabilities, not negative, with sum 1.
    Returns a number. An outcome of probability 0 adds nothing and gives no warning.

    Example: entropy_bits(np.array([0.5, 0.5])) is 1.0.
    """
    ### BEGIN SOLUTION
    happens = p > 0
    return float(-np.sum(p[happens] * np.log2(p[happens])))
    ### END SOLUTION


# %% tests="entropy_bits" points=1
check.shape(entropy_bits(np.array([0.3, 0.7])), (), what="entropy_bits of two probabilities")
check.close(entropy_bits(np.array([0.5, 0.5])), 1.0, what="the entropy of a fair coin")
check.close(
    entropy_bits(np.array([0.5, 0.25, 0.25])), 1.5, what="the entropy of [1/2, 1/4, 1/4], in bits"
)
check.close(entropy_bits(np.full(8, 1 / 8)), 3.0, what="the entropy of eight equal chances")
check.true(
    float(entropy_bits(np.array([0.9, 0.1]))) < float(entropy_bits(np.array([0.6, 0.4]))),
    "A coin that nearly always shows heads should have less entropy than a nearly fair one.",
)
check.close(
    check.no_warnings(entropy_bits, np.array([0.0, 1.0, 0.0])),
    0.0,
    what="the entropy of a sure thing",
    given={"p": np.array([0.0, 1.0, 0.0])},
)
check.done("entropy_bits", hidden="random distributions of other sizes, with zeros in any place")
### BEGIN HIDDEN TESTS
for K in (1, 2, 5, 40):
    check.agree(entropy_bits, reference.entropy_bits, rng.dirichlet(np.ones(K)))
for _ in range(3):
    p_try = rng.permutation(np.concatenate([rng.dirichlet(np.ones(4)), np.zeros(3)]))
    check.close(
        check.no_warnings(entropy_bits, p_try),
        reference.entropy_bits(p_try),
        what="entropy_bits of a distribution with zeros",
        given={"p": p_try},
    )
check.agree(entropy_bits, reference.entropy_bits, rng.dirichlet(np.ones(3), size=4).T[:, 2])
check.agree(entropy_bits, reference.entropy_bits, np.array([1e-200, 1 - 1e-200]))
### END HIDDEN TESTS

# %% tests="entropy_bits" points=1
check.close(
    check.keeps_arguments(entropy_bits, np.array([0.0, 0.25, 0.75])),
    0.8112781,
    what="entropy_bits, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("entropy_bits, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(entropy_bits, reference.entropy_bits, rng.dirichlet(np.ones(4)))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# `np.log2` is the logarithm to base 2. First make the tests without zeros pass.
# </details>
# <details><summary>Hint 2</summary>
#
# `p > 0` is an array of True and False. `p[p > 0]` keeps the entries that count.
# </details>
#
# **Bits and nats.** With the natural logarithm the unit is the **nat**. A fair coin has 1 bit, or
# $\log 2 \approx 0.693$ nats. Divide nats by $\log 2$ to get bits. The weather report takes 1.5
# bits or 1.0397 nats. Functions whose names end in `_bits` give bits; every loss in this workbook
# is in nats.
#
# Below is the entropy of a coin for every chance of heads, from your function. Where is it
# largest, and why are both ends 0?

# %% look="entropy_of_a_coin" alt="The entropy of a coin over the chance of heads: an arch that is 0 at both ends and 1 bit at one half. A dotted curve, the surprise at heads, falls from above 3 bits to 0."
with if_ready():
    fig, ax = plt.subplots(figsize=(6, 3))
    heads = np.linspace(0, 1, 101)
    ax.plot(heads, [entropy_bits(np.array([h, 1 - h])) for h in heads], label="your entropy")
    inside = heads[1:]
    ax.plot(inside, -np.log2(inside), ":", color=palette.GREY, label="surprise at heads")
    ax.set(xlabel="chance of heads", ylabel="bits", ylim=(-0.05, 3))
    ax.legend()

# %% [markdown]
# ## 2 · The wrong code: cross-entropy
#
# Suppose your code was made for another town, where the weather follows $q$; here it follows $p$.
# The code made for $q$ has words of length $-\log_2 q_k$, and *you* need word $k$ with probability
# $p_k$:
#
# $$ H(p, q) = -\sum_{k=1}^{K} p_k \log_2 q_k . $$
#
# This is the **cross-entropy**: the average surprise of someone who expects $q$ while $p$ happens.
# The roles differ: $p$ supplies the weights, $q$ goes inside the logarithm.
#
# - $p_k = 0$: it never happens, so nobody cares what was expected. The term is 0, even if $q_k$ is
#   0 as well.
# - $q_k = 0$ but $p_k > 0$: something ruled out does happen. There is no word for it, the surprise
#   is infinite, and so is the average.
#
# > **Predict.** With $p = [\frac12, \frac14, \frac14]$ and $q = [\frac14, \frac12, \frac14]$ the
# > words for $q$ are `10`, `0`, `11`. How long is a report of $p$ on average?

# %% look="guess_wrong_code"
remember.predict(
    "wrong_code",
    "p = [1/2, 1/4, 1/4], but the code was made for q = [1/4, 1/2, 1/4]. How many bits does a "
    "report take on average?",
    right=1.75,
    because="½ · 2 + ¼ · 1 + ¼ · 2. With the right code, H(p, p), it is the entropy: 1.5 bits.",
)


# %% exercise="cross_entropy_bits"
def cross_entropy_bits(p, q):
    """The average surprise, in bits, of someone who expects q while p happens.

    p: (K,) what happens.  q: (K,) what is expected. Both are not negative, with sum 1.
    Returns a number. Where p is 0 the term is 0, whatever q is. The result is inf where q is 0 and
    p is not. No warning in either case.

    Example: p = [1.0, 0.0], q = [0.25, 0.75] gives 2.0.
    """
    ### BEGIN SOLUTION
    happens = p > 0
    with np.errstate(divide="ignore"):  # log of 0 is -inf, and that is what we want here
        return float(-np.sum(p[happens] * np.log2(q[happens])))
    ### END SOLUTION


# %% tests="cross_entropy_bits" points=1
p_weather, q_weather = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25])
check.shape(cross_entropy_bits(p_weather, q_weather), (), what="cross_entropy_bits(p, q)")
check.close(
    cross_entropy_bits(p_weather, q_weather),
    1.75,
    what="cross_entropy_bits of [1/2, 1/4, 1/4] with a code for [1/4, 1/2, 1/4]",
)
check.close(
    cross_entropy_bits(np.array([1.0, 0.0]), np.array([0.25, 0.75])),
    2.0,
    what="cross_entropy_bits when the first outcome is sure and had the chance 1/4",
)
check.close(
    cross_entropy_bits(np.array([0.7, 0.3]), np.array([0.5, 0.5])),
    1.0,
    what="cross_entropy_bits with a fair coin's code, whatever happens,",
)
check.close(
    check.no_warnings(cross_entropy_bits, np.array([0.5, 0.5]), np.array([1.0, 0.0])),
    np.inf,
    what="cross_entropy_bits when something ruled out happens",
    given={"p": np.array([0.5, 0.5]), "q": np.array([1.0, 0.0])},
)
check.close(
    check.no_warnings(cross_entropy_bits, np.array([1.0, 0.0, 0.0]), np.array([0.5, 0.5, 0.0])),
    1.0,
    what="cross_entropy_bits when what is ruled out never happens",
    given={"p": np.array([1.0, 0.0, 0.0]), "q": np.array([0.5, 0.5, 0.0])},
)
check.done("cross_entropy_bits", hidden="random pairs of other sizes, with zeros in either or both")
### BEGIN HIDDEN TESTS
for K in (1, 2, 6, 30):
    check.agree(
        cross_entropy_bits,
        reference.cross_entropy_bits,
        rng.dirichlet(np.ones(K)),
        rng.dirichlet(np.ones(K)),
    )
for p_try, q_try in [
    (np.array([0.0, 0.4, 0.6]), np.array([0.2, 0.3, 0.5])),
    (np.array([0.0, 0.4, 0.6]), np.array([0.0, 0.7, 0.3])),
    (np.array([0.2, 0.3, 0.5]), np.array([0.6, 0.4, 0.0])),
    (np.array([0.0, 0.5, 0.5]), np.array([0.5, 0.0, 0.5])),
]:
    check.close(
        check.no_warnings(cross_entropy_bits, p_try, q_try),
        reference.cross_entropy_bits(p_try, q_try),
        what="cross_entropy_bits of distributions with zeros",
        given={"p": p_try, "q": q_try},
    )
check.agree(
    cross_entropy_bits,
    reference.cross_entropy_bits,
    np.array([0.5, 0.5]),
    np.array([1e-200, 1 - 1e-200]),
)
### END HIDDEN TESTS

# %% tests="cross_entropy_bits" points=1
check.close(
    check.keeps_arguments(cross_entropy_bits, np.array([0.0, 1.0]), np.array([0.5, 0.5])),
    1.0,
    what="cross_entropy_bits, asked to leave its arguments as they are,",
)
check.done("cross_entropy_bits, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    cross_entropy_bits,
    reference.cross_entropy_bits,
    rng.dirichlet(np.ones(4)),
    rng.dirichlet(np.ones(4)),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# It is your entropy with another array inside the logarithm. Which of the two decides what to
# leave out?
# </details>
# <details><summary>Hint 2</summary>
#
# `np.log2(0.0)` is already `-inf`, the value you want, but it comes with a warning.
# `with np.errstate(divide="ignore"):` keeps NumPy quiet inside its block.
# </details>

# %% [markdown]
# ## 3 · The price of being wrong: Kullback–Leibler
#
# The report cost 1.75 bits where 1.5 would have done. The extra quarter of a bit is the price of
# expecting $q$ instead of $p$, the **Kullback–Leibler divergence**:
#
# $$ D(p \Vert q) = H(p, q) - H(p) = \sum_{k=1}^{K} p_k \log_2 \frac{p_k}{q_k} . $$
#
# It is never negative, and 0 only for $q = p$. The proof is one line. The curve $\log u$ lies below
# its tangent $u - 1$, touching it only at $u = 1$. So, in nats and over the $k$ with $p_k > 0$,
#
# $$
# -D(p \Vert q) = \sum_k p_k \log \frac{q_k}{p_k}
# \le \sum_k p_k \left( \frac{q_k}{p_k} - 1 \right) = \sum_k q_k - 1 \le 0 .
# $$
#
# It looks like a distance but is not one: the two directions differ.
#
# > **Predict.** For the pair of section 2, $D(p \Vert q)$ is 0.25 bits. What is $D(q \Vert p)$?

# %% look="guess_the_other_way_round"
remember.predict(
    "the_other_way_round",
    "For p = [1/2, 1/4, 1/4] and q = [1/4, 1/2, 1/4], D(p‖q) is 0.25 bits. And D(q‖p)?",
    ["−0.25", "also 0.25", "more than 0.25", "less than 0.25, but not negative"],
    right=1,
    because=(
        "This q is p with two entries swapped: a coincidence that hides the rule. With q = [3/4, "
        "1/8, 1/8] it is 0.2075 bits one way and 0.1887 the other."
    ),
)


# %% exercise="kl_divergence_bits"
def kl_divergence_bits(p, q):
    """The extra bits it costs to expect q while p happens.

    p: (K,) what happens.  q: (K,) what is expected. Both are not negative, with sum 1.
    Returns a number: 0 when q equals p, inf where the cross-entropy is. No warning at zeros.

    Example: p = [1.0, 0.0], q = [0.5, 0.5] gives 1.0.
    """
    ### BEGIN SOLUTION
    return cross_entropy_bits(p, q) - entropy_bits(p)
    ### END SOLUTION


# %% tests="kl_divergence_bits" points=1
p_weather = np.array([0.5, 0.25, 0.25])
check.shape(kl_divergence_bits(p_weather, np.full(3, 1 / 3)), (), what="kl_divergence_bits(p, q)")
check.close(
    kl_divergence_bits(np.array([1.0, 0.0]), np.array([0.5, 0.5])),
    1.0,
    what="kl_divergence_bits of a sure thing from a fair coin",
)
check.close(
    kl_divergence_bits(p_weather, np.array([0.25, 0.5, 0.25])),
    0.25,
    what="kl_divergence_bits of [1/2, 1/4, 1/4] from [1/4, 1/2, 1/4]",
)
check.close(kl_divergence_bits(p_weather, p_weather.copy()), 0.0, what="kl_divergence_bits(p, p)")
check.close(
    kl_divergence_bits(p_weather, np.array([0.75, 0.125, 0.125])),
    0.2075187,
    what="kl_divergence_bits of [1/2, 1/4, 1/4] from [3/4, 1/8, 1/8]",
    atol=1e-6,
)
check.close(
    check.no_warnings(kl_divergence_bits, np.array([0.5, 0.5]), np.array([0.0, 1.0])),
    np.inf,
    what="kl_divergence_bits when something ruled out happens",
    given={"p": np.array([0.5, 0.5]), "q": np.array([0.0, 1.0])},
)
check.done("kl_divergence_bits", hidden="random pairs in both directions, with zeros")
### BEGIN HIDDEN TESTS
check.close(
    kl_divergence_bits(np.array([0.75, 0.125, 0.125]), p_weather),
    0.13081203594113694 / np.log(2),
    what="kl_divergence_bits of [3/4, 1/8, 1/8] from [1/2, 1/4, 1/4]",
)
for K in (1, 2, 5, 30):
    p_try, q_try = rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(K))
    check.agree(kl_divergence_bits, reference.kl_divergence_bits, p_try, q_try)
    check.agree(kl_divergence_bits, reference.kl_divergence_bits, q_try, p_try)
for p_try, q_try in [
    (np.array([0.0, 0.4, 0.6]), np.array([0.2, 0.3, 0.5])),
    (np.array([0.0, 0.4, 0.6]), np.array([0.0, 0.7, 0.3])),
    (np.array([0.2, 0.3, 0.5]), np.array([0.0, 0.4, 0.6])),
]:
    check.close(
        check.no_warnings(kl_divergence_bits, p_try, q_try),
        reference.kl_divergence_bits(p_try, q_try),
        what="kl_divergence_bits of distributions with zeros",
        given={"p": p_try, "q": q_try},
    )
### END HIDDEN TESTS

# %% tests="kl_divergence_bits" points=1
check.close(
    check.keeps_arguments(kl_divergence_bits, np.array([0.0, 1.0]), np.array([0.5, 0.5])),
    1.0,
    what="kl_divergence_bits, asked to leave its arguments as they are,",
)
check.done("kl_divergence_bits, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    kl_divergence_bits,
    reference.kl_divergence_bits,
    rng.dirichlet(np.ones(4)),
    rng.dirichlet(np.ones(4)),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# You can use what you wrote: one function minus another. Or write the sum of the formula, with the
# same care for zeros.
# </details>
#
# Below, a coin shows heads 3 times in 10, and someone believes in another chance $q$. The price is
# smallest where belief meets fact, and being nearly certain of the wrong thing costs far more than
# being vague.

# %% look="code_lengths" alt="Bits per toss over the believed chance of heads q, for a coin with p = 0.3. The cross-entropy is a valley that touches the horizontal line of the entropy at q = 0.3 and rises steeply towards both ends; the shaded gap between them is the price of a wrong belief, marked at q = 0.95."
with if_ready():
    fig, ax = plt.subplots(figsize=(7, 3.4))
    coin, beliefs = np.array([0.3, 0.7]), np.linspace(0.005, 0.995, 199)
    costs = [cross_entropy_bits(coin, np.array([q, 1 - q])) for q in beliefs]
    floor = entropy_bits(coin)
    ax.plot(beliefs, costs, label="your cross-entropy")
    ax.axhline(floor, color=palette.SKY, label="entropy of p")
    ax.fill_between(beliefs, floor, costs, color=palette.ORANGE, alpha=0.2)
    worst = kl_divergence_bits(coin, np.array([0.95, 0.05]))
    ax.annotate(f"belief 0.95: {worst:.2f} bits too many", (0.95, floor + worst), (0.45, 2.6))
    ax.axvline(0.3, color=palette.GREY, linewidth=0.5)
    ax.set(xlabel="believed chance of heads, q", ylabel="bits per toss", title="p = 0.3, 0.7")
    ax.legend()

# %% [markdown]
# This picture is what learning is about. The data are what happens, the model is what is expected.
# $H(p)$ does not depend on the model, so making the cross-entropy small and making the divergence
# small are the same thing. And when *what happens* is one label for certain, $p$ is a one-hot
# list, its entropy is 0, and the cross-entropy is just the surprise at that label.

# %% [markdown]
# Pull at the tops of the bars, the weather and the belief: the lower part of each stack is
# unavoidable, the upper part is the price of believing something else. When is there no upper
# part at all?

# %% look="two_distributions"
from course_utils.explore import two_distributions

two_distributions.show(entropy_bits, cross_entropy_bits, kl_divergence_bits)

# %% [markdown]
# ## 4 · How probable is what happened? The likelihood
#
# The same loss can be reached by another route, without a word about codes. A model gives
# $P(y = 1) = p$ and $P(y = 0) = 1 - p$. One formula for both labels is
#
# $$ P(y) = p^{y} (1 - p)^{1 - y}, $$
#
# because the exponent that does not apply is 0, and anything to the power 0 is 1. Read as a
# function of the *model*, for the label that was observed, it is called the **likelihood**.
#
# It is not the probability that the classifier is correct, a common confusion: a classifier that
# answers 1 above one half is either right on an example or not. Three examples with label 1 that
# all get $p = 0.6$ are all answered correctly, accuracy 1, while the likelihood of the three
# labels is $0.6^3 = 0.216$. The likelihood is the probability, *according to the model*, of the
# labels we saw.
#
# For $N$ examples that do not influence each other the likelihoods multiply.
#
# > **Predict.** 1100 examples, and a model that says 0.5 to each. What will NumPy say the
# > likelihood is?

# %% look="guess_half_to_the_1100"
remember.predict(
    "half_to_the_1100",
    "1100 examples, and a model that says 0.5 to each. What does NumPy say the likelihood is?",
    ["nan", "exactly 0", "about 7e-332", "it raises an error"],
    right=1,
    because=(
        "On paper it is 2 to the power −1100, about 7e-332; the smallest positive float "
        "is about 5e-324."
    ),
)


# %% exercise="bernoulli_likelihood" further=true minutes=3
def bernoulli_likelihood(y, p):
    """The probability that the model gives to the label that was observed, for every example.

    y: (N,) labels, 0 or 1.  p: (N,) the model's probabilities of label 1, from 0 to 1.
    Returns an array (N,), one likelihood for each example.

    Example: y = [1, 0], p = [0.75, 0.75] gives [0.75, 0.25].
    """
    ### BEGIN SOLUTION
    return p**y * (1 - p) ** (1 - y)
    ### END SOLUTION


# %% tests="bernoulli_likelihood" points=1
p_chance = np.array([0.1, 0.4, 0.5, 0.8])
yes, no = np.ones(4, dtype=int), np.zeros(4, dtype=int)
check.shape(bernoulli_likelihood(yes, p_chance), (4,), what="bernoulli_likelihood of four labels")
check.close(
    bernoulli_likelihood(np.array([1, 0]), np.array([0.75, 0.75])),
    np.array([0.75, 0.25]),
    what="bernoulli_likelihood of the labels 1 and 0 with p = 0.75",
)
check.close(
    bernoulli_likelihood(yes, p_chance) + bernoulli_likelihood(no, p_chance),
    np.ones(4),
    what="the likelihoods of label 1 and of label 0, added up,",
    given={"p": p_chance},
)
check.close(
    bernoulli_likelihood(np.array([1, 1, 0, 0]), np.array([1.0, 0.0, 1.0, 0.0])),
    np.array([1.0, 0.0, 0.0, 1.0]),
    what="bernoulli_likelihood of a model that is certain",
    given={"y": np.array([1, 1, 0, 0]), "p": np.array([1.0, 0.0, 1.0, 0.0])},
)
check.done(
    "bernoulli_likelihood", hidden="random labels, labels as floats, p of 0 and 1 without a warning"
)
### BEGIN HIDDEN TESTS
for N in (1, 5, 60):
    y_try, p_try = rng.integers(0, 2, size=N), rng.uniform(size=N)
    check.agree(bernoulli_likelihood, reference.bernoulli_likelihood, y_try, p_try)
    check.agree(bernoulli_likelihood, reference.bernoulli_likelihood, y_try.astype(float), p_try)
check.close(
    bernoulli_likelihood(np.ones(3), np.full(3, 0.6)),
    np.full(3, 0.6),
    what="bernoulli_likelihood of three labels 1 with p = 0.6",
)
p_try = np.array([0.0, 1.0, 1e-300, 1.0, 0.0])
check.close(
    check.no_warnings(bernoulli_likelihood, np.array([0, 1, 1, 0, 1]), p_try),
    np.array([1.0, 1.0, 0.0, 0.0, 0.0]),
    what="bernoulli_likelihood at probabilities of 0 and 1",
    given={"y": np.array([0, 1, 1, 0, 1]), "p": p_try},
)
check.agree(
    bernoulli_likelihood,
    reference.bernoulli_likelihood,
    rng.integers(0, 2, size=12)[::3],
    rng.uniform(size=8)[::-2],
)
### END HIDDEN TESTS

# %% tests="bernoulli_likelihood" points=1
check.close(
    check.keeps_arguments(bernoulli_likelihood, np.array([0, 1]), np.array([0.3, 0.6])),
    np.array([0.7, 0.6]),
    what="bernoulli_likelihood, asked to leave its arguments as they are,",
)
check.done("bernoulli_likelihood, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    bernoulli_likelihood, reference.bernoulli_likelihood, np.array([1, 0, 1]), rng.uniform(size=3)
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `**` raises to a power, and it works entry by entry. `0.0 ** 0` is 1 in Python and in NumPy, as
# we need it here.
# </details>
#
# What your function says about 1100 tosses of a fair coin:

# %% look="underflow"
with if_ready("half_to_the_1100"):
    for count in (10, 100, 1000, 1100):
        each = bernoulli_likelihood(np.ones(count), np.full(count, 0.5))
        logs = np.sum(np.log(each))
        print(f"{count:5d} labels: product {np.prod(each):.3g}, sum of logs {logs:.2f}")

# %% [markdown]
# <details><summary>What the numbers show</summary>
#
# On paper $0.5^{1100}$ is a number with 331 zeros behind the decimal point, but floating-point
# numbers end near $10^{-323}$, so the product **underflows** to 0, and every model scores 0. The sum
# of the logarithms, $-762.46$, has no such trouble.
# </details>
#
# That is one reason for what comes next; the other is that sums are easier to differentiate than
# products.

# %% [markdown]
# ## 5 · The loss: minus the logarithm
#
# The best model makes the likelihood of the data as large as possible. Take the logarithm: it is
# increasing, so the best model stays the best, and the product becomes a sum. Put a minus sign in
# front, and the largest becomes the smallest. Divide by $N$, and data sets of different sizes can
# be compared. The result is the mean **negative log-likelihood**, also called the **binary
# cross-entropy**,
#
# $$ L = -\frac1N \sum_{n=1}^{N} \Big( y_n \log p_n + (1 - y_n) \log (1 - p_n) \Big) . $$
#
# For each example one of the two terms is switched off: $-\log p$ remains if $y = 1$ and
# $-\log(1 - p)$ if $y = 0$. It is the cross-entropy of section 2, in nats, between the one-hot
# distribution $(1 - y, y)$ and the model's $(1 - p, p)$: two routes, one loss.
#
# Watch the direction: the cross-entropy loss is minimised where the log-likelihood is maximised.
#
# > **Predict.** What does one example cost if the model says $p = 0$ and the label is 1?

# %% look="guess_certain_and_wrong"
remember.predict(
    "certain_and_wrong",
    "The model says p = 0, and the label is 1. What does the example cost?",
    ["2.303", "infinitely much", "1", "0"],
    right=1,
    because=(
        "A model that is certain and wrong cannot make up for it anywhere else. With p = 0.9 it "
        "would cost 0.105, and with p = 0.1 2.303."
    ),
)


# %% exercise="negative_log_likelihood"
def negative_log_likelihood(y, p):
    """The mean binary cross-entropy of the labels y under the probabilities p, in nats.

    y: (N,) labels, 0 or 1.  p: (N,) the model's probabilities of label 1, from 0 to 1.
    Returns a number. A label that was certain costs 0; the loss is inf when some p rules out what
    happened. No warning in either case.

    Example: y = [1, 0], p = [0.5, 0.5] gives 0.6931472, the natural logarithm of 2.
    """
    ### BEGIN SOLUTION
    with np.errstate(divide="ignore"):  # what was ruled out and happens costs inf
        costs = -np.log(bernoulli_likelihood(y, p))
    return float(np.mean(costs))
    ### END SOLUTION


# %% tests="negative_log_likelihood" points=2
y_nll, p_nll = np.array([1, 0, 1]), np.array([0.9, 0.1, 0.9])
check.shape(negative_log_likelihood(y_nll, p_nll), (), what="negative_log_likelihood(y, p)")
check.close(
    negative_log_likelihood(np.array([1, 0]), np.array([0.5, 0.5])),
    0.6931472,
    what="negative_log_likelihood of a model that always says 0.5",
    atol=1e-6,
)
check.close(
    negative_log_likelihood(np.array([1]), np.array([0.9])),
    0.1053605,
    what="negative_log_likelihood of a label 1 with p = 0.9",
    atol=1e-6,
)
check.close(
    negative_log_likelihood(np.array([0]), np.array([0.9])),
    2.3025851,
    what="negative_log_likelihood of a label 0 with p = 0.9",
    atol=1e-6,
)
check.close(
    negative_log_likelihood(1 - y_nll, 1 - p_nll),
    negative_log_likelihood(y_nll, p_nll),
    what="the loss after swapping the names of the two classes",
    given={"y": y_nll, "p": p_nll},
)
check.close(
    check.no_warnings(negative_log_likelihood, np.array([1, 0]), np.array([1.0, 0.0])),
    0.0,
    what="the loss of a model that is certain and right",
    given={"y": np.array([1, 0]), "p": np.array([1.0, 0.0])},
)
check.close(
    check.no_warnings(negative_log_likelihood, np.array([1, 0]), np.array([0.0, 0.3])),
    np.inf,
    what="the loss of a model that ruled out what happened",
    given={"y": np.array([1, 0]), "p": np.array([0.0, 0.3])},
)
check.done("negative_log_likelihood", hidden="random data, thousands of examples, certain models")
### BEGIN HIDDEN TESTS
p_table = np.array([0.01, 0.1, 0.5, 0.9, 0.99])
bce_label_1 = [
    4.605170185988091,
    2.3025850929940455,
    0.6931471805599453,
    0.10536051565782628,
    0.01005033585350145,
]
for position in range(5):
    chance = p_table[position : position + 1]
    check.close(
        negative_log_likelihood(np.array([1]), chance),
        bce_label_1[position],
        what="negative_log_likelihood of a label 1",
        given={"p": chance},
    )
    check.close(
        negative_log_likelihood(np.array([0]), chance),
        bce_label_1[4 - position],
        what="negative_log_likelihood of a label 0",
        given={"p": chance},
    )
for N in (1, 6, 50):
    y_try, p_try = rng.integers(0, 2, size=N), rng.uniform(0.01, 0.99, size=N)
    check.agree(negative_log_likelihood, reference.negative_log_likelihood, y_try, p_try)
    check.agree(
        negative_log_likelihood, reference.negative_log_likelihood, y_try.astype(float), p_try
    )
check.agree(
    negative_log_likelihood, reference.negative_log_likelihood, np.ones(2000), np.full(2000, 0.4)
)
certain = np.array([0.0, 1.0, 0.3, 1.0, 0.0])
for y_try in ([0, 1, 1, 1, 0], [0, 1, 1, 0, 0], [1, 1, 0, 1, 0]):
    check.close(
        check.no_warnings(negative_log_likelihood, np.array(y_try), certain),
        reference.negative_log_likelihood(np.array(y_try), certain),
        what="negative_log_likelihood at probabilities of 0 and 1",
        given={"y": np.array(y_try), "p": certain},
    )
### END HIDDEN TESTS

# %% tests="negative_log_likelihood" points=1
check.close(
    check.keeps_arguments(negative_log_likelihood, np.array([0, 1]), np.array([0.3, 1.0])),
    0.1783375,
    what="negative_log_likelihood, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("negative_log_likelihood, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    negative_log_likelihood,
    reference.negative_log_likelihood,
    np.array([1, 0, 1]),
    rng.uniform(0.1, 0.9, size=3),
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The formula as it stands computes *both* terms and multiplies one of them by 0. That fails at
# $p = 0$ and $p = 1$, because in floating point 0 times $-\infty$ is not 0 but `nan`.
# </details>
# <details><summary>Hint 2</summary>
#
# Choose first, take the logarithm afterwards: the likelihood of section 4 is already the right one
# of $p$ and $1 - p$.
# </details>

# %% look="minus_log" alt="Your loss in nats over the probability p of label 1. For label 1 it falls from high at p = 0 to 0 at p = 1; for label 0 it is the mirror image. Two dots at p = 0.9 stand at 0.105 and at 2.303."
with if_ready():
    fig, ax = plt.subplots(figsize=(6.5, 3.4))
    chances = np.linspace(0.003, 0.997, 300)
    for label, line in [(1, "-"), (0, "--")]:
        costs = [negative_log_likelihood(np.array([label]), np.array([c])) for c in chances]
        ax.plot(chances, costs, line, label=f"your loss, label {label}")
    ax.plot([0.9, 0.9], [0.105, 2.303], "o", color=palette.INK, markersize=4)
    ax.set(xlabel="p, the model's probability of label 1", ylabel="nats", ylim=(-0.1, 5.5))
    ax.legend()

# %% [markdown]
# ## 6 · The largest likelihood is the smallest loss
#
# Is that true? Try every candidate and keep the best: the slowest and safest way to minimise. A
# coin showed heads 7 times in 10. Which chance of heads makes that most probable, and which makes
# the loss smallest?
#
# > **Predict.** Where is the minimum of the loss, before you compute anything?

# %% look="guess_where_the_minimum_is"
remember.predict(
    "where_the_minimum_is",
    "Seven heads in ten tosses. Which p makes the loss smallest?",
    right=0.7,
    because=(
        "The share of heads, for the likelihood and for the loss alike: multiplying by 3 or taking "
        "the logarithm keeps the order, and a flipped sign turns the minimum into the maximum."
    ),
)


# %% exercise="minimize_on_grid" further=true minutes=3
def minimize_on_grid(loss, grid):
    """The value of the grid at which the loss is least.

    loss: a function that takes one number and returns one number.  grid: (G,) numbers to try.
    Returns that number of the grid; the first of them if several share the least loss. A loss may
    be negative, or inf in places.

    Example: the loss lambda v: (v - 2) ** 2 on the grid [0.0, 1.5, 3.0] gives 1.5.
    """
    ### BEGIN SOLUTION
    return grid[np.argmin([loss(value) for value in grid])]
    ### END SOLUTION


# %% tests="minimize_on_grid" points=1
check.close(
    minimize_on_grid(lambda v: (v - 2) ** 2, np.array([0.0, 1.5, 3.0])),
    1.5,
    what="minimize_on_grid for (v - 2)² on the grid 0, 1.5, 3",
)
check.close(
    minimize_on_grid(lambda v: abs(v + 1) - 5, np.array([3.0, -1.0, -4.0, 0.0])),
    -1.0,
    what="minimize_on_grid for |v + 1| - 5, which is negative, on a grid in no order",
)
coin_grid = np.linspace(0, 1, 11)
check.close(
    minimize_on_grid(lambda v: -(v**7) * (1 - v) ** 3, coin_grid),
    0.7,
    what="minimize_on_grid for minus the likelihood of 7 heads in 10",
    given={"grid": coin_grid},
)
check.done("minimize_on_grid", hidden="losses with several valleys, infinite ones, and ties")
### BEGIN HIDDEN TESTS
for heads in (0, 3, 10):
    y_coin = np.array([1] * heads + [0] * (10 - heads))
    check.close(
        minimize_on_grid(
            lambda v, y=y_coin: reference.negative_log_likelihood(y, np.full(10, v)), coin_grid
        ),
        heads / 10,
        what=f"minimize_on_grid for the negative log-likelihood of {heads} heads in 10",
        given={"grid": coin_grid},
    )
valleys = {0.0: 3.0, 1.0: 1.0, 2.0: 2.0, 3.0: 0.0, 4.0: 5.0}
check.close(
    minimize_on_grid(lambda v: valleys[float(v)], np.arange(5.0)),
    3.0,
    what="minimize_on_grid for a loss with a second valley, deeper than the first",
)
wavy = {float(v): float(height) for v, height in zip(range(40), rng.normal(size=40), strict=True)}
check.close(
    minimize_on_grid(lambda v: wavy[float(v)], np.arange(40.0)),
    min(wavy, key=wavy.get),
    what="minimize_on_grid for a loss with many valleys",
    given={"losses": list(wavy.values())},
)
seen = np.array([1.0, 2.0, 10.0])
fine = np.linspace(0, 12, 49)
check.close(
    minimize_on_grid(lambda v: float(np.mean((seen - v) ** 2)), fine),
    4.25,
    what="minimize_on_grid for the mean squared distance from 1, 2 and 10",
)
check.close(
    minimize_on_grid(lambda v: float(np.mean(np.abs(seen - v))), fine),
    2.0,
    what="minimize_on_grid for the mean distance from 1, 2 and 10",
)
check.close(
    minimize_on_grid(lambda v: max(abs(v) - 1, 0.0), np.array([3.0, 0.5, -0.5, 0.0, -2.0])),
    0.5,
    what="minimize_on_grid for a loss with a flat floor (the first one counts)",
)
check.close(
    minimize_on_grid(lambda v: -3.0 * v, np.array([-1.0, 0.0, 2.0])),
    2.0,
    what="minimize_on_grid for -3 v",
)
### END HIDDEN TESTS

# %% tests="minimize_on_grid" points=1
check.close(
    check.keeps_arguments(minimize_on_grid, lambda v: -v, np.array([2.0, 0.0, 1.0])),
    2.0,
    what="minimize_on_grid, asked to leave its arguments as they are,",
)
check.done("minimize_on_grid, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    minimize_on_grid, reference.minimize_on_grid, lambda v: (v - 1) ** 2, rng.normal(size=6)
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# `np.argmin` gives the *position* of the smallest entry of a list of numbers. What is asked for is
# the grid's value there.
# </details>

# %% look="largest_and_smallest" alt="Three curves over the chance of heads after seven heads in ten tosses. The likelihood is a hump, the log-likelihood an arch, the mean loss a valley; a dot marks the best place of each, 0.7 in all three."
with if_ready():
    fig, axes = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained")
    tosses, grid = np.array([1] * 7 + [0] * 3), np.linspace(0.01, 0.99, 99)
    curves = {
        "likelihood": lambda v: np.prod(bernoulli_likelihood(tosses, np.full(10, v))),
        "log-likelihood": lambda v: np.sum(np.log(bernoulli_likelihood(tosses, np.full(10, v)))),
        "loss (mean)": lambda v: negative_log_likelihood(tosses, np.full(10, v)),
    }
    for ax, (name, curve) in zip(axes, curves.items(), strict=True):
        ax.plot(grid, [curve(v) for v in grid])
        sign = 1 if name == "loss (mean)" else -1
        best = minimize_on_grid(lambda v, f=curve, s=sign: s * f(v), grid)
        ax.plot(best, curve(best), "o", color=palette.ORANGE)
        ax.set(title=f"{name}: best at {best:.2f}", xlabel="chance of heads")

# %% [markdown]
# **Other losses choose other summaries.** For quantities the usual losses are $|\hat y - y|$ (L1),
# $(\hat y - y)^2$ (L2, often with a ½ so that its derivative is simply $\hat y - y$), and, for
# labels, *zero-one*: 1 if $\hat y \ne y$, else 0. For the answer $y = 15$:
#
# | prediction $\hat y$ | 25 | 20 | 15 | 14 | 0 |
# |---|---|---|---|---|---|
# | L1, and its derivative | 10, +1 | 5, +1 | 0, (corner) | 1, −1 | 15, −1 |
# | L2, and its derivative | 100, +20 | 25, +10 | 0, 0 | 1, −2 | 225, −30 |
# | ½ L2, and its derivative | 50, +10 | 12.5, +5 | 0, 0 | 0.5, −1 | 112.5, −15 |
#
# The derivative of L1 says only *too high* or *too low*; that of L2 also says how far. *You*
# choose the loss, and with it what the best answer is.
#
# > **Predict.** One number has to stand for 1, 1, 2, 4 and 12. Which one is best for L1?

# %% look="guess_one_number"
remember.predict(
    "one_number",
    "One number has to stand for 1, 1, 2, 4 and 12. Which one is best for L1, the sum of the "
    "distances?",
    ["4", "1", "2", "6"],
    right=2,
    because="The median. L2 is least at the mean, 4, and zero-one at the most frequent value, 1.",
)

# %% look="one_number_for_five" alt="Mean loss over one number that stands for 1, 1, 2, 4 and 12. The squared loss is a parabola, lowest at the mean 4; the absolute loss has kinks and is lowest at the median 2; the zero-one loss is flat with drops at the five numbers, the deepest at 1."
with if_ready("one_number"):
    fig, axes = plt.subplots(1, 3, figsize=(11, 3), layout="constrained")
    five, grid = np.array([1.0, 1.0, 2.0, 4.0, 12.0]), np.linspace(0, 13, 131)
    choices = {
        "L2": lambda v: np.mean((five - v) ** 2),
        "L1": lambda v: np.mean(np.abs(five - v)),
        "zero-one": lambda v: np.mean(np.abs(five - v) > 1e-9),
    }
    for ax, (name, curve) in zip(axes, choices.items(), strict=True):
        ax.plot(grid, [curve(v) for v in grid])
        best = minimize_on_grid(curve, grid)
        ax.plot(best, curve(best), "o", color=palette.ORANGE)
        ax.set(title=f"{name}: best is {best:g}", xlabel="the one number", ylabel="mean loss")

# %% [markdown]
# <details><summary>What the picture shows</summary>
#
# The mean, the median and the most frequent value: 4, 2 and 1.
# </details>
#
# For the cross-entropy the best number was the *share* of heads, a probability. That is what we want
# to learn.

# %% [markdown]
# ## 7 · The derivation, line by line
#
# The model is logistic regression: a score $z = w \cdot x + b$, a probability $p = \sigma(z)$, a
# cost $L$. The weights touch the cost only through the score, and the score only through the
# probability, so the derivatives multiply:
#
# $$
# \frac{\partial L}{\partial w_j} =
# \underbrace{\frac{\partial L}{\partial p}}_{\text{line 1}} \cdot
# \underbrace{\frac{\partial p}{\partial z}}_{\text{line 2}} \cdot
# \underbrace{\frac{\partial z}{\partial w_j}}_{\text{line 4}}, \qquad
# \underbrace{\frac{\partial L}{\partial z} =
# \frac{\partial L}{\partial p} \cdot \frac{\partial p}{\partial z}}_{\text{line 3}} .
# $$
#
# ![A chain from the weight w over the score z and the probability p to the loss L. Backward, line 1
# leads from L to p, line 2 from p to z, line 4 from z to w; line 3 is lines 1 and 2
# multiplied.](drawing:chain)
#
# Take a pencil. Each line is one exercise, and each is compared with a *measured* slope, a
# numerical derivative: move the input by $\pm h$, see how much the output moves, divide by $2h$.
# So a wrong line is found where it is, and not three lines later.
#
# ### Line 1: derivative of the cost with respect to the probability
#
# One example costs $-y \log p - (1 - y) \log(1 - p)$. The derivative of $\log u$ is $1/u$. In the
# second term $u = 1 - p$ falls when $p$ rises, which contributes a factor $-1$. Fill in the boxes
# and mind the signs:
#
# $$
# \frac{\partial L}{\partial p} = \Box \frac{y}{\Box} \enspace \Box \enspace \frac{1 - y}{\Box} .
# $$
#
# > **Predict.** Which sign should the derivative have if $y = 1$?

# %% look="guess_sign_of_dp"
remember.predict(
    "sign_of_dp",
    "Which sign does the derivative with respect to p have if y = 1?",
    ["negative", "it depends on p", "positive"],
    right=0,
    because=(
        "More probability for what happened is cheaper. For the label 0 it is positive; it is never "
        "0, since a single example can always be made cheaper."
    ),
)


# %% exercise="dloss_dp"
def dloss_dp(y, p):
    """Line 1: the derivative of each example's cost with respect to its probability.

    y: (N,) labels, 0 or 1.  p: (N,) probabilities, strictly between 0 and 1.
    Returns an array (N,): the derivative of -y log p - (1 - y) log(1 - p) of each example (no
    mean).

    Example: y = [1], p = [0.5] gives [-2.0].
    """
    ### BEGIN SOLUTION
    return -y / p + (1 - y) / (1 - p)
    ### END SOLUTION


# %% tests="dloss_dp" points=2
p_line = np.array([0.1, 0.35, 0.5, 0.8, 0.95])
yes, no = np.ones(5, dtype=int), np.zeros(5, dtype=int)
check.shape(dloss_dp(yes, p_line), (5,), what="dloss_dp of five examples")
check.close(dloss_dp(np.array([1]), np.array([0.5])), np.array([-2.0]), what="dloss_dp(1, 0.5)")
check.true(
    bool(np.all(dloss_dp(yes, p_line) < 0)),
    "Where the label is 1 a larger p costs less, so the slope should be negative.",
    given={"y": yes, "p": p_line},
    got=dloss_dp(yes, p_line),
)
check.true(
    bool(np.all(dloss_dp(no, p_line) > 0)),
    "Where the label is 0 a larger p costs more, so the slope should be positive.",
    given={"y": no, "p": p_line},
    got=dloss_dp(no, p_line),
)
# The line above, one label at a time, measured: the cost is -log p, or -log(1 - p)
check.gradient(
    lambda p_moved: float(np.sum(-np.log(p_moved))),
    dloss_dp(yes, p_line),
    p_line,
    what="dloss_dp for the label 1",
)
check.gradient(
    lambda p_moved: float(np.sum(-np.log(1 - p_moved))),
    dloss_dp(no, p_line),
    p_line,
    what="dloss_dp for the label 0",
)
check.done("dloss_dp", hidden="mixed labels, and p very close to 0 and 1 without a warning")
### BEGIN HIDDEN TESTS
for N in (1, 4, 30):
    y_try, p_try = rng.integers(0, 2, size=N), rng.uniform(0.02, 0.98, size=N)
    check.agree(dloss_dp, reference.dloss_dp, y_try, p_try)
    check.agree(dloss_dp, reference.dloss_dp, y_try.astype(float), p_try)
p_far = np.array([1e-9, 1 - 1e-9, 1e-9, 1 - 1e-9])
check.close(
    check.no_warnings(dloss_dp, np.array([0, 0, 1, 1]), p_far),
    reference.dloss_dp(np.array([0, 0, 1, 1]), p_far),
    what="dloss_dp of probabilities close to 0 and to 1",
    given={"y": np.array([0, 0, 1, 1]), "p": p_far},
    rtol=1e-6,
)
check.agree(
    dloss_dp, reference.dloss_dp, rng.integers(0, 2, 10)[::2], rng.uniform(0.1, 0.9, 15)[::-3]
)
### END HIDDEN TESTS

# %% tests="dloss_dp" points=1
check.close(
    check.keeps_arguments(dloss_dp, np.array([0, 1]), np.array([0.3, 0.6])),
    np.array([1.4285714, -1.6666667]),
    what="dloss_dp, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dp, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(dloss_dp, reference.dloss_dp, np.array([1, 0, 1]), rng.uniform(0.1, 0.9, size=3))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start with the label 1: the cost is $-\log p$. Then the label 0: the cost is $-\log(1 - p)$, and
# two minus signs meet.
# </details>
# <details><summary>Hint 2</summary>
#
# Check it with two numbers: at $p = 0.5$ the label 1 gives $-2$, and at $p = 0.75$ the label 0 gives
# $+4$. (One of the two signs is easily lost.)
# </details>
#
# ### Line 2: derivative of the probability with respect to the score
#
# $p = \sigma(z) = (1 + e^{-z})^{-1}$. By the chain rule,
#
# $$ \frac{dp}{dz} = -(1 + e^{-z})^{-2} \cdot (-e^{-z}) = \frac{e^{-z}}{(1 + e^{-z})^2} . $$
#
# That would do on paper. But it can be written with $\sigma(z)$ alone, which is shorter and safe
# to compute: for $z = -1000$, $e^{-z}$ overflows and the fraction becomes $\infty / \infty$.
#
# > **Predict.** Split the fraction into $\frac{1}{1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}$.
# > How large can the product get?

# %% look="guess_largest_slope"
remember.predict(
    "largest_slope",
    "The derivative of the sigmoid is a product of two factors. How large can it get?",
    right=0.25,
    because="The factors are p and 1 − p; their product is largest where they are equal, at z = 0.",
)


# %% exercise="dp_dz"
def dp_dz(z):
    """Line 2: the derivative of the sigmoid at each score.

    z: (N,) scores.
    Returns an array (N,). Scores of ±1000 give 0 and no warning. You may use sigmoid.

    Example: z = [0.0] gives [0.25].
    """
    ### BEGIN SOLUTION
    p = sigmoid(z)
    return p * (1 - p)
    ### END SOLUTION


# %% tests="dp_dz" points=1
z_line = np.array([-4.0, -1.0, 0.0, 0.5, 3.0])
check.shape(dp_dz(z_line), (5,), what="dp_dz of five scores")
check.close(dp_dz(np.array([0.0])), np.array([0.25]), what="dp_dz(0)")
check.close(
    dp_dz(-z_line),
    dp_dz(z_line),
    what="dp_dz(-z), which should equal dp_dz(z)",
    given={"z": z_line},
)
check.gradient(lambda z_moved: float(np.sum(sigmoid(z_moved))), dp_dz(z_line), z_line, what="dp_dz")
check.close(
    check.no_warnings(dp_dz, np.array([-1000.0, 1000.0])),
    np.zeros(2),
    what="dp_dz at -1000 and 1000",
)
check.done("dp_dz", hidden="random scores, whole numbers, and every size up to ±1000")
### BEGIN HIDDEN TESTS
for N in (1, 7, 40):
    check.agree(dp_dz, reference.dp_dz, 3 * rng.normal(size=N))
check.agree(dp_dz, reference.dp_dz, np.arange(-3, 4))
check.agree(dp_dz, reference.dp_dz, rng.normal(size=(6, 2))[::2, 1])
z_far = rng.permutation(np.array([-1000.0, -745.0, -710.0, -40.0, 0.0, 40.0, 710.0, 1000.0]))
check.close(
    check.no_warnings(dp_dz, z_far),
    reference.dp_dz(z_far),
    what="dp_dz of large scores",
    given={"z": z_far},
)
### END HIDDEN TESTS

# %% tests="dp_dz" points=1
check.close(
    check.keeps_arguments(dp_dz, np.array([-1.0, 2.0])),
    np.array([0.1966119, 0.1049936]),
    what="dp_dz, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dp_dz, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(dp_dz, reference.dp_dz, rng.normal(size=4))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# The first factor is $\sigma(z)$. What must be added to the first to get the second? They have the
# same denominator, and their sum is 1.
# </details>
#
# ### Line 3: derivative of the cost with respect to the score
#
# Now write line 1 over its common denominator, and multiply by line 2:
#
# $$
# \frac{\partial L}{\partial z} =
# \frac{p - y}{p (1 - p)} \cdot p (1 - p) = \enspace ?
# $$
#
# The factor that cancels, $p (1 - p)$, is exactly the one that can vanish. Do the cancelling on
# paper *before* you write code: at $z = 1000$ the computer has $p = 1$ exactly, and the product of
# the two lines becomes 0 times infinity.
#
# > **Predict.** What is the derivative for $z = -1000$, $y = 1$?

# %% look="guess_far_out_and_wrong"
remember.predict(
    "far_out_and_wrong",
    "What is the derivative with respect to the score for z = −1000, y = 1?",
    right=-1,
    because=(
        "Prediction minus label, 0 − 1: the promise of lesson 1 is kept. It is never more than 1 in "
        "size; at z = 0 it is −½."
    ),
)


# %% exercise="dloss_dz"
def dloss_dz(y, z):
    """Line 3: the derivative of each example's cost with respect to its score.

    y: (N,) labels, 0 or 1.  z: (N,) scores.
    Returns an array (N,), example by example (no mean). Exact at ±1000, without a warning. You may
    use sigmoid.

    Example: y = [1], z = [0.0] gives [-0.5].
    """
    ### BEGIN SOLUTION
    return sigmoid(z) - y
    ### END SOLUTION


# %% tests="dloss_dz" points=2
z_line = np.array([-4.0, -1.0, 0.0, 0.5, 3.0])
yes, no = np.ones(5, dtype=int), np.zeros(5, dtype=int)
check.shape(dloss_dz(yes, z_line), (5,), what="dloss_dz of five examples")
check.close(dloss_dz(np.array([1]), np.array([0.0])), np.array([-0.5]), what="dloss_dz(1, 0)")
# The lines above, as one: the cost of a score, measured
check.gradient(
    lambda z_moved: float(np.sum(-np.log(sigmoid(z_moved)))),
    dloss_dz(yes, z_line),
    z_line,
    what="dloss_dz for the label 1",
)
check.gradient(
    lambda z_moved: float(np.sum(-np.log(1 - sigmoid(z_moved)))),
    dloss_dz(no, z_line),
    z_line,
    what="dloss_dz for the label 0",
)
check.close(
    dloss_dz(no, -z_line),
    -dloss_dz(yes, z_line),
    what="dloss_dz with labels swapped and scores negated, which should flip its sign,",
    given={"z": z_line},
)
check.close(
    check.no_warnings(dloss_dz, np.array([1, 0, 1]), np.array([1000.0, -1000.0, -1000.0])),
    np.array([0.0, 0.0, -1.0]),
    what="dloss_dz at ±1000",
    given={"y": np.array([1, 0, 1]), "z": np.array([1000.0, -1000.0, -1000.0])},
)
check.done("dloss_dz", hidden="random mixed labels, whole numbers, and every size up to ±1000")
### BEGIN HIDDEN TESTS
z_table = np.array([-10.0, -5.0, -2.0, 0.0, 2.0, 5.0, 10.0])
check.close(
    dloss_dz(np.ones(7), z_table),
    np.array(
        [
            -0.9999546021312976,
            -0.9933071490757152,
            -0.8807970779778824,
            -0.5,
            -0.11920292202211769,
            -0.006692850924284732,
            -4.5397868702390376e-05,
        ]
    ),
    what="dloss_dz for the label 1",
    given={"z": z_table},
)
for N in (1, 7, 40):
    y_try, z_try = rng.integers(0, 2, size=N), 3 * rng.normal(size=N)
    check.agree(dloss_dz, reference.dloss_dz, y_try, z_try)
    check.agree(dloss_dz, reference.dloss_dz, y_try.astype(float), z_try)
check.agree(dloss_dz, reference.dloss_dz, np.array([0, 1, 1, 0]), np.arange(-2, 2))
z_far = np.array([-1000.0, -710.0, -40.0, 40.0, 710.0, 1000.0])
for label in (0, 1):
    check.close(
        check.no_warnings(dloss_dz, np.full(6, label), z_far),
        reference.dloss_dz(np.full(6, label), z_far),
        what=f"dloss_dz of large scores, label {label}",
        given={"z": z_far},
    )
### END HIDDEN TESTS

# %% tests="dloss_dz" points=1
check.close(
    check.keeps_arguments(dloss_dz, np.array([0, 1]), np.array([-1.0, 2.0])),
    np.array([0.2689414, -0.1192029]),
    what="dloss_dz, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dz, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(dloss_dz, reference.dloss_dz, np.array([1, 0, 1]), rng.normal(size=3))
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint</summary>
#
# $p (1 - p)$ cancels. What is left is one subtraction, with $p = \sigma(z)$.
# </details>
#
# ### Line 4: derivative of the loss with respect to the weights
#
# The score is $z_n = w_1 x_{n1} + \dots + w_D x_{nD} + b$, so
# $\partial z_n / \partial w_j = x_{nj}$ and $\partial z_n / \partial b = 1$. Multiply by line 3, and
# take the mean over the examples, because the loss is a mean:
#
# $$
# \frac{\partial L}{\partial w_j}
# = \frac1N \sum_{n=1}^{N} \frac{\partial L_n}{\partial z_n} x_{nj} .
# $$
#
# As a matrix product it is $X^T$ times the column of derivatives, divided by $N$. (*Recall*: it is
# `logistic_gradient` of lesson 1, now with its reason. Write it without looking back. Without the
# $\frac1N$ it is the gradient of the *summed* loss, $N$ times as long.)
#
# Now give every input one more feature that is always 1, as its last. Then the last row of $X^T$ is
# a row of ones. For the four examples of the test below, $X^T (p - y)$ is then
# $[0.8347, -0.7289, 0.2917]$ (sums, not means).
#
# > **Predict.** Which parameter does the last row belong to?

# %% look="guess_last_row"
remember.predict(
    "last_row",
    "The last feature is 1 in every example. Which parameter does its row of the sum belong to?",
    ["the bias", "the first weight", "the learning rate", "none"],
    right=0,
    because=(
        "So its row is the plain sum of p − y. Divided by 4, the whole gradient is [0.2087, −0.1822] "
        "for the weights and 0.0729 for the bias."
    ),
)


# %% exercise="dloss_dw" further=true
def dloss_dw(X, y, w, b):
    """Line 4: the gradient of the mean cross-entropy with respect to the weights.

    X: (N, D) inputs, one per row.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number.
    Returns an array (D,). Scores of ±1000 give no warning.

    Example: one input [2.0] with label 0 and zero weights has p = 0.5, so the gradient is [1.0].
    """
    ### BEGIN SOLUTION
    return X.T @ dloss_dz(y, X @ w + b) / len(y)
    ### END SOLUTION


# %% tests="dloss_dw" points=2
X_line = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
y_line, w_line = np.array([1, 0, 1, 0]), np.array([0.5, -0.5])
check.shape(dloss_dw(X_line, y_line, w_line, 0.1), (2,), what="dloss_dw for two features")
check.close(
    dloss_dw(np.array([[2.0]]), np.array([0]), np.zeros(1), 0.0),
    np.array([1.0]),
    what="dloss_dw of one input [2.0] with label 0",
)
# An example costs -log of the sigmoid of its score, or of minus its score
signs = 2 * y_line - 1
check.gradient(
    lambda w_moved: float(np.mean(-np.log(sigmoid(signs * (X_line @ w_moved + 0.1))))),
    dloss_dw(X_line, y_line, w_line, 0.1),
    w_line,
    what="dloss_dw",
)
check.close(
    dloss_dw(np.vstack([X_line, X_line]), np.tile(y_line, 2), w_line, 0.1),
    dloss_dw(X_line, y_line, w_line, 0.1),
    what="dloss_dw after writing every example down twice",
)
check.done(
    "dloss_dw",
    hidden="random data of other sizes and scores of ±1000, weights that are whole numbers",
)
### BEGIN HIDDEN TESTS
check.close(
    dloss_dw(X_line, y_line, w_line, 0.1),
    np.array([0.20866806599314608, -0.1822345507262481]),
    what="dloss_dw of four examples",
    given={"X": X_line, "y": y_line, "w": w_line, "b": 0.1},
)
for N, D in [(1, 1), (5, 1), (1, 4), (3, 3), (20, 6)]:
    X_try, w_try = rng.normal(size=(N, D)), rng.normal(size=D)
    check.agree(
        dloss_dw, reference.dloss_dw, X_try, rng.integers(0, 2, N), w_try, float(rng.normal())
    )
X_try = rng.integers(-2, 3, size=(6, 2))
check.agree(dloss_dw, reference.dloss_dw, X_try, np.array([0, 1, 1, 0, 1, 0]), np.array([1, -1]), 0)
check.agree(
    dloss_dw, reference.dloss_dw, rng.normal(size=(3, 5)).T, np.ones(5), np.array([0.5, 1, -1]), 2.0
)
X_far = np.array([[1000.0], [-1000.0], [500.0]])
check.close(
    check.no_warnings(dloss_dw, X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0),
    reference.dloss_dw(X_far, np.array([0, 1, 1]), np.array([1.0]), 0.0),
    what="dloss_dw for scores of 1000, -1000 and 500",
)
### END HIDDEN TESTS

# %% tests="dloss_dw" points=1
X_line = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
y_line, w_line = np.array([1, 0, 1, 0]), np.array([0.5, -0.5])
check.close(
    check.keeps_arguments(dloss_dw, X_line, y_line, w_line, 0.1),
    np.array([0.2086681, -0.1822346]),
    what="dloss_dw, asked to leave its arguments as they are,",
    atol=1e-7,
)
check.done("dloss_dw, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
check.agree(
    dloss_dw,
    reference.dloss_dw,
    rng.normal(size=(3, 2)),
    np.array([1, 0, 1]),
    rng.normal(size=2),
    0.4,
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Three steps: the scores, line 3 at these scores, and then the mean of derivative times input,
# feature by feature. A loop over the examples is a fine start.
# </details>
# <details><summary>Hint 2</summary>
#
# `X` is `(N, D)` and the slopes are `(N,)`. Which of `X @ slopes` and `X.T @ slopes` has the shape
# of `w`?
# </details>
#
# ### The whole ladder
#
# Every line of **your** derivation is compared with *your* lines before it. If one is wrong, this
# is where it shows, and the lines below are not affected.

# %% look="ladder"
y_few, p_few = np.array([1, 1, 0, 0]), np.array([0.9, 0.3, 0.2, 0.75])
X_few, z_few = np.array([[1, 0], [0, 2], [1, 1], [2, -1.0]]), np.array([-2.0, 0.5, 1.0, 3.0])
w_few, b_few = np.array([0.5, -0.5]), 0.1
steps = {
    ("negative_log_likelihood", "the mean of minus log of your likelihood"): (
        lambda: negative_log_likelihood(y_few, p_few),
        lambda: np.mean(-np.log(bernoulli_likelihood(y_few, p_few))),
    ),
    ("dloss_dp", "4 times the slope of your loss, measured by moving p"): (
        lambda: dloss_dp(y_few, p_few),
        lambda: 4 * slope(lambda p: negative_log_likelihood(y_few, p), p_few),
    ),
    ("dp_dz", "the measured slope of the sigmoid"): (
        lambda: dp_dz(z_few),
        lambda: slope(lambda z: np.sum(sigmoid(z)), z_few),
    ),
    ("dloss_dz", "your line 1 times your line 2"): (
        lambda: dloss_dz(y_few, z_few),
        lambda: dloss_dp(y_few, sigmoid(z_few)) * dp_dz(z_few),
    ),
    ("dloss_dw", "the slope of your loss, measured by moving w"): (
        lambda: dloss_dw(X_few, y_few, w_few, b_few),
        lambda: slope(lambda w: negative_log_likelihood(y_few, sigmoid(X_few @ w + b_few)), w_few),
    ),
}
print(ladder([Line(*texts, *values) for texts, values in steps.items()]))

# %% [markdown]
# [[pause]] Next, the loss that does not work, and numbers that overflow.
