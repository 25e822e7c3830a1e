"""Bodies that are no JSON objects, and odd ones that are: refused or accepted, but never a server's failure."""

from typing import Any

from conformance.check import check, each, sweep
from conformance.exchange import Zone
from conformance.expectation import expect
from conformance.nowramp.facade import NowRamp, tidily
from conformance.nowramp.operations import CONFIRM, CREATE, ORDER
from strategies.noise import Noise, hostile
from strategies.nowramp import orders, sessions
from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.vocabulary import LOCKABLE

BODY_OBJECT = {
    CREATE: "NOWRAMP-CREATE-BODY-OBJECT",
    CONFIRM: "NOWRAMP-CONFIRM-BODY-OBJECT",
    ORDER: "NOWRAMP-ORDER-BODY-OBJECT",
}
STATUS_DOCUMENTED = "NOWRAMP-STATUS-DOCUMENTED"

PARTS = 6
"""What is sent for one and the same session is shared out among so many."""

ODD_QUERIES: tuple[dict[str, Any], ...] = (
    *({"page": value} for value in ("0", "-1", "1.5", "abc", "", "999999", "9" * 30)),
    *({"pageSize": value} for value in ("0", "-1", "1.5", "abc", "", "101", "1000000", "9" * 30)),
    *({"status": value} for value in ("unknown", "PENDING", "", "pending,expired", "null")),
    *({"customerId": value} for value in ("not-a-uuid", "", "'; --", "null")),
    *({"externalCustomerId": value} for value in ("", "ü", "x" * 300, "'; --", "%00", "*")),
    {"unknown": "1"},
)


ODD_FIELDS: tuple[dict[str, Any], ...] = (
    *({name: None} for name in (*sessions.OPTIONAL, "fieldLocks")),
    *({"fieldLocks": {name: lock}} for name in LOCKABLE for lock in (None, {}, {"locked": None}, {"locked": "true"})),
    {"fieldLocks": {"sourceAmount": {"locked": True, "min": None, "max": None}}},
    {"fieldLocks": {"unknown": {"locked": True}, "": {}}},
    {"metadata": {"a": None, "b": [], "c": [1, {"d": None}]}},
)
"""Fields that are there and say nothing, or little: taken or not."""


def _of_creation(fixtures: Fixtures) -> list[Noise]:
    body = {"externalCustomerId": "conformance", "sourceAmount": "100", "sourceCurrency": fixtures.fiats[0]}
    return list(hostile(body, "externalCustomerId"))


def _of_order(fixtures: Fixtures) -> list[Noise]:
    # Whatever else an order says, it does not name its session's secret, so that none is ever created.
    return list(hostile({"clientSecret": "conformance", **orders.required(orders.plain(fixtures))}, "clientSecret"))


def _breaking(fixtures: Fixtures) -> list[Noise]:
    return [noise for noise in _of_creation(fixtures) if noise.breaks]


def _odd_creations(fixtures: Fixtures) -> list[Noise]:
    return [noise for noise in _of_creation(fixtures) if not noise.breaks]


def _odd_orders(fixtures: Fixtures) -> list[Noise]:
    return [noise for noise in _of_order(fixtures) if not noise.breaks]


@check(BODY_OBJECT[CREATE])
@sweep(noise=each(_breaking))
@tidily
async def a_creation_is_a_json_object(nowramp: NowRamp, noise: Noise) -> None:
    """Nothing, half an object, an array, a bare value, another format."""
    answer = await nowramp.secret.send_bytes(
        CREATE, noise.content, content_type=noise.content_type, zone=Zone.MUST_REJECT
    )
    expect(answer, BODY_OBJECT[CREATE]).refused()


@check(BODY_OBJECT[CONFIRM], BODY_OBJECT[ORDER])
@sweep(operation=each((CONFIRM, ORDER)), part=each(range(PARTS)))
@tidily
async def a_confirmation_and_an_order_are_json_objects(nowramp: NowRamp, operation: str, part: int) -> None:
    """Nothing, half an object, an array, a bare value, another format, for one and the same session."""
    session = await nowramp.open()
    for noise in _breaking(nowramp.fixtures)[part::PARTS]:
        answer = await nowramp.public.send_bytes(
            operation, noise.content, session=session.id, content_type=noise.content_type, zone=Zone.MUST_REJECT
        )
        expect(answer, BODY_OBJECT[operation]).refused()


@check(STATUS_DOCUMENTED)
@sweep(noise=each(_odd_creations))
@tidily
async def odd_creations_upset_nobody(nowramp: NowRamp, noise: Noise) -> None:
    """Odd texts, odd structures, odd labels."""
    await nowramp.secret.send_bytes(CREATE, noise.content, content_type=noise.content_type)


@check(STATUS_DOCUMENTED)
@sweep(fields=each(ODD_FIELDS))
@tidily
async def odd_fields_upset_nobody(nowramp: NowRamp, fields: dict[str, Any]) -> None:
    """Otherwise plain creations with a field that is null, or a lock that says nothing."""
    await nowramp.secret.create({**sessions.full(nowramp.fixtures), **fields}, zone=Zone.MAY_EITHER)


@check(STATUS_DOCUMENTED, needs=("public_key",))
@sweep(part=each(range(PARTS)))
@tidily
async def odd_orders_upset_nobody(nowramp: NowRamp, part: int) -> None:
    """Odd texts, odd structures, odd labels, for a session whose secret they do not have."""
    session = await nowramp.open()
    for number, noise in enumerate(_odd_orders(nowramp.fixtures)[part::PARTS]):
        operation = (ORDER, CONFIRM)[number % 2]
        await nowramp.public.send_bytes(operation, noise.content, session=session.id, content_type=noise.content_type)


@check(STATUS_DOCUMENTED)
@sweep(query=each(ODD_QUERIES))
async def odd_queries_upset_nobody(nowramp: NowRamp, query: dict[str, Any]) -> None:
    """Pages that cannot be, statuses that there are not, customers that nobody is."""
    await nowramp.secret.find(**query, zone=Zone.MAY_EITHER)
