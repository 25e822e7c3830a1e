"""Stripe's helpers: keys, capabilities, the facade, echoes, filters, secrets in answers."""

import base64
from types import SimpleNamespace
from typing import Any

import pytest
from engine_bench import Bench, Page, exchange, response

from conformance import api as apis
from conformance import target as target_file
from conformance.exchange import Zone
from conformance.scenario import Answer, Call, Scenario
from conformance.stripe import capabilities, echoes, keys
from conformance.stripe.checks.filters import COMPARES, _meets
from conformance.stripe.facade import Stripe
from conformance.stripe.secrets import learn
from conformance.stripe.sessions import id_of, instant
from conformance.stripe.shelf import FRESH, descending, wanted
from conformance.target import Target
from strategies.stripe.fixtures import Fixtures
from strategies.stripe.vocabulary import DEFAULT_LIMIT

STRIPE = apis.load("stripe")
KEY = "sk_test_canary_0001"
ALICE = f"""
[actors.alice.headers]
Authorization = "Bearer {KEY}"
Stripe-Version = "2026-01-01"
"""


def target_of(bench: Bench, tables: str = ALICE) -> Target:
    path = bench.file(tables)
    path.write_text(path.read_text().replace('"sumvin"', '"stripe"'))
    return target_file.assemble(target_file.read(path), path, STRIPE.vocabulary)


# ---- keys ------------------------------------------------------------------------------------------


def test_a_key_is_found_in_either_way_to_send_it() -> None:
    assert keys.key_in({"Authorization": f"Bearer {KEY}"}) == KEY
    assert keys.key_in({"authorization": keys.basic(KEY)["authorization"]}) == KEY
    assert keys.key_in({"authorization": f"basic {base64.b64encode(KEY.encode()).decode()}"}) == KEY


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer ", "Basic !!", "Basic /w==", "Digest abc", "Basic Og=="])
def test_where_there_is_no_key_none_is_found(value: str) -> None:
    assert keys.key_in({"authorization": value}) is None
    assert keys.key_in({}) is None


def test_a_key_is_sent_in_the_other_way() -> None:
    bearer, basic = {"Authorization": f"Bearer {KEY}"}, keys.basic(KEY)
    assert keys.otherwise({**bearer, "Stripe-Version": "2026"}) == {**basic, "Stripe-Version": "2026"}
    assert keys.otherwise(basic) == keys.bearer(KEY)
    assert keys.otherwise({"x-api-key": KEY}) is None


def test_basic_has_an_empty_password() -> None:
    assert base64.b64decode(keys.basic(KEY)["authorization"].split()[1]) == f"{KEY}:".encode()


@pytest.mark.parametrize(
    ("secret", "live"),
    [
        ("sk_live_1", True),
        ("rk_live_1", True),
        (base64.b64encode(b"sk_live_1:").decode(), True),
        ("sk_test_1", False),
        (base64.b64encode(b"sk_test_1:").decode(), False),
        ("", False),
    ],
)
def test_live_keys_are_told_from_test_keys(secret: str, live: bool) -> None:
    assert STRIPE.live(secret) is live


# ---- capabilities ----------------------------------------------------------------------------------


def test_the_smallest_target_lends_its_actor(bench: Bench) -> None:
    assert capabilities.lent(target_of(bench)) == {"alice"}


WHOLE = f"""
[actors.alice.headers]
Authorization = "Bearer {KEY}"
[actors.bob.headers]
Authorization = "Bearer sk_test_bob"
[fixtures]
life_cycle = {{ fulfillment_complete = 3, rejected = 1 }}
[triggers.unsupported_region]
body = {{ customer_ip_address = "175.45.176.1" }}
[triggers.customer_pays]
headers = {{ X-Customer = "pays" }}
[triggers.customer_rejected]
[clock]
advance = {{ path = "/clock" }}
[capabilities]
idempotency = true
concurrency = false
"""


def test_what_a_target_file_says_is_lent(bench: Bench) -> None:
    expected = {"alice", "bob", "unsupported_region", "settlement", "rejection", "clock", "idempotency"}
    assert capabilities.lent(target_of(bench, WHOLE)) == expected


@pytest.mark.parametrize("left_out", ["fulfillment_complete = 3, ", "[triggers.customer_pays]\nheaders = "])
def test_a_life_cycle_needs_all_its_parts(bench: Bench, left_out: str) -> None:
    tables = WHOLE.replace(left_out, "[triggers.unsupported_region_ipv6]\nheaders = " if "triggers" in left_out else "")
    assert "settlement" not in capabilities.lent(target_of(bench, tables))


def test_every_capability_of_the_catalogue_can_be_lent() -> None:
    can = {*STRIPE.roles, *capabilities.TRIGGERS, *capabilities.DECLARED, "settlement", "rejection", "clock"}
    assert set(STRIPE.contract.capabilities) <= can


# ---- the facade ------------------------------------------------------------------------------------


class Kept(Scenario):
    """A scenario that sends nothing, and keeps what it was asked to send."""

    def __init__(self, target: Target) -> None:
        super().__init__("some.check", SimpleNamespace(target=target))  # type: ignore[arg-type]
        self.calls: list[Call] = []

    async def send(self, call: Call) -> Any:
        self.calls.append(call)


def kept(bench: Bench, act: Any, tables: str = ALICE) -> Call:
    scenario = Kept(target_of(bench, tables))
    with pytest.raises(StopIteration):
        act(Stripe(scenario)).send(None)
    (call,) = scenario.calls
    return call


def test_a_create_is_a_form(bench: Bench) -> None:
    call = kept(bench, lambda stripe: stripe.alice.create({"metadata": {"a": "b"}, "flag": True}))
    assert call.operation == "POST /v1/crypto/onramp_sessions"
    assert call.content == b"metadata%5Ba%5D=b&flag=true"
    assert call.content_type == "application/x-www-form-urlencoded"
    assert call.zone is Zone.MUST_ACCEPT


def test_an_id_is_quoted_in_the_path(bench: Bench) -> None:
    call = kept(bench, lambda stripe: stripe.alice.retrieve("a/b ?"))
    assert call.path == "/v1/crypto/onramp_sessions/a%2Fb%20%3F"
    assert call.operation == "GET /v1/crypto/onramp_sessions/{id}"


def test_a_list_has_its_parameters_in_the_query_but_for_those_that_are_none(bench: Bench) -> None:
    call = kept(bench, lambda stripe: stripe.alice.list(limit=3, created={"gte": 1}, starting_after=None))
    assert call.path == "/v1/crypto/onramp_sessions?limit=3&created%5Bgte%5D=1"
    assert call.content is None


def test_somebody_else_has_alices_other_headers_and_secret_credentials(bench: Bench) -> None:
    call = kept(bench, lambda stripe: stripe.bearing(keys.bearer("sk_test_forged")).list())
    assert call.actor is None
    assert call.headers == {"Stripe-Version": "2026-01-01", "authorization": "Bearer sk_test_forged"}
    assert "authorization" in call.secret_headers


def test_a_trigger_adds_to_parameters_and_headers(bench: Bench) -> None:
    call = kept(bench, lambda s: s.create_with_trigger("customer_pays", {"a": "1"}, zone=Zone.MUST_ACCEPT), WHOLE)
    assert call.headers["X-Customer"] == "pays"
    assert call.content == b"a=1"


def test_alices_key_is_known(bench: Bench) -> None:
    assert Stripe(Kept(target_of(bench))).key == KEY


# ---- echoes ----------------------------------------------------------------------------------------


def session(**details: Any) -> dict[str, Any]:
    return {
        "id": "cos_1",
        "kyc_details_provided": False,
        "metadata": {},
        "transaction_details": {"lock_wallet_address": False, **details},
    }


def violated(params: dict[str, Any], shown: dict[str, Any]) -> set[str]:
    page = Page()
    echoes.expect_echo(page.answer(200, shown), params)
    return {seen.requirement for seen in page.record.observations if not seen.held}


PADDED = {"source_amount": "100.00", "destination_amount": "0.500000000000000000"}


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        ({}, session()),
        ({}, session(destination_currency="btc", source_amount="7")),
        ({"source_amount": "100", "destination_amount": "0.5"}, session(**PADDED)),
        ({"source_currency": "usd"}, session(source_currency="usd")),
        ({"destination_currencies": ["eth", "btc"]}, session(destination_currencies=["eth", "btc"])),
        (
            {"destination_currencies": ["eth", "btc"]},
            session(destination_currencies=["eth", "btc"], destination_currency="eth"),
        ),
        (
            {"destination_networks": ["avalanche", "bitcoin"]},
            session(
                destination_networks=["avalanche", "bitcoin"], destination_currency="btc", destination_network="bitcoin"
            ),
        ),
        ({"wallet_addresses": {"base": "0xAB"}}, session(wallet_addresses={"base_network": "0xab", "bitcoin": None})),
        ({"wallet_addresses": {"solana": "aB"}}, session(wallet_addresses={"solana": "aB"})),
        ({"metadata": {"a": "1", "b": ""}}, {**session(), "metadata": {"a": "1"}}),
        ({"metadata": {"b": ""}}, {**session(), "metadata": None}),
        ({"kyc_details": {"first_name": "J"}}, {**session(), "kyc_details_provided": True}),
        ({"lock_wallet_address": True}, session(lock_wallet_address=True)),
    ],
)
def test_lawful_echoes_are_accused_of_nothing(params: dict[str, Any], shown: dict[str, Any]) -> None:
    assert violated(params, shown) == set()


@pytest.mark.parametrize(
    ("params", "shown", "requirement"),
    [
        ({"source_amount": "100"}, session(source_amount="10000"), "STRIPE-ECHO-SOURCE-AMOUNT"),
        ({"source_amount": "100"}, session(source_amount=None), "STRIPE-ECHO-SOURCE-AMOUNT"),
        ({"destination_amount": "0.123456789"}, session(destination_amount="0.12345678"), "DESTINATION-AMOUNT"),
        ({"source_currency": "usd"}, session(source_currency="USD"), "STRIPE-ECHO-SOURCE-CURRENCY"),
        ({"destination_network": "base"}, session(destination_network="ethereum"), "STRIPE-ECHO-DESTINATION-NETWORK"),
        ({"destination_currencies": ["eth"]}, session(destination_currencies=["eth", "btc"]), "DESTINATION-CURRENCIES"),
        ({"destination_networks": ["base"]}, session(destination_networks=None), "STRIPE-ECHO-DESTINATION-NETWORKS"),
        (
            {"destination_currencies": ["eth", "btc"]},
            session(destination_currencies=["btc", "eth"]),
            "STRIPE-ECHO-LIST-ORDER",
        ),
        (
            {"destination_currencies": ["eth", "btc"]},
            session(destination_currencies=["eth", "btc"], destination_currency="btc"),
            "STRIPE-DEFAULT-CURRENCY-FIRST",
        ),
        (
            {"destination_networks": ["base", "ethereum"]},
            session(
                destination_networks=["base", "ethereum"], destination_currency="eth", destination_network="ethereum"
            ),
            "STRIPE-DEFAULT-NETWORK-FIRST",
        ),
        ({"wallet_addresses": {"solana": "aB"}}, session(wallet_addresses={"solana": "ab"}), "STRIPE-ECHO-WALLETS"),
        ({"wallet_addresses": {"base": "0xab"}}, session(wallet_addresses=None), "STRIPE-ECHO-WALLETS"),
        ({"metadata": {"a": "007"}}, {**session(), "metadata": {"a": 7}}, "STRIPE-METADATA-ECHO"),
        ({"metadata": {"a": "1", "b": ""}}, {**session(), "metadata": {"a": "1", "b": ""}}, "STRIPE-METADATA-UNSET"),
        ({"kyc_details": {"first_name": "J"}}, session(), "STRIPE-SESSION-KYC-TRUE"),
        ({}, {**session(), "kyc_details_provided": True}, "STRIPE-SESSION-KYC-FALSE"),
        ({"lock_wallet_address": True}, session(), "STRIPE-ECHO-LOCK"),
        ({}, session(lock_wallet_address=True), "STRIPE-ECHO-LOCK"),
        ({"lock_wallet_address": False}, session(lock_wallet_address="false"), "STRIPE-LOCK-BOOLEAN"),
        ({}, session(lock_wallet_address=None), "STRIPE-DEFAULT-LOCK"),
    ],
)
def test_echoes_that_differ_are_seen(params: dict[str, Any], shown: dict[str, Any], requirement: str) -> None:
    assert any(one.endswith(requirement) for one in violated(params, shown))


@pytest.mark.parametrize("value", [None, True, [], "abc", ""])
def test_what_is_no_number_is_no_amount(value: Any) -> None:
    assert echoes.decimal(value) is None


# ---- lists -----------------------------------------------------------------------------------------


def entry(created: int, currency: str | None = None, offered: list[str] | None = None) -> dict[str, Any]:
    details = {"destination_currency": currency, "destination_currencies": offered}
    return {"id": f"cos_{created}", "created": created, "status": "initialized", "transaction_details": details}


def test_descending_allows_ties() -> None:
    assert descending([entry(3), entry(2), entry(2), entry(1)])
    assert not descending([entry(2), entry(3)])
    assert descending([])


def test_bounds_are_inclusive_or_not() -> None:
    assert {name: [COMPARES[name](time, 5) for time in (4, 5, 6)] for name in COMPARES} == {
        "gt": [False, False, True],
        "gte": [False, True, True],
        "lt": [True, False, False],
        "lte": [True, True, False],
    }
    assert _meets({"created": {"gte": 1, "lt": 3}})(entry(1)) is True
    assert _meets({"created": {"gte": 1, "lt": 3}})(entry(3)) is False
    assert [_meets({"created": 2})(entry(time)) for time in (1, 2, 3)] == [False, True, False]


@pytest.mark.parametrize(
    ("chosen", "offered", "verdict"),
    [
        ("eth", None, True),
        ("btc", ["eth"], False),
        (None, ["eth", "btc"], None),
        (None, ["btc", "eth"], False),
        (None, None, None),
    ],
)
def test_an_undecided_session_need_not_count_but_may(
    chosen: str | None, offered: list[str] | None, verdict: bool | None
) -> None:
    assert _meets({"destination_currency": "eth"})(entry(1, chosen, offered)) is verdict


def test_of_several_filters_the_worst_verdict_counts() -> None:
    initialized = _meets({"status": "initialized", "destination_currency": "eth"})
    rejected = _meets({"status": "rejected", "destination_currency": "eth"})
    assert initialized(entry(1, "eth")) is True
    assert initialized(entry(1)) is None
    assert rejected(entry(1)) is False
    assert _meets({})(entry(1)) is True


def test_a_shelf_has_more_sessions_than_a_page_of_the_default_length() -> None:
    orders = wanted(Fixtures())
    assert len(orders) == FRESH > DEFAULT_LIMIT
    assert {} in orders
    assert set(Fixtures().currencies) <= {order.get("destination_currency") for order in orders}
    assert len(wanted(Fixtures.model_validate({"pairs": ["eth@base"]}))) == FRESH


# ---- sessions and secrets --------------------------------------------------------------------------


def test_the_id_of_a_session_is_a_text() -> None:
    page = Page()
    assert id_of(page.answer(200, {"id": "cos_1"})) == "cos_1"
    for body in ({}, {"id": 7}, {"id": ""}, []):
        with pytest.raises(Exception, match="without an id"):
            id_of(Answer(exchange(response(200, body)), page))  # type: ignore[arg-type]


@pytest.mark.parametrize(("created", "time"), [(7, 7), ("7", None), (True, None), (7.5, None), (None, None)])
def test_an_instant_is_a_whole_number(created: Any, time: int | None) -> None:
    assert instant({"created": created}) == time


def test_secrets_are_learned_wherever_a_session_is_shown() -> None:
    one = {"client_secret": "cos_1_secret_000001", "redirect_url": "https://crypto.example/1"}
    assert sorted(learn(exchange(response(200, {"data": [one, {"client_secret": None}]})))) == [
        ("client_secret", "cos_1_secret_000001"),
        ("redirect_url", "https://crypto.example/1"),
    ]
