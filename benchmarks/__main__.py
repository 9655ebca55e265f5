"""The command line: `python -m benchmarks [--quick] [--only NAME]`."""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from autograder.common.terminal import console
from benchmarks import (
    browser,
    class_size,
    desk,
    digits,
    grading,
    otter,
    touched,
    training,
)
from benchmarks.figures import Comparison, Report, Skipped, machine, write_chart, write_json

MEASUREMENTS = {
    "grade": grading.measure,
    "lessons": grading.measure_all,
    "class-size": class_size.measure,
    "otter": otter.measure,
    "touched": touched.measure,
    "train": training.measure,
    "digits": digits.measure,
    "browser": browser.measure,
    "desk": desk.measure,
}
FOLDER = Path("build") / "bench"
DOCS = Path("docs") / "pictures"


def main() -> None:
    """Measure, print, and leave the figures in a folder that git ignores."""
    options = _options()
    about = machine()
    console.print(", ".join(f"{name}: {value}" for name, value in about.items()))
    report, found = Report(console, options.out, options.only), dict[str, Comparison]()
    for name, measure in MEASUREMENTS.items():
        if options.only in (None, name):
            try:
                found[name] = measure(options.quick, report)
            except Skipped as reason:
                console.print(f"{name}: left out; {reason}", markup=False, soft_wrap=True)
            else:
                report.show(found[name])
    if not found:
        return
    picture = options.out / class_size.PICTURE
    if options.docs and "class-size" in found:
        shutil.copyfile(picture, DOCS / picture.name)
    options.out.mkdir(parents=True, exist_ok=True)
    write_json(options.out / "results.json", about, found)
    write_chart(options.out / "results.png", list(found.values()))
    console.print(f"Figures: {options.out}/results.json, {options.out}/results.png", markup=False)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few repetitions: does it work?")
    parser.add_argument("--only", choices=MEASUREMENTS, help="one measurement instead of all")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"default: {FOLDER}")
    parser.add_argument(
        "--docs", action="store_true", help=f"copy the picture of class-size to {DOCS}/ too"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
