"""The exchanges of a run, each once: a case that decided ten requirements is evidence of all ten."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.journal import ExchangeRecord
from reports.text import visible


@dataclass(frozen=True)
class Evidence:
    """The exchanges of one case.

    Attributes:
        places: of its exchanges in the pool, in their order.
        decisive: those of them that the observation rests on.
    """

    places: tuple[int, ...]
    decisive: tuple[int, ...]


class Pool:
    """Takes exchanges in, and knows again what it has."""

    def __init__(self) -> None:
        self._places: dict[ExchangeRecord, int] = {}

    def add(self, exchanges: Sequence[ExchangeRecord]) -> Evidence:
        """Take in the exchanges of a case."""
        places = tuple(
            self._places.setdefault(one.model_copy(update={"decisive": False}), len(self._places)) for one in exchanges
        )
        marked = tuple(place for place, one in zip(places, exchanges, strict=True) if one.decisive)
        return Evidence(places, marked)

    @property
    def records(self) -> tuple[ExchangeRecord, ...]:
        """All of them, each at its place."""
        return tuple(self._places)


def shown(exchange: ExchangeRecord) -> dict[str, Any]:
    """An exchange as the page's script reads it: every text as people may see it."""
    return {
        "number": exchange.number,
        "actor": visible(exchange.actor),
        "zone": visible(exchange.zone),
        "method": visible(exchange.method),
        "url": visible(exchange.url),
        "requestHeaders": _headers(exchange.request_headers),
        "requestBody": None if exchange.request_body is None else visible(exchange.request_body),
        "status": exchange.status,
        "responseHeaders": _headers(exchange.response_headers),
        "responseBody": visible(exchange.response_body),
        "seconds": exchange.seconds,
        "retries": exchange.retries,
        "curl": visible(exchange.curl),
    }


def _headers(headers: Sequence[tuple[str, str]]) -> list[str]:
    return [visible(f"{name}: {value}") for name, value in headers]
