"""A violation and its cure: the first fault of every requirement can be shown."""

import pytest

from conformance import api as apis
from conformance.catalogue import entries, find, story
from conformance.errors import ConfigurationError
from conformance.illustration import illustrate

SUMVIN = apis.load("sumvin")
ENTRIES = {entry.requirement.id: entry for entry in entries(SUMVIN)}


@pytest.mark.parametrize("name", ["SUMVIN-PAIR-BOTH-FIAT", "SUMVIN-AUTH-MISSING", "SUMVIN-IDEMPOTENCY-WINDOW-ENDS"])
def test_a_fault_is_seen_and_the_reference_is_not_accused(name: str) -> None:
    entry = ENTRIES[name]
    seen = illustrate(SUMVIN, name, entry.checks, entry.faults[0])
    assert seen is not None
    assert seen.violation.requirement == name
    assert seen.cure is not None
    assert seen.cure.requirement == name


def test_a_fault_of_another_requirement_shows_nothing() -> None:
    entry = ENTRIES["SUMVIN-PAIR-BOTH-FIAT"]
    assert illustrate(SUMVIN, entry.requirement.id, entry.checks, ENTRIES["SUMVIN-PAIR-BOTH-CRYPTO"].faults[0]) is None


def test_every_must_is_covered_or_says_why_not() -> None:
    for entry in ENTRIES.values():
        assert (entry.coverage == "untestable") == (entry.requirement.untestable is not None)
        assert "no check" not in entry.coverage
    assert ENTRIES["SUMVIN-PROBLEM-TITLE"].coverage.startswith("every answer, ")


def test_a_requirement_is_found_whatever_its_case() -> None:
    api, entry = find(" sumvin-pair-both-fiat ")
    assert (api.name, entry.requirement.id) == ("sumvin", "SUMVIN-PAIR-BOTH-FIAT")
    assert story(entry.checks[0]) == "Fiat for fiat, the same or another."


def test_an_unknown_one_is_answered_in_one_sentence() -> None:
    with pytest.raises(ConfigurationError, match="`ramp-conformance requirements` lists them"):
        find("xyz")
