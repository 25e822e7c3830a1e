"""Requests that Schemathesis derives from the OpenAPI description."""

from collections.abc import Callable

from hypothesis.strategies import SearchStrategy

import specs
from conformance import schemathesis_cases
from conformance.check import check, sweep
from conformance.exchange import Zone
from conformance.schemathesis_cases import SchemaCase
from conformance.sumvin.capabilities import PUBLIC_HEADERS
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.operations import (
    LIST_QUOTES,
    LIST_TRANSACTIONS,
    MAKE_PROCESSOR_TOKEN,
    OPEN_SESSION,
    START_LINK,
)
from strategies.sumvin import idents
from strategies.sumvin.fixtures import Fixtures

STATUS_DOCUMENTED = "SUMVIN-SESSIONS-STATUS-DOCUMENTED"
RAMP_STATUS_DOCUMENTED = "SUMVIN-RAMP-STATUS-DOCUMENTED"
BANK_STATUS_DOCUMENTED = "SUMVIN-BANK-STATUS-DOCUMENTED"


def _cases(operation: str) -> Callable[[Fixtures], SearchStrategy[SchemaCase]]:
    return lambda _fixtures: schemathesis_cases.cases(specs.load("sumvin").openapi, operation)


@check(STATUS_DOCUMENTED)
@sweep(case=_cases(OPEN_SESSION))
async def schema_driven_cases_upset_nobody(sumvin: Sumvin, case: SchemaCase) -> None:
    """Alice sends what the schema allows, and what it does not; the invariants judge every answer."""
    content = (case.body or "").encode()
    await sumvin.alice.post(content, headers=_headers(sumvin, case), query=case.query)


@check(RAMP_STATUS_DOCUMENTED)
@sweep(asked=_cases(LIST_QUOTES), listed=_cases(LIST_TRANSACTIONS), most=6)
async def schema_driven_queries_upset_nobody(sumvin: Sumvin, asked: SchemaCase, listed: SchemaCase) -> None:
    """The same for queries."""
    for operation, case in ((LIST_QUOTES, asked), (LIST_TRANSACTIONS, listed)):
        await sumvin.alice.call(operation, headers=_headers(sumvin, case), query=case.query, zone=Zone.MAY_EITHER)


@check(BANK_STATUS_DOCUMENTED)
@sweep(link=_cases(START_LINK), token=_cases(MAKE_PROCESSOR_TOKEN), most=6)
async def schema_driven_bodies_upset_nobody(sumvin: Sumvin, link: SchemaCase, token: SchemaCase) -> None:
    """The same for bank linking."""
    for operation, case in ((START_LINK, link), (MAKE_PROCESSOR_TOKEN, token)):
        await sumvin.alice.call(
            operation,
            ident=idents.OTHER_FORMS[0],
            content=(case.body or "").encode(),
            headers=_headers(sumvin, case),
            zone=Zone.MAY_EITHER,
        )


def _headers(sumvin: Sumvin, case: SchemaCase) -> dict[str, str]:
    # Who she is and where she belongs is not up to the generator.
    return {
        name: value
        for name, value in case.headers.items()
        if name.lower() not in {*PUBLIC_HEADERS, *map(str.lower, sumvin.alice_credentials)}
    }
