"""Valid bodies are valid by the schema, near misses are not, and pairs are wrong in the way that they say."""

import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
import pytest
import yaml
from eth_utils.address import is_checksum_address
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy
from jsonschema import Draft202012Validator

from strategies.sumvin import pairs, sessions, vocabulary
from strategies.sumvin.bodies import DIRECTIONS
from strategies.sumvin.fixtures import Fixtures

SPECS = Path(__file__).parents[2] / "specs" / "sumvin"

quietly = settings(
    database=None, deadline=None, max_examples=200, derandomize=True, suppress_health_check=list(HealthCheck)
)

DEFAULT = Fixtures()
RICH = Fixtures.model_validate(
    {
        "fiats": ["USD", "GBP"],
        "rampable": ["USDC@1", "USDC@8453", "SEI@1329", "ETH@1"],
        "unsupported": ["DOGE@1"],
        "unknown": ["SEI@8453"],
        "providers": [{"name": "TRANSAK", "countries": ["GB", "US"]}, {"name": "STRIPE"}],
        "wallets": {"1329": "sei-wallet"},
        "amounts": {"USDC": ["10", "10.05"]},
    }
)
BOTH = pytest.mark.parametrize("fixtures", [DEFAULT, RICH], ids=["default", "rich"])


@cache
def openapi() -> dict[str, Any]:
    return yaml.safe_load((SPECS / "openapi.yaml").read_text(encoding="utf-8"))


@cache
def schema() -> Draft202012Validator:
    return Draft202012Validator(openapi()["components"]["schemas"]["RampSessionRequest"])


def for_all(strategy: SearchStrategy[Any], check: Any) -> None:
    quietly(given(strategy)(check))()


def drawn(strategy: SearchStrategy[Any]) -> list[Any]:
    seen: list[Any] = []

    def collect(value: Any) -> None:
        seen.append(value)

    for_all(strategy, collect)
    return seen


def simplest(strategy: SearchStrategy[Any]) -> Any:
    return find(strategy, lambda _: True, settings=settings(database=None, phases=[Phase.generate, Phase.shrink]))


def test_the_vocabulary_is_that_of_the_contract() -> None:
    fields = openapi()["components"]["schemas"]["RampSessionRequest"]["properties"]
    assert fields["chain_id"]["enum"] == list(vocabulary.CHAINS)
    assert fields["country_code"]["enum"] == list(vocabulary.COUNTRIES)
    assert fields["country_code"]["default"] == vocabulary.DEFAULT_COUNTRY
    assert fields["payment_method_type"]["enum"] == [*vocabulary.RAILS, None]


def test_public_fiats_are_currencies() -> None:
    assert all(pycountry.currencies.get(alpha_3=fiat) for fiat in vocabulary.PUBLIC_FIATS)


@BOTH
@pytest.mark.parametrize("direction", [None, "buy", "sell"])
def test_valid_bodies_are_valid_and_stay_inside_the_fixtures(fixtures: Fixtures, direction: Any) -> None:
    rampable = {(asset.symbol, asset.chain_id) for asset in fixtures.rampable}

    def check(body: dict[str, Any]) -> None:
        schema().validate(body)
        assert isinstance(body["source_amount"], str)
        assert "idempotency_key" not in body
        low, high = fixtures.amount_range(body["from_asset"])
        assert low <= Decimal(body["source_amount"]) <= high
        buys = body["from_asset"] in fixtures.fiats
        assert direction in (None, "buy" if buys else "sell")
        crypto, fiat = (body["to_asset"], body["from_asset"]) if buys else (body["from_asset"], body["to_asset"])
        assert fiat in fixtures.fiats
        assert (crypto, body["chain_id"]) in rampable
        wallet = fixtures.wallets.get(body["chain_id"], body["wallet_address"])
        assert body["wallet_address"] == wallet
        assert wallet == "sei-wallet" or is_checksum_address(wallet)
        assert json.loads(json.dumps(body)) == body

    for_all(sessions.valid(fixtures, direction), check)


@BOTH
def test_number_amounts_are_numbers(fixtures: Fixtures) -> None:
    for body in drawn(sessions.valid_with_number_amount(fixtures)):
        schema().validate(body)
        assert type(body["source_amount"]) in (int, float)


def test_every_trade_country_and_null_comes_up() -> None:
    bodies = drawn(sessions.valid(RICH))
    trades = Counter((body["from_asset"], body["to_asset"], body["chain_id"]) for body in bodies)
    assert len(trades) == 2 * 2 * 4
    assert {body.get("country_code") for body in bodies} == {None, "US", "GB"}
    assert any("payment_method_type" in body for body in bodies)
    assert any("service_provider" in body for body in bodies)


@BOTH
def test_the_simplest_body_is_the_plain_one(fixtures: Fixtures) -> None:
    plain = sessions.plain(fixtures)
    schema().validate(plain)
    assert simplest(sessions.valid(fixtures)) == plain
    assert plain["source_amount"] == "100"
    assert plain["from_asset"] == "USD"


def test_drawn_bodies_are_nobody_elses() -> None:
    first, *_ = drawn(sessions.valid(DEFAULT))
    first["country_code"] = "spoilt"
    assert all(body.get("country_code") != "spoilt" for body in drawn(sessions.valid(DEFAULT)))


def test_optional_forms_are_all_combinations() -> None:
    forms = sessions.optional_field_forms(DEFAULT)
    assert len({(form.country_code, form.payment_method_type, form.service_provider) for form in forms}) == 8
    for form in forms:
        schema().validate(form.body)
        for field in ("country_code", "payment_method_type", "service_provider"):
            shown = "omitted" if field not in form.body else "null" if form.body[field] is None else "named"
            assert getattr(form, field) == shown


@BOTH
def test_near_misses_differ_from_the_plain_body_in_one_place(fixtures: Fixtures) -> None:
    plain = sessions.plain(fixtures)
    for near in sessions.near_misses(fixtures, "n0nce"):
        fields = {**plain, **near.body}
        changed = [f for f in fields if json.dumps(plain.get(f, "absent")) != json.dumps(near.body.get(f, "absent"))]
        assert len(changed) == 1, near.rule
        assert near.rule.startswith(changed[0])
        json.dumps(near.body, allow_nan=False)


@BOTH
def test_near_misses_break_the_schema(fixtures: Fixtures) -> None:
    passed = [near.rule for near in sessions.near_misses(fixtures, "n0nce") if schema().is_valid(near.body)]
    assert passed == []


def test_near_misses_are_distinct_and_name_known_requirements() -> None:
    near = sessions.near_misses(DEFAULT, "n0nce")
    bodies = [json.dumps(each.body) for each in near]
    assert len(set(bodies)) == len(bodies)
    assert len({each.rule for each in near}) == len(near)
    catalogue = yaml.safe_load((SPECS / "requirements.yaml").read_text(encoding="utf-8"))
    known = {requirement["id"] for requirement in catalogue["requirements"]}
    assert {each.requirement for each in near} <= known


def test_near_misses_are_exhaustive() -> None:
    near = sessions.near_misses(DEFAULT)
    counted = Counter(each.requirement.removeprefix("SUMVIN-") for each in near)
    for field in ("AMOUNT", "FROM", "TO", "CHAIN", "WALLET"):
        assert counted[f"SESSIONS-{field}-REQUIRED"] == 1
    for field in ("FROM", "TO", "WALLET"):
        assert counted[f"SESSIONS-{field}-NONEMPTY"] == 1
    assert counted["SESSIONS-COUNTRY-NONMEMBERS"] >= 206
    assert counted["IDEMPOTENCY-KEY-TOO-LONG"] >= 6
    typed = {each.rule.split()[0] for each in near if each.requirement.endswith("FIELD-TYPES")}
    numeric = {each.rule.split()[0] for each in near if each.requirement.endswith("AMOUNT-NUMERIC")}
    assert typed | numeric == set(openapi()["components"]["schemas"]["RampSessionRequest"]["properties"])


def test_near_miss_keys_hold_the_nonce() -> None:
    nonce = "0123456789abcdef0123456789abcdef"
    for near in sessions.near_misses(DEFAULT, nonce):
        key = near.body.get("idempotency_key")
        if isinstance(key, str):
            assert nonce in key
            assert len(key) > 128


def test_near_misses_are_nobody_elses() -> None:
    for near in sessions.near_misses(DEFAULT):
        for value in near.body.values():
            if isinstance(value, dict | list):
                value.clear()
    assert sessions.near_misses(DEFAULT) == sessions.near_misses(DEFAULT)
    spelled = [near.body["source_amount"] for near in sessions.near_misses(DEFAULT) if "source_amount" in near.body]
    assert {"value": "100"} in spelled


@BOTH
@pytest.mark.parametrize(("strategy", "alike"), [(sessions.two_fiats, False), (sessions.one_fiat_twice, True)])
def test_both_are_fiat(fixtures: Fixtures, strategy: Any, alike: bool) -> None:
    for body in drawn(strategy(fixtures)):
        schema().validate(body)
        assert {body["from_asset"], body["to_asset"]} <= set(fixtures.fiats)
        assert (body["from_asset"] == body["to_asset"]) == (alike or len(fixtures.fiats) == 1)


@BOTH
@pytest.mark.parametrize(("strategy", "alike"), [(sessions.two_cryptos, False), (sessions.one_crypto_twice, True)])
def test_both_are_cryptos_that_are_rampable_on_the_same_chain(fixtures: Fixtures, strategy: Any, alike: bool) -> None:
    rampable = {(asset.symbol, asset.chain_id) for asset in fixtures.rampable}
    several = len({chain for _, chain in rampable}) < len(rampable)
    for body in drawn(strategy(fixtures)):
        schema().validate(body)
        assert (body["from_asset"], body["chain_id"]) in rampable
        assert (body["to_asset"], body["chain_id"]) in rampable
        assert (body["from_asset"] == body["to_asset"]) == (alike or not several)


@BOTH
def test_unknown_assets_are_invented_and_go_both_ways(fixtures: Fixtures) -> None:
    bodies = drawn(sessions.unknown_asset(fixtures))
    for body in bodies:
        schema().validate(body)
        assert body["chain_id"] in vocabulary.CHAINS
        assert len({body["from_asset"], body["to_asset"]} & set(pairs.INVENTED)) == 1
    sold = {body["from_asset"] in pairs.INVENTED for body in bodies}
    assert sold == {True, False}
    symbols = {symbol for body in bodies for symbol in (body["from_asset"], body["to_asset"])}
    assert symbols == {*fixtures.fiats, *pairs.INVENTED}


def test_invented_symbols_are_no_currency() -> None:
    for symbol in pairs.INVENTED:
        assert symbol.isascii() and symbol.isalpha() and symbol.isupper()
        assert pycountry.currencies.get(alpha_3=symbol) is None


@pytest.mark.parametrize(
    ("strategy", "symbol", "chain"),
    [(sessions.unknown_on_chain, "SEI", 8453), (sessions.unsupported_asset, "DOGE", 1)],
)
def test_declared_assets_go_both_ways(strategy: Any, symbol: str, chain: int) -> None:
    bodies = drawn(strategy(RICH))
    assert {body["chain_id"] for body in bodies} == {chain}
    assert {"buy" if body["to_asset"] == symbol else "sell" for body in bodies} == set(DIRECTIONS)
    assert all(symbol in (body["from_asset"], body["to_asset"]) for body in bodies)
    with pytest.raises(Unsatisfiable):
        drawn(strategy(DEFAULT))
