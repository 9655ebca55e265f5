"""What a system's module makes of a download: whose each file is, when it came, which try."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.intake.downloads.archive import Member
from autograder.intake.people.people import Claim
from autograder.intake.rosters.headings import fold
from autograder.intake.rosters.tables import Rows


@dataclass(frozen=True)
class Arrival:
    """One file, as a system hands it out.

    Attributes:
        claims: whose it is; several for a group. Nobody's without any.
        name: what the student called it, as far as the system says.
        handed_in: when; without a zone it is local time. None: the download does not say.
        when_from: where that time stands.
        late: whether the system says that it is late; None where it says nothing.
        attempt: the number of the try, if the system counts; 0 if not.
        order: what tells the later of two files apart where there are no times.
        beside: other files of the hand-in that are kept with it.
        readings: other ways to read whose it is, where a name can be cut in several ways.
        components: folders and names in which somebody may be named, innermost first.
    """

    member: Member
    claims: tuple[Claim, ...] = ()
    name: str = ""
    handed_in: datetime | None = None
    when_from: str = ""
    late: bool | None = None
    attempt: int = 0
    order: int = 0
    lesson: str = ""
    remarks: tuple[str, ...] = ()
    beside: tuple[Member, ...] = ()
    readings: tuple[Claim, ...] = ()
    components: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table that lies beside a download: its name, and rows, the headings first."""

    name: str
    rows: Rows

    def columns(self, *headings: str) -> dict[str, int]:
        """Where columns of these (folded) headings are; those that are not there are left out."""
        names = [fold(cell) for cell in self.rows[0]]
        return {heading: names.index(heading) for heading in headings if heading in names}


Read = Callable[["str", Sequence[Member], Sequence[Sheet]], "list[Arrival] | None"]
"""(name of the download, its files, tables beside it) → the arrivals; None: not of this system."""


def cell(row: Sequence[str], position: int | None) -> str:
    """A cell of a row that may be shorter."""
    return row[position] if position is not None and position < len(row) else ""


def is_notebook(name: str) -> bool:
    """Whether a file is called as notebooks are, a second ending included: x.ipynb, x.ipynb.txt."""
    lower = name.lower()
    return lower.endswith(".ipynb") or ".ipynb." in lower


def mostly(members: Sequence[Member], fits: Callable[[Member], object]) -> bool:
    """Whether the notebooks of a download are nearly all named in one way."""
    notebooks = [member for member in members if is_notebook(member.name)]
    return bool(notebooks) and 2 * sum(bool(fits(m)) for m in notebooks) > len(notebooks)
