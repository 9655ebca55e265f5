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
# # Known mistakes of lesson 4

# %% hidden="setup"
import math

import numpy as np

from autograder.hidden import setup

reference, rng = setup("04_backprop_circuits")
Arithmetic = reference.Arithmetic
sigmoid = reference.sigmoid

# %% [markdown]
# ## `numerical_gradient`


# %% misconception="numerical_gradient" name="forward_difference"
def numerical_gradient(f, x, h=1e-5):
    """You take the forward difference, (f(x + h) - f(x)) / h; the central one steps both ways."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        gradient[i] = (f(up) - f(down)) / h
    return gradient


# %% misconception="numerical_gradient" name="backward_difference"
def numerical_gradient(f, x, h=1e-5):
    """You step only downwards, (f(x) - f(x - h)) / h; the central difference steps both ways."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / h
    return gradient


# %% misconception="numerical_gradient" name="divides_by_h"
def numerical_gradient(f, x, h=1e-5):
    """You divide by h, but from x - h to x + h it is 2 h, so your gradient is twice too large."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / h
    return gradient


# %% misconception="numerical_gradient" name="sign_reversed"
def numerical_gradient(f, x, h=1e-5):
    """You subtract f(x + h) from f(x - h); the slope is the other way round."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient[i] = (f(down) - f(up)) / (2 * h)
    return gradient


# %% misconception="numerical_gradient" name="moves_all_entries"
def numerical_gradient(f, x, h=1e-5):
    """You move all entries at once; each partial derivative moves one and leaves the others
    alone.
    """
    x = np.array(x, dtype=float)
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


# %% misconception="numerical_gradient" name="steps_pile_up"
def numerical_gradient(f, x, h=1e-5):
    """You forget to put an entry back before you move the next, so the steps pile up."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        gradient[i] = (above - f(x)) / (2 * h)
    return gradient


# %% misconception="numerical_gradient" name="integers_cut_off"
def numerical_gradient(f, x, h=1e-5):
    """Your copy of an integer array stays an array of integers, which cannot hold x + h; use
    floats.
    """
    x = np.array(x)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] = up[i] + h
        down[i] = down[i] - h
        gradient[i] = (f(up) - f(down)) / (2 * h)
    return gradient


# %% misconception="numerical_gradient" name="step_fixed"
def numerical_gradient(f, x, h=1e-5):
    """You use a step of your own; the step is the argument h."""
    x = np.array(x, dtype=float)
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        gradient[i] = (f(up) - f(down)) / 2e-5
    return gradient


# %% misconception="numerical_gradient" name="flattened"
def numerical_gradient(f, x, h=1e-5):
    """Your gradient is one long row; it should have the shape of x."""
    x = np.array(x, dtype=float)
    gradient = []
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        gradient.append((f(up) - f(down)) / (2 * h))
    return np.array(gradient)


# %% misconception="numerical_gradient" name="changes_x"
def numerical_gradient(f, x, h=1e-5):
    """Your numbers are right, but you leave x itself moved; work on a copy, or put entries back."""
    gradient = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        y = x if x.dtype.kind == "f" else x.astype(float)
        y[i] = old + h
        above = f(y)
        y[i] = old - h
        gradient[i] = (above - f(y)) / (2 * h)
        y[i] = old + 1e-12
    return gradient


# %% misconception="numerical_gradient" name="one_side_by_two_steps"
def numerical_gradient(f, x, h=1e-5):
    """You step to one side only and divide by 2 h; step to both sides, or divide by h."""
    start = np.array(x, dtype=float)
    gradient = np.zeros(start.shape)
    for i in np.ndindex(start.shape):
        up = start.copy()
        up[i] += h
        gradient[i] = (f(up) - f(start)) / (2 * h)
    return gradient


# %% [markdown]
# ## `relative_error`


# %% misconception="relative_error" name="only_first_norm"
def relative_error(a, b):
    """You divide by the norm of a alone; the sum of both norms treats a and b alike."""
    size = np.linalg.norm(a)
    return np.linalg.norm(np.subtract(a, b)) / size if size else 0.0


# %% misconception="relative_error" name="zero_by_zero"
def relative_error(a, b):
    """Where both are 0 you divide 0 by 0; return 0 there."""
    return np.linalg.norm(np.subtract(a, b)) / (np.linalg.norm(a) + np.linalg.norm(b))


# %% misconception="relative_error" name="norm_of_sum"
def relative_error(a, b):
    """You divide by the norm of a + b, which is 0 for opposite gradients; add the two norms."""
    size = np.linalg.norm(np.add(a, b))
    return np.linalg.norm(np.subtract(a, b)) / size if size else 0.0


# %% misconception="relative_error" name="squares_without_root"
def relative_error(a, b):
    """You add up squares but never take the root, so these are not norms."""
    size = np.sum(np.square(a)) + np.sum(np.square(b))
    return np.sum(np.square(np.subtract(a, b))) / size if size else 0.0


# %% misconception="relative_error" name="absolute"
def relative_error(a, b):
    """You return the norm of the difference itself; divide by the sizes to make it relative."""
    return np.linalg.norm(np.subtract(a, b))


# %% misconception="relative_error" name="sums_for_norms"
def relative_error(a, b):
    """You add absolute values; the norm here is the root of the sum of squares."""
    size = np.sum(np.abs(a)) + np.sum(np.abs(b))
    return np.sum(np.abs(np.subtract(a, b))) / size if size else 0.0


# %% misconception="relative_error" name="floor_in_denominator"
def relative_error(a, b):
    """You add a small number below the bar, which spoils the result for tiny gradients."""
    size = np.linalg.norm(a) + np.linalg.norm(b) + 1e-8
    return np.linalg.norm(np.subtract(a, b)) / size


# %% misconception="relative_error" name="largest_of_the_entries"
def relative_error(a, b):
    """You compare entry by entry and take the largest; here the norms of whole arrays are
    compared."""
    apart = np.abs(np.subtract(a, b))
    size = np.abs(a) + np.abs(b)
    return np.max(apart / np.where(size == 0, 1.0, size))


# %% misconception="relative_error" name="mean_of_the_entries"
def relative_error(a, b):
    """You compare entry by entry and take the mean; here the norms of whole arrays are compared."""
    apart = np.abs(np.subtract(a, b))
    size = np.abs(a) + np.abs(b)
    return np.mean(apart / np.where(size == 0, 1.0, size))


# %% misconception="relative_error" name="each_entry"
def relative_error(a, b):
    """You give an error for each entry; one number is asked for, made of the norms of the whole
    arrays."""
    apart = np.abs(np.subtract(a, b))
    size = np.abs(a) + np.abs(b)
    return apart / np.where(size == 0, 1.0, size)


# %% misconception="relative_error" name="larger_norm"
def relative_error(a, b):
    """You divide by the larger of the two norms; divide by their sum."""
    size = max(np.linalg.norm(a), np.linalg.norm(b))
    return np.linalg.norm(np.subtract(a, b)) / size if size else 0.0


# %% misconception="relative_error" name="larger_entry"
def relative_error(a, b):
    """You divide entry by entry by the larger of both and take the largest; here the norms of
    whole arrays are compared, and their sum stands below."""
    apart = np.abs(np.subtract(a, b))
    size = np.maximum(np.abs(a), np.abs(b))
    return np.max(apart / np.where(size == 0, 1.0, size))


# %% misconception="relative_error" name="norm_of_quotient"
def relative_error(a, b):
    """You take the norm of entry-by-entry quotients; take the norms first and divide those."""
    apart = np.abs(np.subtract(a, b))
    size = np.abs(a) + np.abs(b)
    return np.linalg.norm(apart / np.where(size == 0, 1.0, size))


# %% misconception="relative_error" name="largest_with_a_floor"
def relative_error(a, b):
    """You compare entry by entry, with a floor below, and take the largest; here the norms of
    whole arrays are compared, and only 0 by 0 is an exception."""
    size = np.maximum(1e-8, np.abs(a) + np.abs(b))
    return np.max(np.abs(np.subtract(a, b)) / size)


# %% [markdown]
# ## `Add`


# %% misconception="Add" name="upstream_ignored"
class Add:
    """You return the local gradients 1 and 1; multiply each by the upstream gradient."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return 1.0, 1.0


# %% misconception="Add" name="shared_out"
class Add:
    """You split the upstream gradient in halves; an add gate hands the whole of it to each
    input.
    """

    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return upstream / 2, upstream / 2


# %% misconception="Add" name="swaps"
class Add:
    """You multiply by the other input, as a multiply gate does; the local gradients of a sum
    are 1.
    """

    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


# %% misconception="Add" name="one_gradient"
class Add:
    """You return one number; there are two inputs, so two gradients."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x + y

    def backward(self, upstream):
        return upstream


# %% [markdown]
# ## `Multiply`


# %% misconception="Multiply" name="not_swapped"
class Multiply:
    """You give each input its own value; the slope of x y over x is the other factor, y."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.x, upstream * self.y


# %% misconception="Multiply" name="upstream_ignored"
class Multiply:
    """You return the local gradients alone; multiply each by the upstream gradient."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return self.y, self.x


# %% misconception="Multiply" name="shared_memory"
class Multiply:
    """You keep the inputs on the class, so all gates share them; keep them on self."""

    def forward(self, x, y):
        Multiply.x, Multiply.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.y, upstream * self.x


# %% misconception="Multiply" name="whole_product"
class Multiply:
    """You multiply by the product of both inputs; the slope over x is y alone."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream * self.x * self.y, upstream * self.x * self.y


# %% misconception="Multiply" name="hands_out"
class Multiply:
    """You hand the upstream gradient on as it is, like an add gate; multiply it by the other
    factor.
    """

    def forward(self, x, y):
        self.x, self.y = x, y
        return x * y

    def backward(self, upstream):
        return upstream, upstream


# %% [markdown]
# ## `Maximum`


# %% misconception="Maximum" name="both"
class Maximum:
    """You give both inputs the upstream gradient; the smaller one has no influence, so its
    slope is 0.
    """

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return upstream, upstream


# %% misconception="Maximum" name="to_the_smaller"
class Maximum:
    """You send the gradient to the smaller input; the output depends on the larger one."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return (upstream, 0.0) if self.x < self.y else (0.0, upstream)


# %% misconception="Maximum" name="value_for_slope"
class Maximum:
    """You multiply by the larger input; the output equals that input, so the slope is 1."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return (upstream * self.x, 0.0) if self.x > self.y else (0.0, upstream * self.y)


# %% misconception="Maximum" name="upstream_ignored"
class Maximum:
    """You return 1 for the larger input; it is 1 times the upstream gradient."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return (1.0, 0.0) if self.x > self.y else (0.0, 1.0)


# %% misconception="Maximum" name="always_second"
class Maximum:
    """You always send the gradient to the second input; it goes to whichever was larger."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return 0.0, upstream


# %% misconception="Maximum" name="compares_sizes"
class Maximum:
    """You compare absolute values; for -7 and 2 the maximum is 2."""

    def forward(self, x, y):
        self.x, self.y = x, y
        return max(x, y)

    def backward(self, upstream):
        return (upstream, 0.0) if abs(self.x) > abs(self.y) else (0.0, upstream)


# %% [markdown]
# ## `Copy`


# %% misconception="Copy" name="first_only"
class Copy:
    """You pass on only the first upstream gradient; x has an influence through both copies."""

    def forward(self, x):
        return x, x

    def backward(self, up1, up2):
        return up1


# %% misconception="Copy" name="mean"
class Copy:
    """You average the two upstream gradients; the two influences add up."""

    def forward(self, x):
        return x, x

    def backward(self, up1, up2):
        return (up1 + up2) / 2


# %% misconception="Copy" name="product"
class Copy:
    """You multiply the two upstream gradients; side by side, influences add, they do not
    multiply.
    """

    def forward(self, x):
        return x, x

    def backward(self, up1, up2):
        return up1 * up2


# %% misconception="Copy" name="both_kept_apart"
class Copy:
    """You return two gradients; there is one input, so one gradient, their sum."""

    def forward(self, x):
        return x, x

    def backward(self, up1, up2):
        return up1, up2


# %% misconception="Copy" name="larger_wins"
class Copy:
    """You pass on the larger upstream gradient, like a router; here both count and are added."""

    def forward(self, x):
        return x, x

    def backward(self, up1, up2):
        return max(up1, up2)


# %% [markdown]
# ## `product_circuit`


# %% misconception="product_circuit" name="not_swapped"
def product_circuit(x, y, z):
    """Your dq and dz are swapped: the slope of q z over q is z, and over z it is q."""
    q = x + y
    f = q * z
    df = 1.0
    dq, dz = df * q, df * z
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dq, "dy": dq, "dz": dz}


# %% misconception="product_circuit" name="stops_at_q"
def product_circuit(x, y, z):
    """You give x and y the local gradient 1; multiply it by dq, the upstream gradient of the
    add gate.
    """
    q = x + y
    f = q * z
    df = 1.0
    dq, dz = df * z, df * q
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": 1.0, "dy": 1.0, "dz": dz}


# %% misconception="product_circuit" name="multiplies_at_plus"
def product_circuit(x, y, z):
    """You treat the add gate like a multiply gate; its local gradients are 1, so dx and dy
    are dq.
    """
    q = x + y
    f = q * z
    df = 1.0
    dq, dz = df * z, df * q
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dq * y, "dy": dq * x, "dz": dz}


# %% misconception="product_circuit" name="splits_at_plus"
def product_circuit(x, y, z):
    """You split dq between x and y; an add gate hands the whole of it to each."""
    q = x + y
    f = q * z
    df = 1.0
    dq, dz = df * z, df * q
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dq / 2, "dy": dq / 2, "dz": dz}


# %% misconception="product_circuit" name="starts_with_f"
def product_circuit(x, y, z):
    """You start the way back with f; the slope of f with respect to f itself is 1."""
    q = x + y
    f = q * z
    df = f
    dq, dz = df * z, df * q
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dq, "dy": dq, "dz": dz}


# %% misconception="product_circuit" name="dz_from_one_term"
def product_circuit(x, y, z):
    """Your dz uses only x; z multiplies the whole of q = x + y."""
    q = x + y
    f = q * z
    df = 1.0
    dq, dz = df * z, df * x
    return {"q": q, "f": f, "df": df, "dq": dq, "dx": dq, "dy": dq, "dz": dz}


# %% misconception="product_circuit" name="times_own_input"
def product_circuit(x, y, z):
    """You multiply dq by x and by y; an add gate hands dq on as it is."""
    q = x + y
    f = q * z
    return {"q": q, "f": f, "df": 1.0, "dq": z, "dx": z * x, "dy": z * y, "dz": q}


# %% [markdown]
# ## `sigmoid_circuit`


# %% misconception="sigmoid_circuit" name="inverse_plus"
def sigmoid_circuit(w, x):
    """The slope of 1/a is -1/a², with a minus; without it every gradient before it turns round."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = 1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="inverse_of_output"
def sigmoid_circuit(w, x):
    """You square f for the inverse gate and then divide by it; its slope is -1 over its input
    squared.
    """
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / (1 / inc) ** 2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="exp_slope_forgotten"
def sigmoid_circuit(w, x):
    """You pass the gradient unchanged through exp; its local gradient is its own output, exp."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="exp_of_exp"
def sigmoid_circuit(w, x):
    """The local gradient of exp is its output, which you have; you took the exponential of it
    again.
    """
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = np.exp(exp) * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="minus_forgotten_back"
def sigmoid_circuit(w, x):
    """You forget the gate times -1 on the way back; it turns the sign of the gradient, too."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="minus_forgotten_forward"
def sigmoid_circuit(w, x):
    """You compute exp(+sum); the exponent of a logistic neuron has a minus."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="bias_left_out"
def sigmoid_circuit(w, x):
    """You leave the bias w2 out of the sum."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="not_swapped"
def sigmoid_circuit(w, x):
    """At the last multiply gates you give w its own value; the slope of w x over w is x."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([w[0] * ddot, w[1] * ddot, dsum])
    dx = np.array([x[0] * ddot, x[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="bias_times_input"
def sigmoid_circuit(w, x):
    """You multiply the bias's gradient by an input; the bias is only added, so it gets dsum
    itself.
    """
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, x[1] * dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="rounded"
def sigmoid_circuit(w, x):
    """You round between the steps; keep all digits until the end."""
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = np.round(-1 / inc**2, 2)
    dexp = dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% misconception="sigmoid_circuit" name="inc_slope_is_input"
def sigmoid_circuit(w, x):
    """You multiply by exp at the gate plus 1 and again at exp; adding 1 has the local
    gradient 1.
    """
    a, c = w[0] * x[0], w[1] * x[1]
    dot = a + c
    total = dot + w[2]
    neg = -total
    exp = np.exp(neg)
    inc = exp + 1
    dinc = -1 / inc**2
    dexp = exp * dinc
    dneg = exp * dexp
    dsum = -dneg
    ddot = dsum
    dw = np.array([x[0] * ddot, x[1] * ddot, dsum])
    dx = np.array([w[0] * ddot, w[1] * ddot])
    values = {"w0x0": a, "w1x1": c, "dot": dot, "sum": total, "neg": neg, "exp": exp}
    values |= {"inc": inc, "f": 1 / inc, "df": 1.0, "dinc": dinc, "dexp": dexp, "dneg": dneg}
    return values | {"dsum": dsum, "ddot": ddot, "dw0x0": ddot, "dw1x1": ddot, "dw": dw, "dx": dx}


# %% [markdown]
# ## `topological_order`

# %% misconception="topological_order" name="recursive"
"""Your function calls itself once for every level, so a deep chain is too deep for Python;
use a loop with a list of its own.
"""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    order, done = [], set()

    def visit(node):
        if id(node) not in done:
            done.add(id(node))
            for part in node.inputs:
                visit(part)
            order.append(node)

    visit(root)
    return order


# %% misconception="topological_order" name="users_first"
"""Your list runs from the root to the inputs; inputs come before their users, and the root is
last.
"""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
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
    return order[::-1]


# %% misconception="topological_order" name="breadth_first"
"""You go level by level and turn the list round; a node with a long way and a short way to
the root then comes too late.
"""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    order, seen, level = [root], {id(root)}, [root]
    while level:
        found = []
        for node in level:
            for part in node.inputs:
                if id(part) not in seen:
                    seen.add(id(part))
                    found.append(part)
        order += found
        level = found
    return order[::-1]


# %% misconception="topological_order" name="stack_preorder"
"""You list a node as soon as you meet it and turn the list round; a node must wait until all
its inputs are listed.
"""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    order, seen, todo = [], set(), [root]
    while todo:
        node = todo.pop()
        if id(node) not in seen:
            seen.add(id(node))
            order.append(node)
            todo.extend(node.inputs)
    return order[::-1]


# %% misconception="topological_order" name="repeats"
"""You list a node once for every use; each node belongs there once."""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    order, todo = [], [root]
    while todo:
        node = todo.pop()
        order.append(node)
        todo.extend(node.inputs)
    return order[::-1]


# %% misconception="topological_order" name="root_missing"
"""Your list lacks the root itself; it is the last item."""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
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
    return order[:-1]


# %% misconception="topological_order" name="inputs_missing"
"""You leave out the nodes without inputs; they need a gradient as well."""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
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
    return [node for node in order if node.inputs]


# %% misconception="topological_order" name="by_name"
"""You tell nodes apart by their names; two nodes may share one, so use their identity."""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    def named(node):
        return node.name

    order, done = [], set()
    todo = [root]
    while todo:
        node = todo[-1]
        waiting = [part for part in node.inputs if named(part) not in done]
        if waiting:
            todo.extend(waiting)
            continue
        todo.pop()
        if named(node) not in done:
            done.add(named(node))
            order.append(node)
    return order


# %% misconception="topological_order" name="direct_inputs_only"
"""You list only the root's own inputs; their inputs, and theirs, belong there as well."""


class Node:
    def __init__(self, name, *inputs):
        self.name = name
        self.inputs = inputs


def chain(length):
    node = Node("first")
    for _ in range(length - 1):
        node = Node("next", node)
    return node


def topological_order(root):
    order = []
    for part in root.inputs:
        if not any(part is other for other in order):
            order.append(part)
    return [*order, root]


# %% [markdown]
# ## `Value`


# %% misconception="Value" name="overwrites"
class Value(Arithmetic):
    """You set a node's gradient where you should add to it: a node that is used twice keeps
    only one share.
    """

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad = slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="upstream_forgotten"
class Value(Arithmetic):
    """You hand on the local slope alone; multiply it by the gradient of the node it comes from."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="not_reversed"
class Value(Arithmetic):
    """You go from the inputs to the result; gradients travel the other way, so reverse the
    order.
    """

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in topological_order(self):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="not_started"
class Value(Arithmetic):
    """You never set the gradient of the result itself to 1, so everything stays 0."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="values_only"
class Value(Arithmetic):
    """You take it for granted that the other operand is a Value; a plain number has no data."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        order = topological_order(self)
        self.grad = 1.0
        for node in reversed(order):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="recursive"
class Value(Arithmetic):
    """Your backward calls itself from node to node, so a deep chain is too deep for Python;
    use the list that topological_order returns.
    """

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        def visit(node, share):
            node.grad += share
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                visit(part, slope * share)

        visit(self, 1.0)

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="clears_itself_only"
class Value(Arithmetic):
    """Your zero_grad clears one node; it should clear all the nodes it was made from as well."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        self.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="mul_not_swapped"
class Value(Arithmetic):
    """In __mul__ the slopes are swapped: the slope for self is the other factor."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (self.data, other.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="power_not_lowered"
class Value(Arithmetic):
    """The slope of a**n is n a**(n - 1); you left the exponent as it was."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data**exponent,))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="tanh_of_input"
class Value(Arithmetic):
    """The slope of tanh is 1 minus the square of its output; you squared its input."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - self.data**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="sigmoid_of_input"
class Value(Arithmetic):
    """The slope of the sigmoid is s (1 - s) with its output s; you used its input."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (self.data * (1 - self.data),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="relu_always_open"
class Value(Arithmetic):
    """Your relu passes the gradient on even where its output is 0; there the slope is 0."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="relu_open_at_zero"
class Value(Arithmetic):
    """At exactly 0 we take the slope of relu as 0; yours is 1."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data >= 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="log_slope_is_log"
class Value(Arithmetic):
    """The slope of the logarithm is 1 over its input; you used the logarithm itself."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (math.log(self.data),))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="exp_of_output"
class Value(Arithmetic):
    """The slope of exp is its output; you took the exponential of the output once more."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (math.exp(result),))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="sigmoid_overflows"
class Value(Arithmetic):
    """math.exp(1000) is too large for a float; use the safe function sigmoid."""

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(self.data * other.data, (self, other), (other.data, self.data))

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = 1 / (1 + math.exp(-self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% misconception="Value" name="inputs_copied"
class Value(Arithmetic):
    """You put copies of the operands into inputs; keep the very same objects, or gradients
    get lost.
    """

    def __init__(self, data, inputs=(), slopes=(), gate=""):
        self.data, self.grad, self.inputs, self.slopes = data, 0.0, inputs, slopes

    @staticmethod
    def of(other):
        return other if isinstance(other, Value) else Value(other)

    def __add__(self, other):
        other = Value.of(other)
        return Value(self.data + other.data, (Value(self.data), Value(other.data)), (1.0, 1.0))

    def __mul__(self, other):
        other = Value.of(other)
        return Value(
            self.data * other.data, (Value(self.data), Value(other.data)), (other.data, self.data)
        )

    def __pow__(self, exponent):
        return Value(self.data**exponent, (self,), (exponent * self.data ** (exponent - 1),))

    def exp(self):
        result = math.exp(self.data)
        return Value(result, (self,), (result,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def tanh(self):
        result = math.tanh(self.data)
        return Value(result, (self,), (1 - result**2,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (1.0 if self.data > 0 else 0.0,))

    def sigmoid(self):
        result = float(sigmoid(self.data))
        return Value(result, (self,), (result * (1 - result),))

    def backward(self):
        self.grad = 1.0
        for node in reversed(topological_order(self)):
            for part, slope in zip(node.inputs, node.slopes, strict=True):
                part.grad += slope * node.grad

    def zero_grad(self):
        for node in topological_order(self):
            node.grad = 0.0


def staircase(start, steps):
    first = last = Value(start)
    for _ in range(steps):
        last = last + 1
    return first, last


# %% [markdown]
# ## `two_neuron_network`


# %% misconception="two_neuron_network" name="half_in_the_slope"
def two_neuron_network(x, y, p):
    """Your dy_hat belongs to the loss with the factor one half; this loss has none, so the 2
    stays.
    """
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -(y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="half_in_the_loss"
def two_neuron_network(x, y, p):
    """You put a half into the loss; this one is the plain square."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -(y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2 / 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="sign_reversed"
def two_neuron_network(x, y, p):
    """Your dy_hat has the wrong sign: if y_hat is too high, raising it raises the loss."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = 2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="sigmoid_slope_forgotten"
def two_neuron_network(x, y, p):
    """You pass from daA to dzA unchanged; the sigmoid's slope a (1 - a) comes in between."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA, daB
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="slope_of_score"
def two_neuron_network(x, y, p):
    """You put the score z into z (1 - z); the slope of the sigmoid is a (1 - a), with its
    output.
    """
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * zA * (1 - zA), daB * zB * (1 - zB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="input_forgotten"
def two_neuron_network(x, y, p):
    """Your dwA and dwB lack the input: a weight's slope is dz times the input it multiplies."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * np.ones(2)}
    return result | {"dbA": dzA, "dwB": dzB * np.ones(2), "dbB": dzB}


# %% misconception="two_neuron_network" name="scores_for_activations"
def two_neuron_network(x, y, p):
    """Your dwC uses zA and zB; what wC multiplies are the activations aA and aB."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([zA, zB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="not_swapped"
def two_neuron_network(x, y, p):
    """For daA you multiply by aA; the slope of wC aA over aA is the weight wC."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * aA, dy_hat * aB
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="sigmoid_on_output"
def two_neuron_network(x, y, p):
    """You put a sigmoid on the output as well; the third neuron is linear here."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = sigmoid(p["wC"][0] * aA + p["wC"][1] * aB + p["bC"])
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": dy_hat, "dwA": dzA * x}
    return result | {"dbA": dzA, "dwB": dzB * x, "dbB": dzB}


# %% misconception="two_neuron_network" name="upstream_forgotten_in_biases"
def two_neuron_network(x, y, p):
    """Your bias gradients are all 1; each is 1 times the gradient of the score it is added to."""
    zA, zB = p["wA"] @ x + p["bA"], p["wB"] @ x + p["bB"]
    aA, aB = sigmoid(zA), sigmoid(zB)
    y_hat = p["wC"][0] * aA + p["wC"][1] * aB + p["bC"]
    dy_hat = -2 * (y - y_hat)
    daA, daB = dy_hat * p["wC"][0], dy_hat * p["wC"][1]
    dzA, dzB = daA * aA * (1 - aA), daB * aB * (1 - aB)
    result = {"zA": zA, "aA": aA, "zB": zB, "aB": aB, "y_hat": y_hat, "loss": (y - y_hat) ** 2}
    result |= {"dy_hat": dy_hat, "daA": daA, "daB": daB, "dzA": dzA, "dzB": dzB}
    result |= {"dwC": dy_hat * np.array([aA, aB]), "dbC": 1.0, "dwA": dzA * x}
    return result | {"dbA": 1.0, "dwB": dzB * x, "dbB": 1.0}


# %% [markdown]
# ## `affine_forward`


# %% misconception="affine_forward" name="bias_forgotten"
def affine_forward(X, W, b):
    """You leave out b: Z = X W + b."""
    return X @ W, (X, W)


# %% misconception="affine_forward" name="bias_subtracted"
def affine_forward(X, W, b):
    """You subtract b; a bias is added, whatever its sign: Z = X W + b."""
    return X @ W - b, (X, W)


# %% misconception="affine_forward" name="no_cache"
def affine_forward(X, W, b):
    """You return Z alone; return a pair, Z and a cache with what affine_backward will need."""
    return X @ W + b


# %% [markdown]
# ## `affine_backward`

# %% misconception="affine_backward" name="bias_averaged"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """You average db over the rows; the gradient of a number used in every row is the sum."""
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% misconception="affine_backward" name="everything_averaged"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """You divide by N once more; the 1/N of a mean loss is in dZ already."""
    X, W = cache
    return dZ @ W.T, X.T @ dZ / len(X), dZ.mean(axis=0)


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% misconception="affine_backward" name="bias_over_columns"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """You sum db over the neurons; there is one bias per neuron, so sum over the rows."""
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% misconception="affine_backward" name="weights_transposed"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """Your dW is transposed; it has the shape of W, (D, K)."""
    X, W = cache
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% misconception="affine_backward" name="bias_not_summed"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """Your db still has a row for every example; add them up."""
    X, W = cache
    return dZ @ W.T, X.T @ dZ, dZ


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% misconception="affine_backward" name="order_of_results"
affine_forward = affine_forward


def affine_backward(dZ, cache):
    """You return dW before dX; the order is dX, dW, db."""
    X, W = cache
    return X.T @ dZ, dZ @ W.T, dZ.sum(axis=0)


def back_through_first(dZ, first, second):
    """Given; leave it as it is. Two layers (X, W, b) go forward, and then the first one back."""
    cache = affine_forward(*first)[1]
    affine_forward(*second)
    return affine_backward(dZ, cache)


# %% [markdown]
# ## `activation_backward`


# %% misconception="activation_backward" name="sigmoid_twice"
def activation_backward(dH, H, kind):
    """You apply the sigmoid to H again; H is its output already."""
    slope = {"sigmoid": sigmoid(H) * (1 - sigmoid(H)), "tanh": 1 - H**2, "relu": H > 0}
    return dH * slope[kind]


# %% misconception="activation_backward" name="tanh_twice"
def activation_backward(dH, H, kind):
    """You apply tanh to H again; H is its output already."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - np.tanh(H) ** 2, "relu": H > 0}
    return dH * slope[kind]


# %% misconception="activation_backward" name="tanh_not_squared"
def activation_backward(dH, H, kind):
    """The slope of tanh is 1 - H²; you forgot the square."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H, "relu": H > 0}
    return dH * slope[kind]


# %% misconception="activation_backward" name="relu_open_at_zero"
def activation_backward(dH, H, kind):
    """Where H is 0 the ReLU was closed; its slope is 0 there, not 1."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H**2, "relu": H >= 0}
    return dH * slope[kind]


# %% misconception="activation_backward" name="relu_value"
def activation_backward(dH, H, kind):
    """You multiply by H where the ReLU is open; its slope there is 1."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H**2, "relu": H}
    return dH * slope[kind]


# %% misconception="activation_backward" name="upstream_forgotten"
def activation_backward(dH, H, kind):
    """You return the local slope; multiply it by the upstream gradient dH."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H**2, "relu": H > 0}
    return slope[kind] * np.ones_like(dH)


# %% misconception="activation_backward" name="upstream_divided"
def activation_backward(dH, H, kind):
    """You divide by the local slope; going back, one multiplies by it."""
    slope = {"sigmoid": H * (1 - H), "tanh": 1 - H**2, "relu": H > 0}
    return dH / (slope[kind] + 1e-12)


# %% [markdown]
# ## `slip_relu`

# %% misconception="slip_relu" name="both_positive"
"""Between two positive numbers the ReLU does increase; look where it is flat."""
slip_relu_pair = np.array([1.0, 2.0])

# %% misconception="slip_relu" name="across_the_kink"
"""From -1 to 1 the ReLU rises from 0 to 1; both numbers have to be on its flat side."""
slip_relu_pair = np.array([-1.0, 1.0])

# %% misconception="slip_relu" name="larger_first"
"""Both numbers are on the flat side, but the smaller one should come first."""
slip_relu_pair = np.array([-1.0, -2.0])

# %% misconception="slip_relu" name="same_number"
"""Two equal numbers refute nothing: give two different ones."""
slip_relu_pair = np.array([0.0, 0.0])

# %% [markdown]
# ## `slip_chain_rule`

# %% misconception="slip_chain_rule" name="the_other_way"
"""You have the two numbers the wrong way round: the printed rule counts the inner slope twice."""
slip_chain_printed, slip_chain_right = 2 * 0.7 * np.cos(0.49), 4 * 0.49 * np.cos(0.49)

# %% misconception="slip_chain_rule" name="inner_slope_forgotten"
"""You forgot the inner slope 2x in both numbers: cos(x²) alone is df/dg."""
slip_chain_printed, slip_chain_right = 2 * 0.7 * np.cos(0.49), np.cos(0.49)

# %% misconception="slip_chain_rule" name="degrees"
"""You took the angle in degrees; in formulas it is in radians."""
slip_chain_right = 1.4 * np.cos(np.deg2rad(0.49))
slip_chain_printed = slip_chain_right * 1.4

# %% misconception="slip_chain_rule" name="slope_of_sine_is_sine"
"""The slope of the sine is the cosine; you kept the sine."""
slip_chain_right = 1.4 * np.sin(0.49)
slip_chain_printed = slip_chain_right * 1.4

# %% [markdown]
# ## `slip_sigmoid_gate`

# %% misconception="slip_sigmoid_gate" name="same_input"
"""The sigmoid of 1 is 1 / (1 + exp(-1)); the printed fraction has a plus in the exponent."""
slip_gate_input = 1.0

# %% misconception="slip_sigmoid_gate" name="value"
"""You gave the value of the fraction; asked for is the input at which the sigmoid has it."""
slip_gate_input = 1 / (1 + np.e)

# %% misconception="slip_sigmoid_gate" name="one_over"
"""You turned the input upside down; a plus in place of a minus turns its sign."""
slip_gate_input = -np.e

# %% [markdown]
# ## `slip_which_knob`

# %% misconception="slip_which_knob" name="swapped"
"""You have them the wrong way round: a weight is moved, and the derivative with respect to a
weight is its input.
"""
slip_knob_printed, slip_knob_x1 = -0.8, 0.5

# %% misconception="slip_which_knob" name="second_entry"
"""You moved the second entries; the first are asked for."""
slip_knob_printed, slip_knob_x1 = -0.2, 0.3

# %% misconception="slip_which_knob" name="both_weights"
"""That step measures the derivative with respect to the weight it moved, not to x1."""
slip_knob_printed, slip_knob_x1 = 0.5, 0.5

# %% misconception="slip_which_knob" name="value_of_f"
"""You gave the value of f; asked for is how much it changes, divided by h."""
slip_knob_printed, slip_knob_x1 = -0.46, -0.8
