"""Ordering: what an order has to say, what it may leave out, and what comes back."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.errors import FORBIDDEN, VALIDATION, expect_error
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import STATUS, attribute, exactly, same
from conformance.nowramp.wrong_secrets import FOREIGN, GROUPS, refusals_of, wrong_secret
from conformance.scenario import Answer
from strategies.nowramp import orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.orders import OrderBreach
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import LOCKABLE, ORDER_FIELD, TYPES

CREATED = "NOWRAMP-ORDER-STATUS"
SESSION_ID = "NOWRAMP-ORDER-SESSION-ID"
SHOWS_CREATED = "NOWRAMP-ORDER-CREATED"
FRESH = "NOWRAMP-ORDER-FRESH"
SECRET_REQUIRED = "NOWRAMP-ORDER-SECRET-REQUIRED"
SECRET_MATCHES = "NOWRAMP-ORDER-SECRET-MATCHES"
REQUIRED = ("NOWRAMP-ORDER-AMOUNT-REQUIRED", "NOWRAMP-ORDER-CRYPTO-REQUIRED", "NOWRAMP-ORDER-NETWORK-REQUIRED")
AMOUNT_STRING = "NOWRAMP-ORDER-AMOUNT-STRING"
AMOUNT_NUMBER = "NOWRAMP-ORDER-AMOUNT-NUMBER"
AMOUNT_NUMERIC = "NOWRAMP-ORDER-AMOUNT-NUMERIC"
AMOUNT_POSITIVE = "NOWRAMP-ORDER-AMOUNT-POSITIVE"
FIELD_TYPES = "NOWRAMP-ORDER-FIELD-TYPES"
FIAT_DEFAULT = "NOWRAMP-ORDER-FIAT-DEFAULT"
WALLET_DEFAULT = "NOWRAMP-ORDER-WALLET-DEFAULT"
GATEWAY = "NOWRAMP-ORDER-GATEWAY"
GATEWAY_OPTIONAL = "NOWRAMP-ORDER-GATEWAY-OPTIONAL"
EMAIL = "NOWRAMP-ORDER-EMAIL"

PARTS = 4
"""Bad amounts are shared out among so many sessions."""

PROVIDED = ("everything", "nothing")
"""What a session has been told of its order."""

EMAILS = ("customer@partner.example", "first.last+tag@mail.partner.example", "o'neil@partner.example", None)


def _session(fixtures: Fixtures, provided: str) -> Body:
    return sessions.full(fixtures) if provided == "everything" else {}


def _gateways(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.gateways


@check(CREATED, SESSION_ID, SHOWS_CREATED, GATEWAY_OPTIONAL, FRESH)
@sweep(body=sessions.payable, most=8)
@tidily
async def a_matching_order_is_created(nowramp: NowRamp, body: Body) -> None:
    """An order that says what its session says, and the same one of the same customer from a session that says nothing.

    Neither names a gateway.
    """
    customer = nowramp.new_customer()
    first: Answer | None = None
    for session in (await nowramp.open({**body, **customer}), await nowramp.open({**customer, "type": TYPES[1]})):
        answer = await nowramp.public.order(session, orders.matching(body))
        expect(answer, CREATED).status(201)
        expect(answer, GATEWAY_OPTIONAL).accepted()
        if answer.succeeded:
            shown = answer.at("/attributes/sessionId")
            expect(answer, SESSION_ID).that(shown == session.id, expected=f"the sessionId {session.id!r}")
            expect(answer, SHOWS_CREATED).that(answer.at(STATUS) == "created", expected="the status 'created'")
            if first is not None:
                expect(answer, FRESH).differs(first, at="/id")
            first = answer


@check(AMOUNT_STRING, AMOUNT_NUMBER)
@sweep(form=each(("text", "text with decimals", "number", "number with decimals")), body=sessions.payable, most=8)
@tidily
async def order_amounts_are_texts_or_numbers(nowramp: NowRamp, form: str, body: Body) -> None:
    """The session's own amount, written both ways."""
    whole = str(body["sourceAmount"]).partition(".")[0]
    amount: object = {
        "text": whole,
        "text with decimals": f"{whole}.50",
        "number": int(whole),
        "number with decimals": float(f"{whole}.5"),
    }[form]
    low, high = nowramp.fixtures.amount_range(str(body["sourceCurrency"]))
    if not low <= float(str(amount)) <= high:
        amount = body["sourceAmount"] if isinstance(amount, str) else _number(body["sourceAmount"])
    # A number for a text, too, is the same amount.
    session = await nowramp.open({**body, "sourceAmount": str(amount)})
    answer = await nowramp.public.order(session, {**orders.matching(body), "fiatAmount": amount})
    expect(answer, AMOUNT_STRING if isinstance(amount, str) else AMOUNT_NUMBER).accepted()


@check(FIAT_DEFAULT, WALLET_DEFAULT)
@sweep(name=each(("fiatCurrency", "walletAddress")), locked=each((True, False)), body=sessions.payable, most=4)
@tidily
async def an_order_takes_from_its_session_what_it_leaves_out(
    nowramp: NowRamp, name: str, locked: bool, body: Body
) -> None:
    """An order without a currency, and one without a wallet, where the order that names both is served."""
    if not locked:
        body = {**body, "type": TYPES[1], "fieldLocks": {field: {"locked": False} for field in LOCKABLE}}
    given(await nowramp.public.order(await nowramp.open(body), orders.matching(body))).status(200, 201)
    session = await nowramp.open(body)
    order = {field: value for field, value in orders.matching(body).items() if field != name}
    answer = await nowramp.public.order(session, order)
    defaults = {
        "fiatCurrency": (FIAT_DEFAULT, "sourceCurrency"),
        "walletAddress": (WALLET_DEFAULT, "destinationAddress"),
    }
    requirement, field = defaults[name]
    expect(answer, requirement).accepted()
    _expect_shown(answer, name, body[field], requirement)


@check(GATEWAY)
@sweep(gateway=each(_gateways), provided=each(PROVIDED))
@tidily
async def an_order_names_a_gateway(nowramp: NowRamp, gateway: str, provided: str) -> None:
    """Each gateway that the project can order from."""
    session = await nowramp.open(_session(nowramp.fixtures, provided))
    expect(await nowramp.public.order(session, nowramp.plain_order, gateway=gateway), GATEWAY).accepted()


@check(EMAIL)
@sweep(email=each(EMAILS), provided=each(PROVIDED))
@tidily
async def an_order_names_an_email_address(nowramp: NowRamp, email: str | None, provided: str) -> None:
    """Plain addresses, and none."""
    session = await nowramp.open(_session(nowramp.fixtures, provided))
    named: dict[str, Any] = {} if email is None else {"email": email}
    expect(await nowramp.public.order(session, nowramp.plain_order, **named), EMAIL).accepted()


@check(*REQUIRED, VALIDATION)
@sweep(breach=each(orders.missing), provided=each(PROVIDED))
@tidily
async def an_order_says_amount_currency_and_network(nowramp: NowRamp, breach: OrderBreach, provided: str) -> None:
    """An otherwise plain order without one of them, whether its session says it or not."""
    session = await nowramp.open(_session(nowramp.fixtures, provided))
    await _expect_invalid(nowramp, session, breach)


@check(FIELD_TYPES, VALIDATION)
@sweep(field=each((*ORDER_FIELD.values(), "gateway", "email")))
@tidily
async def an_order_with_a_structure_for_a_text(nowramp: NowRamp, field: str) -> None:
    """Otherwise plain orders with an object or an array in one field."""
    session = await nowramp.open()
    for breach in orders.wrong_types(nowramp.fixtures):
        if breach.field == field and not await _expect_invalid(nowramp, session, breach):
            return


@check(AMOUNT_NUMERIC, AMOUNT_POSITIVE)
@sweep(part=each(range(PARTS)))
@tidily
async def an_order_of_nothing(nowramp: NowRamp, part: int) -> None:
    """Otherwise plain orders with an amount that is no number, or not above zero."""
    session = await nowramp.open()
    for breach in orders.bad_amounts(nowramp.fixtures)[part::PARTS]:
        answer = await nowramp.public.order(session, breach.body, zone=Zone.MUST_REJECT)
        if not expect(answer, breach.requirement).refused():
            return


@check(SECRET_REQUIRED, VALIDATION)
@sweep(fields=each(({}, {"clientSecret": None}, {"client_secret": "sess_secret"})), provided=each(PROVIDED))
@tidily
async def ordering_takes_the_client_secret(nowramp: NowRamp, fields: dict[str, Any], provided: str) -> None:
    """An otherwise plain order without the client secret; nothing comes of it."""
    session = await nowramp.open(_session(nowramp.fixtures, provided))
    answer = await nowramp.public.send_order(session.id, {**nowramp.plain_order, **fields})
    expect(answer, SECRET_REQUIRED).refused(400, 422)
    if 400 <= answer.status < 500:
        expect_error(answer, VALIDATION, "VALIDATION_ERROR")
    await _expect_unused(nowramp, session, answer, SECRET_REQUIRED)
    if not fields:
        # Whoever has confirmed it had the secret; whoever orders need not be the same.
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
        answer = await nowramp.public.send_order(session.id, nowramp.plain_order)
        expect(answer, SECRET_REQUIRED).refused(400, 422)


@check(SECRET_MATCHES, FORBIDDEN)
@sweep(kinds=each(GROUPS))
@tidily
async def ordering_takes_the_right_client_secret(nowramp: NowRamp, kinds: tuple[str, ...]) -> None:
    """Otherwise plain orders with client secrets that are another's, or nobody's; nothing comes of them."""
    # Of one customer: what tells the two apart is nothing but their secrets.
    session, other = await nowramp.open_many(2, nowramp.new_customer())
    for kind in kinds:
        secret = wrong_secret(kind, session, other)
        answer = await nowramp.public.order(session, nowramp.plain_order, clientSecret=secret, zone=Zone.MUST_REJECT)
        if not expect(answer, SECRET_MATCHES).refused():
            return
        if kind in FOREIGN:
            expect_error(answer, FORBIDDEN, *refusals_of(kind), beside=(session.answer,))
    await _expect_unused(nowramp, session, answer, SECRET_MATCHES)
    await _expect_unused(nowramp, other, answer, SECRET_MATCHES)
    if kinds == GROUPS[0]:
        # Whoever has confirmed it had the secret; whoever orders need not be the same.
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
        for kind in kinds[:2]:
            fields = {"clientSecret": wrong_secret(kind, session, other)}
            answer = await nowramp.public.order(session, nowramp.plain_order, zone=Zone.MUST_REJECT, **fields)
            expect(answer, SECRET_MATCHES).refused()


async def _expect_invalid(nowramp: NowRamp, session: Opened, breach: OrderBreach) -> bool:
    """The order is refused as invalid; whether it was refused at all."""
    answer = await nowramp.public.order(session, breach.body, zone=Zone.MUST_REJECT)
    expect(answer, breach.requirement).refused(400, 422)
    if 400 <= answer.status < 500:
        expect_error(answer, VALIDATION, "VALIDATION_ERROR")
    return not answer.succeeded


async def _expect_unused(nowramp: NowRamp, session: Opened, refusal: Answer, requirement: str) -> None:
    """The session is as pending as it was."""
    shown = await nowramp.shown(session)
    given(session.answer).member(STATUS)
    expect(shown, requirement).that(
        shown.at(STATUS) == session.answer.at(STATUS),
        expected=f"the status {session.answer.at(STATUS)!r} as before the refused call",
        beside=(refusal,),
    )


def _expect_shown(answer: Answer, name: str, value: object, requirement: str) -> None:
    """Where an order shows the field, it is the session's."""
    shown = attribute(answer, name) if answer.succeeded and isinstance(exactly(answer), dict) else None
    if isinstance(shown, str):
        expect(answer, requirement).that(same(name, value, shown), expected=f"the session's {name}, {value!r}")


def _number(amount: object) -> int | float:
    text = str(amount)
    return float(text) if "." in text else int(text)
