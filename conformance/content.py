"""Bodies freed of their content encoding, and the bounds of what is read at all.

Half a megabyte on the wire can be a gigabyte of memory, and so can a few megabytes of JSON. The bounds are this
suite's own: no document sets them, so whoever goes beyond is not accused, and what was asked stays undecided.
"""

import zlib

from conformance.exchange import DEEPEST, too_deep

WIRE_BYTES = 2 << 20
"""A response body is read up to this many bytes on the wire."""

DECODED_BYTES = 2 << 20
"""A response body is read up to this many bytes once decompressed."""

VALUES = 50_000
"""JSON is read up to this many members and elements, all arrays and objects together."""

_VALUE_BYTES = 100
"""What a value takes in memory, at least."""


class TooMuch(Exception):
    """An answer is larger than anything that is read; the message says which bound it goes beyond."""


def decoded(wire: bytes, content_encoding: str | None) -> tuple[bytes, str | None]:
    """A body freed of its content encoding; or nothing and the reason why it cannot be.

    Raises:
        TooMuch: the body goes beyond a bound.
    """
    body, broken = _unpacked(wire, (content_encoding or "identity").strip().lower())
    if body.lstrip()[:1] in (b"{", b"["):
        if _values(body) > VALUES:
            raise TooMuch(f"the body holds more than {VALUES} values")
        if too_deep(body):
            raise TooMuch(f"the body is nested more than {DEEPEST} levels deep")
    return body, broken


def weight(body: bytes) -> int:
    """Bytes of memory that a body takes, together with what it is parsed to."""
    return len(body) + _VALUE_BYTES * _values(body)


def _values(body: bytes) -> int:
    """At most so many values stand in a JSON text: its commas and brackets, those within strings too."""
    return body.count(b",") + body.count(b"[") + body.count(b"{")


def _unpacked(wire: bytes, encoding: str) -> tuple[bytes, str | None]:
    if encoding in ("identity", "") or not wire:
        return wire, None
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return b"", f"the body is encoded as {encoding[:40]!r}, which was not asked for"
    body = bytearray()
    while wire:
        # 47: zlib and gzip framing are told apart by their headers. Members may follow one another (RFC 1952, 2.2).
        decoder = zlib.decompressobj(wbits=47)
        try:
            body += decoder.decompress(wire, DECODED_BYTES + 1 - len(body))
        except zlib.error:
            return b"", "the body is not what its Content-Encoding says"
        if len(body) > DECODED_BYTES:
            raise TooMuch(f"the body is larger than {DECODED_BYTES} bytes once decompressed")
        if not decoder.eof:
            return b"", "the compressed body is cut short"
        wire = decoder.unused_data
    return bytes(body), None
