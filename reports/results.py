"""The results of a run: the one document from which everything else is rendered.

Its JSON Schema is published beside this file as `results.schema.json`.
"""

from enum import StrEnum
from typing import Any, Literal

from reports.journal import ExchangeRecord, WaiverRecord
from reports.model import Model


class Outcome(StrEnum):
    """What became of a requirement, worst first."""

    FAILED = "failed"
    ERROR = "error"
    WARNED = "warned"
    UNTESTED = "untested"
    PASSED = "passed"
    NOT_APPLICABLE = "not applicable"
    UNTESTABLE = "untestable"


class Verdict(StrEnum):
    """What a run comes to."""

    CONFORMANT = "conformant"
    NONCONFORMANT = "nonconformant"
    INCOMPLETE = "incomplete"


class Part(Model):
    """A part of the results."""


class Finding(Part):
    """One check's evidence that a requirement is violated.

    Attributes:
        id: stable over runs: the same requirement and check give the same id.
        case: the values that the scenario was run with.
        stable: whether it happened again when the case was sent once more; None if that was not tried.
        shrunk: whether simpler cases were sought.
    """

    id: str
    check: str
    expected: str
    observed: str
    case: Any
    exchanges: tuple[ExchangeRecord, ...]
    stable: bool | None
    shrunk: bool


class WaiverState(StrEnum):
    """What became of a waiver."""

    USED = "used"
    STALE = "stale"
    EXPIRED = "expired"
    UNMATCHED = "unmatched"
    IDLE = "idle"


class WaiverResult(Part):
    """A waiver, and what became of it.

    Attributes:
        waiver: as the user wrote it.
        state: `used` marks a violation; `stale`, `expired` and `unmatched` have to be mended in the user's file; `idle`
            had nothing to mark in this run, and may in another.
        complaint: what to mend, with the user's own line; None where nothing is wrong.
    """

    waiver: WaiverRecord
    state: WaiverState
    complaint: str | None


class RequirementResult(Part):
    """A requirement with its outcome.

    Attributes:
        required: whether the asked level depends on it.
        later: the version in which it entered the catalogue, where that is later than the one that is scored: then it
            is reported, and decides nothing; None otherwise.
        reason: why it is untested, in error, not applicable or untestable; None otherwise.
        mend: what to add or do so that it can be decided; None where nothing helps.
        waiver: the valid waiver that covers its violation; None without a violation or a waiver.
        held: in how many cases it held.
        violated: in how many it did not.
    """

    id: str
    level: Literal["MUST", "SHOULD"]
    rank: str
    operation: str
    statement: str
    source: str
    core: bool
    required: bool
    later: int | None
    outcome: Outcome
    reason: str | None
    mend: str | None
    waiver: WaiverRecord | None
    held: int
    violated: int
    checks: tuple[str, ...]
    findings: tuple[Finding, ...]
    specimen: tuple[ExchangeRecord, ...]

    @property
    def scored(self) -> bool:
        """Whether the verdict takes it into account."""
        return self.later is None


class CheckResult(Part):
    """What one check did."""

    name: str
    statement: str
    cases: int
    exchanges: int
    seconds: float
    lacking: tuple[str, ...]


class Results(Part):
    """A whole run.

    Attributes:
        suite_digest: over all files of the suite that decide what is found.
        catalogue_version: of the catalogue that was installed.
        scored_version: the version of the catalogue that the verdict is about; what entered it later is not scored.
        complete: whether every check was run, every process came to its end and nothing was cut short.
        cut: why not, or None.
        partial: only some requirements were asked for, so the level is not decided.
        shard: which share of a run this is, such as `2/3`; None for a whole run.
        visits: how often the run was begun: once, and again each time that it was resumed.
        waived: whether there are violations of MUSTs, and every one of them is covered by a valid waiver.
        waivers: all waivers of the run, in the order of the user's file.
        counts: outcome to number of requirements that are scored.
        crashes: tracebacks of defects of the suite; empty in a sound run.
    """

    schema_version: Literal[1] = 1
    suite: str
    suite_digest: str
    run: str
    api: str
    title: str
    catalogue_version: int
    catalogue_digest: str
    scored_version: int
    base_url: str
    target: dict[str, Any]
    level: Literal["core", "full"]
    depth: str
    seed: int
    started: str
    ended: str | None
    seconds: float
    requests: int
    verdict: Verdict
    complete: bool
    cut: str | None
    partial: bool
    waived: bool
    waivers: tuple[WaiverResult, ...]
    counts: dict[Outcome, int]
    requirements: tuple[RequirementResult, ...]
    checks: tuple[CheckResult, ...]
    crashes: tuple[str, ...]
    shard: str | None = None
    visits: int = 1
