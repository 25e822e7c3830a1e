"""Faults of keys: who is let in, and whose sessions are shown."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace

from reference.catalogue import fault
from reference.stripe.catalog import KEYS
from reference.stripe.errors import INVALID_REQUEST
from reference.stripe.model import Call, Caller, Condition, Key, Params, Refusal, Session
from reference.stripe.rules import Rules

ALICE = Key("", "acct_reference_alice")

# ---- no key


@fault("STRIPE-AUTH-MISSING")
class NobodyIsTheFirstAccount(Rules):
    """A shortcut for development is still in: who sends no key is the first account of the table."""

    def nobody(self, call: Call) -> Caller:
        return Caller(ALICE.account, False, "")


@fault("STRIPE-AUTH-MISSING")
class ReadsNeedNoKey(Rules):
    """Only what changes something is guarded; a read without a key goes through."""

    def nobody(self, call: Call) -> Caller:
        return Caller(ALICE.account, False, "") if call.method == "GET" else super().nobody(call)


@fault("STRIPE-AUTH-MISSING")
class NoKeyAnswers400(Rules):
    """A missing key is one more missing parameter."""

    def nobody(self, call: Call) -> Caller:
        raise self.malformed("You did not provide an API key.")


@fault("STRIPE-AUTH-MISSING")
class NoKeyIsRedirectedToTheLogin(Rules):
    """The middleware of the dashboard sends whoever is not logged in to the login page."""

    def nobody(self, call: Call) -> Caller:
        raise Refusal(302, INVALID_REQUEST, "Please log in.")


# ---- a key that is none


@fault("STRIPE-AUTH-BAD-KEY")
class AnyKeyAccepted(Rules):
    """The prefix of the key is checked, and the rest of it will be once there is a table of keys."""

    def known_key(self, text: str) -> Key:
        return KEYS.get(text) or (ALICE if text.startswith("sk_") else super().known_key(text))


@fault("STRIPE-AUTH-BAD-KEY")
class BeginningOfTheKeyCompared(Rules):
    """Keys are looked up by a column that was made too short, so that what comes after does not count."""

    def known_key(self, text: str) -> Key:
        known = [key for name, key in KEYS.items() if text.startswith(name)]
        return known[-1] if known else super().known_key(text)


@fault("STRIPE-AUTH-BAD-KEY")
class KeysCompareWithoutCase(Rules):
    """The database compares text without regard to case."""

    def known_key(self, text: str) -> Key:
        return KEYS.get(text.lower()) or super().known_key(text)


@fault("STRIPE-AUTH-BAD-KEY")
class BadKeyAnswers400(Rules):
    """A key that is none is a bad request."""

    def bad_key(self) -> Refusal:
        return self.malformed("Invalid API Key provided.")


@fault("STRIPE-AUTH-BAD-KEY")
class BadKeyAnswers403(Rules):
    """Who has a key that is none is known to be nobody, and is forbidden; the platform says 401."""

    def bad_key(self) -> Refusal:
        return Refusal(403, INVALID_REQUEST, "Invalid API Key provided.")


@fault("STRIPE-AUTH-BAD-KEY")
class BadKeyAnswers404(Rules):
    """The account of the key is looked up, and not found."""

    def bad_key(self) -> Refusal:
        return Refusal(404, INVALID_REQUEST, "No such account.")


@fault("STRIPE-AUTH-EXPIRED")
class RolledKeyAccepted(Rules):
    """Rolling a key makes a new one and forgets to end the old one."""

    def check_expiry(self, key: Key) -> None:
        pass


@fault("STRIPE-AUTH-EXPIRED")
class RolledKeyMayRead(Rules):
    """A replica of the table of keys, which the reads use, is never refreshed."""

    def caller(self, call: Call) -> Caller:
        key = KEYS.get(self.key_text(call.headers))
        if key is not None and key.expired and call.method == "GET":
            return Caller(key.account, key.livemode, key.text)
        return super().caller(call)


class UserNameUnguarded(Rules):
    """A base for faults of the older way to send a key, which one of the guards was never added to."""

    def caller(self, call: Call) -> Caller:
        self._as_user_name = call.headers.get("authorization", "").lower().startswith("basic ")
        return super().caller(call)


@fault("STRIPE-AUTH-EXPIRED")
class RolledKeyAcceptedAsUserName(UserNameUnguarded):
    """A user name is looked up in the table of keys, which has them all, and never held against the calendar."""

    def check_expiry(self, key: Key) -> None:
        if not self._as_user_name:
            super().check_expiry(key)


# ---- both ways to send it


@fault("STRIPE-AUTH-BEARER")
class BearerRefused(Rules):
    """Only HTTP Basic was built, since curl's -u is in all the examples."""

    def from_bearer(self, sent: str) -> str:
        return ""


@fault("STRIPE-AUTH-BEARER")
class BearerIsDecoded(Rules):
    """One function reads both schemes, and it takes base64 for granted."""

    def from_bearer(self, sent: str) -> str:
        return self.from_basic(sent)


@fault("STRIPE-AUTH-BASIC")
class BasicRefused(Rules):
    """Only the bearer token was built."""

    def from_basic(self, sent: str) -> str:
        return ""


@fault("STRIPE-AUTH-BASIC")
class BasicKeyIsThePassword(Rules):
    """The key is a secret, so it was taken for the password and not for the user name."""

    def from_basic(self, sent: str) -> str:
        try:
            return base64.b64decode(sent).decode().partition(":")[2]
        except ValueError:
            return ""


@fault("STRIPE-AUTH-BASIC")
class BasicColonBelongsToTheKey(Rules):
    """The user name is not cut off at the colon, and no key ends in one."""

    def from_basic(self, sent: str) -> str:
        key = super().from_basic(sent)
        return key and f"{key}:"


# ---- publishable keys


@fault("STRIPE-AUTH-PUBLISHABLE")
class PublishableKeysAccepted(Rules):
    """A key of the account is a key of the account; that everybody can read it in a browser was forgotten."""

    def check_secret(self, key: Key, call: Call) -> None:
        pass


@fault("STRIPE-AUTH-PUBLISHABLE")
class PublishableKeysMayRead(Rules):
    """The widget reads its session with the publishable key, and so may everybody, secrets and lists included."""

    def check_secret(self, key: Key, call: Call) -> None:
        if call.method != "GET":
            super().check_secret(key, call)


@fault("STRIPE-AUTH-PUBLISHABLE")
class PublishableKeysMayCreate(Rules):
    """Reads are guarded well, and writes are thought to do no harm."""

    def check_secret(self, key: Key, call: Call) -> None:
        if call.method == "GET":
            super().check_secret(key, call)


@fault("STRIPE-AUTH-PUBLISHABLE")
class PublishableKeysAcceptedAsUserName(UserNameUnguarded):
    """That a key is publishable is seen from the prefix of a bearer token, and a user name has none."""

    def check_secret(self, key: Key, call: Call) -> None:
        if not self._as_user_name:
            super().check_secret(key, call)


# ---- other accounts


@fault("STRIPE-OTHER-ACCOUNT-RETRIEVE")
class ForeignSessionsReadable(Rules):
    """An id cannot be guessed, so nobody checks whose session it is."""

    def not_own(self, session: Session) -> Session:
        return session


@fault("STRIPE-OTHER-ACCOUNT-RETRIEVE")
class ForeignSessionsAnswer200Empty(Rules):
    """Another account's session is found, and shown without what is secret."""

    def not_own(self, session: Session) -> Session:
        return replace(session, client_secret="", metadata={})


@fault("STRIPE-OTHER-ACCOUNT-LIST")
class ForeignSessionsListed(Rules):
    """The list forgets whose it is."""

    def owned(self, caller: Caller) -> Iterator[Condition]:
        yield from ()


@fault("STRIPE-OTHER-ACCOUNT-LIST")
class ForeignSessionsListedByFilter(Rules):
    """With a filter the query is another one, and its author forgot the account."""

    def conditions(self, params: Params, caller: Caller) -> Iterator[Condition]:
        filtered = params.keys() & {"created", "destination_currency", "destination_network", "status"}
        return (each for each in super().conditions(params, caller) if not (filtered and each[0] == "tenant = ?"))
