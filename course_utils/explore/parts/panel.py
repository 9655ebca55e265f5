"""What stands beside pictures: stills without controls, and numbers in words."""

from __future__ import annotations

from typing import Any


def still(png: bytes, *, width: int, alt: str) -> Any:
    """A picture that does not move, to be shown by a notebook cell; width in CSS pixels."""
    from IPython.display import Image

    return Image(data=png, width=width, alt=alt)


def counted(number: int, what: str) -> str:
    """'1 step', '2 steps'."""
    return f"{number} {what}{'' if number == 1 else 's'}"
