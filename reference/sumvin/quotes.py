"""What the providers would give: `GET /v0/ramp/quotes`.

Source: sumvin-meld-integration.txt, "Status codes per endpoint": 200 with quotes, which may be empty; the pair and
asset codes as for sessions, KYC, 502. The query parameters and the shape of a quote are public knowledge. Quoted are
the providers that a session can be pinned to and that are live in the asked market.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from reference.sumvin.catalog import CHAINS, COUNTRIES, PROVIDERS, RAILS, ROUTED, Provider
from reference.sumvin.credentials import Credentials
from reference.sumvin.model import Answer, Call, Caller, Direction, Document, Inquiry, Order, Refusal
from reference.sumvin.pairs import Pairs
from reference.sumvin.pricing import Price, priced
from reference.sumvin.replies import Replies
from reference.sumvin.routing import Routing

_DECIMAL = re.compile(r"[0-9]{1,60}(\.[0-9]{1,60})?")
_CENT = Decimal("0.01")

Query = Mapping[str, str]


class Quotes(Credentials, Pairs, Routing, Replies):
    """How quotes are found and shown."""

    async def show_quotes(self, call: Call) -> Answer:
        """Answer a call for quotes."""
        caller = self.caller(call)
        self.gate_quotes(caller)
        inquiry = self.inquiry(call.query)
        direction = self.quoted_direction(inquiry)
        self.ask_for_quotes(inquiry)
        return self.quotes_answer(self.quotes(inquiry, direction), call)

    def gate_quotes(self, caller: Caller) -> None:
        """Let only users with verified KYC see quotes."""
        self.check_kyc(caller)

    def quoted_direction(self, inquiry: Inquiry) -> Direction:
        """Infer the direction, and refuse a pair that cannot be ramped."""
        return self.direction(inquiry.order)

    def ask_for_quotes(self, inquiry: Inquiry) -> None:
        """Ask the providers."""
        if inquiry.order.service_provider in PROVIDERS and PROVIDERS[inquiry.order.service_provider].failing:
            raise self.quote_failed("The provider rejected the quote.")

    def quote_failed(self, detail: str) -> Refusal:
        """Pass the upstream's rejection of a quote on."""
        return self.provider_failed(detail)

    # ---- the query

    def inquiry(self, query: Query) -> Inquiry:
        """Check every parameter; unknown ones are ignored."""
        order = Order(
            source_amount=self.asked_amount(query),
            from_asset=self.asked(query, "from_asset"),
            to_asset=self.asked(query, "to_asset"),
            chain_id=self.asked_chain(query),
            wallet_address="",
            country_code=self.asked_country(query),
            payment_method_type=self.asked_rail(query),
            service_provider=query.get("service_provider") or None,
        )
        return Inquiry(order, query["source_amount"])

    def asked(self, query: Query, name: str) -> str:
        """Read a parameter that has to be there and to say something."""
        if not query.get(name):
            raise self.invalid(name, "is required")
        return query[name]

    def asked_amount(self, query: Query) -> Decimal:
        """Read the amount of from_asset that the user sells: a decimal above zero."""
        text = self.asked(query, "source_amount")
        if not _DECIMAL.fullmatch(text):
            raise self.invalid("source_amount", "must be a decimal number")
        amount = Decimal(text)
        if amount <= 0:
            raise self.invalid("source_amount", "must be greater than zero")
        return amount

    def asked_chain(self, query: Query) -> int:
        """Read the chain of the crypto side."""
        text = self.asked(query, "chain_id")
        if text not in map(str, CHAINS):
            raise self.invalid("chain_id", "is not a supported chain")
        return int(text)

    def asked_country(self, query: Query) -> str:
        """Read the user's country, which may be left out."""
        country = query.get("country_code", "US")
        if country not in COUNTRIES:
            raise self.invalid("country_code", "is not a supported country")
        return country

    def asked_rail(self, query: Query) -> str | None:
        """Read the rail, which may be left out."""
        rail = query.get("payment_method_type")
        if rail is not None and rail not in RAILS:
            raise self.invalid("payment_method_type", "is not a supported payment method")
        return rail

    # ---- the quotes

    def quotes(self, inquiry: Inquiry, direction: Direction) -> list[Document]:
        """Quote every provider that would take the order, the best first."""
        found = []
        for provider in self.quoting(inquiry):
            price = priced(inquiry.order, direction, provider.name)
            if price is not None:
                found.append((price.destination, self.quote(inquiry, provider, price)))
        found.sort(key=lambda each: each[0], reverse=True)
        return [quote for _, quote in found]

    def quoting(self, inquiry: Inquiry) -> list[Provider]:
        """Find the providers that would take the order; the one that was asked for, if one was."""
        asked = inquiry.order.service_provider
        providers = ROUTED if asked is None else [PROVIDERS[asked]] if asked in PROVIDERS else []
        return [each for each in providers if self.would_take(each, inquiry)]

    def would_take(self, provider: Provider, inquiry: Inquiry) -> bool:
        """Tell whether a provider is live in the market and takes the rail."""
        return self.serves(provider, inquiry.order)

    def quote(self, inquiry: Inquiry, provider: Provider, price: Price) -> Document:
        """Return one quote."""
        total = price.network_fee + price.transaction_fee + price.partner_fee
        return {
            **self.echo(inquiry),
            "destination_amount": f"{price.destination:f}",
            "exchange_rate": float(round(price.rate, 8)),
            "total_fee": self.money(total),
            "network_fee": self.money(price.network_fee),
            "transaction_fee": self.money(price.transaction_fee),
            "partner_fee": self.money(price.partner_fee),
            "payment_method_type": self.quoted_rail(inquiry, provider),
            "service_provider": self.quoted_name(provider),
            "ramp_score": self.ramp_score(provider),
        }

    def echo(self, inquiry: Inquiry) -> Document:
        """Repeat what was asked."""
        return {
            "from_asset": inquiry.order.from_asset,
            "to_asset": inquiry.order.to_asset,
            "source_amount": inquiry.amount,
            "chain_id": inquiry.order.chain_id,
            "country_code": inquiry.order.country_code,
        }

    def quoted_rail(self, inquiry: Inquiry, provider: Provider) -> str:
        """Return the rail that was asked for, or else one that the provider takes."""
        return inquiry.order.payment_method_type or next(rail for rail in RAILS if rail in provider.rails)

    def quoted_name(self, provider: Provider) -> str:
        """Return the name by which a session can be pinned to the provider."""
        return provider.name

    def ramp_score(self, provider: Provider) -> float:
        """Say how well the provider does in general, between 0 and 100."""
        return round(90.0 - 7.5 * ROUTED.index(provider), 1) if provider in ROUTED else 10.0

    def money(self, amount: Decimal) -> str:
        """Write an amount of fiat."""
        return f"{amount.quantize(_CENT):f}"

    def quotes_answer(self, quotes: list[Document], call: Call) -> Answer:
        """Answer with the quotes, however few."""
        return self.reply(200, self.quotes_body(quotes), call)

    def quotes_body(self, quotes: list[Document]) -> object:
        """Return the body with the quotes."""
        return {"_links": {"session": {"href": "/v0/ramp/sessions"}}, "quotes": quotes}
