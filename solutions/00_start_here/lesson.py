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
# # Start here
#
# This workbook teaches how a neural network learns, in six lessons, from a single neuron to a
# trained network. You write the parts that matter yourself, in NumPy, and every picture runs
# **your** code.
#
# ![The finished digit reader: a handwritten 6 of 8 by 8 pixels goes into a network of 64 inputs,
# 48 hidden units and 10 outputs; of the bars for the digits 0 to 9, that of the 6 is far the
# longest, 99 per cent.](drawing:reader)
#
# *This is where you are going: a network that reads a digit it has never seen. By lesson 5 you have
# written every part of one; in lesson 6 you choose how many hidden units yours has (48 here), and
# learn how far to trust it.*
#
# | lesson | about |
# |---|---|
# | 1 | Logistic regression: a score, a probability, and learning by gradient descent |
# | 2 | The cross-entropy derivation: where that loss and its gradient come from |
# | 3 | Softmax gradients: many classes |
# | 4 | Backprop circuits: the chain rule, one gate at a time |
# | 5 | Training a multi-layer perceptron |
# | 6 | Your own reader: choosing a model on examples held back |
#
# This page is not marked. It shows how a lesson works, and checks that your tools do. It takes
# about ten minutes.

# %% [markdown]
# ## 1 · Run a cell
#
# A notebook is a column of **cells**. Click into the cell below and press **Shift + Enter**: it
# runs, its result appears under it, and the next cell is selected. The number in brackets at the
# left tells in which order cells were run; a star means *still running*.

# %%
2 + 3

# %% [markdown]
# Cells share one memory. What one cell defines, all cells that run later can use, wherever they
# stand on the page. So run a lesson from top to bottom. If things get confusing, choose **Kernel →
# Restart Kernel** from the menu: the memory is empty again, your text stays.

# %% [markdown]
# ## 2 · Are the tools there?

# %%
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

print(f"Python {sys.version.split()[0]}", "" if sys.version_info >= (3, 11) else "← too old")
for package in ("numpy", "matplotlib", "ipywidgets", "anywidget"):
    try:
        print(package, version(package))
    except PackageNotFoundError:
        print(package, "← is missing: install the course's environment, as the README says")
if find_spec("course_utils") is None:
    print("course_utils ← is missing: unpack the whole workbook, and install it as its README says")

# %% [markdown]
# The next cell draws a picture with the tools of the course. You should see a blue wave.

# %% look="a_picture" alt="A sine wave over x from 0 to 10: it starts at 0 and swings between −1 and 1 a little more than one and a half times."
import numpy as np

from course_utils import check, plots
from course_utils.errors import explain

plots.style()
axes = plots.curve(np.sin, np.linspace(0, 10, 200), title="a picture", xlabel="x", ylabel="sin x")
# %% [markdown]
# And now one that moves. Drag the slider, or click it and use the arrow keys (in Jupyter Notebook,
# as opposed to JupyterLab: Page Up and Page Down): the wave should follow at once. If you see no
# slider, tell your teacher; everything else still works, and every moving picture comes with
# something still to look at.

# %% look="a_slider"
from ipywidgets import FloatSlider

from course_utils.live import LiveFigure

live = LiveFigure(
    width=560, height=260, alt="A sine wave; the slider sets how many waves there are"
)
axes = live.axes(0.1, 0.17, 0.87, 0.76, xlim=(0, 10), ylim=(-1.2, 1.2), xlabel="x")
wave = live.moves(axes.plot([], [])[0])


def set_waves(waves):
    x = np.linspace(0, 10, 400)
    wave.set_data(x, np.sin(2 * np.pi * waves * x / 10))
    return f"{waves:g} waves."


live.drive(set_waves, waves=FloatSlider(value=2, min=0.5, max=6, step=0.5, description="waves"))

# %% [markdown]
# Some pictures can be touched. Here is where the course goes: draw a digit with the mouse, a finger
# or the keyboard, and a network reads it while you draw. This network came with the course, and has
# the layers drawn above. By the end of lesson 6 the one that reads will be yours.

# %% look="draw_a_digit"
from course_utils.explore import draw_a_digit

draw_a_digit.show()

# %% [markdown]
# ## 3 · An exercise
#
# In the lessons, an exercise is a function with its head and its description given:
#
# - the names of the arguments, their order, and the function's own name stay as they are;
# - the description says what goes in and what must come out, with **shapes**: `(N, D)` is a table
#   of $N$ rows and $D$ columns, `(N,)` a list of $N$ numbers, and "a number" has no shape;
# - the line `raise NotImplementedError` means *nothing here yet*. Delete it and write your answer
#   in its place.
#
# Try it. **First run both cells as they are**, and read what the test says. Then write something
# wrong on purpose, such as `return minutes`, run both again, and read again. Then write the right
# answer.

# %%
import numpy as np


def in_seconds(minutes, seconds):
    """A length of time, in seconds.

    minutes: an array (N,) of whole minutes.  seconds: an array (N,) of the seconds left over.
    Returns an array (N,): all of it in seconds.

    Example: in_seconds(np.array([2]), np.array([5])) is [125].
    """
    raise NotImplementedError


# %% look="practice_test"
from course_utils import check
from course_utils.errors import explain

try:
    answer = in_seconds(np.array([2, 0, 1]), np.array([5, 59, 0]))
    check.shape(answer, (3,), what="in_seconds of three times")
    given = {"minutes": [2, 0, 1], "seconds": [5, 59, 0]}
    check.close(answer, np.array([125, 59, 60]), what="in_seconds", given=given)
    check.done("in_seconds")
    print("  If it were marked, hidden tests would also try other times.")
except check.CheckFailed as problem:
    print(f"✗ {problem}")
except Exception as problem:
    print(explain(problem))

# %% [markdown]
# <details><summary>Stuck? Hints open with a click, like this one</summary>
#
# There are usually two or three, each saying a little more than the one before. A minute has 60
# seconds. Arrays are multiplied and added entry by entry.
# </details>
#
# In the lessons a failed test says the same kind of sentence in a red box, right under your
# answer: what is wrong, the input, and what came out of your function. A test that passes prints
# a line with a ✓; for an exercise that is not written yet there is a line with a ○. The code of
# the tests is folded; a click on the three dots opens it.
#
# An error in your code is one sentence too: what it means, and in which of your lines it happened.
# *Traceback*, below it, opens what Python itself says.
#
# **A cell that does not end** shows a star for ever; after ten seconds a line says which loop it is
# in. Then press ■ (*Interrupt the kernel*, in the row above the page). Try it: press **B** for a new
# cell, write `while True: pass`, run it, wait, press ■, and delete the cell (press **D** twice).
#
# **Predict** questions ask you to commit to an answer before you see it. Click one, or type a
# number: the first answer is locked and kept, the picture below opens, and the end of the lesson
# lists what surprised you. None of it is marked. Do commit: being surprised is how we learn.

# %% [markdown]
# ## 4 · Visible tests, hidden tests, marks
#
# The **visible tests** below an exercise are for you. They check shapes, simple cases and
# properties that every right answer has. Run them as often as you like.
#
# When the lesson is marked, **hidden tests** are run as well. They try the same function on other
# inputs: random ones, of other sizes, extreme ones, empty ones. They test nothing that the
# description does not say, and the ✓ line tells in a few words what they will try. An answer made
# to fit the visible tests only will not pass them. Where an exercise asks for a number and only one
# is right, there is nothing more to try: the ✓ line says *right*.
#
# - **Every exercise counts by itself.** If `sigmoid` is wrong, you lose the points of `sigmoid`.
#   Later exercises that use it are marked as if it were right. So if you are stuck, leave it and
#   go on. In your own notebook, later tests and pictures call the function as *you* wrote it. Write
#   `check.lend("sigmoid")` into a new cell, and you have a working one to go on with, until you run
#   your own cell again. It earns no points.
# - It does not matter *how* you solve it, with a loop or without, long or short, as long as what
#   comes out is right. Two habits are asked for everywhere: do not change the arrays you are
#   given, and give no warnings at large inputs.
# - Do not delete cells, or change the tests; what is marked is your function, not the copy of the
#   tests in your notebook. You may add cells wherever you like, print, and try things out.
# - Each test has a time limit, some ten seconds. Answers take milliseconds; what runs longer has
#   probably got into an endless loop. It too costs only its own points.
# - Some questions are answered **in words**. Write into the cell (double-click it to edit, Shift +
#   Enter when done); a person reads it.
#
# Above each exercise stand its number, its points and about how long it takes. About half of the
# exercises are the **core** of a lesson, two sittings of about an hour. The others are marked
# *further*: for when you want more, and judged and explained in the same way. The top of a lesson
# says whether they count. Each ✓ adds a line such as *7 of 9 · 19 of 27 points · next: 1.8*, and
# the last cell of a lesson lists what is still
# open, what that is worth, and how to hand in. Your progress is kept in a hidden file beside the
# notebook: it is still there tomorrow.
#
# The feedback names the tests that failed, shows an input on which they did, and often says what
# you may have been thinking.

# %% [markdown]
# ## 5 · Before you hand in
#
# 1. Choose **Kernel → Restart Kernel and Run All Cells**. This runs the page as the marking does:
#    from an empty memory, top to bottom. What you once defined in a cell and have since deleted is
#    gone, and you notice now.
# 2. Tests that fail do not stop the run: it goes on to the last cell, which says what is open.
# 3. Save (**Ctrl + S**), and hand in the notebook **under its own name**, in the way your course
#    tells you. You can hand in again until the deadline.
#
# Everything works? Then open lesson 1, *Logistic regression*.

# %% [markdown]
# ## Notation
#
# The same letters in all lessons. A gradient has the shape of what it is the gradient of.
#
# | in formulas | in code | shape | what it is |
# |---|---|---|---|
# | $N$, $D$, $K$ | `N`, `D`, `K` | numbers | examples, features of each, classes |
# | $X$ | `X` | `(N, D)` | inputs, one example per row |
# | $y$ | `y` | `(N,)` | labels, from 0 to $K - 1$ (0 and 1 in lessons 1 and 2) |
# | $Y$ | `Y` | `(N, K)` | labels as one-hot rows |
# | $w$, $b$ | `w`, `b` | `(D,)`, a number | weights and bias of one neuron |
# | $W$, $b$ | `W`, `b` | `(D, K)`, `(K,)` | weights and biases of a layer, one column per unit |
# | $z$, $Z$ | `z`, `Z` | `(N,)`, `(N, K)` | scores, or logits: $w \cdot x + b$, `X @ W + b` |
# | $\sigma(z)$ | `sigmoid` | that of $z$ | $1 / (1 + e^{-z})$ |
# | $p$, $P$ | `p`, `P` | `(N,)`, `(N, K)` | probabilities |
# | $L$ | `loss` | a number | the loss, a mean over the examples |
# | $\frac{\partial L}{\partial W}$ | `dW` | that of $W$ | the gradient of the loss with respect to $W$ |
# | $\eta$ | `eta` | a number | learning rate |
# | $\lambda$ | `lam` | a number | strength of the penalty $\frac{\lambda}{2} \sum W^2$ (never on biases) |
# | $\log$ | `np.log` | | natural logarithm, unless a name says bits |
# | $H_l$ | `H` | `(N, n_out)` | the outputs of layer $l$; $H_0 = X$ (lesson 5) |
# | $\odot$ | `*` | | multiplied entry by entry; `@` is the matrix product |
# | | `rng` | | a `numpy.random.Generator`: all randomness comes from it |
