"""Results for a terminal: a block per violated requirement, what stayed undecided and why, and one last line.

A block is the shortest way to a bug: what is promised and where it is written, what came instead, and the requests
that show it. Whatever else was recorded stands in the results file.
"""

import json
import os
import re
import shlex
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import PurePath
from typing import Literal, TextIO

from rich.console import Console
from rich.text import Text

from reports.journal import ExchangeRecord, WaiverRecord
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
_PASSING = re.compile(r"#\d+(?=›)|(?=[\w-]*\d)[\w-]{8,}")
_FEW = 3
"""So many blocks are taken in at a glance; more are listed once again below them."""

_STEPS = 8
"""A block shows at most so many requests: of a longer history the beginning and the end."""


def print_results(results: Results, console: Console, *, where: str) -> None:
    """Print a whole run.

    Args:
        results: of the run.
        console: where to; its width and colours are respected.
        where: the results file, to be named at the end.
    """
    violated = [one for one in results.requirements if one.findings and one.waiver is None and one.scored]
    statements = {check.name: check.statement for check in results.checks}
    for requirement in violated:
        print_block(requirement, statements, console)
    _print_overview(violated, console)
    _print_waived(results, console)
    _print_later(results, console)
    _print_undecided(results, console)
    for crash in results.crashes:
        print_line(console, "A defect of the suite; please report it with the run directory:", "magenta")
        print_line(console, crash)
    if results.cut:
        print_line(console, f"The run is incomplete: {one_line(results.cut)}.", "yellow")
    for waiver in results.waivers:
        if waiver.complaint:
            print_wrapped(console, one_line(waiver.complaint), "waiver: ", "        ", style="yellow")
    if violated:
        folder = shlex.quote(str(PurePath(where).parent))
        print_line(console, f"again:   ramp-conformance replay {violated[0].findings[0].id} --run {folder}", "dim")
    print_line(console, f"results: {where}", "dim")
    print_line(console, summary_line(results), f"bold {_VERDICT_COLOURS[results.verdict]}")


def summary_line(results: Results) -> str:
    """The last line: `sumvin · conformant (core) · 57 passed, 3 untested · 604 requests in 2.1 s`."""
    counts = ", ".join(
        f"{results.counts[outcome]} {outcome.value}" for outcome in _COUNTED if results.counts.get(outcome)
    )
    scope: str = "of what was selected" if results.partial else results.level
    scope += f", shard {results.shard}" if results.shard else ""
    if results.scored_version != results.catalogue_version:
        scope += f", catalogue {results.scored_version}"
        counts = ", ".join(
            [counts or "nothing decided", f"{sum(not one.scored for one in results.requirements)} later"]
        )
    requests = f"{results.requests:,} requests" + (f" in {results.seconds:.1f} s" if results.ended else "")
    waived = " (waived)" if results.waived else ""
    decided = counts or "nothing decided"
    return one_line(f"{results.api} · {results.verdict.value}{waived} ({scope}) · {decided} · {requests}")


def waived_by(waiver: WaiverRecord) -> str:
    """A waiver in one line: `known-failing until 2027-01-31: the provider's bug (ana, RAMP-7)`."""
    return f"{waiver.kind} until {waiver.expires}: {waiver.reason} ({waiver.owner}, {waiver.ticket})"


def later_than(results: Results) -> str:
    """Why some requirements are not scored, in a few words: `entered the catalogue after version 1: not scored`."""
    return f"entered the catalogue after version {results.scored_version}: not scored"


def finding_block(requirement: str, statement: str, source: str, expected: str, observed: str) -> str:
    """A violation in plain text, short: what pytest shows for a failed check."""
    return "\n".join(
        (
            visible(requirement),
            textwrap.indent(visible(statement), "  "),
            f"  documented  {one_line(source)}",
            f"  expected    {one_line(expected)}",
            f"  observed    {one_line(observed)}",
        )
    )


# ---- blocks ------------------------------------------------------------------------------------------


def print_block(requirement: RequirementResult, statements: Mapping[str, str], console: Console) -> None:
    """Print what is known of one violated requirement.

    Args:
        requirement: with a finding at least.
        statements: name of a check to what it does.
        console: where to.
    """
    finding = requirement.findings[0]
    colour = _COLOURS.get(requirement.outcome, "")
    console.print()
    print_line(
        console,
        f"{_mark(requirement)} {requirement.id}  {requirement.level} {requirement.outcome.value}",
        f"bold {colour}",
    )
    print_wrapped(console, requirement.statement, "  ")
    answer = _decisive_answer(finding)
    for label, text in _facts(requirement, finding, answer, statements.get(finding.check, "")):
        print_wrapped(console, one_line(text), f"  {label:<11}", " " * 13, style="bold" if label == "observed" else "")
    print_steps(finding.exchanges, console, told=answer)


def _facts(
    requirement: RequirementResult, finding: Finding, answer: str | None, statement: str
) -> Iterator[tuple[str, str]]:
    yield "documented", requirement.source
    yield "expected", finding.expected
    yield "observed", answer or finding.observed
    for other in _others(requirement.findings):
        yield "also", f"{other.observed} ({other.check})"
    yield "check", f"{finding.check}: {statement}" if statement else finding.check
    yield "finding", finding.id
    yield "evidence", "; ".join(_evidence(requirement, finding))
    if case := _case(requirement, finding):
        yield "case", case


def _decisive_answer(finding: Finding) -> str | None:
    """The answer that the observation begins to quote, if it does: it says more than its beginning."""
    quoted = finding.observed.removesuffix("…")
    answers = (_answer(exchange) for exchange in finding.exchanges if exchange.decisive)
    return next((answer for answer in answers if answer.startswith(quoted)), None)


def _answer(exchange: ExchangeRecord) -> str:
    return f"{exchange.status} {exchange.response_body}".rstrip()


def _others(findings: Sequence[Finding], most: int = 3) -> list[Finding]:
    """Findings of other checks that look different from the first and from each other."""
    kinds = {_kind(finding.observed): finding for finding in reversed(findings)}
    return [finding for finding in findings[1:] if kinds[_kind(finding.observed)] is finding][:most]


def _evidence(requirement: RequirementResult, finding: Finding) -> Iterator[str]:
    cases = requirement.held + requirement.violated
    yield f"violated in {requirement.violated:,} of {cases:,} case{'' if cases == 1 else 's'}"
    if others := len(requirement.findings) - 1:
        yield f"by {others} other check{'' if others == 1 else 's'} too"
    if finding.shrunk:
        yield "this is the simplest"
    if finding.stable is None:
        yield "not sent again"
    else:
        yield "violated again when sent once more" if finding.stable else "UNSTABLE: it held when sent once more"


def _case(requirement: RequirementResult, finding: Finding) -> str:
    """What the case says beyond its requests: `hours 1`, `alphabet cjk, length 56`."""
    bodies = [exchange.request_body for exchange in finding.exchanges if exchange.request_body]
    shown = {name for body in bodies for name, _ in _leaves(_parsed(body))}
    known = (None, "", requirement.id, *bodies)
    return ", ".join(
        f"{name} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}".strip()
        for name, value in _leaves(finding.case)
        if name not in shown and value not in known
    )


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, object]]:
    """The members of nested objects that are no objects themselves, each with its own name."""
    if isinstance(value, dict):
        for key, member in value.items():
            yield from _leaves(member, key)
    else:
        yield name, value


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def print_steps(exchanges: Sequence[ExchangeRecord], console: Console, *, told: str | None = None) -> None:
    """The requests up to the last decisive one; one that was sent several times in a row is shown once."""
    steps = [tuple(group) for _, group in groupby(exchanges, key=lambda one: (one.curl, one.actor, one.operation))]
    last = max(
        (number for number, step in enumerate(steps, 1) if any(one.decisive for one in step)), default=len(steps)
    )
    shown = steps[:last] if last <= _STEPS else [*steps[: _STEPS // 2], *steps[last - _STEPS // 2 : last]]
    for step in shown:
        _print_step(step, console, told)
    left_out = len(exchanges) - sum(map(len, shown))
    if left_out:
        print_line(console, f"    {left_out} further exchange{'' if left_out == 1 else 's'} in the results file", "dim")


def _print_step(step: Sequence[ExchangeRecord], console: Console, told: str | None) -> None:
    first, decisive = step[0], any(one.decisive for one in step)
    numbers = f"{first.number}" if len(step) == 1 else f"{first.number}–{step[-1].number}"
    start = f"  {'→' if decisive else ' '} {numbers}. {first.operation} as {first.actor}"
    if len(step) > 1:
        runs = [(status, len(list(group))) for status, group in groupby(one.status for one in step)]
        start += f", {len(step)} times"
        answer = ", then ".join(f"{status} × {count}" if count > 1 else f"{status}" for status, count in runs)
    elif decisive and _answer(first) == told:
        answer = f"{first.status}, as observed"
    else:
        answer = _answer(first)
    limit = 400 if decisive else max(40, _width(console, 200) - len(start) - 2)
    print_wrapped(console, f"{start}: {one_line(answer, limit)}", "", " " * 7, style="bold" if decisive else "")
    print_line(console, f"       {first.curl}", "dim")


# ---- below the blocks --------------------------------------------------------------------------------


def _print_overview(violated: Sequence[RequirementResult], console: Console) -> None:
    """Many requirements fall to one bug: those that met the same answer stand together."""
    if len(violated) <= _FEW:
        return
    console.print()
    print_line(console, f"{len(violated)} violated, by what was observed:", "bold")
    for group in _grouped(violated, lambda one: _kind(one.findings[0].observed)):
        observed = one_line(group[0].findings[0].observed, _width(console, 200) - 2)
        print_line(console, f"  {observed}")
        for one in group:
            print_line(console, f"    {_mark(one)} {one.id}", _COLOURS.get(one.outcome, ""))


def _print_waived(results: Results, console: Console) -> None:
    """Violations that somebody answers for need no block; they are all in the results file."""
    waived = [(one, one.waiver) for one in results.requirements if one.waiver and one.scored]
    if not waived:
        return
    console.print()
    print_line(console, f"{len(waived)} violated and waived:", "bold")
    for one, waiver in waived:
        print_line(console, f"  {_mark(one)} {one.id}", _COLOURS.get(one.outcome, ""))
        print_wrapped(console, one_line(waived_by(waiver)), "      ")
        print_wrapped(console, one_line(one.findings[0].observed, 200) if one.findings else "", "      observed ")


def _print_later(results: Results, console: Console) -> None:
    """What a later catalogue will ask for: violations one by one, the others by their number."""
    later = [one for one in results.requirements if not one.scored]
    if not later:
        return
    console.print()
    print_line(console, f"{len(later)} {later_than(results)}:", "bold")
    for one in later:
        if one.findings:
            print_line(console, f"  {_mark(one)} {one.id}  {one.outcome.value}, since version {one.later}", "dim")
            print_wrapped(console, one_line(one.findings[0].observed, 200), "      observed ")
    others = Counter(one.outcome.value for one in later if not one.findings)
    if others:
        print_line(console, "    " + ", ".join(f"{count} {name}" for name, count in others.items()), "dim")


def _print_undecided(results: Results, console: Console) -> None:
    console.print()
    undecided = [one for one in results.requirements if one.scored and one.outcome in (Outcome.UNTESTED, Outcome.ERROR)]
    if not undecided:
        return
    required = sum(one.required for one in undecided)
    print_line(
        console, f"{len(undecided)} not decided, {required or 'none'} of them needed for level {results.level}:", "bold"
    )
    for group in _grouped(undecided, lambda one: (_kind(one.reason or ""), one.mend)):
        first = group[0]
        print_wrapped(
            console, one_line(first.reason or "no reason is known", 240), "  ? ", "    ", style=_COLOURS[first.outcome]
        )
        for one in group:
            print_line(console, f"      {one.id}{'' if one.required else '  (not of this level)'}")
        if first.mend:
            print_wrapped(console, one_line(first.mend), "    → ", "      ")
    console.print()


def _grouped(
    requirements: Iterable[RequirementResult], key: Callable[[RequirementResult], object]
) -> Iterable[list[RequirementResult]]:
    groups: dict[object, list[RequirementResult]] = {}
    for one in requirements:
        groups.setdefault(key(one), []).append(one)
    return groups.values()


def _kind(observed: str) -> str:
    """An observation without what is new in every answer: the numbers of pseudonyms, ids and instants."""
    return _PASSING.sub("", observed)


def _mark(requirement: RequirementResult) -> str:
    return "✗" if requirement.outcome is Outcome.FAILED else "!"


def console_for(stream: TextIO | None = None, *, stderr: bool = False) -> Console:
    """A console for reports: without colours and other attributes where NO_COLOR is set (no-color.org)."""
    system: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, stderr=stderr, highlight=False, color_system=system)


# ---- writing -----------------------------------------------------------------------------------------


def _width(console: Console, otherwise: int) -> int:
    """Lines are fitted to a terminal, and left whole for a file or another program."""
    return max(40, console.width) if console.is_terminal else otherwise


class _Wrapper(textwrap.TextWrapper):
    """Breaks lines between words, and between the members of a JSON text that has no spaces."""

    wordsep_simple_re = re.compile(r'([ \n]+)|(?<=,)(?=["{\[])')


def print_wrapped(console: Console, text: str, first: str = "", rest: str | None = None, style: str = "") -> None:
    """Print a text, broken between words to the width of a terminal.

    Args:
        console: where to.
        text: whatever anybody wrote.
        first: what the first line begins with.
        rest: what the others begin with; the same if left out.
        style: of all of it.
    """
    wrapper = _Wrapper(
        _width(console, 10_000),
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_on_hyphens=False,
    )
    for line in wrapper.wrap(visible(text)):
        print_line(console, line, style)


def print_line(console: Console, text: str, style: str = "") -> None:
    """The one way out: whatever a server sent is shown, never interpreted, and fits the terminal's encoding."""
    shown = visible(text).encode(console.encoding, "backslashreplace").decode(console.encoding)
    console.print(Text(shown, style=style), soft_wrap=True)
