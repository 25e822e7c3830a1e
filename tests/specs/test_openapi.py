"""The OpenAPI descriptions say what the documents say."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

SUMVIN = Path(__file__).parents[2] / "specs" / "sumvin" / "openapi.yaml"

# The example of the reference page, as data.
CURL_BODY = {
    "source_amount": "100",
    "from_asset": "<string>",
    "to_asset": "<string>",
    "wallet_address": "<string>",
    "country_code": "US",
    "service_provider": "<string>",
    "idempotency_key": "partner-retry-2026-05-07-12345",
}
ANSWER = {
    "_links": {},
    "session": {
        "id": "<string>",
        "widget_url": "<string>",
        "token": "<string>",
        "service_provider_widget_url": "<string>",
        "external_session_id": "<string>",
    },
}


@pytest.fixture(scope="module")
def sumvin() -> dict[str, Any]:
    return yaml.safe_load(SUMVIN.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def operation(sumvin: dict[str, Any]) -> dict[str, Any]:
    return sumvin["paths"]["/v0/ramp/sessions"]["post"]


@pytest.fixture(scope="module")
def request_schema(sumvin: dict[str, Any]) -> dict[str, Any]:
    return sumvin["components"]["schemas"]["RampSessionRequest"]


def validator(openapi: dict[str, Any], name: str) -> Draft202012Validator:
    schema = {"components": openapi["components"], "$ref": f"#/components/schemas/{name}"}
    return Draft202012Validator(schema)


def test_is_valid_openapi(sumvin: dict[str, Any]) -> None:
    validate(sumvin)
    assert list(sumvin["paths"]["/v0/ramp/sessions"]) == ["post"]


def test_enumerations_are_complete(request_schema: dict[str, Any]) -> None:
    fields = request_schema["properties"]
    chains, countries = fields["chain_id"]["enum"], fields["country_code"]["enum"]
    rails = fields["payment_method_type"]["enum"]
    assert (len(chains), len(set(chains))) == (9, 9)
    assert (len(countries), len(set(countries))) == (43, 43)
    assert all(isinstance(country, str) for country in countries)  # NO is no boolean
    assert (len(rails), len(set(rails))) == (16, 16)
    assert rails[-1] is None
    assert fields["country_code"]["default"] == "US"


def test_the_fields_are_the_documented_ones(request_schema: dict[str, Any]) -> None:
    required = ["source_amount", "from_asset", "to_asset", "chain_id", "wallet_address"]
    optional = ["country_code", "payment_method_type", "service_provider", "idempotency_key"]
    assert request_schema["required"] == required
    assert list(request_schema["properties"]) == required + optional


def test_the_example_body_lacks_nothing_but_its_chain(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "RampSessionRequest")
    assert [error.message for error in check.iter_errors(CURL_BODY)] == ["'chain_id' is a required property"]
    assert check.is_valid({**CURL_BODY, "chain_id": 8453})


def test_the_example_answer_is_valid(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "RampSessionResponse")
    assert check.is_valid(ANSWER)
    assert check.is_valid({"session": {**ANSWER["session"], "created_at": 1704067200000}})


@pytest.mark.parametrize("field", ["id", "widget_url", "token"])
def test_a_session_without_what_is_promised_is_invalid(sumvin: dict[str, Any], field: str) -> None:
    check = validator(sumvin, "RampSessionResponse")
    session = {name: value for name, value in ANSWER["session"].items() if name != field}
    assert not check.is_valid({"session": session})
    assert not check.is_valid({"session": {**ANSWER["session"], field: None}})


@pytest.mark.parametrize("amount", ["100", "0.01", "12.50", "007", "00.5", 100, 0.5, 1])
def test_positive_amounts(sumvin: dict[str, Any], amount: object) -> None:
    assert validator(sumvin, "RampSessionRequest").is_valid({**CURL_BODY, "chain_id": 1, "source_amount": amount})


@pytest.mark.parametrize("amount", ["0", "0.00", "-5", "", "abc", "NaN", "1,5", 0, -1, None, [], {}])
def test_other_amounts(sumvin: dict[str, Any], amount: object) -> None:
    assert not validator(sumvin, "RampSessionRequest").is_valid({**CURL_BODY, "chain_id": 1, "source_amount": amount})


def test_statuses_codes_and_titles(operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    assert list(responses) == ["201", "208", "400", "401", "403", "422", "502"]
    codes = {status: answer["x-error-codes"] for status, answer in responses.items() if "x-error-codes" in answer}
    assert codes == {
        "400": {
            "RAMP_INVALID_PAIR": "Invalid Asset Pair",
            "RAMP_UNKNOWN_ASSET": "Unknown Asset",
            "RAMP_UNSUPPORTED_ASSET": "Asset Not Supported for Ramp",
        },
        "403": {"RAMP_KYC_REQUIRED": "KYC Required for Ramp"},
        "502": {"RAMP_PROVIDER_ERROR": "Ramp Provider Error"},
    }
    assert responses["201"]["content"] == responses["208"]["content"]


def test_errors_are_problem_details_or_fastapis(sumvin: dict[str, Any], operation: dict[str, Any]) -> None:
    problem = {"type": "about:blank", "title": "Unknown Asset", "status": 400, "error_code": "RAMP_UNKNOWN_ASSET"}
    fastapi = {"detail": [{"loc": ["body", "items", 0], "msg": "Field required", "type": "missing", "input": {}}]}
    assert validator(sumvin, "ProblemDetails").is_valid(problem)
    assert not validator(sumvin, "ProblemDetails").is_valid(fastapi)
    content = operation["responses"]["422"]["content"]
    for media_type in ("application/json", "application/problem+json"):
        check = Draft202012Validator({"components": sumvin["components"], **content[media_type]["schema"]})
        assert check.is_valid(problem)
        assert check.is_valid(fastapi)


def test_headers_and_credentials(sumvin: dict[str, Any]) -> None:
    headers = {parameter["name"] for parameter in sumvin["components"]["parameters"].values()}
    assert headers == {"x-juno-orgid", "x-sumvin-token", "x-sumvin-pat", "x-sumvin-pint-token", "X-Timestamp-Format"}
    scheme = sumvin["components"]["securitySchemes"]["x-juno-jwt"]
    assert (scheme["type"], scheme["in"], scheme["name"]) == ("apiKey", "header", "x-juno-jwt")
    assert sumvin["security"] == [{"x-juno-jwt": []}]


def test_the_examples_are_valid_and_carry_no_key(sumvin: dict[str, Any], operation: dict[str, Any]) -> None:
    check = validator(sumvin, "RampSessionRequest")
    for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
        assert check.is_valid(example["value"])
        assert "idempotency_key" not in example["value"]
    key = sumvin["components"]["schemas"]["RampSessionRequest"]["properties"]["idempotency_key"]
    assert not {"example", "examples", "default", "const"} & set(key)
    assert "partner-retry" not in json.dumps(sumvin)


def test_what_is_only_public_is_never_required(sumvin: dict[str, Any]) -> None:
    found = 0
    for name, schema in sumvin["components"]["schemas"].items():
        for field, described in schema.get("properties", {}).items():
            if described.get("x-rank") == "public":
                found += 1
                assert field not in schema.get("required", []), f"{name}.{field}"
                assert "null" in described["type"], f"{name}.{field}"
    assert found > 2


def test_nothing_is_closed(sumvin: dict[str, Any]) -> None:
    for name, schema in sumvin["components"]["schemas"].items():
        assert not list(_closed(schema)), name


def _closed(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (key for key in value if key in ("additionalProperties", "unevaluatedProperties"))
        for inner in value.values():
            yield from _closed(inner)
