"""What is derived from a plain type is the plain thing that it holds, at home and over the wire."""

from __future__ import annotations

import json
from collections import Counter, OrderedDict, defaultdict, namedtuple
from collections.abc import Iterator
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.inside.wire import Decoder, Encoder, WireError
from autograder.judge.session import Session
from autograder.sandbox.sandbox import Sandbox
from course_utils import check
from course_utils.check.plain import NotPlain, snapshot

Pair = namedtuple("Pair", "left right")


class Colour(StrEnum):
    RED = "red"


class Label(IntEnum):
    ONE = 1


def lying(base: type) -> type:
    """A subclass of which every look says something else."""

    def lie(self: Any, *_: Any) -> Any:
        raise AssertionError("its own methods are not asked")

    looks = ("__iter__", "__len__", "__getitem__", "__eq__", "__str__", "__repr__", "__float__")
    looks += ("__int__", "__complex__", "items", "__pos__", "__contains__", "__reduce__")
    body = dict.fromkeys(looks, lie) | {"__hash__": lambda self: 0}
    return type(f"Lying{base.__name__}", (base,), body)


def refer(_: Any) -> Any:
    raise WireError("not data")


def travel(value: Any) -> Any:
    message, blob = Encoder(refer).encode(value)
    return Decoder(refer).decode(json.loads(json.dumps(message)), blob)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)
BASES = (list, tuple, dict, str, int, float)
LYING = {base: lying(base) for base in BASES}


def derived(value: Any) -> Any:
    """The same value with every part of a class of one's own."""
    kind = type(value)
    if kind in (list, tuple):
        return LYING[kind](map(derived, value))
    if kind is dict:
        return LYING[dict]({key: derived(part) for key, part in value.items()})
    return LYING[kind](value) if kind in LYING else value


@given(plain)
def test_a_subclass_travels_and_is_compared_as_what_it_holds(value: Any) -> None:
    arrived = travel(derived(value))
    assert json.dumps(arrived) == json.dumps(value)
    assert type(arrived) is type(value)
    seen = snapshot(derived(value))
    assert json.dumps(seen) == json.dumps(value)
    assert type(seen) is type(value)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        (Pair(1, 2.5), (1, 2.5)),
        (OrderedDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (Colour.RED, "red"),
        (Label.ONE, 1),
        (np.str_("word"), "word"),
    ],
)
def test_the_librarys_own_subclasses_are_plain_data(value: Any, holds: Any) -> None:
    assert travel(value) == holds
    assert snapshot(value) == holds
    check.close(value, holds, what="it")


def test_a_default_travels_with_its_dict() -> None:
    arrived = travel(defaultdict(list, {"a": [1]}))
    assert arrived == {"a": [1]}
    assert arrived["b"] == []
    arrived["b"].append(1)
    assert arrived["c"] == []


def test_a_frozen_set_stays_one_also_within_a_set() -> None:
    assert travel({frozenset((1, 2)), frozenset()}) == {frozenset((1, 2)), frozenset()}


@pytest.fixture
def session(trusted: Sandbox) -> Iterator[Session]:
    with Session(trusted) as session:
        yield session


def test_objects_of_a_class_that_is_asked_for_are_no_data(session: Session) -> None:
    session.run(0, "class Value(float):\n    def double(self):\n        return 2 * self")
    made = session.current.get("Value")(4.0)
    assert made.double() == 8.0
    session.run(1, "class Other(float):\n    pass\nother = Other(3)")
    assert session.current.get("other") == 3.0


@pytest.mark.parametrize(
    ("source", "called"),
    [
        ("lambda x: x", "a function (are the brackets of a call missing?)"),
        ("(n for n in range(3))", "a generator, not yet a list"),
        ("object()", "an object of type object"),
        ("np.ma.array([1.0])", "an object of type MaskedArray"),
        ("np.array([1, 'a'], dtype=object)", "an object of type array of dtype object"),
    ],
)
def test_what_is_no_data_is_named_as_the_student_knows_it(
    session: Session, source: str, called: str
) -> None:
    session.run(0, f"import numpy as np\nvalue = {source}")
    value = session.current.get("value")
    with pytest.raises(NotPlain) as refused:
        snapshot(value)
    assert str(refused.value) == called
    with pytest.raises(check.CheckFailed) as failed:
        check.true(False, "No.", got=value)
    assert "Student" not in str(failed.value)
