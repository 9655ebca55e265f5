"""A JupyterLab server of its own: random port, new token, no settings but those given here."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support import ROOT

WITHOUT_LITE = ROOT / "scripts" / "lab" / "without_lite.py"
START_SECONDS = 300
STOP_SECONDS = 20
# A quiet JupyterLab: no news, no questions, nothing looked up outside this machine.
SETTINGS = {
    "apputils-extension/notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
}
OPTIONS = {
    "ServerApp.ip": "127.0.0.1",
    "ServerApp.port": "0",
    "ServerApp.open_browser": "False",
    "LabApp.expose_app_in_browser": "True",
    "JupyterNotebookApp.expose_app_in_browser": "True",
    "LabApp.extension_manager": "readonly",
    "LabApp.news_url": "",
    "LanguageServerManager.autodetect": "False",
}


@dataclass(frozen=True)
class Lab:
    """A server that runs, and the folder of notebooks that it serves."""

    url: str
    token: str
    folder: Path

    def address(self, name: str, *, app: str = "lab/tree") -> str:
        """Where to open the notebook called `name`: in a fresh JupyterLab, or in Notebook 7."""
        return f"{self.url}{app}/{name}?token={self.token}&reset"


@contextlib.contextmanager
def jupyter_lab(home: Path, words: Sequence[str] | None = None) -> Iterator[Lab]:
    """A JupyterLab that keeps everything it writes under `home`; ended at the end.

    With `words`, options such as `make lab` gives, it has these and no other settings. Without, it
    leaves out what an author's environment has and no student's: the browser edition's extension.
    """
    notebooks, runtime, log = home / "notebooks", home / "runtime", home / "server.log"
    notebooks.mkdir(parents=True)
    if words is None:
        _write_settings(home / "config" / "lab" / "user-settings" / "@jupyterlab")
    token = secrets.token_hex(16)
    places = {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(runtime),
        "IPYTHONDIR": str(home / "ipython"),
    }
    environment = {**os.environ, **places, "JUPYTER_TOKEN": token, "PYTHONPATH": str(ROOT)}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*_command(notebooks), *(words or [f"--config={WITHOUT_LITE}"])],
            env=environment,
            cwd=home,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield Lab(_wait_for_url(server, runtime, log), token, notebooks)
    finally:
        _end(server)


def _command(notebooks: Path) -> list[str]:
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={notebooks}"]
    command += [f"--{name}={value}" for name, value in OPTIONS.items()]
    return [*command, "--allow-root"] if os.geteuid() == 0 else command


def _write_settings(folder: Path) -> None:
    for name, values in SETTINGS.items():
        path = folder / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values))


def _wait_for_url(server: subprocess.Popen[bytes], runtime: Path, log: Path) -> str:
    """The server's address, from the file that it writes once it listens."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(json.JSONDecodeError):  # still being written
                return str(json.loads(path.read_text())["url"])
        time.sleep(0.05)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text()[-3000:]}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels; what is left of its process group goes too."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(STOP_SECONDS)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()
