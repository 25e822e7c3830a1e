"""Queries, links and ids: valid ones are valid, and each of the others is wrong in the way that it says."""

import re
import time
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from strategies.sumvin import idents, links, pairs, quotes, sessions
from strategies.sumvin.fixtures import Fixtures
from strategies.sumvin.vocabulary import CHAINS, COUNTRIES, RAILS

FIXTURES = Fixtures.model_validate(
    {
        "fiats": ["USD", "GBP"],
        "rampable": ["USDC@1", "USDC@8453", "ETH@1"],
        "unsupported": ["DOGE@1"],
        "unknown": ["SEI@8453"],
        "link_body": {"redirect_uri": "https://partner.example"},
    }
)
RAMPABLE = {(asset.symbol, str(asset.chain_id)) for asset in FIXTURES.rampable}


def drawn(strategy: SearchStrategy[Any], count: int = 60) -> list[Any]:
    found: list[Any] = []

    @settings(
        database=None,
        deadline=None,
        max_examples=count,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def keep(value: Any) -> None:
        found.append(value)

    keep()
    return found


# ---- queries ---------------------------------------------------------------------------------------


def test_a_query_asks_for_what_a_body_orders() -> None:
    body = {**sessions.plain(FIXTURES), "country_code": "GB", "payment_method_type": None}
    query = quotes.query_of(body)
    assert "wallet_address" not in query
    assert "payment_method_type" not in query
    assert query["chain_id"] == str(body["chain_id"])
    assert query["country_code"] == "GB"


def test_valid_queries_are_texts_about_rampable_pairs_in_both_directions() -> None:
    found = drawn(quotes.valid(FIXTURES))
    assert all(isinstance(value, str) for query in found for value in query.values())
    buys = [query for query in found if query["from_asset"] in FIXTURES.fiats]
    assert 0 < len(buys) < len(found)
    for query in found:
        crypto = query["to_asset"] if query["from_asset"] in FIXTURES.fiats else query["from_asset"]
        assert (crypto, query["chain_id"]) in RAMPABLE


def test_every_rampable_asset_is_bought_and_sold() -> None:
    found = quotes.every_asset(FIXTURES)
    assert len(found) == 2 * len(FIXTURES.rampable)
    bought = {(query["to_asset"], query["chain_id"]) for query in found if query["from_asset"] in FIXTURES.fiats}
    sold = {(query["from_asset"], query["chain_id"]) for query in found if query["to_asset"] in FIXTURES.fiats}
    assert bought == sold == RAMPABLE


@pytest.mark.parametrize(
    ("strategy", "fiat_sides"),
    [
        *((quotes.two_fiats, 2), (quotes.one_fiat_twice, 2), (quotes.two_cryptos, 0), (quotes.one_crypto_twice, 0)),
        *((quotes.unknown_asset, 1), (quotes.unsupported_asset, 1)),
    ],
)
def test_pairs_are_wrong_in_one_way(strategy: Any, fiat_sides: int) -> None:
    for query in drawn(strategy(FIXTURES)):
        sides = (query["from_asset"], query["to_asset"])
        assert sum(side in FIXTURES.fiats for side in sides) == fiat_sides


def test_unknown_assets_are_invented_or_of_another_chain() -> None:
    invented = {side for query in drawn(quotes.unknown_asset(FIXTURES)) for side in query.values()}
    assert invented & set(pairs.INVENTED)
    for query in drawn(quotes.unknown_on_chain(FIXTURES)):
        assert {"SEI", "8453"} <= set(query.values())


def test_the_vocabulary_is_whole() -> None:
    found = quotes.vocabulary(FIXTURES)
    assert len(found) == len(CHAINS) + len(COUNTRIES) + len(RAILS)
    assert {query.get("payment_method_type") for query in found} == {None, *RAILS}
    assert {query.get("country_code") for query in found} == {None, *COUNTRIES}


@pytest.mark.parametrize("strategy", [quotes.valid, quotes.two_fiats, quotes.unknown_asset])
def test_queries_are_fast_to_draw(strategy: Any) -> None:
    drawn(strategy(FIXTURES), 10)
    began = time.process_time()
    drawn(strategy(FIXTURES), 400)
    assert (time.process_time() - began) / 400 < 0.003  # an order of magnitude above what is meant, for busy machines


# ---- links -----------------------------------------------------------------------------------------


def test_a_selection_holds_what_the_target_needs() -> None:
    assert links.selecting(FIXTURES, "ins_1") == {"redirect_uri": "https://partner.example", "institution_id": "ins_1"}


def test_no_body_without_a_selection_selects() -> None:
    found = links.unselected(FIXTURES)
    assert len({one.name for one in found}) == len(found)
    assert all(not one.body.get("institution_id") for one in found)


def test_only_what_can_be_refused_for_nothing_else_is_alone() -> None:
    assert [one.name for one in links.unselected(FIXTURES) if one.alone] == ["what else the target needs"]
    assert {one.name for one in links.unselected(Fixtures()) if one.alone} == {
        "what else the target needs",
        "an empty object",
    }


# ---- ids -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "form"),
    [
        ("txn_0123456789abcdef0123456789abcdef", r"txn_[0-9a-f]{32}"),
        ("acc_alice_checking", r"acc_alice_[a-z]{8}"),
        ("2c2f1ddf-4336-4d1c-9d0a-1903808316c8", r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"),
        ("17", r"\d{9}"),
        ("txn_17", r"txn_\d{9}"),
        ("01ARZ3NDEKTSV4RRFFQ69G5FAV", r"[0-9A-Z]{26}"),
        ("acc_ab", r"acc_[a-z]{6,}"),
        ("WePQeQVrTtXAEdhqCkgZn7", r"[0-9A-Za-z]{22}"),
        ("---", r"[0-9a-f]{32}"),
    ],
)
def test_an_unknown_id_has_the_form_of_the_known_one_and_is_another(known: str, form: str) -> None:
    found = {idents.unknown_like(known, uuid.uuid4().hex) for _ in range(50)}
    assert known not in found
    assert len(found) > 40
    assert all(re.fullmatch(form, ident) for ident in found), found
