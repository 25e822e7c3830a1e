"""Who may call: no key, keys that nobody was given, and which kind of key each endpoint takes."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.errors import expect_error
from conformance.nowramp.facade import Caller, NowRamp, Opened, tidily
from conformance.nowramp.operations import (
    CANCEL,
    CONFIRM,
    CREATE,
    GET,
    LIST,
    OPERATIONS,
    ORDER,
    PUBLIC_ONLY,
    SECRET_ONLY,
)
from conformance.nowramp.reading import STATUS, ids_in
from conformance.scenario import Answer
from strategies.nowramp import sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body

MISSING_KEY = "NOWRAMP-AUTH-MISSING"
INVALID_KEY = "NOWRAMP-AUTH-INVALID"
GET_KEY = "NOWRAMP-GET-KEY"
CONFIRM_KEY = "NOWRAMP-CONFIRM-KEY"
ORDER_KEY = "NOWRAMP-ORDER-KEY"
CANCEL_KEY = "NOWRAMP-CANCEL-KEY"
LIST_KEY = "NOWRAMP-LIST-KEY"
SECRET_KEY_NEEDED = {CREATE: "NOWRAMP-CREATE-KEY", CANCEL: CANCEL_KEY, LIST: LIST_KEY}
PUBLIC_KEY_NEEDED = {CONFIRM: "NOWRAMP-CONFIRM-KEY-PUBLIC-ONLY", ORDER: "NOWRAMP-ORDER-KEY-PUBLIC-ONLY"}
KIND_FORBIDDEN = "NOWRAMP-KEY-KIND-FORBIDDEN"

EXPIRED = {"expired_secret_key": "NOWRAMP-AUTH-EXPIRED-SECRET", "expired_public_key": "NOWRAMP-AUTH-EXPIRED-PUBLIC"}
SAME_PROJECT = "NOWRAMP-PROJECT-KEYS"

FORGERIES = ("shapeless", "changed", "cut short", "longer", "in the other case", "the other kind's, renamed")
"""Keys that nobody was given, made from one that somebody was."""


@check(MISSING_KEY)
@sweep(operation=each(OPERATIONS))
@tidily
async def a_call_without_a_key_is_refused(nowramp: NowRamp, operation: str) -> None:
    """Every operation on a fresh session, with an empty key and without any; nothing comes of it."""
    session = await nowramp.open()
    empty = {name: _with_key(value, "").strip() for name, value in nowramp.headers_of("secret_key").items()}
    answer = await nowramp.bearing(empty).perform(operation, session, zone=Zone.MUST_REJECT)
    # A header without a key in it may be called malformed.
    if expect(answer, MISSING_KEY).refused():
        await _expect_refused(nowramp, nowramp.bearing({}), operation, session, MISSING_KEY)


@check(INVALID_KEY)
@sweep(operation=each(OPERATIONS))
@tidily
async def a_key_that_nobody_was_given_is_refused(nowramp: NowRamp, operation: str) -> None:
    """Every operation on a fresh session, with one made-up key after another; nothing comes of it."""
    session = await nowramp.open()
    callers = [nowramp.bearing(_forged(nowramp, operation, forgery)) for forgery in FORGERIES]
    for forged in callers[:-1]:
        answer = await forged.perform(operation, session, zone=Zone.MUST_REJECT)
        if not expect(answer, INVALID_KEY).refused(401, 403):
            return
    await _expect_refused(nowramp, callers[-1], operation, session, INVALID_KEY)


@check(*SECRET_KEY_NEEDED.values(), KIND_FORBIDDEN)
@sweep(operation=each(SECRET_ONLY), body=sessions.payable, most=3)
@tidily
async def a_public_key_is_not_enough(nowramp: NowRamp, operation: str, body: Body) -> None:
    """What takes a secret key, tried with the public key of the same project; nothing comes of it."""
    session = await nowramp.open(body)
    answer = await _expect_refused(nowramp, nowramp.public, operation, session, SECRET_KEY_NEEDED[operation])
    expect_error(answer, KIND_FORBIDDEN, "FORBIDDEN")


def _creations(fixtures: Fixtures) -> list[Body]:
    """Creations that differ in what a careless server might look at before it looks at the key."""
    customers: list[Body] = [
        {"customerId": customer, **external}
        for customer in fixtures.customers[:1]
        for external in ({}, {"externalCustomerId": f"conformance-{customer}"})
    ]
    return [sessions.full(fixtures), {"type": "offramp", "metadata": {"order": "A-7"}}, *customers]


@check(SECRET_KEY_NEEDED[CREATE], KIND_FORBIDDEN)
@sweep(body=each(_creations))
async def a_public_key_creates_nothing_whatever_it_sends(nowramp: NowRamp, body: Body) -> None:
    """Creations with and without a trade, for either kind of customer, with the public key."""
    answer = await nowramp.public.create(body, zone=Zone.MUST_REJECT)
    expect(answer, SECRET_KEY_NEEDED[CREATE]).refused(401, 403)
    expect_error(answer, KIND_FORBIDDEN, "FORBIDDEN")


@check(LIST_KEY, KIND_FORBIDDEN, MISSING_KEY)
@sweep(filters=each(("one customer", "a status", "both", "a page")))
@tidily
async def a_public_key_lists_nothing_under_any_filter(nowramp: NowRamp, filters: str) -> None:
    """A list that a frontend might want for its own customer, with the public key, and with none."""
    customer = nowramp.new_customer()
    await nowramp.open(customer)
    query = {
        "one customer": customer,
        "a status": {"status": "pending"},
        "both": {**customer, "status": "pending"},
        "a page": {"page": 1, "pageSize": 1},
    }[filters]
    answer = await nowramp.public.find(**query, zone=Zone.MUST_REJECT)
    expect(answer, LIST_KEY).refused(401, 403)
    expect_error(answer, KIND_FORBIDDEN, "FORBIDDEN")
    expect(await nowramp.bearing({}).find(**query, zone=Zone.MUST_REJECT), MISSING_KEY).refused(401, 403)


@check(*PUBLIC_KEY_NEEDED.values())
@sweep(operation=each(PUBLIC_ONLY))
@tidily
async def a_secret_key_is_for_the_backend(nowramp: NowRamp, operation: str) -> None:
    """What takes a public key, tried with the secret key of the same project."""
    session = await nowramp.open()
    answer = await nowramp.secret.perform(operation, session, zone=Zone.MAY_EITHER)
    expect(answer, PUBLIC_KEY_NEEDED[operation]).refused(401, 403)


@check(GET_KEY)
@sweep(role=each(("secret_key", "public_key")), body=sessions.valid, most=4)
@tidily
async def either_key_reads_a_session(nowramp: NowRamp, role: str, body: Body) -> None:
    """A session read with the secret key, and with the public one."""
    session = await nowramp.open(body)
    answer = await nowramp.actor(role).get(session.id)
    if expect(answer, GET_KEY).status(200):
        expect(answer, GET_KEY).same(session.answer, at="/id")


@check(EXPIRED["expired_secret_key"])
@sweep(operation=each((*SECRET_ONLY, GET)))
@tidily
async def an_expired_secret_key_is_refused(nowramp: NowRamp, operation: str) -> None:
    """What takes a secret key, on a fresh session, with one that was good once; nothing comes of it."""
    await _expect_expired(nowramp, "expired_secret_key", operation)


@check(EXPIRED["expired_public_key"])
@sweep(operation=each((*PUBLIC_ONLY, GET)))
@tidily
async def an_expired_public_key_is_refused(nowramp: NowRamp, operation: str) -> None:
    """What takes a public key, on a fresh session, with one that was good once; nothing comes of it."""
    await _expect_expired(nowramp, "expired_public_key", operation)


@check(SAME_PROJECT)
@sweep(creator=each(("secret_key", "second_secret_key")))
@tidily
async def the_keys_of_a_project_share_its_sessions(nowramp: NowRamp, creator: str) -> None:
    """A session created with one secret key of a project is read, listed and cancelled with another."""
    role = "second_secret_key" if creator == "secret_key" else "secret_key"
    other = nowramp.actor(role)
    customer = nowramp.new_customer()
    session = await nowramp.open(customer, by=creator)
    shown = await other.get(session.id)
    if expect(shown, SAME_PROJECT).status(200):
        expect(shown, SAME_PROJECT).same(session.answer, at="/attributes/projectId")
    listed = await nowramp.listed([session], by=role, **customer)
    expect(listed, SAME_PROJECT).that(
        ids_in(listed) == [session.id], expected=f"the session {session.id!r}", beside=(session.answer,)
    )
    expect(await other.cancel(session.id), SAME_PROJECT).accepted()


@check(CONFIRM_KEY, ORDER_KEY)
@sweep(body=sessions.payable, most=3)
@tidily
async def a_public_key_confirms_and_orders(nowramp: NowRamp, body: Body) -> None:
    """A session confirmed, and one ordered from, with the public key."""
    session = await nowramp.open(body)
    expect(await nowramp.public.perform(CONFIRM, session, zone=Zone.MUST_ACCEPT), CONFIRM_KEY).accepted()
    bare = await nowramp.open()
    expect(await nowramp.public.perform(ORDER, bare, zone=Zone.MUST_ACCEPT), ORDER_KEY).accepted()


async def _expect_expired(nowramp: NowRamp, role: str, operation: str) -> None:
    session = await nowramp.open()
    await _expect_refused(nowramp, nowramp.actor(role), operation, session, EXPIRED[role])


async def _expect_refused(
    nowramp: NowRamp, caller: Caller, operation: str, session: Opened, requirement: str
) -> Answer:
    """The call is refused, and the session is as pending as before."""
    answer = await caller.perform(operation, session, zone=Zone.MUST_REJECT)
    expect(answer, requirement).refused(401, 403)
    shown = given(await nowramp.secret.get(session.id)).status(200)
    if session.answer.at(STATUS) == "pending":
        expect(shown, requirement).that(
            shown.at(STATUS) == "pending", expected="a session that the refused call left pending", beside=(answer,)
        )
    return answer


def _forged(nowramp: NowRamp, operation: str, forgery: str) -> dict[str, str]:
    """The headers of whom the operation is for, with another secret in each."""
    right, wrong = ("public_key", "secret_key") if operation in PUBLIC_ONLY else ("secret_key", "public_key")
    own, others = nowramp.headers_of(right), nowramp.headers_of(wrong)
    return {name: _with_key(value, _forged_key(value, others.get(name, value), forgery)) for name, value in own.items()}


def _forged_key(value: str, other_value: str, forgery: str) -> str:
    key, other = value.rpartition(" ")[2], other_value.rpartition(" ")[2]
    middle = len(key) // 2
    match forgery:
        case "changed":
            return key[:middle] + ("A" if key[middle] != "A" else "B") + key[middle + 1 :]
        case "cut short":
            return key[:-4]
        case "longer":
            return key + "0"
        case "in the other case":
            return key.swapcase() if key.swapcase() != key else key + "a"
        case "the other kind's, renamed":
            renamed = key[:3] + other[3:]
            return renamed if renamed != key else key + "A"
    return key[:3] + "not_a_key"


def _with_key(value: str, key: str) -> str:
    """A header value with another key behind the same scheme word."""
    scheme, space, _ = value.rpartition(" ")
    return f"{scheme}{space}{key}"
