"""GitHub annotations: workflow commands that show what was found beside the commit.

GitHub keeps at most ten errors, ten warnings and ten notices of one step, and drops what is too long. So the last of a
kind says how many more there are; nothing is lost, for the results file holds them all.
"""

from collections.abc import Sequence

from reports.results import Outcome, Results
from reports.terminal import summary_line
from reports.text import one_line
from reports.verdict import shortfall

PER_KIND = 10
"""So many annotations of one kind does GitHub keep of a step."""

_TITLE = 200
_MESSAGE = 2000


def annotations(results: Results) -> list[str]:
    """The commands, one line each; to be printed at the beginning of a line."""
    violated = [one for one in results.requirements if one.findings and one.waiver is None and one.scored]
    errors = [
        (one.id, f"{one.statement} Expected {one.findings[0].expected}; observed {one.findings[0].observed}")
        for one in violated
        if one.outcome is Outcome.FAILED
    ]
    warnings = [("waiver", one.complaint) for one in results.waivers if one.complaint]
    if reason := shortfall(results):
        warnings.append(("incomplete", reason))
    warnings += [
        (one.id, f"{one.statement} Expected {one.findings[0].expected}; observed {one.findings[0].observed}")
        for one in violated
        if one.outcome is not Outcome.FAILED
    ]
    later = [
        (one.id, f"Since version {one.later} of the catalogue, not scored: {one.findings[0].observed}")
        for one in results.requirements
        if one.findings and not one.scored
    ]
    return [
        *_commands("error", errors),
        *_commands("warning", warnings),
        *_commands("notice", [("ramp-conformance", summary_line(results)), *later]),
    ]


def annotations_of(complaint: str) -> list[str]:
    """The one command of a run that never came about."""
    return _commands("error", [("ramp-conformance", complaint)])


def _commands(kind: str, entries: Sequence[tuple[str, str]]) -> list[str]:
    shown = list(entries)
    if len(shown) > PER_KIND:
        rest = [title for title, _ in shown[PER_KIND - 1 :]]
        shown = [*shown[: PER_KIND - 1], (f"{len(rest)} more", ", ".join(rest))]
    return [f"::{kind} title={_property(title)}::{_data(message)}" for title, message in shown]


def _data(text: str) -> str:
    return one_line(text, _MESSAGE).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(one_line(text, _TITLE)).replace(":", "%3A").replace(",", "%2C")
