"""Faults of calls that fail and of calls that meet: what is left behind a key, and who wins."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.catalog import ROUTED
from reference.sumvin.model import Answer, Call, Caller, ClaimKey, Document, Order, Refusal, Session
from reference.sumvin.problems import PROVIDER_ERROR
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- failed calls


def ghost(rules: Rules, caller: Caller) -> Session:
    """Open a session for an order that was refused."""
    order = Order(Decimal(1), "USD", "ETH", 1, "-", "US", None, None)
    session = rules.minted(caller, order, "buy", ROUTED[0])
    rules.store.add(session)
    return session


class _Leaves(Rules):
    """A base for faults where a refused call leaves a session behind its key."""

    def leaves(self, refusal: Refusal) -> bool:
        """Tell which refusals leave one."""
        return True

    async def first(self, claim: ClaimKey, caller: Caller, document: Document) -> Session:
        try:
            return await super().first(claim, caller, document)
        except Refusal as refusal:
            if self.leaves(refusal):
                self.remember(claim, ghost(self, caller))
            raise


@fault("SUMVIN-IDEMPOTENCY-FAILED-CALL")
class SessionOpenedBeforeValidation(_Leaves):
    """The session is opened and the key stored first; then the order is validated, and nothing is rolled back."""


@fault("SUMVIN-IDEMPOTENCY-FAILED-CALL")
class ClaimSurvivesProviderFailure(_Leaves):
    """The key is stored before the provider is asked, and an upstream failure does not take it back."""

    def leaves(self, refusal: Refusal) -> bool:
        return refusal.code == PROVIDER_ERROR


@fault("SUMVIN-IDEMPOTENCY-FAILED-CALL")
class ClaimSurvivesRampError(_Leaves):
    """Validation comes first and the key second, but the pair and the asset are checked third."""

    def leaves(self, refusal: Refusal) -> bool:
        return refusal.status == 400 and refusal.code.startswith("RAMP_")


@fault("SUMVIN-IDEMPOTENCY-FAILED-CALL")
class EmptyClaimIsShown(_Leaves):
    """The claim of a refused call stays as an empty row, and a retry is answered with that: a session of nulls."""

    async def first(self, claim: ClaimKey, caller: Caller, document: Document) -> Session:
        try:
            return await super().first(claim, caller, document)
        except Refusal:
            found = self.store.claimed(claim)
            if found is not None:
                self.store.claim(claim, self._emptied(found[0]), self.clock.now_ms())
            raise

    def _emptied(self, session: Session) -> Session:
        empty = replace(session, id=f"empty-{session.id}", token="", widget_url="")
        self.store.add(empty)
        return empty

    def view(self, session: Session) -> Document:
        shown = super().view(session)
        return dict.fromkeys(shown) if session.id.startswith("empty-") else shown


# ---- races

WHILE = 0.01
"""How long the upstream takes in a race fault: wide enough that every call of a burst falls into it."""


class _Unguarded(Rules):
    """A base for faults that check and act with a wait between and nothing to hold others off."""

    @asynccontextmanager
    async def turn(self, claim: ClaimKey) -> AsyncIterator[None]:
        yield

    async def first(self, claim: ClaimKey, caller: Caller, document: Document) -> Session:
        await asyncio.sleep(WHILE)
        return await super().first(claim, caller, document)


@fault("SUMVIN-IDEMPOTENCY-CONCURRENT")
class CheckThenAct(_Unguarded):
    """The key is looked up, the provider is asked, the key is stored: whoever comes between opens another session."""


@fault("SUMVIN-IDEMPOTENCY-CONCURRENT")
class LosersGetTheirOwn(_Unguarded):
    """The unique index lets one win, and the losers, who have opened theirs already, are told 208 and shown it."""

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        original = self.original(claim)
        if original is not None:
            return self.shown_again(original, call)
        await asyncio.sleep(WHILE)
        session = await self.fresh(caller, document)
        if self.original(claim) is not None:
            return self.shown_again(session, call)
        self.remember(claim, session)
        return self.opened(session, call)


@fault("SUMVIN-IDEMPOTENCY-CONCURRENT")
class LosersGetAPlaceholder(Rules):
    """While the first call is under way, the others are told 208 with a session that is yet to be."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._under_way: set[ClaimKey] = set()

    @asynccontextmanager
    async def turn(self, claim: ClaimKey) -> AsyncIterator[None]:
        yield

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        if claim in self._under_way:
            order = self.order(document)
            return self.shown_again(self.minted(caller, order, self.direction(order), ROUTED[0]), call)
        self._under_way.add(claim)
        try:
            await asyncio.sleep(WHILE)
            return await super().open_once(claim, caller, document, call)
        finally:
            self._under_way.discard(claim)
