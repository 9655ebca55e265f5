"""A submission's process, and what the judge's functions do for it."""

from __future__ import annotations

import numpy as np

from autograder.judge.session import Session
from autograder.sandbox.sandbox import Sandbox


def test_a_lent_function_draws_from_the_generator_it_is_given(trusted: Sandbox) -> None:
    def shuffled(count: int, rng: np.random.Generator) -> np.ndarray:
        return rng.permutation(count)

    cells = ("import numpy as np\nrng = np.random.default_rng(4)",)
    uses = "orders = [shuffled(6, rng), shuffled(6, rng=rng), rng.permutation(6)]"
    with Session(trusted) as session:
        for index, source in enumerate(cells):
            assert session.run(index, source) is None
        session.lend("shuffled", shuffled)
        assert session.run(1, uses) is None
        orders = session.current.get("orders")
    rng = np.random.default_rng(4)
    assert [list(order) for order in orders] == [list(rng.permutation(6)) for _ in range(3)]
