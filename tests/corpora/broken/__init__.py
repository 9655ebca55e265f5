"""Real submissions, each broken in one way, with the marks that a fair person would give them."""

from tests.corpora.broken import as_cells, as_code, as_files
from tests.corpora.broken.case import CASES, LESSON

__all__ = ["CASES", "LESSON", "as_cells", "as_code", "as_files"]
