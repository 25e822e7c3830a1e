"""Other ways to conform: each changes only what the document leaves open, and no check may accuse it.

Where a class says "open", the document is silent on the matter.
"""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
import json
import secrets
import time
import uuid
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from reference.catalogue import variant
from reference.nowramp.catalog import CUSTOMERS, LOCKABLE, SERVED, STATUSES
from reference.nowramp.creation import MOST_LEVELS, levels
from reference.nowramp.errors import FORBIDDEN, INVALID, UNAUTHORIZED
from reference.nowramp.model import (
    Answer,
    Call,
    Document,
    Filters,
    Key,
    Kind,
    Lock,
    Operation,
    Order,
    Refusal,
    Session,
)
from reference.nowramp.rules import Rules

# ---- errors


@variant
class FlatErrors(Rules):
    """The code and the message stand at the top of the body; the envelope is open."""

    def error(self, refusal: Refusal, call: Call) -> object:
        return {"code": refusal.code, "message": refusal.message}


@variant
class ErrorsInAnArray(Rules):
    """Errors come as an array, each with its code, title and status; the envelope is open."""

    def error(self, refusal: Refusal, call: Call) -> object:
        title = refusal.code.replace("_", " ").capitalize()
        return {
            "errors": [{"code": refusal.code, "title": title, "status": str(refusal.status), "detail": refusal.message}]
        }


@variant
class ErrorIsItsCode(Rules):
    """The member `error` is the code itself, beside a status code and a message; the envelope is open."""

    def error(self, refusal: Refusal, call: Call) -> object:
        return {"statusCode": refusal.status, "error": refusal.code, "message": refusal.message}


@variant
class ErrorsAreProblems(Rules):
    """Errors are problem details (RFC 9457) with a `code`; the envelope is open."""

    def error(self, refusal: Refusal, call: Call) -> object:
        return {"type": "about:blank", "status": refusal.status, "detail": refusal.message, "code": refusal.code}

    def error_media_type(self, refusal: Refusal) -> str:
        return "application/problem+json"


@variant
class CharsetEverywhere(Rules):
    """Media types carry a charset parameter, which changes nothing."""

    def media_type(self) -> str:
        return "application/json; charset=utf-8"

    def error_media_type(self, refusal: Refusal) -> str:
        return "application/json; charset=utf-8"


@variant
class AnyMediaTypeRead(Rules):
    """The body is read as JSON whatever type it claims; only a body that is none is refused."""

    def check_media_type(self, call: Call) -> None:
        return


@variant
class MediaTypesRefusedByHttp(Rules):
    """A body that claims to be something else than JSON is 415, under the code for whatever is not valid."""

    def check_media_type(self, call: Call) -> None:
        try:
            super().check_media_type(call)
        except Refusal as refusal:
            raise Refusal(415, INVALID, refusal.message) from None


# ---- keys and projects


@variant
class KeysForbidden(Rules):
    """Missing and unknown keys are 403 FORBIDDEN; the document does not say which status it is."""

    def unauthorized(self, message: str) -> Refusal:
        return self.refuse(FORBIDDEN, message)


@variant
class GatewayChecksKeys(Rules):
    """Keys are checked by a gateway that answers 401 with a body of its own; no code is documented for it."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        if refusal.code != UNAUTHORIZED:
            return super().refused(refusal, call)
        return Answer(401, "application/json", b'{"message":"Unauthorized"}', {"WWW-Authenticate": "Bearer"})


@variant(warns=["NOWRAMP-KEY-KIND-FORBIDDEN"])
class WrongKindIsUnauthorized(Rules):
    """A key of the wrong kind is 401 like one that is no key; the line "Authentication" names no status."""

    def wrong_kind(self, wanted: str) -> Refusal:
        return self.unauthorized(f"Send {wanted}.")


@variant(warns=["NOWRAMP-CONFIRM-KEY-PUBLIC-ONLY", "NOWRAMP-ORDER-KEY-PUBLIC-ONLY"])
class SecretKeysDoEverything(Rules):
    """A secret key may confirm and order as well, which the document does not forbid."""

    def kinds(self, operation: Operation) -> frozenset[Kind]:
        return super().kinds(operation) | {"sk"}


@variant
class StrangersForbidden(Rules):
    """Another project's session is 403 FORBIDDEN and not hidden behind a 404. Open."""

    def foreign_session(self, session: Session, call: Call) -> Session:
        raise self.refuse(FORBIDDEN, "The session belongs to another project.")


# ---- creation


@variant
class UnknownFieldsRefused(Rules):
    """A field that is not documented is refused instead of ignored, in each of the three bodies. Open."""

    def document(self, call: Call) -> Document:
        document = super().document(call)
        for name in document:
            if name not in _KNOWN_FIELDS[call.operation]:
                raise self.invalid(name[:64], "is not a known field")
        return document


_KNOWN_FIELDS: dict[Operation, frozenset[str]] = {
    "create": frozenset(
        {
            *("externalCustomerId", "customerId", "type", "sourceAmount", "sourceCurrency", "destinationCurrency"),
            *("network", "destinationAddress", "redirectUrl", "country", "expiresInSeconds", "metadata", "fieldLocks"),
        }
    ),
    "confirm": frozenset({"clientSecret", "destinationAddress", "network"}),
    "order": frozenset(
        {
            *("clientSecret", "fiatAmount", "cryptoCurrency", "network", "fiatCurrency", "walletAddress"),
            *("gateway", "email"),
        }
    ),
}


@variant
class LongLifetimesCut(Rules):
    """A lifetime above a day is cut to a day instead of refused. Open."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        return min(seconds, Decimal(self.longest_lifetime()))


@variant
class MetadataOfThreeLevels(Rules):
    """Levels of nesting are counted below the metadata itself, so that three objects deep still fits. Open."""

    def check_levels(self, metadata: Document) -> None:
        if levels(metadata) > MOST_LEVELS + 1:
            super().check_levels(metadata)


@variant
class MetadataCountedEverywhere(Rules):
    """The keys of inner objects count towards the twenty, and arrays are a level of nesting. Open."""

    def check_keys(self, metadata: Document) -> None:
        inner = {f"{name} {key}": 0 for name, value in metadata.items() if isinstance(value, dict) for key in value}
        super().check_keys({**metadata, **inner})

    def check_levels(self, metadata: Document) -> None:
        super().check_levels(metadata)
        for value in metadata.values():
            if isinstance(value, dict) and any(isinstance(inner, list) for inner in value.values()):
                raise self.invalid("metadata", "must not be nested deeper than 2 levels")


@variant
class MetadataOf4000Bytes(Rules):
    """Four kilobytes are 4,000 bytes. Open."""

    def size(self, metadata: object) -> int:
        return super().size(metadata) + 96


@variant
class ServedMarketsOnly(Rules):
    """Currencies, networks and countries are those that the project serves; others are refused as invalid. Open."""

    def text(self, value: object, name: str) -> str:
        read = super().text(value, name)
        served = SERVED.get(name)
        if served is not None and read not in served:
            raise self.invalid(name, f"must be one of {', '.join(served)}")
        return read


@variant(warns=["NOWRAMP-CREATE-AMOUNT-POSITIVE", "NOWRAMP-ORDER-AMOUNT-POSITIVE", "NOWRAMP-CREATE-COUNTRY-ASSIGNED"])
class FewerChecks(Rules):
    """An amount may be zero or less, and two capital letters are a country: no sentence says otherwise."""

    def check_positive(self, amount: Decimal, name: str) -> None:
        return

    def check_country(self, value: str) -> None:
        if not (len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()):
            super().check_country(value)


@variant
class EmptyCustomerTaken(Rules):
    """The empty string is a customer id like any other. Open."""

    def external_customer_id(self, document: Document) -> str | None:
        return "" if document.get("externalCustomerId") == "" else super().external_customer_id(document)


@variant
class CustomersMustExist(Rules):
    """A customerId has to be that of a customer whom NowRamp knows, not just any UUID. Open."""

    def check_customer_id(self, value: str) -> None:
        super().check_customer_id(value)
        if value.lower() not in CUSTOMERS:
            raise self.invalid("customerId", "is not a customer of this project")


@variant
class CustomersNotLookedUp(Rules):
    """A session that was created with the partner's own id has no customerId. Open."""

    def with_customer(self, key: Key, fields: Document) -> Document:
        return fields


@variant
class CountryDetected(Rules):
    """A country that was left out is detected, and shown. Open."""

    def country(self, document: Document) -> str | None:
        return super().country(document) or "US"


# ---- the session as it is shown


@variant
class AmountsShownAsSent(Rules):
    """An amount that was sent as a number is shown as a number."""

    def fields(self, document: Document) -> Document:
        read = super().fields(document)
        sent = document.get("sourceAmount")
        if isinstance(sent, int):
            read["sourceAmount"] = sent
        elif isinstance(sent, Decimal) and Decimal(repr(float(sent))) == sent:
            read["sourceAmount"] = float(sent)
        return read


@variant
class AmountsPadded(Rules):
    """An amount is shown with at least eight decimals, numerically as it was sent."""

    def source_amount(self, document: Document) -> str | None:
        shown = super().source_amount(document)
        if shown is None:
            return None
        amount = Decimal(shown)
        decimals = -int(amount.as_tuple().exponent)
        return f"{amount:.8f}" if decimals < 8 else f"{amount:f}"


@variant
class AbsentFieldsNull(Rules):
    """What a session was created without is shown as null, and not left out."""

    def attributes(self, session: Session, secret: str | None) -> Document:
        optional = ("customerId", "externalCustomerId", *LOCKABLE, "redirectUrl", "country", "metadata")
        return {**dict.fromkeys(optional), **super().attributes(session, secret)}


@variant
class OnlyTheExampleShown(Rules):
    """Country and metadata, which the document's example does not have, are not shown."""

    def attributes(self, session: Session, secret: str | None) -> Document:
        hidden = ("country", "metadata")
        return {name: value for name, value in super().attributes(session, secret).items() if name not in hidden}

    def order_attributes(self, order: Order) -> Document:
        shown = ("orderId", "status", "sessionId", "checkout")
        return {name: value for name, value in super().order_attributes(order).items() if name in shown}


@variant
class ExtraFields(Rules):
    """Sessions and orders hold more than is documented, of every type."""

    def attributes(self, session: Session, secret: str | None) -> Document:
        more: Document = {"livemode": False, "fees": [], "links": {"self": f"/v1/sessions/{session.id}"}, "version": 3}
        return {**super().attributes(session, secret), **more, "updatedAt": self.timestamp(session.created_at)}

    def order_attributes(self, order: Order) -> Document:
        return {**super().order_attributes(order), "customer": {"email": order.email}, "fees": [], "rate": None}

    def resource(self, kind: str, ident: str, attributes: Document) -> object:
        return {
            "type": kind,
            "id": ident,
            "attributes": attributes,
            "relationships": {},
            "meta": {"requestId": uuid.uuid4().hex},
        }


@variant
class LocksOfEveryFieldShown(Rules):
    """Every field that can be locked is shown with whether it is."""

    def shown_locks(self, session: Session) -> object:
        return {name: session.locks.get(name, {"locked": False}) for name in LOCKABLE}


@variant
class OnlyLockedFieldsShown(Rules):
    """A field that was unlocked on purpose is left out of the locks that are shown."""

    def shown_locks(self, session: Session) -> object:
        return {name: lock for name, lock in session.locks.items() if lock["locked"]}


@variant
class LocksShowNullRanges(Rules):
    """The amount's lock always shows a range, with null for an end that it does not have."""

    def shown_locks(self, session: Session) -> object:
        ends: Lock = {"min": None, "max": None}
        return {name: {**ends, **lock} if name == "sourceAmount" else lock for name, lock in session.locks.items()}


@variant
class TimesWithMilliseconds(Rules):
    """Times have three decimals, as JavaScript writes them."""

    def timestamp(self, milliseconds: int) -> object:
        whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(milliseconds // 1000))
        return f"{whole}.{milliseconds % 1000:03d}Z"


@variant
class TimesWithMicroseconds(Rules):
    """Times have six decimals, as Python writes them."""

    def timestamp(self, milliseconds: int) -> object:
        whole = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(milliseconds // 1000))
        return f"{whole}.{milliseconds % 1000:03d}000Z"


@variant
class IdsAreUuids(Rules):
    """An id is a UUID in capital letters, and the client secret has no prefix."""

    def new_id(self) -> str:
        return str(uuid.uuid4()).upper()

    def new_secret(self) -> str:
        return secrets.token_hex(24)

    def new_order_id(self) -> str:
        return str(uuid.uuid4())


@variant
class IdsAreDigits(Rules):
    """An id is a string of digits, and the client secret begins with it, as Stripe's does."""

    def minted(self, key: Key, document: Document, fields: Document) -> Session:
        session = super().minted(key, document, fields)
        return replace(session, client_secret=f"{session.id}_secret_{secrets.token_urlsafe(24)}")

    def new_id(self) -> str:
        return str(secrets.randbelow(10**15) + 10**15)

    def new_order_id(self) -> str:
        return str(secrets.randbelow(10**15) + 10**15)


@variant
class PrettyPrinted(Rules):
    """JSON is written with line breaks and spaces, and with its members in another order."""

    def encoded(self, body: object) -> bytes:
        return json.dumps(body, indent=2, sort_keys=True).encode() + b"\n"


# ---- confirm and cancel


@variant
class NothingToSay(Rules):
    """Confirm and cancel answer 204 without a body. Open."""

    def success_status(self, operation: Operation) -> int:
        return 204 if operation in ("confirm", "cancel") else super().success_status(operation)

    def confirmation(self, session: Session, call: Call) -> object:
        return None

    def cancellation(self, session: Session, call: Call) -> object:
        return None


@variant
class Acknowledged(Rules):
    """Confirm and cancel answer 200 with a word and not with the session. Open."""

    def confirmation(self, session: Session, call: Call) -> object:
        return {"success": True}

    def cancellation(self, session: Session, call: Call) -> object:
        return {"success": True, "data": {"id": session.id, "cancelled": True}}


@variant(warns=["NOWRAMP-CONFIRM-SHOWS"])
class ConfirmedStaysPending(Rules):
    """A confirmation changes the wallet and the network, but not the status; which it makes is not said."""

    def confirmed(self, session: Session, updates: Document) -> Session:
        return self.kept(replace(session, fields={**session.fields, **updates}))


@variant
class ConfirmExtends(Rules):
    """A confirmation starts the lifetime anew, up to a day from the creation. Open."""

    def confirmed(self, session: Session, updates: Document) -> Session:
        anew = self.clock.now_ms() + session.expires_at - session.created_at
        latest = session.created_at + self.longest_lifetime() * 1000
        return super().confirmed(replace(session, expires_at=min(anew, latest)), updates)


@variant
class SecondConfirmRefused(Rules):
    """A session can be confirmed once. Open."""

    def check_confirmable(self, session: Session) -> None:
        super().check_confirmable(session)
        if session.status == "confirmed":
            raise self.not_pending(session)


@variant
class CancelledTwice(Rules):
    """A session that is cancelled already may be cancelled again, with the same answer. Open."""

    def check_cancellable(self, session: Session) -> None:
        if session.status != "cancelled":
            super().check_cancellable(session)


# ---- locks


@variant
class ChangedLocksIgnored(Rules):
    """Another value for a locked field is ignored, and the session's own is used. Open."""

    def changed(self, own: str, sent: str, sent_as: str) -> str:
        return own


@variant
class ChangedLocksForbidden(Rules):
    """Another value for a locked field is a matter of permission: 403 FORBIDDEN. Open."""

    def changed(self, own: str, sent: str, sent_as: str) -> str:
        raise self.refuse(FORBIDDEN, f"The session locks {sent_as}.")


@variant
class RangeDoesNotLoosen(Rules):
    """An amount that the session has stays locked to its value, also where its lock has a range. Open."""

    def held(self, session: Session, name: str, sent: str, sent_as: str) -> str:
        own = session.fields.get(name)
        if name == "sourceAmount" and own is not None and self.is_locked(session.locks[name]):
            return str(own) if self.same(name, str(own), sent) else self.changed(str(own), sent, sent_as)
        return super().held(session, name, sent, sent_as)


@variant
class CaseDoesNotMatter(Rules):
    """A locked value may be sent in other letters: `eth` for `ETH`, an address without its checksum. Open."""

    def same(self, name: str, own: str, sent: str) -> bool:
        return super().same(name, own.casefold(), sent.casefold())


# ---- orders


@variant
class OrderFillsTheSession(Rules):
    """What an order says of fields that are not locked is stored in the session. Open."""

    def used(self, session: Session, order: Order) -> Session:
        said = {
            "sourceAmount": order.fiat_amount,
            "sourceCurrency": order.fiat_currency,
            "destinationCurrency": order.crypto_currency,
            "network": order.network,
            "destinationAddress": order.wallet_address,
        }
        free = {name: value for name, value in said.items() if name not in session.locks}
        return super().used(replace(session, fields={**session.fields, **free}), order)


@variant
class OrderNeedsLess(Rules):
    """An order without currency or wallet is taken even where the session has none: there are defaults. Open."""

    def default_currency(self, session: Session) -> str:
        return str(session.fields.get("sourceCurrency", "USD"))

    def default_wallet(self, session: Session) -> str:
        return str(session.fields.get("destinationAddress", "custodial"))


@variant
class PaidAtOnce(Rules):
    """An order is paid in the moment in which it is created, and so the session is completed. Open."""

    def used(self, session: Session, order: Order) -> Session:
        return self.kept(replace(super().used(session, order), status="completed"))


@variant(warns=["NOWRAMP-ORDER-CREATED"])
class OrdersAwaitPayment(Rules):
    """A new order has a status of another name than the one in the example, and a checkout without expiry. Open."""

    def order_attributes(self, order: Order) -> Document:
        return {**super().order_attributes(order), "status": "awaiting_payment"}

    def checkout(self, order: Order) -> Document:
        return {name: value for name, value in super().checkout(order).items() if name != "expiresAt"}


@variant
class CheckoutUntilAnInstant(Rules):
    """The checkout says until when it lives, not for how long. Open."""

    def checkout(self, order: Order) -> Document:
        return {**super().checkout(order), "expiresAt": self.timestamp(self.clock.now_ms() + 1_800_000)}


@variant
class SlowGateway(Rules):
    """The gateway takes its time; calls for one session wait for each other meanwhile."""

    async def place(self, session: Session, order: Order) -> None:
        await asyncio.sleep(0.005)


# ---- the order of the rules


@variant
class StateBeforeSecret(Rules):
    """What state a session is in is told before its secret is looked at. Open."""

    def check_secret(self, session: Session, document: Document) -> None:
        self.check_orderable(session)
        super().check_secret(session, document)


@variant
class FieldsBeforeSecret(Rules):
    """A body is validated field by field before the secret is compared and the state looked at. Open."""

    def check_secret(self, session: Session, document: Document) -> None:
        if document.get("clientSecret") is None:
            self.no_secret(session)
        if "fiatAmount" in document:
            self.order(session, document)
        else:
            self.updates(session, document)
        super().check_secret(session, document)


@variant
class AliveBeforeUsed(Rules):
    """A session whose lifetime has passed has expired for every later call, used or not. Open."""

    def check_orderable(self, session: Session) -> None:
        if self.is_over(session):
            raise self.expired()
        super().check_orderable(session)


# ---- lists


@variant
class ListInData(Rules):
    """The list stands one level down, beside its numbers; the envelope is open."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        shown = [self.listed(session, call) for session in sessions]
        return {"success": True, "data": {"sessions": shown, "page": page, "pageSize": size, "total": total}}


@variant
class ListBare(Rules):
    """The list is the whole body; the envelope is open."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        return [self.listed(session, call) for session in sessions]


@variant
class ListWithLinks(Rules):
    """The list has links and a count beside it; the envelope is open."""

    def list_page(self, sessions: list[Session], page: int, size: int, total: int, call: Call) -> object:
        more = f"/v1/sessions?page={page + 1}&pageSize={size}" if page * size < total else None
        return {
            "items": [self.listed(session, call) for session in sessions],
            "_links": {"self": {"href": "/v1/sessions"}, "next": more},
            "hasMore": more is not None,
        }


@variant
class ListedFlat(Rules):
    """A list shows the attributes of each session without the envelope that a single one has. Open."""

    def listed(self, session: Session, call: Call) -> object:
        return {"id": session.id, **self.attributes(session, None)}


@variant
class ListedInShort(Rules):
    """A list shows of each session only what a table of them needs; how much that is, is open."""

    def listed(self, session: Session, call: Call) -> object:
        shown = self.attributes(session, None)
        names = ("sessionId", "status", "type", "externalCustomerId", "customerId", "createdAt")
        return self.resource(self.session_type(), session.id, {each: shown[each] for each in names if each in shown})


@variant
class OldestFirst(Rules):
    """A list begins with the oldest session. Open."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        count = self.store.count(key.project, filters)
        end = max(count - self.skipped(page, size), 0)
        start = max(end - size, 0)
        return self.store.page(key.project, filters, end - start, start)[::-1]


@variant
class LargePagesRefused(Rules):
    """A page size above the maximum is refused instead of cut. Open."""

    def bounded_page_size(self, size: int) -> int:
        if size > 100:
            raise self.invalid("pageSize", "must not be more than 100")
        return size


@variant
class OddQueriesTaken(Rules):
    """A page that is no number is the first one, and a status that does not exist is nobody's. Open."""

    def positive(self, query: Mapping[str, str], name: str, default: int) -> int:
        digits = query.get(name, "")
        return max(int(digits), 1) if digits.isascii() and digits.isdigit() and len(digits) < 10 else default

    def status_filter(self, query: Mapping[str, str]) -> str | None:
        status = query.get("status") or None
        return status if status is None or status in STATUSES else "none of them"

    def customer_filter(self, query: Mapping[str, str]) -> str | None:
        return query.get("customerId") or None


@variant
class ShortLivesRefused(Rules):
    """A lifetime of less than a minute is refused; how short one may be is open."""

    def check_lifetime_positive(self, seconds: Decimal) -> None:
        super().check_lifetime_positive(seconds)
        if seconds < 60:
            raise self.invalid("expiresInSeconds", "must be at least 60")


@variant
class AddressesHaveAForm(Rules):
    """Addresses longer than any network's are refused; what an address looks like is open."""

    def longest(self, name: str) -> int:
        return 128 if name == "destinationAddress" else super().longest(name)


@variant
class PagesBehindTheLastRefused(Rules):
    """A page behind the last one is not there; what it holds is open, so long as it is nothing."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        sessions = super().found(key, filters, page, size)
        if not sessions and page > 1:
            raise self.not_found()
        return sessions


@variant(warns=["NOWRAMP-LIST-PAGE-END"])
class PagesBehindTheLastAreTheLast(Rules):
    """Whoever asks for a page behind the last one gets the last one; what a page holds that is not there is open."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        last = -(-self.store.count(key.project, filters) // size)
        return super().found(key, filters, min(page, max(last, 1)), size)
