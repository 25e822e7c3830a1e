"""Faults of time: how long a session lives, and what its end means."""
# ruff: noqa: D102 - the docstring of a class tells the story of its methods

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reference.catalogue import fault
from reference.nowramp.errors import ALREADY_USED, EXPIRED, INVALID, NOT_FOUND
from reference.nowramp.model import Call, Document, Filters, Key, Refusal, Session
from reference.nowramp.rules import Rules

# ---- the lifetime


@fault("NOWRAMP-EXPIRY-DEFAULT")
class AnHourByDefault(Rules):
    """The default was an hour once, and in one place it still is."""

    def default_lifetime(self) -> Decimal:
        return Decimal(3600)


@fault("NOWRAMP-EXPIRY-DEFAULT")
class ThirtySecondsByDefault(Rules):
    """The default is thirty, and somebody forgot of what."""

    def default_lifetime(self) -> Decimal:
        return Decimal(30)


@fault("NOWRAMP-EXPIRY-DEFAULT")
class NullLifetimeLastsADay(Rules):
    """Without a lifetime of its own a session gets the longest there is."""

    def default_lifetime(self) -> Decimal:
        return Decimal(86_400)


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class AMinuteAtLeast(Rules):
    """A lifetime under a minute is taken for a mistake, and mended without a word."""

    def lifetime(self, document: Document) -> Decimal:
        return max(super().lifetime(document), Decimal(60))


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class LifetimeIgnored(Rules):
    """The field is in the document, but every session lives for half an hour."""

    def lifetime(self, document: Document) -> Decimal:
        super().lifetime(document)
        return self.default_lifetime()


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class LifetimeInMinutes(Rules):
    """The seconds are cut to whole minutes, since the job that expires sessions runs once in each."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        whole = super().bounded_lifetime(seconds) // 60 * 60
        return max(whole, Decimal(60)) if seconds > 30 else seconds


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class LifetimeAtLeastFiveMinutes(Rules):
    """A lifetime below five minutes is raised to five without a word, since nobody pays faster."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        return max(super().bounded_lifetime(seconds), Decimal(300))


@fault("NOWRAMP-EXPIRY-EXPLICIT")
class LifetimeInMilliseconds(Rules):
    """The seconds are added to a time in milliseconds as they are."""

    def expiry(self, created_at: int, lifetime: Decimal) -> int:
        return created_at + int(lifetime)


@fault("NOWRAMP-EXPIRY-MAX-ACCEPTED")
class ADayIsTooLong(Rules):
    """The limit is exclusive where it should be inclusive."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        if seconds >= self.longest_lifetime():
            raise self.invalid("expiresInSeconds", "must be less than 86400")
        return seconds


@fault("NOWRAMP-EXPIRY-MAX-ACCEPTED")
class ADayIsAnHour(Rules):
    """The longest lifetime is cut to an hour, as the cache has it that sessions are kept in."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        return Decimal(3600) if seconds == self.longest_lifetime() else super().bounded_lifetime(seconds)


@fault("NOWRAMP-EXPIRY-MAX")
class AnyLifetime(Rules):
    """The limit is in the document and nowhere else."""

    def bounded_lifetime(self, seconds: Decimal) -> Decimal:
        return seconds if seconds < 10**9 else super().bounded_lifetime(seconds)


@fault("NOWRAMP-EXPIRY-MAX")
class AWeekAtMost(Rules):
    """The limit was raised for one partner, in the code that is everybody's."""

    def longest_lifetime(self) -> int:
        return 7 * 86_400


@fault("NOWRAMP-EXPIRY-POSITIVE")
class NegativeLifetimesTaken(Rules):
    """A lifetime is a number; a session that was over before it began is no harm."""

    def check_lifetime_positive(self, seconds: Decimal) -> None:
        if seconds < -(10**9):
            super().check_lifetime_positive(seconds)


@fault("NOWRAMP-EXPIRY-POSITIVE")
class ZeroMeansDefault(Rules):
    """Zero is falsy, and whatever is falsy gets the default."""

    def lifetime(self, document: Document) -> Decimal:
        return self.default_lifetime() if document.get("expiresInSeconds") == 0 else super().lifetime(document)


# ---- its end, as it is shown


@fault("NOWRAMP-LIFE-EXPIRED-GET")
class GetShowsWhatIsStored(Rules):
    """A job marks expired sessions once a night; until then GET shows what stands in the row."""

    async def do_get(self, call: Call) -> object:
        session = self.current(self.key(call), call)
        return self.shown(replace(session, status="pending") if session.status == "expired" else session, call)


@fault("NOWRAMP-LIFE-EXPIRED-GET")
class ExpiredSessionsAreDeleted(Rules):
    """What has expired is deleted, and whoever reads it finds nothing."""

    async def do_get(self, call: Call) -> object:
        session = self.current(self.key(call), call)
        if session.status == "expired":
            raise self.not_found()
        return self.shown(session, call)


@fault("NOWRAMP-LIFE-EXPIRED-GET")
class GetRefusesTheExpired(Rules):
    """The check of the lifetime is in the middleware, and refuses the reading with everything else."""

    async def do_get(self, call: Call) -> object:
        session = self.current(self.key(call), call)
        if session.status == "expired":
            raise self.expired()
        return self.shown(session, call)


@fault("NOWRAMP-LIFE-EXPIRED-LIST")
class ListShowsWhatIsStored(Rules):
    """A job marks expired sessions once a night; until then the list shows and finds what stands in the rows."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        if filters.status == "expired":
            return []
        sessions = super().found(key, filters, page, size)
        return [replace(one, status="pending") if one.status == "expired" else one for one in sessions]


@fault("NOWRAMP-LIFE-EXPIRED-LIST")
class ExpiredFoundAmongPending(Rules):
    """The status is corrected as it is shown, but the filter is applied before that."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        sessions = super().found(key, filters, page, size)
        if filters.status != "pending":
            return sessions
        return [*sessions, *super().found(key, replace(filters, status="expired"), page, size)][:size]


@fault("NOWRAMP-LIFE-EXPIRED-LIST")
class ExpiredLeaveTheList(Rules):
    """What has expired is not in the list any more, unless it is asked for."""

    def found(self, key: Key, filters: Filters, page: int, size: int) -> list[Session]:
        sessions = super().found(key, filters, page, size)
        return [one for one in sessions if filters.status is not None or one.status != "expired"]


# ---- its end, as it is held to


@fault("NOWRAMP-LIFE-EXPIRED-ORDER")
class ExpiredCanBeOrdered(Rules):
    """The lifetime is shown and never checked at the order."""

    def check_orderable(self, session: Session) -> None:
        self.check_not_used(session)
        if session.status != "expired":
            self.check_alive(session)


@fault("NOWRAMP-LIFE-EXPIRED-ORDER")
class ConfirmedNeverExpires(Rules):
    """Whoever has confirmed means it: the lifetime is checked for pending sessions only."""

    def can_expire(self, session: Session) -> bool:
        return session.status == "pending"


class _Expired(Rules):
    """A base for faults that answer something else than 409 SESSION_EXPIRED at the order."""

    def instead(self) -> Refusal:
        """Return what is answered."""
        raise NotImplementedError

    def check_orderable(self, session: Session) -> None:
        if session.status == "expired":
            raise self.instead()
        super().check_orderable(session)


@fault("NOWRAMP-LIFE-EXPIRED-ORDER")
class ExpiredOrderIsInvalid(_Expired):
    """An expired session is an invalid field."""

    def instead(self) -> Refusal:
        return self.refuse(INVALID, "The session has expired.")


@fault("NOWRAMP-LIFE-EXPIRED-ORDER")
class ExpiredOrderIsGone(_Expired):
    """The status for what is there no more is 410, somebody knew."""

    def instead(self) -> Refusal:
        return Refusal(410, EXPIRED, "The session has expired.")


@fault("NOWRAMP-LIFE-EXPIRED-ORDER")
class ExpiredOrderIsUsed(_Expired):
    """Whatever cannot be ordered from any more has been used, says the one code for it."""

    def instead(self) -> Refusal:
        return self.refuse(ALREADY_USED, "The session is over.")


@fault("NOWRAMP-LIFE-EXPIRED-CONFIRM")
class ExpiredCanBeConfirmed(Rules):
    """The lifetime is checked at the order, and nothing comes after a confirmation but that."""

    def check_confirmable(self, session: Session) -> None:
        self.check_not_used(session)
        if session.status != "expired":
            self.check_alive(session)

    def confirmed(self, session: Session, updates: Document) -> Session:
        # It stays expired all the same.
        return session if session.status == "expired" else super().confirmed(session, updates)


@fault("NOWRAMP-LIFE-EXPIRED-CONFIRM")
class ExpiredConfirmIsNotFound(Rules):
    """A confirmation looks for a living session, and finds none."""

    def check_confirmable(self, session: Session) -> None:
        if session.status == "expired":
            raise self.refuse(NOT_FOUND, "Session not found.")
        super().check_confirmable(session)


@fault("NOWRAMP-LIFE-EXPIRED-FOR-GOOD")
class ConfirmRevives(Rules):
    """A confirmation gives the customer another half an hour, even where it is refused."""

    def check_confirmable(self, session: Session) -> None:
        if session.status == "expired":
            self.kept(replace(session, status="pending", expires_at=self.clock.now_ms() + 1_800_000))
        super().check_confirmable(session)


@fault("NOWRAMP-LIFE-EXPIRED-FOR-GOOD")
class OrderRevives(Rules):
    """Whoever orders too late is refused, but gets another half an hour for the next attempt."""

    def check_orderable(self, session: Session) -> None:
        if session.status == "expired":
            self.kept(replace(session, status="pending", expires_at=self.clock.now_ms() + 1_800_000))
        super().check_orderable(session)


@fault("NOWRAMP-LIFE-EXPIRED-FOR-GOOD")
class RefusedCancelChangesTheExpired(Rules):
    """The state is changed first and looked at afterwards: the cancellation is refused, but there it is."""

    def check_cancellable(self, session: Session) -> None:
        if session.status == "expired":
            self.called_off(session)
        super().check_cancellable(session)


@fault("NOWRAMP-LIFE-NOT-BEFORE")
class ExpiresAtHalfTime(Rules):
    """The lifetime is checked against a clock that counts it twice: once here, once in the cache."""

    def is_over(self, session: Session) -> bool:
        return self.clock.now_ms() >= (session.created_at + session.expires_at) // 2

    def next_turn(self, session: Session) -> int | None:
        turn = super().next_turn(session)
        return session.created_at if turn == session.expires_at else turn


@fault("NOWRAMP-LIFE-NOT-BEFORE")
class ForgottenAfterAnHour(Rules):
    """The cache that holds the sessions keeps nothing for longer than an hour, whatever was promised."""

    def is_over(self, session: Session) -> bool:
        return super().is_over(session) or self.clock.now_ms() >= session.created_at + 3_600_000

    def next_turn(self, session: Session) -> int | None:
        turn = super().next_turn(session)
        return min(turn, session.created_at + 3_600_000) if turn == session.expires_at and turn else turn


# ---- after the order


@fault("NOWRAMP-LIFE-USED-STAYS")
class SecondOrderResets(Rules):
    """A second order is refused by undoing everything, the first order's mark included."""

    def check_not_used(self, session: Session) -> None:
        if session.order is not None and session.status == "processing":
            self.store.update(replace(session, status="pending"), None)
        super().check_not_used(session)


@fault("NOWRAMP-LIFE-USED-STAYS")
class LateConfirmResets(Rules):
    """A confirmation that comes too late is refused, but sets the status back first."""

    def check_confirmable(self, session: Session) -> None:
        if session.order is not None:
            self.store.update(replace(session, status="pending"), None)
        super().check_confirmable(session)


@fault("NOWRAMP-LIFE-USED-STAYS")
class StaysPending(Rules):
    """The order knows its session, but nobody tells the session of its order."""

    def attributes(self, session: Session, secret: str | None) -> Document:
        shown = super().attributes(session, secret)
        return {**shown, "status": "pending"} if session.order is not None else shown
