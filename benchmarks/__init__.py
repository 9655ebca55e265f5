"""What the course's own tools cost, beside the stock ones, measured in one run on one machine.

`python -m benchmarks` (or `make bench`) runs every measurement. To add one, write a module with a
function `measure(quick, report) -> Comparison` and name it in `MEASUREMENTS` of `__main__.py`.
"""
