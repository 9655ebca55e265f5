"""What was worked out lately, in bounded room: who is looked at longest ago is forgotten first."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")


class Recent(Generic[Made]):
    """Things by name, as many as fit; for several threads.

    Args:
        most: the sum of sizes that is kept.
        size: of one thing; each counts 1 without it.
    """

    def __init__(self, most: int, size: Callable[[Made], int] = lambda _: 1) -> None:
        self._most, self._size, self._sum = most, size, 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, name: Hashable, make: Callable[[], Made]) -> Made:
        """What was made under that name, else it is made now."""
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        made = make()
        with self._lock:
            if name not in self._kept:
                self._kept[name] = made
                self._sum += self._size(made)
            while self._sum > self._most:
                self._sum -= self._size(self._kept.popitem(last=False)[1])
        return made
