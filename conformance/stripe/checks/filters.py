"""Filters of a list: times with and without their bounds, currencies, networks, statuses, several at once."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.stripe.errors import ERROR_STATUS, expect_refused
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import identity, instant
from conformance.stripe.shelf import KINDS, Entry, Shelf, descending, detail, entries_of, shelf
from conformance.together import together
from strategies.stripe.vocabulary import (
    INVENTED_CURRENCIES,
    INVENTED_NETWORKS,
    INVENTED_STATUSES,
    LARGEST_LIMIT,
    STATUSES,
)

EXACT = "STRIPE-LIST-CREATED-EXACT"
INTERVAL = "STRIPE-LIST-CREATED-INTERVAL"
BOUNDS = {
    "gt": "STRIPE-LIST-CREATED-GT",
    "gte": "STRIPE-LIST-CREATED-GTE",
    "lt": "STRIPE-LIST-CREATED-LT",
    "lte": "STRIPE-LIST-CREATED-LTE",
}
CURRENCY = "STRIPE-LIST-CURRENCY"
NETWORK = "STRIPE-LIST-NETWORK"
STATUS = "STRIPE-LIST-STATUS"
COMBINE = "STRIPE-LIST-FILTERS-COMBINE"
VALUES = "STRIPE-LIST-FILTER-VALUES"
ORDER = "STRIPE-LIST-ORDER"

COMPARES: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda time, bound: time > bound,
    "gte": lambda time, bound: time >= bound,
    "lt": lambda time, bound: time < bound,
    "lte": lambda time, bound: time <= bound,
}

Meets = Callable[[Entry], bool | None]
"""Whether an entry meets a filter; None where that is open."""

Filters = Mapping[str, Any]


@check(EXACT, INTERVAL, *BOUNDS.values(), ORDER, waits=True)
@sweep(kind=each(KINDS))
async def times_have_bounds(stripe: Stripe, kind: str) -> None:
    """One second, each bound by itself, and two bounds, around times at which sessions were created."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    times = held.instants
    middle = times[len(times) // 2]
    wanted: list[tuple[str, Filters]] = []
    for time in dict.fromkeys((middle, times[0])):
        wanted += [(EXACT, {"created": time})]
        wanted += [(requirement, {"created": {bound: time}}) for bound, requirement in BOUNDS.items()]
    oldest, newest = times[-1], times[0]
    wanted += [
        (INTERVAL, {"created": bounds})
        for bounds in (
            {"gte": middle, "lt": newest},
            {"gt": oldest, "lte": middle},
            {"lt": newest, "gte": middle},
            {"gt": oldest, "lt": newest},
            {"gte": oldest, "lte": oldest},
        )
    ]
    await _expect_filtered(held, wanted)


@check(CURRENCY, NETWORK, STATUS, ORDER, waits=True)
@sweep(kind=each(KINDS))
async def one_filter_at_a_time(stripe: Stripe, kind: str) -> None:
    """Each currency, each network and each status, within the shelf."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    wanted: list[tuple[str, Filters]] = [
        *((CURRENCY, {"destination_currency": currency}) for currency in stripe.fixtures.currencies),
        *((NETWORK, {"destination_network": network}) for network in stripe.fixtures.networks),
        *((STATUS, {"status": status}) for status in STATUSES),
    ]
    await _expect_filtered(held, wanted, within=held.base)


@check(COMBINE, ORDER, waits=True)
@sweep(kind=each(KINDS))
async def several_filters_at_once(stripe: Stripe, kind: str) -> None:
    """Filters of two and more kinds, in one page and over several."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    statuses = {str(entry.get("status")) for entry in held.entries}
    oldest, newest = held.instants[-1], held.instants[0]
    bounds = {"created": {"gte": oldest, "lt": newest}}
    wanted: list[Filters] = [{**bounds, "status": status} for status in sorted(statuses)[:2]]
    for pair in stripe.fixtures.pairs[:: max(1, len(stripe.fixtures.pairs) // 5)]:
        currency = {"destination_currency": pair.currency}
        both = {**currency, "destination_network": pair.network}
        wanted += [{**held.base, **both}, {**bounds, **both}]
        wanted += [{**held.base, **currency, "status": status} for status in sorted(statuses)[:2]]
    await together(
        _expect_filtered(held, [(COMBINE, filters) for filters in wanted]),
        _expect_over_pages(held, sorted(statuses)[0]),
    )


@check(VALUES, ERROR_STATUS)
@sweep(
    value=each(
        [
            *(("destination_currency", value) for value in INVENTED_CURRENCIES),
            *(("destination_network", value) for value in INVENTED_NETWORKS),
            *(("status", value) for value in INVENTED_STATUSES),
        ]
    )
)
async def a_value_that_there_is_not(stripe: Stripe, value: tuple[str, str]) -> None:
    """A filter whose value is no member of its enumeration."""
    name, invented = value
    answer = await stripe.alice.list(zone=Zone.MUST_REJECT, **{name: invented})
    expect_refused(answer, VALUES)


async def _expect_filtered(
    held: Shelf, wanted: Sequence[tuple[str, Filters]], *, within: Filters = MappingProxyType({})
) -> None:
    """Pages under filters show all the entries of the shelf that meet them, and nothing that does not.

    Args:
        held: the shelf.
        wanted: requirements, each with the filters that show it.
        within: further filters, that have requirements of their own.
    """
    answers = await together(*(held.caller.list(**within, **filters, limit=held.more) for _, filters in wanted))
    for (requirement, filters), answer in zip(wanted, answers, strict=True):
        if expect(answer, requirement).status(200):
            _expect_all_that_meet(answer, requirement, held.entries, filters, limit=held.more)
            _expect_order(answer)


def _expect_all_that_meet(
    answer: Answer, requirement: str, entries: Sequence[Entry], filters: Filters, *, limit: int
) -> None:
    shown, meets = entries_of(answer), _meets(filters)
    strangers = [identity(entry) for entry in shown if meets(entry) is False]
    # On a page that is full, those that were created before its last one may be on the next.
    since = instant(shown[-1]) or 0 if len(shown) >= limit else -1
    wanted = [entry for entry in entries if meets(entry) is True and (instant(entry) or 0) > since]
    lost = {identity(entry) for entry in wanted} - {identity(entry) for entry in shown}
    expect(answer, requirement).that(
        not strangers and not lost,
        expected="every session that meets the filters, and no other",
        observed=f"without {', '.join(sorted(lost)) or 'none'}, and with {', '.join(strangers) or 'none'} too many",
    )


def _expect_order(answer: Answer) -> None:
    expect(answer, ORDER).that(descending(entries_of(answer)), expected="the most recent first, under filters too")


async def _expect_over_pages(held: Shelf, status: str) -> None:
    """The filters hold on the pages behind a cursor, in both directions."""
    currency = next(
        (one for entry in held.entries if isinstance(one := detail(entry, "destination_currency"), str)), ""
    )
    filters = {**held.base, "status": status, **({"destination_currency": currency} if currency else {})}
    after, before = await together(
        held.caller.list(**filters, starting_after=held.ids[0], limit=LARGEST_LIMIT),
        held.caller.list(**filters, ending_before=held.ids[-1], limit=LARGEST_LIMIT),
    )
    # A page before a cursor that is full has what is next to the cursor: the most recent ones may be elsewhere.
    full = before.status == 200 and len(entries_of(before)) >= LARGEST_LIMIT
    for answer, entries in ((after, held.entries[1:]), (before, () if full else held.entries[:-1])):
        if expect(answer, COMBINE).status(200):
            _expect_all_that_meet(answer, COMBINE, entries, filters, limit=LARGEST_LIMIT)
            _expect_order(answer)


def _meets(filters: Filters) -> Meets:
    """All filters at once."""
    ones = [_MEETS[name](value) for name, value in filters.items()]

    def meets(entry: Entry) -> bool | None:
        verdicts = [one(entry) for one in ones]
        return False if False in verdicts else None if None in verdicts else True

    return meets


def _of_time(created: int | Mapping[str, int]) -> Meets:
    bounds = created if isinstance(created, Mapping) else {"gte": created, "lte": created}
    return lambda entry: all(COMPARES[name](instant(entry) or 0, bound) for name, bound in bounds.items())


def _of_status(status: str) -> Meets:
    return lambda entry: entry.get("status") == status


def _of_currency(currency: str) -> Meets:
    return lambda entry: _chosen(entry, "destination_currency", "destination_currencies", currency)


def _of_network(network: str) -> Meets:
    return lambda entry: _chosen(entry, "destination_network", "destination_networks", network)


_MEETS: Mapping[str, Callable[[Any], Meets]] = {
    "created": _of_time,
    "status": _of_status,
    "destination_currency": _of_currency,
    "destination_network": _of_network,
}


def _chosen(entry: Entry, name: str, values: str, wanted: str) -> bool | None:
    """A session without a default of its own has the first of its list, which need not count, but may."""
    chosen, offered = detail(entry, name), detail(entry, values)
    if chosen is not None:
        return bool(chosen == wanted)
    first = offered[0] if isinstance(offered, list) and offered else None
    return None if first in (None, wanted) else False
