"""What must hold of every exchange with NowRamp, whatever the check was after."""

import re
from collections.abc import Callable
from urllib.parse import unquote

import specs
from conformance.exchange import Exchange, at
from conformance.invariants import Invariant, Judge, Judgement, json_body, no_echo, no_internals, statuses
from conformance.listing import items
from conformance.nowramp.errors import ERRORS, outermost_codes
from conformance.nowramp.instants import instant
from conformance.nowramp.operations import CANCEL, CONFIRM, CREATE, GET, LIST, ORDER
from conformance.nowramp.reading import id_of
from conformance.nowramp.secrets import client_secrets
from conformance.schema import schema_invariants

_OPENAPI = specs.load("nowramp").openapi

_SUCCESSES = {CREATE: (201,), ORDER: (201,), GET: (200,), LIST: (200,)}
"""Documented successes; for confirm and cancel the document names none, so any will do."""

_PROJECTS = {
    "secret_key": "own",
    "second_secret_key": "own",
    "public_key": "own",
    "other_secret_key": "other",
    "other_public_key": "other",
}

OF_HTTP_ITSELF = (405, 406, 411, 413, 414, 415, 417, 429, 431)
"""Refusals of a message, whatever it says (RFC 9110, 15.5; RFC 6585); the table of error codes is silent on them."""

_SECRET_SENT = re.compile(r'"clientSecret": ?"([^"\\]+)"')

_SECRET_ON = {
    GET: "NOWRAMP-SECRET-ON-GET",
    LIST: "NOWRAMP-SECRET-ON-LIST",
    CONFIRM: "NOWRAMP-SECRET-ON-CONFIRM",
    ORDER: "NOWRAMP-SECRET-ON-ORDER",
    CANCEL: "NOWRAMP-SECRET-ON-CANCEL",
}


def _succeeded(exchange: Exchange) -> bool:
    return 200 <= exchange.response.status < 300


def _is_creation(exchange: Exchange) -> bool:
    return exchange.operation == CREATE and exchange.response.status in (200, 201)


def _is_session(exchange: Exchange) -> bool:
    return _is_creation(exchange) or (exchange.operation == GET and exchange.response.status == 200)


def _is_order(exchange: Exchange) -> bool:
    return exchange.operation == ORDER and exchange.response.status in (200, 201)


def _status_documented(exchange: Exchange) -> Judgement | None:
    success = _SUCCESSES.get(exchange.operation, range(200, 300))
    return statuses(success, (), expected="a documented success, or a 4xx")(exchange)


_json_object = json_body(lambda exchange: _is_session(exchange) or _is_order(exchange))


def _body_json(exchange: Exchange) -> Judgement | None:
    if exchange.operation != LIST or exchange.response.status != 200:
        return _json_object(exchange)
    response = exchange.response
    said = response.media_type.endswith(("/json", "+json"))
    reason = response.parsed[1]
    return Judgement(
        said and reason is None,
        "a JSON array or object in a JSON media type",
        reason or f"content-type {response.header('content-type') or 'absent'}",
    )


def _same_ids(requirement: str, applies: Callable[[Exchange], bool], name: str) -> Invariant:
    """The id of the envelope is the id among the attributes."""

    def judge(exchange: Exchange) -> Judgement | None:
        outer, inner = at(exchange.response.json, "/id"), at(exchange.response.json, f"/attributes/{name}")
        if not applies(exchange) or not isinstance(outer, str) or not isinstance(inner, str):
            return None
        return Judgement(outer == inner, f"/attributes/{name} equal to /id", f"{inner!r} beside {outer!r}")

    return Invariant(requirement, judge)


def _client_secret(exchange: Exchange) -> Judgement | None:
    if not _is_creation(exchange) or not isinstance(at(exchange.response.json, "/attributes"), dict):
        return None
    secret = at(exchange.response.json, "/attributes/clientSecret")
    held = isinstance(secret, str) and bool(secret)
    return Judgement(held, "a text that is not empty at /attributes/clientSecret", "none" if not secret else "no text")


def _instant(name: str) -> Judge:
    def judge(exchange: Exchange) -> Judgement | None:
        value = at(exchange.response.json, f"/attributes/{name}")
        if not _is_session(exchange) or not isinstance(value, str):
            return None
        return Judgement(instant(value) is not None, f"an ISO 8601 time in UTC, with a Z, as {name}", f"{value!r}")

    return judge


def _code_status(exchange: Exchange) -> Judgement | None:
    codes, status = outermost_codes(exchange), exchange.response.status
    if not codes or status in OF_HTTP_ITSELF:
        return None
    wanted = " or ".join(dict.fromkeys(f"{ERRORS[code]} with {code}" for code in codes))
    return Judgement(status in {ERRORS[code] for code in codes}, wanted, f"status {status}")


def fresh_sessions() -> Invariant:
    """No creation returns an id or a client secret that another creation of the run returned."""
    seen: set[tuple[str, str]] = set()

    def judge(exchange: Exchange) -> Judgement | None:
        shown = {name: at(exchange.response.json, f"/attributes/{name}") for name in ("sessionId", "clientSecret")}
        found = {(name, value) for name, value in shown.items() if isinstance(value, str)}
        if not _is_creation(exchange) or not found:
            return None
        again = sorted(name for name, _ in found & seen)
        seen.update(found)
        return Judgement(not again, "an id and a client secret of its own", f"{' and '.join(again)} of another session")

    return Invariant("NOWRAMP-CREATE-FRESH", judge)


def fresh_orders() -> Invariant:
    """No session's order has the id of another session's order."""
    owners: dict[str, str] = {}

    def judge(exchange: Exchange) -> Judgement | None:
        ident = at(exchange.response.json, "/id")
        if not _is_order(exchange) or not isinstance(ident, str):
            return None
        # Simultaneous calls for one session may all be told of its one order.
        session = exchange.request.path.partition("?")[0].split("/")[-2]
        owner = owners.setdefault(ident, session)
        return Judgement(owner == session, "an order with an id of its own", f"{ident!r}, the order of another session")

    return Invariant("NOWRAMP-ORDER-FRESH", judge)


def one_project() -> Invariant:
    """Every session that a key shows belongs to the same project."""
    known: dict[str, str] = {}

    def judge(exchange: Exchange) -> Judgement | None:
        project = at(exchange.response.json, "/attributes/projectId")
        owner = _PROJECTS.get(exchange.actor)
        if not _is_session(exchange) or not isinstance(project, str) or owner is None:
            return None
        first = known.setdefault(owner, project)
        return Judgement(project == first, f"the project {first!r}, as in every session of this key", f"{project!r}")

    return Invariant("NOWRAMP-SESSION-PROJECT", judge)


def never_again(requirement: str, applies: Callable[[Exchange], bool]) -> Callable[[], Invariant]:
    """A maker of the oracle that a kind of answer holds no client secret, neither by its name nor by its value."""

    def make() -> Invariant:
        # The secrets of sessions by their id: looking for all of them in every answer would take too long.
        secrets: dict[str, str] = {}
        issued: set[str] = set()

        def judge(exchange: Exchange) -> Judgement | None:
            if _is_creation(exchange):
                ident, secret = (at(exchange.response.json, f"/attributes/{n}") for n in ("sessionId", "clientSecret"))
                if isinstance(ident, str) and isinstance(secret, str) and secret:
                    secrets[ident] = secret
                    issued.add(secret)
            if not applies(exchange):
                return None
            named = _succeeded(exchange) and any(client_secrets(exchange.response.json))
            body = exchange.response.body.decode("utf-8", "replace")
            text = "\n".join((*(value for _, value in exchange.response.headers), body))
            values = {secrets[ident] for ident in _about(exchange) if ident in secrets} | _sent(exchange, issued)
            shown = named or any(value in text for value in values)
            return Judgement(not shown, "an answer without a client secret", "one stands in the answer")

        return Invariant(requirement, judge)

    return make


def _about(exchange: Exchange) -> list[str]:
    """The ids of the sessions that an exchange is about: the one of its path, or those of the list."""
    if exchange.operation == LIST:
        listed = items(exchange.response.json)
        found = [id_of(item) for item in listed] if isinstance(listed, list) else []
        return [ident for ident in found if isinstance(ident, str)]
    return [unquote(part) for part in exchange.request.path.partition("?")[0].split("/")]


def _sent(exchange: Exchange, issued: set[str]) -> set[str]:
    """The client secrets of the request that are real ones. Noise may be no JSON, or nested too deeply to be read."""
    body = (exchange.request.body or b"").decode("utf-8", "replace")
    return issued.intersection(_SECRET_SENT.findall(body))


def _on(operation: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.operation == operation and _succeeded(exchange)


REMEMBERING = (
    fresh_sessions,
    fresh_orders,
    one_project,
    *(never_again(requirement, _on(operation)) for operation, requirement in _SECRET_ON.items()),
    never_again("NOWRAMP-SECRET-IN-ERRORS", lambda exchange: exchange.response.status >= 400),
)

_SESSION_PARTS: dict[str, str | tuple[str, ...]] = {
    "NOWRAMP-SESSION-ENVELOPE": "",
    "NOWRAMP-SESSION-ID": ("/id", "/attributes/sessionId"),
    "NOWRAMP-SESSION-PROJECT": "/attributes/projectId",
    "NOWRAMP-SESSION-TYPE": "/attributes/type",
    "NOWRAMP-SESSION-STATUS": "/attributes/status",
    "NOWRAMP-SESSION-LOCKS": "/attributes/fieldLocks",
    "NOWRAMP-SESSION-EXPIRES-AT": "/attributes/expiresAt",
    "NOWRAMP-SESSION-CREATED-AT": "/attributes/createdAt",
    "NOWRAMP-SESSION-FIELD-TYPES": tuple(
        f"/attributes/{name}"
        for name in (
            "customerId", "externalCustomerId", "sourceAmount", "sourceCurrency", "destinationCurrency",
            "destinationAddress", "network", "redirectUrl",
        )
    ),
}  # fmt: skip

_ORDER_PARTS: dict[str, str | tuple[str, ...]] = {
    "NOWRAMP-ORDER-ENVELOPE": "",
    "NOWRAMP-ORDER-ID": ("/id", "/attributes/orderId"),
    "NOWRAMP-ORDER-STATE": "/attributes/status",
    "NOWRAMP-ORDER-SESSION-ID": "/attributes/sessionId",
    "NOWRAMP-ORDER-CHECKOUT": "/attributes/checkout",
    "NOWRAMP-ORDER-CHECKOUT-URL": "/attributes/checkout/url",
}

INVARIANTS = (
    Invariant("NOWRAMP-STATUS-DOCUMENTED", _status_documented),
    Invariant("NOWRAMP-BODY-JSON", _body_json),
    *schema_invariants(_OPENAPI, "Session", _is_session, _SESSION_PARTS),
    _same_ids("NOWRAMP-SESSION-ID", _is_session, "sessionId"),
    Invariant("NOWRAMP-SESSION-CLIENT-SECRET", _client_secret),
    Invariant("NOWRAMP-SESSION-EXPIRES-AT", _instant("expiresAt")),
    Invariant("NOWRAMP-SESSION-CREATED-AT", _instant("createdAt")),
    *schema_invariants(_OPENAPI, "Order", _is_order, _ORDER_PARTS),
    _same_ids("NOWRAMP-ORDER-ID", _is_order, "orderId"),
    Invariant("NOWRAMP-ERROR-CODE-STATUS", _code_status),
    Invariant("NOWRAMP-ROBUST-NO-INTERNALS", no_internals),
    Invariant("NOWRAMP-ROBUST-NO-ECHO", no_echo),
)
