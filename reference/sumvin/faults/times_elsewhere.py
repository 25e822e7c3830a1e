"""Faults of X-Timestamp-Format beyond sessions: in lists, in nested objects, in errors."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import ClassVar

from reference.catalogue import fault
from reference.sumvin.meld_variants import AccountsSayMore, TransactionHistory
from reference.sumvin.model import Answer, Call, Document, Operation, Refusal, Session
from reference.sumvin.problems import INVALID_REQUEST
from reference.sumvin.rules import Rules

TRANSACTIONS: Sequence[Operation] = ("transactions", "transaction")
ACCOUNTS: Sequence[Operation] = ("accounts", "account", "sync")


@fault("SUMVIN-TIMESTAMP-ISO8601")
class LinksExpireInMilliseconds(Rules):
    """The answer to a link is passed on as the provider's, past the renderer of times."""

    def link(self) -> Document:
        return {**super().link(), "expires_at": self.clock.now_ms() + 1_800_000}

    def rendered(self, value: object, call: Call) -> object:
        return value if call.operation == "link" else super().rendered(value, call)


class _Elsewhere(Rules):
    """A base for faults that render the times of some operations in another way."""

    concerned: ClassVar[Sequence[Operation]]

    def rendered(self, value: object, call: Call) -> object:
        if call.operation not in self.concerned:
            return super().rendered(value, call)
        return self.otherwise(value, self.wants_iso(call.headers.get("x-timestamp-format")))

    def otherwise(self, value: object, iso: bool) -> object:
        """Walk through objects and arrays, like the healthy renderer, and render each member otherwise."""
        if isinstance(value, dict):
            return {name: self.one(name, inner, iso) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.otherwise(inner, iso) for inner in value]
        return value

    def one(self, name: str, value: object, iso: bool) -> object:
        """Render one member."""
        if isinstance(value, int) and self.is_time_field(name):
            return self.moment(name, value, iso)
        return self.otherwise(value, iso)

    def moment(self, name: str, value: int, iso: bool) -> object:
        """Render one time."""
        return self.iso(value) if iso else self.epoch(value)


# ---- the default


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class TransactionTimesInSeconds(_Elsewhere):
    """The table of transactions keeps Unix seconds, and nobody multiplied."""

    concerned = TRANSACTIONS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return self.iso(value) if iso else value // 1000


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class ProvidersTimesPassedThrough(_Elsewhere):
    """The times of a transaction are the provider's own strings, whatever the header says."""

    concerned = TRANSACTIONS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return self.iso(value)


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class AccountTimesAreStrings(_Elsewhere):
    """The milliseconds of accounts are sent as strings, to be kind to JavaScript."""

    concerned = ACCOUNTS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return self.iso(value) if iso else str(value)


@fault("SUMVIN-TIMESTAMP-DEFAULT")
class UpdatedAtIsAFloat(_Elsewhere):
    """One of the times is computed, and the division leaves a float."""

    concerned = TRANSACTIONS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return value + 0.5 if name == "updated_at" and not iso else super().moment(name, value, iso)


# ---- iso8601


@fault("SUMVIN-TIMESTAMP-ISO8601")
class ListsKeepMilliseconds(_Elsewhere):
    """The renderer walks through objects and stops at arrays."""

    concerned: ClassVar[Sequence[Operation]] = (*TRANSACTIONS, *ACCOUNTS)

    def otherwise(self, value: object, iso: bool) -> object:
        return value if isinstance(value, list) else super().otherwise(value, iso)


@fault("SUMVIN-TIMESTAMP-ISO8601")
class AccountsIgnoreTheHeader(_Elsewhere):
    """The service of accounts is older than the header."""

    concerned = ACCOUNTS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class DetailIgnoresTheHeader(_Elsewhere):
    """The header is read by the list and forgotten by the single view."""

    concerned = ("transaction",)

    def moment(self, name: str, value: int, iso: bool) -> object:
        return value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class OnlyCreatedAtIsRendered(_Elsewhere):
    """The renderer has a list of names, and updated_at came later."""

    concerned = TRANSACTIONS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return super().moment(name, value, iso) if name == "created_at" else value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class TransactionTimesWithFraction(_Elsewhere):
    """The language's own ISO formatter is used for transactions, and it writes milliseconds."""

    concerned = TRANSACTIONS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return f"{str(self.iso(value))[:-1]}.{value % 1000:03d}Z" if iso else value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class AccountTimesInLocalTime(_Elsewhere):
    """Under the header, the times of accounts are those of the bank, five hours behind, and marked as UTC."""

    concerned = ACCOUNTS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return self.iso(value - 5 * 3_600_000) if iso else value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class AccountTimesWithoutTheHour(_Elsewhere):
    """Accounts show the day alone."""

    concerned = ACCOUNTS

    def moment(self, name: str, value: int, iso: bool) -> object:
        return time.strftime("%Y-%m-%d", time.gmtime(value // 1000)) if iso else value


@fault("SUMVIN-TIMESTAMP-ISO8601")
class HistoryKeepsMilliseconds(TransactionHistory):
    """A transaction's history was added later, as JSON in a column that no renderer looks into."""

    def member(self, name: str, value: object, iso: bool) -> object:
        return value if name == "history" else super().member(name, value, iso)


@fault("SUMVIN-TIMESTAMP-ISO8601")
class PeriodsKeepMilliseconds(TransactionHistory):
    """The renderer knows the suffix and `timestamp`, but neither end of a period."""

    def is_time_field(self, name: str) -> bool:
        return super().is_time_field(name) and not name.startswith("period_")


@fault("SUMVIN-TIMESTAMP-ISO8601")
class AttemptsKeepMilliseconds(AccountsSayMore):
    """The renderer goes two levels deep."""

    def member(self, name: str, value: object, iso: bool) -> object:
        return value if name == "sync" else super().member(name, value, iso)


# ---- other values


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class AccountsKnowTwoFormats(Rules):
    """The service of accounts compares the value with its own name for milliseconds; everything else is ISO to it."""

    def rendered(self, value: object, call: Call) -> object:
        asked = call.headers.get("x-timestamp-format", "epoch_ms")
        return self.with_times(value, asked != "epoch_ms" if call.operation in ACCOUNTS else asked == "iso8601")


@fault("SUMVIN-TIMESTAMP-UNRECOGNISED")
class TransactionsTakeAnyValue(Rules):
    """For transactions, only the presence of the header is looked at."""

    def rendered(self, value: object, call: Call) -> object:
        asked = call.headers.get("x-timestamp-format")
        return self.with_times(value, asked is not None if call.operation in TRANSACTIONS else asked == "iso8601")


@fault("SUMVIN-TIMESTAMP-NEVER-REJECTED")
class TransactionsRefuseUnknownFormats(Rules):
    """For transactions the header was declared as an enumeration after all."""

    async def answered(self, call: Call) -> Answer:
        asked = call.headers.get("x-timestamp-format", "iso8601")
        if call.operation in TRANSACTIONS and asked not in ("iso8601", "epoch_ms"):
            raise Refusal(400, INVALID_REQUEST, "X-Timestamp-Format: is not one of iso8601, epoch_ms")
        return await super().answered(call)


@fault("SUMVIN-TIMESTAMP-NEVER-REJECTED")
class AccountsCrashOnUnknownFormats(Rules):
    """The service of accounts looks the formatter up in a dictionary, by whatever the header says."""

    async def answered(self, call: Call) -> Answer:
        if call.operation in ACCOUNTS:
            {"iso8601": True, "": False, "epoch": False}[call.headers.get("x-timestamp-format", "")]
        return await super().answered(call)


# ---- everything else


class _UnderIso(Rules):
    """A base for faults where a transaction under iso8601 differs in more than its times."""

    def rendered(self, value: object, call: Call) -> object:
        value = super().rendered(value, call)
        if not self.wants_iso(call.headers.get("x-timestamp-format")) or not isinstance(value, dict):
            return value
        if isinstance(value.get("transaction"), dict):
            value["transaction"] = self.changed(value["transaction"])
        if isinstance(value.get("transactions"), list):
            value["transactions"] = [self.changed(each) for each in value["transactions"]]
        return value

    def changed(self, shown: Document) -> Document:
        """Return a transaction as the other serialiser writes it."""
        raise NotImplementedError


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class IsoDropsTheMeldStatus(_UnderIso):
    """The serialiser for ISO times was generated from an older schema, which has no meld_status."""

    def changed(self, shown: Document) -> Document:
        return {name: value for name, value in shown.items() if name != "meld_status"}


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class IsoTurnsChainsIntoStrings(_UnderIso):
    """The serialiser for ISO times turns integers into strings, and not just those of times."""

    def changed(self, shown: Document) -> Document:
        return {name: str(value) if type(value) is int else value for name, value in shown.items()}


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class IsoTranslatesTheStatus(_UnderIso):
    """The ISO rendering is meant for people, so statuses are capitalised in it."""

    def changed(self, shown: Document) -> Document:
        return {**shown, "status": str(shown.get("status")).title()}


@fault("SUMVIN-TIMESTAMP-OTHERS-UNCHANGED")
class LargeNumbersBecomeDates(TransactionHistory):
    """In transactions, every integer of thirteen digits becomes a date, be it a time or not."""

    def member(self, name: str, value: object, iso: bool) -> object:
        if iso and isinstance(value, int) and 10**12 <= value < 10**13:
            return self.iso(value)
        return super().member(name, value, iso)

    def detailed(self, session: Session) -> Document:
        return {**super().detailed(session), "sequence": 1_700_000_000_001}
