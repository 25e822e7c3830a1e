"""Filters of a list: times with and without their bounds, currencies, networks, statuses, several at once."""

from collections.abc import Callable, Mapping
from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.scenario import Answer
from conformance.stripe.errors import ERROR_STATUS, expect_refused
from conformance.stripe.facade import Stripe
from conformance.stripe.sessions import identity, instant
from conformance.stripe.shelf import KINDS, Entry, Shelf, detail, entries_of, shelf
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

COMPARES: Mapping[str, Callable[[int, int], bool]] = {
    "gt": lambda time, bound: time > bound,
    "gte": lambda time, bound: time >= bound,
    "lt": lambda time, bound: time < bound,
    "lte": lambda time, bound: time <= bound,
}

Meets = Callable[[Entry], bool | None]
"""Whether an entry meets a filter; None where that is open."""


@check(EXACT, INTERVAL, *BOUNDS.values(), waits=True)
@sweep(kind=each(KINDS))
async def times_have_bounds(stripe: Stripe, kind: str) -> None:
    """One second, each bound by itself, and two bounds, around times at which sessions were created."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    times = held.instants
    middle = times[len(times) // 2]
    for time in {middle, times[0]}:
        await _expect_filtered(held, EXACT, {"created": time}, _at(time))
        for bound, requirement in BOUNDS.items():
            await _expect_filtered(held, requirement, {"created": {bound: time}}, _within({bound: time}))
    oldest, newest = times[-1], times[0]
    for bounds in (
        {"gte": middle, "lt": newest},
        {"gt": oldest, "lte": middle},
        {"lt": newest, "gte": middle},
        {"gt": oldest, "lt": newest},
        {"gte": oldest, "lte": oldest},
    ):
        await _expect_filtered(held, INTERVAL, {"created": bounds}, _within(bounds))


@check(CURRENCY, NETWORK, STATUS, waits=True)
@sweep(kind=each(KINDS))
async def one_filter_at_a_time(stripe: Stripe, kind: str) -> None:
    """Each currency, each network and each status, within the shelf."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    for currency in stripe.fixtures.currencies:
        await _expect_filtered(held, CURRENCY, _filter(held, destination_currency=currency), _of_currency(currency))
    for network in stripe.fixtures.networks:
        await _expect_filtered(held, NETWORK, _filter(held, destination_network=network), _of_network(network))
    for status in STATUSES:
        await _expect_filtered(held, STATUS, _filter(held, status=status), _of_status(status))


@check(COMBINE, waits=True)
@sweep(kind=each(KINDS))
async def several_filters_at_once(stripe: Stripe, kind: str) -> None:
    """Filters of two and more kinds, in one page and over several."""
    held = await shelf(stripe, kind)
    if held is None:
        return
    statuses = {str(entry.get("status")) for entry in held.entries}
    oldest, newest = held.instants[-1], held.instants[0]
    for pair in stripe.fixtures.pairs[:: max(1, len(stripe.fixtures.pairs) // 5)]:
        both = {"destination_currency": pair.currency, "destination_network": pair.network}
        of_both = _all(_of_currency(pair.currency), _of_network(pair.network))
        await _expect_filtered(held, COMBINE, {**held.base, **both}, of_both)
        for status in sorted(statuses)[:2]:
            of_status = _all(_of_currency(pair.currency), _of_status(status))
            filters = {**held.base, "destination_currency": pair.currency, "status": status}
            await _expect_filtered(held, COMBINE, filters, of_status)
        bounds = {"gte": oldest, "lt": newest}
        within = _all(of_both, _within(bounds))
        await _expect_filtered(held, COMBINE, {"created": bounds, **both}, within)
    await _expect_over_pages(held, sorted(statuses)[0])


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


def _filter(held: Shelf, **filters: str) -> dict[str, Any]:
    return {**held.base, **filters}


async def _expect_filtered(held: Shelf, requirement: str, filters: Mapping[str, Any], meets: Meets) -> None:
    """A page under filters shows all the entries of the shelf that meet them, and nothing that does not."""
    answer = await held.caller.list(**filters, limit=LARGEST_LIMIT)
    if not expect(answer, requirement).status(200):
        return
    shown = entries_of(answer)
    strangers = [identity(entry) for entry in shown if meets(entry) is False]
    # On a page that is full, those that were created before its last one may be on the next.
    since = instant(shown[-1]) or 0 if len(shown) >= LARGEST_LIMIT else -1
    wanted = [entry for entry in held.entries if meets(entry) is True and (instant(entry) or 0) > since]
    lost = {identity(entry) for entry in wanted} - {identity(entry) for entry in shown}
    expect(answer, requirement).that(
        not strangers and not lost,
        expected="every session that meets the filters, and no other",
        observed=f"without {', '.join(sorted(lost)) or 'none'}, and with {', '.join(strangers) or 'none'} too many",
    )


async def _expect_over_pages(held: Shelf, status: str) -> None:
    """The filters hold on the pages behind a cursor, in both directions."""
    currency = next(
        (one for entry in held.entries if isinstance(one := detail(entry, "destination_currency"), str)), ""
    )
    filters = {**held.base, "status": status, **({"destination_currency": currency} if currency else {})}
    meets = _all(_of_status(status), *((_of_currency(currency),) if currency else ()))
    for cursor, place in (("starting_after", held.ids[0]), ("ending_before", held.ids[-1])):
        answer = await held.caller.list(**{**filters, cursor: place, "limit": LARGEST_LIMIT})
        if expect(answer, COMBINE).status(200):
            _expect_no_strangers(answer, meets)


def _expect_no_strangers(answer: Answer, meets: Meets) -> None:
    strangers = [identity(entry) for entry in entries_of(answer) if meets(entry) is False]
    expect(answer, COMBINE).that(
        not strangers, expected="no session that does not meet the filters", observed=", ".join(strangers)
    )


def _at(time: int) -> Meets:
    return lambda entry: instant(entry) == time


def _within(bounds: Mapping[str, int]) -> Meets:
    return lambda entry: all(COMPARES[name](instant(entry) or 0, bound) for name, bound in bounds.items())


def _of_status(status: str) -> Meets:
    return lambda entry: entry.get("status") == status


def _of_currency(currency: str) -> Meets:
    return lambda entry: _chosen(entry, "destination_currency", "destination_currencies", currency)


def _of_network(network: str) -> Meets:
    return lambda entry: _chosen(entry, "destination_network", "destination_networks", network)


def _chosen(entry: Entry, name: str, values: str, wanted: str) -> bool | None:
    """A session without a default of its own has the first of its list, which need not count, but may."""
    chosen, offered = detail(entry, name), detail(entry, values)
    if chosen is not None:
        return bool(chosen == wanted)
    first = offered[0] if isinstance(offered, list) and offered else None
    return None if first in (None, wanted) else False


def _all(*filters: Meets) -> Meets:
    def meets(entry: Entry) -> bool | None:
        verdicts = [one(entry) for one in filters]
        return False if False in verdicts else None if None in verdicts else True

    return meets
