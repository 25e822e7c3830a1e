"""Requests that Schemathesis derives from the OpenAPI description."""

import json

import specs
from conformance import schemathesis_cases
from conformance.check import check, sweep
from conformance.schemathesis_cases import SchemaCase
from conformance.stripe import keys
from conformance.stripe.facade import Stripe
from conformance.stripe.operations import CREATE, LIST
from strategies import forms

STATUS_DOCUMENTED = "STRIPE-STATUS-DOCUMENTED"


@check(STATUS_DOCUMENTED)
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("stripe").openapi, CREATE))
async def schema_driven_creates_upset_nobody(stripe: Stripe, case: SchemaCase) -> None:
    """Alice sends what the schema allows, and what it does not; the invariants judge every answer."""
    # Who she is is not up to the generator, and a key of its own would make replays of its later cases.
    left_out = {keys.HEADER, "idempotency-key"}
    headers = {name: value for name, value in case.headers.items() if name.lower() not in left_out}
    params = json.loads(case.body) if case.body else {}
    content = forms.encoded(params) if isinstance(params, dict) else str(params)
    await stripe.alice.post(content.encode("utf-8", "replace"), headers=headers)


@check(STATUS_DOCUMENTED)
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("stripe").openapi, LIST))
async def schema_driven_lists_upset_nobody(stripe: Stripe, case: SchemaCase) -> None:
    """Alice asks for lists, as the schema allows it and as it does not."""
    await stripe.alice.get(forms.encoded(case.query))
