"""Predictions that are kept, and questions that bring back an earlier lesson. None of it is marked.

Outside a notebook's kernel (where work is marked, in a plain Python) nothing is asked and nothing
waits.
"""

from __future__ import annotations

from course_utils.remember.asking import predict, recall, say, surprises
from course_utils.remember.held import held
from course_utils.remember.question import Question

__all__ = ["Question", "held", "predict", "recall", "say", "surprises"]
