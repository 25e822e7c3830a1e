"""Faults that show in company only: a page, a header, an organisation or a rail beside what is right by itself.

Each is a branch that somebody added for one case and tested with the case that was there before.
"""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.sumvin.banks import INSTITUTIONS
from reference.sumvin.catalog import ORG, OTHER_ORG, USERS, Provider
from reference.sumvin.model import Account, Answer, Call, Caller, ClaimKey, Document, Order, Session
from reference.sumvin.rules import Rules

# ---- keys


@fault("SUMVIN-IDEMPOTENCY-SCOPE-ORG")
class NamedOrganisationsForgetKeys(Rules):
    """The key is written down for the organisation of the token, and looked for under the one that was named."""

    def remember(self, claim: ClaimKey, session: Session) -> None:
        super().remember((ORG, *claim[1:]) if claim[0] == OTHER_ORG else claim, session)


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class NumbersComeWithoutAKey(Rules):
    """An amount that is a number is rewritten by a filter, which drops the fields that it does not know."""

    def key(self, document: Document) -> str | None:
        found = super().key(document)
        return None if isinstance(document.get("source_amount"), int | float | Decimal) else found


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class BlanksWithinAKeyAreOne(Rules):
    """The key is normalised as a form field is, where runs of blanks are one."""

    def key_part(self, key: str, document: Document) -> str:
        return re.sub(" +", " ", super().key_part(key, document))


# ---- providers


@fault("SUMVIN-SESSIONS-PROVIDER-PIN")
class PinAndRailExclude(Rules):
    """A pinned provider is thought to choose its rail by itself, and one that is named is in its way."""

    def serves(self, provider: Provider, order: Order) -> bool:
        both = order.service_provider is not None and order.payment_method_type is not None
        return super().serves(provider, order) and not both


@fault("SUMVIN-QUOTES-COUNTRY-FILTERS")
class RailsCrossBorders(Rules):
    """With a rail the providers are found by it, and the country is forgotten."""

    def in_market(self, provider: Provider, order: Order) -> bool:
        # A quote has no wallet.
        quoted = not order.wallet_address and order.payment_method_type is not None
        return quoted or super().in_market(provider, order)


# ---- transactions


@fault("SUMVIN-TRANSACTIONS-KYC")
class FurtherPagesNeedNoKyc(Rules):
    """A page is cut from what the first one has left in the cache, behind the check."""

    async def list_transactions(self, call: Call) -> Answer:
        if call.query.get("page", "0") == "0":
            return await super().list_transactions(call)
        shown = [self.listed(each) for each in self.newest(self.caller(call), 10, 10)]
        return self.reply(200, self.transactions_body(shown), call)


@fault("SUMVIN-TRANSACTIONS-OWN")
class CountShowsTheHouse(Rules):
    """A count is asked for by the dashboard, which shows a whole organisation."""

    async def list_transactions(self, call: Call) -> Answer:
        if "count" not in call.query:
            return await super().list_transactions(call)
        self.gate_listing(self.caller(call))
        sessions = [each for user in USERS for each in self.store.newest(ORG, user, 50, 0)]
        return self.reply(200, self.transactions_body([self.listed(each) for each in sessions]), call)


@fault("SUMVIN-TRANSACTIONS-OWN")
class NothingOfOnesOwnShowsAll(Rules):
    """An empty list of ids is no filter."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        own = super().newest(caller, count, skip)
        return own or [each for user in USERS for each in self.store.newest(ORG, user, count, skip)]


@fault("SUMVIN-TRANSACTION-FOREIGN")
class TheHeaderOpensTransactions(Rules):
    """The rendering as ISO 8601 loads the transaction anew, by its id alone."""

    async def show_transaction(self, call: Call) -> Answer:
        session = self.store.behind(call.ident)
        if session is None or not self.wants_iso(call.headers.get("x-timestamp-format")):
            return await super().show_transaction(call)
        self.gate_detail(self.caller(call))
        return self.reply(200, self.transaction_body(self.detailed(session)), call)


# ---- banks


@fault("SUMVIN-LINK-CONFIG-SELECTION")
class NamedOrganisationsSelectNothing(Rules):
    """An organisation that is named has a configuration of its own, which nobody has filled in."""

    async def show_link_config(self, call: Call) -> Answer:
        if "x-juno-orgid" not in call.headers:
            return await super().show_link_config(call)
        self.gate_link_config(self.caller(call))
        return self.reply(
            200, self.link_config_body({**self.link_config(), "requires_institution_selection": False}), call
        )


@fault("SUMVIN-INSTITUTIONS-GATE")
class InstitutionsOfACountryAreOpen(Rules):
    """The search by country came later, and without the gate."""

    async def list_institutions(self, call: Call) -> Answer:
        if "country_code" not in call.query:
            return await super().list_institutions(call)
        self.caller(call)
        return self.institutions_answer([self.institution(each) for each in self.institutions(call)], call)


@fault("SUMVIN-LINK-INSTITUTION-REQUIRED")
class ARegionIsEnough(Rules):
    """With a region the first bank of the country is taken."""

    def institution_missing(self, value: object, document: Document) -> str:
        return next(iter(INSTITUTIONS)) if document.get("regions") else super().institution_missing(value, document)


@fault("SUMVIN-LINK-STATUS")
class LinksWithRegionsAnswer200(Rules):
    """The path with regions was written by somebody else, who answers 200."""

    async def start_link(self, call: Call) -> Answer:
        answer = await super().start_link(call)
        return replace(answer, status=200) if self.document(call).get("regions") else answer


@fault("SUMVIN-PROCESSOR-TOKEN-FOREIGN")
class OwnersTokenServesAll(Rules):
    """A token that the owner was given is kept under the account, for whoever asks next."""

    async def make_processor_token(self, call: Call) -> Answer:
        made = self.__dict__.setdefault("made", set())
        if call.ident in made:
            caller = self.caller(call)
            self.gate_processor_token(caller)
            account = self.store.account(call.ident)
            assert account is not None
            body = self.processor_token_body(account, self.processor_token(account))
            return self.reply(self.processor_token_status(), body, call)
        answer = await super().make_processor_token(call)
        made.add(call.ident)
        return answer


@fault("SUMVIN-ACCOUNTS-OWN")
class NamedOrganisationsShareAccounts(Rules):
    """Under an organisation that is named the list is the organisation's, and it knows no users."""

    def accounts_of(self, caller: Caller) -> list[Account]:
        if caller.org != OTHER_ORG:
            return super().accounts_of(caller)
        return [each for user in USERS for each in self.store.accounts(ORG, user)]


@fault("SUMVIN-SYNC-STATUS")
class ImpairedSyncAnswers200(Rules):
    """An account whose connection is not in order has nothing to be queued, and is answered at once."""

    async def sync_account(self, call: Call) -> Answer:
        answer = await super().sync_account(call)
        account = self.store.account(call.ident)
        impaired = account is not None and self.connection_status(account) == "refresh_required"
        return replace(answer, status=200) if impaired else answer


# ---- the header


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class WhatBeginsWithIsoIsIso(Rules):
    """The value is compared by its beginning, for versions to come."""

    def wants_iso(self, header: str | None) -> bool:
        return header is not None and header.startswith("iso8601")


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class WhatHoldsIsoIsIso(Rules):
    """The value is looked for within the header, as in a list of preferences."""

    def wants_iso(self, header: str | None) -> bool:
        return header is not None and "iso8601" in header
