"""The texts by which a secret gives itself away: itself, re-encoded, or what it is made of.

Escapes are another matter (`conformance.escapes`): which characters are escaped is the writer's choice.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

SHORTEST_PART = 12
"""A part of a secret, or a piece of its base64, of fewer characters than this is no secret by itself."""

_TELLING = 6
"""An encoded secret of fewer characters is not known again."""

_TOKEN = re.compile(r"(?P<header>eyJ[\w-]+)\.(?P<payload>[\w-]+)\.(?P<signature>[\w-]*)", re.ASCII)
"""A JWS in compact form (RFC 7515, 7.1), as a JSON Web Token is."""

_PERSONAL = ("sub", "email", "phone_number", "name", "preferred_username", "nickname", "given_name", "family_name")
"""Claims that say who somebody is (RFC 7519, 4.1.2; OpenID Connect Core 1.0, 5.1)."""

_URL_SAFE = str.maketrans("+/", "-_")


def forms(secret: str) -> dict[str, None]:
    """The secret itself and its encodings, each once: with plus signs for spaces, in base64, in hexadecimal digits."""
    octets = secret.encode("utf-8", "surrogatepass")
    encoded = [octets.hex(), octets.hex().upper()]
    for text in _base64(octets):
        encoded += (text, text.translate(_URL_SAFE))
    # Of a short secret, what is encoded stands in many a text by chance.
    telling = [text for text in encoded if len(text) >= _TELLING]
    return dict.fromkeys([secret, secret.replace(" ", "+"), *telling])


def _base64(octets: bytes) -> Iterator[str]:
    """The whole in base64, without padding; then what any longer text in base64 holds of it, wherever it begins."""
    yield base64.b64encode(octets).decode().rstrip("=")
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + octets).decode()
        # A character stands for 6 bits; those that share bits with a neighbour may look different.
        own = encoded[-(-8 * before // 6) : 8 * (before + len(octets)) // 6]
        if len(own) >= SHORTEST_PART:
            yield own


def parts(secret: str) -> dict[str, str]:
    """Part to name: the payload and the signature of a JSON Web Token, and what the payload says of a person.

    The header says the same in many tokens, and nothing of anybody.
    """
    token = _TOKEN.fullmatch(secret)
    if token is None:
        return {}
    found = {token["payload"]: "payload", token["signature"]: "signature"}
    text = _decoded(token["payload"])
    found[text] = "payload"
    found |= {value: name for name, value in _claims(text).items()}
    return {part: name for part, name in found.items() if len(part) >= SHORTEST_PART}


def logins(value: str) -> dict[str, str]:
    """Part to name: what a header's value says in HTTP Basic (RFC 7617), or nothing if it is none."""
    scheme, _, encoded = value.partition(" ")
    login = _decoded(encoded) if scheme.lower() == "basic" else ""
    user, colon, password = login.partition(":")
    # Where there is no password, the user name is a key.
    return {login: "login", password or user: "password"} if colon and (password or user) else {}


def _decoded(encoded: str) -> str:
    """A text from base64 of either alphabet, padded or not; empty if it is none."""
    try:
        octets = base64.b64decode(encoded.translate(str.maketrans("-_", "+/")) + "==")
        return octets.decode()
    except (binascii.Error, ValueError):
        return ""


def _claims(text: str) -> dict[str, str]:
    try:
        claims: Any = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(claims, dict):
        return {}
    return {name: claims[name] for name in _PERSONAL if isinstance(claims.get(name), str)}
