"""Moves that answer in good HTTP, with bodies that nobody should send."""

import gzip
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from rogue_server import Answer, Move, Visit

GIGABYTES_MEGABYTES = 1024
YEAR = timedelta(days=365)


def body(change: Callable[[bytes], bytes], *headers: bytes) -> Move:
    """Answer with the body changed."""

    async def move(visit: Visit) -> None:
        answer = await visit.honest()
        await visit.send(Answer(answer.status, [*answer.headers, *headers], change(answer.body)).bytes())

    return move


def document(change: Callable[[Any], Any]) -> Move:
    """Answer with the JSON document of the body changed."""
    return body(lambda text: _written(change(json.loads(text))) if text else text)


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


def beside(name: str, value: bytes) -> Move:
    """Answer with one more member in the object, its value written just so."""
    return body(lambda text: b'{"%s": %s, %s' % (name.encode(), value, text.lstrip()[1:]) if text else text)


def strings(change: Callable[[str], Any]) -> Move:
    """Answer with every text in the body changed."""
    return document(lambda value: _each(value, lambda one: change(one) if isinstance(one, str) else one))


def member(names: tuple[str, ...], change: Callable[[Any], Any]) -> Move:
    """Answer with the members of these names changed, wherever they stand."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: change(one) if key in names else walk(one) for key, one in value.items()}
        return [walk(one) for one in value] if isinstance(value, list) else value

    return document(walk)


def _each(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _each(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_each(one, change) for one in value]
    return change(value)


def bomb(encoding: str) -> Move:
    """Answer with a gigabyte, small once it is encoded."""
    megabyte = bytes(1 << 20)
    if encoding == "gzip":
        packed = gzip.compress(megabyte) * GIGABYTES_MEGABYTES
    else:
        packer = zlib.compressobj()
        first, further = (packer.compress(megabyte) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
        packed = first + further * GIGABYTES_MEGABYTES
    return body(lambda _: packed, b"content-encoding: " + encoding.encode())


def encoded(encoding: bytes, pack: Callable[[bytes], bytes]) -> Move:
    """Answer with the body packed, and named as packed in some way."""
    return body(pack, b"content-encoding: " + encoding)


async def a_year_ago(visit: Visit) -> None:
    """Answer by the rules of a clock that is a year slow."""
    answer = await visit.honest()
    late = _each(answer.json, _year_earlier)
    date = format_datetime(datetime.now(UTC) - YEAR, usegmt=True).encode()
    await visit.send(Answer(answer.status, [*answer.headers, b"date: " + date], _written(late)).bytes())


def _year_earlier(value: Any) -> Any:
    try:
        then = datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ")
    except (TypeError, ValueError):
        return value
    return f"{(then - YEAR).isoformat(timespec='milliseconds')}Z"
