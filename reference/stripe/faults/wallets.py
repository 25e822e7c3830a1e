"""Faults of wallet addresses: the network that they need, and their validation."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Mapping

from reference.catalogue import fault
from reference.stripe.addresses import FORMATS, is_evm
from reference.stripe.model import Order, Params, Refusal, Value
from reference.stripe.rules import Rules
from reference.stripe.wallets import TAGS

# ---- a network must be chosen


@fault("STRIPE-WALLETS-NEED-NETWORK")
class WalletsWithoutNetworkAccepted(Rules):
    """The addresses say their networks themselves."""

    def check_network_chosen(self, order: Order) -> None:
        pass


@fault("STRIPE-WALLETS-NEED-NETWORK")
class CurrencyIsNetworkEnough(Rules):
    """A currency lives on a network, so it counts as one."""

    def check_network_chosen(self, order: Order) -> None:
        if order.destination_currency is None and order.destination_currencies is None:
            super().check_network_chosen(order)


@fault("STRIPE-WALLETS-NEED-NETWORK")
class LockedWalletsNeedNoNetwork(Rules):
    """A locked address leaves no choice, so that nothing has to be chosen."""

    def check_network_chosen(self, order: Order) -> None:
        if not order.lock_wallet_address:
            super().check_network_chosen(order)


@fault("STRIPE-WALLETS-NETWORK-SUFFICES")
class WalletsNeedAListOfNetworks(Rules):
    """Of the two ways to choose a network, only the list was built."""

    def check_network_chosen(self, order: Order) -> None:
        if order.wallet_addresses is not None and order.destination_networks is None:
            raise self.network_not_chosen()


@fault("STRIPE-WALLETS-NETWORK-SUFFICES")
class WalletsNeedADefaultNetwork(Rules):
    """Of the two ways to choose a network, only the default was built."""

    def check_network_chosen(self, order: Order) -> None:
        if order.wallet_addresses is not None and order.destination_network is None:
            raise self.network_not_chosen()


# ---- validation


@fault("STRIPE-WALLETS-VALIDATED")
class AddressesUnchecked(Rules):
    """The customer will see whether the address is right."""

    def is_address(self, network: str, address: str) -> bool:
        return True


@fault("STRIPE-WALLETS-VALIDATED")
class OnlyTheFirstAddressChecked(Rules):
    """The first address is looked at, and stands for the others."""

    def addresses(self, sent: Mapping[str, Value]) -> dict[str, object]:
        first = dict(list(sent.items())[:1])
        rest = {self.wallet_network(name): value for name, value in sent.items() if name not in first}
        return {**super().addresses(first), **rest}


@fault("STRIPE-WALLETS-VALIDATED")
class OnlyEvmAddressesChecked(Rules):
    """There was a library for one kind of address only."""

    def is_address(self, network: str, address: str) -> bool:
        return FORMATS[network] is not is_evm or super().is_address(network, address)


@fault("STRIPE-WALLETS-VALIDATED")
class AnyNetworksAddressWillDo(Rules):
    """An address is checked against all the formats, and one has to fit: another chain's does."""

    def is_address(self, network: str, address: str) -> bool:
        return any(fits(address) for fits in FORMATS.values())


@fault("STRIPE-WALLETS-VALIDATED")
class OnlyTheChosenNetworksAddressChecked(Rules):
    """Only the address of the default network is looked at; the others are not used yet."""

    def wallet_addresses(self, params: Params) -> dict[str, object] | None:
        self._chosen = params.get("destination_network")
        return super().wallet_addresses(params)

    def is_address(self, network: str, address: str) -> bool:
        return (self._chosen is not None and network != self._chosen) or super().is_address(network, address)


@fault("STRIPE-WALLETS-VALIDATED")
class AddressesCheckedByLength(Rules):
    """An address is anything that is long enough."""

    def is_address(self, network: str, address: str) -> bool:
        return len(address) >= 26


@fault("STRIPE-WALLETS-VALIDATED")
class AddressesCheckedIfLocked(Rules):
    """A customer can change an address that is not locked, so only locked ones are looked at."""

    def wallet_addresses(self, params: Params) -> dict[str, object] | None:
        self._locked = params.get("lock_wallet_address") == "true"
        return super().wallet_addresses(params)

    def is_address(self, network: str, address: str) -> bool:
        return not self._locked or super().is_address(network, address)


@fault("STRIPE-WALLETS-VALIDATED")
class BadAddressesDropped(Rules):
    """An address that is none is left out, in silence."""

    def addresses(self, sent: Mapping[str, Value]) -> dict[str, object]:
        kept: dict[str, object] = {}
        for name, value in sent.items():
            try:
                kept |= super().addresses({name: value})
            except Refusal:
                continue
        return kept


@fault("STRIPE-WALLETS-VALIDATED")
class SolanaAddressesUnchecked(Rules):
    """Solana came later than the check."""

    def is_address(self, network: str, address: str) -> bool:
        return network == "solana" or super().is_address(network, address)


@fault("STRIPE-WALLETS-VALID-ACCEPTED")
class SegwitRefused(Rules):
    """Bitcoin addresses begin with 1 or 3, as they did for years."""

    def is_address(self, network: str, address: str) -> bool:
        return super().is_address(network, address) and not address.startswith("bc1")


@fault("STRIPE-WALLETS-VALID-ACCEPTED")
class ScriptHashesRefused(Rules):
    """Of Bitcoin's older addresses only those that begin with 1 are known."""

    def is_address(self, network: str, address: str) -> bool:
        return super().is_address(network, address) and not (network == "bitcoin" and address.startswith("3"))


@fault("STRIPE-WALLETS-VALID-ACCEPTED")
class StellarAddressesRefused(Rules):
    """Every address has to look like an EVM chain's, or like base58."""

    def is_address(self, network: str, address: str) -> bool:
        return super().is_address(network, address) and network != "stellar"


@fault("STRIPE-WALLETS-VALID-ACCEPTED")
class AvalancheWantsItsXChain(Rules):
    """Addresses of Avalanche are taken for those of the exchange chain, which is not where the crypto goes."""

    def is_address(self, network: str, address: str) -> bool:
        return address.startswith("X-avax1") if network == "avalanche" else super().is_address(network, address)


@fault("STRIPE-WALLETS-NETWORKS")
class AnyWalletNetworkAccepted(Rules):
    """Addresses of networks that nobody knows are kept, unread."""

    def wallet_network(self, name: str) -> str:
        return "base" if name == "base_network" else name

    def is_address(self, network: str, address: str) -> bool:
        return network not in FORMATS or super().is_address(network, address)


@fault("STRIPE-WALLETS-NETWORKS")
class UnknownWalletNetworksDropped(Rules):
    """Addresses of networks that nobody knows are left out, in silence."""

    def addresses(self, sent: Mapping[str, Value]) -> dict[str, object]:
        return super().addresses({name: value for name, value in sent.items() if name in (TAGS, *FORMATS)})


# ---- the lock


@fault("STRIPE-LOCK-TYPE")
class AnyLockAccepted(Rules):
    """Whatever is not "true" is false."""

    def lock_wallet_address(self, params: Params) -> bool:
        return params.get("lock_wallet_address") == "true"


@fault("STRIPE-LOCK-TYPE")
class NumbersLock(Rules):
    """The flag is read as a number, and every number is taken for an answer."""

    def lock_wallet_address(self, params: Params) -> bool:
        value = params.get("lock_wallet_address")
        if isinstance(value, str) and value.lstrip("-").isdecimal():
            return int(value) != 0
        return super().lock_wallet_address(params)


@fault("STRIPE-LOCK-TYPE")
class FalseRefused(Rules):
    """The flag may be true or left out, since nobody is expected to send false."""

    def lock_wallet_address(self, params: Params) -> bool:
        if params.get("lock_wallet_address") == "false":
            raise self.invalid("lock_wallet_address", "Invalid boolean: must be true")
        return super().lock_wallet_address(params)
