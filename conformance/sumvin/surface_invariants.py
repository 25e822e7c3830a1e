"""What must hold of every exchange with the operations other than the opening of a session."""

import re
from dataclasses import dataclass
from typing import Final

from conformance.exchange import Exchange
from conformance.invariants import Invariant, Judge, Judgement
from conformance.sumvin import operations
from conformance.sumvin.errors import code_of

RAMP: Final = "SUMVIN-RAMP"
BANK: Final = "SUMVIN-BANK"
ACCOUNTS: Final = "SUMVIN-ACCOUNTS"

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


INVARIANTS: Final = (
    *(Invariant(f"{group}-STATUS-DOCUMENTED", _statuses(group)) for group in (RAMP, BANK, ACCOUNTS)),
    *(Invariant(f"{group}-BODY-JSON", _json(group)) for group in (RAMP, BANK, ACCOUNTS)),
)
"""The oracles of quotes, transactions, bank linking and accounts, whatever their bodies hold."""
