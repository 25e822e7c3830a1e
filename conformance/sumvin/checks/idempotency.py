"""Idempotency: one key, one session; other keys and no key, other sessions."""

import asyncio
from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import MISSING, Zone
from conformance.expectation import expect, given
from conformance.scenario import Answer
from conformance.sumvin import lists, timefields
from conformance.sumvin.facade import Sumvin
from conformance.together import together
from strategies import keys
from strategies.keys import KeyShape
from strategies.sumvin import sessions
from strategies.sumvin.bodies import Body

REPLAY_STATUS = "SUMVIN-IDEMPOTENCY-REPLAY-STATUS"
REPLAY_SESSION = "SUMVIN-IDEMPOTENCY-REPLAY-SESSION"
KEY_DECIDES = "SUMVIN-IDEMPOTENCY-KEY-DECIDES"
KEY_OMITTED = "SUMVIN-IDEMPOTENCY-KEY-OMITTED"
KEY_NULL = "SUMVIN-IDEMPOTENCY-KEY-NULL"
KEY_ACCEPTED = "SUMVIN-IDEMPOTENCY-KEY-ACCEPTED"
KEY_DISTINCT = "SUMVIN-IDEMPOTENCY-KEY-DISTINCT"
NOTHING_NEW = "SUMVIN-IDEMPOTENCY-NOTHING-NEW"
FAILED_CALL = "SUMVIN-IDEMPOTENCY-FAILED-CALL"

BREACHES = ("amount", "pair", "chain")
"""What may be wrong with an order."""

A_FEW_SECONDS = 2.5
"""Longer than a cache that was meant for double clicks, shorter than anybody minds to wait."""

UNTOUCHED = (
    "/session/id",
    "/session/widget_url",
    "/session/token",
    "/session/service_provider_widget_url",
    "/session/external_session_id",
)


def expect_original(replay: Answer, original: Answer, requirement: str) -> bool:
    """A call is answered with the session of an earlier one; with which success is for REPLAY_STATUS to say."""
    session = given(original).member("/session/id")
    held = expect(replay, requirement).that(
        replay.succeeded and replay.at("/session/id") == session,
        expected=f"the original session, {session!r}",
        beside=(original,),
    )
    if held:
        expect(replay, REPLAY_STATUS).status(208)
    return held


def expect_fresh(answer: Answer, earlier: Answer, requirement: str) -> bool:
    """A call opens a session of its own."""
    session = given(earlier).member("/session/id")
    return expect(answer, requirement).that(
        answer.status == 201 and answer.at("/session/id") != session,
        expected=f"201 with another session than {session!r}",
        beside=(earlier,),
    )


def _expect_untouched(replay: Answer, original: Answer) -> None:
    """Id, widgets and token are those of the original; what the original left open may have come in since."""
    for member in UNTOUCHED:
        if original.at(member) not in (MISSING, None):
            expect(replay, REPLAY_SESSION).same(original, at=member)


@check(REPLAY_STATUS, REPLAY_SESSION)
@sweep(order=sessions.valid, shape=keys.unique_shapes())
async def the_same_key_returns_the_original_session(sumvin: Sumvin, order: Body, shape: KeyShape) -> None:
    """One key, sent four times, with another key and no key in between."""
    key = shape.key(sumvin.nonce())
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    for between in ({"idempotency_key": shape.key(sumvin.nonce())}, {}, {}):
        await sumvin.alice.open_session({**order, **between})
        replay = await sumvin.alice.open_session(order, idempotency_key=key)
        expect(replay, REPLAY_STATUS).status(208)
        _expect_untouched(replay, first)


@check(REPLAY_STATUS, REPLAY_SESSION)
@sweep(order=sessions.valid_with_number_amount, most=2)
async def a_key_holds_beside_an_amount_that_is_a_number(sumvin: Sumvin, order: Body) -> None:
    """One key, sent twice, with a JSON number for the amount, where such an amount is served."""
    key = sumvin.nonce()
    first = given(await sumvin.alice.open_session(order, idempotency_key=key, zone=Zone.MAY_EITHER)).status(201)
    replay = await sumvin.alice.open_session(order, idempotency_key=key)
    expect(replay, REPLAY_STATUS).status(208)
    _expect_untouched(replay, first)


@check(REPLAY_STATUS, REPLAY_SESSION)
@sweep(order=sessions.valid, most=1)
async def a_key_outlives_a_few_seconds(sumvin: Sumvin, order: Body) -> None:
    """A replay after a short real wait; with a clock to move, the checks of the window decide far more."""
    if sumvin.has_clock:
        return
    key = sumvin.nonce()
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    await asyncio.sleep(A_FEW_SECONDS)
    replay = await sumvin.alice.open_session(order, idempotency_key=key)
    expect(replay, REPLAY_STATUS).status(208)
    _expect_untouched(replay, first)


@check(KEY_DECIDES, REPLAY_STATUS)
@sweep(extra=each(sessions.extras), order=sessions.valid, other=sessions.valid, shape=keys.unique_shapes())
async def the_key_alone_decides(sumvin: Sumvin, extra: Body, order: Body, other: Body, shape: KeyShape) -> None:
    """One key with two valid bodies, then under another header too."""
    key = shape.key(sumvin.nonce())
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    control = await sumvin.alice.open_session(order, idempotency_key=key)
    body = {**sessions.another_amount(sumvin.fixtures, other), **extra}
    for headers in ({}, {timefields.HEADER: timefields.ISO8601}):
        replay = await sumvin.alice.open_session(body, idempotency_key=key, headers=headers)
        if not expect_original(replay, first, KEY_DECIDES):
            continue
        for member in UNTOUCHED:
            # What changes even with the same body is no matter of the body.
            if control.at(member) == first.at(member) not in (MISSING, None):
                expect(replay, KEY_DECIDES).same(first, at=member)


@check(NOTHING_NEW, waits=True)
@sweep(order=sessions.valid, other=sessions.valid, most=1)
async def a_replay_opens_nothing_new(sumvin: Sumvin, order: Body, other: Body) -> None:
    """The transactions before and after replays with the same body and with another."""
    # Bob, where there is one: alice is being raced meanwhile.
    role = "bob" if sumvin.lends("bob") else "alice"
    await sumvin.alone(role)
    user = sumvin.actor(role)
    key = sumvin.nonce()
    before = await user.list_transactions()
    given(await user.open_session(order, idempotency_key=key)).status(201)
    opened = await user.list_transactions()
    bodies = (order, sessions.another_amount(sumvin.fixtures, other))
    for replay in await together(*(user.open_session(body, idempotency_key=key) for body in bodies)):
        given(replay).status(208)
    after = await user.list_transactions()
    known, shown, last = (set(lists.idents(answer, "transactions")) for answer in (before, opened, after))
    # Only a list that shows a fresh session at once can show that a replay opened none.
    if not shown - known:
        raise Blocked("the list of transactions did not show a session that had just been opened")
    expect(after, NOTHING_NEW).that(
        not last - shown,
        expected="no transaction that was not there before the replays",
        observed=f"{len(last - shown)} new: {', '.join(sorted(last - shown))}",
        beside=(opened,),
    )


@check(KEY_OMITTED)
@sweep(order=sessions.valid)
async def without_a_key_every_call_is_fresh(sumvin: Sumvin, order: Body) -> None:
    """One order, sent three times without a key."""
    await _expect_fresh_each_time(sumvin, KEY_OMITTED, order)


@check(KEY_NULL)
@sweep(order=sessions.valid)
async def with_a_null_key_every_call_is_fresh(sumvin: Sumvin, order: Body) -> None:
    """One order, sent three times with a null key."""
    await _expect_fresh_each_time(sumvin, KEY_NULL, order, idempotency_key=None)


async def _expect_fresh_each_time(sumvin: Sumvin, requirement: str, order: Body, **fields: Any) -> None:
    first = await sumvin.alice.open_session(order, **fields)
    if not expect(first, requirement).status(201):
        return
    for _ in range(2):
        # A refused call in between must not lead back to an earlier session either.
        await sumvin.alice.open_session({**order, "source_amount": "0"}, zone=Zone.MUST_REJECT)
        again = await sumvin.alice.open_session(order, **fields)
        expect_fresh(again, first, requirement)


@check(KEY_ACCEPTED, REPLAY_STATUS, REPLAY_SESSION)
@sweep(shape=each(keys.boundaries()), order=sessions.valid)
async def keys_of_every_length_are_accepted(sumvin: Sumvin, shape: KeyShape, order: Body) -> None:
    """Keys of 1, 2, 127 and 128 characters in several alphabets, each sent twice."""
    key = shape.key(sumvin.nonce())
    first = await sumvin.alice.open_session(order, idempotency_key=key)
    # A short key may have been sent by an earlier run within the last day.
    if not expect(first, KEY_ACCEPTED).status(*((201,) if shape.unique else (201, 208))):
        return
    replay = await sumvin.alice.open_session(order, idempotency_key=key)
    expect(replay, REPLAY_STATUS).status(208)
    if shape.unique:
        _expect_untouched(replay, first)


@check(KEY_ACCEPTED)
@sweep(shape=keys.shapes(), order=sessions.valid)
async def keys_of_any_shape_are_accepted(sumvin: Sumvin, shape: KeyShape, order: Body) -> None:
    """Keys of 1 to 128 characters."""
    answer = await sumvin.alice.open_session(order, idempotency_key=shape.key(sumvin.nonce()))
    expect(answer, KEY_ACCEPTED).status(*((201,) if shape.unique else (201, 208)))


@check(KEY_DISTINCT)
@sweep(shape=each(keys.telling()), order=sessions.valid)
async def nearly_equal_keys_are_different_keys(sumvin: Sumvin, shape: KeyShape, order: Body) -> None:
    """A key, then keys that differ from it in one character or in its case."""
    key = shape.key(sumvin.nonce())
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    for _, twin in keys.near_twins(key):
        answer = await sumvin.alice.open_session(order, idempotency_key=twin)
        expect_fresh(answer, first, KEY_DISTINCT)


@check(REPLAY_STATUS, REPLAY_SESSION)
@sweep(broken=each(BREACHES), order=sessions.valid, most=len(BREACHES))
async def refused_calls_in_between_are_no_matter(sumvin: Sumvin, broken: str, order: Body) -> None:
    """A key, invalid orders with another key and with none, and the key once more."""
    key = sumvin.nonce()
    first = given(await sumvin.alice.open_session(order, idempotency_key=key)).status(201)
    for between in ({"idempotency_key": sumvin.nonce()}, {}):
        body = {**_breached(order, broken), **between}
        refused = await sumvin.alice.open_session(body, zone=Zone.MUST_REJECT)
        given(refused).status(*range(400, 500))
    replay = await sumvin.alice.open_session(order, idempotency_key=key)
    expect(replay, REPLAY_STATUS).status(208)
    _expect_untouched(replay, first)


@check(FAILED_CALL)
@sweep(broken=each(BREACHES), order=sessions.valid, shape=keys.unique_shapes())
async def a_refused_call_leaves_nothing_behind_its_key(
    sumvin: Sumvin, broken: str, order: Body, shape: KeyShape
) -> None:
    """An invalid order with a key, then a valid one with the same."""
    key = shape.key(sumvin.nonce())
    refused = await sumvin.alice.open_session(_breached(order, broken), idempotency_key=key, zone=Zone.MUST_REJECT)
    given(refused).status(*range(400, 500))
    _expect_no_replay(await sumvin.alice.open_session(order, idempotency_key=key), refused)


def _breached(order: Body, broken: str) -> Body:
    """An order that is valid but for one thing."""
    breaches: dict[str, Body] = {
        "amount": {"source_amount": "0"},
        "pair": {"to_asset": order["from_asset"]},
        "chain": {"chain_id": 999},
    }
    return {**order, **breaches[broken]}


@check(FAILED_CALL, needs=("provider_failure",))
@sweep(order=sessions.valid, shape=keys.unique_shapes())
async def a_failed_call_leaves_nothing_behind_its_key(sumvin: Sumvin, order: Body, shape: KeyShape) -> None:
    """An order that the upstream fails, then an ordinary one with the same key."""
    key = shape.key(sumvin.nonce())
    failed = await sumvin.open_with_trigger("provider_failure", order, idempotency_key=key)
    given(failed).status(*range(400, 600))
    _expect_no_replay(await sumvin.alice.open_session(order, idempotency_key=key), failed)


def _expect_no_replay(answer: Answer, failed: Answer) -> None:
    # Whether the key may be used again is open; that it returns a session that never was is not.
    expect(answer, FAILED_CALL).that(
        answer.status == 201 or answer.status >= 400,
        expected="201 with a fresh session, or an error for the used key, never a replay",
        beside=(failed,),
    )
