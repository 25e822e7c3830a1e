"""Operations that are never answered: the connection closes, each time, while the caller waits."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Receive, Scope, Send


def hang_up(app: ASGIApp, operation: str) -> ASGIApp:
    """Close the connection instead of answering one operation. It shows over sockets only.

    Args:
        app: Answers everything else.
        operation: A pattern for `METHOD path`, matched as a whole.
    """

    async def hanging(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and re.fullmatch(operation, f"{scope['method']} {scope['path']}"):
            # A server that has begun an answer and cannot end it has nothing left to do but to close.
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
            return
        await app(scope, receive, send)

    return hanging
