"""What a measurement finds, and how it is told: a table, a JSON file, a bar chart."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing
from rich.console import Console
from rich.table import Table

from autograder.common.terminal import progress
from course_utils import palette

Tick = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """One number."""

    name: str
    value: float
    unit: str


@dataclass(frozen=True)
class Row:
    """One of many things that were measured in the same way, and what was promised of it.

    Attributes:
        name: what was measured.
        ours: our figure; less is better.
        stock: the stock tool's figure, in the same unit.
        bound: what ours may be at most.
        times: how many times better than the stock tool ours must be at least.
    """

    name: str
    ours: float
    stock: float
    bound: float
    times: float

    @property
    def ratio(self) -> float:
        """How many times better ours is."""
        return self.stock / self.ours

    @property
    def met(self) -> bool:
        """Whether the promise is kept."""
        return self.ours <= self.bound and self.ratio >= self.times


@dataclass(frozen=True)
class Heads:
    """What the columns of rows are called, where rows compare something else than their whole.

    Attributes:
        ours: our figure.
        stock: the stock tool's figure.
        longer: tell how many times as long ours takes, not how many times better it is.
    """

    ours: str
    stock: str
    longer: bool = False


@dataclass(frozen=True)
class Comparison:
    """One thing measured on ours and on the stock tool.

    Attributes:
        title: what was measured.
        ours: our figure.
        stock: the stock tool's figure, in the same unit.
        more_is_better: False for times.
        details: where ours spends it, and what else is worth knowing.
        remarks: how it was measured, in sentences.
        rows: its parts, where each has a bound of its own.
        heads: of the rows; by default those of the whole.
    """

    title: str
    ours: Figure
    stock: Figure
    more_is_better: bool
    details: tuple[Figure, ...] = ()
    remarks: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    heads: Heads | None = None

    @property
    def ratio(self) -> float:
        """How many times better ours is; below 1 it is worse."""
        ratio = self.ours.value / self.stock.value
        return ratio if self.more_is_better else 1 / ratio


class Skipped(Exception):
    """A measurement that cannot be made here; the text says why."""


class Report:
    """Where measurements say how far they are, and where results are printed."""

    def __init__(self, console: Console, folder: Path, only: str | None = None) -> None:
        self.console = console
        self.folder = folder  # for pictures
        self.only = only  # the one measurement that was asked for

    @contextmanager
    def progress(self, label: str, total: int) -> Iterator[Tick]:
        """A bar for `total` steps; one line where there is no terminal."""
        if self.console.is_terminal:
            with progress(label, total) as tick:
                yield tick
        else:
            self.console.print(f"{label} ...")
            yield lambda who: None

    def show(self, comparison: Comparison) -> None:
        """Print a comparison as a table."""
        table = Table(title=comparison.title, title_justify="left", show_header=False)
        for figure in (comparison.stock, comparison.ours):
            table.add_row(figure.name, _number(figure.value), figure.unit)
        table.add_row("[bold]ratio", f"[bold]{_number(comparison.ratio)}", "times better")
        table.add_section()
        for figure in comparison.details:
            table.add_row(figure.name, _number(figure.value), figure.unit, style="dim")
        self.console.print(table)
        if comparison.rows:
            self.console.print(_table(comparison))
        for remark in comparison.remarks:
            self.console.print(f"  {remark}", style="dim", markup=False, soft_wrap=True)


def _table(comparison: Comparison) -> Table:
    """A line for each of the rows, with whether it keeps its promise."""
    table = Table()
    heads = comparison.heads or Heads(comparison.ours.name, comparison.stock.name)
    ratio = "times as long" if heads.longer else "times better"
    for name in ("", heads.ours, heads.stock, ratio, "bound", "met"):
        table.add_column(name, no_wrap=not name, justify="right" if name else "left")
    for row in comparison.rows:
        times = 1 / row.ratio if heads.longer else row.ratio
        numbers = (_number(n) for n in (row.ours, row.stock, times, row.bound))
        table.add_row(row.name, *numbers, "✓" if row.met else "✗")
    return table


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "load at start": round(os.getloadavg()[0], 2),
    }


def write_json(path: Path, about: dict[str, Any], found: dict[str, Comparison]) -> None:
    """Everything found, for other programs."""
    results: dict[str, Any] = {}
    for name, item in found.items():
        rows = [{**asdict(row), "ratio": row.ratio, "met": row.met} for row in item.rows]
        results[name] = {**asdict(item), "ratio": item.ratio, "rows": rows}
    path.write_text(json.dumps({"machine": about, "results": results}, indent=2) + "\n")


def write_chart(path: Path, found: Sequence[Comparison]) -> None:
    """Two bars for each comparison."""
    with matplotlib.rc_context(palette.STYLE):
        drawing = Drawing(figsize=(7, 0.4 + 1.5 * len(found)), dpi=150, layout="constrained")
        FigureCanvasAgg(drawing)
        axes = drawing.subplots(len(found), squeeze=False)[:, 0]
        for ax, comparison in zip(axes, found, strict=True):
            _bars(ax, comparison)
        drawing.savefig(path)


def _bars(ax: Axes, comparison: Comparison) -> None:
    pair = (comparison.ours, comparison.stock)
    values = [figure.value for figure in pair]
    bars = ax.barh([0, 1], values, color=[palette.BLUE, palette.GREY], height=0.6)
    ax.bar_label(bars, [f" {_number(f.value)} {f.unit}" for f in pair], fontsize=9)
    ax.set(xticks=[], xlim=(0, 1.45 * max(values)))
    ax.set_yticks([0, 1], [figure.name for figure in pair])
    ax.set_title(f"{comparison.title}: {_number(comparison.ratio)} ×", loc="left", fontsize=10)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
