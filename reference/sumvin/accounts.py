"""Accounts that are linked: `GET /v0/accounts`, `GET` and `DELETE /v0/accounts/{account_id}`, and `POST …/sync`.

Source: sumvin-meld-integration.txt, "Linked account management", BANK_ACCOUNT_NOT_FOUND, BANK_ACCOUNT_UNAUTHORIZED and
BANK_PROVIDER_ERROR, and "Webhooks". The shapes are public knowledge. A deleted account is gone altogether here; the
documents would also allow a soft-deleted record behind its id.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from dataclasses import replace

from reference.sumvin.credentials import Credentials
from reference.sumvin.lifecycle import GONE, Lifecycle
from reference.sumvin.model import Account, Answer, Call, Caller, Document, Refusal
from reference.sumvin.problems import ACCOUNT_NOT_FOUND, ACCOUNT_UNAUTHORIZED, BANK_PROVIDER_ERROR
from reference.sumvin.replies import Replies
from reference.sumvin.store import Store


class Accounts(Credentials, Lifecycle, Replies):
    """How accounts are listed, shown, synced and deleted."""

    store: Store

    # ---- the operations

    async def list_accounts(self, call: Call) -> Answer:
        """Answer a call for the caller's accounts."""
        shown = [self.listed_account(each) for each in self.accounts_of(self.caller(call)) if self.in_list(each)]
        return self.reply(200, self.accounts_body(shown), call)

    async def show_account(self, call: Call) -> Answer:
        """Answer a call for one account."""
        account = self.account_of(self.caller(call), call)
        return self.reply(200, self.account_body(self.account(account)), call)

    async def sync_account(self, call: Call) -> Answer:
        """Answer a call to sync an account."""
        account = self.account_of(self.caller(call), call)
        self.sync(account)
        return self.reply(self.synced_status(), self.sync_body(account), call)

    async def disconnect_account(self, call: Call) -> Answer:
        """Answer a call to delete an account."""
        account = self.account_of(self.caller(call), call)
        self.delete(account)
        return self.deleted_answer(account, call)

    # ---- whose they are

    def accounts_of(self, caller: Caller) -> list[Account]:
        """Find the caller's own."""
        return self.store.accounts(caller.org, caller.user.id)

    def account_of(self, caller: Caller, call: Call) -> Account:
        """Find an account of the caller's own."""
        account = self.store.account(call.ident)
        if account is None or not self.reachable(account):
            raise self.account_unknown(call)
        if not self.owns(caller, account, call):
            raise self.account_foreign(call)
        return account

    def owns(self, caller: Caller, account: Account, call: Call) -> bool:
        """Tell whether an account belongs to the caller."""
        return (account.org, account.user) == (caller.org, caller.user.id)

    def account_unknown(self, call: Call) -> Refusal:
        """Refuse an id that nobody has."""
        return self.refuse(ACCOUNT_NOT_FOUND, "There is no account with this id.")

    def account_foreign(self, call: Call) -> Refusal:
        """Refuse an id that another user has."""
        return self.refuse(ACCOUNT_UNAUTHORIZED, "The account does not belong to the user.")

    # ---- which of them are there

    def exists(self, account: Account) -> bool:
        """Tell whether an account is linked already and was not deleted since."""
        return account.created_at <= self.clock.now_ms() and account.deleted_at is None and not self.is_gone(account)

    def is_gone(self, account: Account) -> bool:
        """Tell whether an account has been soft-deleted after its bank disconnected it."""
        return self.connection_step(account).status == GONE

    def in_list(self, account: Account) -> bool:
        """Tell whether the list shows an account."""
        return self.exists(account)

    def reachable(self, account: Account) -> bool:
        """Tell whether an account can be had by its id."""
        return self.exists(account)

    # ---- what they say

    def account(self, account: Account) -> Document:
        """Return an account as it stands now."""
        return {
            "id": account.id,
            "provider": "meld",
            "account_type": account.account_type,
            "status": self.connection_status(account),
            "institution_name": account.institution_name,
            "account_name": account.account_name,
            "is_primary": account.is_primary,
            "balance_currency": account.balance_currency,
            "created_at": account.created_at,
        }

    def listed_account(self, account: Account) -> Document:
        """Return an account as the list shows it."""
        return self.account(account)

    def connection_status(self, account: Account) -> str:
        """Return the status of the connection to the bank."""
        return self.connection_step(account).status

    def accounts_body(self, shown: list[Document]) -> object:
        """Return the body of the list."""
        return {"_links": {"link": {"href": "/v0/accounts/link"}}, "accounts": shown, "total": len(shown)}

    def account_body(self, shown: Document) -> object:
        """Return the body with one account."""
        return {"_links": {"self": {"href": f"/v0/accounts/{shown.get('id')}"}}, "account": shown}

    # ---- syncing

    def sync(self, account: Account) -> None:
        """Ask the provider to bring an account up to date."""
        if account.course == "cannot be synced":
            raise self.bank_provider_failed("The provider could not reach the bank.")

    def bank_provider_failed(self, detail: str) -> Refusal:
        """Pass the upstream's error on."""
        return self.refuse(BANK_PROVIDER_ERROR, detail)

    def synced_status(self) -> int:
        """Return the status of a sync that was started."""
        return 202

    def sync_body(self, account: Account) -> object:
        """Return the body that says that a sync was started."""
        job: Document = {"account_id": account.id, "status": "queued", "requested_at": self.clock.now_ms()}
        return {"_links": {"account": {"href": f"/v0/accounts/{account.id}"}}, "sync": job}

    # ---- deleting

    def delete(self, account: Account) -> None:
        """Delete an account; what is left of it shows nowhere."""
        self.store.put(replace(account, deleted_at=self.clock.now_ms()))

    def deleted_answer(self, account: Account, call: Call) -> Answer:
        """Answer that an account was deleted, without a body."""
        return Answer(204, "", b"")
