"""GitHub Classroom: a repository for each account, "lesson-1-submissions/lesson-1-adaexample/…"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, cell, is_notebook
from autograder.intake.downloads.clocks import read_clock
from autograder.intake.people.people import Claim

_BRANCH = re.compile(r"-(?:main|master|[0-9a-f]{40})\Z")
_COLUMNS = ("identifier", "roster identifier", "github username", "name", "submission timestamp")


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of GitHub Classroom's download, or of a folder of its repositories."""
    depth, prefix = _repositories(name, members)
    if not prefix:
        return None
    known = _roster(sheets)
    found = []
    for member in members:
        parts = member.path.split("/")
        if len(parts) <= depth + 1 or not parts[depth].startswith(prefix):
            found.append(Arrival(member))
            continue
        account = _account(parts[depth], prefix)
        claim, when = known.get(account.casefold(), (Claim(), ""))
        said = Claim(claim.ids, accounts=(account,), names=claim.names)
        moment = read_clock(when)
        place = "grades file" if moment else ""
        others = () if claim != Claim() else _readings(parts[depth], account)
        found.append(Arrival(member, (said,), member.name, moment, place, readings=others))
    return found


def _repositories(name: str, members: Sequence[Member]) -> tuple[int, str]:
    """At which depth the repositories lie, and what their names begin with."""
    notebooks = [m.path.split("/") for m in members if is_notebook(m.name)]
    for depth in (1, 0):
        tops = sorted({parts[depth] for parts in notebooks if len(parts) > depth + 1})
        above = {parts[depth - 1] for parts in notebooks} if depth else {name}
        stem = next(iter(above)).removesuffix(".zip") if len(above) == 1 else ""
        if stem.endswith("-submissions") and all(
            top.startswith(stem.removesuffix("submissions")) for top in tops
        ):
            return depth, stem.removesuffix("submissions")
        common = _common_start(tops[0], tops[-1]) if len(tops) > 1 else ""
        prefix = common[: common.rfind("-") + 1]
        if len(prefix) > 2 and not any(sign in prefix for sign in " _+@"):
            return depth, prefix
    return 0, ""


def _common_start(one: str, two: str) -> str:
    """What two texts begin with; of the first and last of many in order, what all begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False))
    return "".join(first for first, _ in pairs)


def _account(folder: str, prefix: str) -> str:
    return _BRANCH.sub("", folder.removesuffix(".zip").removeprefix(prefix))


def _readings(folder: str, account: str) -> tuple[Claim, ...]:
    """The accounts that a folder may mean where the lesson's name is not known for certain."""
    parts = _BRANCH.sub("", folder.removesuffix(".zip")).split("-")
    accounts = ("-".join(parts[k:]) for k in range(1, len(parts)))
    return tuple(Claim(accounts=(name,)) for name in accounts if name != account)


def _roster(sheets: Sequence[Sheet]) -> dict[str, tuple[Claim, str]]:
    """By account: who it is, and when they last pushed; of the roster and the grades file."""
    found: dict[str, tuple[Claim, str]] = {}
    for sheet in sheets:
        at = sheet.columns(*_COLUMNS)
        if "github username" not in at:
            continue
        for row in sheet.rows[1:]:
            account = cell(row, at["github username"]).casefold()
            sid = cell(row, at.get("identifier", at.get("roster identifier")))
            names = tuple(filter(None, [cell(row, at.get("name"))]))
            before, when = found.get(account, (Claim(), ""))
            when = cell(row, at.get("submission timestamp")) or when
            if account:
                ids = (sid,) if sid else before.ids
                found[account] = Claim(ids, names=names or before.names), when
    return found
