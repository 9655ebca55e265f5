"""The student's objects and functions as the judge holds them: handles, and never data.

Whatever is done with one travels over the wire; nothing here computes, compares or converts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from course_utils.check.show import StandIn


class Asks(Protocol):
    """What a handle needs of the connection that it came by."""

    def perform(self, action: str, target: int | None, name: str, arguments: Any) -> Any:
        """Ask for a call, an attribute or an assignment."""

    def operate(self, name: str, operands: list[Any]) -> Any:
        """Apply an operator."""

    def call(self, function: StudentFunction, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call one of the student's functions."""

    def call_each(self, function: StudentFunction, cases: list[tuple[Any, ...]]) -> list[Any]:
        """Call it with the arguments of each case, as long as none raises."""


class StudentObject(StandIn):
    """An object that stays in the student's process; equal only to itself.

    Attributes, assignment, method calls, and the arithmetic of the lesson's own classes travel over
    the wire. It never turns into a number, an array, a sequence or a truth value by itself, so no
    test can mistake it for data.
    """

    __array__ = None  # NumPy must not try to make an array of it
    __array_ufunc__ = None
    __iter__ = None  # nor Python a sequence, through __getitem__
    __hash__ = object.__hash__

    def __init__(self, connection: Asks, handle: int, type_name: str) -> None:
        own = self.__dict__  # sooner than by object.__setattr__: an answer may hold thousands
        own["_connection"], own["_handle"], own["type_name"] = connection, handle, type_name

    def __repr__(self) -> str:
        return f"<{ascii(self.type_name)[1:-1]} object of the student's>"

    def __eq__(self, other: object) -> bool:
        if other is None or isinstance(other, StudentObject):
            return self is other
        raise TypeError("an object of the student's was compared with data")

    def __array_function__(self, *_: Any) -> Any:
        """Else np.all(x) would ask the student for x.all()."""
        raise TypeError("an object of the student's is no array")

    def __bool__(self) -> bool:
        raise TypeError("an object of the student's is neither true nor false")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._connection.perform("attribute", self._handle, name, [])

    def __setattr__(self, name: str, value: Any) -> None:
        self._connection.perform("assign", self._handle, name, [value])

    def __deepcopy__(self, memo: dict[int, Any]) -> StudentObject:
        return self

    def __copy__(self) -> StudentObject:
        return self


class StudentFunction(StudentObject):
    """A callable of the student's: a function, a class or a bound method.

    After a call, `changed` lists the arguments (positions or keywords) that it changed in place.
    It is given copies of its arguments anyhow: what checks call `itself` is no other function.
    """

    @property
    def itself(self) -> StudentFunction:
        return self

    def __init__(self, connection: Asks, handle: int, type_name: str) -> None:
        super().__init__(connection, handle, type_name)
        object.__setattr__(self, "__name__", type_name)
        object.__setattr__(self, "changed", [])

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._connection.call(self, args, kwargs)

    def call_each(self, cases: list[tuple[Any, ...]]) -> list[Any]:
        return self._connection.call_each(self, cases)


def _operator(name: str, *, swapped: bool = False) -> Callable[..., Any]:
    def apply(self: StudentObject, *others: Any) -> Any:
        operands = [*reversed(others), self] if swapped else [self, *others]
        return self._connection.operate(name, operands)

    return apply


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul"):
    setattr(StudentObject, f"__{_name}__", _operator(_name))
    setattr(StudentObject, f"__r{_name}__", _operator(_name, swapped=True))
for _name in ("neg", "pos", "abs", "getitem"):
    setattr(StudentObject, f"__{_name}__", _operator(_name))
