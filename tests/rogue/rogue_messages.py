"""Moves that break the framing of HTTP messages: lengths, chunks, heads, and answers that nobody asked for."""

import asyncio
import itertools

from rogue_connections import behave
from rogue_server import Answer, Move, Visit


def _head(answer: Answer, *lines: bytes) -> bytes:
    """The head of an answer, with these lines in place of its length."""
    return b"\r\n".join([f"HTTP/1.1 {answer.status}".encode(), *answer.headers, *lines]) + b"\r\n\r\n"


def sending(data: bytes) -> Move:
    """Send these bytes and close the connection."""

    async def move(visit: Visit) -> None:
        await visit.send(data)
        visit.hang_up()

    return move


def length(difference: int, *, wait: bool = False) -> Move:
    """Say a Content-Length that is wrong by so much; then close the connection, or wait for ever."""

    async def move(visit: Visit) -> None:
        answer = await visit.honest()
        await visit.send(_head(answer, b"content-length: %d" % (len(answer.body) + difference)) + answer.body)
        if wait:
            await asyncio.sleep(3600)
        visit.hang_up()

    return move


async def two_lengths(visit: Visit) -> None:
    """Say two lengths that contradict each other."""
    answer = await visit.honest()
    size = len(answer.body)
    await visit.send(_head(answer, b"content-length: %d" % size, b"content-length: %d" % (size - 5)) + answer.body)
    visit.hang_up()


async def length_and_chunks(visit: Visit) -> None:
    """Say a length and chunks at once, as whoever smuggles messages does."""
    answer = await visit.honest()
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(answer.body), answer.body)
    await visit.send(_head(answer, b"content-length: 3", b"transfer-encoding: chunked") + chunks)
    visit.hang_up()


def chunks(after: bytes, *, wait: bool = False) -> Move:
    """Send a first chunk by the rules, and these bytes behind it; then close, or wait for ever."""

    async def move(visit: Visit) -> None:
        answer = await visit.honest()
        first = b"%x\r\n%s\r\n" % (len(answer.body), answer.body)
        await visit.send(_head(answer, b"transfer-encoding: chunked") + first + after)
        if wait:
            await asyncio.sleep(3600)
        visit.hang_up()

    return move


async def endless_body(visit: Visit) -> None:
    """Send a body that never ends, as fast as it is taken."""
    await visit.send(_head(await visit.honest(), b"transfer-encoding: chunked"))
    while True:
        await visit.send(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


async def endless_interim(visit: Visit) -> None:
    """Send 103 Early Hints, over and over, as fast as they are taken."""
    while True:
        await visit.send(b"HTTP/1.1 103 Early Hints\r\nlink: </a>; rel=preload\r\n\r\n" * 500)


async def some_interim(visit: Visit) -> None:
    """Send 100, 102 and 103 before the answer, which is lawful."""
    for status in (b"100 Continue", b"102 Processing", b"103 Early Hints"):
        await visit.send(b"HTTP/1.1 " + status + b"\r\n\r\n")
    await behave(visit)


def with_lines(*lines: bytes) -> Move:
    """Answer by the rules, with these lines in the head as well."""

    async def move(visit: Visit) -> None:
        answer = await visit.honest()
        answer.headers += lines
        await visit.send(answer.bytes())

    return move


async def endless_head(visit: Visit) -> None:
    """Send header lines that never end."""
    await visit.send(b"HTTP/1.1 201 Created\r\n")
    for number in itertools.count():
        await visit.send(b"".join(b"x-%d-%d: %s\r\n" % (number, line, b"v" * 100) for line in range(200)))


async def bare_line_feeds(visit: Visit) -> None:
    """End the lines of the head with LF alone, which a recipient may take (RFC 9112, 2.2)."""
    answer = await visit.honest()
    head = _head(answer, b"content-length: %d" % len(answer.body))
    await visit.send(head.replace(b"\r\n", b"\n") + answer.body)


async def bare_carriage_returns(visit: Visit) -> None:
    """End a line of the head with CR alone."""
    answer = await visit.honest()
    await visit.send(_head(answer, b"x-one: 1\rx-two: 2", b"content-length: %d" % len(answer.body)) + answer.body)
    visit.hang_up()


async def twice(visit: Visit) -> None:
    """Answer one request with two responses: the second waits for whoever comes next."""
    answer = await visit.honest()
    stray = Answer("201 Created", answer.headers, b'{"id": "stray"}')
    await visit.send(answer.bytes() + stray.bytes())


def one_behind() -> Move:
    """Answer each request with what the one before should have got, as a connection that lost its place does."""
    waiting: list[Answer] = []

    async def move(visit: Visit) -> None:
        waiting.append(await visit.honest())
        await visit.send((waiting.pop(0) if len(waiting) > 1 else waiting[0]).bytes())

    return move
