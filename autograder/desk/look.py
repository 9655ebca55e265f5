"""The desk's templates, which escape whatever they are given."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import jinja2

from autograder.common.text import counted, plain
from autograder.feedback.page import environment as of_feedback
from autograder.judge.verdict import HEADLINES

TEMPLATES = Path(__file__).resolve().parent / "templates"
STATIC = Path(__file__).resolve().parent / "static"


def environment() -> jinja2.Environment:
    """The templates, those of feedback pages below them."""
    made = of_feedback(TEMPLATES)
    made.globals.update(counted=counted, headlines=HEADLINES, to=address)
    made.filters.update(plain=plain, percent=percent)
    return made


def address(path: str, **query: str) -> str:
    """An address with its query, as `/student?id=…`."""
    return f"{path}?{urlencode(query)}" if query else path


def percent(share: float | None) -> str:
    """A share as "37 %"; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.0f} %"


def style() -> str:
    """The style of all pages: that of feedback pages and reports, and the desk's own."""
    names = ("colours.css", "feedback.css", "desk.css")
    return "\n".join(environment().get_template(name).render() for name in names)
