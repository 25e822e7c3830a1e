"""Faults under rough handling: statuses that no document names, insides and credentials that show."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reference.catalogue import fault
from reference.sumvin.catalog import PROVIDERS, Provider
from reference.sumvin.model import Answer, Call, Caller, Document, Order, Refusal, Session
from reference.sumvin.problems import INVALID_REQUEST, MALFORMED, PROVIDER_ERROR, UNKNOWN_ASSET
from reference.sumvin.rules import Rules


def strings(value: object) -> Iterator[str]:
    """Walk over the strings at the top of a document, names and values alike."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            if isinstance(inner, str):
                yield inner


# ---- statuses that no document names


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class DeepNestingCrashes(Rules):
    """A sanitiser walks through the body by recursion, with a small stack."""

    def as_object(self, value: object) -> Document:
        self._walk(value, 32)
        return super().as_object(value)

    def _walk(self, value: object, depth: int) -> None:
        if depth == 0:
            raise RecursionError("the sanitiser ran out of stack")
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        for each in inner:
            self._walk(each, depth - 1)

    def parsed(self, body: bytes) -> object:
        try:
            return super().parsed(body)
        except Refusal:
            if body.count(b"[") + body.count(b"{") > 500:
                raise RecursionError("the parser ran out of stack") from None
            raise


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class ArrayBodyCrashes(Rules):
    """The handler takes it for granted that the body is an object."""

    def as_object(self, value: object) -> Document:
        if isinstance(value, list):
            raise AttributeError("a list has no members by name")
        return super().as_object(value)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class EmojiCrashes(Rules):
    """The database's character set has three bytes for a character, and an emoji takes four."""

    def as_object(self, value: object) -> Document:
        if any(ord(each) > 0xFFFF for text in strings(value) for each in text):
            raise RuntimeError("incorrect string value")
        return super().as_object(value)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class NulCrashes(Rules):
    """The database takes no NUL in text, and says so with an exception."""

    def as_object(self, value: object) -> Document:
        if any("\x00" in text for text in strings(value)):
            raise RuntimeError("a string literal cannot contain NUL (0x00) characters")
        return super().as_object(value)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class LoneSurrogateCrashes(Rules):
    """Strings are encoded as UTF-8 for the log, and a lone surrogate cannot be."""

    def as_object(self, value: object) -> Document:
        for text in strings(value):
            text.encode()
        return super().as_object(value)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class WrongMediaTypeCrashes(Rules):
    """The body parser for another media type returns nothing, and the handler goes on with that."""

    def check_media_type(self, call: Call) -> None:
        try:
            super().check_media_type(call)
        except Refusal:
            raise TypeError("nothing has no members") from None


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class UnknownProviderAnswers504(Rules):
    """A provider that does not exist never answers, and the gateway's time-out comes back."""

    def pinned(self, name: str, order: Order) -> Provider:
        if name not in PROVIDERS:
            raise Refusal(504, PROVIDER_ERROR, "The provider did not answer in time.")
        return super().pinned(name, order)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class UnservedCountryAnswers503(Rules):
    """Where there is no provider, the service calls itself unavailable."""

    def not_served(self, detail: str) -> Refusal:
        return Refusal(503, PROVIDER_ERROR, detail)


@fault("SUMVIN-SESSIONS-STATUS-DOCUMENTED")
class MalformedAnswers200(Rules):
    """Errors of parsing are answered 200 with an error in the body, for the sake of an old client."""

    def malformed(self, detail: str) -> Refusal:
        return Refusal(200, MALFORMED, detail)


# ---- insides

TRACEBACK = """Traceback (most recent call last):
  File "/srv/app/ramp/api/sessions.py", line 118, in open_session
    order = RampOrder.model_validate(await request.json())
  File "/srv/app/.venv/lib/python3.12/site-packages/pydantic/main.py", line 703, in model_validate
    return cls.__pydantic_validator__.validate_python(obj)
ValueError: invalid order"""


@fault("SUMVIN-ROBUST-NO-INTERNALS")
class TracebackInTheDetail(Rules):
    """The debug mode of the framework is on, and every invalid request is explained by a stack trace."""

    def problem_detail(self, refusal: Refusal, call: Call) -> object:
        return TRACEBACK if refusal.code in (INVALID_REQUEST, MALFORMED) else refusal.detail


@fault("SUMVIN-ROBUST-NO-INTERNALS")
class StackOfAnUnreadableBody(Rules):
    """A body that cannot be parsed is answered with the page for developers."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        if refusal.code != MALFORMED:
            return answer
        return replace(answer, media_type="text/html", body=f"<h1>Server Error</h1><pre>{TRACEBACK}</pre>".encode())


@fault("SUMVIN-ROBUST-NO-INTERNALS")
class StackInAMember(Rules):
    """The problem details of a ramp error carry the stack of the service that raised it, a Java one."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        if refusal.code == UNKNOWN_ASSET:
            problem["stack"] = (
                "java.util.NoSuchElementException: no value present\n"
                "\tat com.sumvin.ramp.Catalog.find(Catalog.java:71)\n"
                "\tat com.sumvin.ramp.SessionController.open(SessionController.java:42)"
            )
        return problem


# ---- credentials


@fault("SUMVIN-ROBUST-NO-ECHO")
class ErrorsShowTheRequest(Rules):
    """For debugging, an error of validation repeats the headers that came with the request."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        problem = super().problem(refusal, call)
        if refusal.code == INVALID_REQUEST:
            problem["request"] = {"headers": dict(call.headers)}
        return problem


@fault("SUMVIN-ROBUST-NO-ECHO")
class WidgetUrlCarriesTheJwt(Rules):
    """The widget logs the user in by the very token that the partner sent, and it stands in the URL."""

    def new_widget_url(self, ident: str, token: str, caller: Caller) -> str:
        return f"{super().new_widget_url(ident, token, caller)}&jwt={caller.token}"


@fault("SUMVIN-ROBUST-NO-ECHO")
class TokenInAHeader(Rules):
    """The proxy mirrors the token in a header of the answer, to see which one it has used."""

    def opened(self, session: Session, call: Call) -> Answer:
        answer = super().opened(session, call)
        return replace(answer, headers={**answer.headers, "x-debug-auth": self.credential(call.headers)})


@fault("SUMVIN-ROBUST-NO-ECHO")
class RampErrorsQuoteTheToken(Rules):
    """The detail of a ramp error names the caller, by the token."""

    def problem_detail(self, refusal: Refusal, call: Call) -> object:
        detail = super().problem_detail(refusal, call)
        return f"{detail} (caller: {self.credential(call.headers)})" if refusal.code.startswith("RAMP_") else detail
