"""Stripe's reference holds every requirement, so does every variant, and every fault breaks its own."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from stripe_bench import ACTORS, EVM, TARGET, URL, VIOLATION, Bench, invalid, made, refused
from stripe_company_probes import COMPANY
from stripe_probes import ETH, PROBES, RICH

import reference
from reference.stripe.addresses import FORMATS
from reference.stripe.catalog import FIATS, KEYS, NETWORKS, WALLETS
from reference.stripe.lifecycle import STORIES

FAULTS = reference.faults("stripe")
VARIANTS = reference.variants("stripe")
CATALOGUE = yaml.safe_load(
    (Path(__file__).parents[2] / "specs" / "stripe" / "requirements.yaml").read_text(encoding="utf-8")
)
TESTABLE = {each["id"]: each for each in CATALOGUE["requirements"] if "untestable" not in each}
SLOW = {"latency-80", "rate-limited-50"}  # the same weather as Sumvin's, proved in test_reference_weather.py

# What a variant is held against here, in a fifth of the calls; `prove` holds it against everything.
MAIN = re.findall(
    r"\S+",
    """
    AUTH-BAD-KEY AUTH-BASIC AUTH-PUBLISHABLE OTHER-ACCOUNT-LIST OTHER-ACCOUNT-RETRIEVE FORM-ENCODING
    CREATE-OPTIONAL CREATE-STATUS RETRIEVE-EQUALS-CREATE LIST-EQUALS-RETRIEVE RETRIEVE-UNKNOWN
    REFUSED-LEAVES-NOTHING SESSION-CREATED SESSION-CLIENT-SECRET-PREFIX SESSION-METADATA SESSION-STATUS-NEW
    DETAILS-KEYS DETAILS-CHOICES LOCK-BOOLEAN ECHO-SOURCE-AMOUNT ECHO-DESTINATION-AMOUNT
    ECHO-DESTINATION-CURRENCIES ECHO-DESTINATION-NETWORK ECHO-WALLETS ECHO-LOCK DEFAULT-CURRENCIES
    DEFAULT-CURRENCY-FIRST DEFAULT-NETWORK-FIRST SETTLEMENT IP-V6 IP-UNSUPPORTED-REGION AMOUNTS-EXCLUSIVE
    SOURCE-AMOUNT-MINOR-UNITS SOURCE-CURRENCY DESTINATION-CURRENCIES-MEMBERS DESTINATION-NETWORKS-NONEMPTY
    DESTINATION-NETWORK-IN-LIST METADATA-UNSET WALLETS-NEED-NETWORK WALLETS-NETWORK-SUFFICES LIST-ORDER
    LIST-HAS-MORE-TRUE LIST-HAS-MORE-FALSE LIST-PAST-THE-END LIST-LIMIT-RANGE LIST-CREATED-INTERVAL
    ERROR-ENVELOPE ERROR-TYPE STATUS-DOCUMENTED IDEMPOTENCY-REPLAY IDEMPOTENCY-SAME-SESSION-IN-RACES
    """,
)


def run(scenario: Callable[[Bench], Awaitable[None]], **how: Any) -> None:
    asyncio.run(scenario(Bench(reference.build("stripe", **how))))


def test_there_is_a_probe_for_every_requirement() -> None:
    assert set(PROBES) == set(TESTABLE)


@pytest.mark.parametrize("requirement", PROBES)
def test_the_healthy_reference_holds(requirement: str) -> None:
    run(PROBES[requirement])


@pytest.mark.parametrize("name", sorted(set(VARIANTS) - SLOW))
def test_a_variant_breaks_no_must(name: str) -> None:
    async def holds(requirement: str) -> bool:
        try:
            await PROBES[requirement](Bench(reference.build("stripe", variant=name)))
        except VIOLATION:
            if requirement not in VARIANTS[name].warns:
                raise
            return False
        return True

    async def unmet() -> set[str]:
        return {each for each in {*(f"STRIPE-{main}" for main in MAIN), *VARIANTS[name].warns} if not await holds(each)}

    assert asyncio.run(unmet()) == VARIANTS[name].warns
    assert all(TESTABLE[each]["level"] == "SHOULD" for each in VARIANTS[name].warns)


@pytest.mark.parametrize("name", COMPANY)
def test_the_healthy_reference_holds_in_company(name: str) -> None:
    asyncio.run(COMPANY[name](Bench(reference.build("stripe"))))


@pytest.mark.parametrize("name", [name for name, one in FAULTS.items() if not one.sockets])
def test_a_fault_breaks_its_requirement(name: str) -> None:
    bench = Bench(reference.build("stripe", fault=name))
    with pytest.raises(VIOLATION):
        asyncio.run(COMPANY.get(name, PROBES[FAULTS[name].requirement])(bench))
    assert "crash" in name or not {status for status in bench.statuses if status >= 500}


def test_a_fault_names_a_testable_requirement_and_tells_its_story() -> None:
    for name, fault in FAULTS.items():
        assert fault.requirement in TESTABLE, name
        assert len(fault.doc) > 12 and fault.doc.endswith("."), name


def test_every_testable_requirement_has_a_fault_and_the_musts_have_two() -> None:
    for requirement, entry in TESTABLE.items():
        count = sum(fault.requirement == requirement for fault in FAULTS.values())
        assert count >= (2 if entry["level"] == "MUST" else 1), requirement


def test_a_variant_says_what_it_does_differently() -> None:
    assert all(variant.doc.endswith(".") for variant in VARIANTS.values())


# ---- the target file


def test_the_keys_of_the_target_file_are_the_reference_s() -> None:
    bearers = {role: headers["Authorization"].partition(" ")[2] for role, headers in ACTORS.items()}
    known = {role: KEYS[key] for role, key in bearers.items() if role != "alice_basic"}
    assert known["alice"].account == known["publishable"].account == known["expired"].account
    assert known["bob"].account != known["alice"].account != known["archive"].account
    assert known["expired"].expired and not known["publishable"].secret
    assert not any(key.livemode for key in known.values())


def test_the_target_file_describes_the_reference() -> None:
    assert TARGET["api"] == "stripe"
    fixtures = TARGET["fixtures"]
    assert set(fixtures["fiats"]) == set(FIATS)
    assert not set(fixtures["unsupported_fiats"]) & set(FIATS)
    steps = {status: seconds for story in STORIES.values() for seconds, status in story}
    assert fixtures["life_cycle"] == steps


# ---- addresses


def test_there_is_a_format_and_an_address_for_every_network() -> None:
    assert set(FORMATS) == set(WALLETS) == set(NETWORKS)
    assert all(FORMATS[network](WALLETS[network]) for network in NETWORKS)


@pytest.mark.parametrize(
    ("network", "address"),
    [
        # BIP-173 and BIP-350, their own valid test vectors of the main network
        ("bitcoin", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"),
        ("bitcoin", "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y"),
        ("bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"),
        ("solana", "11111111111111111111111111111111"),
        # SEP-23, its own valid test vectors
        ("stellar", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"),
        ("stellar", "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUQ"),
    ],
)
def test_published_addresses_are_recognised(network: str, address: str) -> None:
    assert FORMATS[network](address)


@pytest.mark.parametrize(
    ("network", "address"),
    [
        # BIP-173 and BIP-350, their own invalid test vectors
        ("bitcoin", "tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut"),
        ("bitcoin", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd"),
        ("bitcoin", "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL"),
        ("bitcoin", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh"),
        ("bitcoin", "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4"),
        ("bitcoin", "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R"),
        ("bitcoin", "bc1pw5dgrnzv"),
        ("bitcoin", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P"),
        ("bitcoin", "bc1gmk9yu"),
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),
        ("bitcoin", "mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn"),
        ("ethereum", EVM[2:]),
        ("solana", "So1111111111111111111111111111111111111111"),
        ("solana", "So11111111111111111111111111111111111111l12"),
        # SEP-23, its own invalid test vectors
        ("stellar", "GAAAAAAAACGC6"),
        ("stellar", "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZA"),
        ("stellar", "MA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJUAAAAAAAAAAAACJUR"),
    ],
)
def test_what_is_no_address_is_not_taken_for_one(network: str, address: str) -> None:
    assert not FORMATS[network](address)


# ---- what no requirement says


def test_two_instances_share_nothing() -> None:
    async def scenario(one: Bench) -> None:
        other = Bench(reference.build("stripe"))
        session = await one.new()
        await one.advance(3600)
        refused(await other.get(session["id"]), 404)
        assert (await other.new())["created"] < session["created"] + 60

    run(scenario)


def test_state_outlives_a_restart(tmp_path: Path) -> None:
    async def scenario(first: Bench) -> None:
        key = {"idempotency-key": "a"}
        session = await first.new("alice", {**key, "x-reference-customer": "pays"}, **RICH)
        archived = await first.ids("archive", limit=100)
        await first.advance(100)
        second = Bench(reference.build("stripe", state=state))
        assert await second.new("alice", key, **RICH) == session
        assert (await second.again(session))["status"] == "requires_payment"
        assert await second.ids("archive", limit=100) == archived
        await second.advance(80)
        assert (await second.again(session))["status"] == "fulfillment_complete"

    state = tmp_path / "state.db"
    run(scenario, state=state)


def test_the_two_modes_of_an_account_see_nothing_of_each_other() -> None:
    async def scenario(bench: Bench) -> None:
        live = {"Authorization": "Bearer sk_live_reference_alice"}
        session = made(await bench.send("", None, live))
        assert session["livemode"] is True
        refused(await bench.get(session["id"]), 404)
        assert await bench.ids() == []

    run(scenario)


def test_idempotency_keys_end_after_a_day() -> None:
    async def scenario(bench: Bench) -> None:
        key = {"idempotency-key": "a"}
        first = await bench.new("alice", key)
        await bench.advance(86_000)
        assert (await bench.new("alice", key))["id"] == first["id"]
        await bench.advance(1_000)
        assert (await bench.new("alice", key))["id"] != first["id"]

    run(scenario)


def test_a_refusal_says_what_to_mend() -> None:
    async def scenario(bench: Bench) -> None:
        for order, param, words in (
            ({"destination_curency": "eth"}, "destination_curency", "unknown parameter"),
            ({"destination_currency": "doge"}, "destination_currency", "btc, eth"),
            ({"destination_currencies": ["eth", "doge"]}, "destination_currencies[1]", "must be one of"),
            ({"destination_currency": "btc", "destination_network": "base"}, "destination_network", "on bitcoin"),
            ({"destination_amount": "1", "destination_currency": "eth"}, "destination_network", "must be set"),
            ({"wallet_addresses": {"base": "x"}}, "wallet_addresses[base]", "network base"),
            ({"customer_ip_address": ""}, "customer_ip_address", "empty string"),
            ({"lock_wallet_address": "true"}, "lock_wallet_address", "no wallet address"),
            ({"source_amount": {"value": "1"}}, "source_amount", "brackets"),
            ({"metadata": {"k" * 41: "v"}}, "metadata", "40 characters"),
        ):
            error = refused(await bench.post(**order))
            assert error["param"] == param and words in error["message"]

    run(scenario)


def test_the_customer_takes_what_is_suggested() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.new("alice", {"x-reference-customer": "pays"}, **RICH)
        await bench.advance(200)
        details = (await bench.again(session))["transaction_details"]
        assert details["destination_amount"] == RICH["destination_amount"] and details["source_amount"]
        assert details["wallet_address"] == EVM and details["fees"]["network_fee_amount"]

    run(scenario)


@pytest.mark.parametrize("currency", ["eth", "usdc"])
def test_the_customer_chooses_what_goes_together(currency: str) -> None:
    async def scenario(bench: Bench) -> None:
        order = {"destination_currencies": [currency], "destination_networks": ["polygon", "base"]}
        session = await bench.new("alice", {"x-reference-customer": "pays"}, **order)
        await bench.advance(200)
        details = (await bench.again(session))["transaction_details"]
        assert details["destination_currency"] == currency and details["destination_network"] == "base"
        assert await bench.ids(destination_network="base") == [session["id"]]

    run(scenario)


def test_a_body_that_is_no_form_is_refused() -> None:
    async def scenario(bench: Bench) -> None:
        invalid(await bench.send('{"source_amount": "1"}', "alice", {"content-type": "application/json"}))
        invalid(await bench.send("source_amount=%FF"))
        refused(await bench.send("a=" + "b" * 2_000_000), 413)
        plain = await bench.client.post(URL, content="destination_network=base", headers=ACTORS["alice"])
        assert made(plain)["transaction_details"]["destination_network"] == "base"

    run(scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"), [("DELETE", URL, 405), ("POST", f"{URL}/cos_1", 405), ("GET", "/v1/none", 404)]
)
def test_other_paths_and_methods_are_errors(method: str, path: str, status: int) -> None:
    async def scenario(bench: Bench) -> None:
        assert path in refused(await bench.client.request(method, path), status)["message"]

    run(scenario)


@pytest.mark.parametrize("sent", [b"", b"{}", b"[]", b'{"advance_seconds": -1}', b'{"advance_seconds": "x"}'])
def test_the_clock_refuses_what_it_cannot_do(sent: bytes) -> None:
    async def scenario(bench: Bench) -> None:
        refused(await bench.client.post("/_test/clock", content=sent))

    run(scenario)


def test_every_answer_has_a_request_id() -> None:
    async def scenario(bench: Bench) -> None:
        answers = [await bench.post(), await bench.post(None), await bench.list(), await bench.client.get("/")]
        assert len({answer.headers["request-id"] for answer in answers}) == 4

    run(scenario)


def test_a_fault_and_a_variant_go_together() -> None:
    async def scenario(bench: Bench) -> None:
        answer = await bench.post(**ETH)
        assert answer.status_code == 201 and answer.json()["redirect_url"] is None

    run(scenario, fault="create-answers-201", variant="redirect-url-null")
