"""A valid call of every operation but the opening of a session, as alice could make it."""

from typing import Any

from conformance.sumvin import holdings, operations
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import links, quotes

OPERATIONS = (
    operations.LIST_QUOTES,
    operations.LIST_TRANSACTIONS,
    operations.GET_TRANSACTION,
    operations.GET_LINK_CONFIG,
    operations.LIST_INSTITUTIONS,
    operations.START_LINK,
    operations.LIST_ACCOUNTS,
    operations.GET_ACCOUNT,
    operations.SYNC_ACCOUNT,
    operations.MAKE_PROCESSOR_TOKEN,
    operations.DELETE_ACCOUNT,
)


async def arguments_of(sumvin: Sumvin, operation: str) -> dict[str, Any]:
    """What a valid call of an operation needs, as the arguments of `Caller.call`.

    Args:
        sumvin: the API.
        operation: one of `OPERATIONS`. What it deletes is of the accounts that are "not nobody's to delete".

    Raises:
        Blocked: the target shows nothing that it could be called on.
    """
    match operation:
        case operations.LIST_QUOTES:
            return {"query": quotes.plainest(sumvin.fixtures)}
        case operations.GET_TRANSACTION:
            return {"ident": (await holdings.own_transactions(sumvin))[0]}
        case operations.START_LINK:
            return {"body": links.selecting(sumvin.fixtures, await holdings.institution(sumvin))}
        case operations.GET_ACCOUNT | operations.SYNC_ACCOUNT:
            return {"ident": (await holdings.syncable_accounts(sumvin))[0]}
        case operations.MAKE_PROCESSOR_TOKEN:
            body = {"processor": sumvin.fixtures.processor or "plaid"}
            return {"ident": (await holdings.syncable_accounts(sumvin))[0], "body": body}
        case operations.DELETE_ACCOUNT:
            return {"ident": await holdings.deletable_account(sumvin, "not nobody's to delete")}
    return {}
