"""Addresses of the internet protocol: other spellings of good ones, and what is none."""

from ipaddress import IPv6Address
from typing import Final

MALFORMED: Final = (
    "256.1.1.1", "8.8.8.999", "8.8.8.8.8", "8.8.8.-8", "8.8.8.8/24", "8.8.8.8:443", "8,8,8,8", "a.b.c.d",
    "localhost", "example.com", "not-an-ip", "null",
    "2001:4860:4860", "2001:4860:4860::8888::1", "2001:4860:4860:0:0:0:0:0:8888", "2001:4860:4860::g888",
    "2001:4860:4860::88888", ":::", "2001:4860:4860::8888/64",
)  # fmt: skip
"""What is an address of neither version. Short forms of version 4 (127.1, a bare number) are debatable: none here."""


def spellings(address: str) -> tuple[str, ...]:
    """An address of version 6 in short, in full and in capital letters, which are all the same (RFC 4291, 2.2)."""
    parsed = IPv6Address(address)
    return tuple(dict.fromkeys((parsed.compressed, parsed.exploded, parsed.compressed.upper())))
