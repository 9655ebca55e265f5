"""Around each page: who is it, may they, does the change carry the session's own token?"""

from __future__ import annotations

import secrets
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from autograder.common.storage import StorageError
from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.database.place import GradebookError
from autograder.deadlines.moments import DateError
from autograder.desk.access.visit import Refused, Visit
from autograder.desk.desk import Desk
from autograder.desk.work.jobs import Jobs
from autograder.handback.placing import ReturnError
from autograder.handback.rules import RulesError
from autograder.intake.downloads.archive import IntakeError
from autograder.lesson.lesson import LessonError
from autograder.store.desk.accounts import INSTRUCTOR, MARKER, Session, session_of

Shown = Callable[[Visit], Response]
TO_BE_MENDED = (
    DateError,
    GradebookError,
    IntakeError,
    LessonError,
    LookupError,
    ReturnError,
    RulesError,
    StorageError,
)
_MOST_FIELDS = 4000


class Guarded:
    """Makes routes whose pages only those see who may."""

    def __init__(self, desk: Desk, jobs: Jobs, cookie: str) -> None:
        self._desk, self._jobs, self.cookie = desk, jobs, cookie

    def route(
        self, path: str, page: Shown, *, change: bool = False, role: str = INSTRUCTOR
    ) -> Route:
        """A page, or with `change` something that is done; for instructors, or with MARKER all."""

        async def answer(request: Request) -> Response:
            session = await run_in_threadpool(self.session, request)
            if session is None:
                return _go_and_log_in(request)
            if role != MARKER and not session.is_instructor:
                return _sentence("This page is for instructors.", 403)
            visit = Visit(self._desk, self._jobs, session, dict(request.path_params))
            visit.query = dict(request.query_params)
            visit.htmx = "hx-request" in request.headers
            if not change:
                return await run_in_threadpool(_shown, page, visit)
            async with request.form(max_fields=_MOST_FIELDS) as form:
                visit.form = {k: v for k, v in form.items() if isinstance(v, str)}
                visit.lists = {k: [str(v) for v in form.getlist(k)] for k in form}
                visit.files = [v for _, v in form.multi_items() if isinstance(v, UploadFile)]
                given = request.headers.get("x-csrf-token") or visit.form.get("csrf", "")
                if not secrets.compare_digest(given.encode(), session.csrf.encode()):
                    return _sentence("This page is out of date: load it again.", 403)
                return await run_in_threadpool(_shown, page, visit)

        methods = ["POST"] if change else ["GET"]
        return Route(path, answer, methods=methods, name=f"{methods[0]} {path}")

    def session(self, request: Request) -> Session | None:
        """The session of a request's cookie."""
        secret = request.cookies.get(self.cookie, "")
        if not secret:
            return None
        with self._desk.looking() as connection:
            return session_of(connection, secret)


def _shown(page: Shown, visit: Visit) -> Response:
    try:
        return page(visit)
    except Refused as error:
        return _refused(visit, str(error), error.status)
    except TO_BE_MENDED as error:
        return _refused(visit, str(error.args[0] if error.args else error), 422)
    except Exception as error:
        console.print(f"desk: a page failed: {plain(repr(error))}", markup=False, soft_wrap=True)
        raise


def _refused(visit: Visit, sentence: str, status: int) -> Response:
    if visit.htmx:
        return _sentence(sentence, status)
    return visit.page("refused.html.j2", status, sentence=sentence)


def _sentence(sentence: str, status: int) -> Response:
    return Response(f"{plain(sentence)}\n", status, media_type="text/plain")


def _go_and_log_in(request: Request) -> Response:
    if request.method == "GET" and "hx-request" not in request.headers:
        return RedirectResponse("/login", 303)
    return _sentence("Log in first: load the page again.", 401)
