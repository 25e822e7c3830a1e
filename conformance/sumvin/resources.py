"""What must hold of every transaction and every account that an answer shows, in a list or alone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from conformance.exchange import Exchange
from conformance.invariants import Invariant, Judge, Judgement
from conformance.sumvin import lists, operations

RAMP_STATUSES: Final = ("pending", "processing", "completed", "failed", "cancelled")
CONNECTION_STATUSES: Final = ("active", "refresh_required", "disconnected", "error")

SHOWN_BY: Final = {
    "transactions": (operations.LIST_TRANSACTIONS, operations.GET_TRANSACTION),
    "accounts": (operations.LIST_ACCOUNTS, operations.GET_ACCOUNT),
}
"""The operations that show several of a kind, and one of it."""


def invariants(shapes: Mapping[str, str]) -> Sequence[Invariant]:
    """The oracles.

    Args:
        shapes: where the target file says that lists and single resources stand, as JSON Pointers.
    """
    statuses, connections = ", ".join(RAMP_STATUSES), ", ".join(CONNECTION_STATUSES)
    return (
        Invariant(
            "SUMVIN-LIFECYCLE-STATUS-VALUES",
            _each("transactions", shapes, f"a status among {statuses}", _bad_ramp_status),
        ),
        Invariant(
            "SUMVIN-LIFECYCLE-MELD-STATUS",
            _each("transactions", shapes, "a text as meld_status, null or nothing", _bad_meld_status),
        ),
        Invariant(
            "SUMVIN-ACCOUNTS-CONNECTION-STATUS",
            _each("accounts", shapes, f"no status, or one among {connections}", _bad_connection_status),
        ),
    )


def _shown(exchange: Exchange, name: str, shapes: Mapping[str, str]) -> list[lists.Item]:
    """The resources of a kind that a successful answer shows."""
    several, one = SHOWN_BY[name]
    if exchange.response.status != 200:
        return []
    if exchange.operation == several:
        found = lists.list_in(exchange.response.json, name, shapes.get(name))
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    kind = lists.SINGLE[name]
    single = lists.single_in(exchange.response.json, name, shapes.get(kind)) if exchange.operation == one else None
    return [] if single is None else [single]


def _each(name: str, shapes: Mapping[str, str], expected: str, fault: Callable[[lists.Item], Any]) -> Judge:
    """Every resource of an answer is without fault; `fault` returns what is wrong with one, or None."""

    def judge(exchange: Exchange) -> Judgement | None:
        shown = _shown(exchange, name, shapes)
        if not shown:
            return None
        wrong = [f"{lists.ident(item, name)}: {what}" for item in shown if (what := fault(item)) is not None]
        return Judgement(not wrong, expected, "; ".join(wrong[:5]) or "as expected")

    return judge


def _bad_ramp_status(transaction: lists.Item) -> str | None:
    status = transaction.get("status")
    return None if status in RAMP_STATUSES else f"status {status!r}"


def _bad_meld_status(transaction: lists.Item) -> str | None:
    value = transaction.get("meld_status")
    fits = value is None or (isinstance(value, str) and bool(value.strip()))
    return None if fits else f"meld_status {value!r}, {transaction.get('status')}"


def _bad_connection_status(account: lists.Item) -> str | None:
    status = account.get("status")
    return None if status is None or status in CONNECTION_STATUSES else f"status {status!r}"
