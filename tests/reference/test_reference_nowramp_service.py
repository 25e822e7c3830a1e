"""What no requirement says and a partner who develops against the reference relies on."""

from __future__ import annotations

import asyncio
import json
import time
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from nowramp_probes import (
    ADDRESS,
    FULL,
    OTHER_PK,
    OTHER_SK,
    PK,
    SK,
    Bench,
    Made,
    attributes,
    customer,
    succeeded,
    told,
)

import reference
from reference.nowramp.catalog import CUSTOMERS, DEFAULT_GATEWAY, GATEWAYS, SERVED

TARGET = tomllib.loads(reference.target_file("nowramp").read_text())

Scenario = Callable[[Bench], Awaitable[None]]


def play(scenario: Scenario, **how: Any) -> None:
    asyncio.run(scenario(Bench(reference.build("nowramp", **how))))


# ---- bodies


def test_a_session_has_the_members_of_the_documents_example() -> None:
    async def scenario(bench: Bench) -> None:
        body = (await bench.full(externalCustomerId="player_12345")).body
        shown = body["attributes"]
        assert set(body) == {"type", "id", "attributes"}
        assert set(shown) == {
            *("sessionId", "projectId", "clientSecret", "type", "status", "customerId", "externalCustomerId"),
            *("sourceAmount", "sourceCurrency", "destinationCurrency", "destinationAddress", "network"),
            *("redirectUrl", "fieldLocks", "expiresAt", "createdAt"),
        }
        assert shown["sessionId"].startswith("sess_") and shown["clientSecret"].startswith("sess_secret_")
        assert list(shown["fieldLocks"].values()) == [{"locked": True}] * 5

    play(scenario)


def test_an_order_has_the_members_of_the_documents_example_and_says_what_it_took() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full()
        body = await bench.ordered(session, fiatCurrency=None, walletAddress=None)
        shown = body["attributes"]
        assert body["type"] == "order" and shown["orderId"] == body["id"] and body["id"].startswith("ord_")
        assert (shown["status"], shown["sessionId"]) == ("created", session.id)
        assert shown["checkout"]["method"] == "redirect" and shown["checkout"]["expiresAt"] == 1800
        assert (shown["fiatCurrency"], shown["walletAddress"]) == ("EUR", ADDRESS)
        assert shown["gateway"] == DEFAULT_GATEWAY

    play(scenario)


def test_an_error_names_the_field_and_what_is_wrong_with_it() -> None:
    async def scenario(bench: Bench) -> None:
        body = (await bench.create(country="Germany")).json()
        assert body["success"] is False
        assert body["error"]["code"] == "VALIDATION_ERROR"
        assert body["error"]["details"] == [{"field": "country", "message": body["error"]["message"]}]
        assert "ISO 3166-1" in body["error"]["message"]
        assert body["error"]["requestId"].startswith("req_")

    play(scenario)


def test_a_list_says_how_many_there_are() -> None:
    async def scenario(bench: Bench) -> None:
        made = [(await bench.full()).id for _ in range(5)]
        body = (await bench.list(pageSize=2, page=3)).json()
        assert body["pagination"] == {"page": 3, "pageSize": 2, "total": 5, "totalPages": 3}
        assert [each["id"] for each in body["data"]] == made[:1], "the newest come first"

    play(scenario)


@pytest.mark.parametrize(("query", "size"), [({"pageSize": 1000}, 100), ({"pageSize": 7}, 7), ({}, 25)])
def test_a_page_is_cut_to_the_largest(query: dict[str, int], size: int) -> None:
    async def scenario(bench: Bench) -> None:
        assert (await bench.list(**query)).json()["pagination"]["pageSize"] == size

    play(scenario)


@pytest.mark.parametrize(
    "query", [{"page": "0"}, {"page": "x"}, {"pageSize": "-1"}, {"status": "paid"}, {"customerId": "7"}]
)
def test_a_query_that_means_nothing_is_refused(query: dict[str, str]) -> None:
    async def scenario(bench: Bench) -> None:
        told(await bench.list(**query), "VALIDATION_ERROR")

    play(scenario)


# ---- life


def test_one_external_customer_is_one_customer_per_project() -> None:
    async def scenario(bench: Bench) -> None:
        who = customer()
        ours = [(await bench.made(externalCustomerId=who)).attributes["customerId"] for _ in range(2)]
        theirs = attributes((await bench.post({"externalCustomerId": who}, OTHER_SK)).json())["customerId"]
        assert ours[0] == ours[1] != theirs
        assert len(await bench.ids(customerId=ours[0].upper())) == 2

    play(scenario)


def test_a_session_goes_from_pending_to_completed() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full()
        states = [await bench.status(session)]
        succeeded(await bench.confirm(session))
        states.append(await bench.status(session))
        await bench.ordered(session)
        states.append(await bench.status(session))
        await bench.advance(901)
        assert await bench.ids(status="completed") == [session.id]
        states.append(await bench.status(session))
        assert states == ["pending", "confirmed", "processing", "completed"]

    play(scenario)


def test_the_second_of_two_orders_waits_for_the_first() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full()
        answers = await asyncio.gather(*(bench.order(session) for _ in range(10)))
        assert sorted(answer.status_code for answer in answers) == [201] + [409] * 9
        for answer in answers:
            assert answer.status_code == 201 or answer.json()["error"]["code"] == "SESSION_ALREADY_USED"

    play(scenario, variant="slow-gateway")


def test_a_lock_without_a_value_holds_nothing() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.made(fieldLocks={"destinationAddress": {"locked": True}})
        succeeded(await bench.confirm(session, destinationAddress=ADDRESS))
        assert (await bench.shown(session))["destinationAddress"] == ADDRESS

    play(scenario)


def test_an_unlocked_field_may_change_at_the_order() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full(fieldLocks={"sourceAmount": {"locked": False}})
        assert (await bench.ordered(session, fiatAmount=250))["attributes"]["fiatAmount"] == "250"
        assert (await bench.shown(session))["sourceAmount"] == "100"

    play(scenario)


def test_a_locked_amount_may_be_written_in_another_way() -> None:
    async def scenario(bench: Bench) -> None:
        for amount in ("100.00", 100, 100.0, "1e2"):
            assert (await bench.ordered(await bench.full(), fiatAmount=amount))["attributes"]["fiatAmount"] == "100"

    play(scenario)


@pytest.mark.parametrize(
    ("act", "code"),
    [("order", "SESSION_CANCELLED"), ("confirm", "SESSION_CANCELLED"), ("cancel", "SESSION_NOT_PENDING")],
)
def test_a_cancelled_session_says_so(act: str, code: str) -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full()
        await bench.cancel(session)
        answer = await getattr(bench, act)(session)
        assert (answer.status_code, answer.json()["error"]["code"]) == (409, code)

    play(scenario)


# ---- an instance


def test_two_instances_share_nothing() -> None:
    async def scenario() -> None:
        one, other = Bench(reference.build("nowramp")), Bench(reference.build("nowramp"))
        session = await one.full()
        await one.advance(3600)
        assert (await other.get(session.id)).status_code == 404
        assert await one.status(session) == "expired"

    asyncio.run(scenario())


def test_state_outlives_a_restart(tmp_path: Path) -> None:
    async def scenario() -> None:
        state = tmp_path / "state.db"
        first = Bench(reference.build("nowramp", state=state))
        kept, late = await first.full(expiresInSeconds=7200), await first.full()
        who = kept.attributes["externalCustomerId"]
        await first.advance(1700)
        second = Bench(reference.build("nowramp", state=state))
        assert await second.status(late) == "pending"
        await second.advance(200)
        assert await second.status(late) == "expired"
        assert await second.ids(externalCustomerId=who) == [kept.id]
        assert (await second.order(kept)).status_code == 201
        assert (await Bench(reference.build("nowramp", state=state)).order(kept)).status_code == 409

    asyncio.run(scenario())


def test_a_key_may_come_in_another_header() -> None:
    async def scenario(bench: Bench) -> None:
        session = await bench.full()
        for headers in ({"x-api-key": SK}, {"authorization": f"bearer {PK}"}):
            assert (await bench.client.get(f"/v1/sessions/{session.id}", headers=headers)).status_code == 200
        answer = await bench.client.get(f"/v1/sessions/{session.id}", headers={"authorization": f"Basic {SK}"})
        assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"

    play(scenario)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("PUT", "/v1/sessions", 405), ("DELETE", "/v1/sessions/sess_1", 405), ("GET", "/v1/none", 404)],
)
def test_other_paths_and_methods_are_errors(method: str, path: str, status: int) -> None:
    async def scenario(bench: Bench) -> None:
        answer = await bench.client.request(method, path)
        assert answer.status_code == status and answer.json()["success"] is False
        if path == "/v1/sessions":
            assert set(answer.headers["allow"].split(", ")) >= {"GET", "POST"}

    play(scenario)


def test_a_body_that_is_too_large_or_no_json_by_its_type() -> None:
    async def scenario(bench: Bench) -> None:
        answer = await bench.call("POST", "", SK, content=b'"' + b"x" * 1_100_000 + b'"')
        assert answer.status_code == 413
        headers = {"authorization": f"Bearer {SK}", "content-type": "text/plain"}
        answer = await bench.client.post(
            "/v1/sessions", content=json.dumps({"externalCustomerId": "a"}), headers=headers
        )
        assert answer.status_code == 415

    play(scenario)


@pytest.mark.parametrize(
    "sent", [b"", b"{}", b"[]", b'{"advance_seconds": -1}', b'{"advance_seconds": "x"}', b"[" * 9999]
)
def test_the_clock_refuses_what_it_cannot_do(sent: bytes) -> None:
    async def scenario(bench: Bench) -> None:
        assert (await bench.client.post("/_test/clock", content=sent)).status_code == 400

    play(scenario)


# ---- weather


def test_latency_is_waited_for() -> None:
    async def scenario(bench: Bench) -> None:
        before = time.monotonic()
        await bench.made()
        assert 0.07 < time.monotonic() - before < 2

    play(scenario, variant="latency-80")


def test_a_rate_limit_says_when_to_come_back() -> None:
    async def scenario(bench: Bench) -> None:
        answers = [await bench.get("sess_1") for _ in range(120)]
        refused = [each for each in answers if each.status_code == 429]
        assert refused and all(int(each.headers["retry-after"]) == 1 for each in refused)

    play(scenario, variant="rate-limited-50")


# ---- the catalogues


def test_the_target_file_describes_the_reference() -> None:
    assert TARGET["api"] == "nowramp"
    keys = [value for actor in TARGET["actors"].values() for value in actor["headers"].values()]
    assert {f"Bearer {key}" for key in (SK, PK, OTHER_SK, OTHER_PK)} <= set(keys)
    fixtures = TARGET["fixtures"]
    assert tuple(fixtures["customers"]) == CUSTOMERS
    assert tuple(fixtures["gateways"]) == GATEWAYS
    assert set(fixtures["fiats"]) <= set(SERVED["sourceCurrency"])
    assert set(fixtures["countries"]) <= set(SERVED["country"])
    for asset in fixtures["assets"]:
        symbol, network = asset.split("@")
        assert symbol in SERVED["destinationCurrency"] and network in SERVED["network"]


def test_a_fault_and_a_variant_go_together() -> None:
    async def scenario(bench: Bench) -> None:
        answer = await bench.create(**FULL)
        assert answer.status_code == 200 and "sourceAmount" in Made(answer.json()).attributes
        assert set((await bench.create(type="swap")).json()) == {"code", "message"}

    play(scenario, fault="create-answers-200", variant="flat-errors")


def test_an_unknown_name_is_answered_with_near_ones() -> None:
    with pytest.raises(LookupError, match="create-answers-200"):
        reference.build("nowramp", fault="create-answers-20")
    with pytest.raises(LookupError, match="compressed"):
        reference.build("nowramp", variant="compresed")
