"""Moves that are good HTTP, and bad manners: waits without end, detours, refusals, lists that never end."""

import json
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from rogue_connections import behave
from rogue_server import PRE_FLIGHT, Answer, Move, Visit


def status(code: str, *headers: bytes, body: bytes = b"{}") -> Move:
    """Answer everything with this status."""

    async def move(visit: Visit) -> None:
        await visit.send(Answer(code, [b"content-type: application/json", *headers], body).bytes())

    return move


def asking_to_wait(code: str, *retry_after: bytes) -> Move:
    """Ask everybody to come back later."""
    return status(code, *(b"retry-after: " + value for value in retry_after))


def redirect(code: str, location: str | None = None) -> Move:
    """Send everybody to another origin, or to some place of this one."""

    async def move(visit: Visit) -> None:
        assert visit.rogue.elsewhere is not None
        place = location or f"{visit.rogue.elsewhere.url}{visit.path}"
        await visit.send(Answer(code, [b"location: " + place.encode()], b"").bytes())

    return move


def on_lists(move: Move) -> Move:
    """Behave but for lists that a check asks for."""

    async def choose(visit: Visit) -> None:
        lists = visit.method == "GET" and visit.path.startswith("/v1/crypto/onramp_sessions?")
        await (move if lists and visit.check != PRE_FLIGHT else behave)(visit)

    return choose


async def page_for_ever(visit: Visit) -> None:
    """Show the first page, whichever is asked for, and say that there are more."""
    visit.path = re.sub(r"(starting_after|ending_before)=[^&]*", "", visit.path)
    await _page(visit, lambda entry: entry)


async def pages_for_ever(visit: Visit) -> None:
    """Show sessions that nobody has seen before, and say that there are more."""
    visit.path = re.sub(r"(starting_after|ending_before)=[^&]*", "", visit.path)
    await _page(visit, lambda entry: {**entry, "id": f"cos_{uuid4().hex}"})


async def _page(visit: Visit, change: Callable[[Any], Any]) -> None:
    answer = await visit.honest()
    page = answer.json
    if "data" in page:
        page = {**page, "has_more": True, "data": [change(entry) for entry in page["data"]]}
    await visit.send(Answer(answer.status, answer.headers, json.dumps(page).encode()).bytes())
