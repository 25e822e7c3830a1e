"""Requests that Schemathesis derives from the OpenAPI description."""

import json

import specs
from conformance import schemathesis_cases
from conformance.check import check, sweep
from conformance.nowramp.facade import NowRamp, Opened, tidily
from conformance.nowramp.operations import CONFIRM, CREATE, ORDER
from conformance.schemathesis_cases import SchemaCase

STATUS_DOCUMENTED = "NOWRAMP-STATUS-DOCUMENTED"


@check(STATUS_DOCUMENTED)
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("nowramp").openapi, CREATE))
@tidily
async def schema_driven_creations_upset_nobody(nowramp: NowRamp, case: SchemaCase) -> None:
    """What the schema of a creation allows, and what it does not; the invariants judge every answer."""
    await nowramp.secret.send_bytes(CREATE, (case.body or "").encode())


@check(STATUS_DOCUMENTED, needs=("public_key",))
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("nowramp").openapi, CONFIRM), most=8)
@tidily
async def schema_driven_confirmations_upset_nobody(nowramp: NowRamp, case: SchemaCase) -> None:
    """What the schema of a confirmation allows, and what it does not, with the client secret of a session."""
    session = await nowramp.open()
    await nowramp.public.send_bytes(CONFIRM, _with_secret(case, session), session=session.id)


@check(STATUS_DOCUMENTED, needs=("public_key",))
@sweep(case=lambda _fixtures: schemathesis_cases.cases(specs.load("nowramp").openapi, ORDER), most=8)
@tidily
async def schema_driven_orders_upset_nobody(nowramp: NowRamp, case: SchemaCase) -> None:
    """What the schema of an order allows, and what it does not, with the client secret of a session."""
    session = await nowramp.open()
    await nowramp.public.send_bytes(ORDER, _with_secret(case, session), session=session.id)


def _with_secret(case: SchemaCase, session: Opened) -> bytes:
    """The case's body, in which a text for a client secret becomes the session's own, so that it gets in."""
    body = json.loads(case.body or "null")
    if isinstance(body, dict) and isinstance(body.get("clientSecret"), str):
        body["clientSecret"] = session.client_secret
    return json.dumps(body).encode()
