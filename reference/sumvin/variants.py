"""Other ways to conform: each changes only what the documents leave open, and no check may accuse it.

Where a class says "open", the documents are silent on the matter.
"""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import asyncio
import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal

from reference.catalogue import variant
from reference.clock import Clock
from reference.sumvin.catalog import PROVIDERS, Provider
from reference.sumvin.model import Answer, Call, Caller, ClaimKey, Direction, Document, Order, Refusal, Session
from reference.sumvin.problems import (
    ACCOUNT_NOT_FOUND,
    ACCOUNT_UNAUTHORIZED,
    BANK_PROVIDER_ERROR,
    CONFLICT,
    INSTITUTION_REQUIRED,
    INVALID_PAIR,
    INVALID_REQUEST,
    KYC_REQUIRED,
    LINK_TOKEN_FAILED,
    PROVIDER_ERROR,
    TRANSACTION_NOT_FOUND,
    UNAUTHENTICATED,
    UNKNOWN_ASSET,
    UNSUPPORTED_ASSET,
)
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

HALF_AN_HOUR = 1_800_000


# ---- refusals


@variant
class SchemaErrors400(Rules):
    """A body that breaks the schema is 400; the documents name no status for it."""

    def status_of(self, code: str) -> int:
        return 400 if code == INVALID_REQUEST else super().status_of(code)


@variant
class FrameworkSchemaErrors(Rules):
    """A body that breaks the schema is 422 with the list of a well-known framework, which is no problem details."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        if refusal.field is None:
            return super().refused(refusal, call)
        message = refusal.detail.removeprefix(f"{refusal.field}: ")
        kind = "missing" if message == "is required" else "value_error"
        body = {"detail": [{"type": kind, "loc": ["body", refusal.field], "msg": message, "input": None}]}
        return Answer(422, "application/json", self.encoded(body))


@variant
class CredentialsForbidden(Rules):
    """Missing and bad credentials are 403; the documents do not say which of the two it is."""

    def status_of(self, code: str) -> int:
        return 403 if code == UNAUTHENTICATED else super().status_of(code)


@variant
class GatewayChecksCredentials(Rules):
    """Credentials are checked by a gateway that answers with a body of its own; no ramp code is documented for it."""

    def refused(self, refusal: Refusal, call: Call) -> Answer:
        if refusal.code != UNAUTHENTICATED:
            return super().refused(refusal, call)
        return Answer(401, "application/json", b'{"message":"Unauthorized"}', {"WWW-Authenticate": "Bearer"})


@variant
class UnknownFieldsRefused(Rules):
    """A field that is not documented is refused instead of ignored; a user_id is one."""

    def order(self, document: Document) -> Order:
        for name in document:
            if name not in Order.__dataclass_fields__ and name != "idempotency_key":
                raise self.invalid(name[:64], "is not a known field")
        return super().order(document)


@variant
class BareProblems(Rules):
    """Of the members of problem details, all of which are optional, none is sent; only error_code is."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        return {"error_code": self.problem_code(refusal)}


@variant
class ProblemsWithTitleOnly(Rules):
    """Of the members of problem details, only the title is sent along with the error_code."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        return {"title": self.problem_title(refusal), "error_code": self.problem_code(refusal)}


@variant
class ProblemsWithTrace(Rules):
    """Problem details have extension members, as RFC 9457, 3.2 allows: a trace id, links, the field at fault."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        help_page = {"help": {"href": "https://docs.reference.invalid/errors"}}
        errors = [{"field": refusal.field, "message": refusal.detail}] if refusal.field else []
        more: Document = {"trace_id": uuid.uuid4().hex, "_links": help_page, "errors": errors}
        return {**super().problem(refusal, call), **more}


WIRE_CODES = {
    INVALID_PAIR: "RMP-400-001",
    UNKNOWN_ASSET: "RMP-400-002",
    UNSUPPORTED_ASSET: "RMP-400-003",
    KYC_REQUIRED: "RMP-403-001",
    TRANSACTION_NOT_FOUND: "RMP-404-001",
    PROVIDER_ERROR: "RMP-502-001-R",
    INSTITUTION_REQUIRED: "BNK-400-001",
    ACCOUNT_UNAUTHORIZED: "BNK-403-001",
    ACCOUNT_NOT_FOUND: "BNK-404-001",
    BANK_PROVIDER_ERROR: "BNK-502-001-R",
    LINK_TOKEN_FAILED: "MLD-502-001-R",
}
"""The wire spelling of documented codes: a domain, the status, a number, and R where a retry may help."""


@variant(target={"dialect": {"error_codes": "wire"}})
class CodesAsOnTheWire(Rules):
    """Error codes are spelt as the real service spells them, and the types of problems after them."""

    def problem_code(self, refusal: Refusal) -> object:
        return WIRE_CODES.get(refusal.code, refusal.code)

    def problem_type(self, refusal: Refusal) -> object:
        return f"https://api.sumvin.com/errors/{str(self.problem_code(refusal)).lower()}"


@variant(target={"dialect": {"error_codes": {"RAMP_KYC_REQUIRED": "KYC-1", "BANK_PROVIDER_ERROR": ["UP-1", "UP-2"]}}})
class CodesOfItsOwn(Rules):
    """Two codes are spelt as nobody else does, one of them in two ways, as the target file says."""

    def problem_code(self, refusal: Refusal) -> object:
        if refusal.code == BANK_PROVIDER_ERROR:
            return "UP-1" if "token" in refusal.detail else "UP-2"
        return "KYC-1" if refusal.code == KYC_REQUIRED else super().problem_code(refusal)


@variant
class ProblemsWithTimestamp(Rules):
    """Problem details carry a timestamp, rendered as the header asks."""

    def problem(self, refusal: Refusal, call: Call) -> Document:
        return {**super().problem(refusal, call), "timestamp": self.clock.now_ms()}


@variant(warns=["SUMVIN-PROBLEM-MEDIA-TYPE"])
class ProblemsAsPlainJson(Rules):
    """Problem details are sent as application/json, as the vendor's public specification declares."""

    def problem_media_type(self, refusal: Refusal) -> str:
        return "application/json"


@variant
class CharsetEverywhere(Rules):
    """Media types carry a charset parameter, which changes nothing."""

    def media_type(self) -> str:
        return "application/json; charset=utf-8"

    def problem_media_type(self, refusal: Refusal) -> str:
        return "application/problem+json; charset=utf-8"


@variant
class AnyMediaTypeRead(Rules):
    """The body is read as JSON whatever type it claims; only a body that is none is refused."""

    def check_media_type(self, call: Call) -> None:
        return


# ---- the order of the rules


@variant
class SchemaBeforeKyc(Rules):
    """A body is validated before the user's KYC is looked at; which comes first is open."""

    def gate(self, caller: Caller, document: Document) -> None:
        if not caller.user.verified:
            self.key(document)
            self.order(document)
        super().gate(caller, document)


@variant
class AssetsBeforeAmounts(Rules):
    """The fields are validated from the last to the first; which complaint comes first is open."""

    def order(self, document: Document) -> Order:
        self.service_provider(document)
        self.payment_method_type(document)
        self.country_code(document)
        self.wallet_address(document)
        self.chain_id(document)
        self.to_asset(document)
        self.from_asset(document)
        return super().order(document)


@variant
class AssetsBeforePairs(Rules):
    """A crypto that is unknown is called that even where both sides are crypto; which code comes first is open."""

    def both_crypto(self, order: Order) -> Direction:
        self.direction_checked(order, "buy")
        self.direction_checked(order, "sell")
        return super().both_crypto(order)

    def direction_checked(self, order: Order, direction: Direction) -> None:
        """Look at one side as if it were the crypto of a ramp."""
        self.check_known(order, direction)
        self.check_rampable(order, direction)


@variant
class ProviderBeforeAssets(Rules):
    """A provider that does not exist or does not serve is reported before the asset is looked up."""

    def check_known(self, order: Order, direction: Direction) -> None:
        if order.wallet_address:  # a query for quotes has none, and may go without a provider
            self.provider(order)
        super().check_known(order, direction)


@variant
class SecondBodyValidated(Rules):
    """A replay is validated like any other call before its key is looked up; an invalid one is refused. Open."""

    def claim_key(self, caller: Caller, key: str, document: Document) -> ClaimKey:
        self.direction(self.order(document))
        return super().claim_key(caller, key, document)


@variant
class NobodyServesIsUnsupported(Rules):
    """A country or rail that no provider serves is RAMP_UNSUPPORTED_ASSET and not the provider's error. Open."""

    def not_served(self, detail: str) -> Refusal:
        return self.refuse(UNSUPPORTED_ASSET, detail)


@variant
class UnknownProviderIsInvalid(Rules):
    """A provider that does not exist is refused as invalid; its names are a list somewhere, if not a documented one."""

    def service_provider(self, document: Document) -> str | None:
        name = super().service_provider(document)
        if name is not None and name not in PROVIDERS:
            raise self.invalid("service_provider", "is not a known provider")
        return name


@variant
class ProvidersHaveLimits(Rules):
    """The provider rejects amounts below a cent and above a million: a documented 502, not an invalid request."""

    async def ask(self, provider: Provider, order: Order) -> None:
        await super().ask(provider, order)
        if not Decimal("0.01") <= order.source_amount <= 1_000_000:
            raise self.provider_failed("The provider rejected the amount.")


@variant
class WalletShapeChecked(Rules):
    """A wallet must look like an address of an EVM chain, which all nine are; more than non-empty is open."""

    def wallet_address(self, document: Document) -> str:
        wallet = super().wallet_address(document)
        if not re.fullmatch(r"0x[0-9a-fA-F]{40}", wallet):
            raise self.invalid("wallet_address", "is not an address")
        return wallet


@variant
class MoreFiats(Rules):
    """More currencies of ISO 4217 count as fiat than the vendor names; a pair of two of them is invalid as a pair."""

    def is_fiat(self, symbol: str) -> bool:
        more = "AED ARS CLP COP HUF IDR ILS MYR NGN PEN PHP RON SAR THB TRY TWD UAH VND"
        return super().is_fiat(symbol) or symbol in more.split()


# ---- the answer


@variant
class ExtraFields(Rules):
    """The session and the body hold fields that are not documented, of every type."""

    def view(self, session: Session) -> Document:
        more: Document = {"status": "pending", "direction": session.direction, "expires_in": 1800, "fees": []}
        return {**super().view(session), **more}

    def envelope(self, session: Session, replay: bool) -> object:
        return {
            "_links": self.links(session),
            "session": self.view(session),
            "meta": {"version": "0.9.1", "replay": replay, "request_id": uuid.uuid4().hex},
            "_embedded": None,
        }


@variant
class TimesInSession(Rules):
    """The session says when it was opened and until when it lasts, rendered as the header asks."""

    def view(self, session: Session) -> Document:
        times: Document = {"created_at": session.created_at, "expires_at": session.created_at + HALF_AN_HOUR}
        return {**super().view(session), **times}


@variant
class TimesEverywhere(TimesInSession):
    """Times under every documented name and at every depth, among numbers that look like times and are none."""

    def view(self, session: Session) -> Document:
        opened = session.created_at
        more: Document = {
            "completed_at": None,
            "validity": {"period_start": opened, "period_end": opened + HALF_AN_HOUR},
            "history": [{"event": "opened", "timestamp": opened, "details": [{"seen_at": opened + 1}]}],
            "sequence": opened,
            "timestamps": 2,
            "format": "hosted",
        }
        return {**super().view(session), **more}


@variant
class OrderEchoed(Rules):
    """The session repeats the amount, numerically as it was sent, with zeros to eighteen decimals."""

    def view(self, session: Session) -> Document:
        amount = Decimal(session.source_amount)
        digits, exponent = amount.as_tuple().digits, int(amount.as_tuple().exponent)
        short = len(digits) < 200 and -18 <= exponent < 60
        echoed = f"{amount:f}" if short else session.source_amount
        if short and exponent < 0:
            echoed += "0" * (18 + exponent)
        return {**super().view(session), "source_amount": echoed}


class _Ids(Rules):
    """A base for variants that change what a new id looks like."""

    def new_widget_url(self, ident: str, token: str, caller: Caller) -> str:
        return f"https://widget.reference.invalid/?session={ident}&token={token}#start"


@variant
class IdsAreDigits(_Ids):
    """An id is a string of digits."""

    def new_id(self) -> str:
        return str(secrets.randbelow(10**15) + 10**15)


@variant
class IdsAreUuids(_Ids):
    """An id is a UUID in capital letters, and the token is one as well."""

    def new_id(self) -> str:
        return str(uuid.uuid4()).upper()

    def new_token(self) -> str:
        return str(uuid.uuid4())


@variant
class IdsAreLong(_Ids):
    """An id has five hundred characters, some of them reserved in URLs."""

    def new_id(self) -> str:
        return "ses:~/" + secrets.token_urlsafe(370)


@variant
class TokenIsAJwt(_Ids):
    """The session's token has the shape of a JSON Web Token, though not of the caller's."""

    def new_token(self) -> str:
        return f"eyJhbGciOiJub25lIn0.{secrets.token_urlsafe(48)}.{secrets.token_urlsafe(32)}"


@variant
class OptionalFieldsNull(Rules):
    """The optional fields of the session are null."""

    def view(self, session: Session) -> Document:
        return {**super().view(session), "service_provider_widget_url": None, "external_session_id": None}


@variant
class OptionalFieldsAbsent(Rules):
    """The optional fields of the session are left out."""

    def view(self, session: Session) -> Document:
        return {name: value for name, value in super().view(session).items() if name in ("id", "widget_url", "token")}


@variant
class LinksAbsent(Rules):
    """No links are sent."""

    def envelope(self, session: Session, replay: bool) -> object:
        return {"session": self.view(session)}


@variant
class LinksEmpty(Rules):
    """The links are an empty object, as in the example."""

    def links(self, session: Session) -> object:
        return {}


@variant
class PrettyPrinted(Rules):
    """JSON is written with line breaks and spaces, and with its members in another order."""

    def encoded(self, body: object) -> bytes:
        return json.dumps(body, indent=2, sort_keys=True).encode() + b"\n"


# ---- keys


@variant
class RacersGet409(Rules):
    """Of simultaneous calls with one key, one opens the session and the others are told 409 and may retry. Open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._under_way: set[ClaimKey] = set()

    @asynccontextmanager
    async def turn(self, claim: ClaimKey) -> AsyncIterator[None]:
        if claim in self._under_way:
            raise self.refuse(CONFLICT, "A call with this key is under way; retry.")
        self._under_way.add(claim)
        try:
            yield
        finally:
            self._under_way.discard(claim)

    async def ask(self, provider: Provider, order: Order) -> None:
        await asyncio.sleep(0.005)  # or nobody would ever meet the 409
        await super().ask(provider, order)


@variant
class RefusedKeyIsBurnt(Rules):
    """A key whose call was refused is answered 409 for the rest of its day: never a session that was not. Open."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._burnt: dict[ClaimKey, int] = {}

    async def first(self, claim: ClaimKey, caller: Caller, document: Document) -> Session:
        if claim in self._burnt and self.alive(self._burnt[claim]):
            raise self.refuse(CONFLICT, "The key was used by a call that was refused.")
        try:
            return await super().first(claim, caller, document)
        except Refusal:
            self._burnt[claim] = self.clock.now_ms()
            raise


@variant
class EmptyKeyRefused(Rules):
    """The empty string is refused as a key. Open."""

    def check_key(self, key: str) -> None:
        super().check_key(key)
        if not key:
            raise self.invalid("idempotency_key", "must not be empty")


@variant
class EmptyKeyIsNone(Rules):
    """The empty string counts as no key. Open."""

    def key_given(self, value: object) -> str | None:
        return super().key_given(value) or None


@variant
class KeysCountedInUtf16(Rules):
    """The length of a key is counted in UTF-16 units, so that an emoji is two. Open."""

    def check_key(self, key: str) -> None:
        super().check_key(key + " " * sum(ord(each) > 0xFFFF for each in key))


@variant
class ControlCharactersRefused(Rules):
    """Control characters and lone surrogates are refused in every string at the top of the body. Open."""

    def as_object(self, value: object) -> Document:
        document = super().as_object(value)
        for name, inner in document.items():
            if isinstance(inner, str) and re.search("[\x00-\x1f\x7f\ud800-\udfff]", inner):
                raise self.invalid(name[:64], "must not contain control characters")
        return document
