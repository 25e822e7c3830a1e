"""Faults of the replay: its status, its session, and what decides that it is one."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

import json
import secrets
import uuid
from dataclasses import replace

from reference.catalogue import fault
from reference.clock import Clock
from reference.sumvin.lifecycle import HOUR
from reference.sumvin.model import Answer, Call, Caller, ClaimKey, Document, Refusal, Session
from reference.sumvin.problems import CONFLICT
from reference.sumvin.rules import Rules
from reference.sumvin.store import Store


def conflict(detail: str) -> Refusal:
    """Refuse a call as being at odds with another."""
    return Refusal(409, CONFLICT, detail)


# ---- the status of a replay


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class ReplayAnswers200(Rules):
    """A replay finds something, and what is found is 200."""

    def replayed_status(self, session: Session) -> int:
        return 200


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class ReplayAnswers201(Rules):
    """The first answer is cached whole, with its status, as another vendor does it."""

    def replayed_status(self, session: Session) -> int:
        return 201


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class ReplayAnswers409(Rules):
    """A key that is known is a conflict, which lets the caller know and leaves it without its session."""

    def shown_again(self, session: Session, call: Call) -> Answer:
        raise conflict("The key has been used.")


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class OnlyTheFirstReplayIsOne(Rules):
    """The key is consumed by its first replay; the call after that opens a new session."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        self.store.release(claim)
        return session


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class SecondReplayAnswers200(Rules):
    """The first replay comes from the database and says 208; from then on a cache answers, and says 200."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._cached: set[str] = set()

    def replayed_status(self, session: Session) -> int:
        if session.id in self._cached:
            return 200
        self._cached.add(session.id)
        return super().replayed_status(session)


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class RefusalForgetsTheKeyBefore(Rules):
    """A call with a key that is refused is rolled back, and the user's last key with it, which stood uncommitted."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._last: dict[tuple[str, str], ClaimKey] = {}

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        try:
            answer = await super().open_once(claim, caller, document, call)
        except Refusal:
            before = self._last.pop(claim[:2], None)
            if before is not None:
                self.store.release(before)
            raise
        self._last[claim[:2]] = claim
        return answer


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class AnotherBodyAnswers201(Rules):
    """The handler compares bodies to tell a replay; with another one it takes the call for a first, and says 201."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._bodies: dict[ClaimKey, Document] = {}

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        answer = await super().open_once(claim, caller, document, call)
        return answer if self._bodies.setdefault(claim, document) == document else replace(answer, status=201)


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class OldReplayAnswers200(Rules):
    """What the cache no longer holds after an hour is read from the archive, whose handler says 200."""

    def shown_again(self, session: Session, call: Call) -> Answer:
        answer = super().shown_again(session, call)
        old = self.clock.now_ms() - session.created_at > HOUR * 1000
        return replace(answer, status=200) if old else answer


@fault("SUMVIN-IDEMPOTENCY-REPLAY-STATUS")
class KeysIgnored(Rules):
    """The field was added to the model, and nobody ever read it."""

    def key_given(self, value: object) -> str | None:
        super().key_given(value)
        return None


# ---- the session of a replay


@fault("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
class ReplayMintsAnew(Rules):
    """The key is recognised, and a new session is opened all the same: the old widget might have been closed."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        fresh = _twin(self, session)
        self.store.add(fresh)
        self.store.claim(claim, fresh, self.clock.now_ms())
        return fresh


def _twin(rules: Rules, session: Session) -> Session:
    ident, token = rules.new_id(), rules.new_token()
    url = session.widget_url.replace(session.id, ident).replace(session.token, token)
    return replace(session, id=ident, token=token, widget_url=url)


@fault("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
class ReplayRefreshesTheToken(Rules):
    """A replay refreshes the token, since tokens are short-lived; the widget of the first answer then dies."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        return replace(session, token=self.new_token())


@fault("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
class ReplayMovesTheWidget(Rules):
    """A replay signs the widget's URL anew; id and token stay."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        return replace(session, widget_url=f"{session.widget_url}&sig={secrets.token_hex(8)}")


@fault("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
class ReplayHasAnotherId(Rules):
    """The id belongs to the request, not to the session, so a replay gets one of its own."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        return replace(session, id=self.new_id())


@fault("SUMVIN-IDEMPOTENCY-REPLAY-SESSION")
class ReplayShowsTheLatestSession(Rules):
    """A replay looks up the user's latest session, which is the right one as long as nobody opens two."""

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._latest: dict[str, Session] = {}

    async def fresh(self, caller: Caller, document: Document) -> Session:
        session = await super().fresh(caller, document)
        self._latest[caller.user.id] = session
        return session

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        return self._latest.get(session.user, session)


# ---- the key decides


@fault("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
class KeyAndBodyDecide(Rules):
    """The key is stored as a hash of key and body, so another body opens another session."""

    def key_part(self, key: str, document: Document) -> str:
        rest = {name: value for name, value in document.items() if name != "idempotency_key"}
        return f"{key}|{json.dumps(rest, sort_keys=True, default=str)}"


@fault("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
class AnotherBodyIsAConflict(Rules):
    """The key with another body is refused, as another vendor does it."""

    status = 409

    def __init__(self, store: Store, clock: Clock) -> None:
        super().__init__(store, clock)
        self._bodies: dict[ClaimKey, str] = {}

    async def open_once(self, claim: ClaimKey, caller: Caller, document: Document, call: Call) -> Answer:
        body = json.dumps(document, sort_keys=True, default=str)
        if self.original(claim) is not None and self._bodies.get(claim, body) != body:
            raise Refusal(self.status, CONFLICT, "The key was used with another body.")
        answer = await super().open_once(claim, caller, document, call)
        self._bodies.setdefault(claim, body)
        return answer


@fault("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
class AnotherBodyIsInvalid(AnotherBodyIsAConflict):
    """The key with another body is refused as an invalid request."""

    status = 422


@fault("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
class ReplayTakesTheNewBody(Rules):
    """A replay rebuilds the widget's URL from the body that it came with."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        amount = str(document.get("source_amount"))
        if amount == session.source_amount:
            return session
        return replace(session, widget_url=f"{session.widget_url}&amount={amount[:40]}")


@fault("SUMVIN-IDEMPOTENCY-KEY-DECIDES")
class EachDirectionHasItsKeys(Rules):
    """Buys and sells are kept in two tables, each with its own keys."""

    def key_part(self, key: str, document: Document) -> str:
        return f"{key}|{self.is_fiat(str(document.get('to_asset')))}"


# ---- what a replay does besides


@fault("SUMVIN-IDEMPOTENCY-NOTHING-NEW")
class ReplayOpensBesides(Rules):
    """The key is looked up after the session was opened; the caller gets the original, and one more is left behind."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        self.store.add(replace(session, id=self.new_id(), external_session_id=str(uuid.uuid4())))
        return session


@fault("SUMVIN-IDEMPOTENCY-NOTHING-NEW")
class OtherBodyOpensBesides(Rules):
    """A replay with another amount is booked as a trade of its own, though the answer shows the original."""

    def replayed(self, session: Session, claim: ClaimKey, document: Document) -> Session:
        if str(document.get("source_amount")) != session.source_amount:
            self.store.add(replace(session, id=self.new_id(), external_session_id=str(uuid.uuid4())))
        return session
