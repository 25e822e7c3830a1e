"""Faults of answers: the status, the envelope and the members of a session."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
import uuid
from dataclasses import replace

from reference.catalogue import fault
from reference.nowramp.model import Call, Document, Key, Operation, Session
from reference.nowramp.rules import Rules


class _Shows(Rules):
    """A base for faults that show something else among a session's attributes."""

    def attributes(self, session: Session, secret: str | None) -> Document:
        return self.altered(super().attributes(session, secret), session)

    def altered(self, shown: Document, session: Session) -> Document:
        """Return what is shown in place of the attributes."""
        raise NotImplementedError


# ---- fresh


@fault("NOWRAMP-CREATE-FRESH")
class OneSessionPerCustomer(Rules):
    """A customer who has a session already gets that one again, with a secret made anew."""

    async def do_create(self, call: Call) -> object:
        key = self.key(call)
        document = self.document(call)
        fields = self.fields(document)
        for earlier in self.store.page(key.project, self.filters({}), 20, 0):
            if earlier.status == "pending" and self._customer(earlier.fields) == self._customer(fields):
                return self.created(earlier, call)
        return await super().do_create(call)

    def _customer(self, fields: Document) -> object:
        return fields.get("externalCustomerId") or fields.get("customerId")


@fault("NOWRAMP-CREATE-FRESH")
class OneSecretPerProject(Rules):
    """The client secret is derived from the project, so that it need not be stored."""

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        derived = uuid.uuid5(uuid.NAMESPACE_URL, key.project).hex
        return replace(super().minted(key, document, fields), client_secret=f"sess_secret_{derived}")


# ---- JSON


@fault("NOWRAMP-BODY-JSON")
class JsonCalledHtml(Rules):
    """The media type is left to the framework, and its default is a page."""

    def media_type(self) -> str:
        return "text/html; charset=utf-8"


@fault("NOWRAMP-BODY-JSON")
class JsonCalledText(Rules):
    """The body is written as a string, and so it is sent as plain text."""

    def media_type(self) -> str:
        return "text/plain"


@fault("NOWRAMP-BODY-JSON")
class JsonInJson(Rules):
    """The body is encoded twice: a text with JSON in it."""

    def success_body(self, body: object) -> bytes:
        return json.dumps(self.encoded(body).decode()).encode()


@fault("NOWRAMP-BODY-JSON")
class JsonBehindAGuard(Rules):
    """Against an old attack a guard is put before the JSON, which our own pages know how to skip."""

    def success_body(self, body: object) -> bytes:
        return b")]}',\n" + self.encoded(body)


# ---- the envelope


@fault("NOWRAMP-SESSION-ENVELOPE")
class SessionWithoutEnvelope(Rules):
    """The attributes are the whole body."""

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        return {"id": ident, **attributes} if kind == "session" else super().resource(kind, ident, attributes)


@fault("NOWRAMP-SESSION-ENVELOPE")
class SessionTypeIsPlural(Rules):
    """The type is the name of the collection, as JSON:API has it."""

    def session_type(self) -> str:
        return "sessions"


@fault("NOWRAMP-SESSION-ENVELOPE")
class SessionInData(Rules):
    """The envelope got an envelope."""

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        inner = super().resource(kind, ident, attributes)
        return {"success": True, "data": inner} if kind == "session" else inner


@fault("NOWRAMP-SESSION-ID")
class SessionIdMissing(_Shows):
    """The id stands in the envelope, and once was thought to be enough."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {name: value for name, value in shown.items() if name != "sessionId"}


@fault("NOWRAMP-SESSION-ID")
class SessionIdWithoutPrefix(_Shows):
    """The attributes come from the row, where the id has no prefix."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "sessionId": session.id.removeprefix("sess_")}


@fault("NOWRAMP-SESSION-ID")
class IdIsANumber(Rules):
    """The envelope shows the number of the row."""

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        inner = {"type": kind, "id": int(ident[-12:], 16), "attributes": attributes}
        return inner if kind == "session" else super().resource(kind, ident, attributes)


@fault("NOWRAMP-SESSION-PROJECT")
class ProjectIsASlug(_Shows):
    """Projects are shown by the name that they have in the dashboard's address."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "projectId": "main-project"}


@fault("NOWRAMP-SESSION-PROJECT")
class ProjectMissing(_Shows):
    """Whoever has the key knows the project, and so it is not shown."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {name: value for name, value in shown.items() if name != "projectId"}


@fault("NOWRAMP-SESSION-PROJECT")
class ProjectOfEachSession(_Shows):
    """The wrong column is shown: a UUID it is, but the row's."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "projectId": str(uuid.uuid5(uuid.NAMESPACE_URL, session.id))}


@fault("NOWRAMP-SESSION-CLIENT-SECRET")
class SecretNeverShown(Rules):
    """Secrets are masked in every answer, in the one that hands them out too."""

    def created(self, session: Session, call: Call) -> object:
        return self.shown(session, call)


@fault("NOWRAMP-SESSION-CLIENT-SECRET")
class SecretBesideTheAttributes(Rules):
    """The secret is put beside the attributes, where nobody looks for it."""

    def created(self, session: Session, call: Call) -> object:
        shown = self.resource(self.session_type(), session.id, self.attributes(session, None))
        return {**shown, "clientSecret": session.client_secret} if isinstance(shown, dict) else shown


@fault("NOWRAMP-SESSION-TYPE")
class TypeInCapitals(_Shows):
    """The type is shown by the name of the enumeration's member."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "type": str(shown["type"]).upper()}


@fault("NOWRAMP-SESSION-TYPE")
class TypesOfAnOlderApi(_Shows):
    """The first version of the API said buy and sell, and the answers still do."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "type": "buy" if shown["type"] == "onramp" else "sell"}


@fault("NOWRAMP-SESSION-STATUS")
class StatusInCapitals(_Shows):
    """The status is shown by the name of the enumeration's member."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "status": session.status.upper()}


@fault("NOWRAMP-SESSION-STATUS")
class CanceledWithOneL(_Shows):
    """Half of the team spells it the American way."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "status": "canceled" if session.status == "cancelled" else session.status}


@fault("NOWRAMP-SESSION-STATUS")
class UsedIsAStatus(_Shows):
    """What became of a session is told by a status that the document does not have."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {**shown, "status": "used" if session.order else session.status}


@fault("NOWRAMP-SESSION-PENDING")
class BornConfirmed(Rules):
    """A session that has everything needs no confirmation, and is born with one."""

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        return replace(super().minted(key, document, fields), status="confirmed")


@fault("NOWRAMP-SESSION-PENDING")
class CreationSaysProcessing(Rules):
    """The answer to a creation tells what the server is doing, not what the session is."""

    def created(self, session: Session, call: Call) -> object:
        attributes = {**self.attributes(session, session.client_secret), "status": "processing"}
        return self.resource(self.session_type(), session.id, attributes)


@fault("NOWRAMP-SESSION-LOCKS")
class LocksAreAList(Rules):
    """The locks are shown as a list of the locked fields' names."""

    def shown_locks(self, session: Session) -> object:
        return [name for name, lock in session.locks.items() if lock["locked"]]


@fault("NOWRAMP-SESSION-LOCKS")
class LocksAreFlags(Rules):
    """Each lock is shown as a bare true or false."""

    def shown_locks(self, session: Session) -> object:
        return {name: lock["locked"] for name, lock in session.locks.items()}


@fault("NOWRAMP-SESSION-LOCKS")
class LockedIsAText(Rules):
    """A serialiser turned the flags into texts."""

    def shown_locks(self, session: Session) -> object:
        return {name: {**lock, "locked": str(lock["locked"]).lower()} for name, lock in session.locks.items()}


class _Times(_Shows):
    """A base for faults that write one of the two times in another way."""

    field = "expiresAt"

    def altered(self, shown: Document, session: Session) -> Document:
        moment = session.expires_at if self.field == "expiresAt" else session.created_at
        return {**shown, self.field: self.written(moment, str(shown[self.field]))}

    def written(self, moment: int, time: str) -> object:
        """Return how a moment (epoch milliseconds) is written that should be `time`."""
        return moment


@fault("NOWRAMP-SESSION-EXPIRES-AT")
class ExpiryIsEpoch(_Times):
    """The expiry is shown as epoch milliseconds, as it is kept."""


@fault("NOWRAMP-SESSION-EXPIRES-AT")
class ExpiryWithoutZone(_Times):
    """The expiry is written without a zone, since the server's is UTC."""

    def written(self, moment: int, time: str) -> object:
        return time.removesuffix("Z")


@fault("NOWRAMP-SESSION-EXPIRES-AT")
class ExpiryWithOffset(_Times):
    """The expiry is written with an offset of zero hours in place of the Z."""

    def written(self, moment: int, time: str) -> object:
        return time.replace("Z", "+00:00")


@fault("NOWRAMP-SESSION-CREATED-AT")
class CreationIsEpoch(_Times):
    """The creation is shown as epoch milliseconds, as it is kept."""

    field = "createdAt"


@fault("NOWRAMP-SESSION-CREATED-AT")
class CreationWithASpace(_Times):
    """The creation is written as the database does, with a space and without a zone."""

    field = "createdAt"

    def written(self, moment: int, time: str) -> object:
        return time.replace("T", " ").removesuffix("Z")


@fault("NOWRAMP-SESSION-CREATED-AT")
class CreationMissing(_Shows):
    """When a session was made is thought to be of interest to nobody."""

    def altered(self, shown: Document, session: Session) -> Document:
        return {name: value for name, value in shown.items() if name != "createdAt"}


@fault("NOWRAMP-SESSION-FIELD-TYPES")
class AbsentFieldsAreFalse(_Shows):
    """What a session was created without is shown as false."""

    def altered(self, shown: Document, session: Session) -> Document:
        absent = ("sourceAmount", "sourceCurrency", "destinationCurrency", "destinationAddress", "network")
        return {**dict.fromkeys((*absent, "redirectUrl"), False), **shown}


@fault("NOWRAMP-SESSION-FIELD-TYPES")
class CurrenciesAreObjects(_Shows):
    """Currencies are shown as objects, with their code and their decimals."""

    def altered(self, shown: Document, session: Session) -> Document:
        currencies = ("sourceCurrency", "destinationCurrency")
        return {name: {"code": value, "decimals": 2} if name in currencies else value for name, value in shown.items()}


# ---- statuses


class _Answers(Rules):
    """A base for faults of the status of one endpoint."""

    at: Operation = "create"
    status = 200

    def success_status(self, operation: Operation) -> int:
        return self.status if operation == self.at else super().success_status(operation)


@fault("NOWRAMP-CREATE-STATUS")
class CreateAnswers200(_Answers):
    """The framework's default status was never changed."""


@fault("NOWRAMP-CREATE-STATUS")
class CreateAnswers202(_Answers):
    """The session is made by a queue, says the status, though the body has it already."""

    status = 202


@fault("NOWRAMP-GET-STATUS")
class GetAnswers206(_Answers):
    """Without the secret it is but a part of the session, and so the status says partial content."""

    at, status = "get", 206


@fault("NOWRAMP-GET-STATUS")
class GetAnswers201(_Answers):
    """The handler was copied from the creation."""

    at, status = "get", 201


@fault("NOWRAMP-ORDER-STATUS")
class OrderAnswers200(_Answers):
    """The framework's default status was never changed."""

    at, status = "order", 200


@fault("NOWRAMP-ORDER-STATUS")
class OrderAnswers303(_Answers):
    """The status already sends the browser on, to a location that is not there."""

    at, status = "order", 303


@fault("NOWRAMP-LIST-STATUS")
class ListAnswers206(_Answers):
    """A page is a part of the list, and so the status says partial content."""

    at, status = "list", 206


@fault("NOWRAMP-GET-SAME")
class CreatedWhenRead(Rules):
    """The time of the creation is a default of the serialiser, and the default is now."""

    def shown(self, session: Session, call: Call) -> object:
        attributes = {**self.attributes(session, None), "createdAt": self.timestamp(self.clock.now_ms())}
        return self.resource(self.session_type(), session.id, attributes)
