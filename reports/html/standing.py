"""What a requirement counts as on the page: its outcome, but that two kinds stand for themselves.

They are waived violations, and whatever entered the catalogue after the version that is scored.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum

from reports.results import Outcome, RequirementResult


class Standing(StrEnum):
    """The kinds, in the order in which the page shows them: worst first."""

    FAILED = "failed"
    WAIVED = "waived"
    ERROR = "error"
    WARNED = "warned"
    UNTESTED = "untested"
    PASSED = "passed"
    LATER = "not scored"
    NOT_APPLICABLE = "not applicable"
    UNTESTABLE = "untestable"

    @property
    def mark(self) -> str:
        """One character, so that colour is never all that tells the kinds apart."""
        return _MARKS[self]

    @property
    def meaning(self) -> str:
        """What the kind says, in a few words."""
        return _MEANINGS[self]

    @property
    def css(self) -> str:
        """The class of its colours in the style sheet."""
        return self.value.replace(" ", "-")

    @property
    def pressing(self) -> bool:
        """Whether somebody has to look at it: such entries are opened for print."""
        return self in _PRESSING


_MARKS = {
    Standing.FAILED: "✗",
    Standing.WAIVED: "~",
    Standing.ERROR: "E",
    Standing.WARNED: "!",
    Standing.UNTESTED: "?",
    Standing.PASSED: "✓",
    Standing.LATER: "+",
    Standing.NOT_APPLICABLE: "–",
    Standing.UNTESTABLE: "·",
}
_MEANINGS = {
    Standing.FAILED: "a MUST was violated",
    Standing.WAIVED: "violated, and covered by a waiver",
    Standing.ERROR: "trouble of the suite or on the way to the target",
    Standing.WARNED: "a SHOULD was violated",
    Standing.UNTESTED: "could not be decided, for the reason given",
    Standing.PASSED: "held, and was never violated",
    Standing.LATER: "entered the catalogue after the version that is scored",
    Standing.NOT_APPLICABLE: "the target never showed what it speaks of",
    Standing.UNTESTABLE: "cannot be tested from outside",
}
_PRESSING = frozenset({Standing.FAILED, Standing.WAIVED, Standing.ERROR, Standing.WARNED, Standing.UNTESTED})


def standing_of(requirement: RequirementResult) -> Standing:
    """What a requirement counts as."""
    if not requirement.scored:
        return Standing.LATER
    if requirement.waiver is not None and requirement.outcome in (Outcome.FAILED, Outcome.WARNED):
        return Standing.WAIVED
    return Standing(requirement.outcome.value)


def tally(standings: Iterable[Standing]) -> dict[Standing, int]:
    """How many there are of each kind that there is any of, worst first."""
    counts = Counter(standings)
    return {one: counts[one] for one in Standing if counts[one]}
