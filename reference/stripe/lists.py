"""Which sessions a page of the list shows.

Source: stripe-onramp-sessions.txt, list: the most recent first; created, destination_currency, destination_network,
status filter and combine; limit from 1 to 100, 10 if left out; the cursors are ids. That bounds of created are gt, gte,
lt and lte, and that has_more of a page with ending_before looks the other way, are Stripe's conventions for all lists.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reference.stripe.catalog import STATUSES
from reference.stripe.destinations import Destinations
from reference.stripe.errors import INVALID_INTEGER
from reference.stripe.model import Caller, Condition, Params, Refusal, Session
from reference.stripe.store import Store

DEFAULT_LIMIT = 10
LARGEST_LIMIT = 100
COMPARISONS: Final = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}


@dataclass(frozen=True, slots=True)
class Page:
    """Some sessions of a list, in its order, and whether there are more beyond them."""

    sessions: list[Session]
    has_more: bool


class Lists(Destinations):
    """From the parameters of a list to a page."""

    store: Store

    def page(self, params: Params, caller: Caller) -> Page:
        """Find the page that the parameters ask for."""
        limit = self.limit(params)
        conditions = [*self.conditions(params, caller)]
        after, before = self.cursors(params, caller)
        if before is not None:
            return self.page_before(before, conditions, limit)
        if after is not None:
            conditions.append(self.beyond(after))
        return self.cut(self.store.select(conditions, self.newest_first(), limit + 1), limit)

    def newest_first(self) -> str:
        """Put the most recent first."""
        return "seq DESC"

    def beyond(self, place: int) -> Condition:
        """Take what comes after a cursor: the older ones."""
        return "seq < ?", (place,)

    def oldest_first(self) -> str:
        """Turn the order round, to look from a cursor towards the beginning."""
        return "seq ASC"

    def before(self, place: int) -> Condition:
        """Take what comes before a cursor: the more recent ones."""
        return "seq > ?", (place,)

    def page_before(self, place: int, conditions: list[Condition], limit: int) -> Page:
        """Take the page that comes right before a cursor, in the order of the list."""
        found = self.store.select([*conditions, self.before(place)], self.oldest_first(), limit + 1)
        page = self.cut(found, limit)
        return Page(page.sessions[::-1], page.has_more)

    def cut(self, found: list[Session], limit: int) -> Page:
        """Keep what fits; one more than that was looked for, to know whether there is one."""
        return Page(found[:limit], self.has_more(found, limit))

    def has_more(self, found: list[Session], limit: int) -> bool:
        """Tell whether the list goes on."""
        return len(found) > limit

    # ---- limit

    def limit(self, params: Params) -> int:
        """Read how many sessions a page may have."""
        text = self.text(params, "limit")
        return self.default_limit() if text is None else self.limit_in_range(self.integer(text, "limit"))

    def default_limit(self) -> int:
        """Return the documented default."""
        return DEFAULT_LIMIT

    def limit_in_range(self, limit: int) -> int:
        """Refuse a limit out of its range."""
        if limit < 1:
            raise self.limit_too_small(limit)
        if limit > LARGEST_LIMIT:
            return self.limit_too_large(limit)
        return limit

    def limit_too_small(self, limit: int) -> Refusal:
        """Refuse a page of nothing."""
        message = f"This value must be greater than or equal to 1 (it currently is '{limit}')."
        return self.invalid("limit", message, INVALID_INTEGER)

    def limit_too_large(self, limit: int) -> int:
        """Deal with a page that is too long."""
        message = f"This value must be less than or equal to {LARGEST_LIMIT} (it currently is '{limit}')."
        raise self.invalid("limit", message, INVALID_INTEGER)

    # ---- cursors

    def cursors(self, params: Params, caller: Caller) -> tuple[int | None, int | None]:
        """Read where the page begins or ends."""
        if "starting_after" in params and "ending_before" in params:
            message = "You may only specify one of these parameters: starting_after, ending_before."
            raise self.invalid("ending_before", message)
        return self.cursor(params, "starting_after", caller), self.cursor(params, "ending_before", caller)

    def cursor(self, params: Params, name: str, caller: Caller) -> int | None:
        """Find the place of a cursor, which is the id of one of the caller's own sessions."""
        ident = self.text(params, name)
        if ident is None:
            return None
        session = self.store.find(ident)
        if session is None or session.tenant != caller.tenant:
            return self.cursor_unknown(ident, name)
        return self.store.place(ident)

    def cursor_unknown(self, ident: str, name: str) -> int | None:
        """Deal with a cursor that points to nothing."""
        raise self.no_such(ident[:100], name, status=400)

    # ---- filters

    def conditions(self, params: Params, caller: Caller) -> Iterator[Condition]:
        """Read the filters; a session has to meet them all."""
        yield from self.owned(caller)
        yield from self.by_created(params)
        yield from self.by_currency(params)
        yield from self.by_network(params)
        yield from self.by_status(params)

    def owned(self, caller: Caller) -> Iterator[Condition]:
        """Keep to the caller's own sessions."""
        yield "tenant = ?", (caller.tenant,)

    def by_created(self, params: Params) -> Iterator[Condition]:
        """Read the interval of creation, or its one second."""
        value = params.get("created")
        if value is None:
            return
        if not isinstance(value, dict):
            yield from self.created_at(self.timestamp(self.text(params, "created") or "", "created"))
            return
        for name, bound in value.items():
            param = f"created[{name}]"
            if name not in COMPARISONS:
                raise self.unknown(param)
            yield from self.created_bound(name, self.timestamp(self.scalar(bound, param), param))

    def timestamp(self, text: str, param: str) -> int:
        """Read a time in seconds since the epoch."""
        return self.integer(text, param)

    def created_at(self, time: int) -> Iterator[Condition]:
        """Keep to one second."""
        yield "created = ?", (time,)

    def created_bound(self, name: str, time: int) -> Iterator[Condition]:
        """Keep to one side of a bound."""
        yield f"created {COMPARISONS[name]} ?", (time,)

    def by_currency(self, params: Params) -> Iterator[Condition]:
        """Keep to a destination_currency."""
        value = self.destination_currency(params)
        if value is not None:
            yield "currency = ?", (value,)

    def by_network(self, params: Params) -> Iterator[Condition]:
        """Keep to a destination_network."""
        value = self.destination_network(params)
        if value is not None:
            yield "network = ?", (value,)

    def by_status(self, params: Params) -> Iterator[Condition]:
        """Keep to a status."""
        value = self.text(params, "status")
        if value is not None:
            yield "status = ?", (self.known_status(value),)

    def known_status(self, status: str) -> str:
        """Take one of the documented statuses."""
        return self.member(status, "status", STATUSES)
