"""A student's process may say anything at all: the judge's side answers with a verdict, in time.

The peer here is no program but bytes. Whatever comes, only Gone (a verdict) or StudentError (the
student's own exception) may leave the connection, and what is decoded must be safe to look at.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import json
import math
import resource
import socket
import struct
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.inside.wire import MAX_DEPTH, Channel, Decoder, Encoder, WireError
from autograder.judge import guard
from autograder.judge.calls.lent import Lent
from autograder.judge.calls.plan import Plan, Planned, refuse
from autograder.judge.causes.alike import alike
from autograder.judge.outputs import checked_outputs
from autograder.judge.proxy import (
    Connection,
    Gone,
    StudentError,
    StudentFunction,
    StudentObject,
    pause,
)
from autograder.judge.testcell import explain
from autograder.judge.verdict import Stop, Verdict
from course_utils import check
from course_utils.check.show import show

ENDED = Stop(Verdict.CRASH, "it ended")
SECONDS = 0.3
PATIENCE = 30.0  # beyond that, on however busy a machine

texts = st.text(max_size=8) | st.sampled_from(
    ["\ud800", "\x1b[2J", "<script>", "\N{RIGHT-TO-LEFT OVERRIDE}"]
)
numbers = (
    st.integers(-3, 9)
    | st.integers()
    | st.sampled_from([2**63, -(2**64), 10**4000, 2**61 - 1])
    | st.floats()
    | st.booleans()
)
raw = st.recursive(
    st.none() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=12,
)
dtypes = st.sampled_from(
    [
        "<f8",
        ">f4",
        "|b1",
        "<i8",
        "|u1",
        "<c16",
        "<f16",
        "<c32",
        "<f2",
        "|S3",
        "<U2",
        "|S0",
        "<U0",
        "<U999999",
        "|O",
        "<M8[s]",
        "|V8",
        "<f8,<f8",
    ]
)
arrays = st.tuples(
    dtypes | raw,
    st.lists(st.integers(-1, 4) | st.sampled_from([2**40, 2**62]), max_size=4)
    | st.lists(st.just(1), min_size=30, max_size=40)
    | raw,
    st.integers(-8, 40) | raw,
    st.integers(-8, 80) | raw,
).map(list)
handles = st.tuples(st.integers(-1, 3) | raw, texts | raw, st.booleans() | raw).map(list)


def tagged(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Forms of the wire, near misses among them."""
    parts = st.lists(inner, max_size=3)
    pairs = st.lists(st.tuples(inner, inner).map(list), max_size=3)
    return st.one_of(
        st.builds(lambda tag, items: {tag: items}, st.sampled_from(["l", "t", "s", "z"]), parts),
        st.builds(lambda items: {"d": items}, pairs),
        st.builds(lambda items, default: {"m": [items, default]}, pairs, inner),
        st.builds(lambda tag, array: {tag: array}, st.sampled_from(["a", "n"]), arrays),
        st.builds(lambda handle: {"h": handle}, handles),
        st.builds(lambda number: {"f": number}, st.integers(-2, 5) | raw),
        st.builds(lambda tag, payload: {tag: payload}, st.sampled_from(["c", "r", "g", "x"]), raw),
        raw,
    )


values = st.recursive(st.none() | numbers | texts | tagged(raw), tagged, max_leaves=8)
raised = st.fixed_dictionaries(
    {
        "bases": st.lists(
            st.sampled_from(["ValueError", "UnicodeDecodeError", "ExceptionGroup", "MemoryError"])
            | texts
            | raw
        ),
        "text": texts | raw,
    },
    optional={"line": texts | raw},
)
told = st.fixed_dictionaries(
    {}, optional={"value": values, "raised": raised | raw, "warnings": raw, "changed": raw}
)
replies = st.fixed_dictionaries(
    {},
    optional={
        "replies": st.lists(told, max_size=4) | raw,
        "n": st.integers(0, 3) | raw,
        "value": values,
        "raised": raised | raw,
        "missing": st.booleans() | raw,
        "changed": st.lists(numbers | texts) | raw,
        "warnings": st.lists(st.lists(texts, max_size=3), max_size=7) | raw,
        "callback": st.integers(-1, 3) | raw,
        "arguments": values | st.just({"l": [{"l": [1.0]}, {"d": []}]}),
        "answer": raw,
        "outputs": st.lists(raw) | raw,
        "error": raw,
    },
)
messages = replies | raw


def planned(*args: Any, **kwargs: Any) -> Planned:
    return Planned("f", (args, kwargs), {})


PLAN = Plan([planned(1.0, np.ones(2), key=[1]), planned(2)], {0: (0, 1), 1: (1, 2)})


def frame(message: Any, blob: bytes = b"") -> bytes:
    text = json.dumps(message).encode()
    return struct.pack("!II", len(text), len(blob)) + text + blob


@contextlib.contextmanager
def speaking(
    data: bytes, *, then: Callable[[socket.socket], None] | None = None
) -> Iterator[Connection]:
    """A connection whose peer says `data` whatever it is asked, and hangs up."""
    ours, theirs = socket.socketpair()

    def peer() -> None:
        with contextlib.suppress(OSError), theirs:
            theirs.sendall(data)
            if then is not None:
                then(theirs)
            theirs.shutdown(socket.SHUT_WR)
            while theirs.recv(2**16):
                pass

    thread = threading.Thread(target=peer, daemon=True)
    thread.start()
    connection = Connection(Channel(ours), lambda: ENDED, frozenset({"add"}))
    connection.deadline = pause(SECONDS)
    try:
        yield connection
    finally:
        ours.close()
        thread.join(5)


def ask(connection: Connection) -> list[Any]:
    """All that the judge can ask, one after the other; what came back, exceptions included."""
    function = StudentFunction(connection, 1, "f")
    connection._objects[1] = function
    thing = StudentObject(connection, 2, "thing")
    said: list[Any] = []
    connection.bind("lent", lambda *args: args)
    connection.begin_test(PLAN)
    connection.enter(hidden=False, statement=0)
    for question in (
        lambda: connection.get("f"),
        lambda: function(1.0, np.ones(2), key=[1]),
        lambda: [connection.enter(hidden=True, statement=1), function(2)][1],
        lambda: thing.attribute,
        lambda: thing + 1,
        lambda: connection.run("1"),
    ):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # as in a test; what it warned of may be any text
                said.append(question())
        except StudentError as error:
            said.append(explain(error))
    return said


def look_at(value: Any) -> None:
    """What tests, messages and the diagnosis do with a value."""
    assert len(show(value)) <= 400
    show(value).encode()
    json.dumps(show(value))
    for expected in (
        1.0,
        True,
        None,
        "text",
        [1.0],
        {"k": 1},
        np.ones(2),
        np.ones((2, 2), dtype=bool),
    ):
        with contextlib.suppress(check.CheckFailed):
            check.close(value, expected, what="it", given={"it": value})
            assert alike(value, expected)
        with contextlib.suppress(check.CheckFailed):
            check.shape(value, (2,), what="it")
        alike(value, expected)
        alike(expected, value)
    alike(value, copy.deepcopy(value))


slow = settings(max_examples=150, suppress_health_check=list(HealthCheck))


@given(st.lists(messages, max_size=7), st.binary(max_size=64))
@slow
def test_whatever_is_answered_ends_in_a_value_or_a_verdict(said: list[Any], blob: bytes) -> None:
    numbered = [{"n": i, **m} if isinstance(m, dict) else m for i, m in enumerate(said, 1)]
    started = time.monotonic()
    with speaking(b"".join(frame(m, blob) for m in numbered)) as connection:
        try:
            for value in ask(connection):
                if not isinstance(value, StudentObject):
                    look_at(value)
        except Gone as gone:
            gone.stop.sentence.encode()
    assert time.monotonic() - started < SECONDS + PATIENCE


@given(st.binary(max_size=200))
@slow
def test_bytes_that_are_no_message_are_a_verdict(data: bytes) -> None:
    with speaking(data) as connection, pytest.raises(Gone):
        ask(connection)


@given(values, st.binary(max_size=64))
@settings(max_examples=400, suppress_health_check=list(HealthCheck))
def test_what_is_decoded_is_data_that_is_safe_to_look_at(message: Any, blob: bytes) -> None:
    def resolve(tag: str, payload: Any) -> Any:
        raise WireError("not data")

    try:
        value = Decoder(resolve).decode(json.loads(json.dumps(message)), blob)
    except WireError:
        return
    look_at(value)


@given(raw, st.booleans())
@slow
def test_outputs_are_rebuilt_from_known_forms(said: Any, figures: bool) -> None:
    for output in checked_outputs({"outputs": [said], "error": said}, figures=figures):
        json.dumps(output, ensure_ascii=False).encode()
        assert output["output_type"] in ("stream", "display_data", "error")


def test_a_truth_value_of_any_byte_is_true_and_counts_once() -> None:
    odd = Decoder(lambda *_: None).decode({"a": ["|b1", [3], 0, 3]}, b"\x02\x00\xff")
    assert odd.tolist() == [True, False, True]
    assert int(odd.view("u1").sum()) == 2


def test_a_message_nested_without_end_is_refused() -> None:
    deep = "[" * 10**6
    with (
        speaking(struct.pack("!II", len(deep), 0) + deep.encode()) as connection,
        pytest.raises(Gone),
    ):
        connection.get("f")
    value: Any = {"l": []}
    for _ in range(MAX_DEPTH + 2):
        value = {"l": [value]}
    with pytest.raises(WireError, match="deep"):
        Decoder(lambda *_: None).decode(value, b"")


def test_a_peer_that_trickles_meets_the_deadline() -> None:
    ended = threading.Event()

    def trickle(sock: socket.socket) -> None:
        while not ended.wait(0.05):
            sock.sendall(b" ")

    with speaking(struct.pack("!II", 1000, 0), then=trickle) as connection:
        with pytest.raises(Gone) as caught:
            connection.get("f")
        ended.set()
    assert caught.value.stop.verdict is Verdict.TIMEOUT


def test_a_busy_peer_is_watched_as_closely_as_a_silent_one() -> None:
    """Whoever keeps the judge busy with calls must not thereby escape the memory limit."""
    call = frame({"callback": 0, "n": 1, "arguments": {"l": [{"l": []}, {"d": []}]}})
    ours, theirs = socket.socketpair()
    stop = threading.Event()

    def chatter() -> None:
        with contextlib.suppress(OSError):
            while not stop.is_set():
                theirs.sendall(call)
                theirs.recv(2**16)

    looks = itertools.count(1)

    def look() -> None:
        if next(looks) > 5:
            raise Gone(Verdict.CRASH, "it holds too much")

    connection = Connection(Channel(ours, on_idle=look), lambda: ENDED)
    connection.deadline = pause(PATIENCE)
    thread = threading.Thread(target=chatter, daemon=True)
    thread.start()
    with pytest.raises(Gone) as caught:
        connection.get("f")
    assert caught.value.stop.sentence == "it holds too much"
    stop.set()
    ours.close()
    theirs.close()


def test_endless_handles_are_refused() -> None:
    many = {"l": [{"h": [number, "x", False]} for number in range(150_000)]}
    with speaking(frame({"n": 1, "value": many})) as connection:
        connection.deadline = pause(PATIENCE)
        with pytest.raises(Gone) as caught:
            connection.get("f")
    assert caught.value.stop.verdict is Verdict.REFUSED


def test_results_are_kept_for_the_diagnosis_up_to_a_size_only() -> None:
    blob = bytes(8 * 2**20)
    reply = {"value": {"a": ["|u1", [len(blob)], 0, len(blob)]}, "changed": []}
    data = b"".join(frame({"n": number, **reply}, blob) for number in range(1, 13))
    with speaking(data) as connection:
        connection.deadline = pause(PATIENCE)
        function = StudentFunction(connection, 1, "f")
        connection._traced.add(1)
        for _ in range(12):
            assert function().nbytes == len(blob)
    kept = sum(
        value.nbytes for entry in connection.trace for value in entry if hasattr(value, "nbytes")
    )
    assert kept <= 40 * 2**20


def test_what_a_call_says_it_changed_is_only_ever_an_argument() -> None:
    lies = [0, -1, 10**9, True, "x", "key", "<script>" * 1000, None, [0]]
    with speaking(frame({"n": 1, "value": None, "changed": lies})) as connection:
        function = StudentFunction(connection, 1, "f")
        function(1.0, key=2.0)
    assert function.changed == [0, "key"]


def test_functions_given_to_a_test_end_with_it() -> None:
    functions = Lent()
    lent, given_away = functions.number(len, keep=True), functions.number(max)
    assert functions.find(given_away) is max
    functions.forget()
    assert functions.find(lent) is len
    assert functions.find(given_away) is None
    call = {"callback": given_away, "n": 1}
    answer, _ = functions.answer(call, [[], {}], Encoder(refuse))
    assert "over" in answer["raised"]["text"]
    assert functions.number(max) not in (lent, given_away)


def test_an_object_is_no_number_no_truth_and_no_sequence() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        connection = Connection(Channel(ours), lambda: ENDED)
        connection.deadline = 0.0  # nothing of this may ask the student's process
        thing, other = StudentObject(connection, 1, "x"), StudentObject(connection, 2, "x")
        assert thing == thing
        assert thing != other
        assert thing in [other, thing]
        assert thing is not None
        for use in (
            bool,
            list,
            float,
            np.asarray,
            np.sum,
            np.all,
            lambda x: np.max(x, axis=0),
            lambda x: np.dot([1.0], x),
            lambda x: x == 1.0,
            lambda x: x != 1.0,
            lambda x: np.ones(2) != x,
            lambda x: x - np.ones(2),
            lambda x: np.ones(2) - x,
            lambda x: 1.0 in x,
            lambda x: x < 1,
            abs,
        ):
            with pytest.raises(TypeError):
                use(thing)


def test_the_guard_ends_work_and_restores_what_it_found() -> None:
    limits = resource.getrlimit(resource.RLIMIT_AS)
    with pytest.raises(guard.TimeUp):
        guard.within(0.1, lambda: [None for _ in iter(int, 1)] and None)
    with pytest.raises(MemoryError):
        guard.within(PATIENCE, lambda: np.ones(10**9), memory=2**28)
    assert guard.within(PATIENCE, lambda: guard.within(PATIENCE / 2, lambda: math.pi)) == math.pi
    assert resource.getrlimit(resource.RLIMIT_AS) == limits


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_the_guard_is_not_to_be_swallowed() -> None:
    class Swallows:
        def __del__(self) -> None:
            while True:
                time.sleep(0.01)

    def work() -> None:
        Swallows()
        while True:
            time.sleep(0.01)

    with pytest.raises(guard.TimeUp):
        guard.within(0.2, work)


def test_an_outer_guard_outlives_an_inner_one() -> None:
    def work() -> None:
        guard.within(PATIENCE, lambda: None)
        while True:
            time.sleep(0.01)

    with pytest.raises(guard.TimeUp):
        guard.within(0.3, work)
