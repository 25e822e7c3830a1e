"""Lists: filters, pages, and every session once.

Every walk is over the sessions of a customer that nobody else has, and bounded: others create sessions meanwhile.
"""

from typing import Any

from conformance.check import check, each, sweep
from conformance.errors import Blocked
from conformance.exchange import Zone
from conformance.expectation import expect, given
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.reading import (
    STATUS,
    attribute,
    attributes_of,
    has_array,
    id_of,
    ids_in,
    sessions_in,
    unchanged,
)
from conformance.scenario import Answer
from conformance.together import together
from strategies.nowramp import orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.sessions import Body
from strategies.nowramp.vocabulary import DEFAULT_PAGE, LARGEST_PAGE, LONGEST_TEXT, STATUSES

ANSWERED = "NOWRAMP-LIST-STATUS"
COMPLETE = "NOWRAMP-LIST-COMPLETE"
ITEMS = "NOWRAMP-LIST-ITEMS"
PAGE_DEFAULT = "NOWRAMP-LIST-PAGE-DEFAULT"
PAGE = "NOWRAMP-LIST-PAGE"
PAGE_END = "NOWRAMP-LIST-PAGE-END"
PAGE_SIZE = "NOWRAMP-LIST-PAGE-SIZE"
PAGE_SIZE_DEFAULT = "NOWRAMP-LIST-PAGE-SIZE-DEFAULT"
PAGE_SIZE_MAX = "NOWRAMP-LIST-PAGE-SIZE-MAX"
FILTER_STATUS = "NOWRAMP-LIST-FILTER-STATUS"
FILTER_CUSTOMER = "NOWRAMP-LIST-FILTER-CUSTOMER"
FILTER_EXTERNAL = "NOWRAMP-LIST-FILTER-EXTERNAL"
FILTER_COMBINED = "NOWRAMP-LIST-FILTER-COMBINED"
NOTHING = "NOWRAMP-LIST-NOTHING"
ALIKE = "NOWRAMP-LIST-ALIKE"

A_DOZEN = 12
MORE_THAN_A_PAGE = DEFAULT_PAGE + 2
MORE_THAN_THE_LARGEST = LARGEST_PAGE + 3

PASSING = {"expiresInSeconds": 600}
"""Many sessions at once are left to expire, rather than cancelled one by one."""

SHOWN = (
    "sessionId", "projectId", "type", "status", "externalCustomerId", "sourceAmount", "sourceCurrency",
    "destinationCurrency", "destinationAddress", "network", "redirectUrl", "expiresAt", "createdAt",
)  # fmt: skip
"""What a list may say of a session, and then says as GET does."""


@check(ANSWERED, COMPLETE, ITEMS)
@sweep(body=sessions.valid, most=3)
@tidily
async def a_list_holds_what_was_created(nowramp: NowRamp, body: Body) -> None:
    """Three sessions of one customer; the list has them, once each, and says of them what GET says."""
    customer = nowramp.new_customer()
    bodies: tuple[Body, ...] = (body, {"type": "offramp"}, sessions.full(nowramp.fixtures))
    created = await together(*(nowramp.open({**one, **customer}) for one in bodies))
    listed = await nowramp.listed(created, **customer)
    expect(listed, COMPLETE).that(
        sorted(map(str, ids_in(listed))) == sorted(one.id for one in created),
        expected=f"{', '.join(one.id for one in created)}, once each",
    )
    for shown in await together(*(nowramp.shown(session) for session in created)):
        _expect_as_retrieved(listed, shown)


@check(COMPLETE, ANSWERED)
@sweep(query=each(({}, {"pageSize": LARGEST_PAGE}, {"page": 1, "pageSize": 10})))
@tidily
async def the_whole_list_is_not_empty(nowramp: NowRamp, query: dict[str, Any]) -> None:
    """Without any filter there are sessions, since there is one, and none of them is twice on a page."""
    await nowramp.open()
    listed = await nowramp.secret.find(**query)
    if expect(listed, ANSWERED).status(200):
        # Where the array is, is open; that sessions are listed in one is not.
        if not expect(listed, ANSWERED).that(has_array(listed.json), expected="an array of sessions"):
            return
        ids = list(map(str, ids_in(listed)))
        expect(listed, COMPLETE).that(
            0 < len(ids) == len(set(ids)), expected="one session or more, and none of them twice"
        )


@check(PAGE_SIZE_DEFAULT, PAGE_DEFAULT, PAGE, PAGE_END, PAGE_SIZE, COMPLETE, ALIKE)
async def pages_hold_every_session_once(nowramp: NowRamp) -> None:
    """Two sessions more than a page holds when its size is left out."""
    customer = nowramp.new_customer()
    created = await nowramp.open_many(MORE_THAN_A_PAGE, {**customer, **PASSING})
    first = await nowramp.listed(created, **customer, page=1, pageSize=DEFAULT_PAGE)
    _expect_alike(first)
    await together(
        _expect_defaults(nowramp, created, first, customer),
        _expect_walk(nowramp, created, DEFAULT_PAGE, customer, first),
        *(_expect_held(nowramp, created, size, customer) for size in (DEFAULT_PAGE + 1, LARGEST_PAGE)),
    )


@check(PAGE, PAGE_END, PAGE_SIZE, COMPLETE)
async def pages_of_any_size_hold_every_session_once(nowramp: NowRamp) -> None:
    """A dozen sessions, in pages that they fill and in such as they do not."""
    customer = nowramp.new_customer()
    created = await nowramp.open_many(A_DOZEN, {**customer, **PASSING})
    await nowramp.listed(created, **customer)
    await together(
        *(_expect_walk(nowramp, created, size, customer) for size in (5, 6, A_DOZEN)),
        *(_expect_held(nowramp, created, size, customer) for size in (1, 2, A_DOZEN - 1, A_DOZEN + 1)),
    )


@check(PAGE_SIZE_MAX, PAGE)
async def a_page_holds_a_hundred_at_most(nowramp: NowRamp) -> None:
    """Three sessions more than the largest page holds."""
    customer = nowramp.new_customer()
    created = await nowramp.open_many(MORE_THAN_THE_LARGEST, {**customer, **PASSING})
    await nowramp.listed(created, **customer, pageSize=DEFAULT_PAGE)
    full = await nowramp.secret.find(**customer, pageSize=LARGEST_PAGE)
    if not expect(full, PAGE_SIZE_MAX).status(200):
        return
    count = len(ids_in(full))
    expect(full, PAGE_SIZE_MAX).that(count == LARGEST_PAGE, expected=f"{LARGEST_PAGE} sessions", observed=f"{count}")
    rest = given(await nowramp.secret.find(**customer, page=2, pageSize=LARGEST_PAGE)).status(200)
    _expect_all(created, [full, rest], PAGE)
    larger = (LARGEST_PAGE + 1, MORE_THAN_THE_LARGEST, 1000)
    answers = (nowramp.secret.find(**customer, pageSize=size, zone=Zone.MAY_EITHER) for size in larger)
    for answer in await together(*answers):
        held = 400 <= answer.status < 500 or (answer.status == 200 and len(ids_in(answer)) <= LARGEST_PAGE)
        expect(answer, PAGE_SIZE_MAX).that(held, expected=f"a refusal (4xx), or at most {LARGEST_PAGE} sessions")


@check(FILTER_STATUS, FILTER_COMBINED, COMPLETE, ITEMS)
@sweep(body=sessions.payable, most=1)
@tidily
async def a_status_finds_the_sessions_that_have_it(nowramp: NowRamp, body: Body) -> None:
    """Sessions of one customer that are pending, confirmed, used and cancelled, under each of the six statuses."""
    customer = nowramp.new_customer()
    created = await _of_all_states(nowramp, {**body, **customer})
    retrieved = await together(*(nowramp.shown(one) for one in created))
    listed = await nowramp.listed(created, **customer)
    expect(listed, COMPLETE).that(
        sorted(map(str, ids_in(listed))) == sorted(one.id for one in created),
        expected=f"{', '.join(one.id for one in created)}, once each, whatever their status",
    )
    found = await together(*(nowramp.secret.find(**customer, status=status) for status in STATUSES))
    # An order may be paid at any moment; what moved on meanwhile tells nothing.
    again = await together(*(nowramp.shown(one) for one in created))
    stood = [before for before, after in zip(retrieved, again, strict=True) if before.at(STATUS) == after.at(STATUS)]
    for shown in stood:
        _expect_as_retrieved(listed, shown)
    for status, own in zip(STATUSES, found, strict=True):
        _expect_filtered(own, status, stood, {one.id for one in created})


@check(FILTER_STATUS)
@sweep(status=each(STATUSES))
@tidily
async def a_status_alone_finds_no_other(nowramp: NowRamp, status: str) -> None:
    """Everybody's sessions under one status, where there is one with another status at least."""
    session = await nowramp.open()
    if status == given(session.answer).member(STATUS):
        given(await nowramp.secret.cancel(session.id)).status(*range(200, 300))
    found = await nowramp.secret.find(status=status)
    if expect(found, FILTER_STATUS).status(200):
        others = {attributes_of(item).get("status") for item in sessions_in(found)} - {status, None}
        expect(found, FILTER_STATUS).that(not others, expected=f"nothing but {status}", observed=f"{others}")


def _alike(name: str, likeness: str) -> tuple[str, ...]:
    """Ids of customers that a careless comparison takes for one."""
    match likeness:
        case "long":
            whole = name.ljust(LONGEST_TEXT, "-")
            return whole, whole[:-1] + "0", whole[:-1], whole[:65]
        case "pattern":
            return f"{name}_a", f"{name}-a", f"{name}.a"
    return name, name + "0", name[:-1], "x" + name, name.upper()


@check(FILTER_EXTERNAL)
@sweep(likeness=each(("begun", "long", "pattern")), body=sessions.valid, most=3)
@tidily
async def a_customer_of_the_partner_has_own_sessions(nowramp: NowRamp, likeness: str, body: Body) -> None:
    """Customers whose ids begin, end and read alike; each has the own sessions only."""
    names = _alike(nowramp.customer(), likeness)
    created = {one: await nowramp.open({**body, "externalCustomerId": one}) for one in names}
    for one, session in created.items():
        listed = await nowramp.listed([session], externalCustomerId=one)
        expect(listed, FILTER_EXTERNAL).that(
            ids_in(listed) == [session.id], expected=f"the one session of {one!r}, {session.id!r}"
        )


@check(FILTER_EXTERNAL)
@sweep(name=each(("{} ü", "{}&status=cancelled", "{}+b", "{}%41", "{}/#?", "{},{}")))
@tidily
async def an_odd_customer_has_own_sessions(nowramp: NowRamp, name: str) -> None:
    """Customers whose ids have to be escaped in a query; whether there may be such is open."""
    customer: dict[str, Any] = {"externalCustomerId": name.replace("{}", nowramp.nonce())}
    creation = given(await nowramp.secret.create(customer, zone=Zone.MAY_EITHER)).status(200, 201)
    ident = given(creation).member("/id")
    listed = given(await nowramp.secret.find(**customer)).status(200)
    expect(listed, FILTER_EXTERNAL).that(
        ids_in(listed) == [ident], expected=f"one session, {ident!r}", beside=(creation,)
    )


def _customers(fixtures: Fixtures) -> tuple[str, ...]:
    return fixtures.customers


@check(FILTER_CUSTOMER, FILTER_COMBINED)
@sweep(customer=each(_customers))
@tidily
async def a_customer_of_nowramp_has_own_sessions(nowramp: NowRamp, customer: str) -> None:
    """A session of the customer and one of somebody else, by the one id, and by both together."""
    names = nowramp.customer(), nowramp.customer()
    theirs = await nowramp.open({"customerId": customer, "externalCustomerId": names[0]})
    rival = next((one for one in nowramp.fixtures.customers if one != customer), None)
    other = await nowramp.open({"externalCustomerId": names[1]} | ({"customerId": rival} if rival else {}))
    filters: tuple[dict[str, Any], ...] = ({}, {"status": "pending"})
    for further in filters:
        # The customer has sessions of earlier runs too; the newest need not be on the first page.
        page = {"customerId": customer, "pageSize": LARGEST_PAGE, **further}
        listed = given(await nowramp.secret.find(**page)).status(200)
        shown = {attributes_of(item).get("customerId") for item in sessions_in(listed)} - {None}
        expect(listed, FILTER_CUSTOMER).that(
            other.id not in ids_in(listed) and {str(one).lower() for one in shown} <= {customer.lower()},
            expected=f"sessions of {customer!r} only",
            beside=(other.answer,),
        )
    statuses: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({}, [theirs.id]),
        ({"status": "pending"}, [theirs.id]),
        ({"status": "cancelled"}, []),
    )
    for status, wanted in statuses:
        both = given(await nowramp.secret.find(customerId=customer, externalCustomerId=names[0], **status)).status(200)
        for requirement in (FILTER_CUSTOMER, FILTER_COMBINED):
            expect(both, requirement).that(ids_in(both) == wanted, expected=f"{wanted}", beside=(theirs.answer,))
    neither = given(await nowramp.secret.find(customerId=customer, externalCustomerId=names[1])).status(200)
    expect(neither, FILTER_COMBINED).that(
        ids_in(neither) == [], expected="an empty list: nobody has both ids", beside=(other.answer,)
    )


@check(FILTER_COMBINED)
@tidily
async def filters_combine_with_pages(nowramp: NowRamp) -> None:
    """Five pending and two cancelled sessions of one customer, in pages of two under one status."""
    customer = nowramp.new_customer()
    created = await nowramp.open_many(7, customer)
    for cancellation in await together(*(nowramp.secret.cancel(session.id) for session in created[:2])):
        given(cancellation).status(*range(200, 300))
    pending = created[2:]
    await nowramp.listed(created, **customer)
    retrieved = await together(*(nowramp.shown(one) for one in pending))
    if {shown.at(STATUS) for shown in retrieved} != {"pending"}:
        raise Blocked("a new session is not pending")
    pages = await _pages(nowramp, range(1, 4), **customer, status="pending", pageSize=2)
    _expect_all(pending, pages, FILTER_COMBINED)


@check(NOTHING)
@sweep(query=each(({}, {"status": "completed"}, {"pageSize": 5}, {"page": 1})))
@tidily
async def a_filter_that_nothing_fits_gives_nothing(nowramp: NowRamp, query: dict[str, Any]) -> None:
    """A customer that nobody ever named, where another has a session."""
    customer = nowramp.new_customer()
    session = await nowramp.open(customer)
    if ids_in(await nowramp.listed([session], **customer)) != [session.id]:
        raise Blocked("the list does not show the one session of a customer")
    listed = await nowramp.secret.find(externalCustomerId=nowramp.customer(), **query)
    if expect(listed, NOTHING).status(200):
        expect(listed, NOTHING).that(_is_empty(listed), expected="an empty list")


async def _of_all_states(nowramp: NowRamp, body: Body) -> list[Opened]:
    """A session in each state that calls can bring about, two of them pending."""
    pending, twin, confirmed, used, cancelled = await nowramp.open_many(5, body)
    if nowramp.lends("public_key"):
        given(await nowramp.public.confirm(confirmed)).status(*range(200, 300))
        given(await nowramp.public.order(used, orders.matching(body))).status(200, 201)
    given(await nowramp.secret.cancel(cancelled.id)).status(*range(200, 300))
    return [pending, twin, confirmed, used, cancelled]


async def _expect_defaults(nowramp: NowRamp, created: list[Opened], first: Answer, customer: dict[str, Any]) -> None:
    """What is left out of page and pageSize is the first page, and 25 sessions."""
    queries: tuple[tuple[dict[str, Any], tuple[str, ...]], ...] = (
        ({}, (PAGE_DEFAULT, PAGE_SIZE_DEFAULT)),
        ({"page": 1}, (PAGE_SIZE_DEFAULT,)),
        ({"pageSize": DEFAULT_PAGE}, (PAGE_DEFAULT,)),
    )
    wanted = set(map(str, ids_in(first)))
    second, *answers = await together(
        nowramp.secret.find(**customer, page=2),
        *(nowramp.secret.find(**customer, **query) for query, _ in queries),
    )
    for (_, requirements), answer in zip(queries, answers, strict=True):
        for requirement in requirements:
            if expect(answer, requirement).status(200):
                expect(answer, requirement).that(
                    set(map(str, ids_in(answer))) == wanted,
                    expected=f"the {len(wanted)} sessions of page 1 with a pageSize of {DEFAULT_PAGE}",
                    observed=f"{len(ids_in(answer))} sessions",
                    beside=(first,),
                )
    _expect_all(created, [first, given(second).status(200)], PAGE)


async def _expect_walk(
    nowramp: NowRamp, created: list[Opened], size: int, customer: dict[str, Any], *seen: Answer
) -> None:
    """Pages of one size hold every session once, and as many as they can; behind the last there is none again.

    Args:
        nowramp: the caller.
        created: all sessions of the customer.
        size: of a page.
        customer: names them.
        seen: the first pages, as far as they were asked for before.
    """
    count = -(-len(created) // size)
    pages = [*seen, *await _pages(nowramp, range(len(seen) + 1, count + 1), **customer, pageSize=size)]
    _expect_all(created, pages, PAGE)
    beyond = await nowramp.secret.find(**customer, page=count + 1, pageSize=size, zone=Zone.MAY_EITHER)
    if beyond.succeeded and has_array(beyond.json):
        expect(beyond, PAGE_END).that(
            ids_in(beyond) == [], expected=f"no session behind the last, on page {count + 1}", beside=(pages[-1],)
        )
    for number, page in enumerate(pages, start=1):
        wanted = min(size, len(created) - size * (number - 1))
        held = len(ids_in(page))
        expect(page, PAGE_SIZE).that(held == wanted, expected=f"{wanted} sessions on page {number}", observed=f"{held}")


async def _expect_held(nowramp: NowRamp, created: list[Opened], size: int, customer: dict[str, Any]) -> None:
    """The first page of one size is as full as it can be."""
    answer = await nowramp.secret.find(**customer, pageSize=size)
    if expect(answer, PAGE_SIZE).status(200):
        wanted, count = min(size, len(created)), len(ids_in(answer))
        expect(answer, PAGE_SIZE).that(count == wanted, expected=f"{wanted} sessions", observed=f"{count}")


def _expect_filtered(listed: Answer, status: str, stood: list[Answer], created: set[str]) -> None:
    """Under a status there are those of a customer's sessions that have it, and no others.

    Args:
        listed: the customer's sessions under that status.
        status: the filter.
        stood: the customer's sessions as GET shows them, as far as they did not move on meanwhile.
        created: the ids of all of the customer's sessions.
    """
    wanted = {str(shown.at("/id")) for shown in stood if shown.at(STATUS) == status}
    moved = created - {str(shown.at("/id")) for shown in stood}
    if expect(listed, FILTER_STATUS).status(200):
        found = set(map(str, ids_in(listed))) - moved
        for requirement in (FILTER_STATUS, FILTER_COMBINED):
            expect(listed, requirement).that(
                found == wanted, expected=f"the {len(wanted)} sessions that are {status}: {sorted(wanted)}"
            )


async def _pages(nowramp: NowRamp, numbers: range, **query: Any) -> list[Answer]:
    """Some pages of a list to which nobody adds."""
    answers = await together(*(nowramp.secret.find(**query, page=number) for number in numbers))
    return [given(answer).status(200) for answer in answers]


def _expect_as_retrieved(listed: Answer, shown: Answer) -> None:
    """What a list says of a session is what GET says of it."""
    said_of = next((attributes_of(item) for item in sessions_in(listed) if id_of(item) == shown.at("/id")), {})
    for name in SHOWN:
        said = said_of.get(name)
        if said is not None:
            expect(listed, ITEMS).that(
                unchanged(name, said, attribute(shown, name)),
                expected=f"{name} {attribute(shown, name)!r}, as GET says",
                observed=f"{said!r}",
                beside=(shown,),
            )


def _expect_alike(listed: Answer) -> None:
    """Sessions that are alike in everything are shown with the same members."""
    shown = [frozenset(attributes_of(item)) for item in sessions_in(listed)]
    uneven = sorted(frozenset[str]().union(*shown) - frozenset(shown[0]).intersection(*shown)) if shown else []
    expect(listed, ALIKE).that(
        not uneven, expected="every session with the same members", observed=f"some without {', '.join(uneven)}"
    )


def _is_empty(listed: Answer) -> bool:
    """Whether a list has its array, and nothing in it."""
    return has_array(listed.json) and ids_in(listed) == []


def _expect_all(created: list[Opened], pages: list[Answer], requirement: str) -> None:
    found = [str(ident) for page in pages for ident in ids_in(page)]
    missing = {one.id for one in created} - set(found)
    twice = {ident for ident in found if found.count(ident) > 1}
    expect(pages[-1], requirement).that(
        not missing and not twice and len(found) == len(created),
        expected=f"each of the {len(created)} sessions once over {len(pages)} pages",
        observed=f"{len(found)} sessions, {len(missing)} missing, {len(twice)} more than once",
        beside=tuple(pages[:-1]),
    )
