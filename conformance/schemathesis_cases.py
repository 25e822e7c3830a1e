"""Schema-driven cases: what Schemathesis makes of an OpenAPI description, as plain data for our own client.

Its positive cases fit the declared schema and its negative ones do not; a schema says little of what a service must
accept, so both are sent where either answer is fine, and the invariants judge.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class SchemaCase:
    """One generated request, credentials aside.

    Attributes:
        query: query parameters.
        headers: header parameters.
        body: the payload as JSON text, or None.
    """

    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: str | None


def cases(openapi: Mapping[str, Any], operation: str) -> st.SearchStrategy[SchemaCase]:
    """Cases for one operation, half of them positive.

    Args:
        openapi: the description.
        operation: method and path, such as `POST /v0/ramp/sessions`.
    """
    # Heavy, and only this check needs it: the first requests of a run are on their way before it is imported.
    import schemathesis  # noqa: PLC0415
    from schemathesis import GenerationMode  # noqa: PLC0415

    method, _, path = operation.partition(" ")
    described = schemathesis.openapi.from_dict(dict(openapi))[path][method]
    return st.one_of(
        described.as_strategy(generation_mode=GenerationMode.POSITIVE).map(_plain),
        described.as_strategy(generation_mode=GenerationMode.NEGATIVE).map(_plain),
    )


def _plain(case: Any) -> SchemaCase:
    return SchemaCase(_texts(case.query), _texts(case.headers), _payload(case.body))


def _texts(values: Any) -> dict[str, str]:
    """Parameters as text, without what no header or query can carry."""
    return {
        str(name): value
        for name, value in dict(values or {}).items()
        if isinstance(value, str) and value.isascii() and value.isprintable()
    }


def _payload(body: Any) -> str | None:
    try:
        return json.dumps(body)
    except (TypeError, ValueError):
        return None  # no body, or one that is no JSON
