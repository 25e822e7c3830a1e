"""Requests that Schemathesis derives from the OpenAPI description."""

import specs
from conformance import schemathesis_cases
from conformance.check import check, sweep
from conformance.schemathesis_cases import SchemaCase
from conformance.sumvin.capabilities import PUBLIC_HEADERS
from conformance.sumvin.facade import Sumvin
from conformance.sumvin.operations import OPEN_SESSION

STATUS_DOCUMENTED = "SUMVIN-SESSIONS-STATUS-DOCUMENTED"


@check(STATUS_DOCUMENTED)
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("sumvin").openapi, OPEN_SESSION))
async def schema_driven_cases_upset_nobody(sumvin: Sumvin, case: SchemaCase) -> None:
    """Alice sends what the schema allows, and what it does not; the invariants judge every answer."""
    # Who she is and where she belongs is not up to the generator.
    headers = {
        name: value
        for name, value in case.headers.items()
        if name.lower() not in {*PUBLIC_HEADERS, *map(str.lower, sumvin.alice_credentials)}
    }
    content = (case.body or "").encode()
    await sumvin.alice.post(content, headers=headers, query=case.query)
