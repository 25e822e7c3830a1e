"""The journal: one line of JSON for everything that happens, written as it happens.

A run directory holds one journal per process and visit: a run that was cut is resumed in further visits. Each begins
with a header and, if its process came to its end, closes with a footer; without the footer the visit is incomplete,
whatever else it says. Everything in it is redacted already.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from reports.model import Model

FORMAT: Literal[1] = 1


class Line(Model):
    """One line, or a part of one."""


class RequirementRecord(Line):
    """A requirement as the catalogue had it when the run began, so that a journal needs nothing but itself.

    Attributes:
        since: the version of the catalogue in which it first stood.
    """

    id: str
    level: Literal["MUST", "SHOULD"]
    rank: str
    operation: str
    statement: str
    source: str
    core: bool
    needs: tuple[str, ...]
    conditional: bool
    untestable: str | None
    since: int = 1


class ExchangeRecord(Line):
    """One request and its response, redacted.

    Attributes:
        number: position in its scenario, from 1.
        decisive: whether the observation rests on it.
        request_body: as text, with replacement characters where it is no UTF-8; None if none was sent.
        response_body: as text, with replacement characters where it is no UTF-8; of a long one, the beginning.
        seconds: from the first byte sent to the last received.
        curl: a line that sends it again; secrets stand in it as shell variables.
    """

    number: int
    decisive: bool
    operation: str
    actor: str
    zone: str
    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...]
    request_body: str | None
    status: int
    response_headers: tuple[tuple[str, str], ...]
    response_body: str
    seconds: float
    retries: int
    curl: str


class Quote(Line):
    """A line of somebody's file, as it stands there, so that a complaint can show it.

    Attributes:
        number: of the line, from 1.
        text: the line itself.
    """

    number: int
    text: str


class WaiverRecord(Line):
    """A waiver as the user's file had it when the run began.

    Attributes:
        requirement: the id of the requirement whose violation is known.
        kind: `known-failing` fails in every run, `unstable` in some.
        reason: why it is not mended yet.
        owner: who answers for the waiver.
        ticket: where the mending is tracked.
        expires: the last day on which the waiver holds, `YYYY-MM-DD`.
        file: the name of the user's file.
        named: the line that names the requirement.
        dated: the line that says when the waiver expires.
    """

    requirement: str
    kind: Literal["known-failing", "unstable"]
    reason: str
    owner: str
    ticket: str
    expires: str
    file: str
    named: Quote
    dated: Quote


class Header(Line):
    """The first line: what was set out to be done.

    Attributes:
        suite_digest: over all files of the suite that decide what is found.
        catalogue_version: of the catalogue that was installed.
        scored_version: the version of the catalogue that the verdict is about; what entered it later is only reported.
        worker: which process writes.
        workers: how many processes, and so how many journals, the visit has.
        visit: 1 for the run itself, more for each time that it was resumed.
        checks: all that the run is about, each with the requirements that it names.
        selected: ids of the requirements that were asked for, or None for all.
        shard: `2/3` for the second of three machines that share one run; None for the whole of it.
        share: of `checks`, those of this shard; None for all.
    """

    kind: Literal["header"] = "header"
    format: Literal[1] = FORMAT
    run: str
    suite: str
    suite_digest: str
    api: str
    title: str
    catalogue_version: int
    catalogue_digest: str
    scored_version: int
    target: dict[str, Any]
    base_url: str
    level: Literal["core", "full"]
    depth: str
    seed: int
    worker: str
    workers: int
    started: str
    requirements: tuple[RequirementRecord, ...]
    capabilities: dict[str, str]
    lent: tuple[str, ...]
    checks: dict[str, tuple[str, ...]]
    selected: tuple[str, ...] | None
    waivers: tuple[WaiverRecord, ...] = ()
    visit: int = 1
    shard: str | None = None
    share: tuple[str, ...] | None = None


class Tally(Line):
    """What one check's cases said of one requirement.

    Attributes:
        held: in how many cases it held.
        violated: in how many it did not.
        blocked: why it could not be judged, each reason once.
        errors: transport trouble, each reason once.
    """

    held: int = 0
    violated: int = 0
    blocked: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()


class CheckLine(Line):
    """A check's first pass is over.

    Attributes:
        lacking: capabilities without which it did not run.
        cut: why some of its cases were not run, or None; a later visit runs it again.
    """

    kind: Literal["check"] = "check"
    check: str
    statement: str
    cases: int
    exchanges: int
    seconds: float
    tallies: dict[str, Tally]
    lacking: tuple[str, ...] = ()
    cut: str | None = None


class NoteLine(Line):
    """What a check left behind for its second visit.

    Attributes:
        noted: whatever the check wants to know again, as plain JSON.
        opened: when it was noted by our clock, in ISO 8601.
        date: the target's own time then, from the Date header of its last answer (RFC 9110, 6.6.1); None without one.
        after: seconds from then until the second visit may begin.
        before: seconds from then until it is too late; None if it never is.
    """

    kind: Literal["note"] = "note"
    check: str
    noted: Any
    opened: str
    date: str | None
    after: float
    before: float | None


class FindingLine(Line):
    """A requirement was violated. A later line of the same check and requirement takes the place of an earlier.

    Attributes:
        case: the values that the scenario was run with.
        stable: whether the case violated again when it was sent once more; None if that was not tried.
        shrunk: whether simpler cases were sought.
    """

    kind: Literal["finding"] = "finding"
    requirement: str
    check: str
    expected: str
    observed: str
    case: Any
    exchanges: tuple[ExchangeRecord, ...]
    stable: bool | None = None
    shrunk: bool = False


class SpecimenLine(Line):
    """One case in which a requirement held, as evidence."""

    kind: Literal["specimen"] = "specimen"
    requirement: str
    check: str
    exchanges: tuple[ExchangeRecord, ...]


class ScenarioLine(Line):
    """One case with all its exchanges: what `--record` keeps, in files beside the journal."""

    kind: Literal["scenario"] = "scenario"
    check: str
    case: Any
    exchanges: tuple[ExchangeRecord, ...]


class CrashLine(Line):
    """A defect of the suite itself."""

    kind: Literal["crash"] = "crash"
    check: str
    traceback: str


class Footer(Line):
    """The last line: the process came to its end.

    Attributes:
        cut: why the run ended early, or None.
    """

    kind: Literal["footer"] = "footer"
    ended: str
    requests: int
    seconds: float
    cut: str | None


AnyLine = Annotated[
    Header | CheckLine | NoteLine | FindingLine | SpecimenLine | CrashLine | Footer, Field(discriminator="kind")
]
_LINE: TypeAdapter[Any] = TypeAdapter(AnyLine)


class JournalError(Exception):
    """A journal cannot be read; the message is one sentence."""


def read(file: Path) -> list[Any]:
    """The lines of one journal, the header first. A last line that was cut short is left out, were it the only one.

    Raises:
        JournalError: the file cannot be read, does not begin with a header, or a line other than the last is no line.
    """
    try:
        texts = file.read_bytes().split(b"\n")
    except OSError as error:
        raise JournalError(f"cannot read the journal {file}: {error.strerror}") from None
    lines: list[Any] = []
    for number, text in enumerate(texts, 1):
        if not text:
            continue
        try:
            lines.append(_LINE.validate_json(text))
        except ValidationError:
            if number == len(texts):
                break  # the process died while it wrote
            raise JournalError(f"{file}, line {number} is no line of a journal of format {FORMAT}") from None
    if lines and not isinstance(lines[0], Header):
        raise JournalError(f"the journal {file} has no header")
    return lines
