"""Lists found where they can only be, whatever their envelope."""

from typing import Any

import pytest

from conformance.exchange import MISSING
from conformance.listing import items


@pytest.mark.parametrize(
    "document",
    [
        [1, 2],
        {"data": [1, 2]},
        {"data": [1, 2], "_links": {"self": []}, "next": None, "total": 2},
        {"data": [1, 2], "_links": []},
        {"page": {"items": [1, 2], "size": 2}, "ok": True},
    ],
)
def test_the_one_list_is_found(document: Any) -> None:
    assert items(document) == [1, 2]


@pytest.mark.parametrize(
    "document",
    [
        {"data": [1], "more": [2]},
        {"a": {"data": [1]}, "b": {"data": [2]}},
        {"a": {"b": {"data": [1]}}},
        {"_links": [1]},
        {},
        "text",
        None,
        MISSING,
    ],
)
def test_where_there_is_none_or_more_than_one_nothing_is_found(document: Any) -> None:
    assert items(document) is MISSING


def test_a_list_nearer_to_the_top_wins() -> None:
    assert items({"data": [1], "page": {"tags": [2]}}) == [1]
