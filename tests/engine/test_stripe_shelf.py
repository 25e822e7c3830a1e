"""The shelf: everything that a list holds, whatever its has_more says; of a long list, the recent part."""

import asyncio
from typing import Any

import pytest
from engine_bench import Page

from conformance.errors import Blocked
from conformance.stripe.checks.pages import _places
from conformance.stripe.shelf import EVER, Shelf, _filled
from conformance.together import together


class Listing:
    """A caller whose list holds sessions of falling times, two to a second."""

    def __init__(self, count: int, *, past_the_end: int = 200, most: int = 100) -> None:
        self.sessions = [{"id": f"cos_{number}", "created": number // 2} for number in range(count, 0, -1)]
        self._page = Page()
        self._past_the_end, self._most = past_the_end, most
        self.calls: list[dict[str, Any]] = []

    async def list(self, limit: int = 10, starting_after: str | None = None, **params: Any) -> Any:
        self.calls.append({**params, "starting_after": starting_after})
        ids = [one["id"] for one in self.sessions]
        start = ids.index(starting_after) + 1 if starting_after else 0
        data = self.sessions[start : start + min(limit, self._most)]
        status = 200 if data or not start else self._past_the_end
        return self._page.answer(status, {"data": data, "has_more": False})


def filled(listing: Listing, base: dict[str, Any] | None = None, times: range = EVER) -> Shelf:
    return asyncio.run(_filled(listing, base or {}, times, frozenset()))  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [2, 99, 100, 101, 250])
@pytest.mark.parametrize("past_the_end", [200, 404])
def test_a_list_is_known_whole(count: int, past_the_end: int) -> None:
    listing = Listing(count, past_the_end=past_the_end)
    shelf = filled(listing)
    assert shelf.ids == [one["id"] for one in listing.sessions]
    assert shelf.base == {}


def test_pages_that_are_shorter_than_asked_for_are_put_together() -> None:
    listing = Listing(35, most=10)
    assert len(filled(listing).entries) == 35


def test_of_a_long_list_the_recent_part_is_known_whole() -> None:
    listing = Listing(2000)
    shelf = filled(listing)
    since = shelf.base["created"]["gte"]
    assert shelf.ids == [one["id"] for one in listing.sessions if one["created"] >= since]
    assert 300 < len(shelf.entries) < 600


def test_entries_that_a_filter_should_have_kept_out_end_the_walk() -> None:
    listing = Listing(1000)
    shelf = filled(listing, {"created": {"gte": 450}}, range(450, 10_000))
    assert [one["created"] for one in shelf.entries][-1] == 450
    assert len(listing.calls) == 2


def test_sessions_that_others_create_meanwhile_do_not_belong_to_a_shelf() -> None:
    shelf = filled(Listing(300), {"created": {"gte": 50, "lte": 100}}, range(50, 101))
    assert [shelf.entries[0]["created"], shelf.entries[-1]["created"]] == [100, 50]


def test_too_few_sessions_block() -> None:
    with pytest.raises(Blocked, match="too few"):
        filled(Listing(1))


@pytest.mark.parametrize("count", [1, 2, 9, 10, 11, 20])
@pytest.mark.parametrize("limit", [1, 3, 10])
def test_the_places_of_a_walk_are_known_beforehand(count: int, limit: int) -> None:
    ids = [str(number) for number in range(count)]
    walk = [None, *(ids[start - 1] for start in range(limit, count, limit))]
    assert _places(ids, limit, back=False) == walk
    back = [ids[start] for start in range(count - 1, 0, -limit)]
    assert _places(ids, limit, back=True) == [*back, ids[0]]


def test_what_is_sent_together_ends_together() -> None:
    ended: list[str] = []

    async def call(name: str, turns: int, failure: Exception | None = None) -> str:
        for _ in range(turns):
            await asyncio.sleep(0)
        ended.append(name)
        if failure:
            raise failure
        return name

    assert asyncio.run(together(call("slow", 3), call("fast", 1))) == ["slow", "fast"]
    ended.clear()
    with pytest.raises(Blocked, match="no"):
        asyncio.run(together(call("slow", 3), call("fast", 1, Blocked("no"))))
    assert ended == ["fast", "slow"]


def test_times_are_each_once_the_latest_first() -> None:
    assert filled(Listing(5)).instants == [2, 1, 0]
