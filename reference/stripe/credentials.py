"""Who calls: API keys, sent as a bearer token or as the user name of HTTP Basic.

Source: Stripe's platform conventions. The document describes calls that are made "on your server", with a secret key.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import base64
from collections.abc import Mapping

from reference.stripe.catalog import KEYS
from reference.stripe.errors import INVALID_REQUEST, KEY_EXPIRED, SECRET_KEY_REQUIRED, Errors
from reference.stripe.model import Call, Caller, Key, Refusal


class Credentials(Errors):
    """From the headers to a caller."""

    def caller(self, call: Call) -> Caller:
        """Resolve who calls, or refuse the call."""
        text = self.key_text(call.headers)
        if not text:
            return self.nobody(call)
        key = self.known_key(text)
        self.check_expiry(key)
        self.check_secret(key, call)
        return Caller(key.account, self.livemode_of(key), key.text)

    def key_text(self, headers: Mapping[str, str]) -> str:
        """Find the key, in either of the two ways to send it."""
        scheme, _, rest = headers.get("authorization", "").strip().partition(" ")
        if scheme.lower() == "bearer":
            return self.from_bearer(rest.strip())
        if scheme.lower() == "basic":
            return self.from_basic(rest.strip())
        return ""

    def from_bearer(self, sent: str) -> str:
        """Take the key as a bearer token (RFC 6750)."""
        return sent

    def from_basic(self, sent: str) -> str:
        """Take the key as a user name, with or without a password (RFC 7617)."""
        try:
            return base64.b64decode(sent, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""

    def nobody(self, call: Call) -> Caller:
        """Deal with a call that has no key."""
        raise self.unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, using "
            "Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'), or as the user name of HTTP Basic."
        )

    def known_key(self, text: str) -> Key:
        """Take a key that was issued, to the letter."""
        key = KEYS.get(text)
        if key is None:
            raise self.bad_key()
        return key

    def bad_key(self) -> Refusal:
        """Refuse a key that was never issued; it is not repeated, not even in part."""
        return self.unauthorized("Invalid API Key provided. Check that the key is complete and of this account.")

    def check_expiry(self, key: Key) -> None:
        """Refuse a key that was rolled."""
        if key.expired:
            raise self.unauthorized("Expired API Key provided. Use the key that has replaced it.", KEY_EXPIRED)

    def check_secret(self, key: Key, call: Call) -> None:
        """Refuse a publishable key: sessions are made and read on the server."""
        if not key.secret:
            raise self.secret_key_required()

    def secret_key_required(self) -> Refusal:
        """Refuse a key that may be seen by everybody."""
        message = "This API call cannot be made with a publishable API key. Please use a secret API key."
        return Refusal(403, INVALID_REQUEST, message, SECRET_KEY_REQUIRED)

    def livemode_of(self, key: Key) -> bool:
        """Tell which of its account's two modes a key works in."""
        return key.livemode
