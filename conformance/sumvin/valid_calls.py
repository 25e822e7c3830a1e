"""One valid call of every operation but the opening of a session, as alice could make it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conformance.errors import Blocked
from conformance.sumvin import holdings, operations
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import links, quotes


@dataclass(frozen=True)
class ValidCall:
    """An operation with what it needs.

    Attributes:
        operation: method and path template.
        how: the arguments of `Caller.call`.
    """

    operation: str
    how: Mapping[str, Any] = field(default_factory=dict)


async def valid_calls(sumvin: Sumvin, *, share: str | None = None) -> list[ValidCall]:
    """The calls that can be made on this target; those that lack a transaction or an account are left out.

    Args:
        sumvin: the API.
        share: whose accounts DELETE may be called on; None to leave DELETE out.
    """
    calls = [
        ValidCall(operations.LIST_QUOTES, {"query": quotes.plainest(sumvin.fixtures)}),
        ValidCall(operations.LIST_TRANSACTIONS),
        ValidCall(operations.GET_LINK_CONFIG),
        ValidCall(operations.LIST_INSTITUTIONS),
        ValidCall(operations.LIST_ACCOUNTS),
    ]
    try:
        transaction = (await holdings.own_transactions(sumvin))[0]
        calls.append(ValidCall(operations.GET_TRANSACTION, {"ident": transaction}))
    except Blocked:
        pass
    try:
        institution = await holdings.institution(sumvin)
        calls.append(ValidCall(operations.START_LINK, {"body": links.selecting(sumvin.fixtures, institution)}))
    except Blocked:
        pass
    return [*calls, *await _of_accounts(sumvin, share)]


async def _of_accounts(sumvin: Sumvin, share: str | None) -> list[ValidCall]:
    calls = []
    try:
        account = (await holdings.syncable_accounts(sumvin))[0]
        body = {"processor": sumvin.fixtures.processor or "plaid"}
        calls += [
            ValidCall(operations.GET_ACCOUNT, {"ident": account}),
            ValidCall(operations.SYNC_ACCOUNT, {"ident": account}),
            ValidCall(operations.MAKE_PROCESSOR_TOKEN, {"ident": account, "body": body}),
        ]
        if share is not None:
            deletable = await holdings.deletable_account(sumvin, share)
            calls.append(ValidCall(operations.DELETE_ACCOUNT, {"ident": deletable}))
    except Blocked:
        pass
    return calls
