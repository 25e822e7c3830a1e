"""Lists and single resources in open envelopes, and renderings held against each other."""

from typing import Any

import pytest
from engine_bench import ALICE, Bench, Page

from conformance.errors import Blocked
from conformance.exchange import MISSING
from conformance.sumvin import lists
from conformance.sumvin.renderings import by_id, differences

ONE = {"id": "t1", "status": "pending"}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"_links": {}, "transactions": [ONE]}, [ONE]),
        ({"items": [ONE]}, [ONE]),
        ({"data": {"rows": [ONE]}, "total": 1}, [ONE]),
        ([ONE], [ONE]),
        ({"transactions": [ONE], "warnings": []}, [ONE]),
        ({"data": {"transactions": [ONE], "filters": []}}, [ONE]),
        ({"transactions": []}, []),
        ({"transactions": None}, []),
        ({"a": [], "b": []}, MISSING),
        ({"transactions": {"t1": {"status": "pending"}}}, MISSING),
        ({}, MISSING),
        ("text", MISSING),
        (MISSING, MISSING),
    ],
)
def test_a_list_is_found_where_it_can_only_be(document: Any, found: Any) -> None:
    assert lists.list_in(document, "transactions") == found


def test_a_pointer_says_where_a_list_is() -> None:
    document = {"transactions": [], "page": {"of": {"rows": [ONE]}}}
    assert lists.list_in(document, "transactions", "/page/of/rows") == [ONE]
    assert lists.list_in(document, "transactions", "/nowhere") is MISSING


@pytest.mark.parametrize(
    ("document", "held"),
    [
        ({"transactions": [ONE]}, True),
        ({"transactions": []}, True),
        ({"transactions": ["t1", "t2"]}, False),
        ({"transactions": {"t1": {"tags": ["x"]}}}, False),
        ({"next": "/page/2"}, False),
        ({"a": [ONE], "b": []}, None),
        ({"data": {"page": {"rows": [ONE]}}}, None),
    ],
)
def test_a_body_holds_a_list_or_none_or_nobody_knows(document: Any, held: bool | None, bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    answer = page.answer(200, document)
    assert lists.has_list(answer, "transactions") is held
    lists.expect_list(answer, "SUMVIN-TRANSACTIONS-LIST", "transactions")
    assert [seen.held for seen in page.record.observations] == ([] if held is None else [held])
    assert bool(page.record.blocked) is (held is None)


def test_a_refused_call_shows_no_list(bench: Bench) -> None:
    page = Page(bench.target(ALICE))
    with pytest.raises(Blocked, match=r"shapes\.transactions"):
        lists.listed(page.answer(403, {"transactions": []}), "transactions")


def test_a_target_file_points_at_a_list(bench: Bench) -> None:
    target = bench.target(f'{ALICE}[shapes]\naccounts = "/a/b/c"\n')
    answer = Page(target).answer(200, {"a": {"b": {"c": [{"id": 7}, {"account_id": "x"}, {"name": "y"}, "z"]}}})
    assert lists.idents(answer, "accounts") == ["7", "x"]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"_links": {}, "transaction": ONE}, ONE),
        (ONE, ONE),
        ({"data": ONE, "_links": {"self": {}}}, ONE),
        ({"_links": {}, "data": {"item": ONE}}, ONE),
        ({"data": {"transaction": ONE, "page": {}}}, ONE),
        ({"data": {"a": {}, "b": {}}}, None),
        ({"data": {"status": "pending"}}, None),
        ({"a": {}, "b": {}}, None),
        ([ONE], None),
        ({}, None),
    ],
)
def test_a_single_resource_is_found_where_it_can_only_be(document: Any, found: Any) -> None:
    assert lists.single_in(document, "transactions") == found


def test_a_pointer_says_where_a_single_resource_is() -> None:
    assert lists.single_in({"a": {"b": ONE}, "c": {}}, "transactions", "/a/b") == ONE
    assert lists.single_in({"a": "b"}, "transactions", "/a") is None


# ---- renderings ------------------------------------------------------------------------------------


def test_one_more_in_a_list_moves_no_other() -> None:
    before = by_id({"rows": [{"id": "a", "n": 1}, {"id": "b", "n": 2}]})
    after = by_id({"rows": [{"id": "c", "n": 3}, {"id": "a", "n": 1}, {"id": "b", "n": 5}]})
    assert differences(before, after) == {"/rows/c", "/rows/b/n"}


@pytest.mark.parametrize("rows", [[], [{"n": 1}], [{"id": "a"}, {"id": "a"}], ["a"], [{"id": None}]])
def test_lists_without_distinct_ids_stay_lists(rows: list[Any]) -> None:
    assert by_id({"rows": rows}) == {"rows": rows}


def test_values_of_other_types_differ() -> None:
    assert differences({"a": 1, "b": True}, {"a": "1", "b": 1}) == {"/a", "/b"}
