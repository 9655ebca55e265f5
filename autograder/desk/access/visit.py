"""One request by somebody who may make it, and the answers that pages give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.responses import HTMLResponse, RedirectResponse, Response

from autograder.desk.desk import Desk
from autograder.desk.look import environment
from autograder.desk.work.jobs import Jobs
from autograder.store.desk.accounts import Session


class Refused(Exception):
    """A request that is not done; the text is one sentence, `status` is HTTP's."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Visit:
    """A request: the desk, who it is, and what was asked."""

    desk: Desk
    jobs: Jobs
    session: Session
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, list[str]] = field(default_factory=dict)
    files: list[UploadFile] = field(default_factory=list)
    htmx: bool = False

    @property
    def who(self) -> str:
        return self.session.name

    def page(self, template: str, status: int = 200, **about: Any) -> Response:
        """A template of the desk, filled in."""
        shown = environment().get_template(template).render(session=self.session, **about)
        return HTMLResponse(shown, status)

    def go(self, address: str) -> Response:
        """After a change: on to a page."""
        if self.htmx:
            return Response(status_code=204, headers={"HX-Redirect": address})
        return RedirectResponse(address, 303)

    def need(self, name: str) -> str:
        """A field that has to be there."""
        value = self.form.get(name, self.query.get(name, "")).strip()
        if not value:
            raise Refused(f"{name} is missing", 400)
        return value

    def number(self, name: str) -> float:
        """A field that has to be a finite number."""
        text = self.need(name).replace(",", ".")
        try:
            value = float(text)
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:
            raise Refused(f"{name}: expected a number, found {text!r}")
        return value
