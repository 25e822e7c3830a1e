"""API keys as they travel: as a bearer token, or as the user name of HTTP Basic (RFC 7617)."""

import base64
import binascii
from collections.abc import Mapping
from typing import Final

HEADER: Final = "authorization"
LIVE: Final = ("sk_live_", "rk_live_", "pk_live_")
TEST: Final = ("sk_test_", "rk_test_", "pk_test_")


def bearer(key: str) -> dict[str, str]:
    """The header that sends a key as a bearer token."""
    return {HEADER: f"Bearer {key}"}


def basic(key: str) -> dict[str, str]:
    """The header that sends a key as a user name, with an empty password."""
    return {HEADER: f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}


def key_in(headers: Mapping[str, str]) -> str | None:
    """The key in an Authorization header, or None where there is none that can be read."""
    value = next((value for name, value in headers.items() if name.lower() == HEADER), "")
    scheme, _, rest = value.partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() or None
    return user_name(rest.strip()) if scheme.lower() == "basic" else None


def otherwise(headers: Mapping[str, str]) -> dict[str, str] | None:
    """The same headers with their key sent in the other way, or None where there is no key that can be read."""
    key = key_in(headers)
    if key is None:
        return None
    others = {name: value for name, value in headers.items() if name.lower() != HEADER}
    sent = next(value for name, value in headers.items() if name.lower() == HEADER)
    return others | (bearer(key) if sent.lower().startswith("basic") else basic(key))


def user_name(credentials: str) -> str | None:
    """The user name in the credentials of HTTP Basic, or None where they are none."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[0] or None
    except (binascii.Error, UnicodeDecodeError):
        return None


def is_live(secret: str) -> bool:
    """Whether a credential of a target file moves real money."""
    return secret.startswith(LIVE) or (user_name(secret) or "").startswith(LIVE)


def is_test(headers: Mapping[str, str]) -> bool:
    """Whether a request was made with a key of test mode, as far as the key itself says so."""
    return (key_in(headers) or "").startswith(TEST)
