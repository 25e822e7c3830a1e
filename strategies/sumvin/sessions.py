"""Valid requests to open a session; those with something wrong are in `pairs` and `near_misses`."""

from dataclasses import dataclass
from itertools import product
from typing import Final, Literal

from hypothesis.strategies import SearchStrategy

from strategies.sumvin.bodies import DIRECTIONS, Body, Direction, Trade, of_trades, plain, turned
from strategies.sumvin.fixtures import Fixtures, Provider
from strategies.sumvin.near_misses import NearMiss, near_misses
from strategies.sumvin.pairs import (
    one_crypto_twice,
    one_fiat_twice,
    two_cryptos,
    two_fiats,
    unknown_asset,
    unknown_everywhere,
    unknown_on_chain,
    unsupported_asset,
)
from strategies.sumvin.vocabulary import DEFAULT_COUNTRY

__all__ = [
    "Body",
    "Direction",
    "NearMiss",
    "OptionalForm",
    "another_amount",
    "extras",
    "near_misses",
    "one_crypto_twice",
    "one_fiat_twice",
    "optional_field_forms",
    "plain",
    "turned",
    "two_cryptos",
    "two_fiats",
    "unknown_asset",
    "unknown_everywhere",
    "unknown_on_chain",
    "unsupported_asset",
    "valid",
    "valid_with_number_amount",
]

Form = Literal["omitted", "null", "named"]

_PLAIN_WEIGHT: Final = 8
"""How often, at least, a body without optional fields is drawn, against once for each that has some."""


@dataclass(frozen=True)
class OptionalForm:
    """A valid body, and how each optional field appears in it."""

    country_code: Form
    payment_method_type: Form
    service_provider: Form
    body: Body


def valid(fixtures: Fixtures, direction: Direction | None = None) -> SearchStrategy[Body]:
    """Bodies that the documents call valid and that the target has the assets for, without an idempotency key."""
    return of_trades(fixtures, _trades(fixtures, direction), optional=_optional_fields(fixtures))


def valid_with_number_amount(fixtures: Fixtures, direction: Direction | None = None) -> SearchStrategy[Body]:
    """Bodies as `valid` draws them, but with source_amount as a JSON number."""
    optional = _optional_fields(fixtures)
    return of_trades(fixtures, _trades(fixtures, direction), optional=optional, as_number=True)


def optional_field_forms(fixtures: Fixtures) -> tuple[OptionalForm, ...]:
    """The plain body with the country left out or the default, and rail and provider left out or null."""
    forms: tuple[Form, ...] = ("omitted", "null")
    countries: tuple[Form, ...] = ("omitted", "named")
    return tuple(
        OptionalForm(country, rail, provider, {**plain(fixtures), **_optional(country, rail, provider)})
        for country, rail, provider in product(countries, forms, forms)
    )


def another_amount(fixtures: Fixtures, body: Body) -> Body:
    """The same body with another amount of the same ordinary range; the range's width decides how far off."""
    low, high = fixtures.amount_range(str(body["from_asset"]))
    bounds = [f"{bound:f}" for bound in (low, high)]
    return {**body, "source_amount": next((one for one in bounds if one != body["source_amount"]), bounds[0])}


def extras(fixtures: Fixtures) -> tuple[Body, ...]:
    """What a valid body may hold besides: nothing, the default country with nulls, each provider in its own market."""
    return ({}, _optional("named", "null", "null"), *(_pinned(provider) for provider in fixtures.providers))


def _pinned(provider: Provider) -> Body:
    """A provider with the first country and the first rail that the fixtures say it serves."""
    fields: Body = {"service_provider": provider.name}
    if provider.countries:
        fields["country_code"] = provider.countries[0]
    if provider.rails:
        fields["payment_method_type"] = provider.rails[0]
    return fields


def _optional(country: Form, rail: Form, provider: Form) -> Body:
    fields: Body = {}
    if country == "named":
        fields["country_code"] = DEFAULT_COUNTRY
    if rail == "null":
        fields["payment_method_type"] = None
    if provider == "null":
        fields["service_provider"] = None
    return fields


def _trades(fixtures: Fixtures, direction: Direction | None) -> list[Trade]:
    directions = (direction,) if direction else DIRECTIONS
    return [
        Trade.of(way, fiat, asset.symbol, asset.chain_id)
        for way, asset, fiat in product(directions, fixtures.rampable, fixtures.fiats)
    ]


def _optional_fields(fixtures: Fixtures) -> list[Body]:
    """What a valid body may have besides: mostly nothing, else nulls, the default country, a provider's market."""
    nothing = _optional("omitted", "omitted", "omitted")
    some = [_optional("omitted", "null", "omitted"), _optional("omitted", "omitted", "null")]
    some += [_optional("named", "omitted", "omitted"), _optional("named", "null", "null")]
    markets = dict.fromkeys(country for provider in fixtures.providers for country in provider.countries)
    some += [{"country_code": country} for country in markets if country != DEFAULT_COUNTRY]
    return [nothing] * max(_PLAIN_WEIGHT, len(some)) + some
