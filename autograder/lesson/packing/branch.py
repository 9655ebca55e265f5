"""A folder as the next commit of a branch, without touching what is checked out.

The branch has a history of its own: nothing that stands on another is in it.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from autograder.lesson.lesson import LessonError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,100}\Z")


def commit_as(root: Path, folder: Path, branch: str, message: str) -> bool:
    """Make `folder` what `branch` of the repository at `root` holds; returns whether it changed.

    Raises LessonError: no repository, no git, a branch that is checked out or holds solutions.
    """
    if not _NAME.match(branch) or ".." in branch:
        raise LessonError(f"--branch {branch!r} is no name for a branch; one is: students")
    ref = f"refs/heads/{branch}"
    if _git(root, "symbolic-ref", "--quiet", "HEAD", may_fail=True) == ref:
        raise LessonError(f"--branch {branch} is checked out here; name another, such as students")
    before = _git(root, "rev-parse", "--quiet", "--verify", ref, may_fail=True)
    if before and _git(root, "ls-tree", "--name-only", before, "solutions", may_fail=True):
        raise LessonError(f"--branch {branch} holds solutions/, so it is not for students")
    with tempfile.TemporaryDirectory(prefix="index-") as temporary:
        index = {"GIT_INDEX_FILE": str(Path(temporary) / "index")}
        _git(root, f"--work-tree={folder}", "add", "--force", "--all", ".", more=index, at=folder)
        tree = _git(root, "write-tree", more=index)
    if before and tree == _git(root, "rev-parse", f"{before}^{{tree}}"):
        return False
    parents = ["-p", before] if before else []
    commit = _git(root, "commit-tree", tree, *parents, "-m", message)
    _git(root, "update-ref", ref, commit, *([before] if before else []))
    return True


def _git(
    root: Path,
    *words: str,
    may_fail: bool = False,
    more: dict[str, str] | None = None,
    at: Path | None = None,
) -> str:
    """What git prints; empty where it fails and may. Raises LessonError."""
    command = ["git", f"--git-dir={_git_dir(root)}" if at else "--no-pager", *words]
    environment = {**os.environ, **(more or {})}
    try:
        done = subprocess.run(
            command, cwd=at or root, env=environment, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise LessonError(f"--branch needs git, which cannot be run: {error}") from error
    if done.returncode and not may_fail:
        said = (done.stderr.strip() or "no reason given").splitlines()[-1]
        raise LessonError(f"git {words[0]} does not work in {root}: {said}")
    return done.stdout.strip() if not done.returncode else ""


def _git_dir(root: Path) -> str:
    return _git(root, "rev-parse", "--absolute-git-dir")
