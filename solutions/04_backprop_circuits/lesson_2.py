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
# ## 7 · Numbers that differentiate
#
# You have all the pieces. A `Value` is a number that remembers how it was made: its `inputs` and,
# for each input, the local gradient, here called its *slope*, computed on the way forward, when
# all the numbers are at hand. Adding two Values makes a third. After any calculation with Values,
# `backward()` on the result walks back through everything and leaves in `grad` of each node the
# derivative of the result with respect to it.
#
# When a node is used several times, each use sends a gradient, and they **add up**: this is the
# copy gate of section 3, hidden in the words "a variable may be used twice". The same holds for a
# weight that appears in several places of a network.
#
# The next cell is given. It says what $a - b$, $a / b$ and $3 + a$ mean in terms of `+`, `*` and
# `**`. For instance Python, asked for `3 + a`, calls `a.__radd__(3)`.


# %%
class Arithmetic:
    """The rest of the arithmetic for a class that has +, * and ** by a number (given)."""

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __truediv__(self, other):
        return self * other**-1

    def __rtruediv__(self, other):
        return self**-1 * other

    def __rpow__(self, base):
        return (self * math.log(base)).exp()  # base a positive number


# %% [markdown]
# In the class below, every operation follows the same pattern, shown here for a square root: the
# number, the inputs as a tuple, the slopes as a tuple, and a name for pictures:
#
# ```python
# def sqrt(self):
#     root = math.sqrt(self.data)
#     return Value(root, (self,), (1 / (2 * root),), "sqrt")
# ```
#
# Build it in four steps, and run the test of each before you go on; a method that is not written
# yet stops only the steps that need it.
#
# 1. `+` and `*`: the number, the inputs and the slopes.
# 2. `**`, `exp`, `log`, `tanh`, `relu` and `sigmoid`: six methods of the same pattern, and with `**`
#    you have division as well.
# 3. `backward`, for formulas in which every number is used once.
# 4. Numbers that are used several times, and `zero_grad`.
#
# > **Predict.** `a = Value(3.0)`, `b = a * a`, `b.backward()`. What will be in `a.grad`?

# %% look="guess_a_times_a"
remember.predict(
    "a_times_a",
    "a is 3, b = a * a, then b.backward(). What will be in a.grad?",
    right=6,
    because=(
        "The first use sends a = 3, the second another 3: together 2a. After b = a + a it would "
        "be 2, 1 for each use."
    ),
)


# %% exercise="Value" pair="topological_order"
class Value(Arithmetic):
    """A number that remembers how it was made, and can hand gradients back to what it was made of.

    data: the number.  grad: the derivative of the result of backward() with respect to this
    node, 0.0 before.  inputs: a tuple of the Values it was made from, () if it was made from nothing.
    Numbers may stand on either side of an operator: they become Values. Use `topological_order`
    for the passes through the graph.
    """

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data = data
        self.grad = 0.0
        self.inputs = inputs
        self.slopes = slopes  # the slope of data with respect to each input
        self.gate = gate  # for pictures only

    @staticmethod
    def of(other):
        """The operand itself if it is a Value, else a new Value that holds it."""
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        """self + other; other is a Value or a number."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0), "+")
        ### END SOLUTION

    def __mul__(self, other):
        """self * other; other is a Value or a number."""
        ### BEGIN SOLUTION
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data), "×")
        ### END SOLUTION

    def __pow__(self, exponent):
        """self ** exponent; the exponent is a number, such as 2, 0.5 or -1."""
        ### BEGIN SOLUTION
        slope = exponent * self.data ** (exponent - 1)
        return Value(self.data**exponent, (self,), (slope,), f"power {exponent}")
        ### END SOLUTION

    def exp(self):
        """e to the power of self."""
        ### BEGIN SOLUTION
        result = math.exp(self.data)
        return Value(result, (self,), (result,), "exp")
        ### END SOLUTION

    def log(self):
        """The natural logarithm; data is positive."""
        ### BEGIN SOLUTION
        return Value(math.log(self.data), (self,), (1 / self.data,), "log")
        ### END SOLUTION

    def tanh(self):
        """The hyperbolic tangent."""
        ### BEGIN SOLUTION
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,), "tanh")
        ### END SOLUTION

    def relu(self):
        """The larger of self and 0; the slope at exactly 0 is taken as 0."""
        ### BEGIN SOLUTION
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,), "relu")
        ### END SOLUTION

    def sigmoid(self):
        """The logistic function, for data of any size (the function `sigmoid` above is safe)."""
        ### BEGIN SOLUTION
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),), "σ")
        ### END SOLUTION

    def backward(self):
        """Fill in `grad`, the slope of self, for self and all it was made from.

        Meant for nodes whose grad is 0, new or cleared: self gets 1, and each node adds to the
        grads of its inputs.
        """
        ### BEGIN SOLUTION
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad
        ### END SOLUTION

    def zero_grad(self):
        """Set `grad` to 0.0 for self and all it was made from."""
        ### BEGIN SOLUTION
        for node in topological_order(self):
            node.grad = 0.0
        ### END SOLUTION


def staircase(start, steps):
    """(first, last): a Value, and first + 1 + 1 + ... + 1 (given, leave as it is)."""
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% tests="Value" points=2
# Step 1: + and *
left, right = Value(2.0), Value(-3.0)
check.close((left + right).data, -1.0, what="(a + b).data for a = 2, b = -3")
check.close((left * right).data, -6.0, what="(a * b).data for a = 2, b = -3")
check.close((left - right).data, 5.0, what="(a - b).data for a = 2, b = -3")
check.close((left + 1).data, 3.0, what="(a + 1).data for a = 2")
check.close((left * 4).data, 8.0, what="(a * 4).data for a = 2")
check.close((1 + left).data, 3.0, what="(1 + a).data for a = 2")
check.close((1 - left).data, -1.0, what="(1 - a).data for a = 2")
made = (left + right).inputs
check.true(
    isinstance(made, tuple | list) and len(made) == 2 and made[0] is left and made[1] is right,
    "(a + b).inputs should be the tuple (a, b), with the very same objects.",
    got=made,
)
made = (left * right).inputs
check.true(
    isinstance(made, tuple | list) and len(made) == 2 and made[0] is left and made[1] is right,
    "(a * b).inputs should be the tuple (a, b), with the very same objects.",
    got=made,
)
check.close((left * right).grad, 0.0, what="grad of a new Value")
check.done("Value, step 1", hidden="random numbers, and whole numbers")
### BEGIN HIDDEN TESTS
for _ in range(3):
    number, other = (float(part) for part in rng.uniform(0.5, 2, size=2))
    one, two = Value(number), Value(other)
    check.close((one + two).data, number + other, what="data of a sum")
    check.close((one * two).data, number * other, what="data of a product")
    check.close((one * two - 3).data, number * other - 3, what="data of a * b - 3")
check.close((Value(3) * 2 + 1).data, 7, what="data with whole numbers")
### END HIDDEN TESTS

# %% tests="Value" points=2
# Step 2: powers and functions
left, right = Value(2.0), Value(-3.0)
check.close((right**2).data, 9.0, what="(b ** 2).data for b = -3")
check.close((left / right).data, -2 / 3, what="(a / b).data for a = 2, b = -3")
check.close((1 / left).data, 0.5, what="(1 / a).data for a = 2")
check.close(left.exp().data, 7.389056, what="a.exp().data for a = 2", atol=1e-6)
check.close((2**right).data, 0.125, what="(2 ** b).data for b = -3")
check.close(left.log().data, 0.693147, what="a.log().data for a = 2", atol=1e-6)
check.close(left.tanh().data, 0.964028, what="a.tanh().data for a = 2", atol=1e-6)
check.close(left.sigmoid().data, 0.880797, what="a.sigmoid().data for a = 2", atol=1e-6)
check.close((left.relu().data, right.relu().data), (2.0, 0.0), what="relu().data of 2 and of -3")
check.done("Value, step 2", hidden="random numbers, and a sigmoid of ±1000")
### BEGIN HIDDEN TESTS
for _ in range(3):
    number, other = (float(part) for part in rng.uniform(0.5, 2, size=2))
    one, two = Value(number), Value(other)
    check.close((one / two - 3).data, number / other - 3, what="data of a / b - 3")
    check.close((one**0.5 + two**-2).data, number**0.5 + other**-2, what="data of powers")
    check.close((one.exp() * two.log()).data, np.exp(number) * np.log(other), what="exp times log")
    check.close((-one).tanh().data, np.tanh(-number), what="data of tanh(-a)")
check.close((7 / Value(2)).data, 3.5, what="(7 / a).data for a = 2")
check.close(Value(-1000.0).sigmoid().data, 0.0, what="sigmoid of -1000")
check.close(Value(1000.0).sigmoid().data, 1.0, what="sigmoid of 1000")
check.close(Value(0.0).relu().data, 0.0, what="relu of 0")
### END HIDDEN TESTS

# %% tests="Value" points=3
# Step 3: backward. The first message is about the simplest graph that goes wrong.


def grads_after(result, **nodes):
    """The gradients of the nodes by name, after result.backward()."""
    result.backward()
    return {name: node.grad for name, node in nodes.items()}


node_a, node_b = Value(2.0), Value(-3.0)
node_c = node_a + node_b
check.close(
    grads_after(node_c, c=node_c, a=node_a, b=node_b),
    {"c": 1.0, "a": 1.0, "b": 1.0},
    what="backward of c = a + b: the gradients by node",
)
node_a, node_b = Value(2.0), Value(-3.0)
check.close(
    grads_after(node_a * node_b, a=node_a, b=node_b),
    {"a": -3.0, "b": 2.0},
    what="backward of a * b with a = 2, b = -3: the gradients by node",
)
node_a, node_b = Value(2.0), Value(2.0)
check.close(
    grads_after(node_a * node_b, a=node_a, b=node_b),
    {"a": 2.0, "b": 2.0},
    what="backward of a * b with two Values of 2: the gradients by node",
)
node_x, node_y, node_z = Value(1.0), Value(1.0), Value(1.0)
node_q = node_x * node_y
check.close(
    grads_after(node_q + node_z, q=node_q, x=node_x, y=node_y, z=node_z),
    {"q": 1.0, "x": 1.0, "y": 1.0, "z": 1.0},
    what="backward of x * y + z, all 1: the gradients by node, q is x * y,",
)
node_x, node_y, node_z = Value(-2.0), Value(5.0), Value(-4.0)
node_q = node_x + node_y
check.close(
    grads_after(node_q * node_z, z=node_z, q=node_q, x=node_x, y=node_y),
    {"z": 3.0, "q": -4.0, "x": -4.0, "y": -4.0},
    what="backward of (x + y) z with x = -2, y = 5, z = -4: the gradients by node, q is x + y,",
)


def check_slope(name, formula, spot):
    """Compare grad with the slope measured on the student's own forward pass."""
    node = Value(spot)
    formula(node).backward()
    check.gradient(lambda t: formula(Value(float(t))).data, node.grad, spot, what=name)


check_slope("a.grad after (a ** 3).backward()", lambda a: a**3, 0.7)
check_slope("a.grad after (2 / a).backward()", lambda a: 2 / a, 0.7)
check_slope("a.grad after a.exp().backward()", lambda a: a.exp(), 0.7)
check_slope("a.grad after a.log().backward()", lambda a: a.log(), 0.7)
check_slope("a.grad after a.tanh().backward()", lambda a: a.tanh(), 0.7)
check_slope("a.grad after a.sigmoid().backward()", lambda a: a.sigmoid(), 0.7)
check_slope("a.grad after a.relu().backward() at 0.7", lambda a: a.relu(), 0.7)
check_slope("a.grad after a.relu().backward() at -0.7", lambda a: a.relu(), -0.7)
check_slope("a.grad after (3 - a * 2).backward()", lambda a: 3 - a * 2, 0.7)
check.done("Value, step 3", hidden="random expressions, a chain of layers, and relu at exactly 0")
### BEGIN HIDDEN TESTS
for _ in range(3):
    numbers = [float(part) for part in rng.uniform(0.4, 1.6, size=4)]
    grads_mine = []
    for make in (Value, reference.Value):
        a, b, c, d = nodes = [make(number) for number in numbers]
        ((a * b).tanh() - c.log() * 2 + (d**3).sigmoid() / 0.7).exp().backward()
        grads_mine.append([node.grad for node in nodes])
    check.close(
        *grads_mine,
        what="the gradients of exp(tanh(a b) - 2 log c + sigmoid(d ** 3) / 0.7)",
        given={"a, b, c, d": numbers},
    )
chain_x, chain_b = Value(0.5), Value(0.1)
chain_w = [Value(number) for number in (0.8, -1.2, 1.5)]
chain_a = chain_w[0] * chain_x + chain_b
chain_y = (chain_w[2] * (chain_w[1] * chain_a.sigmoid()).sigmoid()).sigmoid()
((1 - chain_y) ** 2 * 0.5).backward()
check.close(
    [node.grad for node in (chain_y, *chain_w[::-1], chain_b)],
    [-0.3817259239579006, -0.02896318965867, -0.01834879097766, 0.00415644889041, 0.00831289778081],
    what="the gradients of y_hat, w3, w2, w1, b in the chain of layers above,",
)
at_zero = Value(0.0)
at_zero.relu().backward()
check.close(at_zero.grad, 0.0, what="grad of relu at exactly 0")
for far in (-1000.0, 1000.0):
    distant = Value(far)
    distant.sigmoid().backward()
    check.close(distant.grad, 0.0, what="grad of the sigmoid of a score far out")
### END HIDDEN TESTS

# %% tests="Value" points=3
# Step 4: numbers that are used several times, and zero_grad


def grads_after(result, **nodes):
    """The gradients of the nodes by name, after result.backward()."""
    result.backward()
    return {name: node.grad for name, node in nodes.items()}


node_a = Value(2.0)
node_b = node_a + node_a
check.close(
    grads_after(node_b, b=node_b, a=node_a),
    {"b": 1.0, "a": 2.0},
    what="backward of b = a + a: the gradients by node",
)
node_a, node_b = Value(2.0), Value(-3.0)
node_c = node_a * node_b
node_d = node_c + node_a
node_e = node_c * node_d
check.close(
    grads_after(node_e, e=node_e, d=node_d, c=node_c, b=node_b, a=node_a),
    {"e": 1.0, "d": -6.0, "c": -10.0, "b": -20.0, "a": 24.0},
    what="backward of e = c d, d = c + a, c = a b with a = 2, b = -3: the gradients by node",
)
node_e.zero_grad()
check.close(
    (node_e.grad, node_c.grad, node_a.grad), (0.0, 0.0, 0.0), what="grad of e, c, a after zero_grad"
)
node_e.backward()
check.close(
    (node_c.grad, node_a.grad),
    (-10.0, 24.0),
    what="grad of c and a after e.zero_grad() and a second e.backward()",
)
bottom, top = staircase(1.0, 5_000)
check.close(top.data, 5001.0, what="the number at the top of the given staircase(1.0, 5000)")
top.backward()
check.close(bottom.grad, 1.0, what="the gradient at the bottom of a chain of 5,000 additions")
check.done("Value, step 4", hidden="random tangles node by node, and nodes in the middle")
### BEGIN HIDDEN TESTS


def expression(make, numbers):
    """A tangle of all operations; the nodes by name, from the inputs to the result."""
    a, b, c = (make(number) for number in numbers)
    d = a * b + c
    e = d.tanh() * 2 - a / c
    g = (e * e + 1).log() + d.sigmoid()
    h = (g - b).exp() * 0.3 + (d + 3 * a).relu()
    i = h**2 / (1 + c**2) - g
    return {"a": a, "b": b, "c": c, "d": d, "e": e, "g": g, "h": h, "i": i}


for _ in range(4):
    numbers = [float(part) for part in rng.uniform(0.4, 1.6, size=3)]
    numbers[0] *= float(rng.choice([-1, 1]))
    mine, right_one = expression(Value, numbers), expression(reference.Value, numbers)
    mine["i"].backward()
    right_one["i"].backward()
    backwards = list(mine)[::-1]
    check.close(
        {name: mine[name].grad for name in backwards},
        {name: right_one[name].grad for name in backwards},
        what="the gradients of a random expression, from the result back,",
        given={"a, b, c": numbers},
    )
    mine["i"].zero_grad()
    check.close(
        [mine[name].grad for name in backwards], [0.0] * 8, what="grad after zero_grad, by node"
    )
    mine["i"].backward()
    check.close(
        {name: mine[name].grad for name in backwards},
        {name: right_one[name].grad for name in backwards},
        what="the gradients after zero_grad and a second backward,",
        given={"a, b, c": numbers},
    )
whole = Value(3)
(whole * whole * 2 - whole).backward()
check.close(whole.grad, 11, what="grad of 2 a a - a at the whole number 3")
part_way = Value(1.5)
middle = part_way * 2
outside = middle * middle
middle.backward()
check.close(
    (outside.grad, part_way.grad), (0.0, 2.0), what="grads after backward from a node in the middle"
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# For `+` and `*`: turn the operand into a Value with `Value.of(other)`, then return
# `Value(number, (self, other), (slope for self, slope for other), "+")`.
# </details>
# <details><summary>Hint 2</summary>
#
# The derivatives of exp, tanh and sigmoid are easiest to write with the *result*: $e^a$,
# $1 - t^2$, $s (1 - s)$.
# </details>
# <details><summary>Hint 3</summary>
#
# `backward`: set the node's own grad to 1; take the nodes in reversed topological order; each adds
# `slope * node.grad` to the grad of each of its inputs. `+=`, because there may be other users.
# </details>
#
# Here is a picture of a calculation with your class; change the formula and run the cell again.

# %% look="your_own_circuit" alt="The circuit that your Value recorded for tanh(x y + x) x. The wire of x branches to three gates; below each wire stands its gradient, and that of x is the sum over its branches."
with if_ready():
    x, y = Value(0.5), Value(1.5)
    f = (x * y + x).tanh() * x
    f.backward()
    circuits.draw(circuits.of_value(topological_order(f), x=x, y=y, f=f), title="tanh(x y + x) x")

# %% [markdown]
# And here is any expression that you can write with your `Value`, step by step. Change it as you
# like.

# %% look="expression_live"
from course_utils.explore import circuit_stepper

circuit_stepper.show_expression(
    lambda x, y: (x * y + x).tanh(), Value, topological_order, x=0.5, y=1.5
)

# %% [markdown]
# **A chain of layers.** One input, then one neuron after another, with three weights and one bias
# (four layers, if the input is counted as one); each $\sigma$ here is the sigmoid:
#
# $$
# a_1 = w_1 x + b, \quad a_2 = w_2\,\sigma(a_1), \quad a_3 = w_3\,\sigma(a_2), \quad
# \hat y = \sigma(a_3), \quad L = \tfrac12 (y - \hat y)^2 .
# $$
#
# As one formula, $\hat y = \sigma(w_3\,\sigma(w_2\,\sigma(w_1 x + b)))$. We know $x$ and $y$ and
# want the weights. By hand, the chain rule gives a short product for the last weight and longer
# ones for those before:
#
# $$
# \frac{\partial L}{\partial w_3} = \frac{\partial L}{\partial \hat y}
# \frac{\partial \hat y}{\partial a_3} \frac{\partial a_3}{\partial w_3} , \qquad
# \frac{\partial L}{\partial w_2} = \frac{\partial L}{\partial \hat y}
# \frac{\partial \hat y}{\partial a_3} \frac{\partial a_3}{\partial f_2}
# \frac{\partial f_2}{\partial a_2} \frac{\partial a_2}{\partial w_2} , \qquad
# f_2 = \sigma(a_2) .
# $$
#
# The first factors are the same in all of them. Backprop computes them once and uses them for
# every weight further left; written out one by one, the work would grow with the square of the
# depth. (A product through *all* layers is the gradient for the *first* layer's parameters only.
# For layer $k$ the product ends at layer $k$, and a parameter used in several places gets the sum
# over its places.)
#
# With vectors, the factors are matrices of derivatives, **Jacobians**. If layer $k$ turns
# $d_{k-1}$ numbers into $d_k$, its Jacobian $J_k = \partial a_k / \partial a_{k-1}$ has the shape
# $d_k \times d_{k-1}$, and in
# $\partial L / \partial a_0 = (\partial L / \partial a_3) \, J_3 \, J_2 \, J_1$ the shapes form a
# chain: $(1 \times d_3)(d_3 \times d_2)(d_2 \times d_1)(d_1 \times d_0) = (1 \times d_0)$. Going
# backward is multiplying from the *left*: there is always one row times a matrix, never a matrix
# times a matrix. With 1000 numbers in every layer that is a million multiplications per layer
# instead of a billion.
#
# > **Predict.** $x = 0.5$, $y = 1$, weights around 1. Which of the four parameters will have the
# > gradient closest to 0?

# %% look="guess_smallest_gradient"
remember.predict(
    "smallest_gradient",
    "Which of the four parameters has the gradient closest to 0?",
    ["w₃", "w₂", "w₁", "b"],
    right=2,
    because=("It is as far from the loss as b, and its gradient is multiplied by x = 0.5 besides."),
)

# %% look="four_layers" alt="A long circuit from x through three sigmoids to y_hat, with a bias at the first layer. The gradients below the wires shrink from the output towards the input."
with if_ready("smallest_gradient"):
    x, b, w1, w2, w3 = Value(0.5), Value(0.1), Value(0.8), Value(-1.2), Value(1.5)
    y_hat = (w3 * (w2 * (w1 * x + b).sigmoid()).sigmoid()).sigmoid()
    loss = (1 - y_hat) ** 2 * 0.5
    loss.backward()
    for name, parameter in {"w3": w3, "w2": w2, "w1": w1, "b": b}.items():
        print(f"{name:>3} = {parameter.data:5.2f}   gradient {parameter.grad:9.6f}")
    named = {"x": x, "b": b, "w1": w1, "w2": w2, "w3": w3, "y_hat": y_hat}
    wires = circuits.of_value(topological_order(y_hat), **named)
    circuits.draw(wires, title="four layers, up to y_hat; gradients are those of the loss")

# %% [markdown]
# <details><summary>What the numbers show</summary>
#
# The gradients shrink towards the input, since every sigmoid on the way back multiplies by at most
# $0.25$. Closest to 0 is that of $w_1$, which is also multiplied by $x = 0.5$; that of $b$ is not.
# With fifty layers and weights like these, nothing would be left: this is the **vanishing
# gradient**. Remember it when you choose an activation in lesson 5.
# </details>
#
# Nothing here depends on the size of the circuit. AlexNet, which in 2012 distinguished a thousand
# kinds of objects in photographs, is a chain of eight layers with 60 million weights between a
# photograph at one end and a loss at the other. It was trained by this very procedure: one pass
# back gives all 60 million derivatives, where measuring them would take 120 million passes forward.
# Its nodes are whole arrays, to save time (section 9).
#
# ### A network in thirty lines
#
# You have written a small deep-learning library. Does it learn? The next cell is all that is
# missing: a network with a *hidden layer* (tanh neurons that stand between the inputs and the
# neuron that answers), the logistic loss of lesson 1, and gradient descent. Open it by its three
# dots and read it: every `+`, `*`, `tanh`, `exp` and `log` in it is yours, and there is not one
# derivative.


# %% look="thirty_lines"
def first_numbers(units):
    """Where to start: two random weights and a bias of 0 for each unit, then those of the output."""
    generator = np.random.default_rng(4)
    hidden = np.column_stack([generator.normal(size=(units, 2)), np.zeros(units)])
    return np.concatenate([hidden.ravel(), generator.normal(size=units), [0.0]])


def make_network(numbers):
    """Layers of neurons (weights, bias), made of Values: units of two inputs, then one output."""
    units = (len(numbers) - 1) // 4
    values = [Value(float(number)) for number in numbers]
    hidden = [(values[3 * n : 3 * n + 2], values[3 * n + 2]) for n in range(units)]
    return values, [hidden, [(values[3 * units : -1], values[-1])]]


def score(layers, inputs):
    """The network's score for one example: weighted sums, and a tanh after the first layer."""
    for layer in layers:
        sums = [
            sum((w * x for w, x in zip(weights, inputs, strict=True)), bias)
            for weights, bias in layer
        ]
        inputs = [value.tanh() for value in sums]
    return sums[0]


def mean_loss(layers, X, y):
    """The mean over the examples of log(1 + exp(-score)), with the sign turned for label 0."""
    total = Value(0.0)
    for inputs, label in zip(X.tolist(), y.tolist(), strict=True):
        sign = -1 if label == 1 else 1
        total = total + (1 + (score(layers, inputs) * sign).exp()).log()
    return total / len(y)


def learn(X, y, units, eta, steps):
    """Gradient descent; the loss and all numbers before every step."""
    values, layers = make_network(first_numbers(units))
    film = []
    for _ in range(steps):
        loss = mean_loss(layers, X, y)
        loss.backward()
        film.append((loss.data, [value.data for value in values]))
        for value in values:
            value.data -= eta * value.grad
        loss.zero_grad()
    return film


# %% [markdown]
# First the question of lesson 1 that no single neuron can answer: *are the two inputs the same?*
# Two hidden neurons learn it. Then forty points of two moons, with five. Press ▶ and
# watch. (The moons take their time: every step builds a circuit of more than two thousand nodes,
# and takes it down again.)

# %% look="value_network"
from course_utils.explore import value_network

value_network.show(learn=learn)

# %% [markdown]
# On the four corners the loss falls, slows down, and falls faster once the two neurons have found
# different things to do: the line of one cuts off the corner 00, that of the other the corner 11, and
# between the two lines lie the corners whose values differ.
#
# <details><summary>The same in PyTorch, to read (it is not needed here and not installed)</summary>
#
# ```python
# import torch
#
# inputs = torch.tensor(X, dtype=torch.float32)
# labels = torch.tensor(y, dtype=torch.float32)
# model = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh(), torch.nn.Linear(2, 1))
# steps = torch.optim.SGD(model.parameters(), lr=1.0)
#
# for _ in range(120):
#     scores = model(inputs)[:, 0]
#     loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, labels)
#     steps.zero_grad()
#     loss.backward()
#     steps.step()
# ```
#
# `loss.backward()` does what yours does, with arrays for numbers; `steps.zero_grad()` is your
# `zero_grad`, and for the same reason. (The start is drawn differently, so the losses differ.)
# </details>

# %% [markdown]
# ## 8 · A network with two hidden neurons
#
# A complete example, with its numbers. There is one point, $x = [-2, 5]$, whose target is
# $y = 15$. Two neurons A and B look at it; a third, without a sigmoid, combines them:
#
# $$
# z_A = w_A \cdot x + b_A, \quad a_A = \sigma(z_A), \quad
# z_B = w_B \cdot x + b_B, \quad a_B = \sigma(z_B), \quad
# \hat y = w_{C,1} a_A + w_{C,2} a_B + b_C ,
# $$
#
# with $w_A = [1, -0.2]$, $b_A = 5$, $w_B = [10, -2]$, $b_B = -12$, $w_C = [40, -10]$,
# $b_C = -15.2$, and the loss $L = (y - \hat y)^2$.
#
# When you put in the numbers, keep one order, weight times input:
# $z_A = 1 \cdot (-2) + (-0.2) \cdot 5 + 5 = 2$. And look for the $\frac12$. This loss has none;
# many authors put one in front, and their derivatives differ from ours by a factor of 2.
#
# The nine partial derivatives all begin with $\partial L / \partial \hat y = -2 (y - \hat y)$. In
# the last layer,
#
# $$
# \frac{\partial \hat y}{\partial w_{C,1}} = a_A, \qquad
# \frac{\partial \hat y}{\partial w_{C,2}} = a_B, \qquad
# \frac{\partial \hat y}{\partial b_C} = 1
# $$
#
# For the hidden neurons, keep going back: through $w_{C,1}$ to $a_A$, through the sigmoid to
# $z_A$, to the weights $w_A$.
#
# > **Predict.** The network's answer will turn out too high. What will gradient descent do to $b_C$
# > and to $w_{C,1}$?

# %% look="guess_too_high"
remember.predict(
    "too_high",
    "The answer is too high. What does gradient descent do to b_C and w_C1?",
    [
        "it lowers both",
        "it raises both",
        "it lowers b_C and raises w_C1",
        "it raises b_C and lowers w_C1",
    ],
    right=0,
    because=(
        "The gradient for b_C is 2(ŷ − y), above 0; that for w_C1 is the same times a_A, and a "
        "logistic output is never negative."
    ),
)


# %% exercise="two_neuron_network" further=true
def two_neuron_network(x, y, p):
    """Forward and backward through the network A, B → C with the loss (y - y_hat)².

    x: (2,) the input.  y: a number, the target.  p: a dict of the parameters, "wA", "wB", "wC" of
    shape (2,), "bA", "bB", "bC" numbers.
    Returns a dict: numbers "zA", "aA", "zB", "aB", "y_hat", "loss"; the gradients of the loss,
    numbers "dy_hat", "daA", "daB", "dzA", "dzB", "dbA", "dbB", "dbC" and arrays (2,) "dwA", "dwB",
    "dwC".

    Example: with all parameters 0 and y = 1, y_hat is 0, the loss 1 and dy_hat is -2.
    """
    ### BEGIN SOLUTION
    zA = p["wA"] @ x + p["bA"]
    aA = sigmoid(zA)
    zB = p["wB"] @ x + p["bB"]
    aB = sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    loss = (y - y_hat) ** 2

    dy_hat = -2 * (y - y_hat)
    dwC = dy_hat * np.array([aA, aB])
    daA = dy_hat * p["wC"][0]
    daB = dy_hat * p["wC"][1]
    dzA = daA * aA * (1 - aA)
    dzB = daB * aB * (1 - aB)

    values = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": loss}
    gradients = {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    gradients |= {"dwC": dwC, "dbC": dy_hat}
    gradients |= {"dwA": dzA * x, "dbA": dzA, "dwB": dzB * x, "dbB": dzB}
    return values | gradients
    ### END SOLUTION


# %% tests="two_neuron_network" points=2
x_point, y_point = np.array([-2.0, 5.0]), 15.0
p_given = {"wA": np.array([1.0, -0.2]), "bA": 5.0, "wB": np.array([10.0, -2.0]), "bB": -12.0}
p_given |= {"wC": np.array([40.0, -10.0]), "bC": -15.2}
check.keeps_arguments(two_neuron_network, x_point, y_point, p_given)
network = two_neuron_network(x_point, y_point, p_given)
check.close(network, {"zA": 2.0, "aA": 0.8808}, what="neuron A, forward,", atol=5e-5)
check.close(network, {"zB": -42.0, "aB": 0.0}, what="neuron B, forward,", atol=5e-5)
check.close(network, {"y_hat": 20.0319, "loss": 25.3198}, what="the output, forward,", atol=5e-5)
check.done("two_neuron_network, forward", hidden="random networks, entry by entry")
### BEGIN HIDDEN TESTS
forward_entries = ("zA", "aA", "zB", "aB", "y_hat", "loss")
right = reference.two_neuron_network(x_point, y_point, p_given)
check.close(
    two_neuron_network(x_point, y_point, p_given),
    {name: right[name] for name in forward_entries},
    what="the forward pass",
    given={"x": x_point, "y": y_point, "p": p_given},
)
for _ in range(5):
    p_try = {name: rng.normal(size=2) for name in ("wA", "wB", "wC")}
    p_try |= {name: float(rng.normal()) for name in ("bA", "bB", "bC")}
    x_try, y_try = rng.normal(size=2), float(3 * rng.normal())
    right = reference.two_neuron_network(x_try, y_try, p_try)
    check.close(
        two_neuron_network(x_try, y_try, p_try),
        {name: right[name] for name in forward_entries},
        what="the forward pass",
        given={"x": x_try, "y": y_try, "p": p_try},
    )
### END HIDDEN TESTS

# %% tests="two_neuron_network" points=3
# Parameters at which neither neuron is saturated, so that every gradient can be measured
x_near = np.array([0.5, -1.0])
p_near = {"wA": np.array([1.0, 0.5]), "bA": 0.1, "wB": np.array([-0.3, 0.8]), "bB": 0.2}
p_near |= {"wC": np.array([2.0, -1.5]), "bC": 0.3}
near = two_neuron_network(x_near.copy(), 2.0, deepcopy(p_near))
check.gradient(
    lambda y_hat: (2.0 - y_hat) ** 2, near["dy_hat"], near["y_hat"], what="dy_hat, going back,"
)
check.gradient(
    lambda a: (2.0 - (a[0] * 2.0 - a[1] * 1.5 + 0.3)) ** 2,
    np.array([near["daA"], near["daB"]]),
    np.array([near["aA"], near["aB"]]),
    what="the pair daA, daB, going back,",
)
check.gradient(
    lambda z: (2.0 - (2.0 / (1 + np.exp(-z[0])) - 1.5 / (1 + np.exp(-z[1])) + 0.3)) ** 2,
    np.array([near["dzA"], near["dzB"]]),
    np.array([near["zA"], near["zB"]]),
    what="the pair dzA, dzB, going back,",
)
for spot in ("wC", "bC", "wA", "bA", "wB", "bB"):
    check.gradient(
        lambda value, spot=spot: two_neuron_network(
            x_near.copy(), 2.0, deepcopy(p_near) | {spot: value}
        )["loss"],
        near["d" + spot],
        p_near[spot],
        what=f"d{spot}, going back,",
    )
check.done(
    "two_neuron_network, backward", hidden="this network and random ones, each gradient by itself"
)
### BEGIN HIDDEN TESTS
x_point = np.array([-2.0, 5.0])
p_given = {"wA": np.array([1.0, -0.2]), "bA": 5.0, "wB": np.array([10.0, -2.0]), "bB": -12.0}
p_given |= {"wC": np.array([40.0, -10.0]), "bC": -15.2}
cases = [(x_point, 15.0, p_given)]
for _ in range(5):
    p_try = {name: rng.normal(size=2) for name in ("wA", "wB", "wC")}
    p_try |= {name: float(rng.normal()) for name in ("bA", "bB", "bC")}
    cases.append((rng.normal(size=2), float(3 * rng.normal()), p_try))
for x_try, y_try, p_try in cases:
    network = two_neuron_network(x_try.copy(), y_try, deepcopy(p_try))
    # What came out forward is taken as it is: a slip there costs the forward part
    aA, aB, y_hat = (float(network[name]) for name in ("aA", "aB", "y_hat"))
    dy_hat = -2 * (y_try - y_hat)
    dzA, dzB = (
        dy_hat * p_try["wC"][0] * aA * (1 - aA),
        dy_hat * p_try["wC"][1] * aB * (1 - aB),
    )
    due = {"dy_hat": dy_hat, "daA": dy_hat * p_try["wC"][0], "daB": dy_hat * p_try["wC"][1]}
    due |= {"dzA": dzA, "dzB": dzB, "dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat}
    due |= {"dwA": dzA * x_try, "dbA": dzA, "dwB": dzB * x_try, "dbB": dzB}
    check.close(network, due, what="the backward pass", given={"x": x_try, "y": y_try, "p": p_try})
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The order of the backward pass: dy_hat; then dwC, dbC, daA, daB; then dzA, dzB; then dwA, dbA,
# dwB, dbB.
# </details>
# <details><summary>Hint 2</summary>
#
# `dzA` is the upstream `daA` times the local gradient of the sigmoid, written with `aA`. A
# weight's gradient is dz times the input that the weight multiplies.
# </details>
#
# Now take one step of gradient descent on all nine parameters, with learning rates of different
# size.
#
# > **Predict.** The network says 20.03, the target is 15, and the loss is 25.3. A step with
# > $\eta = 0.0001$ lowers it to 20.0. What will it be after a step ten times as large?

# %% look="guess_ten_times_the_step"
remember.predict(
    "ten_times_the_step",
    (
        "One step with η = 0.0001 takes the loss from 25.3 to 20.0. Where does one with 0.001 take it?"
    ),
    ["about 0", "about 10", "about 28", "about 2"],
    right=1,
    because=(
        "The step overshoots: the answer falls below 12, and the target is 15. With η = 0.0005 "
        "the loss is 2.8."
    ),
)

# %% look="one_step" alt="The network of two neurons as a circuit: the inputs x0 and x1 feed the neurons A and B, each with its weights and bias; their sigmoids feed the output y_hat, and that the loss. Values stand above the wires and gradients below, before the step; those of B are around 1e-16."
with if_ready("ten_times_the_step"):
    p0 = {"wA": np.array([1.0, -0.2]), "bA": 5.0, "wB": np.array([10.0, -2.0]), "bB": -12.0}
    p0 |= {"wC": np.array([40.0, -10.0]), "bC": -15.2}
    x0 = np.array([-2.0, 5.0])
    start = two_neuron_network(x0, 15.0, p0)
    for eta in (1e-4, 2e-4, 5e-4, 1e-3, 1e-2):
        moved = {name: p0[name] - eta * start["d" + name] for name in p0}
        after = two_neuron_network(x0, 15.0, moved)
        print(f"eta = {eta:<6g}  y_hat = {after['y_hat']:8.4f}   loss = {after['loss']:9.4f}")
    wires = circuits.fill(
        circuits.TWO_NEURONS, {"x0": -2.0, "x1": 5.0, "y": 15.0, "dloss": 1.0}, p0, start
    )
    circuits.draw(wires, title="the network before the step")

# %% [markdown]
# <details><summary>What the numbers show</summary>
#
# With $\eta = 0.0005$ the loss falls from 25.3 to 2.8; twice that overshoots, and with 0.01 the
# loss is far worse than before. A gradient promises something about *small* steps only.
# </details>
#
# Look at neuron B. Its score is −42, its output $6 \cdot 10^{-19}$: it is **saturated**, and the
# gradients for its weights are around $10^{-16}$, far too small to learn from. They are also too
# small to measure: the numerical gradient says exactly 0. The relative error of 0 and $10^{-16}$
# is 1, although nothing is wrong. That is why a gradient check also looks at absolute differences.
#
# Step back through the network and see how little gets past neuron B. Then move its bias up to 30,
# where its score is 0: what does it pass back now?

# %% look="two_neurons_live"
from course_utils.explore import circuit_stepper

circuit_stepper.show("two neurons", two_neuron_network=two_neuron_network)

# %% [markdown]
# ## 9 · Whole layers at once
#
# For a batch of inputs, the rows of $X$ (N, D), a layer of K neurons computes all its scores in
# one product, $Z = XW + b$, with $W$ (D, K) and $b$ (K,). That is a gate like any other; its
# inputs are $X$, $W$ and $b$. From upstream comes $dZ$, the derivative of the loss with respect to
# every entry of $Z$, and, as always, **a gradient has the shape of the array it is taken with
# respect to**.
#
# What is $dW$? The entry $W_{jk}$ takes part in $Z_{nk} = \dots + X_{nj} W_{jk} + \dots$ for every
# row $n$. It is a copied wire: the gradients of its N uses add up,
#
# $$dW_{jk} = \sum_{n} X_{nj}\, dZ_{nk} .$$
#
# Write the same for $b_k$ and $X_{nj}$, then look for a matrix product that does each sum. The
# shapes leave little choice. (If the loss is a mean over N, the 1/N is in dZ already. Do not
# divide again.)
#
# `affine_forward` also returns a `cache`, whatever `affine_backward` will need; what is in it is
# up to you. (*Affine* means linear plus a constant.)
#
# > **Predict.** N = 5, D = 3, K = 2, so X is (5, 3), W (3, 2) and dZ (5, 2). Which product has the
# > shape of dW?

# %% look="guess_shape_of_dw"
remember.predict(
    "shape_of_dw",
    "X is (5, 3), W is (3, 2), dZ is (5, 2). Which product has the shape of dW?",
    ["dZ · Wᵀ", "X · dZ", "Xᵀ · dZ", "dZᵀ · X"],
    right=2,
    because="(3, 5) times (5, 2) is (3, 2). dX is (5, 3), the shape of dZ · Wᵀ; db is (2,).",
)


# %% exercise="affine_forward"
def affine_forward(X, W, b):
    """The scores of a layer: (Z, cache) with Z = X W + b.

    X: (N, D), rows are examples.  W: (D, K).  b: (K,).
    Returns Z, an array (N, K), and a cache with whatever affine_backward needs.

    Example: X = [[1, 2]], W = [[1], [1]], b = [10] gives Z = [[13]].
    """
    ### BEGIN SOLUTION
    # equivalent(zeros): what the cache holds is for affine_backward to show
    return X @ W + b, (X, W)
    ### END SOLUTION


# %% tests="affine_forward" points=1
X_layer = np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0], [-2.0, 1.0, 1.0], [0.0, -1.0, 2.0]])
W_layer, b_layer = np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]), np.array([0.1, -0.2])
Z_layer, cache_layer = affine_forward(X_layer, W_layer, b_layer)
check.shape(Z_layer, (4, 2), what="Z for N = 4, D = 3, K = 2")
check.close(Z_layer[0], np.array([2.1, 1.8]), what="the first row of Z", given={"X[0]": X_layer[0]})
check.done("affine_forward", hidden="random layers of other sizes, a single row, a single neuron")
### BEGIN HIDDEN TESTS
for N, D, K in [(1, 1, 1), (5, 3, 2), (1, 4, 3), (7, 2, 1), (3, 3, 3)]:
    X_try, W_try, b_try = rng.normal(size=(N, D)), rng.normal(size=(D, K)), rng.normal(size=K)
    Z_try, cache_try = affine_forward(X_try, W_try, b_try)
    check.close(
        Z_try,
        reference.affine_forward(X_try, W_try, b_try)[0],
        what="Z of a random layer",
        given={"N": N, "D": D, "K": K},
    )
### END HIDDEN TESTS

# %% tests="affine_forward" points=1
X_kept, W_kept = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[2.0, 0.0], [1.0, -1.0]])
check.close(
    check.keeps_arguments(affine_forward, X_kept, W_kept, np.array([0.5, 1.0]))[0],
    np.array([[4.5, -1.0], [0.5, 2.0]]),
    what="Z, of affine_forward asked to leave its arguments as they are,",
)
check.done("affine_forward, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
X_try, W_try, b_try = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
check.close(
    affine_forward(X_try, W_try, b_try)[0],
    X_try @ W_try + b_try,
    what="Z of a random layer",
    given={"X": X_try, "W": W_try, "b": b_try},
)
### END HIDDEN TESTS

# %% exercise="affine_backward" pair="affine_forward"
affine_forward = affine_forward  # your own, from above: the two share a cache


def affine_backward(dZ, cache):
    """The gradients (dX, dW, db) from the gradient of Z.

    dZ: (N, K), the upstream gradient.  cache: as affine_forward returned it.
    Returns dX (N, D), dW (D, K), db (K,), the last two summed over the rows, not averaged.
    """
    ### BEGIN SOLUTION
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0)
    ### END SOLUTION


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    # equivalent(statement): with a cache for each layer, the second makes no difference
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% tests="affine_backward" points=2
dZ_layer = np.array([[1.0, 0.5], [-1.0, 2.0], [0.0, 1.0], [3.0, -0.5]])
wires_layer = (
    np.array([[1.0, 2.0, -1.0], [0.5, 0.0, 3.0], [-2.0, 1.0, 1.0], [0.0, -1.0, 2.0]]),
    np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]),
    np.array([0.1, -0.2]),
)
cache_layer = affine_forward(*wires_layer)[1]
gradients_layer = affine_backward(dZ_layer, cache_layer)
for wire, spot in enumerate(("dX", "dW", "db")):

    def upstream_sum(array, wire=wire):
        X, W, b = (*wires_layer[:wire], array, *wires_layer[wire + 1 :])
        return float(np.sum(dZ_layer * (X @ W + b)))

    check.gradient(upstream_sum, gradients_layer[wire], wires_layer[wire], what=spot)
second_layer = (2 * wires_layer[0], *wires_layer[1:])
check.close(
    back_through_first(dZ_layer, wires_layer, second_layer),
    affine_backward(dZ_layer, affine_forward(*wires_layer)[1]),
    what="what a layer hands back after another one went forward",
)
check.done("affine_backward", hidden="random layers of other sizes, a single row, a single neuron")
### BEGIN HIDDEN TESTS
for N, D, K in [(1, 1, 1), (5, 3, 2), (1, 4, 3), (7, 2, 1), (3, 3, 3)]:
    X_try, W_try, b_try = rng.normal(size=(N, D)), rng.normal(size=(D, K)), rng.normal(size=K)
    dZ_try = rng.normal(size=(N, K))
    check.close(
        affine_backward(dZ_try, affine_forward(X_try, W_try, b_try)[1]),
        reference.affine_backward(dZ_try, reference.affine_forward(X_try, W_try, b_try)[1]),
        what="(dX, dW, db) of a random layer",
        given={"N": N, "D": D, "K": K},
    )
X_two, W_two, b_two = rng.normal(size=(4, 2)), rng.normal(size=(2, 2)), rng.normal(size=2)
check.close(
    back_through_first(dZ_layer, (X_two, W_two, b_two), (-X_two, 3 * W_two, b_two)),
    (dZ_layer @ W_two.T, X_two.T @ dZ_layer, dZ_layer.sum(axis=0)),
    what="what a layer hands back after another one went forward",
)
### END HIDDEN TESTS

# %% tests="affine_backward" points=1
X_kept, W_kept = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([[2.0, 0.0], [1.0, -1.0]])
dZ_kept = np.array([[1.0, 0.5], [-1.0, 2.0]])
check.close(
    check.keeps_arguments(affine_backward, dZ_kept, affine_forward(X_kept, W_kept, np.zeros(2))[1]),
    (np.array([[2.0, 0.5], [-2.0, -3.0]]), np.array([[0.5, 1.5], [3.0, -1.0]]), np.array([0, 2.5])),
    what="(dX, dW, db), of affine_backward asked to leave its arguments as they are,",
)
check.done("affine_backward, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
X_try, W_try, dZ_try = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=(4, 2))
check.close(
    affine_backward(dZ_try, affine_forward(X_try, W_try, np.ones(2))[1]),
    (dZ_try @ W_try.T, X_try.T @ dZ_try, dZ_try.sum(axis=0)),
    what="(dX, dW, db) of a random layer",
    given={"X": X_try, "W": W_try, "dZ": dZ_try},
)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# $(D, N)$ times $(N, K)$ is the only way to make the shape of $W$ from $X$ and $dZ$.
# </details>
# <details><summary>Hint 2</summary>
#
# $b_k$ is added in every row: its gradient is a sum over the rows, `axis=0`.
# </details>
#
# Two of the three ways, one gradient, and a stopwatch: below is the gradient of a loss with
# respect to the weights of a layer, 30 to 300 of them, by your numerical gradient and by your
# backward pass.

# %% look="stopwatch" alt="Milliseconds against the number of weights, both on logarithmic axes: the measured gradient rises like the number of weights, the line of backprop lies far below and is flat."
with if_ready():
    from time import perf_counter

    def fastest(way, *given):
        """The result, and the shorter of two timings in milliseconds."""
        spans = []
        for _ in range(2):  # other work on the computer can only make a run longer
            begin = perf_counter()
            found = way(*given)
            spans.append(1000 * (perf_counter() - begin))
        return found, min(spans)

    made = np.random.default_rng(1)
    X_big, counts, times = made.normal(size=(50, 30)), [], {"measured": [], "backprop": []}
    for outputs in (1, 3, 10):
        W_big, b_big = made.normal(size=(30, outputs)), np.zeros(outputs)
        upstream = made.normal(size=(50, outputs))

        def total(W, b=b_big, up=upstream):
            return float(np.sum(up * affine_forward(X_big, W, b)[0]))

        def both_passes(W, b, up):
            return affine_backward(up, affine_forward(X_big, W, b)[1])[1]

        by_knobs, measured = fastest(numerical_gradient, total, W_big)
        by_backprop, once = fastest(both_passes, W_big, b_big, upstream)
        counts.append(W_big.size)
        times["measured"].append(measured)
        times["backprop"].append(once)
        print(
            f"{W_big.size:3d} weights: {2 * W_big.size:3d} forward passes"
            f" {times['measured'][-1]:7.2f} ms, one forward and one backward"
            f" {times['backprop'][-1]:5.2f} ms, relative error"
            f" {relative_error(by_knobs, by_backprop):.0e}"
        )
    fig, ax = plt.subplots(figsize=(6, 3))
    fig.subplots_adjust(left=0.14, bottom=0.19)
    for name, marker in (("measured", "s-"), ("backprop", "o-")):
        ax.loglog(counts, times[name], marker, label=name)
    ax.set_xticks(counts, counts)
    ax.minorticks_off()
    ax.set(xlabel="weights", ylabel="milliseconds", title="your two ways to one gradient")
    ax.legend()

# %% [markdown]
# ## 10 · Back through an activation
#
# Between two layers there is an activation function, applied to every entry. These are the ones
# you will meet:
#
# | name | value | derivative | range | zero where |
# |---|---|---|---|---|
# | identity (none) | $z$ | $1$ | all numbers | $z = 0$ |
# | sigmoid | $1 / (1 + e^{-z})$ | $\sigma (1 - \sigma)$, at most ¼ | $(0, 1)$ | nowhere |
# | tanh | $(e^z - e^{-z}) / (e^z + e^{-z})$ | $1 - \tanh^2 z$, at most 1 | $(-1, 1)$ | $z = 0$ |
# | ReLU | $\max(0, z)$ | 1 above 0, else 0 | $[0, \infty)$ | all $z \le 0$ |
# | leaky ReLU | $\max(0.1 z, z)$ | 1 above 0, else 0.1 | all numbers | $z = 0$ |
# | ELU | $z$ above 0, else $e^z - 1$ | 1 above 0, else $e^z$ | $(-1, \infty)$ | $z = 0$ |
#
# ![Output and slope of a sigmoid neuron and of a ReLU neuron over the score. The slope of the
# sigmoid is at most a quarter, and next to 0 at both ends; that of ReLU is 0 below 0 and 1
# above.](drawing:sigmoid_and_relu)
#
# Sigmoid and tanh are relatives: $\tanh z = 2\sigma(2z) - 1$. Both are bounded and rise
# everywhere; tanh keeps the sign of its input. Tables give $\tanh' = 1 / \cosh^2 z$ as well, which
# is the same, but `np.cosh(800.0)` overflows. ReLU does not saturate above 0, needs no
# exponential, and is exactly 0 for every negative input, so that only some of the neurons are
# active (*sparse*). In the AlexNet paper of 2012 a small convolutional network reached the same
# training error six times as fast with ReLU as with tanh. The derivative of ReLU at exactly 0 is a
# convention: we take 0, while a central difference there gives ½. (Check gradients away from
# kinks.) Writing a leaky ReLU as $\max(a z, z)$ is right only for $a \le 1$. **Maxout** is none of
# these: it takes the larger of *two* weighted sums (or of more) and so has twice the weights; ReLU
# is the special case in which one of the sums is 0.
#
# What does a whole neuron look like? Both kinds divide the plane by the line $w \cdot x + b = 0$.
# A sigmoid neuron answers *which side, and how surely*: a smooth step, flat far away on both
# sides. A ReLU neuron answers *how far beyond the line*: 0 on one side, and on the other an
# inclined plane that grows without limit. Sums of steps and sums of folded planes are what the
# hidden layers of lesson 5 build with.

# %% look="sigmoid_and_relu_neuron" alt="Two surfaces over the plane of x₁ and x₂. The sigmoid neuron is flat at 0, rises in a smooth S along one direction and is flat at 1; the ReLU neuron is flat at 0 on one side of a straight fold and a tilted plane on the other."
with if_ready():
    fig = plt.figure(figsize=(9, 3.6))
    across, up = np.meshgrid(np.linspace(-3, 3, 41), np.linspace(-3, 3, 41))
    scores = 2 * across + up
    neurons = {
        "a sigmoid neuron": 1 / (1 + np.exp(-scores)),
        "a ReLU neuron": np.maximum(0, scores),
    }
    for position, (name, output) in enumerate(neurons.items(), start=1):
        ax = fig.add_subplot(1, 2, position, projection="3d")
        ax.plot_surface(across, up, output, cmap="viridis")
        ax.set(title=name + r", score $2x_1 + x_2$", xlabel="$x_1$", ylabel="$x_2$")
        ax.view_init(elev=25, azim=-120)

# %% [markdown]
# For the backward pass the three main ones have a convenient property: the derivative can be
# written with the **output** $H$ alone, so $Z$ need not be kept.
#
# > **Predict.** An entry of $H$ is 0.5, and the activation is tanh. What is the local gradient there?

# %% look="guess_tanh_at_one_half"
remember.predict(
    "tanh_at_one_half",
    ("An entry of H is 0.5, and the activation is tanh. What is the local gradient there?"),
    right=0.75,
    because="1 − 0.5². For a sigmoid it would be 0.5 · 0.5 = 0.25, for a ReLU 1.",
)


# %% exercise="activation_backward" further=true
def activation_backward(dH, H, kind):
    """The gradient for the scores Z, from the gradient for the activations H.

    dH: an array of any shape, the upstream gradient.  H: the output of the activation, same shape.
    kind: "sigmoid", "tanh" or "relu" (slope 0 where the score is 0 or below).
    Returns dZ, an array of the same shape.

    Example: for H = [1.0] with kind "tanh" the result is [0.0], whatever dH is.
    """
    ### BEGIN SOLUTION
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H**2, "relu": H > 0}
    return dH * slope[kind]
    ### END SOLUTION


# %% tests="activation_backward" points=2
Z_bent = np.array([[-1.5, 0.3, 2.0], [0.8, -0.2, -3.0]])
dH_bent = np.array([[1.0, -2.0, 0.5], [3.0, 1.0, -1.0]])
for kind, bend in {
    "sigmoid": sigmoid,
    "tanh": np.tanh,
    "relu": lambda z: np.maximum(z, 0.0),
}.items():
    dZ_bent = activation_backward(dH_bent, bend(Z_bent), kind)
    check.shape(dZ_bent, (2, 3), what=f"activation_backward for kind {kind!r}")
    check.gradient(
        lambda z, bend=bend: float(np.sum(dH_bent * bend(z))),
        dZ_bent,
        Z_bent,
        what=f"dZ for kind {kind!r}",
    )
check.close(
    activation_backward(np.array([5.0, -5.0]), np.array([0.0, 2.0]), "relu"),
    np.array([0.0, -5.0]),
    what="activation_backward for kind 'relu' with H = [0, 2] and dH = [5, -5]",
)
check.done("activation_backward", hidden="random arrays up to three dimensions, saturated outputs")
### BEGIN HIDDEN TESTS
for size in [(4,), (3, 5), (2, 3, 2), (1,)]:
    Z_try, dH_try = 2 * rng.normal(size=size), rng.normal(size=size)
    for kind, H_try in {
        "sigmoid": 1 / (1 + np.exp(-Z_try)),
        "tanh": np.tanh(Z_try),
        "relu": np.maximum(Z_try, 0.0),
    }.items():
        check.agree(activation_backward, reference.activation_backward, dH_try, H_try, kind)
for kind in ("sigmoid", "tanh", "relu"):
    check.agree(
        activation_backward,
        reference.activation_backward,
        np.array([2.0, -1.0, 3.0]),
        np.array([0.0, 1.0, 1e-12]),
        kind,
    )
### END HIDDEN TESTS

# %% tests="activation_backward" points=1
dH_kept, H_kept = np.array([2.0, -4.0, 3.0]), np.array([0.5, 0.75, 0.25])
for kind, due in {
    "sigmoid": [0.5, -0.75, 0.5625],
    "tanh": [1.5, -1.75, 2.8125],
    "relu": [2.0, -4.0, 3.0],
}.items():
    check.close(
        check.keeps_arguments(activation_backward, dH_kept, H_kept, kind),
        np.array(due),
        what=f"activation_backward for kind {kind!r}, asked to leave its arguments as they are,",
    )
check.done("activation_backward, arguments kept", hidden="its result on random input")
### BEGIN HIDDEN TESTS
for kind in ("sigmoid", "tanh", "relu"):
    check.agree(
        activation_backward,
        reference.activation_backward,
        rng.normal(size=4),
        rng.uniform(0.1, 0.9, size=4),
        kind,
    )
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# The upstream gradient times the local gradient, entry by entry: `*`, not `@`.
# </details>
# <details><summary>Hint 2</summary>
#
# $H$ *is* $\sigma(z)$; do not apply the sigmoid a second time. For the ReLU, $H > 0$ exactly where
# $z > 0$.
# </details>

# %% look="activations_and_slopes" alt="Left: sigmoid, tanh and ReLU over z from −4 to 4. Middle: their slopes; the sigmoid's is at most one quarter, tanh's at most 1, ReLU's is 0 and then 1. Right: what is left of a gradient after up to 20 layers, at best: with the sigmoid it falls to about 1e-12, with tanh and ReLU it stays at 1."
with if_ready():
    fig, (left, middle, right_ax) = plt.subplots(1, 3, figsize=(11, 3.2), layout="constrained")
    z = np.linspace(-4, 4, 401)
    shapes = {"sigmoid": sigmoid(z), "tanh": np.tanh(z), "relu": np.maximum(z, 0)}
    for kind, H in shapes.items():
        left.plot(z, H, label=kind)
        middle.plot(z, activation_backward(np.ones_like(z), H, kind), label=kind)
    left.set(xlabel="z", title="the activation", ylim=(-1.2, 2.5))
    middle.set(xlabel="z", title="its slope (your function, dH = 1)", ylim=(-0.1, 1.2))
    left.legend()
    middle.legend()
    depth = np.arange(1, 21)
    for kind, H, style in [("sigmoid", 0.5, "o-"), ("tanh", 0.0, "s-"), ("relu", 1.0, "--")]:
        best = float(activation_backward(np.ones(1), np.array([H]), kind)[0])
        right_ax.semilogy(depth, best**depth, style, markersize=4, label=kind)
    right_ax.set(
        xlabel="layers", xticks=[1, 5, 10, 15, 20], title="what is left of a gradient, at best"
    )
    right_ax.legend()

# %% [markdown]
# **Numbers and matrices.** The network of thirty lines, once more: this time its gradient by your
# `affine_backward` and `activation_backward`, a matrix at a time, beside that by your `Value`, a
# number at a time.

# %% look="values_and_matrices"
with if_ready():
    X_corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y_corners = np.array([1, 0, 0, 1])
    W1, b1 = np.array([[0.5, -0.3], [0.2, 0.4]]), np.zeros(2)
    W2, b2 = np.array([[0.6], [-0.7]]), np.zeros(1)
    flat = [*W1[:, 0], b1[0], *W1[:, 1], b1[1], *W2[:, 0], b2[0]]
    values, layers = make_network(flat)
    mean_loss(layers, X_corners, y_corners).backward()
    Z1, below = affine_forward(X_corners, W1, b1)
    H = np.tanh(Z1)
    Z2, above = affine_forward(H, W2, b2)
    dZ2 = (sigmoid(Z2) - y_corners[:, None]) / 4  # lesson 1: probability minus label, over N
    dH, dW2, db2 = affine_backward(dZ2, above)
    dX, dW1, db1 = affine_backward(activation_backward(dH, H, "tanh"), below)
    by_matrices = [*dW1[:, 0], db1[0], *dW1[:, 1], db1[1], *dW2[:, 0], db2[0]]
    names = ["w11", "w21", "b1", "w12", "w22", "b2", "v1", "v2", "c"]
    print("       by Values   by matrices")
    for name, value, slope in zip(names, values, by_matrices, strict=True):
        print(f"{name:>4}  {value.grad:10.6f}  {slope:12.6f}")

# %% [markdown]
# The same nine numbers, and both are yours. Matrices only save time: the loops run inside NumPy.
# Lesson 5 writes this backward pass once and for all, for any number of layers, and meets these
# numbers again.

# %% [markdown]
# ## 11 · Spot the slip
#
# Four common slips. Each is wrong, or right for a wrong reason. Show it with numbers.
#
# **First.** *ReLU is strictly increasing.* (It is true of sigmoid and tanh.) Give two numbers, the
# smaller one first, that refute it.

# %% exercise="slip_relu" further=true
# slip_relu_pair: an array of shape (2,), the smaller number first.
### BEGIN SOLUTION
# max(0, -2) = max(0, -1) = 0
# equivalent(constant): any two negative numbers will do
slip_relu_pair = np.array([-2.0, -1.0])
### END SOLUTION

# %% tests="slip_relu" points=1
check.shape(np.array(slip_relu_pair), (2,), what="slip_relu_pair")
check.done("slip_relu", hidden="the ReLU of both your numbers")
### BEGIN HIDDEN TESTS
relu_first, relu_second = (float(number) for number in np.array(slip_relu_pair))
check.true(
    relu_first != relu_second, "The two numbers of slip_relu_pair are the same.", got=slip_relu_pair
)
check.true(
    relu_first <= relu_second,
    "The first number of slip_relu_pair should be the smaller one.",
    got=slip_relu_pair,
)
check.true(
    max(relu_first, 0.0) == max(relu_second, 0.0),
    "For slip_relu_pair the ReLU does increase from the first number to the second.",
    got=slip_relu_pair,
)
### END HIDDEN TESTS

# %% [markdown]
# **Second.** *The chain rule for* $h(x) = f(g(x))$ *is*
#
# $$\frac{d(h(x))}{dx} = \frac{d f(g(x))}{dx} \cdot \frac{d g(x)}{dx} .$$
#
# Take this literally. For $f = \sin$, $g(x) = x^2$ at $x = 0.7$: what does the rule as printed
# give, and what is the derivative of $\sin(x^2)$ really? Four digits will do.

# %% exercise="slip_chain_rule" further=true
# slip_chain_printed, slip_chain_right: two numbers.
### BEGIN SOLUTION
slip_chain_right = 2 * 0.7 * np.cos(0.7**2)  # df/dg times dg/dx
slip_chain_printed = slip_chain_right * 2 * 0.7  # d f(g(x)) / dx is the answer already
### END SOLUTION

# %% tests="slip_chain_rule" points=1
check.shape(slip_chain_printed, (), what="slip_chain_printed")
check.shape(slip_chain_right, (), what="slip_chain_right")
check.done("slip_chain_rule", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_chain_right, 1.23527, what="slip_chain_right", atol=2e-3)
check.close(slip_chain_printed, 1.72937, what="slip_chain_printed", atol=2e-3)
### END HIDDEN TESTS

# %% [markdown]
# **Third.** *The sigmoid gate at the input 1 has the local gradient*
#
# $$\left(1 - \frac{1}{1 + e^{1}}\right) \cdot \frac{1}{1 + e^{1}} = 0.2 .$$
#
# The result is right. But the fraction $1 / (1 + e^{1})$ is not the sigmoid of 1. Of which input
# is it the sigmoid? (And why is the result right all the same?)

# %% exercise="slip_sigmoid_gate" further=true
# slip_gate_input: a number.
### BEGIN SOLUTION
slip_gate_input = -1.0  # sigmoid(-1) = 1 - sigmoid(1), so the two factors only change places
### END SOLUTION

# %% tests="slip_sigmoid_gate" points=1
check.shape(slip_gate_input, (), what="slip_gate_input")
check.done("slip_sigmoid_gate", hidden="the sigmoid of your number")
### BEGIN HIDDEN TESTS
check.true(slip_gate_input != 1, "The sigmoid of 1 has a minus sign in its exponent.")
check.true(
    not 0.25 < slip_gate_input < 0.3,
    "slip_gate_input looks like the value of the fraction, not like the input.",
)
check.close(slip_gate_input, -1, what="slip_gate_input")
### END HIDDEN TESTS

# %% [markdown]
# **Fourth.** *For* $f = W \cdot x$ *with* $W = [-0.8, 0.3]$, $x = [0.5, -0.2]$, *the partial
# derivative* $\partial f / \partial x_1$ *is found by a small step:* and then the first entry of
# $W$, the $-0.8$, is changed to $-0.8 + h$ and the change of $f$ divided by $h$. What comes out of
# that? And what is $\partial f / \partial x_1$? (Which of the two does training need?)

# %% exercise="slip_which_knob" further=true
# slip_knob_printed: what that step measures. slip_knob_x1: the partial derivative for x1.
### BEGIN SOLUTION
slip_knob_printed = 0.5  # the weight was moved, so this is df/dW1 = x1: what training needs
slip_knob_x1 = -0.8  # df/dx1 = W1
### END SOLUTION

# %% tests="slip_which_knob" points=1
check.shape(slip_knob_printed, (), what="slip_knob_printed")
check.shape(slip_knob_x1, (), what="slip_knob_x1")
check.done("slip_which_knob", hidden="both numbers")
### BEGIN HIDDEN TESTS
check.close(slip_knob_printed, 0.5, what="slip_knob_printed", atol=1e-4)
check.close(slip_knob_x1, -0.8, what="slip_knob_x1", atol=1e-4)
### END HIDDEN TESTS

# %% [markdown]
# <details><summary>Hint for the second</summary>
#
# $d f(g(x)) / dx$ means: put $g(x)$ into $f$ and differentiate with respect to $x$. How much of
# the chain rule is in that already?
# </details>
# <details><summary>Hint for the fourth</summary>
#
# Your `numerical_gradient` can do both: once as a function of `W`, once as a function of `x`.
# </details>

# %% [markdown]
# ## 12 · In your own words

# %% [markdown] written="why_backward" points=4 minutes=10 figure="stopwatch"
# **Answered in words, marked by hand (4 points).** A classmate says: *"I can measure any gradient
# with two evaluations per weight, and it needs no derivatives at all. Why should I write a
# backward pass?"* Answer in five to eight sentences, with *your* stopwatch picture from section
# 9 (whoever marks this sees it beside your answer):
#
# 1. How do your two lines grow from 30 to 300 weights, and why? Read off your own factor, and say
#    what it would be for a million weights.
# 2. What does the backward pass compute once that separate measurements compute again and again?
# 3. Why are the gradients of a node that is used twice added?
# 4. What is the measurement still good for, and what limits its exactness? (Your picture of
#    section 1 shows it.)
#
# ### BEGIN SOLUTION
# **Model answer.** *1.* In my picture the measured gradient took 0.5 ms for 30 weights and 5 ms
# for 300: about ten times the weights, ten times the time or a little more, since every weight
# costs two forward passes. Backprop stayed near 0.02 ms, as it takes one forward and one backward
# pass of about the same cost, however many weights there are. The factor was some 250 for 300
# weights; with a million weights it would be of the order of a million. *2.* The derivatives of the
# loss with respect to the later nodes are factors of those for all the earlier ones; each is
# computed once, kept at its node, and handed on. Measurements start from the beginning every time.
# *3.* If a node is used twice, changing it changes the result along both paths, and for small
# changes the two effects add. *4.* The measurement needs no derivation, so it is the ideal
# independent check of a backward pass. With a large step the curvature spoils it, with a tiny one
# rounding does: in my picture the best step was near $10^{-5}$.
#
# **Marking guide.** One point for each of the four; correct examples in place of general statements
# are fine. The milliseconds depend on the machine; the picture beside the answer is drawn anew when
# it is marked, so accept other times, not another growth.
#
# *Full (4):* the model answer, or in short: "Ten times the weights took about eleven times as long
# by measuring, the other line is flat: 2P passes against two. Upstream gradients are shared. Two
# paths, small changes add. I'd still use it to check; too large an h bends, too small rounds."
#
# *Half (2):* "Measuring is slower, because you need a forward pass for every weight. Backprop uses
# the chain rule and reuses the results. Numerical gradients are also less exact." Points 1 and 2 in
# words, but no number from their own picture and no growth (½), reuse named but not of what (½), no
# reason for adding (0), exactness without what limits it, and no use for checking (½); round up.
#
# *None (0):* "Backprop is the method that is used in practice, and PyTorch does it automatically."
# True, and no answer to any of the four.
#
# *Frequent weak answers.* "Backprop is exact, so it is better": both agree to seven digits or
# more, and that is not why it is used. "The smaller h, the more exact": see the picture of
# section 1. "They are added because of the sum rule": which sum? The result changes along two paths.
# ### END SOLUTION

# %% [markdown]
# ## What you can do now
#
# - [ ] I can measure a gradient and say why the step is neither 0.1 nor $10^{-12}$.
# - [ ] I know the words upstream, local and downstream, and which two multiply to give the third.
# - [ ] I can say in two words each what add, multiply, maximum and copy do to a gradient.
# - [ ] I can go back through a circuit on paper, one gate at a time.
# - [ ] I can put the nodes of any circuit in order, and know why the backward pass needs that.
# - [ ] My `Value` adds gradients up over uses, and I know what goes wrong if it does not.
# - [ ] I have seen a network learn that is made of nothing but my own numbers.
# - [ ] I can find dX, dW and db of a layer from the shapes, and say why db is a sum.
# - [ ] I can see from an activation's output whether its neuron still learns.
#
# Before you hand in: restart the kernel, run all cells, and read what the tests say.
#
# **What comes next.** Lesson 5 stacks layers and activations into a network and trains it. Every
# piece of its backward pass is a gate that you have just written.
#
# **To read on.**
#
# - David Rumelhart, Geoffrey Hinton and Ronald Williams, [Learning Representations by
#   Back-propagating Errors](https://doi.org/10.1038/323533a0), *Nature* 323, 1986.
# - The notes of Stanford's CS231n on [backpropagation](https://cs231n.github.io/optimization-2/): a
#   neuron gate by gate, as in section 5.
# - Andrej Karpathy, [*micrograd*](https://github.com/karpathy/micrograd): a small library around a
#   class like your `Value`, with a video in which it is written from nothing.
# - Michael Nielsen, [chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html): the equations
#   of backpropagation for whole layers.
# - Atılım Güneş Baydin and others, [Automatic Differentiation in Machine
#   Learning](https://arxiv.org/abs/1502.05767), 2018: the field that this lesson belongs to.
# - Alex Krizhevsky, Ilya Sutskever and Geoffrey Hinton, [ImageNet Classification with Deep
#   Convolutional Neural Networks](https://doi.org/10.1145/3065386): the AlexNet paper.
