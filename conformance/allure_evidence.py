"""What a check came to, told to Allure: a result per check, in it a step per requirement with requests and responses.

Loaded for `--allure` only. It speaks from the test's own thread, when the sweep is over: steps of cases that overlap
would nest into nonsense.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import allure
from allure_commons.types import AttachmentType, Severity

from conformance.api import Api
from conformance.check import Check
from conformance.evidence import Scribe
from conformance.first_pass import Pass
from conformance.scenario import Record
from reports.journal import ExchangeRecord
from reports.text import one_line, visible

_STEPS = 20
"""So many exchanges of one case are attached; the rest stands in the run directory."""

_RESULT = re.compile(r"[0-9a-f-]{36}-(result|container|attachment)(\.\w+)?")


def clear(directory: Path) -> None:
    """Remove the results of an earlier run, and nothing else: the folder is the user's."""
    for file in directory.glob("*-*"):
        if _RESULT.fullmatch(file.name) and file.is_file():
            file.unlink()


def tell(api: Api, check: Check, concluded: Pass | None, scribe: Scribe) -> None:
    """Label the running test, and attach its evidence.

    Args:
        api: whose check.
        check: that has come to its end.
        concluded: what it came to; None if it could not run.
        scribe: writes evidence down without secrets.
    """
    catalogue = api.contract.requirements
    violated = list(concluded.sightings) if concluded else []
    # What held in a check that failed elsewhere must not show as failed with it.
    stories = violated or list(check.requirements)
    operations = dict.fromkeys(catalogue[name].operation for name in stories)
    must = any(catalogue[name].level == "MUST" for name in stories)
    dynamic: Any = allure.dynamic  # its types are not published
    dynamic.title(f"{check.name}: {check.statement}")
    dynamic.epic(api.contract.title)
    dynamic.feature(*operations)
    dynamic.story(*stories)
    dynamic.severity(Severity.CRITICAL if must else Severity.MINOR)
    dynamic.description(
        "\n\n".join(f"**{name}** ({catalogue[name].source}): {catalogue[name].statement}" for name in stories)
    )
    if concluded is not None:
        for name in dict.fromkeys([*check.requirements, *violated]):
            _step(name, concluded, scribe)


def _step(name: str, concluded: Pass, scribe: Scribe) -> None:
    sighting, held = concluded.sightings.get(name), concluded.held.get(name, 0)
    try:
        if sighting is not None:
            count = concluded.violated.get(name, 0)
            with allure.step(f"{name}: violated in {count} of {count + held} cases"):
                _attach(sighting.record, sighting.observation.exchanges, scribe)
                expected, observed = sighting.observation.expected, sighting.observation.observed
                raise AssertionError(f"expected {one_line(scribe.brief(expected))}; {one_line(scribe.brief(observed))}")
        elif name in concluded.specimens:
            with allure.step(f"{name}: held in {held} of {held} cases"):
                _attach(concluded.specimens[name], (), scribe)
    except AssertionError:
        pass  # it marks the step; the test itself says so, once it is judged


def _attach(record: Record, decisive: Iterable[int], scribe: Scribe) -> None:
    for exchange in scribe.write(record.exchanges, decisive)[:_STEPS]:
        mark = " (decisive)" if exchange.decisive else ""
        allure.attach(_request(exchange), f"{exchange.number}. request{mark}", AttachmentType.TEXT)
        allure.attach(_response(exchange), f"{exchange.number}. response{mark}", AttachmentType.TEXT)


def _request(exchange: ExchangeRecord) -> str:
    head = [f"{exchange.method} {exchange.url}", f"# as {exchange.actor}, which {exchange.zone}"]
    return _message(head, exchange.request_headers, exchange.request_body or "") + f"\n\n# {visible(exchange.curl)}\n"


def _response(exchange: ExchangeRecord) -> str:
    head = [f"{exchange.status}", f"# after {exchange.seconds:.3f} s"]
    return _message(head, exchange.response_headers, exchange.response_body) + "\n"


def _message(head: list[str], headers: Iterable[tuple[str, str]], body: str) -> str:
    lines = [*head, *(f"{name}: {value}" for name, value in headers), "", body]
    return visible("\n".join(lines))
