"""Faults of the 24 hours and of the scope within which a key counts."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.faults.replays import conflict
from reference.sumvin.model import Caller, ClaimKey, Document, Session
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store

# ---- the window


class _Window(Rules):
    """A base for faults with another window."""

    seconds = 0.0

    def window(self) -> float:
        return self.seconds


@fault("SUMVIN-IDEMPOTENCY-WINDOW-HOLDS")
class WindowOfOneHour(_Window):
    """The cache's time to live was left at its default."""

    seconds = 3600


@fault("SUMVIN-IDEMPOTENCY-WINDOW-HOLDS")
class WindowOf12Hours(_Window):
    """Somebody reckoned the day on a clock face."""

    seconds = 12 * 3600


@fault("SUMVIN-IDEMPOTENCY-WINDOW-HOLDS")
class WindowInWrongUnit(_Window):
    """86 400 was written where milliseconds are wanted, so a key lives for a minute and a half."""

    seconds = 86.4


@fault("SUMVIN-IDEMPOTENCY-WINDOW-HOLDS")
class WindowOf23Hours(_Window):
    """The clean-up job compares local time with UTC, one hour apart."""

    seconds = 23 * 3600


@fault("SUMVIN-IDEMPOTENCY-WINDOW-ENDS")
class WindowWithoutEnd(_Window):
    """Keys are never cleaned up."""

    seconds = float("inf")


@fault("SUMVIN-IDEMPOTENCY-WINDOW-ENDS")
class WindowOf48Hours(_Window):
    """A generous margin was added, in silence."""

    seconds = 48 * 3600


@fault("SUMVIN-IDEMPOTENCY-WINDOW-ENDS")
class KeyIsDeadAfterTheWindow(Rules):
    """A unique index outlives the window: the key is not recognised any more, and cannot be used again either."""

    def original(self, claim: ClaimKey) -> Session | None:
        found = self.store.claimed(claim)
        if found is not None and not self.alive(found[1]):
            raise conflict("The key has been used.")
        return super().original(claim)


@fault("SUMVIN-IDEMPOTENCY-WINDOW-ENDS")
class KeyIsNotTakenUpAgain(Rules):
    """After the window a fresh session is opened, but the insert runs into the old row and is ignored."""

    def remember(self, claim: ClaimKey, session: Session) -> None:
        if self.store.claimed(claim) is None:
            super().remember(claim, session)


@fault("SUMVIN-IDEMPOTENCY-WINDOW-FIXED")
class WindowSlides(Rules):
    """Each replay touches the row, and the 24 hours begin again."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        self.store.claim(claim, session, self.clock.now_ms())
        return session


@fault("SUMVIN-IDEMPOTENCY-WINDOW-FIXED")
class WindowRenewedInItsSecondHalf(Rules):
    """A replay after more than 12 hours renews the key, as web sessions are renewed."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        found = self.store.claimed(claim)
        if found is not None and self.clock.now_ms() - found[1] > 12 * 3_600_000:
            self.store.claim(claim, session, self.clock.now_ms())
        return session


# ---- the scope


class _Owned(Rules):
    """A base for faults where a key belongs to the first who uses it, and to nobody else."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._owners: dict[str, tuple[str, ...]] = {}

    def owner(self, caller: Caller) -> tuple[str, ...]:
        """Name what the key belongs to; it is a conflict if another one comes."""
        raise NotImplementedError

    def within(self, caller: Caller) -> str:
        """Name that within which owners are compared."""
        raise NotImplementedError

    def claim_key(self, caller: Caller, key: str, document: Document) -> ClaimKey:
        if self._owners.setdefault(f"{self.within(caller)}|{key}", self.owner(caller)) != self.owner(caller):
            raise conflict("The key is taken.")
        return super().claim_key(caller, key, document)


@fault("SUMVIN-IDEMPOTENCY-SCOPE-USER")
class UsersShareKeys(Rules):
    """Keys are kept per organisation, and two users with one key see one session: the first one's."""

    def user_part(self, caller: Caller) -> str:
        return ""


@fault("SUMVIN-IDEMPOTENCY-SCOPE-USER")
class KeyTakenByAnotherUser(_Owned):
    """Keys must be unique in the organisation, and the second user is refused."""

    def owner(self, caller: Caller) -> tuple[str, ...]:
        return (caller.user.id,)

    def within(self, caller: Caller) -> str:
        return caller.org


@fault("SUMVIN-IDEMPOTENCY-SCOPE-USER")
class KeysAreGlobal(Rules):
    """A cache in front of the service has the key alone for its key."""

    def claim_key(self, caller: Caller, key: str, document: Document) -> ClaimKey:
        return ("", "", key)


@fault("SUMVIN-IDEMPOTENCY-SCOPE-ORG")
class OrgsShareKeys(Rules):
    """Keys are kept per user, and organisations were added later."""

    def org_part(self, caller: Caller) -> str:
        return ""


@fault("SUMVIN-IDEMPOTENCY-SCOPE-ORG")
class OrgHeaderIgnored(Rules):
    """The organisation is read from the token, whatever x-juno-orgid says."""

    def org_part(self, caller: Caller) -> str:
        return caller.user.org


@fault("SUMVIN-IDEMPOTENCY-SCOPE-ORG")
class KeyTakenInAnotherOrg(_Owned):
    """Keys must be unique for a user, and the same key under another organisation is refused."""

    def owner(self, caller: Caller) -> tuple[str, ...]:
        return (caller.org,)

    def within(self, caller: Caller) -> str:
        return caller.user.id


@fault("SUMVIN-IDEMPOTENCY-SCOPE-TOKEN")
class KeysPerToken(Rules):
    """The scope is a hash of the Authorization, so a refreshed token has forgotten every key."""

    def user_part(self, caller: Caller) -> str:
        return caller.token


@fault("SUMVIN-IDEMPOTENCY-SCOPE-TOKEN")
class KeyTakenByAnOlderToken(_Owned):
    """A key belongs to the login in which it was first used, and is refused to the next."""

    def owner(self, caller: Caller) -> tuple[str, ...]:
        return (caller.token,)

    def within(self, caller: Caller) -> str:
        return f"{caller.org}|{caller.user.id}"
