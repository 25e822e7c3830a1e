"""Faults of Stripe-wide idempotency keys."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from reference.catalogue import fault
from reference.stripe.errors import INVALID_REQUEST
from reference.stripe.model import Answer, Call, Caller, ClaimKey, Order, Params, Refusal
from reference.stripe.rules import Rules

WHILE = 0.01
"""Seconds between the look at a key and the session that it gets: long enough to be met by another call."""


@fault("STRIPE-IDEMPOTENCY-REPLAY")
class KeysIgnored(Rules):
    """The header is accepted and does nothing."""

    def original(self, claim: ClaimKey, fingerprint: str) -> Answer | None:
        return None


@fault("STRIPE-IDEMPOTENCY-REPLAY")
class ReplayAnswers409(Rules):
    """A key that was used is a conflict."""

    def replayed(self, answer: Answer) -> Answer:
        raise Refusal(409, INVALID_REQUEST, "The key has been used.")


@fault("STRIPE-IDEMPOTENCY-REPLAY")
class ReplayIsEmpty(Rules):
    """Of an answer only the status is kept."""

    def replayed(self, answer: Answer) -> Answer:
        return replace(super().replayed(answer), body=b"{}")


@fault("STRIPE-IDEMPOTENCY-REPLAYED-HEADER")
class ReplaysNotMarked(Rules):
    """A replay cannot be told from a first answer."""

    def replayed(self, answer: Answer) -> Answer:
        return answer


@fault("STRIPE-IDEMPOTENCY-OTHER-PARAMETERS")
class OtherParametersReplayed(Rules):
    """The key alone decides, and the parameters are not compared."""

    def check_same(self, before: str, now: str) -> None:
        pass


@fault("STRIPE-IDEMPOTENCY-OTHER-PARAMETERS")
class OtherParametersMakeASession(Rules):
    """The parameters are part of the key, so that other parameters make another session."""

    def claim(self, caller: Caller, key: str) -> ClaimKey:
        return (caller.tenant, f"{key}|{self._fingerprint}")

    def fingerprint(self, params: Params, call: Call) -> str:
        return self._fingerprint

    async def made_once(self, key: str, caller: Caller, params: Params, call: Call) -> Answer:
        self._fingerprint = super().fingerprint(params, call)
        return await super().made_once(key, caller, params, call)


@fault("STRIPE-IDEMPOTENCY-ERROR-TYPE")
class OtherParametersAreAnInvalidRequest(Rules):
    """The type of the error is the one for everything."""

    def check_same(self, before: str, now: str) -> None:
        if before != now:
            raise self.malformed("The key was used with other parameters.")


@fault("STRIPE-IDEMPOTENCY-KEY-LENGTH")
class LongKeysRefused(Rules):
    """A key has to be a UUID, or at least no longer than one."""

    def check_key(self, key: str) -> None:
        if len(key) > 36:
            raise self.malformed("The idempotency key is too long.")


@fault("STRIPE-IDEMPOTENCY-KEY-LENGTH")
class KeysCutAt64(Rules):
    """The column of keys has 64 characters, and longer keys are cut off in silence."""

    def claim(self, caller: Caller, key: str) -> ClaimKey:
        return super().claim(caller, key[:64])


@fault("STRIPE-IDEMPOTENCY-KEY-TOO-LONG")
class EveryLengthAccepted(Rules):
    """Nobody measures the key."""

    def check_key(self, key: str) -> None:
        pass


@fault("STRIPE-IDEMPOTENCY-SCOPE")
class AccountsShareKeys(Rules):
    """A cache in front of the service has the key alone for its key."""

    def claim(self, caller: Caller, key: str) -> ClaimKey:
        return ("", key)

    def check_same(self, before: str, now: str) -> None:
        pass


@fault("STRIPE-IDEMPOTENCY-SAME-SESSION-IN-RACES")
class CheckThenAct(Rules):
    """The key is looked up first, and stored when the session is made; in between another call does the same."""

    @contextmanager
    def turn(self, claim: ClaimKey) -> Iterator[None]:
        yield

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        await asyncio.sleep(WHILE)
        return await super().made(caller, params, call)


@fault("STRIPE-IDEMPOTENCY-REFUSED")
class RefusedKeyShowsASession(Rules):
    """A refused call has made its session before it was looked at, and a retry with the key is shown that one."""

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        try:
            return await super().made(caller, params, call)
        except Refusal as refusal:
            if "idempotency-key" in call.headers:
                session = self.minted(caller, Order())
                self.store.add(session)
                claim = self.claim(caller, call.headers["idempotency-key"])
                self.remember(claim, self.fingerprint(params, call), self.shown(session, "create", 200))
            raise refusal


@fault("STRIPE-IDEMPOTENCY-DISTINCT")
class NoKeyIsAKey(Rules):
    """A call without a key has the empty one, which all such calls share."""

    def key(self, headers: Mapping[str, str]) -> str | None:
        return super().key(headers) or "none"

    def check_same(self, before: str, now: str) -> None:
        pass


@fault("STRIPE-IDEMPOTENCY-DISTINCT")
class ParametersAreTheKey(Rules):
    """The same parameters are taken for the same call, whatever the key says."""

    def claim(self, caller: Caller, key: str) -> ClaimKey:
        return super().claim(caller, "")

    def check_same(self, before: str, now: str) -> None:
        pass
