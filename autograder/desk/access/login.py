"""In with the token of this computer, or an account's name and password; and out again."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from autograder.common.terminal import console
from autograder.common.text import plain
from autograder.database.place import GradebookError
from autograder.desk.access.door import Tokens, Tries
from autograder.desk.access.guard import Guarded
from autograder.desk.desk import Desk
from autograder.desk.look import environment
from autograder.store.desk.accounts import (
    INSTRUCTOR,
    accounts,
    close_session,
    open_session,
    role_of,
)
from autograder.store.store import who

_WRONG = "That does not fit. Use the address that the desk printed when it was started."
_WRONG_ACCOUNT = "Name and password do not fit."
_WAIT = "Too many tries that did not fit: wait a minute."


class Login:
    """The page before all others. `secure`: the cookie goes over HTTPS only."""

    def __init__(self, desk: Desk, tokens: Tokens, guarded: Guarded, *, secure: bool) -> None:
        self._desk, self._tokens, self._guarded, self._secure = desk, tokens, guarded, secure
        self._tries = Tries()

    def routes(self) -> list[Route]:
        return [
            Route("/login", self._form, methods=["GET"], name="GET /login"),
            Route("/login", self._log_in, methods=["POST"], name="POST /login"),
            Route("/logout", self._log_out, methods=["POST"], name="POST /logout"),
        ]

    async def _form(self, request: Request) -> Response:
        return await run_in_threadpool(self._page, request.query_params.get("token", ""), "", 200)

    def _page(self, token: str, problem: str, status: int) -> Response:
        with self._desk.looking() as connection:
            named = bool(accounts(connection))
        about = {"token": token[:200], "problem": problem, "accounts": named}
        with_token = bool(self._tokens.secret)
        page = environment().get_template("login.html.j2").render(with_token=with_token, **about)
        return HTMLResponse(page, status)

    async def _log_in(self, request: Request) -> Response:
        async with request.form(max_fields=10, max_files=0) as form:
            given = {name: str(value)[:1000] for name, value in form.items()}
        about = (given.get("name", ""), request.client.host if request.client else "")
        if not self._tries.begin(*about):
            return await run_in_threadpool(self._page, "", _WAIT, 429)
        try:
            secret = await run_in_threadpool(self._opened, given)
        except GradebookError:  # nobody knows whether it fits
            self._tries.fitted(*about)
            raise
        if secret is None:
            wrong = _WRONG_ACCOUNT if given.get("name") else _WRONG
            return await run_in_threadpool(self._page, "", wrong, 403)
        self._tries.fitted(*about)
        response = RedirectResponse("/", 303)
        response.set_cookie(
            self._guarded.cookie, secret, httponly=True, samesite="strict", secure=self._secure
        )
        return response

    def _opened(self, given: dict[str, str]) -> str | None:
        """The secret of a new session; None where nothing fits."""
        name, role = given.get("name", ""), None
        if name:
            with self._desk.looking() as connection:
                role = role_of(connection, name, given.get("password", ""))
        elif self._tokens.fits(given.get("token", "")):
            name, role = who(), INSTRUCTOR
        if role is None:
            return None
        opened = role
        console.print(f"desk: {plain(name)} is in ({opened})", markup=False, soft_wrap=True)
        return self._desk.change(lambda connection: open_session(connection, name, opened))

    async def _log_out(self, request: Request) -> Response:
        secret = request.cookies.get(self._guarded.cookie, "")
        session = await run_in_threadpool(self._guarded.session, request)
        async with request.form(max_fields=10, max_files=0) as form:
            ours = session is not None and form.get("csrf") == session.csrf
        if ours:
            await run_in_threadpool(self._desk.change, lambda c: close_session(c, secret))
        response = RedirectResponse("/login", 303)
        if ours:
            response.delete_cookie(self._guarded.cookie)
        return response
