"""Pages of a list: their order, their length, what follows them, and the way through them."""

from collections.abc import Mapping
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import MISSING, Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.stripe.facade import Stripe
from conformance.stripe.shelf import KINDS, Shelf, descending, detail, entries_of, ids_of, shelf
from conformance.together import together
from strategies.stripe import parameters
from strategies.stripe.vocabulary import DEFAULT_LIMIT, LARGEST_LIMIT

ANSWERS_200 = "STRIPE-LIST-ANSWERS-200"
FRESH = "STRIPE-LIST-FRESH"
ORDER = "STRIPE-LIST-ORDER"
LIMIT = "STRIPE-LIST-LIMIT"
LIMIT_DEFAULT = "STRIPE-LIST-LIMIT-DEFAULT"
LIMIT_RANGE = "STRIPE-LIST-LIMIT-RANGE"
STARTING_AFTER = "STRIPE-LIST-STARTING-AFTER"
ENDING_BEFORE = "STRIPE-LIST-ENDING-BEFORE"
PAST_THE_END = "STRIPE-LIST-PAST-THE-END"
WALK = "STRIPE-LIST-WALK"
MORE = "STRIPE-LIST-HAS-MORE-TRUE"
NO_MORE = "STRIPE-LIST-HAS-MORE-FALSE"

CURSORS = {STARTING_AFTER: "starting_after", ENDING_BEFORE: "ending_before"}
LIMITS = (1, 2, 3, 10, 11, 50, 99, 100)
OUT_OF_RANGE = (0, -1, -100, 101, 1000, 10**12)
NO_INTEGER = ("abc", "ten", "1.5", "10abc", "NaN", "1e")
PAGES = 7
"""About so many pages a walk has."""


@check(ANSWERS_200)
@sweep(
    params=each(
        (
            {},
            {"limit": 1},
            {"limit": 100},
            {"status": "initialized"},
            {"status": "fulfillment_complete"},
            {"created": {"gte": 0}},
            {"created": {"gt": 4_000_000_000}},
        )
    )
)
async def a_list_answers_200(stripe: Stripe, params: dict[str, Any]) -> None:
    """Lists of many sessions, of few, and of none."""
    given(await stripe.alice.create(parameters.plain(stripe.fixtures))).status(200)
    expect(await stripe.alice.list(**params), ANSWERS_200).status(200)


@check(ANSWERS_200, FRESH, ORDER, PAST_THE_END, waits=True)
@sweep(kind=each(KINDS))
async def the_most_recent_come_first(stripe: Stripe, kind: str) -> None:
    """A whole list, its first page without filters, and what is past its end."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    expect(held.answer, ANSWERS_200).status(200)
    lost = held.known - set(held.ids)
    expect(held.answer, FRESH).that(
        not lost, expected="every session that was created", observed=f"without {', '.join(sorted(lost))}"
    )
    expect(held.answer, ORDER).that(descending(held.entries), expected="the most recent first")
    # Behind the last session, and where no session was ever created.
    future = held.instants[0] + 10**6
    top, *beyond = await together(
        held.caller.list(limit=LARGEST_LIMIT),
        held.page(starting_after=held.ids[-1]),
        held.page(created={"gt": future}),
    )
    if expect(top, ANSWERS_200).status(200):
        _expect_order(top)
        newest = set(held.ids[: min(len(held.ids), LARGEST_LIMIT) // 2])
        expect(top, ORDER).that(newest <= set(ids_of(top)), expected="the most recent sessions on the first page")
    for answer in beyond:
        expect(answer, PAST_THE_END).that(
            answer.status == 200 and answer.at("/data") == [], expected="200 with an empty array"
        )


def _expect_order(answer: Answer) -> None:
    expect(answer, ORDER).that(descending(entries_of(answer)), expected="the most recent first")


@check(LIMIT, LIMIT_DEFAULT, waits=True)
@sweep(kind=each(KINDS))
async def a_page_has_as_many_as_its_limit(stripe: Stripe, kind: str) -> None:
    """Limits from 1 to 100, and none."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    # The default and the limit hold under filters too; the first of the shelf meets these.
    filtered = {"created": {"gte": held.instants[-1]}, "status": held.entries[0].get("status")}
    # Of this currency there is one far down: a page is made of what meets the filter, not the other way round.
    deep = next((one for entry in reversed(held.entries) if (one := detail(entry, "destination_currency"))), None)
    await together(
        _expect_full(held, LIMIT, 1, {**held.base, "destination_currency": deep, "limit": 1}),
        _expect_full(held, LIMIT_DEFAULT, DEFAULT_LIMIT, {}),
        _expect_full(held, LIMIT_DEFAULT, DEFAULT_LIMIT, filtered),
        _expect_full(held, LIMIT, 3, {**filtered, "limit": 3}),
        *(_expect_full(held, LIMIT, limit, {"limit": limit}) for limit in LIMITS),
    )


async def _expect_full(held: Shelf, requirement: str, most: int, params: Mapping[str, Any]) -> None:
    """A page has as many sessions as it may have, unless the list ends there."""
    answer = await held.caller.list(**params)
    if not expect(answer, requirement).status(200):
        return
    shown = ids_of(answer)
    observed = f"{len(shown)} sessions"
    if len(shown) > most:
        expect(answer, requirement).that(False, expected=f"at most {most} sessions", observed=observed)
    elif len(shown) < most:
        further = {"limit": 1, "starting_after": shown[-1]} if shown else {"limit": LARGEST_LIMIT}
        behind = await held.caller.list(**{**params, **further})
        ends = behind.status == 200 and not ids_of(behind)
        expect(answer, requirement).that(
            ends, expected=f"{most} sessions, since there are more", observed=observed, beside=(behind,)
        )
    else:
        expect(answer, requirement).that(True, expected=f"{most} sessions")


@check(LIMIT)
@sweep(limit=each(LIMITS))
async def every_limit_is_accepted(stripe: Stripe, limit: int) -> None:
    """Limits at both ends of the range and inside of it."""
    given(await stripe.alice.create(parameters.plain(stripe.fixtures))).status(200)
    answer = await stripe.alice.list(limit=limit)
    if expect(answer, LIMIT).status(200):
        shown = len(ids_of(answer))
        expect(answer, LIMIT).that(0 < shown <= limit, expected=f"1 to {limit} sessions", observed=f"{shown}")


@check(LIMIT_RANGE)
@sweep(kind=each(KINDS), limit=each((*OUT_OF_RANGE, *NO_INTEGER)))
async def a_limit_out_of_range(stripe: Stripe, kind: str, limit: Any) -> None:
    """Limits that are refused, or counted as the nearest one; and those that are no number."""
    if kind == "archive" and not stripe.lends("archive"):
        return
    caller = stripe.actor("archive" if kind == "archive" else "alice")
    integer = isinstance(limit, int)
    answer = await caller.list(limit=limit, zone=Zone.MAY_EITHER if integer else Zone.MUST_REJECT)
    if integer and answer.succeeded:
        shown = ids_of(answer)
        expect(answer, LIMIT_RANGE).that(
            len(shown) <= LARGEST_LIMIT, expected=f"at most {LARGEST_LIMIT} sessions", observed=f"{len(shown)}"
        )
    else:
        expect(answer, LIMIT_RANGE).refused()


@check(STARTING_AFTER, ENDING_BEFORE, ORDER, waits=True)
@sweep(kind=each(KINDS))
async def a_page_begins_or_ends_at_its_cursor(stripe: Stripe, kind: str) -> None:
    """Pages after and before sessions at the beginning, in the middle and at the end of a list."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    ids, length = held.ids, len(held.ids)
    places = sorted({*range(min(6, length)), length // 2, length // 2 + 1, length - 3, length - 2, length - 1})
    ends = (0, length - 1)
    spots = [(place, limit) for place in places if place >= 0 for limit in ((1, 3) if place in ends else (3,))]
    pages = [
        *((STARTING_AFTER, held.base, ids[place], limit, ids[place + 1 :][:limit]) for place, limit in spots),
        *((ENDING_BEFORE, held.base, ids[place], limit, ids[max(0, place - limit) : place]) for place, limit in spots),
        # Without a filter too, where another path may be taken.
        (STARTING_AFTER, {}, ids[0], 1, ids[1:2]),
        (ENDING_BEFORE, {}, ids[1], 1, ids[:1]),
    ]
    answers = await together(
        *(held.caller.list(**base, **{CURSORS[name]: place, "limit": limit}) for name, base, place, limit, _ in pages)
    )
    for (requirement, *_, wanted), answer in zip(pages, answers, strict=True):
        _expect_page(answer, requirement, wanted)


def _expect_page(answer: Answer, requirement: str, wanted: list[str]) -> None:
    if not expect(answer, requirement).status(200):
        return
    shown = ids_of(answer)
    expect(answer, requirement).that(
        sorted(shown) == sorted(wanted),
        expected=f"{', '.join(wanted) or 'no session'}",
        observed=f"{', '.join(shown) or 'no session'}",
    )
    _expect_order(answer)


@check(MORE, NO_MORE, waits=True)
@sweep(kind=each(KINDS))
async def has_more_says_whether_there_is_more(stripe: Stripe, kind: str) -> None:
    """Full pages with more behind them, full pages with nothing behind them, and pages that are not full."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    ids, length = held.ids, len(held.ids)
    tail = min(10, length - 1)
    cursor = {"starting_after": ids[length - tail - 1]}
    behind = [
        (held.page(**cursor, limit=limit), rest > 0)
        for limit, rest in ((tail, 0), (tail - 1, 1), (tail + 1, 0), (1, tail - 1), (LARGEST_LIMIT, 0))
        if limit > 0
    ]
    whole = [(held.page(limit=length), False), (held.page(limit=length - 1), True)] if length < LARGEST_LIMIT else []
    pages = [
        *behind,
        *whole,
        (held.page(limit=1), True),
        (held.caller.list(limit=1), True),
        (held.page(starting_after=ids[-1]), False),
    ]
    for answer, (_, more) in zip(await together(*(page for page, _ in pages)), pages, strict=True):
        _expect_more(answer, more)


def _expect_more(answer: Answer, more: bool) -> None:
    shown = answer.at("/has_more")
    if answer.status == 200 and shown is not MISSING:
        expect(answer, MORE if more else NO_MORE).that(
            shown is more, expected=f"has_more {more}".lower(), observed=f"{shown!r}"
        )


@check(WALK, waits=True)
@sweep(kind=each(KINDS))
async def a_walk_meets_every_session_once(stripe: Stripe, kind: str) -> None:
    """From the first page to the last by starting_after, and back by ending_before."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    limit = max(1, -(-len(held.ids) // PAGES))
    # All the way in pages of the default length, too, where the list is not filtered.
    whole = [] if held.base else [_walk(held, None, "starting_after")]
    await together(_walk(held, limit, "starting_after"), _walk(held, limit, "ending_before"), *whole)


async def _walk(held: Shelf, limit: int | None, cursor: str) -> None:
    """Turn pages for as long as there are more, as client libraries do.

    Where the pages begin is known beforehand, if all is well, so they are asked for side by side. One that begins
    elsewhere is asked for when the walk comes to it.
    """
    back = cursor == "ending_before"
    wanted = held.ids[:-1] if back else held.ids
    places = _places(held.ids, limit or DEFAULT_LIMIT, back=back)
    asked = dict(zip(places, await together(*(held.page(limit=limit, **{cursor: one}) for one in places)), strict=True))
    met: list[str] = []
    place = places[0]
    while True:
        answer = asked.get(place) or await held.page(limit=limit, **{cursor: place})
        if not expect(answer, WALK).status(200):
            return
        shown = ids_of(answer)
        met += shown
        # Going back, whether has_more looks the same way is open.
        more = answer.at("/has_more") is True or back
        if not shown or not more or len(met) > 2 * len(wanted):
            break
        place = shown[0] if back else shown[-1]
    lost, twice = set(wanted) - set(met), len(met) - len(set(met))
    strange = set(met) - set(wanted)
    expect(answer, WALK).that(
        not lost and not twice and not strange,
        expected=f"each of {len(wanted)} sessions once",
        observed=f"{len(lost)} never, {twice} again, {len(strange)} that do not belong there",
    )


def _places(ids: list[str], limit: int, *, back: bool) -> list[str | None]:
    """The cursors of a walk in which nothing goes wrong; going back, it ends at a page that is empty."""
    if back:
        return [*dict.fromkeys([*ids[::-limit], ids[0]])]
    return [None, *ids[limit - 1 : -1 : limit]]
