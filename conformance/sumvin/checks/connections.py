"""What becomes of links by the target's clock: accounts appear, connections change, an account is disconnected."""

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.check import check
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.caller import Caller
from conformance.sumvin.capabilities import CHANGES
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import Moments, seen
from conformance.together import together
from strategies.sumvin import links

COMPLETES = "SUMVIN-LINK-COMPLETES"
STATUS_CHANGES = "SUMVIN-ACCOUNTS-STATUS-CHANGES"
DISCONNECT_GONE = "SUMVIN-ACCOUNTS-DISCONNECT-GONE"

ORDINARY = 2
"""So many links have no fate."""


@dataclass(frozen=True)
class Started:
    """Links that were started side by side.

    Attributes:
        before: the user's accounts until then.
        institutions: of each link; one that is linked twice may be one connection.
        answers: to each link.
    """

    before: set[str]
    institutions: Sequence[object]
    answers: tuple[Answer, ...]

    def new(self, answer: Answer) -> set[str]:
        """The accounts of a list that were not there before."""
        return set(lists.idents(answer, "accounts")) - self.before if answer.succeeded else set()


@check(COMPLETES, STATUS_CHANGES, DISCONNECT_GONE, needs=("link_completion",), waits=True)
async def what_becomes_of_links(sumvin: Sumvin) -> None:
    """Links side by side, ordinary ones and such as have a fate; then the fates, told apart by what they come to."""
    role = "bob" if sumvin.lends("bob") else "alice"
    user, steps = sumvin.actor(role), seen(sumvin.fixtures.due)
    if role == "alice":
        # What other checks have linked for her appears first.
        await Moments(sumvin).reach(steps["linked"])
    fates, moments = _fates(sumvin), Moments(sumvin)
    started = await _start(sumvin, user, fates)
    await moments.reach(steps["linked"])
    new = await _expect_completed(sumvin, role, started)
    if len(new) < len(set(started.institutions)):
        await _expect_another(sumvin, user, started)
    if len(new) < len(started.answers):
        raise Blocked(f"after {len(started.answers)} links side by side {len(new)} accounts appeared")
    changes = [CHANGES[fate] for fate in fates if fate in CHANGES]
    if changes:
        await moments.reach(steps["changed"])
        await _expect_changes(sumvin, user, new, changes)
    if "disconnect" in fates:
        await moments.reach(steps["disconnected"])
        await _expect_one_gone(sumvin, user, new)


def _fates(sumvin: Sumvin) -> list[str]:
    due = sumvin.fixtures.due
    known = [*(CHANGES if due.changed else ()), *(("disconnect",) if due.disconnected else ())]
    return [trigger for trigger in known if sumvin.may_trigger(trigger)]


async def _start(sumvin: Sumvin, user: Caller, fates: list[str]) -> Started:
    """Start the ordinary links and one for each fate, with as many institutions as there are."""
    known = await holdings.institutions(sumvin)
    before = set(lists.idents(given(await user.accounts()).status(200), "accounts"))
    triggers = [*[None] * min(ORDINARY, len(known)), *map(sumvin.trigger, fates)]
    bodies = [links.selecting(sumvin.fixtures, known[place % len(known)]) for place in range(len(triggers))]
    calls = [user.link(body, trigger=trigger) for body, trigger in zip(bodies, triggers, strict=True)]
    answers = [holdings.entitled(sumvin, answer) for answer in await together(*calls)]
    sent = [{**body, **(trigger.body if trigger else {})} for body, trigger in zip(bodies, triggers, strict=True)]
    institutions = [body["institution_id"] for body in sent]
    return Started(before, institutions, tuple(given(answer).status(200, 201, 202) for answer in answers))


async def _expect_completed(sumvin: Sumvin, role: str, started: Started) -> set[str]:
    """The links have brought accounts, and to their user alone; the ids of the new ones."""
    user, wanted = sumvin.actor(role), len(started.answers)
    answer = await holdings.until(sumvin, user.accounts, lambda shown: len(started.new(shown)) >= wanted)
    new = started.new(given(answer).status(200))
    expect(answer, COMPLETES).that(
        bool(new), expected="accounts that were not in the list before the links", beside=started.answers
    )
    other = "alice" if role == "bob" else "bob"
    if new and sumvin.lends(other):
        theirs = given(await sumvin.actor(other).accounts()).status(200)
        strays = sorted(new.intersection(lists.idents(theirs, "accounts")))
        expect(theirs, COMPLETES).that(
            not strays,
            expected=f"nobody else's list to show {role}'s new accounts",
            observed=", ".join(strays),
            beside=started.answers,
        )
    return new


async def _expect_another(sumvin: Sumvin, user: Caller, earlier: Started) -> None:
    """One link by itself brings an account: only of several that are under way at once a target may drop some."""
    listed = lists.idents(given(await user.institutions()).status(200), "institutions")
    known = (*await holdings.institutions(sumvin), *listed)
    unused = [one for one in known if one not in earlier.institutions]
    if not unused:
        return
    before = set(lists.idents(given(await user.accounts()).status(200), "accounts"))
    link = given(await user.link(links.selecting(sumvin.fixtures, unused[0]))).status(200, 201, 202)
    alone = Started(before, unused[:1], (link,))
    await Moments(sumvin).reach(seen(sumvin.fixtures.due)["linked"])
    answer = await holdings.until(sumvin, user.accounts, lambda shown: bool(alone.new(shown)))
    expect(given(answer).status(200), COMPLETES).that(
        bool(alone.new(answer)),
        expected="an account that was not in the list before the link",
        beside=(*earlier.answers, link),
    )


async def _expect_changes(sumvin: Sumvin, user: Caller, new: set[str], statuses: list[str]) -> None:
    """Of the new accounts, one has come to each status, in the list and by its id."""

    def shown(answer: Answer) -> dict[str, object]:
        rows = lists.listed(answer, "accounts") if answer.succeeded else []
        found = {lists.ident(row, "accounts"): row.get("status") for row in rows}
        return {ident: found[ident] for ident in sorted(new) if ident in found}

    def come(answer: Answer) -> bool:
        return all(status in shown(answer).values() for status in statuses)

    answer = await holdings.until(sumvin, user.accounts, come)
    listed = shown(given(answer).status(200))
    expect(answer, STATUS_CHANGES).that(
        come(answer),
        expected=f"{' and '.join(statuses)} among the statuses of the newly linked accounts",
        observed=", ".join(f"{ident} {status!r}" for ident, status in listed.items()),
    )
    changed = [ident for ident, status in listed.items() if status in statuses]
    for ident, one in zip(changed, await together(*map(user.account, changed)), strict=True):
        single = lists.single(given(one).status(200), "accounts")
        if single is None:
            raise Blocked(f"no account can be found in the answer; give shapes.account: {one}")
        expect(one, STATUS_CHANGES).that(
            single.get("status") == listed[ident],
            expected=f"the status {listed[ident]} by its id, as in the list",
            beside=(answer,),
        )


async def _expect_one_gone(sumvin: Sumvin, user: Caller, new: set[str]) -> None:
    """One of the new accounts is gone, and the others are not."""

    def left(answer: Answer) -> set[str]:
        return new.intersection(lists.idents(answer, "accounts")) if answer.succeeded else new

    answer = await holdings.until(sumvin, user.accounts, lambda shown: left(shown) < new)
    remaining = left(given(answer).status(200))
    if not remaining:
        raise Blocked("the accounts that nothing was to happen to are gone as well")
    expect(answer, DISCONNECT_GONE).that(
        remaining < new,
        expected=f"a list without the disconnected one of the new accounts {', '.join(sorted(new))}",
    )
