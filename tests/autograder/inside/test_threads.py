"""What the judge lends may be called from any thread, and says why from where it may not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from autograder.judge.session import Session
from autograder.sandbox.sandbox import Sandbox

POOL = """
from concurrent.futures import ThreadPoolExecutor

def use(numbers):
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(double, numbers))
"""


@pytest.fixture
def session(trusted: Sandbox) -> Iterator[Session]:
    with Session(trusted) as session:
        session.lend("double", lambda x: 2 * x)
        yield session


def test_many_threads_each_get_their_own_answer(session: Session) -> None:
    session.run(0, POOL)
    assert session.current.get("use")(list(range(200))) == [2 * n for n in range(200)]


def test_a_thread_that_outlives_its_cell_is_answered_while_another_runs(session: Session) -> None:
    source = (
        "import threading, time\nfound = []\n"
        "def late():\n    started.wait()\n    found.append(double(21))\n"
        "started = threading.Event()\nthread = threading.Thread(target=late, daemon=True)\n"
        "thread.start()"
    )
    session.run(0, source)
    session.run(1, "started.set()\nthread.join()")
    assert session.current.get("found") == [42]


def test_another_process_is_told_at_once(session: Session) -> None:
    session.run(
        0,
        "import multiprocessing\n"
        "def work(x):\n    return double(x)\n"
        "def use(numbers):\n"
        "    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
        "        return pool.map(work, numbers)\n"
        "def send(numbers):\n"
        "    with multiprocessing.get_context('fork').Pool(2) as pool:\n"
        "        return pool.map(double, numbers)",
    )
    with pytest.raises(RuntimeError, match="`double` was called from another process"):
        session.current.get("use")([1, 2])
    with pytest.raises(TypeError, match="`double` cannot be sent to another process"):
        session.current.get("send")([1, 2])
    assert session.current.get("work")(4) == 8


def test_a_call_that_a_running_call_waits_for_is_refused_instead_of_waiting_for_ever(
    trusted: Sandbox,
) -> None:
    source = (
        "import threading\n"
        "def inner(x):\n"
        "    said = []\n"
        "    def call():\n"
        "        try:\n            said.append(apply(abs, x))\n"
        "        except RuntimeError as error:\n            said.append(str(error))\n"
        "    thread = threading.Thread(target=call)\n    thread.start()\n    thread.join()\n"
        "    return said[0]\n"
        "def outer(x):\n    return apply(inner, x)"
    )
    with Session(trusted) as session:
        session.lend("apply", lambda f, x: f(x))
        session.run(0, source)
        said = session.current.get("outer")(3)
    assert "`apply` was called from another thread while" in said


def test_a_graph_of_objects_is_fetched_at_once(session: Session, asked: list[str]) -> None:
    def order(root: Any) -> list[Any]:
        found, todo, seen = [], [root], set()
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                found.append(node)
                todo.extend(node.inputs)
        return found

    session.lend("order", order)
    source = (
        "class Node:\n    def __init__(self, *inputs):\n        self.inputs = inputs\n"
        "last = Node()\nfor _ in range(2999):\n    last = Node(last, last)\n"
        "found = order(last)\nright = [id(n) for n in found]\n"
        "node, expected = last, []\n"
        "while True:\n    expected.append(id(node))\n    if not node.inputs:\n        break\n"
        "    node = node.inputs[0]\n"
        "same = right == expected"
    )
    session.run(0, source)
    assert session.current.get("same") is True
    assert asked.count("attribute") < 10


def test_what_was_fetched_is_forgotten_when_the_students_code_runs(session: Session) -> None:
    def twice(counter: Any, step: Any) -> tuple[int, int]:
        before = counter.value
        step()
        return before, counter.value

    session.lend("twice", twice)
    source = (
        "class Counter:\n    value = 0\n"
        "counter = Counter()\n"
        "def step():\n    counter.value += 1\n"
        "seen = twice(counter, step), twice(counter, step)"
    )
    session.run(0, source)
    assert session.current.get("seen") == ((0, 1), (1, 2))
