"""A session's life: one order, confirmed or not, within its lifetime."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.errors import expect_error
from conformance.nowramp.facade import BEFORE_THE_END, BEHIND_THE_END, PATIENCE, NowRamp, Opened, tidily
from conformance.nowramp.instants import instant
from conformance.nowramp.reading import STATUS, attributes_of, id_of, ids_in, sessions_in
from conformance.nowramp.retrieved import GET_SAME, expect_same
from conformance.nowramp.wrong_secrets import wrong_secret
from conformance.scenario import Answer
from conformance.together import together
from strategies.nowramp import orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import DEFAULT_LIFETIME, LOCKABLE, LONGEST_LIFETIME, TYPES

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

TYPE_OF = {"get": TYPES[0], "list": TYPES[1], "order": TYPES[1], "confirm": TYPES[0], "cancel": TYPES[1]}
"""The type of the session to which something happens first after its lifetime."""

STEPS = tuple(TYPE_OF)
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
@sweep(confirmed=each((False, True)), kind=each(TYPES), body=sessions.payable, most=4)
@tidily
async def a_session_has_one_order(nowramp: NowRamp, confirmed: bool, kind: str, body: Body) -> None:
    """Further orders from a session, each differing from the first in its way, before and after a look at it."""
    # Nothing is locked, so that nothing but the first order speaks against the others.
    unlocked = {name: {"locked": False} for name in LOCKABLE}
    session = await nowramp.open({**body, "type": kind, "fieldLocks": unlocked})
    if confirmed:
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
    order = {**orders.matching(body), **_through(nowramp.fixtures.gateways[:1])}
    first = given(await nowramp.public.order(session, order)).status(200, 201)
    await _expect_no_further(nowramp, session, [order], first)
    # Refused or not, a confirmation that comes too late does not undo the order.
    await nowramp.public.confirm(session, zone=Zone.MAY_EITHER)
    shown = await nowramp.shown(session)
    expect(shown, USED_STAYS).that(
        shown.at(STATUS) != "pending" or session.answer.at(STATUS) != "pending",
        expected="another status than 'pending' once there is an order",
        beside=(first,),
    )
    await _expect_no_further(nowramp, session, _further(nowramp.fixtures, order), first)


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


@check(EXPIRED_GET, EXPIRED_LIST, EXPIRED_ORDER, EXPIRED_CONFIRM, FOR_GOOD, NOT_EXPIRED, GET_SAME, waits=True)
@sweep(first=each(STEPS), state=each(STATES), body=sessions.payable, most=len(STEPS) * len(STATES))
async def a_session_expires(nowramp: NowRamp, first: str, state: str, body: Body) -> None:
    """A pending session and a confirmed one after their lifetime, whatever is done first, and then everything else."""
    customer = nowramp.new_customer()
    life = {"type": TYPE_OF[first], "expiresInSeconds": nowramp.short_life}
    session = await nowramp.open({**body, **customer, **life})
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
    if state == "pending":
        # A confirmation may have started the lifetime anew, and time changes nothing else.
        expect_same(shown, session.answer, but=("status",))


@check(NOT_BEFORE, EXPIRED_GET, EXPIRED_ORDER, EXPIRED_CONFIRM, GET_SAME, waits=True)
@sweep(seconds=each((600, None, LONGEST_LIFETIME)), body=sessions.payable, most=3)
async def a_session_lives_until_its_time_is_over(nowramp: NowRamp, seconds: int | None, body: Body) -> None:
    """Two minutes before the end sessions serve, a moment after it others do not."""
    body = body if seconds is None else {**body, "expiresInSeconds": seconds}
    seen, confirmed, used, late, latest = await together(*(nowramp.open(body) for _ in range(5)))
    end = DEFAULT_LIFETIME if seconds is None else seconds
    order = orders.matching(body)
    await nowramp.after(end - BEFORE_THE_END)
    fresh, shown, *served = await together(
        nowramp.secret.create({}),
        nowramp.shown(seen),
        nowramp.public.confirm(confirmed),
        nowramp.public.order(used, order),
    )
    _given_before_the_end(fresh, seen)
    expect(shown, NOT_BEFORE).that(shown.at(STATUS) == seen.answer.at(STATUS), expected="the status as at creation")
    expect_same(shown, seen.answer, but=("status",))
    for answer in served:
        expect(answer, NOT_BEFORE).accepted()
    await nowramp.after(BEFORE_THE_END + BEHIND_THE_END)
    ordered, confirmation = await together(
        nowramp.public.order(late, order, zone=Zone.MUST_REJECT),
        nowramp.public.confirm(latest, zone=Zone.MUST_REJECT),
    )
    expect_error(ordered, EXPIRED_ORDER, "SESSION_EXPIRED", beside=(late.answer,))
    expect_error(confirmation, EXPIRED_CONFIRM, "SESSION_EXPIRED", beside=(latest.answer,))
    await _expect_over(nowramp, seen, "get", {}, "pending")


@check(EXPIRED_GET, waits=True)
@sweep(customer=each(lambda fixtures: fixtures.customers[:1]))
async def a_session_of_a_customer_of_nowramp_expires(nowramp: NowRamp, customer: str) -> None:
    """A session whose partner gave it no id of its own."""
    session = await nowramp.open({"customerId": customer, "expiresInSeconds": nowramp.short_life})
    await nowramp.outlive()
    await _expect_over(nowramp, session, "get", {}, "pending")


@check(EXPIRED_ORDER, EXPIRED_GET, waits=True, needs=("public_key", "clock"))
@sweep(body=sessions.payable, most=3)
async def looking_at_a_session_does_not_prolong_it(nowramp: NowRamp, body: Body) -> None:
    """A session that is read, listed and ordered from in vain shortly before its end ends all the same."""
    customer = nowramp.new_customer()
    session = await nowramp.open({**body, **customer, "expiresInSeconds": nowramp.short_life})
    await nowramp.after(nowramp.short_life - BEFORE_THE_END)
    await together(
        nowramp.shown(session),
        nowramp.public.get(session.id),
        nowramp.secret.find(**customer),
        nowramp.public.order(session, {"fiatAmount": None}, zone=Zone.MUST_REJECT),
    )
    await nowramp.after(BEFORE_THE_END + BEHIND_THE_END)
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


def _given_before_the_end(fresh: Answer, session: Opened) -> None:
    """By the target's own clock, which a fresh session shows, there is time left: it goes on while others run too.

    Raises:
        Blocked: there is none, or nobody can tell.
    """
    now = instant(fresh.at("/attributes/createdAt"))
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
    everything, *others = await together(
        nowramp.secret.find(**customer),
        *(nowramp.secret.find(**customer, status=status) for status in (*STATES, "cancelled")),
    )
    given(everything).status(200)
    shown = [attributes_of(item).get("status") for item in sessions_in(everything) if id_of(item) == session.id]
    expect(everything, EXPIRED_LIST).that(
        shown in (["expired"], [None]), expected=f"{session.id!r}, as 'expired'", beside=(session.answer,)
    )
    for listed in others:
        given(listed).status(200)
        expect(listed, EXPIRED_LIST).that(session.id not in ids_in(listed), expected=f"no {session.id!r}")


def _further(fixtures: Fixtures, order: Body) -> list[Body]:
    """Orders that differ from the first: in one thing each that the target has, and in all that may be left out."""
    low, high = fixtures.amount_range(str(order["fiatCurrency"]))
    asset = next((one for one in fixtures.assets if one.symbol != order["cryptoCurrency"]), fixtures.assets[0])
    changes: list[Body] = [
        {"fiatAmount": next((one for one in (f"{low:f}", f"{high:f}") if one != order["fiatAmount"]), f"{low:f}")},
        {"fiatCurrency": next((one for one in fixtures.fiats if one != order["fiatCurrency"]), fixtures.fiats[0])},
        {"cryptoCurrency": asset.symbol, "network": asset.network, "walletAddress": fixtures.wallet(asset.network, 1)},
        {"email": "customer@partner.example"},
        _through(fixtures.gateways[1:2]),
    ]
    return [order, orders.required(order), *({**order, **change} for change in changes if change)]


def _through(gateways: tuple[str, ...]) -> Body:
    return {"gateway": gateways[0]} if gateways else {}


async def _expect_no_further(nowramp: NowRamp, session: Opened, further: list[Body], first: Answer) -> None:
    """None of these orders is created from a session that has one."""
    for order in further:
        again = await nowramp.public.order(session, order, zone=Zone.MUST_REJECT)
        if not expect_error(again, ONE_ORDER, "SESSION_ALREADY_USED", beside=(first,)):
            return


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
