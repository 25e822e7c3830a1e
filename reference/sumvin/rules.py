"""The rules of Sumvin's Meld surface, apart from HTTP.

Each method decides one thing, so that a fault or a variant is a subclass that overrides one of them. The themes have
files of their own; here they are joined, and the opening of a session is put in order. The documents leave the order
open: this server looks at credentials, the form of the body, KYC and the key before it looks at the fields.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

from starlette.types import ASGIApp

from reference.clock import Clock
from reference.sumvin import banks, history
from reference.sumvin.accounts import Accounts
from reference.sumvin.aggregation import Aggregation
from reference.sumvin.answers import Answers
from reference.sumvin.assets import Assets
from reference.sumvin.bank_linking import BankLinking
from reference.sumvin.body import Body
from reference.sumvin.credentials import Credentials
from reference.sumvin.idempotency import Idempotency
from reference.sumvin.lifecycle import Lifecycle
from reference.sumvin.model import Answer, Call, Caller, ClaimKey, Document, Operation, Refusal, Session
from reference.sumvin.pairs import Pairs
from reference.sumvin.quotes import Quotes
from reference.sumvin.replies import Replies
from reference.sumvin.routing import Routing
from reference.sumvin.store import Store
from reference.sumvin.timestamps import Timestamps
from reference.sumvin.transactions import Transactions


class Rules(
    Quotes,
    Transactions,
    Aggregation,
    BankLinking,
    Accounts,
    Assets,
    Credentials,
    Body,
    Pairs,
    Routing,
    Idempotency,
    Lifecycle,
    Replies,
    Answers,
    Timestamps,
):
    """One instance of the service, with its own memory and clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Start with what the store remembers."""
        self.store = store
        self.clock = clock
        self.turns = WeakValueDictionary()
        store.seed(history.SEEDED, banks.SEEDED)

    async def answer(self, call: Call) -> Answer:
        """Answer a call, whatever it is."""
        try:
            return await self.answered(call)
        except Refusal as refusal:
            return self.refused(refusal, call)

    async def answered(self, call: Call) -> Answer:
        """Answer a call that is not refused."""
        operations: dict[Operation, Callable[[Call], Awaitable[Answer]]] = {
            "open_session": self.open_session,
            "quotes": self.show_quotes,
            "transactions": self.list_transactions,
            "transaction": self.show_transaction,
            "assets": self.list_assets,
            "link_config": self.show_link_config,
            "institutions": self.list_institutions,
            "link": self.start_link,
            "processor_token": self.make_processor_token,
            "accounts": self.list_accounts,
            "account": self.show_account,
            "sync": self.sync_account,
            "disconnect": self.disconnect_account,
            "bank_transactions": self.list_bank_transactions,
        }
        return await operations[call.operation](call)

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
