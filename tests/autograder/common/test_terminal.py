"""The progress bar says how much is done, how fast, and who is at work."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import pytest
from rich.console import Console
from rich.table import Table

from autograder.common.encoding import spell_out
from autograder.common.terminal import print_json, progress
from autograder.lesson.course import Course
from tests.support import ROOT


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


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_a_terminal_that_is_not_utf_8_gets_every_letter_spelled_out(
    monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    raw = io.BytesIO()
    terminal = io.TextIOWrapper(raw, encoding=encoding)
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", terminal)
        spell_out()
        Console().print("✗ Łukasz Müller, 李明: 3 → 4 …", highlight=False)
        table = Table("a “b”")
        table.add_row("–")
        Console().print(table)
        print_json({"name": "Müller → 李明"})
    terminal.flush()
    shown = raw.getvalue().decode(encoding)
    assert "x Lukasz M" in shown
    assert "ller, ??: 3 -> 4 " in shown
    about = json.loads(shown[shown.index("{") :])
    assert about == {"name": "Müller → 李明"}


def test_commands_end_well_where_nothing_but_ascii_can_be_shown(course: Course) -> None:
    command = [sys.executable, "-m", "autograder", "select", "1", "--without", "Counter"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, cwd=course.root, env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"left out" in done.stdout
    assert done.stdout.isascii()
