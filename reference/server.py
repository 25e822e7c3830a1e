"""Serve an application on uvicorn so that another process can start it, know when it is ready, and stop it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.server import Server


def listen(app: ASGIApp, host: str = "127.0.0.1", port: int = 0, *, with_parent: bool = False) -> None:
    """Serve until SIGINT or SIGTERM, or until standard input ends if `with_parent` is set.

    Prints one line, `listening on http://HOST:PORT`, once connections are really accepted. Port 0 takes any free one.

    Raises:
        OSError: The address cannot be had.
    """
    with _bound(host, port) as listener:
        server = _Announcing(_config(app), _address(listener))
        if with_parent:
            threading.Thread(target=_stop_with_stdin, args=(server,), daemon=True).start()
        server.run(sockets=[listener])


@contextlib.contextmanager
def hosting(app: ASGIApp, **options: Any) -> Iterator[str]:
    """Serve in a thread of this process for the length of a `with` block; gives the base URL. Options are uvicorn's."""
    with _bound("127.0.0.1", 0) as listener:
        config = _config(app, **options)
        server = Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                time.sleep(0.005)
            yield _address(listener, "https" if config.is_ssl else "http")
        finally:
            server.should_exit = True
            thread.join()


def _config(app: ASGIApp, **options: Any) -> Config:
    return Config(
        app,
        lifespan="off",
        ws="none",
        access_log=False,
        log_config=None,
        log_level="critical",
        timeout_graceful_shutdown=0,
        **options,
    )


class _Announcing(Server):
    """A server that says when it is ready, and for which a signal to stop is no failure."""

    def __init__(self, config: Config, address: str) -> None:
        super().__init__(config)
        self._address = address

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if not self.should_exit:
            print(f"listening on {self._address}", flush=True)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM; unlike the base class, do not die of them afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield  # only the main thread may set handlers
            return
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or asyncio does not know TCP and lets small answers wait for acknowledgements (Nagle).
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":  # elsewhere the option lets two servers share a port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.set_inheritable(True)
    except OSError:
        listener.close()
        raise
    return listener


def _address(listener: socket.socket, scheme: str = "http") -> str:
    host, port = listener.getsockname()[:2]
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"


def _stop_with_stdin(server: Server) -> None:
    # A pipe ends when the process that holds its other side dies, however it dies.
    with contextlib.suppress(OSError, ValueError, AttributeError):  # there may be no standard input at all
        while os.read(sys.stdin.fileno(), 4096):
            pass
    server.should_exit = True
