"""How long a session lives, and what the time that passes does to it.

Source: nowramp-sessions.txt, `expiresInSeconds`, SESSION_EXPIRED, and the statuses of the list's filter. A session
expires unless an order was created from it or it was cancelled. An order is paid after a while, since no customer is
there to pay it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from decimal import Decimal

from reference.clock import Clock
from reference.nowramp.body import Body
from reference.nowramp.errors import EXPIRED
from reference.nowramp.model import Document, Refusal, Session
from reference.nowramp.store import Store

DEFAULT_TTL = 1800
LONGEST_TTL = 86_400
PAID_AFTER = 900


class Lifetime(Body):
    """From a lifetime to an expiry."""

    store: Store
    clock: Clock

    # ---- at creation

    def lifetime(self, document: Document) -> Decimal:
        """Return for how many seconds a session will live."""
        value = document.get("expiresInSeconds")
        if value is None:
            return self.default_lifetime()
        if not isinstance(value, int | Decimal) or isinstance(value, bool):
            raise self.invalid("expiresInSeconds", "must be a number")
        seconds = Decimal(value)
        self.check_lifetime_positive(seconds)
        return self.bounded_lifetime(seconds)

    def default_lifetime(self) -> Decimal:
        """Return the documented default."""
        return Decimal(DEFAULT_TTL)

    def check_lifetime_positive(self, seconds: Decimal) -> None:
        """Refuse a session that would be over before it begins."""
        if seconds < 1:
            raise self.invalid("expiresInSeconds", "must be at least 1")

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        """Refuse more than a day."""
        if seconds > self.longest_lifetime():
            raise self.invalid("expiresInSeconds", f"must not be more than {LONGEST_TTL}")
        return seconds

    def longest_lifetime(self) -> int:
        """Return the longest lifetime that may be asked for."""
        return LONGEST_TTL

    def expiry(self, created_at: int, lifetime: Decimal) -> int:
        """Return when a session is over."""
        return created_at + int(lifetime * 1000)

    # ---- as time passes

    def settled(self, session: Session) -> Session:
        """Let the time that has passed take effect, and remember it."""
        after = self.after_time(session)
        if after is not session:
            self.store.update(after, self.next_turn(after))
        return after

    def settle_all(self) -> None:
        """Let the time that has passed take effect on every session that it could."""
        for session in self.store.due(self.clock.now_ms()):
            self.settled(session)

    def after_time(self, session: Session) -> Session:
        """Return a session as it is by now."""
        if self.can_expire(session) and self.is_over(session):
            return replace(session, status="expired")
        if session.status == "processing" and self.is_paid(session):
            return replace(session, status="completed")
        return session

    def can_expire(self, session: Session) -> bool:
        """Tell whether the lifetime of a session still matters."""
        return session.status in ("pending", "confirmed")

    def is_over(self, session: Session) -> bool:
        """Tell whether a session's lifetime has passed."""
        return self.clock.now_ms() >= session.expires_at

    def is_paid(self, session: Session) -> bool:
        """Tell whether the order of a session has been paid in the meantime."""
        return self.clock.now_ms() >= (session.ordered_at or 0) + PAID_AFTER * 1000

    def next_turn(self, session: Session) -> int | None:
        """Return when time will next do something to a session."""
        if self.can_expire(session):
            return session.expires_at
        if session.status == "processing" and session.ordered_at is not None:
            return session.ordered_at + PAID_AFTER * 1000
        return None

    def expired(self) -> Refusal:
        """Refuse what cannot be done to a session whose lifetime has passed."""
        return self.refuse(EXPIRED, "The session has expired. Create a new session.")

    # ---- how times are written

    def timestamp(self, milliseconds: int) -> object:
        """Write a time as UTC ISO 8601 in whole seconds, as the example does."""
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(milliseconds // 1000))
