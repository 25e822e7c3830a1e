"""How a bank is linked: `GET /v0/accounts/link/config`, `POST /v0/accounts/link` and the `/v0/bank-linking` namespace.

Source: sumvin-meld-integration.txt, "Authentication" (the entitlement, GATE-403-001), "Provider routing", "Status
codes per endpoint" and "Error code reference", "Bank linking". The shapes are public knowledge. Whether what lies
outside that namespace is gated is open: here POST /v0/accounts/link is, and its configuration is not. A link completes
by itself after two minutes, as if the user had gone through the widget.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

import secrets
import uuid

from reference.sumvin.accounts import Accounts
from reference.sumvin.banks import FAILING_PROCESSOR, INSTITUTIONS, WITHOUT_TOKEN, Institution
from reference.sumvin.body import Body
from reference.sumvin.lifecycle import LINK_COMPLETES
from reference.sumvin.model import Account, Answer, Call, Caller, Document, Refusal
from reference.sumvin.problems import (
    BANK_ENTITLEMENT,
    INSTITUTION_REQUIRED,
    LINK_TOKEN_FAILED,
)

PRODUCTS = ["balances", "identifiers", "transactions"]


class BankLinking(Accounts, Body):
    """From the choice of a bank to a linked account, and to a token for a processor."""

    # ---- the configuration

    async def show_link_config(self, call: Call) -> Answer:
        """Answer a call for the configuration of the link flow."""
        self.gate_link_config(self.caller(call))
        return self.reply(200, self.link_config_body(self.link_config()), call)

    def gate_link_config(self, caller: Caller) -> None:
        """Let everybody see the configuration: it is outside the namespace that is said to be gated."""

    def link_config(self) -> Document:
        """Return the configuration: always Meld, and institutions are listed by the partner."""
        return {"provider": "meld", "requires_institution_selection": True}

    def link_config_body(self, config: Document) -> object:
        """Return the body with the configuration."""
        return {"_links": {"institutions": {"href": "/v0/bank-linking/institutions"}}, **config}

    # ---- the institutions

    async def list_institutions(self, call: Call) -> Answer:
        """Answer a call for the institutions."""
        self.gate_institutions(self.caller(call))
        return self.institutions_answer([self.institution(each) for each in self.institutions(call)], call)

    def gate_institutions(self, caller: Caller) -> None:
        """Let only users with the entitlement see the institutions."""
        self.entitlement(caller)

    def institutions(self, call: Call) -> list[Institution]:
        """Find the institutions that a user can choose, in the country that is asked for, if one is."""
        country = call.query.get("country_code")
        return [each for each in INSTITUTIONS.values() if each.listed and (not country or country in each.countries)]

    def institution(self, institution: Institution) -> Document:
        """Return one institution."""
        return {
            "id": institution.id,
            "name": institution.name,
            "country_codes": list(institution.countries),
            "products": PRODUCTS,
        }

    def institutions_answer(self, shown: list[Document], call: Call) -> Answer:
        """Answer with the institutions, however few."""
        return self.reply(200, self.institutions_body(shown), call)

    def institutions_body(self, shown: list[Document]) -> object:
        """Return the body with the institutions."""
        return {"_links": {"link": {"href": "/v0/accounts/link"}}, "institutions": shown, "total": len(shown)}

    # ---- the link

    async def start_link(self, call: Call) -> Answer:
        """Answer a call that starts a link."""
        caller = self.caller(call)
        self.gate_link(caller)
        document = self.document(call)
        institution_id = self.institution_id(document)
        self.check_link_options(document)
        self.ask_for_link_token(institution_id)
        self.promise_account(caller, self.known_institution(institution_id))
        return self.reply(self.linked_status(), self.link_body(self.link()), call)

    def gate_link(self, caller: Caller) -> None:
        """Let only users with the entitlement start a link."""
        self.entitlement(caller)

    def institution_id(self, document: Document) -> str:
        """Read the institution that the user has chosen."""
        value = document.get("institution_id")
        if value is None or value == "":
            return self.institution_missing(value, document)
        return self.text(value, "institution_id")

    def institution_missing(self, value: object, document: Document) -> str:
        """Deal with a call that names no institution, or an empty or null one."""
        raise self.refuse(INSTITUTION_REQUIRED, "Send the institution_id of the bank that the user has chosen.")

    def check_link_options(self, document: Document) -> None:
        """Check the other fields, all of which may be left out or null."""
        redirect = document.get("redirect_uri")
        if redirect is not None:
            self.text(redirect, "redirect_uri")
        for name in ("products", "regions"):
            values = document.get(name)
            if values is not None and not (isinstance(values, list) and all(isinstance(each, str) for each in values)):
                raise self.invalid(name, "must be a list of strings")

    def ask_for_link_token(self, institution_id: str) -> None:
        """Ask Meld for a link token."""
        if institution_id == WITHOUT_TOKEN:
            self.link_token_missing()

    def link_token_missing(self) -> None:
        """Deal with a link token that cannot be had."""
        raise self.refuse(LINK_TOKEN_FAILED, "Meld did not give a link token; retry after a short while.")

    def known_institution(self, institution_id: str) -> Institution:
        """Take an institution that Meld knows."""
        if institution_id not in INSTITUTIONS:
            raise self.invalid("institution_id", "is not a known institution")
        return INSTITUTIONS[institution_id]

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        """Link an account as soon as the user will have gone through the widget."""
        self.store.put(self.account_to_be(caller, institution))

    def account_to_be(self, caller: Caller, institution: Institution) -> Account:
        """Make the account that a completed link leads to."""
        return Account(
            id=f"acc_{uuid.uuid4().hex}",
            org=caller.org,
            user=caller.user.id,
            account_type="checking",
            institution_name=institution.name,
            account_name=f"{institution.name} Checking",
            is_primary=False,
            balance_currency=institution.currency,
            created_at=self.link_completes_at(),
            course=institution.course,
            aggregated=True,
        )

    def link_completes_at(self) -> int:
        """Say when the user will have gone through the widget, in epoch milliseconds."""
        return self.clock.now_ms() + LINK_COMPLETES * 1000

    def linked_status(self) -> int:
        """Return the status of a link that was started."""
        return 202

    def link(self) -> Document:
        """Return what the client needs to show the widget."""
        token = secrets.token_urlsafe(32)
        return {
            "provider": "meld",
            "widget_url": f"https://widget.reference.invalid/link?token={token}",
            "connect_token": token,
        }

    def link_body(self, link: Document) -> object:
        """Return the body with the link."""
        return {"_links": {"accounts": {"href": "/v0/accounts"}}, "link": link}

    # ---- the processor token

    async def make_processor_token(self, call: Call) -> Answer:
        """Answer a call that makes a token for a processor."""
        caller = self.caller(call)
        self.gate_processor_token(caller)
        account = self.account_of(caller, call)
        processor = self.nonempty(self.document(call), "processor")
        if processor == FAILING_PROCESSOR:
            self.exchange_failed()
        body = self.processor_token_body(account, self.processor_token(account))
        return self.reply(self.processor_token_status(), body, call)

    def gate_processor_token(self, caller: Caller) -> None:
        """Let only users with the entitlement make a processor token."""
        self.entitlement(caller)

    def exchange_failed(self) -> None:
        """Deal with an exchange of tokens that the provider fails."""
        raise self.bank_provider_failed("The provider did not exchange the token.")

    def processor_token(self, account: Account) -> str:
        """Make a token that nobody can guess."""
        return f"processor-{secrets.token_urlsafe(24)}"

    def processor_token_status(self) -> int:
        """Return the status of a token that was made."""
        return 201

    def processor_token_body(self, account: Account, token: str) -> object:
        """Return the body with the token."""
        return {"_links": {}, "processor_token": token, "account_id": account.id}

    # ---- the entitlement

    def entitlement(self, caller: Caller) -> None:
        """Refuse users without the Meld bank-linking entitlement."""
        if not caller.user.entitled:
            raise self.not_entitled()

    def not_entitled(self) -> Refusal:
        """Refuse a user who may not link banks."""
        return self.refuse(BANK_ENTITLEMENT, "The user does not have the Meld bank-linking entitlement.")
