"""Faults of lists: their envelope, order, limits, cursors, and has_more."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reference.catalogue import fault
from reference.stripe.lists import LARGEST_LIMIT, Page
from reference.stripe.model import Caller, Condition, Document, Params, Session
from reference.stripe.rules import Rules

# ---- the envelope


class _Envelope(Rules):
    """A base for faults that change one member of the list object."""

    field = ""

    def changed(self, value: object) -> object:
        """Return what stands in the member instead; it is left out if the result is `...`."""
        return ...

    def envelope(self, sessions: Sequence[Session], has_more: bool) -> Document:
        shown = super().envelope(sessions, has_more)
        value = self.changed(shown.pop(self.field))
        return shown if value is ... else {**shown, self.field: value}


@fault("STRIPE-LIST-DATA")
class ListDataCalledSessions(Rules):
    """The array is called by what is in it."""

    def envelope(self, sessions: Sequence[Session], has_more: bool) -> Document:
        shown = super().envelope(sessions, has_more)
        return {"sessions": shown.pop("data"), **shown}


@fault("STRIPE-LIST-DATA")
class ListOfIds(_Envelope):
    """The array holds ids, which can be expanded one by one."""

    field = "data"

    def changed(self, value: object) -> object:
        assert isinstance(value, list)
        return [each["id"] for each in value]


@fault("STRIPE-LIST-DATA")
class EmptyListIsNull(_Envelope):
    """An empty array of the language is written as null."""

    field = "data"

    def changed(self, value: object) -> object:
        return value or None


@fault("STRIPE-LIST-OBJECT")
class ListObjectMissing(_Envelope):
    """That it is a list can be seen."""

    field = "object"


@fault("STRIPE-LIST-OBJECT")
class ListObjectIsTheItems(_Envelope):
    """The type of the list is that of its items."""

    field = "object"

    def changed(self, value: object) -> object:
        return "crypto.onramp_session"


@fault("STRIPE-LIST-URL")
class ListUrlMissing(_Envelope):
    """Who has called the URL knows it."""

    field = "url"


@fault("STRIPE-LIST-URL")
class ListUrlOfAnotherResource(_Envelope):
    """The URL was copied from the payments' list."""

    field = "url"

    def changed(self, value: object) -> object:
        return "/v1/payment_intents"


@fault("STRIPE-LIST-HAS-MORE-BOOLEAN")
class HasMoreMissing(_Envelope):
    """Whether there is more is seen when one asks for it."""

    field = "has_more"


@fault("STRIPE-LIST-HAS-MORE-BOOLEAN")
class HasMoreIsACount(_Envelope):
    """The number of further sessions is sent instead."""

    field = "has_more"

    def changed(self, value: object) -> object:
        return int(bool(value))


# ---- has_more


@fault("STRIPE-LIST-HAS-MORE-TRUE")
class HasMoreNeverTrue(Rules):
    """The flag was to be filled in later."""

    def has_more(self, found: list[Session], limit: int) -> bool:
        return False


@fault("STRIPE-LIST-HAS-MORE-TRUE")
class HasMoreWantsAFullPageMore(Rules):
    """There is more only if there is another whole page of it."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        if not page.has_more or "ending_before" in params:
            return page
        after = {**params, "starting_after": page.sessions[-1].id}
        return Page(page.sessions, len(super().page(after, caller).sessions) == len(page.sessions))


@fault("STRIPE-LIST-HAS-MORE-FALSE")
class HasMoreOnFullPages(Rules):
    """A page that is full may have another one behind it, so it says that it does."""

    def has_more(self, found: list[Session], limit: int) -> bool:
        return len(found) >= limit


@fault("STRIPE-LIST-HAS-MORE-FALSE")
class HasMoreAlways(Rules):
    """There may be more in a moment."""

    def has_more(self, found: list[Session], limit: int) -> bool:
        return True


@fault("STRIPE-LIST-HAS-MORE-FALSE")
class HasMoreIgnoresFilters(Rules):
    """What is counted is everything, and what is shown is what the filters have left."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        filtered = params.keys() & {"created", "destination_currency", "destination_network", "status"}
        return Page(page.sessions, page.has_more or bool(filtered and page.sessions))


# ---- what was created is there


@fault("STRIPE-LIST-FRESH")
class ListLagsBehind(Rules):
    """Lists are read from a replica that is half a minute behind."""

    def owned(self, caller: Caller) -> Iterator[Condition]:
        yield from super().owned(caller)
        yield "created < ?", (int(self.clock.now()) - 30,)


@fault("STRIPE-LIST-FRESH")
class EmptySessionsHidden(Rules):
    """A session on which nothing was chosen yet is not worth a line in the list."""

    def owned(self, caller: Caller) -> Iterator[Condition]:
        yield from super().owned(caller)
        yield "(currency IS NOT NULL OR network IS NOT NULL)", ()


@fault("STRIPE-LIST-FRESH")
class NewestLeftOut(Rules):
    """Off by one: the list begins after the newest session."""

    def owned(self, caller: Caller) -> Iterator[Condition]:
        yield from super().owned(caller)
        yield "seq < (SELECT max(seq) FROM sessions WHERE tenant = ?)", (caller.tenant,)


# ---- the order


@fault("STRIPE-LIST-ORDER")
class OldestFirst(Rules):
    """Sessions come in the order in which they are stored."""

    def newest_first(self) -> str:
        return "seq ASC"

    def beyond(self, place: int) -> Condition:
        return "seq > ?", (place,)

    def oldest_first(self) -> str:
        return "seq DESC"

    def before(self, place: int) -> Condition:
        return "seq < ?", (place,)


@fault("STRIPE-LIST-ORDER")
class OrderedById(Rules):
    """Sessions come in the order of their ids, which have nothing to do with time."""

    def newest_first(self) -> str:
        return "id DESC"

    def beyond(self, place: int) -> Condition:
        return "id < (SELECT id FROM sessions WHERE seq = ?)", (place,)

    def oldest_first(self) -> str:
        return "id ASC"

    def before(self, place: int) -> Condition:
        return "id > (SELECT id FROM sessions WHERE seq = ?)", (place,)


@fault("STRIPE-LIST-ORDER")
class FilteredListsOldestFirst(Rules):
    """With a filter another index is used, and with it another order."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        filtered = params.keys() & {"created", "destination_currency", "destination_network", "status"}
        return Page(page.sessions[::-1], page.has_more) if filtered else page


@fault("STRIPE-LIST-ORDER")
class NetworksOldestFirst(Rules):
    """What a search for a network finds comes as the index of networks has it."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        return Page(page.sessions[::-1], page.has_more) if "destination_network" in params else page


@fault("STRIPE-LIST-ORDER")
class PagesBeforeReversed(Rules):
    """A page before a cursor is read backwards, and never turned round."""

    def page_before(self, place: int, conditions: list[Condition], limit: int) -> Page:
        page = super().page_before(place, conditions, limit)
        return Page(page.sessions[::-1], page.has_more)


# ---- limits


@fault("STRIPE-LIST-LIMIT-DEFAULT")
class DefaultLimit20(Rules):
    """The framework's page size was never changed."""

    def default_limit(self) -> int:
        return 20


@fault("STRIPE-LIST-LIMIT-DEFAULT")
class DefaultLimit100(Rules):
    """Who does not say how many gets as many as there may be."""

    def default_limit(self) -> int:
        return LARGEST_LIMIT


@fault("STRIPE-LIST-LIMIT-DEFAULT")
class DefaultLimit9(Rules):
    """Ten are read to see whether there are more, and nine are shown."""

    def default_limit(self) -> int:
        return 9


@fault("STRIPE-LIST-LIMIT-DEFAULT")
class DefaultLimit100UnderFilters(Rules):
    """A search is another query than the list, and shows all that it has found."""

    def page(self, params: Params, caller: Caller) -> Page:
        searched = "status" in params or "created" in params
        return super().page({"limit": str(LARGEST_LIMIT), **params} if searched else params, caller)


@fault("STRIPE-LIST-LIMIT")
class LimitIgnored(Rules):
    """Pages have ten sessions, whatever was asked for."""

    def limit_in_range(self, limit: int) -> int:
        return min(super().limit_in_range(limit), 10) if limit > 10 else 10


@fault("STRIPE-LIST-LIMIT")
class PagesAreFilteredAfterwards(Rules):
    """A page is read from the database, and what the currency filter leaves of it is shown."""

    def page(self, params: Params, caller: Caller) -> Page:
        currency = self.destination_currency(params)
        page = super().page({name: value for name, value in params.items() if name != "destination_currency"}, caller)
        kept = [one for one in page.sessions if currency in (None, one.details["destination_currency"])]
        return Page(kept, page.has_more)


@fault("STRIPE-LIST-LIMIT")
class LimitOffByOne(Rules):
    """The one more that tells whether there are more is shown as well."""

    def cut(self, found: list[Session], limit: int) -> Page:
        return Page(found, self.has_more(found, limit))


@fault("STRIPE-LIST-LIMIT")
class LimitOf50AtMost(Rules):
    """A page of a hundred is cut at fifty, in silence."""

    def limit_in_range(self, limit: int) -> int:
        return min(super().limit_in_range(limit), 50)


@fault("STRIPE-LIST-LIMIT")
class LimitOfOneRefused(Rules):
    """Off by one: a page of one session is too small."""

    def limit_in_range(self, limit: int) -> int:
        if limit == 1:
            raise self.limit_too_small(limit)
        return super().limit_in_range(limit)


@fault("STRIPE-LIST-LIMIT")
class LimitOf100Refused(Rules):
    """Off by one: less than a hundred."""

    def limit_in_range(self, limit: int) -> int:
        return self.limit_too_large(limit) if limit == 100 else super().limit_in_range(limit)


@fault("STRIPE-LIST-LIMIT-RANGE")
class LimitUnbounded(Rules):
    """Who asks for a thousand gets a thousand."""

    def limit_too_large(self, limit: int) -> int:
        return limit


@fault("STRIPE-LIST-LIMIT-RANGE")
class LimitOfZeroIsEverything(Rules):
    """Zero means that there is no limit."""

    def limit_in_range(self, limit: int) -> int:
        return 2**31 if limit == 0 else super().limit_in_range(limit)


@fault("STRIPE-LIST-LIMIT-RANGE")
class NegativeLimitIsEverything(Rules):
    """SQLite reads a negative limit as none at all, and so does the code that is built on it."""

    def limit_in_range(self, limit: int) -> int:
        return 2**31 if limit < 0 else super().limit_in_range(limit)


@fault("STRIPE-LIST-LIMIT-RANGE")
class LimitThatIsNoNumberIgnored(Rules):
    """What cannot be read as a number is left out, in silence."""

    def limit(self, params: Params) -> int:
        value = params.get("limit")
        return super().limit({} if isinstance(value, str) and not value.lstrip("-").isdecimal() else params)


# ---- cursors


@fault("STRIPE-LIST-STARTING-AFTER")
class StartingAfterIncludesTheCursor(Rules):
    """At or after: the cursor's session is shown once more."""

    def beyond(self, place: int) -> Condition:
        return "seq <= ?", (place,)


@fault("STRIPE-LIST-STARTING-AFTER")
class StartingAfterIgnored(Rules):
    """The first page is shown for every cursor."""

    def cursors(self, params: Params, caller: Caller) -> tuple[int | None, int | None]:
        return None, super().cursors(params, caller)[1]


@fault("STRIPE-LIST-STARTING-AFTER")
class StartingAfterLooksForward(Rules):
    """After is taken in time, and not in the order of the list."""

    def beyond(self, place: int) -> Condition:
        return "seq > ?", (place,)


@fault("STRIPE-LIST-STARTING-AFTER")
class StartingAfterSkipsOne(Rules):
    """Off by one: the session right after the cursor is never shown."""

    def beyond(self, place: int) -> Condition:
        return "seq < (SELECT max(seq) FROM sessions WHERE seq < ?)", (place,)


@fault("STRIPE-LIST-STARTING-AFTER")
class SameSecondSkipped(Rules):
    """The cursor stands for its time of creation, so that the others of its second get lost."""

    def beyond(self, place: int) -> Condition:
        return "created < (SELECT created FROM sessions WHERE seq = ?)", (place,)


@fault("STRIPE-LIST-ENDING-BEFORE")
class EndingBeforeIgnored(Rules):
    """Only one direction was built."""

    def cursors(self, params: Params, caller: Caller) -> tuple[int | None, int | None]:
        return super().cursors(params, caller)[0], None


@fault("STRIPE-LIST-ENDING-BEFORE")
class EndingBeforeIncludesTheCursor(Rules):
    """Up to and including: the cursor's session is shown once more."""

    def before(self, place: int) -> Condition:
        return "seq >= ?", (place,)


@fault("STRIPE-LIST-ENDING-BEFORE")
class EndingBeforeFromTheTop(Rules):
    """Of all that comes before the cursor the first are shown, and not those that are next to it."""

    def page_before(self, place: int, conditions: list[Condition], limit: int) -> Page:
        return self.cut(self.store.select([*conditions, self.before(place)], self.newest_first(), limit + 1), limit)


@fault("STRIPE-LIST-ENDING-BEFORE")
class EndingBeforeLooksBack(Rules):
    """Before is taken in time, so that it does what starting_after does."""

    def page_before(self, place: int, conditions: list[Condition], limit: int) -> Page:
        found = self.store.select([*conditions, self.beyond(place)], self.newest_first(), limit + 1)
        return self.cut(found, limit)


@fault("STRIPE-LIST-PAST-THE-END")
class PastTheEndStartsAgain(Rules):
    """An empty page is taken for a mistake, and the first one is shown instead."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        if page.sessions or "starting_after" not in params:
            return page
        return super().page({name: each for name, each in params.items() if name != "starting_after"}, caller)


@fault("STRIPE-LIST-PAST-THE-END")
class PastTheEndAnswers404(Rules):
    """A page that is empty does not exist."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        if not page.sessions and "starting_after" in params:
            raise self.no_such("page", "starting_after")
        return page


@fault("STRIPE-LIST-PAST-THE-END")
class LastPageRepeated(Rules):
    """Past the end the last session is shown again."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        if page.sessions or "starting_after" not in params:
            return page
        return Page([self.found(str(params["starting_after"]), caller)], page.has_more)


@fault("STRIPE-LIST-WALK")
class SeamsAreMetTwice(Rules):
    """Sessions on the seam of two partitions are in both of them, and a page that begins there shows one again."""

    def beyond(self, place: int) -> Condition:
        return "seq < ? + (? % 5 = 0)", (place, place)


@fault("STRIPE-LIST-WALK")
class WalkLosesEveryFifth(Rules):
    """Sessions on the seam of two partitions are met by neither of them."""

    def beyond(self, place: int) -> Condition:
        return "seq < ? AND seq % 5 <> 0", (place,)


@fault("STRIPE-LIST-WALK")
class WalkEndsAfterThreePages(Rules):
    """Who turns more than a few pages is taken for a scraper, and told that the list ends."""

    def page(self, params: Params, caller: Caller) -> Page:
        page = super().page(params, caller)
        turned = getattr(self, "_turned", 0) + 1 if "starting_after" in params else 0
        self._turned = turned
        return Page(page.sessions, False) if turned >= 2 else page


@fault("STRIPE-LIST-CURSOR-FOREIGN")
class ForeignCursorAccepted(Rules):
    """A cursor is a place in the table, whoever it belongs to."""

    def cursor(self, params: Params, name: str, caller: Caller) -> int | None:
        place = self.store.place(str(params.get(name, "")))
        return place if place is not None else super().cursor(params, name, caller)
