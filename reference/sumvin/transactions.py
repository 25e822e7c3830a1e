"""What has become of a user's ramps: `GET /v0/ramp/transactions` and `/{transaction_id}`.

Source: sumvin-meld-integration.txt, "Status codes per endpoint", RAMP_TRANSACTION_NOT_FOUND (an unknown id and another
user's are told apart by nothing) and "Ramp status lifecycle". The shape, `page` and `count` are public knowledge.
Opening a session starts a pending transaction at once, which the documents leave open.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from reference.sumvin.credentials import Credentials
from reference.sumvin.lifecycle import Lifecycle
from reference.sumvin.model import Answer, Call, Caller, Document, Refusal, Session, Step
from reference.sumvin.problems import TRANSACTION_NOT_FOUND
from reference.sumvin.replies import Replies
from reference.sumvin.store import Store

LARGEST_PAGE = 100
LAST_PAGE = 1_000_000
REASONS = {"DECLINED": "The payment was declined by the card issuer."}


class Transactions(Credentials, Lifecycle, Replies):
    """How ramps are listed and shown."""

    store: Store

    # ---- the list

    async def list_transactions(self, call: Call) -> Answer:
        """Answer a call for the caller's transactions, the newest first."""
        caller = self.caller(call)
        self.gate_listing(caller)
        count = self.number(call, "count", LARGEST_PAGE, lowest=1, highest=LARGEST_PAGE)
        page = self.number(call, "page", 0, lowest=0, highest=LAST_PAGE)
        shown = [self.listed(each) for each in self.newest(caller, count, page * count)]
        return self.reply(200, self.transactions_body(shown), call)

    def gate_listing(self, caller: Caller) -> None:
        """Let only users with verified KYC see the list."""
        self.check_kyc(caller)

    def number(self, call: Call, name: str, default: int, *, lowest: int, highest: int) -> int:
        """Read a number from the query, which may be left out."""
        text = call.query.get(name, str(default))
        if not (text.isascii() and text.isdigit()) or not lowest <= int(text[:9]) <= highest:
            raise self.invalid(name, f"must be an integer from {lowest} to {highest}")
        return int(text[:9])

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        """Find the caller's own."""
        return self.store.newest(caller.org, caller.user.id, count, skip)

    def transactions_body(self, shown: list[Document]) -> object:
        """Return the body of the list."""
        return {"_links": {}, "transactions": shown}

    def listed(self, session: Session) -> Document:
        """Return a transaction as the list shows it."""
        return self.transaction(session)

    # ---- one of them

    async def show_transaction(self, call: Call) -> Answer:
        """Answer a call for one transaction."""
        caller = self.caller(call)
        self.gate_detail(caller)
        session = self.transaction_of(caller, call.ident)
        return self.reply(200, self.transaction_body(self.detailed(session)), call)

    def gate_detail(self, caller: Caller) -> None:
        """Let only users with verified KYC see a transaction."""
        self.check_kyc(caller)

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        """Find a transaction of the caller's own."""
        session = self.store.behind(ident)
        if session is None:
            raise self.transaction_unknown()
        self.check_own_transaction(caller, session)
        return session

    def check_own_transaction(self, caller: Caller, session: Session) -> None:
        """Refuse another user's, in the words for one that does not exist."""
        if (session.org, session.user) != (caller.org, caller.user.id):
            raise self.transaction_foreign()

    def transaction_unknown(self) -> Refusal:
        """Refuse an id that nobody has."""
        return self.refuse(TRANSACTION_NOT_FOUND, "The user has no transaction with this id.")

    def transaction_foreign(self) -> Refusal:
        """Refuse an id that another user has."""
        return self.transaction_unknown()

    def transaction_body(self, shown: Document) -> object:
        """Return the body with one transaction."""
        return {"_links": {"self": {"href": f"/v0/ramp/transactions/{shown.get('id')}"}}, "transaction": shown}

    def detailed(self, session: Session) -> Document:
        """Return a transaction as it is shown by itself."""
        return self.transaction(session)

    # ---- what it says

    def transaction(self, session: Session) -> Document:
        """Return a transaction as it stands now."""
        step = self.ramp_step(session)
        return {
            "id": session.external_session_id,
            "session_id": session.id,
            "status": self.status_shown(step, session),
            "meld_status": self.meld_status_shown(step, session),
            "transaction_type": session.direction,
            "from_asset": session.from_asset,
            "to_asset": session.to_asset,
            "chain_id": session.chain_id,
            "source_amount": session.source_amount,
            "destination_amount": session.destination_amount,
            "service_provider": session.provider,
            "payment_method_type": session.payment_method_type,
            "failure_reason": REASONS.get(step.provider_status),
            "created_at": session.created_at,
            "updated_at": session.created_at + step.after * 1000,
        }

    def status_shown(self, step: Step, session: Session) -> str:
        """Return the status for the partner's own interface."""
        return step.status

    def meld_status_shown(self, step: Step, session: Session) -> str | None:
        """Return the provider's own word for the status."""
        return step.provider_status
