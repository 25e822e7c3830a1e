"""What must hold of every exchange with the operations other than the opening of a session."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from conformance.exchange import Exchange
from conformance.invariants import Invariant, Judge, Judgement
from conformance.sumvin import lists, operations
from conformance.sumvin.errors import code_of

RAMP: Final = "SUMVIN-RAMP"
BANK: Final = "SUMVIN-BANK"
ACCOUNTS: Final = "SUMVIN-ACCOUNTS"

RAMP_STATUSES: Final = ("pending", "processing", "completed", "failed", "cancelled")
CONNECTION_STATUSES: Final = ("active", "refresh_required", "disconnected", "error")

_BANK_CODE = re.compile(r"(BANK_|BNK-|MLD-).*")


@dataclass(frozen=True, slots=True)
class Operation:
    """What the documents say of an operation's answers.

    Attributes:
        group: the requirements that speak for it, by the beginning of their ids.
        success: the status of a success.
        upstream: the status of the provider's failure; None where the provider has no part in it, 0 where it has and
            no document names a status.
    """

    group: str
    success: int
    upstream: int | None = None


# sumvin-meld-integration.txt, Status codes per endpoint.
OPERATIONS: Final = {
    operations.LIST_QUOTES: Operation(RAMP, 200, 502),
    operations.LIST_TRANSACTIONS: Operation(RAMP, 200),
    operations.GET_TRANSACTION: Operation(RAMP, 200),
    operations.GET_LINK_CONFIG: Operation(BANK, 200),
    operations.LIST_INSTITUTIONS: Operation(BANK, 200),
    operations.START_LINK: Operation(BANK, 202, 0),
    operations.MAKE_PROCESSOR_TOKEN: Operation(BANK, 201, 0),
    operations.LIST_ACCOUNTS: Operation(ACCOUNTS, 200),
    operations.GET_ACCOUNT: Operation(ACCOUNTS, 200),
    operations.SYNC_ACCOUNT: Operation(ACCOUNTS, 202, 0),
    operations.DELETE_ACCOUNT: Operation(ACCOUNTS, 204),
}


def answers(operation: str) -> str | None:
    """The requirement that says that an operation is answered, whatever is sent; None if no document says so."""
    if operation == operations.OPEN_SESSION:
        return "SUMVIN-SESSIONS-STATUS-DOCUMENTED"
    known = OPERATIONS.get(operation)
    return f"{known.group}-STATUS-DOCUMENTED" if known else None


def _of(exchange: Exchange, group: str) -> Operation | None:
    known = OPERATIONS.get(exchange.operation)
    return known if known is not None and known.group == group else None


def _is_upstream_failure(exchange: Exchange, upstream: int) -> bool:
    status = exchange.response.status
    if upstream:
        return status == upstream
    # The documents name codes for it and no status; a gateway's own statuses speak for themselves.
    code = code_of(exchange.response.json) or ""
    return status in (502, 503, 504) or (status >= 500 and _BANK_CODE.fullmatch(code) is not None)


def _statuses(group: str) -> Judge:
    def judge(exchange: Exchange) -> Judgement | None:
        operation = _of(exchange, group)
        if operation is None:
            return None
        status = exchange.response.status
        failed = operation.upstream is not None and _is_upstream_failure(exchange, operation.upstream)
        words = "" if operation.upstream is None else f", or {operation.upstream or 'an error'} of the provider"
        held = status == operation.success or 400 <= status < 500 or failed
        return Judgement(held, f"{operation.success}, a 4xx{words}", f"status {status}")

    return judge


def _json(group: str) -> Judge:
    def judge(exchange: Exchange) -> Judgement | None:
        operation = _of(exchange, group)
        response = exchange.response
        if operation is None or response.status != operation.success or response.status == 204:
            return None
        if response.status == 202 and not response.body:
            return None
        body, reason = response.parsed
        if reason is None and not isinstance(body, dict | list):
            reason = f"a JSON {type(body).__name__}, no object or array"
        media_type = response.media_type
        said = media_type == "application/json" or (
            media_type.startswith("application/") and media_type.endswith("+json")
        )
        return Judgement(
            said and reason is None,
            "JSON in a JSON media type",
            reason or f"content-type {response.header('content-type') or 'absent'}",
        )

    return judge


def _shown(exchange: Exchange, of_list: str, of_one: str, name: str) -> list[lists.Item]:
    """The resources that a successful answer shows, in a list or alone."""
    if exchange.response.status != 200:
        return []
    if exchange.operation == of_list:
        found = lists.list_in(exchange.response.json, name)
        return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    one = lists.single_in(exchange.response.json, name) if exchange.operation == of_one else None
    return [] if one is None else [one]


def _transactions(exchange: Exchange) -> list[lists.Item]:
    return _shown(exchange, operations.LIST_TRANSACTIONS, operations.GET_TRANSACTION, "transactions")


def _accounts(exchange: Exchange) -> list[lists.Item]:
    return _shown(exchange, operations.LIST_ACCOUNTS, operations.GET_ACCOUNT, "accounts")


def _each(
    resources: Callable[[Exchange], list[lists.Item]], name: str, expected: str, fault: Callable[[lists.Item], Any]
) -> Judge:
    """Every resource of an answer is without fault; `fault` returns what is wrong with one, or None."""

    def judge(exchange: Exchange) -> Judgement | None:
        shown = resources(exchange)
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


INVARIANTS: Final = (
    *(Invariant(f"{group}-STATUS-DOCUMENTED", _statuses(group)) for group in (RAMP, BANK, ACCOUNTS)),
    *(Invariant(f"{group}-BODY-JSON", _json(group)) for group in (RAMP, BANK, ACCOUNTS)),
    Invariant(
        "SUMVIN-LIFECYCLE-STATUS-VALUES",
        _each(_transactions, "transactions", f"a status among {', '.join(RAMP_STATUSES)}", _bad_ramp_status),
    ),
    Invariant(
        "SUMVIN-LIFECYCLE-MELD-STATUS",
        _each(
            _transactions,
            "transactions",
            "a text as meld_status, null or nothing",
            _bad_meld_status,
        ),
    ),
    Invariant(
        "SUMVIN-ACCOUNTS-CONNECTION-STATUS",
        _each(
            _accounts, "accounts", f"no status, or one among {', '.join(CONNECTION_STATUSES)}", _bad_connection_status
        ),
    ),
)
"""The oracles of quotes, transactions, bank linking and accounts."""
