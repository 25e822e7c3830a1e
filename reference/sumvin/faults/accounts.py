"""Faults of linked accounts: the list, one of them, the sync and the deletion."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.banks import Institution
from reference.sumvin.lifecycle import GONE
from reference.sumvin.model import Account, Answer, Call, Caller, Document, Operation, Refusal, Step
from reference.sumvin.problems import ACCOUNT_NOT_FOUND, CODES, PROVIDER_ERROR
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- the answers


@fault("SUMVIN-ACCOUNTS-STATUS")
class AccountsAnswer206(Rules):
    """A list that has pages is partial content, as somebody read the standard."""

    async def list_accounts(self, call: Call) -> Answer:
        return replace(await super().list_accounts(call), status=206)


@fault("SUMVIN-ACCOUNTS-STATUS")
class NoAccountsAnswer404(Rules):
    """Where there is nothing to list, there is nothing to be found."""

    def accounts_body(self, shown: list[Document]) -> object:
        if not shown:
            raise self.refuse(ACCOUNT_NOT_FOUND, "The user has no account.")
        return super().accounts_body(shown)


@fault("SUMVIN-ACCOUNTS-STATUS")
class BrokenConnectionFailsTheList(Rules):
    """Balances are fetched while the list is made, and one broken connection takes the whole list down."""

    def accounts_body(self, shown: list[Document]) -> object:
        if any(each["status"] == "error" for each in shown):
            raise self.bank_provider_failed("The provider could not reach the bank.")
        return super().accounts_body(shown)


@fault("SUMVIN-ACCOUNTS-LIST")
class AccountsByBank(Rules):
    """The accounts are an object with the banks' names as its members."""

    def accounts_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "accounts": {str(each["institution_name"]): each for each in shown}}


@fault("SUMVIN-ACCOUNTS-LIST")
class AccountsAreCounted(Rules):
    """The first version of the endpoint said how many there are, and has never been replaced."""

    def accounts_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "total": len(shown)}


@fault("SUMVIN-ACCOUNT-STATUS")
class AccountAnswers404(Rules):
    """The single view looks among accounts of the provider of before."""

    async def show_account(self, call: Call) -> Answer:
        self.account_of(self.caller(call), call)
        raise self.account_unknown(call)


@fault("SUMVIN-ACCOUNT-STATUS")
class AccountAnswers203(Rules):
    """The account comes out of a cache, and the proxy says that it is not authoritative."""

    async def show_account(self, call: Call) -> Answer:
        return replace(await super().show_account(call), status=203)


@fault("SUMVIN-SYNC-STATUS")
class SyncAnswers200(Rules):
    """The handler returns, and the framework says 200."""

    def synced_status(self) -> int:
        return 200


@fault("SUMVIN-SYNC-STATUS")
class SecondSyncAnswers200(Rules):
    """While a sync is under way, another call for it finds that one, and what is found is 200."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._synced: set[str] = set()

    async def sync_account(self, call: Call) -> Answer:
        answer = await super().sync_account(call)
        known = call.ident in self._synced
        self._synced.add(call.ident)
        return replace(answer, status=200) if known else answer


@fault("SUMVIN-SYNC-STATUS")
class SyncAnswers204(Rules):
    """There is nothing to say about a sync, so nothing is said."""

    async def sync_account(self, call: Call) -> Answer:
        await super().sync_account(call)
        return Answer(204, "", b"")


@fault("SUMVIN-SYNC-PROVIDER-ERROR")
class FailedSyncIsAccepted(Rules):
    """The error of the upstream goes to the log, and the caller waits for a sync that will never be."""

    def sync(self, account: Account) -> None:
        return


class _FailedSync(Rules):
    """A base for faults that report a sync that fails in another way."""

    code = ""

    def sync(self, account: Account) -> None:
        try:
            super().sync(account)
        except Refusal as refusal:
            raise Refusal(502, self.code, refusal.detail) from None

    def problem_title(self, refusal: Refusal) -> object:
        return super().problem_title(refusal) if refusal.code in CODES else "Upstream Error"


@fault("SUMVIN-SYNC-PROVIDER-ERROR")
class FailedSyncHasTheCodeOfRamps(_FailedSync):
    """Errors of the upstream have one handler, and it speaks of ramps."""

    code = PROVIDER_ERROR


@fault("SUMVIN-SYNC-PROVIDER-ERROR")
class FailedSyncKeepsUpstreamCode(_FailedSync):
    """The code of the upstream is passed through in place of the documented one."""

    code = "FINANCIAL_ACCOUNT_UNREACHABLE"


@fault("SUMVIN-DELETE-STATUS")
class DeletionAnswers200(Rules):
    """The deleted account is shown a last time."""

    def deleted_answer(self, account: Account, call: Call) -> Answer:
        return self.reply(200, self.account_body(self.account(account)), call)


@fault("SUMVIN-DELETE-STATUS")
class DeletionAnswers202(Rules):
    """The deletion is queued, and the status says so."""

    def deleted_answer(self, account: Account, call: Call) -> Answer:
        return Answer(202, "", b"")


# ---- what a deletion does


@fault("SUMVIN-DELETE-GONE")
class DeletionDoesNothing(Rules):
    """The deletion is answered before it is committed, and the commit fails."""

    def delete(self, account: Account) -> None:
        return


@fault("SUMVIN-DELETE-GONE")
class DeletedAccountsStayInTheList(Rules):
    """The soft deletion sets the status, and the list has no filter."""

    def in_list(self, account: Account) -> bool:
        return self.exists(account) or account.deleted_at is not None

    def connection_status(self, account: Account) -> str:
        return "disconnected" if account.deleted_at is not None else super().connection_status(account)


@fault("SUMVIN-DELETE-GONE")
class ListIsCachedFromBefore(Rules):
    """By its id a deleted account is gone at once; the list comes out of a cache that nobody clears."""

    def in_list(self, account: Account) -> bool:
        return self.exists(account) or account.deleted_at is not None


@fault("SUMVIN-DELETE-GONE")
class DeletedAccountsComeBack(Rules):
    """The next sync with the provider brings a deleted account back, an hour later."""

    def exists(self, account: Account) -> bool:
        since = None if account.deleted_at is None else self.clock.now_ms() - account.deleted_at
        return super().exists(account if since is None or since < 3_600_000 else replace(account, deleted_at=None))


@fault("SUMVIN-DELETE-GONE")
class NextLinkBringsThemBack(Rules):
    """A new link of the user's loads all of the user's connections anew, those that were deleted among them."""

    def promise_account(self, caller: Caller, institution: Institution) -> None:
        for account in self.store.accounts(caller.org, caller.user.id):
            self.store.put(replace(account, deleted_at=None))
        super().promise_account(caller, institution)


@fault("SUMVIN-DELETE-ONLY-THAT")
class DeletionTakesTheWholeBank(Rules):
    """The connection to the bank is what gets deleted, and it takes the user's other accounts there with it."""

    def delete(self, account: Account) -> None:
        for each in self.store.accounts(account.org, account.user):
            if each.institution_name == account.institution_name and each.deleted_at is None:
                super().delete(each)


@fault("SUMVIN-DELETE-ONLY-THAT")
class DeletionTakesThePrimary(Rules):
    """A deletion chooses the user's primary account anew, and throws the row of the old one away."""

    def delete(self, account: Account) -> None:
        super().delete(account)
        for each in self.store.accounts(account.org, account.user):
            if each.is_primary and self.exists(each):
                super().delete(each)


# ---- ids that nobody has


class _Unknown(Rules):
    """A base for faults in how an operation deals with an id that nobody has."""

    concerned: ClassVar[Operation]

    def instead(self, call: Call) -> Answer:
        """Do something else than to refuse."""
        raise NotImplementedError

    async def answered(self, call: Call) -> Answer:
        if call.operation == self.concerned and self.store.account(call.ident) is None:
            self.caller(call)
            return self.instead(call)
        return await super().answered(call)


@fault("SUMVIN-ACCOUNT-UNKNOWN")
class UnknownAccountIsNull(_Unknown):
    """An id that does not exist is answered with an account that is null."""

    concerned: ClassVar[Operation] = "account"

    def instead(self, call: Call) -> Answer:
        return self.reply(200, {"_links": {}, "account": None}, call)


@fault("SUMVIN-ACCOUNT-UNKNOWN")
class UnknownAccountAnswers500(_Unknown):
    """The row is used before anybody asks whether there is one."""

    concerned: ClassVar[Operation] = "account"

    def instead(self, call: Call) -> Answer:
        raise TypeError("nothing cannot be unpacked")


@fault("SUMVIN-SYNC-UNKNOWN")
class UnknownAccountIsQueued(_Unknown):
    """A sync is queued for whatever id is sent, and the worker will find that there is no account."""

    concerned: ClassVar[Operation] = "sync"

    def instead(self, call: Call) -> Answer:
        return self.reply(202, {"_links": {}, "sync": {"account_id": call.ident, "status": "queued"}}, call)


@fault("SUMVIN-SYNC-UNKNOWN")
class UnknownSyncReachesTheProvider(_Unknown):
    """The id goes through to the provider, whose complaint comes back as a 502."""

    concerned: ClassVar[Operation] = "sync"

    def instead(self, call: Call) -> Answer:
        raise self.bank_provider_failed("The provider answered: no such account")


# ---- never another user's


class _Anybodys(Rules):
    """A base for faults where an operation forgets to ask whose account it is."""

    concerned: ClassVar[Operation]

    def owns(self, caller: Caller, account: Account, call: Call) -> bool:
        return call.operation == self.concerned or super().owns(caller, account, call)


@fault("SUMVIN-ACCOUNT-FOREIGN")
class AnybodysAccountShown(_Anybodys):
    """The single view looks the id up, and forgets to ask whose it is."""

    concerned: ClassVar[Operation] = "account"


@fault("SUMVIN-SYNC-FOREIGN")
class AnybodysAccountSynced(_Anybodys):
    """The sync looks the id up, and forgets to ask whose it is."""

    concerned: ClassVar[Operation] = "sync"


@fault("SUMVIN-DELETE-FOREIGN")
class AnybodysAccountDeleted(_Anybodys):
    """The deletion looks the id up, and forgets to ask whose it is."""

    concerned: ClassVar[Operation] = "disconnect"


@fault("SUMVIN-ACCOUNT-FOREIGN")
class AccountsOfOneOrgShown(Rules):
    """Within one organisation, users can see one another's accounts by their ids."""

    def owns(self, caller: Caller, account: Account, call: Call) -> bool:
        if call.operation == "account":
            return account.org == caller.org
        return super().owns(caller, account, call)


@fault("SUMVIN-SYNC-FOREIGN")
class ForeignSyncIsQueuedFirst(Rules):
    """A sync is queued before the owner is checked by the worker; the caller is told 202."""

    async def sync_account(self, call: Call) -> Answer:
        try:
            return await super().sync_account(call)
        except Refusal:
            account = self.store.account(call.ident)
            if account is None or account.user == self.caller(call).user.id:
                raise
            return self.reply(202, self.sync_body(account), call)


@fault("SUMVIN-DELETE-FOREIGN")
class DeletionBeforeTheOwner(Rules):
    """The row is deleted before the owner is checked; the caller is told 403, and the account is gone."""

    async def disconnect_account(self, call: Call) -> Answer:
        account = self.store.account(call.ident)
        self.caller(call)
        try:
            return await super().disconnect_account(call)
        except Refusal:
            if account is not None and self.exists(account):
                self.delete(account)
            raise


@fault("SUMVIN-DELETE-FOREIGN")
class ForeignDeletionAnswers204(Rules):
    """A deletion that finds nothing of the user's own has nothing to do, and is said to be done."""

    def account_foreign(self, call: Call) -> Refusal:
        if call.operation == "disconnect":
            return Refusal(204, "", "")
        return super().account_foreign(call)

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        return Answer(204, "", b"") if refusal.status == 204 else super().refused(refusal, call)


@fault("SUMVIN-ACCOUNTS-OWN")
class EverybodysAccountsListed(Rules):
    """The query for the list lost its filter by user."""

    def accounts_of(self, caller: Caller) -> list[Account]:
        return [each for user in ("usr_alice", "usr_bob") for each in self.store.accounts(caller.org, user)]


@fault("SUMVIN-ACCOUNTS-OWN")
class PrimaryOfOthersListed(Rules):
    """The primary account is found for the organisation, not for the user."""

    def accounts_of(self, caller: Caller) -> list[Account]:
        others = (user for user in ("usr_alice", "usr_bob") if user != caller.user.id)
        primary = [each for user in others for each in self.store.accounts(caller.org, user) if each.is_primary]
        return [*super().accounts_of(caller), *primary]


# ---- statuses


class _Connection(Rules):
    """A base for faults that show another word for the status of a connection."""

    words: ClassVar[dict[str, str]]

    def connection_status(self, account: Account) -> str:
        status = super().connection_status(account)
        return self.words.get(status, status)


@fault("SUMVIN-ACCOUNTS-CONNECTION-STATUS")
class ActiveIsConnected(_Connection):
    """A connection that works is called connected, as Meld does."""

    words: ClassVar[dict[str, str]] = {"active": "connected"}


@fault("SUMVIN-ACCOUNTS-CONNECTION-STATUS")
class RefreshRequiredIsReconnect(_Connection):
    """Meld's word for a login that has expired comes through."""

    words: ClassVar[dict[str, str]] = {"refresh_required": "RECONNECT_REQUIRED"}


@fault("SUMVIN-ACCOUNTS-CONNECTION-STATUS")
class ErrorIsFailed(_Connection):
    """A connection that is broken is called failed, as with ramps."""

    words: ClassVar[dict[str, str]] = {"error": "failed"}


@fault("SUMVIN-ACCOUNTS-CONNECTION-STATUS")
class StatusOfAccountsIsABoolean(Rules):
    """The status says whether the connection works."""

    def account(self, account: Account) -> Document:
        shown = super().account(account)
        return {**shown, "status": shown["status"] == "active"}


@fault("SUMVIN-ACCOUNTS-STATUS-CHANGES")
class AccountStatusOnlyById(Rules):
    """The list was slimmed down for mobile clients, and the status went with the rest."""

    def listed_account(self, account: Account) -> Document:
        shown = super().listed_account(account)
        del shown["status"]
        return shown


@fault("SUMVIN-ACCOUNTS-STATUS-CHANGES")
class StatusOfAccountsIsFrozen(Rules):
    """The status is stored when an account is linked, and webhooks about the connection are dropped."""

    def connection_status(self, account: Account) -> str:
        return "active"


@fault("SUMVIN-ACCOUNTS-STATUS-CHANGES")
class EveryTroubleIsAnError(_Connection):
    """A login that has expired is reported like a connection that is broken."""

    words: ClassVar[dict[str, str]] = {"refresh_required": "error"}


@fault("SUMVIN-ACCOUNTS-DISCONNECT-GONE")
class DisconnectedAccountsStay(Rules):
    """An account that its bank has disconnected stays in the list for ever."""

    def connection_steps(self, account: Account) -> tuple[Step, ...]:
        return tuple(step for step in super().connection_steps(account) if step.status != GONE)


@fault("SUMVIN-ACCOUNTS-DISCONNECT-GONE")
class DisconnectsAreNotHeard(Rules):
    """The webhook about a disconnect is not subscribed to, and the account stays active."""

    def connection_steps(self, account: Account) -> tuple[Step, ...]:
        steps = super().connection_steps(account)
        return steps[:1] if steps[-1].status == GONE else steps


# ---- the list and one of them


@fault("SUMVIN-ACCOUNT-SAME")
class AccountHasAnIdOfItsOwn(Rules):
    """The list shows Sumvin's id, and the single view that of the provider."""

    def account_body(self, shown: Document) -> object:
        return super().account_body({**shown, "id": f"meld_{shown['id']}"})


@fault("SUMVIN-ACCOUNT-AGREES")
class AccountIsAlwaysActiveById(Rules):
    """The single view does not look at the connection."""

    def account_body(self, shown: Document) -> object:
        return super().account_body({**shown, "status": "active"})


@fault("SUMVIN-ACCOUNT-AGREES")
class AccountIsRenamedById(Rules):
    """The list shows the name that the user gave, and the single view the one of the bank."""

    def account_body(self, shown: Document) -> object:
        return super().account_body({**shown, "account_name": "CHK 0001"})


@fault("SUMVIN-ACCOUNT-SAME")
class PrimaryAccountShown(Rules):
    """The single view is cached by user and not by id, and shows the primary account."""

    async def show_account(self, call: Call) -> Answer:
        caller = self.caller(call)
        self.account_of(caller, call)
        primary = next(each for each in self.accounts_of(caller) if each.is_primary)
        return self.reply(200, self.account_body(self.account(primary)), call)
