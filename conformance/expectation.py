"""`given` and `expect`: the two sentences of which checks are made.

`given` states a precondition: when it fails, the check's requirements are *blocked*, never violated; a broken create
must not accuse idempotency. `expect` names *its* requirement and the set of answers that the documents allow.
"""

from collections.abc import Callable
from typing import Any

from conformance.errors import Blocked
from conformance.exchange import MISSING
from conformance.scenario import Answer, Observation


def given(answer: Answer) -> "Precondition":
    """State what has to hold before a check means anything."""
    return Precondition(answer)


def expect(answer: Answer, requirement: str) -> "Expectation":
    """State what a requirement promises of an answer."""
    return Expectation(answer, requirement)


class Precondition:
    """A precondition on one answer; every method returns that answer."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def status(self, *accepted: int) -> Answer:
        """The status is one of these.

        Raises:
            Blocked: it is another.
        """
        if self._answer.status not in accepted:
            raise Blocked(
                f"{self._answer.exchange.operation} was to answer {_either(accepted)}, answered {self._answer}"
            )
        return self._answer

    def member(self, pointer: str) -> Any:
        """The body has this member, which is returned.

        Raises:
            Blocked: it has not.
        """
        value = self._answer.at(pointer)
        if value is MISSING or value is None:
            raise Blocked(f"{self._answer.exchange.operation} answered without {pointer}: {self._answer}")
        return value


class Expectation:
    """One requirement held against one answer. Every method writes an observation and returns whether it held."""

    def __init__(self, answer: Answer, requirement: str) -> None:
        self._answer = answer
        self._requirement = requirement

    def that(self, held: bool, *, expected: str, observed: str | None = None, beside: tuple[Answer, ...] = ()) -> bool:
        """Whatever only the check can say.

        Args:
            held: the judgement.
            expected: the set of accepted answers, in words.
            observed: what came; the answer itself if left out.
            beside: further answers that belong to the evidence, in order.
        """
        shown = "" if held else str(self._answer) if observed is None else observed
        numbers = (*(other.exchange.number for other in beside), self._answer.exchange.number)
        self._answer.scenario.record.observations.append(Observation(self._requirement, held, expected, shown, numbers))
        return held

    def status(self, *accepted: int) -> bool:
        """The status is one of these."""
        return self.that(self._answer.status in accepted, expected=f"status {_either(accepted)}")

    def accepted(self) -> bool:
        """The request is served, with any success."""
        return self.that(self._answer.succeeded, expected="a success (2xx)")

    def refused(self, *accepted: int) -> bool:
        """The request is refused: with one of these statuses, or with any 4xx if none is named."""
        held = self._answer.status in accepted if accepted else 400 <= self._answer.status < 500
        return self.that(held, expected=f"a refusal with status {_either(accepted)}" if accepted else "a refusal (4xx)")

    def same(self, other: Answer, at: str) -> bool | None:
        """Both answers have the same value at a JSON Pointer. Blocked where either is no success or lacks it."""
        return self._compare(other, at, _equal, "the same")

    def differs(self, other: Answer, at: str) -> bool | None:
        """The answers have different values at a JSON Pointer. Blocked where either is no success or lacks it."""
        return self._compare(other, at, lambda ours, theirs: not _equal(ours, theirs), "another")

    def _compare(self, other: Answer, at: str, judge: Callable[[Any, Any], bool], word: str) -> bool | None:
        for answer in (other, self._answer):
            if not answer.succeeded or answer.at(at) is MISSING:
                reason = f"{answer.exchange.operation} answered without {at}: {answer}"
                self._answer.scenario.record.blocked[self._requirement] = reason
                return None
        ours, theirs = self._answer.at(at), other.at(at)
        return self.that(
            judge(ours, theirs),
            expected=f"{word} {at} as in answer {other.exchange.number}: {theirs!r}",
            observed=f"{self._answer.status} with {at} {ours!r}",
            beside=(other,),
        )


def _equal(ours: Any, theirs: Any) -> bool:
    """Equality of JSON values, which Python takes for equal where one is `true` and the other 1."""
    return bool(ours == theirs) and isinstance(ours, bool) == isinstance(theirs, bool)


def _either(statuses: tuple[int, ...]) -> str:
    words = [str(status) for status in statuses]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
