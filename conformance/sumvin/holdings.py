"""What users have: ramp transactions and linked accounts, found by looking or named in the target file."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import given
from conformance.scenario import Answer
from conformance.sumvin import lists
from conformance.sumvin.errors import is_error
from conformance.sumvin.facade import Sumvin
from conformance.together import together
from strategies.sumvin.bodies import DIRECTIONS, plain

PAUSES: Final = (0.2, 0.4, 0.8)
"""Seconds between one look and the next, for what the documents promise without saying when."""

SHARES: Final = ("deleted", "not another's to delete", "stays deleted", "not nobody's to delete")
"""Each check that may end with a deleted account has every fourth of those that are there for it."""


async def until(sumvin: Sumvin, look: Callable[[], Awaitable[Answer]], enough: Callable[[Answer], bool]) -> Answer:
    """Look until it is enough, a few times; the last answer."""
    answer = await look()
    for seconds in PAUSES:
        if enough(answer):
            break
        await sumvin.pause(seconds)
        answer = await look()
    return answer


async def trade_both_ways(sumvin: Sumvin, role: str, times: int = 1) -> None:
    """Open so many sessions for a user in each direction, which many a target shows as transactions at once.

    Whether they are opened is for other checks to say.
    """
    user = sumvin.actor(role)
    orders = [plain(sumvin.fixtures, direction) for direction in DIRECTIONS * times]
    await together(*map(user.open_session, orders))


async def own_transactions(sumvin: Sumvin, role: str = "alice") -> list[str]:
    """Ids of a user's own transactions, at least one.

    Raises:
        Blocked: the user has none, not even after a session was opened.
    """
    user = sumvin.actor(role)
    named = list(sumvin.fixtures.transactions.own) if role == "alice" else []
    found = lists.idents(given(await user.list_transactions()).status(200), "transactions")
    if not found and not named:
        given(await user.open_session(plain(sumvin.fixtures))).status(201)
        shown = await until(sumvin, user.list_transactions, lambda answer: bool(lists.idents(answer, "transactions")))
        found = lists.idents(shown, "transactions")
    if not found and not named:
        raise Blocked(f"{role} has no ramp transaction; name some in fixtures.transactions.own")
    return [*named, *(one for one in found if one not in named)]


async def foreign_transactions(sumvin: Sumvin) -> list[str]:
    """Ids of another user's transactions, at least one.

    Raises:
        Blocked: nobody else has any.
    """
    named = list(sumvin.fixtures.transactions.foreign)
    return named or (await own_transactions(sumvin, "bob"))[:3]


async def own_accounts(sumvin: Sumvin, role: str = "alice") -> list[str]:
    """Ids of a user's own linked accounts, without those that may be deleted at any moment; at least one.

    Raises:
        Blocked: the user has none.
    """
    fixtures = sumvin.fixtures.accounts
    named = list(fixtures.own) if role == "alice" else []
    shown = lists.idents(given(await sumvin.actor(role).accounts()).status(200), "accounts")
    found = [*named, *(one for one in shown if one not in named and one not in fixtures.deletable)]
    if not found:
        raise Blocked(f"{role} has no linked account; name some in fixtures.accounts.own")
    return found


async def syncable_accounts(sumvin: Sumvin) -> list[str]:
    """Ids of alice's accounts whose connection is in order, at least one.

    Raises:
        Blocked: she has none.
    """
    fixtures = sumvin.fixtures.accounts
    shown = lists.listed(given(await sumvin.alice.accounts()).status(200), "accounts")
    troubled = {lists.ident(item, "accounts") for item in shown if item.get("status") not in ("active", None)}
    excluded = {*troubled, *fixtures.unsyncable, *fixtures.deletable}
    found = [one for item in shown if (one := lists.ident(item, "accounts")) is not None and one not in excluded]
    found = found or [one for one in fixtures.own if one not in excluded]
    if not found:
        raise Blocked("alice has no linked account in order; name one in fixtures.accounts.own")
    return found


def in_order(sumvin: Sumvin, answers: Mapping[str, Answer]) -> list[Answer]:
    """The answers about those of alice's accounts whose provider is in order, where that can be told.

    An account whose provider fails (BANK_PROVIDER_ERROR) looks like any other. It is one where another is served, and
    the target file does not promise it.

    Args:
        sumvin: the API.
        answers: account to the answer about it.
    """
    served = any(answer.succeeded for answer in answers.values())
    return [
        answer
        for account, answer in answers.items()
        if not (served and is_error(answer, "BANK_PROVIDER_ERROR") and account not in sumvin.fixtures.accounts.own)
    ]


async def foreign_accounts(sumvin: Sumvin) -> list[str]:
    """Ids of another user's linked accounts, at least one.

    Raises:
        Blocked: nobody else has any.
    """
    named = list(sumvin.fixtures.accounts.foreign)
    return named or (await own_accounts(sumvin, "bob"))[:2]


def offered(sumvin: Sumvin, share: str) -> tuple[str, ...]:
    """The accounts that a check may delete."""
    return sumvin.fixtures.accounts.deletable[SHARES.index(share) :: len(SHARES)]


async def deletable_account(sumvin: Sumvin, share: str) -> str:
    """One of the accounts that a check may delete, and that is still there.

    Looking for it rather than counting lets a finding be confirmed, and a target file serve for several runs.

    Raises:
        Blocked: all of the check's share are gone.
    """
    there = lists.idents(given(await sumvin.alice.accounts()).status(200), "accounts")
    left = [account for account in offered(sumvin, share) if account in there]
    if not left:
        raise Blocked("no account is left to be deleted; name more in fixtures.accounts.deletable, four or a multiple")
    return left[0]


async def institutions(sumvin: Sumvin) -> list[str]:
    """Institutions that can be linked, at least one.

    Raises:
        Blocked: there is none.
    """
    if sumvin.fixtures.institutions:
        return list(sumvin.fixtures.institutions)
    shown = entitled(sumvin, await sumvin.alice.institutions())
    found = lists.idents(given(shown).status(200), "institutions")
    if not found:
        raise Blocked("the target lists no institution; name one in fixtures.institutions")
    return found


async def institution(sumvin: Sumvin) -> str:
    """An institution that can be linked.

    Raises:
        Blocked: there is none.
    """
    return (await institutions(sumvin))[0]


async def accounts_of_unentitled(sumvin: Sumvin) -> list[str]:
    """Ids of the accounts of the user without the entitlement, which may be none.

    Raises:
        Blocked: that user's credentials are worth nothing, so that no gate is what refuses them.
    """
    shown = await sumvin.actor("unentitled").accounts(zone=Zone.MAY_EITHER)
    if shown.status == 401:
        raise Blocked("the target refuses the credentials of actor unentitled (401); renew them")
    return lists.idents(shown, "accounts") if shown.succeeded else []


def entitled(sumvin: Sumvin, answer: Answer) -> Answer:
    """An answer of bank linking to a user who may lack the entitlement, unless the target file says that she has it.

    Raises:
        Blocked: the user is refused for want of it, and nobody said that it is there.
    """
    role = answer.exchange.actor
    if is_error(answer, "GATE-403-001") and not (role == "alice" and sumvin.declares("bank_linking")):
        raise Blocked(
            f"{role} is refused as not entitled to link banks; give {role} the entitlement, and if alice has it, say "
            "so with capabilities.bank_linking = true"
        )
    return answer
