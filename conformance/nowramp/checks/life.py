"""A session's life: one order, confirmed or not, within its lifetime."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.errors import expect_error
from conformance.nowramp.facade import PATIENCE, NowRamp, Opened, tidily
from conformance.nowramp.instants import instant
from conformance.nowramp.reading import STATUS, attributes_of, id_of, ids_in, sessions_in
from conformance.nowramp.wrong_secrets import wrong_secret
from conformance.scenario import Answer
from strategies.nowramp import orders, sessions
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import DEFAULT_LIFETIME, LOCKABLE, LONGEST_LIFETIME

WITHOUT_CONFIRM = "NOWRAMP-LIFE-WITHOUT-CONFIRM"
AFTER_CONFIRM = "NOWRAMP-LIFE-AFTER-CONFIRM"
ONE_ORDER = "NOWRAMP-LIFE-ONE-ORDER"
BURNS_NOTHING = "NOWRAMP-LIFE-REFUSED-BURNS-NOTHING"
EXPIRED_GET = "NOWRAMP-LIFE-EXPIRED-GET"
EXPIRED_LIST = "NOWRAMP-LIFE-EXPIRED-LIST"
EXPIRED_ORDER = "NOWRAMP-LIFE-EXPIRED-ORDER"
EXPIRED_CONFIRM = "NOWRAMP-LIFE-EXPIRED-CONFIRM"
FOR_GOOD = "NOWRAMP-LIFE-EXPIRED-FOR-GOOD"
NOT_BEFORE = "NOWRAMP-LIFE-NOT-BEFORE"
USED_STAYS = "NOWRAMP-LIFE-USED-STAYS"
NOT_EXPIRED = "NOWRAMP-CANCEL-NOT-EXPIRED"

STATES = ("pending", "confirmed")
"""What a session may be when its lifetime ends without an order."""

STEPS = ("get", "list", "order", "confirm", "cancel")
"""What may be the first that happens to a session after its lifetime: it may be only then that it expires."""

PROVIDED = ("everything", "no wallet", "nothing")
"""What a session has been told of its order."""

BREACHES = (
    "another session's secret",
    "an invented secret",
    "no secret",
    "no amount",
    "no currency",
    "no network",
    "an object for an amount",
    "no order at all",
    "another wallet than the locked one",
    "an unknown gateway",
    "no key",
)
"""What may be wrong with an order."""

TRIES = ("the same", "another amount", "without what it may leave out", "with an e-mail address")
"""How a second order may differ from the first."""

HALF_MINUTE = 30


@check(WITHOUT_CONFIRM, AFTER_CONFIRM)
@sweep(times=each((0, 1, 2)), provided=each(PROVIDED), body=sessions.payable, most=9)
@tidily
async def confirming_is_optional(nowramp: NowRamp, times: int, provided: str, body: Body) -> None:
    """An order from a session that was confirmed never, once and, where that is allowed, twice."""
    left_out = {"everything": (), "no wallet": ("destinationAddress",), "nothing": LOCKABLE}[provided]
    session = await nowramp.open({name: value for name, value in body.items() if name not in left_out})
    for number in range(times):
        confirmation = await nowramp.public.confirm(session, zone=Zone.MAY_EITHER if number else Zone.MUST_ACCEPT)
        given(confirmation).status(*range(200, 300), *(range(400, 500) if number else ()))
    answer = await nowramp.public.order(session, orders.matching(body))
    expect(answer, AFTER_CONFIRM if times else WITHOUT_CONFIRM).accepted()


@check(ONE_ORDER, USED_STAYS)
@sweep(second=each(TRIES), confirmed=each((False, True)), body=sessions.payable, most=8)
@tidily
async def a_session_has_one_order(nowramp: NowRamp, second: str, confirmed: bool, body: Body) -> None:
    """A second and a third order from a session, with and without a look at it in between."""
    # Nothing is locked, so that nothing but the first order speaks against the second.
    fields = ("sourceAmount", "destinationAddress", "sourceCurrency")
    session = await nowramp.open({**body, "fieldLocks": {name: {"locked": False} for name in fields}})
    if confirmed:
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
    order = orders.matching(body)
    first = given(await nowramp.public.order(session, order)).status(200, 201)
    for look in (False, True):
        if look:
            # Refused or not, a confirmation that comes too late does not undo the order.
            await nowramp.public.confirm(session, zone=Zone.MAY_EITHER)
            shown = await nowramp.shown(session)
            expect(shown, USED_STAYS).that(
                shown.at(STATUS) != "pending" or session.answer.at(STATUS) != "pending",
                expected="another status than 'pending' once there is an order",
                beside=(first,),
            )
        again = await nowramp.public.order(session, _second(nowramp, body, second), zone=Zone.MUST_REJECT)
        expect_error(again, ONE_ORDER, "SESSION_ALREADY_USED", beside=(first,))


@check(BURNS_NOTHING)
@sweep(breach=each(BREACHES), body=sessions.payable, most=len(BREACHES))
@tidily
async def a_refused_order_burns_nothing(nowramp: NowRamp, breach: str, body: Body) -> None:
    """An order that is refused twice, and then the valid one from the same session."""
    session, other = await nowramp.open(body), await nowramp.open()
    for _ in range(2):
        refusal = await _refused_order(nowramp, session, other, breach, orders.matching(body))
        if refusal.succeeded and refusal.exchange.zone is Zone.MAY_EITHER:
            return
        given(refusal).status(*range(400, 500))
    expect(await nowramp.public.order(session, orders.matching(body)), BURNS_NOTHING).accepted()


@check(EXPIRED_GET, EXPIRED_LIST, EXPIRED_ORDER, EXPIRED_CONFIRM, FOR_GOOD, NOT_EXPIRED, waits=True)
@sweep(first=each(STEPS), state=each(STATES), body=sessions.payable, most=len(STEPS) * len(STATES))
async def a_session_expires(nowramp: NowRamp, first: str, state: str, body: Body) -> None:
    """A pending session and a confirmed one after their lifetime, whatever is done first, and then everything else."""
    customer = nowramp.new_customer()
    session = await nowramp.open({**body, **customer, "expiresInSeconds": nowramp.short_life})
    if state == "confirmed":
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
    await nowramp.shown(session)
    await nowramp.outlive()
    for step in (first, *(one for one in STEPS if one != first)):
        await _expect_over(nowramp, session, step, customer, state)
    shown = await nowramp.becomes(session, "expired")
    expect(shown, FOR_GOOD).that(
        shown.at(STATUS) == "expired", expected="the status 'expired' still", beside=(session.answer,)
    )


@check(NOT_BEFORE, EXPIRED_ORDER, EXPIRED_CONFIRM, waits=True)
@sweep(seconds=each((600, None, LONGEST_LIFETIME)), body=sessions.payable, most=3)
async def a_session_lives_until_its_time_is_over(nowramp: NowRamp, seconds: int | None, body: Body) -> None:
    """Two minutes before the end a session serves, two minutes after it another one does not."""
    lifetime = {} if seconds is None else {"expiresInSeconds": seconds}
    session, late = await nowramp.open({**body, **lifetime}), await nowramp.open({**body, **lifetime})
    end = DEFAULT_LIFETIME if seconds is None else seconds
    await nowramp.after(end - 4 * HALF_MINUTE)
    await _given_before_the_end(nowramp, session)
    shown = await nowramp.shown(session)
    expect(shown, NOT_BEFORE).that(shown.at(STATUS) == session.answer.at(STATUS), expected="the status as at creation")
    expect(await nowramp.public.confirm(session), NOT_BEFORE).accepted()
    expect(await nowramp.public.order(session, orders.matching(body)), NOT_BEFORE).accepted()
    await nowramp.after(8 * HALF_MINUTE)
    refusal = await nowramp.public.order(late, orders.matching(body), zone=Zone.MUST_REJECT)
    expect_error(refusal, EXPIRED_ORDER, "SESSION_EXPIRED", beside=(late.answer,))
    refusal = await nowramp.public.confirm(late, zone=Zone.MUST_REJECT)
    expect_error(refusal, EXPIRED_CONFIRM, "SESSION_EXPIRED", beside=(late.answer,))


@check(EXPIRED_ORDER, EXPIRED_GET, waits=True, needs=("public_key", "clock"))
@sweep(body=sessions.payable, most=3)
async def looking_at_a_session_does_not_prolong_it(nowramp: NowRamp, body: Body) -> None:
    """A session that is read, listed and ordered from in vain shortly before its end ends all the same."""
    customer = nowramp.new_customer()
    session = await nowramp.open({**body, **customer, "expiresInSeconds": nowramp.short_life})
    await nowramp.after(nowramp.short_life - HALF_MINUTE)
    await nowramp.shown(session)
    await nowramp.public.get(session.id)
    await nowramp.secret.find(**customer)
    await nowramp.public.order(session, {"fiatAmount": None}, zone=Zone.MUST_REJECT)
    await nowramp.after(2 * HALF_MINUTE)
    shown = await nowramp.becomes(session, "expired")
    expect(shown, EXPIRED_GET).that(
        shown.at(STATUS) == "expired", expected="the status 'expired'", beside=(session.answer,)
    )
    answer = await nowramp.public.order(session, orders.matching(body), zone=Zone.MUST_REJECT)
    expect_error(answer, EXPIRED_ORDER, "SESSION_EXPIRED", beside=(session.answer,))


@check(EXPIRED_GET, EXPIRED_LIST, NOT_EXPIRED, waits=True)
@sweep(first=each(("get", "list", "cancel")))
async def a_session_expires_for_the_backend_too(nowramp: NowRamp, first: str) -> None:
    """What a secret key alone sees of the end of a lifetime; with a public key the check before this one sees more."""
    if nowramp.lends("public_key"):
        return
    customer = nowramp.new_customer()
    session = await nowramp.open({**customer, "expiresInSeconds": nowramp.short_life})
    await nowramp.shown(session)
    await nowramp.outlive()
    for step in (first, "get", "list", "cancel"):
        await _expect_over(nowramp, session, step, customer, "pending")


@check(USED_STAYS, ONE_ORDER, waits=True)
@sweep(body=sessions.payable, most=3)
async def a_used_session_stays_used(nowramp: NowRamp, body: Body) -> None:
    """A session with an order, after its lifetime: neither pending nor free for another order."""
    session = await nowramp.open({**body, "expiresInSeconds": nowramp.short_life})
    order = given(await nowramp.public.order(session, orders.matching(body))).status(200, 201)
    await nowramp.outlive()
    shown = await nowramp.shown(session)
    expect(shown, USED_STAYS).that(shown.at(STATUS) != "pending", expected="no status 'pending'", beside=(order,))
    again = await nowramp.public.order(session, orders.matching(body), zone=Zone.MUST_REJECT)
    # Both are true of it.
    expect_error(again, ONE_ORDER, "SESSION_ALREADY_USED", "SESSION_EXPIRED", beside=(order,))


async def _given_before_the_end(nowramp: NowRamp, session: Opened) -> None:
    """By the target's own clock, which a fresh session shows, there is time left: it goes on while others run too.

    Raises:
        Blocked: there is none, or nobody can tell.
    """
    fresh = await nowramp.open()
    now = instant(fresh.answer.at("/attributes/createdAt"))
    end = instant(session.answer.at("/attributes/expiresAt"))
    if now is None or end is None or end - now < HALF_MINUTE:
        raise Blocked("the target's clock went on further than it was asked to")


async def _expect_over(nowramp: NowRamp, session: Opened, step: str, customer: dict[str, Any], state: str) -> None:
    """One look at, or attempt on, a session whose lifetime is over."""
    match step:
        case "get":
            shown = await nowramp.becomes(session, "expired")
            expect(shown, EXPIRED_GET).that(
                shown.at(STATUS) == "expired", expected="the status 'expired'", beside=(session.answer,)
            )
        case "list":
            await _expect_listed_as_expired(nowramp, session, customer)
        case "order":
            order = orders.matching({**sessions.full(nowramp.fixtures), **session.body})
            answer = await nowramp.public.order(session, order, zone=Zone.MUST_REJECT)
            expect_error(answer, EXPIRED_ORDER, "SESSION_EXPIRED", beside=(session.answer,))
        case "confirm":
            answer = await nowramp.public.confirm(session, zone=Zone.MUST_REJECT)
            if state == "pending":
                expect_error(answer, EXPIRED_CONFIRM, "SESSION_EXPIRED", beside=(session.answer,))
            else:
                # That it was confirmed before may be told first.
                expect(answer, EXPIRED_CONFIRM).refused()
        case "cancel":
            answer = await nowramp.secret.cancel(session.id, zone=Zone.MUST_REJECT)
            expect(answer, NOT_EXPIRED).refused()


async def _expect_listed_as_expired(nowramp: NowRamp, session: Opened, customer: dict[str, Any]) -> None:
    expired = given(await nowramp.secret.find(**customer, status="expired")).status(200)
    for seconds in PATIENCE:
        if session.id in ids_in(expired):
            break
        await nowramp.scenario.pause(seconds)
        expired = given(await nowramp.secret.find(**customer, status="expired")).status(200)
    expect(expired, EXPIRED_LIST).that(
        session.id in ids_in(expired), expected=f"{session.id!r} among the expired sessions", beside=(session.answer,)
    )
    everything = given(await nowramp.secret.find(**customer)).status(200)
    shown = [attributes_of(item).get("status") for item in sessions_in(everything) if id_of(item) == session.id]
    expect(everything, EXPIRED_LIST).that(
        shown in (["expired"], [None]), expected=f"{session.id!r}, as 'expired'", beside=(session.answer,)
    )
    for status in STATES:
        others = given(await nowramp.secret.find(**customer, status=status)).status(200)
        expect(others, EXPIRED_LIST).that(session.id not in ids_in(others), expected=f"no {session.id!r}")


def _second(nowramp: NowRamp, body: Body, how: str) -> dict[str, object]:
    order = orders.matching(body)
    match how:
        case "another amount":
            low, high = nowramp.fixtures.amount_range(str(body["sourceCurrency"]))
            bounds = (f"{low:f}", f"{high:f}")
            return {**order, "fiatAmount": next((one for one in bounds if one != order["fiatAmount"]), bounds[0])}
        case "without what it may leave out":
            return orders.required(order)
        case "with an e-mail address":
            return {**order, "email": "customer@partner.example"}
    return order


async def _refused_order(
    nowramp: NowRamp, session: Opened, other: Opened, breach: str, order: dict[str, Any]
) -> Answer:
    """An order that has to be refused, for one reason."""
    secret: dict[str, Any] = {"clientSecret": session.client_secret}
    wrong = {"another session's secret": "another session's", "an invented secret": "invented"}
    left_out = {"no amount": "fiatAmount", "no currency": "cryptoCurrency", "no network": "network"}
    if breach in wrong:
        secret = {"clientSecret": wrong_secret(wrong[breach], session, other)}
        return await nowramp.public.send_order(session.id, {**order, **secret})
    if breach in left_out:
        return await nowramp.public.send_order(
            session.id, {**secret, **{name: value for name, value in order.items() if name != left_out[breach]}}
        )
    match breach:
        case "no secret":
            return await nowramp.public.send_order(session.id, order)
        case "an object for an amount":
            return await nowramp.public.order(session, order, fiatAmount={}, zone=Zone.MUST_REJECT)
        case "no order at all":
            return await nowramp.public.send_order(session.id, [])
        # The next two may be refused; where they are not, they say nothing.
        case "another wallet than the locked one":
            wallet = str(order["walletAddress"])[::-1]
            return await nowramp.public.order(session, order, walletAddress=wallet, zone=Zone.MAY_EITHER)
        case "an unknown gateway":
            return await nowramp.public.order(session, order, gateway="conformance_none", zone=Zone.MAY_EITHER)
    return await nowramp.bearing({}).order(session, order, zone=Zone.MUST_REJECT)
