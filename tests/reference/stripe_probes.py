"""One probe per requirement: a few calls, and assertions of what the document says must come back.

A probe holds on the healthy reference and on every variant, and each fault breaks the probe of its requirement.
The probes are the reference's own tests, written from the document; they know nothing of the suite's checks.
"""

from __future__ import annotations

import asyncio
import base64
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any

from stripe_bench import (
    ACTORS,
    CURRENCIES,
    EVM,
    KEYS,
    MINUTE,
    NETWORKS,
    PAIRS,
    PRECISION,
    STATUSES,
    URL,
    WALLETS,
    Bench,
    invalid,
    made,
    nonce,
    refused,
)

Probe = Callable[[Bench], Awaitable[None]]
PROBES: dict[str, Probe] = {}


def probe(*requirements: str) -> Callable[[Probe], Probe]:
    def keep(body: Probe) -> Probe:
        for requirement in requirements:
            assert requirement not in PROBES, requirement
            PROBES[requirement] = body
        return body

    return keep


ETH = {"destination_currency": "eth", "destination_network": "ethereum"}
USDC = {"destination_currency": "usdc", "destination_network": "base"}
BASE58_TWINS = {
    "bitcoin": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", WALLETS["bitcoin"]],
    "solana": [WALLETS["solana"]],
    "stellar": [WALLETS["stellar"]],
}


async def three_answers(bench: Bench, **params: Any) -> list[dict[str, Any]]:
    """Return one session as create, retrieve and list show it."""
    session = await bench.new(**params)
    listed = [each for each in (await bench.page(limit=100))["data"] if each["id"] == session["id"]]
    return [session, await bench.again(session), *listed, listed[0]]


async def everywhere(bench: Bench) -> list[dict[str, Any]]:
    """Return a plain session and a rich one, each as the three operations show it."""
    return [*await three_answers(bench), *await three_answers(bench, **RICH)]


RICH: dict[str, Any] = {
    "destination_currencies": ["usdc", "eth", "avax"],
    "destination_networks": ["ethereum", "base", "avalanche"],
    "destination_currency": "eth",
    "destination_network": "base",
    "destination_amount": "1.000000000000000001",
    "customer_ip_address": "8.8.8.8",
    "kyc_details": {"first_name": "Ada"},
    "lock_wallet_address": "true",
    "metadata": {"Order": "007", "note": " grüße 🦊 "},
    "wallet_addresses": {"base": EVM},
}


def details(session: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = session["transaction_details"]
    return found


async def each_refused(bench: Bench, *orders: Mapping[str, Any]) -> None:
    for order in orders:
        invalid(await bench.post(**order))


async def stories(bench: Bench) -> list[dict[str, Any]]:
    """Follow a customer who pays and one who is rejected, and return whatever is shown on the way, and later."""
    paid = await bench.new("alice", {"x-reference-customer": "pays"}, **ETH)
    rejected = await bench.new("alice", {"x-reference-customer": "rejected"})
    shown = [paid, rejected]
    for minutes in (1, 1, 1, 60):
        await bench.advance(minutes * MINUTE)
        shown += [await bench.again(paid), await bench.again(rejected)]
    return shown


async def five(bench: Bench, count: int = 5, **params: Any) -> list[str]:
    """Create some sessions and return their ids, the newest first; each has a second of its own."""
    made = []
    for _ in range(count):
        made.append((await bench.new(**params))["id"])
        await bench.advance(1)
    return made[::-1]


# ---- keys


@probe("STRIPE-AUTH-MISSING")
async def _(bench: Bench) -> None:
    session = await bench.new()
    for answer in (await bench.post(None), await bench.get(session["id"], None), await bench.list(None)):
        refused(answer, 401)


def sending(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


def as_user_name(actor: str) -> dict[str, str]:
    key = ACTORS[actor]["Authorization"].removeprefix("Bearer ")
    return {"Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}


@probe("STRIPE-AUTH-BAD-KEY")
async def _(bench: Bench) -> None:
    good = ACTORS["alice"]["Authorization"].removeprefix("Bearer ")
    for key in ("sk_test_no_such_key", good + "x", good.upper(), "x"):
        refused(await bench.post(None, sending(key)), 401)
        refused(await bench.client.get(URL, headers=sending(key)), 401)


@probe("STRIPE-AUTH-EXPIRED")
async def _(bench: Bench) -> None:
    refused(await bench.post("expired"), 401)
    refused(await bench.list("expired"), 401)
    refused(await bench.client.get(URL, headers=as_user_name("expired")), 401)


@probe("STRIPE-AUTH-BEARER")
async def _(bench: Bench) -> None:
    assert ACTORS["alice"]["Authorization"].startswith("Bearer ")
    await bench.again(await bench.new())
    await bench.page()


@probe("STRIPE-AUTH-BASIC")
async def _(bench: Bench) -> None:
    user = base64.b64decode(ACTORS["alice_basic"]["Authorization"].removeprefix("Basic ")).decode()
    assert user == ACTORS["alice"]["Authorization"].removeprefix("Bearer ") + ":"
    session = await bench.new("alice_basic")
    assert await bench.again(session) == session
    assert await bench.ids("alice_basic", limit=1) == [session["id"]]


@probe("STRIPE-AUTH-PUBLISHABLE")
async def _(bench: Bench) -> None:
    session = await bench.new()
    for answer in (
        await bench.post("publishable"),
        await bench.get(session["id"], "publishable"),
        await bench.list("publishable"),
        await bench.client.get(URL, headers=as_user_name("publishable")),
    ):
        assert answer.status_code in (401, 403) and answer.json()["error"]["message"]


@probe("STRIPE-OTHER-ACCOUNT-RETRIEVE")
async def _(bench: Bench) -> None:
    refused(await bench.get((await bench.new())["id"], "bob"), 404)


@probe("STRIPE-OTHER-ACCOUNT-LIST")
async def _(bench: Bench) -> None:
    own = await bench.new("bob", **ETH)
    await bench.new(**ETH)
    filters: list[dict[str, Any]] = [{}, {"status": "initialized"}, {"destination_currency": "eth"}]
    for params in (*filters, {"created": {"gte": own["created"]}}):
        assert await bench.ids("bob", **params) == [own["id"]]


# ---- answers


@probe("STRIPE-CREATE-STATUS")
async def _(bench: Bench) -> None:
    for order in ({}, ETH, {"destination_currencies": ["btc"]}):
        assert (await bench.post(**order)).status_code == 200


@probe("STRIPE-ANSWER-JSON")
async def _(bench: Bench) -> None:
    created = await bench.post()
    for answer in (created, await bench.get(created.json()["id"]), await bench.list()):
        assert answer.headers["content-type"].partition(";")[0] == "application/json"
        assert isinstance(answer.json(), dict)


@probe("STRIPE-CREATE-RETURNS-SESSION")
async def _(bench: Bench) -> None:
    session = await bench.new()
    assert {"id", "object", "client_secret", "created", "status", "transaction_details"} <= session.keys()


@probe("STRIPE-FORM-ENCODING")
async def _(bench: Bench) -> None:
    session = await bench.new(destination_currencies=["usdc", "eth"], metadata={"a": "1"})
    assert details(session)["destination_currencies"] == ["usdc", "eth"] and session["metadata"] == {"a": "1"}
    session = made(await bench.send("destination_currencies[]=btc&metadata[a]=1"))
    assert details(session)["destination_currencies"] == ["btc"] and session["metadata"] == {"a": "1"}


@probe("STRIPE-FORM-INDICES")
async def _(bench: Bench) -> None:
    session = made(await bench.send("destination_networks[0]=base&destination_networks[1]=ethereum"))
    assert details(session)["destination_networks"] == ["base", "ethereum"]


@probe("STRIPE-CREATE-OPTIONAL")
async def _(bench: Bench) -> None:
    for order in ({}, {"destination_network": "base"}, {"source_currency": "usd"}, {"lock_wallet_address": "false"}):
        await bench.new(**order)


@probe("STRIPE-RETRIEVE-ANSWERS-200")
async def _(bench: Bench) -> None:
    for order in ({}, RICH):
        assert (await bench.get((await bench.new(**order))["id"])).status_code == 200


@probe("STRIPE-LIST-ANSWERS-200")
async def _(bench: Bench) -> None:
    assert (await bench.list("bob")).status_code == 200
    assert (await bench.list("archive")).status_code == 200


@probe("STRIPE-LIST-FRESH")
async def _(bench: Bench) -> None:
    for order in ({}, ETH, {"source_amount": "100", "source_currency": "usd"}):
        session = await bench.new(**order)
        assert session["id"] in await bench.ids()
        assert session["id"] in await bench.ids(status="initialized", created={"gte": session["created"]})


@probe("STRIPE-RETRIEVE-EQUALS-CREATE")
async def _(bench: Bench) -> None:
    sessions = [await bench.new(**order) for order in ({}, RICH, {"source_amount": "12.3", "source_currency": "usd"})]
    for session in sessions:
        assert await bench.again(session) == session
    await bench.advance(86_400 * 30)
    for session in sessions:
        assert await bench.again(session) == session


@probe("STRIPE-LIST-EQUALS-RETRIEVE")
async def _(bench: Bench) -> None:
    for order in ({}, RICH):
        _, retrieved, listed, _ = await three_answers(bench, **order)
        assert retrieved == listed
    for session in (await bench.page("archive", limit=len(STATUSES)))["data"]:
        assert await bench.again(session, "archive") == session


@probe("STRIPE-RETRIEVE-UNKNOWN")
async def _(bench: Bench) -> None:
    for ident in ("cos_1NamBL2eZvKYlo2CP38sZVEW", "x", "%F0%9F%A6%8A", "cos_" + "9" * 300):
        assert refused(await bench.get(ident), 404)["type"] == "invalid_request_error"


@probe("STRIPE-RETRIEVE-UNKNOWN-CODE")
async def _(bench: Bench) -> None:
    assert refused(await bench.get("cos_1NamBL2eZvKYlo2CP38sZVEW"), 404)["code"] == "resource_missing"


@probe("STRIPE-REFUSED-LEAVES-NOTHING")
async def _(bench: Bench) -> None:
    before = await bench.new()
    await each_refused(bench, {"destination_currency": "doge"}, {"source_amount": "1", "destination_amount": "1"})
    await each_refused(bench, {**ETH, "destination_currencies": ["btc"]}, {"wallet_addresses": {"base": EVM}})
    await each_refused(bench, {"destination_network": "base", "wallet_addresses": {"base": "nonsense"}})
    await each_refused(bench, {"customer_ip_address": "175.45.176.1"})
    assert await bench.ids(limit=1) == [before["id"]]


# ---- the object


@probe("STRIPE-SESSION-ID")
async def _(bench: Bench) -> None:
    assert all(isinstance(each["id"], str) and each["id"] for each in await everywhere(bench))


@probe("STRIPE-SESSION-ID-UNIQUE")
async def _(bench: Bench) -> None:
    assert len({(await bench.new(**ETH))["id"] for _ in range(20)}) == 20


@probe("STRIPE-SESSION-OBJECT")
async def _(bench: Bench) -> None:
    assert {each["object"] for each in await everywhere(bench)} == {"crypto.onramp_session"}


@probe("STRIPE-SESSION-CLIENT-SECRET")
async def _(bench: Bench) -> None:
    assert all(isinstance(each["client_secret"], str) and each["client_secret"] for each in await everywhere(bench))


@probe("STRIPE-SESSION-CLIENT-SECRET-SINGLE")
async def _(bench: Bench) -> None:
    sessions = [await bench.new() for _ in range(5)]
    assert len({each["client_secret"] for each in sessions}) == 5
    for each in sessions:
        assert (await bench.again(each))["client_secret"] == each["client_secret"]


@probe("STRIPE-SESSION-CLIENT-SECRET-PREFIX")
async def _(bench: Bench) -> None:
    assert all(each["client_secret"].startswith(f"{each['id']}_secret_") for each in await everywhere(bench))


@probe("STRIPE-SESSION-CREATED")
async def _(bench: Bench) -> None:
    for each in await everywhere(bench):
        assert type(each["created"]) is int and abs(each["created"] - time.time()) < 10


@probe("STRIPE-SESSION-KYC")
async def _(bench: Bench) -> None:
    assert all(isinstance(each["kyc_details_provided"], bool) for each in await everywhere(bench))


@probe("STRIPE-SESSION-KYC-TRUE", "STRIPE-KYC-DETAILS")
async def _(bench: Bench) -> None:
    for detail in (
        {"first_name": "Ada"},
        {"last_name": "Lovelace"},
        {"email": "ada@example.com"},
        {"address": {"city": "London"}},
        {"first_name": "Ada", "last_name": "Lovelace"},
    ):
        assert (await bench.new(kyc_details=detail))["kyc_details_provided"] is True


@probe("STRIPE-SESSION-KYC-FALSE")
async def _(bench: Bench) -> None:
    without = {name: value for name, value in RICH.items() if name != "kyc_details"}
    for order in ({}, without):
        assert (await bench.new(**order))["kyc_details_provided"] is False


@probe("STRIPE-SESSION-LIVEMODE")
async def _(bench: Bench) -> None:
    assert all(isinstance(each["livemode"], bool) for each in await everywhere(bench))


@probe("STRIPE-SESSION-LIVEMODE-TEST")
async def _(bench: Bench) -> None:
    assert not any(each["livemode"] for each in await everywhere(bench))


@probe("STRIPE-SESSION-REDIRECT-URL")
async def _(bench: Bench) -> None:
    for each in await everywhere(bench):
        assert each["redirect_url"] is None or re.match(r"https?://[^/]", each["redirect_url"])


@probe("STRIPE-SESSION-STATUS")
async def _(bench: Bench) -> None:
    assert {each["status"] for each in (*await everywhere(bench), *await stories(bench))} == set(STATUSES)


@probe("STRIPE-SESSION-STATUS-NEW")
async def _(bench: Bench) -> None:
    for order in ({}, RICH, {"source_amount": "100", "source_currency": "usd"}):
        assert (await bench.new(**order))["status"] == "initialized"


@probe("STRIPE-SESSION-METADATA")
async def _(bench: Bench) -> None:
    for each in await everywhere(bench):
        assert each["metadata"] is None or isinstance(each["metadata"], dict)


# ---- transaction_details


@probe("STRIPE-DETAILS")
async def _(bench: Bench) -> None:
    assert all(isinstance(details(each), dict) for each in await everywhere(bench))


@probe("STRIPE-DETAILS-KEYS")
async def _(bench: Bench) -> None:
    assert all(details(each).keys() >= KEYS for each in await everywhere(bench))


@probe("STRIPE-DETAILS-AMOUNTS-STRING")
async def _(bench: Bench) -> None:
    for order in (RICH, {"source_amount": "100", "source_currency": "usd"}):
        for each in await three_answers(bench, **order):
            for name in ("source_amount", "destination_amount"):
                assert details(each)[name] is None or isinstance(details(each)[name], str)


@probe("STRIPE-ECHO-SOURCE-AMOUNT")
async def _(bench: Bench) -> None:
    for amount in ("100", "12.34", "99.9", "1000.00"):
        session = await bench.new(source_amount=amount, source_currency="usd")
        assert Decimal(details(session)["source_amount"]) == Decimal(amount)


@probe("STRIPE-ECHO-DESTINATION-AMOUNT")
async def _(bench: Bench) -> None:
    for amount in ("1", "0.5", "1.123456789012345678", "12345678901.000000000000000001"):
        session = await bench.new(destination_amount=amount, **ETH)
        assert Decimal(details(session)["destination_amount"]) == Decimal(amount)


@probe("STRIPE-ECHO-SOURCE-CURRENCY")
async def _(bench: Bench) -> None:
    for fiat in ("usd", "eur"):
        assert details(await bench.new(source_currency=fiat))["source_currency"] == fiat


@probe("STRIPE-ECHO-DESTINATION-CURRENCY")
async def _(bench: Bench) -> None:
    for currency, networks in PAIRS.items():
        order = {"destination_currency": currency, "destination_network": networks[-1]}
        assert details(await bench.new(**order))["destination_currency"] == currency
    assert details(await bench.new(**RICH))["destination_currency"] == "eth"


@probe("STRIPE-ECHO-DESTINATION-NETWORK")
async def _(bench: Bench) -> None:
    for network in NETWORKS:
        assert details(await bench.new(destination_network=network))["destination_network"] == network


@probe("STRIPE-ECHO-DESTINATION-CURRENCIES")
async def _(bench: Bench) -> None:
    for chosen in (["btc"], ["usdc", "btc"], CURRENCIES[::-1]):
        assert details(await bench.new(destination_currencies=chosen))["destination_currencies"] == chosen


@probe("STRIPE-ECHO-DESTINATION-NETWORKS")
async def _(bench: Bench) -> None:
    for chosen in (["base"], ["polygon", "base"], NETWORKS[::-1]):
        assert details(await bench.new(destination_networks=chosen))["destination_networks"] == chosen


@probe("STRIPE-ECHO-WALLETS")
async def _(bench: Bench) -> None:
    networks = ["base", "solana", "stellar"]
    sent = {network: WALLETS[network] for network in networks}
    for each in await three_answers(bench, destination_networks=networks, wallet_addresses=sent):
        shown = details(each)["wallet_addresses"]
        base = shown.get("base") or shown.get("base_network")  # the real service calls it that
        assert sent.items() <= {**shown, "base": base}.items()


@probe("STRIPE-ECHO-LOCK")
async def _(bench: Bench) -> None:
    sent = {"destination_network": "base", "wallet_addresses": {"base": EVM}}
    for value in (True, False):
        for each in await three_answers(bench, lock_wallet_address=value, **sent):
            assert details(each)["lock_wallet_address"] is value


@probe("STRIPE-LOCK-BOOLEAN")
async def _(bench: Bench) -> None:
    for order in ({}, {"lock_wallet_address": "false"}):
        for each in await three_answers(bench, **order):
            assert details(each)["lock_wallet_address"] is False
    assert details(await bench.new(**RICH))["lock_wallet_address"] is True


@probe("STRIPE-LOCK-TYPE")
async def _(bench: Bench) -> None:
    wallet = {"destination_network": "base", "wallet_addresses": {"base": EVM}}
    for value in ("true", "false"):
        await bench.new(lock_wallet_address=value, **wallet)
    for value in ("maybe", "2", "null"):
        invalid(await bench.post(lock_wallet_address=value, **wallet))


@probe("STRIPE-DEFAULT-LOCK")
async def _(bench: Bench) -> None:
    for each in await three_answers(bench):
        assert details(each)["lock_wallet_address"] is False


@probe("STRIPE-ECHO-LIST-ORDER")
async def _(bench: Bench) -> None:
    order = {"destination_currencies": ["usdc", "eth", "avax"], "destination_networks": ["ethereum", "avalanche"]}
    for each in await three_answers(bench, **order):
        assert {name: details(each)[name] for name in order} == order


def texts(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(each, str) for each in value))


@probe("STRIPE-DETAILS-CHOICES")
async def _(bench: Bench) -> None:
    for each in await everywhere(bench):
        for name in ("source_currency", "destination_currency", "destination_network"):
            assert details(each)[name] is None or isinstance(details(each)[name], str)
        assert texts(details(each)["destination_currencies"]) and texts(details(each)["destination_networks"])


@probe("STRIPE-DEFAULT-CURRENCY-FIRST")
async def _(bench: Bench) -> None:
    for chosen in (["usdc", "eth"], ["eth", "usdc"]):
        shown = details(await bench.new(destination_currencies=chosen))["destination_currency"]
        assert shown is None or shown == chosen[0]


@probe("STRIPE-DEFAULT-NETWORK-FIRST")
async def _(bench: Bench) -> None:
    for chosen in (["polygon", "base"], ["base", "polygon"]):
        shown = details(await bench.new(destination_networks=chosen))
        # Which default gives way is open, where the currency shown is not on the first network.
        there = [network for network in chosen if network in PAIRS.get(shown["destination_currency"], [])]
        assert shown["destination_network"] in (None, chosen[0], *there[:1])
        # USDC is on all of them, so that nothing has to give way.
        shown = details(await bench.new(destination_networks=chosen, destination_currencies=["usdc"]))
        assert shown["destination_network"] in (None, chosen[0])


@probe("STRIPE-DEFAULT-CURRENCIES")
async def _(bench: Bench) -> None:
    shown = details(await bench.new())["destination_currencies"]
    assert shown is None or set(shown) >= set(CURRENCIES)


@probe("STRIPE-DEFAULT-NETWORKS")
async def _(bench: Bench) -> None:
    shown = details(await bench.new())["destination_networks"]
    assert shown is None or set(shown) >= set(NETWORKS)


@probe("STRIPE-TRANSACTION-ID")
async def _(bench: Bench) -> None:
    for each in (*await everywhere(bench), *await stories(bench)):
        assert each["status"] == "fulfillment_complete" or details(each)["transaction_id"] is None


@probe("STRIPE-TRANSACTION-ID-COMPLETE")
async def _(bench: Bench) -> None:
    complete = [each for each in await stories(bench) if each["status"] == "fulfillment_complete"]
    assert complete and all(details(each)["transaction_id"] for each in complete)


@probe("STRIPE-SETTLEMENT")
async def _(bench: Bench) -> None:
    assert (await stories(bench))[-2]["status"] == "fulfillment_complete"


@probe("STRIPE-SESSION-STATUS-REJECTED")
async def _(bench: Bench) -> None:
    assert (await stories(bench))[-1]["status"] == "rejected"


# ---- the customer


@probe("STRIPE-IP-V4")
async def _(bench: Bench) -> None:
    for address in ("8.8.8.8", "1.1.1.1", "216.58.212.206"):
        await bench.new(customer_ip_address=address)


@probe("STRIPE-IP-V6", "STRIPE-IP-SUPPORTED")
async def _(bench: Bench) -> None:
    for address in ("2001:4860:4860::8888", "2606:4700:4700:0:0:0:0:1111", "2A00:1450:4001:82B::200E"):
        await bench.new(customer_ip_address=address)


@probe("STRIPE-IP-MALFORMED")
async def _(bench: Bench) -> None:
    for text in ("8.8.8", "8.8.8.256", "8.8.8.8.8", "2001:::1", "12345::", "localhost", "example.com", "8.8.8.8:80"):
        invalid(await bench.post(customer_ip_address=text))


@probe("STRIPE-IP-UNSUPPORTED-REGION")
async def _(bench: Bench) -> None:
    for address in ("175.45.176.1", "175.45.179.254", "2001:db8:bad::1"):
        invalid(await bench.post(customer_ip_address=address))


@probe("STRIPE-IP-REGION-CODE")
async def _(bench: Bench) -> None:
    assert refused(await bench.post(customer_ip_address="175.45.176.1"))["code"]


# ---- amounts


BOTH = {"source_amount": "100", "destination_amount": "1"}


@probe("STRIPE-AMOUNTS-EXCLUSIVE")
async def _(bench: Bench) -> None:
    await each_refused(bench, BOTH, {**BOTH, **ETH}, {**BOTH, **ETH, "source_currency": "usd"})
    await each_refused(bench, {**BOTH, **ETH, "destination_currencies": ["eth"]})
    await bench.new(source_amount="100", source_currency="usd")
    await bench.new(destination_amount="1", **ETH)


@probe("STRIPE-DESTINATION-AMOUNT-NEEDS-CURRENCY")
async def _(bench: Bench) -> None:
    amount = {"destination_amount": "1", "destination_network": "ethereum"}
    await each_refused(bench, amount, {**amount, "destination_currencies": ["eth"]})
    lists = {"destination_currencies": ["eth"], "destination_networks": ["ethereum"]}
    await each_refused(bench, {"destination_amount": "1", **lists})


@probe("STRIPE-DESTINATION-AMOUNT-NEEDS-NETWORK")
async def _(bench: Bench) -> None:
    amount = {"destination_amount": "1", "destination_currency": "eth"}
    await each_refused(bench, amount, {**amount, "destination_networks": ["ethereum"]})


def amounts(currency: str, decimals: int) -> list[dict[str, str]]:
    amount = f"1.{'0' * (decimals - 1)}1"
    networks = PAIRS[currency]
    return [
        {"destination_amount": amount, "destination_currency": currency, "destination_network": network}
        for network in networks
    ]


@probe("STRIPE-DESTINATION-AMOUNT-PRECISION")
async def _(bench: Bench) -> None:
    for currency, decimals in PRECISION.items():
        await each_refused(bench, *amounts(currency, decimals + 1), *amounts(currency, decimals + 7))


@probe("STRIPE-DESTINATION-AMOUNT-FULL-PRECISION")
async def _(bench: Bench) -> None:
    for currency, decimals in PRECISION.items():
        for order in (*amounts(currency, decimals), *amounts(currency, 1)):
            await bench.new(**order)


@probe("STRIPE-SOURCE-AMOUNT-MINOR-UNITS")
async def _(bench: Bench) -> None:
    for fiat in ("usd", "eur"):
        for amount in ("100.001", "1.999", "12.34567", "100.0000000001"):
            invalid(await bench.post(source_amount=amount, source_currency=fiat))
    invalid(await bench.post(source_amount="100.00001"))


@probe("STRIPE-SOURCE-AMOUNT")
async def _(bench: Bench) -> None:
    for amount in ("100", "100.5", "100.05", "1.99"):
        await bench.new(source_amount=amount, source_currency="usd")


@probe("STRIPE-AMOUNTS-POSITIVE")
async def _(bench: Bench) -> None:
    for amount in ("0", "0.00", "-1", "-0.01"):
        await each_refused(bench, {"source_amount": amount, "source_currency": "usd"})
        await each_refused(bench, {"destination_amount": amount, **ETH})


@probe("STRIPE-AMOUNTS-DECIMAL")
async def _(bench: Bench) -> None:
    for amount in ("ten", "NaN", "Infinity", "12abc", "1,000", "1.2.3", "0x10", "1_000"):
        await each_refused(bench, {"source_amount": amount, "source_currency": "usd"})
        await each_refused(bench, {"destination_amount": amount, **ETH})


@probe("STRIPE-SOURCE-CURRENCY")
async def _(bench: Bench) -> None:
    for fiat in ("xts", "zzz", "dollars", "btc", "usdc", "nope"):
        invalid(await bench.post(source_currency=fiat))
        invalid(await bench.post(source_currency=fiat, source_amount="100"))


@probe("STRIPE-SOURCE-CURRENCY-SUPPORTED")
async def _(bench: Bench) -> None:
    for fiat in ("usd", "eur", "gbp"):
        await bench.new(source_currency=fiat)


# ---- choices


@probe("STRIPE-DESTINATION-CURRENCY-ENUM")
async def _(bench: Bench) -> None:
    for value in ("nocoin", "usd", "ethereum"):
        await each_refused(bench, {"destination_currency": value, "destination_network": "ethereum"})


@probe("STRIPE-DESTINATION-NETWORK-ENUM")
async def _(bench: Bench) -> None:
    for value in ("nochain", "eth", "mainnet"):
        await each_refused(bench, {"destination_network": value})
        await each_refused(bench, {"destination_network": value, "destination_currency": "eth"})


def beside(good: list[str]) -> list[list[str]]:
    return [["nosuch"], ["nosuch", *good], [*good, "nosuch"], [good[0], "nosuch", good[1]]]


@probe("STRIPE-DESTINATION-CURRENCIES-MEMBERS")
async def _(bench: Bench) -> None:
    for values in beside(["eth", "usdc"]):
        await each_refused(bench, {"destination_currencies": values})


@probe("STRIPE-DESTINATION-NETWORKS-MEMBERS")
async def _(bench: Bench) -> None:
    for values in beside(["ethereum", "base"]):
        await each_refused(bench, {"destination_networks": values})


@probe("STRIPE-DESTINATION-CURRENCIES-NONEMPTY")
async def _(bench: Bench) -> None:
    for text in ("destination_currencies=", "destination_currencies[]="):
        invalid(await bench.send(text))


@probe("STRIPE-DESTINATION-NETWORKS-NONEMPTY")
async def _(bench: Bench) -> None:
    for text in ("destination_networks=", "destination_networks[]="):
        invalid(await bench.send(text))


@probe("STRIPE-CURRENCIES-RECOGNISED")
async def _(bench: Bench) -> None:
    for currency, networks in PAIRS.items():
        await bench.new(destination_currencies=[currency])
        for network in networks:
            await bench.new(destination_currency=currency, destination_network=network)


@probe("STRIPE-NETWORKS-RECOGNISED")
async def _(bench: Bench) -> None:
    for network in NETWORKS:
        await bench.new(destination_networks=[network])
        await bench.new(destination_network=network)


@probe("STRIPE-DESTINATION-CURRENCY-IN-LIST")
async def _(bench: Bench) -> None:
    for values in (["btc"], ["btc", "usdc"], ["usdc", "matic", "btc"]):
        await each_refused(bench, {**ETH, "destination_currencies": values})
        await each_refused(bench, {**ETH, "destination_currencies": values, "destination_amount": "1"})


@probe("STRIPE-DESTINATION-NETWORK-IN-LIST")
async def _(bench: Bench) -> None:
    for values in (["base"], ["base", "polygon"], ["polygon", "base", "bitcoin"]):
        await each_refused(bench, {**ETH, "destination_networks": values})
        await each_refused(bench, {**ETH, "destination_networks": values, "wallet_addresses": {"base": EVM}})


@probe("STRIPE-DESTINATION-CURRENCY-IN-LIST-ACCEPTED")
async def _(bench: Bench) -> None:
    for values in (["eth"], ["usdc", "eth"], ["btc", "eth", "usdc"]):
        await bench.new(destination_currencies=values, **ETH)


@probe("STRIPE-DESTINATION-NETWORK-IN-LIST-ACCEPTED")
async def _(bench: Bench) -> None:
    for values in (["ethereum"], ["base", "ethereum"], ["base", "ethereum", "polygon"]):
        await bench.new(destination_networks=values, **ETH)


# ---- metadata


@probe("STRIPE-METADATA-ECHO")
async def _(bench: Bench) -> None:
    sent = {"Order": "007", "note": " grüße 🦊 ", "k_ey.1": "a=b&<c>[d]+%20", "price": "1e3"}
    for each in await three_answers(bench, metadata=sent):
        assert each["metadata"] == sent


@probe("STRIPE-METADATA-UNSET")
async def _(bench: Bench) -> None:
    for each in await three_answers(bench, metadata={"kept": "1", "gone": ""}):
        assert each["metadata"] == {"kept": "1"}


@probe("STRIPE-METADATA-UNSET-ALL")
async def _(bench: Bench) -> None:
    assert not made(await bench.send("metadata="))["metadata"]


@probe("STRIPE-METADATA-LIMITS")
async def _(bench: Bench) -> None:
    sent = {f"{number:02}{'k' * 38}": "v" * 500 for number in range(50)}
    assert (await bench.new(metadata=sent))["metadata"] == sent


# ---- wallets


@probe("STRIPE-WALLETS-NEED-NETWORK")
async def _(bench: Bench) -> None:
    sent = {"wallet_addresses": {"ethereum": EVM}}
    await each_refused(
        bench, sent, {**sent, "lock_wallet_address": "true"}, {**sent, "destination_currencies": ["eth"]}
    )


@probe("STRIPE-WALLETS-NETWORK-SUFFICES")
async def _(bench: Bench) -> None:
    await bench.new(destination_network="base", wallet_addresses={"base": EVM})
    await bench.new(destination_networks=["base"], wallet_addresses={"base": EVM})


def spoilt(network: str) -> list[str]:
    good = WALLETS[network]
    other = WALLETS["solana"] if good == EVM else EVM
    return [good[:-1], good + "1", "x" * 42, other, "0x" + "g" * 40, "wallet", good.replace(good[5], "!")]


@probe("STRIPE-WALLETS-VALIDATED")
async def _(bench: Bench) -> None:
    for network in NETWORKS:
        for bad in spoilt(network):
            for lock in ("true", "false"):
                order = {"destination_network": network, "wallet_addresses": {network: bad}}
                await each_refused(bench, {**order, "lock_wallet_address": lock})
    both = ["ethereum", "solana"]
    for network in both:
        sent = {**{each: WALLETS[each] for each in both}, network: "nonsense" * 5}
        await each_refused(bench, {"destination_networks": both, "wallet_addresses": sent})
        sent = dict(reversed(sent.items()))
        await each_refused(bench, {"destination_networks": both, "wallet_addresses": sent})
        await each_refused(
            bench, {"destination_networks": both, "destination_network": both[0], "wallet_addresses": sent}
        )


@probe("STRIPE-WALLETS-VALID-ACCEPTED")
async def _(bench: Bench) -> None:
    for network in NETWORKS:
        for good in BASE58_TWINS.get(network, [EVM, EVM.lower()]):
            await bench.new(destination_network=network, wallet_addresses={network: good})


@probe("STRIPE-WALLETS-NETWORKS")
async def _(bench: Bench) -> None:
    await each_refused(bench, {"destination_network": "ethereum", "wallet_addresses": {"ethereum": EVM, "nosuch": EVM}})


# ---- lists


@probe("STRIPE-LIST-DATA")
async def _(bench: Bench) -> None:
    assert (await bench.page("bob"))["data"] == []
    session = await bench.new()
    assert [each["id"] for each in (await bench.page())["data"]] == [session["id"]]


@probe("STRIPE-LIST-OBJECT")
async def _(bench: Bench) -> None:
    assert (await bench.page())["object"] == "list"


@probe("STRIPE-LIST-URL")
async def _(bench: Bench) -> None:
    assert (await bench.page())["url"] == URL
    assert (await bench.page(limit=1, status="initialized"))["url"] == URL


@probe("STRIPE-LIST-HAS-MORE-BOOLEAN")
async def _(bench: Bench) -> None:
    for actor in ("bob", "archive"):
        assert isinstance((await bench.page(actor))["has_more"], bool)


@probe("STRIPE-LIST-HAS-MORE-TRUE")
async def _(bench: Bench) -> None:
    ids = await five(bench)
    for size in (1, 2, 3, 4):
        assert (await bench.page(limit=size))["has_more"] is True
    assert (await bench.page(limit=2, starting_after=ids[0]))["has_more"] is True
    assert (await bench.page(limit=2, status="initialized"))["has_more"] is True


@probe("STRIPE-LIST-HAS-MORE-FALSE")
async def _(bench: Bench) -> None:
    ids = await five(bench)
    assert (await bench.page(limit=5))["has_more"] is False
    assert (await bench.page(limit=6))["has_more"] is False
    assert (await bench.page(limit=5, status="initialized"))["has_more"] is False
    assert (await bench.page(limit=2, starting_after=ids[2]))["has_more"] is False
    assert (await bench.page(limit=2, starting_after=ids[4]))["has_more"] is False


@probe("STRIPE-LIST-ORDER")
async def _(bench: Bench) -> None:
    # So many that no order of their random ids is theirs by chance.
    ids = await five(bench, 9, **ETH)
    assert await bench.ids() == ids
    assert await bench.ids(status="initialized") == ids
    assert await bench.ids(destination_currency="eth") == ids
    assert await bench.ids(destination_network="ethereum") == ids
    assert await bench.ids(starting_after=ids[0]) == ids[1:]
    assert await bench.ids(ending_before=ids[4]) == ids[:4]


@probe("STRIPE-LIST-LIMIT-DEFAULT")
async def _(bench: Bench) -> None:
    assert len(await bench.ids("archive")) == 10
    assert len(await bench.ids("archive", status="initialized")) == 10


@probe("STRIPE-LIST-LIMIT")
async def _(bench: Bench) -> None:
    for limit in (1, 2, 9, 10, 11, 50, 99, 100):
        assert len(await bench.ids("archive", limit=limit)) == limit
    for currency in CURRENCIES:
        assert len(await bench.ids("archive", limit=1, destination_currency=currency)) == 1


@probe("STRIPE-LIST-LIMIT-RANGE")
async def _(bench: Bench) -> None:
    for limit in ("0", "-1", "101", "1000"):
        answer = await bench.list("archive", limit=limit)
        if answer.status_code != 200:
            invalid(answer)
        else:
            assert 1 <= len(answer.json()["data"]) <= 100
    invalid(await bench.list("archive", limit="ten"))


@probe("STRIPE-LIST-STARTING-AFTER")
async def _(bench: Bench) -> None:
    ids = [each["id"] for each in await bench.walk("archive", 100)]
    for place in (0, 1, 2, 3, 4, 5, 60):
        assert await bench.ids("archive", limit=5, starting_after=ids[place]) == ids[place + 1 : place + 6]


@probe("STRIPE-LIST-ENDING-BEFORE")
async def _(bench: Bench) -> None:
    ids = [each["id"] for each in await bench.walk("archive", 100)]
    for place in (1, 5, 6, 60):
        assert await bench.ids("archive", limit=5, ending_before=ids[place]) == ids[max(0, place - 5) : place]
    assert await bench.ids("archive", ending_before=ids[0]) == []
    assert (await bench.page("archive", limit=5, ending_before=ids[6]))["has_more"] is True
    assert (await bench.page("archive", limit=5, ending_before=ids[5]))["has_more"] is False


@probe("STRIPE-LIST-PAST-THE-END")
async def _(bench: Bench) -> None:
    ids = await five(bench)
    assert await bench.ids(starting_after=ids[-1]) == []
    assert await bench.ids(starting_after=ids[-1], status="initialized") == []


@probe("STRIPE-LIST-WALK")
async def _(bench: Bench) -> None:
    for size in (7, 25, 100):
        walked = [each["id"] for each in await bench.walk("archive", size)]
        assert len(walked) == len(set(walked)) == 125


@probe("STRIPE-LIST-CURSOR-FOREIGN")
async def _(bench: Bench) -> None:
    await bench.new("bob")
    foreign = await bench.new()
    for name in ("starting_after", "ending_before"):
        answer = await bench.list("bob", **{name: foreign["id"]})
        assert answer.status_code in (400, 404) or answer.json()["data"] == []


# ---- filters


async def ages(bench: Bench) -> tuple[list[str], list[int]]:
    ids, times = [], []
    for _ in range(4):
        session = await bench.new()
        ids.append(session["id"])
        times.append(session["created"])
        await bench.advance(10)
    return ids, times


def comparison(name: str, begin: int, end: int) -> Probe:
    async def compare(bench: Bench) -> None:
        ids, times = await ages(bench)
        assert await bench.ids(created={name: times[2]}) == ids[begin:end][::-1]
        assert await bench.ids(created={name: times[2] + 1}) == (ids[3:] if name[0] == "g" else ids[:3])[::-1]

    return compare


probe("STRIPE-LIST-CREATED-GT")(comparison("gt", 3, 4))
probe("STRIPE-LIST-CREATED-GTE")(comparison("gte", 2, 4))
probe("STRIPE-LIST-CREATED-LT")(comparison("lt", 0, 2))
probe("STRIPE-LIST-CREATED-LTE")(comparison("lte", 0, 3))


@probe("STRIPE-LIST-CREATED-EXACT")
async def _(bench: Bench) -> None:
    ids, times = await ages(bench)
    assert await bench.ids(created=times[1]) == [ids[1]]
    assert await bench.ids(created=times[1] + 1) == []


@probe("STRIPE-LIST-CREATED-INTERVAL")
async def _(bench: Bench) -> None:
    ids, times = await ages(bench)
    assert await bench.ids(created={"gte": times[1], "lte": times[2]}) == [ids[2], ids[1]]
    assert await bench.ids(created={"gt": times[0], "lt": times[2]}) == [ids[1]]
    assert await bench.ids(created={"lt": times[0]}) == []
    assert await bench.ids(created={"gt": times[3]}) == []


async def filtered(bench: Bench, name: str, values: list[str], where: Callable[[dict[str, Any]], Any]) -> None:
    everything = await bench.walk("archive", 100)
    for value in values:
        expected = [each["id"] for each in everything if where(each) == value]
        assert [each["id"] for each in await bench.walk("archive", 100, **{name: value})] == expected


@probe("STRIPE-LIST-CURRENCY")
async def _(bench: Bench) -> None:
    await filtered(bench, "destination_currency", CURRENCIES, lambda each: details(each)["destination_currency"])
    await bench.new()
    session = await bench.new(**USDC)
    assert await bench.ids(destination_currency="usdc") == [session["id"]]
    assert await bench.ids(destination_currency="eth") == []


@probe("STRIPE-LIST-NETWORK")
async def _(bench: Bench) -> None:
    await filtered(bench, "destination_network", NETWORKS, lambda each: details(each)["destination_network"])
    session = await bench.new(**USDC)
    assert await bench.ids(destination_network="base") == [session["id"]]


@probe("STRIPE-LIST-STATUS")
async def _(bench: Bench) -> None:
    await filtered(bench, "status", STATUSES, lambda each: each["status"])


@probe("STRIPE-LIST-FILTERS-COMBINE")
async def _(bench: Bench) -> None:
    everything = await bench.walk("archive", 100)
    middle = everything[60]["created"]
    expected = [
        each["id"]
        for each in everything
        if each["status"] == "rejected" and details(each)["destination_currency"] == "usdc" and each["created"] < middle
    ]
    assert len(expected) > 3
    wanted = {"status": "rejected", "destination_currency": "usdc", "created": {"lt": middle}}
    for size in (2, 100):
        assert [each["id"] for each in await bench.walk("archive", size, **wanted)] == expected


@probe("STRIPE-LIST-FILTER-VALUES")
async def _(bench: Bench) -> None:
    invalid(await bench.list(status="nosuch"))
    invalid(await bench.list(destination_currency="nosuch"))
    invalid(await bench.list(destination_network="nosuch"))


# ---- errors


async def errors(bench: Bench) -> list[Any]:
    """Return an answer for every kind of refusal."""
    return [
        await bench.post(destination_currency="nosuch"),
        await bench.post(**BOTH),
        await bench.post(wallet_addresses={"base": EVM}),
        await bench.post(None),
        await bench.post(None, sending("sk_test_no_such_key")),
        await bench.post("publishable"),
        await bench.get("cos_nosuch"),
        await bench.list(limit="ten"),
    ]


@probe("STRIPE-ERROR-ENVELOPE")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        assert answer.headers["content-type"].startswith("application/json")
        assert isinstance(answer.json()["error"], dict)


@probe("STRIPE-ERROR-TYPE")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        assert answer.json()["error"]["type"] == "invalid_request_error"


@probe("STRIPE-ERROR-MESSAGE")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        assert isinstance(answer.json()["error"]["message"], str) and answer.json()["error"]["message"]


@probe("STRIPE-ERROR-MEMBERS")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        error = answer.json()["error"]
        assert all(error.get(name) is None or isinstance(error[name], str) for name in ("code", "param"))


@probe("STRIPE-ERROR-STATUS")
async def _(bench: Bench) -> None:
    for order in (BOTH, {"destination_currency": "nosuch"}, {**ETH, "destination_currencies": ["btc"]}):
        assert (await bench.post(**order)).status_code == 400
    assert (await bench.list(limit="ten")).status_code == 400


@probe("STRIPE-ERROR-NO-INSIDES")
async def _(bench: Bench) -> None:
    for answer in await errors(bench):
        assert "Traceback" not in answer.text and ".py" not in answer.text


@probe("STRIPE-ERROR-NO-KEY")
async def _(bench: Bench) -> None:
    for actor, key in (("expired", "sk_test_reference_alice_rolled"), ("publishable", "pk_test_reference_alice")):
        assert key not in (await bench.post(actor)).text
    assert "sk_test_no_such_key" not in (await bench.post(None, sending("sk_test_no_such_key"))).text


@probe("STRIPE-STATUS-DOCUMENTED")
async def _(bench: Bench) -> None:
    for text in (
        "metadata=1&metadata[a]=1",
        "metadata[a]=1&metadata[a][b]=2",
        "source_amount[a]=1",
        "metadata[a]=%FF",
        "metadata[a]=%F0%9F%A6%8A",
        "metadata[a]=%00",
        "[a]=1&]=2&a[=3",
        "a" + "[b]" * 500 + "=1",
        f"source_amount={'9' * 50}&source_currency=usd",
        "&".join(f"metadata[{number}]=1" for number in range(2000)),
    ):
        assert (await bench.send(text)).status_code in (200, 400)
    for query in ({"limit": "9" * 30}, {"created": {"gt": "9" * 30}}, {"created": "x"}):
        assert (await bench.list(**query)).status_code in (200, 400)


# ---- idempotency


def keyed(key: str) -> dict[str, str]:
    return {"idempotency-key": key}


@probe("STRIPE-IDEMPOTENCY-REPLAY")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    first = await bench.post("alice", headers, **RICH)
    again = await bench.post("alice", headers, **RICH)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(await bench.ids()) == 1


@probe("STRIPE-IDEMPOTENCY-REPLAYED-HEADER")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    assert "idempotent-replayed" not in (await bench.post("alice", headers)).headers
    assert (await bench.post("alice", headers)).headers["idempotent-replayed"] == "true"


@probe("STRIPE-IDEMPOTENCY-OTHER-PARAMETERS")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    await bench.new("alice", headers, **ETH)
    refused(await bench.post("alice", headers, **USDC))


@probe("STRIPE-IDEMPOTENCY-ERROR-TYPE")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    await bench.new("alice", headers, **ETH)
    assert refused(await bench.post("alice", headers, **USDC))["type"] == "idempotency_error"


@probe("STRIPE-IDEMPOTENCY-KEY-LENGTH")
async def _(bench: Bench) -> None:
    beginning = (nonce() * 11)[:254]
    first, other = [await bench.new("alice", keyed(beginning + last)) for last in "ab"]
    assert first["id"] != other["id"]
    assert await bench.new("alice", keyed(beginning + "a")) == first


@probe("STRIPE-IDEMPOTENCY-KEY-TOO-LONG")
async def _(bench: Bench) -> None:
    refused(await bench.post("alice", keyed("k" * 256)))


@probe("STRIPE-IDEMPOTENCY-SCOPE")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    assert (await bench.new("alice", headers))["id"] != (await bench.new("bob", headers))["id"]


@probe("STRIPE-IDEMPOTENCY-SAME-SESSION-IN-RACES")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    answers = await asyncio.gather(*(bench.post("alice", headers) for _ in range(8)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 200}) == 1
    assert len(await bench.ids()) == 1


@probe("STRIPE-IDEMPOTENCY-REFUSED")
async def _(bench: Bench) -> None:
    headers = keyed(nonce())
    for _ in range(2):
        refused(await bench.post("alice", headers, **BOTH))
    assert await bench.ids() == []


@probe("STRIPE-IDEMPOTENCY-DISTINCT")
async def _(bench: Bench) -> None:
    made = [await bench.new("alice", headers) for headers in (keyed(nonce()), keyed(nonce()), None, None)]
    assert len({each["id"] for each in made}) == 4
