"""Faults of locks: which fields are locked, and what a lock is worth."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.nowramp.model import Document, Lock, Order, Refusal, Session
from reference.nowramp.rules import Rules

# ---- automatic locks


class _Overlooks(Rules):
    """A base for faults where one field does not lock itself."""

    overlooked = ""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        return name != self.overlooked and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-AUTOMATIC-ADDRESS")
class AddressDoesNotLock(_Overlooks):
    """The list of fields to lock was written before the address was added."""

    overlooked = "destinationAddress"


@fault("NOWRAMP-LOCK-AUTOMATIC-NETWORK")
class NetworkDoesNotLock(_Overlooks):
    """The network is thought to follow from the currency."""

    overlooked = "network"


@fault("NOWRAMP-LOCK-AUTOMATIC-DESTINATION-CURRENCY")
class CryptoDoesNotLock(_Overlooks):
    """The currency to be bought is thought to be the customer's choice."""

    overlooked = "destinationCurrency"


@fault("NOWRAMP-LOCK-AUTOMATIC-AMOUNT")
class AmountDoesNotLock(_Overlooks):
    """The amount is taken for a suggestion."""

    overlooked = "sourceAmount"


@fault("NOWRAMP-LOCK-AUTOMATIC-SOURCE-CURRENCY")
class FiatDoesNotLock(_Overlooks):
    """The currency to pay with is thought to follow from the country."""

    overlooked = "sourceCurrency"


@fault("NOWRAMP-LOCK-AUTOMATIC-AMOUNT")
class NumericAmountDoesNotLock(Rules):
    """A field locks itself if its text is not empty, and a number has no text."""

    def locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        found = super().locks(fields, document)
        if isinstance(document.get("sourceAmount"), int | Decimal) and "fieldLocks" not in document:
            found.pop("sourceAmount", None)
        return found


@fault("NOWRAMP-LOCK-OTHERS-REMAIN")
class ExplicitLocksReplaceAll(Rules):
    """An explicit configuration is the whole configuration: the automatic locks are gone."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        return not explicit and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-OTHERS-REMAIN")
class UnlockingOneUnlocksAll(Rules):
    """One field unlocked on purpose is read as: no automatic locks, please."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        unlocked = any(not lock["locked"] for lock in explicit.values())
        return not unlocked and super().locks_itself(name, fields, explicit)


class _Presets(Rules):
    """A base for faults that show a lock of their own making for one field that was provided."""

    preset = ""

    def shown_locks(self, session: Session) -> object:
        lock = session.locks.get(self.preset)
        if lock is None or self.preset not in session.fields:
            return super().shown_locks(session)
        return {**session.locks, self.preset: {**lock, "locked": False}}


@fault("NOWRAMP-LOCK-AUTOMATIC-ADDRESS")
class AddressLockedOnceUsed(_Presets):
    """The address is shown as open, since it is locked when the order comes and not before."""

    preset = "destinationAddress"


@fault("NOWRAMP-LOCK-AUTOMATIC-NETWORK")
class NetworkLocksWithTheCurrency(Rules):
    """The network locks itself only where the currency does: alone it was never tried."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        alone = name == "network" and "destinationCurrency" not in fields
        return not alone and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-AUTOMATIC-AMOUNT")
class AmountLocksWithTheFiat(Rules):
    """The amount locks itself only where its currency is known: an amount of nothing locks nothing."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        alone = name == "sourceAmount" and "sourceCurrency" not in fields
        return not alone and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-AUTOMATIC-DESTINATION-CURRENCY")
class CryptoLocksWithTheNetwork(Rules):
    """The crypto currency locks itself only where its network is known, of which it is thought to be a part."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        alone = name == "destinationCurrency" and "network" not in fields
        return not alone and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-AUTOMATIC-SOURCE-CURRENCY")
class FiatLocksWithTheAmount(Rules):
    """The fiat currency locks itself only where there is an amount in it."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        alone = name == "sourceCurrency" and "sourceAmount" not in fields
        return not alone and super().locks_itself(name, fields, explicit)


@fault("NOWRAMP-LOCK-UNPROVIDED")
class EverythingLocks(Rules):
    """Every field is locked from the beginning, what was left out too."""

    def locks_itself(self, name: str, fields: Document, explicit: dict[str, Lock]) -> bool:
        return True


# ---- explicit locks


@fault("NOWRAMP-LOCK-EXPLICIT")
class OnlyProvidedFieldsLock(Rules):
    """A field without a value has nothing to lock, and its explicit lock is dropped."""

    def explicit_locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        return {name: lock for name, lock in super().explicit_locks(fields, document).items() if name in fields}


@fault("NOWRAMP-LOCK-RANGE-SHOWN")
class RangeShownInCents(Rules):
    """The range is kept in cents and shown as it is kept."""

    def shown_locks(self, session: Session) -> object:
        return {name: {end: _cents(value) for end, value in lock.items()} for name, lock in session.locks.items()}


def _cents(value: object) -> object:
    return value if isinstance(value, bool) else float(Decimal(str(value)) * 100)


@fault("NOWRAMP-LOCK-RANGE-SHOWN")
class MinForgotten(Rules):
    """Of the range only the upper end is shown."""

    def shown_locks(self, session: Session) -> object:
        return {
            name: {end: value for end, value in lock.items() if end != "min"} for name, lock in session.locks.items()
        }


@fault("NOWRAMP-LOCK-TYPES")
class TrueIsALock(Rules):
    """A bare true is taken as a short way to say it, and so is every other value that is no object."""

    def explicit_lock(self, name: str, value: object, fields: Document) -> Lock:
        return super().explicit_lock(name, value if isinstance(value, dict) else {"locked": bool(value)}, fields)


@fault("NOWRAMP-LOCK-TYPES")
class AnythingTruthyLocks(Rules):
    """The flag is whatever the language takes for true."""

    def explicit_lock(self, name: str, value: object, fields: Document) -> Lock:
        if isinstance(value, dict) and "locked" in value:
            value = {**value, "locked": bool(value["locked"])}
        return super().explicit_lock(name, value, fields)


@fault("NOWRAMP-LOCK-TYPES")
class OddEndsDropped(Rules):
    """An end of the range that is no number is left out without a word."""

    def range(self, value: Document, where: str) -> Lock:
        numeric: Document = {end: sent for end, sent in value.items() if isinstance(sent, int | Decimal)}
        return super().range(numeric, where)


@fault("NOWRAMP-LOCK-RANGE-ORDER")
class InvertedRangeTaken(Rules):
    """Each end of the range is checked for itself."""

    def range(self, value: Document, where: str) -> Lock:
        low = {end: sent for end, sent in value.items() if end != "max"}
        high = {end: sent for end, sent in value.items() if end != "min"}
        return {**super().range(low, where), **super().range(high, where)}

    def check_own_amount(self, lock: Lock, fields: Document) -> None:
        return


@fault("NOWRAMP-LOCK-EXPLICIT")
class ExplicitLocksIgnored(Rules):
    """The field is in the document, but nobody has written its code yet."""

    def explicit_locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        super().explicit_locks(fields, document)
        return {}


@fault("NOWRAMP-LOCK-UNLOCKED")
class UnlockingIgnored(Rules):
    """Only locked: true is copied, and what the partner wants unlocked locks itself."""

    def explicit_locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        return {name: lock for name, lock in super().explicit_locks(fields, document).items() if lock["locked"]}


@fault("NOWRAMP-LOCK-UNLOCKED")
class NamedMeansLocked(Rules):
    """A field that fieldLocks names is locked, whatever it says there."""

    def explicit_lock(self, name: str, value: object, fields: Document) -> Lock:
        return {**super().explicit_lock(name, value, fields), "locked": True}


@fault("NOWRAMP-LOCK-RANGE-SHOWN")
class RangeForgotten(Rules):
    """Of the amount's lock only the flag is kept."""

    def range(self, value: Document, where: str) -> Lock:
        super().range(value, where)
        return {}


# ---- what a lock is worth


class _OrderWrites(Rules):
    """A base for faults where an order overwrites a field of its session, locked or not."""

    weak = ""

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        return sent if name == self.weak else super().held(session, name, sent, sent_as)

    def used(self, session: Session, order: Order) -> Session:
        said = {
            "sourceAmount": order.fiat_amount,
            "sourceCurrency": order.fiat_currency,
            "destinationCurrency": order.crypto_currency,
            "network": order.network,
            "destinationAddress": order.wallet_address,
        }
        return super().used(replace(session, fields={**session.fields, self.weak: said[self.weak]}), order)


class _ConfirmWrites(Rules):
    """A base for faults where a confirmation overwrites a field of its session, locked or not."""

    weak = ""

    def updates(self, session: Session, document: Document) -> Document:
        sent = document.get(self.weak)
        rest = {name: value for name, value in document.items() if name != self.weak}
        return {**super().updates(session, rest), **({self.weak: sent} if isinstance(sent, str) else {})}


@fault("NOWRAMP-LOCK-HOLDS-CONFIRM-ADDRESS")
class ConfirmMovesTheWallet(_ConfirmWrites):
    """The confirmation updates the wallet; that it may be locked was the order's business."""

    weak = "destinationAddress"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-ADDRESS")
class OrderMovesTheWallet(_OrderWrites):
    """The order's wallet is written into the session, whoever locked it there."""

    weak = "destinationAddress"


@fault("NOWRAMP-LOCK-HOLDS-CONFIRM-NETWORK")
class ConfirmMovesTheNetwork(_ConfirmWrites):
    """The confirmation updates the network; that it may be locked was the order's business."""

    weak = "network"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-NETWORK")
class OrderMovesTheNetwork(_OrderWrites):
    """The order's network is written into the session, whoever locked it there."""

    weak = "network"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-DESTINATION-CURRENCY")
class OrderChangesTheCrypto(_OrderWrites):
    """The order's crypto currency is written into the session, whoever locked it there."""

    weak = "destinationCurrency"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-AMOUNT")
class OrderChangesTheAmount(_OrderWrites):
    """The order's amount is written into the session, whoever locked it there."""

    weak = "sourceAmount"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-SOURCE-CURRENCY")
class OrderChangesTheFiat(_OrderWrites):
    """The order's currency is written into the session, whoever locked it there."""

    weak = "sourceCurrency"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-AMOUNT")
class NumericOrderPassesTheLock(Rules):
    """An amount that is a number is not compared: it is not the text that is locked."""

    def order(self, session: Session, document: Document) -> Order:
        if isinstance(document.get("fiatAmount"), int | Decimal):
            locks = {name: lock for name, lock in session.locks.items() if name != "sourceAmount"}
            return super().order(replace(session, locks=locks), document)
        return super().order(session, document)


class _RefusedConfirmWrites(Rules):
    """A base for faults that write a field first and look at its lock afterwards: a 400, but changed it is."""

    weak = ""

    def updates(self, session: Session, document: Document) -> Document:
        try:
            return super().updates(session, document)
        except Refusal:
            sent = document.get(self.weak)
            if isinstance(sent, str):
                self.kept(replace(session, fields={**session.fields, self.weak: sent}))
            raise


@fault("NOWRAMP-LOCK-HOLDS-CONFIRM-ADDRESS")
class RefusedConfirmMovesTheWallet(_RefusedConfirmWrites):
    """The wallet is written first and its lock looked at afterwards: a 400, but moved it is."""

    weak = "destinationAddress"


@fault("NOWRAMP-LOCK-HOLDS-CONFIRM-NETWORK")
class RefusedConfirmMovesTheNetwork(_RefusedConfirmWrites):
    """The network is written first and its lock looked at afterwards: a 400, but moved it is."""

    weak = "network"


class _RefusedOrderWrites(Rules):
    """A base for faults where a refused order leaves its value for a locked field in the session."""

    weak = ""

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        try:
            return super().held(session, name, sent, sent_as)
        except Refusal:
            if name == self.weak:
                self.kept(replace(session, fields={**session.fields, name: sent}))
            raise


@fault("NOWRAMP-LOCK-HOLDS-ORDER-ADDRESS")
class RefusedOrderMovesTheWallet(_RefusedOrderWrites):
    """The wallet is saved before the order is validated, and its lock refuses too late."""

    weak = "destinationAddress"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-NETWORK")
class RefusedOrderMovesTheNetwork(_RefusedOrderWrites):
    """The network is saved before the order is validated, and its lock refuses too late."""

    weak = "network"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-DESTINATION-CURRENCY")
class RefusedOrderChangesTheCrypto(_RefusedOrderWrites):
    """The crypto currency is saved before the order is validated, and its lock refuses too late."""

    weak = "destinationCurrency"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-AMOUNT")
class RefusedOrderChangesTheAmount(_RefusedOrderWrites):
    """The amount is saved before the order is validated, and its lock refuses too late."""

    weak = "sourceAmount"


@fault("NOWRAMP-LOCK-HOLDS-ORDER-SOURCE-CURRENCY")
class RefusedOrderChangesTheFiat(_RefusedOrderWrites):
    """The fiat currency is saved before the order is validated, and its lock refuses too late."""

    weak = "sourceCurrency"


# ---- ranges


@fault("NOWRAMP-LOCK-RANGE-LOWEST")
class RangeUnchecked(Rules):
    """The range is shown to the customer, and whatever the customer sends is believed."""

    def in_range(self, lock: Lock, amount: Decimal) -> bool:
        return True


@fault("NOWRAMP-LOCK-RANGE-LOWEST")
class MinUnchecked(Rules):
    """Only too much was thought to be a danger."""

    def above_min(self, lock: Lock, amount: Decimal) -> bool:
        return True


@fault("NOWRAMP-LOCK-RANGE-HIGHEST")
class MaxUnchecked(Rules):
    """The gateway has an upper limit of its own, and so the session's is left to it."""

    def below_max(self, lock: Lock, amount: Decimal) -> bool:
        return True


@fault("NOWRAMP-LOCK-RANGE-HIGHEST")
class MaxComparedWhole(Rules):
    """Amounts are cut to whole numbers before they are compared."""

    def below_max(self, lock: Lock, amount: Decimal) -> bool:
        return super().below_max(lock, Decimal(int(amount)))


@fault("NOWRAMP-LOCK-RANGE-LOWEST")
class MinExclusive(Rules):
    """An amount has to be above the minimum."""

    def above_min(self, lock: Lock, amount: Decimal) -> bool:
        return "min" not in lock or amount > Decimal(str(lock["min"]))


@fault("NOWRAMP-LOCK-RANGE-HIGHEST")
class MaxExclusive(Rules):
    """An amount has to be below the maximum."""

    def below_max(self, lock: Lock, amount: Decimal) -> bool:
        return "max" not in lock or amount < Decimal(str(lock["max"]))


@fault("NOWRAMP-LOCK-RANGE-LOWEST")
class MinComparedAsText(Rules):
    """Amounts are texts, and texts are compared as texts: nine is more than fifty."""

    def above_min(self, lock: Lock, amount: Decimal) -> bool:
        return "min" not in lock or str(amount) >= str(lock["min"])


@fault("NOWRAMP-LOCK-RANGE-HIGHEST")
class MaxComparedAsText(Rules):
    """Amounts are texts, and texts are compared as texts: a thousand is less than two."""

    def below_max(self, lock: Lock, amount: Decimal) -> bool:
        return "max" not in lock or str(amount) <= str(lock["max"])


class _ConfirmFrees(Rules):
    """A base for faults where a confirmation forgets an end of the amount's range."""

    forgotten = ""

    def confirmed(self, session: Session, updates: Document) -> Session:
        locks = {
            name: {end: value for end, value in lock.items() if end != self.forgotten}
            for name, lock in session.locks.items()
        }
        return super().confirmed(replace(session, locks=locks), updates)


@fault("NOWRAMP-LOCK-RANGE-LOWEST")
class ConfirmForgetsTheMin(_ConfirmFrees):
    """A confirmation writes the locks anew, as flags and upper ends."""

    forgotten = "min"


@fault("NOWRAMP-LOCK-RANGE-HIGHEST")
class ConfirmForgetsTheMax(_ConfirmFrees):
    """A confirmation writes the locks anew, as flags and lower ends."""

    forgotten = "max"
