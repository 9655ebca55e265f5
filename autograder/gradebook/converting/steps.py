"""The steps of nbgrader's autograding, by name: a configuration alone need not start nbgrader."""

from __future__ import annotations

_OURS = "autograder.gradebook.converting.preprocessors."
_THEIRS = "nbgrader.preprocessors."

JUDGE = _OURS + "JudgeCells"
SANITIZE = [
    _OURS + "PrepareCells",
    _THEIRS + "ClearOutput",
    _THEIRS + "DeduplicateIds",
    _THEIRS + "OverwriteKernelspec",
    _THEIRS + "OverwriteCells",
    _OURS + "CheckOnce",
]
AUTOGRADE = [
    JUDGE,
    _THEIRS + "IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    _THEIRS + "LimitOutput",
    _OURS + "SaveScores",
    _THEIRS + "AssignLatePenalties",
]
