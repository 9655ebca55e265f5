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
# **Before you begin: what is left of the lessons before?** Three questions of a minute each, with
# numbers that are new every time you run the cell. The effort of remembering is what makes it
# stay; none of it is marked.

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


# %% tests="entropy_bits" points=2
check.keeps_arguments(entropy_bits, np.array([0.0, 0.25, 0.75]))
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


# %% tests="cross_entropy_bits" points=2
check.keeps_arguments(cross_entropy_bits, np.array([0.0, 1.0]), np.array([0.5, 0.5]))
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


# %% tests="kl_divergence_bits" points=2
check.keeps_arguments(kl_divergence_bits, np.array([0.0, 1.0]), np.array([0.5, 0.5]))
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
# unavoidable, the upper part is the price of believing something else. When is there no upper part at all?

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
    "1100 examples, and a model that says 0.5 to each. What is the likelihood, says NumPy?",
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


# %% tests="bernoulli_likelihood" points=2
check.keeps_arguments(bernoulli_likelihood, np.array([0, 1]), np.array([0.3, 0.6]))
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
# On paper $0.5^{1100}$ is a number with 331 zeros behind the decimal point, but floating-point
# numbers end near $10^{-323}$, so the product **underflows** to 0, and every model
# scores 0. The sum of the logarithms, $-762.46$, has no such trouble. That is one reason for what
# comes next; the other is that sums are easier to differentiate than products.

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


# %% tests="negative_log_likelihood" points=3
check.keeps_arguments(negative_log_likelihood, np.array([0, 1]), np.array([0.3, 1.0]))
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


# %% tests="minimize_on_grid" points=2
check.keeps_arguments(minimize_on_grid, lambda v: -v, np.array([2.0, 0.0, 1.0]))
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
fine = np.linspace(0, 12, 121)
check.close(
    minimize_on_grid(lambda v: float(np.mean((seen - v) ** 2)), fine),
    4.3,
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
# The mean, the median and the most frequent value: 4, 2 and 1. For the cross-entropy it was the
# *share* of heads, a probability. That is what we want to learn.

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
    "Which sign has the derivative with respect to p if y = 1?",
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
    Returns an array (N,): the slope of -y log p - (1 - y) log(1 - p), example by example (no mean).

    Example: y = [1], p = [0.5] gives [-2.0].
    """
    ### BEGIN SOLUTION
    return -y / p + (1 - y) / (1 - p)
    ### END SOLUTION


# %% tests="dloss_dp" points=3
check.keeps_arguments(dloss_dp, np.array([0, 1]), np.array([0.3, 0.6]))
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

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Start with the label 1: the cost is $-\log p$. Then the label 0: the cost is $-\log(1 - p)$, and
# two minus signs meet.
# </details>
# <details><summary>Hint 2</summary>
#
# Over a common denominator the answer is $\dfrac{p - y}{p (1 - p)}$. Check that yours is the same.
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
    """Line 2: the slope of the sigmoid at each score.

    z: (N,) scores.
    Returns an array (N,). Scores of ±1000 give 0 and no warning. You may use sigmoid.

    Example: z = [0.0] gives [0.25].
    """
    ### BEGIN SOLUTION
    p = sigmoid(z)
    return p * (1 - p)
    ### END SOLUTION


# %% tests="dp_dz" points=2
check.keeps_arguments(dp_dz, np.array([-1.0, 2.0]))
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

# %% [markdown]
# <details><summary>Hint</summary>
#
# The first factor is $\sigma(z)$. What must be added to the first to get the second? They have the
# same denominator, and their sum is 1.
# </details>
#
# ### Line 3: derivative of the cost with respect to the score
#
# Now multiply line 1, written over its common denominator, by line 2:
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


# %% tests="dloss_dz" points=3
check.keeps_arguments(dloss_dz, np.array([0, 1]), np.array([-1.0, 2.0]))
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
# What about the bias? If every input gets one more feature that is always 1, the last row of $X^T$
# is a row of ones. For the four examples of the test below, $X^T (p - y)$ is then
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


# %% exercise="dloss_dw"
def dloss_dw(X, y, w, b):
    """Line 4: the gradient of the mean cross-entropy with respect to the weights.

    X: (N, D) inputs, one per row.  y: (N,) labels, 0 or 1.  w: (D,) weights.  b: a number.
    Returns an array (D,). Scores of ±1000 give no warning.

    Example: one input [2.0] with label 0 and zero weights has p = 0.5, so the gradient is [1.0].
    """
    ### BEGIN SOLUTION
    return X.T @ dloss_dz(y, X @ w + b) / len(y)
    ### END SOLUTION


# %% tests="dloss_dw" points=3
X_line = np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0], [2.0, -1.0]])
y_line, w_line = np.array([1, 0, 1, 0]), np.array([0.5, -0.5])
check.keeps_arguments(dloss_dw, X_line, y_line, w_line, 0.1)
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


# %% tests="squared_error_dz" points=2
check.keeps_arguments(squared_error_dz, np.array([0, 1]), np.array([-1.0, 2.0]))
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


# %% tests="bce_with_logits" points=3
check.keeps_arguments(bce_with_logits, np.array([0, 1]), np.array([-1.0, 2.0]))
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


# %% tests="multi_label_bce" points=2
Z_photo, Y_photo = np.array([[2.0, -1.0, 0.0], [-2.0, 1.0, 3.0]]), np.array([[1, 0, 1], [0, 1, 1]])
check.keeps_arguments(multi_label_bce, Y_photo, Z_photo)
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


# %% tests="regularized_loss" points=3
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
check.keeps_arguments(regularized_loss, X_prior, y_prior, w_prior, 0.3, 0.1, "l1")
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
    Returns (dw, db): dw (D,) and db a number. The slope of |w| at w = 0 counts as 0.

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


# %% tests="regularized_gradient" points=3
X_prior = np.array([[1.0, 0.0, 2.0], [0.0, 2.0, -1.0], [1.0, 1.0, 0.0], [2.0, -1.0, 1.0]])
y_prior, w_prior = np.array([1, 0, 1, 0]), np.array([1.0, -2.0, 0.5])
check.keeps_arguments(regularized_gradient, X_prior, y_prior, w_prior, 0.3, 0.1, "l2")
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
# Left: the two priors with the same spread. Middle and right: **your** loss over two weights, with each penalty, for twenty examples
# whose label depends on $x_1$ and on chance, not on $x_2$. The dot is the least loss on the grid;
# the cross is where it would be without a penalty. Which penalty sets $w_2$ to exactly 0?

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


# %% tests="zero_one_loss" points=2
check.keeps_arguments(zero_one_loss, np.array([1, -1]), np.array([0.3, 0.6]))
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


# %% tests="hinge_loss" points=2
check.keeps_arguments(hinge_loss, np.array([1, -1]), np.array([0.3, 1.6]))
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

# %% exercise="slip_log_likelihood"
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
# **Marking guide.** 1 point each: (a) the two ends, as the student's own picture has them (−10.00 and 3.87); (b) the
# derivative is a product that contains $p (1 - p)$, which is nearly 0 far out even when the answer is
# wrong (saturation); (c) with cross-entropy it cancels and $p - y$ is left; (d) that derivative fades
# only for confident *right* answers. The learning rate need not be mentioned; blaming it alone earns
# neither b nor c.
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
