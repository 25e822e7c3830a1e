"""What becomes of a link by the target's clock: an account appears, its connection changes, it is disconnected."""

from conformance.check import check
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.caller import Caller
from conformance.sumvin.capabilities import CHANGES
from conformance.sumvin.facade import Sumvin
from strategies.sumvin import links

COMPLETES = "SUMVIN-LINK-COMPLETES"
STATUS_CHANGES = "SUMVIN-ACCOUNTS-STATUS-CHANGES"
DISCONNECT_GONE = "SUMVIN-ACCOUNTS-DISCONNECT-GONE"

MARGIN = 30
"""Seconds after a step is due: the target's clock runs on by itself, too."""


@check(COMPLETES, STATUS_CHANGES, DISCONNECT_GONE, needs=("link_completion",), waits=True)
async def what_becomes_of_links(sumvin: Sumvin) -> None:
    """One link after another, ordinary ones and such as have a fate; then the fates."""
    role = "bob" if sumvin.lends("bob") else "alice"
    user, due = sumvin.actor(role), sumvin.fixtures.due
    # What other checks have linked appears first.
    await sumvin.after(seconds=(due.linked or 0) + MARGIN)
    accounts = {trigger: await _linked(sumvin, role, trigger) for trigger in (None, *_fates(sumvin))}
    if any(trigger in accounts for trigger in CHANGES):
        await sumvin.after(seconds=(due.changed or 0) + MARGIN)
        for trigger, status in CHANGES.items():
            if trigger in accounts:
                await _expect_status(sumvin, user, accounts[trigger], status)
    if "disconnect" in accounts:
        await sumvin.after(seconds=(due.disconnected or 0) + MARGIN)
        await _expect_gone(sumvin, user, accounts["disconnect"], left=accounts[None])


def _fates(sumvin: Sumvin) -> list[str]:
    due = sumvin.fixtures.due
    known = [*(CHANGES if due.changed else ()), *(("disconnect",) if due.disconnected else ())]
    return [trigger for trigger in known if sumvin.may_trigger(trigger)]


async def _linked(sumvin: Sumvin, role: str, trigger: str | None) -> str:
    """Link a bank, wait until the link is completed; the id of the account that has appeared.

    Raises:
        Blocked: the link was refused, or no account or several appeared.
    """
    user = sumvin.actor(role)
    before = set(lists.idents(given(await user.accounts()).status(200), "accounts"))
    body = links.selecting(sumvin.fixtures, await holdings.institution(sumvin))
    extra = sumvin.trigger(trigger) if trigger is not None else None
    link = given(holdings.entitled(sumvin, await user.link(body, trigger=extra))).status(200, 201, 202)
    await sumvin.after(seconds=(sumvin.fixtures.due.linked or 0) + MARGIN)
    answer = await holdings.until(sumvin, user.accounts, lambda seen: bool(_new(seen, before)))
    appeared = sorted(_new(given(answer).status(200), before))
    expect(answer, COMPLETES).that(
        bool(appeared), expected="an account that was not in the list before the link", beside=(link,)
    )
    if len(appeared) != 1:
        raise Blocked(f"after the link {len(appeared)} accounts appeared instead of one")
    other = "alice" if role == "bob" else "bob"
    if sumvin.lends(other):
        theirs = given(await sumvin.actor(other).accounts()).status(200)
        expect(theirs, COMPLETES).that(
            appeared[0] not in lists.idents(theirs, "accounts"),
            expected=f"nobody else's list to show {role}'s new account {appeared[0]!r}",
            beside=(link,),
        )
    return appeared[0]


def _new(answer: Answer, before: set[str]) -> set[str]:
    return set(lists.idents(answer, "accounts")) - before if answer.succeeded else set()


async def _expect_status(sumvin: Sumvin, user: Caller, account: str, status: str) -> None:
    def in_list(answer: Answer) -> object:
        found = [one for one in lists.listed(answer, "accounts") if lists.ident(one, "accounts") == account]
        return found[0].get("status") if found else None

    shown = await holdings.until(sumvin, user.accounts, lambda seen: seen.succeeded and in_list(seen) == status)
    expect(given(shown).status(200), STATUS_CHANGES).that(
        in_list(shown) == status, expected=f"the account {account!r} in the list with the status {status}"
    )
    answer = given(await user.account(account)).status(200)
    single = lists.single(answer, "accounts") or {}
    expect(answer, STATUS_CHANGES).that(single.get("status") == status, expected=f"the status {status} by its id")


async def _expect_gone(sumvin: Sumvin, user: Caller, account: str, *, left: str) -> None:
    answer = await holdings.until(
        sumvin, user.accounts, lambda seen: seen.succeeded and account not in lists.idents(seen, "accounts")
    )
    shown = lists.idents(given(answer).status(200), "accounts")
    if left not in shown:
        raise Blocked("an account that nothing was to happen to is gone as well")
    expect(answer, DISCONNECT_GONE).that(account not in shown, expected=f"a list without {account!r}, disconnected")
