"""Bodies of POST /v1/sessions/{sessionId}/order, without the client secret: whoever sends them has it."""

from dataclasses import dataclass

from strategies.nowramp.fixtures import Fixtures
from strategies.nowramp.near_misses import NO_AMOUNTS, NOTHING
from strategies.nowramp.sessions import Body, full
from strategies.nowramp.vocabulary import ORDER_FIELD


@dataclass(frozen=True)
class OrderBreach:
    """An order or a confirmation with one thing wrong.

    Attributes:
        field: the field that is wrong.
        rule: what is wrong, in words.
        requirement: the id of the requirement that says it must be refused.
        body: what to send, but for the client secret.
    """

    field: str
    rule: str
    requirement: str
    body: Body


def matching(session: Body) -> Body:
    """The order that says of everything what the session says; the session has to name all that can be locked."""
    return {ours: session[field] for field, ours in ORDER_FIELD.items()}


def plain(fixtures: Fixtures) -> Body:
    """The order that fits the full session, and a session that names nothing."""
    return matching(full(fixtures))


def required(order: Body) -> Body:
    """The order without what it may leave out."""
    return {name: order[name] for name in ("fiatAmount", "cryptoCurrency", "network")}


def missing(fixtures: Fixtures) -> list[OrderBreach]:
    """The plain order without each of the required fields, left out and null."""
    words = {"fiatAmount": "AMOUNT", "cryptoCurrency": "CRYPTO", "network": "NETWORK"}
    order = plain(fixtures)
    left_out = [
        OrderBreach(
            field, f"{field} left out", f"NOWRAMP-ORDER-{word}-REQUIRED", {n: v for n, v in order.items() if n != field}
        )
        for field, word in words.items()
    ]
    null = [
        OrderBreach(field, f"{field} null", f"NOWRAMP-ORDER-{word}-REQUIRED", {**order, field: None})
        for field, word in words.items()
    ]
    return left_out + null


def wrong_types(fixtures: Fixtures) -> list[OrderBreach]:
    """The plain order with an object or an array in each field."""
    fields = {**plain(fixtures), "gateway": "gateway", "email": "customer@partner.example"}
    return [
        OrderBreach(field, f"{field} {value!r}", "NOWRAMP-ORDER-FIELD-TYPES", {**plain(fixtures), field: value})
        for field, good in fields.items()
        for value in ({}, [], {"value": good}, [good])
    ]


def confirm_wrong_types(fixtures: Fixtures) -> list[OrderBreach]:
    """Confirmations with an object or an array in each field."""
    session = full(fixtures)
    return [
        OrderBreach(field, f"{field} {value!r}", "NOWRAMP-CONFIRM-FIELD-TYPES", {field: value})
        for field in ("destinationAddress", "network")
        for value in ({}, [], {"value": session[field]}, [session[field]])
    ]


def bad_amounts(fixtures: Fixtures) -> list[OrderBreach]:
    """The plain order with an amount that is no number, or not above zero."""
    order = plain(fixtures)
    return [
        OrderBreach(
            "fiatAmount", f"fiatAmount {value!r}", f"NOWRAMP-ORDER-AMOUNT-{word}", {**order, "fiatAmount": value}
        )
        for word, values in (("NUMERIC", NO_AMOUNTS), ("POSITIVE", NOTHING))
        for value in values
    ]
