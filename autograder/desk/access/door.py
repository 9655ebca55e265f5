"""What stands before every page: which addresses are ours, and what the browser must forbid."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
    "cache-control": "no-store",
}
_TRIES, _WITHIN = 10, 60.0  # seconds


class Door:
    """Lets only requests in that were meant for this server, and puts headers on all answers.

    A page of another site may reach a server on this machine by a name of its own; its requests
    carry that name as host, or its origin.
    """

    def __init__(self, app: ASGIApp, origins: Sequence[str]) -> None:
        self._app, self._origins = app, set(origins)
        self._hosts = {urlsplit(origin).netloc for origin in origins}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(Headers(scope=scope), scope["method"])
        if refused:
            await PlainTextResponse(refused, 403)(scope, receive, with_headers)
        else:
            await self._app(scope, receive, with_headers)

    def _refusal(self, headers: Headers, method: str) -> str:
        host, origin = headers.get("host", ""), headers.get("origin")
        if host not in self._hosts:
            return "This server goes by another name; use the address that it printed.\n"
        if method not in ("GET", "HEAD") and origin is not None and origin not in self._origins:
            return "Changes are made from the desk's own pages only.\n"
        return ""


@dataclass
class Tokens:
    """What lets the person at this computer in, without an account; and how often one may try.

    `secret` is empty where only accounts get in.
    """

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _failed: list[float] = field(default_factory=list)

    def fits(self, given: str) -> bool:
        return bool(self.secret) and secrets.compare_digest(given.encode(), self.secret.encode())

    def too_many(self, at: float | None = None) -> bool:
        """Whether so many tries failed lately that the next has to wait."""
        begin = (time.monotonic() if at is None else at) - _WITHIN
        self._failed = [moment for moment in self._failed if moment > begin]
        return len(self._failed) >= _TRIES

    def failed(self, at: float | None = None) -> None:
        """A try did not fit."""
        self._failed.append(time.monotonic() if at is None else at)
