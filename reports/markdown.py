"""A run as GitHub-flavoured Markdown: the summary of a CI step, or a comment on a pull request.

Whatever a server sent stands in code, where nothing is a link, a mention, an image or HTML. The text stays below the
mebibyte that a GitHub step summary may have.
"""

import re
from collections.abc import Iterable, Iterator

from reports.results import Finding, Outcome, RequirementResult, Results, Verdict
from reports.terminal import later_than, waived_by
from reports.text import one_line, visible
from reports.verdict import shortfall

LIMIT = 900_000
"""At most so many bytes; GitHub drops a step summary above 1,048,576."""

_BLOCKS = 50
_CURL = 4000
_ICONS = {Verdict.CONFORMANT: "✅", Verdict.NONCONFORMANT: "❌", Verdict.INCOMPLETE: "⚠️"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~&@:$\"'=])")


def markdown(results: Results) -> str:
    """The whole summary."""
    pieces: list[str] = []
    size = 0
    for piece in _pieces(results):
        size += len(piece.encode()) + 1
        if size > LIMIT:
            pieces.append("\nThe rest stands in the results file.")
            break
        pieces.append(piece)
    return "\n".join(pieces) + "\n"


def markdown_of(api: str, complaint: str) -> str:
    """The summary of a run that never came about."""
    return f"## ⚠️ {_text(api)}: no result\n\n{_code(complaint)}\n"


def _pieces(results: Results) -> Iterator[str]:
    """Parts that may be left out from the end on: each is whole in itself."""
    yield _head(results)
    violated = [one for one in results.requirements if one.findings and one.waiver is None and one.scored]
    for one in violated[:_BLOCKS]:
        yield _block(one)
    if len(violated) > _BLOCKS:
        rest = ", ".join(_code(one.id) for one in violated[_BLOCKS:])
        yield f"\n{len(violated) - _BLOCKS} more: {rest}"
    waived = [
        f"- {_code(one.id)}: {_code(waived_by(one.waiver))}"
        for one in results.requirements
        if one.waiver and one.scored
    ]
    if waived:
        yield "\n### Violated and waived\n\n" + "\n".join(waived)
    yield from _later(results)
    yield from _undecided(results)


def _head(results: Results) -> str:
    waived = " (waived)" if results.waived else ""
    scope = "of what was selected" if results.partial else f"level {results.level}"
    scope += f", catalogue {results.scored_version}" if results.scored_version != results.catalogue_version else ""
    scope += f", shard {results.shard}" if results.shard else ""
    icon = _ICONS[results.verdict]
    took = f" in {results.seconds:.1f} s" if results.ended else ""
    lines = [
        f"## {icon} {_text(results.title)}: {results.verdict.value}{waived}",
        "",
        f"{_text(scope)} · {_code(results.base_url)} · {results.requests:,} requests{took} · seed {results.seed}",
        "",
    ]
    counts = [(outcome.value, count) for outcome in Outcome if (count := results.counts.get(outcome))]
    if counts:
        lines += [
            "| " + " | ".join(name for name, _ in counts) + " |",
            "|" + " --- |" * len(counts),
            "| " + " | ".join(str(count) for _, count in counts) + " |",
        ]
    if reason := shortfall(results):
        lines += ["", f"**Incomplete:** {_code(reason)}"]
    lines += ["", *(f"- **Waiver:** {_code(one.complaint)}" for one in results.waivers if one.complaint)]
    return "\n".join(lines)


def _block(requirement: RequirementResult) -> str:
    finding = requirement.findings[0]
    mark = "❌" if requirement.outcome is Outcome.FAILED else "⚠️"
    lines = [
        "",
        f"### {mark} {_text(requirement.id)} ({requirement.level} {requirement.outcome.value})",
        "",
        _text(requirement.statement),
        "",
        f"- documented: {_text(requirement.source)}",
        f"- expected: {_code(finding.expected)}",
        f"- observed: {_code(finding.observed)}",
        f"- finding {_code(finding.id)} by {_code(finding.check)}, {_stability(finding)}",
    ]
    decisive = [one for one in finding.exchanges if one.decisive] or list(finding.exchanges)
    curls = [one.curl for one in decisive[:3] if len(one.curl) <= _CURL]
    return "\n".join([*lines, *(["", _fenced(curls)] if curls else [])])


def _stability(finding: Finding) -> str:
    if finding.stable is None:
        return "not sent again"
    return "violated again when sent once more" if finding.stable else "unstable: it held when sent once more"


def _later(results: Results) -> Iterator[str]:
    later = [one for one in results.requirements if not one.scored]
    if not later:
        return
    yield f"\n### {len(later)} {later_than(results)}\n"
    for one in later:
        seen = f": {_code(one.findings[0].observed)}" if one.findings else ""
        yield f"- {_code(one.id)}, since version {one.later}, {one.outcome.value}{seen}"


def _undecided(results: Results) -> Iterator[str]:
    undecided = [one for one in results.requirements if one.scored and one.outcome in (Outcome.UNTESTED, Outcome.ERROR)]
    if not undecided:
        return
    required = sum(one.required for one in undecided)
    yield f"\n### {len(undecided)} not decided, {required or 'none'} of them needed for level {results.level}\n"
    for one in undecided:
        mend = f"; to mend: {_code(one.mend)}" if one.mend else ""
        yield f"- {_code(one.id)}: {_code(one.reason or 'no reason is known')}{mend}"


# ---- escaping ----------------------------------------------------------------------------------------


def _text(text: str) -> str:
    """Prose of our own: nothing in it acts."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _code(text: str) -> str:
    """A code span that holds the text as it is, whatever backticks it has."""
    flat = one_line(text).strip(" ") or " "
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    # In a table or a list nothing but the bar would end a cell, and nothing here stands in a table.
    pad = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{ticks}{pad}{flat}{pad}{ticks}"


def _fenced(lines: Iterable[str]) -> str:
    text = visible("\n".join(lines))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"{fence}sh\n{text}\n{fence}"
