"""The rules of the three operations, apart from HTTP.

Each method decides one thing, so that a fault or a variant is a subclass that overrides one of them. The themes have
files of their own; here they are put in order. The document leaves the order open: this server looks at the key, the
form, and each parameter before it looks at several of them together.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from starlette.types import ASGIApp

from reference.clock import Clock
from reference.stripe.amounts import Amounts
from reference.stripe.archive import Archive
from reference.stripe.credentials import Credentials
from reference.stripe.customer import Customer
from reference.stripe.form import CREATE_PARAMS, LIST_PARAMS
from reference.stripe.idempotency import Idempotency
from reference.stripe.lists import Lists, Page
from reference.stripe.metadata import Metadata
from reference.stripe.model import Answer, Call, Caller, Order, Params, Refusal, Session, Where
from reference.stripe.store import Store
from reference.stripe.wallets import Wallets


class Rules(Credentials, Amounts, Wallets, Customer, Metadata, Idempotency, Archive, Lists):
    """One instance of the service, with its own memory and clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Start with what the store remembers."""
        self.store = store
        self.clock = clock
        self.under_way = set()

    # ---- create

    async def create(self, call: Call) -> Answer:
        """Answer a create, whatever it is."""
        try:
            caller = self.entered(call)
            params = self.form(call)
            key = self.key(call.headers)
            if key is None:
                return await self.made(caller, params, call)
            return await self.made_once(key, caller, params, call)
        except Refusal as refusal:
            return self.refused(refusal, call)

    async def made_once(self, key: str, caller: Caller, params: Params, call: Call) -> Answer:
        """Make a session for an idempotency key, unless it has one already."""
        claim, fingerprint = self.claim(caller, key), self.fingerprint(params, call)
        with self.turn(claim):
            answer = self.original(claim, fingerprint)
            if answer is None:
                answer = await self.made(caller, params, call)
                self.remember(claim, fingerprint, answer)
            return answer

    async def made(self, caller: Caller, params: Params, call: Call) -> Answer:
        """Make a session for valid parameters."""
        session = self.minted(caller, self.order(params))
        self.keep(session, call)
        return self.shown(session, "create", self.created_status(session))

    def keep(self, session: Session, call: Call) -> None:
        """Keep a session, and what will become of it."""
        self.store.add(session)
        self.begin_story(session, call)

    def order(self, params: Params) -> Order:
        """Check every parameter by itself, and then together."""
        self.check_names(params, CREATE_PARAMS)
        self.check_customer_ip_address(params)
        order = Order(
            destination_amount=self.destination_amount(params),
            destination_currencies=self.destination_currencies(params),
            destination_currency=self.destination_currency(params),
            destination_network=self.destination_network(params),
            destination_networks=self.destination_networks(params),
            kyc_details_provided=self.kyc_details_provided(params),
            lock_wallet_address=self.lock_wallet_address(params),
            metadata=self.metadata(params),
            source_amount=self.source_amount(params),
            source_currency=self.source_currency(params),
            wallet_addresses=self.wallet_addresses(params),
        )
        self.check_together(order)
        return order

    def check_together(self, order: Order) -> None:
        """Check what one parameter demands of another."""
        self.check_amounts(order)
        self.check_destinations(order)
        self.check_wallets(order)

    # ---- retrieve

    async def retrieve(self, ident: str, call: Call) -> Answer:
        """Answer a retrieve, whatever it is."""
        try:
            caller = self.entered(call)
            session = self.found(ident, caller)
            return self.shown(session, "retrieve", self.retrieved_status(session))
        except Refusal as refusal:
            return self.refused(refusal, call)

    def retrieved_status(self, session: Session) -> int:
        """Return the HTTP status of a retrieve."""
        return 200

    def found(self, ident: str, caller: Caller) -> Session:
        """Find one of the caller's own sessions."""
        session = self.store.find(ident)
        if session is None:
            return self.not_found(ident)
        if session.tenant != caller.tenant:
            return self.not_own(session)
        return session

    def not_found(self, ident: str) -> Session:
        """Deal with an id that there is not."""
        raise self.no_such(ident[:100], "session")

    def not_own(self, session: Session) -> Session:
        """Deal with another account's id, which is none to this one."""
        raise self.no_such(session.id, "session")

    # ---- list

    async def listing(self, call: Call) -> Answer:
        """Answer a list, whatever it is."""
        try:
            caller = self.entered(call)
            params = self.query(call)
            self.check_names(params, LIST_PARAMS)
            page = self.page(params, caller)
            return self.good(self.listed_status(page), self.envelope(page.sessions, page.has_more))
        except Refusal as refusal:
            return self.refused(refusal, call)

    def listed_status(self, page: Page) -> int:
        """Return the HTTP status of a list."""
        return 200

    # ---- all of them

    def entered(self, call: Call) -> Caller:
        """Let a caller in, once everything that is due has happened."""
        caller = self.caller(call)
        self.settle()
        self.stock(caller)
        return caller

    def shown(self, session: Session, where: Where, status: int) -> Answer:
        """Answer with a session."""
        return self.good(status, self.view(session, where))

    def good(self, status: int, body: object) -> Answer:
        """Answer with a body."""
        return Answer(status, self.media_type(), self.encoded(body))

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        """Answer with an error."""
        # RFC 9110, 11.6.1: whoever answers 401 says how to authenticate.
        headers = {"WWW-Authenticate": 'Bearer realm="Stripe"'} if refusal.status == 401 else {}
        body = self.encoded(self.error(refusal, call))
        return Answer(refusal.status, self.error_media_type(), body, headers)

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Return the application as a network and a gateway let it through; see `reference.weather`."""
        return app
