"""What becomes of a ramp by the target's clock: five statuses, forward only, and over when it is over."""

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.moments import Moments, later, seen
from conformance.sumvin.ramps import Ramp, Sights, find, has_left, opened
from conformance.together import together
from strategies.sumvin.bodies import DIRECTIONS, Direction

PENDING = "SUMVIN-LIFECYCLE-PENDING"
PROCESSING = "SUMVIN-LIFECYCLE-PROCESSING"
COMPLETES = "SUMVIN-LIFECYCLE-COMPLETES"
FAILS = "SUMVIN-LIFECYCLE-FAILS"
CANCELS = "SUMVIN-LIFECYCLE-CANCELS"
REFUND = "SUMVIN-LIFECYCLE-REFUND"
LEGAL = "SUMVIN-LIFECYCLE-LEGAL"
TERMINAL = "SUMVIN-LIFECYCLE-TERMINAL"
MIRRORS = "SUMVIN-LIFECYCLE-MELD-MIRRORS"
VALUES = "SUMVIN-LIFECYCLE-STATUS-VALUES"
MELD_STATUS = "SUMVIN-LIFECYCLE-MELD-STATUS"

OWN = "SUMVIN-TRANSACTIONS-OWN"

OVER = ("completed", "failed", "cancelled")
UNDER_WAY = ("pending", "processing")


async def _look(sumvin: Sumvin, ramp: Ramp, wanted: str) -> Sights:
    """Look at the transaction until it shows a status wherever it is shown; what each view showed at last.

    It is always shown by itself; a list that is cut short need not show it.
    """
    sights: Sights = {}
    for seconds in (*holdings.PAUSES, 0):
        sights = await _sights(ramp)
        if sights and all(item.get("status") == wanted for _, item in sights.values()):
            break
        if seconds:
            await sumvin.pause(seconds)
    if ramp.ident is None:
        raise Blocked("the list of transactions never showed the session that had been opened")
    return sights


async def _sights(ramp: Ramp) -> Sights:
    """What the list shows of a transaction, if it does, and what its id shows; nothing while its id is not known."""
    if ramp.ident is None:
        find(ramp, await ramp.user.list_transactions())
    if ramp.ident is None:
        return {}
    listed, alone = await together(ramp.user.list_transactions(), ramp.user.transaction(ramp.ident))
    sights: Sights = {}
    rows = lists.rows(listed, "transactions") if listed.succeeded else {}
    if ramp.ident in rows:
        sights["list"] = listed, rows[ramp.ident]
    single = lists.single(given(alone).status(200), "transactions")
    if single is None:
        raise Blocked(f"no transaction can be found in the answer; give shapes.transaction: {alone}")
    sights["itself"] = alone, single
    for view, sight in sights.items():
        _follow(ramp, view, *sight)
    # What has left the list shows no status there.
    return sights | ({"list": (listed, {})} if listed.succeeded and has_left(ramp, rows) else {})


async def _glance(ramp: Ramp) -> None:
    """Look at a ramp that was just opened, where its transaction shows already."""
    if ramp.ident is not None:
        await _sights(ramp)


def _follow(ramp: Ramp, view: str, answer: Answer, item: lists.Item) -> None:
    """Hold one sight of a transaction against the one before it, in the same view."""
    if view in ramp.trails:
        earlier, known = ramp.trails[view]
        before, now = known.get("status"), item.get("status")
        if before in UNDER_WAY:
            _expect_step(answer, earlier, LEGAL, now != "pending" or before == "pending", f"{before}, or further on")
        elif before in OVER:
            voided = now == "cancelled" and before in ("completed", "failed")
            words = before if before == "cancelled" else f"{before}, or cancelled"
            _expect_step(answer, earlier, TERMINAL, now == before or voided, words)
        if before in UNDER_WAY and now in ("completed", "failed"):
            told, tells = known.get("meld_status"), item.get("meld_status")
            if isinstance(told, str) and isinstance(tells, str):
                expect(answer, MIRRORS).that(
                    told != tells, expected=f"another meld_status than {told!r}, which was that of {before}"
                )
    ramp.trails[view] = answer, item


def _expect_step(answer: Answer, earlier: Answer, requirement: str, held: bool, words: str) -> None:
    expect(answer, requirement).that(held, expected=f"the status {words}", beside=(earlier,))


def _expect_status(sights: Sights, requirement: str, status: str) -> None:
    for view, (answer, item) in sights.items():
        where = "in the list" if view == "list" else "by its id"
        expect(answer, requirement).that(item.get("status") == status, expected=f"the status {status} {where}")


@check(PENDING, VALUES, MELD_STATUS, waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_ramp_begins_as_pending(sumvin: Sumvin, direction: Direction) -> None:
    """The transaction of a session that was just opened."""
    ramp = await opened(sumvin, direction)
    _expect_status(await _look(sumvin, ramp, "pending"), PENDING, "pending")


@check(PROCESSING, COMPLETES, LEGAL, TERMINAL, MIRRORS, VALUES, MELD_STATUS, OWN, needs=("settlement",), waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_paid_ramp_settles(sumvin: Sumvin, direction: Direction) -> None:
    """Looked at under way, when it has settled, and a day later."""
    due, steps = sumvin.fixtures.due, seen(sumvin.fixtures.due)
    ramp, moments = await opened(sumvin, direction), Moments(sumvin)
    await _glance(ramp)
    if "processing" in steps:
        await moments.reach(steps["processing"])
        sights = await _look(sumvin, ramp, "processing")
        if moments.before(due.completed or 0):
            _expect_status(sights, PROCESSING, "processing")
        await _expect_hidden_from_alice(sumvin, ramp)
    await moments.reach(steps["completed"])
    _expect_status(await _look(sumvin, ramp, "completed"), COMPLETES, "completed")
    await _look_later(sumvin, ramp, moments, "completed")


async def _expect_hidden_from_alice(sumvin: Sumvin, ramp: Ramp) -> None:
    """Where there is a bob, ramps that are followed are his."""
    if sumvin.lends("bob"):
        listed = given(await sumvin.alice.list_transactions()).status(200)
        expect(listed, OWN).that(
            ramp.ident not in lists.idents(listed, "transactions"), expected=f"no {ramp.ident!r}, which is bob's"
        )


@check(FAILS, LEGAL, TERMINAL, MIRRORS, VALUES, MELD_STATUS, needs=("ramp_failure",), waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_ramp_fails(sumvin: Sumvin, direction: Direction) -> None:
    """A ramp that is made to fail, looked at then and a day later."""
    await _expect_end(sumvin, direction, "ramp_failure", FAILS, "failed")


@check(CANCELS, LEGAL, TERMINAL, VALUES, needs=("ramp_abandonment",), waits=True)
async def a_ramp_is_abandoned(sumvin: Sumvin) -> None:
    """A ramp that its user abandons, looked at then and a day later."""
    await _expect_end(sumvin, "buy", "ramp_abandonment", CANCELS, "cancelled")


@check(REFUND, LEGAL, TERMINAL, MIRRORS, VALUES, needs=("ramp_refund",), waits=True)
async def a_ramp_is_refunded(sumvin: Sumvin) -> None:
    """A ramp that completes and is refunded, looked at in between, then and a day later."""
    await _expect_end(sumvin, "buy", "ramp_refund", REFUND, "cancelled")


@check(REFUND, LEGAL, TERMINAL, VALUES, needs=("clock",), waits=True)
async def a_ramp_is_voided(sumvin: Sumvin) -> None:
    """A ramp that is voided, looked at then and a day later."""
    if sumvin.may_trigger("ramp_void") and sumvin.fixtures.due.voided is not None:
        await _expect_end(sumvin, "sell", "ramp_void", REFUND, "cancelled")


_STEPS = {
    "ramp_failure": "failed",
    "ramp_abandonment": "cancelled",
    "ramp_refund": "refunded",
    "ramp_void": "voided",
}
"""Which step of a simulated life a trigger leads to."""


async def _expect_end(sumvin: Sumvin, direction: Direction, trigger: str, requirement: str, status: str) -> None:
    steps = seen(sumvin.fixtures.due)
    ramp, moments = await opened(sumvin, direction, trigger), Moments(sumvin)
    await _glance(ramp)
    if trigger == "ramp_refund" and "completed" in steps and steps["completed"] < (sumvin.fixtures.due.refunded or 0):
        await moments.reach(steps["completed"])
        await _look(sumvin, ramp, "completed")
    await moments.reach(steps[_STEPS[trigger]])
    _expect_status(await _look(sumvin, ramp, status), requirement, status)
    await _look_later(sumvin, ramp, moments, status)


async def _look_later(sumvin: Sumvin, ramp: Ramp, moments: Moments, status: str) -> None:
    """Look at what is over some time later and a day later, when everybody looks."""
    for moment in later(sumvin.fixtures.due):
        await moments.reach(moment)
        await _look(sumvin, ramp, status)
