"""What long work looks like in a terminal: one console, one kind of progress bar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

console = Console(highlight=False)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar with done and total, rate, time left and the latest name; quiet when not a terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[who]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task_id = bar.add_task(label, total=total, who="", rate="")

        def tick(who: str) -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed * 60:.0f}/min" if speed else ""
            bar.update(task_id, advance=1, who=who, rate=rate)

        yield tick
