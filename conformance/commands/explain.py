"""`ramp-conformance explain`: one requirement, from the document to a violation and its cure."""

from typing import Any

import click

from conformance.commands.options import complete_requirement

_LABEL = 13


@click.command(short_help="Explain one requirement, with a violation.")
@click.argument("requirement", metavar="ID", shell_complete=complete_requirement)
def explain(requirement: str) -> None:
    r"""Explain the requirement ID: what is promised and where, how it is checked, how it is broken and mended.

    \b
    Example:
      ramp-conformance explain SUMVIN-PAIR-BOTH-FIAT
    """
    from conformance.catalogue import find  # noqa: PLC0415 (so that --help stays quick)

    api, entry = find(requirement)
    _tell_promise(api, entry)
    _tell_checks(entry)
    _tell_violation(api, entry)


def _tell_promise(api: Any, entry: Any) -> None:
    one = entry.requirement
    _say("", one.id, style="bold")
    _say("promised", one.statement)
    _say("documented", one.source)
    core = ", of level core" if one.core else ""
    _say("level", f"{one.level}{core}; known because it is {one.rank}; about {one.operation}")
    if one.untestable is not None:
        _say("untestable", one.untestable)
    if one.conditional:
        _say("if shown", "not applicable to a target that never shows what it speaks of")
    for name in sorted(one.needs):
        _say("lend", api.contract.capabilities.get(name, name))


def _tell_checks(entry: Any) -> None:
    from conformance.catalogue import story  # noqa: PLC0415 (likewise)

    if entry.everywhere:
        _say("checked", "on every answer of every check")
    for check in entry.checks:
        waits = " (moves the target's clock)" if check.waits else ""
        _say("checked", f"{check.name}: {story(check)}{waits}")


def _tell_violation(api: Any, entry: Any) -> None:
    if not entry.faults:
        return
    from conformance.illustration import illustrate  # noqa: PLC0415 (likewise)
    from conformance.selection import all_checks  # noqa: PLC0415 (likewise)

    fault = entry.faults[0]
    _say("broken", fault.doc)
    # What is judged on every answer shows soonest in the checks that move no clock.
    checks = entry.checks or tuple(check for check in all_checks(api) if not check.waits)
    seen = illustrate(api, entry.requirement.id, checks, fault)
    if seen is not None:
        _say("  expected", seen.violation.expected)
        _say("  observed", seen.violation.observed)
        _steps(seen.violation.exchanges, seen.violation.observed)
        if seen.cure:
            _say("mended", "calls like these, answered as promised")
            _steps(seen.cure.exchanges)
    for other in entry.faults[1:]:
        _say("or broken", other.doc)
    _say("try it", f"ramp-conformance serve {api.name} --fault {fault.name}")


def _say(label: str, text: str, *, style: str = "") -> None:
    from reports.terminal import console_for, print_wrapped  # noqa: PLC0415 (likewise)
    from reports.text import one_line  # noqa: PLC0415 (likewise)

    first = f"  {label:<{_LABEL - 2}}" if label else ""
    print_wrapped(console_for(), one_line(text, 600), first, " " * _LABEL, style=style)


def _steps(exchanges: Any, told: str | None = None) -> None:
    from reports.terminal import console_for, print_steps  # noqa: PLC0415 (likewise)

    last = max((number for number, one in enumerate(exchanges, 1) if one.decisive), default=len(exchanges))
    print_steps(exchanges[:last], console_for(), told=told)
