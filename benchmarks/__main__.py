"""The command line: `python -m benchmarks [--quick] [--only grade|ticks|train]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from autograder.terminal import console
from benchmarks import grading, ticks, training
from benchmarks.figures import Comparison, Report, machine, write_chart, write_json

MEASUREMENTS = {
    "grade": grading.measure,
    "ticks": ticks.measure,
    "train": training.measure,
}
FOLDER = Path("build") / "bench"


def main() -> None:
    """Measure, print, and leave the figures in a folder that git ignores."""
    options = _options()
    about = machine()
    console.print(", ".join(f"{name}: {value}" for name, value in about.items()))
    report, found = Report(console), dict[str, Comparison]()
    for name, measure in MEASUREMENTS.items():
        if options.only in (None, name):
            found[name] = measure(options.quick, report)
            report.show(found[name])
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "results.json", about, found)
    write_chart(options.out / "results.png", list(found.values()))
    console.print(f"Figures: {options.out}/results.json, {options.out}/results.png", markup=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions: does it work?")
    parser.add_argument("--only", choices=MEASUREMENTS, help="one measurement instead of all")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"default: {FOLDER}")
    return parser.parse_args()


if __name__ == "__main__":
    main()
