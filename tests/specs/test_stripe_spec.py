"""Stripe's description and catalogue say what the page says."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

import specs

FILE = Path(__file__).parents[2] / "specs" / "stripe" / "openapi.yaml"
PATH = "/v1/crypto/onramp_sessions"
CURRENCIES = ["btc", "eth", "matic", "sol", "xlm", "avax", "usdc"]
NETWORKS = ["bitcoin", "ethereum", "base", "polygon", "solana", "stellar", "avalanche"]
STATUSES = ["initialized", "rejected", "requires_payment", "fulfillment_processing", "fulfillment_complete"]

# The example of the page, with an id and a secret of our own.
SESSION: dict[str, Any] = {
    "id": "cos_1",
    "object": "crypto.onramp_session",
    "client_secret": "cos_1_secret_2",
    "created": 1691010131,
    "kyc_details_provided": False,
    "livemode": True,
    "metadata": {},
    "redirect_url": None,
    "status": "initialized",
    "transaction_details": {
        "destination_amount": None,
        "destination_currencies": CURRENCIES,
        "destination_currency": None,
        "destination_network": None,
        "destination_networks": NETWORKS,
        "fees": None,
        "lock_wallet_address": False,
        "source_amount": None,
        "source_currency": None,
        "transaction_id": None,
        "wallet_address": None,
        "wallet_addresses": None,
    },
}


@pytest.fixture(scope="module")
def openapi() -> dict[str, Any]:
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def parameters(openapi: dict[str, Any]) -> dict[str, Any]:
    return openapi["components"]["schemas"]["OnrampSessionParameters"]


def validator(openapi: dict[str, Any], name: str) -> Draft202012Validator:
    return Draft202012Validator({"components": openapi["components"], "$ref": f"#/components/schemas/{name}"})


def test_is_valid_openapi_with_three_operations(openapi: dict[str, Any]) -> None:
    validate(openapi)
    operations = {path: [key for key in item if key in ("get", "post")] for path, item in openapi["paths"].items()}
    assert operations == {PATH: ["post", "get"], PATH + "/{id}": ["get"]}


def test_the_enumerations_are_the_documented_ones(openapi: dict[str, Any]) -> None:
    schemas = openapi["components"]["schemas"]
    assert schemas["Cryptocurrency"]["enum"] == CURRENCIES
    assert schemas["Network"]["enum"] == NETWORKS
    assert schemas["Status"]["enum"] == STATUSES


def test_the_parameters_are_the_documented_ones_and_none_is_required(
    openapi: dict[str, Any], parameters: dict[str, Any]
) -> None:
    assert list(parameters["properties"]) == [
        "customer_ip_address", "destination_amount", "destination_currencies", "destination_currency",
        "destination_network", "destination_networks", "kyc_details", "lock_wallet_address", "metadata",
        "source_amount", "source_currency", "wallet_addresses",
    ]  # fmt: skip
    assert "required" not in parameters
    assert not openapi["paths"][PATH]["post"]["requestBody"]["required"]
    names = [parameter["name"] for parameter in openapi["paths"][PATH]["get"]["parameters"]]
    assert names == [
        "created", "destination_currency", "destination_network", "ending_before", "limit", "starting_after", "status",
    ]  # fmt: skip


def test_the_limit_is_as_documented(openapi: dict[str, Any]) -> None:
    limit = next(one for one in openapi["paths"][PATH]["get"]["parameters"] if one["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 10}


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"source_amount": "100.00", "source_currency": "usd"},
        {"destination_amount": "0.000000000000000001", "destination_currency": "eth", "destination_network": "base"},
        {"wallet_addresses": {"base": "0x"}, "destination_network": "base"},
        {"wallet_addresses": {"base": "0x"}, "destination_networks": ["base"]},
        {"metadata": ""},
        {"metadata": {"order": ""}},
    ],
)
def test_valid_parameters(openapi: dict[str, Any], params: dict[str, Any]) -> None:
    assert validator(openapi, "OnrampSessionParameters").is_valid(params)


@pytest.mark.parametrize(
    "params",
    [
        {"source_amount": "1", "destination_amount": "1", "destination_currency": "eth", "destination_network": "base"},
        {"destination_amount": "1", "destination_currency": "eth"},
        {"destination_amount": "1", "destination_network": "base"},
        {"destination_currencies": []},
        {"destination_networks": ["base", "nowhere"]},
        {"destination_currency": "doge"},
        {"wallet_addresses": {"base": "0x"}},
        {"source_amount": "0"},
        {"source_amount": "-1"},
        {"source_amount": "abc"},
        {"lock_wallet_address": "yes"},
    ],
)
def test_parameters_that_break_a_rule(openapi: dict[str, Any], params: dict[str, Any]) -> None:
    assert not validator(openapi, "OnrampSessionParameters").is_valid(params)


def test_the_examples_of_the_description_are_valid(openapi: dict[str, Any]) -> None:
    form = openapi["paths"][PATH]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    check = validator(openapi, "OnrampSessionParameters")
    assert all(check.is_valid(example["value"]) for example in form["examples"].values())
    assert set(form["encoding"]) == {
        name
        for name, schema in openapi["components"]["schemas"]["OnrampSessionParameters"]["properties"].items()
        if schema.get("type") in ("array", "object") or name == "metadata"
    }
    for name in ("OnrampSession", "OnrampSessionList"):
        assert all(validator(openapi, name).is_valid(one) for one in openapi["components"]["schemas"][name]["examples"])


def test_the_example_of_the_page_is_a_session(openapi: dict[str, Any]) -> None:
    check = validator(openapi, "OnrampSession")
    assert check.is_valid(SESSION)
    assert check.is_valid({**SESSION, "metadata": None, "redirect_url": "https://crypto.link.example/", "more": 1})
    page = {"object": "list", "url": PATH, "has_more": False, "data": [SESSION]}
    assert validator(openapi, "OnrampSessionList").is_valid(page)


@pytest.mark.parametrize("name", list(SESSION))
def test_a_session_without_an_attribute_is_invalid(openapi: dict[str, Any], name: str) -> None:
    session = {key: value for key, value in SESSION.items() if key != name}
    assert not validator(openapi, "OnrampSession").is_valid(session)


@pytest.mark.parametrize("name", list(SESSION["transaction_details"]))
def test_details_without_a_member_are_invalid_and_with_nulls_valid(openapi: dict[str, Any], name: str) -> None:
    check, details = validator(openapi, "TransactionDetails"), SESSION["transaction_details"]
    assert not check.is_valid({key: value for key, value in details.items() if key != name})
    assert check.is_valid({**details, name: None})


def test_errors_need_a_type_and_a_message_only(openapi: dict[str, Any]) -> None:
    check = validator(openapi, "ErrorBody")
    assert check.is_valid({"error": {"type": "invalid_request_error", "message": "No."}})
    assert check.is_valid({"error": {"type": "x", "message": "No.", "code": None, "param": "limit", "doc_url": ""}})
    assert not check.is_valid({"error": {"message": "No."}})
    assert not check.is_valid({"error": "No."})


def test_nothing_is_closed(openapi: dict[str, Any]) -> None:
    pending: list[Any] = [openapi["components"]["schemas"]]
    while pending:
        value = pending.pop()
        if isinstance(value, dict):
            assert value.get("additionalProperties") is not False
            assert "unevaluatedProperties" not in value
            pending += value.values()
        elif isinstance(value, list):
            pending += value


# ---- the catalogue ---------------------------------------------------------------------------------


def test_only_documents_and_the_platform_are_mandatory() -> None:
    for requirement in specs.load("stripe").requirements.values():
        assert requirement.id.startswith("STRIPE-")
        if requirement.level == "MUST":
            assert requirement.rank in ("documented", "platform"), requirement.id


def test_core_needs_nothing_and_every_need_is_explained() -> None:
    contract = specs.load("stripe")
    for requirement in contract.requirements.values():
        assert not (requirement.core and requirement.needs), requirement.id
        assert not (requirement.core and requirement.untestable), requirement.id
        assert requirement.needs <= set(contract.capabilities), requirement.id
    needed = frozenset().union(*(one.needs for one in contract.requirements.values()))
    # Those that only some checks need.
    assert needed | {"archive", "clock", "unsupported_region_ipv6"} == set(contract.capabilities)


@pytest.mark.parametrize(
    "name",
    [
        "customer_ip_address", "destination_amount", "destination_currencies", "destination_currency",
        "destination_network", "destination_networks", "kyc_details", "lock_wallet_address", "metadata",
        "source_amount", "source_currency", "wallet_addresses", "created", "ending_before", "limit", "starting_after",
        "status", *SESSION,
    ],
)  # fmt: skip
def test_every_parameter_and_attribute_has_a_requirement(name: str) -> None:
    requirements = specs.load("stripe").requirements.values()
    assert any(name in one.source or name in one.statement for one in requirements)
