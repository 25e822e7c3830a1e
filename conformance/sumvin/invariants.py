"""What must hold of every exchange with Sumvin, whatever the check was after."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any

import specs
from conformance.exchange import MISSING, Exchange, at, too_deep
from conformance.invariants import Invariant, Judge, Judgement, json_body, no_echo, no_internals, statuses
from conformance.schema import schema_invariants
from conformance.sumvin import timefields
from conformance.sumvin.errors import ERRORS, carries_code, code_of
from conformance.sumvin.operations import OPEN_SESSION

_NO_VALUE = (MISSING, None)


def _is_session(exchange: Exchange) -> bool:
    return exchange.operation == OPEN_SESSION and exchange.response.status in (200, 201, 208)


def _widget_loadable(exchange: Exchange) -> Judgement | None:
    url = at(exchange.response.json, "/session/widget_url")
    if not _is_session(exchange) or not isinstance(url, str):
        return None
    scheme, separator, rest = url.partition("://")
    held = scheme.lower() in ("http", "https") and bool(separator) and rest.partition("/")[0] != "" and " " not in url
    return Judgement(held, "an absolute http or https URL at /session/widget_url", "another text")


def _amount_exact(exchange: Exchange) -> Judgement | None:
    # A replay shows the original's amount, not that of its own request.
    if exchange.response.status != 201:
        return None
    document = _exactly(exchange.response.body)
    echoed = next(
        (v for p in ("/session/source_amount", "/source_amount") if (v := at(document, p)) not in _NO_VALUE), None
    )
    sent = at(_sent(exchange), "/source_amount")
    if echoed is None or _decimal(sent) is None:
        return None
    return Judgement(_decimal(echoed) == _decimal(sent), f"the source_amount that was sent, {sent!r}", f"{echoed!r}")


def _times(wanted: str) -> Judge:
    """Time fields under one kind of X-Timestamp-Format: `default`, `iso8601` or `unrecognised`."""

    def judge(exchange: Exchange) -> Judgement | None:
        if _asked_for(exchange) != wanted:
            return None
        fields = list(timefields.time_fields(exchange.response.json))
        if not fields:
            return None
        fits = timefields.is_iso8601 if wanted == "iso8601" else timefields.is_epoch_milliseconds
        form = "YYYY-MM-DDTHH:MM:SSZ" if wanted == "iso8601" else "an integer of epoch milliseconds"
        wrong = [f"{pointer} is {value!r}" for pointer, value in fields if not fits(value)]
        return Judgement(not wrong, f"{form} in every time field", "; ".join(wrong) or "as expected")

    return judge


def _problem_status(exchange: Exchange) -> Judgement | None:
    problem = carries_code(exchange) or exchange.response.media_type == "application/problem+json"
    status = at(exchange.response.json, "/status")
    if not problem or status in _NO_VALUE:
        return None
    actual = exchange.response.status
    return Judgement(status == actual, f"status {actual} in the body too", f"status {status!r}")


def _problem_title(exchange: Exchange) -> Judgement | None:
    error = ERRORS.get(code_of(exchange.response.json) or "")
    title = at(exchange.response.json, "/title")
    if not carries_code(exchange) or error is None or error.title is None or title in _NO_VALUE:
        return None
    return Judgement(title == error.title, f"the title {error.title!r} for {error.code}", f"{title!r}")


def _problem_media_type(exchange: Exchange) -> Judgement | None:
    if not carries_code(exchange):
        return None
    media_type = exchange.response.media_type
    return Judgement(media_type == "application/problem+json", "application/problem+json", media_type or "none")


def fresh_sessions() -> Invariant:
    """A call without a key never returns a session that another call of the run returned."""
    seen: set[str] = set()

    def judge(exchange: Exchange) -> Judgement | None:
        session = at(exchange.response.json, "/session/id")
        if not _is_session(exchange) or not isinstance(session, str):
            return None
        known = session in seen
        seen.add(session)
        if at(_sent(exchange), "/idempotency_key") not in _NO_VALUE:
            return None
        return Judgement(not known, "a session that no other call has returned", f"the session {session!r} once more")

    return Invariant("SUMVIN-IDEMPOTENCY-KEY-OMITTED", judge)


def _asked_for(exchange: Exchange) -> str:
    value = dict(exchange.request.headers).get(timefields.HEADER)
    if value is None:
        return "default"
    return "iso8601" if value == timefields.ISO8601 else "unrecognised"


def _sent(exchange: Exchange) -> Any:
    return _exactly(exchange.request.body or b"")


def _exactly(body: bytes) -> Any:
    """A body as JSON, its numbers as they are written; None where it is none."""
    if too_deep(body):
        return None
    try:
        return json.loads(body, parse_float=Decimal)
    except ValueError:
        return None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


_documented = statuses((201, 208), (502,), expected="201, 208, a 4xx, or the documented 502")


def _status_documented(exchange: Exchange) -> Judgement | None:
    return _documented(exchange) if exchange.operation == OPEN_SESSION else None


INVARIANTS = (
    Invariant("SUMVIN-SESSIONS-STATUS-DOCUMENTED", _status_documented),
    Invariant("SUMVIN-SESSIONS-BODY-JSON", json_body(_is_session)),
    *schema_invariants(
        specs.load("sumvin").openapi,
        "RampSessionResponse",
        _is_session,
        {
            "SUMVIN-SESSION-ENVELOPE": "",
            "SUMVIN-SESSION-ID": "/session/id",
            "SUMVIN-SESSION-WIDGET-URL": "/session/widget_url",
            "SUMVIN-SESSION-TOKEN": "/session/token",
            "SUMVIN-SESSION-OPTIONAL-FIELDS": ("/session/service_provider_widget_url", "/session/external_session_id"),
        },
    ),
    Invariant("SUMVIN-SESSION-WIDGET-LOADABLE", _widget_loadable),
    Invariant("SUMVIN-SESSIONS-AMOUNT-EXACT", _amount_exact),
    Invariant("SUMVIN-TIMESTAMP-DEFAULT", _times("default")),
    Invariant("SUMVIN-TIMESTAMP-ISO8601", _times("iso8601")),
    Invariant("SUMVIN-TIMESTAMP-UNRECOGNISED", _times("unrecognised")),
    *schema_invariants(specs.load("sumvin").openapi, "ProblemDetails", carries_code, {"SUMVIN-PROBLEM-DETAILS": ""}),
    Invariant("SUMVIN-PROBLEM-STATUS", _problem_status),
    Invariant("SUMVIN-PROBLEM-TITLE", _problem_title),
    Invariant("SUMVIN-PROBLEM-MEDIA-TYPE", _problem_media_type),
    Invariant("SUMVIN-ROBUST-NO-INTERNALS", no_internals),
    Invariant("SUMVIN-ROBUST-NO-ECHO", no_echo),
)
