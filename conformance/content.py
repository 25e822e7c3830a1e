"""Content encodings undone, bounded: half a megabyte on the wire can be a gigabyte of memory."""

import zlib

DECODED_BYTES = 4 << 20
"""A response body may have this many bytes once decompressed."""


def decoded(wire: bytes, content_encoding: str | None) -> tuple[bytes, str | None]:
    """A body freed of its content encoding, bounded; or nothing and the reason why it cannot be."""
    encoding = (content_encoding or "identity").strip().lower()
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
            return b"", f"the body is larger than {DECODED_BYTES} bytes once decompressed"
        if not decoder.eof:
            return b"", "the compressed body is cut short"
        wire = decoder.unused_data
    return bytes(body), None
