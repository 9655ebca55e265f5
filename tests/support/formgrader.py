"""A Jupyter server with formgrader in a course's folder, as an instructor starts it."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.lesson.course import Course
from tests.support import ROOT


@dataclass(frozen=True)
class Server:
    """Where it answers, and what lets one in."""

    address: str
    token: str

    def press(self, button: str) -> Any:
        """Press a button of formgrader's; returns its answer."""
        return self._ask(f"formgrader/api/{urllib.request.quote(button)}", "POST")

    def tell(self, what: str) -> Any:
        """What formgrader's API says."""
        return self._ask(f"formgrader/api/{urllib.request.quote(what)}", "GET")

    def _ask(self, place: str, method: str) -> Any:
        key = {"Authorization": f"token {self.token}"}
        request = urllib.request.Request(f"{self.address}{place}", method=method, headers=key)
        with urllib.request.urlopen(request, timeout=300) as answer:
            return json.load(answer)


@contextmanager
def formgrader(course: Course) -> Iterator[Server]:
    """A server in the course's folder."""
    token, home = secrets.token_hex(16), course.root.parent / f"{course.root.name}-jupyter"
    places = {f"JUPYTER_{name}_DIR": str(home / name) for name in ("CONFIG", "DATA", "RUNTIME")}
    own = {"JUPYTER_TOKEN": token, "AUTOGRADER_COURSE": str(course.root), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "jupyter_server", "--no-browser", "--ip=127.0.0.1", "--port=0"]
    command += ["--allow-root", f"--ServerApp.root_dir={course.root}"]
    home.mkdir()
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            command, cwd=course.root, env={**os.environ, **places, **own}, stdout=log, stderr=log
        )
    try:
        yield Server(_address(server, home), token)
    finally:
        server.terminate()
        server.wait(30)


def _address(server: subprocess.Popen[bytes], home: Path) -> str:
    end = time.monotonic() + 120
    while time.monotonic() < end and server.poll() is None:
        for path in (home / "RUNTIME").glob("jpserver-*.json"):
            about = json.loads(path.read_text() or "{}")
            if "url" in about and _answers(about["url"]):
                return str(about["url"])
        time.sleep(0.1)
    raise AssertionError((home / "log").read_text()[-3000:])


def _answers(url: str) -> bool:
    """Whether the server listens yet: it tells its address before it does."""
    try:
        with urllib.request.urlopen(f"{url}api", timeout=60):
            return True
    except urllib.error.URLError:
        return False
