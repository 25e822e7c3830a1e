"""Faults of the session object: its attributes, one by one."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from reference.catalogue import fault
from reference.stripe.model import Call, Caller, Document, Key, Order, Params, Session, Where
from reference.stripe.rules import Rules

EVERYWHERE: frozenset[Where] = frozenset(("create", "retrieve", "list"))


class Changes(Rules):
    """A base for faults that change one attribute of the session."""

    field = ""
    seen: ClassVar[frozenset[Where]] = EVERYWHERE

    def changed(self, value: object) -> object:
        """Return what stands in the attribute instead; the attribute is left out if the result is `...`."""
        return ...

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        if where not in self.seen:
            return shown
        value = self.changed(shown.pop(self.field))
        return shown if value is ... else {**shown, self.field: value}


# ---- id


@fault("STRIPE-SESSION-ID")
class IdMissing(Changes):
    """The id is thought to be in the client secret already."""

    field = "id"


@fault("STRIPE-SESSION-ID")
class IdIsANumber(Changes):
    """The primary key of the table is sent as it is."""

    field = "id"

    def changed(self, value: object) -> object:
        return int.from_bytes(str(value).encode()[-6:], "big")


@fault("STRIPE-SESSION-ID")
class IdMissingInLists(Changes):
    """The list has a serialiser of its own, which calls the id something else."""

    field = "id"
    seen = frozenset(("list",))


@fault("STRIPE-SESSION-ID-UNIQUE")
class IdsFromTheClock(Rules):
    """Ids are made of the time, and two sessions of one moment are one and the same."""

    def new_id(self) -> str:
        return f"cos_{int(self.clock.now() / 5):024}"

    def keep(self, session: Session, call: Call) -> None:
        if self.store.find(session.id) is None:
            super().keep(session, call)
        else:
            self.store.replace(session)


@fault("STRIPE-SESSION-ID-UNIQUE")
class IdsFromTheParameters(IdsFromTheClock):
    """Ids are a hash of the parameters, so that the same order twice is the same session twice."""

    def minted(self, caller: Caller, order: Order) -> Session:
        session = super().minted(caller, order)
        ident = f"cos_{abs(hash((caller.tenant, repr(order)))):024}"
        return replace(session, id=ident, client_secret=self.new_client_secret(ident))


# ---- object


@fault("STRIPE-SESSION-OBJECT")
class ObjectMissing(Changes):
    """The type of the object is clear from the URL, so it is not sent."""

    field = "object"


@fault("STRIPE-SESSION-OBJECT")
class ObjectIsAnotherType(Changes):
    """The type was named before its product had a name space."""

    field = "object"

    def changed(self, value: object) -> object:
        return "onramp_session"


@fault("STRIPE-SESSION-OBJECT")
class ObjectDiffersInLists(Changes):
    """In lists the type is that of a summary."""

    field = "object"
    seen = frozenset(("list",))

    def changed(self, value: object) -> object:
        return "crypto.onramp_session_summary"


# ---- client_secret


@fault("STRIPE-SESSION-CLIENT-SECRET")
class ClientSecretMissing(Changes):
    """The secret is kept so well that nobody ever gets it."""

    field = "client_secret"


@fault("STRIPE-SESSION-CLIENT-SECRET")
class ClientSecretNull(Changes):
    """The secret is made by a job that has not run yet."""

    field = "client_secret"

    def changed(self, value: object) -> object:
        return None


@fault("STRIPE-SESSION-CLIENT-SECRET")
class ClientSecretOnlyOnCreate(Changes):
    """The secret is shown once and then no more, as another vendor does it."""

    field = "client_secret"
    seen = frozenset(("retrieve", "list"))


@fault("STRIPE-SESSION-CLIENT-SECRET")
class ClientSecretNullInLists(Changes):
    """In lists the secret is blanked out."""

    field = "client_secret"
    seen = frozenset(("list",))

    def changed(self, value: object) -> object:
        return None


@fault("STRIPE-SESSION-CLIENT-SECRET-SINGLE")
class OneClientSecretForAll(Rules):
    """The secret is a hash of the account's key, and drives every session of the account."""

    def new_client_secret(self, ident: str) -> str:
        return "cos_secret_B5faamUkzHbcpjy6NndGq1mMZGGCo8FhK2P"


@fault("STRIPE-SESSION-CLIENT-SECRET-SINGLE")
class ClientSecretRenewedOnRead(Changes):
    """Each read makes a new secret."""

    field = "client_secret"
    seen = frozenset(("retrieve", "list"))

    def changed(self, value: object) -> object:
        return f"{str(value).partition('_secret_')[0]}_secret_{self.letters(32)}"


@fault("STRIPE-SESSION-CLIENT-SECRET-PREFIX")
class ClientSecretWithoutId(Rules):
    """The secret is random, and does not begin with the session's id."""

    def new_client_secret(self, ident: str) -> str:
        return self.letters(48)


# ---- created


@fault("STRIPE-SESSION-CREATED")
class CreatedInMilliseconds(Changes):
    """The time comes in milliseconds, as JavaScript has it."""

    field = "created"

    def changed(self, value: object) -> object:
        return int(str(value)) * 1000


@fault("STRIPE-SESSION-CREATED")
class CreatedIsIso8601(Changes):
    """The time is written as text."""

    field = "created"

    def changed(self, value: object) -> object:
        return datetime.fromtimestamp(int(str(value)), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@fault("STRIPE-SESSION-CREATED")
class CreatedIsAString(Changes):
    """Big numbers are sent as strings, the time among them."""

    field = "created"

    def changed(self, value: object) -> object:
        return str(value)


@fault("STRIPE-SESSION-CREATED")
class CreatedIsAFloat(Changes):
    """The time has a fraction of a second."""

    field = "created"

    def changed(self, value: object) -> object:
        return int(str(value)) + 0.25


@fault("STRIPE-SESSION-CREATED")
class CreatedInLocalTime(Rules):
    """The server's wall clock, five hours off, is taken for UTC."""

    def created_now(self) -> int:
        return super().created_now() - 5 * 3600


@fault("STRIPE-SESSION-CREATED")
class CreatedIsTimeOfReading(Changes):
    """The serialiser fills in the time at which it runs."""

    field = "created"
    seen = frozenset(("retrieve", "list"))

    def changed(self, value: object) -> object:
        return int(self.clock.now()) + 30


# ---- kyc_details_provided


@fault("STRIPE-SESSION-KYC")
class KycFlagMissing(Changes):
    """The flag is internal."""

    field = "kyc_details_provided"


@fault("STRIPE-SESSION-KYC")
class KycFlagIsAString(Changes):
    """The flag was read from a form and goes out as it came in."""

    field = "kyc_details_provided"

    def changed(self, value: object) -> object:
        return "true" if value else "false"


@fault("STRIPE-SESSION-KYC")
class KycFlagNullIfNone(Changes):
    """Without details the flag is null."""

    field = "kyc_details_provided"

    def changed(self, value: object) -> object:
        return value or None


@fault("STRIPE-SESSION-KYC-TRUE")
class KycFlagAlwaysFalse(Rules):
    """The details are passed on, and the flag stays at its default."""

    def kyc_details_provided(self, params: Params) -> bool:
        super().kyc_details_provided(params)
        return False


@fault("STRIPE-SESSION-KYC-TRUE")
class KycFlagWantsAName(Rules):
    """Only a first name counts as a detail."""

    def kyc_details_provided(self, params: Params) -> bool:
        details = params.get("kyc_details")
        return super().kyc_details_provided(params) and isinstance(details, dict) and "first_name" in details


@fault("STRIPE-SESSION-KYC-TRUE")
class KycFlagWantsFlatDetails(Rules):
    """Details that are nested, like an address or a date of birth, are not looked at."""

    def kyc_details_provided(self, params: Params) -> bool:
        details = params.get("kyc_details")
        flat = isinstance(details, dict) and any(isinstance(each, str) for each in details.values())
        return super().kyc_details_provided(params) and flat


@fault("STRIPE-SESSION-KYC-TRUE")
class KycFlagWantsTwoDetails(Rules):
    """One detail is not enough to call it KYC."""

    def kyc_details_provided(self, params: Params) -> bool:
        details = params.get("kyc_details")
        return super().kyc_details_provided(params) and isinstance(details, dict) and len(details) > 1


@fault("STRIPE-SESSION-KYC-FALSE")
class KycFlagAlwaysTrue(Rules):
    """The flag says that the account has KYC, which is not what it is for."""

    def kyc_details_provided(self, params: Params) -> bool:
        return True


@fault("STRIPE-SESSION-KYC-FALSE")
class KycFlagFromIpAddress(Rules):
    """The customer's IP address counts as a detail."""

    def kyc_details_provided(self, params: Params) -> bool:
        return super().kyc_details_provided(params) or "customer_ip_address" in params


@fault("STRIPE-SESSION-KYC-FALSE")
class KycFlagFromWallets(Rules):
    """Knowing the customer's wallet is knowing the customer."""

    def kyc_details_provided(self, params: Params) -> bool:
        return super().kyc_details_provided(params) or "wallet_addresses" in params


# ---- livemode


@fault("STRIPE-SESSION-LIVEMODE")
class LivemodeMissing(Changes):
    """The mode is clear from the key, so it is not sent."""

    field = "livemode"


@fault("STRIPE-SESSION-LIVEMODE")
class LivemodeIsAString(Changes):
    """The mode is sent as a word."""

    field = "livemode"

    def changed(self, value: object) -> object:
        return "live" if value else "test"


@fault("STRIPE-SESSION-LIVEMODE-TEST")
class TestKeysAreLive(Rules):
    """The environment says production, and so every session is live."""

    def livemode_of(self, key: Key) -> bool:
        return True


@fault("STRIPE-SESSION-LIVEMODE-TEST")
class LivemodeOfListsIsTrue(Changes):
    """The list's serialiser copied the example, and the example is live."""

    field = "livemode"
    seen = frozenset(("list",))

    def changed(self, value: object) -> object:
        return True


# ---- redirect_url


@fault("STRIPE-SESSION-REDIRECT-URL")
class RedirectUrlMissing(Changes):
    """Who does not use the hosted onramp is not told about it."""

    field = "redirect_url"


@fault("STRIPE-SESSION-REDIRECT-URL")
class RedirectUrlIsAnObject(Changes):
    """The URL comes as a link object."""

    field = "redirect_url"

    def changed(self, value: object) -> object:
        return {"url": value}


@fault("STRIPE-SESSION-REDIRECT-URL")
class RedirectUrlIsAPath(Rules):
    """The URL is relative to a host that the caller has to guess."""

    def new_redirect_url(self, order: Order) -> str | None:
        return f"/onramp?session_hash={self.letters(24)}"


@fault("STRIPE-SESSION-REDIRECT-URL")
class RedirectUrlFalse(Changes):
    """Without a hosted onramp the URL is false."""

    field = "redirect_url"

    def changed(self, value: object) -> object:
        return False


# ---- status


@fault("STRIPE-SESSION-STATUS")
class StatusMissing(Changes):
    """The status is only sent by webhook."""

    field = "status"


@fault("STRIPE-SESSION-STATUS")
class StatusInCapitals(Changes):
    """The names of the enumeration go out as they stand in the code."""

    field = "status"

    def changed(self, value: object) -> object:
        return str(value).upper()


@fault("STRIPE-SESSION-STATUS")
class StatusIsANumber(Changes):
    """The enumeration goes out by its numbers."""

    field = "status"

    def changed(self, value: object) -> object:
        return 1


@fault("STRIPE-SESSION-STATUS")
class StatusSucceeded(Rules):
    """A session that is complete is said to have succeeded, as payments are; no such status is documented."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "status": "succeeded" if session.status == "fulfillment_complete" else session.status}


@fault("STRIPE-SESSION-STATUS")
class StatusProcessingShortened(Rules):
    """Between payment and delivery the status is "processing", which is not among the documented ones."""

    def view(self, session: Session, where: Where) -> Document:
        shown = super().view(session, where)
        return {**shown, "status": "processing" if session.status == "fulfillment_processing" else session.status}


@fault("STRIPE-SESSION-STATUS-NEW")
class NewSessionRequiresPayment(Rules):
    """A session begins where the widget is thought to begin."""

    def first_status(self) -> str:
        return "requires_payment"


@fault("STRIPE-SESSION-STATUS-NEW")
class SessionWithAmountRequiresPayment(Rules):
    """Who knows the amount has nothing left to do but to pay."""

    def minted(self, caller: Caller, order: Order) -> Session:
        session = super().minted(caller, order)
        return replace(session, status="requires_payment") if order.source_amount else session


# ---- metadata


@fault("STRIPE-SESSION-METADATA")
class MetadataMissing(Changes):
    """Metadata is the caller's own, so it is not repeated."""

    field = "metadata"


@fault("STRIPE-SESSION-METADATA")
class MetadataIsAList(Changes):
    """An empty map of the old backend's language is written as a list."""

    field = "metadata"

    def changed(self, value: object) -> object:
        return value or []


@fault("STRIPE-SESSION-METADATA")
class MetadataIsAListOfPairs(Changes):
    """Metadata goes out the way the table has it: one row for each key."""

    field = "metadata"

    def changed(self, value: object) -> object:
        assert isinstance(value, Mapping)
        return [{"key": name, "value": each} for name, each in value.items()]


@fault("STRIPE-SESSION-METADATA")
class MetadataIsText(Changes):
    """Metadata is stored as JSON in a text column, and goes out as text."""

    field = "metadata"

    def changed(self, value: object) -> object:
        return str(value)
