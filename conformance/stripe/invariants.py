"""What must hold of every exchange with Stripe, whatever the check was after."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

import specs
from conformance.exchange import MISSING, Exchange, Zone, at
from conformance.invariants import Invariant, Judge, Judgement, json_body, no_echo, no_internals, statuses
from conformance.schema import schema_invariants
from conformance.stripe import keys
from conformance.stripe.errors import INVALID_REQUEST, has_error
from conformance.stripe.operations import CREATE, LIST, RETRIEVE
from conformance.stripe.sessions import (
    ATTRIBUTES,
    DETAILS,
    MOST_KNOWN,
    identity,
    instant,
    sessions,
    shown_alone,
    succeeded,
    texts,
)

# The seconds of 2001 and of 2286: milliseconds and microseconds of our days lie outside.
_PLAUSIBLE = range(10**9, 10**10)

Of = Callable[[Any], Judgement | None]
"""Judges one session."""


def _schemas() -> dict[str, Any]:
    """The description, with what other oracles judge taken out: missing details, and the entries of a list."""
    openapi = copy.deepcopy(specs.load("stripe").openapi)
    schemas = openapi["components"]["schemas"]
    del schemas["TransactionDetails"]["required"]
    schemas["OnrampSessionList"]["properties"]["data"]["items"] = {"type": "object"}
    return openapi


def _each(judge: Judge) -> Judge:
    """A judge of a retrieve, applied to every session of an exchange: the first that fails, else the last."""

    @lru_cache(maxsize=MOST_KNOWN)
    def judge_one(text: str) -> Judgement | None:
        return judge(shown_alone(text))

    def judge_all(exchange: Exchange) -> Judgement | None:
        last = None
        for text in texts(exchange):
            judgement = judge_one(text)
            if judgement is not None and not judgement.held:
                return judgement
            last = judgement or last
        return last

    return judge_all


def _session(judge: Of) -> Judge:
    return _each(lambda exchange: judge(exchange.response.json))


def _returns_session(exchange: Exchange) -> Judgement | None:
    if not succeeded(exchange, CREATE):
        return None
    body = exchange.response.json
    shown = [name for name in ATTRIBUTES if at(body, f"/{name}") is not MISSING]
    # A single attribute that is missing is for that attribute's requirement to say.
    return Judgement(len(shown) > len(ATTRIBUTES) / 2, "a session object", f"{', '.join(shown) or 'none'} of it")


def _status_new(exchange: Exchange) -> Judgement | None:
    status = at(exchange.response.json, "/status")
    if not succeeded(exchange, CREATE) or status is MISSING:
        return None
    return Judgement(status == "initialized", "status initialized", f"{status!r}")


def _livemode_test(exchange: Exchange) -> Judgement | None:
    modes = [mode for session in sessions(exchange) if isinstance(mode := at(session, "/livemode"), bool)]
    if not modes or not keys.is_test(dict(exchange.request.headers)):
        return None
    return Judgement(not any(modes), "livemode false under a test mode key", "true")


def _created(session: Any) -> Judgement | None:
    created = instant(session)
    if created is None:
        return None
    return Judgement(created in _PLAUSIBLE, "seconds since the Unix epoch", f"{created}")


def _redirect_url(session: Any) -> Judgement | None:
    url = at(session, "/redirect_url")
    if not isinstance(url, str):
        return None
    scheme, separator, rest = url.partition("://")
    held = scheme.lower() in ("http", "https") and bool(separator) and rest.partition("/")[0] != "" and " " not in url
    return Judgement(held, "an absolute http or https URL at /redirect_url, or null", "another text")


def _secret_prefix(session: Any) -> Judgement | None:
    secret, ident = at(session, "/client_secret"), identity(session)
    if not isinstance(secret, str) or not ident:
        return None
    return Judgement(secret.startswith(f"{ident}_secret_"), "a client_secret that begins <id>_secret_", "another text")


def _details_keys(session: Any) -> Judgement | None:
    details = at(session, "/transaction_details")
    if not isinstance(details, dict):
        return None
    lacking = [name for name in DETAILS if name not in details]
    return Judgement(not lacking, "every documented member, null allowed", f"without {', '.join(lacking) or 'none'}")


def _transaction(session: Any) -> tuple[Any, Any]:
    return at(session, "/status"), at(session, "/transaction_details/transaction_id")


def _transaction_id(session: Any) -> Judgement | None:
    status, transaction = _transaction(session)
    if not isinstance(status, str) or status == "fulfillment_complete" or transaction is MISSING:
        return None
    return Judgement(transaction is None, f"transaction_id null at status {status}", f"{transaction!r}")


def _transaction_id_complete(session: Any) -> Judgement | None:
    status, transaction = _transaction(session)
    if status != "fulfillment_complete":
        return None
    held = isinstance(transaction, str) and transaction != ""
    return Judgement(held, "a transaction_id at status fulfillment_complete", f"{transaction!r}")


def _is_refusal(exchange: Exchange) -> bool:
    """Only what has to be refused is surely refused by the API itself."""
    return exchange.zone is Zone.MUST_REJECT and has_error(exchange)


def _error_envelope(exchange: Exchange) -> Judgement | None:
    if not _is_refusal(exchange):
        return None
    held = isinstance(at(exchange.response.json, "/error"), dict)
    return Judgement(held, "a JSON object with an object error", exchange.response.parsed[1] or "another JSON value")


def _error(exchange: Exchange) -> dict[str, Any] | None:
    error = at(exchange.response.json, "/error")
    return error if _is_refusal(exchange) and isinstance(error, dict) else None


def _error_type(exchange: Exchange) -> Judgement | None:
    error = _error(exchange)
    if error is None:
        return None
    kind = error.get("type")
    if exchange.response.status == 400:
        return Judgement(kind == INVALID_REQUEST, f"the type {INVALID_REQUEST}", f"{kind!r}")
    return Judgement(isinstance(kind, str) and kind != "", "a type, a text that is not empty", f"{kind!r}")


def _error_message(exchange: Exchange) -> Judgement | None:
    error = _error(exchange)
    if error is None:
        return None
    message = error.get("message")
    return Judgement(isinstance(message, str) and message != "", "a message that is not empty", f"{message!r}")


def _error_members(exchange: Exchange) -> Judgement | None:
    error = _error(exchange) or {}
    told = {name: error[name] for name in ("code", "param") if error.get(name) is not None}
    if not told:
        return None
    wrong = [f"{name} {value!r}" for name, value in told.items() if not isinstance(value, str)]
    return Judgement(not wrong, "texts as code and param", ", ".join(wrong) or "texts")


def _no_key(exchange: Exchange) -> Judgement | None:
    """What an account wrote into the metadata of its sessions is its own, and is shown as it was written."""
    judgement = no_echo(exchange)
    if judgement is None or judgement.held or not sessions(exchange):
        return judgement
    body = json.dumps(_without_metadata(exchange.response.json), ensure_ascii=False).encode()
    return no_echo(replace(exchange, response=replace(exchange.response, body=body)))


def _without_metadata(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_metadata(member) for member in value]
    if isinstance(value, dict):
        return {name: _without_metadata(member) for name, member in value.items() if name != "metadata"}
    return value


def _create_status(exchange: Exchange) -> Judgement | None:
    if not succeeded(exchange, CREATE):
        return None
    return Judgement(exchange.response.status == 200, "status 200", f"status {exchange.response.status}")


def unique_ids() -> Invariant:
    """A create without an idempotency key never returns a session that another call of the run has returned."""
    seen: set[str] = set()

    def judge(exchange: Exchange) -> Judgement | None:
        ident = identity(exchange.response.json)
        if not succeeded(exchange, CREATE) or not ident:
            return None
        known = ident in seen
        seen.add(ident)
        if "idempotency-key" in dict(exchange.request.headers):
            return None
        return Judgement(not known, "a session of its own", f"the session {ident!r} once more")

    return Invariant("STRIPE-SESSION-ID-UNIQUE", judge)


def single_secrets() -> Invariant:
    """A client_secret is never seen with two sessions, nor a session with two."""
    sessions_by_secret: dict[str, str] = {}
    secrets_by_session: dict[str, str] = {}

    def judge(session: Any) -> Judgement | None:
        secret, ident = at(session, "/client_secret"), identity(session)
        if not isinstance(secret, str) or not secret or not ident:
            return None
        owner = sessions_by_secret.setdefault(secret, ident)
        known = secrets_by_session.setdefault(ident, secret)
        observed = "one secret of two sessions" if owner != ident else "two secrets of one session"
        return Judgement(owner == ident and known == secret, "a client_secret of this session alone", observed)

    def judge_all(exchange: Exchange) -> Judgement | None:
        judgements = [judgement for session in sessions(exchange) if (judgement := judge(session)) is not None]
        return next((one for one in judgements if not one.held), judgements[-1] if judgements else None)

    return Invariant("STRIPE-SESSION-CLIENT-SECRET-SINGLE", judge_all)


_SCHEMAS = _schemas()
_IN_DETAILS = "/transaction_details/"

_SESSION_SCHEMA = schema_invariants(
    _SCHEMAS,
    "OnrampSession",
    lambda exchange: succeeded(exchange, RETRIEVE),
    {
        "STRIPE-SESSION-ID": "/id",
        "STRIPE-SESSION-OBJECT": "/object",
        "STRIPE-SESSION-CLIENT-SECRET": "/client_secret",
        "STRIPE-SESSION-CREATED": "/created",
        "STRIPE-SESSION-KYC": "/kyc_details_provided",
        "STRIPE-SESSION-LIVEMODE": "/livemode",
        "STRIPE-SESSION-METADATA": "/metadata",
        "STRIPE-SESSION-REDIRECT-URL": "/redirect_url",
        "STRIPE-SESSION-STATUS": "/status",
        "STRIPE-DETAILS": "/transaction_details",
        "STRIPE-DETAILS-AMOUNTS-STRING": tuple(_IN_DETAILS + name for name in ("source_amount", "destination_amount")),
        "STRIPE-DETAILS-CHOICES": tuple(
            _IN_DETAILS + name for name in DETAILS if name.startswith(("destination_c", "destination_n", "source_c"))
        ),
        "STRIPE-LOCK-BOOLEAN": _IN_DETAILS + "lock_wallet_address",
    },
)

INVARIANTS = (
    Invariant("STRIPE-STATUS-DOCUMENTED", statuses(range(200, 300), (), expected="a success or a 4xx")),
    Invariant("STRIPE-ANSWER-JSON", json_body(lambda exchange: succeeded(exchange, CREATE, RETRIEVE, LIST))),
    Invariant("STRIPE-CREATE-STATUS", _create_status),
    Invariant("STRIPE-CREATE-RETURNS-SESSION", _returns_session),
    *(Invariant(one.requirement, _each(one.judge)) for one in _SESSION_SCHEMA),
    *schema_invariants(
        _SCHEMAS,
        "OnrampSessionList",
        lambda exchange: succeeded(exchange, LIST),
        {
            "STRIPE-LIST-OBJECT": "/object",
            "STRIPE-LIST-URL": "/url",
            "STRIPE-LIST-HAS-MORE-BOOLEAN": "/has_more",
            "STRIPE-LIST-DATA": "/data",
        },
    ),
    Invariant("STRIPE-SESSION-STATUS-NEW", _status_new),
    Invariant("STRIPE-SESSION-LIVEMODE-TEST", _livemode_test),
    Invariant("STRIPE-SESSION-CREATED", _session(_created)),
    Invariant("STRIPE-SESSION-REDIRECT-URL", _session(_redirect_url)),
    Invariant("STRIPE-SESSION-CLIENT-SECRET-PREFIX", _session(_secret_prefix)),
    Invariant("STRIPE-DETAILS-KEYS", _session(_details_keys)),
    Invariant("STRIPE-TRANSACTION-ID", _session(_transaction_id)),
    Invariant("STRIPE-TRANSACTION-ID-COMPLETE", _session(_transaction_id_complete)),
    Invariant("STRIPE-ERROR-ENVELOPE", _error_envelope),
    Invariant("STRIPE-ERROR-TYPE", _error_type),
    Invariant("STRIPE-ERROR-MESSAGE", _error_message),
    Invariant("STRIPE-ERROR-MEMBERS", _error_members),
    Invariant("STRIPE-ERROR-NO-INSIDES", no_internals),
    Invariant("STRIPE-ERROR-NO-KEY", _no_key),
)
