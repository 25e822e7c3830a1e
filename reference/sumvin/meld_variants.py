"""Other ways to conform beyond the opening of sessions: quotes, transactions, banks, accounts, assets.

Each changes only what the documents leave open, and no check may accuse it. Where a class says "open", the documents
are silent on the matter.
"""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import secrets
from dataclasses import replace
from decimal import Decimal
from typing import ClassVar

from reference.catalogue import variant
from reference.sumvin.banks import Institution
from reference.sumvin.catalog import RAILS
from reference.sumvin.lifecycle import CONNECTION_CHANGES, GONE, PAYS
from reference.sumvin.model import Account, Answer, Call, Caller, Direction, Document, Inquiry, Refusal, Session, Step
from reference.sumvin.problems import ACCOUNT_NOT_FOUND, BANK_PROVIDER_ERROR, LINK_TOKEN_FAILED
from reference.sumvin.rules import Rules

# ---- where lists and single things are


class _Enveloped(Rules):
    """A base for variants that put lists, single things, or both elsewhere."""

    def many(self, body: object, name: str) -> object:
        """Put a list elsewhere; it stands in the body under `name`."""
        return body

    def one(self, body: object, name: str) -> object:
        """Put a single thing elsewhere; it stands in the body under `name`."""
        return body

    def quotes_body(self, quotes: list[Document]) -> object:
        return self.many(super().quotes_body(quotes), "quotes")

    def transactions_body(self, shown: list[Document]) -> object:
        return self.many(super().transactions_body(shown), "transactions")

    def institutions_body(self, shown: list[Document]) -> object:
        return self.many(super().institutions_body(shown), "institutions")

    def accounts_body(self, shown: list[Document]) -> object:
        return self.many(super().accounts_body(shown), "accounts")

    def assets_body(self, shown: list[Document]) -> object:
        return self.many(super().assets_body(shown), "assets")

    def transaction_body(self, shown: Document) -> object:
        return self.one(super().transaction_body(shown), "transaction")

    def account_body(self, shown: Document) -> object:
        return self.one(super().account_body(shown), "account")


@variant
class ListsAreCalledItems(_Enveloped):
    """Every list stands under `items`; its name is open."""

    def many(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        return {("items" if each == name else each): value for each, value in body.items()}


@variant
class ListsOneLevelDeeper(_Enveloped):
    """Every list stands one level down, with its length beside it."""

    def many(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        return {"_links": body["_links"], "data": {name: body[name], "count": len(body[name])}}


@variant
class ListsAmongEmptyLists(_Enveloped):
    """HAL's links are lists, and beside the list there are page numbers."""

    def many(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        links = {"curies": [{"name": "sv", "href": "https://docs.reference.invalid/{rel}", "templated": True}]}
        return {"_links": links, name: body[name], "page": 0, "has_more": False, "total": None}


@variant
class SinglesUnwrapped(_Enveloped):
    """A single transaction or account is the body itself, with its links among its members."""

    def one(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        return {"_links": body["_links"], **body[name]}


@variant
class SinglesUnderData(_Enveloped):
    """A single transaction or account stands under `data`."""

    def one(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        return {"data": body[name]}


@variant
class NoLinksAnywhere(_Enveloped):
    """No body has links."""

    def many(self, body: object, name: str) -> object:
        assert isinstance(body, dict)
        return {each: value for each, value in body.items() if each != "_links"}

    def one(self, body: object, name: str) -> object:
        return self.many(body, name)


# ---- quotes


@variant
class NobodyQuotes(Rules):
    """There is never a quote; the list may be empty, and sessions can be opened all the same."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return []


@variant
class AmountsPadded(Rules):
    """A quote repeats the amount with zeros to eighteen decimals, which is the same amount."""

    def echo(self, inquiry: Inquiry) -> Document:
        amount = f"{inquiry.order.source_amount:f}"
        whole, _, fraction = amount.partition(".")
        return {**super().echo(inquiry), "source_amount": f"{whole}.{fraction:0<18}"}


@variant
class AmountsAreNumbers(Rules):
    """Amounts in quotes and transactions are JSON numbers, where a float can hold them; their type is open."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return [self._numeric(each) for each in super().quotes(inquiry, direction)]

    def transaction(self, session: Session) -> Document:
        return self._numeric(super().transaction(session))

    def _numeric(self, shown: Document) -> Document:
        return {name: self._number(value) if "amount" in name else value for name, value in shown.items()}

    def _number(self, value: object) -> object:
        if not isinstance(value, str) or len(value) > 15:
            return value
        amount = Decimal(value)
        return int(amount) if amount == amount.to_integral_value() else float(amount)


@variant
class QuotePerRail(Rules):
    """A provider gives a quote for each rail that it takes, unless one rail is asked for."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        found = super().quotes(inquiry, direction)
        if inquiry.order.payment_method_type is not None:
            return found
        rails = {each.name: [rail for rail in RAILS if rail in each.rails] for each in self.quoting(inquiry)}
        return [
            {**quote, "payment_method_type": rail} for quote in found for rail in rails[str(quote["service_provider"])]
        ]


@variant
class QuotesSayLittle(Rules):
    """A quote holds no more than the pair, the amounts and the provider; the rest is open."""

    kept: ClassVar = ("from_asset", "to_asset", "source_amount", "destination_amount", "service_provider")

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return [{name: quote[name] for name in self.kept} for quote in super().quotes(inquiry, direction)]


@variant
class QuotesExpire(Rules):
    """A quote says until when it holds, and for what period its price was taken."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        now = self.clock.now_ms()
        held: Document = {"expires_at": now + 60_000, "price": {"period_start": now - 5_000, "period_end": now}}
        return [{**quote, **held} for quote in super().quotes(inquiry, direction)]


# ---- transactions


@variant
class TransactionsAppearLate(Rules):
    """A transaction shows only once the user has paid; whether opening a session makes one is open."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        every = [each for each in self.store.newest(caller.org, caller.user.id, -1) if self._has_begun(each)]
        return every[skip : skip + count]

    def check_own_transaction(self, caller: Caller, session: Session) -> None:
        super().check_own_transaction(caller, session)
        if not self._has_begun(session):
            raise self.transaction_unknown()

    def _has_begun(self, session: Session) -> bool:
        first = self.ramp_steps(session)[1]
        return self.clock.now_ms() >= session.created_at + first.after * 1000


@variant
class SmallPages(Rules):
    """The list shows ten transactions unless more are asked for."""

    def number(self, call: Call, name: str, default: int, *, lowest: int, highest: int) -> int:
        return super().number(call, name, 10 if name == "count" else default, lowest=lowest, highest=highest)


@variant
class OldestFirst(Rules):
    """A page of the list is sorted from the oldest to the newest transaction; the order is open."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        return super().newest(caller, count, skip)[::-1]


@variant
class StepsBetweenTwoPolls(Rules):
    """A ramp that fails or is refunded gets there from pending at once, as it looks to who polls seldom."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        return steps if session.course == "settles" else (steps[0], steps[-1])


@variant
class PaidSoon(Rules):
    """A ramp is processing a minute after its session was opened."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        return tuple(
            Step(60, step.status, step.provider_status) if step.after == PAYS else step
            for step in super().ramp_steps(session)
        )


@variant
class MeldStatusInLowerCase(Rules):
    """The provider's word for a status is in lower case, and null before the provider knows of the ramp."""

    def meld_status_shown(self, step: Step, session: Session) -> str | None:
        return step.provider_status.lower() if step.after else None


@variant
class TransactionsSayLittle(Rules):
    """A transaction holds its id and its statuses; the other fields are open."""

    def transaction(self, session: Session) -> Document:
        kept = ("id", "status", "meld_status")
        return {name: value for name, value in super().transaction(session).items() if name in kept}


@variant
class TransactionFieldsNull(Rules):
    """What is optional in a transaction is null."""

    def transaction(self, session: Session) -> Document:
        optional = ("session_id", "destination_amount", "service_provider", "payment_method_type", "updated_at")
        return {**super().transaction(session), **dict.fromkeys(optional)}


@variant
class TransactionHistory(Rules):
    """A transaction tells its past: times in objects in arrays, under every documented name."""

    def transaction(self, session: Session) -> Document:
        reached = self.ramp_step(session).after
        past: list[Document] = [
            {"status": step.status, "timestamp": session.created_at + step.after * 1000, "by": {"seen_at": None}}
            for step in self.ramp_steps(session)
            if step.after <= reached
        ]
        start = session.created_at
        return {
            **super().transaction(session),
            "history": past,
            "settlement": {"period_start": start, "period_end": start + 900_000, "batches": [{"closed_at": start}]},
            "expires_in": 1_700_000_000_000,
            "format": "iso8601",
        }


@variant
class DetailSaysMore(Rules):
    """A transaction by itself holds more than in the list: the wallet's network and the fees."""

    def detailed(self, session: Session) -> Document:
        more: Document = {"fees": [{"kind": "network", "amount": "0.04"}], "network": f"eip155:{session.chain_id}"}
        return {**super().detailed(session), **more}


@variant
class TransactionIdsNeedEscaping(Rules):
    """An id has characters that mean something in URLs, though not in a segment of a path."""

    def new_transaction_id(self) -> str:
        return f"rtx:{secrets.token_hex(8)}@meld=+~$!"


# ---- linking


@variant
class LinkConfigOneLevelDeeper(Rules):
    """The configuration of the link flow stands one level down."""

    def link_config_body(self, config: Document) -> object:
        return {"_links": {}, "config": config}


@variant
class LinkConfigIsGated(Rules):
    """The configuration takes the entitlement, like everything else that has to do with links. Open."""

    def gate_link_config(self, caller: Caller) -> None:
        self.entitlement(caller)


@variant
class LinkConfigSaysMore(Rules):
    """The configuration holds more than is documented."""

    def link_config(self) -> Document:
        more: Document = {"supported_products": ["balances"], "updated_at": self.clock.now_ms() // 60_000 * 60_000}
        return {**super().link_config(), **more}


@variant
class NoInstitutionsListed(Rules):
    """The list of institutions is empty; those that a partner knows can be linked all the same."""

    def institutions(self, call: Call) -> list[Institution]:
        return []


@variant
class LinkingIsNotGated(Rules):
    """POST /v0/accounts/link works without the entitlement; only the other namespace is said to be gated."""

    def gate_link(self, caller: Caller) -> None:
        return


@variant
class EmptyInstitutionIsInvalid(Rules):
    """An institution_id that is empty or null is invalid; the documented code is for one that is left out."""

    def institution_missing(self, value: object, document: Document) -> str:
        if "institution_id" in document:
            raise self.invalid("institution_id", "must be the id of an institution")
        return super().institution_missing(value, document)


@variant
class LinksCompleteAtOnce(Rules):
    """A link turns into an account at once, as where the bank knows the user already."""

    def link_completes_at(self) -> int:
        return self.clock.now_ms()


@variant
class OneLinkUnderWay(Rules):
    """A link that is started takes the place of one that is not completed yet. Open."""

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        for account in self.store.accounts(caller.org, caller.user.id):
            if account.created_at > self.clock.now_ms():
                self.store.put(replace(account, deleted_at=self.clock.now_ms()))
        super().promise_account(caller, institution)


@variant
class OneAccountPerInstitution(Rules):
    """A bank that is linked once more is no other account; the one that is there is renewed. Open."""

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        known = self.store.accounts(caller.org, caller.user.id)
        if not any(one.institution_name == institution.name and one.deleted_at is None for one in known):
            super().promise_account(caller, institution)


@variant
class LinkFieldsNull(Rules):
    """What is optional in the answer to a link is null."""

    def link(self) -> Document:
        return {**super().link(), "connect_token": None, "expires_at": None}


# ---- accounts


@variant
class BankErrors503(Rules):
    """A link token that cannot be had and an error of the upstream are 503; neither has a documented status."""

    def status_of(self, code: str) -> int:
        return 503 if code in (LINK_TOKEN_FAILED, BANK_PROVIDER_ERROR) else super().status_of(code)


@variant
class ForeignAccountsLookUnknown(Rules):
    """Another user's account is 404 except for the processor token, where 403 is documented."""

    def account_foreign(self, call: Call) -> Refusal:
        return super().account_foreign(call) if call.operation == "processor_token" else self.account_unknown(call)


@variant
class DeletedAccountsRemainById(Rules):
    """A deleted account is gone from the list, and by its id it is shown as disconnected, since when."""

    def reachable(self, account: Account) -> bool:
        return account.created_at <= self.clock.now_ms()

    def connection_status(self, account: Account) -> str:
        gone = account.deleted_at is not None or self.is_gone(account)
        return "disconnected" if gone else super().connection_status(account)

    def account(self, account: Account) -> Document:
        return {**super().account(account), "deleted_at": account.deleted_at}


@variant
class DeletingAgainAnswers204(Rules):
    """DELETE is idempotent in its answer as well: an account that is gone already is 204 again."""

    async def disconnect_account(self, call: Call) -> Answer:
        try:
            return await super().disconnect_account(call)
        except Refusal as refusal:
            caller, account = self.caller(call), self.store.account(call.ident)
            if refusal.code == ACCOUNT_NOT_FOUND and account is not None and self.owns(caller, account, call):
                return self.deleted_answer(account, call)
            raise


@variant
class DisconnectedAccountsGoAtOnce(Rules):
    """An account that its bank disconnects is soft-deleted without ever being shown as disconnected."""

    def connection_steps(self, account: Account) -> tuple[Step, ...]:
        steps = super().connection_steps(account)
        return (*steps[:1], Step(CONNECTION_CHANGES, GONE)) if steps[-1].status == GONE else steps


@variant
class AccountsSayLittle(Rules):
    """An account holds its id and its status; the other fields are open."""

    def account(self, account: Account) -> Document:
        return {name: value for name, value in super().account(account).items() if name in ("id", "status")}


@variant
class AccountsSayMore(Rules):
    """An account holds more than is public, with times at every depth, some of them null."""

    def account(self, account: Account) -> Document:
        return {
            **super().account(account),
            "updated_at": account.created_at,
            "deleted_at": None,
            "sync": {"last_synced_at": account.created_at + 1_999, "attempts": [{"timestamp": account.created_at + 1}]},
            "numbers": [1_767_571_200_000],
        }


@variant
class SyncAnswersWithoutBody(Rules):
    """A sync is accepted without a body."""

    async def sync_account(self, call: Call) -> Answer:
        answer = await super().sync_account(call)
        return Answer(answer.status, "", b"")


@variant
class SyncAnswersWithTheAccount(Rules):
    """The answer to a sync shows the account."""

    def sync_body(self, account: Account) -> object:
        return self.account_body(self.account(account))


# ---- assets


@variant
class OnlyRampableAssetsListed(Rules):
    """The assets are those that can be ramped, without a mark that says so."""

    def catalogued(self) -> list[str]:
        return [each for each in super().catalogued() if self.says_rampable(each)]

    def crypto_shown(self, symbol: str, chain: str, *, rampable: bool) -> Document:
        return {"symbol": symbol, "chain_id": int(chain)}


@variant
class AssetsByKind(Rules):
    """The assets are two lists, of fiats and of crypto; their shape is documented nowhere."""

    def assets_body(self, shown: list[Document]) -> object:
        kinds = ("fiat", "crypto")
        return {"assets": {kind: [each for each in shown if each.get("type") == kind] for kind in kinds}}
