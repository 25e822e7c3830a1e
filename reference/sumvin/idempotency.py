"""Keys that make the call safe to retry.

Source: sumvin-open-session.txt, "Body", idempotency_key, and the introduction of sumvin-open-session-prose.txt. The
key alone decides, within the caller's organisation and user, for 24 hours from the original request; of two calls
at one time, the second waits and then finds the first one's session. A refused call leaves nothing behind its key.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from reference.clock import Clock
from reference.sumvin.model import Caller, ClaimKey, Document, Session
from reference.sumvin.problems import Problems
from reference.sumvin.store import Store

MAX_KEY = 128
WINDOW = 24 * 60 * 60


class Idempotency(Problems):
    """What a key means and how long."""

    clock: Clock
    store: Store
    turns: WeakValueDictionary[ClaimKey, asyncio.Lock]

    def key(self, document: Document) -> str | None:
        """Read the key, which may be left out or null."""
        if "idempotency_key" not in document:
            return self.key_left_out(document)
        value = document["idempotency_key"]
        return self.key_null() if value is None else self.key_given(value)

    def key_left_out(self, document: Document) -> str | None:
        """Deal with a call without a key: it counts for itself."""
        return None

    def key_null(self) -> str | None:
        """Deal with a null key: it is none."""
        return None

    def key_given(self, value: object) -> str | None:
        """Take a string of up to 128 characters; the empty one is a key like any other here."""
        if not isinstance(value, str):
            raise self.invalid("idempotency_key", "must be a string or null")
        self.check_key(value)
        return value

    def check_key(self, key: str) -> None:
        """Refuse a key that is too long."""
        if len(key) > MAX_KEY:
            raise self.invalid("idempotency_key", f"must not be longer than {MAX_KEY} characters")

    def claim_key(self, caller: Caller, key: str, document: Document) -> ClaimKey:
        """Say within what the key counts: the organisation and the user, whatever token and body they send."""
        return (self.org_part(caller), self.user_part(caller), self.key_part(key, document))

    def org_part(self, caller: Caller) -> str:
        """Keep organisations apart."""
        return caller.org

    def user_part(self, caller: Caller) -> str:
        """Keep users apart."""
        return caller.user.id

    def key_part(self, key: str, document: Document) -> str:
        """Keep keys apart, to the letter."""
        return key

    @asynccontextmanager
    async def turn(self, claim: ClaimKey) -> AsyncIterator[None]:
        """Let one call at a time through for one key."""
        lock = self.turns.setdefault(claim, asyncio.Lock())
        async with lock:
            yield

    def original(self, claim: ClaimKey) -> Session | None:
        """Find the session that an earlier call opened with the key."""
        found = self.store.claimed(claim)
        if found is None or not self.alive(found[1]):
            return None
        return found[0]

    def alive(self, since: int) -> bool:
        """Tell whether a key that was first used at `since` (epoch milliseconds) still counts."""
        return self.clock.now_ms() - since < self.window() * 1000

    def window(self) -> float:
        """Return for how many seconds a key is remembered."""
        return WINDOW

    def remember(self, claim: ClaimKey, session: Session) -> None:
        """Let the key stand for the session from now on."""
        self.store.claim(claim, session, self.clock.now_ms())

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        """Return what a replay shows: the original session as it was."""
        return session
