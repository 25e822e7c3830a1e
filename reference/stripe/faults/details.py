"""Faults of transaction_details: what is there, what it looks like, and whether it repeats what was sent."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import ClassVar

from reference.catalogue import fault
from reference.stripe.catalog import CURRENCIES, NETWORKS
from reference.stripe.faults.objects import EVERYWHERE, Changes
from reference.stripe.model import Document, Order, Params, Session, Where
from reference.stripe.rules import Rules


class Detail(Rules):
    """A base for faults that change one of the transaction_details."""

    field = ""
    seen: ClassVar[frozenset[Where]] = EVERYWHERE

    def changed(self, value: object) -> object:
        """Return what stands in the field instead; the field is left out if the result is `...`."""
        return ...

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        if where not in self.seen:
            return shown
        value = self.changed(shown.pop(self.field))
        return shown if value is ... else {**shown, self.field: value}


# ---- the hash as a whole


@fault("STRIPE-DETAILS")
class DetailsMissing(Changes):
    """The details are sent once there is a transaction."""

    field = "transaction_details"


@fault("STRIPE-DETAILS")
class DetailsNull(Changes):
    """The details are null as long as there is no transaction."""

    field = "transaction_details"

    def changed(self, value: object) -> object:
        return None


@fault("STRIPE-DETAILS")
class DetailsAtTheTop(Rules):
    """The details are spread over the session itself."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        shown.pop("transaction_details")
        return {**shown, **self.view_details(session, where)}


@fault("STRIPE-DETAILS")
class DetailsMissingInLists(Changes):
    """A list shows the short form, without the details."""

    field = "transaction_details"
    seen = frozenset(("list",))


@fault("STRIPE-DETAILS-KEYS")
class NullsLeftOut(Rules):
    """The serialiser leaves out whatever is null."""

    def view_details(self, session: Session, where: Where) -> Document:
        return {name: value for name, value in super().view_details(session, where).items() if value is not None}


@fault("STRIPE-DETAILS-KEYS")
class FeesMissing(Detail):
    """Fees are internal."""

    field = "fees"


@fault("STRIPE-DETAILS-KEYS")
class TransactionIdMissing(Detail):
    """There is no transaction yet, so there is no field for it."""

    field = "transaction_id"


@fault("STRIPE-DETAILS-KEYS")
class WalletAddressMissing(Detail):
    """With wallet_addresses there, the singular was thought to be a mistake."""

    field = "wallet_address"


@fault("STRIPE-DETAILS-KEYS")
class NetworksMissingInLists(Detail):
    """A list leaves out what does not fit into a column."""

    field = "destination_networks"
    seen = frozenset(("list",))


# ---- amounts


@fault("STRIPE-DETAILS-AMOUNTS-STRING")
class AmountsAreNumbers(Rules):
    """Amounts are sent as JSON numbers."""

    def view_details(self, session: Session, where: Where) -> Document:
        shown = super().view_details(session, where)
        for name in ("source_amount", "destination_amount"):
            amount = shown[name]
            shown[name] = amount if amount is None else float(str(amount))
        return shown


@fault("STRIPE-DETAILS-AMOUNTS-STRING")
class SourceAmountIsAnInteger(Detail):
    """Fiat is counted in minor units, as in the vendor's other objects."""

    field = "source_amount"

    def changed(self, value: object) -> object:
        return value if value is None else int(Decimal(str(value)) * 100)


@fault("STRIPE-ECHO-SOURCE-AMOUNT")
class SourceAmountInCents(Rules):
    """The amount of fiat is turned into cents and never back."""

    def source_amount_of(self, order: Order) -> str | None:
        return order.source_amount and str(int(Decimal(order.source_amount) * 100))


@fault("STRIPE-ECHO-SOURCE-AMOUNT")
class SourceAmountRounded(Rules):
    """The cents get lost."""

    def source_amount_of(self, order: Order) -> str | None:
        return order.source_amount and str(int(Decimal(order.source_amount)))


@fault("STRIPE-ECHO-SOURCE-AMOUNT")
class SourceAmountForgotten(Rules):
    """The amount is only handed to the widget."""

    def source_amount_of(self, order: Order) -> str | None:
        return None


@fault("STRIPE-ECHO-SOURCE-AMOUNT")
class SourceAmountAfterFees(Rules):
    """What is shown is what is left when the fee is taken off."""

    def source_amount_of(self, order: Order) -> str | None:
        return order.source_amount and f"{Decimal(order.source_amount) * Decimal('0.99'):.2f}"


@fault("STRIPE-ECHO-DESTINATION-AMOUNT")
class DestinationAmountAsFloat(Rules):
    """The amount of crypto goes through a binary float, which has not the precision of ether."""

    def destination_amount_of(self, order: Order) -> str | None:
        return order.destination_amount and repr(float(order.destination_amount))


@fault("STRIPE-ECHO-DESTINATION-AMOUNT")
class DestinationAmountToEightDecimals(Rules):
    """Every amount of crypto is cut at the eight decimals of a bitcoin."""

    def destination_amount_of(self, order: Order) -> str | None:
        whole, point, fraction = (order.destination_amount or "").partition(".")
        return order.destination_amount and f"{whole}{point}{fraction[:8]}"


@fault("STRIPE-ECHO-DESTINATION-AMOUNT")
class DestinationAmountForgotten(Rules):
    """The amount is only handed to the widget."""

    def destination_amount_of(self, order: Order) -> str | None:
        return None


# ---- currencies and networks


@fault("STRIPE-ECHO-SOURCE-CURRENCY")
class SourceCurrencyInCapitals(Rules):
    """The fiat goes out as ISO 4217 spells it, and not as it came in."""

    def source_currency_of(self, order: Order) -> str | None:
        return order.source_currency and order.source_currency.upper()


@fault("STRIPE-ECHO-SOURCE-CURRENCY")
class SourceCurrencyAlwaysUsd(Rules):
    """Everything is dollars in the end."""

    def source_currency_of(self, order: Order) -> str | None:
        return order.source_currency and "usd"


@fault("STRIPE-ECHO-SOURCE-CURRENCY")
class SourceCurrencyForgotten(Rules):
    """The fiat is chosen by the customer's locale, whatever was sent."""

    def source_currency_of(self, order: Order) -> str | None:
        return None


@fault("STRIPE-ECHO-DESTINATION-CURRENCY")
class DestinationCurrencyForgotten(Rules):
    """The default is a hint to the widget, and is not kept."""

    def currency_of(self, order: Order) -> str | None:
        return None


@fault("STRIPE-ECHO-DESTINATION-CURRENCY")
class DestinationCurrencyIsTheFirst(Rules):
    """The first of the list is taken, whatever the default was."""

    def currency_of(self, order: Order) -> str | None:
        return order.destination_currency and (order.destination_currencies or CURRENCIES)[0]


@fault("STRIPE-ECHO-DESTINATION-NETWORK")
class DestinationNetworkForgotten(Rules):
    """The default is a hint to the widget, and is not kept."""

    def network_of(self, order: Order) -> str | None:
        return None


@fault("STRIPE-ECHO-DESTINATION-NETWORK")
class BaseIsEthereum(Rules):
    """Base is an EVM chain, and so it is filed under Ethereum."""

    def network_of(self, order: Order) -> str | None:
        return "ethereum" if order.destination_network == "base" else order.destination_network


@fault("STRIPE-ECHO-DESTINATION-CURRENCIES")
class CurrenciesAlwaysAll(Rules):
    """The list is read, and the answer has the constant from the documentation."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        return list(CURRENCIES)


@fault("STRIPE-ECHO-DESTINATION-CURRENCIES")
class OnlyTheFirstCurrencyKept(Rules):
    """The form's parser gives the last or the first of a list, and nobody noticed with lists of one."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        kept = super().currencies_offered(order)
        return kept[:1] if kept and order.destination_currencies else kept


@fault("STRIPE-ECHO-DESTINATION-CURRENCIES")
class CurrenciesWithTheirNetworks(Rules):
    """To the chosen currencies the native ones of the networks are added, since fees are paid in them."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        kept = super().currencies_offered(order) or []
        return kept if not order.destination_currencies or "eth" in kept else [*kept, "eth"]


@fault("STRIPE-ECHO-DESTINATION-NETWORKS")
class NetworksAlwaysAll(Rules):
    """The list is read, and the answer has the constant from the documentation."""

    def networks_offered(self, order: Order) -> list[str] | None:
        return list(NETWORKS)


@fault("STRIPE-ECHO-DESTINATION-NETWORKS")
class LastNetworkLost(Rules):
    """The loop over the list ends one too early."""

    def networks_offered(self, order: Order) -> list[str] | None:
        kept = super().networks_offered(order) or []
        return kept[:-1] if order.destination_networks and len(kept) > 1 else kept


@fault("STRIPE-ECHO-LIST-ORDER")
class ListsSorted(Rules):
    """Lists are kept as sets and shown in alphabetical order, so that the first of them is another one."""

    def details(self, order: Order) -> Document:
        kept = super().details(order)
        names = ("destination_currencies", "destination_networks")
        return kept | {name: sorted(kept[name]) for name in names}  # type: ignore[call-overload]


@fault("STRIPE-ECHO-LIST-ORDER")
class ListsInTheOrderOfThePage(Rules):
    """Lists are kept as flags, and shown in the order in which the page has them."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        kept = super().currencies_offered(order) or []
        return [each for each in CURRENCIES if each in kept]

    def networks_offered(self, order: Order) -> list[str] | None:
        kept = super().networks_offered(order) or []
        return [each for each in NETWORKS if each in kept]


# ---- what they look like


@fault("STRIPE-DETAILS-CHOICES")
class CurrenciesAreObjects(Detail):
    """A currency comes with its name, as an object."""

    field = "destination_currencies"

    def changed(self, value: object) -> object:
        assert isinstance(value, list)
        return [{"id": each, "name": each.upper()} for each in value]


@fault("STRIPE-DETAILS-CHOICES")
class NetworksAreOneText(Detail):
    """A list is stored as text with commas, and goes out as it is stored."""

    field = "destination_networks"

    def changed(self, value: object) -> object:
        assert isinstance(value, list)
        return ",".join(value)


@fault("STRIPE-DETAILS-CHOICES")
class DefaultNetworkIsAList(Detail):
    """A default is a list of one."""

    field = "destination_network"

    def changed(self, value: object) -> object:
        return value and [value]


# ---- wallets


@fault("STRIPE-ECHO-WALLETS")
class WalletsInSmallLetters(Rules):
    """Addresses are stored in small letters, which destroys base58 and the checksum of EIP-55."""

    def addresses_of(self, order: Order) -> Document | None:
        kept = super().addresses_of(order)
        return kept and {name: each.lower() if isinstance(each, str) else each for name, each in kept.items()}


@fault("STRIPE-ECHO-WALLETS")
class OnlyOneWalletKept(Rules):
    """There is one column for the address, and the last one wins."""

    def addresses_of(self, order: Order) -> Document | None:
        kept = super().addresses_of(order)
        return kept and dict(list(kept.items())[-1:])


@fault("STRIPE-ECHO-WALLETS")
class WalletsMasked(Rules):
    """Addresses are shown by their last four characters, like cards."""

    def addresses_of(self, order: Order) -> Document | None:
        kept = super().addresses_of(order)
        return kept and {name: f"…{str(each)[-4:]}" for name, each in kept.items()}


@fault("STRIPE-ECHO-WALLETS")
class BaseWalletUnderEthereum(Rules):
    """Base is an EVM chain, and so its address is filed under Ethereum."""

    def addresses_of(self, order: Order) -> Document | None:
        kept = super().addresses_of(order)
        return kept and {"ethereum" if name == "base" else name: each for name, each in kept.items()}


@fault("STRIPE-ECHO-WALLETS")
class WalletsForgotten(Rules):
    """The addresses are only handed to the widget."""

    def addresses_of(self, order: Order) -> Document | None:
        return None


@fault("STRIPE-ECHO-LOCK")
class LockForgotten(Rules):
    """The lock is only handed to the widget."""

    def details(self, order: Order) -> Document:
        return {**super().details(order), "lock_wallet_address": False}


@fault("STRIPE-ECHO-LOCK")
class WalletsAlwaysLocked(Rules):
    """Whoever sends an address means it."""

    def details(self, order: Order) -> Document:
        return {**super().details(order), "lock_wallet_address": order.wallet_addresses is not None}


@fault("STRIPE-LOCK-BOOLEAN")
class LockIsAString(Detail):
    """The flag was read from a form and goes out as it came in."""

    field = "lock_wallet_address"

    def changed(self, value: object) -> object:
        return "true" if value else "false"


@fault("STRIPE-DEFAULT-LOCK")
class LockNullIfNotSent(Detail):
    """Who has not asked for a lock gets null, and not false."""

    field = "lock_wallet_address"

    def changed(self, value: object) -> object:
        return value or None


@fault("STRIPE-DEFAULT-LOCK")
class LockedIfNotSent(Rules):
    """To be on the safe side, an address is locked unless the caller says otherwise."""

    def lock_wallet_address(self, params: Params) -> bool:
        return super().lock_wallet_address(params) or "lock_wallet_address" not in params

    def check_something_to_lock(self, order: Order) -> None:
        pass


@fault("STRIPE-LOCK-BOOLEAN")
class LockIsANumber(Detail):
    """The database has no booleans, and its 1 and 0 go out as they are."""

    field = "lock_wallet_address"

    def changed(self, value: object) -> object:
        return int(bool(value))


@fault("STRIPE-LOCK-BOOLEAN")
class EveryValueLocks(Rules):
    """Any text is true, "false" as well."""

    def boolean(self, params: Params, name: str) -> bool | None:
        value = super().boolean(params, name)
        return value if value is None else True


# ---- the defaults of the lists


@fault("STRIPE-DEFAULT-CURRENCIES")
class NewCurrencyNotOffered(Rules):
    """The list of the documentation was copied before the last currency came."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        kept = super().currencies_offered(order) or []
        return kept if order.destination_currencies else [each for each in kept if each != "usdc"]


@fault("STRIPE-DEFAULT-CURRENCIES")
class NoCurrencyOffered(Rules):
    """Nothing was chosen, so the list is empty."""

    def currencies_offered(self, order: Order) -> list[str] | None:
        return list(order.destination_currencies or ())


@fault("STRIPE-DEFAULT-NETWORKS")
class BaseNotOffered(Rules):
    """The list was made before Base was launched."""

    def networks_offered(self, order: Order) -> list[str] | None:
        kept = super().networks_offered(order) or []
        return kept if order.destination_networks else [each for each in kept if each != "base"]


@fault("STRIPE-DEFAULT-NETWORKS")
class NoNetworkOffered(Rules):
    """Nothing was chosen, so the list is empty."""

    def networks_offered(self, order: Order) -> list[str] | None:
        return list(order.destination_networks or ())


class _Default(Rules):
    """A base for faults that show a default, and the wrong one."""

    def chosen(self, values: Sequence[str]) -> str:
        """Choose among the values of a list."""
        return values[-1]


@fault("STRIPE-DEFAULT-CURRENCY-FIRST")
class LastCurrencyIsTheDefault(_Default):
    """The loop over the list leaves its last element behind, and that becomes the default."""

    def currency_of(self, order: Order) -> str | None:
        return order.destination_currency or self.chosen(self.currencies_offered(order) or [])


@fault("STRIPE-DEFAULT-CURRENCY-FIRST")
class BitcoinIsTheDefault(Rules):
    """The default is a constant, whatever the list says."""

    def currency_of(self, order: Order) -> str | None:
        return order.destination_currency or "btc"


@fault("STRIPE-DEFAULT-NETWORK-FIRST")
class LastNetworkIsTheDefault(_Default):
    """The loop over the list leaves its last element behind, and that becomes the default."""

    def network_of(self, order: Order) -> str | None:
        return order.destination_network or self.chosen(self.networks_offered(order) or [])


@fault("STRIPE-DEFAULT-NETWORK-FIRST")
class AlphabeticallyFirstNetworkIsTheDefault(_Default):
    """The list is sorted before its first element is taken."""

    def chosen(self, values: Sequence[str]) -> str:
        return min(values)

    def network_of(self, order: Order) -> str | None:
        return order.destination_network or self.chosen(self.networks_offered(order) or [])


# ---- transaction_id


@fault("STRIPE-TRANSACTION-ID")
class TransactionIdFromTheStart(Detail):
    """The field shows the id of the session's own row from the beginning."""

    field = "transaction_id"

    def changed(self, value: object) -> object:
        return value or "0x" + "0" * 64


@fault("STRIPE-TRANSACTION-ID")
class TransactionIdOnPayment(Rules):
    """The id of the payment is shown as soon as there is one, though nothing is delivered yet."""

    def details_reached(self, session: Session, status: str) -> Document:
        return {**super().details_reached(session, status), "transaction_id": self.transaction_id(session)}


@fault("STRIPE-TRANSACTION-ID-COMPLETE")
class TransactionIdNeverFilledIn(Rules):
    """The delivery is reported by webhook only."""

    def transaction_id(self, session: Session) -> str | None:
        return None


@fault("STRIPE-TRANSACTION-ID-COMPLETE")
class TransactionIdIsTheSession(Rules):
    """What is shown is the internal id of the order, which nobody finds on a chain."""

    def transaction_id(self, session: Session) -> str | None:
        return ""
