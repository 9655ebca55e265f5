"""Every address of the desk, and who may ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from autograder.common.text import plain
from autograder.database.place import GradebookError
from autograder.desk.access.door import Door, Tokens
from autograder.desk.access.guard import Guarded
from autograder.desk.access.login import Login
from autograder.desk.desk import Desk
from autograder.desk.look import STATIC, style
from autograder.desk.pages import course, exercise, mark, overview, rubric, running, student
from autograder.desk.work.events import events_route
from autograder.desk.work.jobs import Jobs
from autograder.store.desk.accounts import MARKER

COOKIE = "desk"


def application(
    desk: Desk, jobs: Jobs, tokens: Tokens, uploads: running.Uploads, origins: Sequence[str]
) -> Starlette:
    """The desk as a web application.

    Args:
        origins: what it is called, such as "http://127.0.0.1:8200"; it answers to no other name.
    """
    port = origins[0].rpartition(":")[2]
    guarded = Guarded(desk, jobs, f"{COOKIE}-{port}" if port.isdigit() else COOKIE)
    secure = all(origin.startswith("https:") for origin in origins)
    login = Login(desk, tokens, guarded, secure=secure)
    made: list[BaseRoute] = [
        *_static(),
        *login.routes(),
        *_for_markers(guarded),
        *_for_instructors(guarded, uploads),
        events_route(guarded, jobs),
    ]
    return Starlette(
        routes=made,
        middleware=[Middleware(Door, origins=origins)],
        exception_handlers={GradebookError: _unusable},
    )


async def _unusable(_: Request, error: Exception) -> Response:
    """The gradebook failed before a page could be begun: who is asking is not even known."""
    return PlainTextResponse(f"{plain(str(error))}\n", 503)


def _for_markers(guarded: Guarded) -> list[Route]:
    def get(path: str, page: object) -> Route:
        return guarded.route(path, page, role=MARKER)  # type: ignore[arg-type]

    def post(path: str, page: object) -> Route:
        return guarded.route(path, page, change=True, role=MARKER)  # type: ignore[arg-type]

    at = "/mark/{lesson}/{cell}"
    return [
        get("/", overview.page),
        get(at, mark.page),
        post(f"{at}/next", mark.next_answer),
        post(f"{at}/give", mark.given),
        post(f"{at}/skip", mark.skipped),
        post(f"{at}/back", mark.back),
        post(f"{at}/flag", mark.flagged),
        post(f"{at}/look", mark.chosen),
        post(f"{at}/rubric", rubric.items),
        post("/draft", rubric.draft),
        post("/undo", rubric.undone),
    ]


def _for_instructors(guarded: Guarded, uploads: running.Uploads) -> list[Route]:
    get = guarded.route

    def post(path: str, page: object) -> Route:
        return guarded.route(path, page, change=True)  # type: ignore[arg-type]

    return [
        get("/attention", overview.attention),
        post("/mark/{lesson}/{cell}/sample", rubric.sample),
        get("/lesson/{lesson}", exercise.lesson_page),
        get("/exercise/{lesson}/{exercise}", exercise.page),
        post("/exercise/{lesson}/{exercise}/comment", exercise.comment),
        get("/student", student.page),
        get("/feedback", student.feedback),
        post("/student/override", student.override),
        post("/student/extend", student.extend),
        post("/student/again", student.judge_again),
        post("/student/feedback", student.renew_feedback),
        get("/course", course.page),
        get("/search", course.search),
        get("/file", course.file),
        get("/job", running.job),
        post("/run/grade/{lesson}", running.grade),
        post("/run/return/{lesson}", running.give_back),
        post("/run/marks", running.marks),
        get("/collect", uploads.page),
        post("/collect", uploads.shown),
        post("/collect/agreed", uploads.agreed),
    ]


def _static() -> list[Route]:
    """What is the same for everybody and says nothing of the class."""

    async def look(_: Request) -> Response:
        return Response(style(), media_type="text/css")

    def served(name: str) -> Route:
        async def file(_: Request) -> Response:
            return FileResponse(STATIC / name, media_type="text/javascript")

        return Route(f"/static/{name}", file, methods=["GET"], name=f"GET /static/{name}")

    style_route = Route("/static/desk.css", look, methods=["GET"], name="GET /static/desk.css")
    return [style_route, *(served(name) for name in ("htmx.min.js", "desk.js", "login.js"))]
