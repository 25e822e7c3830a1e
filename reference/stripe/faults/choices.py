"""Faults of the enumerations and the lists: members, membership, defaults within lists."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Sequence

from reference.catalogue import fault
from reference.stripe.catalog import CURRENCIES, NETWORKS
from reference.stripe.model import Order, Params, Refusal
from reference.stripe.rules import Rules


class Only(Rules):
    """A base for faults that concern one parameter alone."""

    only: tuple[str, ...] = ()


class Anything(Only):
    """A base for faults that take anything for a member of an enumeration."""

    def member(self, value: str, param: str, members: Sequence[str]) -> str:
        return value if param.partition("[")[0] in self.only else super().member(value, param, members)

    def networks_of(self, currency: str) -> Sequence[str]:
        return super().networks_of(currency) if currency in CURRENCIES else NETWORKS

    def precision(self, currency: str) -> int:
        return super().precision(currency) if currency in CURRENCIES else 18

    def check_pair(self, order: Order) -> None:
        if order.destination_network in (None, *NETWORKS):
            super().check_pair(order)


class FirstOnly(Only):
    """A base for faults that look at the first element of a list and at no other."""

    def element(self, value: str, index: int, name: str, allowed: Sequence[str]) -> str:
        return value if name in self.only and index else super().element(value, index, name, allowed)

    def networks_of(self, currency: str) -> Sequence[str]:
        return super().networks_of(currency) if currency in CURRENCIES else ()


class Ignored(Only):
    """A base for faults that drop what is no member, in silence."""

    def members(self, params: Params, name: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        if name not in self.only:
            return super().members(params, name, allowed)
        values = self.array(params, name)
        return (values and tuple(value for value in values if value in allowed)) or None


# ---- members of the enumerations


@fault("STRIPE-DESTINATION-CURRENCY-ENUM")
class AnyCurrencyAccepted(Anything):
    """The enumeration grows so fast that nobody checks it."""

    only = ("destination_currency",)


@fault("STRIPE-DESTINATION-CURRENCY-ENUM")
class UnknownCurrencyIsIgnored(Rules):
    """A default that does not exist is dropped, in silence."""

    def destination_currency(self, params: Params) -> str | None:
        try:
            return super().destination_currency(params)
        except Refusal:
            return None


@fault("STRIPE-DESTINATION-NETWORK-ENUM")
class AnyNetworkAccepted(Anything):
    """The enumeration grows so fast that nobody checks it."""

    only = ("destination_network",)


@fault("STRIPE-DESTINATION-NETWORK-ENUM")
class UnknownNetworkIsIgnored(Rules):
    """A default that does not exist is dropped, in silence."""

    def destination_network(self, params: Params) -> str | None:
        try:
            return super().destination_network(params)
        except Refusal:
            return None


@fault("STRIPE-DESTINATION-CURRENCIES-MEMBERS")
class AnyCurrenciesAccepted(Anything):
    """The elements of the list are not looked at."""

    only = ("destination_currencies",)


@fault("STRIPE-DESTINATION-CURRENCIES-MEMBERS")
class OnlyTheFirstCurrencyChecked(FirstOnly):
    """The first element is looked at, and stands for the others."""

    only = ("destination_currencies",)


@fault("STRIPE-DESTINATION-CURRENCIES-MEMBERS")
class UnknownCurrenciesDropped(Ignored):
    """Elements that do not exist are dropped, in silence."""

    only = ("destination_currencies",)


@fault("STRIPE-DESTINATION-NETWORKS-MEMBERS")
class AnyNetworksAccepted(Anything):
    """The elements of the list are not looked at."""

    only = ("destination_networks",)


@fault("STRIPE-DESTINATION-NETWORKS-MEMBERS")
class OnlyTheFirstNetworkChecked(FirstOnly):
    """The first element is looked at, and stands for the others."""

    only = ("destination_networks",)


@fault("STRIPE-DESTINATION-NETWORKS-MEMBERS")
class UnknownNetworksDropped(Ignored):
    """Elements that do not exist are dropped, in silence."""

    only = ("destination_networks",)


# ---- empty lists


class Empty(Only):
    """A base for faults that take an empty list."""

    def empty_array(self, name: str) -> list[str] | None:
        return [] if name in self.only else super().empty_array(name)

    def members(self, params: Params, name: str, allowed: Sequence[str]) -> tuple[str, ...] | None:
        if name in self.only and params.get(name) == [""]:
            return ()
        return super().members(params, name, allowed)

    def within(self, value: str | None, values: Sequence[str] | None) -> bool:
        return super().within(value, values or None)


@fault("STRIPE-DESTINATION-CURRENCIES-NONEMPTY")
class EmptyCurrenciesAccepted(Empty):
    """An empty list means that everything goes."""

    only = ("destination_currencies",)


@fault("STRIPE-DESTINATION-NETWORKS-NONEMPTY")
class EmptyNetworksAccepted(Empty):
    """An empty list means that everything goes."""

    only = ("destination_networks",)


class Crashes(Only):
    """A base for faults that break on an empty list."""

    def array(self, params: Params, name: str) -> list[str] | None:
        if name in self.only and params.get(name) in ("", [""]):
            raise IndexError("list index out of range")
        return super().array(params, name)


@fault("STRIPE-DESTINATION-CURRENCIES-NONEMPTY")
class EmptyCurrenciesCrash(Crashes):
    """The first currency is taken without a look whether there is one."""

    only = ("destination_currencies",)


@fault("STRIPE-DESTINATION-NETWORKS-NONEMPTY")
class EmptyNetworksCrash(Crashes):
    """The first network is taken without a look whether there is one."""

    only = ("destination_networks",)


# ---- documented members that are not known


class Forgets(Only):
    """A base for faults that do not know every documented member."""

    def currencies(self) -> Sequence[str]:
        return tuple(each for each in super().currencies() if each not in self.only)

    def networks(self) -> Sequence[str]:
        return tuple(each for each in super().networks() if each not in self.only)


@fault("STRIPE-CURRENCIES-RECOGNISED")
class StellarLumensUnknown(Forgets):
    """The list was copied from the page before last."""

    only = ("xlm",)


@fault("STRIPE-CURRENCIES-RECOGNISED")
class MaticRenamed(Rules):
    """The token was renamed, and its old name is not taken any more."""

    def currencies(self) -> Sequence[str]:
        return tuple("pol" if each == "matic" else each for each in super().currencies())

    def networks_of(self, currency: str) -> Sequence[str]:
        return ("polygon",) if currency == "pol" else super().networks_of(currency)

    def precision(self, currency: str) -> int:
        return 18 if currency == "pol" else super().precision(currency)


@fault("STRIPE-CURRENCIES-RECOGNISED")
class AvaxOnlyAsDefault(Rules):
    """The list has an enumeration of its own, in which the newest currency is missing."""

    def element(self, value: str, index: int, name: str, allowed: Sequence[str]) -> str:
        return super().element(value, index, name, [each for each in allowed if each != "avax"])


@fault("STRIPE-NETWORKS-RECOGNISED")
class BaseUnknown(Forgets):
    """The list was copied from the page before last."""

    only = ("base",)


@fault("STRIPE-NETWORKS-RECOGNISED")
class AvalancheOnlyInLists(Rules):
    """The default has an enumeration of its own, in which the newest network is missing."""

    def destination_network(self, params: Params) -> str | None:
        network = super().destination_network(params)
        if network == "avalanche":
            raise self.invalid("destination_network", "Invalid destination_network")
        return network


# ---- the defaults are in the lists


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST")
class CurrencyOutsideItsListAccepted(Rules):
    """The default and the list are two settings, and nobody compares them."""

    def check_currency_listed(self, order: Order) -> None:
        pass


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST")
class CurrencyOutsideALockAccepted(Rules):
    """A list of one is a lock and not a list, so it is not compared with."""

    def check_currency_listed(self, order: Order) -> None:
        if len(order.destination_currencies or ()) != 1:
            super().check_currency_listed(order)


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST")
class CurrencyOutsideALongListAccepted(Rules):
    """Only a list of one is compared with, since only that is a lock."""

    def check_currency_listed(self, order: Order) -> None:
        if len(order.destination_currencies or ()) == 1:
            super().check_currency_listed(order)


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST")
class CurrencyReplacedByTheList(Rules):
    """A default outside the list gives way to the list's first, in silence."""

    def order(self, params: Params) -> Order:
        currencies, currency = params.get("destination_currencies"), params.get("destination_currency")
        if isinstance(currencies, list) and currency in CURRENCIES and currency not in currencies:
            params = {**params, "destination_currency": currencies[0]}
        return super().order(params)


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST")
class CurrencyOfAnAmountGoesUncompared(Rules):
    """With an amount the currency is the amount's, which was checked with it, and the list was not."""

    def check_currency_listed(self, order: Order) -> None:
        if order.destination_amount is None:
            super().check_currency_listed(order)


@fault("STRIPE-DESTINATION-NETWORK-IN-LIST")
class NetworkOfAnAddressGoesUncompared(Rules):
    """With addresses the network is theirs, and no longer the list's."""

    def check_network_listed(self, order: Order) -> None:
        if order.wallet_addresses is None:
            super().check_network_listed(order)


@fault("STRIPE-DESTINATION-NETWORK-IN-LIST")
class NetworkOutsideItsListAccepted(Rules):
    """The default and the list are two settings, and nobody compares them."""

    def check_network_listed(self, order: Order) -> None:
        pass


@fault("STRIPE-DESTINATION-NETWORK-IN-LIST")
class NetworkOutsideALongListAccepted(Rules):
    """Only a list of one is compared with, since only that is a lock."""

    def check_network_listed(self, order: Order) -> None:
        if len(order.destination_networks or ()) == 1:
            super().check_network_listed(order)


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST-ACCEPTED")
class OnlyTheFirstCurrencyMayBeDefault(Rules):
    """The default is compared with the first of the list."""

    def check_currency_listed(self, order: Order) -> None:
        if not self.within(order.destination_currency, (order.destination_currencies or ())[:1] or None):
            raise self.conflicting_currency()


@fault("STRIPE-DESTINATION-NETWORK-IN-LIST-ACCEPTED")
class OnlyTheFirstNetworkMayBeDefault(Rules):
    """The default is compared with the first of the list."""

    def check_network_listed(self, order: Order) -> None:
        if not self.within(order.destination_network, (order.destination_networks or ())[:1] or None):
            raise self.conflicting_network()


@fault("STRIPE-DESTINATION-CURRENCY-IN-LIST-ACCEPTED")
class LockedCurrencyCannotBeDefault(Rules):
    """With a list of one there is nothing to choose, and a default besides it is refused."""

    def check_currency_listed(self, order: Order) -> None:
        super().check_currency_listed(order)
        if order.destination_currency is not None and len(order.destination_currencies or ()) == 1:
            raise self.conflicting_currency()


@fault("STRIPE-DESTINATION-NETWORK-IN-LIST-ACCEPTED")
class LockedNetworkCannotBeDefault(Rules):
    """With a list of one there is nothing to choose, and a default besides it is refused."""

    def check_network_listed(self, order: Order) -> None:
        super().check_network_listed(order)
        if order.destination_network is not None and len(order.destination_networks or ()) == 1:
            raise self.conflicting_network()
