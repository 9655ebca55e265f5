"""The line magics that a notebook's kernel has beyond IPython's own.

They speak to a front end: a window, a pager, a debugger's socket. Here is none, so each says or
shows what it can, and the cell goes on as it does at home.
"""

from __future__ import annotations

from pathlib import Path

from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class


@magics_class
class KernelMagics(Magics):
    """What ipykernel's shell adds."""

    @line_magic
    def autosave(self, line: str) -> None:
        """%autosave SECONDS"""
        try:
            seconds = int(line)
        except ValueError:
            raise UsageError(f"%autosave requires an integer, got {line!r}") from None
        print(f"Autosaving every {seconds} seconds" if seconds else "Autosave disabled")

    @line_magic
    def clear(self, line: str) -> None:
        """%clear: there is no terminal to clear."""

    @line_magic
    def less(self, line: str) -> None:
        """%less FILE"""
        _show(line)

    @line_magic
    def more(self, line: str) -> None:
        """%more FILE"""
        _show(line)

    @line_magic
    def man(self, line: str) -> None:
        """%man PAGE"""
        _there_is_no("pager")

    @line_magic
    def edit(self, line: str) -> None:
        """%edit"""
        _there_is_no("editor")

    @line_magic
    def connect_info(self, line: str) -> None:
        """%connect_info"""
        _there_is_no("kernel to connect to")

    @line_magic
    def qtconsole(self, line: str) -> None:
        """%qtconsole"""
        _there_is_no("kernel to connect to")

    @line_magic
    def subshell(self, line: str) -> None:
        """%subshell"""
        _there_is_no("kernel with subshells")


def _show(name: str) -> None:
    if not name:
        raise UsageError("Missing filename.")
    print(Path(name).read_text(encoding="utf-8"))


def _there_is_no(what: str) -> None:
    print(f"There is no {what} while work is marked.")
