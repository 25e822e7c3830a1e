"""Faults of errors: their codes and statuses, and what else they tell or fail to answer."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from typing import ClassVar

from reference.catalogue import fault
from reference.nowramp.errors import ALREADY_USED, EXPIRED, FORBIDDEN, INVALID, NOT_FOUND
from reference.nowramp.model import Answer, Call, Document, Key, Operation, Refusal
from reference.nowramp.rules import Rules


@fault("NOWRAMP-ERROR-VALIDATION")
class ValidationAnswers422(Rules):
    """The framework's status for invalid bodies was never changed."""

    def status_of(self, code: str) -> int:
        return 422 if code == INVALID else super().status_of(code)


@fault("NOWRAMP-ERROR-VALIDATION")
class ValidationHasAnotherCode(Rules):
    """The code was renamed in the server and not in the document."""

    def error_code(self, refusal: Refusal) -> str:
        return "INVALID_REQUEST" if refusal.code == INVALID else super().error_code(refusal)


@fault("NOWRAMP-ERROR-VALIDATION")
class ValidationHasNoCode(Rules):
    """The validator has an envelope of its own: a list of fields, and no code."""

    def error(self, refusal: Refusal, call: Call) -> object:
        if refusal.code != INVALID:
            return super().error(refusal, call)
        return {"success": False, "issues": [{"path": refusal.field, "message": refusal.message}]}


@fault("NOWRAMP-CREATE-CUSTOMER-REQUIRED")
class ErrorsAnswer200(Rules):
    """Errors of validation are told in the body, and the status says that the telling went well."""

    def status_of(self, code: str) -> int:
        return 200 if code == INVALID else super().status_of(code)


class _Status(Rules):
    """A base for faults that answer a documented code with another status."""

    code: ClassVar[str]
    status: ClassVar[int]

    def status_of(self, code: str) -> int:
        return self.status if code == self.code else super().status_of(code)


@fault("NOWRAMP-ERROR-CODE-STATUS")
class ExpiredAnswers410(_Status):
    """The status for what is there no more is 410, somebody knew."""

    code, status = EXPIRED, 410


@fault("NOWRAMP-ERROR-CODE-STATUS")
class AlreadyUsedAnswers400(_Status):
    """Every error of an order is a bad request."""

    code, status = ALREADY_USED, 400


@fault("NOWRAMP-ERROR-CODE-STATUS")
class ForbiddenAnswers401(_Status):
    """Whoever may not do something is asked to log in."""

    code, status = FORBIDDEN, 401


@fault("NOWRAMP-ERROR-CODE-STATUS")
class NotFoundAnswers400(_Status):
    """Every error that the client can mend is a bad request."""

    code, status = NOT_FOUND, 400


@fault("NOWRAMP-ERROR-CODE-STATUS")
class BadKeyIsForbiddenButNot403(Rules):
    """The code for a bad key is FORBIDDEN, the status is that of the middleware."""

    def unauthorized(self, message: str) -> Refusal:
        return Refusal(401, FORBIDDEN, message)


# ---- bodies that are no objects


class _Bodies(Rules):
    """A base for faults of one endpoint that takes a body for what it is not."""

    at: ClassVar[Operation]

    def document(self, call: Call) -> Document:
        if call.operation != self.at:
            return super().document(call)
        try:
            return super().document(call)
        except Refusal as refusal:
            return self.instead(call, refusal)

    def instead(self, call: Call, refusal: Refusal) -> Document:
        """Deal with a body that is no object."""
        raise RuntimeError("unexpected token in JSON at position 0")


@fault("NOWRAMP-CREATE-BODY-OBJECT")
class UnreadableCreationCrashes(_Bodies):
    """Nobody catches what the parser throws at a body that it cannot read."""

    at = "create"


@fault("NOWRAMP-CONFIRM-BODY-OBJECT")
class UnreadableConfirmCrashes(_Bodies):
    """Nobody catches what the parser throws at a body that it cannot read."""

    at = "confirm"


@fault("NOWRAMP-ORDER-BODY-OBJECT")
class UnreadableOrderCrashes(_Bodies):
    """Nobody catches what the parser throws at a body that it cannot read."""

    at = "order"


class _ReadsAnyway(_Bodies):
    """A base for faults that answer a body which is no object with a success."""

    def instead(self, call: Call, refusal: Refusal) -> Document:
        raise Refusal(200, "OK", "Nothing to do.")


@fault("NOWRAMP-CREATE-BODY-OBJECT")
class UnreadableCreationIsAcknowledged(_ReadsAnyway):
    """The reading of the body fails, the handler returns early, and early means 200."""

    at = "create"


@fault("NOWRAMP-CONFIRM-BODY-OBJECT")
class UnreadableConfirmIsAcknowledged(_ReadsAnyway):
    """The reading of the body fails, the handler returns early, and early means 200."""

    at = "confirm"


@fault("NOWRAMP-ORDER-BODY-OBJECT")
class UnreadableOrderIsAcknowledged(_ReadsAnyway):
    """The reading of the body fails, the handler returns early, and early means 200."""

    at = "order"


# ---- robustness


@fault("NOWRAMP-STATUS-DOCUMENTED")
class InvalidAnswers500(Rules):
    """Validation throws, and what is thrown is an internal error, says the catch-all around it."""

    def status_of(self, code: str) -> int:
        return 500 if code == INVALID else super().status_of(code)


@fault("NOWRAMP-STATUS-DOCUMENTED")
class BadKeyRedirects(Rules):
    """Whoever comes without a good key is sent to the log-in page, as in the dashboard."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        answer = super().refused(refusal, call)
        if refusal.status != 401:
            return answer
        return Answer(302, answer.media_type, answer.body, {"Location": "/login"})


@fault("NOWRAMP-STATUS-DOCUMENTED")
class UnknownSessionAnswers503(Rules):
    """A lookup that finds nothing is tried on another shard, which there is not."""

    def not_found(self) -> Refusal:
        return Refusal(503, "TRY_AGAIN", "The session cannot be looked up now.")


@fault("NOWRAMP-ROBUST-NO-INTERNALS")
class TracebackInErrors(Rules):
    """The debug mode was left switched on, and errors of validation come with a stack trace."""

    def error_members(self, refusal: Refusal, call: Call) -> Document:
        members = super().error_members(refusal, call)
        if refusal.code != INVALID:
            return members
        trace = (
            "Traceback (most recent call last):\n"
            '  File "/srv/app/sessions/views.py", line 88, in create\n'
            "    session = Session.parse(request.body)\n"
            f"ValidationError: {refusal.message}"
        )
        return {**members, "stack": trace}


@fault("NOWRAMP-ROBUST-NO-ECHO")
class BadKeyIsRepeated(Rules):
    """The message for a bad key says which it was, and goes into every log on the way."""

    def unknown_key(self, token: str) -> Key:
        raise self.unauthorized(f"The API key {token} is not valid.")


@fault("NOWRAMP-ROBUST-NO-ECHO")
class WrongKindIsRepeated(Rules):
    """The message for a key of the wrong kind says which it was."""

    def check_kind(self, key: Key, call: Call) -> None:
        try:
            super().check_kind(key, call)
        except Refusal as refusal:
            raise self.refuse(FORBIDDEN, f"{refusal.message} You sent {key.value}.") from None
