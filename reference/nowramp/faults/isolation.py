"""Faults of projects: whose sessions a key reaches."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.nowramp.errors import FORBIDDEN, NOT_PENDING
from reference.nowramp.model import Call, Document, Filters, Key, Operation, Refusal, Session
from reference.nowramp.rules import Rules


class _Reaches(Rules):
    """A base for faults where one endpoint looks a session up by its id alone."""

    blind: ClassVar[Operation]

    def foreign_session(self, session: Session, call: Call) -> Session:
        return session if call.operation == self.blind else super().foreign_session(session, call)


@fault("NOWRAMP-PROJECT-GET")
class AnyKeyReads(_Reaches):
    """The session is looked up by its id; that the id is of another project is not looked at."""

    blind = "get"


@fault("NOWRAMP-PROJECT-GET")
class PublicKeysReadEverything(Rules):
    """Secret keys are held to their project, but of a public one only the kind is looked at."""

    def owned(self, key: Key, call: Call) -> Session:
        session = self.store.session(call.ident)
        if session is not None and call.operation == "get" and key.kind == "pk":
            return session
        return super().owned(key, call)


@fault("NOWRAMP-PROJECT-GET")
class StrangersSessionIsBlanked(Rules):
    """A session of another project is shown with its customer taken out, as if that made it nobody's."""

    def foreign_session(self, session: Session, call: Call) -> Session:
        if call.operation != "get":
            return super().foreign_session(session, call)
        kept = {name: session.fields[name] for name in session.fields if "ustomer" not in name}
        return Session(
            session.id, session.project, "", session.status, kept, {}, session.created_at, session.expires_at
        )


@fault("NOWRAMP-PROJECT-CONFIRM")
class AnyPublicKeyConfirms(_Reaches):
    """The client secret is right, and so nobody asks whose public key came with it at the confirmation."""

    blind = "confirm"


@fault("NOWRAMP-PROJECT-ORDER")
class AnyPublicKeyOrders(_Reaches):
    """The client secret is right, and so nobody asks whose public key came with it at the order."""

    blind = "order"


@fault("NOWRAMP-PROJECT-CANCEL")
class AnySecretKeyCancels(_Reaches):
    """Cancelling takes an id and a secret key, whichever."""

    blind = "cancel"


@fault("NOWRAMP-PROJECT-CANCEL")
class RefusedCancelTakesEffect(Rules):
    """The state is changed first and the project compared afterwards: a 404, but cancelled it is."""

    def foreign_session(self, session: Session, call: Call) -> Session:
        if call.operation == "cancel" and session.status == "pending":
            self.called_off(session)
        return super().foreign_session(session, call)


@fault("NOWRAMP-PROJECT-LIST")
class ListOfEverybody(Rules):
    """The list forgot its WHERE: every project sees every session."""

    def listed_project(self, key: Key) -> str | None:
        return None


@fault("NOWRAMP-PROJECT-LIST")
class FilterForgetsTheProject(Rules):
    """A filter replaces the condition on the project instead of joining it."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if filters == Filters():
            return super().found(key, filters, page, size)
        return self.store.page(None, filters, size, self.skipped(page, size))


@fault("NOWRAMP-PROJECT-LIST")
class ExternalCustomersAreShared(Rules):
    """A partner's customer ids are taken for unique in the world, and looked up without the project."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if filters.external is None:
            return super().found(key, filters, page, size)
        return self.store.page(None, filters, size, self.skipped(page, size))


@fault("NOWRAMP-PROJECT-LIST")
class CustomersAreShared(Rules):
    """The UUID of a customer is unique in the world, and looked up without the project."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if filters.customer is None:
            return super().found(key, filters, page, size)
        return self.store.page(None, filters, size, self.skipped(page, size))


@fault("NOWRAMP-PROJECT-CONFIRM")
class RefusedConfirmTakesEffect(Rules):
    """The state is changed first and the project compared afterwards: a 404, but confirmed it is."""

    def foreign_session(self, session: Session, call: Call) -> Session:
        if call.operation == "confirm" and session.status == "pending":
            self.confirmed(session, {})
        return super().foreign_session(session, call)


@fault("NOWRAMP-PROJECT-ORDER")
class StrangersOrderIsAccepted(Rules):
    """Whoever orders with another project's key is told 202, and the order is dropped later on."""

    def foreign_session(self, session: Session, call: Call) -> Session:
        if call.operation == "order":
            raise Refusal(202, "ACCEPTED", "The order will be looked at.")
        return super().foreign_session(session, call)


# ---- ids that no session has


class _Unknown(Rules):
    """A base for faults where one endpoint answers something else than 404 NOT_FOUND for an unknown id."""

    at: ClassVar[Operation]

    def unknown_session(self, call: Call) -> Session:
        if call.operation == self.at:
            raise self.instead(call)
        return super().unknown_session(call)

    def instead(self, call: Call) -> Exception:
        """Return what is raised in place of a 404."""
        return self.invalid("sessionId", "is not the id of a session")


@fault("NOWRAMP-GET-UNKNOWN")
class UnknownIdIsInvalid(_Unknown):
    """An id that stands for nothing is reported as an invalid parameter."""

    at = "get"


@fault("NOWRAMP-GET-UNKNOWN")
class UnknownIdIsForbidden(_Unknown):
    """A lookup that finds nothing owns nothing, and so reading it is forbidden."""

    at = "get"

    def instead(self, call: Call) -> Exception:
        return self.refuse(FORBIDDEN, "The session is not yours.")


@fault("NOWRAMP-GET-UNKNOWN")
class UnknownIdCrashes(_Unknown):
    """The result of the lookup is used before anybody has asked whether there is one."""

    at = "get"

    def instead(self, call: Call) -> Exception:
        return AttributeError("null has no project")


@fault("NOWRAMP-GET-UNKNOWN")
class UnknownIdHasNoCode(_Unknown):
    """A missing session is answered by the framework's own 404, which knows nothing of error codes."""

    at = "get"

    def instead(self, call: Call) -> Exception:
        return Refusal(404, "Not Found", "Not Found")


@fault("NOWRAMP-CONFIRM-UNKNOWN")
class ConfirmingNothingIsInvalid(_Unknown):
    """Whatever is wrong with a confirmation is a validation error, an unknown session too."""

    at = "confirm"


@fault("NOWRAMP-CONFIRM-UNKNOWN")
class ConfirmingNothingSucceeds(_Unknown):
    """The update hits no row, and no row is no error."""

    at = "confirm"

    def instead(self, call: Call) -> Exception:
        return Refusal(200, "OK", "Confirmed.")


@fault("NOWRAMP-ORDER-UNKNOWN")
class OrderingFromNothingIsExpired(_Unknown):
    """A session that is not found must have expired, the author of the order thought."""

    at = "order"

    def instead(self, call: Call) -> Exception:
        return self.expired()


@fault("NOWRAMP-ORDER-UNKNOWN")
class OrderingFromNothingCrashes(_Unknown):
    """The secret is compared with that of a session that is not there."""

    at = "order"

    def instead(self, call: Call) -> Exception:
        return AttributeError("null has no client secret")


@fault("NOWRAMP-CANCEL-UNKNOWN")
class CancellingNothingSucceeds(_Unknown):
    """The update hits no row, and what is not there counts as cancelled."""

    at = "cancel"

    def instead(self, call: Call) -> Exception:
        return Refusal(200, "OK", "Cancelled.")


@fault("NOWRAMP-CANCEL-UNKNOWN")
class CancellingNothingIsAConflict(_Unknown):
    """What cannot be cancelled is a conflict, what does not exist included."""

    at = "cancel"

    def instead(self, call: Call) -> Exception:
        return Refusal(409, NOT_PENDING, "The session is not pending.")


class _KeysApart(Rules):
    """A base for faults where what one secret key has created is not there for the project's others."""

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        session = super().minted(key, document, fields)
        return replace(session, fields={**session.fields, "creator": key.value})

    def is_strange(self, key: Key, session: Session) -> bool:
        """Tell whether another secret key of the same project has created a session."""
        return key.kind == "sk" and key.project == session.project and session.fields["creator"] != key.value


@fault("NOWRAMP-PROJECT-KEYS")
class EachKeyListsItsOwn(_KeysApart):
    """The list is filtered by the key that asks, which was the same as the project while projects had one key."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        return [one for one in super().found(key, filters, page, size) if not self.is_strange(key, one)]


@fault("NOWRAMP-PROJECT-KEYS")
class EachKeyCancelsItsOwn(_KeysApart):
    """Whoever cancels has to be who created, it was said, and who is a key."""

    def owned(self, key: Key, call: Call) -> Session:
        session = super().owned(key, call)
        if call.operation == "cancel" and self.is_strange(key, session):
            raise self.not_found()
        return session
