"""What the reference does beyond what any requirement says, so that a partner can develop against it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from sumvin_meld_probes import (
    ACCOUNTS,
    DUE,
    FIXTURES,
    OWN,
    SPARE,
    account,
    accounts,
    call,
    delete,
    link,
    linked,
    polled,
    quote,
    rows,
    single,
    token_for,
    transaction,
    transactions,
)
from sumvin_probes import TARGET, Bench, opened

import reference
from reference.sumvin import banks, history, lifecycle
from reference.sumvin.catalog import PROVIDERS


def played(scenario: Coroutine[Any, Any, None]) -> None:
    asyncio.run(scenario)


def bench(**how: Any) -> Bench:
    return Bench(reference.build("sumvin", **how))


# ---- the target file


def test_the_fixtures_are_those_of_the_reference() -> None:
    seeded = {each.id: each for each in banks.SEEDED}
    assert {seeded[ident].user for ident in ACCOUNTS["own"] + ACCOUNTS["deletable"]} == {"usr_alice"}
    assert {seeded[ident].user for ident in ACCOUNTS["foreign"]} == {"usr_bob"}
    assert {seeded[ident].course for ident in ACCOUNTS["unsyncable"]} == {"cannot be synced"}
    assert set(FIXTURES["institutions"]) <= {each.id for each in banks.INSTITUTIONS.values() if each.listed}
    for name, user in (("own", "usr_alice"), ("foreign", "usr_bob"), ("unverified", "usr_unverified")):
        assert FIXTURES["transactions"][name] == [history.transaction_id(user, number) for number in range(1, 6)]


def test_the_steps_are_due_when_the_target_file_says() -> None:
    assert DUE == {
        "processing": lifecycle.PAYS,
        "completed": lifecycle.SETTLES,
        "failed": lifecycle.FAILS,
        "cancelled": lifecycle.IS_ABANDONED,
        "refunded": lifecycle.IS_REFUNDED,
        "voided": lifecycle.IS_VOIDED,
        "linked": lifecycle.LINK_COMPLETES,
        "changed": lifecycle.CONNECTION_CHANGES,
        "disconnected": lifecycle.DISCONNECTED_GOES,
    }


def test_the_triggers_lead_where_they_say() -> None:
    courses = {
        name: PROVIDERS[trigger["body"]["service_provider"]].course
        for name, trigger in TARGET["triggers"].items()
        if name.startswith("ramp_")
    }
    assert courses == {
        "ramp_failure": "fails",
        "ramp_abandonment": "is abandoned",
        "ramp_refund": "is refunded",
        "ramp_void": "is voided",
    }


# ---- quotes


def test_the_best_quote_comes_first_and_says_what_it_costs() -> None:
    async def scenario() -> None:
        quotes = rows(await quote(bench()))
        received = [float(each["destination_amount"]) for each in quotes]
        assert received == sorted(received, reverse=True) and {each["service_provider"] for each in quotes} >= {
            "STRIPE"
        }
        for each in quotes:
            fees = [float(each[f"{kind}_fee"]) for kind in ("network", "transaction", "partner")]
            assert abs(float(each["total_fee"]) - sum(fees)) < 0.02

    played(scenario())


@pytest.mark.parametrize("changes", [{"source_amount": "0.01"}, {"source_amount": "9" * 40}, {"country_code": "NG"}])
def test_what_nobody_takes_has_no_quotes(changes: dict[str, str]) -> None:
    async def scenario() -> None:
        assert rows(await quote(bench(), **changes)) == []

    played(scenario())


def test_a_wrong_query_is_told_what_is_wrong() -> None:
    async def scenario() -> None:
        answer = await quote(bench(), country_code="us")
        assert answer.status_code == 422 and answer.json()["detail"] == "country_code: is not a supported country"

    played(scenario())


# ---- transactions


def test_there_are_ramps_from_before_in_every_final_status() -> None:
    async def scenario() -> None:
        for actor in ("alice", "bob"):
            statuses = [each["status"] for each in await transactions(bench(), actor)]
            assert statuses == ["cancelled", "cancelled", "failed", "completed", "completed"]
        assert await transactions(bench(), "alice_other_org") == []

    played(scenario())


def test_a_ramp_takes_its_course_with_the_clock() -> None:
    async def scenario() -> None:
        seen = await polled(bench(), "ramp_refund", 0, DUE["processing"], DUE["completed"], DUE["refunded"])
        shown = [(view["status"], view["meld_status"]) for _, view in seen]
        assert shown == [
            ("pending", "PENDING_CREATED"),
            ("processing", "SETTLING"),
            ("completed", "SETTLED"),
            ("cancelled", "REFUNDED"),
        ]

    played(scenario())


def test_a_failure_says_why_and_when() -> None:
    async def scenario() -> None:
        [[_, view]] = await polled(bench(), "ramp_failure", DUE["failed"])
        assert "declined" in view["failure_reason"]
        assert view["updated_at"] - view["created_at"] == DUE["failed"] * 1000

    played(scenario())


def test_a_session_is_known_by_its_transaction() -> None:
    async def scenario() -> None:
        one = bench()
        session = opened(await one.order())
        shown = single(await transaction(one, session["external_session_id"]))
        assert shown["session_id"] == session["id"] and shown["source_amount"] == "100"

    played(scenario())


@pytest.mark.parametrize("query", ["page=-1", "page=x", "count=0", "count=101", "count=1.5"])
def test_a_page_that_cannot_be_is_refused(query: str) -> None:
    async def scenario() -> None:
        answer = await call(bench(), "GET", f"/v0/ramp/transactions?{query}")
        assert answer.status_code == 422 and answer.json()["detail"].startswith(query.partition("=")[0])

    played(scenario())


# ---- accounts


def test_a_link_turns_into_an_account_that_can_be_used_and_deleted() -> None:
    async def scenario() -> None:
        one = bench()
        ident = await linked(one, "ins_maple_trust")
        shown = single(await account(one, ident))
        assert (shown["institution_name"], shown["balance_currency"]) == ("Maple Trust", "CAD")
        assert (await token_for(one, ident)).json()["account_id"] == ident
        assert (await delete(one, ident)).status_code == 204
        assert (await account(one, ident)).status_code == 404

    played(scenario())


def test_an_account_that_is_on_its_way_does_not_show() -> None:
    async def scenario() -> None:
        one = bench()
        before = await accounts(one)
        assert (await link(one, institution_id="ins_first_harbor")).status_code == 202
        assert await accounts(one) == before

    played(scenario())


def test_a_deleted_account_is_gone_for_everything() -> None:
    async def scenario() -> None:
        one = bench()
        assert (await delete(one, SPARE)).status_code == 204
        for answer in (await delete(one, SPARE), await account(one, SPARE), await token_for(one, SPARE)):
            assert (answer.status_code, answer.json()["error_code"]) == (404, "BANK_ACCOUNT_NOT_FOUND")

    played(scenario())


def test_bank_transactions_appear_for_a_linked_account() -> None:
    async def scenario() -> None:
        one = bench()
        ident = await linked(one, "ins_first_harbor")
        for seconds, count in ((0, 0), (600, 1), (86_400, 2)):
            await one.advance(seconds)
            shown = rows(await call(one, "GET", "/v0/transactions"))
            assert sum(each["account_id"] == ident for each in shown) == count

    played(scenario())


# ---- state


def test_a_deleted_account_stays_deleted_over_a_restart(tmp_path: Path) -> None:
    async def scenario() -> None:
        state = tmp_path / "state.db"
        await delete(bench(state=state), SPARE)
        later = bench(state=state)
        assert SPARE not in await accounts(later) and OWN in await accounts(later)

    played(scenario())


def test_a_state_of_another_version_is_explained(tmp_path: Path) -> None:
    state = tmp_path / "state.db"
    with sqlite3.connect(state) as database:
        database.execute("CREATE TABLE sessions (id TEXT)")
    with pytest.raises(OSError, match="another version; delete it"):
        reference.build("sumvin", state=state)
