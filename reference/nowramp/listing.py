"""The list of a project's sessions: filters and pages.

Source: nowramp-sessions.txt, "List Sessions". A page size above the maximum is cut to it. What a filter cannot mean is
refused. The order of the list and its envelope are not in the document; here the newest come first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from reference.nowramp.catalog import STATUSES
from reference.nowramp.creation import Creation
from reference.nowramp.model import Filters, Key, Session
from reference.nowramp.store import Store

DEFAULT_PAGE_SIZE = 25
LARGEST_PAGE = 100

_WHOLE = re.compile(r"[0-9]{1,9}")


class Listing(Creation):
    """From a query to a page."""

    store: Store

    def filters(self, query: Mapping[str, str]) -> Filters:
        """Read the three filters; they combine."""
        return Filters(self.status_filter(query), self.customer_filter(query), self.external_filter(query))

    def status_filter(self, query: Mapping[str, str]) -> str | None:
        """Read the status to look for."""
        status = query.get("status") or None
        if status is not None and status not in STATUSES:
            raise self.invalid("status", f"must be one of {', '.join(STATUSES)}")
        return status

    def customer_filter(self, query: Mapping[str, str]) -> str | None:
        """Read the customer to look for."""
        customer = query.get("customerId") or None
        if customer is not None:
            self.check_customer_id(customer)
        return customer

    def external_filter(self, query: Mapping[str, str]) -> str | None:
        """Read the partner's own id of the customer to look for."""
        return query.get("externalCustomerId") or None

    def page_number(self, query: Mapping[str, str]) -> int:
        """Read which page it is; they count from 1."""
        return self.positive(query, "page", 1)

    def page_size(self, query: Mapping[str, str]) -> int:
        """Read how many sessions a page has."""
        return self.bounded_page_size(self.positive(query, "pageSize", self.default_page_size()))

    def default_page_size(self) -> int:
        """Return the documented default."""
        return DEFAULT_PAGE_SIZE

    def bounded_page_size(self, size: int) -> int:
        """Cut a page to the largest that there is."""
        return min(size, LARGEST_PAGE)

    def positive(self, query: Mapping[str, str], name: str, default: int) -> int:
        """Read a whole number above zero from the query."""
        if not query.get(name):
            return default
        if not _WHOLE.fullmatch(query[name]) or int(query[name]) < 1:
            raise self.invalid(name, "must be a whole number above zero")
        return int(query[name])

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        """Find the sessions of one page."""
        return self.store.page(self.listed_project(key), filters, size, self.skipped(page, size))

    def listed_project(self, key: Key) -> str | None:
        """Return whose sessions are listed: those of the key's project."""
        return key.project

    def skipped(self, page: int, size: int) -> int:
        """Return how many sessions come before a page."""
        return (page - 1) * size
