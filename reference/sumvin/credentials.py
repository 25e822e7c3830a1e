"""Who calls, for which organisation, and whether the user may ramp at all.

Sources: sumvin-open-session.txt, "Authorizations" and "Headers"; sumvin-meld-integration.txt, "Authentication" (the
user is resolved from the auth context) and RAMP_KYC_REQUIRED. That `Authorization: Bearer` and `x-sumvin-pat` are
taken too is public knowledge about the real service.
"""
# ruff: noqa: ARG002 - a rule gets what an override of it may need

from __future__ import annotations

from collections.abc import Mapping

import jwt

from reference.clock import Clock
from reference.sumvin.catalog import USERS
from reference.sumvin.model import Call, Caller, Document, Refusal, User
from reference.sumvin.problems import KYC_REQUIRED, UNAUTHENTICATED, Problems
from reference.sumvin.tokens import verified


class Credentials(Problems):
    """From the headers to a caller."""

    clock: Clock

    def caller(self, call: Call) -> Caller:
        """Resolve who calls, or refuse the call."""
        token = self.credential(call.headers)
        if not token:
            return self.nobody(call)
        claims = self.claims(token)
        self.check_lifetime(claims)
        return Caller(self.user(claims, call), self.org(claims, call.headers), token)

    def credential(self, headers: Mapping[str, str]) -> str:
        """Find the token among the headers that may carry it."""
        if "x-juno-jwt" in headers:
            return headers["x-juno-jwt"]
        scheme, _, bearer = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return bearer.strip()
        return headers.get("x-sumvin-pat", "")

    def nobody(self, call: Call) -> Caller:
        """Deal with a call that has no credentials."""
        raise self.unauthenticated("No credentials were sent; put a JWT into the header x-juno-jwt.")

    def claims(self, token: str) -> Mapping[str, object]:
        """Return what a token says, if its issuer has signed it."""
        try:
            return verified(token)
        except (jwt.InvalidTokenError, ValueError, RecursionError):
            raise self.bad_token() from None

    def check_lifetime(self, claims: Mapping[str, object]) -> None:
        """Refuse a token whose `exp` has passed (RFC 7519, 4.1.4)."""
        expires = claims["exp"]
        if not isinstance(expires, int | float) or expires <= self.clock.now():
            raise self.token_expired()

    def user(self, claims: Mapping[str, object], call: Call) -> User:
        """Find the user whom the token names; nothing else in the call has a say."""
        user = USERS.get(str(claims["sub"]))
        if user is None:
            raise self.bad_token()
        return user

    def org(self, claims: Mapping[str, object], headers: Mapping[str, str]) -> str:
        """Return the tenant: the one that the header names, else the token's own."""
        return headers.get("x-juno-orgid") or str(claims.get("org", ""))

    def gate(self, caller: Caller, document: Document) -> None:
        """Let only users with verified KYC open a session."""
        self.check_kyc(caller)

    def check_kyc(self, caller: Caller) -> None:
        """Let only users with verified KYC ramp."""
        if not caller.user.verified:
            raise self.kyc_required()

    def unauthenticated(self, detail: str) -> Refusal:
        """Refuse a call whose credentials are missing or no good."""
        return self.refuse(UNAUTHENTICATED, detail)

    def bad_token(self) -> Refusal:
        """Refuse a token that is none, or not of our issuer."""
        return self.unauthenticated("The credentials are not a token that we trust.")

    def token_expired(self) -> Refusal:
        """Refuse a token whose lifetime is over."""
        return self.unauthenticated("The token has expired.")

    def kyc_required(self) -> Refusal:
        """Send the user through KYC first."""
        return self.refuse(KYC_REQUIRED, "The user has no verified KYC; complete KYC and retry.")
