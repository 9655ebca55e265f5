"""Gradescope: folders by submission, and submission_metadata.yml, which says whose and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.common.text import decoded
from autograder.intake.downloads.archive import Member
from autograder.intake.downloads.arrivals import Arrival, Sheet
from autograder.intake.downloads.clocks import read_clock
from autograder.intake.people.people import Claim
from course_utils.notebook.bounded import UnreadableFile

_NAME = ("submission_metadata.yml", "submission_metadata.yaml")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read(name: str, members: Sequence[Member], sheets: Sequence[Sheet]) -> list[Arrival] | None:
    """The hand-ins of Gradescope's "Export Submissions"."""
    about = next((member for member in members if member.name.lower() in _NAME), None)
    if about is None:
        return None
    said = _metadata(about)
    return [_arrival(member, said) for member in members]


def _arrival(member: Member, said: Mapping[str, Any]) -> Arrival:
    folder = next((part for part in member.path.split("/")[:-1] if part in said), None)
    if folder is None:
        own = [part for part in member.folders if part.startswith("submission_")]
        gone = ("submission_metadata.yml does not say whose it is",) if own else ()
        return Arrival(member, remarks=gone)
    about = said[folder]
    people = about.get("submitters")
    claims = (
        [_claim(each) for each in people if isinstance(each, dict)]
        if isinstance(people, list)
        else []
    )
    when = _moment(about.get("created_at"))
    history = about.get("history")
    tries = len(history) + 1 if isinstance(history, list) else 0
    return Arrival(member, tuple(claims), member.name, when, "yml" if when else "", attempt=tries)


def _metadata(member: Member) -> dict[str, dict[str, Any]]:
    """What the yml says by folder, keys without Ruby's colons; empty if it cannot be read."""
    try:
        content = yaml.load(decoded(member.read()), Loader=_Loader)
    except (UnreadableFile, yaml.YAMLError, ValueError, RecursionError):
        return {}
    entries = _keys(content)
    return {key: _keys(value) for key, value in entries.items() if isinstance(value, dict)}


def _keys(value: Any) -> dict[str, Any]:
    return {str(k).strip(":"): v for k, v in value.items()} if isinstance(value, dict) else {}


def _claim(person: dict[Any, Any]) -> Claim:
    about = _keys(person)

    def said(key: str) -> tuple[str, ...]:
        value = about.get(key)
        return (str(value).strip(),) if value not in (None, "") else ()

    return Claim(ids=said("sid"), emails=said("email"), names=said("name"), verbatim=True)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    return read_clock(str(value)) if value else None
