"""What long work looks like in a terminal: one console, one kind of progress bar."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from autograder.common.encoding import shows_everything
from autograder.common.text import plain

MAX_NAMES = 4
TELL = "AUTOGRADER_PROGRESS"  # a program that runs a command names here a pipe it reads, by number
console = Console(highlight=False)


def print_json(about: object) -> None:
    """Print JSON that every terminal and pipe takes, for scripts."""
    print(json.dumps(about, ensure_ascii=not shows_everything(sys.stdout), indent=1))


class Bar:
    """Called with a name when something is done; `at_work` says on what work is going on."""

    def __init__(self, bar: Progress, task_id: TaskID) -> None:
        self._bar, self._task_id = bar, task_id
        self._tell("")

    def __call__(self, name: str) -> None:
        self._bar.update(self._task_id, advance=1, who=plain(name))
        self._tell(plain(name))

    def at_work(self, names: Sequence[str]) -> None:
        """Show the first few of `names`."""
        shown = ", ".join(plain(name) for name in names[:MAX_NAMES])
        self._bar.update(self._task_id, who=shown + (" …" if len(names) > MAX_NAMES else ""))
        self._tell(shown)

    def _tell(self, who: str) -> None:
        """The same for a program: a line of JSON with label, done, total and who."""
        if descriptor := os.environ.get(TELL):
            task = self._bar.tasks[self._task_id]
            about = {"label": task.description, "done": task.completed, "total": task.total}
            os.write(int(descriptor), (json.dumps({**about, "who": who}) + "\n").encode())


class _Rate(ProgressColumn):
    """How many are done in a minute."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed * 60:.0f}/min" if task.speed else "")


@contextmanager
def progress(label: str, total: int, on: Console = console) -> Iterator[Bar]:
    """A bar with done and total, rate, time left and who is at work; quiet when not a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[who]}", markup=False),
    )
    with Progress(*columns, console=on, transient=True) as bar:
        task_id = bar.add_task(label, total=total, who="")
        yield Bar(bar, task_id)
