"""Faults of the enumerations and of what may be left out: chain, country, rail, provider, direction."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.sumvin.catalog import CHAINS, COUNTRIES, RAILS, RAMPABLE, ROUTED, Provider
from reference.sumvin.faults.fields import chain_of
from reference.sumvin.model import Direction, Document, Order
from reference.sumvin.problems import INVALID_PAIR, UNSUPPORTED_ASSET
from reference.sumvin.rules import Rules

# ---- chain_id: members


@fault("SUMVIN-SESSIONS-CHAIN-MEMBERS")
class SeiTestnetMissing(Rules):
    """The list was copied without the test network of Sei."""

    def known_chain(self, chain: int, document: Document) -> int:
        return super().known_chain(0 if chain == 1328 else chain, document)


@fault("SUMVIN-SESSIONS-CHAIN-MEMBERS")
class OnlyChainsThatAreRamped(Rules):
    """The list is made of the chains on which something is ramped today."""

    def known_chain(self, chain: int, document: Document) -> int:
        ramped = {int(asset.partition("@")[2]) for asset in RAMPABLE}
        return super().known_chain(chain if chain in ramped else 0, document)


@fault("SUMVIN-SESSIONS-CHAIN-MEMBERS")
class ChainsOfTheFirstRelease(Rules):
    """The list is that of the first release, before BNB and Avalanche."""

    def known_chain(self, chain: int, document: Document) -> int:
        return super().known_chain(0 if chain in (56, 43114) else chain, document)


# ---- chain_id: non-members


@fault("SUMVIN-SESSIONS-CHAIN-NONMEMBERS")
class AnyChainAccepted(Rules):
    """Any integer will do; a chain that is unknown is replaced by one that has the symbol."""

    def known_chain(self, chain: int, document: Document) -> int:
        return chain if chain in CHAINS else chain_of(document)


@fault("SUMVIN-SESSIONS-CHAIN-NONMEMBERS")
class NegativeChainAccepted(Rules):
    """The sign of the chain is dropped, and zero means any chain."""

    def known_chain(self, chain: int, document: Document) -> int:
        return chain_of(document) if chain <= 0 else super().known_chain(chain, document)


@fault("SUMVIN-SESSIONS-CHAIN-NONMEMBERS")
class UnknownChainReachesTheProvider(Rules):
    """A chain outside the list goes through to the provider, whose complaint comes back as a 502."""

    def known_chain(self, chain: int, document: Document) -> int:
        if chain not in CHAINS:
            raise self.provider_failed("The provider answered: unknown network")
        return chain


# ---- country_code: members


@fault("SUMVIN-SESSIONS-COUNTRY-MEMBERS")
class NigeriaMissing(Rules):
    """The last member was cut off when the list was copied."""

    def known_country(self, country: str) -> str:
        return super().known_country("" if country == "NG" else country)


@fault("SUMVIN-SESSIONS-COUNTRY-MEMBERS")
class BritainIsCalledUk(Rules):
    """The list says UK, which is what people say, and not GB, which is the code."""

    def known_country(self, country: str) -> str:
        return super().known_country({"GB": "", "UK": "GB"}.get(country, country))


@fault("SUMVIN-SESSIONS-COUNTRY-MEMBERS")
class OnlyCountriesThatAreServed(Rules):
    """A country without a provider is refused as invalid, as if it were no country."""

    def known_country(self, country: str) -> str:
        served = any(country in provider.countries for provider in ROUTED)
        return super().known_country(country if served else "")


# ---- country_code: non-members


@fault("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
class AnyTwoLettersAreACountry(Rules):
    """The pattern is two capital letters; what nobody has heard of is routed like the default."""

    def known_country(self, country: str) -> str:
        if country not in COUNTRIES and len(country) == 2 and country.isalpha() and country.isupper():
            return self.default_country()
        return super().known_country(country)


@fault("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
class CountryInAnyCase(Rules):
    """The code is upper-cased before it is looked up."""

    def known_country(self, country: str) -> str:
        return super().known_country(country.upper())


@fault("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
class AlphaThreeAccepted(Rules):
    """The three-letter codes that a provider uses are understood as well."""

    def known_country(self, country: str) -> str:
        return super().known_country({"USA": "US", "GBR": "GB", "DEU": "DE", "CAN": "CA"}.get(country, country))


@fault("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
class EmptyCountryMeansTheDefault(Rules):
    """An empty country_code is falsy, and so it gets the default."""

    def known_country(self, country: str) -> str:
        return super().known_country(country or self.default_country())


@fault("SUMVIN-SESSIONS-COUNTRY-NONMEMBERS")
class UnknownCountryReachesTheRouter(Rules):
    """The country is not checked at all; nobody serves what is none, and that comes back as a 502."""

    def known_country(self, country: str) -> str:
        return country


# ---- country_code: left out


@fault("SUMVIN-SESSIONS-COUNTRY-OPTIONAL")
class CountryDemanded(Rules):
    """The model forgot the default, which makes the field required."""

    def country_code(self, document: Document) -> str:
        self.required(document, "country_code")
        return super().country_code(document)


@fault("SUMVIN-SESSIONS-COUNTRY-OPTIONAL")
class CountryLeftOutCrashes(Rules):
    """The handler indexes the body by name."""

    def country_code(self, document: Document) -> str:
        document["country_code"]
        return super().country_code(document)


@fault("SUMVIN-SESSIONS-COUNTRY-DEFAULT")
class DefaultCountryIsBritain(Rules):
    """The European deployment has a default of its own."""

    def default_country(self) -> str:
        return "GB"


@fault("SUMVIN-SESSIONS-COUNTRY-DEFAULT")
class CountryLeftOutIsNotFiltered(Rules):
    """Without a country the providers are not filtered by market."""

    def default_country(self) -> str:
        return "*"

    def in_market(self, provider: Provider, order: Order) -> bool:
        return order.country_code == "*" or super().in_market(provider, order)


# ---- payment_method_type


@fault("SUMVIN-SESSIONS-RAIL-MEMBERS")
class SamsungPayMissing(Rules):
    """The last member was cut off when the list was copied."""

    def known_rail(self, rail: str) -> str | None:
        return super().known_rail("" if rail == "SAMSUNG_PAY" else rail)


@fault("SUMVIN-SESSIONS-RAIL-MEMBERS")
class OnlyRailsThatAreServed(Rules):
    """A rail that no provider takes today is refused as invalid, as if there were none."""

    def known_rail(self, rail: str) -> str | None:
        served = any(rail in provider.rails for provider in ROUTED)
        return super().known_rail(rail if served else "")


@fault("SUMVIN-SESSIONS-RAIL-MEMBERS")
class RailsOfAnEarlierVersion(Rules):
    """The card schemes, once one rail, are still refused by their own names."""

    def known_rail(self, rail: str) -> str | None:
        return super().known_rail("" if rail in ("VISA", "MASTERCARD") else rail)


@fault("SUMVIN-SESSIONS-RAIL-NONMEMBERS")
class AnyRailAccepted(Rules):
    """The field is a free string; what is unknown is left to the provider to pick."""

    def known_rail(self, rail: str) -> str | None:
        return rail if rail in RAILS else None


@fault("SUMVIN-SESSIONS-RAIL-NONMEMBERS")
class RailInAnyCase(Rules):
    """The rail is upper-cased before it is looked up."""

    def known_rail(self, rail: str) -> str | None:
        return super().known_rail(rail.upper())


@fault("SUMVIN-SESSIONS-RAIL-NONMEMBERS")
class EmptyRailMeansNone(Rules):
    """An empty payment_method_type is falsy, and so it counts as left out."""

    def known_rail(self, rail: str) -> str | None:
        return super().known_rail(rail) if rail else None


@fault("SUMVIN-SESSIONS-RAIL-NONMEMBERS")
class UnknownRailReachesTheRouter(Rules):
    """The rail is not checked at all; nobody takes what is none, and that comes back as a 502."""

    def known_rail(self, rail: str) -> str | None:
        return rail


@fault("SUMVIN-SESSIONS-RAIL-OPTIONAL")
class NullRailRefused(Rules):
    """The field may be left out, but null is not in the enumeration."""

    def payment_method_type(self, document: Document) -> str | None:
        if "payment_method_type" in document:
            self.text(document["payment_method_type"], "payment_method_type")
        return super().payment_method_type(document)


@fault("SUMVIN-SESSIONS-RAIL-OPTIONAL")
class RailDemanded(Rules):
    """The field may be null, but it has to be there."""

    def payment_method_type(self, document: Document) -> str | None:
        self.required(document, "payment_method_type")
        return super().payment_method_type(document)


# ---- service_provider


@fault("SUMVIN-SESSIONS-PROVIDER-OPTIONAL")
class NullProviderRefused(Rules):
    """The field may be left out, but null is no string."""

    def service_provider(self, document: Document) -> str | None:
        if "service_provider" in document:
            self.text(document["service_provider"], "service_provider")
        return super().service_provider(document)


@fault("SUMVIN-SESSIONS-PROVIDER-OPTIONAL")
class ProviderDemanded(Rules):
    """The field may be null, but it has to be there."""

    def service_provider(self, document: Document) -> str | None:
        self.required(document, "service_provider")
        return super().service_provider(document)


@fault("SUMVIN-SESSIONS-PROVIDER-OPTIONAL")
class NullProviderIsAName(Rules):
    """A null is turned into the string "None", and there is no such provider."""

    def service_provider(self, document: Document) -> str | None:
        return str(document["service_provider"]) if "service_provider" in document else None


@fault("SUMVIN-SESSIONS-PROVIDER-PIN")
class PinRefused(Rules):
    """Pinning is documented and not yet released."""

    def pinned(self, name: str, order: Order) -> Provider:
        provider = super().pinned(name, order)
        if provider.failing:
            return provider
        raise self.invalid("service_provider", "is not available yet")


@fault("SUMVIN-SESSIONS-PROVIDER-PIN")
class PinInLowerCaseOnly(Rules):
    """The providers are keyed by their slugs, so the documented spelling finds none."""

    def pinned(self, name: str, order: Order) -> Provider:
        if name.upper() == name and not super().pinned(name, order).failing:
            raise self.provider_failed("There is no such service provider.")
        return super().pinned(name.upper(), order)


@fault("SUMVIN-SESSIONS-PROVIDER-PIN")
class PinNeedsARail(Rules):
    """A provider can be pinned together with one of its rails only."""

    def pinned(self, name: str, order: Order) -> Provider:
        provider = super().pinned(name, order)
        if order.payment_method_type is None and not provider.failing:
            raise self.invalid("payment_method_type", "is required with service_provider")
        return provider


# ---- direction


@fault("SUMVIN-SESSIONS-DIRECTION-BUY")
class BuysReadTheWrongSide(Rules):
    """The crypto side is always taken from from_asset, so the fiat of a buy is looked up in the catalogue."""

    def asset(self, order: Order, direction: Direction) -> str:
        return super().asset(order, "sell")


@fault("SUMVIN-SESSIONS-DIRECTION-BUY")
class DirectionDemandedForBuys(Rules):
    """The provider's API wants a session type, and so the caller has to say BUY."""

    def order(self, document: Document) -> Order:
        if self.is_fiat(str(document.get("from_asset"))) and not self.is_fiat(str(document.get("to_asset"))):
            self.required(document, "session_type")
        return super().order(document)


@fault("SUMVIN-SESSIONS-DIRECTION-SELL")
class SellsReadTheWrongSide(Rules):
    """The crypto side is always taken from to_asset, so the fiat of a sell is looked up in the catalogue."""

    def asset(self, order: Order, direction: Direction) -> str:
        return super().asset(order, "buy")


@fault("SUMVIN-SESSIONS-DIRECTION-SELL")
class SellsUnsupported(Rules):
    """Only the on-ramp was built; a sell is refused as an asset that nobody ramps."""

    def sell(self, order: Order) -> Direction:
        raise self.refuse(UNSUPPORTED_ASSET, "Selling is not supported today.")


@fault("SUMVIN-SESSIONS-DIRECTION-SELL")
class SellsAreInvalidPairs(Rules):
    """The rule "one side must be fiat" was written as "from_asset must be fiat"."""

    def sell(self, order: Order) -> Direction:
        raise self.refuse(INVALID_PAIR, "from_asset must be fiat.")
