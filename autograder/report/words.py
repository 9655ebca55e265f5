"""Words, numbers and tables that the reports share."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

ABOUT_PAIRS = (
    "Nobody else's answer did the same. It may be chance, a common source, or work done together as"
    " it was allowed: it says nothing about who did what."
)


def number(value: float) -> str:
    """At most two decimals, none that are zero."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def signed(value: float) -> str:
    """A correlation: two decimals, with a minus sign of its own width."""
    return f"{value:.2f}".replace("-", "−")


def print_parts(parts: Iterable[tuple[str, RenderableType]], console: Console) -> None:
    """Print each part below its heading, if it has one."""
    for heading, part in parts:
        console.print()
        if heading:
            console.print(Text(heading, style="bold"))
        console.print(part)


def bare_table() -> Table:
    """A table of the terminal without lines."""
    return Table(box=None, pad_edge=True, padding=(0, 1), header_style="dim", show_edge=False)
