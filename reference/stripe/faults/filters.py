"""Faults of the filters of a list."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from reference.catalogue import fault
from reference.stripe.model import Caller, Condition, Params, Refusal
from reference.stripe.rules import Rules

# ---- created


class _Bound(Rules):
    """A base for faults that read one comparison as another."""

    swap: tuple[str, str] = ("", "")

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        yield from super().created_bound(self.swap[1] if name == self.swap[0] else name, time)


@fault("STRIPE-LIST-CREATED-GT")
class GtIncludesItsBound(_Bound):
    """Greater is read as greater or equal."""

    swap = ("gt", "gte")


@fault("STRIPE-LIST-CREATED-GT")
class GtIgnored(Rules):
    """Of the four comparisons, three were built."""

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        if name != "gt":
            yield from super().created_bound(name, time)


@fault("STRIPE-LIST-CREATED-GTE")
class GteExcludesItsBound(_Bound):
    """Greater or equal is read as greater."""

    swap = ("gte", "gt")


@fault("STRIPE-LIST-CREATED-GTE")
class GteIgnored(Rules):
    """Of the four comparisons, three were built."""

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        if name != "gte":
            yield from super().created_bound(name, time)


@fault("STRIPE-LIST-CREATED-LT")
class LtIncludesItsBound(_Bound):
    """Less is read as less or equal."""

    swap = ("lt", "lte")


@fault("STRIPE-LIST-CREATED-LT")
class LtIsGt(_Bound):
    """The two signs are mixed up."""

    swap = ("lt", "gt")


@fault("STRIPE-LIST-CREATED-LTE")
class LteExcludesItsBound(_Bound):
    """Less or equal is read as less."""

    swap = ("lte", "lt")


@fault("STRIPE-LIST-CREATED-LTE")
class LteIgnored(Rules):
    """Of the four comparisons, three were built."""

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        if name != "lte":
            yield from super().created_bound(name, time)


@fault("STRIPE-LIST-CREATED-EXACT")
class ExactCreatedIgnored(Rules):
    """Only intervals were built, and one second is not recognised as one."""

    def created_at(self, time: int) -> Iterator[Condition]:
        yield from ()


@fault("STRIPE-LIST-CREATED-EXACT")
class ExactCreatedIsSince(Rules):
    """One second is read as the beginning of an interval that has no end."""

    def created_at(self, time: int) -> Iterator[Condition]:
        yield "created >= ?", (time,)


@fault("STRIPE-LIST-CREATED-INTERVAL")
class OnlyTheFirstBoundCounts(Rules):
    """Of two bounds the first is taken."""

    def by_created(self, params: Params) -> Iterator[Condition]:
        yield from list(super().by_created(params))[:1]


@fault("STRIPE-LIST-CREATED-INTERVAL")
class CreatedIgnored(Rules):
    """The parameter is read, checked, and not used."""

    def by_created(self, params: Params) -> Iterator[Condition]:
        yield from list(super().by_created(params))[:0]


@fault("STRIPE-LIST-CREATED-INTERVAL")
class CreatedReadAsMilliseconds(Rules):
    """The bounds are taken for milliseconds, so that everything is after them."""

    def timestamp(self, text: str, param: str) -> int:
        return super().timestamp(text, param) // 1000


@fault("STRIPE-LIST-CREATED-INTERVAL")
class BoundsRoundedToTheDay(Rules):
    """Bounds are dates to the report that lists are made for, and the time of the day is cut off."""

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        yield from super().created_bound(name, time - time % 86_400 + (86_400 if name in ("lt", "lte") else 0))


# ---- the others


@fault("STRIPE-LIST-CURRENCY")
class CurrencyFilterIgnored(Rules):
    """The parameter is read, checked, and not used."""

    def by_currency(self, params: Params) -> Iterator[Condition]:
        yield from list(super().by_currency(params))[:0]


@fault("STRIPE-LIST-CURRENCY")
class CurrencyFilterKeepsTheUndecided(Rules):
    """Sessions without a default could still become the currency, and are shown with the others."""

    def by_currency(self, params: Params) -> Iterator[Condition]:
        for text, values in super().by_currency(params):
            yield f"({text} OR currency IS NULL)", values


@fault("STRIPE-LIST-CURRENCY")
class CurrencyFilterFindsNothing(Rules):
    """The filter looks for the currency in a column that is filled in by the transaction only."""

    def by_currency(self, params: Params) -> Iterator[Condition]:
        for text, values in super().by_currency(params):
            yield f"({text} AND status <> 'initialized')", values


@fault("STRIPE-LIST-CURRENCY")
class EtherFilterFindsEvmCoins(Rules):
    """Whatever lives on an EVM chain is found with ether, since it is paid for in it."""

    def by_currency(self, params: Params) -> Iterator[Condition]:
        for text, values in super().by_currency(params):
            yield ("currency IN ('eth', 'matic', 'avax', 'usdc')", ()) if values == ("eth",) else (text, values)


@fault("STRIPE-LIST-NETWORK")
class NetworkFilterIgnored(Rules):
    """The parameter is read, checked, and not used."""

    def by_network(self, params: Params) -> Iterator[Condition]:
        yield from list(super().by_network(params))[:0]


@fault("STRIPE-LIST-NETWORK")
class NetworkFilterTakesEvmForOne(Rules):
    """All EVM chains share their addresses, and so they share a filter."""

    def by_network(self, params: Params) -> Iterator[Condition]:
        evm = ("ethereum", "base", "polygon", "avalanche")
        for text, values in super().by_network(params):
            yield ("network IN (?, ?, ?, ?)", evm) if values[0] in evm else (text, values)


@fault("STRIPE-LIST-STATUS")
class StatusFilterIgnored(Rules):
    """The parameter is read, checked, and not used."""

    def by_status(self, params: Params) -> Iterator[Condition]:
        yield from list(super().by_status(params))[:0]


@fault("STRIPE-LIST-STATUS")
class StatusFilterInverted(Rules):
    """The condition was copied from the filter that hides a status."""

    def by_status(self, params: Params) -> Iterator[Condition]:
        for _, values in super().by_status(params):
            yield "status <> ?", values


@fault("STRIPE-LIST-STATUS")
class StatusFilterKnowsOpenAndClosed(Rules):
    """Everything that is not complete counts as initialized."""

    def by_status(self, params: Params) -> Iterator[Condition]:
        for text, values in super().by_status(params):
            yield ("status <> 'fulfillment_complete'", ()) if values == ("initialized",) else (text, values)


@fault("STRIPE-LIST-STATUS")
class StatusFilterIsADayLate(Rules):
    """The index of statuses is written at night, and knows new sessions as initialized at most."""

    def by_status(self, params: Params) -> Iterator[Condition]:
        for text, values in super().by_status(params):
            known = values == ("initialized",)
            yield (text, values) if known else (f"{text} AND created < ?", (*values, self.clock.now() - 86_400))


@fault("STRIPE-LIST-FILTERS-COMBINE")
class LastFilterWins(Rules):
    """One filter at a time: of several, the last one counts."""

    def conditions(self, params: Params, caller: Caller) -> Iterator[Condition]:
        met = list(super().conditions(params, caller))
        yield from met if len(met) < 2 else (met[0], met[-1])


@fault("STRIPE-LIST-FILTERS-COMBINE")
class CreatedIgnoredBesideAStatus(Rules):
    """Sessions of one status have an index of their own, which knows nothing of times."""

    def by_created(self, params: Params) -> Iterator[Condition]:
        if "status" not in params:
            yield from super().by_created(params)


@fault("STRIPE-LIST-FILTERS-COMBINE")
class FiltersAreAlternatives(Rules):
    """Several filters are joined by "or"."""

    def conditions(self, params: Params, caller: Caller) -> Iterator[Condition]:
        own, *others = super().conditions(params, caller)
        yield own
        if others:
            yield f"({' OR '.join(text for text, _ in others)})", tuple(each for _, those in others for each in those)


@fault("STRIPE-LIST-FILTERS-COMBINE")
class FiltersForgottenOnTheNextPage(Rules):
    """With a cursor the list goes on, and the filters are left behind."""

    def conditions(self, params: Params, caller: Caller) -> Iterator[Condition]:
        met = list(super().conditions(params, caller))
        yield from met[:1] if "starting_after" in params else met


@fault("STRIPE-LIST-FILTER-VALUES")
class UnknownStatusFindsNothing(Rules):
    """A status that does not exist is a filter that finds nothing."""

    def known_status(self, status: str) -> str:
        return status


@fault("STRIPE-LIST-FILTER-VALUES")
class UnknownCurrencyFindsNothing(Rules):
    """A currency that does not exist is a filter that finds nothing."""

    def by_currency(self, params: Params) -> Iterator[Condition]:
        try:
            yield from super().by_currency(params)
        except Refusal:
            yield "0", ()


@fault("STRIPE-LIST-FILTER-VALUES")
class UnknownFilterValuesIgnored(Rules):
    """A filter that makes no sense is left out, in silence."""

    def by_network(self, params: Params) -> Iterator[Condition]:
        with suppress(Refusal):
            yield from super().by_network(params)

    def by_currency(self, params: Params) -> Iterator[Condition]:
        with suppress(Refusal):
            yield from super().by_currency(params)

    def by_status(self, params: Params) -> Iterator[Condition]:
        with suppress(Refusal):
            yield from super().by_status(params)
