"""Confirming: with the session's own client secret, it may set the wallet and the network, and nothing else."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.errors import FORBIDDEN, VALIDATION, expect_error
from conformance.nowramp.facade import PATIENCE, NowRamp, Opened, tidily
from conformance.nowramp.reading import STATUS, attribute, attributes_of, id_of, same, sessions_in, unchanged
from conformance.nowramp.retrieved import is_kept_untouched
from conformance.nowramp.wrong_secrets import FOREIGN, GROUPS, refusals_of, wrong_secret
from conformance.scenario import Answer
from strategies.nowramp import orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import TYPES

CONFIRMED = "NOWRAMP-CONFIRM-STATUS"
SECRET_REQUIRED = "NOWRAMP-CONFIRM-SECRET-REQUIRED"
SECRET_MATCHES = "NOWRAMP-CONFIRM-SECRET-MATCHES"
ADDRESS = "NOWRAMP-CONFIRM-ADDRESS"
NETWORK = "NOWRAMP-CONFIRM-NETWORK"
KEEPS_REST = "NOWRAMP-CONFIRM-KEEPS-REST"
FIELD_TYPES = "NOWRAMP-CONFIRM-FIELD-TYPES"
SHOWS = "NOWRAMP-CONFIRM-SHOWS"
ITEMS = "NOWRAMP-LIST-ITEMS"

REST = (
    "sessionId", "projectId", "type", "customerId", "externalCustomerId", "sourceAmount", "sourceCurrency",
    "destinationCurrency", "redirectUrl", "createdAt",
)  # fmt: skip
"""Attributes that confirm has nothing to do with. Whether it starts the lifetime anew is open."""

UPDATES = ("the address", "the network", "both")
BEFORE = ("left out", "unlocked")
"""How a session comes to have a field that confirm may set."""


@check(CONFIRMED, KEEPS_REST, SHOWS)
@sweep(kind=each(TYPES), body=sessions.valid, most=8)
@tidily
async def a_pending_session_is_confirmed(nowramp: NowRamp, kind: str, body: Body) -> None:
    """Any valid session, confirmed with its client secret alone."""
    session = await nowramp.open({**body, "type": kind})
    answer = await nowramp.public.confirm(session)
    if expect(answer, CONFIRMED).accepted():
        shown = await nowramp.shown(session)
        expect(shown, SHOWS).that(shown.at(STATUS) == "confirmed", expected="the status 'confirmed'", beside=(answer,))
        for name in (*REST, "destinationAddress", "network"):
            await _expect_kept(nowramp, shown, session, name, answer)


@check(ADDRESS, NETWORK, KEEPS_REST, ITEMS)
@sweep(update=each(UPDATES), before=each(BEFORE))
@tidily
async def confirm_sets_what_is_not_locked(nowramp: NowRamp, update: str, before: str) -> None:
    """A wallet, a network, or both, which the session left out or has unlocked."""
    changes = _changes(nowramp.fixtures, update, before)
    session = await nowramp.open({**_open_for(nowramp.fixtures, changes, before), **nowramp.new_customer()})
    answer = await nowramp.public.confirm(session, **changes)
    requirements = {"destinationAddress": ADDRESS, "network": NETWORK}
    for name in changes:
        expect(answer, requirements[name]).accepted()
    if answer.succeeded:
        shown = await nowramp.shown(session)
        for name, value in changes.items():
            _expect_attribute(shown, name, value, requirements[name], answer)
        for name in (*REST, *({"destinationAddress", "network"} - set(changes))):
            await _expect_kept(nowramp, shown, session, name, answer)
        await _expect_listed(nowramp, session, shown, changes)


@check(ADDRESS)
@sweep(before=each(BEFORE))
@tidily
async def an_order_goes_to_the_confirmed_wallet(nowramp: NowRamp, before: str) -> None:
    """A wallet that confirm has set serves an order that names none."""
    changes = _changes(nowramp.fixtures, "the address", before)
    body = {name: value for name, value in sessions.full(nowramp.fixtures).items() if name != "destinationAddress"}
    session = await nowramp.open(body)
    given(await nowramp.public.confirm(session, **changes)).status(*range(200, 300))
    answer = await nowramp.public.order(session, orders.required(nowramp.plain_order))
    expect(answer, ADDRESS).accepted()


@check(SECRET_REQUIRED, VALIDATION)
@sweep(
    fields=each(({}, {"clientSecret": None}, {"network": "ethereum"}, {"client_secret": "sess_secret"})),
    body=sessions.valid,
    most=6,
)
@tidily
async def confirming_takes_the_client_secret(nowramp: NowRamp, fields: dict[str, Any], body: Body) -> None:
    """A confirmation without the client secret; nothing comes of it."""
    session = await nowramp.open(body)
    answer = await nowramp.public.send_confirmation(session.id, fields)
    expect(answer, SECRET_REQUIRED).refused(400, 422)
    if 400 <= answer.status < 500:
        expect_error(answer, VALIDATION, "VALIDATION_ERROR")
    await _expect_pending(nowramp, session, answer, SECRET_REQUIRED)


@check(SECRET_MATCHES, FORBIDDEN)
@sweep(kinds=each(GROUPS))
@tidily
async def confirming_takes_the_right_client_secret(nowramp: NowRamp, kinds: tuple[str, ...]) -> None:
    """Confirmations with client secrets that are another's, or nobody's; nothing comes of them."""
    # Of one customer: what tells the two apart is nothing but their secrets.
    session, other = await nowramp.open_many(2, nowramp.new_customer())
    wallet = nowramp.fixtures.wallet(nowramp.fixtures.networks[0])
    for kind in kinds:
        fields = {"clientSecret": wrong_secret(kind, session, other), "destinationAddress": wallet}
        answer = await nowramp.public.send_confirmation(session.id, fields)
        if not expect(answer, SECRET_MATCHES).refused():
            return
        if kind in FOREIGN:
            expect_error(answer, FORBIDDEN, *refusals_of(kind), beside=(session.answer,))
    await _expect_pending(nowramp, session, answer, SECRET_MATCHES)
    await _expect_pending(nowramp, other, answer, SECRET_MATCHES)


@check(FIELD_TYPES, VALIDATION)
@sweep(field=each(("destinationAddress", "network")))
@tidily
async def a_confirmation_with_a_structure_for_a_text(nowramp: NowRamp, field: str) -> None:
    """Confirmations whose wallet or network is an object or an array."""
    session = await nowramp.open()
    for breach in orders.confirm_wrong_types(nowramp.fixtures):
        if breach.field == field:
            answer = await nowramp.public.confirm(session, zone=Zone.MUST_REJECT, **breach.body)
            if not expect(answer, breach.requirement).refused(400, 422):
                return
            expect_error(answer, VALIDATION, "VALIDATION_ERROR")


def _changes(fixtures: Fixtures, update: str, before: str) -> dict[str, Any]:
    """What confirm is to set: something else than before, as far as the fixtures have it."""
    asset = fixtures.assets[0]
    network = next((one for one in fixtures.networks if one != asset.network), asset.network)
    if before == "left out" or update == "the address":
        network = asset.network
    address = fixtures.wallet(network, 1)
    return {
        "the address": {"destinationAddress": address},
        "the network": {"network": network},
        "both": {"destinationAddress": address, "network": network},
    }[update]


def _open_for(fixtures: Fixtures, changes: dict[str, Any], before: str) -> Body:
    body: Body = {**sessions.full(fixtures), "redirectUrl": sessions.URLS[0], "type": "offramp"}
    if before == "unlocked":
        return {**body, "fieldLocks": {name: {"locked": False} for name in changes}}
    return {name: value for name, value in body.items() if name not in changes}


async def _expect_kept(nowramp: NowRamp, shown: Answer, session: Opened, name: str, confirmation: Answer) -> None:
    """An attribute that was not to be updated is what it was."""
    before = attribute(session.answer, name)
    if unchanged(name, before, attribute(shown, name)) or await is_kept_untouched(nowramp, session, name):
        _expect_attribute(shown, name, before, KEEPS_REST, confirmation)


async def _expect_listed(nowramp: NowRamp, session: Opened, shown: Answer, changes: dict[str, Any]) -> None:
    """A list that shows what was updated shows it as GET does, now or soon."""
    now = {name: attribute(shown, name) for name in changes}
    for seconds in (*PATIENCE, None):
        listed = await nowramp.listed([session], externalCustomerId=session.body["externalCustomerId"])
        item = next((attributes_of(item) for item in sessions_in(listed) if id_of(item) == session.id), {})
        said = {name: item[name] for name in changes if item.get(name) is not None}
        if seconds is None or all(same(name, now[name], said[name]) for name in said):
            break
        await nowramp.scenario.pause(seconds)
    for name, value in said.items():
        expect(listed, ITEMS).that(
            same(name, now[name], value),
            expected=f"{name} {now[name]!r}, as GET says",
            observed=f"{value!r}",
            beside=(shown,),
        )


def _expect_attribute(shown: Answer, name: str, value: Any, requirement: str, confirmation: Answer) -> None:
    now = attribute(shown, name)
    expect(shown, requirement).that(
        unchanged(name, value, now), expected=f"{name} {value!r}", observed=f"{now!r}", beside=(confirmation,)
    )


async def _expect_pending(nowramp: NowRamp, session: Opened, refusal: Answer, requirement: str) -> None:
    """The session is what it was at its creation."""
    shown = await nowramp.shown(session)
    for name in ("status", "destinationAddress", "network"):
        before, now = attribute(session.answer, name), attribute(shown, name)
        expect(shown, requirement).that(
            same(name, before, now),
            expected=f"{name} as before the refused call, {before!r}",
            observed=f"{now!r}",
            beside=(refusal,),
        )
