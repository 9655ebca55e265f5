"""Made rosters and downloads, named as each system names them, for the tests of `intake`."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from autograder.intake.attempts import Delivery, deliveries
from autograder.intake.downloads.archive import Download
from autograder.intake.downloads.lessons import Lessons
from autograder.intake.downloads.reading import sheets_beside
from autograder.intake.people.matching import Roster
from autograder.intake.people.people import Person
from autograder.intake.plan import Row, Wanted, plan
from autograder.lesson.lesson import Lesson

BERLIN = ZoneInfo("Europe/Berlin")
EMPTY = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}

_FIRSTS = ["Jörg", "Joerg", "Jorg", "Ana", "Ana María", "Anne-Marie", "Zoë", "Zoe", "Søren", "José"]
_FIRSTS += [
    "Max",
    "Seán",
    "Łukasz",
    "Jean-Luc",
    "Ayşe",
    "Nguyễn",
    "Müslüm",
    "Ça Va",
    "李明",
    "Иван",
]
_LASTS = ["Müller", "Mueller", "Muller", "O'Brien", "O’Brien", "OBrien", "Obrien", "García Márquez"]
_LASTS += ["Garcia Marquez", "García", "van der Berg", "Vanderberg", "Groß", "Gross", "Straße"]
_LASTS += [
    "Åberg",
    "Aaberg",
    "Núñez-Peña",
    "Nunez Pena",
    "D'Angelo",
    "Bäcker",
    "Backer",
    "王",
    "Ōno",
]


@st.composite
def rosters(draw: st.DrawFn) -> list[Person]:
    """People whose names are easily mistaken for each other's; two may have the very same name."""
    names = draw(
        st.lists(
            st.tuples(st.sampled_from(_FIRSTS), st.sampled_from(_LASTS)), min_size=1, max_size=7
        )
    )
    return [
        Person(
            f"s27{n:04}", first, last, f"s27{n:04}@example.org", str(51000 + 13 * n), f"acc{n}x{n}"
        )
        for n, (first, last) in enumerate(names)
    ]


def notebook(mark: str = "", cells: Sequence[str] = ()) -> str:
    """The text of a small notebook that says whose it is."""
    sources = [*cells, *([mark] if mark else [])]
    made = [
        {"cell_type": "markdown", "id": f"c{k}", "metadata": {}, "source": source}
        for k, source in enumerate(sources)
    ]
    return json.dumps({**EMPTY, "cells": made})


def zipped(
    path: Path,
    members: Iterable[tuple[str, str | bytes]],
    when: datetime = datetime(2026, 10, 14, 9),
) -> Path:
    """A zip file of these members."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zip_bytes(members, when))
    return path


def zip_bytes(
    members: Iterable[tuple[str, str | bytes]], when: datetime = datetime(2026, 10, 14, 9)
) -> bytes:
    """The bytes of a zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def collected(
    path: Path,
    people: Iterable[Person],
    lessons: Sequence[Lesson],
    *,
    lesson: str = "",
    by_hand: dict[str, tuple[Person, ...]] | None = None,
) -> tuple[list[Delivery], list[Row]]:
    """What `autograder collect` makes of a download, without writing anything."""
    wanted = Wanted(Lessons(lessons), Roster(people), {}, BERLIN, lesson, by_hand or {})
    with Download(path) as download:
        return deliveries(plan(download, sheets_beside(path, ()), wanted), {})


def ascii_only(text: str) -> str:
    """What is left where a system drops what is not ASCII."""
    return "".join(c for c in text if c.isascii())


def without_marks(text: str) -> str:
    """Letters without their marks: Jorg."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def spelled_out(text: str) -> str:
    """Umlauts as two letters: Joerg."""
    pairs = {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe"}
    return "".join(pairs.get(c, pairs.get(c.lower(), c).capitalize()) for c in text)
