"""Faults of authentication: who calls, and which headers it takes."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import jwt

from reference.catalogue import fault
from reference.sumvin.catalog import ORG, USERS
from reference.sumvin.model import Answer, Call, Caller, Document, Refusal, User
from reference.sumvin.problems import INVALID_REQUEST, UNAUTHENTICATED
from reference.sumvin.rules import Rules
from reference.sumvin.tokens import YEAR_2100

ALICES_CLAIMS: Mapping[str, object] = {"sub": "usr_alice", "org": ORG, "exp": YEAR_2100}


def is_jwt_shaped(token: str) -> bool:
    """Tell whether a token has the three parts of a JSON Web Token."""
    return token.count(".") == 2


def unverified(token: str) -> Mapping[str, object] | None:
    """Read the claims of a token without looking at its signature; None if it has none."""
    try:
        claims: Mapping[str, object] = jwt.decode(token, options={"verify_signature": False})
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return None
    return {**ALICES_CLAIMS, **claims}


def algorithm(token: str) -> str:
    """Read the algorithm that a token names for itself, in lower case."""
    try:
        return str(jwt.get_unverified_header(token).get("alg")).lower()
    except (jwt.InvalidTokenError, ValueError, RecursionError):
        return ""


def member(call: Call, name: str) -> object:
    """Return a member of the request body, if there is such a thing."""
    try:
        body = json.loads(call.body)
    except (ValueError, RecursionError):
        return None
    return body.get(name) if isinstance(body, dict) else None


# ---- missing


@fault("SUMVIN-AUTH-MISSING")
class NoCredentialsMeansADemoUser(Rules):
    """A demo mode was left switched on: whoever sends no credentials is let in as a default user."""

    def nobody(self, call: Call) -> Caller:
        return Caller(USERS["usr_alice"], ORG, "")


@fault("SUMVIN-AUTH-MISSING")
class MissingCredentialsAnswer422(Rules):
    """The header is declared as a required parameter, so the framework's validation speaks before authentication."""

    def nobody(self, call: Call) -> Caller:
        raise Refusal(422, INVALID_REQUEST, "x-juno-jwt: is required")


@fault("SUMVIN-AUTH-MISSING")
class MissingCredentialsCrash(Rules):
    """The middleware splits the header without asking whether it is there."""

    def nobody(self, call: Call) -> Caller:
        raise TypeError("a header that is not there cannot be split")


# ---- malformed


@fault("SUMVIN-AUTH-MALFORMED")
class AnyWordIsAToken(Rules):
    """What is no JSON Web Token is taken for an opaque session id of a default user."""

    def claims(self, token: str) -> Mapping[str, object]:
        return super().claims(token) if is_jwt_shaped(token) else ALICES_CLAIMS


@fault("SUMVIN-AUTH-MALFORMED")
class MalformedTokenCrashes(Rules):
    """The token is split at its dots into exactly three variables, and nobody catches what happens otherwise."""

    def claims(self, token: str) -> Mapping[str, object]:
        _header, _payload, _signature = token.split(".")
        return super().claims(token)


@fault("SUMVIN-AUTH-MALFORMED")
class MalformedTokenAnswers400(Rules):
    """A token that cannot be parsed is reported as a bad request, not as bad credentials."""

    def claims(self, token: str) -> Mapping[str, object]:
        if not is_jwt_shaped(token):
            raise Refusal(400, UNAUTHENTICATED, "The token cannot be parsed.")
        return super().claims(token)


# ---- signature


@fault("SUMVIN-AUTH-BAD-SIGNATURE")
class SignatureUnchecked(Rules):
    """The service trusts that a gateway has checked the signature; the gateway trusts the service."""

    def claims(self, token: str) -> Mapping[str, object]:
        return unverified(token) or super().claims(token)


@fault("SUMVIN-AUTH-BAD-SIGNATURE")
class AlgorithmNoneAccepted(Rules):
    """The algorithm is taken from the token's own header, and `none` is one of them."""

    def claims(self, token: str) -> Mapping[str, object]:
        unsigned = unverified(token) if algorithm(token) == "none" else None
        return unsigned or super().claims(token)


@fault("SUMVIN-AUTH-BAD-SIGNATURE")
class SignatureMayBeLeftOff(Rules):
    """A token with an empty third part is read as unsigned and let through; only a present signature is checked."""

    def claims(self, token: str) -> Mapping[str, object]:
        unsigned = unverified(token) if token.endswith(".") else None
        return unsigned or super().claims(token)


@fault("SUMVIN-AUTH-BAD-SIGNATURE")
class BadSignatureCrashes(Rules):
    """The exception of the crypto library is not among those that the middleware catches."""

    def claims(self, token: str) -> Mapping[str, object]:
        try:
            return super().claims(token)
        except Refusal:
            if unverified(token) is not None:
                raise RuntimeError("signature mismatch") from None
            raise


# ---- lifetime


@fault("SUMVIN-AUTH-EXPIRED")
class ExpiryUnchecked(Rules):
    """The check of `exp` was switched off while the clocks of two machines disagreed, and never switched on again."""

    def check_lifetime(self, claims: Mapping[str, object]) -> None:
        return


@fault("SUMVIN-AUTH-EXPIRED")
class ExpiredTokenAnswers440(Rules):
    """A web framework's "login time-out" was kept for the API."""

    def token_expired(self) -> Refusal:
        return Refusal(440, UNAUTHENTICATED, "The session has timed out.")


# ---- the user


class _ActsFor(Rules):
    """A base for faults that let the caller name the user."""

    def named(self, call: Call) -> object:
        """Return the id that the caller names."""
        raise NotImplementedError

    def user(self, claims: Mapping[str, object], call: Call) -> User:
        named = self.named(call)
        own = super().user(claims, call)
        return replace(own, id=named) if isinstance(named, str) and named else own


@fault("SUMVIN-AUTH-USER-FROM-CONTEXT")
class UserIdFromBody(_ActsFor):
    """An admin tool needed to act for users, and the `user_id` of its body was never taken out of the public API."""

    def named(self, call: Call) -> object:
        return member(call, "user_id")


@fault("SUMVIN-AUTH-USER-FROM-CONTEXT")
class UserIdFromQuery(_ActsFor):
    """An older version had `?user_id=` in its path, and the handler still reads it."""

    def named(self, call: Call) -> object:
        return call.query.get("user_id")


@fault("SUMVIN-AUTH-USER-FROM-CONTEXT")
class UserIdFromHeader(_ActsFor):
    """Inside the cluster the gateway passes X-User-Id on, and it does not strip the one that a client sends."""

    def named(self, call: Call) -> object:
        return call.headers.get("x-user-id")


# ---- optional headers


class _Demands(Rules):
    """A base for faults that demand a header."""

    demanded = "x-juno-orgid"

    def is_demanded(self, document: Document) -> bool:
        """Tell whether this call needs the header."""
        return True

    async def open_session(self, call: Call) -> Answer:
        self.caller(call)  # credentials first, or a bad token would be told about the header
        if self.demanded not in call.headers and self.is_demanded(self.document(call)):
            raise Refusal(400, INVALID_REQUEST, f"{self.demanded} is required")
        return await super().open_session(call)


@fault("SUMVIN-HEADERS-OPTIONAL")
class OrgHeaderDemanded(_Demands):
    """Since the platform became multi-tenant every call has to name its tenant, even where the token does."""


@fault("SUMVIN-HEADERS-OPTIONAL")
class OrgHeaderDemandedWithKey(_Demands):
    """Keys are stored per tenant, and the table takes the tenant from the header only."""

    def is_demanded(self, document: Document) -> bool:
        return document.get("idempotency_key") is not None


@fault("SUMVIN-HEADERS-OPTIONAL")
class PatDemandedForSells(_Demands):
    """Off-ramping moves the user's crypto, so a second credential was asked for, without a word in the documents."""

    demanded = "x-sumvin-pat"

    def is_demanded(self, document: Document) -> bool:
        return self.is_fiat(str(document.get("to_asset")))


@fault("SUMVIN-HEADERS-OPTIONAL")
class PintTokenDemanded(_Demands):
    """An internal header of a sister product became mandatory for everybody with the last release."""

    demanded = "x-sumvin-pint-token"
