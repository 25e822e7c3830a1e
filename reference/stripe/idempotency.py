"""Keys that make a create safe to retry.

Source: Stripe's platform conventions; the document does not speak of them. A key counts within its account and mode
for a day; what it stands for is the answer of a create that was carried out. A refused create leaves its key free.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256

from reference.clock import Clock
from reference.stripe.errors import IDEMPOTENCY, KEY_IN_USE, Errors
from reference.stripe.model import Answer, Call, Caller, ClaimKey, Params, Refusal
from reference.stripe.store import Store

LONGEST_KEY = 255
WINDOW = 24 * 60 * 60


class Idempotency(Errors):
    """What a key means and how long."""

    clock: Clock
    store: Store
    under_way: set[ClaimKey]

    def key(self, headers: Mapping[str, str]) -> str | None:
        """Read the key, which may be left out; the empty one is none."""
        key = headers.get("idempotency-key") or None
        if key is not None:
            self.check_key(key)
        return key

    def check_key(self, key: str) -> None:
        """Refuse a key that is too long."""
        if len(key) > LONGEST_KEY:
            message = f"Idempotency keys may be at most {LONGEST_KEY} characters; yours has {len(key)}."
            raise Refusal(400, IDEMPOTENCY, message)

    def claim(self, caller: Caller, key: str) -> ClaimKey:
        """Say within what the key counts."""
        return (caller.tenant, key)

    def fingerprint(self, params: Params, call: Call) -> str:
        """Reduce the parameters to what two calls must have in common; their order does not count."""
        return sha256(repr(self.sorted(params)).encode("utf-8", "surrogatepass")).hexdigest()

    def sorted(self, value: object) -> object:
        """Put the names of hashes in order, at every depth."""
        if isinstance(value, dict):
            return sorted((name, self.sorted(inner)) for name, inner in value.items())
        return [self.sorted(inner) for inner in value] if isinstance(value, list) else value

    @contextmanager
    def turn(self, claim: ClaimKey) -> Iterator[None]:
        """Let one call at a time through for one key; the others are told to come back."""
        if claim in self.under_way:
            raise self.in_use()
        self.under_way.add(claim)
        try:
            yield
        finally:
            self.under_way.discard(claim)

    def in_use(self) -> Refusal:
        """Refuse a call while another one with its key is under way."""
        message = "There is currently another in-progress request using this Idempotency Key. Please retry later."
        return Refusal(409, IDEMPOTENCY, message, KEY_IN_USE)

    def original(self, claim: ClaimKey, fingerprint: str) -> Answer | None:
        """Find the answer that an earlier call with the key and the same parameters was given."""
        found = self.store.claimed(claim)
        if found is None or self.clock.now() - found.since >= self.window():
            return None
        self.check_same(found.fingerprint, fingerprint)
        return self.replayed(Answer(found.status, found.media_type, found.body))

    def check_same(self, before: str, now: str) -> None:
        """Refuse a key that was used with other parameters."""
        if before != now:
            message = (
                "Keys for idempotent requests can only be used with the same parameters they were first used with."
            )
            raise Refusal(400, IDEMPOTENCY, message)

    def window(self) -> float:
        """Return for how many seconds a key is remembered."""
        return WINDOW

    def replayed(self, answer: Answer) -> Answer:
        """Return what a replay is given: the first answer, and a header that says so."""
        return replace(answer, headers={"Idempotent-Replayed": "true"})

    def remember(self, claim: ClaimKey, fingerprint: str, answer: Answer) -> None:
        """Let the key stand for an answer from now on."""
        self.store.claim(claim, fingerprint, answer, self.clock.now())
