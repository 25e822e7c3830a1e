"""What becomes of ramps and of linked accounts as time goes by.

Source: sumvin-meld-integration.txt, "Ramp status lifecycle" and "Webhooks". The documents give no times. Here nothing
runs in the background: a status follows from how much time has passed, so that advancing the clock is all it takes.
"""

from __future__ import annotations

from typing import Final

from reference.clock import Clock
from reference.sumvin.model import Account, Session, Step

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE

PAYS: Final = 5 * MINUTE
"""The user submits the payment."""
FAILS: Final = 15 * MINUTE
SETTLES: Final = 15 * MINUTE
IS_ABANDONED: Final = 15 * MINUTE
IS_REFUNDED: Final = HOUR
IS_VOIDED: Final = 15 * MINUTE

LINK_COMPLETES: Final = 2 * MINUTE
"""A link that was started turns into an account."""
CONNECTION_CHANGES: Final = HOUR
DISCONNECTED_GOES: Final = 2 * HOUR

_OPENED = Step(0, "pending", "PENDING_CREATED")
_PAID = Step(PAYS, "processing", "SETTLING")
_SETTLED = Step(SETTLES, "completed", "SETTLED")

RAMPS: Final[dict[str, tuple[Step, ...]]] = {
    "settles": (_OPENED, _PAID, _SETTLED),
    "fails": (_OPENED, _PAID, Step(FAILS, "failed", "DECLINED")),
    "is abandoned": (_OPENED, Step(IS_ABANDONED, "cancelled", "CANCELLED")),
    "is voided": (_OPENED, _PAID, Step(IS_VOIDED, "cancelled", "VOIDED")),
    "is refunded": (_OPENED, _PAID, _SETTLED, Step(IS_REFUNDED, "cancelled", "REFUNDED")),
}
"""The courses that a ramp can take."""

GONE: Final = "gone"
"""The status of an account that was soft-deleted: it shows no more."""

_ACTIVE = Step(0, "active")

CONNECTIONS: Final[dict[str, tuple[Step, ...]]] = {
    "holds": (_ACTIVE,),
    "wants a refresh": (_ACTIVE, Step(CONNECTION_CHANGES, "refresh_required")),
    "breaks": (_ACTIVE, Step(CONNECTION_CHANGES, "error")),
    "ends": (_ACTIVE, Step(CONNECTION_CHANGES, "disconnected"), Step(DISCONNECTED_GOES, GONE)),
    "has ended": (Step(0, "disconnected"),),
    "cannot be synced": (_ACTIVE,),
}
"""The courses that the connection to a bank can take."""


class Lifecycle:
    """From the time that has passed to a status."""

    clock: Clock

    def reached(self, steps: tuple[Step, ...], since: int) -> Step:
        """Return the last step that is due, `since` a start in epoch milliseconds."""
        seconds = (self.clock.now_ms() - since) / 1000
        return [step for step in steps if step.after <= max(seconds, 0)][-1]

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        """Return the steps of a ramp."""
        return RAMPS[session.course]

    def ramp_step(self, session: Session) -> Step:
        """Return the step that a ramp has reached."""
        return self.reached(self.ramp_steps(session), session.created_at)

    def connection_steps(self, account: Account) -> tuple[Step, ...]:
        """Return the steps of the connection to an account."""
        return CONNECTIONS[account.course]

    def connection_step(self, account: Account) -> Step:
        """Return the step that the connection to an account has reached."""
        return self.reached(self.connection_steps(account), account.created_at)
