"""NowRamp's requirements and description say what the document says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

import specs

FOLDER = Path(__file__).parents[2] / "specs" / "nowramp"

OPERATIONS = {
    "POST /v1/sessions",
    "GET /v1/sessions",
    "GET /v1/sessions/{sessionId}",
    "POST /v1/sessions/{sessionId}/confirm",
    "POST /v1/sessions/{sessionId}/order",
    "POST /v1/sessions/{sessionId}/cancel",
}

# The examples of the document, as data.
SESSION = {
    "type": "session",
    "id": "sess_abc123",
    "attributes": {
        "sessionId": "sess_abc123",
        "projectId": "550e8400-e29b-41d4-a716-446655440000",
        "clientSecret": "sess_secret_xyz789",
        "type": "onramp",
        "status": "pending",
        "customerId": "cust_uuid",
        "externalCustomerId": "player_12345",
        "sourceAmount": "100",
        "sourceCurrency": "USD",
        "destinationCurrency": "ETH",
        "destinationAddress": "0x742d35Cc6634C0532925a3b844Bc9e7595f1bD21",
        "network": "ethereum",
        "redirectUrl": "https://yoursite.com/success",
        "fieldLocks": {
            "sourceAmount": {"locked": True},
            "sourceCurrency": {"locked": True},
            "destinationCurrency": {"locked": True},
            "destinationAddress": {"locked": True},
            "network": {"locked": True},
        },
        "expiresAt": "2026-02-17T15:30:00Z",
        "createdAt": "2026-02-17T15:00:00Z",
    },
}
ORDER = {
    "type": "order",
    "id": "ord_xyz",
    "attributes": {
        "orderId": "ord_xyz",
        "status": "created",
        "sessionId": "sess_abc123",
        "checkout": {"method": "redirect", "url": "https://checkout.gateway-a.com/...", "expiresAt": 1800},
    },
}


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return yaml.safe_load((FOLDER / "openapi.yaml").read_text(encoding="utf-8"))


def validator(openapi: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"components": openapi["components"], "$ref": f"#/components/schemas/{name}"})


def without(document: dict[str, Any], member: str) -> dict[str, Any]:
    attributes = {name: value for name, value in document["attributes"].items() if name != member}
    return {**document, "attributes": attributes}


# ---- the requirements ------------------------------------------------------------------------------


def test_every_requirement_is_well_formed() -> None:
    contract = specs.load("nowramp")
    assert len(contract.requirements) >= 180
    for ident, one in contract.requirements.items():
        assert ident.startswith("NOWRAMP-")
        assert one.level == ("MUST" if one.rank == "documented" else "SHOULD"), ident
        assert one.needs <= set(contract.capabilities), ident
        assert one.statement.endswith("."), ident
        assert one.operation in {*OPERATIONS, "every operation"}, ident
        assert not (one.core and one.untestable), ident


def test_core_needs_the_two_keys_of_a_project_and_nothing_else() -> None:
    for ident, one in specs.load("nowramp").requirements.items():
        if one.untestable is None:
            assert one.core == (one.needs <= {"public_key"}), ident


def test_ids_are_written_once() -> None:
    data = yaml.safe_load((FOLDER / "requirements.yaml").read_text(encoding="utf-8"))
    ids = [entry["id"] for entry in data["requirements"]]
    assert len(ids) == len(set(ids))


# ---- the description -------------------------------------------------------------------------------


def test_is_valid_openapi(openapi: dict[str, Any]) -> None:
    validate(openapi)
    operations = {
        f"{method.upper()} {path}"
        for path, item in openapi["paths"].items()
        for method in item
        if method in ("get", "post")
    }
    assert operations == OPERATIONS


def test_keys_per_operation(openapi: dict[str, Any]) -> None:
    paths = openapi["paths"]
    assert openapi["security"] == [{"secretKey": []}]
    assert paths["/v1/sessions/{sessionId}"]["get"]["security"] == [{"secretKey": []}, {"publicKey": []}]
    for step in ("confirm", "order"):
        assert paths[f"/v1/sessions/{{sessionId}}/{step}"]["post"]["security"] == [{"publicKey": []}]
    assert "security" not in paths["/v1/sessions/{sessionId}/cancel"]["post"]
    assert "security" not in paths["/v1/sessions"]["post"]
    assert "security" not in paths["/v1/sessions"]["get"]


def test_enumerations_and_limits(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    assert schemas["SessionType"]["enum"] == ["onramp", "offramp"]
    statuses = ["pending", "confirmed", "processing", "completed", "expired", "cancelled"]
    assert schemas["SessionStatus"]["enum"] == statuses
    fields = schemas["SessionRequest"]["properties"]
    assert fields["externalCustomerId"]["maxLength"] == fields["destinationAddress"]["maxLength"] == 255
    assert (fields["expiresInSeconds"]["default"], fields["expiresInSeconds"]["maximum"]) == (1800, 86400)
    assert fields["metadata"]["maxProperties"] == 20
    query = {one["name"]: one["schema"] for one in openapi["paths"]["/v1/sessions"]["get"]["parameters"]}
    assert list(query) == ["page", "pageSize", "status", "customerId", "externalCustomerId"]
    assert (query["page"]["default"], query["pageSize"]["default"], query["pageSize"]["maximum"]) == (1, 25, 100)


def test_the_fields_are_the_documented_ones(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    creation = (
        "externalCustomerId", "customerId", "type", "sourceAmount", "sourceCurrency", "destinationCurrency", "network",
        "destinationAddress", "redirectUrl", "country", "expiresInSeconds", "metadata", "fieldLocks",
    )  # fmt: skip
    assert tuple(schemas["SessionRequest"]["properties"]) == creation
    lockable = ["destinationAddress", "network", "destinationCurrency", "sourceAmount", "sourceCurrency"]
    assert list(schemas["FieldLocks"]["properties"]) == lockable
    assert list(schemas["ConfirmRequest"]["properties"]) == ["clientSecret", "destinationAddress", "network"]
    assert schemas["ConfirmRequest"]["required"] == ["clientSecret"]
    assert schemas["OrderRequest"]["required"] == ["clientSecret", "fiatAmount", "cryptoCurrency", "network"]
    optional = ["fiatCurrency", "walletAddress", "gateway", "email"]
    assert list(schemas["OrderRequest"]["properties"]) == schemas["OrderRequest"]["required"] + optional


def test_error_codes_and_their_statuses(openapi: dict[str, Any]) -> None:
    codes = {
        (code, status)
        for item in openapi["paths"].values()
        for method, operation in item.items()
        if method in ("get", "post")
        for status, answer in operation["responses"].items()
        for code in answer.get("x-error-codes", ())
    }
    assert codes == {
        ("SESSION_EXPIRED", "409"),
        ("SESSION_ALREADY_USED", "409"),
        ("FORBIDDEN", "403"),
        ("VALIDATION_ERROR", "400"),
        ("NOT_FOUND", "404"),
    }


def test_the_examples_of_the_document_are_valid(openapi: dict[str, Any]) -> None:
    validator(openapi, "CreatedSession").validate(SESSION)
    validator(openapi, "Session").validate(without(SESSION, "clientSecret"))
    validator(openapi, "Order").validate(ORDER)


def test_the_examples_of_the_description_are_valid(openapi: dict[str, Any]) -> None:
    examples = openapi["paths"]["/v1/sessions"]["post"]["requestBody"]["content"]["application/json"]["examples"]
    for example in examples.values():
        validator(openapi, "SessionRequest").validate(example["value"])
    for example in openapi["components"]["schemas"]["Session"]["examples"]:
        validator(openapi, "Session").validate(example)


@pytest.mark.parametrize("name", ["sessionId", "projectId", "type", "status", "expiresAt", "createdAt"])
def test_a_session_without_what_is_always_shown_is_invalid(openapi: dict[str, Any], name: str) -> None:
    assert not validator(openapi, "Session").is_valid(without(SESSION, name))


@pytest.mark.parametrize(
    "name",
    [
        "customerId", "externalCustomerId", "sourceAmount", "sourceCurrency", "destinationCurrency", "network",
        "destinationAddress", "redirectUrl", "fieldLocks",
    ],
)  # fmt: skip
def test_what_a_session_may_lack_may_be_absent_or_null(openapi: dict[str, Any], name: str) -> None:
    check = validator(openapi, "Session")
    assert check.is_valid(without(SESSION, name))
    assert check.is_valid({**SESSION, "attributes": {**SESSION["attributes"], name: None}})
    assert not check.is_valid({**SESSION, "attributes": {**SESSION["attributes"], name: [1]}})


@pytest.mark.parametrize("customer", [{}, {"type": "onramp"}])
def test_a_creation_names_a_customer(openapi: dict[str, Any], customer: dict[str, Any]) -> None:
    check = validator(openapi, "SessionRequest")
    assert not check.is_valid(customer)
    assert check.is_valid({**customer, "externalCustomerId": "a"})
    assert check.is_valid({**customer, "customerId": "2c5ea4c0-4067-11e9-8bad-9b1deb4d3b7d"})


@pytest.mark.parametrize("amount", ["100", 100, 99.99])
def test_amounts_are_texts_or_numbers(openapi: dict[str, Any], amount: object) -> None:
    check = validator(openapi, "SessionRequest")
    assert check.is_valid({"externalCustomerId": "a", "sourceAmount": amount})
    assert not check.is_valid({"externalCustomerId": "a", "sourceAmount": [amount]})


def test_nothing_is_closed(openapi: dict[str, Any]) -> None:
    for name, schema in openapi["components"]["schemas"].items():
        assert not list(_closed(schema)), name


def _closed(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (key for key in value if key in ("additionalProperties", "unevaluatedProperties"))
        for inner in value.values():
            yield from _closed(inner)
