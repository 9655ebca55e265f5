"""The progress bar says how much is done, how fast, and who is at work."""

from __future__ import annotations

import io

from rich.console import Console

from autograder.common.terminal import progress


def test_the_bar_shows_what_is_done_and_who_is_at_work() -> None:
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, width=120)
    with progress("01_tiny", 9, console) as bar:
        bar("ann")
        bar("bob")
        bar.at_work(["cy", "dora\x1b[2J", "eve", "fay", "gus"])
    shown = file.getvalue()
    assert "01_tiny" in shown
    assert "2/9" in shown
    assert "/min" in shown
    assert "cy, dora, eve, fay …" in shown
    assert "\x1b[2J" not in shown


def test_where_there_is_no_terminal_nothing_is_drawn_over() -> None:
    file = io.StringIO()
    with progress("01_tiny", 1, Console(file=file)) as bar:
        bar.at_work(["ann"])
        bar("ann")
    assert "\x1b" not in file.getvalue()
