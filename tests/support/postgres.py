"""A PostgreSQL server of one's own: in a folder that goes with it, reached by a socket in there."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.classes import wait_for

_DEBIAN = Path("/usr/lib/postgresql")  # Debian keeps the server's programs off the path


def find_postgres(program: str = "postgres") -> str | None:
    """The path of a program of the server's, if it is installed: the newest, on Debian."""
    found = sorted(_DEBIAN.glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    return str(found[-1]) if found else shutil.which(program)


def why_no_postgres() -> str | None:
    """Why no server can be started; None where one can."""
    if find_postgres() is None or find_postgres("initdb") is None:
        return "no PostgreSQL server is installed (apt-get install postgresql)"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed (pip install 'psycopg[binary]')"
    return None


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database on a fresh server."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # short: a socket's path has 107 letters
    someone = _someone()
    if someone:
        os.chown(folder, someone["user"], someone["group"])
    initdb, server = find_postgres("initdb"), find_postgres()
    assert initdb is not None
    assert server is not None
    data = str(folder / "data")
    try:
        made = [initdb, "-D", data, "-U", "course", "-A", "trust", "--no-sync", "-E", "UTF8"]
        subprocess.run(made, cwd=folder, check=True, capture_output=True, **someone)
        run = [server, "-D", data, "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        with subprocess.Popen(
            run, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **someone
        ) as process:
            try:
                wait_for(lambda: _answers(folder))
                yield f"postgresql+psycopg://course@/postgres?host={folder}"
            finally:
                process.terminate()
    finally:
        shutil.rmtree(folder)


def _answers(folder: Path) -> bool:
    """Whether the server takes connections: its socket is there a moment earlier."""
    import psycopg

    try:
        psycopg.connect(host=str(folder), user="course", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _someone() -> dict[str, Any]:
    """Whom to run it as: a server refuses to be root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
