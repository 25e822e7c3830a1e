"""Faults of errors, and of calls that nobody expects."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reference.catalogue import fault
from reference.stripe.model import Answer, Call, Document, Order, Params, Refusal, Value
from reference.stripe.rules import Rules

# ---- the envelope


@fault("STRIPE-ERROR-ENVELOPE")
class ErrorAtTheTop(Rules):
    """The members of the error stand in the body itself."""

    def error(self, refusal: Refusal, call: Call) -> Document:
        return self.error_object(refusal, call)


@fault("STRIPE-ERROR-ENVELOPE")
class ErrorIsText(Rules):
    """The error is its message."""

    def error(self, refusal: Refusal, call: Call) -> Document:
        return {"error": refusal.message}


@fault("STRIPE-ERROR-ENVELOPE")
class ErrorsInAList(Rules):
    """There may be several errors, so there is a list of them."""

    def error(self, refusal: Refusal, call: Call) -> Document:
        return {"errors": [self.error_object(refusal, call)]}


@fault("STRIPE-ERROR-ENVELOPE")
class ErrorsAsPlainText(Rules):
    """An error is a sentence for a person, and is sent as one."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, media_type="text/plain", body=refusal.message.encode("utf-8", "replace"))


@fault("STRIPE-ERROR-ENVELOPE")
class GatewayRefusesKeys(Rules):
    """Keys are checked by a gateway, which has errors of its own."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, body=b'{"message":"Unauthorized"}') if answer.status == 401 else answer


@fault("STRIPE-ERROR-ENVELOPE")
class NotFoundIsAPage(Rules):
    """For what is not found there is a page, which was made with much care."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        if answer.status != 404:
            return answer
        return replace(answer, media_type="text/html", body=b"<!DOCTYPE html><title>Not found</title>")


@fault("STRIPE-ERROR-TYPE")
class ErrorTypeMissing(Rules):
    """The HTTP status says what kind of error it is."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        said = super().error_object(refusal, call)
        return {name: value for name, value in said.items() if name != "type"}


@fault("STRIPE-ERROR-TYPE")
class ErrorTypeIsApiError(Rules):
    """Every error is the server's own."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        return {**super().error_object(refusal, call), "type": "api_error"}


@fault("STRIPE-ERROR-MESSAGE")
class ErrorMessageMissing(Rules):
    """The code says it all."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        said = super().error_object(refusal, call)
        return {name: value for name, value in said.items() if name != "message"}


@fault("STRIPE-ERROR-MESSAGE")
class ErrorMessageEmpty(Rules):
    """Messages come from a file of translations, in which there is nothing yet."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        return {**super().error_object(refusal, call), "message": ""}


@fault("STRIPE-ERROR-MEMBERS")
class ErrorCodeIsANumber(Rules):
    """The code of an error is that of the HTTP status."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        return {**super().error_object(refusal, call), "code": refusal.status}


@fault("STRIPE-ERROR-MEMBERS")
class ErrorParamIsAPath(Rules):
    """The parameter is given as a path, in a list."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        said = super().error_object(refusal, call)
        return said if refusal.param is None else {**said, "param": ["body", refusal.param]}


@fault("STRIPE-ERROR-STATUS")
class InvalidParametersAnswer422(Rules):
    """The framework's status for parameters that are no good was never changed."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, status=422) if answer.status == 400 else answer


@fault("STRIPE-ERROR-STATUS")
class ConflictsAnswer409(Rules):
    """Parameters that contradict each other are a conflict, and so is the status."""

    def check_together(self, order: Order) -> None:
        try:
            super().check_together(order)
        except Refusal as refusal:
            raise Refusal(409, refusal.kind, refusal.message, refusal.code, refusal.param) from None


@fault("STRIPE-ERROR-STATUS")
class ListErrorsAnswer422(Rules):
    """The list was built on another framework, which has another status for parameters that are no good."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, status=422) if answer.status == 400 and call.method == "GET" else answer


@fault("STRIPE-ERROR-STATUS")
class ErrorsAnswer200(Rules):
    """The transport has worked, so the status is 200, and the error is in the body."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        return replace(answer, status=200) if answer.status == 400 else answer


# ---- what nobody expects


@fault("STRIPE-STATUS-DOCUMENTED")
class RepeatedParameterCrashes(Rules):
    """A parameter that is given in two shapes breaks the form's parser."""

    def place(self, params: Params, name: str, path: Sequence[str], value: str) -> None:
        try:
            super().place(params, name, path, value)
        except Refusal:
            raise TypeError("expected a hash") from None


@fault("STRIPE-STATUS-DOCUMENTED")
class HashForTextCrashes(Rules):
    """A hash where text is wanted has no method of text."""

    def scalar(self, value: Value, param: str) -> str:
        if not isinstance(value, str):
            raise AttributeError("a hash cannot be stripped")
        return value


@fault("STRIPE-STATUS-DOCUMENTED")
class NotUtf8Crashes(Rules):
    """Bytes that are no UTF-8 are decoded without a thought."""

    def pairs(self, text: str) -> list[tuple[str, str]]:
        try:
            return super().pairs(text)
        except Refusal:
            raise UnicodeError("invalid start byte") from None


@fault("STRIPE-STATUS-DOCUMENTED")
class EmojiCrashes(Rules):
    """The database's character set has three bytes for a character, and an emoji takes four."""

    def metadata(self, params: Params) -> dict[str, str]:
        kept = super().metadata(params)
        if any(ord(each) > 0xFFFF for text in (*kept, *kept.values()) for each in text):
            raise RuntimeError("incorrect string value")
        return kept


@fault("STRIPE-STATUS-DOCUMENTED")
class LongAmountCrashes(Rules):
    """An amount of many digits does not fit into its column."""

    def amount(self, params: Params, name: str) -> str | None:
        value = params.get(name)
        if isinstance(value, str) and len(value) > 40:
            raise OverflowError("numeric value out of range")
        return super().amount(params, name)


@fault("STRIPE-STATUS-DOCUMENTED")
class LargeLimitCrashes(Rules):
    """A limit of many digits does not fit into the database's integer."""

    def integer(self, value: str, param: str) -> int:
        if len(value) > 10:
            raise OverflowError("integer too large")
        return super().integer(value, param)


# ---- what must not show


@fault("STRIPE-ERROR-NO-INSIDES")
class ErrorsShowTheStack(Rules):
    """In an error the stack is shown, as it was during development."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        trace = 'Traceback (most recent call last):\n  File "/srv/app/onramp/views.py", line 82, in create\n'
        return {**super().error_object(refusal, call), "debug": trace + refusal.message}


@fault("STRIPE-ERROR-NO-KEY")
class BadKeyIsRepeated(Rules):
    """The error repeats the key that was sent, whole."""

    def error_object(self, refusal: Refusal, call: Call) -> Document:
        said = super().error_object(refusal, call)
        if refusal.status in (401, 403):
            said["message"] = f"{refusal.message} ({self.key_text(call.headers)})"
        return said
