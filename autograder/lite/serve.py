"""Serves a site on this machine, with the headers of which a browser makes the most."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from autograder.lite.pyodide import LiteError

_ISOLATED = {  # a page alone with itself may share memory with its Python
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
_FOR_A_YEAR = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NAMED_BY_CONTENT = (".whl", ".zip", ".wasm", ".asm.js")


class _Handler(SimpleHTTPRequestHandler):
    """Files with the headers above, and no word of each request."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: object, isolated: bool, **kwargs: object) -> None:
        self._isolated = isolated
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def end_headers(self) -> None:
        for name, value in _ISOLATED.items() if self._isolated else ():
            self.send_header(name, value)
        path = self.path.split("?")[0]
        stays = "/build/" in path or path.endswith(_NAMED_BY_CONTENT)
        self.send_header("Cache-Control", _FOR_A_YEAR if stays else _ASK_AGAIN)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class _Server(ThreadingHTTPServer):
    """Says nothing of a browser that hangs up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def server(folder: Path, port: int = 0, *, isolated: bool = True) -> ThreadingHTTPServer:
    """A server of `folder` for this machine alone, not yet started; port 0 is any that is free.

    Args:
        isolated: send COOP and COEP; GitHub Pages cannot.

    Raises:
        LiteError: there is no site, or the port is taken.
    """
    if not (folder / "workbook.json").is_file():
        raise LiteError(f"{folder} holds no site; make one first: make lite")
    handler = partial(_Handler, directory=str(folder), isolated=isolated)
    try:
        return _Server(("127.0.0.1", port), handler)
    except OSError as error:
        raise LiteError(
            f"port {port} cannot be used ({error.strerror}); name another: --port 8001"
        ) from error
