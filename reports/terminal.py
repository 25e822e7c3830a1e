"""Results for a terminal: a block per violated requirement, what stayed untested and why, and one last line."""

import json
import textwrap
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from reports.journal import ExchangeRecord
from reports.results import Finding, Outcome, RequirementResult, Results, Verdict
from reports.text import one_line, visible

_COLOURS = {
    Outcome.FAILED: "red",
    Outcome.ERROR: "magenta",
    Outcome.WARNED: "yellow",
    Outcome.UNTESTED: "cyan",
    Outcome.PASSED: "green",
}
_VERDICT_COLOURS = {Verdict.CONFORMANT: "green", Verdict.NONCONFORMANT: "red", Verdict.INCOMPLETE: "yellow"}
_COUNTED = (
    Outcome.PASSED,
    Outcome.FAILED,
    Outcome.WARNED,
    Outcome.ERROR,
    Outcome.UNTESTED,
    Outcome.NOT_APPLICABLE,
)


def print_results(results: Results, console: Console, *, where: str) -> None:
    """Print a whole run.

    Args:
        results: of the run.
        console: where to; its width and colours are respected.
        where: the results file, to be named at the end.
    """
    for requirement in results.requirements:
        if requirement.findings:
            _print_block(requirement, console)
    _print_undecided(results, console)
    for crash in results.crashes:
        _line(console, "A defect of the suite; please report it with the run directory:", "magenta")
        _line(console, visible(crash))
    if results.cut:
        _line(console, f"The run is incomplete: {visible(results.cut)}.", "yellow")
    _line(console, f"results: {where}", "dim")
    _line(console, summary_line(results), f"bold {_VERDICT_COLOURS[results.verdict]}")


def summary_line(results: Results) -> str:
    """The last line: `sumvin · conformant · 57 passed, 3 untested · 604 requests in 2.1 s`."""
    counts = ", ".join(
        f"{results.counts[outcome]} {outcome.value}" for outcome in _COUNTED if results.counts.get(outcome)
    )
    scope = " (of what was selected)" if results.partial else f" ({results.level})"
    requests = f"{results.requests:,} requests in {results.seconds:.1f} s"
    return f"{results.api} · {results.verdict.value}{scope} · {counts or 'nothing decided'} · {requests}"


def finding_block(requirement: str, statement: str, source: str, expected: str, observed: str) -> str:
    """A violation in plain text, short: what pytest shows for a failed check."""
    return "\n".join(
        (
            requirement,
            textwrap.indent(visible(statement), "  "),
            f"  documented  {visible(source)}",
            f"  expected    {one_line(expected)}",
            f"  observed    {one_line(observed)}",
        )
    )


def _print_block(requirement: RequirementResult, console: Console) -> None:
    finding = requirement.findings[0]
    console.print()
    heading = Text("✗ " if requirement.outcome is Outcome.FAILED else "! ", style=_COLOURS[requirement.outcome])
    heading.append(requirement.id, style=f"bold {_COLOURS[requirement.outcome]}")
    heading.append(f"  {requirement.level} {requirement.outcome.value}", style=_COLOURS[requirement.outcome])
    console.print(heading, soft_wrap=True)
    _wrapped(console, visible(requirement.statement), "  ")
    for label, text in _facts(requirement, finding):
        _wrapped(console, text, f"  {label:<11}", " " * 13)
    for exchange in finding.exchanges:
        _print_exchange(exchange, console)


def _facts(requirement: RequirementResult, finding: Finding) -> Iterator[tuple[str, str]]:
    yield "documented", visible(requirement.source)
    yield "expected", one_line(finding.expected)
    yield "observed", one_line(finding.observed)
    yield "check", f"{finding.check} ({_stability(finding)}){_elsewhere(requirement.findings)}"
    if finding.case:
        yield "case", one_line(json.dumps(finding.case, ensure_ascii=False), 600)


def _stability(finding: Finding) -> str:
    found = "simplest case found" if finding.shrunk else "the only case" if not finding.case else "as covered"
    if finding.stable is None:
        return f"{found}; not sent again"
    return (
        f"{found}; violated again when sent once more" if finding.stable else f"{found}; UNSTABLE: held when sent again"
    )


def _elsewhere(findings: Sequence[Finding]) -> str:
    others = len(findings) - 1
    return f"; seen in {others} other check{'s' if others > 1 else ''} too" if others else ""


def _print_exchange(exchange: ExchangeRecord, console: Console) -> None:
    mark = "→" if exchange.decisive else " "
    _line(
        console,
        f"  {mark} {exchange.number}. {exchange.operation} as {exchange.actor}: {exchange.status}"
        f" {one_line(exchange.response_body, 200)}",
        "bold" if exchange.decisive else "",
    )
    _line(console, f"       {visible(exchange.curl)}", "dim")


def _print_undecided(results: Results, console: Console) -> None:
    undecided = [one for one in results.requirements if one.outcome in (Outcome.UNTESTED, Outcome.ERROR)]
    if not undecided:
        return
    required = sum(one.required for one in undecided)
    console.print()
    _line(console, f"{len(undecided)} not decided, {required} of them needed for level {results.level}:", "bold")
    grouped: dict[tuple[str, str], list[RequirementResult]] = {}
    for one in undecided:
        grouped.setdefault((visible(one.reason or ""), visible(one.mend or "")), []).append(one)
    for (reason, mend), group in grouped.items():
        _wrapped(console, one_line(reason), "  ? ", "    ", style=_COLOURS[group[0].outcome])
        for one in group:
            _line(console, f"      {one.id}{'' if one.required else '  (not of this level)'}")
        if mend:
            _wrapped(console, mend, "    → ", "      ")
    console.print()


def _wrapped(console: Console, text: str, first: str, rest: str | None = None, style: str = "") -> None:
    width = max(40, console.width) if console.is_terminal else 10_000
    lines = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=first if rest is None else rest, break_on_hyphens=False
    )
    for line in lines:
        _line(console, line, style)


def _line(console: Console, text: str, style: str = "") -> None:
    # Text, not markup: whatever a server sent is shown, never interpreted.
    console.print(Text(text, style=style), soft_wrap=True)
