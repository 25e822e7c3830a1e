"""Whole histories: drawn sequences of commands, held against a small model of what a session may become.

Checks start in the order of their files. Of those that wait for the clock these have the longest way to their wait, so
their file comes before the others': whatever starts last, everybody waits for.
"""

from dataclasses import dataclass

from conformance.check import check, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.errors import expect_error
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import STATUS, attributes_of, id_of, sessions_in
from conformance.nowramp.wrong_secrets import wrong_secret
from conformance.scenario import Answer
from strategies.nowramp import commands, orders, sessions
from strategies.nowramp.sessions import Body

CONFIRMED = "NOWRAMP-CONFIRM-STATUS"
CONFIRM_SECRET = "NOWRAMP-CONFIRM-SECRET-MATCHES"
WITHOUT_CONFIRM = "NOWRAMP-LIFE-WITHOUT-CONFIRM"
AFTER_CONFIRM = "NOWRAMP-LIFE-AFTER-CONFIRM"
ONE_ORDER = "NOWRAMP-LIFE-ONE-ORDER"
USED_STAYS = "NOWRAMP-LIFE-USED-STAYS"
EXPIRED_GET = "NOWRAMP-LIFE-EXPIRED-GET"
EXPIRED_LIST = "NOWRAMP-LIFE-EXPIRED-LIST"
EXPIRED_ORDER = "NOWRAMP-LIFE-EXPIRED-ORDER"
EXPIRED_CONFIRM = "NOWRAMP-LIFE-EXPIRED-CONFIRM"
CANCELLED = "NOWRAMP-CANCEL-STATUS"
CANCEL_EFFECT = "NOWRAMP-CANCEL-EFFECT"
CANCEL_LASTS = "NOWRAMP-CANCEL-LASTS"
NOT_CONFIRMED = "NOWRAMP-CANCEL-NOT-CONFIRMED"
NOT_USED = "NOWRAMP-CANCEL-NOT-USED"
NOT_EXPIRED = "NOWRAMP-CANCEL-NOT-EXPIRED"
AMOUNT_REQUIRED = "NOWRAMP-ORDER-AMOUNT-REQUIRED"
PENDING = "NOWRAMP-SESSION-PENDING"
ITEMS = "NOWRAMP-LIST-ITEMS"

EVERYTHING = (
    CONFIRMED, CONFIRM_SECRET, WITHOUT_CONFIRM, AFTER_CONFIRM, ONE_ORDER, USED_STAYS, CANCELLED, CANCEL_EFFECT,
    CANCEL_LASTS, NOT_CONFIRMED, NOT_USED, AMOUNT_REQUIRED, PENDING, ITEMS,
)  # fmt: skip
AT_THE_END = (EXPIRED_GET, EXPIRED_LIST, EXPIRED_ORDER, EXPIRED_CONFIRM, NOT_EXPIRED)


@dataclass
class Model:
    """What is known of a session.

    Attributes:
        confirmed: a confirmation was accepted.
        used: an order was created.
        cancelled: it was cancelled.
        expired: its lifetime is over.
        shows: what GET said last.
    """

    confirmed: bool = False
    used: bool = False
    cancelled: bool = False
    expired: bool = False
    shows: object = "pending"

    @property
    def open(self) -> bool:
        """Whether an order may still be created."""
        return not (self.used or self.cancelled or self.expired)


@check(*EVERYTHING)
@sweep(life=commands.lives(), body=sessions.payable)
@tidily
async def a_life_within_its_time(nowramp: NowRamp, life: list[str], body: Body) -> None:
    """Up to seven commands, one after another, each answered as the session's state allows."""
    await _live(nowramp, life, body, {})


@check(*EVERYTHING, *AT_THE_END, waits=True)
@sweep(life=commands.lives_that_end(), body=sessions.payable)
@tidily
async def a_life_beyond_its_time(nowramp: NowRamp, life: list[str], body: Body) -> None:
    """Commands before and after the end of the lifetime, each answered as the session's state allows."""
    await _live(nowramp, life, body, {"expiresInSeconds": nowramp.short_life})


async def _live(nowramp: NowRamp, life: list[str], body: Body, lifetime: Body) -> None:
    session = await nowramp.open({**body, **lifetime, "externalCustomerId": nowramp.customer()})
    model = Model(shows=session.answer.at(STATUS))
    for command in life:
        match command:
            case commands.EXPIRE:
                await nowramp.outlive()
                model.expired = True
            case commands.READ:
                _expect_state(await nowramp.becomes(session, *_likely(model)), model)
            case commands.LIST:
                await _listed(nowramp, session, model)
            case commands.CONFIRM:
                await _confirm(nowramp, session, model)
            case commands.BAD_CONFIRM:
                secret = wrong_secret("its last character changed", session, session)
                answer = await nowramp.public.confirm(session, clientSecret=secret, zone=Zone.MUST_REJECT)
                expect(answer, CONFIRM_SECRET).refused()
            case commands.ORDER:
                await _order(nowramp, session, model, orders.matching(body))
            case commands.BAD_ORDER:
                order = {name: value for name, value in orders.matching(body).items() if name != "fiatAmount"}
                answer = await nowramp.public.order(session, order, zone=Zone.MUST_REJECT)
                expect(answer, AMOUNT_REQUIRED).refused()
            case commands.CANCEL:
                await _cancel(nowramp, session, model)
        if nowramp.scenario.record.violates:
            # From here on the model and the target tell different stories.
            return
    _expect_state(await nowramp.becomes(session, *_likely(model)), model)


async def _confirm(nowramp: NowRamp, session: Opened, model: Model) -> None:
    # Once more, or after an order, the document says neither yes nor no.
    zone = Zone.MUST_ACCEPT if model.open and not model.confirmed else Zone.MAY_EITHER
    answer = await nowramp.public.confirm(session, zone=zone)
    if model.cancelled:
        expect(answer, CANCEL_LASTS).refused()
    elif model.used:
        return
    elif model.expired and model.confirmed:
        # That it was confirmed before may be told first.
        expect(answer, EXPIRED_CONFIRM).refused()
    elif model.expired:
        expect_error(answer, EXPIRED_CONFIRM, "SESSION_EXPIRED", beside=(session.answer,))
    elif not model.confirmed:
        model.confirmed = expect(answer, CONFIRMED).accepted()


async def _order(nowramp: NowRamp, session: Opened, model: Model, order: Body) -> None:
    zone = Zone.MUST_ACCEPT if model.open else Zone.MUST_REJECT
    answer = await nowramp.public.order(session, order, zone=zone)
    if model.open:
        model.used = expect(answer, AFTER_CONFIRM if model.confirmed else WITHOUT_CONFIRM).accepted()
    elif model.cancelled:
        expect(answer, CANCEL_LASTS).refused()
    elif model.used and model.expired:
        # Both are true of it.
        expect_error(answer, ONE_ORDER, "SESSION_ALREADY_USED", "SESSION_EXPIRED", beside=(session.answer,))
    elif model.used:
        expect_error(answer, ONE_ORDER, "SESSION_ALREADY_USED", beside=(session.answer,))
    else:
        expect_error(answer, EXPIRED_ORDER, "SESSION_EXPIRED", beside=(session.answer,))


async def _cancel(nowramp: NowRamp, session: Opened, model: Model) -> None:
    shown = await nowramp.shown(session)
    model.shows = shown.at(STATUS)
    pending = model.open and not model.confirmed
    answer = await nowramp.secret.cancel(session.id, zone=Zone.MUST_ACCEPT if pending else Zone.MAY_EITHER)
    if pending:
        model.cancelled = expect(answer, CANCELLED).accepted()
    elif model.cancelled:
        return
    elif model.used and model.shows == "pending":
        # An order may leave its session pending; then the document does not say.
        model.cancelled = answer.succeeded
    elif model.used:
        expect(answer, NOT_USED).refused()
    elif model.expired:
        expect(answer, NOT_EXPIRED).refused()
    elif model.shows == "confirmed":
        expect(answer, NOT_CONFIRMED).refused()
    else:
        # A confirmed session that shows as pending: cancelled or not, as the target sees it.
        model.cancelled = answer.succeeded


async def _listed(nowramp: NowRamp, session: Opened, model: Model) -> None:
    """The list says of the session what GET says."""
    shown = await nowramp.becomes(session, *_likely(model))
    listed = await nowramp.secret.find(externalCustomerId=session.body["externalCustomerId"])
    if listed.status != 200:
        return
    item = next((attributes_of(item) for item in sessions_in(listed) if id_of(item) == session.id), {})
    if "status" in item:
        expect(listed, ITEMS).that(
            item["status"] == shown.at(STATUS), expected=f"the status {shown.at(STATUS)!r}", beside=(shown,)
        )


def _likely(model: Model) -> tuple[str, ...]:
    """The statuses that a session may show by now."""
    if model.cancelled:
        return ("cancelled", "expired") if model.expired else ("cancelled",)
    if model.used:
        # Which status an order gives its session, and when, is open.
        return ("confirmed", "processing", "completed", *(("expired",) if model.expired else ()))
    if model.expired:
        return ("expired",)
    return ("pending", "confirmed") if model.confirmed else ("pending",)


def _expect_state(shown: Answer, model: Model) -> None:
    """GET shows one of the statuses that the model allows; which requirement says so depends on what happened."""
    allowed = _likely(model)
    if model.cancelled:
        requirement = CANCEL_EFFECT
    elif model.used:
        requirement = USED_STAYS
    elif model.expired:
        requirement = EXPIRED_GET
    else:
        requirement = CONFIRMED if model.confirmed else PENDING
    expect(shown, requirement).that(shown.at(STATUS) in allowed, expected=f"the status {' or '.join(allowed)}")
