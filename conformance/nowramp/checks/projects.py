"""Two projects: neither sees, confirms, orders from, cancels or lists the other's sessions."""

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import STATUS, attributes_of, has_array, ids_in, sessions_in
from conformance.scenario import Answer
from conformance.together import together
from strategies.nowramp import sessions
from strategies.nowramp.sessions import Body

READ = "NOWRAMP-PROJECT-GET"
CONFIRM = "NOWRAMP-PROJECT-CONFIRM"
ORDER = "NOWRAMP-PROJECT-ORDER"
CANCEL = "NOWRAMP-PROJECT-CANCEL"
LIST = "NOWRAMP-PROJECT-LIST"

OWN, OTHER = "the project", "the other project"
KEYS = {OWN: ("secret_key", "public_key"), OTHER: ("other_secret_key", "other_public_key")}
"""A project to its secret and its public key."""

DIRECTIONS = (OWN, OTHER)
"""Whose session it is; the stranger is always the other one."""


@check(READ, CANCEL)
@sweep(owner=each(DIRECTIONS), body=sessions.valid, most=4)
@tidily
async def a_strangers_session_is_neither_read_nor_cancelled(nowramp: NowRamp, owner: str, body: Body) -> None:
    """A session of one project, under the secret key of the other."""
    session = await nowramp.open(body, by=KEYS[owner][0])
    stranger, public = KEYS[_stranger(owner)]
    _expect_denied(await nowramp.actor(stranger).get(session.id, zone=Zone.MUST_REJECT), READ)
    if nowramp.lends(public):
        _expect_denied(await nowramp.actor(public).get(session.id, zone=Zone.MUST_REJECT), READ)
    denied = await nowramp.actor(stranger).cancel(session.id, zone=Zone.MUST_REJECT)
    _expect_denied(denied, CANCEL)
    await _expect_untouched(nowramp, owner, session, denied, CANCEL)


@check(CONFIRM, ORDER)
@sweep(owner=each(DIRECTIONS), body=sessions.payable, most=4)
@tidily
async def a_strangers_session_is_neither_confirmed_nor_ordered_from(nowramp: NowRamp, owner: str, body: Body) -> None:
    """A session of one project with its right client secret, under the public key of the other."""
    if not nowramp.lends(KEYS[owner][0]):
        return
    session = await nowramp.open(body, by=KEYS[owner][0])
    stranger = nowramp.actor(KEYS[_stranger(owner)][1])
    denied = await stranger.confirm(session, zone=Zone.MUST_REJECT)
    _expect_denied(denied, CONFIRM)
    await _expect_untouched(nowramp, owner, session, denied, CONFIRM)
    session = await nowramp.open(by=KEYS[owner][0])
    denied = await stranger.order(session, nowramp.plain_order, zone=Zone.MUST_REJECT)
    _expect_denied(denied, ORDER)
    await _expect_untouched(nowramp, owner, session, denied, ORDER)


@check(LIST)
@sweep(owner=each(DIRECTIONS))
@tidily
async def a_list_holds_no_strangers_sessions(nowramp: NowRamp, owner: str) -> None:
    """One and the same customer id in two projects, listed under every filter, and without any."""
    customer = nowramp.new_customer()
    theirs = await nowramp.open(customer, by=KEYS[_stranger(owner)][0])
    ours = await nowramp.open(customer, by=KEYS[owner][0])
    key = nowramp.actor(KEYS[owner][0])
    for query in ({**customer}, {**customer, "status": "pending"}, {"status": "pending"}, {"pageSize": 100}, {}):
        listed = given(await key.find(**query)).status(200)
        projects = {attributes_of(item).get("projectId") for item in sessions_in(listed)} - {None}
        expect(listed, LIST).that(
            theirs.id not in ids_in(listed) and projects <= {ours.answer.at("/attributes/projectId")},
            expected=f"sessions of {owner} only, without {theirs.id!r}",
            beside=(theirs.answer,),
        )


@check(LIST)
@sweep(owner=each(DIRECTIONS))
@tidily
async def no_page_holds_a_strangers_session(nowramp: NowRamp, owner: str) -> None:
    """One and the same customer id in two projects, page by page: as many pages as the project has sessions."""
    customer = nowramp.new_customer()
    ours = [await nowramp.open(customer, by=KEYS[owner][0]) for _ in range(2)]
    theirs = [await nowramp.open(customer, by=KEYS[_stranger(owner)][0]) for _ in range(2)]
    key = nowramp.actor(KEYS[owner][0])
    for page in range(1, len(ours) + len(theirs) + 1):
        # Behind the last page anything but a session may come.
        zone = Zone.MUST_ACCEPT if page <= len(ours) else Zone.MAY_EITHER
        listed = await key.find(**customer, page=page, pageSize=1, zone=zone)
        if listed.succeeded and has_array(listed.json):
            strangers = {one.id for one in theirs}.intersection(map(str, ids_in(listed)))
            expect(listed, LIST).that(
                not strangers, expected=f"no session of {_stranger(owner)} on page {page}", beside=(theirs[0].answer,)
            )


@check(LIST)
@sweep(customer=each(lambda fixtures: fixtures.customers[:1]))
@tidily
async def a_customer_is_listed_to_the_own_project_only(nowramp: NowRamp, customer: str) -> None:
    """A customer whom the project knows, looked for by the other project under every filter that names one."""
    session = await nowramp.open({"customerId": customer})
    stranger = nowramp.actor(KEYS[OTHER][0])
    queries = ({"customerId": customer}, {"customerId": customer, "status": "pending", "pageSize": 100})
    # Whether the other project may so much as name the customer is open.
    for listed in await together(*(stranger.find(**query, zone=Zone.MAY_EITHER) for query in queries)):
        if listed.succeeded:
            expect(listed, LIST).that(
                session.id not in ids_in(listed), expected=f"no {session.id!r}", beside=(session.answer,)
            )


def _stranger(owner: str) -> str:
    return OTHER if owner == OWN else OWN


def _expect_denied(answer: Answer, requirement: str) -> None:
    expect(answer, requirement).refused(403, 404)


async def _expect_untouched(nowramp: NowRamp, owner: str, session: Opened, denied: Answer, requirement: str) -> None:
    """The owner finds the session as it was created."""
    shown = given(await nowramp.actor(KEYS[owner][0]).get(session.id)).status(200)
    expect(shown, requirement).that(
        shown.at(STATUS) == session.answer.at(STATUS),
        expected=f"a session that the denied call left {session.answer.at(STATUS)!r}",
        beside=(denied,),
    )
