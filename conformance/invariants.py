"""Invariants: oracles applied to every exchange of every check, each bound to its requirement.

The general ones are here; an API's own stand in its folder.
"""

import re
from collections.abc import Callable, Container
from dataclasses import dataclass

from conformance.exchange import Exchange


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an invariant says of one exchange."""

    held: bool
    expected: str
    observed: str


Judge = Callable[[Exchange], Judgement | None]


@dataclass(frozen=True, slots=True)
class Invariant:
    """A requirement with the function that judges an exchange by it; None means that it does not apply."""

    requirement: str
    judge: Judge


def statuses(success: Container[int], server_error: Container[int], *, expected: str) -> Judge:
    """Successes and server errors are the documented ones; a redirect is never an answer."""

    def judge(exchange: Exchange) -> Judgement:
        status = exchange.response.status
        held = 400 <= status < 500 or status in success or status in server_error
        return Judgement(held, expected, f"status {status}")

    return judge


def json_body(applies: Callable[[Exchange], bool]) -> Judge:
    """The body is a JSON object (RFC 8259) and says so."""

    def judge(exchange: Exchange) -> Judgement | None:
        if not applies(exchange):
            return None
        response = exchange.response
        body, reason = response.parsed
        if reason is None and not isinstance(body, dict):
            reason = f"a JSON {type(body).__name__}, no object"
        media_type = response.media_type
        said = media_type == "application/json" or (
            media_type.startswith("application/") and media_type.endswith("+json")
        )
        return Judgement(
            said and reason is None,
            "a JSON object in a JSON media type",
            reason or f"content-type {response.header('content-type') or 'absent'}",
        )

    return judge


# One alternative per runtime; each is a form that no prose takes by accident.
_INSIDES = re.compile(
    r"Traceback \(most recent call last\)"
    r"|\bFile \"[^\"\n]+\.py\", line \d+"
    r"|(?:^|[\n\"])[ \t]{1,16}at [\w.$<>]{1,200} ?\([\w./\\-]{1,200}\.(?:java|js|ts|kt|scala|mjs):\d+"
    r"|\bgoroutine \d+ \[\w+\]:"
    r"|\.rb:\d+:in [`']"
    r"|#\d+ /[\w./-]{1,300}\.php\(\d+\)"
    r"|(?:^|[\n\"])[ \t]{1,16}at [\w.]{1,200}\([^)\n]{0,200}\) in [^\n]{1,300}\.cs:line \d+"
    r"|thread '[^']+' panicked at"
)


_NO_INTERNALS = Judgement(True, "a body without a stack trace", "none")

_TELLTALES = (
    *(b"Traceback", b'.py\\"', b'.py"', b".java:", b".js:", b".ts:", b".kt:", b".scala:", b".mjs:"),
    *(b"goroutine ", b".rb:", b".php(", b".cs:line ", b"panicked at"),
)  # fmt: skip
"""Every form above holds one of these, and hardly any other body does: they are sought first, since that is quick."""

_LOOKED_AT = 1 << 16
"""Of a body, so many bytes at its beginning and at its end: no trace stands in the middle of megabytes of JSON."""


def no_internals(exchange: Exchange) -> Judgement:
    """No stack trace of any common runtime stands in the body."""
    body = exchange.response.body
    if not any(telltale in body for telltale in _TELLTALES):
        return _NO_INTERNALS
    if len(body) > 2 * _LOOKED_AT:
        body = body[:_LOOKED_AT] + b"\n" + body[-_LOOKED_AT:]
    text = body.decode("utf-8", "replace")
    found = _INSIDES.search(text.replace("\\n", "\n").replace("\\t", "\t").replace("\\/", "/").replace('\\"', '"'))
    observed = f"the body holds {found.group().strip()[:80]!r}" if found else "none"
    return Judgement(found is None, "a body without a stack trace", observed)


def no_echo(exchange: Exchange) -> Judgement | None:
    """No credential of the request stands in the answer, neither in its body nor in a header."""
    sent = [value for name, value in exchange.request.headers if name in exchange.secret_headers]
    secrets = [secret for value in sent if len(secret := value.rpartition(" ")[2]) >= 12]
    if not secrets:
        return None
    body = exchange.response.body.decode("utf-8", "replace")
    shown = [body, *(value for _, value in exchange.response.headers)]
    echoed = any(secret in text for secret in secrets for text in shown)
    return Judgement(not echoed, "an answer without the request's credentials", "they stand in the answer")
