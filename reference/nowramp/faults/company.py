"""Faults that show in company only: one field beside another, the other type, the second page, a long life.

Each is a branch that somebody added for one case and tested with the case that was there before.
"""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fnmatch import fnmatchcase

from reference.catalogue import fault
from reference.nowramp.errors import INVALID, NOT_PENDING
from reference.nowramp.faults.life import Burns
from reference.nowramp.faults.listing import Sifts
from reference.nowramp.lifetime import DEFAULT_TTL
from reference.nowramp.model import Answer, Call, Document, Filters, Key, Lock, Refusal, Session
from reference.nowramp.rules import Rules

OFFRAMP = "offramp"

# ---- the key


@fault("NOWRAMP-AUTH-MISSING")
class FilteredListsAreOpen(Rules):
    """A list under a filter is answered from the search index, which sits in front of the gateway."""

    def no_key(self, call: Call) -> Key:
        if call.operation == "list" and "externalCustomerId" in call.query:
            return Key("", "sk", "nobody's")
        return super().no_key(call)


@fault("NOWRAMP-AUTH-INVALID")
class KeysInAnyCase(Rules):
    """The keys are looked up in a column whose collation knows no case."""

    def unknown_key(self, token: str) -> Key:
        return self.known(token.swapcase()) if token[:1].isupper() else super().unknown_key(token)


@fault("NOWRAMP-PROJECT-LIST")
class SecondPageIsEverybodys(Rules):
    """The cursor of a page was made without the project."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if page == 1:
            return super().found(key, filters, page, size)
        return self.store.page(None, filters, size, self.skipped(page, size))


# ---- what stands beside what, at the creation


@fault("NOWRAMP-CREATE-CUSTOMER-REQUIRED")
class OfframpsNeedNobody(Rules):
    """Whoever sells is known by the wallet, somebody thought."""

    def check_customer_named(self, document: Document) -> None:
        if document.get("type") != OFFRAMP:
            super().check_customer_named(document)


@fault("NOWRAMP-METADATA-KEYS-TOO-MANY")
class OfframpMetadataUnchecked(Rules):
    """The limits of metadata were added to onramps, where a customer had asked for them."""

    selling = False

    def check_keys(self, metadata: Document) -> None:
        if not self.selling:
            super().check_keys(metadata)

    def metadata(self, document: Document) -> object:
        self.selling = document.get("type") == OFFRAMP
        return super().metadata(document)


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class MetadataBringsTheDefaultLife(Rules):
    """With metadata another constructor is called, which does not take the lifetime."""

    def lifetime(self, document: Document) -> Decimal:
        asked = super().lifetime(document)
        return Decimal(DEFAULT_TTL) if document.get("metadata") else asked


@fault("NOWRAMP-EXPIRY-MAX")
class OfframpsLiveOn(Rules):
    """A sale may take days, and so the bound was lifted for it."""

    def lifetime(self, document: Document) -> Decimal:
        try:
            return super().lifetime(document)
        except Refusal:
            asked = document.get("expiresInSeconds")
            if document.get("type") == OFFRAMP and isinstance(asked, int | Decimal) and 0 < asked < 10**7:
                return Decimal(asked)
            raise


@fault("NOWRAMP-LOCK-AUTOMATIC-ADDRESS")
class MetadataUnlocks(Rules):
    """Locks and metadata share a column, and the later one stands."""

    def locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        return {} if fields.get("metadata") else super().locks(fields, document)


@fault("NOWRAMP-STORED-REDIRECT-URL")
class LocksLoseTheRedirect(Rules):
    """Creations with locks are read by an older parser, which knows no redirect."""

    def redirect_url(self, document: Document) -> str | None:
        kept = super().redirect_url(document)
        return None if document.get("fieldLocks") else kept


@fault("NOWRAMP-STORED-TYPE")
class MetadataMakesAnOnramp(Rules):
    """The path with metadata was copied from the onramp's."""

    def type(self, document: Document) -> str:
        kept = super().type(document)
        return "onramp" if document.get("metadata") else kept


@fault("NOWRAMP-CREATE-TYPE-DEFAULT")
class KnownCustomersSell(Rules):
    """Whoever has an id of ours has bought already, and is thought to come back for selling."""

    def type(self, document: Document) -> str:
        named = document.get("type") is not None or document.get("externalCustomerId") is not None
        return super().type(document) if named else OFFRAMP


@fault("NOWRAMP-STORED-EXTERNAL-CUSTOMER")
class IdsOfDigitsAreNumbers(Rules):
    """An id that is all digits comes back from the cache as a number, without its leading zeros."""

    def external_customer_id(self, document: Document) -> str | None:
        kept = super().external_customer_id(document)
        return str(int(kept)) if kept and kept.isascii() and kept.isdigit() and len(kept) < 60 else kept


@fault("NOWRAMP-STATUS-DOCUMENTED")
class NullLockCrashes(Rules):
    """A lock that is null is looked into."""

    def explicit_locks(self, fields: Document, document: Document) -> dict[str, Lock]:
        locks = document.get("fieldLocks")
        if isinstance(locks, dict) and None in locks.values():
            raise Refusal(500, INVALID, "Internal error.")
        return super().explicit_locks(fields, document)


# ---- afterwards


@fault("NOWRAMP-SECRET-ON-GET")
class SecretInAHeader(Rules):
    """A debugging header echoes the session as it is stored."""

    def succeeded(self, body: object, call: Call) -> Answer:
        answer = super().succeeded(body, call)
        session = self.store.session(call.ident) if call.operation == "get" else None
        return replace(answer, headers={**answer.headers, "x-debug": session.client_secret}) if session else answer


@fault("NOWRAMP-ORDER-SECRET-MATCHES")
class SecretsOfOneCustomerPass(Rules):
    """Any secret that the customer was given is good enough."""

    def secret_fits(self, session: Session, sent: str) -> bool:
        own = session.fields.get("externalCustomerId")
        found = self.store.page(session.project, Filters(external=str(own)), 100, 0) if own else []
        return super().secret_fits(session, sent) or any(one.client_secret == sent for one in found)


@fault("NOWRAMP-LIFE-REFUSED-BURNS-NOTHING")
class OutOfBoundsBurns(Burns):
    """An amount out of the range is noticed after the session was marked as used."""

    def burns(self, refusal: Refusal) -> bool:
        return refusal.field == "fiatAmount" and "must be" in refusal.message and "number" not in refusal.message


@fault("NOWRAMP-LIFE-ONE-ORDER")
class OfframpsAreOrderedAgain(Rules):
    """A sale may be paid out in parts, and so a session that sells is never used up."""

    def check_not_used(self, session: Session) -> None:
        if session.fields["type"] != OFFRAMP:
            super().check_not_used(session)


@fault("NOWRAMP-CANCEL-STATUS")
class LockedSessionsAreKept(Rules):
    """A session with locks of its own is thought to be somebody else's to cancel."""

    def check_cancellable(self, session: Session) -> None:
        if any(not lock["locked"] for lock in session.locks.values()):
            raise self.refuse(NOT_PENDING, "The session is locked.")
        super().check_cancellable(session)


@fault("NOWRAMP-LIFE-EXPIRED-GET")
class LongLivesNeverEnd(Rules):
    """The job that expires sessions looks back over one hour."""

    def can_expire(self, session: Session) -> bool:
        return super().can_expire(session) and session.expires_at - session.created_at <= 3_600_000


@fault("NOWRAMP-LIFE-EXPIRED-GET")
class KnownCustomersNeverExpire(Rules):
    """The job that expires sessions joins them with the partner's customers."""

    def can_expire(self, session: Session) -> bool:
        return super().can_expire(session) and "externalCustomerId" in session.fields


@fault("NOWRAMP-LIFE-EXPIRED-LIST")
class ExpiredAreCancelledToo(Sifts):
    """Under cancelled there is whatever did not come to its end."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        found = self.everything(key, filters)
        if filters.status != "cancelled":
            return found
        return [*found, *self.everything(key, replace(filters, status="expired"))]


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterIsAPattern(Sifts):
    """The filter is a LIKE, in which an underscore stands for any character."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        wanted = (filters.external or "*").replace("[", "[[]").replace("_", "?")
        found = self.everything(key, replace(filters, external=None))
        return [one for one in found if fnmatchcase(str(one.fields.get("externalCustomerId", "")), wanted)]


@fault("NOWRAMP-LIST-FILTER-EXTERNAL")
class ExternalFilterLooksAt64(Sifts):
    """The index over the id holds its first 64 characters."""

    def sifted(self, key: Key, filters: Filters) -> list[Session]:
        found = self.everything(key, replace(filters, external=None))
        begun = (filters.external or "")[:64]
        return [one for one in found if str(one.fields.get("externalCustomerId", ""))[:64] == begun or not begun]
