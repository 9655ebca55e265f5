"""What would become of every file of a download: whose it is, which lesson's, from when, and why.

Nothing is written here. A file that cannot be told stays open, with the reason and what to type.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from autograder.deadlines.moments import in_utc, place
from autograder.intake.downloads.archive import Download, IntakeError, Member
from autograder.intake.downloads.arrivals import Arrival, Sheet, is_notebook
from autograder.intake.downloads.lessons import Held, Lessons
from autograder.intake.downloads.mywork import MANIFEST, Saved, saved_work
from autograder.intake.downloads.reading import read_download, whose
from autograder.intake.people.matching import Match, Roster
from autograder.intake.people.people import Person
from autograder.submission.notebook_file import SubmissionError, notebook_in
from course_utils.notebook.bounded import UnreadableFile

_MOST_NAMED = 4
HAND_IN, OPEN, PROBLEM, LEFT_OVER = "hand-in", "open", "problem", "left over"


@dataclass(frozen=True)
class Row:
    """One file of a download, for one student.

    Attributes:
        kind: HAND_IN; OPEN: it is nobody's yet; PROBLEM: it cannot be taken; LEFT_OVER: no hand-in.
        why: what told whose it is; or why it is not taken, and what to do.
        handed_in: UTC without a zone, if it is known; `when_from` says where that stands.
        late: what the system says; None where it says nothing.
        digest: SHA-256 of the file's bytes, hexadecimal.
    """

    arrival: Arrival
    source: str
    system: str
    kind: str
    why: str
    person: Person | None = None
    candidates: tuple[Person, ...] = ()
    lesson: str = ""
    handed_in: datetime | None = None
    when_from: str = ""
    late: bool | None = None
    digest: str = ""
    held: Held | None = None
    by_hand: bool = False
    group: tuple[str, ...] = ()

    @property
    def member(self) -> Member:
        return self.arrival.member

    @property
    def name(self) -> str:
        """The file's name as the student had it."""
        return self.arrival.name or self.member.name


@dataclass
class Wanted:
    """What is asked of a collection.

    Attributes:
        lesson: the only lesson that is taken; "" takes those that the files are of.
        by_hand: students by file: a path, its end, a folder in it, or the download's name.
        used: the entries of `by_hand` that fitted a file.
    """

    lessons: Lessons
    roster: Roster
    zones: Mapping[str, ZoneInfo]
    here: ZoneInfo
    lesson: str = ""
    by_hand: Mapping[str, tuple[Person, ...]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def plan(download: Download, sheets: Sequence[Sheet], wanted: Wanted) -> list[Row]:
    """What would become of every file of a download, in the order of its list."""
    system, arrivals = read_download(download, sheets, wanted.roster)
    work = saved_work(download.members)
    about = wanted.lesson or _lesson_of_download(download, wanted)
    rows = []
    for arrival in arrivals:
        base = Row(arrival, download.name, system, LEFT_OVER, "is no notebook")
        rows += _rows(base, wanted, work.get(arrival.member.path), about)
    return _without_the_rest(_told_of_nothing(rows, wanted), about, wanted)


def refuse_unused(wanted: Wanted) -> None:
    """Raises IntakeError where a `--map` fitted no file."""
    for file in wanted.by_hand:
        if file not in wanted.used:
            raise IntakeError(f"--map: no file is called {file!r}; name it as the table does")


def _lesson_of_download(download: Download, wanted: Wanted) -> str:
    return wanted.lessons.named(download.name) or ""


def _rows(base: Row, wanted: Wanted, saved: Saved | None, about: str) -> list[Row]:
    """The rows of one file: one for each student of a group."""
    member = base.member
    if not is_notebook(member.name):
        if member.problem:
            return _unreadable(base, wanted)
        return [base]
    matches = _matches(base, wanted)
    try:
        data = member.read()
    except UnreadableFile as error:
        return [_for(base, match, PROBLEM, f"{member.name} {error}") for match in matches]
    row = replace(base, digest=hashlib.sha256(data).hexdigest(), late=base.arrival.late)
    problem = ""
    try:
        held = wanted.lessons.held(notebook_in(Path(member.name), data))
    except SubmissionError as error:
        held, problem = None, str(error)
    row = replace(row, held=held, lesson=_lesson(row, held, saved, about, wanted))
    if not row.lesson:
        why = f"nothing says which lesson {member.name} is of; collect it with --lesson LESSON"
        return [_for(row, match, PROBLEM, why) for match in matches]
    row = _timed(row, saved, wanted)
    group = tuple(match.person.id for match in matches if match.person)
    found = []
    for match in matches:
        made = _for(row, match, HAND_IN, match.why)
        if problem and made.kind == HAND_IN:
            made = replace(made, why=f"{made.why}; {problem}")
        found.append(replace(made, group=group if len(group) > 1 else ()))
    return found


def _unreadable(base: Row, wanted: Wanted) -> list[Row]:
    """An archive that stays shut is a line for its student; another odd file is left over."""
    why = f"{base.member.name} {base.member.problem}"
    return [_for(base, match, PROBLEM, why) for match in _matches(base, wanted)]


def _for(row: Row, match: Match, kind: str, why: str) -> Row:
    if match.person is not None:
        by_hand = match.why == "by hand"
        return replace(row, kind=kind, why=why, person=match.person, by_hand=by_hand)
    reason = match.why if kind == HAND_IN else f"{why} ({match.why})"
    return replace(
        row,
        kind=OPEN if kind == HAND_IN else kind,
        why=reason,
        candidates=match.candidates or match.near,
    )


def _matches(base: Row, wanted: Wanted) -> Sequence[Match]:
    for file, people in wanted.by_hand.items():
        if _is_called(base, file):
            wanted.used.add(file)
            return [Match(person, "by hand") for person in people]
    return whose(wanted.roster, base.arrival)


def _is_called(row: Row, file: str) -> bool:
    path = row.member.path
    named = {path, row.member.name, row.name, row.source, f"{row.source}/{path}"}
    return (
        file in named or path.endswith(f"/{file}") or f"/{path}".find(f"/{file.strip('/')}/") >= 0
    )


def _lesson(row: Row, held: Held | None, saved: Saved | None, about: str, wanted: Wanted) -> str:
    if held and held.lesson:
        return held.lesson
    told = (saved.lesson if saved else "", row.arrival.lesson)
    if named := next((name for name in told if name in wanted.lessons.names), ""):
        return named
    own = wanted.lessons.by_path(row.name)
    return own or wanted.lessons.by_path(row.member.path) or about


def _timed(row: Row, saved: Saved | None, wanted: Wanted) -> Row:
    """The row with the time of its hand-in in UTC: the system's, or else the browser's."""
    moment, place_of = row.arrival.handed_in, row.arrival.when_from
    if saved and saved.saved and row.system == "folders and files":
        moment, place_of = saved.saved, "the student's browser"
    if moment is None:
        return row
    zone = wanted.zones.get(row.lesson, wanted.here)
    there = moment if moment.tzinfo else place(moment, zone)
    return replace(row, handed_in=in_utc(there), when_from=place_of)


def _without_the_rest(rows: list[Row], about: str, wanted: Wanted) -> list[Row]:
    """Leave over what nobody meant to hand in: other lessons beside the one asked for, and
    notebooks as they were released beside one that was worked on."""
    mine: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.kind in (HAND_IN, OPEN):
            mine[_owner(row)].append(row)
    return [
        _left_over(row, mine[_owner(row)], about, wanted) if row.kind in (HAND_IN, OPEN) else row
        for row in _without_manifests(rows)
    ]


def _owner(row: Row) -> str:
    if row.person:
        return row.person.id
    return "?" + "/".join(row.member.path.split("/")[:2])


def _left_over(row: Row, all_of_them: Iterable[Row], about: str, wanted: Wanted) -> Row:
    others = [other for other in all_of_them if other is not row]
    if about and row.lesson != about:
        if any(other.lesson == about for other in others) or _is_as_released(row):
            return replace(row, kind=LEFT_OVER, why=f"another lesson ({row.lesson})")
        asked = "asked for" if wanted.lesson else f"what {row.source} is named after"
        return replace(
            row,
            kind=PROBLEM,
            why=f"{row.name} holds the lesson {row.lesson}, not {about}, which is {asked};"
            f" ask for {about}.ipynb, or collect it with --lesson {row.lesson}",
        )
    together = (other for other in others if _same_hand_in(row, other))
    worked_on = [other for other in together if not _is_as_released(other)]
    rivals = [o for o in worked_on if not wanted.lesson or o.lesson == row.lesson]
    if rivals and _is_as_released(row):
        return replace(row, kind=LEFT_OVER, why="as it was released")
    return row


def _told_of_nothing(rows: list[Row], wanted: Wanted) -> list[Row]:
    """The rows, with a line for each student of whom there are files but no notebook."""
    taken = {row.person.id for row in rows if row.person}
    only: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.kind == LEFT_OVER and row.member.name != MANIFEST:
            for match in whose(wanted.roster, row.arrival):
                if match.person and match.person.id not in taken:
                    only[match.person.id].append(replace(row, person=match.person))
    found = list(rows)
    for theirs in only.values():
        names = ", ".join(dict.fromkeys(repr(row.name) for row in theirs[:_MOST_NAMED]))
        why = f"no notebook was handed in, only {names}; ask for the .ipynb file"
        found[rows.index(next(r for r in rows if r.arrival is theirs[0].arrival))] = replace(
            theirs[0], kind=PROBLEM, why=why
        )
    return found


def _same_hand_in(one: Row, two: Row) -> bool:
    """Whether two files came at once, as far as the system tells hand-ins apart."""
    if one.when_from in ("", "the file's own time"):
        return one.arrival.attempt == two.arrival.attempt
    return one.handed_in == two.handed_in


def _is_as_released(row: Row) -> bool:
    return row.held is not None and row.held.untouched and not row.by_hand


def _without_manifests(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row.member.name != MANIFEST]
