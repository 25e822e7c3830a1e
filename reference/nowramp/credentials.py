"""Which key a call came with, and whether a key of that kind may do what it asks.

Source: nowramp-sessions.txt, the "Authentication" line of each endpoint; FORBIDDEN stands for "insufficient
permissions". The document names no status for a missing or unknown key. `X-API-Key` is how other public pages of the
vendor send the key.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reference.nowramp.catalog import EXPIRED_KEYS, KEYS
from reference.nowramp.errors import FORBIDDEN, NOT_FOUND, UNAUTHORIZED, Errors
from reference.nowramp.model import Call, Key, Kind, Operation, Refusal, Session
from reference.nowramp.store import Store

KINDS: Final[dict[Operation, frozenset[Kind]]] = {
    "create": frozenset({"sk"}),
    "get": frozenset({"sk", "pk"}),
    "confirm": frozenset({"pk"}),
    "order": frozenset({"pk"}),
    "cancel": frozenset({"sk"}),
    "list": frozenset({"sk"}),
}
"""The kinds of key that each endpoint takes."""

_NAMES: Final[dict[Kind, str]] = {"sk": "a secret key (sk_)", "pk": "a public key (pk_)"}


class Credentials(Errors):
    """From the headers to a key, and from a key to the sessions of its project."""

    store: Store

    def key(self, call: Call) -> Key:
        """Return the key of a call, if it is a good one and may do this."""
        token = self.token(call.headers)
        if not token:
            return self.no_key(call)
        if token in EXPIRED_KEYS:
            return self.expired_key(EXPIRED_KEYS[token], call)
        key = self.known(token)
        self.check_kind(key, call)
        return key

    def token(self, headers: Mapping[str, str]) -> str:
        """Find the key among the headers that may carry it."""
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return bearer.strip()
        return headers.get("x-api-key", "")

    def no_key(self, call: Call) -> Key:
        """Deal with a call that has no key."""
        raise self.unauthorized("Send your API key as Authorization: Bearer sk_... or pk_...")

    def known(self, token: str) -> Key:
        """Look a key up."""
        key = KEYS.get(token)
        if key is None:
            return self.unknown_key(token)
        return key

    def unknown_key(self, token: str) -> Key:
        """Deal with a key that nobody was given."""
        raise self.unauthorized("The API key is not valid.")

    def expired_key(self, key: Key, call: Call) -> Key:
        """Deal with a key that was good once."""
        raise self.unauthorized("The API key has expired.")

    def unauthorized(self, message: str) -> Refusal:
        """Refuse a call whose key is missing or no good."""
        return self.refuse(UNAUTHORIZED, message)

    def check_kind(self, key: Key, call: Call) -> None:
        """Let each endpoint be called with the kind of key that it is for."""
        kinds = self.kinds(call.operation)
        if key.kind not in kinds:
            raise self.wrong_kind(" or ".join(_NAMES[each] for each in sorted(kinds)))

    def kinds(self, operation: Operation) -> frozenset[Kind]:
        """Return the kinds of key that an endpoint takes."""
        return KINDS[operation]

    def wrong_kind(self, wanted: str) -> Refusal:
        """Refuse a key of the other kind."""
        return self.refuse(FORBIDDEN, f"This endpoint takes {wanted}.")

    # ---- whose session it is

    def owned(self, key: Key, call: Call) -> Session:
        """Find the session that the path names, if it is one of the key's project."""
        session = self.store.session(call.ident)
        if session is None:
            return self.unknown_session(call)
        if session.project != key.project:
            return self.foreign_session(session, call)
        return session

    def unknown_session(self, call: Call) -> Session:
        """Deal with an id that stands for nothing."""
        raise self.not_found()

    def foreign_session(self, session: Session, call: Call) -> Session:
        """Deal with a session of another project: it is not there, for all that the caller may know."""
        raise self.not_found()

    def not_found(self) -> Refusal:
        """Refuse an id that this project has no session for."""
        return self.refuse(NOT_FOUND, "Session not found.")
