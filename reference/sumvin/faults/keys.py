"""Faults of the idempotency key itself: left out, null, too long, too much alike."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
import re

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.model import Caller, Document, Session
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- left out


@fault("SUMVIN-IDEMPOTENCY-KEY-OMITTED")
class BodyIsTheKey(Rules):
    """Without a key the hash of the body serves as one, so a second order of the same kind is swallowed."""

    def key_left_out(self, document: Document) -> str | None:
        return json.dumps(document, sort_keys=True, default=str)


@fault("SUMVIN-IDEMPOTENCY-KEY-OMITTED")
class KeylessCallsShareAKey(Rules):
    """A key that is left out is stored as the empty string, and all of those are one."""

    def key_left_out(self, document: Document) -> str | None:
        return ""


@fault("SUMVIN-IDEMPOTENCY-KEY-OMITTED")
class DoubleClickGuard(Rules):
    """Two keyless calls of one user within two seconds are taken for a double click and answered with one session."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._last: dict[str, Session] = {}

    async def fresh(self, caller: Caller, document: Document) -> Session:
        if "idempotency_key" in document:
            return await super().fresh(caller, document)
        last = self._last.get(caller.user.id)
        if last is not None and self.clock.now_ms() - last.created_at < 2000:
            self.order(document)
            return last
        session = self._last[caller.user.id] = await super().fresh(caller, document)
        return session


@fault("SUMVIN-IDEMPOTENCY-KEY-OMITTED")
class KeyDemanded(Rules):
    """Keys became mandatory when the first partner had forgotten one."""

    def key_left_out(self, document: Document) -> str | None:
        raise self.invalid("idempotency_key", "is required")


# ---- null


@fault("SUMVIN-IDEMPOTENCY-KEY-NULL")
class NullKeyIsNamedNone(Rules):
    """A null key is turned into the string "None", and everybody who sends null shares it."""

    def key_null(self) -> str | None:
        return "None"


@fault("SUMVIN-IDEMPOTENCY-KEY-NULL")
class NullKeyRefused(Rules):
    """The key may be left out, but null is no string."""

    def key_null(self) -> str | None:
        raise self.invalid("idempotency_key", "must be a string")


@fault("SUMVIN-IDEMPOTENCY-KEY-NULL")
class NullKeyCrashes(Rules):
    """The length of the key is taken before anybody asks whether there is one."""

    def key_null(self) -> str | None:
        raise TypeError("null has no length")


# ---- accepted


class _Limit(Rules):
    """A base for faults with another limit."""

    limit = 0

    def check_key(self, key: str) -> None:
        if len(key) > self.limit:
            raise self.invalid("idempotency_key", f"must not be longer than {self.limit} characters")


@fault("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
class LimitOf127(_Limit):
    """The comparison is "less than 128"."""

    limit = 127


@fault("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
class LimitOf64(_Limit):
    """The column is half as wide as the documents say."""

    limit = 64


@fault("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
class UuidKeysOnly(Rules):
    """The column has the type UUID."""

    def check_key(self, key: str) -> None:
        super().check_key(key)
        if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", key):
            raise self.invalid("idempotency_key", "must be a UUID")


@fault("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
class KeysOfAFewCharactersOnly(Rules):
    """The key becomes part of a file name, so only letters, digits and hyphens may be in it."""

    def check_key(self, key: str) -> None:
        super().check_key(key)
        if re.search(r"[^A-Za-z0-9-]", key):
            raise self.invalid("idempotency_key", "may contain letters, digits and hyphens only")


@fault("SUMVIN-IDEMPOTENCY-KEY-ACCEPTED")
class ShortKeysRefused(Rules):
    """Keys below 16 characters are refused as too easy to collide with."""

    def check_key(self, key: str) -> None:
        super().check_key(key)
        if len(key) < 16:
            raise self.invalid("idempotency_key", "must have at least 16 characters")


# ---- too long


@fault("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
class LimitOf255(_Limit):
    """The column's usual width is the limit."""

    limit = 255


@fault("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
class LimitOf129(_Limit):
    """The comparison is off by one."""

    limit = 129


@fault("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
class NoLimit(Rules):
    """Nobody checks."""

    def check_key(self, key: str) -> None:
        return


@fault("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
class LongKeyIsCut(Rules):
    """The database cuts what does not fit, and says nothing."""

    def key_given(self, value: object) -> str | None:
        return super().key_given(value[:128] if isinstance(value, str) else value)


@fault("SUMVIN-IDEMPOTENCY-KEY-TOO-LONG")
class LongKeyCrashes(Rules):
    """The database refuses what does not fit, and nobody catches it."""

    def check_key(self, key: str) -> None:
        if len(key) > 128:
            raise OverflowError("value too long for type character varying(128)")


# ---- told apart


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class KeysLowerCased(Rules):
    """The column compares without case."""

    def key_part(self, key: str, document: Document) -> str:
        return key.lower()


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class KeysTrimmed(Rules):
    """The model strips the spaces around every string."""

    def key_part(self, key: str, document: Document) -> str:
        return key.strip()


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class KeysComparedBy64Characters(Rules):
    """The index covers the first 64 characters."""

    def key_part(self, key: str, document: Document) -> str:
        return key[:64]


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class KeysComparedBy127Characters(Rules):
    """A buffer of 128 bytes keeps one for the terminator, and the last character is lost."""

    def key_part(self, key: str, document: Document) -> str:
        return key[:127]


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class PunctuationDropped(Rules):
    """Keys are reduced to letters and digits before they are stored."""

    def key_part(self, key: str, document: Document) -> str:
        return re.sub(r"[!-/:-@\[-`{-~]", "", key)


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class FirstCharacterLost(Rules):
    """Keys get a prefix in the cache, and the code that takes it off again takes one character too many."""

    def key_part(self, key: str, document: Document) -> str:
        return key[1:] if len(key) > 1 else key


@fault("SUMVIN-IDEMPOTENCY-KEY-DISTINCT")
class TrailingNumberIsAnAttempt(Rules):
    """A number at the end of a key is taken for the count of attempts and ignored."""

    def key_part(self, key: str, document: Document) -> str:
        return re.sub(r"(?<=.)[0-9]{1,3}$", "", key)
