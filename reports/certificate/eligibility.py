"""Which runs earn a certificate: those that were about a whole level, came to their end, and found nothing wrong.

Requirements that entered the catalogue after the version that is certified are reported, and not scored.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.results import Outcome, RequirementResult, Results, Verdict
from reports.verdict import verdict_of
from specs import Contract, Requirement


def refusal(results: Results, contract: Contract, version: int) -> str | None:
    """Why a run earns no certificate, as one sentence; None if it earns one.

    Args:
        results: of the run.
        contract: of the run's API, as installed.
        version: of the catalogue that is to be certified.
    """
    return next(_refusals(results, contract, version), None)


def _refusals(results: Results, contract: Contract, version: int) -> Iterator[str]:
    if not 1 <= version <= results.scored_version <= results.catalogue_version <= contract.version:
        yield (
            f"the run was about catalogue {results.scored_version} of {results.api}, this suite knows "
            f"{contract.version}, and {version} is asked for; name one that both know with --catalogue"
        )
    yield from _of_the_run(results)
    yield from _of_the_scope(results, contract)
    scored = scored_of(results, contract, version)
    required = contract.required(results.level, version)
    if not required:
        yield f"level {results.level} of catalogue {version} requires nothing"
    found = {one.id: one for one in scored}
    for one in required:
        yield from _of_a_requirement(one, found.get(one.id))
    failed = [one.id for one in scored if one.level == "MUST" and _violated(one)]
    if failed:
        yield f"{failed[0]} was violated, though level {results.level} does not depend on it"
    if verdict_of(scored, complete=results.complete) is not Verdict.CONFORMANT:
        yield "the run is not conformant"
    if version == results.scored_version and results.verdict is not Verdict.CONFORMANT:
        yield f"the verdict is {results.verdict.value}"


def scored_of(results: Results, contract: Contract, version: int) -> Sequence[RequirementResult]:
    """The results of the requirements that stood in a version of the catalogue."""
    frozen = {one.id for one in contract.of_version(version)}
    return [one for one in results.requirements if one.id in frozen]


def _of_the_run(results: Results) -> Iterator[str]:
    if results.crashes:
        yield "a defect of the suite ended a check"
    if results.cut or not results.complete or results.ended is None:
        yield f"the run is incomplete: {results.cut or 'it did not come to its end'}"
    if results.shard:
        yield f"it is shard {results.shard} of a run; join all of them with `ramp-conformance report --merge`"
    if results.partial:
        yield "the run was about a selection only (--only, --last-failed); run the whole level"
    if results.waived or results.waivers or any(one.waiver for one in results.requirements):
        yield "the run had waivers; a certificate needs a run without them"


def _of_the_scope(results: Results, contract: Contract) -> Iterator[str]:
    counted = Counter(one.id for one in results.requirements)
    for name, count in counted.items():
        if count > 1:
            yield f"{name} stands in the results {count} times"
        if name not in contract.requirements:
            yield f"{name} stands in the results, and in no catalogue"


def _of_a_requirement(requirement: Requirement, result: RequirementResult | None) -> Iterator[str]:
    if result is None:
        yield f"{requirement.id} is missing from the results"
        return
    if result.outcome is Outcome.NOT_APPLICABLE and requirement.conditional and not result.held and not result.violated:
        return
    if result.outcome is not Outcome.PASSED:
        reason = f": {result.reason}" if result.reason else ""
        yield f"{requirement.id} is {result.outcome.value}{reason}"
    elif _violated(result) or result.held < 1 or not result.checks:
        yield f"{requirement.id} is called passed, and what was counted says otherwise"


def _violated(result: RequirementResult) -> bool:
    return result.outcome is Outcome.FAILED or result.violated > 0 or bool(result.findings)
