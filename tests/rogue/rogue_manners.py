"""Moves that are good HTTP, and bad manners: waits without end, detours, refusals, lists that never end."""

from rogue_connections import behave
from rogue_server import Answer, Move, Visit


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


def on(method: str, move: Move) -> Move:
    """Behave but for one method."""

    async def choose(visit: Visit) -> None:
        await (move if visit.method == method else behave)(visit)

    return choose
