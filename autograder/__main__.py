"""`python -m autograder`: the command line."""

from __future__ import annotations

import sys

from autograder.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
