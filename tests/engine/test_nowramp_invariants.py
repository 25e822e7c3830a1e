"""NowRamp's invariants one by one: held, violated, not applicable; with exchanges made by hand."""

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pytest

from conformance import api as apis
from conformance.exchange import Exchange, Request, Response, Zone
from conformance.nowramp.errors import ERRORS
from conformance.nowramp.invariants import INVARIANTS, REMEMBERING, fresh_orders, fresh_sessions, one_project
from conformance.nowramp.operations import CANCEL, CONFIRM, CREATE, GET, LIST, OPERATIONS, ORDER

API = apis.load("nowramp")
PROJECT = "550e8400-e29b-41d4-a716-446655440000"
JSON = "application/json"


def exchange(
    operation: str,
    status: int,
    body: Any = b"",
    *,
    sent: Any = None,
    actor: str = "secret_key",
    media_type: str = JSON,
    ident: str = "sess_1",
) -> Exchange:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    path = operation.partition(" ")[2].replace("{sessionId}", ident)
    request = Request(operation.split(maxsplit=1)[0], path, (), None if sent is None else json.dumps(sent).encode())
    response = Response(status, (("content-type", media_type),), content)
    return Exchange(1, operation, actor, Zone.MAY_EITHER, request, response, 0.1)


def session(ident: str = "sess_1", **attributes: Any) -> dict[str, Any]:
    """A session as the document shows it; attributes given as `...` are left out."""
    shown = {
        "sessionId": ident,
        "projectId": PROJECT,
        "clientSecret": f"secret-canary-{ident}",
        "type": "onramp",
        "status": "pending",
        "externalCustomerId": "player_12345",
        "sourceAmount": "100",
        "fieldLocks": {"sourceAmount": {"locked": True}},
        "expiresAt": "2026-02-17T15:30:00Z",
        "createdAt": "2026-02-17T15:00:00Z",
        **attributes,
    }
    return {"type": "session", "id": ident, "attributes": {k: v for k, v in shown.items() if v is not ...}}


def retrieved(**attributes: Any) -> dict[str, Any]:
    return session(**{"clientSecret": ..., **attributes})


def order(**attributes: Any) -> dict[str, Any]:
    checkout = {"method": "redirect", "url": "https://checkout.invalid/pay/1", "expiresAt": 1800}
    shown = {"orderId": "ord_1", "status": "created", "sessionId": "sess_1", "checkout": checkout, **attributes}
    return {"type": "order", "id": "ord_1", "attributes": {k: v for k, v in shown.items() if v is not ...}}


JUDGES: Mapping[str, list[Any]] = defaultdict(list)
for _invariant in INVARIANTS:
    JUDGES[_invariant.requirement].append(_invariant.judge)


def verdict(word: str, one: Exchange) -> bool | None:
    """What the invariants of a requirement say together: None where none applies."""
    judges = JUDGES[f"NOWRAMP-{word}"]
    assert judges
    judgements = [judgement for judge in judges if (judgement := judge(one)) is not None]
    return all(judgement.held for judgement in judgements) if judgements else None


def violated(one: Exchange) -> set[str]:
    return {requirement for requirement in JUDGES if verdict(requirement.removeprefix("NOWRAMP-"), one) is False}


def test_every_invariant_is_bound_to_a_requirement_of_the_catalogue() -> None:
    known = set(API.contract.requirements)
    assert {one.requirement for one in INVARIANTS} <= known
    assert {make().requirement for make in REMEMBERING} <= known


GOOD = (
    (CREATE, 201, session()),
    (CREATE, 201, session(fieldLocks=..., sourceAmount=None, expiresAt="2026-02-17T15:30:00.123456Z")),
    (CREATE, 201, session(fieldLocks={"network": None, "sourceAmount": {"locked": True, "min": "1", "max": None}})),
    (GET, 200, retrieved()),
    (GET, 200, retrieved(status="expired", unknown={"deep": [1]})),
    (LIST, 200, []),
    (LIST, 200, {"data": [retrieved()]}),
    (CONFIRM, 200, {"success": True}),
    (CONFIRM, 204, b""),
    (CANCEL, 202, b""),
    (ORDER, 201, order()),
    (ORDER, 201, order(checkout={"method": "redirect", "url": "http://pay.invalid?x=1"})),
    (CREATE, 400, {"code": "VALIDATION_ERROR"}),
    (GET, 404, b"<html>"),
)


@pytest.mark.parametrize(("operation", "status", "body"), GOOD)
def test_what_the_document_shows_violates_nothing(operation: str, status: int, body: Any) -> None:
    assert violated(exchange(operation, status, body)) == set()


SESSION_FLAWS = (
    ("SESSION-ENVELOPE", {**session(), "type": "order"}),
    ("SESSION-ENVELOPE", {"type": "session", "id": "sess_1"}),
    ("SESSION-ID", {**session(), "id": "sess_2"}),
    ("SESSION-ID", {**session(), "id": ""}),
    ("SESSION-ID", session(sessionId=...)),
    ("SESSION-PROJECT", session(projectId="project 7")),
    ("SESSION-TYPE", session(type="buy")),
    ("SESSION-STATUS", session(status="open")),
    ("SESSION-LOCKS", session(fieldLocks={"network": True})),
    ("SESSION-LOCKS", session(fieldLocks={"network": {"locked": "yes"}})),
    ("SESSION-LOCKS", session(fieldLocks=["network"])),
    ("SESSION-EXPIRES-AT", session(expiresAt="2026-02-17T15:30:00+00:00")),
    ("SESSION-EXPIRES-AT", session(expiresAt=1771342200)),
    ("SESSION-CREATED-AT", session(createdAt="2026-02-30T15:30:00Z")),
    ("SESSION-CREATED-AT", session(createdAt=...)),
    ("SESSION-FIELD-TYPES", session(network=1)),
    ("SESSION-FIELD-TYPES", session(sourceAmount={"value": 1})),
    ("SESSION-CLIENT-SECRET", session(clientSecret=...)),
    ("SESSION-CLIENT-SECRET", session(clientSecret="")),
)


@pytest.mark.parametrize(("word", "body"), SESSION_FLAWS)
def test_a_flaw_in_a_session_violates_its_own_requirement(word: str, body: Any) -> None:
    assert violated(exchange(CREATE, 201, body)) == {f"NOWRAMP-{word}"}


ORDER_FLAWS = (
    ("ORDER-ENVELOPE", {**order(), "type": "session"}),
    ("ORDER-ID", {**order(), "id": "ord_2"}),
    ("ORDER-ID", order(orderId=...)),
    ("ORDER-STATE", order(status=None)),
    ("ORDER-SESSION-ID", order(sessionId=...)),
    ("ORDER-CHECKOUT", order(checkout=...)),
    ("ORDER-CHECKOUT", order(checkout={"url": "https://checkout.invalid/1"})),
    ("ORDER-CHECKOUT-URL", order(checkout={"method": "redirect", "url": "/pay/1"})),
    ("ORDER-CHECKOUT-URL", order(checkout={"method": "redirect", "url": "https://"})),
    ("ORDER-CHECKOUT-URL", order(checkout={"method": "redirect"})),
)


@pytest.mark.parametrize(("word", "body"), ORDER_FLAWS)
def test_a_flaw_in_an_order_violates_its_own_requirement(word: str, body: Any) -> None:
    assert violated(exchange(ORDER, 201, body)) == {f"NOWRAMP-{word}"}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_server_errors_and_redirects_are_never_documented(operation: str) -> None:
    for status in (301, 500, 502, 503):
        assert verdict("STATUS-DOCUMENTED", exchange(operation, status)) is False
    for status in (400, 404, 409, 413, 429):
        assert verdict("STATUS-DOCUMENTED", exchange(operation, status)) is True


@pytest.mark.parametrize(("operation", "status"), [(CREATE, 200), (ORDER, 200), (GET, 201), (LIST, 204)])
def test_another_success_than_the_documented_one(operation: str, status: int) -> None:
    assert verdict("STATUS-DOCUMENTED", exchange(operation, status)) is False


@pytest.mark.parametrize(("operation", "status"), [(CREATE, 201), (GET, 200), (ORDER, 201), (LIST, 200)])
def test_documented_successes_are_json(operation: str, status: int) -> None:
    assert verdict("BODY-JSON", exchange(operation, status, b"{")) is False
    assert verdict("BODY-JSON", exchange(operation, status, {}, media_type="text/html")) is False
    assert verdict("BODY-JSON", exchange(operation, status, {}, media_type="application/vnd.api+json")) is True


@pytest.mark.parametrize("code", ERRORS)
def test_a_documented_code_goes_with_its_status(code: str) -> None:
    for status in (400, 401, 403, 404, 409, 422, 500):
        held = status == ERRORS[code]
        assert verdict("ERROR-CODE-STATUS", exchange(GET, status, {"error": {"code": code}})) is held
    for status in (404, 405, 413, 415, 429):
        assert verdict("ERROR-CODE-STATUS", exchange(GET, status, {"error": "no such session"})) is None
    for status in (405, 413, 415, 429):
        assert verdict("ERROR-CODE-STATUS", exchange(GET, status, {"error": {"code": code}})) is None


# ---- those that remember ---------------------------------------------------------------------------


def test_no_creation_repeats_an_earlier_one() -> None:
    judge = fresh_sessions().judge
    judgements = [
        judge(exchange(CREATE, 201, session("sess_1"))),
        judge(exchange(CREATE, 201, session("sess_2"))),
        judge(exchange(CREATE, 201, session("sess_2", clientSecret="new"))),
        judge(exchange(CREATE, 201, session("sess_3", clientSecret="new"))),
        judge(exchange(GET, 200, retrieved())),
    ]
    assert [judgement and judgement.held for judgement in judgements] == [True, True, False, False, None]


def test_no_session_has_the_order_of_another() -> None:
    judge = fresh_orders().judge
    judgements = [
        judge(exchange(ORDER, 201, order(), ident="sess_1")),
        judge(exchange(ORDER, 201, {**order(), "id": "ord_2"}, ident="sess_2")),
        judge(exchange(ORDER, 201, order(), ident="sess_1")),
        judge(exchange(ORDER, 201, order(), ident="sess_3")),
        judge(exchange(ORDER, 409, order(), ident="sess_4")),
    ]
    assert [judgement and judgement.held for judgement in judgements] == [True, True, True, False, None]


def test_a_key_shows_one_project() -> None:
    judge = one_project().judge
    another = session(projectId="7c9e6679-7425-40de-944b-e07fc1f90ae7")
    judgements = [
        judge(exchange(CREATE, 201, session())),
        judge(exchange(GET, 200, retrieved(), actor="public_key")),
        judge(exchange(CREATE, 201, another, actor="other_secret_key")),
        judge(exchange(CREATE, 201, another)),
    ]
    assert [judgement and judgement.held for judgement in judgements] == [True, True, True, False]


SECRET = "secret-canary-sess_1"


def secrecy(word: str) -> Any:
    """The judge of one such requirement, who has seen the creation."""
    judge = next(one for one in (make() for make in REMEMBERING) if one.requirement == f"NOWRAMP-{word}").judge
    judge(exchange(CREATE, 201, session()))
    return judge


@pytest.mark.parametrize(
    ("word", "operation", "status", "clean"),
    [
        ("SECRET-ON-GET", GET, 200, retrieved()),
        ("SECRET-ON-LIST", LIST, 200, {"data": [retrieved()]}),
        ("SECRET-ON-CONFIRM", CONFIRM, 200, {"success": True}),
        ("SECRET-ON-ORDER", ORDER, 201, order()),
        ("SECRET-ON-CANCEL", CANCEL, 204, b""),
        ("SECRET-IN-ERRORS", ORDER, 403, {"errors": {"clientSecret": "is wrong"}}),
    ],
)
def test_a_client_secret_is_seen_by_its_value_wherever_it_stands(
    word: str, operation: str, status: int, clean: Any
) -> None:
    judge = secrecy(word)
    assert judge(exchange(operation, status, clean)).held
    shown = {"data": [retrieved()], "debug": f"got {SECRET}"} if operation == LIST else {"debug": [f"got {SECRET}"]}
    assert not judge(exchange(operation, status, shown)).held
    other = GET if operation != GET else CANCEL
    assert judge(exchange(other, 200 if status == 403 else 403, shown)) is None


@pytest.mark.parametrize("operation", [GET, CONFIRM, CANCEL])
def test_a_client_secret_is_seen_by_its_name(operation: str) -> None:
    judge = secrecy({GET: "SECRET-ON-GET", CONFIRM: "SECRET-ON-CONFIRM", CANCEL: "SECRET-ON-CANCEL"}[operation])
    assert not judge(exchange(operation, 200, session("sess_9"), ident="sess_9")).held
    assert judge(exchange(operation, 200, retrieved(clientSecret=None), ident="sess_9")).held


def test_an_error_that_repeats_the_secret_of_another_session_is_seen() -> None:
    judge = secrecy("SECRET-IN-ERRORS")
    sent = {"clientSecret": SECRET}
    echo = {"message": f"{SECRET} does not fit"}
    assert not judge(exchange(ORDER, 403, echo, sent=sent, ident="sess_9")).held
    invented = {"message": "invented does not fit"}
    assert judge(exchange(ORDER, 403, invented, sent={"clientSecret": "invented"}, ident="sess_9")).held
