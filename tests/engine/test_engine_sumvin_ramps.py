"""How a ramp's transaction is recognised, and how a resource is held against its list."""

from decimal import Decimal
from typing import Any

import pytest
from engine_bench import ALICE, Bench, Page

from conformance.errors import Blocked
from conformance.sumvin.agreement import expect_agreement, expect_same
from conformance.sumvin.ramps import Ramp, find, has_left

SAME, AGREES = "SUMVIN-TRANSACTION-SAME", "SUMVIN-TRANSACTION-AGREES"


def found(page: Page, rows: list[Any], *, alone: bool = False) -> str | None:
    ramp = Ramp(user=None, before={"old": {}}, marks={"ses_1"}, amount=Decimal("73.41"))  # type: ignore[arg-type]
    find(ramp, page.answer(200, {"transactions": [{"id": "old", "source_amount": "73.41"}, *rows]}), alone=alone)
    return ramp.ident


@pytest.mark.parametrize(
    ("rows", "alone", "ident"),
    [
        ([{"id": "a", "session_id": "ses_1"}, {"id": "b", "source_amount": "73.41"}], False, "a"),
        ([{"id": "a", "source_amount": "73.4100"}, {"id": "b", "source_amount": "50"}], False, "a"),
        ([{"id": "a", "source_amount": 73.41}], False, "a"),
        ([{"id": "a", "source_amount": "73.41"}, {"id": "b", "source_amount": "73.41"}], False, None),
        ([{"id": "a"}], False, None),
        ([{"id": "a"}], True, "a"),
        ([{"id": "a"}, {"id": "b"}], True, None),
        ([{"id": "a", "source_amount": True}, {"id": "b", "source_amount": "much"}], False, None),
        ([], True, None),
    ],
)
def test_a_transaction_is_recognised_by_session_amount_or_novelty(
    rows: list[Any], alone: bool, ident: str | None, bench: Bench
) -> None:
    assert found(Page(bench.target(ALICE)), rows, alone=alone) == ident


def test_a_pointer_says_where_a_transaction_names_its_session(bench: Bench) -> None:
    page = Page(bench.target(f'{ALICE}[shapes]\nsession_of_transaction = "/of/session"\n'))
    rows = [{"id": "a", "of": {"session": "ses_1"}}, {"id": "b", "note": "ses_1"}]
    assert found(page, rows) == "a"


@pytest.mark.parametrize(
    ("document", "held"),
    [
        ({"transaction": {"id": "t1"}}, True),
        ({"transaction": {"id": "t2"}}, False),
        ({"transaction": {"status": "pending"}}, True),
    ],
)
def test_the_answer_is_what_was_asked_for(document: Any, held: bool, bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    expect_same(page.answer(200, document), SAME, "transactions", "t1")
    assert [seen.held for seen in page.record.observations] == [held]


def test_an_answer_without_a_resource_decides_nothing(bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    with pytest.raises(Blocked, match=r"shapes\.transaction"):
        expect_same(page.answer(200, []), SAME, "transactions", "t1")


def rows(**members: Any) -> dict[str, Any]:
    return {"transactions": [{"id": "t1", **members}]}


@pytest.mark.parametrize(
    ("shown", "before", "after", "held"),
    [
        ({"status": "pending"}, rows(status="pending"), rows(status="pending"), True),
        ({"status": "completed"}, rows(status="pending"), rows(status="pending"), False),
        ({"status": "processing"}, rows(status="pending"), rows(status="completed"), True),
        ({"status": "pending", "more": 1, "_links": {}}, rows(status="pending", _links=[]), rows(_links=[]), True),
        ({"amount": 1}, rows(amount=True), rows(amount=True), False),
        ({"status": "pending"}, {"transactions": []}, rows(status="failed"), None),
    ],
)
def test_what_both_show_is_the_same_unless_it_changed(
    shown: dict[str, Any], before: Any, after: Any, held: bool | None, bench: Bench
) -> None:
    page = Page(bench.target(ALICE))
    around = page.answer(200, before), page.answer(200, after)
    expect_agreement(page.answer(200, {"transaction": {"id": "t1", **shown}}), AGREES, "transactions", "t1", around)
    assert [seen.held for seen in page.record.observations] == ([] if held is None else [held])


@pytest.mark.parametrize(
    ("shown", "left"),
    [
        ({"old": {"id": "old"}}, True),
        ({"old": {"id": "old"}, "t1": {"id": "t1"}}, False),
        ({"old": {"id": "old", "status": "changed since"}}, False),
        ({"newer": {"id": "newer"}}, False),
        ({}, True),
    ],
)
def test_a_transaction_has_left_a_list_that_reaches_further_back(
    shown: dict[str, Any], left: bool, bench: Bench
) -> None:
    earlier = Page(bench.target(ALICE)).answer(200, {"transactions": [{"id": "t1"}]})
    seen = {"list": (earlier, {"id": "t1"})}
    known = Ramp(None, {"old": {"id": "old"}}, set(), Decimal(1), "t1", seen)  # type: ignore[arg-type]
    assert has_left(known, shown) is left
    assert not has_left(Ramp(None, known.before, set(), Decimal(1), "t1"), shown)  # type: ignore[arg-type]
