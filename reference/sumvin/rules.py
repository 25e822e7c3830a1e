"""The rules of `POST /v0/ramp/sessions`, apart from HTTP, and the listing that shows what it opened.

Each method decides one thing, so that a fault or a variant is a subclass that overrides one of them. The themes have
files of their own; here they are put in order. The documents leave the order open: this server looks at credentials,
the form of the body, KYC and the key before it looks at the fields.
"""

from __future__ import annotations

from weakref import WeakValueDictionary

from starlette.types import ASGIApp

from reference.clock import Clock
from reference.sumvin.answers import Answers
from reference.sumvin.body import Body
from reference.sumvin.credentials import Credentials
from reference.sumvin.idempotency import Idempotency
from reference.sumvin.model import Answer, Call, Caller, ClaimKey, Document, Refusal, Session
from reference.sumvin.pairs import Pairs
from reference.sumvin.routing import Routing
from reference.sumvin.store import Store
from reference.sumvin.timestamps import Timestamps

LISTED = 100
"""Transactions that a listing shows: the newest."""


class Rules(Credentials, Body, Pairs, Routing, Idempotency, Answers, Timestamps):
    """One instance of the service, with its own memory and clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Start with what the store remembers."""
        self.store = store
        self.clock = clock
        self.turns = WeakValueDictionary()

    async def answer(self, call: Call) -> Answer:
        """Answer a call, whatever it is."""
        try:
            return await self.open_session(call)
        except Refusal as refusal:
            return self.refused(refusal, call)

    async def answer_listing(self, call: Call) -> Answer:
        """Answer a call for the caller's transactions, whatever it is."""
        try:
            caller = self.caller(call)
            self.gate(caller, {})
        except Refusal as refusal:
            return self.refused(refusal, call)
        sessions = self.store.newest(caller.org, caller.user.id, LISTED)
        body = self.rendered({"_links": {}, "transactions": [self.transaction(one) for one in sessions]}, call)
        return Answer(200, self.media_type(), self.encoded(body))

    async def open_session(self, call: Call) -> Answer:
        """Open a session, or show the one that the key stands for."""
        caller = self.caller(call)
        document = self.document(call)
        self.gate(caller, document)
        key = self.key(document)
        if key is None:
            return self.opened(await self.fresh(caller, document), call)
        claim = self.claim_key(caller, key, document)
        async with self.turn(claim):
            return await self.open_once(claim, caller, document, call)

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        """Open a session for a key, unless it has one already."""
        original = self.original(claim)
        if original is not None:
            return self.shown_again(self.replayed(original, claim, document), call)
        session = await self.first(claim, caller, document)
        return self.opened(session, call)

    async def first(self, claim: ClaimKey, caller: Caller, document: Document) -> Session:
        """Open the session that a key will stand for; only then does the key count."""
        session = await self.fresh(caller, document)
        self.remember(claim, session)
        return session

    async def fresh(self, caller: Caller, document: Document) -> Session:
        """Open a new session for a valid order."""
        order = self.order(document)
        direction = self.direction(order)
        provider = self.provider(order)
        await self.ask(provider, order)
        session = self.minted(caller, order, direction, provider)
        self.store.add(session)
        return session

    def opened(self, session: Session, call: Call) -> Answer:
        """Answer with a session that was just opened."""
        body = self.rendered(self.envelope(session, replay=False), call)
        return Answer(self.created_status(session), self.media_type(), self.encoded(body))

    def shown_again(self, session: Session, call: Call) -> Answer:
        """Answer with the original session."""
        body = self.rendered(self.envelope(session, replay=True), call)
        return Answer(self.replayed_status(session), self.media_type(), self.encoded(body))

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        """Answer with a problem."""
        body = self.encoded(self.rendered(self.problem(refusal, call), call))
        # RFC 9110, 11.6.1: whoever answers 401 says how to authenticate.
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
        return Answer(refusal.status, self.problem_media_type(refusal), body, headers)

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Return the application as a network and a gateway let it through; see `reference.weather`."""
        return app
