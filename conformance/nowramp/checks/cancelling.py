"""Cancelling: only what is pending, and for good."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, tidily
from conformance.nowramp.reading import STATUS, ids_in
from strategies.nowramp import orders, sessions
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import TYPES

CANCELLED = "NOWRAMP-CANCEL-STATUS"
EFFECT = "NOWRAMP-CANCEL-EFFECT"
LASTS = "NOWRAMP-CANCEL-LASTS"
NOT_CONFIRMED = "NOWRAMP-CANCEL-NOT-CONFIRMED"
NOT_USED = "NOWRAMP-CANCEL-NOT-USED"


@check(CANCELLED, EFFECT)
@sweep(kind=each(TYPES), body=sessions.valid, most=4)
@tidily
async def a_pending_session_is_cancelled(nowramp: NowRamp, kind: str, body: Body) -> None:
    """Any valid session, cancelled, read back and found in the list; its neighbour stays as it is."""
    locks = {"network": {"locked": False}, "destinationAddress": {"locked": True}} if kind == TYPES[1] else {}
    customer, body = nowramp.new_customer(), {**body, "type": kind, "fieldLocks": locks}
    session, neighbour = await nowramp.open({**body, **customer}), await nowramp.open({**body, **customer})
    await nowramp.shown(session)
    answer = await nowramp.secret.cancel(session.id)
    if not expect(answer, CANCELLED).accepted():
        return
    shown = await nowramp.becomes(session, "cancelled")
    expect(shown, EFFECT).that(shown.at(STATUS) == "cancelled", expected="the status 'cancelled'", beside=(answer,))
    other = await nowramp.shown(neighbour)
    expect(other, EFFECT).that(
        other.at(STATUS) == neighbour.answer.at(STATUS), expected="another session as it was", beside=(answer,)
    )
    for status, wanted in (("cancelled", True), ("pending", False)):
        listed = await nowramp.secret.find(**customer, status=status)
        if listed.status == 200:
            expect(listed, EFFECT).that(
                (session.id in ids_in(listed)) == wanted,
                expected=f"{session.id!r} among the cancelled sessions and not among the pending ones",
                beside=(answer,),
            )


@check(LASTS)
@sweep(attempts=each((("order", "confirm"), ("confirm", "order"), ("cancel", "order"))), body=sessions.payable, most=6)
@tidily
async def a_cancelled_session_stays_cancelled(nowramp: NowRamp, attempts: tuple[str, ...], body: Body) -> None:
    """A cancelled session, then attempts to confirm it, to order from it, to cancel it again."""
    session = await nowramp.open(body)
    cancelled = given(await nowramp.secret.cancel(session.id)).status(*range(200, 300))
    for attempt in attempts:
        match attempt:
            case "order":
                answer = await nowramp.public.order(session, orders.matching(body), zone=Zone.MUST_REJECT)
                expect(answer, LASTS).refused()
            case "confirm":
                answer = await nowramp.public.confirm(session, zone=Zone.MUST_REJECT)
                expect(answer, LASTS).refused()
            case _:
                # To say once more that it is cancelled is as good as to refuse.
                answer = await nowramp.secret.cancel(session.id, zone=Zone.MAY_EITHER)
        shown = await nowramp.shown(session)
        expect(shown, LASTS).that(
            shown.at(STATUS) == "cancelled", expected="the status 'cancelled' still", beside=(cancelled, answer)
        )


@check(LASTS, waits=True)
@sweep(body=sessions.payable, most=3)
async def a_cancelled_session_outlives_its_lifetime(nowramp: NowRamp, body: Body) -> None:
    """A cancelled session after its lifetime: whatever it is called then, nobody orders from it."""
    session = await nowramp.open({**body, "expiresInSeconds": nowramp.short_life})
    cancelled = given(await nowramp.secret.cancel(session.id)).status(*range(200, 300))
    await nowramp.outlive()
    shown = await nowramp.shown(session)
    expect(shown, LASTS).that(
        shown.at(STATUS) in ("cancelled", "expired"), expected="'cancelled', or 'expired' by now", beside=(cancelled,)
    )
    answer = await nowramp.public.order(session, orders.matching(body), zone=Zone.MUST_REJECT)
    expect(answer, LASTS).refused()


@check(NOT_CONFIRMED)
@sweep(body=sessions.payable, most=4)
@tidily
async def a_confirmed_session_is_not_cancelled(nowramp: NowRamp, body: Body) -> None:
    """A session that shows as confirmed, and an attempt to cancel it."""
    session = await nowramp.open(body)
    given(await nowramp.public.confirm(session)).status(*range(200, 300))
    confirmed = await nowramp.shown(session)
    if confirmed.at(STATUS) != "confirmed":
        # Whether it shows as one is open; one that is still pending may be cancelled.
        return
    answer = await nowramp.secret.cancel(session.id, zone=Zone.MUST_REJECT)
    expect(answer, NOT_CONFIRMED).refused()
    shown = await nowramp.shown(session)
    expect(shown, NOT_CONFIRMED).that(
        shown.at(STATUS) == "confirmed", expected="the status 'confirmed' still", beside=(answer,)
    )


@check(NOT_USED)
@sweep(confirmed=each((False, True)), body=sessions.payable, most=4)
@tidily
async def a_used_session_is_not_cancelled(nowramp: NowRamp, confirmed: bool, body: Body) -> None:
    """A session with an order, and an attempt to cancel it."""
    session = await nowramp.open(body)
    if confirmed:
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
    given(await nowramp.public.order(session, orders.matching(body))).status(200, 201)
    before = await nowramp.shown(session)
    if before.at(STATUS) == "pending":
        # An order may leave its session pending; then the document does not say.
        return
    answer = await nowramp.secret.cancel(session.id, zone=Zone.MUST_REJECT)
    expect(answer, NOT_USED).refused()
    shown = await nowramp.shown(session)
    expect(shown, NOT_USED).that(
        shown.at(STATUS) != "cancelled", expected=f"the status {before.at(STATUS)!r} still", beside=(answer,)
    )
