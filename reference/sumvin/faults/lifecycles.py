"""Faults of the status lifecycle of ramps, and of the webhooks' effects on it."""
# ruff: noqa: D102, ARG002 - the docstring of a class tells the story of its methods

from __future__ import annotations

from reference.catalogue import fault
from reference.sumvin.lifecycle import FAILS, HOUR, IS_ABANDONED, IS_REFUNDED, MINUTE, PAYS, SETTLES
from reference.sumvin.model import Caller, Document, Session, Step
from reference.sumvin.rules import Rules

# ---- five statuses only


class _Renamed(Rules):
    """A base for faults that show another word for a status."""

    was, now = "", ""

    def status_shown(self, step: Step, session: Session) -> str:
        status = super().status_shown(step, session)
        return self.now if status == self.was else status


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class PendingIsCreated(_Renamed):
    """A new transaction is called created, as in the code."""

    was, now = "pending", "created"


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class ProcessingIsSettling(_Renamed):
    """The provider's word for a payment that settles comes through."""

    was, now = "processing", "settling"


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class CompletedIsSettled(_Renamed):
    """The provider's word for a ramp that is done comes through."""

    was, now = "completed", "settled"


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class StatusesInUpperCase(Rules):
    """Statuses are enumerations in the code, and their names are sent."""

    def status_shown(self, step: Step, session: Session) -> str:
        return super().status_shown(step, session).upper()


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class CancelledWithOneL(_Renamed):
    """The interface was written in another English than the documents."""

    was, now = "cancelled", "canceled"


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class RefundedIsAStatus(Rules):
    """A refund has a status of its own, which partners do not know."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "refunded" if step.provider_status == "REFUNDED" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class StatusIsNullAtFirst(Rules):
    """The status is filled in by the first webhook, and is null until then."""

    def transaction(self, session: Session) -> Document:
        shown = super().transaction(session)
        return {**shown, "status": None} if shown["status"] == "pending" else shown


@fault("SUMVIN-LIFECYCLE-STATUS-VALUES")
class StatusIsLeftOutOfTheList(Rules):
    """The list was slimmed down for mobile clients, and the status went with the rest."""

    def listed(self, session: Session) -> Document:
        shown = super().listed(session)
        del shown["status"]
        return shown


# ---- legal transitions


class _Course(Rules):
    """A base for faults that add a step to the course of some ramps."""

    course = "settles"
    added: Step

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        if session.course != self.course:
            return steps
        return tuple(sorted((*steps, self.added), key=lambda step: step.after))


@fault("SUMVIN-LIFECYCLE-LEGAL")
class SettlementResetsTheStatus(Rules):
    """The webhook about the settlement is of a kind that nobody knows, and what is not known is pending."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        return (*steps[:2], Step(SETTLES, "pending", "PENDING")) if session.course == "settles" else steps


@fault("SUMVIN-LIFECYCLE-LEGAL")
class SellsWaitForTheirPayout(Rules):
    """The crypto of a sell has arrived, the payout has not begun, and the transaction is pending again."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        if (session.course, session.direction) != ("settles", "sell"):
            return steps
        return (*steps[:2], Step(SETTLES, "pending", "PENDING"), Step(2 * HOUR, "completed", "SETTLED"))


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class CompletedGoesBackToProcessing(_Course):
    """A late webhook about the settlement overwrites the final status."""

    added = Step(SETTLES + 5 * MINUTE, "processing", "SETTLING")


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class FailedIsRetried(_Course):
    """A failed payment is tried again on the same transaction."""

    course = "fails"
    added = Step(FAILS + 5 * MINUTE, "processing", "SETTLING")


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class CompletedFailsLater(_Course):
    """A reconciliation job marks ramps as failed for which it finds no invoice."""

    added = Step(SETTLES + 10 * MINUTE, "failed", "ERROR")


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class CancelledComesBack(_Course):
    """The user finds the open widget and pays after all, on a transaction that was cancelled."""

    course = "is abandoned"
    added = Step(IS_ABANDONED + 5 * MINUTE, "completed", "SETTLED")


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class CancelledFailsLater(_Course):
    """A nightly job fails whatever was never paid, and does not ask whether it has been cancelled already."""

    course = "is abandoned"
    added = Step(IS_ABANDONED + 10 * MINUTE, "failed", "ERROR")


@fault("SUMVIN-LIFECYCLE-TERMINAL")
class CompletedFadesAfterAWhile(_Course):
    """The status is worked out from a cache of webhooks, from which the last one vanishes after two hours."""

    added = Step(2 * HOUR, "pending", "PENDING")


@fault("SUMVIN-LIFECYCLE-REFUND")
class RefundIsFailed(Rules):
    """A refund is entered as a failure, since the user did not get the crypto in the end."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "failed" if step.provider_status == "REFUNDED" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-REFUND")
class VoidedIsFailed(Rules):
    """What is voided has come to nothing, and that is what a failure is taken to be."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "failed" if step.provider_status == "VOIDED" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-REFUND")
class RefundGoesUnnoticed(Rules):
    """Nobody has subscribed to the provider's webhook about refunds."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        return tuple(step for step in super().ramp_steps(session) if step.after != IS_REFUNDED)


# ---- what each status means


@fault("SUMVIN-LIFECYCLE-PENDING")
class NewRampIsProcessing(Rules):
    """A transaction starts out as processing, although nobody has paid."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "processing" if step.status == "pending" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-PENDING")
class NewRampIsCompleted(Rules):
    """The session is complete, and the transaction inherits its status."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        return (Step(0, "completed", "SETTLED"),) if session.course == "settles" else steps


@fault("SUMVIN-LIFECYCLE-PROCESSING")
class PaidStaysPending(Rules):
    """Nobody listens to the provider's webhook about a payment; the next that is heard of is the settlement."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "pending" if step.status == "processing" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-PROCESSING")
class PaidIsCompleted(Rules):
    """A payment that was submitted counts as a ramp that is done, before anything has been delivered."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "completed" if step.status == "processing" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-COMPLETES")
class NothingEverSettles(Rules):
    """The provider's webhooks go to an address that was switched off; every ramp stays pending."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        return super().ramp_steps(session)[:1]


@fault("SUMVIN-LIFECYCLE-COMPLETES")
class SettlementStopsAtProcessing(Rules):
    """The webhook of the last step has another format, and is dropped."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        return steps[:2] if session.course == "settles" else steps


class _LeavesTheList(Rules):
    """A base for faults that take transactions with some status out of the list."""

    gone = ""

    def newest(self, caller: Caller, count: int, skip: int) -> list[Session]:
        # What is seeded stays, as it would where only the webhook's handler errs.
        found = super().newest(caller, count, skip)
        return [each for each in found if not each.token or self.ramp_step(each).status != self.gone]


@fault("SUMVIN-LIFECYCLE-COMPLETES")
class CompletedLeavesTheList(_LeavesTheList):
    """The list is of what is under way; what has settled can be had by its id alone."""

    gone = "completed"


@fault("SUMVIN-LIFECYCLE-FAILS")
class FailedLeavesTheList(_LeavesTheList):
    """What has failed is taken out of the list, since nobody wants to see it."""

    gone = "failed"


@fault("SUMVIN-LIFECYCLE-FAILS")
class FailuresLookCompleted(Rules):
    """Whatever has ended is completed."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "completed" if step.status == "failed" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-FAILS")
class FailuresLookCancelled(Rules):
    """A declined payment is reported as cancelled, as if the user had wanted it so."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "cancelled" if step.status == "failed" else super().status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-CANCELS")
class AbandonedStaysPending(Rules):
    """Nobody tells the partner that the user has left the widget."""

    def ramp_steps(self, session: Session) -> tuple[Step, ...]:
        steps = super().ramp_steps(session)
        return steps[:1] if session.course == "is abandoned" else steps


@fault("SUMVIN-LIFECYCLE-CANCELS")
class AbandonedIsFailed(Rules):
    """A user who leaves the widget is reported as a failure."""

    def status_shown(self, step: Step, session: Session) -> str:
        return "failed" if step.provider_status == "CANCELLED" else super().status_shown(step, session)


# ---- the provider's side


@fault("SUMVIN-LIFECYCLE-MELD-STATUS")
class MeldStatusIsANumber(Rules):
    """The provider's word for the status comes through as its place in an enumeration."""

    def transaction(self, session: Session) -> Document:
        return {**super().transaction(session), "meld_status": 4}


@fault("SUMVIN-LIFECYCLE-MELD-MIRRORS")
class MeldStatusLagsBehind(Rules):
    """The provider's word is overwritten by payments and not by settlements."""

    def meld_status_shown(self, step: Step, session: Session) -> str | None:
        return "SETTLING" if step.after > PAYS else super().meld_status_shown(step, session)


@fault("SUMVIN-LIFECYCLE-MELD-MIRRORS")
class MeldStatusNeverMoves(Rules):
    """The provider's word is stored when the session is opened, and never again."""

    def meld_status_shown(self, step: Step, session: Session) -> str | None:
        return self.ramp_steps(session)[0].provider_status


@fault("SUMVIN-LIFECYCLE-MELD-STATUS")
class MeldStatusIsAnObject(Rules):
    """The provider's whole record comes through."""

    def transaction(self, session: Session) -> Document:
        shown = super().transaction(session)
        return {**shown, "meld_status": {"code": shown["meld_status"], "final": False}}
