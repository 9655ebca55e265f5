"""Keep a library's log messages out of the terminal, but at hand for when something fails."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator


class Collected(logging.Handler):
    """The messages of a block, in order."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())

    def last(self) -> str:
        """The last line of what looks like the cause: of a traceback, or the last message."""
        causes = [m for m in self.messages if m.startswith("Traceback")] or self.messages
        return causes[-1].strip().split("\n")[-1] if causes else "no message"


@contextlib.contextmanager
def collected_log(log: logging.Logger | logging.LoggerAdapter) -> Iterator[Collected]:
    """Within the block, `log` writes into the returned object and nowhere else."""
    logger = log.logger if isinstance(log, logging.LoggerAdapter) else log
    collected = Collected()
    before = logger.handlers, logger.propagate, logger.level
    logger.handlers, logger.propagate = [collected], False
    logger.setLevel(logging.INFO)
    try:
        yield collected
    finally:
        logger.handlers, logger.propagate = before[0], before[1]
        logger.setLevel(before[2])
