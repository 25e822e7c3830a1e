"""A gate: which cases of a check a quick run sends, and which checks it has at all."""

import pytest

import specs
from conformance import api as apis
from conformance import gate as gates
from conformance.check import Check, Sweep
from conformance.gate import Gate, Share
from conformance.selection import all_checks, select


async def _nothing() -> None:
    """Does nothing."""


def a_check(name: str, *, waits: bool = False) -> Check:
    return Check(name, (), frozenset(), waits, Sweep(), _nothing)


CASES = [{"n": number} for number in range(10)]


def test_a_check_that_was_never_measured_sends_one_case() -> None:
    assert Gate({}).some(a_check("new"), CASES) == CASES[:1]
    assert Gate({}).admits(a_check("new"))


def test_the_cases_are_those_of_the_file() -> None:
    gate = Gate({"a": Share(10, (0, 4, 9))})
    assert gate.some(a_check("a"), CASES) == [CASES[0], CASES[4], CASES[9]]


@pytest.mark.parametrize(("count", "places"), [(5, [0, 2, 4]), (20, [0, 8, 18]), (1, [0]), (0, [])])
def test_other_fixtures_make_other_numbers_of_cases(count: int, places: list[int]) -> None:
    gate = Gate({"a": Share(10, (0, 4, 9))})
    cases = [{"n": number} for number in range(count)]
    assert gate.some(a_check("a"), cases) == [cases[place] for place in places]


def test_a_check_of_which_nothing_is_to_be_sent_is_not_admitted_and_still_runs_when_it_is_named() -> None:
    gate = Gate({"a": Share(10, ())})
    assert not gate.admits(a_check("a"))
    assert gate.some(a_check("a"), CASES) == CASES[:1]


def test_in_a_quick_run_what_finds_most_comes_first_and_what_waits_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate({"c": Share(1, (0,)), "b": Share(1, (0,)), "left-out": Share(1, ())})
    monkeypatch.setattr("conformance.selection.gate", lambda api: gate)
    checks = [a_check("a"), a_check("b"), a_check("w", waits=True), a_check("left-out"), a_check("c")]
    sumvin = apis.load("sumvin")
    assert [one.name for one in select(sumvin, checks, ()).checks] == ["a", "b", "left-out", "c", "w"]
    assert [one.name for one in select(sumvin, checks, (), "quick").checks] == ["c", "b", "a", "w"]
    assert [one.name for one in select(sumvin, checks, ("left-*",), "quick").checks] == ["left-out"]


@pytest.mark.parametrize("name", specs.names())
def test_the_files_name_checks_that_there_are(name: str) -> None:
    shares = gates.gate(name).shares
    assert shares
    assert set(shares) <= {check.name for check in all_checks(apis.load(name))}
