"""How far a command is, as it goes on: server-sent events."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from autograder.desk.access.guard import Guarded
from autograder.desk.work.jobs import Jobs

_LOOK = 2.0  # seconds between two looks whether the browser is still there
_MOST_OPEN = 40


def events_route(guarded: Guarded, jobs: Jobs) -> Route:
    """`GET /events`, for instructors."""
    open_now = 0

    async def events(request: Request) -> Response:
        nonlocal open_now
        session = await run_in_threadpool(guarded.session, request)
        if session is None or not session.is_instructor:
            return PlainTextResponse("Log in first.\n", 401)
        if open_now >= _MOST_OPEN:
            return PlainTextResponse("Too many pages are open.\n", 429)

        async def stream() -> AsyncIterator[str]:
            nonlocal open_now
            open_now += 1
            try:
                version = -1
                while not await request.is_disconnected():
                    seen = await run_in_threadpool(jobs.wait_for_news, version, _LOOK)
                    if seen != version and (job := jobs.newest):
                        yield f"data: {json.dumps(job.told())}\n\n"
                    else:
                        yield ": still here\n\n"
                    version = seen
            finally:
                open_now -= 1

        return StreamingResponse(stream(), media_type="text/event-stream")

    return Route("/events", events, methods=["GET"], name="GET /events")
