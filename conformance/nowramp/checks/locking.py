"""Field locks: what is provided is locked, unless the request says otherwise, and what is locked holds."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import NOTHING, attribute, decimal, exactly, same
from conformance.nowramp.retrieved import is_kept_untouched
from conformance.scenario import Answer
from conformance.together import together
from strategies import amounts
from strategies.nowramp import locks, orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.locks import WORDS, LockCase, Range
from strategies.nowramp.sessions import Body, Part
from strategies.nowramp.vocabulary import LOCKABLE, ORDER_FIELD

AUTOMATIC = {field: f"NOWRAMP-LOCK-AUTOMATIC-{word}" for field, word in WORDS.items()}
EXPLICIT = "NOWRAMP-LOCK-EXPLICIT"
UNLOCKED = "NOWRAMP-LOCK-UNLOCKED"
OTHERS_REMAIN = "NOWRAMP-LOCK-OTHERS-REMAIN"
UNPROVIDED = "NOWRAMP-LOCK-UNPROVIDED"
RANGE_SHOWN = "NOWRAMP-LOCK-RANGE-SHOWN"
LOWEST = "NOWRAMP-LOCK-RANGE-LOWEST"
HIGHEST = "NOWRAMP-LOCK-RANGE-HIGHEST"
BURNS_NOTHING = "NOWRAMP-LIFE-REFUSED-BURNS-NOTHING"
HOLDS_CONFIRM = {field: f"NOWRAMP-LOCK-HOLDS-CONFIRM-{WORDS[field]}" for field in ("destinationAddress", "network")}
HOLDS_ORDER = {field: f"NOWRAMP-LOCK-HOLDS-ORDER-{word}" for field, word in WORDS.items()}

LOCKS_STATED = ("automatic", "explicit")
"""How a field came to be locked."""

WAYS = (("automatic", False), ("explicit", False), ("automatic", True))
"""How a field came to be locked, and whether its session is confirmed before the order."""


def _beyond(bounds: Range) -> dict[str, tuple[object, ...]]:
    return {LOWEST: bounds.below, HIGHEST: bounds.above}


def _outside(fixtures: Fixtures) -> list[tuple[Range, str]]:
    """Each end that a range has, as the requirement that speaks of it."""
    return [(bounds, end) for bounds in locks.ranges(fixtures) for end, beyond in _beyond(bounds).items() if beyond]


@check(*AUTOMATIC.values(), EXPLICIT, UNLOCKED, OTHERS_REMAIN, UNPROVIDED)
@sweep(case=each(locks.cases))
@tidily
async def locks_are_shown(nowramp: NowRamp, case: LockCase) -> None:
    """Every field provided alone and with all others, locked and unlocked on purpose."""
    session = await nowramp.open(case.body)
    stated = bool(case.explicit or case.unlocked)
    for answer in (session.answer, await nowramp.shown(session)) if stated else (session.answer,):
        for field in case.automatic:
            _expect_locked(answer, field, OTHERS_REMAIN if stated else AUTOMATIC[field])
        for field in case.explicit:
            _expect_locked(answer, field, EXPLICIT)
        for field in case.unlocked:
            _expect_free(answer, field, UNLOCKED)
        for field in case.untouched:
            _expect_free(answer, field, UNPROVIDED)


@check(RANGE_SHOWN)
@sweep(bounds=each(locks.ranges))
@tidily
async def a_range_is_shown(nowramp: NowRamp, bounds: Range) -> None:
    """An amount's lock with min and max, or one of them; read back too."""
    session = await nowramp.open(_with_range(nowramp.fixtures, bounds))
    for answer in (session.answer, await nowramp.shown(session)):
        shown = exactly(answer)["attributes"].get("fieldLocks") or {}
        lock = shown.get("sourceAmount") if isinstance(shown, dict) else None
        expect(answer, RANGE_SHOWN).that(
            isinstance(lock, dict)
            and all(decimal(lock.get(end)) == decimal(sent) for end, sent in bounds.lock.items()),
            expected=f"fieldLocks.sourceAmount with {bounds.lock}",
        )


@check(LOWEST, HIGHEST)
@sweep(outside=each(_outside))
@tidily
async def a_range_bounds_the_order(nowramp: NowRamp, outside: tuple[Range, str]) -> None:
    """Orders on one side of the bounds are refused by a session that is pending, and by the same one when confirmed.

    In the end it serves an order inside of the range: nothing but the amount spoke against the others.
    """
    bounds, requirement = outside
    # Whether a target takes a range with one end only is open; where it does not, no session can be opened.
    session = await nowramp.open(_with_range(nowramp.fixtures, bounds))
    order, amounts = orders.plain(nowramp.fixtures), _beyond(bounds)[requirement]
    for number, amount in enumerate((*amounts, *amounts[:2])):
        if number == len(amounts):
            given(await nowramp.public.confirm(session)).status(*range(200, 300))
        answer = await nowramp.public.order(session, order, fiatAmount=amount, zone=Zone.MUST_REJECT)
        if not expect(answer, requirement).refused():
            return
    await _expect_served(nowramp, bounds, bounds.inside[0], session)


@check(BURNS_NOTHING)
@sweep(outside=each(_outside))
@tidily
async def an_order_out_of_bounds_burns_nothing(nowramp: NowRamp, outside: tuple[Range, str]) -> None:
    """An order that is refused for its amount, and then one inside of the range from the same session."""
    bounds, requirement = outside
    session = await nowramp.open(_with_range(nowramp.fixtures, bounds))
    order, amount = orders.plain(nowramp.fixtures), _beyond(bounds)[requirement][0]
    refusal = await nowramp.public.order(session, order, fiatAmount=amount, zone=Zone.MUST_REJECT)
    given(refusal).status(*range(400, 500))
    served = await nowramp.public.order(session, order, fiatAmount=bounds.inside[0])
    expect(served, BURNS_NOTHING).accepted()


@check(LOWEST, HIGHEST)
@sweep(bounds=each(locks.ranges))
@tidily
async def a_range_lets_orders_inside_through(nowramp: NowRamp, bounds: Range) -> None:
    """Orders of the bounds themselves, and between them, written in several ways."""
    body = _with_range(nowramp.fixtures, bounds)
    opened = await nowramp.open_many(len(bounds.inside), body)
    served = (
        _expect_served(nowramp, bounds, amount, session) for amount, session in zip(bounds.inside, opened, strict=True)
    )
    await together(*served)


@check(*HOLDS_CONFIRM.values())
@sweep(
    field=each(tuple(HOLDS_CONFIRM)),
    stated=each(LOCKS_STATED),
    value=each(("another", "empty", "null", "in the other case", "both changed")),
)
@tidily
async def a_locked_field_withstands_confirm(nowramp: NowRamp, field: str, stated: str, value: str) -> None:
    """A confirmation that sends something else for a locked field: refused or ignored, but never taken."""
    part = _part(nowramp.fixtures, field)
    session = await nowramp.open(_locked(nowramp.fixtures, field, stated))
    changes: dict[str, Any] = {field: _changed(part, "another" if value == "both changed" else value)}
    if value == "both changed":
        changes = {name: _part(nowramp.fixtures, name).other for name in HOLDS_CONFIRM}
    confirmation = await nowramp.public.confirm(session, zone=Zone.MAY_EITHER, **changes)
    await _expect_held(nowramp, session, field, confirmation, HOLDS_CONFIRM[field])


@check(*HOLDS_ORDER.values())
@sweep(field=each(LOCKABLE), way=each(WAYS))
@tidily
async def a_locked_field_withstands_an_order(nowramp: NowRamp, field: str, way: tuple[str, bool]) -> None:
    """An order that says something else than a locked field: refused, or created with what is locked."""
    part = _part(nowramp.fixtures, field)
    stated, confirmed = way
    session = await nowramp.open(_locked(nowramp.fixtures, field, stated))
    if confirmed:
        given(await nowramp.public.confirm(session)).status(*range(200, 300))
    # An amount may be a number as well as a text.
    as_number = field == "sourceAmount" and stated == "explicit"
    other = amounts.number(str(part.other)) if as_number else part.other
    order = {**orders.plain(nowramp.fixtures), ORDER_FIELD[field]: other}
    answer = await nowramp.public.order(session, order, zone=Zone.MAY_EITHER)
    if answer.succeeded:
        shown = list(_values_of(exactly(answer), {field, ORDER_FIELD[field]}))
        expect(answer, HOLDS_ORDER[field]).that(
            not any(same(field, other, value) for value in shown),
            expected=f"a refusal (4xx), or an order with the locked {field}, {part.value!r}",
            beside=(session.answer,),
        )
    await _expect_held(nowramp, session, field, answer, HOLDS_ORDER[field])


@check(UNLOCKED, needs=("public_key",))
@sweep(field=each(("destinationAddress", "sourceAmount", "everything")))
@tidily
async def an_unlocked_field_may_change_in_an_order(nowramp: NowRamp, field: str) -> None:
    """A session unlocked on purpose, and an order that says something else the target has."""
    fixtures = nowramp.fixtures
    fields = LOCKABLE if field == "everything" else (field,)
    unlocked = {name: {"locked": False} for name in fields}
    session = await nowramp.open({**sessions.full(fixtures), "fieldLocks": unlocked})
    order = orders.plain(fixtures)
    for name in ("destinationAddress", "sourceAmount"):
        if name in fields and not (name == "destinationAddress" and fixtures.wallets):
            order[ORDER_FIELD[name]] = _part(fixtures, name).other
    if field == "everything":
        asset = fixtures.assets[-1]
        order |= {"cryptoCurrency": asset.symbol, "network": asset.network}
        order |= {"walletAddress": fixtures.wallet(asset.network, 1)}
    # The twin that changes nothing is served, so nothing else can be the reason of a refusal.
    twin = await nowramp.open({**sessions.full(fixtures), "fieldLocks": unlocked})
    given(await nowramp.public.order(twin, orders.plain(fixtures))).status(200, 201)
    expect(await nowramp.public.order(session, order), UNLOCKED).accepted()


async def _expect_served(nowramp: NowRamp, bounds: Range, amount: object, session: Opened) -> None:
    """An order inside of the range is accepted."""
    answer = await nowramp.public.order(session, orders.plain(nowramp.fixtures), fiatAmount=amount)
    for requirement in _sides(bounds, amount):
        expect(answer, requirement).accepted()


def _with_range(fixtures: Fixtures, bounds: Range) -> Body:
    """Everything but an amount, whose lock has the range."""
    body = {name: value for name, value in sessions.full(fixtures).items() if name != "sourceAmount"}
    return {**body, "fieldLocks": {"sourceAmount": {"locked": True, **bounds.lock}}}


def _sides(bounds: Range, amount: object) -> list[str]:
    """Which bounds an amount inside of them speaks for: the one that it is, or else both."""
    if decimal(amount) == decimal(bounds.lock.get("min")):
        return [LOWEST]
    return [HIGHEST] if decimal(amount) == decimal(bounds.lock.get("max")) else [LOWEST, HIGHEST]


def _part(fixtures: Fixtures, field: str) -> Part:
    return next(part for part in sessions.parts(fixtures) if part.field == field)


def _locked(fixtures: Fixtures, field: str, stated: str) -> Body:
    """The full session, a field of which is locked in one of the ways."""
    explicit = {"fieldLocks": {field: {"locked": True}}} if stated == "explicit" else {}
    return {**sessions.full(fixtures), **explicit}


def _changed(part: Part, value: str) -> Any:
    match value:
        case "another":
            return part.other
        case "empty":
            return ""
        case "null":
            return None
    return str(part.value).swapcase()


async def _expect_held(nowramp: NowRamp, session: Opened, field: str, attempt: Answer, requirement: str) -> None:
    """The stored value and its lock are what they were before the attempt."""
    shown = await nowramp.shown(session)
    value = attribute(session.answer, field)
    if value in NOTHING:
        value = session.body[field]
    held = same(field, value, attribute(shown, field))
    if held or await is_kept_untouched(nowramp, session, field):
        expect(shown, requirement).that(
            held, expected=f"the locked {field}, {value!r}, whatever was sent", beside=(session.answer, attempt)
        )
    # An ordered session need not show its locks any more.
    if not attempt.succeeded or attempt.exchange.operation.endswith("/confirm"):
        _expect_locked(shown, field, requirement, beside=(session.answer, attempt))


def _lock(answer: Answer, field: str) -> Any:
    return answer.at(f"/attributes/fieldLocks/{field}")


def _expect_locked(answer: Answer, field: str, requirement: str, beside: tuple[Answer, ...] = ()) -> None:
    lock = _lock(answer, field)
    expect(answer, requirement).that(
        isinstance(lock, dict) and lock.get("locked") is True,
        expected=f"fieldLocks.{field} with locked true",
        beside=beside,
    )


def _expect_free(answer: Answer, field: str, requirement: str) -> None:
    lock = _lock(answer, field)
    held = lock in NOTHING or (isinstance(lock, dict) and lock.get("locked") is not True)
    expect(answer, requirement).that(held, expected=f"no fieldLocks.{field}, or one with locked false")


def _values_of(document: Any, names: set[str]) -> list[Any]:
    """The values of all members of some names, at any depth."""
    if isinstance(document, list):
        return [value for item in document for value in _values_of(item, names)]
    if not isinstance(document, dict):
        return []
    own = [value for name, value in document.items() if name in names and not isinstance(value, dict | list)]
    return own + [value for member in document.values() for value in _values_of(member, names)]
