"""The description of Sumvin's other operations says what the integration page says, and leaves open what it leaves."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

SUMVIN = Path(__file__).parents[2] / "specs" / "sumvin" / "openapi.yaml"

# sumvin-meld-integration.txt, Status codes per endpoint: success, and the codes of each status.
RAMP_400 = {
    "RAMP_INVALID_PAIR": "Invalid Asset Pair",
    "RAMP_UNKNOWN_ASSET": "Unknown Asset",
    "RAMP_UNSUPPORTED_ASSET": "Asset Not Supported for Ramp",
}
KYC = {"RAMP_KYC_REQUIRED": "KYC Required for Ramp"}
PROVIDER = {"RAMP_PROVIDER_ERROR": "Ramp Provider Error"}
GATE = {"GATE-403-001": None}
NOT_OWN = {"BANK_ACCOUNT_UNAUTHORIZED": None}
NO_ACCOUNT = {"BANK_ACCOUNT_NOT_FOUND": None}
BANK_FAILURE = {"BANK_LINK_TOKEN_FAILED": None, "BANK_PROVIDER_ERROR": None}
ROWS: dict[str, tuple[str, dict[str, dict[str, str | None]]]] = {
    "get /v0/ramp/quotes": (
        "200",
        {"400": RAMP_400, "403": KYC, "502": {"RAMP_PROVIDER_ERROR": "Ramp Provider Error"}},
    ),
    "get /v0/ramp/transactions": ("200", {"403": KYC}),
    "get /v0/ramp/transactions/{transaction_id}": (
        "200",
        {"403": KYC, "404": {"RAMP_TRANSACTION_NOT_FOUND": "Ramp Transaction Not Found"}},
    ),
    "get /v0/accounts/link/config": ("200", {}),
    "get /v0/bank-linking/institutions": ("200", {"403": GATE}),
    "post /v0/accounts/link": (
        "202",
        {"400": {"BANK_INSTITUTION_REQUIRED": None}, "403": GATE, "5XX": BANK_FAILURE},
    ),
    "post /v0/bank-linking/accounts/{account_id}/processor-token": (
        "201",
        {"403": NOT_OWN | GATE, "404": NO_ACCOUNT, "5XX": BANK_FAILURE},
    ),
    "get /v0/accounts": ("200", {}),
    "get /v0/accounts/{account_id}": ("200", {"403": NOT_OWN, "404": NO_ACCOUNT}),
    "delete /v0/accounts/{account_id}": ("204", {"403": NOT_OWN, "404": NO_ACCOUNT}),
    "post /v0/accounts/{account_id}/sync": ("202", {"403": NOT_OWN, "404": NO_ACCOUNT, "5XX": BANK_FAILURE}),
    "get /v0/assets": ("200", {}),
}


@pytest.fixture(scope="module")
def sumvin() -> dict[str, Any]:
    return yaml.safe_load(SUMVIN.read_text(encoding="utf-8"))


def validator(openapi: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"components": openapi["components"], "$ref": f"#/components/schemas/{name}"})


def test_every_operation_is_described_and_no_other(sumvin: dict[str, Any]) -> None:
    described = {f"{method} {path}" for path, methods in sumvin["paths"].items() for method in methods}
    assert described == {*ROWS, "post /v0/ramp/sessions"}


@pytest.mark.parametrize("row", ROWS)
def test_statuses_codes_and_titles(sumvin: dict[str, Any], row: str) -> None:
    method, _, path = row.partition(" ")
    responses = sumvin["paths"][path][method]["responses"]
    success, codes = ROWS[row]
    assert [status for status in responses if status.startswith("2")] == [success]
    told = {status: answer["x-error-codes"] for status, answer in responses.items() if "x-error-codes" in answer}
    assert told == codes


@pytest.mark.parametrize("row", ROWS)
def test_each_operation_takes_the_headers_and_its_path_parameter(sumvin: dict[str, Any], row: str) -> None:
    method, _, path = row.partition(" ")
    parameters = sumvin["paths"][path][method]["parameters"]
    assert sum("$ref" in one for one in parameters) == len(sumvin["components"]["parameters"])
    in_path = [one for one in parameters if one.get("in") == "path"]
    assert [f"{{{one['name']}}}" for one in in_path] == [part for part in path.split("/") if part.startswith("{")]
    assert all(one["required"] for one in in_path)


def test_parameters_that_are_only_public_are_never_required(sumvin: dict[str, Any]) -> None:
    for path in ("/v0/ramp/quotes", "/v0/ramp/transactions"):
        queries = [one for one in sumvin["paths"][path]["get"]["parameters"] if one.get("in") == "query"]
        assert queries
        assert all(one["x-rank"] == "public" and not one["required"] for one in queries)


def test_the_five_statuses_of_a_ramp(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "RampTransaction")
    for status in ("pending", "processing", "completed", "failed", "cancelled"):
        assert check.is_valid({"status": status})
        assert check.is_valid({"id": "t", "status": status, "meld_status": None, "created_at": "2026-01-01T00:00:00Z"})
    for status in ("PENDING", "settled", "canceled", "", None, 1):
        assert not check.is_valid({"status": status})
    assert not check.is_valid({"id": "t"})


def test_the_four_statuses_of_a_connection(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "Account")
    for status in ("active", "refresh_required", "disconnected", "error", None):
        assert check.is_valid({"status": status})
    assert check.is_valid({})
    assert not check.is_valid({"status": "ACTIVE"})


def test_the_configuration_is_fixed(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "LinkConfigResponse")
    assert check.is_valid({"provider": "meld", "requires_institution_selection": True})
    assert check.is_valid({"config": {"provider": "meld"}})
    assert not check.is_valid({"provider": "plaid"})
    assert not check.is_valid({"requires_institution_selection": False})


@pytest.mark.parametrize(
    "name", ["RampQuotesResponse", "RampTransactionsResponse", "InstitutionsResponse", "AccountsResponse"]
)
@pytest.mark.parametrize("body", [{}, [], {"items": []}, {"data": {"list": []}}, {"total": 0, "_links": {}}])
def test_envelopes_of_lists_are_open(sumvin: dict[str, Any], name: str, body: object) -> None:
    assert validator(sumvin, name).is_valid(body)


def test_amounts_may_be_texts_or_numbers(sumvin: dict[str, Any]) -> None:
    check = validator(sumvin, "RampQuote")
    for amount in ("100", "100.00", 100, 99.5, None):
        assert check.is_valid({"source_amount": amount, "destination_amount": amount, "total_fee": amount})
