"""Cases: the same for the same seed, covering what is to be covered, and shrunk to the simplest."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from engine_bench import CREATED
from hypothesis import strategies as st

from conformance.cases import Case, canonical, draw, seed_of, shrink, size_of
from conformance.check import Check, check, each, sweep

NUMBERS = st.integers(0, 1000)
LISTS = st.lists(st.integers(0, 9), max_size=6)


def checking(most: int | None = None, **dimensions: Any) -> Check:
    @check(CREATED)
    @sweep(most=most, **dimensions)
    async def subject(api: Any, **case: Any) -> None: ...

    return subject


def drawn(subject: Check, seed: int = 1, count: int = 12, fixtures: Any = None) -> list[Case]:
    return draw(subject, fixtures, seed=seed, cases=count)


class Asked:
    """A verdict that keeps what it was asked."""

    def __init__(self, verdict: Callable[[Case], bool]) -> None:
        self._verdict = verdict
        self.cases: list[Case] = []

    def __call__(self, case: Case) -> bool:
        self.cases.append(case)
        return self._verdict(case)


def shrunk(subject: Check, verdict: Callable[[Case], bool], seed: int = 1, count: int = 12) -> tuple[Case, Case, Asked]:
    """The smallest failing case of the first pass, what it was shrunk to, and what was asked on the way."""
    failing = min((case for case in drawn(subject, seed, count) if verdict(case)), key=size_of)
    asked = Asked(verdict)
    return failing, shrink(subject, None, failing, asked, seed=seed, cases=count), asked


# ---- drawing ---------------------------------------------------------------------------------------


def test_the_same_seed_draws_the_same_cases() -> None:
    subject = checking(number=NUMBERS, items=LISTS)
    assert drawn(subject, seed=5) == drawn(subject, seed=5)


def test_another_seed_draws_other_cases() -> None:
    subject = checking(number=NUMBERS, items=LISTS)
    assert drawn(subject, seed=5) != drawn(subject, seed=6)


def test_as_many_cases_are_drawn_as_were_asked_for() -> None:
    assert len(drawn(checking(number=NUMBERS), count=12)) == 12


def test_a_costly_check_draws_no_more_than_it_says() -> None:
    assert len(drawn(checking(most=3, number=NUMBERS), count=12)) == 3
    assert len(drawn(checking(most=30, number=NUMBERS), count=12)) == 12


def test_a_check_without_dimensions_has_one_case() -> None:
    assert drawn(checking()) == [{}]


def test_every_value_of_each_is_used_whatever_the_depth() -> None:
    subject = checking(letter=each("abcdefghij"), number=NUMBERS)
    assert {case["letter"] for case in drawn(subject, count=2)} == set("abcdefghij")


def test_every_combination_of_several_each_is_used_once() -> None:
    found = drawn(checking(letter=each("abc"), flag=each((True, False))))
    assert [(case["letter"], case["flag"]) for case in found] == list(product("abc", (True, False)))


def test_each_is_covered_evenly_where_more_is_drawn() -> None:
    letters = [case["letter"] for case in drawn(checking(letter=each("abc"), number=NUMBERS), count=12)]
    assert all(letters.count(letter) == 4 for letter in "abc")


def test_dimensions_may_be_functions_of_the_fixtures() -> None:
    fixtures = SimpleNamespace(fiats=("USD", "EUR"))
    subject = checking(fiat=each(lambda lent: lent.fiats), other=lambda lent: st.sampled_from(lent.fiats))
    found = drawn(subject, fixtures=fixtures)
    assert {case["fiat"] for case in found} == {case["other"] for case in found} == {"USD", "EUR"}


def test_a_space_smaller_than_the_number_asked_for_is_used_again() -> None:
    found = drawn(checking(flag=st.booleans()), count=12)
    assert len(found) == 12
    assert {case["flag"] for case in found} == {True, False}


def test_a_check_draws_the_same_in_every_process() -> None:
    code = (
        "from hypothesis import strategies as st\n"
        "from conformance.cases import draw, seed_of\n"
        "from conformance.check import check, sweep\n"
        "@check('X')\n@sweep(n=st.integers(0, 1000))\nasync def subject(api, n): ...\n"
        "print([case['n'] for case in draw(subject, None, seed=seed_of(3, 'a.b'), cases=40)])\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": hashes},
            cwd="/",
        ).stdout
        for hashes in ("1", "2")
    }
    assert len(printed) == 1


def test_nothing_is_left_in_the_folder_that_the_user_stands_in(tmp_path: Path) -> None:
    code = (
        "from hypothesis import strategies as st\n"
        "from conformance.cases import draw, shrink\n"
        "from conformance.check import check, sweep\n"
        "@check('X')\n@sweep(t=st.text(), n=st.integers())\nasync def subject(api, t, n): ...\n"
        "drawn = draw(subject, None, seed=1, cases=20)\n"
        "failing = next(case for case in drawn if case['n'] > 5)\n"
        "shrink(subject, None, failing, lambda case: case['n'] > 5, seed=1, cases=20)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


# ---- seeds and order -------------------------------------------------------------------------------


def test_a_checks_seed_never_changes() -> None:
    assert seed_of(0, "idempotency.the_same_key") == 13932998056612276722
    assert seed_of(1, "idempotency.the_same_key") != seed_of(0, "idempotency.the_same_key")
    assert seed_of(0, "idempotency.another_key") != seed_of(0, "idempotency.the_same_key")


def test_a_seed_and_a_name_cannot_be_mistaken_for_others() -> None:
    assert seed_of(1, "2/a") != seed_of(12, "a")


@dataclass(frozen=True)
class Shape:
    length: int
    alphabet: str


def test_equal_values_have_equal_texts() -> None:
    assert canonical({"b": 1, "a": Shape(3, "hex")}) == canonical({"a": Shape(3, "hex"), "b": 1})
    assert canonical({"a": Shape(3, "hex")}) != canonical({"a": Shape(4, "hex")})
    assert canonical({"a": b"\xff"}) != canonical({"a": b"\xfe"})


@pytest.mark.parametrize(("simpler", "other"), [({"a": 1}, {"a": 10}), ({"a": 1}, {"a": 2}), ({"a": ""}, {"a": "x"})])
def test_shorter_cases_are_simpler_and_then_those_that_come_first(simpler: Case, other: Case) -> None:
    assert size_of(simpler) < size_of(other)


# ---- shrinking -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_shrinking_finds_the_least_failing_number(seed: int) -> None:
    _, best, _ = shrunk(checking(number=NUMBERS), lambda case: case["number"] >= 321, seed)
    assert best == {"number": 321}


@pytest.mark.parametrize("seed", range(5))
def test_shrinking_finds_the_least_failing_list(seed: int) -> None:
    _, best, _ = shrunk(checking(items=LISTS), lambda case: sum(case["items"]) >= 7, seed, count=40)
    assert best == {"items": [7]}


def test_every_dimension_is_shrunk() -> None:
    subject = checking(number=NUMBERS, items=LISTS)
    _, best, _ = shrunk(subject, lambda case: case["number"] >= 5 and 3 in case["items"], count=60)
    assert best == {"number": 5, "items": [3]}


def test_covered_dimensions_keep_their_value() -> None:
    subject = checking(letter=each("abc"), number=NUMBERS)
    _, best, asked = shrunk(subject, lambda case: case["letter"] == "b" and case["number"] >= 10)
    assert best == {"letter": "b", "number": 10}
    assert {case["letter"] for case in asked.cases} == {"b"}


def test_a_check_that_draws_nothing_is_not_shrunk() -> None:
    failing, best, asked = shrunk(checking(letter=each("abc")), lambda case: case["letter"] != "a")
    assert best == failing
    assert asked.cases == []


@pytest.mark.parametrize("seed", range(5))
def test_shrinking_starts_from_the_given_case_which_is_not_asked_again(seed: int) -> None:
    failing, best, asked = shrunk(checking(number=NUMBERS), lambda case: case["number"] >= 100, seed)
    assert failing not in asked.cases
    assert size_of(best) <= size_of(failing)


@pytest.mark.parametrize("seed", range(5))
def test_no_value_is_asked_twice(seed: int) -> None:
    subject = checking(number=NUMBERS, items=LISTS)
    _, _, asked = shrunk(subject, lambda case: case["number"] >= 50 or len(case["items"]) > 3, seed, count=40)
    texts = [canonical(case) for case in asked.cases]
    assert len(texts) == len(set(texts))


def test_where_nothing_simpler_fails_the_given_case_stands() -> None:
    failing, best, _ = shrunk(checking(number=NUMBERS), lambda case: True)
    only = Asked(lambda case: False)
    subject = checking(number=NUMBERS)
    assert shrink(subject, None, failing, only, seed=1, cases=12) == failing
    assert best == {"number": 0}


def test_a_target_that_answers_now_so_now_so_does_not_upset_the_shrinking() -> None:
    subject = checking(number=NUMBERS)
    turns = iter(range(10_000))
    failing = max(drawn(subject), key=size_of)
    best = shrink(subject, None, failing, lambda case: next(turns) % 3 == 0, seed=1, cases=12)
    assert size_of(best) <= size_of(failing)


def test_an_error_of_the_run_itself_comes_through() -> None:
    def broken(case: Case) -> bool:
        raise KeyboardInterrupt

    subject = checking(number=NUMBERS)
    failing = max(drawn(subject), key=size_of)
    with pytest.raises(KeyboardInterrupt):
        shrink(subject, None, failing, broken, seed=1, cases=12)
