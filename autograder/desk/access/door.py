"""What stands before every page: which addresses are ours, and what the browser must forbid."""

from __future__ import annotations

import secrets
import time
from collections import defaultdict
from collections.abc import Hashable, Sequence
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
_WITHIN = 60.0  # seconds
_TRIES = 10  # for one account from one address
_TRIES_FROM_ALL = 100  # for one account from wherever


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
    """What lets the person at this computer in, without an account.

    `secret` is empty where only accounts get in.
    """

    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def fits(self, given: str) -> bool:
        return bool(self.secret) and secrets.compare_digest(given.encode(), self.secret.encode())


@dataclass
class Tries:
    """How often somebody failed to get in lately, by account and address.

    Who guesses at one account keeps out nobody else: neither other accounts, nor, until there are
    very many tries, whoever comes to the same account from another address.
    """

    _begun: dict[Hashable, list[float]] = field(default_factory=lambda: defaultdict(list))

    def begin(self, account: str, address: str, at: float | None = None) -> bool:
        """Count a try; False where so many failed within a minute that this one has to wait."""
        now = time.monotonic() if at is None else at
        self._forget(now)
        here, everywhere = self._of(account, address)
        if len(here) >= _TRIES or len(everywhere) >= _TRIES_FROM_ALL:
            return False
        here.append(now)
        everywhere.append(now)
        return True

    def fitted(self, account: str, address: str) -> None:
        """The try that was counted last did not fail."""
        for moments in self._of(account, address):
            del moments[-1:]

    def _of(self, account: str, address: str) -> tuple[list[float], list[float]]:
        return self._begun[(account, address)], self._begun[account]

    def _forget(self, now: float) -> None:
        for key, moments in list(self._begun.items()):
            recent = [moment for moment in moments if moment > now - _WITHIN]
            if recent:
                self._begun[key] = recent
            else:
                del self._begun[key]
