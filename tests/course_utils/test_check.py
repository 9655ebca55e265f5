"""What a check refuses, what it lets pass, and what it says."""

from __future__ import annotations

import copy
import pickle
from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from course_utils import check
from course_utils.check import CheckFailed


class AlwaysEqual:
    """Answers every question with yes."""

    __array_priority__ = 1e9

    def __eq__(self, other: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        raise RuntimeError("nobody should look at me")

    def __hash__(self) -> int:
        return 0

    def __array__(self, *args: object, **kwargs: object) -> np.ndarray:
        raise RuntimeError("nobody should make an array of me")


class MyArray(np.ndarray):
    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return True


class MyFloat(float):
    def __sub__(self, other: float) -> float:
        return 0.0


def _objects(n: int) -> np.ndarray:
    held = np.empty(n, dtype=object)
    for i in range(n):
        held[i] = AlwaysEqual()
    return held


EXPECTED = np.array([0.25, 0.5, 1.0])

WRONG_FOR_AN_ARRAY = {
    "nothing": None,
    "a list": [0.25, 0.5, 1.0],
    "a tuple": (0.25, 0.5, 1.0),
    "a text": "0.25",
    "a dict": {},
    "a number": 0.25,
    "a column that would broadcast": EXPECTED[:, None],
    "a row that would broadcast": EXPECTED[None],
    "one value that would broadcast": np.array([0.25]),
    "an empty array": np.array([]),
    "an empty array that would broadcast": np.empty((0, 3)),
    "nan": np.array([0.25, np.nan, 1.0]),
    "all nan": np.full(3, np.nan),
    "inf": np.array([0.25, 0.5, np.inf]),
    "a masked array": np.ma.masked_array(EXPECTED, mask=True),
    "a matrix": EXPECTED.view(np.matrix),
    "a subclass that equals everything": EXPECTED.view(MyArray),
    "an object array": EXPECTED.astype(object),
    "objects that equal everything": _objects(3),
    "texts": EXPECTED.astype(str),
    "complex numbers": EXPECTED.astype(complex),
    "an object that equals everything": AlwaysEqual(),
    "a function": lambda: EXPECTED,
    "one wrong value": np.array([0.25, 0.5, 1.1]),
    "the wrong sign": -EXPECTED,
    "too few digits": EXPECTED + 1e-6,
    "zeros": np.zeros(3),
}

WRONG_FOR_A_NUMBER = {
    "nothing": None,
    "nan": float("nan"),
    "inf": float("inf"),
    "minus": -0.5,
    "a list": [0.5],
    "an array of one": np.array([0.5]),
    "an empty array": np.array([]),
    "a text": "0.5",
    "a complex number": 0.5 + 0j,
    "a class of one's own": MyFloat(0.7),
    "an object that equals everything": AlwaysEqual(),
    "a masked array": np.ma.masked_array(0.5, mask=True),
    "a huge integer": 10**400,
    "a dict": {"x": 0.5},
}


@pytest.mark.parametrize("got", WRONG_FOR_AN_ARRAY.values(), ids=WRONG_FOR_AN_ARRAY)
def test_close_refuses_what_is_not_the_expected_array(got: object) -> None:
    with pytest.raises(CheckFailed) as failure:
        check.close(got, EXPECTED, what="the result", given={"x": EXPECTED})
    assert failure.value.sentence.startswith("the result came out as ")
    assert "input:" in str(failure.value)


@pytest.mark.parametrize("got", WRONG_FOR_A_NUMBER.values(), ids=WRONG_FOR_A_NUMBER)
def test_close_refuses_what_is_not_the_expected_number(got: object) -> None:
    with pytest.raises(CheckFailed) as failure:
        check.close(got, 0.5, what="the result")
    assert len(str(failure.value)) < 600


@pytest.mark.parametrize("got", [0.5, np.float64(0.5), np.float32(0.5), np.array(0.5), 0.5 + 1e-12])
def test_close_takes_every_kind_of_number(got: object) -> None:
    check.close(got, 0.5, what="the result")


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (np.array([1, 0]), np.array([1.0, 0.0])),
        (np.array([1.0, 0.0]), np.array([1, 0])),
        (np.array([True, False]), np.array([1, 0])),
        (1, 1.0),
        (1.0, 1),
        (np.array([1.0, 2.0]), [1, 2]),
        ([1.0, 2.0], [1, 2]),
        ((1.0, 2.0), [1, 2]),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (np.empty((0, 3)), np.empty((0, 3))),
        (None, None),
        ("softmax", "softmax"),
        ({"q": 1.0, "more": 2}, {"q": 1}),
        (np.True_, True),
        (10**400, 10**400),
    ],
)
def test_close_judges_kinds_of_numbers_by_their_values(got: object, expected: object) -> None:
    check.close(got, expected, what="the result")


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (1, True),
        (1.0, True),
        (np.array([1, 0]), np.array([True, False])),
        (0, None),
        ([], {}),
        ("a", "b"),
        ([1, 2, 3], [1, 2]),
        ([1], [1, 2]),
        ([], [1]),
        ({}, {"q": 1}),
        ({"q": 2}, {"q": 1}),
        ({"q": 1}, {}),
        ((1.0, np.array([1.0])), (np.array([1.0]), 1.0)),
        (np.array([np.inf]), np.array([-np.inf])),
        (np.array([1.0]), np.array([np.nan])),
        (1.0, float("nan")),
        (26_000_001, 26_000_000),
        (26_000_001.0, 26_000_000),
        (10**400 + 1, 10**400),
        ([[[[AlwaysEqual()]]]], [[[[1]]]]),
    ],
)
def test_close_tells_these_apart(got: object, expected: object) -> None:
    with pytest.raises(CheckFailed):
        check.close(got, expected, what="the result")


def test_a_list_that_holds_itself_is_refused_without_end() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(CheckFailed, match="nested without end"):
        check.close(endless, [1], what="the result")


@pytest.mark.parametrize(
    ("got", "expected", "said"),
    [
        (
            (1.0, deque([2.0])),
            (1.0, [2.0]),
            "the second part of it came out as an object of type deque; expected a list of 1.",
        ),
        (
            {"loss": [[1.0, object()]]},
            {"loss": [[1.0, 2.0]]},
            "item 1 of item 0 of entry 'loss' of it came out as an object of type object;"
            " expected a single number.",
        ),
        (
            [1.0, deque()],
            np.array([1.0, 2.0]),
            "it came out as an object of type deque; expected an array of shape (2,).",
        ),
    ],
)
def test_of_an_answer_with_a_part_that_is_no_data_that_part_is_named(
    got: object, expected: object, said: str
) -> None:
    with pytest.raises(CheckFailed) as failed:
        check.close(got, expected, what="it")
    assert failed.value.sentence == said


def test_an_expected_value_that_is_no_data_is_the_tests_own_mistake() -> None:
    with pytest.raises(TypeError, match="expected value"):
        check.close(1.0, AlwaysEqual(), what="the result")


@settings(deadline=None, max_examples=60)
@given(
    a=arrays.arrays(
        float, arrays.array_shapes(max_dims=3, min_side=0), elements=st.floats(-1e6, 1e6)
    ),
    entry=st.integers(0, 10**6),
    off=st.floats(1e-5, 1e3),
)
def test_close_takes_an_equal_array_and_refuses_any_entry_off(
    a: np.ndarray, entry: int, off: float
) -> None:
    check.close(a.copy(), a, what="a")
    if a.size:
        b = a.copy()
        b.flat[entry % a.size] += off * (1 + np.abs(a).max())
        with pytest.raises(CheckFailed, match="came out as"):
            check.close(b, a, what="a")


def test_the_sentence_names_the_shape_and_whose_it_is() -> None:
    z = np.zeros(3)
    with pytest.raises(CheckFailed) as failure:
        check.agree(lambda z: z[None], lambda z: z, z)
    assert failure.value.sentence == (
        "<lambda> returned an array of shape (1, 3); expected (3,), the shape of z."
    )
    assert failure.value.given is not None
    assert list(failure.value.given) == ["z"]


def test_agree_names_the_part_and_never_shows_what_was_expected() -> None:
    def train(x: float) -> tuple[float, dict[str, float]]:
        return 1.0, {"loss": 5.0}

    with pytest.raises(CheckFailed) as failure:
        check.agree(train, lambda x: (1.0, {"loss": 777.25}), 2.0)
    assert "entry 'loss' of the second part of what train returned" in failure.value.sentence
    assert "777" not in str(failure.value)


def test_agree_gives_each_function_its_own_copies() -> None:
    def spoil(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        x += 1
        return x * rng.normal()

    x, rng = np.ones(3), np.random.default_rng(0)
    before = copy.deepcopy(rng)
    check.agree(spoil, spoil, x, rng)
    assert np.array_equal(x, np.ones(3))
    assert rng.normal() == before.normal()


def test_agree_does_not_let_the_answer_change_what_is_expected() -> None:
    store = {}

    def reference(x: np.ndarray) -> np.ndarray:
        store["mine"] = x
        return x

    def answer(x: np.ndarray) -> np.ndarray:
        store["mine"][:] = 7
        return np.full(3, 7.0)

    with pytest.raises(CheckFailed):
        check.agree(answer, reference, np.arange(3.0), rtol=0)


def test_an_unfinished_function_passes_through_untouched() -> None:
    def unfinished(x: object) -> None:
        raise NotImplementedError

    for use in (
        lambda: check.agree(unfinished, abs, 1),
        lambda: check.raises(ValueError, unfinished, 1),
        lambda: check.no_warnings(unfinished, 1),
        lambda: check.keeps_arguments(unfinished, 1),
        lambda: check.gradient(unfinished, 1.0, 1.0, what="slope"),  # type: ignore[arg-type]
    ):
        with pytest.raises(NotImplementedError):
            use()


def test_float32_is_told_apart_from_a_wrong_formula() -> None:
    x = np.linspace(0.001, 0.01, 5)
    with pytest.raises(CheckFailed, match="float32 holds too few digits"):
        check.close(1 - np.exp(-x.astype(np.float32)), 1 - np.exp(-x), what="p")


def test_shape_wants_an_array_of_numbers_of_that_shape() -> None:
    check.shape(np.zeros((2, 3)), (2, 3), what="W")
    check.shape(np.zeros((2, 3)), (None, 3), what="W")
    check.shape(np.float64(1), (), what="the loss")
    for wrong in ([[0] * 3] * 2, np.zeros((3, 2)), np.zeros(6), None, np.ma.zeros((2, 3)), 1.0):
        with pytest.raises(CheckFailed):
            check.shape(wrong, (2, 3), what="W")
    for wrong in (np.zeros(1), "1", None, [1.0], AlwaysEqual()):
        with pytest.raises(CheckFailed):
            check.shape(wrong, (), what="the loss")


@pytest.mark.parametrize("wrong", [False, np.False_, 1, None, "yes", AlwaysEqual(), np.ones(2) > 0])
def test_true_takes_only_a_plain_truth_value(wrong: object) -> None:
    with pytest.raises(CheckFailed, match="it should hold"):
        check.true(wrong, "it should hold")
    check.true(True, "it should hold")
    check.true(np.True_, "it should hold")


def test_raises_wants_that_exception() -> None:
    def picky(kind: str) -> str:
        if kind == "l3":
            raise ValueError(kind)
        if kind == "l4":
            raise KeyError(kind)
        return kind

    check.raises(ValueError, picky, "l3")
    with pytest.raises(CheckFailed, match=r"picky raised KeyError; expected ValueError\. Only l1"):
        check.raises(ValueError, picky, "l4", hint="Only l1 and l2 are kinds.")
    with pytest.raises(CheckFailed, match="returned without an error"):
        check.raises(ValueError, picky, "l2")


def test_no_warnings_hears_overflow_and_division_by_zero() -> None:
    def naive(z: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-z))

    assert check.no_warnings(naive, np.zeros(2)).tolist() == [0.5, 0.5]
    with pytest.raises(CheckFailed, match="naive gives a warning: overflow"):
        check.no_warnings(naive, np.array([-1000.0]))
    with pytest.raises(CheckFailed, match="divide by zero"):
        check.no_warnings(np.log, np.zeros(1))


def test_keeps_arguments_notices_a_change_in_place() -> None:
    def spoil(X: np.ndarray, w: np.ndarray) -> np.ndarray:
        w -= 1
        return X @ w

    X, w = np.ones((2, 2)), np.ones(2)
    with pytest.raises(CheckFailed, match="changes its argument w in place"):
        check.keeps_arguments(spoil, X, w)
    assert w.tolist() == [1, 1]
    assert check.keeps_arguments(lambda X, w: X @ w, X, w).tolist() == [2, 2]


def test_keeps_arguments_believes_a_stand_in_that_reports_changes() -> None:
    class StandIn:
        __name__ = "normalize"
        changed: list[object] = []  # noqa: RUF012

        def __call__(self, x: np.ndarray) -> np.ndarray:
            self.changed = [0]
            return x

    with pytest.raises(CheckFailed, match="normalize changes its argument x in place"):
        check.keeps_arguments(StandIn(), np.ones(2))


def test_gradient_says_which_entry_is_wrong() -> None:
    x = np.array([1.0, 2.0, 3.0])
    check.gradient(lambda x: float(np.sum(x**2)), 2 * x, x, what="dx")
    with pytest.raises(CheckFailed, match=r"the gradient says 5.0 at index 2, .* measures 6"):
        check.gradient(lambda x: float(np.sum(x**2)), np.array([2.0, 4.0, 5.0]), x, what="dx")


@pytest.mark.parametrize(
    "grad", [None, [2.0, 4.0], np.zeros(2), np.full(2, np.nan), np.ones((2, 1)), np.ones(2) * 1j]
)
def test_gradient_refuses_what_is_none(grad: object) -> None:
    with pytest.raises(CheckFailed):
        check.gradient(lambda x: float(np.sum(x**2)), grad, np.array([1.0, 2.0]), what="dx")


@pytest.mark.parametrize(
    ("got", "expected"),
    [(-0.0, np.inf), (-np.inf, np.inf), ([1.0, 3.0], [1.0, np.inf]), ([np.inf, 2.0], [2, np.inf])],
)
def test_what_is_infinitely_far_off_is_not_called_close(got: object, expected: object) -> None:
    with pytest.raises(CheckFailed) as caught:
        check.close(np.array(got), np.array(expected), what="the bits")
    assert "close" not in str(caught.value)


def test_gradient_says_so_when_the_function_gives_no_number() -> None:
    with pytest.raises(CheckFailed, match="must return a single number"):
        check.gradient(lambda x: x, np.ones(2), np.ones(2), what="dx")


def test_done_says_what_stays_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.done("sigmoid", hidden="inputs of ±1000") is None  # type: ignore[func-returns-value]
    said = capsys.readouterr().out
    assert "✓ sigmoid: the visible tests pass." in said
    assert "hidden tests also try inputs of ±1000." in said


def test_a_failure_is_short_whatever_came_out() -> None:
    for huge in (np.zeros((300, 300)), list(range(10**5)), "x" * 10**5, {i: i for i in range(999)}):
        text = str(CheckFailed("It is wrong.", {"x": huge}, huge))
        assert len(text) < 1200, type(huge)


def test_a_failure_shows_itself_without_a_traceback_and_survives_a_copy() -> None:
    failure = CheckFailed("It is wrong.", {"z": np.array([1.0, 2.0])}, 3.0)
    shown = "\n".join(failure._render_traceback_())
    assert "It is wrong." in shown
    assert "z = [1., 2.]" in shown
    assert "came out: 3.0" in shown
    assert "Traceback" not in shown
    assert str(pickle.loads(pickle.dumps(failure))) == str(failure)
