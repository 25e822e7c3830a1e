"""Faults of the list: what it holds, how it is cut into pages, and what its filters let through."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.nowramp.model import Call, Document, Filters, Key, Session
from reference.nowramp.rules import Rules

ALL = 100_000
"""More sessions than any project has here."""


class Sifts(Rules):
    """A base for faults that sift all the sessions of a project by a filter of their own."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        sessions = self.sifted(key, filters)
        start = self.skipped(page, size)
        return sessions[start : start + size]

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        """Return every session that passes."""
        raise NotImplementedError

    def everything(self, key: Key, filters: Filters | None = None) -> list[Session]:
        """Return every session of the project that really passes the filters, the newest first."""
        return self.store.page(key.project, filters or Filters(), ALL, 0)


# ---- what it holds


@fault("NOWRAMP-LIST-STATUS")
class ListIsAMap(Rules):
    """The sessions are shown as a map from their ids."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        shown = {session.id: self.listed(session, call) for session in sessions}
        return {"type": "list", "data": shown, "page": page}


@fault("NOWRAMP-LIST-COMPLETE")
class NewestIsMissing(Sifts):
    """The list is read from a replica, which is one session behind."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        return self.everything(key, filters)[1:]


@fault("NOWRAMP-LIST-COMPLETE")
class OfframpsAreNotListed(Sifts):
    """The list was written before there were offramps."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        return [one for one in self.everything(key, filters) if one.fields["type"] == "onramp"]


@fault("NOWRAMP-LIST-COMPLETE")
class OneSessionPerCustomerListed(Sifts):
    """The list groups by customer, and shows the newest session of each."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        newest: dict[object, Session] = {}
        for one in self.everything(key, filters):
            newest.setdefault(one.fields.get("externalCustomerId") or one.fields.get("customerId"), one)
        return list(newest.values())


@fault("NOWRAMP-LIST-COMPLETE")
class OncePerLock(Sifts):
    """The list joins the table of locks, and a session comes once for each of its own."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        return [one for one in self.everything(key, filters) for _ in range(max(len(one.locks), 2))]


@fault("NOWRAMP-LIST-COMPLETE")
class CancelledAreNotListed(Sifts):
    """Cancelled sessions are in nobody's way: they are listed only where they are asked for."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        sessions = self.everything(key, filters)
        return sessions if filters.status else [one for one in sessions if one.status != "cancelled"]


class _EveryOther(Rules):
    """A base for faults where every other session of a page is shown with less than its neighbours."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        shown = [
            self.resource(self.session_type(), each.id, self.lessened(number, self.attributes(each, None)))
            for number, each in enumerate(sessions)
        ]
        return {"type": "list", "data": shown, "page": page}

    def lessened(self, number: int, shown: Document) -> Document:
        """Return what is shown in place of the attributes."""
        raise NotImplementedError


@fault("NOWRAMP-LIST-ALIKE")
class SecondWithoutLocks(_EveryOther):
    """The locks of a page are fetched for its first session, and the loop goes on from the third."""

    def lessened(self, number: int, shown: Document) -> Document:
        return {name: value for name, value in shown.items() if name != "fieldLocks" or number != 1}


@fault("NOWRAMP-LIST-ALIKE")
class OnlyTheFirstInFull(_EveryOther):
    """The first session of a page is shown in full, for the preview; the others are rows of a table."""

    def lessened(self, number: int, shown: Document) -> Document:
        if number == 0:
            return shown
        return {name: value for name, value in shown.items() if name not in ("createdAt", "projectId")}


@fault("NOWRAMP-LIST-ITEMS")
class IndexedOnceOnly(Rules):
    """The list reads from an index that is written when a session is created, and never again."""

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        session = super().minted(key, document, fields)
        return replace(session, fields={**session.fields, "indexed": session.fields.get("destinationAddress")})

    def listed(self, session: Session, call: Call) -> object:
        indexed = session.fields["indexed"]
        return super().listed(replace(session, fields={**session.fields, "destinationAddress": indexed}), call)


class _ListsAnew(Rules):
    """A base for faults where a list shows a session in another way than GET."""

    def listed(self, session: Session, call: Call) -> object:
        return self.resource(self.session_type(), session.id, self.altered(self.attributes(session, None)))

    def altered(self, shown: Document) -> Document:
        """Return what is shown in place of the attributes."""
        raise NotImplementedError


@fault("NOWRAMP-LIST-ITEMS")
class ListIsAlwaysPending(_ListsAnew):
    """The status is not among the columns of the list, and the serialiser puts its default."""

    def altered(self, shown: Document) -> Document:
        return {**shown, "status": "pending"}


@fault("NOWRAMP-LIST-ITEMS")
class ListMovesTheExpiry(_ListsAnew):
    """The list shows when a session was created as the time at which it expires."""

    def altered(self, shown: Document) -> Document:
        return {**shown, "expiresAt": shown["createdAt"]}


class _ListRewrites(_ListsAnew):
    """A base for faults where a list shows another value of a field than was sent."""

    field: ClassVar[str]

    def altered(self, shown: Document) -> Document:
        return {name: self.rewritten(str(value)) if name == self.field else value for name, value in shown.items()}

    def rewritten(self, value: str) -> str:
        """Return what is shown in place of a value."""
        return value.lower()


@fault("NOWRAMP-STORED-REDIRECT-URL")
class ListCutsTheRedirect(_ListRewrites):
    """The list shows only the host of a redirect, so that its column stays narrow."""

    field = "redirectUrl"

    def rewritten(self, value: str) -> str:
        return "/".join(value.split("/")[:3])


@fault("NOWRAMP-STORED-SOURCE-CURRENCY")
class ListLowersTheFiat(_ListRewrites):
    """The list reads from the search index, where everything is in lower case."""

    field = "sourceCurrency"


@fault("NOWRAMP-STORED-DESTINATION-CURRENCY")
class ListLowersTheCrypto(_ListRewrites):
    """The list reads from the search index, where everything is in lower case."""

    field = "destinationCurrency"


@fault("NOWRAMP-STORED-NETWORK")
class ListNamesTheNetwork(_ListRewrites):
    """The list shows the name that a network has for people, not the one that was sent."""

    field = "network"

    def rewritten(self, value: str) -> str:
        return f"{value.capitalize()} Mainnet"


# ---- pages


@fault("NOWRAMP-LIST-PAGE-DEFAULT")
class LastPageByDefault(Rules):
    """Without a page the list goes to where the author's table begins: its second one."""

    def page_number(self, query: Mapping[str, str]) -> int:
        return super().page_number(query) if query.get("page") else 2


@fault("NOWRAMP-LIST-PAGE-DEFAULT")
class PageDemanded(Rules):
    """The parameter is declared as required."""

    def page_number(self, query: Mapping[str, str]) -> int:
        if not query.get("page"):
            raise self.missing("page")
        return super().page_number(query)


@fault("NOWRAMP-LIST-PAGE")
class PagesCountFromZero(Rules):
    """The first page is the zeroth, and the one that is asked for as the first is the second."""

    def skipped(self, page: int, size: int) -> int:
        return page * size

    def page_number(self, query: Mapping[str, str]) -> int:
        return super().page_number(query) if query.get("page") else 0


@fault("NOWRAMP-LIST-PAGE")
class PageIgnored(Rules):
    """Every page is the first one."""

    def skipped(self, page: int, size: int) -> int:
        return 0


@fault("NOWRAMP-LIST-PAGE")
class PagesOverlap(Rules):
    """A page begins with the last session of the one before."""

    def skipped(self, page: int, size: int) -> int:
        return (page - 1) * max(size - 1, 1)


@fault("NOWRAMP-LIST-PAGE")
class PagesLeaveGaps(Rules):
    """Between two pages a session falls out, which was fetched to see whether there is another page."""

    def skipped(self, page: int, size: int) -> int:
        return (page - 1) * (size + 1)


@fault("NOWRAMP-LIST-PAGE")
class PagesInDefaultSteps(Rules):
    """A page begins where it would if all pages had the default size."""

    def skipped(self, page: int, size: int) -> int:
        return (page - 1) * self.default_page_size()


@fault("NOWRAMP-LIST-PAGE-END")
class LastPageAgainAndAgain(Rules):
    """Whoever asks for a page behind the last one gets the last one: whoever walks until nothing comes walks on."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        last = -(-self.store.count(key.project, filters) // size)
        return super().found(key, filters, min(page, max(last, 1)), size)


@fault("NOWRAMP-LIST-PAGE")
class FewPagesOnly(Sifts):
    """The search behind the list finds a hundred sessions and no more, however many pages they are on."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        return self.everything(key, filters)[:100]


@fault("NOWRAMP-LIST-PAGE-SIZE")
class PageSizeIgnored(Rules):
    """Pages are of one size, whatever is asked for."""

    def page_size(self, query: Mapping[str, str]) -> int:
        super().page_size(query)
        return self.default_page_size()


@fault("NOWRAMP-LIST-PAGE-SIZE")
class PagesAreOneShort(Rules):
    """The session that was fetched to see whether there is another page is taken off twice."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        sessions = super().found(key, filters, page, size)
        return sessions[:-1] if len(sessions) == size and size > 1 else sessions


@fault("NOWRAMP-LIST-PAGE-SIZE")
class PageSizeIsLimit(Rules):
    """The parameter is read under the name that it has in another API."""

    def page_size(self, query: Mapping[str, str]) -> int:
        super().page_size(query)
        return self.bounded_page_size(self.positive(query, "limit", self.default_page_size()))


@fault("NOWRAMP-LIST-PAGE-SIZE-DEFAULT")
class TenByDefault(Rules):
    """The default is that of the dashboard's table."""

    def default_page_size(self) -> int:
        return 10


@fault("NOWRAMP-LIST-PAGE-SIZE-DEFAULT")
class EverythingByDefault(Rules):
    """Without a page size there are no pages."""

    def default_page_size(self) -> int:
        return 100


@fault("NOWRAMP-LIST-PAGE-SIZE-DEFAULT")
class TwentyFourByDefault(Rules):
    """The default is off by one."""

    def default_page_size(self) -> int:
        return 24


@fault("NOWRAMP-LIST-PAGE-SIZE-MAX")
class PagesOfAnySize(Rules):
    """The maximum is in the document and nowhere else."""

    def bounded_page_size(self, size: int) -> int:
        return size


@fault("NOWRAMP-LIST-PAGE-SIZE-MAX")
class FiftyAtMost(Rules):
    """The maximum was halved in a bad night, and never told."""

    def bounded_page_size(self, size: int) -> int:
        return min(size, 50)


@fault("NOWRAMP-LIST-PAGE-SIZE-MAX")
class HundredRefused(Rules):
    """The maximum is exclusive where it should be inclusive."""

    def bounded_page_size(self, size: int) -> int:
        if size >= 100:
            raise self.invalid("pageSize", "must be less than 100")
        return size


# ---- filters


@fault("NOWRAMP-LIST-FILTER-STATUS")
class StatusFilterIgnored(Rules):
    """The parameter is validated and forgotten."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        return replace(super().filters(query), status=None)


@fault("NOWRAMP-LIST-FILTER-STATUS")
class CancelledNeverFound(Rules):
    """The filter translates statuses for the database, and one of them is spelt in two ways."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        filters = super().filters(query)
        return replace(filters, status="canceled") if filters.status == "cancelled" else filters


@fault("NOWRAMP-LIST-FILTER-STATUS")
class PendingMeansOpen(Sifts):
    """Pending is read as: nothing has been bought yet."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        if filters.status != "pending":
            return self.everything(key, filters)
        sessions = self.everything(key, replace(filters, status=None))
        return [one for one in sessions if one.order is None and one.status != "expired"]


@fault("NOWRAMP-LIST-FILTER-STATUS")
class SomeStatusesRefused(Rules):
    """The schema of the parameter has four of the six."""

    def status_filter(self, query: Mapping[str, str]) -> str | None:
        status = super().status_filter(query)
        if status in ("processing", "confirmed"):
            raise self.invalid("status", "must be one of pending, completed, expired, cancelled")
        return status


@fault("NOWRAMP-LIST-FILTER-CUSTOMER")
class CustomerFilterIgnored(Rules):
    """The parameter is validated and forgotten."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        return replace(super().filters(query), customer=None)


@fault("NOWRAMP-LIST-FILTER-CUSTOMER")
class CustomerForgottenBesideAStatus(Rules):
    """The filters are branches of an if, and a status makes the customer forgotten."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        filters = super().filters(query)
        return replace(filters, customer=None) if filters.status and not filters.external else filters


@fault("NOWRAMP-LIST-FILTER-CUSTOMER")
class CustomerFilterFindsNobody(Rules):
    """The filter is compared with the partner's own ids."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        filters = super().filters(query)
        return replace(filters, customer=None, external=filters.customer) if filters.customer else filters


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterIgnored(Rules):
    """The parameter is validated and forgotten."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        return replace(super().filters(query), external=None)


class _ExternalLike(Sifts):
    """A base for faults that find customers who are only like the one that is asked for."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        if filters.external is None:
            return self.everything(key, filters)
        sessions = self.everything(key, replace(filters, external=None))
        return [one for one in sessions if self.like(str(one.fields.get("externalCustomerId", "")), filters.external)]

    def like(self, customer: str, wanted: str) -> bool:
        """Tell whether a customer is like the one that is wanted."""
        raise NotImplementedError


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterIsASearch(_ExternalLike):
    """The filter is a search: customers whose id contains the text are found too."""

    def like(self, customer: str, wanted: str) -> bool:
        return wanted in customer


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterByItsBeginning(_ExternalLike):
    """The index is on the beginning of the id, and nobody looks at the rest."""

    def like(self, customer: str, wanted: str) -> bool:
        return customer.startswith(wanted)


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterInAnyCase(_ExternalLike):
    """The database compares texts without looking at the case."""

    def like(self, customer: str, wanted: str) -> bool:
        return customer.casefold() == wanted.casefold()


@fault("NOWRAMP-LIST-FILTER-COMBINED")
class OneFilterWins(Rules):
    """The filters are branches of an if, and a customer makes the status forgotten."""

    def filters(self, query: Mapping[str, str]) -> Filters:
        filters = super().filters(query)
        by_customer = filters.customer is not None or filters.external is not None
        return replace(filters, status=None) if by_customer else filters


@fault("NOWRAMP-LIST-FILTER-COMBINED")
class FiltersAreAlternatives(Sifts):
    """The filters are joined by an OR."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        alone = (
            Filters(status=filters.status),
            Filters(customer=filters.customer),
            Filters(external=filters.external),
        )
        given = [each for each in alone if each != Filters()]
        if len(given) < 2:
            return self.everything(key, filters)
        found = {one.id: one for each in given for one in self.everything(key, each)}
        return list(found.values())


@fault("NOWRAMP-LIST-NOTHING")
class NothingIsNotFound(Rules):
    """A list with nothing in it was not found."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        if not sessions:
            raise self.not_found()
        return super().list_page(sessions, page, size, total, call)


@fault("NOWRAMP-LIST-NOTHING")
class NothingIsNull(Rules):
    """An empty list is left out of the body."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        if not sessions:
            return {"type": "list", "data": None}
        return super().list_page(sessions, page, size, total, call)


@fault("NOWRAMP-LIST-NOTHING")
class NothingFoundMeansNoFilter(Sifts):
    """Where nothing fits the filter, the list shows everything, so that the page is not empty."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        return self.everything(key, filters) or self.everything(key)
