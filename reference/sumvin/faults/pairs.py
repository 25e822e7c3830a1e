"""Faults of pairs and assets."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.sumvin.catalog import CATALOGUED
from reference.sumvin.model import Direction, Order, Refusal
from reference.sumvin.problems import INVALID_PAIR, INVALID_REQUEST, UNKNOWN_ASSET, UNSUPPORTED_ASSET
from reference.sumvin.rules import Rules


def symbol_of(asset: str) -> str:
    """Return the symbol of symbol@chain."""
    return asset.partition("@")[0]


def somewhere(asset: str) -> bool:
    """Tell whether the catalogue holds the symbol on any chain."""
    return symbol_of(asset) in {symbol_of(known) for known in CATALOGUED}


class _TakesAnyPair(Rules):
    """A base for faults that let a pair through that the rules of assets would stop later."""

    def both(self, order: Order) -> bool:
        """Tell whether both sides are of one kind."""
        return self.is_fiat(order.from_asset) == self.is_fiat(order.to_asset)

    def check_known(self, order: Order, direction: Direction) -> None:
        if not self.both(order):
            super().check_known(order, direction)

    def check_rampable(self, order: Order, direction: Direction) -> None:
        if not self.both(order):
            super().check_rampable(order, direction)


# ---- both fiat


@fault("SUMVIN-PAIR-BOTH-FIAT")
class BothFiatAccepted(_TakesAnyPair):
    """Only the from_asset is looked at: it is fiat, so this must be a buy."""

    def both_fiat(self, order: Order) -> Direction:
        return "buy"


@fault("SUMVIN-PAIR-BOTH-FIAT")
class BothFiatIsAnUnknownAsset(Rules):
    """The direction is guessed first, and the fiat on the other side is then not found among the crypto."""

    def both_fiat(self, order: Order) -> Direction:
        raise self.refuse(UNKNOWN_ASSET, "The catalogue holds no such crypto.")


@fault("SUMVIN-PAIR-BOTH-FIAT")
class BothFiatAnswers422(Rules):
    """The right code, with the status of the framework's own validation errors."""

    def both_fiat(self, order: Order) -> Direction:
        raise Refusal(422, INVALID_PAIR, "Both sides are fiat.")


@fault("SUMVIN-PAIR-BOTH-FIAT")
class OnlyEqualFiatsRefused(_TakesAnyPair):
    """The check compares the two symbols: USD for USD is refused, USD for EUR is not."""

    def both_fiat(self, order: Order) -> Direction:
        return super().both_fiat(order) if order.from_asset == order.to_asset else "buy"


@fault("SUMVIN-PAIR-BOTH-FIAT")
class EqualFiatsAccepted(_TakesAnyPair):
    """The check looks for two different fiats and misses a currency that is traded for itself."""

    def both_fiat(self, order: Order) -> Direction:
        return "buy" if order.from_asset == order.to_asset else super().both_fiat(order)


@fault("SUMVIN-PAIR-BOTH-FIAT")
class BothFiatIsAValidationError(Rules):
    """The pair is checked by a validator of the model, so no ramp code comes with it."""

    def both_fiat(self, order: Order) -> Direction:
        raise Refusal(400, INVALID_REQUEST, "to_asset: must be crypto")


# ---- both crypto


@fault("SUMVIN-PAIR-BOTH-CRYPTO")
class BothCryptoAccepted(_TakesAnyPair):
    """The provider swaps as well, so two crypto sides open a session."""

    def both_crypto(self, order: Order) -> Direction:
        return "buy"


@fault("SUMVIN-PAIR-BOTH-CRYPTO")
class BothCryptoIsUnsupported(Rules):
    """Swaps are "not supported", says the code."""

    def both_crypto(self, order: Order) -> Direction:
        raise self.refuse(UNSUPPORTED_ASSET, "Swaps are not supported.")


@fault("SUMVIN-PAIR-BOTH-CRYPTO")
class BothCryptoAnswers422(Rules):
    """The right code, with the status of the framework's own validation errors."""

    def both_crypto(self, order: Order) -> Direction:
        raise Refusal(422, INVALID_PAIR, "Both sides are crypto.")


@fault("SUMVIN-PAIR-BOTH-CRYPTO")
class OnlyEqualCryptosRefused(_TakesAnyPair):
    """The check compares the two symbols: ETH for ETH is refused, ETH for USDC is not."""

    def both_crypto(self, order: Order) -> Direction:
        return super().both_crypto(order) if order.from_asset == order.to_asset else "buy"


@fault("SUMVIN-PAIR-BOTH-CRYPTO")
class StablecoinsCountAsFiat(Rules):
    """A stablecoin on either side of another crypto is treated as the dollars that it stands for."""

    def both_crypto(self, order: Order) -> Direction:
        stable = ("USDC", "EURC")
        if order.from_asset in stable and order.to_asset not in stable:
            return "buy"
        if order.to_asset in stable and order.from_asset not in stable:
            return "sell"
        return super().both_crypto(order)


# ---- not in the catalogue at all


class _LetsThrough(Rules):
    """A base for faults that let an asset through that the next rule would stop."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        """Tell which orders pass unchecked."""
        raise NotImplementedError

    def check_known(self, order: Order, direction: Direction) -> None:
        if not self.lets_through(order, direction):
            super().check_known(order, direction)

    def check_rampable(self, order: Order, direction: Direction) -> None:
        if not self.lets_through(order, direction):
            super().check_rampable(order, direction)


@fault("SUMVIN-ASSET-UNKNOWN")
class UnknownAssetAccepted(_LetsThrough):
    """The catalogue is consulted by the widget only, which then shows an error to the user."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        return not somewhere(self.asset(order, direction))


@fault("SUMVIN-ASSET-UNKNOWN")
class UnknownAssetUncheckedWhenSold(_LetsThrough):
    """Only what is bought is looked up; what the user sells must exist, since the user has it."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        return direction == "sell" and not somewhere(self.asset(order, direction))


@fault("SUMVIN-ASSET-UNKNOWN")
class UnknownAssetUncheckedWhenBought(_LetsThrough):
    """Only what is sold is looked up; what is bought is the provider's business."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        return direction == "buy" and not somewhere(self.asset(order, direction))


@fault("SUMVIN-ASSET-UNKNOWN")
class UnknownAssetIsAnInvalidPair(Rules):
    """A symbol that is unknown makes the pair invalid, says the code."""

    def unknown_asset(self, order: Order) -> Refusal:
        if somewhere(self.asset(order, self.inferred(order))):
            return super().unknown_asset(order)
        return self.refuse(INVALID_PAIR, "The pair is not known.")


@fault("SUMVIN-ASSET-UNKNOWN")
class UnknownAssetAnswers404(Rules):
    """What is not found is a 404, although the endpoint was found."""

    def unknown_asset(self, order: Order) -> Refusal:
        if somewhere(self.asset(order, self.inferred(order))):
            return super().unknown_asset(order)
        return Refusal(404, UNKNOWN_ASSET, "The catalogue holds no such crypto.")


# ---- in the catalogue, on another chain


@fault("SUMVIN-ASSET-UNKNOWN-ON-CHAIN")
class ChainNotLookedAt(_LetsThrough):
    """The catalogue is searched by the symbol alone."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        asset = self.asset(order, direction)
        return asset not in CATALOGUED and somewhere(asset)


@fault("SUMVIN-ASSET-UNKNOWN-ON-CHAIN")
class WrongChainUncheckedWhenSold(_LetsThrough):
    """The chain is compared for buys only, since it says where to deliver."""

    def lets_through(self, order: Order, direction: Direction) -> bool:
        asset = self.asset(order, direction)
        return direction == "sell" and asset not in CATALOGUED and somewhere(asset)


@fault("SUMVIN-ASSET-UNKNOWN-ON-CHAIN")
class WrongChainIsUnsupported(Rules):
    """An asset that exists, if elsewhere, is not unknown: the code says that it is unsupported."""

    def unknown_asset(self, order: Order) -> Refusal:
        if somewhere(self.asset(order, self.inferred(order))):
            return self.refuse(UNSUPPORTED_ASSET, "The asset is not ramped on this chain.")
        return super().unknown_asset(order)


@fault("SUMVIN-ASSET-UNKNOWN-ON-CHAIN")
class WrongChainIsAValidationError(Rules):
    """A chain that does not fit the symbol is refused by a validator of the model, without a ramp code."""

    def unknown_asset(self, order: Order) -> Refusal:
        if somewhere(self.asset(order, self.inferred(order))):
            return self.invalid("chain_id", "does not have this asset")
        return super().unknown_asset(order)


# ---- in the catalogue, not ramped


@fault("SUMVIN-ASSET-UNSUPPORTED")
class UnsupportedAccepted(Rules):
    """Whether a provider ramps the asset turns out in the widget only."""

    def check_rampable(self, order: Order, direction: Direction) -> None:
        return


@fault("SUMVIN-ASSET-UNSUPPORTED")
class UnsupportedUncheckedWhenSold(Rules):
    """The list of the provider is consulted for buys only."""

    def check_rampable(self, order: Order, direction: Direction) -> None:
        if direction == "buy":
            super().check_rampable(order, direction)


@fault("SUMVIN-ASSET-UNSUPPORTED")
class UnsupportedUncheckedWhenBought(Rules):
    """The list of the provider is consulted for sells only."""

    def check_rampable(self, order: Order, direction: Direction) -> None:
        if direction == "sell":
            super().check_rampable(order, direction)


@fault("SUMVIN-ASSET-UNSUPPORTED")
class UnsupportedIsUnknown(Rules):
    """The catalogue that is consulted is the provider's own, where the asset is simply not found."""

    def unsupported_asset(self, order: Order) -> Refusal:
        return self.refuse(UNKNOWN_ASSET, "The catalogue holds no such crypto.")


@fault("SUMVIN-ASSET-UNSUPPORTED")
class UnsupportedReachesTheProvider(Rules):
    """Nobody checks before the provider does, and its complaint comes back as a 502."""

    def unsupported_asset(self, order: Order) -> Refusal:
        return self.provider_failed("The provider answered: unsupported currency")
