"""One request and its response, as evidence."""

import itertools
import json
import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, Final
from urllib.parse import quote


class Zone(StrEnum):
    """What the documents say of a request; the check that makes it says which."""

    MUST_ACCEPT = "must accept"
    MUST_REJECT = "must reject"
    MAY_EITHER = "may do either"


DEEPEST = 100
"""A body may be nested this deep."""

KEPT_BYTES = 32_000
"""Of a body that was judged, this much is kept."""

LONGEST_INTEGER = 4000
"""A whole number of more digits than this is read as a decimal."""

_STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
"""Texts, in which brackets mean nothing."""

_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


class Missing:
    """Stands for a member that is not there, which differs from one that is null."""

    def __repr__(self) -> str:
        return "absent"

    def __bool__(self) -> bool:
        return False


MISSING: Final = Missing()


@dataclass(frozen=True, slots=True)
class Request:
    """What was sent.

    Attributes:
        method: in upper case.
        path: with its query, relative to the base URL.
        headers: as sent, without those that the transport adds.
        body: the payload, or None.
    """

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


@dataclass(frozen=True, eq=False)
class Response:
    """What came back; each is itself only, so that what is known of it can be kept under it.

    Attributes:
        status: the HTTP status code.
        headers: as received, names in lower case.
        body: decoded from its content encoding.
        broken: why the body is not whole (undecodable, cut short), or None.
        size: of the body in bytes, where only its beginning is kept.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    broken: str | None = None
    size: int | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type in lower case, without parameters; empty if there is none."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def parsed(self) -> tuple[Any, str | None]:
        """The body as JSON and None, or `MISSING` and the reason why it is no JSON (RFC 8259)."""
        if self.broken:
            return MISSING, self.broken
        if too_deep(self.body):
            return MISSING, "the body is nested too deeply to be read"
        try:
            return json.loads(self.body.decode("utf-8"), parse_int=_whole, parse_constant=_no_such_number), None
        except UnicodeDecodeError:
            return MISSING, "the body is not UTF-8"
        except ValueError as error:
            return MISSING, f"the body is not JSON ({error})" if self.body else "the body is empty"

    @property
    def json(self) -> Any:
        """The body as JSON, or `MISSING` where it is none."""
        return self.parsed[0]


@dataclass
class Exchange:
    """One request with its response and circumstances.

    Attributes:
        number: position within its scenario, from 1.
        operation: method and path template.
        actor: the role whose credentials were sent, or "nobody".
        zone: what the documents say of the request.
        request: what was sent.
        response: what came back.
        seconds: from the first byte sent to the last byte received.
        retries: how often it was sent again because the target asked to wait (429, 503 with Retry-After).
        secret_headers: names, in lower case, of the request headers that carry credentials.
    """

    number: int
    operation: str
    actor: str
    zone: Zone
    request: Request
    response: Response
    seconds: float
    retries: int = 0
    secret_headers: frozenset[str] = field(default=frozenset())

    def lighten(self) -> None:
        """Keep no more of the response than evidence shows: it was judged, and may be kept for long."""
        body = self.response.body
        if len(body) > KEPT_BYTES:
            self.response = replace(self.response, body=body[:KEPT_BYTES], size=len(body))
        vars(self.response).pop("parsed", None)


def path_segment(text: str) -> str:
    """A text as one segment of a path: an id comes from the target, and may be anything that JSON can say."""
    quoted = quote(text, safe="", errors="surrogatepass")
    # Left as they are, these two are no segments but ways to elsewhere (RFC 3986, 5.2.4).
    return quoted.replace(".", "%2E") if quoted in (".", "..") else quoted


def pointer_to(parent: str, name: str | int) -> str:
    """The JSON Pointer of a member of what another one names (RFC 6901, 3)."""
    return f"{parent}/{str(name).replace('~', '~0').replace('/', '~1')}"


def at(document: Any, pointer: str) -> Any:
    """The member of a JSON document that a JSON Pointer names (RFC 6901), or `MISSING`."""
    value = document
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return MISSING
    return value


def too_deep(body: bytes) -> bool:
    """Whether a JSON text is nested more than `DEEPEST` levels deep, so that no function that recurses may see it.

    To be asked before parsing: inside a parser, the end of the stack is not always an exception that can be caught.
    """
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    # Without an escape, every other piece between quotation marks is a text, which is quicker seen.
    outside = _STRINGS.sub(b"", body) if b"\\" in body else b"".join(body.split(b'"')[::2])
    brackets = outside.translate(None, _NO_BRACKETS)
    # Peeling off the innermost pairs, at most two levels at a time, is many times quicker than counting.
    left = brackets
    for _ in range(DEEPEST // 2):
        left = left.replace(b"[]", b"").replace(b"{}", b"")
        if not left:
            return False
    depths = itertools.accumulate(1 if bracket in b"[{" else -1 for bracket in brackets)
    return max(depths, default=0) > DEEPEST


def _whole(digits: str) -> int | Decimal:
    # Python reads no integer of more digits than this; JSON has no such limit (RFC 8259, 6).
    return int(digits) if len(digits) <= LONGEST_INTEGER else Decimal(digits)


def _no_such_number(literal: str) -> Any:
    raise ValueError(f"{literal} is no JSON number")
