"""Moves that play with connections and with time."""

import asyncio
import itertools

from rogue_server import PRE_FLIGHT, Move, Visit


async def behave(visit: Visit) -> None:
    """Answer by the rules."""
    await visit.send((await visit.honest()).bytes())


def in_checks(move: Move) -> Move:
    """Behave in the pre-flight and when the clock is moved, so that the run goes on; the checks meet the hazard."""

    async def choose(visit: Visit) -> None:
        await (behave if visit.check in ("", PRE_FLIGHT) else move)(visit)

    return choose


def from_request(number: int, move: Move) -> Move:
    """Behave until so many requests have come in, and never again."""

    async def choose(visit: Visit) -> None:
        await (behave if visit.number < number else move)(visit)

    return choose


def at_request(number: int, move: Move) -> Move:
    """Behave but for this one request."""

    async def choose(visit: Visit) -> None:
        await (move if visit.number == number else behave)(visit)

    return choose


async def nobody(_: Visit) -> None:
    """Nobody listens, so nobody visits."""
    raise AssertionError("a request reached a target that does not listen")


async def hang_up(visit: Visit) -> None:
    """Close the connection instead of answering."""
    visit.hang_up()


async def reset(visit: Visit) -> None:
    """Break the connection off instead of answering."""
    visit.reset()


async def reset_in_the_body(visit: Visit) -> None:
    """Break the connection off half-way through the body."""
    answer = (await visit.honest()).bytes()
    await visit.send(answer[:-10])
    await asyncio.sleep(0.01)
    visit.reset()


async def silence(visit: Visit) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


async def drip(visit: Visit) -> None:
    """Answer by the rules, a byte a second."""
    for byte in (await visit.honest()).bytes():
        await visit.send(bytes([byte]))
        await asyncio.sleep(1)


def slow(seconds: float) -> Move:
    """Answer by the rules, but late."""

    async def move(visit: Visit) -> None:
        await asyncio.sleep(seconds)
        await behave(visit)

    return move


async def hang_up_after(visit: Visit) -> None:
    """Answer by the rules, then close the connection without having said so."""
    await behave(visit)
    visit.hang_up()


async def die(visit: Visit) -> None:
    """Take no connection any more, and break off those that there are."""
    visit.rogue.die()
    await asyncio.sleep(3600)


def faint(seconds: float) -> Move:
    """Die, and come back with all that was known before."""

    async def move(visit: Visit) -> None:
        asyncio.get_running_loop().call_later(seconds, lambda: asyncio.ensure_future(visit.rogue.listen()))
        await die(visit)

    return move


def in_turn(*moves: Move) -> Move:
    """One move after another, over and over."""
    turns = itertools.cycle(moves)

    async def move(visit: Visit) -> None:
        await next(turns)(visit)

    return move
