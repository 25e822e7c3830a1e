"""What becomes of a ramp by the target's clock: five statuses, forward only, and over when it is over."""

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import holdings, lists
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.ramps import Ramp, Sights, find, opened
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

OVER = ("completed", "failed", "cancelled")
UNDER_WAY = ("pending", "processing")

MARGIN = 30
"""Seconds after a step is due: the target's clock runs on by itself, too."""
LATER = (600, 3600, 86_400)
"""Seconds between one look and the next at what is over."""


async def _look(sumvin: Sumvin, ramp: Ramp, wanted: str) -> Sights:
    """Look at the transaction until it shows a status wherever it is shown; what each view showed at last.

    It is always shown by itself; a list that is cut short need not show it.
    """
    seen: Sights = {}
    for seconds in (*holdings.PAUSES, 0):
        answer = await ramp.user.list_transactions()
        find(ramp, answer)
        if ramp.ident is not None:
            seen = await _sights(ramp, ramp.ident, answer)
            if all(item.get("status") == wanted for _, item in seen.values()):
                break
        if seconds:
            await sumvin.pause(seconds)
    if ramp.ident is None:
        raise Blocked("the list of transactions never showed the session that had been opened")
    return seen


async def _sights(ramp: Ramp, ident: str, answer: Answer) -> Sights:
    """What the list shows of a transaction, if it does, and what its id shows; both are followed."""
    seen: Sights = {}
    shown = [one for one in lists.listed(answer, "transactions") if lists.ident(one, "transactions") == ident]
    if shown:
        seen["list"] = answer, shown[0]
    alone = given(await ramp.user.transaction(ident)).status(200)
    single = lists.single(alone, "transactions")
    if single is None:
        raise Blocked(f"no transaction can be found in the answer; give shapes.transaction: {alone}")
    seen["itself"] = alone, single
    for view, sight in seen.items():
        _follow(ramp, view, *sight)
    return seen


async def _glance(sumvin: Sumvin, ramp: Ramp) -> None:
    """Look at a ramp that was just opened, where its transaction shows already."""
    if ramp.ident is not None:
        await _look(sumvin, ramp, "pending")


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


def _expect_status(seen: Sights, requirement: str, status: str) -> None:
    for view, (answer, item) in seen.items():
        where = "in the list" if view == "list" else "by its id"
        expect(answer, requirement).that(item.get("status") == status, expected=f"the status {status} {where}")


@check(PENDING, VALUES, MELD_STATUS, waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_ramp_begins_as_pending(sumvin: Sumvin, direction: Direction) -> None:
    """The transaction of a session that was just opened."""
    ramp = await opened(sumvin, direction)
    _expect_status(await _look(sumvin, ramp, "pending"), PENDING, "pending")


@check(PROCESSING, COMPLETES, LEGAL, TERMINAL, MIRRORS, VALUES, MELD_STATUS, needs=("settlement",), waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_paid_ramp_settles(sumvin: Sumvin, direction: Direction) -> None:
    """Looked at under way, when it has settled, and a day later."""
    due = sumvin.fixtures.due
    completed = due.completed or 0
    ramp = await opened(sumvin, direction)
    await _glance(sumvin, ramp)
    waited = 0
    if due.processing is not None and completed - due.processing > 2 * MARGIN:
        waited = due.processing + MARGIN
        await sumvin.after(seconds=waited)
        _expect_status(await _look(sumvin, ramp, "processing"), PROCESSING, "processing")
        if completed - waited > 2 * MARGIN:
            await sumvin.after(seconds=completed - MARGIN - waited)
            waited = completed - MARGIN
            await _look(sumvin, ramp, "processing")
    await sumvin.after(seconds=completed + MARGIN - waited)
    _expect_status(await _look(sumvin, ramp, "completed"), COMPLETES, "completed")
    await _look_later(sumvin, ramp, "completed")


@check(FAILS, LEGAL, TERMINAL, MIRRORS, VALUES, MELD_STATUS, needs=("ramp_failure",), waits=True)
@sweep(direction=each(DIRECTIONS))
async def a_ramp_fails(sumvin: Sumvin, direction: Direction) -> None:
    """A ramp that is made to fail, looked at then and a day later."""
    await _expect_end(sumvin, direction, "ramp_failure", sumvin.fixtures.due.failed, FAILS, "failed")


@check(CANCELS, LEGAL, TERMINAL, VALUES, needs=("ramp_abandonment",), waits=True)
async def a_ramp_is_abandoned(sumvin: Sumvin) -> None:
    """A ramp that its user abandons, looked at then and a day later."""
    due = sumvin.fixtures.due
    await _expect_end(sumvin, "buy", "ramp_abandonment", due.cancelled, CANCELS, "cancelled")


@check(REFUND, LEGAL, TERMINAL, MIRRORS, VALUES, needs=("ramp_refund",), waits=True)
async def a_ramp_is_refunded(sumvin: Sumvin) -> None:
    """A ramp that completes and is refunded, looked at in between, then and a day later."""
    due = sumvin.fixtures.due
    between = due.completed if due.completed and due.refunded and due.refunded - due.completed > 2 * MARGIN else None
    await _expect_end(sumvin, "buy", "ramp_refund", due.refunded, REFUND, "cancelled", between=between)


async def _expect_end(
    sumvin: Sumvin,
    direction: Direction,
    trigger: str,
    due: int | None,
    requirement: str,
    status: str,
    *,
    between: int | None = None,
) -> None:
    ramp = await opened(sumvin, direction, trigger)
    await _glance(sumvin, ramp)
    waited = 0
    if between is not None:
        waited = between + MARGIN
        await sumvin.after(seconds=waited)
        await _look(sumvin, ramp, "completed")
    await sumvin.after(seconds=(due or 0) + MARGIN - waited)
    _expect_status(await _look(sumvin, ramp, status), requirement, status)
    await _look_later(sumvin, ramp, status)


async def _look_later(sumvin: Sumvin, ramp: Ramp, status: str) -> None:
    """Look at what is over a while later, an hour later, and a day later."""
    for seconds in LATER:
        await sumvin.after(seconds=seconds)
        await _look(sumvin, ramp, status)
