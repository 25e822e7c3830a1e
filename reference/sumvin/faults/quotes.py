"""Faults of `GET /v0/ramp/quotes`: its pairs, its upstream, and what a quote repeats of the question."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.sumvin.catalog import CATALOGUED, CHAINS, RAILS, ROUTED, Provider
from reference.sumvin.model import Answer, Call, Caller, Direction, Document, Inquiry, Refusal
from reference.sumvin.pricing import Price
from reference.sumvin.problems import (
    INVALID_PAIR,
    KYC_REQUIRED,
    PROVIDER_ERROR,
    UNKNOWN_ASSET,
    UNSUPPORTED_ASSET,
)
from reference.sumvin.quotes import Query
from reference.sumvin.rules import Rules

# ---- the answer


@fault("SUMVIN-QUOTES-STATUS")
class QuotesAnswer201(Rules):
    """Asking for quotes creates a record of the question, and so the framework says that something was created."""

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        return replace(super().quotes_answer(quotes, call), status=201)


@fault("SUMVIN-QUOTES-STATUS")
class SellQuotesAnswer202(Rules):
    """Quotes for sells are fetched in the background, and the first answer says that they are on their way."""

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        answer = super().quotes_answer(quotes, call)
        return answer if self.is_fiat(call.query.get("from_asset", "")) else replace(answer, status=202)


class _NobodyBuys(Rules):
    """A base for faults that show where a list of quotes is empty: nobody quotes a sell."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return [] if direction == "sell" else super().quotes(inquiry, direction)


@fault("SUMVIN-QUOTES-STATUS")
class NoQuotesAnswer404(_NobodyBuys):
    """Where no provider quotes, there is nothing to be found, says the handler."""

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        if not quotes:
            raise Refusal(404, PROVIDER_ERROR, "No quotes were found.")
        return super().quotes_answer(quotes, call)


@fault("SUMVIN-QUOTES-STATUS")
class NobodyThereAnswers404(Rules):
    """In a country or over a rail that no provider serves there is nothing to be found, says the handler."""

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        if not quotes:
            raise Refusal(404, PROVIDER_ERROR, "No quotes were found.")
        return super().quotes_answer(quotes, call)


@fault("SUMVIN-QUOTES-STATUS")
class NoQuotesAnswer204(_NobodyBuys):
    """Where no provider quotes, there is no content either."""

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        return super().quotes_answer(quotes, call) if quotes else Answer(204, "", b"")


@fault("SUMVIN-QUOTES-STATUS")
class NoQuotesCrash(_NobodyBuys):
    """The best quote is taken off the top of the list before anybody looks whether there is one."""

    def quotes_body(self, quotes: list[Document]) -> object:
        return {"best": quotes[0]["service_provider"], "_links": {}, "quotes": quotes}


@fault("SUMVIN-QUOTES-LIST")
class NoQuotesIsAMessage(_NobodyBuys):
    """Where no provider quotes, a sentence says so in place of the list."""

    def quotes_body(self, quotes: list[Document]) -> object:
        return super().quotes_body(quotes) if quotes else {"_links": {}, "message": "No provider quotes this."}


@fault("SUMVIN-QUOTES-LIST")
class QuotesByProvider(Rules):
    """The quotes are an object with the providers' names as its members."""

    def quotes_body(self, quotes: list[Document]) -> object:
        return {"_links": {}, "quotes": {str(quote["service_provider"]): quote for quote in quotes}}


@fault("SUMVIN-QUOTES-LIST")
class OnlyTheBestQuote(Rules):
    """The best quote is sent by itself, since nobody takes another one."""

    def quotes_body(self, quotes: list[Document]) -> object:
        return {"_links": {}, "quote": quotes[0] if quotes else None}


@fault("SUMVIN-QUOTES-LIST")
class QuotesAreAString(Rules):
    """The quotes were encoded as JSON on their way through the cache, and are now a string."""

    def quotes_body(self, quotes: list[Document]) -> object:
        return {"_links": {}, "quotes": self.encoded(quotes).decode()}


# ---- pairs


@fault("SUMVIN-QUOTES-PAIR-BOTH-FIAT")
class TwoFiatsAreQuoted(Rules):
    """Currencies can be exchanged too, so the price is asked for and comes back empty."""

    def quoted_direction(self, inquiry: Inquiry) -> Direction:
        both = self.is_fiat(inquiry.order.from_asset) and self.is_fiat(inquiry.order.to_asset)
        return "buy" if both else super().quoted_direction(inquiry)


@fault("SUMVIN-QUOTES-PAIR-BOTH-CRYPTO")
class TwoCryptosAreQuoted(Rules):
    """A swap is quoted like a ramp."""

    def quoted_direction(self, inquiry: Inquiry) -> Direction:
        either = self.is_fiat(inquiry.order.from_asset) or self.is_fiat(inquiry.order.to_asset)
        return super().quoted_direction(inquiry) if either else "sell"


class _QuoteRefusal(Rules):
    """A base for faults that refuse some quotes in another way than sessions."""

    code = ""

    def quoted_direction(self, inquiry: Inquiry) -> Direction:
        try:
            return super().quoted_direction(inquiry)
        except Refusal as refusal:
            if refusal.code != self.code or not self.concerns(inquiry):
                raise
            return self.instead(inquiry)

    def concerns(self, inquiry: Inquiry) -> bool:
        """Tell which of the refused inquiries the fault concerns."""
        return True

    def instead(self, inquiry: Inquiry) -> Direction:
        """Do something else than to refuse the inquiry as documented."""
        raise NotImplementedError


@fault("SUMVIN-QUOTES-PAIR-BOTH-FIAT")
class TwoFiatsQuoted422(_QuoteRefusal):
    """For quotes the pair is checked by the validation of the query, which has a status of its own."""

    code = INVALID_PAIR

    def concerns(self, inquiry: Inquiry) -> bool:
        return self.is_fiat(inquiry.order.from_asset)

    def instead(self, inquiry: Inquiry) -> Direction:
        raise Refusal(422, INVALID_PAIR, "Both sides are fiat.")


@fault("SUMVIN-QUOTES-PAIR-BOTH-FIAT")
class SecondFiatIsAnUnknownCrypto(_QuoteRefusal):
    """The target is looked up in the catalogue first, which holds no dollars."""

    code = INVALID_PAIR

    def concerns(self, inquiry: Inquiry) -> bool:
        return self.is_fiat(inquiry.order.from_asset)

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.unknown_asset(inquiry.order)


@fault("SUMVIN-QUOTES-PAIR-BOTH-CRYPTO")
class TwoCryptosQuotedAsUnsupported(_QuoteRefusal):
    """A swap is reported as an asset that nobody ramps."""

    code = INVALID_PAIR

    def concerns(self, inquiry: Inquiry) -> bool:
        return not self.is_fiat(inquiry.order.from_asset)

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.unsupported_asset(inquiry.order)


@fault("SUMVIN-QUOTES-PAIR-BOTH-CRYPTO")
class TwoCryptosQuotedReachTheProvider(_QuoteRefusal):
    """A swap goes through to the provider, whose complaint comes back as a 502."""

    code = INVALID_PAIR

    def concerns(self, inquiry: Inquiry) -> bool:
        return not self.is_fiat(inquiry.order.from_asset)

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.provider_failed("The provider answered: invalid currency pair")


# ---- assets


@fault("SUMVIN-QUOTES-ASSET-UNKNOWN")
class UnknownAssetHasNoQuotes(_QuoteRefusal):
    """Nobody quotes an asset that does not exist, so the list is empty and all is well."""

    code = UNKNOWN_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        return "buy" if self.is_fiat(inquiry.order.from_asset) else "sell"


@fault("SUMVIN-QUOTES-ASSET-UNKNOWN")
class UnknownAssetQuoted404(_QuoteRefusal):
    """What is not in the catalogue was not found."""

    code = UNKNOWN_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        raise Refusal(404, UNKNOWN_ASSET, "The catalogue holds no such crypto.")


@fault("SUMVIN-QUOTES-ASSET-UNKNOWN")
class UnknownAssetQuotedAsUnsupported(_QuoteRefusal):
    """The catalogue and the list of rampable assets are one query for quotes, with one error."""

    code = UNKNOWN_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.unsupported_asset(inquiry.order)


@fault("SUMVIN-QUOTES-ASSET-UNKNOWN-ON-CHAIN")
class QuotesIgnoreTheChain(_QuoteRefusal):
    """For quotes the symbol alone is looked up; that it lives on another chain is noticed in the session."""

    code = UNKNOWN_ASSET

    def concerns(self, inquiry: Inquiry) -> bool:
        symbols = {asset.partition("@")[0] for asset in CATALOGUED}
        return bool(symbols & {inquiry.order.from_asset, inquiry.order.to_asset})

    def instead(self, inquiry: Inquiry) -> Direction:
        return "buy" if self.is_fiat(inquiry.order.from_asset) else "sell"


@fault("SUMVIN-QUOTES-ASSET-UNKNOWN-ON-CHAIN")
class OtherChainQuotedAsUnsupported(_QuoteRefusal):
    """A known symbol on the wrong chain is reported as an asset that nobody ramps."""

    code = UNKNOWN_ASSET

    def concerns(self, inquiry: Inquiry) -> bool:
        symbols = {asset.partition("@")[0] for asset in CATALOGUED}
        return bool(symbols & {inquiry.order.from_asset, inquiry.order.to_asset})

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.unsupported_asset(inquiry.order)


@fault("SUMVIN-QUOTES-ASSET-UNSUPPORTED")
class UnsupportedAssetHasNoQuotes(_QuoteRefusal):
    """Nobody quotes an asset that nobody ramps, so the list is empty and all is well."""

    code = UNSUPPORTED_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        return "buy" if self.is_fiat(inquiry.order.from_asset) else "sell"


@fault("SUMVIN-QUOTES-ASSET-UNSUPPORTED")
class UnsupportedAssetQuotedAsUnknown(_QuoteRefusal):
    """Only rampable assets are in the catalogue that quotes use."""

    code = UNSUPPORTED_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.unknown_asset(inquiry.order)


@fault("SUMVIN-QUOTES-ASSET-UNSUPPORTED")
class UnsupportedAssetQuoted502(_QuoteRefusal):
    """The provider says that it does not trade the asset, and that is passed on as its failure."""

    code = UNSUPPORTED_ASSET

    def instead(self, inquiry: Inquiry) -> Direction:
        raise self.provider_failed("The provider answered: unsupported currency")


# ---- the user and the upstream


@fault("SUMVIN-QUOTES-KYC")
class QuotesForEverybody(Rules):
    """Prices are no secret, so whoever is logged in gets them, KYC or not."""

    def gate_quotes(self, caller: Caller) -> None:
        return


@fault("SUMVIN-QUOTES-KYC")
class QuotesAreEmptyWithoutKyc(Rules):
    """Nobody quotes for a user without KYC, so the list is empty and the partner is told nothing."""

    unverified = False

    def gate_quotes(self, caller: Caller) -> None:
        self.unverified = not caller.user.verified

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return [] if self.unverified else super().quotes(inquiry, direction)


@fault("SUMVIN-QUOTES-KYC")
class QuotesWithoutKycAnswer401(Rules):
    """For quotes, a user without KYC is treated like one who has not logged in."""

    def gate_quotes(self, caller: Caller) -> None:
        if not caller.user.verified:
            raise Refusal(401, KYC_REQUIRED, "Complete KYC and retry.")


@fault("SUMVIN-QUOTES-PROVIDER-ERROR")
class FailedQuoteIsEmpty(Rules):
    """An upstream that fails is treated like one that has no quote."""

    def ask_for_quotes(self, inquiry: Inquiry) -> None:
        return

    def quoting(self, inquiry: Inquiry) -> list[Provider]:
        return [each for each in super().quoting(inquiry) if not each.failing]


@fault("SUMVIN-QUOTES-PROVIDER-ERROR")
class FailedQuoteAnswers500(Rules):
    """The upstream's rejection of a quote is an exception that nobody expected."""

    def quote_failed(self, detail: str) -> Refusal:
        return Refusal(500, PROVIDER_ERROR, detail)


@fault("SUMVIN-QUOTES-PROVIDER-ERROR")
class FailedQuoteAnswers400(Rules):
    """The upstream's own status is passed through."""

    def quote_failed(self, detail: str) -> Refusal:
        return Refusal(400, PROVIDER_ERROR, detail)


@fault("SUMVIN-QUOTES-PROVIDER-ERROR")
class FailedQuoteIsUnsupportedAsset(Rules):
    """Whatever the upstream rejects is reported as an asset that nobody ramps."""

    def quote_failed(self, detail: str) -> Refusal:
        return self.refuse(UNSUPPORTED_ASSET, detail)


# ---- what a quote repeats


class _Echo(Rules):
    """A base for faults where a quote repeats something else than what was asked."""

    def changed(self, asked: Document) -> Document:
        """Return what the quote says otherwise."""
        raise NotImplementedError

    def quote(self, inquiry: Inquiry, provider: Provider, price: Price) -> Document:
        quote = super().quote(inquiry, provider, price)
        return {**quote, **self.changed(quote)}


@fault("SUMVIN-QUOTES-ECHO")
class QuoteSwapsTheSides(_Echo):
    """A quote names the pair from the provider's point of view."""

    def changed(self, asked: Document) -> Document:
        return {"from_asset": asked["to_asset"], "to_asset": asked["from_asset"]}


@fault("SUMVIN-QUOTES-ECHO")
class QuoteRoundsTheAmount(_Echo):
    """The amount passes through a column with whole units, and a quote is for those."""

    def changed(self, asked: Document) -> Document:
        return {"source_amount": str(int(Decimal(str(asked["source_amount"]))) or 1)}


@fault("SUMVIN-QUOTES-ECHO")
class QuoteTakesTheFeesOff(_Echo):
    """The source amount of a quote is what is left of it after the fees."""

    def changed(self, asked: Document) -> Document:
        return {"source_amount": str(Decimal(str(asked["source_amount"])) * Decimal("0.98"))}


@fault("SUMVIN-QUOTES-ECHO")
class QuoteNamesTheFirstChain(_Echo):
    """The provider knows a token by its symbol, and the chain is filled in with the one that comes first."""

    def changed(self, asked: Document) -> Document:
        symbol = asked["from_asset"] if self.is_fiat(str(asked["to_asset"])) else asked["to_asset"]
        chains = [int(each.partition("@")[2]) for each in CATALOGUED if each.startswith(f"{symbol}@")]
        return {"chain_id": min({*chains, 10} - {asked["chain_id"]})}


@fault("SUMVIN-QUOTES-ECHO")
class QuoteNamesAnotherCountry(_Echo):
    """The country of a quote is the provider's seat."""

    def changed(self, asked: Document) -> Document:
        return {"country_code": "US" if asked["country_code"] != "US" else "GB"}


@fault("SUMVIN-QUOTES-RAIL")
class QuoteTakesAnyRail(Rules):
    """A quote comes with the provider's favourite rail, whatever was asked for."""

    def quoted_rail(self, inquiry: Inquiry, provider: Provider) -> str:
        asked = inquiry.order.payment_method_type
        return next(rail for rail in RAILS if rail in provider.rails and rail != asked)


@fault("SUMVIN-QUOTES-RAIL")
class QuoteNamesTheProvidersRail(Rules):
    """The rail of a quote is in the provider's own words."""

    def quoted_rail(self, inquiry: Inquiry, provider: Provider) -> str:
        return super().quoted_rail(inquiry, provider).lower().replace("_", "-")


# ---- the query


def is_listed(query: Query) -> bool:
    """Tell whether a query names a chain that is on the list."""
    return query.get("chain_id", "") in {str(each) for each in CHAINS}


@fault("SUMVIN-QUOTES-CHAIN-UNLISTED")
class UnlistedChainIsEthereum(Rules):
    """A chain that is not on the list is read as the first of it."""

    def asked_chain(self, query: Query) -> int:
        return super().asked_chain(query) if is_listed(query) else 1


@fault("SUMVIN-QUOTES-CHAIN-UNLISTED")
class UnlistedChainHasNoQuotes(Rules):
    """On a chain that is not on the list nobody quotes, so the list is empty and all is well."""

    def asked_chain(self, query: Query) -> int:
        return super().asked_chain(query) if is_listed(query) else 0

    def quoted_direction(self, inquiry: Inquiry) -> Direction:
        return super().quoted_direction(inquiry) if inquiry.order.chain_id else "buy"

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        return super().quotes(inquiry, direction) if inquiry.order.chain_id else []


@fault("SUMVIN-QUOTES-CHAIN-UNLISTED")
class UnlistedChainReachesTheProvider(Rules):
    """A chain that is not on the list goes through to the provider, whose complaint comes back as a 502."""

    def asked_chain(self, query: Query) -> int:
        if not is_listed(query):
            raise self.provider_failed("The provider answered: unknown network")
        return super().asked_chain(query)


@fault("SUMVIN-QUOTES-COUNTRY-DEFAULT")
class QuotesWithoutCountryAreUnfiltered(Rules):
    """Without a country there is nothing to filter by, and everybody quotes."""

    anywhere = False

    def asked_country(self, query: Query) -> str:
        self.anywhere = "country_code" not in query
        return super().asked_country(query)

    def would_take(self, provider: Provider, inquiry: Inquiry) -> bool:
        if not self.anywhere:
            return super().would_take(provider, inquiry)
        return self.serves(provider, replace(inquiry.order, country_code=min(provider.countries)))


@fault("SUMVIN-QUOTES-COUNTRY-DEFAULT")
class QuotesDefaultToGreatBritain(Rules):
    """The team that wrote the quotes sits in London, and so does its default."""

    def asked_country(self, query: Query) -> str:
        return super().asked_country({"country_code": "GB", **query})


@fault("SUMVIN-QUOTES-AMOUNT-POSITIVE")
class NothingIsQuotedForNothing(Rules):
    """Nobody quotes an amount of zero or less, so the list is empty and all is well."""

    def asked_amount(self, query: Query) -> Decimal:
        text = query.get("source_amount", "")
        is_nothing = text.startswith("-") or (bool(text) and not text.strip("0."))
        return Decimal("1E-30") if is_nothing else super().asked_amount(query)


@fault("SUMVIN-QUOTES-AMOUNT-POSITIVE")
class AnyAmountIsAHundred(Rules):
    """What cannot be read as an amount is replaced by the example's."""

    def asked_amount(self, query: Query) -> Decimal:
        try:
            return super().asked_amount(query)
        except Refusal:
            return Decimal(100)


@fault("SUMVIN-QUOTES-VOCABULARY")
class NewestChainsNotQuoted(Rules):
    """Quotes have a list of chains of their own, which nobody has brought up to date."""

    def asked_chain(self, query: Query) -> int:
        chain = super().asked_chain(query)
        if chain in (43114, 1328, 1329):
            raise self.invalid("chain_id", "is not a supported chain")
        return chain


@fault("SUMVIN-QUOTES-VOCABULARY")
class WalletRailsNotQuoted(Rules):
    """Quotes know the rails of before mobile wallets."""

    def asked_rail(self, query: Query) -> str | None:
        rail = super().asked_rail(query)
        if rail is not None and rail.endswith(("_PAY", "_WALLET")):
            raise self.invalid("payment_method_type", "is not a supported payment method")
        return rail


@fault("SUMVIN-QUOTES-VOCABULARY")
class CountriesOfProvidersOnly(Rules):
    """A country in which no provider is live is no country."""

    def asked_country(self, query: Query) -> str:
        country = super().asked_country(query)
        if not any(country in each.countries for each in ROUTED):
            raise self.invalid("country_code", "is not a supported country")
        return country


# ---- who quotes


@fault("SUMVIN-QUOTES-PINNABLE")
class QuotesNameProvidersForPeople(Rules):
    """A quote gives the name under which the provider is known to the public, which no session takes."""

    def quoted_name(self, provider: Provider) -> str:
        return f"{provider.name.title()} Ltd."


@fault("SUMVIN-QUOTES-PINNABLE")
class RetiredProviderQuotes(Rules):
    """A provider that was switched off for sessions is still asked for quotes."""

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        quotes = super().quotes(inquiry, direction)
        return [*quotes, *({**quote, "service_provider": "WYRE"} for quote in quotes[:1])]


@fault("SUMVIN-QUOTES-COUNTRY-FILTERS")
class QuotesFromEverywhere(Rules):
    """The country is passed on to the providers, who do not look at it."""

    def would_take(self, provider: Provider, inquiry: Inquiry) -> bool:
        return self.serves(provider, replace(inquiry.order, country_code=min(provider.countries)))


@fault("SUMVIN-QUOTES-COUNTRY-FILTERS")
class QuotesAreForTheUnitedStates(Rules):
    """The country is read after the providers were chosen by the default."""

    def would_take(self, provider: Provider, inquiry: Inquiry) -> bool:
        return self.serves(provider, replace(inquiry.order, country_code="US"))


@fault("SUMVIN-QUOTES-COUNTRY-FILTERS")
class HouseProviderQuotesEverywhere(Rules):
    """One provider has paid for it that it is always on the list."""

    def quoting(self, inquiry: Inquiry) -> list[Provider]:
        found, house = super().quoting(inquiry), ROUTED[-1]
        return found if house in found or inquiry.order.service_provider else [*found, house]
