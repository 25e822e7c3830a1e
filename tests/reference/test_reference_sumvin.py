"""The reference holds every requirement, so does every variant, and every fault breaks its own."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from sumvin_company_probes import COMPANY
from sumvin_meld_probes import SESSIONS
from sumvin_probes import ACTORS, BUY, PROBES, TARGET, VIOLATION, Bench, key, opened, replayed

import reference
from reference.sumvin.catalog import CATALOGUED, FIATS, PROVIDERS, RAMPABLE
from reference.sumvin.tokens import actors

FAULTS = reference.faults("sumvin")
VARIANTS = reference.variants("sumvin")
CATALOGUE = yaml.safe_load(
    (Path(__file__).parents[2] / "specs" / "sumvin" / "requirements.yaml").read_text(encoding="utf-8")
)
TESTABLE = {each["id"]: each for each in CATALOGUE["requirements"] if "untestable" not in each}
OUT_OF_SIGHT = {"SUMVIN-IDEMPOTENCY-NOTHING-NEW"}  # it takes a view of the transactions
SLOW = {"latency-80", "rate-limited-50"}  # proved in test_reference_weather.py, in fewer calls
DIALECTS = {name for name, each in VARIANTS.items() if "dialect" in each.target}  # the probes spell documented codes


# Variants of sessions, and those of everything else, meet all probes of their own half and these of the other.
MAIN = {
    "SUMVIN-SESSIONS-CREATE-STATUS",
    "SUMVIN-SESSION-ENVELOPE",
    "SUMVIN-IDEMPOTENCY-REPLAY-SESSION",
    "SUMVIN-IDEMPOTENCY-NOTHING-NEW",
    "SUMVIN-TIMESTAMP-ISO8601",
    "SUMVIN-TIMESTAMP-OTHERS-UNCHANGED",
    "SUMVIN-PROBLEM-DETAILS",
    "SUMVIN-QUOTES-STATUS",
    "SUMVIN-QUOTES-KYC",
    "SUMVIN-TRANSACTION-AGREES",
    "SUMVIN-TRANSACTION-KYC",
    "SUMVIN-LIFECYCLE-COMPLETES",
    "SUMVIN-LINK-COMPLETES",
    "SUMVIN-PROCESSOR-TOKEN-STATUS",
    "SUMVIN-ACCOUNTS-LIST",
    "SUMVIN-DELETE-GONE",
}


def probes_for(variant: str) -> set[str]:
    of_sessions = VARIANTS[variant].override.__module__ == "reference.sumvin.variants"
    beyond = {each for each in set(PROBES) - SESSIONS if not each.startswith("SUMVIN-AUTH-")}
    return MAIN | (set(SESSIONS) if of_sessions else beyond)


def run(requirement: str, **how: str) -> None:
    asyncio.run(PROBES[requirement](Bench(reference.build("sumvin", **how))))


def test_there_is_a_probe_for_every_requirement() -> None:
    assert set(PROBES) == set(TESTABLE)


@pytest.mark.parametrize("requirement", PROBES)
def test_the_healthy_reference_holds(requirement: str) -> None:
    run(requirement)


@pytest.mark.parametrize("name", sorted(set(VARIANTS) - SLOW - DIALECTS))
def test_a_variant_breaks_no_must(name: str) -> None:
    async def unmet() -> set[str]:
        found = set()
        for requirement in probes_for(name):
            try:
                await PROBES[requirement](Bench(reference.build("sumvin", variant=name)))
            except VIOLATION:
                if requirement not in VARIANTS[name].warns:
                    raise
                found.add(requirement)
        return found

    unmet_shoulds = asyncio.run(unmet())
    assert unmet_shoulds == VARIANTS[name].warns
    assert all(TESTABLE[each]["level"] == "SHOULD" for each in unmet_shoulds)


@pytest.mark.parametrize("name", COMPANY)
def test_the_healthy_reference_holds_in_company(name: str) -> None:
    asyncio.run(COMPANY[name](Bench(reference.build("sumvin"))))


@pytest.mark.parametrize("name", [name for name, one in FAULTS.items() if not one.sockets])
def test_a_fault_breaks_its_requirement(name: str) -> None:
    bench = Bench(reference.build("sumvin", fault=name))
    with pytest.raises(VIOLATION):
        asyncio.run(COMPANY.get(name, PROBES[FAULTS[name].requirement])(bench))
    told = re.findall(r"answers?-(\d+)", name) + (["500"] if "crash" in name else [])
    unexpected = {status for status in bench.statuses if status >= 500} - {502, *map(int, told)}
    assert not unexpected, "a fault may crash only if crashing is the fault"


def test_a_fault_names_a_testable_requirement_and_tells_its_story() -> None:
    for name, fault in FAULTS.items():
        assert fault.requirement in TESTABLE, name
        assert len(fault.doc) > 12 and fault.doc.endswith("."), name
        assert fault.override.__doc__, name


def test_every_testable_requirement_has_a_fault_and_the_musts_have_two() -> None:
    for requirement, entry in TESTABLE.items():
        count = sum(fault.requirement == requirement for fault in FAULTS.values())
        expected = 0 if requirement in OUT_OF_SIGHT else 2 if entry["level"] == "MUST" else 1
        assert count >= expected, requirement


def test_a_variant_has_a_docstring() -> None:
    assert all(variant.doc.endswith(".") for variant in VARIANTS.values())


# ---- the target file


def test_the_tokens_of_the_target_file_are_the_minted_ones() -> None:
    assert actors() == ACTORS


def test_the_target_file_describes_the_reference() -> None:
    assert TARGET["api"] == "sumvin"
    others = {"bob", "alice_refreshed", "alice_other_org", "unverified", "unentitled", "newcomer", "expired"}
    assert set(TARGET["actors"]) == {"alice", *others}
    assert "x-juno-orgid" not in ACTORS["alice"]
    fixtures = TARGET["fixtures"]
    assert set(fixtures["fiats"]) <= FIATS
    assert set(fixtures["rampable"]) <= RAMPABLE
    assert set(fixtures["unsupported"]) <= CATALOGUED - RAMPABLE
    assert not set(fixtures["unknown"]) & CATALOGUED
    for provider in fixtures["providers"]:
        assert set(provider["countries"]) == PROVIDERS[provider["name"]].countries
        assert set(provider["rails"]) == PROVIDERS[provider["name"]].rails
    assert any("US" not in provider["countries"] for provider in fixtures["providers"])


# ---- what no requirement says


def test_two_instances_share_nothing() -> None:
    async def scenario() -> None:
        one, other = Bench(reference.build("sumvin")), Bench(reference.build("sumvin"))
        same = key()
        opened(await one.order(idempotency_key=same))
        await one.advance(3600)
        opened(await other.order(idempotency_key=same))

    asyncio.run(scenario())


def test_state_outlives_a_restart(tmp_path: Path) -> None:
    async def scenario() -> None:
        state, same = tmp_path / "state.db", key()
        first = Bench(reference.build("sumvin", state=state))
        session = opened(await first.order(idempotency_key=same))
        await first.advance(3600 * 20)
        second = Bench(reference.build("sumvin", state=state))
        assert replayed(await second.order(idempotency_key=same))["id"] == session["id"]
        await second.advance(3600 * 5)
        assert opened(await second.order(idempotency_key=same))["id"] != session["id"]

    asyncio.run(scenario())


def test_the_other_credentials_are_taken_too() -> None:
    async def scenario() -> None:
        bench, token = Bench(reference.build("sumvin")), ACTORS["alice"]["x-juno-jwt"]
        opened(await bench.open(BUY, actor=None, authorization=f"Bearer {token}"))
        opened(await bench.open(BUY, actor=None, x_sumvin_pat=token))
        assert (await bench.open(BUY, actor=None, authorization="Basic YTpi")).status_code == 401

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "sent", [b"", b"{}", b"[]", b'{"advance_seconds": -1}', b'{"advance_seconds": "x"}', b"[" * 9999]
)
def test_the_clock_refuses_what_it_cannot_do(sent: bytes) -> None:
    async def scenario() -> None:
        bench = Bench(reference.build("sumvin"))
        answer = await bench.client.post("/_test/clock", content=sent)
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"

    asyncio.run(scenario())


def test_the_clock_takes_a_number_or_its_digits() -> None:
    async def scenario() -> None:
        bench = Bench(reference.build("sumvin"))
        before = (await bench.client.post("/_test/clock", json={"advance_seconds": 0})).json()["now"]
        after = (await bench.client.post("/_test/clock", json={"advance_seconds": "60"})).json()["now"]
        assert 60_000 <= after - before < 65_000

    asyncio.run(scenario())


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/v0/ramp/sessions", 405), ("POST", "/v0/none", 404)])
def test_other_paths_and_methods_are_problems(method: str, path: str, status: int) -> None:
    async def scenario() -> None:
        answer = await Bench(reference.build("sumvin")).client.request(method, path)
        assert (answer.status_code, answer.json()["status"]) == (status, status)

    asyncio.run(scenario())


def test_a_fault_and_a_variant_go_together() -> None:
    async def scenario() -> None:
        bench = Bench(reference.build("sumvin", fault="create-answers-200", variant="links-absent"))
        answer = await bench.order()
        assert answer.status_code == 200 and "_links" not in answer.json()

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("how", "near"),
    [
        ({"fault": "replay-answers-20"}, "replay-answers-200"),
        ({"variant": "gziped"}, "variant"),
        ({"fault": "kyc"}, "kyc-"),
    ],
)
def test_an_unknown_name_is_answered_with_near_ones(how: dict[str, str], near: str) -> None:
    with pytest.raises(LookupError, match=near):
        reference.build("sumvin", **how)


def test_an_unknown_api_is_answered_with_the_known_ones() -> None:
    for act in (reference.faults, reference.variants, reference.target_file, reference.build):
        with pytest.raises(LookupError, match="sumvin"):
            act("sumvim")
