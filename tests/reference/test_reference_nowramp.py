"""The reference holds every requirement, so does every variant, and every fault breaks its own."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import yaml
from nowramp_company_probes import COMPANY
from nowramp_probes import PROBES, VIOLATION, Bench

import reference

FAULTS = reference.faults("nowramp")
VARIANTS = reference.variants("nowramp")
CATALOGUE = yaml.safe_load(
    (Path(__file__).parents[2] / "specs" / "nowramp" / "requirements.yaml").read_text(encoding="utf-8")
)
TESTABLE = {each["id"]: each for each in CATALOGUE["requirements"] if "untestable" not in each}
SLOW = {"latency-80", "rate-limited-50"}  # proved in test_reference_nowramp_service.py, in fewer calls
MAIN = """
    AUTH-MISSING CONFIRM-KEY-PUBLIC-ONLY ORDER-KEY-PUBLIC-ONLY KEY-KIND-FORBIDDEN PROJECT-GET
    CREATE-STATUS CREATE-CUSTOMER-ID CREATE-AMOUNT-POSITIVE CREATE-COUNTRY-FORM CREATE-COUNTRY-ASSIGNED
    EXPIRY-DEFAULT EXPIRY-MAX EXPIRY-MAX-ACCEPTED METADATA-KEYS-FIT METADATA-SIZE-FITS METADATA-NESTING-FITS
    METADATA-NESTING-TOO-DEEP LOCK-RANGE-SHOWN LOCK-HOLDS-CONFIRM-ADDRESS LOCK-HOLDS-ORDER-AMOUNT STORED-AMOUNT-TEXT
    SESSION-ENVELOPE SESSION-LOCKS SESSION-EXPIRES-AT SECRET-ON-LIST SECRET-IN-ERRORS GET-SAME
    CONFIRM-STATUS CONFIRM-ADDRESS CONFIRM-SHOWS ORDER-ENVELOPE ORDER-CHECKOUT ORDER-CREATED ORDER-FIAT-DEFAULT
    ORDER-AMOUNT-POSITIVE LIFE-ONE-ORDER LIFE-EXPIRED-ORDER LIFE-EXPIRED-LIST LIFE-USED-STAYS
    CANCEL-EFFECT CANCEL-LASTS CANCEL-NOT-CONFIRMED LIST-COMPLETE LIST-PAGE-SIZE LIST-PAGE-END LIST-FILTER-COMBINED
    LIST-NOTHING ERROR-VALIDATION ERROR-FORBIDDEN
"""
"""The clauses that every variant is held to, by the ends of their ids; the suite's own checks hold it to all."""


def run(requirement: str, **how: str) -> None:
    asyncio.run(PROBES[requirement](Bench(reference.build("nowramp", **how))))


def test_there_is_a_probe_for_every_requirement() -> None:
    assert set(PROBES) == set(TESTABLE)


@pytest.mark.parametrize("requirement", PROBES)
def test_the_healthy_reference_holds(requirement: str) -> None:
    run(requirement)


@pytest.mark.parametrize("name", sorted(set(VARIANTS) - SLOW))
def test_a_variant_breaks_no_must(name: str) -> None:
    async def unmet() -> set[str]:
        found = set()
        for requirement in (f"NOWRAMP-{end}" for end in MAIN.split()):
            try:
                await PROBES[requirement](Bench(reference.build("nowramp", variant=name)))
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
    asyncio.run(COMPANY[name](Bench(reference.build("nowramp"))))


@pytest.mark.parametrize("name", [name for name, one in FAULTS.items() if not one.sockets])
def test_a_fault_breaks_its_requirement(name: str) -> None:
    bench = Bench(reference.build("nowramp", fault=name))
    with pytest.raises(VIOLATION):
        asyncio.run(COMPANY.get(name, PROBES[FAULTS[name].requirement])(bench))
    told = re.findall(r"answers-(\d+)", name) + (["500"] if "crash" in name else [])
    unexpected = {status for status in bench.statuses if status >= 500} - set(map(int, told))
    assert not unexpected, "a fault may crash only if crashing is the fault"


def test_faults_and_variants_tell_their_stories() -> None:
    for entry in (*FAULTS.values(), *VARIANTS.values()):
        assert len(entry.doc) > 12 and entry.doc.endswith("."), entry.name


def test_every_testable_requirement_has_a_fault_and_no_fault_breaks_another() -> None:
    assert {fault.requirement for fault in FAULTS.values()} == set(TESTABLE)
