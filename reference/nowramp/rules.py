"""The rules of the Sessions API, apart from HTTP: the six operations, step by step.

Each method decides one thing, so that a fault or a variant is a subclass that overrides one of them. The themes have
files of their own; here they are put in order. The document leaves the order open: this server looks at the key, the
session, the form of the body, the client secret and the state before it looks at the fields.
"""

from __future__ import annotations

import secrets
import uuid
from weakref import WeakValueDictionary

from starlette.types import ASGIApp

from reference.clock import Clock
from reference.nowramp.answers import Answers
from reference.nowramp.credentials import Credentials
from reference.nowramp.listing import Listing
from reference.nowramp.model import Answer, Call, Document, Key, Refusal, Session
from reference.nowramp.ordering import Ordering
from reference.nowramp.store import Store


class Rules(Credentials, Listing, Ordering, Answers):
    """One instance of the service, with its own memory and clock."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Start with what the store remembers."""
        self.store = store
        self.clock = clock
        self.turns = WeakValueDictionary()

    async def answer(self, call: Call) -> Answer:
        """Answer a call, whatever it is."""
        try:
            body = await getattr(self, f"do_{call.operation}")(call)
        except Refusal as refusal:
            return self.refused(refusal, call)
        return self.succeeded(body, call)

    # ---- the six operations; each returns the body of its answer

    async def do_create(self, call: Call) -> object:
        """Create a session."""
        key = self.key(call)
        document = self.document(call)
        session = self.minted(key, document, self.fields(document))
        self.store.add(session, self.next_turn(session))
        return self.created(session, call)

    async def do_get(self, call: Call) -> object:
        """Show a session."""
        return self.shown(self.current(self.key(call), call), call)

    async def do_confirm(self, call: Call) -> object:
        """Confirm a session, and change its wallet or network."""
        key = self.key(call)
        async with self.turn(call):
            session = self.current(key, call)
            document = self.document(call)
            self.check_secret(session, document)
            self.check_confirmable(session)
            return self.confirmation(self.confirmed(session, self.updates(session, document)), call)

    async def do_order(self, call: Call) -> object:
        """Create the order of a session."""
        key = self.key(call)
        async with self.turn(call):
            session = self.current(key, call)
            document = self.document(call)
            self.check_secret(session, document)
            self.check_orderable(session)
            order = self.order(session, document)
            await self.place(session, order)
            self.used(session, order)
            return self.ordered(order, call)

    async def do_cancel(self, call: Call) -> object:
        """Cancel a session."""
        key = self.key(call)
        async with self.turn(call):
            session = self.current(key, call)
            self.check_cancellable(session)
            return self.cancellation(self.called_off(session), call)

    async def do_list(self, call: Call) -> object:
        """Show a page of the project's sessions."""
        key = self.key(call)
        filters = self.filters(call.query)
        page, size = self.page_number(call.query), self.page_size(call.query)
        self.settle_all()
        sessions = self.found(key, filters, page, size)
        return self.list_page(sessions, page, size, self.store.count(self.listed_project(key), filters), call)

    # ---- their steps

    def current(self, key: Key, call: Call) -> Session:
        """Find the session that the path names, as it is by now."""
        return self.settled(self.owned(key, call))

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        """Make a session; its secret cannot be guessed."""
        created_at = self.clock.now_ms()
        return Session(
            id=self.new_id(),
            project=self.new_project(key),
            client_secret=self.new_secret(),
            status="pending",
            fields=self.with_customer(key, fields),
            locks=self.locks(fields, document),
            created_at=created_at,
            expires_at=self.expiry(created_at, self.lifetime(document)),
        )

    def new_id(self) -> str:
        """Make the id of a session."""
        return f"sess_{uuid.uuid4().hex}"

    def new_secret(self) -> str:
        """Make the client secret of a session."""
        return f"sess_secret_{secrets.token_urlsafe(32)}"

    def new_project(self, key: Key) -> str:
        """Return the project that a session belongs to: the key's."""
        return key.project

    def with_customer(self, key: Key, fields: Document) -> Document:
        """Look the customer up whom the partner's own id stands for."""
        external = fields.get("externalCustomerId")
        if external is None or "customerId" in fields:
            return fields
        return {**fields, "customerId": self.store.customer(key.project, str(external))}

    # ---- answers

    def succeeded(self, body: object, call: Call) -> Answer:
        """Answer with what was asked for."""
        status = self.success_status(call.operation)
        if body is None:
            return Answer(status, "", b"")
        return Answer(status, self.media_type(), self.success_body(body))

    def success_body(self, body: object) -> bytes:
        """Write the body of an operation that succeeded."""
        return self.encoded(body)

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        """Answer with an error."""
        body = self.encoded(self.error(refusal, call))
        # RFC 9110, 11.6.1: whoever answers 401 says how to authenticate.
        headers = {"WWW-Authenticate": "Bearer"} if refusal.status == 401 else {}
        return Answer(refusal.status, self.error_media_type(refusal), body, headers)

    def weather(self, app: ASGIApp) -> ASGIApp:
        """Return the application as a network and a gateway let it through; see `reference.weather`."""
        return app
