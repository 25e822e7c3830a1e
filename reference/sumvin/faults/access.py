"""Faults of authentication beyond sessions: operations that forgot about it, and users named by a parameter."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.catalog import ORG, USERS, Provider
from reference.sumvin.faults.credentials import ALICES_CLAIMS, is_jwt_shaped, unverified
from reference.sumvin.model import Account, Call, Caller, Direction, Operation, Order, Refusal, Session
from reference.sumvin.problems import INVALID_REQUEST, UNAUTHENTICATED
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

READS: frozenset[Operation] = frozenset(
    {"quotes", "transactions", "transaction", "link_config", "institutions", "accounts", "account", "assets"}
)
BANKS: frozenset[Operation] = frozenset({"institutions", "link", "processor_token", "accounts", "account", "sync"})


class _Operation(Rules):
    """A base for faults that concern who calls some operations: the paths that begin in one way."""

    path = ""

    def concerned(self, call: Call) -> bool:
        """Tell whether the fault concerns a call."""
        return call.path.startswith(self.path)


# ---- missing


@fault("SUMVIN-AUTH-EVERYWHERE-MISSING")
class AssetsAndConfigurationAreOpen(_Operation):
    """What is the same for everybody is served to everybody, with credentials or not."""

    def concerned(self, call: Call) -> bool:
        return call.operation in ("assets", "link_config")

    def nobody(self, call: Call) -> Caller:
        return Caller(USERS["usr_alice"], ORG, "") if self.concerned(call) else super().nobody(call)


@fault("SUMVIN-AUTH-EVERYWHERE-MISSING")
class QuotesAreOpen(_Operation):
    """Quotes were opened to the marketing site, which has no users."""

    path = "/v0/ramp/quotes"

    def nobody(self, call: Call) -> Caller:
        return Caller(USERS["usr_alice"], ORG, "") if self.concerned(call) else super().nobody(call)


@fault("SUMVIN-AUTH-EVERYWHERE-MISSING")
class AccountsOfNobodyAreEmpty(_Operation):
    """Who has no credentials has no accounts, and is shown that."""

    path = "/v0/accounts"

    def nobody(self, call: Call) -> Caller:
        return Caller(replace(USERS["usr_bob"], id="usr_nobody"), ORG, "") if self.concerned(call) else self._none(call)

    def _none(self, call: Call) -> Caller:
        return super().nobody(call)


@fault("SUMVIN-AUTH-EVERYWHERE-MISSING")
class BankLinkingAnswers422(_Operation):
    """In bank linking the header is a required parameter, so validation speaks before authentication."""

    path = "/v0/bank-linking"

    def nobody(self, call: Call) -> Caller:
        if self.concerned(call):
            raise Refusal(422, INVALID_REQUEST, "x-juno-jwt: is required")
        return super().nobody(call)


# ---- expired


class _Checked(Rules):
    """A base for faults that check the tokens of some operations in another way."""

    concerned: ClassVar[frozenset[Operation]]
    current: Operation = "open_session"

    def caller(self, call: Call) -> Caller:
        self.current = call.operation
        return super().caller(call)

    @property
    def is_concerned(self) -> bool:
        """Whether the fault concerns the call whose credentials are being checked."""
        return self.current in self.concerned


@fault("SUMVIN-AUTH-EVERYWHERE-EXPIRED")
class ExpiredTokensMayRead(_Checked):
    """Reads are served from a cache, for which a token is good for ever."""

    concerned: ClassVar[frozenset[Operation]] = READS

    def check_lifetime(self, claims: Mapping[str, object]) -> None:
        if not self.is_concerned:
            super().check_lifetime(claims)


@fault("SUMVIN-AUTH-EVERYWHERE-EXPIRED")
class ExpiredTokensMayDelete(_Checked):
    """A long-lived worker does deletions and syncs, and nobody was to be logged out half-way."""

    concerned: ClassVar[frozenset[Operation]] = frozenset({"disconnect", "sync", "link", "processor_token"})

    def check_lifetime(self, claims: Mapping[str, object]) -> None:
        if not self.is_concerned:
            super().check_lifetime(claims)


@fault("SUMVIN-AUTH-EVERYWHERE-EXPIRED")
class ExpiredReadsAnswer440(_Checked):
    """A token that has ended is answered with a status that somebody's proxy has invented for it."""

    concerned: ClassVar[frozenset[Operation]] = READS

    def token_expired(self) -> Refusal:
        return Refusal(440, UNAUTHENTICATED, "The token has expired.") if self.is_concerned else super().token_expired()


# ---- malformed and forged


@fault("SUMVIN-AUTH-EVERYWHERE-MALFORMED")
class AnyWordReads(_Checked):
    """On reads, what is no JSON Web Token is taken for the opaque session of a default user."""

    concerned: ClassVar[frozenset[Operation]] = READS

    def claims(self, token: str) -> Mapping[str, object]:
        return ALICES_CLAIMS if self.is_concerned and not is_jwt_shaped(token) else super().claims(token)


@fault("SUMVIN-AUTH-EVERYWHERE-MALFORMED")
class MalformedTokenCrashesBanks(_Checked):
    """The service of banks splits the token at its dots, and nobody catches what happens otherwise."""

    concerned: ClassVar[frozenset[Operation]] = BANKS

    def claims(self, token: str) -> Mapping[str, object]:
        if self.is_concerned:
            _header, _payload, _signature = token.split(".")
        return super().claims(token)


@fault("SUMVIN-AUTH-EVERYWHERE-MALFORMED")
class MalformedTokenAnswers404(_Checked):
    """Whoever cannot be read has no transactions and no accounts, and is told that they were not found."""

    concerned: ClassVar[frozenset[Operation]] = READS

    def claims(self, token: str) -> Mapping[str, object]:
        if self.is_concerned and not is_jwt_shaped(token):
            raise Refusal(404, UNAUTHENTICATED, "Not found.")
        return super().claims(token)


@fault("SUMVIN-AUTH-EVERYWHERE-BAD-SIGNATURE")
class SignatureUncheckedOnReads(_Checked):
    """Reads trust that a gateway has checked the signature; the gateway trusts the service."""

    concerned: ClassVar[frozenset[Operation]] = READS

    def claims(self, token: str) -> Mapping[str, object]:
        return (unverified(token) if self.is_concerned else None) or super().claims(token)


@fault("SUMVIN-AUTH-EVERYWHERE-BAD-SIGNATURE")
class SignatureUncheckedByBanks(_Checked):
    """The service of banks takes the user out of the token, and leaves the rest to others."""

    concerned: ClassVar[frozenset[Operation]] = BANKS

    def claims(self, token: str) -> Mapping[str, object]:
        return (unverified(token) if self.is_concerned else None) or super().claims(token)


@fault("SUMVIN-AUTH-EVERYWHERE-BAD-SIGNATURE")
class ForgedTokensCrashQuotes(_Checked):
    """The exception about a bad signature has another name in the library's new version, and nobody catches it."""

    concerned: ClassVar[frozenset[Operation]] = frozenset({"quotes", "accounts", "account"})

    def bad_token(self) -> Refusal:
        if self.is_concerned:
            raise RuntimeError("the signature does not fit")
        return super().bad_token()


# ---- the user comes from the credentials


def named(call: Call) -> str:
    """Find the user whom a query or a body names."""
    by_query = call.query.get("user_id")
    if by_query is not None:
        return by_query
    try:
        body = json.loads(call.body or b"{}")
    except (ValueError, RecursionError):
        return ""
    return str(body.get("user_id", "")) if isinstance(body, dict) else ""


@fault("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
class UserIdPicksTheAccounts(Rules):
    """A parameter for support staff was never guarded: user_id says whose accounts are listed."""

    def caller(self, call: Call) -> Caller:
        caller = super().caller(call)
        wanted = named(call) if call.operation in ("accounts", "account") else ""
        return replace(caller, user=USERS[wanted]) if wanted in USERS else caller


@fault("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
class UserIdPicksTheTransactions(Rules):
    """A filter of the admin interface works for everybody: user_id says whose transactions are listed."""

    def caller(self, call: Call) -> Caller:
        caller = super().caller(call)
        wanted = named(call) if call.operation == "transactions" else ""
        return replace(caller, user=USERS[wanted]) if wanted in USERS else caller


@fault("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
class UserIdTakesThePlaceOfTheOwner(Rules):
    """The owner of an account is compared with the user_id of the call, where there is one."""

    def owns(self, caller: Caller, account: Account, call: Call) -> bool:
        return named(call) == account.user or super().owns(caller, account, call)


@fault("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
class RampsBelongToTheToken(Rules):
    """A ramp is stored with the token that opened it, and the list compares tokens; a refreshed one starts anew."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._opened_by: dict[str, str] = {}

    def minted(self, caller: Caller, order: Order, direction: Direction, provider: Provider) -> Session:
        session = super().minted(caller, order, direction, provider)
        self._opened_by[session.id] = caller.token
        return session

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        found = super().newest(caller, count, skip)
        return [each for each in found if self._opened_by.get(each.id, caller.token) == caller.token]


@fault("SUMVIN-AUTH-EVERYWHERE-USER-FROM-CONTEXT")
class UserIdLinksForAnother(Rules):
    """Support staff used to link banks for users on the telephone, and the field for it is still read."""

    def caller(self, call: Call) -> Caller:
        caller = super().caller(call)
        wanted = named(call) if call.operation == "link" else ""
        return replace(caller, user=USERS[wanted]) if wanted in USERS else caller
