"""Faults of the confirmation: what it demands, what it changes, and what it leaves."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace

from reference.catalogue import fault
from reference.nowramp.model import Call, Document, Session
from reference.nowramp.rules import Rules


@fault("NOWRAMP-CONFIRM-STATUS")
class ConfirmDemandsAnAddress(Rules):
    """The confirmation was made for its address, and without one it makes no sense to its author."""

    def updates(self, session: Session, document: Document) -> Document:
        if document.get("destinationAddress") is None:
            raise self.missing("destinationAddress")
        return super().updates(session, document)


@fault("NOWRAMP-CONFIRM-STATUS")
class ConfirmCrashesWithoutNetwork(Rules):
    """The network is read without asking whether it was sent."""

    def updates(self, session: Session, document: Document) -> Document:
        if "network" not in document:
            raise KeyError("network")
        return super().updates(session, document)


@fault("NOWRAMP-CONFIRM-STATUS")
class LockedSessionsAreNotConfirmed(Rules):
    """A session whose wallet is locked has nothing to be confirmed, and is refused."""

    def check_confirmable(self, session: Session) -> None:
        if "destinationAddress" in session.locks:
            raise self.invalid("sessionId", "has nothing to confirm")
        super().check_confirmable(session)


class _Updates(Rules):
    """A base for faults that change fewer fields than they should."""

    fields_to_change: tuple[str, ...] = ()

    def updatable(self) -> tuple[str, ...]:
        return self.fields_to_change


@fault("NOWRAMP-CONFIRM-ADDRESS")
class ConfirmForgetsTheAddress(_Updates):
    """Of the two fields only the network is read."""

    fields_to_change = ("network",)


@fault("NOWRAMP-CONFIRM-NETWORK")
class ConfirmForgetsTheNetwork(_Updates):
    """Of the two fields only the address is read."""

    fields_to_change = ("destinationAddress",)


class _FirstOnly(Rules):
    """A base for faults that set a field but never replace it."""

    kept_field = ""

    def updates(self, session: Session, document: Document) -> Document:
        changed = super().updates(session, document)
        if self.kept_field in session.fields:
            changed.pop(self.kept_field, None)
        return changed


@fault("NOWRAMP-CONFIRM-ADDRESS")
class ConfirmNeverReplacesTheAddress(_FirstOnly):
    """An address can be added, but one that is there already stays, unlocked or not."""

    kept_field = "destinationAddress"


@fault("NOWRAMP-CONFIRM-NETWORK")
class ConfirmNeverReplacesTheNetwork(_FirstOnly):
    """A network can be added, but one that is there already stays, unlocked or not."""

    kept_field = "network"


class _OnlySaid(Rules):
    """A base for faults that show a change in the answer and do not store it."""

    said = ""

    async def do_confirm(self, call: Call) -> object:
        body = await super().do_confirm(call)
        session = self.store.session(call.ident)
        if session is not None and self.said in self.document(call):
            unchanged = {name: value for name, value in session.fields.items() if name != self.said}
            self.kept(replace(session, fields=unchanged))
        return body


@fault("NOWRAMP-CONFIRM-ADDRESS")
class ConfirmedAddressIsNotStored(_OnlySaid):
    """The answer shows the new address, and the transaction is never committed."""

    said = "destinationAddress"


@fault("NOWRAMP-CONFIRM-NETWORK")
class ConfirmedNetworkIsNotStored(_OnlySaid):
    """The answer shows the new network, and the transaction is never committed."""

    said = "network"


@fault("NOWRAMP-CONFIRM-KEEPS-REST")
class ConfirmReplacesTheFields(Rules):
    """The update is a replacement: what the confirmation does not mention is gone."""

    def confirmed(self, session: Session, updates: Document) -> Session:
        kept = {name: value for name, value in session.fields.items() if name != "redirectUrl"}
        return super().confirmed(replace(session, fields=kept), updates)


@fault("NOWRAMP-CONFIRM-KEEPS-REST")
class ConfirmForgetsTheCustomer(Rules):
    """The session passes to the frontend's table, which has no column for the partner's customer."""

    def confirmed(self, session: Session, updates: Document) -> Session:
        kept = {name: value for name, value in session.fields.items() if name != "externalCustomerId"}
        return super().confirmed(replace(session, fields=kept), updates)


@fault("NOWRAMP-CONFIRM-FIELD-TYPES")
class ConfirmDropsOtherTypes(Rules):
    """A field of the wrong type is dropped, as if it had not been sent."""

    def updates(self, session: Session, document: Document) -> Document:
        texts: Document = {name: value for name, value in document.items() if isinstance(value, str)}
        return super().updates(session, texts)


@fault("NOWRAMP-CONFIRM-FIELD-TYPES")
class ConfirmMakesTexts(Rules):
    """Whatever is sent for a text is turned into one."""

    def updates(self, session: Session, document: Document) -> Document:
        return super().updates(session, {name: str(value) for name, value in document.items() if value is not None})


@fault("NOWRAMP-CONFIRM-SHOWS")
class ConfirmationLeavesNoTrace(Rules):
    """The confirmation changes the wallet, but not the status."""

    def confirmed(self, session: Session, updates: Document) -> Session:
        return self.kept(replace(session, fields={**session.fields, **updates}))


@fault("NOWRAMP-CONFIRM-STATUS")
class OfframpsAreNotConfirmed(Rules):
    """Confirming was written for those who buy; for those who sell there is nothing to confirm yet."""

    def check_confirmable(self, session: Session) -> None:
        super().check_confirmable(session)
        if session.fields["type"] == "offramp":
            raise self.invalid("type", "cannot be confirmed")
