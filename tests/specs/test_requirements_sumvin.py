"""The catalogue of Sumvin's requirements: whole, consistent, and in words."""

import re

import specs
from conformance.sumvin import operations

CONTRACT = specs.load("sumvin")
REQUIREMENTS = tuple(CONTRACT.requirements.values())


def test_ids_are_words() -> None:
    for one in REQUIREMENTS:
        assert re.fullmatch(r"SUMVIN(-[A-Z0-9]+)+", one.id), one.id
        assert not re.search(r"-\d+$", one.id), one.id


def test_only_what_is_documented_can_fail_a_target() -> None:
    for one in REQUIREMENTS:
        if one.level == "MUST":
            assert one.rank in ("documented", "standard"), one.id
        else:
            assert one.rank in ("implied", "public", "standard"), one.id


def test_the_core_needs_nothing() -> None:
    for one in REQUIREMENTS:
        assert not (one.core and one.needs), one.id
        assert not (one.core and one.untestable), one.id


def test_every_capability_is_told_and_those_that_are_told_are_needed() -> None:
    needed = {name for one in REQUIREMENTS for name in one.needs}
    assert needed <= set(CONTRACT.capabilities)
    # Whether alice is entitled to link banks decides what a refusal means, not what can be tested.
    assert set(CONTRACT.capabilities) - needed == {"bank_linking"}


def test_statements_are_single_sentences() -> None:
    for one in REQUIREMENTS:
        assert one.statement.endswith("."), one.id
        assert "\n" not in one.statement, one.id
        assert one.untestable is None or one.untestable.endswith("."), one.id


def test_every_row_of_the_tables_has_a_requirement() -> None:
    told = {one.operation for one in REQUIREMENTS}
    rows = {value for name, value in vars(operations).items() if name.isupper() and name != "OPERATIONS"}
    assert rows <= told


def test_every_documented_code_has_a_requirement() -> None:
    told = " ".join(one.statement for one in REQUIREMENTS)
    for code in (
        "RAMP_INVALID_PAIR",
        "RAMP_UNKNOWN_ASSET",
        "RAMP_UNSUPPORTED_ASSET",
        "RAMP_KYC_REQUIRED",
        "RAMP_TRANSACTION_NOT_FOUND",
        "RAMP_PROVIDER_ERROR",
        "BANK_INSTITUTION_REQUIRED",
        "BANK_LINK_TOKEN_FAILED",
        "BANK_PROVIDER_ERROR",
        "BANK_ACCOUNT_NOT_FOUND",
        "BANK_ACCOUNT_UNAUTHORIZED",
        "GATE-403-001",
    ):
        assert code in told
