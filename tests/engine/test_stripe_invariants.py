"""Stripe's invariants: each accuses what breaks it, and nothing that the page leaves open."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from engine_bench import response

from conformance.exchange import Exchange, Request, Zone
from conformance.stripe import invariants
from conformance.stripe.operations import CREATE, LIST, PATH, RETRIEVE

DETAILS: dict[str, Any] = {
    "destination_amount": None,
    "destination_currencies": ["btc", "eth"],
    "destination_currency": None,
    "destination_network": None,
    "destination_networks": ["bitcoin"],
    "fees": None,
    "lock_wallet_address": False,
    "source_amount": None,
    "source_currency": None,
    "transaction_id": None,
    "wallet_address": None,
    "wallet_addresses": None,
}
SESSION: dict[str, Any] = {
    "id": "cos_1",
    "object": "crypto.onramp_session",
    "client_secret": "cos_1_secret_2",
    "created": 1_767_225_600,
    "kyc_details_provided": False,
    "livemode": False,
    "metadata": {},
    "redirect_url": None,
    "status": "initialized",
    "transaction_details": DETAILS,
}
NEIGHBOUR = {**SESSION, "id": "cos_0", "client_secret": "cos_0_secret_1"}
TEST_KEY = {"authorization": "Bearer sk_test_1"}


def made(
    operation: str, body: Any, status: int = 200, zone: Zone = Zone.MUST_ACCEPT, headers: dict[str, str] | None = None
) -> Exchange:
    method, _, path = operation.partition(" ")
    request = Request(method, path, tuple((headers or TEST_KEY).items()), None)
    return Exchange(1, operation, "alice", zone, request, response(status, body), 0.1)


def listed(*sessions: Any, **members: Any) -> Exchange:
    return made(LIST, {"object": "list", "url": PATH, "has_more": False, "data": list(sessions), **members})


def violated(exchange: Exchange) -> set[str]:
    return {
        invariant.requirement
        for invariant in (*invariants.INVARIANTS, invariants.unique_ids(), invariants.single_secrets())
        if (judgement := invariant.judge(exchange)) is not None and not judgement.held
    }


def changed(path: str, value: Any = ...) -> dict[str, Any]:
    """The session with one member changed, or left out."""
    session = copy.deepcopy(SESSION)
    *way, name = path.split("/")
    holder = session
    for step in way:
        holder = holder[step]
    if value is ...:
        del holder[name]
    else:
        holder[name] = value
    return session


@pytest.mark.parametrize(
    "session",
    [
        SESSION,
        {**SESSION, "more": 1},
        changed("metadata", None),
        changed("metadata", {"a": "1"}),
        changed("redirect_url", "https://crypto.link.example/x?y=z"),
        changed("transaction_details/source_amount", "100.00"),
        changed("transaction_details/destination_currencies", None),
        changed("transaction_details/lock_wallet_address", None),
        changed("transaction_details/fees", {"network_fee_amount": "1"}),
        changed("transaction_details/quote_expiration", 7),
    ],
)
def test_lawful_sessions_are_accused_of_nothing(session: dict[str, Any]) -> None:
    for exchange in (made(CREATE, session), made(RETRIEVE, session), listed(session), listed()):
        assert violated(exchange) == set()


BROKEN = [
    ("id", ..., "SESSION-ID"),
    ("id", 7, "SESSION-ID"),
    ("id", "", "SESSION-ID"),
    ("object", "onramp_session", "SESSION-OBJECT"),
    ("client_secret", None, "SESSION-CLIENT-SECRET"),
    ("client_secret", "secret", "SESSION-CLIENT-SECRET-PREFIX"),
    ("created", "1767225600", "SESSION-CREATED"),
    ("created", 1_767_225_600.5, "SESSION-CREATED"),
    ("created", 1_767_225_600_000, "SESSION-CREATED"),
    ("kyc_details_provided", None, "SESSION-KYC"),
    ("livemode", "false", "SESSION-LIVEMODE"),
    ("livemode", True, "SESSION-LIVEMODE-TEST"),
    ("metadata", [], "SESSION-METADATA"),
    ("metadata", {"a": 1}, "SESSION-METADATA"),
    ("metadata", ..., "SESSION-METADATA"),
    ("redirect_url", "/relative", "SESSION-REDIRECT-URL"),
    ("redirect_url", ..., "SESSION-REDIRECT-URL"),
    ("status", "succeeded", "SESSION-STATUS"),
    ("transaction_details", None, "DETAILS"),
    ("transaction_details/fees", ..., "DETAILS-KEYS"),
    ("transaction_details/source_amount", 100, "DETAILS-AMOUNTS-STRING"),
    ("transaction_details/destination_amount", "1e3", "DETAILS-AMOUNTS-STRING"),
    ("transaction_details/destination_networks", "base", "DETAILS-CHOICES"),
    ("transaction_details/source_currency", 7, "DETAILS-CHOICES"),
    ("transaction_details/lock_wallet_address", "false", "LOCK-BOOLEAN"),
    ("transaction_details/transaction_id", "0x1", "TRANSACTION-ID"),
]


@pytest.mark.parametrize(("path", "value", "requirement"), BROKEN)
def test_each_member_speaks_for_its_own_requirement_in_every_operation(path: str, value: Any, requirement: str) -> None:
    session = changed(path, value)
    for exchange in (made(RETRIEVE, session), listed(NEIGHBOUR, session)):
        assert violated(exchange) == {f"STRIPE-{requirement}"}


def test_a_complete_session_has_a_transaction() -> None:
    session = changed("status", "fulfillment_complete")
    assert violated(made(RETRIEVE, session)) == {"STRIPE-TRANSACTION-ID-COMPLETE"}
    session["transaction_details"]["transaction_id"] = "0x1"
    assert violated(made(RETRIEVE, session)) == set()


@pytest.mark.parametrize("status", ["requires_payment", "rejected"])
def test_a_new_session_is_initialized(status: str) -> None:
    assert violated(made(CREATE, changed("status", status))) == {"STRIPE-SESSION-STATUS-NEW"}
    assert violated(made(RETRIEVE, changed("status", status))) == set()


def test_live_sessions_belong_to_live_keys() -> None:
    session = changed("livemode", True)
    assert violated(made(RETRIEVE, session, headers={"authorization": "Bearer sk_live_1"})) == set()
    assert violated(made(RETRIEVE, session, headers={"authorization": "Bearer opaque"})) == set()


@pytest.mark.parametrize("body", [{"data": SESSION}, {"id": "cos_1"}])
def test_a_create_returns_the_session_itself(body: Any) -> None:
    assert "STRIPE-CREATE-RETURNS-SESSION" in violated(made(CREATE, body))


def test_a_create_answers_200() -> None:
    assert violated(made(CREATE, SESSION, 201)) == {"STRIPE-CREATE-STATUS"}


@pytest.mark.parametrize(
    ("members", "requirement"),
    [
        ({"object": "lists"}, "LIST-OBJECT"),
        ({"url": "/v1/charges"}, "LIST-URL"),
        ({"has_more": 0}, "LIST-HAS-MORE-BOOLEAN"),
        ({"data": None}, "LIST-DATA"),
        ({"data": ["cos_1"]}, "LIST-DATA"),
    ],
)
def test_the_members_of_a_list(members: dict[str, Any], requirement: str) -> None:
    assert violated(listed(**members)) == {f"STRIPE-{requirement}"}


ERROR = {"error": {"type": "invalid_request_error", "message": "No."}}


@pytest.mark.parametrize("error", [ERROR, {"error": {**ERROR["error"], "code": None, "param": "x", "doc_url": 7}}])
def test_lawful_errors_are_accused_of_nothing(error: Any) -> None:
    assert violated(made(CREATE, error, 400, Zone.MUST_REJECT)) == set()


@pytest.mark.parametrize(
    ("body", "requirement"),
    [
        ({"message": "No."}, "ERROR-ENVELOPE"),
        ({"error": "No."}, "ERROR-ENVELOPE"),
        ([], "ERROR-ENVELOPE"),
        ({"error": {"message": "No."}}, "ERROR-TYPE"),
        ({"error": {"type": "api_error", "message": "No."}}, "ERROR-TYPE"),
        ({"error": {"type": "invalid_request_error"}}, "ERROR-MESSAGE"),
        ({"error": {**ERROR["error"], "code": 7}}, "ERROR-MEMBERS"),
    ],
)
def test_errors_that_are_none(body: Any, requirement: str) -> None:
    assert violated(made(CREATE, body, 400, Zone.MUST_REJECT)) == {f"STRIPE-{requirement}"}
    # What may do either may be refused by something in front of the API.
    assert violated(made(CREATE, body, 400, Zone.MAY_EITHER)) == set()


def test_the_type_of_other_refusals_is_open() -> None:
    error = {"error": {"type": "authentication_error", "message": "No."}}
    assert violated(made(LIST, error, 401, Zone.MUST_REJECT)) == set()


@pytest.mark.parametrize("status", [500, 502, 302])
def test_a_servers_failure_is_never_an_answer(status: int) -> None:
    assert violated(made(CREATE, {}, status, Zone.MAY_EITHER)) == {"STRIPE-STATUS-DOCUMENTED"}


def test_a_key_that_the_account_wrote_into_its_metadata_is_not_repeated_by_the_server() -> None:
    key = "sk_test_0123456789"

    def shown(session: dict[str, Any]) -> set[str]:
        answer = listed(session)
        sent = Request("GET", PATH, (("authorization", f"Bearer {key}"),), None)
        return violated(replace(answer, request=sent, secret_headers=frozenset({"authorization"})))

    assert shown(changed("metadata", {"owner": key})) == set()
    assert shown(changed("redirect_url", f"https://example.com/{key}")) == {"STRIPE-ERROR-NO-KEY"}


def test_ids_and_secrets_are_remembered() -> None:
    unique, single = invariants.unique_ids(), invariants.single_secrets()
    other = {**SESSION, "id": "cos_2"}

    def held(invariant: Any, exchange: Exchange) -> bool | None:
        judgement = invariant.judge(exchange)
        return None if judgement is None else judgement.held

    assert held(unique, made(CREATE, SESSION)) is True
    assert held(unique, made(CREATE, SESSION)) is False
    assert held(unique, made(RETRIEVE, SESSION)) is None
    assert held(unique, made(CREATE, SESSION, headers={"idempotency-key": "k"})) is None
    assert held(single, listed(SESSION)) is True
    assert held(single, made(RETRIEVE, SESSION)) is True
    assert held(single, listed(SESSION, other)) is False
    assert held(single, made(RETRIEVE, {**SESSION, "client_secret": "cos_1_secret_3"})) is False


def test_a_body_that_is_no_json_is_accused_once_and_crashes_nothing() -> None:
    exchange = made(RETRIEVE, None)
    broken = Exchange(1, RETRIEVE, "alice", Zone.MUST_ACCEPT, exchange.request, response(200, b"<html>"), 0.1)
    assert violated(broken) == {"STRIPE-ANSWER-JSON"}
    assert json.loads(exchange.response.body) is None
