"""What eight systems hand out for one lesson: archives, and the tables beside them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.support.made import BERLIN, zipped

SYSTEMS = (
    "moodle",
    "canvas",
    "blackboard",
    "google",
    "gradescope",
    "folders",
    "exchange",
    "github",
)
UNTIMED = ("canvas", "google")  # that do not say when


@dataclass(frozen=True)
class Sent:
    """One hand-in as a system has it. `when` is UTC without a zone."""

    number: int
    student: str
    first: str
    last: str
    login: str
    canvas_id: str
    text: str
    when: datetime

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def local(self) -> datetime:
        return self.when.replace(tzinfo=UTC).astimezone(BERLIN)


def download(system: str, lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    """Make what the system hands out for a lesson, in a folder of its own; returns what to take."""
    folder.mkdir(parents=True)
    return _MAKE[system](lesson, sent, folder)


def _moodle(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    head = "Identifier,Full name,ID number,Email address,Status,Last modified (submission)\n"
    lines = [
        f'Participant {700100 + one.number},{one.name},{one.student},,Submitted,"{_english(one)}"\n'
        for one in sent
    ]
    (folder / "Grades.csv").write_text(head + "".join(lines), encoding="utf-8-sig")
    members = [
        (f"{one.name}_{700100 + one.number}_assignsubmission_file_/{lesson}.ipynb", one.text)
        for one in sent
    ]
    return zipped(folder / "DL101-48.zip", members)


def _english(one: Sent) -> str:
    return f"{one.local:%A}, {one.local.day} {one.local:%B %Y, %I:%M %p}"


def _canvas(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    members = []
    for one in sent:
        who = f"{one.last}{one.first}".lower()
        members.append((f"{who}_{one.canvas_id}_{990000 + one.number}_{lesson}.ipynb", one.text))
    return zipped(folder / "submissions.zip", members)


def _blackboard(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    members = []
    for one in sent:
        stem = f"Lesson_{one.login}_attempt_{one.local:%Y-%m-%d-%H-%M-%S}"
        said = f"Name: {one.name} ({one.login})\nAssignment: Lesson\n"
        members += [(f"{stem}_{lesson}.ipynb", one.text), (f"{stem}.txt", said)]
    return zipped(folder / "gradebook.zip", members)


def _google(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    members = [(f"Lesson/{one.name} - {lesson}.ipynb", one.text) for one in sent]
    return zipped(folder / "drive.zip", members)


def _gradescope(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    about, members = "", []
    for one in sent:
        about += (
            f"submission_{one.number}:\n  :submitters:\n  - :name: {one.name}\n"
            f"    :sid: {one.student}\n  :created_at: {one.when} Z\n  :history: []\n"
        )
        place = f"assignment_1_export/submission_{one.number}/{lesson}.ipynb"
        members.append((place, one.text))
    members.append(("assignment_1_export/submission_metadata.yml", about))
    return zipped(folder / "export.zip", members)


def _folders(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    """A folder for each, whose files have their times."""
    for one in sent:
        path = folder / "all" / one.student / "my work.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(one.text, encoding="utf-8")
        seconds = one.when.replace(tzinfo=UTC).timestamp()
        os.utime(path, (seconds, seconds))
    return folder / "all"


def _exchange(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    inbound = folder / "inbound"
    for one in sent:
        mine = inbound / f"{one.student}+{lesson}+{one.when}.500000 UTC+r"
        mine.mkdir(parents=True)
        (mine / f"{lesson}.ipynb").write_text(one.text, encoding="utf-8")
        (mine / "submission_secret.txt").write_text(f"secret of {one.student}")
    return inbound


def _github(lesson: str, sent: Sequence[Sent], folder: Path) -> Path:
    roster = '"identifier","github_username","github_id","name"\n'
    times = "assignment_name,github_username,roster_identifier,submission_timestamp\n"
    members = []
    for one in sent:
        roster += f'"{one.student}","gh-{one.login}","{one.number}","{one.name}"\n'
        times += f"lesson,gh-{one.login},{one.student},{one.when} UTC\n"
        root = f"lesson-submissions/lesson-gh-{one.login}"
        members.append((f"{root}/lessons/{lesson}/{lesson}.ipynb", one.text))
    (folder / "classroom_roster.csv").write_text(roster, encoding="utf-8")
    (folder / "grades.csv").write_text(times, encoding="utf-8")
    return zipped(folder / "lesson-submissions.zip", members)


_MAKE: dict[str, Callable[[str, Sequence[Sent], Path], Path]] = {
    "moodle": _moodle,
    "canvas": _canvas,
    "blackboard": _blackboard,
    "google": _google,
    "gradescope": _gradescope,
    "folders": _folders,
    "exchange": _exchange,
    "github": _github,
}
