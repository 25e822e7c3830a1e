"""JUnit XML: a test case per requirement, fit for every CI server that reads such files.

The file passes if and only if the command would exit with 0. A violated MUST is a failure; what could not be decided is
skipped with the reason; what entered the catalogue after the version that is scored is skipped, too, whatever became of
it; and whatever else keeps a run from counting (it was cut short, nothing was decided, a waiver is
stale) is an error in a test case of its own, because CI servers take a file without failures for success.
"""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from reports.journal import ExchangeRecord
from reports.results import Finding, Outcome, RequirementResult, Results
from reports.terminal import summary_line, waived_by
from reports.text import one_line, visible
from reports.verdict import shortfall

_SKIPPED = (Outcome.ERROR, Outcome.UNTESTED, Outcome.NOT_APPLICABLE, Outcome.UNTESTABLE)
_STEPS = 20


def junit(results: Results) -> str:
    """The whole file."""
    suite = Element("testsuite", name=visible(f"{results.api} {results.level}"))
    _properties(suite, results)
    for requirement in results.requirements:
        _case(suite, requirement, results)
    for name, complaint in _complaints(results):
        _trouble(suite, results.api, name, complaint)
    SubElement(suite, "system-out").text = visible(summary_line(results))
    if results.started:
        suite.set("timestamp", visible(results.started[:19]))
    return _file(suite, results.seconds)


def junit_of(api: str, complaint: str) -> str:
    """The file of a run that never came about: one error, which says why."""
    suite = Element("testsuite", name=visible(api))
    _trouble(suite, api, "run", complaint)
    return _file(suite, 0.0)


def _file(suite: Element, seconds: float) -> str:
    cases = suite.findall("testcase")
    counts = {
        "tests": len(cases),
        "failures": sum(case.find("failure") is not None for case in cases),
        "errors": sum(case.find("error") is not None for case in cases),
        "skipped": sum(case.find("skipped") is not None for case in cases),
    }
    whole = Element("testsuites", name="ramp-conformance")
    whole.append(suite)
    for element in (whole, suite):
        for name, count in counts.items():
            element.set(name, str(count))
        element.set("time", f"{seconds:.3f}")
    ElementTree.indent(whole)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(whole, encoding="unicode") + "\n"


def _properties(suite: Element, results: Results) -> None:
    properties = SubElement(suite, "properties")
    facts = {
        "suite": results.suite,
        "run": results.run,
        "api": results.api,
        "suite_digest": results.suite_digest,
        "catalogue": f"{results.catalogue_version} ({results.catalogue_digest})",
        "scored_catalogue": str(results.scored_version),
        "base_url": results.base_url,
        "level": results.level,
        **({"shard": results.shard} if results.shard else {}),
        "depth": results.depth,
        "seed": str(results.seed),
        "verdict": results.verdict.value + (" (waived)" if results.waived else ""),
        "complete": str(results.complete).lower(),
        "requests": str(results.requests),
    }
    for name, value in facts.items():
        SubElement(properties, "property", name=name, value=visible(value))


def _complaints(results: Results) -> Iterator[tuple[str, str]]:
    # Where a violation stands the file fails in any case; the shortfall is told all the same.
    reason = shortfall(results)
    if reason:
        yield "run", reason
    complaints = [one.complaint for one in results.waivers if one.complaint]
    if complaints:
        yield "waivers", "\n".join(complaints)


def _trouble(suite: Element, api: str, name: str, complaint: str) -> None:
    case = SubElement(suite, "testcase", classname=visible(api), name=name, time="0.000")
    error = SubElement(case, "error", message=one_line(complaint), type=name)
    error.text = visible(complaint)


def _case(suite: Element, requirement: RequirementResult, results: Results) -> None:
    classname = visible(f"{results.api}.{requirement.operation}")
    case = SubElement(suite, "testcase", classname=classname, name=visible(requirement.id), time="0.000")
    outcome = requirement.outcome
    if not requirement.scored:
        message = f"not scored, since version {requirement.later} of the catalogue: {outcome.value}"
        SubElement(case, "skipped", message=one_line(message))
    elif requirement.waiver is not None:
        SubElement(case, "skipped", message=one_line(f"waived, {waived_by(requirement.waiver)}"))
    elif outcome is Outcome.FAILED:
        failure = SubElement(case, "failure", message=_message(requirement), type=requirement.level)
        failure.text = _detail(requirement)
        return
    elif outcome is Outcome.ERROR and requirement.required:
        error = SubElement(case, "error", message=one_line(requirement.reason or "no reason is known"), type="error")
        error.text = visible(requirement.statement)
        return
    elif outcome in _SKIPPED:
        mend = f" ({requirement.mend})" if requirement.mend else ""
        SubElement(case, "skipped", message=one_line(f"{outcome.value}: {requirement.reason}{mend}", 1000))
    if requirement.findings:
        SubElement(case, "system-out").text = f"{outcome.value}\n{_detail(requirement)}"


def _message(requirement: RequirementResult) -> str:
    if not requirement.findings:
        return one_line(requirement.statement)
    finding = requirement.findings[0]
    return one_line(f"expected {finding.expected}; observed {finding.observed}")


def _detail(requirement: RequirementResult) -> str:
    lines = [requirement.statement, f"documented: {requirement.source}"]
    for finding in requirement.findings:
        lines += ["", *_finding(finding)]
    return visible("\n".join(lines))


def _finding(finding: Finding) -> Iterator[str]:
    yield f"finding {finding.id}, by {finding.check}"
    yield f"expected: {finding.expected}"
    yield f"observed: {finding.observed}"
    for exchange in finding.exchanges[:_STEPS]:
        yield _exchange(exchange)
        yield f"   {exchange.curl}"
    if len(finding.exchanges) > _STEPS:
        yield f"   {len(finding.exchanges) - _STEPS} further exchanges stand in the results file"


def _exchange(exchange: ExchangeRecord) -> str:
    mark = "→" if exchange.decisive else " "
    answer = f"{exchange.status} {one_line(exchange.response_body, 1000)}"
    return f" {mark} {exchange.number}. {exchange.operation} as {exchange.actor}: {answer}"
