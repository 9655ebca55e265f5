"""Values travel as data: what goes in comes out, and nothing else does."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.inside.wire import MAX_DEPTH, Channel, Closed, Decoder, Encoder, WireError

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**200), 2**200)
    | st.floats()
    | st.text()
    | st.complex_numbers()
)
arrays = npst.arrays(
    dtype=npst.boolean_dtypes()
    | npst.integer_dtypes()
    | npst.floating_dtypes(sizes=(16, 32, 64))
    | npst.unicode_string_dtypes(max_len=5),
    shape=npst.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
values = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


def refuse(*_: Any) -> Any:
    raise WireError("not data")


def travel(value: Any) -> Any:
    message, blob = Encoder(refuse).encode(value)
    return Decoder(refuse, generators=True).decode(json.loads(json.dumps(message)), blob)


def same(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    return a == b or (a != a and b != b)


@given(values)
def test_every_value_comes_out_as_it_went_in(value: Any) -> None:
    assert same(travel(value), value)


@given(npst.arrays(dtype=np.float64, shape=(3, 4)))
def test_a_view_arrives_as_the_numbers_it_shows(array: np.ndarray) -> None:
    assert same(travel(array.T[::2]), array.T[::2].copy())


def test_numpy_scalars_keep_their_type() -> None:
    assert type(travel(np.float32(1.5))) is np.float32
    assert type(travel(np.bool_(True))) is np.bool_


def test_a_generator_travels_as_its_state() -> None:
    rng = np.random.default_rng(5)
    rng.normal(size=3)
    expected = np.random.default_rng(5)
    expected.normal(size=3)
    assert travel(rng).normal() == expected.normal()


def test_a_generator_is_not_taken_from_a_student() -> None:
    message, blob = Encoder(refuse).encode(np.random.default_rng(1))
    with pytest.raises(WireError):
        Decoder(refuse).decode(message, blob)


@pytest.mark.parametrize(
    "value",
    [object(), lambda x: x, np.array([object()]), np.ma.array([1.0])],
    ids=["object", "function", "object array", "masked array"],
)
def test_what_is_not_data_needs_a_reference(value: Any) -> None:
    with pytest.raises(WireError):
        travel(value)


def test_a_list_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(WireError, match=f"more than {MAX_DEPTH} levels"):
        travel(value)


@pytest.mark.parametrize(
    "message",
    [
        [],
        {},
        {"a": 1, "b": 2},
        {"l": 3},
        {"d": [[1]]},
        {"d": [[{"l": []}, 1]]},
        {"m": [[]]},
        {"z": [{"l": []}]},
        {"a": ["<f8", [2], 0, 8]},
        {"a": ["<f8", [-1], 0, 8]},
        {"a": ["<f8", [1], -8, 8]},
        {"a": ["O", [1], 0, 8]},
        {"a": ["<M8[s]", [1], 0, 8]},
        {"a": ["<U999999999", [1], 0, 8]},
        {"a": ["<f8", [2**62, 2**62], 0, 0]},
        {"a": ["<U0", [10**9], 0, 0]},
        {"n": ["<f8", [1], 0, 8]},
        {"m": [[], {"m": [[], {"l": 3}]}]},
        {"r": [1, 2, 0]},
        {"c": ["a", "b"]},
        {"pickle": "gASVAAAA"},
    ],
)
def test_a_malformed_value_is_a_wire_error_and_nothing_else(message: Any) -> None:
    with pytest.raises(WireError):
        Decoder(refuse).decode(message, bytes(8))


def test_nesting_is_bounded_when_reading() -> None:
    message: Any = 1
    for _ in range(MAX_DEPTH + 2):
        message = {"l": [message]}
    with pytest.raises(WireError, match="too deep"):
        Decoder(refuse).decode(message, b"")


def test_a_frame_crosses_a_socket_whole() -> None:
    ours, theirs = socket.socketpair()
    sender, receiver = Channel(ours), Channel(theirs)
    sender.send({"n": 1}, b"\0" * 100_000)
    assert receiver.receive() == ({"n": 1}, b"\0" * 100_000)


def test_frames_that_come_together_are_read_one_by_one() -> None:
    ours, theirs = socket.socketpair()
    sender, receiver = Channel(ours), Channel(theirs)
    for number in range(3):
        sender.send({"n": number}, bytes([number]) * number)
    for number in range(3):
        assert receiver.receive() == ({"n": number}, bytes([number]) * number)
    assert not receiver.waits(0)


@pytest.mark.parametrize("text", [b"", b"{} {}", b'{"n": 1', b" {}", b"[1]]", b"\xff"])
def test_a_text_that_is_not_one_json_value_is_refused(text: bytes) -> None:
    ours, theirs = socket.socketpair()
    ours.sendall(struct.pack("!II", len(text), 0) + text)
    with pytest.raises(WireError, match="not valid JSON"):
        Channel(theirs).receive(time.monotonic() + 60)


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 0), (2, 2)])
def test_truth_values_come_as_zero_or_one_in_an_array_of_their_own(shape: tuple[int, ...]) -> None:
    size = int(np.prod(shape))
    value = Decoder(refuse).decode({"a": ["|b1", list(shape), 0, size]}, b"\x02" * size)
    assert (type(value), value.dtype, value.shape) == (np.ndarray, np.dtype(bool), shape)
    assert value.view("u1").tolist() == np.ones(shape, "u1").tolist()
    assert value.flags.writeable


def test_waiting_ends_at_the_deadline() -> None:
    ours, _theirs = socket.socketpair()
    with pytest.raises(TimeoutError):
        Channel(ours).receive(time.monotonic() + 0.05)


def test_a_closed_connection_is_told_apart() -> None:
    ours, theirs = socket.socketpair()
    theirs.close()
    with pytest.raises(Closed):
        Channel(ours).receive()


@pytest.mark.parametrize("frame", [b"\xff" * 8, b"\0\0\0\2\0\0\0\0{]", b"\0\0\0\1\0\0\0\0\xff"])
def test_a_malformed_frame_is_refused(frame: bytes) -> None:
    ours, theirs = socket.socketpair()
    theirs.sendall(frame)
    with pytest.raises(WireError):
        Channel(ours).receive(time.monotonic() + 60)
