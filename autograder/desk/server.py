"""Starts the desk: opens the gradebook, listens, opens the browser, and ends in order."""

from __future__ import annotations

import contextlib
import socket
import threading
import webbrowser
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import uvicorn

from autograder.common.terminal import console
from autograder.database import backup
from autograder.database.opening import reading
from autograder.database.place import GradebookError
from autograder.desk.access.door import Tokens
from autograder.desk.app import application
from autograder.desk.desk import Desk, refuse
from autograder.desk.pages.running import Uploads
from autograder.desk.work.copies import copying
from autograder.desk.work.jobs import Jobs
from autograder.lesson.course import Course
from autograder.store.desk.accounts import accounts

HERE = "127.0.0.1"
_ALL = ("0.0.0.0", "::", "")
_LEAVE_SECONDS = 2


@dataclass(frozen=True)
class Place:
    """Where to listen.

    Attributes:
        host: the address; any but 127.0.0.1 is for a team, and then only accounts get in.
        port: 0 takes a free one.
        origin: what browsers call it where a proxy stands in front: "https://desk.example.org".
    """

    host: str = HERE
    port: int = 8200
    origin: str = ""

    @property
    def is_here(self) -> bool:
        """Whether only this computer reaches it, without a proxy."""
        return self.host in (HERE, "localhost", "::1") and not self.origin


def serve(course: Course, place: Place, *, browser: bool = True, trusted: bool = False) -> None:
    """Serve until Ctrl-C. Raises GradebookError: no gradebook, no account, no such address."""
    _check(place)
    with reading(course) as store, contextlib.ExitStack() as stack:
        with store.begin() as connection:
            named = accounts(connection)
        refuse(
            not place.is_here and not named,
            "a desk that others reach lets only accounts in, and there is none yet; first:"
            " autograder desk --account NAME --role instructor",
        )
        desk, jobs, uploads = Desk(course, store, trusted), Jobs(course), Uploads()
        stack.callback(jobs.close)
        stack.callback(uploads.close)
        stack.enter_context(copying(course))
        tokens = Tokens() if place.is_here else Tokens("")
        listening = stack.enter_context(contextlib.closing(_bound(place)))
        port = listening.getsockname()[1]
        host = f"[{place.host}]" if ":" in place.host else place.host
        origins = [place.origin] if place.origin else [f"http://{host}:{port}"]
        if place.is_here:
            origins.append(f"http://localhost:{port}")
        app = application(desk, jobs, tokens, uploads, origins)
        address = f"{origins[0]}/login" + (
            f"?token={quote(tokens.secret)}" if tokens.secret else ""
        )
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_LEAVE_SECONDS,
            lifespan="off",
        )
        threading.Thread(target=_warm, args=(desk,), daemon=True).start()
        console.print(f"desk: {address}", markup=False, soft_wrap=True)
        console.print("desk: Ctrl-C ends it; what was given is kept", markup=False)
        if browser:
            webbrowser.open(address)
        uvicorn.Server(config).run(sockets=[listening])
        console.print("desk: ended", markup=False)
    backup.back_up(course)


def _check(place: Place) -> None:
    """Raise GradebookError where browsers could not call it by the name that it answers to."""
    refuse(
        place.host in _ALL and not place.origin,
        f"--host {place.host} is every address of this machine; say by which name browsers call"
        " it, such as --origin https://desk.example.org",
    )
    parts = urlsplit(place.origin)
    exact = f"{parts.scheme}://{parts.netloc}".lower()
    refuse(
        bool(place.origin)
        and (parts.scheme not in ("http", "https") or not parts.netloc or exact != place.origin),
        "--origin: expected scheme and host in small letters and nothing after them, such as"
        f" https://desk.example.org, found {place.origin!r}",
    )


def _bound(place: Place) -> socket.socket:
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((place.host, place.port))
        listening.listen()  # so that a browser may come before the server is ready
    except OSError as error:
        listening.close()
        raise GradebookError(
            f"{place.host} port {place.port} cannot be used ({error.strerror}); another desk may"
            " be open there: use that, or choose another --port"
        ) from error
    return listening


def _warm(desk: Desk) -> None:
    """Read the lessons before the first page asks for them."""
    with contextlib.suppress(Exception):  # the page says what is wrong
        desk.lessons()
