"""Faults of `GET /v0/ramp/transactions` and `/{transaction_id}`: who sees what, and whether the two agree."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.model import Answer, Call, Caller, Document, Refusal, Session
from reference.sumvin.problems import ACCOUNT_NOT_FOUND, INVALID_REQUEST, KYC_REQUIRED, TRANSACTION_NOT_FOUND
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- the answers


@fault("SUMVIN-TRANSACTIONS-STATUS")
class TransactionsAnswer206(Rules):
    """A list that has pages is partial content, as somebody read the standard."""

    async def list_transactions(self, call: Call) -> Answer:
        return replace(await super().list_transactions(call), status=206)


@fault("SUMVIN-TRANSACTIONS-STATUS")
class NoTransactionsAnswer404(Rules):
    """Where there is nothing to list, there is nothing to be found."""

    def transactions_body(self, shown: list[Document]) -> object:
        if not shown:
            raise self.transaction_unknown()
        return super().transactions_body(shown)


@fault("SUMVIN-TRANSACTIONS-STATUS")
class TransactionsCrashOnSells(Rules):
    """The list was written for the on-ramp, and its view of a sell divides by a fee that sells do not have."""

    def listed(self, session: Session) -> Document:
        if session.direction == "sell":
            raise ZeroDivisionError("no fee to divide by")
        return super().listed(session)


@fault("SUMVIN-TRANSACTIONS-LIST")
class TransactionsById(Rules):
    """The list is an object with ids as its members."""

    def transactions_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "transactions": {str(each["id"]): each for each in shown}}


@fault("SUMVIN-TRANSACTIONS-LIST")
class TransactionsAreCounted(Rules):
    """The first version of the endpoint said how many there are, and has never been replaced."""

    def transactions_body(self, shown: list[Document]) -> object:
        return {"_links": {}, "total": len(shown)}


@fault("SUMVIN-TRANSACTION-STATUS")
class TransactionAnswers202(Rules):
    """While a ramp is under way, its transaction is answered as accepted."""

    async def show_transaction(self, call: Call) -> Answer:
        return replace(await super().show_transaction(call), status=202)


@fault("SUMVIN-TRANSACTION-STATUS")
class OldTransactionsAnswer404(Rules):
    """What has ended is archived over night; the list still reads it, and the single view does not."""

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        session = super().transaction_of(caller, ident)
        if self.ramp_step(session).status not in ("pending", "processing"):
            raise self.transaction_unknown()
        return session


# ---- KYC


@fault("SUMVIN-TRANSACTIONS-KYC")
class TransactionsForEverybody(Rules):
    """The list is empty for a user without KYC anyhow, so nobody put the check there."""

    def gate_listing(self, caller: Caller) -> None:
        return


@fault("SUMVIN-TRANSACTIONS-KYC")
class TransactionsWithoutKycAnswer401(Rules):
    """On the list, a user without KYC is treated like one who has not logged in."""

    def gate_listing(self, caller: Caller) -> None:
        if not caller.user.verified:
            raise Refusal(401, KYC_REQUIRED, "Complete KYC and retry.")


@fault("SUMVIN-TRANSACTIONS-KYC")
class TransactionsWithoutKycAnswer404(Rules):
    """Without KYC there is no ramp customer, and that is what was not found."""

    def gate_listing(self, caller: Caller) -> None:
        if not caller.user.verified:
            raise self.transaction_unknown()


@fault("SUMVIN-TRANSACTION-KYC")
class TransactionForEverybody(Rules):
    """The single view looks for the id first, and a user without KYC has none: 404 instead of the gate."""

    def gate_detail(self, caller: Caller) -> None:
        return


@fault("SUMVIN-TRANSACTION-KYC")
class OwnTransactionsNeedNoKyc(Rules):
    """Whoever owns a transaction had KYC when it was made; that it may have been lost since, nobody thought of."""

    async def show_transaction(self, call: Call) -> Answer:
        caller, session = self.caller(call), self.store.behind(call.ident)
        if session is None or session.user != caller.user.id:
            return await super().show_transaction(call)
        return self.reply(200, self.transaction_body(self.detailed(session)), call)


@fault("SUMVIN-TRANSACTION-KYC")
class TransactionWithoutKycAnswers422(Rules):
    """On the single view, the missing KYC is reported as an invalid request."""

    def gate_detail(self, caller: Caller) -> None:
        if not caller.user.verified:
            raise Refusal(422, KYC_REQUIRED, "Complete KYC and retry.")


# ---- not found


@fault("SUMVIN-TRANSACTION-STATUS")
class MissesAreRemembered(Rules):
    """That an id was not found is cached under the id alone, and from then on holds for its owner, too."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._missed: set[str] = set()

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        if ident in self._missed:
            raise self.transaction_unknown()
        try:
            return super().transaction_of(caller, ident)
        except Refusal:
            self._missed.add(ident)
            raise


@fault("SUMVIN-TRANSACTION-UNKNOWN")
class UnknownTransactionAnswers400(Rules):
    """An id that does not exist is a bad request."""

    def transaction_unknown(self) -> Refusal:
        return Refusal(400, TRANSACTION_NOT_FOUND, "There is no such transaction.")

    def transaction_foreign(self) -> Refusal:
        return self.refuse(TRANSACTION_NOT_FOUND, "The user has no transaction with this id.")


@fault("SUMVIN-TRANSACTION-UNKNOWN")
class UnknownTransactionIsEmpty(Rules):
    """An id that does not exist is answered with a transaction that is null."""

    async def show_transaction(self, call: Call) -> Answer:
        try:
            return await super().show_transaction(call)
        except Refusal as refusal:
            if refusal.code == TRANSACTION_NOT_FOUND and self.store.behind(call.ident) is None:
                return self.reply(200, {"_links": {}, "transaction": None}, call)
            raise


@fault("SUMVIN-TRANSACTION-UNKNOWN")
class UnknownTransactionCrashes(Rules):
    """The row is used before anybody asks whether there is one."""

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        if self.store.behind(ident) is None:
            raise TypeError("nothing cannot be unpacked")
        return super().transaction_of(caller, ident)


@fault("SUMVIN-TRANSACTION-UNKNOWN")
class UnknownTransactionHasAnotherCode(Rules):
    """The right status with the code of another resource, whose handler was copied."""

    def transaction_unknown(self) -> Refusal:
        return Refusal(404, ACCOUNT_NOT_FOUND, "Not found.")

    def transaction_foreign(self) -> Refusal:
        return self.refuse(TRANSACTION_NOT_FOUND, "The user has no transaction with this id.")


@fault("SUMVIN-TRANSACTION-UNKNOWN")
class IdsMustBeUuids(Rules):
    """An id that is no UUID is refused by the validation of the path, with a status that no document names here."""

    def transaction_of(self, caller: Caller, ident: str) -> Session:
        try:
            return super().transaction_of(caller, ident)
        except Refusal:
            if self.store.behind(ident) is None:
                raise Refusal(422, INVALID_REQUEST, "transaction_id: is not a UUID", "transaction_id") from None
            raise


@fault("SUMVIN-TRANSACTION-FOREIGN")
class TransactionsOfOthersShown(Rules):
    """The single view looks the id up, and forgets to ask whose it is."""

    def check_own_transaction(self, caller: Caller, session: Session) -> None:
        return


@fault("SUMVIN-TRANSACTION-FOREIGN")
class TransactionsOfOneOrgShown(Rules):
    """Within one organisation, users can see one another's transactions by their ids."""

    def check_own_transaction(self, caller: Caller, session: Session) -> None:
        if session.org != caller.org:
            raise self.transaction_foreign()


@fault("SUMVIN-TRANSACTION-FOREIGN")
class ForeignTransactionAnswers403(Rules):
    """Another user's transaction is forbidden rather than not found, as with accounts."""

    def transaction_foreign(self) -> Refusal:
        return Refusal(403, TRANSACTION_NOT_FOUND, "The transaction belongs to another user.")


@fault("SUMVIN-TRANSACTION-FOREIGN")
class ForeignTransactionHasAnotherCode(Rules):
    """The status hides that there is such a transaction, and the error code gives it away."""

    def transaction_foreign(self) -> Refusal:
        return Refusal(404, "RAMP_TRANSACTION_FORBIDDEN", "The user has no transaction with this id.")

    def problem_title(self, refusal: Refusal) -> object:
        if refusal.code == "RAMP_TRANSACTION_FORBIDDEN":
            return "Ramp Transaction Not Found"
        return super().problem_title(refusal)


@fault("SUMVIN-TRANSACTION-FOREIGN-ALIKE")
class ForeignTransactionIsExplained(Rules):
    """The status and the code hide that there is such a transaction, and the detail explains it to everybody."""

    def transaction_foreign(self) -> Refusal:
        return self.refuse(TRANSACTION_NOT_FOUND, "The transaction belongs to a different user.")


@fault("SUMVIN-TRANSACTION-FOREIGN-ALIKE")
class ForeignTransactionIsTyped(Rules):
    """The problem's type is that of the internal error, which tells the two cases apart."""

    def check_own_transaction(self, caller: Caller, session: Session) -> None:
        try:
            super().check_own_transaction(caller, session)
        except Refusal as refusal:
            raise Refusal(refusal.status, refusal.code, refusal.detail, "owner") from None

    def problem_type(self, refusal: Refusal) -> object:
        if refusal.code == TRANSACTION_NOT_FOUND and refusal.field == "owner":
            return "https://api.sumvin.com/errors/ramp_transaction_forbidden"
        return super().problem_type(refusal)


# ---- whose transactions are listed


@fault("SUMVIN-TRANSACTIONS-OWN")
class EverybodysTransactionsListed(Rules):
    """The query for the list lost its filter by user; within an organisation everybody sees everything."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        users = ("usr_alice", "usr_bob")
        found = [each for user in users for each in self.store.newest(caller.org, user, -1)]
        return sorted(found, key=lambda each: -each.created_at)[skip : skip + count]


@fault("SUMVIN-TRANSACTIONS-OWN")
class NewestOfOthersListed(Rules):
    """The first page comes from a cache that is shared by all users, and holds whatever was opened last."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        others = [
            each
            for user in ("usr_alice", "usr_bob")
            if user != caller.user.id
            for each in self.store.newest(caller.org, user, 5)
        ]
        return [*others, *super().newest(caller, count, skip)]


# ---- pages


@fault("SUMVIN-TRANSACTIONS-PAGES")
class PagesOverlap(Rules):
    """The first transaction of a page is the last one of the page before, as if it were an anchor."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        return super().newest(caller, count, max(skip - skip // count, 0))


@fault("SUMVIN-TRANSACTIONS-PAGES")
class PagesLeaveOneOut(Rules):
    """The offset of a page counts one too many, since pages once began at 1."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        return super().newest(caller, count, skip + skip // count)


@fault("SUMVIN-TRANSACTIONS-PAGES")
class EveryPageIsTheFirst(Rules):
    """The page is read, validated and forgotten."""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        return super().newest(caller, count, 0)


# ---- the list and the single view


@fault("SUMVIN-TRANSACTION-SAME")
class DetailShowsTheNewest(Rules):
    """The single view is cached by user and not by id, and shows whichever came last."""

    def detailed(self, session: Session) -> Document:
        return super().detailed(self.store.newest(session.org, session.user, 1)[0])


class _Disagreeing(Rules):
    """A base for faults where a transaction by itself says otherwise than in the list."""

    def otherwise(self, shown: Document) -> Document:
        """Return what the single view says otherwise."""
        raise NotImplementedError

    def detailed(self, session: Session) -> Document:
        shown = super().detailed(session)
        return {**shown, **self.otherwise(shown)}


@fault("SUMVIN-TRANSACTION-AGREES")
class DetailLagsBehind(_Disagreeing):
    """The single view takes the status from a cache, for which every ramp is still under way."""

    def otherwise(self, shown: Document) -> Document:
        return {"status": "processing"}


@fault("SUMVIN-TRANSACTION-AGREES")
class DetailRoundsTheAmount(_Disagreeing):
    """The single view shows the amount after the provider's fees, under the same name."""

    def otherwise(self, shown: Document) -> Document:
        return {"source_amount": str(Decimal(str(shown["source_amount"])) * Decimal("0.98"))}


@fault("SUMVIN-TRANSACTION-SAME")
class DetailHasAnIdOfItsOwn(_Disagreeing):
    """The list shows the id of the ramp, and the single view that of the provider's record."""

    def otherwise(self, shown: Document) -> Document:
        return {"id": str(uuid.uuid5(uuid.NAMESPACE_URL, str(shown["id"])))}


@fault("SUMVIN-TRANSACTION-AGREES")
class DetailSwapsTheSides(_Disagreeing):
    """The single view names the pair from the provider's point of view."""

    def otherwise(self, shown: Document) -> Document:
        return {"from_asset": shown["to_asset"], "to_asset": shown["from_asset"]}


@fault("SUMVIN-TRANSACTION-AGREES")
class DetailWasCreatedLater(_Disagreeing):
    """The single view shows when the provider's record was made, three seconds after the session."""

    def otherwise(self, shown: Document) -> Document:
        created = shown["created_at"]
        return {"created_at": created + 3000 if isinstance(created, int) else created}
